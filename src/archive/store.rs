//! Storing a visit: whole or not at all, under a name that nobody else has.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Zoned;

use super::{
    Archive, ArchiveError, INFO, READOUT, TELEGRAM, TRACE, UNFINISHED, VisitInfo, VisitKind,
};
use crate::export::{self, Format, Style, file::sync_folder, serial_for_names};
use crate::meter::Readout;
use crate::worker::SeriesKind;

/// What a visit leaves.
#[derive(Debug, Clone, Copy)]
pub struct NewVisit<'a> {
    pub readout: &'a Readout,
    /// The telegram as received.
    pub raw: &'a [u8],
    /// The line trace in its text form, passwords masked.
    pub trace: &'a str,
    /// The port, as it was named.
    pub port: &'a str,
    /// How long the session took.
    pub duration: Duration,
    /// Now, by this computer's clock.
    pub stored_at: &'a Zoned,
}

/// Stands between the name of a visit and the number of an equal name.
pub(super) const COUNTER: &str = "~";

/// How many equal names are tried: a second has no room for that many visits.
const MAX_EQUAL_NAMES: u32 = 10_000;

impl Archive {
    /// Stores a readout and returns its folder.
    pub fn store(&self, visit: &NewVisit<'_>) -> Result<PathBuf, ArchiveError> {
        self.store_as(VisitKind::Readout, visit, &[])
    }

    /// Stores what was read and changed in programming mode, with further files by
    /// name, and returns its folder.
    pub fn store_programming(
        &self,
        visit: &NewVisit<'_>,
        more: &[(&str, &[u8])],
    ) -> Result<PathBuf, ArchiveError> {
        self.store_as(VisitKind::Programming, visit, more)
    }

    /// Stores a load profile or a logbook with the answers as its telegram, with further
    /// files by name, and returns its folder.
    pub fn store_series(
        &self,
        kind: SeriesKind,
        visit: &NewVisit<'_>,
        more: &[(&str, &[u8])],
    ) -> Result<PathBuf, ArchiveError> {
        let kind = match kind {
            SeriesKind::LoadProfile => VisitKind::LoadProfile,
            SeriesKind::Logbook => VisitKind::Logbook,
        };
        self.store_as(kind, visit, more)
    }

    fn store_as(
        &self,
        kind: VisitKind,
        visit: &NewVisit<'_>,
        more: &[(&str, &[u8])],
    ) -> Result<PathBuf, ArchiveError> {
        let io = |operation, path: &Path| {
            let path = path.to_owned();
            move |reason| ArchiveError::Io {
                operation,
                path,
                reason,
            }
        };
        let info = info_of(kind, visit)
            .to_json()
            .map_err(export::RenderError::from)?;
        let readout = export::render(visit.readout, visit.raw, Format::Json, Style::default())?;

        fs::create_dir_all(&self.folder).map_err(io("made", &self.folder))?;
        let unfinished = tempfile::Builder::new()
            .prefix(UNFINISHED)
            .tempdir_in(&self.folder)
            .map_err(io("written to", &self.folder))?;
        let files: [(&str, &[u8]); 4] = [
            (TELEGRAM, visit.raw),
            (READOUT, &readout),
            (TRACE, visit.trace.as_bytes()),
            (INFO, &info),
        ];
        for (name, bytes) in files.iter().chain(more) {
            let path = unfinished.path().join(name);
            write_synced(&path, bytes).map_err(io("written", &path))?;
        }
        sync_folder(unfinished.path()).map_err(io("written", unfinished.path()))?;

        let stem = format!(
            "{}_{}",
            visit.stored_at.strftime("%Y-%m-%d_%H%M%S"),
            serial_for_names(visit.readout)
        );
        let folder = self.rename(unfinished.path(), &stem)?;
        // What was renamed is no longer there to be cleaned up.
        let _ = unfinished.keep();
        sync_folder(&self.folder).map_err(io("written", &self.folder))?;
        Ok(folder)
    }

    /// Gives the folder `from` the first free name of `stem`, `stem~2`, `stem~3`...
    /// A name that another program takes at the same moment is not free: a folder
    /// with files in it cannot be replaced by renaming.
    fn rename(&self, from: &Path, stem: &str) -> Result<PathBuf, ArchiveError> {
        let mut folder = self.folder.join(stem);
        for number in 2..MAX_EQUAL_NAMES {
            let taken = match folder.symlink_metadata() {
                Ok(_) => true,
                Err(_) => match fs::rename(from, &folder) {
                    Ok(()) => return Ok(folder),
                    Err(error) if is_taken(&error) => true,
                    Err(reason) => {
                        return Err(ArchiveError::Io {
                            operation: "written",
                            path: folder,
                            reason,
                        });
                    }
                },
            };
            if taken {
                folder = self.folder.join(format!("{stem}{COUNTER}{number}"));
            }
        }
        Err(ArchiveError::Io {
            operation: "written",
            path: folder,
            reason: ErrorKind::AlreadyExists.into(),
        })
    }
}

fn is_taken(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::AlreadyExists | ErrorKind::DirectoryNotEmpty | ErrorKind::NotADirectory
    )
}

fn info_of(kind: VisitKind, visit: &NewVisit<'_>) -> VisitInfo {
    let readout = visit.readout;
    let meter = &readout.meter;
    VisitInfo {
        kind,
        serial_number: meter.serial_number.clone(),
        manufacturer: meter
            .manufacturer_name
            .clone()
            .or_else(|| meter.manufacturer.clone()),
        device_type: meter.device_type.clone(),
        identification_line: meter.identification_line.clone(),
        stored_at: visit.stored_at.clone(),
        complete: readout.complete && !readout.block_check.is_wrong(),
        data_sets: readout.data_sets.len(),
        port: visit.port.to_owned(),
        duration_ms: u64::try_from(visit.duration.as_millis()).unwrap_or(u64::MAX),
    }
}

fn write_synced(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create_new(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

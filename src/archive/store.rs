//! Storing a visit: whole or not at all, under a name that nobody else has.

use std::borrow::Cow;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Zoned;

use super::{
    Archive, ArchiveError, INFO, READOUT, TELEGRAM, TRACE, UNFINISHED, VisitInfo, VisitKind,
};
use crate::export::{
    self, Format, Style,
    file::{make_folder, remove_left, sync_folder},
    serial_for_names,
};
use crate::meter::Readout;

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

/// A visit in the form in which it is stored: what one disk does not take can be put on
/// another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackedVisit {
    name: String,
    files: Vec<(Cow<'static, str>, Vec<u8>)>,
}

impl PackedVisit {
    /// Puts a visit into words, with further files by name.
    pub fn new(
        kind: VisitKind,
        visit: &NewVisit<'_>,
        more: &[(&'static str, &[u8])],
    ) -> Result<PackedVisit, ArchiveError> {
        let info = info_of(kind, visit)
            .to_json()
            .map_err(export::RenderError::from)?;
        let readout = export::render(visit.readout, visit.raw, Format::Json, Style::default())?;
        let mut files = vec![
            (Cow::Borrowed(TELEGRAM), visit.raw.to_vec()),
            (Cow::Borrowed(READOUT), readout),
            (Cow::Borrowed(TRACE), visit.trace.as_bytes().to_vec()),
        ];
        let more = more.iter();
        files.extend(more.map(|(name, bytes)| (Cow::Borrowed(*name), bytes.to_vec())));
        files.push((Cow::Borrowed(INFO), info));
        let name = format!(
            "{}_{}",
            visit.stored_at.strftime("%Y-%m-%d_%H%M%S"),
            serial_for_names(visit.readout)
        );
        Ok(PackedVisit { name, files })
    }

    /// The same visit with another file in it, whose name has no folders.
    pub(super) fn with_file(mut self, name: String, bytes: Vec<u8>) -> PackedVisit {
        self.files.push((Cow::Owned(name), bytes));
        self
    }

    /// The name of its folder, which may get a number where it is taken.
    pub fn name(&self) -> &str {
        &self.name
    }
}

/// Stands between the name of a visit and the number of an equal name.
pub(super) const COUNTER: &str = "~";

/// How many equal names are tried: a second has no room for that many visits.
const MAX_EQUAL_NAMES: u32 = 10_000;

impl Archive {
    /// Stores a readout and returns its folder.
    pub fn store(&self, visit: &NewVisit<'_>) -> Result<PathBuf, ArchiveError> {
        self.put(&PackedVisit::new(VisitKind::Readout, visit, &[])?)
    }

    /// Stores a visit that was packed, and returns its folder.
    pub fn put(&self, visit: &PackedVisit) -> Result<PathBuf, ArchiveError> {
        let io = |operation, path: &Path| {
            let path = path.to_owned();
            move |reason| ArchiveError::Io {
                operation,
                path,
                reason,
            }
        };
        make_folder(&self.folder).map_err(io("made", &self.folder))?;
        let unfinished = tempfile::Builder::new()
            .prefix(UNFINISHED)
            .tempdir_in(&self.folder)
            .map_err(io("written to", &self.folder))?;
        remove_left(&self.folder, unfinished.path(), |name| {
            name.starts_with(UNFINISHED)
        });
        for (name, bytes) in &visit.files {
            write_synced(&unfinished.path().join(name.as_ref()), bytes)
                .map_err(io("written to", &self.folder))?;
        }
        sync_folder(unfinished.path()).map_err(io("written to", &self.folder))?;
        let folder = self.rename(unfinished.path(), &visit.name)?;
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

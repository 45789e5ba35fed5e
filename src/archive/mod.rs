//! Visits on disk: every readout is kept by itself, also a broken one. And
//! [`open`]: what was saved, back as readouts.
//!
//! A visit is a folder, named by date and serial number, with four files:
//!
//! | file | what |
//! |---|---|
//! | `visit.json` | what the list of visits shows, versioned |
//! | `telegram.iec` | the telegram as received |
//! | `readout.json` | the readout as it was understood on that day |
//! | `line.trace` | the line trace, passwords masked |
//!
//! A visit in programming mode holds what was read there as its readout, an empty
//! telegram, and beside them `registers.json` and `writes.json`: what was read and what
//! came of each write.
//!
//! A visit with a load profile or a logbook has the answers as received as its telegram,
//! behind the identification line, and `series.json`, which tells them apart. It is
//! understood by decoding them again.
//!
//! A visit with an installation check has what was ticked and noted in `check.json`, and
//! its photos beside it. While a list is under way it is kept by [`checks`].
//!
//! A visit is written whole or not at all: into a hidden folder first, which is
//! renamed when all of it is on the disk. It is never changed afterwards. Programs
//! that store at the same time give their visits different names.
//!
//! Knows nothing about ports, sessions or the window, and reads no clock.

mod answers;
pub mod checks;
mod dialogue;
mod open;
pub mod picture;
pub(crate) mod series;
mod store;
mod telegram;
mod visit;

use std::cmp::Reverse;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use thiserror::Error;

use crate::export::file::{disk_words, hint_for_data, read_at_most};
use crate::export::readout_from_json;
use crate::meter::Readout;
use crate::worker::SeriesRecord;

pub(crate) use dialogue::readout_in;
pub use open::{Found, MAX_FILE, OpenError, Opened, open, open_bytes, open_stream};
pub use series::LastSeries;
pub use store::{NewVisit, PackedVisit};
pub use visit::{VisitInfo, VisitKind};

/// The variable that names another folder for all data of the program.
pub const DATA_VARIABLE: &str = "FLAGPORT_DATA";

/// What was read in programming mode.
pub(crate) const REGISTERS: &str = "registers.json";
/// What was written in programming mode.
pub(crate) const WRITES: &str = "writes.json";

/// What was fetched of a load profile or a logbook.
pub(crate) const SERIES: &str = "series.json";

const INFO: &str = "visit.json";
const TELEGRAM: &str = "telegram.iec";
const READOUT: &str = "readout.json";
const TRACE: &str = "line.trace";

/// The largest file that the list of visits reads for each, in bytes.
const MAX_INFO: u64 = 1024 * 1024;

/// The largest file of a visit that is read, in bytes: the line trace of the largest
/// telegram, in which a byte can take four.
const MAX_PART: u64 = 256 * 1024 * 1024;

/// Folders that begin like this are being written, or were left by a program that
/// was killed.
const UNFINISHED: &str = ".unfinished-";

/// A folder of visits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Archive {
    folder: PathBuf,
}

/// Why visits could not be stored or read.
#[derive(Debug, Error)]
pub enum ArchiveError {
    #[error("this computer names no folder for the user's data; set {DATA_VARIABLE} to one")]
    NoDataFolder,
    #[error("{path:?} could not be {operation}: {}", disk_words(reason))]
    Io {
        operation: &'static str,
        path: PathBuf,
        reason: io::Error,
    },
    #[error("the visit could not be put into words: {0}")]
    Render(#[from] crate::export::RenderError),
    #[error("the visit {path:?} is damaged: {reason}")]
    Damaged { path: PathBuf, reason: String },
}

impl ArchiveError {
    /// What to do about it.
    pub fn hint(&self) -> String {
        let elsewhere = format!("or set {DATA_VARIABLE} to another folder");
        match self {
            ArchiveError::NoDataFolder => "see whether this user has a home folder".to_owned(),
            ArchiveError::Io { reason, .. } => format!("{}, {elsewhere}", hint_for_data(reason)),
            ArchiveError::Render(_) => "save the readout in another form".to_owned(),
            ArchiveError::Damaged { .. } => "open its telegram.iec instead".to_owned(),
        }
    }
}

/// One folder of the archive.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    pub path: PathBuf,
    /// What the visit is, or why that cannot be told.
    pub info: Result<VisitInfo, String>,
}

/// A visit read back.
#[derive(Debug, Clone, PartialEq)]
pub struct Visit {
    pub info: VisitInfo,
    pub readout: Readout,
    /// The telegram as received.
    pub raw: Vec<u8>,
    /// The line trace in its text form.
    pub trace: String,
    /// What was written, as `flagport.writes.v1`, if something was.
    pub writes: Option<Vec<u8>>,
    /// The load profile or logbook that was fetched, if one was.
    pub series: Option<SeriesRecord>,
}

impl Archive {
    /// The visits in `folder`, which is made when the first one is stored.
    pub fn at(folder: impl Into<PathBuf>) -> Archive {
        Archive {
            folder: folder.into(),
        }
    }

    /// The visits of this user.
    pub fn of_user() -> Result<Archive, ArchiveError> {
        Ok(Archive::at(data_folder()?.join("visits")))
    }

    /// Where the visits are.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// All visits, the newest first. Damaged ones are listed as such. Reads one
    /// small file for each.
    pub fn list(&self) -> Result<Vec<Entry>, ArchiveError> {
        let reading = |reason| ArchiveError::Io {
            operation: "read",
            path: self.folder.clone(),
            reason,
        };
        let folders = match fs::read_dir(&self.folder) {
            Ok(folders) => folders,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(reading(error)),
        };
        let mut entries = Vec::new();
        for folder in folders {
            let folder = folder.map_err(reading)?;
            let name = folder.file_name();
            let hidden = name.to_string_lossy().starts_with('.');
            if !hidden && folder.path().is_dir() {
                entries.push(entry_of(folder.path()));
            }
        }
        entries.sort_by_cached_key(|entry| Reverse(sort_key(&entry.path)));
        Ok(entries)
    }

    /// The visits whose serial number contains `serial`, the newest first. Empty
    /// text finds all that are not damaged.
    pub fn find_by_serial(&self, serial: &str) -> Result<Vec<Entry>, ArchiveError> {
        self.find(|info| {
            serial.is_empty()
                || info
                    .serial_number
                    .as_deref()
                    .is_some_and(|known| known.contains(serial))
        })
    }

    /// The visits from `first` to `last`, both included, the newest first.
    pub fn find_by_date(&self, first: Date, last: Date) -> Result<Vec<Entry>, ArchiveError> {
        self.find(|info| (first..=last).contains(&info.stored_at.date()))
    }

    fn find(&self, wanted: impl Fn(&VisitInfo) -> bool) -> Result<Vec<Entry>, ArchiveError> {
        let mut entries = self.list()?;
        entries.retain(|entry| entry.info.as_ref().is_ok_and(&wanted));
        Ok(entries)
    }
}

impl Visit {
    /// Whether `path` is the folder of a visit.
    pub fn is_at(path: &Path) -> bool {
        path.join(INFO).is_file()
    }

    /// Reads the visit in the folder `path`.
    pub fn load(path: &Path) -> Result<Visit, ArchiveError> {
        let damaged = |reason: String| ArchiveError::Damaged {
            path: path.to_owned(),
            reason,
        };
        let info = entry_of(path.to_owned()).info.map_err(damaged)?;
        let mut readout = readout_from_json(&read(path, READOUT)?)
            .map_err(|error| damaged(format!("{READOUT}: {error}")))?;
        let raw = read(path, TELEGRAM)?;
        let trace = String::from_utf8_lossy(&read(path, TRACE)?).into_owned();
        let has_series = path.join(SERIES).is_file();
        let series = has_series.then(|| read(path, SERIES)).transpose()?;
        let line = info.identification_line.as_deref().unwrap_or_default();
        let series = series
            .map(|json| series::record_of(&json, &raw, line))
            .transpose()
            .map_err(|error| damaged(format!("{SERIES}: {error}")))?;
        if let Some(record) = &series {
            series::put_into(&mut readout, record);
        }
        let has_writes = path.join(WRITES).is_file();
        let writes = has_writes.then(|| read(path, WRITES)).transpose()?;
        Ok(Visit {
            info,
            readout,
            raw,
            trace,
            writes,
            series,
        })
    }
}

/// The folder for all data of this user.
pub fn data_folder() -> Result<PathBuf, ArchiveError> {
    match std::env::var_os(DATA_VARIABLE) {
        Some(folder) if !folder.is_empty() => Ok(PathBuf::from(folder)),
        _ => directories::ProjectDirs::from("", "", "flagport")
            .map(|folders| folders.data_dir().to_owned())
            .ok_or(ArchiveError::NoDataFolder),
    }
}

fn entry_of(path: PathBuf) -> Entry {
    let info = read_at_most(&path.join(INFO), MAX_INFO)
        .and_then(|text| whole(text, MAX_INFO))
        .map_err(|error| format!("{INFO}: {error}"))
        .and_then(|text| VisitInfo::from_json(&text).map_err(|error| format!("{INFO}: {error}")));
    Entry { path, info }
}

/// The name of a visit with numbers behind equal names in order: `x`, `x-2`, `x-10`.
fn sort_key(path: &Path) -> (String, u32) {
    let name = path
        .file_name()
        .map_or(String::new(), |name| name.to_string_lossy().into_owned());
    let numbered = name
        .split_once(store::COUNTER)
        .and_then(|(stem, number)| Some((stem.to_owned(), number.parse().ok()?)));
    numbered.unwrap_or((name, 1))
}

fn read(folder: &Path, name: &str) -> Result<Vec<u8>, ArchiveError> {
    let path = folder.join(name);
    read_at_most(&path, MAX_PART)
        .and_then(|bytes| whole(bytes, MAX_PART))
        .map_err(|reason| ArchiveError::Io {
            operation: "read",
            path,
            reason,
        })
}

/// `bytes`, unless there are more than `limit`.
fn whole(bytes: Vec<u8>, limit: u64) -> io::Result<Vec<u8>> {
    if u64::try_from(bytes.len()).is_ok_and(|length| length <= limit) {
        Ok(bytes)
    } else {
        Err(ErrorKind::FileTooLarge.into())
    }
}

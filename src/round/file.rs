//! Rounds on disk: `flagport.round.v1`, one file for each in a folder.
//!
//! A file is written whole or not at all, each time something became of a meter.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{Planned, Round, State, Stop};
use crate::archive::data_folder;
use crate::export::file::{make_folder, of_folder, read_at_most};
use crate::export::{
    Overwrite, ReadJsonError, WriteError, instant_text, parse_instant, sanitised, write_file,
};
use crate::worker::PortChoice;

const FORMAT: &str = "flagport.round.v1";

/// The largest file that is read, in bytes.
const MAX_FILE: u64 = 128 * 1024 * 1024;

const ENDING: &str = "json";

/// How many equal names are tried.
const MAX_EQUAL_NAMES: u32 = 1_000;

/// The rounds of this user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rounds {
    folder: PathBuf,
}

/// A round and where it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct RoundFile {
    pub path: PathBuf,
    pub round: Round,
}

/// Why a round could not be read or kept.
#[derive(Debug, Error)]
pub enum RoundError {
    #[error(transparent)]
    Folder(#[from] crate::archive::ArchiveError),
    #[error("the round {path:?} could not be read: {reason}")]
    Unreadable { path: PathBuf, reason: io::Error },
    #[error("the round {path:?} is damaged: {reason}")]
    Damaged { path: PathBuf, reason: FormError },
    #[error("the round was not kept: {0}")]
    Write(#[from] WriteError),
}

/// Why bytes are no round.
#[derive(Debug, Error)]
pub enum FormError {
    #[error("this is no round in JSON: {0}")]
    Shape(#[from] serde_json::Error),
    #[error("this is {found:?}, which this version does not read; it reads {FORMAT:?}")]
    Version { found: String },
    #[error(transparent)]
    Time(#[from] ReadJsonError),
}

impl RoundError {
    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            RoundError::Folder(error) => error.hint(),
            RoundError::Unreadable { .. } => "see whether its disk is there".to_owned(),
            RoundError::Damaged { .. } => "read its list again".to_owned(),
            RoundError::Write(error) => error.hint().to_owned(),
        }
    }
}

impl Rounds {
    pub fn at(folder: impl Into<PathBuf>) -> Rounds {
        Rounds {
            folder: folder.into(),
        }
    }

    /// Those of this user.
    pub fn of_user() -> Result<Rounds, RoundError> {
        Ok(Rounds::at(data_folder()?.join("rounds")))
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The files of rounds, the one that began last first.
    pub fn list(&self) -> Result<Vec<PathBuf>, RoundError> {
        let unreadable = |reason| RoundError::Unreadable {
            path: self.folder.clone(),
            reason,
        };
        let entries = match fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(unreadable(error)),
        };
        let mut paths = Vec::new();
        for entry in entries {
            let path = entry.map_err(unreadable)?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let is_one = path.extension().is_some_and(|ending| ending == ENDING);
            if is_one && !name.starts_with('.') {
                paths.push(path);
            }
        }
        // Their names begin with when they began.
        paths.sort_unstable_by(|one, other| other.cmp(one));
        Ok(paths)
    }

    /// The round that began last, if there is one; damaged ones are passed over.
    pub fn latest(&self) -> Result<Option<RoundFile>, RoundError> {
        let paths = self.list()?;
        Ok(paths.iter().find_map(|path| RoundFile::load(path).ok()))
    }

    /// Keeps a new round under a name that no other has.
    pub fn keep(&self, round: Round) -> Result<RoundFile, RoundError> {
        make_folder(&self.folder).map_err(|error| of_folder(&self.folder, &error))?;
        let name = sanitised(&round.name).unwrap_or_else(|| "round".to_owned());
        let stem = format!("{}_{name}", round.began_at.strftime("%Y-%m-%d_%H%M%S"));
        let mut path = self.folder.join(format!("{stem}.{ENDING}"));
        let json = to_json(&round);
        for number in 2..MAX_EQUAL_NAMES {
            match write_file(&path, &json, Overwrite::Never) {
                Ok(()) => return Ok(RoundFile { path, round }),
                Err(WriteError::Exists(_)) => {
                    path = self.folder.join(format!("{stem}~{number}.{ENDING}"));
                }
                Err(error) => return Err(error.into()),
            }
        }
        Err(WriteError::Exists(path).into())
    }
}

impl RoundFile {
    pub fn load(path: &Path) -> Result<RoundFile, RoundError> {
        let unreadable = |reason| RoundError::Unreadable {
            path: path.to_owned(),
            reason,
        };
        let bytes = read_at_most(path, MAX_FILE).map_err(unreadable)?;
        if u64::try_from(bytes.len()).is_ok_and(|length| length > MAX_FILE) {
            return Err(unreadable(ErrorKind::FileTooLarge.into()));
        }
        let round = Round::from_json(&bytes).map_err(|reason| RoundError::Damaged {
            path: path.to_owned(),
            reason,
        })?;
        Ok(RoundFile {
            path: path.to_owned(),
            round,
        })
    }

    /// Puts the round as it is now in the place of what was kept of it.
    pub fn save(&self) -> Result<(), RoundError> {
        write_file(&self.path, &to_json(&self.round), Overwrite::Replace)?;
        Ok(())
    }
}

impl Round {
    /// The round as `flagport.round.v1`.
    pub fn to_json(&self) -> Vec<u8> {
        to_json(self)
    }

    /// The round in the bytes of a `flagport.round.v1`.
    pub fn from_json(bytes: &[u8]) -> Result<Round, FormError> {
        let file: File = serde_json::from_slice(bytes)?;
        if file.format != FORMAT {
            return Err(FormError::Version { found: file.format });
        }
        let stops: Result<Vec<Stop>, ReadJsonError> =
            file.stops.into_iter().map(StopFile::into_stop).collect();
        Ok(Round {
            name: file.name,
            began_at: parse_instant(&file.began_at)?,
            stops: stops?,
        })
    }
}

#[derive(Serialize, Deserialize)]
struct File {
    format: String,
    name: String,
    began_at: String,
    stops: Vec<StopFile>,
}

#[derive(Serialize, Deserialize)]
struct StopFile {
    line: u64,
    serial: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    place: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    street: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    port: Option<String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    address: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    profile: Option<String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    order: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    list_note: String,
    #[serde(flatten)]
    state: State,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    at: Option<String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    note: String,
}

impl StopFile {
    fn of(stop: &Stop) -> StopFile {
        let planned = stop.planned.clone();
        StopFile {
            line: planned.line,
            serial: planned.serial,
            place: planned.place,
            street: planned.street,
            port: planned.port.map(|port| port.to_string()),
            address: planned.address,
            profile: planned.profile,
            order: planned.order,
            list_note: planned.note,
            state: stop.state.clone(),
            at: stop.at.as_ref().map(instant_text),
            note: stop.note.clone(),
        }
    }

    fn into_stop(self) -> Result<Stop, ReadJsonError> {
        let at = self.at.map(|at| parse_instant(&at)).transpose()?;
        // A simulated meter that is no longer there is no reason to lose the round.
        let port: Option<PortChoice> = self.port.and_then(|port| port.parse().ok());
        Ok(Stop {
            planned: Planned {
                line: self.line,
                serial: self.serial,
                place: self.place,
                street: self.street,
                port,
                address: self.address,
                profile: self.profile,
                order: self.order,
                note: self.list_note,
            },
            state: self.state,
            at,
            note: self.note,
        })
    }
}

fn to_json(round: &Round) -> Vec<u8> {
    let file = File {
        format: FORMAT.to_owned(),
        name: round.name.clone(),
        began_at: instant_text(&round.began_at),
        stops: round.stops.iter().map(StopFile::of).collect(),
    };
    // Texts, numbers and lists of them always have a form in JSON.
    let mut bytes = serde_json::to_vec_pretty(&file).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

//! Opening what was saved: telegrams, traces, readouts in JSON, visits.
//!
//! What a file is shows in what it holds, never in its name. A file may hold
//! several telegrams, as a log of a pushing meter does; each becomes a readout.

use std::fs;
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::dialogue;
use super::telegram::telegrams;
use super::{ArchiveError, Visit};
use crate::codec::decoder::MAX_BODY;
use crate::export::{ReadJsonError, readout_from_json};
use crate::link::Foreign;
use crate::meter::Readout;
use crate::trace::text::{self, ReadTraceError};

/// The most that is read of a file, in bytes: one of the longest data blocks, and as
/// much again as all other telegrams of a visit have.
pub const MAX_FILE: usize = MAX_BODY + 8 * 1024 * 1024;

/// What a file or a visit held.
#[derive(Debug, Clone, PartialEq)]
pub struct Opened {
    /// At least one.
    pub readouts: Vec<Found>,
    /// The file is longer than [`MAX_FILE`]; the rest was not read.
    pub cut: bool,
}

/// A readout that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    pub readout: Readout,
    /// Its telegram, parity taken off; empty where none was saved.
    pub raw: Vec<u8>,
}

/// Why a file gives no readout.
#[derive(Debug, Error)]
pub enum OpenError {
    #[error("there is no file {0:?}")]
    Missing(PathBuf),
    #[error("{0:?} is a folder without a visit")]
    Folder(PathBuf),
    #[error("{0:?} may not be read by this user")]
    NoPermission(PathBuf),
    #[error("{name} could not be read: {reason}")]
    Io { name: String, reason: io::Error },
    #[error("holds no telegram of IEC 62056-21{}; the first bytes are {first}", but(*.foreign))]
    NoTelegram {
        /// As hex and text.
        first: String,
        /// What it looks like instead.
        foreign: Option<Foreign>,
    },
    #[error("the file is empty")]
    Empty,
    #[error(transparent)]
    Trace(#[from] ReadTraceError),
    #[error("the trace holds no answer with data")]
    NoAnswer,
    #[error(transparent)]
    Json(#[from] ReadJsonError),
    #[error(transparent)]
    Visit(#[from] ArchiveError),
}

/// Opens a file, or the folder of a visit.
pub fn open(path: &Path) -> Result<Opened, OpenError> {
    if path.is_dir() {
        if Visit::is_at(path) {
            return open_visit(path);
        }
        return Err(OpenError::Folder(path.to_owned()));
    }
    let file = fs::File::open(path).map_err(|error| match error.kind() {
        ErrorKind::NotFound => OpenError::Missing(path.to_owned()),
        ErrorKind::PermissionDenied => OpenError::NoPermission(path.to_owned()),
        _ => OpenError::Io {
            name: format!("{path:?}"),
            reason: error,
        },
    })?;
    open_stream(file, &format!("{path:?}"))
}

/// Opens what comes out of `stream`, which `name` names.
pub fn open_stream(stream: impl Read, name: &str) -> Result<Opened, OpenError> {
    let limit = u64::try_from(MAX_FILE).unwrap_or(u64::MAX);
    let mut bytes = Vec::new();
    stream
        .take(limit.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(|reason| OpenError::Io {
            name: name.to_owned(),
            reason,
        })?;
    let cut = bytes.len() > MAX_FILE;
    bytes.truncate(MAX_FILE);
    Ok(Opened {
        readouts: open_owned(bytes)?,
        cut,
    })
}

/// The readouts in the bytes of a file, at least one.
pub fn open_bytes(bytes: &[u8]) -> Result<Vec<Found>, OpenError> {
    open_owned(bytes.to_vec())
}

fn open_owned(owned: Vec<u8>) -> Result<Vec<Found>, OpenError> {
    let bytes = owned.as_slice();
    if bytes.is_empty() {
        return Err(OpenError::Empty);
    }
    if bytes.trim_ascii_start().starts_with(b"{") {
        let readout = readout_from_json(bytes)?;
        let raw = Vec::new();
        return Ok(vec![Found { readout, raw }]);
    }
    if let Ok(dialogue) = str::from_utf8(bytes)
        && text::looks_like_trace(dialogue)
    {
        let found = dialogue::readouts(&text::read(dialogue)?);
        return if found.is_empty() {
            Err(OpenError::NoAnswer)
        } else {
            Ok(found)
        };
    }
    let (first, foreign) = (first_bytes(bytes), Foreign::of(bytes));
    let found = telegrams(owned);
    if found.is_empty() {
        return Err(OpenError::NoTelegram { first, foreign });
    }
    Ok(found)
}

fn but(foreign: Option<Foreign>) -> String {
    foreign.map_or_else(String::new, |foreign| format!(" but {foreign}"))
}

/// A visit as it was understood on its day; if that was lost, its telegram.
fn open_visit(path: &Path) -> Result<Opened, OpenError> {
    let readouts = match Visit::load(path) {
        Ok(visit) => vec![Found {
            readout: visit.readout,
            raw: visit.raw,
        }],
        Err(error) => match super::read(path, super::TELEGRAM) {
            Ok(raw) => open_bytes(&raw).map_err(|_| error)?,
            Err(_) => return Err(error.into()),
        },
    };
    Ok(Opened {
        readouts,
        cut: false,
    })
}

/// `2F 4C 47 5A "/LGZ"`
fn first_bytes(bytes: &[u8]) -> String {
    const SHOWN: usize = 12;
    let first = bytes.iter().take(SHOWN);
    let hex: Vec<String> = first.clone().map(|byte| format!("{byte:02X}")).collect();
    let text: String = first
        .map(|byte| match byte {
            0x20..=0x7E => char::from(*byte),
            _ => '·',
        })
        .collect();
    format!("{} {text:?}", hex.join(" "))
}

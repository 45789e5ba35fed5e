//! The lines of the journal: one JSON object each, `flagport.journal.v1`.
//!
//! The structs here are the file format. Members may be added, never changed, within
//! version 1; a line of another version is passed over.

use serde::{Deserialize, Serialize};

use crate::worker::{MeterKey, WriteOutcome};

pub(super) const VERSION: u32 = 1;

/// One line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Line {
    #[serde(rename = "v")]
    pub(super) version: u32,
    /// The entry that it begins or goes on with.
    pub(super) id: String,
    /// With the offset from UTC.
    pub(super) at: String,
    #[serde(flatten)]
    pub(super) fact: Fact,
}

/// What a line says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "fact", rename_all = "kebab-case")]
pub(super) enum Fact {
    /// A command is about to be sent.
    Begun(BegunFact),
    /// What came of it.
    Ended {
        outcome: WriteOutcome,
        read_back: Option<String>,
        detail: Option<String>,
    },
    /// A password is about to be sent.
    PasswordTried {
        writer: String,
        operator: String,
        meter: MeterKey,
        port: String,
        level: u8,
    },
    /// What the meter said to it; `accepted` is `None` if it said nothing.
    PasswordAnswered {
        accepted: Option<bool>,
        answer: Option<String>,
    },
    /// It was not sent after all.
    PasswordHeldBack,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct BegunFact {
    pub(super) writer: String,
    pub(super) operator: String,
    pub(super) meter: MeterKey,
    pub(super) port: String,
    pub(super) profile: Option<String>,
    pub(super) subject: super::Subject,
    pub(super) address: String,
    pub(super) name: String,
    pub(super) command: String,
    pub(super) old: Option<String>,
    pub(super) new: Option<String>,
}

impl Line {
    /// The line with its end.
    pub(super) fn to_bytes(&self) -> Result<Vec<u8>, serde_json::Error> {
        let mut bytes = serde_json::to_vec(self)?;
        bytes.push(b'\n');
        Ok(bytes)
    }

    /// The lines of `text` that are whole and of this version, in order, and how many are
    /// damaged. A line that a crash cut off is not: nobody was told that it is there.
    pub(super) fn all_of(text: &[u8]) -> (Vec<Line>, usize) {
        let mut lines = Vec::new();
        let mut damaged = 0usize;
        for text in text.split(|byte| *byte == b'\n') {
            match serde_json::from_slice::<Line>(text) {
                Ok(line) if line.version == VERSION => lines.push(line),
                Ok(_) => {}
                Err(_) if is_of_another_kind(text) => {}
                Err(_) => damaged = damaged.saturating_add(1),
            }
        }
        (lines, damaged)
    }
}

/// Whether it is empty, the beginning of a line, or a line of another version.
fn is_of_another_kind(text: &[u8]) -> bool {
    match serde_json::from_slice::<AnyVersion>(text) {
        Ok(any) => any.version != VERSION,
        Err(error) => error.is_eof(),
    }
}

/// What every version has.
#[derive(Deserialize)]
struct AnyVersion {
    #[serde(rename = "v")]
    version: u32,
}

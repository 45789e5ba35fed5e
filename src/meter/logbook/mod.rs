//! A logbook: what happened to the meter, as it tells it.
//!
//! Entries stay in the order sent, also where their times are equal or go back.

mod decode;
mod event;

use std::sync::Arc;

use super::readout::{CivilTime, Problem};
use super::status::{Status, StatusTable};

pub use decode::decode;

/// A logbook, or a part of one.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Logbook {
    /// As asked for or sent, `P.98`.
    pub code: String,
    /// In the order sent, which need not be that of time.
    pub entries: Vec<LogEntry>,
    /// What is odd, in line order.
    pub problems: Vec<Problem>,
}

/// What happened at one time.
#[derive(Debug, Clone, PartialEq)]
pub struct LogEntry {
    /// 1-based line within the data block.
    pub line: usize,
    /// `None` if it could not be read; then `stamp` is all there is.
    pub time: Option<CivilTime>,
    /// The time as sent.
    pub stamp: String,
    pub status: Arc<Status>,
    /// What the meter put beside it, in the order sent.
    pub values: Vec<LogValue>,
    /// What happened, in words, `Clock set to 2022-08-26 23:57:03`; never
    /// empty.
    pub event: String,
}

/// A value beside an entry of a logbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogValue {
    /// As sent, `0.9.1`; `None` if the meter gives the value alone.
    pub code: Option<String>,
    pub unit: Option<String>,
    /// As sent.
    pub raw: String,
}

/// How the entries come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LogLayout {
    /// `P.98(time)(status)()(k)` with pairs and values (VDEW).
    Vdew,
    /// One group for each column (LIS-200).
    Lis200,
    /// Names and values, a line for each entry (Energomera).
    Energomera,
}

/// What is known beside the answer.
#[derive(Debug, Clone, Default)]
pub struct LogHints {
    /// `None`: as the answer shows.
    pub layout: Option<LogLayout>,
    /// What was asked for, `P.98`, where the answer does not say.
    pub code: String,
    pub status: StatusTable,
    /// The three letters of the maker, for events in its own words.
    pub manufacturer: Option<String>,
}

impl Logbook {
    /// Puts the entries of another part of the same logbook behind.
    pub fn append(&mut self, newer: Logbook) {
        if self.code.is_empty() {
            self.code = newer.code;
        }
        self.entries.extend(newer.entries);
        self.problems.extend(newer.problems);
    }

    /// Tells its lines as those of the block in which it begins behind so many lines.
    pub(super) fn move_lines(&mut self, lines: usize) {
        for entry in &mut self.entries {
            entry.line += lines;
        }
        for problem in &mut self.problems {
            problem.line += lines;
        }
    }
}

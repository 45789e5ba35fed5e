//! A logbook: what happened to the meter, as it tells it.

use std::sync::Arc;

use super::readout::{CivilTime, Problem};
use super::status::{Status, StatusTable};

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
    /// What happened, in words, `Clock set: 2022-08-26 23:56:46 → 2022-08-26 23:57:03`.
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

/// Decodes the body of an answer, or what there is of one. `(ERROR)` and an empty
/// answer are a logbook without entries.
pub fn decode(text: &str, hints: &LogHints) -> Logbook {
    let mut logbook = Logbook {
        code: hints.code.clone(),
        ..Logbook::default()
    };
    for (index, line) in text.lines().enumerate() {
        let Some((address, rest)) = line.split_once('(') else {
            continue;
        };
        let groups: Vec<&str> = rest.trim_end().trim_end_matches(')').split(")(").collect();
        let stamp = groups.first().copied().unwrap_or_default();
        let time = super::time::parse(stamp, super::time::Form::Stamp);
        if address.is_empty() || time.is_none() {
            continue;
        }
        let status = hints
            .status
            .read(groups.get(1).copied().unwrap_or_default());
        let words: Vec<&str> = status.flags.iter().map(|flag| flag.text.as_ref()).collect();
        logbook.entries.push(LogEntry {
            line: index + 1,
            time,
            stamp: stamp.to_owned(),
            event: words.join(", "),
            status: Arc::new(status),
            values: Vec::new(),
        });
    }
    logbook
}

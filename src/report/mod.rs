//! The report of a visit: who did what to which meter, what it was before and what
//! it is now, on one page that can be printed and kept.
//!
//! [`Report`] is plain data, [`html()`] makes one self-contained file of it: no
//! scripts, nothing from elsewhere, good on A4 and without colours. Whatever a meter
//! sent is escaped. A browser prints it, to paper or to PDF. Knows nothing about
//! ports and sessions, and reads no clock.

mod build;
mod html;
mod installation;
mod sections;

use std::fmt::Write;
use std::time::Duration;

use jiff::{SignedDuration, Zoned};
use sha2::{Digest, Sha256};

use crate::export::{FileNameTemplate, civil_time_text};
use crate::language::{date, number};
use crate::meter::{CivilTime, MeterIdentity};
use crate::profile::Verified;
use crate::say;
use crate::worker::WriteOutcome;

pub use build::Visit;
pub use html::html;
pub use installation::{InstallationProof, ListProof};

/// What stands for `{kind}` in the file name of a report.
pub const KIND: &str = "report";

/// A visit, as it is told on paper.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// Who was at work.
    pub operator: String,
    /// The order, the place, whatever names the job.
    pub order: String,
    pub notes: String,
    /// When the report was made, by this computer's clock.
    pub made_at: Zoned,
    /// The port, as it was named.
    pub port: String,
    pub meter: MeterIdentity,
    pub profile: Option<ProfileUsed>,
    /// The first and the last measurement of the clock; one where it was measured once.
    pub drifts: Vec<Drift>,
    pub clock_sets: Vec<ClockSet>,
    pub changes: Vec<ChangeLine>,
    pub actions: Vec<ActionLine>,
    pub raw: Vec<RawLine>,
    pub registers: Vec<RegisterLine>,
    pub readout: Option<ReadoutProof>,
    pub installation: Option<InstallationProof>,
    pub trace: Option<Checksum>,
    /// What went wrong, in sentences.
    pub problems: Vec<String>,
    /// What was left unknown at this meter before and is not settled, in sentences.
    pub unsettled: Vec<String>,
}

/// The device profile that values were understood by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileUsed {
    pub name: String,
    pub title: String,
    pub verified: Verified,
}

/// How far the meter's clock was off.
#[derive(Debug, Clone, PartialEq)]
pub struct Drift {
    /// By this computer's clock.
    pub computer: Zoned,
    pub meter: Option<CivilTime>,
    /// The meter's clock minus this computer's.
    pub drift: SignedDuration,
    /// `None` where it was told to the second only.
    pub uncertainty: Option<Duration>,
}

/// The clock was set.
#[derive(Debug, Clone, PartialEq)]
pub struct ClockSet {
    pub commands: Vec<String>,
    pub before: Drift,
    pub after: Option<Drift>,
    pub outcome: WriteOutcome,
    pub detail: Option<String>,
}

/// A value as it is shown and as it was sent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ValueText {
    pub shown: String,
    pub raw: String,
}

/// One change.
#[derive(Debug, Clone, PartialEq)]
pub struct ChangeLine {
    pub address: String,
    pub name: String,
    /// As it was sent, secrets masked.
    pub command: String,
    pub before: Option<ValueText>,
    pub wanted: ValueText,
    pub after: Option<ValueText>,
    pub outcome: WriteOutcome,
    pub detail: Option<String>,
    pub ended_at: Zoned,
}

/// Something that the meter was told to do.
#[derive(Debug, Clone, PartialEq)]
pub struct ActionLine {
    pub name: String,
    /// As they were sent, secrets masked.
    pub commands: Vec<String>,
    /// Watched registers: address, name, before, after.
    pub watched: Vec<Watched>,
    pub outcome: WriteOutcome,
    /// Nothing of the meter can prove it: its word is all there is.
    pub by_its_word: bool,
    pub detail: Option<String>,
    pub cannot_be_undone: String,
}

/// A register before and after an action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watched {
    pub address: String,
    pub name: String,
    pub before: Option<ValueText>,
    pub after: Option<ValueText>,
}

/// A command as an expert typed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawLine {
    pub command: String,
    pub answer: Result<String, String>,
    /// For a command that changes the meter.
    pub outcome: Option<WriteOutcome>,
}

/// One register that was read.
#[derive(Debug, Clone, PartialEq)]
pub struct RegisterLine {
    pub group: String,
    pub address: String,
    pub name: String,
    /// The value, or why there is none.
    pub value: Result<ValueText, String>,
    pub read_at: Zoned,
}

/// What the data readout told, and how to prove it.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadoutProof {
    pub read_at: Option<Zoned>,
    pub data_sets: usize,
    pub complete: bool,
    /// `None` if the telegram carries no block check.
    pub block_check_ok: Option<bool>,
    /// The values that people come for: code, name, value.
    pub main_values: Vec<[String; 3]>,
    /// What the error register tells; `None` if there is none.
    pub errors: Option<String>,
    /// Of the telegram as received.
    pub telegram: Option<Checksum>,
}

/// SHA-256 of some bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Checksum {
    pub bytes: usize,
    pub sha256: [u8; 32],
}

/// How many changes came out how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    pub verified: usize,
    /// Done by the meter's word, which nothing can prove.
    pub acknowledged: usize,
    pub refused: usize,
    pub not_verified: usize,
    pub unknown: usize,
    pub not_sent: usize,
}

impl Checksum {
    pub fn of(bytes: &[u8]) -> Checksum {
        Checksum {
            bytes: bytes.len(),
            sha256: Sha256::digest(bytes).into(),
        }
    }

    /// 64 hex digits.
    pub fn hex(&self) -> String {
        self.sha256.iter().fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
    }
}

impl Report {
    /// How everything that was to change the meter came out.
    pub fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        let changes = self.changes.iter().map(|change| change.outcome);
        let clock = self.clock_sets.iter().map(|set| set.outcome);
        let raw = self.raw.iter().filter_map(|raw| raw.outcome);
        for outcome in changes.chain(clock).chain(raw) {
            tally.count(outcome);
        }
        for action in &self.actions {
            match action.outcome {
                WriteOutcome::NotVerified if action.by_its_word => tally.acknowledged += 1,
                outcome => tally.count(outcome),
            }
        }
        tally
    }

    /// The title of the page, and of the window that shows it.
    pub fn title(&self) -> String {
        let meter = &self.meter;
        let name = [
            &meter.serial_number,
            &meter.identification,
            &meter.identification_line,
        ]
        .into_iter()
        .find_map(|text| text.as_deref().filter(|text| !text.trim().is_empty()));
        say!(
            "report-title",
            meter = name.unwrap_or(say!("report-unknown-meter")),
            time = date::day_and_minute(self.made_at.datetime())
        )
    }

    /// The name of the file, without folders: the template filled in, with `.html`.
    pub fn file_name(&self, template: &FileNameTemplate) -> String {
        let name = template.fill_for(&self.meter, Some(&self.made_at), KIND);
        format!("{name}.html")
    }
}

impl Tally {
    fn count(&mut self, outcome: WriteOutcome) {
        match outcome {
            WriteOutcome::Verified => self.verified += 1,
            WriteOutcome::Refused => self.refused += 1,
            WriteOutcome::NotVerified => self.not_verified += 1,
            WriteOutcome::Unknown => self.unknown += 1,
            WriteOutcome::NotSent => self.not_sent += 1,
        }
    }

    /// All of them.
    pub fn total(&self) -> usize {
        self.verified
            + self.acknowledged
            + self.refused
            + self.not_verified
            + self.unknown
            + self.not_sent
    }
}

impl Drift {
    /// `2.34 s slow, ± 0.02 s`
    pub fn text(&self) -> String {
        let millis = self.drift.as_millis();
        let size = millis.unsigned_abs();

        let amount = match size / 1000 {
            0..=59 if self.uncertainty.is_some() => {
                number::decimal(&format!("{}.{:02} s", size / 1000, size % 1000 / 10))
            }
            seconds @ 0..=59 => format!("{seconds} s"),
            seconds @ 60..=3599 => format!("{} min {} s", seconds / 60, seconds % 60),
            seconds @ 3600..=86_399 => format!("{} h {} min", seconds / 3600, seconds / 60 % 60),
            seconds => format!("{} d {} h", seconds / 86_400, seconds / 3600 % 24),
        };
        let about = match self.uncertainty {
            Some(uncertainty) => {
                let within = number::rounded(uncertainty.as_secs_f64().max(0.01), 2);
                format!("± {within} s")
            }
            None => say!("report-to-the-second").to_owned(),
        };
        match millis {
            0 => say!("report-right", about = about),
            1.. => say!("report-fast", amount = amount, about = about),
            _ => say!("report-slow", amount = amount, about = about),
        }
    }

    /// What the meter's clock showed; empty where that was not kept.
    pub fn meter_text(&self) -> String {
        self.meter
            .map_or_else(String::new, civil_time_text)
            .replace('T', " ")
    }
}

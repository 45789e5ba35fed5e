//! Load profiles and logbooks of simulated meters: what there is, how it is asked for,
//! and what the answer looks like.
//!
//! An [`Archive`] is a description in the table of a meter type. An [`Ask`] is one read
//! command to it, and what comes out is the text of the answer, or [`Denied`]. Knows
//! nothing about sessions, blocks on the line or passwords.

mod log;
mod request;
mod series;
mod vdew;

pub(super) use self::request::{Ask, Denied};

use super::load::{Flow, Load, Tariff};

/// A load profile or a logbook that can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Archive {
    /// `P.01`
    pub address: &'static str,
    pub content: Content,
    pub layout: Layout,
    /// What times in a request look like.
    pub stamps: Stamps,
    pub edges: Edges,
    /// The commands that reach it, `R5 R6`.
    pub commands: &'static str,
    /// How far back it goes.
    pub days: i64,
    /// Requests for more are refused.
    pub most_days: Option<i64>,
    /// Records in a partial block if the request names no number.
    pub block: usize,
    pub empty: Empty,
}

/// What is in an archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// What flowed in each capture period.
    Intervals(&'static [Column]),
    /// What the registers showed at each midnight.
    Midnights(&'static [Column]),
    /// What happened, as far as this logbook is for it.
    Log(Log),
}

/// Which happenings a logbook is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Log {
    /// Power, clock, season and resets.
    Operation,
    /// Resets and what was set.
    Certification,
    /// What a user of the communication did.
    User,
    /// Covers.
    Manipulation,
}

/// A column of a load profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    pub code: &'static str,
    pub unit: &'static str,
    pub(super) flow: Flow,
    pub(super) tariff: Tariff,
    pub kind: ColumnKind,
    /// How a value is written: that of nothing, or what the register showed at the
    /// [anchor](super::template::ANCHOR).
    pub form: &'static str,
}

/// What a column has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// The mean power of the interval.
    Average,
    /// The energy of the interval.
    Energy,
    /// The register at its end.
    Register,
}

/// How records are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// A header with time, status and channels, then rows (VDEW).
    Vdew {
        status: StatusForm,
        /// A new header on every day.
        daily: bool,
    },
}

/// What a status word looks like, and which bits it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatusForm {
    /// 8 digits, of the VDEW list.
    Vdew32,
    /// 2 digits, its low byte.
    Vdew8,
    /// 2 digits, in which 08 is summer time.
    Metcom8,
}

/// What a time in a request looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stamps {
    /// `sYYMMDDhhmm` or the same with `ss`.
    Vdew,
    /// The same, in which the season is not looked at.
    VdewWithoutSeason,
}

/// Which records a range has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edges {
    /// Later than its begin, up to its end.
    After,
    /// From its begin to its end, both among it.
    Both,
    /// The same, both first taken down to a quarter hour.
    BothRounded,
}

/// The answer to a range in which there is nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Empty {
    /// A refusal, as to an unknown address.
    Refused,
    /// The address and empty brackets.
    Brackets,
}

impl Column {
    pub(super) const fn new(
        code: &'static str,
        unit: &'static str,
        flow: Flow,
        kind: ColumnKind,
        form: &'static str,
    ) -> Column {
        Column {
            code,
            unit,
            flow,
            tariff: Tariff::All,
            kind,
            form,
        }
    }

    /// What its numbers are written in, in units of the last digit a thousand of which
    /// make so many milliwatt hours.
    fn divisor(&self) -> i128 {
        if self.unit.starts_with('k') {
            1_000_000
        } else {
            1_000
        }
    }
}

impl Archive {
    /// An archive after the VDEW specification, without content.
    pub(super) const VDEW: Archive = Archive {
        address: "P.01",
        content: Content::Log(Log::Operation),
        layout: Layout::Vdew {
            status: StatusForm::Vdew32,
            daily: true,
        },
        stamps: Stamps::Vdew,
        edges: Edges::After,
        commands: "R5 R6",
        days: 450,
        most_days: None,
        block: 8,
        empty: Empty::Refused,
    };

    pub(super) fn takes(&self, command: &str) -> bool {
        self.commands.split(' ').any(|own| own == command)
    }
}

/// A load and what is known of its meter.
#[derive(Debug, Clone, Copy)]
struct Source<'m> {
    load: &'static Load,
    /// The capture period, in seconds.
    period: i64,
    /// What the meter's clock shows, in normal time.
    now: i64,
    /// Ordered resets, in normal time.
    resets: &'m [i64],
    /// Clocks set by command: before and after, in normal time.
    settings: &'m [(i64, i64)],
}

#[cfg(test)]
mod tests;

//! Load profiles and logbooks of simulated meters: what there is, how it is asked for,
//! and what the answer looks like.
//!
//! An [`Archive`] is a description in the table of a meter type. An `Ask` is one read
//! command to it, and what comes out is the text of the answer, or `Denied`. Knows
//! nothing about sessions, blocks on the line or passwords.

mod damage;
mod held;
mod lis200;
mod log;
mod mass;
mod named;
mod packed;
mod request;
mod series;
mod vdew;

pub use self::held::{Held, held};
pub(super) use self::request::{Answer, Ask, Denied};

use super::Faults;
use super::content::reduced;
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
    /// A time and one group of values with commas (MASS).
    Mass,
    /// Values behind a name, the name on each line or on the first only (Energomera).
    Named { form: Named, on_each_line: bool },
    /// A group for each column (LIS-200).
    Lis200,
    /// Packets of packed digits (A1140). The address is that of the number of packets; the
    /// other is what the addresses of the packets begin with.
    Packed { packets: &'static str },
}

/// What an archive of Energomera is asked for, and has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named {
    /// `dd.mm.yy`: the intervals of a day.
    Day,
    /// `dd.mm.yy`: the registers at its end, all and by tariff.
    DayEnd,
    /// `mm.yy`: the same of a month.
    MonthEnd,
    /// `day,interval,count`: intervals of a day counted back from today, with flags.
    DaysBack,
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
    /// `yy-mm-dd,hh:mm`
    Mass,
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
    /// The address and empty brackets.
    Brackets,
    /// An error message with this text.
    Says(&'static str),
}

impl Column {
    /// The same of one tariff.
    pub(super) const fn of(mut self, tariff: Tariff) -> Column {
        self.tariff = tariff;
        self
    }

    const fn new(
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

    /// The mean power of intervals.
    pub(super) const fn average(
        code: &'static str,
        unit: &'static str,
        flow: Flow,
        form: &'static str,
    ) -> Column {
        Column::new(code, unit, flow, ColumnKind::Average, form)
    }

    /// The energy of intervals.
    pub(super) const fn energy(
        code: &'static str,
        unit: &'static str,
        flow: Flow,
        form: &'static str,
    ) -> Column {
        Column::new(code, unit, flow, ColumnKind::Energy, form)
    }

    /// A register, that showed `form` at the anchor.
    pub(super) const fn register(
        code: &'static str,
        unit: &'static str,
        flow: Flow,
        form: &'static str,
    ) -> Column {
        Column::new(code, unit, flow, ColumnKind::Register, form)
    }

    /// Milliwatt hours in its unit, or millilitres.
    fn divisor(&self) -> i128 {
        match self.unit {
            "Wh" | "W" | "varh" | "var" | "l" => 1_000,
            _ => 1_000_000,
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
        empty: Empty::Says("ERROR"),
    };

    /// An archive after the Turkish specification, 14 months of it.
    pub(super) const MASS: Archive = Archive {
        layout: Layout::Mass,
        stamps: Stamps::Mass,
        edges: Edges::Both,
        commands: "R2",
        days: 420,
        empty: Empty::Brackets,
        ..Archive::VDEW
    };

    /// A logbook in the manner of another archive.
    pub(super) const fn log(self, address: &'static str, kind: Log) -> Archive {
        Archive {
            address,
            content: Content::Log(kind),
            ..self
        }
    }

    /// Whether `address` leads to it.
    pub(super) fn is_at(&self, address: &str) -> bool {
        let is_packet = match self.layout {
            Layout::Packed { packets } => address.starts_with(packets),
            _ => false,
        };
        is_packet || reduced(self.address) == reduced(address)
    }

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
    /// What goes wrong with its answers.
    faults: &'m Faults,
}

#[cfg(test)]
mod tests;

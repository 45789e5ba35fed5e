//! An answer with a load profile as text, and what it means.

mod builder;
mod header;
mod vdew;

use jiff::civil::DateTime;

use super::LoadProfile;
use crate::meter::status::StatusTable;

pub(in crate::meter) use header::is_nameless as is_nameless_header;

/// How the rows come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Layout {
    /// A header with channels, then rows without a time (VDEW).
    Vdew,
    /// A time and one group of values with commas (MASS).
    Mass,
    /// Names and values, a line for each interval (Energomera).
    Energomera,
    /// Names and values, a line for each tariff of one instant (Energomera).
    EnergomeraTariffs,
    /// One group for each column (LIS-200).
    Lis200,
    /// Packed digits, as the hexadecimal text of the packets (A1140, A1700).
    Packed,
}

/// What is known beside the answer.
#[derive(Debug, Clone, Default)]
pub struct Hints {
    /// `None`: as the answer shows.
    pub layout: Option<Layout>,
    /// What was asked for, `P.01`, where the answer does not say.
    pub code: String,
    /// The begin of what was asked for, where the answer has no times.
    pub from: Option<DateTime>,
    /// Minutes of an interval, where the answer does not say.
    pub period_min: Option<u32>,
    /// The columns, where the answer does not say. Without the one of the time.
    pub channels: Vec<ChannelHint>,
    pub status: StatusTable,
}

/// A column as the device profile or another register of the meter tells it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ChannelHint {
    /// `1.8.0`, or a name of the maker's own.
    pub address: String,
    pub name: Option<String>,
    pub unit: Option<String>,
}

/// Decodes the body of an answer, or what there is of one. Rows that are sure are
/// kept; what is odd is told at its line.
pub fn decode(text: &str, hints: &Hints) -> LoadProfile {
    vdew::decode(text, hints)
}

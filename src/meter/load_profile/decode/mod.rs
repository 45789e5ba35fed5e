//! An answer with a load profile as text, and what it means.

mod builder;
mod energomera;
mod header;
mod packed;
mod timed;
mod vdew;

use jiff::civil::DateTime;

use super::LoadProfile;
use crate::meter::scan::{Groups, Lines};
use crate::meter::status::StatusTable;
use crate::meter::time;

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
    let layout = hints.layout.unwrap_or_else(|| layout_of(text));
    let mut known = hints.clone();
    if known.status.is_empty() {
        let is_energomera = matches!(layout, Layout::Energomera | Layout::EnergomeraTariffs);
        known.status = StatusTable::of_maker(is_energomera.then_some("EKT"));
    }
    match layout {
        Layout::Vdew => vdew::decode(text, &known),
        Layout::Mass => timed::decode(text, &known, true),
        Layout::Lis200 => timed::decode(text, &known, false),
        Layout::Energomera => energomera::intervals(text, &known),
        Layout::EnergomeraTariffs => energomera::tariffs(text, &known),
        Layout::Packed => packed::decode(text, &known),
    }
}

/// How the rows come, by the first line that shows it.
fn layout_of(text: &str) -> Layout {
    /// More lines than any header has.
    const LOOKED_AT: usize = 16;
    /// Shorter hexadecimal texts are values.
    const LEAST_PACKED: usize = 16;
    let mut groups = Groups::default();
    for line in Lines::of(text).take(LOOKED_AT) {
        let bracket = line.text.find('(').unwrap_or(line.text.len());
        let (name, rest) = line.text.split_at_checked(bracket).unwrap_or(("", ""));
        match name.trim() {
            name if is_named(name, &["GRA", "VPR", "V25"]) => return Layout::Energomera,
            name if is_named(name, &["END", "ENM", "EAD", "EAM"]) => {
                return Layout::EnergomeraTariffs;
            }
            name if is_packed(name, LEAST_PACKED) => return Layout::Packed,
            _ => {}
        }
        groups.take(rest);
        let mut texts = groups.texts.iter();
        if groups
            .texts
            .first()
            .is_some_and(|first| header::is_stamp(first))
        {
            return Layout::Vdew;
        }
        if groups
            .texts
            .first()
            .is_some_and(|first| is_packed(first, LEAST_PACKED))
        {
            return Layout::Packed;
        }
        let has_time = |text: &&str| {
            time::parse_evident(text).is_some_and(|told| told.date.is_some() && told.time.is_some())
        };
        match texts.position(has_time) {
            // A header whose stamp has dashes names its channels behind four groups.
            Some(0)
                if header::period(groups.texts.get(2).unwrap_or(&"")).is_some()
                    && groups.texts.len() > header::FRONT + 1 =>
            {
                return Layout::Vdew;
            }
            Some(0) if groups.texts.len() <= 2 => return Layout::Mass,
            Some(_) => return Layout::Lis200,
            None => {}
        }
    }
    Layout::Vdew
}

/// Five characters that begin with one of these, as Energomera meters name things.
fn is_named(name: &str, begins: &[&str]) -> bool {
    name.len() == 5 && begins.iter().any(|begin| name.starts_with(begin))
}

/// Packets begin with the mark of a day.
fn is_packed(text: &str, least: usize) -> bool {
    let is_hex = |byte: u8| byte.is_ascii_hexdigit();
    text.len() >= least && text.starts_with("E4") && text.bytes().all(is_hex)
}

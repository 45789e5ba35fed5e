//! A load profile: what was measured in each interval, as the meter tells it.
//!
//! Ten years of quarter hours are 350,000 entries of eight values. They are kept as
//! they were sent, in one text, and numbers are made of them when they are asked for.
//! Start with [`decode`], then [`LoadProfile`]; [`Axis`] puts the entries on a line
//! without jumps.

mod aggregate;
mod axis;
mod convert;
mod days;
mod decode;
mod duration;
mod maximum;
#[cfg(test)]
pub(crate) mod sample;
mod splice;
mod sum;

use std::collections::HashMap;
use std::sync::Arc;

use jiff::civil::DateTime;
use rust_decimal::Decimal;

use super::number;
use super::readout::{Problem, Season};
use super::status::Status;

pub use aggregate::{Aggregate, Aggregates, Extreme, aggregate, aggregate_parts};
pub use axis::{Axis, Gap, SeasonChange};
pub use convert::{Shown, View, ViewedChannel, channel_view, exact, transformer_factor};
pub use days::{Part, Stretch};
pub(super) use decode::is_nameless_header;
pub use decode::{ChannelHint, Hints, Layout, decode};
pub use duration::{DurationCurve, duration_curve};
pub use maximum::{Maximum, maximum};
pub use sum::{
    NoSumCheck, Reading, SumCheck, Verdict, reading_of, register_of, sum_check, sum_check_of,
};

/// A load profile, or a part of one.
#[derive(Debug, Clone, Default)]
pub struct LoadProfile {
    /// As asked for or sent, `P.01`.
    pub code: String,
    /// All channels, in the order in which they appeared first.
    pub channels: Vec<Channel>,
    /// The headers, in the order sent; each entry belongs to one.
    pub sections: Vec<Section>,
    /// What is odd, in line order.
    pub problems: Vec<Problem>,
    entries: Vec<Entry>,
    /// The values as sent, one behind the other.
    text: String,
    /// Where each value ends in `text`; it begins where the one before ends.
    ends: Vec<u32>,
    /// Each different status once.
    statuses: Vec<Arc<Status>>,
    /// Where each stands in `statuses`.
    status_numbers: HashMap<Arc<Status>, u32>,
}

/// Equal if they tell the same, however it is kept.
impl PartialEq for LoadProfile {
    fn eq(&self, other: &LoadProfile) -> bool {
        let heads = |profile: &LoadProfile| {
            let entries = profile.entries.iter();
            let head = |entry: &Entry| (entry.time, entry.season, entry.section, entry.values);
            entries.map(head).collect::<Vec<_>>()
        };
        self.code == other.code
            && self.channels == other.channels
            && self.sections == other.sections
            && self.problems == other.problems
            && self.text == other.text
            && self.ends == other.ends
            && heads(self) == heads(other)
            && self
                .entries()
                .zip(other.entries())
                .all(|(one, other)| one.status() == other.status())
    }
}

/// One column of numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Channel {
    /// As sent, `1.5`.
    pub address: String,
    /// Normal form, `1-0:1.5.0`; the address where it is no code.
    pub code: String,
    pub name: Option<String>,
    /// Normal spelling, `kW`.
    pub unit: Option<String>,
    pub kind: ChannelKind,
}

/// What the numbers of a channel are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChannelKind {
    /// The average power of the interval, `1.5` in kW.
    Average,
    /// What was counted in the interval, `1.29` in kWh.
    Energy,
    /// The register at the end of the interval, `1.8.0` in kWh.
    Register,
    /// Anything else: a voltage, a maximum, an unknown column.
    Other,
}

/// What a header says of the entries behind it.
#[derive(Debug, Clone, PartialEq)]
pub struct Section {
    /// 1-based line within the data block.
    pub line: usize,
    /// The end of its first interval; `None` if it could not be read.
    pub stamp: Option<DateTime>,
    pub season: Option<Season>,
    pub status: Arc<Status>,
    /// Minutes of an interval, 1 to 44640; `None` if it was not told or is nonsense.
    pub period_min: Option<u32>,
    /// For each column, its number among [`LoadProfile::channels`].
    pub columns: Arc<[u16]>,
    /// The first entry of the section.
    pub first_entry: usize,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Entry {
    time: Option<DateTime>,
    season: Option<Season>,
    status: u32,
    section: u32,
    /// Its first value among `ends`.
    first_value: u32,
    values: u16,
}

/// One entry of a load profile.
#[derive(Debug, Clone, Copy)]
pub struct EntryRef<'a> {
    profile: &'a LoadProfile,
    entry: &'a Entry,
}

/// An entry to be added.
#[derive(Debug, Clone, Copy)]
pub struct NewEntry<'a> {
    /// The end of the interval.
    pub time: Option<DateTime>,
    pub season: Option<Season>,
    pub status: &'a Arc<Status>,
}

/// The most entries that are kept: four years of minutes, fifty of quarter hours.
const MAX_ENTRIES: usize = 2_000_000;

impl LoadProfile {
    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is no entry.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The entry with this number, in the order sent.
    pub fn entry(&self, index: usize) -> Option<EntryRef<'_>> {
        let entry = self.entries.get(index)?;
        Some(EntryRef {
            profile: self,
            entry,
        })
    }

    /// All entries in the order sent.
    pub fn entries(&self) -> impl ExactSizeIterator<Item = EntryRef<'_>> + DoubleEndedIterator {
        self.entries.iter().map(|entry| EntryRef {
            profile: self,
            entry,
        })
    }

    /// Minutes of an interval, where all sections that have entries agree; else those
    /// of the section with the most entries.
    pub fn period_min(&self) -> Option<u32> {
        let mut counts: Vec<(u32, usize)> = Vec::new();
        for (index, section) in self.sections.iter().enumerate() {
            let count = self
                .end_of_section(index)
                .saturating_sub(section.first_entry);
            if let Some(period) = section.period_min {
                match counts.iter_mut().find(|(known, _)| *known == period) {
                    Some((_, sum)) => *sum += count,
                    None => counts.push((period, count)),
                }
            }
        }
        counts
            .into_iter()
            .max_by_key(|(_, count)| *count)
            .map(|(period, _)| period)
    }

    /// The numbers of a channel for drawing, in the order sent; NaN where there is
    /// none, and where the meter says that the record is damaged.
    pub fn column(&self, channel: usize) -> Vec<f64> {
        let damaged: Vec<bool> = self.statuses().map(Status::is_damaged).collect();
        let is_damaged = |entry: &Entry| damaged.get(entry.status as usize) == Some(&true);
        let mut numbers = Vec::with_capacity(self.entries.len());
        // Entries in front of all sections have no columns.
        let first = self.sections.first();
        numbers.resize(
            first.map_or(self.entries.len(), |first| first.first_entry),
            f64::NAN,
        );
        for (index, section) in self.sections.iter().enumerate() {
            let column = column_of(&section.columns, channel);
            let end = self.end_of_section(index);
            let entries = self.entries.get(section.first_entry..end);
            numbers.extend(entries.unwrap_or_default().iter().map(|entry| {
                let column = column.filter(|column| *column < usize::from(entry.values));
                let column = column.filter(|_| !is_damaged(entry));
                let raw = column.and_then(|at| self.value(entry.first_value as usize + at));
                raw.map_or(f64::NAN, drawn)
            }));
        }
        numbers
    }

    /// Each different status of the entries.
    pub fn statuses(&self) -> impl Iterator<Item = &Status> {
        self.statuses.iter().map(AsRef::as_ref)
    }

    /// Begins a section; the entries added from here on belong to it. Columns beyond
    /// 65,535 and channels beyond that number cannot be told apart.
    pub fn begin(&mut self, mut section: Section) {
        section.first_entry = self.entries.len();
        self.sections.push(section);
    }

    /// Adds an entry to the section begun last, one value for each of its columns.
    /// Whether there was room for it: two million entries, 4 GB of text.
    pub fn push<'v>(
        &mut self,
        entry: NewEntry<'_>,
        values: impl IntoIterator<Item = &'v str>,
    ) -> bool {
        let (Ok(section), Ok(first_value)) = (
            u32::try_from(self.sections.len().saturating_sub(1)),
            u32::try_from(self.ends.len()),
        ) else {
            return false;
        };
        if self.entries.len() >= MAX_ENTRIES {
            return false;
        }
        let (text, ends) = (self.text.len(), self.ends.len());
        for value in values {
            self.text.push_str(value);
            let Ok(end) = u32::try_from(self.text.len()) else {
                self.text.truncate(text);
                self.ends.truncate(ends);
                return false;
            };
            self.ends.push(end);
        }
        let values = u16::try_from(self.ends.len() - ends).unwrap_or(u16::MAX);
        let status = self.status_number(entry.status);
        self.entries.push(Entry {
            time: entry.time,
            season: entry.season,
            status,
            section,
            first_value,
            values,
        });
        true
    }

    /// Makes room for what `text` may hold, so that nothing moves while it grows.
    fn reserve(&mut self, text: &str) {
        /// Values shorter than three digits are rare; more of them grow as usual.
        const LEAST: usize = 5;
        let bytes = text.as_bytes();
        let lines = memchr::memchr_iter(b'\n', bytes).count();
        let values = memchr::memchr_iter(b'(', bytes).count();
        self.entries.reserve(lines.min(bytes.len() / LEAST));
        let values = values.min(bytes.len() / LEAST);
        self.ends.reserve(values);
        self.text
            .reserve(bytes.len().saturating_sub(2 * values + lines));
    }

    /// Gives back the room that was not needed.
    fn shrink(&mut self) {
        self.entries.shrink_to_fit();
        self.ends.shrink_to_fit();
        self.text.shrink_to_fit();
    }

    /// The number of a status, which is mostly that of the entry before.
    fn status_number(&mut self, status: &Arc<Status>) -> u32 {
        if let Some(last) = self.entries.last()
            && let Some(known) = self.statuses.get(last.status as usize)
            && Arc::ptr_eq(known, status)
        {
            return last.status;
        }
        if let Some(number) = self.status_numbers.get(status) {
            return *number;
        }
        let number = u32::try_from(self.statuses.len()).unwrap_or(u32::MAX);
        self.statuses.push(Arc::clone(status));
        self.status_numbers.insert(Arc::clone(status), number);
        number
    }

    /// The number of the first entry behind a section.
    fn end_of_section(&self, index: usize) -> usize {
        let next = self.sections.get(index + 1);
        next.map_or(self.entries.len(), |next| next.first_entry)
    }

    fn value(&self, index: usize) -> Option<&str> {
        let end = *self.ends.get(index)? as usize;
        let begin = match index.checked_sub(1) {
            Some(before) => *self.ends.get(before)? as usize,
            None => 0,
        };
        self.text.get(begin..end)
    }
}

impl<'a> EntryRef<'a> {
    /// The end of the interval in the meter's civil time; `None` if it cannot be told.
    pub fn time(&self) -> Option<DateTime> {
        self.entry.time
    }

    /// The season that the time is told in.
    pub fn season(&self) -> Option<Season> {
        self.entry.season
    }

    /// The status word, and what it says.
    pub fn status(&self) -> &'a Status {
        let known = self.profile.statuses.get(self.entry.status as usize);
        known.map_or(&NO_STATUS, |status| status.as_ref())
    }

    /// The header that it belongs to.
    pub fn section(&self) -> Option<&'a Section> {
        self.profile.sections.get(self.entry.section as usize)
    }

    /// The value of a channel as sent; `None` if the entry has none, which is not
    /// zero: its row is shorter, or there stands nothing or `--`.
    pub fn raw(&self, channel: usize) -> Option<&'a str> {
        self.sent(channel).filter(|raw| !is_missing(raw))
    }

    /// What was sent for a channel, also if it is no value, `--`.
    pub fn sent(&self, channel: usize) -> Option<&'a str> {
        self.in_column(column_of(&self.section()?.columns, channel)?)
    }

    /// What was sent in a column of its section.
    pub fn in_column(&self, column: usize) -> Option<&'a str> {
        if column >= usize::from(self.entry.values) {
            return None;
        }
        self.profile.value(self.entry.first_value as usize + column)
    }

    /// The number of a channel; `None` if there is none, if it is no number, or if the
    /// meter says that the record is damaged.
    pub fn number(&self, channel: usize) -> Option<Decimal> {
        if self.status().is_damaged() {
            return None;
        }
        number::parse(without_unit(self.raw(channel)?))
    }

    /// What the row has more than its header names, as sent.
    pub fn surplus(&self) -> impl Iterator<Item = &'a str> {
        let named = self.section().map_or(0, |section| section.columns.len());
        let first = self.entry.first_value as usize;
        let behind = named.min(usize::from(self.entry.values))..usize::from(self.entry.values);
        let profile = self.profile;
        behind.filter_map(move |column| profile.value(first + column))
    }
}

/// Where a channel stands among the columns of a section: mostly at its own number.
fn column_of(columns: &[u16], channel: usize) -> Option<usize> {
    let is_it = |number: &u16| usize::from(*number) == channel;
    if columns.get(channel).is_some_and(is_it) {
        return Some(channel);
    }
    columns.iter().position(is_it)
}

static NO_STATUS: Status = Status {
    raw: String::new(),
    word: None,
    flags: Vec::new(),
};

/// Nothing, or dashes in place of a value.
fn is_missing(raw: &str) -> bool {
    match raw.as_bytes() {
        [b'0'..=b'9', ..] => false,
        bytes => {
            let text = bytes.trim_ascii();
            text.is_empty() || text.iter().all(|byte| matches!(byte, b'-' | b'?'))
        }
    }
}

/// `0.183` of `0.183*kW`.
fn without_unit(raw: &str) -> &str {
    raw.split_once('*').map_or(raw, |(value, _)| value)
}

/// A number for drawing.
fn drawn(raw: &str) -> f64 {
    let text = without_unit(raw).trim();
    // `1E5` and `inf` are numbers to a computer, and none to a meter.
    if text.bytes().any(|byte| byte.is_ascii_alphabetic()) {
        return f64::NAN;
    }
    let number = |text: &str| text.parse().ok().filter(|value| f64::is_finite(*value));
    number(text)
        .or_else(|| number(&text.replace(',', ".")))
        .unwrap_or(f64::NAN)
}

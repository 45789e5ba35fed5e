//! What all layouts share: channels met again by their name, statuses read once,
//! times that run on, and problems within bounds.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use jiff::civil::{Date, DateTime, Time};
use jiff::{SignedDuration, ToSpan as _};

use super::{ChannelHint, Hints};
use crate::meter::code::{Code, Medium};
use crate::meter::load_profile::{Channel, ChannelKind, LoadProfile, NewEntry, Section};
use crate::meter::names;
use crate::meter::problems::{Problems, quote};
use crate::meter::readout::Season;
use crate::meter::status::Status;
use crate::meter::unit;

/// The most columns that are believed.
pub(super) const MAX_COLUMNS: usize = 1000;

/// The most different channels of one load profile; values of others are not shown.
const MAX_CHANNELS: usize = 4096;

/// The most different status words that are put into words.
const MAX_STATUSES: usize = 4096;

/// The most headers; ten years of days have 3,650.
const MAX_SECTIONS: usize = 500_000;

/// The longest interval in minutes: a month.
pub(super) const MAX_PERIOD: u32 = 44_640;

/// The shortest interval in minutes that counts months.
const MONTH: u32 = 28 * 1440;

/// Years in which a meter may have measured what is read today.
const LIKELY_YEARS: std::ops::RangeInclusive<i16> = 1995..=2060;

/// A load profile under construction.
pub(super) struct Builder<'h> {
    pub(super) hints: &'h Hints,
    pub(super) profile: LoadProfile,
    pub(super) problems: Problems,
    channels: HashMap<ChannelKey, u16>,
    statuses: HashMap<(String, Option<Season>), Arc<Status>>,
    empty: Arc<Status>,
    /// The latest time that was told, to notice one that goes back.
    latest: Option<(DateTime, Option<Season>)>,
    full: bool,
}

/// Address, unit, and the how manieth with both in one header.
type ChannelKey = (String, String, usize);

impl<'h> Builder<'h> {
    /// With room for what `text` may hold.
    pub(super) fn new(hints: &'h Hints, text: &str) -> Builder<'h> {
        let mut profile = LoadProfile {
            code: hints.code.clone(),
            ..LoadProfile::default()
        };
        profile.reserve(text);
        Builder {
            hints,
            profile,
            problems: Problems::default(),
            channels: HashMap::new(),
            statuses: HashMap::new(),
            empty: Arc::default(),
            latest: None,
            full: false,
        }
    }

    pub(super) fn finish(mut self) -> LoadProfile {
        self.profile.shrink();
        self.profile.problems = self.problems.finish();
        self.profile
    }

    /// Takes the code that the answer tells, if it is the first.
    pub(super) fn call(&mut self, line: usize, code: &str) {
        if self.profile.sections.is_empty() {
            code.clone_into(&mut self.profile.code);
        } else if self.profile.code != code {
            let own = &self.profile.code;
            self.problems.add(line, || {
                format!("a header of {code} stands in what is called {own}")
            });
        }
    }

    /// The numbers of the channels that a header names, or hints, in their order.
    pub(super) fn columns<'c>(
        &mut self,
        named: impl IntoIterator<Item = (&'c str, &'c str)>,
    ) -> Arc<[u16]> {
        let mut seen: HashMap<(&str, &str), usize> = HashMap::new();
        let mut numbers = Vec::new();
        for (address, unit) in named {
            let times = seen.entry((address, unit)).or_default();
            *times += 1;
            let key = (address.to_owned(), unit.to_owned(), *times);
            let hints = self.hints;
            let channels = &mut self.profile.channels;
            let is_full = channels.len() >= MAX_CHANNELS;
            let known = match self.channels.entry(key) {
                Entry::Occupied(known) => *known.get(),
                Entry::Vacant(_) if is_full => u16::MAX,
                Entry::Vacant(room) => {
                    let hint = hints.channels.iter().find(|hint| hint.address == address);
                    channels.push(channel(address, unit, hint));
                    *room.insert(u16::try_from(channels.len() - 1).unwrap_or(u16::MAX))
                }
            };
            numbers.push(known);
        }
        numbers.into()
    }

    /// The columns as hinted, then numbered ones, `count` in all.
    pub(super) fn hinted_columns(&mut self, count: usize) -> Arc<[u16]> {
        let hints = self.hints;
        let numbered: Vec<String> = (1..=count).map(|n| format!("Column {n}")).collect();
        let hinted = hints.channels.iter();
        let hinted = hinted.map(|hint| (hint.address.as_str(), hint.unit.as_deref()));
        let all = hinted
            .map(|(address, unit)| (address, unit.unwrap_or("")))
            .chain(
                numbered
                    .iter()
                    .skip(hints.channels.len())
                    .map(|name| (name.as_str(), "")),
            );
        self.columns(all.take(count))
    }

    /// The number of a channel that the layout names itself.
    pub(super) fn add_channel(&mut self, channel: Channel) -> u16 {
        let channels = &mut self.profile.channels;
        if channels.len() >= MAX_CHANNELS {
            return u16::MAX;
        }
        channels.push(channel);
        u16::try_from(channels.len() - 1).unwrap_or(u16::MAX)
    }

    /// A status word beside a time, put into words once.
    pub(super) fn status(&mut self, raw: &str, season: Option<Season>) -> Arc<Status> {
        let raw = raw.trim();
        if raw.is_empty() {
            return Arc::clone(&self.empty);
        }
        match self.statuses.get(&(raw.to_owned(), season)) {
            Some(known) => Arc::clone(known),
            None => {
                let mut status = self.hints.status.read_in(raw, season);
                if self.statuses.len() >= MAX_STATUSES {
                    status.flags = Vec::new();
                }
                let status = Arc::new(status);
                if self.statuses.len() < MAX_STATUSES {
                    let key = (raw.to_owned(), season);
                    self.statuses.insert(key, Arc::clone(&status));
                }
                status
            }
        }
    }

    /// A status that is no word of bits, as sent.
    pub(super) fn plain_status(&mut self, raw: &str) -> Arc<Status> {
        let raw = raw.trim();
        let key = (raw.to_owned(), None);
        if let Some(known) = self.statuses.get(&key) {
            return Arc::clone(known);
        }
        let status = Arc::new(Status {
            raw: raw.to_owned(),
            ..Status::default()
        });
        if self.statuses.len() < MAX_STATUSES {
            self.statuses.insert(key, Arc::clone(&status));
        }
        status
    }

    /// Tells a status that is no word of bits, or has an odd number of digits.
    pub(super) fn judge_status(&mut self, line: usize, status: &Status) {
        let raw = status.raw.as_str();
        if raw.is_empty() {
            return;
        }
        if status.word.is_none() {
            self.problems.add(line, || {
                format!("the status {} is no hexadecimal number", quote(raw))
            });
        } else if !matches!(raw.len(), 2 | 4 | 8 | 16) {
            self.problems.add(line, || {
                format!(
                    "the status '{raw}' has {} digits in place of 2 or 8",
                    raw.len()
                )
            });
        }
    }

    /// Begins a section; tells a time that is unlikely or goes back.
    pub(super) fn begin(&mut self, section: Section) {
        if let Some(stamp) = section.stamp {
            self.judge(section.line, stamp, section.season);
        }
        if self.profile.sections.len() < MAX_SECTIONS {
            self.profile.begin(section);
        } else {
            self.is_full(section.line);
        }
    }

    fn is_full(&mut self, line: usize) {
        if !self.full {
            self.full = true;
            self.problems.add(line, || {
                "there is no room for the entries from here on".to_owned()
            });
        }
    }

    /// Adds an entry to the section begun last.
    pub(super) fn push(&mut self, line: usize, entry: NewEntry<'_>, values: &[&str]) {
        if self.full {
            return;
        }
        if let Some(time) = entry.time {
            self.latest = Some((time, entry.season));
        }
        if !self.profile.push(entry, values.iter().copied()) {
            self.is_full(line);
        }
    }

    /// Tells a time that is unlikely, or not behind what came before.
    pub(super) fn judge(&mut self, line: usize, time: DateTime, season: Option<Season>) {
        if !LIKELY_YEARS.contains(&time.year()) {
            self.problems
                .add(line, || format!("{} is an unlikely time", shown(time)));
        }
        let Some((before, told)) = self.latest else {
            return;
        };
        let normal = |time: DateTime, season| match season {
            Some(Season::Summer) => time.checked_sub(1.hour()).unwrap_or(time),
            _ => time,
        };
        // Without a season the second of the two equal hours in autumn looks like it.
        let slack = if season.is_none() || told.is_none() {
            SignedDuration::from_hours(1)
        } else {
            SignedDuration::ZERO
        };
        let back = normal(before, told).duration_since(normal(time, season));
        if back > slack {
            self.problems.add(line, || {
                format!(
                    "the time goes back from {} to {}",
                    shown(before),
                    shown(time)
                )
            });
        } else if back.is_zero() && told == season {
            self.problems
                .add(line, || format!("{} comes twice", shown(time)));
        }
    }
}

/// `2023-11-13 10:15`, with seconds where there are any.
pub(super) fn shown(time: DateTime) -> String {
    let form = if time.second() == 0 {
        "%Y-%m-%d %H:%M"
    } else {
        "%Y-%m-%d %H:%M:%S"
    };
    time.strftime(form).to_string()
}

/// Minutes of an interval, where so many of them make a day.
pub(super) fn period_of_day(intervals: usize) -> Option<u32> {
    let intervals = u32::try_from(intervals).ok()?;
    matches!(intervals, 24 | 48 | 72 | 96 | 144 | 288 | 480 | 1440).then(|| 1440 / intervals)
}

/// How one interval follows the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// It is not known; only the first has a time.
    Unknown,
    /// Within a day, in minutes.
    Minutes(i8, u8),
    /// So long.
    Long(SignedDuration),
    /// To the same time of the next month, which has the length of none.
    Month,
}

impl Step {
    /// A period of so many minutes from `begin` on. From 28 days on it counts months
    /// where it begins on the first of one: no month's minutes fit the next.
    pub(super) fn of(period_min: Option<u32>, begin: Option<DateTime>) -> Step {
        let is_first = begin.is_some_and(|begin| begin.day() == 1);
        match period_min {
            None | Some(0) => Step::Unknown,
            Some(minutes) if minutes >= MONTH && is_first => Step::Month,
            Some(minutes) if minutes < 1440 => Step::Minutes(
                i8::try_from(minutes / 60).unwrap_or(0),
                u8::try_from(minutes % 60).unwrap_or(0),
            ),
            Some(minutes) => Step::Long(SignedDuration::from_mins(i64::from(minutes))),
        }
    }

    /// The end of the interval behind the one that ends at `time`.
    pub(super) fn after(self, time: DateTime) -> Option<DateTime> {
        match self {
            Step::Unknown => None,
            Step::Long(length) => time.checked_add(length).ok(),
            Step::Month => time.checked_add(1.month()).ok(),
            Step::Minutes(hours, minutes) => {
                let (date, clock) = (time.date(), time.time());
                let minute = clock.minute().unsigned_abs() + minutes;
                let (minute, carry) = match minute.checked_sub(60) {
                    Some(minute) => (minute, 1),
                    None => (minute, 0),
                };
                let hour = clock.hour() + hours + carry;
                let (hour, date) = match hour {
                    24.. => (hour - 24, date.tomorrow().ok()?),
                    _ => (hour, date),
                };
                let minute = i8::try_from(minute).ok()?;
                let clock = Time::new(hour, minute, clock.second(), 0).ok()?;
                Some(Date::to_datetime(date, clock))
            }
        }
    }
}

pub(super) fn channel(address: &str, sent_unit: &str, hint: Option<&ChannelHint>) -> Channel {
    let code = Code::parse(address, Medium::Electricity);
    let told = match sent_unit {
        "" => hint.and_then(|hint| hint.unit.as_deref()).unwrap_or(""),
        sent => sent,
    };
    let spelled = unit::normal(told).unwrap_or(told);
    let name = hint.and_then(|hint| hint.name.clone());
    Channel {
        address: address.to_owned(),
        code: code
            .as_ref()
            .map_or_else(|| address.to_owned(), Code::normal_form),
        name: name
            .or_else(|| code.as_ref().and_then(names::of_code))
            .or_else(|| names::of_address(address).map(str::to_owned)),
        unit: (!spelled.is_empty()).then(|| spelled.to_owned()),
        kind: code.map_or(ChannelKind::Other, |code| kind(&code)),
    }
}

/// What the numbers are, as value group D tells (IEC 62056-6-1, table of D).
fn kind(code: &Code) -> ChannelKind {
    match code.d {
        _ if !code.is_measured() => ChannelKind::Other,
        4 | 5 | 14 | 15 | 24 | 25 | 27 | 28 => ChannelKind::Average,
        9 | 29 => ChannelKind::Energy,
        8 => ChannelKind::Register,
        _ => ChannelKind::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_follow_each_other_over_days_months_and_years() {
        let check = |period, from: &str, expected: &str| {
            let from: DateTime = from.parse().unwrap();
            let next = Step::of(Some(period), Some(from)).after(from);
            let next = next.map_or_else(|| "none".to_owned(), shown);
            assert_eq!(next, expected, "{period} {from}");
        };
        check(15, "2023-12-31T23:45", "2024-01-01 00:00");
        check(15, "2023-12-31T23:50:24", "2024-01-01 00:05:24");
        check(1, "2024-02-28T23:59", "2024-02-29 00:00");
        check(59, "2024-02-28T22:59", "2024-02-28 23:58");
        check(60, "2024-02-28T22:30", "2024-02-28 23:30");
        check(90, "2024-02-28T23:30", "2024-02-29 01:00");
        check(1439, "2024-02-28T23:59", "2024-02-29 23:58");
        check(1440, "2024-02-28T00:00", "2024-02-29 00:00");
        check(10080, "2024-02-28T00:00", "2024-03-06 00:00");
        check(43200, "2024-02-01T00:00", "2024-03-01 00:00");
        check(44640, "2024-01-01T00:00", "2024-02-01 00:00");
        check(43200, "2024-01-02T00:00", "2024-02-01 00:00");
        check(0, "2024-01-01T00:00", "none");
        check(15, "9999-12-31T23:45", "none");
    }

    #[test]
    fn codes_tell_what_the_numbers_are() {
        let check = |address: &str, unit: &str, expected| {
            assert_eq!(channel(address, unit, None).kind, expected, "{address}");
        };
        check("1.5", "kW", ChannelKind::Average);
        check("1-0:1.5.0", "W", ChannelKind::Average);
        check("1.4.0", "kW", ChannelKind::Average);
        check("1-1:1.29", "kWh", ChannelKind::Energy);
        check("1.9", "kWh", ChannelKind::Energy);
        check("1-0:1.8.0", "kWh", ChannelKind::Register);
        check("1.6.0", "kW", ChannelKind::Other);
        check("32.7", "V", ChannelKind::Other);
        check("0-0:96.8.0", "", ChannelKind::Other);
        check("Column 1", "", ChannelKind::Other);
        let odd = channel("1.9", "kVArh", None);
        assert_eq!(odd.unit.as_deref(), Some("kvarh"));
        assert_eq!(odd.code, "1-0:1.9.0");
        assert_eq!(channel("1.5", "kP", None).unit.as_deref(), Some("kP"));
    }
}

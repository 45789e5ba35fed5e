//! The values of a channel by day and time of day.

use std::ops::Range;

use jiff::civil::{Date, DateTime, Weekday};

use crate::app::event;
use crate::app::plot::data::Plotted;
use crate::app::plot::marks::{Group, ends_at};
use crate::language::date;
use crate::meter::load_profile::{Axis, Part};
use crate::meter::{LoadProfile, Season};
use crate::say;

const DAY: i64 = 86_400;
/// Intervals beyond half a day have no course of the day.
const LONGEST: i64 = 12 * 3600;
/// What is shown of a profile of decades, in days and in cells.
const MOST_DAYS: usize = 20_000;
const MOST_CELLS: usize = 12_000_000;
/// More frames than these are too many to see anything.
const MOST_FRAMES: usize = 4000;

/// What there is at one time of a day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell {
    Value(f64),
    /// An interval that should be there and is not, or has no number.
    Missing,
    /// Before the first interval, after the last, or an hour left out in spring.
    Outside,
}

/// A day of the calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    pub date: Date,
    /// Positions.
    pub begin: i64,
    pub end: i64,
    /// The seconds after midnight that its clock leaves out in spring.
    left_out: (i64, i64),
}

/// Intervals that the meter flagged: some of each of some days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flagged {
    pub first_day: usize,
    pub last_day: usize,
    /// From this slot up to the one before `to`.
    pub from: usize,
    pub to: usize,
}

/// What is under the pointer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// `Tue 11-26 11:15–11:30`
    pub time: String,
    /// As sent.
    pub value: Option<String>,
    pub flags: String,
    /// The middle of the interval.
    pub position: i64,
}

/// All values of a channel.
#[derive(Debug, Default)]
pub struct Cells {
    pub days: Vec<Day>,
    /// Intervals of a day; 0 if there is none that can be shown.
    pub slots: usize,
    pub flagged: Vec<Flagged>,
    period: i64,
    /// Day after day.
    values: Vec<f64>,
    /// The entry of each value.
    entries: Vec<u32>,
    span: (i64, i64),
}

/// No entry.
const NONE: u32 = u32::MAX;

impl Cells {
    /// Sorts the values of a channel into days.
    pub fn of(profile: &LoadProfile, axis: &Axis, plotted: &Plotted, channel: usize) -> Cells {
        let period = profile.period_min().map_or(0, |min| i64::from(min) * 60);
        if period <= 0 || period > LONGEST {
            return Cells::default();
        }
        let slots = usize::try_from(DAY.div_euclid(period)).unwrap_or(1).max(1);
        let mut days: Vec<Day> = axis
            .days(profile)
            .iter()
            .map(|part| Day::of(axis, part))
            .collect();
        let most = MOST_DAYS.min(MOST_CELLS / slots);
        if days.len() > most {
            // The newest are what is looked for.
            days.drain(..days.len() - most);
        }
        let mut cells = Cells {
            values: vec![f64::NAN; days.len() * slots],
            entries: vec![NONE; days.len() * slots],
            days,
            slots,
            period,
            flagged: Vec::new(),
            span: plotted.span,
        };
        cells.fill(axis, plotted, channel);
        cells.find_flagged(axis, plotted);
        cells
    }

    fn fill(&mut self, axis: &Axis, plotted: &Plotted, channel: usize) {
        let Some(line) = plotted.lines.get(channel) else {
            return;
        };
        let mut before = None;
        let mut day = 0;
        let timeline = plotted.timeline.begins.iter().zip(&plotted.timeline.ends);
        let told = line.values().iter().zip(&plotted.entries);
        for ((begin, end), (value, entry)) in timeline.zip(told) {
            while self.days.get(day).is_some_and(|known| *begin >= known.end) {
                day += 1;
            }
            let Some(known) = self.days.get(day) else {
                break;
            };
            if *begin < known.begin {
                continue;
            }
            let slot = slot_of(axis, known, *begin, self.period, self.slots);
            let place = day * self.slots + slot;
            let (Some(cell), Some(of)) = (self.values.get_mut(place), self.entries.get_mut(place))
            else {
                continue;
            };
            // What was sent again counts once, and of an hour that comes twice the
            // larger value is shown.
            let again = before == Some(*end);
            if again || *of == NONE || cell.is_nan() || *value > *cell {
                *cell = *value;
                *of = *entry;
            }
            before = Some(*end);
        }
    }

    /// The frames around what the meter flagged, neighbours in one.
    fn find_flagged(&mut self, axis: &Axis, plotted: &Plotted) {
        let is_flag = |group: Group| matches!(group, Group::PowerFailure | Group::Flag);
        let marks = plotted.marks.iter().filter(|mark| is_flag(mark.group()));
        let mut day = 0;
        for mark in marks {
            while self
                .days
                .get(day)
                .is_some_and(|known| mark.begin >= known.end)
            {
                day += 1;
            }
            let mut at = day;
            while let Some(known) = self.days.get(at).filter(|known| known.begin < mark.end) {
                let (begin, end) = (mark.begin.max(known.begin), mark.end.min(known.end));
                let slot = |at: i64| slot_of(axis, known, at, self.period, self.slots);
                let from = slot(begin);
                let frame = Flagged {
                    first_day: at,
                    last_day: at,
                    from,
                    to: (slot(end - 1) + 1).max(from + 1),
                };
                at += 1;
                let is_full = self.flagged.len() >= MOST_FRAMES;
                match self.flagged.last_mut() {
                    // Whole days side by side are one frame.
                    Some(last)
                        if (last.from, last.to) == (frame.from, frame.to)
                            && last.last_day + 1 == frame.first_day
                            && frame.to - frame.from == self.slots =>
                    {
                        last.last_day = frame.last_day;
                    }
                    _ if is_full => return,
                    _ => self.flagged.push(frame),
                }
            }
        }
    }

    /// The least and the largest value.
    pub fn range(&self) -> Option<(f64, f64)> {
        let values = self.values.iter().copied().filter(|value| !value.is_nan());
        values.fold(None, |range, value| match range {
            None => Some((value, value)),
            Some((least, most)) => Some((f64::min(least, value), f64::max(most, value))),
        })
    }

    /// What is at a time of a day.
    pub fn at(&self, day: usize, slot: usize) -> Cell {
        let value = self.values.get(day * self.slots + slot).copied();
        match value {
            Some(value) if !value.is_nan() => Cell::Value(value),
            _ if self.is_expected(day, slot) => Cell::Missing,
            _ => Cell::Outside,
        }
    }

    /// What is shown of several: the largest value, so that no peak is hidden, but
    /// nothing where most of it is missing.
    pub fn gravest(&self, days: Range<usize>, slots: Range<usize>) -> Cell {
        let mut largest: Option<f64> = None;
        let (mut there, mut missing) = (0_usize, 0_usize);
        for day in days {
            for slot in slots.clone() {
                match self.at(day, slot) {
                    Cell::Value(value) => {
                        there += 1;
                        largest = Some(largest.map_or(value, |known| known.max(value)));
                    }
                    Cell::Missing => missing += 1,
                    Cell::Outside => {}
                }
            }
        }
        match largest {
            Some(value) if there >= missing => Cell::Value(value),
            _ if missing > 0 => Cell::Missing,
            _ => Cell::Outside,
        }
    }

    /// Whether there should be an interval: the day has this time, and it lies between
    /// the first and the last interval.
    fn is_expected(&self, day: usize, slot: usize) -> bool {
        let Some(known) = self.days.get(day) else {
            return false;
        };
        let offset = i64::try_from(slot).unwrap_or(0) * self.period;
        let (from, to) = known.left_out;
        if (from..to).contains(&offset) {
            return false;
        }
        let skipped = if offset >= to { to - from } else { 0 };
        self.is_in_span(known.begin + offset - skipped)
    }

    fn is_in_span(&self, begin: i64) -> bool {
        begin >= self.span.0 && begin + self.period <= self.span.1
    }

    /// The share of the width at which a position lies, beyond the ends at them.
    pub fn across(&self, position: f64) -> Option<f64> {
        let (first, last) = (self.days.first()?, self.days.last()?);
        if position <= first.begin as f64 {
            return Some(0.0);
        }
        if position >= last.end as f64 {
            return Some(1.0);
        }
        let day = self
            .days
            .partition_point(|day| (day.end as f64) <= position);
        let known = self.days.get(day)?;
        let share = (position - known.begin as f64) / (known.end - known.begin).max(1) as f64;
        Some((day as f64 + share.clamp(0.0, 1.0)) / self.days.len() as f64)
    }

    /// What is at a share of the width and of the height.
    pub fn told(
        &self,
        across: f64,
        down: f64,
        profile: &LoadProfile,
        axis: &Axis,
        channel: usize,
    ) -> Option<Told> {
        let place = |share: f64, of: usize| {
            let place = (share.clamp(0.0, 1.0) * of as f64) as usize;
            place.min(of.saturating_sub(1))
        };
        let day = place(across, self.days.len());
        let slot = place(down, self.slots);
        let known = self.days.get(day)?;
        let number = self.entries.get(day * self.slots + slot).copied();
        let entry = number.filter(|number| *number != NONE).map(|n| n as usize);
        let minutes = i64::try_from(slot).unwrap_or(0) * self.period / 60;
        let end = match entry {
            Some(entry) => axis.end(entry)?,
            None => {
                let offset = (minutes * 60 + self.period).min(known.end - known.begin);
                known.begin + offset
            }
        };
        let sent = entry.and_then(|entry| profile.entry(entry));
        let until = minutes + self.period / 60;
        let clock = |minutes: i64| format!("{:02}:{:02}", minutes / 60, minutes % 60);
        let to = axis.civil(end).0;
        let to = match sent {
            Some(_) => ends_at(to),
            None => clock(until),
        };
        let date = date::weekday_and_day(known.date);
        let flags: Vec<&str> = sent
            .map(|entry| entry.status().flags.iter())
            .into_iter()
            .flatten()
            .map(|flag| event::flag(&flag.text))
            .collect();
        Some(Told {
            time: format!("{date} {}–{to}", clock(minutes)),
            value: sent.and_then(|entry| entry.raw(channel)).map(str::to_owned),
            flags: flags.join(", "),
            position: end - self.period / 2,
        })
    }

    /// `Carpet of 40 days from 2024-10-21 to 2024-11-29`
    pub fn in_words(&self) -> String {
        match (self.days.first(), self.days.last()) {
            (Some(first), Some(last)) => say!(
                "load-carpet",
                count = self.days.len(),
                first = date::day(first.date),
                last = date::day(last.date)
            ),
            _ => say!("load-carpet-empty").to_owned(),
        }
    }
}

impl Day {
    fn of(axis: &Axis, part: &Part) -> Day {
        let mut changes = axis.season_changes().iter();
        let forward = changes.find(|change| {
            change.to == Season::Summer && (part.begin..part.end).contains(&change.position)
        });
        let left_out = forward.map_or((0, 0), |change| {
            let from = change.position - part.begin;
            (from, from + (DAY - (part.end - part.begin)).max(0))
        });
        Day {
            date: part.date(),
            begin: part.begin,
            end: part.end,
            left_out,
        }
    }
}

/// The place of an interval within its day, by the clock.
fn slot_of(axis: &Axis, day: &Day, begin: i64, period: i64, slots: usize) -> usize {
    let seconds = if day.end - day.begin == DAY {
        begin - day.begin
    } else {
        let time = axis.civil_begin(begin).0.time();
        i64::from(time.hour()) * 3600 + i64::from(time.minute()) * 60 + i64::from(time.second())
    };
    let slot = usize::try_from(seconds.div_euclid(period.max(1))).unwrap_or(0);
    slot.min(slots.saturating_sub(1))
}

/// What has to be said about days of another length than 24 hours, the newest.
pub fn notes(axis: &Axis, cells: &Cells) -> Vec<String> {
    let mut notes: Vec<String> = Vec::new();
    for change in axis.season_changes().iter().rev() {
        let is_shown = |day: &Day| (day.begin..day.end).contains(&change.position);
        if !cells.days.iter().any(is_shown) || cells.period > 3600 {
            continue;
        }
        let back = change.to == Season::Normal;
        let time: DateTime = match back {
            true => axis.civil_begin(change.position).0,
            false => axis.civil(change.position).0,
        };
        let day = date::long_weekday_and_day(time.date());
        let hour = time.strftime("%H:00").to_string();
        notes.push(match back {
            true => say!("load-day-of-25", day = day, hour = hour),
            false => say!("load-day-of-23", day = day, hour = hour),
        });
        break;
    }
    notes
}

/// Which days are named below, and how, where each is `width` points wide.
pub fn dates(days: &[Day], width: f32) -> Vec<(usize, String)> {
    let named = |day: &&Day| match width {
        width if width >= 44.0 => true,
        width if width * 7.0 >= 48.0 => day.date.weekday() == Weekday::Monday,
        width if width * 30.0 >= 56.0 => day.date.day() == 1,
        width if width * 91.0 >= 56.0 => day.date.day() == 1 && day.date.month() % 3 == 1,
        _ => day.date.day() == 1 && day.date.month() == 1,
    };
    let told: fn(Date) -> String = match width {
        width if width * 7.0 >= 48.0 => date::month_and_day,
        width if width * 91.0 >= 56.0 => date::month_in_digits,
        _ => |day| day.year().to_string(),
    };
    let chosen = days.iter().enumerate().filter(|(_, day)| named(day));
    chosen
        .map(|(number, day)| (number, told(day.date)))
        .collect()
}

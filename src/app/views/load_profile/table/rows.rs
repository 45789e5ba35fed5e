//! The rows of the table: entries in order of time, and what is missing between them.
//! Knows nothing of drawing.

use crate::app::event;
use crate::app::plot::data::Plotted;
use crate::app::plot::marks::{Group, ends_at};
use crate::language::date;
use crate::meter::load_profile::{Axis, Gap};
use crate::meter::status::{Flag, FlagKind};
use crate::meter::{LoadProfile, Season};
use crate::say;

const HOUR: i64 = 3600;

/// One row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Line {
    /// An entry by its number in the order sent.
    Entry(u32),
    /// A gap by its number.
    Gap(u32),
}

/// All rows that are shown.
#[derive(Debug, Default)]
pub(super) struct Rows {
    pub(super) lines: Vec<Line>,
    /// How many entries and gaps there are without a filter.
    pub(super) all: usize,
    /// How many of the lines have a place in time; the others are at the end.
    timed: usize,
}

impl Rows {
    /// The rows in order of time; those whose time is not known, or years away from all
    /// others, stand at the end. `flagged`: only what the meter flagged, and gaps.
    pub(super) fn of(profile: &LoadProfile, axis: &Axis, plotted: &Plotted, flagged: bool) -> Rows {
        let is_flag = |group: Group| matches!(group, Group::PowerFailure | Group::Flag);
        let marks = plotted.marks.iter().filter(|mark| is_flag(mark.group()));
        let mut marks = marks.peekable();
        let mut gaps = axis.gaps().iter().enumerate().peekable();
        let mut lines = Vec::with_capacity(if flagged { 0 } else { plotted.entries.len() });
        let timeline = plotted.timeline.begins.iter().zip(&plotted.timeline.ends);
        for ((begin, end), entry) in timeline.zip(&plotted.entries) {
            while let Some((number, _)) = gaps.next_if(|(_, gap)| gap.end <= *begin) {
                lines.push(Line::Gap(u32::try_from(number).unwrap_or(u32::MAX)));
            }
            while marks.next_if(|mark| mark.end <= *begin).is_some() {}
            let is_flagged = marks.peek().is_some_and(|mark| mark.begin < *end);
            if is_flagged || !flagged {
                lines.push(Line::Entry(*entry));
            }
        }
        let timed = lines.len();
        let is_lost = |entry: &usize| axis.end(*entry).is_none();
        let lost = (0..profile.len()).filter(is_lost);
        let lost = lost.map(|entry| u32::try_from(entry).unwrap_or(u32::MAX));
        let astray = axis.outliers().iter().copied();
        lines.extend(astray.chain(lost).map(Line::Entry));
        Rows {
            all: profile.len() + axis.gaps().len(),
            timed,
            lines,
        }
    }

    /// The row at a position, or the one behind it.
    pub(super) fn at(&self, position: f64, axis: &Axis) -> Option<usize> {
        let timed = self.lines.get(..self.timed)?;
        let row = timed.partition_point(|line| {
            let end = match line {
                Line::Entry(entry) => axis.end(*entry as usize),
                Line::Gap(number) => gap(axis, *number).map(|gap| gap.end),
            };
            end.is_none_or(|end| (end as f64) <= position)
        });
        let last = timed.len().checked_sub(1)?;
        Some(row.min(last))
    }
}

pub(super) fn gap(axis: &Axis, number: u32) -> Option<&Gap> {
    axis.gaps().get(number as usize)
}

/// A row in words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Told {
    /// `2024-11-26 11:15–11:30`
    pub(super) time: String,
    pub(super) season: &'static str,
    /// The hour comes twice on this day.
    pub(super) comes_twice: bool,
    pub(super) status: String,
    pub(super) flags: String,
    pub(super) kinds: Vec<FlagKind>,
    /// The middle of the interval.
    pub(super) position: Option<i64>,
    /// In place of values: `13 entries missing`.
    pub(super) missing: Option<String>,
}

/// Puts a row into words, but for its values.
pub(super) fn told(profile: &LoadProfile, axis: &Axis, line: Line) -> Told {
    match line {
        Line::Gap(number) => gap(axis, number).map_or_else(Told::default, |gap| {
            let to = match gap.from.date() == gap.to.date() {
                true => ends_at(gap.to),
                false => date::day_and_minute(gap.to),
            };

            Told {
                time: format!("{}–{to}", date::day_and_minute(gap.from)),
                position: Some(gap.begin.midpoint(gap.end)),
                missing: Some(say!("load-missing", count = gap.missing)),
                ..Told::default()
            }
        }),
        Line::Entry(entry) => {
            let number = entry as usize;
            let Some(entry) = profile.entry(number) else {
                return Told::default();
            };
            let flags = || entry.status().flags.iter();
            let words: Vec<&str> = flags().map(|flag| event::flag(&flag.text)).collect();
            let mut told = Told {
                status: entry.status().raw.clone(),
                flags: words.join(", "),
                kinds: flags().map(Flag::kind).collect(),
                ..Told::default()
            };
            let end = axis.end(number);
            let begin = axis.begin(profile, number);
            let (Some(begin), Some(end)) = (begin, end) else {
                told.time = match entry.time() {
                    Some(time) => say!("load-until", time = date::day_and_minute(time)),
                    None => say!("load-time-unknown").to_owned(),
                };
                return told;
            };
            let from = axis.civil_begin(begin).0;
            let (to, season) = axis.civil(end);
            told.time = match end - begin <= 24 * HOUR {
                true => format!("{}–{}", date::day_and_minute(from), ends_at(to)),
                false => format!(
                    "{}–{}",
                    date::day(from.date()),
                    date::month_and_day(to.date())
                ),
            };
            told.comes_twice = comes_twice(axis, end);
            told.season = match (season.or(entry.season()), told.comes_twice) {
                (Some(Season::Summer), true) => say!("load-summer-first"),
                (Some(Season::Summer), false) => say!("load-summer"),
                (Some(Season::Normal), true) => say!("load-normal-second"),
                (Some(Season::Normal), false) => say!("load-normal"),
                (Some(Season::Utc), _) => "UTC",
                (None, _) => "",
            };
            told.position = Some(begin.midpoint(end));
            told
        }
    }
}

/// Whether the interval with this end is one of the hour that comes twice.
fn comes_twice(axis: &Axis, end: i64) -> bool {
    axis.season_changes().iter().any(|change| {
        let around = change.position - HOUR + 1..=change.position + HOUR;
        change.to == Season::Normal && around.contains(&end)
    })
}

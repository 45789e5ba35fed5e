//! The rows of a load profile, whatever they are written like.

use super::request::Range;
use super::{Column, ColumnKind, Source};
use crate::sim::digits::Digits;
use crate::sim::load::calendar::{Day, Seconds};
use crate::sim::load::event::{Event, What};
use crate::sim::load::{Curve, Flow, Tariff};

/// What the status of a row tells, in the bits of the VDEW list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Marks(pub(super) u8);

impl Marks {
    pub(super) const FAILED: Marks = Marks(0x80);
    pub(super) const RESTORED: Marks = Marks(0x40);
    pub(super) const SET: Marks = Marks(0x20);
    pub(super) const RESET: Marks = Marks(0x10);
    pub(super) const SEASON: Marks = Marks(0x08);

    pub(super) fn with(self, other: Marks) -> Marks {
        Marks(self.0 | other.0)
    }

    pub(super) fn has(self, other: Marks) -> bool {
        self.0 & other.0 != 0
    }
}

/// One row.
#[derive(Debug)]
pub(super) struct Row<'v> {
    /// Begin and end of its interval.
    pub(super) begin: Seconds,
    pub(super) end: Seconds,
    /// The season at its end, before a change at that very second.
    pub(super) summer: bool,
    /// The end of its day.
    pub(super) midnight: Seconds,
    pub(super) marks: Marks,
    /// In units of the last digit of each column.
    pub(super) values: &'v [i128],
}

/// A column and what is known of it before the first row.
struct Meter {
    column: Column,
    form: Digits,
    /// Of the flow, until the day.
    before: i64,
    curve: Curve,
    /// At the end of the last row.
    last: i128,
}

impl Meter {
    fn flow(&self) -> (Flow, Tariff) {
        (self.column.flow, self.column.tariff)
    }

    /// In units of the last digit, at `at` in the day of the curve.
    fn reading(&self, at: Seconds, period: Seconds) -> i128 {
        let energy = i128::from(self.before + self.curve.at(at)) * self.form.scale();
        let divisor = self.column.divisor();
        match self.column.kind {
            ColumnKind::Average => (energy * 3_600).div_euclid(divisor * i128::from(period)),
            ColumnKind::Energy | ColumnKind::Register => energy.div_euclid(divisor),
        }
    }
}

/// Passes the rows of `range` to `sink`, oldest first.
pub(super) fn intervals(
    source: &Source<'_>,
    columns: &[Column],
    range: Range,
    mut sink: impl FnMut(&Row<'_>),
) {
    let period = source.period;
    let load = source.load;
    let mut begin = range.after.div_euclid(period) * period;
    let mut day = Day::of(begin);
    let mut meters: Vec<Meter> = columns
        .iter()
        .filter_map(|column| {
            let mut meter = Meter {
                column: *column,
                form: Digits::parse(column.form)?,
                before: load.until_day(column.flow, column.tariff, day.number),
                curve: load.curve(column.flow, column.tariff, day),
                last: 0,
            };
            meter.last = meter.reading(begin, period);
            Some(meter)
        })
        .collect();
    let events = happened(source, begin - 2 * 86_400, range.to + period);
    let mut first = 0;
    let mut values = Vec::with_capacity(columns.len());
    while begin + period <= range.to {
        let end = begin + period;
        if begin >= day.end {
            let passed = day.number;
            day = day.next();
            for meter in &mut meters {
                let (flow, tariff) = meter.flow();
                meter.before += load.of_day(flow, tariff, passed);
                meter.curve = load.curve(flow, tariff, day);
            }
        }
        values.clear();
        for meter in &mut meters {
            let reading = meter.reading(end, period);
            let value = match meter.column.kind {
                ColumnKind::Register => meter.form.plus(reading).map_or(0, |n| n.units()),
                ColumnKind::Average | ColumnKind::Energy => reading - meter.last,
            };
            meter.last = reading;
            values.push(value);
        }
        while events.get(first).is_some_and(|event| event.end() < begin) {
            first += 1;
        }
        let later = events.get(first..).unwrap_or_default();
        let touching = later.iter().take_while(|event| event.at < end);
        if let Some(marks) = marks(touching, begin, end)
            && end > range.after
        {
            sink(&Row {
                begin,
                end,
                summer: day.is_summer(begin),
                midnight: day.end,
                marks,
                values: &values,
            });
        }
        begin = end;
    }
}

/// Passes what the registers showed at the midnights of `range`.
pub(super) fn midnights(
    source: &Source<'_>,
    columns: &[Column],
    range: Range,
    mut sink: impl FnMut(&Row<'_>),
) {
    let mut day = Day::of(range.after);
    let mut sums: Vec<(Column, Digits, i64)> = columns
        .iter()
        .filter_map(|column| {
            let before = source
                .load
                .until_day(column.flow, column.tariff, day.number);
            Some((*column, Digits::parse(column.form)?, before))
        })
        .collect();
    let events = happened(source, day.begin - 86_400, range.to);
    while day.end <= range.to {
        let mut values = Vec::with_capacity(sums.len());
        for (column, form, before) in &mut sums {
            *before += source.load.of_day(column.flow, column.tariff, day.number);
            let units = (i128::from(*before) * form.scale()).div_euclid(column.divisor());
            values.push(form.plus(units).map_or(0, |n| n.units()));
        }
        let is_off = |event: &Event| match event.what {
            What::PowerFailure { until } => (event.at..until).contains(&day.end),
            _ => false,
        };
        if day.end > range.after && !events.iter().any(is_off) {
            sink(&Row {
                begin: day.begin,
                end: day.end,
                summer: day.is_summer(day.end - 1),
                midnight: day.end,
                marks: Marks::default(),
                values: &values,
            });
        }
        day = day.next();
    }
}

/// What happened, and what was ordered.
pub(super) fn happened(source: &Source<'_>, from: Seconds, to: Seconds) -> Vec<Event> {
    let mut events = source.load.events(from, to.min(source.now));
    // What is not over yet is not told.
    events.retain(|event| event.end() <= source.now);
    events.extend(source.resets.iter().map(|at| Event {
        at: *at,
        what: What::Reset,
    }));
    events.extend(source.settings.iter().map(|(at, to)| Event {
        at: *at,
        what: What::ClockSet { to: *to },
    }));
    events.retain(|event| (from..=to).contains(&event.at));
    events.sort_by_key(|event| event.at);
    events
}

/// The status of an interval; `None` if there is no row for it.
fn marks<'e>(
    events: impl Iterator<Item = &'e Event>,
    begin: Seconds,
    end: Seconds,
) -> Option<Marks> {
    let mut marks = Marks::default();
    let within = |at: Seconds| (begin..end).contains(&at);
    for event in events {
        let more = match event.what {
            What::PowerFailure { until } => {
                if event.at <= begin && until >= end {
                    return None;
                }
                let mut more = Marks::default();
                if within(event.at) {
                    more = more.with(Marks::FAILED);
                }
                if within(until) {
                    more = more.with(Marks::RESTORED);
                }
                more
            }
            What::Missing { until } if event.at < end && until > begin => return None,
            What::ClockSet { .. } if within(event.at) => Marks::SET,
            What::Reset if within(event.at) => Marks::RESET,
            What::SeasonChange { .. } if within(event.at) => Marks::SEASON,
            _ => Marks::default(),
        };
        marks = marks.with(more);
    }
    Some(marks)
}

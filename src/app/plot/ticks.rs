//! Where labels and lines stand on the axes.
//!
//! Time is civil: a day may have 23 or 25 hours, and an hour that comes twice has two
//! ticks of the same name.

use jiff::ToSpan as _;
use jiff::civil::{Date, DateTime, date};

use crate::language::{date, number};
use crate::meter::load_profile::Axis;
use crate::meter::readout::Season;

/// A place on the time axis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tick {
    pub position: i64,
    pub label: String,
    /// A new day, month or year: bold, with a line that is not dotted.
    pub is_major: bool,
    /// It lies before what is in view and only names the day, month or year at its begin.
    pub is_before: bool,
}

const EPOCH: DateTime = date(1970, 1, 1).at(0, 0, 0, 0);
const HOUR: i64 = 3600;
/// The most ticks of one axis, whatever is in view.
const MOST: usize = 400;

/// Seconds of civil time.
fn seconds(time: DateTime) -> i64 {
    time.duration_since(EPOCH).as_secs()
}

/// Where a civil time is on the line.
pub fn position(axis: &Axis, time: DateTime, season: Option<Season>) -> i64 {
    match season {
        Some(Season::Summer) => seconds(time) - HOUR,
        Some(_) => seconds(time),
        None => axis.position(time),
    }
}

/// A stretch of which the mean is drawn where intervals are too many to be told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MeanOf {
    Hour,
    Day,
    Week,
    Month,
}

impl MeanOf {
    /// The shortest that is wide enough to be seen, where a pixel is so many seconds.
    pub fn of_pixel(seconds: f64) -> MeanOf {
        const LEAST: f64 = 2.0;
        let stretches = [
            (3600.0, MeanOf::Hour),
            (86_400.0, MeanOf::Day),
            (7.0 * 86_400.0, MeanOf::Week),
        ];
        let wide = stretches
            .into_iter()
            .find(|(length, _)| *length >= LEAST * seconds);
        wide.map_or(MeanOf::Month, |(_, stretch)| stretch)
    }

    /// The positions at which one ends and the next begins, from before `from` to behind
    /// `to`, by the calendar of the meter.
    pub fn bounds(self, axis: &Axis, (from, to): (f64, f64)) -> Vec<i64> {
        let (from, to) = (from.floor() as i64, to.ceil() as i64);
        let mut bounds = Vec::new();
        if self == MeanOf::Hour {
            let mut at = from.div_euclid(HOUR) * HOUR;
            while bounds.len() < MANY {
                bounds.push(at);
                if at >= to {
                    break;
                }
                at += HOUR;
            }
            return bounds;
        }
        let day = axis.civil(from).0.date();
        let (first, step) = match self {
            MeanOf::Month => (day.first_of_month(), 1.month()),
            MeanOf::Week => {
                let back = i64::from(day.weekday().to_monday_zero_offset());
                (day.checked_sub(back.days()).unwrap_or(day), 1.week())
            }
            MeanOf::Hour | MeanOf::Day => (day, 1.day()),
        };
        let mut day = first;
        while bounds.len() < MANY {
            let at = axis.position(day.at(0, 0, 0, 0));
            bounds.push(at);
            let Ok(next) = day.checked_add(step) else {
                break;
            };
            if at >= to {
                break;
            }
            day = next;
        }
        bounds
    }
}

/// More than any screen has columns.
const MANY: usize = 20_000;

/// The ticks from `from` to `to`, that are `width` points apart.
pub fn of_time(axis: &Axis, from: f64, to: f64, width: f32) -> Vec<Tick> {
    let days = (to - from) / 86_400.0;
    if !days.is_finite() || days <= 0.0 || width <= 0.0 {
        return Vec::new();
    }
    let day = f64::from(width) / days;
    let (from, to) = (from.floor() as i64, to.ceil() as i64);
    let (first, last) = (axis.civil(from).0.date(), axis.civil(to).0.date());
    let mut ticks = Vec::new();
    if day >= 84.0 {
        hours(axis, (first, last), (from, to), day / 24.0, &mut ticks);
    } else if day * 30.0 >= 96.0 {
        let step = [(46.0, 1), (92.0 / 7.0 / 2.0, 7)]
            .into_iter()
            .find(|(least, _)| day >= *least);
        by_day(axis, (first, last), step.map(|(_, step)| step), &mut ticks);
    } else {
        by_month(axis, (first, last), day * 30.4, &mut ticks);
    }
    let before = ticks
        .iter()
        .rfind(|tick| tick.is_major && tick.position < from)
        .cloned();
    ticks.retain(|tick| (from..=to).contains(&tick.position));
    if let Some(mut before) = before {
        before.position = from;
        before.is_before = true;
        ticks.insert(0, before);
    }
    ticks
}

fn major(axis: &Axis, day: Date, label: String) -> Tick {
    Tick {
        position: axis.position(day.at(0, 0, 0, 0)),
        label,
        is_major: true,
        is_before: false,
    }
}

fn minor(axis: &Axis, day: Date, label: String) -> Tick {
    Tick {
        is_major: false,
        ..major(axis, day, label)
    }
}

/// Days, and as many of their hours or minutes as there is room for.
fn hours(
    axis: &Axis,
    (first, last): (Date, Date),
    (from, to): (i64, i64),
    hour: f64,
    ticks: &mut Vec<Tick>,
) {
    let steps = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720];
    let room = |minutes: &i64| hour * *minutes as f64 / 60.0 >= 56.0;
    let step = steps.into_iter().find(room).unwrap_or(720) * 60;
    let mut day = first;
    while day <= last && ticks.len() < MOST {
        ticks.push(major(axis, day, date::weekday_and_day(day)));
        let Ok(next) = day.checked_add(1.day()) else {
            return;
        };
        let begin = axis.position(day.at(0, 0, 0, 0));
        let end = axis.position(next.at(0, 0, 0, 0)).min(to);
        let stride = step.min(HOUR);
        // From the first whole stride in view.
        let skipped = (from - begin).max(0) / stride;
        let mut at = begin + (skipped * stride).max(stride);
        while at < end && ticks.len() < MOST {
            let time = axis.civil_begin(at).0;
            let of_day = i64::from(time.hour()) * HOUR + i64::from(time.minute()) * 60;
            if of_day % step == 0 && time.date() == day {
                ticks.push(Tick {
                    position: at,
                    label: time.strftime("%H:%M").to_string(),
                    is_major: false,
                    is_before: false,
                });
            }
            at += stride;
        }
        day = next;
    }
}

/// Months, and days or Mondays between them.
fn by_day(axis: &Axis, (first, last): (Date, Date), step: Option<i64>, ticks: &mut Vec<Tick>) {
    let mut day = first.first_of_month();
    while day <= last && ticks.len() < MOST {
        let monday = day.weekday() == jiff::civil::Weekday::Monday;
        if day.day() == 1 {
            ticks.push(major(axis, day, date::day(day)));
        } else if step == Some(1) || step == Some(7) && monday {
            ticks.push(minor(axis, day, date::month_and_day(day)));
        }
        let Ok(next) = day.checked_add(1.day()) else {
            return;
        };
        day = next;
    }
}

/// Years, and as many of their months as there is room for; `month` is as wide.
fn by_month(axis: &Axis, (first, last): (Date, Date), month: f64, ticks: &mut Vec<Tick>) {
    let room = |months: &i64| month * *months as f64 >= 68.0;
    let step = [1, 2, 3, 6].into_iter().find(room);
    let years = (68.0 / (month * 12.0)).ceil().clamp(1.0, 5000.0) as i16;
    let mut year = first.year() - first.year().rem_euclid(years);
    while year <= last.year() && ticks.len() < MOST {
        if let Ok(day) = Date::new(year, 1, 1) {
            ticks.push(major(axis, day, year.to_string()));
        }
        for of_year in 2..=12_i8 {
            let Some(step) = step.filter(|step| i64::from(of_year - 1) % step == 0) else {
                continue;
            };
            if step > 0
                && let Ok(day) = Date::new(year, of_year, 1)
            {
                ticks.push(minor(axis, day, date::month_in_digits(day)));
            }
        }
        let Some(next) = year.checked_add(years) else {
            return;
        };
        year = next;
    }
}

/// A scale of values from `low` to `high` in steps.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    pub low: f64,
    pub high: f64,
    pub step: f64,
}

impl Scale {
    /// A scale with room for all of `min` to `max` and for zero, in about `steps` steps.
    pub fn of(min: f64, max: f64, steps: usize) -> Scale {
        let (mut min, mut max) = (min, max);
        if !min.is_finite() || !max.is_finite() || min > max {
            (min, max) = (0.0, 1.0);
        }
        // Voltages and the like are looked at close by, not from zero.
        let is_far = min > 0.0 && (max - min) < 0.25 * max;
        if !is_far {
            (min, max) = (min.min(0.0), max.max(0.0));
        }
        if max - min < 1e-9 * max.abs().max(1e-3) {
            max = min + 1.0_f64.max(max.abs() * 0.01);
        }
        let step = round_step((max - min) / steps.max(1) as f64);
        let low = (min / step + 1e-9).floor() * step;
        let high = (max / step - 1e-9).ceil() * step;
        Scale { low, high, step }
    }

    /// The values of the ticks from `low` to `high`, and their labels.
    pub fn ticks(low: f64, high: f64, step: f64) -> Vec<(f64, String)> {
        if !(high > low && step > 0.0) {
            return Vec::new();
        }
        let decimals = (-step.log10().floor()).clamp(0.0, 9.0) as usize;
        let first = (low / step - 1e-6).ceil();
        let count = ((high / step + 1e-6).floor() - first).clamp(0.0, 100.0) as usize;
        (0..=count)
            .map(|index| {
                let value = (first + index as f64) * step;
                let label = number::rounded(value, decimals);
                let label = label.strip_prefix('-').map_or(label.clone(), |rest| {
                    if rest.chars().all(|c| matches!(c, '0' | '.' | ',')) {
                        rest.to_owned()
                    } else {
                        format!("−{rest}")
                    }
                });
                (value, label)
            })
            .collect()
    }
}

/// 1, 2 or 5 times a power of ten, at least `step`.
pub fn round_step(step: f64) -> f64 {
    let power = 10.0_f64.powf(step.log10().floor());
    let factor = step / power;
    let round = [1.0, 2.0, 5.0]
        .into_iter()
        .find(|one| factor <= one * (1.0 + 1e-9));
    round.unwrap_or(10.0) * power
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: f64 = 86_400.0;

    fn labels(days: (f64, f64), width: f32) -> Vec<String> {
        let monday = seconds(date(2024, 11, 25).at(0, 0, 0, 0)) as f64;
        let (from, to) = (monday + days.0 * DAY, monday + days.1 * DAY);
        of_time(&Axis::default(), from, to, width)
            .into_iter()
            .map(|tick| tick.label)
            .collect()
    }

    #[test]
    fn labels_follow_the_room_from_minutes_to_years() {
        assert_eq!(
            labels((0.0, 1.9), 462.0),
            [
                "Mon 11-25",
                "06:00",
                "12:00",
                "18:00",
                "Tue 11-26",
                "06:00",
                "12:00",
                "18:00"
            ]
        );
        assert_eq!(
            labels((0.5, 0.51), 924.0),
            [
                "Mon 11-25",
                "12:00",
                "12:01",
                "12:02",
                "12:03",
                "12:04",
                "12:05",
                "12:06",
                "12:07",
                "12:08",
                "12:09",
                "12:10",
                "12:11",
                "12:12",
                "12:13",
                "12:14"
            ]
        );
        assert_eq!(
            labels((0.0, 21.0), 300.0),
            [
                "2024-11-01",
                "11-25",
                "2024-12-01",
                "12-02",
                "12-09",
                "12-16"
            ]
        );
        assert_eq!(
            labels((0.0, 120.0), 277.0),
            ["2024", "2024-12", "2025", "2025-02", "2025-03"]
        );
        assert_eq!(
            labels((0.0, 3650.0), 924.0),
            [
                "2024", "2025", "2026", "2027", "2028", "2029", "2030", "2031", "2032", "2033",
                "2034"
            ]
        );
    }

    #[test]
    fn no_view_makes_endless_ticks() {
        for (days, width) in [(1e-9, 900.0), (1e9, 900.0), (0.0, 900.0), (1.0, 0.0)] {
            assert!(labels((0.0, days), width).len() <= MOST + 12);
        }
        assert!(of_time(&Axis::default(), f64::NAN, 0.0, 900.0).is_empty());
    }

    #[test]
    fn a_scale_is_round_and_holds_everything() {
        let check = |min, max, low, high, step| {
            assert_eq!(Scale::of(min, max, 4), Scale { low, high, step });
        };
        check(0.6, 5.3, 0.0, 6.0, 2.0);
        check(0.0, 8.0, 0.0, 8.0, 2.0);
        check(-3.0, 5.0, -4.0, 6.0, 2.0);
        check(228.0, 233.0, 228.0, 234.0, 2.0);
        check(f64::INFINITY, f64::NEG_INFINITY, 0.0, 1.0, 0.5);
        check(0.0, 0.0, 0.0, 1.0, 0.5);
    }

    #[test]
    fn values_are_labelled_with_the_decimals_that_tell_them_apart() {
        let labels = |low, high, step| -> Vec<String> {
            let ticks = Scale::ticks(low, high, step);
            ticks.into_iter().map(|(_, label)| label).collect()
        };
        assert_eq!(labels(0.0, 8.0, 2.0), ["0", "2", "4", "6", "8"]);
        assert_eq!(labels(0.0, 1.0, 0.5), ["0.0", "0.5", "1.0"]);
        assert_eq!(labels(-4.0, 2.0, 2.0), ["−4", "−2", "0", "2"]);
        assert_eq!(labels(-0.1, 0.1, 0.1), ["−0.1", "0.0", "0.1"]);
        assert!(labels(1.0, 1.0, 0.5).is_empty());
    }
}

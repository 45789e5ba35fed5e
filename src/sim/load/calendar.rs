//! Days, hours and seasons of a simulated meter.
//!
//! A [`Seconds`] counts normal time from the [`ANCHOR`], also in summer: it never
//! jumps. What the meter's clock shows at one is a [`Shown`]. Summer time follows the
//! rule of the European Union. Knows nothing about loads.

use jiff::SignedDuration;
use jiff::civil::{Date, DateTime, Weekday, date};

/// When growing registers showed the numbers that stand in the templates, and where
/// [`Seconds`] begin; a Monday.
pub(in crate::sim) const ANCHOR: DateTime = date(2024, 1, 1).at(0, 0, 0, 0);

/// Normal time since the [`ANCHOR`], in seconds.
pub(in crate::sim) type Seconds = i64;

pub(in crate::sim) const DAY: Seconds = 86_400;
pub(in crate::sim) const HOUR: Seconds = 3_600;

/// What a clock shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sim) struct Shown {
    pub(in crate::sim) at: DateTime,
    pub(in crate::sim) summer: bool,
}

/// What the clock shows at `at`.
pub(in crate::sim) fn shown(at: Seconds) -> Shown {
    let plain = moment(at);
    let summer = changes(plain.year()).is_some_and(|(begin, end)| (begin..end).contains(&at));
    let at = if summer { moment(at + HOUR) } else { plain };
    Shown { at, summer }
}

/// What a clock that stays in a season shows at `at`.
pub(in crate::sim) fn shown_in(at: Seconds, summer: bool) -> DateTime {
    moment(if summer { at + HOUR } else { at })
}

/// When the clock shows `at`. The hour that comes twice is taken for its first time.
pub(in crate::sim) fn instant(at: DateTime) -> Seconds {
    instant_in(at, is_summer(at))
}

/// When the clock shows `at` in summer time, or in normal time.
pub(in crate::sim) fn instant_in(at: DateTime, summer: bool) -> Seconds {
    at.duration_since(ANCHOR).as_secs() - if summer { HOUR } else { 0 }
}

/// Summer time by what the clock shows; the hour that comes twice is in summer.
pub(in crate::sim) fn is_summer(at: DateTime) -> bool {
    let sunday = |month| last_sunday(at.year(), month);
    let within = |(begin, end): (Date, Date)| at >= begin.at(2, 0, 0, 0) && at < end.at(3, 0, 0, 0);
    sunday(3).zip(sunday(10)).is_some_and(within)
}

/// When summer time begins and ends in a year.
pub(in crate::sim) fn changes(year: i16) -> Option<(Seconds, Seconds)> {
    let at_two = |month| Some(instant_in(last_sunday(year, month)?.at(2, 0, 0, 0), false));
    Some((at_two(3)?, at_two(10)?))
}

fn last_sunday(year: i16, month: i8) -> Option<Date> {
    let first = Date::new(year, month, 1).ok()?;
    first.nth_weekday_of_month(-1, Weekday::Sunday).ok()
}

fn moment(at: Seconds) -> DateTime {
    ANCHOR.saturating_add(SignedDuration::from_secs(at))
}

/// A day by the clock, counted from the [`ANCHOR`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sim) struct Day {
    pub(in crate::sim) number: i64,
    /// Its midnight.
    pub(in crate::sim) begin: Seconds,
    /// The next midnight.
    pub(in crate::sim) end: Seconds,
    /// Where in it, in seconds since midnight, an hour is left out.
    pub(in crate::sim) skips: Option<Seconds>,
    /// Where in it an hour comes again.
    pub(in crate::sim) repeats: Option<Seconds>,
    /// The season it begins in.
    begins_in_summer: bool,
}

impl Day {
    /// The day that `at` is in.
    pub(in crate::sim) fn of(at: Seconds) -> Day {
        let midnight = shown(at).at.date().at(0, 0, 0, 0);
        Day::number(midnight.duration_since(ANCHOR).as_secs().div_euclid(DAY))
    }

    pub(in crate::sim) fn number(number: i64) -> Day {
        let begin = midnight(number);
        let end = midnight(number + 1);
        let change = |length| (end - begin == length).then_some(2 * HOUR);
        Day {
            number,
            begin,
            end,
            skips: change(DAY - HOUR),
            repeats: change(DAY + HOUR),
            begins_in_summer: shown(begin).summer,
        }
    }

    pub(in crate::sim) fn next(self) -> Day {
        Day::number(self.number + 1)
    }

    /// The season at a second of the day.
    pub(in crate::sim) fn is_summer(self, at: Seconds) -> bool {
        let since = at - self.begin;
        match (self.skips, self.repeats) {
            (Some(from), _) => since >= from,
            (_, Some(from)) => since < from + HOUR,
            _ => self.begins_in_summer,
        }
    }
}

fn midnight(number: i64) -> Seconds {
    let plain = moment(number * DAY);
    instant(plain)
}

/// Year and day of the year, 0 for 1 January; right from 1901 to 2099.
pub(in crate::sim) fn day_of_year(number: i64) -> (i64, i64) {
    let (four, within) = (number.div_euclid(1_461), number.rem_euclid(1_461));
    match within {
        0..366 => (2024 + four * 4, within),
        _ => (2025 + four * 4 + (within - 366) / 365, (within - 366) % 365),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_jumps_twice_a_year_and_seconds_do_not() {
        let before = instant_in(date(2026, 10, 25).at(2, 59, 59, 0), true);
        assert!(shown(before).summer);
        let after = shown(before + 1);
        assert_eq!(after.at, date(2026, 10, 25).at(2, 0, 0, 0));
        assert!(!after.summer);
        let before = instant(date(2026, 3, 29).at(1, 59, 59, 0));
        let after = shown(before + 1);
        assert_eq!(after.at, date(2026, 3, 29).at(3, 0, 0, 0));
        assert!(after.summer);
    }

    #[test]
    fn days_have_their_lengths() {
        let hours = |month, day| {
            let day = Day::of(instant(date(2026, month, day).at(12, 0, 0, 0)));
            (day.end - day.begin) / HOUR
        };
        assert_eq!(hours(3, 29), 23);
        assert_eq!(hours(10, 25), 25);
        assert_eq!((hours(3, 28), hours(10, 26), hours(7, 1)), (24, 24, 24));
        let day = Day::of(instant(date(2026, 11, 22).at(0, 0, 0, 0)));
        assert_eq!(day.number.rem_euclid(7), 6, "a Sunday");
        assert_eq!(shown(day.begin).at, date(2026, 11, 22).at(0, 0, 0, 0));
    }

    #[test]
    fn days_of_the_year_are_counted_through_leap_years() {
        for (on, expected) in [
            (date(2024, 1, 1), (2024, 0)),
            (date(2024, 12, 31), (2024, 365)),
            (date(2025, 1, 1), (2025, 0)),
            (date(2026, 12, 31), (2026, 364)),
            (date(2023, 12, 31), (2023, 364)),
            (date(2028, 2, 29), (2028, 59)),
        ] {
            let number = on.at(0, 0, 0, 0).duration_since(ANCHOR).as_hours() / 24;
            assert_eq!(day_of_year(number), expected, "{on}");
        }
    }
}

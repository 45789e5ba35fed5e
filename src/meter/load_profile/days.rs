//! Stretches of the calendar on the axis: hours, days, weeks and months.
//!
//! A day goes from midnight to midnight in civil time, so that the one on which clocks
//! go back has 25 hours. An interval belongs to the stretch in which it ends, its last
//! instant included.

use std::ops::Range;

use jiff::ToSpan as _;
use jiff::civil::{Date, DateTime};

use super::LoadProfile;
use super::axis::{Axis, DAY, HOUR, Periods};

/// How long a stretch is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stretch {
    Hour,
    Day,
    /// From Monday, ISO 8601.
    Week,
    Month,
}

/// A part of the axis between two points of the calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The civil time at which it begins.
    pub from: DateTime,
    /// Position.
    pub begin: i64,
    /// Position.
    pub end: i64,
    /// How many intervals there should be: 96 quarter hours on most days, 92 and 100 when
    /// clocks are changed. `None` if the period is not known or longer than the part.
    pub expected: Option<u32>,
    /// How many there are.
    pub present: u32,
    /// Which of [`Axis::entries`] they are.
    pub entries: Range<usize>,
}

/// The shortest month, in seconds.
const MONTH: i64 = 28 * DAY;

/// Beyond so many parts without an entry, and four for each entry, they are left out:
/// a clock gone wrong makes centuries.
const EMPTY_PARTS: usize = 10_000;

/// A day is put into the list even if nothing was measured on it, but not if the time
/// without entries is longer than this many parts.
const LONGEST_BREAK: usize = 400;

impl Part {
    /// The civil date of its begin.
    pub fn date(&self) -> Date {
        self.from.date()
    }

    /// Whether no interval is missing, as far as one can tell.
    pub fn is_complete(&self) -> bool {
        self.expected
            .is_none_or(|expected| self.present >= expected)
    }
}

impl Axis {
    /// The days from the first interval to the last, in order of time. Those without
    /// entries stand among them, unless there are hundreds in a row.
    pub fn days(&self, profile: &LoadProfile) -> Vec<Part> {
        self.parts(profile, Stretch::Day)
    }

    /// The stretches from the first interval to the last, like [`Axis::days`].
    pub fn parts(&self, profile: &LoadProfile, stretch: Stretch) -> Vec<Part> {
        let mut parts: Vec<Part> = Vec::new();
        let mut spare = EMPTY_PARTS.saturating_add(self.order().len().saturating_mul(4));
        let mut periods = Periods::new(profile);
        let mut count = Counted::default();
        for (place, (entry, end)) in self.entries().enumerate() {
            if parts.last().is_none_or(|part| end > part.end) {
                if let Some(last) = parts.last_mut() {
                    count.settle(last);
                }
                let part = self.part(end, stretch, place);
                self.fill(&mut parts, &part, stretch, place, &mut spare);
                count = Counted::new(part.begin, count.period);
                parts.push(part);
            }
            if let Some(part) = parts.last_mut() {
                part.present = part.present.saturating_add(1);
                part.entries.end = place.saturating_add(1);
                count.add(end, periods.of(entry));
            }
        }
        if let Some(last) = parts.last_mut() {
            count.settle(last);
        }
        parts
    }

    /// Adds the empty stretches between the last of `parts` and `next`.
    fn fill(
        &self,
        parts: &mut Vec<Part>,
        next: &Part,
        stretch: Stretch,
        place: usize,
        spare: &mut usize,
    ) {
        let Some(last) = parts.last() else { return };
        let (mut end, expected) = (last.end, last.expected);
        let mut empty = Vec::new();
        while end < next.begin && empty.len() <= LONGEST_BREAK {
            let mut part = self.part(end.saturating_add(1), stretch, place);
            if part.end <= end {
                return;
            }
            part.expected = expected;
            end = part.end;
            empty.push(part);
        }
        if empty.len() <= LONGEST_BREAK.min(*spare) {
            *spare -= empty.len();
            for part in &mut empty {
                part.expected = match (expected, parts.last()) {
                    (Some(count), Some(like)) => scaled(count, like, part),
                    _ => None,
                };
            }
            parts.append(&mut empty);
        }
    }

    /// The stretch in which an interval with this end lies.
    fn part(&self, end: i64, stretch: Stretch, place: usize) -> Part {
        let last = end.saturating_sub(1);
        let (from, begin, end) = if stretch == Stretch::Hour {
            let begin = last.div_euclid(HOUR).saturating_mul(HOUR);
            (self.civil_begin(begin).0, begin, begin.saturating_add(HOUR))
        } else {
            let date = self.civil_begin(last).0.date();
            let (first, next) = bounds(date, stretch);
            let midnight = |date: Date| date.to_datetime(jiff::civil::Time::midnight());
            let (from, to) = (midnight(first), midnight(next));
            (from, self.position(from), self.position(to))
        };
        Part {
            from,
            begin,
            end,
            expected: None,
            present: 0,
            entries: place..place,
        }
    }
}

/// The first date of a stretch and that of the next one.
fn bounds(date: Date, stretch: Stretch) -> (Date, Date) {
    let first = match stretch {
        Stretch::Hour | Stretch::Day => date,
        Stretch::Week => {
            let days = date.weekday().to_monday_zero_offset();
            date.checked_sub(i64::from(days).days()).unwrap_or(date)
        }
        Stretch::Month => date.first_of_month(),
    };
    let length = match stretch {
        Stretch::Hour | Stretch::Day => 1.day(),
        Stretch::Week => 1.week(),
        Stretch::Month => 1.month(),
    };
    (first, first.checked_add(length).unwrap_or(Date::MAX))
}

/// What is expected in `part` if it is `count` in one like it.
fn scaled(count: u32, like: &Part, part: &Part) -> Option<u32> {
    let (known, here) = (like.end - like.begin, part.end - part.begin);
    if known <= 0 {
        return Some(count);
    }
    let scaled = (i64::from(count).saturating_mul(here) + known / 2) / known;
    u32::try_from(scaled).ok()
}

/// The intervals of one part, counted as they come.
#[derive(Debug, Default)]
struct Counted {
    /// Of the entry before; 0 if it is not known.
    period: i64,
    /// Entries of other periods or of none are among them.
    is_mixed: bool,
    any: bool,
    /// Intervals that are there or fit in between, up to `reached`.
    count: i64,
    reached: i64,
}

impl Counted {
    fn new(begin: i64, period: i64) -> Counted {
        Counted {
            period,
            reached: begin,
            ..Counted::default()
        }
    }

    fn add(&mut self, end: i64, period: i64) {
        self.is_mixed |= period == 0 || (self.any && self.period != period);
        self.any = true;
        self.period = period;
        if period > 0 {
            let hole = end.saturating_sub(period) - self.reached;
            self.count += 1 + (hole / period).max(0);
        }
        self.reached = end;
    }

    /// Puts down how many there should be.
    fn settle(&self, part: &mut Part) {
        let (length, period) = (part.end - part.begin, self.period);
        // A day of 23 hours still has one daily interval, and February one of a month.
        let leeway = match period {
            MONTH.. => 3 * DAY + HOUR,
            DAY.. => HOUR,
            _ => 0,
        };
        if period <= 0 || period > length + leeway || (self.is_mixed && period > DAY) {
            part.expected = None;
            return;
        }
        let count = if self.is_mixed {
            self.count + ((part.end - self.reached) / period).max(0)
        } else {
            (length + period / 2) / period
        };
        part.expected = u32::try_from(count).ok();
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{POWER, begin, profile, push, run};
    use super::*;
    use crate::meter::Season;

    fn days(profile: &LoadProfile) -> Vec<(String, Option<u32>, u32)> {
        let days = Axis::of(profile).days(profile);
        let told = |day: &Part| (day.date().to_string(), day.expected, day.present);
        days.iter().map(told).collect()
    }

    fn one(_: i64) -> String {
        "1".to_owned()
    }

    fn day(date: &str, expected: u32, present: u32) -> (String, Option<u32>, u32) {
        (date.to_owned(), Some(expected), present)
    }

    #[test]
    fn days_have_96_quarter_hours_and_92_and_100_when_clocks_are_changed() {
        for told in [true, false] {
            let mut profile = profile(&[POWER]);
            begin(&mut profile, Some(15));
            let season = |season| told.then_some(season);
            let (normal, summer) = (season(Season::Normal), season(Season::Summer));
            run(&mut profile, "2023-03-25T00:15:00", 96 + 8, normal, one);
            run(
                &mut profile,
                "2023-03-26T03:15:00",
                84 + 216 * 96 + 12,
                summer,
                one,
            );
            run(&mut profile, "2023-10-29T02:15:00", 88 + 96, normal, one);
            let days = days(&profile);
            assert_eq!(days[0], day("2023-03-25", 96, 96));
            assert_eq!(days[1], day("2023-03-26", 92, 92));
            assert_eq!(days[2], day("2023-03-27", 96, 96));
            assert_eq!(days[218], day("2023-10-29", 100, 100));
            assert_eq!(days[219], day("2023-10-30", 96, 96));
            assert_eq!(days.len(), 220);
        }
    }

    #[test]
    fn a_day_without_entries_is_there_and_incomplete() {
        let mut profile = profile(&[POWER]);
        begin(&mut profile, Some(15));
        run(&mut profile, "2023-11-13T12:15:00", 48, None, one);
        run(&mut profile, "2023-11-16T00:15:00", 96, None, one);
        assert_eq!(
            days(&profile),
            [
                day("2023-11-13", 96, 48),
                day("2023-11-14", 96, 0),
                day("2023-11-15", 96, 0),
                day("2023-11-16", 96, 96),
            ]
        );
    }

    #[test]
    fn the_hour_that_comes_twice_is_two_hours() {
        let mut profile = profile(&[POWER]);
        begin(&mut profile, Some(15));
        run(
            &mut profile,
            "2023-10-29T01:15:00",
            8,
            Some(Season::Summer),
            one,
        );
        run(
            &mut profile,
            "2023-10-29T02:15:00",
            8,
            Some(Season::Normal),
            one,
        );
        let hours = Axis::of(&profile).parts(&profile, Stretch::Hour);
        let told: Vec<i8> = hours.iter().map(|hour| hour.from.hour()).collect();
        assert_eq!(told, [1, 2, 2, 3]);
        assert!(
            hours
                .iter()
                .all(|hour| hour.expected == Some(4) && hour.present == 4)
        );
    }

    #[test]
    fn weeks_begin_on_monday_and_months_on_the_first() {
        let mut profile = profile(&[POWER]);
        begin(&mut profile, Some(60));
        run(&mut profile, "2023-12-31T01:00:00", 48, None, one);
        let axis = Axis::of(&profile);
        let from = |stretch| -> Vec<String> {
            let parts = axis.parts(&profile, stretch);
            parts.iter().map(|part| part.date().to_string()).collect()
        };
        assert_eq!(from(Stretch::Week), ["2023-12-25", "2024-01-01"]);
        assert_eq!(from(Stretch::Month), ["2023-12-01", "2024-01-01"]);
        let months = axis.parts(&profile, Stretch::Month);
        assert_eq!(months[0].expected, Some(744));
        assert_eq!(months[0].entries, 0..24);
        assert_eq!(months[1].entries, 24..48);
    }

    #[test]
    fn a_daily_value_belongs_to_the_day_that_it_ends() {
        let mut profile = profile(&[POWER]);
        begin(&mut profile, Some(1440));
        let seasons = [Season::Summer, Season::Normal, Season::Normal];
        for (date, season) in ["2023-10-29", "2023-10-30", "2023-10-31"]
            .iter()
            .zip(seasons)
        {
            push(
                &mut profile,
                &format!("{date}T00:00:00"),
                Some(season),
                "",
                &["1"],
            );
        }
        assert_eq!(
            days(&profile),
            [
                day("2023-10-28", 1, 1),
                day("2023-10-29", 1, 1),
                day("2023-10-30", 1, 1)
            ]
        );
    }

    #[test]
    fn a_period_that_changes_within_a_day_is_counted_as_it_is() {
        let mut profile = profile(&[POWER]);
        begin(&mut profile, Some(15));
        run(&mut profile, "2023-11-13T00:15:00", 48, None, one);
        begin(&mut profile, Some(60));
        run(&mut profile, "2023-11-13T14:00:00", 11, None, one);
        assert_eq!(days(&profile), [day("2023-11-13", 48 + 12, 59)]);
    }

    #[test]
    fn nothing_is_expected_of_a_part_that_is_shorter_than_the_period() {
        let mut profile = profile(&[POWER]);
        begin(&mut profile, Some(120));
        run(&mut profile, "2023-11-13T02:00:00", 12, None, one);
        let hours = Axis::of(&profile).parts(&profile, Stretch::Hour);
        assert!(
            hours
                .iter()
                .all(|hour| hour.expected.is_none() && hour.is_complete())
        );
        assert_eq!(days(&profile), [day("2023-11-13", 12, 12)]);
    }

    #[test]
    fn a_month_has_one_monthly_value_also_in_february() {
        let mut profile = profile(&[POWER]);
        begin(&mut profile, Some(44_640));
        for month in ["2023-02", "2023-03", "2023-04"] {
            push(
                &mut profile,
                &format!("{month}-01T00:00:00"),
                None,
                "",
                &["1"],
            );
        }
        let months = Axis::of(&profile).parts(&profile, Stretch::Month);
        let told: Vec<_> = months
            .iter()
            .map(|month| (month.expected, month.present))
            .collect();
        assert_eq!(told, [(Some(1), 1); 3]);
    }

    #[test]
    fn no_period_means_no_expectation() {
        let mut profile = profile(&[POWER]);
        begin(&mut profile, None);
        push(&mut profile, "2023-11-13T10:00:00", None, "", &["1"]);
        assert_eq!(days(&profile), [("2023-11-13".to_owned(), None, 1)]);
    }

    #[test]
    fn centuries_do_not_become_days() {
        let mut profile = profile(&[POWER]);
        begin(&mut profile, Some(15));
        for year in 2000..2079 {
            push(
                &mut profile,
                &format!("{year}-06-01T00:15:00"),
                None,
                "",
                &["1"],
            );
        }
        let axis = Axis::of(&profile);
        assert!(axis.days(&profile).len() < 80 * 366);
        assert!(axis.parts(&profile, Stretch::Hour).len() < 11_000);
    }
}

//! The content of a simulated meter: data lines with live values in them.
//!
//! A template is the data block as text, one data line a line. What stands in
//! braces is filled in for the instant that the meter's own clock shows:
//!
//! | placeholder | becomes |
//! |---|---|
//! | `{grow 0008048.375 8.1}` | a register that showed the first number at [`ANCHOR`] and gains the second a day |
//! | `{wander 230.1 3.0}` | a value that wanders about the first number by up to the second |
//! | `{peak 02.4 04.2}` | the maximum of a billing period, between the two numbers |
//! | `{peak-time %y%m%d%H%M}` | when that maximum was |
//! | `{time %H%M%S}` | date and time; `$s` is the season as 0 or 1, `$w` as W or S |
//! | `{count 33}` | the number of resets so far, 33 at [`ANCHOR`] |
//! | `{n}`, `{i}` | the number of a repeated line, with two digits or as it is |
//!
//! Each may end with a place in time: `@3` for the third reset back (the first of
//! a month, 00:00), `@i` for that of the repeated line, `@year` for the last
//! turn of the year. A line that begins with `@each 1..15 ` is repeated. The form
//! of a number, its width and its point or comma, is that of the number given.
//!
//! Reads no clock. What it does not understand stays as it is.

use jiff::civil::{Date, DateTime, date};
use jiff::fmt::strtime;
use jiff::{SignedDuration, ToSpan, Unit};

use super::digits::Digits;
use super::random::hash;

/// When growing registers showed the numbers that stand in the templates.
pub const ANCHOR: DateTime = date(2024, 1, 1).at(0, 0, 0, 0);

/// The data block of `template` when the meter's clock shows `now`, with CR LF.
pub fn render(template: &str, now: DateTime) -> String {
    let mut text = String::with_capacity(template.len() * 2);
    for line in template.lines() {
        let (range, line) = repetition(line);
        for index in range {
            fill(line, now, index, &mut text);
            text.push_str("\r\n");
        }
    }
    text
}

fn repetition(line: &str) -> (std::ops::RangeInclusive<i64>, &str) {
    let parse = || {
        let (range, rest) = line.strip_prefix("@each ")?.split_once(' ')?;
        let (from, to) = range.split_once("..")?;
        Some((from.parse().ok()?..=to.parse().ok()?, rest))
    };
    parse().unwrap_or((0..=0, line))
}

fn fill(mut line: &str, now: DateTime, index: i64, text: &mut String) {
    while let Some((before, rest)) = line.split_once('{') {
        text.push_str(before);
        let Some((placeholder, after)) = rest.split_once('}') else {
            text.push('{');
            line = rest;
            continue;
        };
        match (Scene { now, index }).value(placeholder) {
            Some(value) => text.push_str(&value),
            None => {
                text.push('{');
                text.push_str(placeholder);
                text.push('}');
            }
        }
        line = after;
    }
    text.push_str(line);
}

/// What placeholders are filled in from.
struct Scene {
    now: DateTime,
    index: i64,
}

/// A place in time.
#[derive(Clone, Copy)]
enum Place {
    Now,
    /// The n-th reset back, counted from 1.
    Reset(i64),
    /// The last turn of the year.
    Year,
}

impl Scene {
    fn value(&self, placeholder: &str) -> Option<String> {
        let (words, place) = self.place(placeholder)?;
        let (verb, rest) = words.split_once(' ').unwrap_or((words, ""));
        match verb {
            "n" => Some(format!("{:02}", self.index)),
            "i" => Some(self.index.to_string()),
            "time" => stamp(rest, self.instant(place)?),
            "peak-time" => stamp(rest, self.peak_time(place)?),
            "count" => {
                let resets =
                    months_between(ANCHOR.date(), self.now.date())? - back(place).max(1) + 1;
                Digits::parse(rest)?
                    .plus(i128::from(resets))
                    .map(|n| n.text())
            }
            "grow" => {
                let (base, rate) = rest.split_once(' ')?;
                let seconds = self.instant(place)?.duration_since(ANCHOR).as_secs();
                grown(base, rate, seconds)
            }
            "wander" => {
                let (base, reach) = rest.split_once(' ')?;
                wandered(base, reach, self.now.duration_since(ANCHOR).as_secs())
            }
            "peak" => {
                let (low, high) = rest.split_once(' ')?;
                let (low, high) = (Digits::parse(low)?, Digits::parse(high)?);
                let span = u64::try_from(high.at_scale_of(&low)? - low.units()).ok()?;
                let part = hash(rest, self.period(place)?).checked_rem(span + 1)?;
                low.plus(i128::from(part)).map(|n| n.text())
            }
            _ => None,
        }
    }

    /// Splits the place in time off the end of a placeholder.
    fn place<'t>(&self, placeholder: &'t str) -> Option<(&'t str, Place)> {
        let Some((words, place)) = placeholder.rsplit_once(" @") else {
            return Some((placeholder, Place::Now));
        };
        let place = match place {
            "i" => Place::Reset(self.index),
            "year" => Place::Year,
            number => Place::Reset(number.parse().ok()?),
        };
        Some((words, place))
    }

    fn instant(&self, place: Place) -> Option<DateTime> {
        match place {
            Place::Now | Place::Reset(..=0) => Some(self.now),
            Place::Reset(n) => {
                let this_month = self.now.date().first_of_month();
                Some(
                    this_month
                        .checked_sub((n - 1).months())
                        .ok()?
                        .at(0, 0, 0, 0),
                )
            }
            Place::Year => Some(self.now.date().first_of_year().at(0, 0, 0, 0)),
        }
    }

    /// The month of a billing period: the running one, or the one that a reset
    /// closed.
    fn month(&self, place: Place) -> Option<Date> {
        let this_month = self.now.date().first_of_month();
        this_month.checked_sub(back(place).months()).ok()
    }

    fn period(&self, place: Place) -> Option<i64> {
        months_between(ANCHOR.date(), self.month(place)?)
    }

    /// A quarter hour in the billing period that never lies in the future.
    fn peak_time(&self, place: Place) -> Option<DateTime> {
        let month = self.month(place)?;
        let quarters = u64::from(month.days_in_month().unsigned_abs()) * 96;
        let quarter = hash("peak", self.period(place)?).checked_rem(quarters)?;
        let start = month.at(0, 0, 0, 0);
        let minutes = i64::try_from(quarter).ok()? * 15;
        let peak = start.checked_add(SignedDuration::from_mins(minutes)).ok()?;
        if peak <= self.now {
            return Some(peak);
        }
        let early = start.checked_add(SignedDuration::from_mins(15)).ok()?;
        Some(if early <= self.now { early } else { start })
    }
}

fn back(place: Place) -> i64 {
    match place {
        Place::Reset(n) => n.max(0),
        Place::Now | Place::Year => 0,
    }
}

fn months_between(from: Date, to: Date) -> Option<i64> {
    let span = to.first_of_month().since((Unit::Month, from)).ok()?;
    Some(i64::from(span.get_months()))
}

/// The register `base` after `seconds` at `rate` a day; below zero it is zero.
fn grown(base: &str, rate: &str, seconds: i64) -> Option<String> {
    let base = Digits::parse(base)?;
    let rate = Digits::parse(rate)?;
    let a_day = i128::from(seconds) * rate.units() * base.scale() / rate.scale();
    base.plus(a_day.div_euclid(86_400)).map(|n| n.text())
}

/// `base` displaced by up to `reach`, another way every ten seconds and on a
/// straight line in between.
fn wandered(base: &str, reach: &str, seconds: i64) -> Option<String> {
    const STEP: i64 = 10;
    let number = Digits::parse(base)?;
    let reach = Digits::parse(reach)?.at_scale_of(&number)?;
    let (step, within) = (seconds.div_euclid(STEP), seconds.rem_euclid(STEP));
    let corner = |step| i128::from(hash(base, step) % 2001) - 1000;
    let (before, after) = (corner(step), corner(step + 1));
    let between = before + (after - before) * i128::from(within) / i128::from(STEP);
    number.plus(reach * between / 1000).map(|n| n.text())
}

fn stamp(format: &str, at: DateTime) -> Option<String> {
    let summer = is_summer(at)?;
    let format = format
        .replace("$s", if summer { "1" } else { "0" })
        .replace("$w", if summer { "S" } else { "W" });
    strtime::format(&format, at).ok()
}

/// Summer time as Central Europe keeps it, by the meter's own clock.
fn is_summer(at: DateTime) -> Option<bool> {
    let last_sunday = |month, hour| {
        let day = date(at.year(), month, 1)
            .nth_weekday_of_month(-1, jiff::civil::Weekday::Sunday)
            .ok()?;
        Some(day.at(hour, 0, 0, 0))
    };
    Some(at >= last_sunday(3, 2)? && at < last_sunday(10, 3)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: DateTime = date(2026, 11, 22).at(20, 15, 42, 0);

    fn check(template: &str, expected: &str) {
        assert_eq!(render(template, NOW), expected.replace('\n', "\r\n"));
    }

    #[test]
    fn plain_text_stays_and_gets_line_ends() {
        check("F.F(00)\n!\n", "F.F(00)\n!\n");
        check("a({what 1})\nb({\n", "a({what 1})\nb({\n");
    }

    #[test]
    fn times_take_the_meters_own_form() {
        check(
            "{time %H%M%S} {time $s%y%m%d} {time %y-%m-%d %H:%M @1} {time %y%m%d @year}",
            "201542 0261122 26-11-01 00:00 260101\n",
        );
        assert_eq!(
            render("{time $s$w}", date(2026, 7, 1).at(0, 0, 0, 0)),
            "1S\r\n"
        );
    }

    #[test]
    fn registers_grow_by_their_rate_a_day() {
        let day = |d| date(2024, 1, d).at(12, 0, 0, 0);
        assert_eq!(render("{grow 0100.00 2.5}", day(1)), "0101.25\r\n");
        assert_eq!(render("{grow 0100,00 2.5}", day(2)), "0103,75\r\n");
        assert_eq!(render("{grow 99 1}", day(3)), "101\r\n");
        assert_eq!(
            render("{grow 099 1000}", day(3)),
            "599\r\n",
            "the register turns over"
        );
    }

    #[test]
    fn stored_values_are_repeated_back_in_time() {
        check(
            "@each 1..2 1.8.0*{n}({grow 0000.0 1 @i})({time %y%m%d @i}) {count 10 @i} {i}",
            "1.8.0*01(1035.0)(261101) 44 1\n1.8.0*02(1004.0)(261001) 43 2\n",
        );
    }

    #[test]
    fn peaks_stay_within_their_period_and_their_limits() {
        let text = render(
            "@each 0..15 {peak 02.400 04.200 @i} {peak-time %Y%m%d%H%M @i}",
            NOW,
        );
        assert_eq!(text.lines().count(), 16);
        let mut end = String::from("202611222015");
        for (index, line) in text.lines().enumerate() {
            let (peak, time) = line.split_once(' ').unwrap();
            assert!(("02.400"..="04.200").contains(&peak), "{line}");
            assert!(time <= end.as_str(), "{line}");
            let month = NOW
                .date()
                .first_of_month()
                .checked_sub((index as i64).months())
                .unwrap();
            end = month.strftime("%Y%m%d0000").to_string();
            assert!(time >= end.as_str(), "{line}");
        }
    }

    #[test]
    fn wandering_values_stay_near_and_repeat() {
        let at = |s| NOW.checked_add(SignedDuration::from_secs(s)).unwrap();
        let values: Vec<String> = (0..600)
            .map(|s| render("{wander 230.1 3.0}", at(s)))
            .collect();
        assert!(
            values
                .iter()
                .all(|v| ("227.1"..="233.2").contains(&v.trim()))
        );
        assert!(values.windows(2).any(|pair| pair[0] != pair[1]));
        assert_eq!(values[7], render("{wander 230.1 3.0}", at(7)));
    }
}

//! The content of a simulated meter: data lines with live values in them.
//!
//! A template is the data block as text, one data line a line. What stands in
//! braces is filled in for the instant that the meter's own clock shows:
//!
//! | placeholder | becomes |
//! |---|---|
//! | `{grow 0008048.375 8.1}` | a register that showed the first number at [`ANCHOR`] and gains the second a day |
//! | `{sum emh-lzqj +A 0004211.873}` | a register that showed the number at [`ANCHOR`] and counts the energy of the load of that name: `+A -A +R -R Q1 Q2 Q3 Q4`, with `/1` only from 6 to 22 hours, with `/2` the others; `/3` and `/4` are two parts of `/1` |
//! | `{wander 230.1 3.0}` | a value that wanders about the first number by up to the second |
//! | `{peak 02.4 04.2}` | the maximum of a billing period, between the two numbers |
//! | `{peak-time %y%m%d%H%M}` | when that maximum was |
//! | `{time %H%M%S}` | date and time; `$s` is the season as 0 or 1, `$w` as W or S |
//! | `{count 33}` | the number of resets so far, 33 at [`ANCHOR`] |
//! | `{n}`, `{i}` | the number of a repeated line, with two digits or as it is |
//!
//! Each may end with a place in time: `@3` for the third reset back (the first of
//! a month, 00:00, or one that was ordered), `@i` for that of the repeated line,
//! `@year` for the last turn of the year. A line that begins with `@each 1..15 ` is
//! repeated. The form of a number, its width and its point or comma, is that of the
//! number given.
//!
//! Reads no clock. What it does not understand stays as it is.

use jiff::civil::{Date, DateTime};
use jiff::fmt::strtime;
use jiff::{SignedDuration, ToSpan, Unit};

use super::digits::Digits;
use super::load::{self, Flow, Tariff, calendar};
use super::random::hash;

/// When growing registers showed the numbers that stand in the templates.
pub const ANCHOR: DateTime = calendar::ANCHOR;

/// The data block of `template` when the meter's clock shows `now`, with CR LF.
pub fn render(template: &str, now: DateTime) -> String {
    render_after(template, now, &[])
}

/// The same for a meter that was ordered to reset at `resets`, oldest first.
pub fn render_after(template: &str, now: DateTime, resets: &[DateTime]) -> String {
    let mut text = String::with_capacity(template.len() * 2);
    for line in template.lines() {
        let (range, line) = repetition(line);
        for index in range {
            let scene = Scene { now, index, resets };
            scene.fill(line, &mut text);
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

/// What placeholders are filled in from.
struct Scene<'r> {
    now: DateTime,
    index: i64,
    /// Ordered ones, oldest first.
    resets: &'r [DateTime],
}

/// A billing period.
struct Period {
    start: DateTime,
    end: DateTime,
    /// The same for one period at all times, another for each.
    number: i64,
    /// Began with a reset that was ordered.
    is_ordered: bool,
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

impl Scene<'_> {
    fn fill(&self, mut line: &str, text: &mut String) {
        while let Some((before, rest)) = line.split_once('{') {
            text.push_str(before);
            let Some((placeholder, after)) = rest.split_once('}') else {
                text.push('{');
                line = rest;
                continue;
            };
            match self.value(placeholder) {
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

    fn value(&self, placeholder: &str) -> Option<String> {
        let (words, place) = self.place(placeholder)?;
        let (verb, rest) = words.split_once(' ').unwrap_or((words, ""));
        match verb {
            "n" => Some(format!("{:02}", self.index)),
            "i" => Some(self.index.to_string()),
            "time" => stamp(rest, self.instant(place)?),
            "peak-time" => stamp(rest, self.peak_time(place)?),
            "count" => {
                let months = months_between(ANCHOR.date(), self.now.date())?;
                let ordered = i64::try_from(self.ordered().count()).ok()?;
                let resets = months + ordered - back(place).max(1) + 1;
                Digits::parse(rest)?
                    .plus(i128::from(resets))
                    .map(|n| n.text())
            }
            "grow" => {
                let (base, rate) = rest.split_once(' ')?;
                let seconds = self.instant(place)?.duration_since(ANCHOR).as_secs();
                grown(base, rate, seconds)
            }
            "sum" => {
                let (name, rest) = rest.split_once(' ')?;
                let (register, base) = rest.split_once(' ')?;
                metered(name, register, base, self.instant(place)?)
            }
            "wander" => {
                let (base, reach) = rest.split_once(' ')?;
                wandered(base, reach, self.now.duration_since(ANCHOR).as_secs())
            }
            "peak" => {
                let (low, high) = rest.split_once(' ')?;
                let (low, high) = (Digits::parse(low)?, Digits::parse(high)?);
                let period = self.period(place)?;
                if period.is_ordered && period.quarters() == 0 {
                    return low.plus(-low.units()).map(|n| n.text());
                }
                let span = u64::try_from(high.at_scale_of(&low)? - low.units()).ok()?;
                let part = hash(rest, period.number).checked_rem(span + 1)?;
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
            Place::Reset(n) => self.reset(n),
            Place::Year => Some(self.now.date().first_of_year().at(0, 0, 0, 0)),
        }
    }

    /// The ordered resets that lie behind, newest first.
    fn ordered(&self) -> impl Iterator<Item = DateTime> {
        self.resets
            .iter()
            .rev()
            .copied()
            .filter(|at| *at <= self.now)
    }

    /// The n-th reset back, counted from 1: the turns of the months and the ordered
    /// ones.
    fn reset(&self, n: i64) -> Option<DateTime> {
        let mut ordered = self.ordered().peekable();
        let mut month = self.now.date().first_of_month();
        for left in (1..=n).rev() {
            let turn = month.at(0, 0, 0, 0);
            let at = match ordered.peek() {
                Some(at) if *at >= turn => ordered.next()?,
                // No ordered one is left: the months are as far apart as they are.
                None => return Some(month.checked_sub((left - 1).months()).ok()?.at(0, 0, 0, 0)),
                Some(_) => {
                    month = month.checked_sub(1.months()).ok()?;
                    turn
                }
            };
            if left == 1 {
                return Some(at);
            }
        }
        None
    }

    /// A billing period: the running one, or the one that a reset closed.
    fn period(&self, place: Place) -> Option<Period> {
        let back = back(place);
        let start = self.reset(back + 1)?;
        let end = match back {
            0 => self.now,
            _ => self.reset(back)?,
        };
        let earlier = self.resets.iter().filter(|at| **at <= start);
        let within =
            earlier.filter(|at| at.date().first_of_month() == start.date().first_of_month());
        let within = i64::try_from(within.count()).ok()?;
        Some(Period {
            start,
            end,
            number: months_between(ANCHOR.date(), start.date())? + within * 100_000,
            is_ordered: within > 0,
        })
    }

    /// A quarter hour in the billing period that never lies in the future.
    fn peak_time(&self, place: Place) -> Option<DateTime> {
        let period = self.period(place)?;
        let month = period.start.date();
        let quarters = match period.is_ordered {
            true => period.quarters().max(1),
            false => u64::from(month.days_in_month().unsigned_abs()) * 96,
        };
        let quarter = hash("peak", period.number).checked_rem(quarters)?;
        let minutes = i64::try_from(quarter).ok()? * 15;
        let after = |minutes| {
            let length = SignedDuration::from_mins(minutes);
            period.start.checked_add(length).ok()
        };
        let peak = after(minutes)?;
        if peak <= period.end {
            return Some(peak);
        }
        let early = after(15)?;
        Some(if early <= period.end {
            early
        } else {
            period.start
        })
    }
}

impl Period {
    /// Quarter hours that passed.
    fn quarters(&self) -> u64 {
        let minutes = self.end.duration_since(self.start).as_mins();
        u64::try_from(minutes).unwrap_or(0) / 15
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

/// The register `base` when all energy of a load until `at` is added.
fn metered(name: &str, register: &str, base: &str, at: DateTime) -> Option<String> {
    let (flow, tariff) = match register.split_once('/') {
        Some((flow, "1")) => (flow, Tariff::High),
        Some((flow, "2")) => (flow, Tariff::Low),
        Some((flow, "3")) => (flow, Tariff::HighDay),
        Some((flow, "4")) => (flow, Tariff::HighEvening),
        Some(_) => return None,
        None => (register, Tariff::All),
    };
    let base = Digits::parse(base)?;
    let energy = load::find(name)?.total(Flow::named(flow)?, tariff, calendar::instant(at));
    let units = i128::from(energy) * base.scale();
    base.plus(units.div_euclid(1_000_000)).map(|n| n.text())
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
    let summer = calendar::is_summer(at);
    let format = format
        .replace("$s", if summer { "1" } else { "0" })
        .replace("$w", if summer { "S" } else { "W" });
    strtime::format(&format, at).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

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
    fn an_ordered_reset_moves_stored_values_and_clears_the_maximum() {
        let ordered = date(2026, 11, 22).at(20, 10, 0, 0);
        let template = "{count 10}\n@each 1..3 {time %m-%d-%H:%M @i} {count 10 @i} {grow 0.0 1 @i}\n\
                        {peak 1.00 9.00} {peak-time %d-%H:%M}\n{peak 1.00 9.00 @1}";
        let after = render_after(template, NOW, &[ordered]);
        let lines: Vec<&str> = after.lines().collect();
        let before = render("{peak 1.00 9.00}", NOW);
        assert_eq!(lines[0], "45");
        assert_eq!(lines[1], "11-22-20:10 45 1056.8");
        assert_eq!(lines[2], "11-01-00:00 44 1035.0");
        assert_eq!(lines[3], "10-01-00:00 43 1004.0");
        assert_eq!(lines[4], "0.00 22-20:10", "nothing was measured since");
        assert_eq!(lines[5], before.trim(), "what ran is stored");
        let later = NOW.checked_add(SignedDuration::from_hours(3)).unwrap();
        let later = render_after("{peak 1.00 9.00}", later, &[ordered]);
        assert!(("1.00".."9.01").contains(&later.trim()), "{later}");
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

//! What happened to a simulated meter: power failures, a clock that was set, records
//! that are missing.
//!
//! A healthy meter: every four weeks the power fails, mostly for minutes, every eight
//! some records are missing, every sixteen the clock is set, and every 24 the terminal
//! cover is off. So a month shows something, a year can be read at a glance, and a later
//! visit finds the same that an earlier one found. Everything depends on the name of the
//! load and the day alone.

use super::Load;
use super::calendar::{DAY, Day, HOUR, Seconds, changes, shown};
use crate::sim::random::hash;

/// Something that happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sim) struct Event {
    pub(in crate::sim) at: Seconds,
    pub(in crate::sim) what: What,
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sim) enum What {
    /// Nothing is drawn until the power is back.
    PowerFailure { until: Seconds },
    /// The clock jumped; forward if `to` is later.
    ClockSet { to: Seconds },
    /// Intervals from then on are not in the archive, though energy was metered.
    Missing { until: Seconds },
    /// Summer time begins, or ends.
    SeasonChange { summer: bool },
    /// The turn of a billing period.
    Reset,
    /// The terminal cover was off.
    CoverOpen { until: Seconds },
}

/// The days of a cycle of the calendar.
const CYCLE: i64 = 14;

/// The cycle whose power failure is the long one of the pictures; it begins on
/// 16 November 2026.
const SHOWN_CYCLE: i64 = 75;

/// Something that comes again: after how many cycles, and in which of them, counted from
/// [`SHOWN_CYCLE`] on.
struct Again {
    every: i64,
    on: i64,
}

const FAILS: Again = Again { every: 2, on: 0 };
const MISSES: Again = Again { every: 4, on: 0 };
const IS_SET: Again = Again { every: 8, on: 7 };
const IS_OPENED: Again = Again { every: 12, on: 8 };

/// Lengths of the power failures, in minutes, one after the other from [`SHOWN_CYCLE`]
/// on. Few are long enough for an interval to be left out.
const FAILURES: [i64; 7] = [84, 3, 7, 1, 12, 47, 2];

/// Days by which a cycle comes later, from [`SHOWN_CYCLE`] on.
const SHIFTS: [i64; 5] = [0, 2, 1, 2, 0];

/// Numbers of missing intervals, one after the other from [`SHOWN_CYCLE`] on.
const GAPS: [i64; 5] = [13, 3, 7, 1, 21];

impl Load {
    /// What happened from `from` to `to`, in order. Turns of the month are among it,
    /// resets that somebody ordered are not.
    pub(in crate::sim) fn events(&self, from: Seconds, to: Seconds) -> Vec<Event> {
        let mut events: Vec<Event> = Vec::new();
        let cycle = |at: Seconds| at.div_euclid(DAY * CYCLE);
        for number in cycle(from - DAY)..=cycle(to) {
            events.extend(self.cycle(number));
        }
        for year in shown(from).at.year()..=shown(to).at.year() {
            if let Some((begin, end)) = changes(year) {
                let change = |at, summer| Event {
                    at,
                    what: What::SeasonChange { summer },
                };
                events.extend([change(begin, true), change(end, false)]);
            }
        }
        let mut month = shown(from).at.date().first_of_month();
        loop {
            let at = super::calendar::instant(month.at(0, 0, 0, 0));
            if at > to {
                break;
            }
            let what = What::Reset;
            events.push(Event { at, what });
            let Ok(next) = month.last_of_month().tomorrow() else {
                break;
            };
            month = next;
        }
        events.retain(|event| (from..=to).contains(&event.at));
        events.sort_by_key(|event| event.at);
        events
    }

    /// What touches the day: it begins or ends in it.
    pub(super) fn events_of(&self, day: Day) -> impl Iterator<Item = Event> {
        let cycle = day.number.div_euclid(CYCLE);
        let touches = move |event: &Event| event.at < day.end && event.end() > day.begin;
        self.cycle(cycle).filter(touches)
    }

    fn cycle(&self, cycle: i64) -> impl Iterator<Item = Event> {
        let since = cycle - SHOWN_CYCLE;
        let pick = |list: &[i64], which: i64| {
            let index = which.rem_euclid(i64::try_from(list.len()).unwrap_or(1));
            let index = usize::try_from(index).unwrap_or(0);
            list.get(index).copied().unwrap_or(1)
        };
        // The how manyth time it is, if it is now.
        let time = |again: Again| {
            let is_now = since.rem_euclid(again.every) == again.on;
            is_now.then(|| since.div_euclid(again.every))
        };
        // Some second of the working day, another for each load.
        let second = |salt: i64, span: i64| {
            let part = hash(self.name, cycle * 8 + salt) % span.cast_unsigned().max(1);
            part.cast_signed()
        };
        let shift = pick(&SHIFTS, since);
        let day = |number: i64| Day::number(cycle * CYCLE + shift + number);
        let failure = time(FAILS).map(|which| {
            let at = day(2).begin + 9 * HOUR + second(0, 9 * HOUR);
            let until = at + pick(&FAILURES, which) * 60 + second(1, 59);
            Event {
                at,
                what: What::PowerFailure { until },
            }
        });
        let missing = time(MISSES).map(|which| {
            let period = self.period;
            let hour = second(2, 6) * HOUR;
            let at = (day(4).begin + HOUR + hour).div_euclid(period) * period;
            Event {
                at,
                what: What::Missing {
                    until: at + pick(&GAPS, which) * period,
                },
            }
        });
        let clock = time(IS_SET).map(|_| {
            // Early in a quarter hour and by less than what is left of it.
            let quarter = day(9).begin + 8 * HOUR + second(3, 40) * 900;
            let at = quarter + 60 + second(4, 120);
            Event {
                at,
                what: What::ClockSet {
                    to: at + 125 + second(5, 300),
                },
            }
        });
        let cover = time(IS_OPENED).map(|_| {
            let at = day(8).begin + 10 * HOUR + second(6, 4 * HOUR);
            Event {
                at,
                what: What::CoverOpen {
                    until: at + 300 + second(7, 1_500),
                },
            }
        });
        [failure, missing, clock, cover].into_iter().flatten()
    }
}

impl Event {
    /// When it was over.
    pub(in crate::sim) fn end(&self) -> Seconds {
        match self.what {
            What::PowerFailure { until } | What::Missing { until } | What::CoverOpen { until } => {
                until
            }
            What::ClockSet { to } => to.max(self.at),
            What::SeasonChange { .. } | What::Reset => self.at,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::calendar::instant;
    use super::super::find;
    use super::*;
    use jiff::civil::date;

    fn count(load: &Load, from: Seconds, to: Seconds, is: fn(&What) -> bool) -> usize {
        let events = load.events(from, to);
        events.iter().filter(|event| is(&event.what)).count()
    }

    fn fails(what: &What) -> bool {
        matches!(what, What::PowerFailure { .. })
    }

    fn misses(what: &What) -> bool {
        matches!(what, What::Missing { .. })
    }

    fn is_set(what: &What) -> bool {
        matches!(what, What::ClockSet { .. })
    }

    #[test]
    fn a_week_with_everything_and_a_calm_year() {
        let load = find("emh-lzqj").unwrap();
        let now = instant(date(2026, 11, 23).at(3, 0, 0, 0));
        let of = |days, is| count(load, now - days * DAY, now, is);
        assert_eq!((of(7, fails), of(7, misses)), (1, 1));
        assert_eq!(of(14, is_set), 1);
        assert_eq!((of(365, fails), of(365, misses)), (13, 7));
        assert_eq!(of(365, is_set), 4);
        assert_eq!(of(365, |what| matches!(what, What::CoverOpen { .. })), 2);
        assert_eq!(of(365, |what| matches!(what, What::SeasonChange { .. })), 2);
        assert_eq!(of(365, |what| *what == What::Reset), 12);
    }

    #[test]
    fn every_month_has_its_power_failure_whenever_it_is_looked_at() {
        let load = find("emh-lzqj").unwrap();
        for today in 700..1_500 {
            let now = today * DAY;
            let of = |days, is| count(load, now - days * DAY, now, is);
            assert!((1..=2).contains(&of(31, fails)), "{today}");
            assert!((1..=2).contains(&of(59, misses)), "{today}");
            assert!((1..=2).contains(&of(115, is_set)), "{today}");
        }
    }

    #[test]
    fn few_power_failures_leave_an_interval_out() {
        let load = find("emh-lzqj").unwrap();
        let now = instant(date(2026, 11, 23).at(3, 0, 0, 0));
        let events = load.events(now - 365 * DAY, now);
        let long = events.iter().filter(
            |event| matches!(event.what, What::PowerFailure { until } if until - event.at > 1_800),
        );
        assert_eq!(long.count(), 4);
    }

    #[test]
    fn what_happens_stays_within_its_day_and_its_quarter_hour() {
        for name in ["emh-lzqj", "makel-c500"] {
            let load = find(name).unwrap();
            for event in load.events(-400 * DAY, 2_000 * DAY) {
                assert!(event.end() >= event.at);
                match event.what {
                    What::ClockSet { to } => {
                        assert_eq!(to.div_euclid(900), event.at.div_euclid(900), "{event:?}");
                    }
                    What::PowerFailure { .. } => {
                        assert_eq!(Day::of(event.at), Day::of(event.end()), "{event:?}");
                    }
                    _ => {}
                }
            }
        }
    }
}

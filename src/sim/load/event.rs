//! What happened to a simulated meter: power failures, a clock that was set, records
//! that are missing.
//!
//! A calendar of two weeks repeats, with other hours and lengths each time; so a week
//! shows something, and a later visit finds the same that an earlier one found.
//! Everything depends on the name of the load and the day alone.

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

/// The days of the calendar.
const CYCLE: i64 = 14;

/// The cycle whose power failure is the long one of the pictures.
const SHOWN_CYCLE: i64 = 75;

/// Lengths of the power failures, in minutes, from [`SHOWN_CYCLE`] on.
const FAILURES: [i64; 7] = [84, 7, 3, 131, 22, 1, 47];

/// Days by which a cycle comes later, from [`SHOWN_CYCLE`] on.
const SHIFTS: [i64; 5] = [0, 3, 1, 4, 0];

/// Numbers of missing intervals, from [`SHOWN_CYCLE`] on.
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
        let pick = |list: &[i64]| {
            let index = since.rem_euclid(i64::try_from(list.len()).unwrap_or(1));
            let index = usize::try_from(index).unwrap_or(0);
            list.get(index).copied().unwrap_or(1)
        };
        // Some second of the working day, another for each load.
        let second = |salt: i64, span: i64| {
            let part = hash(self.name, cycle * 8 + salt) % span.cast_unsigned().max(1);
            part.cast_signed()
        };
        let shift = pick(&SHIFTS);
        let day = |number: i64| Day::number(cycle * CYCLE + shift + number);
        let failure = (since.rem_euclid(3) != 2).then(|| {
            let at = day(2).begin + 9 * HOUR + second(0, 9 * HOUR);
            let until = at + pick(&FAILURES) * 60 + second(1, 59);
            Event {
                at,
                what: What::PowerFailure { until },
            }
        });
        let missing = (since.rem_euclid(2) == 0).then(|| {
            let period = self.period;
            let hour = second(2, 6) * HOUR;
            let at = (day(4).begin + HOUR + hour).div_euclid(period) * period;
            Event {
                at,
                what: What::Missing {
                    until: at + pick(&GAPS) * period,
                },
            }
        });
        let clock = (since.rem_euclid(3) != 1).then(|| {
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
        let cover = (since.rem_euclid(9) == 0).then(|| {
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

    #[test]
    fn a_week_a_month_and_a_year_show_something() {
        let load = find("emh-lzqj").unwrap();
        let now = instant(date(2026, 11, 23).at(3, 0, 0, 0));
        let count = |days, is: fn(&What) -> bool| {
            let events = load.events(now - days * DAY, now);
            events.iter().filter(|event| is(&event.what)).count()
        };
        let failed = |what: &What| matches!(what, What::PowerFailure { .. });
        let missing = |what: &What| matches!(what, What::Missing { .. });
        let set = |what: &What| matches!(what, What::ClockSet { .. });
        assert_eq!((count(7, failed), count(7, missing)), (1, 1));
        assert_eq!(count(14, set), 1);
        assert!(count(365, failed) > 12 && count(365, missing) > 8);
        assert_eq!(
            count(365, |what| matches!(what, What::SeasonChange { .. })),
            2
        );
        assert_eq!(count(365, |what| *what == What::Reset), 12);
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

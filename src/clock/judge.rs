//! Whether a clock is synchronised or set, and what that causes.

use std::fmt;
use std::time::Duration;

use jiff::civil::DateTime;
use jiff::{SignedDuration, Zoned};

use super::{ClockReading, TimeBase, TimeFrame};
use crate::language::date;
use crate::profile::ClockForm;
use crate::say;

/// The registers that tell the measuring period: of maximum and of load profile.
pub const PERIOD_REGISTERS: [&str; 2] = ["0.8.0", "0.8.4"];

/// A boundary that is nearer than this is warned of, in seconds.
const NEAR_S: i64 = 60;

/// The clocks of a zone that change within this time are warned of.
const SEASON_NIGHT: SignedDuration = SignedDuration::from_hours(12);

/// What a change of the clock comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// What the meter's clock is put forward by; negative puts it back.
    pub change: SignedDuration,
    pub kind: ChangeKind,
    /// The gravest first.
    pub warnings: Vec<Warning>,
}

/// How far a change goes in the meter's own eyes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChangeKind {
    /// Within what the profile calls synchronising: the measuring period goes on.
    Synchronise,
    /// The measuring period is broken.
    Set,
}

/// What a change of the clock causes besides. As text: a sentence for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Warning {
    /// The change is more than the meter takes as synchronising.
    AboveLimit { limit_s: u16 },
    /// The clock goes over a boundary, forward or back.
    Crosses {
        boundary: Boundary,
        at: DateTime,
        forward: bool,
    },
    /// A boundary comes soon.
    Near { boundary: Boundary, at: DateTime },
    /// The running period is cut short and marked.
    PeriodEnds { period_min: u16, left: Duration },
    /// The zone's clocks change soon, or just did.
    SeasonNight { at: DateTime, to_summer: bool },
    /// What the device profile says of every change.
    Profile(String),
}

/// What a meter does at certain times of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Boundary {
    /// The end of a measuring period of so many minutes.
    Period(u16),
    /// The full hour, at which tariffs switch.
    Hour,
    Midnight,
}

/// The length of the measuring period in minutes: what one of
/// [`PERIOD_REGISTERS`] tells, or what the profile says.
pub fn period_min(form: &ClockForm, told: Option<&str>) -> u16 {
    told.and_then(minutes).unwrap_or(form.period_min.max(1))
}

/// `15*min`, `015`, `900*s`.
fn minutes(told: &str) -> Option<u16> {
    let (digits, unit) = told.trim().split_once('*').unwrap_or((told.trim(), "min"));
    let number: u16 = digits.trim().parse().ok()?;
    let minutes = match unit {
        "s" if number.is_multiple_of(60) => number / 60,
        "min" | "m" => number,
        _ => return None,
    };
    (1..=1440).contains(&minutes).then_some(minutes)
}

/// What it means to set the clock of `reading` to `base` at `now`.
pub fn judge(
    form: &ClockForm,
    reading: &ClockReading,
    base: TimeBase,
    period_min: u16,
    now: &Zoned,
) -> Judgement {
    let change = -reading.drift_from(base);
    let limit = form.synchronise_limit_s;
    let within = limit.is_some_and(|limit| change.abs() <= seconds(i64::from(limit)));
    let kind = if within {
        ChangeKind::Synchronise
    } else {
        ChangeKind::Set
    };
    let after = TimeFrame::of(base).civil(now);
    let before = after.saturating_sub(change);
    let mut warnings = Vec::new();
    if let (Some(limit_s), false) = (limit, within) {
        warnings.push(Warning::AboveLimit { limit_s });
    }
    warnings.extend(at_boundaries(before, after, period_min));
    if kind == ChangeKind::Set {
        warnings.push(Warning::PeriodEnds {
            period_min,
            left: left_in_period(before, period_min),
        });
    }
    warnings.extend(season_night(base, now));
    if !form.warning.is_empty() {
        warnings.push(Warning::Profile(form.warning.clone()));
    }
    Judgement {
        change,
        kind,
        warnings,
    }
}

impl Boundary {
    /// How often it comes, in minutes.
    fn every(self) -> i64 {
        match self {
            Boundary::Period(minutes) => i64::from(minutes.max(1)),
            Boundary::Hour => 60,
            Boundary::Midnight => 24 * 60,
        }
    }

    /// The last one at or before `at`. Periods count from midnight.
    fn last(self, at: DateTime) -> DateTime {
        let of_day = second_of_day(at);
        let into = of_day.rem_euclid(self.every() * 60);
        whole_second(at).saturating_sub(seconds(into))
    }

    /// The next one after `at`.
    fn next(self, at: DateTime) -> DateTime {
        let next = self.last(at).saturating_add(seconds(self.every() * 60));
        let midnight = Boundary::last(Boundary::Midnight, at).saturating_add(seconds(86_400));
        next.min(midnight)
    }
}

/// The gravest boundary that the change goes over, or else the gravest that is near.
fn at_boundaries(before: DateTime, after: DateTime, period_min: u16) -> Option<Warning> {
    let gravest_first = [
        Boundary::Midnight,
        Boundary::Hour,
        Boundary::Period(period_min),
    ];
    let (from, to) = (before.min(after), before.max(after));
    let crossed = gravest_first
        .into_iter()
        .find(|boundary| boundary.last(to) > from)
        .map(|boundary| Warning::Crosses {
            boundary,
            at: boundary.last(to),
            forward: after > before,
        });
    crossed.or_else(|| {
        let soon = to.saturating_add(seconds(NEAR_S));
        gravest_first
            .into_iter()
            .find(|boundary| boundary.next(to) <= soon)
            .map(|boundary| Warning::Near {
                boundary,
                at: boundary.next(to),
            })
    })
}

fn left_in_period(at: DateTime, period_min: u16) -> Duration {
    let left = Boundary::Period(period_min).next(at).duration_since(at);
    left.try_into().unwrap_or_default()
}

/// The change of the zone's clocks near `now`, where the meter follows it.
fn season_night(base: TimeBase, now: &Zoned) -> Option<Warning> {
    if base != TimeBase::Local {
        return None;
    }
    let zone = now.time_zone();
    let instant = now.timestamp();
    let next = zone.following(instant).next();
    let last = zone.preceding(instant).next();
    let change = [next, last].into_iter().flatten().find(|change| {
        let away = change.timestamp().duration_since(instant);
        away.abs() <= SEASON_NIGHT
    })?;
    let just_before = change.timestamp() - seconds(1);
    let before = zone.to_offset(just_before);
    // What clocks show when they are put forward or back.
    let at = before.to_datetime(change.timestamp());
    Some(Warning::SeasonNight {
        at,
        to_summer: change.offset() > before,
    })
}

fn seconds(seconds: i64) -> SignedDuration {
    SignedDuration::from_secs(seconds)
}

fn second_of_day(at: DateTime) -> i64 {
    i64::from(at.hour()) * 3600 + i64::from(at.minute()) * 60 + i64::from(at.second())
}

fn whole_second(at: DateTime) -> DateTime {
    at.saturating_sub(SignedDuration::from_nanos(i64::from(
        at.subsec_nanosecond(),
    )))
}

impl Boundary {
    /// At the beginning of a sentence.
    fn name(self) -> String {
        match self {
            Boundary::Period(15) => say!("clock-quarter-hour").to_owned(),
            Boundary::Period(30) => say!("clock-half-hour").to_owned(),
            Boundary::Period(60) | Boundary::Hour => say!("clock-hour").to_owned(),
            Boundary::Period(1440) | Boundary::Midnight => say!("clock-day").to_owned(),
            Boundary::Period(minutes) => say!("clock-period", minutes = minutes),
        }
    }

    /// As what is ended while it runs.
    fn running(self) -> String {
        match self {
            Boundary::Period(15) => say!("clock-running-quarter-hour").to_owned(),
            Boundary::Period(30) => say!("clock-running-half-hour").to_owned(),
            Boundary::Period(60) | Boundary::Hour => say!("clock-running-hour").to_owned(),
            Boundary::Period(1440) | Boundary::Midnight => say!("clock-running-day").to_owned(),
            Boundary::Period(minutes) => say!("clock-running-period", minutes = minutes),
        }
    }

    /// What happens at it.
    fn meaning(self) -> &'static str {
        match self {
            Boundary::Period(_) => say!("clock-when-period"),
            Boundary::Hour => say!("clock-when-tariffs"),
            Boundary::Midnight => say!("clock-when-daily"),
        }
    }
}

impl fmt::Display for Warning {
    /// In the language of this thread.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = match self {
            Warning::AboveLimit { limit_s } => say!("clock-above-limit", limit = *limit_s),
            Warning::Crosses {
                boundary,
                at,
                forward,
            } => {
                let (at, meaning) = (date::minute(at.time()), boundary.meaning());
                if *forward {
                    say!("clock-jumps-over", time = at, meaning = meaning)
                } else {
                    say!("clock-comes-past", time = at, meaning = meaning)
                }
            }
            Warning::Near { boundary, at } => say!(
                "clock-ends-soon",
                boundary = boundary.name(),
                time = date::minute(at.time()),
                meaning = boundary.meaning()
            ),
            Warning::PeriodEnds { period_min, left } => {
                let left = match left.as_secs() {
                    seconds if seconds < 120 => format!("{seconds} s"),
                    seconds => format!("{} min", seconds / 60),
                };
                let period = Boundary::Period(*period_min).running();
                say!("clock-ends-period", period = period, left = left)
            }
            Warning::SeasonNight { at, to_summer } => {
                let (day, time) = (date::day(at.date()), date::minute(at.time()));
                if *to_summer {
                    say!("clock-to-summer", day = day, time = time)
                } else {
                    say!("clock-to-normal", day = day, time = time)
                }
            }
            Warning::Profile(sentence) => sentence.trim_end_matches('.').to_owned(),
        };
        f.write_str(&words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::meter::CivilTime;

    fn form(limit: Option<u16>, warning: &str) -> ClockForm {
        ClockForm {
            read: Vec::new(),
            write: Vec::new(),
            together: false,
            level: None,
            synchronise_limit_s: limit,
            period_min: 15,
            warning: warning.to_owned(),
        }
    }

    /// The words about a clock that is `drift` seconds ahead at `now`.
    fn words(limit: Option<u16>, now: &str, drift: i64) -> (ChangeKind, Vec<String>) {
        let now: Zoned = now.parse().unwrap();
        let meter = now.datetime().saturating_add(seconds(drift));
        let reading = ClockReading {
            meter: CivilTime {
                date: Some(meter.date()),
                time: Some(meter.time()),
                season: None,
            },
            computer: now.clone(),
            drift: seconds(drift),
            uncertainty: Duration::from_millis(100),
        };
        let judged = judge(&form(limit, ""), &reading, TimeBase::Local, 15, &now);
        assert_eq!(judged.change, seconds(-drift));
        let words = judged.warnings.iter().map(Warning::to_string).collect();
        (judged.kind, words)
    }

    #[test]
    fn a_small_change_only_synchronises() {
        let at = "2026-02-03T13:37:00+01:00[Europe/Vienna]";
        assert_eq!(words(Some(2), at, 2), (ChangeKind::Synchronise, vec![]));
        let (kind, said) = words(Some(2), at, 3);
        assert_eq!(kind, ChangeKind::Set);
        assert_eq!(
            said,
            [
                "The meter synchronises up to 2 s; this change is larger and sets the clock",
                "Setting it ends the running quarter hour early; 7 min are left in it, and the load profile marks it",
            ]
        );
        assert_eq!(words(None, at, 0).0, ChangeKind::Set);
    }

    #[test]
    fn boundaries_that_are_crossed_or_near_are_told_the_gravest_first() {
        let first = |now: &str, drift| words(None, now, drift).1.remove(0);
        assert_eq!(
            first("2026-02-03T13:45:05+01:00[Europe/Vienna]", -12),
            "The clock jumps over 13:45, when the meter stores a measuring period"
        );
        assert_eq!(
            first("2026-02-03T13:59:55+01:00[Europe/Vienna]", 12),
            "The clock comes past 14:00 a second time, when tariffs may switch"
        );
        assert_eq!(
            first("2026-02-03T00:00:05+01:00[Europe/Vienna]", -12),
            "The clock jumps over 00:00, when the meter stores its daily values"
        );
        assert_eq!(
            first("2026-02-03T13:29:10+01:00[Europe/Vienna]", -12),
            "The quarter hour ends at 13:30, when the meter stores a measuring period; it is safer to wait until then"
        );
        assert_eq!(
            first("2026-02-03T23:59:30+01:00[Europe/Vienna]", 5),
            "The day ends at 00:00, when the meter stores its daily values; it is safer to wait until then"
        );
        assert_eq!(
            first("2026-02-03T13:30:30+01:00[Europe/Vienna]", 5),
            "Setting it ends the running quarter hour early; 14 min are left in it, and the load profile marks it"
        );
    }

    #[test]
    fn the_night_of_a_season_change_is_told() {
        let said = |now: &str| words(Some(60), now, 0).1;
        assert_eq!(
            said("2026-03-28T20:10:00+01:00[Europe/Vienna]"),
            [
                "The clocks change to summer time on 2026-03-29 at 02:00; half a day before and after, a clock may be an hour off for that reason"
            ]
        );
        assert_eq!(
            said("2026-10-25T09:10:00+01:00[Europe/Vienna]"),
            [
                "The clocks change to normal time on 2026-10-25 at 03:00; half a day before and after, a clock may be an hour off for that reason"
            ]
        );
        assert_eq!(said("2026-03-27T12:10:00+01:00[Europe/Vienna]"), [""; 0]);
    }

    #[test]
    fn the_period_is_what_the_meter_tells() {
        let check = |told: Option<&str>, expected| {
            assert_eq!(period_min(&form(None, ""), told), expected, "{told:?}");
        };
        check(None, 15);
        check(Some("30*min"), 30);
        check(Some("005"), 5);
        check(Some("900*s"), 15);
        check(Some("0"), 15);
        check(Some("quarter"), 15);
    }

    #[test]
    fn a_profile_has_its_say() {
        let now: Zoned = "2026-02-03T13:37:00+01:00[Europe/Vienna]".parse().unwrap();
        let reading = ClockReading {
            meter: CivilTime {
                date: None,
                time: None,
                season: None,
            },
            computer: now.clone(),
            drift: SignedDuration::ZERO,
            uncertainty: Duration::ZERO,
        };
        let form = form(Some(9), "The logbook counts it");
        let judged = judge(&form, &reading, TimeBase::Local, 15, &now);
        assert_eq!(
            judged.warnings,
            [Warning::Profile("The logbook counts it".to_owned())]
        );
    }
}

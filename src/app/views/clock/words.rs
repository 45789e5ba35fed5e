//! What is said of clocks.

use crate::app::model::{ClockSeen, Ended, Job, Model, Session};
use crate::app::text;
use crate::app::widgets::State;
use crate::clock::{ChangeKind, ClockReading, Judgement, TimeBase};
use crate::language::{date, number};
use crate::meter::{CivilTime, Season};
use crate::profile::{ClockForm, Profile};
use crate::say;
use crate::worker::{ClockRecord, Failure, Role, WriteOutcome};

/// What will be here, and what gets it.
pub(super) fn empty() -> (&'static str, &'static str) {
    (say!("clock-empty"), say!("clock-empty-how"))
}

/// The bases with their names.
pub(super) fn bases() -> [(TimeBase, &'static str); 3] {
    [
        (TimeBase::Local, say!("clock-local-time")),
        (TimeBase::Normal, say!("clock-normal-time")),
        (TimeBase::Utc, "UTC"),
    ]
}

/// A base within a sentence.
pub(super) fn base(base: TimeBase) -> &'static str {
    match base {
        TimeBase::Local => say!("clock-within-local"),
        TimeBase::Normal => say!("clock-within-normal"),
        TimeBase::Utc => "UTC",
    }
}

/// Behind the title.
pub(super) fn said(model: &Model) -> String {
    match &model.session {
        Session::Running(running) if running.job == Job::ReadClock => {
            say!("clock-measuring").to_owned()
        }
        Session::Running(running) if running.job == Job::SetClock => {
            say!("session-setting-clock").to_owned()
        }
        _ => match model.clock_seen() {
            None => say!("clock-not-measured").to_owned(),
            Some(seen) => {
                let at = date::second(seen.at().time());
                match seen {
                    ClockSeen::Measured(_) => say!("clock-measured-at", time = at),
                    ClockSeen::ReadOut { .. } => say!("session-read-at", time = at),
                }
            }
        },
    }
}

/// Time and date of a meter's clock.
pub(super) fn face(clock: &CivilTime) -> (String, String) {
    let time = clock.time.map(|time| time.strftime("%H:%M:%S").to_string());
    let mut date = clock.date.map(|date| date.to_string()).unwrap_or_default();
    if let Some(season) = clock.season {
        let season = match season {
            Season::Normal => say!("meter-season-normal-within"),
            Season::Summer => say!("meter-season-summer-within"),
            Season::Utc => "UTC",
        };
        date = format!("{date} · {season}");
    }
    (time.unwrap_or_default(), date)
}

/// Time and date of this computer's clock, told as the meter tells its own.
pub(super) fn computer(reading: &ClockReading) -> (String, String) {
    let civil = reading.frame().civil(&reading.computer);
    let tenths = civil.time().subsec_nanosecond() / 100_000_000;
    let time = number::decimal(&format!("{}.{tenths}", civil.strftime("%H:%M:%S")));
    let zone = reading.computer.time_zone();
    let zone = zone.iana_name().unwrap_or(say!("clock-own-zone"));
    (time, format!("{} · {zone}", date::day(civil.date())))
}

/// How far the clock is off.
pub(super) fn drift(seen: &ClockSeen<'_>) -> String {
    match seen {
        ClockSeen::Measured(reading) => text::drift_measured(reading.drift, reading.uncertainty),
        ClockSeen::ReadOut { drift, .. } => text::drift(*drift),
    }
}

/// How sure that is.
pub(super) fn within(seen: &ClockSeen<'_>) -> String {
    match seen {
        ClockSeen::Measured(reading) => {
            say!(
                "clock-to-within",
                uncertainty = text::uncertainty(reading.uncertainty)
            )
        }
        ClockSeen::ReadOut { .. } => say!("clock-whole-seconds").to_owned(),
    }
}

/// How it was found.
pub(super) fn how(seen: &ClockSeen<'_>) -> String {
    let at = date::second(seen.at().time());
    match seen {
        ClockSeen::Measured(_) => say!("clock-how-measured", time = at),
        ClockSeen::ReadOut { .. } => say!("clock-how-read", time = at),
    }
}

/// What the meter keeps.
pub(super) fn kept(reading: &ClockReading, kept: TimeBase) -> String {
    let base = base(kept);
    if reading.meter.season.is_some() {
        say!("clock-says-base", base = base)
    } else if reading.drift_from(kept).abs() <= jiff::SignedDuration::from_mins(2) {
        say!("clock-seems-base", base = base)
    } else {
        say!("clock-no-base").to_owned()
    }
}

/// The base is another one than the meter keeps.
pub(super) fn another_base(kept: TimeBase, wanted: TimeBase) -> String {
    say!(
        "clock-another-base",
        kept = base(kept),
        wanted = base(wanted)
    )
}

/// What the change comes to.
pub(super) fn change(form: &ClockForm, judged: &Judgement, reading: &ClockReading) -> String {
    let size = text::change(judged.change);
    let what = match (judged.kind, form.synchronise_limit_s) {
        (ChangeKind::Synchronise, Some(limit)) => say!("clock-synchronises", limit = limit),
        _ => say!("clock-sets").to_owned(),
    };
    if judged.change.unsigned_abs() <= reading.uncertainty {
        say!("clock-is-right", what = what)
    } else if judged.change.is_negative() {
        say!("clock-puts-back", size = size, what = what)
    } else {
        say!("clock-puts-forward", size = size, what = what)
    }
}

/// The profile knows no clock.
pub(super) fn no_form(profile: Option<&Profile>) -> String {
    let name = profile.map_or("", |profile| profile.name.as_str());
    say!("clock-no-form", profile = name)
}

/// Why the clock cannot be measured now; `None` if it can.
pub(super) fn why_no_measuring(
    profile: Option<&Profile>,
    model: &Model,
    reviewing: bool,
) -> Option<String> {
    if model.running().is_some() {
        return Some(say!("clock-under-way").to_owned());
    }
    if reviewing {
        return Some(say!("clock-review-open").to_owned());
    }
    let profile = profile?;
    profile
        .clock
        .is_none()
        .then(|| say!("clock-no-read", profile = &profile.name))
}

/// Why nothing may be changed; `None` if the clock may.
pub(in crate::app::views) fn why_no_change(may_write: bool, role: Role) -> Option<&'static str> {
    match (role, may_write) {
        (Role::Read, _) => Some(say!("registers-role-read")),
        (_, false) => Some(say!("clock-read-only-is-on")),
        (Role::ClockAndReset | Role::Full, true) => None,
    }
}

/// What the switch does, and what it is now.
pub(super) fn read_only(may_write: bool) -> &'static str {
    if may_write {
        say!("registers-writing-is-on")
    } else {
        say!("registers-nothing-leaves")
    }
}

/// Whether the last job was about the clock.
pub(super) fn is_about_the_clock(model: &Model) -> bool {
    matches!(
        &model.session,
        Session::Ended(Ended {
            job: Job::ReadClock | Job::SetClock,
            ..
        })
    )
}

/// What went wrong, in a line or two.
pub(in crate::app::views) fn failure(failure: &Failure) -> String {
    format!("{}. {}", failure.headline, failure.cause)
}

/// An outcome in a state and a word or two.
pub(in crate::app::views) fn outcome(outcome: WriteOutcome) -> (State, &'static str) {
    match outcome {
        WriteOutcome::Verified => (State::Good, say!("registers-state-verified")),
        WriteOutcome::Refused => (State::Wrong, say!("registers-state-refused")),
        WriteOutcome::NotVerified => (State::Wrong, say!("registers-state-not-verified")),
        WriteOutcome::Unknown => (State::Unknown, say!("registers-state-unknown")),
        WriteOutcome::NotSent => (State::Unknown, say!("registers-not-sent")),
    }
}

/// What was set: the drift before and after, and the meter's own words.
pub(super) fn record(record: &ClockRecord) -> String {
    let measured =
        |reading: &ClockReading| text::drift_measured(reading.drift, reading.uncertainty);
    let mut words = format!(
        "{}: {}",
        date::second(record.before.computer.time()),
        measured(&record.before)
    );
    if let Some(after) = &record.after {
        words.push_str(" → ");
        words.push_str(&measured(after));
    }
    if let Some(detail) = &record.detail {
        words.push_str(". ");
        words.push_str(&text::sentence(detail));
    }
    words
}

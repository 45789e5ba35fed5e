//! What is said of clocks.

use crate::app::model::{ClockSeen, Ended, Job, Model, Session};
use crate::app::text;
use crate::app::widgets::State;
use crate::clock::{ChangeKind, ClockReading, Judgement, TimeBase};
use crate::meter::{CivilTime, Season};
use crate::profile::{ClockForm, Profile};
use crate::worker::{ClockRecord, Failure, Role, WriteOutcome};

/// What will be here, and what gets it.
pub(super) const EMPTY: (&str, &str) = (
    "The meter's clock will be here, beside the clock of this computer",
    "Measure asks the meter at the port for its time, to a fraction of a second",
);

/// The bases with their names.
pub(super) const BASES: [(TimeBase, &str); 3] = [
    (TimeBase::Local, "Local time"),
    (TimeBase::Normal, "Normal time"),
    (TimeBase::Utc, "UTC"),
];

/// A base within a sentence.
pub(super) fn base(base: TimeBase) -> &'static str {
    match base {
        TimeBase::Local => "local time",
        TimeBase::Normal => "normal time",
        TimeBase::Utc => "UTC",
    }
}

/// Behind the title.
pub(super) fn said(model: &Model) -> String {
    match &model.session {
        Session::Running(running) if running.job == Job::ReadClock => "Measuring".to_owned(),
        Session::Running(running) if running.job == Job::SetClock => "Setting the clock".to_owned(),
        _ => match model.clock_seen() {
            None => "Not measured yet".to_owned(),
            Some(seen) => {
                let verb = match seen {
                    ClockSeen::Measured(_) => "Measured",
                    ClockSeen::ReadOut { .. } => "Read",
                };
                format!("{verb} {}", seen.at().strftime("%H:%M:%S"))
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
            Season::Normal => "normal time",
            Season::Summer => "summer time",
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
    let time = format!("{}.{tenths}", civil.strftime("%H:%M:%S"));
    let zone = reading.computer.time_zone();
    let zone = zone.iana_name().unwrap_or("this computer's zone");
    (time, format!("{} · {zone}", civil.date()))
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
            format!("to within {}", text::uncertainty(reading.uncertainty))
        }
        ClockSeen::ReadOut { .. } => "in whole seconds".to_owned(),
    }
}

/// How it was found.
pub(super) fn how(seen: &ClockSeen<'_>) -> String {
    let at = seen.at().strftime("%H:%M:%S");
    match seen {
        ClockSeen::Measured(_) => format!(
            "Measured on the line, with the time that the characters take. Both clocks are shown as of {at}"
        ),
        ClockSeen::ReadOut { .. } => format!(
            "From the readout of {at}. Measure tells the difference to a fraction of a second"
        ),
    }
}

/// What the meter keeps.
pub(super) fn kept(reading: &ClockReading, kept: TimeBase) -> String {
    let base = base(kept);
    if reading.meter.season.is_some() {
        format!("The meter says that it keeps {base}")
    } else if reading.drift_from(kept).abs() <= jiff::SignedDuration::from_mins(2) {
        format!("The meter seems to keep {base}")
    } else {
        "The meter does not say which time it keeps".to_owned()
    }
}

/// The base is another one than the meter keeps.
pub(super) fn another_base(kept: TimeBase, wanted: TimeBase) -> String {
    format!(
        "The meter keeps {}. Tariffs and load profile then go by {}",
        base(kept),
        base(wanted)
    )
}

/// What the change comes to.
pub(super) fn change(form: &ClockForm, judged: &Judgement, reading: &ClockReading) -> String {
    let size = text::change(judged.change);
    let direction = if judged.change.is_negative() {
        "back"
    } else {
        "forward"
    };
    let what = match (judged.kind, form.synchronise_limit_s) {
        (ChangeKind::Synchronise, Some(limit)) => {
            format!("the meter synchronises up to {limit} s, and the measuring period goes on")
        }
        _ => "that sets the clock, and ends the measuring period early".to_owned(),
    };
    if judged.change.unsigned_abs() <= reading.uncertainty {
        format!("The clock is right as far as can be measured: {what}")
    } else {
        format!("Puts the clock {direction} by {size}: {what}")
    }
}

/// The profile knows no clock.
pub(super) fn no_form(profile: Option<&Profile>) -> String {
    let name = profile.map_or("", |profile| profile.name.as_str());
    format!(
        "The profile {name} does not say how the clock is read and set. Another one can be chosen above"
    )
}

/// Why the clock cannot be measured now; `None` if it can.
pub(super) fn why_no_measuring(
    profile: Option<&Profile>,
    model: &Model,
    reviewing: bool,
) -> Option<String> {
    if model.running().is_some() {
        return Some("A session is under way".to_owned());
    }
    if reviewing {
        return Some("A review is open".to_owned());
    }
    let profile = profile?;
    profile.clock.is_none().then(|| {
        format!(
            "The profile {} does not say how the clock is read",
            profile.name
        )
    })
}

/// Why nothing may be changed; `None` if the clock may.
pub(in crate::app::views) fn why_no_change(may_write: bool, role: Role) -> Option<&'static str> {
    match (role, may_write) {
        (Role::Read, _) => Some("Your role is to read. Settings, Role, says who may change more"),
        (_, false) => Some("Read only is on. Switch it off for this visit to set the clock"),
        (Role::ClockAndReset | Role::Full, true) => None,
    }
}

/// What the switch does, and what it is now.
pub(super) fn read_only(may_write: bool) -> &'static str {
    if may_write {
        "Writing is on for this visit; every change is reviewed before it is sent"
    } else {
        "Nothing that changes the meter leaves this computer. Switch it off to write, for this visit"
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
        WriteOutcome::Verified => (State::Good, "Verified"),
        WriteOutcome::Refused => (State::Wrong, "Refused"),
        WriteOutcome::NotVerified => (State::Wrong, "Not verified"),
        WriteOutcome::Unknown => (State::Unknown, "Unknown"),
        WriteOutcome::NotSent => (State::Unknown, "Not sent"),
    }
}

/// What was set: the drift before and after, and the meter's own words.
pub(super) fn record(record: &ClockRecord) -> String {
    let measured =
        |reading: &ClockReading| text::drift_measured(reading.drift, reading.uncertainty);
    let mut words = format!(
        "{}: {}",
        record.before.computer.strftime("%H:%M:%S"),
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

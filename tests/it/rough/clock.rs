//! A clock of this computer that is set, and a computer that sleeps, at any instant of a
//! job: limits hold, stored times make sense, and no drift is told by two clocks.

use std::time::Duration;

use flagport::archive::Visit;
use flagport::clock::TimeBase;
use flagport::trace::TraceEntry;
use flagport::worker::{ClockOrder, Command, Event, Outcome, ProgrammeSummary, Task, WriteOutcome};
use jiff::SignedDuration;
use std::sync::atomic::Ordering;

use super::rig::{Act, BREAK, Rig, programme_outcome, read_outcome};

const HOUR: SignedDuration = SignedDuration::from_hours(1);

/// How many instants of each job are tried: `FLAGPORT_SESSIONS` says another number.
const INSTANTS: u64 = 6;

fn instants() -> u64 {
    let wanted = std::env::var("FLAGPORT_SESSIONS").ok();
    wanted.map_or(INSTANTS, |wanted| wanted.parse().unwrap())
}

/// Runs a job with `act` at many instants, each with a meter and a folder of its own.
fn at_any_instant(
    command: impl Fn(&mut Rig) -> Command,
    act: Act,
    mut check: impl FnMut(&mut Rig, Vec<Event>, u64),
) {
    let mut rig = Rig::new();
    let whole = command(&mut rig);
    rig.run(whole);
    let calls = rig.line.calls.load(Ordering::SeqCst);
    for after in (1..calls).step_by(usize::try_from(calls / instants()).unwrap().max(1)) {
        let mut rig = Rig::new();
        rig.line.set_trap(after, act);
        let acted = command(&mut rig);
        let events = rig.run(acted);
        assert!(rig.line.take_trap(), "{after}: it happened");
        check(&mut rig, events, after);
    }
}

fn is_noted(events: &[Event], words: &str) -> bool {
    let records = events.iter().filter_map(|event| match event {
        Event::Traced(records) => Some(records),
        _ => None,
    });
    let mut entries = records.flatten().map(|record| &record.entry);
    entries.any(|entry| matches!(entry, TraceEntry::Noted(text) if text.contains(words)))
}

fn summary(events: &[Event]) -> &ProgrammeSummary {
    match programme_outcome(events) {
        Outcome::Done(summary) | Outcome::Partly { summary, .. } => summary,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_readout_goes_on_and_its_visit_ends_after_it_began_although_the_clock_is_set() {
    for by in [HOUR * 5, HOUR * -5] {
        at_any_instant(
            |rig| rig.reading("energomera-ce102m"),
            Act::SetClock(by),
            |_, events, after| {
                let Outcome::Done(summary) = read_outcome(&events) else {
                    panic!("{after}: {:?}", events.last());
                };
                assert!(summary.duration < Duration::from_secs(60), "{after}");
                let words = format!("clock was set by {:+.1} s", by.as_secs_f64());
                assert!(is_noted(&events, &words), "{after}: the trace says so");
                let folder = events.iter().find_map(|event| match event {
                    Event::VisitStored { stored, .. } => stored.as_ref().ok(),
                    _ => None,
                });
                let visit = Visit::load(folder.unwrap()).unwrap();
                let read_at = visit.readout.read_at.as_ref().unwrap();
                assert!(visit.info.stored_at >= *read_at, "{after}");
            },
        );
    }
}

#[test]
fn the_drift_of_a_meter_is_told_by_one_clock_also_if_that_is_set_meanwhile() {
    let (mut told, mut noted) = ([0, 0], 0);
    let mut rig = Rig::new();
    let undisturbed = rig.programming(Task::ReadClock, false);
    let events = rig.run(undisturbed);
    let own = summary(&events).clock.as_ref().unwrap().drift.as_secs_f64();
    at_any_instant(
        |rig| rig.programming(Task::ReadClock, false),
        Act::SetClock(HOUR),
        |_, events, after| {
            let clock = summary(&events).clock.as_ref().unwrap();
            let off = clock.drift.as_secs_f64() - own;
            let is_before = off.abs() < 2.0;
            let is_after = (off + 3600.0).abs() < 2.0;
            assert!(is_before || is_after, "{after}: {off}");
            told[usize::from(is_after)] += 1;
            noted += usize::from(is_noted(&events, "clock was set by +3600.0 s"));
        },
    );
    assert!(told[0] + told[1] > 3 && noted > 2, "{told:?} {noted}");
}

#[test]
fn a_clock_is_not_set_by_a_clock_that_was_set_meanwhile() {
    let mut outcomes = [0, 0];
    at_any_instant(
        |rig| {
            let order = ClockOrder {
                base: TimeBase::Local,
                synchronise_only: false,
            };
            rig.programming(Task::SetClock(order), false)
        },
        Act::SetClock(HOUR),
        |rig, events, after| {
            let record = summary(&events).clock_set.as_ref().unwrap();
            match record.outcome {
                WriteOutcome::NotSent => {
                    outcomes[0] += 1;
                    let sent = rig.line.take_sent();
                    let is_set = memchr::memmem::find(&sent, b"C003(").is_some();
                    assert!(!is_set, "{after}: {}", sent.escape_ascii());
                }
                // Either by the clock as it was, or by the clock as it is.
                WriteOutcome::Verified | WriteOutcome::NotVerified => outcomes[1] += 1,
                other => panic!("{after}: {other:?} {:?}", record.detail),
            }
            assert_eq!(rig.journal().unfinished().unwrap(), [], "{after}");
            if record.outcome == WriteOutcome::Verified {
                let drift = record.after.as_ref().unwrap().drift_from(TimeBase::Local);
                assert!(
                    drift.abs() < SignedDuration::from_secs(3),
                    "{after}: {drift:?}"
                );
            }
        },
    );
    assert!(outcomes[1] > 0, "{outcomes:?}");
}

#[test]
fn a_job_that_the_computer_slept_through_ends_in_words_and_the_next_one_works() {
    for is_counted in [true, false] {
        let act = Act::Sleep {
            lasts: Duration::from_secs(3600),
            is_counted,
        };
        at_any_instant(
            |rig| rig.reading("energomera-ce102m"),
            act,
            |rig, events, after| {
                assert!(
                    !matches!(read_outcome(&events), Outcome::Cancelled(_)),
                    "{after}"
                );
                assert!(
                    is_noted(&events, "clock was set by") || is_counted,
                    "{after}"
                );
                let sent = rig.line.take_sent();
                assert!(sent.ends_with(BREAK), "{after}: {}", sent.escape_ascii());
                assert_eq!(rig.line.in_use(), 0, "{after}: the port is closed");
                let again = rig.reading("energomera-ce102m");
                let events = rig.run(again);
                assert!(matches!(read_outcome(&events), Outcome::Done(_)), "{after}");
            },
        );
    }
}

#[test]
fn a_change_that_the_computer_slept_through_is_settled_by_reading_or_unknown() {
    for is_counted in [true, false] {
        let act = Act::Sleep {
            lasts: Duration::from_secs(3600),
            is_counted,
        };
        at_any_instant(
            |rig| {
                let task = rig.set(&[("0.8.0", "30"), ("0.8.4", "15")]);
                rig.programming(task, false)
            },
            act,
            |rig, events, after| {
                assert_eq!(rig.line.in_use(), 0, "{after}: the port is closed");
                let left = rig.journal().unfinished().unwrap();
                let claimed: Vec<(String, String)> = match programme_outcome(&events) {
                    Outcome::Done(summary) | Outcome::Partly { summary, .. } => {
                        let unknown = summary.writes.iter();
                        let unknown = unknown.filter(|w| w.outcome == WriteOutcome::Unknown);
                        assert_eq!(unknown.count(), left.len(), "{after}");
                        let verified = summary.writes.iter();
                        let verified = verified.filter(|w| w.outcome == WriteOutcome::Verified);
                        verified
                            .map(|w| (w.register.address.clone(), w.wanted.clone()))
                            .collect()
                    }
                    Outcome::Failed(_) => Vec::new(),
                    other => panic!("{after}: {other:?}"),
                };
                let task = rig.get(&["0.8.0", "0.8.4"]);
                let look = rig.programming(task, false);
                let events = rig.run(look);
                for (address, wanted) in claimed {
                    let readings = &summary(&events).readings;
                    let reading = readings.iter().find(|r| r.register.address == address);
                    let held = &reading.unwrap().answer.as_ref().unwrap().values[0].raw;
                    let held = held.split('*').next().unwrap();
                    assert_eq!(held, wanted, "{after}: {address} is as it was told");
                }
            },
        );
    }
}

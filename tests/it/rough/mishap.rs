//! A line that panics at any instant: the job ends in a failure that says what to do,
//! what came is kept, the meter is signed off, and the next job works.

use std::sync::atomic::{AtomicU64, Ordering};

use flagport::trace::TraceEntry;
use flagport::worker::{
    Command, Event, Failure, Outcome, ProgrammeSummary, Task, WriteOutcome, WriteRecord, WriteState,
};

use super::rig::{Act, BREAK, Rig, programme_outcome, read_outcome};

/// How many instants of each job are tried.
const INSTANTS: u64 = 40;

/// Runs a job with a trap at many instants, from its first call of the line to its last.
fn spring(
    rig: &mut Rig,
    command: impl Fn(&mut Rig) -> Command,
    mut check: impl FnMut(&mut Rig, Vec<Event>, u64),
) {
    let before = rig.line.calls.load(Ordering::SeqCst);
    let whole = command(rig);
    rig.run(whole);
    rig.line.take_sent();
    let calls = rig.line.calls.load(Ordering::SeqCst) - before;
    assert!(calls > 20, "{calls}");
    for after in (0..calls).step_by(usize::try_from(calls / INSTANTS).unwrap().max(1)) {
        rig.line.set_trap(after, Act::Panic);
        let trapped = command(rig);
        let events = rig.run(trapped);
        if rig.line.take_trap() {
            check(rig, events, after);
        }
        rig.line.take_sent();
    }
}

fn check_words(failure: &Failure) {
    assert_eq!(failure.headline, "Flagport made a mistake");
    assert!(
        failure
            .cause
            .to_string()
            .contains("the trap `…` was sprung"),
        "{failure:?}"
    );
    assert!(
        !failure.cause.to_string().contains("00000003"),
        "{failure:?}"
    );
    assert!(!failure.checks.is_empty() && failure.checks.len() <= 4);
}

fn entries(events: &[Event]) -> Vec<&TraceEntry> {
    let records = events.iter().filter_map(|event| match event {
        Event::Traced(records) => Some(records),
        _ => None,
    });
    records.flatten().map(|record| &record.entry).collect()
}

/// All bytes that the trace shows as sent.
fn told_as_sent(events: &[Event]) -> Vec<u8> {
    let entries = entries(events);
    let sent = entries.iter().filter_map(|entry| match entry {
        TraceEntry::Sent(bytes) => Some(bytes.as_slice()),
        _ => None,
    });
    sent.flatten().copied().collect()
}

#[test]
fn a_readout_that_panics_ends_in_words_with_its_trace_and_the_meter_signed_off() {
    let mut rig = Rig::new();
    let mut kept = 0;
    spring(
        &mut rig,
        |rig| rig.reading("energomera-ce102m"),
        |rig, events, after| {
            let (failure, summary) = match read_outcome(&events) {
                Outcome::Failed(failure) => (failure, None),
                Outcome::Partly { summary, failure } => (failure, Some(summary)),
                other => panic!("{after}: {other:?}"),
            };
            check_words(failure);
            assert_eq!(rig.line.in_use(), 0, "{after}: the port is closed");
            let sent = rig.line.take_sent();
            assert_eq!(
                sent.ends_with(BREAK),
                !sent.is_empty() || after > 0,
                "{after}: the meter is signed off"
            );
            // It also shows what was about to be sent.
            let told = told_as_sent(&events);
            let said = sent.strip_suffix(BREAK).unwrap_or(&sent);
            assert!(told.starts_with(said), "{after}: the trace shows it");
            let entries = entries(&events);
            let is_opened = entries
                .iter()
                .any(|e| matches!(e, TraceEntry::Opened { .. }));
            let is_closed = matches!(entries.last(), Some(TraceEntry::Closed));
            assert_eq!((is_opened, is_closed), (after > 0, after > 0), "{after}");
            if let Some(summary) = summary {
                kept += usize::from(summary.readout.data_sets.len() > 3);
                assert!(summary.readout.read_at.is_some());
                let stored = |e: &Event| matches!(e, Event::VisitStored { stored: Ok(_), .. });
                assert!(events.iter().any(stored), "{after}: it is kept as a visit");
            }
        },
    );
    let again = rig.reading("energomera-ce102m");
    let events = rig.run(again);
    assert!(matches!(read_outcome(&events), Outcome::Done(_)));
    assert!(kept > 5, "data sets that came before are kept: {kept}");
}

fn summary_of(outcome: &Outcome<ProgrammeSummary>) -> Option<&ProgrammeSummary> {
    match outcome {
        Outcome::Done(summary)
        | Outcome::Partly { summary, .. }
        | Outcome::Cancelled(Some(summary)) => Some(summary),
        Outcome::Cancelled(None) | Outcome::Failed(_) => None,
    }
}

fn holds(haystack: &[u8], needle: &[u8]) -> bool {
    memchr::memmem::find(haystack, needle).is_some()
}

/// What came of each change.
fn told_writes(events: &[Event]) -> Vec<&WriteRecord> {
    let writes = events.iter().filter_map(|event| match event {
        Event::WriteProgressed {
            state: WriteState::Ended(record),
            ..
        } => Some(record),
        _ => None,
    });
    writes.collect()
}

/// Two changes that take turns, so that each run has something to write.
fn changing(rig: &mut Rig, turn: &AtomicU64) -> Command {
    let turn = turn.fetch_add(1, Ordering::SeqCst);
    let (one, two) = [("30", "60"), ("15", "30")][usize::try_from(turn % 2).unwrap()];
    let task = rig.set(&[("0.8.0", one), ("0.8.4", two)]);
    rig.programming(task, false)
}

#[test]
fn a_change_that_was_under_way_in_a_panic_is_unknown_until_it_is_read_back() {
    let mut rig = Rig::new();
    let turn = AtomicU64::new(0);
    let mut unknown = 0;
    spring(
        &mut rig,
        |rig| changing(rig, &turn),
        |rig, events, after| {
            let outcome = programme_outcome(&events);
            let failure = match outcome {
                Outcome::Failed(failure) | Outcome::Partly { failure, .. } => failure,
                other => panic!("{after}: {other:?}"),
            };
            check_words(failure);
            assert_eq!(rig.line.in_use(), 0, "{after}: the port is closed");
            let sent = rig.line.take_sent();
            assert_eq!(sent.ends_with(BREAK), after > 0, "{after}");

            let entries = rig.journal().entries().unwrap();
            assert!(
                entries.iter().all(|entry| !entry.is_under_way),
                "{after}: nobody is at it any more"
            );
            let left = rig.journal().unfinished().unwrap();
            assert!(left.len() <= 1, "{after}: {left:?}");
            assert_eq!(
                failure.cause.to_string().contains("nobody knows"),
                !left.is_empty(),
                "{after}: {failure:?}"
            );
            unknown += left.len();
            let writes = told_writes(&events);
            if after > 0 {
                assert_eq!(writes.len(), 2, "{after}: each change is told of, once");
            }
            for write in writes {
                let address = &write.register.address;
                let command = format!("\x02{address}({})", write.wanted);
                let is_sent = holds(&sent, command.as_bytes());
                let is_left = left.iter().any(|entry| entry.address == *address);
                match write.outcome {
                    WriteOutcome::NotSent => assert!(!is_sent && !is_left, "{after}: {write:?}"),
                    WriteOutcome::Unknown => assert!(is_left, "{after}: {write:?}"),
                    WriteOutcome::Verified => {
                        assert!(!is_left, "{after}: {write:?}");
                        // It may have had the value already.
                        assert!(is_sent || write.command.is_empty(), "{after}: {write:?}");
                    }
                    WriteOutcome::Refused | WriteOutcome::NotVerified => {
                        assert!(is_sent && !is_left, "{after}: {write:?}");
                    }
                }
            }
            let settle = rig.programming(Task::Settle, false);
            let events = rig.run(settle);
            let outcome = programme_outcome(&events);
            assert!(
                summary_of(outcome).is_some() || left.is_empty(),
                "{outcome:?}"
            );
            assert_eq!(rig.journal().unfinished().unwrap(), [], "{after}");
        },
    );
    assert!(unknown > 2, "many were under way: {unknown}");
}

#[test]
fn a_session_that_was_kept_and_panics_is_given_up_and_begun_anew() {
    let mut rig = Rig::new();
    spring(
        &mut rig,
        |rig| {
            let task = rig.get(&["0.0.0", "0.8.0", "0.8.4"]);
            rig.programming(task, true)
        },
        |rig, events, after| {
            let kept = events.iter().rev().find_map(|event| match event {
                Event::SessionKept { kept } => Some(*kept),
                _ => None,
            });
            assert_ne!(kept, Some(true), "{after}");
            assert_eq!(rig.line.in_use(), 0, "{after}: the port is closed");
            let task = rig.get(&["0.8.0"]);
            let again = rig.programming(task, true);
            let events = rig.run(again);
            let outcome = programme_outcome(&events);
            assert!(matches!(outcome, Outcome::Done(_)), "{after}: {outcome:?}");
        },
    );
}

#[test]
fn a_receiver_that_panics_when_it_is_woken_ends_no_job() {
    let mut rig = Rig::woken_by(|| std::panic::resume_unwind(Box::new("woken")));
    for _ in 0..3 {
        let command = rig.reading("iskra-mt174");
        let events = rig.run(command);
        assert!(matches!(read_outcome(&events), Outcome::Done(_)));
    }
}

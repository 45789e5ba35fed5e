//! The clock in a job: measured, set on the second, measured again.

use flagport::profile::{ClockPart, Library, to_text};
use flagport::sim::Fault;
use flagport::worker::{
    ClockOrder, Event, Permission, ProgrammePlan, Role, Task, TimeBase, WriteOutcome,
};

use super::bench::{Bench, count, credentials};

fn set(bench: &Bench, synchronise_only: bool) -> ProgrammePlan {
    let order = ClockOrder {
        base: TimeBase::Local,
        synchronise_only,
    };
    ProgrammePlan {
        credentials: vec![credentials(2, "00000002")],
        permission: Permission {
            read_only: false,
            role: Role::ClockAndReset,
        },
        ..bench.plan(Task::SetClock(order))
    }
}

#[test]
fn the_drift_is_measured_without_a_password() {
    let mut bench = Bench::new();
    let done = bench.run(ProgrammePlan {
        credentials: Vec::new(),
        ..bench.plan(Task::ReadClock)
    });
    assert!(done.is_done(), "{:?}", done.outcome);
    let clock = done.summary().clock.clone().unwrap();
    let off = clock.drift.as_secs_f64() + 12.0;
    assert!(off.abs() < 0.2, "{clock:?}");
    let told = done
        .events
        .iter()
        .any(|event| matches!(event, Event::ClockRead { .. }));
    assert!(told);
    assert_eq!(count(&bench.sent(), "P1"), 0);
}

#[test]
fn the_clock_is_set_on_the_second_and_measured_again() {
    let mut bench = Bench::new();
    let plan = set(&bench, false);
    let done = bench.run(plan);
    assert!(done.is_done(), "{:?}", done.outcome);
    let record = done.summary().clock_set.clone().unwrap();
    assert_eq!(record.outcome, WriteOutcome::Verified);
    let after = record.after.unwrap().drift.as_secs_f64();
    assert!(after.abs() < 0.3, "{after}");
    assert_eq!(record.commands.len(), 1);
    let entries = bench.journal().entries().unwrap();
    assert_eq!(entries.len(), 1);
    assert_eq!(entries[0].command, record.commands[0]);
    assert!(
        entries[0].command.starts_with("W1 C003("),
        "{}",
        entries[0].command
    );
    assert!(entries[0].ended.is_some());
}

#[test]
fn a_change_above_the_limit_is_no_synchronising() {
    let mut bench = Bench::new();
    let plan = set(&bench, true);
    let done = bench.run(plan);
    let record = done.summary().clock_set.clone().unwrap();
    assert_eq!(record.outcome, WriteOutcome::NotSent);
    assert!(record.detail.unwrap().contains("up to 9 s"));
    assert_eq!(count(&bench.sent(), "W1"), 0);
    assert_eq!(done.headline(), "Nothing was sent");
}

#[test]
fn a_clock_that_was_not_set_is_not_said_to_be() {
    for (fault, outcome) in [
        (Fault::WriteNotKept, WriteOutcome::NotVerified),
        (Fault::AckLost, WriteOutcome::Verified),
        (Fault::BreaksOff, WriteOutcome::NotVerified),
    ] {
        let mut bench = Bench::faulty(fault);
        let plan = set(&bench, false);
        let done = bench.run(plan);
        let record = done.summary().clock_set.clone().unwrap();
        assert_eq!(record.outcome, outcome, "{fault:?} {record:?}");
        assert_eq!(count(&bench.sent(), "W1\\x02C003"), 1, "{fault:?}");
    }
}

#[test]
fn a_clock_left_unknown_is_settled_by_measuring_it() {
    let mut bench = Bench::faulty(Fault::DiesAfterWrite);
    bench.line.lock().unwrap().gone = u32::MAX;
    let plan = set(&bench, false);
    let done = bench.run(plan);
    let record = done.summary().clock_set.clone().unwrap();
    assert_eq!(record.outcome, WriteOutcome::Unknown, "{record:?}");
    bench.end();
    bench.line.lock().unwrap().gone = 0;
    assert_eq!(bench.journal().unfinished().unwrap().len(), 1);
    let done = bench.run(ProgrammePlan {
        credentials: Vec::new(),
        ..bench.plan(Task::Settle)
    });
    assert_eq!(done.summary().writes.len(), 1);
    assert_eq!(bench.journal().unfinished().unwrap(), []);
}

#[test]
fn a_clock_of_which_only_the_time_was_taken_is_said_to_be_half_set() {
    let mut bench = Bench::new();
    let mut profile = (*bench.profiles.find("bench-mt174").unwrap()).clone();
    let form = profile.clock.as_mut().unwrap();
    form.write.push(ClockPart {
        address: "9.9.9".to_owned(),
        form: "YYMMDD".to_owned(),
        command: None,
    });
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("bench-mt174.ron"), to_text(&profile)).unwrap();
    bench.profiles = Library::load(folder.path());
    let plan = set(&bench, false);
    let done = bench.run(plan);
    let record = done.summary().clock_set.clone().unwrap();
    assert_eq!(record.outcome, WriteOutcome::Verified, "{record:?}");
    let detail = record.detail.unwrap();
    assert!(
        detail.contains(" was set, 9.9.9 was not: ERROR"),
        "{detail}"
    );
    assert!(detail.ends_with("the clock is right"), "{detail}");
    let entries = bench.journal().entries().unwrap();
    let ended: Vec<WriteOutcome> = entries
        .iter()
        .map(|entry| entry.ended.as_ref().unwrap().outcome)
        .collect();
    assert_eq!(ended, [WriteOutcome::Verified, WriteOutcome::Refused]);
}

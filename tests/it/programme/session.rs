//! Sessions: kept, broken off, with the meter that was meant.

use std::time::Duration;

use flagport::sim::Fault;
use flagport::worker::{
    Event, MeterKey, Outcome, ProgrammePlan, Stage, Task, WriteOutcome, WriteState,
};

use super::bench::{self, Bench, count, credentials};
use super::{outcomes, outcomes_told};

#[test]
fn another_meter_is_left_alone() {
    let mut bench = Bench::new();
    let expected = Some(MeterKey {
        identification_line: "/ISk5MT174-0001".to_owned(),
        serial_number: Some("1234".to_owned()),
    });
    let plan = bench.set(&[("0.8.0", "30")]);
    let done = bench.run(ProgrammePlan { expected, ..plan });
    assert_eq!(done.headline(), "This is another meter");
    let sent = bench.sent();
    assert_eq!((count(&sent, "P1"), count(&sent, "W1")), (0, 0), "{sent}");
    assert_eq!(outcomes_told(&done), [WriteOutcome::NotSent]);
}

#[test]
fn cancelling_waits_for_a_write_to_be_read_back() {
    let mut bench = Bench::new();
    let plan = bench.set(&[("0.8.0", "30"), ("C.60.9", "05")]);
    let done = bench.run_watched(plan, |event, cancel| {
        let writing = WriteState::Writing;
        if matches!(event, Event::WriteProgressed { index: 0, state, .. } if *state == writing) {
            cancel.cancel();
        }
    });
    assert!(
        matches!(done.outcome, Outcome::Cancelled(Some(_))),
        "{:?}",
        done.outcome
    );
    let first = outcomes(&done)[0];
    assert_eq!(first, WriteOutcome::Verified);
    let sent = bench.sent();
    assert!(sent.ends_with("\\x01B0\\x03q"), "{sent}");
    assert_eq!(bench.journal().unfinished().unwrap(), []);
}

#[test]
fn a_kept_session_serves_the_next_job_and_is_broken_off_at_the_end() {
    let mut bench = Bench::new();
    let kept = |done: &bench::Done| {
        let kept = done.events.iter().filter_map(|event| match event {
            Event::SessionKept { kept } => Some(*kept),
            _ => None,
        });
        kept.collect::<Vec<_>>()
    };
    let keep = |plan: ProgrammePlan| ProgrammePlan {
        keep_open: true,
        ..plan
    };
    let done = bench.run(keep(bench.get(&["0.8.0"])));
    assert_eq!(kept(&done), [true]);
    assert_eq!(count(&bench.sent(), "B0"), 0);

    let done = bench.run(keep(bench.set(&[("0.8.0", "30")])));
    assert!(done.is_done(), "{:?}", done.outcome);
    assert!(kept(&done).is_empty(), "it stays kept");
    let sent = bench.sent();
    assert_eq!(
        (count(&sent, "/?!"), count(&sent, "\\x01P1")),
        (0, 1),
        "{sent}"
    );

    let done = bench.run(keep(bench.set(&[("0.8.0", "15")])));
    assert!(done.is_done(), "{:?}", done.outcome);
    assert_eq!(count(&bench.sent(), "P1"), 0, "it is logged in already");

    let done = bench.run(bench.get(&["0.8.0"]));
    assert_eq!(done.read("0.8.0"), "15*min");
    assert_eq!(kept(&done), [false]);
    assert!(bench.sent().ends_with("\\x01B0\\x03q"));

    bench.run(keep(bench.get(&["0.8.0"])));
    bench.end();
    assert!(
        bench.sent().ends_with("\\x01B0\\x03q"),
        "dropping the worker signs off"
    );
    assert_eq!(bench.line.lock().unwrap().openings, 2);
}

#[test]
fn a_head_that_was_put_on_another_meter_settles_nothing() {
    let mut bench = Bench::faulty(Fault::DiesAfterWrite);
    bench.line.lock().unwrap().swapped = Some("lgz-zmd");
    let done = bench.run(bench.set(&[("0.8.0", "30")]));
    assert_eq!(
        outcomes(&done),
        [WriteOutcome::Unknown],
        "{:?}",
        done.outcome
    );
    let detail = done.summary().writes[0].detail.clone().unwrap();
    assert!(detail.contains("answered"), "{detail}");
    assert_eq!(bench.journal().unfinished().unwrap().len(), 1);
}

#[test]
fn a_password_that_one_meter_took_is_not_given_to_another_of_its_type() {
    let mut bench = Bench::faulty(Fault::DiesAfterWrite);
    bench.line.lock().unwrap().is_twin = true;
    let done = bench.run(bench.set(&[("0.8.0", "30")]));
    assert_eq!(
        outcomes(&done),
        [WriteOutcome::Unknown],
        "{:?}",
        done.outcome
    );
    let detail = done.summary().writes[0].detail.clone().unwrap();
    assert!(detail.contains("63355731"), "{detail}");
    let sent = bench.sent();
    assert_eq!(count(&sent, "\\x01P1"), 1, "{sent}");
}

#[test]
fn a_session_that_died_unnoticed_is_begun_anew_before_anything_is_written() {
    let mut bench = Bench::new();
    let plan = ProgrammePlan {
        keep_open: true,
        credentials: vec![credentials(3, "00000003")],
        ..bench.get(&["0.8.0"])
    };
    assert!(bench.run(plan).is_done());
    bench.line.lock().unwrap().sleeps = Duration::from_secs(3600);
    bench.sent();
    // Nothing is read of a register that can only be written.
    let done = bench.run(bench.set(&[("C.96.3", "47114711")]));
    assert_eq!(
        outcomes(&done),
        [WriteOutcome::NotVerified],
        "{:?}",
        done.outcome
    );
    assert_eq!(count(&bench.sent(), "\\x01W1"), 1);
}

#[test]
fn no_password_is_given_to_a_session_that_died_unnoticed() {
    let mut bench = Bench::new();
    let plan = ProgrammePlan {
        keep_open: true,
        ..bench.get(&["0.8.0"])
    };
    assert!(bench.run(plan).is_done());
    bench.line.lock().unwrap().sleeps = Duration::from_secs(3600);
    bench.sent();
    let done = bench.run(bench.set(&[("0.8.0", "30")]));
    assert!(done.is_done(), "{:?}", done.outcome);
    assert_eq!(count(&bench.sent(), "\\x01P1"), 1);
}

#[test]
fn a_kept_session_is_broken_off_before_the_meter_ends_it() {
    let mut bench = Bench::new();
    let text = std::fs::read_to_string(bench.folder.path().join("profiles/bench-mt174.ron"));
    let text = text.unwrap().replace(
        "programming: Some((",
        "programming: Some((inactivity_s: 5, ",
    );
    std::fs::write(bench.folder.path().join("profiles/bench-mt174.ron"), text).unwrap();
    bench.profiles = flagport::profile::Library::load(&bench.folder.path().join("profiles"));
    assert_eq!(bench.profiles.problems(), []);
    bench.run(ProgrammePlan {
        keep_open: true,
        ..bench.get(&["0.8.0"])
    });
    assert_eq!(count(&bench.sent(), "B0"), 0);
    // Nobody says anything; the thread signs off by itself.
    loop {
        match bench.worker().recv().unwrap() {
            Event::SessionKept { kept } => {
                assert!(!kept);
                break;
            }
            Event::Traced(_) | Event::Progressed { .. } => {}
            event => panic!("{event:?}"),
        }
    }
    assert!(bench.sent().ends_with("\\x01B0\\x03q"));
}

#[test]
fn a_meter_that_stumbles_is_read_all_the_same() {
    for fault in [Fault::NakFirst, Fault::GarbledAnswer, Fault::Echo] {
        let mut bench = Bench::faulty(fault);
        let done = bench.run(bench.get(&["1.8.0", "0.8.0"]));
        assert!(done.is_done(), "{fault:?} {:?}", done.outcome);
        let done = bench.run(bench.set(&[("0.8.0", "30")]));
        assert!(done.is_done(), "{fault:?} {:?}", done.outcome);
    }
}

#[test]
fn a_locked_meter_is_said_to_be_so() {
    let mut bench = Bench::faulty(Fault::Locked);
    let done = bench.run(bench.set(&[("0.8.0", "30")]));
    assert!(
        matches!(done.outcome, Outcome::Failed(_)),
        "{:?}",
        done.outcome
    );
    assert_eq!(outcomes_told(&done), [WriteOutcome::NotSent]);
    bench.mend();
}

#[test]
fn progress_tells_the_stage_and_the_speed_of_the_session() {
    let mut bench = Bench::new();
    for job in ["the first", "over the kept session"] {
        let done = bench.run(ProgrammePlan {
            keep_open: true,
            credentials: Vec::new(),
            ..bench.plan(Task::ReadClock)
        });
        let told: Vec<_> = done
            .events
            .iter()
            .filter_map(|event| match event {
                Event::Progressed { progress, .. } => Some(*progress),
                _ => None,
            })
            .collect();
        let last = told.last().unwrap();
        assert_eq!(last.stage, Stage::DataSets, "{job}: {told:?}");
        assert_eq!(last.baud, 9600, "{job}: {told:?}");
        assert_eq!(last.steps, Some((1, 1)), "{job}: {told:?}");
    }
}

#[test]
fn a_worker_that_is_closed_signs_off_and_ends() {
    let mut bench = Bench::new();
    let done = bench.run(ProgrammePlan {
        keep_open: true,
        ..bench.get(&["0.8.0"])
    });
    assert!(done.is_done(), "{:?}", done.outcome);
    let worker = bench.worker();
    worker.close();
    let mut last = None;
    while let Some(event) = worker.recv() {
        last = Some(event);
    }
    let ended = matches!(last, Some(Event::SessionKept { kept: false }));
    assert!(ended, "{last:?}");
    assert!(bench.sent().contains("\\x01B0"));
}

//! Jobs in programming mode: nothing is written that was not looked at first, nothing
//! counts as written that was not read back.

mod action;
mod bench;
mod clock;
mod families;
mod login;
mod session;
mod sweep;
mod together;

use flagport::sim::Fault;
use flagport::worker::{
    Event, Outcome, Permission, ProgrammePlan, Role, Task, WriteOutcome, WriteState,
};

use bench::{Bench, count, credentials, everything_in};

fn outcomes(done: &bench::Done) -> Vec<WriteOutcome> {
    let writes = &done.summary().writes;
    writes.iter().map(|write| write.outcome).collect()
}

#[test]
fn registers_are_read_without_a_password_and_stored_as_a_visit() {
    let mut bench = Bench::new();
    let done = bench.run(bench.get(&["1.8.0", "0.8.0"]));
    assert!(done.is_done(), "{:?}", done.outcome);
    assert_eq!(done.read("0.8.0"), "15*min");
    let meter = &done.summary().meter;
    assert_eq!(meter.serial_number.as_deref(), Some("63355730"));
    assert_eq!(meter.manufacturer.as_deref(), Some("ISk"));
    assert_eq!(done.summary().profile.as_deref(), Some("bench-mt174"));
    let sent = bench.sent();
    assert_eq!(count(&sent, "\\x01P1"), 0, "{sent}");
    assert!(sent.ends_with("\\x01B0\\x03q"), "{sent}");

    let visits = bench.archive().list().unwrap();
    let [visit] = visits.as_slice() else {
        panic!("{visits:?}");
    };
    let info = visit.info.as_ref().unwrap();
    assert_eq!(info.kind, flagport::archive::VisitKind::Programming);
    assert_eq!(info.serial_number.as_deref(), Some("63355730"));
    let json = std::fs::read_to_string(visit.path.join("registers.json")).unwrap();
    assert!(
        json.contains("flagport.registers.v1") && json.contains("0.8.0"),
        "{json}"
    );
    assert!(!visit.path.join("writes.json").exists());
    let visit = flagport::archive::Visit::load(&visit.path).unwrap();
    assert_eq!(visit.readout.data_sets.len(), 2);
    assert_eq!(visit.readout.data_sets[1].values[0].raw, "15*min");
}

#[test]
fn changes_are_written_read_back_and_told_step_by_step() {
    let mut bench = Bench::new();
    let done = bench.run(bench.set(&[("0.8.0", "30"), ("C.60.9", "05")]));
    assert!(done.is_done(), "{:?}", done.outcome);
    let write = &done.summary().writes[0];
    assert_eq!(write.command, "W1 0.8.0(30)");
    assert_eq!(write.before.as_deref(), Some("15*min"));
    assert_eq!(write.after.as_deref(), Some("30*min"));

    let mut told = Vec::new();
    for event in &done.events {
        match event {
            Event::CancelDeferred { deferred, .. } => told.push(format!("deferred {deferred}")),
            Event::WriteProgressed { index, state, .. } => told.push(match state {
                WriteState::Ended(record) => format!("{index} {:?}", record.outcome),
                state => format!("{index} {state:?}"),
            }),
            _ => {}
        }
    }
    let each = [
        "deferred true",
        "0 Writing",
        "0 ReadingBack",
        "deferred false",
        "0 Verified",
    ];
    let other = each.map(|step| step.replace("0 ", "1 "));
    assert_eq!(told[..5], each);
    assert_eq!(told[5..], other);
    let steps = done.events.iter().filter_map(|event| match event {
        Event::Progressed { progress, .. } => progress.steps,
        _ => None,
    });
    assert_eq!(steps.collect::<Vec<_>>().last(), Some(&(2, 2)));

    let entries = bench.journal().entries().unwrap();
    assert_eq!(entries.len(), 2);
    assert_eq!(entries[0].operator, "Ada");
    assert_eq!(entries[0].meter.serial_number.as_deref(), Some("63355730"));
    assert_eq!(entries[0].old.as_deref(), Some("15*min"));
    let ended = entries[0].ended.as_ref().unwrap();
    assert_eq!(ended.outcome, WriteOutcome::Verified);
    assert_eq!(ended.read_back.as_deref(), Some("30*min"));
}

#[test]
fn a_command_is_in_the_journal_before_it_is_on_the_line() {
    let mut bench = Bench::new();
    let plan = bench.set(&[("0.8.0", "30")]);
    let journal = bench.folder.path().join("journal.jsonl");
    let line = std::sync::Arc::clone(&bench.line);
    let mut seen = false;
    bench.run_watched(plan, |event, _| {
        // The line is at least as far as the event.
        if matches!(event, Event::Traced(_)) {
            let sent = line.lock().unwrap().bytes.escape_ascii().to_string();
            if sent.contains("W1") {
                let text = std::fs::read_to_string(&journal).unwrap();
                assert!(text.contains("W1 0.8.0(30)"), "{text}");
                seen = true;
            }
        }
    });
    assert!(seen);
}

#[test]
fn a_journal_that_cannot_be_written_holds_every_change_back() {
    let mut bench = Bench::new();
    std::fs::create_dir(bench.folder.path().join("journal.jsonl")).unwrap();
    let done = bench.run(ProgrammePlan {
        credentials: Vec::new(),
        ..bench.set(&[("0.8.0", "30"), ("C.60.9", "05")])
    });
    assert_eq!(done.headline(), "A password is needed");
    let done = bench.run(bench.set(&[("0.8.0", "30"), ("C.60.9", "05")]));
    assert_eq!(
        done.headline(),
        "Nothing was sent: the journal cannot be written"
    );
    let sent = bench.sent();
    assert_eq!((count(&sent, "P1"), count(&sent, "W1")), (0, 0), "{sent}");
}

#[test]
fn refusals_are_told_in_the_meters_own_words() {
    let mut bench = Bench::new();
    let done = bench.run(bench.set(&[("0.8.0", "7"), ("C.60.9", "05")]));
    assert_eq!(
        outcomes(&done),
        [WriteOutcome::Refused, WriteOutcome::Verified]
    );
    let detail = done.summary().writes[0].detail.as_deref();
    assert_eq!(detail, Some("ERROR: not known or not permitted"));
    assert_eq!(done.headline(), "The meter refused the change");
    let Outcome::Partly { failure, .. } = &done.outcome else {
        panic!();
    };
    assert_eq!(
        failure.checks[0].title,
        "The metrological seal has to be broken"
    );

    let mut plan = bench.set(&[("0.8.0", "7"), ("C.60.9", "06")]);
    let Task::Set {
        stop_at_first_failure,
        ..
    } = &mut plan.task
    else {
        panic!();
    };
    *stop_at_first_failure = true;
    bench.sent();
    let done = bench.run(plan);
    assert_eq!(
        outcomes(&done),
        [WriteOutcome::Refused, WriteOutcome::NotSent]
    );
    assert_eq!(count(&bench.sent(), "C.60.9(06)"), 0);
}

#[test]
fn what_does_not_stick_is_not_verified() {
    let mut bench = Bench::faulty(Fault::WriteNotKept);
    let done = bench.run(bench.set(&[("0.8.0", "30")]));
    assert_eq!(outcomes(&done), [WriteOutcome::NotVerified]);
    let write = &done.summary().writes[0];
    assert_eq!(write.after.as_deref(), Some("15*min"));
    assert_eq!(write.detail.as_deref(), Some("the meter has 15 min"));
}

#[test]
fn a_lost_acknowledgement_is_settled_by_reading_and_nothing_is_written_twice() {
    let mut bench = Bench::faulty(Fault::AckLost);
    let done = bench.run(bench.set(&[("0.8.0", "30")]));
    assert_eq!(
        outcomes(&done),
        [WriteOutcome::Verified],
        "{:?}",
        done.outcome
    );
    assert_eq!(count(&bench.sent(), "W1"), 1);
}

#[test]
fn a_plug_pulled_after_the_write_is_settled_when_it_is_back() {
    for (fault, outcome) in [
        (Fault::DiesAfterWrite, WriteOutcome::Verified),
        (Fault::DiesBeforeWrite, WriteOutcome::NotVerified),
    ] {
        let mut bench = Bench::faulty(fault);
        bench.line.lock().unwrap().gone = 3;
        let done = bench.run(bench.set(&[("0.8.0", "30"), ("C.60.9", "05")]));
        let after = WriteOutcome::Verified;
        assert_eq!(
            outcomes(&done),
            [outcome, after],
            "{fault:?} {:?}",
            done.outcome
        );
        let sent = bench.sent();
        assert_eq!(count(&sent, "W1\\x020.8.0"), 1, "{sent}");
        assert_eq!(bench.line.lock().unwrap().openings, 2);
        assert!(sent.ends_with("\\x01B0\\x03q"), "{sent}");
    }
}

#[test]
fn what_stays_unknown_is_settled_by_a_later_job() {
    for (fault, outcome) in [
        (Fault::DiesAfterWrite, WriteOutcome::Verified),
        (Fault::DiesBeforeWrite, WriteOutcome::NotVerified),
    ] {
        let mut bench = Bench::faulty(fault);
        bench.line.lock().unwrap().gone = u32::MAX;
        let done = bench.run(bench.set(&[("0.8.0", "30"), ("C.60.9", "05")]));
        assert_eq!(
            outcomes(&done),
            [WriteOutcome::Unknown, WriteOutcome::NotSent]
        );
        assert!(done.headline().contains("unknown"), "{}", done.headline());
        bench.end();
        bench.line.lock().unwrap().gone = 0;
        let unfinished = bench.journal().unfinished().unwrap();
        assert_eq!(unfinished.len(), 1);
        assert_eq!(unfinished[0].address, "0.8.0");
        bench.sent();

        let settle = ProgrammePlan {
            credentials: Vec::new(),
            permission: Permission {
                read_only: true,
                role: Role::Full,
            },
            ..bench.plan(Task::Settle)
        };
        let done = bench.run(settle);
        assert_eq!(outcomes(&done), [outcome], "{:?}", done.outcome);
        assert_eq!(bench.journal().unfinished().unwrap(), []);
        assert_eq!(count(&bench.sent(), "W1"), 0);
    }
}

#[test]
fn a_meter_that_breaks_off_has_not_taken_the_change() {
    let mut bench = Bench::faulty(Fault::BreaksOff);
    let done = bench.run(bench.set(&[("0.8.0", "30")]));
    assert_eq!(
        outcomes(&done),
        [WriteOutcome::NotVerified],
        "{:?}",
        done.outcome
    );
    let detail = done.summary().writes[0].detail.clone().unwrap();
    assert!(detail.contains("broke the session off"), "{detail}");
}

#[test]
fn nothing_is_written_over_a_value_that_was_not_shown() {
    let mut bench = Bench::new();
    let mut change = bench.change("0.8.0", "30");
    change.shown = Some("5".to_owned());
    let done = bench.run(bench.plan(Task::Set {
        changes: vec![change],
        stop_at_first_failure: false,
    }));
    assert_eq!(outcomes_told(&done), [WriteOutcome::NotSent]);
    assert!(
        done.cause().contains("has 15 min by now, not 5 min"),
        "{}",
        done.cause()
    );
    assert_eq!(count(&bench.sent(), "W1"), 0);
}

#[test]
fn a_journal_that_is_lost_after_the_change_is_told() {
    let lost = |bench: &Bench| {
        let journal = bench.folder.path().join("journal.jsonl");
        bench.line.lock().unwrap().lost = Some(journal);
    };
    let mut bench = Bench::new();
    lost(&bench);
    let done = bench.run(bench.set(&[("0.8.0", "30")]));
    assert_eq!(outcomes(&done), [WriteOutcome::Verified]);
    let detail = done.summary().writes[0].detail.clone().unwrap();
    assert!(detail.contains("the journal"), "{detail}");

    let mut bench = Bench::new();
    lost(&bench);
    let done = bench.run(bench.plan(Task::Raw("W1 0.8.0(30)".parse().unwrap())));
    let answer = done.summary().raw.clone().unwrap().answer.unwrap();
    assert!(answer.starts_with("ACK; the journal"), "{answer}");
}

/// What the events say came of each change.
fn outcomes_told(done: &bench::Done) -> Vec<WriteOutcome> {
    let ended = done.events.iter().filter_map(|event| match event {
        Event::WriteProgressed {
            state: WriteState::Ended(record),
            ..
        } => Some(record.outcome),
        _ => None,
    });
    ended.collect()
}

#[test]
fn a_read_only_job_sends_nothing_at_all() {
    let permissions = [(true, Role::Full), (false, Role::Read)];
    for (read_only, role) in permissions {
        let mut bench = Bench::new();
        let permission = Permission { read_only, role };
        let action = bench.profiles.find("bench-mt174").unwrap().actions[0].clone();
        let tasks = [
            bench.set(&[("0.8.0", "30")]).task,
            Task::Act {
                action: action.into(),
                new_password: None,
            },
            Task::Raw("W1 0.8.0(30)".parse().unwrap()),
        ];
        for task in tasks {
            let plan = bench.plan(task);
            let done = bench.run(ProgrammePlan { permission, ..plan });
            assert_eq!(done.headline(), "Nothing was sent");
        }
        assert_eq!(bench.sent(), "");
        assert_eq!(bench.journal().entries().unwrap(), []);
        let get = bench.get(&["0.8.0"]);
        assert!(bench.run(ProgrammePlan { permission, ..get }).is_done());
    }
}

#[test]
fn a_role_for_clock_and_reset_writes_no_registers() {
    let mut bench = Bench::new();
    let permission = Permission {
        read_only: false,
        role: Role::ClockAndReset,
    };
    let plan = bench.set(&[("0.8.0", "30")]);
    let done = bench.run(ProgrammePlan { permission, ..plan });
    assert_eq!(outcomes_told(&done), [WriteOutcome::NotSent]);
    assert!(done.cause().contains("your role"), "{}", done.cause());
    let plan = bench.plan(Task::Raw("W1 0.8.0(30)".parse().unwrap()));
    let done = bench.run(ProgrammePlan { permission, ..plan });
    assert_eq!(done.headline(), "Nothing was sent");
    assert_eq!(count(&bench.sent(), "W1"), 0);
}

#[test]
fn a_wrong_password_is_sent_once_and_counted_across_programs() {
    let mut bench = Bench::new();
    for wrong in 1..=2 {
        let plan = ProgrammePlan {
            credentials: vec![credentials(3, "12345678")],
            ..bench.set(&[("0.8.0", "30")])
        };
        let done = bench.run(plan);
        let refused = done.events.iter().find_map(|event| match event {
            Event::PasswordRefused {
                tries,
                level,
                meter,
                ..
            } => Some((tries.clone(), *level, meter.clone())),
            _ => None,
        });
        let (tries, level, meter) = refused.unwrap();
        assert_eq!((tries.wrong, level), (wrong, 3));
        assert_eq!(meter.serial_number.as_deref(), Some("63355730"));
        assert_eq!(done.headline(), "The meter refused the password");
        let of_three = format!("{wrong} of 3 used; then locked for 15 minutes");
        assert!(done.cause().contains(&of_three), "{}", done.cause());
        let sent = bench.sent();
        assert_eq!(
            (count(&sent, "\\x01P1"), count(&sent, "W1")),
            (1, 0),
            "{sent}"
        );
        bench.end();
    }
    let done = bench.run(bench.set(&[("0.8.0", "30")]));
    assert!(done.is_done(), "{:?}", done.outcome);
    let meter = bench.journal().entries().unwrap()[0].meter.clone();
    assert_eq!(bench.journal().tries(&meter, 3, None).unwrap().wrong, 0);
}

#[test]
fn a_password_is_nowhere_but_on_the_line() {
    let mut bench = Bench::new();
    let secret = "00000003";
    let done = bench.run(bench.set(&[("0.8.0", "30"), ("C.96.3", "47114711")]));
    assert_eq!(
        outcomes(&done),
        [WriteOutcome::Verified, WriteOutcome::NotVerified]
    );
    let sent = bench.sent();
    assert!(sent.contains(secret) && sent.contains("47114711"), "{sent}");
    let told = format!("{:?}", done.events) + &everything_in(bench.folder.path());
    assert!(told.contains("W1 C.96.3(•••)"));
    for word in [secret, "47114711"] {
        assert!(!told.contains(word), "{word}");
    }
}

#[test]
fn a_password_of_another_form_is_held_back() {
    let mut bench = Bench::new();
    let action = bench.profiles.find("bench-mt174").unwrap().actions[0].clone();
    let done = bench.run(ProgrammePlan {
        credentials: vec![credentials(2, "1234")],
        ..bench.plan(Task::Act {
            action: action.into(),
            new_password: None,
        })
    });
    assert_eq!(done.headline(), "The password was not sent");
    assert!(
        done.cause().contains("Level 2 takes 8 characters"),
        "{}",
        done.cause()
    );
    assert_eq!(count(&bench.sent(), "P1"), 0);
}

#[test]
fn a_value_that_comes_for_another_register_is_not_believed() {
    let mut bench = Bench::faulty(Fault::WrongAddress);
    let done = bench.run(bench.set(&[("0.8.0", "30")]));
    let told = outcomes_told(&done);
    assert!(!told.contains(&WriteOutcome::Verified), "{told:?}");
}

#[test]
fn what_was_written_is_kept_with_the_visit_and_read_back_from_it() {
    let mut bench = Bench::new();
    let done = bench.run(bench.set(&[("0.8.0", "30")]));
    let written = done.summary().writes.clone();
    let visits = bench.archive().list().unwrap();
    let visit = flagport::archive::Visit::load(&visits[0].path).unwrap();
    let profile = bench.profiles.find("bench-mt174").unwrap();
    let read = flagport::export::programme::writes_from_json(
        &visit.writes.unwrap(),
        Some(profile.as_ref()),
    )
    .unwrap();
    assert_eq!(read.len(), 1);
    assert_eq!(
        (&read[0].register, &read[0].command, &read[0].before),
        (
            &written[0].register,
            &written[0].command,
            &written[0].before
        )
    );
    assert_eq!(
        (&read[0].after, read[0].outcome),
        (&Some("30*min".to_owned()), WriteOutcome::Verified)
    );
}

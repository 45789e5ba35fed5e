//! Commands of the profile and raw ones: proved by what they change.

use flagport::profile::ActionCommand;
use flagport::sim::Fault;
use flagport::worker::{MeterKey, Outcome, Permission, ProgrammePlan, Role, Task, WriteOutcome};

use super::bench::{Bench, count, credentials};

#[test]
fn a_billing_reset_is_proved_and_its_values_are_stored_first() {
    let mut bench = Bench::new();
    let action = bench.profiles.find("bench-mt174").unwrap().actions[0].clone();
    let reset = |bench: &Bench| ProgrammePlan {
        credentials: vec![credentials(2, "00000002")],
        permission: Permission {
            read_only: false,
            role: Role::ClockAndReset,
        },
        ..bench.plan(Task::Act {
            action: action.clone().into(),
            new_password: None,
        })
    };
    let plan = reset(&bench);
    let done = bench.run(plan);
    assert!(done.is_done(), "{:?}", done.outcome);
    let record = done.summary().action.as_ref().unwrap();
    assert_eq!(record.commands, ["E2 0001()"]);
    assert_eq!(record.outcome, WriteOutcome::Verified);
    let proof = |readings: &[flagport::worker::RegisterReading]| {
        let set = readings.last().unwrap().answer.clone().unwrap();
        set.values[0].raw.clone()
    };
    assert_ne!(proof(&record.before), proof(&record.after));

    let visits = bench.archive().list().unwrap();
    let mut sets: Vec<_> = visits
        .iter()
        .map(|v| v.info.as_ref().unwrap().data_sets)
        .collect();
    sets.sort_unstable();
    assert_eq!(sets, [2, 343], "the readout was stored, too");

    bench.sent();
    let plan = reset(&bench);
    let done = bench.run(plan);
    assert_eq!(done.headline(), "Nothing was sent: it is too early");
    assert_eq!(count(&bench.sent(), "E2"), 0);
}

#[test]
fn an_action_that_was_taken_in_part_says_what_was_done() {
    let act = |proof: Option<&str>| {
        let mut bench = Bench::new();
        let mut action = bench.profiles.find("bench-mt174").unwrap().actions[0].clone();
        action.commands.push(ActionCommand {
            command: "W1".parse().unwrap(),
            data: "9.9.9(1)".to_owned(),
        });
        action.proof = proof.map(str::to_owned);
        let done = bench.run(ProgrammePlan {
            credentials: vec![credentials(2, "00000002")],
            ..bench.plan(Task::Act {
                action: action.into(),
                new_password: None,
            })
        });
        assert!(matches!(done.outcome, Outcome::Partly { .. }), "{done:?}");
        let record = done.summary().action.clone().unwrap();
        let detail = record.detail.unwrap();
        let words = "the meter took E2 0001() and refused W1 9.9.9(1): ERROR";
        assert!(detail.starts_with(words), "{detail}");
        let entries = bench.journal().entries().unwrap();
        let ended = entries.iter().map(|e| e.ended.as_ref().unwrap().outcome);
        let expected = [WriteOutcome::NotVerified, WriteOutcome::Refused];
        assert_eq!(ended.collect::<Vec<_>>(), expected);
        record.outcome
    };
    assert_eq!(act(Some("0.1.0")), WriteOutcome::NotVerified);
    assert_eq!(act(None), WriteOutcome::Unknown);
}

#[test]
fn a_new_password_is_proved_by_signing_on_anew() {
    let mut bench = Bench::new();
    let action = bench.profiles.find("bench-mt174").unwrap().actions[1].clone();
    let change = |new: &str| Task::Act {
        action: action.clone().into(),
        new_password: Some(flagport::secret::Password::new(new.to_owned())),
    };
    let done = bench.run(bench.plan(change("47114711")));
    let record = done.summary().action.clone().unwrap();
    assert_eq!(record.outcome, WriteOutcome::Verified, "{record:?}");
    let sent = bench.sent();
    assert_eq!(
        (count(&sent, "/?!"), count(&sent, "\\x01P1")),
        (2, 2),
        "{sent}"
    );
    assert_eq!(bench.journal().tries(&key(), 3, None).unwrap().wrong, 0);

    let mut bench = Bench::faulty(Fault::WriteNotKept);
    let done = bench.run(bench.plan(change("47114711")));
    let record = done.summary().action.clone().unwrap();
    assert_eq!(record.outcome, WriteOutcome::NotVerified, "{record:?}");
    assert_eq!(count(&bench.sent(), "\\x01P1"), 2);
    assert_eq!(bench.journal().tries(&key(), 3, None).unwrap().wrong, 1);
}

fn key() -> MeterKey {
    MeterKey {
        identification_line: "/ISk5MT174-0001".to_owned(),
        serial_number: Some("63355730".to_owned()),
    }
}

#[test]
fn a_raw_command_is_treated_like_any_other() {
    let mut bench = Bench::new();
    let raw = |text: &str| Task::Raw(text.parse().unwrap());
    let done = bench.run(ProgrammePlan {
        credentials: Vec::new(),
        ..bench.plan(raw("R1 0.8.0()"))
    });
    assert_eq!(
        done.summary().raw.as_ref().unwrap().answer.as_deref(),
        Ok("(15*min)")
    );

    let done = bench.run(bench.plan(raw("W1 0.8.0(30)")));
    let record = done.summary().raw.clone().unwrap();
    assert_eq!(
        (record.answer.as_deref(), record.outcome),
        (Ok("ACK"), Some(WriteOutcome::Verified))
    );
    assert_eq!(
        bench.journal().entries().unwrap()[0].old.as_deref(),
        Some("15*min")
    );

    // A register that no profile knows: its unit is not known either.
    let done = bench.run(bench.plan(raw("W1 1.35.0(12.000)")));
    let record = done.summary().raw.clone().unwrap();
    assert_eq!(record.outcome, Some(WriteOutcome::Verified), "{done:?}");

    let done = bench.run(bench.plan(raw("W1 0.8.0(7)")));
    let record = done.summary().raw.clone().unwrap();
    assert_eq!(record.outcome, Some(WriteOutcome::Refused));
    assert!(
        matches!(done.outcome, Outcome::Partly { .. }),
        "{:?}",
        done.outcome
    );

    bench.sent();
    let done = bench.run(bench.plan(raw("P1 (00000003)")));
    assert_eq!(done.headline(), "Nothing was sent");
    assert_eq!(
        count(&bench.sent(), "\\x01P1"),
        1,
        "only the one of its level"
    );
}

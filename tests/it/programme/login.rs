//! The ways of giving a password: with every write, into a lock register, for reading
//! and for writing.

use flagport::profile::Library;
use flagport::secret::Password;
use flagport::sim::Fault;
use flagport::worker::{
    Event, MeterKey, Outcome, Permission, ProgrammePlan, Role, Task, WriteOutcome,
};

use super::bench::{Bench, count, credentials, everything_in};
use super::{outcomes, outcomes_told};

const PERIOD: &str = "1-0:0.8.4*255";

/// Reads at level 1, and stays signed on.
fn read_first(bench: &mut Bench) {
    let plan = ProgrammePlan {
        credentials: vec![credentials(1, "00000000")],
        keep_open: true,
        ..bench.get(&[PERIOD])
    };
    let done = bench.run(plan);
    assert!(done.is_done(), "{:?}", done.outcome);
}

fn write(bench: &Bench, value: &str, password: &str) -> ProgrammePlan {
    ProgrammePlan {
        credentials: vec![credentials(2, password)],
        ..bench.set(&[(PERIOD, value), ("1-0:0.0.1*255", "4711")])
    }
}

#[test]
fn a_password_goes_with_every_write() {
    let mut bench = Bench::of("lem-em4tii", None);
    let plan = write(&bench, "15", "00000000");
    let done = bench.run(plan);
    assert_eq!(done.headline(), "A password is needed");
    assert!(
        done.cause().starts_with("Level 1 takes"),
        "{}",
        done.cause()
    );

    read_first(&mut bench);
    bench.sent();
    let plan = write(&bench, "15", "00000000");
    let done = bench.run(plan);
    assert!(done.is_done(), "{:?}", done.outcome);
    let command = &done.summary().writes[0].command;
    assert_eq!(command, "W5 1-0:0.8.4*255(15)(•••)");
    let sent = bench.sent();
    assert!(
        sent.contains("W5\\x021-0:0.8.4*255(15)(00000000)"),
        "{sent}"
    );
    let meter = bench.journal().entries().unwrap()[0].meter.clone();
    assert_eq!(bench.journal().tries(&meter, 2, None).unwrap().wrong, 0);
}

/// What the journal says of passwords: whether each was taken, and with which words.
fn answered(bench: &Bench) -> Vec<serde_json::Value> {
    let text = std::fs::read_to_string(bench.journal().path()).unwrap();
    let lines = text
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let facts = lines.filter(|line| line["fact"] == "password-answered");
    facts.map(|line| line["accepted"].clone()).collect()
}

#[test]
fn a_write_that_is_refused_for_its_password_is_told_as_a_wrong_password() {
    let mut bench = Bench::of("lem-em4tii", None);
    read_first(&mut bench);
    bench.sent();
    let plan = write(&bench, "15", "11111111");
    let done = bench.run(plan);
    assert_eq!(
        outcomes(&done),
        [WriteOutcome::Refused, WriteOutcome::NotSent]
    );
    assert_eq!(done.headline(), "The meter refused the password");
    let words = "ER01, the password is wrong. It was not tried again. 1 wrong one so far.";
    assert!(done.cause().contains(words), "{}", done.cause());
    assert_eq!(count(&bench.sent(), "11111111"), 1);
    let refused = done.events.iter().find_map(|event| match event {
        Event::PasswordRefused { level, tries, .. } => Some((*level, tries.wrong)),
        _ => None,
    });
    assert_eq!(refused, Some((2, 1)));
    assert_eq!(answered(&bench), [true, false]);
}

#[test]
fn a_refusal_that_may_be_about_the_password_leaves_it_in_doubt() {
    let mut bench = Bench::of("lem-em4tii", None);
    read_first(&mut bench);
    bench.sent();
    let plan = write(&bench, "77", "00000000");
    let done = bench.run(plan);
    assert_eq!(
        outcomes(&done),
        [WriteOutcome::Refused, WriteOutcome::NotSent]
    );
    assert_eq!(done.headline(), "The password may be wrong");
    assert_eq!(count(&bench.sent(), "00000000"), 1);
    let meter = bench.journal().entries().unwrap()[0].meter.clone();
    assert_eq!(bench.journal().tries(&meter, 2, None).unwrap().wrong, 1);
}

#[test]
fn a_change_that_was_read_back_proves_the_password_that_was_not_answered() {
    let mut bench = Bench::of("lem-em4tii", Some(Fault::DiesAfterWrite));
    read_first(&mut bench);
    let plan = write(&bench, "15", "00000000");
    let done = bench.run(plan);
    assert_eq!(
        outcomes(&done),
        [WriteOutcome::Verified, WriteOutcome::Verified],
        "{:?}",
        done.outcome
    );
    assert!(answered(&bench).iter().all(|accepted| accepted == true));
}

#[test]
fn a_password_that_was_taken_serves_to_settle_what_is_unknown() {
    let mut bench = Bench::of("lem-em4tii", Some(Fault::DiesAfterWrite));
    read_first(&mut bench);
    let plan = write(&bench, "15", "00000000");
    let done = bench.run(plan);
    assert_eq!(
        outcomes(&done)[0],
        WriteOutcome::Verified,
        "{:?}",
        done.outcome
    );
    assert_eq!(bench.line.lock().unwrap().openings, 2);
}

#[test]
fn a_level_to_read_and_one_to_write_are_given_in_one_job() {
    let mut bench = Bench::of("lem-em4tii", None);
    let plan = write(&bench, "15", "00000000");
    let mut plan = ProgrammePlan {
        keep_open: true,
        ..plan
    };
    plan.credentials.push(credentials(1, "00000000"));
    let done = bench.run(plan.clone());
    assert!(done.is_done(), "{:?}", done.outcome);
    let sent = bench.sent();
    assert_eq!((count(&sent, "\\x01P1"), count(&sent, "W5")), (1, 2));
    // The session is kept: nothing is given again to read by.
    let again = bench.run(ProgrammePlan {
        credentials: plan.credentials,
        ..bench.set(&[(PERIOD, "5")])
    });
    assert!(again.is_done(), "{:?}", again.outcome);
    let sent = bench.sent();
    assert_eq!((count(&sent, "\\x01P1"), count(&sent, "W5")), (0, 1));
}

#[test]
fn a_lock_is_opened_for_reading_and_closed_at_the_end() {
    let mut bench = Bench::of("els-ek280", None);
    let plan = ProgrammePlan {
        credentials: vec![credentials(1, "0")],
        permission: Permission {
            read_only: true,
            role: Role::Read,
        },
        ..bench.get(&["1:180.0"])
    };
    let done = bench.run(plan);
    assert!(done.is_done(), "{:?}", done.outcome);
    assert!(done.summary().meter.serial_number.is_some());
    let sent = bench.sent();
    let (open, closed) = (
        sent.find("W1\\x024:171.0(0)"),
        sent.find("W1\\x024:170.0(0)"),
    );
    assert!(open.unwrap() < closed.unwrap(), "{sent}");
}

#[test]
fn a_wrong_lock_code_is_counted_and_told() {
    let mut bench = Bench::of("els-ek280", None);
    let plan = ProgrammePlan {
        credentials: vec![credentials(2, "4711")],
        ..bench.set(&[("4:150.0", "30")])
    };
    let done = bench.run(plan);
    assert_eq!(done.headline(), "The meter refused the password");
    let meaning = "#0017, the access code is wrong";
    assert!(done.cause().contains(meaning), "{}", done.cause());
    assert_eq!(outcomes_told(&done), [WriteOutcome::NotSent]);
    assert_eq!(count(&bench.sent(), "4711"), 1);
}

#[test]
fn a_lock_is_opened_for_writing() {
    let mut bench = Bench::of("els-ek280", None);
    let plan = ProgrammePlan {
        credentials: vec![credentials(2, "00000000")],
        ..bench.set(&[("4:150.0", "30")])
    };
    let done = bench.run(plan);
    assert!(done.is_done(), "{:?}", done.outcome);
    assert!(bench.sent().contains("W1\\x023:170.0(0)"));
}

#[test]
fn a_password_that_was_taken_and_then_refused_is_not_sent_again() {
    let mut bench = Bench::faulty(Fault::BreaksOff);
    let kept = |plan: ProgrammePlan| ProgrammePlan {
        keep_open: true,
        credentials: Vec::new(),
        ..plan
    };
    let plan = ProgrammePlan {
        credentials: vec![credentials(3, "00000003")],
        ..kept(bench.get(&["0.8.0"]))
    };
    assert!(bench.run(plan).is_done());

    let mut other = bench.beside();
    let action = other.profiles.find("bench-mt174").unwrap().actions[1].clone();
    let done = other.run(other.plan(Task::Act {
        action: action.into(),
        new_password: Some(Password::new("47114711".to_owned())),
    }));
    assert!(done.is_done(), "{:?}", done.outcome);

    bench.sent();
    let plan = kept(bench.set(&[("0.8.0", "30")]));
    bench.run(plan);
    assert_eq!(count(&bench.sent(), "\\x01P1"), 1);
    let plan = kept(bench.set(&[("0.8.0", "30")]));
    let done = bench.run(plan);
    assert_eq!(done.headline(), "A password is needed");
    assert_eq!(count(&bench.sent(), "\\x01P1"), 0);
}

#[test]
fn a_password_that_was_never_sent_is_no_wrong_one() {
    let mut bench = Bench::new();
    let path = bench.folder.path().join("profiles/bench-mt174.ron");
    let text = std::fs::read_to_string(&path).unwrap();
    // This meter gives out no operand that the algorithm could answer.
    let text = text.replace("(number: 3, login: P1)", "(number: 3, login: P2(Elster))");
    std::fs::write(&path, text).unwrap();
    bench.profiles = Library::load(path.parent().unwrap());
    assert_eq!(bench.profiles.problems(), []);
    let plan = ProgrammePlan {
        credentials: vec![credentials(3, "AAAA0000")],
        ..bench.set(&[("0.8.0", "30")])
    };
    let done = bench.run(plan);
    assert!(matches!(done.outcome, Outcome::Failed(_)), "{done:?}");
    assert_eq!(count(&bench.sent(), "\\x01P2"), 0);
    let meter = MeterKey {
        identification_line: "/ISk5MT174-0001".to_owned(),
        serial_number: Some("63355730".to_owned()),
    };
    assert_eq!(bench.journal().tries(&meter, 3, None).unwrap().wrong, 0);
}

#[test]
fn the_code_of_a_lock_is_not_said_as_a_raw_command() {
    let mut bench = Bench::of("els-ek280", None);
    let plan = ProgrammePlan {
        credentials: vec![credentials(2, "00000000")],
        ..bench.plan(Task::Raw("W1 3:171.0(47114711)".parse().unwrap()))
    };
    let done = bench.run(plan);
    assert_eq!(done.headline(), "Nothing was sent");
    assert_eq!(count(&bench.sent(), "47114711"), 0);
    let told = format!("{:?}", done.events) + &everything_in(bench.folder.path());
    assert!(!told.contains("47114711"));
}

#[test]
fn a_new_password_is_not_said_as_a_raw_command() {
    let mut bench = Bench::new();
    for text in ["W1 C.96.3(47114711)", "W1 0.8.0(30)C.96.3(47114711)"] {
        let done = bench.run(bench.plan(Task::Raw(text.parse().unwrap())));
        assert_eq!(done.headline(), "Nothing was sent");
        assert_eq!(count(&bench.sent(), "47114711"), 0);
        let told = format!("{:?}", done.events) + &everything_in(bench.folder.path());
        assert!(!told.contains("47114711"));
    }
}

#[test]
fn the_password_of_a_write_is_not_typed_into_a_raw_command() {
    let mut bench = Bench::of("lem-em4tii", None);
    read_first(&mut bench);
    bench.sent();
    let order = "W5 1-0:0.8.4*255(15)(47114711)".parse().unwrap();
    let done = bench.run(ProgrammePlan {
        credentials: vec![credentials(2, "00000000")],
        ..bench.plan(Task::Raw(order))
    });
    assert_eq!(done.headline(), "Nothing was sent");
    assert_eq!(count(&bench.sent(), "47114711"), 0);
    let told = format!("{:?}", done.events) + &everything_in(bench.folder.path());
    assert!(!told.contains("47114711"));
}

#[test]
fn another_password_is_given_on_a_session_of_its_own() {
    let mut bench = Bench::of("iskra-mt174", None);
    let set = |bench: &Bench, password: &str| ProgrammePlan {
        credentials: vec![credentials(3, password)],
        keep_open: true,
        ..bench.set(&[("0.8.0", "30")])
    };
    // The meter takes it, as one that only reads.
    let plan = set(&bench, "00000000");
    let done = bench.run(plan);
    assert_eq!(outcomes(&done), [WriteOutcome::Refused]);
    bench.sent();

    let plan = set(&bench, "00000003");
    let done = bench.run(plan);
    assert_eq!(outcomes(&done), [WriteOutcome::Verified]);
    let sent = bench.sent();
    assert_eq!(count(&sent, "(00000003)"), 1, "{sent}");
    assert_eq!(count(&sent, "(00000000)"), 0, "{sent}");
}

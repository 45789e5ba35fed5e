//! What is promised whatever goes wrong: every fault, alone and in pairs, against every
//! kind of change, and afterwards a second head looks at what the meter really holds.

use std::time::Duration;

use flagport::journal::{Entry, Subject};
use flagport::secret::Password;
use flagport::sim::{Fault, Faults};
use flagport::worker::{
    ClockOrder, Outcome, ProgrammePlan, ProgrammeSummary, Task, TimeBase, WriteOutcome,
};

use super::bench::{Bench, Done, count, credentials, everything_in};

const CHANGES: [(&str, &str); 2] = [("0.8.0", "30"), ("C.60.9", "05")];
const PASSWORD: &str = "00000003";
const NEW_PASSWORD: &str = "47114711";

/// Nothing that leaves the port away for longer than a test lasts.
fn faults() -> impl Iterator<Item = Fault> {
    let stays = |fault: &Fault| *fault != Fault::StaysAway;
    Fault::ALL.into_iter().filter(stays)
}

#[test]
fn no_fault_breaks_a_promise_about_registers() {
    for fault in faults() {
        registers(&Faults::only(fault));
    }
}

#[test]
fn no_fault_breaks_a_promise_about_commands() {
    for (number, fault) in faults().enumerate() {
        let faults = Faults::only(fault);
        match number % 3 {
            0 => clock(&faults),
            1 => reset(&faults),
            _ => password(&faults),
        }
    }
}

#[test]
#[ignore = "takes minutes: every pair of faults against every kind of change"]
fn no_pair_of_faults_breaks_a_promise() {
    for (seed, one) in (1..).zip(faults()) {
        for other in faults().filter(|other| *other > one) {
            let faults = Faults {
                list: vec![one, other],
                seed,
            };
            registers(&faults);
            clock(&faults);
            reset(&faults);
            password(&faults);
        }
    }
}

fn registers(faults: &Faults) {
    let mut bench = Bench::with(faults.clone());
    let plan = bench.set(&CHANGES);
    let (done, sent) = run(&mut bench, plan);
    check_promises(&bench, faults, &done, &sent);
    let Some(summary) = summary(&done) else {
        return;
    };
    let mut other = bench.beside();
    let held = other.run(other.get(&CHANGES.map(|(address, _)| address)));
    for (write, (address, wanted)) in summary.writes.iter().zip(CHANGES) {
        let value = held.read(address);
        let has_it = write.register.is_same(wanted, value);
        let was_said = count(&sent, &format!("\\x01W1\\x02{address}(")) > 0;
        let context = format!("{faults:?} {write:?} {value}");
        match write.outcome {
            WriteOutcome::Verified => assert!(has_it, "{context}"),
            // Without addresses in its answers nobody sees that they are of another register.
            WriteOutcome::NotVerified if faults.has(Fault::WrongAddress) => {}
            WriteOutcome::Refused | WriteOutcome::NotVerified => assert!(!has_it, "{context}"),
            WriteOutcome::NotSent => assert!(!has_it && !was_said, "{context}"),
            WriteOutcome::Unknown => assert!(was_said, "{context}"),
        }
    }
    let told = summary.writes.iter().map(|write| write.outcome);
    let written = bench.journal().entries().unwrap();
    let of_journal = written
        .iter()
        .map(|entry| entry.ended.as_ref().unwrap().outcome);
    let was_sent = |outcome: &WriteOutcome| *outcome != WriteOutcome::NotSent;
    assert_eq!(
        told.filter(was_sent).collect::<Vec<_>>(),
        of_journal.filter(was_sent).collect::<Vec<_>>(),
        "{faults:?}"
    );
}

fn clock(faults: &Faults) {
    let mut bench = Bench::with(faults.clone());
    let order = ClockOrder {
        base: TimeBase::Local,
        synchronise_only: false,
    };
    let plan = bench.plan(Task::SetClock(order));
    let (done, sent) = run(&mut bench, plan);
    check_promises(&bench, faults, &done, &sent);
    let Some(record) = summary(&done).and_then(|summary| summary.clock_set.as_ref()) else {
        return;
    };
    let mut other = bench.beside();
    let plan = ProgrammePlan {
        credentials: Vec::new(),
        ..other.plan(Task::ReadClock)
    };
    let reading = other.run(plan).summary().clock.clone().unwrap();
    let is_right = reading.drift.as_secs_f64().abs() < 1.5;
    let is_set = record.outcome == WriteOutcome::Verified;
    assert!(is_right || !is_set, "{faults:?} {record:?} {reading:?}");
    let was_said = count(&sent, "\\x01W1\\x02C003(") > 0;
    let is_unsent = record.outcome == WriteOutcome::NotSent;
    assert!(was_said != is_unsent, "{faults:?} {record:?} {sent}");
}

fn reset(faults: &Faults) {
    let mut bench = Bench::with(faults.clone());
    let action = bench.profiles.find("bench-mt174").unwrap().actions[0].clone();
    let plan = ProgrammePlan {
        credentials: vec![credentials(2, "00000002")],
        ..bench.plan(Task::Act {
            action: action.into(),
            new_password: None,
        })
    };
    let (done, sent) = run(&mut bench, plan);
    check_promises(&bench, faults, &done, &sent);
    let Some(record) = summary(&done).and_then(|summary| summary.action.as_ref()) else {
        return;
    };
    let resets = |mut bench: Bench| {
        // What the meter did lies in its past by then.
        bench.line.lock().unwrap().sleeps = Duration::from_secs(3600);
        bench.run(bench.get(&["0.1.0"])).read("0.1.0").to_owned()
    };
    let was_reset = resets(bench.beside()) != resets(Bench::new());
    match record.outcome {
        // The proof was told without its address, and was another register's.
        _ if faults.has(Fault::WrongAddress) => {}
        WriteOutcome::Verified => assert!(was_reset, "{faults:?} {record:?}"),
        WriteOutcome::Unknown => {}
        _ => assert!(!was_reset, "{faults:?} {record:?}"),
    }
    let visits = bench.archive().list().unwrap();
    let stored = visits.iter().filter_map(|visit| visit.info.as_ref().ok());
    let was_stored = stored.into_iter().any(|info| info.data_sets > 300);
    assert!(was_stored || count(&sent, "\\x01E2") == 0, "{faults:?}");
}

fn password(faults: &Faults) {
    let mut bench = Bench::with(faults.clone());
    let action = bench.profiles.find("bench-mt174").unwrap().actions[1].clone();
    let plan = bench.plan(Task::Act {
        action: action.into(),
        new_password: Some(Password::new(NEW_PASSWORD.to_owned())),
    });
    let (done, sent) = run(&mut bench, plan);
    check_promises(&bench, faults, &done, &sent);
    let Some(record) = summary(&done).and_then(|summary| summary.action.as_ref()) else {
        return;
    };
    if record.outcome != WriteOutcome::Verified {
        return;
    }
    let mut other = bench.beside();
    let plan = ProgrammePlan {
        credentials: vec![credentials(3, NEW_PASSWORD)],
        ..other.get(&["0.8.0"])
    };
    assert!(other.run(plan).is_done(), "{faults:?} {record:?}");
}

/// Runs a job to its end, and closes the program.
fn run(bench: &mut Bench, plan: ProgrammePlan) -> (Done, String) {
    let done = bench.run(plan);
    bench.end();
    let sent = bench.sent();
    (done, sent)
}

/// What holds for every job.
fn check_promises(bench: &Bench, faults: &Faults, done: &Done, sent: &str) {
    let entries = bench.journal().entries().unwrap();
    for command in ["W1", "E2"] {
        let on_the_line: Vec<&str> = changes_in(sent, command).collect();
        // The meter says that it did not understand: only then it is said again.
        let may_be_repeated = faults.has(Fault::NakFirst);
        for said in &on_the_line {
            let times = on_the_line.iter().filter(|other| *other == said).count();
            assert!(times == 1 || may_be_repeated, "{faults:?} {said} {sent}");
            let is_its = |entry: &&Entry| entry.command == shown(command, said);
            assert_eq!(
                entries.iter().filter(is_its).count(),
                1,
                "{faults:?} {said} {entries:?}"
            );
        }
        let was_sent = |entry: &&Entry| {
            let outcome = entry.ended.as_ref().map(|ended| ended.outcome);
            entry.command.starts_with(command) && outcome != Some(WriteOutcome::NotSent)
        };
        for entry in entries.iter().filter(was_sent) {
            let is_it = |said: &&&str| entry.command == shown(command, said);
            assert!(
                on_the_line.iter().any(|said| is_it(&said)),
                "{faults:?} {entry:?} {sent}"
            );
        }
    }
    assert!(
        entries.iter().all(|entry| entry.ended.is_some()),
        "{faults:?} {entries:?}"
    );
    assert!(entries.iter().all(|entry| entry.subject != Subject::Raw));

    let kept = everything_in(bench.folder.path());
    let given = count(sent, "\\x01P1\\x02");
    assert_eq!(
        count(&kept, "\"password-tried\""),
        given,
        "{faults:?} {sent}"
    );
    let refused = count(&kept, "\"accepted\":false") + count(&kept, "\"accepted\":null");
    assert!(refused <= 1, "{faults:?} {kept}");
    for word in [PASSWORD, NEW_PASSWORD, "00000002"] {
        let told = format!("{:?}", done.events);
        assert!(
            !told.contains(word) && !kept.contains(word),
            "{faults:?} {word}"
        );
    }
    assert!(
        sent.is_empty() || sent.ends_with("\\x01B0\\x03q"),
        "{faults:?} {sent}"
    );
}

/// The data sets of the commands of one kind that were sent.
fn changes_in<'a>(sent: &'a str, command: &str) -> impl Iterator<Item = &'a str> {
    let begin = format!("\\x01{command}\\x02");
    let mut rest = sent;
    std::iter::from_fn(move || {
        let (_, behind) = rest.split_once(begin.as_str())?;
        let (data, further) = behind.split_once("\\x03")?;
        rest = further;
        Some(data)
    })
}

/// A command as the journal shows it.
fn shown(command: &str, data: &str) -> String {
    format!("{command} {}", data.replace(NEW_PASSWORD, "•••"))
}

/// What a job brought, if it brought anything.
fn summary(done: &Done) -> Option<&ProgrammeSummary> {
    match &done.outcome {
        Outcome::Done(summary)
        | Outcome::Partly { summary, .. }
        | Outcome::Cancelled(Some(summary)) => Some(summary),
        Outcome::Cancelled(None) | Outcome::Failed(_) => None,
    }
}

//! Several registers read with one command, and one by one where that does not do.

use std::sync::Arc;

use flagport::profile::{Library, RegisterDef};
use flagport::worker::{Event, ProgrammePlan, ReadProblem, Task};

use super::bench::{Bench, Done, credentials};

const METER: &str = "satec-em720";

/// A job that reads `addresses`, also such as the profile does not know.
fn get(bench: &Bench, addresses: &[&str]) -> ProgrammePlan {
    let profile = Library::default().find(METER).unwrap();
    let register = |address: &&str| {
        let known = profile.register(address).cloned();
        Arc::new(known.unwrap_or_else(|| RegisterDef {
            address: (*address).to_owned(),
            ..RegisterDef::default()
        }))
    };
    ProgrammePlan {
        profiles: Library::default(),
        credentials: vec![credentials(1, "9")],
        ..bench.plan(Task::Get(addresses.iter().map(register).collect()))
    }
}

/// What was asked for after the password and the serial number, the data set of each
/// command.
fn asked(bench: &Bench) -> Vec<String> {
    let sent = bench.sent();
    let (_, sent) = sent.split_once("\\x01P1").unwrap();
    let commands = sent.split("\\x01R1\\x02").skip(1);
    let mut asked: Vec<String> = commands
        .map(|command| command.split_once("\\x03").unwrap().0.to_owned())
        .collect();
    assert_eq!(asked.remove(0), "0.0.0()");
    asked
}

fn steps(done: &Done) -> Vec<(u32, u32)> {
    let steps = done.events.iter().filter_map(|event| match event {
        Event::Progressed { progress, .. } => progress.steps,
        _ => None,
    });
    steps.collect()
}

fn told(done: &Done) -> Vec<&str> {
    let told = done.events.iter().filter_map(|event| match event {
        Event::RegisterRead { reading, .. } => Some(reading.register.address.as_str()),
        _ => None,
    });
    told.collect()
}

#[test]
fn registers_are_read_two_at_a_time() {
    let mut bench = Bench::of(METER, None);
    let addresses = ["F.F", "0.0.0", "0.2.0", "0.9.2", "1.8.0"];
    let done = bench.run(get(&bench, &addresses));
    assert!(done.is_done(), "{:?}", done.outcome);
    assert_eq!(asked(&bench), ["F.F()0.0.0()", "0.2.0()0.9.2()", "1.8.0()"]);
    assert_eq!(done.read("F.F"), "00");
    assert_eq!(done.read("0.0.0"), "00656621");
    assert_eq!(done.read("0.2.0"), "25.1.16");
    assert_eq!(done.read("0.9.2").len(), 6);
    assert!(done.read("1.8.0").ends_with("*kWh"));
    assert_eq!(told(&done), addresses);
    let last = steps(&done).last().copied();
    assert_eq!(last, Some((5, 5)));
}

#[test]
fn what_cannot_be_shared_out_is_read_one_by_one() {
    let mut bench = Bench::of(METER, None);
    // One is not known, and a maximum has its time behind it.
    let addresses = ["0.0.0", "9.9.9", "2.8.0", "1.6.0", "F.F", "0.2.0"];
    let done = bench.run(get(&bench, &addresses));
    assert_eq!(
        asked(&bench),
        [
            "0.0.0()9.9.9()",
            "0.0.0()",
            "9.9.9()",
            "2.8.0()1.6.0()",
            "2.8.0()",
            "1.6.0()",
            "F.F()0.2.0()",
        ]
    );
    assert_eq!(told(&done), addresses);
    assert_eq!(done.read("0.0.0"), "00656621");
    assert!(done.read("2.8.0").ends_with("*kWh"));
    assert_eq!(done.read("F.F"), "00");
    assert_eq!(done.read("0.2.0"), "25.1.16");
    let answer = |address: &str| {
        let mut readings = done.summary().readings.iter();
        let reading = readings.find(|reading| reading.register.address == address);
        reading.unwrap().answer.clone()
    };
    let refused = ReadProblem::Refused {
        answer: "ERROR".to_owned(),
        meaning: Some("the meter knows no such register".to_owned()),
    };
    assert_eq!(answer("9.9.9"), Err(refused));
    assert_eq!(answer("1.6.0").unwrap().values.len(), 2);
    assert_eq!(steps(&done).last(), Some(&(6, 6)));
}

#[test]
fn a_meter_that_stumbles_over_two_at_a_time_is_not_asked_so_again() {
    let mut bench = Bench::of(METER, None);
    bench.line.lock().unwrap().takes_one_set = true;
    let addresses = ["F.F", "0.0.0", "0.2.0", "0.9.2"];
    let done = bench.run(get(&bench, &addresses));
    assert!(done.is_done(), "{:?}", done.outcome);
    let asked = asked(&bench);
    // Signed on anew it tells its number, before the password and after it.
    assert_eq!(asked[..3], ["F.F()0.0.0()", "0.0.0()", "0.0.0()"]);
    // It told its number when it signed on.
    assert_eq!(asked[3..], ["F.F()", "0.2.0()", "0.9.2()"]);
    assert_eq!(told(&done), addresses);
    assert_eq!(done.read("F.F"), "00");
    assert_eq!(done.read("0.2.0"), "25.1.16");
}

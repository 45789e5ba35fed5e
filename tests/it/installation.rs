//! The installation check from end to end: simulated meters with loads and wiring
//! faults, read as a readout and in programming mode, and the verdict told.

use flagport::installation::{self, Circumstances, Flow, Instant, State};
use flagport::meter::{Context, decode};
use flagport::session::LineOptions;
use flagport::sim::{Fault, Faults, Installation, installation as site};
use serde_json::Value;

use crate::bench::{faulty_line, read_out};
use crate::cli::Simulated;
use crate::program::{Ended, Place};

fn json(ended: &Ended) -> Value {
    serde_json::from_str(&ended.stdout).unwrap_or_else(|error| panic!("{error}: {ended:?}"))
}

/// State and findings of a meter with `faults` behind it, and the exit status.
fn check(place: &Place, port: &str, more: &[&str]) -> (String, Vec<String>, i32) {
    let fixed = ["check", port, "--format", "json", "--no-archive"];
    let ended = place.run(&[&fixed, more].concat());
    let found = json(&ended);
    let findings = found["findings"].as_array().unwrap();
    let told = findings
        .iter()
        .filter(|finding| finding["state"] != "correct")
        .map(|finding| {
            let phase = finding["phase"].as_str().unwrap_or("-");
            format!("{phase}: {}", finding["text"].as_str().unwrap())
        })
        .collect();
    let state = found["state"].as_str().unwrap().to_owned();
    (state, told, ended.status)
}

/// Every load and fault that a simulated meter can have, with the verdict that it must
/// get while nothing is known of the flow, and while power is known to come from the
/// grid; and words of which one must be told.
const EXPECTED: [(&str, &str, &str, &str); 36] = [
    (
        "ct-reversed-l1",
        "doubtful",
        "faulty",
        "L1: current reversed",
    ),
    (
        "ct-reversed-l2",
        "doubtful",
        "faulty",
        "L2: current reversed",
    ),
    (
        "ct-reversed-l3",
        "doubtful",
        "faulty",
        "L3: current reversed",
    ),
    (
        "ct-reversed-all",
        "doubtful",
        "faulty",
        "-: all currents reversed",
    ),
    (
        "ct-swapped-l1-l2",
        "doubtful",
        "faulty",
        "-: currents of L1 and L2 exchanged",
    ),
    (
        "ct-swapped-l1-l3",
        "doubtful",
        "faulty",
        "-: currents of L1 and L3 exchanged",
    ),
    (
        "ct-swapped-l2-l3",
        "doubtful",
        "faulty",
        "-: currents of L2 and L3 exchanged",
    ),
    ("ct-shifted", "doubtful", "faulty", ""),
    (
        "ct-of-l3-on-l2",
        "doubtful",
        "faulty",
        "L2: has the current of L3",
    ),
    (
        "voltage-swapped-l1-l2",
        "doubtful",
        "faulty",
        "-: voltages of L1 and L2 exchanged",
    ),
    (
        "voltage-swapped-l1-l3",
        "doubtful",
        "faulty",
        "-: voltages of L1 and L3 exchanged",
    ),
    (
        "voltage-swapped-l2-l3",
        "doubtful",
        "faulty",
        "-: voltages of L2 and L3 exchanged",
    ),
    (
        "phases-swapped",
        "doubtful",
        "doubtful",
        "-: phase order reversed",
    ),
    (
        "same-voltage-l1-l2",
        "faulty",
        "faulty",
        "-: L1 and L2 have the same voltage",
    ),
    (
        "phase-missing-l1",
        "faulty",
        "faulty",
        "L1: voltage missing",
    ),
    (
        "phase-missing-l2",
        "faulty",
        "faulty",
        "L2: voltage missing",
    ),
    (
        "phase-missing-l3",
        "faulty",
        "faulty",
        "L3: voltage missing",
    ),
    ("voltage-low-l1", "faulty", "faulty", "L1: voltage 1"),
    ("voltage-low-l2", "faulty", "faulty", "L2: voltage 1"),
    ("voltage-low-l3", "faulty", "faulty", "L3: voltage 1"),
    ("voltage-high-l1", "faulty", "faulty", "L1: voltage 1"),
    ("voltage-high-l2", "faulty", "faulty", "L2: voltage 1"),
    ("voltage-high-l3", "faulty", "faulty", "L3: voltage 1"),
    (
        "no-load",
        "incomplete",
        "incomplete",
        "L1: not checked: no load",
    ),
    (
        "no-load-l1",
        "incomplete",
        "incomplete",
        "L1: not checked: no load",
    ),
    (
        "no-load-l2",
        "incomplete",
        "incomplete",
        "L2: not checked: no load",
    ),
    (
        "no-load-l3",
        "incomplete",
        "incomplete",
        "L3: not checked: no load",
    ),
    (
        "load-single-phase",
        "incomplete",
        "incomplete",
        "L2: not checked: no load",
    ),
    (
        "load-inductive",
        "doubtful",
        "doubtful",
        "L1: little active power",
    ),
    (
        "load-capacitive",
        "doubtful",
        "doubtful",
        "L1: little active power",
    ),
    ("load-unbalanced", "correct", "correct", ""),
    ("load-changes", "correct", "correct", ""),
    ("feed-in", "doubtful", "faulty", "-: all currents reversed"),
    ("feed-in-l1", "doubtful", "faulty", "L1: current reversed"),
    ("feed-in-l2", "doubtful", "faulty", "L2: current reversed"),
    ("feed-in-l3", "doubtful", "faulty", "L3: current reversed"),
];

/// The check of a meter with `list` behind it, by its readout.
fn judged(meter: &str, list: &[Installation], flow: Flow) -> installation::Check {
    let faults = Faults {
        list: list.iter().copied().map(Fault::Installation).collect(),
        seed: 1,
    };
    let (telegram, _) = read_out(&mut faulty_line(meter, faults), &LineOptions::default());
    let telegram = telegram.unwrap_or_else(|interrupted| panic!("{meter}: {}", interrupted.cause));
    let readout = decode(
        telegram.identification.as_ref(),
        &telegram.data,
        Context::default(),
    );
    installation::check(
        &Instant::of_readout(&readout),
        Circumstances {
            flow,
            ..Circumstances::default()
        },
    )
}

fn told(found: &installation::Check) -> Vec<String> {
    found
        .all_findings()
        .into_iter()
        .map(|finding| {
            let phase = finding.line.map_or("-".to_owned(), |line| line.to_string());
            format!("{phase}: {}", finding.reason)
        })
        .collect()
}

fn word(state: State) -> &'static str {
    match state {
        State::Correct => "correct",
        State::Incomplete => "incomplete",
        State::Doubtful => "doubtful",
        State::Faulty => "faulty",
    }
}

#[test]
fn every_fault_and_every_load_gets_its_verdict() {
    let names: Vec<&str> = site::ALL.iter().map(|(name, _)| *name).collect();
    assert_eq!(names.len(), EXPECTED.len());
    for (name, unknown, import, reason) in EXPECTED {
        let installation = Installation::find(name).unwrap_or_else(|| panic!("{name}"));
        for (flow, expected) in [(Flow::Unknown, unknown), (Flow::Import, import)] {
            let found = judged("lgz-zmd", &[installation], flow);
            let told = told(&found);
            assert_eq!(word(found.state), expected, "{name} {flow} {told:?}");
            let is_told = told.iter().any(|told| told.starts_with(reason));
            assert!(is_told || reason.is_empty(), "{name} {flow} {told:?}");
        }
    }
}

#[test]
fn a_meter_that_is_wired_right_is_called_correct_and_feeding_in_is_if_it_is_known() {
    assert_eq!(judged("lgz-zmd", &[], Flow::Unknown).state, State::Correct);
    let feeds_in = judged("lgz-zmd", &[Installation::FeedIn], Flow::FeedIn);
    assert_eq!(feeds_in.state, State::Correct);
}

#[test]
fn two_faults_at_once_are_both_told() {
    let list = [Installation::CurrentReversed(1), Installation::NoLoadOn(2)];
    let found = judged("lgz-zmd", &list, Flow::Import);
    assert_eq!(
        told(&found),
        ["L2: current reversed", "L3: not checked: no load"]
    );
}

#[test]
fn meters_that_tell_less_are_never_called_correct_for_it() {
    for meter in ["koehler-mf", "satec-em720", "elster-as1440"] {
        let found = judged(meter, &[], Flow::Unknown);
        assert_eq!(found.state, State::Incomplete, "{meter} {:?}", told(&found));
    }
}

#[test]
fn the_program_checks_a_meter_by_its_readout() {
    let place = Place::new();
    let arguments = ["lgz-zmd", "--pace", "none", "--fault", "ct-reversed-l2"];
    let meter = Simulated::start(&place, &arguments);
    let (state, told, status) = check(&place, &meter.port, &[]);
    assert_eq!((state.as_str(), status), ("doubtful", 3));
    assert_eq!(told, ["L2: current reversed, or this phase feeds in"]);
    let (state, told, status) = check(&place, &meter.port, &["--flow", "import"]);
    assert_eq!((state.as_str(), status), ("faulty", 3));
    assert_eq!(told, ["L2: current reversed"]);
}

#[test]
fn the_program_checks_a_meter_by_its_registers() {
    let place = Place::new();
    let meter = Simulated::start(&place, &["lgz-zmd", "--pace", "none"]);
    let (state, told, status) = check(&place, &meter.port, &["--registers"]);
    assert_eq!((state.as_str(), status), ("correct", 0), "{told:?}");
}

#[test]
fn saved_readouts_are_checked_and_what_tells_nothing_is_said() {
    let place = Place::new();
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/data/captures/siemens-td3511.iec"
    );
    let ended = place.run(&["check", path]);
    assert_eq!(ended.status, 3);
    let found = &ended.stdout;
    assert!(
        found.contains("Verdict          To be looked at"),
        "{found}"
    );
    assert!(found.contains("L1     To be looked at  238.3 V"), "{found}");
    assert!(
        found.contains("L1: little active power, angle -81°"),
        "{found}"
    );
    let gas = place.file("gas.iec", b"/Els6EK280\r\n\r\n1.8.0(1*kWh)\r\n!\r\n");
    let ended = place.run(&["check", &gas]);
    assert_eq!(ended.status, 1);
    assert!(
        ended.stderr.contains("no instantaneous values"),
        "{}",
        ended.stderr
    );
    let nothing = place.run(&["check", "no-such-port-or-file"]);
    assert_eq!(nothing.status, 1);
    assert!(
        nothing.stderr.contains("does not exist"),
        "{}",
        nothing.stderr
    );
    let ended = place.run(&["check", "missing.iec"]);
    assert_eq!(ended.status, 1);
    assert!(ended.stderr.contains("missing.iec"), "{}", ended.stderr);
    assert_eq!(place.run(&["check"]).status, 2);
}

#[test]
fn the_report_tells_the_verdict_the_ticks_the_seals_and_the_photos() {
    use flagport::installation::list::{ListKind, Photo, Record};
    use flagport::report::{Report, Visit, html};
    let found = judged("lgz-zmd", &[Installation::CurrentReversed(1)], Flow::Import);
    let at: jiff::Zoned = "2026-03-18T20:15:07+01:00[Europe/Vienna]".parse().unwrap();
    let mut record = Record::new(&["Own <point>".to_owned()], &[]);
    record
        .point_mut(ListKind::Commissioning, 0)
        .unwrap()
        .ticked_at = Some(at.clone());
    record.seals_new = "4711".to_owned();
    record.photos.push(Photo {
        file: "photo-1.png".to_owned(),
        original: "before.png".to_owned(),
        width: 640,
        height: 480,
        bytes: 9000,
        added_at: Some(at.clone()),
    });
    let visit = Visit {
        check: Some(&found),
        record: Some(&record),
        ..Visit::default()
    };
    let page = html(&Report::of(&visit, &at));
    for text in [
        "Installation check",
        "✕ Faulty",
        "L2: current reversed",
        "Own &lt;point&gt;",
        "2026-03-18 20:15:07",
        "4711",
        "before.png",
        "640 × 480",
    ] {
        assert!(page.contains(text), "{text} in\n{page}");
    }
    let empty = html(&Report::of(&Visit::default(), &at));
    assert!(!empty.contains("Installation check"));
}

#[test]
fn live_values_are_told_round_by_round_until_they_are_stopped() {
    use std::sync::Arc;

    use flagport::profile::{Library, RegisterDef};
    use flagport::worker::{
        CancelToken, Command, Event, JobId, Keep, Outcome, Permission, PortChoice, ProgrammePlan,
        Task, Worker,
    };
    let place = Place::new();
    let meter = Simulated::start(&place, &["lgz-zmd", "--pace", "none"]);
    let port: PortChoice = meter.port.trim().parse().unwrap();
    let register = |address: &str| {
        Arc::new(RegisterDef {
            address: address.to_owned(),
            ..RegisterDef::default()
        })
    };
    let mut worker = Worker::spawn(Keep::default(), || {}).unwrap();
    let cancel = CancelToken::new();
    worker.send(Command::Programme {
        id: JobId(1),
        port,
        plan: Box::new(ProgrammePlan {
            profile: None,
            profiles: Library::default(),
            line: LineOptions::default(),
            task: Task::Watch(vec![register("31.7"), register("32.7")]),
            credentials: Vec::new(),
            permission: Permission::READ_ONLY,
            expected: None,
            operator: String::new(),
            keep_open: false,
        }),
        cancel: cancel.clone(),
    });
    let mut told = 0;
    let outcome = loop {
        match worker.recv().unwrap() {
            Event::RegisterRead { .. } => {
                told += 1;
                if told == 7 {
                    cancel.cancel();
                }
            }
            Event::ProgrammeFinished { outcome, .. } => break outcome,
            _ => {}
        }
    };
    let Outcome::Cancelled(Some(summary)) = *outcome else {
        panic!("{outcome:?}");
    };
    // Each register once, whatever was told of it.
    assert_eq!(summary.readings.len(), 2);
    assert!(told >= 7);
}

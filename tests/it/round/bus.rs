//! Several simulated meters on one pair of wires.

use flagport::meter::Readout;
use flagport::sim::{Bus, MeterType, catalog};
use flagport::worker::{
    CancelToken, Command, Event, JobId, Keep, LineOptions, Outcome, ReadPlan, Worker,
};

use super::VirtualPorts;

/// What came of asking on the line `sim:names` with a device address.
fn ask(names: &str, address: &str) -> Outcome {
    let mut worker = Worker::spawn_at(VirtualPorts, Keep::default(), || {}).unwrap();
    worker.send(Command::Read {
        id: JobId(1),
        port: format!("sim:{names}").parse().unwrap(),
        plan: Box::new(ReadPlan {
            line: LineOptions {
                address: address.to_owned(),
                ..LineOptions::default()
            },
            ..ReadPlan::default()
        }),
        cancel: CancelToken::new(),
    });
    loop {
        if let Event::JobFinished { outcome, .. } = worker.recv().unwrap() {
            return outcome;
        }
    }
}

fn readout(names: &str, address: &str) -> Readout {
    match ask(names, address) {
        Outcome::Done(summary) => summary.readout.as_ref().clone(),
        other => panic!("{names} {address}: {other:?}"),
    }
}

/// Makers' meters that all answer the plain request, awake.
const SHARED: [&str; 9] = [
    "lgz-zmd",
    "iskra-mt174",
    "emh-lzqj",
    "metcom-mcs301",
    "elster-as1440",
    "energomera-ce102m",
    "energomera-ce208",
    "makel-c500",
    "lem-em4tii",
];

#[test]
fn on_a_bus_every_meter_is_read_by_its_own_address() {
    let bus = SHARED.join("/");
    for name in SHARED {
        let alone = readout(name, "");
        let serial = alone.meter.serial_number.as_deref().unwrap();
        let shared = readout(&bus, serial);
        assert_eq!(shared.meter, alone.meter, "{name}");
        assert_eq!(shared.data_sets.len(), alone.data_sets.len(), "{name}");
        assert!(shared.complete && !shared.block_check.is_wrong(), "{name}");
    }
}

#[test]
fn meters_of_one_type_are_told_apart_by_their_numbers() {
    let bus = "iskra-mt174@10000001/iskra-mt174@10000002+clock-slow/iskra-mt174@10000003";
    for (serial, drift) in [("10000001", -12), ("10000002", -192), ("10000003", -12)] {
        let readout = readout(bus, serial);
        assert_eq!(readout.meter.serial_number.as_deref(), Some(serial));
        assert_eq!(
            readout.clock_drift.map(|drift| drift.as_secs()),
            Some(drift)
        );
    }
}

#[test]
fn most_types_can_have_another_number() {
    let numbered = |kind: &&MeterType| format!("{}@10000001", kind.name).parse::<Bus>().is_ok();
    let count = catalog::all().iter().filter(numbered).count();
    assert!(count >= 15, "{count}");
    assert_eq!(
        readout("emh-lzqj@47110001", "47110001")
            .meter
            .serial_number
            .as_deref(),
        Some("47110001")
    );
}

#[test]
fn a_meter_that_is_not_there_leaves_the_bus_silent() {
    let outcome = ask("lgz-zmd/iskra-mt174/emh-lzqj+silence", "05939068");
    let Outcome::Failed(failure) = outcome else {
        panic!("{outcome:?}");
    };
    assert_eq!(failure.headline, "The meter does not answer");
}

#[test]
fn without_an_address_all_answer_at_once_and_nobody_is_understood() {
    let outcome = ask("iskra-mt174@10000001/iskra-mt174@10000002/emh-lzqj", "");
    assert!(!matches!(outcome, Outcome::Done(_)), "{outcome:?}");
}

#[test]
fn the_others_of_a_bus_are_there_after_one_was_cut_off() {
    let bus = "lgz-zmd+cut/iskra-mt174";
    assert!(matches!(ask(bus, "95316176"), Outcome::Partly { .. }));
    assert!(readout(bus, "63355730").complete);
}

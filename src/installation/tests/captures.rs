//! What real meters sent, and what can honestly be said of them.

use super::super::{Circumstances, Connection, Instant, Order, State, check};
use super::bench::told;
use crate::archive::open_bytes;

macro_rules! capture {
    ($name:literal) => {
        include_bytes!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/tests/data/captures/",
            $name
        ))
    };
}

fn judge(telegram: &[u8]) -> super::super::Check {
    let opened = open_bytes(telegram).unwrap();
    let instant = Instant::of_readout(&opened[0].readout);
    check(&instant, Circumstances::default())
}

#[test]
fn a_house_on_capacitive_standby_is_not_called_faulty() {
    let found = judge(capture!("siemens-td3511.iec"));
    let angles: Vec<_> = found.phases.iter().map(|phase| phase.angle).collect();
    assert_eq!(angles, [Some(-80.7), Some(-33.3), Some(-74.5)]);
    assert_eq!(found.state, State::Doubtful, "{:?}", told(&found));
}

#[test]
fn an_inductive_load_with_angles_is_judged() {
    let found = judge(capture!("logarex-lk13.iec"));
    assert_eq!(found.order, Order::Normal);
    assert_eq!(
        told(&found),
        [
            "L2: little active power, angle 51°",
            "L3: little active power, angle 73°"
        ]
    );
}

#[test]
fn a_transformer_meter_that_sees_export_everywhere_leaves_it_open() {
    let found = judge(capture!("metcom-mcs301-list2.iec"));
    assert_eq!(found.nominal.unwrap().to_string(), "57.7");
    assert_eq!(found.order, Order::Normal);
    assert_eq!(
        told(&found)[0],
        "All currents reversed, or the customer feeds in"
    );
    assert_eq!(found.state, State::Doubtful);
}

#[test]
fn household_meters_without_angles_are_judged_by_powers() {
    let found = judge(capture!("aidon-7534-han.iec"));
    assert_eq!(found.state, State::Doubtful, "{:?}", told(&found));
    let found = judge(capture!("ziv-5cta3.iec"));
    assert_eq!(found.state, State::Incomplete, "{:?}", told(&found));
    let found = judge(capture!("iskra-am550t-1012.iec"));
    assert_eq!(found.state, State::Incomplete, "{:?}", told(&found));
}

#[test]
fn voltages_alone_are_incomplete() {
    let found = judge(capture!("elster-as1440-v921.iec"));
    assert_eq!(found.state, State::Incomplete);
    assert_eq!(found.connection, Connection::FourWire);
}

#[test]
fn two_missing_phases_on_a_test_bench_are_told() {
    let found = judge(capture!("tr-makel.iec"));
    assert_eq!(
        told(&found),
        [
            "L2: voltage missing",
            "L3: voltage missing",
            "L1: not checked: no load"
        ]
    );
    let found = judge(capture!("tr-kohler.iec"));
    assert_eq!(found.state, State::Faulty);
}

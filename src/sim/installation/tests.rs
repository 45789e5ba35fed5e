//! What a meter shows belongs together, and every fault changes what it is named for.

use jiff::civil::date;

use super::*;

const NOW: DateTime = date(2026, 11, 22).at(20, 15, 42, 0);

const BODY: &str = "32.7(230.0*V)\r\n52.7(231.0*V)\r\n72.7(229.0*V)\r\n\
                    31.7(03.00*A)\r\n51.7(02.00*A)\r\n71.7(04.00*A)\r\n\
                    81.7.1(120.0*Deg)\r\n81.7.2(240.0*Deg)\r\n\
                    81.7.4(010.0*Deg)\r\n81.7.5(130.0*Deg)\r\n81.7.26(010.0*Deg)\r\n\
                    21.7.0(+00000*W)\r\n41.7.0(0.000*kW)\r\n42.7.0(0.000*kW)\r\n\
                    33.7.0(0.00)\r\n16.7.0(00.000*kW)\r\n1.8.0(123.4*kWh)\r\n";

fn shown(list: &[Installation]) -> String {
    measured(BODY, BODY, list, NOW).unwrap()
}

fn check(list: &[Installation], expected: &[&str]) {
    let text = shown(list);
    for line in expected {
        assert!(text.contains(line), "{line} in\n{text}");
    }
}

#[test]
fn powers_follow_from_voltages_currents_and_angles() {
    check(
        &[],
        &[
            "31.7(03.00*A)",
            "21.7.0(+00680*W)",
            "41.7.0(0.455*kW)",
            "42.7.0(0.000*kW)",
            "33.7.0(0.98)",
            "16.7.0(02.037*kW)",
            "1.8.0(123.4*kWh)",
        ],
    );
}

#[test]
fn faults_turn_and_exchange_what_they_name() {
    check(
        &[I::CurrentReversed(0)],
        &["81.7.4(190.0*Deg)", "21.7.0(-00680*W)", "33.7.0(-0.98)"],
    );
    check(
        &[I::CurrentReversed(1)],
        &["81.7.5(310.0*Deg)", "41.7.0(0.000*kW)", "42.7.0(0.455*kW)"],
    );
    check(
        &[I::CurrentsSwapped(0, 1)],
        &["31.7(02.00*A)", "51.7(03.00*A)", "81.7.4(130.0*Deg)"],
    );
    check(
        &[I::VoltagesSwapped(0, 1)],
        &["32.7(231.0*V)", "81.7.1(240.0*Deg)", "81.7.2(120.0*Deg)"],
    );
    check(
        &[I::PhasesSwapped],
        &[
            "81.7.1(240.0*Deg)",
            "81.7.2(120.0*Deg)",
            "81.7.26(010.0*Deg)",
        ],
    );
    check(&[I::VoltageMissing(2)], &["72.7(001.4*V)", "71.7(00.00*A)"]);
    check(&[I::VoltageLow(0)], &["32.7(197.8*V)"]);
    check(&[I::Inductive], &["81.7.4(072.5*Deg)", "33.7.0(0.30)"]);
    check(
        &[I::FeedIn, I::NoLoadOn(1)],
        &["51.7(00.00*A)", "16.7.0(-01.582*kW)"],
    );
}

#[test]
fn every_one_has_a_name_and_changes_something() {
    let plain = shown(&[]);
    for (name, installation) in ALL {
        assert_eq!(Installation::find(name), Some(installation));
        assert_eq!(installation.name(), name);
        assert_ne!(shown(&[installation]), plain, "{name}");
    }
    assert_eq!(Installation::find("ct"), None);
}

#[test]
fn a_meter_without_currents_is_left_alone() {
    assert_eq!(measured(BODY, "1.8.0(1*kWh)\r\n", &[I::NoLoad], NOW), None);
}

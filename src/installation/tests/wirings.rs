//! Faults: every one gets its verdict, and none is ever called correct.

use super::super::{Flow, Line, Order, Reason, Shift, State};
use super::bench::*;

const HEATERS: [Load; 3] = [(5.0, 4.0), (7.0, 2.0), (6.0, 6.0)];

/// Loads on all phases under which no fault may hide: heaters with what else is on.
fn test_loads() -> impl Iterator<Item = [Load; 3]> {
    [-9.0, 0.0, 6.0, 18.0].into_iter().flat_map(|one| {
        [-5.0, 10.0, 19.0]
            .into_iter()
            .map(move |two| [(5.0, one), (2.0, two), (11.0, (one + two) / 2.0)])
    })
}

/// All connections of three voltages and three currents, with every reversal.
fn all_connected() -> impl Iterator<Item = Connected> {
    ORDERS.into_iter().flat_map(|voltages| {
        ORDERS.into_iter().flat_map(move |currents| {
            (0..8).map(move |signs| Connected {
                voltages,
                currents,
                reversed: [signs & 1 != 0, signs & 2 != 0, signs & 4 != 0],
            })
        })
    })
}

#[test]
fn no_wrong_wiring_is_ever_called_correct() {
    let mut correct = 0;
    for connected in all_connected() {
        for loads in test_loads() {
            let text = lines(loads, connected, Sends::ALL);
            for flow in [Flow::Unknown, Flow::Import] {
                let found = judged(&text, flow);
                let is_right = connected == Connected::RIGHT
                    // Shifted voltages and currents are the right ones under other names.
                    || (connected.voltages == connected.currents
                        && found.order == Order::Normal
                        && connected.reversed == [false; 3]);
                let is_correct = found.state == State::Correct;
                assert_eq!(is_correct, is_right, "{connected:?} {:?}", told(&found));
                correct += usize::from(is_correct);
            }
        }
    }
    assert_eq!(correct, 3 * 12 * 2);
}

/// The same where voltages are in order, with nothing but powers to go by.
#[test]
fn no_wrong_wiring_is_called_correct_by_its_powers() {
    for connected in all_connected().filter(|connected| connected.voltages == [0, 1, 2]) {
        if connected == Connected::RIGHT {
            continue;
        }
        for loads in test_loads() {
            let found = judged(&lines(loads, connected, Sends::POWERS), Flow::Unknown);
            assert!(
                found.state > State::Incomplete,
                "{connected:?} {:?}",
                told(&found)
            );
        }
    }
}

#[test]
fn every_simple_fault_is_named() {
    let check = |connected: Connected, flow: Flow, state: State, expected: &[Reason]| {
        let found = judged(&lines(HEATERS, connected, Sends::ALL), flow);
        for reason in expected {
            assert!(
                has(&found, reason),
                "{reason:?} {connected:?} {:?}",
                told(&found)
            );
        }
        assert_eq!(found.state, state, "{connected:?} {:?}", told(&found));
    };
    let right = Connected::RIGHT;
    for element in 0..3 {
        let mut reversed = [false; 3];
        reversed[element] = true;
        let connected = Connected { reversed, ..right };
        check(
            connected,
            Flow::Import,
            State::Faulty,
            &[Reason::CurrentReversed],
        );
        check(
            connected,
            Flow::Unknown,
            State::Doubtful,
            &[Reason::ReversedOrFeedIn],
        );
        check(
            connected,
            Flow::FeedIn,
            State::Doubtful,
            &[Reason::ReversedOrLoad],
        );
    }
    let all = Connected {
        reversed: [true; 3],
        ..right
    };
    check(all, Flow::Import, State::Faulty, &[Reason::AllReversed]);
    check(
        all,
        Flow::Unknown,
        State::Doubtful,
        &[Reason::AllReversedOrFeedIn],
    );
    for (currents, reason) in [
        ([1, 0, 2], Reason::CurrentsSwapped(Line::L1, Line::L2)),
        ([2, 1, 0], Reason::CurrentsSwapped(Line::L1, Line::L3)),
        ([0, 2, 1], Reason::CurrentsSwapped(Line::L2, Line::L3)),
        ([1, 2, 0], Reason::Shifted(Shift::Next)),
        ([2, 0, 1], Reason::Shifted(Shift::Previous)),
    ] {
        let connected = Connected { currents, ..right };
        check(connected, Flow::Import, State::Faulty, &[reason]);
    }
    for (voltages, reason) in [
        ([1, 0, 2], Reason::VoltagesSwapped(Line::L1, Line::L2)),
        ([2, 1, 0], Reason::VoltagesSwapped(Line::L1, Line::L3)),
        ([0, 2, 1], Reason::VoltagesSwapped(Line::L2, Line::L3)),
    ] {
        let connected = Connected { voltages, ..right };
        check(
            connected,
            Flow::Import,
            State::Faulty,
            &[reason, Reason::OrderReversed],
        );
    }
    // Two phases exchanged in front of the meter: only the order tells.
    let exchanged = Connected {
        voltages: [1, 0, 2],
        currents: [1, 0, 2],
        ..right
    };
    check(
        exchanged,
        Flow::Unknown,
        State::Faulty,
        &[Reason::OrderReversed],
    );
    let one_of_another = Connected {
        currents: [0, 2, 2],
        ..right
    };
    let l3 = Reason::CurrentOf {
        line: Line::L3,
        reversed: false,
    };
    check(one_of_another, Flow::Import, State::Faulty, &[l3]);
}

#[test]
fn every_wiring_of_currents_is_found_out() {
    for connected in all_connected().filter(|connected| connected.voltages == [0, 1, 2]) {
        let text = lines(HEATERS, connected, Sends::ALL);
        let found = judged(&text, Flow::Import);
        // Exchanged and reversed at once is what loads of cos φ 0.5 look like, too.
        let hides = (0..3)
            .all(|element| (connected.currents[element] == element) != connected.reversed[element]);
        if hides && connected != Connected::RIGHT {
            assert_eq!(found.state, State::Doubtful, "{connected:?}");
            continue;
        }
        for (element, line) in Line::ALL.into_iter().enumerate() {
            let phase = &found.phases[element];
            let from = connected.currents[element];
            let reversed = connected.reversed[element];
            let wanted = match (from == element, reversed) {
                (true, false) => None,
                (true, true) => Some(Reason::CurrentReversed),
                (false, reversed) => Some(Reason::CurrentOf {
                    line: Line::ALL[from],
                    reversed,
                }),
            };
            let told = phase.findings.first().map(|finding| finding.reason.clone());
            assert_eq!(told, wanted, "{line} {connected:?}");
        }
    }
}

#[test]
fn a_meter_that_counts_its_angles_the_other_way_is_judged_alike() {
    let turned = Sends {
        turned: true,
        ..Sends::ALL
    };
    let loads = [(5.0, 25.0), (4.0, 30.0), (6.0, 20.0)];
    let found = judged(&lines(loads, Connected::RIGHT, turned), Flow::Unknown);
    assert_eq!((found.state, found.order), (State::Correct, Order::Normal));
    // Without reactive power nobody can tell.
    let silent = Sends {
        reactive: false,
        ..turned
    };
    let found = judged(&lines(loads, Connected::RIGHT, silent), Flow::Unknown);
    assert_eq!(
        told(&found),
        ["Phase order reversed, or the meter counts angles the other way"]
    );
}

#[test]
fn voltages_are_judged_by_what_is_usual() {
    let check = |volts: [&str; 3], state: State, expected: &[&str]| {
        let mut text = lines(HEATERS, Connected::RIGHT, Sends::POWERS);
        for (element, volts) in volts.into_iter().enumerate() {
            text = text.replace(&format!("(230.{element}*V)"), &format!("({volts})"));
        }
        let found = judged(&text, Flow::Unknown);
        assert_eq!(told(&found), expected, "{volts:?}");
        assert_eq!(found.state, state, "{volts:?}");
    };
    check(["0.2350*kV", "226*V", "231.90*V"], State::Correct, &[]);
    check(
        ["0.0*V", "231*V", "229*V"],
        State::Faulty,
        &["L1: voltage missing"],
    );
    check(
        ["231*V", "1.5*V", "230*V"],
        State::Faulty,
        &["L2: voltage missing"],
    );
    check(
        ["198*V", "231*V", "230*V"],
        State::Faulty,
        &["L1: voltage 13.9 % too low"],
    );
    check(
        ["254*V", "253.9*V", "252*V"],
        State::Doubtful,
        &["L1: voltage 10.4 % too high", "L2: voltage 10.4 % too high"],
    );
    check(["240*V", "241*V", "243*V"], State::Correct, &[]);
}

#[test]
fn one_conductor_on_two_terminals_is_found() {
    let text = lines(
        HEATERS,
        Connected {
            voltages: [0, 0, 2],
            ..Connected::RIGHT
        },
        Sends::ALL,
    );
    let found = judged(&text, Flow::Unknown);
    assert_eq!(told(&found), ["L1 and L2 have the same voltage"]);
    assert_eq!(found.state, State::Faulty);
}

#[test]
fn sums_and_neutral_currents_are_compared() {
    let text = lines(HEATERS, Connected::RIGHT, Sends::ALL);
    let of = |old: &str, new: &str| {
        assert!(text.contains(old), "{text}");
        told(&judged(&text.replace(old, new), Flow::Unknown))
    };
    let sum = of("16.7.0(4.1", "16.7.0(7.1");
    assert!(sum[0].starts_with("The phases add up to 41"), "{sum:?}");
    assert_eq!(of("14.7.0(50.01*Hz)", "91.7.0(1.70*A)"), [""; 0]);
    let neutral = of("14.7.0(50.01*Hz)", "91.7.0(6.00*A)");
    assert!(
        neutral[0].starts_with("Neutral current 6.00 A"),
        "{neutral:?}"
    );
}

//! Healthy loads: none is ever called faulty, and what is not seen is never called
//! correct.

use proptest::prelude::*;

use super::super::{Circumstances, Connection, Flow, Instant, Reason, State, Taken, check};
use super::bench::*;

/// cos φ 0.3, inductive and capacitive.
const WIDEST: f64 = 72.5;

fn load() -> impl Strategy<Value = Load> {
    prop_oneof![
        1 => Just(NONE),
        6 => (0.2..60.0, -WIDEST..WIDEST),
    ]
}

/// Each phase may feed in as well as draw.
fn any_way() -> impl Strategy<Value = Load> {
    (load(), any::<bool>()).prop_map(|((amperes, angle), feeds_in)| {
        (amperes, if feeds_in { angle + 180.0 } else { angle })
    })
}

fn sends() -> impl Strategy<Value = Sends> {
    (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>()).prop_map(
        |(angles, voltage_angles, reactive, turned)| Sends {
            angles,
            voltage_angles,
            reactive,
            turned: turned && reactive,
        },
    )
}

proptest! {
    #[test]
    fn no_load_that_is_drawn_is_called_faulty(loads in [load(), load(), load()], sends in sends()) {
        let text = lines(loads, Connected::RIGHT, sends);
        for flow in [Flow::Unknown, Flow::Import] {
            let found = judged(&text, flow);
            prop_assert!(found.state < State::Faulty, "{:?} {text}", told(&found));
            if loads.contains(&NONE) {
                prop_assert!(found.state != State::Correct);
            }
        }
    }

    #[test]
    fn no_load_is_called_faulty_while_the_flow_is_not_known(
        loads in [any_way(), any_way(), any_way()],
        sends in sends(),
    ) {
        let text = lines(loads, Connected::RIGHT, sends);
        for flow in [Flow::Unknown, Flow::FeedIn] {
            let found = judged(&text, flow);
            prop_assert!(found.state < State::Faulty, "{:?} {text}", told(&found));
        }
    }

    #[test]
    fn values_read_one_by_one_while_the_load_changes_are_not_called_faulty(
        before in [load(), load(), load()],
        after in [load(), load(), load()],
        sends in sends(),
        from_after in prop::collection::vec(any::<bool>(), 40),
    ) {
        let (one, two) = (
            lines(before, Connected::RIGHT, sends),
            lines(after, Connected::RIGHT, sends),
        );
        // An angle that is missing at one moment may be there at the other.
        let sets: Vec<_> = sets(&one)
            .into_iter()
            .zip(from_after.iter())
            .map(|(set, later)| {
                let other = sets(&two).into_iter().find(|other| other.address == set.address);
                if *later { other.unwrap_or(set) } else { set }
            })
            .collect();
        let instant = Instant::of(&sets, Taken::OneByOne);
        for flow in [Flow::Unknown, Flow::Import] {
            let found = check(&instant, Circumstances { flow, ..Circumstances::default() });
            prop_assert!(found.state < State::Faulty, "{:?}", told(&found));
        }
    }

    #[test]
    fn a_meter_that_sends_anything_is_judged_without_trouble(
        values in prop::collection::vec(("[1-9][0-9]?", "[+-]?[0-9]{0,6}\\.?[0-9]{0,3}(\\*[a-zA-Z]{0,3})?"), 0..40),
    ) {
        let text: String = values
            .iter()
            .map(|(c, value)| format!("{c}.7.0({value})\r\n"))
            .collect();
        let found = judged(&format!("{text}!\r\n"), Flow::Unknown);
        prop_assert!(!found.phases.is_empty());
    }
}

/// Loads alike on all phases.
fn alike(amperes: f64, angle: f64) -> [Load; 3] {
    [(amperes, angle); 3]
}

#[test]
fn ordinary_loads_are_correct_and_unusual_ones_at_least_not_faulty() {
    for sends in [Sends::ALL, Sends::POWERS] {
        for angle in [-30.0, 0.0, 18.0, 37.0, 45.0] {
            let text = lines(alike(5.0, angle), Connected::RIGHT, sends);
            let found = judged(&text, Flow::Unknown);
            assert_eq!(found.state, State::Correct, "{angle} {:?}", told(&found));
        }
        // cos φ 0.3 either way.
        for angle in [-72.5, 72.5] {
            let text = lines(alike(5.0, angle), Connected::RIGHT, sends);
            let found = judged(&text, Flow::Unknown);
            assert_eq!(found.state, State::Doubtful, "{angle} {:?}", told(&found));
        }
    }
}

#[test]
fn one_unusual_load_among_ordinary_ones_is_correct() {
    let loads = [(5.0, 12.0), (3.0, 60.0), (4.0, 5.0)];
    let found = judged(&lines(loads, Connected::RIGHT, Sends::ALL), Flow::Unknown);
    assert_eq!(told(&found), [""; 0]);
    assert_eq!(found.state, State::Correct);
}

#[test]
fn a_load_on_one_phase_leaves_the_check_incomplete() {
    let loads = [NONE, (9.0, 4.0), NONE];
    let found = judged(&lines(loads, Connected::RIGHT, Sends::ALL), Flow::Unknown);
    assert_eq!(found.state, State::Incomplete);
    assert_eq!(
        told(&found),
        ["L1: not checked: no load", "L3: not checked: no load"]
    );
    assert_eq!(found.phases[1].state, State::Correct);
}

#[test]
fn feeding_in_is_right_only_where_it_is_known() {
    let text = lines(alike(8.0, 175.0), Connected::RIGHT, Sends::ALL);
    let found = judged(&text, Flow::FeedIn);
    assert_eq!(found.state, State::Correct, "{:?}", told(&found));
    let found = judged(&text, Flow::Unknown);
    assert_eq!(found.state, State::Doubtful);
    assert!(has(&found, &Reason::AllReversedOrFeedIn));
    let found = judged(&text, Flow::Import);
    assert_eq!(found.state, State::Faulty);
    assert!(has(&found, &Reason::AllReversed));
    let drawn = lines(alike(8.0, 5.0), Connected::RIGHT, Sends::ALL);
    let found = judged(&drawn, Flow::FeedIn);
    assert!(has(&found, &Reason::NoFeedIn));
    assert_eq!(found.state, State::Doubtful);
}

#[test]
fn a_meter_with_one_element_is_checked_as_such() {
    let check = |text: &str, state, expected: &[&str]| {
        let found = judged(text, Flow::Import);
        assert_eq!(found.connection, Connection::Single, "{text}");
        assert_eq!(told(&found), expected, "{text}");
        assert_eq!(found.state, state, "{text}");
    };
    let plain = "12.7.0(231.0*V)\r\n11.7.0(4.00*A)\r\n1.7.0(0.900*kW)\r\n2.7.0(0.000*kW)\r\n!\r\n";
    check(plain, State::Correct, &[]);
    let against = "32.7.0(231*V)\r\n31.7.0(4.00*A)\r\n21.7.0(-0.900*kW)\r\n!\r\n";
    check(against, State::Faulty, &["L1: current reversed"]);
    let idle = "32.7.0(231*V)\r\n31.7.0(0.00*A)\r\n21.7.0(0.000*kW)\r\n!\r\n";
    check(idle, State::Incomplete, &["L1: not checked: no load"]);
    let named = "VOLTA(215.78)\r\nCURRE(4.1)\r\nPOWPP(0.850)\r\n!\r\n";
    check(named, State::Correct, &[]);
    let total = "VOLTA(215.78)\r\nCURRE(1.767)\r\nPOWEP(0.378)\r\nFREQU(50.01)\r\n!\r\n";
    check(total, State::Correct, &[]);
}

#[test]
fn three_wires_are_judged_by_their_own_angles() {
    let of = |first: f64, last: f64| {
        format!(
            "32.7.0(100.1*V)\r\n72.7.0(99.8*V)\r\n31.7.0(2.000*A)\r\n71.7.0(2.000*A)\r\n\
             81.7.2(300.0*deg)\r\n81.7.4({first}*deg)\r\n81.7.26({last}*deg)\r\n!\r\n"
        )
    };
    for load in [-60.0, 0.0, 30.0, 70.0] {
        let found = judged(&of(load + 30.0, load - 30.0), Flow::Import);
        assert_eq!(found.connection, Connection::ThreeWire);
        assert_eq!(found.state, State::Correct, "{load} {:?}", told(&found));
    }
    let found = judged(&of(30.0, 150.0), Flow::Import);
    assert_eq!(told(&found), ["L3: current reversed"]);
    let found = judged(&of(-80.0, 100.0), Flow::Unknown);
    assert!(has(
        &found,
        &Reason::Swapped(super::super::Line::L1, super::super::Line::L3)
    ));
}

#[test]
fn values_that_are_missing_leave_the_check_incomplete() {
    let check = |text: &str, expected: &[&str]| {
        let found = judged(&format!("{text}!\r\n"), Flow::Unknown);
        assert_eq!(told(&found), expected, "{text}");
        assert_eq!(found.state, State::Incomplete, "{text}");
    };
    let no_current: [&str; 3] = [
        "L1: the meter tells no current",
        "L2: the meter tells no current",
        "L3: the meter tells no current",
    ];
    check(
        "32.7.0(231*V)\r\n52.7.0(231*V)\r\n72.7.0(231*V)\r\n",
        &no_current,
    );
    check(
        "31.7.0(5.0*A)\r\n32.7.0(231*V)\r\n",
        &["L1: the meter tells neither power nor angle"],
    );
    check(
        "21.7.0(1.0*kW)\r\n22.7.0(0.0*kW)\r\n",
        &["L1: the meter tells no voltage"],
    );
    // Whole amperes: 0.4 to 0.8 of U times I.
    check(
        "32.7.0(230*V)\r\n31.7.0(001*A)\r\n21.7.0(00.122*kW)\r\n22.7.0(00.000*kW)\r\n",
        &["L1: too little load for the digits sent"],
    );
    check("", &["L1: the meter tells nothing of it"]);
}

#[test]
fn primary_power_beside_secondary_current_is_told_and_judged() {
    let mut text = lines(alike(2.0, 20.0), Connected::RIGHT, Sends::ALL);
    for (small, large) in [("0.4323*kW", "17.292*kW"), ("0.1573*kvar", "6.292*kvar")] {
        assert!(text.contains(small), "{text}");
        text = text.replace(small, large);
    }
    text = text.replace("1.2968*kW", "51.872*kW");
    let found = judged(&text, Flow::Unknown);
    assert_eq!(found.state, State::Correct, "{:?}", told(&found));
    let is_scaled =
        |reason: &Reason| matches!(reason, Reason::Scaled { times } if times.round() == 40.0);
    assert!(found.all_findings().iter().any(|f| is_scaled(&f.reason)));
}

/// A reactive power that was read before the load turned from inductive to capacitive
/// said that angles are counted the other way round, and all voltages were in the wrong
/// order.
#[test]
fn angle_and_reactive_power_of_two_moments_do_not_turn_the_voltages_round() {
    let text = "32.7.0(230*V)\r\n52.7.0(230*V)\r\n72.7.0(230*V)\r\n\
                31.7.0(5.00*A)\r\n51.7.0(5.00*A)\r\n71.7.0(5.00*A)\r\n\
                23.7.0(0.900*kvar)\r\n43.7.0(0.900*kvar)\r\n63.7.0(0.900*kvar)\r\n\
                81.7.1(120*deg)\r\n81.7.2(240*deg)\r\n\
                81.7.4(-38*deg)\r\n81.7.15(-20*deg)\r\n81.7.26(-30*deg)\r\n!\r\n";
    let found = check(
        &Instant::of(&sets(text), Taken::OneByOne),
        Circumstances::default(),
    );
    assert!(found.state < State::Faulty, "{:?}", told(&found));
}

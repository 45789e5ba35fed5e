//! Made-up installations: loads and wirings in, data sets as a meter would send them
//! out.

use super::super::{Check, Circumstances, Flow, Instant, Reason, State, Taken, check};
use crate::codec::DataMessage;
use crate::meter::{Context, DataSet, decode};

/// What a conductor carries: amperes, and degrees behind its voltage.
pub(super) type Load = (f64, f64);

/// No current at all.
pub(super) const NONE: Load = (0.0, 0.0);

/// How conductors are connected to the elements of a meter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Connected {
    /// The conductor whose voltage each element has.
    pub(super) voltages: [usize; 3],
    /// The conductor whose current each element has.
    pub(super) currents: [usize; 3],
    pub(super) reversed: [bool; 3],
}

impl Connected {
    pub(super) const RIGHT: Connected = Connected {
        voltages: [0, 1, 2],
        currents: [0, 1, 2],
        reversed: [false; 3],
    };
}

/// What a meter sends of itself.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Sends {
    pub(super) angles: bool,
    pub(super) voltage_angles: bool,
    pub(super) reactive: bool,
    /// What is inductive is negative.
    pub(super) turned: bool,
}

impl Sends {
    pub(super) const ALL: Sends = Sends {
        angles: true,
        voltage_angles: true,
        reactive: true,
        turned: false,
    };
    pub(super) const POWERS: Sends = Sends {
        angles: false,
        voltage_angles: false,
        reactive: true,
        turned: false,
    };
}

/// The six orders of three things.
pub(super) const ORDERS: [[usize; 3]; 6] = [
    [0, 1, 2],
    [1, 0, 2],
    [2, 1, 0],
    [0, 2, 1],
    [1, 2, 0],
    [2, 0, 1],
];

/// The data lines of a meter with `loads` behind it.
pub(super) fn lines(loads: [Load; 3], connected: Connected, sends: Sends) -> String {
    let mut text = String::new();
    let mut push = |line: String| {
        text.push_str(&line);
        text.push_str("\r\n");
    };
    let voltage = |element: usize| 120.0 * connected.voltages[element] as f64;
    let sign = if sends.turned { -1.0 } else { 1.0 };
    let shown = |angle: f64| (sign * angle).rem_euclid(360.0);
    let (mut active_sum, mut reactive_sum) = (0.0, 0.0);
    for element in 0..3 {
        let from = connected.currents[element];
        let (amperes, behind) = loads[from];
        let turn = if connected.reversed[element] {
            180.0
        } else {
            0.0
        };
        let angle = 120.0 * from as f64 + behind + turn - voltage(element);
        let c = 20 * (element + 1);
        push(format!("{}.7.0(230.{element}*V)", c + 12));
        push(format!("{}.7.0({amperes:.3}*A)", c + 11));
        let active = 0.23 * amperes * angle.to_radians().cos();
        let reactive = 0.23 * amperes * angle.to_radians().sin();
        active_sum += active;
        reactive_sum += reactive;
        push(format!("{}.7.0({:.4}*kW)", c + 1, active.max(0.0)));
        push(format!("{}.7.0({:.4}*kW)", c + 2, (-active).max(0.0)));
        if sends.reactive {
            push(format!("{}.7.0({:.4}*kvar)", c + 3, reactive.max(0.0)));
            push(format!("{}.7.0({:.4}*kvar)", c + 4, (-reactive).max(0.0)));
        }
        if sends.angles && amperes > 0.0 {
            let e = [4, 15, 26][element];
            push(format!("81.7.{e}({:.1}*deg)", shown(angle)));
        }
        if sends.voltage_angles {
            let angle = shown(voltage(element) - voltage(0));
            push(format!("81.7.{element}({angle:.1}*deg)"));
        }
    }
    push(format!("16.7.0({active_sum:.4}*kW)"));
    if sends.reactive {
        push(format!("3.7.0({:.4}*kvar)", reactive_sum.max(0.0)));
        push(format!("4.7.0({:.4}*kvar)", (-reactive_sum).max(0.0)));
    }
    push("14.7.0(50.01*Hz)".to_owned());
    text.push_str("!\r\n");
    text
}

pub(super) fn sets(text: &str) -> Vec<DataSet> {
    decode(None, &DataMessage::framed(text), Context::default()).data_sets
}

pub(super) fn judged(text: &str, flow: Flow) -> Check {
    let instant = Instant::of(&sets(text), Taken::Together);
    check(
        &instant,
        Circumstances {
            flow,
            ..Circumstances::default()
        },
    )
}

/// The findings as text, the worst first, without those that change nothing.
pub(super) fn told(found: &Check) -> Vec<String> {
    found
        .all_findings()
        .into_iter()
        .filter(|finding| finding.state > State::Correct)
        .map(ToString::to_string)
        .collect()
}

pub(super) fn has(found: &Check, reason: &Reason) -> bool {
    found
        .all_findings()
        .iter()
        .any(|finding| finding.reason == *reason)
}

//! Names of measured electrical quantities (IEC 62056-6-1, tables for A = 1).

use super::Name;
use crate::meter::code::Code;

/// How the registers of a quantity are divided.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Family {
    /// Power and energy: E is the tariff.
    Power,
    /// Voltage: E is the harmonic.
    Voltage,
    /// Current: E is the harmonic.
    Current,
    /// Power factor and frequency.
    Factor,
}

pub(super) fn name(code: &Code, name: &mut Name) -> Option<()> {
    if code.c == 81 {
        return angle(code, name);
    }
    let (quantity, phase, family) = quantity(code.c)?;
    name.part(quantity);
    name.part(match phase {
        1 => "L1",
        2 => "L2",
        3 => "L3",
        _ => "",
    });
    let kind = match family {
        Family::Power => power_kind(code.d)?,
        _ => value_kind(code.d, family)?,
    };
    name.part(kind);
    match (family, code.e) {
        (_, 255) => {}
        (Family::Power, 0) if is_divided(code.d) => name.part("total"),
        (Family::Power, 128) => name.part("all tariffs"),
        (_, 0) => {}
        (Family::Power, tariff @ 1..=63) => name.numbered("tariff", tariff),
        (Family::Voltage | Family::Current, 124) => name.part("total harmonic distortion"),
        (Family::Voltage | Family::Current, harmonic @ 1..=120) => {
            name.numbered("harmonic", harmonic);
        }
        _ => return None,
    }
    Some(())
}

/// Quantity and phase; 0 stands for all phases.
fn quantity(c: u8) -> Option<(&'static str, u8, Family)> {
    let (base, phase) = match c {
        21..=80 => ((c - 21) % 20 + 1, (c - 21) / 20 + 1),
        85..=87 => (84, c - 84),
        _ => (c, 0),
    };
    let (name, family) = match base {
        1 => ("Active import", Family::Power),
        2 => ("Active export", Family::Power),
        3 => ("Reactive import", Family::Power),
        4 => ("Reactive export", Family::Power),
        5 => ("Reactive quadrant 1", Family::Power),
        6 => ("Reactive quadrant 2", Family::Power),
        7 => ("Reactive quadrant 3", Family::Power),
        8 => ("Reactive quadrant 4", Family::Power),
        9 => ("Apparent import", Family::Power),
        10 => ("Apparent export", Family::Power),
        11 => ("Current", Family::Current),
        12 => ("Voltage", Family::Voltage),
        13 => ("Power factor", Family::Factor),
        14 => ("Frequency", Family::Factor),
        15 => ("Active sum", Family::Power),
        16 => ("Active net", Family::Power),
        17 => ("Active quadrant 1", Family::Power),
        18 => ("Active quadrant 2", Family::Power),
        19 => ("Active quadrant 3", Family::Power),
        20 => ("Active quadrant 4", Family::Power),
        82 => ("Pulses", Family::Power),
        83 => ("Losses", Family::Power),
        84 => ("Power factor export", Family::Factor),
        88 => ("Ampere-squared hours", Family::Power),
        89 => ("Volt-squared hours", Family::Power),
        90 => ("Sum of currents", Family::Current),
        91 => ("Neutral current", Family::Current),
        92 => ("Neutral voltage", Family::Voltage),
        _ => return None,
    };
    Some((name, phase, family))
}

fn power_kind(d: u8) -> Option<&'static str> {
    Some(match d {
        0 => "billing period average",
        1 => "cumulated minimum demand",
        2 => "cumulated maximum demand",
        3 => "minimum demand",
        4 => "running average demand",
        5 => "last average demand",
        6 => "maximum demand",
        7 => "power",
        8 => "",
        9 => "since last reset",
        10 => "excess",
        11 => "cumulated minimum demand 2",
        12 => "cumulated maximum demand 2",
        13 => "minimum demand 2",
        14 => "running average demand 2",
        15 => "last average demand 2",
        16 => "maximum demand 2",
        21 => "cumulated minimum demand 3",
        22 => "cumulated maximum demand 3",
        23 => "minimum demand 3",
        24 => "running average demand 3",
        25 => "last average demand 3",
        26 => "maximum demand 3",
        29 => "interval energy",
        46 => "contracted value",
        55 => "test average demand",
        58 => "test energy",
        _ => return limit_kind(d),
    })
}

fn value_kind(d: u8, family: Family) -> Option<&'static str> {
    if family == Family::Voltage {
        match d {
            32 => return Some("sags"),
            33 => return Some("duration of last sag"),
            34 => return Some("depth of last sag"),
            36 => return Some("swells"),
            37 => return Some("duration of last swell"),
            38 => return Some("height of last swell"),
            _ => {}
        }
    }
    Some(match d {
        2 => "cumulated maximum",
        3 => "minimum",
        4 => "running average",
        5 => "last average",
        6 => "maximum",
        7 => "",
        13 => "minimum 2",
        14 => "running average 2",
        15 => "last average 2",
        16 => "maximum 2",
        23 => "minimum 3",
        24 => "running average 3",
        25 => "last average 3",
        26 => "maximum 3",
        _ => return limit_kind(d),
    })
}

fn limit_kind(d: u8) -> Option<&'static str> {
    Some(match d {
        31 => "lower limit",
        32 => "times below limit",
        33 => "time below limit",
        34 => "lowest below limit",
        35 => "upper limit",
        36 => "times above limit",
        37 => "time above limit",
        38 => "highest above limit",
        39 => "missing limit",
        40 => "times missing",
        41 => "time missing",
        43 => "delay of lower limit",
        44 => "delay of upper limit",
        45 => "delay of missing",
        _ => return None,
    })
}

/// Whether the registers of this kind are kept by tariff, so that E = 0 is a sum.
fn is_divided(d: u8) -> bool {
    matches!(d, 1..=3 | 6 | 8..=13 | 16 | 21..=23 | 26)
}

/// 81.7.xy: the angle from x to y.
fn angle(code: &Code, name: &mut Name) -> Option<()> {
    let end = |digit: u8| {
        Some(match digit {
            0 => "U1",
            1 => "U2",
            2 => "U3",
            4 => "I1",
            5 => "I2",
            6 => "I3",
            7 => "IN",
            _ => return None,
        })
    };
    let (from, to) = (end(code.e / 10)?, end(code.e % 10)?);
    if code.d != 7 {
        return None;
    }
    name.part("Angle");
    name.part(from);
    name.text.push_str(" to ");
    name.text.push_str(to);
    Some(())
}

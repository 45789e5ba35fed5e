//! The verdict: what all findings come to.

use std::cmp::Reverse;

use super::bearing::{Bearing, bearing, is_turned, scale};
use super::current::{Currents, currents};
use super::finding::{Check, Circumstances, Connection, Finding, Line, PhaseCheck, Reason, State};
use super::instant::Instant;
use super::three_wire;
use super::total::together;
use super::voltage::{Voltages, voltages};

/// Judges what a meter measured.
pub fn check(instant: &Instant, circumstances: Circumstances) -> Check {
    let connection = match circumstances.connection {
        Connection::Automatic => looks_like(instant),
        told => told,
    };
    let lines = lines(connection);
    let turned = is_turned(instant);
    let volts = voltages(instant, lines, connection, circumstances.nominal, turned);
    let times = scale(instant);
    let bearings = bearings(instant, &volts, turned, times);
    let mut findings = volts.findings.clone();
    findings.extend(not_told(instant, lines));
    match connection {
        Connection::ThreeWire => {
            findings.extend(three_wire::currents(&bearings, circumstances.flow));
        }
        _ => {
            let seen = Currents {
                bearings: &bearings,
                voltages: volts.angles,
                order: volts.order,
                flow: circumstances.flow,
            };
            let mut found = currents(&seen, lines);
            let has = |wanted: fn(&Reason) -> bool| {
                volts.findings.iter().any(|finding| wanted(&finding.reason))
            };
            // Where two voltages are one phase, angles say nothing of the currents.
            if has(|reason| matches!(reason, Reason::SamePhase(..))) {
                found.retain(|finding| finding.state == State::Incomplete);
            }
            findings.extend(found);
        }
    }
    findings.extend(together(instant, &bearings, &volts, times));
    verdict(
        instant,
        circumstances,
        connection,
        &volts,
        &bearings,
        findings,
    )
}

/// What connection the values look like: which elements the meter tells of.
fn looks_like(instant: &Instant) -> Connection {
    let [one, two, three] = [0, 1, 2].map(|element| {
        let phase = instant.phases.get(element);
        phase.is_some_and(|phase| !phase.is_empty())
    });
    match (one, two, three) {
        (_, false, false) => Connection::Single,
        (true, false, true) => Connection::ThreeWire,
        _ => Connection::FourWire,
    }
}

fn lines(connection: Connection) -> &'static [Line] {
    match connection {
        Connection::Single => &[Line::L1],
        Connection::ThreeWire => &[Line::L1, Line::L3],
        Connection::FourWire | Connection::Automatic => &Line::ALL,
    }
}

/// Where the currents point. A current beside a voltage that is missing points nowhere.
fn bearings(
    instant: &Instant,
    volts: &Voltages,
    turned: Option<bool>,
    times: Option<f64>,
) -> [Bearing; 3] {
    use rust_decimal::prelude::ToPrimitive;
    let sign = if turned == Some(true) { -1.0 } else { 1.0 };
    let nominal = volts.nominal.and_then(|nominal| nominal.to_f64());
    Line::ALL.map(|line| {
        let element = line.index();
        let is_dead = volts
            .findings
            .iter()
            .any(|finding| finding.line == Some(line) && finding.reason == Reason::VoltageMissing);
        let Some(phase) = instant.phases.get(element).filter(|_| !is_dead) else {
            return Bearing::NoLoad;
        };
        let to_first = instant.current_angles.get(element).copied().flatten();
        let own = volts.angles.get(element).copied().unwrap_or_default();
        let angle = phase.angle.map(|angle| sign * angle);
        let angle = angle.or(to_first.map(|angle| sign * angle - own));
        bearing(phase, angle, instant.taken, times, nominal)
    })
}

fn not_told(instant: &Instant, lines: &[Line]) -> Vec<Finding> {
    let of = |line: &Line| {
        let phase = instant.phases.get(line.index())?;
        let reason = if phase.is_empty() {
            Reason::NothingTold
        } else if phase.voltage.is_none() {
            Reason::NoVoltageTold
        } else {
            return None;
        };
        Some(Finding::of(*line, State::Incomplete, reason))
    };
    lines.iter().filter_map(of).collect()
}

fn verdict(
    instant: &Instant,
    circumstances: Circumstances,
    connection: Connection,
    volts: &Voltages,
    bearings: &[Bearing; 3],
    findings: Vec<Finding>,
) -> Check {
    let (mut of_lines, mut of_all): (Vec<Finding>, Vec<Finding>) = findings
        .into_iter()
        .partition(|finding| finding.line.is_some());
    let worst_first = |findings: &mut Vec<Finding>| {
        findings.sort_by_key(|finding| Reverse(finding.state));
    };
    worst_first(&mut of_lines);
    worst_first(&mut of_all);
    let has = |line: Line, reason: Reason| {
        let mut of_line = of_lines.iter().filter(|finding| finding.line == Some(line));
        of_line.any(|finding| finding.reason == reason)
    };
    let phases: Vec<PhaseCheck> = lines(connection)
        .iter()
        .map(|line| {
            let is_missing = has(*line, Reason::VoltageMissing);
            let is_silent = has(*line, Reason::NothingTold);
            let is_bare = has(*line, Reason::NoVoltageTold);
            let findings: Vec<Finding> = of_lines
                .iter()
                .filter(|finding| finding.line == Some(*line))
                // A phase without voltage carries no load, and one of which nothing is
                // told no current; once is enough.
                .filter(|finding| !is_missing || finding.reason != Reason::NoLoad)
                .filter(|finding| !is_silent || finding.reason != Reason::NoCurrentTold)
                // Nor can a factor be told without a voltage.
                .filter(|finding| !is_bare || finding.reason != Reason::TooCoarse)
                .cloned()
                .collect();
            phase_check(*line, findings, bearings, volts)
        })
        .collect();
    let states = phases
        .iter()
        .map(|phase| phase.state)
        .chain(of_all.iter().map(|finding| finding.state));
    Check {
        instant: instant.clone(),
        circumstances,
        connection,
        state: states.max().unwrap_or_default(),
        phases,
        findings: of_all,
        nominal: volts.nominal,
        nominal_is_assumed: volts.nominal_is_assumed,
        order: volts.order,
        voltage_angles: volts.angles,
        angles_are_measured: volts.angles_are_measured,
    }
}

/// A current should lie from this much before its voltage to this much behind it.
const EXPECTED: (f64, f64) = (-15.0, 45.0);

fn phase_check(
    line: Line,
    findings: Vec<Finding>,
    bearings: &[Bearing; 3],
    volts: &Voltages,
) -> PhaseCheck {
    let bearing = bearings.get(line.index());
    let states = findings.iter().map(|finding| finding.state);
    let is_elsewhere = |finding: &Finding| {
        let is_bad = finding.state >= State::Doubtful;
        is_bad
            && !matches!(
                finding.reason,
                Reason::VoltageMissing | Reason::VoltageOff { .. } | Reason::LowFactor { .. }
            )
    };
    let angle = match bearing {
        Some(Bearing::Angle(angle)) => Some(super::behind(*angle)),
        _ => None,
    };
    let own = volts.angles.get(line.index()).copied().unwrap_or_default();
    let expected = findings.iter().any(is_elsewhere) && angle.is_some();
    PhaseCheck {
        line,
        state: states.max().unwrap_or(State::Correct),
        angle,
        is_loaded: !matches!(bearing, None | Some(Bearing::NoLoad)),
        expected: expected.then_some((own + EXPECTED.0, own + EXPECTED.1)),
        findings,
    }
}

//! The voltages: are they there, as high as they should be, and in the right order.

use rust_decimal::Decimal;

use super::angle::{apart, behind};
use super::finding::{Connection, Finding, Line, Reason, State};
use super::instant::Instant;

/// In which order the voltages reach their maximum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Order {
    /// The angles were not told.
    #[default]
    Unknown,
    Normal,
    Reversed,
}

/// What the voltages are.
pub(super) struct Voltages {
    pub(super) nominal: Option<Decimal>,
    pub(super) nominal_is_assumed: bool,
    pub(super) order: Order,
    /// Clockwise from the first, measured or assumed.
    pub(super) angles: [f64; 3],
    pub(super) angles_are_measured: bool,
    pub(super) findings: Vec<Finding>,
}

/// Nominal voltages that are assumed, each with another one that is used in its
/// neighbourhood: from, to, usual, other; in tenths of a volt.
const NOMINAL: [(u32, u32, u32, u32); 4] = [
    (430, 800, 577, 635),
    (800, 1400, 1000, 1100),
    (1720, 3000, 2300, 2400),
    (3000, 5000, 4000, 4000),
];

/// A voltage may be off its nominal value by so many per cent.
const LIMIT_PERCENT: f64 = 10.0;
/// Below this part of the others, or of the nominal voltage, a phase is missing.
const MISSING: f64 = 0.5;
/// Voltages that differ by more per cent of their mean are told.
const UNEQUAL_PERCENT: f64 = 5.0;
/// An angle between two voltages may be off by so much.
const ANGLE_LIMIT: f64 = 12.0;
/// Voltages that are nearer are of one phase.
const SAME: f64 = 20.0;

/// Judges the voltages of the elements in `lines`. `turned` says that the meter counts
/// its angles the other way round, where that could be found out.
pub(super) fn voltages(
    instant: &Instant,
    lines: &[Line],
    connection: Connection,
    nominal: Option<Decimal>,
    turned: Option<bool>,
) -> Voltages {
    let of = |line: &Line| {
        let phase = instant.phases.get(line.index())?;
        Some(phase.voltage.as_ref()?.get())
    };
    let told: Vec<(Line, f64)> = lines
        .iter()
        .filter_map(|line| Some((*line, of(line)?)))
        .collect();
    let highest = told.iter().map(|(_, volts)| *volts).fold(0.0, f64::max);
    let choice = choose(nominal, highest);
    let reference = choice.map_or(highest, |(nominal, _)| volts(nominal));
    let is_missing = |volts: f64| volts < MISSING * reference.min(highest.max(1.0));
    let mut findings = Vec::new();
    let mut present = Vec::new();
    for (line, volts) in told {
        if is_missing(volts) || (highest < 20.0) {
            findings.push(Finding::of(line, State::Faulty, Reason::VoltageMissing));
        } else {
            present.push((line, volts));
        }
    }
    let is_assumed = nominal.is_none();
    if let Some((nominal, other)) = choice {
        findings.extend(off_nominal(&present, nominal, other.filter(|_| is_assumed)));
    }
    findings.extend(unequal(&present));
    let present: Vec<Line> = present.into_iter().map(|(line, _)| line).collect();
    let mut found = Voltages {
        nominal: choice.map(|(nominal, _)| nominal),
        nominal_is_assumed: is_assumed,
        order: Order::Unknown,
        angles: assumed(connection),
        angles_are_measured: false,
        findings,
    };
    found.place_angles(instant, &present, connection, turned);
    found
}

fn volts(nominal: Decimal) -> f64 {
    use rust_decimal::prelude::ToPrimitive;
    nominal.to_f64().unwrap_or_default()
}

/// The nominal voltage, and another one that would be usual near it.
fn choose(told: Option<Decimal>, highest: f64) -> Option<(Decimal, Option<Decimal>)> {
    if let Some(told) = told.filter(|told| *told > Decimal::ZERO) {
        return Some((told, None));
    }
    let (.., usual, other) = NOMINAL
        .into_iter()
        .find(|(from, to, ..)| (f64::from(*from)..f64::from(*to)).contains(&(highest * 10.0)))?;
    let decimal = |tenths: u32| Decimal::new(i64::from(tenths), 1).normalize();
    Some((decimal(usual), (usual != other).then(|| decimal(other))))
}

/// Clockwise from the first voltage, as they should be.
fn assumed(connection: Connection) -> [f64; 3] {
    match connection {
        Connection::ThreeWire => [0.0, 0.0, 300.0],
        _ => [0.0, 120.0, 240.0],
    }
}

fn off_nominal(present: &[(Line, f64)], nominal: Decimal, other: Option<Decimal>) -> Vec<Finding> {
    let percent = |value: f64, of: Decimal| (value / volts(of) - 1.0) * 100.0;
    let is_off = |value: f64, of: Decimal| percent(value, of).abs() > LIMIT_PERCENT;
    let fits = |of: &Decimal| present.iter().all(|(_, value)| !is_off(*value, *of));
    let other = other.filter(fits);
    let state = match other {
        Some(_) => State::Doubtful,
        None => State::Faulty,
    };
    present
        .iter()
        .filter(|(_, value)| is_off(*value, nominal))
        .map(|(line, value)| {
            let reason = Reason::VoltageOff {
                percent: percent(*value, nominal),
                nominal,
                other,
            };
            Finding::of(*line, state, reason)
        })
        .collect()
}

fn unequal(present: &[(Line, f64)]) -> Option<Finding> {
    let highest = present.iter().map(|(_, volts)| *volts).reduce(f64::max)?;
    let lowest = present.iter().map(|(_, volts)| *volts).reduce(f64::min)?;
    let percent = (highest - lowest) / ((highest + lowest) / 2.0) * 100.0;
    (percent > UNEQUAL_PERCENT)
        .then(|| Finding::of_all(State::Correct, Reason::VoltagesUnequal { percent }))
}

impl Voltages {
    fn place_angles(
        &mut self,
        instant: &Instant,
        present: &[Line],
        connection: Connection,
        turned: Option<bool>,
    ) {
        let sign = if turned == Some(true) { -1.0 } else { 1.0 };
        let told = |line: Line| {
            let angle = instant.voltage_angles.get(line.index()).copied().flatten();
            let angle = angle.filter(|_| present.contains(&line));
            match line {
                Line::L1 => present.contains(&line).then_some(0.0),
                _ => angle.map(|angle| (sign * angle).rem_euclid(360.0)),
            }
        };
        let lines: &[Line] = match connection {
            Connection::Single => return,
            Connection::ThreeWire => &[Line::L1, Line::L3],
            _ => &Line::ALL,
        };
        let angles: Vec<(Line, f64)> = lines
            .iter()
            .filter_map(|line| Some((*line, told(*line)?)))
            .collect();
        if angles.len() < 2 {
            return;
        }
        let right = assumed(connection);
        let off = |turn: f64| {
            let of = |(line, angle): &(Line, f64)| {
                apart(
                    *angle,
                    turn * right.get(line.index()).copied().unwrap_or_default(),
                )
            };
            angles.iter().map(of).fold(0.0, f64::max)
        };
        for (line, angle) in &angles {
            if let Some(place) = self.angles.get_mut(line.index()) {
                *place = *angle;
            }
        }
        self.angles_are_measured = angles.len() == lines.len();
        if let Some((one, two)) = same(&angles) {
            let reason = Reason::SamePhase(one, two);
            self.findings.push(Finding::of_all(State::Faulty, reason));
            return;
        }
        let (as_it_should, reversed) = (off(1.0), off(-1.0));
        if as_it_should < reversed {
            self.order = Order::Normal;
        } else {
            self.order = Order::Reversed;
            if !self.angles_are_measured {
                self.angles = right.map(|angle| behind(-angle).rem_euclid(360.0));
            }
            let (state, reason) = match turned {
                Some(_) => (State::Faulty, Reason::OrderReversed),
                None => (State::Doubtful, Reason::OrderOrAngles),
            };
            self.findings.push(Finding::of_all(state, reason));
        }
        let degrees = as_it_should.min(reversed);
        if degrees > ANGLE_LIMIT {
            let reason = Reason::VoltageAngle { degrees };
            self.findings.push(Finding::of_all(State::Doubtful, reason));
        }
    }
}

fn same(angles: &[(Line, f64)]) -> Option<(Line, Line)> {
    angles.iter().enumerate().find_map(|(place, (one, angle))| {
        let mut behind = angles.iter().skip(place + 1);
        let (two, _) = behind.find(|(_, other)| apart(*angle, *other) < SAME)?;
        Some((*one, *two))
    })
}

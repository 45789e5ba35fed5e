//! Voltages and currents as arrows: lengths and angles to draw.
//!
//! Knows nothing about pixels.

use super::bearing::Bearing;
use super::finding::{Check, Line};
use super::instant::Instant;
use super::measured::Measured;

/// One arrow.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Phasor {
    pub line: Line,
    /// In V or A.
    pub size: f64,
    /// Clockwise from the first voltage, 0° to 360°.
    pub angle: f64,
}

/// All arrows that can be drawn.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Phasors {
    pub voltages: Vec<Phasor>,
    pub currents: Vec<Phasor>,
}

/// The arrows of a check: voltages that are there, and currents of which the angle is
/// known.
pub fn phasors(check: &Check) -> Phasors {
    let own = |line: Line| check.voltage_angles.get(line.index()).copied();
    let of = |line: Line| check.instant.phases.get(line.index());
    let mut found = Phasors::default();
    for phase in &check.phases {
        let line = phase.line;
        let (Some(angle), Some(values)) = (own(line), of(line)) else {
            continue;
        };
        if let Some(size) = values.voltage.as_ref().map(Measured::get) {
            let angle = angle.rem_euclid(360.0);
            found.voltages.push(Phasor { line, size, angle });
        }
        let current = values.current.as_ref().map(Measured::get);
        if let (Some(size), Some(behind)) = (current, phase.angle) {
            let angle = (angle + behind).rem_euclid(360.0);
            found.currents.push(Phasor { line, size, angle });
        }
    }
    found
}

/// What the currents add up to, in A: the current of the neutral conductor. `None`
/// where an angle is missing.
pub(super) fn vector_sum(
    instant: &Instant,
    bearings: &[Bearing; 3],
    voltages: &[f64; 3],
) -> Option<f64> {
    let mut sum = (0.0, 0.0);
    for ((phase, bearing), own) in instant.phases.iter().zip(bearings).zip(voltages) {
        let angle = match bearing {
            Bearing::NoLoad => continue,
            Bearing::Angle(angle) => (own + angle).to_radians(),
            Bearing::Unknown(_) | Bearing::Power { .. } => return None,
        };
        let size = phase.current.as_ref()?.get();
        sum = (sum.0 + size * angle.cos(), sum.1 + size * angle.sin());
    }
    Some(f64::hypot(sum.0, sum.1))
}

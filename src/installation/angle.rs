//! Angles in degrees, counted clockwise: what lags is ahead on the dial.

/// `angle` between −180° (left out) and 180°.
pub fn behind(angle: f64) -> f64 {
    if !angle.is_finite() {
        return 0.0;
    }
    if angle > -180.0 && angle <= 180.0 {
        return angle;
    }
    let turned = angle.rem_euclid(360.0);
    if turned > 180.0 {
        turned - 360.0
    } else {
        turned
    }
}

/// How far apart two angles are, 0° to 180°.
pub(super) fn apart(one: f64, two: f64) -> f64 {
    behind(one - two).abs()
}

/// What an angle lies between.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AngleOf {
    /// Voltage of this element against that of the first.
    Voltage(usize),
    /// Current of this element against the voltage of the same one.
    Current(usize),
    /// Current of this element against the voltage of the first.
    CurrentToFirst(usize),
}

/// What value group E of 81.7.E names: two digits, 0 to 2 for the voltages and 4 to 6
/// for the currents. Meters send either digit first for the same angle.
pub(super) fn angle_of(e: u8) -> Option<AngleOf> {
    let (one, two) = (usize::from(e / 10), usize::from(e % 10));
    let (from, to) = (one.min(two), one.max(two));
    match (from, to) {
        (0, to @ 0..=2) => Some(AngleOf::Voltage(to)),
        (from, to) if to == from + 4 && from <= 2 => Some(AngleOf::Current(from)),
        (0, to @ 5..=6) => Some(AngleOf::CurrentToFirst(to - 4)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn angles_are_brought_between_minus_and_plus_half_a_turn() {
        for (angle, expected) in [
            (0.0, 0.0),
            (180.0, 180.0),
            (-180.0, 180.0),
            (196.0, -164.0),
            (-240.0, 120.0),
            (725.0, 5.0),
            (f64::NAN, 0.0),
            (f64::INFINITY, 0.0),
        ] {
            assert_eq!(behind(angle), expected, "{angle}");
        }
        assert_eq!(apart(350.0, 10.0), 20.0);
    }

    #[test]
    fn either_digit_of_an_angle_may_come_first() {
        for (e, expected) in [
            (0, Some(AngleOf::Voltage(0))),
            (1, Some(AngleOf::Voltage(1))),
            (10, Some(AngleOf::Voltage(1))),
            (20, Some(AngleOf::Voltage(2))),
            (4, Some(AngleOf::Current(0))),
            (40, Some(AngleOf::Current(0))),
            (15, Some(AngleOf::Current(1))),
            (51, Some(AngleOf::Current(1))),
            (26, Some(AngleOf::Current(2))),
            (62, Some(AngleOf::Current(2))),
            (5, Some(AngleOf::CurrentToFirst(1))),
            (6, Some(AngleOf::CurrentToFirst(2))),
            (12, None),
            (45, None),
            (7, None),
            (255, None),
        ] {
            assert_eq!(angle_of(e), expected, "{e}");
        }
    }
}

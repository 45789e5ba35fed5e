//! From values to colours: cividis, which is read alike by eyes that see red and green
//! as one.

use eframe::egui::Color32;

/// The stops of the map, from the least to the largest; linear between them.
const CIVIDIS: [[u8; 3]; 10] = [
    [0x00, 0x22, 0x4E],
    [0x12, 0x35, 0x70],
    [0x3B, 0x49, 0x6C],
    [0x57, 0x5D, 0x6D],
    [0x70, 0x71, 0x73],
    [0x8A, 0x86, 0x78],
    [0xA5, 0x9C, 0x74],
    [0xC3, 0xB3, 0x69],
    [0xE1, 0xCC, 0x55],
    [0xFE, 0xE8, 0x38],
];

/// Which values the ends of the map stand for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Scale {
    pub(super) low: f64,
    pub(super) high: f64,
}

impl Scale {
    /// From zero, or what is below it, to a round number that no value is above.
    pub(super) fn of(range: Option<(f64, f64)>) -> Scale {
        let (least, most) = range.unwrap_or((0.0, 1.0));
        let low = if least < 0.0 { -round_up(-least) } else { 0.0 };
        let high = if most > 0.0 { round_up(most) } else { 0.0 };
        match high > low {
            true => Scale { low, high },
            false => Scale {
                low,
                high: low + 1.0,
            },
        }
    }

    pub(super) fn color(&self, value: f64) -> Color32 {
        color((value - self.low) / (self.high - self.low))
    }
}

/// The colour at a share between 0 and 1 of the map.
pub(super) fn color(share: f64) -> Color32 {
    let steps = (CIVIDIS.len() - 1) as f64;
    let at = share.clamp(0.0, 1.0) * steps;
    let below = at.floor().min(steps - 1.0);
    let stop = |place: f64| CIVIDIS.get(place as usize).copied().unwrap_or_default();
    let (one, other) = (stop(below), stop(below + 1.0));
    let mut mixed = [0_u8; 3];
    for ((channel, a), b) in mixed.iter_mut().zip(one).zip(other) {
        let (a, b) = (f64::from(a), f64::from(b));
        *channel = (a + (b - a) * (at - below)).round() as u8;
    }
    let [r, g, b] = mixed;
    Color32::from_rgb(r, g, b)
}

/// The next number of one or two digits that is not below `value`.
fn round_up(value: f64) -> f64 {
    const STEPS: [f64; 11] = [1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0];
    let ten = 10_f64.powf(value.log10().floor());
    let step = STEPS.iter().map(|step| step * ten).find(|up| *up >= value);
    match step {
        Some(step) if step.is_finite() => step,
        _ => value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stops_are_exact_and_linear_between() {
        for (place, stop) in CIVIDIS.iter().enumerate() {
            let [r, g, b] = *stop;
            assert_eq!(color(place as f64 / 9.0), Color32::from_rgb(r, g, b));
        }
        // Half of 0x00224E and 0x123570.
        assert_eq!(color(0.5 / 9.0), Color32::from_rgb(0x09, 0x2C, 0x5F));
        assert_eq!(color(-3.0), color(0.0));
        assert_eq!(color(3.0), color(1.0));
    }

    #[test]
    fn the_map_ends_at_a_round_number_that_no_value_is_above() {
        let ends = |range| {
            let scale = Scale::of(range);
            (scale.low, scale.high)
        };
        assert_eq!(ends(Some((0.2, 7.3))), (0.0, 8.0));
        assert_eq!(ends(Some((0.0, 8.0))), (0.0, 8.0));
        assert_eq!(ends(Some((-3.1, 0.011))), (-4.0, 0.012));
        assert_eq!(ends(Some((-5.0, -1.0))), (-5.0, 0.0));
        assert_eq!(ends(Some((0.0, 0.0))), (0.0, 1.0));
        assert_eq!(ends(None), (0.0, 1.0));
        assert!(ends(Some((0.0, f64::MAX))).1 >= f64::MAX);
    }
}

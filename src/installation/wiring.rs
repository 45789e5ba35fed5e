//! Which wiring explains where the currents point: all that are possible, weighed
//! against each other.
//!
//! Every element may have the current of any phase, and may have it reversed. A wiring
//! costs what its mistakes are worth, and what is unusual about the loads that it
//! implies; the cheapest explains best.

use super::angle::behind;

/// A wiring: for each element, whose current it has, and whether that is reversed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Wiring {
    /// From 0, by element.
    pub(super) source: [usize; 3],
    pub(super) reversed: [bool; 3],
    pub(super) cost: f64,
    /// The part of the cost that is due to mistakes.
    pub(super) mistakes: f64,
}

/// The current of an element that carries one: the angles behind its own voltage that
/// the values allow, one or two. Empty if it is not known.
pub(super) type Seen = Vec<f64>;

/// A load may shift its current by so much: cos φ 0.3, and what a meter may be off.
pub(super) const LOAD_LIMIT: f64 = 75.0;
/// Where loads usually lie: a little behind their voltage, and how widely around it.
const USUAL: f64 = 5.0;
const SPREAD: f64 = 20.0;

/// All wirings that are possible, the likeliest first. `voltages` are the angles of the
/// voltages, clockwise.
pub(super) fn wirings(seen: &[Seen; 3], voltages: &[f64; 3]) -> Vec<Wiring> {
    let mut found: Vec<Wiring> = (0..27 * 8)
        .filter_map(|number| {
            let (places, signs) = (number / 8, number % 8);
            let source = [places % 3, places / 3 % 3, places / 9];
            let reversed = [signs & 1 != 0, signs & 2 != 0, signs & 4 != 0];
            weigh(seen, voltages, source, reversed)
        })
        .collect();
    found.sort_by(|one, two| one.cost.total_cmp(&two.cost));
    found
}

impl Wiring {
    /// Whether every element has the current of its own phase.
    pub(super) fn is_in_place(&self) -> bool {
        self.source == [0, 1, 2]
    }

    /// Whether it is how it should be.
    pub(super) fn is_right(&self) -> bool {
        self.is_in_place() && self.reversed == [false; 3]
    }
}

fn weigh(
    seen: &[Seen; 3],
    voltages: &[f64; 3],
    source: [usize; 3],
    reversed: [bool; 3],
) -> Option<Wiring> {
    let mut loads = 0.0;
    let mut moved = 0;
    let mut turned = 0;
    let mut known = 0;
    for (element, angles) in seen.iter().enumerate() {
        let from = *source.get(element)?;
        let is_reversed = *reversed.get(element)?;
        if angles.is_empty() {
            // Nothing is said of what is not seen.
            if from != element || is_reversed {
                return None;
            }
            continue;
        }
        known += 1;
        moved += usize::from(from != element);
        turned += usize::from(is_reversed);
        let shift = voltages.get(element)? - voltages.get(from)?;
        let turn = if is_reversed { 180.0 } else { 0.0 };
        let cost = |angle: &f64| {
            let load = behind(angle + shift - turn);
            (load.abs() <= LOAD_LIMIT).then(|| ((load - USUAL) / SPREAD).powi(2) / 2.0)
        };
        loads += angles.iter().filter_map(cost).reduce(f64::min)?;
    }
    let mistakes = misplaced(source, moved) + misturned(turned, known);
    Some(Wiring {
        source,
        reversed,
        cost: loads + mistakes,
        mistakes,
    })
}

/// What it is worth that elements have currents of other phases: exchanging two and
/// shifting all is one mistake.
fn misplaced(source: [usize; 3], moved: usize) -> f64 {
    let mut sorted = source;
    sorted.sort_unstable();
    match (moved, sorted == [0, 1, 2]) {
        (0, _) => 0.0,
        (_, true) => 2.5,
        (1, false) => 3.0,
        (_, false) => 5.5,
    }
}

/// Reversing all is one mistake, too.
fn misturned(turned: usize, known: usize) -> f64 {
    match turned {
        0 => 0.0,
        _ if turned == known && known > 1 => 2.5,
        1 => 2.0,
        2 => 4.0,
        _ => 6.0,
    }
}

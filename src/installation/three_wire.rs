//! Two elements in a network of three wires: U12 with I1, and U32 with I3.
//!
//! U12 is 30° before U1, and U32 30° behind U3. So the first element sees a balanced
//! load 30° later and the other one 30° earlier than it is; below cos φ 0.5 one of them
//! runs backwards, and that is right. A load between two conductors is seen as it is.

use super::bearing::Bearing;
use super::finding::{Finding, Flow, Line, Reason, State};

/// Where a load may put the current behind its voltage, by element: from cos φ 0.3
/// capacitive to cos φ 0.3 inductive, alone or balanced.
const RANGES: [(Line, f64, f64); 2] = [(Line::L1, -75.0, 105.0), (Line::L3, -105.0, 75.0)];

/// Judges the currents of both elements.
pub(super) fn currents(bearings: &[Bearing; 3], flow: Flow) -> Vec<Finding> {
    let mut findings: Vec<Finding> = RANGES
        .iter()
        .filter_map(|(line, from, to)| {
            let bearing = bearings.get(line.index())?;
            element(*line, bearing, (*from, *to), flow)
        })
        .collect();
    findings.extend(swapped(bearings));
    findings
}

fn element(line: Line, bearing: &Bearing, range: (f64, f64), flow: Flow) -> Option<Finding> {
    let (from, to) = range;
    let incomplete = |reason| Some(Finding::of(line, State::Incomplete, reason));
    let angle = match bearing {
        Bearing::NoLoad => return incomplete(Reason::NoLoad),
        Bearing::Unknown(reason) => return incomplete(reason.clone()),
        // Without an angle a power against its voltage may be right.
        Bearing::Power { low, imports, .. } => {
            return (!imports || *low < 0.5)
                .then(|| Finding::of(line, State::Doubtful, Reason::LowFactor { degrees: None }));
        }
        Bearing::Angle(angle) => *angle,
    };
    let is_within = |angle: f64| (from..=to).contains(&super::behind(angle));
    let (forward, reason) = match flow {
        Flow::Import => (angle, Reason::CurrentReversed),
        Flow::Unknown => (angle, Reason::ReversedOrFeedIn),
        Flow::FeedIn => (angle - 180.0, Reason::ReversedOrLoad),
    };
    if is_within(forward) {
        return None;
    }
    let state = match flow {
        Flow::Import if is_within(angle - 180.0) => State::Faulty,
        _ => State::Doubtful,
    };
    Some(Finding::of(line, state, reason))
}

/// With its currents exchanged the first element sees a load 90° early and the other
/// one 90° late, and both together nothing.
fn swapped(bearings: &[Bearing; 3]) -> Option<Finding> {
    let [Bearing::Angle(first), _, Bearing::Angle(last)] = bearings else {
        return None;
    };
    let is_near = |angle: f64, centre: f64| super::behind(angle - centre).abs() <= 30.0;
    let fits = |load: f64| is_near(*first, load - 90.0) && is_near(*last, load + 90.0);
    (fits(10.0) || fits(190.0)).then(|| {
        let reason = Reason::Swapped(Line::L1, Line::L3);
        Finding::of_all(State::Doubtful, reason)
    })
}

//! The currents: does each belong to the voltage beside it, and does it point the right
//! way.

use super::angle::behind;
use super::bearing::Bearing;
use super::finding::{Finding, Flow, Line, Reason, Shift, State};
use super::voltage::Order;
use super::wiring::{LOAD_LIMIT, Seen, Wiring, wirings};

/// Up to here a load is ordinary: cos φ 0.64.
const ORDINARY: f64 = 50.0;
/// Where only powers are known: a factor of this and more is ordinary, by which
/// harmonics are allowed for, and one below the other is odd.
const ORDINARY_FACTOR: f64 = 0.5;
/// From here to [`LOAD_LIMIT`] and beyond, mistakes worth up to this are a fault rather
/// than a doubt.
const SIMPLE: f64 = 3.0;
/// Angles of two loads that are further apart are odd: exchanging two currents and
/// reversing both puts one 60° before and the other 60° behind.
const MOST_SPREAD: f64 = 85.0;
/// Bounds of a factor that are nearer tell an angle.
const TELLING: f64 = 0.15;

/// What is known when currents are judged.
pub(super) struct Currents<'a> {
    pub(super) bearings: &'a [Bearing; 3],
    /// Clockwise from the first, in degrees.
    pub(super) voltages: [f64; 3],
    pub(super) order: Order,
    pub(super) flow: Flow,
}

/// Judges the currents of the elements in `lines`.
pub(super) fn currents(currents: &Currents<'_>, lines: &[Line]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for line in lines {
        findings.extend(unseen(*line, currents.of(*line)));
    }
    let loaded: Vec<Line> = lines
        .iter()
        .copied()
        .filter(|line| currents.points(*line))
        .collect();
    if loaded.is_empty() || currents.looks_right(&loaded) {
        return findings;
    }
    findings.extend(currents.explained(&loaded));
    findings
}

/// What could not be seen of a current.
fn unseen(line: Line, bearing: &Bearing) -> Option<Finding> {
    let (state, reason) = match bearing {
        Bearing::NoLoad => (State::Incomplete, Reason::NoLoad),
        Bearing::Unknown(Reason::NoImport) => (State::Doubtful, Reason::NoImport),
        Bearing::Unknown(reason) => (State::Incomplete, reason.clone()),
        Bearing::Power {
            imports: true,
            low,
            high,
        } if *low < ORDINARY_FACTOR && *high >= ORDINARY_FACTOR => {
            (State::Incomplete, Reason::TooCoarse)
        }
        Bearing::Angle(_) | Bearing::Power { .. } => return None,
    };
    Some(Finding::of(line, state, reason))
}

impl Currents<'_> {
    fn of(&self, line: Line) -> &Bearing {
        self.bearings.get(line.index()).unwrap_or(&Bearing::NoLoad)
    }

    /// Whether it is known where the current of `line` points.
    fn points(&self, line: Line) -> bool {
        match self.of(line) {
            Bearing::Angle(_) => true,
            Bearing::Power { imports, high, .. } => {
                !imports || *high < ORDINARY_FACTOR || self.is_sure(line)
            }
            _ => false,
        }
    }

    fn is_sure(&self, line: Line) -> bool {
        matches!(self.of(line), Bearing::Power { low, .. } if *low >= ORDINARY_FACTOR)
    }

    /// The angle behind its voltage that counts as right: the other way round while the
    /// customer feeds in.
    fn forward(&self, angle: f64) -> f64 {
        match self.flow {
            Flow::FeedIn => behind(angle - 180.0),
            Flow::Unknown | Flow::Import => behind(angle),
        }
    }

    /// The angles that are possible for the current of `line`.
    fn seen(&self, line: Line) -> Seen {
        match self.of(line) {
            Bearing::Angle(angle) => vec![self.forward(*angle)],
            Bearing::Power { imports, low, high } if high - low < TELLING => {
                let size = f64::midpoint(*low, *high)
                    .clamp(0.0, 1.0)
                    .acos()
                    .to_degrees();
                let angle = if *imports { size } else { 180.0 - size };
                vec![self.forward(angle), self.forward(-angle)]
            }
            _ => Seen::new(),
        }
    }

    /// Whether the current of `line` runs along its voltage, by its power.
    fn runs_along(&self, line: Line) -> bool {
        let imports = match self.of(line) {
            Bearing::Angle(angle) => angle.to_radians().cos() > 0.0,
            Bearing::Power { imports, .. } => *imports,
            Bearing::NoLoad | Bearing::Unknown(_) => true,
        };
        imports == (self.flow != Flow::FeedIn)
    }

    /// The least angle that the current of `line` can have.
    fn size(&self, line: Line) -> Option<f64> {
        self.seen(line).into_iter().map(f64::abs).reduce(f64::min)
    }

    fn is_ordinary(&self, line: Line) -> bool {
        match self.of(line) {
            Bearing::Power { .. } => self.runs_along(line) && self.is_sure(line),
            _ => self.size(line).is_some_and(|size| size <= ORDINARY),
        }
    }

    fn all_seen(&self, loaded: &[Line]) -> [Seen; 3] {
        Line::ALL.map(|line| match loaded.contains(&line) {
            true => self.seen(line),
            false => Seen::new(),
        })
    }

    /// Whether nothing but ordinary loads is needed to explain what is seen. One
    /// unusual load among others is ordinary: no exchange concerns one element alone.
    fn looks_right(&self, loaded: &[Line]) -> bool {
        let odd: Vec<Line> = loaded
            .iter()
            .copied()
            .filter(|line| !self.is_ordinary(*line))
            .collect();
        let has_angle = |line: &&Line| matches!(self.of(**line), Bearing::Angle(_));
        let within = |line: &Line| {
            let is_small = self.size(*line).is_some_and(|size| size <= LOAD_LIMIT);
            is_small && has_angle(&line)
        };
        if odd.len() > 1 || !odd.iter().all(within) || self.spread(loaded) > MOST_SPREAD {
            return false;
        }
        // Powers alone, all along their voltages, need no explanation.
        if !loaded.iter().any(|line| has_angle(&line)) {
            return true;
        }
        wirings(&self.all_seen(loaded), &self.voltages)
            .first()
            .is_some_and(Wiring::is_right)
    }

    /// How far apart the angles of two currents behind their voltages are at most.
    fn spread(&self, loaded: &[Line]) -> f64 {
        let angles = |line: &Line| match self.of(*line) {
            Bearing::Angle(angle) => Some(self.forward(*angle)),
            _ => None,
        };
        let angles: Vec<f64> = loaded.iter().filter_map(angles).collect();
        let highest = angles.iter().copied().reduce(f64::max).unwrap_or_default();
        let lowest = angles.iter().copied().reduce(f64::min).unwrap_or_default();
        highest - lowest
    }

    fn explained(&self, loaded: &[Line]) -> Vec<Finding> {
        let found = wirings(&self.all_seen(loaded), &self.voltages);
        let against: Vec<Line> = loaded
            .iter()
            .copied()
            .filter(|line| !self.runs_along(*line))
            .collect();
        // What feeds in everywhere is asked about before anything else is made of it.
        let may_feed_in = self.flow == Flow::Unknown
            && against.len() == loaded.len()
            && loaded.iter().all(|line| self.may_be_healthy(*line));
        // A load may be unusual sooner than several mistakes hide each other.
        let may_be_odd = |best: &Wiring| against.is_empty() && best.mistakes > SIMPLE;
        match found.first() {
            Some(best) if !best.is_in_place() && !may_feed_in && !may_be_odd(best) => {
                self.misplaced(best, loaded, &against)
            }
            Some(_) | None => self.in_place(loaded, &against),
        }
    }

    /// Whether a healthy load can be where the current of `line` points, as far as is
    /// known which way power flows.
    fn may_be_healthy(&self, line: Line) -> bool {
        let limit = |size: f64| {
            let is_along = size <= LOAD_LIMIT;
            is_along || (self.flow != Flow::Import && size >= 180.0 - LOAD_LIMIT)
        };
        match self.of(line) {
            Bearing::Power { imports: true, .. } => true,
            Bearing::Power { imports: false, .. } => self.flow != Flow::Import,
            _ => self.size(line).is_some_and(limit),
        }
    }

    /// Elements have currents of others.
    fn misplaced(&self, best: &Wiring, loaded: &[Line], against: &[Line]) -> Vec<Finding> {
        let is_healthy = loaded.iter().all(|line| self.may_be_healthy(*line));
        let is_proven = match self.flow {
            Flow::Import => !against.is_empty(),
            Flow::Unknown | Flow::FeedIn => best.mistakes <= SIMPLE,
        };
        let is_proven = is_proven || best.mistakes <= SIMPLE;
        let state = match !is_healthy && is_proven {
            true => State::Faulty,
            false => State::Doubtful,
        };
        let mut findings = Vec::new();
        let is_turned = best.reversed.contains(&true);
        if !is_turned && let Some(reason) = self.exchange(best) {
            findings.push(Finding::of_all(state, reason));
        }
        for line in loaded {
            let source = best.source.get(line.index()).copied();
            let from = source.and_then(|source| Line::ALL.get(source)).copied();
            let reversed = best.reversed.get(line.index()).copied().unwrap_or(false);
            let reason = match from {
                Some(from) if from != *line => Reason::CurrentOf {
                    line: from,
                    reversed,
                },
                _ if reversed => self.reversed(false),
                _ => continue,
            };
            findings.push(Finding::of(*line, state, reason));
        }
        findings
    }

    /// The mistake that a wiring without reversals is, if it is a single one.
    fn exchange(&self, wiring: &Wiring) -> Option<Reason> {
        let swapped = |one, two| {
            Some(match self.order {
                Order::Normal => Reason::CurrentsSwapped(one, two),
                Order::Reversed => Reason::VoltagesSwapped(one, two),
                Order::Unknown => Reason::Swapped(one, two),
            })
        };
        match wiring.source {
            [1, 0, 2] => swapped(Line::L1, Line::L2),
            [2, 1, 0] => swapped(Line::L1, Line::L3),
            [0, 2, 1] => swapped(Line::L2, Line::L3),
            [1, 2, 0] => Some(Reason::Shifted(self.shift(Shift::Next))),
            [2, 0, 1] => Some(Reason::Shifted(self.shift(Shift::Previous))),
            _ => None,
        }
    }

    /// Without signed angles both directions look alike.
    fn shift(&self, shift: Shift) -> Shift {
        let is_signed = |bearing: &Bearing| matches!(bearing, Bearing::Angle(_));
        match self.bearings.iter().any(is_signed) {
            true => shift,
            false => Shift::Either,
        }
    }

    /// The word for a current against its voltage, of one element or of all.
    fn reversed(&self, all: bool) -> Reason {
        match (self.flow, all) {
            (Flow::Import, false) => Reason::CurrentReversed,
            (Flow::Import, true) => Reason::AllReversed,
            (Flow::Unknown, false) => Reason::ReversedOrFeedIn,
            (Flow::Unknown, true) => Reason::AllReversedOrFeedIn,
            (Flow::FeedIn, false) => Reason::ReversedOrLoad,
            (Flow::FeedIn, true) => Reason::NoFeedIn,
        }
    }

    /// Every element has the current of its own phase, as far as can be told.
    fn in_place(&self, loaded: &[Line], against: &[Line]) -> Vec<Finding> {
        let state = match self.flow {
            Flow::Import => State::Faulty,
            Flow::Unknown | Flow::FeedIn => State::Doubtful,
        };
        let is_far = |line: &Line| match self.of(*line) {
            Bearing::Power { .. } => true,
            _ => self
                .size(*line)
                .is_some_and(|size| size >= 180.0 - LOAD_LIMIT),
        };
        let mut findings = Vec::new();
        let turned: Vec<Line> = against.iter().copied().filter(is_far).collect();
        if turned.len() == loaded.len() && turned.len() > 1 {
            findings.push(Finding::of_all(state, self.reversed(true)));
        }
        for line in loaded {
            if turned.contains(line) {
                findings.push(Finding::of(*line, state, self.reversed(false)));
            } else if !self.is_ordinary(*line) {
                let degrees = match self.of(*line) {
                    Bearing::Angle(angle) => Some(*angle),
                    _ => None,
                };
                let reason = Reason::LowFactor { degrees };
                findings.push(Finding::of(*line, State::Doubtful, reason));
            }
        }
        if findings.is_empty() {
            // Ordinary one by one, and together rather something else.
            findings.push(Finding::of_all(State::Doubtful, Reason::Unexplained));
        }
        findings
    }
}

//! What a check finds: states, reasons, and the verdict made of them.

use rust_decimal::Decimal;

use super::instant::Instant;
use super::voltage::Order;

/// A conductor and the element of the meter that belongs to it.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
pub enum Line {
    L1,
    L2,
    L3,
}

impl Line {
    /// All of them, in order.
    pub const ALL: [Line; 3] = [Line::L1, Line::L2, Line::L3];

    /// The terminals of its current, by the numbers of DIN 43857: from the grid, to the
    /// load.
    pub fn current_terminals(self) -> (u8, u8) {
        match self {
            Line::L1 => (1, 3),
            Line::L2 => (4, 6),
            Line::L3 => (7, 9),
        }
    }

    /// From 0.
    pub fn index(self) -> usize {
        self as usize
    }
}

/// How a phase or the whole installation is, from good to bad.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Default,
    serde::Serialize,
    serde::Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    Correct,
    /// Nothing wrong is seen, but not everything could be seen.
    #[default]
    Incomplete,
    /// A healthy load and a fault both explain it.
    Doubtful,
    /// No healthy load explains it.
    Faulty,
}

/// Which way power flows while the values are taken, as the technician knows it.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Flow {
    #[default]
    Unknown,
    /// From the grid; nothing feeds in now.
    Import,
    /// Into the grid.
    FeedIn,
}

/// How the meter is connected.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Connection {
    /// What the values look like.
    #[default]
    Automatic,
    FourWire,
    /// Two elements in a network of three wires, without a neutral conductor: U12 and
    /// I1, U32 and I3.
    ThreeWire,
    Single,
}

/// What is known besides the values.
#[derive(Debug, Clone, Copy, PartialEq, Default, serde::Serialize, serde::Deserialize)]
pub struct Circumstances {
    pub flow: Flow,
    pub connection: Connection,
    /// The nominal voltage of an element in V; `None` assumes what fits.
    pub nominal: Option<Decimal>,
}

/// Something to say, and how bad it is.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Finding {
    pub state: State,
    /// The phase that it is about, if it is about one.
    pub line: Option<Line>,
    pub reason: Reason,
}

/// By how many places the currents are shifted against the voltages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Shift {
    /// The element of L1 has the current of L2.
    Next,
    /// The element of L1 has the current of L3.
    Previous,
    /// One of the two.
    Either,
}

/// Why.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    // Not seen.
    NoLoad,
    /// Neither voltage, current nor power was sent.
    NothingTold,
    NoVoltageTold,
    NoCurrentTold,
    /// Current without any power or angle.
    NoDirectionTold,
    /// The current is sent so coarsely that no angle can be told.
    TooCoarse,
    /// Power, current and angle do not belong together: the load changed meanwhile.
    LoadChanged,

    // Voltages.
    VoltageMissing,
    /// Off the nominal voltage by so many per cent.
    VoltageOff {
        percent: f64,
        nominal: Decimal,
        /// The nominal voltage is assumed and another one would fit.
        other: Option<Decimal>,
    },
    VoltagesUnequal {
        percent: f64,
    },
    /// The voltages of two elements have the same angle.
    SamePhase(Line, Line),
    /// The voltages follow each other in the order L1 L3 L2.
    OrderReversed,
    /// The same, if the meter counts its angles clockwise.
    OrderOrAngles,
    /// The angle between two voltages is not what it should be.
    VoltageAngle {
        degrees: f64,
    },

    // Currents.
    CurrentReversed,
    AllReversed,
    /// Against its voltage: reversed, or this phase feeds in.
    ReversedOrFeedIn,
    /// All against their voltages.
    AllReversedOrFeedIn,
    /// Power is taken here while the others feed in.
    ReversedOrLoad,
    /// Power is said to flow into the grid, and all of it comes out.
    NoFeedIn,
    /// The currents of two elements, or their voltages, are exchanged.
    CurrentsSwapped(Line, Line),
    VoltagesSwapped(Line, Line),
    /// Either of the two: the order of the voltages is not told.
    Swapped(Line, Line),
    Shifted(Shift),
    /// This element has the current of another phase.
    CurrentOf {
        line: Line,
        reversed: bool,
    },
    /// Current and hardly any active power.
    LowFactor {
        degrees: Option<f64>,
    },
    /// Current, and no import; an export is not told.
    NoImport,
    /// No single fault explains the angles.
    Unexplained,

    // Together.
    SumDiffers {
        phases: Decimal,
        total: Decimal,
    },
    NeutralDiffers {
        measured: f64,
        expected: f64,
    },
    CurrentsUnequal,
    /// P is so many times what U and I give: it is told for the primary side.
    Scaled {
        times: f64,
    },
}

/// What a check finds of one phase.
#[derive(Debug, Clone, PartialEq)]
pub struct PhaseCheck {
    pub line: Line,
    pub state: State,
    /// The worst first.
    pub findings: Vec<Finding>,
    /// By which the current is behind its voltage, where that is known: −180° to 180°.
    pub angle: Option<f64>,
    /// Whether it carries a load.
    pub is_loaded: bool,
    /// Where the current should lie, clockwise from the first voltage, if it does not:
    /// from and to, in degrees.
    pub expected: Option<(f64, f64)>,
}

/// What a check finds.
#[derive(Debug, Clone, PartialEq)]
pub struct Check {
    pub instant: Instant,
    pub circumstances: Circumstances,
    /// As it is, or as it looks.
    pub connection: Connection,
    pub state: State,
    /// One for each element that the meter has.
    pub phases: Vec<PhaseCheck>,
    /// What concerns more than one phase, the worst first.
    pub findings: Vec<Finding>,
    /// What every voltage is compared with, in V.
    pub nominal: Option<Decimal>,
    pub nominal_is_assumed: bool,
    pub order: Order,
    /// The phase angles as they are drawn, clockwise from the first voltage.
    pub voltage_angles: [f64; 3],
    /// The angles between voltages were measured, not assumed.
    pub angles_are_measured: bool,
}

impl Check {
    /// What is found, the worst first: of the whole, then of the phases.
    pub fn all_findings(&self) -> Vec<&Finding> {
        let of_phases = self.phases.iter().flat_map(|phase| &phase.findings);
        let mut all: Vec<&Finding> = self.findings.iter().chain(of_phases).collect();
        all.sort_by_key(|finding| std::cmp::Reverse(finding.state));
        all
    }

    /// The phases that were not seen under load.
    pub fn unloaded(&self) -> Vec<Line> {
        let without = self.phases.iter().filter(|phase| !phase.is_loaded);
        without.map(|phase| phase.line).collect()
    }
}

impl Finding {
    pub(super) fn of(line: Line, state: State, reason: Reason) -> Finding {
        Finding {
            state,
            line: Some(line),
            reason,
        }
    }

    pub(super) fn of_all(state: State, reason: Reason) -> Finding {
        Finding {
            state,
            line: None,
            reason,
        }
    }
}

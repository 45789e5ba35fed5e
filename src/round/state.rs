//! What became of a meter of a round.

use serde::{Deserialize, Serialize};

use super::serial::{self, Match};
use super::{Found, Planned, Remark};

/// What became of a meter.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum State {
    /// Nobody was there yet.
    #[default]
    Open,
    Read {
        /// The folder of the visit, by name; `None` where the meter was ticked by hand.
        visit: Option<String>,
        /// What there is to look at.
        remarks: Vec<Remark>,
    },
    /// Another meter answered. What it told is kept as a visit of its own.
    WrongMeter {
        /// The serial number that it told.
        told: String,
        visit: Option<String>,
    },
    /// Nothing usable came.
    NotReached { reason: String },
    /// The technician left it out.
    Skipped { reason: String },
}

/// The states without what they hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum StateKind {
    Open,
    Read,
    ReadWithRemarks,
    WrongMeter,
    NotReached,
    Skipped,
}

impl StateKind {
    /// Whether the meter that was expected was read, or ticked.
    pub fn is_read(self) -> bool {
        matches!(self, StateKind::Read | StateKind::ReadWithRemarks)
    }
}

impl State {
    /// What became of `planned` when `found` was found there.
    pub(super) fn after(planned: &Planned, found: Found) -> State {
        let (told, visit, mut remarks) = match found {
            Found::Nothing(reason) => return State::NotReached { reason },
            Found::Readout {
                serial,
                visit,
                remarks,
            } => (serial, visit, remarks),
        };
        match serial::compare(&planned.serial, told.as_deref()) {
            Match::Same => {}
            Match::NotTold => remarks.insert(0, Remark::NoSerial),
            Match::Different => {
                let told = told.unwrap_or_default();
                return State::WrongMeter { told, visit };
            }
        }
        State::Read { visit, remarks }
    }

    pub fn kind(&self) -> StateKind {
        match self {
            State::Open => StateKind::Open,
            State::Read { remarks, .. } if remarks.is_empty() => StateKind::Read,
            State::Read { .. } => StateKind::ReadWithRemarks,
            State::WrongMeter { .. } => StateKind::WrongMeter,
            State::NotReached { .. } => StateKind::NotReached,
            State::Skipped { .. } => StateKind::Skipped,
        }
    }

    /// The folder of the visit, by name.
    pub fn visit(&self) -> Option<&str> {
        match self {
            State::Read { visit, .. } | State::WrongMeter { visit, .. } => visit.as_deref(),
            State::Open | State::NotReached { .. } | State::Skipped { .. } => None,
        }
    }

    pub fn remarks(&self) -> &[Remark] {
        match self {
            State::Read { remarks, .. } => remarks,
            _ => &[],
        }
    }
}

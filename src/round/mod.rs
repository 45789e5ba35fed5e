//! Rounds: the meters of a day, one after the other, and what became of each.
//!
//! A [`list`] names the meters; a [`Round`] says of each whether it was read, with which
//! [`Remark`]s, or why not. It is kept in a [`file`](RoundFile) from the first meter on, so
//! that a computer that stops costs nothing. [`many`] reads the meters of many lines
//! at once, [`outliers`] finds those that are unlike the others, and [`hand_over`] puts
//! everything together for the office.
//!
//! A meter is never taken for another one: the serial number that it tells decides, see
//! [`serial`]. Draws nothing, and reads no clock.

mod file;
mod found;
pub mod hand_over;
pub mod list;
pub mod many;
pub mod outliers;
mod remark;
pub mod serial;
mod state;
pub mod words;

use jiff::Zoned;
use serde::{Deserialize, Serialize};

pub use file::{FormError, RoundError, RoundFile, Rounds};
pub use found::Found;
pub use remark::{CLOCK_LIMIT, ComparedWith, Remark, remarks_of};
pub use state::{State, StateKind};

use crate::worker::PortChoice;
use serial::Match;

/// The meters of a day.
#[derive(Debug, Clone, PartialEq)]
pub struct Round {
    /// What it is called: the name of its list.
    pub name: String,
    /// By this computer's clock.
    pub began_at: Zoned,
    /// In the order of the list.
    pub stops: Vec<Stop>,
}

/// One meter of a round.
#[derive(Debug, Clone, PartialEq)]
pub struct Stop {
    pub planned: Planned,
    pub state: State,
    /// When it came into this state; `None` while it is open.
    pub at: Option<Zoned>,
    /// What the technician noted.
    pub note: String,
}

/// What the list says of a meter.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Planned {
    /// The line of the list, counted from 1.
    pub line: u64,
    pub serial: String,
    pub place: String,
    pub street: String,
    /// Where it is to be read; `None` for whatever port is chosen.
    pub port: Option<PortChoice>,
    /// Its device address; empty where the list tells none.
    pub address: String,
    /// The device profile by name.
    pub profile: Option<String>,
    pub order: String,
    pub note: String,
}

/// How far a round is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Tally {
    pub open: usize,
    pub read: usize,
    /// Read, and there is something to look at.
    pub with_remarks: usize,
    pub wrong_meter: usize,
    pub not_reached: usize,
    pub skipped: usize,
}

impl Tally {
    pub fn total(&self) -> usize {
        self.open + self.done()
    }

    /// Those that are dealt with, whatever came of them.
    pub fn done(&self) -> usize {
        self.read + self.with_remarks + self.wrong_meter + self.not_reached + self.skipped
    }

    fn count(&mut self, kind: StateKind) {
        let place = match kind {
            StateKind::Open => &mut self.open,
            StateKind::Read => &mut self.read,
            StateKind::ReadWithRemarks => &mut self.with_remarks,
            StateKind::WrongMeter => &mut self.wrong_meter,
            StateKind::NotReached => &mut self.not_reached,
            StateKind::Skipped => &mut self.skipped,
        };
        *place += 1;
    }
}

impl Stop {
    /// A meter that nobody was at yet.
    pub fn new(planned: Planned) -> Stop {
        Stop {
            planned,
            state: State::Open,
            at: None,
            note: String::new(),
        }
    }
}

impl Round {
    /// A round that begins now.
    pub fn new(name: impl Into<String>, began_at: Zoned, planned: Vec<Planned>) -> Round {
        Round {
            name: name.into(),
            began_at,
            stops: planned.into_iter().map(Stop::new).collect(),
        }
    }

    /// How far it is.
    pub fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        for stop in &self.stops {
            tally.count(stop.state.kind());
        }
        tally
    }

    /// The meters by place, street and line: the order in which they are visited.
    pub fn by_place(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.stops.len()).collect();
        order.sort_by_key(|index| {
            self.stops.get(*index).map(|stop| {
                let planned = &stop.planned;
                let small = |text: &str| text.to_lowercase();
                (small(&planned.place), small(&planned.street), planned.line)
            })
        });
        order
    }

    /// The next meter that is open, by place, after `current`; from the beginning where
    /// there is none behind it.
    pub fn next_open(&self, current: Option<usize>) -> Option<usize> {
        let order = self.by_place();
        let after = current
            .and_then(|current| order.iter().position(|index| *index == current))
            .map_or(0, |place| place.saturating_add(1));
        let (before, behind) = order.split_at(after.min(order.len()));
        let mut turn = behind.iter().chain(before).copied();
        turn.find(|index| self.kind_of(*index) == Some(StateKind::Open))
    }

    /// The open meter whose serial number this is.
    pub fn open_by_serial(&self, told: &str) -> Option<usize> {
        self.stops.iter().position(|stop| {
            stop.state.kind() == StateKind::Open
                && serial::compare(&stop.planned.serial, Some(told)) == Match::Same
        })
    }

    fn kind_of(&self, index: usize) -> Option<StateKind> {
        self.stops.get(index).map(|stop| stop.state.kind())
    }

    /// Brings a meter into a state.
    pub fn set(&mut self, index: usize, state: State, at: Zoned) {
        if let Some(stop) = self.stops.get_mut(index) {
            stop.at = (state != State::Open).then_some(at);
            stop.state = state;
        }
    }

    /// Notes what came of reading a meter. Only the meter that was expected counts as
    /// read; what another one told stays with that one.
    pub fn record(&mut self, index: usize, found: Found, at: Zoned) {
        let Some(stop) = self.stops.get(index) else {
            return;
        };
        let state = State::after(&stop.planned, found);
        self.set(index, state, at);
    }
}

#[cfg(test)]
mod tests;

//! What is behind a simulated meter: loads, and conductors that are wired wrong, by name.
//!
//! Without any of these a meter shows what its template says. With them, and in
//! registers that only programming mode knows, voltages, currents, angles and powers
//! are computed from one network: they belong together.

mod network;

use jiff::civil::DateTime;

use self::network::Network;

/// A load or a fault of the installation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Installation {
    /// The current of an element is reversed, from 0.
    CurrentReversed(usize),
    AllReversed,
    /// The currents of two elements are exchanged.
    CurrentsSwapped(usize, usize),
    /// Every element has the current of the next one.
    CurrentsShifted,
    /// The voltages of two elements are exchanged.
    VoltagesSwapped(usize, usize),
    /// Two phases are exchanged in front of the meter.
    PhasesSwapped,
    /// An element has the current of the one named second.
    CurrentOfOther(usize, usize),
    VoltageMissing(usize),
    VoltageLow(usize),
    VoltageHigh(usize),
    /// The second element has the voltage of the first.
    SameVoltage,
    NoLoad,
    NoLoadOn(usize),
    /// All of the load is on the first phase.
    SinglePhase,
    /// cos φ 0.3.
    Inductive,
    Capacitive,
    FeedIn,
    FeedInOn(usize),
    /// The first phase carries ten times as much.
    Unbalanced,
    /// A large load goes on and off from one second to the next.
    LoadChanges,
}

use Installation as I;

/// What there is, by name.
pub const ALL: [(&str, Installation); 36] = [
    ("ct-reversed-l1", I::CurrentReversed(0)),
    ("ct-reversed-l2", I::CurrentReversed(1)),
    ("ct-reversed-l3", I::CurrentReversed(2)),
    ("ct-reversed-all", I::AllReversed),
    ("ct-swapped-l1-l2", I::CurrentsSwapped(0, 1)),
    ("ct-swapped-l1-l3", I::CurrentsSwapped(0, 2)),
    ("ct-swapped-l2-l3", I::CurrentsSwapped(1, 2)),
    ("ct-shifted", I::CurrentsShifted),
    ("ct-of-l3-on-l2", I::CurrentOfOther(1, 2)),
    ("voltage-swapped-l1-l2", I::VoltagesSwapped(0, 1)),
    ("voltage-swapped-l1-l3", I::VoltagesSwapped(0, 2)),
    ("voltage-swapped-l2-l3", I::VoltagesSwapped(1, 2)),
    ("phases-swapped", I::PhasesSwapped),
    ("same-voltage-l1-l2", I::SameVoltage),
    ("phase-missing-l1", I::VoltageMissing(0)),
    ("phase-missing-l2", I::VoltageMissing(1)),
    ("phase-missing-l3", I::VoltageMissing(2)),
    ("voltage-low-l1", I::VoltageLow(0)),
    ("voltage-low-l2", I::VoltageLow(1)),
    ("voltage-low-l3", I::VoltageLow(2)),
    ("voltage-high-l1", I::VoltageHigh(0)),
    ("voltage-high-l2", I::VoltageHigh(1)),
    ("voltage-high-l3", I::VoltageHigh(2)),
    ("no-load", I::NoLoad),
    ("no-load-l1", I::NoLoadOn(0)),
    ("no-load-l2", I::NoLoadOn(1)),
    ("no-load-l3", I::NoLoadOn(2)),
    ("load-single-phase", I::SinglePhase),
    ("load-inductive", I::Inductive),
    ("load-capacitive", I::Capacitive),
    ("load-unbalanced", I::Unbalanced),
    ("load-changes", I::LoadChanges),
    ("feed-in", I::FeedIn),
    ("feed-in-l1", I::FeedInOn(0)),
    ("feed-in-l2", I::FeedInOn(1)),
    ("feed-in-l3", I::FeedInOn(2)),
];

impl Installation {
    /// The name that it is chosen by.
    pub fn name(self) -> &'static str {
        let found = ALL.iter().find(|(_, installation)| *installation == self);
        found.map_or("", |(name, _)| name)
    }

    /// The one with this name.
    pub fn find(name: &str) -> Option<Installation> {
        let found = ALL.iter().find(|(own, _)| *own == name);
        found.map(|(_, installation)| *installation)
    }
}

/// `body` with the instantaneous values that a meter shows at `now` where the
/// installation is as in `list`; `source` is the data block that tells its voltages and
/// currents while nothing is wrong.
pub(in crate::sim) fn measured(
    body: &str,
    source: &str,
    list: &[Installation],
    now: DateTime,
) -> Option<String> {
    let mut network = Network::of(source)?;
    for installation in list {
        network.apply(*installation, now);
    }
    Some(network.shown(body))
}

#[cfg(test)]
mod tests;

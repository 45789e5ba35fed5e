//! The installation check: whether a meter is wired right, from its instantaneous
//! values.
//!
//! [`Instant`] takes voltages, currents, powers and angles out of data sets, whatever
//! units and codes they were sent in. [`check`] judges them: per phase and as a whole.
//!
//! # What can be known
//!
//! A meter sees the angle of each current to the voltage on the same element. A load
//! shifts it by up to 73° (cos φ 0.3), a current from another phase by 120°, a reversed
//! one by 180°, and so does feeding in. So some faults look like some healthy loads,
//! and the words are chosen accordingly:
//!
//! | [`State`] | means |
//! |---|---|
//! | [`Correct`](State::Correct) | every phase carries load, and an ordinary load explains what is seen |
//! | [`Incomplete`](State::Incomplete) | nothing wrong is seen, and something could not be: no load, no value |
//! | [`Doubtful`](State::Doubtful) | a healthy load and a fault explain it; what to do to find out is told |
//! | [`Faulty`](State::Faulty) | no healthy load explains it, as far as is known which way power flows |
//!
//! Which way power flows now is the one thing that no meter can tell: a feeding-in
//! customer looks like currents that are all reversed. [`Flow`] is asked of the
//! technician and unknown until told. Two wirings cannot be told from others by anybody:
//! all currents shifted by one place *and* all reversed is the same as a load of cos φ
//! 0.5, and currents that are shifted by one place are the same as voltages that are
//! shifted the other way.
//!
//! Pure: reads no line and no clock, and keeps digits as sent beside what it computes
//! with. Knows no words but the English sentences of its [`Display`](std::fmt::Display)s.

mod angle;
mod bearing;
mod current;
mod finding;
mod instant;
mod judge;
pub mod list;
mod measured;
mod phasor;
mod three_wire;
mod total;
mod voltage;
mod wiring;
mod words;

pub use angle::behind;
pub use finding::{
    Check, Circumstances, Connection, Finding, Flow, Line, PhaseCheck, Reason, Shift, State,
};
pub use instant::{Instant, Phase, Taken, Total};
pub use judge::check;
pub use measured::Measured;
pub use phasor::{Phasor, Phasors, phasors};
pub use voltage::Order;

#[cfg(test)]
mod tests;

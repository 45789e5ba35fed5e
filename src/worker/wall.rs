//! This computer's clock, held against a time that nobody sets.
//!
//! Limits never count by it: a line has a time of its own. It is what stored times and
//! the drift of a meter's clock are told by, and it may be set, or the computer may
//! sleep, at any instant.

use std::time::{Duration, Instant};

use jiff::{SignedDuration, Zoned};

use super::open_port::OpenPort;

/// A clock that is set by less goes unnoticed: it is disciplined by so much all the
/// time, and no meter's clock is told more exactly.
const LEAST_CHANGE: SignedDuration = SignedDuration::from_millis(250);

/// Both times are read within this, or read again.
const TOGETHER: Duration = Duration::from_millis(20);

/// How often they are read again.
const MOST_READS: u32 = 10;

/// An instant by both times.
#[derive(Debug, Clone)]
pub(super) struct Moment {
    /// What this computer's clock shows.
    pub(super) wall: Zoned,
    steady: Instant,
}

impl Moment {
    /// The present one.
    pub(super) fn now(ports: &dyn OpenPort) -> Moment {
        let mut moment = Moment::read(ports);
        for _ in 0..MOST_READS {
            let took = ports.steady_clock().duration_since(moment.steady);
            if took <= TOGETHER {
                break;
            }
            moment = Moment::read(ports);
        }
        moment
    }

    fn read(ports: &dyn OpenPort) -> Moment {
        let steady = ports.steady_clock();
        let wall = ports.wall_clock();
        Moment { wall, steady }
    }

    /// By how much the clock was set between `earlier` and here, forwards if positive;
    /// `None` if it was not. A sleep of the computer counts, where the steady time does
    /// not go on in it.
    pub(super) fn changed_since(&self, earlier: &Moment) -> Option<SignedDuration> {
        let shown = self.wall.duration_since(&earlier.wall);
        let passed = self.steady.saturating_duration_since(earlier.steady);
        let passed = SignedDuration::try_from(passed).unwrap_or(SignedDuration::MAX);
        let change = shown.saturating_sub(passed);
        (change.abs() >= LEAST_CHANGE).then_some(change)
    }
}

/// `This computer's clock was set by +3600.0 s`
pub(super) fn in_words(change: SignedDuration) -> String {
    format!(
        "This computer's clock was set by {:+.1} s",
        change.as_secs_f64()
    )
}

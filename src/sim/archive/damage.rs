//! What goes wrong in the text of load profiles, on demand.

use super::Source;
use crate::sim::Fault;
use crate::sim::load::calendar::{DAY, Seconds};

/// One row in so many is ragged.
const RAGGED: i64 = 37;

/// From the anchor into the year 2099.
const FUTURE: Seconds = 75 * 365 * DAY;

impl Source<'_> {
    /// The time that stands at a row that ended at `end`.
    pub(super) fn told_time(&self, end: Seconds) -> Seconds {
        let day = end.div_euclid(DAY);
        match day.rem_euclid(16) {
            _ if !self.faults.has(Fault::StampsBackwards) => end,
            2 | 6 | 10 | 14 => end - 3 * DAY,
            12 => end + FUTURE,
            _ => end,
        }
    }

    /// The number of channels that a header names.
    pub(super) fn told_count(&self, count: usize) -> usize {
        count
            + if self.faults.has(Fault::LyingHeader) {
                2
            } else {
                0
            }
    }

    /// The capture period that a header names, min.
    pub(super) fn told_period(&self, minutes: i64) -> i64 {
        if self.faults.has(Fault::PeriodZero) {
            0
        } else {
            minutes
        }
    }

    /// The status that a header has.
    pub(super) fn told_status(&self, mut word: String) -> String {
        if self.faults.has(Fault::OddStatus) {
            word.push('0');
        }
        word
    }

    /// How many of the values of a row are written, and how often its last one comes again.
    pub(super) fn told_values(&self, end: Seconds, count: usize) -> (usize, usize) {
        let number = end.div_euclid(self.period.max(1));
        match number.rem_euclid(RAGGED) {
            _ if !self.faults.has(Fault::RaggedRows) => (count, 0),
            3 => (count.saturating_sub(1), 0),
            20 => (count, 1),
            _ => (count, 0),
        }
    }
}

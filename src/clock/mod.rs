//! The meter's clock: how far it is off, what it may be set to, and what that causes.
//!
//! A meter shows whole seconds, so one look at its clock tells the drift to within a
//! second and the time the answer took. [`Phase`] narrows that down by looking again
//! just when the second is expected to turn. [`judge`] tells synchronising from
//! setting and warns of boundaries.
//!
//! Pure: knows nothing about lines and sessions and reads no clock; what this
//! computer's clock said comes from outside.

mod anchor;
mod base;
mod judge;
mod parts;
mod phase;

use std::time::Duration;

use jiff::{SignedDuration, Zoned};

use crate::meter::CivilTime;

pub use anchor::Anchor;
pub use base::{TimeBase, TimeFrame};
pub use judge::{Boundary, ChangeKind, Judgement, PERIOD_REGISTERS, Warning, judge, period_min};
pub use parts::{ClockCommand, ReadPart, WriteError, commands_at, commands_shown, read_parts};
pub use phase::{Look, Phase};

/// How far the meter's clock is off.
#[derive(Debug, Clone, PartialEq)]
pub struct ClockReading {
    /// What the meter's clock showed, in whole seconds.
    pub meter: CivilTime,
    /// What this computer's clock showed when the meter's began to show that.
    pub computer: Zoned,
    /// The meter's clock minus this computer's, both in the time that the meter tells:
    /// of the season it names, or else this computer's civil time.
    pub drift: SignedDuration,
    /// The drift is right to within so much, either way.
    pub uncertainty: Duration,
}

impl ClockReading {
    /// What the meter's clock is compared with.
    pub fn frame(&self) -> TimeFrame {
        TimeFrame::told(self.meter.season)
    }

    /// The meter's clock minus the time of `base` on this computer.
    pub fn drift_from(&self, base: TimeBase) -> SignedDuration {
        let told = self.frame().offset(&self.computer).seconds();
        let wanted = TimeFrame::of(base).offset(&self.computer).seconds();
        self.drift + SignedDuration::from_secs(i64::from(told - wanted))
    }

    /// The base that the meter seems to keep: what it says itself, or what its clock
    /// comes within two minutes of.
    pub fn base_kept(&self) -> TimeBase {
        use crate::meter::Season;
        let near = SignedDuration::from_mins(2);
        let is_near = |base| self.drift_from(base).abs() <= near;
        match self.meter.season {
            Some(Season::Utc) => TimeBase::Utc,
            Some(Season::Summer) => TimeBase::Local,
            Some(Season::Normal) if TimeFrame::of(TimeBase::Local).is_summer(&self.computer) => {
                TimeBase::Normal
            }
            Some(Season::Normal) => TimeBase::Local,
            None => [TimeBase::Local, TimeBase::Normal, TimeBase::Utc]
                .into_iter()
                .find(|base| is_near(*base))
                .unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::meter::Season;

    fn reading(computer: &str, drift: i64, season: Option<Season>) -> ClockReading {
        let computer: Zoned = computer.parse().unwrap();
        ClockReading {
            meter: CivilTime {
                date: Some(computer.date()),
                time: Some(computer.time()),
                season,
            },
            computer,
            drift: SignedDuration::from_secs(drift),
            uncertainty: Duration::from_millis(100),
        }
    }

    #[test]
    fn the_base_that_a_meter_keeps_is_found() {
        let winter = "2017-01-18T20:15:07+01:00[Europe/Vienna]";
        let summer = "2017-07-18T20:15:07+02:00[Europe/Vienna]";
        let check = |at: &str, drift, season, expected| {
            assert_eq!(reading(at, drift, season).base_kept(), expected);
        };
        check(winter, -12, None, TimeBase::Local);
        check(winter, -3612, None, TimeBase::Utc);
        check(summer, -12, None, TimeBase::Local);
        check(summer, -3590, None, TimeBase::Normal);
        check(summer, -7199, None, TimeBase::Utc);
        check(summer, -86_400, None, TimeBase::Local);
        check(summer, -12, Some(Season::Normal), TimeBase::Normal);
        check(winter, -12, Some(Season::Normal), TimeBase::Local);
        check(summer, -12, Some(Season::Utc), TimeBase::Utc);
        check(summer, 0, Some(Season::Summer), TimeBase::Local);
    }

    #[test]
    fn the_drift_depends_on_the_base() {
        let summer = "2017-07-18T20:15:07+02:00[Europe/Vienna]";
        let check = |season, base, expected| {
            let drift = reading(summer, -12, season).drift_from(base);
            assert_eq!(drift.as_secs(), expected);
        };
        check(None, TimeBase::Local, -12);
        check(None, TimeBase::Normal, 3588);
        check(None, TimeBase::Utc, 7188);
        check(Some(Season::Normal), TimeBase::Normal, -12);
        check(Some(Season::Normal), TimeBase::Local, -3612);
        check(Some(Season::Utc), TimeBase::Utc, -12);
    }
}

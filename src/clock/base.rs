//! Which time a meter keeps, and what that is on this computer.

use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, Zoned};

use crate::meter::Season;

/// Which time a meter keeps.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Serialize, serde::Deserialize,
)]
pub enum TimeBase {
    /// This computer's civil time, summer time included.
    #[default]
    Local,
    /// The same without summer time.
    Normal,
    Utc,
}

/// A way to tell civil time from an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeFrame {
    /// Civil time, whatever the season.
    Local,
    /// Of one season, whatever the computer observes.
    Fixed(Season),
}

impl TimeFrame {
    /// The civil time of a base.
    pub fn of(base: TimeBase) -> TimeFrame {
        match base {
            TimeBase::Local => TimeFrame::Local,
            TimeBase::Normal => TimeFrame::Fixed(Season::Normal),
            TimeBase::Utc => TimeFrame::Fixed(Season::Utc),
        }
    }

    /// The civil time of a stamp that tells its season, or does not.
    pub fn told(season: Option<Season>) -> TimeFrame {
        season.map_or(TimeFrame::Local, TimeFrame::Fixed)
    }

    /// How far this civil time is ahead of UTC at `at`, in `at`'s zone.
    pub fn offset(self, at: &Zoned) -> Offset {
        match self {
            TimeFrame::Local => at.offset(),
            TimeFrame::Fixed(Season::Utc) => Offset::UTC,
            TimeFrame::Fixed(Season::Normal) => normal_offset(at),
            TimeFrame::Fixed(Season::Summer) if at.offset() > normal_offset(at) => at.offset(),
            TimeFrame::Fixed(Season::Summer) => {
                let seconds = normal_offset(at).seconds() + 3600;
                Offset::from_seconds(seconds).unwrap_or(at.offset())
            }
        }
    }

    /// The civil time at `at`.
    pub fn civil(self, at: &Zoned) -> DateTime {
        self.offset(at).to_datetime(at.timestamp())
    }

    /// The season that belongs to the civil time at `at`.
    pub fn season(self, at: &Zoned) -> Season {
        match self {
            TimeFrame::Fixed(season) => season,
            TimeFrame::Local if self.is_summer(at) => Season::Summer,
            TimeFrame::Local => Season::Normal,
        }
    }

    /// Whether it is summer time at `at`.
    pub fn is_summer(self, at: &Zoned) -> bool {
        self.offset(at) > normal_offset(at) && self != TimeFrame::Fixed(Season::Utc)
    }
}

/// The offset without summer time: the smaller one of midwinter and midsummer. Zones
/// that call their winter time the odd one come out right too.
fn normal_offset(at: &Zoned) -> Offset {
    let zone = at.time_zone();
    let there = |month| {
        let noon = jiff::civil::date(at.year(), month, 1).at(12, 0, 0, 0);
        offset_at(zone, noon)
    };
    match (there(1), there(7)) {
        (Some(january), Some(july)) => january.min(july),
        _ => at.offset(),
    }
}

fn offset_at(zone: &TimeZone, civil: DateTime) -> Option<Offset> {
    let instant: Timestamp = zone.to_timestamp(civil).ok()?;
    Some(zone.to_offset(instant))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seasons_by_the_rules_of_the_zone() {
        let check = |at: &str, season: Season, normal: &str| {
            let at: Zoned = at.parse().unwrap();
            assert_eq!(TimeFrame::Local.season(&at), season, "{at}");
            let told = TimeFrame::of(TimeBase::Normal).civil(&at).to_string();
            assert_eq!(told, normal, "{at}");
        };
        check(
            "2017-01-18T20:15:07+01:00[Europe/Vienna]",
            Season::Normal,
            "2017-01-18T20:15:07",
        );
        check(
            "2017-07-18T20:15:07+02:00[Europe/Vienna]",
            Season::Summer,
            "2017-07-18T19:15:07",
        );
        check(
            "2017-07-18T20:15:07+01:00[Europe/Dublin]",
            Season::Summer,
            "2017-07-18T19:15:07",
        );
        check(
            "2017-01-18T20:15:07-02:00[America/Sao_Paulo]",
            Season::Summer,
            "2017-01-18T19:15:07",
        );
        check(
            "2017-07-18T20:15:07+03:00[Europe/Istanbul]",
            Season::Normal,
            "2017-07-18T20:15:07",
        );
    }

    #[test]
    fn what_a_told_season_means() {
        let winter: Zoned = "2017-01-18T20:15:07+01:00[Europe/Vienna]".parse().unwrap();
        let told = |season| TimeFrame::told(season).civil(&winter).to_string();
        assert_eq!(told(None), "2017-01-18T20:15:07");
        assert_eq!(told(Some(Season::Summer)), "2017-01-18T21:15:07");
        assert_eq!(told(Some(Season::Utc)), "2017-01-18T19:15:07");
    }
}

//! The entries of a load profile on a line without jumps.
//!
//! A civil time is no instant: in autumn an hour comes twice, in spring one is
//! missing. A position counts seconds of *normal* time, so that it runs on through
//! both. It is exact where the stamps tell their season, and deduced from the order
//! of the entries where they do not; without either, civil time is taken as it is.

use jiff::ToSpan as _;
use jiff::civil::{DateTime, date};

use super::LoadProfile;
use crate::meter::readout::Season;

/// Where entries lie; positions are seconds of normal time since 1970-01-01T00:00.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Axis {
    /// The end of each interval in the order sent; `None` if its time is not known.
    ends: Vec<Option<i64>>,
    /// The numbers of the entries that have a position, in order of time. Of entries at
    /// one position the one sent last comes last.
    order: Vec<u32>,
    changes: Vec<SeasonChange>,
    gaps: Vec<Gap>,
}

/// The clock goes forward or back for the season.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeasonChange {
    /// The end of the first interval in the new season minus its period.
    pub position: i64,
    /// Into this season.
    pub to: Season,
    /// The stamps do not tell it, their order does.
    pub deduced: bool,
}

/// Intervals that are missing between two entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    /// The end of the last interval before.
    pub begin: i64,
    /// The begin of the first interval behind.
    pub end: i64,
    /// How many intervals fit in.
    pub missing: u32,
    /// `begin` and `end` in civil time.
    pub from: DateTime,
    pub to: DateTime,
}

const EPOCH: DateTime = date(1970, 1, 1).at(0, 0, 0, 0);
const HOUR: i64 = 3600;

impl Axis {
    /// Puts the entries of `profile` on the line.
    pub fn of(profile: &LoadProfile) -> Axis {
        let mut axis = Axis::default();
        let mut season = None;
        for (index, entry) in profile.entries().enumerate() {
            let told = entry.season().unwrap_or(Season::Normal);
            let offset = if told == Season::Summer { HOUR } else { 0 };
            let end = entry.time().map(|time| seconds(time) - offset);
            axis.ends.push(end);
            let Some(end) = end else { continue };
            axis.order.push(u32::try_from(index).unwrap_or(u32::MAX));
            if season.is_some_and(|season| season != told) {
                axis.changes.push(SeasonChange {
                    position: end - period(profile, index),
                    to: told,
                    deduced: false,
                });
            }
            season = Some(told);
        }
        let ends = &axis.ends;
        axis.order
            .sort_by_key(|index| ends.get(*index as usize).copied().flatten());
        axis.gaps = axis.find_gaps(profile);
        axis
    }

    /// The end of the interval of an entry, in the order sent.
    pub fn end(&self, entry: usize) -> Option<i64> {
        self.ends.get(entry).copied().flatten()
    }

    /// The numbers of the entries that have a position, in order of time.
    pub fn order(&self) -> &[u32] {
        &self.order
    }

    /// From the begin of the first interval to the end of the last.
    pub fn span(&self, profile: &LoadProfile) -> Option<(i64, i64)> {
        let (first, last) = (*self.order.first()? as usize, *self.order.last()? as usize);
        Some((self.end(first)? - period(profile, first), self.end(last)?))
    }

    /// In order of time.
    pub fn gaps(&self) -> &[Gap] {
        &self.gaps
    }

    /// In order of time.
    pub fn season_changes(&self) -> &[SeasonChange] {
        &self.changes
    }

    /// The civil time at a position, and its season where there is one.
    pub fn civil(&self, position: i64) -> (DateTime, Option<Season>) {
        let change = self
            .changes
            .iter()
            .rev()
            .find(|change| change.position < position);
        let season = match (change, self.changes.first()) {
            (Some(change), _) => Some(change.to),
            (None, Some(first)) if first.to == Season::Summer => Some(Season::Normal),
            (None, Some(_)) => Some(Season::Summer),
            (None, None) => None,
        };
        let offset = if season == Some(Season::Summer) {
            HOUR
        } else {
            0
        };
        (civil(position + offset), season)
    }

    fn find_gaps(&self, profile: &LoadProfile) -> Vec<Gap> {
        let mut gaps = Vec::new();
        for pair in self.order.windows(2) {
            let [before, behind] = pair else { continue };
            let (before, behind) = (*before as usize, *behind as usize);
            let length = period(profile, behind);
            let (Some(begin), Some(end)) = (self.end(before), self.end(behind)) else {
                continue;
            };
            let end = end - length;
            if length > 0 && end - begin >= length {
                gaps.push(Gap {
                    begin,
                    end,
                    missing: u32::try_from((end - begin) / length).unwrap_or(u32::MAX),
                    from: self.civil(begin).0,
                    to: self.civil(end).0,
                });
            }
        }
        gaps
    }
}

/// Seconds of the interval of an entry.
fn period(profile: &LoadProfile, entry: usize) -> i64 {
    let section = profile.entry(entry).and_then(|entry| entry.section());
    section
        .and_then(|section| section.period_min)
        .map_or(0, |minutes| i64::from(minutes) * 60)
}

fn seconds(time: DateTime) -> i64 {
    time.duration_since(EPOCH).as_secs()
}

fn civil(seconds: i64) -> DateTime {
    EPOCH.checked_add(seconds.seconds()).unwrap_or(EPOCH)
}

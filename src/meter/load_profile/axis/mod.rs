//! The entries of a load profile on a line without jumps.
//!
//! A civil time is no instant: in autumn an hour comes twice, in spring one is
//! missing. A position counts seconds of *normal* time, so that it runs on through
//! both. It is exact where the stamps tell their season, and deduced from the order
//! of the entries where they do not; without either, civil time is taken as it is.
//! Times told in UTC stand as they are.
//!
//! Entries whose time lies years from that of the others, because the clock was wrong,
//! would stretch the line over a century: they have a position, and are left out of
//! [`Axis::order`].

mod outliers;
mod season;

#[cfg(test)]
mod tests;

use jiff::ToSpan as _;
use jiff::civil::{DateTime, date};

use super::{LoadProfile, Section};
use crate::meter::readout::Season;

/// Where entries lie; positions are seconds of normal time since 1970-01-01T00:00.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Axis {
    /// The end of each interval in the order sent; `None` if its time is not known.
    ends: Vec<Option<i64>>,
    /// The numbers of the entries that have a position, in order of time. Of entries at
    /// one position the one sent last comes last.
    order: Vec<u32>,
    /// Entries with a position far from the others, in order of time.
    outliers: Vec<u32>,
    /// From which position on which season is in force, in order of time. The first
    /// holds for what is before it too.
    seasons: Vec<(i64, Option<Season>)>,
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
pub(super) const HOUR: i64 = 3600;
pub(super) const DAY: i64 = 24 * HOUR;

/// Intervals of so many seconds are months of the calendar.
const MONTHS: std::ops::RangeInclusive<i64> = 28 * DAY..=31 * DAY;

impl Axis {
    /// Puts the entries of `profile` on the line, in a time that grows with their number.
    pub fn of(profile: &LoadProfile) -> Axis {
        let stamps = season::resolve(profile);
        let mut axis = Axis {
            ends: stamps.iter().map(season::Stamp::position).collect(),
            ..Axis::default()
        };
        let known =
            |(index, end): (usize, &Option<i64>)| end.and_then(|_| u32::try_from(index).ok());
        let mut order: Vec<u32> = axis.ends.iter().enumerate().filter_map(known).collect();
        let ends = &axis.ends;
        order.sort_by_key(|entry| ends.get(*entry as usize).copied().flatten());
        (axis.order, axis.outliers) = outliers::split(order, ends);
        axis.find_changes(profile, &stamps);
        axis.gaps = axis.find_gaps(profile);
        axis
    }

    /// The end of the interval of an entry, in the order sent.
    pub fn end(&self, entry: usize) -> Option<i64> {
        self.ends.get(entry).copied().flatten()
    }

    /// The begin of the interval of an entry. Where its period is not known, this is its
    /// end.
    pub fn begin(&self, profile: &LoadProfile, entry: usize) -> Option<i64> {
        let end = self.end(entry)?;
        Some(begin_of(end, period(profile, entry)))
    }

    /// The numbers of the entries that have a position, in order of time, without
    /// [`Axis::outliers`].
    pub fn order(&self) -> &[u32] {
        &self.order
    }

    /// The numbers of the entries whose time lies years from that of all others, in
    /// order of time.
    pub fn outliers(&self) -> &[u32] {
        &self.outliers
    }

    /// One entry for each position, in order of time, with its end: of several the one
    /// sent last.
    pub fn entries(&self) -> impl Iterator<Item = (usize, i64)> + '_ {
        let following = self.order.iter().skip(1).map(Some).chain([None]);
        self.order
            .iter()
            .zip(following)
            .filter_map(|(entry, next)| {
                let entry = *entry as usize;
                let end = self.end(entry)?;
                let is_last = next.is_none_or(|next| self.end(*next as usize) != Some(end));
                is_last.then_some((entry, end))
            })
    }

    /// How many entries have the position of another one sent after them.
    pub fn repeated(&self) -> usize {
        self.order.len() - self.entries().count()
    }

    /// From the begin of the first interval to the end of the last.
    pub fn span(&self, profile: &LoadProfile) -> Option<(i64, i64)> {
        let (first, last) = (*self.order.first()? as usize, *self.order.last()? as usize);
        Some((self.begin(profile, first)?, self.end(last)?))
    }

    /// In order of time.
    pub fn gaps(&self) -> &[Gap] {
        &self.gaps
    }

    /// In order of time.
    pub fn season_changes(&self) -> &[SeasonChange] {
        &self.changes
    }

    /// The season in force at a position, where there is one. At a change it is the old
    /// one: the interval that ends there was measured in it.
    pub fn season(&self, position: i64) -> Option<Season> {
        let begun = self.seasons.partition_point(|(begin, _)| *begin < position);
        let (_, season) = self.seasons.get(begun.saturating_sub(1))?;
        *season
    }

    /// The civil time at a position, and its season where there is one.
    pub fn civil(&self, position: i64) -> (DateTime, Option<Season>) {
        let season = self.season(position);
        (civil(position.saturating_add(offset(season))), season)
    }

    /// The civil time at which something begins: that of the new season at a change.
    pub fn civil_begin(&self, position: i64) -> (DateTime, Option<Season>) {
        let season = self.season(position.saturating_add(1));
        (civil(position.saturating_add(offset(season))), season)
    }

    /// The position of a civil time. Of an hour that comes twice this is the first; a
    /// time that is left out in spring is taken as normal time.
    pub fn position(&self, time: DateTime) -> i64 {
        let normal = seconds(time);
        let summer = normal - HOUR;
        if self.season(summer) == Some(Season::Summer) {
            summer
        } else {
            normal
        }
    }

    /// The position of a civil time that tells its season, or of one that does not.
    pub fn position_in(&self, time: DateTime, season: Option<Season>) -> i64 {
        match season {
            None => self.position(time),
            told => seconds(time) - offset(told),
        }
    }

    fn find_changes(&mut self, profile: &LoadProfile, stamps: &[season::Stamp]) {
        let mut before: Option<(i64, &season::Stamp)> = None;
        for entry in self.order.iter().map(|entry| *entry as usize) {
            let (Some(stamp), Some(end)) = (stamps.get(entry), self.end(entry)) else {
                continue;
            };
            match before {
                None => self.seasons.push((i64::MIN, stamp.season)),
                Some((earlier, known)) if known.season != stamp.season => {
                    let begin = begin_of(end, period(profile, entry)).max(earlier);
                    self.seasons.push((begin, stamp.season));
                    if let (Some(_), Some(to)) = (known.season, stamp.season) {
                        self.changes.push(SeasonChange {
                            position: begin,
                            to,
                            deduced: known.deduced || stamp.deduced,
                        });
                    }
                }
                Some(_) => {}
            }
            before = Some((end, stamp));
        }
    }

    fn find_gaps(&self, profile: &LoadProfile) -> Vec<Gap> {
        let mut gaps = Vec::new();
        let mut periods = Periods::new(profile);
        let mut before: Option<i64> = None;
        for (entry, behind) in self.entries() {
            let length = periods.of(entry);
            let end = begin_of(behind, length);
            if let Some(begin) = before
                && length > 0
                && end - begin >= length.min(28 * DAY)
            {
                let months = ((behind - begin) + MONTH / 2) / MONTH - 1;
                let missing = if MONTHS.contains(&length) {
                    months
                } else {
                    (end - begin) / length
                };
                gaps.push(Gap {
                    begin,
                    end,
                    missing: u32::try_from(missing).unwrap_or(u32::MAX),
                    from: self.civil(begin).0,
                    to: self.civil_begin(end).0,
                });
            }
            before = Some(behind);
        }
        gaps
    }
}

/// A month on average, in seconds.
const MONTH: i64 = 2_629_746;

/// The period of entry after entry: mostly that of the one before.
#[derive(Debug)]
pub(super) struct Periods<'a> {
    profile: &'a LoadProfile,
    section: Option<&'a Section>,
    seconds: i64,
}

impl<'a> Periods<'a> {
    pub(super) fn new(profile: &'a LoadProfile) -> Periods<'a> {
        Periods {
            profile,
            section: None,
            seconds: 0,
        }
    }

    /// Seconds of the interval of an entry, 0 if they are not known.
    pub(super) fn of(&mut self, entry: usize) -> i64 {
        let section = self.profile.entry(entry).and_then(|entry| entry.section());
        let is_known = match (section, self.section) {
            (Some(section), Some(known)) => std::ptr::eq(section, known),
            _ => false,
        };
        if !is_known {
            self.section = section;
            self.seconds = section.map_or(0, seconds_of_period);
        }
        self.seconds
    }
}

/// Seconds of the interval of an entry, 0 if they are not known.
pub(super) fn period(profile: &LoadProfile, entry: usize) -> i64 {
    let section = profile.entry(entry).and_then(|entry| entry.section());
    section.map_or(0, seconds_of_period)
}

fn seconds_of_period(section: &Section) -> i64 {
    section
        .period_min
        .map_or(0, |minutes| i64::from(minutes) * 60)
}

/// The begin of an interval of so many seconds; a month begins a month before its end.
fn begin_of(end: i64, period: i64) -> i64 {
    if !MONTHS.contains(&period) {
        return end.saturating_sub(period);
    }
    let begin = civil(end).checked_sub(1.month());
    begin.map_or(end.saturating_sub(period), seconds)
}

/// What the clock is ahead of normal time, in seconds.
fn offset(season: Option<Season>) -> i64 {
    match season {
        Some(Season::Summer) => HOUR,
        Some(Season::Normal | Season::Utc) | None => 0,
    }
}

fn seconds(time: DateTime) -> i64 {
    time.duration_since(EPOCH).as_secs()
}

fn civil(seconds: i64) -> DateTime {
    let begun = EPOCH.checked_add(jiff::SignedDuration::from_secs(seconds));
    begun.unwrap_or(EPOCH)
}

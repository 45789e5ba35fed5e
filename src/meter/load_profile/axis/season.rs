//! Which season each stamp is told in: as it says, or as the order of the stamps shows.
//!
//! Stamps that do not tell their season show it at a change only. In autumn they go one
//! hour back and the periods run on; in spring exactly one hour is left out. Both count
//! only in the night to a Sunday in the months in which clocks are changed somewhere, or
//! where the status says so: a clock that was set and an hour without power look the
//! same. Before the first change the opposite season is in force; without any nothing
//! is said.

use jiff::civil::Weekday;

use super::{DAY, HOUR, civil, offset, period, seconds};
use crate::meter::load_profile::LoadProfile;
use crate::meter::readout::Season;
use crate::meter::status::{FlagKind, Status};

/// The time of one entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stamp {
    /// Civil time in seconds since 1970-01-01T00:00.
    pub(super) time: Option<i64>,
    pub(super) season: Option<Season>,
    /// The season was not told.
    pub(super) deduced: bool,
}

impl Stamp {
    pub(super) fn position(&self) -> Option<i64> {
        Some(self.time? - offset(self.season))
    }
}

/// A change of season between two stamps, one sent behind the other.
#[derive(Debug, Clone, Copy)]
struct Change {
    from: Option<Season>,
    to: Season,
    /// The last civil time in the old season.
    before: i64,
    /// The first one in the new season; earlier than `before` in autumn.
    after: i64,
    /// Where the new season begins in the order sent.
    place: usize,
}

/// The stamps of all entries, in the order sent.
pub(super) fn resolve(profile: &LoadProfile) -> Vec<Stamp> {
    let flagged = tells_summer(profile);
    let mut stamps: Vec<Stamp> = profile
        .entries()
        .map(|entry| {
            let told = entry.season();
            Stamp {
                time: entry.time().map(seconds),
                season: told.or_else(|| {
                    let status = match entry.status() {
                        status if status.word.is_some() => status,
                        _ => entry.section()?.status.as_ref(),
                    };
                    (flagged && status.word.is_some()).then(|| season_of(status))
                }),
                deduced: false,
            }
        })
        .collect();
    if stamps.iter().any(|stamp| stamp.season.is_none()) {
        deduce(profile, &mut stamps);
    }
    stamps
}

/// Whether status words tell summer time somewhere; then those that do not tell it
/// tell normal time.
fn tells_summer(profile: &LoadProfile) -> bool {
    profile
        .statuses()
        .any(|status| has(status, FlagKind::SummerTime))
}

fn season_of(status: &Status) -> Season {
    if has(status, FlagKind::SummerTime) {
        Season::Summer
    } else {
        Season::Normal
    }
}

fn has(status: &Status, kind: FlagKind) -> bool {
    status.flags.iter().any(|flag| flag.kind() == kind)
}

fn deduce(profile: &LoadProfile, stamps: &mut [Stamp]) {
    let is_reversed = is_reversed(stamps);
    let (changes, told) = find_changes(profile, stamps, is_reversed);
    let count = stamps.len();
    for (index, stamp) in stamps.iter_mut().enumerate() {
        let (Some(time), None) = (stamp.time, stamp.season) else {
            continue;
        };
        let place = if is_reversed {
            count - 1 - index
        } else {
            index
        };
        stamp.season = if changes.is_empty() {
            told
        } else {
            season_at(&changes, time, place)
        };
        stamp.deduced = true;
    }
}

/// Whether the newest entry was sent first.
fn is_reversed(stamps: &[Stamp]) -> bool {
    let mut balance = 0_i64;
    let mut before: Option<i64> = None;
    for time in stamps.iter().filter_map(|stamp| stamp.time) {
        if let Some(before) = before {
            balance += (time - before).signum();
        }
        before = Some(time);
    }
    balance < 0
}

/// All changes in order of time, and the season that was told last.
fn find_changes(
    profile: &LoadProfile,
    stamps: &[Stamp],
    is_reversed: bool,
) -> (Vec<Change>, Option<Season>) {
    let mut finder = Finder::default();
    let count = stamps.len();
    let mut before: Option<(usize, i64, Option<Season>)> = None;
    for place in 0..count {
        let index = if is_reversed {
            count - 1 - place
        } else {
            place
        };
        let Some((stamp, time)) = stamps
            .get(index)
            .and_then(|stamp| Some((stamp, stamp.time?)))
        else {
            continue;
        };
        if let Some((earlier, then, _)) = before {
            let change = Change {
                from: None,
                to: Season::Normal,
                before: then,
                after: time,
                place,
            };
            match stamp.season {
                Some(told) => finder.told(told, change),
                None => {
                    if let Some(to) = shown(profile, earlier, index, then, time) {
                        finder.shown(to, change);
                    } else {
                        finder.hole(change);
                    }
                }
            }
        } else if let Some(told) = stamp.season {
            finder.state = Some(told);
        }
        before = Some((index, time, stamp.season));
    }
    let told = finder.state;
    let mut changes = finder.changes;
    changes.sort_by_key(|change| change.after);
    (changes, told)
}

/// Walks along the stamps in the order sent.
#[derive(Default)]
struct Finder {
    state: Option<Season>,
    changes: Vec<Change>,
    /// The longest time without entries since the last change.
    hole: Option<Change>,
}

impl Finder {
    fn told(&mut self, season: Season, change: Change) {
        match self.state {
            Some(known) if known != season => self.push(Some(known), season, change),
            Some(_) => self.hole(change),
            None => {
                // What is before it is told in the same season, unless the step to it
                // shows another one.
                let step = change.after - change.before;
                let other = match season {
                    Season::Summer if step > HOUR && step <= 2 * HOUR => Some(Season::Normal),
                    Season::Normal if step <= 0 && step > -HOUR => Some(Season::Summer),
                    _ => None,
                };
                if other.is_some() {
                    self.push(other, season, change);
                }
                self.state = Some(season);
            }
        }
    }

    fn shown(&mut self, to: Season, change: Change) {
        match self.state {
            Some(Season::Utc) => {}
            Some(known) if known == to => {
                // The other change fell into a time without entries.
                if let Some(hole) = self.hole.take() {
                    self.push(Some(known), opposite(to), hole);
                    self.push(Some(opposite(to)), to, change);
                }
            }
            _ => self.push(Some(opposite(to)), to, change),
        }
    }

    fn hole(&mut self, change: Change) {
        let length = |change: &Change| change.after - change.before;
        let is_longest = self
            .hole
            .as_ref()
            .is_none_or(|known| length(known) < length(&change));
        if length(&change) > DAY && is_longest {
            self.hole = Some(change);
        }
    }

    fn push(&mut self, from: Option<Season>, to: Season, change: Change) {
        self.changes.push(Change { from, to, ..change });
        self.state = Some(to);
        self.hole = None;
    }
}

fn opposite(season: Season) -> Season {
    match season {
        Season::Normal => Season::Summer,
        Season::Summer => Season::Normal,
        Season::Utc => Season::Utc,
    }
}

/// The season of a time that does not tell it.
fn season_at(changes: &[Change], time: i64, place: usize) -> Option<Season> {
    let passed = changes.partition_point(|change| change.after <= time);
    match passed.checked_sub(1).and_then(|last| changes.get(last)) {
        Some(change) if time <= change.before && place < change.place => change.from,
        Some(change) => Some(change.to),
        None => changes.first().and_then(|first| first.from),
    }
}

/// The season that the step from one entry to the next shows.
fn shown(
    profile: &LoadProfile,
    earlier: usize,
    later: usize,
    before: i64,
    after: i64,
) -> Option<Season> {
    let step = after - before;
    if step > 2 * HOUR || step <= -HOUR {
        return None;
    }
    let length = period(profile, later);
    if length <= 0 || length > HOUR || period(profile, earlier) != length {
        return None;
    }
    let to = match step - length {
        HOUR => Season::Summer,
        back if back == -HOUR => Season::Normal,
        _ => return None,
    };
    let status = profile.entry(later)?.status();
    if has(status, FlagKind::SeasonChange) {
        return Some(to);
    }
    let was_off = has(status, FlagKind::PowerFailure) || has(status, FlagKind::PowerRestored);
    let is_whole_hour = before % HOUR == 0 || after % HOUR == 0;
    let is_shown = is_whole_hour && is_night_of_change(before.max(after));
    (is_shown && !(to == Season::Summer && was_off)).then_some(to)
}

/// Whether clocks are changed at such a time somewhere: in the first hours of a Sunday,
/// from February to May and from August to November.
fn is_night_of_change(time: i64) -> bool {
    let moment = civil(time);
    let is_month = matches!(moment.month(), 2..=5 | 8..=11);
    is_month && moment.weekday() == Weekday::Sunday && time.rem_euclid(DAY) <= 4 * HOUR
}

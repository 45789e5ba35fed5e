//! Several answers of one session about one load profile or logbook, as one.
//!
//! A file may hold a hundred thousand of them. What an answer is compared with is kept
//! from one to the next, so that the time grows with the answers and not with their
//! square.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hash, Hasher, RandomState};
use std::sync::Arc;

use jiff::ToSpan as _;
use jiff::civil::DateTime;

use super::open::Found;
use crate::meter::logbook::LogEntry;
use crate::meter::{LoadProfile, Logbook, Season};

/// Whether it is an answer about load profiles or logbooks.
pub(super) fn is_series(found: &Found) -> bool {
    !found.readout.load_profiles.is_empty() || !found.readout.logbooks.is_empty()
}

/// What is known of the answers of a session that were put together so far.
#[derive(Debug, Default)]
pub(super) struct Joined {
    /// By the codes of load profiles.
    latest: HashMap<String, Latest>,
    /// By the codes of logbooks.
    seen: HashMap<String, Seen>,
}

/// No entry of a load profile is later than this.
#[derive(Debug, Clone, Copy, Default)]
struct Latest {
    /// In civil time, of all entries.
    any: Option<DateTime>,
    /// In civil time, of those that tell no season.
    untold: Option<DateTime>,
    /// In normal time, of those that tell their season.
    normal: Option<DateTime>,
}

/// Where the entries of a logbook stand, by what they tell.
#[derive(Debug, Default)]
struct Seen {
    hasher: RandomState,
    places: HashMap<u64, Vec<usize>>,
}

impl Joined {
    /// Puts an answer behind those before it. What both hold of a load profile is kept
    /// once.
    pub(super) fn join(&mut self, found: &mut Found, next: Found) {
        found.raw.extend(next.raw);
        let (all, more) = (&mut found.readout, next.readout);
        let lines = all.data_sets.last().map_or(0, |set| set.line);
        all.data_sets
            .extend(more.data_sets.into_iter().map(|mut set| {
                set.line += lines;
                set
            }));
        for profile in more.load_profiles {
            let known = all.load_profiles.iter_mut();
            match known.into_iter().find(|known| known.code == profile.code) {
                Some(known) => {
                    let latest = self.latest.entry(profile.code.clone());
                    let latest = latest.or_insert_with(|| Latest::of(known));
                    latest.join(Arc::make_mut(known), &profile);
                }
                None => all.load_profiles.push(profile),
            }
        }
        for logbook in more.logbooks {
            let known = all.logbooks.iter_mut();
            match known.into_iter().find(|known| known.code == logbook.code) {
                Some(known) => {
                    let seen = self.seen.entry(logbook.code.clone());
                    let seen = seen.or_insert_with(|| Seen::of(known));
                    seen.join(Arc::make_mut(known), &logbook);
                }
                None => all.logbooks.push(logbook),
            }
        }
        all.problems.extend(more.problems);
        all.complete &= more.complete;
        if more.block_check.is_wrong() {
            all.block_check = more.block_check;
        }
    }
}

impl Latest {
    fn of(profile: &LoadProfile) -> Latest {
        let mut latest = Latest::default();
        latest.take_in(profile);
        latest
    }

    fn take_in(&mut self, profile: &LoadProfile) {
        for entry in profile.entries() {
            let Some(time) = entry.time() else { continue };
            self.any = self.any.max(Some(time));
            match normal(time, entry.season()) {
                Some(normal) => self.normal = self.normal.max(Some(normal)),
                None => self.untold = self.untold.max(Some(time)),
            }
        }
    }

    /// Whether all entries are earlier.
    fn is_before(&self, time: DateTime, season: Option<Season>) -> bool {
        match normal(time, season) {
            Some(normal) => self.normal < Some(normal) && self.untold < Some(time),
            None => self.any < Some(time),
        }
    }

    fn join(&mut self, all: &mut LoadProfile, more: &LoadProfile) {
        let first = more
            .entries()
            .find_map(|entry| Some((entry.time()?, entry.season())));
        // What goes on with what is there need not be looked for in it.
        let from = first.filter(|(time, season)| !self.is_before(*time, *season));
        all.splice(from.map(|(time, _)| time), more.clone());
        self.take_in(more);
    }
}

/// In normal time, where the season is told.
fn normal(time: DateTime, season: Option<Season>) -> Option<DateTime> {
    match season? {
        Season::Summer => time.checked_sub(1.hour()).ok(),
        Season::Normal | Season::Utc => Some(time),
    }
}

impl Seen {
    fn of(logbook: &Logbook) -> Seen {
        let mut seen = Seen::default();
        for (place, entry) in logbook.entries.iter().enumerate() {
            seen.places_of(entry).push(place);
        }
        seen
    }

    fn places_of(&mut self, entry: &LogEntry) -> &mut Vec<usize> {
        let mut hasher = self.hasher.build_hasher();
        (&entry.stamp, &entry.status.raw).hash(&mut hasher);
        for value in &entry.values {
            value.raw.hash(&mut hasher);
        }
        self.places.entry(hasher.finish()).or_default()
    }

    fn join(&mut self, all: &mut Logbook, more: &Logbook) {
        let before = all.entries.len();
        for entry in &more.entries {
            let places = self.places_of(entry);
            let is_known = places
                .iter()
                .filter(|place| **place < before)
                .filter_map(|place| all.entries.get(*place))
                .any(|known| is_same(known, entry));
            if !is_known {
                places.push(all.entries.len());
                all.entries.push(entry.clone());
            }
        }
    }
}

fn is_same(one: &LogEntry, other: &LogEntry) -> bool {
    one.stamp == other.stamp && one.status == other.status && one.values == other.values
}

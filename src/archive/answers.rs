//! Several answers of one session about one load profile or logbook, as one.

use std::sync::Arc;

use super::open::Found;
use crate::meter::{LoadProfile, Logbook};

/// Whether it is an answer about load profiles or logbooks.
pub(super) fn is_series(found: &Found) -> bool {
    !found.readout.load_profiles.is_empty() || !found.readout.logbooks.is_empty()
}

/// Puts an answer behind those before it. What both hold of a load profile is kept once.
pub(super) fn join(found: &mut Found, next: Found) {
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
            Some(known) => join_profiles(Arc::make_mut(known), &profile),
            None => all.load_profiles.push(profile),
        }
    }
    for logbook in more.logbooks {
        let known = all.logbooks.iter_mut();
        match known.into_iter().find(|known| known.code == logbook.code) {
            Some(known) => join_logbooks(Arc::make_mut(known), &logbook),
            None => all.logbooks.push(logbook),
        }
    }
    all.problems.extend(more.problems);
    all.complete &= more.complete;
    if more.block_check.is_wrong() {
        all.block_check = more.block_check;
    }
}

fn join_profiles(all: &mut LoadProfile, more: &LoadProfile) {
    let from = more.entries().find_map(|entry| entry.time());
    all.splice(from, more.clone());
}

fn join_logbooks(all: &mut Logbook, more: &Logbook) {
    let entries = more.entries.iter();
    let is_new = |entry: &&crate::meter::logbook::LogEntry| {
        !all.entries.iter().any(|known| {
            known.stamp == entry.stamp
                && known.status == entry.status
                && known.values == entry.values
        })
    };
    let fresh: Vec<_> = entries.filter(is_new).cloned().collect();
    all.entries.extend(fresh);
}

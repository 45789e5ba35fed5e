//! Visits that the disk did not take: kept here until it does, or until another disk does.

use std::path::PathBuf;
use std::sync::Arc;

use crate::archive::PackedVisit;
use crate::worker::NotStored;

/// Visits that are in memory only, the oldest first.
#[derive(Debug, Default)]
pub struct Unstored {
    visits: Vec<Kept>,
    /// Whether they are being stored.
    pub is_storing: bool,
}

/// A visit, and why it is not on the disk.
#[derive(Debug, Clone)]
pub struct Kept {
    pub visit: Arc<PackedVisit>,
    pub reason: String,
    /// What to do about it.
    pub hint: String,
}

/// What came of storing a visit once more.
#[derive(Debug)]
pub struct Attempt {
    pub visit: Arc<PackedVisit>,
    /// Its folder, or why not and what to do about it.
    pub result: Result<PathBuf, (String, String)>,
}

impl Unstored {
    /// The visits, the oldest first.
    pub fn visits(&self) -> &[Kept] {
        &self.visits
    }

    /// Whether every visit is on a disk.
    pub fn is_empty(&self) -> bool {
        self.visits.is_empty()
    }

    /// Keeps a visit that was not stored, if it could be put into words.
    pub fn keep(&mut self, not: &NotStored) {
        if let Some(visit) = &not.visit {
            self.visits.push(Kept {
                visit: Arc::clone(visit),
                reason: not.reason.clone(),
                hint: not.hint.clone(),
            });
        }
    }

    /// Takes what came of storing them, and returns the folders.
    pub fn tried(&mut self, attempts: Vec<Attempt>) -> Vec<PathBuf> {
        self.is_storing = false;
        let mut folders = Vec::new();
        for Attempt { visit, result } in attempts {
            match result {
                Ok(folder) => {
                    self.visits.retain(|kept| !Arc::ptr_eq(&kept.visit, &visit));
                    folders.push(folder);
                }
                Err((reason, hint)) => {
                    let mut visits = self.visits.iter_mut();
                    if let Some(kept) = visits.find(|kept| Arc::ptr_eq(&kept.visit, &visit)) {
                        (kept.reason, kept.hint) = (reason, hint);
                    }
                }
            }
        }
        folders
    }

    /// Forgets them, because the user said so.
    pub fn give_up(&mut self) {
        self.visits.clear();
    }
}

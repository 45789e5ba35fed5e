//! The round of the day, the list that becomes the next one, and the meter that is being
//! read for it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use crate::round::list::Sheet;
use crate::round::outliers::Digest;
use crate::round::{Found, RoundFile};
use crate::worker::{JobId, NotStored};

/// What is known of rounds.
#[derive(Debug, Default)]
pub struct RoundShelf {
    /// The round that goes on.
    pub file: Option<RoundFile>,
    /// Counts its changes, so that what is made of it is made anew.
    pub version: u64,
    /// The disk was looked at for a round that goes on.
    pub has_looked: bool,
    /// The list that was opened to begin another one.
    pub list: Option<Arc<OpenedList>>,
    /// The meter that is being read.
    pub reading: Option<StopReading>,
    /// Many meters are being read at once.
    pub many: Option<ManyNow>,
    /// Another meter answered than the one expected.
    pub wrong: Option<WrongMeter>,
    /// What is compared of the meters that were read.
    pub digests: BTreeMap<usize, Digest>,
    /// The round changed since it was written last.
    pub is_unsaved: bool,
    pub is_saving: bool,
    /// Files are being put together for the office.
    pub is_handing_over: bool,
}

/// A day list that was opened and not taken over yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenedList {
    pub path: PathBuf,
    pub sheet: Sheet,
}

/// A meter of the round that is being read.
#[derive(Debug, Clone)]
pub struct StopReading {
    pub job: JobId,
    /// Its number in the round.
    pub stop: usize,
    pub visit: Option<Result<PathBuf, NotStored>>,
}

/// Many meters that are being read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ManyNow {
    /// Those that are being read now, by their numbers in the round.
    pub running: BTreeSet<usize>,
    pub done: usize,
    pub total: usize,
    /// No other is begun any more.
    pub is_stopping: bool,
}

/// A meter that answered in the place of another one.
#[derive(Debug, Clone, PartialEq)]
pub struct WrongMeter {
    /// The number of the meter that was expected.
    pub stop: usize,
    /// The serial number that it told.
    pub told: String,
    /// What it brought; `None` while it is being read.
    pub found: Option<Found>,
}

impl RoundShelf {
    /// The number of the meter that is being read by itself.
    pub fn reading_now(&self) -> Option<usize> {
        self.reading.as_ref().map(|reading| reading.stop)
    }

    /// Whether the meter with this number is being read.
    pub fn is_reading(&self, stop: usize) -> bool {
        let among_many = |many: &ManyNow| many.running.contains(&stop);
        self.reading_now() == Some(stop) || self.many.as_ref().is_some_and(among_many)
    }

    /// Remembers that the round is another one than on the disk.
    pub fn changed(&mut self) {
        self.version = self.version.wrapping_add(1);
        self.is_unsaved = true;
    }
}

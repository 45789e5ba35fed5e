//! Load profiles and logbooks of the meter at hand.

use std::path::PathBuf;
use std::sync::Arc;

use crate::meter::load_profile::Axis;
use crate::meter::{LoadProfile, Logbook};
use crate::worker::{Series, SeriesRecord};

/// What was fetched or opened, each code once, in the order met first.
#[derive(Debug, Clone, Default)]
pub struct SeriesShelf {
    pub load_profiles: Vec<ShownLoadProfile>,
    pub logbooks: Vec<ShownLogbook>,
}

/// A load profile and where it is from.
#[derive(Debug, Clone)]
pub struct ShownLoadProfile {
    pub profile: Arc<LoadProfile>,
    pub axis: Arc<Axis>,
    pub origin: SeriesOrigin,
}

/// A logbook and where it is from.
#[derive(Debug, Clone)]
pub struct ShownLogbook {
    pub logbook: Arc<Logbook>,
    pub origin: SeriesOrigin,
}

/// Where a load profile or a logbook is from.
#[derive(Debug, Clone)]
pub enum SeriesOrigin {
    /// Fetched from the meter, now or in the visit in this folder.
    Fetched {
        record: Arc<SeriesRecord>,
        visit: Option<PathBuf>,
    },
    /// Part of a telegram that was opened.
    File(PathBuf),
}

impl SeriesShelf {
    /// Puts down what was fetched, in place of what there was of the same code.
    pub fn take(&mut self, record: &Arc<SeriesRecord>) {
        let origin = SeriesOrigin::Fetched {
            record: Arc::clone(record),
            visit: None,
        };
        match &record.series {
            Series::LoadProfile(profile) => self.put_profile(Arc::clone(profile), origin),
            Series::Logbook(logbook) => self.put_logbook(Arc::clone(logbook), origin),
        }
    }

    fn put_profile(&mut self, profile: Arc<LoadProfile>, origin: SeriesOrigin) {
        let shown = ShownLoadProfile {
            axis: Arc::new(Axis::of(&profile)),
            profile,
            origin,
        };
        let code = &shown.profile.code;
        match self
            .load_profiles
            .iter_mut()
            .find(|known| known.profile.code == *code)
        {
            Some(known) => *known = shown,
            None => self.load_profiles.push(shown),
        }
    }

    fn put_logbook(&mut self, logbook: Arc<Logbook>, origin: SeriesOrigin) {
        let shown = ShownLogbook { logbook, origin };
        let code = &shown.logbook.code;
        match self
            .logbooks
            .iter_mut()
            .find(|known| known.logbook.code == *code)
        {
            Some(known) => *known = shown,
            None => self.logbooks.push(shown),
        }
    }
}

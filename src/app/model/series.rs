//! Load profiles and logbooks of the meter at hand.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::civil::DateTime;

use crate::meter::load_profile::Axis;
use crate::meter::{LoadProfile, Logbook, Readout};
use crate::worker::{MeterKey, Series, SeriesRange, SeriesRecord};

/// What was fetched or opened, each code once, in the order met first.
#[derive(Debug, Clone, Default)]
pub struct SeriesShelf {
    pub load_profiles: Vec<ShownLoadProfile>,
    pub logbooks: Vec<ShownLogbook>,
    /// Which meter they are of, as far as it is known.
    of: Option<MeterKey>,
    /// What was there before a stretch within it was asked for again.
    filling: Option<Filling>,
}

#[derive(Debug, Clone)]
struct Filling {
    asked: SeriesRange,
    before: ShownLoadProfile,
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
    /// Puts down what was fetched, in place of what there was of the same code; a stretch
    /// within what is there already is put into it.
    pub fn take(&mut self, record: &Arc<SeriesRecord>) {
        let origin = SeriesOrigin::Fetched {
            record: Arc::clone(record),
            visit: None,
        };
        match &record.series {
            Series::LoadProfile(profile) => match self.filled(record.asked, profile) {
                Some((whole, before)) => self.put_profile(Arc::new(whole), before),
                None => self.put_profile(Arc::clone(profile), origin),
            },
            Series::Logbook(logbook) => self.put_logbook(Arc::clone(logbook), origin),
        }
    }

    /// What was there with what came of a stretch within it, and where the former is
    /// from; `None` if it was no such stretch.
    fn filled(
        &mut self,
        asked: SeriesRange,
        newer: &LoadProfile,
    ) -> Option<(LoadProfile, SeriesOrigin)> {
        let same = |shown: &ShownLoadProfile| shown.profile.code == newer.code;
        // The record grows while it comes: each time it is put into what was before.
        let known = self.filling.take();
        let known = known.filter(|known| known.asked == asked && same(&known.before));
        let filling = match known {
            Some(known) => known,
            None => {
                let before = self.load_profiles.iter().find(|shown| same(shown))?;
                let (from, to) = before.axis.span(&before.profile)?;
                let within = |time: DateTime| (from..=to).contains(&before.axis.position(time));
                let (begin, end) = (asked.from?, asked.to?);
                let is_part = within(begin) && within(end);
                let is_all = before.axis.civil(from).0 >= begin && before.axis.civil(to).0 <= end;
                if !is_part || is_all {
                    return None;
                }
                Filling {
                    asked,
                    before: before.clone(),
                }
            }
        };
        let mut whole = filling.before.profile.as_ref().clone();
        whole.splice(None, newer.clone());
        let origin = filling.before.origin.clone();
        self.filling = Some(filling);
        Some((whole, origin))
    }

    /// Puts down what a file holds. What is there of another meter is taken away.
    pub(super) fn open(&mut self, path: &Path, readout: &Readout, meter: Option<MeterKey>) {
        if readout.load_profiles.is_empty() && readout.logbooks.is_empty() {
            self.is_of(meter.as_ref());
            return;
        }
        // Without a name it may be of any meter: nothing is mixed.
        if meter.is_none() {
            *self = SeriesShelf::default();
        }
        self.is_of(meter.as_ref());
        let origin = || SeriesOrigin::File(path.to_owned());
        for profile in &readout.load_profiles {
            self.put_profile(Arc::clone(profile), origin());
        }
        for logbook in &readout.logbooks {
            self.put_logbook(Arc::clone(logbook), origin());
        }
    }

    /// Takes away what is of another meter than this one.
    pub(super) fn is_of(&mut self, meter: Option<&MeterKey>) {
        let Some(meter) = meter else { return };
        if self.of.as_ref().is_some_and(|of| !of.may_be(meter)) {
            *self = SeriesShelf::default();
        }
        match &self.of {
            // What told its number once keeps it.
            Some(of) if of.serial_number.is_some() && meter.serial_number.is_none() => {}
            _ => self.of = Some(meter.clone()),
        }
    }

    /// Remembers in which visit what was fetched is kept.
    pub(super) fn kept_in(&mut self, folder: &Path) {
        let profiles = self.load_profiles.iter_mut().map(|shown| &mut shown.origin);
        let logbooks = self.logbooks.iter_mut().map(|shown| &mut shown.origin);
        for origin in profiles.chain(logbooks) {
            if let SeriesOrigin::Fetched { visit, .. } = origin
                && visit.is_none()
            {
                *visit = Some(folder.to_owned());
            }
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

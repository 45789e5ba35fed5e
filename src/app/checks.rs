//! Deeds with check lists: keeping every change, photos, and the visit they become.

use std::path::PathBuf;

use jiff::Zoned;

use super::Flagport;
use super::background::Finished;
use super::model::{Noted, Saved};
use super::page::Page;
use super::text;
use super::widgets::toast::Offer;
use crate::archive::NewVisit;
use crate::codec::DataMessage;
use crate::installation::Taken;
use crate::installation::list::{Photo, Record};
use crate::meter::{Context, MeterIdentity, Readout, decode};
use crate::say;

/// Notes that the disk has not taken yet.
pub(super) type Unsaved = (MeterIdentity, Box<Record>);

/// What came of work with check lists.
#[derive(Debug)]
pub enum CheckNews {
    /// What was noted of this meter before.
    Looked {
        meter: MeterIdentity,
        record: Result<Option<Record>, String>,
    },
    /// Notes are on the disk, or a sentence says why not.
    Saved(Result<(), String>),
    /// A picture was copied for this meter, or a sentence says why not.
    Attached {
        meter: MeterIdentity,
        photo: Result<Photo, String>,
    },
    /// What was noted is a visit now, or a sentence says why not.
    Stored(Result<PathBuf, String>),
}

impl Flagport {
    /// Looks for notes about the meter at hand.
    pub(super) fn look_for_notes(&mut self) {
        let Some(meter) = self.model.meter_checked() else {
            return;
        };
        // What is being written is not what would be read; the page asks again.
        if self.saving_notes || self.unsaved_notes.is_some() {
            return;
        }
        self.model.inspection.noted = Noted::Looking;
        let checks = self.checks.clone();
        self.background.run(move || {
            let record = checks.map_or(Ok(None), |checks| checks.load(&meter));
            Finished::Checks(CheckNews::Looked { meter, record })
        });
    }

    /// A record with nothing in it, with the points of the meter's device profile.
    fn new_record(&self) -> Record {
        let profile = self.model.profile(self.store.get().profile.as_deref());
        let mut record = match profile {
            Some(profile) => {
                let form = &profile.installation;
                Record::new(&form.commissioning, &form.removal)
            }
            None => Record::new(&[], &[]),
        };
        record.circumstances = self.model.inspection.circumstances;
        record
    }

    /// Remembers that the notes changed, and begins to keep them.
    pub(super) fn keep_notes(&mut self) {
        let meter = self.model.meter_checked();
        if let (Noted::UnderWay(record), Some(meter)) = (&self.model.inspection.noted, meter)
            && record.is_begun()
        {
            self.unsaved_notes = Some((meter, record.clone()));
        }
        self.save_notes();
    }

    /// Writes changed notes, one file at a time.
    pub(super) fn save_notes(&mut self) {
        if self.saving_notes {
            return;
        }
        let (Some(checks), Some((meter, record))) =
            (self.checks.clone(), self.unsaved_notes.take())
        else {
            return;
        };
        self.saving_notes = true;
        self.background.run(move || {
            let saved = checks.save(&meter, &record);
            Finished::Checks(CheckNews::Saved(saved))
        });
    }

    /// Writes what is left when the window closes.
    pub(super) fn save_last_notes(&mut self) {
        if let (Some(checks), Some((meter, record))) = (&self.checks, self.unsaved_notes.take())
            && let Err(error) = checks.save(&meter, &record)
        {
            log::error!("the check list could not be saved: {error}");
        }
    }

    /// Copies a picture to the notes.
    pub(super) fn attach_photo(&mut self, path: PathBuf) {
        let (Some(meter), Some(checks)) = (self.model.meter_checked(), self.checks.clone()) else {
            return;
        };
        let record = self.model.inspection.noted.record();
        let number = record.map_or(0, |record| record.photos.len()) + 1;
        let now = Zoned::now();
        self.background.run(move || {
            let photo = checks.attach(&meter, &path, number, &now);
            let photo = photo.map_err(|error| error.to_string());
            Finished::Checks(CheckNews::Attached { meter, photo })
        });
    }

    /// Makes a visit of the notes and of the values that the verdict rests on.
    pub(super) fn store_check(&mut self) {
        let Some(archive) = self.archive.clone() else {
            self.say_problem(say!("notice-no-visit-folder").to_owned());
            return;
        };
        let (Noted::UnderWay(record), Some(meter), Some(checks)) = (
            &self.model.inspection.noted,
            self.model.meter_checked(),
            self.checks.clone(),
        ) else {
            return;
        };
        let mut record = record.clone();
        let (readout, raw) = self.checked_readout(&meter, &mut record);
        let port = self.store.get().port.clone().unwrap_or_default();
        let now = Zoned::now();
        // What is being written would put back what becomes a visit.
        self.unsaved_notes = None;
        self.background.run(move || {
            let visit = NewVisit {
                readout: &readout,
                raw: &raw,
                trace: "",
                port: &port,
                duration: std::time::Duration::ZERO,
                stored_at: &now,
            };
            let stored = checks.conclude(&meter, &record, &visit, &archive);
            Finished::Checks(CheckNews::Stored(stored))
        });
    }

    /// The readout that the verdict rests on: the one at hand, or one of the registers
    /// that were read since.
    fn checked_readout(&self, meter: &MeterIdentity, record: &mut Record) -> (Readout, Vec<u8>) {
        let taken = match &self.model.inspection.found {
            Some(found) => found.check.instant.taken,
            None => Taken::Together,
        };
        record.taken = taken;
        if taken == Taken::Together
            && let Some(reading) = self.model.readout_at_hand()
        {
            return (reading.readout.as_ref().clone(), reading.raw.to_vec());
        }
        let empty = DataMessage::framed(Vec::new());
        let mut readout = decode(None, &empty, Context::default());
        readout.meter = meter.clone();
        readout.complete = true;
        readout.problems = Vec::new();
        let readings = &self.model.programme.readings;
        readout.read_at = readings
            .iter()
            .map(|reading| &reading.read_at)
            .max()
            .cloned();
        let sets = readings
            .iter()
            .filter_map(|reading| reading.answer.as_ref().ok());
        readout.data_sets = sets.cloned().collect();
        (readout, Vec::new())
    }

    /// Whether `meter` is the one that notes belong to now.
    fn is_at_hand(&self, meter: &MeterIdentity) -> bool {
        let key = |meter: &MeterIdentity| {
            (
                meter.identification_line.clone(),
                meter.serial_number.clone(),
            )
        };
        let now = self.model.meter_checked();
        now.is_some_and(|now| key(&now) == key(meter))
    }

    /// Shows the check of a visit that was opened.
    pub(super) fn show_past_check(&mut self, record: Result<Option<Record>, String>) {
        match record {
            Ok(Some(record)) => {
                self.model.noted(Noted::Past(Box::new(record)));
                self.page = Page::InstallationCheck;
            }
            Ok(None) => {}
            Err(reason) => self.say_problem(say!("notice-check-not-opened", reason = reason)),
        }
    }

    /// Takes what came of work with check lists.
    pub(super) fn checks_finished(&mut self, news: CheckNews) {
        match news {
            CheckNews::Looked { meter, record } => {
                // Another meter may be at hand by now.
                if !self.is_at_hand(&meter) || self.model.inspection.noted != Noted::Looking {
                    if self.model.inspection.noted == Noted::Looking {
                        self.model.inspection.noted = Noted::NotLooked;
                    }
                    return;
                }
                let noted = match record {
                    Ok(Some(record)) => Noted::UnderWay(Box::new(record)),
                    Ok(None) => Noted::UnderWay(Box::new(self.new_record())),
                    Err(reason) => Noted::Unreadable(reason),
                };
                self.model.noted(noted);
            }
            CheckNews::Saved(saved) => {
                self.saving_notes = false;
                if let Err(reason) = saved {
                    self.say_problem(say!("notice-check-not-saved", reason = reason));
                }
            }
            CheckNews::Attached { meter, photo } => match photo {
                Ok(photo) => {
                    if self.is_at_hand(&meter)
                        && let Noted::UnderWay(record) = &mut self.model.inspection.noted
                    {
                        record.photos.push(photo);
                        self.keep_notes();
                    }
                }
                Err(reason) => self.say_problem(text::sentence(&reason)),
            },
            CheckNews::Stored(Ok(path)) => {
                self.model.inspection.noted = Noted::NotLooked;
                self.model.visits.is_stale = true;
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                self.toasts.say(
                    say!("notice-stored", name = name.to_string()),
                    Some(Offer::ShowInFolder),
                );
                self.model.last_saved = Some(Saved {
                    path,
                    is_visit: true,
                    at: Zoned::now(),
                });
            }
            CheckNews::Stored(Err(reason)) => {
                self.say_problem(say!("notice-check-not-stored", reason = reason));
            }
        }
    }
}

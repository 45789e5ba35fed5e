//! The check of the installation: what the newest values say of it.

use jiff::{SignedDuration, Zoned};

use super::Model;
use crate::codec::Identification;
use crate::installation::list::{ListKind, Record};
use crate::installation::{Check, Circumstances, Instant, State, Taken, check};
use crate::meter::{DataSet, MeterIdentity};
use crate::worker::RegisterReading;

/// Registers that were read within this time belong to one check.
const ONE_ROUND: SignedDuration = SignedDuration::from_mins(2);

/// The check of the installation that the meter at hand is in.
#[derive(Debug, Clone, Default)]
pub struct Inspection {
    /// What the user knows besides the values.
    pub circumstances: Circumstances,
    /// What was found; `None` while there are no values.
    pub found: Option<Inspected>,
    pub noted: Noted,
}

/// What was ticked and noted of the installation.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Noted {
    /// Nobody has looked for earlier notes yet.
    #[default]
    NotLooked,
    /// The disk is being looked at.
    Looking,
    /// What was noted so far, and is kept with every change.
    UnderWay(Box<Record>),
    /// What a visit that was opened holds.
    Past(Box<Record>),
    /// What is on the disk cannot be read: a sentence.
    Unreadable(String),
}

impl Noted {
    /// The record, wherever it is from.
    pub fn record(&self) -> Option<&Record> {
        match self {
            Noted::UnderWay(record) | Noted::Past(record) => Some(record),
            Noted::NotLooked | Noted::Looking | Noted::Unreadable(_) => None,
        }
    }
}

/// One thing that is ticked, written or taken off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// Ticks a point of a list, or takes the tick off.
    Tick(ListKind, usize),
    Point(ListKind, usize, String),
    Notes(String),
    SealsOld(String),
    SealsNew(String),
    /// Takes the photo with that number off the list.
    DropPhoto(usize),
}

/// A check and the values that it is of.
#[derive(Debug, Clone)]
pub struct Inspected {
    pub check: Check,
    /// When the newest value was read; `None` for a file that does not tell.
    pub read_at: Option<Zoned>,
}

impl Inspection {
    /// The verdict, as the navigation shows it.
    pub fn state(&self) -> Option<State> {
        self.found.as_ref().map(|found| found.check.state)
    }
}

impl Model {
    /// Takes over what the user knows of the installation.
    pub fn set_circumstances(&mut self, circumstances: Circumstances) {
        self.inspection.circumstances = circumstances;
        if let Noted::UnderWay(record) = &mut self.inspection.noted {
            record.circumstances = circumstances;
        }
        self.inspect();
    }

    /// Takes over what was noted at `now`.
    pub fn note(&mut self, note: Note, now: &Zoned) {
        let Noted::UnderWay(record) = &mut self.inspection.noted else {
            return;
        };
        match note {
            Note::Tick(kind, number) => {
                if let Some(point) = record.point_mut(kind, number) {
                    point.ticked_at = match point.ticked_at {
                        Some(_) => None,
                        None => Some(now.clone()),
                    };
                }
            }
            Note::Point(kind, number, text) => {
                if let Some(point) = record.point_mut(kind, number) {
                    point.note = text;
                }
            }
            Note::Notes(text) => record.notes = text,
            Note::SealsOld(text) => record.seals_old = text,
            Note::SealsNew(text) => record.seals_new = text,
            Note::DropPhoto(number) if number < record.photos.len() => {
                record.photos.remove(number);
            }
            Note::DropPhoto(_) => {}
        }
    }

    /// Takes over what was noted before: here, or in a visit that was opened.
    pub fn noted(&mut self, noted: Noted) {
        if let Some(record) = noted.record() {
            self.inspection.circumstances = record.circumstances;
        }
        self.inspection.noted = noted;
        self.inspect();
    }

    /// Who the meter is that a list belongs to, once it told.
    pub fn meter_checked(&self) -> Option<MeterIdentity> {
        if let Some(reading) = self.readout_at_hand()
            && reading.readout.meter.identification_line.is_some()
        {
            return Some(reading.readout.meter.clone());
        }
        let key = self.meter_key()?;
        let identification = Identification::parse(&key.identification_line);
        Some(MeterIdentity {
            manufacturer: identification.map(|one| one.manufacturer().to_owned()),
            identification_line: Some(key.identification_line),
            serial_number: key.serial_number,
            ..MeterIdentity::default()
        })
    }

    /// Judges the newest values anew.
    pub(super) fn inspect(&mut self) {
        self.inspection.found = self.newest_values().map(|(instant, read_at)| Inspected {
            check: check(&instant, self.inspection.circumstances),
            read_at,
        });
    }

    /// Judges anew once a register with an instantaneous value was read.
    pub(super) fn inspect_after(&mut self, reading: &RegisterReading) {
        let set = reading.answer.as_ref().ok();
        let is_one = set.is_some_and(|set| {
            let code = set.code.as_deref().unwrap_or_default();
            let mut groups = code.rsplit(':').next().unwrap_or_default().split('.');
            groups.nth(1) == Some("7") || code.is_empty()
        });
        if is_one {
            self.inspect();
        }
    }

    /// The values of the last readout or of registers, whichever are newer.
    fn newest_values(&self) -> Option<(Instant, Option<Zoned>)> {
        let of_readout = self.readout_at_hand().and_then(|reading| {
            let taken = match &self.inspection.noted {
                Noted::Past(record) => record.taken,
                _ => Taken::Together,
            };
            let instant = Instant::of(&reading.readout.data_sets, taken);
            let read_at = reading.readout.read_at.clone();
            (!instant.is_empty()).then_some((instant, read_at))
        });
        let Some((registers, newest)) = self.values_of_registers() else {
            return of_readout;
        };
        match &of_readout {
            Some((_, Some(read_at))) if *read_at >= newest => of_readout,
            _ => Some((registers, Some(newest))),
        }
    }

    /// What registers tell that were read one after the other, lately.
    fn values_of_registers(&self) -> Option<(Instant, Zoned)> {
        let readings = &self.programme.readings;
        let told = |reading: &RegisterReading| {
            let set = reading.answer.as_ref().ok()?;
            let alone = Instant::of([set], Taken::OneByOne);
            (!alone.is_empty()).then(|| reading.read_at.clone())
        };
        let newest = readings.iter().filter_map(told).max()?;
        let oldest = newest.saturating_sub(ONE_ROUND);
        let sets: Vec<&DataSet> = readings
            .iter()
            .filter(|reading| reading.read_at >= oldest)
            .filter_map(|reading| reading.answer.as_ref().ok())
            .collect();
        let instant = Instant::of(sets, Taken::OneByOne);
        (!instant.is_empty()).then_some((instant, newest))
    }
}

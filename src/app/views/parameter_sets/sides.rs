//! What can be compared: the meter, the maker's values, files, earlier visits.

use std::path::{Path, PathBuf};

use crate::app::model::{Model, SideSource};
use crate::say;

use crate::archive;
use crate::language::date;
use crate::parameter_set::Side;
use crate::profile::Profile;

/// One side of a comparison.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum SideChoice {
    /// What was read of the meter at hand.
    Meter,
    /// What the maker delivers.
    Defaults,
    /// A file, or the folder of a visit.
    Opened(PathBuf),
}

impl SideChoice {
    /// What it is called.
    pub fn name(&self, model: &Model) -> String {
        match self {
            SideChoice::Meter => say!("sets-meter").to_owned(),
            SideChoice::Defaults => say!("sets-maker").to_owned(),
            SideChoice::Opened(path) => match model.parameter_sets.opened(path) {
                Some(SideSource::Visit(_)) => say!("sets-visit", time = visit_name(path)),
                _ => file_name(path),
            },
        }
    }

    /// What it is called inside a sentence.
    pub fn in_sentence(&self, model: &Model) -> String {
        match self {
            SideChoice::Meter => say!("sets-meter-within").to_owned(),
            SideChoice::Defaults => say!("sets-maker-within").to_owned(),
            SideChoice::Opened(_) => self.name(model),
        }
    }

    /// What there is to say about it, in a line.
    pub fn note(&self, model: &Model, profile: &Profile) -> String {
        match self {
            SideChoice::Meter => {
                let read = model.programme.readings.len();
                let serial = model.meter_key().and_then(|key| key.serial_number);
                let serial = serial.map_or_else(String::new, |serial| format!("{serial} · "));
                match readable(profile) {
                    _ if read == 0 => say!("sets-nothing-read").to_owned(),
                    0 => serial + &say!("sets-registers", count = read),
                    all => serial + &say!("sets-registers-read", read = read.min(all), all = all),
                }
            }
            SideChoice::Defaults => {
                let known = profile.registers.iter();
                let known = known.filter(|register| register.default.is_some()).count();
                match known {
                    0 => say!("sets-none-known").to_owned(),
                    known => say!("sets-values-by", count = known, profile = &profile.title),
                }
            }
            SideChoice::Opened(path) => match model.parameter_sets.opened(path) {
                Some(SideSource::Set(set)) => {
                    let mut parts: Vec<String> = Vec::new();
                    parts.extend(set.meter.serial_number.clone());
                    let at = set.saved_at.as_ref();
                    parts.extend(at.map(|at| date::day_and_minute(at.datetime())));
                    parts.push(say!("sets-registers", count = set.registers.len()));
                    if !set.complete {
                        parts.push(say!("sets-incomplete-within").to_owned());
                    }
                    parts.join(" · ")
                }
                Some(SideSource::Visit(readout)) => {
                    let mut parts: Vec<String> = Vec::new();
                    parts.extend(readout.meter.serial_number.clone());
                    parts.push(say!("session-data-sets", count = readout.data_sets.len()));
                    parts.join(" · ")
                }
                None => say!("sets-being-opened").to_owned(),
            },
        }
    }

    /// The values; `None` while there are none.
    pub fn side(&self, model: &Model, profile: &Profile) -> Option<Side> {
        match self {
            SideChoice::Meter => {
                let readings = &model.programme.readings;
                let meter = model.meter_key().filter(|_| !readings.is_empty())?;
                Some(Side::of_readings(profile, &meter, readings))
            }
            SideChoice::Defaults => Some(Side::of_defaults(profile)),
            SideChoice::Opened(path) => match model.parameter_sets.opened(path)? {
                SideSource::Set(set) => Some(Side::of_set(set)),
                SideSource::Visit(readout) => Some(Side::of_readout(profile, readout)),
            },
        }
    }
}

/// How many registers of the profile can be read.
pub fn readable(profile: &Profile) -> usize {
    let registers = profile.registers.iter();
    registers.filter(|register| register.is_readable()).count()
}

/// The name of a file or a folder.
pub fn file_name(path: &Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str());
    name.to_string_lossy().into_owned()
}

/// `2026-11-22 20:15:07` of a visit's folder.
fn visit_name(path: &Path) -> String {
    let name = file_name(path);
    match name.split('_').collect::<Vec<_>>().as_slice() {
        [day, time, ..] if time.len() == 6 && time.is_ascii() => {
            let (hours, rest) = time.split_at(2);
            let (minutes, seconds) = rest.split_at(2);
            format!("{day} {hours}:{minutes}:{seconds}")
        }
        _ => name,
    }
}

/// The earlier visits of the meter at hand, newest first: path, time and data sets.
pub fn visits(model: &Model) -> Vec<(&archive::Entry, &archive::VisitInfo)> {
    let Some(serial) = model.meter_key().and_then(|key| key.serial_number) else {
        return Vec::new();
    };
    model
        .visits
        .entries()
        .iter()
        .filter_map(|entry| Some((entry, entry.info.as_ref().ok()?)))
        .filter(|(_, info)| info.serial_number.as_ref() == Some(&serial))
        .collect()
}

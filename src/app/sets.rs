//! Deeds with parameter sets: listing, opening and saving them. Nothing here writes to
//! a meter.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use eframe::egui::Context;
use jiff::Zoned;

use super::Flagport;
use super::background::Finished;
use super::dialogs::Purpose;
use super::model::{SetEntry, SetInfo, SideSource};
use crate::archive;
use crate::export::Overwrite;
use crate::parameter_set::{self, ParameterSet};
use crate::say;

/// What came of work with parameter sets.
#[derive(Debug)]
pub enum SetNews {
    Listed(Result<Vec<SetEntry>, String>),
    Opened {
        path: PathBuf,
        result: Result<SideSource, String>,
    },
}

impl Flagport {
    /// Lists the sets of the user's folder on a thread of its own.
    pub(super) fn list_sets(&mut self) {
        let sets = &mut self.model.parameter_sets;
        if sets.is_listing {
            return;
        }
        sets.is_stale = false;
        let Some(folder) = self.set_folder.clone() else {
            sets.listed = Some(Err(say!("notice-no-set-folder").to_owned()));
            return;
        };
        sets.is_listing = true;
        self.background
            .run(move || Finished::Sets(SetNews::Listed(list(&folder))));
    }

    /// Opens a file, or the folder of a visit, to compare with.
    pub(super) fn open_side(&self, path: PathBuf) {
        self.background.run(move || {
            let result = open(&path);
            Finished::Sets(SetNews::Opened { path, result })
        });
    }

    /// Asks where to save what was read of the meter at hand.
    pub(super) fn ask_for_set(&mut self, ctx: &Context) {
        let serial = self.model.meter_key().and_then(|key| key.serial_number);
        let date = Zoned::now().strftime("%Y-%m-%d").to_string();
        let name = match serial {
            Some(serial) => {
                let is_safe = |c: &char| c.is_ascii_alphanumeric() || *c == '-';
                let serial: String = serial.chars().filter(is_safe).collect();
                format!("{serial}_{date}.ron")
            }
            None => format!("meter_{date}.ron"),
        };
        self.ask(ctx, Purpose::SaveSet, name);
    }

    /// Saves what was read of the meter at hand.
    pub(super) fn save_set(&mut self, path: PathBuf, overwrite: Overwrite) {
        let settings = self.store.get();
        let profile = self.model.profile(settings.profile.as_deref());
        let meter = self.model.meter_key();
        let Some((profile, meter)) = profile.zip(meter) else {
            return;
        };
        let readings = &self.model.programme.readings;
        let mut set = ParameterSet::from_readings(&profile, &meter, readings, &Zoned::now());
        set.operator.clone_from(&settings.operator);
        let text = set.to_text();
        let side = SideSource::Set(Arc::new(set));
        self.model.parameter_sets.open(path.clone(), side);
        self.model.parameter_sets.is_stale = true;
        self.save(path, overwrite, move || Ok(text.into_bytes()));
    }

    /// The folder that dialogs for parameter sets begin in, made if it is missing.
    pub(super) fn begin_in_sets(&self) -> Option<PathBuf> {
        let folder = self.set_folder.clone()?;
        fs::create_dir_all(&folder).ok()?;
        Some(folder)
    }

    /// Takes what came of work with parameter sets.
    pub(super) fn sets_finished(&mut self, news: SetNews) {
        match news {
            SetNews::Listed(result) => {
                let sets = &mut self.model.parameter_sets;
                sets.is_listing = false;
                sets.listed = Some(result.map(Arc::from));
            }
            SetNews::Opened { path, result } => match result {
                Ok(side) => {
                    self.model.parameter_sets.open(path.clone(), side);
                    self.views.parameter_sets.opened(path);
                    self.page = super::page::Page::ParameterSets;
                }
                Err(reason) => {
                    self.views.parameter_sets.not_opened(&path);
                    self.say_problem(say!(
                        "notice-not-opened",
                        file = path.display().to_string(),
                        reason = reason
                    ));
                }
            },
        }
    }
}

/// The files of the folder, newest first.
fn list(folder: &Path) -> Result<Vec<SetEntry>, String> {
    let found = match fs::read_dir(folder) {
        Ok(found) => found,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(format!("{}: {error}", folder.display())),
    };
    let mut entries: Vec<SetEntry> = found
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|ending| ending == "ron"))
        .map(|path| {
            let info = parameter_set::load(&path);
            SetEntry {
                info: info
                    .map(|set| SetInfo::from(&set))
                    .map_err(|error| error.to_string()),
                path,
            }
        })
        .collect();
    entries.sort_by(|a, b| {
        let at = |entry: &SetEntry| {
            entry
                .info
                .as_ref()
                .ok()
                .and_then(|info| info.saved_at.clone())
        };
        at(b).cmp(&at(a)).then_with(|| a.path.cmp(&b.path))
    });
    Ok(entries)
}

fn open(path: &Path) -> Result<SideSource, String> {
    if path.is_dir() {
        let mut opened = archive::open(path).map_err(|error| error.to_string())?;
        let found = opened.readouts.pop();
        return found
            .map(|found| SideSource::Visit(Arc::new(found.readout)))
            .ok_or_else(|| say!("notice-it-is-empty").to_owned());
    }
    let set = parameter_set::load(path).map_err(|error| error.to_string())?;
    Ok(SideSource::Set(Arc::new(set)))
}

//! Handing a round over: one folder or one ZIP with everything that the office needs.
//!
//! | what | where |
//! |---|---|
//! | what came of every meter | `overview.xlsx`, `overview.csv`, `round.json` |
//! | a report for each readout | `reports/` |
//! | all files of the visits | `visits/`, a folder for each |
//!
//! All of it is written or nothing, and nothing that is there already is replaced unasked.
//! Reads the visits of an archive; knows nothing about ports.

mod overview;

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use jiff::Zoned;
use thiserror::Error;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

pub use overview::{csv, summary, table, xlsx};

use super::found::{is_plain, visit_folder};
use super::{Round, Stop, words};
use crate::archive::{Archive, Visit};
use crate::export::file::read_at_most;
use crate::export::{
    Language, Overwrite, RenderError, Style, WriteError, sanitised, write_file_with, write_folder,
};
use crate::profile::Library;
use crate::report::{self, Report};

/// What is handed over, and by whom.
#[derive(Debug, Clone, Copy)]
pub struct HandOver<'a> {
    pub round: &'a Round,
    /// Where the visits are.
    pub archive: &'a Archive,
    pub profiles: &'a Library,
    pub operator: &'a str,
    pub style: Style,
    /// By this computer's clock.
    pub made_at: &'a Zoned,
}

/// Where it goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    Folder(PathBuf),
    Zip(PathBuf),
}

/// What was handed over.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HandedOver {
    pub visits: usize,
    /// Visits that are named in the round and not there, in sentences.
    pub missing: Vec<String>,
}

/// Why a round was not handed over.
#[derive(Debug, Error)]
pub enum HandOverError {
    #[error(transparent)]
    Write(#[from] WriteError),
    #[error("the overview: {0}")]
    Render(#[from] RenderError),
}

impl HandOverError {
    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            HandOverError::Write(error) => error.hint(),
            HandOverError::Render(_) => "take the folder of the visits instead",
        }
    }
}

/// The largest file of a visit that is handed over, in bytes.
const MAX_FILE: u64 = 512 * 1024 * 1024;

impl Target {
    /// A ZIP if the name ends so, else a folder.
    pub fn of(path: PathBuf) -> Target {
        let ending = path.extension().and_then(|ending| ending.to_str());
        match ending {
            Some(ending) if ending.eq_ignore_ascii_case("zip") => Target::Zip(path),
            _ => Target::Folder(path),
        }
    }

    pub fn path(&self) -> &Path {
        match self {
            Target::Folder(path) | Target::Zip(path) => path,
        }
    }
}

impl HandOver<'_> {
    /// Writes everything to `target`. A folder is never written over.
    pub fn write(
        &self,
        target: &Target,
        overwrite: Overwrite,
    ) -> Result<HandedOver, HandOverError> {
        match target {
            Target::Folder(path) => {
                let mut handed = HandedOver::default();
                write_folder(path, |put| {
                    handed = self.fill(path, put)?;
                    Ok::<(), HandOverError>(())
                })?;
                Ok(handed)
            }
            Target::Zip(path) => self.write_zip(path, overwrite),
        }
    }

    fn write_zip(&self, path: &Path, overwrite: Overwrite) -> Result<HandedOver, HandOverError> {
        let mut handed = Ok(HandedOver::default());
        let written = write_file_with(path, overwrite, |out| {
            let mut zip = ZipWriter::new_stream(out);
            let options = SimpleFileOptions::default();
            handed = self.fill(path, &mut |name, bytes| {
                zip.start_file(name, options)?;
                zip.write_all(bytes)
            });
            match &handed {
                Ok(_) => zip.finish().map(drop).map_err(io::Error::other),
                // The file must not appear; why is told by what is kept.
                Err(_) => Err(io::ErrorKind::Other.into()),
            }
        });
        let handed = handed?;
        written?;
        Ok(handed)
    }

    /// Hands out all files by their names.
    fn fill(&self, path: &Path, put: Put<'_>) -> Result<HandedOver, HandOverError> {
        let mut files = Files { path, put };
        let mut handed = HandedOver::default();
        let style = self.style;
        files.add(
            "overview.xlsx",
            &xlsx(self.round, style.language, self.made_at)?,
        )?;
        files.add("overview.csv", &csv(self.round, style)?)?;
        files.add("round.json", &self.round.to_json())?;
        let mut seen = BTreeSet::new();
        for stop in &self.round.stops {
            let Some(name) = stop.state.visit() else {
                continue;
            };
            if !seen.insert(name) {
                continue;
            }
            match self.add_visit(stop, name, &mut files)? {
                Ok(()) => handed.visits += 1,
                Err(reason) => handed.missing.push(format!("visit {name}: {reason}")),
            }
        }
        if !handed.missing.is_empty() {
            files.add(
                "missing.txt",
                format!("{}\n", handed.missing.join("\n")).as_bytes(),
            )?;
        }
        Ok(handed)
    }

    /// Adds the files of a visit and its report; the inner result says why there is none.
    fn add_visit(
        &self,
        stop: &Stop,
        name: &str,
        files: &mut Files<'_>,
    ) -> Result<Result<(), String>, WriteError> {
        let Some(folder) = visit_folder(self.archive, name) else {
            return Ok(Err("this is no name of a visit".to_owned()));
        };
        let parts = match parts_of(&folder) {
            Ok(parts) => parts,
            Err(error) => return Ok(Err(error.to_string())),
        };
        for (file, bytes) in parts {
            files.add(&format!("visits/{name}/{file}"), &bytes)?;
        }
        match Visit::load(&folder) {
            Ok(visit) => {
                let html = report::html(&self.report(stop, &visit));
                files.add(&report_name(stop, &visit), html.as_bytes())?;
                Ok(Ok(()))
            }
            Err(error) => Ok(Err(error.to_string())),
        }
    }

    fn report(&self, stop: &Stop, visit: &Visit) -> Report {
        let profile = visit.readout.profile.as_deref();
        let profile = profile.and_then(|name| self.profiles.find(name));
        let planned = &stop.planned;
        let notes = [&planned.place, &planned.street, &planned.note, &stop.note];
        let notes: Vec<&str> = notes.into_iter().map(String::as_str).collect();
        let filled: Vec<&str> = notes.into_iter().filter(|note| !note.is_empty()).collect();
        Report::of(
            &report::Visit {
                operator: self.operator,
                order: &planned.order,
                notes: &filled.join("\n"),
                port: &visit.info.port,
                profile: profile.as_deref(),
                readout: Some(&visit.readout),
                telegram: &visit.raw,
                trace: Some(&visit.trace),
                problems: &words::sentences(&stop.state, Language::English),
                ..report::Visit::default()
            },
            self.made_at,
        )
    }
}

type Put<'p> = &'p mut dyn FnMut(&str, &[u8]) -> io::Result<()>;

/// The files that are handed over.
struct Files<'f> {
    path: &'f Path,
    put: Put<'f>,
}

impl Files<'_> {
    fn add(&mut self, name: &str, bytes: &[u8]) -> Result<(), WriteError> {
        (self.put)(name, bytes).map_err(|error| WriteError::of(self.path, &error))
    }
}

/// The files in the folder of a visit, by name.
fn parts_of(folder: &Path) -> io::Result<Vec<(String, Vec<u8>)>> {
    let mut parts = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type()?.is_file() && is_plain(&name) {
            parts.push((name, read_at_most(&entry.path(), MAX_FILE)?));
        }
    }
    parts.sort_unstable();
    Ok(parts)
}

/// The line of the list and the serial number that the meter itself told.
fn report_name(stop: &Stop, visit: &Visit) -> String {
    let told = visit.readout.meter.serial_number.as_deref();
    let serial = told
        .and_then(sanitised)
        .unwrap_or_else(|| "meter".to_owned());
    format!("reports/{:05}_{serial}.html", stop.planned.line)
}

#[cfg(test)]
mod tests;

//! What the window does about a panic, which is a fault of this program: what was being
//! typed is saved, a note is written down, and told at the next start.
//!
//! Work with files and jobs of the line go on after one; a panic while the window itself
//! is drawn ends it.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::panic::PanicHookInfo;
use std::path::{Path, PathBuf};
use std::thread;

use jiff::Zoned;

use super::Flagport;
use crate::accident::words_of;
use crate::archive::Archive;
use crate::say;

/// The note of what was not told yet, and of what was.
const NOTE: &str = "fault.txt";
const TOLD: &str = "fault-told.txt";

/// The folder of texts and visits that were not saved.
const RESCUED: &str = "rescued";

/// No more is written than this, in bytes: a fault may come again and again.
const LONGEST: u64 = 64 * 1024;

/// Writes a panic down in `folder`. Nothing can be done if that does not succeed.
pub(super) fn note(folder: &Path, what: &PanicHookInfo<'_>) {
    let thread = thread::current();
    let place = what.location().map(ToString::to_string);
    let line = format!(
        "{} Flagport {} on {}: {} at {} in the thread {}",
        Zoned::now().strftime("%Y-%m-%dT%H:%M:%S%:z"),
        env!("CARGO_PKG_VERSION"),
        std::env::consts::OS,
        words_of(what.payload()),
        place.as_deref().unwrap_or("an unknown place"),
        thread.name().unwrap_or("without a name"),
    );
    if let Err(error) = append(folder, &line) {
        log::error!("the fault could not be written down: {error}");
    }
}

fn append(folder: &Path, line: &str) -> std::io::Result<()> {
    fs::create_dir_all(folder)?;
    let path = folder.join(NOTE);
    let mut file: File = OpenOptions::new().create(true).append(true).open(path)?;
    if file.metadata()?.len() < LONGEST {
        writeln!(file, "{line}")?;
    }
    Ok(())
}

/// The sentence about a fault that nobody was told of, once.
pub(super) fn untold_in(folder: &Path) -> Option<String> {
    let (note, told) = (folder.join(NOTE), folder.join(TOLD));
    let text = fs::read_to_string(&note).ok()?;
    let last = text.lines().rfind(|line| !line.is_empty())?;
    let day = last.get(..10).unwrap_or_default();
    fs::rename(&note, &told).ok()?;
    Some(say!(
        "notice-earlier-fault",
        day = day,
        file = told.display().to_string()
    ))
}

impl Flagport {
    /// Work with files did not end, so nothing waits for it any more.
    pub(super) fn work_broke(&mut self, sentence: &str) {
        let reason = || sentence.to_owned();
        let visits = &mut self.model.visits;
        if std::mem::take(&mut visits.is_listing) {
            visits.listed = Some(Err(reason()));
        }
        let changes = &mut self.model.changes;
        if std::mem::take(&mut changes.is_listing) {
            changes.listed = Some(Err(reason()));
        }
        let sets = &mut self.model.parameter_sets;
        if std::mem::take(&mut sets.is_listing) {
            sets.listed = Some(Err(reason()));
        }
        self.saving_settings = false;
        self.store.written(false);
        self.model.unstored.is_storing = false;
        self.views.profiles.saving_broke(sentence);
        self.say_problem(say!("notice-work-broke", reason = sentence));
    }

    /// Saves what only the window has, before it goes.
    pub(super) fn rescue(&mut self, folder: &Path) {
        if let Some(unsaved) = self.store.take_last()
            && let Err(error) = unsaved.write()
        {
            log::error!("the settings could not be saved: {error}");
        }
        let rescued = Archive::at(folder.join(RESCUED));
        for kept in self.model.unstored.visits() {
            let name = kept.visit.name();
            let line = match rescued.put(&kept.visit) {
                Ok(path) => format!("The visit {name} was not stored; it is in {path:?}"),
                Err(error) => format!("The visit {name} is lost: {error}"),
            };
            if let Err(error) = append(folder, &line) {
                log::error!("{line}: {error}");
            }
        }
        for (title, text) in self.views.profiles.unsaved_texts() {
            let kept = keep(&folder.join(RESCUED), text);
            let line = match kept {
                Ok(path) => format!("The text of {title:?} was not saved; it is in {path:?}"),
                Err(error) => format!("The text of {title:?} is lost: {error}"),
            };
            if let Err(error) = append(folder, &line) {
                log::error!("{line}: {error}");
            }
        }
    }
}

/// Writes `text` into a new file.
fn keep(folder: &Path, text: &str) -> std::io::Result<PathBuf> {
    fs::create_dir_all(folder)?;
    let mut file = tempfile::Builder::new()
        .prefix("profile-")
        .suffix(".ron")
        .tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    let (_, path) = file.keep()?;
    Ok(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_told_once_and_without_a_password() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(untold_in(folder.path()), None);
        append(
            folder.path(),
            "2026-11-22T20:00:00+01:00 Flagport 0.1.0: told",
        )
        .unwrap();
        let told = untold_in(folder.path()).unwrap();
        assert!(told.contains("2026-11-22") && told.contains(TOLD), "{told}");
        assert_eq!(untold_in(folder.path()), None, "once");
    }

    #[test]
    fn a_fault_that_comes_again_and_again_fills_no_disk() {
        let folder = tempfile::tempdir().unwrap();
        for _ in 0..2000 {
            append(folder.path(), &"x".repeat(100)).unwrap();
        }
        let length = fs::metadata(folder.path().join(NOTE)).unwrap().len();
        assert!(length < LONGEST + 200, "{length}");
    }
}

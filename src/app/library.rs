//! Deeds with visits: listing them, comparing with one, saving a copy, opening their
//! folder.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use eframe::egui::{Context, OpenUrl};

use super::Flagport;
use super::background::Finished;
use super::dialogs::Purpose;
use super::model::Earlier;
use crate::archive::{self, Entry, Opened};
use crate::export::{self, Format, Overwrite, Style};
use crate::say;

impl Flagport {
    /// Lists the visits on a thread of its own.
    pub(super) fn list_visits(&mut self) {
        let visits = &mut self.model.visits;
        if visits.is_listing {
            return;
        }
        visits.is_stale = false;
        let Some(archive) = self.archive.clone() else {
            let sentence = say!("notice-no-visit-folder").to_owned();
            visits.listed = Some(Err(sentence));
            return;
        };
        visits.is_listing = true;
        self.background
            .run(move || Finished::VisitsListed(archive.list().map_err(|error| error.to_string())));
    }

    /// Takes over the list of visits.
    pub(super) fn visits_listed(&mut self, result: Result<Vec<Entry>, String>) {
        let visits = &mut self.model.visits;
        visits.is_listing = false;
        visits.listed = Some(result.map(Arc::from));
    }

    /// Opens the readout to compare with on a thread of its own.
    pub(super) fn compare_with(&mut self, path: PathBuf) {
        self.background.run(move || {
            let result = archive::open(&path).map_err(|error| error.to_string());
            Finished::EarlierOpened { path, result }
        });
    }

    /// Takes over the readout to compare with: the last one of a file.
    pub(super) fn earlier_opened(&mut self, path: PathBuf, result: Result<Opened, String>) {
        match result.map(|mut opened| opened.readouts.pop()) {
            Ok(Some(found)) => {
                self.model.earlier = Some(Earlier {
                    path,
                    readout: Arc::new(found.readout),
                });
                // Its registers are compared with the sum of a load profile there.
                if self.page != super::page::Page::LoadProfile {
                    self.page = super::page::Page::Meter;
                }
            }
            Ok(None) => {
                self.say_problem(say!("notice-no-readout", file = path.display().to_string()))
            }
            Err(reason) => {
                self.say_problem(say!(
                    "notice-not-compared",
                    file = path.display().to_string(),
                    reason = reason
                ));
            }
        }
    }

    /// Asks where to save the readout of the visit in `folder`.
    pub(super) fn ask_for_copy(&mut self, ctx: &Context, folder: PathBuf) {
        let name = folder.file_name().unwrap_or(folder.as_os_str());
        let name = format!("{}.xlsx", name.to_string_lossy());
        self.views.visits.saving = Some(folder);
        self.ask(ctx, Purpose::SaveVisit, name);
    }

    /// Saves the readout of the visit that was asked for at `path`.
    pub(super) fn save_copy(&mut self, path: PathBuf, style: Style, overwrite: Overwrite) {
        let Some(folder) = self.views.visits.saving.take() else {
            return;
        };
        let format = match Format::of_path(&path) {
            Ok(format) => format,
            Err(error) => {
                return self.say_problem(say!("notice-not-saved", reason = error.to_string()));
            }
        };
        self.save(path, overwrite, move || {
            let opened = archive::open(&folder).map_err(|error| error.to_string())?;
            let found = opened
                .readouts
                .last()
                .ok_or_else(|| say!("notice-visit-empty").to_owned())?;
            export::render(&found.readout, &found.raw, format, style)
                .map_err(|error| error.to_string())
        });
    }
}

/// Shows a folder in the desktop's file manager.
pub(super) fn show_folder(ctx: &Context, folder: &Path) {
    ctx.open_url(OpenUrl::new_tab(file_url(folder)));
}

/// The URL of a path, everything unusual as `%` and two digits (RFC 3986).
pub(super) fn file_url(path: &Path) -> String {
    use std::fmt::Write;
    let mut url = "file://".to_owned();
    let path = path.to_string_lossy();
    if !path.starts_with('/') {
        // `C:\Users` becomes `/C:/Users`.
        url.push('/');
    }
    for byte in path.bytes() {
        match byte {
            b'\\' if cfg!(windows) => url.push('/'),
            b'/' | b':' | b'-' | b'.' | b'_' | b'~' => url.push(char::from(byte)),
            _ if byte.is_ascii_alphanumeric() => url.push(char::from(byte)),
            _ => {
                let _ = write!(url, "%{byte:02X}");
            }
        }
    }
    url
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_folders_are_escaped() {
        let url = file_url(Path::new("/data/ana/My visits/2026-11-22_1~2"));
        assert_eq!(url, "file:///data/ana/My%20visits/2026-11-22_1~2");
        let url = file_url(Path::new("/data/Ünal/my files/#1"));
        assert_eq!(url, "file:///data/%C3%9Cnal/my%20files/%231");
    }
}

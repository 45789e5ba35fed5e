//! Deeds with device profiles: loading the user's own, saving, deleting, importing and
//! exporting them, each on a thread of its own.

use std::fs;
use std::path::{Path, PathBuf};

use eframe::egui::Context;

use super::Flagport;
use super::action::ProfileText;
use super::background::Finished;
use super::dialogs::Purpose;
use super::views::profiles::draft::{DraftId, Fault};
use crate::export::Overwrite;
use crate::profile::{self, Library};
use crate::say;

/// How many profiles that are not used are named above the page; their page has all.
const MOST_SAID: usize = 3;

impl Flagport {
    /// Loads the user's profiles anew.
    pub(super) fn load_profiles(&self) {
        if let Some(folder) = self.model.profile_folder.clone() {
            self.background
                .run(move || Finished::ProfilesLoaded(Library::load(&folder)));
        }
    }

    /// Takes over the profiles, and says which are not used, once.
    pub(super) fn profiles_loaded(&mut self, library: Library) {
        let known = std::mem::replace(&mut self.model.profiles, library);
        let problems = self.model.profiles.problems().iter();
        let new = problems.filter(|problem| !known.problems().contains(problem));
        let sentences: Vec<String> = new
            .take(MOST_SAID)
            .map(|problem| say!("notice-profile-unused", problem = problem.to_string()))
            .collect();
        for sentence in sentences {
            self.say_problem(sentence);
        }
    }

    /// Reads the text of one of the user's files.
    pub(super) fn read_profile(&self, path: PathBuf, copy: bool) {
        self.background.run(move || {
            let result = read_text(&path);
            Finished::Profile(ProfileNews::Read { path, copy, result })
        });
    }

    /// Writes the text of a profile under its name, in place of `replaces` if that is
    /// its file.
    pub(super) fn save_profile(
        &self,
        draft: Option<DraftId>,
        text: String,
        replaces: Option<PathBuf>,
    ) {
        let Some(folder) = self.model.profile_folder.clone() else {
            return;
        };
        self.background.run(move || {
            let result = save(&folder, &text, replaces.as_deref());
            Finished::Profile(ProfileNews::Saved { draft, result })
        });
    }

    /// Deletes one of the user's files; its text is kept to put it back.
    pub(super) fn delete_profile(&self, path: PathBuf) {
        self.background.run(move || {
            let result = read_text(&path).and_then(|text| {
                fs::remove_file(&path)
                    .map(|()| text)
                    .map_err(|error| error.to_string())
            });
            Finished::Profile(ProfileNews::Deleted { path, result })
        });
    }

    /// Makes a profile of what the readout shows, to go on from.
    pub(super) fn new_profile(&mut self) {
        if let Some(readout) = self.model.readout() {
            let text = profile::to_text(&profile::from_readout(readout));
            self.views.profiles.edit_new(text, None);
        }
    }

    /// Takes a file among the user's profiles.
    pub(super) fn import_profile(&self, path: PathBuf) {
        let Some(folder) = self.model.profile_folder.clone() else {
            return;
        };
        self.background.run(move || {
            let result = read_text(&path).map(|text| {
                let saved = save(&folder, &text, None);
                (text, saved)
            });
            Finished::Profile(ProfileNews::Imported { path, result })
        });
    }

    /// Asks where a profile is to be saved outside of the user's folder.
    pub(super) fn ask_for_export(&mut self, ctx: &Context, name: String, text: ProfileText) {
        self.views.profiles.exporting = Some(text);
        self.ask(ctx, Purpose::ExportProfile, name);
    }

    /// Saves the profile that was asked for at `path`.
    pub(super) fn export_profile(&mut self, path: PathBuf, overwrite: Overwrite) {
        match self.views.profiles.exporting.take() {
            Some(ProfileText::Text(text)) => {
                self.save(path, overwrite, move || Ok(text.into_bytes()));
            }
            Some(ProfileText::File(file)) => {
                self.save(path, overwrite, move || {
                    read_text(&file).map(String::into_bytes)
                });
            }
            None => {}
        }
    }

    /// Takes what came of work with profiles.
    pub(super) fn profiles_finished(&mut self, finished: ProfileNews) {
        match finished {
            ProfileNews::Read { path, copy, result } => match result {
                Ok(text) => {
                    let library = self.model.profiles.clone();
                    self.views.profiles.text_read(path, text, copy, &library);
                }
                Err(reason) => {
                    self.say_problem(say!(
                        "notice-profile-unread",
                        file = path.display().to_string(),
                        reason = reason
                    ));
                }
            },
            ProfileNews::Saved { draft, result } => {
                if let (None, Err(reason)) = (draft, &result) {
                    self.say_problem(say!("notice-profile-not-saved", reason = reason));
                }
                self.views.profiles.saved(draft, result);
                self.load_profiles();
            }
            ProfileNews::Deleted { path, result } => {
                match result {
                    Ok(text) => self.views.profiles.deleted(path, text),
                    Err(reason) => {
                        self.say_problem(say!(
                            "notice-profile-not-deleted",
                            file = path.display().to_string(),
                            reason = reason
                        ));
                    }
                }
                self.load_profiles();
            }
            ProfileNews::Imported { path, result } => {
                match result {
                    Ok((_, Ok(saved))) => self.views.profiles.saved(None, Ok(saved)),
                    Ok((text, Err(reason))) => {
                        self.views.profiles.edit_new(text, Some(reason));
                    }
                    Err(reason) => {
                        let path = path.display();
                        self.say_problem(say!(
                            "notice-profile-not-imported",
                            file = path.to_string(),
                            reason = reason
                        ));
                    }
                }
                self.load_profiles();
            }
        }
    }
}

/// What came of work with profiles.
#[derive(Debug)]
pub enum ProfileNews {
    Read {
        path: PathBuf,
        copy: bool,
        result: Result<String, String>,
    },
    Saved {
        draft: Option<DraftId>,
        result: Result<PathBuf, String>,
    },
    /// The text that it had.
    Deleted {
        path: PathBuf,
        result: Result<String, String>,
    },
    /// The text, and where it is now or why it was not taken.
    Imported {
        path: PathBuf,
        result: Result<(String, Result<PathBuf, String>), String>,
    },
}

fn read_text(path: &Path) -> Result<String, String> {
    profile::text_of(path).map_err(|error| error.message())
}

fn save(folder: &Path, text: &str, replaces: Option<&Path>) -> Result<PathBuf, String> {
    let profile = profile::parse("", text).map_err(|error| Fault::of(&error).in_full())?;
    let path = folder.join(format!("{}.ron", profile.name));
    let overwrite = if replaces == Some(path.as_path()) {
        Overwrite::Replace
    } else {
        Overwrite::Never
    };
    if overwrite == Overwrite::Never && path.exists() {
        return Err(say!("notice-profile-there", name = &profile.name));
    }
    profile::save(folder, text, overwrite).map_err(|error| error.to_string())
}

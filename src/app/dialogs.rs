//! Asking for files without ever blocking a frame.
//!
//! The desktop's dialog runs on a thread of its own and its answer comes back through
//! a channel. Where no dialog service is there, the window asks for a path itself
//! ([`PathPrompt`]). The only place that knows `rfd`.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, TryRecvError};
use std::thread;

use super::views::load_profile::export::SeriesFormat;
use crate::accident::guarded;
use crate::say;

/// What a path is wanted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    OpenFile,
    SaveReadout,
    SaveTrace,
    SaveVisit,
    ExportFolder,
    ImportProfile,
    ExportProfile,
    OpenSet,
    SaveSet,
    SaveReport,
    SaveLogbook,
    SaveLoadProfile(SeriesFormat),
    /// A folder for visits that are in memory only.
    StoreVisits,
    /// A picture that belongs to an installation.
    AttachPhoto,
    /// A day list.
    OpenList,
    /// A ZIP with everything of a round.
    HandOver,
    /// The folder that gets a new one with everything of a round.
    HandOverFolder,
}

impl Purpose {
    /// The title of a dialog.
    pub fn title(self) -> &'static str {
        match self {
            Purpose::OpenFile => say!("dialog-open-readout"),
            Purpose::SaveReadout => say!("dialog-save-readout"),
            Purpose::SaveTrace => say!("dialog-save-trace"),
            Purpose::SaveVisit => say!("dialog-save-visit"),
            Purpose::ExportFolder => say!("dialog-export-folder"),
            Purpose::StoreVisits => say!("dialog-store-visits"),
            Purpose::AttachPhoto => say!("dialog-attach-photo"),
            Purpose::OpenList => say!("dialog-open-list"),
            Purpose::HandOver => say!("dialog-hand-over"),
            Purpose::HandOverFolder => say!("dialog-hand-over-folder"),
            Purpose::ImportProfile => say!("dialog-import-profile"),
            Purpose::OpenSet => say!("dialog-open-set"),
            Purpose::SaveReport => say!("dialog-save-report"),
            Purpose::SaveLogbook => say!("dialog-save-logbook"),
            Purpose::SaveLoadProfile(format) if format.is_picture() => {
                say!("dialog-save-picture")
            }
            Purpose::SaveLoadProfile(_) => say!("dialog-save-load-profile"),
            Purpose::SaveSet => say!("dialog-save-set"),
            Purpose::ExportProfile => say!("dialog-export-profile"),
        }
    }

    /// The verb on its button.
    pub fn verb(self) -> &'static str {
        match self {
            Purpose::OpenFile | Purpose::OpenSet | Purpose::OpenList => say!("dialog-verb-open"),
            Purpose::HandOver | Purpose::HandOverFolder => say!("dialog-verb-hand-over"),
            Purpose::SaveReadout
            | Purpose::SaveTrace
            | Purpose::SaveVisit
            | Purpose::SaveSet
            | Purpose::SaveLogbook
            | Purpose::SaveLoadProfile(_)
            | Purpose::SaveReport => say!("dialog-verb-save"),
            Purpose::ExportFolder => say!("dialog-verb-choose"),
            Purpose::AttachPhoto => say!("dialog-verb-attach"),
            Purpose::StoreVisits => say!("dialog-verb-store"),
            Purpose::ImportProfile => say!("dialog-verb-import"),
            Purpose::ExportProfile => say!("dialog-verb-export"),
        }
    }

    /// Whether a file is to be written.
    pub fn is_saving(self) -> bool {
        match self {
            Purpose::SaveReadout
            | Purpose::SaveTrace
            | Purpose::SaveVisit
            | Purpose::SaveSet
            | Purpose::SaveReport
            | Purpose::SaveLogbook
            | Purpose::SaveLoadProfile(_)
            | Purpose::HandOver
            | Purpose::ExportProfile => true,
            Purpose::OpenFile
            | Purpose::OpenSet
            | Purpose::OpenList
            | Purpose::HandOverFolder
            | Purpose::ExportFolder
            | Purpose::StoreVisits
            | Purpose::AttachPhoto
            | Purpose::ImportProfile => false,
        }
    }

    /// Kinds of files: a name and the endings.
    fn filters(self) -> Vec<(&'static str, &'static [&'static str])> {
        match self {
            Purpose::OpenFile => vec![
                (
                    say!("dialog-kind-readouts"),
                    &["json", "iec", "raw", "txt", "trace"],
                ),
                (say!("dialog-kind-all"), &["*"]),
            ],
            Purpose::SaveReadout | Purpose::SaveVisit => vec![
                (say!("dialog-kind-workbook"), &["xlsx"]),
                ("CSV", &["csv"]),
                (say!("dialog-kind-readout-json"), &["json"]),
                (say!("dialog-kind-telegram"), &["iec"]),
                (say!("dialog-kind-text"), &["txt"]),
            ],
            Purpose::SaveTrace => vec![(say!("dialog-kind-trace"), &["trace"])],
            Purpose::AttachPhoto => vec![
                (
                    say!("dialog-kind-pictures"),
                    &["png", "jpg", "jpeg", "webp", "gif"],
                ),
                (say!("dialog-kind-all"), &["*"]),
            ],
            Purpose::ExportFolder | Purpose::StoreVisits | Purpose::HandOverFolder => vec![],
            Purpose::OpenList => vec![
                (say!("dialog-kind-list"), &["csv", "txt", "xlsx"]),
                (say!("dialog-kind-all"), &["*"]),
            ],
            Purpose::HandOver => vec![(say!("dialog-kind-zip"), &["zip"])],
            Purpose::SaveReport => vec![(say!("dialog-kind-report"), &["html"])],
            Purpose::SaveLogbook => vec![
                (say!("dialog-kind-workbook"), &["xlsx"]),
                ("CSV", &["csv"]),
                (say!("dialog-kind-logbook-json"), &["json"]),
                (say!("dialog-kind-answers"), &["iec"]),
            ],
            Purpose::SaveLoadProfile(format) => match format {
                SeriesFormat::Xlsx => vec![(say!("dialog-kind-workbook"), &["xlsx"])],
                SeriesFormat::Csv => vec![("CSV", &["csv"])],
                SeriesFormat::Json => vec![(say!("dialog-kind-load-profile-json"), &["json"])],
                SeriesFormat::Png => vec![(say!("dialog-kind-png"), &["png"])],
                SeriesFormat::Svg => vec![(say!("dialog-kind-svg"), &["svg"])],
            },
            Purpose::OpenSet | Purpose::SaveSet => vec![(say!("dialog-kind-set"), &["ron"])],
            Purpose::ImportProfile | Purpose::ExportProfile => {
                vec![(say!("dialog-kind-profile"), &["ron"])]
            }
        }
    }
}

/// A wish for a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    pub purpose: Purpose,
    /// Where the dialog begins.
    pub folder: Option<PathBuf>,
    /// The name that is proposed.
    pub name: String,
}

/// How asking went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    Chosen(PathBuf),
    /// The user closed the dialog.
    Dismissed,
    /// No dialog could be shown: the window has to ask.
    NoService,
}

/// Shows dialogs; tests give answers of their own.
pub trait FilePicker {
    /// Shows a dialog, unless one is open.
    fn ask(&mut self, wanted: Wanted, wake: Box<dyn FnOnce() + Send>);

    /// The answer to the last question, once.
    fn answer(&mut self) -> Option<(Wanted, Answer)>;
}

/// The dialogs of the desktop.
#[derive(Debug, Default)]
pub struct DesktopPicker {
    open: Option<(Wanted, Receiver<Answer>)>,
}

impl FilePicker for DesktopPicker {
    fn ask(&mut self, wanted: Wanted, wake: Box<dyn FnOnce() + Send>) {
        if self.open.is_some() {
            return;
        }
        let (sender, receiver) = mpsc::channel();
        if service_is_missing() {
            // The receiver lives in `self.open`, so this cannot fail.
            let _ = sender.send(Answer::NoService);
            self.open = Some((wanted, receiver));
            wake();
            return;
        }
        let dialog = dialog(&wanted);
        let purpose = wanted.purpose;
        let shown = thread::Builder::new()
            .name("file dialog".to_owned())
            .spawn(move || {
                let answer = answer_of(|| match purpose {
                    Purpose::ExportFolder | Purpose::StoreVisits | Purpose::HandOverFolder => {
                        dialog.pick_folder()
                    }
                    purpose if purpose.is_saving() => dialog.save_file(),
                    _ => dialog.pick_file(),
                });
                // The window may be gone by now; then nobody wants the answer.
                let _ = sender.send(answer);
                wake();
            });
        // Without a thread its sender is gone, which is an answer as well.
        if let Err(error) = shown {
            log::error!("no thread for a dialog: {error}");
        }
        self.open = Some((wanted, receiver));
    }

    fn answer(&mut self) -> Option<(Wanted, Answer)> {
        let (_, receiver) = self.open.as_ref()?;
        let answer = match receiver.try_recv() {
            Ok(answer) => answer,
            Err(TryRecvError::Empty) => return None,
            Err(TryRecvError::Disconnected) => Answer::NoService,
        };
        self.open.take().map(|(wanted, _)| (wanted, answer))
    }
}

/// What a dialog tells; one that panics cannot be shown.
fn answer_of(dialog: impl FnOnce() -> Option<PathBuf>) -> Answer {
    match guarded(dialog) {
        Ok(path) => path.map_or(Answer::Dismissed, Answer::Chosen),
        Err(_) => Answer::NoService,
    }
}

fn dialog(wanted: &Wanted) -> rfd::FileDialog {
    let mut dialog = rfd::FileDialog::new()
        .set_title(wanted.purpose.title())
        .set_file_name(&wanted.name);
    if let Some(folder) = &wanted.folder {
        dialog = dialog.set_directory(folder);
    }
    for (name, endings) in wanted.purpose.filters() {
        dialog = dialog.add_filter(name, endings);
    }
    dialog
}

/// Whether neither a portal nor `zenity` is there. A dialog that cannot be shown is
/// indistinguishable from one that was closed, so this is asked first.
#[cfg(target_os = "linux")]
fn service_is_missing() -> bool {
    let bus = std::env::var_os("DBUS_SESSION_BUS_ADDRESS").is_some()
        || std::env::var_os("XDG_RUNTIME_DIR")
            .is_some_and(|folder| Path::new(&folder).join("bus").exists());
    let data =
        std::env::var_os("XDG_DATA_DIRS").unwrap_or_else(|| "/usr/local/share:/usr/share".into());
    let portal = "dbus-1/services/org.freedesktop.portal.Desktop.service";
    let has_portal = bus && std::env::split_paths(&data).any(|folder| folder.join(portal).exists());
    let programs = std::env::var_os("PATH").unwrap_or_default();
    let has_zenity = std::env::split_paths(&programs).any(|folder| folder.join("zenity").exists());
    !has_portal && !has_zenity
}

#[cfg(not(target_os = "linux"))]
fn service_is_missing() -> bool {
    false
}

/// Asking for a path in the window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathPrompt {
    pub wanted: Wanted,
    /// The path as it is being typed.
    pub text: String,
    /// It was not drawn yet.
    pub fresh: bool,
}

impl PathPrompt {
    /// Proposes the folder and the name that were wanted.
    pub fn new(wanted: Wanted) -> PathPrompt {
        let folder = wanted.folder.clone().unwrap_or_else(home);
        let text = folder.join(&wanted.name).display().to_string();
        PathPrompt {
            wanted,
            text,
            fresh: true,
        }
    }

    /// The path, with `~` for the home folder.
    pub fn path(&self) -> PathBuf {
        let text = self.text.trim();
        match text.strip_prefix("~/") {
            Some(rest) => home().join(rest),
            None => PathBuf::from(text),
        }
    }
}

fn home() -> PathBuf {
    directories::UserDirs::new()
        .map(|user| user.document_dir().unwrap_or(user.home_dir()).to_owned())
        .filter(|folder| folder.is_dir())
        .or_else(|| directories::UserDirs::new().map(|user| user.home_dir().to_owned()))
        .unwrap_or_else(|| Path::new(".").to_owned())
}

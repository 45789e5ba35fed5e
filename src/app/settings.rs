//! What the user chose, kept in a file of its own.
//!
//! `settings.ron` is written whole or not at all. A file that cannot be read is put
//! aside as `settings.ron.broken`, never overwritten in silence. Of two programs that
//! change settings at the same time each keeps what the other changed. Knows nothing
//! about the window.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Serialize};

use super::theme::Appearance;
use crate::export::file::{disk_words, hint_for_data, make_folder, of_folder};
use crate::export::{self, Overwrite, write_file};
use crate::language::Language;
use crate::say;
use crate::worker::{LineOptions, Role};

/// The version that this program writes.
const VERSION: u32 = 3;

/// The file that programs lock while they write settings.
const LOCK: &str = ".settings.lock";

/// How many files that cannot be read are kept.
const MOST_BROKEN: u32 = 1_000;

/// Everything that is remembered from one start to the next.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// Of the file format; what is read is always turned into the present one.
    pub version: u32,
    /// Of the window; `None` is that of the computer.
    pub language: Option<Language>,
    pub appearance: Appearance,
    /// As [`PortChoice`](crate::worker::PortChoice) writes itself.
    pub port: Option<String>,
    /// The device profile by name; `None` picks one by what the meter says.
    pub profile: Option<String>,
    pub line: LineOptions,
    pub exports: Exports,
    pub trace: TracePanel,
    /// Who is at work, for journal and report.
    pub operator: String,
    /// How far the user may go.
    pub role: Role,
    /// Raw commands, the newest last; none that may hold a password.
    pub raw_history: Vec<String>,
}

/// How files are written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Exports {
    /// Of names and headings; JSON stays as it is.
    pub language: export::Language,
    pub numbers: NumberStyle,
    /// With `{meter}`, `{serial}`, `{date}` and `{time}`.
    pub file_name: String,
    /// `None` asks each time, beginning in the documents.
    pub folder: Option<PathBuf>,
}

/// How numbers look in CSV files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum NumberStyle {
    /// `8048.375`, fields apart by commas.
    #[default]
    Plain,
    /// As a spreadsheet of this computer's language expects them.
    Excel,
}

/// The line trace panel.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TracePanel {
    pub open: bool,
    /// In points, from 120 on.
    pub height: f32,
    pub follow: bool,
    pub hex: bool,
    pub text: bool,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            version: VERSION,
            language: None,
            appearance: Appearance::default(),
            port: None,
            profile: None,
            line: LineOptions::default(),
            exports: Exports::default(),
            trace: TracePanel::default(),
            operator: String::new(),
            role: Role::default(),
            raw_history: Vec::new(),
        }
    }
}

impl Default for Exports {
    fn default() -> Exports {
        Exports {
            language: export::Language::English,
            numbers: NumberStyle::Plain,
            file_name: "{serial}_{date}_{time}".to_owned(),
            folder: None,
        }
    }
}

impl Default for TracePanel {
    fn default() -> TracePanel {
        TracePanel {
            open: false,
            height: 232.0,
            follow: true,
            hex: true,
            text: true,
        }
    }
}

/// Only the version, whatever else stands in the file.
#[derive(Default, Deserialize)]
#[serde(rename = "Settings", default)]
struct VersionOnly {
    version: u32,
}

/// Version 1, which knew an operator and no language of exports.
#[derive(Default, Deserialize)]
#[serde(rename = "Settings", deny_unknown_fields, default)]
struct Version1 {
    #[serde(rename = "version")]
    _version: IgnoredAny,
    appearance: Appearance,
    port: Option<String>,
    profile: Option<String>,
    line: LineOptions,
    exports: Exports,
    trace: TracePanel,
    operator: String,
}

impl From<Version1> for Settings {
    fn from(old: Version1) -> Settings {
        Settings {
            version: VERSION,
            language: None,
            appearance: old.appearance,
            port: old.port,
            profile: old.profile,
            line: old.line,
            exports: old.exports,
            trace: old.trace,
            operator: old.operator,
            role: Role::default(),
            raw_history: Vec::new(),
        }
    }
}

/// The settings and the file they live in.
#[derive(Debug)]
pub struct Store {
    settings: Settings,
    /// `None` keeps them in memory only.
    path: Option<PathBuf>,
    /// What the file held when this program read or wrote it last.
    base: Settings,
    changed: bool,
    /// On their way to the disk.
    in_flight: Option<Settings>,
    /// The disk did not take them the last time.
    failed: bool,
    /// The port in force if nobody chose it; it is not remembered.
    suggested: Option<String>,
}

/// Settings on their way to the disk.
#[derive(Debug)]
pub struct Unsaved {
    settings: Settings,
    base: Settings,
    path: PathBuf,
}

impl Unsaved {
    /// Writes the file, whole or not at all. What another program changed in it since
    /// stays, unless it was changed here too.
    pub fn write(&self) -> Result<(), String> {
        let in_words = |error: io::Error| {
            let (path, hint) = (self.path.display(), hint_for_data(&error));
            format!("{path}: {}; {hint}", disk_words(&error))
        };
        let folder = self.path.parent().unwrap_or(Path::new("."));
        make_folder(folder).map_err(|error| of_folder(folder, &error).in_full())?;
        let _lock = lock(&self.path).map_err(in_words)?;
        let settings = match fs::read(&self.path) {
            Ok(bytes) => match parse(&String::from_utf8_lossy(&bytes)) {
                Ok(theirs) => merged(&self.base, &self.settings, theirs),
                Err(_) => {
                    put_aside(&self.path).map_err(in_words)?;
                    self.settings.clone()
                }
            },
            Err(error) if error.kind() == io::ErrorKind::NotFound => self.settings.clone(),
            Err(error) => return Err(in_words(error)),
        };
        let text = ron::ser::to_string_pretty(&settings, ron::ser::PrettyConfig::default())
            .map_err(|error| error.to_string())?;
        write_file(&self.path, text.as_bytes(), Overwrite::Replace).map_err(|error| error.in_full())
    }
}

impl Store {
    /// Settings that are forgotten at the end, for tests.
    pub fn in_memory(settings: Settings) -> Store {
        Store {
            base: settings.clone(),
            settings,
            path: None,
            changed: false,
            in_flight: None,
            failed: false,
            suggested: None,
        }
    }

    /// Reads the settings in `path`; a missing file gives the defaults. The sentence
    /// tells why a file that is there was not used.
    pub fn load(path: PathBuf) -> (Store, Option<String>) {
        let (settings, said) = match fs::read_to_string(&path) {
            Ok(text) => match parse(&text) {
                Ok(settings) => (settings, None),
                Err(reason) => (Settings::default(), Some(say_broken(&path, &reason))),
            },
            Err(error) if error.kind() == io::ErrorKind::NotFound => (Settings::default(), None),
            Err(error) if error.kind() == io::ErrorKind::InvalidData => (
                Settings::default(),
                Some(say_broken(&path, say!("notice-not-text"))),
            ),
            Err(error) => (
                Settings::default(),
                Some(say!(
                    "notice-settings-unreadable",
                    file = path.display().to_string(),
                    reason = error.to_string()
                )),
            ),
        };
        let store = Store {
            path: Some(path),
            ..Store::in_memory(settings)
        };
        (store, said)
    }

    /// The settings in force.
    pub fn get(&self) -> &Settings {
        &self.settings
    }

    /// Uses another port or profile than the ones remembered, until others are chosen.
    pub fn override_with(&mut self, port: Option<String>, profile: Option<String>) {
        self.settings.port = port.or(self.settings.port.take());
        self.settings.profile = profile.or(self.settings.profile.take());
    }

    /// Uses a port until one is chosen. A simulated meter gives way to a head that is
    /// plugged in; a head never gives way, or a simulated meter might be taken for it.
    pub fn suggest(&mut self, head: Option<String>, simulated: Option<String>) {
        let is_open = match (&self.settings.port, &self.suggested) {
            (None, _) => true,
            (port, suggested) => port == suggested && is_simulated(suggested),
        };
        if is_open && (head.is_some() || self.settings.port.is_none()) {
            self.suggested = head.or(simulated);
            self.settings.port.clone_from(&self.suggested);
        }
    }

    /// Takes over `settings`; they are in force at once.
    pub fn set(&mut self, settings: Settings) {
        self.changed |= settings != self.settings;
        self.settings = settings;
    }

    /// What is to be written because it changed since this was asked last.
    pub fn take_unsaved(&mut self) -> Option<Unsaved> {
        let changed = std::mem::take(&mut self.changed);
        let path = self.path.clone().filter(|_| changed)?;
        let mut settings = self.settings.clone();
        if settings.port == self.suggested {
            settings.port = None;
        }
        self.in_flight = Some(settings.clone());
        let base = self.base.clone();
        Some(Unsaved {
            settings,
            base,
            path,
        })
    }

    /// What is to be written before the program ends: also what the disk did not take,
    /// or has not said yet that it took.
    pub fn take_last(&mut self) -> Option<Unsaved> {
        self.changed |= self.failed || self.in_flight.is_some();
        self.take_unsaved()
    }

    /// Takes over whether the disk took what was on its way.
    pub fn written(&mut self, taken: bool) {
        self.failed = !taken;
        if let Some(settings) = self.in_flight.take()
            && taken
        {
            self.base = settings;
        }
    }
}

fn is_simulated(port: &Option<String>) -> bool {
    port.as_deref().is_some_and(|port| port.starts_with("sim:"))
}

fn parse(text: &str) -> Result<Settings, String> {
    let told: VersionOnly = read(text)?;
    let mut settings = match told.version {
        0 | 1 => read::<Version1>(text)?.into(),
        // Version 2 is version 3 without operator and role.
        2 | VERSION => Settings {
            version: VERSION,
            ..read::<Settings>(text)?
        },
        version => {
            return Err(say!(
                "notice-settings-version",
                version = version,
                known = VERSION
            ));
        }
    };
    settings.appearance.scale = settings.appearance.scale.clamp(100, 200);
    settings.line.timeout_scale = if settings.line.timeout_scale.is_finite() {
        settings.line.timeout_scale.clamp(1.0, 20.0)
    } else {
        1.0
    };
    if !settings.trace.height.is_finite() {
        settings.trace.height = TracePanel::default().height;
    }
    Ok(settings)
}

fn read<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    ron::from_str(text).map_err(|error| error.to_string())
}

/// Settings with what was changed here, and for the rest what another program wrote.
fn merged(base: &Settings, ours: &Settings, theirs: Settings) -> Settings {
    fn newer<T: PartialEq + Clone>(base: &T, ours: &T, theirs: T) -> T {
        if ours == base { theirs } else { ours.clone() }
    }
    Settings {
        version: VERSION,
        language: newer(&base.language, &ours.language, theirs.language),
        appearance: newer(&base.appearance, &ours.appearance, theirs.appearance),
        port: newer(&base.port, &ours.port, theirs.port),
        profile: newer(&base.profile, &ours.profile, theirs.profile),
        line: newer(&base.line, &ours.line, theirs.line),
        exports: newer(&base.exports, &ours.exports, theirs.exports),
        trace: newer(&base.trace, &ours.trace, theirs.trace),
        operator: newer(&base.operator, &ours.operator, theirs.operator),
        role: newer(&base.role, &ours.role, theirs.role),
        raw_history: newer(&base.raw_history, &ours.raw_history, theirs.raw_history),
    }
}

/// Keeps other programs from writing the file at `path` until the lock is dropped.
fn lock(path: &Path) -> io::Result<fs::File> {
    let file = fs::File::options()
        .write(true)
        .create(true)
        .truncate(false)
        .open(path.with_file_name(LOCK))?;
    match file.lock() {
        // Some network drives know no locks.
        Err(error) if error.kind() != io::ErrorKind::Unsupported => Err(error),
        _ => Ok(file),
    }
}

/// Keeps a file that cannot be used, under a name that is free.
fn put_aside(path: &Path) -> io::Result<PathBuf> {
    let names = std::iter::once("ron.broken".to_owned())
        .chain((2..MOST_BROKEN).map(|number| format!("ron.broken-{number}")));
    let mut free = names.map(|name| path.with_extension(name));
    let aside = free
        .find(|aside| aside.symlink_metadata().is_err())
        .ok_or(io::ErrorKind::AlreadyExists)?;
    fs::rename(path, &aside)?;
    Ok(aside)
}

fn say_broken(path: &Path, reason: &str) -> String {
    match put_aside(path) {
        Ok(aside) => say!(
            "notice-settings-aside",
            reason = reason,
            file = aside.display().to_string()
        ),
        Err(error) => say!(
            "notice-settings-unread",
            file = path.display().to_string(),
            reason = reason,
            error = error.to_string()
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::theme::ThemeChoice;

    fn file(text: &str) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("settings.ron");
        fs::write(&path, text).unwrap();
        (folder, path)
    }

    #[test]
    fn what_was_set_is_there_at_the_next_start() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("flagport/settings.ron");
        let (mut store, said) = Store::load(path.clone());
        assert_eq!(said, None);
        let settings = Settings {
            port: Some("COM4".to_owned()),
            exports: Exports {
                language: export::Language::German,
                ..Exports::default()
            },
            ..Settings::default()
        };
        store.set(settings.clone());
        store.take_unsaved().unwrap().write().unwrap();
        assert!(store.take_unsaved().is_none());
        let (store, said) = Store::load(path);
        assert_eq!(said, None);
        assert_eq!(*store.get(), settings);
    }

    #[test]
    fn a_broken_file_is_kept_aside_and_told() {
        for text in [
            "(version: 1",
            "(version: 9)",
            "(version: 1, colour: 3)",
            "(version: 2, colour: 3)",
            "",
        ] {
            let (_folder, path) = file(text);
            let (store, said) = Store::load(path.clone());
            assert_eq!(*store.get(), Settings::default(), "{text}");
            assert!(said.unwrap().contains("settings.ron.broken"), "{text}");
            let aside = path.with_extension("ron.broken");
            assert_eq!(fs::read_to_string(aside).unwrap(), text);
            assert!(!path.exists());
        }
    }

    fn operator(name: &str, settings: &Settings) -> Settings {
        Settings {
            operator: name.to_owned(),
            ..settings.clone()
        }
    }

    #[test]
    fn a_second_broken_file_does_not_take_the_place_of_the_first() {
        let (_folder, path) = file("first");
        Store::load(path.clone());
        fs::write(&path, "second").unwrap();
        let said = Store::load(path.clone()).1.unwrap();
        assert!(said.contains("settings.ron.broken-2"), "{said}");
        let read = |name| fs::read_to_string(path.with_extension(name)).unwrap();
        assert_eq!(read("ron.broken"), "first");
        assert_eq!(read("ron.broken-2"), "second");
    }

    #[test]
    fn a_file_that_cannot_be_read_is_not_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("settings.ron");
        fs::create_dir(&path).unwrap();
        fs::write(path.join("mine"), "").unwrap();
        let (mut store, said) = Store::load(path.clone());
        assert!(said.unwrap().contains("changes are not remembered"));
        store.set(operator("Ada", store.get()));
        let error = store.take_unsaved().unwrap().write().unwrap_err();
        assert!(error.contains("settings.ron"), "{error}");
        assert!(path.join("mine").exists());
    }

    #[test]
    fn a_file_that_was_damaged_meanwhile_is_kept() {
        let (_folder, path) = file("(version: 3)");
        let (mut store, _) = Store::load(path.clone());
        fs::write(&path, "damage").unwrap();
        store.set(operator("Ada", store.get()));
        store.take_unsaved().unwrap().write().unwrap();
        let aside = path.with_extension("ron.broken");
        assert_eq!(fs::read_to_string(aside).unwrap(), "damage");
        assert_eq!(Store::load(path).0.get().operator, "Ada");
    }

    #[test]
    fn what_another_program_changed_is_kept() {
        let (_folder, path) = file("(version: 3, operator: \"Ada\")");
        let (mut ours, _) = Store::load(path.clone());
        let (mut theirs, _) = Store::load(path.clone());
        theirs.set(Settings {
            port: Some("COM4".to_owned()),
            ..theirs.get().clone()
        });
        theirs.take_unsaved().unwrap().write().unwrap();
        for name in ["Ünal", "Ada"] {
            ours.set(operator(name, ours.get()));
            ours.take_unsaved().unwrap().write().unwrap();
            ours.written(true);
            let (now, _) = Store::load(path.clone());
            assert_eq!(now.get().port.as_deref(), Some("COM4"));
            assert_eq!(now.get().operator, name);
        }
    }

    #[test]
    fn what_the_disk_did_not_take_is_written_at_the_end() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("data/settings.ron");
        fs::write(folder.path().join("data"), "in the way").unwrap();
        let (mut store, _) = Store::load(path.clone());
        store.set(operator("Ada", store.get()));
        let failed = store.take_unsaved().unwrap().write();
        assert!(failed.unwrap_err().contains("choose another folder"));
        store.written(false);
        assert!(store.take_unsaved().is_none(), "not in every frame");
        fs::remove_file(folder.path().join("data")).unwrap();
        store.take_last().unwrap().write().unwrap();
        assert_eq!(Store::load(path).0.get().operator, "Ada");
    }

    #[test]
    fn settings_of_version_1_are_taken_over() {
        let text = r#"(
            version: 1,
            appearance: (theme: Dark, high_contrast: true, scale: 110),
            port: Some("COM4"),
            profile: Some("lgz-zmd"),
            line: (max_baud: Some(4800)),
            exports: (numbers: Excel, file_name: "{serial}", folder: Some("exports")),
            trace: (open: true, height: 300.0, follow: false, hex: true, text: false),
            operator: "Ünal",
        )"#;
        let (_folder, path) = file(text);
        let (store, said) = Store::load(path);
        assert_eq!(said, None);
        let expected = Settings {
            version: VERSION,
            language: None,
            appearance: Appearance {
                theme: ThemeChoice::Dark,
                high_contrast: true,
                scale: 110,
            },
            port: Some("COM4".to_owned()),
            profile: Some("lgz-zmd".to_owned()),
            line: LineOptions {
                max_baud: Some(4800),
                ..LineOptions::default()
            },
            exports: Exports {
                language: export::Language::English,
                numbers: NumberStyle::Excel,
                file_name: "{serial}".to_owned(),
                folder: Some("exports".into()),
            },
            trace: TracePanel {
                open: true,
                height: 300.0,
                follow: false,
                hex: true,
                text: false,
            },
            operator: "Ünal".to_owned(),
            raw_history: Vec::new(),
            role: Role::Full,
        };
        assert_eq!(*store.get(), expected);
    }

    #[test]
    fn a_suggested_port_gives_way_to_a_head_and_is_not_remembered() {
        let folder = tempfile::tempdir().unwrap();
        let (mut store, _) = Store::load(folder.path().join("settings.ron"));
        let head = |path: &str| Some(path.to_owned());
        let simulated = Some("sim:lgz-zmd".to_owned());
        store.suggest(None, simulated.clone());
        assert_eq!(store.get().port, simulated);
        store.suggest(head("COM3"), simulated.clone());
        assert_eq!(store.get().port.as_deref(), Some("COM3"));
        // The head is pulled out: no simulated meter takes its place unasked.
        store.suggest(None, simulated.clone());
        assert_eq!(store.get().port.as_deref(), Some("COM3"));
        let changed = Settings {
            profile: Some("lgz-zmd".to_owned()),
            ..store.get().clone()
        };
        store.set(changed);
        assert_eq!(store.take_unsaved().unwrap().settings.port, None);
        let chosen = Settings {
            port: Some("COM9".to_owned()),
            ..store.get().clone()
        };
        store.set(chosen);
        store.suggest(head("COM3"), simulated);
        assert_eq!(store.get().port.as_deref(), Some("COM9"));
        assert_eq!(
            store.take_unsaved().unwrap().settings.port.as_deref(),
            Some("COM9")
        );
    }

    #[test]
    fn numbers_out_of_range_are_brought_back() {
        let text = "(version: 1, appearance: (theme: Dark, high_contrast: false, scale: 900), line: (timeout_scale: NaN))";
        let (_folder, path) = file(text);
        let (store, said) = Store::load(path);
        assert_eq!(said, None);
        assert_eq!(store.get().appearance.scale, 200);
        assert_eq!(store.get().line.timeout_scale, 1.0);
    }
}

//! Opening the window, or saying in one sentence why that cannot be.

use std::panic::{self, AssertUnwindSafe};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use eframe::egui::{Context, Ui, ViewportBuilder, vec2};
use eframe::{NativeOptions, Renderer};
use thiserror::Error;

use super::dialogs::DesktopPicker;
use super::journal;
use super::line::{Line, NoLine, Ports};
use super::mishap;
use super::{Action, Flagport, Parts, Store};
use crate::accident;
use crate::archive::checks::Checks;
use crate::archive::{self, Archive, DATA_VARIABLE};
use crate::journal::Journal;
use crate::language::{self, Language};
use crate::profile;
use crate::say;
use crate::worker::{Keep, PortChoice, PortWatch, Worker};

/// What the command line says about the window.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// In place of the port chosen last.
    pub port: Option<PortChoice>,
    /// In place of the device profile chosen last, by name.
    pub profile: Option<String>,
    /// A file to open.
    pub file: Option<PathBuf>,
    /// Say what happens, on standard error; from 2 on each frame, too.
    pub verbose: u8,
}

/// Why there is no window.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum StartError {
    #[error(
        "there is no display to open a window on; `flagport read PORT` reads a meter without one"
    )]
    NoDisplay,
    #[error("the window cannot be drawn: {reason}; `flagport read PORT` reads a meter without one")]
    NoGraphics {
        /// One line.
        reason: String,
    },
}

/// How the window is drawn, the first choice first.
#[cfg(windows)]
const RENDERERS: &[Renderer] = &[Renderer::Glow, Renderer::Wgpu];
#[cfg(not(windows))]
const RENDERERS: &[Renderer] = &[Renderer::Glow];

/// The folder of parameter sets in the data folder.
const SET_FOLDER: &str = "parameter-sets";

/// Whether the window was drawn once. Until then a panic, such as that of a missing
/// system library, is an answer and not an accident.
static SHOWN: AtomicBool = AtomicBool::new(false);

/// Opens the window and returns when it is closed.
pub fn run(options: Options) -> Result<(), StartError> {
    let started = Instant::now();
    if options.verbose > 0 {
        journal::begin(started, options.verbose > 1);
    }
    let noted_in = archive::data_folder().ok();
    let untold = noted_in.as_deref().and_then(mishap::untold_in);
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |what| {
        if SHOWN.load(Ordering::Relaxed) {
            if let Some(folder) = &noted_in {
                mishap::note(folder, what);
            }
            usual(what);
        }
    }));
    let mut result = Ok(());
    for renderer in RENDERERS {
        result = open(*renderer, options.clone(), untold.clone(), started);
        if result.is_ok() || SHOWN.load(Ordering::Relaxed) {
            break;
        }
        log::warn!("no window with {renderer}, there may be another way");
    }
    result
}

fn open(
    renderer: Renderer,
    options: Options,
    untold: Option<String>,
    started: Instant,
) -> Result<(), StartError> {
    let native = NativeOptions {
        renderer,
        viewport: viewport(),
        ..NativeOptions::default()
    };
    let outcome = panic::catch_unwind(AssertUnwindSafe(|| {
        eframe::run_native(
            "flagport",
            native,
            Box::new(|creation| Ok(Box::new(Starting::new(creation, options, untold, started)))),
        )
    }));
    match outcome {
        Ok(Ok(())) => Ok(()),
        Ok(Err(eframe::Error::WinitEventLoop(error))) => {
            log::debug!("no display: {error}");
            Err(StartError::NoDisplay)
        }
        Ok(Err(error)) => {
            log::warn!("{renderer} cannot be used: {error}");
            Err(StartError::NoGraphics {
                reason: "no graphics driver that will do was found (OpenGL 2.0 or newer)"
                    .to_owned(),
            })
        }
        Err(panic) if SHOWN.load(Ordering::Relaxed) => panic::resume_unwind(panic),
        Err(panic) => Err(StartError::NoGraphics {
            reason: one_line(&words_of(panic.as_ref())),
        }),
    }
}

fn viewport() -> ViewportBuilder {
    let builder = ViewportBuilder::default()
        .with_title("Flagport")
        .with_app_id("flagport")
        .with_inner_size(vec2(1280.0, 800.0))
        .with_min_inner_size(vec2(640.0, 400.0));
    match eframe::icon_data::from_png_bytes(include_bytes!("../../assets/icon.png")) {
        Ok(icon) => builder.with_icon(icon),
        Err(error) => {
            log::warn!("the icon cannot be read: {error}");
            builder
        }
    }
}

/// What a panic said.
fn words_of(panic: &(dyn std::any::Any + Send)) -> String {
    match accident::words_of(panic) {
        words if words.is_empty() => "a system library failed".to_owned(),
        words => words,
    }
}

/// The first line, at most 200 characters.
fn one_line(text: &str) -> String {
    text.lines()
        .next()
        .unwrap_or_default()
        .chars()
        .take(200)
        .collect()
}

/// The window with a watch on its first frame.
struct Starting {
    window: Flagport,
    started: Option<Instant>,
    frames: u64,
}

impl Starting {
    fn new(
        creation: &eframe::CreationContext<'_>,
        options: Options,
        untold: Option<String>,
        started: Instant,
    ) -> Starting {
        let ctx = &creation.egui_ctx;
        let computer = Language::of_computer();
        language::set(computer);
        let mut problems = Vec::from_iter(untold);
        let (mut store, said) = match settings_path() {
            Some(path) => Store::load(path),
            None => (
                Store::in_memory(super::Settings::default()),
                Some(say!("notice-no-settings-folder").to_owned()),
            ),
        };
        problems.extend(said);
        language::set(store.get().language.unwrap_or(computer));
        store.override_with(options.port.map(|port| port.to_string()), options.profile);
        let archive = match Archive::of_user() {
            Ok(archive) => Some(archive),
            Err(error) => {
                problems.push(say!("notice-visits-not-stored", reason = error.to_string()));
                None
            }
        };
        let parts = Parts {
            store,
            line: line(ctx, archive.clone(), &mut problems),
            ports: ports(ctx, &mut problems),
            picker: Box::new(DesktopPicker::default()),
            archive,
            profile_folder: profile::user_folder().ok(),
            journal: archive::data_folder().ok(),
            set_folder: archive::data_folder()
                .ok()
                .map(|folder| folder.join(SET_FOLDER)),
            checks: Checks::of_user().ok(),
            keyring: true,
            language: computer,
        };
        let mut window = Flagport::new(ctx, parts);
        for sentence in problems {
            window.say_problem(sentence);
        }
        if let Some(path) = options.file {
            window.perform(ctx, vec![Action::OpenFile(path)]);
        }
        Starting {
            window,
            started: Some(started),
            frames: 0,
        }
    }
}

impl Starting {
    /// After a panic in a frame nobody knows what the window would show, so it ends as it
    /// would have, when what was being typed is saved.
    fn go_on(&mut self, done: Result<(), accident::Panic>) {
        let Err(panic) = done else { return };
        if let Ok(folder) = archive::data_folder() {
            self.window.rescue(&folder);
        }
        panic::resume_unwind(panic);
    }
}

impl eframe::App for Starting {
    fn logic(&mut self, ctx: &Context, frame: &mut eframe::Frame) {
        let done = accident::guarded(|| self.window.logic(ctx, frame));
        self.go_on(done);
    }

    fn on_exit(&mut self, gl: Option<&eframe::glow::Context>) {
        self.window.on_exit(gl);
    }

    fn ui(&mut self, ui: &mut Ui, frame: &mut eframe::Frame) {
        let done = accident::guarded(|| self.window.ui(ui, frame));
        self.go_on(done);
        self.frames = self.frames.saturating_add(1);
        log::trace!("frame {}", self.frames);
        if let Some(started) = self.started.take() {
            SHOWN.store(true, Ordering::Relaxed);
            log::info!("first frame after {} ms", started.elapsed().as_millis());
        }
    }
}

/// Where the settings are: beside the visits if the data folder is named, else where
/// this computer keeps settings.
fn settings_path() -> Option<PathBuf> {
    const NAME: &str = "settings.ron";
    if let Some(folder) = std::env::var_os(DATA_VARIABLE).filter(|folder| !folder.is_empty()) {
        return Some(PathBuf::from(folder).join(NAME));
    }
    directories::ProjectDirs::from("", "", "flagport")
        .map(|folders| folders.config_dir().join(NAME))
}

/// The least time between two frames that the line asks for.
const FRAME: Duration = Duration::from_millis(100);

fn line(ctx: &Context, archive: Option<Archive>, problems: &mut Vec<String>) -> Box<dyn Line> {
    let woken = ctx.clone();
    let journal = Journal::of_user();
    if let Err(error) = &journal {
        problems.push(say!("notice-no-journal", reason = error.to_string()));
    }
    let keep = Keep {
        archive,
        journal: journal.ok(),
    };
    match Worker::spawn(keep, move || woken.request_repaint_after(FRAME)) {
        Ok(worker) => Box::new(worker),
        Err(error) => {
            problems.push(say!("notice-no-line-thread", reason = error.to_string()));
            Box::new(NoLine)
        }
    }
}

fn ports(ctx: &Context, problems: &mut Vec<String>) -> Box<dyn Ports> {
    let woken = ctx.clone();
    match PortWatch::spawn(move || woken.request_repaint()) {
        Ok(watch) => Box::new(watch),
        Err(error) => {
            problems.push(say!("notice-no-port-thread", reason = error.to_string()));
            Box::new(None)
        }
    }
}

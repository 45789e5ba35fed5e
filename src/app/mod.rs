//! The window.
//!
//! A frame is [`logic`](eframe::App::logic) (what the line told goes into the
//! [`Model`]), [`ui`](eframe::App::ui) (views draw the model and push [`Action`]s) and
//! `perform` (actions become commands, settings and files). State has three homes:
//!
//! - [`Model`]: what the line and files told; no egui in it,
//! - the structs in [`views`]: filter, selection, text being typed,
//! - [`Settings`]: what the user chose, in a file of its own.
//!
//! # How a view is written
//!
//! A view is a struct in `views/` with its own state and one method
//! `ui(&mut self, ui, model, settings, actions)`. It draws with [`widgets`] and the
//! text styles and colours of [`theme`] (`Text::Body.rich("…").color(c.text2)` with
//! `let c = theme::colors(ui)`), never with a colour or a font of its own. What the
//! user wants becomes an [`Action`]; a view never sends commands, writes files, waits
//! or reads the clock. Sentences shared by views are in [`text`]. Every control has a
//! unique name in the accessibility tree: `Button::name` where its text is not
//! unique, `accessible_name` for anything else. Tables draw only visible rows.
//!
//! Below this module nothing knows egui; `rfd` is named only in [`dialogs`], `ron` only
//! in [`settings`].

mod access;
pub mod action;
pub mod background;
mod checks;
pub mod dialogs;
mod event;
mod journal;
mod keys;
mod library;
pub mod line;
mod mishap;
pub mod model;
mod overlay;
pub mod page;
mod perform;
pub mod picture;
pub mod plot;
mod proof;
mod round_many;
mod rounds;
mod series;
mod sets;
pub mod settings;
mod shelf;
mod shell;
mod start;
#[cfg(test)]
mod tests;
pub mod text;
pub mod theme;
mod unstored;
pub mod views;
pub mod widgets;

use std::path::PathBuf;

use eframe::egui::{Context, ViewportCommand};
use jiff::Zoned;

use crate::archive::Archive;
use crate::archive::checks::Checks;
use crate::language::{self, Language};
use crate::secret::Password;
use crate::worker::{CancelToken, Event};

pub use action::Action;
pub use model::Model;
pub use page::Page;
pub use rounds::RoundWish;
pub use settings::{Settings, Store};
pub use start::{Options, StartError, run};

use crate::say;
use background::Background;
use dialogs::{FilePicker, PathPrompt};
use line::{Line, Ports};
use widgets::toast::Toasts;

/// The window and everything it holds.
pub struct Flagport {
    model: Model,
    store: Store,
    page: Page,
    views: Views,
    line: Box<dyn Line>,
    ports: Box<dyn Ports>,
    picker: Box<dyn FilePicker>,
    background: Background,
    /// Where visits are; `None` if this computer names no folder for them.
    archive: Option<Archive>,
    /// The folder of the journal; `None` if this computer names none.
    journal: Option<PathBuf>,
    /// Where parameter sets are; `None` if this computer names no folder for them.
    set_folder: Option<PathBuf>,
    /// Where check lists under way are; `None` if this computer names no folder for them.
    checks: Option<Checks>,
    /// Whether the keyring of the system is asked.
    keyring: bool,
    /// The language of this computer, in force unless another was chosen.
    language: Language,
    saving_settings: bool,
    /// The password that goes to the keyring once the meter has taken it.
    remembering: Vec<(u8, Password)>,
    /// The level whose password was sent from the keyring.
    from_keyring: Vec<u8>,
    /// Stops the running job.
    cancel: CancelToken,
    /// Many meters of a round that are being read.
    many: Option<round_many::ManyRun>,
    last_job: u64,
    toasts: Toasts,
    /// Sentences above the page, until they are closed.
    problems: Vec<String>,
    prompt: Option<PathPrompt>,
    /// The load profile or logbook that a place to save at is asked for.
    exporting: Option<series::Exporting>,
    closing: Closing,
    /// What was noted of an installation and is not on the disk yet.
    unsaved_notes: Option<checks::Unsaved>,
    saving_notes: bool,
    /// The title that the window has.
    title: String,
}

/// The state of each part of the window.
#[derive(Debug, Default)]
struct Views {
    connection: views::ConnectionBar,
    meter: views::MeterView,
    clock: views::ClockView,
    installation: views::InstallationView,
    load_profile: views::LoadProfileView,
    logbook: views::LogbookView,
    parameter_sets: views::ParameterSetsView,
    profiles: views::ProfilesView,
    registers: views::RegistersView,
    round: views::RoundView,
    visits: views::VisitsView,
    settings: views::SettingsView,
    trace: views::TracePanelView,
    unknown: views::UnknownNotice,
}

/// Whether the window is about to close.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Closing {
    #[default]
    No,
    /// A session runs, and the user is asked about it.
    Asked,
    /// The text of a device profile is not saved, and the user is asked about it.
    AskedUnsaved,
    /// A visit is in memory only, and the user is asked about it.
    AskedUnstored,
    /// The window closes when the session has ended.
    WhenEnded,
}

/// What the window needs from outside.
pub struct Parts {
    /// Where the line stores its visits.
    pub archive: Option<Archive>,
    /// Where the user's device profiles are.
    pub profile_folder: Option<PathBuf>,
    /// The folder of the journal that the line writes.
    pub journal: Option<PathBuf>,
    /// Where parameter sets are.
    pub set_folder: Option<PathBuf>,
    /// Where check lists under way are.
    pub checks: Option<Checks>,
    pub store: Store,
    pub line: Box<dyn Line>,
    pub picker: Box<dyn FilePicker>,
    pub ports: Box<dyn Ports>,
    /// Ask the keyring of the system for passwords.
    pub keyring: bool,
    /// The language that this computer is set to.
    pub language: Language,
}

impl Flagport {
    /// A window over `parts`; gives egui the fonts and the look.
    pub fn new(ctx: &Context, parts: Parts) -> Flagport {
        language::set(parts.store.get().language.unwrap_or(parts.language));
        theme::install_fonts(ctx);
        theme::install(ctx, parts.store.get().appearance);
        let model = Model {
            profile_folder: parts.profile_folder,
            ..Model::default()
        };
        let mut window = Flagport {
            model,
            ports: parts.ports,
            store: parts.store,
            page: Page::Meter,
            views: Views::default(),
            line: parts.line,
            picker: parts.picker,
            background: Background::new(perform::waker(ctx)),
            archive: parts.archive,
            journal: parts.journal,
            set_folder: parts.set_folder,
            checks: parts.checks,
            keyring: parts.keyring,
            language: parts.language,
            saving_settings: false,
            remembering: Vec::new(),
            from_keyring: Vec::new(),
            cancel: CancelToken::new(),
            many: None,
            last_job: 0,
            toasts: Toasts::default(),
            problems: Vec::new(),
            prompt: None,
            exporting: None,
            closing: Closing::No,
            unsaved_notes: None,
            saving_notes: false,
            title: String::new(),
        };
        window.load_profiles();
        window.list_changes();
        window
    }

    /// The language in force.
    fn language(&self) -> Language {
        self.store.get().language.unwrap_or(self.language)
    }

    /// What an event asks of the window beside the model.
    fn heed(&mut self, event: &Event) {
        self.heed_password(event);
        self.heed_round(event);
        match event {
            Event::Identified {
                id, identification, ..
            } => {
                self.look_for_earlier_visit(*id, identification.line());
            }
            Event::VisitStored {
                stored: Err(not), ..
            } if not.visit.is_none() => {
                self.say_problem(say!("notice-not-among-visits", reason = not.to_string()));
            }
            _ => {}
        }
    }

    /// Asks before a running session is given up, and closes when it has ended.
    fn watch_closing(&mut self, ctx: &Context) {
        let busy = self.model.running().is_some();
        if ctx.input(|input| input.viewport().close_requested()) && busy {
            ctx.send_viewport_cmd(ViewportCommand::CancelClose);
            if self.closing == Closing::No {
                self.closing = Closing::Asked;
            }
        }
        let requested = ctx.input(|input| input.viewport().close_requested());
        if requested && !busy {
            let asked = if !self.model.unstored.is_empty() {
                Some(Closing::AskedUnstored)
            } else if !self.views.profiles.unsaved().is_empty() {
                Some(Closing::AskedUnsaved)
            } else {
                None
            };
            if let Some(asked) = asked {
                ctx.send_viewport_cmd(ViewportCommand::CancelClose);
                self.closing = asked;
            }
        }
        if !busy && matches!(self.closing, Closing::Asked | Closing::WhenEnded) {
            if self.closing == Closing::WhenEnded {
                ctx.send_viewport_cmd(ViewportCommand::Close);
            }
            self.closing = Closing::No;
        }
    }

    fn watch_title(&mut self, ctx: &Context) {
        let title = text::window_title(&self.model);
        if title != self.title {
            ctx.send_viewport_cmd(ViewportCommand::Title(title.clone()));
            self.title = title;
        }
    }
}

impl eframe::App for Flagport {
    fn logic(&mut self, ctx: &Context, _frame: &mut eframe::Frame) {
        language::set(self.language());
        while let Some(event) = self.line.try_recv() {
            self.heed(&event);
            self.model.apply(event, &Zoned::now());
        }
        if let Some(ports) = self.ports.changed() {
            self.ports_changed(ports);
        }
        if let Some(notice) = self.model.take_notice() {
            self.say_problem(notice);
        }
        self.take_answer(ctx);
        self.take_finished();
        self.save_settings(ctx);
        self.save_notes();
        self.save_round();
        self.watch_closing(ctx);
        self.watch_title(ctx);
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        if let Some(unsaved) = self.store.take_last()
            && let Err(error) = unsaved.write()
        {
            log::error!("the settings could not be saved: {error}");
        }
        self.save_last_notes();
        self.end_many();
        self.save_round_last();
    }

    fn ui(&mut self, ui: &mut eframe::egui::Ui, _frame: &mut eframe::Frame) {
        language::set(self.language());
        let mut actions = Vec::new();
        self.shell(ui, &mut actions);
        let ctx = ui.ctx().clone();
        self.perform(&ctx, actions);
    }
}

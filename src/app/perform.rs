//! From wishes to deeds: commands for the line, settings, files.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use eframe::egui::Context;
use jiff::Zoned;

use super::action::Action;
use super::background::Finished;
use super::dialogs::{Answer, PathPrompt, Purpose, Wanted};
use super::model::{Expected, Saved};
use super::rounds::RoundWish;
use super::settings::{NumberStyle, Settings};
use super::views::trace_panel;
use super::widgets::toast::Offer;
use super::{Flagport, library, proof, theme};
use crate::archive;
use crate::archive::checks::record_in;
use crate::export::{self, CsvStyle, FileNameTemplate, Format, Overwrite, Style};
use crate::say;
use crate::sim::catalog;
use crate::worker::{
    CancelToken, Command, Credentials, JobId, Permission, PortChoice, PortInfo, ProgrammePlan,
    ReadPlan, Task,
};

impl Flagport {
    /// Does what was wished for in this frame.
    pub(super) fn perform(&mut self, ctx: &Context, actions: Vec<Action>) {
        for action in actions {
            self.perform_one(ctx, action);
        }
    }

    fn perform_one(&mut self, ctx: &Context, action: Action) {
        match action {
            Action::Show(page) => self.page = page,
            Action::Read { every_way } => {
                if self.read(every_way) {
                    self.page = super::page::Page::Meter;
                }
            }
            Action::ReadHere => {
                self.read(false);
            }
            Action::TellCircumstances(told) => {
                self.model.set_circumstances(told);
                self.keep_notes();
            }
            Action::LookForNotes => self.look_for_notes(),
            Action::Note(note) => {
                self.model.note(note, &Zoned::now());
                self.keep_notes();
            }
            Action::AskForPhoto => self.ask(ctx, Purpose::AttachPhoto, String::new()),
            Action::StoreCheck => self.store_check(),
            Action::Programme { task, credentials } => self.programme(task, credentials),
            Action::Stage(staged) => self.model.staging.stage_all(staged),
            Action::ShowReview => {
                self.page = super::page::Page::Registers;
                self.views.registers.open_review(&self.model);
            }
            Action::LookUpAccess(level) => self.look_up_access(level),
            Action::RememberPassword(level, password) => {
                self.remembering.push((level, password));
            }
            Action::Unstage(address) => self.model.staging.unstage(&address),
            Action::UnstageAll => self.model.staging.clear(),
            Action::UndoStaging => {
                self.model.staging.undo();
            }
            Action::ReviewClock { base, synchronise } => {
                let clock = &mut self.views.clock;
                clock.review(&self.model, base, synchronise, Zoned::now());
            }
            Action::AllowWriting(may_write) => self.model.may_write = may_write,
            Action::ShowLineSettings => {
                self.page = super::page::Page::Settings;
                self.views.settings.show_line();
            }
            Action::Cancel => self.cancel(),
            Action::ChoosePort(choice) => {
                self.change(ctx, |settings| settings.port = Some(choice.to_string()))
            }
            Action::ChooseProfile(name) => self.change(ctx, |settings| settings.profile = name),
            Action::SetAddress(address) => {
                self.change(ctx, |settings| {
                    settings.line.address = address.trim().to_owned()
                });
            }
            Action::FocusPort => self.views.connection.focus_port(),
            Action::FocusSearch => match self.page {
                super::page::Page::Visits => self.views.visits.focus_search(),
                super::page::Page::Round => self.views.round.focus_search(),
                super::page::Page::DeviceProfiles => self.views.profiles.focus_search(),
                super::page::Page::ParameterSets => self.views.parameter_sets.focus_search(),
                super::page::Page::Registers => self.views.registers.focus_search(),
                super::page::Page::Logbook => self.views.logbook.focus_search(),
                _ => self.views.meter.focus_search(),
            },
            Action::ToggleTrace => {
                self.change(ctx, |settings| settings.trace.open = !settings.trace.open)
            }
            Action::Change(settings) => self.change(ctx, |now| *now = *settings),
            Action::Open if self.model.running().is_some() => self.say_no_opening(),
            Action::Open if self.page == super::page::Page::Round => {
                self.ask(ctx, Purpose::OpenList, String::new());
            }
            Action::Open => self.ask(ctx, Purpose::OpenFile, String::new()),
            Action::OpenFile(path) => self.open(path),
            Action::ShowFound(number) => self.model.show_found(number),
            Action::Save if self.page == super::page::Page::Round => {
                if self.model.round.file.is_some() {
                    self.perform_round(ctx, RoundWish::HandOver { as_zip: true });
                }
            }
            Action::Save if self.page == super::page::Page::DeviceProfiles => {
                if let Some(save) = self.views.profiles.wish_to_save() {
                    self.perform_one(ctx, save);
                }
            }
            Action::Save if self.page == super::page::Page::Logbook => self.ask_for_log(ctx),
            Action::ExportLoadProfile { format, drawing } => {
                self.ask_for_load_profile(ctx, format, drawing);
            }
            Action::Save
                if self.page == super::page::Page::LoadProfile
                    && self.views.load_profile.open_export(&self.model) =>
            {
                ctx.request_repaint();
            }
            Action::Save => {
                if let Some(name) = self.file_name() {
                    self.ask(ctx, Purpose::SaveReadout, name);
                }
            }
            Action::SaveTrace => self.ask(ctx, Purpose::SaveTrace, "line.trace".to_owned()),
            Action::ChooseFolder => self.ask(ctx, Purpose::ExportFolder, String::new()),
            Action::Copy { text, what } => {
                ctx.copy_text(text);
                self.toasts.say(say!("notice-copied", what = what), None);
            }
            Action::ShowInFolder => {
                if let Some(folder) = self
                    .model
                    .last_saved
                    .as_ref()
                    .and_then(|saved| saved.path.parent())
                {
                    library::show_folder(ctx, folder);
                }
            }
            Action::ShowInLoadProfile(time) => {
                self.page = super::page::Page::LoadProfile;
                self.views.load_profile.show_at(time);
            }
            Action::ChooseRange(preset) => {
                let view = &mut self.views.load_profile;
                view.choose_range(preset, &self.model, &Zoned::now());
            }
            Action::StoreAgain => self.store_again(),
            Action::StoreElsewhere => self.ask_where_to_store(ctx),
            Action::ListVisits => self.list_visits(),
            Action::CompareWith(path) => self.compare_with(path),
            Action::StopComparing => self.model.earlier = None,
            Action::ShowFolder(folder) => library::show_folder(ctx, &folder),
            Action::SaveVisit(folder) => self.ask_for_copy(ctx, folder),
            Action::ListChanges => self.list_changes(),
            Action::ShowChanges => {
                self.page = super::page::Page::Visits;
                self.views.visits.show_changes();
            }
            Action::Report => self.ask_for_report(ctx),
            Action::ReportVisit(folder) => self.ask_for_report_of(ctx, folder),
            Action::OpenSaved => {
                if let Some(saved) = &self.model.last_saved {
                    proof::open_file(ctx, &saved.path);
                }
            }
            Action::Round(wish) => self.perform_round(ctx, wish),
            Action::ListSets => self.list_sets(),
            Action::SaveSet => self.ask_for_set(ctx),
            Action::AskForSet => self.ask(ctx, Purpose::OpenSet, String::new()),
            Action::OpenSide(path) => self.open_side(path),
            Action::ReadProfile { path, copy } => self.read_profile(path, copy),
            Action::SaveProfile {
                draft,
                text,
                replaces,
            } => self.save_profile(draft, text, replaces),
            Action::DeleteProfile(path) => self.delete_profile(path),
            Action::NewProfile => self.new_profile(),
            Action::ImportProfile => self.ask(ctx, Purpose::ImportProfile, String::new()),
            Action::ExportProfile { name, text } => self.ask_for_export(ctx, name, text),
        }
    }

    /// Reads the meter at the chosen port; `false` if that cannot be begun.
    pub(super) fn read(&mut self, every_way: bool) -> bool {
        if self.model.running().is_some() {
            return false;
        }
        let settings = self.store.get();
        let Some(port) = settings
            .port
            .as_deref()
            .and_then(|port| port.parse::<PortChoice>().ok())
        else {
            self.views.connection.focus_port();
            return false;
        };
        self.last_job += 1;
        let id = JobId(self.last_job);
        let cancel = CancelToken::new();
        self.cancel = cancel.clone();
        self.model.job_sent(id, port.clone());
        let plan = ReadPlan {
            profile: settings.profile.clone(),
            profiles: self.model.profiles.clone(),
            line: settings.line.clone(),
            every_way,
        };
        self.line.send(Command::Read {
            id,
            port,
            plan: Box::new(plan),
            cancel,
        });
        true
    }

    /// Starts a job in programming mode at the chosen port.
    fn programme(&mut self, task: Task, credentials: Vec<Credentials>) {
        if self.model.running().is_some() {
            return;
        }
        let settings = self.store.get();
        let Some(port) = settings
            .port
            .as_deref()
            .and_then(|port| port.parse::<PortChoice>().ok())
        else {
            self.views.connection.focus_port();
            return;
        };
        self.from_keyring = self.levels_from_keyring(&credentials);
        self.last_job += 1;
        let id = JobId(self.last_job);
        let cancel = CancelToken::new();
        self.cancel = cancel.clone();
        self.model.programme_sent(id, port.clone(), &task);
        let plan = ProgrammePlan {
            profile: settings.profile.clone(),
            profiles: self.model.profiles.clone(),
            line: settings.line.clone(),
            task,
            credentials,
            permission: Permission {
                read_only: !self.model.may_write,
                role: settings.role,
            },
            expected: self.model.meter_key(),
            operator: settings.operator.clone(),
            keep_open: true,
        };
        self.line.send(Command::Programme {
            id,
            port,
            plan: Box::new(plan),
            cancel,
        });
    }

    /// Takes over a new list of ports. While no port was chosen, a head that is plugged
    /// in becomes the port, and a simulated meter until then.
    pub(super) fn ports_changed(&mut self, ports: Vec<PortInfo>) {
        let head = ports.iter().find(|port| port.usb_id.is_some());
        let simulated = PortChoice::Simulated(catalog::DEFAULT.to_owned());
        let simulated = ports.iter().find(|port| port.choice == simulated);
        let name = |port: Option<&PortInfo>| port.map(|port| port.choice.to_string());
        self.store.suggest(name(head), name(simulated));
        self.model.ports = ports;
    }

    /// Asks the running session to stop.
    pub(super) fn cancel(&mut self) {
        self.cancel.cancel();
        self.model.cancel_sent();
    }

    pub(super) fn change(&mut self, ctx: &Context, change: impl FnOnce(&mut Settings)) {
        let mut settings = self.store.get().clone();
        let appearance = settings.appearance;
        change(&mut settings);
        if settings.appearance != appearance {
            theme::install(ctx, settings.appearance);
        }
        self.store.set(settings);
    }

    /// Writes changed settings, one file at a time and not while something is being
    /// dragged.
    pub(super) fn save_settings(&mut self, ctx: &Context) {
        if self.saving_settings || ctx.input(|input| input.pointer.any_down()) {
            return;
        }
        if let Some(unsaved) = self.store.take_unsaved() {
            self.saving_settings = true;
            self.background
                .run(move || Finished::SettingsSaved(unsaved.write()));
        }
    }

    /// Looks among the visits for an earlier one of a meter that says `line` of itself,
    /// to tell how much will come.
    pub(super) fn look_for_earlier_visit(&self, id: JobId, line: &str) {
        let Some(archive) = self.archive.clone() else {
            return;
        };
        let line = line.to_owned();
        self.background.run(move || {
            let entries = archive.list().unwrap_or_default();
            let earlier = entries
                .into_iter()
                .filter_map(|entry| entry.info.ok())
                .find(|info| info.complete && info.identification_line.as_deref() == Some(&line));
            Finished::Expected {
                id,
                expected: earlier.map(|info| Expected {
                    data_sets: info.data_sets,
                    duration: Duration::from_millis(info.duration_ms),
                    visit: info.stored_at.date(),
                }),
            }
        });
    }

    pub(super) fn ask(&mut self, ctx: &Context, purpose: Purpose, name: String) {
        let folder = match purpose {
            Purpose::OpenSet | Purpose::SaveSet => self.begin_in_sets(),
            _ => None,
        };
        let folder = folder.or_else(|| self.store.get().exports.folder.clone());
        let wanted = Wanted {
            purpose,
            folder,
            name,
        };
        let ctx = ctx.clone();
        self.picker
            .ask(wanted, Box::new(move || ctx.request_repaint()));
    }

    /// Takes the answer of a file dialog, if one came.
    pub(super) fn take_answer(&mut self, ctx: &Context) {
        match self.picker.answer() {
            Some((wanted, Answer::Chosen(path))) => {
                // The desktop's dialog has asked before it names an existing file.
                self.path_chosen(ctx, wanted.purpose, path, Overwrite::Replace);
            }
            Some((wanted, Answer::NoService)) => self.prompt = Some(PathPrompt::new(wanted)),
            Some((_, Answer::Dismissed)) | None => {}
        }
    }

    pub(super) fn path_chosen(
        &mut self,
        ctx: &Context,
        purpose: Purpose,
        path: PathBuf,
        overwrite: Overwrite,
    ) {
        match purpose {
            Purpose::OpenFile => self.open(path),
            Purpose::SaveReadout => self.save_readout(path, overwrite),
            Purpose::SaveTrace => {
                let text = trace_panel::as_text(&self.model);
                self.save(path, overwrite, move || Ok(text.into_bytes()));
            }
            Purpose::SaveReport => self.save_report(path, overwrite),
            Purpose::StoreVisits => self.store_elsewhere(path),
            Purpose::AttachPhoto => self.attach_photo(path),
            Purpose::SaveLogbook | Purpose::SaveLoadProfile(_) => {
                self.save_series(path, overwrite, ctx);
            }
            Purpose::OpenList => self.open_list(path),
            Purpose::HandOver => self.hand_over(path, overwrite),
            Purpose::HandOverFolder => self.hand_over_in(&path),
            Purpose::OpenSet => self.open_side(path),
            Purpose::SaveSet => self.save_set(path, overwrite),
            Purpose::ImportProfile => self.import_profile(path),
            Purpose::ExportProfile => self.export_profile(path, overwrite),
            Purpose::SaveVisit => self.save_copy(path, self.export_style(), overwrite),
            Purpose::ExportFolder => {
                self.change(ctx, |settings| settings.exports.folder = Some(path))
            }
        }
    }

    /// What came would take the place of what is being read.
    fn say_no_opening(&mut self) {
        self.say_problem(say!("notice-open-later").to_owned());
    }

    fn open(&mut self, path: PathBuf) {
        if self.model.running().is_some() {
            self.say_no_opening();
            return;
        }
        let ending = path.extension().and_then(|ending| ending.to_str());
        if ending.is_some_and(|ending| matches!(ending, "csv" | "xlsx" | "CSV" | "XLSX")) {
            return self.open_list(path);
        }
        if ending == Some("ron") {
            self.page = super::page::Page::DeviceProfiles;
            return self.import_profile(path);
        }
        self.background.run(move || {
            let result = archive::open(&path).map_err(|error| error.to_string());
            let record = record_in(&path);
            Finished::Opened {
                path,
                result,
                record,
            }
        });
    }

    /// The name that is proposed for the readout shown.
    fn file_name(&self) -> Option<String> {
        let readout = self.model.readout()?;
        let template: FileNameTemplate = self
            .store
            .get()
            .exports
            .file_name
            .parse()
            .unwrap_or_default();
        Some(format!("{}.xlsx", template.fill(readout, "readout")))
    }

    fn save_readout(&mut self, path: PathBuf, overwrite: Overwrite) {
        let Some(reading) = self.model.reading.clone() else {
            return;
        };
        let style = self.export_style();
        match Format::of_path(&path) {
            Ok(format) => self.save(path, overwrite, move || {
                export::render(&reading.readout, &reading.raw, format, style)
                    .map_err(|error| error.to_string())
            }),
            Err(error) => self.say_problem(say!("notice-not-saved", reason = error.to_string())),
        }
    }

    pub(super) fn export_style(&self) -> Style {
        let exports = &self.store.get().exports;
        Style {
            csv: match exports.numbers {
                NumberStyle::Plain => CsvStyle::Plain,
                NumberStyle::Excel => CsvStyle::Excel,
            },
            language: exports.language,
        }
    }

    pub(super) fn save(
        &self,
        path: PathBuf,
        overwrite: Overwrite,
        bytes: impl FnOnce() -> Result<Vec<u8>, String> + Send + 'static,
    ) {
        self.background.run(move || {
            let result = bytes().and_then(|bytes| {
                export::write_file(&path, &bytes, overwrite).map_err(|error| error.in_full())
            });
            Finished::Saved { path, result }
        });
    }

    /// The page that shows what was opened: that of a load profile or a logbook where
    /// there is nothing else.
    fn page_of_opened(&self) -> super::page::Page {
        use super::page::Page;
        let readout = self.model.reading.as_ref().map(|reading| &reading.readout);
        let Some(readout) = readout else {
            return Page::Meter;
        };
        let is_series = |address: &str| {
            address.rsplit(':').next().is_some_and(|short| {
                let number = short.strip_prefix("P.").unwrap_or("x");
                number.starts_with(|first: char| first.is_ascii_digit())
            })
        };
        let mut sets = readout.data_sets.iter();
        let others = sets.any(|set| !is_series(&set.address));
        match (
            others,
            readout.load_profiles.is_empty(),
            readout.logbooks.is_empty(),
        ) {
            (false, false, _) => Page::LoadProfile,
            (false, true, false) => Page::Logbook,
            _ => Page::Meter,
        }
    }

    /// Takes what came of work with files.
    pub(super) fn take_finished(&mut self) {
        while let Some(finished) = self.background.finished() {
            match finished {
                Finished::Opened {
                    path,
                    result,
                    record,
                } => match result {
                    Ok(opened) => {
                        if opened.cut {
                            let name = path.display();
                            self.say_problem(say!("notice-cut", file = name.to_string()));
                        }
                        self.model.open(&path, opened);
                        self.page = self.page_of_opened();
                        self.show_past_check(record);
                    }
                    Err(reason) => self.say_problem(say!(
                        "notice-not-opened",
                        file = path.display().to_string(),
                        reason = reason
                    )),
                },
                Finished::AccessLookedUp(told) => self.model.access.tell(told),
                Finished::PasswordKept(Ok(())) => {}
                Finished::PasswordKept(Err(reason)) => {
                    self.say_problem(say!("notice-not-kept", reason = reason));
                }
                Finished::Expected { id, expected } => self.model.expect(id, expected),
                Finished::SettingsSaved(result) => {
                    self.saving_settings = false;
                    self.store.written(result.is_ok());
                    if let Err(reason) = result {
                        self.say_problem(say!("notice-settings-not-saved", reason = reason));
                    }
                }
                Finished::StoredAgain(attempts) => self.stored_again(attempts),
                Finished::VisitsListed(result) => self.visits_listed(result),
                Finished::ProfilesLoaded(library) => self.profiles_loaded(library),
                Finished::ChangesListed(result) => self.changes_listed(result),
                Finished::Round(news) => self.round_finished(news),
                Finished::Sets(news) => self.sets_finished(news),
                Finished::Checks(news) => self.checks_finished(news),
                Finished::Profile(news) => self.profiles_finished(news),
                Finished::Broken(sentence) => self.work_broke(&sentence),
                Finished::EarlierOpened { path, result } => self.earlier_opened(path, result),
                Finished::Saved { path, result } => match result {
                    Ok(()) => {
                        let name = path
                            .file_name()
                            .unwrap_or(path.as_os_str())
                            .to_string_lossy();
                        let is_page = path.extension().is_some_and(|ending| ending == "html");
                        let action = if is_page {
                            Offer::Open
                        } else {
                            Offer::ShowInFolder
                        };
                        self.toasts
                            .say(say!("notice-saved", file = name), Some(action));
                        self.model.last_saved = Some(Saved {
                            path,
                            is_visit: false,
                            at: Zoned::now(),
                        });
                    }
                    Err(reason) => self.say_problem(say!("notice-not-saved", reason = reason)),
                },
            }
        }
    }

    /// Shows a sentence above the page until it is closed.
    pub(super) fn say_problem(&mut self, sentence: String) {
        if !self.problems.contains(&sentence) {
            self.problems.push(sentence);
        }
    }
}

/// Shares a wake-up between threads.
pub(super) fn waker(ctx: &Context) -> Arc<dyn Fn() + Send + Sync> {
    let ctx = ctx.clone();
    Arc::new(move || ctx.request_repaint())
}

//! The page Device profiles: what does this program know of a type of meter?
//!
//! Built-in profiles can be looked at and copied, the user's own edited. A text that
//! is not saved stays, also when the page is left.

pub mod about;
pub mod draft;
mod editor;
pub mod list;
mod pane;
mod registers;
#[cfg(test)]
mod tests;
pub mod words;

use std::path::PathBuf;

use eframe::egui::{Frame, Id, Key, Margin, Rect, Stroke, Ui, UiBuilder, vec2};

use crate::app::action::{Action, ProfileText};
use crate::app::model::Model;
use crate::app::page::Page;
use crate::app::settings::Settings;
use crate::app::theme::{self, Text, icon, size};
use crate::app::widgets::{Button, SearchField, table_card, title_row};
use crate::profile::{self, Library, Profile};
use crate::say;
use draft::{Draft, DraftId, free_name, renamed};
use list::{Chosen, Entry, ListView};
use registers::RegistersView;

/// The row with the search.
const TOOLBAR: f32 = 52.0;
/// Below this width list and profile take turns.
const ONE_PANE: f32 = 620.0;

/// What is chosen and typed on the page.
#[derive(Debug, Default)]
pub struct ProfilesView {
    search: String,
    wants_search: bool,
    list: ListView,
    chosen: Option<Chosen>,
    /// Whether the profile is shown where list and profile take turns.
    in_pane: bool,
    tab: Tab,
    registers: RegistersView,
    drafts: Vec<Draft>,
    last_draft: u64,
    /// The file whose text was asked for.
    asked: Option<PathBuf>,
    /// Where the cursor is to be put: line and column, from 1.
    go_to: Option<(usize, usize)>,
    deleted: Option<Deleted>,
    /// The text that a place to export to is asked for.
    pub exporting: Option<ProfileText>,
}

/// The parts of a profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Tab {
    #[default]
    About,
    Registers,
    Text,
}

/// A profile that was deleted, to be put back.
#[derive(Debug)]
struct Deleted {
    path: PathBuf,
    text: String,
}

impl ProfilesView {
    /// Puts the cursor into the search field in the next frame.
    pub fn focus_search(&mut self) {
        self.wants_search = true;
        self.in_pane = false;
    }

    /// The titles of profiles whose text is not saved.
    pub fn unsaved(&self) -> Vec<String> {
        let unsaved = self.drafts.iter().filter(|draft| draft.is_unsaved());
        unsaved.map(Draft::title).collect()
    }

    /// Texts that are not saved, each with its title.
    pub fn unsaved_texts(&self) -> impl Iterator<Item = (String, &str)> {
        let unsaved = self.drafts.iter().filter(|draft| draft.is_unsaved());
        unsaved.map(|draft| (draft.title(), draft.text.as_str()))
    }

    /// What was being saved was not, for this reason.
    pub fn saving_broke(&mut self, reason: &str) {
        for draft in self.drafts.iter_mut().filter(|draft| draft.is_saving()) {
            draft.saved(Err(reason.to_owned()));
        }
    }

    /// Lets go of every text that is not saved.
    pub fn give_up(&mut self) {
        self.drafts.clear();
    }

    /// The wish to save the text that is being edited, if one is.
    pub fn wish_to_save(&mut self) -> Option<Action> {
        let id = self.drafts.get(self.chosen_draft()?)?.id;
        self.save_wish(id)
    }

    /// Takes over the text of a file of the user, to edit it or to copy it.
    pub fn text_read(&mut self, path: PathBuf, text: String, copy: bool, library: &Library) {
        self.asked = None;
        if !copy {
            let id = self.next_draft();
            self.drafts.push(Draft::of_file(id, path, text));
        } else if let Ok(profile) = profile::parse("", &text) {
            self.duplicate(&text, &profile, library);
        } else {
            self.edit_new(text, None);
        }
    }

    /// Opens the editor with a text that is in no file of the user; `refused` says why
    /// it could not be taken as it is.
    pub fn edit_new(&mut self, text: String, refused: Option<String>) {
        let id = self.next_draft();
        let mut draft = Draft::fresh(id, text);
        draft.refused = refused;
        self.drafts.push(draft);
        self.choose(Chosen::New(id));
        self.tab = Tab::Text;
    }

    /// Takes over where a draft was saved, or why it was not.
    pub fn saved(&mut self, id: Option<DraftId>, result: Result<PathBuf, String>) {
        let Some(draft) = self.drafts.iter_mut().find(|draft| Some(draft.id) == id) else {
            if let Ok(path) = result {
                self.choose(Chosen::Own(path));
            }
            return;
        };
        let before = match &draft.of {
            Some(path) => Chosen::Own(path.clone()),
            None => Chosen::New(draft.id),
        };
        draft.saved(result.clone());
        if let (true, Ok(path)) = (self.chosen == Some(before), result) {
            self.choose(Chosen::Own(path));
        }
    }

    /// Remembers a profile that was deleted.
    pub fn deleted(&mut self, path: PathBuf, text: String) {
        self.drafts.retain(|draft| draft.of.as_ref() != Some(&path));
        self.deleted = Some(Deleted { path, text });
    }

    /// Draws the page.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        model: &Model,
        settings: &Settings,
        actions: &mut Vec<Action>,
    ) {
        self.let_go();
        let used = model.profile(settings.profile.as_deref());
        let used = used.as_ref().map(|profile| profile.name.as_str());
        let folder = model.profile_folder.as_deref();
        let all = list::entries(&model.profiles, folder, &self.drafts, used);
        self.keep_chosen(&all);
        title(ui, &all, model, actions);
        self.deleted_ui(ui, actions);
        let body = ui.available_rect_before_wrap();
        ui.allocate_space(body.size());
        let one_pane = body.width() < ONE_PANE;
        let (list, pane) = places(body);
        if !one_pane || !self.in_pane {
            let place = if one_pane { body } else { list };
            let mut child = ui.new_child(UiBuilder::new().id_salt("profiles").max_rect(place));
            table_card(&mut child, |ui| self.list_ui(ui, &all));
        }
        if !one_pane || self.in_pane {
            let place = if one_pane { body } else { pane };
            let mut child = ui.new_child(UiBuilder::new().id_salt("profile").max_rect(place));
            let entry = all
                .iter()
                .find(|entry| Some(&entry.chosen) == self.chosen.as_ref());
            table_card(&mut child, |ui| {
                if let Some(entry) = entry {
                    self.pane(ui, entry, one_pane, model, settings, actions);
                }
            });
        }
    }

    fn choose(&mut self, chosen: Chosen) {
        if self.chosen.as_ref() != Some(&chosen) {
            self.registers = RegistersView::default();
        }
        self.chosen = Some(chosen);
        self.in_pane = true;
        self.list.reveal();
    }

    fn next_draft(&mut self) -> DraftId {
        self.last_draft += 1;
        DraftId(self.last_draft)
    }

    /// The place of the draft of what is chosen.
    fn chosen_draft(&self) -> Option<usize> {
        let chosen = self.chosen.as_ref()?;
        self.drafts.iter().position(|draft| match chosen {
            Chosen::New(id) => draft.id == *id,
            Chosen::Own(path) => draft.of.as_ref() == Some(path),
            Chosen::BuiltIn(_) => false,
        })
    }

    fn save_wish(&mut self, id: DraftId) -> Option<Action> {
        let draft = self.drafts.iter_mut().find(|draft| draft.id == id)?;
        draft.check();
        if draft.fault().is_some() || !draft.is_unsaved() || draft.is_saving() {
            return None;
        }
        let replaces = draft.of.clone();
        Some(Action::SaveProfile {
            draft: Some(id),
            text: draft.begin_saving(),
            replaces,
        })
    }

    fn duplicate(&mut self, text: &str, profile: &Profile, library: &Library) {
        let drafts: Vec<String> = self
            .drafts
            .iter()
            .filter_map(|draft| Some(draft.profile()?.name.clone()))
            .collect();
        let name = free_name(&profile.name, |name| {
            library.find(name).is_some() || drafts.iter().any(|draft| draft == name)
        });
        self.edit_new(renamed(text, profile, &name), None);
    }

    /// Checks what was typed, and lets go of texts that are on the disk and not looked
    /// at.
    fn let_go(&mut self) {
        for draft in &mut self.drafts {
            draft.check();
        }
        let shown = self
            .chosen_draft()
            .filter(|_| self.tab == Tab::Text)
            .and_then(|at| Some(self.drafts.get(at)?.id));
        self.drafts
            .retain(|draft| draft.is_unsaved() || draft.is_saving() || Some(draft.id) == shown);
    }

    /// Keeps the choice on something that is there.
    fn keep_chosen(&mut self, all: &[Entry]) {
        let is_there = |chosen: &Chosen| all.iter().any(|entry| entry.chosen == *chosen);
        if !self.chosen.as_ref().is_some_and(is_there) {
            let first = all.iter().find(|entry| entry.is_used).or(all.first());
            self.chosen = first.map(|entry| entry.chosen.clone());
            self.tab = Tab::About;
            self.list.reveal();
        }
    }

    fn list_ui(&mut self, ui: &mut Ui, all: &[Entry]) {
        let card = ui.available_rect_before_wrap();
        ui.allocate_space(card.size());
        let mut bar = card;
        bar.max.y = card.top() + TOOLBAR;
        let place = bar.shrink2(vec2(8.0, 8.0));
        let mut tools = ui.new_child(UiBuilder::new().id_salt("profile search").max_rect(place));
        let field = tools.add(SearchField {
            text: &mut self.search,
            hint: say!("profiles-search-hint"),
            key: Some("Ctrl F"),
            width: place.width(),
            id: Id::unique("search profiles"),
        });
        if std::mem::take(&mut self.wants_search) {
            field.request_focus();
        }
        let searching = field.has_focus() || field.lost_focus();
        if searching && tools.input(|input| input.key_pressed(Key::Escape)) {
            self.search.clear();
        }
        let c = theme::colors(ui);
        let line = Stroke::new(1.0, c.line);
        ui.painter().hline(card.x_range(), bar.bottom() - 0.5, line);
        let mut body = card;
        body.min.y = bar.bottom();
        let found = list::found(all, &self.search);
        if found.is_empty() {
            list::nothing_found(ui, body);
        }
        if let Some(now) = self.list.ui(ui, body, &found, self.chosen.as_ref()) {
            self.choose(now);
        }
    }

    /// What was deleted can be put back.
    fn deleted_ui(&mut self, ui: &mut Ui, actions: &mut Vec<Action>) {
        let Some(deleted) = &self.deleted else {
            return;
        };
        let c = theme::colors(ui);
        let name = deleted
            .path
            .file_name()
            .unwrap_or(deleted.path.as_os_str())
            .to_string_lossy();
        let mut done = false;
        Frame::new()
            .fill(c.unknown_soft)
            .stroke(Stroke::new(1.0, c.line))
            .corner_radius(size::RADIUS_CARD)
            .inner_margin(Margin::symmetric(16, 4))
            .show(ui, |ui| {
                ui.set_width(ui.available_width());
                ui.horizontal(|ui| {
                    let words = say!("profiles-deleted", name = name);
                    ui.label(Text::Body.rich(words).color(c.text));
                    let undo =
                        Button::quiet(say!("profiles-undo")).name(say!("profiles-undo-name"));
                    if ui.add(undo).clicked() {
                        actions.push(Action::SaveProfile {
                            draft: None,
                            text: deleted.text.clone(),
                            replaces: None,
                        });
                        done = true;
                    }
                    done |= ui
                        .add(Button::square(icon::X, say!("profiles-close-deleted")))
                        .clicked();
                });
            });
        if done {
            self.deleted = None;
        }
    }
}

/// Where list and profile are.
fn places(body: Rect) -> (Rect, Rect) {
    let width = (body.width() * 0.32).clamp(248.0, 368.0);
    let (mut list, mut pane) = (body, body);
    list.max.x = body.left() + width;
    pane.min.x = list.right() + 12.0;
    (list, pane)
}

fn title(ui: &mut Ui, all: &[Entry], model: &Model, actions: &mut Vec<Action>) {
    let c = theme::colors(ui);
    let own = all.iter().filter(|entry| entry.is_own).count();

    let mut said = vec![say!("profiles-built-in-count", count = all.len() - own)];
    if own > 0 {
        said.push(say!("profiles-own-count", count = own));
    }
    let broken = model.profiles.problems().len();
    if broken > 0 {
        said.push(say!("profiles-broken-count", count = broken));
    }
    let said = said.join(", ");
    title_row(
        ui,
        Page::DeviceProfiles.title(),
        |ui| {
            ui.label(Text::Body.rich(said).color(c.text2));
        },
        |ui| {
            let off = match (model.profile_folder.is_some(), model.readout().is_some()) {
                (false, _) => Some(say!("profiles-no-folder")),
                (true, false) => Some(say!("profiles-read-first")),
                (true, true) => None,
            };
            let narrow = ui.available_width() < 560.0;
            let label = if narrow {
                say!("profiles-from-this-meter")
            } else {
                say!("profiles-new-from-this-meter")
            };
            let new = Button::plain(label)
                .icon(icon::PLUS)
                .name(say!("profiles-new-from-this-meter"));
            if ui.add(new.off(off)).clicked() {
                actions.push(Action::NewProfile);
            }
            let import = Button::plain(say!("profiles-import")).icon(icon::DOWNLOAD_SIMPLE);
            let no_folder = off.filter(|_| model.profile_folder.is_none());
            if ui.add(import.off(no_folder)).clicked() {
                actions.push(Action::ImportProfile);
            }
        },
    );
}

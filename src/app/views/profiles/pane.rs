//! The profile that is chosen: what can be done with it, and its three parts.

use std::sync::Arc;

use eframe::egui::{Align, Id, Layout, Rect, ScrollArea, Stroke, Ui, UiBuilder, vec2};

use super::about::{Section, sections};
use super::editor::Code;
use super::list::{Chosen, Entry};
use super::{ProfilesView, Tab, words};
use crate::app::action::{Action, ProfileText};
use crate::app::model::Model;
use crate::app::settings::Settings;
use crate::app::theme::{self, Text, icon};
use crate::app::widgets::{Button, State, chip, paint, segments, status};
use crate::profile::{self, Origin, Profile};
use crate::say;

/// The foot of the editor.
const FOOT: f32 = 52.0;
/// The widest a page is read at.
const READABLE: f32 = 760.0;
/// The names of an entry of the page.
const NAMES: f32 = 176.0;

impl ProfilesView {
    /// Draws what is chosen.
    pub(super) fn pane(
        &mut self,
        ui: &mut Ui,
        entry: &Entry,
        one_pane: bool,
        model: &Model,
        settings: &Settings,
        actions: &mut Vec<Action>,
    ) {
        let card = ui.available_rect_before_wrap();
        ui.allocate_space(card.size());
        let profile = self.profile_of(entry, model);
        if profile.is_none() {
            // A broken file is nothing but its text.
            self.tab = Tab::Text;
        }
        let mut head = ui.new_child(
            UiBuilder::new()
                .id_salt("profile head")
                .max_rect(card.shrink2(vec2(20.0, 12.0))),
        );
        head.spacing_mut().item_spacing = vec2(8.0, 8.0);
        self.head(&mut head, entry, profile.as_deref(), one_pane);
        self.deeds(
            &mut head,
            entry,
            profile.as_deref(),
            model,
            settings,
            actions,
        );
        if let Some(profile) = &profile {
            let registers = say!("profiles-registers", count = profile.registers.len());
            let tabs = [
                (Tab::About, say!("profiles-about")),
                (Tab::Registers, registers.as_str()),
                (Tab::Text, say!("profiles-text")),
            ];
            segments(&mut head, say!("profiles-part"), &mut self.tab, &tabs);
        }
        let mut body = card;
        body.min.y = head.min_rect().bottom() + 12.0;
        let c = theme::colors(ui);
        let line = Stroke::new(1.0, c.line);
        ui.painter().hline(body.x_range(), body.top() - 0.5, line);
        match (self.tab, profile) {
            (Tab::About, Some(profile)) => about(ui, body, &profile),
            (Tab::Registers, Some(profile)) => self.registers.ui(ui, body, &profile),
            _ => self.text(ui, body, entry, model, actions),
        }
    }

    /// The profile of an entry; of a text that is no profile now, as it was last.
    fn profile_of(&self, entry: &Entry, model: &Model) -> Option<Arc<Profile>> {
        let draft = self.chosen_draft().and_then(|at| self.drafts.get(at));
        if let Some(profile) = draft.and_then(|draft| draft.profile()) {
            return Some(Arc::new(profile.clone()));
        }
        let is_it = |origin: &Origin, name: &str| match (&entry.chosen, origin) {
            (Chosen::BuiltIn(wanted), Origin::BuiltIn) => wanted == name,
            (Chosen::Own(path), Origin::User(file)) => path == file,
            _ => false,
        };
        let known = model.profiles.profiles().iter();
        known
            .filter(|known| is_it(&known.origin, &known.profile.name))
            .map(|known| Arc::clone(&known.profile))
            .next()
    }

    fn head(&mut self, ui: &mut Ui, entry: &Entry, profile: Option<&Profile>, one_pane: bool) {
        let c = theme::colors(ui);
        ui.horizontal(|ui| {
            if one_pane {
                let back = Button::square(icon::CARET_LEFT, say!("profiles-back"));
                if ui.add(back).clicked() {
                    self.in_pane = false;
                }
            }
            let (state, word) = entry.state;
            let room = ui.available_width() - 160.0;
            let galley = paint::cut(ui, room, Text::Title, c.text, &entry.title);
            let elided = galley.elided;
            let title = ui.label(galley);
            if elided {
                title.on_hover_text(&entry.title);
            }
            let badge = chip(ui, state, word);
            if let Some(profile) = profile.filter(|_| state != State::Staged) {
                badge.on_hover_text(words::verified_in_full(profile.verified));
            }
        });
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = vec2(12.0, 2.0);
            ui.spacing_mut().interact_size.y = 20.0;
            if let Some(profile) = profile {
                ui.label(Text::Mono.rich(&profile.name).color(c.text2));
            }
            let origin = match &entry.chosen {
                Chosen::BuiltIn(_) => say!("profiles-built-in"),
                Chosen::Own(_) if replaces_built_in(profile) => {
                    say!("profiles-replaces")
                }
                Chosen::Own(_) => say!("profiles-yours"),
                Chosen::New(_) => say!("profiles-new"),
            };
            ui.label(Text::Small.rich(origin).color(c.text2));
            if entry.is_used {
                status(ui, State::Good, Text::Small, say!("profiles-in-use-here"));
            }
        });
    }

    fn deeds(
        &mut self,
        ui: &mut Ui,
        entry: &Entry,
        profile: Option<&Profile>,
        model: &Model,
        settings: &Settings,
        actions: &mut Vec<Action>,
    ) {
        ui.horizontal_wrapped(|ui| {
            if let Some(profile) = profile {
                use_button(ui, entry, profile, model, settings, actions);
            }
            let no_folder = model.profile_folder.is_none();
            let off = no_folder.then_some(say!("profiles-no-folder"));
            match &entry.chosen {
                Chosen::BuiltIn(name) => {
                    let copy = Button::plain(say!("profiles-duplicate-to-edit")).icon(icon::COPY);
                    let text = profile::source(name);
                    if ui.add(copy.off(off)).clicked()
                        && let Some((text, profile)) = text.zip(profile)
                    {
                        self.duplicate(text, profile, &model.profiles);
                    }
                }
                Chosen::Own(path) => {
                    if self.tab != Tab::Text {
                        let edit = Button::plain(say!("profiles-edit")).icon(icon::PENCIL_SIMPLE);
                        if ui.add(edit.name(say!("profiles-edit-name"))).clicked() {
                            self.tab = Tab::Text;
                        }
                    }
                    let copy = Button::plain(say!("profiles-duplicate")).icon(icon::COPY);
                    if ui.add(copy.off(off)).clicked() {
                        actions.push(Action::ReadProfile {
                            path: path.clone(),
                            copy: true,
                        });
                    }
                }
                Chosen::New(_) => {}
            }
            self.export(ui, entry, actions);
            if let Chosen::Own(path) = &entry.chosen {
                let delete = Button::plain(say!("profiles-delete"))
                    .icon(icon::TRASH)
                    .danger();
                if ui.add(delete.name(say!("profiles-delete-name"))).clicked() {
                    actions.push(Action::DeleteProfile(path.clone()));
                }
            }
        });
    }

    fn export(&mut self, ui: &mut Ui, entry: &Entry, actions: &mut Vec<Action>) {
        let text = match (&entry.chosen, self.chosen_draft()) {
            (Chosen::BuiltIn(name), _) => {
                profile::source(name).map(|text| ProfileText::Text(text.to_owned()))
            }
            (_, Some(draft)) => self
                .drafts
                .get(draft)
                .map(|draft| ProfileText::Text(draft.text.clone())),
            (Chosen::Own(path), None) => Some(ProfileText::File(path.clone())),
            (Chosen::New(_), None) => None,
        };
        let export = Button::plain(say!("profiles-export")).icon(icon::EXPORT);
        if ui.add(export.name(say!("profiles-export-name"))).clicked()
            && let Some(text) = text
        {
            let name = match &entry.chosen {
                Chosen::BuiltIn(name) => format!("{name}.ron"),
                Chosen::Own(path) => path
                    .file_name()
                    .unwrap_or_default()
                    .to_string_lossy()
                    .into_owned(),
                Chosen::New(_) => "profile.ron".to_owned(),
            };
            actions.push(Action::ExportProfile { name, text });
        }
    }

    /// The text: the user's own to edit, those built in to look at.
    fn text(
        &mut self,
        ui: &mut Ui,
        body: Rect,
        entry: &Entry,
        model: &Model,
        actions: &mut Vec<Action>,
    ) {
        if let Chosen::BuiltIn(name) = &entry.chosen {
            let code = Code {
                name: say!("profiles-text-of"),
                id: Id::unique(("text", &entry.chosen)),
                faults: &[],
                go_to: None,
            };
            let mut text = profile::source(name).unwrap_or_default();
            code.ui(ui, body, &mut text);
            return;
        }
        let Some(at) = self.chosen_draft() else {
            if let Chosen::Own(path) = &entry.chosen
                && self.asked.as_ref() != Some(path)
            {
                self.asked = Some(path.clone());
                let (path, copy) = (path.clone(), false);
                actions.push(Action::ReadProfile { path, copy });
            }
            return;
        };
        let go_to = self.go_to.take();
        let Some(draft) = self.drafts.get_mut(at) else {
            return;
        };
        let mut place = body;
        place.max.y -= FOOT;
        let faults = draft.faults().iter();
        let places: Vec<(usize, usize)> = faults.filter_map(|fault| fault.place).collect();
        let code = Code {
            name: say!("profiles-text-of"),
            id: Id::unique(("text", draft.id)),
            faults: &places,
            go_to,
        };
        if code.ui(ui, place, &mut draft.text).changed() {
            draft.check();
        }
        let mut foot = body;
        foot.min.y = place.bottom();
        self.foot(ui, foot, at, model, actions);
    }

    /// What the check says, *Revert* and *Save*.
    fn foot(
        &mut self,
        ui: &mut Ui,
        rect: Rect,
        at: usize,
        model: &Model,
        actions: &mut Vec<Action>,
    ) {
        let c = theme::colors(ui);
        let line = Stroke::new(1.0, c.line);
        ui.painter().hline(rect.x_range(), rect.top() + 0.5, line);
        let Some(draft) = self.drafts.get_mut(at) else {
            return;
        };
        let layout = Layout::right_to_left(Align::Center);
        let mut row = ui.new_child(
            UiBuilder::new()
                .id_salt("editor foot")
                .max_rect(rect.shrink2(vec2(12.0, 8.0)))
                .layout(layout),
        );
        let faults = draft.faults().len();
        let shown = draft.next_fault.min(faults.saturating_sub(1));
        let fault = draft.faults().get(shown).cloned();
        let off = match (&fault, draft.is_unsaved(), model.profile_folder.is_some()) {
            (_, _, false) => Some(say!("profiles-no-folder")),
            (Some(_), _, _) => Some(say!("profiles-not-a-profile")),
            (None, false, _) => Some(say!("profiles-saved-already")),
            (None, true, _) => None,
        };
        let save = Button::accented(say!("profiles-save"))
            .key("Ctrl S")
            .off(off);
        let save = row.add(save.name(say!("profiles-save-name"))).clicked();
        let (label, name) = match draft.of {
            Some(_) => (say!("profiles-revert"), say!("profiles-revert-name")),
            None => (say!("profiles-discard"), say!("profiles-discard-name")),
        };
        let nothing = (!draft.is_unsaved()).then_some(say!("profiles-nothing-typed"));
        let revert = row
            .add(Button::plain(label).name(name).off(nothing))
            .clicked();
        let place = fault.as_ref().and_then(|fault| fault.place);
        if place.is_some()
            && row
                .add(Button::quiet(say!("profiles-go-there")).name(say!("profiles-go-to-fault")))
                .clicked()
        {
            self.go_to = place;
            draft.next_fault = (shown + 1) % faults.max(1);
        }
        let right = row.min_rect().left() - 12.0;
        let (state, words) = match (&fault, &draft.refused) {
            (Some(fault), _) if faults > 1 => {
                let words = say!(
                    "profiles-fault-of",
                    number = shown + 1,
                    all = faults,
                    fault = fault.in_full()
                );
                (State::Wrong, words)
            }
            (Some(fault), _) => (State::Wrong, fault.in_full()),
            (None, Some(reason)) => (State::Wrong, reason.clone()),
            (None, None) if draft.is_unsaved() => {
                (State::Staged, say!("profiles-not-saved").to_owned())
            }
            (None, None) => (State::Good, say!("profiles-saved").to_owned()),
        };
        said(ui, rect, right, state, &words);
        if revert && draft.of.is_none() {
            self.drafts.remove(at);
            return;
        }
        if revert {
            draft.revert();
        }
        let id = draft.id;
        if save {
            actions.extend(self.save_wish(id));
        }
    }
}

fn replaces_built_in(profile: Option<&Profile>) -> bool {
    profile.is_some_and(|profile| profile::find(&profile.name).is_some())
}

/// A state and a sentence at the left of a row; the whole of it as a tooltip.
fn said(ui: &mut Ui, rect: Rect, right: f32, state: State, words: &str) {
    let c = theme::colors(ui);
    let mut place = rect;
    place.min.x += 20.0;
    place.max.x = right;
    let mut row = ui.new_child(
        UiBuilder::new()
            .id_salt("editor says")
            .max_rect(place)
            .layout(Layout::left_to_right(Align::Center)),
    );
    row.spacing_mut().item_spacing.x = 8.0;
    let (symbol, weight) = state.icon();
    let (_, spot) = row.allocate_space(vec2(20.0, 20.0));
    paint::icon(
        row.painter(),
        spot.center(),
        symbol,
        weight,
        20.0,
        state.color(c),
    );
    let place = row.available_rect_before_wrap();
    paint::label(&mut row, place, Text::Body, c.text, words);
}

fn use_button(
    ui: &mut Ui,
    entry: &Entry,
    profile: &Profile,
    model: &Model,
    settings: &Settings,
    actions: &mut Vec<Action>,
) {
    let chosen = settings.profile.as_deref() == Some(profile.name.as_str());
    if chosen && entry.is_used {
        let back = Button::plain(say!("profiles-automatic-again"));
        if ui.add(back).clicked() {
            actions.push(Action::ChooseProfile(None));
        }
        return;
    }
    let off = match &entry.chosen {
        _ if model.running().is_some() => Some(say!("connection-while-reading")),
        Chosen::New(_) => Some(say!("profiles-save-first")),
        _ if entry.is_used => Some(say!("profiles-used-already")),
        _ => None,
    };
    let button = Button::plain(say!("profiles-use")).icon(icon::CHECK);
    if ui.add(button.off(off)).clicked() {
        actions.push(Action::ChooseProfile(Some(profile.name.clone())));
    }
}

/// The page to read.
fn about(ui: &mut Ui, body: Rect, profile: &Profile) {
    let mut child = ui.new_child(UiBuilder::new().id_salt("about").max_rect(body));
    child.shrink_clip_rect(body);
    ScrollArea::vertical()
        .id_salt(("about", &profile.name))
        .auto_shrink(false)
        .show(&mut child, |ui| {
            ui.add_space(4.0);
            for section in sections(profile) {
                section_ui(ui, &section);
            }
            ui.add_space(16.0);
        });
}

fn section_ui(ui: &mut Ui, section: &Section) {
    let c = theme::colors(ui);
    let width = (ui.available_width() - 40.0).min(READABLE);
    ui.add_space(12.0);
    ui.horizontal(|ui| {
        ui.add_space(20.0);
        ui.label(Text::Heading.rich(section.title).color(c.text));
    });
    ui.add_space(4.0);
    let names = NAMES.min(width * 0.4);
    for line in &section.lines {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            ui.add_space(20.0);
            ui.allocate_ui(vec2(names, 20.0), |ui| {
                ui.set_width(names);
                let name = Text::Body.rich(&line.name).color(c.text2);
                ui.add(eframe::egui::Label::new(name).wrap());
            });
            ui.add_space(12.0);
            let mut room = width - names - 12.0;
            if line.warns {
                let (symbol, weight) = State::Warning.icon();
                let (_, spot) = ui.allocate_space(vec2(16.0, 20.0));
                paint::icon(ui.painter(), spot.center(), symbol, weight, 16.0, c.warn);
                ui.add_space(8.0);
                room -= 24.0;
            }
            ui.allocate_ui(vec2(room, 20.0), |ui| {
                ui.set_width(room);
                let value = Text::Body.rich(&line.value).color(c.text);
                ui.add(eframe::egui::Label::new(value).wrap().selectable(true));
            });
        });
        ui.add_space(4.0);
    }
}

//! The page Parameter sets: what is set in this meter, against a file, the maker's
//! values or an earlier visit?
//!
//! Nothing here writes to a meter: what is ticked is staged, and goes through the same
//! review as any other change.

pub mod lines;
mod saved;
pub mod sides;
mod table;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use eframe::egui::{
    Align, Frame, Id, Key, Layout, Margin, Popup, Rect, ScrollArea, Stroke, Ui, UiBuilder, vec2,
};

use super::grid::Grid;
use crate::app::action::Action;
use crate::app::model::{Model, Staged};
use crate::app::page::Page;
use crate::app::settings::Settings;
use crate::app::theme::{self, Text, icon, size};
use crate::app::widgets::{
    Button, ChoiceField, SearchField, State, card, menu_row, paint, table_card, title_row, toggle,
};
use crate::language::date;
use crate::parameter_set::{Comparison, compare, to_stage};
use crate::profile::Profile;
use crate::say;
use crate::worker::{Change, Task};
use sides::{SideChoice, readable};
use table::{DifferenceTable, Differences};

/// The row with search and switches.
const TOOLBAR: f32 = 52.0;

/// What is chosen on the page.
#[derive(Debug, Default)]
pub struct ParameterSetsView {
    left: Option<SideChoice>,
    /// `None` shows the list of saved sets.
    right: Option<SideChoice>,
    /// Equal rows too.
    all: bool,
    search: String,
    wants_search: bool,
    ticked: BTreeSet<String>,
    table: DifferenceTable,
    saved: Grid,
    made: Option<Made>,
}

/// A comparison and what it was made of.
#[derive(Debug)]
struct Made {
    fingerprint: u64,
    /// `None` while a side has no values.
    comparison: Option<Comparison>,
}

impl ParameterSetsView {
    /// Puts the cursor into the search field in the next frame.
    pub fn focus_search(&mut self) {
        self.wants_search = true;
    }

    /// Compares with what was opened.
    pub fn opened(&mut self, path: PathBuf) {
        let opened = SideChoice::Opened(path);
        if self.left.as_ref() != Some(&opened) {
            self.right = Some(opened);
        }
    }

    /// Lets go of what could not be opened.
    pub fn not_opened(&mut self, path: &Path) {
        let gone = SideChoice::Opened(path.to_owned());
        for side in [&mut self.left, &mut self.right] {
            if side.as_ref() == Some(&gone) {
                *side = None;
            }
        }
    }

    /// Draws the page.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        model: &Model,
        settings: &Settings,
        actions: &mut Vec<Action>,
    ) {
        if model.parameter_sets.wants_listing() {
            actions.push(Action::ListSets);
        }
        if model.visits.wants_listing() {
            actions.push(Action::ListVisits);
        }
        let profile = self.profile(model, settings);
        title(ui, model, &profile, actions);
        self.sides(ui, model, &profile, actions);
        let Some(right) = self.right.clone() else {
            self.saved_ui(ui, model, actions);
            return;
        };
        let left = self.left();
        let Some(made) = self.make(model, &profile, &left, &right) else {
            return;
        };
        match &made.comparison {
            Some(comparison) => self.compared(ui, comparison, [&left, &right], model, actions),
            None => self.nothing_read(ui, [&left, &right], model, &profile, actions),
        }
        self.made = Some(made);
    }

    fn left(&self) -> SideChoice {
        self.left.clone().unwrap_or(SideChoice::Meter)
    }

    /// The profile of the meter at hand; without a meter that of a file.
    fn profile(&self, model: &Model, settings: &Settings) -> Arc<Profile> {
        let of_file = || {
            let sides = [&self.right, &self.left].into_iter().flatten();
            let mut paths = sides.filter_map(|side| match side {
                SideChoice::Opened(path) => Some(path),
                _ => None,
            });
            let name = paths.find_map(|path| match model.parameter_sets.opened(path)? {
                crate::app::model::SideSource::Set(set) => Some(set.profile.clone()),
                crate::app::model::SideSource::Visit(readout) => readout.profile.clone(),
            })?;
            model.profiles.find(&name)
        };
        model
            .profile(settings.profile.as_deref())
            .or_else(of_file)
            .unwrap_or_else(|| model.profiles.generic())
    }

    /// Makes the comparison anew when a side is another one.
    fn make(
        &mut self,
        model: &Model,
        profile: &Arc<Profile>,
        left: &SideChoice,
        right: &SideChoice,
    ) -> Option<Made> {
        let fingerprint = fingerprint(model, profile, [left, right]);
        if let Some(made) = self.made.take_if(|made| made.fingerprint == fingerprint) {
            return Some(made);
        }
        let sides = left.side(model, profile).zip(right.side(model, profile));
        let comparison = sides.map(|(of_left, of_right)| {
            let mut comparison = compare(profile, &of_left, &of_right);
            // What the maker's values say nothing of is no difference.
            let is_told = |side: &SideChoice, value: &Option<String>| {
                *side != SideChoice::Defaults || value.is_some()
            };
            comparison
                .rows
                .retain(|row| is_told(left, &row.left) && is_told(right, &row.right));
            comparison
        });
        let may_be_ticked = comparison
            .as_ref()
            .map(lines::stageable)
            .unwrap_or_default();
        self.ticked
            .retain(|address| may_be_ticked.contains(address));
        Some(Made {
            fingerprint,
            comparison,
        })
    }

    /// The card with the two sides.
    fn sides(&mut self, ui: &mut Ui, model: &Model, profile: &Profile, actions: &mut Vec<Action>) {
        let c = theme::colors(ui);
        card(ui, |ui| {
            ui.spacing_mut().item_spacing = vec2(12.0, 4.0);
            let width =
                ((ui.available_width() - 2.0 * (size::CONTROL_BIG + 12.0) - 12.0) / 2.0).max(140.0);
            let left = self.left();
            let mut chosen_left = None;
            let mut chosen_right = None;
            ui.horizontal(|ui| {
                chosen_left = side_field(
                    ui,
                    say!("sets-values-of"),
                    width,
                    Some(&left),
                    model,
                    profile,
                    actions,
                );
                let can_swap = self.right.is_some();
                let swap = Button::square(icon::ARROWS_LEFT_RIGHT, say!("sets-swap")).big();
                let off = (!can_swap).then_some(say!("sets-choose-first"));
                if ui.add(swap.off(off)).clicked() {
                    self.left = self.right.replace(left.clone());
                    self.ticked.clear();
                }
                let right = self.right.clone();
                let right = right.as_ref();
                chosen_right = side_field(
                    ui,
                    say!("sets-compared-with"),
                    width,
                    right,
                    model,
                    profile,
                    actions,
                );
                if self.right.is_some() {
                    let close = Button::square(icon::X, say!("sets-end-comparison")).big();
                    if ui.add(close).clicked() {
                        self.right = None;
                        self.ticked.clear();
                    }
                }
            });
            if let Some(chosen) = chosen_left {
                self.left = Some(chosen);
                self.ticked.clear();
            }
            if let Some(chosen) = chosen_right {
                self.right = Some(chosen);
                self.ticked.clear();
            }
            ui.horizontal(|ui| {
                let notes = [Some(left), self.right.clone()];
                for (index, side) in notes.into_iter().flatten().enumerate() {
                    if index == 1 {
                        ui.add_space(size::CONTROL_BIG + 12.0);
                    }
                    let note = side.note(model, profile);
                    let galley = paint::cut(ui, width, Text::Small, c.text2, &note);
                    ui.allocate_ui(vec2(width, 18.0), |ui| {
                        ui.set_width(width);
                        ui.label(galley).on_hover_text(&note);
                    });
                }
            });
        });
    }

    fn compared(
        &mut self,
        ui: &mut Ui,
        comparison: &Comparison,
        [left, right]: [&SideChoice; 2],
        model: &Model,
        actions: &mut Vec<Action>,
    ) {
        warnings(ui, comparison);
        let can_stage = *left == SideChoice::Meter;
        let names = [left.name(model), right.name(model)];
        let in_sentence = [left.in_sentence(model), right.in_sentence(model)];
        let lines = lines::lines(comparison, &self.search, self.all);
        table_card(ui, |ui| {
            let card = ui.available_rect_before_wrap();
            ui.allocate_space(card.size());
            let mut bar = card;
            bar.max.y = card.top() + TOOLBAR;
            self.toolbar(ui, bar, comparison);
            let mut foot = card;
            foot.min.y = card.bottom() - TOOLBAR;
            let mut body = card;
            body.min.y = bar.bottom();
            body.max.y = foot.top();
            let what = Differences {
                comparison,
                lines: &lines,
                staging: &model.staging,
                can_stage,
                names: names.each_ref().map(String::as_str),
                in_sentence: in_sentence.each_ref().map(String::as_str),
            };
            self.table.ui(ui, body, &what, &mut self.ticked, actions);
            if lines.is_empty() {
                nothing(ui, body, &self.search);
            }
            self.foot(ui, foot, comparison, can_stage, &in_sentence[1], actions);
        });
    }

    fn toolbar(&mut self, ui: &mut Ui, bar: Rect, comparison: &Comparison) {
        let c = theme::colors(ui);
        let middle = bar.center().y;
        let left = bar.left() + 20.0;
        let end = paint::line(
            ui,
            left,
            middle,
            Text::Heading,
            c.text,
            say!("sets-differences"),
        );
        let differ = comparison.rows.iter().filter(|row| !row.is_same).count();
        let count = say!("sets-some-of", count = differ, all = comparison.rows.len());
        let end = paint::line(ui, end + 12.0, middle, Text::Body, c.text2, &count);
        let mut place = bar;
        place.min.x = end + 12.0;
        place.max.x -= 8.0;
        let mut tools = ui.new_child(
            UiBuilder::new()
                .id_salt("set tools")
                .max_rect(place)
                .layout(Layout::right_to_left(Align::Center)),
        );
        tools.spacing_mut().item_spacing.x = 8.0;
        toggle(
            &mut tools,
            &mut self.all,
            say!("sets-equal-too"),
            say!("sets-equal-too-name"),
        );
        let field = tools.add(SearchField {
            text: &mut self.search,
            hint: say!("sets-search-hint"),
            key: Some("Ctrl F"),
            width: tools.available_width().clamp(120.0, 280.0),
            id: Id::unique("search parameter sets"),
        });
        if std::mem::take(&mut self.wants_search) {
            field.request_focus();
        }
        let searching = field.has_focus() || field.lost_focus();
        if searching && tools.input(|input| input.key_pressed(Key::Escape)) {
            self.search.clear();
        }
    }

    /// What can be taken over, and that nothing is written by it.
    fn foot(
        &mut self,
        ui: &mut Ui,
        rect: Rect,
        comparison: &Comparison,
        can_stage: bool,
        right: &str,
        actions: &mut Vec<Action>,
    ) {
        let c = theme::colors(ui);
        let line = Stroke::new(1.0, c.line);
        ui.painter().hline(rect.x_range(), rect.top() + 0.5, line);
        let place = rect.shrink2(vec2(12.0, 8.0));
        let mut row = ui.new_child(
            UiBuilder::new()
                .id_salt("set foot")
                .max_rect(place)
                .layout(Layout::right_to_left(Align::Center)),
        );
        let stageable = lines::stageable(comparison);
        let chosen = self.ticked.len();
        let words = if !can_stage {
            say!("sets-meter-to-left").to_owned()
        } else if stageable.is_empty() {
            say!("sets-nothing-to-take").to_owned()
        } else {
            let off = (chosen == 0).then_some(say!("sets-tick-first"));
            let label = say!("sets-stage", count = chosen);
            let stage = Button::accented(&label)
                .icon(icon::PENCIL_SIMPLE)
                .name(say!("sets-stage-name"))
                .off(off);
            if row.add(stage).clicked() {
                self.stage(comparison, right, actions);
            }
            let all = chosen == stageable.len();
            let label = if all {
                say!("sets-tick-none")
            } else {
                say!("sets-tick-all")
            };
            let tick = Button::plain(label).name(say!("sets-tick-all-name"));
            if row.add(tick).clicked() {
                self.ticked = if all {
                    BTreeSet::new()
                } else {
                    stageable.clone()
                };
            }
            let number = stageable.len();
            say!("sets-can-be-taken", count = number)
        };
        let mut said = rect;
        said.min.x += 20.0;
        said.max.x = row.min_rect().left() - 12.0;
        paint::label(ui, said, Text::Body, c.text2, &words);
    }

    fn stage(&mut self, comparison: &Comparison, right: &str, actions: &mut Vec<Action>) {
        let ticked = |row: &&crate::parameter_set::Row| self.ticked.contains(&row.address);
        let rows = || comparison.rows.iter().filter(ticked);
        let staged = to_stage(rows()).into_iter().map(|(register, wanted)| {
            let of_register =
                |row: &&crate::parameter_set::Row| row.register.as_ref() == Some(&register);
            let shown = rows().find(of_register).and_then(|row| row.left.clone());
            Staged {
                change: Change {
                    register,
                    wanted,
                    shown,
                },
                reason: Some(say!("sets-from", side = right)),
            }
        });
        actions.push(Action::Stage(staged.collect()));
        actions.push(Action::ShowReview);
        self.ticked.clear();
    }

    /// A side without values.
    fn nothing_read(
        &self,
        ui: &mut Ui,
        sides: [&SideChoice; 2],
        model: &Model,
        profile: &Profile,
        actions: &mut Vec<Action>,
    ) {
        let c = theme::colors(ui);
        if !sides.contains(&&SideChoice::Meter) {
            ui.label(Text::Body.rich(say!("sets-file-opening")).color(c.text2));
            return;
        }
        card(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 8.0;
            let words = say!("sets-no-registers");
            ui.label(Text::Strong.rich(words).color(c.text));
            let needs_level = profile
                .programming
                .as_ref()
                .is_some_and(|form| form.read_level.is_some());
            let all = readable(profile);
            let busy = model.running().map(|_| say!("sets-session-ended"));
            if model.meter_key().is_none() {
                // Which registers there are is known when the meter is.
                let read = Button::accented(say!("sets-read-meter")).icon(icon::ARROW_CIRCLE_DOWN);
                if ui.add(read.big().off(busy)).clicked() {
                    actions.push(Action::Read { every_way: false });
                }
                return;
            }
            ui.horizontal(|ui| {
                if all > 0 && !needs_level {
                    let label = say!("sets-read-registers", count = all);
                    let read = Button::accented(&label).icon(icon::ARROW_CIRCLE_DOWN);
                    if ui.add(read.big().off(busy)).clicked() {
                        actions.push(read_all(profile));
                    }
                }
                let go = Button::plain(say!("sets-go-to-registers")).big();
                if ui.add(go).clicked() {
                    actions.push(Action::Show(Page::Registers));
                }
            });
        });
    }
}

/// The wish to read all registers that can be read.
fn read_all(profile: &Profile) -> Action {
    let registers = profile.registers.iter();
    Action::Programme {
        task: Task::Get(
            registers
                .filter(|register| register.is_readable())
                .cloned()
                .map(Arc::new)
                .collect(),
        ),
        credentials: Vec::new(),
    }
}

/// Tells whether the comparison has to be made anew.
fn fingerprint(model: &Model, profile: &Arc<Profile>, sides: [&SideChoice; 2]) -> u64 {
    let mut hasher = DefaultHasher::new();
    sides.hash(&mut hasher);
    Arc::as_ptr(profile).hash(&mut hasher);
    for reading in &model.programme.readings {
        reading.register.address.hash(&mut hasher);
        reading.read_at.timestamp().hash(&mut hasher);
    }
    for opened in model.parameter_sets.all_opened() {
        opened.path.hash(&mut hasher);
        match &opened.side {
            crate::app::model::SideSource::Set(set) => Arc::as_ptr(set).hash(&mut hasher),
            crate::app::model::SideSource::Visit(read) => Arc::as_ptr(read).hash(&mut hasher),
        }
    }
    hasher.finish()
}

fn title(ui: &mut Ui, model: &Model, profile: &Profile, actions: &mut Vec<Action>) {
    let c = theme::colors(ui);
    title_row(
        ui,
        Page::ParameterSets.title(),
        |ui| {
            let words = say!("sets-never-writes");
            ui.label(Text::Body.rich(words).color(c.text2));
        },
        |ui| {
            let read = model.programme.readings.len();
            let off = match (read, model.meter_key()) {
                (0, _) => Some(say!("sets-read-first")),
                (_, None) => Some(say!("sets-meter-unknown")),
                (_, Some(_)) => None,
            };
            let save = Button::plain(say!("sets-save-read")).icon(icon::FLOPPY_DISK);
            let response = ui.add(save.off(off));
            if response.clicked() {
                actions.push(Action::SaveSet);
            }
            let all = readable(profile);
            if off.is_none() && read < all {
                response.on_hover_text(say!("sets-save-incomplete", read = read, all = all));
            }
            if ui
                .add(Button::plain(say!("sets-open-set")).icon(icon::FOLDER_OPEN))
                .clicked()
            {
                actions.push(Action::AskForSet);
            }
        },
    );
}

/// What to know before anything is taken over.
fn warnings(ui: &mut Ui, comparison: &Comparison) {
    if comparison.warnings.is_empty() {
        return;
    }
    let c = theme::colors(ui);
    Frame::new()
        .fill(c.warn_soft)
        .stroke(Stroke::new(1.0, c.warn))
        .corner_radius(size::RADIUS_CARD)
        .inner_margin(Margin::symmetric(16, 8))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = 4.0;
            for warning in &comparison.warnings {
                let (headline, consequence) = lines::warning(warning);
                ui.horizontal_wrapped(|ui| {
                    let (symbol, weight) = State::Warning.icon();
                    let (_, spot) = ui.allocate_space(vec2(20.0, 20.0));
                    paint::icon(ui.painter(), spot.center(), symbol, weight, 20.0, c.warn);
                    ui.label(Text::Strong.rich(headline).color(c.text));
                    ui.label(Text::Body.rich(consequence).color(c.text));
                });
            }
        });
}

fn nothing(ui: &mut Ui, body: Rect, search: &str) {
    let c = theme::colors(ui);
    let words = if search.trim().is_empty() {
        say!("sets-nothing-differs")
    } else {
        say!("sets-nothing-fits")
    };
    let place = Rect::from_min_size(
        body.min + vec2(20.0, 48.0),
        vec2(body.width() - 40.0, size::TABLE_ROW),
    );
    paint::label(ui, place, Text::Body, c.text2, words);
}

/// A field that chooses a side; returns the one that was chosen now.
fn side_field(
    ui: &mut Ui,
    caption: &str,
    width: f32,
    chosen: Option<&SideChoice>,
    model: &Model,
    profile: &Profile,
    actions: &mut Vec<Action>,
) -> Option<SideChoice> {
    let value = chosen.map_or(say!("sets-choose").to_owned(), |chosen| chosen.name(model));
    let menu = ui.next_auto_id().with("menu");
    let response = ui.add(ChoiceField {
        caption,
        value: &value,
        icon: None,
        width,
        open: Popup::is_id_open(ui.ctx(), menu),
        off: None,
    });
    let mut now = None;
    Popup::menu(&response).id(menu).show(|ui| {
        ui.set_width(400.0);
        ui.spacing_mut().item_spacing.y = 2.0;
        for side in [SideChoice::Meter, SideChoice::Defaults] {
            let note = side.note(model, profile);
            let symbol = match side {
                SideChoice::Meter => icon::GAUGE,
                _ => icon::STAR,
            };
            let name = side.name(model);
            if menu_row(ui, Some(symbol), &name, &note, chosen == Some(&side)).clicked() {
                now = Some(side);
                ui.close();
            }
        }
        let height = (ui.ctx().content_rect().height() - 320.0).max(108.0);
        ScrollArea::vertical().max_height(height).show(ui, |ui| {
            for (path, symbol, name, note) in files(model) {
                let side = SideChoice::Opened(path.clone());
                if menu_row(ui, Some(symbol), &name, &note, chosen == Some(&side)).clicked() {
                    if model.parameter_sets.opened(&path).is_none() {
                        actions.push(Action::OpenSide(path));
                    }
                    now = Some(side);
                    ui.close();
                }
            }
        });
        if menu_row(ui, Some(icon::FOLDER_OPEN), say!("sets-a-file"), "", false).clicked() {
            actions.push(Action::AskForSet);
            ui.close();
        }
    });
    now
}

/// Saved sets, opened files and earlier visits of this meter: path, icon, name, note.
fn files(model: &Model) -> Vec<(PathBuf, theme::Icon, String, String)> {
    let sets = &model.parameter_sets;
    let mut files = Vec::new();
    for entry in sets.entries() {
        let Ok(info) = &entry.info else { continue };
        let serial = info.serial_number.clone().unwrap_or_default();
        let name = sides::file_name(&entry.path);
        files.push((entry.path.clone(), icon::STACK, name, serial));
    }
    for opened in sets.all_opened() {
        let is_file = matches!(opened.side, crate::app::model::SideSource::Set(_));
        if is_file && !files.iter().any(|(path, ..)| *path == opened.path) {
            let name = sides::file_name(&opened.path);
            files.push((opened.path.clone(), icon::FILE, name, String::new()));
        }
    }
    for (entry, info) in sides::visits(model) {
        let name = say!(
            "sets-visit",
            time = date::day_and_second(info.stored_at.datetime())
        );
        let note = say!("session-data-sets", count = info.data_sets);
        files.push((entry.path.clone(), icon::FOLDER, name, note));
    }
    files
}

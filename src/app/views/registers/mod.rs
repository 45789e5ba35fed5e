//! The page Registers: what is set in this meter, and what shall be?
//!
//! Values that are typed are staged; the review sheet beside the page shows the exact
//! commands, asks for the password and becomes the protocol of what was written.

mod deeds;
mod detail;
mod editor;
mod groups;
mod head;
mod raw;
pub mod review;
pub mod rows;
mod sheet;
mod table;
#[cfg(test)]
mod tests;
pub mod value;
mod words;

use std::sync::Arc;

use eframe::egui::{Rect, Ui, UiBuilder};

use crate::app::action::Action;
use crate::app::model::{Model, Staged};
use crate::app::page::Page;
use crate::app::settings::Settings;
use crate::app::theme::{self, Text, icon, size};
use crate::app::views::CommandsView;
use crate::app::widgets::empty::empty_state;
use crate::app::widgets::{Button, paint, table_card};
use crate::profile::Profile;
use crate::say;
use crate::worker::Change;
use editor::{Done, Editor};
pub use rows::Group;
use rows::{Listing, Row};
use sheet::Sheet;
use table::TableState;

/// The sheet beside the page, and the least width of a window with both.
const SHEET: f32 = 496.0;
const BESIDE: f32 = 1100.0;
/// The list of groups, and the least width of the page with it.
const GROUPS: f32 = 232.0;
const WITH_GROUPS: f32 = 860.0;

/// What is chosen on the page.
#[derive(Debug, Default)]
pub struct RegistersView {
    listing: Option<Listing>,
    group: Group,
    search: String,
    only_changed: bool,
    only_staged: bool,
    table: TableState,
    editor: Option<Editor>,
    sheet: Option<Sheet>,
    raw: raw::RawLine,
    commands: CommandsView,
    asking: Option<groups::Asking>,
    wants_search: bool,
}

impl RegistersView {
    /// Puts the cursor into the search field in the next frame.
    pub fn focus_search(&mut self) {
        self.wants_search = true;
    }

    /// Opens the review of what is staged, or the protocol of what was written.
    pub fn open_review(&mut self, model: &Model) {
        if self.sheet.is_none() && (!model.staging.is_empty() || !model.programme.run.is_empty()) {
            self.editor = None;
            self.sheet = Some(Sheet::of(model));
        }
    }

    /// Whether the sheet has the one filled button of the window.
    pub fn has_filled_button(&self) -> bool {
        self.sheet.as_ref().is_some_and(Sheet::is_review)
            || self.group == Group::Commands && self.commands.is_reviewing()
    }

    /// Where the sheet is, if it is open, in the page area of a window so wide.
    pub fn sheet_place(&self, area: Rect, window: f32) -> Option<Rect> {
        self.sheet.as_ref()?;
        let mut place = area;
        if window >= BESIDE {
            place.min.x = area.max.x - SHEET;
        }
        Some(place)
    }

    /// Draws the sheet, which is drawn after the page.
    pub fn sheet_ui(
        &mut self,
        ui: &mut Ui,
        place: Rect,
        model: &Model,
        settings: &Settings,
        actions: &mut Vec<Action>,
    ) {
        let profile = model.profile(settings.profile.as_deref());
        if let Some(sheet) = &mut self.sheet
            && sheet.ui(ui, place, profile.as_deref(), model, settings, actions)
        {
            self.sheet = None;
            self.table.focus();
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
        let profile = model.profile(settings.profile.as_deref());
        self.take_over(profile.as_ref(), model);
        let Some(listing) = self.listing.take() else {
            return;
        };
        let told = rows::Told::of(model);
        let writing = model.running().is_some();
        let all: Vec<Row> = listing
            .registers
            .iter()
            .map(|register| told.row(register, writing))
            .collect();
        self.title(ui, &listing, &all, model, settings, actions);
        if listing.registers.is_empty() && !matches!(self.group, Group::Raw | Group::Commands) {
            empty(ui, profile.as_deref(), model, actions);
        } else {
            self.body(ui, &listing, all, model, settings, actions);
        }
        self.listing = Some(listing);
    }

    /// Makes the list anew when it is of another profile or readout.
    fn take_over(&mut self, profile: Option<&Arc<Profile>>, model: &Model) {
        let readout = model.readout_at_hand().map(|reading| &reading.readout);
        let known = self.listing.as_ref();
        if known.is_some_and(|listing| listing.is_of(profile, readout)) {
            return;
        }
        let listing = Listing::of(profile.cloned(), readout.cloned());
        if let Group::Named(name) = &self.group
            && !listing.groups.iter().any(|(known, _)| known == name)
        {
            self.group = Group::All;
        }
        self.editor = None;
        self.asking = None;
        self.listing = Some(listing);
    }

    fn body(
        &mut self,
        ui: &mut Ui,
        listing: &Listing,
        all: Vec<Row>,
        model: &Model,
        settings: &Settings,
        actions: &mut Vec<Action>,
    ) {
        let profile = listing.profile.as_deref();
        let told_elsewhere =
            self.sheet.is_some() || self.group == Group::Commands && self.commands.is_open();
        groups::notices(ui, profile, model, told_elsewhere, actions);
        if let Some(asking) = &mut self.asking {
            match asking.ui(ui, profile) {
                groups::Asked::Waiting => {}
                groups::Asked::Left => self.asking = None,
                groups::Asked::Given(credentials) => {
                    let task = asking.task.clone();
                    self.asking = None;
                    actions.push(Action::Programme {
                        task,
                        credentials: vec![credentials],
                    });
                }
            }
        }
        let area = ui.available_rect_before_wrap();
        ui.allocate_space(area.size());
        let with_groups = area.width() >= WITH_GROUPS;
        let mut right = area;
        if with_groups {
            let mut left = area;
            left.max.x = area.left() + GROUPS;
            right.min.x = left.max.x + size::GAP;
            groups::list(ui, left, listing, &mut self.group);
        }
        if self.group == Group::Commands {
            let place = self.choice_bar(ui, right, with_groups, listing);
            self.commands.ui(ui, place, model, settings, actions);
            return;
        }
        if self.group == Group::Raw {
            let place = self.choice_bar(ui, right, with_groups, listing);
            let mut child = ui.new_child(UiBuilder::new().id_salt("raw").max_rect(place));
            let asked = self.raw.ui(
                &mut child,
                &listing.registers,
                profile,
                model,
                settings,
                actions,
            );
            match asked {
                Some(raw::Asked::Read(order)) => self.say(order, profile, actions),
                Some(raw::Asked::Review(order)) => self.sheet = Some(Sheet::of_raw(order)),
                None => {}
            }
            return;
        }
        let mut bar = right;
        bar.max.y = right.top() + size::CONTROL;
        let mut place = right;
        place.min.y = bar.bottom() + size::GAP;
        self.toolbar(ui, bar, with_groups, listing);
        let shown: Vec<Row> = all.into_iter().filter(|row| self.is_shown(row)).collect();
        let mut child = ui.new_child(UiBuilder::new().id_salt("register card").max_rect(place));
        table_card(&mut child, |ui| {
            let card = ui.available_rect_before_wrap();
            ui.allocate_space(card.size());
            self.card(ui, card, &shown, listing, model, actions);
        });
    }

    /// The choice of the group above commands, where there is no list of them.
    fn choice_bar(
        &mut self,
        ui: &mut Ui,
        right: Rect,
        with_groups: bool,
        listing: &Listing,
    ) -> Rect {
        let mut place = right;
        if !with_groups {
            let mut bar = right;
            bar.max.y = right.top() + size::CONTROL;
            let mut child = ui.new_child(UiBuilder::new().id_salt("choice bar").max_rect(bar));
            groups::choice(&mut child, 200.0, listing, &mut self.group);
            place.min.y = bar.bottom() + size::GAP;
        }
        place
    }

    /// The table and what is said of the chosen register below it.
    fn card(
        &mut self,
        ui: &mut Ui,
        card: Rect,
        shown: &[Row],
        listing: &Listing,
        model: &Model,
        actions: &mut Vec<Action>,
    ) {
        let busy = model.running().is_some();
        let profile = listing.profile.as_deref();
        let chosen = self
            .table
            .chosen
            .as_ref()
            .and_then(|address| shown.iter().find(|row| row.register.address == *address));
        // What cannot be seen takes no keys.
        let edits_chosen = |editor: &Editor| {
            chosen.is_some_and(|row| row.register.address == editor.register.address)
        };
        self.editor = self.editor.take().filter(edits_chosen);
        let mut body = card;
        let height = detail::height(card.height());
        if chosen.is_some() {
            body.max.y -= height;
        }
        let editing = self.editor.is_some();
        let told = table::ui(ui, body, shown, &mut self.table, editing, |row| {
            deeds::deeds(row, busy)
        });
        if shown.is_empty() {
            let words = self.nothing();
            let middle = body.top() + 64.0;
            let (left, right) = (body.left() + 20.0, body.right() - 20.0);
            let c = theme::colors(ui);
            paint::line_cut(ui, left, right, middle, Text::Body, c.text2, &words);
        }
        let mut wish = told
            .wish
            .and_then(|(row, wish)| Some((shown.get(row)?, wish)));
        if let Some(row) = chosen {
            let mut place = card;
            place.min.y = body.bottom();
            if let Some(wanted) = detail::ui(ui, place, row, profile, busy) {
                wish = Some((row, wanted));
            }
        }
        if let Some(cell) = told.new_value {
            self.editor_ui(ui, cell, actions);
        }
        if let Some((row, wish)) = wish {
            self.grant(row, wish, profile, model, actions);
        }
    }

    fn editor_ui(&mut self, ui: &Ui, cell: Rect, actions: &mut Vec<Action>) {
        let Some(editor) = &mut self.editor else {
            return;
        };
        let done = editor.ui(ui, cell);
        if done == Done::No {
            return;
        }
        if let Done::Stage(wanted) = done {
            let same = editor
                .shown
                .as_ref()
                .is_some_and(|shown| editor.register.is_same(&wanted, shown));
            actions.push(if same {
                Action::Unstage(editor.register.address.clone())
            } else {
                Action::Stage(vec![Staged {
                    change: Change {
                        register: Arc::clone(&editor.register),
                        wanted,
                        shown: editor.shown.clone(),
                    },
                    reason: None,
                }])
            });
        }
        self.editor = None;
        self.table.focus();
    }
}

/// The page while no register is known.
fn empty(ui: &mut Ui, profile: Option<&Profile>, model: &Model, actions: &mut Vec<Action>) {
    let icon = Page::Registers.icon();
    match profile {
        Some(profile) if profile.programming.is_none() => {
            let what = words::no_programming(profile);
            let meanwhile = say!("registers-empty-readout");
            empty_state(ui, icon, &what, meanwhile);
        }
        _ => empty_state(
            ui,
            icon,
            say!("registers-empty-page"),
            say!("registers-empty-page-how"),
        ),
    }
    let read = Button::accented(say!("connection-read-meter")).icon(icon::ARROW_CIRCLE_DOWN);
    let off = model.running().map(|_| say!("registers-session-ended"));
    if ui
        .add(read.big().off(off).name(say!("registers-read-this-meter")))
        .clicked()
    {
        actions.push(Action::Read { every_way: false });
    }
}

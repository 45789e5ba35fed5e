//! What stands above the table: title, buttons, search, filters; and what is read.

use std::sync::Arc;

use eframe::egui::{Align, Id, Key, Layout, Modifiers, Rect, Ui, UiBuilder};

use super::rows::{self, Group, Listing, Row, RowState};
use super::{RegistersView, deeds, groups, review, words};
use crate::app::action::Action;
use crate::app::model::Model;
use crate::app::page::Page;
use crate::app::settings::Settings;
use crate::app::text;
use crate::app::theme::{self, Text, icon};
use crate::app::widgets::{Button, SearchField, title_row, toggle, toggle_width};
use crate::language::date;
use crate::order::Order;
use crate::profile::{Profile, RegisterDef};
use crate::say;
use crate::worker::Task;

/// The least width of the search field, in points, beside the filters.
const SEARCH_LEAST: f32 = 120.0;

impl RegistersView {
    pub(super) fn title(
        &mut self,
        ui: &mut Ui,
        listing: &Listing,
        all: &[Row],
        model: &Model,
        settings: &Settings,
        actions: &mut Vec<Action>,
    ) {
        let c = theme::colors(ui);
        let narrow = ui.available_width() < 640.0;
        let busy = model.running().is_some();
        let to_read = self.to_read(listing);
        let off = deeds::why_no_reading(listing.profile.as_deref(), busy, to_read.is_empty());
        let (mut read, mut review, mut back) = (false, false, false);
        let mut read_only = !model.may_write;
        let staged = model.staging.len();
        let put_back = review::put_back(model);
        title_row(
            ui,
            Page::Registers.title(),
            |ui| {
                ui.label(Text::Body.rich(said(all)).color(c.text2));
            },
            |ui| {
                let verb = match self.group {
                    Group::Named(_) => say!("registers-read-group"),
                    _ => say!("registers-read-all"),
                };
                let button = Button::accented(verb)
                    .icon(icon::ARROW_CIRCLE_DOWN)
                    .off(off.as_deref());
                let button = if narrow { button } else { button.key("Ctrl R") };
                read = ui.add(button.name(say!("registers-read-shown"))).clicked();
                if staged > 0 && self.sheet.is_none() {
                    let label = say!("registers-review", count = staged);
                    let button = Button::plain(&label).icon(icon::LIST_CHECKS);
                    let name = say!("registers-review-changes", count = staged);
                    review = ui.add(button.name(&name)).clicked();
                }
                if !put_back.is_empty() && self.sheet.is_none() {
                    let button = Button::plain(say!("registers-put-back"))
                        .icon(icon::ARROW_COUNTER_CLOCKWISE);
                    back = ui
                        .add(button.name(say!("registers-put-back-name")))
                        .on_hover_text(say!("registers-put-back-note"))
                        .clicked();
                }
                toggle(
                    ui,
                    &mut read_only,
                    say!("registers-read-only"),
                    say!("registers-read-only"),
                )
                .on_hover_text(words::read_only(settings.role, model.may_write));
            },
        );
        if read_only == model.may_write {
            actions.push(Action::AllowWriting(!read_only));
        }
        let key = ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::R));
        if read || key && off.is_none() {
            self.read(to_read, listing.profile.as_deref(), model, actions);
        }
        if review {
            actions.push(Action::ShowReview);
        }
        if back {
            actions.push(Action::Stage(put_back));
        }
    }

    /// What *Read all* reads: what the group shows, as far as it can be read. What only
    /// the readout knows is read on its own wish, or where there is nothing else.
    pub(super) fn to_read(&self, listing: &Listing) -> Vec<Arc<RegisterDef>> {
        let group = match &self.group {
            Group::Named(name) => Some(name.as_str()),
            _ => None,
        };
        let knows_some = listing
            .profile
            .as_ref()
            .is_some_and(|profile| !profile.registers.is_empty());
        listing
            .registers
            .iter()
            .filter(|register| register.is_readable())
            .filter(|register| match group {
                Some(group) => register.group == group,
                None => !knows_some || register.group != rows::OTHERS,
            })
            .cloned()
            .collect()
    }

    /// Reads registers, once the password is there that reading needs.
    pub(super) fn read(
        &mut self,
        registers: Vec<Arc<RegisterDef>>,
        profile: Option<&Profile>,
        model: &Model,
        actions: &mut Vec<Action>,
    ) {
        if registers.is_empty() || model.running().is_some() {
            return;
        }
        match groups::Asking::before(Task::Get(registers), profile) {
            Ok(asking) => self.asking = Some(asking),
            Err(task) => actions.push(Action::Programme {
                task,
                credentials: Vec::new(),
            }),
        }
    }

    /// Says a raw command that changes nothing.
    pub(super) fn say(
        &mut self,
        order: Order,
        profile: Option<&Profile>,
        actions: &mut Vec<Action>,
    ) {
        match groups::Asking::before(Task::Raw(order), profile) {
            Ok(asking) => self.asking = Some(asking),
            Err(task) => actions.push(Action::Programme {
                task,
                credentials: Vec::new(),
            }),
        }
    }

    pub(super) fn is_shown(&self, row: &Row) -> bool {
        let in_group = match &self.group {
            Group::Named(name) => row.register.group == *name,
            _ => true,
        };
        let changed = matches!(
            row.state,
            RowState::Staged
                | RowState::UnderWay(_)
                | RowState::Verified
                | RowState::Refused(_)
                | RowState::NotVerified(_)
                | RowState::Unknown(_)
        );
        let wanted = self.search.trim().to_lowercase();
        let register = &row.register;
        let found = wanted.is_empty()
            || [
                register.address.as_str(),
                &register.name,
                &text::register_name(&register.name),
                &register.help,
            ]
            .iter()
            .any(|text| text.to_lowercase().contains(&wanted));
        in_group
            && found
            && (changed || !self.only_changed)
            && (row.staged.is_some() || !self.only_staged)
    }

    pub(super) fn toolbar(&mut self, ui: &mut Ui, bar: Rect, with_groups: bool, listing: &Listing) {
        let layout = Layout::left_to_right(Align::Center);
        let mut tools = ui.new_child(
            UiBuilder::new()
                .id_salt("register tools")
                .max_rect(bar)
                .layout(layout),
        );
        tools.spacing_mut().item_spacing.x = 8.0;
        let tools = &mut tools;
        if !with_groups {
            let width = (bar.width() * 0.4).min(200.0);
            groups::choice(tools, width, listing, &mut self.group);
        }
        let filters = [
            say!("registers-only-staged"),
            say!("registers-only-changed"),
        ];
        let filters: f32 = filters
            .iter()
            .map(|label| toggle_width(tools, label) + 8.0)
            .sum();
        let with_filters = tools.available_width() >= filters + SEARCH_LEAST;
        let filters = if with_filters { filters } else { 0.0 };
        let field = tools.add(SearchField {
            text: &mut self.search,
            hint: say!("registers-search-hint"),
            key: with_filters.then_some("Ctrl F"),
            width: tools.available_width() - filters,
            id: Id::unique("search registers"),
        });
        if std::mem::take(&mut self.wants_search) {
            field.request_focus();
        }
        let searching = field.has_focus() || field.lost_focus();
        if searching && tools.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Escape)) {
            self.search.clear();
        }
        if field.has_focus()
            && tools.input_mut(|input| input.consume_key(Modifiers::NONE, Key::ArrowDown))
        {
            self.table.focus();
        }
        if with_filters {
            tools.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let name = say!("registers-only-staged-name");
                toggle(
                    ui,
                    &mut self.only_staged,
                    say!("registers-only-staged"),
                    name,
                );
                let name = say!("registers-only-changed-name");
                toggle(
                    ui,
                    &mut self.only_changed,
                    say!("registers-only-changed"),
                    name,
                );
            });
        }
    }

    pub(super) fn nothing(&self) -> String {
        match self.search.trim() {
            "" if self.only_staged => say!("registers-nothing-staged").to_owned(),
            "" => say!("registers-nothing-changed").to_owned(),
            words => say!("registers-nothing-found", words = words),
        }
    }
}

/// `Read 14:50:52`, or how many there are.
fn said(all: &[Row]) -> String {
    let last = all.iter().filter_map(|row| row.read_at.as_ref()).max();
    match last {
        Some(at) => say!("session-read-at", time = date::second(at.time())),
        None if all.is_empty() => String::new(),
        None => say!("registers-not-read-yet").to_owned(),
    }
}

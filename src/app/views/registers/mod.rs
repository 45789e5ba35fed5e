//! The page Registers: what is set in this meter, and what shall be?
//!
//! Values that are typed are staged; the review sheet beside the page shows the exact
//! commands, asks for the password and becomes the protocol of what was written.

mod detail;
mod editor;
mod groups;
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

use eframe::egui::{Align, Id, Key, Layout, Modifiers, Rect, Ui, UiBuilder};

use crate::app::action::Action;
use crate::app::model::{Model, Staged};
use crate::app::page::Page;
use crate::app::settings::Settings;
use crate::app::text;
use crate::app::theme::{self, Text, icon, size};
use crate::app::views::CommandsView;
use crate::app::widgets::empty::empty_state;
use crate::app::widgets::{Button, SearchField, paint, table_card, title_row, toggle};
use crate::order::Order;
use crate::profile::{Profile, RegisterDef};
use crate::worker::{Change, Task};
use editor::{Done, Editor};
pub use rows::Group;
use rows::{Listing, Row, RowState};
use sheet::Sheet;
use table::{TableState, Wish};

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

    fn title(
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
        let off = why_no_reading(listing.profile.as_deref(), busy, to_read.is_empty());
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
                    Group::Named(_) => "Read group",
                    _ => "Read all",
                };
                let button = Button::accented(verb)
                    .icon(icon::ARROW_CIRCLE_DOWN)
                    .off(off.as_deref());
                let button = if narrow { button } else { button.key("Ctrl R") };
                read = ui.add(button.name("Read the registers shown")).clicked();
                if staged > 0 && self.sheet.is_none() {
                    let label = format!("Review {staged}");
                    let button = Button::plain(&label).icon(icon::LIST_CHECKS);
                    let name = format!("Review {}", text::count(staged, "change", "changes"));
                    review = ui.add(button.name(&name)).clicked();
                }
                if !put_back.is_empty() && self.sheet.is_none() {
                    let button = Button::plain("Put back").icon(icon::ARROW_COUNTER_CLOCKWISE);
                    back = ui
                        .add(button.name("Stage the values from before"))
                        .on_hover_text("Stages what the meter had before this visit")
                        .clicked();
                }
                toggle(ui, &mut read_only, "Read only", "Read only")
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
    fn to_read(&self, listing: &Listing) -> Vec<Arc<RegisterDef>> {
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
    fn read(
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
                credentials: None,
            }),
        }
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
                        credentials: Some(credentials),
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

    /// Says a raw command that changes nothing.
    fn say(&mut self, order: Order, profile: Option<&Profile>, actions: &mut Vec<Action>) {
        match groups::Asking::before(Task::Raw(order), profile) {
            Ok(asking) => self.asking = Some(asking),
            Err(task) => actions.push(Action::Programme {
                task,
                credentials: None,
            }),
        }
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

    fn is_shown(&self, row: &Row) -> bool {
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
            || [&register.address, &register.name, &register.help]
                .iter()
                .any(|text| text.to_lowercase().contains(&wanted));
        in_group
            && found
            && (changed || !self.only_changed)
            && (row.staged.is_some() || !self.only_staged)
    }

    fn toolbar(&mut self, ui: &mut Ui, bar: Rect, with_groups: bool, listing: &Listing) {
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
        let with_filters = bar.width() >= 620.0;
        let filters = if with_filters { 292.0 } else { 0.0 };
        let field = tools.add(SearchField {
            text: &mut self.search,
            hint: "Address, name or help",
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
                let name = "Only registers with staged changes";
                toggle(ui, &mut self.only_staged, "Only staged", name);
                let name = "Only registers changed in this visit";
                toggle(ui, &mut self.only_changed, "Only changed", name);
            });
        }
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
        let mut body = card;
        let height = detail::height(card.height());
        if chosen.is_some() {
            body.max.y -= height;
        }
        let editing = self.editor.is_some();
        let told = table::ui(ui, body, shown, &mut self.table, editing, |row| {
            deeds(row, busy)
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

    fn nothing(&self) -> String {
        match self.search.trim() {
            "" if self.only_staged => "Nothing is staged".to_owned(),
            "" => "Nothing was changed in this visit".to_owned(),
            words => format!("Nothing has “{words}” in its address, name or help. Esc shows all"),
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

    fn grant(
        &mut self,
        row: &Row,
        wish: Wish,
        profile: Option<&Profile>,
        model: &Model,
        actions: &mut Vec<Action>,
    ) {
        let register = &row.register;
        let is_writable = register.write_level().is_some();
        let is_unread = row.value.is_none() && register.is_readable() && row.staged.is_none();
        let can_read = why_no_reading(profile, model.running().is_some(), false).is_none();
        let copy = |text: String, what: &str| Action::Copy {
            text,
            what: what.to_owned(),
        };
        match wish {
            Wish::Open if is_unread && can_read => {
                self.read(vec![Arc::clone(register)], profile, model, actions);
            }
            Wish::Open | Wish::Edit if is_writable => {
                self.table.choose(&register.address);
                self.editor = Some(Editor::of(row));
            }
            Wish::Open | Wish::Edit => {}
            Wish::Read if can_read => {
                self.read(vec![Arc::clone(register)], profile, model, actions);
            }
            Wish::Read => {}
            Wish::Unstage => actions.push(Action::Unstage(register.address.clone())),
            Wish::CopyValue => {
                let text = row.value.as_ref().map(|(_, shown)| value::in_words(shown));
                actions.push(copy(text.unwrap_or_default(), "The value"));
            }
            Wish::CopyRow => {
                let mut parts = vec![register.address.clone(), register.name.clone()];
                for value in [&row.value, &row.staged] {
                    let text = value.as_ref().map(|(_, shown)| value::in_words(shown));
                    parts.push(text.unwrap_or_default());
                }
                parts.push(row.state.word().to_owned());
                actions.push(copy(parts.join("\t"), "The row"));
            }
            Wish::CopyCommand => {
                if let Some(profile) = profile {
                    let order = Order::read(profile, register);
                    actions.push(copy(order.to_string(), "The command"));
                }
            }
        }
    }
}

/// What can be done with a row.
fn deeds(row: &Row, busy: bool) -> Vec<(Wish, &'static str)> {
    let mut deeds = Vec::new();
    if row.register.write_level().is_some() {
        deeds.push((Wish::Edit, "Edit the value"));
    }
    if row.register.is_readable() && !busy {
        deeds.push((Wish::Read, "Read this register"));
    }
    if row.staged.is_some() {
        deeds.push((Wish::Unstage, "Unstage"));
    }
    if row.value.is_some() {
        deeds.push((Wish::CopyValue, "Copy the value"));
    }
    deeds.push((Wish::CopyRow, "Copy the row"));
    deeds.push((Wish::CopyCommand, "Copy the read command"));
    deeds
}

/// `Read 14:50:52`, or how many there are.
fn said(all: &[Row]) -> String {
    let last = all.iter().filter_map(|row| row.read_at.as_ref()).max();
    match last {
        Some(at) => format!("Read {}", at.strftime("%H:%M:%S")),
        None if all.is_empty() => String::new(),
        None => "Not read yet".to_owned(),
    }
}

/// Why nothing can be read in programming mode; `None` if it can.
fn why_no_reading(profile: Option<&Profile>, busy: bool, nothing: bool) -> Option<String> {
    match profile {
        _ if busy => Some("When the session has ended".to_owned()),
        None => Some("Read the meter first, or choose a device profile".to_owned()),
        Some(profile) if profile.programming.is_none() => Some(words::no_programming(profile)),
        Some(_) if nothing => Some("Nothing here can be read".to_owned()),
        Some(_) => None,
    }
}

/// The page while no register is known.
fn empty(ui: &mut Ui, profile: Option<&Profile>, model: &Model, actions: &mut Vec<Action>) {
    let icon = Page::Registers.icon();
    match profile {
        Some(profile) if profile.programming.is_none() => {
            let what = words::no_programming(profile);
            let meanwhile = "What its readout holds is shown here after Read meter";
            empty_state(ui, icon, &what, meanwhile);
        }
        _ => empty_state(
            ui,
            icon,
            "The registers of this meter will be here, to look at and to change",
            "Reading the meter tells which type it is, and which registers it has",
        ),
    }
    let read = Button::accented("Read meter").icon(icon::ARROW_CIRCLE_DOWN);
    let off = model.running().map(|_| "When the session has ended");
    if ui
        .add(read.big().off(off).name("Read this meter"))
        .clicked()
    {
        actions.push(Action::Read { every_way: false });
    }
}

//! The page Visits: where is the proof?

pub mod changes;
pub mod filter;
#[cfg(test)]
mod tests;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use eframe::egui::{Align, Id, Key, Layout, Rect, Stroke, Ui, UiBuilder, vec2};

use super::grid::{Cell, Column, Content, Grid};
use crate::app::action::Action;
use crate::app::model::Model;
use crate::app::page::Page;
use crate::app::settings::Settings;
use crate::app::text;
use crate::app::theme::{self, Colors, Text, icon};
use crate::app::widgets::empty::empty_state;
use crate::app::widgets::{
    Button, SearchField, State, menu_row, paint, segments, table_card, title_row,
};
use crate::archive::{Entry, VisitInfo, VisitKind};
use crate::language::date;
use crate::say;
use changes::ChangesView;
use filter::{Typed, VisitFilter, folder_name, meter_name, typed};

/// The row with the search.
const TOOLBAR: f32 = 52.0;
/// The row with what can be done with the chosen visit.
const DEEDS: f32 = 52.0;

/// What is chosen on the page.
#[derive(Debug, Default)]
pub struct VisitsView {
    filter: VisitFilter,
    grid: Grid,
    /// The chosen visit, so that it stays chosen when the list changes.
    chosen: Option<PathBuf>,
    /// The numbers of the visits to show, as long as nothing changed.
    shown: Option<(Arc<[Entry]>, VisitFilter, Vec<usize>)>,
    wants_search: bool,
    /// The visit that a place to save at is asked for.
    pub saving: Option<PathBuf>,
    /// The visit that a place for a report is asked for; `None` for this one.
    pub reporting: Option<PathBuf>,
    section: Section,
    changes: ChangesView,
}

/// The two parts of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Section {
    #[default]
    Readouts,
    Changes,
}

impl VisitsView {
    /// Puts the cursor into the search field in the next frame.
    pub fn focus_search(&mut self) {
        match self.section {
            Section::Readouts => self.wants_search = true,
            Section::Changes => self.changes.focus_search(),
        }
    }

    /// Shows the changes of the journal.
    pub fn show_changes(&mut self) {
        self.section = Section::Changes;
    }

    /// Draws the page.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        model: &Model,
        _settings: &Settings,
        actions: &mut Vec<Action>,
    ) {
        if model.visits.wants_listing() {
            actions.push(Action::ListVisits);
        }
        if self.section == Section::Changes {
            self.title(ui, "", model, actions);
            self.changes.ui(ui, model, actions);
            return;
        }
        let entries = match &model.visits.listed {
            Some(Ok(entries)) => Arc::clone(entries),
            Some(Err(reason)) => {
                self.title(ui, "", model, actions);
                let words = say!("visits-not-listed-because", reason = reason);
                empty_state(ui, icon::WARNING, say!("visits-not-listed"), &words);
                return;
            }
            None => {
                self.title(ui, "", model, actions);
                empty_state(ui, Page::Visits.icon(), say!("visits-looking"), "");
                return;
            }
        };
        self.find(&entries);
        let said = self.count(entries.len());
        self.title(ui, &said, model, actions);
        if entries.is_empty() {
            let words = say!("visits-stored-by-itself");
            empty_state(ui, Page::Visits.icon(), say!("visits-none-yet"), words);
            let read = Button::accented(say!("visits-read-a-meter")).icon(icon::ARROW_CIRCLE_DOWN);
            let off = model.running().map(|_| say!("visits-session-ended"));
            if ui.add(read.big().off(off)).clicked() {
                actions.push(Action::Read { every_way: false });
            }
            return;
        }
        table_card(ui, |ui| {
            let card = ui.available_rect_before_wrap();
            ui.allocate_space(card.size());
            let mut bar = card;
            bar.max.y = card.top() + TOOLBAR;
            self.toolbar(ui, bar);
            let mut body = card;
            body.min.y = bar.bottom();
            body.max.y -= DEEDS;
            self.table(ui, body, &entries, model, actions);
            let mut deeds = card;
            deeds.min.y = body.bottom();
            let chosen = self.selected(&entries);
            deeds_ui(ui, deeds, chosen, model, actions);
        });
    }

    /// The title row, with the choice between readouts and changes.
    fn title(&mut self, ui: &mut Ui, said: &str, model: &Model, actions: &mut Vec<Action>) {
        let c = theme::colors(ui);
        let section = &mut self.section;
        title_row(
            ui,
            say!("page-visits"),
            |ui| {
                let choices = [
                    (Section::Readouts, say!("visits-readouts")),
                    (Section::Changes, say!("visits-changes")),
                ];
                segments(ui, say!("page-visits"), section, &choices);
                ui.label(Text::Body.rich(said).color(c.text2));
            },
            |ui| {
                let open = Button::plain(say!("visits-open-file")).icon(icon::FILE);
                if ui.add(open).clicked() {
                    actions.push(Action::Open);
                }
                let nothing = say!("visits-read-first");
                let off = (!model.has_something_to_report()).then_some(nothing);
                let report = Button::plain(say!("visits-report"))
                    .icon(icon::PRINTER)
                    .off(off);
                if ui.add(report.name(say!("visits-report-name"))).clicked() {
                    actions.push(Action::Report);
                }
            },
        );
    }

    /// Filters anew when the list or the filter changed, and finds the chosen visit.
    fn find(&mut self, entries: &Arc<[Entry]>) {
        let known = self
            .shown
            .as_ref()
            .is_some_and(|(list, filter, _)| Arc::ptr_eq(list, entries) && *filter == self.filter);
        if known {
            return;
        }
        let shown = self.filter.shown(entries);
        self.grid.selected = self.chosen.as_ref().and_then(|path| {
            shown.iter().position(|number| {
                entries
                    .get(*number)
                    .is_some_and(|entry| entry.path == *path)
            })
        });
        self.shown = Some((Arc::clone(entries), self.filter.clone(), shown));
    }

    fn numbers(&self) -> &[usize] {
        self.shown.as_ref().map_or(&[], |(_, _, numbers)| numbers)
    }

    fn count(&self, all: usize) -> String {
        if all == 0 {
            String::new()
        } else if self.filter.is_empty() {
            say!("visits-count", count = all)
        } else {
            say!("visits-some-of", count = self.numbers().len(), all = all)
        }
    }

    fn selected<'a>(&self, entries: &'a [Entry]) -> Option<&'a Entry> {
        entries.get(*self.numbers().get(self.grid.selected?)?)
    }

    fn toolbar(&mut self, ui: &mut Ui, bar: Rect) {
        let c = theme::colors(ui);
        let place = bar.shrink2(vec2(8.0, 8.0));
        let layout = Layout::left_to_right(Align::Center);
        let mut tools = ui.new_child(
            UiBuilder::new()
                .id_salt("visit tools")
                .max_rect(place)
                .layout(layout),
        );
        tools.spacing_mut().item_spacing.x = 8.0;
        let tools = &mut tools;
        let wide = place.width() > 560.0;
        let dates = if wide { 2.0 * 148.0 + 60.0 } else { 0.0 };
        let field = tools.add(SearchField {
            text: &mut self.filter.search,
            hint: say!("visits-search-hint"),
            key: wide.then_some("Ctrl F"),
            width: (place.width() - dates).clamp(160.0, 360.0),
            id: Id::unique("search visits"),
        });
        if std::mem::take(&mut self.wants_search) {
            field.request_focus();
        }
        let searching = field.has_focus() || field.lost_focus();
        if searching && tools.input(|input| input.key_pressed(Key::Escape)) {
            self.filter = VisitFilter::default();
        }
        if !wide {
            return;
        }
        for (caption, hint, text) in [
            ("from", say!("visits-from-hint"), &mut self.filter.from),
            ("to", say!("visits-to-hint"), &mut self.filter.to),
        ] {
            let is_wrong = typed(text) == Typed::NotADate;
            let field = tools.add(SearchField {
                text,
                hint,
                key: None,
                width: 148.0,
                id: Id::unique(("visits", caption)),
            });
            if is_wrong {
                let edge = Stroke::new(2.0, c.warn);
                let rect = field.rect.expand2(vec2(8.0, 8.0));
                let words = say!("visits-date-hint");
                let below = eframe::egui::pos2(rect.left(), field.rect.bottom() + 6.0);
                tools.painter().hline(rect.x_range(), below.y, edge);
                field.on_hover_text(words);
            }
        }
    }

    fn table(
        &mut self,
        ui: &mut Ui,
        body: Rect,
        entries: &[Entry],
        model: &Model,
        actions: &mut Vec<Action>,
    ) {
        let c = theme::colors(ui);
        let numbers = self.shown.take();
        let list = numbers.as_ref().map_or(&[][..], |(_, _, list)| list);
        let of_row = |row: usize| list.get(row).and_then(|number| entries.get(*number));
        let narrow = body.width() < 860.0;
        let columns = columns(narrow);
        let content = Content {
            name: say!("visits-table"),
            columns: &columns,
            rows: list.len(),
            row: &|row| of_row(row).map_or_else(Vec::new, |entry| cells(entry, narrow, c)),
        };
        let opened = self.grid.ui(ui, body, &content, |ui, row| {
            if let Some(entry) = of_row(row) {
                menu(ui, entry, model, actions);
            }
        });
        if let Some(entry) = opened.and_then(of_row) {
            actions.push(Action::OpenFile(entry.path.clone()));
        }
        self.chosen = self
            .grid
            .selected
            .and_then(of_row)
            .map(|entry| entry.path.clone());
        if list.is_empty() {
            let words = say!("visits-none-fits");
            let middle = body.top() + 64.0;
            paint::line(ui, body.left() + 20.0, middle, Text::Body, c.text2, words);
        }
        self.shown = numbers;
    }
}

fn columns(narrow: bool) -> Vec<Column> {
    let column = |title, width, right| Column {
        title,
        width,
        right,
    };
    let mut columns = vec![
        column(say!("visits-column-read"), 180.0, false),
        column(say!("visits-column-serial"), 152.0, false),
        column(say!("visits-column-meter"), 0.0, false),
        column(say!("visits-column-what"), 128.0, false),
        column(say!("visits-column-state"), 136.0, false),
    ];
    if !narrow {
        columns.push(column(say!("visits-column-took"), 88.0, true));
        columns.push(column(say!("visits-column-port"), 152.0, false));
    }
    columns
}

/// What was fetched in a visit: `78 data sets`, `Load profile`.
fn what_of(info: &VisitInfo) -> String {
    match info.kind {
        VisitKind::Readout => say!("session-data-sets", count = info.data_sets),
        VisitKind::Programming => say!("page-registers").to_owned(),
        VisitKind::LoadProfile => say!("page-load-profile").to_owned(),
        VisitKind::Logbook => say!("page-logbook").to_owned(),
        VisitKind::Installation => say!("page-installation-check").to_owned(),
    }
}

/// The state of a visit.
fn state_of(entry: &Entry) -> (State, &'static str) {
    match &entry.info {
        Ok(info) if info.complete => (State::Good, say!("visits-complete")),
        Ok(_) => (State::Warning, say!("visits-damaged")),
        Err(_) => (State::Wrong, say!("visits-unreadable")),
    }
}

fn cells(entry: &Entry, narrow: bool, c: &Colors) -> Vec<Cell> {
    let (state, word) = state_of(entry);
    let state = Cell::State(state, word.to_owned());
    let info = match &entry.info {
        Ok(info) => info,
        Err(reason) => {
            let nothing = || Cell::Text(Text::Body, c.text2, String::new());
            return vec![
                Cell::Text(Text::Mono, c.text2, folder_name(entry)),
                nothing(),
                Cell::Text(Text::Body, c.text2, reason.clone()),
                nothing(),
                state,
            ];
        }
    };
    let at = date::day_and_second(info.stored_at.datetime());
    let mut cells = vec![
        Cell::Text(Text::Body, c.text, at),
        Cell::Text(
            Text::MonoStrong,
            c.text,
            info.serial_number.clone().unwrap_or_default(),
        ),
        Cell::Text(Text::Body, c.text, meter_name(info)),
        Cell::Text(Text::Body, c.text, what_of(info)),
        state,
    ];
    if !narrow {
        let took = text::duration(Duration::from_millis(info.duration_ms));
        cells.push(Cell::Text(Text::Body, c.text2, took));
        cells.push(Cell::Text(Text::Body, c.text2, info.port.clone()));
    }
    cells
}

/// What can be done with a visit: a name, its icon, and the wish.
fn deeds(entry: &Entry, model: &Model) -> Vec<(&'static str, theme::Icon, Action)> {
    let path = entry.path.clone();
    let mut deeds = Vec::new();
    if model.running().is_none() {
        deeds.push((
            say!("visits-open"),
            icon::FOLDER_OPEN,
            Action::OpenFile(path.clone()),
        ));
        if model.reading.is_some() {
            deeds.push((
                say!("visits-compare-shown"),
                icon::ARROWS_LEFT_RIGHT,
                Action::CompareWith(path.clone()),
            ));
        }
    }
    deeds.push((
        say!("visits-save-copy"),
        icon::FLOPPY_DISK,
        Action::SaveVisit(path.clone()),
    ));
    deeds.push((
        say!("visits-report"),
        icon::PRINTER,
        Action::ReportVisit(path.clone()),
    ));
    deeds.push((
        say!("visits-open-folder"),
        icon::FOLDER,
        Action::ShowFolder(path.clone()),
    ));
    let copy = Action::Copy {
        text: path.display().to_string(),
        what: say!("visits-path-of-visit").to_owned(),
    };
    deeds.push((say!("visits-copy-path"), icon::COPY, copy));
    deeds
}

fn menu(ui: &mut Ui, entry: &Entry, model: &Model, actions: &mut Vec<Action>) {
    ui.set_width(300.0);
    ui.spacing_mut().item_spacing.y = 2.0;
    for (name, icon, action) in deeds(entry, model) {
        if menu_row(ui, Some(icon), name, "", false).clicked() {
            actions.push(action);
            ui.close();
        }
    }
}

/// The row below the table.
fn deeds_ui(
    ui: &mut Ui,
    rect: Rect,
    entry: Option<&Entry>,
    model: &Model,
    actions: &mut Vec<Action>,
) {
    let c = theme::colors(ui);
    let edge = Stroke::new(1.0, c.line);
    ui.painter().hline(rect.x_range(), rect.top() + 0.5, edge);
    let Some(entry) = entry else {
        let words = say!("visits-choose");
        let middle = rect.center().y;
        paint::line(ui, rect.left() + 20.0, middle, Text::Body, c.text2, words);
        return;
    };
    let mut row = ui.new_child(
        UiBuilder::new()
            .id_salt("visit deeds")
            .max_rect(rect.shrink2(vec2(8.0, 8.0)))
            .layout(Layout::left_to_right(Align::Center)),
    );
    row.spacing_mut().item_spacing.x = 8.0;
    for (index, (name, icon, action)) in deeds(entry, model).into_iter().enumerate() {
        // There is less room than in the menu.
        let label = match action {
            Action::CompareWith(_) => say!("visits-compare"),
            _ => name,
        };
        let button = if index == 0 {
            Button::plain(label)
        } else {
            Button::quiet(label)
        };
        let spoken = say!("visits-deed-of-chosen", deed = name);
        if row.add(button.icon(icon).name(&spoken)).clicked() {
            actions.push(action);
        }
    }
}

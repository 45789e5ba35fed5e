//! The table of entries: kinds to filter by, search, and the chosen entry in full.

use std::sync::Arc;

use eframe::egui::{
    Align, Id, Key, Layout, Modifiers, Rect, Role, Sense, Stroke, StrokeKind, Ui, UiBuilder,
    WidgetInfo, pos2, vec2,
};

use super::rows::{Group, Row, Rows};
use super::words;
use crate::app::action::Action;
use crate::app::theme::{self, Colors, Icon, IconWeight, Text, icon, size};
use crate::app::views::grid::{Cell, Content, Grid, Sort};
use crate::app::widgets::{Button, SearchField, menu_row, paint, table_card};
use crate::language::{self, Language};
use crate::meter::Logbook;
use crate::meter::logbook::LogEntry;
use crate::meter::status::FlagKind;
use crate::say;

/// A row of tools above the table.
const BAR: f32 = 52.0;
/// The chosen entry, below the table.
const DETAIL: f32 = 64.0;
/// Below this width search and kinds have a row each.
const ONE_ROW: f32 = 860.0;
/// Below these widths a column is left out.
const WITH_STATUS: f32 = 620.0;
const WITH_SEASON: f32 = 760.0;
const WITH_VALUES: f32 = 940.0;

/// What is chosen in the table.
#[derive(Debug)]
pub(super) struct LogTable {
    of: Option<(Arc<Logbook>, Language)>,
    rows: Rows,
    search: String,
    groups: Vec<Group>,
    grid: Grid,
    wants_search: bool,
}

impl Default for LogTable {
    fn default() -> LogTable {
        LogTable {
            of: None,
            rows: Rows::default(),
            search: String::new(),
            groups: Vec::new(),
            grid: Grid::sorted(Sort::Down(0)),
            wants_search: false,
        }
    }
}

impl LogTable {
    pub(super) fn focus_search(&mut self) {
        self.wants_search = true;
    }

    /// Draws the card. `can_show`: there is a load profile page to go to.
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        logbook: &Arc<Logbook>,
        can_show: bool,
        actions: &mut Vec<Action>,
    ) {
        let c = theme::colors(ui);
        self.take_over(logbook);
        table_card(ui, |ui| {
            let card = ui.available_rect_before_wrap();
            ui.allocate_space(card.size());
            let mut bar = card;
            let rows = if card.width() < ONE_ROW { 2.0 } else { 1.0 };
            bar.max.y = card.top() + 8.0 + (BAR - 8.0) * rows;
            let mut free = self.tools(ui, bar);
            self.arrange();
            let count = self.count();
            let width = paint::width(ui, Text::Body, &count) + 1.0;
            if free.width() > width {
                free.min.x = free.max.x - width;
                paint::label(ui, free, Text::Body, c.text2, &count);
            }
            let mut body = card;
            body.min.y = bar.bottom();
            body.max.y -= DETAIL;
            self.table(ui, body, logbook, actions);
            let mut detail = card;
            detail.min.y = body.bottom();
            let chosen = self.grid.selected.and_then(|place| self.rows.at(place));
            let entry = chosen.and_then(|row| Some((row, logbook.entries.get(row.number)?)));
            detail_ui(ui, detail, entry, can_show, actions);
        });
    }

    /// Makes the rows anew when the logbook is another one, or the language.
    fn take_over(&mut self, logbook: &Arc<Logbook>) {
        let spoken = language::current();
        let is_known =
            |(of, said): &(Arc<Logbook>, Language)| Arc::ptr_eq(of, logbook) && *said == spoken;
        if self.of.as_ref().is_some_and(is_known) {
            return;
        }
        self.of = Some((Arc::clone(logbook), spoken));
        self.rows = Rows::of(logbook);
        self.grid.selected = None;
        self.groups.retain(|group| self.rows.count(*group) > 0);
    }

    /// Filters and sorts anew, and keeps what is chosen.
    fn arrange(&mut self) {
        let sort = self.grid.sort.unwrap_or_default();
        let chosen = self.grid.selected.and_then(|place| self.rows.at(place));
        let chosen = chosen.map(|row| row.number);
        if self.rows.arrange(&self.search, &self.groups, sort) {
            let shown = self.rows.shown();
            let place = chosen.and_then(|number| shown.iter().position(|row| *row == number));
            self.grid.selected = None;
            if let Some(place) = place {
                self.grid.choose(place);
            }
        }
    }

    /// Draws search and kinds; returns the room that is left for a word.
    fn tools(&mut self, ui: &mut Ui, bar: Rect) -> Rect {
        let inner = bar.shrink2(vec2(8.0, 8.0));
        let layout = Layout::left_to_right(Align::Min);
        let builder = UiBuilder::new().id_salt("log tools").max_rect(inner);
        let mut tools = ui.new_child(builder.layout(layout));
        let tools = &mut tools;
        tools.spacing_mut().item_spacing = vec2(8.0, 8.0);
        let two_rows = bar.width() < ONE_ROW;
        let field = tools.add(SearchField {
            text: &mut self.search,
            hint: say!("logbook-search-hint"),
            key: Some("Ctrl F"),
            width: if two_rows { 320.0 } else { 280.0 },
            id: Id::unique("search log"),
        });
        if std::mem::take(&mut self.wants_search) {
            field.request_focus();
        }
        let searching = field.has_focus() || field.lost_focus();
        if searching && tools.input(|input| input.key_pressed(Key::Escape)) {
            self.search.clear();
        }
        if field.has_focus()
            && tools.input_mut(|input| input.consume_key(Modifiers::NONE, Key::ArrowDown))
        {
            self.grid.choose(0);
        }
        let mut free = bar.shrink2(vec2(20.0, 0.0));
        free.min.x = field.rect.right() + 12.0;
        if two_rows {
            free.min.y = inner.top();
            free.max.y = inner.top() + size::CONTROL;
        }
        let mut place = tools.available_rect_before_wrap();
        if two_rows {
            place = inner;
            place.min.y = inner.top() + size::CONTROL + 8.0;
        }
        let builder = UiBuilder::new().id_salt("log kinds").max_rect(place);
        let mut kinds = ui.new_child(builder.layout(layout));
        let kinds = &mut kinds;
        kinds.spacing_mut().item_spacing.x = 8.0;
        kinds.shrink_clip_rect(place.expand(4.0));
        for group in Group::ALL {
            let count = self.rows.count(group);
            if count == 0 {
                continue;
            }
            let on = self.groups.contains(&group);
            if chip(kinds, group, count, on) {
                match on {
                    true => self.groups.retain(|chosen| *chosen != group),
                    false => self.groups.push(group),
                }
            }
        }
        if !two_rows {
            free.min.x = kinds.min_rect().right() + 12.0;
        }
        free
    }

    fn count(&self) -> String {
        match (self.rows.shown().len(), self.rows.len()) {
            (shown, all) if shown == all => say!("logbook-entries", count = all),
            (shown, all) => say!("logbook-some-of", shown = shown, all = all),
        }
    }

    fn table(&mut self, ui: &mut Ui, body: Rect, logbook: &Logbook, actions: &mut Vec<Action>) {
        let c = theme::colors(ui);
        let all = super::columns();
        let shown: Vec<usize> = columns(body.width());
        let columns: Vec<_> = shown
            .iter()
            .filter_map(|number| all.get(*number).copied())
            .collect();
        let rows = &self.rows;
        let content = Content {
            name: say!("logbook-table"),
            columns: &columns,
            rows: rows.shown().len(),
            row: &|place| {
                rows.at(place)
                    .map_or_else(Vec::new, |row| cells(row, &shown, c))
            },
        };
        self.grid.ui(ui, body, &content, |ui, place| {
            ui.set_width(240.0);
            let row = rows.at(place);
            let entry = row.and_then(|row| logbook.entries.get(row.number));
            let (Some(row), Some(entry)) = (row, entry) else {
                return;
            };
            if menu_row(ui, Some(icon::COPY), say!("meter-copy-row"), "", false).clicked() {
                actions.push(copy(row));
                ui.close();
            }
            if menu_row(ui, Some(icon::COPY), say!("logbook-copy-status"), "", false).clicked() {
                actions.push(Action::Copy {
                    text: entry.status.raw.clone(),
                    what: say!("logbook-the-status").to_owned(),
                });
                ui.close();
            }
        });
        if self.grid.copies
            && let Some(row) = self.grid.selected.and_then(|place| rows.at(place))
        {
            actions.push(copy(row));
        }
        if rows.shown().is_empty() {
            let words = say!("logbook-none-fits");
            let size = vec2(body.width() - 40.0, 32.0);
            let place = Rect::from_min_size(body.min + vec2(20.0, 48.0), size);
            paint::label(ui, place, Text::Body, c.text2, words);
        }
    }
}

/// The numbers of the columns that there is room for. The order of sorting goes by
/// their places, so what is left out is at the end.
fn columns(width: f32) -> Vec<usize> {
    let least = [0.0, 0.0, WITH_STATUS, WITH_SEASON, WITH_VALUES];
    let fits = least.iter().filter(|least| width >= **least).count();
    (0..fits).collect()
}

fn copy(row: &Row) -> Action {
    let text = [
        row.time.as_str(),
        row.season,
        &row.event,
        &row.status,
        &row.values,
    ];
    Action::Copy {
        text: text.join("\t").trim_end().to_owned(),
        what: say!("meter-the-row").to_owned(),
    }
}

fn cells(row: &Row, shown: &[usize], c: &Colors) -> Vec<Cell> {
    let (symbol, weight, color) = look(row.kind, c);
    let cell = |number: &usize| match number {
        0 => Cell::Text(Text::Body, c.text, row.time.clone()),
        1 => Cell::Icon(symbol, weight, color, row.event.clone()),
        2 => Cell::Text(Text::Mono, c.text2, row.status.clone()),
        3 => Cell::Text(Text::Body, c.text2, row.season.to_owned()),
        _ => Cell::Text(Text::Mono, c.text2, row.values.clone()),
    };
    shown.iter().map(cell).collect()
}

/// The icon of a kind and its colour; the words stand beside it.
fn look(kind: FlagKind, c: &Colors) -> (Icon, IconWeight, eframe::egui::Color32) {
    match kind {
        FlagKind::PowerFailure => (icon::LIGHTNING, IconWeight::Fill, c.warn),
        FlagKind::PowerRestored => (icon::PLUGS_CONNECTED, IconWeight::Regular, c.text2),
        FlagKind::ClockSet => (icon::CLOCK, IconWeight::Regular, c.text2),
        FlagKind::SeasonChange | FlagKind::SummerTime => (icon::SUN, IconWeight::Regular, c.text2),
        FlagKind::Reset => (icon::ARROW_COUNTER_CLOCKWISE, IconWeight::Regular, c.text2),
        FlagKind::Fault => (icon::X_CIRCLE, IconWeight::Fill, c.error),
        FlagKind::Incomplete => (icon::WARNING, IconWeight::Fill, c.warn),
        FlagKind::Changed => (icon::SLIDERS_HORIZONTAL, IconWeight::Regular, c.text2),
        FlagKind::Other => (icon::INFO, IconWeight::Regular, c.text2),
    }
}

fn group_icon(group: Group) -> Icon {
    match group {
        Group::Power => icon::LIGHTNING,
        Group::Clock => icon::CLOCK,
        Group::Reset => icon::ARROW_COUNTER_CLOCKWISE,
        Group::Faults => icon::X_CIRCLE,
        Group::Settings => icon::SLIDERS_HORIZONTAL,
        Group::Other => icon::INFO,
    }
}

/// A kind to filter by; whether it was clicked.
fn chip(ui: &mut Ui, group: Group, count: usize, on: bool) -> bool {
    let c = theme::colors(ui);
    let number = count.to_string();
    let style = if on { Text::Strong } else { Text::Body };
    // The wider of both weights, so that nothing moves when it is chosen.
    let name = paint::width(ui, Text::Strong, group.name());
    let width = 12.0 + 16.0 + 6.0 + name + 8.0 + paint::width(ui, Text::Small, &number) + 14.0;
    let (rect, response) = ui.allocate_exact_size(vec2(width, size::CONTROL), Sense::click());
    let said = group.show(count);
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, ui.is_enabled(), on, &said));
    let text = paint::control(ui, &response, rect, c, false);
    let mut text2 = c.text2;
    if on {
        let edge = Stroke::new(c.control_width().max(1.0) + 0.5, c.accent);
        let corner = size::RADIUS_CONTROL;
        ui.painter()
            .rect(rect, corner, c.select, edge, StrokeKind::Inside);
        text2 = c.text;
    }
    let middle = rect.center().y;
    let weight = if on {
        IconWeight::Fill
    } else {
        IconWeight::Regular
    };
    let at = pos2(rect.left() + 20.0, middle);
    paint::icon(ui.painter(), at, group_icon(group), weight, 16.0, text2);
    let left = rect.left() + 34.0;
    paint::line(ui, left, middle, style, text, group.name());
    paint::line_right(ui, rect.right() - 14.0, middle, Text::Small, text2, &number);
    response.clicked()
}

/// The chosen entry in full.
fn detail_ui(
    ui: &mut Ui,
    place: Rect,
    entry: Option<(&Row, &LogEntry)>,
    can_show: bool,
    actions: &mut Vec<Action>,
) {
    let c = theme::colors(ui);
    let line = Stroke::new(1.0, c.line);
    ui.painter().hline(place.x_range(), place.top() + 0.5, line);
    let left = place.left() + 20.0;
    let Some((row, entry)) = entry else {
        let words = say!("logbook-choose");
        let room = place.shrink2(vec2(20.0, 0.0));
        paint::label(ui, room, Text::Body, c.text2, words);
        return;
    };
    let mut right = place.right() - 20.0;
    let time = entry.time.filter(|time| time.date.is_some());
    if let Some(time) = time.filter(|_| can_show) {
        let layout = Layout::right_to_left(Align::Center);
        let inner = place.shrink2(vec2(16.0, 8.0));
        let mut child = ui.new_child(UiBuilder::new().max_rect(inner).layout(layout));
        let button = Button::quiet(say!("logbook-in-load-profile")).icon(icon::CHART_LINE);
        if child.add(button).clicked() {
            actions.push(Action::ShowInLoadProfile(time));
        }
        right = child.min_rect().left() - 12.0;
    }
    let (symbol, weight, color) = look(row.kind, c);
    let upper = place.top() + 22.0;
    let at = pos2(left + 8.0, upper);
    paint::icon(ui.painter(), at, symbol, weight, 16.0, color);
    let event = format!("{}  {}", words::at(entry), row.event);
    let head = Rect::from_min_max(pos2(left + 24.0, upper - 10.0), pos2(right, upper + 10.0));
    paint::label(ui, head, Text::Strong, c.text, &event);
    let sent = as_sent(entry);
    let lower = place.top() + 44.0;
    let foot = Rect::from_min_max(pos2(left + 24.0, lower - 10.0), pos2(right, lower + 10.0));
    paint::label(ui, foot, Text::Mono, c.text2, &sent);
}

/// Stamp, status and values as they came: `1220826235646  00008020  0.9.1 1235703`.
fn as_sent(entry: &LogEntry) -> String {
    let mut parts = vec![say!("logbook-line", line = entry.line), entry.stamp.clone()];
    parts.push(say!("logbook-status", status = &entry.status.raw));
    for value in &entry.values {
        let code = value.code.as_deref().unwrap_or_default();
        let unit = value.unit.as_deref().unwrap_or_default();
        let words = format!("{code} {} {unit}", value.raw);
        parts.push(words.split_whitespace().collect::<Vec<_>>().join(" "));
    }
    parts.join("   ")
}

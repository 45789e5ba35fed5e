//! Against an earlier visit: choosing one, the banner that names it, and the table of
//! differences.

use std::sync::Arc;

use eframe::egui::{
    Align, Frame, Id, Layout, Margin, Popup, PopupCloseBehavior, Rect, Response, ScrollArea,
    Stroke, Ui, UiBuilder, vec2,
};

use super::facts::plain_address;
use super::sheet;
use super::words;
use crate::app::action::Action;
use crate::app::model::{Earlier, Model, Source};
use crate::app::page::Page;
use crate::app::text;
use crate::app::theme::{self, Colors, Text, icon, size};
use crate::app::views::grid::{Cell, Column, Content, Grid};
use crate::app::widgets::{
    Button, SearchField, State, check_box, menu_row, paint, status, table_card, toggle,
};
use crate::archive::{Entry, VisitInfo};
use crate::language::date;
use crate::meter::compare::{Change, Comparison, Row};
use crate::meter::{self, DataSet, MeterIdentity, Readout, Value};
use crate::say;

/// What is chosen in the comparison.
#[derive(Debug)]
pub struct CompareView {
    /// Whether visits of other meters are offered too.
    others: bool,
    search: String,
    only_differences: bool,
    grid: Grid,
    made: Option<Made>,
}

/// What is made of two readouts.
#[derive(Debug)]
struct Made {
    now: Arc<Readout>,
    then: Arc<Readout>,
    comparison: Comparison,
    shown: (String, bool, Vec<usize>),
}

impl Default for CompareView {
    fn default() -> CompareView {
        CompareView {
            others: false,
            search: String::new(),
            only_differences: true,
            grid: Grid::default(),
            made: None,
        }
    }
}

impl CompareView {
    /// The menu of the button *Compare…*: the earlier visits of this meter.
    pub fn menu(&mut self, button: &Response, model: &Model, actions: &mut Vec<Action>) {
        Popup::menu(button)
            .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
            .show(|ui| {
                if model.visits.wants_listing() {
                    actions.push(Action::ListVisits);
                }
                ui.set_width(460.0);
                ui.spacing_mut().item_spacing.y = 4.0;
                self.choices(ui, model, actions);
            });
    }

    fn choices(&mut self, ui: &mut Ui, model: &Model, actions: &mut Vec<Action>) {
        let c = theme::colors(ui);
        let Some(readout) = model.readout() else {
            return;
        };
        let serial = readout.meter.serial_number.as_deref();
        let title = match serial {
            Some(serial) if !self.others => say!("meter-earlier-visits-of", serial = serial),
            _ => say!("meter-earlier-visits").to_owned(),
        };
        ui.label(Text::Strong.rich(title).color(c.text));
        let all = self.others || serial.is_none();
        let found = earlier(model, readout, all);
        if model.visits.is_listing && found.is_empty() {
            ui.label(Text::Body.rich(say!("meter-looking")).color(c.text2));
        } else if found.is_empty() {
            let words = say!("meter-none-yet");
            ui.label(Text::Body.rich(words).color(c.text2));
        }
        let height = (found.len().min(8)) as f32 * (size::CONTROL + 4.0);
        ScrollArea::vertical()
            .id_salt("earlier visits")
            .max_height(height)
            .show_rows(ui, size::CONTROL, found.len(), |ui, range| {
                for (entry, info) in found.get(range).unwrap_or_default() {
                    let at = date::day_and_second(info.stored_at.datetime());
                    let count = say!("session-data-sets", count = info.data_sets);
                    let note = match (all, info.serial_number.as_deref()) {
                        (true, Some(serial)) => format!("{serial} · {count}"),
                        _ => count,
                    };
                    let name = at;
                    let symbol = Some(icon::FOLDER);
                    if menu_row(ui, symbol, &name, &note, false).clicked() {
                        actions.push(Action::CompareWith(entry.path.clone()));
                        ui.close();
                    }
                }
            });
        ui.horizontal(|ui| {
            if serial.is_some() {
                check_box(ui, &mut self.others, say!("meter-others-too"));
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let all = Button::quiet(say!("meter-all-visits")).name(say!("meter-go-to-visits"));
                if ui.add(all).clicked() {
                    actions.push(Action::Show(Page::Visits));
                    ui.close();
                }
            });
        });
    }

    /// Makes the comparison anew when one of the readouts is another one.
    fn make(&mut self, now: &Arc<Readout>, earlier: &Earlier) -> Option<Made> {
        let known = self.made.take().filter(|made| {
            Arc::ptr_eq(&made.now, now) && Arc::ptr_eq(&made.then, &earlier.readout)
        });
        let mut made = known.unwrap_or_else(|| {
            self.grid = Grid::default();
            Made {
                now: Arc::clone(now),
                then: Arc::clone(&earlier.readout),
                comparison: Comparison::of(now, &earlier.readout),
                shown: (String::new(), false, Vec::new()),
            }
        });
        let (search, only, rows) = &made.shown;
        if *search != self.search || *only != self.only_differences || rows.is_empty() {
            made.shown = (
                self.search.clone(),
                self.only_differences,
                made.rows(&self.search, self.only_differences),
            );
        }
        Some(made)
    }

    /// The banner and the table.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        now: &Arc<Readout>,
        earlier: &Earlier,
        wants_search: bool,
        actions: &mut Vec<Action>,
    ) {
        let Some(made) = self.make(now, earlier) else {
            return;
        };
        banner(ui, &made, actions);
        table_card(ui, |ui| {
            let card = ui.available_rect_before_wrap();
            ui.allocate_space(card.size());
            let mut bar = card;
            bar.max.y = card.top() + 52.0;
            self.toolbar(ui, bar, &made, wants_search);
            let mut body = card;
            body.min.y = bar.bottom();
            self.table(ui, body, &made, actions);
        });
        self.made = Some(made);
    }

    fn toolbar(&mut self, ui: &mut Ui, bar: Rect, made: &Made, wants_search: bool) {
        let c = theme::colors(ui);
        let middle = bar.center().y;
        let left = bar.left() + 20.0;
        let end = paint::line(
            ui,
            left,
            middle,
            Text::Heading,
            c.text,
            say!("meter-differences"),
        );
        let count = say!(
            "meter-differences-of",
            count = made.comparison.differences(),
            all = made.comparison.rows.len()
        );
        let end = paint::line(ui, end + 12.0, middle, Text::Body, c.text2, &count);
        let mut place = bar;
        place.min.x = end + 12.0;
        place.max.x -= 8.0;
        let mut tools = ui.new_child(
            UiBuilder::new()
                .id_salt("compare tools")
                .max_rect(place)
                .layout(Layout::right_to_left(Align::Center)),
        );
        tools.spacing_mut().item_spacing.x = 8.0;
        let name = say!("meter-only-differences-name");
        toggle(
            &mut tools,
            &mut self.only_differences,
            say!("meter-only-differences"),
            name,
        );
        let field = tools.add(SearchField {
            text: &mut self.search,
            hint: say!("meter-search-hint"),
            key: Some("Ctrl F"),
            width: tools.available_width().clamp(120.0, 240.0),
            id: Id::unique("search differences"),
        });
        if wants_search {
            field.request_focus();
        }
        let searching = field.has_focus() || field.lost_focus();
        if searching && tools.input(|i| i.key_pressed(eframe::egui::Key::Escape)) {
            self.search.clear();
        }
    }

    fn table(&mut self, ui: &mut Ui, body: Rect, made: &Made, actions: &mut Vec<Action>) {
        let c = theme::colors(ui);
        let (_, _, rows) = &made.shown;
        let of_row = |row: usize| made.comparison.rows.get(*rows.get(row)?);
        let narrow = body.width() < 820.0;
        let number = if narrow { 116.0 } else { 140.0 };
        let column = |title, width, right| Column {
            title,
            width,
            right,
        };
        let columns = [
            column(
                say!("meter-address"),
                if narrow { 116.0 } else { 136.0 },
                false,
            ),
            column(say!("meter-name"), 0.0, false),
            column(say!("meter-now"), number, true),
            column(say!("meter-then"), number, true),
            column(say!("meter-difference"), number, true),
            column(say!("meter-per-day"), 104.0, true),
            column(say!("meter-unit"), 72.0, false),
        ];
        let content = Content {
            name: say!("meter-table-differences"),
            columns: &columns,
            rows: rows.len(),
            row: &|row| of_row(row).map_or_else(Vec::new, |row| made.cells(row, c)),
        };
        let copy = |row: &Row| {
            let cells = made.cells(row, c);
            let texts: Vec<String> = cells.into_iter().map(Cell::into_text).collect();
            Action::Copy {
                text: texts.join("\t"),
                what: say!("meter-the-row").to_owned(),
            }
        };
        self.grid.ui(ui, body, &content, |ui, row| {
            ui.set_width(200.0);
            if menu_row(ui, Some(icon::COPY), say!("meter-copy-row"), "", false).clicked() {
                actions.extend(of_row(row).map(copy));
                ui.close();
            }
        });
        if rows.is_empty() {
            let words = if self.search.trim().is_empty() {
                say!("meter-nothing-differs")
            } else {
                say!("meter-nothing-fits")
            };
            let middle = body.top() + 64.0;
            paint::line(ui, body.left() + 20.0, middle, Text::Body, c.text2, words);
        }
    }
}

impl Made {
    fn now_set(&self, row: &Row) -> Option<&DataSet> {
        self.now.data_sets.get(row.now?)
    }

    fn then_set(&self, row: &Row) -> Option<&DataSet> {
        self.then.data_sets.get(row.then?)
    }

    /// The numbers of the rows to show.
    fn rows(&self, search: &str, only_differences: bool) -> Vec<usize> {
        let search = search.to_lowercase();
        let fits = |row: &Row| {
            let set = self.now_set(row).or(self.then_set(row));
            let Some(set) = set else { return false };
            let name = set.name.as_deref().map(text::register_name);
            let text = format!("{} {}", set.address, name.unwrap_or_default()).to_lowercase();
            search.split_whitespace().all(|word| text.contains(word))
        };
        self.comparison
            .rows
            .iter()
            .enumerate()
            .filter(|(_, row)| !only_differences || row.change != Change::Same)
            .filter(|(_, row)| fits(row))
            .map(|(number, _)| number)
            .collect()
    }

    fn cells(&self, row: &Row, c: &Colors) -> Vec<Cell> {
        let (now, then) = (self.now_set(row), self.then_set(row));
        let Some(set) = now.or(then) else {
            return Vec::new();
        };
        let plain = |text: String| Cell::Text(Text::Body, c.text2, text);
        let signed = |number: rust_decimal::Decimal| {
            let sign = match () {
                () if number.is_zero() => "",
                () if number.is_sign_negative() => "\u{2212}",
                () => "+",
            };
            format!("{sign}{}", number.abs())
        };
        let (difference, per_day) = match row.change {
            Change::Same => (plain(say!("meter-same").to_owned()), String::new()),
            Change::Number {
                difference,
                per_day,
            } => (
                Cell::Text(Text::Strong, c.text, signed(difference)),
                per_day.map(signed).unwrap_or_default(),
            ),
            // A time that went on is no news.
            Change::Other if has_time(set) => {
                (plain(say!("meter-changed").to_owned()), String::new())
            }
            Change::Other => (
                Cell::State(State::Warning, say!("meter-changed").to_owned()),
                String::new(),
            ),
            Change::OnlyNow => (plain(say!("meter-only-now").to_owned()), String::new()),
            Change::OnlyThen => (plain(say!("meter-only-then").to_owned()), String::new()),
        };
        let unit = set.quantity().and_then(|quantity| quantity.unit);
        vec![
            Cell::Text(Text::Mono, c.text2, plain_address(set).to_owned()),
            Cell::Text(
                Text::Body,
                c.text,
                set.name
                    .as_deref()
                    .map(|name| text::register_name(name).into_owned())
                    .unwrap_or_default(),
            ),
            value_cell(now, Text::Strong, c),
            value_cell(then, Text::Body, c),
            difference,
            plain(per_day),
            plain(unit.map(words::unit).unwrap_or_default().to_owned()),
        ]
    }
}

fn has_time(set: &DataSet) -> bool {
    let is_time = |value: &Value| matches!(value.content, meter::Content::Time(_));
    set.quantity().is_none() && set.values.iter().any(is_time)
}

fn value_cell(set: Option<&DataSet>, style: Text, c: &Colors) -> Cell {
    match set.map(sheet::cell) {
        Some(sheet::Cell::Digits(sent)) => Cell::Digits(style, sent.to_owned()),
        Some(sheet::Cell::Word(sent)) => Cell::Text(style, c.text, sent.to_owned()),
        Some(sheet::Cell::Text(sent)) => Cell::Text(Text::Mono, c.text, sent.to_owned()),
        Some(sheet::Cell::Empty) => Cell::Text(Text::Body, c.text2, say!("meter-empty").to_owned()),
        Some(sheet::Cell::Nothing) | None => Cell::Text(Text::Body, c.text2, String::new()),
    }
}

/// The visits before `readout`, newest first; of this meter only, or of all.
fn earlier<'a>(model: &'a Model, readout: &Readout, all: bool) -> Vec<(&'a Entry, &'a VisitInfo)> {
    let shown = match model.reading.as_ref().map(|reading| &reading.source) {
        Some(Source::File { path, .. }) => Some(path),
        _ => None,
    };
    let is_before = |info: &VisitInfo| match &readout.read_at {
        Some(read_at) => info.stored_at < *read_at,
        None => true,
    };
    model
        .visits
        .entries()
        .iter()
        .filter_map(|entry| Some((entry, entry.info.as_ref().ok()?)))
        .filter(|(entry, info)| Some(&entry.path) != shown && is_before(info))
        .filter(|(_, info)| all || info.serial_number == readout.meter.serial_number)
        .collect()
}

/// What the readout is compared with, and a warning if it is of another meter.
fn banner(ui: &mut Ui, made: &Made, actions: &mut Vec<Action>) {
    let c = theme::colors(ui);
    let edge = if c.high_contrast { c.accent } else { c.line };
    Frame::new()
        .fill(c.accent_soft)
        .stroke(Stroke::new(1.0, edge))
        .corner_radius(size::RADIUS_CARD)
        .inner_margin(Margin::symmetric(20, 8))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing = vec2(12.0, 4.0);
            ui.horizontal(|ui| {
                let room = ui.available_width() - 180.0;
                let said = named(made);
                let galley = paint::cut(ui, room, Text::Strong, c.text, &said);
                let elided = galley.elided;
                let label = ui.label(galley);
                if elided {
                    label.on_hover_text(theme::laid_out(&*said));
                }
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    let close = Button::plain(say!("meter-stop-comparing")).icon(icon::X);
                    if ui.add(close).clicked() {
                        actions.push(Action::StopComparing);
                    }
                });
            });
            for warning in warnings(&made.now.meter, &made.then.meter) {
                status(ui, State::Warning, Text::Body, &warning);
            }
        });
}

/// `Compared with the visit of 2026-11-01 10:20:00, 21 days 3 h earlier`
fn named(made: &Made) -> String {
    let at = match &made.then.read_at {
        Some(at) => date::day_and_second(at.datetime()),
        None => say!("meter-unknown-time").to_owned(),
    };
    match made.comparison.span {
        Some(span) if span.is_negative() => {
            say!("meter-compared-later", time = at, span = words::span(span))
        }
        Some(span) => say!(
            "meter-compared-earlier",
            time = at,
            span = words::span(span)
        ),
        None => say!("meter-compared", time = at),
    }
}

/// What tells that the two are not of one meter.
fn warnings(now: &MeterIdentity, then: &MeterIdentity) -> Vec<String> {
    let mut warnings = Vec::new();
    if let (Some(now), Some(then)) = (&now.serial_number, &then.serial_number)
        && now != then
    {
        warnings.push(say!("meter-other-serial", now = now, then = then));
    }
    if let (Some(now), Some(then)) = (&now.device_type, &then.device_type)
        && now != then
    {
        warnings.push(say!("meter-other-type", now = now, then = then));
    }
    warnings
}

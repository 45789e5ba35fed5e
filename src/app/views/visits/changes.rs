//! The changes of the journal: who changed what, when, on which meter, and what the
//! meter said afterwards.

use std::sync::Arc;

use eframe::egui::{Align, Id, Key, Layout, Rect, Stroke, Ui, UiBuilder, vec2};

use crate::app::action::Action;
use crate::app::model::{Model, is_same_meter};
use crate::app::text;
use crate::app::theme::{self, Colors, Text, icon};
use crate::app::views::grid::{Cell, Column, Content, Grid};
use crate::app::widgets::empty::empty_state;
use crate::app::widgets::{SearchField, State, menu_row, paint, table_card, toggle};
use crate::journal::Entry;
use crate::language::date;
use crate::profile::Library;
use crate::say;
use crate::worker::WriteOutcome;

/// The row with the search, and the one below the table.
const BAR: f32 = 52.0;

/// What is chosen among the changes.
#[derive(Debug, Default)]
pub struct ChangesView {
    search: String,
    only_this_meter: bool,
    grid: Grid,
    wants_search: bool,
    shown: Option<Shown>,
}

/// The rows as they were found last.
#[derive(Debug)]
struct Shown {
    of: (Arc<[Entry]>, String, bool),
    numbers: Vec<usize>,
}

impl ChangesView {
    /// Puts the cursor into the search field in the next frame.
    pub fn focus_search(&mut self) {
        self.wants_search = true;
    }

    /// Draws the list.
    pub fn ui(&mut self, ui: &mut Ui, model: &Model, actions: &mut Vec<Action>) {
        if model.changes.wants_listing() {
            actions.push(Action::ListChanges);
        }
        let entries = match &model.changes.listed {
            Some(Ok(entries)) => Arc::clone(entries),
            Some(Err(reason)) => {
                empty_state(ui, icon::WARNING, say!("visits-journal-unreadable"), reason);
                return;
            }
            None => {
                empty_state(ui, icon::LIST_CHECKS, say!("visits-reading-journal"), "");
                return;
            }
        };
        if entries.is_empty() {
            let words = say!("visits-changes-explained");
            empty_state(ui, icon::LIST_CHECKS, say!("visits-no-changes"), words);
            return;
        }
        self.find(&entries, model);
        table_card(ui, |ui| {
            let card = ui.available_rect_before_wrap();
            ui.allocate_space(card.size());
            let mut bar = card;
            bar.max.y = card.top() + BAR;
            self.toolbar(ui, bar, model, entries.len());
            let mut body = card;
            body.min.y = bar.bottom();
            body.max.y -= BAR;
            self.table(ui, body, &entries, model, actions);
            let mut foot = card;
            foot.min.y = body.bottom();
            let chosen = self
                .grid
                .selected
                .and_then(|row| self.numbers().get(row))
                .and_then(|number| entries.get(*number));
            foot_ui(ui, foot, chosen);
        });
    }

    fn numbers(&self) -> &[usize] {
        self.shown.as_ref().map_or(&[], |shown| &shown.numbers)
    }

    /// Filters anew when the list or the filter changed.
    fn find(&mut self, entries: &Arc<[Entry]>, model: &Model) {
        let known = self.shown.as_ref().is_some_and(|shown| {
            let (list, search, only) = &shown.of;
            Arc::ptr_eq(list, entries) && *search == self.search && *only == self.only_this_meter
        });
        if known && !self.only_this_meter {
            return;
        }
        let search = self.search.to_lowercase();
        let words: Vec<&str> = search.split_whitespace().collect();
        let key = model.meter_key().filter(|_| self.only_this_meter);
        let fits = |entry: &Entry| {
            let text = haystack(entry);
            key.as_ref()
                .is_none_or(|key| is_same_meter(key, &entry.meter))
                && words.iter().all(|word| text.contains(word))
        };
        let numbers = entries
            .iter()
            .enumerate()
            .filter(|(_, entry)| fits(entry))
            .map(|(number, _)| number)
            .collect();
        self.shown = Some(Shown {
            of: (
                Arc::clone(entries),
                self.search.clone(),
                self.only_this_meter,
            ),
            numbers,
        });
    }

    fn toolbar(&mut self, ui: &mut Ui, bar: Rect, model: &Model, all: usize) {
        let c = theme::colors(ui);
        let mut tools = ui.new_child(
            UiBuilder::new()
                .id_salt("change tools")
                .max_rect(bar.shrink2(vec2(8.0, 8.0)))
                .layout(Layout::left_to_right(Align::Center)),
        );
        tools.spacing_mut().item_spacing.x = 8.0;
        let tools = &mut tools;
        let wide = bar.width() > 560.0;
        let field = tools.add(SearchField {
            text: &mut self.search,
            hint: say!("visits-change-search-hint"),
            key: wide.then_some("Ctrl F"),
            width: (bar.width() - 220.0).clamp(160.0, 360.0),
            id: Id::unique("search changes"),
        });
        if std::mem::take(&mut self.wants_search) {
            field.request_focus();
        }
        let searching = field.has_focus() || field.lost_focus();
        if searching && tools.input(|input| input.key_pressed(Key::Escape)) {
            self.search.clear();
        }
        if model.meter_key().is_some() {
            let name = say!("visits-only-this-meter-name");
            toggle(
                tools,
                &mut self.only_this_meter,
                say!("visits-only-this-meter"),
                name,
            );
        } else {
            self.only_this_meter = false;
        }
        let count = match self.numbers().len() {
            shown if shown == all => say!("visits-change-count", count = all),
            shown => say!("visits-some-of", count = shown, all = all),
        };
        let left = tools.min_rect().right() + 12.0;
        let (right, middle) = (bar.right() - 20.0, bar.center().y);
        if right - left > 80.0 {
            paint::line_right(ui, right, middle, Text::Body, c.text2, &count);
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
        let shown = self.shown.take();
        let numbers = shown.as_ref().map_or(&[][..], |shown| &shown.numbers);
        let of_row = |row: usize| numbers.get(row).and_then(|number| entries.get(*number));
        let wide = body.width() > 900.0;
        let columns = columns(wide);
        let library = &model.profiles;
        let content = Content {
            name: say!("visits-change-table"),
            columns: &columns,
            rows: numbers.len(),
            row: &|row| of_row(row).map_or_else(Vec::new, |entry| cells(entry, wide, library, c)),
        };
        self.grid.ui(ui, body, &content, |ui, row| {
            ui.set_width(240.0);
            let Some(entry) = of_row(row) else { return };
            if menu_row(ui, Some(icon::COPY), say!("visits-copy-row"), "", false).clicked() {
                let cells = cells(entry, true, library, c);
                let texts: Vec<String> = cells.into_iter().map(Cell::into_text).collect();
                actions.push(Action::Copy {
                    text: texts.join("\t"),
                    what: say!("visits-row").to_owned(),
                });
                ui.close();
            }
            if menu_row(ui, Some(icon::COPY), say!("visits-copy-command"), "", false).clicked() {
                actions.push(Action::Copy {
                    text: entry.command.clone(),
                    what: say!("visits-command").to_owned(),
                });
                ui.close();
            }
        });
        if numbers.is_empty() {
            let words = say!("visits-no-change-fits");
            let size = vec2(body.width() - 40.0, 32.0);
            let place = Rect::from_min_size(body.min + vec2(20.0, 48.0), size);
            paint::label(ui, place, Text::Body, c.text2, words);
        }
        self.shown = shown;
    }
}

fn columns(wide: bool) -> Vec<Column> {
    let column = |title, width| Column {
        title,
        width,
        right: false,
    };
    let mut columns = vec![
        column(say!("visits-column-time"), 172.0),
        column(say!("visits-column-meter"), 104.0),
        column(say!("visits-column-register"), 0.0),
        column(say!("visits-column-old"), 88.0),
        column(say!("visits-column-new"), 88.0),
        column(say!("visits-column-outcome"), 124.0),
    ];
    if wide {
        columns.insert(1, column(say!("visits-column-who"), 88.0));
        columns.insert(6, column(say!("visits-column-read-back"), 96.0));
    }
    columns
}

fn cells(entry: &Entry, wide: bool, library: &Library, c: &Colors) -> Vec<Cell> {
    let plain = |text: String| Cell::Text(Text::Body, c.text2, text);
    let value = |raw: Option<&String>| {
        let text = raw.map(|raw| shown(entry, raw, library));
        Cell::Text(Text::Mono, c.text, text.unwrap_or_default())
    };
    let at = date::day_and_second(entry.began_at.datetime());
    let meter = entry.meter.serial_number.clone();
    let meter = meter.unwrap_or_else(|| entry.meter.identification_line.clone());
    let (state, word) = outcome(entry);
    let mut cells = vec![
        Cell::Text(Text::Body, c.text, at),
        Cell::Text(Text::Mono, c.text, meter),
        Cell::Text(Text::Body, c.text, text::change_subject(entry)),
        value(entry.old.as_ref()),
        value(entry.new.as_ref()),
        Cell::State(state, word.to_owned()),
    ];
    if wide {
        cells.insert(1, plain(entry.operator.clone()));
        let read = entry
            .ended
            .as_ref()
            .and_then(|ended| ended.read_back.as_ref());
        cells.insert(6, value(read));
    }
    cells
}

/// A value in shown units, where the profile of the entry is known.
fn shown(entry: &Entry, raw: &str, library: &Library) -> String {
    let profile = entry.profile.as_deref().and_then(|name| library.find(name));
    let register = profile
        .as_ref()
        .and_then(|profile| profile.register(&entry.address));
    register.map_or_else(|| raw.to_owned(), |register| register.show(raw).to_string())
}

/// What came of a change: a state and a word.
pub fn outcome(entry: &Entry) -> (State, &'static str) {
    match &entry.ended {
        None if entry.is_under_way => (State::UnderWay, say!("visits-under-way")),
        None => (State::Unknown, say!("visits-unknown")),
        Some(ended) => match ended.outcome {
            WriteOutcome::Verified => (State::Good, say!("visits-verified")),
            WriteOutcome::Refused => (State::Wrong, say!("visits-refused")),
            WriteOutcome::NotVerified => (State::Wrong, say!("visits-not-verified")),
            WriteOutcome::Unknown => (State::Unknown, say!("visits-unknown")),
            WriteOutcome::NotSent => (State::Unknown, say!("visits-not-sent")),
        },
    }
}

fn haystack(entry: &Entry) -> String {
    let parts = [
        entry.began_at.strftime("%Y-%m-%d %H:%M:%S").to_string(),
        date::day_and_second(entry.began_at.datetime()),
        entry.operator.clone(),
        entry.meter.serial_number.clone().unwrap_or_default(),
        entry.meter.identification_line.clone(),
        entry.address.clone(),
        entry.name.clone(),
        entry.old.clone().unwrap_or_default(),
        entry.new.clone().unwrap_or_default(),
        outcome(entry).1.to_owned(),
    ];
    parts.join(" ").to_lowercase()
}

/// The command of the chosen change and what the meter said.
fn foot_ui(ui: &mut Ui, rect: Rect, entry: Option<&Entry>) {
    let c = theme::colors(ui);
    let line = Stroke::new(1.0, c.line);
    ui.painter().hline(rect.x_range(), rect.top() + 0.5, line);
    let (left, right, middle) = (rect.left() + 20.0, rect.right() - 20.0, rect.center().y);
    let Some(entry) = entry else {
        let words = say!("visits-choose-change");
        paint::line(ui, left, middle, Text::Body, c.text2, words);
        return;
    };
    let end = paint::line(ui, left, middle, Text::Mono, c.text, &entry.command);
    let place = Rect::from_x_y_ranges(end + 16.0..=right, rect.y_range());
    let port = &entry.port;
    let mut words = match &entry.ended {
        None => say!("visits-change-at", port = port),
        Some(ended) => {
            let at = date::day_and_second(ended.at.datetime());
            say!("visits-change-ended", port = port, time = at)
        }
    };
    if let Some(detail) = entry.ended.as_ref().and_then(|ended| ended.detail.as_ref()) {
        words.push_str(&format!(". {detail}"));
    }
    paint::label(ui, place, Text::Body, c.text2, &words);
}

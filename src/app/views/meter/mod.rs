//! The page Meter: what is this meter, is it healthy, what does it read?
//!
//! What the page says is made once of each readout ([`facts`], [`sheet`]) and drawn
//! from then on.

pub mod cards;
pub mod compare;
mod detail;
pub mod facts;
pub mod sheet;
pub mod table;
#[cfg(test)]
mod tests;
pub mod words;

use std::sync::Arc;

use eframe::egui::{Align, Id, Key, Layout, Modifiers, Popup, Rect, ScrollArea, Ui, UiBuilder};

use super::session;
use crate::app::action::Action;
use crate::app::model::{Model, Reading, Source};
use crate::app::page::Page;
use crate::app::settings::Settings;
use crate::app::theme::{self, Text, icon, size};
use crate::app::widgets::{Button, SearchField, menu_row, paint, table_card, title_row, toggle};
use crate::language::{self, Language};
use crate::meter::Readout;
use crate::say;
use cards::Room;
use compare::CompareView;
use facts::Facts;
use sheet::{Column, Sheet, Sort};
use table::TableView;

/// Below these heights under the title of the page, and under what went wrong, the
/// cards take less room.
const LOW: f32 = 528.0;
const VERY_LOW: f32 = 428.0;
/// Below this height only the table has room.
const TABLE_ONLY: f32 = 300.0;
/// The toolbar above the table.
const TOOLBAR: f32 = 52.0;
/// The line below the table that shows the chosen data set as sent.
const SENT_LINE: f32 = 44.0;
/// The panel with the details of the chosen data set.
const DETAIL: f32 = 352.0;
/// The least that the table takes beside it.
const TABLE_LEAST: f32 = 420.0;

/// What is chosen on the page.
#[derive(Debug, Default)]
pub struct MeterView {
    shown: Option<Shown>,
    table: TableView,
    /// The table while rows arrive.
    arriving: TableView,
    compare: CompareView,
    /// Whether the cards above the table are folded away.
    only_table: bool,
    /// Whether all about the chosen data set is shown.
    details: bool,
    wants_search: bool,
}

/// What is made of a readout.
#[derive(Debug)]
struct Shown {
    sheet: Sheet,
    facts: Facts,
    arriving: bool,
    /// What it is put into words in.
    language: Language,
}

impl MeterView {
    /// Puts the cursor into the search field in the next frame.
    pub fn focus_search(&mut self) {
        self.wants_search = true;
    }

    /// Draws the page; [`super::first_start`] stands in while there is nothing.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        model: &Model,
        _settings: &Settings,
        actions: &mut Vec<Action>,
    ) {
        let arriving = is_arriving(model);
        self.take_over(model.reading.as_ref(), arriving);
        let busy = model.reading_out().is_some();
        self.title(ui, model, busy, actions);
        if model.reading.is_none() {
            ScrollArea::vertical()
                .auto_shrink(false)
                .show(ui, |ui| session::ui(ui, model, actions));
            return;
        }
        session::ui(ui, model, actions);
        let Some(shown) = self.shown.take() else {
            return;
        };
        let mut squeezed = false;
        if !busy {
            let height = ui.available_height();
            let room = match height {
                height if height < VERY_LOW => Room::Least,
                height if height < LOW => Room::Scarce,
                _ => Room::Ample,
            };
            if room != Room::Ample {
                ui.spacing_mut().item_spacing.y = 12.0;
            }
            // Details that take the place of the table need the height of the cards.
            let in_place = self.details
                && self.table.selected.is_some()
                && ui.available_width() < DETAIL + TABLE_LEAST;
            squeezed = height < TABLE_ONLY || (in_place && room != Room::Ample);
            let no_cards = self.only_table || squeezed;
            if !no_cards {
                cards::identity(ui, &shown.facts, room, actions);
            }
            if let Some(earlier) = &model.earlier {
                let wants_search = std::mem::take(&mut self.wants_search);
                let now = &shown.sheet.readout;
                self.compare.ui(ui, now, earlier, wants_search, actions);
                self.shown = Some(shown);
                return;
            }
            let chosen = if no_cards {
                None
            } else {
                cards::energies(ui, &shown.facts.energies, room)
            };
            if let Some(line) = chosen.and_then(|set| shown.sheet.line_of_set(set)) {
                self.table.choose(&shown.sheet, line);
            }
        }
        if !busy || arriving {
            self.data_sets(ui, &shown, squeezed, actions);
        }
        self.shown = Some(shown);
    }

    /// Makes what is shown anew when the readout is another one.
    fn take_over(&mut self, reading: Option<&Reading>, arriving: bool) {
        let Some(reading) = reading else {
            self.shown = None;
            return;
        };
        let known = self.shown.as_ref();
        if known.is_some_and(|shown| {
            Arc::ptr_eq(&shown.sheet.readout, &reading.readout)
                && shown.arriving == arriving
                && shown.language == language::current()
        }) {
            return;
        }
        let sheet = Sheet::of(Arc::clone(&reading.readout));
        let facts = Facts::of(&sheet.readout, &sheet.history);
        // While rows arrive, and when the last has arrived, lines keep their numbers.
        let keeps_lines = known.is_some_and(|shown| shown.arriving);
        if arriving {
            if !keeps_lines {
                self.arriving = TableView::arriving();
            }
            self.arriving.sheet_changed(&sheet, keeps_lines);
        }
        self.table.sheet_changed(&sheet, keeps_lines);
        self.shown = Some(Shown {
            sheet,
            facts,
            arriving,
            language: language::current(),
        });
    }

    fn title(&mut self, ui: &mut Ui, model: &Model, busy: bool, actions: &mut Vec<Action>) {
        let readout = model.readout();
        let off = match (busy, readout) {
            (true, _) => Some(say!("meter-session-ended")),
            (false, None) => Some(say!("meter-no-readout")),
            (false, Some(_)) => None,
        };
        let mut problem = None;
        let mut save = false;
        let mut report = false;
        let mut wishes = Vec::new();
        let compare = &mut self.compare;
        title_row(
            ui,
            Page::Meter.title(),
            |ui| session::said(ui, model, actions),
            |ui| {
                let button = Button::plain(say!("meter-save"))
                    .icon(icon::FLOPPY_DISK)
                    .off(off);
                save = ui.add(button.name(say!("meter-save-name"))).clicked();
                let button = Button::plain(say!("meter-compare")).icon(icon::ARROWS_LEFT_RIGHT);
                let button = ui.add(button.off(off).name(say!("meter-compare-name")));
                compare.menu(&button, model, &mut wishes);
                if ui.available_width() > 520.0 {
                    let button = Button::plain(say!("meter-report"))
                        .icon(icon::PRINTER)
                        .off(off);
                    report = ui.add(button.name(say!("meter-report-name"))).clicked();
                }
                if let (false, Some(readout)) = (busy, readout) {
                    problem = problems_ui(ui, readout);
                }
            },
        );
        if save {
            actions.push(Action::Save);
        }
        if report {
            actions.push(Action::Report);
        }
        actions.append(&mut wishes);
        if let (Some(line), Some(shown)) = (problem, &self.shown)
            && let Some(line) = shown.sheet.line_of_block(line)
        {
            self.table.choose(&shown.sheet, line);
        }
    }

    /// The card with the table. `squeezed`: there is no room above it for cards.
    fn data_sets(&mut self, ui: &mut Ui, shown: &Shown, squeezed: bool, actions: &mut Vec<Action>) {
        let sheet = &shown.sheet;
        table_card(ui, |ui| {
            let card = ui.available_rect_before_wrap();
            ui.allocate_space(card.size());
            let mut bar = card;
            bar.max.y = card.top() + TOOLBAR;
            let mut body = card;
            body.min.y = bar.bottom();
            if shown.arriving {
                arriving_head(ui, bar, &sheet.readout);
                self.arriving.ui(ui, body, sheet, actions);
                return;
            }
            let chosen = self.table.selected;
            let selected = chosen.filter(|line| self.table.shown(sheet).contains(line));
            let beside = body.width() >= DETAIL + TABLE_LEAST;
            let mut rows = body;
            let mut panel = None;
            if let Some(line) = selected {
                if !self.details {
                    let mut place = body;
                    if body.height() > SENT_LINE + 4.0 * size::TABLE_ROW {
                        rows.max.y -= SENT_LINE;
                    }
                    place.min.y = rows.bottom();
                    if place.height() > 0.0 && detail::sent_line(ui, place, sheet, line, actions) {
                        self.details = true;
                    }
                } else {
                    let mut place = body;
                    if beside {
                        place.min.x = body.right() - DETAIL;
                        rows.max.x = place.min.x;
                    }
                    panel = Some((place, line));
                }
            }
            self.toolbar(ui, bar, rows.width(), sheet, squeezed);
            let is_seen = panel.is_none() || beside;
            if is_seen && self.table.ui(ui, rows, sheet, actions) {
                self.details = !self.details || selected != self.table.selected;
            }
            if let Some((place, line)) = panel {
                let closed = detail::panel(ui, place, sheet, line, actions);
                let escaped = !ui.ctx().text_edit_focused()
                    && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
                if closed || escaped {
                    self.details = false;
                }
            }
        });
    }

    fn toolbar(&mut self, ui: &mut Ui, bar: Rect, table_width: f32, sheet: &Sheet, squeezed: bool) {
        let c = theme::colors(ui);
        let middle = bar.center().y;
        let end = paint::line(
            ui,
            bar.left() + 20.0,
            middle,
            Text::Heading,
            c.text,
            say!("meter-data-sets"),
        );
        let all = sheet.readout.data_sets.len();
        let shown = self.table.shown(sheet).len();
        let is_searching = !self.table.filter.search.trim().is_empty();
        let count = if is_searching {
            say!("meter-shown-of", shown = shown, all = sheet.lines.len())
        } else {
            all.to_string()
        };
        let end = paint::line(ui, end + 12.0, middle, Text::Body, c.text2, &count);

        let mut place = bar;
        place.max.x -= 8.0;
        place.min.x = end + 12.0;
        let mut tools = ui.new_child(
            UiBuilder::new()
                .id_salt("tools")
                .max_rect(place)
                .layout(Layout::right_to_left(Align::Center)),
        );
        tools.spacing_mut().item_spacing.x = 8.0;
        let tools = &mut tools;
        tools.spacing_mut().item_spacing.x = 4.0;
        let (symbol, name) = if self.only_table {
            (icon::CARET_DOWN, say!("meter-show-above"))
        } else {
            (icon::CARET_UP, say!("meter-only-table"))
        };
        if !squeezed && tools.add(Button::square(symbol, name)).clicked() {
            self.only_table = !self.only_table;
        }
        tools.spacing_mut().item_spacing.x = 8.0;
        if place.width() > 680.0 {
            self.sort_button(tools);
        }
        if sheet.empty_lines() > 0 {
            let name = say!("meter-empty-ones-name");
            toggle(
                tools,
                &mut self.table.filter.empty_ones,
                say!("meter-empty-ones"),
                name,
            );
        }
        let periods = sheet.history.periods.len();
        if periods > 0 {
            let seen = if self.table.history {
                self.table.periods_in(sheet, table_width - 12.0)
            } else {
                0
            };
            let label = say!("meter-history", seen = seen, periods = periods);
            toggle(
                tools,
                &mut self.table.history,
                &label,
                say!("meter-history-name"),
            );
        }
        let width = tools.available_width().clamp(120.0, 240.0);
        let id = Id::unique("search data sets");
        let key = (width > 200.0).then_some("Ctrl F");
        let field = tools.add(SearchField {
            text: &mut self.table.filter.search,
            hint: say!("meter-search-hint"),
            key,
            width,
            id,
        });
        if std::mem::take(&mut self.wants_search) {
            field.request_focus();
        }
        let escaped = field.has_focus() || field.lost_focus();
        if escaped && tools.input_mut(|i| i.key_pressed(Key::Escape)) {
            self.table.filter.search.clear();
        }
        if field.has_focus()
            && tools.input_mut(|input| input.consume_key(Modifiers::NONE, Key::ArrowDown))
            && let Some(first) = self.table.shown(sheet).first().copied()
        {
            self.table.choose(sheet, first);
        }
    }

    fn sort_button(&mut self, ui: &mut Ui) {
        let sort = &mut self.table.filter.sort;
        let choices = [
            (Sort::AsSent, say!("meter-sort-as-sent")),
            (Sort::Up(Column::Address), say!("meter-sort-address")),
            (Sort::Up(Column::Name), say!("meter-sort-name")),
            (Sort::Down(Column::Now), say!("meter-sort-largest")),
        ];
        let label = choices
            .iter()
            .find(|(choice, _)| choice == sort)
            .map_or(say!("meter-sort-column"), |(_, label)| label);
        let button = ui.add(Button::plain(label).caret().name(say!("meter-order")));
        Popup::menu(&button).show(|ui| {
            ui.set_width(200.0);
            ui.spacing_mut().item_spacing.y = 2.0;
            for (choice, label) in choices {
                if menu_row(ui, None, label, "", choice == *sort).clicked() {
                    *sort = choice;
                    ui.close();
                }
            }
        });
    }
}

/// Whether the reading is the one that is under way.
fn is_arriving(model: &Model) -> bool {
    let from_line =
        |reading: &Reading| matches!(reading.source, Source::Line(_)) && reading.raw.is_empty();
    model.reading_out().is_some() && model.reading.as_ref().is_some_and(from_line)
}

/// What stands above the table while rows arrive.
fn arriving_head(ui: &Ui, bar: Rect, readout: &Readout) {
    let c = theme::colors(ui);
    let middle = bar.center().y;
    let left = bar.left() + 20.0;
    let end = paint::line(
        ui,
        left,
        middle,
        Text::Heading,
        c.text,
        say!("meter-data-sets"),
    );
    let words = say!("meter-arriving", count = readout.data_sets.len());
    let right = bar.right() - 20.0;
    paint::line_cut(ui, end + 12.0, right, middle, Text::Body, c.text2, &words);
}

/// The button that lists what is odd; the line of the data block that was chosen.
fn problems_ui(ui: &mut Ui, readout: &Readout) -> Option<usize> {
    let count = readout.problems.len();
    if count == 0 {
        return None;
    }
    let label = say!("meter-problems", count = count);
    let button = ui.add(
        Button::plain(&label)
            .icon(icon::WARNING)
            .caret()
            .name(say!("meter-problems-name")),
    );
    let mut chosen = None;
    Popup::menu(&button).show(|ui| {
        ui.set_width(560.0);
        ui.spacing_mut().item_spacing.y = 2.0;
        let rows = count.min(12) as f32;
        let height = rows * (size::CONTROL + 2.0);
        ScrollArea::vertical().max_height(height).show_rows(
            ui,
            size::CONTROL,
            count,
            |ui, range| {
                for problem in readout.problems.get(range).unwrap_or_default() {
                    let place = match problem.line {
                        0 => say!("meter-telegram").to_owned(),
                        line => say!("meter-line", line = line),
                    };
                    let words = theme::laid_out(format!("{place}: {}", problem.message));
                    if menu_row(ui, None, &words, "", false).clicked() {
                        chosen = Some(problem.line);
                        ui.close();
                    }
                }
            },
        );
    });
    chosen
}

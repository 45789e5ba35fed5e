//! The table of all data sets: search, sort, history as columns, copy.
//!
//! Draws visible rows only. The table as a whole is one stop of the Tab key; arrows
//! move through its rows.

pub mod columns;
mod head;
pub(super) mod row;

use eframe::egui::{
    Event, Id, Key, Modifiers, Rect, Role, ScrollArea, Sense, Ui, UiBuilder, WidgetInfo, vec2,
};

use super::sheet::{Filter, Sheet, Sort};
use crate::app::action::Action;
use crate::app::theme::{self, Text, icon, size};
use crate::app::views::grid;
use crate::app::widgets::paint;
use crate::say;
use columns::{Columns, Longest};
pub(super) use head::period_name;
use row::{Copied, Look};

/// What is chosen in the table.
#[derive(Debug)]
pub struct TableView {
    pub filter: Filter,
    /// Whether history columns are shown.
    pub history: bool,
    /// The line whose details are shown.
    pub selected: Option<usize>,
    /// How far the history columns are shifted, in points.
    offset: f32,
    /// How far the rows are scrolled, in points.
    top: f32,
    /// The line to bring into sight in the next frame.
    reveal: Option<usize>,
    /// The lines to show, as long as nothing changed.
    shown: Option<(Filter, Vec<usize>)>,
    longest: Longest,
    /// What the columns are laid out for at least.
    least: Longest,
}

impl Default for TableView {
    fn default() -> TableView {
        TableView {
            filter: Filter::default(),
            history: true,
            selected: None,
            offset: 0.0,
            top: 0.0,
            reveal: None,
            shown: None,
            longest: Longest::default(),
            least: Longest::default(),
        }
    }
}

impl TableView {
    /// Takes over another sheet; `keeps_lines` keeps the selection.
    pub fn sheet_changed(&mut self, sheet: &Sheet, keeps_lines: bool) {
        self.shown = None;
        self.longest = Longest::of(sheet).or_longer(self.least);
        if !keeps_lines {
            self.selected = None;
            self.offset = 0.0;
            if let Sort::Up(_) | Sort::Down(_) = self.filter.sort {
                self.filter.sort = Sort::AsSent;
            }
        }
        self.selected = self.selected.filter(|line| *line < sheet.lines.len());
    }

    /// The table while rows arrive: all of them as sent, and what they mean.
    pub fn arriving() -> TableView {
        TableView {
            filter: Filter {
                empty_ones: true,
                ..Filter::default()
            },
            history: false,
            longest: Longest::ARRIVING,
            least: Longest::ARRIVING,
            ..TableView::default()
        }
    }

    /// Chooses a line and brings it into sight, whatever is filtered.
    pub fn choose(&mut self, sheet: &Sheet, line: usize) {
        self.selected = Some(line);
        self.reveal = Some(line);
        let shown = self.shown(sheet);
        if !shown.contains(&line) {
            self.filter.search.clear();
            self.filter.empty_ones |= sheet.lines.get(line).is_some_and(|line| line.is_empty);
        }
    }

    /// The numbers of the lines to show.
    pub fn shown(&mut self, sheet: &Sheet) -> &[usize] {
        let stale = match &self.shown {
            Some((filter, _)) => *filter != self.filter,
            None => true,
        };
        if stale {
            self.shown = Some((self.filter.clone(), sheet.shown(&self.filter)));
        }
        self.shown.as_ref().map_or(&[], |(_, shown)| shown)
    }

    /// How many history columns there is room for in a table so wide.
    pub fn periods_in(&self, sheet: &Sheet, width: f32) -> usize {
        let periods = sheet.history.periods.len();
        Columns::of(self.longest, 0.0, width, periods).periods
    }

    /// Draws header and rows into `rect`; true when a row was opened by a double click
    /// or Enter.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        rect: Rect,
        sheet: &Sheet,
        actions: &mut Vec<Action>,
    ) -> bool {
        let id = ui.scope_id().with("data sets");
        let periods = if self.history {
            sheet.history.periods.len()
        } else {
            0
        };
        // The scroll bar has a place of its own beside the rows.
        let right = rect.right() - 12.0;
        let columns = Columns::of(self.longest, rect.left(), right, periods);
        let hidden = (columns.history_width(periods) - columns.history.span() + 8.0).max(0.0);
        self.offset = if columns.periods < periods {
            self.offset.clamp(0.0, hidden)
        } else {
            0.0
        };

        let mut header = rect;
        header.max.y = rect.top() + size::TABLE_ROW;
        head::ui(
            ui,
            header,
            sheet,
            &columns,
            self.offset,
            &mut self.filter.sort,
        );
        let mut body = rect;
        body.min.y = header.bottom();
        if columns.periods < periods {
            body.max.y -= 12.0;
            self.sideways(ui, rect, &columns, periods);
        }
        self.shown(sheet);
        let shown = self.shown.take();
        let lines = shown.as_ref().map_or(&[][..], |(_, lines)| lines);
        let mut opened = self.keys(ui, id, body, sheet, lines, &columns, actions);
        if lines.is_empty() {
            self.nothing(ui, body, sheet);
        } else {
            opened |= self.rows(ui, id, body, sheet, lines, columns, actions);
        }
        self.shown = shown;
        opened
    }

    #[expect(clippy::too_many_arguments, reason = "parts of one frame, used once")]
    fn rows(
        &mut self,
        ui: &mut Ui,
        id: Id,
        body: Rect,
        sheet: &Sheet,
        lines: &[usize],
        columns: Columns,
        actions: &mut Vec<Action>,
    ) -> bool {
        let mut opened = false;
        let mut child = ui.new_child(UiBuilder::new().id_salt("rows").max_rect(body));
        child.spacing_mut().item_spacing.y = 0.0;
        child.shrink_clip_rect(body);
        let mut area = ScrollArea::vertical()
            .id_salt("data sets")
            .auto_shrink(false);
        let place = self
            .reveal
            .take()
            .and_then(|line| lines.iter().position(|shown| *shown == line));
        if let Some(place) = place {
            area = area.vertical_scroll_offset(grid::reveal_offset(self.top, place, body.height()));
        }
        let focused = ui.memory(|memory| memory.has_focus(id));
        let output = area.show_rows(&mut child, size::TABLE_ROW, lines.len(), |ui, visible| {
            for line in lines.get(visible).unwrap_or_default() {
                let (_, mut rect) = ui.allocate_space(vec2(ui.available_width(), size::TABLE_ROW));
                rect.max.x = body.right();
                let look = Look {
                    sheet,
                    columns,
                    offset: self.offset,
                    id,
                    selected: self.selected == Some(*line),
                    focused,
                };
                let response = row::row_ui(ui, rect, *line, &look);
                if response.clicked() || response.secondary_clicked() {
                    // What opens below the table must not cover the row.
                    self.selected = Some(*line);
                    self.reveal = Some(*line);
                    ui.memory_mut(|memory| memory.request_focus(id));
                }
                opened |= response.double_clicked();
                row::menu(&response, sheet, *line, actions);
            }
        });
        self.top = output.state.clamped_offset().y;
        opened
    }

    /// The keyboard: where the selection goes, what is copied.
    #[expect(clippy::too_many_arguments, reason = "parts of one frame, used once")]
    fn keys(
        &mut self,
        ui: &mut Ui,
        id: Id,
        body: Rect,
        sheet: &Sheet,
        lines: &[usize],
        columns: &Columns,
        actions: &mut Vec<Action>,
    ) -> bool {
        let response = ui.interact(body, id, Sense::focusable_noninteractive());
        let name = say!("meter-table", count = sheet.readout.data_sets.len());
        response.widget_info(|| WidgetInfo::labeled(Role::Table, true, name.clone()));
        if !response.has_focus() {
            return false;
        }
        let mut enter = false;
        grid::lock_arrows(ui, id);
        let place = self
            .selected
            .and_then(|line| lines.iter().position(|shown| *shown == line));
        let mut to = None;
        let period = columns.period;
        ui.input_mut(|input| {
            to = grid::stepped(input, place, lines.len(), body.height());
            if input.consume_key(Modifiers::NONE, Key::ArrowRight) {
                self.offset += period;
            }
            if input.consume_key(Modifiers::NONE, Key::ArrowLeft) {
                self.offset = (self.offset - period).max(0.0);
            }
            if input.consume_key(Modifiers::NONE, Key::Enter) {
                enter = true;
            }
            if input
                .events
                .iter()
                .any(|event| matches!(event, Event::Copy))
                && let Some(line) = self.selected
            {
                actions.extend(row::copy(sheet, line, Copied::Row));
            }
        });
        if let Some(line) = to.and_then(|place| lines.get(place)) {
            self.selected = Some(*line);
            self.reveal = Some(*line);
        }
        enter
    }

    /// The scroll bar of the history columns, and the wheel over them.
    fn sideways(&mut self, ui: &mut Ui, rect: Rect, columns: &Columns, periods: usize) {
        let place = Rect::from_x_y_ranges(
            columns.history.min..=columns.history.max,
            rect.bottom() - 12.0..=rect.bottom(),
        );
        let mut child = ui.new_child(UiBuilder::new().id_salt("periods").max_rect(place));
        let output = ScrollArea::horizontal()
            .id_salt("history columns")
            .auto_shrink(false)
            .horizontal_scroll_offset(self.offset)
            .show(&mut child, |ui| {
                ui.allocate_space(vec2(columns.history_width(periods) + 8.0, 1.0));
            });
        self.offset = output.state.clamped_offset().x;
        if ui.rect_contains_pointer(rect) && !ui.rect_contains_pointer(place) {
            self.offset -= ui.input(|input| input.smooth_scroll_delta().x);
        }
    }

    /// What stands in place of rows.
    fn nothing(&self, ui: &Ui, body: Rect, sheet: &Sheet) {
        let c = theme::colors(ui);
        let words = if sheet.lines.is_empty() {
            say!("meter-rows-appear").to_owned()
        } else if self.filter.search.trim().is_empty() {
            say!("meter-all-empty").to_owned()
        } else {
            say!("meter-nothing-found", search = self.filter.search.trim())
        };
        let middle = body.top() + 32.0;
        let at = eframe::egui::pos2(body.left() + 30.0, middle);
        paint::icon(
            ui.painter(),
            at,
            icon::MAGNIFYING_GLASS,
            theme::IconWeight::Regular,
            20.0,
            c.text3,
        );
        let (left, right) = (body.left() + 52.0, body.right() - 20.0);
        paint::line_cut(ui, left, right, middle, Text::Body, c.text2, &words);
    }
}

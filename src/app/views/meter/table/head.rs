//! The header of the table: names to sort by, reset dates over the history.

use eframe::egui::{Rangef, Rect, Role, Sense, Stroke, Ui, WidgetInfo, pos2};

use super::columns::{Columns, inner, inner_first};
use super::row::period_words;
use crate::app::theme::{self, IconWeight, Text, icon};
use crate::app::views::meter::sheet::{Column, Sheet, Sort};
use crate::app::widgets::paint;
use crate::meter::History;
use crate::say;

/// Draws the header; a click on a column changes `sort`.
pub(super) fn ui(
    ui: &mut Ui,
    rect: Rect,
    sheet: &Sheet,
    columns: &Columns,
    offset: f32,
    sort: &mut Sort,
) {
    let c = theme::colors(ui);
    ui.painter().rect_filled(rect, 0, c.sunken);
    let line = Stroke::new(1.0, c.line);
    ui.painter().hline(rect.x_range(), rect.top() + 0.5, line);
    ui.painter()
        .hline(rect.x_range(), rect.bottom() - 0.5, line);
    let mut cell = |ui: &mut Ui, range: Rangef, text: Rangef, right, column, name: &str, more| {
        let place = Rect::from_x_y_ranges(range, rect.y_range());
        if cell_ui(ui, place, text, right, column, name, more, *sort) {
            *sort = sort.clicked(column);
        }
    };
    let none = String::new();
    let address = inner_first(columns.address);
    cell(
        ui,
        columns.address,
        address,
        false,
        Column::Address,
        say!("meter-address"),
        none.clone(),
    );
    cell(
        ui,
        columns.name,
        inner(columns.name),
        false,
        Column::Name,
        say!("meter-name"),
        none.clone(),
    );
    cell(
        ui,
        columns.now,
        inner(columns.now),
        true,
        Column::Now,
        say!("meter-now"),
        none.clone(),
    );
    cell(
        ui,
        columns.unit,
        inner(columns.unit),
        false,
        Column::Unit,
        say!("meter-unit"),
        none,
    );
    if columns.meaning.span() > 0.0 {
        let left = inner(columns.meaning).min;
        paint::line(
            ui,
            left,
            rect.center().y,
            Text::TableHead,
            c.text2,
            say!("meter-meaning"),
        );
    }
    if columns.periods == 0 {
        return;
    }
    let mut window = rect;
    window.min.x = columns.history.min;
    window.max.x = columns.history.max;
    ui.scope(|ui| {
        ui.shrink_clip_rect(window);
        let first = (offset / columns.period) as usize;
        let last = (first + columns.periods + 2).min(sheet.history.periods.len());
        for period in first..last {
            let right = columns.period_right(period, offset);
            let range = Rangef::new(right + 12.0 - columns.period, right + 12.0);
            let name = period_name(&sheet.history, period);
            let words = period_words(&sheet.history, period);
            let column = Column::Period(period);
            cell(ui, range, inner(range), true, column, &name, words);
        }
    });
}

/// The reset date, or the index where it is not told.
pub(crate) fn period_name(history: &History, period: usize) -> String {
    let Some(period) = history.periods.get(period) else {
        return String::new();
    };
    match period.closed.and_then(|closed| closed.date) {
        Some(date) => date.to_string(),
        None => say!(
            "meter-period-short",
            index = period.billing.index.to_string()
        ),
    }
}

/// One name; true when it was clicked.
#[expect(clippy::too_many_arguments, reason = "what a cell of the header is")]
fn cell_ui(
    ui: &mut Ui,
    place: Rect,
    text: Rangef,
    right: bool,
    column: Column,
    name: &str,
    more: String,
    sort: Sort,
) -> bool {
    let c = theme::colors(ui);
    let id = ui.scope_id().with(("column", column));
    let response = ui.interact(place, id, Sense::CLICK);
    let words = match sort.of(column) {
        Some(true) => say!("meter-column-up", name = name),
        Some(false) => say!("meter-column-down", name = name),
        None => say!("meter-column", name = name),
    };
    response.widget_info(|| WidgetInfo::labeled(Role::ColumnHeader, true, &words));
    let color = if response.hovered() { c.text } else { c.text2 };
    let middle = place.center().y;
    let width = paint::width(ui, Text::TableHead, name);
    let left = if right { text.max - width } else { text.min };
    paint::line_cut(
        ui,
        left,
        text.max + 1.0,
        middle,
        Text::TableHead,
        color,
        name,
    );
    let arrow = match sort.of(column) {
        Some(true) => Some(icon::ARROW_UP),
        Some(false) => Some(icon::ARROW_DOWN),
        None => None,
    };
    if let Some(arrow) = arrow {
        let x = if right {
            left - 10.0
        } else {
            left + width + 10.0
        };
        let at = pos2(x, middle);
        paint::icon(ui.painter(), at, arrow, IconWeight::Bold, 12.0, c.accent);
    }
    let clicked = response.clicked();
    if !more.is_empty() {
        response.on_hover_text(more);
    }
    clicked
}

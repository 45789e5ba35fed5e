//! A month to pick a day from, for a pop-up.

use eframe::egui::{
    Align, Id, Layout, Rect, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2,
};
use jiff::ToSpan as _;
use jiff::civil::Date;

use super::{Button, paint};
use crate::app::theme::{self, Text, icon, size};
use crate::language::date;
use crate::say;

const CELL: f32 = 36.0;

/// Draws a month; returns the day that was clicked. It begins at the month of `chosen`,
/// and remembers under `id` which one was turned to.
pub fn calendar(ui: &mut Ui, id: Id, chosen: Date) -> Option<Date> {
    let c = theme::colors(ui);
    let turned: Option<(Date, Date)> = ui.data(|data| data.get_temp(id));
    let mut month = match turned {
        Some((of, month)) if of == chosen => month,
        _ => chosen.first_of_month(),
    };
    ui.spacing_mut().item_spacing = vec2(0.0, 0.0);
    ui.set_width(CELL * 7.0);
    ui.horizontal(|ui| {
        if ui
            .add(Button::square(
                icon::CARET_LEFT,
                say!("widget-month-before"),
            ))
            .clicked()
        {
            month = month.checked_sub(1.month()).unwrap_or(month);
        }
        let (_, middle) = ui.allocate_space(vec2(CELL * 5.0, size::CONTROL));
        let title = date::month(month);
        let half = paint::width(ui, Text::Strong, &title) / 2.0;
        let at = middle.center();
        paint::line(ui, at.x - half, at.y, Text::Strong, c.text, &title);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if ui
                .add(Button::square(
                    icon::CARET_RIGHT,
                    say!("widget-month-after"),
                ))
                .clicked()
            {
                month = month.checked_add(1.month()).unwrap_or(month);
            }
        });
    });
    let (_, names) = ui.allocate_space(vec2(CELL * 7.0, 20.0));
    for (column, name) in date::weekdays().into_iter().enumerate() {
        let x = names.left() + CELL * (column as f32 + 0.5);
        let half = paint::width(ui, Text::Caption, name) / 2.0;
        let y = names.center().y;
        paint::line(ui, x - half, y, Text::Caption, c.text2, name);
    }
    let mut picked = None;
    let (_, grid) = ui.allocate_space(vec2(CELL * 7.0, CELL * 6.0));
    let before = i64::from(month.weekday().to_monday_zero_offset());
    for place in 0..42_i64 {
        let Ok(day) = month.checked_add((place - before).days()) else {
            continue;
        };
        if day.month() != month.month() {
            continue;
        }
        let (row, column) = (place / 7, place % 7);
        let corner = grid.min + vec2(CELL * column as f32, CELL * row as f32);
        let cell = Rect::from_min_size(corner, vec2(CELL, CELL));
        if self::day(ui, cell, id, day, day == chosen) {
            picked = Some(day);
        }
    }
    ui.data_mut(|data| data.insert_temp(id, (chosen, month)));
    picked
}

fn day(ui: &Ui, cell: Rect, id: Id, day: Date, is_chosen: bool) -> bool {
    let c = theme::colors(ui);
    let response = ui.interact(cell, id.with(day), Sense::click());
    let name = day.to_string();
    response.widget_info(|| {
        WidgetInfo::selected(Role::Button, ui.is_enabled(), is_chosen, name.clone())
    });
    let inner = cell.shrink(2.0);
    if is_chosen || response.hovered() {
        ui.painter().rect_filled(inner, size::RADIUS_TAG, c.select);
    }
    if is_chosen {
        let edge = Stroke::new(c.control_width(), c.accent);
        ui.painter()
            .rect_stroke(inner, size::RADIUS_TAG, edge, StrokeKind::Inside);
    }
    paint::focus_ring(ui, &response, inner, c);
    let style = if is_chosen { Text::Strong } else { Text::Body };
    let words = day.day().to_string();
    let half = paint::width(ui, style, &words) / 2.0;
    let at = pos2(cell.center().x - half, cell.center().y);
    paint::line(ui, at.x, at.y, style, c.text, &words);
    response.clicked()
}

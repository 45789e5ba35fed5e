//! A check box in the frame of a button, for what is shown and hidden.

use eframe::egui::{Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use super::paint;
use crate::app::theme::{self, IconWeight, Text, icon, size};

/// How wide the check box is with this label.
pub fn toggle_width(ui: &Ui, label: &str) -> f32 {
    (14.0 + 14.0 + 8.0 + paint::width(ui, Text::Body, label) + 14.0).ceil()
}

/// Draws the check box; a click changes `on`. `name` is what it shows and hides.
pub fn toggle(ui: &mut Ui, on: &mut bool, label: &str, name: &str) -> Response {
    let c = theme::colors(ui);
    let width = toggle_width(ui, label);
    let (rect, mut response) = ui.allocate_exact_size(vec2(width, size::CONTROL), Sense::click());
    if response.clicked() {
        *on = !*on;
        response.mark_changed();
    }
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, ui.is_enabled(), *on, name));
    let text = paint::control(ui, &response, rect, c, false);
    let middle = rect.center().y;
    let mark = Rect::from_center_size(pos2(rect.left() + 20.0, middle), vec2(12.0, 12.0));
    if *on {
        ui.painter().rect_filled(mark, 2, c.accent);
        let at = mark.center();
        paint::icon(
            ui.painter(),
            at,
            icon::CHECK,
            IconWeight::Bold,
            10.0,
            c.on_accent,
        );
    } else {
        let edge = Stroke::new(c.control_width(), c.text);
        ui.painter().rect_stroke(mark, 2, edge, StrokeKind::Inside);
    }
    paint::line(ui, rect.left() + 36.0, middle, Text::Body, text, label);
    response
}

//! A button in the form of a field that opens a menu, 36 high.

use eframe::egui::{Response, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::paint;
use crate::app::theme::{self, IconWeight, Text, icon, size};

/// Draws `value` with a caret at its right. `open`: its menu is.
pub fn drop_down(ui: &mut Ui, name: &str, value: &str, width: f32, open: bool) -> Response {
    let c = theme::colors(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(width, size::CONTROL), Sense::click());
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::ComboBox, ui.is_enabled(), name);
        info.current_text_value = Some(value.to_owned());
        info
    });
    let text = paint::control(ui, &response, rect, c, open);
    let (left, right) = (rect.left() + 14.0, rect.right() - 34.0);
    let middle = rect.center().y;
    let cut = paint::line_cut(ui, left, right, middle, Text::Body, text, value);
    let caret = pos2(rect.right() - 22.0, middle);
    let (symbol, weight) = (icon::CARET_DOWN, IconWeight::Regular);
    paint::icon(ui.painter(), caret, symbol, weight, 16.0, c.text2);
    if cut {
        response.on_hover_text(value)
    } else {
        response
    }
}

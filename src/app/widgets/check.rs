//! Check boxes and choices side by side.

use eframe::egui::{
    Color32, CornerRadius, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2,
    vec2,
};

use super::paint;
use crate::app::theme::{self, IconWeight, Text, icon, size};

/// A check box with a label; the whole of it can be clicked.
pub fn check_box(ui: &mut Ui, checked: &mut bool, label: &str) -> Response {
    let c = theme::colors(ui);
    let width = 16.0 + 8.0 + paint::width(ui, Text::Body, label) + 4.0;
    let (rect, mut response) = ui.allocate_exact_size(vec2(width, size::CONTROL), Sense::click());
    if response.clicked() {
        *checked = !*checked;
        response.mark_changed();
    }
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, ui.is_enabled(), *checked, label));
    let middle = rect.center().y;
    let mark = Rect::from_center_size(pos2(rect.left() + 8.0, middle), vec2(14.0, 14.0));
    if *checked {
        ui.painter().rect_filled(mark, 3, c.accent);
        paint::icon(
            ui.painter(),
            mark.center(),
            icon::CHECK,
            IconWeight::Bold,
            12.0,
            c.on_accent,
        );
    } else {
        let fill = if response.hovered() {
            c.select
        } else {
            c.surface
        };
        let edge = Stroke::new(c.control_width(), c.control);
        ui.painter().rect(mark, 3, fill, edge, StrokeKind::Inside);
    }
    paint::focus_ring(ui, &response, rect.shrink2(vec2(-2.0, 6.0)), c);
    paint::line(ui, rect.left() + 24.0, middle, Text::Body, c.text, label);
    response
}

/// One of a few choices, side by side in one frame. True when another was chosen.
pub fn segments<T: Copy + PartialEq>(
    ui: &mut Ui,
    name: &str,
    chosen: &mut T,
    choices: &[(T, &str)],
) -> bool {
    segments_high(ui, name, chosen, choices, size::CONTROL)
}

/// How wide segments with these labels are.
pub fn segments_width(ui: &Ui, labels: &[&str]) -> f32 {
    let widths = labels
        .iter()
        .map(|label| paint::width(ui, Text::Strong, label) + 28.0);
    widths.sum()
}

/// Segments of another height than other controls, for the head of a card.
pub fn segments_high<T: Copy + PartialEq>(
    ui: &mut Ui,
    name: &str,
    chosen: &mut T,
    choices: &[(T, &str)],
    height: f32,
) -> bool {
    let c = theme::colors(ui);
    let widths: Vec<f32> = choices
        .iter()
        .map(|(_, label)| paint::width(ui, Text::Strong, label) + 28.0)
        .collect();
    let total: f32 = widths.iter().sum();
    let (frame, _) = ui.allocate_exact_size(vec2(total, height), Sense::hover());
    let edge = Stroke::new(c.control_width(), c.control);
    ui.painter().rect(
        frame,
        size::RADIUS_CONTROL,
        c.surface,
        edge,
        StrokeKind::Inside,
    );
    let mut changed = false;
    let mut left = frame.left();
    for (index, ((value, label), width)) in choices.iter().zip(widths).enumerate() {
        let rect = Rect::from_min_size(pos2(left, frame.top()), vec2(width, frame.height()));
        left += width;
        let response = ui.interact(rect, ui.scope_id().with((name, index)), Sense::click());
        if response.clicked() && *chosen != *value {
            *chosen = *value;
            changed = true;
        }
        let on = *chosen == *value;
        response.widget_info(|| {
            WidgetInfo::selected(
                Role::RadioButton,
                ui.is_enabled(),
                on,
                format!("{name}: {label}"),
            )
        });
        let inner = rect.shrink(3.0);
        let corner = CornerRadius::same(size::RADIUS_TAG);
        let fill = match (on, response.hovered()) {
            (true, _) => c.select,
            (false, true) => c.accent_soft,
            (false, false) => Color32::TRANSPARENT,
        };
        ui.painter().rect_filled(inner, corner, fill);
        if on {
            let edge = Stroke::new(c.control_width(), c.accent);
            ui.painter()
                .rect_stroke(inner, corner, edge, StrokeKind::Inside);
        }
        paint::focus_ring(ui, &response, rect, c);
        let style = if on { Text::Strong } else { Text::Body };
        let half = paint::width(ui, style, label) / 2.0;
        paint::line(
            ui,
            rect.center().x - half,
            rect.center().y,
            style,
            c.text,
            label,
        );
    }
    changed
}

//! Drawing shared by the widgets that paint themselves.

use std::sync::Arc;

use eframe::egui::{
    Align2, Color32, Galley, Painter, Pos2, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui,
    WidgetInfo, pos2,
};

use crate::app::theme::{Colors, Icon, IconWeight, Text, laid_out, size};

/// One line of text, left-aligned at `left`, its middle at `middle`; returns where
/// it ends.
pub fn line(ui: &Ui, left: f32, middle: f32, style: Text, color: Color32, text: &str) -> f32 {
    let galley = ui.painter().layout_job(style.job(text, color));
    galley_at(ui, left, middle, galley)
}

/// One line of text that ends at `right`; returns where it begins.
pub fn line_right(
    ui: &Ui,
    right: f32,
    middle: f32,
    style: Text,
    color: Color32,
    text: &str,
) -> f32 {
    let galley = ui.painter().layout_job(style.job(text, color));
    let left = right - galley.size().x;
    galley_at(ui, left, middle, galley);
    left
}

/// One line of text, cut with `…` at `right`; says whether it was cut.
pub fn line_cut(
    ui: &Ui,
    left: f32,
    right: f32,
    middle: f32,
    style: Text,
    color: Color32,
    text: &str,
) -> bool {
    let galley = cut(ui, right - left, style, color, text);
    let elided = galley.elided;
    galley_at(ui, left, middle, galley);
    elided
}

/// Lays out one line of text at most `width` wide.
pub fn cut(ui: &Ui, width: f32, style: Text, color: Color32, text: &str) -> Arc<Galley> {
    let mut job = style.job(text, color);
    job.wrap.max_width = width.max(0.0);
    job.wrap.max_rows = 1;
    job.wrap.break_anywhere = true;
    ui.painter().layout_job(job)
}

/// One line of text in the middle of `rect`, cut at its right end; its name in the
/// accessibility tree and its tooltip are the whole of it.
pub fn label(ui: &mut Ui, rect: Rect, style: Text, color: Color32, text: &str) -> Response {
    let response = ui.interact(rect, ui.scope_id().with(text), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, laid_out(text)));
    let middle = rect.center().y;
    if line_cut(ui, rect.left(), rect.right(), middle, style, color, text) {
        response.on_hover_text(laid_out(text))
    } else {
        response
    }
}

/// How wide a line of text is.
pub fn width(ui: &Ui, style: Text, text: &str) -> f32 {
    let galley = ui.painter().layout_job(style.job(text, Color32::WHITE));
    galley.size().x
}

fn galley_at(ui: &Ui, left: f32, middle: f32, galley: Arc<Galley>) -> f32 {
    let position = pos2(left, middle - galley.size().y / 2.0);
    let right = left + galley.size().x;
    ui.painter().galley(position, galley, Color32::PLACEHOLDER);
    right
}

/// An icon with its middle at `middle`.
pub fn icon(
    painter: &Painter,
    middle: Pos2,
    icon: Icon,
    weight: IconWeight,
    size: f32,
    color: Color32,
) {
    painter.text(
        middle,
        Align2::CENTER_CENTER,
        icon.0,
        weight.font(size),
        color,
    );
}

/// The ring around what has the keyboard: 2 wide, 2 outside of `rect`.
pub fn focus_ring(ui: &Ui, response: &Response, rect: Rect, colors: &Colors) {
    if response.has_focus() {
        ui.painter().rect_stroke(
            rect.expand(2.0),
            f32::from(size::RADIUS_CONTROL) + 2.0,
            Stroke::new(2.0, colors.accent),
            StrokeKind::Outside,
        );
    }
}

/// Fill and edge of a control in its state; returns the colour of its text.
pub fn control(ui: &Ui, response: &Response, rect: Rect, colors: &Colors, open: bool) -> Color32 {
    let (fill, edge, text) = if !response.enabled() {
        (colors.sunken, Stroke::new(1.0, colors.line), colors.text3)
    } else if response.is_pointer_button_down_on() {
        (
            colors.accent_soft,
            Stroke::new(colors.control_width(), colors.accent),
            colors.text,
        )
    } else if response.hovered() || open {
        (
            colors.select,
            Stroke::new(colors.control_width(), colors.control),
            colors.text,
        )
    } else {
        (
            colors.surface,
            Stroke::new(colors.control_width(), colors.control),
            colors.text,
        )
    };
    ui.painter()
        .rect(rect, size::RADIUS_CONTROL, fill, edge, StrokeKind::Inside);
    focus_ring(ui, response, rect, colors);
    text
}

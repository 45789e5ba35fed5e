//! Cards, title rows and labelled values.

use eframe::egui::{Align, Frame, Layout, Margin, Response, Stroke, Ui, UiBuilder, vec2};

use super::paint;
use crate::app::theme::{self, Text, size};

/// A card with the usual padding, as wide as there is room.
pub fn card<R>(ui: &mut Ui, add_contents: impl FnOnce(&mut Ui) -> R) -> R {
    framed(ui, Margin::symmetric(20, 16), add_contents)
}

/// A card whose first row is as high as a control, which brings air of its own.
pub fn card_with_controls<R>(ui: &mut Ui, add_contents: impl FnOnce(&mut Ui) -> R) -> R {
    framed(ui, Margin::symmetric(20, 8), add_contents)
}

/// A card without padding, for tables and lists that reach its edges.
pub fn table_card<R>(ui: &mut Ui, add_contents: impl FnOnce(&mut Ui) -> R) -> R {
    framed(ui, Margin::same(1), |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        add_contents(ui)
    })
}

fn framed<R>(ui: &mut Ui, margin: Margin, add_contents: impl FnOnce(&mut Ui) -> R) -> R {
    let colors = theme::colors(ui);
    Frame::new()
        .fill(colors.surface)
        .stroke(Stroke::new(1.0, colors.line))
        .corner_radius(size::RADIUS_CARD)
        .inner_margin(margin)
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            add_contents(ui)
        })
        .inner
}

/// The title row of a page: title, what is to be said behind it, and buttons at the
/// right, which are added from right to left.
pub fn title_row(
    ui: &mut Ui,
    title: &str,
    said: impl FnOnce(&mut Ui),
    buttons: impl FnOnce(&mut Ui),
) {
    let colors = theme::colors(ui);
    let (_, rect) = ui.allocate_space(vec2(ui.available_width(), size::CONTROL));
    let right_to_left = Layout::right_to_left(Align::Center);
    let mut right = ui.new_child(UiBuilder::new().max_rect(rect).layout(right_to_left));
    right.spacing_mut().item_spacing.x = 12.0;
    buttons(&mut right);
    let mut rest = rect;
    rest.max.x = right.min_rect().left() - 12.0;
    let left_to_right = Layout::left_to_right(Align::Center);
    let mut left = ui.new_child(UiBuilder::new().max_rect(rest).layout(left_to_right));
    left.spacing_mut().item_spacing.x = 12.0;
    left.shrink_clip_rect(rest.expand2(vec2(4.0, 8.0)));
    left.label(Text::Title.rich(title).color(colors.text));
    said(&mut left);
}

/// A caption with a value below; the value is cut where there is no room.
pub fn caption_value(ui: &mut Ui, width: f32, caption: &str, style: Text, value: &str) -> Response {
    let colors = theme::colors(ui);
    ui.allocate_ui(vec2(width, 40.0), |ui| {
        ui.set_width(width);
        ui.spacing_mut().item_spacing.y = 0.0;
        ui.label(Text::Caption.rich(caption).color(colors.text2));
        let galley = paint::cut(ui, width, style, colors.text, value);
        let elided = galley.elided;
        let response = ui.label(galley);
        if elided {
            response.on_hover_text(theme::laid_out(value))
        } else {
            response
        }
    })
    .inner
}

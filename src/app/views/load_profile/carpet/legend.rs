//! The key of the carpet: the map with its ends, and what is no value.

use eframe::egui::{
    Color32, Mesh, Rect, Role, Sense, Shape, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, pos2, vec2,
};

use super::scale::{self, Scale};
use crate::app::plot::shapes::hatch;
use crate::app::theme::{self, Text};
use crate::app::widgets::paint;
use crate::language::number;
use crate::say;

/// Draws the key.
pub(super) fn ui(ui: &mut Ui, scale: &Scale, unit: &str) {
    let c = theme::colors(ui);
    ui.spacing_mut().item_spacing.y = 0.0;
    let width = ui.available_width();
    let (_, bar) = ui.allocate_space(vec2(width, 12.0));
    ui.painter().add(Shape::mesh(map(bar)));
    let (_, ends) = ui.allocate_space(vec2(width, 22.0));
    let middle = ends.center().y;
    let half = (scale.low + scale.high) / 2.0;
    paint::line(
        ui,
        ends.left(),
        middle,
        Text::Caption,
        c.text2,
        &number(scale.low),
    );
    let words = number(half);
    let long = paint::width(ui, Text::Caption, &words);
    paint::line(
        ui,
        ends.center().x - long / 2.0,
        middle,
        Text::Caption,
        c.text2,
        &words,
    );
    let words = format!("{} {unit}", number(scale.high));
    paint::line_right(
        ui,
        ends.right(),
        middle,
        Text::Caption,
        c.text2,
        words.trim_end(),
    );
    ui.add_space(6.0);
    row(ui, say!("load-no-data"), |ui, rect| {
        hatch(&ui.painter_at(rect), rect, c.unknown_soft, c.unknown);
    });
    row(ui, say!("load-flagged"), |ui, rect| {
        ui.painter().rect_filled(rect, 0, scale::color(0.1));
        let stroke = Stroke::new(1.5, c.warn);
        ui.painter()
            .rect_stroke(rect, 0, stroke, StrokeKind::Inside);
    });
    row(ui, say!("load-shown-above"), |ui, rect| {
        let mut frame = rect;
        if !c.dark {
            ui.painter().rect_filled(rect, 0, scale::color(0.1));
            frame = rect.shrink(3.0);
        }
        let stroke = Stroke::new(2.0, Color32::WHITE);
        ui.painter()
            .rect_stroke(frame, 0, stroke, StrokeKind::Inside);
    });
    ui.add_space(4.0);
}

/// The map from left to right.
fn map(bar: Rect) -> Mesh {
    let mut mesh = Mesh::default();
    let parts = 64_u8;
    for part in 0..parts {
        let share = |of: u8| f32::from(of) / f32::from(parts);
        let piece = Rect::from_min_max(
            pos2(bar.left() + bar.width() * share(part), bar.top()),
            pos2(bar.left() + bar.width() * share(part + 1), bar.bottom()),
        );
        let color = scale::color(f64::from(part) / f64::from(parts - 1));
        mesh.add_colored_rect(piece, color);
    }
    mesh
}

fn row(ui: &mut Ui, words: &str, sign: impl FnOnce(&Ui, Rect)) {
    let c = theme::colors(ui);
    let size = vec2(ui.available_width(), 22.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, words));
    let at = pos2(rect.left() + 8.0, rect.center().y);
    sign(ui, Rect::from_center_size(at, Vec2::splat(16.0)));
    let left = rect.left() + 26.0;
    paint::line(ui, left, rect.center().y, Text::Caption, c.text2, words);
}

/// A number without needless digits.
pub(super) fn number(value: f64) -> String {
    let text = format!("{value:.6}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    match text {
        "" | "-0" => "0".to_owned(),
        text if text.len() > 12 => number::decimal(&format!("{value:.3e}")),
        text => number::decimal(text),
    }
}

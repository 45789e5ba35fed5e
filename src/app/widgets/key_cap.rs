//! The cap of a key, beside what it does.

use eframe::egui::{Color32, Pos2, Rect, Stroke, StrokeKind, Ui, vec2};

use super::paint;
use crate::app::theme::{Text, size};
use crate::say;

const HEIGHT: f32 = 20.0;
const PADDING: f32 = 6.0;

/// How wide the cap of `keys` is.
pub fn width(ui: &Ui, keys: &str) -> f32 {
    paint::width(ui, Text::Mono, &as_printed(keys)) + 2.0 * PADDING
}

/// Keys by the names that are printed on keyboards of the language.
fn as_printed(keys: &str) -> String {
    let names: Vec<&str> = keys.split(' ').map(printed).collect();
    names.join(" ")
}

fn printed(key: &str) -> &str {
    match key {
        "Ctrl" => say!("key-ctrl"),
        "Shift" => say!("key-shift"),
        "Delete" => say!("key-delete"),
        "Enter" => say!("key-enter"),
        key => key,
    }
}

/// Draws the cap of `keys`, `F5` or `Ctrl F`, from `left_middle` on.
pub fn draw(ui: &Ui, left_middle: Pos2, keys: &str, color: Color32, edge: Color32) {
    let rect = Rect::from_min_size(
        left_middle - vec2(0.0, HEIGHT / 2.0),
        vec2(width(ui, keys), HEIGHT),
    );
    ui.painter().rect_stroke(
        rect,
        size::RADIUS_TAG,
        Stroke::new(1.0, edge),
        StrokeKind::Inside,
    );
    paint::line(
        ui,
        rect.left() + PADDING,
        rect.center().y,
        Text::Mono,
        color,
        &as_printed(keys),
    );
}

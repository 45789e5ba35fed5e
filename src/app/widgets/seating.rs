//! The drawing of how the head sits on the meter.

use eframe::egui::{
    Align2, CornerRadius, Rect, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2,
};

use crate::app::theme::{self, Text, size};
use crate::say;

/// The optical head on a meter, cable down, in a field of `width` by `height`; with
/// a line of words below if there is room for it.
pub fn seating(ui: &mut Ui, width: f32, height: f32) {
    let c = theme::colors(ui);
    let (field, response) = ui.allocate_exact_size(vec2(width, height), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, say!("widget-seating")));
    let painter = ui.painter();
    painter.rect_filled(field, size::RADIUS_CARD, c.sunken);
    let worded = height >= 240.0;
    let middle = field.center() - vec2(0.0, if worded { 12.0 } else { 0.0 });
    let scale = ((height - 48.0) / 168.0).clamp(0.6, 1.0);
    let at = |x: f32, y: f32| pos2(middle.x + x * scale, middle.y + y * scale);
    let thin = Stroke::new(1.0, c.control);

    let body = Rect::from_min_max(at(-63.0, -84.0), at(63.0, 84.0));
    painter.rect(body, 10.0 * scale, c.surface, thin, StrokeKind::Inside);
    let display = Rect::from_min_max(at(-47.0, -68.0), at(47.0, -36.0));
    painter.rect(
        display,
        CornerRadius::same(4),
        c.unknown_soft,
        Stroke::new(1.0, c.line),
        StrokeKind::Inside,
    );
    let mut font = Text::Mono.font();
    font.size = 17.0 * scale;
    painter.text(
        display.center(),
        Align2::CENTER_CENTER,
        "8048.375",
        font,
        c.text2,
    );
    for (from, to) in [(-48.0, -14.0), (14.0, 48.0)] {
        painter.line_segment([at(from, 52.0), at(to, 52.0)], Stroke::new(1.0, c.line));
    }
    // The cable runs over the lower edge of the meter.
    painter.line_segment(
        [at(0.0, 32.0), at(0.0, 92.0)],
        Stroke::new(6.0 * scale, c.accent),
    );
    painter.circle(
        at(0.0, 6.0),
        27.0 * scale,
        c.surface,
        Stroke::new(2.0, c.text),
    );
    painter.circle_filled(at(-8.5, 6.0), 4.0 * scale, c.text);
    painter.circle_stroke(at(8.5, 6.0), 4.0 * scale, Stroke::new(2.0, c.text));
    if worded {
        painter.text(
            pos2(field.center().x, at(0.0, 108.0).y),
            Align2::CENTER_CENTER,
            say!("widget-seating-cable"),
            Text::Caption.font(),
            c.text2,
        );
    }
}

//! The bar at the foot: link, meter, clock, staged changes, last file, trace.

use eframe::egui::{Rect, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use crate::app::action::Action;
use crate::app::model::Model;
use crate::app::text;
use crate::app::theme::{self, IconWeight, Text, icon};
use crate::app::widgets::{State, paint};
use crate::say;

/// Draws the bar; what has no room is left out from the right.
pub fn ui(ui: &mut Ui, rect: Rect, model: &Model, trace_open: bool, actions: &mut Vec<Action>) {
    let c = theme::colors(ui);
    ui.painter().rect_filled(rect, 0, c.sunken);
    let line = Stroke::new(1.0, c.line);
    ui.painter().hline(rect.x_range(), rect.top() + 0.5, line);
    let right = trace_toggle(ui, rect, model, trace_open, actions);

    let clock = text::clock(model.clock_drift());
    let link = text::link(model);
    let mut items = vec![
        (say!("status-link"), Some(link.0), link.1),
        (say!("status-meter"), None, text::meter(model)),
        (
            say!("status-clock"),
            (clock.0 != State::Unknown).then_some(clock.0),
            clock.1,
        ),
        (
            say!("status-staged-changes"),
            staged_state(model),
            staged(model),
        ),
    ];
    if let Some(saved) = &model.last_saved {
        items.push((say!("status-file"), None, text::saved(saved)));
    }
    let mut x = rect.left() + 12.0;
    for (name, state, words) in items {
        let icon_room = if state.is_some() { 22.0 } else { 0.0 };
        let width = icon_room + paint::width(ui, Text::Small, &words);
        if x + width + 12.0 > right {
            break;
        }
        let area = Rect::from_min_size(pos2(x, rect.top()), vec2(width, rect.height()));
        let opens = name == say!("status-staged-changes") && !model.staging.is_empty();
        let (sense, role) = match opens {
            true => (Sense::click(), Role::Button),
            false => (Sense::hover(), Role::Status),
        };
        let response = ui.interact(
            area.expand2(vec2(8.0, 0.0)),
            ui.scope_id().with(name),
            sense,
        );
        response.widget_info(|| WidgetInfo::labeled(role, true, format!("{name}: {words}")));
        if opens && (response.hovered() || response.has_focus()) {
            let place = area.expand2(vec2(12.0, -1.0));
            ui.painter().rect_filled(place, 0, c.select);
        }
        if opens
            && response
                .on_hover_text(say!("status-opens-review"))
                .clicked()
        {
            actions.push(Action::ShowReview);
        }
        let middle = rect.center().y + 0.5;
        if let Some(state) = state {
            let (icon, weight) = state.icon();
            paint::icon(
                ui.painter(),
                pos2(x + 8.0, middle),
                icon,
                weight,
                16.0,
                state.color(c),
            );
        }
        paint::line(ui, x + icon_room, middle, Text::Small, c.text2, &words);
        x += width + 12.0;
        ui.painter().vline(x + 0.5, rect.y_range(), line);
        x += 13.0;
    }
}

fn staged_state(model: &Model) -> Option<State> {
    (!model.staging.is_empty()).then_some(State::Staged)
}

fn staged(model: &Model) -> String {
    match model.staging.len() {
        0 => say!("status-nothing-staged").to_owned(),
        count => say!("status-staged", count = count),
    }
}

/// Returns where it begins.
fn trace_toggle(
    ui: &mut Ui,
    bar: Rect,
    model: &Model,
    open: bool,
    actions: &mut Vec<Action>,
) -> f32 {
    let c = theme::colors(ui);
    let words = match model.trace.len() {
        0 => say!("status-trace-empty").to_owned(),
        lines => say!("status-trace-lines", count = lines),
    };
    let width = paint::width(ui, Text::Small, &words) + 48.0;
    let rect = Rect::from_min_max(
        pos2(bar.right() - width, bar.top() + 1.0),
        pos2(bar.right(), bar.bottom()),
    );
    let response = ui.interact(rect, ui.scope_id().with("trace toggle"), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, open, say!("status-trace")));
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, 0, c.select);
    }
    ui.painter()
        .vline(rect.left() + 0.5, bar.y_range(), Stroke::new(1.0, c.line));
    let caret = if open {
        icon::CARET_DOWN
    } else {
        icon::CARET_UP
    };
    let middle = rect.center().y;
    let at = pos2(rect.left() + 22.0, middle);
    paint::icon(ui.painter(), at, caret, IconWeight::Regular, 16.0, c.text);
    paint::line(ui, rect.left() + 36.0, middle, Text::Small, c.text, &words);
    if response.on_hover_text(say!("status-trace-key")).clicked() {
        actions.push(Action::ToggleTrace);
    }
    rect.left() - 12.0
}

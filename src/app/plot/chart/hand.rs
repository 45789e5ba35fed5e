//! Keys and pointer on the chart.

use eframe::egui::{
    CursorIcon, EventFilter, Key, Modifiers, PointerButton, Pos2, Rect, Response, Stroke,
    StrokeKind, Ui, pos2,
};

use super::{ChartInput, ChartState};
use crate::app::theme;

const DAY: f64 = 86_400.0;
/// How much one press of a key zooms.
const ZOOM: f64 = 0.5;

/// Takes the keys of the chart while it has the keyboard, or nothing else has.
pub(super) fn keys(ui: &Ui, state: &mut ChartState, response: &Response, input: &ChartInput<'_>) {
    if response.has_focus() {
        let filter = EventFilter {
            horizontal_arrows: true,
            ..EventFilter::default()
        };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
    } else if ui.memory(|memory| memory.focused().is_some()) || !ui.is_enabled() {
        return;
    }
    let pressed = |modifiers: Modifiers, key: Key| {
        ui.input_mut(|input| input.count_and_consume_key(modifiers, key)) as f64
    };
    let span = input.data.span;
    let days =
        pressed(Modifiers::SHIFT, Key::ArrowRight) - pressed(Modifiers::SHIFT, Key::ArrowLeft);
    let steps =
        pressed(Modifiers::NONE, Key::ArrowRight) - pressed(Modifiers::NONE, Key::ArrowLeft);
    if days != 0.0 || steps != 0.0 {
        move_cursor(state, input, days, steps as i64);
    }
    // The key for plus may need Shift; with Ctrl it is the scale of the window.
    let plus = pressed(Modifiers::NONE, Key::Plus)
        + pressed(Modifiers::NONE, Key::Equals)
        + pressed(Modifiers::SHIFT, Key::Plus);
    let minus = pressed(Modifiers::NONE, Key::Minus);
    if plus > 0.0 || minus > 0.0 {
        let (from, to) = state.in_view(span);
        let at = state.cursor.filter(|at| (from..=to).contains(at));
        let share = at.map_or(0.5, |at| (at - from) / (to - from));
        state.zoom(span, ZOOM.powf(plus - minus), share);
    }
    if pressed(Modifiers::NONE, Key::Home) > 0.0 {
        state.reset();
    }
}

/// Moves the cursor by days, or by intervals; what is in view follows.
fn move_cursor(state: &mut ChartState, input: &ChartInput<'_>, days: f64, steps: i64) {
    let timeline = &input.data.timeline;
    let (from, to) = state.in_view(input.data.span);
    let at = match state.cursor {
        None => {
            // It begins in the middle of what is in view.
            let middle = (from + to) / 2.0;
            timeline.nearest(middle)
        }
        Some(at) => {
            let Some(now) = timeline.nearest(at + days * DAY) else {
                return;
            };
            let last = timeline.len().saturating_sub(1);
            let to = now.saturating_add_signed(isize::try_from(steps).unwrap_or(0));
            Some(to.min(last))
        }
    };
    let Some((begin, end)) = at.and_then(|index| timeline.interval(index)) else {
        return;
    };
    let middle = (begin + end) as f64 / 2.0;
    state.put_cursor(middle);
    if middle < from || middle > to {
        state.pan(input.data.span, middle - (from + to) / 2.0);
    }
}

/// Takes the pointer: the cursor follows it; the wheel zooms, dragging pans, dragging
/// with Shift or the other button draws a box, a double click shows everything.
pub(super) fn pointer(
    ui: &Ui,
    state: &mut ChartState,
    response: &mut Response,
    plot: Rect,
    input: &ChartInput<'_>,
) {
    let span = input.data.span;
    let (from, to) = state.in_view(span);
    let second = (to - from) / f64::from(plot.width());
    let place = |at: Pos2| from + second * f64::from(at.x - plot.left());
    let hover = response.hover_pos().filter(|at| plot.contains(*at));
    let moved = ui.input(|input| input.pointer.delta() != eframe::egui::Vec2::ZERO);
    if let Some(at) = hover
        && (moved || state.by_pointer)
    {
        state.cursor = Some(place(at));
        state.by_pointer = true;
    } else if hover.is_none() && state.by_pointer {
        state.cursor = None;
        state.by_pointer = false;
    }
    if response.double_clicked() {
        state.reset();
        return;
    }
    if response.clicked() {
        response.request_focus();
        state.by_pointer = false;
    }
    if let Some(at) = hover {
        let wheel = ui.input_mut(|input| {
            let pinch = f64::from(input.zoom_delta());
            let (across, along) = (input.smooth_scroll_delta.x, input.smooth_scroll_delta.y);
            input.smooth_scroll_delta = eframe::egui::Vec2::ZERO;
            (pinch, f64::from(across), f64::from(along))
        });
        let factor = (-wheel.2 * 0.004).exp() / wheel.0;
        if factor != 1.0 {
            let share = f64::from((at.x - plot.left()) / plot.width());
            state.zoom(span, factor, share);
        }
        if wheel.1 != 0.0 {
            state.pan(span, -wheel.1 * second);
        }
    }
    drag(ui, state, response, plot, (from, second), span);
}

fn drag(
    ui: &Ui,
    state: &mut ChartState,
    response: &Response,
    plot: Rect,
    (from, second): (f64, f64),
    span: (i64, i64),
) {
    let shift = ui.input(|input| input.modifiers.shift);
    let other = response.drag_started_by(PointerButton::Secondary);
    if other || shift && response.drag_started_by(PointerButton::Primary) {
        let origin = ui.input(|input| input.pointer.press_origin());
        state.box_from = origin.map(|at| plot.clamp(at));
    }
    if let Some(corner) = state.box_from {
        if response.drag_stopped() {
            let at = response.interact_pointer_pos();
            if let Some(area) = at.map(|at| Rect::from_two_pos(corner, plot.clamp(at))) {
                zoom_to(state, area, plot, (from, second));
            }
            state.box_from = None;
        } else if !response.dragged() {
            state.box_from = None;
        }
        ui.ctx().set_cursor_icon(CursorIcon::Crosshair);
    } else if response.dragged_by(PointerButton::Primary) {
        let delta = response.drag_delta();
        state.pan(span, -f64::from(delta.x) * second);
        let tall = (state.values.1 - state.values.0) / f64::from(plot.height());
        let up = f64::from(delta.y) * tall;
        let up = up.clamp(-state.values.0, 1.0 - state.values.1);
        state.values = (state.values.0 + up, state.values.1 + up);
        if state.view.is_some() {
            ui.ctx().set_cursor_icon(CursorIcon::Grabbing);
        }
    }
}

/// Shows what is in the box; one that is flat leaves the scales as they are.
fn zoom_to(state: &mut ChartState, area: Rect, plot: Rect, (from, second): (f64, f64)) {
    if area.width() < 4.0 {
        return;
    }
    let place = |x: f32| from + second * f64::from(x - plot.left());
    state.view = Some((place(area.left()), place(area.right())));
    if area.height() > 24.0 && area.height() < 0.9 * plot.height() {
        let share = |y: f32| f64::from((plot.bottom() - y) / plot.height());
        let (low, high) = state.values;
        let height = high - low;
        state.values = (
            low + height * share(area.bottom()),
            low + height * share(area.top()),
        );
    }
}

/// The box that is being drawn.
pub(super) fn draw_box(ui: &Ui, state: &ChartState, plot: Rect) {
    let pointer = ui.input(|input| input.pointer.latest_pos());
    let (Some(corner), Some(at)) = (state.box_from, pointer) else {
        return;
    };
    let c = theme::colors(ui);
    let area = Rect::from_two_pos(corner, plot.clamp(pos2(at.x, at.y)));
    let fill = c.accent.gamma_multiply(0.16);
    let edge = Stroke::new(1.0, c.accent);
    ui.painter().rect(area, 0, fill, edge, StrokeKind::Inside);
}

//! The steps of a session, in a line.

use eframe::egui::{Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use super::paint;
use crate::app::theme::{self, IconWeight, Text, icon};
use crate::say;

/// How far a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepState {
    Done,
    Now,
    NotYet,
    Wrong,
}

/// One step with what is known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    pub name: &'static str,
    /// `300 Bd`, `mode C`
    pub note: Option<String>,
    pub state: StepState,
}

/// Draws the steps with lines between them. The lines give way where there is little
/// room; after that the steps wrap.
pub fn stage_rail(ui: &mut Ui, steps: &[Step]) {
    let c = theme::colors(ui);
    let taken: f32 = steps.iter().map(|step| width(ui, step)).sum();
    let lines = steps.len().saturating_sub(1) as f32;
    let room = (ui.available_width() - taken) / lines.max(1.0);
    let gap = if room < 44.0 { 4.0 } else { 10.0 };
    let line = (room - 2.0 * gap - 1.0).clamp(8.0, 24.0);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(gap, 8.0);
        for (index, step) in steps.iter().enumerate() {
            if index > 0 {
                let (rect, _) = ui.allocate_exact_size(vec2(line, 24.0), Sense::hover());
                ui.painter()
                    .hline(rect.x_range(), rect.center().y, Stroke::new(1.0, c.control));
            }
            step_ui(ui, step);
        }
    });
}

fn style(step: &Step) -> Text {
    if step.state == StepState::Now {
        Text::Strong
    } else {
        Text::Body
    }
}

fn width(ui: &Ui, step: &Step) -> f32 {
    let note = step.note.as_deref().unwrap_or_default();
    let note_width = if note.is_empty() {
        0.0
    } else {
        8.0 + paint::width(ui, Text::Caption, note)
    };
    28.0 + paint::width(ui, style(step), step.name) + note_width
}

fn step_ui(ui: &mut Ui, step: &Step) {
    let c = theme::colors(ui);
    let style = style(step);
    let note = step.note.as_deref().unwrap_or_default();
    let width = width(ui, step);
    let (rect, response) = ui.allocate_exact_size(vec2(width, 24.0), Sense::hover());
    let (symbol, weight, color, text, word) = match step.state {
        StepState::Done => (
            icon::CHECK_CIRCLE,
            IconWeight::Fill,
            c.ok,
            c.text,
            say!("widget-done"),
        ),
        StepState::Now => (
            icon::CIRCLE_HALF,
            IconWeight::Fill,
            c.accent,
            c.text,
            say!("widget-under-way"),
        ),
        StepState::NotYet => (
            icon::CIRCLE_DASHED,
            IconWeight::Regular,
            c.text3,
            c.text3,
            say!("widget-not-yet"),
        ),
        StepState::Wrong => (
            icon::X_CIRCLE,
            IconWeight::Fill,
            c.error,
            c.text,
            say!("widget-went-wrong"),
        ),
    };
    response.widget_info(|| {
        WidgetInfo::labeled(Role::Label, true, format!("{} {note} {word}", step.name))
    });
    let middle = rect.center().y;
    paint::icon(
        ui.painter(),
        pos2(rect.left() + 10.0, middle),
        symbol,
        weight,
        20.0,
        color,
    );
    let end = paint::line(ui, rect.left() + 28.0, middle, style, text, step.name);
    paint::line(ui, end + 8.0, middle, Text::Caption, c.text2, note);
}

//! What went wrong, what to check, and what can be tried.
//!
//! A full card while there is nothing else to show; a banner above the data that
//! was kept.

use eframe::egui::{
    Align, CornerRadius, Frame, Layout, Margin, Popup, PopupCloseBehavior, Stroke, Ui, UiBuilder,
    vec2,
};

use super::trace_panel;
use crate::app::action::Action;
use crate::app::model::{Ended, Model, Verdict};
use crate::app::theme::{self, Text, icon, size};
use crate::app::widgets::{Button, State, paint, seating, table_card};
use crate::language::date;
use crate::say;
use crate::trace::TraceEntry;
use crate::worker::{Check, Failure, Stage};

/// How many lines of the trace stand below the card.
const LINES: usize = 5;
/// What the buttons of a banner take beside its words, and the least for the words.
const BANNER_BUTTONS: f32 = 460.0;
const BANNER_WORDS: f32 = 400.0;

/// Draws the card or the banner.
pub fn ui(ui: &mut Ui, model: &Model, ended: &Ended, failure: &Failure, actions: &mut Vec<Action>) {
    if model.reading.is_some() {
        banner(ui, ended, failure, actions);
        return;
    }
    // Where the port did not even open, the seat of the head is not the question.
    let drawing = ended.stage > Stage::Opening;
    card(ui, failure, drawing, actions);
    ui.add_space(size::GAP - ui.spacing().item_spacing.y);
    last_lines(ui, model, actions);
}

fn state_of(ended: &Ended) -> State {
    match ended.verdict {
        Verdict::Failed(_) => State::Wrong,
        Verdict::Complete | Verdict::Damaged(_) | Verdict::Cancelled => State::Warning,
    }
}

/// A banner: headline, cause, what is kept, and the way on.
fn banner(ui: &mut Ui, ended: &Ended, failure: &Failure, actions: &mut Vec<Action>) {
    let c = theme::colors(ui);
    let state = state_of(ended);
    Frame::new()
        .fill(state.soft(c))
        .stroke(Stroke::new(1.0, state.color(c)))
        .corner_radius(size::RADIUS_CARD)
        .inner_margin(Margin::symmetric(20, 12))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.horizontal_top(|ui| {
                let (icon, weight) = state.icon();
                let (_, rect) = ui.allocate_space(vec2(28.0, 28.0));
                paint::icon(
                    ui.painter(),
                    rect.center(),
                    icon,
                    weight,
                    24.0,
                    state.color(c),
                );
                // The data below deserve the room that a row of buttons would take.
                let beside = !failure.wider_attempt_helps
                    && ui.available_width() >= BANNER_BUTTONS + BANNER_WORDS;
                let mut room = ui.available_width();
                if beside {
                    room -= BANNER_BUTTONS;
                }
                ui.vertical(|ui| {
                    ui.set_width(room);
                    ui.spacing_mut().item_spacing.y = 2.0;
                    ui.label(
                        Text::Heading
                            .rich(failure.headline.to_string())
                            .color(c.text),
                    );
                    ui.label(Text::Body.rich(told(ended, failure)).color(c.text));
                    if !beside {
                        ui.add_space(6.0);
                        ui.horizontal_wrapped(|ui| banner_buttons(ui, failure, actions));
                    }
                });
                if beside {
                    banner_buttons(ui, failure, actions);
                }
            });
        });
}

/// The cause, and what became of the data.
fn told(ended: &Ended, failure: &Failure) -> String {
    let cause = failure.cause.to_string();
    let cause = unstopped(&cause);
    match (&ended.verdict, ended.data_sets) {
        (_, 0) => say!("failure-read-before", cause = cause),
        // The cause is about the data that came.
        (Verdict::Damaged(_), _) => cause.to_owned(),
        (_, count) => {
            say!("failure-kept", cause = cause, count = count)
        }
    }
}

fn banner_buttons(ui: &mut Ui, failure: &Failure, actions: &mut Vec<Action>) {
    ui.spacing_mut().item_spacing.x = 12.0;
    buttons(ui, failure, actions);
    if failure.checks.is_empty() {
        return;
    }
    let more = ui.add(Button::plain(say!("failure-what-to-check")).big().caret());
    Popup::menu(&more)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .show(|ui| {
            ui.set_width(480.0);
            checks(ui, &failure.checks);
        });
}

/// Sentences as they stand in the window: the last has no full stop.
fn unstopped(sentences: &str) -> &str {
    sentences.trim_end_matches('.')
}

fn card(ui: &mut Ui, failure: &Failure, drawing: bool, actions: &mut Vec<Action>) {
    let c = theme::colors(ui);
    Frame::new()
        .fill(c.surface)
        .stroke(Stroke::new(c.control_width(), c.error))
        .corner_radius(size::RADIUS_CARD)
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = 0.0;
            head(ui, failure);
            Frame::new()
                .inner_margin(Margin {
                    left: 24,
                    right: 24,
                    top: 20,
                    bottom: 20,
                })
                .show(ui, |ui| body(ui, failure, drawing, actions));
        });
}

fn head(ui: &mut Ui, failure: &Failure) {
    let c = theme::colors(ui);
    let rounding = CornerRadius {
        nw: size::RADIUS_CARD,
        ne: size::RADIUS_CARD,
        sw: 0,
        se: 0,
    };
    Frame::new()
        .fill(c.error_soft)
        .corner_radius(rounding)
        .inner_margin(Margin::symmetric(24, 16))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.horizontal_top(|ui| {
                ui.spacing_mut().item_spacing.x = 16.0;
                let (_, rect) = ui.allocate_space(vec2(28.0, 28.0));
                let (icon, weight) = State::Wrong.icon();
                paint::icon(ui.painter(), rect.center(), icon, weight, 28.0, c.error);
                ui.vertical(|ui| {
                    ui.label(Text::Title.rich(failure.headline.to_string()).color(c.text));
                    let cause = failure.cause.to_string();
                    let cause = unstopped(&cause);
                    ui.label(Text::Body.rich(cause).color(c.text));
                });
            });
        });
}

fn body(ui: &mut Ui, failure: &Failure, drawing: bool, actions: &mut Vec<Action>) {
    let c = theme::colors(ui);
    let drawing = drawing && ui.available_width() >= 720.0;
    let height = 36.0 + 54.0 * failure.checks.len() as f32 + 52.0;
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        let side = if drawing { 304.0 + 24.0 } else { 0.0 };
        let room = ui.available_width() - side;
        ui.allocate_ui_with_layout(vec2(room, height), Layout::top_down(Align::Min), |ui| {
            ui.set_width(room);
            if !failure.checks.is_empty() {
                ui.label(
                    Text::Heading
                        .rich(say!("failure-what-to-check"))
                        .color(c.text),
                );
                ui.add_space(12.0);
                checks(ui, &failure.checks);
            }
            ui.add_space(8.0);
            ui.horizontal_wrapped(|ui| {
                ui.spacing_mut().item_spacing = vec2(12.0, 8.0);
                buttons(ui, failure, actions);
            });
        });
        if drawing {
            ui.add_space(24.0);
            seating(ui, 304.0, height.max(240.0));
        }
    });
}

fn checks(ui: &mut Ui, checks: &[Check]) {
    let c = theme::colors(ui);
    for (index, check) in checks.iter().enumerate() {
        let (_, corner) = ui.allocate_space(vec2(0.0, 0.0));
        let start = corner.min;
        let middle = start + vec2(12.0, 12.0);
        ui.painter()
            .circle_stroke(middle, 11.5, Stroke::new(1.0, c.control));
        let number = (index + 1).to_string();
        let half = paint::width(ui, Text::SmallStrong, &number) / 2.0;
        paint::line(
            ui,
            middle.x - half,
            middle.y,
            Text::SmallStrong,
            c.text,
            &number,
        );
        let mut words = ui.available_rect_before_wrap();
        words.min.x = start.x + 36.0;
        let mut words = ui.new_child(UiBuilder::new().max_rect(words));
        words.spacing_mut().item_spacing.y = 2.0;
        words.label(Text::Strong.rich(check.title.to_string()).color(c.text));
        words.label(Text::Body.rich(check.detail.to_string()).color(c.text2));
        let height = words.min_rect().height().max(24.0);
        ui.allocate_space(vec2(ui.available_width(), height));
        ui.add_space(12.0);
    }
}

fn buttons(ui: &mut Ui, failure: &Failure, actions: &mut Vec<Action>) {
    let again = Button::primary(say!("failure-again"))
        .icon(icon::ARROW_CLOCKWISE)
        .key("F5");
    if ui.add(again).clicked() {
        actions.push(Action::Read { every_way: false });
    }
    if failure.wider_attempt_helps {
        let wider = Button::plain(say!("failure-every-way"));
        if ui.add(wider.big()).clicked() {
            actions.push(Action::Read { every_way: true });
        }
    }
    if ui
        .add(Button::quiet(say!("failure-line-settings")).big())
        .clicked()
    {
        actions.push(Action::ShowLineSettings);
    }
}

/// The last lines of the trace, to copy or to save.
fn last_lines(ui: &mut Ui, model: &Model, actions: &mut Vec<Action>) {
    let c = theme::colors(ui);
    let count = model.trace.rows().len();
    if count == 0 {
        return;
    }
    table_card(ui, |ui| {
        let (_, rect) = ui.allocate_space(vec2(ui.available_width(), 40.0));
        let rounding = CornerRadius {
            nw: size::RADIUS_CARD,
            ne: size::RADIUS_CARD,
            sw: 0,
            se: 0,
        };
        ui.painter().rect_filled(rect, rounding, c.sunken);
        ui.painter()
            .hline(rect.x_range(), rect.bottom(), Stroke::new(1.0, c.line));
        let middle = rect.center().y;
        let end = paint::line(
            ui,
            rect.left() + 16.0,
            middle,
            Text::Strong,
            c.text,
            say!("failure-last-lines"),
        );
        let closed = model.trace.row(count - 1).and_then(|(row, at)| {
            let at = at.filter(|_| row.record.entry == TraceEntry::Closed)?;
            Some(say!("failure-port-closed", time = date::second(at.time())))
        });
        paint::line(
            ui,
            end + 12.0,
            middle,
            Text::Body,
            c.text2,
            closed.as_deref().unwrap_or_default(),
        );
        let mut right = ui.new_child(
            UiBuilder::new()
                .max_rect(rect.shrink2(vec2(8.0, 2.0)))
                .layout(Layout::right_to_left(Align::Center)),
        );
        let save = Button::quiet(say!("failure-save-trace")).icon(icon::FLOPPY_DISK);
        if right
            .add(save.name(say!("failure-save-trace-name")))
            .clicked()
        {
            actions.push(Action::SaveTrace);
        }
        let copy = Button::quiet(say!("failure-copy"))
            .icon(icon::COPY)
            .name(say!("failure-copy-name"));
        if right.add(copy).clicked() {
            actions.push(Action::Copy {
                text: trace_panel::as_text(model),
                what: say!("failure-line-trace").to_owned(),
            });
        }
        ui.add_space(6.0);
        for index in count.saturating_sub(LINES)..count {
            trace_panel::row_ui(ui, model, index, trace_panel::Columns::BOTH, 16.0);
        }
        ui.add_space(6.0);
    });
}

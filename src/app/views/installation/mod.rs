//! The page Installation check: is the meter wired right? Phasor diagram, verdict per
//! phase and as a whole, and what to do about it.
//!
//! Judges nothing itself: the verdict is in the model.

mod diagram;
mod list;
#[cfg(test)]
mod tests;
mod words;

use std::sync::Arc;

use eframe::egui::{
    Align, CornerRadius, Frame, Key, Label, Layout, Margin, Modifiers, Rect, ScrollArea, Stroke,
    StrokeKind, Ui, UiBuilder, pos2, vec2,
};

use super::confirm::note;
use crate::app::action::Action;
use crate::app::model::{Inspected, Job, Model, Session, Verdict};
use crate::app::page::Page;
use crate::app::settings::Settings;
use crate::app::theme::{self, Text, icon, size};
use crate::app::widgets::empty::empty_state;
use crate::app::widgets::{Button, State, caption_value, card, chip, paint, segments, title_row};
use crate::installation::list::ListKind;
use crate::installation::{Check, Circumstances, PhaseCheck, State as Wiring};
use crate::profile::{Login, Profile, RegisterDef};
use crate::worker::{Failure, Task};

/// Between the cards of this page, so that it fits without scrolling.
const GAP: f32 = 12.0;
/// The least width of a page that has its parts beside the title.
const PARTS_BESIDE: f32 = 980.0;
/// The card of the diagram: its width, the least one, its least height, and the least
/// width of a page that has it beside the phases.
const DIAGRAM: f32 = 416.0;
const DIAGRAM_NARROW: f32 = 304.0;
const DIAGRAM_LEAST: f32 = 320.0;
const BESIDE: f32 = 720.0;
/// The least width of a page that asks for flow and connection in one row.
const ASKED_IN_ONE_ROW: f32 = 900.0;
/// What the values of a phase need.
const VALUES: f32 = 448.0;

/// What is chosen on the page.
#[derive(Debug, Default)]
pub struct InstallationView {
    part: Part,
}

/// What of the page is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Part {
    #[default]
    Check,
    List(ListKind),
}

impl InstallationView {
    /// Draws the page.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        model: &Model,
        settings: &Settings,
        actions: &mut Vec<Action>,
    ) {
        let profile = model.profile(settings.profile.as_deref());
        let profile = profile.as_deref();
        let found = model.inspection.found.as_ref();
        // Where the title row has no room for the parts they stand below.
        let is_wide = ui.available_width() >= PARTS_BESIDE;
        let part = is_wide.then_some(&mut self.part);
        title(ui, profile, model, settings, (found, part), actions);
        if !is_wide {
            segments(ui, words::part(), &mut self.part, &words::parts());
        }
        if let Part::List(kind) = self.part {
            list::ui(ui, kind, model, actions);
            return;
        }
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = GAP;
            if let Some(failure) = failure(model) {
                note(ui, State::Wrong, &super::clock::failure(failure));
            }
            let Some(found) = found else {
                let names = profile.is_some_and(|p| !p.installation.instantaneous.is_empty());
                let (what, meanwhile) = match model.reading {
                    Some(_) => words::empty_readout(names),
                    None => words::empty(),
                };
                empty_state(ui, icon::PLUGS_CONNECTED, what, meanwhile);
                return;
            };
            banner(ui, &found.check);
            asked(ui, model.inspection.circumstances, actions);
            body(ui, &found.check);
            facts(ui, &found.check);
        });
    }
}

/// Why the last reading brought nothing new, if this page could have asked for it.
fn failure(model: &Model) -> Option<&Failure> {
    let Session::Ended(ended) = &model.session else {
        return None;
    };
    let is_ours = matches!(
        ended.job,
        Job::ReadOut | Job::ReadRegisters | Job::WatchRegisters
    );
    match &ended.verdict {
        Verdict::Failed(failure) | Verdict::Damaged(failure) if is_ours => Some(failure),
        _ => None,
    }
}

fn title(
    ui: &mut Ui,
    profile: Option<&Profile>,
    model: &Model,
    settings: &Settings,
    (found, part): (Option<&Inspected>, Option<&mut Part>),
    actions: &mut Vec<Action>,
) {
    let c = theme::colors(ui);
    let is_live = model
        .running()
        .is_some_and(|running| running.job == Job::WatchRegisters);
    let busy = model.running().is_some().then(words::busy);
    let no_port = settings.port.is_none().then(words::no_port);
    let off = no_port.or(busy);
    let no_live = why_no_registers(profile);
    let live_off = off.clone().or_else(|| no_live.clone());
    let (mut read, mut live) = (false, false);
    title_row(
        ui,
        Page::InstallationCheck.title(),
        |ui| {
            if let Some(part) = part {
                segments(ui, words::part(), part, &words::parts());
            }
            let words = words::said(model, found);
            ui.add(Label::new(Text::Body.rich(words).color(c.text2)).truncate());
        },
        |ui| {
            if is_live {
                let stop = Button::accented(words::stop()).icon(icon::X);
                if ui.add(stop.name(words::stop_live())).clicked() {
                    actions.push(Action::Cancel);
                }
                return;
            }
            let button = Button::accented(words::read_again())
                .icon(icon::ARROW_CLOCKWISE)
                .key("Ctrl R");
            read = ui.add(button.off(off.as_deref())).clicked();
            let button = Button::plain(words::live()).icon(icon::PLAY_CIRCLE);
            live = ui.add(button.off(live_off.as_deref())).clicked();
            let nothing = (!model.has_something_to_report()).then(words::nothing_to_report);
            let button = Button::plain(words::report()).icon(icon::FILE_TEXT);
            if ui.add(button.off(nothing.as_deref())).clicked() {
                actions.push(Action::Report);
            }
        },
    );
    let key = ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::R));
    if (read || key) && off.is_none() {
        actions.push(match (no_live, profile) {
            (None, Some(profile)) => programme(Task::Get(registers(profile))),
            _ => Action::ReadHere,
        });
    }
    if live && let Some(profile) = profile {
        actions.push(programme(Task::Watch(registers(profile))));
    }
}

fn programme(task: Task) -> Action {
    Action::Programme {
        task,
        credentials: Vec::new(),
    }
}

/// Why the values cannot be read as registers; `None` if they can.
fn why_no_registers(profile: Option<&Profile>) -> Option<String> {
    let Some(profile) = profile else {
        return Some(words::no_live(None));
    };
    if profile.installation.instantaneous.is_empty() {
        return Some(words::no_live(Some(&profile.name)));
    }
    let programming = profile.programming.as_ref();
    let level = programming.and_then(|programming| programming.level(programming.read_level?));
    let needs_password = level.is_some_and(|level| level.login != Login::Open);
    needs_password.then(words::live_needs_password)
}

/// The registers with instantaneous values, as the profile knows them.
fn registers(profile: &Profile) -> Vec<Arc<RegisterDef>> {
    let of = |address: &String| {
        let known = profile.register(address).cloned();
        Arc::new(known.unwrap_or_else(|| RegisterDef {
            address: address.clone(),
            ..RegisterDef::default()
        }))
    };
    profile.installation.instantaneous.iter().map(of).collect()
}

/// The verdict in a line, and what to do in another.
fn banner(ui: &mut Ui, check: &Check) {
    let c = theme::colors(ui);
    let (state, headline, advice) = words::banner(check);
    let color = state.color(c);
    Frame::new()
        .fill(state.soft(c))
        .stroke(Stroke::new(1.0, color))
        .corner_radius(size::RADIUS_CARD)
        .inner_margin(Margin::symmetric(16, 8))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = 12.0;
                let (_, spot) = ui.allocate_space(vec2(24.0, 24.0));
                let (symbol, weight) = state.icon();
                paint::icon(ui.painter(), spot.center(), symbol, weight, 20.0, color);
                let room = vec2(ui.available_width(), 44.0);
                ui.allocate_ui_with_layout(room, Layout::top_down(Align::LEFT), |ui| {
                    ui.spacing_mut().item_spacing.y = 0.0;
                    let headline = Text::Heading.rich(headline).color(c.text);
                    ui.add(Label::new(headline).wrap());
                    ui.add(Label::new(Text::Body.rich(advice).color(c.text)).wrap());
                });
            });
        });
}

/// What only the user can know.
fn asked(ui: &mut Ui, known: Circumstances, actions: &mut Vec<Action>) {
    let c = theme::colors(ui);
    let mut wanted = known;
    let flow = |ui: &mut Ui, wanted: &mut Circumstances| {
        let caption = words::flow_caption();
        ui.label(Text::Body.rich(caption).color(c.text2));
        segments(ui, caption, &mut wanted.flow, &words::flows());
    };
    let connection = |ui: &mut Ui, wanted: &mut Circumstances| {
        let caption = words::connection_caption();
        ui.label(Text::Body.rich(caption).color(c.text2));
        let choices = words::connections();
        segments(ui, caption, &mut wanted.connection, &choices);
    };
    let is_one_row = ui.available_width() >= ASKED_IN_ONE_ROW;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 12.0;
        flow(ui, &mut wanted);
        if is_one_row {
            connection(ui, &mut wanted);
        }
    });
    if !is_one_row {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 12.0;
            connection(ui, &mut wanted);
        });
    }
    if wanted != known {
        actions.push(Action::TellCircumstances(wanted));
    }
}

/// The diagram beside the phases, or above them where there is no room.
fn body(ui: &mut Ui, check: &Check) {
    if ui.available_width() < BESIDE {
        card(ui, |ui| {
            let width = ui.available_width();
            diagram::ui(ui, check, width, DIAGRAM - 34.0);
        });
        for phase in &check.phases {
            phase_card(ui, check, phase);
        }
        return;
    }
    let place = ui.available_rect_before_wrap();
    let mut left = place;
    let rest = place.width() - size::GAP - VALUES;
    left.max.x = left.min.x + rest.clamp(DIAGRAM_NARROW, DIAGRAM);
    let mut right = place;
    right.min.x = left.max.x + size::GAP;
    let mut phases = ui.new_child(UiBuilder::new().id_salt("phases").max_rect(right));
    phases.spacing_mut().item_spacing.y = 8.0;
    for phase in &check.phases {
        phase_card(&mut phases, check, phase);
    }
    let height = phases.min_rect().height().max(DIAGRAM_LEAST);
    let mut dial = ui.new_child(UiBuilder::new().id_salt("dial").max_rect(left));
    card(&mut dial, |ui| {
        let width = ui.available_width();
        diagram::ui(ui, check, width, height - 34.0);
    });
    let used = dial.min_rect().union(phases.min_rect());
    ui.allocate_rect(used, eframe::egui::Sense::hover());
}

fn phase_card(ui: &mut Ui, check: &Check, phase: &PhaseCheck) {
    let c = theme::colors(ui);
    let (state, word) = words::pill(phase);
    let is_bad = state == State::Wrong;
    let edge = match phase.state {
        Wiring::Faulty | Wiring::Doubtful => state.color(c),
        Wiring::Correct | Wiring::Incomplete => c.line,
    };
    let shown = Frame::new()
        .fill(c.surface)
        .stroke(Stroke::new(1.0, edge))
        .corner_radius(size::RADIUS_CARD)
        .inner_margin(Margin::symmetric(16, 6))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = 4.0;
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = 8.0;
                let (_, spot) = ui.allocate_space(vec2(12.0, 24.0));
                let square = Rect::from_center_size(spot.center(), vec2(12.0, 12.0));
                let color = c.series.get(phase.line.index()).copied();
                ui.painter().rect_filled(square, 2, color.unwrap_or(c.text));
                ui.label(Text::Heading.rich(phase.line.to_string()).color(c.text));
                ui.add_space(4.0);
                chip(ui, state, &word);
            });
            let color = if is_bad { c.text } else { c.text2 };
            ui.add(Label::new(Text::Body.rich(words::about(phase)).color(color)).wrap());
            let (_, line) = ui.allocate_space(vec2(ui.available_width(), 1.0));
            ui.painter()
                .hline(line.x_range(), line.center().y, Stroke::new(1.0, c.line));
            values(ui, check, phase);
        });
    if is_bad {
        let rect = shown.response.rect;
        let bar = Rect::from_min_max(rect.min, pos2(rect.left() + 3.0, rect.bottom()));
        ui.painter().rect(
            bar,
            CornerRadius {
                nw: size::RADIUS_CARD,
                sw: size::RADIUS_CARD,
                ..CornerRadius::ZERO
            },
            state.color(c),
            Stroke::NONE,
            StrokeKind::Inside,
        );
    }
}

fn values(ui: &mut Ui, check: &Check, phase: &PhaseCheck) {
    let values = check.instant.phases.get(phase.line.index());
    let shown = [
        words::value(values.and_then(|values| values.voltage.as_ref())),
        words::value(values.and_then(|values| values.current.as_ref())),
        words::angle(phase),
        words::value(values.and_then(|values| values.active.as_ref())),
        words::factor(values, phase),
    ];
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 8.0;
        let width = ((ui.available_width() - 4.0 * 8.0) / 5.0).min(104.0);
        for (caption, value) in words::captions().into_iter().zip(shown) {
            let down = Layout::top_down(Align::LEFT);
            ui.allocate_ui_with_layout(vec2(width, 36.0), down, |ui| {
                caption_value(ui, width, caption, Text::Strong, &value);
            });
        }
    });
}

/// What belongs to all phases, in two columns where there is room.
fn facts(ui: &mut Ui, check: &Check) {
    let c = theme::colors(ui);
    let facts = words::facts(check);
    card(ui, |ui| {
        ui.spacing_mut().item_spacing = vec2(32.0, 4.0);
        let columns = if ui.available_width() >= BESIDE { 2 } else { 1 };
        let width = ui.available_width();
        let one = (width - 32.0 * (columns - 1) as f32) / columns as f32;
        for row in facts.chunks(columns) {
            let (_, place) = ui.allocate_space(vec2(width, 22.0));
            for (number, (state, name, value)) in row.iter().enumerate() {
                let left = place.left() + number as f32 * (one + 32.0);
                let middle = place.center().y;
                let (symbol, weight) = state.icon();
                let at = pos2(left + 10.0, middle);
                paint::icon(ui.painter(), at, symbol, weight, 18.0, state.color(c));
                let half = one * 0.52;
                let words = Rect::from_min_max(
                    pos2(left + 28.0, place.top()),
                    pos2(left + half, place.bottom()),
                );
                paint::label(ui, words, Text::Body, c.text, name);
                let width = paint::width(ui, Text::Body, value);
                let right = left + one;
                let from = (right - width).max(left + half + 8.0);
                let told =
                    Rect::from_min_max(pos2(from, place.top()), pos2(right + 1.0, place.bottom()));
                paint::label(ui, told, Text::Body, c.text2, value);
            }
        }
    });
}

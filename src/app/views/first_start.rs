//! The first page: three steps to a readout, a simulated meter, a saved readout.

use eframe::egui::{Align, Layout, Popup, Stroke, Ui, UiBuilder, pos2, vec2};

use crate::app::action::Action;
use crate::app::model::Model;
use crate::app::settings::Settings;
use crate::app::text;
use crate::app::theme::{self, Icon, IconWeight, Text, icon, size};
use crate::app::widgets::{Button, State, card, menu_row, paint, seating, status};
use crate::say;
use crate::worker::{PortChoice, PortInfo};

/// Below this height of the page, in points, everything moves closer together.
const LOW: f32 = 440.0;

/// The cards do not grow beyond this width, in points: the drawing belongs to the steps.
const WIDEST: f32 = 1016.0;

/// Draws the page in place of *Meter* while there is nothing to show there.
pub fn ui(ui: &mut Ui, model: &Model, settings: &Settings, actions: &mut Vec<Action>) {
    let c = theme::colors(ui);
    ui.spacing_mut().item_spacing.y = 0.0;
    ui.set_max_width(ui.available_width().min(WIDEST));
    let (top, gap) = if ui.available_height() < LOW {
        (0.0, 12.0)
    } else {
        (8.0, 20.0)
    };
    ui.add_space(top);
    ui.label(Text::Display.rich(say!("start-ready")).color(c.text));
    let nothing = say!("start-nothing-to-set-up");
    ui.label(Text::Body.rich(nothing).color(c.text2));
    ui.add_space(gap);
    card(ui, |ui| steps(ui, model, settings));
    ui.add_space(gap);
    if ui.available_width() < 640.0 {
        simulated(ui, model, actions);
        ui.add_space(12.0);
        saved(ui, actions);
    } else {
        ui.spacing_mut().item_spacing.x = 16.0;
        ui.columns_const(|[left, right]| {
            simulated(left, model, actions);
            saved(right, actions);
        });
    }
}

fn steps(ui: &mut Ui, model: &Model, settings: &Settings) {
    let c = theme::colors(ui);
    let chosen: Option<PortChoice> = settings.port.as_deref().and_then(|port| port.parse().ok());
    let found = match &chosen {
        Some(choice) => {
            let words = text::port(choice, model.port(choice)).replacen(" · ", ", ", 1);
            match choice {
                PortChoice::Serial(_) if model.port(choice).is_some() => {
                    (State::Good, say!("start-found", port = words))
                }
                PortChoice::Serial(_) => {
                    (State::Warning, say!("start-not-plugged-in", port = words))
                }
                PortChoice::Simulated(_) if !model.has_serial_port() => {
                    (State::Unknown, say!("start-no-head", port = words))
                }
                PortChoice::Tcp(_) | PortChoice::Rfc2217(_) | PortChoice::Simulated(_) => {
                    (State::Good, say!("start-chosen", port = words))
                }
            }
        }
        None => (State::Unknown, say!("start-none-found").to_owned()),
    };
    let drawing = ui.available_width() >= 640.0;
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        let side = if drawing { 272.0 + 24.0 } else { 0.0 };
        let room = vec2(ui.available_width() - side, 208.0);
        ui.allocate_ui_with_layout(room, Layout::top_down(Align::Min), |ui| {
            ui.set_width(room.x);
            ui.add_space(8.0);
            step(ui, 1, say!("start-put-on"), |ui| {
                ui.label(Text::Body.rich(say!("start-put-on-how")).color(c.text2));
            });
            step(ui, 2, say!("start-check-port"), |ui| {
                status(ui, found.0, Text::Body, &found.1);
            });
            step(ui, 3, say!("start-press-read"), |ui| {
                ui.label(
                    Text::Body
                        .rich(say!("start-changes-nothing"))
                        .color(c.text2),
                );
            });
        });
        if drawing {
            ui.add_space(24.0);
            seating(ui, 272.0, 208.0);
        }
    });
}

fn step(ui: &mut Ui, number: u8, title: &str, detail: impl FnOnce(&mut Ui)) {
    let c = theme::colors(ui);
    let (_, rect) = ui.allocate_space(vec2(ui.available_width(), 52.0));
    let middle = pos2(rect.left() + 20.0, rect.top() + 20.0);
    let edge = if c.high_contrast {
        Stroke::new(1.0, c.accent)
    } else {
        Stroke::NONE
    };
    ui.painter().circle(middle, 16.0, c.accent_soft, edge);
    let number = number.to_string();
    let half = paint::width(ui, Text::Heading, &number) / 2.0;
    paint::line(
        ui,
        middle.x - half,
        middle.y,
        Text::Heading,
        c.accent,
        &number,
    );
    let mut words = rect;
    words.min.x += 52.0;
    let mut words = ui.new_child(UiBuilder::new().max_rect(words));
    words.spacing_mut().item_spacing.y = 0.0;
    words.label(Text::Heading.rich(title).color(c.text));
    detail(&mut words);
    ui.add_space(16.0);
}

/// The card that offers a simulated meter.
fn simulated(ui: &mut Ui, model: &Model, actions: &mut Vec<Action>) {
    let meters: Vec<&PortInfo> = model
        .ports
        .iter()
        .filter(|port| matches!(port.choice, PortChoice::Simulated(_)))
        .collect();
    let words = (say!("start-no-meter"), say!("start-read-simulated"));
    offer(ui, icon::PLAY_CIRCLE, words, |ui| {
        let off = meters.is_empty().then_some(say!("start-no-simulated"));
        let response = ui.add(
            Button::plain(say!("start-choose-one"))
                .name(say!("start-choose-one-name"))
                .caret()
                .off(off),
        );
        Popup::menu(&response).show(|ui| {
            ui.set_width(440.0);
            ui.spacing_mut().item_spacing.y = 2.0;
            for info in meters {
                let PortChoice::Simulated(name) = &info.choice else {
                    continue;
                };
                let product = info.product.as_deref().unwrap_or(name);
                let (name, note) = text::simulated(product);
                if menu_row(ui, Some(icon::PLAY_CIRCLE), name, note, false).clicked() {
                    actions.push(Action::ChoosePort(info.choice.clone()));
                    actions.push(Action::Read { every_way: false });
                    ui.close();
                }
            }
        });
    });
}

/// The card that opens a file.
fn saved(ui: &mut Ui, actions: &mut Vec<Action>) {
    let words = (say!("start-saved"), say!("start-open-or-drop"));
    offer(ui, icon::FOLDER_OPEN, words, |ui| {
        if ui
            .add(Button::plain(say!("start-open")).key("Ctrl O"))
            .clicked()
        {
            actions.push(Action::Open);
        }
    });
}

fn offer(ui: &mut Ui, icon: Icon, (title, detail): (&str, &str), button: impl FnOnce(&mut Ui)) {
    let c = theme::colors(ui);
    card(ui, |ui| {
        let (_, rect) = ui.allocate_space(vec2(ui.available_width(), 40.0));
        let middle = rect.center().y;
        paint::icon(
            ui.painter(),
            pos2(rect.left() + 10.0, middle),
            icon,
            IconWeight::Regular,
            20.0,
            c.accent,
        );
        let mut right = ui.new_child(
            UiBuilder::new()
                .max_rect(rect)
                .layout(Layout::right_to_left(Align::Center)),
        );
        button(&mut right);
        let mut words = rect;
        words.min.x += 36.0;
        words.max.x = right.min_rect().left() - size::GAP / 2.0;
        let mut words = ui.new_child(UiBuilder::new().max_rect(words));
        words.spacing_mut().item_spacing.y = 0.0;
        words.label(Text::Strong.rich(title).color(c.text));
        words.label(Text::Body.rich(detail).color(c.text2));
    });
}

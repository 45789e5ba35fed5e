//! Above the table of the round: what can be done with all of it, how far it is, and the
//! word that another meter answers.

use eframe::egui::{Align, Frame, Layout, Margin, Popup, Rect, Stroke, Ui, vec2};

use super::words;
use crate::app::action::Action;
use crate::app::model::{ManyNow, RoundShelf, WrongMeter};
use crate::app::round_many::is_remote;
use crate::app::rounds::RoundWish;
use crate::app::theme::{self, Text, icon, size};
use crate::app::widgets::{Button, State, menu_row, paint};
use crate::round::{Round, StateKind, Stop, Tally};

/// The menu of what is wanted more seldom.
pub(super) fn more(ui: &mut Ui, round: &Round, is_busy: bool, actions: &mut Vec<Action>) {
    let response = ui.add(Button::square(icon::DOTS_THREE, words::more()));
    let is_remote = |stop: &&Stop| {
        let port = stop.planned.port.as_ref();
        stop.state.kind() == StateKind::Open && port.is_some_and(is_remote)
    };
    let remote = round.stops.iter().filter(is_remote).count();
    Popup::menu(&response).show(|ui| {
        ui.set_width(320.0);
        ui.spacing_mut().item_spacing.y = 2.0;
        let all = words::read_all(remote);
        if remote > 0 && !is_busy && menu_row(ui, Some(icon::NETWORK), &all, "", false).clicked() {
            actions.push(Action::Round(RoundWish::ReadAll));
            ui.close();
        }
        if menu_row(ui, Some(icon::FILE), words::another_list(), "", false).clicked() {
            actions.push(Action::Round(RoundWish::AskForList));
            ui.close();
        }
    });
}

/// The button that hands over, with its menu.
pub(super) fn hand_over(ui: &mut Ui, shelf: &RoundShelf, tally: &Tally, actions: &mut Vec<Action>) {
    let off = if shelf.is_handing_over {
        Some(words::handing_over())
    } else if tally.done() == 0 {
        Some(words::nothing_to_hand_over())
    } else {
        None
    };
    let button = Button::plain(words::hand_over()).icon(icon::EXPORT).caret();
    let response = ui.add(button.off(off));
    Popup::menu(&response).show(|ui| {
        ui.set_width(240.0);
        ui.spacing_mut().item_spacing.y = 2.0;
        for (name, symbol, as_zip) in [
            (words::hand_over_zip(), icon::STACK, true),
            (words::hand_over_folder(), icon::FOLDER, false),
        ] {
            if menu_row(ui, Some(symbol), name, "", false).clicked() {
                actions.push(Action::Round(RoundWish::HandOver { as_zip }));
                ui.close();
            }
        }
    });
}

/// How far the many are, and how to stop them.
pub(super) fn many_ui(ui: &mut Ui, many: &ManyNow, actions: &mut Vec<Action>) {
    let c = theme::colors(ui);
    let (said, off) = match many.is_stopping {
        true => (words::stopping().to_owned(), Some(words::stopping())),
        false => (words::reading_all(many.done, many.total), None),
    };
    ui.label(Text::Body.rich(said).color(c.text));
    let stop = Button::plain(words::stop_all()).icon(icon::X).off(off);
    if ui.add(stop).clicked() {
        actions.push(Action::Round(RoundWish::StopAll));
    }
}

/// What has to be seen at once: another meter answers.
pub(super) fn wrong_ui(ui: &mut Ui, wrong: &WrongMeter, round: &Round, actions: &mut Vec<Action>) {
    let Some(stop) = round.stops.get(wrong.stop) else {
        return;
    };
    let c = theme::colors(ui);
    let listed = round
        .open_by_serial(&wrong.told)
        .filter(|to| *to != wrong.stop);
    let listed = listed.and_then(|to| Some((to, round.stops.get(to)?)));
    Frame::new()
        .fill(c.error_soft)
        .stroke(Stroke::new(1.0, c.error))
        .corner_radius(size::RADIUS_CARD)
        .inner_margin(Margin::symmetric(16, 8))
        .show(ui, |ui| {
            ui.horizontal(|ui| {
                ui.set_min_width(ui.available_width());
                let (symbol, weight) = State::Wrong.icon();
                let (_, spot) = ui.allocate_space(vec2(28.0, 40.0));
                paint::icon(ui.painter(), spot.center(), symbol, weight, 24.0, c.error);
                ui.vertical(|ui| {
                    ui.spacing_mut().item_spacing.y = 0.0;
                    let said = words::wrong_meter(&wrong.told, &stop.planned.serial);
                    ui.label(Text::Strong.rich(said).color(c.text));
                    let more = match (&wrong.found, listed) {
                        (None, _) => words::wrong_meter_reading().to_owned(),
                        (Some(_), Some((_, stop))) => words::wrong_is_listed(stop),
                        (Some(_), None) => words::wrong_meter_kept().to_owned(),
                    };
                    ui.label(Text::Body.rich(more).color(c.text));
                });
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    if wrong.found.is_none() {
                        return;
                    }
                    if ui.add(Button::square(icon::X, words::dismiss())).clicked() {
                        actions.push(Action::Round(RoundWish::DismissWrong));
                    }
                    if let Some((to, stop)) = listed {
                        let label = words::take_over(stop);
                        if ui.add(Button::plain(&label).icon(icon::CHECK)).clicked() {
                            let from = wrong.stop;
                            actions.push(Action::Round(RoundWish::TakeOver { from, to }));
                        }
                    }
                });
            });
        });
}

/// How much of the round is done, in the colours of what became of it; the words stand in
/// the title.
pub(super) fn progress_bar(ui: &Ui, room: Rect, round: &Round) {
    const HEIGHT: f32 = 8.0;
    if room.width() < 80.0 {
        return;
    }
    let c = theme::colors(ui);
    let tally = round.tally();
    let total = tally.total().max(1) as f32;
    let bar = Rect::from_center_size(room.center(), vec2(room.width(), HEIGHT));
    ui.painter().rect_filled(bar, 4, c.unknown_soft);
    let mut left = bar.left();
    for (count, color) in [
        (tally.read, c.ok),
        (tally.with_remarks, c.warn),
        (tally.wrong_meter + tally.not_reached, c.error),
        (tally.skipped, c.text3),
    ] {
        let mut part = bar;
        part.min.x = left;
        left += bar.width() * count as f32 / total;
        part.max.x = left;
        ui.painter().rect_filled(part, 0, color);
    }
}

//! The notice above every page: visits that are in memory only, because the disk did not
//! take them. It stays until another attempt or another folder has.

use eframe::egui::{Align, Frame, Label, Layout, Margin, Stroke, Ui, vec2};

use crate::app::action::Action;
use crate::app::model::Unstored;
use crate::app::theme::{self, Text, icon, size};
use crate::app::widgets::{Button, State, paint};
use crate::say;

/// Draws the notice, if there is such a visit.
pub fn ui(ui: &mut Ui, unstored: &Unstored, actions: &mut Vec<Action>) {
    let Some(newest) = unstored.visits().last() else {
        return;
    };
    let c = theme::colors(ui);
    let headline = match unstored.visits() {
        [one] => say!("notice-not-stored", visit = one.visit.name()),
        all => say!("notice-not-stored-all", count = all.len()),
    };
    Frame::new()
        .fill(c.warn_soft)
        .stroke(Stroke::new(1.0, c.warn))
        .corner_radius(size::RADIUS_CARD)
        .inner_margin(Margin::symmetric(16, 8))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing = vec2(8.0, 4.0);
            ui.horizontal(|ui| {
                let (symbol, weight) = State::Warning.icon();
                let (_, spot) = ui.allocate_space(vec2(20.0, 20.0));
                paint::icon(ui.painter(), spot.center(), symbol, weight, 20.0, c.warn);
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    buttons(ui, unstored, actions);
                    let room = ui.available_width() - 8.0;
                    let galley = paint::cut(ui, room, Text::Strong, c.text, &headline);
                    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                        ui.label(galley).on_hover_text(&headline);
                    });
                });
            });
            let why = say!("notice-to-do", reason = &newest.reason, hint = &newest.hint);
            for words in [why.as_str(), say!("notice-memory-only")] {
                ui.horizontal_top(|ui| {
                    ui.add_space(28.0);
                    ui.add(Label::new(Text::Body.rich(words).color(c.text)).wrap());
                });
            }
        });
}

fn buttons(ui: &mut Ui, unstored: &Unstored, actions: &mut Vec<Action>) {
    let off = unstored.is_storing.then_some(say!("notice-storing"));
    let elsewhere = Button::plain(say!("dialog-save-elsewhere"))
        .icon(icon::FOLDER_OPEN)
        .off(off);
    if ui.add(elsewhere).clicked() {
        actions.push(Action::StoreElsewhere);
    }
    let again = Button::plain(say!("notice-try-again"))
        .name(say!("notice-store-again"))
        .off(off);
    if ui.add(again).clicked() {
        actions.push(Action::StoreAgain);
    }
}

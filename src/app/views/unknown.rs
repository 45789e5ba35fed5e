//! The notice above every page: changes whose outcome nobody knows. It stays until
//! they are settled, and then says what came out.

use std::collections::BTreeSet;

use eframe::egui::{Align, Frame, Label, Layout, Margin, Stroke, Ui, vec2};

use crate::app::action::Action;
use crate::app::model::{Model, is_same_meter};
use crate::app::text;
use crate::app::theme::{self, Text, icon, size};
use crate::app::views::visits::changes;
use crate::app::widgets::{Button, State, paint, status};
use crate::journal::Entry;
use crate::say;
use crate::worker::Task;

/// How many changes are listed; the journal has the others.
const LISTED: usize = 3;

/// What the notice remembers.
#[derive(Debug, Default)]
pub struct UnknownNotice {
    folded: bool,
    /// The changes that were shown as unknown.
    seen: BTreeSet<String>,
}

impl UnknownNotice {
    /// Draws the notice, if there is anything unknown.
    pub fn ui(&mut self, ui: &mut Ui, model: &Model, actions: &mut Vec<Action>) {
        self.settled(ui, model);
        let unknown: Vec<&Entry> = model.changes.unknown().collect();
        let ids = unknown.iter().map(|entry| entry.id.clone());
        self.seen.extend(ids);
        let Some(first) = unknown.first() else {
            return;
        };
        let c = theme::colors(ui);
        Frame::new()
            .fill(c.warn_soft)
            .stroke(Stroke::new(1.0, c.warn))
            .corner_radius(size::RADIUS_CARD)
            .inner_margin(Margin::symmetric(16, 8))
            .show(ui, |ui| {
                ui.set_width(ui.available_width());
                ui.spacing_mut().item_spacing = vec2(8.0, 4.0);
                self.head(ui, &unknown, model, actions);
                if self.folded {
                    return;
                }
                let words = say!("change-nobody-knows");
                if unknown.len() == 1 {
                    line(ui, &format!("{}. {words}", text::change_in_full(first)));
                    return;
                }
                line(ui, say!("change-nobody-knows-all"));
                for entry in unknown.iter().take(LISTED) {
                    line(ui, &text::change_in_full(entry));
                }
                if unknown.len() > LISTED {
                    let more = unknown.len() - LISTED;
                    line(ui, &say!("change-and-more", count = more));
                }
            });
    }

    /// What came out of changes that were unknown, until it is closed.
    fn settled(&mut self, ui: &mut Ui, model: &Model) {
        let entries = model.changes.entries().iter();
        let settled: Vec<&Entry> = entries
            .filter(|entry| !entry.is_unfinished() && self.seen.contains(&entry.id))
            .collect();
        if settled.is_empty() {
            return;
        }
        let c = theme::colors(ui);
        let mut closed = false;
        Frame::new()
            .fill(c.surface)
            .stroke(Stroke::new(1.0, c.control))
            .corner_radius(size::RADIUS_CARD)
            .inner_margin(Margin::symmetric(16, 8))
            .show(ui, |ui| {
                ui.set_width(ui.available_width());
                ui.spacing_mut().item_spacing = vec2(8.0, 4.0);
                ui.horizontal(|ui| {
                    ui.label(Text::Strong.rich(say!("change-settled")).color(c.text));
                    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                        let close = Button::square(icon::X, say!("change-close-settled"));
                        closed = ui.add(close).clicked();
                    });
                });
                for entry in &settled {
                    ui.horizontal(|ui| {
                        let (state, word) = changes::outcome(entry);
                        status(ui, state, Text::Strong, word);
                        let words = text::settled_change(entry);
                        ui.add(Label::new(Text::Body.rich(words).color(c.text)).wrap());
                    });
                }
            });
        if closed {
            for entry in settled {
                self.seen.remove(&entry.id);
            }
        }
    }

    fn head(&mut self, ui: &mut Ui, unknown: &[&Entry], model: &Model, actions: &mut Vec<Action>) {
        let c = theme::colors(ui);
        ui.horizontal(|ui| {
            let (symbol, weight) = State::Unknown.icon();
            let (_, spot) = ui.allocate_space(vec2(20.0, 20.0));
            paint::icon(ui.painter(), spot.center(), symbol, weight, 20.0, c.text);
            let headline = match unknown {
                [one] => text::unknown_change(one),
                all => say!("change-unsettled", count = all.len()),
            };
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let (symbol, name) = if self.folded {
                    (icon::CARET_DOWN, say!("change-show-unknown"))
                } else {
                    (icon::CARET_UP, say!("change-fold-unknown"))
                };
                if ui.add(Button::square(symbol, name)).clicked() {
                    self.folded = !self.folded;
                }
                if ui
                    .add(
                        Button::quiet(say!("change-show-in-journal"))
                            .name(say!("change-show-in-journal-name")),
                    )
                    .clicked()
                {
                    actions.push(Action::ShowChanges);
                }
                let key = model.meter_key();
                let here = unknown.iter().any(|entry| {
                    key.as_ref()
                        .is_some_and(|key| is_same_meter(key, &entry.meter))
                });
                let off = match (model.running().is_some(), here) {
                    (true, _) => Some(say!("registers-session-ended")),
                    (false, false) => Some(say!("change-read-that-first")),
                    (false, true) => None,
                };
                let settle = Button::plain(say!("registers-read-it-back"))
                    .icon(icon::ARROW_CIRCLE_DOWN)
                    .off(off);
                if ui.add(settle).clicked() {
                    actions.push(Action::Programme {
                        task: Task::Settle,
                        credentials: Vec::new(),
                    });
                }
                let room = ui.available_width() - 8.0;
                let galley = paint::cut(ui, room, Text::Strong, c.text, &headline);
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    ui.label(galley).on_hover_text(&headline);
                });
            });
        });
    }
}

/// A line under the headline.
fn line(ui: &mut Ui, words: &str) {
    let c = theme::colors(ui);
    ui.horizontal_top(|ui| {
        ui.add_space(28.0);
        let label = Text::Body.rich(words).color(c.text);
        ui.add(Label::new(label).wrap());
    });
}

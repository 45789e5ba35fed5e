//! What lies over the window: the question before closing, the path prompt, toasts.

use eframe::egui::{
    Align2, Frame, Id, Key, LayerId, Margin, Modal, Order, Stroke, StrokeKind, Ui, ViewportCommand,
};

use super::action::Action;
use super::dialogs::{PathPrompt, Purpose};
use super::model::{Job, Running};
use super::theme::{self, Text, size};
use super::widgets::toast::Offer;
use super::widgets::{Button, EditField};
use super::{Closing, Flagport, Page};
use crate::export::Overwrite;
use crate::say;

impl Flagport {
    /// Draws over everything else.
    pub(super) fn overlay(&mut self, ui: &mut Ui, actions: &mut Vec<Action>) {
        if self.closing == Closing::Asked {
            self.ask_before_closing(ui);
        } else if self.closing == Closing::AskedUnsaved {
            self.ask_about_unsaved(ui);
        } else if self.closing == Closing::AskedUnstored {
            self.ask_about_unstored(ui, actions);
        } else if let Some(prompt) = self.prompt.take() {
            self.prompt_ui(ui, prompt);
        }
        if ui.input(|input| !input.raw.hovered_files.is_empty()) {
            drop_hint(ui);
        }
        match self.toasts.ui(ui.ctx()) {
            Some(Offer::ShowInFolder) => actions.push(Action::ShowInFolder),
            Some(Offer::Open) => actions.push(Action::OpenSaved),
            None => {}
        }
    }

    fn ask_before_closing(&mut self, ui: &mut Ui) {
        let mut keep = false;
        let mut end = false;
        let changes =
            |running: &Running| matches!(running.job, Job::Write | Job::SetClock | Job::Act);
        let writes = self.model.running().is_some_and(changes);
        let response = modal(ui, "close").show(ui.ctx(), |ui| {
            let c = theme::colors(ui);
            ui.set_width(if writes { 480.0 } else { 400.0 });
            let (title, words, verb, other) = match writes {
                true => (
                    say!("dialog-writing"),
                    say!("dialog-writing-note"),
                    say!("dialog-close-after"),
                    say!("dialog-keep-writing"),
                ),
                false => (
                    say!("dialog-reading"),
                    say!("dialog-reading-note"),
                    say!("dialog-end-and-close"),
                    say!("dialog-keep-reading"),
                ),
            };
            ui.label(Text::Title.rich(title).color(c.text));
            ui.label(Text::Body.rich(words).color(c.text2));
            ui.add_space(8.0);
            ui.horizontal(|ui| {
                end = ui.add(Button::primary(verb)).clicked();
                keep = ui.add(Button::plain(other).big()).clicked();
            });
        });
        if end {
            self.cancel();
            self.closing = Closing::WhenEnded;
        } else if keep || response.should_close() {
            self.closing = Closing::No;
        }
    }

    /// A text that is not saved is never lost unasked.
    fn ask_about_unsaved(&mut self, ui: &mut Ui) {
        let unsaved = self.views.profiles.unsaved().join(", ");
        let mut keep = false;
        let mut close = false;
        let response = modal(ui, "close unsaved").show(ui.ctx(), |ui| {
            let c = theme::colors(ui);
            ui.set_width(440.0);
            let title = say!("dialog-unsaved");
            ui.label(Text::Title.rich(title).color(c.text));
            let words = say!("dialog-unsaved-note", file = &unsaved);
            ui.label(Text::Body.rich(words).color(c.text2));
            ui.add_space(8.0);
            ui.horizontal(|ui| {
                keep = ui
                    .add(Button::primary(say!("dialog-back-to-text")))
                    .clicked();
                let leave = Button::plain(say!("dialog-close-unsaved")).big().danger();
                close = ui.add(leave).clicked();
            });
        });
        if close {
            self.views.profiles.give_up();
            self.closing = Closing::No;
            ui.ctx().send_viewport_cmd(ViewportCommand::Close);
        } else if keep || response.should_close() {
            self.closing = Closing::No;
            self.page = Page::DeviceProfiles;
        }
    }

    /// A visit that no disk has is never lost unasked.
    fn ask_about_unstored(&mut self, ui: &mut Ui, actions: &mut Vec<Action>) {
        let kept = self.model.unstored.visits();
        let Some(newest) = kept.last() else {
            self.closing = Closing::No;
            return;
        };
        let count = kept.len();
        let title = say!("dialog-unstored", count = count);
        let words = say!(
            "dialog-unstored-note",
            count = count,
            reason = &newest.reason
        );
        let mut elsewhere = false;
        let mut close = false;
        let mut keep = false;
        let response = modal(ui, "close unstored").show(ui.ctx(), |ui| {
            let c = theme::colors(ui);
            ui.set_width(520.0);
            ui.label(Text::Title.rich(title).color(c.text));
            ui.label(Text::Body.rich(words).color(c.text2));
            ui.add_space(8.0);
            ui.horizontal(|ui| {
                let save = Button::primary(say!("dialog-save-elsewhere"))
                    .name(say!("dialog-save-before-closing"));
                elsewhere = ui.add(save).clicked();
                keep = ui
                    .add(Button::plain(say!("dialog-keep-open")).big())
                    .clicked();
                let leave = Button::plain(say!("dialog-close-and-lose")).big().danger();
                close = ui.add(leave).clicked();
            });
        });
        if close {
            self.model.unstored.give_up();
            self.closing = Closing::No;
            ui.ctx().send_viewport_cmd(ViewportCommand::Close);
        } else if elsewhere {
            self.closing = Closing::No;
            actions.push(Action::StoreElsewhere);
        } else if keep || response.should_close() {
            self.closing = Closing::No;
        }
    }

    fn prompt_ui(&mut self, ui: &mut Ui, mut prompt: PathPrompt) {
        let purpose = prompt.wanted.purpose;
        let id = Id::unique("path prompt");
        let path = prompt.path();
        let there = purpose.is_saving() && path.is_file();
        let mut go = false;
        let mut leave = false;
        let response = modal(ui, "path").show(ui.ctx(), |ui| {
            let c = theme::colors(ui);
            ui.set_width(520.0);
            ui.label(Text::Title.rich(purpose.title()).color(c.text));
            let why = match purpose {
                Purpose::OpenFile => say!("dialog-no-file-dialog-drop"),
                _ => say!("dialog-no-file-dialog"),
            };
            ui.label(Text::Body.rich(why).color(c.text2));
            ui.add_space(8.0);
            let field = ui.add(EditField {
                caption: say!("dialog-path"),
                text: &mut prompt.text,
                hint: "",
                width: ui.available_width(),
                enabled: true,
                mono: true,
                id,
            });
            if std::mem::take(&mut prompt.fresh) {
                field.request_focus();
            }
            go = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) && !there;
            if there {
                ui.label(Text::Body.rich(say!("dialog-there-already")).color(c.warn));
            }
            ui.add_space(8.0);
            ui.horizontal(|ui| {
                let verb = if there {
                    say!("dialog-replace")
                } else {
                    purpose.verb()
                };
                go |= ui
                    .add(Button::primary(verb).name(say!("dialog-use-path")))
                    .clicked();
                leave = ui
                    .add(
                        Button::plain(say!("dialog-cancel"))
                            .big()
                            .name(say!("dialog-leave-path")),
                    )
                    .clicked();
            });
        });
        if go {
            let overwrite = if there {
                Overwrite::Replace
            } else {
                Overwrite::Never
            };
            let ctx = ui.ctx().clone();
            self.path_chosen(&ctx, purpose, path, overwrite);
        } else if !leave && !response.should_close() {
            self.prompt = Some(prompt);
        }
    }
}

/// What letting go of the file will do.
fn drop_hint(ui: &Ui) {
    let c = theme::colors(ui);
    let window = ui.max_rect().shrink(8.0);
    let painter = ui
        .ctx()
        .layer_painter(LayerId::new(Order::Foreground, Id::unique("drop")));
    painter.rect(
        window,
        size::RADIUS_CARD,
        c.accent_soft.gamma_multiply(0.9),
        Stroke::new(2.0, c.accent),
        StrokeKind::Inside,
    );
    painter.text(
        window.center(),
        Align2::CENTER_CENTER,
        say!("dialog-let-go"),
        Text::Display.font(),
        c.text,
    );
}

fn modal(ui: &Ui, name: &'static str) -> Modal {
    let c = theme::colors(ui);
    Modal::new(Id::unique(name)).frame(
        Frame::new()
            .fill(c.raised)
            .stroke(Stroke::new(1.0, c.control))
            .corner_radius(size::RADIUS_CARD)
            .inner_margin(Margin::same(24)),
    )
}

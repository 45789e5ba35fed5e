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
                    "Write is still under way",
                    "The window closes after it is read back (about 2 s) and the meter is signed \
                     off. What is not sent by then stays unsent",
                    "Close after it is read back",
                    "Keep writing",
                ),
                false => (
                    "The meter is being read",
                    "Closing ends the session. The meter is signed off first, what came is kept",
                    "End the session and close",
                    "Keep reading",
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
            let title = "A device profile is not saved";
            ui.label(Text::Title.rich(title).color(c.text));
            let words = format!("What you typed into {unsaved} is in no file yet");
            ui.label(Text::Body.rich(words).color(c.text2));
            ui.add_space(8.0);
            ui.horizontal(|ui| {
                keep = ui.add(Button::primary("Back to the text")).clicked();
                let leave = Button::plain("Close without saving").big().danger();
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
        let (title, one) = match kept.len() {
            1 => ("A visit is not stored".to_owned(), true),
            count => (format!("{count} visits are not stored"), false),
        };
        let words = format!(
            "{} in memory only and would be lost: {}",
            if one { "It is" } else { "They are" },
            newest.reason
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
                let save = Button::primary("Save elsewhere…").name("Save before closing");
                elsewhere = ui.add(save).clicked();
                keep = ui.add(Button::plain("Keep open").big()).clicked();
                let leave = Button::plain("Close and lose what was read").big().danger();
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
                Purpose::OpenFile => "This desktop offers no file dialog, so the path is typed. Files can also be dropped on the window",
                _ => "This desktop offers no file dialog, so the path is typed",
            };
            ui.label(Text::Body.rich(why).color(c.text2));
            ui.add_space(8.0);
            let field = ui.add(EditField {
                caption: "Path",
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
                ui.label(Text::Body.rich("There is a file of this name already").color(c.warn));
            }
            ui.add_space(8.0);
            ui.horizontal(|ui| {
                let verb = if there { "Replace the file" } else { purpose.verb() };
                go |= ui.add(Button::primary(verb).name("Use this path")).clicked();
                leave = ui.add(Button::plain("Cancel").big().name("Leave the path prompt")).clicked();
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
        "Let go to open the file",
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

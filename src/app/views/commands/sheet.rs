//! The review of one command, which becomes the protocol of it.

use std::sync::Arc;

use eframe::egui::{Label, Rect, Ui};

use super::{described, words};
use crate::app::action::Action;
use crate::app::model::{Job, Model, Session};
use crate::app::settings::Settings;
use crate::app::text;
use crate::app::theme::{self, Text};
use crate::app::views::clock;
use crate::app::views::confirm::{
    Around, Confirm, Question, Reply, Standing, command, levels_asked, note,
};
use crate::app::widgets::{State, card, status};
use crate::profile::{ActionDef, ActionKind, Profile};
use crate::say;
use crate::worker::{ActionRecord, Task};

/// The review of one command.
#[derive(Debug)]
pub(super) struct Sheet {
    action: Arc<ActionDef>,
    confirm: Confirm,
    /// How many commands were carried out before; `None` until it is sent.
    sent: Option<usize>,
}

impl Sheet {
    pub(super) fn of(action: Arc<ActionDef>) -> Sheet {
        Sheet {
            action,
            confirm: Confirm::default(),
            sent: None,
        }
    }

    /// Whether nothing is sent yet.
    pub(super) fn is_asking(&self) -> bool {
        self.sent.is_none()
    }

    /// Draws the sheet into `place`; `true` closes it.
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        place: Rect,
        profile: &Profile,
        model: &Model,
        settings: &Settings,
        actions: &mut Vec<Action>,
    ) -> bool {
        let action = Arc::clone(&self.action);
        let programming = profile.programming.as_ref();
        let level_of = |number| programming.and_then(|programming| programming.level(number));
        let new_password = match action.kind {
            ActionKind::ChangePassword { level } => level_of(level).map(|level| &level.password),
            _ => None,
        };
        let standing = self.standing(model);
        let off = match standing {
            Standing::Asked => words::why_not(&action, model, settings),
            _ => None,
        };
        let question = Question {
            title: &action.name,
            said: say!("registers-nothing-sent"),
            go: words::go(&action),
            levels: levels_asked(profile, action.level),
            new_password,
            off,
            standing,
        };
        let sent = self.sent;
        let mut around = Around {
            profile,
            model,
            settings,
            actions,
        };
        let confirm = &mut self.confirm;
        let reply = confirm.ui(ui, place, &question, &mut around, |ui| {
            if let Some(before) = sent {
                outcome(ui, profile, model, before);
            }
            if sent.is_none() || question.standing != Standing::Over {
                reviewed(ui, profile, &action);
            }
        });
        match reply {
            Reply::Nothing => {}
            Reply::Close => return true,
            Reply::Cancel => actions.push(Action::Cancel),
            Reply::Go {
                credentials,
                new_password,
            } => {
                self.sent = Some(model.programme.actions.len());
                actions.push(Action::Programme {
                    task: Task::Act {
                        action,
                        new_password,
                    },
                    credentials,
                });
            }
        }
        false
    }

    fn standing(&self, model: &Model) -> Standing {
        if self.sent.is_none() {
            return Standing::Asked;
        }
        match &model.session {
            Session::Running(running) if running.job == Job::Act => Standing::UnderWay {
                words: say!("visits-under-way").to_owned(),
                deferred: model.programme.cancel_deferred,
                cancelling: running.cancelling,
            },
            _ => Standing::Over,
        }
    }
}

fn reviewed(ui: &mut Ui, profile: &Profile, action: &ActionDef) {
    let c = theme::colors(ui);
    card(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 8.0;
        described(ui, profile, action);
    });
    for condition in text::preconditions(profile, action.level) {
        note(ui, State::Warning, &condition);
    }
    let words = words::procedure(profile, action);
    ui.add(Label::new(Text::Body.rich(words).color(c.text2)).wrap());
    let words = say!("commands-never-again");
    ui.add(Label::new(Text::Body.rich(words).color(c.text2)).wrap());
}

/// What came of it.
fn outcome(ui: &mut Ui, profile: &Profile, model: &Model, before: usize) {
    if model.running().is_some() {
        return;
    }
    let programme = &model.programme;
    if let Some(record) = programme.actions.get(before..).and_then(<[_]>::last) {
        protocol(ui, profile, record);
    } else if let Some(refused) = &programme.refused {
        note(ui, State::Wrong, &text::refused_password(refused));
    } else if programme.failure.is_none() {
        note(ui, State::Unknown, say!("clock-cancelled"));
    }
    if let Some(failure) = programme
        .failure
        .as_ref()
        .filter(|_| programme.refused.is_none())
    {
        note(ui, State::Wrong, &clock::failure(failure));
    }
}

fn protocol(ui: &mut Ui, profile: &Profile, record: &ActionRecord) {
    let c = theme::colors(ui);
    card(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 8.0;
        let (state, word) = clock::outcome(record.outcome);
        status(ui, state, Text::Heading, word);
        if let Some(detail) = &record.detail {
            let words = text::sentence(detail);
            ui.add(Label::new(Text::Body.rich(words).color(c.text)).wrap());
        }
        for sent in &record.commands {
            command(ui, sent);
        }
    });
    let watched = words::watched(record, profile);
    if watched.is_empty() {
        return;
    }
    card(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 4.0;
        ui.label(
            Text::Strong
                .rich(say!("commands-before-after"))
                .color(c.text),
        );
        for (name, before, after) in watched {
            let changed = before != after;
            let style = if changed { Text::Strong } else { Text::Body };
            let words = format!("{name}: {before} → {after}");
            ui.add(Label::new(style.rich(words).color(c.text)).wrap());
        }
    });
}

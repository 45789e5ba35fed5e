//! The review of setting the clock, which becomes the protocol of it; and the password
//! that measuring may need.

use eframe::egui::{Label, Rect, Ui};
use jiff::Zoned;

use super::{commands, why_no_setting, words};
use crate::app::action::Action;
use crate::app::model::{Job, Model, Session};
use crate::app::settings::Settings;
use crate::app::text;
use crate::app::theme::{self, Text};
use crate::app::views::confirm::{
    Around, Confirm, Question, Reply, Standing, command, levels_asked, note,
};
use crate::app::widgets::{State, card, status};
use crate::clock::{ChangeKind, ClockReading, TimeBase, judge, period_min};
use crate::profile::{ClockForm, Profile};
use crate::say;
use crate::worker::{ClockOrder, ClockRecord, Task};

/// The sheet of the page.
#[derive(Debug)]
pub(super) struct Sheet {
    purpose: Purpose,
    confirm: Confirm,
    /// How many times the clock was set before; `None` until it is sent.
    sent: Option<usize>,
}

#[derive(Debug)]
enum Purpose {
    /// Reading needs the password of this level.
    Measure(u8),
    Set {
        base: TimeBase,
        synchronise: bool,
        reading: ClockReading,
        /// When the review was opened.
        now: Zoned,
    },
}

impl Sheet {
    /// Asks for the password that reading needs.
    pub(super) fn to_measure(level: u8) -> Sheet {
        Sheet::of(Purpose::Measure(level))
    }

    /// Reviews setting the clock of `reading`, as things are at `now`.
    pub(super) fn to_set(
        base: TimeBase,
        synchronise: bool,
        reading: ClockReading,
        now: Zoned,
    ) -> Sheet {
        Sheet::of(Purpose::Set {
            base,
            synchronise,
            reading,
            now,
        })
    }

    fn of(purpose: Purpose) -> Sheet {
        Sheet {
            purpose,
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
        profile: Option<&Profile>,
        model: &Model,
        settings: &Settings,
        actions: &mut Vec<Action>,
    ) -> bool {
        let standing = self.standing(model);
        if self.sent.is_some()
            && standing == Standing::Over
            && matches!(self.purpose, Purpose::Measure(_))
            && model.programme.refused.is_none()
        {
            // The page tells what came of it.
            return true;
        }
        let form = profile.and_then(|profile| profile.clock.as_ref());
        let (Some(profile), Some(form)) = (profile, form) else {
            return true;
        };
        let level = self.level(form);
        let (title, go) = self.titles();
        let off = match &self.purpose {
            Purpose::Set { .. } => why_no_setting(profile, form, model, settings),
            Purpose::Measure(_) => None,
        };
        let question = Question {
            title,
            said: say!("registers-nothing-sent"),
            go,
            levels: levels_asked(profile, level),
            new_password: None,
            off,
            standing,
        };
        let (purpose, sent) = (&self.purpose, self.sent);
        let mut around = Around {
            profile,
            model,
            settings,
            actions,
        };
        let confirm = &mut self.confirm;
        let reply = confirm.ui(ui, place, &question, &mut around, |ui| match purpose {
            Purpose::Measure(_) => before_measuring(ui, model, sent.is_some()),
            Purpose::Set {
                base,
                synchronise,
                reading,
                now,
            } => {
                if let Some(before) = sent {
                    outcome(ui, model, before);
                }
                if sent.is_none() || question.standing != Standing::Over {
                    let period = period_min(form, model.period_told());
                    let judged = judge(form, reading, *base, period, now);
                    reviewed(ui, profile, form, (*base, *synchronise), reading, &judged);
                }
            }
        });
        self.heed(reply, model, actions)
    }

    /// Does what the user answered; `true` closes the sheet.
    fn heed(&mut self, reply: Reply, model: &Model, actions: &mut Vec<Action>) -> bool {
        match reply {
            Reply::Nothing => {}
            Reply::Close => return true,
            Reply::Cancel => actions.push(Action::Cancel),
            Reply::Go { credentials, .. } => {
                self.sent = Some(model.programme.clock_sets.len());
                actions.push(Action::Programme {
                    task: self.task(),
                    credentials,
                });
            }
        }
        false
    }

    fn task(&self) -> Task {
        match &self.purpose {
            Purpose::Measure(_) => Task::ReadClock,
            Purpose::Set {
                base, synchronise, ..
            } => Task::SetClock(ClockOrder {
                base: *base,
                synchronise_only: *synchronise,
            }),
        }
    }

    fn titles(&self) -> (&'static str, &'static str) {
        match &self.purpose {
            Purpose::Measure(_) => (say!("clock-measure-name"), say!("clock-measure")),
            Purpose::Set {
                synchronise: true, ..
            } => (
                say!("clock-synchronise-title"),
                say!("clock-synchronise-go"),
            ),
            Purpose::Set { .. } => (say!("clock-set-title"), say!("clock-set-title")),
        }
    }

    fn level(&self, form: &ClockForm) -> Option<u8> {
        match &self.purpose {
            Purpose::Measure(level) => Some(*level),
            Purpose::Set { .. } => form.level,
        }
    }

    fn standing(&self, model: &Model) -> Standing {
        if self.sent.is_none() {
            return Standing::Asked;
        }
        match &model.session {
            Session::Running(running) if matches!(running.job, Job::ReadClock | Job::SetClock) => {
                let words = match running.job {
                    Job::ReadClock => say!("clock-measuring"),
                    _ => say!("clock-setting-measuring"),
                };
                Standing::UnderWay {
                    words: words.to_owned(),
                    deferred: model.programme.cancel_deferred,
                    cancelling: running.cancelling,
                }
            }
            _ => Standing::Over,
        }
    }
}

fn before_measuring(ui: &mut Ui, model: &Model, sent: bool) {
    let c = theme::colors(ui);
    if let Some(refused) = model.programme.refused.as_ref().filter(|_| sent) {
        note(ui, State::Wrong, &text::refused_password(refused));
        return;
    }
    let words = say!("clock-needs-password");
    ui.add(Label::new(Text::Body.rich(words).color(c.text)).wrap());
}

/// What will be sent, and what follows from it.
fn reviewed(
    ui: &mut Ui,
    profile: &Profile,
    form: &ClockForm,
    (base, synchronise): (TimeBase, bool),
    reading: &ClockReading,
    judged: &crate::clock::Judgement,
) {
    let c = theme::colors(ui);
    card(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 8.0;
        let bases = words::bases();
        let name = bases.iter().find(|(known, _)| *known == base);
        let name = name.map_or("", |(_, name)| *name);
        ui.label(
            Text::Strong
                .rich(say!("clock-of-this-computer", base = name))
                .color(c.text),
        );
        let words = Text::Body
            .rich(words::change(form, judged, reading))
            .color(c.text);
        ui.add(Label::new(words).wrap());
        commands(ui, profile, form);
        let words = say!("clock-value-is-second");
        ui.add(Label::new(Text::Small.rich(words).color(c.text2)).wrap());
    });
    for warning in &judged.warnings {
        note(ui, State::Warning, &warning.to_string());
    }
    for condition in text::preconditions(profile, form.level) {
        note(ui, State::Warning, &condition);
    }
    let words = match (synchronise, judged.kind) {
        (true, ChangeKind::Set) => {
            say!("clock-off-too-far")
        }
        (true, ChangeKind::Synchronise) => {
            say!("clock-measured-first")
        }
        (false, _) => {
            say!("clock-set-once")
        }
    };
    ui.add(Label::new(Text::Body.rich(words).color(c.text2)).wrap());
}

/// What came of it.
fn outcome(ui: &mut Ui, model: &Model, before: usize) {
    if model.running().is_some() {
        return;
    }
    let programme = &model.programme;
    if let Some(record) = programme.clock_sets.get(before..).and_then(<[_]>::last) {
        protocol(ui, record);
    } else if let Some(refused) = &programme.refused {
        note(ui, State::Wrong, &text::refused_password(refused));
    } else if programme.failure.is_none() {
        note(ui, State::Unknown, say!("clock-cancelled"));
    }
    let failure = programme.failure.as_ref();
    if let Some(failure) = failure.filter(|_| programme.refused.is_none()) {
        note(ui, State::Wrong, &words::failure(failure));
    }
}

fn protocol(ui: &mut Ui, record: &ClockRecord) {
    let c = theme::colors(ui);
    card(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 8.0;
        let (state, word) = words::outcome(record.outcome);
        status(ui, state, Text::Heading, word);
        let words = Text::Body.rich(words::record(record)).color(c.text);
        ui.add(Label::new(words).wrap());
        for sent in &record.commands {
            command(ui, sent);
        }
        if let Some(after) = &record.after {
            let words = say!(
                "clock-measured-after",
                drift = text::drift_measured(after.drift, after.uncertainty),
                uncertainty = text::uncertainty(after.uncertainty)
            );
            ui.add(Label::new(Text::Body.rich(words).color(c.text2)).wrap());
        }
    });
}

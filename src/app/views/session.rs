//! The session on the page Meter: what it says behind the title, the stage rail
//! while it runs, and what went wrong.

use eframe::egui::{Align, Label, Layout, Ui};

use super::failure;
use crate::app::action::Action;
use crate::app::model::{Job, Model, Reading, Running, Session, Source, Verdict};
use crate::app::text;
use crate::app::theme::{self, Text, icon};
use crate::app::widgets::{Button, State, Step, StepState, card, chip, stage_rail};
use crate::language::date;
use crate::say;
use crate::worker::{PortChoice, Stage};

/// What stands behind the title of the page.
pub fn said(ui: &mut Ui, model: &Model, actions: &mut Vec<Action>) {
    let c = theme::colors(ui);
    let Some(reading) = &model.reading else {
        ui.label(Text::Body.rich(say!("session-none-yet")).color(c.text2));
        return;
    };
    if let Some(running) = model.reading_out() {
        let words = if running.is_shown {
            text::meter_name(&reading.readout.meter)
        } else {
            say!("session-read-before").to_owned()
        };
        ui.add(Label::new(Text::Body.rich(words).color(c.text2)).truncate());
        return;
    }
    let verdict = match &model.session {
        // A job that brought nothing says nothing about the readout from before.
        Session::Ended(ended) if ended.data_sets > 0 => Some(&ended.verdict),
        _ => None,
    };
    let (state, word) = match verdict {
        Some(Verdict::Cancelled) => (State::Unknown, say!("session-cancelled")),
        Some(Verdict::Failed(_)) => (State::Warning, say!("session-incomplete")),
        Some(Verdict::Damaged(_)) => (State::Warning, say!("session-damaged")),
        Some(Verdict::Complete) | None if reading.is_sound() => {
            (State::Good, say!("session-complete"))
        }
        Some(Verdict::Complete) | None => (State::Warning, say!("session-damaged")),
    };
    chip(ui, state, word);
    if let Source::File { number, of, .. } = reading.source
        && of > 1
    {
        ui.label(
            Text::Body
                .rich(say!("session-of-file", number = number, all = of))
                .color(c.text2),
        );
        let before = Button::square(icon::CARET_LEFT, say!("session-earlier"));
        let first = (number <= 1).then_some(say!("session-first"));
        if ui.add(before.off(first)).clicked() {
            actions.push(Action::ShowFound(number - 1));
        }
        let after = Button::square(icon::CARET_RIGHT, say!("session-later"));
        let last = (number >= of).then_some(say!("session-last"));
        if ui.add(after.off(last)).clicked() {
            actions.push(Action::ShowFound(number + 1));
        }
    }
    let words = origin(reading);
    ui.add(Label::new(Text::Body.rich(words).color(c.text2)).truncate());
}

/// `Read 20:15:07 · 343 data sets in 11.4 s · block check correct`
fn origin(reading: &Reading) -> String {
    let readout = &reading.readout;
    let count = say!("session-data-sets", count = readout.data_sets.len());
    let check = match readout.block_check.is_ok() {
        Some(true) => say!("session-check-correct"),
        Some(false) => say!("session-check-wrong"),
        None => say!("session-no-check"),
    };
    match &reading.source {
        Source::Line(port) => {
            let at = readout.read_at.as_ref().map_or_else(
                || say!("session-read").to_owned(),
                |at| say!("session-read-at", time = date::second(at.time())),
            );
            let time = text::duration(reading.duration);
            let words = say!(
                "session-origin",
                read = at,
                count = count,
                time = time,
                check = check
            );
            match port {
                PortChoice::Simulated(_) => say!("session-of-simulated", origin = words),
                PortChoice::Serial(_) | PortChoice::Tcp(_) | PortChoice::Rfc2217(_) => words,
            }
        }
        Source::File { path, .. } => {
            let name = path
                .file_name()
                .unwrap_or(path.as_os_str())
                .to_string_lossy();
            format!("{name} · {count} · {check}")
        }
    }
}

/// The rail while a session runs, the card when it went wrong; nothing otherwise.
pub fn ui(ui: &mut Ui, model: &Model, actions: &mut Vec<Action>) {
    match &model.session {
        Session::Running(running) if running.job == Job::ReadOut => rail_card(ui, running),
        // Other jobs tell of themselves on their own pages.
        Session::Running(_) => {}
        Session::Ended(ended) if ended.job != Job::ReadOut => {}
        Session::Ended(ended) => {
            if let Verdict::Failed(failure) | Verdict::Damaged(failure) = &ended.verdict {
                failure::ui(ui, model, ended, failure, actions);
            }
        }
        Session::Idle => {}
    }
}

fn rail_card(ui: &mut Ui, running: &Running) {
    let c = theme::colors(ui);
    card(ui, |ui| {
        // Lines of text, not controls.
        ui.spacing_mut().interact_size.y = 24.0;
        ui.spacing_mut().item_spacing.y = 8.0;
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 12.0;
            let title = match (running.cancelling, running.stage()) {
                (true, _) => say!("session-cancelling"),
                (false, Stage::Opening) => say!("session-stage-opening"),
                (false, Stage::WakingUp) => say!("session-title-waking-up"),
                (false, Stage::Request) => say!("session-title-request"),
                (false, Stage::Listening) => say!("session-title-listening"),
                (false, Stage::Identified) => say!("session-title-identified"),
                (false, Stage::Speed) => say!("session-title-speed"),
                (false, Stage::DataSets) => say!("session-title-data-sets"),
                (false, Stage::BlockCheck) => say!("session-title-block-check"),
                (false, Stage::SigningOff) => say!("session-title-signing-off"),
                (false, Stage::Recovering) => say!("session-title-recovering"),
            };
            ui.label(Text::Heading.rich(title).color(c.text));
            let bytes = running.progress.map_or(0, |progress| progress.bytes);
            let mut words = text::duration(running.elapsed);
            if bytes > 0 {
                words = format!("{} · {words}", text::size(bytes));
            }
            if let Some(left) = running.time_left() {
                words = say!(
                    "session-title-left",
                    so_far = words,
                    time = text::rough(left)
                );
            }
            ui.label(Text::Body.rich(words).color(c.text2));
            if let Some(expected) = running.expected.filter(|_| running.part().is_some()) {
                let source = say!("session-about-comes-from", day = date::day(expected.visit));
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    ui.add(Label::new(Text::Caption.rich(source).color(c.text2)).truncate());
                });
            }
        });
        stage_rail(ui, &steps(running));
    });
}

/// The steps of a readout with what is known of them.
fn steps(running: &Running) -> Vec<Step> {
    let stage = running.stage();
    let now = match stage {
        Stage::Opening
        | Stage::WakingUp
        | Stage::Request
        | Stage::Listening
        | Stage::Recovering => 0,
        Stage::Identified => 1,
        Stage::Speed => 2,
        Stage::DataSets => 3,
        Stage::BlockCheck => 4,
        Stage::SigningOff => 5,
    };
    let progress = running.progress;
    let identified = running.identification.as_ref();
    let baud = progress.map(|progress| format!("{} Bd", progress.baud));
    let data_sets = progress.map_or(0, |progress| progress.data_sets);
    let notes = [
        baud.clone().filter(|_| now == 0),
        identified.map(|identification| identification.manufacturer().to_owned()),
        baud.filter(|_| now >= 2),
        (data_sets > 0).then(|| data_sets.to_string()),
        None,
        None,
    ];
    let names = [
        say!("session-stage-request"),
        say!("session-stage-identified"),
        say!("session-stage-speed"),
        say!("session-stage-data-sets"),
        say!("session-stage-block-check"),
        say!("session-step-store"),
    ];
    names
        .into_iter()
        .zip(notes)
        .enumerate()
        .map(|(index, (name, note))| Step {
            name,
            note,
            state: match index.cmp(&now) {
                std::cmp::Ordering::Less => StepState::Done,
                std::cmp::Ordering::Equal => StepState::Now,
                std::cmp::Ordering::Greater => StepState::NotYet,
            },
        })
        .collect()
}

//! The session on the page Meter: what it says behind the title, the stage rail
//! while it runs, and what went wrong.

use eframe::egui::{Align, Label, Layout, Ui};

use super::failure;
use crate::app::action::Action;
use crate::app::model::{Job, Model, Reading, Running, Session, Source, Verdict};
use crate::app::text;
use crate::app::theme::{self, Text, icon};
use crate::app::widgets::{Button, State, Step, StepState, card, chip, stage_rail};
use crate::worker::{PortChoice, Stage};

/// What stands behind the title of the page.
pub fn said(ui: &mut Ui, model: &Model, actions: &mut Vec<Action>) {
    let c = theme::colors(ui);
    let Some(reading) = &model.reading else {
        ui.label(
            Text::Body
                .rich("No meter read on this port yet")
                .color(c.text2),
        );
        return;
    };
    if let Some(running) = model.reading_out() {
        let words = if running.is_shown {
            text::meter_name(&reading.readout.meter)
        } else {
            "What is below was read before".to_owned()
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
        Some(Verdict::Cancelled) => (State::Unknown, "Cancelled"),
        Some(Verdict::Failed(_)) => (State::Warning, "Incomplete"),
        Some(Verdict::Damaged(_)) => (State::Warning, "Damaged"),
        Some(Verdict::Complete) | None if reading.is_sound() => (State::Good, "Complete"),
        Some(Verdict::Complete) | None => (State::Warning, "Damaged"),
    };
    chip(ui, state, word);
    if let Source::File { number, of, .. } = reading.source
        && of > 1
    {
        ui.label(Text::Body.rich(format!("{number} of {of}")).color(c.text2));
        let before = Button::square(icon::CARET_LEFT, "Earlier readout of the file");
        let first = (number <= 1).then_some("This is the first readout of the file");
        if ui.add(before.off(first)).clicked() {
            actions.push(Action::ShowFound(number - 1));
        }
        let after = Button::square(icon::CARET_RIGHT, "Later readout of the file");
        let last = (number >= of).then_some("This is the last readout of the file");
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
    let count = text::count(readout.data_sets.len(), "data set", "data sets");
    let check = match readout.block_check.is_ok() {
        Some(true) => "block check correct",
        Some(false) => "block check wrong",
        None => "no block check",
    };
    match &reading.source {
        Source::Line(port) => {
            let simulated = match port {
                PortChoice::Simulated(_) => "Simulated meter · ",
                PortChoice::Serial(_) | PortChoice::Tcp(_) | PortChoice::Rfc2217(_) => "",
            };
            let at = readout.read_at.as_ref().map_or_else(
                || "Read".to_owned(),
                |at| format!("Read {}", at.strftime("%H:%M:%S")),
            );
            format!(
                "{simulated}{at} · {count} in {} · {check}",
                text::duration(reading.duration)
            )
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
                (true, _) => "Cancelling",
                (false, Stage::Opening) => "Opening the port",
                (false, Stage::WakingUp) => "Waking the meter up",
                (false, Stage::Request) => "Asking for a meter",
                (false, Stage::Listening) => "Listening for a telegram",
                (false, Stage::Identified) => "A meter answers",
                (false, Stage::Speed) => "Switching the speed",
                (false, Stage::DataSets) => "Reading data sets",
                (false, Stage::BlockCheck) => "Checking what came",
                (false, Stage::SigningOff) => "Signing off",
                (false, Stage::Recovering) => "Freeing a meter that is left in an old session",
            };
            ui.label(Text::Heading.rich(title).color(c.text));
            let bytes = running.progress.map_or(0, |progress| progress.bytes);
            let mut words = text::duration(running.elapsed);
            if bytes > 0 {
                words = format!("{} · {words}", text::size(bytes));
            }
            if let Some(left) = running.time_left() {
                words = format!("{words}, about {} left", text::rough(left));
            }
            ui.label(Text::Body.rich(words).color(c.text2));
            if let Some(expected) = running.expected.filter(|_| running.part().is_some()) {
                let source = format!("“About” comes from the visit on {}", expected.visit);
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
        "Request",
        "Identified",
        "Speed",
        "Data sets",
        "Block check",
        "Store visit",
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

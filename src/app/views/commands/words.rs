//! What is said of commands.

use crate::app::model::Model;
use crate::app::settings::Settings;
use crate::app::text;
use crate::app::views::clock;
use crate::profile::{ActionDef, ActionKind, Profile, RegisterDef, normal_address};
use crate::worker::{ActionRecord, ReadProblem, RegisterReading, Role};

/// The profile names no commands.
pub(super) const NONE: (&str, &str) = (
    "The commands of this type of meter will be here",
    "Its device profile names none; a raw command says what it does not know",
);

/// Level, proof and what the meter minds, in a line.
pub(super) fn traits(profile: &Profile, action: &ActionDef) -> String {
    let mut words = Vec::new();
    if let Some(level) = action.level {
        let name = profile
            .programming
            .as_ref()
            .and_then(|programming| programming.level(level))
            .map_or("", |level| level.name.as_str());
        words.push(match name {
            "" => format!("Level {level}"),
            name => format!("Level {level}, {name}"),
        });
    }
    match &action.proof {
        Some(proof) => words.push(format!("proved by {}", named(profile, proof))),
        None if !matches!(action.kind, ActionKind::ChangePassword { .. }) => {
            words.push("the meter's word is the only proof".to_owned());
        }
        None => {}
    }
    if let Some(minutes) = action.disable_min {
        words.push(format!("the meter takes the next one after {minutes} min"));
    }
    text::sentence(&words.join(" · "))
}

/// `0.1.0 Resets`
pub(super) fn named(profile: &Profile, address: &str) -> String {
    let wanted = normal_address(address);
    let known = profile
        .registers
        .iter()
        .find(|register| normal_address(&register.address) == wanted);
    match known {
        Some(RegisterDef { name, .. }) if !name.is_empty() => format!("{address} {name}"),
        _ => address.to_owned(),
    }
}

/// Why a command cannot be run now; `None` if it can.
pub(super) fn why_not(action: &ActionDef, model: &Model, settings: &Settings) -> Option<String> {
    let role = settings.role;
    if settings.port.is_none() {
        return Some("Choose a port first".to_owned());
    }
    if model.running().is_some() {
        return Some("A session is under way".to_owned());
    }
    if role == Role::ClockAndReset && action.kind != ActionKind::BillingReset {
        let words = "Your role is to read, to set the clock and to reset. This needs the full role";
        return Some(words.to_owned());
    }
    clock::why_no_change(model.may_write, role).map(str::to_owned)
}

/// What is done before and after it.
pub(super) fn procedure(profile: &Profile, action: &ActionDef) -> String {
    match (&action.kind, &action.proof) {
        (ActionKind::BillingReset, _) => {
            "The meter is read out first, and the readout is stored with the visits. Then the command is sent once, and what it changes is read again".to_owned()
        }
        (ActionKind::ChangePassword { .. }, _) => {
            "The command is sent once. Then the meter is signed off and signed on anew with the new password, once, which proves it".to_owned()
        }
        (_, Some(proof)) => format!(
            "{} is read, the command is sent once, and it is read again",
            named(profile, proof)
        ),
        (_, None) => {
            "The command is sent once. Nothing can be read that would prove it: the meter's word has to do".to_owned()
        }
    }
}

/// The verb of the button.
pub(super) fn go(action: &ActionDef) -> &'static str {
    match action.kind {
        ActionKind::BillingReset => "Reset billing",
        ActionKind::ClearErrors => "Clear errors",
        ActionKind::ChangePassword { .. } => "Change password",
        ActionKind::Other => "Run the command",
    }
}

/// The registers that were watched: name, before, after, and whether it is the proof.
pub(super) fn watched(record: &ActionRecord, profile: &Profile) -> Vec<(String, String, String)> {
    let value = |readings: &[RegisterReading], address: &str| {
        let wanted = normal_address(address);
        readings
            .iter()
            .find(|reading| normal_address(&reading.register.address) == wanted)
            .map_or_else(|| "not read".to_owned(), shown)
    };
    record
        .before
        .iter()
        .map(|before| {
            let address = &before.register.address;
            (
                named(profile, address),
                shown(before),
                value(&record.after, address),
            )
        })
        .collect()
}

fn shown(reading: &RegisterReading) -> String {
    match &reading.answer {
        Ok(set) => {
            let raw = set.values.first().map_or("", |value| value.raw.as_str());
            reading.register.show(raw).to_string()
        }
        Err(ReadProblem::Refused { answer, .. }) => format!("refused with {answer}"),
        Err(ReadProblem::NotUnderstood(_) | ReadProblem::Line(_)) => "not read".to_owned(),
    }
}

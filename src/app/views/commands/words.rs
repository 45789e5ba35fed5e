//! What is said of commands.

use crate::app::model::Model;
use crate::app::settings::Settings;
use crate::app::text;
use crate::app::views::clock;
use crate::profile::{ActionDef, ActionKind, Profile, RegisterDef, normal_address};
use crate::say;
use crate::worker::{ActionRecord, ReadProblem, RegisterReading, Role};

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
            "" => say!("profiles-level", level = level),
            name => say!("profiles-level-named", level = level, name = name),
        });
    }
    match &action.proof {
        Some(proof) => words.push(say!("commands-proved", register = named(profile, proof))),
        None if !matches!(action.kind, ActionKind::ChangePassword { .. }) => {
            words.push(say!("commands-only-word").to_owned());
        }
        None => {}
    }
    if let Some(minutes) = action.disable_min {
        words.push(say!("commands-next-after", minutes = minutes));
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
        return Some(say!("registers-choose-port-first").to_owned());
    }
    if model.running().is_some() {
        return Some(say!("clock-under-way").to_owned());
    }
    if role == Role::ClockAndReset && action.kind != ActionKind::BillingReset {
        let words = say!("commands-role");
        return Some(words.to_owned());
    }
    clock::why_no_change(model.may_write, role).map(str::to_owned)
}

/// What is done before and after it.
pub(super) fn procedure(profile: &Profile, action: &ActionDef) -> String {
    match (&action.kind, &action.proof) {
        (ActionKind::BillingReset, _) => say!("commands-of-reset").to_owned(),
        (ActionKind::ChangePassword { .. }, _) => say!("commands-of-password").to_owned(),
        (_, Some(proof)) => say!("commands-of-proof", register = named(profile, proof)),
        (_, None) => say!("commands-of-none").to_owned(),
    }
}

/// The verb of the button.
pub(super) fn go(action: &ActionDef) -> &'static str {
    match action.kind {
        ActionKind::BillingReset => say!("commands-go-reset"),
        ActionKind::ClearErrors => say!("commands-go-clear"),
        ActionKind::ChangePassword { .. } => say!("commands-go-password"),
        ActionKind::Other => say!("commands-go"),
    }
}

/// The registers that were watched: name, before, after, and whether it is the proof.
pub(super) fn watched(record: &ActionRecord, profile: &Profile) -> Vec<(String, String, String)> {
    let value = |readings: &[RegisterReading], address: &str| {
        let wanted = normal_address(address);
        readings
            .iter()
            .find(|reading| normal_address(&reading.register.address) == wanted)
            .map_or_else(|| say!("registers-before-not-read").to_owned(), shown)
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
        Err(ReadProblem::Refused { answer, .. }) => say!("commands-refused", answer = answer),
        Err(ReadProblem::NotUnderstood(_) | ReadProblem::Line(_)) => {
            say!("registers-before-not-read").to_owned()
        }
    }
}

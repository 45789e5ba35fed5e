//! What is said of registers: limits, levels, flags.

use super::review;
use crate::app::model::RefusedPassword;
use crate::app::views::passwords::broken_rule;
use crate::app::widgets::TypedPassword;
use crate::profile::{Access, Characters, Kind, Profile, RegisterDef};
use crate::worker::Role;

/// What a register takes: `1 to 60 min`, `At most 8 digits`.
pub(super) fn limits(register: &RegisterDef) -> String {
    let unit = match register.unit.as_str() {
        "" => String::new(),
        unit => format!(" {unit}"),
    };
    match &register.kind {
        Kind::Number { min, max, .. } => match (min, max) {
            (Some(min), Some(max)) => format!("{min} to {max}{unit}"),
            (Some(min), None) => format!("From {min}{unit}"),
            (None, Some(max)) => format!("Up to {max}{unit}"),
            (None, None) => format!("A number{unit}"),
        },
        Kind::Text { max, characters } => {
            let what = match characters {
                Characters::Any => "characters",
                Characters::Digits => "digits",
                Characters::Hex => "hex digits",
                Characters::Upper => "upper case letters and digits",
            };
            format!("At most {max} {what}")
        }
        Kind::Choice(choices) => {
            let names: Vec<&str> = choices.iter().map(|(_, name)| name.as_str()).collect();
            format!("One of {}{unit}", names.join(", "))
        }
        Kind::Flags { digits, bits } => {
            format!("{} flags, sent as {digits} hex digits", bits.len())
        }
        Kind::Time(form) => format!("As {form}"),
    }
}

/// What a level is called: `level 1`, `level 2, customer lock`.
pub(super) fn level(profile: Option<&Profile>, number: u8) -> String {
    let name = profile
        .and_then(|profile| profile.programming.as_ref())
        .and_then(|programming| programming.level(number))
        .map_or("", |level| level.name.as_str());
    match name {
        "" => format!("level {number}"),
        name => format!("level {number}, {name}"),
    }
}

/// Who may change it, and what is special about it.
pub(super) fn traits(register: &RegisterDef, profile: Option<&Profile>) -> String {
    let mut words = Vec::new();
    match register.access {
        Access::ReadOnly => words.push("Read only".to_owned()),
        Access::Write(number) => words.push(format!("Changed at {}", level(profile, number))),
        Access::WriteOnly(number) => words.push(format!(
            "Written at {}, never read back",
            level(profile, number)
        )),
    }
    for (is_so, word) in [
        (register.volatile, "changes by itself"),
        (register.identity, "tells this meter apart"),
        (register.never_copy, "never copied to another meter"),
        (register.unverified, "not confirmed by any source"),
    ] {
        if is_so {
            words.push(word.to_owned());
        }
    }
    words.join(" · ")
}

/// Why nothing may be written; `None` if it may.
pub(super) fn why_no_writing(may_write: bool, role: Role) -> Option<&'static str> {
    match (role, may_write) {
        (Role::Read, _) => Some("Your role is to read. Settings, Role, says who may change more"),
        (Role::ClockAndReset, _) => Some(
            "Your role is to read, to set the clock and to reset. Registers need the full role",
        ),
        (Role::Full, false) => Some("Read only is on. Switch it off for this visit to write"),
        (Role::Full, true) => None,
    }
}

/// What the switch does, and what it is now.
pub(super) fn read_only(known: Role, may_write: bool) -> &'static str {
    match why_no_writing(may_write, known) {
        Some(words) if known != Role::Full => words,
        _ if may_write => {
            "Writing is on for this visit; every change is reviewed before it is sent"
        }
        _ => {
            "Nothing that changes the meter leaves this computer. Switch it off to write, for this visit"
        }
    }
}

/// A password that was refused: a headline, and what follows from it.
pub(super) fn refused_password(refused: &RefusedPassword) -> (String, String) {
    let headline = format!("The meter refused the password for level {}", refused.level);
    let mut cause = match refused.answer.as_str() {
        "" => "It was sent once".to_owned(),
        answer => format!("It was sent once, the meter answered ({answer})"),
    };
    if let Some(tries) = refused.tries.sentence() {
        cause.push_str(". ");
        cause.push_str(&tries);
    }
    (headline, cause)
}

/// Why what is typed cannot be the password of a level; `None` if it can.
pub(super) fn password_problem(
    profile: Option<&Profile>,
    level: u8,
    typed: &TypedPassword,
) -> Option<String> {
    if typed.is_empty() {
        return Some(format!("Type the password of level {level}"));
    }
    let form = &review::level_of(profile, level)?.password;
    broken_rule(form, typed)
}

/// That a profile cannot do what this page is for.
pub(super) fn no_programming(profile: &Profile) -> String {
    format!("The profile {} knows no programming mode", profile.title)
}

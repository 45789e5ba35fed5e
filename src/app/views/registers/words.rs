//! What is said of registers: limits, levels, flags.

use super::review;
use crate::app::model::RefusedPassword;
use crate::app::text;
use crate::app::views::passwords::broken_rule;
use crate::app::widgets::TypedPassword;
use crate::profile::{Access, Characters, Kind, Profile, RegisterDef};
use crate::say;
use crate::worker::Role;

/// What a register takes: `1 to 60 min`, `At most 8 digits`.
pub(super) fn limits(register: &RegisterDef) -> String {
    let unit = match register.unit.as_str() {
        "" => String::new(),
        unit => format!(" {unit}"),
    };
    match &register.kind {
        Kind::Number { min, max, .. } => match (min, max) {
            (Some(min), Some(max)) => {
                let (least, most) = (min.to_string(), max.to_string());
                say!(
                    "registers-limit-range",
                    least = least,
                    most = most,
                    unit = unit
                )
            }
            (Some(min), None) => say!("registers-limit-from", least = min.to_string(), unit = unit),
            (None, Some(max)) => say!("registers-limit-up-to", most = max.to_string(), unit = unit),
            (None, None) => say!("registers-limit-number", unit = unit),
        },
        Kind::Text { max, characters } => match characters {
            Characters::Any => say!("registers-limit-characters", most = *max),
            Characters::Digits => say!("registers-limit-digits", most = *max),
            Characters::Hex => say!("registers-limit-hex", most = *max),
            Characters::Upper => say!("registers-limit-upper", most = *max),
        },
        Kind::Choice(choices) => {
            let names: Vec<&str> = choices.iter().map(|(_, name)| name.as_str()).collect();
            let names = format!("{}{unit}", names.join(", "));
            say!("registers-limit-choice", choices = names)
        }
        Kind::Flags { digits, bits } => {
            say!(
                "registers-limit-flags",
                flags = bits.len(),
                digits = *digits
            )
        }
        Kind::Time(form) => say!("registers-limit-time", form = form.to_string()),
    }
}

/// What a level is called: `level 1`, `level 2, customer lock`.
pub(super) fn level(profile: Option<&Profile>, number: u8) -> String {
    let name = profile
        .and_then(|profile| profile.programming.as_ref())
        .and_then(|programming| programming.level(number))
        .map_or("", |level| level.name.as_str());
    match name {
        "" => say!("registers-level", level = number),
        name => {
            let name = text::register_name(name);
            say!("registers-level-named", level = number, name = name)
        }
    }
}

/// Who may change it, and what is special about it.
pub(super) fn traits(register: &RegisterDef, profile: Option<&Profile>) -> String {
    let mut words = Vec::new();
    match register.access {
        Access::ReadOnly => words.push(say!("registers-read-only").to_owned()),
        Access::Write(number) => {
            words.push(say!("registers-changed-at", level = level(profile, number)))
        }
        Access::WriteOnly(number) => {
            words.push(say!("registers-written-at", level = level(profile, number)))
        }
    }
    for (is_so, word) in [
        (register.volatile, say!("registers-trait-volatile")),
        (register.identity, say!("registers-trait-identity")),
        (register.never_copy, say!("registers-trait-never-copy")),
        (register.unverified, say!("registers-trait-unverified")),
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
        (Role::Read, _) => Some(say!("registers-role-read")),
        (Role::ClockAndReset, _) => Some(say!("registers-role-clock")),
        (Role::Full, false) => Some(say!("registers-read-only-is-on")),
        (Role::Full, true) => None,
    }
}

/// What the switch does, and what it is now.
pub(super) fn read_only(known: Role, may_write: bool) -> &'static str {
    match why_no_writing(may_write, known) {
        Some(words) if known != Role::Full => words,
        _ if may_write => {
            say!("registers-writing-is-on")
        }
        _ => {
            say!("registers-nothing-leaves")
        }
    }
}

/// A password that was refused: a headline, and what follows from it.
pub(super) fn refused_password(refused: &RefusedPassword) -> (String, String) {
    let headline = say!("registers-refused-password", level = refused.level);
    let mut cause = match refused.answer.as_str() {
        "" => say!("registers-sent-once").to_owned(),
        answer => say!("registers-sent-once-answer", answer = answer),
    };
    if let Some(tries) = refused.tries.sentence() {
        cause.push_str(". ");
        cause.push_str(&tries.to_string());
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
        return Some(say!("registers-type-password", level = level));
    }
    let form = &review::level_of(profile, level)?.password;
    broken_rule(form, typed)
}

/// That a profile cannot do what this page is for.
pub(super) fn no_programming(profile: &Profile) -> String {
    say!("registers-no-programming", profile = &profile.title)
}

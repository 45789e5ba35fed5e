//! What the fields of a device profile are called, and their values in words. Knows
//! nothing of egui.

use crate::app::text::count;
use crate::app::widgets::State;
use crate::codec::BlockCheckKind;
use crate::profile::{
    Access, Algorithm, Characters, Kind, LockOut, Login, PasswordForm, PreconditionKind, Profile,
    RangeForm, RegisterDef, RowForm, Verified, WakeUpHint,
};

/// What the facts rest on: a state and a word.
pub fn verified(verified: Verified) -> (State, &'static str) {
    match verified {
        Verified::Manual => (State::Good, "Manual"),
        Verified::Telegram => (State::Good, "Telegram"),
        Verified::Code => (State::Unknown, "Other tools"),
        Verified::Unverified => (State::Unknown, "Unverified"),
    }
}

/// The same in a sentence.
pub fn verified_in_full(verified: Verified) -> &'static str {
    match verified {
        Verified::Manual => "Read in the maker's manual or an official specification",
        Verified::Telegram => "Seen in a published telegram",
        Verified::Code => "Seen in the code of other tools only",
        Verified::Unverified => "Nothing confirms it yet",
    }
}

/// `LGZ, LGB, LGD`, or that any will do.
pub fn makers(profile: &Profile) -> String {
    let codes = &profile.matches.manufacturers;
    if codes.is_empty() && profile.matches.identifications.is_empty() {
        return "Any meter".to_owned();
    }
    if codes.is_empty() {
        return "Any maker".to_owned();
    }
    codes.join(", ").to_uppercase()
}

/// `64 registers`, or that there are none.
pub fn registers(profile: &Profile) -> String {
    match profile.registers.len() {
        0 => "no registers".to_owned(),
        number => count(number, "register", "registers"),
    }
}

pub fn wake_up(hint: WakeUpHint) -> Option<&'static str> {
    match hint {
        WakeUpHint::None => None,
        WakeUpHint::Standard => Some("Standard, about 4 s of zeros"),
        WakeUpHint::Short => Some("Short, 40 characters"),
    }
}

pub fn block_check(kind: BlockCheckKind) -> &'static str {
    match kind {
        BlockCheckKind::Xor => "Exclusive or (standard)",
        BlockCheckKind::Sum7 => "Sum of 7 bits",
        BlockCheckKind::Crc16 => "CRC-16 (P1)",
        BlockCheckKind::None => "None",
    }
}

/// How a password is given.
pub fn login(login: &Login) -> String {
    match login {
        Login::Open => "no password".to_owned(),
        Login::P1 => "plain, by P1".to_owned(),
        Login::P2(Algorithm::Elster) => "by P2, Elster's running sum".to_owned(),
        Login::P2(Algorithm::Crc32) => "by P2, CRC-32".to_owned(),
        Login::InWrite => "in every write command".to_owned(),
        Login::Lock {
            address,
            close: Some((closing, _)),
        } => {
            format!("written to the lock register {address}, closed by {closing}")
        }
        Login::Lock {
            address,
            close: None,
        } => format!("written to the lock register {address}"),
    }
}

/// `8 digits`, `1 to 20 characters`.
pub fn password(form: &PasswordForm) -> String {
    let what = match form.characters {
        Characters::Any => "characters",
        Characters::Digits => "digits",
        Characters::Hex => "hex digits",
        Characters::Upper => "upper case letters and digits",
    };
    if form.min == form.max {
        format!("{} {what}", form.max)
    } else {
        format!("{} to {} {what}", form.min, form.max)
    }
}

/// `3 wrong ones, then locked for 6 h`.
pub fn lock_out(rule: &LockOut) -> String {
    let locked = match rule.minutes {
        None => "then locked, it is not known for how long".to_owned(),
        Some(minutes) if minutes >= 60 && minutes % 60 == 0 => {
            format!("then locked for {} h", minutes / 60)
        }
        Some(minutes) => format!("then locked for {minutes} min"),
    };
    let tries = count(usize::from(rule.tries), "wrong one", "wrong ones");
    match rule.note.as_str() {
        "" => format!("{tries}, {locked}"),
        note => format!("{tries}, {locked}. {note}"),
    }
}

pub fn precondition(kind: PreconditionKind) -> &'static str {
    match kind {
        PreconditionKind::CoverOpen => "Cover open",
        PreconditionKind::ButtonPressed => "Button pressed",
        PreconditionKind::Switch => "Switch",
        PreconditionKind::SealBroken => "Seal broken",
        PreconditionKind::ChangesCounted => "Changes are counted",
        PreconditionKind::Other => "Before changes",
    }
}

/// How the range of a series is asked for.
pub fn range(form: RangeForm) -> &'static str {
    match form {
        RangeForm::All => "all of it at once",
        RangeForm::Vdew11 => "a range, sYYMMDDhhmm",
        RangeForm::Vdew13 => "a range, sYYMMDDhhmmss",
        RangeForm::Mass => "a range, yy-mm-dd,hh:mm",
        RangeForm::Day => "a day at a time",
        RangeForm::Month => "a month at a time",
        RangeForm::DaysBack => "days counted back from today",
        RangeForm::Lis200 => "positions and times",
        RangeForm::Packets => "days, in packets of 64 bytes",
    }
}

/// How the rows of a series come.
pub fn rows(form: RowForm) -> &'static str {
    match form {
        RowForm::Vdew => "rows without times behind a header",
        RowForm::VdewLog => "events with values",
        RowForm::Mass => "a time and values with commas",
        RowForm::Energomera => "names and values, a line for each interval",
        RowForm::EnergomeraTariffs => "names and values, a line for each tariff",
        RowForm::Lis200 => "one group for each column",
        RowForm::Packed => "packed digits",
    }
}

/// Who may do what with a register.
pub fn access(register: &RegisterDef) -> (State, String) {
    match register.access {
        Access::ReadOnly => (State::ReadOnly, "Read only".to_owned()),
        Access::Write(level) => (State::Staged, format!("Level {level}")),
        Access::WriteOnly(level) => (State::Hidden, format!("Hidden, level {level}")),
    }
}

/// What a value may be, `0 to 60`, `4 choices`, `YYMMDD`.
pub fn kind(kind: &Kind) -> String {
    match kind {
        Kind::Text { max, characters } => {
            let what = match characters {
                Characters::Any => "characters",
                Characters::Digits => "digits",
                Characters::Hex => "hex digits",
                Characters::Upper => "upper case",
            };
            format!("Up to {max} {what}")
        }
        Kind::Number { min, max, .. } => match (min, max) {
            (Some(min), Some(max)) => format!("{min} to {max}"),
            (Some(min), None) => format!("{min} or more"),
            (None, Some(max)) => format!("Up to {max}"),
            (None, None) => "Number".to_owned(),
        },
        Kind::Choice(choices) => count(choices.len(), "choice", "choices"),
        Kind::Flags { bits, .. } => count(bits.len(), "flag", "flags"),
        Kind::Time(form) => form.clone(),
    }
}

/// What else is to be known of a register.
pub fn flags(register: &RegisterDef) -> String {
    let all = [
        (register.identity, "identity"),
        (register.volatile, "changes by itself"),
        (register.never_copy, "never copied"),
    ];
    let words: Vec<&str> = all
        .into_iter()
        .filter(|(on, _)| *on)
        .map(|(_, word)| word)
        .collect();
    words.join(", ")
}

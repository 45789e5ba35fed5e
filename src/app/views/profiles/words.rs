//! What the fields of a device profile are called, and their values in words. Knows
//! nothing of egui.

use crate::app::widgets::State;
use crate::codec::BlockCheckKind;
use crate::profile::{
    Access, Algorithm, Characters, Kind, LockOut, Login, PasswordForm, PreconditionKind, Profile,
    RangeForm, RegisterDef, RowForm, Verified, WakeUpHint,
};
use crate::say;

/// What the facts rest on: a state and a word.
pub fn verified(verified: Verified) -> (State, &'static str) {
    match verified {
        Verified::Manual => (State::Good, say!("profiles-by-manual")),
        Verified::Telegram => (State::Good, say!("profiles-by-telegram")),
        Verified::Code => (State::Unknown, say!("profiles-by-tools")),
        Verified::Unverified => (State::Unknown, say!("profiles-unverified")),
    }
}

/// The same in a sentence.
pub fn verified_in_full(verified: Verified) -> &'static str {
    match verified {
        Verified::Manual => say!("profiles-by-manual-full"),
        Verified::Telegram => say!("profiles-by-telegram-full"),
        Verified::Code => say!("profiles-by-tools-full"),
        Verified::Unverified => say!("profiles-unverified-full"),
    }
}

/// `LGZ, LGB, LGD`, or that any will do.
pub fn makers(profile: &Profile) -> String {
    let codes = &profile.matches.manufacturers;
    if codes.is_empty() && profile.matches.identifications.is_empty() {
        return say!("profiles-any-meter").to_owned();
    }
    if codes.is_empty() {
        return say!("profiles-any-maker").to_owned();
    }
    codes.join(", ").to_uppercase()
}

/// `64 registers`, or that there are none.
pub fn registers(profile: &Profile) -> String {
    match profile.registers.len() {
        0 => say!("profiles-no-registers").to_owned(),
        number => say!("profiles-register-count", count = number),
    }
}

pub fn wake_up(hint: WakeUpHint) -> Option<&'static str> {
    match hint {
        WakeUpHint::None => None,
        WakeUpHint::Standard => Some(say!("profiles-wake-standard")),
        WakeUpHint::Short => Some(say!("profiles-wake-short")),
    }
}

pub fn block_check(kind: BlockCheckKind) -> &'static str {
    match kind {
        BlockCheckKind::Xor => say!("settings-block-check-xor"),
        BlockCheckKind::Sum7 => say!("settings-block-check-sum"),
        BlockCheckKind::Crc16 => "CRC-16 (P1)",
        BlockCheckKind::None => say!("profiles-no-check"),
    }
}

/// How a password is given.
pub fn login(login: &Login) -> String {
    match login {
        Login::Open => say!("profiles-no-password").to_owned(),
        Login::P1 => say!("profiles-by-p1").to_owned(),
        Login::P2(Algorithm::Elster) => say!("profiles-by-p2-elster").to_owned(),
        Login::P2(Algorithm::Crc32) => say!("profiles-by-p2-crc").to_owned(),
        Login::InWrite => say!("profiles-in-every-write").to_owned(),
        Login::Lock {
            address,
            close: Some((closing, _)),
        } => {
            say!("profiles-lock-closed", address = address, closing = closing)
        }
        Login::Lock {
            address,
            close: None,
        } => say!("profiles-lock", address = address),
    }
}

/// `8 digits`, `1 to 20 characters`.
pub fn password(form: &PasswordForm) -> String {
    let (least, most) = (form.min, form.max);
    if least == most {
        return match form.characters {
            Characters::Any => say!("profiles-length-characters", length = most),
            Characters::Digits => say!("profiles-length-digits", length = most),
            Characters::Hex => say!("profiles-length-hex", length = most),
            Characters::Upper => say!("profiles-length-upper", length = most),
        };
    }
    match form.characters {
        Characters::Any => say!(
            "profiles-length-range-characters",
            least = least,
            most = most
        ),
        Characters::Digits => say!("profiles-length-range-digits", least = least, most = most),
        Characters::Hex => say!("profiles-length-range-hex", least = least, most = most),
        Characters::Upper => say!("profiles-length-range-upper", least = least, most = most),
    }
}

/// `3 wrong ones, then locked for 6 h`.
pub fn lock_out(rule: &LockOut) -> String {
    let tries = rule.tries;
    let time = rule.minutes.map(|minutes| match minutes {
        minutes if minutes >= 60 && minutes % 60 == 0 => format!("{} h", minutes / 60),
        minutes => format!("{minutes} min"),
    });
    let locked = match time {
        None => say!("profiles-then-locked-unknown", count = tries),
        Some(time) => say!("profiles-then-locked", count = tries, time = time),
    };
    match rule.note.as_str() {
        "" => locked,
        note => format!("{locked}. {note}"),
    }
}

pub fn precondition(kind: PreconditionKind) -> &'static str {
    match kind {
        PreconditionKind::CoverOpen => say!("profiles-cover-open"),
        PreconditionKind::ButtonPressed => say!("profiles-button-pressed"),
        PreconditionKind::Switch => say!("profiles-switch"),
        PreconditionKind::SealBroken => say!("profiles-seal-broken"),
        PreconditionKind::ChangesCounted => say!("profiles-changes-counted"),
        PreconditionKind::Other => say!("profiles-before-changes"),
    }
}

/// How the range of a series is asked for.
pub fn range(form: RangeForm) -> &'static str {
    match form {
        RangeForm::All => say!("profiles-range-all"),
        RangeForm::Vdew11 => say!("profiles-range-minutes"),
        RangeForm::Vdew13 => say!("profiles-range-seconds"),
        RangeForm::Mass => say!("profiles-range-mass"),
        RangeForm::Day => say!("profiles-range-day"),
        RangeForm::Month => say!("profiles-range-month"),
        RangeForm::DaysBack => say!("profiles-range-days-back"),
        RangeForm::Lis200 => say!("profiles-range-positions"),
        RangeForm::Packets => say!("profiles-range-packets"),
    }
}

/// How the rows of a series come.
pub fn rows(form: RowForm) -> &'static str {
    match form {
        RowForm::Vdew => say!("profiles-rows-vdew"),
        RowForm::VdewLog => say!("profiles-rows-events"),
        RowForm::Mass => say!("profiles-rows-mass"),
        RowForm::Energomera => say!("profiles-rows-intervals"),
        RowForm::EnergomeraTariffs => say!("profiles-rows-tariffs"),
        RowForm::Lis200 => say!("profiles-rows-columns"),
        RowForm::Packed => say!("profiles-rows-packed"),
    }
}

/// Who may do what with a register.
pub fn access(register: &RegisterDef) -> (State, String) {
    match register.access {
        Access::ReadOnly => (State::ReadOnly, say!("registers-read-only").to_owned()),
        Access::Write(level) => (State::Staged, say!("profiles-level", level = level)),
        Access::WriteOnly(level) => (State::Hidden, say!("profiles-hidden", level = level)),
    }
}

/// What a value may be, `0 to 60`, `4 choices`, `YYMMDD`.
pub fn kind(kind: &Kind) -> String {
    match kind {
        Kind::Text { max, characters } => match characters {
            Characters::Any => say!("profiles-up-to-characters", most = *max),
            Characters::Digits => say!("profiles-up-to-digits", most = *max),
            Characters::Hex => say!("profiles-up-to-hex", most = *max),
            Characters::Upper => say!("profiles-up-to-upper", most = *max),
        },
        Kind::Number { min, max, .. } => match (min, max) {
            (Some(min), Some(max)) => say!(
                "profiles-number-range",
                least = min.to_string(),
                most = max.to_string()
            ),
            (Some(min), None) => say!("profiles-number-from", least = min.to_string()),
            (None, Some(max)) => say!("profiles-number-up-to", most = max.to_string()),
            (None, None) => say!("profiles-number").to_owned(),
        },
        Kind::Choice(choices) => say!("profiles-choices", count = choices.len()),
        Kind::Flags { bits, .. } => say!("profiles-flags", count = bits.len()),
        Kind::Time(form) => form.clone(),
    }
}

/// What else is to be known of a register.
pub fn flags(register: &RegisterDef) -> String {
    let all = [
        (register.identity, say!("profiles-flag-identity")),
        (register.volatile, say!("registers-trait-volatile")),
        (register.never_copy, say!("profiles-flag-never-copied")),
    ];
    let words: Vec<&str> = all
        .into_iter()
        .filter(|(on, _)| *on)
        .map(|(_, word)| word)
        .collect();
    words.join(", ")
}

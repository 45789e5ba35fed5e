//! What the values of a register are, as its code or address tells.
//!
//! Digits alone say little: `145051` is a time in 0.9.1 and a count in C.7.0.

use super::code::{Code, Medium};
use super::time::Form;

/// What to expect between the brackets of a register.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Expected {
    /// Nothing is known of the register.
    Anything,
    /// A number, in the first bracket at least.
    Measured,
    /// A number with the time when it was reached behind it.
    Maximum,
    /// A time.
    Time(Form),
    /// The date and time of the last reset, four digits of time alone too.
    ResetTime,
    /// The clock of Energomera meters.
    Watch,
    /// Flags in hex.
    Flags,
    /// An identification or a text, even if it is all digits.
    Label,
    /// A load profile or logbook: a header, then rows.
    Series,
}

/// What to expect of the register that `code` points to.
pub(super) fn of_code(code: &Code) -> Expected {
    match (code.c, code.d, code.e) {
        _ if code.is_error_register() => Expected::Flags,
        (0, 0 | 2, _) => Expected::Label,
        (0, 1, 2) => Expected::ResetTime,
        (0, 1, 3) => Expected::Time(Form::Stamp),
        (0, 9, 1) => Expected::Time(Form::Clock),
        (0, 9, 2) => Expected::Time(Form::Calendar),
        (0, 9, 4) => Expected::Time(Form::Stamp),
        (1, 0, _) if code.a == 0 => Expected::Time(Form::Stamp),
        (24, 3, _) if code.a == 0 => Expected::Series,
        (96, 1 | 13 | 90 | 91, _) => Expected::Label,
        (96, 2, 1..) => Expected::Time(Form::Stamp),
        (96, 4 | 5, _) => Expected::Flags,
        (96, 50, _) if code.a != 0 => Expected::Flags,
        (96, 50 | 52 | 60..=62, _) => Expected::Label,
        (96, 51, 0) => Expected::Label,
        (96, 51, e) if e % 2 == 0 => Expected::Time(Form::Stamp),
        (99, 97, _) => Expected::Anything,
        (99, _, _) => Expected::Series,
        (9, 36, _) if code.medium() == Medium::Heat => Expected::Time(Form::Stamp),
        (9, 0 | 20..=22, _) if code.medium() == Medium::Heat => Expected::Label,
        (9, _, _) if code.medium() == Medium::Heat => Expected::Anything,
        (1..=95, 3 | 6 | 13 | 16 | 23 | 26, _) if code.a == 1 => Expected::Maximum,
        _ if code.is_measured() => Expected::Measured,
        _ => Expected::Anything,
    }
}

/// What to expect of a register whose address is no code.
pub(super) fn of_address(address: &str) -> Expected {
    match address {
        "SNUMB" | "MODEL" | "IDENT" | "IDPAS" | "HELLO" | "D000" => Expected::Label,
        "DATE_" => Expected::Time(Form::Calendar),
        "TIME_" => Expected::Time(Form::Clock),
        "WATCH" | "CTIME" => Expected::Watch,
        "STAT_" | "C150" => Expected::Flags,
        "C000" | "C003" | "C006" => Expected::Time(Form::Stamp),
        _ if address.starts_with("GRF") => Expected::Label,
        _ => Expected::Anything,
    }
}

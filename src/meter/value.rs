//! The meaning of the text between one pair of brackets.
//!
//! Rather no number than a wrong one: what is not wholly understood stays text.

use super::data_block::quote;
use super::readout::Content;
use super::register::Expected;
use super::{number, time, unit};

/// Digits of a register that is not known stay text beyond this length: they are
/// more likely a number on a name plate than a quantity.
const MAX_PLAIN_DIGITS: usize = 15;

/// Why a value is not what its place promises.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// `*` with nothing behind it.
    NoUnit,
    /// A quantity that is no decimal.
    NotANumber,
    /// The clock shows no time.
    NotATime,
    /// The meter put an error text in the place of a value.
    MeterError,
}

impl Fault {
    /// The sentence for `raw`.
    pub(super) fn message(self, raw: &str) -> String {
        match self {
            Fault::NoUnit => "no unit after '*'".to_owned(),
            Fault::NotANumber => format!("{} is not a number", quote(raw)),
            Fault::NotATime => format!("{} is not a time", quote(raw)),
            Fault::MeterError => format!("the meter answered {} in place of a value", quote(raw)),
        }
    }
}

/// Understands `raw`, the value with the 0-based number `index` of its set.
pub(super) fn interpret(raw: &str, expected: Expected, index: usize) -> (Content, Option<Fault>) {
    let text = raw.trim();
    if text.is_empty() {
        return (Content::Empty, None);
    }
    if is_meter_error(text) {
        return (Content::Text, Some(Fault::MeterError));
    }
    match expected {
        Expected::Label => (evident_time(text), None),
        Expected::Flags if text.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
            (Content::Flags, None)
        }
        Expected::Flags => (evident_time(text), None),
        Expected::Watch => (
            time::parse_watch(text).map_or(Content::Text, Content::Time),
            None,
        ),
        Expected::Time(form) => in_time_register(text, form, form != time::Form::Stamp),
        Expected::ResetTime => in_time_register(text, time::Form::Stamp, true),
        Expected::Maximum if index > 0 => behind_maximum(text),
        Expected::Maximum | Expected::Measured => quantity(text, index == 0),
        Expected::Anything | Expected::Series => quantity(text, false),
    }
}

/// `ER23`, `(ER11)`, `ERROR`, `ERR12`.
fn is_meter_error(text: &str) -> bool {
    let text = text.strip_prefix('(').unwrap_or(text);
    let text = text.strip_suffix(')').unwrap_or(text);
    text.strip_prefix("ERROR")
        .or_else(|| text.strip_prefix("ERR"))
        .or_else(|| text.strip_prefix("ER"))
        .is_some_and(|rest| rest.len() <= 4 && rest.bytes().all(|byte| byte.is_ascii_digit()))
}

fn evident_time(text: &str) -> Content {
    time::parse_evident(text).map_or(Content::Text, Content::Time)
}

/// A register that holds times. `must` says that anything else is a fault.
fn in_time_register(text: &str, form: time::Form, must: bool) -> (Content, Option<Fault>) {
    let is_ambiguous = form == time::Form::Stamp && !must && text.len() <= 4;
    if !is_ambiguous && let Some(time) = time::parse(text, form) {
        return (Content::Time(time), None);
    }
    if is_ambiguous && let Some(value) = number::parse(text) {
        return (Content::Number { value, unit: None }, None);
    }
    let fault = must && !time::is_never(text) && text.starts_with(|c: char| c.is_ascii_digit());
    (Content::Text, fault.then_some(Fault::NotATime))
}

/// The groups behind a maximum: the time it was reached; or the maximum itself,
/// where the time came first.
fn behind_maximum(text: &str) -> (Content, Option<Fault>) {
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        let is_stamp = (10..=14).contains(&text.len());
        let time = is_stamp
            .then(|| time::parse(text, time::Form::Stamp))
            .flatten();
        return (time.map_or(Content::Text, Content::Time), None);
    }
    quantity(text, false)
}

/// A number with or without a unit, or a time that shows that it is one. `must`
/// says that anything else is a fault.
fn quantity(text: &str, must: bool) -> (Content, Option<Fault>) {
    let Some(star) = memchr::memchr(b'*', text.as_bytes()) else {
        return without_unit(text, must);
    };
    let (digits, unit) = text.split_at_checked(star).unwrap_or((text, ""));
    let unit = unit.strip_prefix('*').unwrap_or(unit).trim();
    if unit.contains(['*', '&', ',', ';']) {
        return (Content::Text, None);
    }
    match number::parse(digits) {
        Some(value) => {
            let fault = unit.is_empty().then_some(Fault::NoUnit);
            (with_unit(value, unit), fault)
        }
        None => {
            let fault = (must || unit::normal(unit).is_some()) && looks_damaged(digits);
            (Content::Text, fault.then_some(Fault::NotANumber))
        }
    }
}

fn with_unit(value: rust_decimal::Decimal, unit: &str) -> Content {
    let spelled = unit::normal(unit).unwrap_or(unit);
    Content::Number {
        value,
        unit: (!unit.is_empty()).then(|| spelled.to_owned()),
    }
}

fn without_unit(text: &str, must: bool) -> (Content, Option<Fault>) {
    if let Some(time) = time::parse_evident(text) {
        return (Content::Time(time), None);
    }
    if let Some(value) = number::parse(text) {
        let is_plain = text.len() > MAX_PLAIN_DIGITS && text.bytes().all(|b| b.is_ascii_digit());
        if is_plain && !must {
            return (Content::Text, None);
        }
        return (Content::Number { value, unit: None }, None);
    }
    if let Some(content) = glued(text) {
        return (content, None);
    }
    let fault = must && looks_damaged(text);
    (Content::Text, fault.then_some(Fault::NotANumber))
}

/// `0000000 kWh` or `123.34kWh`. A unit of one letter must stand apart: glued to
/// its digits, it may be a damaged one.
fn glued(text: &str) -> Option<Content> {
    let end = text.rfind(|c: char| c.is_ascii_digit())? + 1;
    let (digits, rest) = text.split_at_checked(end)?;
    let unit = rest.trim_start();
    if unit.len() < 2 && unit.len() == rest.len() {
        return split_at_unit_with_digit(text);
    }
    let spelled = unit::normal(unit)?;
    Some(with_unit(number::parse(digits)?, spelled))
}

/// `12.5 m3` or `12.5m3/h`: units that hold a digit themselves.
fn split_at_unit_with_digit(text: &str) -> Option<Content> {
    let start = text.rfind(['m', 'M'])?;
    let (digits, unit) = text.split_at_checked(start)?;
    let spelled = unit::normal(unit.trim()).filter(|unit| unit.len() > 1)?;
    Some(with_unit(number::parse(digits)?, spelled))
}

/// Whether `digits` is like a number and is none: not a list, not a stroke, not
/// unknown, not merely longer than a number can be.
fn looks_damaged(digits: &str) -> bool {
    let digits = digits.trim();
    let is_list = digits.contains(['&', ',', ';', ':', '?', '#']);
    let is_stroke = digits
        .bytes()
        .all(|byte| matches!(byte, b'-' | b'_' | b'.' | b' '));
    let is_too_long = digits
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.')
        && digits.len() > 28;
    !is_list && !is_stroke && !is_too_long
}

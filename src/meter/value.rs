//! The meaning of the text between one pair of brackets.
//!
//! Rather no number than a wrong one: what is not wholly understood stays text.

use super::problems::quote;
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
        Expected::Label => (label(text), None),
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
pub(super) fn is_meter_error(text: &str) -> bool {
    let text = text.strip_prefix('(').unwrap_or(text);
    let text = text.strip_suffix(')').unwrap_or(text);
    text.strip_prefix("ERROR")
        .or_else(|| text.strip_prefix("ERR"))
        .or_else(|| text.strip_prefix("ER"))
        .is_some_and(|rest| rest.len() <= 4 && rest.bytes().all(|byte| byte.is_ascii_digit()))
}

/// A text, unless a unit or the form of a time shows that it is more.
fn label(text: &str) -> Content {
    let has_unit = text
        .split_once('*')
        .is_some_and(|(_, unit)| unit::normal(unit.trim()).is_some());
    if has_unit {
        return quantity(text, false).0;
    }
    evident_time(text)
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

/// `0000000 kWh`, `123.34kWh` or `2.00%`. A unit of one letter must stand apart:
/// glued to its digits, it may be a damaged one.
fn glued(text: &str) -> Option<Content> {
    let start = text.find(|c: char| c.is_alphabetic() || c == '%' || c == '°')?;
    let (digits, unit) = text.split_at_checked(start)?;
    let stands_apart = digits.ends_with(' ') || unit.len() > 1 || unit == "%";
    let spelled = unit::normal(unit).filter(|_| stands_apart)?;
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rust_decimal::Decimal;

    use super::*;
    use crate::meter::time::Form;

    fn shown(raw: &str, expected: Expected, index: usize) -> String {
        let (content, fault) = interpret(raw, expected, index);
        let content = match content {
            Content::Empty => "empty".to_owned(),
            Content::Number { value, unit } => format!("{value} {}", unit.unwrap_or_default()),
            Content::Time(_) => "time".to_owned(),
            Content::Flags => "flags".to_owned(),
            Content::Text => "text".to_owned(),
        };
        match fault {
            Some(fault) => format!("{}! {}", content.trim(), fault.message(raw)),
            None => content.trim().to_owned(),
        }
    }

    #[test]
    fn quantities() {
        let check = |raw: &str, expected: &str| {
            assert_eq!(shown(raw, Expected::Measured, 0), expected, "{raw}");
        };
        check("000.01*kW", "0.01 kW");
        check("000013,0*kWh", "13.0 kWh");
        check("+00026*W", "26 W");
        check(" 0.00", "0.00");
        check("123.34kWh", "123.34 kWh");
        check("0000000 kWh", "0 kWh");
        check("12.5 m3", "12.5 m3");
        check("12.5m3/h", "12.5 m3/h");
        check("12.5 A", "12.5 A");
        check("200.00%", "200.00 %");
        check("0.5*P/S", "0.5 P/S");
        check("000.01*", "0.01! no unit after '*'");
        check("00012A", "text! '00012A' is not a number");
        check("032A.871*GJ", "text! '032A.871*GJ' is not a number");
        check("12.*kWh", "text! '12.*kWh' is not a number");
        check("098.5*C&096.1*C", "text");
        check("02.468*kW, 1703100930", "text");
        check("000046.24,000031.14", "text");
        check("50Hz,00000", "text");
        check("--", "text");
        check("", "empty");
        check("  ", "empty");
        check(
            "ER23",
            "text! the meter answered 'ER23' in place of a value",
        );
        check(
            "(ER11)",
            "text! the meter answered '(ER11)' in place of a value",
        );
        check("99999999999999999999999999999999*kWh", "text");
        check("0000000000000000000000000000001*kWh", "1 kWh");
    }

    #[test]
    fn registers_that_are_not_known() {
        let check = |raw: &str, expected: &str| {
            assert_eq!(shown(raw, Expected::Anything, 0), expected, "{raw}");
        };
        check("0012", "12");
        check("9832.39", "9832.39");
        check("06001700220099999999999999999999", "text");
        check("239b1249", "text");
        check("0E10", "text");
        check("07:00:01", "text");
        check("19-04-01,00:00", "time");
        check("Kaifa", "text");
        check(
            "ERROR",
            "text! the meter answered 'ERROR' in place of a value",
        );
        check("ERASED", "text");
    }

    #[test]
    fn registers_of_a_kind() {
        let check = |raw: &str, expected: Expected, index: usize, wanted: &str| {
            assert_eq!(shown(raw, expected, index), wanted, "{raw}");
        };
        check("95316176", Expected::Label, 0, "text");
        check("00000001*secs", Expected::Label, 0, "1 s");
        check("00000000", Expected::Flags, 0, "flags");
        check("L1-L2-L3", Expected::Flags, 0, "text");
        check("145051", Expected::Time(Form::Clock), 0, "time");
        check(
            "256199",
            Expected::Time(Form::Clock),
            0,
            "text! '256199' is not a time",
        );
        check("00-00-00", Expected::Time(Form::Calendar), 0, "text");
        check("121120??", Expected::Time(Form::Stamp), 0, "text");
        check("CS3T", Expected::Time(Form::Stamp), 0, "text");
        check("0012", Expected::Time(Form::Stamp), 0, "12");
        check("0000", Expected::ResetTime, 0, "time");
        check("2211120730", Expected::Maximum, 1, "time");
        check("0000000000", Expected::Maximum, 1, "text");
        check("12345", Expected::Maximum, 1, "text");
        check("03.064*kW", Expected::Maximum, 1, "3.064 kW");
        check("0.482*kW", Expected::Maximum, 0, "0.482 kW");
    }

    proptest! {
        #[test]
        fn any_text_is_taken(
            raw in "\\PC{0,24}|[0-9SW:.,*& -]{0,19}|[0-9]{4,16}[SW]?",
            index in 0usize..3,
        ) {
            for expected in [
                Expected::Anything,
                Expected::Measured,
                Expected::Maximum,
                Expected::Time(Form::Clock),
                Expected::Time(Form::Calendar),
                Expected::Time(Form::Stamp),
                Expected::ResetTime,
                Expected::Watch,
                Expected::Flags,
                Expected::Label,
            ] {
                let _ = interpret(&raw, expected, index);
            }
        }

        #[test]
        fn a_decimal_comes_back_with_its_decimals(mantissa in -999_999_999i64..999_999_999, scale in 0u32..9) {
            let sent = Decimal::new(mantissa, scale);
            let raw = format!("{sent}*kWh");
            let (content, fault) = interpret(&raw, Expected::Measured, 0);
            let Content::Number { value, unit } = content else {
                panic!("{raw}");
            };
            prop_assert_eq!(value.to_string(), sent.to_string());
            prop_assert_eq!(unit.as_deref(), Some("kWh"));
            prop_assert_eq!(fault, None);
        }

        #[test]
        fn one_damaged_character_never_gives_another_number(
            place in 0usize..11,
            bit in 0u32..7,
        ) {
            // Single bits that turn a digit into another digit cannot be seen here.
            let sent = *b"0008048.375";
            let mut damaged = sent;
            damaged[place] ^= 1 << bit;
            let raw = format!("{}*kWh", String::from_utf8_lossy(&damaged));
            let (content, _) = interpret(&raw, Expected::Measured, 0);
            if let Content::Number { value, .. } = content {
                let is_digit = damaged[place].is_ascii_digit();
                let is_point = damaged[place] == b',' && sent[place] == b'.';
                let is_padding = damaged[place] == b' ' && place == 0;
                prop_assert!(is_digit || is_point || is_padding, "{} {}", raw, value);
            }
        }
    }
}

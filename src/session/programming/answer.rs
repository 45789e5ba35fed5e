//! What the text of an answer is: data of the register that was asked for, of another
//! one, or an error message.

use crate::codec::{DataMessage, Ending, Framing};

/// The most characters of an error message (clause 6.3.3).
const MAX_ERROR: usize = 32;

/// Whether a data message came whole and holds nothing but text.
pub(super) fn is_intact(data: &DataMessage) -> bool {
    let is_text = |code: &u8| (0x20..0x7F).contains(code) || matches!(code, b'\r' | b'\n');
    data.check.is_ok() == Some(true)
        && data.framing != Framing::Unframed
        && matches!(data.ending, Ending::Complete | Ending::Partial)
        && data.body.iter().all(is_text)
}

/// The error message that an answer is: `ER05`, `ERROR`, `ERR12`, `E12`, `#0020`.
///
/// Behind an address only what begins with `ER` is one: `E12` may be a value there.
pub(super) fn refusal(data: &DataMessage) -> Option<String> {
    let text = String::from_utf8_lossy(&data.body);
    let (address, group) = match text.find('(') {
        Some(bracket) => text.split_at(bracket),
        None => ("", &*text),
    };
    let group = without_brackets(group);
    if group.contains(['(', ')']) || group.len() > MAX_ERROR {
        return None;
    }
    let addressed = !address.trim().is_empty();
    is_error(group, addressed).then(|| group.to_owned())
}

/// The only group of an answer without an address: what is an error message where data
/// cannot be the answer.
pub(super) fn lone_group(data: &DataMessage) -> Option<String> {
    let text = String::from_utf8_lossy(&data.body);
    let group = without_brackets(&text);
    let lone = text.trim().starts_with('(') && !group.contains(['(', ')']);
    (lone && (1..=MAX_ERROR).contains(&group.len())).then(|| group.to_owned())
}

fn is_error(text: &str, addressed: bool) -> bool {
    let upper = text.to_ascii_uppercase();
    let digits = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    if let Some(rest) = upper.strip_prefix("ER") {
        let rest = rest.strip_prefix("ROR").unwrap_or(rest);
        let rest = rest.strip_prefix('R').unwrap_or(rest);
        return !rest.starts_with(|c: char| c.is_ascii_alphabetic());
    }
    if addressed {
        return false;
    }
    match (upper.strip_prefix('E'), upper.strip_prefix('#')) {
        (Some(code), _) => (1..=3).contains(&code.len()) && digits(code),
        (_, Some(code)) => !code.is_empty() && digits(code),
        _ => false,
    }
}

/// A text without the brackets and blanks around it.
pub(super) fn without_brackets(text: &str) -> &str {
    let text = text.trim();
    let inner = text.trim_start_matches('(');
    let opened = text.len() - inner.len();
    let mut inner = inner;
    for _ in 0..opened {
        inner = inner.strip_suffix(')').unwrap_or(inner);
    }
    inner.trim()
}

/// The address that an answer begins with; `None` if it carries none.
pub(super) fn address_of(data: &DataMessage) -> Option<String> {
    let text = String::from_utf8_lossy(&data.body);
    let first = text.find('(').and_then(|end| text.get(..end))?.trim();
    (!first.is_empty()).then(|| first.to_owned())
}

/// The address in an answer to the data set `asked` that was not asked for.
///
/// Of the answer to one address only the beginning counts: a load profile tells the
/// codes of its channels, too. Several are answered in their order.
pub(super) fn stranger(asked: &str, data: &DataMessage) -> Option<String> {
    let wanted: Vec<&str> = addresses(asked).collect();
    let [wanted, others @ ..] = wanted.as_slice() else {
        return None;
    };
    let differs = |wanted: &str, told: &str| !is_same_address(wanted, told);
    let first = address_of(data).filter(|told| differs(wanted, told));
    if first.is_some() || others.is_empty() {
        return first;
    }
    let text = String::from_utf8_lossy(&data.body);
    let further = addresses(&text).skip(usize::from(address_of(data).is_some()));
    let mut pairs = others.iter().zip(further);
    pairs
        .find(|(wanted, told)| differs(wanted, told))
        .map(|(_, told)| told.to_owned())
}

/// What stands before each group of brackets, where something does.
fn addresses(text: &str) -> impl Iterator<Item = &str> {
    text.split(')')
        .filter_map(|set| set.split_once('('))
        .map(|(address, _)| address.trim())
        .filter(|address| !address.is_empty())
}

/// Whether two addresses name the same register: `1.8.0` and `1-0:1.8.0*255`,
/// `01:0202.0` and `1:202.0`, `1.8.0*1` and `1.8.0&01`.
///
/// What only one of them tells, the medium or the channel, does not part them.
pub(super) fn is_same_address(one: &str, other: &str) -> bool {
    let (one, other) = (Parts::of(one), Parts::of(other));
    let agree = match (&one.before, &other.before) {
        (Some(one), Some(other)) => one == other,
        (None, None) => true,
        // Without its medium and channel an OBIS code is still one; an instance is part
        // of the address.
        (Some(before), None) | (None, Some(before)) => before.contains('-'),
    };
    agree && one.code == other.code && one.billing == other.billing
}

/// An address in its parts, without what does not matter.
struct Parts {
    /// Before the colon, `1-0` or an instance.
    before: Option<String>,
    code: String,
    /// Behind `*` or `&`, unless that is 255.
    billing: Option<String>,
}

impl Parts {
    fn of(address: &str) -> Parts {
        let address = address.trim().to_ascii_uppercase();
        let (before, rest) = match address.split_once(':') {
            Some((before, rest)) => (Some(before), rest),
            None => (None, address.as_str()),
        };
        let is_instance = before.is_some_and(|before| !before.contains('-'));
        let (code, billing) = match rest.split_once(['*', '&']) {
            Some((code, billing)) => (code, Some(without_zeros(billing))),
            None => (rest, None),
        };
        Parts {
            before: before.map(without_zeros),
            code: if is_instance {
                without_zeros(code)
            } else {
                in_digits(code)
            },
            billing: billing.filter(|billing| billing != "255"),
        }
    }
}

/// The letters that stand for the value groups 96 to 99, as these.
fn in_digits(code: &str) -> String {
    let digits = |part| match part {
        "C" => "96",
        "F" => "97",
        "L" => "98",
        "P" => "99",
        other => other,
    };
    let parts: Vec<&str> = code.split('.').map(digits).collect();
    parts.join(".")
}

/// A number without zeros in front, but for the last one.
fn without_zeros(text: &str) -> String {
    let rest = text.trim_start_matches('0');
    if rest.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        rest.to_owned()
    } else if text.len() > rest.len() {
        format!("0{rest}")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::{BlockCheck, BlockCheckKind};

    fn data(body: &str) -> DataMessage {
        DataMessage {
            check: BlockCheck {
                kind: BlockCheckKind::Xor,
                received: Some(0),
                computed: 0,
            },
            ..DataMessage::framed(body)
        }
    }

    #[test]
    fn error_messages_are_told_from_values() {
        let check = |body: &str, expected: Option<&str>| {
            assert_eq!(refusal(&data(body)).as_deref(), expected, "{body}");
        };
        check("(ER05)", Some("ER05"));
        check("(ERROR)", Some("ERROR"));
        check("(ERROR01)", Some("ERROR01"));
        check("(ERR12)", Some("ERR12"));
        check("((ER11))", Some("ER11"));
        check("(E12)", Some("E12"));
        check("(#0020)", Some("#0020"));
        check("ER23", Some("ER23"));
        check("(er 3)", Some("er 3"));
        check("C003(ER07)", Some("ER07"));
        check("P.200(ERROR)\r\n", Some("ERROR"));
        check("(ERICH)", None);
        check("(E1000000)", None);
        check("0.2.0(E12)", None);
        check("(#)", None);
        check("(01)", None);
        check("()", None);
        check("(00012345.6*kWh)", None);
        check("400B(E12)(118.8)", None);
        check("1.8.0(1)(ER05)", None);
    }

    #[test]
    fn a_lone_group_is_no_data_of_an_address() {
        assert_eq!(lone_group(&data("(01)")).as_deref(), Some("01"));
        assert_eq!(lone_group(&data("0.8.0(15)")), None);
        assert_eq!(lone_group(&data("(1)(2)")), None);
        assert_eq!(lone_group(&data("()")), None);
    }

    #[test]
    fn only_what_was_asked_for_is_an_answer() {
        let check = |asked: &str, answer: &str, expected: Option<&str>| {
            let found = stranger(asked, &data(answer));
            assert_eq!(found.as_deref(), expected, "{asked} {answer}");
        };
        check("1.8.0()", "1.8.0(1)", None);
        check("1.8.0()", "(1)", None);
        check("1.8.0()", "2.8.0(1)", Some("2.8.0"));
        check("P.01(;)", "P.01(1)(15)(1.5)(kW)\r\n(1)\r\nP.01(2)", None);
        check("0.9.1()0.9.2()", "(1)(2)", None);
        check("0.9.1()0.9.2()", "0.9.1(1)0.9.2(2)", None);
        check("0.9.1()0.9.2()", "0.9.1(1)1.8.0(2)", Some("1.8.0"));
        check("0.9.1()0.9.2()", "0.9.2(1)0.9.1(2)", Some("0.9.2"));
        check("", "0.9.2(1)", None);
    }

    #[test]
    fn addresses_are_compared_in_their_reduced_form() {
        let same = |one: &str, other: &str| {
            assert_eq!(
                is_same_address(one, other),
                is_same_address(other, one),
                "{one} {other}"
            );
            is_same_address(one, other)
        };
        for (one, other) in [
            ("1.8.0", "1-0:1.8.0*255"),
            ("1.8.0", "1.8.0"),
            ("1-0:1.8.0", "1.8.0*255"),
            ("01:0202.0", "1:202.0"),
            ("1.8.0*1", "1-0:1.8.0&01"),
            ("c.1.0", "C.1.0"),
            ("C.1.0", "0-0:96.1.0*255"),
            ("F.F", "97.97"),
            ("00000034", "00000034"),
            ("0:0.0", "00:00.0"),
        ] {
            assert!(same(one, other), "{one} {other}");
        }
        for (one, other) in [
            ("1.8.0", "2.8.0"),
            ("1.8.0", "1.8.1"),
            ("1.8.0", "1.8.0*1"),
            ("1-0:1.8.0", "1-1:1.8.0"),
            ("1:202.0", "2:202.0"),
            ("1:202.0", "202.0"),
            ("0.9.1", "0.9.2"),
            ("0.0.0", "0.0"),
            ("00000034", "34"),
        ] {
            assert!(!same(one, other), "{one} {other}");
        }
    }
}

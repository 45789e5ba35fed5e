//! Decimals as meters write them: padded with zeros or blanks, signed, with a
//! point or a comma.
//!
//! Knows nothing about units.

use rust_decimal::Decimal;

/// The largest scale of a [`Decimal`].
const MAX_SCALE: u32 = 28;

/// So many digits always fit into 64 bits.
const FEW_DIGITS: usize = 18;

/// The number that `text` is, with as many decimals as were sent. `None` if it is
/// anything else, or has more digits than a [`Decimal`] holds (28 are safe).
pub(crate) fn parse(text: &str) -> Option<Decimal> {
    let text = text.trim();
    let (is_negative, digits) = match text.as_bytes() {
        [b'-', ..] => (true, text.get(1..)?.trim_start()),
        [b'+', ..] => (false, text.get(1..)?.trim_start()),
        _ => (false, text),
    };
    let digits = digits.as_bytes();
    let scale = scale(digits)?;
    if digits.len() <= FEW_DIGITS {
        // The common case, several times faster than 128 bits with checks.
        let mantissa = digits_only(digits).fold(0i64, |sum, digit| sum * 10 + i64::from(digit));
        let signed = if is_negative { -mantissa } else { mantissa };
        return Some(Decimal::new(signed, scale));
    }
    let mantissa = digits_only(digits).try_fold(0i128, |sum, digit| {
        sum.checked_mul(10)?.checked_add(i128::from(digit))
    })?;
    let signed = if is_negative { -mantissa } else { mantissa };
    Decimal::try_from_i128_with_scale(signed, scale).ok()
}

/// How many decimals `text` has. `None` unless it is digits with at most one point
/// or comma among them; a point with nothing behind it has lost its digits on the
/// line.
fn scale(text: &[u8]) -> Option<u32> {
    let mut point = None;
    for (at, byte) in text.iter().enumerate() {
        match byte {
            b'0'..=b'9' => {}
            b'.' | b',' if at > 0 && point.is_none() => point = Some(at),
            _ => return None,
        }
    }
    let Some(point) = point else {
        return (!text.is_empty()).then_some(0);
    };
    let decimals = u32::try_from(text.len() - point - 1).ok()?;
    (1..=MAX_SCALE).contains(&decimals).then_some(decimals)
}

fn digits_only(text: &[u8]) -> impl Iterator<Item = u8> {
    text.iter()
        .filter(|byte| byte.is_ascii_digit())
        .map(|byte| byte - b'0')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_sent() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(
                parse(text).map(|n| n.to_string()).as_deref(),
                expected,
                "{text}"
            );
        };
        check("000.01", Some("0.01"));
        check("0008048.375", Some("8048.375"));
        check("000123.40", Some("123.40"));
        check("+00026", Some("26"));
        check("-000073.69", Some("-73.69"));
        check(" 0.00", Some("0.00"));
        check("000013,0", Some("13.0"));
        check("- 5.5", Some("-5.5"));
        check("0", Some("0"));
        check("00000000000.501", Some("0.501"));
        check(
            "9999999999999999999999999999",
            Some("9999999999999999999999999999"),
        );
        check("99999999999999999999999999999999", None);
        check("0.00000000000000000000000000001", None);
        check("032A.871", None);
        check("239b1249", None);
        check("1.2.3", None);
        check("1,234.5", None);
        check("12.", None);
        check(".5", None);
        check("--", None);
        check("+", None);
        check("", None);
        check("1e5", None);
        check("٣", None);
    }
}

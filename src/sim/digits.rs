//! A number in the form a meter shows it: so many digits, a point or a comma.

use std::fmt::Write as _;

/// A decimal with its written form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Digits {
    /// In units of the last digit.
    units: i128,
    whole_digits: usize,
    decimals: u32,
    mark: char,
    /// Whether a plus sign is written.
    plus_sign: bool,
    /// Whether the register has no more digits than these and turns over.
    turns_over: bool,
}

impl Digits {
    /// Reads `0008048.375`, `-000073.69`, `+00026` or `433,65`.
    pub(super) fn parse(text: &str) -> Option<Digits> {
        let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
        let mark = unsigned
            .chars()
            .find(|c| matches!(c, '.' | ','))
            .unwrap_or('.');
        let (whole, fraction) = unsigned.split_once(mark).unwrap_or((unsigned, ""));
        let digits_only = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty()
            || whole.len() + fraction.len() > 30
            || !digits_only(whole)
            || !digits_only(fraction)
        {
            return None;
        }
        let magnitude: i128 = format!("{whole}{fraction}").parse().ok()?;
        Some(Digits {
            units: if text.starts_with('-') {
                -magnitude
            } else {
                magnitude
            },
            whole_digits: whole.len(),
            decimals: u32::try_from(fraction.len()).ok()?,
            mark,
            plus_sign: text.starts_with('+'),
            turns_over: whole.len() > 1 && whole.starts_with('0'),
        })
    }

    /// In units of the last digit.
    pub(super) fn units(&self) -> i128 {
        self.units
    }

    /// Units in one.
    pub(super) fn scale(&self) -> i128 {
        10_i128.pow(self.decimals)
    }

    /// This number in units of the last digit of `other`.
    pub(super) fn at_scale_of(&self, other: &Digits) -> Option<i128> {
        Some(self.units.checked_mul(other.scale())? / self.scale())
    }

    /// The number `units` further on. A register of full width turns over, and one
    /// that is written without a sign does not go below zero.
    pub(super) fn plus(self, units: i128) -> Option<Digits> {
        let mut sum = self.units.checked_add(units)?;
        if self.units >= 0 && !self.plus_sign {
            sum = sum.max(0);
        }
        if self.turns_over {
            let digits = u32::try_from(self.whole_digits).ok()? + self.decimals;
            sum %= 10_i128.checked_pow(digits)?;
        }
        Some(Digits { units: sum, ..self })
    }

    /// Writes another number of so many units in this form.
    pub(super) fn push(&self, units: i128, text: &mut String) {
        let scale = self.scale().unsigned_abs();
        let magnitude = units.unsigned_abs();
        if units < 0 {
            text.push('-');
        }
        let (whole, fraction) = (magnitude / scale, magnitude % scale);
        let width = self.whole_digits;
        let _ = write!(text, "{whole:0width$}");
        if self.decimals > 0 {
            let width = usize::try_from(self.decimals).unwrap_or(0);
            let _ = write!(text, "{}{fraction:0width$}", self.mark);
        }
    }

    pub(super) fn text(&self) -> String {
        let magnitude = self.units.unsigned_abs();
        let decimals = usize::try_from(self.decimals).unwrap_or(0);
        let width = self.whole_digits + decimals;
        let digits = format!("{magnitude:0width$}");
        let sign = match (self.units < 0, self.plus_sign) {
            (true, _) => "-",
            (false, true) => "+",
            (false, false) => "",
        };
        match digits.split_at_checked(digits.len().saturating_sub(decimals)) {
            Some((whole, fraction)) if decimals > 0 => {
                format!("{sign}{whole}{}{fraction}", self.mark)
            }
            _ => format!("{sign}{digits}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_written_form_is_kept() {
        for text in [
            "0008048.375",
            "-000073.69",
            "433,65",
            "0",
            "0.0",
            "+00026",
            "00000000",
        ] {
            assert_eq!(Digits::parse(text).unwrap().text(), text);
        }
        for text in ["", "-", ".5", "1.2.3", "12a", "1*2"] {
            assert_eq!(Digits::parse(text), None, "{text:?}");
        }
    }

    #[test]
    fn numbers_stay_in_their_digits() {
        let sum = |text, units| Digits::parse(text).unwrap().plus(units).unwrap().text();
        assert_eq!(sum("099.9", 1), "100.0");
        assert_eq!(sum("099.9", 9001), "000.0");
        assert_eq!(sum("99.9", 1), "100.0");
        assert_eq!(sum("1.0", -11), "0.0");
        assert_eq!(sum("-073.6", 1000), "026.4");
        assert_eq!(sum("-073.6", -1), "-073.7");
    }
}

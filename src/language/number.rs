//! Numbers that this program worked out: a drift, a duration, a size.
//!
//! Never used for what a meter sent, which keeps its digits, nor in files.

use super::{Language, current};

/// Digits with a decimal point, as `format!` writes them, by the language of this thread:
/// `0.4` is `0,4` in German. Thousands are not set apart in any language.
pub fn decimal(digits: &str) -> String {
    match current() {
        Language::English => digits.to_owned(),
        Language::German | Language::Turkish | Language::Russian => digits.replace('.', ","),
    }
}

/// A number with so many digits after the point.
pub fn rounded(number: f64, places: usize) -> String {
    decimal(&format!("{number:.places$}"))
}

#[cfg(test)]
mod tests {
    use super::super::within;
    use super::*;

    #[test]
    fn the_sign_before_the_fraction_follows_the_language() {
        assert_eq!(rounded(1234.56, 1), "1234.6");
        for language in [Language::German, Language::Turkish, Language::Russian] {
            assert_eq!(within(language, || rounded(1234.56, 1)), "1234,6");
            assert_eq!(within(language, || rounded(-7.0, 0)), "-7");
        }
    }
}

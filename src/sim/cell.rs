//! The registers of programming mode: what each holds at first, who may write it
//! and what it takes.
//!
//! Knows nothing about sessions: a [`Form`] judges a value, the meter decides
//! whether it may come at all.

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime, Time};

/// A register that programming mode knows, besides those of the readout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    pub address: &'static str,
    /// [Template](super::template) of what stands between its brackets, unit
    /// included; empty for a register of the readout, which brings its own.
    pub value: &'static str,
    pub rule: Rule,
}

/// Who may write a register, and what becomes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    ReadOnly,
    /// It is there, and not even its value is for everyone.
    Hidden,
    Write {
        level: u8,
        form: Form,
        keeping: Keeping,
        /// Only with the cover open or the button pressed.
        hands_on: bool,
    },
}

/// What a register makes of an accepted value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keeping {
    AsWritten,
    /// Acknowledged and forgotten.
    NotKept,
    /// Kept in steps of so many of its last digit.
    Rounded(i64),
}

/// What a register takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Up to so many characters.
    Text(usize),
    /// Exactly so many decimal digits.
    Digits(usize),
    /// Exactly so many hexadecimal digits.
    Hex(usize),
    /// Limits in units of the last digit.
    Number {
        min: i64,
        max: i64,
        /// Digits before the point, filled up with zeros.
        whole: usize,
        decimals: usize,
    },
    Choice(&'static [&'static str]),
    /// A date, a time or both that is no clock.
    Time(&'static str),
    /// The meter's clock, in one of these forms; the first is the one it is read in.
    Clock(&'static [&'static str]),
    /// The password of a level, by its length.
    Password {
        level: u8,
        min: usize,
        max: usize,
    },
}

impl Cell {
    /// A register to look at.
    pub const fn shown(address: &'static str, value: &'static str) -> Cell {
        Cell {
            address,
            value,
            rule: Rule::ReadOnly,
        }
    }

    /// A register that is kept from everyone.
    pub const fn hidden(address: &'static str) -> Cell {
        Cell {
            address,
            value: "",
            rule: Rule::Hidden,
        }
    }

    /// A register that keeps what is written at `level`.
    pub const fn writable(
        address: &'static str,
        value: &'static str,
        level: u8,
        form: Form,
    ) -> Cell {
        Cell {
            address,
            value,
            rule: Rule::Write {
                level,
                form,
                keeping: Keeping::AsWritten,
                hands_on: false,
            },
        }
    }

    /// The same register, which makes something else of a value.
    pub const fn keeping(mut self, new: Keeping) -> Cell {
        if let Rule::Write {
            ref mut keeping, ..
        } = self.rule
        {
            *keeping = new;
        }
        self
    }

    /// The same register, which needs somebody at the meter.
    pub const fn hands_on(mut self) -> Cell {
        if let Rule::Write {
            ref mut hands_on, ..
        } = self.rule
        {
            *hands_on = true;
        }
        self
    }
}

impl Form {
    /// The value as the register holds it; `None` if it does not take it.
    pub(super) fn take(&self, value: &str, keeping: Keeping) -> Option<String> {
        let only = |accepts: fn(&u8) -> bool| value.as_bytes().iter().all(accepts);
        let fits = match self {
            Form::Text(max) => value.len() <= *max && !value.contains('*'),
            Form::Digits(count) => value.len() == *count && only(u8::is_ascii_digit),
            Form::Hex(count) => value.len() == *count && only(u8::is_ascii_hexdigit),
            Form::Number {
                min,
                max,
                whole,
                decimals,
            } => {
                let step = match keeping {
                    Keeping::Rounded(step) => step,
                    Keeping::AsWritten | Keeping::NotKept => 1,
                };
                return number(value, *decimals)
                    .filter(|units| (*min..=*max).contains(units))
                    .map(|units| (units + step / 2).div_euclid(step) * step)
                    .map(|units| written(units, *whole, *decimals));
            }
            Form::Choice(choices) => {
                let bare = |text: &str| text.trim_start_matches('0').to_owned();
                let chosen = choices.iter().find(|choice| bare(choice) == bare(value));
                return chosen.map(|choice| (*choice).to_owned());
            }
            Form::Time(form) => Stamp::parse(form, value).is_some(),
            Form::Clock(forms) => forms.iter().any(|form| Stamp::parse(form, value).is_some()),
            Form::Password { min, max, .. } => (*min..=*max).contains(&value.len()),
        };
        fits.then(|| value.to_owned())
    }
}

/// The number in `text`, in units of its last of `decimals` digits behind the point.
fn number(text: &str, decimals: usize) -> Option<i64> {
    let (sign, unsigned) = match text.strip_prefix('-') {
        Some(unsigned) => (-1, unsigned),
        None => (1, text),
    };
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let digits_only = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || fraction.len() > decimals || !digits_only(whole) {
        return None;
    }
    let units: i64 = format!("{whole}{fraction:0<decimals$}").parse().ok()?;
    digits_only(fraction).then_some(sign * units)
}

/// `units` of the last digit as the register writes them.
fn written(units: i64, whole: usize, decimals: usize) -> String {
    let width = whole + decimals;
    let digits = format!("{:0width$}", units.unsigned_abs());
    let sign = if units < 0 { "-" } else { "" };
    match digits.split_at_checked(digits.len().saturating_sub(decimals)) {
        Some((whole, fraction)) if decimals > 0 => format!("{sign}{whole}.{fraction}"),
        _ => format!("{sign}{digits}"),
    }
}

/// Parts of a date and a time that were written to a clock.
///
/// Forms are those of the templates: `%Y %y %m %d %H %M %S`, `$s` for the season,
/// `%u` and `%V` for weekday and week; what is not a part of the clock must only be
/// digits. All other characters stand for themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Stamp {
    date: Option<Date>,
    time: Option<Time>,
}

impl Stamp {
    pub(super) fn parse(form: &str, text: &str) -> Option<Stamp> {
        let mut parts = BTreeMap::new();
        let mut rest = text;
        let mut form = form.chars();
        while let Some(c) = form.next() {
            let part = match c {
                '%' | '$' => form.next()?,
                literal => {
                    rest = rest.strip_prefix(literal)?;
                    continue;
                }
            };
            let (digits, behind) = rest.split_at_checked(match part {
                'Y' => 4,
                'u' | 's' => 1,
                _ => 2,
            })?;
            if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
                return None;
            }
            parts.insert(part, digits.parse::<i16>().ok()?);
            rest = behind;
        }
        let part = |name| parts.get(&name).copied();
        let small = |name| i8::try_from(part(name).unwrap_or(0)).ok();
        let year = part('Y').or(part('y').map(|short| 2000 + short));
        let date = match part('m') {
            Some(_) => Some(Date::new(year.unwrap_or(2000), small('m')?, small('d')?).ok()?),
            None => None,
        };
        let time = match part('H') {
            Some(_) => Some(Time::new(small('H')?, small('M')?, small('S')?, 0).ok()?),
            None => None,
        };
        let is_season = part('s').is_none_or(|season| season <= 2);
        (rest.is_empty() && is_season).then_some(Stamp { date, time })
    }

    /// What a clock that shows `now` shows after it was set; its fractions of a
    /// second begin anew with the time.
    pub(super) fn applied_to(self, now: DateTime) -> DateTime {
        let on = self.date.unwrap_or(now.date());
        DateTime::from_parts(on, self.time.unwrap_or(now.time()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn take(form: Form, value: &str) -> Option<String> {
        form.take(value, Keeping::AsWritten)
    }

    #[test]
    fn numbers_are_kept_in_the_registers_own_digits_and_within_its_limits() {
        let form = Form::Number {
            min: 0,
            max: 9_999,
            whole: 2,
            decimals: 2,
        };
        for (value, kept) in [("7.5", "07.50"), ("7", "07.00"), ("099.99", "99.99")] {
            assert_eq!(take(form, value).as_deref(), Some(kept));
        }
        for value in ["100", "-1", "7.555", "7,5", "7*kW", "", ".5", "1.-5"] {
            assert_eq!(take(form, value), None, "{value}");
        }
        let rounded = form.take("7.56", Keeping::Rounded(10));
        assert_eq!(rounded.as_deref(), Some("07.60"));
    }

    #[test]
    fn choices_are_taken_with_leading_zeros() {
        let form = Form::Choice(&["5", "15", "0"]);
        assert_eq!(take(form, "015").as_deref(), Some("15"));
        assert_eq!(take(form, "00").as_deref(), Some("0"));
        assert_eq!(take(form, "16"), None);
    }

    #[test]
    fn texts_and_digits_have_their_lengths() {
        assert!(take(Form::Text(4), "ab 1").is_some() && take(Form::Text(4), "abcde").is_none());
        assert!(take(Form::Digits(2), "07").is_some() && take(Form::Digits(2), "7").is_none());
        assert!(take(Form::Hex(2), "fF").is_some() && take(Form::Hex(2), "0x").is_none());
    }

    #[test]
    fn clocks_take_their_parts_and_keep_the_others() {
        let now = date(2026, 11, 22).at(20, 15, 42, 500_000_000);
        let set = |form: &str, text: &str| Stamp::parse(form, text).map(|s| s.applied_to(now));
        assert_eq!(
            set("%H%M%S", "070809"),
            Some(date(2026, 11, 22).at(7, 8, 9, 0))
        );
        assert_eq!(
            set("$s%y%m%d", "0270102"),
            Some(date(2027, 1, 2).at(20, 15, 42, 500_000_000))
        );
        let long = "%y%m%d%H%M%S%V%u$s";
        assert_eq!(
            set(long, "2701020304050000"),
            Some(date(2027, 1, 2).at(3, 4, 5, 0))
        );
        for (form, text) in [
            ("%H%M%S", "250000"),
            ("%H%M%S", "0708"),
            ("%H%M%S", "07080900"),
            ("%H:%M:%S", "070809"),
            ("%y-%m-%d", "26-02-30"),
            ("$s%y%m%d", "5260101"),
        ] {
            assert_eq!(set(form, text), None, "{form} {text}");
        }
    }
}

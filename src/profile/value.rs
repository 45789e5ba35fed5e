//! Values of registers: from what is sent to what is shown, and back.
//!
//! Everything is checked here, in shown units, before a command is made of it. Digits
//! stay exact. Knows nothing about sessions.
//!
//! ```
//! use flagport::profile::{Kind, RegisterDef};
//!
//! let period = RegisterDef {
//!     address: "0.8.0".to_owned(),
//!     unit: "min".to_owned(),
//!     kind: Kind::Number {
//!         min: Some(1.into()), max: Some(60.into()), decimals: 0, width: 3, scale: 0,
//!     },
//!     ..RegisterDef::default()
//! };
//! assert_eq!(period.show("015*min").to_string(), "15 min");
//! assert_eq!(period.encode("30 min").unwrap(), "030");
//! assert!(period.is_same("030", "30*min"));
//! let refused = period.encode("90").unwrap_err();
//! assert_eq!(refused.to_string(), "60 min is the most that 0.8.0 takes");
//! ```

use std::fmt;

use rust_decimal::Decimal;
use thiserror::Error;

use super::{Characters, Kind, RegisterDef};
use crate::meter::{number, unit};
use crate::order::{self, OrderError};
use crate::secret::MASK;

mod figure;
mod flags;
mod moment;

use figure::Figure;
pub(super) use flags::{MAX_DIGITS as MAX_FLAG_DIGITS, is_name as is_flag_name};

/// So many characters of what was typed stand in a sentence.
const LONG: usize = 40;

/// A value for people.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Shown {
    pub text: String,
    /// Empty for none.
    pub unit: String,
}

impl fmt::Display for Shown {
    /// `15 min`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.unit.as_str() {
            "" => f.write_str(&self.text),
            unit => write!(f, "{} {unit}", self.text),
        }
    }
}

/// Why a typed value is not taken, in shown units.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ValueError {
    #[error("{most} is the most that {address} takes")]
    TooMuch { most: Shown, address: String },
    #[error("{least} is the least that {address} takes")]
    TooLittle { least: Shown, address: String },
    #[error("{0:?} is not a number; write it with digits and a point")]
    NotANumber(String),
    #[error("{address} takes whole numbers")]
    Fraction { address: String },
    #[error("{address} takes steps of {step}")]
    Step { step: Shown, address: String },
    #[error("{typed} does not fit into {address}; it holds {digits} digits before the point")]
    NoRoom {
        typed: String,
        address: String,
        digits: u8,
    },
    #[error("{unit:?} is not the unit of {address}; it is {expected}")]
    WrongUnit {
        unit: String,
        address: String,
        expected: String,
    },
    #[error("{unit:?} is not needed; {address} has no unit")]
    NoUnit { unit: String, address: String },
    #[error("{typed:?} is not among the values of {address}: {choices}")]
    Choice {
        typed: String,
        address: String,
        choices: String,
    },
    #[error("{typed:?} is not a flag of {address}; give {digits} hex digits, or the flags by name")]
    Flag {
        typed: String,
        address: String,
        digits: u8,
    },
    #[error("{length} characters are too many; {address} takes {max}")]
    TooLong {
        length: usize,
        address: String,
        max: u8,
    },
    #[error("{address} takes {allowed}; {found:?} is none of them")]
    Character {
        found: char,
        address: String,
        allowed: &'static str,
    },
    #[error("{address} takes a value; nothing was typed")]
    Nothing { address: String },
    #[error("{typed:?} is nothing that {address} takes; write it as {example}")]
    Moment {
        typed: String,
        address: String,
        example: String,
    },
    /// Something that no command can carry.
    #[error(transparent)]
    Order(#[from] OrderError),
}

impl RegisterDef {
    /// What a value means for people. What does not have the register's form is shown
    /// as it was sent; what is never read back is a secret, and shown masked.
    pub fn show(&self, raw: &str) -> Shown {
        let plain = |text: &str, unit: &str| Shown {
            text: text.to_owned(),
            unit: unit.to_owned(),
        };
        if !self.is_readable() {
            return plain(MASK, "");
        }
        let (value, sent_unit) = self.split(raw);
        match &self.kind {
            Kind::Number { .. } => match Figure::of(self).and_then(|figure| figure.shown(raw)) {
                Some((number, unit)) => plain(&number.to_string(), &unit),
                None => plain(value.trim(), sent_unit.unwrap_or_default()),
            },
            Kind::Choice(choices) => match choice(choices, value) {
                Some((_, label)) => plain(label, &self.unit),
                None => plain(value, sent_unit.unwrap_or_default()),
            },
            Kind::Flags { digits, bits } => match flags::names(value, *digits, bits) {
                Some(names) => plain(&names, &self.unit),
                None => plain(value, sent_unit.unwrap_or_default()),
            },
            Kind::Time(form) => plain(
                &moment::show(form, value).unwrap_or_else(|| value.to_owned()),
                &self.unit,
            ),
            Kind::Text { .. } => plain(value, sent_unit.unwrap_or(self.unit.as_str())),
        }
    }

    /// What is sent for a value as it was typed, in shown units; the unit may be typed
    /// too.
    pub fn encode(&self, typed: &str) -> Result<String, ValueError> {
        if !matches!(self.kind, Kind::Choice(_) | Kind::Flags { .. }) {
            order::check_value(typed)?;
        }
        let raw = match &self.kind {
            Kind::Text { max, characters } => self.encode_text(typed, *max, *characters)?,
            Kind::Number { .. } => self.encode_number(typed)?,
            Kind::Choice(choices) => self.encode_choice(typed, choices)?,
            Kind::Flags { digits, bits } => {
                let typed = typed.trim();
                flags::encode(typed, *digits, bits).ok_or_else(|| ValueError::Flag {
                    typed: beginning(typed),
                    address: self.address.clone(),
                    digits: *digits,
                })?
            }
            Kind::Time(form) => self.encode_time(typed, form)?,
        };
        order::check_value(&raw)?;
        Ok(raw)
    }

    /// Whether the meter has what was written: `015*min` is the same as `15`. Both are
    /// as sent.
    pub fn is_same(&self, wrote: &str, read: &str) -> bool {
        if wrote == read {
            return true;
        }
        let (wrote_value, _) = self.split(wrote);
        let (read_value, _) = self.split(read);
        match &self.kind {
            Kind::Number { .. } => {
                let shown = |raw| Figure::of(self).and_then(|figure| figure.shown(raw));
                match (shown(wrote), shown(read)) {
                    // Without a unit in the profile there is none to be wrong.
                    (Some(wrote), Some(read)) => {
                        wrote.0 == read.0 && (self.unit.is_empty() || wrote.1 == read.1)
                    }
                    _ => false,
                }
            }
            Kind::Choice(choices) => {
                match (choice(choices, wrote_value), choice(choices, read_value)) {
                    (Some(wrote), Some(read)) => wrote == read,
                    _ => wrote_value == read_value,
                }
            }
            Kind::Flags { digits, .. } => {
                match (
                    flags::bits(wrote_value, *digits),
                    flags::bits(read_value, *digits),
                ) {
                    (Some(wrote), Some(read)) => wrote == read,
                    _ => false,
                }
            }
            // A clock runs on between the write and the read that follows.
            Kind::Time(form) if self.volatile => moment::ran_on(form, wrote, read),
            // Some meters fill a text up with blanks.
            Kind::Text { .. } | Kind::Time(_) => {
                wrote_value.trim_end() == read_value.trim_end() || self.is_same_figure(wrote, read)
            }
        }
    }

    /// Whether a number came back with its unit, of a register whose unit is not known:
    /// `30*min` or `030*min` for `30`. Without a unit it may be a text of digits.
    fn is_same_figure(&self, wrote: &str, read: &str) -> bool {
        let (value, sent) = read.rsplit_once('*').unwrap_or((read, ""));
        self.unit.is_empty()
            && unit::normal(sent).is_some()
            && number::parse(wrote).is_some_and(|wrote| number::parse(value) == Some(wrote))
    }

    /// A value as it was read in the form in which it is written: without its unit.
    pub fn sendable<'a>(&self, read: &'a str) -> &'a str {
        self.split(read).0
    }

    /// The value and the unit that the meter sent with it.
    fn split<'a>(&self, raw: &'a str) -> (&'a str, Option<&'a str>) {
        match raw.rsplit_once('*') {
            Some((value, sent)) if self.is_unit(sent) => (value, Some(sent)),
            _ => (raw, None),
        }
    }

    /// Whether what stands behind `*` is a unit, not a part of a text.
    fn is_unit(&self, sent: &str) -> bool {
        match &self.kind {
            Kind::Number { .. } => true,
            _ => !self.unit.is_empty() && is_same_unit(sent, &self.unit),
        }
    }

    fn encode_text(
        &self,
        typed: &str,
        max: u8,
        characters: Characters,
    ) -> Result<String, ValueError> {
        let length = typed.chars().count();
        if length > usize::from(max) {
            return Err(ValueError::TooLong {
                length,
                address: self.address.clone(),
                max,
            });
        }
        if typed.is_empty() && characters != Characters::Any {
            return Err(self.nothing());
        }
        match typed.chars().find(|c| !characters.allow(*c)) {
            Some(found) => Err(ValueError::Character {
                found,
                address: self.address.clone(),
                allowed: characters.in_words(),
            }),
            None => Ok(typed.to_owned()),
        }
    }

    fn encode_number(&self, typed: &str) -> Result<String, ValueError> {
        let typed = typed.trim();
        let end = typed
            .find(|c: char| !matches!(c, '0'..='9' | '.' | ',' | '+' | '-'))
            .unwrap_or(typed.len());
        let (digits, unit) = typed.split_at_checked(end).unwrap_or((typed, ""));
        if digits.is_empty() && typed.is_empty() {
            return Err(self.nothing());
        }
        let number = number::parse(digits).filter(|_| !digits.contains(','));
        let number = number.ok_or_else(|| ValueError::NotANumber(typed.to_owned()))?;
        self.check_unit(unit)?;
        match Figure::of(self) {
            Some(figure) => figure.encode(number),
            None => Err(ValueError::NotANumber(typed.to_owned())),
        }
    }

    fn encode_choice(
        &self,
        typed: &str,
        choices: &[(String, String)],
    ) -> Result<String, ValueError> {
        let typed = typed.trim();
        let bare = match typed.strip_suffix(self.unit.as_str()) {
            Some(bare) if !self.unit.is_empty() => bare.trim_end_matches(['*', ' ']),
            _ => typed,
        };
        let by_label = |wanted: &str| {
            choices
                .iter()
                .find(|(_, label)| label.to_lowercase() == wanted.to_lowercase())
        };
        choices
            .iter()
            .find(|(raw, _)| raw == typed || raw == bare)
            .or_else(|| by_label(typed))
            .or_else(|| by_label(bare))
            .map(|(raw, _)| raw.clone())
            .ok_or_else(|| ValueError::Choice {
                typed: beginning(typed),
                address: self.address.clone(),
                choices: in_words(choices),
            })
    }

    fn encode_time(&self, typed: &str, form: &str) -> Result<String, ValueError> {
        let typed = typed.trim();
        moment::encode(form, typed).ok_or_else(|| ValueError::Moment {
            typed: beginning(typed),
            address: self.address.clone(),
            example: moment::example(form),
        })
    }

    /// Whether the unit behind a typed number, ` min` or `*min`, is the register's.
    fn check_unit(&self, typed: &str) -> Result<(), ValueError> {
        let unit = typed.trim();
        let unit = unit.strip_prefix('*').unwrap_or(unit).trim();
        if unit.is_empty() && !typed.contains('*') || is_same_unit(unit, &self.unit) {
            return Ok(());
        }
        let (unit, address) = (unit.to_owned(), self.address.clone());
        Err(match self.unit.clone() {
            expected if expected.is_empty() => ValueError::NoUnit { unit, address },
            expected => ValueError::WrongUnit {
                unit,
                address,
                expected,
            },
        })
    }

    fn nothing(&self) -> ValueError {
        ValueError::Nothing {
            address: self.address.clone(),
        }
    }
}

impl Characters {
    /// Whether a text may hold this character.
    pub fn allow(self, c: char) -> bool {
        match self {
            Characters::Any => order::check_value(c.encode_utf8(&mut [0; 4])).is_ok(),
            Characters::Digits => c.is_ascii_digit(),
            Characters::Hex => c.is_ascii_hexdigit(),
            Characters::Upper => c.is_ascii_uppercase() || c.is_ascii_digit(),
        }
    }

    /// `digits`, for a sentence.
    pub fn in_words(self) -> &'static str {
        match self {
            Characters::Any => "printable ASCII without brackets",
            Characters::Digits => "digits",
            Characters::Hex => "hex digits",
            Characters::Upper => "upper case letters and digits",
        }
    }
}

/// The beginning of what was typed, for a sentence.
fn beginning(typed: &str) -> String {
    match typed.char_indices().nth(LONG) {
        Some((end, _)) => format!("{}…", typed.get(..end).unwrap_or_default()),
        None => typed.to_owned(),
    }
}

/// Whether two spellings mean one unit.
fn is_same_unit(a: &str, b: &str) -> bool {
    a == b || unit::normal(a).is_some_and(|normal| unit::normal(b) == Some(normal))
}

/// The choice that was sent: as it is written, or as the same number.
fn choice<'a>(choices: &'a [(String, String)], sent: &str) -> Option<&'a (String, String)> {
    let number = || number::parse(sent);
    choices
        .iter()
        .find(|(raw, _)| raw == sent.trim())
        .or_else(|| {
            let sent = number()?;
            choices
                .iter()
                .find(|(raw, _)| number::parse(raw).is_some_and(|raw: Decimal| raw == sent))
        })
}

/// `0 (off), 1 (on)`
fn in_words(choices: &[(String, String)]) -> String {
    let words: Vec<String> = choices
        .iter()
        .map(|(raw, label)| match raw == label {
            true => raw.clone(),
            false => format!("{raw} ({label})"),
        })
        .collect();
    words.join(", ")
}

#[cfg(test)]
mod tests;

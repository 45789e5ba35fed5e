//! The status word of load profile and logbook entries: which bits are set, in words.

use std::fmt::Write as _;
use std::sync::Arc;

/// What one bit of a status word says.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Flag {
    /// 0 is the lowest bit of the last hex digit.
    pub bit: u8,
    /// `Power failure`
    pub text: Arc<str>,
}

/// What a flag means for the values beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FlagKind {
    PowerFailure,
    PowerRestored,
    ClockSet,
    SeasonChange,
    /// Summer time is in force; nothing happened.
    SummerTime,
    /// The interval is shorter than its period, or disturbed.
    Incomplete,
    Reset,
    /// The meter or its clock is not to be trusted.
    Fault,
    /// A log or a load profile was cleared, a parameter changed.
    Changed,
    Other,
}

impl Flag {
    /// The word for it in files, `power-failure`.
    pub fn slug(&self) -> String {
        slug(&self.text)
    }

    /// What it means for the values beside it.
    pub fn kind(&self) -> FlagKind {
        match slug(&self.text).as_str() {
            "power-failure" => FlagKind::PowerFailure,
            "power-restored" => FlagKind::PowerRestored,
            "clock-set" | "before-clock-set" => FlagKind::ClockSet,
            "season-change" => FlagKind::SeasonChange,
            "summer-time" => FlagKind::SummerTime,
            "incomplete" | "not-valid" | "record-damaged" => FlagKind::Incomplete,
            "reset" => FlagKind::Reset,
            "fatal-error" | "critical-error" | "clock-reserve-exhausted" | "clock-invalid" => {
                FlagKind::Fault
            }
            "setting-changed" | "log-cleared" | "load-profile-cleared" => FlagKind::Changed,
            _ => FlagKind::Other,
        }
    }
}

/// `Power failure` as `power-failure`.
fn slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    for part in text.split(|c: char| !c.is_alphanumeric()) {
        if !part.is_empty() {
            let dash = if slug.is_empty() { "" } else { "-" };
            let _ = write!(slug, "{dash}{}", part.to_lowercase());
        }
    }
    slug
}

/// A status word as sent, and what it says.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Status {
    /// As sent, `80` or `00008020`.
    pub raw: String,
    /// `None` if it is no hexadecimal number.
    pub word: Option<u64>,
    /// What the bits that are set say, from the lowest.
    pub flags: Vec<Flag>,
}

/// What the bits of a type's status words mean.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StatusTable {
    bits: Vec<(u8, Arc<str>)>,
}

impl StatusTable {
    /// A table of `(bit, text)`.
    pub fn new<T: Into<Arc<str>>>(bits: impl IntoIterator<Item = (u8, T)>) -> StatusTable {
        let bits = bits.into_iter().map(|(bit, text)| (bit, text.into()));
        StatusTable {
            bits: bits.collect(),
        }
    }

    /// What a status word says. A bit that the table does not know is called by its
    /// number: nothing that is set is passed over.
    pub fn read(&self, raw: &str) -> Status {
        let raw = raw.trim();
        let word = u64::from_str_radix(raw, 16).ok();
        let set = |bit: &u8| word.is_some_and(|word| word >> bit & 1 == 1);
        let flags = (0..64).filter(set).map(|bit| Flag {
            bit,
            text: self.text(bit),
        });
        Status {
            raw: raw.to_owned(),
            word,
            flags: flags.collect(),
        }
    }

    fn text(&self, bit: u8) -> Arc<str> {
        let known = self.bits.iter().find(|(known, _)| *known == bit);
        match known {
            Some((_, text)) => Arc::clone(text),
            None => format!("Bit {bit}").into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_are_told_from_the_lowest_and_none_is_passed_over() {
        let table = StatusTable::new([(7, "Power failure"), (5, "Clock set")]);
        let told = |raw: &str| -> Vec<String> {
            let status = table.read(raw);
            status.flags.iter().map(Flag::slug).collect()
        };
        assert_eq!(told("A0"), ["clock-set", "power-failure"]);
        assert_eq!(told("00008020"), ["clock-set", "bit-15"]);
        assert!(told("00").is_empty());
        assert!(told("4G").is_empty());
        assert_eq!(table.read("4G").word, None);
        assert_eq!(table.read(" 08 ").raw, "08");
    }
}

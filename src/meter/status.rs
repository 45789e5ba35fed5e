//! The status word of load profile and logbook entries: which bits are set, in words.
//!
//! Most makers follow the VDEW requirements for load profile meters. MetCom numbers
//! its bits as DLMS meters do: `08` says that summer time is in force there, and that
//! the season changed elsewhere.

use std::fmt::Write as _;
use std::sync::Arc;

use super::readout::Season;

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

impl FlagKind {
    /// Whether it says how things are and not what happened: it then holds for all
    /// entries up to the next status word.
    pub fn is_state(self) -> bool {
        matches!(self, FlagKind::SummerTime | FlagKind::Fault)
    }
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

impl Status {
    /// Whether the meter says that the values of the entry are none.
    pub fn is_damaged(&self) -> bool {
        self.flags.iter().any(|flag| flag.text.as_ref() == DAMAGED)
    }

    /// What holds on for the entries behind one with this status that tell none of
    /// their own.
    ///
    /// A header's status belongs to its first interval: an event happened there and
    /// not in those behind it. Where nothing happened, the word holds for all of them,
    /// because a change of status would have made a new header.
    pub fn lasting(&self) -> Status {
        let is_state = |flag: &&Flag| flag.kind().is_state();
        if self.word.is_some() && self.flags.iter().all(|flag| is_state(&flag)) {
            return self.clone();
        }
        Status {
            raw: String::new(),
            word: None,
            flags: self.flags.iter().filter(is_state).cloned().collect(),
        }
    }
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
    /// The maker is not known, so bit 3 of a short word may mean either.
    is_guess: bool,
}

/// VDEW requirements for load profile meters; the upper bits from the EM4TII manual.
const VDEW: [(u8, &str); 12] = [
    (0, "Fatal error"),
    (1, "Clock reserve exhausted"),
    (2, "Incomplete"),
    (3, "Season change"),
    (4, "Reset"),
    (5, "Clock set"),
    (6, "Power restored"),
    (7, "Power failure"),
    (8, "Setting changed"),
    (13, "Log cleared"),
    (14, "Load profile cleared"),
    (15, "Before clock set"),
];

/// MCS301 product manual 1.25.
const METCOM: [(u8, &str); 6] = [
    (0, "Critical error"),
    (1, "Clock invalid"),
    (2, "Not valid"),
    (3, SUMMER_TIME),
    (5, "Clock set"),
    (7, "Power failure"),
];

/// CE208/308 protocol description.
const ENERGOMERA: [(u8, &str); 1] = [(7, DAMAGED)];

/// The flag of an entry whose values are none, whatever digits were sent.
const DAMAGED: &str = "Record damaged";

const SUMMER_TIME: &str = "Summer time";
const SEASON_BIT: u8 = 3;

impl StatusTable {
    /// What is known of a maker's status words by its FLAG code, where no device
    /// profile says more. Without a maker the words are read as most makers mean them,
    /// but see [`read_in`](Self::read_in).
    pub fn of_maker(flag: Option<&str>) -> StatusTable {
        let upper = flag.map(str::to_ascii_uppercase);
        let table = match upper.as_deref() {
            Some("MCS") => StatusTable::new(METCOM),
            Some("EKT" | "EMR") => StatusTable::new(ENERGOMERA),
            _ => StatusTable::new(VDEW),
        };
        StatusTable {
            is_guess: flag.is_none(),
            ..table
        }
    }

    /// A table of `(bit, text)`.
    pub fn new<T: Into<Arc<str>>>(bits: impl IntoIterator<Item = (u8, T)>) -> StatusTable {
        let bits = bits.into_iter().map(|(bit, text)| (bit, text.into()));
        StatusTable {
            bits: bits.collect(),
            is_guess: false,
        }
    }

    /// Whether it knows no bit.
    pub fn is_empty(&self) -> bool {
        self.bits.is_empty()
    }

    /// What a status word beside a time says.
    ///
    /// Where the maker is not known, bit 3 of a word of two digits is taken for summer
    /// time if the time is one: MetCom means that by it, and for the others it is true
    /// as well, though it says less.
    pub fn read_in(&self, raw: &str, season: Option<Season>) -> Status {
        let mut status = self.read(raw);
        if self.is_guess && season == Some(Season::Summer) && status.raw.len() <= 2 {
            let told = status.flags.iter_mut().find(|flag| flag.bit == SEASON_BIT);
            if let Some(flag) = told {
                flag.text = SUMMER_TIME.into();
            }
        }
        status
    }

    /// What a status word says. A bit that the table does not know is called by its
    /// number: nothing that is set is passed over.
    pub fn read(&self, raw: &str) -> Status {
        let raw = raw.trim();
        let is_hex = raw.bytes().all(|byte| byte.is_ascii_hexdigit());
        let word = u64::from_str_radix(raw, 16).ok().filter(|_| is_hex);
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
        assert_eq!(table.read("+8").word, None);
    }

    /// The slugs of the flags.
    fn slugs(status: &Status) -> Vec<String> {
        status.flags.iter().map(Flag::slug).collect()
    }

    #[test]
    fn eight_is_summer_time_at_metcom_and_a_season_change_elsewhere() {
        let check = |maker, raw: &str, season, expected: &[&str]| {
            let status = StatusTable::of_maker(maker).read_in(raw, season);
            assert_eq!(slugs(&status), expected, "{maker:?} {raw} {season:?}");
        };
        let summer = Some(Season::Summer);
        check(Some("MCS"), "08", summer, &["summer-time"]);
        check(Some("mcs"), "08", None, &["summer-time"]);
        check(Some("EMH"), "08", summer, &["season-change"]);
        check(Some("LGZ"), "08", summer, &["season-change"]);
        check(None, "08", summer, &["summer-time"]);
        check(None, "08", Some(Season::Normal), &["season-change"]);
        check(None, "00000008", summer, &["season-change"]);
        check(Some("MCS"), "50", None, &["bit-4", "bit-6"]);
        check(
            Some("EMH"),
            "00008020",
            summer,
            &["clock-set", "before-clock-set"],
        );
        check(
            None,
            "D4",
            None,
            &["incomplete", "reset", "power-restored", "power-failure"],
        );
        check(Some("EKT"), "80", None, &["record-damaged"]);
    }

    #[test]
    fn what_happened_is_over_with_its_interval_and_what_is_holds_on() {
        let table = StatusTable::of_maker(Some("MCS"));
        let check = |raw: &str, expected: &str, flags: &[&str]| {
            let lasting = table.read(raw).lasting();
            assert_eq!(lasting.raw, expected);
            assert_eq!(slugs(&lasting), flags);
        };
        check("00", "00", &[]);
        check("08", "08", &["summer-time"]);
        check("88", "", &["summer-time"]);
        check("80", "", &[]);
        check("", "", &[]);
        check("zz", "", &[]);
    }
}

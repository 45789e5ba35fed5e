//! The language of what people read in exports: names of registers and headings.
//!
//! Names are made in English from parts (see [`crate::meter::names`]); another
//! language turns them over part by part, a trailing number aside. The words stand
//! in `assets/names`, two tables per language, `english;german`: `de.csv` for codes and
//! headings, `profiles-de.csv` for what the built-in device profiles call registers,
//! groups, actions, levels and records.
//!
//!
//! - `power:maximum demand` is a part that tells of a power. Where one follows,
//!   the quantity in front is looked up as `power:Active import` too: it is a
//!   Wirkleistung, not a Wirkarbeit.
//! - `heading:Address` is a heading, the name of a column, of a line or of a sheet.
//! - A row may hold a name of several parts that does not follow from its parts.
//!
//! Knows nothing of values, units and problems: they are never translated.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

/// The languages that exports can be written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum Language {
    #[default]
    English,
    German,
}

static GERMAN: LazyLock<Words> =
    LazyLock::new(|| Words::read(&[CODES_IN_GERMAN, PROFILES_IN_GERMAN]));

const CODES_IN_GERMAN: &str = include_str!("../../assets/names/de.csv");
const PROFILES_IN_GERMAN: &str = include_str!("../../assets/names/profiles-de.csv");

impl Language {
    /// The English name of a register in this language; a part without a word for it stays
    /// English.
    ///
    /// ```
    /// use flagport::export::Language;
    ///
    /// let name = Language::German.name("Active import, maximum demand, tariff 1");
    /// assert_eq!(name, "Wirkleistung Bezug, Maximum, Tarif 1");
    /// ```
    pub fn name(self, english: &str) -> Cow<'_, str> {
        match self.words() {
            Some(words) => Cow::Owned(words.name(english)),
            None => Cow::Borrowed(english),
        }
    }

    /// A heading in this language, or in English where there is no word for it.
    pub(super) fn heading(self, english: &'static str) -> &'static str {
        self.words()
            .and_then(|words| words.row(HEADING, english))
            .map_or(english, |(_, word)| word)
    }

    fn words(self) -> Option<&'static Words> {
        match self {
            Language::English => None,
            Language::German => Some(&GERMAN),
        }
    }
}

/// What marks the rows of headings.
const HEADING: &str = "heading:";

/// What marks the rows of powers.
const POWER: &str = "power:";

/// The tables of a language.
struct Words {
    rows: HashMap<String, String>,
}

/// The English words of a row, with their mark, and what stands for them.
type Row<'w> = (&'w str, &'w str);

/// A part of a name.
enum Part<'w, 'n> {
    /// Words of a row, between signs that stay, such as a number.
    Known(&'n str, Row<'w>, &'n str),
    /// Stays as it is.
    Unknown(&'n str),
}

impl Part<'_, '_> {
    fn text(&self) -> Cow<'_, str> {
        match *self {
            Part::Known("", (_, word), "") => Cow::Borrowed(word),
            Part::Known("", (_, word), number) => Cow::Owned(format!("{word} {number}")),
            Part::Known(before, (_, word), after) => Cow::Owned(format!("{before} {word} {after}")),
            Part::Unknown(part) => Cow::Borrowed(part),
        }
    }
}

impl Words {
    fn read(tables: &[&str]) -> Words {
        let mut rows = HashMap::new();
        for table in tables {
            let mut table = ::csv::ReaderBuilder::new()
                .delimiter(b';')
                .from_reader(table.as_bytes());
            rows.extend(table.deserialize::<(String, String)>().flatten());
        }
        Words { rows }
    }

    fn name(&self, english: &str) -> String {
        let parts = self.parts(english);
        let texts: Vec<Cow<'_, str>> = parts.iter().map(Part::text).collect();
        texts.join(", ")
    }

    fn parts<'n>(&self, name: &'n str) -> Vec<Part<'_, 'n>> {
        if let Some(row) = self.row("", name) {
            return vec![Part::Known("", row, "")];
        }
        let parts = || name.split(", ");
        let is_power = parts().skip(1).any(|part| {
            let (words, _) = split_number(part);
            self.row(POWER, words).is_some()
        });
        parts().map(|part| self.part(part, is_power)).collect()
    }

    fn part<'n>(&self, part: &'n str, is_power: bool) -> Part<'_, 'n> {
        let (words, number) = split_number(part);
        // The third is an angle, `U1 to I1`.
        let angle = part.split_once(" to ").map(|(from, to)| (from, "to", to));
        [("", part, ""), ("", words, number)]
            .into_iter()
            .chain(angle)
            .find_map(|(before, words, after)| {
                let power = is_power.then(|| self.row(POWER, words)).flatten();
                let row = power.or_else(|| self.row("", words))?;
                Some(Part::Known(before, row, after))
            })
            .unwrap_or(Part::Unknown(part))
    }

    fn row(&self, mark: &str, english: &str) -> Option<Row<'_>> {
        self.rows
            .get_key_value(&format!("{mark}{english}"))
            .map(|(english, word)| (english.as_str(), word.as_str()))
    }
}

/// `tariff 1` as `tariff` and `1`; the number is empty where there is none.
fn split_number(part: &str) -> (&str, &str) {
    part.rsplit_once(' ')
        .filter(|(_, number)| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
        .unwrap_or((part, ""))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::export::{programme, series, table, xlsx};
    use crate::installation::list::ListKind;
    use crate::meter::names::every_name;
    use crate::profile;

    #[test]
    fn names_are_good_german() {
        let check = |english: &str, german: &str| {
            assert_eq!(Language::German.name(english), german);
        };
        check("Active import, total", "Wirkarbeit Bezug, gesamt");
        check("Active export, tariff 2", "Wirkarbeit Lieferung, Tarif 2");
        check(
            "Active import, maximum demand, tariff 1",
            "Wirkleistung Bezug, Maximum, Tarif 1",
        );
        check(
            "Active import, L2, maximum demand 3",
            "Wirkleistung Bezug, L2, Maximum 3",
        );
        check(
            "Reactive quadrant 4, cumulated maximum demand 2, total",
            "Blindleistung Quadrant 4, kumuliertes Maximum 2, gesamt",
        );
        check(
            "Reactive quadrant 1, total",
            "Blindarbeit Quadrant 1, gesamt",
        );
        check(
            "Active export, upper limit",
            "Wirkleistung Lieferung, oberer Grenzwert",
        );
        check("Voltage, L1, upper limit", "Spannung, L1, oberer Grenzwert");
        check("Reading factor, power", "Ablesefaktor, Leistung");
        check("Reading factor, energy", "Ablesefaktor, Arbeit");
        check(
            "Active import, last 7 days",
            "Wirkarbeit Bezug, letzte 7 Tage",
        );
        check("Angle, U1 to I1", "Winkel, U1 zu I1");
        check("Resets", "Rückstellungen");
    }

    #[test]
    fn what_has_no_word_stays_as_it_is() {
        for name in ["", ", ", "Name, of 1.8.0", "a to b,", "x 12", ", time "] {
            assert_eq!(Language::English.name(name), name);
        }
        for name in ["", ", ", "Name, of 1.8.0", "x 12", "tariff ", "x, , y"] {
            assert_eq!(Language::German.name(name), name);
        }
        assert_eq!(Language::German.name("Oddity, tariff 3"), "Oddity, Tarif 3");
        assert_eq!(Language::German.heading("Oddity"), "Oddity");
        assert_eq!(Language::English.heading("Address"), "Address");
    }

    #[test]
    fn the_tables_are_sorted_and_say_everything_once() {
        let mut all = 0;
        for table in [CODES_IN_GERMAN, PROFILES_IN_GERMAN] {
            let mut lines = table.lines();
            assert_eq!(lines.next(), Some("english;german"));
            let lines: Vec<&str> = lines.collect();
            assert!(lines.is_sorted(), "sort it by its bytes");
            all += lines.len();
            check_lines(&lines);
        }
        // Equal rows would leave one of them out of the map.
        assert_eq!(GERMAN.rows.len(), all);
    }

    fn check_lines(lines: &[&str]) {
        for line in lines {
            let (english, german) = line.split_once(';').unwrap();
            for words in [english, german] {
                assert!(!words.is_empty() && words.trim() == words, "{line}");
                assert!(!words.contains([';', '"']), "{line}");
            }
            let mark = english.rsplit_once(':').map_or("", |(mark, _)| mark);
            assert!(["", "heading", "power"].contains(&mark), "{line}");
        }
    }

    /// What the built-in device profiles and check lists call things.
    fn names_of_profiles() -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        for list in [ListKind::Commissioning, ListKind::Removal] {
            names.extend(list.usual().iter().map(|point| (*point).to_owned()));
        }
        for profile in profile::built_in() {
            for register in &profile.registers {
                names.extend([register.name.clone(), register.group.clone()]);
            }
            names.extend(profile.actions.iter().map(|action| action.name.clone()));
            let series = profile.load_profiles.iter().chain(&profile.logbooks);
            names.extend(series.map(|series| series.name.clone()));
            let levels = profile.programming.iter().flat_map(|known| &known.levels);
            names.extend(levels.map(|level| level.name.clone()));
        }
        // Codes such as READ and SET are printed so on the meter.
        let is_code = |name: &String| name.chars().all(|c| c.is_ascii_uppercase());
        names.into_iter().filter(|name| !is_code(name)).collect()
    }

    #[test]
    fn every_name_and_heading_has_its_own_words_and_every_row_is_used() {
        let mut missing = BTreeSet::new();
        let mut told = HashMap::new();
        let mut used = BTreeSet::new();
        for name in every_name() {
            if let Some(other) = told.insert(GERMAN.name(&name), name.clone()) {
                panic!("{name:?} and {other:?} cannot be told apart in German");
            }
            for part in GERMAN.parts(&name) {
                match part {
                    Part::Known(_, (english, _), _) => used.insert(english),
                    Part::Unknown(part) => missing.insert(format!("{part} (in {name})")),
                };
            }
        }
        for name in names_of_profiles() {
            for part in GERMAN.parts(&name) {
                match part {
                    Part::Known(_, (english, _), _) => used.insert(english),
                    Part::Unknown(part) => missing.insert(format!("{part} (in {name})")),
                };
            }
        }
        let headings = table::headings().into_iter().chain(xlsx::headings());
        let headings = headings.chain(series::headings());
        for heading in headings.chain(programme::headings()) {
            match GERMAN.row(HEADING, heading) {
                Some((english, _)) => used.insert(english),
                None => missing.insert(format!("{HEADING}{heading}")),
            };
        }
        assert!(missing.is_empty(), "{missing:#?}");
        let rows = GERMAN.rows.keys().map(String::as_str);
        let unused: Vec<&str> = rows.filter(|row| !used.contains(row)).collect();
        assert!(unused.is_empty(), "{unused:#?}");
    }
}

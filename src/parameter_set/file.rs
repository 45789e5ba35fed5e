//! The text form: RON, one line for each register, so that two files can be laid
//! side by side by any tool that compares lines.

use std::collections::HashSet;
use std::fmt::Write;
use std::path::Path;

use jiff::Zoned;
use serde::de::{self, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use thiserror::Error;

use super::{Flag, Origin, ParameterSet, SavedRegister, filled};
use crate::export::file::read_at_most;
use crate::export::{Overwrite, WriteError, instant_text, parse_instant, printable, write_file};
use crate::profile::normal_address;

/// The one version of the format.
pub const VERSION: u32 = 1;

/// The largest file that is read, in bytes.
const MAX_FILE: u64 = 4 * 1024 * 1024;

/// Why a file is no parameter set.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ParameterSetError {
    /// `line` and `column` count from 1.
    #[error("{file}, line {line}, column {column}: {message}")]
    Form {
        file: String,
        line: usize,
        column: usize,
        message: String,
    },
    #[error("{file} has the parameter set version {found}; this program knows version {VERSION}")]
    Version { file: String, found: u32 },
    #[error("{file} has more than {MAX_FILE} bytes, the most of a parameter set")]
    TooLong { file: String },
    #[error("{file} cannot be read: {message}")]
    Io { file: String, message: String },
}

/// Reads a parameter set from a file. Nothing is written to any meter by it.
pub fn load(path: &Path) -> Result<ParameterSet, ParameterSetError> {
    let file = path.display().to_string();
    let io = |error: std::io::Error| ParameterSetError::Io {
        file: file.clone(),
        message: error.to_string(),
    };
    let text = read_at_most(path, MAX_FILE).map_err(io)?;
    if text.len() as u64 > MAX_FILE {
        return Err(ParameterSetError::TooLong { file });
    }
    let text = String::from_utf8_lossy(&text);
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(&text);
    ParameterSet::parse(&file, text)
}

impl ParameterSet {
    /// Reads the `text` of a parameter set. `file` is how errors call it.
    pub fn parse(file: &str, text: &str) -> Result<ParameterSet, ParameterSetError> {
        let located = |error: ron::error::SpannedError| ParameterSetError::Form {
            file: file.to_owned(),
            line: error.span.start.line,
            column: error.span.start.col,
            message: error.code.to_string(),
        };
        let head: VersionOnly = ron::from_str(text).map_err(located)?;
        if head.version != VERSION {
            return Err(ParameterSetError::Version {
                file: file.to_owned(),
                found: head.version,
            });
        }
        let set: SetFile = ron::from_str(text).map_err(located)?;
        Ok(set.into_set())
    }

    /// The text of the file; the same values always make the same text.
    pub fn to_text(&self) -> String {
        let mut text = String::from("ParameterSet(\n");
        let mut line = |name: &str, value: &str| {
            let _ = writeln!(text, "    {name}: {value},");
        };
        line("version", &VERSION.to_string());
        line("profile", &quoted(&self.profile));
        let meter = &self.meter;
        let known = [
            ("identification", meter.identification.as_deref()),
            ("serial_number", meter.serial_number.as_deref()),
            ("firmware", meter.firmware.as_deref()),
            (
                "saved_at",
                self.saved_at.as_ref().map(instant_text).as_deref(),
            ),
            ("operator", Some(self.operator.as_str())),
            ("note", Some(self.note.as_str())),
        ]
        .map(|(name, value)| (name, value.unwrap_or("").to_owned()));
        for (name, value) in known {
            line(name, &quoted(&value));
        }
        line("complete", &self.complete.to_string());
        text.push_str("    registers: [\n");
        for register in &self.registers {
            push_register(&mut text, register);
        }
        text.push_str("    ],\n)\n");
        text
    }

    /// Writes it to a file, whole or not at all.
    pub fn save(&self, path: &Path, overwrite: Overwrite) -> Result<(), WriteError> {
        write_file(path, self.to_text().as_bytes(), overwrite)
    }
}

fn push_register(text: &mut String, register: &SavedRegister) {
    let values: Vec<String> = register.values.iter().map(|value| quoted(value)).collect();
    let flags: Vec<String> = register.flags.iter().map(|f| format!("{f:?}")).collect();
    let _ = writeln!(
        text,
        "        (address: {}, values: [{}], unit: {}, flags: [{}], name: {}),",
        quoted(&register.address),
        values.join(", "),
        quoted(&register.unit),
        flags.join(", "),
        quoted(&register.name),
    );
}

/// A text as RON has it, on one line.
fn quoted(text: &str) -> String {
    // Strings are always written; the fallback is for the type checker.
    ron::to_string(text).unwrap_or_else(|_| format!("\"{}\"", printable(text)))
}

/// Only the version, whatever else stands in the file.
#[derive(Deserialize)]
#[serde(rename = "ParameterSet")]
struct VersionOnly {
    version: u32,
}

#[derive(Deserialize)]
#[serde(rename = "ParameterSet", deny_unknown_fields)]
struct SetFile {
    #[serde(rename = "version")]
    _version: u32,
    profile: String,
    #[serde(default)]
    identification: String,
    #[serde(default)]
    serial_number: String,
    #[serde(default)]
    firmware: String,
    #[serde(default)]
    saved_at: SavedAt,
    #[serde(default)]
    operator: String,
    #[serde(default)]
    note: String,
    complete: bool,
    registers: Registers,
}

impl SetFile {
    fn into_set(self) -> ParameterSet {
        ParameterSet {
            profile: self.profile,
            meter: Origin {
                identification: filled(Some(&self.identification)),
                serial_number: filled(Some(&self.serial_number)),
                firmware: filled(Some(&self.firmware)),
            },
            saved_at: self.saved_at.0,
            operator: self.operator,
            note: self.note,
            complete: self.complete,
            registers: self.registers.0,
        }
    }
}

/// A time with an offset, or nothing.
#[derive(Default, Deserialize)]
#[serde(try_from = "String")]
struct SavedAt(Option<Zoned>);

impl TryFrom<String> for SavedAt {
    type Error = String;

    fn try_from(text: String) -> Result<SavedAt, String> {
        if text.is_empty() {
            return Ok(SavedAt(None));
        }
        match parse_instant(&text) {
            Ok(at) => Ok(SavedAt(Some(at))),
            Err(_) => Err(format!(
                "{text:?} is no time with an offset, such as 2026-01-31T13:45:00+01:00"
            )),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RegisterFile {
    address: Address,
    values: Vec<String>,
    #[serde(default)]
    unit: String,
    #[serde(default)]
    flags: Vec<Flag>,
    #[serde(default)]
    name: String,
}

/// What can stand in front of the brackets of a command.
#[derive(Deserialize)]
#[serde(try_from = "String")]
struct Address(String);

impl TryFrom<String> for Address {
    type Error = String;

    fn try_from(text: String) -> Result<Address, String> {
        let is_carried = |c: char| c.is_ascii_graphic() && !matches!(c, '(' | ')');
        if !text.is_empty() && text.chars().all(is_carried) {
            Ok(Address(text))
        } else {
            Err(format!("{text:?} is no address of a register"))
        }
    }
}

/// Registers, each of them once.
struct Registers(Vec<SavedRegister>);

impl<'de> Deserialize<'de> for Registers {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Registers, D::Error> {
        struct Each;

        impl<'de> Visitor<'de> for Each {
            type Value = Vec<SavedRegister>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a list of registers")
            }

            fn visit_seq<A: SeqAccess<'de>>(
                self,
                mut sequence: A,
            ) -> Result<Vec<SavedRegister>, A::Error> {
                let mut registers = Vec::new();
                let mut seen = HashSet::new();
                while let Some(next) = sequence.next_element::<RegisterFile>()? {
                    let address = next.address.0;
                    if !seen.insert(normal_address(&address).to_owned()) {
                        return Err(de::Error::custom(format!(
                            "the register {address} stands here a second time"
                        )));
                    }
                    registers.push(SavedRegister {
                        address,
                        values: next.values,
                        unit: next.unit,
                        flags: next.flags,
                        name: next.name,
                    });
                }
                Ok(registers)
            }
        }

        deserializer.deserialize_seq(Each).map(Registers)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::fixture::{at, set};
    use super::*;

    /// As it comes back: with an offset in place of a time zone.
    fn fixed(mut set: ParameterSet) -> ParameterSet {
        set.saved_at = set
            .saved_at
            .map(|at| at.with_time_zone(jiff::tz::TimeZone::fixed(at.offset())));
        set
    }

    #[test]
    fn a_set_is_a_file_with_a_line_for_each_register() {
        let mut set = set();
        set.operator = "M. Berger".to_owned();
        let expected = r#"ParameterSet(
    version: 1,
    profile: "test",
    identification: "/ISk5MT174-0001",
    serial_number: "12345678",
    firmware: "",
    saved_at: "2026-11-22T20:00:00+01:00",
    operator: "M. Berger",
    note: "",
    complete: true,
    registers: [
        (address: "0.8.0", values: ["015*min"], unit: "min", flags: [], name: "Measuring period"),
        (address: "C.1.0", values: ["say \"hello\" \\ twice"], unit: "", flags: [], name: "Text on the display"),
        (address: "0.0.0", values: ["12345678"], unit: "", flags: [Identity], name: "Serial number"),
        (address: "0.9.1", values: ["101112"], unit: "", flags: [Volatile], name: "Time"),
        (address: "0.4.2", values: ["50"], unit: "", flags: [NeverCopy], name: "Current ratio"),
        (address: "1.8.0", values: ["000123.4*kWh"], unit: "", flags: [ReadOnly], name: "Active import, total"),
    ],
)
"#;
        assert_eq!(set.to_text(), expected);
        assert_eq!(ParameterSet::parse("x", expected), Ok(fixed(set)));
    }

    #[test]
    fn comments_are_allowed_and_mistakes_are_told_with_their_place() {
        let good = set().to_text();
        let check = |from: &str, to: &str, expected: &str| {
            let text = good.replacen(from, to, 1);
            assert_ne!(text, good, "{from}");
            let error = ParameterSet::parse("mine.ron", &text).unwrap_err();
            assert!(error.to_string().starts_with(expected), "{error}");
        };
        let commented = good.replace("    registers", "    // Approved in May\n    registers");
        assert_eq!(
            ParameterSet::parse("x", &commented),
            ParameterSet::parse("x", &good)
        );
        check(
            "unit: \"min\"",
            "unti: \"min\"",
            "mine.ron, line 12, column ",
        );
        check("complete: true", "complete: yes", "mine.ron, line 10, ");
        check(
            "    note: \"\",\n",
            "    remark: \"\",\n",
            "mine.ron, line 9, ",
        );
        check("[Identity]", "[Identiti]", "mine.ron, line 14, column ");
        check("\"0.4.2\"", "\"1-0:0.8.0\"", "mine.ron, line 16, ");
        check("\"0.4.2\"", "\"0.4(2\"", "mine.ron, line 16, ");
        check("\"0.4.2\"", "\"\"", "mine.ron, line 16, ");
        check("T20:00:00+01:00", "", "mine.ron, line 7, column ");
        check("version: 1", "version: 2", "mine.ron has the parameter set");
        let twice = good.replacen("\"0.4.2\"", "\"0.8.0\"", 1);
        let error = ParameterSet::parse("x", &twice).unwrap_err().to_string();
        assert!(
            error.ends_with("0.8.0 stands here a second time"),
            "{error}"
        );
    }

    #[test]
    fn what_is_no_set_is_told_and_nothing_breaks() {
        for text in ["", "()", "5", "ParameterSet(", "Profile(version: 1)"] {
            assert!(ParameterSet::parse("x", text).is_err(), "{text}");
        }
        assert!(ParameterSet::parse("x", &"[".repeat(100_000)).is_err());
        assert!(ParameterSet::parse("x", &"(a:".repeat(100_000)).is_err());
    }

    #[test]
    fn a_file_is_written_once_and_read_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("set.ron");
        let set = set();
        set.save(&path, Overwrite::Never).unwrap();
        assert_eq!(load(&path), Ok(fixed(set.clone())));
        let again = set.save(&path, Overwrite::Never);
        assert_eq!(again, Err(WriteError::Exists(path)));
        let missing = load(&folder.path().join("none.ron")).unwrap_err();
        assert!(matches!(missing, ParameterSetError::Io { .. }), "{missing}");
    }

    #[cfg(unix)]
    #[test]
    fn a_file_without_end_is_not_read_to_its_end() {
        let error = load(Path::new("/dev/zero")).unwrap_err();
        assert!(matches!(error, ParameterSetError::TooLong { .. }));
        assert!(crate::profile::text_of(Path::new("/dev/zero")).is_err());
    }

    proptest! {
        #[test]
        fn any_values_come_back(
            values in proptest::collection::vec("\\PC*|[\\x00-\\x1f\"\\\\]{0,6}", 0..4),
            note in ".*",
            name in ".{0,20}",
        ) {
            let mut set = fixed(set());
            set.note = note;
            set.registers[1].values = values;
            set.registers[1].name = name;
            let text = set.to_text();
            prop_assert_eq!(text.lines().count(), 19);
            prop_assert_eq!(ParameterSet::parse("x", &text), Ok(set));
        }

        #[test]
        fn any_damage_is_taken(place in 0usize..900, byte in any::<u8>()) {
            let mut bytes = set().to_text().into_bytes();
            let place = place % bytes.len();
            bytes[place] = byte;
            let _ = ParameterSet::parse("any", &String::from_utf8_lossy(&bytes));
        }
    }

    #[test]
    fn the_time_comes_back_to_the_second() {
        let text = set().to_text();
        let saved_at = ParameterSet::parse("x", &text).unwrap().saved_at.unwrap();
        assert_eq!(saved_at.timestamp(), at().timestamp());
    }
}

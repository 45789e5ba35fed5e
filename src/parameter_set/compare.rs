//! Two sets of values side by side: meter, file, the maker's defaults, an earlier
//! visit.
//!
//! Says what differs, and which of the differences may be taken over. What tells a
//! meter apart, changes by itself or is not to be copied never becomes a change.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::Arc;

use super::{Flag, Origin, ParameterSet, firmware, values_of};
use crate::meter::Readout;
use crate::profile::{GENERIC, Kind, Profile, RegisterDef, ValueError, normal_address};
use crate::say;
use crate::worker::RegisterReading;

/// One side of a comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Side {
    pub kind: SideKind,
    /// The device profile by name.
    pub profile: Option<String>,
    pub meter: Origin,
    /// Whether nothing is missing that could be there.
    pub complete: bool,
    values: Vec<SideValue>,
}

/// What a side is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SideKind {
    Meter,
    File,
    Defaults,
    EarlierVisit,
}

/// A register of a side.
#[derive(Debug, Clone, PartialEq, Eq)]
struct SideValue {
    address: String,
    name: String,
    unit: String,
    flags: Vec<Flag>,
    /// Several values are joined as they stand on the line, `1)(2`.
    raw: String,
}

/// Two sides, compared register by register.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// What to know before anything is taken over.
    pub warnings: Vec<Warning>,
    /// Every register of both sides, in the order of the profile, then of the left
    /// side, then of the right.
    pub rows: Vec<Row>,
}

/// One register on both sides.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    pub address: String,
    pub name: String,
    /// Of the value as shown; empty for none.
    pub unit: String,
    /// As sent; `None` if this side does not have it.
    pub left: Option<String>,
    pub right: Option<String>,
    pub is_same: bool,
    pub class: Class,
    /// As the profile has it; `None` if it does not know it.
    pub register: Option<Arc<RegisterDef>>,
}

/// What kind of difference a register makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Class {
    /// Can be set, and be taken over.
    Setting,
    /// Tells the meter apart from others.
    Identity,
    /// Changes by itself.
    Volatile,
    NeverCopy,
    ReadOnly,
    /// The profile does not know it.
    Unlisted,
}

/// What to know before values are taken over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Warning {
    OtherProfile {
        left: String,
        right: String,
    },
    /// Another maker, type or version by the identification.
    OtherType {
        left: String,
        right: String,
    },
    OtherFirmware {
        left: String,
        right: String,
    },
    /// Not all of it was read.
    Incomplete(SideKind),
}

impl Side {
    /// What was read of the meter at hand.
    pub fn of_readings(
        profile: &Profile,
        meter: impl Into<Origin>,
        readings: &[RegisterReading],
    ) -> Side {
        let mut meter = meter.into();
        if meter.firmware.is_none() {
            meter.firmware = firmware(readings);
        }
        let newest_first = readings.iter().rev();
        let values = newest_first.filter_map(|reading| {
            let register = &reading.register;
            Some(SideValue::new(register, &values_of(reading)?))
        });
        Side {
            kind: SideKind::Meter,
            profile: Some(profile.name.clone()),
            meter,
            complete: super::is_complete(profile, readings),
            values: values.collect(),
        }
    }

    /// What a file holds.
    pub fn of_set(set: &ParameterSet) -> Side {
        let values = set.registers.iter().map(|register| SideValue {
            address: register.address.clone(),
            name: register.name.clone(),
            unit: register.unit.clone(),
            flags: register.flags.clone(),
            raw: joined(&register.values),
        });
        Side {
            kind: SideKind::File,
            profile: Some(set.profile.clone()),
            meter: set.meter.clone(),
            complete: set.complete,
            values: values.collect(),
        }
    }

    /// What the maker delivers, as far as the profile knows.
    pub fn of_defaults(profile: &Profile) -> Side {
        let values = profile.registers.iter().filter_map(|register| {
            let raw = register.default.clone()?;
            Some(SideValue::new(register, &[raw]))
        });
        Side {
            kind: SideKind::Defaults,
            profile: Some(profile.name.clone()),
            meter: Origin::default(),
            complete: true,
            values: values.collect(),
        }
    }

    /// What an earlier readout told of the registers that the profile knows; of all
    /// present values where it knows none.
    pub fn of_readout(profile: &Profile, readout: &Readout) -> Side {
        let sets = readout.data_sets.iter().filter(|set| {
            set.billing.is_none()
                && (profile.registers.is_empty() || profile.register(&set.address).is_some())
        });
        let values = sets.map(|set| {
            let raws: Vec<String> = set.values.iter().map(|value| value.raw.clone()).collect();
            SideValue {
                address: set.address.clone(),
                name: set.name.clone().unwrap_or_default(),
                unit: String::new(),
                flags: Vec::new(),
                raw: joined(&raws),
            }
        });
        Side {
            kind: SideKind::EarlierVisit,
            profile: readout.profile.clone(),
            meter: Origin::from(&readout.meter),
            complete: readout.complete && !readout.block_check.is_wrong(),
            values: values.collect(),
        }
    }

    /// The same values, said to be those of an earlier visit.
    pub fn earlier(self) -> Side {
        Side {
            kind: SideKind::EarlierVisit,
            ..self
        }
    }

    /// The values by normal address; of equal ones the first.
    fn by_address(&self) -> HashMap<&str, &SideValue> {
        let mut values = HashMap::new();
        for value in &self.values {
            values
                .entry(normal_address(&value.address))
                .or_insert(value);
        }
        values
    }
}

impl SideValue {
    fn new(register: &RegisterDef, values: &[String]) -> SideValue {
        SideValue {
            address: register.address.clone(),
            name: register.name.clone(),
            unit: register.unit.clone(),
            flags: Vec::new(),
            raw: joined(values),
        }
    }
}

/// Compares `left`, mostly the meter at hand, with `right`, by what `profile`
/// knows of the registers.
pub fn compare(profile: &Profile, left: &Side, right: &Side) -> Comparison {
    let by_address = [left.by_address(), right.by_address()];
    let mut seen = HashSet::new();
    let known = profile.registers.iter().map(|register| &register.address);
    let of_sides = left.values.iter().chain(&right.values);
    let rows = known
        .chain(of_sides.map(|value| &value.address))
        .filter(|address| seen.insert(normal_address(address)))
        .filter_map(|address| {
            let wanted = normal_address(address);
            let sides = by_address.each_ref().map(|side| side.get(wanted).copied());
            row(profile, address, sides)
        })
        .collect();
    Comparison {
        warnings: warnings(left, right),
        rows,
    }
}

/// The values of the right side, for the registers of the left, as they will be
/// sent: of rows that differ and may be taken over. Everything else is left out.
pub fn to_stage<'a>(rows: impl IntoIterator<Item = &'a Row>) -> Vec<(Arc<RegisterDef>, String)> {
    rows.into_iter()
        .filter_map(|row| Some((Arc::clone(row.register.as_ref()?), row.to_send()?.ok()?)))
        .collect()
}

impl Comparison {
    /// Rows of registers that both sides have, with different values.
    pub fn differing(&self) -> impl Iterator<Item = &Row> {
        let both = |row: &&Row| row.left.is_some() && row.right.is_some();
        self.rows.iter().filter(both).filter(|row| !row.is_same)
    }

    /// Rows of registers that only the left side has.
    pub fn only_left(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(|row| row.right.is_none())
    }

    /// Rows of registers that only the right side has.
    pub fn only_right(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(|row| row.left.is_none())
    }
}

impl Row {
    /// Whether the value of the right side may be staged.
    pub fn may_be_copied(&self) -> bool {
        self.to_send().is_some_and(|raw| raw.is_ok())
    }

    /// The value of the right side as it will be sent, or why the register does not
    /// take it; `None` where there is nothing to take over.
    pub fn to_send(&self) -> Option<Result<String, ValueError>> {
        let register = self.register.as_ref()?;
        let raw = self.right.as_deref()?;
        let is_wanted = self.class == Class::Setting && !self.is_same;
        is_wanted.then(|| match &register.kind {
            // A text is sent as it is; its unit is no part of it.
            Kind::Text { .. } => register.encode(register.sendable(raw)),
            _ => register.encode(&register.show(raw).to_string()),
        })
    }
}

impl fmt::Display for SideKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            SideKind::Meter => say!("sets-meter-within"),
            SideKind::File => say!("sets-side-file"),
            SideKind::Defaults => say!("sets-maker-within"),
            SideKind::EarlierVisit => say!("sets-side-visit"),
        })
    }
}

impl fmt::Display for Warning {
    /// A sentence, the left side first.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = match self {
            Warning::OtherProfile { left, right } => {
                say!("sets-other-profile", left = left, right = right)
            }
            Warning::OtherType { left, right } => {
                say!("sets-other-type", left = left, right = right)
            }
            Warning::OtherFirmware { left, right } => {
                say!("sets-other-firmware", left = left, right = right)
            }
            Warning::Incomplete(SideKind::Meter) => say!("sets-meter-incomplete").to_owned(),
            Warning::Incomplete(kind) => say!("sets-side-incomplete", side = kind.to_string()),
        };
        f.write_str(&words)
    }
}

fn row(profile: &Profile, address: &str, sides: [Option<&SideValue>; 2]) -> Option<Row> {
    let [left, right] = sides;
    left.or(right)?;
    let register = profile.register(address);
    let either = |text: fn(&SideValue) -> &String| {
        let mut texts = sides.into_iter().flatten().map(text);
        texts
            .find(|text| !text.is_empty())
            .cloned()
            .unwrap_or_default()
    };
    let is_same = match (left, right) {
        (Some(left), Some(right)) => is_same(register, &left.raw, &right.raw),
        _ => false,
    };
    Some(Row {
        address: address.to_owned(),
        name: register
            .map(|register| register.name.clone())
            .filter(|name| !name.is_empty())
            .unwrap_or_else(|| either(|value| &value.name)),
        unit: register.map_or_else(|| either(|value| &value.unit), |known| known.unit.clone()),
        left: left.map(|value| value.raw.clone()),
        right: right.map(|value| value.raw.clone()),
        is_same,
        class: class(register, sides.into_iter().flatten()),
        register: register.cloned().map(Arc::new),
    })
}

/// The strictest of what the profile and the sides say.
fn class<'a>(register: Option<&RegisterDef>, sides: impl Iterator<Item = &'a SideValue>) -> Class {
    let flags: Vec<Flag> = sides.flat_map(|side| side.flags.iter().copied()).collect();
    let has = |flag| flags.contains(&flag);
    match register {
        register if has(Flag::Identity) || register.is_some_and(|known| known.identity) => {
            Class::Identity
        }
        register if has(Flag::Volatile) || register.is_some_and(|known| known.volatile) => {
            Class::Volatile
        }
        register if has(Flag::NeverCopy) || register.is_some_and(|known| known.never_copy) => {
            Class::NeverCopy
        }
        None => Class::Unlisted,
        Some(register) if register.write_level().is_none() => Class::ReadOnly,
        Some(_) => Class::Setting,
    }
}

/// Whether the meter would call it the same, whichever side has it with its unit.
fn is_same(register: Option<&RegisterDef>, left: &str, right: &str) -> bool {
    left.trim() == right.trim()
        || register.is_some_and(|known| known.is_same(left, right) || known.is_same(right, left))
}

fn joined(values: &[String]) -> String {
    values.join(")(")
}

fn warnings(left: &Side, right: &Side) -> Vec<Warning> {
    let mut warnings = Vec::new();
    let profiles = left.profile.as_deref().zip(right.profile.as_deref());
    if let Some((left, right)) = profiles.filter(|(left, right)| left != right)
        // Where nothing was known of the type, nothing contradicts it.
        && ![left, right].contains(&GENERIC)
    {
        warnings.push(Warning::OtherProfile {
            left: left.to_owned(),
            right: right.to_owned(),
        });
    }
    let types = left.meter.type_text().zip(right.meter.type_text());
    if let Some((left, right)) = types.filter(|(left, right)| !left.eq_ignore_ascii_case(right)) {
        warnings.push(Warning::OtherType { left, right });
    }
    let firmwares = left
        .meter
        .firmware
        .clone()
        .zip(right.meter.firmware.clone());
    if let Some((left, right)) = firmwares.filter(|(left, right)| left != right) {
        warnings.push(Warning::OtherFirmware { left, right });
    }
    let sides = [left, right].into_iter();
    warnings.extend(
        sides
            .filter(|side| !side.complete)
            .map(|side| Warning::Incomplete(side.kind)),
    );
    warnings
}

impl Origin {
    /// The identification without the speed, and without the serial number where
    /// that is a part of it.
    fn type_text(&self) -> Option<String> {
        let line = self.identification.as_deref()?;
        let text = match crate::codec::Identification::parse(line) {
            Some(told) => format!("{}{}", told.manufacturer(), told.text()),
            None => line.to_owned(),
        };
        let serial = self.serial_number.as_deref().unwrap_or("");
        let text = if serial.len() < 4 {
            text
        } else {
            text.replace(serial, "")
        };
        Some(text)
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{at, meter, profile, reading, readings, set};
    use super::*;

    /// The set of another meter of the type, with every value changed.
    fn other() -> ParameterSet {
        let mut other = set();
        other.meter.serial_number = Some("87654321".to_owned());
        for register in &mut other.registers {
            register.values = vec!["7".to_owned()];
        }
        other
    }

    fn of_meter() -> Side {
        let profile = profile();
        Side::of_readings(&profile, meter(), &readings(&profile))
    }

    #[test]
    fn only_settings_are_ever_staged() {
        let profile = profile();
        let compared = compare(&profile, &of_meter(), &Side::of_set(&other()));
        let classes: Vec<(&str, Class)> = compared
            .differing()
            .map(|row| (row.address.as_str(), row.class))
            .collect();
        let expected = [
            ("0.8.0", Class::Setting),
            ("C.1.0", Class::Setting),
            ("0.0.0", Class::Identity),
            ("0.9.1", Class::Volatile),
            ("0.4.2", Class::NeverCopy),
            ("1.8.0", Class::ReadOnly),
        ];
        assert_eq!(classes, expected);
        assert_eq!(compared.warnings, []);
        let staged: Vec<(String, String)> = to_stage(&compared.rows)
            .into_iter()
            .map(|(register, raw)| (register.address.clone(), raw))
            .collect();
        let pair = |address: &str, raw: &str| (address.to_owned(), raw.to_owned());
        assert_eq!(staged, [pair("0.8.0", "007"), pair("C.1.0", "7")]);
    }

    #[test]
    fn a_mark_in_the_file_is_as_good_as_one_in_the_profile() {
        let profile = profile();
        let mut other = other();
        other.registers[0].flags = vec![Flag::Identity];
        let compared = compare(&profile, &of_meter(), &Side::of_set(&other));
        assert_eq!(compared.rows[0].class, Class::Identity);
        assert!(!compared.rows[0].may_be_copied());
        other.registers[2].flags = Vec::new();
        let compared = compare(&profile, &of_meter(), &Side::of_set(&other));
        assert_eq!(compared.rows[2].class, Class::Identity);
    }

    #[test]
    fn what_one_side_lacks_is_told_apart() {
        let profile = profile();
        let read = [
            reading(&profile, "1-0:0.8.0*255", &["60"]),
            reading(&profile, "Z.9", &["1"]),
        ];
        let left = Side::of_readings(&profile, meter(), &read);
        let right = Side::of_set(&set());
        let compared = compare(&profile, &left, &right);
        let address = |row: &Row| row.address.clone();
        let differing: Vec<String> = compared.differing().map(address).collect();
        assert_eq!(differing, ["0.8.0"]);
        let only_left: Vec<String> = compared.only_left().map(address).collect();
        assert_eq!(only_left, ["Z.9"]);
        assert_eq!(compared.rows.last().unwrap().class, Class::Unlisted);
        let only_right: Vec<String> = compared.only_right().map(address).collect();
        assert_eq!(only_right, ["C.1.0", "0.0.0", "0.9.1", "0.4.2", "1.8.0"]);
        assert_eq!(
            compared.warnings,
            [Warning::Incomplete(SideKind::Meter)],
            "{:?}",
            compared.warnings
        );
        // What the meter has not told may still be set.
        assert!(compared.only_right().next().unwrap().may_be_copied());
    }

    #[test]
    fn equal_sides_do_not_differ() {
        let profile = profile();
        let compared = compare(&profile, &of_meter(), &Side::of_set(&set()));
        assert_eq!(compared.differing().count(), 0);
        assert_eq!(compared.rows.len(), 6);
        assert!(to_stage(&compared.rows).is_empty());
    }

    #[test]
    fn the_maker_s_values_are_a_side_and_a_unit_makes_no_difference() {
        let profile = profile();
        let compared = compare(&profile, &of_meter(), &Side::of_defaults(&profile));
        assert_eq!(compared.only_right().count(), 0);
        let row = &compared.rows[0];
        assert_eq!(row.left.as_deref(), Some("015*min"));
        assert_eq!(row.right.as_deref(), Some("15"));
        assert!(row.is_same && !row.may_be_copied());
    }

    #[test]
    fn a_value_is_staged_as_the_meter_takes_it_and_within_its_limits() {
        let profile = profile();
        let mut other = set();
        let staged = |other: &ParameterSet| {
            let compared = compare(&profile, &of_meter(), &Side::of_set(other));
            compared.rows[0].to_send().unwrap()
        };
        other.registers[0].values = vec!["30*min".to_owned()];
        assert_eq!(staged(&other).as_deref(), Ok("030"));
        other.registers[0].values = vec!["90*min".to_owned()];
        let refused = staged(&other).unwrap_err().to_string();
        assert_eq!(refused, "60 min is the most that 0.8.0 takes");
        other.registers[0].values = vec!["30*kWh".to_owned()];
        assert!(staged(&other).is_err());
    }

    #[test]
    fn the_unit_of_a_text_is_not_sent() {
        let mut profile = profile();
        profile.registers[0].kind = Kind::default();
        let mut other = set();
        other.registers[0].values = vec!["30*min".to_owned()];
        let compared = compare(&profile, &of_meter(), &Side::of_set(&other));
        assert_eq!(compared.rows[0].to_send().unwrap().as_deref(), Ok("30"));
    }

    #[test]
    fn another_type_is_warned_of_and_another_number_is_not() {
        let check = |change: fn(&mut ParameterSet), expected: &[&str]| {
            let profile = profile();
            let mut left = of_meter();
            left.meter.firmware = Some("1.0".to_owned());
            let mut other = set();
            change(&mut other);
            let compared = compare(&profile, &left, &Side::of_set(&other));
            let said: Vec<String> = compared.warnings.iter().map(Warning::to_string).collect();
            assert_eq!(said, expected);
        };
        check(|set| set.meter.serial_number = Some("1".to_owned()), &[]);
        check(|set| set.profile = GENERIC.to_owned(), &[]);
        check(
            |set| set.profile = "emh-lzqj".to_owned(),
            &["Other device profile: test and emh-lzqj"],
        );
        check(
            |set| set.meter.identification = Some("/ISk5ME172-0000".to_owned()),
            &["Other type of meter: ISkMT174-0001 and ISkME172-0000"],
        );
        check(
            |set| set.meter.identification = Some("/ISK3MT174-0001".to_owned()),
            &[],
        );
        check(
            |set| set.meter.firmware = Some("1.1".to_owned()),
            &["Other firmware: 1.0 and 1.1"],
        );
        check(
            |set| set.complete = false,
            &["Not all registers were read when the file was saved"],
        );
    }

    #[test]
    fn a_serial_number_in_the_identification_makes_no_other_type() {
        let side = |serial: &str| {
            let origin = Origin {
                identification: Some(format!("/MCS5\\@V0050{serial}")),
                serial_number: Some(serial.to_owned()),
                firmware: None,
            };
            Side::of_readings(&profile(), origin, &readings(&profile()))
        };
        let compared = compare(&profile(), &side("710000051"), &side("710000052"));
        assert_eq!(compared.warnings, []);
    }

    #[test]
    fn a_value_that_no_command_carries_is_not_staged() {
        let profile = profile();
        for raws in [vec!["1", "2"], vec!["7\u{3}"]] {
            let mut other = other();
            other.registers[0].values = raws.iter().map(|raw| (*raw).to_owned()).collect();
            let compared = compare(&profile, &of_meter(), &Side::of_set(&other));
            assert!(!compared.rows[0].may_be_copied(), "{raws:?}");
        }
    }

    #[test]
    fn an_earlier_readout_is_compared_by_what_the_profile_knows() {
        let telegram = b"/ISk5MT174-0001\r\n\r\n\x020.8.0(60*min)\r\n1.8.0(1)\r\n1.8.0*01(2)\r\n2.8.0(3)\r\n!\r\n\x03";
        let opened = crate::archive::open_stream(&telegram[..], "x").unwrap();
        let profile = profile();
        let readout = &opened.readouts[0].readout;
        let compared = compare(&profile, &of_meter(), &Side::of_readout(&profile, readout));
        let of = |address: &str| {
            let mut rows = compared.rows.iter();
            rows.find(|row| row.address == address)
                .unwrap()
                .right
                .clone()
        };
        assert_eq!(of("0.8.0").as_deref(), Some("60*min"));
        assert_eq!(of("1.8.0").as_deref(), Some("1"));
        assert_eq!(compared.rows.len(), 6);
        let saved = ParameterSet::from_readings(&profile, meter(), &readings(&profile), &at());
        assert_eq!(Side::of_set(&saved).earlier().kind, SideKind::EarlierVisit);
    }
}

//! Parameter sets: what is set in a meter, as a file that can be kept, mailed,
//! compared and taken over by another meter.
//!
//! Loading one never writes: a set is only ever compared, and rows of a comparison
//! are staged and reviewed like any other change. Knows nothing about ports and
//! sessions, and reads no clock.
//!
//! ```
//! use flagport::parameter_set::ParameterSet;
//!
//! let text = r#"ParameterSet(
//!     version: 1,
//!     profile: "iskra-mt174",
//!     complete: true,
//!     registers: [
//!         (address: "0.8.0", values: ["15*min"], unit: "min", flags: []), // 15 or 60
//!     ],
//! )"#;
//! let set = ParameterSet::parse("mine.ron", text)?;
//! assert_eq!(set.registers.len(), 1);
//! # Ok::<(), flagport::parameter_set::ParameterSetError>(())
//! ```

mod compare;
mod file;

use jiff::Zoned;

use crate::meter::MeterIdentity;
use crate::profile::{Profile, RegisterDef, normal_address};
use crate::worker::{MeterKey, RegisterReading};

pub use compare::{Class, Comparison, Row, Side, SideKind, Warning, compare, to_stage};
pub use file::{ParameterSetError, VERSION, load};

/// What was set in a meter at one time.
#[derive(Debug, Clone, PartialEq)]
pub struct ParameterSet {
    /// The device profile by name.
    pub profile: String,
    pub meter: Origin,
    pub saved_at: Option<Zoned>,
    /// Who saved it.
    pub operator: String,
    pub note: String,
    /// Whether every register was read that the profile calls readable.
    pub complete: bool,
    /// In the order of the profile, then by address.
    pub registers: Vec<SavedRegister>,
}

/// The meter that values are from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Origin {
    /// The identification message without CR LF.
    pub identification: Option<String>,
    pub serial_number: Option<String>,
    pub firmware: Option<String>,
}

/// One register of a set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedRegister {
    /// As it stands in a command.
    pub address: String,
    /// The texts between the brackets, as sent.
    pub values: Vec<String>,
    /// Of the value as shown; empty for none.
    pub unit: String,
    pub flags: Vec<Flag>,
    pub name: String,
}

/// Why a value is not taken over by another meter.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
pub enum Flag {
    /// Tells this meter apart from others.
    Identity,
    /// Changes by itself.
    Volatile,
    NeverCopy,
    ReadOnly,
}

/// Firmware registers, where the identification tells none.
const FIRMWARE: &str = "0.2.0";

impl From<&MeterIdentity> for Origin {
    fn from(meter: &MeterIdentity) -> Origin {
        Origin {
            identification: filled(meter.identification_line.as_deref()),
            serial_number: filled(meter.serial_number.as_deref()),
            firmware: filled(meter.firmware.as_deref()),
        }
    }
}

impl From<&MeterKey> for Origin {
    fn from(meter: &MeterKey) -> Origin {
        Origin {
            identification: filled(Some(&meter.identification_line)),
            serial_number: filled(meter.serial_number.as_deref()),
            firmware: None,
        }
    }
}

impl ParameterSet {
    /// What was read of a meter. Registers without a value are left out, and make
    /// the set incomplete; so do readable ones of the profile that were not asked for.
    pub fn from_readings(
        profile: &Profile,
        meter: impl Into<Origin>,
        readings: &[RegisterReading],
        saved_at: &Zoned,
    ) -> ParameterSet {
        let mut meter = meter.into();
        if meter.firmware.is_none() {
            meter.firmware = firmware(readings);
        }
        // The newest reading of a register stands for it.
        let newest_first = readings.iter().rev();
        let mut registers: Vec<SavedRegister> = newest_first
            .filter_map(|reading| {
                let values = values_of(reading)?;
                let known = profile.register(&reading.register.address);
                Some(SavedRegister::new(
                    known.unwrap_or(&reading.register),
                    values,
                ))
            })
            .collect();
        sort(profile, &mut registers);
        registers.dedup_by(|later, first| is_same_address(&later.address, &first.address));
        ParameterSet {
            profile: profile.name.clone(),
            meter,
            saved_at: Some(saved_at.clone()),
            operator: String::new(),
            note: String::new(),
            complete: is_complete(profile, readings),
            registers,
        }
    }

    /// The register with this address, whichever way it is written.
    pub fn register(&self, address: &str) -> Option<&SavedRegister> {
        self.registers
            .iter()
            .find(|register| is_same_address(&register.address, address))
    }
}

impl SavedRegister {
    fn new(register: &RegisterDef, values: Vec<String>) -> SavedRegister {
        let flags = [
            (register.identity, Flag::Identity),
            (register.volatile, Flag::Volatile),
            (register.never_copy, Flag::NeverCopy),
            (register.write_level().is_none(), Flag::ReadOnly),
        ];
        SavedRegister {
            address: register.address.clone(),
            values,
            unit: register.unit.clone(),
            flags: flags
                .into_iter()
                .filter_map(|(is_set, flag)| is_set.then_some(flag))
                .collect(),
            name: register.name.clone(),
        }
    }
}

/// The values of a reading as sent; `None` if it has none.
fn values_of(reading: &RegisterReading) -> Option<Vec<String>> {
    let set = reading.answer.as_ref().ok()?;
    Some(set.values.iter().map(|value| value.raw.clone()).collect())
}

/// Whether every register was read that the profile calls readable, and nothing
/// that was asked for is missing.
fn is_complete(profile: &Profile, readings: &[RegisterReading]) -> bool {
    let answered = |register: &RegisterDef| {
        let mut newest_first = readings.iter().rev();
        newest_first
            .find(|reading| is_same_address(&reading.register.address, &register.address))
            .is_some_and(|reading| reading.answer.is_ok())
    };
    let asked_for = readings.iter().map(|reading| reading.register.as_ref());
    let known = profile.registers.iter();
    known
        .filter(|known| known.is_readable())
        .chain(asked_for)
        .all(answered)
}

fn firmware(readings: &[RegisterReading]) -> Option<String> {
    let reading = readings
        .iter()
        .find(|reading| is_same_address(&reading.register.address, FIRMWARE))?;
    filled(values_of(reading)?.first().map(String::as_str))
}

/// Brings registers into the order of the profile; what it does not know comes
/// last, by address.
fn sort(profile: &Profile, registers: &mut [SavedRegister]) {
    let place = |address: &str| {
        let mut known = profile.registers.iter();
        known
            .position(|known| is_same_address(&known.address, address))
            .unwrap_or(usize::MAX)
    };
    registers.sort_by_cached_key(|register| {
        let address = &register.address;
        (place(address), normal_address(address).to_owned())
    });
}

fn is_same_address(one: &str, other: &str) -> bool {
    normal_address(one) == normal_address(other)
}

/// Text that tells something.
fn filled(text: Option<&str>) -> Option<String> {
    text.map(str::trim)
        .filter(|text| !text.is_empty())
        .map(str::to_owned)
}

#[cfg(test)]
pub(crate) mod fixture {
    //! A profile with one register of each class, and readings of it.

    use std::sync::Arc;

    use super::*;
    use crate::meter::{Content, DataSet, Value};
    use crate::profile::{Access, Kind};
    use crate::worker::ReadProblem;

    pub(crate) fn register(address: &str, name: &str, access: Access) -> RegisterDef {
        RegisterDef {
            address: address.to_owned(),
            name: name.to_owned(),
            access,
            ..RegisterDef::default()
        }
    }

    /// Registers in an order that is not that of their addresses.
    pub(crate) fn profile() -> Profile {
        let period = RegisterDef {
            unit: "min".to_owned(),
            default: Some("15".to_owned()),
            kind: Kind::Number {
                min: Some(1.into()),
                max: Some(60.into()),
                decimals: 0,
                width: 3,
                scale: 0,
            },
            ..register("0.8.0", "Measuring period", Access::Write(1))
        };
        let serial = RegisterDef {
            identity: true,
            ..register("0.0.0", "Serial number", Access::Write(2))
        };
        let clock = RegisterDef {
            volatile: true,
            ..register("0.9.1", "Time", Access::Write(1))
        };
        let ratio = RegisterDef {
            never_copy: true,
            ..register("0.4.2", "Current ratio", Access::Write(2))
        };
        Profile {
            version: 1,
            name: "test".to_owned(),
            registers: vec![
                period,
                register("C.1.0", "Text on the display", Access::Write(1)),
                serial,
                clock,
                ratio,
                register("1.8.0", "Active import, total", Access::ReadOnly),
                register("96.96", "Password", Access::WriteOnly(1)),
            ],
            ..Profile::default()
        }
    }

    pub(crate) fn reading(profile: &Profile, address: &str, values: &[&str]) -> RegisterReading {
        let known = profile.register(address).cloned();
        RegisterReading {
            register: Arc::new(known.unwrap_or_else(|| register(address, "", Access::ReadOnly))),
            answer: Ok(DataSet {
                line: 1,
                address: address.to_owned(),
                code: None,
                name: None,
                billing: None,
                values: values
                    .iter()
                    .map(|raw| Value {
                        raw: (*raw).to_owned(),
                        content: Content::Text,
                    })
                    .collect(),
            }),
            read_at: at(),
        }
    }

    pub(crate) fn refused(profile: &Profile, address: &str) -> RegisterReading {
        RegisterReading {
            answer: Err(ReadProblem::Refused {
                answer: "ER05".to_owned(),
                meaning: None,
            }),
            ..reading(profile, address, &[])
        }
    }

    pub(crate) fn readings(profile: &Profile) -> Vec<RegisterReading> {
        [
            ("0.0.0", "12345678"),
            ("1.8.0", "000123.4*kWh"),
            ("0.9.1", "101112"),
            ("C.1.0", "say \"hello\" \\ twice"),
            ("0.4.2", "50"),
            ("0.8.0", "015*min"),
        ]
        .map(|(address, raw)| reading(profile, address, &[raw]))
        .into()
    }

    pub(crate) fn meter() -> Origin {
        Origin {
            identification: Some("/ISk5MT174-0001".to_owned()),
            serial_number: Some("12345678".to_owned()),
            firmware: None,
        }
    }

    pub(crate) fn at() -> Zoned {
        "2026-11-22T20:00:00+01:00[Europe/Berlin]".parse().unwrap()
    }

    pub(crate) fn set() -> ParameterSet {
        let profile = profile();
        ParameterSet::from_readings(&profile, meter(), &readings(&profile), &at())
    }
}

#[cfg(test)]
mod tests {
    use super::fixture::{at, meter, profile, reading, readings, refused};
    use super::*;

    #[test]
    fn registers_stand_in_the_order_of_the_profile_whatever_they_were_read_in() {
        let profile = profile();
        let mut readings = readings(&profile);
        readings.push(reading(&profile, "Z.2", &["1"]));
        readings.push(reading(&profile, "Z.1", &["1", "2"]));
        readings.push(reading(&profile, "1-0:0.8.0*255", &["60*min"]));
        let set = ParameterSet::from_readings(&profile, meter(), &readings, &at());
        let addresses: Vec<&str> = set.registers.iter().map(|r| r.address.as_str()).collect();
        let expected = [
            "0.8.0", "C.1.0", "0.0.0", "0.9.1", "0.4.2", "1.8.0", "Z.1", "Z.2",
        ];
        assert_eq!(addresses, expected);
        assert_eq!(set.register("1-0:0.8.0*255").unwrap().values, ["60*min"]);
        assert_eq!(set.register("Z.1").unwrap().values, ["1", "2"]);
        assert_eq!(set.register("0.0.0").unwrap().flags, [Flag::Identity]);
        assert_eq!(set.register("1.8.0").unwrap().flags, [Flag::ReadOnly]);
    }

    #[test]
    fn a_set_is_complete_if_all_that_can_be_read_was_read() {
        let profile = profile();
        let all = readings(&profile);
        let complete = |readings: &[RegisterReading]| {
            ParameterSet::from_readings(&profile, meter(), readings, &at()).complete
        };
        assert!(complete(&all));
        assert!(!complete(&all[1..]));
        let mut with_refusal = all.clone();
        with_refusal[0] = refused(&profile, "0.0.0");
        assert!(!complete(&with_refusal));
    }

    #[test]
    fn the_firmware_is_known_from_its_register() {
        let profile = profile();
        let readings = [reading(&profile, "1-0:0.2.0", &[" 3.15 "])];
        let set = ParameterSet::from_readings(&profile, meter(), &readings, &at());
        assert_eq!(set.meter.firmware.as_deref(), Some("3.15"));
    }
}

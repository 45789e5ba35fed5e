//! Which simulated meters there are on a line: one, or several on one bus.
//!
//! `lgz-zmd` is a meter, `lgz-zmd+echo` one with something wrong with it,
//! `iskra-mt174@4711` one with another serial number, which is also its device address,
//! and `lgz-zmd/iskra-mt174@4711` two meters on one pair of wires. All hear whatever is
//! said there; one that is not addressed keeps silent, and a request without a device
//! address is answered by all of them at once, which nobody understands.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use super::catalog::{self, UnknownMeter};
use super::fault::{Fault, Faults, UnknownFault};
use super::kind::{Manner, MeterType};
use super::memory::MeterMemory;

/// A simulated meter at a place on a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Station {
    pub kind: MeterType,
    /// In place of the one that its type has.
    pub serial: Option<String>,
    pub faults: Faults,
}

/// The meters on one line, at least one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bus {
    pub first: Station,
    pub others: Vec<Station>,
}

/// Why a text names no stations.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum StationError {
    #[error(transparent)]
    Meter(#[from] UnknownMeter),
    #[error(transparent)]
    Fault(#[from] UnknownFault),
    #[error("{0:?} is no serial number of a simulated meter; 1 to 16 letters and digits are")]
    Serial(String),
    #[error("the simulated meter {0} cannot have another serial number: it tells none")]
    NoSerial(&'static str),
    #[error("the simulated meter {0} sends unasked and cannot share a line")]
    Pushes(&'static str),
    #[error("two simulated meters on the line have the address {0}")]
    SameAddress(String),
    #[error("a line has room for {MAX_STATIONS} simulated meters")]
    TooMany,
}

/// The most meters on one line.
const MAX_STATIONS: usize = 64;

/// The longest serial number.
const MAX_SERIAL: usize = 16;

impl Station {
    /// A meter as its type is.
    pub fn new(kind: MeterType) -> Station {
        Station {
            kind,
            serial: None,
            faults: Faults::default(),
        }
    }

    /// The same meter with something wrong with it.
    pub fn with_faults(self, faults: Faults) -> Station {
        Station { faults, ..self }
    }

    /// The device address that it answers to in any case.
    pub fn address(&self) -> Option<&str> {
        match (&self.serial, self.kind.manner) {
            (Some(serial), _) => Some(serial),
            (None, Manner::Answers(answers)) => {
                let own = own_serial(&self.kind);
                own.or_else(|| answers.addresses.first().copied())
            }
            (None, Manner::Pushes { .. }) => None,
        }
    }

    /// The memory that belongs to this meter for the life of the process.
    pub fn kept_memory(&self) -> MeterMemory {
        match &self.serial {
            Some(serial) => MeterMemory::kept(&format!("{}@{serial}", self.kind.name)),
            None => MeterMemory::kept(self.kind.name),
        }
    }
}

impl Bus {
    /// One meter on a line of its own.
    pub fn of(station: Station) -> Bus {
        Bus {
            first: station,
            others: Vec::new(),
        }
    }

    /// All of them, the first one first.
    pub fn stations(&self) -> impl Iterator<Item = &Station> {
        std::iter::once(&self.first).chain(&self.others)
    }

    /// The same meters, all with something wrong with them besides what is already.
    pub fn with_faults(mut self, faults: &[Fault]) -> Bus {
        for station in std::iter::once(&mut self.first).chain(&mut self.others) {
            station.faults.list.extend(faults);
        }
        self
    }
}

/// A text such as `lgz-zmd` or `lgz-zmd+echo/iskra-mt174@4711`.
impl FromStr for Bus {
    type Err = StationError;

    fn from_str(text: &str) -> Result<Bus, StationError> {
        let mut names = text.split('/');
        let mut bus = Bus::of(parse(names.next().unwrap_or_default())?);
        for name in names {
            if bus.others.len() + 1 >= MAX_STATIONS {
                return Err(StationError::TooMany);
            }
            bus.others.push(parse(name)?);
        }
        let mut addresses: Vec<&str> = Vec::new();
        for station in bus.stations().filter(|_| !bus.others.is_empty()) {
            let Some(address) = station.address() else {
                return Err(StationError::Pushes(station.kind.name));
            };
            if addresses.contains(&address) {
                return Err(StationError::SameAddress(address.to_owned()));
            }
            addresses.push(address);
        }
        Ok(bus)
    }
}

impl fmt::Display for Bus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.first)?;
        self.others
            .iter()
            .try_for_each(|station| write!(f, "/{station}"))
    }
}

impl fmt::Display for Station {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.name)?;
        if let Some(serial) = &self.serial {
            write!(f, "@{serial}")?;
        }
        self.faults
            .list
            .iter()
            .try_for_each(|fault| write!(f, "+{fault}"))
    }
}

/// A device address that is shorter is a number on the line, no serial number.
const MIN_SERIAL: usize = 6;

/// The serial number of a type: the first of its device addresses that its readout tells.
pub(super) fn own_serial(kind: &MeterType) -> Option<&'static str> {
    let Manner::Answers(answers) = kind.manner else {
        return None;
    };
    let mut addresses = answers.addresses.iter().copied();
    let is_told = |address: &str| kind.readout.contains(&format!("({address})"));
    addresses.find(|address| address.len() >= MIN_SERIAL && is_told(address))
}

fn parse(text: &str) -> Result<Station, StationError> {
    let (name, faults) = text.split_once('+').unwrap_or((text, ""));
    let (name, serial) = match name.split_once('@') {
        Some((name, serial)) => (name, Some(serial)),
        None => (name, None),
    };
    let kind = *catalog::find(name)?;
    if let Some(serial) = serial {
        let is_plain = serial.chars().all(|c| c.is_ascii_alphanumeric());
        if !is_plain || !(1..=MAX_SERIAL).contains(&serial.len()) {
            return Err(StationError::Serial(serial.to_owned()));
        }
        if own_serial(&kind).is_none() {
            return Err(StationError::NoSerial(kind.name));
        }
    }
    let faults = faults.split('+').filter(|_| text.contains('+'));
    let list: Result<Vec<_>, UnknownFault> = faults.map(str::parse).collect();
    Ok(Station {
        kind,
        serial: serial.map(str::to_owned),
        faults: Faults {
            list: list?,
            seed: 1,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> String {
        text.parse::<Bus>().unwrap_err().to_string()
    }

    #[test]
    fn a_text_names_meters_their_numbers_and_what_goes_wrong() {
        let text = "lgz-zmd+echo+ack-lost/iskra-mt174@4711/emh-lzqj";
        let bus: Bus = text.parse().unwrap();
        assert_eq!(bus.first.faults.list, [Fault::Echo, Fault::AckLost]);
        assert_eq!(bus.others[0].address(), Some("4711"));
        assert_eq!(bus.others[1].address(), Some("05939068"));
        assert_eq!(bus.to_string(), text);
        assert!("dsmr-p1".parse::<Bus>().is_ok(), "alone it may push");
    }

    #[test]
    fn what_names_no_stations_is_told_why() {
        let message = said("lgz");
        assert!(
            message.starts_with("there is no simulated meter \"lgz\"; there are lgz-zmd, "),
            "{message}"
        );
        let message = said("lgz-zmd+ack");
        assert!(
            message.starts_with("there is no fault \"ack\";"),
            "{message}"
        );
        assert!(said("lgz-zmd+").starts_with("there is no fault \"\""));
        assert!(said("lgz-zmd@").starts_with("\"\" is no serial number"));
        assert!(said("lgz-zmd@1;2").starts_with("\"1;2\" is no serial number"));
        assert!(said("dsmr-p1@1").contains("it tells none"));
        assert!(said("dsmr-p1/lgz-zmd").contains("sends unasked"));
        assert!(said("lgz-zmd/lgz-zmd").contains("the address 95316176"));
        assert!(said("lgz-zmd//emh-lzqj").starts_with("there is no simulated meter \"\""));
        let many: Vec<String> = (100..165).map(|n| format!("lgz-zmd@{n}")).collect();
        assert!(said(&many.join("/")).contains("room for 64"));
        assert!(many[1..].join("/").parse::<Bus>().is_ok());
    }
}

//! The meters of a round out of the rows of a sheet.

use std::collections::HashMap;

use thiserror::Error;

use super::{Column, MAX_ROWS, Matching, Sheet, SheetRow};
use crate::codec::Request;
use crate::profile::Library;
use crate::round::{Planned, serial};
use crate::worker::{PortChoice, PortParseError};

/// What came of the rows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Listed {
    /// In the order of the list.
    pub stops: Vec<Planned>,
    /// In the order of the list.
    pub problems: Vec<RowProblem>,
}

impl Listed {
    /// How many rows became no meter of the round.
    pub fn left_out(&self) -> usize {
        let is_out = |problem: &&RowProblem| problem.trouble.leaves_out();
        self.problems.iter().filter(is_out).count()
    }
}

/// Something that is wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("line {line}: {trouble}")]
pub struct RowProblem {
    /// Its line in the file, counted from 1.
    pub line: u64,
    pub trouble: Trouble,
}

/// What is wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Trouble {
    #[error("there is no serial number; the row is left out")]
    NoSerial,
    #[error("the serial number {serial:?} stands in line {first} already; the row is left out")]
    DoubleSerial { serial: String, first: u64 },
    #[error("the port cannot be used: {0}; the port that is chosen will be used")]
    Port(PortParseError),
    #[error("the device address {0:?} cannot be sent; the meter will be asked without it")]
    Address(String),
    #[error("there is no device profile {0:?}; it will be chosen by the identification")]
    Profile(String),
}

impl Trouble {
    /// Whether the row becomes no meter of the round.
    pub fn leaves_out(&self) -> bool {
        matches!(self, Trouble::NoSerial | Trouble::DoubleSerial { .. })
    }
}

/// Makes the meters of a round; `None` where no column holds the serial numbers. Device
/// profiles are looked up in `library`.
pub fn stops(sheet: &Sheet, matching: &Matching, library: &Library) -> Option<Listed> {
    matching.place_of(Column::Serial)?;
    let mut listed = Listed::default();
    let mut known: HashMap<String, u64> = HashMap::new();
    for row in sheet.rows.iter().take(MAX_ROWS) {
        let mut say = |trouble| {
            listed.problems.push(RowProblem {
                line: row.line,
                trouble,
            });
        };
        let cell = |column| cell(row, matching, column);
        let serial = cell(Column::Serial);
        let key = serial::normal(serial);
        if key.is_empty() {
            say(Trouble::NoSerial);
            continue;
        }
        if let Some(first) = known.get(&key) {
            say(Trouble::DoubleSerial {
                serial: serial.to_owned(),
                first: *first,
            });
            continue;
        }
        known.insert(key, row.line);
        let port = port_of(cell(Column::Port)).unwrap_or_else(|error| {
            say(Trouble::Port(error));
            None
        });
        let mut address = cell(Column::Address).to_owned();
        if Request::to(&address).is_err() {
            say(Trouble::Address(std::mem::take(&mut address)));
        }
        let mut profile = Some(cell(Column::Profile)).filter(|name| !name.is_empty());
        if let Some(name) = profile.filter(|name| library.find(name).is_none()) {
            say(Trouble::Profile(name.to_owned()));
            profile = None;
        }
        let known = profile.and_then(|name| library.find(name));
        listed.stops.push(Planned {
            line: row.line,
            serial: serial.to_owned(),
            place: cell(Column::Place).to_owned(),
            street: cell(Column::Street).to_owned(),
            port,
            address,
            profile: known.map(|profile| profile.name.clone()),
            order: cell(Column::Order).to_owned(),
            note: cell(Column::Note).to_owned(),
        });
    }
    Some(listed)
}

fn cell<'r>(row: &'r SheetRow, matching: &Matching, column: Column) -> &'r str {
    let place = matching.place_of(column);
    place
        .and_then(|place| row.cells.get(place))
        .map_or("", String::as_str)
}

/// The port of a cell: one of its own form, or a host and a port number alone.
fn port_of(text: &str) -> Result<Option<PortChoice>, PortParseError> {
    if text.is_empty() {
        return Ok(None);
    }
    let is_bare = text
        .rsplit_once(':')
        .is_some_and(|(host, port)| !host.contains([':', '/']) && port.parse::<u16>().is_ok());
    if is_bare {
        return format!("tcp://{text}").parse().map(Some);
    }
    text.parse().map(Some)
}

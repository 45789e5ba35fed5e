//! A readout as data: what the window shows and the exports write.

use std::sync::Arc;

use jiff::Zoned;
use jiff::civil;
use rust_decimal::Decimal;

use super::{LoadProfile, Logbook};
use crate::codec::{BlockCheck, Mode};

/// Everything one data readout told.
#[derive(Debug, Clone, PartialEq)]
pub struct Readout {
    pub meter: MeterIdentity,
    /// The name of the device profile that was used, `lgz-zmd` for example.
    pub profile: Option<String>,
    /// When the identification message was received, by this computer's clock.
    pub read_at: Option<Zoned>,
    /// Whether the end of the data block was seen.
    pub complete: bool,
    pub block_check: BlockCheck,
    /// Characters that are known to have arrived damaged, by their parity or because no
    /// text holds them, in a block without a check that could tell more.
    pub damaged: usize,
    /// In the order sent; nothing that was sent is dropped.
    pub data_sets: Vec<DataSet>,
    /// The load profiles among them, each in one piece.
    pub load_profiles: Vec<Arc<LoadProfile>>,
    /// The logbooks among them, each in one piece.
    pub logbooks: Vec<Arc<Logbook>>,
    /// What is odd about the telegram, in line order.
    pub problems: Vec<Problem>,
    /// The meter's clock minus this computer's, where the readout tells the time.
    pub clock_drift: Option<jiff::SignedDuration>,
}

impl Readout {
    /// `343 data sets`, `1 data set`.
    pub fn data_sets_in_words(&self) -> String {
        match self.data_sets.len() {
            1 => "1 data set".to_owned(),
            count => format!("{count} data sets"),
        }
    }
}

/// Who the meter is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MeterIdentity {
    /// The identification message without CR LF.
    pub identification_line: Option<String>,
    /// FLAG code as sent, `LGZ`.
    pub manufacturer: Option<String>,
    pub manufacturer_name: Option<String>,
    /// The ident without escape pairs, `ZMD3104107.B32`.
    pub identification: Option<String>,
    /// A readable device type where one can be told, `ZMD310`.
    pub device_type: Option<String>,
    /// The mode that the session used.
    pub mode: Option<Mode>,
    /// The speed of the data block in baud.
    pub baud: Option<u32>,
    pub serial_number: Option<String>,
    pub property_number: Option<String>,
    pub firmware: Option<String>,
}

/// One address with its values.
#[derive(Debug, Clone, PartialEq)]
pub struct DataSet {
    /// 1-based line within the data block; the first line after STX is 1.
    pub line: usize,
    /// The text before the first bracket, trimmed.
    pub address: String,
    /// Normal form of the address, `1-0:1.8.0*19`; `None` if it is no OBIS code.
    pub code: Option<String>,
    /// English name, built from the value groups.
    pub name: Option<String>,
    /// Set on a stored value of an earlier billing period.
    pub billing: Option<Billing>,
    pub values: Vec<Value>,
}

/// Which billing period a stored value belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Billing {
    /// As sent, `19` or `05`.
    pub index: String,
    pub reset: Option<Reset>,
}

/// How the billing period was closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reset {
    /// `*`: by the meter itself or remotely.
    Automatic,
    /// `&`: by hand.
    Manual,
}

/// The text of one pair of brackets and what it means.
#[derive(Debug, Clone, PartialEq)]
pub struct Value {
    /// The exact text between the brackets.
    pub raw: String,
    pub content: Content,
}

/// What a value means.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// Sent but empty, `()`.
    Empty,
    /// A decimal; its scale is the number of decimals sent.
    Number {
        value: Decimal,
        /// Normal spelling, `kWh`; inherited from the current value where a stored
        /// one carries none.
        unit: Option<String>,
    },
    Time(CivilTime),
    /// Flags or a bit string in hex, as sent.
    Flags,
    /// Anything else, also what cannot be understood.
    Text,
}

/// A civil time as the meter tells it, without a zone. At least one of date and
/// time is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CivilTime {
    pub date: Option<civil::Date>,
    pub time: Option<civil::Time>,
    pub season: Option<Season>,
}

/// The season that a time stamp tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Season {
    Normal,
    Summer,
    Utc,
}

/// Something odd about the telegram, at its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// 1-based line within the data block; 0 for the telegram as a whole.
    pub line: usize,
    /// One sentence, lower case, without a full stop.
    pub message: String,
}

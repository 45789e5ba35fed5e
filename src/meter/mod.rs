//! The meter's data: data sets, codes, names, units, values and times, and the
//! readout that holds them.
//!
//! Pure: text in, data out. Knows nothing about ports, files or the window.
//!
//! ```
//! use flagport::codec::DataMessage;
//! use flagport::meter::{Content, Context, decode};
//!
//! let data = DataMessage::framed("1.8.1*05(000123.4*kWh)\r\n!\r\n");
//! let readout = decode(None, &data, Context::default());
//! let set = &readout.data_sets[0];
//! assert_eq!(set.code.as_deref(), Some("1-0:1.8.1*05"));
//! assert_eq!(set.name.as_deref(), Some("Active import, tariff 1"));
//! assert!(matches!(&set.values[0].content, Content::Number { unit: Some(unit), .. } if unit == "kWh"));
//! ```

pub mod clock;
pub mod code;
pub mod compare;
pub mod consumption;
pub mod data_block;
pub mod decode;
pub mod error_flags;
pub mod flag_codes;
pub mod history;
pub mod identity;
mod inherit;
pub mod load_profile;
pub mod logbook;
pub mod main_values;
pub mod names;
pub(crate) mod number;
mod problems;
pub mod quantity;
pub mod readout;
mod region;
mod register;
mod scan;
mod series;
mod series_code;
pub mod status;
pub mod time;
pub mod unit;
mod value;

pub use clock::clock;
pub use code::Code;
pub use compare::Comparison;
pub use decode::{Context, decode};
pub use error_flags::{ErrorFlag, error_flags};
pub use history::History;
pub use identity::hex_text;
pub use load_profile::LoadProfile;
pub use logbook::Logbook;
pub use main_values::main_values;
pub use quantity::Quantity;
pub use readout::{
    Billing, CivilTime, Content, DataSet, MeterIdentity, Problem, Readout, Reset, Season, Value,
};
pub use region::MAX_SHOWN_LINES;

#[cfg(test)]
mod capture_tests;

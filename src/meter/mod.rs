//! The meter's data: data sets, codes, names, units, values and times, and the
//! readout that holds them.
//!
//! Pure: text in, data out. Knows nothing about ports, files or the window.

pub mod clock;
pub mod code;
pub mod data_block;
pub mod decode;
pub mod error_flags;
pub mod flag_codes;
pub mod history;
pub mod identity;
mod inherit;
pub mod names;
mod number;
mod problems;
pub mod readout;
mod register;
mod series;
pub mod time;
pub mod unit;
mod value;

pub use clock::clock;
pub use code::Code;
pub use decode::{Context, decode};
pub use error_flags::{ErrorFlag, error_flags};
pub use history::History;
pub use identity::hex_text;
pub use readout::{
    Billing, CivilTime, Content, DataSet, MeterIdentity, Problem, Readout, Reset, Season, Value,
};

#[cfg(test)]
mod capture_tests;

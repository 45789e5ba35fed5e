//! The meter's data: data sets, codes, names, units, values and times, and the
//! readout that holds them.
//!
//! Pure: text in, data out. Knows nothing about ports, files or the window.

pub mod code;
pub mod data_block;
pub mod names;
mod number;
pub mod readout;
pub mod time;
pub mod unit;

pub use code::Code;
pub use readout::{
    Billing, CivilTime, Content, DataSet, MeterIdentity, Problem, Readout, Reset, Season, Value,
};

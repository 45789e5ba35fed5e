//! The meter's data: data sets, codes, names, units, values and times, and the
//! readout that holds them.
//!
//! Pure: text in, data out. Knows nothing about ports, files or the window.

pub mod readout;

pub use readout::{
    Billing, CivilTime, Content, DataSet, MeterIdentity, Problem, Readout, Reset, Season, Value,
};

//! Simulated meters: the demo, the test fixture, and what `simulate` serves to
//! other programs.
//!
//! A [`Meter`] is a machine that reacts to bytes and to time. [`SimTransport`] puts
//! it at the end of a line, in virtual or in real time; several of them share a bus, see
//! [`station`]. [`catalog`] has meters of many characters, made from what real ones send;
//! [`fault`] makes things go wrong.
//! A [`MeterMemory`] is what a meter keeps when a line to it is opened again.
//! Knows nothing about the reading side: everything it does, it does because of the
//! bytes that reach it.
//!
//! ```
//! use std::time::Duration;
//! use flagport::sim::{Pace, SimTransport, catalog};
//! use flagport::transport::{LineTime, Transport};
//!
//! let clock = jiff::civil::date(2026, 1, 31).at(13, 45, 0, 0);
//! let mut line = SimTransport::open(*catalog::find("lgz-zmd")?, clock, Pace::Virtual);
//! line.send(b"/?!\r\n")?;
//! let mut answer = String::new();
//! let mut byte = [0];
//! while !answer.ends_with('\n') && line.recv(&mut byte, LineTime(Duration::from_secs(3)))? > 0 {
//!     answer.push(char::from(byte[0]));
//! }
//! assert_eq!(answer, "/LGZ5\\2ZMD3104107.B32\r\n");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod algorithm;
pub mod archive;
#[cfg(test)]
mod bench;
pub mod catalog;
pub mod cell;
mod content;
mod digits;
pub mod fault;
pub mod installation;
pub mod kind;
pub mod line;
mod load;
mod memory;
pub mod meter;
pub mod programming;
mod random;
pub mod serve;
pub mod station;
pub mod template;
mod wire;

pub use fault::{Fault, Faults};
pub use installation::Installation;
pub use kind::MeterType;
pub use line::{Channel, Pace, SimTransport};
pub use memory::MeterMemory;
pub use meter::{Meter, Reply, ReplyKind};
pub use station::{Bus, Station};

//! What went over the line, with times: the record that support needs.
//!
//! [`TraceRecord`]s come from the link as they happen. [`TraceRows`] makes message
//! rows of them, each with its meaning in plain words; [`text`] is their form as a
//! file. All of it is pure: bytes in, rows or text out, one record at a time, and
//! passwords never come out of it.
//!
//! Knows nothing about ports, files or the window.

mod meaning;
mod rows;
mod scanner;
pub mod text;

pub use rows::{Direction, TraceRow, TraceRows};

use crate::transport::{LineSettings, LineTime};

/// One thing that happened on the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TraceRecord {
    pub at: LineTime,
    pub entry: TraceEntry,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TraceEntry {
    /// The port was opened.
    Opened { port: String },
    /// The line was set to another speed or format.
    Configured(LineSettings),
    /// Bytes went out, parity taken off. `at` is when the first bit left.
    Sent(Vec<u8>),
    /// Bytes came in, parity taken off.
    Received(Vec<u8>),
    /// Bytes came in that are our own, reflected by the head.
    Echoed(Vec<u8>),
    /// Something that is not a byte: silence, a repeat, a decision.
    Noted(String),
    /// The port was closed.
    Closed,
}

impl TraceEntry {
    /// The bytes that went over the line, empty for everything else.
    pub fn bytes(&self) -> &[u8] {
        match self {
            TraceEntry::Sent(bytes) | TraceEntry::Received(bytes) | TraceEntry::Echoed(bytes) => {
                bytes
            }
            TraceEntry::Opened { .. }
            | TraceEntry::Configured(_)
            | TraceEntry::Noted(_)
            | TraceEntry::Closed => &[],
        }
    }
}

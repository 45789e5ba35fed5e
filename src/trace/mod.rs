//! What went over the line, with times: the record that support needs.
//!
//! Knows nothing about files or the window; [`describe`] (the meaning of a row)
//! and the text form are pure.

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

//! The journal as it was read last: what was changed on any meter.

use std::sync::Arc;

use crate::journal::Entry;
use crate::worker::MeterKey;

/// The commands that changed meters.
#[derive(Debug, Default)]
pub struct Changes {
    /// Newest first, or why they cannot be read; `None` until they were.
    pub listed: Option<Result<Arc<[Entry]>, String>>,
    /// What was said of damage in it.
    pub damage: Option<String>,
    /// Whether the disk is being looked at.
    pub is_listing: bool,
    /// Whether something was written since.
    pub is_stale: bool,
}

impl Changes {
    /// Whether the list is missing or out of date, and nobody looks.
    pub fn wants_listing(&self) -> bool {
        !self.is_listing && (self.listed.is_none() || self.is_stale)
    }

    /// The entries, newest first; empty while they are not listed.
    pub fn entries(&self) -> &[Entry] {
        match &self.listed {
            Some(Ok(entries)) => entries,
            Some(Err(_)) | None => &[],
        }
    }

    /// Those whose outcome nobody knows, the newest first.
    pub fn unknown(&self) -> impl Iterator<Item = &Entry> {
        self.entries().iter().filter(|entry| entry.is_unfinished())
    }
}

/// Whether both name the same meter, as far as both tell.
pub fn is_same_meter(one: &MeterKey, other: &MeterKey) -> bool {
    let serials = one.serial_number.as_ref().zip(other.serial_number.as_ref());
    match serials {
        Some((one, other)) => one == other,
        None => one.identification_line == other.identification_line,
    }
}

//! What a simulated meter remembers when a session is over.
//!
//! A [`MeterMemory`] is a handle: clones share one memory, so that a line that is
//! opened again leads to the meter that was written before. Knows nothing about
//! what may be written, and reads no clock.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::SignedDuration;
use jiff::civil::DateTime;

use super::content::reduced;

/// The memory of one simulated meter.
#[derive(Debug, Clone, Default)]
pub struct MeterMemory(Arc<Mutex<Contents>>);

/// Memories of the meters that this process knows by name.
static KEPT: Mutex<BTreeMap<String, MeterMemory>> = Mutex::new(BTreeMap::new());

#[derive(Debug, Clone, Default)]
pub(super) struct Contents {
    /// What stands between the brackets, by reduced address.
    pub(super) values: BTreeMap<String, String>,
    /// Passwords that are no longer those of the type, by level.
    pub(super) passwords: BTreeMap<u8, String>,
    /// Levels whose lock register is open.
    pub(super) open_locks: BTreeSet<u8>,
    /// What was set, added to what the clock would show.
    pub(super) clock_shift: SignedDuration,
    /// Resets by order, oldest first, by the meter's clock.
    pub(super) resets: Vec<DateTime>,
    /// What the clock showed before and after it was set, oldest first.
    pub(super) settings: Vec<(DateTime, DateTime)>,
    /// Wrong passwords since the last right one.
    pub(super) wrong: u8,
    /// By the meter's clock.
    pub(super) locked_until: Option<DateTime>,
    /// How many random operands were given out.
    pub(super) operands: u64,
    /// Until then opening the line finds it dead; by what the clock would show if it
    /// had never been set.
    pub(super) gone_until: Option<DateTime>,
    /// The line went dead once.
    pub(super) has_died: bool,
}

impl MeterMemory {
    /// A meter as it leaves the factory.
    pub fn new() -> MeterMemory {
        MeterMemory::default()
    }

    /// The memory that belongs to `name` for the life of this process.
    pub fn kept(name: &str) -> MeterMemory {
        let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
        kept.entry(name.to_owned()).or_default().clone()
    }

    /// What was written to the register at `address`, as it stands between its brackets;
    /// `None` if nothing was.
    pub fn written(&self, address: &str) -> Option<String> {
        let address = reduced(address);
        self.with(|memory| memory.values.get(address.as_ref()).cloned())
    }

    /// How often billing was reset by order.
    pub fn resets(&self) -> usize {
        self.with(|memory| memory.resets.len())
    }

    /// Looks at the contents, or changes them.
    pub(super) fn with<T>(&self, look: impl FnOnce(&mut Contents) -> T) -> T {
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

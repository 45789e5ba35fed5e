//! After a panic, which is a fault of this program: the meter is signed off, and what
//! was under way is told as what it is.

use super::teller::Teller;
use super::{CancelToken, LineOptions};
pub(super) use crate::accident::{Panic, guarded, words_of};
use crate::link::Link;
use crate::session;
use crate::trace::TraceEntry;
use crate::transport::{LineSettings, Transport};
use crate::watch::Watch;

/// Says the break message at the speed that the line has. A port that panics again is
/// left as it is.
pub(super) fn sign_off(
    transport: &mut dyn Transport,
    watch: &mut dyn Watch,
    options: &LineOptions,
    settings: LineSettings,
) {
    let said = guarded(|| {
        let cancel = CancelToken::new();
        let (timing, parity) = (options.timing(), options.parity);
        let link = Link::new(transport, watch, cancel, timing, parity, settings);
        match link {
            Ok(mut link) => session::break_off(&mut link),
            Err(error) => log::warn!("the meter could not be signed off: {error}"),
        }
    });
    if said.is_err() {
        log::error!("signing off ended by a panic");
    }
}

impl Teller<'_> {
    /// Puts down that a panic ended the session.
    pub(super) fn note_mishap(&mut self, panic: &Panic) {
        let words = words_of(panic.as_ref());
        log::error!("a panic ended the session: {words}");
        let at = self.trace.last().map(|record| record.at);
        let text = format!("Flagport made a mistake and ends the session: {words}");
        self.record(at.unwrap_or_default(), TraceEntry::Noted(text));
    }
}

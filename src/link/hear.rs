//! Taking in what arrives: echo and parity off, into the decoder, told to the watch; and
//! when waiting for more of it ends.

use zeroize::{Zeroize, Zeroizing};

use super::echo::Sifted;
use super::{Limit, Link, LinkError, MAX_KEPT, foreign, secret};
use crate::codec::decoder::Phase;
use crate::codec::{DataMessage, Ending, Message, charset};
use crate::trace::TraceEntry;
use crate::transport::LineTime;

impl Link<'_> {
    /// Receives until `deadline` or for one slice, whichever is shorter.
    pub(super) fn receive(&mut self, deadline: LineTime) -> Result<(), LinkError> {
        self.check_cancelled()?;
        let mut buffer = [0; 4096];
        let slice = self.transport.now() + self.timing.slice;
        let mut until = deadline.min(slice);
        if let Some(release) = self.echo.release_at() {
            until = until.min(release);
        }
        let received = self.transport.recv(&mut buffer, until);
        while let Some(notice) = self.transport.notice() {
            self.note(notice);
        }
        let count = received?;
        let bytes = buffer.get_mut(..count).unwrap_or(&mut []);
        let now = self.transport.now();
        self.watch.waiting(now);
        let parity_errors = self.parity.survey(bytes);
        let codes: Zeroizing<Vec<u8>> =
            Zeroizing::new(bytes.iter().map(|byte| byte & 0x7F).collect());
        for part in self.echo.sift(&codes, now) {
            match part {
                Sifted::Echo(echo) => {
                    self.echo_seen = true;
                    let shown = match &self.secrecy {
                        Some(secrecy) => secrecy.shown().to_vec(),
                        None => echo.to_vec(),
                    };
                    self.trace(TraceEntry::Echoed(shown));
                }
                Sifted::Meter(codes) => {
                    let meters = bytes.len().saturating_sub(codes.len());
                    let own = Zeroizing::new(bytes.get(meters..).unwrap_or(&[]).to_vec());
                    self.remember(&own);
                    self.take_in(&codes, &own, parity_errors, now);
                }
            }
        }
        if self.secrecy.is_some() {
            bytes.zeroize();
        }
        Ok(())
    }

    /// Keeps the first bytes of an answer as they came, for recognising it.
    fn remember(&mut self, bytes: &[u8]) {
        let room = foreign::SAMPLE.saturating_sub(self.sample.len());
        let secret = self.secrecy.is_some();
        let shown = |byte: &u8| if secret { b'*' } else { *byte };
        self.sample.extend(bytes.iter().take(room).map(shown));
    }

    /// Takes in codes of the meter, which came as `own`, parity still on.
    fn take_in(&mut self, codes: &[u8], own: &[u8], parity_errors: bool, now: LineTime) {
        self.last_byte = now;
        self.first_byte.get_or_insert(now);
        if parity_errors {
            self.decoder.note_parity_error();
        }
        if self.secrecy.is_some() {
            self.take_in_secretly(codes);
            return;
        }
        self.tell_received(codes);
        self.decoder.set_parity(self.parity.is_in_bit_7());
        let mut taken = 0;
        // What was held back as a possible echo came before, and is not among `own`.
        let is_placed = own.len() == codes.len() && self.parity.has_bit_7();
        for place in charset::odd(own).filter(|_| is_placed) {
            let before = codes.get(taken..place).unwrap_or(&[]);
            self.inbox.extend(self.decoder.push_all(before));
            self.decoder.note_odd_code();
            taken = place;
        }
        let rest = codes.get(taken..).unwrap_or(&[]);
        self.inbox.extend(self.decoder.push_all(rest));
        let pending = self.decoder.pending();
        if !pending.is_empty() {
            self.watch.receiving(pending, now);
        }
    }

    pub(super) fn tell_received(&mut self, codes: &[u8]) {
        self.trace(TraceEntry::Received(codes.to_vec()));
        let room = MAX_KEPT.saturating_sub(self.kept.len());
        self.kept.extend(codes.iter().take(room));
    }

    /// When waiting ends if nothing more comes.
    pub(super) fn deadline(&self, began: LineTime, limit: Limit) -> LineTime {
        let since = self.last_byte.max(began);
        match self.decoder.phase() {
            Phase::Idle if self.last_byte <= began => began + limit.first,
            Phase::Idle => (began + limit.first).max(since + limit.gap),
            Phase::Line | Phase::Body => since + limit.gap,
            Phase::EndMark => since + self.timing.end_mark,
            Phase::Check => since + self.timing.check + self.settings().duration_of(2),
        }
    }

    /// Whether what is being received may go on. If not, what came of it is dropped.
    pub(super) fn check_ends(&mut self, limit: Limit) -> Result<(), LinkError> {
        let (Some(whole), Some(first)) = (limit.whole, self.first_byte) else {
            return Ok(());
        };
        let waited = self.transport.now().since(first);
        if waited < whole {
            return Ok(());
        }
        self.decoder.reset();
        self.tell_withheld();
        Err(LinkError::Endless { waited })
    }

    /// Ends a data block that is longer than it may be, or lasts longer, and gives it up as
    /// it is.
    pub(super) fn give_up(&mut self, limit: Limit) -> Option<Message> {
        let most = limit.most?;
        let now = self.transport.now();
        let until = self.first_byte.zip(limit.whole);
        let is_late = until.is_some_and(|(first, whole)| now >= first + whole);
        let pending = self.decoder.pending().len();
        if pending <= most && !(is_late && pending > 0) {
            return None;
        }
        match self.decoder.finish() {
            Some(Message::Data(data)) => Some(Message::Data(DataMessage {
                ending: Ending::TooLong,
                ..data
            })),
            other => other,
        }
    }

    /// The deadline passed: what is unfinished ends here.
    pub(super) fn quiet(&mut self, began: LineTime) -> Result<Message, LinkError> {
        let unfinished = self.decoder.finish();
        self.tell_withheld();
        let message = match unfinished {
            Some(message) if self.secrecy.is_some() => secret::without_text(message),
            other => other,
        };
        message.ok_or_else(|| self.silence(began))
    }

    pub(super) fn silence(&mut self, began: LineTime) -> LinkError {
        self.tell_withheld();
        let waited = self.transport.now().since(began);
        if self.sample.is_empty() {
            return LinkError::NoAnswer { waited };
        }
        LinkError::Noise {
            waited,
            sample: self.sample.clone(),
            foreign: foreign::recognise(&self.sample, self.parity.verdict()),
        }
    }
}

//! A simulated line in virtual time behind a converter that holds every byte back, and
//! the book that is kept of it: how long a session took, and the least that it could
//! have taken.
//!
//! The least is what nobody can save: the characters of both sides, the time that the
//! meter takes to answer, the way of each byte through the converter, and the pause that
//! the standard demands of a reading device before each message. It is taken from what
//! happened on the wire, not from what the program believes.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use flagport::sim::SimTransport;
use flagport::transport::{LineSettings, LineTime, ParityCarrier, Transport, TransportError};

/// A message of ours and what came after it, in the time of the wire.
#[derive(Debug, Clone)]
pub(crate) struct Turn {
    pub(crate) said: Vec<u8>,
    /// When its first start bit left.
    began: LineTime,
    /// When its last stop bit left.
    left: LineTime,
    /// How many characters came in before the next message.
    pub(crate) heard: usize,
    /// When the last of them ended.
    last: LineTime,
}

/// What happened on one line.
#[derive(Debug, Clone, Default)]
pub(crate) struct Book {
    pub(crate) turns: Vec<Turn>,
    /// Before the first message: what a meter pushes.
    pub(crate) unasked: usize,
    /// When the last of that ended, in the time of the wire.
    unasked_until: LineTime,
    /// When the first message began, in the time of the program.
    began: Option<LineTime>,
    /// When the program used the line last.
    pub(crate) ended: LineTime,
    delay: Duration,
}

impl Book {
    /// From the first message, or the opening where the meter speaks unasked, until the
    /// program was through with the line.
    pub(crate) fn took(&self) -> Duration {
        self.ended.since(self.began.unwrap_or(LineTime::START))
    }

    /// The least that these messages take where `reaction` is the pause that the standard
    /// demands between the meter's message and ours. A data readout is over with its last
    /// character: the break message behind it `follows_at_once`.
    pub(crate) fn least(&self, reaction: Duration, follows_at_once: bool) -> Duration {
        let mut least = self.unasked_until.0;
        if self.unasked > 0 {
            least += self.delay;
        }
        for (index, turn) in self.turns.iter().enumerate() {
            let before = index
                .checked_sub(1)
                .and_then(|before| self.turns.get(before));
            let is_last = index + 1 == self.turns.len();
            if before.is_some_and(|before| before.heard > 0) && !(is_last && follows_at_once) {
                least += reaction;
            }
            least += turn.left.since(turn.began);
            if turn.heard > 0 {
                least += turn.last.since(turn.left) + self.delay * 2;
            }
        }
        least
    }

    /// What was said, one text a message.
    pub(crate) fn said(&self) -> Vec<String> {
        let text = |turn: &Turn| turn.said.escape_ascii().to_string();
        self.turns.iter().map(text).collect()
    }

    /// The turns, for messages of failed tests.
    pub(crate) fn told(&self) -> String {
        let line = |turn: &Turn| {
            format!(
                "{:9.3} {} and {} heard until {:.3}\n",
                turn.began.0.as_secs_f64(),
                turn.said.escape_ascii(),
                turn.heard,
                turn.last.0.as_secs_f64()
            )
        };
        self.turns.iter().map(line).collect()
    }
}

/// A line to a simulated meter through a converter that passes every byte and every
/// setting on after `delay`, in both directions.
pub(crate) struct DelayedLine {
    /// Ahead of the program by the delay at most.
    wire: SimTransport,
    now: LineTime,
    delay: Duration,
    settings: LineSettings,
    /// When the last byte sent leaves, as far as the program can know.
    busy_until: LineTime,
    /// On the way to the program, with the time of arrival.
    coming: VecDeque<(LineTime, u8)>,
    book: Arc<Mutex<Book>>,
}

impl DelayedLine {
    pub(crate) fn new(wire: SimTransport, delay: Duration, book: Arc<Mutex<Book>>) -> DelayedLine {
        book.lock().unwrap_or_else(PoisonError::into_inner).delay = delay;
        DelayedLine {
            wire,
            now: LineTime::START,
            delay,
            settings: LineSettings::OPENING,
            busy_until: LineTime::START,
            coming: VecDeque::new(),
            book,
        }
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Brings the wire up to `until`, and stops earlier when a byte comes in.
    fn advance(&mut self, until: LineTime) -> Result<bool, TransportError> {
        let mut byte = [0];
        let came = self.wire.recv(&mut byte, until)? > 0;
        if came {
            let at = self.wire.now();
            self.coming.push_back((at + self.delay, byte[0]));
            let mut book = self.book();
            match book.turns.last_mut() {
                Some(turn) => {
                    turn.heard += 1;
                    turn.last = at;
                }
                None => {
                    book.unasked += 1;
                    book.unasked_until = at;
                }
            }
        }
        Ok(came)
    }

    /// Brings the wire up to where what leaves the program now gets to it.
    fn catch_up(&mut self) -> Result<LineTime, TransportError> {
        let there = self.now + self.delay;
        while self.advance(there)? {}
        Ok(there)
    }

    fn note_end(&mut self) {
        let now = self.now;
        self.book().ended = now;
    }
}

impl Transport for DelayedLine {
    fn now(&self) -> LineTime {
        self.now
    }

    fn configure(&mut self, settings: LineSettings) -> Result<ParityCarrier, TransportError> {
        self.catch_up()?;
        self.settings = settings;
        self.note_end();
        self.wire.configure(settings)
    }

    fn send(&mut self, bytes: &[u8]) -> Result<LineTime, TransportError> {
        let began = self.catch_up()?;
        let left = self.wire.send(bytes)?;
        let start = self.now.max(self.busy_until);
        self.busy_until = start + self.settings.duration_of(bytes.len());
        let mut book = self.book();
        book.began.get_or_insert(self.now);
        book.turns.push(Turn {
            said: bytes.to_vec(),
            began,
            left,
            heard: 0,
            last: left,
        });
        drop(book);
        Ok(self.busy_until)
    }

    fn recv(&mut self, buffer: &mut [u8], deadline: LineTime) -> Result<usize, TransportError> {
        if buffer.is_empty() {
            return Ok(0);
        }
        // The wire need not get further than what arrives by the deadline left it.
        while self.coming.is_empty() {
            let until = LineTime(deadline.0.saturating_sub(self.delay));
            if !self.advance(until)? {
                break;
            }
        }
        let next = self.coming.front().map(|(at, _)| *at);
        self.now = self.now.max(next.unwrap_or(deadline).min(deadline));
        let due = self.coming.partition_point(|(at, _)| *at <= self.now);
        let count = due.min(buffer.len());
        for (place, (_, byte)) in buffer.iter_mut().zip(self.coming.drain(..count)) {
            *place = byte;
        }
        self.note_end();
        Ok(count)
    }
}

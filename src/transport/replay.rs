//! Plays a recorded dialogue: for each message of ours, what the meter answered.
//!
//! Time is virtual. What is sent must be what was recorded, or nothing comes back,
//! as with a meter that was asked something else.

use std::collections::VecDeque;
use std::time::Duration;

use super::{LineSettings, LineTime, ParityCarrier, Transport, TransportError};

/// How long the recorded meter takes to answer: the standard's least.
const REACTION: Duration = Duration::from_millis(200);

/// One message of ours and what came back, all as 7-bit codes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchange {
    pub sent: Vec<u8>,
    pub received: Vec<u8>,
}

/// A meter that answers from a record.
#[derive(Debug)]
pub struct ReplayTransport {
    exchanges: VecDeque<Exchange>,
    now: LineTime,
    settings: LineSettings,
    /// What is on its way to us, with the instant of each byte.
    arriving: VecDeque<(LineTime, u8)>,
}

impl ReplayTransport {
    /// A line with the recorded dialogue behind it.
    pub fn new(exchanges: impl IntoIterator<Item = Exchange>) -> ReplayTransport {
        ReplayTransport {
            exchanges: exchanges.into_iter().collect(),
            now: LineTime::START,
            settings: LineSettings::OPENING,
            arriving: VecDeque::new(),
        }
    }

    /// The exchanges that were not played yet.
    pub fn remaining(&self) -> usize {
        self.exchanges.len()
    }
}

impl Transport for ReplayTransport {
    fn now(&self) -> LineTime {
        self.now
    }

    fn configure(&mut self, settings: LineSettings) -> Result<ParityCarrier, TransportError> {
        self.settings = settings;
        Ok(ParityCarrier::Port)
    }

    fn send(&mut self, bytes: &[u8]) -> Result<LineTime, TransportError> {
        let end = self.now + self.settings.duration_of(bytes.len());
        let answers = |exchange: &mut Exchange| exchange.sent == bytes;
        if let Some(exchange) = self.exchanges.pop_front_if(answers) {
            let character = self.settings.duration_of(1);
            let mut at = end + REACTION;
            for byte in exchange.received {
                at = at + character;
                self.arriving.push_back((at, byte));
            }
        }
        Ok(end)
    }

    fn recv(&mut self, buffer: &mut [u8], deadline: LineTime) -> Result<usize, TransportError> {
        let Some((first, _)) = self.arriving.front().filter(|(at, _)| *at <= deadline) else {
            self.now = self.now.max(deadline);
            return Ok(0);
        };
        self.now = self.now.max(*first);
        let mut count = 0;
        for slot in buffer {
            match self.arriving.pop_front_if(|(at, _)| *at <= self.now) {
                Some((_, byte)) => *slot = byte,
                None => break,
            }
            count += 1;
        }
        Ok(count)
    }
}

//! Simulated meters for other programs: on a TCP port or a pseudo terminal.
//!
//! Every client of [`serve_tcp`] gets a line of its own; [`serve_pty`] has one
//! line behind its link, as a real port has. All lines lead to meters with one memory:
//! what was written is there for the next client. Knows nothing about command lines.

use std::time::{Duration, Instant};

use jiff::SignedDuration;
use jiff::civil::DateTime;

use super::fault::FaultyMeter;
use super::line::Line;
use super::memory::MeterMemory;
use super::station::Bus;
use super::wire;
use crate::transport::{CharacterFormat, LineTime};

#[cfg(unix)]
mod pty;
mod tcp;

#[cfg(unix)]
pub use pty::{PtyError, serve_pty};
pub use tcp::serve_tcp;

/// What to serve.
#[derive(Debug, Clone)]
pub struct ServePlan {
    pub bus: Bus,
    pub pace: ServePace,
    /// The right civil time now.
    pub clock: DateTime,
}

/// What the served meters remember from one client to the next.
#[derive(Debug)]
struct Memories {
    first: MeterMemory,
    others: Vec<MeterMemory>,
}

impl Memories {
    fn of(bus: &Bus) -> Memories {
        Memories {
            first: MeterMemory::new(),
            others: bus.others.iter().map(|_| MeterMemory::new()).collect(),
        }
    }
}

/// How fast characters go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ServePace {
    /// As on a line of the meter's speed.
    Line,
    /// At once, in the right order. Only the meter's own patience takes time.
    None,
}

/// How long a server waits before it looks at its stop flag again.
const SLICE: Duration = Duration::from_millis(50);

/// The most that is collected before it is handed to the client, in bytes.
const BATCH: usize = 4096;

/// The stream of bytes between one client and its line.
#[derive(Debug)]
struct Endpoint {
    line: Line,
    pace: ServePace,
    parity: ClientParity,
    opened: Instant,
    /// Time that was not waited for.
    skipped: Duration,
}

/// What the client does with bit 7.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ClientParity {
    /// It leaves parity to its port: plain 7-bit codes.
    Plain,
    /// It makes parity itself.
    InBit7,
}

impl Endpoint {
    /// All meters at rest. `served_for` is the time since the plan was made, `host_baud`
    /// the speed of the client's port if it has one.
    fn new(
        plan: &ServePlan,
        memories: &Memories,
        served_for: Duration,
        host_baud: Option<u32>,
    ) -> Endpoint {
        let since = SignedDuration::try_from(served_for).unwrap_or(SignedDuration::MAX);
        let clock = plan.clock.saturating_add(since);
        let bus = &plan.bus;
        let others = bus
            .others
            .iter()
            .zip(&memories.others)
            .map(|(station, memory)| FaultyMeter::at_station(station, clock, memory.clone()));
        let first = FaultyMeter::at_station(&bus.first, clock, memories.first.clone());
        Endpoint {
            line: Line::new(first, others, host_baud),
            pace: plan.pace,
            parity: ClientParity::Plain,
            opened: Instant::now(),
            skipped: Duration::ZERO,
        }
    }

    /// Whether the line went dead.
    fn is_dead(&self) -> bool {
        self.line.dead().is_some()
    }

    fn now(&self) -> LineTime {
        LineTime(self.opened.elapsed() + self.skipped)
    }

    /// The client sent `bytes` at `baud`, or at whatever the meter's speed is.
    fn receive(&mut self, bytes: &[u8], baud: Option<u32>) {
        self.line.advance(self.now());
        if bytes.iter().any(|byte| *byte >= 0x80) {
            self.parity = ClientParity::InBit7;
        } else if bytes.iter().any(|byte| !wire::parity_fits(*byte)) {
            self.parity = ClientParity::Plain;
        }
        let format = match self.parity {
            ClientParity::Plain => CharacterFormat::SevenEven,
            ClientParity::InBit7 => CharacterFormat::EightNone,
        };
        let patterns = bytes.iter().map(|byte| wire::pattern(*byte, format));
        self.line.send(patterns, baud);
    }

    /// Lets happen what is due; returns what reaches the client.
    fn run(&mut self) -> Vec<u8> {
        self.line.advance(self.now());
        let mut out = self.collect();
        while self.pace == ServePace::None && self.line.is_busy() && out.len() < BATCH {
            let Some(next) = self.line.next_event() else {
                break;
            };
            self.skipped += next.since(self.now());
            self.line.advance(next);
            out.extend(self.collect());
        }
        out
    }

    /// How long nothing will happen if the client says nothing, at most [`SLICE`].
    fn idle(&self) -> Duration {
        let next = self.line.next_event().map(|next| next.since(self.now()));
        next.unwrap_or(SLICE).clamp(Duration::from_millis(1), SLICE)
    }

    fn collect(&mut self) -> Vec<u8> {
        let mut out = vec![0; self.line.received_count()];
        self.line.take_received(&mut out);
        let seven = self.line.meter().settings().format == CharacterFormat::SevenEven;
        if seven && self.parity == ClientParity::Plain {
            for byte in &mut out {
                *byte &= 0x7F;
            }
        }
        out
    }
}

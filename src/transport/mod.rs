//! Bytes and time behind one trait: [`Transport`].
//!
//! A transport carries bytes to a meter and owns the clock that its deadlines
//! are told in, so that a simulated line can run in virtual time. Knows nothing
//! about messages, retries or cancelling.

pub mod disturbed;
pub mod replay;
pub mod rfc2217;
pub mod serial;
pub mod tcp;

use std::fmt;
use std::ops::{Add, Sub};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// An instant on a line: the time since its transport was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct LineTime(pub Duration);

impl LineTime {
    /// The opening of the line.
    pub const START: LineTime = LineTime(Duration::ZERO);

    /// The time from `earlier` to here, zero if `earlier` is later.
    pub fn since(self, earlier: LineTime) -> Duration {
        self.0.saturating_sub(earlier.0)
    }
}

impl Add<Duration> for LineTime {
    type Output = LineTime;

    fn add(self, duration: Duration) -> LineTime {
        LineTime(self.0.saturating_add(duration))
    }
}

impl Sub<LineTime> for LineTime {
    type Output = Duration;

    fn sub(self, earlier: LineTime) -> Duration {
        self.since(earlier)
    }
}

/// What a character looks like on the line (clause 4.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum CharacterFormat {
    /// 7 data bits, even parity, 1 stop bit: the standard's own.
    SevenEven,
    /// 8 data bits, no parity, 1 stop bit.
    EightNone,
}

/// Speed and character format of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct LineSettings {
    /// In baud.
    pub baud: u32,
    pub format: CharacterFormat,
}

impl LineSettings {
    /// 300 Bd 7E1, where every session of modes A, B, C and E begins.
    pub const OPENING: LineSettings = LineSettings::seven_even(300);

    /// 7E1 at `baud`.
    pub const fn seven_even(baud: u32) -> LineSettings {
        LineSettings {
            baud,
            format: CharacterFormat::SevenEven,
        }
    }

    /// 8N1 at `baud`.
    pub const fn eight_none(baud: u32) -> LineSettings {
        LineSettings {
            baud,
            format: CharacterFormat::EightNone,
        }
    }

    /// How long `characters` take on the line; both formats are 10 bits long.
    pub fn duration_of(&self, characters: usize) -> Duration {
        let bits = u64::try_from(characters)
            .unwrap_or(u64::MAX)
            .saturating_mul(10);
        Duration::from_nanos(bits.saturating_mul(1_000_000_000) / u64::from(self.baud.max(1)))
    }
}

impl fmt::Display for LineSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let format = match self.format {
            CharacterFormat::SevenEven => "7E1",
            CharacterFormat::EightNone => "8N1",
        };
        write!(f, "{} Bd {format}", self.baud)
    }
}

/// Who takes care of parity after [`Transport::configure`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParityCarrier {
    /// The port does: bytes are 7-bit codes on both ways.
    Port,
    /// The port passes 8 bits through: parity, if any, is in bit 7.
    Caller,
    /// Nobody can say: a converter with settings of its own is in between.
    Unknown,
}

/// Bytes and time. All calls are made from one thread.
pub trait Transport {
    /// The time since opening.
    fn now(&self) -> LineTime;

    /// Sets speed and format, without waiting and without dropping what was
    /// received.
    fn configure(&mut self, settings: LineSettings) -> Result<ParityCarrier, TransportError>;

    /// Sends all of `bytes` and returns when their last stop bit leaves, which may
    /// be in the future.
    fn send(&mut self, bytes: &[u8]) -> Result<LineTime, TransportError>;

    /// Waits for at least one byte until `deadline`, and fills `buffer` with what
    /// is there. 0 means that the deadline passed.
    fn recv(&mut self, buffer: &mut [u8], deadline: LineTime) -> Result<usize, TransportError>;

    /// How long a byte and what comes back for it are under way beyond the line itself,
    /// as far as is known: the round trip of a network.
    fn delay(&self) -> Duration {
        Duration::ZERO
    }

    /// What the port has to say about itself and was not asked yet, such as characters
    /// that it lost: a sentence for the trace.
    fn notice(&mut self) -> Option<String> {
        None
    }
}

/// What went wrong at a port, and with which one.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{port}: {problem}")]
pub struct TransportError {
    pub port: String,
    pub problem: PortProblem,
}

/// The kinds of trouble with a port.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PortProblem {
    #[error("there is no such port")]
    Missing,
    /// A simulated meter that does not exist, with those that do.
    #[error("{0}")]
    NoSuchMeter(String),
    #[error("the port is in use by another program")]
    Busy,
    /// With the group that may open the port, where the system tells.
    #[error("this user may not open the port")]
    NoPermission { group: Option<String> },
    #[error("the port is gone, as if unplugged")]
    Gone,
    #[error("the converter refused the connection")]
    Refused,
    #[error("the converter cannot be reached: {0}")]
    Unreachable(String),
    /// With what the converter said, if it said anything.
    #[error("the converter closed the connection at once{}", said.as_ref().map(|said| format!(": {said}")).unwrap_or_default())]
    TurnedAway { said: Option<String> },
    /// No COM-PORT-OPTION (RFC 2217).
    #[error("the converter gives no control of its port (RFC 2217)")]
    NotControllable,
    #[error("the port refused {settings}: {reason}")]
    Settings {
        settings: LineSettings,
        reason: String,
    },
    #[error("{operation} went wrong: {reason}")]
    Other {
        /// What was tried, such as "writing".
        operation: &'static str,
        reason: String,
    },
}

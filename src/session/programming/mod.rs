//! Programming mode (clause 6.4.3.3): sign-on, passwords, commands, break.
//!
//! A [`Programming`] is a meter that is signed on. It holds no line: every step is
//! given the [`Link`](crate::link::Link) it goes over, so that a session can be kept between two jobs.
//! Decides how often a command is said: a read is repeated when it was not
//! understood, a write only when the meter says so, a password never.

use crate::codec::{DataMessage, Identification};
use crate::link::LinkError;
use crate::transport::{LineSettings, LineTime};

/// A session in programming mode.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Programming {
    identification: Identification,
    /// What stood in the brackets of `P0`; `None` if there was no `P0`.
    operand: Option<String>,
    settings: LineSettings,
    /// When the last message went over the line.
    last_spoken: LineTime,
}

/// What a meter says to a read command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// All partial blocks put together.
    Data(DataMessage),
    /// The text between the brackets of an error message, `ER05`.
    Refused(String),
    /// The command was not acknowledged as often as it was said.
    NotAcknowledged,
}

/// What a meter says to a command that changes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Acknowledgement {
    /// ACK, or data where the command brings some.
    Accepted(Option<DataMessage>),
    /// The text between the brackets of an error message; `NAK` if it was that.
    Refused(String),
    /// It cannot be told whether the command was carried out: the meter must be read.
    Unanswered(LinkError),
    /// The meter broke the session off instead of answering.
    BrokenOff,
}

/// What a meter says to a password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LoginAnswer {
    Accepted,
    /// NAK, an error message, a break or a new `P0`; in its own words.
    Refused(String),
    /// Silence: it may or may not count as a wrong one.
    Unanswered,
}

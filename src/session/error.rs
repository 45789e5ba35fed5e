//! Why a session did not come to its end.

use thiserror::Error;

use crate::codec::{AddressError, CommandKind, Identification};
use crate::link::{Foreign, LinkError};
use crate::watch::Stage;

/// Why a session did not come to its end.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SessionError {
    /// The port failed, or the job was cancelled.
    #[error("{cause}")]
    Link { stage: Stage, cause: LinkError },
    #[error(transparent)]
    Request(#[from] AddressError),
    /// Nothing came back but, perhaps, our own echo.
    #[error("the meter does not answer")]
    NoAnswer {
        /// How many request messages went out.
        requests: u32,
        echo: bool,
        /// Whether nothing was sent: a pushed telegram was waited for.
        listening: bool,
    },
    /// Bytes came, but no message.
    #[error("what the meter sends cannot be read")]
    Unreadable {
        /// The first bytes, as they came.
        sample: Vec<u8>,
        foreign: Option<Foreign>,
    },
    /// The meter identified itself and then sent no data.
    #[error("the meter identified itself but sent no data")]
    NoData {
        identification: Identification,
        /// The speeds that were tried, in baud.
        tried: Vec<u32>,
        noise: bool,
    },
    /// The meter announces a mode that takes no option select message.
    #[error("the meter has no programming mode")]
    NoProgrammingMode { identification: Identification },
    /// The meter sent a readout in place of `P0`.
    #[error("the meter refused programming mode")]
    ProgrammingRefused {
        /// `None` where it sent its data even before it said who it is.
        identification: Option<Identification>,
    },
    /// A read command got no answer, however often it was said.
    #[error("the meter did not answer {command}, which was said {times} times")]
    NoReply {
        /// As it may be shown.
        command: String,
        times: u32,
    },
    /// The answer to a read command never came whole.
    #[error("the answer to {command} arrived damaged each time, {times} times in all")]
    Damaged { command: String, times: u32 },
    /// A lock that was opened could not be closed again.
    #[error("the lock {address} may still be open; closing it brought: {answer}")]
    LockLeftOpen { address: String, answer: String },
    /// Asked to say something that does not read, or does not change anything, or names
    /// no address.
    #[error("{kind} cannot be said here, or has no address")]
    NotACommand { kind: CommandKind },
    /// A command has a place for a password, and there is none.
    #[error("the command carries a password, and none was given")]
    SecretMissing,
    #[error(transparent)]
    UnfitPassword(#[from] UnfitPassword),
    /// There was no `P0`, or nothing in it that the algorithm can work with.
    #[error("the meter's password request holds nothing that the secure algorithm can work with")]
    UnfitOperand,
    /// The meter ended the session with a break message.
    #[error("the meter broke the session off")]
    BrokenOff,
}

/// Why a password cannot be sent. Tells nothing of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum UnfitPassword {
    #[error(
        "the password holds a character that a command cannot carry; it takes printable ASCII without brackets"
    )]
    Characters,
    #[error("the secure algorithm takes a password of {0} characters")]
    Length(usize),
}

impl SessionError {
    /// A trouble of the link at `stage`.
    pub(super) fn at(stage: Stage) -> impl FnOnce(LinkError) -> SessionError {
        move |cause| SessionError::Link { stage, cause }
    }
}

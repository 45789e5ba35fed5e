//! What can go wrong between two messages.

use std::time::Duration;

use thiserror::Error;

use super::Foreign;
use crate::codec::CommandKind;
use crate::transport::TransportError;

/// Why no message was said or heard.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum LinkError {
    #[error(transparent)]
    Transport(#[from] TransportError),
    #[error("cancelled")]
    Cancelled,
    /// The link is read only, or the user's role does not go that far.
    #[error("{kind} {address} was not sent: writing is switched off")]
    NotPermitted { kind: CommandKind, address: String },
    /// A control character in a data set would end the message early.
    #[error("{kind} was not sent: its data set holds a character that a command cannot carry")]
    NotSendable { kind: CommandKind },
    /// Nothing but our own echo was received.
    #[error("nothing was received within {:.1} s", waited.as_secs_f64())]
    NoAnswer { waited: Duration },
    /// Bytes were received that make no message.
    #[error("what was received makes no message")]
    Noise {
        waited: Duration,
        /// The first bytes, as they came.
        sample: Vec<u8>,
        /// What they look like, if they look like anything.
        foreign: Option<Foreign>,
    },
    /// An answer began and did not end.
    #[error("what was received did not end within {:.0} s", waited.as_secs_f64())]
    Endless { waited: Duration },
}

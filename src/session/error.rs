//! Why a session did not come to its end.

use thiserror::Error;

use crate::codec::{AddressError, Identification};
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
    /// The meter ended the session with a break message.
    #[error("the meter broke the session off")]
    BrokenOff,
}

impl SessionError {
    /// A trouble of the link at `stage`.
    pub(super) fn at(stage: Stage) -> impl FnOnce(LinkError) -> SessionError {
        move |cause| SessionError::Link { stage, cause }
    }
}

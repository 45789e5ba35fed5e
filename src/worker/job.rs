//! What the window asks of the line thread.

use super::{PortChoice, ProgrammePlan};
use crate::link::CancelToken;
use crate::profile::Library;
use crate::session::LineOptions;

/// Tells the jobs of one worker apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct JobId(pub u64);

/// Imperatives for the line thread.
#[derive(Debug, Clone)]
pub enum Command {
    /// Read the meter at `port`.
    Read {
        id: JobId,
        port: PortChoice,
        plan: Box<ReadPlan>,
        cancel: CancelToken,
    },
    /// Do something in programming mode with the meter at `port`.
    Programme {
        id: JobId,
        port: PortChoice,
        plan: Box<ProgrammePlan>,
        cancel: CancelToken,
    },
    /// Sign the meter off if its session is still kept.
    SignOff,
}

impl Command {
    /// What stops the job, if it is one.
    pub fn cancel_token(&self) -> Option<&CancelToken> {
        match self {
            Command::Read { cancel, .. } | Command::Programme { cancel, .. } => Some(cancel),
            Command::SignOff => None,
        }
    }
}

/// How to read a meter.
#[derive(Debug, Clone, Default)]
pub struct ReadPlan {
    /// The device profile by name; `None` picks one by the identification.
    pub profile: Option<String>,
    /// The profiles to pick from.
    pub profiles: Library,
    pub line: LineOptions,
    /// Try every speed and wake-up after the ordinary request stays unanswered.
    pub every_way: bool,
}

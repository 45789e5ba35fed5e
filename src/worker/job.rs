//! What the window asks of the line thread.

use super::PortChoice;
use crate::link::CancelToken;
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
}

/// How to read a meter.
#[derive(Debug, Clone, Default)]
pub struct ReadPlan {
    /// The device profile by name; `None` picks one by the identification.
    pub profile: Option<String>,
    pub line: LineOptions,
    /// Try every speed and wake-up after the ordinary request stays unanswered.
    pub every_way: bool,
}

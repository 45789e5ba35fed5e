//! How the clock is read and set.

use serde::{Deserialize, Serialize};

use super::is_default;
use crate::codec::CommandKind;

/// The meter's clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClockForm {
    /// One register with date and time, or one for each.
    pub read: Vec<ClockPart>,
    /// Commands that set it, in order; empty if it cannot be set.
    #[serde(default, skip_serializing_if = "is_default")]
    pub write: Vec<ClockPart>,
    /// All parts in one command.
    #[serde(default, skip_serializing_if = "is_default")]
    pub together: bool,
    /// The level that setting it needs.
    #[serde(default, skip_serializing_if = "is_default")]
    pub level: Option<u8>,
    /// A change of up to so many seconds only synchronises: the measuring period
    /// is not broken.
    #[serde(default, skip_serializing_if = "is_default")]
    pub synchronise_limit_s: Option<u16>,
    /// The length of the measuring period where no register tells it, in minutes.
    #[serde(default = "quarter_hour", skip_serializing_if = "is_quarter_hour")]
    pub period_min: u16,
    /// What else a change causes, one sentence.
    #[serde(default, skip_serializing_if = "is_default")]
    pub warning: String,
}

/// One command of the clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClockPart {
    pub address: String,
    /// The form of the value, see [`TimeForm`](crate::profile::TimeForm).
    pub form: String,
    /// In place of the profile's command.
    #[serde(default, skip_serializing_if = "is_default")]
    pub command: Option<CommandKind>,
}

fn quarter_hour() -> u16 {
    15
}

fn is_quarter_hour(minutes: &u16) -> bool {
    *minutes == quarter_hour()
}

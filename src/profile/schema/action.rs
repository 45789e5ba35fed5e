//! Commands that make the meter do something.

use serde::{Deserialize, Serialize};

use super::is_default;
use crate::codec::CommandKind;

/// Something a meter can be told to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActionDef {
    /// `Billing reset`
    pub name: String,
    pub kind: ActionKind,
    /// The commands, in order.
    pub commands: Vec<ActionCommand>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub level: Option<u8>,
    /// What it does, for people.
    pub help: String,
    /// What cannot be undone, one sentence; empty if all of it can.
    #[serde(default, skip_serializing_if = "is_default")]
    pub cannot_be_undone: String,
    /// Registers that are read before and after; a billing reset stores a readout
    /// besides.
    #[serde(default, skip_serializing_if = "is_default")]
    pub watch: Vec<String>,
    /// The register among them that has to change, such as the counter of resets:
    /// without it the meter's word is all there is.
    #[serde(default, skip_serializing_if = "is_default")]
    pub proof: Option<String>,
    /// The meter refuses a second one for so many minutes.
    #[serde(default, skip_serializing_if = "is_default")]
    pub disable_min: Option<u16>,
}

/// Kinds of actions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ActionKind {
    BillingReset,
    ClearErrors,
    /// Changes the password of a level.
    ChangePassword {
        level: u8,
    },
    Other,
}

/// One command of an action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActionCommand {
    pub command: CommandKind,
    /// The data set. `{new}` stands for the new password.
    pub data: String,
}

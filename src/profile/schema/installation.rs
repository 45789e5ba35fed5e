//! What the check of an installation needs to know of a type of meter.

use serde::{Deserialize, Serialize};

use super::is_default;

/// How an installation with this type of meter is checked.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct InstallationForm {
    /// The addresses of instantaneous values that are read in programming mode. Without
    /// any they come with the readout.
    #[serde(skip_serializing_if = "is_default")]
    pub instantaneous: Vec<String>,
    /// What is ticked off when a meter is put into service, in place of the usual list.
    #[serde(skip_serializing_if = "is_default")]
    pub commissioning: Vec<String>,
    /// What is ticked off when a meter is taken away, in place of the usual list.
    #[serde(skip_serializing_if = "is_default")]
    pub removal: Vec<String>,
}

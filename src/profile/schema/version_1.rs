//! The first version of the format, which knew nothing of programming mode.

use serde::Deserialize;

use super::{ErrorRegister, LineHints, Match, Verified};
use crate::profile::VERSION;

/// A device profile of version 1.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::profile) struct Profile {
    #[serde(rename = "version")]
    _version: u32,
    name: String,
    title: String,
    #[serde(rename = "match")]
    matches: Match,
    #[serde(default)]
    line: LineHints,
    #[serde(default)]
    error_register: Option<ErrorRegister>,
    verified: Verified,
    source: String,
}

impl From<Profile> for super::Profile {
    fn from(old: Profile) -> super::Profile {
        super::Profile {
            version: VERSION,
            name: old.name,
            title: old.title,
            matches: old.matches,
            line: old.line,
            error_register: old.error_register,
            verified: old.verified,
            source: old.source,
            ..super::Profile::default()
        }
    }
}

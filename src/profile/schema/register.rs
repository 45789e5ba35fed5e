//! Registers: what can be read and changed, and what it means.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{Characters, is_default};
use crate::codec::CommandKind;

/// One register of a type of meter.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RegisterDef {
    /// As it stands in a command, `0.8.0` or `3:171.0`.
    pub address: String,
    #[serde(skip_serializing_if = "is_default")]
    pub name: String,
    /// The group it is shown in; registers keep the order of the file.
    #[serde(skip_serializing_if = "is_default")]
    pub group: String,
    /// Of the value as shown, `min`; empty for none.
    #[serde(skip_serializing_if = "is_default")]
    pub unit: String,
    #[serde(skip_serializing_if = "is_default")]
    pub kind: Kind,
    #[serde(skip_serializing_if = "is_default")]
    pub access: Access,
    /// Changes by itself; a comparison expects differences.
    #[serde(skip_serializing_if = "is_default")]
    pub volatile: bool,
    /// Tells this meter apart from others of its type; never taken from a file.
    #[serde(skip_serializing_if = "is_default")]
    pub identity: bool,
    /// Not taken from a file for another reason.
    #[serde(skip_serializing_if = "is_default")]
    pub never_copy: bool,
    /// No source confirms this one, whatever the rest of the profile rests on.
    #[serde(skip_serializing_if = "is_default")]
    pub unverified: bool,
    /// The value that the maker delivers, as sent.
    #[serde(skip_serializing_if = "is_default")]
    pub default: Option<String>,
    /// What it is for, for people.
    #[serde(skip_serializing_if = "is_default")]
    pub help: String,
    /// What else a change causes, one sentence; shown before it is written.
    #[serde(skip_serializing_if = "is_default")]
    pub warning: String,
    /// Commands of its own, in place of the profile's.
    #[serde(skip_serializing_if = "is_default")]
    pub read: Option<CommandKind>,
    #[serde(skip_serializing_if = "is_default")]
    pub write: Option<CommandKind>,
    /// What stands in the brackets of its read command, in place of the profile's.
    #[serde(skip_serializing_if = "is_default")]
    pub argument: Option<String>,
}

/// Who may do what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Access {
    #[default]
    ReadOnly,
    /// Written at this level.
    Write(u8),
    /// Written at this level and never read back, such as a password.
    WriteOnly(u8),
}

/// What a value may be, and how it is edited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum Kind {
    Text {
        /// The most characters; the standard allows 128 in a command.
        #[serde(default = "longest", skip_serializing_if = "is_longest")]
        max: u8,
        #[serde(default, skip_serializing_if = "is_default")]
        characters: Characters,
    },
    /// A decimal number. Limits are in the unit shown.
    Number {
        #[serde(
            default,
            with = "rust_decimal::serde::str_option",
            skip_serializing_if = "is_default"
        )]
        min: Option<Decimal>,
        #[serde(
            default,
            with = "rust_decimal::serde::str_option",
            skip_serializing_if = "is_default"
        )]
        max: Option<Decimal>,
        /// Digits behind the point as sent.
        #[serde(default, skip_serializing_if = "is_default")]
        decimals: u8,
        /// Digits before the point as sent, filled up with zeros; 0 for as many as
        /// it takes.
        #[serde(default, skip_serializing_if = "is_default")]
        width: u8,
        /// What is shown is what is sent times ten to this power.
        #[serde(default, skip_serializing_if = "is_default")]
        scale: i8,
    },
    /// One of a few values, as sent and in words. Others are shown as sent.
    Choice(Vec<(String, String)>),
    /// Bits of a hex number of `digits` digits; 0 is the lowest.
    Flags { digits: u8, bits: Vec<(u8, String)> },
    /// A date, a time or both; see [`TimeForm`](crate::profile::TimeForm).
    Time(String),
}

impl Default for Kind {
    fn default() -> Kind {
        Kind::Text {
            max: longest(),
            characters: Characters::Any,
        }
    }
}

/// The longest value of a command (clause 6.5).
fn longest() -> u8 {
    128
}

fn is_longest(max: &u8) -> bool {
    *max == longest()
}

impl RegisterDef {
    /// The level that a change needs; `None` if it cannot be changed.
    pub fn write_level(&self) -> Option<u8> {
        match self.access {
            Access::ReadOnly => None,
            Access::Write(level) | Access::WriteOnly(level) => Some(level),
        }
    }

    /// Whether it can be read at all.
    pub fn is_readable(&self) -> bool {
        !matches!(self.access, Access::WriteOnly(_))
    }

    /// Whether its value may be taken from a file or from another meter.
    pub fn may_be_copied(&self) -> bool {
        self.write_level().is_some() && !self.identity && !self.never_copy && !self.volatile
    }
}

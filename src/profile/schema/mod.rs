//! The fields of a device profile.

mod action;
mod clock;
mod installation;
mod programming;
mod register;
mod series;
pub(super) mod version_1;

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::codec::{BlockCheckKind, Identification, Mode};

pub use action::{ActionCommand, ActionDef, ActionKind};
pub use clock::{ClockForm, ClockPart};
pub use installation::InstallationForm;
pub use programming::{
    Algorithm, Characters, Level, LockOut, Login, PasswordForm, Precondition, PreconditionKind,
    Programming, ReadForm, Refusal, RefusalAbout, WriteForm,
};
pub use register::{Access, Kind, RegisterDef};
pub use series::{ChannelDef, RangeForm, RowForm, SeriesForm, StatusBit};

/// Whether a field says no more than what is taken anyway: a file leaves it out.
fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// Only the version, whatever else stands in the file.
#[derive(Deserialize)]
#[serde(rename = "Profile")]
pub(super) struct VersionOnly {
    pub(super) version: u32,
}

/// What is known of a type of meter.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Of the format; see [`VERSION`](super::VERSION).
    pub version: u32,
    /// Lower case letters, digits and `-`; the name of the file.
    pub name: String,
    /// For people, `Iskraemeco MT174`.
    pub title: String,
    /// Which meters it is for.
    #[serde(rename = "match")]
    pub matches: Match,
    #[serde(default, skip_serializing_if = "is_default")]
    pub line: LineHints,
    #[serde(default, skip_serializing_if = "is_default")]
    pub error_register: Option<ErrorRegister>,
    /// How programming mode is spoken; `None` if this type has none.
    #[serde(default, skip_serializing_if = "is_default")]
    pub programming: Option<Programming>,
    /// The register with the serial number, to know the meter by.
    #[serde(default, skip_serializing_if = "is_default")]
    pub serial_register: Option<String>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub registers: Vec<RegisterDef>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub clock: Option<ClockForm>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub actions: Vec<ActionDef>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub load_profiles: Vec<SeriesForm>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub logbooks: Vec<SeriesForm>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub installation: InstallationForm,
    /// The status word of load profile and logbook.
    #[serde(default, skip_serializing_if = "is_default")]
    pub status_bits: Vec<StatusBit>,
    /// What the facts rest on, at best.
    pub verified: Verified,
    /// Where the facts are from.
    pub source: String,
}

/// Which meters a profile is for. Without makers and prefixes: any.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Match {
    /// FLAG codes, whatever their case; one must fit if there are any.
    #[serde(skip_serializing_if = "is_default")]
    pub manufacturers: Vec<String>,
    /// Beginnings of the ident without escape pairs; one must fit if there are any.
    #[serde(skip_serializing_if = "is_default")]
    pub identifications: Vec<String>,
}

/// What makes the session easier; every field may be left out.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LineHints {
    /// Whether a battery has to be woken.
    #[serde(skip_serializing_if = "is_default")]
    pub wake_up: WakeUpHint,
    /// Wait between the option select message and the switch of speed, in
    /// milliseconds.
    #[serde(skip_serializing_if = "is_default")]
    pub switch_delay_ms: Option<u32>,
    /// A request text in place of `/?!`.
    #[serde(skip_serializing_if = "is_default")]
    pub request: Option<String>,
    /// The speed to begin with, in baud.
    #[serde(skip_serializing_if = "is_default")]
    pub start_baud: Option<u32>,
    /// The mode of a meter whose identification announces another one.
    #[serde(skip_serializing_if = "is_default")]
    pub mode: Option<Mode>,
    /// The rule of the block check; `None` finds it out.
    #[serde(skip_serializing_if = "is_default")]
    pub block_check: Option<BlockCheckKind>,
}

impl LineHints {
    /// The wait between the option select message and the switch of speed.
    pub fn switch_delay(&self) -> Option<Duration> {
        self.switch_delay_ms
            .map(|millis| Duration::from_millis(u64::from(millis)))
    }
}

/// How to wake a meter that runs on a battery (annex B).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum WakeUpHint {
    #[default]
    None,
    Standard,
    Short,
}

/// The meaning of the error register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ErrorRegister {
    /// Its code, `F.F`; compared in normal form, whatever medium and channel.
    pub address: String,
    /// Flags with a known meaning. Others are shown by their number.
    #[serde(default, skip_serializing_if = "is_default")]
    pub bits: Vec<ErrorBit>,
}

/// One flag of the error register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ErrorBit {
    /// 0 is the lowest bit of the last hex digit.
    pub bit: u8,
    pub text: String,
}

/// What the facts of a profile rest on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Verified {
    /// Read in the maker's manual or an official specification.
    Manual,
    /// Seen in a published telegram.
    Telegram,
    /// Seen in the code of other tools only.
    Code,
    #[default]
    Unverified,
}

impl Profile {
    /// The register with this address. Codes are compared in normal form, so that
    /// `1.8.0` finds `1-0:1.8.0*255`.
    pub fn register(&self, address: &str) -> Option<&RegisterDef> {
        let wanted = normal_address(address);
        self.registers
            .iter()
            .find(|register| normal_address(&register.address) == wanted)
    }

    /// How well the profile fits: the more it asks for, the higher. `None` if it
    /// does not.
    pub fn fit(&self, identification: &Identification) -> Option<usize> {
        let Match {
            manufacturers,
            identifications,
        } = &self.matches;
        let maker = identification.manufacturer();
        let by_maker = manufacturers
            .iter()
            .any(|code| code.eq_ignore_ascii_case(maker));
        if !manufacturers.is_empty() && !by_maker {
            return None;
        }
        let longest = identifications
            .iter()
            .filter(|prefix| identification.text().starts_with(prefix.as_str()))
            .map(|prefix| prefix.len() + 1)
            .max();
        if !identifications.is_empty() && longest.is_none() {
            return None;
        }
        Some(4 * usize::from(by_maker) + longest.unwrap_or(0))
    }
}

/// An address without the medium, the channel and a value group F of 255.
pub fn normal_address(address: &str) -> &str {
    let code = match address.split_once(':') {
        Some((medium, code)) if medium.contains('-') => code,
        _ => address,
    };
    code.strip_suffix("*255").unwrap_or(code)
}

//! What there is to look at in a meter that was read.

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use crate::installation::{Circumstances, Finding, Instant, Reason, State, check};
use crate::meter::error_flags::{error_flags, error_register};
use crate::meter::{Content, Readout};
use crate::profile::{Profile, normal_address};

/// Something to look at.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Remark {
    /// The meter told no serial number: nothing proves that it is the one expected.
    NoSerial,
    /// The technician ticked it; it was not read.
    ByHand,
    /// The readout was cut short, or its block check is wrong.
    Incomplete,
    /// The visit could not be stored.
    NotStored { reason: String },
    /// The meter's clock minus this computer's.
    Clock { seconds: i64 },
    /// The error register as sent, and what its flags mean where that is known.
    Errors {
        register: String,
        flags: Vec<String>,
    },
    /// The installation looks wrong.
    Wiring { finding: Finding },
    /// A setting is unlike that of most meters of the same type.
    Setting {
        address: String,
        own: String,
        usual: String,
    },
    /// What it counts a day is unlike what it was before, or what others count.
    Consumption {
        code: String,
        unit: String,
        a_day: String,
        usual: String,
        compared_with: ComparedWith,
    },
}

/// Whose consumption is the usual one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ComparedWith {
    /// The meter's own earlier billing periods.
    Earlier,
    /// Meters of the same type in this round.
    Others,
}

/// How far off a clock may be before it is marked.
pub const CLOCK_LIMIT: SignedDuration = SignedDuration::from_secs(60);

impl Remark {
    /// Whether it is found by comparing meters with each other, and so may change while a
    /// round goes on.
    pub(super) fn is_comparison(&self) -> bool {
        matches!(self, Remark::Setting { .. } | Remark::Consumption { .. })
    }
}

/// What there is to look at in a readout by itself.
pub fn remarks_of(
    readout: &Readout,
    profile: &Profile,
    clock_limit: SignedDuration,
) -> Vec<Remark> {
    let mut remarks = Vec::new();
    if !readout.complete || readout.block_check.is_wrong() {
        remarks.push(Remark::Incomplete);
    }
    if let Some(drift) = readout
        .clock_drift
        .filter(|drift| drift.abs() > clock_limit)
    {
        remarks.push(Remark::Clock {
            seconds: drift.as_secs(),
        });
    }
    remarks.extend(wiring(readout));
    let flags = error_flags(readout, profile);
    if !flags.is_empty() {
        let register = error_register(readout, profile);
        let value = register.and_then(|set| set.values.first());
        remarks.push(Remark::Errors {
            register: value.map_or(String::new(), |value| value.raw.trim().to_owned()),
            flags: flags.into_iter().filter_map(|flag| flag.text).collect(),
        });
    }
    remarks
}

/// What no healthy load explains, or not without a generator. One that has fed in before
/// may do so now.
fn wiring(readout: &Readout) -> Option<Remark> {
    let found = check(&Instant::of_readout(readout), Circumstances::default());
    let is_odd = |finding: &&Finding| match finding.reason {
        Reason::AllReversedOrFeedIn => !has_fed_in(readout),
        // A load may be like that for hours, and nobody is there to change it.
        Reason::LowFactor { .. } => false,
        _ => finding.state >= State::Doubtful,
    };
    let finding = found.all_findings().into_iter().find(is_odd)?.clone();
    Some(Remark::Wiring { finding })
}

/// Whether active energy was ever exported.
fn has_fed_in(readout: &Readout) -> bool {
    let export = readout
        .data_sets
        .iter()
        .filter(|set| normal_address(&set.address) == "2.8.0");
    export
        .flat_map(|set| &set.values)
        .any(|value| matches!(&value.content, Content::Number { value, .. } if !value.is_zero()))
}

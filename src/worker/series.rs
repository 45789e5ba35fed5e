//! Fetching a load profile or a logbook: what is wanted, and what came of it.

mod assemble;

use std::sync::Arc;

use jiff::Zoned;
use jiff::civil::DateTime;

use crate::codec::CommandKind;
use crate::meter::{LoadProfile, Logbook};
use crate::profile::SeriesForm;

pub(crate) use assemble::{Assembly, Piece, minutes_between};

/// A load profile or a logbook that is wanted.
#[derive(Debug, Clone, PartialEq)]
pub struct SeriesPlan {
    pub kind: SeriesKind,
    /// `P.01`; `None` is the first of its kind in the profile. One that the profile
    /// does not know is asked for in the form of the first.
    pub address: Option<String>,
    pub range: SeriesRange,
    /// Another read command than the profile's.
    pub command: Option<CommandKind>,
    /// Another number of records in a block than the profile's.
    pub block: Option<u16>,
    /// What an earlier job brought of the same: it is gone on with behind its last
    /// entry, and the record holds both.
    pub have: Option<Arc<SeriesRecord>>,
}

/// Which of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SeriesKind {
    LoadProfile,
    Logbook,
}

/// From when to when, in the meter's civil time, both included; open ends where there
/// is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SeriesRange {
    pub from: Option<DateTime>,
    pub to: Option<DateTime>,
}

/// What was fetched.
#[derive(Debug, Clone, PartialEq)]
pub struct SeriesRecord {
    /// What it was asked for with.
    pub form: SeriesForm,
    pub asked: SeriesRange,
    pub series: Series,
    /// Whether all that was asked for came.
    pub complete: bool,
    /// How many of how many requests are done; at least one.
    pub windows: (u32, u32),
    /// The data messages as received, with STX, ETX and block check, in order.
    pub answers: Vec<SeriesAnswer>,
    /// When the first answer came, by this computer's clock.
    pub read_at: Option<Zoned>,
}

/// The entries of either kind.
#[derive(Debug, Clone, PartialEq)]
pub enum Series {
    LoadProfile(Arc<LoadProfile>),
    Logbook(Arc<Logbook>),
}

/// One answer of the meter.
#[derive(Debug, Clone, PartialEq)]
pub struct SeriesAnswer {
    /// The command that was answered, `R5 P.01(01301310800;01302010800)`.
    pub command: String,
    /// What it asked for.
    pub range: SeriesRange,
    /// As received, framed.
    pub raw: Arc<[u8]>,
    /// Whether it came whole with a block check that is right.
    pub complete: bool,
}

//! What the line thread tells.
//!
//! Each job gives exactly one `JobStarted`, any number of other events, and one
//! `JobFinished` or `ProgrammeFinished`.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use super::{
    ClockReading, JobId, MeterKey, PortChoice, ProgrammeSummary, RegisterReading, SeriesRecord,
    Tries, WriteState,
};
use crate::archive::{Archive, NewVisit, PackedVisit, VisitKind};
use crate::codec::Identification;
use crate::language::Message;
use crate::meter::Readout;
use crate::trace::TraceRecord;
use crate::watch::Stage;

/// Facts from the line thread.
#[derive(Debug, Clone)]
pub enum Event {
    JobStarted {
        id: JobId,
        port: PortChoice,
    },
    Progressed {
        id: JobId,
        progress: Progress,
    },
    /// The identification message was received.
    Identified {
        id: JobId,
        identification: Identification,
        profile: Option<String>,
    },
    /// What is decoded so far; at most 10 times a second.
    DataReceived {
        id: JobId,
        readout: Arc<Readout>,
    },
    /// Lines of the trace, in order.
    Traced(Vec<TraceRecord>),
    /// The readout was stored as a visit in this folder, or why it was not.
    VisitStored {
        id: JobId,
        stored: Result<PathBuf, NotStored>,
    },
    /// A readout is over.
    JobFinished {
        id: JobId,
        outcome: Outcome,
    },
    /// A register was read.
    RegisterRead {
        id: JobId,
        reading: RegisterReading,
    },
    /// The change with this number, from 0, went a step further.
    WriteProgressed {
        id: JobId,
        index: usize,
        state: WriteState,
    },
    /// More of a load profile or a logbook came; at most twice a second. Holds all of
    /// it so far.
    SeriesReceived {
        id: JobId,
        record: Arc<SeriesRecord>,
    },
    /// The clock was measured.
    ClockRead {
        id: JobId,
        reading: ClockReading,
    },
    /// The meter refused the password. It is not sent again.
    PasswordRefused {
        id: JobId,
        meter: MeterKey,
        level: u8,
        /// The meter's own words.
        answer: String,
        tries: Tries,
    },
    /// From here to the next event of the job, *Cancel* has to wait: a write is not
    /// read back yet.
    CancelDeferred {
        id: JobId,
        deferred: bool,
    },
    /// The meter stays signed on for the next job, or no longer.
    SessionKept {
        kept: bool,
    },
    /// A job in programming mode is over.
    ProgrammeFinished {
        id: JobId,
        outcome: Box<Outcome<ProgrammeSummary>>,
    },
}

/// Why a visit is not on the disk, and the visit itself, to be stored another time or
/// elsewhere.
#[derive(Debug, Clone)]
pub struct NotStored {
    pub reason: String,
    /// What to do about it.
    pub hint: String,
    /// `None` if it could not be put into words at all.
    pub visit: Option<Arc<PackedVisit>>,
}

impl fmt::Display for NotStored {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}

/// Stores a visit, with further files by name; keeps it if the disk does not take it.
pub(super) fn store(
    archive: &Archive,
    kind: VisitKind,
    visit: &NewVisit<'_>,
    more: &[(&'static str, &[u8])],
) -> Result<PathBuf, NotStored> {
    let not_stored = |error: crate::archive::ArchiveError, visit| NotStored {
        reason: error.to_string(),
        hint: error.hint(),
        visit,
    };
    let packed = PackedVisit::new(kind, visit, more).map_err(|error| not_stored(error, None))?;
    archive
        .put(&packed)
        .map_err(|error| not_stored(error, Some(Arc::new(packed))))
}

/// How far a readout is; sent only when it changes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Progress {
    pub stage: Stage,
    /// Bytes of the data block received.
    pub bytes: usize,
    /// Whole data sets received.
    pub data_sets: usize,
    /// Bytes a second, over the data block so far.
    pub rate: f64,
    /// The speed of the line now, in baud.
    pub baud: u32,
    /// In programming mode: how many of how many steps are done.
    pub steps: Option<(u32, u32)>,
    /// How much of what is fetched is there, 0 to 1, where that can be told.
    pub share: Option<f32>,
}

/// How a job ended. What was read is kept in every case.
#[derive(Debug, Clone)]
pub enum Outcome<S = Summary> {
    Done(S),
    /// The data block is damaged or was cut; `failure` says how.
    Partly {
        summary: S,
        failure: Failure,
    },
    Cancelled(Option<S>),
    Failed(Failure),
}

/// What a readout left.
#[derive(Debug, Clone)]
pub struct Summary {
    pub readout: Arc<Readout>,
    /// Identification message and data block as received, parity taken off: a
    /// telegram that can be decoded again.
    pub raw: Arc<[u8]>,
    /// From the first byte sent to the last received.
    pub duration: std::time::Duration,
}

/// Why nothing usable came, in words for the technician: put into words where it is
/// shown, in the language of that moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// `The meter does not answer`
    pub headline: Message,
    /// What was said and heard, one or two sentences.
    pub cause: Message,
    /// What to check, the likeliest first, at most four.
    pub checks: Vec<Check>,
    /// Whether trying every speed and wake-up may help.
    pub wider_attempt_helps: bool,
}

/// One thing to check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// `Seat the head again`
    pub title: Message,
    /// `Cable straight down, magnet flat on the metal ring`
    pub detail: Message,
}

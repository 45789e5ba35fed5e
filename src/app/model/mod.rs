//! What the window knows from the line thread: ports, session, readout, trace.
//!
//! [`Model::apply`] turns events into state; nothing else changes it but the start
//! of a job and a file that was opened. Knows nothing about egui, and reads no
//! clock.

mod access;
mod changes;
mod clock;
mod earlier;
mod installation;
mod meter;
mod programme;
mod round;
mod series;
mod sets;
mod staging;
#[cfg(test)]
mod tests;
mod trace;
mod unstored;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use jiff::Zoned;
use jiff::civil::Date;

use crate::archive::{Entry, Opened};
use crate::codec::Identification;
use crate::meter::Readout;
use crate::profile::{Library, Profile};
use crate::worker::{
    Event, Failure, JobId, MeterKey, Outcome, PortChoice, PortInfo, ProgrammeSummary, Progress,
    Stage, Summary, Task, WriteOutcome, WriteState,
};

pub use access::{AccessBook, Keyring, LevelAccess};
pub use changes::{Changes, is_same_meter};
pub use clock::ClockSeen;
pub use installation::{Inspected, Inspection, Note, Noted};
use meter::key_of;
pub use programme::{Programme, RefusedPassword};
pub use round::{ManyNow, OpenedList, RoundShelf, StopReading, WrongMeter};
pub use series::{SeriesOrigin, SeriesShelf, ShownLoadProfile, ShownLogbook};
pub use sets::{OpenedSide, ParameterSets, SetEntry, SetInfo, SideSource};
pub use staging::{Staged, Staging};
pub use trace::Trace;
pub use unstored::{Attempt, Kept, Unstored};

/// Everything told so far.
#[derive(Debug, Default)]
pub struct Model {
    /// Serial ports and simulated meters, as the port watcher told last.
    pub ports: Vec<PortInfo>,
    pub session: Session,
    /// What was read last, whole or in part, or opened from a file.
    pub reading: Option<Reading>,
    /// The line trace of all sessions since the start.
    pub trace: Trace,
    /// The readouts of the file that was opened last, as a log may hold several.
    pub found: Vec<Reading>,
    /// The visit or the file written last.
    pub last_saved: Option<Saved>,
    /// Visits that the disk did not take.
    pub unstored: Unstored,
    /// The visits, as they were listed last.
    pub visits: Visits,
    /// The earlier readout that the one shown is compared with.
    pub earlier: Option<Earlier>,
    /// The device profiles there are.
    pub profiles: Library,
    /// Where the user's own are; `None` if this computer names no folder for them.
    pub profile_folder: Option<PathBuf>,
    /// The journal of changes.
    pub changes: Changes,
    /// Parameter sets on the disk.
    pub parameter_sets: ParameterSets,
    /// The round of the day.
    pub round: RoundShelf,
    /// What programming mode told of the meter at hand.
    pub programme: Programme,
    /// Load profiles and logbooks of it.
    pub series: SeriesShelf,
    /// The check of the installation that the meter at hand is in.
    pub inspection: Inspection,
    /// Changes that wait for their review.
    pub staging: Staging,
    /// What is known of levels before their passwords are asked for.
    pub access: AccessBook,
    /// Whether the user has switched writing on for this visit.
    pub may_write: bool,
    /// The meter that answered last.
    pub(in crate::app) at_hand: Option<MeterKey>,
    /// What has to be said because another meter appeared.
    pub(in crate::app) notice: Option<String>,
}

/// The list of visits.
#[derive(Debug, Default)]
pub struct Visits {
    /// Newest first, or why they cannot be listed; `None` until they were.
    pub listed: Option<Result<Arc<[Entry]>, String>>,
    /// Whether the disk is being looked at.
    pub is_listing: bool,
    /// Whether a visit was stored since they were listed.
    pub is_stale: bool,
}

/// A readout to compare with.
#[derive(Debug, Clone)]
pub struct Earlier {
    /// The folder of its visit, or its file.
    pub path: PathBuf,
    pub readout: Arc<Readout>,
}

/// A visit or a file that was written.
#[derive(Debug, Clone, PartialEq)]
pub struct Saved {
    pub path: PathBuf,
    pub is_visit: bool,
    pub at: Zoned,
}

/// A readout and where it is from.
#[derive(Debug, Clone)]
pub struct Reading {
    pub readout: Arc<Readout>,
    /// Identification message and data block as received; empty while they arrive.
    pub raw: Arc<[u8]>,
    pub source: Source,
    /// From the first byte sent to the last received; zero for a file.
    pub duration: Duration,
}

/// Where a readout is from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    Line(PortChoice),
    /// The readout `number`, from 1, of the `of` that a file holds.
    File {
        path: PathBuf,
        number: usize,
        of: usize,
    },
}

/// What the line is doing.
#[derive(Debug, Clone, Default)]
pub enum Session {
    /// Nothing was asked of it yet.
    #[default]
    Idle,
    Running(Running),
    Ended(Ended),
}

/// A job under way.
#[derive(Debug, Clone)]
pub struct Running {
    pub id: JobId,
    pub port: PortChoice,
    pub job: Job,
    pub progress: Option<Progress>,
    pub identification: Option<Identification>,
    /// Told from the times in the trace.
    pub elapsed: Duration,
    /// What an earlier visit to such a meter brought.
    pub expected: Option<Expected>,
    /// Data sets of this job are in [`Model::reading`]; until then that is the readout
    /// from before.
    pub is_shown: bool,
    /// Cancel was pressed.
    pub cancelling: bool,
}

/// What a job does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Job {
    ReadOut,
    ReadRegisters,
    WatchRegisters,
    Write,
    ReadClock,
    SetClock,
    Act,
    Raw,
    Settle,
    FetchSeries,
}

impl Job {
    /// What a task does.
    pub fn of(task: &Task) -> Job {
        match task {
            Task::Get(_) => Job::ReadRegisters,
            Task::Watch(_) => Job::WatchRegisters,
            Task::Set { .. } => Job::Write,
            Task::ReadClock => Job::ReadClock,
            Task::SetClock(_) => Job::SetClock,
            Task::Act { .. } => Job::Act,
            Task::Raw(_) => Job::Raw,
            Task::Settle => Job::Settle,
            Task::Series(_) => Job::FetchSeries,
        }
    }
}

/// How much an earlier visit to such a meter brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expected {
    /// At least one.
    pub data_sets: usize,
    /// From the first byte sent to the last received.
    pub duration: Duration,
    /// When that was.
    pub visit: Date,
}

/// A job that is over.
#[derive(Debug, Clone)]
pub struct Ended {
    pub port: PortChoice,
    pub job: Job,
    pub verdict: Verdict,
    /// How far it came.
    pub stage: Stage,
    pub identification: Option<Identification>,
    /// The data sets that were read, also if it went wrong.
    pub data_sets: usize,
}

/// How a job ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Everything was read and nothing is odd about the block check.
    Complete,
    /// All data sets are there, but something about them is not as it should be.
    Damaged(Failure),
    Cancelled,
    Failed(Failure),
}

impl Model {
    /// Remembers that a readout was sent, before the line thread says so.
    pub fn job_sent(&mut self, id: JobId, port: PortChoice) {
        self.found.clear();
        self.earlier = None;
        self.running_now(id, port, Job::ReadOut);
    }

    /// Remembers that a job in programming mode was sent.
    pub fn programme_sent(&mut self, id: JobId, port: PortChoice, task: &Task) {
        self.programme.job_sent(task);
        self.running_now(id, port, Job::of(task));
    }

    fn running_now(&mut self, id: JobId, port: PortChoice, job: Job) {
        self.session = Session::Running(Running {
            id,
            port,
            job,
            progress: None,
            identification: None,
            elapsed: Duration::ZERO,
            expected: None,
            is_shown: false,
            cancelling: false,
        });
    }

    /// Remembers how much is expected of a running job.
    pub fn expect(&mut self, id: JobId, expected: Option<Expected>) {
        if let Some(running) = self.running_as(id) {
            running.expected = expected.filter(|expected| expected.data_sets > 0);
        }
    }

    /// Remembers that the running job was asked to stop.
    pub fn cancel_sent(&mut self) {
        if let Session::Running(running) = &mut self.session {
            running.cancelling = true;
        }
    }

    /// Shows a file in place of what was read: the last of its readouts, which is the
    /// newest.
    pub fn open(&mut self, path: &Path, opened: Opened) {
        self.inspection = Inspection::default();
        if self.running().is_none() {
            self.session = Session::Idle;
        }
        let of = opened.readouts.len();
        self.found = opened
            .readouts
            .into_iter()
            .enumerate()
            .map(|(index, found)| Reading {
                readout: Arc::new(found.readout),
                raw: found.raw.into(),
                source: Source::File {
                    path: path.to_owned(),
                    number: index + 1,
                    of,
                },
                duration: Duration::ZERO,
            })
            .collect();
        self.reading = self.found.last().cloned();
        self.earlier = None;
        self.opened_meter();
        self.inspect();
    }

    /// Shows the readout with that number, from 1, of the file that was opened.
    pub fn show_found(&mut self, number: usize) {
        let found = number
            .checked_sub(1)
            .and_then(|index| self.found.get(index));
        if let Some(found) = found {
            self.reading = Some(found.clone());
            self.earlier = None;
            self.opened_meter();
            self.inspect();
        }
    }

    /// Takes over what the line thread told; `now` gives the trace its times of day.
    /// Events of a job that is over are left aside, but for their trace.
    pub fn apply(&mut self, event: Event, now: &Zoned) {
        let current = self.running().map(|running| running.id);
        if self.programme.apply(&event, |id| current == Some(id)) {
            if let Event::WriteProgressed {
                id,
                state: WriteState::Ended(record),
                ..
            } = &event
                && current == Some(*id)
                && record.outcome == WriteOutcome::Verified
            {
                self.staging
                    .settle(&record.register.address, &record.wanted);
            }
            if let Event::RegisterRead { reading, .. } = &event {
                self.inspect_after(reading);
            }
            return;
        }
        match event {
            Event::JobStarted { id, port } if self.running_as(id).is_none() => {
                self.job_sent(id, port);
            }
            Event::Progressed { id, progress } => {
                if let Some(running) = self.running_as(id) {
                    running.progress = Some(progress);
                }
            }
            Event::Identified {
                id, identification, ..
            } => {
                if let Some(running) = self.running_as(id) {
                    running.identification = Some(identification);
                }
            }
            Event::DataReceived { id, readout } => {
                if let Some(running) = self.running_as(id) {
                    running.is_shown = true;
                    let source = Source::Line(running.port.clone());
                    let duration = running.elapsed;
                    self.reading = Some(Reading {
                        readout,
                        raw: Arc::from([]),
                        source,
                        duration,
                    });
                }
            }
            Event::Traced(records) => {
                if let (Session::Running(running), Some(last)) = (&mut self.session, records.last())
                {
                    running.elapsed = last.at.0;
                }
                self.trace.apply(records, now);
            }
            Event::VisitStored { stored, .. } => {
                match stored {
                    Ok(path) => {
                        self.series.kept_in(&path);
                        self.last_saved = Some(Saved {
                            path,
                            is_visit: true,
                            at: now.clone(),
                        });
                    }
                    Err(not) => self.unstored.keep(&not),
                }
                self.visits.is_stale = true;
            }
            Event::SeriesReceived { id, record } if current == Some(id) => {
                self.series.take(&record);
            }
            Event::JobFinished { id, outcome } => self.finished(id, outcome),
            Event::ProgrammeFinished { id, outcome } => self.programme_finished(id, *outcome),
            _ => {}
        }
    }

    fn programme_finished(&mut self, id: JobId, outcome: Outcome<ProgrammeSummary>) {
        let Some(running) = self.running_as(id) else {
            return;
        };
        let running = running.clone();
        let summary = match &outcome {
            Outcome::Done(summary)
            | Outcome::Partly { summary, .. }
            | Outcome::Cancelled(Some(summary)) => Some(summary),
            Outcome::Cancelled(None) | Outcome::Failed(_) => None,
        };
        if let Some(meter) = summary.and_then(|summary| key_of(&summary.meter)) {
            self.met(meter);
            self.programme.meter = self.at_hand.clone();
        }
        if let Some(summary) = summary {
            self.series.is_of(key_of(&summary.meter).as_ref());
            if let Some(record) = &summary.series {
                self.series.take(&Arc::new(record.clone()));
            }
        }
        self.changes.is_stale = true;
        self.programme.finished(&outcome);
        self.inspect();
        let verdict = match outcome {
            Outcome::Done(_) => Verdict::Complete,
            Outcome::Partly { failure, .. } | Outcome::Failed(failure) => Verdict::Failed(failure),
            Outcome::Cancelled(_) => Verdict::Cancelled,
        };
        self.session = Session::Ended(Ended {
            port: running.port.clone(),
            job: running.job,
            verdict,
            stage: running.stage(),
            identification: running.identification,
            data_sets: 0,
        });
    }

    fn finished(&mut self, id: JobId, outcome: Outcome) {
        let Some(running) = self.running_as(id) else {
            return;
        };
        let running = running.clone();
        let stage = running
            .progress
            .map_or(Stage::Opening, |progress| progress.stage);
        let heard = running.progress.map_or(0, |progress| progress.data_sets);
        let (verdict, summary) = match outcome {
            Outcome::Done(summary) => (Verdict::Complete, Some(summary)),
            Outcome::Partly { summary, failure } => (Verdict::Damaged(failure), Some(summary)),
            Outcome::Cancelled(summary) => (Verdict::Cancelled, summary),
            Outcome::Failed(failure) => (Verdict::Failed(failure), None),
        };
        let mut data_sets = heard;
        if let Some(Summary {
            readout,
            raw,
            duration,
        }) = summary
        {
            data_sets = readout.data_sets.len();
            self.reading = Some(Reading {
                readout,
                raw,
                source: Source::Line(running.port.clone()),
                duration,
            });
            if let Some(meter) = self.key_read() {
                self.met(meter);
            }
            self.shelve_readout();
            self.inspect();
        }
        self.session = Session::Ended(Ended {
            port: running.port,
            job: running.job,
            verdict,
            stage,
            identification: running.identification,
            data_sets,
        });
    }

    fn running_as(&mut self, id: JobId) -> Option<&mut Running> {
        match &mut self.session {
            Session::Running(running) if running.id == id => Some(running),
            _ => None,
        }
    }

    /// The job under way.
    pub fn running(&self) -> Option<&Running> {
        match &self.session {
            Session::Running(running) => Some(running),
            _ => None,
        }
    }

    /// The readout under way.
    pub fn reading_out(&self) -> Option<&Running> {
        self.running().filter(|running| running.job == Job::ReadOut)
    }

    /// What went wrong last, if the last job was a readout that did.
    pub fn failure(&self) -> Option<&Failure> {
        match &self.session {
            Session::Ended(Ended {
                job: Job::ReadOut,
                verdict: Verdict::Failed(failure) | Verdict::Damaged(failure),
                ..
            }) => Some(failure),
            _ => None,
        }
    }

    /// The device profile for the meter at hand: the one named `chosen`, or the one
    /// that its identification picks. `None` while no meter is known.
    pub fn profile(&self, chosen: Option<&str>) -> Option<Arc<Profile>> {
        if let Some(profile) = chosen.and_then(|name| self.profiles.find(name)) {
            return Some(profile);
        }
        let line = self.meter_key()?.identification_line;
        let identification = Identification::parse(&line)?;
        Some(self.profiles.choose(&identification))
    }

    /// Whether there is anything to put into a report.
    pub fn has_something_to_report(&self) -> bool {
        let programme = &self.programme;
        self.reading.is_some()
            || !programme.readings.is_empty()
            || !programme.writes.is_empty()
            || !programme.clock_sets.is_empty()
            || programme.clock.is_some()
    }

    /// The readout shown.
    pub fn readout(&self) -> Option<&Readout> {
        self.reading
            .as_ref()
            .map(|reading| reading.readout.as_ref())
    }

    /// Whether the computer has a serial port.
    pub fn has_serial_port(&self) -> bool {
        let is_serial = |port: &PortInfo| matches!(port.choice, PortChoice::Serial(_));
        self.ports.iter().any(is_serial)
    }

    /// The entry of the port list for `choice`.
    pub fn port(&self, choice: &PortChoice) -> Option<&PortInfo> {
        self.ports.iter().find(|port| port.choice == *choice)
    }
}

impl Visits {
    /// Whether the list is missing or out of date, and nobody looks.
    pub fn wants_listing(&self) -> bool {
        !self.is_listing && (self.listed.is_none() || self.is_stale)
    }

    /// The visits, newest first; empty while they are not listed.
    pub fn entries(&self) -> &[Entry] {
        match &self.listed {
            Some(Ok(entries)) => entries,
            Some(Err(_)) | None => &[],
        }
    }
}

/// Before that, what came tells nothing of how fast more will.
const SETTLED: Duration = Duration::from_secs(4);

impl Running {
    /// The part of the steps that is done; in a readout the part of the data sets that
    /// is there, where an earlier visit tells how many there will be and they are not
    /// more already.
    pub fn part(&self) -> Option<f32> {
        if let Some(share) = self.progress.and_then(|progress| progress.share) {
            return Some(share.clamp(0.0, 1.0));
        }
        if let Some((done, of)) = self.progress.and_then(|progress| progress.steps) {
            return (of > 0).then(|| done.min(of) as f32 / of as f32);
        }
        let progress = self
            .progress
            .filter(|progress| progress.stage >= Stage::DataSets)?;
        let expected = self.expected?.data_sets;
        (progress.data_sets <= expected).then(|| progress.data_sets as f32 / expected as f32)
    }

    /// How long it will take: by what came so far and the time that took, or by an
    /// earlier visit.
    pub fn time_left(&self) -> Option<Duration> {
        if let Some(share) = self.progress.and_then(|progress| progress.share) {
            // The first seconds are those of signing on.
            let is_under_way = self.stage() == Stage::DataSets;
            let tells = is_under_way && share > 0.02 && self.elapsed >= SETTLED;
            let left = (1.0 - share.clamp(0.0, 1.0)) / share;
            return tells.then(|| self.elapsed.mul_f32(left.min(100.0)));
        }
        let expected = self.expected.filter(|_| self.part().is_some())?;
        expected.duration.checked_sub(self.elapsed)
    }

    /// The stage it is in.
    pub fn stage(&self) -> Stage {
        self.progress
            .map_or(Stage::Opening, |progress| progress.stage)
    }
}

impl Reading {
    /// Whether the whole telegram came and its block check is not wrong.
    pub fn is_sound(&self) -> bool {
        self.readout.complete && !self.readout.block_check.is_wrong()
    }
}

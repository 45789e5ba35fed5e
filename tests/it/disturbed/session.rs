//! One session from its beginning to its end.

use std::sync::MutexGuard;

use flagport::archive::Archive;
use flagport::journal::{Entry, Journal};
use flagport::profile::Library;
use flagport::sim::{Channel, MeterMemory};
use flagport::transport::disturbed::{Course, Disturbance};
use flagport::worker::{Event, Failure, Keep, Outcome, ProgrammeSummary, Summary, Worker};
use jiff::civil::DateTime;
use tempfile::TempDir;

use super::kinds::{Kind, Wanted};
use super::line::{Ports, Shared, Wire};

/// How a job ended.
#[derive(Debug)]
pub(super) enum Ended {
    Read(Outcome<Summary>),
    Programme(Box<Outcome<ProgrammeSummary>>),
}

/// A session that is over.
pub(super) struct Ran {
    pub(super) kind: Kind,
    pub(super) ended: Ended,
    pub(super) events: Vec<Event>,
    wire: Shared,
    pub(super) memory: MeterMemory,
    /// What the meter's clock should have shown when the line was opened.
    pub(super) clock: DateTime,
    pub(super) entries: Vec<Entry>,
    pub(super) visits: usize,
}

impl Ran {
    pub(super) fn wire(&self) -> MutexGuard<'_, Wire> {
        self.wire.lock().unwrap()
    }

    /// Why it did not come out as it should, if it did not.
    pub(super) fn failure(&self) -> Option<&Failure> {
        match &self.ended {
            Ended::Read(outcome) => failure_of(outcome),
            Ended::Programme(outcome) => failure_of(outcome),
        }
    }

    pub(super) fn is_done(&self) -> bool {
        match &self.ended {
            Ended::Read(outcome) => matches!(outcome, Outcome::Done(_)),
            Ended::Programme(outcome) => matches!(**outcome, Outcome::Done(_)),
        }
    }

    /// What a readout brought.
    pub(super) fn readout(&self) -> Option<&Summary> {
        match &self.ended {
            Ended::Read(outcome) => summary_of(outcome),
            Ended::Programme(_) => None,
        }
    }

    /// What a job in programming mode brought.
    pub(super) fn programme(&self) -> Option<&ProgrammeSummary> {
        match &self.ended {
            Ended::Read(_) => None,
            Ended::Programme(outcome) => summary_of(outcome),
        }
    }
}

fn failure_of<S>(outcome: &Outcome<S>) -> Option<&Failure> {
    match outcome {
        Outcome::Partly { failure, .. } | Outcome::Failed(failure) => Some(failure),
        Outcome::Done(_) | Outcome::Cancelled(_) => None,
    }
}

fn summary_of<S>(outcome: &Outcome<S>) -> Option<&S> {
    match outcome {
        Outcome::Done(summary)
        | Outcome::Partly { summary, .. }
        | Outcome::Cancelled(Some(summary)) => Some(summary),
        Outcome::Cancelled(None) | Outcome::Failed(_) => None,
    }
}

/// Runs a session of this kind over a line that is disturbed.
pub(super) fn run(
    kind: Kind,
    library: &Library,
    channel: Channel,
    disturbances: &[Disturbance],
    away: u32,
) -> Ran {
    let memory = MeterMemory::new();
    let clock = kind.clock();
    let wire = Wire::new(kind.meter, clock, memory.clone(), channel, away);
    let course = Course::new(disturbances.iter().copied());
    let ports = Ports {
        wire: wire.clone(),
        course,
    };
    let folder = kind.is_programme().then(|| tempfile::tempdir().unwrap());
    let journal = |folder: &TempDir| Journal::at(folder.path());
    let archive = |folder: &TempDir| Archive::at(folder.path().join("visits"));
    let has_archive = kind.wanted == Wanted::Reset;
    let keep = Keep {
        archive: folder.as_ref().filter(|_| has_archive).map(archive),
        journal: folder.as_ref().map(journal),
    };
    let mut worker = Worker::spawn_at(ports, keep, || {}).unwrap();
    worker.send(kind.command(library));
    let mut events = Vec::new();
    let ended = loop {
        match worker.recv().expect("a job ends with an event") {
            Event::JobFinished { outcome, .. } => break Ended::Read(outcome),
            Event::ProgrammeFinished { outcome, .. } => break Ended::Programme(outcome),
            Event::Traced(_) | Event::DataReceived { .. } | Event::Progressed { .. } => {}
            event => events.push(event),
        }
    };
    drop(worker);
    let entries = folder.as_ref().map(|folder| journal(folder).entries());
    let visits = folder.as_ref().filter(|_| has_archive).map(archive);
    Ran {
        kind,
        ended,
        events,
        wire,
        memory,
        clock,
        entries: entries.transpose().unwrap().unwrap_or_default(),
        visits: visits.map_or(0, |visits| visits.list().unwrap().len()),
    }
}

//! Whole jobs of the worker over a [`DelayedLine`], in virtual time.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use flagport::link::Timing;
use flagport::profile::Library;
use flagport::sim::{Faults, MeterMemory, Pace, SimTransport, catalog};
use flagport::transport::{Transport, TransportError};
use flagport::worker::{
    CancelToken, Command, Event, JobId, Keep, LineOptions, OpenPort, Outcome, Permission,
    PortChoice, ProgrammePlan, ReadPlan, Role, Task, Worker,
};

use super::line::{Book, DelayedLine};

/// What is wanted of the meter.
pub(crate) enum Job {
    Read(LineOptions),
    /// In programming mode, read only.
    Programme(Task),
}

/// How a job went.
pub(crate) struct Done {
    pub(crate) book: Book,
    /// Whether all that was wanted came.
    pub(crate) whole: bool,
    /// What the meter demands between its message and ours.
    reaction: Duration,
    programming: bool,
}

impl Done {
    /// The time it took over the least that the same messages could have taken.
    pub(crate) fn ratio(&self) -> f64 {
        self.book.took().as_secs_f64() / self.least().as_secs_f64()
    }

    /// The least that the same messages could have taken.
    pub(crate) fn least(&self) -> Duration {
        self.book.least(self.reaction, !self.programming)
    }
}

/// Runs a job with the simulated meter `name` behind a converter that holds every byte
/// back for `delay`.
pub(crate) fn run(name: &'static str, delay: Duration, job: Job) -> Done {
    let kind = catalog::find(name).expect("the meter is in the catalogue");
    let book = Arc::new(Mutex::new(Book::default()));
    let ports = Ports {
        name,
        delay,
        book: Arc::clone(&book),
    };
    let mut worker = Worker::spawn_at(ports, Keep::default(), || {}).expect("a thread");
    let port = PortChoice::Simulated(name.to_owned());
    let programming = matches!(job, Job::Programme(_));
    worker.send(command(port, job));
    let whole = loop {
        match worker.recv().expect("the job ends with an event") {
            Event::JobFinished { outcome, .. } => break matches!(outcome, Outcome::Done(_)),
            Event::ProgrammeFinished { outcome, .. } => {
                break matches!(*outcome, Outcome::Done(_));
            }
            _ => {}
        }
    };
    drop(worker);
    let timing = Timing::default();
    let is_fast = kind.identification.as_bytes().get(3);
    let is_fast = is_fast.is_some_and(u8::is_ascii_lowercase);
    let book = book.lock().unwrap_or_else(PoisonError::into_inner).clone();
    Done {
        book,
        whole,
        reaction: if is_fast {
            timing.fast_reaction
        } else {
            timing.reaction
        },
        programming,
    }
}

/// What the worker is told.
pub(crate) fn command(port: PortChoice, job: Job) -> Command {
    let id = JobId(1);
    let cancel = CancelToken::new();
    match job {
        Job::Read(line) => Command::Read {
            id,
            port,
            plan: Box::new(ReadPlan {
                line,
                ..ReadPlan::default()
            }),
            cancel,
        },
        Job::Programme(task) => Command::Programme {
            id,
            port,
            plan: Box::new(programme(task)),
            cancel,
        },
    }
}

fn programme(task: Task) -> ProgrammePlan {
    ProgrammePlan {
        profile: None,
        profiles: Library::default(),
        line: LineOptions::default(),
        task,
        credentials: Vec::new(),
        permission: Permission {
            read_only: true,
            role: Role::Read,
        },
        expected: None,
        operator: String::new(),
        keep_open: false,
    }
}

struct Ports {
    name: &'static str,
    delay: Duration,
    book: Arc<Mutex<Book>>,
}

impl OpenPort for Ports {
    fn open(
        &mut self,
        _port: &PortChoice,
        _cancel: &CancelToken,
    ) -> Result<Option<Box<dyn Transport>>, TransportError> {
        let kind = *catalog::find(self.name).expect("the meter is in the catalogue");
        let clock = jiff::civil::date(2026, 3, 18).at(20, 15, 7, 0);
        let wire = SimTransport::open_again(
            kind,
            clock,
            Pace::Virtual,
            Faults::default(),
            MeterMemory::new(),
        );
        let book = Arc::clone(&self.book);
        Ok(Some(Box::new(DelayedLine::new(wire, self.delay, book))))
    }

    fn wait(&mut self, _duration: Duration) {}
}

//! Everything the window (or the command line) and the line thread say to each
//! other.
//!
//! [`Worker::spawn`] starts the thread; [`Command`]s go in, [`Event`]s come out,
//! through two channels and one cancel flag per job. Knows nothing about egui:
//! `wake` is a plain function. Dropping the worker cancels what runs and waits for
//! the meter to be signed off.

mod event;
mod failure;
mod job;
mod line;
mod live;
mod mishap;
mod open_port;
mod permission;
mod port;
mod port_watch;
mod programme;
mod programming;
mod read;
pub(crate) mod series;
mod teller;
mod wall;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::{self, JoinHandle};

pub use event::{Check, Event, Failure, NotStored, Outcome, Progress, Summary};
pub use job::{Command, JobId, ReadPlan};
pub use open_port::{OpenPort, RealPorts};
pub use port::{PortChoice, PortInfo, PortParseError};
pub use port_watch::{PortWatch, ports};
pub use programme::{
    ActionRecord, Change, ClockOrder, ClockRecord, Credentials, MeterKey, Permission,
    ProgrammePlan, ProgrammeSummary, RawRecord, ReadProblem, RegisterReading, Role, Task, Tries,
    WriteOutcome, WriteRecord, WriteState,
};

pub use series::{Series, SeriesAnswer, SeriesKind, SeriesPlan, SeriesRange, SeriesRecord};

pub use crate::clock::{ClockReading, TimeBase};
pub use crate::link::{CancelToken, ParityChoice};
pub use crate::session::{LineOptions, ModeChoice, WakeUp};
pub use crate::watch::Stage;

use crate::archive::Archive;
use crate::journal::Journal;

/// What the line thread keeps of its jobs, and where.
#[derive(Debug, Default)]
pub struct Keep {
    /// For visits; `None` stores none.
    pub archive: Option<Archive>,
    /// For what changes a meter; without it nothing is written to one.
    pub journal: Option<Journal>,
}

/// The thread that owns the line.
#[derive(Debug)]
pub struct Worker {
    /// `None` when the worker is closed.
    commands: Option<Sender<Command>>,
    events: Receiver<Event>,
    /// How many events were not taken yet.
    waiting: Arc<AtomicUsize>,
    thread: Option<JoinHandle<()>>,
    /// The cancel flag of the job sent last.
    cancel: CancelToken,
}

/// Where events go, and how the receiver is told that there is one.
pub(crate) struct Outbox<'a> {
    events: &'a Sender<Event>,
    waiting: &'a AtomicUsize,
    wake: &'a (dyn Fn() + Send),
}

/// A receiver with more events before it than this is told only what it cannot do
/// without, until it has caught up: a window that is hidden may draw nothing for hours.
const MOST_WAITING: usize = 64;

impl Outbox<'_> {
    /// Sends an event. Nobody listening means that the job is being dropped.
    pub(crate) fn send(&self, event: Event) {
        self.waiting.fetch_add(1, Ordering::Relaxed);
        // A waker that panics must not end the thread: the event is there all the same.
        if self.events.send(event).is_ok() && mishap::guarded(|| (self.wake)()).is_err() {
            log::error!("the receiver of events could not be woken");
        }
    }
}

impl Outbox<'_> {
    /// Whether the receiver has not caught up: what later events tell as well can wait.
    pub(crate) fn is_behind(&self) -> bool {
        self.waiting.load(Ordering::Relaxed) > MOST_WAITING
    }
}

impl Worker {
    /// Starts the thread. `wake` is called after every event, from that thread.
    pub fn spawn(keep: Keep, wake: impl Fn() + Send + 'static) -> std::io::Result<Worker> {
        Worker::spawn_at(RealPorts, keep, wake)
    }

    /// Starts the thread with ports of another kind.
    pub fn spawn_at(
        ports: impl OpenPort + Send + 'static,
        keep: Keep,
        wake: impl Fn() + Send + 'static,
    ) -> std::io::Result<Worker> {
        let (commands, inbox) = mpsc::channel::<Command>();
        let (outbox, events) = mpsc::channel::<Event>();
        let waiting = Arc::<AtomicUsize>::default();
        let counted = Arc::clone(&waiting);
        let thread = thread::Builder::new()
            .name("flagport-line".to_owned())
            .spawn(move || {
                let outbox = Outbox {
                    events: &outbox,
                    waiting: &counted,
                    wake: &wake,
                };
                line::serve(&inbox, ports, &keep, &outbox);
            })?;
        Ok(Worker {
            commands: Some(commands),
            events,
            waiting,
            thread: Some(thread),
            cancel: CancelToken::new(),
        })
    }

    /// Hands a command to the thread; it is carried out after those before it.
    pub fn send(&mut self, command: Command) {
        if let Some(cancel) = command.cancel_token() {
            self.cancel = cancel.clone();
        }
        if let Some(commands) = &self.commands
            && commands.send(command).is_err()
        {
            log::error!("the line thread has ended; the command is lost");
        }
    }

    /// Hands out no more commands: the thread signs off a meter that is still signed on
    /// and ends, after which [`recv`](Worker::recv) gives `None`.
    pub fn close(&mut self) {
        self.commands = None;
    }

    /// The next event, if there is one.
    pub fn try_recv(&self) -> Option<Event> {
        self.taken(self.events.try_recv().ok())
    }

    /// Waits for the next event; `None` when the thread has ended.
    pub fn recv(&self) -> Option<Event> {
        self.taken(self.events.recv().ok())
    }

    fn taken(&self, event: Option<Event>) -> Option<Event> {
        if event.is_some() {
            self.waiting.fetch_sub(1, Ordering::Relaxed);
        }
        event
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.cancel.cancel();
        self.commands = None;
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            log::error!("the line thread ended by a panic");
        }
    }
}

//! Reading the meters of a round: many lines at once, the meters of one line one after
//! the other.
//!
//! A line is a port or a gateway; it has a thread of its own, like every line. At most a
//! given number of them run at once, those with the most meters first. One that hangs
//! holds up nobody but its own meters, and each of these only as long as its patience
//! lasts. Reads no clock, and stores nothing but visits.

use std::collections::{HashMap, VecDeque};
use std::path::PathBuf;
use std::sync::mpsc::{self, Sender};

use jiff::Zoned;

use super::Planned;
use crate::archive::Archive;
use crate::profile::Library;
use crate::trace::TraceEntry;
use crate::worker::{
    CancelToken, Command, Event, JobId, Keep, LineOptions, NotStored, OpenPort, Outcome,
    PortChoice, ReadPlan, Worker,
};

/// The most lines that run at once.
pub const MAX_JOBS: usize = 1_024;

/// How often in a row a port may not open before its other meters are left.
const MAX_UNOPENED: u32 = 2;

/// How the meters are read.
#[derive(Debug, Clone)]
pub struct ManyPlan {
    /// What holds for every meter that the list says nothing else of.
    pub line: LineOptions,
    pub profile: Option<String>,
    pub profiles: Library,
    pub every_way: bool,
    /// How many lines run at once, at least one.
    pub jobs: usize,
    /// Where visits are kept.
    pub archive: Option<Archive>,
}

/// A meter that is to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// Its number in the round.
    pub stop: usize,
    pub port: PortChoice,
    pub address: String,
    pub profile: Option<String>,
}

/// What is told while meters are read. `stop` is the number of a meter in the round.
#[derive(Debug)]
pub enum Told {
    Begun { stop: usize },
    Event { stop: usize, event: Box<Event> },
    Ended { stop: usize, reading: Box<Reading> },
}

/// How the reading of a meter ended.
#[derive(Debug)]
pub struct Reading {
    pub outcome: Outcome,
    /// The folder of the visit, or why there is none; `None` where nothing came or nothing
    /// is kept.
    pub visit: Option<Result<PathBuf, NotStored>>,
    /// When it ended.
    pub at: Zoned,
    /// The port did not open before either: this meter was not tried.
    pub was_left: bool,
}

/// The tasks of a round on its lines. Where several meters share a line and the list tells
/// no device address, the serial number stands for it: without one, all would answer.
pub fn tasks<'p>(
    planned: impl Iterator<Item = (usize, &'p Planned)>,
    fallback: Option<&PortChoice>,
) -> Vec<Task> {
    let mut tasks = Vec::new();
    let mut serials = Vec::new();
    let mut sharing: HashMap<PortChoice, u32> = HashMap::new();
    for (stop, planned) in planned {
        let Some(port) = planned.port.as_ref().or(fallback) else {
            continue;
        };
        *sharing.entry(port.clone()).or_default() += 1;
        serials.push(planned.serial.as_str());
        tasks.push(Task {
            stop,
            port: port.clone(),
            address: planned.address.clone(),
            profile: planned.profile.clone(),
        });
    }
    for (task, serial) in tasks.iter_mut().zip(serials) {
        let shares = sharing.get(&task.port).is_some_and(|count| *count > 1);
        if shares && task.address.is_empty() {
            task.address = serial.chars().filter(char::is_ascii_alphanumeric).collect();
        }
    }
    tasks
}

/// Reads the meters of all lines and tells what happens. After `cancel` the meters that
/// are being read are signed off, and no other is begun. `false` if the system gave no
/// thread for some line: what it had is not told as ended.
pub fn read_all<P: OpenPort + Send + 'static>(
    tasks: Vec<Task>,
    plan: &ManyPlan,
    cancel: &CancelToken,
    mut ports: impl FnMut() -> P,
    mut tell: impl FnMut(Told),
) -> std::io::Result<()> {
    let clock = ports();
    let (wake, woken) = mpsc::channel::<usize>();
    let mut waiting: VecDeque<Line> = lines(tasks).into();
    let mut running: HashMap<usize, Line> = HashMap::new();
    let mut number: usize = 0;
    let mut refused = Ok(());
    loop {
        while running.len() < plan.jobs.clamp(1, MAX_JOBS) && !cancel.is_cancelled() {
            let Some(mut line) = waiting.pop_front() else {
                break;
            };
            match line.start(number, plan, &wake, ports()) {
                Ok(()) => {
                    line.read_next(plan, cancel, &mut tell);
                    running.insert(number, line);
                    number = number.saturating_add(1);
                }
                // With fewer threads it may go on; without any it cannot.
                Err(_) if !running.is_empty() => {
                    waiting.push_front(line);
                    break;
                }
                Err(error) => {
                    refused = Err(error);
                    waiting.clear();
                }
            }
        }
        if running.is_empty() {
            return refused;
        }
        // A sender is kept here, so this ends with an event only.
        let Ok(place) = woken.recv() else {
            return refused;
        };
        let Some(line) = running.get_mut(&place) else {
            continue;
        };
        while let Some(event) = line.worker.as_ref().and_then(Worker::try_recv) {
            if line.apply(event, &clock.wall_clock(), &mut tell) {
                line.read_next(plan, cancel, &mut tell);
            }
        }
        if line.current.is_none() {
            running.remove(&place);
        }
    }
}

/// The tasks by port, the lines with the most of them first.
fn lines(tasks: Vec<Task>) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut places: HashMap<PortChoice, usize> = HashMap::new();
    for task in tasks {
        let place = *places.entry(task.port.clone()).or_insert(lines.len());
        match lines.get_mut(place) {
            Some(line) => line.left.push_back(task),
            None => lines.push(Line::new(task)),
        }
    }
    lines.sort_by_key(|line| std::cmp::Reverse(line.left.len()));
    lines
}

/// A line and the meters on it that are still to be read.
#[derive(Debug)]
struct Line {
    left: VecDeque<Task>,
    worker: Option<Worker>,
    /// The meter that is being read.
    current: Option<usize>,
    visit: Option<Result<PathBuf, NotStored>>,
    has_opened: bool,
    /// How often in a row the port did not open.
    unopened: u32,
}

impl Line {
    fn new(first: Task) -> Line {
        Line {
            left: VecDeque::from([first]),
            worker: None,
            current: None,
            visit: None,
            has_opened: false,
            unopened: 0,
        }
    }

    fn start<P: OpenPort + Send + 'static>(
        &mut self,
        number: usize,
        plan: &ManyPlan,
        wake: &Sender<usize>,
        ports: P,
    ) -> std::io::Result<()> {
        let wake = wake.clone();
        let keep = Keep {
            archive: plan.archive.clone(),
            journal: None,
        };
        self.worker = Some(Worker::spawn_at(ports, keep, move || {
            // Nobody waits any more when the round is being dropped.
            let _ = wake.send(number);
        })?);
        Ok(())
    }

    /// Begins with the next meter of the line, if there is one to go on with.
    fn read_next(&mut self, plan: &ManyPlan, cancel: &CancelToken, tell: &mut impl FnMut(Told)) {
        self.current = None;
        if cancel.is_cancelled() {
            return;
        }
        let (Some(task), Some(worker)) = (self.left.pop_front(), &mut self.worker) else {
            return;
        };
        self.current = Some(task.stop);
        self.has_opened = false;
        self.visit = None;
        let line = LineOptions {
            address: task.address,
            ..plan.line.clone()
        };
        tell(Told::Begun { stop: task.stop });
        worker.send(Command::Read {
            id: JobId(1),
            port: task.port,
            plan: Box::new(ReadPlan {
                profile: task.profile.or_else(|| plan.profile.clone()),
                profiles: plan.profiles.clone(),
                line,
                every_way: plan.every_way,
            }),
            // A worker that ends cancels its token, which must stop nobody else.
            cancel: cancel.child(),
        });
    }

    /// Takes an event of the line; `true` when its meter is done with.
    fn apply(&mut self, event: Event, at: &Zoned, tell: &mut impl FnMut(Told)) -> bool {
        let Some(stop) = self.current else {
            return false;
        };
        match event {
            Event::JobFinished { outcome, .. } => {
                let reading = Reading {
                    outcome,
                    visit: self.visit.take(),
                    at: at.clone(),
                    was_left: false,
                };
                self.end(stop, reading, tell);
                return true;
            }
            Event::VisitStored { stored, .. } => self.visit = Some(stored),
            event => {
                if let Event::Traced(records) = &event {
                    let opened = |entry: &TraceEntry| matches!(entry, TraceEntry::Opened { .. });
                    self.has_opened |= records.iter().any(|record| opened(&record.entry));
                }
                let event = Box::new(event);
                tell(Told::Event { stop, event });
            }
        }
        false
    }

    /// Tells how a meter ended; leaves the others of a port that does not open.
    fn end(&mut self, stop: usize, reading: Reading, tell: &mut impl FnMut(Told)) {
        let failure = match &reading.outcome {
            Outcome::Failed(failure) if !self.has_opened => Some(failure.clone()),
            _ => None,
        };
        let at = reading.at.clone();
        let reading = Box::new(reading);
        tell(Told::Ended { stop, reading });
        let Some(failure) = failure else {
            self.unopened = 0;
            return;
        };
        self.unopened = self.unopened.saturating_add(1);
        if self.unopened < MAX_UNOPENED {
            return;
        }
        for task in self.left.drain(..) {
            let reading = Box::new(Reading {
                outcome: Outcome::Failed(failure.clone()),
                visit: None,
                at: at.clone(),
                was_left: true,
            });
            tell(Told::Ended {
                stop: task.stop,
                reading,
            });
        }
    }
}

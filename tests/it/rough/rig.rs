//! A worker with simulated meters in virtual time behind a line that can be made to
//! panic, and whose openings are counted.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use flagport::archive::Archive;
use flagport::journal::Journal;
use flagport::profile::{Library, RegisterDef};
use flagport::secret::Password;
use flagport::sim::{Faults, MeterMemory, Pace, SimTransport, catalog};
use flagport::transport::{
    LineSettings, LineTime, ParityCarrier, PortProblem, Transport, TransportError,
};
use flagport::worker::{
    CancelToken, Change, Command, Credentials, Event, JobId, Keep, LineOptions, OpenPort, Outcome,
    Permission, PortChoice, ProgrammePlan, ProgrammeSummary, ReadPlan, Role, SeriesKind,
    SeriesPlan, SeriesRange, Summary, Task, Worker,
};
use jiff::{SignedDuration, Zoned};
use tempfile::TempDir;

const PROFILE: &str = r#"(
    version: 2,
    name: "rough-mt174",
    title: "MT174 for rough use",
    match: (manufacturers: ["ISK"], identifications: ["MT174", "MT174-"]),
    serial_register: Some("0.0.0"),
    programming: Some((levels: [(number: 3, login: P1)])),
    registers: [
        (address: "0.0.0", name: "Serial number", identity: true),
        (address: "0.8.0", name: "Measuring period", unit: "min", kind: Number(min: Some("1"), max: Some("90")), access: Write(3)),
        (address: "0.8.4", name: "Load profile period", unit: "min", kind: Number(min: Some("1"), max: Some("60")), access: Write(3)),
    ],
    clock: Some((
        read: [(address: "0.9.1", form: "hhmmss"), (address: "0.9.2", form: "sYYMMDD")],
        write: [(address: "C003", form: "YYMMDDhhmmss")],
        level: Some(3),
    )),
    verified: Unverified,
    source: "made up",
)"#;

/// The break message.
pub(super) const BREAK: &[u8] = b"\x01B0\x03q";

/// What happens in one call of the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Act {
    Panic,
    /// The port is gone, once.
    Gone,
    /// This computer's clock is set by so much.
    SetClock(SignedDuration),
    /// The computer sleeps for so long, in which the time of the line goes on or stands
    /// still, by the system; what the meter sends meanwhile is lost.
    Sleep {
        lasts: Duration,
        is_counted: bool,
    },
}

/// The times of the computer, since the start of the test.
#[derive(Debug, Default)]
struct Clocks {
    /// What really passed.
    passed: Duration,
    /// What of it the computer slept through without counting it.
    uncounted: Duration,
    /// By how much its clock was set.
    set: SignedDuration,
}

/// What the line is, and what happened on it.
#[derive(Debug, Default)]
pub(super) struct Line {
    /// How many ports were opened, and how many of them are closed again.
    pub(super) opened: AtomicU64,
    pub(super) closed: AtomicU64,
    /// What happens in which call of the line, counted down.
    trap: Mutex<Option<(u64, Act)>>,
    /// How many calls there were.
    pub(super) calls: AtomicU64,
    sent: Mutex<Vec<u8>>,
    clocks: Mutex<Clocks>,
}

impl Line {
    /// Does `act` in the call after so many others, once.
    pub(super) fn set_trap(&self, after: u64, act: Act) {
        *self.trap.lock().unwrap() = Some((after, act));
    }

    /// Whether the trap was sprung, or none was set; takes it away.
    pub(super) fn take_trap(&self) -> bool {
        self.trap.lock().unwrap().take().is_none()
    }

    /// How many ports are open.
    pub(super) fn in_use(&self) -> u64 {
        self.opened.load(Ordering::SeqCst) - self.closed.load(Ordering::SeqCst)
    }

    /// What was sent since this was asked last, without parity.
    pub(super) fn take_sent(&self) -> Vec<u8> {
        let sent = std::mem::take(&mut *self.sent.lock().unwrap());
        sent.into_iter().map(|byte| byte & 0x7F).collect()
    }

    fn called(&self) -> Option<Act> {
        self.calls.fetch_add(1, Ordering::SeqCst);
        let mut trap = self.trap.lock().unwrap();
        let act = match &mut *trap {
            Some((0, act)) => *act,
            Some((after, _)) => {
                *after -= 1;
                return None;
            }
            None => return None,
        };
        *trap = None;
        drop(trap);
        match act {
            // As a panic does, without a word on standard error.
            Act::Panic => {
                std::panic::resume_unwind(Box::new("the trap `00000003` was sprung".to_owned()))
            }
            Act::SetClock(by) => self.clocks.lock().unwrap().set += by,
            Act::Gone | Act::Sleep { .. } => {}
        }
        Some(act)
    }

    /// What a clock shows that is right.
    fn true_time(&self) -> Zoned {
        let began: Zoned = "2026-11-22T20:00:00+01:00[Europe/Vienna]".parse().unwrap();
        began + self.clocks.lock().unwrap().passed
    }
}

/// One user's folder and a worker.
pub(super) struct Rig {
    pub(super) folder: TempDir,
    pub(super) line: Arc<Line>,
    pub(super) worker: Worker,
    profiles: Library,
    next: u64,
}

impl Rig {
    pub(super) fn new() -> Rig {
        Rig::woken_by(|| {})
    }

    pub(super) fn woken_by(wake: impl Fn() + Send + 'static) -> Rig {
        let folder = tempfile::tempdir().unwrap();
        let profiles = folder.path().join("profiles");
        std::fs::create_dir(&profiles).unwrap();
        std::fs::write(profiles.join("rough-mt174.ron"), PROFILE).unwrap();
        let profiles = Library::load(&profiles);
        assert_eq!(profiles.problems(), []);
        let line = Arc::<Line>::default();
        let ports = RigPorts {
            line: Arc::clone(&line),
            began: Instant::now(),
            memory: MeterMemory::new(),
        };
        let keep = Keep {
            archive: Some(Archive::at(folder.path().join("visits"))),
            journal: Some(Journal::at(folder.path())),
        };
        Rig {
            worker: Worker::spawn_at(ports, keep, wake).unwrap(),
            folder,
            line,
            profiles,
            next: 1,
        }
    }

    pub(super) fn journal(&self) -> Journal {
        Journal::at(self.folder.path())
    }

    fn id(&mut self) -> JobId {
        self.next += 1;
        JobId(self.next)
    }

    /// The command that reads this simulated meter out.
    pub(super) fn reading(&mut self, meter: &str) -> Command {
        self.reading_until(meter, CancelToken::new())
    }

    /// The same with what stops it.
    pub(super) fn reading_until(&mut self, meter: &str, cancel: CancelToken) -> Command {
        Command::Read {
            id: self.id(),
            port: PortChoice::Simulated(meter.to_owned()),
            plan: Box::new(ReadPlan {
                profiles: self.profiles.clone(),
                ..ReadPlan::default()
            }),
            cancel,
        }
    }

    pub(super) fn programming(&mut self, task: Task, keep_open: bool) -> Command {
        let credentials = Credentials {
            level: 3,
            password: Password::new("00000003".to_owned()),
        };
        self.programming_of("iskra-mt174", task, vec![credentials], keep_open)
    }

    /// The command that fetches the load profile of a day from a simulated meter.
    pub(super) fn fetching_a_day(&mut self, meter: &str) -> Command {
        let day = jiff::civil::date(2026, 11, 20);
        let range = SeriesRange {
            from: Some(day.at(0, 0, 0, 0)),
            to: Some(day.at(23, 59, 59, 0)),
        };
        let task = Task::Series(SeriesPlan {
            kind: SeriesKind::LoadProfile,
            address: None,
            range,
            command: None,
            block: None,
            have: None,
        });
        self.programming_of(meter, task, Vec::new(), false)
    }

    fn programming_of(
        &mut self,
        meter: &str,
        task: Task,
        credentials: Vec<Credentials>,
        keep_open: bool,
    ) -> Command {
        Command::Programme {
            id: self.id(),
            port: PortChoice::Simulated(meter.to_owned()),
            plan: Box::new(ProgrammePlan {
                profile: None,
                profiles: self.profiles.clone(),
                line: LineOptions::default(),
                task,
                credentials,
                permission: Permission {
                    read_only: false,
                    role: Role::Full,
                },
                expected: None,
                operator: "Ada".to_owned(),
                keep_open,
            }),
            cancel: CancelToken::new(),
        }
    }

    pub(super) fn register(&self, address: &str) -> Arc<RegisterDef> {
        let profile = self.profiles.find("rough-mt174").unwrap();
        Arc::new(profile.register(address).unwrap().clone())
    }

    pub(super) fn set(&self, changes: &[(&str, &str)]) -> Task {
        let change = |(address, wanted): &(&str, &str)| Change {
            register: self.register(address),
            wanted: (*wanted).to_owned(),
            shown: None,
        };
        Task::Set {
            changes: changes.iter().map(change).collect(),
            stop_at_first_failure: false,
        }
    }

    pub(super) fn get(&self, addresses: &[&str]) -> Task {
        Task::Get(addresses.iter().map(|a| self.register(a)).collect())
    }

    /// Sends a command and gives all events up to the end of its job.
    pub(super) fn run(&mut self, command: Command) -> Vec<Event> {
        self.worker.send(command);
        let mut events = Vec::new();
        loop {
            let event = self.worker.recv().expect("the worker is there");
            let is_last = matches!(
                event,
                Event::JobFinished { .. } | Event::ProgrammeFinished { .. }
            );
            events.push(event);
            if is_last {
                return events;
            }
        }
    }
}

/// How a readout ended.
pub(super) fn read_outcome(events: &[Event]) -> &Outcome<Summary> {
    match events.last() {
        Some(Event::JobFinished { outcome, .. }) => outcome,
        other => panic!("{other:?}"),
    }
}

/// How a job in programming mode ended.
pub(super) fn programme_outcome(events: &[Event]) -> &Outcome<ProgrammeSummary> {
    match events.last() {
        Some(Event::ProgrammeFinished { outcome, .. }) => outcome,
        other => panic!("{other:?}"),
    }
}

struct RigPorts {
    line: Arc<Line>,
    began: Instant,
    memory: MeterMemory,
}

impl OpenPort for RigPorts {
    fn open(
        &mut self,
        port: &PortChoice,
        _cancel: &CancelToken,
    ) -> Result<Option<Box<dyn Transport>>, TransportError> {
        let PortChoice::Simulated(name) = port else {
            panic!("{port} is no simulated meter");
        };
        let kind = *catalog::find(name).unwrap();
        self.line.called();
        let clock = self.line.true_time().datetime();
        let (faults, memory) = (Faults::default(), self.memory.clone());
        self.line.opened.fetch_add(1, Ordering::SeqCst);
        let before = self.line.clocks.lock().unwrap().passed;
        Ok(Some(Box::new(RigTransport {
            sim: SimTransport::open_again(kind, clock, Pace::Virtual, faults, memory),
            line: Arc::clone(&self.line),
            before,
            asleep: Duration::ZERO,
        })))
    }

    fn wait(&mut self, _duration: Duration) {}

    fn wall_clock(&self) -> Zoned {
        self.line.true_time() + self.line.clocks.lock().unwrap().set
    }

    fn steady_clock(&self) -> Instant {
        let clocks = self.line.clocks.lock().unwrap();
        self.began + (clocks.passed - clocks.uncounted)
    }
}

struct RigTransport {
    sim: SimTransport,
    line: Arc<Line>,
    /// What had passed when it was opened.
    before: Duration,
    /// How long the computer slept without counting it.
    asleep: Duration,
}

impl RigTransport {
    fn called(&mut self) -> Result<(), TransportError> {
        let act = self.line.called();
        if act == Some(Act::Gone) {
            return Err(TransportError {
                port: "sim".to_owned(),
                problem: PortProblem::Gone,
            });
        }
        if let Some(Act::Sleep { lasts, is_counted }) = act {
            let wakes = self.sim.now() + lasts;
            while self.sim.now() < wakes {
                self.sim.recv(&mut [0; 64], wakes)?;
            }
            if !is_counted {
                self.asleep += lasts;
                self.line.clocks.lock().unwrap().uncounted += lasts;
            }
        }
        self.keep_time();
        Ok(())
    }

    fn keep_time(&self) {
        self.line.clocks.lock().unwrap().passed = self.before + self.sim.now().0;
    }

    /// The time of the line, of one of the meter.
    fn counted(&self, at: LineTime) -> LineTime {
        LineTime(at.0.saturating_sub(self.asleep))
    }
}

impl Drop for RigTransport {
    fn drop(&mut self) {
        self.line.closed.fetch_add(1, Ordering::SeqCst);
    }
}

impl Transport for RigTransport {
    fn now(&self) -> LineTime {
        self.counted(self.sim.now())
    }

    fn configure(&mut self, settings: LineSettings) -> Result<ParityCarrier, TransportError> {
        self.called()?;
        self.sim.configure(settings)
    }

    fn send(&mut self, bytes: &[u8]) -> Result<LineTime, TransportError> {
        self.called()?;
        self.line.sent.lock().unwrap().extend(bytes);
        let sent = self.sim.send(bytes)?;
        Ok(self.counted(sent))
    }

    fn recv(&mut self, buffer: &mut [u8], deadline: LineTime) -> Result<usize, TransportError> {
        self.called()?;
        let received = self.sim.recv(buffer, deadline + self.asleep);
        self.keep_time();
        received
    }
}

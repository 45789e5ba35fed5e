//! A worker with simulated meters in virtual time behind a line that can be made to
//! panic, and whose openings are counted.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use flagport::archive::Archive;
use flagport::journal::Journal;
use flagport::profile::{Library, RegisterDef};
use flagport::secret::Password;
use flagport::sim::{Faults, MeterMemory, Pace, SimTransport, catalog};
use flagport::transport::{LineSettings, LineTime, ParityCarrier, Transport, TransportError};
use flagport::worker::{
    CancelToken, Change, Command, Credentials, Event, JobId, Keep, LineOptions, OpenPort, Outcome,
    Permission, PortChoice, ProgrammePlan, ProgrammeSummary, ReadPlan, Role, Summary, Task, Worker,
};
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

/// What the line is, and what happened on it.
#[derive(Debug, Default)]
pub(super) struct Line {
    /// How many ports were opened, and how many of them are closed again.
    pub(super) opened: AtomicU64,
    pub(super) closed: AtomicU64,
    /// The call of the line, counted down, that panics; 0 for none.
    trap: AtomicU64,
    /// How many calls there were.
    pub(super) calls: AtomicU64,
    sent: Mutex<Vec<u8>>,
}

impl Line {
    /// Panics in the call after so many others, once.
    pub(super) fn set_trap(&self, after: u64) {
        self.trap.store(after + 1, Ordering::SeqCst);
    }

    /// Whether the trap was sprung, or none was set; takes it away.
    pub(super) fn take_trap(&self) -> bool {
        self.trap.swap(0, Ordering::SeqCst) == 0
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

    fn called(&self) {
        self.calls.fetch_add(1, Ordering::SeqCst);
        let trap = self.trap.load(Ordering::SeqCst);
        if trap > 0 {
            self.trap.store(trap - 1, Ordering::SeqCst);
            if trap == 1 {
                // As a panic does, without a word on standard error.
                std::panic::resume_unwind(Box::new("the trap `00000003` was sprung".to_owned()));
            }
        }
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
        Command::Read {
            id: self.id(),
            port: PortChoice::Simulated(meter.to_owned()),
            plan: Box::new(ReadPlan {
                profiles: self.profiles.clone(),
                ..ReadPlan::default()
            }),
            cancel: CancelToken::new(),
        }
    }

    pub(super) fn programming(&mut self, task: Task, keep_open: bool) -> Command {
        Command::Programme {
            id: self.id(),
            port: PortChoice::Simulated("iskra-mt174".to_owned()),
            plan: Box::new(ProgrammePlan {
                profile: None,
                profiles: self.profiles.clone(),
                line: LineOptions::default(),
                task,
                credentials: vec![Credentials {
                    level: 3,
                    password: Password::new("00000003".to_owned()),
                }],
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
        let faults = Faults::default();
        let clock = jiff::civil::date(2026, 11, 22).at(20, 0, 0, 0);
        self.line.opened.fetch_add(1, Ordering::SeqCst);
        Ok(Some(Box::new(RigTransport {
            sim: SimTransport::open_again(kind, clock, Pace::Virtual, faults, self.memory.clone()),
            line: Arc::clone(&self.line),
        })))
    }

    fn wait(&mut self, _duration: Duration) {}
}

struct RigTransport {
    sim: SimTransport,
    line: Arc<Line>,
}

impl Drop for RigTransport {
    fn drop(&mut self) {
        self.line.closed.fetch_add(1, Ordering::SeqCst);
    }
}

impl Transport for RigTransport {
    fn now(&self) -> LineTime {
        self.sim.now()
    }

    fn configure(&mut self, settings: LineSettings) -> Result<ParityCarrier, TransportError> {
        self.line.called();
        self.sim.configure(settings)
    }

    fn send(&mut self, bytes: &[u8]) -> Result<LineTime, TransportError> {
        self.line.called();
        self.line.sent.lock().unwrap().extend(bytes);
        self.sim.send(bytes)
    }

    fn recv(&mut self, buffer: &mut [u8], deadline: LineTime) -> Result<usize, TransportError> {
        self.line.called();
        self.sim.recv(buffer, deadline)
    }
}

//! A worker with a simulated meter in virtual time, whose every byte is seen.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use flagport::archive::Archive;
use flagport::journal::Journal;
use flagport::profile::{Library, RegisterDef};
use flagport::secret::Password;
use flagport::sim::kind::Manner;
use flagport::sim::programming::Refusal;
use flagport::sim::{Fault, Faults, MeterMemory, Pace, SimTransport, catalog};
use flagport::transport::{
    LineSettings, LineTime, ParityCarrier, PortProblem, Transport, TransportError,
};
use flagport::worker::{
    CancelToken, Change, Command, Credentials, Event, JobId, Keep, LineOptions, OpenPort, Outcome,
    Permission, PortChoice, ProgrammePlan, ProgrammeSummary, Role, Task, Worker,
};
use jiff::Zoned;
use tempfile::TempDir;

const PROFILE: &str = r#"(
    version: 2,
    name: "bench-mt174",
    title: "MT174 for tests",
    match: (manufacturers: ["ISK"], identifications: ["MT174", "MT174-"]),
    serial_register: Some("0.0.0"),
    programming: Some((
        levels: [(number: 2, login: P1, password: (min: 8, max: 8)), (number: 3, login: P1)],
        lock_out: Some((tries: 3, minutes: Some(15))),
        refusals: [(answer: "ERROR", text: "not known or not permitted")],
        preconditions: [(kind: SealBroken, text: "The metrological seal has to be broken", level: Some(3))],
    )),
    registers: [
        (address: "0.0.0", name: "Serial number", identity: true),
        (address: "0.1.0", name: "Number of resets", volatile: true),
        (address: "1.8.0", name: "Active import", unit: "kWh", kind: Number(decimals: 3)),
        (address: "0.8.0", name: "Measuring period", unit: "min", kind: Number(min: Some("1"), max: Some("90")), access: Write(3)),
        (address: "0.8.4", name: "Load profile period", unit: "min", kind: Number(min: Some("1"), max: Some("60")), access: Write(3)),
        (address: "C.60.9", name: "Reset day", kind: Number(width: 2), access: Write(3)),
        (address: "C.96.3", name: "Password", access: WriteOnly(3)),
    ],
    clock: Some((
        read: [(address: "0.9.1", form: "hhmmss"), (address: "0.9.2", form: "sYYMMDD")],
        write: [(address: "C003", form: "YYMMDDhhmmss")],
        level: Some(2),
        synchronise_limit_s: Some(9),
    )),
    actions: [
        (
            name: "Billing reset", kind: BillingReset, level: Some(2), help: "Ends the period",
            commands: [(command: "E2", data: "0001()")],
            watch: ["1.8.0", "0.1.0"], proof: Some("0.1.0"), disable_min: Some(60),
        ),
        (
            name: "Change the password", kind: ChangePassword(level: 3), level: Some(3), help: "Gives the level another password",
            commands: [(command: "W1", data: "C.96.3({new})")],
        ),
    ],
    verified: Unverified,
    source: "made up",
)"#;

const LEM: &str = r#"(
    version: 2,
    name: "bench-lem",
    title: "EM4TII for tests",
    match: (manufacturers: ["EMH"], identifications: ["D4EM4TIIW001--"]),
    serial_register: Some("1-0:0.0.0*255"),
    programming: Some((
        read: (command: "R5"), write: (command: "W5"), read_level: Some(1),
        levels: [(number: 1, login: P1), (number: 2, name: "W5 password", login: InWrite)],
        refusals: [(answer: "ER01", text: "the password is wrong", about: WrongPassword)],
    )),
    registers: [
        (address: "1-0:0.0.0*255", name: "Serial number", identity: true),
        (address: "1-0:0.8.4*255", name: "Load profile period", unit: "min", kind: Number(), access: Write(2)),
        (address: "1-0:0.0.1*255", name: "Owner's number", access: Write(2)),
    ],
    verified: Unverified,
    source: "made up",
)"#;

const EK280: &str = r##"(
    version: 2,
    name: "bench-ek280",
    title: "EK280 for tests",
    match: (manufacturers: ["ELS"]),
    serial_register: Some("1:180.0"),
    programming: Some((
        read: (argument: "1"), read_level: Some(1),
        levels: [
            (number: 1, name: "Customer lock", login: Lock(address: "4:171.0", close: Some(("4:170.0", "0")))),
            (number: 2, name: "Supplier lock", login: Lock(address: "3:171.0", close: Some(("3:170.0", "0")))),
        ],
        refusals: [(answer: "#0017", text: "the access code is wrong")],
    )),
    registers: [
        (address: "1:180.0", name: "Serial number", identity: true),
        (address: "4:150.0", name: "Measuring period", unit: "min", kind: Number(), access: Write(2)),
    ],
    verified: Unverified,
    source: "made up",
)"##;

/// One meter, one user's folder, and any number of workers one after the other.
pub(super) struct Bench {
    pub(super) folder: TempDir,
    pub(super) profiles: Library,
    memory: MeterMemory,
    faults: Faults,
    meter: &'static str,
    /// Everything that was sent to the meter, and how often the port was opened.
    pub(super) line: Arc<Mutex<Heard>>,
    worker: Option<Worker>,
    next: u64,
}

#[derive(Debug, Default)]
pub(super) struct Heard {
    pub(super) bytes: Vec<u8>,
    pub(super) openings: u32,
    /// Opening fails so many times after the first time.
    pub(super) gone: u32,
    /// The head is on another meter after the first time.
    pub(super) swapped: Option<&'static str>,
    /// The head is on another meter of the same type after the first time.
    pub(super) is_twin: bool,
    /// The meter breaks off where a command names several data sets.
    pub(super) takes_one_set: bool,
    /// The computer sleeps for so long before it uses the line again.
    pub(super) sleeps: Duration,
    /// How long the line was used in this job: a port that is opened again in it leads to
    /// a meter whose clock went on.
    pub(super) used: Duration,
    /// A file that is out of reach as soon as a change was sent.
    pub(super) lost: Option<PathBuf>,
}

impl Bench {
    pub(super) fn new() -> Bench {
        Bench::of("iskra-mt174", None)
    }

    pub(super) fn faulty(fault: Fault) -> Bench {
        Bench::of("iskra-mt174", Some(fault))
    }

    pub(super) fn with(faults: Faults) -> Bench {
        Bench {
            faults,
            ..Bench::new()
        }
    }

    pub(super) fn of(meter: &'static str, fault: Option<Fault>) -> Bench {
        let folder = tempfile::tempdir().unwrap();
        let profiles = folder.path().join("profiles");
        std::fs::create_dir(&profiles).unwrap();
        for (name, text) in [("mt174", PROFILE), ("lem", LEM), ("ek280", EK280)] {
            std::fs::write(profiles.join(format!("bench-{name}.ron")), text).unwrap();
        }
        let profiles = Library::load(&profiles);
        assert_eq!(profiles.problems(), []);
        Bench {
            folder,
            profiles,
            memory: MeterMemory::new(),
            faults: fault.map_or_else(Faults::default, Faults::only),
            meter,
            line: Arc::default(),
            worker: None,
            next: 1,
        }
    }

    /// A second head at the same meter, without faults.
    pub(super) fn beside(&self) -> Bench {
        Bench {
            memory: self.memory.clone(),
            ..Bench::of(self.meter, None)
        }
    }

    /// The same meter without faults: the seal is back, the head sits well.
    pub(super) fn mend(&mut self) {
        self.end();
        self.faults = Faults::default();
    }

    /// Ends the worker, as the program does when it is closed.
    pub(super) fn end(&mut self) {
        self.worker = None;
    }

    pub(super) fn journal(&self) -> Journal {
        Journal::at(self.folder.path())
    }

    pub(super) fn archive(&self) -> Archive {
        Archive::at(self.folder.path().join("visits"))
    }

    pub(super) fn register(&self, address: &str) -> Arc<RegisterDef> {
        let name = match self.meter {
            "lem-em4tii" => "bench-lem",
            "els-ek280" => "bench-ek280",
            _ => "bench-mt174",
        };
        let profile = self.profiles.find(name).unwrap();
        Arc::new(profile.register(address).unwrap().clone())
    }

    pub(super) fn change(&self, address: &str, wanted: &str) -> Change {
        Change {
            register: self.register(address),
            wanted: wanted.to_owned(),
            shown: None,
        }
    }

    /// A plan that may do everything, with the right password of level 3.
    pub(super) fn plan(&self, task: Task) -> ProgrammePlan {
        ProgrammePlan {
            profile: None,
            profiles: self.profiles.clone(),
            line: LineOptions::default(),
            task,
            credentials: vec![credentials(3, "00000003")],
            permission: Permission {
                read_only: false,
                role: Role::Full,
            },
            expected: None,
            operator: "Ada".to_owned(),
            keep_open: false,
        }
    }

    pub(super) fn set(&self, changes: &[(&str, &str)]) -> ProgrammePlan {
        let changes = changes.iter().map(|(a, v)| self.change(a, v)).collect();
        self.plan(Task::Set {
            changes,
            stop_at_first_failure: false,
        })
    }

    pub(super) fn get(&self, addresses: &[&str]) -> ProgrammePlan {
        let registers = addresses.iter().map(|a| self.register(a)).collect();
        ProgrammePlan {
            credentials: Vec::new(),
            ..self.plan(Task::Get(registers))
        }
    }

    pub(super) fn run(&mut self, plan: ProgrammePlan) -> Done {
        self.run_watched(plan, |_, _| {})
    }

    /// Runs a job; `watch` sees each event as it comes.
    pub(super) fn run_watched(
        &mut self,
        plan: ProgrammePlan,
        mut watch: impl FnMut(&Event, &CancelToken),
    ) -> Done {
        let cancel = CancelToken::new();
        let command = Command::Programme {
            id: JobId(self.next),
            port: PortChoice::Simulated(self.meter.to_owned()),
            plan: Box::new(plan),
            cancel: cancel.clone(),
        };
        self.next += 1;
        self.line.lock().unwrap().used = Duration::ZERO;
        let worker = self.worker();
        worker.send(command);
        let mut events = Vec::new();
        loop {
            let event = worker.recv().expect("the job ends with an event");
            watch(&event, &cancel);
            let outcome = match &event {
                Event::ProgrammeFinished { outcome, .. } => Some((**outcome).clone()),
                _ => None,
            };
            events.push(event);
            if let Some(outcome) = outcome {
                return Done { events, outcome };
            }
        }
    }

    pub(super) fn worker(&mut self) -> &mut Worker {
        let ports = BenchPorts {
            meter: self.meter,
            memory: self.memory.clone(),
            faults: self.faults.clone(),
            line: Arc::clone(&self.line),
        };
        let keep = Keep {
            archive: Some(self.archive()),
            journal: Some(self.journal()),
        };
        self.worker
            .get_or_insert_with(|| Worker::spawn_at(ports, keep, || {}).unwrap())
    }

    /// What was sent since this was asked last, without parity.
    pub(super) fn sent(&self) -> String {
        let mut line = self.line.lock().unwrap();
        let bytes: Vec<u8> = line.bytes.drain(..).map(|byte| byte & 0x7F).collect();
        bytes.escape_ascii().to_string()
    }
}

pub(super) fn credentials(level: u8, password: &str) -> Credentials {
    Credentials {
        level,
        password: Password::new(password.to_owned()),
    }
}

/// How a job ended, and everything that it told.
#[derive(Debug)]
pub(super) struct Done {
    pub(super) events: Vec<Event>,
    pub(super) outcome: Outcome<ProgrammeSummary>,
}

impl Done {
    /// What it brought.
    pub(super) fn summary(&self) -> &ProgrammeSummary {
        match &self.outcome {
            Outcome::Done(summary)
            | Outcome::Partly { summary, .. }
            | Outcome::Cancelled(Some(summary)) => summary,
            other => panic!("{other:?}"),
        }
    }

    /// The headline of its failure.
    pub(super) fn headline(&self) -> String {
        match &self.outcome {
            Outcome::Partly { failure, .. } | Outcome::Failed(failure) => {
                failure.headline.to_string()
            }
            other => panic!("{other:?}"),
        }
    }

    pub(super) fn cause(&self) -> String {
        match &self.outcome {
            Outcome::Partly { failure, .. } | Outcome::Failed(failure) => failure.cause.to_string(),
            other => panic!("{other:?}"),
        }
    }

    pub(super) fn is_done(&self) -> bool {
        matches!(self.outcome, Outcome::Done(_))
    }

    /// The raw value that was read of a register.
    pub(super) fn read(&self, address: &str) -> &str {
        let readings = &self.summary().readings;
        let reading = readings.iter().find(|r| r.register.address == address);
        &reading.unwrap().answer.as_ref().unwrap().values[0].raw
    }
}

struct BenchPorts {
    meter: &'static str,
    memory: MeterMemory,
    faults: Faults,
    line: Arc<Mutex<Heard>>,
}

impl OpenPort for BenchPorts {
    fn open(
        &mut self,
        port: &PortChoice,
        _cancel: &CancelToken,
    ) -> Result<Option<Box<dyn Transport>>, TransportError> {
        let mut line = self.line.lock().unwrap();
        if line.openings > 0 && line.gone > 0 {
            line.gone -= 1;
            return Err(TransportError {
                port: port.to_string(),
                problem: PortProblem::Missing,
            });
        }
        line.openings += 1;
        let swapped = line.swapped.filter(|_| line.openings > 1);
        let is_twin = line.is_twin && line.openings > 1;
        let (before, takes_one_set) = (line.used, line.takes_one_set);
        drop(line);
        let mut kind = *catalog::find(swapped.unwrap_or(self.meter)).unwrap();
        if is_twin {
            kind.readout = String::leak(kind.readout.replace("63355730", "63355731"));
        }
        if takes_one_set
            && let Manner::Answers(answers) = &mut kind.manner
            && let Some(programming) = &mut answers.programming
        {
            programming.together = 1;
            programming.refusals.syntax = Refusal::Break;
        }
        let clock = (Zoned::now() + before).datetime();
        let (faults, memory) = (self.faults.clone(), self.memory.clone());
        Ok(Some(Box::new(Recorded {
            line: SimTransport::open_again(kind, clock, Pace::Virtual, faults, memory),
            heard: Arc::clone(&self.line),
            before,
        })))
    }

    fn wait(&mut self, _duration: Duration) {}
}

/// A line of which every byte that is sent is kept.
struct Recorded {
    line: SimTransport,
    heard: Arc<Mutex<Heard>>,
    before: Duration,
}

impl Transport for Recorded {
    fn now(&self) -> LineTime {
        self.line.now()
    }

    fn configure(&mut self, settings: LineSettings) -> Result<ParityCarrier, TransportError> {
        let sleeps = std::mem::take(&mut self.heard.lock().unwrap().sleeps);
        let wakes = self.line.now() + sleeps;
        while self.line.now() < wakes {
            self.line.recv(&mut [0; 64], wakes)?;
        }
        self.line.configure(settings)
    }

    fn send(&mut self, bytes: &[u8]) -> Result<LineTime, TransportError> {
        let mut heard = self.heard.lock().unwrap();
        heard.bytes.extend(bytes);
        let is_change = bytes.starts_with(b"\x01W");
        if let Some(path) = heard.lost.take_if(|_| is_change) {
            std::fs::rename(&path, path.with_extension("away")).unwrap();
            std::fs::create_dir(&path).unwrap();
        }
        self.line.send(bytes)
    }

    fn recv(&mut self, buffer: &mut [u8], deadline: LineTime) -> Result<usize, TransportError> {
        let received = self.line.recv(buffer, deadline);
        self.heard.lock().unwrap().used = self.before + self.line.now().0;
        received
    }
}

/// How often `needle` stands in `text`.
pub(super) fn count(text: &str, needle: &str) -> usize {
    text.matches(needle).count()
}

/// All text files below `folder`, put together.
pub(super) fn everything_in(folder: &Path) -> String {
    let mut text = String::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            text += &everything_in(&path);
        } else {
            text += &String::from_utf8_lossy(&std::fs::read(&path).unwrap());
        }
    }
    text
}

//! Every archive of every simulated meter, through whatever goes wrong: what is fetched is
//! what the meter holds.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use flagport::journal::Journal;
use flagport::profile::{self, Library};
use flagport::secret::Password;
use flagport::sim::archive::{Held, held};
use flagport::sim::{Fault, Faults, MeterMemory, Pace, SimTransport, catalog};
use flagport::transport::{
    LineSettings, LineTime, ParityCarrier, PortProblem, Transport, TransportError,
};
use flagport::worker::{
    CancelToken, Command, Credentials, Event, JobId, Keep, LineOptions, OpenPort, Outcome,
    Permission, PortChoice, ProgrammePlan, ProgrammeSummary, Role, Series, SeriesKind, SeriesPlan,
    SeriesRange, SeriesRecord, Task, Worker,
};
use jiff::civil::{Date, DateTime, date};
use jiff::{ToSpan as _, Zoned};
use rust_decimal::Decimal;
use tempfile::TempDir;

use super::meter::range;

/// A simulated meter with archives, its profile, and what opens it for reading.
struct Subject {
    meter: &'static str,
    profile: &'static str,
    password: Option<(u8, &'static str)>,
}

const fn subject(
    meter: &'static str,
    profile: &'static str,
    password: Option<(u8, &'static str)>,
) -> Subject {
    Subject {
        meter,
        profile,
        password,
    }
}

const SUBJECTS: [Subject; 13] = [
    subject("emh-lzqj", "emh-lzqj", None),
    subject("emh-lzqj-solar", "emh-lzqj", None),
    subject("metcom-mcs301", "metcom-mcs301", None),
    subject("lgz-zmd", "lgz-zmd", None),
    subject("iskra-mt174", "iskra-mt174", None),
    subject("elster-as1440", "elster-as1440", None),
    subject("lem-em4tii", "lem-em4tii", Some((1, "00000000"))),
    subject("makel-c500", "turkish-mass", None),
    subject("koehler-mf", "turkish-mass", None),
    subject("energomera-ce102m", "energomera-ce", None),
    subject("energomera-ce208", "energomera-ce208", None),
    subject("els-ek280", "elster-lis200", Some((1, "0"))),
    subject("elster-a1140", "elster-a1140", Some((1, "FEDC0001"))),
];

/// A meter at the end of a line that may break, and a worker.
struct Bench {
    subject: &'static Subject,
    line: Arc<Mutex<Heard>>,
    worker: Worker,
    /// Where passwords are counted that were said.
    _folder: TempDir,
    /// When it began.
    now: DateTime,
    next: u64,
}

#[derive(Default)]
struct Heard {
    sent: Vec<u8>,
    /// After so many characters each the plug is pulled.
    pulled: VecDeque<usize>,
    /// How long the line was used before.
    used: Duration,
}

struct Ports {
    meter: &'static str,
    memory: MeterMemory,
    faults: Faults,
    now: DateTime,
    line: Arc<Mutex<Heard>>,
}

impl OpenPort for Ports {
    fn open(
        &mut self,
        _port: &PortChoice,
        _cancel: &CancelToken,
    ) -> Result<Option<Box<dyn Transport>>, TransportError> {
        let kind = *catalog::find(self.meter).unwrap();
        let before = self.line.lock().unwrap().used;
        let clock = self.now.checked_add(before).unwrap();
        let (faults, memory) = (self.faults.clone(), self.memory.clone());
        Ok(Some(Box::new(Breakable {
            line: SimTransport::open_again(kind, clock, Pace::Virtual, faults, memory),
            heard: Arc::clone(&self.line),
            before,
            is_gone: false,
        })))
    }

    fn wait(&mut self, _duration: Duration) {}
}

struct Breakable {
    line: SimTransport,
    heard: Arc<Mutex<Heard>>,
    before: Duration,
    is_gone: bool,
}

impl Breakable {
    fn alive(&self) -> Result<(), TransportError> {
        match self.is_gone {
            false => Ok(()),
            true => Err(TransportError {
                port: "sim".to_owned(),
                problem: PortProblem::Gone,
            }),
        }
    }
}

impl Transport for Breakable {
    fn now(&self) -> LineTime {
        self.line.now()
    }

    fn configure(&mut self, settings: LineSettings) -> Result<ParityCarrier, TransportError> {
        self.alive()?;
        self.line.configure(settings)
    }

    fn send(&mut self, bytes: &[u8]) -> Result<LineTime, TransportError> {
        self.alive()?;
        self.heard.lock().unwrap().sent.extend(bytes);
        self.line.send(bytes)
    }

    fn recv(&mut self, buffer: &mut [u8], deadline: LineTime) -> Result<usize, TransportError> {
        self.alive()?;
        let count = self.line.recv(buffer, deadline)?;
        let mut heard = self.heard.lock().unwrap();
        heard.used = self.before + self.line.now().0;
        if let Some(left) = heard.pulled.front_mut() {
            if *left <= count {
                let rest = *left;
                heard.pulled.pop_front();
                self.is_gone = true;
                return Ok(rest).and_then(|n| {
                    if n > 0 {
                        Ok(n)
                    } else {
                        self.alive().map(|()| 0)
                    }
                });
            }
            *left -= count;
        }
        Ok(count)
    }
}

impl Bench {
    fn new(subject: &'static Subject, faults: &[Fault], pulled: &[usize]) -> Bench {
        let line = Arc::new(Mutex::new(Heard {
            pulled: pulled.iter().copied().collect(),
            ..Heard::default()
        }));
        let now = Zoned::now().datetime();
        let ports = Ports {
            meter: subject.meter,
            memory: MeterMemory::new(),
            faults: Faults {
                list: faults.to_vec(),
                seed: 1,
            },
            now,
            line: Arc::clone(&line),
        };
        let folder = tempfile::tempdir().unwrap();
        let keep = Keep {
            archive: None,
            journal: Some(Journal::at(folder.path())),
        };
        let worker = Worker::spawn_at(ports, keep, || {}).unwrap();
        Bench {
            subject,
            line,
            worker,
            _folder: folder,
            now,
            next: 1,
        }
    }

    fn fetch(&mut self, plan: SeriesPlan) -> Outcome<ProgrammeSummary> {
        let credentials = self.subject.password.map(|(level, password)| Credentials {
            level,
            password: Password::new(password.to_owned()),
        });
        self.worker.send(Command::Programme {
            id: JobId(self.next),
            port: PortChoice::Simulated(self.subject.meter.to_owned()),
            plan: Box::new(ProgrammePlan {
                profile: None,
                profiles: Library::load(std::path::Path::new("no-such-folder")),
                line: LineOptions::default(),
                task: Task::Series(plan),
                credentials: credentials.into_iter().collect(),
                permission: Permission {
                    read_only: true,
                    role: Role::Read,
                },
                expected: None,
                operator: "Ada".to_owned(),
                keep_open: false,
            }),
            cancel: CancelToken::new(),
        });
        self.next += 1;
        loop {
            let event = self.worker.recv().expect("the job ends with an event");
            if let Event::ProgrammeFinished { outcome, .. } = event {
                return *outcome;
            }
        }
    }

    /// The last that was sent is a break message.
    fn is_signed_off(&self) -> bool {
        let line = self.line.lock().unwrap();
        let tail: Vec<u8> = line.sent.iter().rev().take(8).map(|b| b & 0x7F).collect();
        let tail: Vec<u8> = tail.into_iter().rev().collect();
        tail.windows(4).any(|part| part == b"\x01B0\x03")
    }
}

fn record(outcome: &Outcome<ProgrammeSummary>) -> Option<&SeriesRecord> {
    match outcome {
        Outcome::Done(summary)
        | Outcome::Partly { summary, .. }
        | Outcome::Cancelled(Some(summary)) => summary.series.as_ref(),
        _ => None,
    }
}

/// Time, season where it was told, numbers.
#[derive(Debug, Clone, PartialEq)]
struct Got {
    time: DateTime,
    summer: Option<bool>,
    values: Vec<Decimal>,
}

fn got(record: &SeriesRecord) -> Vec<Got> {
    match &record.series {
        Series::LoadProfile(profile) => {
            let channels = profile.channels.len();
            let entry = |entry: flagport::meter::load_profile::EntryRef<'_>| Got {
                time: entry.time().unwrap_or(DateTime::MIN),
                summer: entry
                    .season()
                    .map(|season| season == flagport::meter::Season::Summer),
                values: (0..channels).filter_map(|c| entry.number(c)).collect(),
            };
            // An interval that an answer without times leaves empty is a missing one, and so
            // is one that is flagged as such (Energomera).
            let is_there =
                |(got, status): &(Got, &str)| !got.values.is_empty() && !is_missing(got, status);
            let rows = profile
                .entries()
                .map(|row| (entry(row), row.status().raw.as_str()));
            rows.filter(is_there).map(|(got, _)| got).collect()
        }
        Series::Logbook(logbook) => {
            let entry = |entry: &flagport::meter::logbook::LogEntry| Got {
                time: civil(entry.time.unwrap()),
                summer: None,
                values: Vec::new(),
            };
            logbook.entries.iter().map(entry).collect()
        }
    }
}

/// Nothing, with the flag for it.
fn is_missing(got: &Got, status: &str) -> bool {
    status == "80" && got.values == [Decimal::ZERO]
}

fn civil(time: flagport::meter::CivilTime) -> DateTime {
    time.date.unwrap().to_datetime(time.time.unwrap())
}

/// Whether a row is what the meter holds.
fn is_same(got: &Got, held: &Held) -> bool {
    let numbers = held.values.iter();
    let numbers: Vec<Decimal> = numbers.map(|text| text.parse().unwrap()).collect();
    let has_values =
        numbers.is_empty() || got.values.windows(numbers.len()).any(|own| own == numbers);
    got.time == held.time && got.summer.is_none_or(|summer| summer == held.summer) && has_values
}

/// Checks what was fetched against what is held from one time to another.
fn check(name: &str, got: &[Got], held: &[Held], within: SeriesRange) -> Vec<String> {
    let is_in = |time: DateTime| {
        within.from.is_none_or(|from| time >= from) && within.to.is_none_or(|to| time <= to)
    };
    let got: Vec<&Got> = got.iter().filter(|row| is_in(row.time)).collect();
    let held: Vec<&Held> = held.iter().filter(|row| is_in(row.time)).collect();
    let mut problems = Vec::new();
    let odd = got
        .iter()
        .zip(&held)
        .position(|(got, held)| !is_same(got, held));
    if got.len() != held.len() || odd.is_some() {
        let at = odd.unwrap_or(got.len().min(held.len()));
        problems.push(format!(
            "{name}: {} of {} rows; at {at} {:?} for {:?}",
            got.len(),
            held.len(),
            got.get(at),
            held.get(at)
        ));
    }
    problems
}

/// The archives of a meter's profile.
fn archives(subject: &Subject) -> Vec<(SeriesKind, String)> {
    let profile = profile::built_in()
        .iter()
        .find(|profile| profile.name == subject.profile)
        .unwrap();
    let of = |kind, forms: &[profile::SeriesForm]| {
        let address = |form: &profile::SeriesForm| (kind, form.address.clone());
        forms.iter().map(address).collect::<Vec<_>>()
    };
    [
        of(SeriesKind::LoadProfile, &profile.load_profiles),
        of(SeriesKind::Logbook, &profile.logbooks),
    ]
    .concat()
}

fn plan(kind: SeriesKind, address: &str, range: SeriesRange) -> SeriesPlan {
    SeriesPlan {
        kind,
        address: Some(address.to_owned()),
        range,
        command: None,
        block: None,
        have: None,
    }
}

/// The last Sundays of March and October before `today`.
fn changes(today: Date) -> [Date; 2] {
    let last = |month| {
        [today.year(), today.year() - 1]
            .map(|year| date(year, month, 1).nth_weekday_of_month(-1, jiff::civil::Weekday::Sunday))
            .into_iter()
            .flatten()
            .find(|day| *day < today.saturating_sub(3.days()))
            .unwrap()
    };
    [last(3), last(10)]
}

/// Fetches `asked` and says what is wrong with what came.
fn fetch(
    subject: &'static Subject,
    (kind, address): &(SeriesKind, String),
    asked: SeriesRange,
    (faults, pulled): (&[Fault], &[usize]),
) -> Vec<String> {
    let mut bench = Bench::new(subject, faults, pulled);
    let name = format!(
        "{} {address} {:?}..{:?} {faults:?} {pulled:?}",
        subject.meter, asked.from, asked.to
    );
    let outcome = bench.fetch(plan(*kind, address, asked));
    let mut problems = Vec::new();
    if !bench.is_signed_off() {
        problems.push(format!("{name}: not signed off"));
    }
    let Some(held) = held(subject.meter, address, bench.now) else {
        // The profile knows more archives than this meter has.
        let rows = record(&outcome).map_or(0, |record| got(record).len());
        if rows > 0 {
            problems.push(format!("{name}: {rows} rows of nothing"));
        }
        return problems;
    };
    if !matches!(outcome, Outcome::Done(_)) {
        let text = format!("{outcome:?}");
        problems.push(format!("{name}: {}", text.get(..700).unwrap_or(&text)));
    }
    let Some(record) = record(&outcome) else {
        return problems;
    };
    if !record.complete {
        problems.push(format!("{name}: not complete"));
    }
    // Right at the edges of the memory the meter goes on while it is read.
    let mut within = asked;
    let newest = bench.now.checked_sub(2.hours()).unwrap();
    within.to = Some(asked.to.map_or(newest, |to| to.min(newest)));
    if asked.from.is_none() {
        let oldest = held.first().map(|row| row.time);
        within.from = oldest.map(|time| time.checked_add(2.days()).unwrap());
    }
    problems.extend(check(&name, &got(record), &held, within));
    problems
}

fn last_days(days: i64) -> SeriesRange {
    let now = Zoned::now().datetime();
    let midnight = now.date().at(0, 0, 0, 0);
    range(
        midnight.checked_sub(days.days()).unwrap(),
        now.checked_sub(3.hours()).unwrap(),
    )
}

fn ok(problems: &[String]) {
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn every_archive_gives_what_it_holds() {
    let now = Zoned::now().datetime();
    let day = |date: Date| {
        let end = date.tomorrow().unwrap();
        range(date.at(0, 0, 0, 0), end.at(0, 0, 0, 0))
    };
    let in_days = |days: i64| now.date().checked_add(days.days()).unwrap();
    let [spring, autumn] = changes(now.date());
    let mut problems = Vec::new();
    for subject in &SUBJECTS {
        for archive in archives(subject) {
            for asked in [
                last_days(3),
                day(spring),
                day(autumn),
                day(date(2019, 1, 1)),
                day(in_days(10)),
            ] {
                problems.extend(fetch(subject, &archive, asked, (&[], &[])));
            }
        }
    }
    ok(&problems);
}

#[test]
fn no_fault_costs_a_row() {
    let mut problems = Vec::new();
    for fault in [
        Fault::DiesMidProfile,
        Fault::CutsBlock,
        Fault::GarbledBlock,
        Fault::GarbledAnswer,
        Fault::NakFirst,
        Fault::LateAnswer,
    ] {
        for subject in &SUBJECTS {
            // A code for a lock is never said again.
            if fault == Fault::NakFirst && subject.meter == "els-ek280" {
                continue;
            }
            for archive in archives(subject) {
                problems.extend(fetch(subject, &archive, last_days(1), (&[fault], &[])));
            }
        }
    }
    ok(&problems);
}

#[test]
fn no_pulled_plug_costs_a_row() {
    let [_, autumn] = changes(Zoned::now().date());
    let over = range(
        autumn.yesterday().unwrap().at(12, 0, 0, 0),
        autumn.tomorrow().unwrap().at(12, 0, 0, 0),
    );
    let mut problems = Vec::new();
    for (number, subject) in (1_u64..).zip(&SUBJECTS) {
        let Some(archive) = archives(subject).into_iter().next() else {
            continue;
        };
        let mut seed = number;
        for _ in 0..3 {
            // Any numbers that are the same each time.
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(99);
            let first = usize::try_from(seed >> 40).unwrap() % 9_000 + 300;
            let second = usize::try_from(seed >> 20 & 0xFFF).unwrap() + 300;
            problems.extend(fetch(subject, &archive, over, (&[], &[first, second])));
        }
    }
    ok(&problems);
}

#[test]
fn whole_memories_come_whole() {
    let mut problems = Vec::new();
    for subject in &SUBJECTS {
        for archive in archives(subject) {
            let held = held(subject.meter, &archive.1, Zoned::now().datetime());
            if held.is_none_or(|held| held.len() > 5_000) {
                continue;
            }
            let all = SeriesRange::default();
            problems.extend(fetch(subject, &archive, all, (&[], &[])));
        }
    }
    ok(&problems);
}

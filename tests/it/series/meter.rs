//! A meter with a load profile of a test's own making, on a scripted line in virtual
//! time, and a worker at the other end.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use flagport::archive::Archive;
use flagport::journal::Journal;
use flagport::meter::LoadProfile;
use flagport::profile::Library;
use flagport::transport::{PortProblem, Transport, TransportError};
use flagport::worker::{
    CancelToken, Command, Event, JobId, Keep, LineOptions, OpenPort, Outcome, Permission,
    PortChoice, ProgrammePlan, ProgrammeSummary, Role, Series, SeriesKind, SeriesPlan, SeriesRange,
    SeriesRecord, Task, Worker,
};
use jiff::ToSpan as _;
use jiff::civil::{DateTime, date};
use tempfile::TempDir;

use crate::scripted::{Asked, Does, Scripted, ack, damaged, data, nak, partial, says};

/// An interval that the meter holds.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    pub(super) end: DateTime,
    pub(super) summer: bool,
    pub(super) value: String,
}

/// What goes wrong with an answer about a load profile.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Fault {
    /// Nothing goes wrong.
    Fine,
    /// A character of it is changed.
    Damaged,
    /// It stops after so many characters.
    Cut(usize),
    /// The plug is pulled after so many characters.
    Unplugged(usize),
    Silent,
    Nak,
}

/// How the meter takes a range.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Edges {
    pub(super) has_from: bool,
    pub(super) has_to: bool,
    /// Added to both ends, in minutes.
    pub(super) shift: i64,
    /// Both ends are rounded down to these minutes.
    pub(super) round: i64,
}

pub(super) const EXACT: Edges = Edges {
    has_from: true,
    has_to: true,
    shift: 0,
    round: 1,
};

/// The meter, and what came over its line.
pub(super) struct Meter {
    pub(super) rows: Vec<Row>,
    pub(super) period: i64,
    pub(super) edges: Edges,
    pub(super) tells_season: bool,
    pub(super) is_mass: bool,
    pub(super) takes: &'static [usize],
    /// What goes wrong with the next answers, one by one.
    pub(super) faults: VecDeque<Fault>,
    /// The commands about the load profile.
    pub(super) asked: Vec<String>,
    /// A range that begins before this is refused as a whole.
    pub(super) oldest_asked: Option<DateTime>,
    /// The block of this number is said once more after its acknowledgement.
    pub(super) said_twice: Option<usize>,
    /// Says rows for ever.
    pub(super) is_endless: bool,
    /// Blocks of the answer in partial blocks that were not said yet.
    pub(super) blocks: VecDeque<String>,
    /// Acknowledgements that get no answer.
    pub(super) lost_acks: VecDeque<usize>,
    pub(super) acks: usize,
    /// The port cannot be opened so many times after the first.
    pub(super) gone: u32,
    pub(super) openings: u32,
    /// What it says to a command instead of an answer, by its begin.
    pub(super) says: Vec<(String, Vec<String>)>,
}

impl Meter {
    /// Quarter hours of so many days from the first of March 2024 on, without seasons.
    pub(super) fn of_days(days: i64) -> Meter {
        let begin = date(2024, 3, 1).at(0, 15, 0, 0);
        let row = |number: i64| Row {
            end: begin.checked_add((number * 15).minutes()).unwrap(),
            summer: false,
            value: format!("{}.{:03}", number / 100, number % 100),
        };
        Meter::with((0..days * 96).map(row).collect())
    }

    pub(super) fn with(rows: Vec<Row>) -> Meter {
        Meter {
            rows,
            period: 15,
            edges: EXACT,
            tells_season: true,
            is_mass: false,
            takes: &[11],
            faults: VecDeque::new(),
            asked: Vec::new(),
            oldest_asked: None,
            said_twice: None,
            is_endless: false,
            blocks: VecDeque::new(),
            lost_acks: VecDeque::new(),
            acks: 0,
            gone: 0,
            openings: 0,
            says: Vec::new(),
        }
    }

    fn answer(&mut self, asked: &Asked<'_>) -> Vec<Does> {
        match asked.bytes {
            [0x06] => return self.next_block(),
            [0x15] => return self.blocks.front().map_or(nak(), |b| says(&self.block(b))),
            [1, b'P', ..] => return ack(),
            _ => {}
        }
        let text: String = asked.bytes[1..asked.bytes.len() - 2]
            .iter()
            .map(|code| if *code == 2 { ' ' } else { char::from(*code) })
            .collect();
        let known = self
            .says
            .iter_mut()
            .find(|(start, _)| text.starts_with(start.as_str()));
        if let Some((_, answers)) = known {
            self.asked.push(text);
            let answer = if answers.len() > 1 {
                answers.remove(0)
            } else {
                answers[0].clone()
            };
            return if answer == "\u{6}" {
                ack()
            } else if answer.is_empty() {
                nak()
            } else {
                says(&data(&answer))
            };
        }
        let Some((command, rest)) = text.split_once(" P.01(") else {
            return says(&data("(ERROR)"));
        };
        let (command, rest) = (command.to_owned(), rest.trim_end_matches(')').to_owned());
        self.asked.push(text);
        let mut parts = rest.split(';').map(str::to_owned);
        let (from, to) = (parts.next().unwrap(), parts.next().unwrap_or_default());
        let fits =
            |stamp: &String| stamp.is_empty() || self.is_mass || self.takes.contains(&stamp.len());
        if !fits(&from) || !fits(&to) {
            return says(&data("(ERROR)"));
        }
        let begin = self.time_of(&from).map_or(DateTime::MIN, |(time, _)| time);
        let rows = self.select(&from, &to);
        if rows.is_empty() || self.oldest_asked.is_some_and(|oldest| begin < oldest) {
            return says(&data("(ERROR)"));
        }
        let body = if self.is_endless {
            self.body(&rows) + &"(9.999)\r\n".repeat(100_000)
        } else {
            self.body(&rows)
        };
        if command == "R6" {
            let records: usize = parts.next().unwrap().parse().unwrap();
            let lines: Vec<&str> = body.split_inclusive('\n').collect();
            self.blocks = lines.chunks(records).map(<[&str]>::concat).collect();
            return says(&self.block(&self.blocks[0]));
        }
        let answer = data(&body);
        match self.faults.pop_front().unwrap_or(Fault::Fine) {
            Fault::Fine => says(&answer),
            Fault::Damaged => says(&damaged(answer)),
            Fault::Cut(count) => says(&answer[..count.min(answer.len())]),
            Fault::Unplugged(count) => {
                let mut does = says(&answer[..count.min(answer.len())]);
                does.push(Does::UnplugsThen);
                does
            }
            Fault::Silent => Vec::new(),
            Fault::Nak => nak(),
        }
    }

    fn block(&self, body: &str) -> Vec<u8> {
        if self.blocks.len() > 1 {
            partial(body)
        } else {
            data(body)
        }
    }

    fn next_block(&mut self) -> Vec<Does> {
        self.acks += 1;
        if self.lost_acks.front() == Some(&self.acks) {
            self.lost_acks.pop_front();
            return Vec::new();
        }
        if self.said_twice == Some(self.acks) {
            self.said_twice = None;
        } else {
            self.blocks.pop_front();
        }
        let Some(next) = self.blocks.front() else {
            return Vec::new();
        };
        match self.faults.pop_front().unwrap_or(Fault::Fine) {
            Fault::Damaged => says(&damaged(self.block(next))),
            _ => says(&self.block(next)),
        }
    }

    /// The rows of a range, by the meter's own rule.
    fn select(&self, from: &str, to: &str) -> Vec<Row> {
        let edges = self.edges;
        let bound = |stamp: &str| {
            let (time, summer) = self.time_of(stamp)?;
            let minute = i64::from(time.minute()) % edges.round;
            let time = time.checked_add((edges.shift - minute).minutes()).unwrap();
            Some(self.normal(time, summer))
        };
        let (from, to) = (bound(from), bound(to));
        let is_in = |row: &&Row| {
            let at = self.normal(row.end, row.summer);
            let behind = from.is_none_or(|from| at > from || edges.has_from && at == from);
            let before = to.is_none_or(|to| at < to || edges.has_to && at == to);
            behind && before
        };
        self.rows.iter().filter(is_in).cloned().collect()
    }

    fn normal(&self, time: DateTime, summer: bool) -> DateTime {
        if self.tells_season && summer {
            time.checked_sub(1.hour()).unwrap()
        } else {
            time
        }
    }

    fn time_of(&self, stamp: &str) -> Option<(DateTime, bool)> {
        if stamp.is_empty() {
            return None;
        }
        if self.is_mass {
            return Some((DateTime::strptime("%y-%m-%d,%H:%M", stamp).unwrap(), false));
        }
        let digits = if stamp.len() == 10 {
            stamp
        } else {
            &stamp[1..11]
        };
        let time = DateTime::strptime("%y%m%d%H%M", digits).unwrap();
        Some((time, stamp.len() > 10 && stamp.starts_with('1')))
    }

    fn body(&self, rows: &[Row]) -> String {
        if self.is_mass {
            let row = |row: &Row| {
                format!(
                    "({})({},0.000)\r\n",
                    row.end.strftime("%y-%m-%d,%H:%M"),
                    row.value
                )
            };
            return rows.iter().map(row).collect();
        }
        let mut body = String::new();
        let mut due = None;
        for row in rows {
            let is_first_of_day = row.end.hour() == 0 && row.end.minute() == 15;
            if due != Some((row.end, row.summer)) || is_first_of_day {
                let season = u8::from(row.summer);
                let stamp = row.end.strftime("%y%m%d%H%M%S");
                body += &format!("P.01({season}{stamp})(00)({})(1)(1.5)(kW)\r\n", self.period);
            }
            body += &format!("({})\r\n", row.value);
            due = Some((
                row.end.checked_add(self.period.minutes()).unwrap(),
                row.summer,
            ));
        }
        body
    }
}

const PROFILE: &str = r#"(
    version: 2,
    name: "bench-profile",
    title: "A load profile for tests",
    match: (manufacturers: ["ABC"], identifications: ["X"]),
    programming: Some((read: (command: "R5"))),
    load_profiles: [
        (address: "P.01", name: "Load profile", command: "R5", range: Vdew11, rows: Vdew),
        (address: "P.02", name: "Load profile of MASS", command: "R2", range: Mass, rows: Mass),
    ],
    logbooks: [(address: "P.98", name: "Event log", command: "R5", range: Vdew11, rows: VdewLog)],
    status_bits: [(bit: 7, text: "Power failure")],
    verified: Unverified,
    source: "made up",
)"#;

/// A meter, a user's folder, and a worker.
pub(super) struct Bench {
    pub(super) meter: Arc<Mutex<Meter>>,
    pub(super) folder: TempDir,
    profiles: Library,
    worker: Worker,
    next: u64,
}

impl Bench {
    pub(super) fn new(meter: Meter) -> Bench {
        Bench::with_profile(meter, PROFILE)
    }

    pub(super) fn with_profile(meter: Meter, profile: &str) -> Bench {
        let folder = tempfile::tempdir().unwrap();
        let profiles = folder.path().join("profiles");
        std::fs::create_dir(&profiles).unwrap();
        std::fs::write(profiles.join("bench-profile.ron"), profile).unwrap();
        let profiles = Library::load(&profiles);
        assert_eq!(profiles.problems(), []);
        let meter = Arc::new(Mutex::new(meter));
        let keep = Keep {
            archive: Some(Archive::at(folder.path().join("visits"))),
            journal: Some(Journal::at(folder.path())),
        };
        let worker = Worker::spawn_at(Ports(Arc::clone(&meter)), keep, || {}).unwrap();
        Bench {
            meter,
            folder,
            profiles,
            worker,
            next: 1,
        }
    }

    pub(super) fn archive(&self) -> Archive {
        Archive::at(self.folder.path().join("visits"))
    }

    pub(super) fn fetch(&mut self, plan: SeriesPlan) -> Done {
        self.fetch_watched(plan, |_, _| {})
    }

    pub(super) fn fetch_watched(
        &mut self,
        plan: SeriesPlan,
        mut watch: impl FnMut(&Event, &CancelToken),
    ) -> Done {
        let cancel = CancelToken::new();
        self.worker.send(Command::Programme {
            id: JobId(self.next),
            port: PortChoice::Simulated("scripted".to_owned()),
            plan: Box::new(ProgrammePlan {
                profile: None,
                profiles: self.profiles.clone(),
                line: LineOptions::default(),
                task: Task::Series(plan),
                credentials: Vec::new(),
                permission: Permission {
                    read_only: true,
                    role: Role::Read,
                },
                expected: None,
                operator: "Ada".to_owned(),
                keep_open: false,
            }),
            cancel: cancel.clone(),
        });
        self.next += 1;
        let mut events = Vec::new();
        loop {
            let event = self.worker.recv().expect("the job ends with an event");
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

    /// The commands about load profiles since this was asked last.
    pub(super) fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.meter.lock().unwrap().asked)
    }

    /// What the meter holds from one time to the other, both included.
    pub(super) fn memory(&self, range: SeriesRange) -> Vec<Row> {
        let meter = self.meter.lock().unwrap();
        let is_in = |row: &&Row| {
            range.from.is_none_or(|from| row.end >= from) && range.to.is_none_or(|to| row.end <= to)
        };
        meter.rows.iter().filter(is_in).cloned().collect()
    }
}

/// How a job ended, and everything that it told.
#[derive(Debug)]
pub(super) struct Done {
    pub(super) events: Vec<Event>,
    pub(super) outcome: Outcome<ProgrammeSummary>,
}

impl Done {
    pub(super) fn record(&self) -> &SeriesRecord {
        match &self.outcome {
            Outcome::Done(summary)
            | Outcome::Partly { summary, .. }
            | Outcome::Cancelled(Some(summary)) => summary.series.as_ref().unwrap(),
            other => panic!("{other:?}"),
        }
    }

    pub(super) fn profile(&self) -> &LoadProfile {
        match &self.record().series {
            Series::LoadProfile(profile) => profile,
            other => panic!("{other:?}"),
        }
    }

    pub(super) fn rows(&self) -> Vec<Row> {
        rows_of(self.profile())
    }

    pub(super) fn is_done(&self) -> bool {
        matches!(self.outcome, Outcome::Done(_))
    }

    pub(super) fn headline(&self) -> String {
        match &self.outcome {
            Outcome::Partly { failure, .. } | Outcome::Failed(failure) => {
                failure.headline.to_string()
            }
            other => panic!("{other:?}"),
        }
    }

    /// The records that were told on the way.
    pub(super) fn told(&self) -> Vec<&SeriesRecord> {
        let told = self.events.iter().filter_map(|event| match event {
            Event::SeriesReceived { record, .. } => Some(record.as_ref()),
            _ => None,
        });
        told.collect()
    }
}

pub(super) fn rows_of(profile: &LoadProfile) -> Vec<Row> {
    let row = |entry: flagport::meter::load_profile::EntryRef<'_>| Row {
        end: entry.time().unwrap(),
        summer: entry.season() == Some(flagport::meter::Season::Summer),
        value: entry.raw(0).unwrap().to_owned(),
    };
    profile.entries().map(row).collect()
}

/// Fetches `P.01` in this range.
pub(super) fn plan(range: SeriesRange) -> SeriesPlan {
    SeriesPlan {
        kind: SeriesKind::LoadProfile,
        address: None,
        range,
        command: None,
        block: None,
        have: None,
    }
}

pub(super) fn range(from: DateTime, to: DateTime) -> SeriesRange {
    SeriesRange {
        from: Some(from),
        to: Some(to),
    }
}

struct Ports(Arc<Mutex<Meter>>);

impl OpenPort for Ports {
    fn open(
        &mut self,
        port: &PortChoice,
        _cancel: &CancelToken,
    ) -> Result<Option<Box<dyn Transport>>, TransportError> {
        let mut meter = self.0.lock().unwrap();
        if meter.openings > 0 && meter.gone > 0 {
            meter.gone -= 1;
            return Err(TransportError {
                port: port.to_string(),
                problem: PortProblem::Missing,
            });
        }
        meter.openings += 1;
        let answering = Arc::clone(&self.0);
        let line = Scripted::programming(move |asked| answering.lock().unwrap().answer(asked));
        Ok(Some(Box::new(line)))
    }

    fn wait(&mut self, _duration: Duration) {}
}

//! Whole sessions with a simulated meter in virtual time, which store visits and change
//! registers as a user does.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use flagport::archive::{Archive, Visit};
use flagport::journal::Journal;
use flagport::profile::Library;
use flagport::secret::Password;
use flagport::sim::{Faults, MeterMemory, Pace, SimTransport, catalog};
use flagport::transport::{Transport, TransportError};
use flagport::worker::{
    CancelToken, Change, Command, Credentials, Event, JobId, Keep, LineOptions, OpenPort,
    Permission, PortChoice, ProgrammePlan, ReadPlan, Role, SeriesKind, SeriesPlan, SeriesRange,
    Task, Worker, WriteOutcome, WriteState,
};
use jiff::civil::date;

use super::deeds::Deed;

const METER: &str = "iskra-mt174";

/// Measuring periods that the meter takes and does not have.
const PERIODS: [&str; 3] = ["5", "30", "60"];

pub(super) const SESSION: Deed = Deed {
    name: "session",
    act: |folder, number, tell| {
        let mut worker =
            Worker::spawn_at(Virtual(MeterMemory::new()), keep(folder), || {}).unwrap();
        let wanted = PERIODS[number as usize / 3 % PERIODS.len()].to_owned();
        worker.send(command(number, &wanted));
        worker.close();
        while let Some(event) = worker.recv() {
            match event {
                Event::VisitStored { stored, .. } => {
                    tell(format!("visit|{}", stored.unwrap().display()));
                }
                Event::WriteProgressed {
                    state: WriteState::Ended(record),
                    ..
                } => {
                    assert_eq!(record.outcome, WriteOutcome::Verified, "{record:?}");
                    tell(format!("written|{number}|{wanted}"));
                }
                _ => {}
            }
        }
    },
    check: |folder, seen| {
        let archive = Archive::at(folder.join("visits"));
        let entries = archive.list().unwrap();
        let damaged = entries.iter().find(|entry| entry.info.is_err());
        assert!(damaged.is_none(), "{damaged:?}");
        let changes = Journal::at(folder).entries().unwrap();
        for words in seen.words() {
            match words.as_slice() {
                ["visit", path] => {
                    let visit = Visit::load(Path::new(path)).unwrap();
                    assert!(visit.info.complete, "{path}");
                    assert!(visit.trace.contains("# flagport.trace"), "{path}");
                }
                ["written", number, wanted] => {
                    let operator = format!("operator {number}");
                    let entry = changes.iter().find(|entry| entry.operator == operator);
                    let entry = entry.unwrap_or_else(|| panic!("{words:?}"));
                    assert_eq!(entry.new.as_deref(), Some(*wanted));
                    let ended = entry.ended.as_ref().unwrap();
                    assert_eq!(ended.outcome, WriteOutcome::Verified);
                }
                other => panic!("{other:?}"),
            }
        }
        let newest = entries.first().map(|entry| Visit::load(&entry.path));
        assert!(newest.is_none_or(|visit| visit.is_ok()));
    },
};

fn keep(folder: &Path) -> Keep {
    Keep {
        archive: Some(Archive::at(folder.join("visits"))),
        journal: Some(Journal::at(folder)),
    }
}

/// A readout, a change and a load profile by turns.
fn command(number: u32, wanted: &str) -> Command {
    let (id, cancel) = (JobId(1), CancelToken::new());
    let port = PortChoice::Simulated(METER.to_owned());
    let library = Library::default();
    let profile = library.find(METER).unwrap();
    let task = match number % 3 {
        0 => {
            return Command::Read {
                id,
                port,
                plan: Box::new(ReadPlan::default()),
                cancel,
            };
        }
        1 => Task::Set {
            changes: vec![Change {
                register: Arc::new(profile.register("0.8.0").unwrap().clone()),
                wanted: wanted.to_owned(),
                shown: None,
            }],
            stop_at_first_failure: false,
        },
        _ => Task::Series(SeriesPlan {
            kind: SeriesKind::LoadProfile,
            address: None,
            range: SeriesRange {
                from: Some(date(2026, 11, 1).at(0, 0, 0, 0)),
                to: Some(date(2026, 11, 2).at(0, 0, 0, 0)),
            },
            command: None,
            block: None,
            have: None,
        }),
    };
    Command::Programme {
        id,
        port,
        plan: Box::new(ProgrammePlan {
            profile: None,
            profiles: library,
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
            operator: format!("operator {number}"),
            keep_open: false,
        }),
        cancel,
    }
}

/// A simulated meter in virtual time.
struct Virtual(MeterMemory);

impl OpenPort for Virtual {
    fn open(
        &mut self,
        _port: &PortChoice,
        _cancel: &CancelToken,
    ) -> Result<Option<Box<dyn Transport>>, TransportError> {
        let kind = *catalog::find(METER).unwrap();
        let clock = date(2026, 11, 20).at(12, 0, 0, 0);
        let line = SimTransport::open_again(
            kind,
            clock,
            Pace::Virtual,
            Faults::default(),
            self.0.clone(),
        );
        Ok(Some(Box::new(line)))
    }

    fn wait(&mut self, _duration: Duration) {}
}

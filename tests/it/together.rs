//! Two programs that write into the same folder at the same time: nothing is lost,
//! nothing is torn.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use flagport::app::{Settings, Store};
use flagport::archive::{Archive, NewVisit, Visit};
use flagport::journal::{Beginning, Ending, Journal, Subject};
use flagport::worker::{MeterKey, WriteOutcome};
use jiff::Zoned;

use crate::export::sample;

/// What a child is called, and where it writes.
const VARIABLES: [&str; 2] = ["FLAGPORT_TOGETHER_NAME", "FLAGPORT_TOGETHER_FOLDER"];

/// The test below, as it is started twice.
const NAME: &str = "together::two_programs_share_a_folder";

const CHILDREN: [&str; 2] = ["one", "two"];

/// How often each child writes everything.
const ROUNDS: usize = 25;

#[test]
fn two_programs_share_a_folder() {
    if let [Ok(name), Ok(folder)] = VARIABLES.map(std::env::var) {
        return write_all(&name, &PathBuf::from(folder));
    }
    let folder = tempfile::tempdir().unwrap();
    let program = std::env::current_exe().unwrap();
    let children = CHILDREN.map(|name| {
        let mut command = Command::new(&program);
        command.args(["--exact", NAME, "--nocapture"]);
        command.env(VARIABLES[0], name);
        command.env(VARIABLES[1], folder.path());
        command.stdout(Stdio::null()).spawn().unwrap()
    });
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    check_all(folder.path());
}

/// What a child does; both visits and settings go to the same names.
fn write_all(name: &str, folder: &Path) {
    let archive = Archive::at(folder.join("visits"));
    let journal = Journal::at(folder);
    let mut store = Store::load(folder.join("settings.ron")).0;
    for round in 0..ROUNDS {
        let word = format!("{name} {round}");
        let visit = NewVisit {
            readout: &sample(),
            raw: word.as_bytes(),
            trace: &word.repeat(5_000),
            port: name,
            duration: Duration::ZERO,
            stored_at: &at(),
        };
        archive.store(&visit).unwrap();
        let begun = journal.begin(&Beginning {
            at: &at(),
            operator: name,
            meter: &MeterKey {
                identification_line: "/ISk5MT174-0001".to_owned(),
                serial_number: Some("35016141".to_owned()),
            },
            port: "sim:iskra-mt174",
            profile: None,
            subject: Subject::Register,
            address: "0.8.0",
            name: "Measuring period",
            order: &"W1 0.8.0(30)".parse().unwrap(),
            old: None,
            new: Some(&word),
        });
        let ending = Ending {
            at: &at(),
            outcome: WriteOutcome::Verified,
            read_back: Some(&word),
            detail: None,
        };
        begun.unwrap().complete(&ending).unwrap();
        let settings = store.get().clone();
        store.set(match name {
            "one" => Settings {
                operator: word,
                ..settings
            },
            _ => Settings {
                port: Some(word),
                ..settings
            },
        });
        store.take_unsaved().unwrap().write().unwrap();
        store.written(true);
    }
}

fn at() -> Zoned {
    "2026-11-22T20:00:00+01:00[+01:00]".parse().unwrap()
}

fn check_all(folder: &Path) {
    let mut expected = BTreeSet::new();
    for name in CHILDREN {
        expected.extend((0..ROUNDS).map(|round| format!("{name} {round}")));
    }
    let entries = Archive::at(folder.join("visits")).list().unwrap();
    let visits = entries.iter().map(|entry| {
        let visit = Visit::load(&entry.path).unwrap();
        let word = String::from_utf8(visit.raw).unwrap();
        assert_eq!(visit.trace, word.repeat(5_000));
        word
    });
    assert_eq!(visits.collect::<BTreeSet<_>>(), expected);
    assert_eq!(entries.len(), expected.len());

    let contents = Journal::at(folder).contents().unwrap();
    assert_eq!(contents.damaged, 0);
    assert!(contents.entries.iter().all(|entry| entry.ended.is_some()));
    let changes = contents.entries.iter();
    let words: BTreeSet<String> = changes.map(|entry| entry.new.clone().unwrap()).collect();
    assert_eq!(words, expected);
    assert_eq!(contents.entries.len(), expected.len());

    let (store, said) = Store::load(folder.join("settings.ron"));
    assert_eq!(said, None);
    let last = |name| format!("{name} {}", ROUNDS - 1);
    assert_eq!(store.get().operator, last("one"));
    assert_eq!(store.get().port, Some(last("two")));

    let names = fs::read_dir(folder).unwrap();
    let names: BTreeSet<_> = names
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let usual = [".settings.lock", "journal.jsonl", "settings.ron", "visits"];
    assert_eq!(names, usual.map(str::to_owned).into());
}

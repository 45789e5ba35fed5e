//! The journal: on the disk before anything is sent, whole after a crash, shared by
//! programs.

use std::fs;
use std::io::Write;

use flagport::journal::{Attempt, Beginning, Ending, Entry, Journal, JournalError, Subject};
use flagport::order::Order;
use flagport::profile::LockOut;
use flagport::worker::{MeterKey, WriteOutcome};
use jiff::Zoned;

fn at() -> Zoned {
    "2026-11-22T20:00:00+01:00[+01:00]".parse().unwrap()
}

fn meter(serial: Option<&str>) -> MeterKey {
    MeterKey {
        identification_line: "/ISk5MT174-0001".to_owned(),
        serial_number: serial.map(str::to_owned),
    }
}

/// Begins to write `new` to 0.8.0 and, with an outcome, completes it.
fn write(journal: &Journal, new: &str, outcome: Option<WriteOutcome>) -> Result<(), JournalError> {
    let begun = journal.begin(&Beginning {
        at: &at(),
        operator: "Ada",
        meter: &meter(Some("35016141")),
        port: "sim:iskra-mt174",
        profile: Some("iskra-mt174"),
        subject: Subject::Register,
        address: "0.8.0",
        name: "Measuring period",
        order: &format!("W5 0.8.0({new})({{password}})").parse().unwrap(),
        old: Some("60"),
        new: Some(new),
    })?;
    match outcome {
        None => Ok(()),
        Some(outcome) => begun.complete(&Ending {
            at: &at(),
            outcome,
            read_back: Some(new),
            detail: None,
        }),
    }
}

fn try_password(journal: &Journal, meter: &MeterKey, level: u8, accepted: Option<Option<bool>>) {
    let attempt = Attempt {
        at: &at(),
        operator: "Ada",
        meter,
        port: "sim:iskra-mt174",
        level,
    };
    let tried = journal.try_password(&attempt).unwrap();
    if let Some(accepted) = accepted {
        tried.answered(&at(), accepted, Some("ER05")).unwrap();
    }
}

fn values(entries: &[Entry]) -> Vec<&str> {
    entries.iter().filter_map(|e| e.new.as_deref()).collect()
}

#[test]
fn an_entry_tells_all_that_was_known_of_the_change() {
    let folder = tempfile::tempdir().unwrap();
    let journal = Journal::at(folder.path().join("data"));
    assert_eq!(journal.entries().unwrap(), [], "no file, no entries");
    write(&journal, "15", Some(WriteOutcome::Verified)).unwrap();
    let entries = Journal::at(folder.path().join("data")).entries().unwrap();
    let [entry] = entries.as_slice() else {
        panic!("{entries:?}");
    };
    assert_eq!(entry.began_at, at());
    assert_eq!(entry.operator, "Ada");
    assert_eq!(entry.meter, meter(Some("35016141")));
    assert_eq!(entry.command, "W5 0.8.0(15)(•••)");
    assert_eq!(
        (entry.old.as_deref(), entry.new.as_deref()),
        (Some("60"), Some("15"))
    );
    let ended = entry.ended.as_ref().unwrap();
    assert_eq!(ended.outcome, WriteOutcome::Verified);
    assert_eq!(ended.read_back.as_deref(), Some("15"));
    let text = fs::read_to_string(journal.path()).unwrap();
    assert_eq!(text.lines().count(), 2);
    assert!(text.starts_with(r#"{"v":1,"id":""#), "{text}");
}

#[test]
fn what_was_begun_and_left_is_unfinished_until_it_is_settled() {
    let folder = tempfile::tempdir().unwrap();
    let ours = Journal::at(folder.path());
    let left = Journal::at(folder.path());
    write(&left, "1", None).unwrap();
    write(&left, "2", Some(WriteOutcome::Verified)).unwrap();
    write(&left, "3", Some(WriteOutcome::Unknown)).unwrap();
    assert_eq!(values(&ours.unfinished().unwrap()), ["3"], "1 is under way");
    assert!(ours.entries().unwrap()[0].is_under_way);
    drop(left);
    let unfinished = ours.unfinished().unwrap();
    assert_eq!(values(&unfinished), ["1", "3"]);

    let ending = Ending {
        at: &at(),
        outcome: WriteOutcome::NotVerified,
        read_back: Some("60"),
        detail: Some("read back later"),
    };
    ours.settle(&unfinished[0].id, &ending).unwrap();
    assert_eq!(values(&ours.unfinished().unwrap()), ["3"]);
    let nobody = ours.settle("nobody-1", &ending);
    assert!(
        matches!(nobody, Err(JournalError::NoEntry(..))),
        "{nobody:?}"
    );
}

#[test]
fn a_line_torn_by_a_crash_is_passed_over_and_swallows_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let journal = Journal::at(folder.path());
    write(&journal, "1", Some(WriteOutcome::Verified)).unwrap();
    let whole = fs::read(journal.path()).unwrap();
    for cut in 1..whole.len() {
        fs::write(journal.path(), &whole[..cut]).unwrap();
        write(&journal, "2", Some(WriteOutcome::Verified)).unwrap();
        let entries = journal.entries().unwrap();
        assert!(values(&entries).ends_with(&["2"]), "cut at {cut}");
        assert!(entries.last().unwrap().ended.is_some(), "cut at {cut}");
    }
}

#[test]
fn damage_and_lines_of_another_version_are_passed_over() {
    let folder = tempfile::tempdir().unwrap();
    let journal = Journal::at(folder.path());
    write(&journal, "1", None).unwrap();
    let mut file = fs::File::options()
        .append(true)
        .open(journal.path())
        .unwrap();
    file.write_all(b"\0\0\0\0\n\xFF\xFE\n{\"v\":2,\"id\":\"x\"}\n[]\n\n{}\n")
        .unwrap();
    write(&journal, "2", None).unwrap();
    assert_eq!(values(&journal.entries().unwrap()), ["1", "2"]);
}

#[test]
fn programs_that_write_at_the_same_time_lose_nothing() {
    let folder = tempfile::tempdir().unwrap();
    std::thread::scope(|scope| {
        for writer in 0..4 {
            let folder = folder.path();
            scope.spawn(move || {
                let journal = Journal::at(folder);
                for number in 0..25 {
                    let value = format!("{}", writer * 100 + number);
                    write(&journal, &value, Some(WriteOutcome::Verified)).unwrap();
                }
            });
        }
    });
    let journal = Journal::at(folder.path());
    let entries = journal.entries().unwrap();
    assert_eq!(entries.len(), 100);
    assert!(entries.iter().all(|entry| entry.ended.is_some()));
    let mut ids: Vec<_> = entries.iter().map(|entry| &entry.id).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 100, "no two entries have the same id");
    let left: Vec<_> = fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .filter(|name| name != "journal.jsonl")
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn a_journal_that_cannot_be_written_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let error = write(&Journal::at(&file), "1", None)
        .unwrap_err()
        .to_string();
    assert!(error.contains("could not be made"), "{error}");
    fs::create_dir(folder.path().join("journal.jsonl")).unwrap();
    let error = write(&Journal::at(folder.path()), "1", None)
        .unwrap_err()
        .to_string();
    assert!(error.contains("could not be written"), "{error}");
}

#[test]
fn an_enormous_journal_is_read_from_its_end() {
    let folder = tempfile::tempdir().unwrap();
    let journal = Journal::at(folder.path());
    write(&journal, "1", None).unwrap();
    let mut file = fs::File::options()
        .append(true)
        .open(journal.path())
        .unwrap();
    let line = [vec![b'x'; 1023], vec![b'\n']].concat();
    for _ in 0..17 {
        file.write_all(&line.repeat(1024)).unwrap();
    }
    write(&journal, "2", None).unwrap();
    assert_eq!(values(&journal.entries().unwrap()), ["2"]);
}

#[test]
fn wrong_passwords_are_counted_across_programs_until_a_right_one() {
    let folder = tempfile::tempdir().unwrap();
    let rule = LockOut {
        tries: 3,
        minutes: Some(360),
        note: String::new(),
    };
    let this = meter(Some("35016141"));
    let sentence = |meter: &MeterKey, level| {
        let journal = Journal::at(folder.path());
        let tries = journal.tries(meter, level, Some(rule.clone())).unwrap();
        tries.sentence().unwrap().to_string()
    };
    assert_eq!(sentence(&this, 1), "0 of 3 used; then locked for 6 hours");
    let try_now = |meter: &MeterKey, level, accepted| {
        try_password(&Journal::at(folder.path()), meter, level, accepted);
    };
    try_now(&this, 1, Some(Some(false)));
    try_now(&this, 1, Some(None));
    try_now(&this, 2, Some(Some(false)));
    try_now(&meter(Some("1")), 1, Some(Some(false)));
    assert_eq!(sentence(&this, 1), "2 of 3 used; then locked for 6 hours");
    // One that nobody completed: the program died in the middle.
    try_now(&this, 1, None);
    assert_eq!(sentence(&this, 1), "3 of 3 used; then locked for 6 hours");
    assert_eq!(sentence(&this, 2), "1 of 3 used; then locked for 6 hours");
    let (journal, at) = (Journal::at(folder.path()), at());
    let attempt = Attempt {
        at: &at,
        operator: "Ada",
        meter: &this,
        port: "sim:iskra-mt174",
        level: 1,
    };
    let tried = journal.try_password(&attempt).unwrap();
    tried.held_back(&at).unwrap();
    assert_eq!(sentence(&this, 1), "3 of 3 used; then locked for 6 hours");
    try_now(&this, 1, Some(Some(true)));
    assert_eq!(sentence(&this, 1), "0 of 3 used; then locked for 6 hours");
    let text = fs::read_to_string(folder.path().join("journal.jsonl")).unwrap();
    assert!(
        text.contains("ER05") && !text.contains("password\":"),
        "{text}"
    );
}

#[test]
fn a_meter_is_known_by_maker_and_serial_number() {
    let check = |one: MeterKey, two: MeterKey, same| {
        assert_eq!(one.may_be(&two), same, "{one:?} {two:?}");
        assert_eq!(two.may_be(&one), same);
    };
    let named = |line: &str, serial: Option<&str>| MeterKey {
        identification_line: line.to_owned(),
        serial_number: serial.map(str::to_owned),
    };
    check(meter(Some("1")), meter(Some("1")), true);
    check(meter(Some("1")), meter(Some("2")), false);
    check(meter(Some("1")), named("/ISK5MT174-0002", Some("1")), true);
    check(meter(Some("1")), named("/EMH5\\@MT174", Some("1")), false);
    check(meter(Some("1")), meter(None), true);
    check(meter(None), named("/ISk5MT174-0002", None), false);
    check(named("é", Some("1")), named("", Some("1")), true);
}

#[test]
fn a_command_with_secrets_is_written_down_masked() {
    let folder = tempfile::tempdir().unwrap();
    let journal = Journal::at(folder.path());
    let order: Order = "W2 96.96({new})".parse().unwrap();
    let begun = journal.begin(&Beginning {
        at: &at(),
        operator: "",
        meter: &meter(None),
        port: "sim:turkish-mass",
        profile: None,
        subject: Subject::Action,
        address: "",
        name: "Change the password",
        order: &order,
        old: None,
        new: None,
    });
    drop(begun);
    let text = fs::read_to_string(journal.path()).unwrap();
    assert!(text.contains("W2 96.96(•••)"), "{text}");
}

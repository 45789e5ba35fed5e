//! Visits on disk: whole, findable, never lost from the list.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use flagport::archive::{Archive, NewVisit, Visit};
use flagport::meter::Readout;
use jiff::civil::date;
use jiff::{Timestamp, Zoned, tz::TimeZone};

use crate::export::sample;

fn at(text: &str) -> Zoned {
    let instant: Timestamp = text.parse().unwrap();
    instant.to_zoned(TimeZone::UTC)
}

fn store(archive: &Archive, readout: &Readout, when: &str) -> PathBuf {
    archive
        .store(&NewVisit {
            readout,
            raw: b"/LGZ5X\r\n",
            trace: "# flagport.trace.v1\n",
            port: "sim:lgz-zmd",
            duration: Duration::from_millis(4321),
            stored_at: &at(when),
        })
        .unwrap()
}

fn name(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}

#[test]
fn a_visit_comes_back_as_it_was_stored() {
    let folder = tempfile::tempdir().unwrap();
    let archive = Archive::at(folder.path().join("deep/visits"));
    assert!(archive.list().unwrap().is_empty());
    let path = store(&archive, &sample(), "2026-11-22T19:00:00Z");
    assert_eq!(name(&path), "2026-11-22_190000_95316176");
    assert!(Visit::is_at(&path));

    let visit = Visit::load(&path).unwrap();
    assert_eq!(visit.readout, sample());
    assert_eq!(visit.raw, b"/LGZ5X\r\n");
    assert_eq!(visit.trace, "# flagport.trace.v1\n");
    assert_eq!(visit.info.serial_number.as_deref(), Some("95316176"));
    assert_eq!(visit.info.manufacturer.as_deref(), Some("Landis+Gyr (Zug)"));
    assert_eq!(visit.info.port, "sim:lgz-zmd");
    assert_eq!(visit.info.duration_ms, 4321);
    assert!(visit.info.complete);
    assert_eq!(visit.info.data_sets, 7);
}

#[test]
fn equal_names_are_numbered_and_listed_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let archive = Archive::at(folder.path());
    for _ in 0..11 {
        store(&archive, &sample(), "2026-11-22T19:00:00Z");
    }
    store(&archive, &sample(), "2026-11-21T19:00:00Z");
    let names: Vec<String> = archive
        .list()
        .unwrap()
        .iter()
        .map(|e| name(&e.path))
        .collect();
    assert_eq!(names.len(), 12);
    assert_eq!(names[0], "2026-11-22_190000_95316176~11");
    assert_eq!(names[1], "2026-11-22_190000_95316176~10");
    assert_eq!(names[10], "2026-11-22_190000_95316176");
    assert_eq!(names[11], "2026-11-21_190000_95316176");
}

#[test]
fn programs_that_store_at_the_same_time_do_not_collide() {
    let folder = tempfile::tempdir().unwrap();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                let archive = Archive::at(folder.path());
                for _ in 0..5 {
                    store(&archive, &sample(), "2026-11-22T19:00:00Z");
                }
            });
        }
    });
    let entries = Archive::at(folder.path()).list().unwrap();
    assert_eq!(entries.len(), 40);
    assert!(entries.iter().all(|entry| entry.info.is_ok()));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 40);
}

#[test]
fn damaged_visits_are_listed_and_unfinished_ones_are_not() {
    let folder = tempfile::tempdir().unwrap();
    let archive = Archive::at(folder.path());
    let path = store(&archive, &sample(), "2026-11-22T19:00:00Z");
    fs::write(path.join("visit.json"), "{\"format\": \"flagport.vi").unwrap();
    fs::create_dir(folder.path().join("2026-11-23_000000_1")).unwrap();
    fs::create_dir(folder.path().join(".unfinished-x")).unwrap();
    fs::write(folder.path().join("notes.txt"), "mine").unwrap();

    let entries = archive.list().unwrap();
    assert_eq!(entries.len(), 2);
    assert!(entries.iter().all(|entry| entry.info.is_err()));
    let error = Visit::load(&path).unwrap_err().to_string();
    assert!(error.contains("is damaged"), "{error}");
}

#[test]
fn a_visit_without_an_end_is_damaged_and_fills_no_memory() {
    let folder = tempfile::tempdir().unwrap();
    let archive = Archive::at(folder.path());
    // Files with holes: they take no room on the disk.
    let grow = |path: PathBuf, length: u64| {
        let file = fs::File::options().write(true).open(path).unwrap();
        file.set_len(length).unwrap();
    };
    let path = store(&archive, &sample(), "2026-11-22T19:00:00Z");
    grow(path.join("telegram.iec"), 1 << 40);
    let error = Visit::load(&path).unwrap_err().to_string();
    assert!(error.contains("telegram.iec"), "{error}");
    assert!(error.contains("too large"), "{error}");
    grow(path.join("visit.json"), 1 << 40);
    let entries = archive.list().unwrap();
    let reason = entries[0].info.as_ref().unwrap_err();
    assert!(reason.contains("visit.json"), "{reason}");
}

#[test]
fn visits_are_found_by_serial_number_and_by_date() {
    let folder = tempfile::tempdir().unwrap();
    let archive = Archive::at(folder.path());
    let mut other = sample();
    other.meter.serial_number = Some("777".to_owned());
    store(&archive, &sample(), "2026-11-20T10:00:00Z");
    store(&archive, &sample(), "2026-11-22T10:00:00Z");
    let theirs = store(&archive, &other, "2026-11-21T10:00:00Z");

    let found = archive.find_by_serial("77").unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].path, theirs);
    assert_eq!(archive.find_by_serial("").unwrap().len(), 3);
    let days = archive
        .find_by_date(date(2026, 11, 21), date(2026, 11, 22))
        .unwrap();
    assert_eq!(days.len(), 2);
}

#[test]
fn a_visit_that_cannot_be_stored_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let in_the_way = folder.path().join("visits");
    fs::write(&in_the_way, "a file").unwrap();
    let archive = Archive::at(&in_the_way);
    let result = archive.store(&NewVisit {
        readout: &sample(),
        raw: b"",
        trace: "",
        port: "COM1",
        duration: Duration::ZERO,
        stored_at: &at("2026-11-22T19:00:00Z"),
    });
    assert!(
        result
            .unwrap_err()
            .to_string()
            .contains("could not be made")
    );
    assert_eq!(fs::read(&in_the_way).unwrap(), b"a file");
}

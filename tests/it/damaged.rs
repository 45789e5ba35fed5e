//! Files that are damaged when the program starts: it works all the same, says what it
//! does not use, and keeps it as it is.

use std::fs;

use flagport::archive::{Archive, Visit};
use flagport::journal::Journal;

use crate::program::Place;

const METER: &str = "sim:energomera-ce102m";

/// A profile for another meter, cut off in the middle.
const PROFILE: &str = "(\n    version: 2,\n    name: \"mine\",\n    title: \"Mi";

#[test]
fn a_visit_that_is_damaged_stays_and_hinders_no_other() {
    let place = Place::new();
    assert_eq!(place.run(&["read", METER]).status, 0);
    let archive = Archive::at(place.path("data/visits"));
    let visit = archive.list().unwrap().pop().unwrap().path;
    let telegram = fs::read(visit.join("telegram.iec")).unwrap();
    for name in ["visit.json", "readout.json"] {
        let whole = fs::read(visit.join(name)).unwrap();
        for cut in [0, 1, whole.len() / 2, whole.len() - 3] {
            fs::write(visit.join(name), &whole[..cut]).unwrap();
            let error = Visit::load(&visit).unwrap_err().to_string();
            assert!(error.contains(name), "{name} cut at {cut}: {error}");
            // What was received is still there, and is understood anew.
            let ended = place.run(&["decode", visit.to_str().unwrap()]);
            assert_eq!(ended.status, 0, "{name} cut at {cut}: {ended:?}");
            assert_eq!(ended.json()["data_sets"].as_array().unwrap().len(), 7);
            assert_eq!(fs::read(visit.join(name)).unwrap(), &whole[..cut]);
        }
        fs::write(visit.join(name), whole).unwrap();
    }
    fs::write(visit.join("visit.json"), "\0\0\0").unwrap();
    assert_eq!(place.run(&["read", METER]).status, 0);
    let entries = archive.list().unwrap();
    assert_eq!(entries.len(), 2);
    assert_eq!(entries.iter().filter(|e| e.info.is_err()).count(), 1);
    assert_eq!(fs::read(visit.join("telegram.iec")).unwrap(), telegram);
}

#[test]
fn damage_in_the_journal_is_said_and_kept() {
    let place = Place::new();
    let garbage = b"\0\xFF\x1B[31m garbage\n{\"v\":1,\"id\":7}\n";
    // The end of a line that a crash cut off, and a line of a later version, are none.
    let harmless = b"{\"v\":2,\"id\":\"x\"}\n{\"v\":1,\"id\":\"ab";
    fs::create_dir(place.path("data")).unwrap();
    let text = [&garbage[..], harmless].concat();
    let path = place.file("data/journal.jsonl", &text);
    assert_eq!(
        Journal::at(place.path("data")).contents().unwrap().damaged,
        2
    );
    let mut command = place.command(&["set", "sim:iskra-mt174", "0.8.0=30"]);
    let output = command.env("FLAGPORT_PASSWORD", "00000003").output();
    let ended = crate::program::Ended::of(&output.unwrap());
    assert_eq!(ended.status, 0, "{ended:?}");
    assert!(ended.stderr.contains("2 lines of the journal"), "{ended:?}");
    let after = fs::read(path).unwrap();
    assert!(after.starts_with(&text), "nothing of it is taken away");
    let entries = Journal::at(place.path("data")).entries().unwrap();
    assert_eq!(entries.len(), 1);
    assert!(entries[0].ended.is_some());
}

#[test]
fn a_profile_that_is_cut_off_is_said_and_kept() {
    let place = Place::new();
    fs::create_dir_all(place.path("data/profiles")).unwrap();
    let path = place.file("data/profiles/mine.ron", PROFILE.as_bytes());
    for arguments in [&["read", METER][..], &["get", "sim:iskra-mt174", "0.8.0"]] {
        let ended = place.run(arguments);
        assert_eq!(ended.status, 0, "{ended:?}");
        let said = "a device profile is not used: ";
        assert!(ended.stderr.contains(said), "{ended:?}");
        assert!(ended.stderr.contains("mine.ron"), "{ended:?}");
    }
    let listed = place.run(&["profiles"]);
    assert_eq!(listed.status, 3, "{listed:?}");
    assert_eq!(fs::read_to_string(path).unwrap(), PROFILE);
}

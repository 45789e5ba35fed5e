//! Everything in the program that writes files, once each.

use std::path::Path;
use std::time::Duration;

use flagport::app::{Settings, Store};
use flagport::archive::{Archive, NewVisit};
use flagport::export::{Format, Overwrite, Style, render, write_file};
use flagport::journal::{Beginning, Journal, Subject};
use flagport::parameter_set::ParameterSet;
use flagport::profile::{self, Library, SaveError};
use flagport::report::{self, Report};
use flagport::worker::MeterKey;
use jiff::Zoned;

use crate::export::sample;

/// What writes, by name, and how it is let do so.
type Writer = (&'static str, fn(&Path) -> Result<(), String>);

pub(super) const WRITERS: [Writer; 7] = [
    ("settings", settings),
    ("journal", journal),
    ("export", export),
    ("report", report),
    ("parameter set", set),
    ("profile", profile),
    ("visit", visit),
];

/// What a writer said; `None` if all was written.
#[derive(Debug)]
pub(super) struct Told {
    pub(super) what: String,
    pub(super) failed: Option<String>,
}

/// Longer than a page of a disk.
const LONG: usize = 40_000;

/// Lets each of them write into the folder `place`: data that are the program's own into
/// folders below it.
pub(super) fn try_all(place: &Path) -> Vec<Told> {
    let told = |(what, write): &Writer| Told {
        what: (*what).to_owned(),
        failed: write(place).err(),
    };
    WRITERS.iter().map(told).collect()
}

fn settings(place: &Path) -> Result<(), String> {
    let path = place.join("settings.ron");
    let mut store = Store::load(path.clone()).0;
    store.set(Settings {
        operator: "Ada".to_owned(),
        ..Settings::default()
    });
    let result = store.take_unsaved().unwrap().write();
    store.written(result.is_ok());
    assert_eq!(store.get().operator, "Ada", "kept in memory");
    assert_eq!(store.take_last().is_some(), result.is_err(), "tried again");
    assert_eq!(path.is_file(), result.is_ok());
    result
}

fn meter() -> MeterKey {
    MeterKey {
        identification_line: "/ISk5MT174-0001".to_owned(),
        serial_number: Some("35016141".to_owned()),
    }
}

fn journal(place: &Path) -> Result<(), String> {
    let journal = Journal::at(place);
    let begun = journal.begin(&Beginning {
        at: &Zoned::now(),
        operator: "Ada",
        meter: &meter(),
        port: "sim:iskra-mt174",
        profile: None,
        subject: Subject::Register,
        address: "0.8.0",
        name: "Measuring period",
        order: &"W1 0.8.0(30)".parse().unwrap(),
        old: None,
        new: Some("30"),
    });
    let in_full = |error: flagport::journal::JournalError| format!("{error}; {}", error.hint());
    let result = begun.map(drop).map_err(in_full);
    if result.is_err() {
        // No half of a line stays, and none that would be taken for a command sent.
        let length = journal.path().metadata().map_or(0, |found| found.len());
        assert!(length == 0 || journal.path().is_dir(), "{length} bytes");
    }
    result
}

fn export(place: &Path) -> Result<(), String> {
    let bytes = render(&sample(), b"", Format::Xlsx, Style::default()).unwrap();
    written(&place.join("out.xlsx"), &bytes)
}

fn report(place: &Path) -> Result<(), String> {
    let readout = sample();
    let visit = report::Visit {
        readout: Some(&readout),
        ..report::Visit::default()
    };
    let page = report::html(&Report::of(&visit, &Zoned::now()));
    written(&place.join("report.html"), page.as_bytes())
}

fn written(path: &Path, bytes: &[u8]) -> Result<(), String> {
    let result = write_file(path, bytes, Overwrite::Never);
    assert_eq!(path.is_file(), result.is_ok());
    result.map_err(|error| error.in_full())
}

fn set(place: &Path) -> Result<(), String> {
    let profile = Library::default().find("iskra-mt174").unwrap();
    let set = ParameterSet::from_readings(&profile, &meter(), &[], &Zoned::now());
    let path = place.join("set.ron");
    let result = set.save(&path, Overwrite::Never);
    assert_eq!(path.is_file(), result.is_ok());
    result.map_err(|error| error.in_full())
}

fn profile(place: &Path) -> Result<(), String> {
    let text = "(version: 2, name: \"mine\", title: \"Mine\", match: (manufacturers: [\"ABC\"]), \
                verified: Unverified, source: \"made up\")";
    let folder = place.join("profiles");
    profile::save(&folder, text, Overwrite::Never)
        .map(drop)
        .map_err(|error| match error {
            SaveError::Write(error) => error.in_full(),
            other => panic!("{other}"),
        })
}

fn visit(place: &Path) -> Result<(), String> {
    let archive = Archive::at(place.join("visits"));
    let stored = archive.store(&NewVisit {
        readout: &sample(),
        raw: &[b'x'; LONG],
        trace: "",
        port: "sim:lgz-zmd",
        duration: Duration::ZERO,
        stored_at: &Zoned::now(),
    });
    if stored.is_err() {
        let left = std::fs::read_dir(archive.folder()).map_or(0, Iterator::count);
        assert_eq!(left, 0, "what was not stored is taken away");
    }
    stored
        .map(drop)
        .map_err(|error| format!("{error}; {}", error.hint()))
}

//! Tests of handing over: all or nothing, and nothing outside of its folder.

use std::fs::{self, File};
use std::path::Path;

use tempfile::TempDir;
use zip::ZipArchive;

use super::*;
use crate::archive::{NewVisit, open_bytes};
use crate::export::CsvStyle;
use crate::round::{Planned, Remark, State};

const TELEGRAM: &[u8] = b"/ISk5MT174-0001\r\n0.0.0(63355730)\r\n1.8.0(0008048.375*kWh)\r\n!\r\n";

fn at() -> Zoned {
    "2026-11-23T08:00:00+01:00[+01:00]".parse().unwrap()
}

/// A round of three meters: one read, one whose visit is gone, and one whose visit leads
/// out of the folder.
fn round(folder: &TempDir) -> (Round, Archive) {
    let archive = Archive::at(folder.path().join("visits"));
    let found = open_bytes(TELEGRAM).unwrap().remove(0);
    let stored = archive.store(&NewVisit {
        readout: &found.readout,
        raw: TELEGRAM,
        trace: "",
        port: "COM4",
        duration: std::time::Duration::from_secs(11),
        stored_at: &at(),
    });
    let stored = stored
        .unwrap()
        .file_name()
        .unwrap()
        .to_string_lossy()
        .into_owned();
    let planned = |line, serial: &str| Planned {
        line,
        serial: serial.to_owned(),
        place: "=cmd()".to_owned(),
        ..Planned::default()
    };
    let stops = vec![planned(2, "63355730"), planned(3, "11"), planned(4, "22")];
    let mut round = Round::new("Montag", at(), stops);
    for (index, visit) in [&stored, "2026-11-22_gone", "../../secret"]
        .iter()
        .enumerate()
    {
        let state = State::Read {
            visit: Some((*visit).to_owned()),
            remarks: vec![Remark::Clock { seconds: -192 }],
        };
        round.set(index, state, at());
    }
    fs::write(folder.path().join("secret"), b"x").unwrap();
    (round, archive)
}

fn write(
    (round, archive): &(Round, Archive),
    target: &Path,
    overwrite: Overwrite,
) -> Result<HandedOver, HandOverError> {
    let everything = HandOver {
        round,
        archive,
        profiles: &Library::default(),
        operator: "\u{dc}nal",
        style: Style {
            csv: CsvStyle::Excel,
            language: Language::German,
        },
        made_at: &at(),
    };
    everything.write(&Target::of(target.to_owned()), overwrite)
}

#[test]
fn the_name_tells_whether_it_is_a_zip() {
    assert!(matches!(Target::of("a/b.ZIP".into()), Target::Zip(_)));
    assert!(matches!(Target::of("a.zip/b".into()), Target::Folder(_)));
}

#[test]
fn folder_and_zip_hold_the_same_and_say_what_is_missing() {
    let folder = tempfile::tempdir().unwrap();
    let round = round(&folder);
    let all = folder.path().join("all");
    let handed = write(&round, &all, Overwrite::Never).unwrap();
    assert_eq!(handed.visits, 1);
    assert!(
        handed.missing[0].starts_with("visit 2026-11-22_gone: "),
        "{handed:?}"
    );
    assert_eq!(
        handed.missing[1],
        "visit ../../secret: this is no name of a visit"
    );
    let zip = folder.path().join("all.zip");
    assert_eq!(write(&round, &zip, Overwrite::Never).unwrap(), handed);
    let mut zip = ZipArchive::new(File::open(zip).unwrap()).unwrap();
    let names: Vec<String> = zip
        .file_names()
        .map(|name| name.unwrap().into_owned())
        .collect();
    assert_eq!(names.len(), 9, "{names:?}");
    for name in &names {
        let mut packed = Vec::new();
        io::copy(&mut zip.by_name(name).unwrap(), &mut packed).unwrap();
        assert_eq!(fs::read(all.join(name)).unwrap(), packed, "{name}");
    }
    let overview = fs::read_to_string(all.join("overview.csv")).unwrap();
    assert!(
        overview.contains("Gelesen, mit Hinweis;Uhr geht 3 min 12 s nach"),
        "{overview}"
    );
    assert!(
        overview.contains(";'=cmd();"),
        "no spreadsheet may take it for a formula"
    );
    let report = fs::read_to_string(all.join("reports/00002_63355730.html")).unwrap();
    assert!(report.contains("63355730") && report.contains("\u{dc}nal"));
}

#[test]
fn what_is_there_already_stays() {
    let folder = tempfile::tempdir().unwrap();
    let round = round(&folder);
    let taken = folder.path().join("taken");
    fs::create_dir(&taken).unwrap();
    for overwrite in [Overwrite::Never, Overwrite::Replace] {
        let error = write(&round, &taken, overwrite).unwrap_err();
        assert!(error.to_string().contains("already"), "{error}");
    }
    assert_eq!(fs::read_dir(&taken).unwrap().count(), 0);
    let zip = folder.path().join("taken.zip");
    fs::write(&zip, b"mine").unwrap();
    assert!(write(&round, &zip, Overwrite::Never).is_err());
    assert_eq!(fs::read(&zip).unwrap(), b"mine");
    write(&round, &zip, Overwrite::Replace).unwrap();
    assert!(ZipArchive::new(File::open(&zip).unwrap()).is_ok());
}

#[test]
fn a_folder_that_breaks_off_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("all");
    let broken = write_folder(&target, |put| {
        put("reports/one.html", b"1").unwrap();
        Err(WriteError::DiskFull(target.clone()))
    });
    assert_eq!(broken, Err(WriteError::DiskFull(target.clone())));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    let nowhere = folder.path().join("none/all");
    let missing = write_folder(&nowhere, |_| Ok::<(), WriteError>(()));
    assert!(
        matches!(missing, Err(WriteError::FolderMissing(_))),
        "{missing:?}"
    );
}

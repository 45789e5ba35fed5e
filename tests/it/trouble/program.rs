//! The command line on disks with trouble: the data are delivered all the same, and
//! nothing is sent that could not be written down.

use std::path::Path;
use std::process::Command;

use super::disk::{Disk, Kind};
use crate::program::{Ended, Place, capture};

/// The program with its data on the disk, in a folder that has room.
fn command(disk: &Disk, place: &Place, arguments: &[&str]) -> Command {
    let mut command = disk.command(env!("CARGO_BIN_EXE_flagport"));
    command
        .args(arguments)
        .current_dir(place.path(""))
        .env("FLAGPORT_DATA", disk.place())
        .env("FLAGPORT_PASSWORD", "00000003");
    command
}

fn run(disk: &Disk, place: &Place, arguments: &[&str]) -> Ended {
    Ended::of(&command(disk, place, arguments).output().unwrap())
}

fn text(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap()
}

#[test]
fn a_readout_is_delivered_though_no_visit_can_be_kept() {
    for kind in [Kind::Full, Kind::ReadOnly] {
        let Some(disk) = Disk::new(kind) else {
            return;
        };
        let place = Place::new();
        let ended = run(&disk, &place, &["read", "sim:energomera-ce102m"]);
        assert_eq!(ended.status, 0, "{ended:?}");
        assert_eq!(ended.json()["complete"], true);
        assert!(ended.stderr.contains("no visit was kept"), "{ended:?}");
        assert!(ended.stderr.contains("set FLAGPORT_DATA"), "{ended:?}");
    }
}

#[test]
fn a_change_that_cannot_be_written_down_is_never_sent() {
    for kind in [Kind::Full, Kind::ReadOnly] {
        let Some(disk) = Disk::new(kind) else {
            return;
        };
        let place = Place::new();
        let meter = "sim:iskra-mt174";
        let arguments = ["set", meter, "0.8.0=30", "--trace", "line.trace"];
        let ended = run(&disk, &place, &arguments);
        assert_eq!(ended.status, 1, "{ended:?}");
        assert!(ended.stderr.contains("journal"), "{ended:?}");
        assert!(ended.stderr.contains("FLAGPORT_DATA"), "{ended:?}");
        assert_eq!(ended.stdout, "", "no change is said to be done");
        let trace = text(&place.path("line.trace"));
        assert!(trace.contains("R1"), "{trace}");
        assert!(!trace.contains("\\x01W1"), "{trace}");
    }
}

#[test]
fn a_file_that_finds_no_room_is_told_and_the_data_go_to_standard_output() {
    let Some(disk) = Disk::new(Kind::Full) else {
        return;
    };
    let place = Place::new();
    let out = disk.place().join("out.csv");
    let out = out.to_str().unwrap();
    let arguments = [
        "read",
        "sim:energomera-ce102m",
        "--no-archive",
        "--out",
        out,
    ];
    let ended = run(&disk, &place, &arguments);
    assert_eq!(ended.status, 1, "{ended:?}");
    assert!(ended.stderr.contains("the disk is full"), "{ended:?}");
    assert!(ended.stderr.contains("make room"), "{ended:?}");
    assert_eq!(ended.json()["complete"], true);
}

#[test]
fn a_trace_that_is_missing_is_no_full_success() {
    let Some(disk) = Disk::new(Kind::Full) else {
        return;
    };
    let place = Place::new();
    let trace = disk.place().join("line.trace");
    let trace = trace.to_str().unwrap();
    let arguments = [
        "read",
        "sim:energomera-ce102m",
        "--no-archive",
        "--trace",
        trace,
    ];
    let ended = run(&disk, &place, &arguments);
    assert_eq!(ended.status, 3, "{ended:?}");
    assert!(ended.stderr.contains("the disk is full"), "{ended:?}");
    assert_eq!(ended.json()["complete"], true);
}

#[test]
fn a_workbook_needs_no_room_in_the_folder_for_temporary_files() {
    let Some(disk) = Disk::new(Kind::Full) else {
        return;
    };
    let place = Place::new();
    let file = capture("emh-lzqj-p01-6ch.iec");
    let arguments = ["decode", &file, "--out", "out.xlsx"];
    let mut command = command(&disk, &place, &arguments);
    let ended = Ended::of(&command.env("TMPDIR", disk.place()).output().unwrap());
    assert_eq!(ended.status, 0, "{ended:?}");
    let book = std::fs::File::open(place.path("out.xlsx")).unwrap();
    assert!(zip::ZipArchive::new(book).unwrap().len() > 5);
}

#[test]
fn standard_output_that_takes_nothing_is_a_failure() {
    let Ok(full) = std::fs::File::options().write(true).open("/dev/full") else {
        return;
    };
    let place = Place::new();
    let mut command = place.command(&["decode", &capture("iskra-mt174-0001-full.iec")]);
    let child = command.stdout(full).stderr(std::process::Stdio::piped());
    let ended = Ended::of(&child.spawn().unwrap().wait_with_output().unwrap());
    assert_eq!(ended.status, 1, "{ended:?}");
    assert!(ended.stderr.contains("standard output"), "{ended:?}");
}

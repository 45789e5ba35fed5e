//! Every capture of a real meter, decoded and compared with a golden file.
//!
//! A golden file is what `flagport decode` writes as JSON. After a change that is
//! meant, `FLAGPORT_BLESS=1 cargo test captures` writes them anew; their difference
//! is then reviewed like code.

use std::fs;
use std::path::{Path, PathBuf};

use flagport::archive;
use flagport::codec::Mode;
use flagport::export::{Format, Language, Style, render};
use flagport::meter::Readout;

/// The switch that writes golden files anew.
const BLESS: &str = "FLAGPORT_BLESS";

fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data")
}

/// All captures, as paths below the folder of captures, sorted.
fn captures() -> Vec<PathBuf> {
    let root = data().join("captures");
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if is_capture(&path) {
                found.push(path.strip_prefix(&root).unwrap().to_owned());
            }
        }
    }
    found.sort();
    found
}

fn is_capture(path: &Path) -> bool {
    let extension = path.extension().and_then(|e| e.to_str());
    matches!(extension, Some("iec" | "trace" | "txt"))
}

/// What `flagport decode` writes about a capture: its readouts, or why there are
/// none.
fn decoded(capture: &Path) -> String {
    let opened = match archive::open(&data().join("captures").join(capture)) {
        Ok(opened) => opened,
        Err(error) => return format!("{error}\n"),
    };
    let json = |found: &archive::Found| {
        let bytes = render(&found.readout, &found.raw, Format::Json, Style::default()).unwrap();
        String::from_utf8(bytes).unwrap()
    };
    opened.readouts.iter().map(json).collect()
}

fn golden_of(capture: &Path) -> PathBuf {
    let mut name = capture.as_os_str().to_owned();
    name.push(".json");
    data().join("golden").join(name)
}

/// The lines that differ, with their numbers, at most twenty.
fn difference(golden: &str, decoded: &str) -> String {
    let mut ours = decoded.lines();
    let mut theirs = golden.lines();
    let mut told = Vec::new();
    for number in 1.. {
        match (theirs.next(), ours.next()) {
            (None, None) => break,
            (then, now) if then == now => {}
            (then, now) => {
                let mut line = format!("  line {number}\n");
                line.extend(then.map(|then| format!("  - {then}\n")));
                line.extend(now.map(|now| format!("  + {now}\n")));
                told.push(line);
            }
        }
    }
    let more = told.len().saturating_sub(20);
    told.truncate(20);
    if more > 0 {
        told.push(format!("  and {more} more lines\n"));
    }
    told.concat()
}

#[test]
fn every_capture_decodes_as_reviewed() {
    let bless = std::env::var_os(BLESS).is_some();
    let mut differences = Vec::new();
    for capture in captures() {
        let golden = golden_of(&capture);
        let decoded = decoded(&capture);
        if bless {
            fs::create_dir_all(golden.parent().unwrap()).unwrap();
            fs::write(&golden, decoded).unwrap();
            continue;
        }
        let expected = fs::read_to_string(&golden).unwrap_or_default();
        if expected != decoded {
            let told = difference(&expected, &decoded);
            differences.push(format!("{}\n{told}", capture.display()));
        }
    }
    assert!(
        differences.is_empty(),
        "{}\n{BLESS}=1 writes the golden files anew, if this is meant",
        differences.join("\n")
    );
}

#[test]
fn no_golden_file_outlives_its_capture() {
    let captures: Vec<PathBuf> = captures().iter().map(|c| golden_of(c)).collect();
    let mut folders = vec![data().join("golden")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path
                .extension()
                .is_some_and(|extension| extension == "json")
            {
                assert!(captures.contains(&path), "{} is left over", path.display());
            }
        }
    }
}

#[test]
fn german_exports_read_as_reviewed() {
    let opened = archive::open(&data().join("captures/iskra-mt174-0001-full.iec")).unwrap();
    let [found] = opened.readouts.as_slice() else {
        panic!("{} readouts", opened.readouts.len());
    };
    let style = Style {
        language: Language::German,
        ..Style::default()
    };
    for format in [Format::Csv, Format::Table] {
        let bytes = render(&found.readout, &found.raw, format, style).unwrap();
        let written = String::from_utf8(bytes).unwrap().replace("\r\n", "\n");
        let golden = data().join(format!(
            "golden/iskra-mt174-0001-full.de.{}",
            format.extension()
        ));
        if std::env::var_os(BLESS).is_some() {
            fs::write(&golden, written).unwrap();
            continue;
        }
        let expected = fs::read_to_string(&golden).unwrap_or_default();
        let told = difference(&expected, &written);
        assert!(expected == written, "{}\n{told}", golden.display());
    }
}

/// The captures that end without a check as published, and why.
const UNCHECKED: [(&str, &str); 6] = [
    ("apator-norax3-fragment.iec", "cut in the source"),
    ("iprt-itr5em214.iec", "its check was not published"),
    ("kaifa-ma309m-no-endmark.iec", "its check was not published"),
    ("kamstrup-mc66-meterlogger-dump.iec", "the dump ends at ETX"),
    ("easymeter-q3da1024-modeD.iec", "mode D has none"),
    ("hager-ehz161wa-modeD.iec", "mode D has none"),
];

#[test]
fn every_check_in_the_captures_fits() {
    for capture in captures() {
        let opened = archive::open(&data().join("captures").join(&capture)).unwrap();
        for found in opened.readouts {
            let check = found.readout.block_check;
            assert!(!check.is_wrong(), "{}: {check:?}", capture.display());
        }
    }
    for (name, reason) in UNCHECKED {
        let opened = archive::open(&data().join("captures").join(name)).unwrap();
        let check = opened.readouts[0].readout.block_check;
        assert_eq!(check.is_ok(), None, "{name}: {reason}");
    }
}

#[test]
fn an_stx_typed_into_an_identification_counts_into_the_check() {
    let opened = open("dsmr/telegram_iskra_ie.txt");
    assert_eq!(opened.meter.identification.as_deref(), Some("MIE5T-200"));
    assert_eq!(opened.block_check.received, Some(0xAD3B));
    assert_eq!(opened.block_check.is_ok(), Some(true));
}

#[test]
fn a_telegram_with_a_crc_was_pushed_whatever_its_identification_announces() {
    let opened = open("dsmr/telegram_unpadded_crc.txt");
    assert_eq!(opened.meter.mode, Some(Mode::D));
    assert_eq!(opened.meter.baud, None, "nobody said its speed");
}

fn open(capture: &str) -> Readout {
    let opened = archive::open(&data().join("captures").join(capture)).unwrap();
    opened.readouts[0].readout.clone()
}

//! What a package puts on a computer fits the program.

use std::fs;
use std::path::Path;

use clap::Parser;
use flagport::cli::Arguments;

use crate::cli::Simulated;
use crate::program::Place;

fn text(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// The value of a key of the desktop entry.
fn entry(key: &str) -> String {
    let entry = text("assets/linux/flagport.desktop");
    let mut lines = entry.lines();
    let value = lines.find_map(|line| line.strip_prefix(key)?.strip_prefix('='));
    value.unwrap().to_owned()
}

#[test]
fn a_desktop_starts_the_window_with_and_without_a_file() {
    let exec = entry("Exec");
    let words: Vec<&str> = exec.split(' ').filter(|word| *word != "%f").collect();
    let started = Arguments::try_parse_from(&words).unwrap();
    assert!(started.command.is_none());
    let with_file = words.iter().copied().chain(["visit.json"]);
    let started = Arguments::try_parse_from(with_file).unwrap();
    assert_eq!(started.window.open, Some(Some("visit.json".into())));
}

#[test]
fn a_desktop_knows_the_files_of_visits() {
    let types = text("assets/linux/flagport.xml");
    for kind in entry("MimeType").split_terminator(';') {
        assert!(types.contains(&format!("type=\"{kind}\"")), "{kind}");
    }
    let place = Place::new();
    let meter = Simulated::start(&place, &["lgz-zmd", "--pace", "none"]);
    place.run(&["read", &meter.port, "--format", "raw"]);
    let visits = fs::read_dir(place.path("data/visits")).unwrap();
    let visit = visits.map(|visit| visit.unwrap().path()).next().unwrap();
    for name in ["visit.json", "readout.json"] {
        assert!(types.contains(&format!("pattern=\"{name}\"")), "{name}");
        let start = fs::read_to_string(visit.join(name)).unwrap();
        let at = start.find("\"format\": \"flagport.").unwrap();
        assert!(at <= 16, "{name}: the words that tell it stand at {at}");
    }
}

#[test]
fn everything_that_is_packed_is_there() {
    let manifest = text("Cargo.toml");
    let (_, packed) = manifest.split_once("\nassets = [\n").unwrap();
    let (packed, _) = packed.split_once("\n]").unwrap();
    let files = packed.lines().map(|line| line.split('"').nth(1).unwrap());
    let files: Vec<&str> = files.filter(|file| !file.starts_with("target/")).collect();
    assert!(files.len() > 8, "{files:?}");
    for file in files {
        assert!(
            Path::new(env!("CARGO_MANIFEST_DIR")).join(file).exists(),
            "{file}"
        );
    }
}

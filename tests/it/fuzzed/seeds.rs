//! Where the inputs begin: what meters sent, what users keep, and what the program writes
//! itself, from `tests/data` and `profiles`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use flagport::app::{Settings, Store};
use flagport::codec::{Decoder, Message, Role};
use flagport::profile;
use serde_json::json;

use super::checks::place::Place;
use super::checks::visits;

/// The seeds of a target, each of them once, none longer than `longest`.
pub(crate) fn of(target: &str, longest: usize) -> Vec<Vec<u8>> {
    let seeds: BTreeSet<Vec<u8>> = match target {
        "codes" => lines(include_str!("../../data/fuzzed/codes.txt")),
        "times" => lines(include_str!("../../data/fuzzed/times.txt")),
        "decoder" => telegrams().chain(vectors()).collect(),
        "p1" | "exports" => telegrams().collect(),
        "data_sets" => with_choices(bodies(|_| true), &[0, 1, 2, 3, 5, 16, 0x28]),
        "load_profile" => with_choices(series("P.0").chain(rows()), &[0, 1, 2, 3, 4, 5, 7, 0xCF]),
        "logbook" => with_choices(series("P.98").chain(rows()), &[0, 1, 2, 3, 0x13]),
        "device_profiles" => sources().collect(),
        "parameter_sets" => lines_of_file(include_str!("../../data/fuzzed/parameter_set.ron")),
        "rfc2217" => with_choices(served(), &[0, 1, 5]),
        "settings" => settings(),
        "journal" => [include_bytes!("../../data/fuzzed/journal.jsonl").to_vec()].into(),
        "traces" => files("captures", "trace").collect(),
        "visits" => visit_files().collect(),
        "day_lists" => day_lists(),
        "rounds" => lines_of_file(include_str!("../../data/fuzzed/round.json")),
        "series_json" => answered().collect(),
        other => panic!("{other} has no seeds"),
    };
    let cut = |mut seed: Vec<u8>| {
        seed.truncate(longest);
        seed
    };
    let seeds: BTreeSet<Vec<u8>> = seeds.into_iter().map(cut).collect();
    seeds.into_iter().collect()
}

/// What stands in an input of a target time and again.
pub(crate) fn words(target: &str) -> Vec<Vec<u8>> {
    let words = match target {
        "codes" | "times" | "decoder" | "p1" | "exports" | "data_sets" | "load_profile"
        | "logbook" | "traces" => include_str!("../../../fuzz/dict/telegram.dict"),
        "rfc2217" => include_str!("../../../fuzz/dict/rfc2217.dict"),
        "device_profiles" | "parameter_sets" | "settings" => {
            include_str!("../../../fuzz/dict/ron.dict")
        }
        "day_lists" => include_str!("../../../fuzz/dict/day_list.dict"),
        _ => include_str!("../../../fuzz/dict/json.dict"),
    };
    let quoted = words
        .lines()
        .filter_map(|line| line.strip_prefix('"')?.strip_suffix('"'));
    quoted.map(unescaped).collect()
}

/// A word of a dictionary of libFuzzer, where `\` escapes itself, `"` and bytes in hex.
fn unescaped(word: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = word.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'\\' {
            bytes.push(byte);
            continue;
        }
        match rest.next().unwrap() {
            b'x' => {
                let digits = [rest.next().unwrap(), rest.next().unwrap()];
                let digits = str::from_utf8(&digits).unwrap();
                bytes.push(u8::from_str_radix(digits, 16).unwrap());
            }
            itself => bytes.push(itself),
        }
    }
    bytes
}

fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data")
}

/// The files below a folder of the test data with this extension, in order.
fn files(folder: &str, extension: &'static str) -> impl Iterator<Item = Vec<u8>> {
    let mut folders = vec![data().join(folder)];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|known| known == extension) {
                found.push(path);
            }
        }
    }
    found.sort();
    found.into_iter().map(|path| fs::read(path).unwrap())
}

fn lines(text: &str) -> BTreeSet<Vec<u8>> {
    let lines = text.lines().filter(|line| !line.is_empty());
    lines
        .map(|line| line.replace("\\n", "\n").into_bytes())
        .collect()
}

/// A day list as text in several encodings, and as a workbook.
fn day_lists() -> BTreeSet<Vec<u8>> {
    let text = include_str!("../../data/fuzzed/day_list.csv");
    let utf_16 = text.encode_utf16().flat_map(u16::to_le_bytes);
    let one_byte = text.chars().map(|c| u8::try_from(c).unwrap_or(b'?'));
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    for (line, row) in (0..).zip(text.lines()) {
        for (column, cell) in (0..).zip(row.split(';')) {
            sheet.write_string(line, column, cell).unwrap();
        }
    }
    let mut seeds = lines_of_file(text);
    seeds.insert(utf_16.collect());
    seeds.insert(one_byte.collect());
    seeds.insert(workbook.save_to_buffer().unwrap());
    seeds
}

/// A file, and the same with each of its lines left out.
fn lines_of_file(text: &str) -> BTreeSet<Vec<u8>> {
    let lines: Vec<&str> = text.lines().collect();
    let without = |left_out: usize| {
        let kept = lines
            .iter()
            .enumerate()
            .filter(|(line, _)| *line != left_out);
        kept.map(|(_, line)| format!("{line}\n"))
            .collect::<String>()
    };
    (0..=lines.len())
        .map(|line| without(line).into_bytes())
        .collect()
}

fn telegrams() -> impl Iterator<Item = Vec<u8>> {
    files("captures", "iec").chain(files("captures", "txt"))
}

/// The byte vectors of the protocol reference.
fn vectors() -> impl Iterator<Item = Vec<u8>> {
    let text = include_str!("../../data/vectors.json");
    let vectors: Vec<serde_json::Value> = serde_json::from_str(text).unwrap();
    vectors.into_iter().map(|vector| {
        let hex = vector["bytes_hex"].as_str().unwrap();
        let bytes = hex
            .split_whitespace()
            .map(|pair| u8::from_str_radix(pair, 16).unwrap());
        bytes.collect()
    })
}

/// The data blocks of all captures, as far as they are wanted.
fn bodies(wanted: impl Fn(&[u8]) -> bool) -> impl Iterator<Item = Vec<u8>> {
    let traces = files("captures", "trace").flat_map(|trace| {
        let text = String::from_utf8(trace).unwrap();
        let records = flagport::trace::text::read(&text).unwrap();
        records
            .into_iter()
            .map(|record| record.entry.bytes().to_vec())
    });
    let bodies = telegrams().chain(traces).flat_map(|bytes| {
        let mut decoder = Decoder::new(Role::ReadingDevice);
        let mut messages = decoder.push_all(&bytes);
        messages.extend(decoder.finish());
        messages.into_iter().filter_map(|message| match message {
            Message::Data(data) => Some(data.body),
            _ => None,
        })
    });
    bodies.filter(move |body| wanted(body))
}

fn series(name: &'static str) -> impl Iterator<Item = Vec<u8>> {
    bodies(move |body| body.windows(name.len()).any(|part| part == name.as_bytes()))
}

/// Answers of the families of which there is no capture.
fn rows() -> impl Iterator<Item = Vec<u8>> {
    let answers = include_str!("../../data/fuzzed/rows.txt").split("\n\n");
    answers.map(|answer| answer.trim_end().replace('\n', "\r\n").into_bytes())
}

/// Each input behind each of the bytes that choose settings.
fn with_choices(inputs: impl Iterator<Item = Vec<u8>>, choices: &[u8]) -> BTreeSet<Vec<u8>> {
    let inputs = inputs.flat_map(|input| {
        let chosen = choices.iter().map(move |choice| {
            let mut chosen = vec![*choice];
            chosen.extend(&input);
            chosen
        });
        chosen.collect::<Vec<_>>()
    });
    inputs.collect()
}

/// What serial servers say: agreements, confirmed settings, troubles, and telegrams.
fn served() -> impl Iterator<Item = Vec<u8>> {
    let lines = include_str!("../../../fuzz/dict/rfc2217.dict").lines();
    let words = lines.filter_map(|line| line.strip_prefix('"')?.strip_suffix('"'));
    words
        .map(unescaped)
        .chain(telegrams().take(4))
        .chain(vectors().take(20))
}

fn sources() -> impl Iterator<Item = Vec<u8>> {
    profile::built_in()
        .iter()
        .filter_map(|known| profile::source(&known.name))
        .map(|text| text.as_bytes().to_vec())
}

/// Settings as the program writes them, and as older programs did.
fn settings() -> BTreeSet<Vec<u8>> {
    let place = Place::default();
    let path = place.path().join("settings.ron");
    let (mut store, _) = Store::load(path.clone());
    store.set(Settings {
        operator: "Ada \"the first\"".to_owned(),
        port: Some("sim:lgz-zmd".to_owned()),
        raw_history: vec!["R5 0.9.1()".to_owned()],
        ..Settings::default()
    });
    store.take_unsaved().unwrap().write().unwrap();
    let newest = fs::read_to_string(path).unwrap();
    let mut all = lines_of_file(&newest);
    all.insert(newest.replace("version: 3", "version: 2").into_bytes());
    all.insert(b"(version: 1, operator: \"Ada\")".to_vec());
    all.insert(b"Settings()".to_vec());
    all
}

/// The files of a visit behind the byte that chooses them, and readouts in JSON.
fn visit_files() -> impl Iterator<Item = Vec<u8>> {
    let own = visits::FILES
        .into_iter()
        .zip(0_u8..)
        .map(|((_, text), choice)| {
            let mut bytes = vec![choice];
            bytes.extend(text.as_bytes());
            bytes
        });
    let readouts = files("golden", "json").map(|text| {
        let mut bytes = vec![1];
        let short = serde_json::from_slice::<serde_json::Value>(&text);
        bytes.extend(short.map_or(text, |value| value.to_string().into_bytes()));
        bytes
    });
    own.chain(readouts.filter(|text| text.len() <= 4096))
}

/// Visits with a load profile or a logbook: `series.json` and the answers behind a NUL.
fn answered() -> impl Iterator<Item = Vec<u8>> {
    let forms = profile::built_in().iter().flat_map(|known| {
        let profiles = known
            .load_profiles
            .iter()
            .map(|form| ("load-profile", form));
        profiles.chain(known.logbooks.iter().map(|form| ("logbook", form)))
    });
    let answers: Vec<Vec<u8>> = series("P.")
        .chain(rows())
        .filter(|body| body.len() < 900)
        .collect();
    forms.zip(0_usize..).map(move |((kind, form), number)| {
        let body = &answers[number % answers.len()];
        let file = json!({
            "format": "flagport.series.v1",
            "kind": kind,
            "form": form,
            "asked": {"from": "2023-11-13T00:00:00", "to": null},
            "complete": true,
            "windows": [1, 1],
            "read_at": "2026-11-22T19:00:00+00:00",
            "entries": 4,
            "first_entry": "2023-11-13T10:15:00",
            "last_entry": "2023-11-13T11:00:00",
            "answers": [{
                "command": "R5 P.01(;)",
                "from": "2023-11-13T00:00:00",
                "to": null,
                "offset": 17,
                "length": body.len() + 3,
                "complete": number % 2 == 0,
            }],
        });
        let mut seed = vec![0];
        seed.extend(file.to_string().into_bytes());
        seed.extend([0, 2]);
        seed.extend(body);
        seed.extend([3, 0]);
        seed
    })
}

//! What real meters sent, in `tests/data/captures`: each oddity that the list
//! beside them names.

mod electricity;
mod others;
mod series;

use rust_decimal::Decimal;

use super::*;
use crate::codec::control::{ETX, STX};
use crate::codec::{BlockCheck, DataMessage, Ending, Framing, Identification};

/// The identification and the data block of a capture, split by hand.
fn capture(name: &str) -> (Option<Identification>, DataMessage) {
    let path = format!("{}/tests/data/captures/{name}", env!("CARGO_MANIFEST_DIR"));
    split(&std::fs::read(path).unwrap())
}

fn split(bytes: &[u8]) -> (Option<Identification>, DataMessage) {
    let mut rest = bytes.trim_ascii_start();
    let mut identification = None;
    if rest.first() == Some(&b'/') {
        let end = rest.iter().position(|byte| *byte == b'\n').unwrap();
        let line = String::from_utf8_lossy(&rest[..end]).trim_end().to_owned();
        identification = Identification::parse(&line);
        rest = &rest[end + 1..];
    }
    let framed = rest.first() == Some(&STX);
    let end = rest.iter().position(|byte| *byte == ETX);
    let body = &rest[usize::from(framed)..end.unwrap_or(rest.len())];
    let check = match end.and_then(|end| Some((end, *rest.get(end + 1)?))) {
        Some((end, received)) if framed => BlockCheck::of_frame(&rest[1..=end], received),
        _ => BlockCheck::ABSENT,
    };
    let message = DataMessage {
        body: body.to_vec(),
        framing: if framed {
            Framing::Framed
        } else {
            Framing::Unframed
        },
        ending: match (framed, end) {
            (true, Some(_)) => Ending::Complete,
            (true, None) => Ending::Cut,
            (false, _) => Ending::EndMark,
        },
        check,
        damaged: 0,
    };
    (identification, message)
}

fn read(name: &str) -> Readout {
    let (identification, message) = capture(name);
    decode(identification.as_ref(), &message, Context::default())
}

/// The answers with data in a recorded dialogue.
fn answers(name: &str) -> Vec<Readout> {
    let path = format!("{}/tests/data/captures/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(path)
        .unwrap()
        .lines()
        .filter_map(|line| line.strip_prefix("< "))
        .map(unescape)
        .filter(|bytes| bytes.first() == Some(&STX))
        .map(|bytes| decode(None, &split(&bytes).1, Context::default()))
        .collect()
}

fn unescape(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        let byte = match c {
            '\\' => match chars.next().unwrap() {
                'r' => b'\r',
                'n' => b'\n',
                'x' => {
                    let digits: String = chars.by_ref().take(2).collect();
                    u8::from_str_radix(&digits, 16).unwrap()
                }
                other => u8::try_from(other).unwrap(),
            },
            c => u8::try_from(c).unwrap(),
        };
        bytes.push(byte);
    }
    bytes
}

fn set<'a>(readout: &'a Readout, address: &str) -> &'a DataSet {
    readout
        .data_sets
        .iter()
        .find(|set| set.address == address)
        .unwrap_or_else(|| panic!("no {address}"))
}

/// A value in words: `number 0.01 kW`, `time 2017-10-02T08:45`, `text`.
fn shown(value: &Value) -> String {
    match &value.content {
        Content::Empty => "empty".to_owned(),
        Content::Number { value, unit } => match unit {
            Some(unit) => format!("{value} {unit}"),
            None => value.to_string(),
        },
        Content::Time(CivilTime { date, time, season }) => {
            let date = date.map(|date| date.to_string());
            let time = time.map(|time| time.to_string());
            let season = season.map(|season| format!("{season:?}").to_lowercase());
            [date, time, season]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(" ")
        }
        Content::Flags => "flags".to_owned(),
        Content::Text => "text".to_owned(),
    }
}

fn values(readout: &Readout, address: &str) -> Vec<String> {
    set(readout, address).values.iter().map(shown).collect()
}

#[track_caller]
fn check(readout: &Readout, address: &str, expected: &[&str]) {
    assert_eq!(values(readout, address), expected, "{address}");
}

fn problems(readout: &Readout) -> Vec<String> {
    readout
        .problems
        .iter()
        .map(|problem| format!("{}: {}", problem.line, problem.message))
        .collect()
}

#[test]
fn captures_with_a_block_check_have_no_problem_but_those_listed() {
    let directory = format!("{}/tests/data/captures", env!("CARGO_MANIFEST_DIR"));
    let mut seen = 0;
    for entry in std::fs::read_dir(directory).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if !name.ends_with(".iec") {
            continue;
        }
        let expected: &[&str] = match name.as_str() {
            "landis-uh50-corrupted-digit.iec" => &["1: '032A.871*GJ' is not a number"],
            "landis-uh50-kwh.iec" => &["4: text outside brackets: '\\'"],
            "tr-kohler.iec" => &["579: text outside brackets: '<3>}'"],
            "elgama-data-not-ready-err12.iec" => {
                &["1: the meter answered 'ERR12' in place of a value"]
            }
            "iprt-itr5em214.iec"
            | "kaifa-ma309m-no-endmark.iec"
            | "kamstrup-mc66-meterlogger-dump.iec" => {
                &["0: no block check came behind the data, so damage would not show"]
            }
            "apator-norax3-fragment.iec" => &["0: the data broke off before the end of the block"],
            _ => &[],
        };
        assert_eq!(problems(&read(&name)), expected, "{name}");
        seen += 1;
    }
    assert!(seen > 45, "{seen}");
}

#[test]
fn every_number_of_every_capture_is_what_was_sent() {
    let directory = format!("{}/tests/data/captures", env!("CARGO_MANIFEST_DIR"));
    for entry in std::fs::read_dir(directory).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if !name.ends_with(".iec") {
            continue;
        }
        for set in read(&name).data_sets {
            for value in set.values {
                let Content::Number { value: number, .. } = value.content else {
                    continue;
                };
                let sent: String = value
                    .raw
                    .split('*')
                    .next()
                    .unwrap()
                    .chars()
                    .filter(|c| !matches!(c, '+' | ' ' | '%'))
                    .collect();
                assert_eq!(
                    sent.parse::<Decimal>().unwrap(),
                    number,
                    "{name} {}",
                    value.raw
                );
            }
        }
    }
}

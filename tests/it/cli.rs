//! The command line as other programs meet it: what it prints, where, and how it ends.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStderr, Command, Stdio};

use crate::program::{Ended, Place, capture};

/// Runs the program with `input` on standard input.
fn feed(place: &Place, arguments: &[&str], input: &[u8]) -> Ended {
    let mut child = place
        .command(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    std::thread::scope(|scope| {
        // A command that has read enough takes no more.
        scope.spawn(move || stdin.write_all(input).ok());
        Ended::of(&child.wait_with_output().unwrap())
    })
}

fn read_file(place: &Place, name: &str) -> String {
    fs::read_to_string(place.path(name)).unwrap()
}

/// A simulated meter on a TCP port, as fast as possible.
pub(crate) struct Simulated {
    child: Child,
    pub(crate) port: String,
    _stderr: BufReader<ChildStderr>,
}

impl Simulated {
    pub(crate) fn start(place: &Place, arguments: &[&str]) -> Simulated {
        let fixed = ["simulate", "--listen", "127.0.0.1:0"];
        let mut child = place
            .command(&[&fixed, arguments].concat())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stderr = BufReader::new(child.stderr.take().unwrap());
        let mut line = String::new();
        stderr.read_line(&mut line).unwrap();
        let from = line.find("tcp://").unwrap_or_else(|| panic!("{line}"));
        let port = line[from..].split(';').next().unwrap().to_owned();
        Simulated {
            child,
            port,
            _stderr: stderr,
        }
    }
}

impl Drop for Simulated {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn every_command_is_offered() {
    let place = Place::new();
    let help = place.run(&["--help"]);
    assert_eq!(help.status, 0);
    let help = help.stdout;
    for command in [
        "ports",
        "read",
        "decode",
        "get",
        "set",
        "load-profile",
        "logbook",
        "check",
        "simulate",
        "profiles",
    ] {
        assert!(help.contains(&format!("\n  {command} ")), "{help}");
    }
}

#[test]
fn the_version_names_the_commit() {
    let told = Place::new().run(&["--version"]);
    assert_eq!(told.status, 0);
    let version = format!("flagport {}", env!("CARGO_PKG_VERSION"));
    let rest = told.stdout.trim_end().strip_prefix(&version).unwrap();
    // A build from an archive knows of none.
    let commit = rest
        .strip_prefix(" (")
        .and_then(|rest| rest.strip_suffix(')'));
    let is_hex = |commit: &str| commit.chars().all(|c| c.is_ascii_hexdigit());
    assert!(rest.is_empty() || commit.is_some_and(is_hex), "{rest}");
}

#[test]
fn names_and_headings_come_in_the_language_asked_for() {
    let place = Place::new();
    let file = capture("iskra-mt174-0001-full.iec");
    let check = |arguments: &[&str], expected: &str| {
        let output = place.run(&[&["decode", &file], arguments].concat());
        assert_eq!(output.status, 0, "{}", output.stderr);
        assert!(output.stdout.contains(expected), "{}", output.stdout);
    };
    let german = "Wirkarbeit Bezug, Tarif 1";
    check(&["--language", "de", "--format", "csv"], german);
    check(&["--language", "de", "--format", "table"], german);
    let english = "Active import, tariff 1";
    check(&["--language", "de", "--format", "json"], english);
    check(&["--language", "en", "--format", "csv"], english);
    check(&["--format", "table"], english);
}

#[test]
fn usage_mistakes_end_with_2_and_say_what_there_is() {
    let place = Place::new();
    let check = |arguments: &[&str], expected: &str| {
        let output = place.run(arguments);
        assert_eq!(output.status, 2, "{arguments:?}");
        let said = output.stderr;
        assert!(said.contains(expected), "{said}");
        assert!(output.stdout.is_empty());
    };
    check(&["frobnicate"], "frobnicate");
    check(&["read"], "<PORT>");
    check(&["read", "sim:nope"], "there are lgz-zmd, iskra-mt174");
    check(&["read", "ftp://x:1"], "not supported");
    check(&["read", "sim:lgz-zmd", "--address", "a!"], "'!'");
    check(
        &["read", "sim:lgz-zmd", "--start-baud", "123"],
        "300, 600, 1200",
    );
    check(&["read", "sim:lgz-zmd", "--timeout-scale", "0"], "1 to 20");
    check(
        &["read", "sim:lgz-zmd", "--request", "2"],
        "must begin with /",
    );
    check(
        &["read", "sim:lgz-zmd", "--out", "a.pdf"],
        ".json, .csv, .xlsx",
    );
    check(
        &["read", "sim:lgz-zmd", "--out", "{seriel}.csv"],
        "{serial}, {meter}",
    );
    check(
        &["simulate", "nope", "--listen", "127.0.0.1:0"],
        "there are lgz-zmd",
    );
    check(&["simulate", "lgz-zmd"], "--listen");
    check(
        &[
            "simulate",
            "lgz-zmd",
            "--listen",
            "127.0.0.1:0",
            "--fault",
            "x",
        ],
        "bad-check",
    );
    check(&["decode"], "<FILE>");
}

#[test]
fn ports_lists_simulated_meters() {
    let place = Place::new();
    let output = place.run(&["ports", "--json"]);
    assert_eq!(output.status, 0);
    let json = output.json();
    assert_eq!(json["format"], "flagport.ports.v1");
    let ports = json["ports"].as_array().unwrap();
    let meter = ports
        .iter()
        .find(|port| port["port"] == "sim:lgz-zmd")
        .unwrap();
    assert_eq!(meter["kind"], "simulated");
    let table = place.run(&["ports"]).stdout;
    assert!(table.contains("sim:lgz-zmd "), "{table}");
}

#[test]
fn read_delivers_json_keeps_a_visit_and_writes_the_trace() {
    let place = Place::new();
    let meter = Simulated::start(&place, &["lgz-zmd", "--pace", "none"]);
    let output = place.run(&["read", &meter.port, "--trace", "line.trace"]);
    assert_eq!(output.status, 0);
    assert_eq!(output.stderr, "", "nothing but data without a terminal");
    let read = output.json();
    assert_eq!(read["format"], "flagport.readout.v1");
    assert_eq!(read["meter"]["serial_number"], "95316176");
    assert_eq!(read["profile"], "lgz-zmd");
    assert_eq!(read["complete"], true);
    assert_eq!(read["block_check"]["ok"], true);
    assert_eq!(place.visits(), 1);
    assert!(read_file(&place, "line.trace").starts_with("# flagport.trace.v1\n"));

    // The trace and the visit decode to the same data sets.
    let visit = fs::read_dir(place.path("data/visits")).unwrap().next();
    let visit = visit.unwrap().unwrap().path();
    for source in ["line.trace", visit.to_str().unwrap()] {
        let decoded = place.run(&["decode", source]);
        assert_eq!(decoded.status, 0);
        let decoded = decoded.json();
        assert_eq!(decoded["data_sets"], read["data_sets"], "{source}");
        assert_eq!(decoded["profile"], "lgz-zmd", "{source}");
    }
    // Neither file is replaced without being asked.
    let again = place.run(&["read", &meter.port, "--trace", "line.trace"]);
    assert_eq!(again.status, 1);
    assert!(again.stderr.contains("--overwrite"));
    assert_eq!(place.visits(), 1, "the meter was not even asked");
}

#[test]
fn read_without_archive_keeps_nothing_and_v_tells_the_dialogue() {
    let place = Place::new();
    let meter = Simulated::start(&place, &["lgz-zmd", "--pace", "none"]);
    let output = place.run(&["read", &meter.port, "--no-archive", "-v", "--format", "csv"]);
    assert_eq!(output.status, 0);
    assert_eq!(place.visits(), 0);
    let said = output.stderr;
    assert!(said.contains("Request message to any meter"), "{said}");
    assert!(said.contains("F.F Error register"), "{said}");
    assert!(output.stdout.starts_with("serial,address,code,"));
}

#[test]
fn read_fills_in_file_names() {
    let place = Place::new();
    let meter = Simulated::start(&place, &["lgz-zmd", "--pace", "none"]);
    let output = place.run(&["read", &meter.port, "--out", "{kind}-{serial}.xlsx"]);
    assert_eq!(output.status, 0);
    assert!(output.stdout.is_empty());
    let workbook = fs::read(place.path("readout-95316176.xlsx")).unwrap();
    assert!(workbook.starts_with(b"PK"));
}

#[test]
fn a_damaged_readout_is_delivered_and_ends_with_3() {
    let place = Place::new();
    let meter = Simulated::start(
        &place,
        &["lgz-zmd", "--pace", "none", "--fault", "bad-check"],
    );
    let output = place.run(&["read", &meter.port]);
    assert_eq!(output.status, 3);
    assert_eq!(output.json()["block_check"]["ok"], false);
    assert!(output.stderr.contains("check:"));
    assert_eq!(place.visits(), 1, "a damaged readout is kept too");
}

#[test]
fn a_port_that_is_not_there_ends_with_1_and_a_hint() {
    let place = Place::new();
    let output = place.run(&["read", "/dev/no-such-port", "--trace", "line.trace"]);
    assert_eq!(output.status, 1);
    assert!(output.stdout.is_empty());
    assert!(output.stderr.contains("check:"));
    assert!(read_file(&place, "line.trace").starts_with("# flagport.trace.v1\n"));
}

#[cfg(unix)]
#[test]
fn an_interrupt_delivers_what_came_and_ends_with_3() {
    let place = Place::new();
    let meter = Simulated::start(&place, &["kamstrup-mc66"]);
    let mut child = place
        .command(&["read", &meter.port, "-v"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap());
    let mut said = String::new();
    while !said.contains("Data message begins") {
        assert!(lines.read_line(&mut said).unwrap() > 0, "{said}");
    }
    let process = child.id().to_string();
    let interrupted = Command::new("kill").args(["-INT", &process]).status();
    assert!(interrupted.unwrap().success());
    lines.read_to_string(&mut said).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(3), "{said}");
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(json["complete"], false);
    assert!(said.contains("cancelled"), "{said}");
    assert_eq!(place.visits(), 1);
}

#[cfg(unix)]
#[test]
fn a_pseudo_terminal_serves_a_meter() {
    let place = Place::new();
    let mut meter = place
        .command(&["simulate", "iskra-mt174", "--pty", "head", "--pace", "none"])
        .spawn()
        .unwrap();
    let link = place.path("head");
    while fs::symlink_metadata(&link).is_err() {
        assert!(
            meter.try_wait().unwrap().is_none(),
            "the simulator has ended"
        );
        std::thread::yield_now();
    }
    let output = place.run(&["read", "./head"]);
    let _ = Command::new("kill").arg(meter.id().to_string()).status();
    assert_eq!(meter.wait().unwrap().code(), Some(0));
    assert_eq!(output.status, 0);
    assert_eq!(output.json()["data_sets"].as_array().unwrap().len(), 343);
    assert!(fs::symlink_metadata(&link).is_err(), "the link is removed");
}

#[test]
fn every_capture_is_decoded() {
    let place = Place::new();
    for file in fs::read_dir(capture("")).unwrap() {
        let file = file.unwrap();
        let name = file.file_name().into_string().unwrap();
        if !name.ends_with(".iec") && !name.ends_with(".trace") {
            continue;
        }
        let output = place.run(&["decode", &capture(&name)]);
        let cut = name == "apator-norax3-fragment.iec";
        let expected = if cut { 3 } else { 0 };
        assert_eq!(output.status, expected, "{name}: {output:?}");
        let documents = serde_json::Deserializer::from_str(&output.stdout);
        for document in documents.into_iter::<serde_json::Value>() {
            assert_eq!(document.unwrap()["format"], "flagport.readout.v1", "{name}");
        }
    }
}

#[test]
fn raw_is_the_telegram_as_it_was() {
    let place = Place::new();
    for name in [
        "iskra-me162-readout.iec",
        "iskra-am550t-1012.iec",
        "elster-as1440-v921.iec",
    ] {
        let telegram = fs::read(capture(name)).unwrap();
        let output = feed(&place, &["decode", "-", "--format", "raw"], &telegram);
        assert_eq!(output.status, 0);
        assert_eq!(output.stdout.as_bytes(), telegram, "{name}");
    }
}

#[test]
fn parity_in_bit_7_is_taken_off() {
    let place = Place::new();
    let telegram = fs::read(capture("iskra-me162-readout.iec")).unwrap();
    let on_the_line: Vec<u8> = telegram
        .iter()
        .map(|byte| {
            if byte.count_ones() % 2 == 1 {
                byte | 0x80
            } else {
                *byte
            }
        })
        .collect();
    let output = feed(&place, &["decode", "-", "--format", "raw"], &on_the_line);
    assert_eq!(output.status, 0);
    assert_eq!(output.stdout.as_bytes(), telegram);
}

#[test]
fn several_files_give_several_readouts() {
    let place = Place::new();
    let files = [
        capture("iskra-me162-readout.iec"),
        capture("logarex-lk13.iec"),
    ];
    let both = ["decode", &files[0], &files[1]];
    let csv = place.run(&[&both[..], &["--format", "csv"]].concat());
    assert_eq!(csv.status, 0);
    let csv = csv.stdout;
    assert_eq!(csv.matches("serial,address").count(), 1);
    assert_eq!(csv.lines().count(), 1 + 9 + 24);

    let one = place.run(&[&both[..], &["--out", "all.xlsx"]].concat());
    assert_eq!(one.status, 1);
    assert!(one.stderr.contains("{serial}"));
    let each = place.run(&[&both[..], &["--out", "{meter}.json"]].concat());
    assert_eq!(each.status, 0, "{}", each.stderr);
    assert!(place.path("ME162-0033.json").is_file());

    let mixed = place.run(&["decode", &files[0], "missing.iec"]);
    assert_eq!(mixed.status, 3);
    assert_eq!(mixed.json()["meter"]["serial_number"], "28342193");
}

#[test]
fn what_is_no_telegram_is_refused_with_its_first_bytes() {
    let place = Place::new();
    let junk: Vec<u8> = (0u32..300_000)
        .map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8)
        .collect();
    let check = |input: &[u8], expected: &str| {
        let output = feed(&place, &["decode", "-"], input);
        assert_eq!(output.status, 1, "{}", output.stderr);
        assert!(output.stdout.is_empty());
        assert!(output.stderr.contains(expected), "{}", output.stderr);
    };
    check(b"", "empty");
    check(b"Dear colleague,\nsee (1) above\n", "44 65 61 72");
    check(
        b"int main(void) { return (0); }\n",
        "holds no telegram of IEC 62056-21",
    );
    check(&junk, "the first bytes are");
    check(&vec![0; 1_000_000], "00 00 00");
    check(b"\x1b\x1b\x1b\x1b\x01\x01\x01\x01v\x07", "1B 1B 1B 1B");
    check(b"{\"a\": 1}", "no readout in JSON");
    check(b"> /?!\\r\\n\n< \\q\n", "line 2 of the trace");
    check(b"> /?!\\r\\n\n", "no answer");

    for (file, expected) in [("missing.iec", "no file"), (".", "folder without a visit")] {
        let output = place.run(&["decode", file]);
        assert_eq!(output.status, 1);
        assert!(output.stderr.contains(expected), "{}", output.stderr);
    }
}

#[test]
fn a_telegram_that_is_too_long_is_decoded_as_far_as_it_fits() {
    let place = Place::new();
    let mut telegram = b"/LGZ5X\r\n\x02".to_vec();
    let line = [b"0.2.0(".as_slice(), &[b'x'; 100_000], b")\r\n"].concat();
    while telegram.len() < 44_000_000 {
        telegram.extend(&line);
    }
    let output = feed(&place, &["decode", "-"], &telegram);
    assert_eq!(output.status, 3);
    assert!(output.stderr.contains("too long"), "{}", output.stderr);
    assert_eq!(output.json()["complete"], false);
}

#[test]
fn files_are_never_replaced_without_being_asked() {
    let place = Place::new();
    let source = capture("iskra-me162-readout.iec");
    place.file("a.csv", b"mine");
    let refused = place.run(&["decode", &source, "--out", "a.csv"]);
    assert_eq!(refused.status, 1);
    assert_eq!(read_file(&place, "a.csv"), "mine");
    let allowed = place.run(&["decode", &source, "--out", "a.csv", "--overwrite"]);
    assert_eq!(allowed.status, 0);
    assert!(read_file(&place, "a.csv").starts_with("serial,"));
    let nowhere = place.run(&["decode", &source, "--out", "no/a.csv"]);
    assert_eq!(nowhere.status, 1);
    assert!(nowhere.stderr.contains("no folder"));
    assert!(!Path::new("no").exists());
}

#[test]
fn a_reader_that_leaves_early_is_no_failure() {
    let place = Place::new();
    let mut child = place
        .command(&["decode", &capture("tr-kohler.iec")])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let ended = Ended::of(&child.wait_with_output().unwrap());
    assert_eq!(ended.status, 0);
    assert_eq!(ended.stderr, "");
}

#[test]
fn a_file_of_another_protocol_is_named() {
    let place = Place::new();
    let sml = b"\x1B\x1B\x1B\x1B\x01\x01\x01\x01v\x05\x00\x01\x02b\x00b\x00\xFF\xEE".repeat(4);
    let file = place.file("reading.bin", &sml);
    let output = place.run(&["decode", &file]);
    assert_eq!(output.status, 1);
    assert!(output.stderr.contains("but SML"), "{}", output.stderr);
}

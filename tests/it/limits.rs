//! What the program does with input that is too much, too little, or nothing it
//! knows: one sentence, the right exit status, and no more memory than there is.

use std::io::{ErrorKind, Write};
use std::process::{Command, Stdio};

use flagport::archive::open_bytes;
use flagport::export::{CsvStyle, Format, Language, Style, render};
use proptest::prelude::*;

use crate::program::{Ended, Place, capture};

/// Runs `command` with whatever `feed` writes on standard input, until either has
/// had enough.
fn feed(
    mut command: Command,
    feed: impl FnOnce(&mut dyn Write) -> std::io::Result<()> + Send,
) -> Ended {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    std::thread::scope(|scope| {
        scope.spawn(move || match feed(&mut stdin) {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => panic!("{error}"),
            _ => {}
        });
        Ended::of(&child.wait_with_output().unwrap())
    })
}

/// A telegram of many more than `size` bytes, with the head that a real one has.
fn write_telegram(to: &mut dyn Write, size: usize) -> std::io::Result<()> {
    to.write_all(b"/LGZ5\\2ZMD3104107.B32\r\n\x02")?;
    let lines: String = (0..4096)
        .map(|n| format!("1.8.{}*{:02}({n:07}.000*kWh)\r\n", n % 60, n % 99))
        .collect();
    for _ in 0..=size / lines.len() {
        to.write_all(lines.as_bytes())?;
    }
    to.write_all(b"!\r\n\x03\x00")
}

/// Random bytes, the same in every run.
fn garbage() -> impl Iterator<Item = u8> {
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    std::iter::repeat_with(move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[3]
    })
}

#[test]
fn a_telegram_of_a_hundred_megabytes_is_cut_and_said_to_be() {
    let place = Place::new();
    let command = within_memory(place.command(&["decode", "-", "--format", "raw"]));
    let ended = feed(command, |to| write_telegram(to, 100 << 20));
    assert_eq!(ended.status, 3, "{}", ended.stderr);
    let told = &ended.stderr;
    assert!(told.contains("only the first 40 MB were read"), "{told}");
    assert!(ended.stdout.len() > 32 << 20, "{}", ended.stdout.len());
}

/// The same command with 300 MB for its data: what needs more ends with a signal.
#[cfg(target_os = "linux")]
fn within_memory(command: Command) -> Command {
    let mut limited = Command::new("sh");
    limited.args(["-c", "ulimit -d 300000; exec \"$0\" \"$@\""]);
    limited.arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => limited.env(name, value),
            None => limited.env_remove(name),
        };
    }
    limited
}

#[cfg(not(target_os = "linux"))]
fn within_memory(command: Command) -> Command {
    command
}

#[test]
fn garbage_without_an_end_is_no_telegram() {
    let place = Place::new();
    let noise: Vec<u8> = garbage().take(1 << 20).collect();
    for piece in [
        &noise[..],
        &[0; 1 << 20],
        &[0xFF; 1 << 20],
        &[b'('; 1 << 20],
    ] {
        let ended = feed(place.command(&["decode", "-"]), |to| {
            loop {
                to.write_all(piece)?;
            }
        });
        assert_eq!(ended.status, 1, "{}", ended.stderr);
        let told = &ended.stderr;
        assert!(told.contains("holds no telegram"), "{told}");
        assert!(ended.stdout.is_empty());
    }
}

#[test]
fn what_cannot_be_decoded_is_said_in_a_sentence() {
    let place = Place::new();
    place.file("empty", b"");
    place.file("other.json", br#"{"format": "other.v1"}"#);
    place.file("broken.json", br#"{"format": "#);
    place.file("broken.trace", b"> /?!\\r\\n\n< \\xZZ\n");
    place.file("silent.trace", b"> /?!\\r\\n\n");
    place.file(
        "letter.txt",
        b"Dear Sir,\nplease find enclosed (1) the bill.\n",
    );
    std::fs::create_dir(place.path("folder")).unwrap();
    let picture = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/icon.png");
    for (file, words) in [
        ("missing", "there is no file"),
        ("empty", "the file is empty"),
        ("folder", "is a folder without a visit"),
        ("other.json", "which this version does not read"),
        ("broken.json", "no readout in JSON"),
        ("broken.trace", "unknown escape"),
        ("silent.trace", "holds no answer"),
        ("letter.txt", "holds no telegram"),
        (picture, "holds no telegram"),
    ] {
        let ended = place.run(&["decode", file]);
        assert_eq!(ended.status, 1, "{file}: {ended:?}");
        assert!(ended.stderr.contains(words), "{file}: {}", ended.stderr);
        assert!(ended.stderr.contains("  check: "), "{}", ended.stderr);
        assert!(ended.stdout.is_empty(), "{file}");
    }
}

#[test]
fn what_cannot_be_written_is_found_out_before_the_meter_is_disturbed() {
    let place = Place::new();
    let there = place.file("there.csv", b"precious");
    std::fs::create_dir(place.path("folder.csv")).unwrap();
    for (out, status, words) in [
        ("nowhere/x.csv", 1, "there is no folder"),
        ("there.csv", 1, "already"),
        ("folder.csv", 1, "folder"),
        ("x.docx", 2, "does not say which format"),
        ("{nothing}.csv", 2, "{nothing}"),
    ] {
        // Nothing listens there, so a connection would be told instead.
        let ended = place.run(&["read", "tcp://127.0.0.1:1", "--out", out]);
        assert_eq!(ended.status, status, "{out}: {}", ended.stderr);
        assert!(ended.stderr.contains(words), "{out}: {}", ended.stderr);
    }
    assert_eq!(std::fs::read(there).unwrap(), b"precious");
}

#[test]
fn what_cannot_be_understood_is_a_matter_of_usage() {
    let place = Place::new();
    for arguments in [
        "nothing",
        "decode",
        "decode x --format y",
        "decode x --csv-style y",
        "decode x --language fr",
        "read",
        "read ftp://x",
        "read sim:nobody",
        "read tcp://x",
        "read tcp://x:99999",
        "read tcp://:1",
        "read x --timeout-scale 0",
        "read x --timeout-scale NaN",
        "read x --start-baud 301",
        "read x --mode e",
        "read x --address a/b",
        "read x --profile nobody",
        "read x --wake-up loud",
        "read x --password 1",
        "simulate lgz-zmd",
        "simulate nobody --listen 127.0.0.1:0",
        "simulate lgz-zmd --listen nowhere",
        "simulate lgz-zmd --listen 127.0.0.1:0 --fault nobody",
        "simulate lgz-zmd --listen 127.0.0.1:0 --pty x",
        "ports --nothing",
        "--profile nobody",
        "--port ftp://x",
    ] {
        let words: Vec<&str> = arguments.split(' ').collect();
        let ended = place.run(&words);
        assert_eq!(ended.status, 2, "{arguments}: {ended:?}");
        assert!(ended.stdout.is_empty(), "{arguments}");
    }
}

#[test]
fn nobody_has_to_read_to_the_end() {
    let place = Place::new();
    for arguments in [
        vec!["ports", "--json"],
        vec!["decode", &capture("tr-kohler.iec"), "--format", "csv"],
        vec!["--help"],
    ] {
        let mut child = place
            .command(&arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let ended = Ended::of(&child.wait_with_output().unwrap());
        assert_eq!(ended.status, 0, "{arguments:?}: {}", ended.stderr);
    }
}

/// One of the captures, damaged.
fn damaged_capture() -> impl Strategy<Value = Vec<u8>> {
    const NAMES: [&str; 8] = [
        "emh-p01-8ch-kwh-deltas.iec",
        "energomera-ce301v11-r1-sessions.trace",
        "kamstrup-162-dsmr22.iec",
        "landis-uh50-gj.iec",
        "lgz-zmd310ct-c3-status.iec",
        "metcom-mcs301-table1.iec",
        "siemens-td3511.iec",
        "tr-luna.iec",
    ];
    let captures = NAMES.map(|name| std::fs::read(capture(name)).unwrap());
    let damage = prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..4u8), 1..20);
    (prop::sample::select(captures.to_vec()), damage).prop_map(|(mut bytes, damage)| {
        for (at, byte, kind) in damage {
            if bytes.is_empty() {
                break;
            }
            let at = at.index(bytes.len());
            match kind {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                2 => drop(bytes.remove(at)),
                _ => bytes.truncate(at.max(bytes.len() / 2)),
            }
        }
        bytes
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn damage_of_any_kind_is_decoded_and_rendered_without_a_panic(bytes in damaged_capture()) {
        let style = Style { csv: CsvStyle::Excel, language: Language::German };
        for found in open_bytes(&bytes).unwrap_or_default() {
            for format in [Format::Json, Format::Csv, Format::Table, Format::Raw] {
                render(&found.readout, &found.raw, format, style).unwrap();
            }
        }
    }
}

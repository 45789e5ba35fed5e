//! The line trace: rows with their meaning, the text form, masked passwords.

use std::time::Duration;

use flagport::trace::{Direction, TraceEntry, TraceRecord, TraceRow, TraceRows, text};
use flagport::transport::{LineSettings, LineTime};
use proptest::prelude::*;

fn record(millis: u64, entry: TraceEntry) -> TraceRecord {
    TraceRecord {
        at: LineTime(Duration::from_millis(millis)),
        entry,
    }
}

fn sent(millis: u64, bytes: &[u8]) -> TraceRecord {
    record(millis, TraceEntry::Sent(bytes.to_vec()))
}

fn received(millis: u64, bytes: &[u8]) -> TraceRecord {
    record(millis, TraceEntry::Received(bytes.to_vec()))
}

fn rows_of(records: &[TraceRecord]) -> Vec<TraceRow> {
    let mut rows = TraceRows::new();
    for record in records {
        rows.apply(record);
    }
    rows.rows().iter().cloned().collect()
}

/// A whole readout, its answers in pieces.
fn session() -> Vec<TraceRecord> {
    vec![
        record(
            0,
            TraceEntry::Opened {
                port: "COM4".to_owned(),
            },
        ),
        record(0, TraceEntry::Configured(LineSettings::OPENING)),
        sent(167, b"/?!\r\n"),
        record(334, TraceEntry::Echoed(b"/?!\r\n".to_vec())),
        received(603, b"/LGZ5\\2ZMD31"),
        received(903, b"0CT.B31\r\n"),
        sent(1646, b"\x06050\r\n"),
        record(1871, TraceEntry::Configured(LineSettings::seven_even(9600))),
        received(2102, b"\x021-1:F.F(00000000)\r\n1-1:0.0.0("),
        received(2131, b"97734234)\r\n!\r\n\x03"),
        received(2140, b"0"),
        record(
            2200,
            TraceEntry::Noted("the readout is complete".to_owned()),
        ),
        sent(2300, b"\x01B0\x03q"),
        record(2400, TraceEntry::Closed),
    ]
}

#[test]
fn a_readout_becomes_message_rows_with_their_meaning() {
    let rows = rows_of(&session());
    let shown: Vec<(u128, Direction, String, &str)> = rows
        .iter()
        .map(|row| {
            let bytes = row.bytes().escape_ascii().to_string();
            (
                row.at().0.as_millis(),
                row.direction(),
                bytes,
                row.meaning.as_str(),
            )
        })
        .collect();
    let shown: Vec<(u128, Direction, &str, &str)> = shown
        .iter()
        .map(|(at, way, bytes, meaning)| (*at, *way, bytes.as_str(), *meaning))
        .collect();
    use Direction::{Echo, In, Line, Out};
    assert_eq!(
        shown,
        [
            (0, Line, "", "COM4 opened"),
            (0, Line, "", "300 Bd 7E1"),
            (
                167,
                Out,
                r"/?!\r\n",
                "Request message to any meter · 300 Bd 7E1"
            ),
            (334, Echo, r"/?!\r\n", "Echo of the head, left out"),
            (
                603,
                In,
                r"/LGZ5\\2ZMD310CT.B31\r\n",
                "Identification message · Landis+Gyr (Zug), mode C, up to 9600 Bd"
            ),
            (
                1646,
                Out,
                r"\x06050\r\n",
                "Option select message · data readout at 9600 Bd"
            ),
            (1871, Line, "", "9600 Bd 7E1"),
            (
                2102,
                In,
                r"\x021-1:F.F(00000000)\r\n",
                "Data message begins · F.F Error register"
            ),
            (2102, In, r"1-1:0.0.0(97734234)\r\n", "0.0.0 Serial number"),
            (2131, In, r"!\r\n", "End of the data"),
            (
                2131,
                In,
                r"\x030",
                "Data message ends · block check 30, correct"
            ),
            (2200, Line, "", "the readout is complete"),
            (2300, Out, r"\x01B0\x03q", "Break message"),
            (2400, Line, "", "Port closed"),
        ]
    );
}

#[test]
fn traces_come_back_from_their_text() {
    let written = text::write(&session());
    let read = text::read(&written).unwrap();
    assert_eq!(text::write(&read), written);
    let rows: Vec<TraceRecord> = rows_of(&session())
        .into_iter()
        .map(|row| row.record)
        .collect();
    assert_eq!(read, rows);
    assert!(text::looks_like_trace(&written));
    assert!(written.contains("# 0.167\n> /?!\\r\\n\n"), "{written}");
    assert!(written.contains("# 0.334 echo /?!\\r\\n\n"), "{written}");
}

#[test]
fn dialogues_without_times_are_read() {
    let dialogue = "# a remark\n# 1.8.0 is no time\n> /?!\\r\\n\n\n< \\x02(1)\\x03\\x20\n";
    assert_eq!(
        text::read(dialogue).unwrap(),
        [sent(0, b"/?!\r\n"), received(0, b"\x02(1)\x03 ")]
    );
}

#[test]
fn mistakes_in_a_trace_are_told_with_their_line() {
    let check = |dialogue: &str, expected: &str| {
        assert_eq!(text::read(dialogue).unwrap_err().to_string(), expected);
    };
    check(
        "\nhello",
        "line 2 of the trace begins with neither '>', '<' nor '#'",
    );
    check("> a\\q", "line 1 of the trace holds the unknown escape \\q");
    check(
        "> a\\x0",
        "line 1 of the trace holds the unknown escape \\x0",
    );
    check("> a\\", "line 1 of the trace holds the unknown escape \\");
    check(
        "> \\x+1",
        "line 1 of the trace holds the unknown escape \\x+1",
    );
}

#[test]
fn passwords_never_show() {
    let check = |bytes: &[u8], expected: &[u8]| {
        let whole = rows_of(&[sent(0, bytes)]);
        assert_eq!(whole[0].bytes(), expected);
        let pieces: Vec<TraceRecord> = bytes.iter().map(|byte| received(0, &[*byte])).collect();
        let mut shown: Vec<u8> = Vec::new();
        for row in rows_of(&pieces) {
            shown.extend(row.bytes());
        }
        assert_eq!(shown, expected, "byte by byte, from a head that echoes");
        let written = text::write(&[record(0, TraceEntry::Echoed(bytes.to_vec()))]);
        assert!(!written.contains("12345678"), "{written}");
    };
    check(b"\x01P1\x02(12345678)\x03i", b"\x01P1\x02(***)\x03*");
    check(b"\x01P2\x02(12345678)\x03i", b"\x01P2\x02(***)\x03*");
    check(b"\x01P1\x0212345678\x03i", b"\x01P1\x02(***)\x03*");
    check(
        b"\x01W5\x020.9.1(130103)(12345678)\x03i",
        b"\x01W5\x020.9.1(130103)(***)\x03*",
    );
    let meaning = &rows_of(&[sent(0, b"\x01P1\x02(12345678)\x03i")])[0].meaning;
    assert_eq!(meaning, "Password message, masked");
}

#[test]
fn what_is_masked_already_stays_so_and_its_check_is_not_judged() {
    for masked in [
        &b"\x01P1\x02(***)\x03*"[..],
        b"\x01W1\x023:171.0(***)\x03*",
        b"\x01W5\x02C.9(***)(***)\x03*",
        b"\x02(ER***)\x03*",
    ] {
        let rows = rows_of(&[sent(0, masked), received(9, masked)]);
        for row in &rows {
            assert_eq!(row.bytes(), masked);
            assert!(!row.meaning.contains("block check"), "{}", row.meaning);
        }
    }
    let rows = rows_of(&[received(0, b"\x02(***)\x03a")]);
    assert!(
        rows[0].meaning.contains("in place of"),
        "{}",
        rows[0].meaning
    );
}

#[test]
fn other_commands_show_as_they_are() {
    let rows = rows_of(&[
        sent(0, b"\x01R1\x021.8.0()\x03Z"),
        received(300, b"\x02(0033402.264*kWh)\x03T"),
        sent(400, b"\x01W1\x020.9.1(120000)\x03a"),
        received(900, b"\x06"),
    ]);
    let shown: Vec<(&[u8], &str)> = rows
        .iter()
        .map(|row| (row.bytes(), row.meaning.as_str()))
        .collect();
    assert_eq!(
        shown,
        [
            (
                &b"\x01R1\x021.8.0()\x03Z"[..],
                "Read command R1 · 1.8.0 Active import, total"
            ),
            (
                &b"\x02(0033402.264*kWh)\x03T"[..],
                "Data message begins · Values of the register before · block check 54, correct"
            ),
            (
                &b"\x01W1\x020.9.1(120000)\x03a"[..],
                "Write command W1 · 0.9.1 Time"
            ),
            (&b"\x06"[..], "Acknowledgement"),
        ]
    );
}

#[test]
fn a_long_silence_inside_a_line_shows() {
    let rows = rows_of(&[received(0, b"1.8.0(00"), received(600, b"12)\r\n")]);
    assert_eq!(rows.len(), 2);
    let rows = rows_of(&[received(0, b"1.8.0(00"), received(400, b"12)\r\n")]);
    assert_eq!(rows.len(), 1);
}

#[test]
fn old_rows_make_room() {
    let mut rows = TraceRows::with_limit(3);
    for millis in 0..10 {
        rows.apply(&received(millis, b"1.8.0(1)\r\n"));
    }
    assert_eq!(rows.rows().len(), 3);
    assert_eq!(rows.left_out(), 7);
    assert_eq!(rows.rows()[0].at().0.as_millis(), 7);
    let mut rows = TraceRows::new();
    rows.apply(&received(0, &[b'x'; 100_000]));
    assert!(rows.rows().iter().all(|row| row.bytes().len() <= 2048));
}

fn any_entry() -> impl Strategy<Value = TraceEntry> {
    let bytes = || {
        prop_oneof![
            proptest::collection::vec(any::<u8>(), 0..40),
            proptest::collection::vec(
                prop_oneof![
                    Just(1u8),
                    Just(2),
                    Just(3),
                    Just(6),
                    Just(b'('),
                    Just(b')'),
                    Just(b'\r'),
                    Just(b'\n'),
                    Just(b'/'),
                    Just(b'!'),
                    Just(b'P'),
                    Just(b'1'),
                    Just(b'W'),
                    Just(b'5'),
                    Just(b' '),
                    Just(b'\\'),
                ],
                0..40
            ),
        ]
    };
    prop_oneof![
        bytes().prop_map(TraceEntry::Sent),
        bytes().prop_map(TraceEntry::Received),
        bytes().prop_map(TraceEntry::Echoed),
        ".{0,20}".prop_map(TraceEntry::Noted),
        (1u32..200_000).prop_map(|baud| TraceEntry::Configured(LineSettings::eight_none(baud))),
        Just(TraceEntry::Closed),
    ]
}

proptest! {
    #[test]
    fn any_trace_comes_back(entries in proptest::collection::vec((0u64..2000, any_entry()), 0..20)) {
        let mut at = 0;
        let records: Vec<TraceRecord> = entries
            .into_iter()
            .map(|(pause, entry)| {
                at += pause;
                record(at, entry)
            })
            .collect();
        let rows: Vec<TraceRecord> = rows_of(&records).into_iter().map(|row| row.record).collect();
        let written = text::write(&records);
        prop_assert_eq!(text::read(&written).unwrap(), rows);
    }

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,200}") {
        let _ = text::read(&text);
    }

    #[test]
    fn rows_do_not_depend_on_how_bytes_are_split(
        bytes in proptest::collection::vec(any::<u8>(), 0..200),
        pieces in proptest::collection::vec(1usize..20, 0..50),
    ) {
        let mut records = Vec::new();
        let mut rest = &bytes[..];
        for size in pieces {
            let (piece, after) = rest.split_at(size.min(rest.len()));
            records.push(received(0, piece));
            rest = after;
        }
        records.push(received(0, rest));
        prop_assert_eq!(rows_of(&records), rows_of(&[received(0, &bytes)]));
    }
}

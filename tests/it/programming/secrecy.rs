//! What was sent as a password shows nowhere: not in the trace, whatever the head
//! reflects, and not in what a session returns.

use flagport::codec::BlockCheckKind;
use flagport::link::{CancelToken, WriteGuard};
use flagport::order::Secrets;
use flagport::profile::{Algorithm, Login};
use flagport::session::LineOptions;
use flagport::session::programming::Programming;
use flagport::trace::{TraceEntry, TraceRows, text};

use super::{order, password};
use crate::bench::{Record, link, told};
use crate::scripted::{Does, Scripted, ack, damaged, data, p0, says};

const SECRET: &str = "73519264";
const NEW: &str = "8046157";

/// Something that is sent with a secret in it, and how the trace shows it.
enum Way {
    Give(Login),
    Change(&'static str),
}

fn ways() -> Vec<(Way, &'static [u8])> {
    let lock = Login::Lock {
        address: "3:171.0".to_owned(),
        close: None,
    };
    vec![
        (Way::Give(Login::P1), b"\x01P1\x02(***)\x03*"),
        (
            Way::Give(Login::P2(Algorithm::Crc32)),
            b"\x01P2\x02(***)\x03*",
        ),
        (Way::Give(lock), b"\x01W1\x023:171.0(***)\x03*"),
        (
            Way::Change("W5 0.8.0(15)({password})"),
            b"\x01W5\x020.8.0(15)(***)\x03*",
        ),
        (Way::Change("W2 96.96({new})"), b"\x01W2\x0296.96(***)\x03*"),
        (
            Way::Change("W5 C.9({new})({password})"),
            b"\x01W5\x02C.9(***)(***)\x03*",
        ),
        (Way::Change("W3 96.96({new})"), b"\x01W3\x0296.96(***)\x03*"),
    ]
}

/// Says it to `line`; returns what came of it as text, and the record.
fn say(line: &mut Scripted<'_>, way: &Way) -> (String, Record) {
    let options = LineOptions::default();
    let mut record = Record::default();
    let mut link = link(line, &options, CancelToken::new(), &mut record);
    link.set_guard(WriteGuard::Everything);
    let mut session = Programming::sign_on(&mut link, &options, '1').unwrap();
    let (secret, new) = (password(SECRET), password(NEW));
    let secrets = Secrets {
        password: Some(&secret),
        new_password: Some(&new),
    };
    let answer = match way {
        Way::Give(login) => format!("{:?}", session.log_in(&mut link, login, &secret)),
        Way::Change(text) => {
            let answer = session.change(&mut link, &order(text), secrets, 2);
            match answer {
                Ok(flagport::session::programming::Acknowledgement::Accepted(Some(data))) => {
                    String::from_utf8_lossy(&data.body).into_owned()
                }
                other => format!("{other:?}"),
            }
        }
    };
    let kept = String::from_utf8_lossy(link.received()).into_owned();
    let sample = String::from_utf8_lossy(link.sample()).into_owned();
    session.sign_off(&mut link);
    (format!("{answer} {kept} {sample}"), record)
}

/// The whole trace as its records, as its rows and as its file.
fn everything(record: &Record) -> String {
    let mut rows = TraceRows::new();
    let mut bytes = Vec::new();
    for entry in &record.trace {
        rows.apply(entry);
        bytes.extend(entry.entry.bytes());
        if let TraceEntry::Noted(note) = &entry.entry {
            bytes.extend(note.as_bytes());
        }
    }
    let rows: String = rows.rows().iter().map(|r| format!("{r:?}")).collect();
    let file = text::write(&record.trace);
    format!("{}\n{rows}\n{file}", String::from_utf8_lossy(&bytes))
}

/// Any four characters in a row of a secret, or of what the algorithm makes of it.
fn tells(text: &str) -> Option<String> {
    let p2 = flagport_crc(SECRET);
    for secret in [SECRET, NEW, &p2] {
        let parts: Vec<char> = secret.chars().collect();
        for part in parts.windows(4) {
            let part: String = part.iter().collect();
            if text.contains(&part) {
                return Some(part);
            }
        }
    }
    None
}

/// The CRC-32 that begins with 1234 hex, as the algorithm of `P2` has it.
fn flagport_crc(text: &str) -> String {
    let mut crc: u32 = 0x1234;
    for byte in text.bytes() {
        crc ^= u32::from(byte);
        for _ in 0..8 {
            crc = (crc >> 1) ^ if crc & 1 == 1 { 0xEDB8_8320 } else { 0 };
        }
    }
    format!("{crc:08X}")
}

#[test]
fn a_secret_leaves_as_it_is_and_is_traced_masked() {
    for (way, shown) in ways() {
        for echo in [false, true] {
            let mut line = Scripted::programming(|_| ack());
            line.echo = echo.then_some(|_, code| code);
            let (answer, record) = say(&mut line, &way);
            assert!(answer.contains("Accepted"), "{answer}\n{}", told(&record));
            let left = String::from_utf8_lossy(&line.sent[2].1).into_owned();
            assert!(tells(&left).is_some(), "the meter is told: {left}");
            let sent = record.sent();
            assert_eq!(sent[2], shown, "{}", told(&record));
            let all = everything(&record);
            assert_eq!(tells(&all), None, "{all}");
            assert!(
                !all.contains("in place of"),
                "no check of a mask is judged: {all}"
            );
            let echoed = record.trace.iter().any(|r| match &r.entry {
                TraceEntry::Echoed(bytes) => bytes == shown,
                _ => false,
            });
            assert_eq!(echoed, echo, "{}", told(&record));
            assert!(!left.ends_with('*'), "the real check is sent");
        }
    }
}

#[test]
fn a_mask_tells_neither_length_nor_check() {
    let trace_of = |pass: &str| {
        let mut line = Scripted::programming(|_| ack());
        let options = LineOptions::default();
        let mut record = Record::default();
        let mut link = link(&mut line, &options, CancelToken::new(), &mut record);
        let mut session = Programming::sign_on(&mut link, &options, '1').unwrap();
        session
            .log_in(&mut link, &Login::P1, &password(pass))
            .unwrap();
        record.sent()
    };
    assert_eq!(trace_of("1"), trace_of("123456789012345678901234567890"));
    assert_eq!(trace_of(""), trace_of("1"));
}

#[test]
fn what_the_head_reflects_damaged_or_late_shows_nothing_of_a_secret() {
    let damages: [fn(usize, u8) -> u8; 6] = [
        |at, code| if at == 3 { code ^ 1 } else { code },
        |at, code| if at == 9 { code ^ 2 } else { code },
        |at, code| if at == 17 { 0x15 } else { code },
        |at, code| if at % 2 == 0 { code } else { 0 },
        |at, code| if at == 0 { 2 } else { code },
        |at, code| if at == 0 { b'/' } else { code },
    ];
    for (way, _) in ways() {
        for (index, damage) in damages.into_iter().enumerate() {
            // The sign-on goes without, or it would not come about.
            let mut line = Scripted::programming(|_| ack());
            line.echo_from = 2;
            line.echo = Some(damage);
            let (answer, record) = say(&mut line, &way);
            let all = format!("{answer}\n{}", everything(&record));
            assert_eq!(tells(&all), None, "damage {index}\n{all}");
            assert_eq!(line.sent.len(), 4, "said once: {}", told(&record));
        }
        // A line that reflects with a delay: the echo looks like a message of the meter.
        let mut line = Scripted::programming(|asked| {
            let late = [asked.bytes, b"\x06"].concat();
            vec![Does::Says(120, late)]
        });
        let (answer, record) = say(&mut line, &way);
        let all = format!("{answer}\n{}", everything(&record));
        assert!(answer.contains("Accepted"), "{all}");
        assert_eq!(tells(&all), None, "{all}");
    }
}

#[test]
fn a_meter_that_tells_a_secret_back_is_not_quoted() {
    let answers = [
        data("(ER73519264)"),
        data("(73519264)"),
        data("(ERROR 8046157)"),
        data("96.96(8046157)"),
        damaged(data("(73519264)")),
        b"73519264 8046157".to_vec(),
        b"\x0273519264".to_vec(),
        b"\x0273519264\x03".to_vec(),
        p0("(73519264)"),
        data(&format!("({})", flagport_crc(SECRET))),
    ];
    let mut all_ways = ways();
    all_ways.push((Way::Change("E2 96.96({new})({password})"), b""));
    for (way, _) in all_ways {
        for answer in &answers {
            let mut line = Scripted::programming(|_| says(answer));
            let (result, record) = say(&mut line, &way);
            let all = format!("{result}\n{}", everything(&record));
            // The meter may say what it was never told.
            let left = String::from_utf8_lossy(&line.sent[2].1).into_owned();
            let told = tells(&all).filter(|part| left.contains(part.as_str()));
            assert_eq!(told, None, "{all}");
        }
    }
}

#[test]
fn a_refusal_is_quoted_whole_though_the_password_is_short() {
    let mut line = Scripted::programming(|_| says(&data("(#0017)")));
    let options = LineOptions::default();
    let mut record = Record::default();
    let mut link = link(&mut line, &options, CancelToken::new(), &mut record);
    let mut session = Programming::sign_on(&mut link, &options, '1').unwrap();
    let answer = session.log_in(&mut link, &Login::P1, &password("1"));
    assert!(format!("{answer:?}").contains("#0017"), "{answer:?}");
    assert_eq!(session.block_check(), Some(BlockCheckKind::Xor));
}

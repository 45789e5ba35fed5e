//! From the request message to the first command, and what comes between jobs.

use std::time::Duration;

use flagport::codec::BlockCheckKind;
use flagport::codec::block_check::sum7;
use flagport::link::{CancelToken, ParityChoice};
use flagport::profile::{Algorithm, Login};
use flagport::session::programming::{Answer, LoginAnswer, Programming};
use flagport::session::{LineOptions, ModeChoice, SessionError};
use flagport::sim::Channel;
use flagport::sim::fault::{Fault, Faults};
use flagport::transport::{LineSettings, ParityCarrier};

use super::{BREAK, in_session, order, password, sign_on};
use crate::bench::{Record, faulty_line, line, link, told};
use crate::scripted::{Does, Scripted, damaged, data, p0, says};

#[test]
fn simulated_meters_are_signed_on_to_read_and_left() {
    let (xor, sum) = (BlockCheckKind::Xor, BlockCheckKind::Sum7);
    let p1 = |text: &str| (Login::P1, password(text));
    let p2 = |algorithm, text: &str| (Login::P2(algorithm), password(text));
    let lock = Login::Lock {
        address: "4:171.0".to_owned(),
        close: Some(("4:170.0".to_owned(), "0".to_owned())),
    };
    for (meter, (login, pass), command, answer, rule) in [
        ("lgz-zmd", p1("00000000"), "R5 F.F()", "(00000000)", xor),
        ("iskra-mt174", p1("00000000"), "R1 1.8.0()", "*kWh)", xor),
        ("emh-lzqj", p1("00000000"), "R5 F.F()", "F.F(00000000)", xor),
        ("lem-em4tii", p1("00000000"), "R5 0.9.1()", "0.9.1(", xor),
        ("metcom-mcs301", p1("00000000"), "R5 0.9.1()", "0.9.1(", xor),
        ("elster-as1440", p1("00000000"), "R1 0.8.0()", "(15", xor),
        (
            "energomera-ce102m",
            p1("777777"),
            "R1 VOLTA()",
            "VOLTA(",
            sum,
        ),
        (
            "energomera-ce208",
            p2(Algorithm::Crc32, "777777"),
            "R1 SNUMB()",
            "SNUMB(",
            sum,
        ),
        (
            "elster-a1140",
            p2(Algorithm::Elster, "AAAA0000"),
            "R1 798001(10)",
            "(4131",
            xor,
        ),
        (
            "elster-a1140",
            p2(Algorithm::Elster, ""),
            "R1 798001(10)",
            "(4131",
            xor,
        ),
        (
            "els-ek280",
            (lock, password("0")),
            "R1 4:150.0(1)",
            "4:150.0(60",
            xor,
        ),
        ("satec-em720", p1("9"), "R1 0.9.1()0.9.2()", ")(", sum),
        ("koehler-mf", p1("12345678"), "R2 0.9.1()", "0.9.1(", xor),
        ("makel-c500", p1("00000000"), "R2 0.9.1()", "0.9.1(", xor),
        (
            "ytl-drs110m",
            p1("00000000"),
            "R1 00000034()",
            "(001511420144)",
            xor,
        ),
    ] {
        let mut transport = line(meter);
        let ((login, read, found), record) = in_session(&mut transport, |session, link| {
            let login = session.log_in(link, &login, &pass);
            let read = session.read(link, &order(command));
            (login, read, session.block_check())
        });
        let told = told(&record);
        assert_eq!(login, Ok(LoginAnswer::Accepted), "{meter}\n{told}");
        let Ok(Answer::Data(data)) = read else {
            panic!("{meter}: {read:?}\n{told}");
        };
        let body = String::from_utf8(data.body).unwrap();
        assert!(body.contains(answer), "{meter}: {body}\n{told}");
        assert!(found.is_none_or(|found| found == rule), "{meter}\n{told}");
        let check = if rule == xor { b'q' } else { b'u' };
        let last = record.sent().pop().unwrap();
        assert_eq!(last, [1, b'B', b'0', 3, check], "{told}");
        assert_eq!(transport.meter_settings(), LineSettings::OPENING, "{told}");
    }
}

/// What a meter says after the option select message, and whether that is a session,
/// with or without an operand.
#[test]
fn what_comes_in_place_of_p0_is_lived_with() {
    let one = |bytes: &[u8]| vec![Does::Says(200, bytes.to_vec())];
    let garbled = damaged(p0("(1234)"));
    let cases: [(&str, Vec<Does>, Option<&str>); 8] = [
        ("P0", one(&p0("(1234)")), Some("1234")),
        ("empty", one(&p0("()")), Some("")),
        ("ACK", one(b"\x06"), None),
        ("nothing", Vec::new(), None),
        ("damaged", one(&garbled), None),
        (
            "twice",
            vec![Does::Says(200, p0("(1234)")), Does::Says(900, p0("(1234)"))],
            Some("1234"),
        ),
        (
            "ACK, then P0",
            vec![
                Does::Says(200, b"\x06".to_vec()),
                Does::Says(400, p0("(7)")),
            ],
            Some("7"),
        ),
        (
            "NUL, then P0",
            vec![Does::Says(50, vec![0; 4]), Does::Says(200, p0("(7)"))],
            Some("7"),
        ),
    ];
    for (case, does, operand) in cases {
        let mut line = Scripted::new(move |asked| match asked.bytes {
            b"/?!\r\n" => says(b"/ABC5X\r\n"),
            b"\x06051\r\n" => does.clone(),
            [1, b'P', b'1', ..] => says(b"\x06"),
            [1, b'R', ..] => says(&data("1.8.0(1)")),
            _ => Vec::new(),
        });
        let ((found, login, read), record) = in_session(&mut line, |session, link| {
            let operand = session.operand().map(str::to_owned);
            let login = session.log_in(link, &Login::P1, &password("1"));
            (operand, login, session.read(link, &order("R1 1.8.0()")))
        });
        let told = told(&record);
        assert_eq!(found.as_deref(), operand, "{case}\n{told}");
        assert_eq!(login, Ok(LoginAnswer::Accepted), "{case}\n{told}");
        assert!(matches!(read, Ok(Answer::Data(_))), "{case}\n{told}");
        assert_eq!(line.settings_of_break(), 9600, "{case}\n{told}");
    }
}

#[test]
fn p0_that_comes_after_the_password_was_said_is_no_answer_to_it() {
    let mut late = p0("(ABCD)");
    late.push(6);
    let mut line = Scripted::new(move |asked| match asked.bytes {
        b"/?!\r\n" => says(b"/ABC5X\r\n"),
        [1, b'P', b'1', ..] => says(&late),
        _ => Vec::new(),
    });
    let ((login, operand), record) = in_session(&mut line, |session, link| {
        let login = session.log_in(link, &Login::P1, &password("1"));
        (login, session.operand().map(str::to_owned))
    });
    assert_eq!(login, Ok(LoginAnswer::Accepted), "{}", told(&record));
    assert_eq!(operand.as_deref(), Some("ABCD"));
}

#[test]
fn a_meter_that_does_not_let_us_in_is_named_and_signed_off() {
    let readout = b"\x021.8.0(1)\r\n!\r\n\x03".to_vec();
    let refused = |error: &SessionError| matches!(error, SessionError::ProgrammingRefused { .. });
    let none = |error: &SessionError| matches!(error, SessionError::NoProgrammingMode { .. });
    let broken = |error: &SessionError| *error == SessionError::BrokenOff;
    type Check = fn(&SessionError) -> bool;
    let cases: [(&[u8], Vec<u8>, Check); 5] = [
        (b"/ABC5X\r\n", [&readout[..], b"y"].concat(), refused),
        (b"/ABC0X\r\n", [&readout[..], b"y"].concat(), refused),
        (b"/ABC5X\r\n", BREAK.to_vec(), broken),
        (b"/ABCEX\r\n", Vec::new(), none),
        (b"/ABC X\r\n", Vec::new(), none),
    ];
    for (identification, answer, expected) in cases {
        let mut line = Scripted::new(|asked| match asked.bytes {
            b"/?!\r\n" => says(identification),
            [6, ..] => says(&answer),
            _ => Vec::new(),
        });
        let (result, record) = sign_on(&mut line, &LineOptions::default());
        let error = result.unwrap_err();
        assert!(expected(&error), "{error}\n{}", told(&record));
        assert_eq!(record.sent().last().unwrap(), BREAK, "{}", told(&record));
    }
}

#[test]
fn a_meter_that_announces_mode_a_is_asked_all_the_same() {
    let mut line = Scripted::new(|asked| match asked.bytes {
        b"/?!\r\n" => says(b"/YTL:001511420144\r\n"),
        b"\x060:1\r\n" => says(&p0("(00000000)")),
        _ => Vec::new(),
    });
    for mode in [ModeChoice::Auto, ModeChoice::C] {
        let options = LineOptions {
            mode,
            ..LineOptions::default()
        };
        let (result, record) = sign_on(&mut line, &options);
        let told = told(&record);
        assert_eq!(result.unwrap().operand(), Some("00000000"), "{told}");
    }
    for meter in ["kamstrup-382", "landis-uh50"] {
        let (result, record) = sign_on(&mut crate::bench::line(meter), &LineOptions::default());
        let error = result.unwrap_err();
        let none = matches!(error, SessionError::NoProgrammingMode { .. });
        assert!(none, "{meter}: {error}\n{}", told(&record));
        assert_eq!(record.sent().last().unwrap(), BREAK);
    }
}

#[test]
fn the_block_check_is_the_one_that_p0_shows() {
    let check = |p0: &[u8], identification: &[u8], options: &LineOptions| {
        let mut line = Scripted::new(|asked| match asked.bytes {
            b"/?!\r\n" => says(identification),
            [6, ..] => says(p0),
            _ => Vec::new(),
        });
        let (result, record) = sign_on(&mut line, options);
        assert!(result.is_ok(), "{}", told(&record));
        *record.sent().last().unwrap().last().unwrap()
    };
    let auto = LineOptions::default();
    let sum = LineOptions {
        block_check: Some(BlockCheckKind::Sum7),
        ..LineOptions::default()
    };
    let any = b"/ABC5X\r\n";
    assert_eq!(check(b"\x01P0\x02()\x03`", any, &auto), b'q');
    assert_eq!(check(b"\x01P0\x02()\x03V", any, &auto), b'u');
    assert_eq!(check(b"\x01P0\x02()\x03`", any, &sum), b'u');
    assert_eq!(check(b"", any, &auto), b'q');
    assert_eq!(check(b"", b"/EKT5CE102Mv01\r\n", &auto), b'u');
    // Both rules give the same check, as for one in twelve numbers of eight digits.
    let both = p0("(00000055)");
    assert_eq!(
        both.last(),
        Some(&sum7(&both[1..both.len() - 1])),
        "by the sum, too"
    );
    assert_eq!(check(&both, any, &auto), b'q');
    assert_eq!(check(&both, b"/EKT5CE102Mv01\r\n", &auto), b'u');
}

#[test]
fn a_meter_that_does_not_follow_is_asked_the_other_way() {
    // It stays at 300 Bd, or insists on its own speed.
    let mut never = faulty_line("lgz-zmd", Faults::only(Fault::WrongBaud));
    let (result, record) = sign_on(&mut never, &LineOptions::default());
    assert_eq!(result.unwrap().settings().baud, 300, "{}", told(&record));
    let slow = LineOptions {
        max_baud: Some(300),
        ..LineOptions::default()
    };
    let (result, record) = sign_on(&mut line("iskra-mt174"), &slow);
    assert_eq!(result.unwrap().settings().baud, 9600, "{}", told(&record));
    let (result, record) = sign_on(&mut line("lgz-zmd"), &slow);
    assert_eq!(result.unwrap().settings().baud, 300, "{}", told(&record));
    assert_eq!(record.sent()[1], b"\x06001\r\n");
}

#[test]
fn a_line_of_fixed_speed_stays_at_it() {
    let options = LineOptions {
        start_baud: Some(9600),
        ..LineOptions::default()
    };
    let mut line = Scripted::programming(|_| Vec::new());
    let (result, record) = sign_on(&mut line, &options);
    assert_eq!(result.unwrap().settings().baud, 9600);
    assert!(
        !told(&record).contains("> /?!\\r\\n\n 0.1"),
        "{}",
        told(&record)
    );
    assert_eq!(record.sent().len(), 3, "{}", told(&record));
}

/// Session time over the least that the line allows: every character, the reaction
/// times of both sides, and nothing else.
#[test]
fn a_session_takes_no_longer_than_the_line_needs() {
    for (meter, theirs, ours) in [("lgz-zmd", 200, 200), ("iskra-mt174", 20, 20)] {
        let mut transport = line(meter);
        let (_, record) = in_session(&mut transport, |session, link| {
            session
                .log_in(link, &Login::P1, &password("00000000"))
                .unwrap();
            for address in ["1.8.0", "1.8.1", "1.8.2"] {
                session
                    .read(link, &order(&format!("R1 {address}()")))
                    .unwrap();
            }
        });
        let mut settings = LineSettings::OPENING;
        let mut least = Duration::ZERO;
        let mut end = Duration::ZERO;
        use flagport::trace::TraceEntry::{Configured, Received, Sent};
        for entry in &record.trace {
            match &entry.entry {
                Configured(new) => settings = *new,
                // The break is the last message; nothing answers it.
                Sent(bytes) if bytes == BREAK => end = entry.at.0,
                // Passwords are masked to three characters.
                Sent(bytes) if bytes.starts_with(b"\x01P") => least += settings.duration_of(15),
                Sent(bytes) => least += settings.duration_of(bytes.len()),
                Received(bytes) => least += settings.duration_of(bytes.len()),
                _ => {}
            }
        }
        let turns = Duration::from_millis(theirs + ours) * (record.sent().len() as u32 - 1);
        let ratio = end.as_secs_f64() / (least + turns).as_secs_f64();
        assert!(
            (0.99..=1.02).contains(&ratio),
            "{meter}: {ratio}\n{}",
            told(&record)
        );
    }
}

#[test]
fn a_session_goes_on_over_the_next_link() {
    for channel in [Channel::SevenBit, Channel::EightBit] {
        let mut transport = line("lgz-zmd").with_channel(channel);
        let options = LineOptions::default();
        let mut record = Record::default();
        let session = {
            let mut link = link(&mut transport, &options, CancelToken::new(), &mut record);
            Programming::sign_on(&mut link, &options, '1').unwrap()
        };
        let idle = session.idle_until(Duration::from_secs(60));
        assert_eq!(idle, session.last_spoken() + Duration::from_secs(50));
        let brief = session.idle_until(Duration::from_secs(2));
        assert_eq!(brief, session.last_spoken() + Duration::from_millis(1500));
        let mut later = Record::default();
        let mut session = session;
        let mut link = link(&mut transport, &options, CancelToken::new(), &mut later);
        session.resume(&mut link).unwrap();
        let read = session.read(&mut link, &order("R1 F.F()"));
        session.sign_off(&mut link);
        assert!(
            matches!(read, Ok(Answer::Data(_))),
            "{read:?}\n{}",
            told(&later)
        );
    }
}

#[test]
fn parity_that_was_found_out_is_kept_for_the_next_link() {
    // Nobody knows who makes parity there; the meter wants it, and answers nothing else.
    let mut line = Scripted::programming(|_| says(&data("(1)")));
    line.carrier = ParityCarrier::Unknown;
    let options = LineOptions {
        parity: ParityChoice::Auto,
        ..LineOptions::default()
    };
    let mut record = Record::default();
    let mut session = {
        let mut link = link(&mut line, &options, CancelToken::new(), &mut record);
        Programming::sign_on(&mut link, &options, '1').unwrap()
    };
    line.raw.clear();
    let mut later = Record::default();
    let mut link = link(&mut line, &options, CancelToken::new(), &mut later);
    session.resume(&mut link).unwrap();
    session.read(&mut link, &order("R1 1.8.0()")).unwrap();
    session.sign_off(&mut link);
    let even = line
        .raw
        .iter()
        .all(|byte| byte.count_ones().is_multiple_of(2));
    assert!(even && !line.raw.is_empty(), "{:02X?}", line.raw);
}

#[test]
fn signing_on_can_be_cancelled_at_any_time_and_signs_off() {
    for at in (0..1100).step_by(20) {
        let cancel = CancelToken::new();
        let mut record = Record {
            cancel: Some((
                flagport::transport::LineTime(Duration::from_millis(at)),
                cancel.clone(),
            )),
            ..Record::default()
        };
        let options = LineOptions::default();
        let mut transport = line("iskra-mt174");
        let mut link = link(&mut transport, &options, cancel, &mut record);
        let result = Programming::sign_on(&mut link, &options, '1');
        match result {
            Ok(session) => session.sign_off(&mut link),
            Err(SessionError::Link { .. }) => {}
            Err(other) => panic!("{at}: {other}"),
        }
        let sent = record.sent();
        let broke_off = sent.last().is_none_or(|last| last == BREAK);
        assert!(broke_off, "{at}\n{}", told(&record));
    }
}

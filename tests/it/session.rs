//! Whole dialogues with simulated meters, in virtual time.

use std::time::Duration;

use flagport::codec::{BlockCheckKind, Ending, Framing, Mode};
use flagport::link::{CancelToken, Foreign, LinkError};
use flagport::session::{LineOptions, ModeChoice, SessionError};
use flagport::sim::fault::{Fault, Faults};
use flagport::sim::{Channel, catalog};
use flagport::transport::replay::{Exchange, ReplayTransport};
use flagport::transport::{LineSettings, LineTime};

use crate::bench::{
    Record, faulty_line, line, read_out, read_out_every_way, read_out_watched, told,
};

/// The break message, by XOR.
const BREAK: &[u8] = b"\x01B0\x03q";

#[test]
fn every_simulated_meter_is_read_with_nothing_set() {
    let expected = [
        ("lgz-zmd", Mode::C, 9600, BlockCheckKind::Xor),
        ("iskra-mt174", Mode::C, 9600, BlockCheckKind::Xor),
        ("emh-lzqj", Mode::C, 4800, BlockCheckKind::Xor),
        ("emh-lzqj-solar", Mode::C, 4800, BlockCheckKind::Xor),
        ("metcom-mcs301", Mode::C, 9600, BlockCheckKind::Xor),
        ("elster-as1440", Mode::C, 9600, BlockCheckKind::Xor),
        ("elster-a1140", Mode::C, 9600, BlockCheckKind::Xor),
        ("els-ek280", Mode::C, 19200, BlockCheckKind::Xor),
        ("kamstrup-mc66", Mode::A, 300, BlockCheckKind::Sum7),
        ("kamstrup-382", Mode::A, 300, BlockCheckKind::Xor),
        ("landis-uh50", Mode::B, 2400, BlockCheckKind::Xor),
        ("energomera-ce102m", Mode::C, 9600, BlockCheckKind::Sum7),
        ("energomera-ce208", Mode::C, 9600, BlockCheckKind::Sum7),
        ("makel-c500", Mode::C, 9600, BlockCheckKind::Xor),
        ("koehler-mf", Mode::C, 4800, BlockCheckKind::Xor),
        ("lem-em4tii", Mode::C, 9600, BlockCheckKind::Xor),
        ("satec-em720", Mode::C, 19200, BlockCheckKind::Sum7),
        ("ytl-drs110m", Mode::A, 300, BlockCheckKind::Xor),
        ("itron-ace3000", Mode::C, 300, BlockCheckKind::Xor),
        ("easymeter-q3d", Mode::D, 9600, BlockCheckKind::None),
        ("hager-ehz", Mode::D, 9600, BlockCheckKind::None),
        ("dsmr-p1", Mode::D, 115_200, BlockCheckKind::Crc16),
    ];
    assert_eq!(catalog::all().len(), expected.len());
    for (meter, mode, baud, kind) in expected {
        let (result, record) = read_out(&mut line(meter), &LineOptions::default());
        let telegram = result.unwrap_or_else(|e| panic!("{meter}: {}\n{}", e.cause, told(&record)));
        assert_eq!(telegram.mode, Some(mode), "{meter}");
        assert_eq!(telegram.baud, baud, "{meter}");
        assert_eq!(telegram.data.check.kind, kind, "{meter}");
        assert!(!telegram.data.check.is_wrong(), "{meter}");
        assert!(telegram.data.is_complete(), "{meter}");
        let line = telegram.identification.as_ref().unwrap().line().as_bytes();
        assert!(
            telegram.raw.starts_with(line),
            "{meter}: raw starts with its identification"
        );
        let signed_off = record.sent().last().is_some_and(|sent| sent == BREAK);
        assert_eq!(signed_off, mode != Mode::D, "{meter}: {}", told(&record));
    }
}

#[test]
fn a_session_in_mode_c_is_what_the_standard_draws() {
    let (result, record) = read_out(&mut line("itron-ace3000"), &LineOptions::default());
    let block = result.unwrap().data.body;
    let told = told(&record);
    let (before, after) = told.split_once("< \\x02").unwrap();
    // 5 characters of 33.3 ms, 200 ms of reaction, 19 characters, 200 ms of ours.
    assert!(
        before.contains("    0.000 line 300 Bd 7E1\n    0.000 > /?!\\r\\n\n"),
        "{told}"
    );
    assert!(before.contains("    1.200 > \\x06000\\r\\n\n"), "{told}");
    assert!(after.ends_with("> \\x01B0\\x03q\n"), "{told}");
    assert_eq!(block.last_chunk(), Some(b"!\r\n"));
}

/// Session time over the least that the line allows: every character, the reaction
/// times of both sides, and nothing else.
#[test]
fn sessions_take_at_most_two_hundredths_more_than_the_line_allows() {
    let check = |meter: &str, reaction: Duration, ours: Duration, opening: usize| {
        let (result, record) = read_out(&mut line(meter), &LineOptions::default());
        let telegram = result.unwrap();
        let identification = telegram.identification.unwrap().line().len() + 2;
        let at_300 = LineSettings::OPENING.duration_of(opening + identification);
        let block = LineSettings::seven_even(telegram.baud)
            .duration_of(telegram.raw.len() - identification);
        let least = at_300 + block + reaction + ours;
        let ratio = telegram.ended_at.0.as_secs_f64() / least.as_secs_f64();
        assert!(
            (0.99..=1.02).contains(&ratio),
            "{meter}: {ratio:.4}\n{}",
            told(&record)
        );
    };
    let ms = Duration::from_millis;
    let (request, select) = (5, 6);
    check("kamstrup-382", ms(400), ms(0), request);
    check("lgz-zmd", ms(400), ms(200), request + select);
    check("iskra-mt174", ms(40), ms(20), request + select);
    check("itron-ace3000", ms(400), ms(200), request + select);
    check("energomera-ce102m", ms(500), ms(200), request + select);
}

#[test]
fn parity_is_found_out_on_a_port_that_passes_eight_bits() {
    for kind in catalog::all() {
        let mut line = line(kind.name).with_channel(Channel::EightBit);
        let (result, record) = read_out(&mut line, &LineOptions::default());
        let telegram =
            result.unwrap_or_else(|e| panic!("{}: {}\n{}", kind.name, e.cause, told(&record)));
        assert!(telegram.raw.is_ascii(), "{}", kind.name);
        assert!(!telegram.data.check.is_wrong(), "{}", kind.name);
    }
}

#[test]
fn a_top_speed_of_300_baud_keeps_the_meter_there() {
    let options = LineOptions {
        max_baud: Some(300),
        ..LineOptions::default()
    };
    let (result, record) = read_out(&mut line("lgz-zmd"), &options);
    assert_eq!(result.unwrap().baud, 300);
    assert_eq!(record.sent()[1], b"\x06000\r\n");
}

#[test]
fn the_request_carries_an_address_or_a_makers_own_text() {
    let sent = |options: LineOptions, meter: &str| {
        let (result, record) = read_out(&mut line(meter), &options);
        (
            result.map(|t| t.data.check.is_ok()).map_err(|e| e.cause),
            record.sent()[0].clone(),
        )
    };
    let address = |text: &str| LineOptions {
        address: text.to_owned(),
        ..LineOptions::default()
    };
    let request = |text: &str| LineOptions {
        request: Some(text.to_owned()),
        ..LineOptions::default()
    };
    let (read, bytes) = sent(address("0095316176"), "lgz-zmd");
    assert_eq!(bytes, b"/?0095316176!\r\n");
    assert_eq!(read, Ok(Some(true)), "leading zeros do not matter");
    let (read, bytes) = sent(request("/?MSY80099921!"), "makel-c500");
    assert_eq!(bytes, b"/?MSY80099921!\r\n");
    assert_eq!(read, Ok(Some(true)));
    // The bare second list comes without an identification.
    assert_eq!(sent(request("/2!"), "metcom-mcs301").0, Ok(Some(true)));
    assert!(matches!(
        sent(address("12345"), "lgz-zmd").0,
        Err(SessionError::NoAnswer { .. })
    ));
}

#[test]
fn a_request_that_the_line_cannot_carry_is_refused_before_anything_is_sent() {
    let options = LineOptions {
        address: "1/2".to_owned(),
        ..LineOptions::default()
    };
    let (result, record) = read_out(&mut line("lgz-zmd"), &options);
    assert!(matches!(
        result.unwrap_err().cause,
        SessionError::Request(_)
    ));
    assert!(record.sent().is_empty());
}

/// What a fault leaves of a readout: the block check, whether the end was seen, and
/// how it was framed; or no telegram.
type Left = Option<(Option<bool>, Ending, Framing)>;

#[test]
fn every_fault_of_the_line_ends_in_a_typed_result_and_a_sign_off() {
    let whole = Some((Some(true), Ending::Complete, Framing::Framed));
    let left = |fault: Fault, meter: &str| -> Left {
        match fault {
            // The port of this one is dead while it is locked.
            Fault::Locked if meter == "iskra-mt174" => None,
            // What goes wrong in programming mode alone.
            Fault::WriteNotKept
            | Fault::DiesBeforeWrite
            | Fault::DiesAfterWrite
            | Fault::StaysAway
            | Fault::AckLost
            | Fault::BreaksOff
            | Fault::WrongAddress
            | Fault::NakFirst
            | Fault::GarbledAnswer
            | Fault::Locked
            | Fault::CoverClosed
            | Fault::DiesMidProfile
            | Fault::CutsBlock
            | Fault::GarbledBlock
            | Fault::EndlessProfile
            | Fault::UnendedProfile
            | Fault::LyingHeader
            | Fault::StampsBackwards
            | Fault::RaggedRows
            | Fault::OddStatus
            | Fault::PeriodZero
            | Fault::ClockSlow
            // What is behind the meter leaves the line alone.
            | Fault::Installation(_) => whole,
            Fault::Echo
            | Fault::LateAnswer
            | Fault::WrongBaud
            | Fault::StuckSession
            | Fault::Parity
            | Fault::NoEnd
            | Fault::DeafOnce => whole,
            Fault::Noise | Fault::BadCheck => {
                Some((Some(false), Ending::Complete, Framing::Framed))
            }
            Fault::Cut => Some((None, Ending::Cut, Framing::Framed)),
            Fault::LostStx => Some((Some(true), Ending::Complete, Framing::StxLost)),
            Fault::Unframed => Some((None, Ending::EndMark, Framing::Unframed)),
            Fault::NoCheck => Some((None, Ending::Complete, Framing::Framed)),
            Fault::Silence | Fault::Garbage => None,
        }
    };
    for fault in Fault::ALL {
        for meter in ["lgz-zmd", "iskra-mt174"] {
            let mut line = faulty_line(meter, Faults::only(fault));
            let (result, record) = read_out(&mut line, &LineOptions::default());
            let found = result
                .as_ref()
                .ok()
                .map(|t| (t.data.check.is_ok(), t.data.ending, t.data.framing));
            assert_eq!(
                found,
                left(fault, meter),
                "{fault} {meter}\n{}",
                told(&record)
            );
            assert!(
                record.sent().iter().any(|sent| sent == BREAK),
                "{fault} {meter}"
            );
        }
    }
}

#[test]
fn echo_is_told_apart_from_the_meter_that_is_silent_behind_it() {
    let faults = Faults {
        list: vec![Fault::Echo, Fault::Silence],
        seed: 1,
    };
    let (result, _) = read_out(&mut faulty_line("lgz-zmd", faults), &LineOptions::default());
    assert!(matches!(
        result.unwrap_err().cause,
        SessionError::NoAnswer {
            echo: true,
            listening: false,
            ..
        }
    ));
}

#[test]
fn cancel_is_felt_within_50_ms_at_any_time_and_the_meter_is_signed_off() {
    for at in (0..5000).step_by(10) {
        let at = LineTime(Duration::from_millis(at));
        let cancel = CancelToken::new();
        let mut record = Record {
            cancel: Some((at, cancel.clone())),
            ..Record::default()
        };
        let result = read_out_watched(
            &mut line("lgz-zmd"),
            &LineOptions::default(),
            cancel,
            &mut record,
        );
        let Err(interrupted) = result else {
            assert!(
                at.0 > Duration::from_millis(4850),
                "not cancelled at {at:?}"
            );
            continue;
        };
        assert!(
            matches!(
                interrupted.cause,
                SessionError::Link {
                    cause: LinkError::Cancelled,
                    ..
                }
            ),
            "{at:?}: {}",
            interrupted.cause
        );
        let breaks: Vec<_> = record
            .trace
            .iter()
            .filter(|r| matches!(&r.entry, flagport::trace::TraceEntry::Sent(b) if b == BREAK))
            .collect();
        let spoken = !record.sent().is_empty();
        assert_eq!(
            breaks.len(),
            usize::from(spoken),
            "{at:?}\n{}",
            told(&record)
        );
        assert!(
            !spoken || breaks[0].at.since(at) <= Duration::from_millis(50),
            "{at:?}\n{}",
            told(&record)
        );
        let kept = interrupted.kept.map_or(0, |kept| kept.data.body.len());
        let received = record.received_before(BREAK);
        let block = received.iter().position(|code| *code == 0x02);
        let expected = block.map_or(0, |stx| received.len() - stx - 1);
        assert_eq!(kept, expected, "{at:?}: all that was received is kept");
    }
}

#[test]
fn other_protocols_on_the_line_are_named() {
    let answer = |received: &[u8]| {
        let sent = b"/?!\r\n".to_vec();
        let exchange = Exchange {
            sent,
            received: received.to_vec(),
        };
        let mut line = ReplayTransport::new(vec![exchange; 10]);
        read_out(&mut line, &LineOptions::default())
            .0
            .unwrap_err()
            .cause
    };
    let foreign = |received: &[u8], expected: Foreign| match answer(received) {
        SessionError::Unreadable { foreign, .. } => assert_eq!(foreign, Some(expected)),
        other => panic!("{expected:?}: {other}"),
    };
    foreign(&[0x7E, 0xA0, 0x1E, 0x21, 0x03, 0x73, 0x7E], Foreign::Hdlc);
    foreign(b"\x1B\x1B\x1B\x1B\x01\x01\x01\x01v\x05", Foreign::Sml);
    foreign(&[0x68, 0x1F, 0x1F, 0x68, 0x08, 0x02, 0x72], Foreign::MBus);
    foreign(&[0x00; 64], Foreign::Inverted);
}

#[test]
fn a_meter_that_offers_only_hdlc_is_recognised() {
    let identification = b"/AUX5\\2S34HUHD19FWV06\r\n".to_vec();
    let exchange = Exchange {
        sent: b"/?!\r\n".to_vec(),
        received: identification,
    };
    let mut line = ReplayTransport::new(vec![exchange; 4]);
    let (result, _) = read_out(&mut line, &LineOptions::default());
    match result.unwrap_err().cause {
        SessionError::NoData {
            identification,
            tried,
            noise,
        } => {
            assert!(identification.offers_hdlc() && !noise);
            assert_eq!(tried, [9600, 300]);
        }
        other => panic!("{other}"),
    }
}

#[test]
fn a_recorded_dialogue_reads_as_it_did() {
    let text = include_str!("../data/captures/iskra-me162-readout-then-r1.trace");
    let records = flagport::trace::text::read(text).unwrap();
    let mut exchanges: Vec<Exchange> = Vec::new();
    for record in records {
        match (record.entry, exchanges.last_mut()) {
            (flagport::trace::TraceEntry::Sent(sent), _) => exchanges.push(Exchange {
                sent,
                received: Vec::new(),
            }),
            (flagport::trace::TraceEntry::Received(bytes), Some(last)) => {
                last.received.extend(bytes)
            }
            _ => {}
        }
    }
    let mut line = ReplayTransport::new(exchanges);
    let telegram = read_out(&mut line, &LineOptions::default()).0.unwrap();
    assert_eq!(telegram.data.check.received, Some(0x4C));
    assert_eq!(telegram.data.check.is_ok(), Some(true));
}

#[test]
fn a_forced_mode_d_never_says_a_word() {
    let options = LineOptions {
        mode: ModeChoice::D,
        ..LineOptions::default()
    };
    let (result, record) = read_out(&mut line("easymeter-q3d"), &options);
    assert_eq!(result.unwrap().mode, Some(Mode::D));
    assert!(record.sent().is_empty());
    let (result, record) = read_out(&mut line("lgz-zmd"), &options);
    assert!(matches!(
        result.unwrap_err().cause,
        SessionError::NoAnswer {
            listening: true,
            ..
        }
    ));
    assert!(record.sent().is_empty());
}

#[test]
fn trying_every_way_on_a_silent_line_takes_about_a_minute() {
    let mut line = faulty_line("lgz-zmd", Faults::only(Fault::Silence));
    let mut record = Record::default();
    let options = LineOptions::default();
    let result = read_out_every_way(&mut line, &options, &mut record);
    assert!(matches!(
        result.unwrap_err().cause,
        SessionError::NoAnswer { .. }
    ));
    let took = record.trace.last().unwrap().at.0;
    assert!((50..70).contains(&took.as_secs()), "{took:?}");
}

#[test]
fn a_pushed_telegram_at_a_given_speed_is_listened_to_in_the_format_of_that_speed() {
    for (meter, mode, baud, format) in [
        ("dsmr-p1", ModeChoice::D, 115_200, "8N1"),
        ("dsmr-p1", ModeChoice::Auto, 115_200, "8N1"),
        ("easymeter-q3d", ModeChoice::D, 9600, "7E1"),
    ] {
        let options = LineOptions {
            mode,
            start_baud: Some(baud),
            ..LineOptions::default()
        };
        let (result, record) = read_out(&mut line(meter), &options);
        let told = told(&record);
        let telegram = result.unwrap_or_else(|e| panic!("{meter}: {}\n{told}", e.cause));
        assert_eq!(telegram.mode, Some(Mode::D), "{meter}");
        assert!(!telegram.data.check.is_wrong(), "{meter}");
        let last = told.lines().rfind(|line| line.contains(" line "));
        let expected = format!("line {baud} Bd {format}");
        assert!(last.is_some_and(|line| line.ends_with(&expected)), "{told}");
    }
}

#[test]
fn many_seeds_of_mixed_faults_end_in_time_and_signed_off() {
    /// The slowest case is a long block at 300 Bd, twice.
    const LONGEST: Duration = Duration::from_secs(25 * 60);
    let meters = [
        "lgz-zmd",
        "itron-ace3000",
        "kamstrup-382",
        "landis-uh50",
        "dsmr-p1",
    ];
    for seed in 0..150_u64 {
        let meter = meters[seed as usize % meters.len()];
        let first = Fault::ALL[seed as usize % Fault::ALL.len()];
        let second = Fault::ALL[(seed / 15 + 3 * seed) as usize % Fault::ALL.len()];
        let faults = Faults {
            list: vec![first, second],
            seed,
        };
        let mut line = faulty_line(meter, faults);
        let (result, record) = read_out(&mut line, &LineOptions::default());
        let name = format!("seed {seed}: {meter} with {first} and {second}");
        let ended = record.trace.last().unwrap().at.0;
        assert!(ended < LONGEST, "{name}: {ended:?}");
        let pushed = matches!(&result, Ok(telegram) if telegram.mode == Some(Mode::D));
        let signed_off = record.sent().last().is_some_and(|sent| sent == BREAK);
        assert!(pushed || signed_off, "{name}\n{}", told(&record));
        if let Ok(telegram) = result {
            let text = &telegram.data.body;
            assert!(text.contains(&b'('), "{name}: {}", text.escape_ascii());
        }
    }
}

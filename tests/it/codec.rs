//! Every byte vector of the protocol reference, and what holds for any bytes.

use flagport::codec::decoder::Phase;
use flagport::codec::{
    BlockCheckKind, Command, CommandKind, DataMessage, Decoder, Ending, Framing, Identification,
    Message, Mode, OptionSelect, Request, Role, charset, encode,
};
use proptest::prelude::*;
use serde::Deserialize;

#[derive(Deserialize)]
struct Vector {
    name: String,
    bytes_hex: String,
    meaning: String,
}

impl Vector {
    fn bytes(&self) -> Vec<u8> {
        hex(&self.bytes_hex)
    }

    /// The tags in front of the meaning, `xor:66` for example.
    fn tags(&self) -> Vec<&str> {
        let mut tags = Vec::new();
        let mut rest = self.meaning.trim_start();
        while let Some((tag, after)) = rest.strip_prefix('[').and_then(|r| r.split_once(']')) {
            tags.push(tag);
            rest = after.trim_start();
        }
        tags
    }
}

fn hex(text: &str) -> Vec<u8> {
    text.split_whitespace()
        .map(|pair| u8::from_str_radix(pair, 16).unwrap())
        .collect()
}

fn vectors() -> Vec<Vector> {
    let text = include_str!("../data/vectors.json");
    serde_json::from_str(text).unwrap()
}

/// All messages in `bytes`, the line being quiet at the end.
fn decode(role: Role, bytes: &[u8]) -> Vec<Message> {
    let mut decoder = Decoder::new(role);
    let mut messages = decoder.push_all(bytes);
    messages.extend(decoder.finish());
    messages
}

fn decode_byte_wise(role: Role, bytes: &[u8]) -> Vec<Message> {
    let mut decoder = Decoder::new(role);
    let mut messages: Vec<Message> = bytes
        .iter()
        .flat_map(|byte| decoder.push_all(std::slice::from_ref(byte)))
        .collect();
    messages.extend(decoder.finish());
    messages
}

fn data(messages: &[Message]) -> Vec<&DataMessage> {
    messages
        .iter()
        .filter_map(|m| match m {
            Message::Data(data) => Some(data),
            _ => None,
        })
        .collect()
}

#[test]
fn every_vector_says_what_its_tag_says() {
    let mut seen = 0;
    for vector in vectors() {
        let tags = vector.tags();
        let Some(first) = tags.first() else {
            panic!("{} has no tag", vector.name)
        };
        let mut bytes = vector.bytes();
        if tags.contains(&"parity8") {
            charset::strip(&mut bytes);
        }
        let (tag, value) = first.split_once(':').unwrap_or((first, ""));
        let expected = u16::from_str_radix(value, 16).ok();
        if tag == "x25" || vector.name.ends_with("crc16_check") {
            continue;
        }
        seen += 1;
        // Whole and byte by byte, for both roles, must agree.
        for role in [Role::ReadingDevice, Role::TariffDevice] {
            assert_eq!(
                decode(role, &bytes),
                decode_byte_wise(role, &bytes),
                "{}",
                vector.name
            );
        }
        check_vector(&vector, tag, expected, &bytes);
    }
    assert_eq!(seen, vectors().len() - 14);
}

fn check_vector(vector: &Vector, tag: &str, expected: Option<u16>, bytes: &[u8]) {
    let name = vector.name.as_str();
    let from_meter = decode(Role::ReadingDevice, bytes);
    let from_us = decode(Role::TariffDevice, bytes);
    match tag {
        "xor" | "sum" => {
            let kind = if tag == "xor" {
                BlockCheckKind::Xor
            } else {
                BlockCheckKind::Sum7
            };
            let check = from_us
                .iter()
                .chain(&from_meter)
                .find_map(|m| match m {
                    Message::Data(data) => Some(data.check),
                    Message::Command(command) => Some(command.check),
                    _ => None,
                })
                .unwrap_or_else(|| panic!("{name}: no framed message"));
            assert_eq!(check.is_ok(), Some(true), "{name}");
            // Where both rules give the same code, XOR is named.
            let coincide = check.kind == BlockCheckKind::Xor && kind == BlockCheckKind::Sum7;
            assert!(check.kind == kind || coincide, "{name}: {:?}", check.kind);
            if expected.is_some() {
                assert_eq!(check.received, expected, "{name}");
            }
        }
        "crc16" => {
            let messages = data(&from_meter);
            assert_eq!(messages[0].check.kind, BlockCheckKind::Crc16, "{name}");
            assert_eq!(messages[0].check.is_ok(), Some(true), "{name}");
            assert_eq!(messages[0].check.received, expected, "{name}");
        }
        "ident" => assert!(
            from_meter
                .iter()
                .any(|m| matches!(m, Message::Identification(_))),
            "{name}: {from_meter:?}"
        ),
        "signon" => {
            assert!(
                matches!(from_us.as_slice(), [Message::Request(_)]),
                "{name}: {from_us:?}"
            );
            let again = encode(&from_us[0], BlockCheckKind::Xor);
            assert_eq!(again, bytes, "{name}");
        }
        "ack" => {
            assert!(
                matches!(from_us.as_slice(), [Message::OptionSelect(_)]),
                "{name}"
            );
            assert_eq!(encode(&from_us[0], BlockCheckKind::Xor), bytes, "{name}");
        }
        "ctl" => assert!(
            matches!(from_meter.as_slice(), [Message::Ack | Message::Nak]),
            "{name}"
        ),
        "wakeup" => assert!(from_us.is_empty() && from_meter.is_empty(), "{name}"),
        "none" => assert_eq!(
            data(&from_meter)[0].check.is_ok(),
            if name == "frame_without_stx" {
                Some(true)
            } else {
                None
            },
            "{name}"
        ),
        "bad" => {
            let mut survey = charset::ParitySurvey::default();
            survey.add(&vector.bytes());
            let mut decoder = Decoder::new(Role::ReadingDevice);
            if matches!(
                survey.verdict(),
                charset::ParityVerdict::Even { errors: 1.. }
            ) {
                decoder.note_parity_error();
            }
            let mut messages = decoder.push_all(bytes);
            messages.extend(decoder.finish());
            let message = data(&messages)[0];
            assert!(
                message.check.is_wrong() || message.ending == Ending::Cut,
                "{name}"
            );
        }
        other => panic!("{name}: unknown tag {other}"),
    }
}

#[test]
fn characters_that_are_known_to_be_damaged_are_counted() {
    let telegram = b"/ABC4XYZ\r\n1.8.0(0008048.375*kWh)\r\n2.8.0(17)\r\n!\r\n";
    let check = |place: usize, noted: bool, identification: bool, block: usize| {
        let mut bytes = telegram.to_vec();
        let mut decoder = Decoder::new(Role::ReadingDevice);
        let mut messages = decoder.push_all(&bytes[..place]);
        if noted {
            decoder.set_parity(true);
            decoder.note_odd_code();
        } else {
            // As a port tells a character whose parity is wrong.
            bytes[place] = 0;
        }
        messages.extend(decoder.push_all(&bytes[place..]));
        messages.extend(decoder.finish());
        assert_eq!(data(&messages)[0].damaged, block, "{place} {noted}");
        let told = decoder.identification_is_damaged();
        assert_eq!(told, identification, "{place} {noted}");
    };
    for noted in [true, false] {
        check(6, noted, true, 0);
        check(18, noted, false, 1);
        check(40, noted, false, 1);
    }
    // Padding between lines is no damage.
    let padded = b"/ABC4XYZ\r\n1.8.0(1)\r\n\0\0\x002.8.0(17)\r\n!\r\n";
    let mut decoder = Decoder::new(Role::ReadingDevice);
    let mut messages = decoder.push_all(padded);
    messages.extend(decoder.finish());
    assert_eq!(data(&messages)[0].damaged, 0);
}

#[test]
fn framed_vectors_encode_back_to_their_bytes() {
    for vector in vectors() {
        let tags = vector.tags();
        let kind = match tags[0].split(':').next().unwrap() {
            "xor" => BlockCheckKind::Xor,
            "sum" => BlockCheckKind::Sum7,
            _ => continue,
        };
        if tags.len() > 1 {
            continue;
        }
        let bytes = vector.bytes();
        if !matches!(bytes[0], 1 | 2) {
            continue;
        }
        let messages = decode(Role::ReadingDevice, &bytes);
        let again: Vec<u8> = messages.iter().flat_map(|m| encode(m, kind)).collect();
        assert_eq!(again, bytes, "{}", vector.name);
    }
}

fn identification(line: &str) -> Identification {
    Identification::parse(line).unwrap()
}

#[test]
fn identifications_tell_maker_mode_speed_and_escapes() {
    let check = |line: &str, maker: &str, mode: Mode, baud: u32, escapes: &str, text: &str| {
        let id = identification(line);
        assert_eq!(id.manufacturer(), maker, "{line}");
        assert_eq!(id.announced_mode(), mode, "{line}");
        assert_eq!(id.announced_baud(), Some(baud), "{line}");
        assert_eq!(id.escapes().iter().collect::<String>(), escapes, "{line}");
        assert_eq!(id.text(), text, "{line}");
    };
    check(
        "/LGZ5\\2ZMD3104107.B32",
        "LGZ",
        Mode::C,
        9600,
        "2",
        "ZMD3104107.B32",
    );
    check("/ISk5MT174-0001", "ISk", Mode::C, 9600, "", "MT174-0001");
    check(
        "/EMH5\\@\\201LZQJL0013F",
        "EMH",
        Mode::C,
        9600,
        "@2",
        "01LZQJL0013F",
    );
    check("/LUGCUH50", "LUG", Mode::B, 2400, "", "UH50");
    check("/KAM MC", "KAM", Mode::A, 300, "", "MC");
    check("/YTL:001511420144", "YTL", Mode::A, 300, "", "001511420144");
    check(
        "/MKS6<2>ADM(M550.2251)",
        "MKS",
        Mode::C,
        19200,
        "",
        "<2>ADM(M550.2251)",
    );
    check("/ACE0\\3k260V01.18", "ACE", Mode::C, 300, "3", "k260V01.18");
}

#[test]
fn what_the_head_reflects_is_no_identification() {
    let messages = decode(
        Role::ReadingDevice,
        b"/?!\r\n\x03\x1A/?\x7F\x00/ACE0\\3k260V01.18\r\n",
    );
    assert_eq!(
        messages,
        vec![Message::Identification(identification(
            "/ACE0\\3k260V01.18"
        ))]
    );
}

#[test]
fn a_bracket_of_noise_in_front_hides_no_identification() {
    let messages = decode(Role::ReadingDevice, b"@\n(/LUGCUH50\r\n");
    assert_eq!(
        messages,
        vec![Message::Identification(identification("/LUGCUH50"))]
    );
}

#[test]
fn noise_that_looks_like_an_identification_but_does_not_end_is_none() {
    assert_eq!(decode(Role::ReadingDevice, b"s)/Bfrg`"), vec![]);
}

#[test]
fn a_stray_stx_inside_an_identification_is_left_out() {
    let messages = decode(
        Role::ReadingDevice,
        b"/ISk5\x02MT382-1000\r\n\r\n1.8.0(1*kWh)\r\n!\r\n",
    );
    assert_eq!(
        messages[0],
        Message::Identification(identification("/ISk5MT382-1000"))
    );
    assert_eq!(data(&messages)[0].ending, Ending::EndMark);
}

#[test]
fn a_slash_within_data_starts_no_identification() {
    let messages = decode(
        Role::ReadingDevice,
        b"/ABC3X\r\n\r\n0.3.0(1000*Imp/kWh)\r\n1.8.0(/abcd)\r\n!\r\n",
    );
    assert_eq!(messages.len(), 2);
    assert_eq!(
        data(&messages)[0].body,
        b"0.3.0(1000*Imp/kWh)\r\n1.8.0(/abcd)\r\n!\r\n"
    );
}

#[test]
fn a_telegram_that_starts_anew_ends_the_one_before_as_cut() {
    let messages = decode(
        Role::ReadingDevice,
        b"/ABC3X\r\n\r\n1.8.0(1)\r\n/ABC3Y\r\n\r\n1.8.0(2)\r\n!\r\n",
    );
    let endings: Vec<Ending> = data(&messages).iter().map(|d| d.ending).collect();
    assert_eq!(endings, [Ending::Cut, Ending::EndMark]);
    assert_eq!(messages.len(), 4);
}

#[test]
fn a_pushed_telegram_ends_with_the_line_of_its_end_mark() {
    let mut decoder = Decoder::new(Role::ReadingDevice);
    let mut messages = decoder.push_all(b"/ABC3X\r\n\r\n1.8.0(1)\r\n!\r");
    assert_eq!(messages.len(), 1, "its line has not ended");
    messages.extend(decoder.push_all(b"\n"));
    assert_eq!(data(&messages)[0].ending, Ending::EndMark);
    // An answer has no empty line: where its STX was lost, ETX and check still come.
    let mut decoder = Decoder::new(Role::ReadingDevice);
    let messages = decoder.push_all(b"/ABC3X\r\n1.8.0(1)\r\n!\r\n");
    assert_eq!((messages.len(), decoder.phase()), (1, Phase::EndMark));
}

#[test]
fn a_block_without_stx_but_with_a_fitting_check_counts_as_framed() {
    let whole = encode(
        &Message::Data(DataMessage::framed(*b"1.8.0(000001.0*kWh)\r\n!\r\n")),
        BlockCheckKind::Xor,
    );
    let messages = decode(Role::ReadingDevice, &whole[1..]);
    // ETX comes behind the end mark, so the block is known to be whole.
    let message = data(&messages)[0];
    assert_eq!(message.framing, Framing::StxLost);
    assert_eq!(message.ending, Ending::Complete);
    assert_eq!(message.body, b"1.8.0(000001.0*kWh)\r\n!\r\n");
}

#[test]
fn a_frame_that_is_not_closed_is_whole_once_its_end_mark_came() {
    let ending = |bytes: &[u8]| data(&decode(Role::ReadingDevice, bytes))[0].ending;
    assert_eq!(ending(b"\x021.8.0(1)\r\n!\r\n"), Ending::EndMark);
    assert_eq!(ending(b"\x021.8.0(1)\r\n!"), Ending::EndMark);
    assert_eq!(ending(b"\x021.8.0(1)!\r\n"), Ending::EndMark);
    assert_eq!(ending(b"\x021.8.0(1)\r\n2.8.0(!"), Ending::Cut);
    assert_eq!(ending(b"\x021.8.0(1)\r\n"), Ending::Cut);
}

#[test]
fn the_check_may_look_like_the_end_of_a_line_and_more_may_follow() {
    // The check is LF; the meter adds CR LF and a break of its own.
    let messages = decode(Role::ReadingDevice, b"\x021.8.1*01(000005.9)\x03\x0A");
    assert_eq!(data(&messages).len(), 1);
    let messages = decode(
        Role::ReadingDevice,
        b"\x02\x28\x30\x31\x29\x03\x03\r\n\x01B0\x03q",
    );
    assert_eq!(data(&messages)[0].check.is_ok(), Some(true));
    assert!(matches!(&messages[1], Message::Command(c) if c.kind == CommandKind::B0));
}

#[test]
fn a_break_counts_whatever_its_check() {
    let messages = decode(Role::ReadingDevice, b"\x01B0\x03u\x01B0\x03\x00");
    assert_eq!(messages.len(), 2);
    assert!(
        messages
            .iter()
            .all(|m| matches!(m, Message::Command(c) if c.kind == CommandKind::B0))
    );
}

#[test]
fn the_meter_hears_a_sessionless_request_and_an_acknowledgement_alone() {
    let messages = decode(
        Role::TariffDevice,
        b"/?00000211!\x01R1\x02GROUP(400B(7))\x03h",
    );
    assert!(matches!(&messages[0], Message::Request(r) if r.address() == Some("00000211")));
    assert!(matches!(&messages[1], Message::Command(_)));
    assert_eq!(decode(Role::TariffDevice, b"\x06"), vec![Message::Ack]);
    assert_eq!(
        decode(Role::TariffDevice, b"\x06051\r\n"),
        vec![Message::OptionSelect(OptionSelect::programming('5'))]
    );
}

#[test]
fn requests_refuse_what_the_line_cannot_carry() {
    assert_eq!(Request::to("12345678").unwrap().text(), "/?12345678!");
    for address in ["a/b", "a!", "ü", "a\r\n"] {
        assert!(Request::to(address).is_err(), "{address:?}");
    }
    assert_eq!(Request::custom("/2!").unwrap().address(), None);
    assert!(Request::custom("2!").is_err());
    assert!(Request::custom("/").is_err());
}

#[test]
fn memory_stays_bounded_under_endless_garbage() {
    let mut decoder = Decoder::new(Role::ReadingDevice);
    let mut found = 0;
    let noise: Vec<u8> = (0..=255u8).cycle().take(65_536).collect();
    decoder.push_all(b"\x02");
    for _ in 0..600 {
        found += decoder.push_all(&vec![b'a'; 65_536]).len();
        assert!(decoder.pending().len() <= flagport::codec::decoder::MAX_BODY);
    }
    assert_eq!(found, 1);
    for _ in 0..40 {
        decoder.push_all(&noise);
    }
    assert!(decoder.noise() > 0);
}

#[test]
fn a_line_of_nothing_but_slashes_takes_no_longer_than_another() {
    let mut hostile = b"/ABC3X\r\n\r\n1.8.0(1)\r\n(".to_vec();
    hostile.extend(b"/abc1".repeat(400_000));
    hostile.extend(b")\r\n!\r\n");
    let messages = decode(Role::ReadingDevice, &hostile);
    assert_eq!(data(&messages)[0].body.len(), hostile.len() - 10);
}

fn any_message() -> impl Strategy<Value = Message> {
    let text = "[0-9A-Za-z.*:&-]{1,20}";
    prop_oneof![
        "[ -.0-~&&[^!]]{0,32}".prop_map(|a| Message::Request(Request::to(&a).unwrap())),
        "/[A-Z]{3}[0-9A-F][A-Za-z0-9.-]{0,16}"
            .prop_map(|l| Message::Identification(identification(&l))),
        proptest::collection::vec((text, text), 1..6).prop_map(|sets| {
            let body: String = sets.iter().map(|(a, v)| format!("{a}({v})\r\n")).collect();
            Message::Data(DataMessage::framed(body + "!\r\n"))
        }),
        text.prop_map(|t| Message::Command(Command::new(CommandKind::R1, format!("{t}()")))),
        Just(Message::Nak),
    ]
}

/// Without what only the receiver knows.
fn bare(message: Message) -> Message {
    match message {
        Message::Data(data) => Message::Data(DataMessage {
            check: flagport::codec::BlockCheck::ABSENT,
            ..data
        }),
        Message::Command(command) => Message::Command(Command {
            check: flagport::codec::BlockCheck::ABSENT,
            ..command
        }),
        other => other,
    }
}

proptest! {
    #[test]
    fn messages_survive_the_line(message in any_message(), sum in any::<bool>()) {
        let kind = if sum { BlockCheckKind::Sum7 } else { BlockCheckKind::Xor };
        let bytes = encode(&message, kind);
        let role = match message {
            Message::Request(_) | Message::OptionSelect(_) => Role::TariffDevice,
            _ => Role::ReadingDevice,
        };
        let decoded: Vec<Message> = decode(role, &bytes).into_iter().map(bare).collect();
        prop_assert_eq!(decoded, vec![message]);
    }

    #[test]
    fn any_bytes_give_the_same_messages_however_they_are_split(
        bytes in proptest::collection::vec(prop_oneof![
            any::<u8>(), Just(1), Just(2), Just(3), Just(6), Just(b'\r'), Just(b'\n'), Just(b'('),
            Just(b')'), Just(b'!'), Just(b'/'), Just(b'A'), Just(b'5'), Just(b'?')
        ], 0..200),
        cuts in proptest::collection::vec(0..200usize, 0..5),
        meter in any::<bool>(),
    ) {
        let role = if meter { Role::TariffDevice } else { Role::ReadingDevice };
        let whole = decode(role, &bytes);
        prop_assert_eq!(&whole, &decode_byte_wise(role, &bytes));
        let mut decoder = Decoder::new(role);
        let mut cuts: Vec<usize> = cuts.into_iter().map(|c| c.min(bytes.len())).collect();
        cuts.extend([0, bytes.len()]);
        cuts.sort_unstable();
        let mut pieces: Vec<Message> = cuts.windows(2).flat_map(|w| decoder.push_all(&bytes[w[0]..w[1]])).collect();
        pieces.extend(decoder.finish());
        prop_assert_eq!(whole, pieces);
    }
}

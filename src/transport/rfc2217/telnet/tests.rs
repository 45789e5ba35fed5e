//! What a server may say, and what must be heard in it.

use proptest::prelude::*;

use super::*;

/// Both directions 8 bits, the port under control.
fn agreed() -> Telnet {
    let mut telnet = Telnet::default();
    telnet.begin();
    let answer = b"\xFF\xFD\x2C\xFF\xFD\x00\xFF\xFB\x00\xFF\xFD\x03\xFF\xFB\x03";
    assert_eq!(hear(&mut telnet, answer), (Vec::new(), Vec::new()));
    telnet
}

fn hear(telnet: &mut Telnet, bytes: &[u8]) -> (Vec<u8>, Vec<Event>) {
    let mut data = Vec::new();
    let events = telnet.receive(bytes, &mut data);
    (data, events)
}

/// What `bytes` hold on an agreed connection.
#[track_caller]
fn check(bytes: &[u8], data: &[u8], events: &[Event]) {
    let heard = hear(&mut agreed(), bytes);
    assert_eq!(
        heard.0.escape_ascii().to_string(),
        data.escape_ascii().to_string()
    );
    assert_eq!(heard.1, events);
}

fn com_port(payload: &[u8]) -> Event {
    Event::ComPort(payload.to_vec())
}

#[test]
fn commands_are_parted_from_data() {
    check(b"/ISk5\r\n", b"/ISk5\r\n", &[]);
    check(b"a\xFF\xFFb", b"a\xFFb", &[]);
    check(b"a\xFF\xF1b\xFF\xF9c\xFF\xECd", b"abcd", &[]);
    check(b"a\xFF\xFC\x06b", b"ab", &[Event::Mark]);
    check(
        b"a\xFF\xFA\x2C\x65\x00\x00\x25\x80\xFF\xF0b",
        b"ab",
        &[com_port(b"\x65\x00\x00\x25\x80")],
    );
    check(
        b"\xFF\xFA\x2C\x6B\xFF\xFF\xFF\xF0",
        b"",
        &[com_port(b"\x6B\xFF")],
    );
}

#[test]
fn carriage_returns_and_nuls_are_data_where_8_bits_pass() {
    check(b"\r\x00\r\n\r", b"\r\x00\r\n\r", &[]);
    assert_eq!(
        *agreed().encode(b"\r\x00\r\n\xFF\r"),
        b"\r\x00\r\n\xFF\xFF\r"
    );
}

#[test]
fn a_carriage_return_is_padded_where_8_bits_do_not_pass() {
    let mut telnet = Telnet::default();
    let (data, _) = hear(&mut telnet, b"a\r\x00b\r\nc\x00\r");
    assert_eq!(data, b"a\rb\r\nc\x00\r");
    assert_eq!(hear(&mut telnet, b"\x00d").0, b"d");
    assert_eq!(
        *telnet.encode(b"/?!\r\n\r\x03\r"),
        b"/?!\r\n\r\x00\x03\r\x00"
    );
}

#[test]
fn garbage_in_the_shape_of_telnet_is_taken_out_and_nothing_around_it_is_lost() {
    // An answer without its value, a window size, an option nobody knows, an empty one.
    check(b"a\xFF\xFA\x2C\x65\xFF\xF0b", b"ab", &[com_port(b"\x65")]);
    check(b"a\xFF\xFA\x1F\x00\x50\x00\x18\xFF\xF0b", b"ab", &[]);
    check(b"a\xFF\xFA\x63\x01\xFF\xF0b", b"ab", &[]);
    check(b"a\xFF\xFA\xFF\xF0b", b"ab", &[]);
    // An end without a beginning.
    check(b"a\xFF\xF0b", b"ab", &[]);
}

#[test]
fn a_server_that_does_not_double_what_its_port_received_loses_nothing() {
    check(b"a\xFFb\xFF\x00c", b"a\xFFb\xFF\x00c", &[]);
}

#[test]
fn a_subnegotiation_that_is_none_is_data() {
    // Another command where the end should be.
    check(b"a\xFF\xFA\x2C/ISk5\r\n\xFF\xF1b", b"a\x2C/ISk5\r\nb", &[]);
    check(
        b"\xFF\xFA\x2C12\xFF\xFA\x2C\x66\x07\xFF\xF0",
        b"\x2C12",
        &[com_port(b"\x66\x07")],
    );
    // No end at all.
    let long = [b"\xFF\xFA\x2C".as_slice(), &[b'x'; 600]].concat();
    check(&long, &[b",".as_slice(), &[b'x'; 600]].concat(), &[]);
    // No end for too long.
    let mut telnet = agreed();
    assert_eq!(hear(&mut telnet, b"\xFF\xFA\x2C(0)").0, b"");
    assert!(telnet.is_within_subnegotiation());
    let mut data = Vec::new();
    telnet.give_up_subnegotiation(&mut data);
    assert_eq!(data, b",(0)");
    assert_eq!(hear(&mut telnet, b"(1)").0, b"(1)");
}

#[test]
fn only_changes_are_answered() {
    let mut telnet = agreed();
    // Confirmed again and again.
    hear(
        &mut telnet,
        b"\xFF\xFD\x2C\xFF\xFD\x2C\xFF\xFB\x00\xFF\xFD\x03",
    );
    assert_eq!(telnet.take_replies(), b"");
    // Taken back and offered anew.
    hear(&mut telnet, b"\xFF\xFE\x00\xFF\xFE\x00");
    assert_eq!(telnet.take_replies(), b"\xFF\xFC\x00");
    assert!(!telnet.is_binary());
    hear(&mut telnet, b"\xFF\xFD\x00\xFF\xFD\x00");
    assert_eq!(telnet.take_replies(), b"\xFF\xFB\x00");
    assert!(telnet.is_binary());
    // Echo, terminal type, window size: refused, once each.
    let asked = b"\xFF\xFB\x01\xFF\xFE\x01\xFF\xFD\x18\xFF\xFD\x1F";
    hear(&mut telnet, &asked.repeat(100));
    assert_eq!(
        telnet.take_replies(),
        b"\xFF\xFE\x01\xFF\xFC\x18\xFF\xFC\x1F"
    );
}

#[test]
fn a_port_is_under_control_only_if_the_server_agrees() {
    let mut telnet = Telnet::default();
    assert!(telnet.begin().starts_with(b"\xFF\xFB\x2C"));
    hear(&mut telnet, b"\xFF\xFB\x2C");
    assert_eq!(
        telnet.com_port(),
        Agreement::Asked,
        "it wants to control us"
    );
    hear(&mut telnet, b"\xFF\xFD\x2C");
    assert_eq!(telnet.com_port(), Agreement::Yes);
    let mut telnet = Telnet::default();
    telnet.begin();
    hear(&mut telnet, b"\xFF\xFE\x2C");
    assert_eq!(telnet.com_port(), Agreement::No);
    assert_eq!(telnet.take_replies(), b"");
}

/// Pieces of what a server may say, likelier ones more often than any bytes.
fn said() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        4 => prop::collection::vec(any::<u8>(), 0..8),
        2 => prop::collection::vec(0xEBu8.., 1..6),
        2 => (0xFBu8..0xFF, prop_oneof![Just(0u8), Just(3), Just(6), Just(44), any::<u8>()])
            .prop_map(|(verb, option)| vec![IAC, verb, option]),
        2 => prop::collection::vec(any::<u8>(), 0..10).prop_map(|payload| subnegotiation(&payload)),
        1 => Just(vec![IAC, SB, COM_PORT]),
        1 => Just(vec![IAC]),
        1 => Just(b"\r\x00".to_vec()),
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_split_of_what_comes_gives_the_same(
        bytes in said(),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..8),
        binary in any::<bool>(),
    ) {
        let mut whole = if binary { agreed() } else { Telnet::default() };
        let mut parted = if binary { agreed() } else { Telnet::default() };
        let at_once = hear(&mut whole, &bytes);
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
        cuts.extend([0, bytes.len()]);
        cuts.sort_unstable();
        let mut in_pieces = (Vec::new(), Vec::new());
        for cut in cuts.windows(2) {
            let (data, events) = hear(&mut parted, &bytes[cut[0]..cut[1]]);
            in_pieces.0.extend(data);
            in_pieces.1.extend(events);
        }
        prop_assert_eq!(at_once, in_pieces);
        prop_assert_eq!(whole.take_replies(), parted.take_replies());
        prop_assert_eq!(whole.state, parted.state);
    }

    #[test]
    fn what_is_sent_arrives_as_it_was(data in prop::collection::vec(any::<u8>(), 0..200)) {
        let sent = agreed().encode(&data);
        prop_assert_eq!(hear(&mut agreed(), &sent), (data.clone(), Vec::new()));
        // Without 8 bits a CR must be followed by LF or NUL, so that is what is sent.
        let plain = Telnet::default();
        let sent = plain.encode(&data);
        prop_assert_eq!(hear(&mut Telnet::default(), &sent), (data, Vec::new()));
    }

    #[test]
    fn what_is_held_and_answered_stays_bounded(
        bytes in said(),
        times in 1usize..200,
    ) {
        let mut telnet = agreed();
        let mut data = Vec::new();
        let mut answered = 0;
        for _ in 0..times {
            telnet.receive(&bytes, &mut data);
            prop_assert!(telnet.held.len() <= MAX_SUBNEGOTIATION);
            prop_assert!(telnet.refused.len() <= 512);
            answered += telnet.take_replies().len();
        }
        prop_assert!(data.len() <= bytes.len() * times);
        // No more words than the other side had.
        prop_assert!(answered <= bytes.len() * times);
        telnet.give_up_subnegotiation(&mut data);
        prop_assert_eq!(hear(&mut telnet, b"\xFF\xF1").1, []);
    }

    /// All that is no command arrives: the letters of a text with commands strewn in.
    #[test]
    fn no_data_is_lost_between_commands(
        parts in prop::collection::vec(("[ -~]{0,9}", said_whole()), 0..12),
    ) {
        let text: String = parts.iter().map(|(text, _)| text.as_str()).collect();
        let bytes: Vec<u8> = parts
            .iter()
            .flat_map(|(text, command)| [text.as_bytes(), command].concat())
            .collect();
        prop_assert_eq!(hear(&mut agreed(), &bytes).0, text.into_bytes());
    }
}

/// A whole command.
fn said_whole() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        (0xFBu8..0xFF, any::<u8>()).prop_map(|(verb, option)| vec![IAC, verb, option]),
        prop::collection::vec(any::<u8>(), 0..10).prop_map(|payload| subnegotiation(&payload)),
        (0xECu8..0xFA).prop_map(|command| vec![IAC, command]),
    ]
}

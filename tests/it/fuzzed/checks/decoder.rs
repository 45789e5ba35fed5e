//! The message decoder: however the bytes are split, the same messages come out; none is
//! larger than what came in; and after silence the next message is understood.

use flagport::codec::decoder::Phase;
use flagport::codec::{BlockCheck, BlockCheckKind, Decoder, Framing, Message, Role, encode};

/// A readout, to be understood whatever came before it.
const READOUT: &[u8] = b"/ISk5MT174-0001\r\n\x020.0.0(35016141)\r\n!\r\n\x03\x44";
const REQUEST: &[u8] = b"/?35016141!\r\n";

/// What came out of some bytes.
#[derive(Debug, PartialEq)]
struct Heard {
    messages: Vec<Message>,
    noise: usize,
    phase: Phase,
    pending: Vec<u8>,
    last: Vec<Message>,
}

pub fn check(data: &[u8]) {
    for role in [Role::ReadingDevice, Role::TariffDevice] {
        let whole = heard(role, &[data]);
        let pieces: Vec<&[u8]> = data.chunks(1).collect();
        assert_eq!(heard(role, &pieces), whole, "byte by byte");
        assert_eq!(heard(role, &split(data)), whole, "in pieces");
        kept_within_bounds(data, &whole);
        for message in whole.messages.iter().chain(&whole.last) {
            comes_back(role, message);
        }
        understands_what_follows(role, data);
    }
}

/// The decoder after `pieces`, and what it says when the line goes quiet.
fn heard(role: Role, pieces: &[&[u8]]) -> Heard {
    let mut decoder = Decoder::new(role);
    let mut messages = Vec::new();
    for piece in pieces {
        let mut rest = *piece;
        let mut idle = 0;
        while !rest.is_empty() {
            let (taken, message) = decoder.push(rest);
            rest = rest.get(taken..).expect("no more is taken than there is");
            idle = if taken == 0 { idle + 1 } else { 0 };
            assert!(idle <= 2, "the decoder takes nothing and goes on");
            messages.extend(message);
        }
    }
    let (phase, pending) = (decoder.phase(), decoder.pending().to_vec());
    let last = [decoder.finish(), decoder.finish()];
    assert_eq!(decoder.phase(), Phase::Idle, "after silence");
    assert!(decoder.pending().is_empty(), "after silence");
    assert_eq!(decoder.finish(), None, "after silence");
    if let Some(second) = &last[1] {
        assert!(matches!(second, Message::Identification(_)), "{last:?}");
    }
    Heard {
        messages,
        noise: decoder.noise(),
        phase,
        pending,
        last: last.into_iter().flatten().collect(),
    }
}

/// `data` in pieces whose lengths its own bytes tell.
fn split(data: &[u8]) -> Vec<&[u8]> {
    let mut pieces = Vec::new();
    let mut rest = data;
    while let Some(first) = rest.first() {
        let (piece, behind) = rest.split_at(usize::from(first % 7 + 1).min(rest.len()));
        pieces.push(piece);
        rest = behind;
    }
    pieces
}

fn kept_within_bounds(data: &[u8], whole: &Heard) {
    let messages = whole.messages.iter().chain(&whole.last);
    let length: usize = messages.map(length).sum();
    assert!(
        length + whole.noise <= data.len(),
        "{length} bytes of messages and {} of noise in {}",
        whole.noise,
        data.len()
    );
}

/// The least bytes that the text of a message takes.
fn length(message: &Message) -> usize {
    match message {
        Message::Data(data) => data.body.len(),
        Message::Command(command) => command.data.as_ref().map_or(0, Vec::len),
        Message::Identification(identification) => identification.line().len(),
        Message::Request(request) => request.text().len(),
        Message::OptionSelect(_) | Message::Ack | Message::Nak => 1,
    }
}

/// What is said again is heard as the same.
fn comes_back(role: Role, message: &Message) {
    let check = match message {
        Message::Data(data) if data.framing != Framing::Framed || !data.is_complete() => return,
        Message::Data(data) => data.check,
        Message::Command(command) => command.check,
        // Its text may look like another one, of which line noise had parted the letters.
        Message::Identification(known) if known.line().matches('/').count() > 1 => return,
        _ => BlockCheck::ABSENT,
    };
    if check != BlockCheck::ABSENT && (check.kind != BlockCheckKind::Xor || check.is_wrong()) {
        return;
    }
    let bytes = encode(message, BlockCheckKind::Xor);
    let mut decoder = Decoder::new(role);
    let mut again = decoder.push_all(&bytes);
    again.extend(decoder.finish());
    match (message, again.as_slice()) {
        // A block check that never came is made by whoever says it again.
        (Message::Data(one), [Message::Data(other)]) => assert_eq!(one.body, other.body),
        (Message::Command(one), [Message::Command(other)]) => {
            assert_eq!((one.kind, &one.data), (other.kind, &other.data));
        }
        (one, others) => assert_eq!(others, std::slice::from_ref(one), "{bytes:02x?}"),
    }
}

fn understands_what_follows(role: Role, data: &[u8]) {
    let known = match role {
        Role::ReadingDevice => READOUT,
        Role::TariffDevice => REQUEST,
    };
    let mut used = Decoder::new(role);
    used.push_all(data);
    while used.finish().is_some() {}
    assert_eq!(
        used.push_all(known),
        Decoder::new(role).push_all(known),
        "after silence a message is understood as at first"
    );
}

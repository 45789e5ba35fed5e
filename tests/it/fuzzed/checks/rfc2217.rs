//! Serial servers after RFC 2217: whatever a server says, the opening comes to an end, what
//! is answered stays within bounds, and however the bytes are split the same data come out.

use std::collections::VecDeque;
use std::time::Duration;

use flagport::transport::rfc2217::Rfc2217Transport;
use flagport::transport::{LineSettings, LineTime, ParityCarrier, Transport, TransportError};

use super::chosen;

/// What a server says that agrees to everything: 8 bits both ways, the port under control,
/// 300 Bd 7E1, DTR on.
const AGREED: &[u8] = b"\xFF\xFD\x2C\xFF\xFD\x00\xFF\xFB\x00\xFF\xFD\x03\xFF\xFB\x03\
    \xFF\xFA\x2C\x65\x00\x00\x01\x2C\xFF\xF0\xFF\xFA\x2C\x66\x07\xFF\xF0\
    \xFF\xFA\x2C\x67\x03\xFF\xF0\xFF\xFA\x2C\x68\x01\xFF\xF0\xFF\xFA\x2C\x69\x08\xFF\xF0";

const IAC: u8 = 0xFF;

/// The most that is sent at an opening, in bytes.
const OPENING: usize = 512;

/// A connection on which these pieces come, one behind the other.
#[derive(Debug, Default)]
struct Wire {
    now: LineTime,
    pieces: VecDeque<Vec<u8>>,
    sent: usize,
}

impl Wire {
    fn of(pieces: impl IntoIterator<Item = Vec<u8>>) -> Wire {
        Wire {
            pieces: pieces
                .into_iter()
                .filter(|piece| !piece.is_empty())
                .collect(),
            ..Wire::default()
        }
    }
}

impl Transport for Wire {
    fn now(&self) -> LineTime {
        self.now
    }

    fn configure(&mut self, _settings: LineSettings) -> Result<ParityCarrier, TransportError> {
        Ok(ParityCarrier::Unknown)
    }

    fn send(&mut self, bytes: &[u8]) -> Result<LineTime, TransportError> {
        self.sent += bytes.len();
        Ok(self.now)
    }

    fn recv(&mut self, buffer: &mut [u8], deadline: LineTime) -> Result<usize, TransportError> {
        let Some(piece) = self.pieces.front_mut() else {
            self.now = self.now.max(deadline);
            return Ok(0);
        };
        let count = piece.len().min(buffer.len());
        for (place, byte) in buffer.iter_mut().zip(piece.drain(..count)) {
            *place = byte;
        }
        if piece.is_empty() {
            self.pieces.pop_front();
        }
        Ok(count)
    }
}

pub fn check(data: &[u8]) {
    let Some((choice, said)) = chosen(data) else {
        return;
    };
    if choice % 2 == 0 {
        opening_ends(said);
        return;
    }
    let whole = heard([said.to_vec()]);
    assert!(whole.len() <= said.len(), "more data than bytes");
    let bytes = said.iter().map(|byte| vec![*byte]);
    assert_eq!(heard(bytes), whole, "byte by byte");
    let pieces = said.chunks(1 + choice / 2 % 16).map(<[u8]>::to_vec);
    assert_eq!(heard(pieces), whole, "in pieces");
    // What a meter says is heard as it says it.
    assert_eq!(heard([doubled(said)]), said);
}

/// Data as a server sends them.
fn doubled(data: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for byte in data {
        bytes.push(*byte);
        if *byte == IAC {
            bytes.push(IAC);
        }
    }
    bytes
}

fn opening_ends(said: &[u8]) {
    let wire = Wire::of([said.to_vec()]);
    match Rfc2217Transport::open(wire, "rfc2217://a:1", &|| false) {
        Ok(port) => {
            let wire = port.expect("nobody cancelled").into_wire();
            assert!(wire.now.0 <= Duration::from_secs(6), "{:?}", wire.now);
            assert!(wire.sent <= OPENING + 8 * said.len(), "{} bytes", wire.sent);
        }
        Err(error) => assert!(error.to_string().starts_with("rfc2217://a:1"), "{error}"),
    }
}

/// The data in `pieces`, which a server says that agreed to everything.
fn heard(pieces: impl IntoIterator<Item = Vec<u8>>) -> Vec<u8> {
    let pieces: Vec<Vec<u8>> = pieces.into_iter().collect();
    let length: usize = pieces.iter().map(Vec::len).sum();
    let wire = Wire::of([AGREED.to_vec()].into_iter().chain(pieces));
    let port = Rfc2217Transport::open(wire, "rfc2217://a:1", &|| false);
    let mut port = port.expect("the server agreed").expect("nobody cancelled");
    let mut data = Vec::new();
    let mut buffer = [0; 256];
    // A second of silence is the end; what goes wrong is told between the data.
    let mut troubles = 0;
    loop {
        let deadline = port.now() + Duration::from_secs(1);
        match port.recv(&mut buffer, deadline) {
            Ok(0) => break,
            Ok(count) => data.extend(buffer.iter().take(count)),
            Err(_) => {
                troubles += 1;
                assert!(troubles <= length, "troubles without an end");
            }
        }
    }
    while port.notice().is_some() {}
    let sent = port.into_wire().sent;
    assert!(
        sent <= OPENING + 8 * length,
        "{sent} bytes in answer to {length}"
    );
    data
}

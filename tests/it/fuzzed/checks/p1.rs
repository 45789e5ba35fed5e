//! P1 telegrams: a right check is found right, a damaged telegram is found wrong, and
//! what stands between is kept.

use flagport::archive::open_bytes;
use flagport::codec::block_check::crc16;
use flagport::codec::control::is_printable;
use flagport::codec::{BlockCheckKind, DataMessage, Decoder, Identification, Message, Role};

const IDENTIFICATION: &str = "/ISk5MT382-1000";

pub fn check(data: &[u8]) {
    let body = lines_of(data);
    let checked = [
        IDENTIFICATION.as_bytes(),
        b"\r\n\r\n",
        body.as_bytes(),
        b"!",
    ]
    .concat();
    let telegram = [checked.as_slice(), check_line(&checked).as_bytes()].concat();
    let (identification, message) = heard(&telegram);
    assert_eq!(identification.line(), IDENTIFICATION);
    assert_eq!(message.check.kind, BlockCheckKind::Crc16);
    assert_eq!(message.check.is_ok(), Some(true), "{:?}", message.check);
    let kept = String::from_utf8_lossy(&message.body);
    assert!(
        kept.starts_with(body.trim_start_matches(['\r', '\n'])),
        "{kept:?} of {body:?}"
    );
    one_bit_is_noticed(&telegram, data);
    // Whatever it holds, a whole telegram opens as one readout with its check.
    let found = open_bytes(&telegram).expect("a telegram with a right check opens");
    assert!(
        found
            .iter()
            .any(|found| found.readout.block_check.is_ok() == Some(true))
    );
    // As it came, perhaps with a check of its own.
    if let Ok(found) = open_bytes(data) {
        assert!(!found.is_empty());
        let raw: usize = found.iter().map(|found| found.raw.len()).sum();
        assert!(
            raw <= data.len(),
            "{raw} bytes of telegrams in {}",
            data.len()
        );
    }
}

/// The data as lines that a telegram may hold: the first is a data set, and none begins
/// like an end mark or another identification.
fn lines_of(data: &[u8]) -> String {
    let mut body = String::from("1-3:0.2.8(42)\r\n");
    for line in data.split(|byte| *byte == b'\n') {
        let codes = line.iter().filter(|code| is_printable(**code));
        let text: String = codes.copied().map(char::from).collect();
        let text = text.trim().trim_start_matches(['!', '/', ' ']);
        if !text.is_empty() && !text.ends_with(")!") {
            body.push_str(text);
            body.push_str("\r\n");
        }
    }
    body
}

fn check_line(checked: &[u8]) -> String {
    format!("{:04X}\r\n", crc16(checked))
}

fn heard(telegram: &[u8]) -> (Identification, DataMessage) {
    let mut decoder = Decoder::new(Role::ReadingDevice);
    let mut messages = decoder.push_all(telegram);
    messages.extend(decoder.finish());
    match <[Message; 2]>::try_from(messages) {
        Ok([Message::Identification(identification), Message::Data(data)]) => {
            (identification, data)
        }
        other => panic!("{other:?} of {:?}", String::from_utf8_lossy(telegram)),
    }
}

/// One bit that is wrong in the text never passes for a right telegram.
fn one_bit_is_noticed(telegram: &[u8], data: &[u8]) {
    let text = IDENTIFICATION.len() + 4;
    let end = telegram.len() - "!0000\r\n".len();
    let bit = data.first().map_or(0, |byte| byte % 7);
    let place = text + usize::from(data.last().copied().unwrap_or(0)) % (end - text);
    let mut damaged = telegram.to_vec();
    if let Some(byte) = damaged.get_mut(place) {
        *byte ^= 1 << bit;
    }
    let mut decoder = Decoder::new(Role::ReadingDevice);
    let mut messages = decoder.push_all(&damaged);
    messages.extend(decoder.finish());
    for message in messages {
        if let Message::Data(data) = message {
            assert_ne!(
                (data.check.kind, data.check.is_ok()),
                (BlockCheckKind::Crc16, Some(true)),
                "bit {bit} of byte {place}"
            );
        }
    }
}

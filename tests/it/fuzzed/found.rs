//! What fuzzing found, each by the name of what went wrong.

use flagport::codec::{Decoder, Ending, Message, Role};

/// Before, each control character in such a line cost a walk through it for each slash.
#[test]
fn a_line_of_slashes_is_not_looked_through_for_each_of_them() {
    let slashes = "/".repeat(1000);
    let noise = "\u{3}".repeat(100_000);
    let mut decoder = Decoder::new(Role::ReadingDevice);
    let messages = decoder.push_all(format!("({slashes}{noise}\r\n").as_bytes());
    assert_eq!(messages, []);
    assert_eq!(decoder.noise(), 101_001 + 1);
}


/// Before, the line went on after the silence and swallowed the STX of the next message.
#[test]
fn a_block_cut_by_half_an_identification_is_over_when_the_line_is_quiet() {
    let mut decoder = Decoder::new(Role::ReadingDevice);
    assert_eq!(decoder.push_all(b"1.8.0(1)\r\n/ISk5MT"), []);
    assert!(matches!(decoder.finish(), Some(Message::Data(data)) if data.ending == Ending::Cut));
    assert_eq!(decoder.finish(), None);
    let messages = decoder.push_all(b"\x022.8.0(2)\r\n!\r\n\x03\x00");
    assert!(
        matches!(&*messages, [Message::Data(data)] if data.body == b"2.8.0(2)\r\n!\r\n"),
        "{messages:?}"
    );
}

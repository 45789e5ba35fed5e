//! Bytes to messages, however they are split.

use super::Message;

/// The longest data block that is kept, in bytes.
pub const MAX_BODY: usize = 8 * 1024 * 1024;

/// Whose messages are received.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// We are the reading device: identifications, data, P0, ACK and NAK come in.
    ReadingDevice,
    /// We are the meter: requests, option selects and commands come in.
    TariffDevice,
}

/// Push decoder: bytes in, messages out.
#[derive(Debug, Clone)]
pub struct Decoder {
    role: Role,
}

impl Decoder {
    /// A decoder for what the other side sends.
    pub fn new(role: Role) -> Decoder {
        Decoder { role }
    }

    /// Takes bytes up to the end of the first message in them; returns how many.
    pub fn push(&mut self, bytes: &[u8]) -> (usize, Option<Message>) {
        let _ = self.role;
        (bytes.len(), None)
    }

    /// Takes all bytes and returns the messages they complete.
    pub fn push_all(&mut self, mut bytes: &[u8]) -> Vec<Message> {
        let mut messages = Vec::new();
        while !bytes.is_empty() {
            let (taken, message) = self.push(bytes);
            bytes = bytes.get(taken..).unwrap_or(&[]);
            messages.extend(message);
        }
        messages
    }

    /// The line went quiet: what is unfinished ends here.
    pub fn finish(&mut self) -> Option<Message> {
        None
    }

    /// The data block being received, so far.
    pub fn pending(&self) -> &[u8] {
        &[]
    }
}

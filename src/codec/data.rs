//! The data message, `STX data ETX BCC`, and its look-alikes without a frame
//! (clause 6.2 and 6.3.3).

use super::command::push_check;
use super::control::{EOT, ETX, STX};
use super::{BlockCheck, BlockCheckKind};

/// A data block as it was received: its text, how it was framed, how it ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataMessage {
    /// The text between the frame characters, or from the first data line to its
    /// `!` line. As sent, but for NUL padding.
    pub body: Vec<u8>,
    pub framing: Framing,
    pub ending: Ending,
    pub check: BlockCheck,
    /// So many codes broke parity, or came as NUL within a line, which is how some ports
    /// tell the same. What a check that fits covers is right all the same.
    pub damaged: usize,
}

/// How the block began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Framing {
    /// With STX.
    Framed,
    /// Without STX, but with ETX and a check that fits: STX was lost on the line.
    StxLost,
    /// Without STX and ETX, as clause 6.2 allows.
    Unframed,
}

/// How the block ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// ETX: the message is complete.
    Complete,
    /// EOT: a partial block, more to follow.
    Partial,
    /// The line beginning with `!` of an unframed block.
    EndMark,
    /// The line went quiet before an end was seen.
    Cut,
    /// Longer than [`MAX_BODY`](super::decoder::MAX_BODY); the rest was dropped.
    TooLong,
}

impl DataMessage {
    /// A framed, complete message of `body`.
    pub fn framed(body: impl Into<Vec<u8>>) -> DataMessage {
        DataMessage {
            body: body.into(),
            framing: Framing::Framed,
            ending: Ending::Complete,
            check: BlockCheck::ABSENT,
            damaged: 0,
        }
    }

    /// Whether the end of the block was seen.
    pub fn is_complete(&self) -> bool {
        matches!(
            self.ending,
            Ending::Complete | Ending::Partial | Ending::EndMark
        )
    }

    pub(super) fn encode(&self, check: BlockCheckKind) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.body.len() + 3);
        let framed = self.framing == Framing::Framed;
        if framed {
            bytes.push(STX);
        }
        bytes.extend(&self.body);
        match self.ending {
            _ if self.framing == Framing::Unframed => {}
            Ending::Partial => bytes.push(EOT),
            Ending::Cut | Ending::TooLong => return bytes,
            Ending::Complete | Ending::EndMark => bytes.push(ETX),
        }
        if self.framing != Framing::Unframed {
            push_check(&mut bytes, usize::from(framed), check);
        }
        bytes
    }
}

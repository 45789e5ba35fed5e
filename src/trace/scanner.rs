//! Where messages and lines begin and end in one direction of the line, and which
//! of their bytes are a password.
//!
//! The link masks what it knows to be a secret; this finds those that nobody told it
//! of. Works byte by byte, so that no split of the bytes matters. Much more lenient
//! than [`codec`](crate::codec), and free of meaning: a trace shows what was on
//! the line, also where it is no message.

use crate::codec::control::{ACK, EOT, ETX, LF, SOH, STX};

/// Follows the bytes of one direction.
#[derive(Debug, Clone, Default)]
pub(super) struct Scanner {
    state: State,
    xor: u8,
    sum: u8,
    /// How many stars came one after the other.
    stars: u8,
    /// The message holds a mask already: its check was made over what it hides.
    masked: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum State {
    /// Outside of a frame.
    #[default]
    Text,
    /// Behind STX.
    Data,
    /// Behind SOH.
    CommandLetter,
    CommandDigit {
        letter: u8,
    },
    Command {
        secret: Secret,
    },
    /// Behind ETX or EOT: the next byte is the block check character.
    Check {
        framed: bool,
        hidden: bool,
    },
}

/// Where the password of a command stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Secret {
    Nowhere,
    /// Behind STX: P1 and P2.
    BehindStx,
    /// In the second group of brackets: W5.
    SecondGroup,
    /// The next bracket opens it.
    NextGroup,
    /// Here: nothing is shown up to the end of the message.
    Here,
}

/// What one byte means for the row it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Step {
    /// A message begins with this byte.
    pub(super) begins: bool,
    /// The row ends behind this byte.
    pub(super) ends: Option<RowEnd>,
    pub(super) shown: Shown,
}

/// What may be shown of a byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    Byte,
    Nothing,
    /// The byte, followed by the mask of a password.
    ByteAndMask,
    /// The mask of a password.
    Mask,
    /// One character of a mask.
    Star,
}

/// How a row ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RowEnd {
    /// With a line feed, or with a frame that cannot be checked.
    Plain,
    /// With a block check character.
    Checked(FrameCheck),
}

/// A block check character and what it should be by both rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct FrameCheck {
    pub(super) received: u8,
    pub(super) xor: u8,
    pub(super) sum: u8,
}

/// What stands for a password, whatever its length.
pub(super) const MASK: &[u8] = b"(***)";

/// What a mask is made of, and how many of them make one.
const STAR: u8 = b'*';
const MASKED: usize = 3;

impl Scanner {
    /// Takes the next byte.
    pub(super) fn push(&mut self, byte: u8) -> Step {
        let (state, step) = self.step(byte);
        let opens = matches!((self.state, state), (_, State::CommandLetter))
            || (state == State::Data && self.state != State::Data);
        if opens {
            (self.xor, self.sum) = (0, 0);
            self.masked = false;
        } else {
            self.xor ^= byte & 0x7F;
            self.sum = self.sum.wrapping_add(byte) & 0x7F;
        }
        self.stars = if byte == STAR {
            self.stars.saturating_add(1)
        } else {
            0
        };
        self.masked |= usize::from(self.stars) >= MASKED;
        self.state = state;
        step
    }

    fn step(&self, byte: u8) -> (State, Step) {
        match self.state {
            State::Check { framed, hidden } => (State::Text, self.check_step(byte, framed, hidden)),
            // No data holds SOH: whatever was there is over.
            _ if byte == SOH => (State::CommandLetter, BEGINS),
            State::Text => match byte {
                STX => (State::Data, BEGINS),
                ACK => (State::Text, BEGINS),
                ETX | EOT => (behind_end(false, false), SHOWN),
                LF => (State::Text, LINE_END),
                _ => (State::Text, SHOWN),
            },
            State::Data => match byte {
                STX => (State::Data, BEGINS),
                ETX | EOT => (behind_end(true, false), SHOWN),
                LF => (State::Data, LINE_END),
                _ => (State::Data, SHOWN),
            },
            State::CommandLetter => (State::CommandDigit { letter: byte }, SHOWN),
            State::CommandDigit { letter } => {
                let secret = match (letter, byte) {
                    (b'P', b'1' | b'2') => Secret::BehindStx,
                    (b'W', b'5') => Secret::SecondGroup,
                    _ => Secret::Nowhere,
                };
                (State::Command { secret }, SHOWN)
            }
            State::Command { secret } => command_step(byte, secret),
        }
    }

    fn check_step(&self, byte: u8, framed: bool, hidden: bool) -> Step {
        let check = FrameCheck {
            received: byte,
            xor: self.xor,
            sum: self.sum,
        };
        Step {
            begins: false,
            ends: Some(if framed && !hidden && !(self.masked && byte == STAR) {
                RowEnd::Checked(check)
            } else {
                RowEnd::Plain
            }),
            // The check of a hidden password would tell seven bits of it.
            shown: if hidden { Shown::Star } else { Shown::Byte },
        }
    }
}

const SHOWN: Step = Step {
    begins: false,
    ends: None,
    shown: Shown::Byte,
};

const BEGINS: Step = Step {
    begins: true,
    ..SHOWN
};

const LINE_END: Step = Step {
    ends: Some(RowEnd::Plain),
    ..SHOWN
};

fn behind_end(framed: bool, hidden: bool) -> State {
    State::Check { framed, hidden }
}

fn command_step(byte: u8, secret: Secret) -> (State, Step) {
    let stay = |secret, shown| (State::Command { secret }, Step { shown, ..SHOWN });
    match (byte, secret) {
        (ETX | EOT, _) => (behind_end(true, secret == Secret::Here), SHOWN),
        (STX, Secret::BehindStx) => stay(Secret::Here, Shown::ByteAndMask),
        (b'(', Secret::SecondGroup) => stay(Secret::NextGroup, Shown::Byte),
        (b'(', Secret::NextGroup) => stay(Secret::Here, Shown::Mask),
        (_, Secret::Here) => stay(Secret::Here, Shown::Nothing),
        _ => stay(secret, Shown::Byte),
    }
}

//! Command messages of programming mode, `SOH C D STX data set ETX BCC`
//! (clause 6.3.3 and 6.5).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;
use zeroize::Zeroizing;

use super::block_check::{sum7, xor};
use super::control::{EOT, ETX, SOH, STX};
use super::{BlockCheck, BlockCheckKind};

/// Letter and digit of a command, `R1` for example.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CommandKind {
    pub letter: u8,
    pub digit: u8,
}

impl CommandKind {
    /// Sign-off.
    pub const B0: CommandKind = CommandKind::new(b'B', b'0');
    /// Operand for the secure algorithm, from the meter.
    pub const P0: CommandKind = CommandKind::new(b'P', b'0');
    /// Plain password.
    pub const P1: CommandKind = CommandKind::new(b'P', b'1');
    /// Result of the secure algorithm.
    pub const P2: CommandKind = CommandKind::new(b'P', b'2');
    /// Read ASCII coded data.
    pub const R1: CommandKind = CommandKind::new(b'R', b'1');
    /// Write ASCII coded data.
    pub const W1: CommandKind = CommandKind::new(b'W', b'1');

    /// Whether it is one that changes something in the meter: to write, or to execute.
    pub fn changes_the_meter(self) -> bool {
        !matches!(self.letter, b'R' | b'P' | b'B')
    }

    /// Whether its data, or the answer to it, comes in partial blocks.
    pub fn is_in_blocks(self) -> bool {
        matches!(
            (self.letter, self.digit),
            (b'R' | b'W', b'3' | b'4') | (b'R', b'6')
        )
    }

    /// A command of any letter and digit.
    pub const fn new(letter: u8, digit: u8) -> CommandKind {
        CommandKind { letter, digit }
    }
}

impl fmt::Display for CommandKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", char::from(self.letter), char::from(self.digit))
    }
}

/// A text that names no command.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{0:?} is no command; it takes a letter and a digit, such as R1")]
pub struct CommandKindError(pub String);

impl FromStr for CommandKind {
    type Err = CommandKindError;

    fn from_str(text: &str) -> Result<CommandKind, CommandKindError> {
        match *text.as_bytes() {
            [letter, digit] if letter.is_ascii_uppercase() && digit.is_ascii_digit() => {
                Ok(CommandKind { letter, digit })
            }
            _ => Err(CommandKindError(text.to_owned())),
        }
    }
}

impl TryFrom<String> for CommandKind {
    type Error = CommandKindError;

    fn try_from(text: String) -> Result<CommandKind, CommandKindError> {
        text.parse()
    }
}

impl From<CommandKind> for String {
    fn from(kind: CommandKind) -> String {
        kind.to_string()
    }
}

/// A command message; from the meter only `P0` and `B0`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    pub kind: CommandKind,
    /// The data set after STX; `None` for a command without STX, such as `B0`.
    pub data: Option<Vec<u8>>,
    /// Ends with EOT: another partial block follows.
    pub more: bool,
    /// As it was received; [`BlockCheck::ABSENT`] on
    /// one of our own, where [`encode`](super::encode) makes the check.
    pub check: BlockCheck,
}

impl Command {
    /// A command with a data set, complete in one block.
    pub fn new(kind: CommandKind, data: impl Into<Vec<u8>>) -> Command {
        Command {
            kind,
            data: Some(data.into()),
            more: false,
            check: BlockCheck::ABSENT,
        }
    }

    /// The break message, `SOH B0 ETX BCC`.
    pub fn sign_off() -> Command {
        Command {
            kind: CommandKind::B0,
            data: None,
            more: false,
            check: BlockCheck::ABSENT,
        }
    }

    /// The command in the codes between SOH and the end character.
    pub(super) fn parse(codes: &[u8], more: bool, check: BlockCheck) -> Option<Command> {
        let (&[letter, digit], rest) = codes.split_first_chunk()?;
        let data = match rest.split_first() {
            None => None,
            Some((&STX, data)) => Some(data.to_vec()),
            Some(_) => return None,
        };
        letter.is_ascii_uppercase().then(|| Command {
            kind: CommandKind::new(letter, digit),
            data,
            more,
            check,
        })
    }

    pub(super) fn encode(&self, check: BlockCheckKind) -> Vec<u8> {
        let mut bytes = Vec::new();
        push_command(
            &mut bytes,
            self.kind,
            self.data.as_deref(),
            self.more,
            check,
        );
        bytes
    }
}

/// The bytes of a command whose data set holds a secret; they are wiped when they
/// are dropped, and no other copy of them is made.
pub fn encode_secret(
    kind: CommandKind,
    data: &[u8],
    more: bool,
    check: BlockCheckKind,
) -> Zeroizing<Vec<u8>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(data.len().saturating_add(FRAME)));
    push_command(&mut bytes, kind, Some(data), more, check);
    bytes
}

/// The characters of a command beside its data set.
const FRAME: usize = 6;

fn push_command(
    bytes: &mut Vec<u8>,
    kind: CommandKind,
    data: Option<&[u8]>,
    more: bool,
    check: BlockCheckKind,
) {
    bytes.extend([SOH, kind.letter, kind.digit]);
    if let Some(data) = data {
        bytes.push(STX);
        bytes.extend(data);
    }
    bytes.push(if more { EOT } else { ETX });
    push_check(bytes, 1, check);
}

/// Appends the check over `bytes[from..]`; the CRC of P1 telegrams never stands
/// behind a frame, so it counts as XOR here.
pub(super) fn push_check(bytes: &mut Vec<u8>, from: usize, check: BlockCheckKind) {
    let checked = bytes.get(from..).unwrap_or(&[]);
    match check {
        BlockCheckKind::Sum7 => bytes.push(sum7(checked)),
        BlockCheckKind::Xor | BlockCheckKind::Crc16 => bytes.push(xor(checked)),
        BlockCheckKind::None => {}
    }
}

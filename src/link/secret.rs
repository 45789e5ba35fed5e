//! Saying what nobody may read afterwards: of a command with a password in it, the
//! trace and everything else that is kept hold a masked form only.
//!
//! The meter, or the head, may send the password back, whole or damaged. So what comes
//! in until the next message goes out is told message by message: what is no message of
//! the meter shows as three stars, and in what is one the secrets are replaced. Does not
//! know what a password is: it is told the secrets.

use zeroize::{Zeroize, Zeroizing};

use super::{Link, LinkError};
use crate::codec::command::encode_secret;
use crate::codec::{BlockCheckKind, Command, CommandKind, DataMessage, Message, encode};
use crate::transport::LineTime;

/// What stands for a secret in a trace, whatever its length.
pub const MASK: &str = "***";

/// Stands for a character, and for a block check that would tell seven bits.
const STAR: u8 = b'*';

/// A secret of so many characters is replaced wherever it stands; a shorter one would
/// be found in every other error message, so it has to stand by itself.
const LONG: usize = 4;

/// A command with a secret in its data set.
#[derive(Clone, Copy)]
pub struct SecretCommand<'a> {
    pub kind: CommandKind,
    pub data: &'a [u8],
    /// Ends with EOT: another partial block follows.
    pub more: bool,
    /// The data set with [`MASK`] in place of every secret.
    pub shown: &'a str,
    /// What must not show in an answer either.
    pub secrets: &'a [&'a [u8]],
}

/// What is kept back between a secret command and the next message.
pub(super) struct Secrecy {
    shown: Vec<u8>,
    secrets: Vec<Zeroizing<Vec<u8>>>,
    /// How many codes came in that made no message so far.
    withheld: usize,
}

impl Secrecy {
    fn of(said: &SecretCommand<'_>) -> Secrecy {
        let command = Command {
            more: said.more,
            ..Command::new(said.kind, said.shown)
        };
        let mut shown = encode(&Message::Command(command), BlockCheckKind::None);
        shown.push(STAR);
        let secrets = said.secrets.iter().filter(|secret| !secret.is_empty());
        Secrecy {
            shown,
            secrets: secrets.map(|s| Zeroizing::new(s.to_vec())).collect(),
            withheld: 0,
        }
    }

    /// The command as the trace shows it.
    pub(super) fn shown(&self) -> &[u8] {
        &self.shown
    }

    /// Takes the secrets out of `message`. Returns it with its bytes as they may be
    /// shown; `None` if it is none that a meter sends.
    fn censor(&self, message: Message) -> Option<(Vec<u8>, Message)> {
        match message {
            Message::Ack | Message::Nak => Some((encode(&message, BlockCheckKind::None), message)),
            Message::Command(mut command) if is_meters(command.kind) => {
                let found = command.data.as_mut().is_some_and(|data| self.replace(data));
                let mut shown = encode(&Message::Command(command.clone()), BlockCheckKind::None);
                push_check(&mut shown, command.check.received, found);
                Some((shown, Message::Command(command)))
            }
            Message::Data(mut data) if data.check.is_ok() == Some(true) => {
                let found = self.replace(&mut data.body);
                let mut shown = encode(&Message::Data(data.clone()), BlockCheckKind::None);
                push_check(&mut shown, data.check.received, found);
                Some((shown, Message::Data(data)))
            }
            other => Some((Vec::new(), without_text(other)?)),
        }
    }

    /// Replaces every secret in `text`; says whether there was one.
    fn replace(&self, text: &mut Vec<u8>) -> bool {
        let mut found = false;
        for secret in &self.secrets {
            let places: Vec<usize> = memchr::memmem::find_iter(text, secret.as_slice())
                .filter(|place| secret.len() >= LONG || is_whole(text, *place, secret.len()))
                .collect();
            if places.is_empty() {
                continue;
            }
            found = true;
            let mut clean = Vec::with_capacity(text.len());
            let mut from = 0;
            for place in places {
                clean.extend(text.get(from..place).unwrap_or_default());
                clean.extend(MASK.as_bytes());
                from = place.saturating_add(secret.len());
            }
            clean.extend(text.get(from..).unwrap_or_default());
            text.zeroize();
            *text = clean;
        }
        found
    }
}

/// Whether what stands at `place` is not part of a longer word or number.
fn is_whole(text: &[u8], place: usize, length: usize) -> bool {
    let before = place.checked_sub(1).and_then(|before| text.get(before));
    let behind = text.get(place.saturating_add(length));
    !before.is_some_and(u8::is_ascii_alphanumeric) && !behind.is_some_and(u8::is_ascii_alphanumeric)
}

/// Whether a meter sends such commands.
fn is_meters(kind: CommandKind) -> bool {
    kind == CommandKind::P0 || kind.letter == CommandKind::B0.letter
}

fn push_check(shown: &mut Vec<u8>, received: Option<u16>, hidden: bool) {
    let check = received.and_then(|check| u8::try_from(check).ok());
    shown.extend(check.map(|check| if hidden { STAR } else { check }));
}

/// A message that may be a damaged reflection, without what it says; `None` if it then
/// says nothing.
pub(super) fn without_text(message: Message) -> Option<Message> {
    match message {
        Message::Data(mut data) => {
            data.body.zeroize();
            Some(Message::Data(DataMessage {
                body: Vec::new(),
                ..data
            }))
        }
        Message::Command(mut command) => {
            command.data.zeroize();
            None
        }
        _ => None,
    }
}

impl Link<'_> {
    /// Sends a command that the trace shows masked. As [`Link::say`] otherwise.
    pub fn say_secret(&mut self, said: &SecretCommand<'_>) -> Result<LineTime, LinkError> {
        self.permit(said.kind, said.data, said.more)?;
        let codes = encode_secret(said.kind, said.data, said.more, self.check);
        self.transmit(&codes, Some(Secrecy::of(said)))
    }

    /// Decodes `codes`, and tells what may be told of them.
    pub(super) fn take_in_secretly(&mut self, codes: &[u8]) {
        let Some(mut secrecy) = self.secrecy.take() else {
            return;
        };
        let mut rest = codes;
        while !rest.is_empty() {
            let (taken, message) = self.decoder.push(rest);
            rest = rest.get(taken..).unwrap_or(&[]);
            secrecy.withheld = secrecy.withheld.saturating_add(taken);
            let Some(message) = message else { continue };
            let own = Zeroizing::new(encode(&message, BlockCheckKind::Xor)).len();
            let Some((shown, message)) = secrecy.censor(message) else {
                continue;
            };
            let withheld = std::mem::take(&mut secrecy.withheld);
            let mut told = Vec::new();
            if shown.is_empty() || withheld > own {
                told.extend(MASK.as_bytes());
            }
            told.extend(shown);
            self.tell_received(&told);
            self.inbox.push_back(message);
        }
        self.secrecy = Some(secrecy);
    }

    /// Tells that codes came in which made no message.
    pub(super) fn tell_withheld(&mut self) {
        let withheld = match &mut self.secrecy {
            Some(secrecy) => std::mem::take(&mut secrecy.withheld),
            None => 0,
        };
        if withheld > 0 {
            self.tell_received(MASK.as_bytes());
        }
    }
}

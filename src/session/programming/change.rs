//! Commands that change the meter. They are repeated after NAK only: after silence or
//! damage nobody knows whether they were carried out.

use zeroize::Zeroizing;

use super::answer::{address_of, is_intact, lone_group, refusal, stranger};
use super::{Acknowledgement, Programming, is_break, operand_of};
use crate::codec::{CommandKind, DataMessage, Message};
use crate::link::{self, Limit, Link, LinkError, SecretCommand};
use crate::order::{Order, Secrets};
use crate::secret::{self, Password};
use crate::session::{SessionError, UnfitPassword};
use crate::transport::LineTime;
use crate::watch::Stage;

/// What is said when the meter answers NAK each time.
pub(super) const NAK: &str = "NAK";

/// The letter of execute commands, which may bring data.
const EXECUTE: u8 = b'E';

/// What one message that must not be said twice brought.
pub(super) enum Said {
    Ack,
    Nak,
    Data(DataMessage),
    Refused(String),
    /// The meter asks for a password anew.
    Operand,
    Break,
    Unknown(LinkError),
}

impl Programming {
    /// Says a command that changes the meter, in partial blocks of at most `block`
    /// characters where its kind is so.
    ///
    /// An error means that nothing was carried out: the guard, a missing password or a
    /// cancelled job kept it back, or the line failed before. From its first character
    /// on cancelling is felt only after its acknowledgement or the limit for that.
    pub fn change(
        &mut self,
        link: &mut Link<'_>,
        order: &Order,
        secrets: Secrets<'_>,
        block: u16,
    ) -> Result<Acknowledgement, SessionError> {
        let repeats = link.timing().repeats;
        self.change_repeated(link, order, secrets, block, repeats)
    }

    /// The same, and not repeated after NAK either: for what is only true at the instant
    /// at which it is said.
    pub fn change_once(
        &mut self,
        link: &mut Link<'_>,
        order: &Order,
        secrets: Secrets<'_>,
        block: u16,
    ) -> Result<Acknowledgement, SessionError> {
        self.change_repeated(link, order, secrets, block, 0)
    }

    fn change_repeated(
        &mut self,
        link: &mut Link<'_>,
        order: &Order,
        secrets: Secrets<'_>,
        block: u16,
        repeats: u32,
    ) -> Result<Acknowledgement, SessionError> {
        if !order.kind.changes_the_meter() || order.address().is_empty() {
            return Err(SessionError::NotACommand { kind: order.kind });
        }
        self.check_over()?;
        let wanted = [
            (order.needs_password(), secrets.password),
            (order.needs_new_password(), secrets.new_password),
        ];
        let mut words = Vec::new();
        for (is_needed, password) in wanted {
            if is_needed {
                let password = password.ok_or(SessionError::SecretMissing)?;
                words.push(sendable(password)?);
            }
        }
        let data = order.data(secrets);
        let shown = order.data_shown().replace(secret::MASK, link::MASK);
        let parts = if order.kind.is_in_blocks() && !order.is_secret() {
            in_blocks(&data, block)
        } else {
            vec![data]
        };
        let last = parts.len().saturating_sub(1);
        for (index, part) in parts.iter().enumerate() {
            let said = SecretCommand {
                kind: order.kind,
                data: part,
                more: index < last,
                shown: &shown,
                secrets: &words,
            };
            let outcome = self.say_until_acknowledged(link, &said, index > 0, repeats)?;
            match outcome {
                Said::Ack if said.more => {}
                Said::Ack => return Ok(Acknowledgement::Accepted(None)),
                Said::Data(data) => return Ok(Acknowledgement::Accepted(Some(data))),
                Said::Nak => return Ok(Acknowledgement::Refused(NAK.to_owned())),
                Said::Refused(words) => return Ok(Acknowledgement::Refused(words)),
                Said::Break => return Ok(Acknowledgement::BrokenOff),
                // It began anew; what became of the command nobody knows.
                Said::Operand => {
                    self.end();
                    return Ok(Acknowledgement::BrokenOff);
                }
                Said::Unknown(cause) => return Ok(Acknowledgement::Unanswered(cause)),
            }
        }
        Ok(Acknowledgement::Accepted(None))
    }

    /// Says one message, again after NAK. An error means that it was not said.
    fn say_until_acknowledged(
        &mut self,
        link: &mut Link<'_>,
        command: &SecretCommand<'_>,
        goes_on: bool,
        repeats: u32,
    ) -> Result<Said, SessionError> {
        let mut said = Said::Nak;
        for _ in 0..=repeats {
            said = match self.say_once(link, command, goes_on) {
                // The blocks before were taken: what becomes of them nobody knows.
                Err(SessionError::Link { cause, .. }) if goes_on => Said::Unknown(cause),
                other => other?,
            };
            if !matches!(said, Said::Nak) {
                break;
            }
        }
        Ok(said)
    }

    /// Says a message and waits for its acknowledgement. An error means that nothing of
    /// it left.
    pub(super) fn say_once(
        &mut self,
        link: &mut Link<'_>,
        command: &SecretCommand<'_>,
        at_last: bool,
    ) -> Result<Said, SessionError> {
        let limit = link.timing().for_acknowledgement(self.settings);
        let stage = SessionError::at(Stage::DataSets);
        let ready = self.ready_at().max(self.unsettled_until);
        let waited = if at_last {
            link.pause_at_last(ready)
        } else {
            link.settle_until(ready)
        };
        if let Err(cause) = waited {
            return Err(stage(cause));
        }
        let said = if command.secrets.is_empty() {
            link.say_command(command.kind, command.data, command.more, at_last)
        } else {
            link.say_secret(command)
        };
        let said = match said {
            Ok(said) => said,
            // A part of it may have left.
            Err(cause @ LinkError::Transport(_)) => return Ok(Said::Unknown(cause)),
            Err(cause) => return Err(stage(cause)),
        };
        let heard = self.hear_acknowledgement(link, command, limit, said);
        if matches!(heard, Said::Unknown(_)) {
            self.unsettled_until = link.now() + limit.first;
            self.quiet_until = link.now() + link.timing().answer;
        }
        self.noted(link, said);
        Ok(heard)
    }

    fn hear_acknowledgement(
        &mut self,
        link: &mut Link<'_>,
        command: &SecretCommand<'_>,
        limit: Limit,
        said: LineTime,
    ) -> Said {
        let until = said + limit.first;
        let known = self.operand.clone();
        loop {
            let limit = Limit {
                first: until.since(link.now().max(said)),
                ..limit
            };
            match link.listen_on(limit) {
                Ok(Message::Ack) => return Said::Ack,
                // A NAK within noise may be noise itself, and would send it twice.
                Ok(Message::Nak) if link.sample().len() == 1 => return Said::Nak,
                // What tells no address may be the late answer to a read that was given up.
                Ok(Message::Data(data)) if self.owed && address_of(&data).is_none() => {}
                Ok(Message::Data(data)) if is_intact(&data) => {
                    if let Some(said) = judged(command, data) {
                        return said;
                    }
                }
                Ok(Message::Command(answer)) if is_break(&answer) => {
                    self.end();
                    return Said::Break;
                }
                Ok(Message::Command(answer)) if answer.kind == CommandKind::P0 => {
                    // The same one that began before all was said is no answer: it came
                    // twice. Over a network an answer may seem to begin as early.
                    let differs = |known: &String| {
                        answer.check.is_ok() == Some(true) && operand_of(&answer) != *known
                    };
                    match &known {
                        Some(known) if link.first_byte() >= said || differs(known) => {
                            return Said::Operand;
                        }
                        Some(_) => {}
                        None => self.take_late_operand(link, &answer),
                    }
                }
                Ok(_) => {}
                Err(cause) => return Said::Unknown(cause),
            }
        }
    }
}

/// What intact data mean as the answer to a command; `None` if they answer another.
fn judged(command: &SecretCommand<'_>, data: DataMessage) -> Option<Said> {
    if let Some(words) = refusal(&data) {
        return Some(Said::Refused(words));
    }
    if command.kind.letter != EXECUTE {
        return lone_group(&data).map(Said::Refused);
    }
    stranger(command.shown, &data)
        .is_none()
        .then_some(Said::Data(data))
}

/// The characters of a password that a command can carry.
pub(super) fn sendable(password: &Password) -> Result<&[u8], UnfitPassword> {
    let is_carried = |c: char| matches!(c, ' '..='~') && !matches!(c, '(' | ')');
    if password.reveal().chars().all(is_carried) {
        Ok(password.reveal().as_bytes())
    } else {
        Err(UnfitPassword::Characters)
    }
}

/// A data set of one group in partial blocks: the address stands in the first only.
fn in_blocks(data: &[u8], block: u16) -> Vec<Zeroizing<Vec<u8>>> {
    let whole = || vec![Zeroizing::new(data.to_vec())];
    let Some(open) = data.iter().position(|code| *code == b'(') else {
        return whole();
    };
    let (address, group) = data.split_at(open);
    let Some(value) = group.strip_prefix(b"(").and_then(|g| g.strip_suffix(b")")) else {
        return whole();
    };
    let size = usize::from(block.max(1));
    if value.len() <= size || value.contains(&b'(') {
        return whole();
    }
    let chunks = value.chunks(size).enumerate();
    chunks
        .map(|(index, chunk)| {
            let address = if index == 0 { address } else { b"" };
            Zeroizing::new([address, b"(", chunk, b")"].concat())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_cut_into_blocks_and_its_address_stands_in_the_first() {
        let check = |data: &str, block: u16, expected: &[&str]| {
            let parts = in_blocks(data.as_bytes(), block);
            let parts: Vec<&str> = parts
                .iter()
                .map(|part| std::str::from_utf8(part).unwrap())
                .collect();
            assert_eq!(parts, expected);
        };
        check(
            "0000(30313233343536373839)",
            8,
            &["0000(30313233)", "(34353637)", "(3839)"],
        );
        check("0000(30313233)", 8, &["0000(30313233)"]);
        check("0000(12)", 0, &["0000(1)", "(2)"]);
        check("0000()", 8, &["0000()"]);
        check("0000(12345)(6)", 2, &["0000(12345)(6)"]);
    }
}

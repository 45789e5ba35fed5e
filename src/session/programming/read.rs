//! Read commands: said until the answer is understood, partial blocks put together.

use super::answer::{is_intact, refusal, stranger};
use super::{Answer, Programming, is_break, shown_rule};
use crate::codec::{BlockCheckKind, Command, CommandKind, DataMessage, Ending, Message};
use crate::link::{Limit, Link, LinkError};
use crate::order::{Order, Secrets};
use crate::session::SessionError;
use crate::transport::LineTime;
use crate::watch::Stage;

/// The most characters of an answer in partial blocks. Load profiles, which may be
/// longer, are fetched.
const MAX_ANSWER: usize = 8 * 1024 * 1024;

/// How many partial blocks in a row may hold nothing.
const EMPTY_BLOCKS: u32 = 10;

/// What came after a command, or after an acknowledged block.
enum Heard {
    Data(DataMessage),
    Nak,
    Damaged,
    /// The data of another address, and of no other.
    AnotherAddress(String),
    Silence,
}

impl Programming {
    /// Says a read command until its answer is understood: after NAK, damage and silence
    /// it is repeated. The data of another address than the one asked for are passed
    /// over.
    pub fn read(&mut self, link: &mut Link<'_>, order: &Order) -> Result<Answer, SessionError> {
        if order.kind.letter != CommandKind::R1.letter {
            return Err(SessionError::NotACommand { kind: order.kind });
        }
        if order.is_secret() {
            return Err(SessionError::SecretMissing);
        }
        self.check_over()?;
        let data = order.data(Secrets::default());
        let command = Message::Command(Command::new(order.kind, data.to_vec()));
        let asked = order.data_shown();
        // A range takes the meter long to look up.
        let is_long = order.kind.is_in_blocks() || data.contains(&b';');
        let limit = if is_long {
            link.timing().for_block(self.settings)
        } else {
            link.timing().for_answer(self.settings)
        };
        let times = link.timing().repeats.saturating_add(1);
        let mut last = Heard::Silence;
        let mut outstanding = false;
        let mut first_said = None;
        for _ in 0..times {
            last = self.say(link, &command, &asked, limit)?;
            if let Heard::Data(data) = &last
                && self.is_doubtful(link, data, limit.first)
            {
                last = self.say(link, &command, &asked, limit)?;
            }
            let said = link.sent();
            let lateness = link.now().since(*first_said.get_or_insert(said));
            if let Heard::Data(first) = last {
                match self.blocks(link, first, limit)? {
                    Heard::Data(data) => {
                        if outstanding {
                            // The answer to the last saying of it may be as late.
                            self.quiet_until = said + lateness + limit.first;
                        }
                        return Ok(Answer::of(data));
                    }
                    other => last = other,
                }
            }
            outstanding |= matches!(last, Heard::Silence | Heard::AnotherAddress(_));
        }
        if outstanding {
            self.quiet_until = link.now() + limit.first;
            self.owed = true;
        }
        let command = order.to_string();
        match last {
            Heard::Nak => Ok(Answer::NotAcknowledged),
            Heard::AnotherAddress(address) => Ok(Answer::AnotherAddress(address)),
            Heard::Damaged | Heard::Data(_) => Err(SessionError::Damaged { command, times }),
            Heard::Silence => Err(SessionError::NoReply { command, times }),
        }
    }

    /// Nothing is said to a meter that broke off.
    pub(super) fn check_over(&self) -> Result<(), SessionError> {
        if self.over {
            Err(SessionError::BrokenOff)
        } else {
            Ok(())
        }
    }

    /// Says a message and hears what comes.
    fn say(
        &mut self,
        link: &mut Link<'_>,
        message: &Message,
        asked: &str,
        limit: Limit,
    ) -> Result<Heard, SessionError> {
        self.get_ready(link).map_err(at_data())?;
        let said = link.say(message).map_err(at_data())?;
        let heard = self.hear(link, asked, limit, said);
        self.noted(link, said);
        heard
    }

    /// Waits for the answer to the data set `asked`, where that is not empty.
    fn hear(
        &mut self,
        link: &mut Link<'_>,
        asked: &str,
        limit: Limit,
        said: LineTime,
    ) -> Result<Heard, SessionError> {
        let until = said + limit.first * 2;
        let mut another = None;
        loop {
            match link.listen(limit) {
                Ok(Message::Data(data)) if is_intact(&data) => {
                    another = stranger(asked, &data);
                    if another.is_none() {
                        self.learn_from(link, &data);
                        return Ok(Heard::Data(data));
                    }
                }
                Ok(Message::Data(_)) => return Ok(Heard::Damaged),
                Ok(Message::Nak) => return Ok(Heard::Nak),
                Ok(Message::Command(command)) if is_break(&command) => {
                    self.end();
                    return Err(SessionError::BrokenOff);
                }
                Ok(Message::Command(command)) if command.kind == CommandKind::P0 => {
                    self.take_late_operand(link, &command);
                }
                // An echo that came late, another master on the line, a stray ACK.
                Ok(_) => {}
                Err(LinkError::NoAnswer { .. }) => return Ok(Heard::Silence),
                Err(LinkError::Noise { .. }) => {
                    return Ok(another.map_or(Heard::Damaged, Heard::AnotherAddress));
                }
                Err(cause) => return Err(at_data()(cause)),
            }
            if link.now() >= until {
                return Ok(another.map_or(Heard::Silence, Heard::AnotherAddress));
            }
        }
    }

    /// `P0` came after it was no longer waited for.
    pub(super) fn take_late_operand(&mut self, link: &mut Link<'_>, command: &Command) {
        if self.operand.is_none() {
            self.take_operand(link, command);
        }
    }

    /// Data that fit XOR show it where no `P0` did. One that fits the sum may be damaged
    /// and fit by chance.
    pub(super) fn learn_from(&mut self, link: &mut Link<'_>, data: &DataMessage) {
        if self.rule.is_none()
            && data.check.kind == BlockCheckKind::Xor
            && shown_rule(&Message::Data(data.clone()), data.check.kind).is_some()
        {
            self.learn(link, BlockCheckKind::Xor);
        }
    }

    /// The rest of an answer in partial blocks: each is acknowledged, a damaged one asked
    /// for again. What they hold is put together with nothing in between.
    fn blocks(
        &mut self,
        link: &mut Link<'_>,
        first: DataMessage,
        limit: Limit,
    ) -> Result<Heard, SessionError> {
        let mut whole = first;
        let mut empty = 0;
        while whole.ending == Ending::Partial {
            let block = match self.next_block(link, limit)? {
                Heard::Data(block) => block,
                other => return Ok(other),
            };
            empty = if block.body.is_empty() { empty + 1 } else { 0 };
            if empty > EMPTY_BLOCKS {
                return Ok(Heard::Damaged);
            }
            if block.ending == Ending::Complete && refusal(&block).is_some() {
                return Ok(Heard::Data(block));
            }
            whole.ending = block.ending;
            whole.check = block.check;
            if whole.body.len().saturating_add(block.body.len()) > MAX_ANSWER {
                whole.ending = Ending::TooLong;
                break;
            }
            whole.body.extend(block.body);
        }
        Ok(Heard::Data(whole))
    }

    /// After silence the read begins anew: whether the acknowledgement was lost or the
    /// block cannot be told, and the wrong guess would leave one out or repeat it.
    fn next_block(&mut self, link: &mut Link<'_>, limit: Limit) -> Result<Heard, SessionError> {
        let mut reply = Message::Ack;
        for _ in 0..=link.timing().repeats {
            match self.say(link, &reply, "", limit)? {
                Heard::Damaged => reply = Message::Nak,
                other => return Ok(other),
            }
        }
        Ok(Heard::Damaged)
    }
}

fn at_data() -> impl FnOnce(LinkError) -> SessionError {
    SessionError::at(Stage::DataSets)
}

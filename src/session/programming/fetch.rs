//! Fetching a load profile or a logbook: a read command whose answer may take minutes,
//! and of which nothing that came is lost.

use super::answer::{is_intact, refusal, stranger};
use super::{Programming, is_break};
use crate::codec::control::{EOT, ETX, STX};
use crate::codec::{Command, CommandKind, DataMessage, Ending, Framing, Message};
use crate::link::{Limit, Link, LinkError};
use crate::order::{Order, Secrets};
use crate::session::SessionError;
use crate::transport::LineTime;
use crate::watch::Stage;

/// How many partial blocks in a row may hold nothing.
const EMPTY_BLOCKS: u32 = 10;

/// What a fetch brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    /// The data messages as received, with STX, ETX or EOT and block check, in order.
    /// The last one may be cut or damaged.
    pub raw: Vec<u8>,
    pub end: FetchEnd,
}

/// How a fetch ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FetchEnd {
    /// The answer came whole, and every block check is right.
    Whole,
    /// The text between the brackets of an error message, `ERROR`.
    Refused(String),
    /// The command was not acknowledged as often as it was said.
    NotAcknowledged,
    /// It answered with the data of this address each time.
    AnotherAddress(String),
    /// Nothing came, as often as the command was said.
    Silence,
    /// The line went quiet in the middle.
    Cut,
    /// The answer, or one block of it, was damaged each time.
    Damaged,
    /// The answer went on beyond what it may have.
    Endless,
    /// The line, the meter or the user ended it.
    Stopped(SessionError),
}

/// What came after a command, or after an acknowledged block.
enum Part {
    Data(DataMessage),
    /// Damaged or cut.
    Broken(DataMessage),
    Noise,
    Nak,
    AnotherAddress(String),
    Silence,
    Stopped(SessionError, Option<DataMessage>),
}

impl Programming {
    /// Says a read command whose answer may take as long as characters keep coming, and
    /// gives back what came of it in every case. After NAK, damage and silence the
    /// command is repeated; an answer that is cut in the middle is not: what is missing
    /// can be asked for by itself. More than `most` characters are not heard out.
    pub fn fetch(&mut self, link: &mut Link<'_>, order: &Order, most: usize) -> Fetched {
        let stopped = |error| Fetched {
            raw: Vec::new(),
            end: FetchEnd::Stopped(error),
        };
        if order.kind.letter != CommandKind::R1.letter {
            return stopped(SessionError::NotACommand { kind: order.kind });
        }
        if order.is_secret() {
            return stopped(SessionError::SecretMissing);
        }
        if let Err(error) = self.check_over() {
            return stopped(error);
        }
        let data = order.data(Secrets::default());
        let command = Message::Command(Command::new(order.kind, data.to_vec()));
        let asked = order.data_shown();
        let limit = Limit {
            most: Some(most),
            ..link.timing().for_block(self.settings)
        };
        let mut kept = Vec::new();
        let mut end = FetchEnd::Silence;
        let mut outstanding = false;
        let mut first_said = None;
        for _ in 0..=link.timing().repeats {
            let mut raw = Vec::new();
            let mut doubtful = false;
            end = self.fetch_once(link, &command, &asked, limit, &mut raw, &mut doubtful);
            if doubtful && end == FetchEnd::Whole && raw != kept {
                // Two answers that are equal settle it, and so does one without doubt.
                kept = raw;
                end = FetchEnd::Damaged;
                continue;
            }
            let said = link.sent();
            let lateness = link.now().since(*first_said.get_or_insert(said));
            let is_last = match &end {
                FetchEnd::Whole | FetchEnd::Refused(_) => {
                    kept = raw;
                    if outstanding {
                        // The answer to the last saying of it may be as late.
                        self.quiet_until = said + lateness + limit.first;
                    }
                    return Fetched { raw: kept, end };
                }
                FetchEnd::Cut | FetchEnd::Endless | FetchEnd::Stopped(_) => true,
                _ => false,
            };
            if raw.len() > kept.len() {
                kept = raw;
            }
            // The block that was waited for, or the rest of it, may still come.
            outstanding |= matches!(
                end,
                FetchEnd::Silence | FetchEnd::Cut | FetchEnd::AnotherAddress(_)
            );
            if is_last {
                break;
            }
        }
        if outstanding {
            self.quiet_until = link.now() + limit.first;
            self.owed = true;
        }
        Fetched { raw: kept, end }
    }

    /// Says the command once and hears its answer, block by block. `doubtful` where a block
    /// came twice in a row, which is either what the meter holds or one block that it said
    /// again because it did not hear the acknowledgement.
    fn fetch_once(
        &mut self,
        link: &mut Link<'_>,
        command: &Message,
        asked: &str,
        limit: Limit,
        raw: &mut Vec<u8>,
        doubtful: &mut bool,
    ) -> FetchEnd {
        let mut body = Vec::new();
        let mut empty = 0;
        let mut part = self.say_part(link, command, asked, limit);
        if let Part::Data(data) = &part
            && self.is_doubtful(link, data, limit.first)
        {
            part = self.say_part(link, command, asked, limit);
        }
        loop {
            let data = match part {
                Part::Data(data) => data,
                Part::Broken(data) => {
                    let end = match data.ending {
                        Ending::TooLong => FetchEnd::Endless,
                        // Without a whole line there is nothing to go on from.
                        Ending::Cut if !raw.is_empty() || data.body.contains(&b'\n') => {
                            FetchEnd::Cut
                        }
                        _ => FetchEnd::Damaged,
                    };
                    raw.extend(as_received(&data));
                    return end;
                }
                Part::Noise => return FetchEnd::Damaged,
                Part::Nak => return FetchEnd::NotAcknowledged,
                Part::AnotherAddress(address) => return FetchEnd::AnotherAddress(address),
                Part::Silence if raw.is_empty() => return FetchEnd::Silence,
                // Whether the acknowledgement was lost or the block cannot be told.
                Part::Silence => return FetchEnd::Cut,
                Part::Stopped(error, data) => {
                    raw.extend(data.iter().flat_map(as_received));
                    return FetchEnd::Stopped(error);
                }
            };
            if data.ending == Ending::Complete
                && let Some(words) = refusal(&data)
            {
                if body.is_empty() {
                    raw.extend(as_received(&data));
                }
                return FetchEnd::Refused(words);
            }
            raw.extend(as_received(&data));
            if data.ending == Ending::Complete {
                return FetchEnd::Whole;
            }
            *doubtful |= body.ends_with(&data.body) && !is_monotonous(&data.body);
            empty = if data.body.is_empty() { empty + 1 } else { 0 };
            if empty > EMPTY_BLOCKS {
                return FetchEnd::Damaged;
            }
            body.extend(data.body);
            if limit.most.is_some_and(|most| body.len() > most) {
                return FetchEnd::Endless;
            }
            link.tell_gathered(&body);
            part = self.next_part(link, limit);
        }
    }

    /// Acknowledges a partial block and hears the next one, which is asked for again
    /// while it comes damaged.
    fn next_part(&mut self, link: &mut Link<'_>, limit: Limit) -> Part {
        let mut reply = Message::Ack;
        let mut part = Part::Silence;
        for _ in 0..=link.timing().repeats {
            part = self.say_part(link, &reply, "", limit);
            match &part {
                Part::Noise => reply = Message::Nak,
                Part::Broken(data) if data.ending != Ending::TooLong => reply = Message::Nak,
                _ => return part,
            }
        }
        part
    }

    fn say_part(
        &mut self,
        link: &mut Link<'_>,
        message: &Message,
        asked: &str,
        limit: Limit,
    ) -> Part {
        let said = self
            .get_ready(link)
            .and_then(|()| link.say(message))
            .map_err(SessionError::at(Stage::DataSets));
        let said = match said {
            Ok(said) => said,
            Err(error) => return Part::Stopped(error, None),
        };
        let part = self.hear_part(link, asked, limit, said);
        self.noted(link, said);
        part
    }

    /// Waits for the answer to the data set `asked`, where that is not empty.
    fn hear_part(
        &mut self,
        link: &mut Link<'_>,
        asked: &str,
        limit: Limit,
        said: LineTime,
    ) -> Part {
        let until = said + limit.first * 2;
        let mut another = None;
        loop {
            match link.listen(limit) {
                Ok(Message::Data(data)) if is_intact(&data) => {
                    another = stranger(asked, &data);
                    if another.is_none() {
                        self.learn_from(link, &data);
                        return Part::Data(data);
                    }
                }
                Ok(Message::Data(data)) => return Part::Broken(data),
                Ok(Message::Nak) => return Part::Nak,
                Ok(Message::Command(command)) if is_break(&command) => {
                    self.end();
                    return Part::Stopped(SessionError::BrokenOff, None);
                }
                Ok(Message::Command(command)) if command.kind == CommandKind::P0 => {
                    self.take_late_operand(link, &command);
                }
                // An echo that came late, another master on the line, a stray ACK.
                Ok(_) => {}
                Err(LinkError::NoAnswer { .. }) => return Part::Silence,
                Err(LinkError::Noise { .. }) => {
                    return another.map_or(Part::Noise, Part::AnotherAddress);
                }
                Err(cause) => {
                    let data = match link.take_unfinished() {
                        Some(Message::Data(data)) => Some(data),
                        _ => None,
                    };
                    return Part::Stopped(SessionError::at(Stage::DataSets)(cause), data);
                }
            }
            if link.now() >= until {
                return another.map_or(Part::Silence, Part::AnotherAddress);
            }
        }
    }
}

/// Whether all whole lines of a block are the same, so that another block like it comes as
/// no surprise: the hours of a night without any load.
fn is_monotonous(body: &[u8]) -> bool {
    let mut lines = body.split_inclusive(|code| *code == b'\n');
    // Blocks may begin in the middle of a line and end there.
    let first = lines.next().filter(|line| line.starts_with(b"("));
    let mut whole = first.into_iter().chain(lines);
    let Some(one) = whole.next() else {
        return true;
    };
    whole.all(|line| line == one || !line.ends_with(b"\n"))
}

/// A data message as it came, but for padding and parity.
fn as_received(data: &DataMessage) -> Vec<u8> {
    let mut raw = Vec::with_capacity(data.body.len().saturating_add(3));
    if data.framing == Framing::Framed {
        raw.push(STX);
    }
    raw.extend(&data.body);
    match data.ending {
        Ending::Complete | Ending::EndMark => raw.push(ETX),
        Ending::Partial => raw.push(EOT),
        Ending::Cut | Ending::TooLong => return raw,
    }
    let check = data.check.received;
    raw.extend(check.and_then(|check| u8::try_from(check).ok()));
    raw
}

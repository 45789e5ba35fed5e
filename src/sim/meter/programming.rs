//! Programming mode: what a meter makes of passwords, and who may do what.
//!
//! Reading is in `reading`, what changes the meter in `writing`.

use std::collections::{BTreeSet, VecDeque};

use jiff::SignedDuration;

use super::series::Series;
use super::{Meter, Reply, ReplyKind, State, Then};
use crate::codec::control::{ACK, NAK};
use crate::codec::{BlockCheckKind, Command, CommandKind, DataMessage, Ending, Message, encode};
use crate::sim::Fault;
use crate::sim::algorithm;
use crate::sim::programming::{Greeting, LockEffect, LockOut, Login, Programming, Refusal};
use crate::sim::random::Random;
use crate::transport::{LineSettings, LineTime};

/// What a meter knows of the session that it is in.
#[derive(Debug, Clone, Default)]
pub(super) struct Session {
    /// What stood in the brackets of its `P0`.
    operand: String,
    /// Levels that a password of this session opened.
    granted: BTreeSet<u8>,
    /// Partial blocks that wait for their acknowledgement, the one sent first.
    pub(super) blocks: VecDeque<String>,
    /// A command in partial blocks, so far.
    pub(super) underway: Option<(CommandKind, String)>,
    /// The load profile that is being sent.
    pub(super) series: Series,
    /// The last command that a fault made it misunderstand.
    spoiled: Option<Command>,
}

/// How a command ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Reaction {
    Acknowledged,
    /// An answer to a read command, whole.
    Answered(String),
    /// The same in partial blocks.
    InBlocks(String),
    /// What an archive has: the whole of it, or its partial blocks.
    Series(Vec<String>),
    Refused(Refusal),
    /// Something was changed, and that is all.
    Silent,
}

/// One data set of a command: an address and what stands in its brackets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CommandSet {
    pub(super) address: String,
    pub(super) groups: Vec<String>,
}

impl Meter {
    /// The answer to an option select message that chose programming mode.
    pub(super) fn greet(
        &mut self,
        programming: &Programming,
        settings: LineSettings,
        at: LineTime,
    ) {
        self.session = Session::default();
        let operand = match programming.greeting {
            Greeting::Ack => {
                self.say(&Message::Ack, settings, at, Then::Program(settings));
                return;
            }
            Greeting::Operand(operand) => operand.to_owned(),
            Greeting::Random(digits) => {
                let drawn = self.memory.with(|memory| {
                    memory.operands += 1;
                    memory.operands
                });
                let mut random = Random::new(drawn);
                (0..digits)
                    .map(|_| format!("{:X}", random.below(16)))
                    .collect()
            }
        };
        let command = Command::new(CommandKind::P0, format!("({operand})"));
        self.session.operand = operand;
        self.say(
            &Message::Command(command),
            settings,
            at,
            Then::Program(settings),
        );
    }

    /// The reading device asks for the next partial block, or for the same again.
    /// Whether there is one.
    pub(super) fn on_block_answer(&mut self, byte: u8, at: LineTime) -> bool {
        let State::Programming { settings, .. } = self.state else {
            return false;
        };
        let count = self.session.blocks.len();
        match byte {
            ACK if count > 1 => drop(self.session.blocks.pop_front()),
            NAK if count > 0 => {}
            _ => return false,
        }
        self.say_block(settings, at);
        true
    }

    fn say_block(&mut self, settings: LineSettings, at: LineTime) {
        let Some(block) = self.session.blocks.front() else {
            return;
        };
        let mut message = DataMessage::framed(block.as_str());
        if self.session.blocks.len() > 1 {
            message.ending = Ending::Partial;
        }
        let mut bytes = encode(&Message::Data(message), self.kind.check);
        let then = self.spoil_series(&mut bytes, settings);
        self.prepare(ReplyKind::Answer, bytes, settings, at, then);
    }

    pub(super) fn on_command(&mut self, command: &Command, settings: LineSettings, at: LineTime) {
        let Some(programming) = self.programming() else {
            return;
        };
        if command.kind.letter == b'B' {
            self.rest(at);
            return;
        }
        let stay = Then::Program(settings);
        if !self.is_intact(command) || self.misunderstands(command) {
            self.say(&Message::Nak, settings, at, stay);
            return;
        }
        self.session.blocks.clear();
        self.session.series.blocks = 0;
        // Another command ends one that was under way in blocks.
        let underway = self.session.underway.take();
        self.session.underway = underway.filter(|(kind, _)| *kind == command.kind);
        let data = String::from_utf8_lossy(command.data.as_deref().unwrap_or_default());
        let reaction = match command.kind.letter {
            b'P' => self.try_password(&programming, command.kind, &data, at),
            _ if !knows(&programming, command.kind)
                && !knows_archive(&programming, command.kind, &data) =>
            {
                Reaction::Refused(programming.refusals.command)
            }
            b'R' => self.read(&programming, command.kind, &data, at),
            _ => self.change(&programming, command, &data, at),
        };
        match reaction {
            _ if self.is_dead || self.is_deaf(at) => self.rest(at),
            Reaction::Silent => {}
            Reaction::Acknowledged => self.say(&Message::Ack, settings, at, stay),
            Reaction::Answered(text) => {
                let message = Message::Data(DataMessage::framed(text));
                let mut bytes = encode(&message, self.kind.check);
                if self.garbles(command)
                    && let Some(middle) = bytes.len().checked_div(2)
                    && let Some(byte) = bytes.get_mut(middle)
                {
                    *byte ^= 0x01;
                }
                self.prepare(ReplyKind::Answer, bytes, settings, at, stay);
            }
            Reaction::InBlocks(text) => {
                let characters: Vec<char> = text.chars().collect();
                let blocks = characters.chunks(programming.block.max(1));
                self.session.blocks = blocks.map(|block| block.iter().collect()).collect();
                self.say_block(settings, at);
            }
            Reaction::Series(blocks) => {
                let again = !self.spoils(command);
                self.begin_series(blocks, again);
                self.say_block(settings, at);
            }
            Reaction::Refused(refusal) => self.refuse(refusal, settings, at),
        }
    }

    fn refuse(&mut self, refusal: Refusal, settings: LineSettings, at: LineTime) {
        let sign_off = Message::Command(Command::sign_off());
        let stay = Then::Program(settings);
        match refusal {
            Refusal::Text(text) => {
                let message = Message::Data(DataMessage::framed(format!("({text})")));
                self.say(&message, settings, at, stay);
            }
            Refusal::Nak => self.say(&Message::Nak, settings, at, stay),
            Refusal::Break => self.say(&sign_off, settings, at, Then::Listen),
            Refusal::BreakWithSum => {
                let bytes = encode(&sign_off, BlockCheckKind::Sum7);
                self.prepare(ReplyKind::Answer, bytes, settings, at, Then::Listen);
            }
        }
    }

    /// A password by `P1` or `P2`.
    fn try_password(
        &mut self,
        programming: &Programming,
        kind: CommandKind,
        data: &str,
        at: LineTime,
    ) -> Reaction {
        if self.is_locked(at) {
            return Reaction::Refused(programming.refusals.locked);
        }
        let given = data.strip_prefix('(').and_then(|d| d.strip_suffix(')'));
        let Some(given) = given else {
            return Reaction::Refused(programming.refusals.syntax);
        };
        let mut levels = programming.levels.iter();
        let opened = levels.find(|level| {
            let password = self.password_of(level.number, level.password);
            let expected = match (level.login, kind.digit) {
                (Login::P1, b'1') => Some(password),
                (Login::Elster, b'2') => algorithm::elster(&self.session.operand, &password),
                (Login::Crc32, b'2') => algorithm::crc32(&self.session.operand, &password),
                (Login::Zeros, b'2') => Some("0".repeat(16)),
                _ => None,
            };
            expected.is_some_and(|expected| expected == given)
        });
        match opened.map(|level| level.number) {
            Some(number) => {
                self.session.granted.insert(number);
                self.memory.with(|memory| memory.wrong = 0);
                Reaction::Acknowledged
            }
            None => {
                self.count_wrong_password(programming, at);
                Reaction::Refused(programming.wrong_password)
            }
        }
    }

    /// The password of a level today.
    pub(super) fn password_of(&self, number: u8, delivered: &str) -> String {
        let changed = self
            .memory
            .with(|memory| memory.passwords.get(&number).cloned());
        changed.unwrap_or_else(|| delivered.to_owned())
    }

    /// The highest level that is open.
    pub(super) fn level(&self) -> u8 {
        let by_lock = self.memory.with(|memory| memory.open_locks.last().copied());
        self.session
            .granted
            .last()
            .copied()
            .max(by_lock)
            .unwrap_or(0)
    }

    pub(super) fn count_wrong_password(&mut self, programming: &Programming, at: LineTime) {
        let Some(lock_out) = programming.lock_out else {
            return;
        };
        let wrong = self.memory.with(|memory| {
            memory.wrong = memory.wrong.saturating_add(1);
            memory.wrong
        });
        if wrong >= lock_out.tries {
            self.lock_at(lock_out, at);
        }
    }

    /// Locks it, as too many wrong passwords do; nothing happens to a meter that
    /// counts none.
    pub(in crate::sim) fn lock(&mut self) {
        if let Some(lock_out) = self.programming().and_then(|p| p.lock_out) {
            self.lock_at(lock_out, LineTime::START);
        }
    }

    fn lock_at(&mut self, lock_out: LockOut, at: LineTime) {
        let minutes = SignedDuration::from_mins(lock_out.minutes);
        let until = self.clock(at).saturating_add(minutes);
        self.memory.with(|memory| {
            memory.wrong = 0;
            memory.locked_until = Some(until);
        });
    }

    /// Whether wrong passwords have locked it.
    pub(super) fn is_locked(&self, at: LineTime) -> bool {
        let now = self.clock(at);
        self.memory
            .with(|memory| memory.locked_until.is_some_and(|until| now < until))
    }

    /// Whether its port is dead because it is locked.
    pub(super) fn is_deaf(&self, at: LineTime) -> bool {
        let lock_out = self.programming().and_then(|p| p.lock_out);
        lock_out.is_some_and(|l| l.effect == LockEffect::Deaf) && self.is_locked(at)
    }

    pub(super) fn programming(&self) -> Option<Programming> {
        self.kind.programming()
    }

    /// Whether a fault makes it say NAK to a command that is all right: once to each.
    fn misunderstands(&mut self, command: &Command) -> bool {
        self.faults.has(Fault::NakFirst) && command.kind.letter != b'P' && self.spoils(command)
    }

    /// Whether a fault damages its answer: the first one to each command.
    fn garbles(&mut self, command: &Command) -> bool {
        self.faults.has(Fault::GarbledAnswer) && self.spoils(command)
    }

    fn spoils(&mut self, command: &Command) -> bool {
        let again = self.session.spoiled.as_ref() == Some(command);
        self.session.spoiled = Some(command.clone());
        !again
    }

    fn is_intact(&self, command: &Command) -> bool {
        let expected = encode(&Message::Command(command.clone()), self.kind.check);
        command.check.received == expected.last().copied().map(u16::from)
    }

    pub(super) fn say(
        &mut self,
        message: &Message,
        settings: LineSettings,
        at: LineTime,
        then: Then,
    ) {
        let bytes = encode(message, self.kind.check);
        self.prepare(ReplyKind::Answer, bytes, settings, at, then);
    }

    /// Prepares a reply to a message that ended at `heard`.
    pub(super) fn prepare(
        &mut self,
        kind: ReplyKind,
        bytes: Vec<u8>,
        settings: LineSettings,
        heard: LineTime,
        then: Then,
    ) {
        self.forget();
        let reply = Reply {
            kind,
            bytes,
            start: heard + self.reaction(),
            settings,
        };
        self.state = State::Preparing { reply, then };
    }
}

fn knows(programming: &Programming, kind: CommandKind) -> bool {
    let name = kind.to_string();
    let mut known = programming.commands.split(' ');
    known.any(|known| known == name)
}

/// Whether a command that is otherwise unknown reads the archive it names.
fn knows_archive(programming: &Programming, kind: CommandKind, data: &str) -> bool {
    let address = data.split('(').next().unwrap_or("");
    let mut archives = programming.archives.iter();
    archives.any(|archive| archive.is_at(address) && archive.takes(&kind.to_string()))
}

/// The data sets of a command; blanks between them do not matter.
pub(super) fn sets_of(data: &str) -> Option<Vec<CommandSet>> {
    let mut sets: Vec<CommandSet> = Vec::new();
    let mut rest = data;
    while !rest.trim().is_empty() {
        let (address, behind) = rest.split_once('(')?;
        let (group, behind) = behind.split_once(')')?;
        if group.contains('(') || address.contains(')') {
            return None;
        }
        match (address.trim(), sets.last_mut()) {
            ("", Some(set)) => set.groups.push(group.to_owned()),
            (address, _) => sets.push(CommandSet {
                address: address.to_owned(),
                groups: vec![group.to_owned()],
            }),
        }
        rest = behind;
    }
    Some(sets)
}

#[cfg(test)]
mod tests;

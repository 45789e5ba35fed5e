//! Programming mode (clause 6.4.3.3): sign-on, passwords, commands, break.
//!
//! A [`Programming`] is a meter that is signed on. It holds no line: every step is
//! given the [`Link`] it goes over, so that a session can be kept between two jobs.
//! Decides how often a command is said: a read is repeated when it was not
//! understood, a write only when the meter says so, a password never.
//!
//! Knows nothing about registers, profiles' levels or what may be written: the
//! [`WriteGuard`](crate::link::WriteGuard) of the link has the last word on that.

mod answer;
mod change;
mod clock;
mod enter;
mod fetch;
mod login;
mod read;
mod secure;

use std::time::Duration;

use crate::codec::{
    BlockCheckKind, Command, CommandKind, DataMessage, Identification, Message, encode,
};
use crate::link::{Link, LinkError, ParityFound};
use crate::profile::Login;
use crate::transport::{LineSettings, LineTime};
use crate::watch::Stage;

pub use clock::{ClockError, Landed, Landing, measure_clock};
pub use fetch::{FetchEnd, Fetched};
pub use login::permits_of;

/// A session in programming mode.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Programming {
    identification: Identification,
    /// What stood in the brackets of `P0`; `None` if there was no `P0`.
    operand: Option<String>,
    settings: LineSettings,
    /// The meter's rule of the block check; `None` until it showed it.
    rule: Option<BlockCheckKind>,
    /// By which rule we make ours.
    check: BlockCheckKind,
    parity: ParityFound,
    /// From the meter's last character to our first.
    reaction: Duration,
    /// When the meter's last character was received.
    heard: LineTime,
    /// When the last message went over the line.
    last_spoken: LineTime,
    /// No command before this: an answer that was no longer waited for may still come,
    /// and without an address it would be taken for the next one's.
    quiet_until: LineTime,
    /// A read was given up, and its answer may still come, whenever: the next one that tells
    /// no address is not believed.
    owed: bool,
    /// No change and no password before this: reads pass over an acknowledgement that
    /// comes late, a change would take it for its own.
    unsettled_until: LineTime,
    /// Locks that were opened, and how to close them.
    open_locks: Vec<Login>,
    /// The meter broke the session off.
    over: bool,
}

/// What a meter says to a read command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// All partial blocks put together.
    Data(DataMessage),
    /// The text between the brackets of an error message, `ER05`.
    Refused(String),
    /// The command was not acknowledged as often as it was said.
    NotAcknowledged,
    /// It answered with the data of this address each time, though another one was
    /// asked for; the data are not believed.
    AnotherAddress(String),
}

impl Answer {
    /// What a data message is that came whole: data, or an error message.
    pub fn of(data: DataMessage) -> Answer {
        match answer::refusal(&data) {
            Some(words) => Answer::Refused(words),
            None => Answer::Data(data),
        }
    }
}

/// What a meter says to a command that changes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Acknowledgement {
    /// ACK, or data where the command brings some.
    Accepted(Option<DataMessage>),
    /// The text between the brackets of an error message; `NAK` if it was that.
    Refused(String),
    /// It cannot be told whether the command was carried out: the meter must be read.
    Unanswered(LinkError),
    /// The meter broke the session off instead of answering.
    BrokenOff,
}

/// What a meter says to a password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LoginAnswer {
    Accepted,
    /// NAK, an error message, a break (`B0`) or a new `P0`; in its own words.
    Refused(String),
    /// Silence: it may or may not count as a wrong one.
    Unanswered,
}

impl Programming {
    /// Who answered.
    pub fn identification(&self) -> &Identification {
        &self.identification
    }

    /// What stood in the brackets of `P0`; `None` if there was no `P0`.
    pub fn operand(&self) -> Option<&str> {
        self.operand.as_deref()
    }

    /// Speed and format of the session.
    pub fn settings(&self) -> LineSettings {
        self.settings
    }

    /// The rule of the block check that the meter showed; `None` if it did not yet.
    pub fn block_check(&self) -> Option<BlockCheckKind> {
        self.rule
    }

    /// When the last message went over the line, either way.
    pub fn last_spoken(&self) -> LineTime {
        self.last_spoken
    }

    /// Until when the session can be left alone if the meter ends it after a silence
    /// of `inactivity`: a quarter of that earlier, but at most 10 s.
    pub fn idle_until(&self, inactivity: Duration) -> LineTime {
        let margin = (inactivity / 4).min(IDLE_MARGIN);
        self.last_spoken + inactivity.saturating_sub(margin)
    }

    /// Whether the meter broke the session off. What needs it is not said any more.
    pub fn is_over(&self) -> bool {
        self.over
    }

    /// Goes on over a new link to the same open line: speed, format, block check and
    /// parity.
    ///
    /// A link that is made with [`Programming::settings`] does not touch the line.
    pub fn resume(&self, link: &mut Link<'_>) -> Result<(), LinkError> {
        link.resume_parity(self.parity);
        link.set_block_check(self.rule);
        link.answer_with(self.check);
        link.configure(self.settings)
    }

    /// Closes the locks that were opened, and says the break message, also when the job
    /// is cancelled. Restores the opening settings of the line.
    pub fn sign_off(mut self, link: &mut Link<'_>) {
        link.reach(Stage::SigningOff);
        while let Some(login) = self.open_locks.pop() {
            let _ = self.close(link, &login);
        }
        let _ = link.pause_at_last(self.ready_at());
        super::sign_off(link, self.settings);
    }

    /// When the meter can hear the next message.
    fn ready_at(&self) -> LineTime {
        (self.heard + self.reaction).max(self.quiet_until)
    }

    /// Waits until the meter can hear a message; what came unasked is dropped when it
    /// is said.
    fn get_ready(&self, link: &mut Link<'_>) -> Result<(), LinkError> {
        link.settle_until(self.ready_at())
    }

    /// Whether an answer may be the late one to a command that was given up. It is asked
    /// for once more then, after a silence of `patience`.
    fn is_doubtful(&mut self, link: &Link<'_>, data: &DataMessage, patience: Duration) -> bool {
        let was_owed = std::mem::replace(&mut self.owed, false);
        let is_doubtful = was_owed && answer::address_of(data).is_none();
        if is_doubtful {
            self.quiet_until = link.now() + patience;
        }
        is_doubtful
    }

    /// Takes note of when something was heard or said.
    fn noted(&mut self, link: &Link<'_>, said: LineTime) {
        self.heard = link.last_byte();
        self.last_spoken = self.last_spoken.max(said).max(self.heard);
        self.parity = link.parity_found();
    }

    /// The meter broke off.
    fn end(&mut self) {
        self.over = true;
        self.open_locks.clear();
    }

    /// `P0` came: its operand, and the rule of the block check.
    fn take_operand(&mut self, link: &mut Link<'_>, command: &Command) {
        if command.check.is_ok() != Some(true) {
            return;
        }
        self.operand = Some(operand_of(command));
        if self.rule.is_none()
            && let Some(rule) = shown_rule(&Message::Command(command.clone()), command.check.kind)
        {
            self.learn(link, rule);
        }
    }

    fn learn(&mut self, link: &mut Link<'_>, rule: BlockCheckKind) {
        self.rule = Some(rule);
        self.check = rule;
        link.set_block_check(self.rule);
    }
}

/// How long before the meter's own limit a session counts as over at the latest.
const IDLE_MARGIN: Duration = Duration::from_secs(10);

/// The rule that an intact message shows; `None` where both give the same check.
fn shown_rule(message: &Message, kind: BlockCheckKind) -> Option<BlockCheckKind> {
    let by = |rule| encode(message, rule).last().copied();
    (by(BlockCheckKind::Xor) != by(BlockCheckKind::Sum7)).then_some(kind)
}

/// What stands between the brackets of `P0`.
fn operand_of(command: &Command) -> String {
    let data = command.data.as_deref().unwrap_or_default();
    answer::without_brackets(&String::from_utf8_lossy(data)).to_owned()
}

/// Whether the meter speaks of the end of the session.
fn is_break(command: &Command) -> bool {
    command.kind.letter == CommandKind::B0.letter
}

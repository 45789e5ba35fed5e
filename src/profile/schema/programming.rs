//! How programming mode is spoken: commands, levels, passwords, what to mind.

use serde::{Deserialize, Serialize};

use super::is_default;
use crate::codec::CommandKind;

/// How a type of meter is spoken to in programming mode (clause 6.4.3.3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Programming {
    /// Y of the option select message.
    #[serde(skip_serializing_if = "is_usual_select")]
    pub select: char,
    #[serde(skip_serializing_if = "is_default")]
    pub read: ReadForm,
    #[serde(skip_serializing_if = "is_default")]
    pub write: WriteForm,
    /// The level that reading needs; `None` if it needs none.
    #[serde(skip_serializing_if = "is_default")]
    pub read_level: Option<u8>,
    /// In the order in which they are offered.
    #[serde(skip_serializing_if = "is_default")]
    pub levels: Vec<Level>,
    #[serde(skip_serializing_if = "is_default")]
    pub lock_out: Option<LockOut>,
    #[serde(skip_serializing_if = "is_default")]
    pub preconditions: Vec<Precondition>,
    /// Silence after which the meter ends the session, in seconds.
    #[serde(skip_serializing_if = "is_usual_inactivity")]
    pub inactivity_s: u16,
    /// What the meter's refusals mean, where that is known.
    #[serde(skip_serializing_if = "is_default")]
    pub refusals: Vec<Refusal>,
}

impl Default for Programming {
    fn default() -> Programming {
        Programming {
            select: '1',
            read: ReadForm::default(),
            write: WriteForm::default(),
            read_level: None,
            levels: Vec::new(),
            lock_out: None,
            preconditions: Vec::new(),
            inactivity_s: 60,
            refusals: Vec::new(),
        }
    }
}

impl Programming {
    /// The level with this number.
    pub fn level(&self, number: u8) -> Option<&Level> {
        self.levels.iter().find(|level| level.number == number)
    }

    /// The levels whose passwords commands at `levels` take, lowest first: the highest
    /// that is logged in at, and each whose password goes with write commands.
    pub fn levels_asked(&self, levels: impl IntoIterator<Item = u8>) -> Vec<u8> {
        let in_write = |number: &u8| {
            let level = self.level(*number);
            level.is_some_and(|level| level.login == Login::InWrite)
        };
        let mut asked: Vec<u8> = levels.into_iter().chain(self.read_level).collect();
        let logged_in = asked.iter().copied().filter(|level| !in_write(level)).max();
        asked.retain(|level| in_write(level) || Some(*level) == logged_in);
        asked.sort_unstable();
        asked.dedup();
        asked
    }

    /// What the meter means by this refusal, `ER05` or `#0020`.
    pub fn meaning(&self, refusal: &str) -> Option<&str> {
        self.refusal(refusal).map(|known| known.text.as_str())
    }

    /// What the meter refuses with these words.
    pub fn about(&self, refusal: &str) -> RefusalAbout {
        self.refusal(refusal)
            .map_or(RefusalAbout::Other, |known| known.about)
    }

    fn refusal(&self, answer: &str) -> Option<&Refusal> {
        self.refusals
            .iter()
            .find(|known| known.answer.eq_ignore_ascii_case(answer))
    }
}

/// How a register is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ReadForm {
    /// `R3`, `R4` and `R6` are answered in partial blocks.
    #[serde(skip_serializing_if = "is_r1")]
    pub command: CommandKind,
    /// What stands in the brackets behind the address, `1` for one location.
    #[serde(skip_serializing_if = "is_default")]
    pub argument: String,
    /// How many registers one command may name; their answers then come without
    /// addresses, in order.
    #[serde(skip_serializing_if = "is_one")]
    pub together: u8,
}

impl Default for ReadForm {
    fn default() -> ReadForm {
        ReadForm {
            command: CommandKind::R1,
            argument: String::new(),
            together: 1,
        }
    }
}

/// How a register is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WriteForm {
    /// `W3` and `W4` are sent in partial blocks.
    #[serde(skip_serializing_if = "is_w1")]
    pub command: CommandKind,
    /// The most characters of a partial block.
    #[serde(skip_serializing_if = "is_usual_block")]
    pub block: u16,
}

impl Default for WriteForm {
    fn default() -> WriteForm {
        WriteForm {
            command: CommandKind::W1,
            block: 64,
        }
    }
}

/// One level of access.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Level {
    /// From 1.
    pub number: u8,
    /// `Customer lock`, `W5 password`; `Level 1` if empty.
    #[serde(default, skip_serializing_if = "is_default")]
    pub name: String,
    pub login: Login,
    #[serde(default, skip_serializing_if = "is_default")]
    pub password: PasswordForm,
    #[serde(default, skip_serializing_if = "is_default")]
    pub help: String,
}

/// How a password is given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Login {
    /// Nothing is asked for.
    Open,
    /// Plain, by `P1`.
    P1,
    /// As the result of a secure algorithm over the operand of `P0`, by `P2`.
    P2(Algorithm),
    /// In the second group of every write command.
    InWrite,
    /// Written to a lock register, which is closed again at the end.
    Lock {
        address: String,
        /// What closes it again: address and value.
        close: Option<(String, String)>,
    },
}

/// The public algorithms of `P2`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Algorithm {
    /// Elster A1140 and A1700: a running sum over the seed combined with the key.
    Elster,
    /// Energomera CE208 and CE308: CRC-32 that begins with the random number.
    Crc32,
}

/// What a password looks like, checked before it is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PasswordForm {
    #[serde(skip_serializing_if = "is_one")]
    pub min: u8,
    #[serde(skip_serializing_if = "is_usual_length")]
    pub max: u8,
    #[serde(skip_serializing_if = "is_default")]
    pub characters: Characters,
}

impl Default for PasswordForm {
    fn default() -> PasswordForm {
        PasswordForm {
            min: 1,
            max: 32,
            characters: Characters::Any,
        }
    }
}

/// Which characters a text may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Characters {
    /// Printable ASCII without brackets, which is all that a value can carry.
    #[default]
    Any,
    Digits,
    Hex,
    /// Upper case letters and digits.
    Upper,
}

/// What happens after wrong passwords.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LockOut {
    /// How many wrong ones lock the meter.
    pub tries: u8,
    /// For how long, in minutes; `None` if that is not known.
    #[serde(default, skip_serializing_if = "is_default")]
    pub minutes: Option<u32>,
    /// What else is known of it, one sentence.
    #[serde(default, skip_serializing_if = "is_default")]
    pub note: String,
}

/// What has to be done at the meter before it can be changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Precondition {
    pub kind: PreconditionKind,
    /// One sentence for the technician.
    pub text: String,
    /// Only for this level; `None` for every change.
    #[serde(default, skip_serializing_if = "is_default")]
    pub level: Option<u8>,
}

/// Kinds of preconditions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum PreconditionKind {
    CoverOpen,
    ButtonPressed,
    Switch,
    SealBroken,
    /// The meter counts changes, and permits only so many.
    ChangesCounted,
    Other,
}

/// What a refusal means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refusal {
    /// The text between the brackets of the answer, `ER05`.
    pub answer: String,
    pub text: String,
    #[serde(default, skip_serializing_if = "is_default")]
    pub about: RefusalAbout,
}

/// What a meter refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum RefusalAbout {
    /// The command, the value or the register.
    #[default]
    Other,
    /// The password that came with the command.
    WrongPassword,
    /// Everything, after wrong passwords.
    Locked,
}

fn is_usual_select(select: &char) -> bool {
    *select == Programming::default().select
}

fn is_usual_inactivity(seconds: &u16) -> bool {
    *seconds == Programming::default().inactivity_s
}

fn is_usual_block(block: &u16) -> bool {
    *block == WriteForm::default().block
}

fn is_usual_length(max: &u8) -> bool {
    *max == PasswordForm::default().max
}

fn is_r1(kind: &CommandKind) -> bool {
    *kind == CommandKind::R1
}

fn is_w1(kind: &CommandKind) -> bool {
    *kind == CommandKind::W1
}

fn is_one(count: &u8) -> bool {
    *count == 1
}

//! What makes one type of meter differ from another: the description that a
//! simulated [`Meter`](super::Meter) behaves by.

use std::time::Duration;

use super::programming::Programming;
use crate::codec::BlockCheckKind;
use crate::transport::LineSettings;

/// A type of simulated meter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MeterType {
    /// The name to find it by, `lgz-zmd`.
    pub name: &'static str,
    /// One line for a list of meters.
    pub summary: &'static str,
    /// The maker's name in full.
    pub manufacturer: &'static str,
    /// The identification message without CR LF.
    pub identification: &'static str,
    /// The check behind its messages.
    pub check: BlockCheckKind,
    /// What the meter's clock shows minus what it should, in seconds.
    pub clock_error: i32,
    /// [Template](super::template) of the data readout.
    pub readout: &'static str,
    pub manner: Manner,
}

/// Who speaks first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(
    clippy::large_enum_variant,
    reason = "there is one in the table for each type of meter, and most answer"
)]
pub enum Manner {
    /// Modes A, B, C and E: it answers a request message.
    Answers(Answers),
    /// Mode D and its relatives: it sends unasked.
    Pushes {
        settings: LineSettings,
        /// From the start of one telegram to the start of the next.
        period: Duration,
    },
}

/// How a meter answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answers {
    /// The device addresses it knows as its own; leading zeros do not count.
    pub addresses: &'static [&'static str],
    /// Request messages of the maker's own.
    pub openers: &'static [Opener],
    /// NUL characters it takes to wake it, `None` if it is always awake.
    pub wake_up: Option<u16>,
    /// From the end of a message received to the start of the answer.
    pub reaction: Duration,
    pub speed_switch: SpeedSwitch,
    /// Lists that an option select message chooses by a Y of the maker's own.
    pub lists: &'static [(char, &'static str)],
    pub programming: Option<Programming>,
}

/// A request text such as `/2!` and what comes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opener {
    pub text: &'static str,
    pub answer: OpenerAnswer,
}

/// The answer to a request message of the maker's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OpenerAnswer {
    /// The same as to `/?!`.
    SignOn,
    /// The identification message and this list, both at the opening speed.
    List(&'static str),
    /// This list alone, at the opening speed.
    ListOnly(&'static str),
}

/// What the meter makes of the speed in an option select message (mode C), or of
/// the speed it announced itself (mode B).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpeedSwitch {
    /// It switches to the announced speed, or stays at the opening one for Z = 0.
    Offered,
    /// It does not honour Z = 0.
    Insisted,
    /// It stays at the opening speed whatever was announced.
    Never,
}

impl MeterType {
    /// What it does in programming mode; `None` if it has none.
    pub fn programming(&self) -> Option<Programming> {
        match self.manner {
            Manner::Answers(answers) => answers.programming,
            Manner::Pushes { .. } => None,
        }
    }
}

impl Answers {
    /// A mains meter that follows the standard and knows nothing special.
    pub const STANDARD: Answers = Answers {
        addresses: &[],
        openers: &[],
        wake_up: None,
        reaction: Duration::from_millis(200),
        speed_switch: SpeedSwitch::Offered,
        lists: &[],
        programming: None,
    };
}

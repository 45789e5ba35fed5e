//! What the window asks of the line thread.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::PortChoice;
use crate::codec::BlockCheckKind;

/// Tells the jobs of one worker apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct JobId(pub u64);

/// Asks a running job to stop; felt within 50 ms.
#[derive(Debug, Clone, Default)]
pub struct CancelToken(Arc<AtomicBool>);

impl CancelToken {
    /// A token that nobody has used yet.
    pub fn new() -> CancelToken {
        CancelToken::default()
    }

    /// Asks the job to stop.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether the job was asked to stop.
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Imperatives for the line thread.
#[derive(Debug, Clone)]
pub enum Command {
    /// Read the meter at `port`.
    Read {
        id: JobId,
        port: PortChoice,
        plan: Box<ReadPlan>,
        cancel: CancelToken,
    },
}

/// How to read a meter.
#[derive(Debug, Clone, Default)]
pub struct ReadPlan {
    /// The device profile by name; `None` picks one by the identification.
    pub profile: Option<String>,
    pub line: LineOptions,
    /// Try every speed and wake-up after the ordinary request stays unanswered.
    pub every_way: bool,
}

/// What the user can set about the line; the default finds everything out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LineOptions {
    /// The device address, empty for any meter; any text.
    pub address: String,
    /// A request text of a maker's own in place of `/?address!`, such as `/2!`.
    pub request: Option<String>,
    pub mode: ModeChoice,
    /// In baud; `None` for 300 (2400 and 9600 when listening).
    pub start_baud: Option<u32>,
    /// The highest speed to choose, in baud; 300 stays at 300.
    pub max_baud: Option<u32>,
    pub parity: ParityChoice,
    pub wake_up: WakeUp,
    /// `None` finds it out.
    pub block_check: Option<BlockCheckKind>,
    /// Multiplies every limit for an answer; 1 to 20.
    pub timeout_scale: f64,
    /// Wait between the end of the option select message and the switch of speed;
    /// `None` for the default of 10 ms.
    pub switch_delay: Option<Duration>,
}

impl Default for LineOptions {
    fn default() -> LineOptions {
        LineOptions {
            address: String::new(),
            request: None,
            mode: ModeChoice::Auto,
            start_baud: None,
            max_baud: None,
            parity: ParityChoice::Auto,
            wake_up: WakeUp::None,
            block_check: None,
            timeout_scale: 1.0,
            switch_delay: None,
        }
    }
}

/// Which mode to expect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum ModeChoice {
    /// Find out from what the meter says.
    #[default]
    Auto,
    A,
    B,
    C,
    /// Listen without a request.
    D,
}

/// Who makes and checks parity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum ParityChoice {
    /// Find out from the port and from what is received.
    #[default]
    Auto,
    /// The port, set to 7E1.
    Hardware,
    /// This program, over a port set to 8N1.
    Software,
    /// Nobody: plain 8N1.
    None,
}

/// How to wake a meter that runs on a battery (annex B).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum WakeUp {
    #[default]
    None,
    /// NUL characters for 2.1 to 2.3 s, then a pause of 1.5 to 1.7 s.
    Standard,
    /// 40 NUL characters, directly followed by the request.
    Short,
}

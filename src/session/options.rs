//! What the user can set about the line.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::codec::{AddressError, BlockCheckKind, Request};
use crate::link::{ParityChoice, Timing};

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

impl LineOptions {
    /// The request message these options ask for.
    pub fn request_message(&self) -> Result<Request, AddressError> {
        match &self.request {
            Some(text) => Request::custom(text),
            None => Request::to(&self.address),
        }
    }

    /// The durations these options ask for.
    pub fn timing(&self) -> Timing {
        let timing = Timing::default().scaled(self.timeout_scale);
        Timing {
            switch: self.switch_delay.unwrap_or(timing.switch),
            ..timing
        }
    }
}

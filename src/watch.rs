//! What a session tells while it runs.

use std::fmt;

use crate::codec::Identification;
use crate::language::{self, Message};
use crate::message;
use crate::trace::TraceRecord;
use crate::transport::{LineSettings, LineTime};

/// Is told what happens, as it happens. Must not block.
pub trait Watch {
    /// Something went over the line.
    fn traced(&mut self, record: TraceRecord);

    /// The session reached a step, with the line set to `settings`.
    fn reached(&mut self, stage: Stage, settings: LineSettings);

    /// The identification message was received.
    fn identified(&mut self, identification: &Identification);

    /// More of a data block was received: `block` is all of it so far.
    fn receiving(&mut self, block: &[u8], now: LineTime);

    /// A partial block is whole: `body` is what the answer holds so far.
    fn gathered(&mut self, _body: &[u8], _now: LineTime) {}

    /// The session waits, and it is `now`: a chance to tell what was held back.
    fn waiting(&mut self, now: LineTime);
}

/// The steps of a readout, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    Opening,
    WakingUp,
    /// The request message is out.
    Request,
    /// Waiting for a telegram that the meter pushes.
    Listening,
    /// The identification message was received.
    Identified,
    /// The option select message is out, the speed is being switched.
    Speed,
    DataSets,
    BlockCheck,
    SigningOff,
    /// Trying to free a meter that is left in an old session.
    Recovering,
}

impl Stage {
    /// What the step is called while it runs, in the window and on the command line.
    pub fn name(self) -> &'static str {
        language::plain(self.message().id())
    }

    /// The same, to be put into words later.
    pub fn message(self) -> Message {
        match self {
            Stage::Opening => message!("session-stage-opening"),
            Stage::WakingUp => message!("session-stage-waking-up"),
            Stage::Request => message!("session-stage-request"),
            Stage::Listening => message!("session-stage-listening"),
            Stage::Identified => message!("session-stage-identified"),
            Stage::Speed => message!("session-stage-speed"),
            Stage::DataSets => message!("session-stage-data-sets"),
            Stage::BlockCheck => message!("session-stage-block-check"),
            Stage::SigningOff => message!("session-stage-signing-off"),
            Stage::Recovering => message!("session-stage-recovering"),
        }
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

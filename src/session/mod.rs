//! The dialogue with a meter, which reads like the standard.
//!
//! [`read_out`] signs on in whatever mode the meter speaks, receives its data
//! block and signs off; [`programming`] is the dialogue in programming mode. Decides what is said next; knows nothing about ports,
//! threads or what a register means.

mod data_block;
mod error;
mod options;
pub mod programming;
mod search;
mod sign_on;

use std::time::Duration;

use crate::codec::{Command, DataMessage, Identification, Message, Mode};
use crate::link::{Link, LinkError};
use crate::transport::{LineSettings, LineTime};
use crate::watch::Stage;

pub use error::{SessionError, UnfitPassword};
pub use options::{LineOptions, ModeChoice, WakeUp};

/// A readout with a wrong block check is read once more if it took less than this.
const REPEAT_BELOW: Duration = Duration::from_secs(30);

/// What one readout brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Telegram {
    /// `None` where the meter answered with its data at once.
    pub identification: Option<Identification>,
    /// It is known to have arrived damaged: it carries no check that could tell more.
    pub identification_is_damaged: bool,
    pub data: DataMessage,
    /// The mode that was used; `None` without an identification.
    pub mode: Option<Mode>,
    /// The speed of the data block in baud.
    pub baud: u32,
    /// Everything received from the identification on, as it came, parity and echo
    /// taken off.
    pub raw: Vec<u8>,
    /// When the last character of the identification message was received.
    pub identified_at: LineTime,
    /// When the first character of the data block was received.
    pub block_began_at: LineTime,
    /// When the last character of the data block was received.
    pub ended_at: LineTime,
}

/// A readout that ended early: why, and what is kept of it.
#[derive(Debug)]
pub struct Interrupted {
    pub cause: SessionError,
    pub kept: Option<Box<Telegram>>,
}

/// Reads the meter out: sign-on, data block, sign-off.
///
/// The meter is signed off in every case, also after a failure and when the job was
/// cancelled. A block whose check is wrong is asked for once more, unless that
/// takes long; the better one is returned.
pub fn read_out(
    link: &mut Link<'_>,
    options: &LineOptions,
    every_way: bool,
) -> Result<Telegram, Interrupted> {
    let began = link.now();
    let first = read_once(link, options, every_way)?;
    let quick = link.now().since(began) < REPEAT_BELOW;
    if !first.data.check.is_wrong() || !quick || first.mode == Some(Mode::D) {
        return Ok(first);
    }
    link.note("The block check is wrong: reading once more");
    match read_once(link, options, false) {
        Ok(second) if !second.data.check.is_wrong() => Ok(second),
        Ok(_) => Ok(first),
        Err(interrupted) => match interrupted.cause {
            SessionError::Link {
                cause: LinkError::Cancelled,
                ..
            } => Err(Interrupted {
                kept: Some(Box::new(first)),
                ..interrupted
            }),
            _ => Ok(first),
        },
    }
}

/// Says the break message at the present settings of the line, whatever was said
/// before; what goes wrong with it is left to the next session.
pub fn break_off(link: &mut Link<'_>) {
    link.reach(Stage::SigningOff);
    let settings = link.settings();
    sign_off(link, settings);
}

fn read_once(
    link: &mut Link<'_>,
    options: &LineOptions,
    every_way: bool,
) -> Result<Telegram, Interrupted> {
    let opening = match sign_on::identify(link, options, every_way) {
        Ok(opening) => opening,
        Err(cause) => {
            let kept = sign_on::unfinished(link).map(Box::new);
            if link.has_spoken() {
                sign_off(link, LineSettings::OPENING);
            }
            return Err(Interrupted { cause, kept });
        }
    };
    let read = data_block::receive(link, options, opening);
    let pushed = matches!(&read, Ok(telegram) if telegram.mode == Some(Mode::D));
    if !pushed {
        link.reach(Stage::SigningOff);
        let settings = link.settings();
        sign_off(link, settings);
    }
    read
}

/// Sends the break message at the speed of `settings` and restores the opening
/// settings. Trouble on the way is left to the next session: there is nothing else
/// to be done about it.
fn sign_off(link: &mut Link<'_>, settings: LineSettings) {
    let said = link.settings() == settings || link.configure(settings).is_ok();
    if said
        && let Ok(sent) = link.say_at_last(&Message::Command(Command::sign_off()))
        && link.pause_at_last(sent).is_ok()
        && link.settings().baud != LineSettings::OPENING.baud
    {
        let _ = link.configure(LineSettings::OPENING);
    }
}

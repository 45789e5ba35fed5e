//! From the request message to the identification message (clause 6.4), and all
//! the ways to get an answer out of a meter that keeps silent (protocol notes on
//! recovery: a break at other speeds, a wake-up, listening).

use std::time::Duration;

use super::search::Search;
use super::{LineOptions, ModeChoice, SessionError, Telegram, WakeUp};
use crate::codec::identification::baud_of;
use crate::codec::{DataMessage, Identification, Message, OptionSelect};
use crate::link::Link;
use crate::transport::{LineSettings, LineTime};
use crate::watch::Stage;

/// How a meter opened the dialogue.
pub(super) enum Opening {
    /// With an identification message.
    Identified {
        identification: Identification,
        /// When its last character was received.
        at: LineTime,
    },
    /// With data at once, as some do after a request of their own such as `/2!`.
    Answered(DataMessage),
}

/// The settings that pushing meters use, likeliest first.
const PUSH: [LineSettings; 4] = [
    LineSettings::seven_even(9600),
    LineSettings::eight_none(115_200),
    LineSettings::seven_even(2400),
    LineSettings::eight_none(9600),
];

/// The speed at which meters are left behind in an old session, and the one that
/// fixed-speed lines have, in baud.
const USUAL_BAUD: u32 = 9600;

/// Other speeds that a port may be fixed to, in baud.
const OTHER_BAUDS: [u32; 5] = [2400, 4800, 19_200, 1200, 600];

/// Gets the meter to identify itself.
pub(super) fn identify(
    link: &mut Link<'_>,
    options: &LineOptions,
    every_way: bool,
) -> Result<Opening, SessionError> {
    let request = Message::Request(options.request_message()?);
    let start = opening_settings(options);
    link.set_block_check(options.block_check);
    let attempts = link.timing().attempts;
    let mut search = Search::new(link, request);

    if options.mode == ModeChoice::D {
        return listen(&mut search, options)?.map_or_else(|| search.end(), Ok);
    }
    if let Some(opening) = search.ask(start, options.wake_up, attempts)? {
        return Ok(opening);
    }
    // Noise at the opening speed is what a telegram pushed at another one looks like.
    if (search.heard_noise() || every_way)
        && options.mode == ModeChoice::Auto
        && let Some(opening) = listen(&mut search, options)?
    {
        return Ok(opening);
    }
    for baud in [USUAL_BAUD, start.baud] {
        if let Some(opening) = search.free(LineSettings { baud, ..start })? {
            return Ok(opening);
        }
    }
    if options.wake_up == WakeUp::None
        && let Some(opening) = search.ask(start, WakeUp::Standard, 1)?
    {
        return Ok(opening);
    }
    if every_way {
        if let Some(opening) = search.ask(start, WakeUp::Short, 1)? {
            return Ok(opening);
        }
        for baud in OTHER_BAUDS {
            if let Some(opening) = search.ask(LineSettings { baud, ..start }, WakeUp::None, 1)? {
                return Ok(opening);
            }
        }
    }
    search.end()
}

/// The settings at which the meter is asked who it is.
pub(super) fn opening_settings(options: &LineOptions) -> LineSettings {
    options
        .start_baud
        .map_or(LineSettings::OPENING, LineSettings::seven_even)
}

/// Our reaction time to what this meter says; a lower-case third letter of its maker's
/// code announces a short one.
pub(super) fn reaction(link: &Link<'_>, identification: &Identification) -> Duration {
    let timing = link.timing();
    let maker = identification.manufacturer();
    if maker.ends_with(|c: char| c.is_ascii_lowercase()) {
        timing.fast_reaction
    } else {
        timing.reaction
    }
}

/// Says the option select message, and switches the speed once it has left the line.
pub(super) fn select(link: &mut Link<'_>, select: OptionSelect) -> Result<(), SessionError> {
    link.reach(Stage::Speed);
    let sent = link
        .say(&Message::OptionSelect(select))
        .map_err(SessionError::at(Stage::Speed))?;
    let opening = link.settings();
    let baud = match select.baud {
        '0' => opening.baud,
        other => baud_of(other).unwrap_or(opening.baud),
    };
    let switch = sent + link.timing().switch;
    link.pause_until(switch)
        .map_err(SessionError::at(Stage::Speed))?;
    if baud != opening.baud {
        link.configure(LineSettings { baud, ..opening })
            .map_err(SessionError::at(Stage::Speed))?;
    }
    Ok(())
}

/// Listens for a pushed telegram, at one speed or at all that are usual.
fn listen(
    search: &mut Search<'_, '_>,
    options: &LineOptions,
) -> Result<Option<Opening>, SessionError> {
    let mut ways = PUSH.to_vec();
    if let Some(baud) = options.start_baud {
        ways.retain(|way| way.baud == baud);
        if ways.is_empty() {
            ways.push(LineSettings::seven_even(baud));
        }
    }
    if search.heard_short_burst() && ways.len() > 1 {
        ways.swap(0, 1);
    }
    let a_guess = ways.len() > 1;
    for settings in ways {
        if let Some(opening) = search.listen(settings, a_guess)? {
            return Ok(Some(opening));
        }
    }
    Ok(None)
}

/// What was being received of a data block when the session ended early.
pub(super) fn unfinished(link: &mut Link<'_>) -> Option<Telegram> {
    loop {
        match link.take_unfinished()? {
            Message::Data(data) if !data.body.is_empty() => {
                return Some(Telegram {
                    identification: None,
                    identification_is_damaged: false,
                    data,
                    mode: None,
                    baud: link.settings().baud,
                    raw: link.received().to_vec(),
                    identified_at: link.first_byte(),
                    block_began_at: link.first_byte(),
                    ended_at: link.last_byte(),
                });
            }
            _ => {}
        }
    }
}

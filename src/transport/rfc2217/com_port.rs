//! What is said within the COM-PORT-OPTION (RFC 2217, clause 3): settings of a serial
//! port as bytes, and what the server answers.

use super::telnet::subnegotiation;
use crate::transport::{CharacterFormat, LineSettings};

const SET_BAUDRATE: u8 = 1;
const SET_DATASIZE: u8 = 2;
const SET_PARITY: u8 = 3;
const SET_STOPSIZE: u8 = 4;
const SET_CONTROL: u8 = 5;
const NOTIFY_LINESTATE: u8 = 6;
const SET_LINESTATE_MASK: u8 = 10;
const SET_MODEMSTATE_MASK: u8 = 11;
const PURGE_DATA: u8 = 12;
/// What the server says has the number of the command plus this.
const ANSWER: u8 = 100;

const PARITY_NONE: u8 = 1;
const PARITY_EVEN: u8 = 3;
const STOP_BITS_ONE: u8 = 1;
const CONTROL_NO_FLOW_CONTROL: u8 = 1;
const CONTROL_DTR_ON: u8 = 8;
const CONTROL_RTS_ON: u8 = 11;
const PURGE_RECEIVED: u8 = 1;

/// The troubles of characters that a server may report, as bits of its line state.
pub(super) const TROUBLES: [(u8, &str); 3] = [
    (0x02, "lost characters (overrun)"),
    (0x04, "wrong parity"),
    (0x08, "wrong stop bits (framing)"),
];

/// A setting that a server confirms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Setting {
    Baud,
    DataBits,
    Parity,
    StopBits,
}

/// What a server said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    /// A setting is in force with this value, which may be another than was asked for.
    Is(Setting, u32),
    /// One of the lines or the flow control was set.
    Control(u8),
    /// Troubles since the last report, as in [`TROUBLES`].
    LineState(u8),
    /// Our own words: there is no server, and something reflects them.
    Reflected,
    /// Of no interest here.
    Other,
}

/// Parts what was said; empty and cut answers are of no interest.
pub(super) fn parse(payload: &[u8]) -> Answer {
    let Some((&command, value)) = payload.split_first() else {
        return Answer::Other;
    };
    let first = value.first().copied();
    let is = |setting| first.map(|value| Answer::Is(setting, value.into()));
    let answer = match command {
        1..ANSWER => Some(Answer::Reflected),
        0 => None,
        _ => match command - ANSWER {
            SET_BAUDRATE => value
                .first_chunk()
                .map(|baud| Answer::Is(Setting::Baud, u32::from_be_bytes(*baud))),
            SET_DATASIZE => is(Setting::DataBits),
            SET_PARITY => is(Setting::Parity),
            SET_STOPSIZE => is(Setting::StopBits),
            SET_CONTROL => first.map(Answer::Control),
            NOTIFY_LINESTATE => first.map(Answer::LineState),
            _ => None,
        },
    };
    answer.unwrap_or(Answer::Other)
}

/// The values of the settings that make up `settings`.
pub(super) fn values(settings: LineSettings) -> [(Setting, u32); 4] {
    let (bits, parity) = match settings.format {
        CharacterFormat::SevenEven => (7, PARITY_EVEN),
        CharacterFormat::EightNone => (8, PARITY_NONE),
    };
    [
        (Setting::Baud, settings.baud),
        (Setting::DataBits, bits),
        (Setting::Parity, parity.into()),
        (Setting::StopBits, STOP_BITS_ONE.into()),
    ]
}

/// Asks the server to put a setting into force.
pub(super) fn set(setting: Setting, value: u32) -> Vec<u8> {
    let command = match setting {
        Setting::Baud => SET_BAUDRATE,
        Setting::DataBits => SET_DATASIZE,
        Setting::Parity => SET_PARITY,
        Setting::StopBits => SET_STOPSIZE,
    };
    let bytes = value.to_be_bytes();
    let value = match setting {
        Setting::Baud => &bytes[..],
        _ => &bytes[3..],
    };
    subnegotiation(&[&[command], value].concat())
}

/// What is asked once, at the opening: no flow control, DTR and RTS raised, because
/// some heads are fed by them, no news but of troubles, and nothing of what the port
/// received before.
pub(super) fn opening() -> Vec<u8> {
    let troubles = TROUBLES.iter().fold(0, |mask, (bit, _)| mask | bit);
    [
        [SET_CONTROL, CONTROL_NO_FLOW_CONTROL],
        [SET_CONTROL, CONTROL_DTR_ON],
        [SET_CONTROL, CONTROL_RTS_ON],
        [SET_LINESTATE_MASK, troubles],
        [SET_MODEMSTATE_MASK, 0],
        [PURGE_DATA, PURGE_RECEIVED],
    ]
    .iter()
    .flat_map(|payload| subnegotiation(payload))
    .collect()
}

/// Whether `answered` says that DTR or RTS is on.
pub(super) fn is_line_raised(answered: u8) -> bool {
    matches!(answered, CONTROL_DTR_ON | CONTROL_RTS_ON)
}

/// `value` of `setting`, as it is told: "8 data bits".
pub(super) fn words(setting: Setting, value: u32) -> String {
    match setting {
        Setting::Baud => format!("{value} Bd"),
        Setting::DataBits => format!("{value} data bits"),
        Setting::Parity => match value {
            1 => "no parity".to_owned(),
            2 => "odd parity".to_owned(),
            3 => "even parity".to_owned(),
            4 => "mark parity".to_owned(),
            5 => "space parity".to_owned(),
            _ => format!("parity {value}"),
        },
        Setting::StopBits => match value {
            1 => "1 stop bit".to_owned(),
            3 => "1.5 stop bits".to_owned(),
            _ => format!("{value} stop bits"),
        },
    }
}

/// Whether `is` is what was asked for. Servers tell the speed as their divisor makes it.
pub(super) fn fits(setting: Setting, asked: u32, is: u32) -> bool {
    match setting {
        Setting::Baud => u64::from(asked.abs_diff(is)) * 40 <= u64::from(asked),
        _ => asked == is,
    }
}

//! What a row means, in plain words.

use super::TraceEntry;
use super::scanner::FrameCheck;
use crate::codec::control::{ACK, CR, EOT, ETX, LF, NAK, NUL, SOH, STX};
use crate::codec::identification::baud_of;
use crate::codec::{Identification, Mode, Request};
use crate::meter::code::{Code, Medium};
use crate::meter::{flag_codes, names};
use crate::transport::LineSettings;

/// What is known besides the bytes of a row.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Context {
    pub(super) settings: Option<LineSettings>,
    /// What the meter measures, as far as its identification message tells.
    pub(super) medium: Option<Medium>,
    /// The block check that the row ends with.
    pub(super) check: Option<FrameCheck>,
}

/// The meaning of an entry whose bytes make one row.
pub(super) fn of(entry: &TraceEntry, context: &Context) -> String {
    match entry {
        TraceEntry::Opened { port } => format!("{port} opened"),
        TraceEntry::Configured(settings) => settings.to_string(),
        TraceEntry::Sent(bytes) => sent(bytes, context),
        TraceEntry::Received(bytes) => received(bytes, context),
        TraceEntry::Echoed(_) => "Echo of the head, left out".to_owned(),
        TraceEntry::Noted(note) => note.clone(),
        TraceEntry::Closed => "Port closed".to_owned(),
    }
}

fn sent(bytes: &[u8], context: &Context) -> String {
    match bytes {
        [b'/', ..] => request(&text_of(bytes), context),
        [ACK, rest @ ..] if !rest.is_empty() => option_select(&text_of(rest)),
        [ACK] => "Acknowledgement".to_owned(),
        [NAK] => "Repeat request".to_owned(),
        [SOH, letter, digit, data @ ..] => command(*letter, *digit, data, context),
        [NUL, ..] => wake_up(bytes, context),
        _ => String::new(),
    }
}

fn received(bytes: &[u8], context: &Context) -> String {
    match bytes {
        [ACK] => "Acknowledgement".to_owned(),
        [NAK] => "Repeat request of the meter".to_owned(),
        [SOH, b'B', ..] => "Break message of the meter".to_owned(),
        [SOH, b'P', b'0', ..] => with_check("Password request", context),
        [SOH, letter, digit, data @ ..] => command(*letter, *digit, data, context),
        [STX, ETX | EOT, ..] => with_check("Data message without data", context),
        [STX, rest @ ..] => match data_line(rest, context) {
            Some(name) => with_check(&format!("Data message begins · {name}"), context),
            None => with_check("Data message begins", context),
        },
        [ETX | EOT, ..] => with_check("Data message ends", context),
        [b'!', ..] => end_mark(bytes, context),
        [CR, LF] | [LF] => "Empty line".to_owned(),
        _ => identification(bytes)
            .or_else(|| data_line(bytes, context).map(|name| with_check(&name, context)))
            .unwrap_or_default(),
    }
}

fn wake_up(bytes: &[u8], context: &Context) -> String {
    let count = bytes.iter().take_while(|byte| **byte == NUL).count();
    let wake_up = format!("Wake-up, {count} NUL characters");
    match bytes.get(count..) {
        Some(message @ [_, ..]) => format!("{wake_up} · {}", sent(message, context)),
        _ => wake_up,
    }
}

fn request(text: &str, context: &Context) -> String {
    let line = context
        .settings
        .map_or(String::new(), |settings| format!(" · {settings}"));
    let request = Request::custom(text).ok();
    match request.as_ref().and_then(Request::address) {
        Some("") => format!("Request message to any meter{line}"),
        Some(address) => format!("Request message to {address}{line}"),
        None => format!("Request message of a maker's own{line}"),
    }
}

fn option_select(text: &str) -> String {
    let mut codes = text.chars();
    let (Some(protocol), Some(baud), Some(mode)) = (codes.next(), codes.next(), codes.next())
    else {
        return "Option select message, cut".to_owned();
    };
    let speed = match baud_of(baud) {
        Some(baud) => format!("at {baud} Bd"),
        None => format!("at the speed {baud}"),
    };
    let what = match (protocol, mode) {
        ('2', _) => "HDLC".to_owned(),
        (_, '0') => "data readout".to_owned(),
        (_, '1') => "programming mode".to_owned(),
        (_, mode) => format!("the maker's own mode {mode}"),
    };
    format!("Option select message · {what} {speed}")
}

fn command(letter: u8, digit: u8, data: &[u8], context: &Context) -> String {
    let kind = format!("{}{}", char::from(letter), char::from(digit));
    let data = data.strip_prefix(&[STX]).unwrap_or(data);
    let about = match data_line(data, context) {
        Some(name) => format!(" · {name}"),
        None => String::new(),
    };
    match letter {
        b'B' => "Break message".to_owned(),
        b'P' => "Password message, masked".to_owned(),
        b'R' => format!("Read command {kind}{about}"),
        b'W' => format!("Write command {kind}{about}"),
        b'E' => format!("Execute command {kind}{about}"),
        _ => format!("Command {kind}{about}"),
    }
}

/// The identification message in `bytes`, whatever stands before it.
pub(super) fn identification_in(bytes: &[u8]) -> Option<Identification> {
    let start = bytes.iter().rposition(|byte| *byte == b'/')?;
    Identification::parse(&text_of(bytes.get(start..)?))
}

fn identification(bytes: &[u8]) -> Option<String> {
    let identification = identification_in(bytes)?;
    let code = identification.manufacturer();
    let maker = flag_codes::maker(code).map_or(code, flag_codes::short_name);
    let mode = identification.announced_mode();
    let speed = match (mode, identification.announced_baud()) {
        (_, None) => String::new(),
        (Mode::C, Some(baud)) => format!(", up to {baud} Bd"),
        (_, Some(baud)) => format!(", {baud} Bd"),
    };
    Some(format!(
        "Identification message · {maker}, mode {}{speed}",
        mode.letter()
    ))
}

/// The address of a data line and the name of its register, `F.F Error register`.
/// `None` if there is no bracket in it.
fn data_line(bytes: &[u8], context: &Context) -> Option<String> {
    let bracket = bytes.iter().position(|byte| *byte == b'(')?;
    let address = text_of(bytes.get(..bracket)?);
    let address = address.trim();
    if address.is_empty() {
        return Some("Values of the register before".to_owned());
    }
    let medium = context.medium.unwrap_or(Medium::Electricity);
    let name = match Code::parse(address, medium) {
        Some(code) => names::of_code(&code),
        None => names::of_address(address).map(str::to_owned),
    };
    let short = address.rsplit(':').next().unwrap_or(address);
    Some(match name {
        Some(name) => format!("{short} {name}"),
        None => short.to_owned(),
    })
}

fn end_mark(bytes: &[u8], context: &Context) -> String {
    match bytes {
        [b'!', check @ ..] if check.first().is_some_and(u8::is_ascii_hexdigit) => {
            format!("End of the data, check {}", text_of(check))
        }
        _ => with_check("End of the data", context),
    }
}

fn with_check(what: &str, context: &Context) -> String {
    let Some(check) = context.check else {
        return what.to_owned();
    };
    let received = check.received;
    if received == check.xor {
        format!("{what} · block check {received:02X}, correct")
    } else if received == check.sum {
        format!("{what} · block check {received:02X}, correct as a sum")
    } else {
        format!(
            "{what} · block check {received:02X} in place of {:02X}",
            check.xor
        )
    }
}

/// Bytes as text without the end of the line.
fn text_of(bytes: &[u8]) -> String {
    let end = bytes
        .iter()
        .position(|byte| matches!(*byte, CR | LF))
        .unwrap_or(bytes.len());
    bytes
        .iter()
        .take(end)
        .map(|byte| char::from(*byte & 0x7F))
        .collect()
}

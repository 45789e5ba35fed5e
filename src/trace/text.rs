//! Traces as text: one message or line of data per line.
//!
//! `> ` stands before what we sent, `< ` before what the meter sent; control
//! characters, `\` and a blank at the end are written as C escapes with exactly two
//! digits. Lines with `#` are remarks. A remark that begins with a number of seconds
//! carries the time of the line after it, or something that is not a message:
//!
//! ```text
//! # flagport.trace.v1
//! # 0.000 opened /dev/ttyUSB0
//! # 0.000 line 300 Bd 7E1
//! # 0.167
//! > /?!\r\n
//! # 0.334 echo /?!\r\n
//! # 0.603
//! < /LGZ5\\2ZMD3104107.B32\r\n
//! # 1.646 note nothing came for 1.5 s
//! # 5.001 closed
//! ```
//!
//! Passwords are masked while writing. Dialogues without remarks are read too; all
//! their times are zero.

use std::fmt::Write;
use std::time::Duration;

use thiserror::Error;

use super::{TraceEntry, TraceRecord, TraceRow, TraceRows};
use crate::transport::{CharacterFormat, LineSettings, LineTime};

/// The remark that our own traces begin with.
const FORMAT: &str = "flagport.trace.v1";

/// Why a text is no trace.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("line {line} of the trace {problem}")]
pub struct ReadTraceError {
    /// 1-based.
    pub line: usize,
    pub problem: TraceProblem,
}

/// What is wrong with a line of a trace.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TraceProblem {
    #[error("begins with neither '>', '<' nor '#'")]
    NoDirection,
    #[error("holds the unknown escape \\{0}")]
    Escape(String),
}

/// The text of `records`, one line per message, passwords masked.
pub fn write<'a>(records: impl IntoIterator<Item = &'a TraceRecord>) -> String {
    let mut rows = TraceRows::with_limit(usize::MAX);
    for record in records {
        rows.apply(record);
    }
    write_rows(rows.rows())
}

/// The text of `rows`.
pub fn write_rows<'a>(rows: impl IntoIterator<Item = &'a TraceRow>) -> String {
    let mut text = format!("# {FORMAT}\n");
    for row in rows {
        write_record(&mut text, &row.record);
    }
    text
}

fn write_record(text: &mut String, record: &TraceRecord) {
    let at = record.at.0;
    let _ = write!(text, "# {}.{:03}", at.as_secs(), at.subsec_millis());
    let _ = match &record.entry {
        TraceEntry::Opened { port } => writeln!(text, " opened {}", escaped(port.as_bytes())),
        TraceEntry::Configured(settings) => writeln!(text, " line {settings}"),
        TraceEntry::Sent(bytes) => writeln!(text, "\n> {}", escaped(bytes)),
        TraceEntry::Received(bytes) => writeln!(text, "\n< {}", escaped(bytes)),
        TraceEntry::Echoed(bytes) => writeln!(text, " echo {}", escaped(bytes)),
        TraceEntry::Noted(note) => writeln!(text, " note {}", escaped(note.as_bytes())),
        TraceEntry::Closed => writeln!(text, " closed"),
    };
}

/// Whether `text` looks like a trace: its first line that is neither empty nor a
/// remark begins with `> ` or `< `.
pub fn looks_like_trace(text: &str) -> bool {
    text.lines()
        .find(|line| !line.trim().is_empty() && !line.starts_with('#'))
        .is_some_and(|line| line.starts_with("> ") || line.starts_with("< "))
}

/// Reads a trace. Remarks that tell nothing known are passed over.
pub fn read(text: &str) -> Result<Vec<TraceRecord>, ReadTraceError> {
    let mut records = Vec::new();
    let mut at = LineTime::START;
    for (index, line) in text.lines().enumerate() {
        let in_line = |problem| ReadTraceError {
            line: index.saturating_add(1),
            problem,
        };
        let entry = match line.split_at_checked(1) {
            None => None,
            Some(("#", remark)) => {
                let remark = read_remark(remark.trim()).map_err(in_line)?;
                if let Some((time, _)) = &remark {
                    at = *time;
                }
                remark.and_then(|(_, entry)| entry)
            }
            Some((">", message)) => {
                Some(TraceEntry::Sent(message_bytes(message).map_err(in_line)?))
            }
            Some(("<", message)) => Some(TraceEntry::Received(
                message_bytes(message).map_err(in_line)?,
            )),
            Some(_) if line.trim().is_empty() => None,
            Some(_) => return Err(in_line(TraceProblem::NoDirection)),
        };
        records.extend(entry.map(|entry| TraceRecord { at, entry }));
    }
    Ok(records)
}

fn message_bytes(text: &str) -> Result<Vec<u8>, TraceProblem> {
    unescaped(text.strip_prefix(' ').unwrap_or(text))
}

type Remark = (LineTime, Option<TraceEntry>);

/// The time and the entry of a remark; `None` if it is for people only.
fn read_remark(remark: &str) -> Result<Option<Remark>, TraceProblem> {
    let (first, rest) = remark.split_once(' ').unwrap_or((remark, ""));
    let Some(at) = read_time(first) else {
        return Ok(None);
    };
    let (word, text) = rest.split_once(' ').unwrap_or((rest, ""));
    let lossy = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    let entry = match word {
        "" => None,
        "opened" => Some(TraceEntry::Opened {
            port: lossy(unescaped(text)?),
        }),
        "line" => read_settings(text).map(TraceEntry::Configured),
        "echo" => Some(TraceEntry::Echoed(unescaped(text)?)),
        "note" => Some(TraceEntry::Noted(lossy(unescaped(text)?))),
        "closed" => Some(TraceEntry::Closed),
        // A sentence that happens to begin with a number.
        _ => return Ok(None),
    };
    Ok(Some((at, entry)))
}

/// `0.167`: seconds and three digits.
fn read_time(text: &str) -> Option<LineTime> {
    let (seconds, millis) = text.split_once('.')?;
    if millis.len() != 3 {
        return None;
    }
    let seconds = Duration::from_secs(seconds.parse().ok()?);
    let millis = Duration::from_millis(millis.parse().ok()?);
    Some(LineTime(seconds.checked_add(millis)?))
}

/// `300 Bd 7E1`
fn read_settings(text: &str) -> Option<LineSettings> {
    let (baud, format) = text.split_once(" Bd ")?;
    let format = match format {
        "7E1" => CharacterFormat::SevenEven,
        "8N1" => CharacterFormat::EightNone,
        _ => return None,
    };
    Some(LineSettings {
        baud: baud.parse().ok()?,
        format,
    })
}

fn escaped(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for (index, byte) in bytes.iter().enumerate() {
        let last = index.saturating_add(1) == bytes.len();
        match byte {
            b'\r' => text.push_str("\\r"),
            b'\n' => text.push_str("\\n"),
            b'\\' => text.push_str("\\\\"),
            b' ' if !last => text.push(' '),
            0x21..=0x7E => text.push(char::from(*byte)),
            _ => {
                let _ = write!(text, "\\x{byte:02x}");
            }
        }
    }
    text
}

fn unescaped(text: &str) -> Result<Vec<u8>, TraceProblem> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\\') {
        bytes.extend(before.as_bytes());
        let unknown = || TraceProblem::Escape(after.chars().take(1).collect());
        let (code, behind) = after.split_at_checked(1).ok_or_else(unknown)?;
        rest = behind;
        match code {
            "r" => bytes.push(b'\r'),
            "n" => bytes.push(b'\n'),
            "t" => bytes.push(b'\t'),
            "0" => bytes.push(0),
            "\\" => bytes.push(b'\\'),
            "x" => {
                let wrong = || TraceProblem::Escape(after.chars().take(3).collect());
                let (digits, behind) = behind.split_at_checked(2).ok_or_else(wrong)?;
                if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
                    return Err(wrong());
                }
                bytes.push(u8::from_str_radix(digits, 16).map_err(|_| wrong())?);
                rest = behind;
            }
            _ => return Err(unknown()),
        }
    }
    bytes.extend(rest.as_bytes());
    Ok(bytes)
}

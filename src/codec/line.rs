//! What a line outside a frame is: an identification, a request, or neither.

use super::control::is_printable;
use super::{Identification, Request};

/// Where an identification starts in a line: at the last `/` that three letters
/// and a baud rate identification follow, unless it stands between brackets, as in
/// a unit. `/?` starts a request, so what the head reflects is never taken for the
/// meter.
pub(super) fn identification_start(line: &[u8]) -> Option<usize> {
    // Looked for once, not for each of perhaps a thousand slashes.
    let (opened, closed) = (memchr::memchr(b'(', line), memchr::memrchr(b')', line));
    memchr::memrchr_iter(b'/', line).find(|start| {
        let bracketed =
            opened.is_some_and(|at| at < *start) && closed.is_some_and(|at| at > *start);
        !bracketed && line.get(*start..).is_some_and(starts_identification)
    })
}

/// Whether a line starts as an identification does.
pub(super) fn starts_identification(line: &[u8]) -> bool {
    matches!(line, [b'/', a, b, c, _, ..] if [a, b, c].iter().all(|code| code.is_ascii_alphabetic()))
}

/// The identification in a line, and where it starts. Control characters that
/// slipped into it are left out.
pub(super) fn identification_in(line: &[u8]) -> Option<(usize, Identification)> {
    let start = identification_start(line)?;
    let printable = line
        .get(start..)?
        .iter()
        .filter(|code| is_printable(**code));
    let text: String = printable.copied().map(char::from).collect();
    Some((start, Identification::parse(&text)?))
}

/// The request in a line: from its last `/` to the `!` that ends it.
pub(super) fn request_in(line: &[u8]) -> Option<Request> {
    let start = memchr::memrchr(b'/', line)?;
    let text = line.get(start..)?.trim_ascii_end();
    Request::custom(std::str::from_utf8(text).ok()?).ok()
}

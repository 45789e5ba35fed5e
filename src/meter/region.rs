//! Where the load profiles and logbooks of a data block stand.
//!
//! Only finds them; what they hold is understood elsewhere.

use memchr::memchr2;

use super::code::{Code, Medium};
use super::load_profile::is_nameless_header;
use super::scan::Groups;
use super::series_code;

/// The lines of a load profile that are kept as data sets too; what is beyond them is
/// only in [`Readout::load_profiles`](super::Readout::load_profiles). Ten years of
/// quarter hours as data sets would take a gigabyte.
pub const MAX_SHOWN_LINES: usize = 4096;

/// The lines of one load profile or logbook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Region<'a> {
    /// `P.01`; empty where the meter does not say.
    pub(super) code: &'a str,
    pub(super) is_log: bool,
    /// Its lines, with their ends.
    pub(super) text: &'a str,
    /// Where `text` begins in the block, in bytes.
    pub(super) begin: usize,
    /// 1-based.
    pub(super) line: usize,
}

/// The load profiles and logbooks of a block, in the order sent.
pub(super) fn regions(text: &str) -> Vec<Region<'_>> {
    let mut regions: Vec<Region<'_>> = Vec::new();
    let mut open: Option<Region<'_>> = None;
    let mut groups = Groups::default();
    let mut is_first = true;
    for (begin, line, whole) in lines(text) {
        let shown = whole.trim();
        if shown.is_empty() {
            continue;
        }
        let was_first = std::mem::take(&mut is_first);
        let kind = kind(shown, was_first, &mut groups);
        let goes_on = match (&open, kind) {
            (Some(_), Kind::Row) => true,
            (Some(open), Kind::Series(code)) => open.code == code || code.is_empty(),
            _ => false,
        };
        if goes_on {
            continue;
        }
        if let Some(region) = open.take() {
            regions.push(region.ending(text, begin));
        }
        if let Kind::Series(code) = kind {
            open = Some(Region {
                code,
                is_log: is_log(code, shown, &mut groups),
                text: "",
                begin,
                line,
            });
        }
    }
    regions.extend(open.map(|region| region.ending(text, text.len())));
    regions
}

impl<'a> Region<'a> {
    fn ending(self, text: &'a str, end: usize) -> Region<'a> {
        Region {
            text: text.get(self.begin..end).unwrap_or(""),
            ..self
        }
    }

    /// Where it ends in the block, in bytes.
    pub(super) fn end(&self) -> usize {
        self.begin + self.text.len()
    }
}

/// A part of the block that is shown as data sets, and the line it begins at.
pub(super) type Part<'a> = (&'a str, usize);

/// The parts of a block that become data sets: all of it, but for the lines of long
/// load profiles and what is beyond any readout.
pub(super) fn parts<'a>(text: &'a str, regions: &[Region<'a>]) -> Vec<Part<'a>> {
    let mut parts = Vec::new();
    let (mut begin, mut line) = (0, 1);
    for region in regions.iter().filter(|region| !region.is_log) {
        let Some(kept) = length_of(region.text, MAX_SHOWN_LINES) else {
            continue;
        };
        let end = region.begin + kept;
        parts.push((text.get(begin..end).unwrap_or(""), line));
        begin = region.end();
        line = region.line + line_count(region.text);
    }
    parts.push((text.get(begin..).unwrap_or(""), line));
    parts
}

/// How long so many lines are in bytes; `None` if there are no more.
fn length_of(text: &str, count: usize) -> Option<usize> {
    lines(text).nth(count).map(|(begin, ..)| begin)
}

fn line_count(text: &str) -> usize {
    lines(text).count()
}

#[derive(Debug, Clone, Copy)]
enum Kind<'a> {
    /// A line with the code of a load profile or logbook.
    Series(&'a str),
    /// Goes on with what stands in front of it.
    Row,
    /// A data set, or the end.
    Other,
}

fn kind<'a>(line: &'a str, is_first: bool, groups: &mut Groups<'a>) -> Kind<'a> {
    if line.starts_with('(') {
        if is_first {
            groups.take(line);
            if is_nameless_header(&groups.texts) {
                return Kind::Series("");
            }
        }
        return Kind::Row;
    }
    let (name, is_set) = match line.split_once('(') {
        Some((name, _)) => (name.trim(), true),
        None => (line, false),
    };
    if series_code::is_series(name) {
        return Kind::Series(name);
    }
    let is_address = is_set
        && (Code::parse(name, Medium::Electricity).is_some()
            || name.starts_with(|c: char| c.is_ascii_alphabetic()));
    if is_address || line.starts_with('!') {
        Kind::Other
    } else {
        Kind::Row
    }
}

/// Whether it is a logbook, as the empty third group shows; else as its number tells.
fn is_log<'a>(code: &str, line: &'a str, groups: &mut Groups<'a>) -> bool {
    let bracket = line.find('(').unwrap_or(line.len());
    groups.take(line.get(bracket..).unwrap_or(""));
    match groups.texts.get(2) {
        Some(third) => third.trim().is_empty(),
        None => series_code::number(code).is_some_and(series_code::is_log),
    }
}

/// Where each line begins, its number, and the line without its end.
fn lines(text: &str) -> impl Iterator<Item = (usize, usize, &str)> {
    let mut at = 0;
    let mut number = 0;
    std::iter::from_fn(move || {
        let rest = text.get(at..).filter(|rest| !rest.is_empty())?;
        let begin = at;
        number += 1;
        let bytes = rest.as_bytes();
        let end = memchr2(b'\r', b'\n', bytes).unwrap_or(bytes.len());
        let length = match bytes.get(end..end + 2) {
            Some(b"\r\n") => 2,
            _ => 1,
        };
        at = begin + (end + length).min(bytes.len());
        Some((begin, number, rest.get(..end).unwrap_or("")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[(&str, bool, usize, &str)]) {
        let found = regions(text);
        let found: Vec<_> = found
            .iter()
            .map(|region| (region.code, region.is_log, region.line, region.text))
            .collect();
        assert_eq!(found, expected, "{text:?}");
        for region in regions(text) {
            assert_eq!(&text[region.begin..region.end()], region.text);
        }
    }

    #[test]
    fn a_load_profile_ends_where_another_set_begins() {
        let head = "P.01(0231113101500)(00)(15)(1)(1.5)(kW)\r\n";
        let log = "P.98(0231113101500)(00)()(0)\r\n";
        check(
            &format!("0.0.0(1)\r\n{head}(1)\r\n\r\n{head}(2)\r\n1.8.0(3*kWh)\r\n{log}{log}!\r\n"),
            &[
                ("P.01", false, 2, &format!("{head}(1)\r\n\r\n{head}(2)\r\n")),
                ("P.98", true, 8, &format!("{log}{log}")),
            ],
        );
        check(
            &format!("{head}(1)\n5)(6)\n(2)"),
            &[("P.01", false, 1, &format!("{head}(1)\n5)(6)\n(2)"))],
        );
        let nameless = &head[4..];
        check(nameless, &[("", false, 1, nameless)]);
        check(
            "P.200(ERROR)\r\nP.01()",
            &[
                ("P.200", true, 1, "P.200(ERROR)\r\n"),
                ("P.01", false, 2, "P.01()"),
            ],
        );
        check(
            "0-1:24.3.0(090212160000)(00)(60)(1)(0-1:24.2.1)(m3)\r\n(1)\r\n",
            &[],
        );
        check("1-0:99.97.0(0)(0-0:96.7.19)\r\n", &[]);
        check("(1)(2)\r\n", &[]);
        check("", &[]);
    }

    #[test]
    fn a_long_load_profile_is_shown_in_part() {
        let rows = "(1)\r\n".repeat(MAX_SHOWN_LINES);
        let text = format!(
            "0.0.0(1)\r\nP.01(0231113101500)(00)(15)(1)(1.5)(kW)\r\n{rows}1.8.0(3*kWh)\r\n"
        );
        let found = parts(&text, &regions(&text));
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].0.lines().count(), 1 + MAX_SHOWN_LINES);
        assert_eq!(found[1], ("1.8.0(3*kWh)\r\n", 3 + MAX_SHOWN_LINES));
        let text = text.replacen("(1)\r\n1.8.0", "1.8.0", 1);
        assert_eq!(parts(&text, &regions(&text)), [(text.as_str(), 1)]);
    }
}

//! An answer with a logbook as text, and what it means.

use std::sync::Arc;

use super::{LogEntry, LogHints, LogLayout, LogValue, Logbook, event};
use crate::meter::problems::{Problems, quote};
use crate::meter::readout::CivilTime;
use crate::meter::scan::{Groups, Line, Lines};
use crate::meter::status::Status;
use crate::meter::time::{self, Form};
use crate::meter::value::is_meter_error;
use crate::meter::{number, series_code};

/// The most entries that are kept; meters keep a few thousand at most.
const MAX_ENTRIES: usize = 200_000;

/// The most values beside one entry that are believed.
const MAX_VALUES: usize = 1000;

/// Time, status, nothing, and the number of values.
const FRONT: usize = 4;

/// Decodes the body of an answer, or what there is of one. `(ERROR)` and an empty
/// answer are a logbook without entries.
pub fn decode(text: &str, hints: &LogHints) -> Logbook {
    let layout = hints.layout.unwrap_or_else(|| layout_of(text));
    let mut decoder = Decoder {
        hints,
        layout,
        logbook: Logbook {
            code: hints.code.clone(),
            ..Logbook::default()
        },
        problems: Problems::default(),
        open: None,
        last_status: Arc::default(),
        is_called: false,
        is_full: false,
    };
    let mut groups = Groups::default();
    for line in Lines::of(text) {
        decoder.line(line, &mut groups);
    }
    decoder.close();
    decoder.logbook.problems = decoder.problems.finish();
    decoder.logbook
}

/// How the entries come, by the first that has a time.
fn layout_of(text: &str) -> LogLayout {
    let mut groups = Groups::default();
    for line in Lines::of(text) {
        let bracket = line.text.find('(').unwrap_or(line.text.len());
        groups.take(line.text.get(bracket..).unwrap_or(""));
        for group in &groups.texts {
            if is_digits(group) && group.len() >= 10 {
                return LogLayout::Vdew;
            }
            if dotted(group).is_some() {
                return LogLayout::Energomera;
            }
            if time::parse_evident(group).is_some_and(|time| time.time.is_some()) {
                return LogLayout::Lis200;
            }
        }
    }
    LogLayout::Vdew
}

struct Decoder<'a, 'h> {
    hints: &'h LogHints,
    layout: LogLayout,
    logbook: Logbook,
    problems: Problems,
    open: Option<OpenEntry<'a>>,
    last_status: Arc<Status>,
    /// The answer told its code.
    is_called: bool,
    is_full: bool,
}

/// An entry whose values may go on with the next line.
struct OpenEntry<'a> {
    line: usize,
    groups: Vec<&'a str>,
    ended: bool,
}

impl<'a> Decoder<'a, '_> {
    fn line(&mut self, line: Line<'a>, groups: &mut Groups<'a>) {
        let mut rest = line.text;
        while !rest.is_empty() {
            let Some(bracket) = memchr::memchr(b'(', rest.as_bytes()) else {
                self.text(line.number, rest.trim());
                return;
            };
            let (before, behind) = rest.split_at_checked(bracket).unwrap_or((rest, ""));
            let before = before.trim();
            rest = groups.take(behind);
            let ended = line.ended || !rest.is_empty();
            if let Some(damaged) = groups.damaged {
                self.close();
                self.damaged(line.number, before, damaged, ended);
            } else {
                self.groups(line.number, before, groups, ended);
            }
        }
    }

    fn text(&mut self, line: usize, text: &str) {
        if series_code::is_series(text) {
            self.call(text);
        } else if !text.starts_with('!') {
            self.problems
                .add(line, || format!("text outside brackets: {}", quote(text)));
        }
    }

    fn call(&mut self, code: &str) {
        if !self.is_called {
            self.is_called = true;
            code.clone_into(&mut self.logbook.code);
        }
    }

    fn damaged(&mut self, line: usize, name: &str, text: &str, ended: bool) {
        if series_code::is_series(name) {
            self.call(name);
        }
        let what = if ended {
            "the entry is damaged and left out"
        } else {
            "the last entry is cut off and left out"
        };
        self.problems
            .add(line, || format!("{what}: {}", quote(text)));
    }

    fn groups(&mut self, line: usize, name: &str, groups: &Groups<'a>, ended: bool) {
        let texts = &groups.texts;
        let first = texts.first().map_or("", |first| first.trim());
        if !name.is_empty() {
            self.close();
            if name.starts_with('!') {
                return;
            }
            let is_named = match self.layout {
                LogLayout::Vdew | LogLayout::Lis200 => series_code::is_series(name),
                LogLayout::Energomera => true,
            };
            if is_named {
                self.call(name);
            } else if !is_digits(first) {
                self.problems
                    .add(line, || format!("text outside brackets: {}", quote(name)));
                return;
            }
        }
        if let [_] = texts.as_slice()
            && (first.is_empty() || is_meter_error(first) || first.starts_with('#'))
        {
            self.alone(line, first);
            return;
        }
        match self.layout {
            LogLayout::Vdew => self.vdew(line, name, texts, ended),
            LogLayout::Lis200 => self.lis200(line, texts),
            LogLayout::Energomera => {
                for text in texts {
                    self.energomera(line, text);
                }
            }
        }
    }

    /// One group in place of entries: `ERROR` says that there are none.
    fn alone(&mut self, line: usize, text: &str) {
        if !text.is_empty() && text != "ERROR" {
            self.problems.add(line, || {
                format!("the meter answered {} in place of a logbook", quote(text))
            });
        }
    }

    fn vdew(&mut self, line: usize, name: &str, texts: &[&'a str], ended: bool) {
        let is_stamp = texts
            .first()
            .is_some_and(|first| matches!(first.len(), 10..=14) && is_digits(first));
        let is_begin = !name.is_empty() || is_stamp && texts.len() >= 2;
        match &mut self.open {
            Some(open) if !is_begin => {
                open.groups.extend(texts);
                open.ended = ended;
            }
            _ => {
                self.close();
                self.open = Some(OpenEntry {
                    line,
                    groups: texts.to_vec(),
                    ended,
                });
            }
        }
    }

    /// Adds the entry whose groups are all here.
    fn close(&mut self) {
        let Some(OpenEntry {
            line,
            groups,
            ended,
        }) = self.open.take()
        else {
            return;
        };
        let group = |index: usize| groups.get(index).copied().unwrap_or("");
        let count = group(3).trim().parse().ok().filter(|n| *n <= MAX_VALUES);
        let behind = groups.get(FRONT..).unwrap_or(&[]);
        let wanted = count.map_or(0, |count| 3 * count);
        if !ended && (groups.len() < FRONT || behind.len() < wanted) {
            let text = groups.last().copied().unwrap_or("");
            self.damaged(line, "", text, ended);
            return;
        }
        let shape = match count {
            Some(count) if behind.len() == 3 * count => Some(count),
            _ if behind.len().is_multiple_of(3) && has_codes(behind) => Some(behind.len() / 3),
            _ => None,
        };
        if groups.len() >= FRONT && (shape != count || count.is_none()) {
            let values = shape.unwrap_or(behind.len());
            self.problems.add(line, || {
                format!("the entry says {} values and has {values}", group(3))
            });
        }
        let mut values = Vec::new();
        if !group(2).trim().is_empty() {
            values.push(value(None, "", group(2)));
        }
        match shape {
            Some(count) => {
                let (pairs, raws) = behind.split_at_checked(2 * count).unwrap_or((behind, &[]));
                for (pair, raw) in pairs.chunks(2).zip(raws) {
                    let unit = pair.get(1).copied().unwrap_or("");
                    values.push(value(pair.first().copied(), unit, raw));
                }
            }
            None => values.extend(behind.iter().map(|raw| value(None, "", raw))),
        }
        self.add(line, group(0), group(1), values);
    }

    fn lis200(&mut self, line: usize, texts: &[&'a str]) {
        let is_time = |text: &&&str| {
            time::parse_evident(text).is_some_and(|t| t.date.is_some() && t.time.is_some())
        };
        let stamp = texts.iter().find(is_time).copied().unwrap_or("");
        let others = texts.iter().filter(|text| !std::ptr::eq(**text, stamp));
        let values = others.map(|raw| value(None, "", raw)).collect();
        self.add(line, stamp, "", values);
    }

    /// `dd.mm.yy,hh:mm,...` or `dd.mm.yy hh:mm:ss,...`
    fn energomera(&mut self, line: usize, text: &'a str) {
        let (stamp, rest) = dotted(text).map_or(("", text), |(_, length)| {
            text.split_at_checked(length).unwrap_or((text, ""))
        });
        let rest = rest.strip_prefix(',').unwrap_or(rest);
        let parts = rest.split(',').filter(|part| !part.is_empty());
        let values = parts.map(|raw| value(None, "", raw)).collect();
        self.add(line, stamp, "", values);
    }

    fn add(&mut self, line: usize, stamp: &str, status: &str, values: Vec<LogValue>) {
        if self.logbook.entries.len() >= MAX_ENTRIES {
            if !self.is_full {
                self.is_full = true;
                self.problems.add(line, || {
                    "there is no room for the entries from here on".to_owned()
                });
            }
            return;
        }
        let time = match self.layout {
            LogLayout::Energomera => dotted(stamp).map(|(time, _)| time),
            _ => time::parse(stamp, Form::Stamp),
        };
        if time.is_none() {
            self.problems
                .add(line, || format!("{} is no time", quote(stamp)));
        }
        let season = time.and_then(|time| time.season);
        let status = self.status(line, status, season);
        let mut entry = LogEntry {
            line,
            time,
            stamp: stamp.to_owned(),
            status,
            values,
            event: String::new(),
        };
        entry.event = event::words(&entry, self.hints.manufacturer.as_deref());
        self.logbook.entries.push(entry);
    }

    /// A status word; the one before once more where it is the same.
    fn status(
        &mut self,
        line: usize,
        raw: &str,
        season: Option<crate::meter::Season>,
    ) -> Arc<Status> {
        let raw = raw.trim();
        if !raw.is_empty() {
            let status = self.hints.status.read_in(raw, season);
            if status.word.is_none() {
                self.problems.add(line, || {
                    format!("the status {} is no hexadecimal number", quote(raw))
                });
            } else if !matches!(raw.len(), 2 | 4 | 8 | 16) {
                self.problems.add(line, || {
                    format!(
                        "the status '{raw}' has {} digits in place of 2 or 8",
                        raw.len()
                    )
                });
            }
            if *self.last_status != status {
                self.last_status = Arc::new(status);
            }
            return Arc::clone(&self.last_status);
        }
        Arc::default()
    }
}

/// Whether the front two thirds of the groups are codes with units.
fn has_codes(groups: &[&str]) -> bool {
    let pairs = groups.get(..groups.len() / 3 * 2).unwrap_or(&[]);
    pairs.chunks(2).all(|pair| {
        let code = pair.first().copied().unwrap_or("").trim();
        let unit = pair.get(1).copied().unwrap_or("").trim();
        code.contains(['.', ':']) && number::parse(unit).is_none()
    })
}

fn value(code: Option<&str>, unit: &str, raw: &str) -> LogValue {
    let named = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    LogValue {
        code: code.and_then(|code| named(code.trim())),
        unit: named(unit.trim()),
        raw: raw.to_owned(),
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The time that a text begins with, `dd.mm.yy` with `hh:mm` or `hh:mm:ss` behind a
/// comma or a blank, and how long it is.
fn dotted(text: &str) -> Option<(CivilTime, usize)> {
    const DATE: usize = 8;
    let date = time::parse(text.get(..DATE)?, Form::Calendar)?;
    let behind = text.get(DATE..)?;
    let clock = behind.strip_prefix([',', ' ']).unwrap_or("");
    let clock = clock.split(',').next().unwrap_or("");
    let time = Some(clock)
        .filter(|clock| clock.contains(':'))
        .and_then(|clock| time::parse(clock, Form::Clock));
    let length = if time.is_some() {
        DATE + 1 + clock.len()
    } else {
        DATE
    };
    let time = CivilTime {
        date: date.date,
        time: time.and_then(|time| time.time),
        season: None,
    };
    Some((time, length))
}

#[cfg(test)]
mod tests;

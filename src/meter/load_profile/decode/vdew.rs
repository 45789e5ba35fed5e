//! Load profiles as the VDEW requirements for load profile meters write them, and
//! most makers do: a header with the end of the first interval, a status, the period
//! and the channels, then a row for each interval.
//!
//! A new header comes wherever the sequence breaks. It may stand anywhere: in the
//! middle of the answer, behind values on the same line, split over lines, without
//! its code. The time runs on in the season that the header tells.
//!
//! The status of a header belongs to its first row; see [`Status::lasting`] for what
//! holds on for the rows behind.

use std::sync::Arc;

use jiff::civil::DateTime;

use super::Hints;
use super::builder::{Builder, Step};
use super::header::{self, Header};
use crate::meter::load_profile::{LoadProfile, NewEntry, Section};
use crate::meter::problems::quote;
use crate::meter::readout::Season;
use crate::meter::scan::{Groups, Line, Lines};
use crate::meter::series_code;
use crate::meter::status::Status;
use crate::meter::time::{self, Form};
use crate::meter::value::is_meter_error;

pub(super) fn decode(text: &str, hints: &Hints) -> LoadProfile {
    let mut decoder = Decoder {
        builder: Builder::new(hints, text),
        open: None,
        section: None,
        pairs: Vec::new(),
        columns: Arc::default(),
    };
    let mut groups = Groups::default();
    for line in Lines::of(text) {
        decoder.line(line, &mut groups);
    }
    decoder.end();
    decoder.builder.finish()
}

struct Decoder<'a, 'h> {
    builder: Builder<'h>,
    /// A header that its line did not end.
    open: Option<OpenHeader<'a>>,
    section: Option<Current>,
    /// The pairs of the header before, and their columns: mostly the same again.
    pairs: Vec<&'a str>,
    columns: Arc<[u16]>,
}

struct OpenHeader<'a> {
    line: usize,
    groups: Vec<&'a str>,
    /// Its line was cut off, so it is not to be trusted where the text ends here.
    ended: bool,
}

/// The section that rows belong to.
struct Current {
    line: usize,
    columns: usize,
    /// The end of the next interval.
    next: Option<DateTime>,
    season: Option<Season>,
    step: Step,
    /// Of the next row, then of all behind.
    status: Arc<Status>,
    lasting: Arc<Status>,
    /// No row came yet.
    is_fresh: bool,
}

impl<'a> Decoder<'a, '_> {
    fn line(&mut self, line: Line<'a>, groups: &mut Groups<'a>) {
        let mut rest = line.text;
        let mut at_begin = true;
        while !rest.is_empty() {
            if rest.starts_with('(') {
                rest = groups.take(rest);
                let ended = line.ended || !rest.is_empty();
                self.groups(line.number, groups, ended);
            } else if let Some(bracket) = memchr::memchr(b'(', rest.as_bytes()) {
                let (before, behind) = rest.split_at_checked(bracket).unwrap_or((rest, ""));
                rest = groups.take(behind);
                let ended = line.ended || !rest.is_empty();
                self.named(line.number, before.trim(), groups, ended, at_begin);
            } else {
                self.text(line.number, rest.trim());
                return;
            }
            at_begin = false;
        }
    }

    /// Text that no bracket follows.
    fn text(&mut self, line: usize, text: &str) {
        if text.starts_with('!') {
            return;
        }
        if series_code::is_series(text) {
            self.builder.call(line, text);
        } else {
            self.builder
                .problems
                .add(line, || format!("text outside brackets: {}", quote(text)));
        }
    }

    /// Groups without a name: a row, or more of a header.
    fn groups(&mut self, line: usize, groups: &Groups<'a>, ended: bool) {
        if let Some(mut open) = self.open.take() {
            let header = Header::of(&open.groups);
            if header.goes_on(&open.groups, &groups.texts) && groups.damaged.is_none() {
                open.groups.extend(&groups.texts);
                open.ended = ended;
                self.header(open);
                return;
            }
            self.close(open);
        }
        let is_header = groups
            .texts
            .first()
            .is_some_and(|first| header::is_stamp(first))
            && header::is_nameless(&groups.texts);
        if is_header {
            self.begin(line, groups, ended);
        } else {
            self.row(line, groups, ended);
        }
    }

    /// Groups behind a name: a header, an answer without entries, or something else.
    fn named(
        &mut self,
        line: usize,
        name: &'a str,
        groups: &Groups<'a>,
        ended: bool,
        at_begin: bool,
    ) {
        if let Some(open) = self.open.take() {
            self.close(open);
        }
        let first = groups.texts.first().map_or("", |first| first.trim());
        let is_series = series_code::is_series(name);
        if header::is_stamp(first) || is_series && groups.texts.len() > 1 {
            self.builder.call(line, name);
            self.begin(line, groups, ended);
        } else if is_series && groups.damaged.is_none() {
            self.builder.call(line, name);
            self.alone(line, first);
        } else if is_series {
            self.builder.call(line, name);
            self.cut_header(line, name);
        } else if at_begin && self.section.is_some() && !name.contains(char::is_alphabetic) {
            // A row that lost its first bracket. It was an interval all the same.
            self.builder.problems.add(line, || {
                format!(
                    "the row is damaged and left without values: {}",
                    quote(name)
                )
            });
            self.add(line, &[]);
        } else if !name.starts_with('!') {
            self.builder
                .problems
                .add(line, || format!("text outside brackets: {}", quote(name)));
        }
    }

    /// One group in place of a load profile: `ERROR` says that there is nothing.
    fn alone(&mut self, line: usize, text: &str) {
        if !text.is_empty() && text != "ERROR" {
            self.builder.problems.add(line, || {
                format!(
                    "the meter answered {} in place of a load profile",
                    quote(text)
                )
            });
        }
    }

    fn begin(&mut self, line: usize, groups: &Groups<'a>, ended: bool) {
        if let Some(damaged) = groups.damaged {
            if !ended {
                self.cut_header(line, damaged);
                return;
            }
            self.builder.problems.add(line, || {
                format!("no closing bracket after {}", quote(damaged))
            });
        }
        self.header(OpenHeader {
            line,
            groups: groups.texts.clone(),
            ended,
        });
    }

    fn cut_header(&mut self, line: usize, text: &str) {
        self.section = None;
        self.builder.problems.add(line, || {
            format!("the header is cut off and left out: {}", quote(text))
        });
    }

    /// A header that may go on with the next line.
    fn header(&mut self, header: OpenHeader<'a>) {
        let shape = Header::of(&header.groups);
        if shape.is_open(&header.groups) {
            self.open = Some(header);
        } else {
            self.close(header);
        }
    }

    /// Begins a section, then adds the rows that stand behind the header on its line.
    fn close(&mut self, header: OpenHeader<'a>) {
        let OpenHeader {
            line,
            groups,
            ended,
        } = header;
        let shape = Header::of(&groups);
        if groups.len() < header::FRONT {
            let last = groups.last().copied().unwrap_or("");
            self.cut_header(line, last);
            return;
        }
        self.begin_section(line, &groups, &shape);
        let rows = groups.get(shape.used..).unwrap_or(&[]);
        let size = match shape.pairs {
            0 => rows.len().max(1),
            pairs => pairs,
        };
        let count = rows.chunks(size).len();
        for (index, row) in rows.chunks(size).enumerate() {
            let cut = !ended && index + 1 == count && row.len() < size;
            self.judged(line, row, cut);
        }
    }

    fn begin_section(&mut self, line: usize, groups: &[&'a str], shape: &Header) {
        let group = |index: usize| groups.get(index).map_or("", |text| text.trim());
        let builder = &mut self.builder;
        let told = time::parse(group(0), Form::Stamp).filter(|told| told.date.is_some());
        let stamp =
            told.and_then(|told| Some(told.date?.to_datetime(told.time.unwrap_or_default())));
        let season = told.and_then(|told| told.season);
        if stamp.is_none() {
            builder.problems.add(line, || {
                format!(
                    "{} is no time, so the entries behind it have none",
                    quote(group(0))
                )
            });
        }
        let period_min = match group(2) {
            "" => builder.hints.period_min,
            sent => header::period(sent),
        };
        if period_min.is_none() {
            builder.problems.add(line, || {
                format!(
                    "the period {} is no number of minutes from 1 to 44640, so only the first entry has a time",
                    quote(group(2))
                )
            });
        }
        if shape.promised != Some(shape.pairs) {
            builder.problems.add(line, || {
                format!(
                    "the header says {} channels and names {}",
                    group(3),
                    shape.pairs
                )
            });
        }
        let pairs = groups.get(header::FRONT..shape.used).unwrap_or(&[]);
        if self.pairs != pairs {
            let named = pairs.chunks(2).map(|pair| match pair {
                [code, unit] => (code.trim(), unit.trim()),
                _ => ("", ""),
            });
            self.columns = builder.columns(named);
            self.pairs = pairs.to_vec();
        }
        let status = builder.status(group(1), season);
        builder.judge_status(line, &status);
        self.section = Some(Current {
            line,
            columns: shape.pairs,
            next: stamp,
            season,
            step: Step::of(period_min, stamp),
            lasting: Arc::new(status.lasting()),
            status: Arc::clone(&status),
            is_fresh: true,
        });
        builder.begin(Section {
            line,
            stamp,
            season,
            status,
            period_min,
            columns: Arc::clone(&self.columns),
            first_entry: 0,
        });
    }

    /// A line of values.
    fn row(&mut self, line: usize, groups: &Groups<'a>, ended: bool) {
        let texts = &groups.texts;
        if let ([text], None) = (texts.as_slice(), groups.damaged) {
            let text = text.trim();
            let is_empty = text.is_empty() && self.section.is_none();
            if is_empty || is_meter_error(text) || text.starts_with('#') {
                self.alone(line, text);
                return;
            }
        }
        if self.section.is_none() {
            self.begin_nameless(line, texts.len());
        }
        let columns = self.section.as_ref().map_or(0, |section| section.columns);
        if let Some(damaged) = groups.damaged {
            if ended {
                self.builder.problems.add(line, || {
                    format!("no closing bracket after {}", quote(damaged))
                });
                self.add(line, texts);
            } else {
                self.cut_row(line, damaged);
            }
            return;
        }
        self.judged(line, texts, !ended && texts.len() < columns);
    }

    fn cut_row(&mut self, line: usize, text: &str) {
        self.builder.problems.add(line, || {
            format!("the last row is cut off and left out: {}", quote(text))
        });
    }

    /// A row whose groups are whole.
    fn judged(&mut self, line: usize, row: &[&'a str], cut: bool) {
        if cut {
            self.cut_row(line, row.last().copied().unwrap_or(""));
            return;
        }
        let columns = self.section.as_ref().map_or(0, |section| section.columns);
        if columns == 0 && !row.is_empty() {
            self.number_columns(row.len());
        } else if row.len() != columns {
            let problem = || {
                let surplus = row.get(columns..).unwrap_or(&[]);
                let mut told = format!("the row has {} values for {columns} channels", row.len());
                if !surplus.is_empty() {
                    told.push_str(", too many are ");
                    told.push_str(&quote(&surplus.join(" ")));
                }
                told
            };
            self.builder.problems.add(line, problem);
        }
        self.add(line, row);
    }

    /// Adds a row; it takes its interval whatever it holds.
    fn add(&mut self, line: usize, row: &[&'a str]) {
        let Some(section) = &mut self.section else {
            return;
        };
        let entry = NewEntry {
            time: section.next,
            season: section.season,
            status: &section.status,
        };
        self.builder.push(line, entry, row);
        section.next = section.next.and_then(|time| section.step.after(time));
        if section.is_fresh {
            section.is_fresh = false;
            section.status = Arc::clone(&section.lasting);
        }
    }

    /// Values without a header: they have no time.
    fn begin_nameless(&mut self, line: usize, count: usize) {
        self.builder
            .problems
            .add(line, || "values without a header have no time".to_owned());
        let columns = self.builder.hinted_columns(count);
        self.section = Some(Current {
            line,
            columns: columns.len(),
            next: None,
            season: None,
            step: Step::Unknown,
            status: Arc::default(),
            lasting: Arc::default(),
            is_fresh: true,
        });
        self.builder.begin(Section {
            line,
            stamp: None,
            season: None,
            status: Arc::default(),
            period_min: self.builder.hints.period_min,
            columns,
            first_entry: 0,
        });
    }

    /// Numbers the columns of a section whose header names none.
    fn number_columns(&mut self, count: usize) {
        let columns = self.builder.hinted_columns(count);
        let Some(current) = &mut self.section else {
            return;
        };
        current.columns = columns.len();
        if let Some(section) = self.builder.profile.sections.last_mut()
            && section.line == current.line
        {
            section.columns = columns;
        }
    }

    fn end(&mut self) {
        let Some(open) = self.open.take() else {
            return;
        };
        if open.ended {
            self.close(open);
        } else {
            let last = open.groups.last().copied().unwrap_or("");
            self.cut_header(open.line, last);
        }
    }
}

#[cfg(test)]
mod tests;

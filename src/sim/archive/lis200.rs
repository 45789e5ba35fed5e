//! Archives of gas converters: a column for everything, the time among them.

use std::fmt::Write as _;

use super::request::{Denied, Range, Records};
use super::series::{Marks, Row, happened, intervals};
use super::{Archive, Column, Content, Source};
use crate::sim::cell::Stamp;
use crate::sim::digits::Digits;
use crate::sim::load::calendar::{DAY, Seconds, instant, shown, shown_in};
use crate::sim::load::event::What;
use crate::sim::random::hash;

/// The column of the time, from 1.
const TIME: &str = "3";

const COLUMN_MISSING: &str = "#0101";
const EMPTY: &str = "#0103";
const NO_FROM: &str = "#0104";
const NO_TO: &str = "#0105";

/// What `pos;from;to;rows` asks for.
pub(super) fn range(archive: &Archive, asked: &str, now: Seconds) -> Result<Range, Denied> {
    let mut parts = asked.split(';').map(str::trim);
    let position = parts.next().unwrap_or("");
    let mut limit = |open: Seconds| match parts.next().unwrap_or("") {
        "" => Ok(open),
        text => {
            let stamp = Stamp::parse("%Y-%m-%d,%H:%M:%S", text).ok_or(Denied::Syntax)?;
            Ok(instant(stamp.applied_to(jiff::civil::DateTime::MIN)))
        }
    };
    let oldest = now - archive.days * DAY;
    let (from, to) = (limit(oldest)?, limit(now)?);
    if position != TIME {
        return Err(Denied::Says(COLUMN_MISSING));
    }
    if from > now {
        return Err(Denied::Says(NO_FROM));
    }
    if to < oldest || to < from {
        return Err(Denied::Says(NO_TO));
    }
    Ok(Range {
        after: from.max(oldest) - 1,
        to: to.min(now),
    })
}

/// The rows of `range`.
pub(super) fn records(
    archive: &Archive,
    columns: &[Column],
    source: &Source<'_>,
    range: Range,
) -> Result<Records, Denied> {
    let mut records = Records::new();
    let forms: Vec<Digits> = columns
        .iter()
        .filter_map(|column| Digits::parse(column.form))
        .collect();
    let mut line = |end: Seconds, summer: bool, number: i64, rest: &str| {
        let at = shown_in(end, summer).strftime("%Y-%m-%d,%H:%M:%S");
        let check = hash("check", end) % 65_536;
        // The number in the archive, and the one over all archives.
        records.push(format!(
            "({number})({})({at}){rest}({check})\r\n",
            number + 4_711
        ));
    };
    match archive.content {
        Content::Intervals(_) | Content::Midnights(_) => {
            let sink = |row: &Row<'_>| {
                let mut rest = String::new();
                for (form, value) in forms.iter().zip(row.values) {
                    rest.push('(');
                    form.push(*value, &mut rest);
                    rest.push(')');
                }
                let number = row.end.div_euclid(source.period);
                let pressure = 4_700 + hash("pressure", number) % 350;
                let warm = 900 + hash("temperature", number) % 400;
                let status = if row.marks == Marks::default() { 0 } else { 1 };
                let _ = write!(
                    rest,
                    "({}.{:03})({}.{:02})(0.9721)({status})(0)(0x8105)",
                    pressure / 1_000,
                    pressure % 1_000,
                    warm / 100,
                    warm % 100
                );
                line(row.end, row.summer, number, &rest);
            };
            intervals(source, columns, range, sink);
        }
        Content::Log(_) => {
            // An entry keeps its number, whatever is asked for.
            let earlier = Range {
                after: 0,
                to: range.after,
            };
            let count = i64::try_from(events(source, earlier).len()).unwrap_or(0);
            for (number, (at, event)) in (count + 1..).zip(events(source, range)) {
                line(at, shown(at).summer, number, &format!("({event})"));
            }
        }
    }
    if records.is_empty() {
        return Err(Denied::Says(EMPTY));
    }
    Ok(records)
}

/// What happened within `range`, with its code.
pub(super) fn events(source: &Source<'_>, range: Range) -> Vec<(Seconds, &'static str)> {
    let mut told = Vec::new();
    for event in happened(source, range.after - 2 * DAY, range.to) {
        match event.what {
            What::PowerFailure { until } => {
                told.extend([(event.at, "0x8301"), (until, "0x8302")]);
            }
            What::ClockSet { to } => told.extend([(event.at, "0x8303"), (to, "0x8304")]),
            What::CoverOpen { until } => {
                told.extend([(event.at, "0x820D"), (until, "0x830D")]);
            }
            What::SeasonChange { .. } | What::Reset | What::Missing { .. } => {}
        }
    }
    told.retain(|(at, _)| (range.after + 1..=range.to).contains(at));
    told.sort_unstable();
    told
}

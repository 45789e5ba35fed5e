//! Load profiles as Turkish meters write them: a line has its time, by the clock alone,
//! and one group of values.

use std::fmt::Write as _;

use super::request::{Range, Records};
use super::series::{Row, intervals, midnights};
use super::{Archive, Column, Content, Source};
use crate::sim::digits::Digits;
use crate::sim::load::calendar::shown_in;

/// The rows of `range`; the first has the address before it.
pub(super) fn records(
    archive: &Archive,
    columns: &[Column],
    source: &Source<'_>,
    range: Range,
) -> Records {
    let forms: Vec<Digits> = columns
        .iter()
        .filter_map(|column| Digits::parse(column.form))
        .collect();
    let mut records = Records::new();
    let sink = |row: &Row<'_>| {
        let mut text = String::with_capacity(24 + row.values.len() * 12);
        if records.is_empty() {
            text.push_str(archive.address);
        }
        let at = shown_in(source.told_time(row.end), row.summer);
        let (date, time) = (at.date(), at.time());
        let _ = write!(
            text,
            "({:02}-{:02}-{:02},{:02}:{:02})(",
            date.year().rem_euclid(100),
            date.month(),
            date.day(),
            time.hour(),
            time.minute()
        );
        let (count, more) = source.told_values(row.end, row.values.len());
        let values = forms.iter().zip(row.values).take(count);
        for (index, (form, value)) in values.enumerate() {
            if index > 0 {
                text.push(',');
            }
            form.push(*value, &mut text);
        }
        for _ in 0..more {
            text.push_str(",0");
        }
        text.push_str(")\r\n");
        records.push(text);
    };
    match archive.content {
        Content::Midnights(_) => midnights(source, columns, range, sink),
        Content::Intervals(_) | Content::Log(_) => intervals(source, columns, range, sink),
    }
    records
}

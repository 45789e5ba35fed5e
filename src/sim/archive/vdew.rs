//! Load profiles as VDEW meters write them: headers and rows.

use std::fmt::Write as _;

use super::request::{Range, Records, seasoned};
use super::series::{Marks, Row, intervals, midnights};
use super::{Archive, Column, Content, Source, StatusForm};
use crate::sim::digits::Digits;
use crate::sim::load::calendar::Seconds;

/// The rows of `range`, each with the header that comes before it.
pub(super) fn records(
    archive: &Archive,
    columns: &[Column],
    source: &Source<'_>,
    range: Range,
    status: StatusForm,
    daily: bool,
) -> Records {
    let is_daily = matches!(archive.content, Content::Midnights(_));
    let minutes = if is_daily { 1_440 } else { source.period / 60 };
    let minutes = source.told_period(minutes);
    let mut channels = format!("({minutes})({})", source.told_count(columns.len()));
    for column in columns {
        let _ = write!(channels, "({})({})", column.code, column.unit);
    }
    let forms: Vec<Digits> = columns
        .iter()
        .filter_map(|column| Digits::parse(column.form))
        .collect();
    let mut records = Records::new();
    let mut last: Option<Last> = None;
    let sink = |row: &Row<'_>| {
        let mut text = String::with_capacity(row.values.len() * 12);
        let word = status_word(status, row.marks, row.summer);
        let is_regular = last.is_some_and(|last| {
            let same_day = !daily || row.begin < last.midnight;
            let same_status = last.word == word && !tells(status, word);
            last.end == row.begin && last.summer == row.summer && same_day && same_status
        });
        if !is_regular || is_daily {
            let stamp = seasoned(source.told_time(row.end), row.summer);
            let word = source.told_status(written(status, u32::from(word)));
            let _ = write!(text, "{}({stamp})({word}){channels}\r\n", archive.address);
        }
        let (count, more) = source.told_values(row.end, row.values.len());
        for (form, value) in forms.iter().zip(row.values).take(count) {
            text.push('(');
            form.push(*value, &mut text);
            text.push(')');
        }
        for _ in 0..more {
            text.push_str("(0)");
        }
        text.push_str("\r\n");
        records.push(text);
        last = Some(Last {
            end: row.end,
            summer: row.summer,
            word,
            midnight: row.midnight,
        });
    };
    if is_daily {
        midnights(source, columns, range, sink);
    } else {
        intervals(source, columns, range, sink);
    }
    records
}

/// The row before.
#[derive(Debug, Clone, Copy)]
struct Last {
    end: Seconds,
    summer: bool,
    word: u8,
    /// The end of its day.
    midnight: Seconds,
}

/// The status of a row, as its meter has it.
pub(super) fn status_word(form: StatusForm, marks: Marks, summer: bool) -> u8 {
    match form {
        StatusForm::Vdew32 | StatusForm::Vdew8 => marks.0,
        StatusForm::Metcom8 => {
            let own = |mark: Marks, bit: u8| if marks.has(mark) { bit } else { 0 };
            let season = if summer { 0x08 } else { 0 };
            own(Marks::FAILED, 0x80) | own(Marks::SET, 0x20) | own(Marks::RESTORED, 0x04) | season
        }
    }
}

/// Whether a status is more than a state that lasts.
fn tells(form: StatusForm, word: u8) -> bool {
    match form {
        StatusForm::Vdew32 | StatusForm::Vdew8 => word != 0,
        StatusForm::Metcom8 => word & !0x08 != 0,
    }
}

pub(super) fn written(form: StatusForm, word: u32) -> String {
    match form {
        StatusForm::Vdew32 => format!("{word:08X}"),
        StatusForm::Vdew8 | StatusForm::Metcom8 => format!("{word:02X}"),
    }
}

//! Writes as rows: what it was, what was wanted, what it is.

use std::borrow::Cow;
use std::fmt::Write;

use super::super::text::printable;
use super::super::{Language, RenderError, Style, csv, table, xlsx};
use super::{Writes, code_and_name, name_of, outcome_word};
use crate::worker::WriteRecord;

const CSV: [&str; 11] = [
    "serial", "address", "code", "name", "before", "wanted", "after", "outcome", "detail",
    "command", "time",
];

const COLUMNS: [(&str, u16); 9] = [
    ("Address", 18),
    ("Name", 44),
    ("Before", 18),
    ("Wanted", 18),
    ("After", 18),
    ("Outcome", 14),
    ("Detail", 48),
    ("Command", 32),
    ("Time", 20),
];

/// The name of the sheet.
const SHEET: &str = "Changes";

/// So many of the columns stand in a table for a terminal.
const SHOWN: usize = 7;

pub(super) fn table(writes: &Writes<'_>, language: Language) -> String {
    let mut text = table::head_text(&head(writes, language));
    let titles = COLUMNS.map(|(title, _)| Cow::Borrowed(language.heading(title)));
    let rows: Vec<[Cow<'_, str>; SHOWN]> = writes
        .writes
        .iter()
        .map(|write| first(cells(write, language)))
        .collect();
    table::push_grid(&mut text, &first(titles), &rows, None);
    for problem in writes.problems {
        let _ = writeln!(
            text,
            "\n{}: {}",
            language.heading("Problem"),
            printable(problem)
        );
    }
    text
}

pub(super) fn csv(writes: &Writes<'_>, style: Style) -> Result<Vec<u8>, RenderError> {
    let serial = writes.meter.serial_number.as_deref().unwrap_or("");
    let records = writes.writes.iter().map(|write| {
        let [
            address,
            name,
            before,
            wanted,
            after,
            outcome,
            detail,
            command,
            time,
        ] = cells(write, style.language);
        let code = code_and_name(&write.register.address).0;
        [
            Cow::Borrowed(serial),
            address,
            Cow::Owned(code.unwrap_or_default()),
            name,
            before,
            wanted,
            after,
            outcome,
            detail,
            command,
            Cow::Owned(time.replace(' ', "T")),
        ]
    });
    csv::of_records(records, CSV, style)
}

pub(super) fn xlsx(writes: &Writes<'_>, language: Language) -> Result<Vec<u8>, RenderError> {
    let mut workbook = xlsx::of_head(writes.read_at, &head(writes, language), language)?;
    let rows: Vec<_> = writes
        .writes
        .iter()
        .map(|write| cells(write, language))
        .collect();
    xlsx::add_grid(&mut workbook, SHEET, COLUMNS, &rows, language)?;
    Ok(workbook.save_to_buffer()?)
}

/// A line for each value that was read back, as sent.
pub(super) fn raw(writes: &Writes<'_>) -> String {
    let mut text = String::new();
    for write in writes.writes {
        if let Some(after) = &write.after {
            let _ = write!(text, "{}({after})\r\n", write.register.address);
        }
    }
    text
}

fn head(writes: &Writes<'_>, language: Language) -> Vec<(&'static str, String)> {
    table::about_meter(writes.meter, writes.profile, writes.read_at, language)
}

/// Values as sent; a value that was never seen is empty.
fn cells(write: &WriteRecord, language: Language) -> [Cow<'_, str>; 9] {
    let register = &write.register;
    let name = name_of(&register.name, None, &register.address);
    let text = |text: &Option<String>| printable(text.as_deref().unwrap_or("")).into_owned();
    [
        printable(&register.address),
        Cow::Owned(language.name(&name).into_owned()),
        Cow::Owned(text(&write.before)),
        printable(&write.wanted),
        Cow::Owned(text(&write.after)),
        Cow::Borrowed(outcome_word(write.outcome)),
        Cow::Owned(text(&write.detail)),
        printable(&write.command),
        Cow::Owned(write.ended_at.strftime("%Y-%m-%d %H:%M:%S").to_string()),
    ]
}

fn first<'a>(cells: [Cow<'a, str>; 9]) -> [Cow<'a, str>; SHOWN] {
    let [a, b, c, d, e, f, g, ..] = cells;
    [a, b, c, d, e, f, g]
}

/// Everything that is written as a heading.
#[cfg(test)]
pub(in crate::export) fn headings() -> Vec<&'static str> {
    COLUMNS
        .iter()
        .map(|(title, _)| *title)
        .chain([SHEET])
        .collect()
}

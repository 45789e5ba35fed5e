//! The overview of a round: one row for each meter of the list, in its order.

use std::borrow::Cow;

use jiff::Zoned;
use rust_xlsxwriter::{ColNum, DocProperties, ExcelDateTime, Format, RowNum, Workbook, Worksheet};

use crate::export::Language::{self, English, German};
use crate::export::{RenderError, Style, csv_of_records};
use crate::round::{Round, State, StateKind, Stop, Tally, words};

/// Columns: English, German, width in a workbook.
const COLUMNS: [Column; 14] = [
    ("Line", "Zeile", 7),
    ("Serial number", "Zählernummer", 18),
    ("Place", "Ort", 20),
    ("Street", "Straße", 24),
    ("Order", "Auftrag", 14),
    ("State", "Zustand", 20),
    ("Remarks", "Hinweise", 60),
    ("Meter said", "Zähler nennt", 18),
    ("Time", "Zeit", 20),
    ("Note", "Notiz", 30),
    ("List note", "Notiz der Liste", 24),
    ("Port", "Anschluss", 26),
    ("Device address", "Geräteadresse", 16),
    ("Visit", "Besuch", 30),
];

/// Cells of a row, in the order of the columns.
type Cells = [String; COLUMNS.len()];

type Column = (&'static str, &'static str, u16);

fn head((english, german, width): Column, language: Language) -> (&'static str, u16) {
    match language {
        English => (english, width),
        German => (german, width),
    }
}

fn heads(language: Language) -> impl Iterator<Item = (&'static str, u16)> {
    COLUMNS
        .into_iter()
        .map(move |column| head(column, language))
}

fn cells(stop: &Stop, language: Language) -> Cells {
    let planned = &stop.planned;
    let told = match &stop.state {
        State::WrongMeter { told, .. } => told.clone(),
        _ => String::new(),
    };
    let at = stop.at.as_ref().map(|at| at.strftime("%Y-%m-%d %H:%M:%S"));
    [
        planned.line.to_string(),
        planned.serial.clone(),
        planned.place.clone(),
        planned.street.clone(),
        planned.order.clone(),
        words::state(stop.state.kind(), language).to_owned(),
        words::sentences(&stop.state, language).join("; "),
        told,
        at.map_or(String::new(), |at| at.to_string()),
        stop.note.clone(),
        planned.note.clone(),
        planned
            .port
            .as_ref()
            .map_or(String::new(), ToString::to_string),
        planned.address.clone(),
        stop.state.visit().unwrap_or_default().to_owned(),
    ]
}

/// The overview as CSV.
pub fn csv(round: &Round, style: Style) -> Result<Vec<u8>, RenderError> {
    let rows = round.stops.iter().map(|stop| cells(stop, style.language));
    let heads = COLUMNS.map(|column| head(column, style.language).0);
    csv_of_records(rows.map(|row| row.map(Cow::Owned)), heads, style)
}

/// The overview as a workbook: what came of the round, and a row for each meter.
pub fn xlsx(round: &Round, language: Language, made_at: &Zoned) -> Result<Vec<u8>, RenderError> {
    let mut workbook = Workbook::new();
    let created = made_at.strftime("%Y-%m-%dT%H:%M:%S").to_string();
    workbook.set_properties(
        &DocProperties::new()
            .set_author("Flagport")
            .set_creation_datetime(&ExcelDateTime::parse_from_str(&created)?),
    );
    let (round_name, meters) = match language {
        English => ("Round", "Meters"),
        German => ("Runde", "Zähler"),
    };
    fill_summary(
        workbook.add_worksheet().set_name(round_name)?,
        round,
        language,
    )?;
    fill_meters(workbook.add_worksheet().set_name(meters)?, round, language)?;
    Ok(workbook.save_to_buffer()?)
}

/// What came of how many, in words.
pub fn summary(tally: &Tally, language: Language) -> [(&'static str, usize); 6] {
    [
        (StateKind::Read, tally.read),
        (StateKind::ReadWithRemarks, tally.with_remarks),
        (StateKind::WrongMeter, tally.wrong_meter),
        (StateKind::NotReached, tally.not_reached),
        (StateKind::Skipped, tally.skipped),
        (StateKind::Open, tally.open),
    ]
    .map(|(kind, count)| (words::state(kind, language), count))
}

fn fill_summary(
    sheet: &mut Worksheet,
    round: &Round,
    language: Language,
) -> Result<(), RenderError> {
    let bold = Format::new().set_bold();
    sheet.set_column_width(0, 24)?.set_column_width(1, 30)?;
    let (name, began, total) = match language {
        English => ("Round", "Began", "Meters"),
        German => ("Runde", "Beginn", "Zähler"),
    };
    sheet.write_string_with_format(0, 0, name, &bold)?;
    sheet.write_string(0, 1, &round.name)?;
    sheet.write_string_with_format(1, 0, began, &bold)?;
    let at = round.began_at.strftime("%Y-%m-%d %H:%M:%S").to_string();
    sheet.write_string(1, 1, at)?;
    let tally = round.tally();
    let counts = summary(&tally, language);
    let lines = std::iter::once((total, tally.total())).chain(counts);
    for (line, (word, count)) in (3..).zip(lines) {
        sheet.write_string_with_format(line, 0, word, &bold)?;
        sheet.write_number(line, 1, u32::try_from(count).unwrap_or(u32::MAX))?;
    }
    Ok(())
}

fn fill_meters(
    sheet: &mut Worksheet,
    round: &Round,
    language: Language,
) -> Result<(), RenderError> {
    let bold = Format::new().set_bold();
    let mut last: ColNum = 0;
    for (column, (head, width)) in (0..).zip(heads(language)) {
        sheet.write_string_with_format(0, column, head, &bold)?;
        sheet.set_column_width(column, width)?;
        last = column;
    }
    sheet.set_freeze_panes(1, 2)?;
    let mut line: RowNum = 0;
    for stop in &round.stops {
        line = line.saturating_add(1);
        for (column, cell) in (0..).zip(cells(stop, language)) {
            if !cell.is_empty() {
                sheet.write_string(line, column, cell)?;
            }
        }
    }
    sheet.autofilter(0, 0, line, last)?;
    Ok(())
}

/// The overview as aligned text for a terminal: the columns that matter there.
pub fn table(round: &Round, language: Language) -> String {
    const SHOWN: [usize; 6] = [0, 1, 2, 3, 5, 6];
    let pick = |cells: &[String]| -> Vec<String> {
        let cell = |column: &usize| cells.get(*column).cloned().unwrap_or_default();
        SHOWN.iter().map(cell).collect()
    };
    let heads: Vec<String> = heads(language).map(|(head, _)| head.to_owned()).collect();
    let mut rows = vec![pick(&heads)];
    rows.extend(round.stops.iter().map(|stop| pick(&cells(stop, language))));
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..SHOWN.len()).map(width).collect();
    let mut text = String::new();
    for row in &rows {
        let cells = row.iter().zip(&widths);
        let line: Vec<String> = cells
            .map(|(cell, width)| format!("{cell:<width$}"))
            .collect();
        text.push_str(line.join("  ").trim_end());
        text.push('\n');
    }
    text
}

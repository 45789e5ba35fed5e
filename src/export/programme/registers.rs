//! Registers that were read, as rows: the same columns as those of a readout, with
//! the values as the device profile shows them.

use std::fmt::Write;

use super::super::row::{Cell, Row, rows_of_set};
use super::super::{Language, RenderError, Style, csv, table, xlsx};
use super::{Registers, code_and_name, name_of};
use crate::meter::DataSet;
use crate::profile::{Kind, RegisterDef, Shown};
use crate::worker::RegisterReading;

/// A reading with what its rows borrow.
struct Prepared<'a> {
    register: &'a RegisterDef,
    set: DataSet,
    /// In place of the value, where the profile understands it better.
    shown: Option<Shown>,
    problem: String,
}

pub(super) fn table(registers: &Registers<'_>, language: Language) -> String {
    let prepared = prepare(registers);
    let rows = rows(&prepared, registers.problems);
    table::of_rows(&head(registers, language), &rows, language)
}

pub(super) fn csv(registers: &Registers<'_>, style: Style) -> Result<Vec<u8>, RenderError> {
    let prepared = prepare(registers);
    let rows = rows(&prepared, registers.problems);
    csv::of_rows(registers.meter, &rows, style)
}

pub(super) fn xlsx(registers: &Registers<'_>, language: Language) -> Result<Vec<u8>, RenderError> {
    let prepared = prepare(registers);
    let rows = rows(&prepared, registers.problems);
    let head = head(registers, language);
    let mut workbook = xlsx::of_rows(registers.read_at, &head, &rows, language)?;
    Ok(workbook.save_to_buffer()?)
}

/// A line for each answer, as sent.
pub(super) fn raw(registers: &Registers<'_>) -> String {
    let mut text = String::new();
    for set in registers
        .readings
        .iter()
        .flat_map(|reading| &reading.answer)
    {
        text.push_str(&set.address);
        for value in &set.values {
            let _ = write!(text, "({})", value.raw);
        }
        text.push_str("\r\n");
    }
    text
}

fn head(registers: &Registers<'_>, language: Language) -> Vec<(&'static str, String)> {
    table::about_meter(
        registers.meter,
        registers.profile,
        registers.read_at,
        language,
    )
}

fn prepare<'a>(registers: &Registers<'a>) -> Vec<Prepared<'a>> {
    registers.readings.iter().map(prepared).collect()
}

fn prepared(reading: &RegisterReading) -> Prepared<'_> {
    let register = reading.register.as_ref();
    let answer = reading.answer.as_ref();
    let mut set = answer.cloned().unwrap_or_else(|_| DataSet {
        line: 0,
        address: String::new(),
        code: code_and_name(&register.address).0,
        name: None,
        billing: None,
        values: Vec::new(),
    });
    set.address.clone_from(&register.address);
    set.name = Some(name_of(
        &register.name,
        set.name.as_deref(),
        &register.address,
    ));
    let is_understood = !matches!(register.kind, Kind::Text { .. } | Kind::Time(_));
    let shown = match set.values.as_slice() {
        [value] if is_understood => Some(register.show(&value.raw)),
        _ => None,
    };
    Prepared {
        register,
        set,
        shown,
        problem: answer.err().map_or(String::new(), ToString::to_string),
    }
}

/// A problem that belongs to no register gets a row of its own at the end.
fn rows<'a>(prepared: &'a [Prepared<'_>], problems: &[String]) -> Vec<Row<'a>> {
    let alone = problems.iter().map(|problem| Row {
        set: None,
        cell: Cell::Nothing,
        time: None,
        raw: String::new(),
        problem: problem.clone(),
    });
    prepared.iter().flat_map(rows_of).chain(alone).collect()
}

fn rows_of<'a>(prepared: &'a Prepared<'_>) -> Vec<Row<'a>> {
    let mut rows = rows_of_set(&prepared.set);
    if let Some(row) = rows.first_mut() {
        row.problem.clone_from(&prepared.problem);
        if let Some(shown) = &prepared.shown {
            row.time = None;
            row.cell = match (&prepared.register.kind, shown.text.parse()) {
                (Kind::Number { .. }, Ok(value)) => Cell::Number {
                    value,
                    unit: Some(shown.unit.as_str()).filter(|unit| !unit.is_empty()),
                },
                _ if shown.text.is_empty() => Cell::Nothing,
                _ => Cell::Text(&shown.text),
            };
        }
    }
    rows
}

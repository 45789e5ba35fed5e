//! A readout as a workbook: meter info, registers, history.
//!
//! Numbers are real numbers, shown with the decimals the meter sent; the text as
//! sent stands beside them, because a workbook keeps 15 digits only. A number with
//! more than that is written as text. Text is written as text, never as a formula.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use jiff::Zoned;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use rust_xlsxwriter::{ColNum, DocProperties, ExcelDateTime, Format, RowNum, Workbook, Worksheet};

use super::row::{Cell, Row, rows};
use super::table::head;
use super::text::civil_time_text;
use super::{Language, RenderError};
use crate::meter::{DataSet, Readout};

const SHEETS: [&str; 3] = ["Meter info", "Registers", "History"];

const REGISTERS: [(&str, u16); 9] = [
    ("Address", 18),
    ("Code", 20),
    ("Name", 44),
    ("Value", 18),
    ("Unit", 8),
    ("Time", 20),
    ("Billing", 8),
    ("As sent", 32),
    ("Problem", 40),
];

const HISTORY: [(&str, u16); 3] = [("Register", 20), ("Name", 44), ("Unit", 8)];

/// Stands behind the name of a register in the row of its times.
const TIME: &str = "time";

/// The rows of a sheet.
pub(super) const MAX_ROWS: usize = 1_048_576;

/// The columns of the history sheet that are filled at most.
const MAX_PERIODS: usize = 1_000;

/// The most digits that a number of a workbook keeps.
const EXACT_DIGITS: u32 = 15;

/// The most characters that a cell holds.
const MAX_CELL: usize = 32_767;

pub(super) fn render(readout: &Readout, language: Language) -> Result<Vec<u8>, RenderError> {
    let rows = rows(readout);
    let head = head(readout, language);
    let mut workbook = of_rows(readout.read_at.as_ref(), &head, &rows, language)?;
    let history = language.heading(SHEETS[2]);
    write_history(workbook.add_worksheet().set_name(history)?, &rows, language)?;
    Ok(workbook.save_to_buffer()?)
}

/// A workbook with a head and rows.
pub(super) fn of_rows(
    read_at: Option<&Zoned>,
    head: &[(&'static str, String)],
    rows: &[Row<'_>],
    language: Language,
) -> Result<Workbook, RenderError> {
    let mut workbook = of_head(read_at, head, language)?;
    let registers = language.heading(SHEETS[1]);
    write_registers(
        workbook.add_worksheet().set_name(registers)?,
        rows,
        language,
    )?;
    Ok(workbook)
}

/// A workbook with a head only.
pub(super) fn of_head(
    read_at: Option<&Zoned>,
    head: &[(&'static str, String)],
    language: Language,
) -> Result<Workbook, RenderError> {
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(read_at)?);
    let info = language.heading(SHEETS[0]);
    write_info(workbook.add_worksheet().set_name(info)?, head)?;
    Ok(workbook)
}

/// Adds a sheet of text: a heading and a width for each column.
pub(super) fn add_grid<const N: usize>(
    workbook: &mut Workbook,
    name: &'static str,
    columns: [(&'static str, u16); N],
    rows: &[[Cow<'_, str>; N]],
    language: Language,
) -> Result<(), RenderError> {
    let sheet = workbook.add_worksheet();
    sheet.set_name(language.heading(name))?;
    write_head(sheet, titles(columns, language))?;
    for (index, row) in rows.iter().take(MAX_ROWS.saturating_sub(1)).enumerate() {
        let line = row_number(index.saturating_add(1));
        for (column, cell) in row.iter().enumerate() {
            write_text(sheet, line, column_number(column), cell)?;
        }
    }
    Ok(())
}

/// The time of reading stands for the time of writing, so that equal readouts make
/// equal files.
fn properties(read_at: Option<&Zoned>) -> Result<DocProperties, RenderError> {
    let created = match read_at {
        Some(at) => ExcelDateTime::parse_from_str(&at.strftime("%Y-%m-%dT%H:%M:%S").to_string())?,
        None => ExcelDateTime::from_ymd(2000, 1, 1)?,
    };
    Ok(DocProperties::new()
        .set_author("Flagport")
        .set_creation_datetime(&created))
}

fn write_info(sheet: &mut Worksheet, head: &[(&'static str, String)]) -> Result<(), RenderError> {
    sheet.set_column_width(0, 20)?;
    sheet.set_column_width(1, 48)?;
    let bold = Format::new().set_bold();
    let mut line: RowNum = 0;
    for (name, value) in head {
        sheet.write_string_with_format(line, 0, *name, &bold)?;
        write_text(sheet, line, 1, value)?;
        line = line.saturating_add(1);
    }
    Ok(())
}

fn write_registers(
    sheet: &mut Worksheet,
    rows: &[Row<'_>],
    language: Language,
) -> Result<(), RenderError> {
    write_head(sheet, titles(REGISTERS, language))?;
    let room = MAX_ROWS.saturating_sub(2);
    for (index, row) in rows.iter().take(room).enumerate() {
        let line = row_number(index.saturating_add(1));
        let set = row.set;
        write_text(sheet, line, 0, set.map_or("", |set| &set.address))?;
        write_text(sheet, line, 1, code(set))?;
        write_text(sheet, line, 2, &language.name(name(set)))?;
        write_cell(sheet, line, 3, row.cell)?;
        write_text(sheet, line, 4, row.unit())?;
        write_text(
            sheet,
            line,
            5,
            &row.time.map_or(String::new(), civil_time_text),
        )?;
        write_text(sheet, line, 6, row.billing())?;
        write_text(sheet, line, 7, &row.raw)?;
        write_text(sheet, line, 8, &row.problem)?;
    }
    let last = row_number(rows.len().min(room));
    sheet.autofilter(0, 0, last, column_number(REGISTERS.len().saturating_sub(1)))?;
    if rows.len() > room {
        let note = format!("{} more values do not fit in a sheet", rows.len() - room);
        write_text(sheet, last.saturating_add(1), 8, &note)?;
    }
    Ok(())
}

/// One row per register, one column per billing period, in the order sent. Where a
/// value carries a time, the time stands in a row of its own below.
fn write_history(
    sheet: &mut Worksheet,
    rows: &[Row<'_>],
    language: Language,
) -> Result<(), RenderError> {
    let stored = || rows.iter().filter(|row| !row.billing().is_empty());
    let mut columns = Places::new(HISTORY.len(), MAX_PERIODS);
    let mut lines = Places::new(1, MAX_ROWS);
    let mut times = HashSet::new();
    for row in stored() {
        columns.place(row.billing().to_owned(), 1);
        if has_both(row) {
            times.insert(register_of(row));
        }
    }
    for row in stored() {
        let register = register_of(row);
        let height = if times.contains(&register) { 2 } else { 1 };
        let (Some(line), Some(column)) = (
            lines.place(register.clone(), height).map(row_number),
            columns
                .place(row.billing().to_owned(), 1)
                .map(column_number),
        ) else {
            continue;
        };
        let time = row.time.map_or(String::new(), civil_time_text);
        write_text(sheet, line, 0, &register)?;
        let name = language.name(name(row.set));
        write_text(sheet, line, 1, &name)?;
        write_text(sheet, line, 2, row.unit())?;
        if row.cell == Cell::Nothing {
            write_text(sheet, line, column, &time)?;
            continue;
        }
        write_cell(sheet, line, column, row.cell)?;
        if height == 2 {
            let time_line = line.saturating_add(1);
            write_text(sheet, time_line, 0, &register)?;
            let name = format!("{name}, {}", language.heading(TIME));
            write_text(sheet, time_line, 1, &name)?;
            write_text(sheet, time_line, column, &time)?;
        }
    }
    let periods = columns.names.iter().map(|period| (period.as_str(), 18));
    write_head(sheet, titles(HISTORY, language).chain(periods))
}

/// Gives each name the place behind the one before, until there is no more room.
struct Places {
    next: usize,
    end: usize,
    names: Vec<String>,
    places: HashMap<String, usize>,
}

impl Places {
    fn new(first: usize, end: usize) -> Places {
        Places {
            next: first,
            end,
            names: Vec::new(),
            places: HashMap::new(),
        }
    }

    fn place(&mut self, name: String, size: usize) -> Option<usize> {
        if let Some(place) = self.places.get(&name) {
            return Some(*place);
        }
        let place = self.next;
        if place.saturating_add(size) > self.end {
            return None;
        }
        self.next = place.saturating_add(size);
        self.names.push(name.clone());
        self.places.insert(name, place);
        Some(place)
    }
}

fn has_both(row: &Row<'_>) -> bool {
    row.time.is_some() && row.cell != Cell::Nothing
}

/// The code or address of a stored value without its billing period.
fn register_of(row: &Row<'_>) -> String {
    let code = match code(row.set) {
        "" => row.set.map_or("", |set| &set.address),
        code => code,
    };
    let register = code.strip_suffix(row.billing());
    register
        .and_then(|register| register.strip_suffix(['*', '&', '.']))
        .unwrap_or(code)
        .to_owned()
}

fn code(set: Option<&DataSet>) -> &str {
    set.and_then(|set| set.code.as_deref()).unwrap_or("")
}

fn name(set: Option<&DataSet>) -> &str {
    set.and_then(|set| set.name.as_deref()).unwrap_or("")
}

/// Columns with their titles in `language`.
fn titles<'a, const N: usize>(
    columns: [(&'static str, u16); N],
    language: Language,
) -> impl Iterator<Item = (&'a str, u16)> {
    columns
        .into_iter()
        .map(move |(title, width)| (language.heading(title), width))
}

fn write_head<'a>(
    sheet: &mut Worksheet,
    columns: impl Iterator<Item = (&'a str, u16)>,
) -> Result<(), RenderError> {
    let bold = Format::new().set_bold();
    let mut column: ColNum = 0;
    for (title, width) in columns {
        sheet.write_string_with_format(0, column, title, &bold)?;
        sheet.set_column_width(column, width)?;
        column = column.saturating_add(1);
    }
    sheet.set_freeze_panes(1, 0)?;
    Ok(())
}

fn write_cell(
    sheet: &mut Worksheet,
    line: RowNum,
    column: ColNum,
    cell: Cell<'_>,
) -> Result<(), RenderError> {
    match cell {
        Cell::Nothing => Ok(()),
        Cell::Text(text) => write_text(sheet, line, column, text),
        Cell::Number { value, .. } => match exact(value) {
            Some(number) => {
                let format = Format::new().set_num_format(number_format(value.scale()));
                sheet.write_number_with_format(line, column, number, &format)?;
                Ok(())
            }
            None => write_text(sheet, line, column, &value.to_string()),
        },
    }
}

pub(super) fn write_text(
    sheet: &mut Worksheet,
    line: RowNum,
    column: ColNum,
    text: &str,
) -> Result<(), RenderError> {
    if text.is_empty() {
        return Ok(());
    }
    if text.chars().count() > MAX_CELL {
        let cut: String = text.chars().take(MAX_CELL).collect();
        sheet.write_string(line, column, cut)?;
    } else {
        sheet.write_string(line, column, text)?;
    }
    Ok(())
}

/// The number as a workbook keeps it, `None` if it would lose digits.
pub(super) fn exact(value: Decimal) -> Option<f64> {
    let digits = value
        .mantissa()
        .unsigned_abs()
        .checked_ilog10()
        .map_or(1, |log| log + 1);
    (digits <= EXACT_DIGITS).then(|| value.to_f64()).flatten()
}

/// `0.000` for three decimals.
pub(super) fn number_format(decimals: u32) -> String {
    match usize::try_from(decimals) {
        Ok(decimals @ 1..) => format!("0.{}", "0".repeat(decimals)),
        _ => "0".to_owned(),
    }
}

pub(super) fn row_number(index: usize) -> RowNum {
    RowNum::try_from(index).unwrap_or(RowNum::MAX)
}

pub(super) fn column_number(index: usize) -> ColNum {
    ColNum::try_from(index).unwrap_or(ColNum::MAX)
}

/// Everything that is written as a heading.
#[cfg(test)]
pub(super) fn headings() -> Vec<&'static str> {
    let columns = REGISTERS.iter().chain(&HISTORY).map(|(title, _)| *title);
    columns.chain(SHEETS).chain([TIME]).collect()
}

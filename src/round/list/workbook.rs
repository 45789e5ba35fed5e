//! Day lists as workbooks: the first sheet that has rows.

use std::io::Cursor;

use calamine::{Data, DataRef, Reader, Xlsx};
use zip::ZipArchive;

use super::{Raw, SheetError};

/// What a workbook may unpack to, in bytes.
const MAX_UNPACKED: u64 = 256 * 1024 * 1024;

/// Whether `bytes` are those of an archive, as every XLSX file is.
pub(super) fn is_one(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

pub(super) fn read(bytes: &[u8]) -> Result<Raw, SheetError> {
    check_size(bytes)?;
    let mut workbook: Xlsx<_> =
        calamine::open_workbook_from_rs(Cursor::new(bytes)).map_err(in_words)?;
    for name in workbook.sheet_names() {
        let raw = sheet(&mut workbook, &name)?;
        if !raw.rows.is_empty() {
            return Ok(raw);
        }
    }
    Err(SheetError::NoSheet)
}

/// Refuses what would fill the memory.
fn check_size(bytes: &[u8]) -> Result<(), SheetError> {
    let refused = |error: zip::result::ZipError| SheetError::Workbook(error.to_string());
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(refused)?;
    let mut unpacked: u64 = 0;
    for index in 0..archive.len() {
        let file = archive.by_index_raw(index).map_err(refused)?;
        unpacked = unpacked.saturating_add(file.size());
    }
    if unpacked > MAX_UNPACKED {
        return Err(SheetError::TooLarge);
    }
    Ok(())
}

/// The rows of a sheet, cell by cell: a sheet may claim to be as large as it likes.
fn sheet(workbook: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Result<Raw, SheetError> {
    let mut raw = Raw::new(name.to_owned());
    let mut cells = match workbook.worksheet_cells_reader(name) {
        Ok(cells) => cells,
        // A chart has no cells.
        Err(calamine::XlsxError::NotAWorksheet(_)) => return Ok(raw),
        Err(error) => return Err(in_words(error)),
    };
    let mut row: Vec<String> = Vec::new();
    let mut number: u32 = 0;
    while let Some(cell) = cells.next_cell().map_err(in_words)? {
        let (line, column) = cell.get_position();
        if line != number {
            if !add(&mut raw, number, &row) {
                return Ok(raw);
            }
            row.clear();
            number = line;
        }
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        if column >= super::MAX_COLUMNS {
            continue;
        }
        if row.len() <= column {
            row.resize(column.saturating_add(1), String::new());
        }
        if let Some(place) = row.get_mut(column) {
            *place = in_text(cell.get_value());
        }
    }
    add(&mut raw, number, &row);
    Ok(raw)
}

fn add(raw: &mut Raw, number: u32, row: &[String]) -> bool {
    let line = u64::from(number).saturating_add(1);
    raw.add(line, row.iter().map(String::as_str))
}

/// What the cell shows, near enough: serial numbers are often kept as numbers.
fn in_text(value: &DataRef<'_>) -> String {
    match Data::from(value.clone()) {
        Data::Float(number) => number.to_string(),
        Data::Error(_) => String::new(),
        other => other.to_string(),
    }
}

fn in_words(error: impl std::fmt::Display) -> SheetError {
    SheetError::Workbook(error.to_string())
}

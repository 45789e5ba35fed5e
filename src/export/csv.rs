//! CSV in long form: one row per value.
//!
//! Columns: `serial,address,code,name,value,unit,time,billing,raw,problem`. A
//! number stands in `value` without leading zeros, with the decimals sent; text
//! stands there as sent; a time stands in `time`. A number and its time share a
//! row. Cells that a spreadsheet would take for a formula get an apostrophe in
//! front: who needs them untouched takes JSON.

use std::borrow::Cow;

use super::row::{Cell, Row, rows};
use super::text::{civil_time_text, disarmed};
use super::{CsvStyle, RenderError, Style};
use crate::meter::{MeterIdentity, Readout};

const HEADER: [&str; 10] = [
    "serial", "address", "code", "name", "value", "unit", "time", "billing", "raw", "problem",
];

const BYTE_ORDER_MARK: &[u8] = "\u{FEFF}".as_bytes();

pub(super) fn render(readout: &Readout, style: Style) -> Result<Vec<u8>, RenderError> {
    of_rows(&readout.meter, &rows(readout), style)
}

/// Rows of one meter.
pub(super) fn of_rows(
    meter: &MeterIdentity,
    rows: &[Row<'_>],
    style: Style,
) -> Result<Vec<u8>, RenderError> {
    let serial = meter.serial_number.as_deref().unwrap_or("");
    of_records(
        rows.iter().map(|row| cells(row, serial, style)),
        HEADER,
        style,
    )
}

/// A line of column names and records; cells are disarmed.
pub(crate) fn of_records<'a, const N: usize>(
    records: impl Iterator<Item = [Cow<'a, str>; N]>,
    header: [&str; N],
    style: Style,
) -> Result<Vec<u8>, RenderError> {
    let mut writer = writer(style, 0);
    writer.write_record(header)?;
    for cells in records {
        writer.write_record(cells.iter().map(|cell| disarmed(cell).into_owned()))?;
    }
    finish(writer)
}

/// A writer into memory, in the dialect of `style`, with room for so many bytes.
pub(super) fn writer(style: Style, size: usize) -> ::csv::Writer<Vec<u8>> {
    let mut bytes = Vec::with_capacity(size);
    let delimiter = match style.csv {
        CsvStyle::Plain => b',',
        CsvStyle::Excel => {
            bytes.extend(BYTE_ORDER_MARK);
            b';'
        }
    };
    ::csv::WriterBuilder::new()
        .delimiter(delimiter)
        .terminator(::csv::Terminator::CRLF)
        .from_writer(bytes)
}

/// What was written.
pub(super) fn finish(writer: ::csv::Writer<Vec<u8>>) -> Result<Vec<u8>, RenderError> {
    writer
        .into_inner()
        .map_err(|error| ::csv::Error::from(error.into_error()).into())
}

fn cells<'a>(row: &'a Row<'_>, serial: &'a str, style: Style) -> [Cow<'a, str>; 10] {
    let set = row.set;
    let value = match row.cell {
        Cell::Nothing => Cow::Borrowed(""),
        Cell::Text(text) => Cow::Borrowed(text),
        Cell::Number { value, .. } => Cow::Owned(match style.csv {
            CsvStyle::Plain => value.to_string(),
            CsvStyle::Excel => value.to_string().replace('.', ","),
        }),
    };
    let name = set.and_then(|set| set.name.as_deref()).unwrap_or("");
    [
        serial.into(),
        set.map_or("", |set| &set.address).into(),
        set.and_then(|set| set.code.as_deref()).unwrap_or("").into(),
        style.language.name(name),
        value,
        row.unit().into(),
        row.time.map_or(String::new(), civil_time_text).into(),
        row.billing().into(),
        row.raw.as_str().into(),
        row.problem.as_str().into(),
    ]
}

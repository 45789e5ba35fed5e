//! Readouts as files: JSON, CSV, XLSX, text tables and raw telegrams.
//!
//! [`render`] turns a readout into bytes, [`programme`] what programming mode brought,
//! [`series`] load profiles and logbooks, [`write_file`] puts bytes into a file, whole or
//! not at all, and [`FileNameTemplate`] names it. Rendering is pure; only
//! [`mod@file`] touches a disk. Knows nothing about ports, sessions or the window.
//!
//! JSON is the complete form and the only one that is read back
//! ([`readout_from_json`]); CSV and XLSX are for spreadsheets, which is why text
//! that a spreadsheet would take for a formula is disarmed there.

mod csv;
pub mod file;
mod installation;
mod json;
mod language;
mod name;
pub mod programme;
mod row;
pub mod series;
mod table;
mod text;
mod xlsx;

use std::io;
use std::path::Path;

use thiserror::Error;

use crate::meter::Readout;

pub(crate) use csv::of_records as csv_of_records;
pub use file::{Overwrite, WriteError, check_file, write_file, write_file_with, write_folder};
pub use installation::{check_json, check_table};
pub use json::{ReadJsonError, readout_from_json};
pub(crate) use json::{instant_text, parse_instant};
pub use language::Language;
pub use name::{FileNameTemplate, TemplateError};
pub(crate) use name::{meter_for_file_names, sanitised, serial_for_names};
pub use series::{
    LoadProfileFile, LogbookFile, render_load_profile, render_logbook, write_load_profile_json,
};
pub(crate) use text::{brief, is_hidden};
pub use text::{civil_time_text, printable};

/// The forms a readout can be written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Aligned text for a terminal.
    Table,
    /// `flagport.readout.v1`, the complete form.
    Json,
    /// One row per value.
    Csv,
    /// A workbook of three sheets: meter info, registers, history.
    Xlsx,
    /// The telegram exactly as received.
    Raw,
}

impl Format {
    /// The extensions that stand for a format, the usual one of each first.
    pub const EXTENSIONS: [(&'static str, Format); 6] = [
        ("json", Format::Json),
        ("csv", Format::Csv),
        ("xlsx", Format::Xlsx),
        ("iec", Format::Raw),
        ("raw", Format::Raw),
        ("txt", Format::Table),
    ];

    /// The format that the extension of `path` stands for, upper or lower case.
    pub fn of_path(path: &Path) -> Result<Format, UnknownExtension> {
        let extension = path.extension().and_then(|e| e.to_str()).unwrap_or("");
        Format::EXTENSIONS
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(extension))
            .map(|(_, format)| *format)
            .ok_or_else(|| UnknownExtension {
                file: path.display().to_string(),
            })
    }

    /// The usual extension of this format, without a point.
    pub fn extension(self) -> &'static str {
        match self {
            Format::Table => "txt",
            Format::Json => "json",
            Format::Csv => "csv",
            Format::Xlsx => "xlsx",
            Format::Raw => "iec",
        }
    }
}

/// A file name that does not say which format is wanted.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "the name {file:?} does not say which format is wanted; known endings are .json, .csv, .xlsx, .iec, .raw and .txt"
)]
pub struct UnknownExtension {
    pub file: String,
}

/// The two dialects of CSV.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum CsvStyle {
    /// Commas, decimal points.
    #[default]
    Plain,
    /// A byte order mark, semicolons, decimal commas: opens by double click in most
    /// of Europe.
    Excel,
}

/// How an export looks to people; JSON and raw telegrams always look the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Style {
    pub csv: CsvStyle,
    pub language: Language,
}

/// Why a readout could not be put into a form.
#[derive(Debug, Error)]
pub enum RenderError {
    #[error("the readout cannot be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
    #[error("the readout cannot be written as CSV: {0}")]
    Csv(#[from] ::csv::Error),
    #[error("the readout cannot be written as a workbook: {0}")]
    Xlsx(#[from] rust_xlsxwriter::XlsxError),
}

/// Writes `readout` as JSON, without all of the text in memory at once: with the load
/// profile of ten years in it that is more than a hundred megabytes.
pub fn write_json(readout: &Readout, out: impl io::Write) -> io::Result<()> {
    json::write(readout, out).map_err(io::Error::from)
}

/// The bytes of `readout` in `format`; `raw` is its telegram as received. One that is
/// nothing but a load profile or a logbook becomes a table, CSV or workbook of that.
pub fn render(
    readout: &Readout,
    raw: &[u8],
    format: Format,
    style: Style,
) -> Result<Vec<u8>, RenderError> {
    let is_for_people = matches!(format, Format::Table | Format::Csv | Format::Xlsx);
    if let Some(alone) = series::Alone::of(readout).filter(|_| is_for_people) {
        return alone.render(readout, raw, format, style);
    }
    match format {
        Format::Table => Ok(table::render(readout, style.language).into_bytes()),
        Format::Json => json::render(readout),
        Format::Csv => csv::render(readout, style),
        Format::Xlsx => xlsx::render(readout, style.language),
        Format::Raw => Ok(raw.to_vec()),
    }
}

//! The day list: which meters are to be visited, from a text file or a workbook.
//!
//! [`Sheet::read`] makes a table of what stands in the file; its head is found and its
//! columns are matched by their names, in four languages. A [`Matching`] can be changed
//! before [`stops`] makes the meters of a round out of the rows, and says of every row
//! that cannot be used what is in its way. Opens no files, and knows nothing about ports.

mod column;
mod stops;
mod text;
mod workbook;

use thiserror::Error;

pub use column::{Column, Matching};
pub use stops::{Listed, RowProblem, Trouble, stops};

/// The largest file that is read, in bytes.
pub const MAX_FILE: u64 = 32 * 1024 * 1024;

/// The most rows that are read.
pub const MAX_ROWS: usize = 100_000;

/// The most columns of a row that are read.
const MAX_COLUMNS: usize = 200;

/// How many of the first rows may stand above the head.
const ABOVE_HEAD: usize = 20;

/// A table as it stands in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// How the file is written, in a word or two: `UTF-8, ;` or the name of the sheet.
    pub form: String,
    /// The names of the columns as they stand there; made up where there is no head.
    pub columns: Vec<String>,
    pub rows: Vec<SheetRow>,
    /// The file has more rows than are read.
    pub is_cut: bool,
}

/// A row under the head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetRow {
    /// Its line in the file, or its row in the workbook, counted from 1.
    pub line: u64,
    /// Trimmed.
    pub cells: Vec<String>,
}

/// Why a file is no day list at all.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SheetError {
    #[error("the list is empty")]
    Empty,
    #[error("the list is larger than {} MB", MAX_FILE / 1024 / 1024)]
    TooLarge,
    #[error("the workbook cannot be read: {0}")]
    Workbook(String),
    #[error("the workbook has no sheet with rows")]
    NoSheet,
    #[error("the file is neither text nor a workbook")]
    NotAList,
}

impl SheetError {
    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            SheetError::Empty | SheetError::NoSheet => {
                "see whether the list was exported with its rows"
            }
            SheetError::TooLarge => "keep the rows of one day only",
            SheetError::Workbook(_) => "open it in the program it comes from and save it as CSV",
            SheetError::NotAList => "a list is a CSV file or a workbook (XLSX)",
        }
    }
}

impl Sheet {
    /// The table in the bytes of a CSV file or a workbook, whatever the file is called.
    pub fn read(bytes: &[u8]) -> Result<Sheet, SheetError> {
        if u64::try_from(bytes.len()).is_ok_and(|length| length > MAX_FILE) {
            return Err(SheetError::TooLarge);
        }
        let raw = if workbook::is_one(bytes) {
            workbook::read(bytes)?
        } else {
            text::read(bytes)?
        };
        Sheet::of(raw)
    }

    /// Takes the head off the rows.
    fn of(raw: Raw) -> Result<Sheet, SheetError> {
        let Raw {
            form,
            mut rows,
            is_cut,
        } = raw;
        let width = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
        if rows.is_empty() || width == 0 {
            return Err(SheetError::Empty);
        }
        let head = head_of(&rows);
        let mut columns = match head {
            Some(place) => {
                let columns = rows.get(place).map(|row| row.cells.clone());
                rows.drain(..=place);
                columns.unwrap_or_default()
            }
            None => Vec::new(),
        };
        for number in columns.len()..width {
            columns.push(format!("#{}", number.saturating_add(1)));
        }
        Ok(Sheet {
            form,
            columns,
            rows,
            is_cut,
        })
    }
}

/// The row among the first ones that names the most columns; `None` if none does.
fn head_of(rows: &[SheetRow]) -> Option<usize> {
    let named = |row: &SheetRow| column::recognised(&row.cells);
    let first = rows.iter().take(ABOVE_HEAD).enumerate();
    // Of equal ones the first: what follows is data.
    let (place, row) = first.max_by_key(|(place, row)| (named(row), usize::MAX - place))?;
    (named(row) > 0).then_some(place)
}

/// Rows as they stand in a file, before the head is known.
#[derive(Debug)]
struct Raw {
    form: String,
    /// Without empty ones.
    rows: Vec<SheetRow>,
    is_cut: bool,
}

impl Raw {
    fn new(form: String) -> Raw {
        Raw {
            form,
            rows: Vec::new(),
            is_cut: false,
        }
    }

    /// Adds a row unless it is empty; `false` when there are too many.
    fn add<'c>(&mut self, line: u64, cells: impl Iterator<Item = &'c str>) -> bool {
        let mut cells: Vec<String> = cells.take(MAX_COLUMNS).map(cleaned).collect();
        while cells.last().is_some_and(String::is_empty) {
            cells.pop();
        }
        if cells.is_empty() {
            return true;
        }
        // The head and what stands above it come on top.
        if self.rows.len() >= MAX_ROWS + ABOVE_HEAD {
            self.is_cut = true;
            return false;
        }
        self.rows.push(SheetRow { line, cells });
        true
    }
}

/// The longest text of a cell that is kept, in characters.
const MAX_CELL: usize = 500;

/// A cell on one line, without what no screen shows.
fn cleaned(text: &str) -> String {
    let shown = |c: char| if c.is_control() { ' ' } else { c };
    let text = text.trim().trim_matches('\u{feff}').trim();
    text.chars().map(shown).take(MAX_CELL).collect()
}

#[cfg(test)]
mod tests;

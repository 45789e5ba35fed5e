//! A readout as aligned text for a terminal.
//!
//! What the meter sent goes out without control characters, so that no telegram
//! can move the cursor or change colours.

use std::borrow::Cow;
use std::fmt::Write;

use jiff::Zoned;

use super::Language;
use super::row::{Cell, Row, rows};
use super::text::{civil_time_text, printable};
use crate::codec::BlockCheckKind;
use crate::meter::{MeterIdentity, Readout, Season};

const HEADER: [&str; 6] = ["Address", "Name", "Value", "Unit", "Time", "Problem"];
const VALUE: usize = 2;

/// Longer cells stand as they are and push the rest of their row to the right.
const MAX_WIDTH: usize = 48;

pub(super) fn render(readout: &Readout, language: Language) -> String {
    of_rows(&head(readout, language), &rows(readout), language)
}

/// A head and rows.
pub(super) fn of_rows(
    head: &[(&'static str, String)],
    rows: &[Row<'_>],
    language: Language,
) -> String {
    let mut text = head_text(head);
    let (with_set, alone): (Vec<_>, Vec<_>) = rows.iter().partition(|row| row.set.is_some());
    let cells: Vec<[Cow<'_, str>; 6]> = with_set.iter().map(|row| cells(row, language)).collect();
    let titles = HEADER.map(|title| Cow::Borrowed(language.heading(title)));
    push_grid(&mut text, &titles, &cells, Some(VALUE));
    for row in alone {
        let problem = language.heading("Problem");
        let _ = writeln!(text, "\n{problem}: {}", printable(&row.problem));
    }
    text
}

/// Names and values, a line each, and an empty line.
pub(super) fn head_text(head: &[(&'static str, String)]) -> String {
    let mut text = String::new();
    for (name, value) in head {
        let _ = writeln!(text, "{name:<16} {}", printable(value));
    }
    text.push('\n');
    text
}

/// Aligned columns; the one with the number `right` is aligned to the right.
pub(super) fn push_grid<const N: usize>(
    text: &mut String,
    titles: &[Cow<'_, str>; N],
    rows: &[[Cow<'_, str>; N]],
    right: Option<usize>,
) {
    let widths = widths(titles, rows);
    push_row(text, titles, &widths, right);
    for row in rows {
        push_row(text, row, &widths, right);
    }
}

/// What is known of the meter and the telegram, as name and value.
pub(super) fn head(readout: &Readout, language: Language) -> Vec<(&'static str, String)> {
    let mut lines = about_meter(
        &readout.meter,
        readout.profile.as_deref(),
        readout.read_at.as_ref(),
        language,
    );
    let mut push = |name, value: String| lines.push((language.heading(name), value));
    if let Some(drift) = readout.clock_drift {
        push("Clock", drift_text(drift));
    }
    let complete = if readout.complete {
        "complete"
    } else {
        "cut short, the end is missing"
    };
    push("Data block", complete.to_owned());
    push("Block check", block_check_text(readout));
    lines
}

/// What is known of the meter, as name and value.
pub(super) fn about_meter(
    meter: &MeterIdentity,
    profile: Option<&str>,
    read_at: Option<&Zoned>,
    language: Language,
) -> Vec<(&'static str, String)> {
    let mut lines = Vec::new();
    let mut push = |name, value: Option<String>| {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            lines.push((language.heading(name), value));
        }
    };
    push("Serial number", meter.serial_number.clone());
    let manufacturer = match (&meter.manufacturer_name, &meter.manufacturer) {
        (Some(name), Some(code)) => Some(format!("{name} ({code})")),
        (name, code) => name.clone().or_else(|| code.clone()),
    };
    push("Manufacturer", manufacturer);
    push("Device type", meter.device_type.clone());
    push("Identification", meter.identification_line.clone());
    push("Property number", meter.property_number.clone());
    push("Firmware", meter.firmware.clone());
    let mode = meter.mode.map(|mode| format!("mode {}", mode.letter()));
    let baud = meter.baud.map(|baud| format!("{baud} Bd"));
    let line: Vec<String> = mode.into_iter().chain(baud).collect();
    push("Line", Some(line.join(", ")));
    push("Profile", profile.map(str::to_owned));
    push(
        "Read at",
        read_at.map(|at| at.strftime("%Y-%m-%d %H:%M:%S %:z").to_string()),
    );
    lines
}

/// `12 s slow`: meter minus computer.
fn drift_text(drift: jiff::SignedDuration) -> String {
    match drift.as_secs() {
        0 => "right to the second".to_owned(),
        seconds if seconds < 0 => format!("{} s slow", seconds.unsigned_abs()),
        seconds => format!("{seconds} s fast"),
    }
}

fn block_check_text(readout: &Readout) -> String {
    let check = readout.block_check;
    let kind = match check.kind {
        BlockCheckKind::Xor => "xor",
        BlockCheckKind::Sum7 => "sum7",
        BlockCheckKind::Crc16 => "crc16",
        BlockCheckKind::None => "none",
    };
    match (check.received, check.is_ok()) {
        (Some(received), Some(true)) => format!("{kind} {received:02X}, correct"),
        (Some(received), _) => format!(
            "{kind} {received:02X} in place of {:02X}: the data may be damaged",
            check.computed
        ),
        (None, _) => "none was sent".to_owned(),
    }
}

fn cells<'a>(row: &'a Row<'_>, language: Language) -> [Cow<'a, str>; 6] {
    let set = row.set;
    let value = match row.cell {
        Cell::Number { value, .. } => Cow::Owned(value.to_string()),
        Cell::Text(text) => printable(text),
        Cell::Nothing if row.raw.is_empty() && row.problem.is_empty() => Cow::Borrowed("empty"),
        Cell::Nothing => Cow::Borrowed(""),
    };
    let mut time = row.time.map_or(String::new(), civil_time_text);
    if row.time.and_then(|time| time.season) == Some(Season::Utc) {
        time.push_str(" UTC");
    }
    let name = set.and_then(|set| set.name.as_deref()).unwrap_or("");
    let name = match printable(name) {
        Cow::Borrowed(name) => language.name(name),
        Cow::Owned(name) => Cow::Owned(language.name(&name).into_owned()),
    };
    [
        printable(set.map_or("", |set| &set.address)),
        name,
        value,
        printable(row.unit()),
        Cow::Owned(time.replace('T', " ")),
        printable(&row.problem),
    ]
}

fn widths<const N: usize>(titles: &[Cow<'_, str>; N], rows: &[[Cow<'_, str>; N]]) -> [usize; N] {
    let mut widths = titles.each_ref().map(|title| title.chars().count());
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            let cell = cell.chars().count();
            if cell <= MAX_WIDTH {
                *width = cell.max(*width);
            }
        }
    }
    widths
}

fn push_row<const N: usize>(
    text: &mut String,
    cells: &[Cow<'_, str>; N],
    widths: &[usize; N],
    right: Option<usize>,
) {
    let mut line = String::new();
    for (index, (cell, width)) in cells.iter().zip(widths).enumerate() {
        let _ = match right {
            Some(right) if right == index => write!(line, "{cell:>width$}  "),
            _ => write!(line, "{cell:<width$}  "),
        };
    }
    text.push_str(line.trim_end());
    text.push('\n');
}

/// Everything that is written as a heading.
#[cfg(test)]
pub(super) fn headings() -> Vec<&'static str> {
    let text = || Some("x".to_owned());
    let readout = Readout {
        meter: crate::meter::MeterIdentity {
            identification_line: text(),
            manufacturer: text(),
            manufacturer_name: text(),
            identification: text(),
            device_type: text(),
            mode: Some(crate::codec::Mode::C),
            baud: Some(300),
            serial_number: text(),
            property_number: text(),
            firmware: text(),
        },
        profile: text(),
        read_at: Some(jiff::Zoned::default()),
        complete: true,
        block_check: crate::codec::BlockCheck::ABSENT,
        damaged: 0,
        data_sets: Vec::new(),
        problems: Vec::new(),
        load_profiles: Vec::new(),
        logbooks: Vec::new(),
        clock_drift: Some(jiff::SignedDuration::ZERO),
    };
    let head = head(&readout, Language::English);
    head.into_iter()
        .map(|(name, _)| name)
        .chain(HEADER)
        .collect()
}

//! The sentences of the page.

use crate::app::model::{Model, SeriesOrigin, ShownLogbook};
use crate::app::text;
use crate::app::views::meter::words::moment;
use crate::meter::Problem;
use crate::meter::logbook::LogEntry;
use crate::profile::Profile;
use crate::worker::{SeriesRange, SeriesRecord};

/// Behind the title: `P.98, 13 entries, read 2026-02-03 13:41`.
pub(super) fn said(shown: &ShownLogbook) -> String {
    let count = text::count(shown.logbook.entries.len(), "entry", "entries");
    let from = match &shown.origin {
        SeriesOrigin::Fetched { record, .. } => record
            .read_at
            .as_ref()
            .map(|at| format!("read {}", at.strftime("%Y-%m-%d %H:%M"))),
        SeriesOrigin::File(path) => {
            let name = path.file_name().unwrap_or(path.as_os_str());
            Some(format!("from {}", name.to_string_lossy()))
        }
    };
    let mut parts = vec![shown.logbook.code.clone(), count];
    parts.extend(span(shown));
    parts.extend(from);
    parts.retain(|part| !part.is_empty());
    parts.join(" · ")
}

/// `2022-08-26 to 2022-10-20`
fn span(shown: &ShownLogbook) -> Option<String> {
    let entries = shown.logbook.entries.iter();
    let dates = || entries.clone().filter_map(|entry| entry.time?.date);
    Some(format!("{} to {}", dates().min()?, dates().max()?))
}

/// How much is known of a logbook, behind its name in the menu.
pub(super) fn count_of(code: &str, model: &Model) -> String {
    let books = &model.series.logbooks;
    let shown = books.iter().find(|shown| shown.logbook.code == code);
    shown.map_or_else(
        || "not read yet".to_owned(),
        |shown| text::count(shown.logbook.entries.len(), "entry", "entries"),
    )
}

/// What stands in the place of a log that was not read.
pub(super) fn not_read(
    profile: Option<&Profile>,
    code: Option<&str>,
    model: &Model,
) -> (String, String) {
    let why = match profile {
        Some(profile) if profile.logbooks.is_empty() => {
            let what = format!("The device profile {} knows no logbook", profile.name);
            let meanwhile = "A page of the meter or a profile of your own may know more";
            return (what, meanwhile.to_owned());
        }
        _ if model.running().is_some() => "Entries appear here when the meter has answered",
        _ => "Read log fetches it through the port. Reading changes nothing in the meter",
    };
    let what = match code {
        Some(code) => format!("The logbook {code} was not read yet"),
        None => "The events that the meter has written down will be here".to_owned(),
    };
    (what, why.to_owned())
}

/// What stands in the place of a log that has no entries.
pub(super) fn empty(asked: SeriesRange) -> (&'static str, &'static str) {
    if asked.from.is_none() && asked.to.is_none() {
        (
            "The log is empty: the meter has nothing to tell",
            "It was asked for all of it and answered without an entry",
        )
    } else {
        (
            "The meter has no entries in this range",
            "Whole log asks for all that it has",
        )
    }
}

/// What is missing of a log that did not come whole.
pub(super) fn unfinished(record: &SeriesRecord) -> String {
    let (done, of) = record.windows;
    let how_far = match of {
        0 | 1 => "The answer broke off".to_owned(),
        of => format!("{done} of {of} requests are done"),
    };
    format!("The log is not whole. {how_far}; what came is kept")
}

/// `Line 4: the time cannot be read`
pub(super) fn problem(problem: &Problem) -> String {
    match problem.line {
        0 => text::sentence(&problem.message),
        line => format!("Line {line}: {}", problem.message),
    }
}

/// A time as it is in sentences.
pub(super) fn at(entry: &LogEntry) -> String {
    entry.time.map_or_else(|| entry.stamp.clone(), moment)
}

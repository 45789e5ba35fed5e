//! The sentences of the page.

use crate::app::model::{Model, SeriesOrigin, ShownLogbook};
use crate::app::text;
use crate::app::views::meter::words::moment;
use crate::language::date;
use crate::meter::Problem;
use crate::meter::logbook::LogEntry;
use crate::profile::Profile;
use crate::say;
use crate::worker::{SeriesRange, SeriesRecord};

/// Behind the title: `P.98, 13 entries, read 2026-02-03 13:41`.
pub(super) fn said(shown: &ShownLogbook) -> String {
    let count = say!("logbook-entries", count = shown.logbook.entries.len());
    let from = match &shown.origin {
        SeriesOrigin::Fetched { record, .. } => record.read_at.as_ref().map(|at| {
            say!(
                "logbook-read-at",
                time = date::day_and_minute(at.datetime())
            )
        }),
        SeriesOrigin::File(path) => {
            let name = path.file_name().unwrap_or(path.as_os_str());
            Some(say!("logbook-of-file", file = name.to_string_lossy()))
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
    Some(say!(
        "logbook-span",
        first = dates().min()?.to_string(),
        last = dates().max()?.to_string()
    ))
}

/// How much is known of a logbook, behind its name in the menu.
pub(super) fn count_of(code: &str, model: &Model) -> String {
    let books = &model.series.logbooks;
    let shown = books.iter().find(|shown| shown.logbook.code == code);
    shown.map_or_else(
        || say!("logbook-not-read-yet").to_owned(),
        |shown| say!("logbook-entries", count = shown.logbook.entries.len()),
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
            let what = say!("fetch-no-logbook", profile = &profile.name);
            let meanwhile = say!("logbook-elsewhere");
            return (what, meanwhile.to_owned());
        }
        _ if model.running().is_some() => say!("logbook-appear-here"),
        _ => say!("logbook-fetches"),
    };
    let what = match code {
        Some(code) => say!("logbook-not-read", code = code),
        None => say!("logbook-will-be-here").to_owned(),
    };
    (what, why.to_owned())
}

/// What stands in the place of a log that has no entries.
pub(super) fn empty(asked: SeriesRange) -> (&'static str, &'static str) {
    if asked.from.is_none() && asked.to.is_none() {
        (say!("logbook-empty"), say!("logbook-empty-asked"))
    } else {
        (say!("logbook-empty-range"), say!("logbook-whole-asks"))
    }
}

/// What is missing of a log that did not come whole.
pub(super) fn unfinished(record: &SeriesRecord) -> String {
    let (done, of) = record.windows;

    match of {
        0 | 1 => say!("logbook-broke-off").to_owned(),
        of => say!("logbook-requests-done", done = done, all = of),
    }
}

/// `Line 4: the time cannot be read`
pub(super) fn problem(problem: &Problem) -> String {
    match problem.line {
        0 => text::sentence(&problem.message),
        line => say!("logbook-problem", line = line, problem = &problem.message),
    }
}

/// A time as it is in sentences.
pub(super) fn at(entry: &LogEntry) -> String {
    entry.time.map_or_else(|| entry.stamp.clone(), moment)
}

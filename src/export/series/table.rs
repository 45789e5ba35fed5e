//! Load profiles and logbooks as aligned text for a terminal.
//!
//! A load profile has two lines of titles, codes and units, and a line of its own at each
//! gap. Channels that would make it wider than a terminal are counted, not shown. What
//! the meter sent goes out without control characters.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Write;

use super::super::Language;
use super::super::table::{about_meter, head_text, push_grid};
use super::super::text::{printable, push_civil};
use super::csv::{flags, time_or_stamp, values};
use super::{Columns, LoadProfileFile, LogbookFile, followed_gaps, missing_words, season_word};
use crate::meter::load_profile::{Axis, Gap};

const LOGBOOK: [&str; 4] = ["Time", "Status", "Event", "Values"];

/// The columns of a line at most.
const WIDTH: usize = 118;

/// The widest column of a channel.
const WIDEST: usize = 24;

/// Time and season.
const FRONT: usize = 19 + 2 + 6 + 2;

pub(super) fn load_profile(file: &LoadProfileFile<'_>, language: Language) -> String {
    let profile = file.load_profile;
    let axis = Axis::of(profile);
    let mut head = about_meter(file.meter, file.profile, file.read_at, language);
    let period = profile
        .period_min()
        .map(|minutes| format!(", {minutes} min"));
    let counted = match profile.len() {
        1 => "1 entry".to_owned(),
        count => format!("{count} entries"),
    };
    let about = format!("{}{}, {counted}", profile.code, period.unwrap_or_default());
    head.push((language.heading("Load profile"), about));
    if !file.complete {
        let cut = "no, a part is missing".to_owned();
        head.push((language.heading("Complete"), cut));
    }
    let mut text = head_text(&head);
    let widths = widths(file, language);
    titles(&mut text, file, &widths, language);
    let gaps: HashMap<usize, &Gap> = followed_gaps(&axis).collect();
    let mut columns = Columns::new(profile);
    let mut line = String::new();
    for (index, entry) in profile.entries().enumerate() {
        if let Some(gap) = gaps.get(&index) {
            push_gap(&mut text, gap);
        }
        line.clear();
        if let Some(time) = entry.time() {
            push_civil(&mut line, time);
        }
        let _ = write!(text, "{:<19}  ", line.replace('T', " "));
        let _ = write!(text, "{:<6}  ", entry.season().map_or("", season_word));
        for (value, width) in columns.values(entry).zip(&widths.channels) {
            let shown = printable(value.unwrap_or("-"));
            let _ = write!(text, "{shown:>width$}  ");
        }
        let status = entry.status();
        let _ = write!(
            text,
            "{:<width$}",
            printable(&status.raw),
            width = widths.status
        );
        if !status.flags.is_empty() {
            let _ = write!(text, "  {}", printable(&flags(status)));
        }
        end_line(&mut text);
    }
    for problem in &profile.problems {
        let title = language.heading("Problem");
        let message = printable(&problem.message);
        let _ = writeln!(text, "\n{title}: line {}: {message}", problem.line);
    }
    text
}

pub(super) fn logbook(file: &LogbookFile<'_>, language: Language) -> String {
    let mut head = about_meter(file.meter, file.profile, file.read_at, language);
    head.push((language.heading("Logbook"), file.logbook.code.clone()));
    if !file.complete {
        let cut = "no, a part is missing".to_owned();
        head.push((language.heading("Complete"), cut));
    }
    let mut text = head_text(&head);
    let rows: Vec<[Cow<'_, str>; 4]> = file
        .logbook
        .entries
        .iter()
        .map(|entry| {
            let owned = |text: String| Cow::Owned(printable(&text).into_owned());
            [
                owned(time_or_stamp(entry).replace('T', " ")),
                printable(&entry.status.raw),
                printable(&entry.event),
                owned(values(&entry.values)),
            ]
        })
        .collect();
    let titles = LOGBOOK.map(|title| Cow::Borrowed(language.heading(title)));
    push_grid(&mut text, &titles, &rows, None);
    for problem in &file.logbook.problems {
        let title = language.heading("Problem");
        let message = printable(&problem.message);
        let _ = writeln!(text, "\n{title}: line {}: {message}", problem.line);
    }
    text
}

/// How wide the columns are.
struct Widths {
    /// Of the channels that are shown.
    channels: Vec<usize>,
    status: usize,
}

fn widths(file: &LoadProfileFile<'_>, language: Language) -> Widths {
    let profile = file.load_profile;
    let count = |text: &str| text.chars().count().min(WIDEST);
    let mut channels: Vec<usize> = profile
        .channels
        .iter()
        .map(|channel| count(&channel.code).max(count(channel.unit.as_deref().unwrap_or(""))))
        .collect();
    let mut status = count(language.heading("Status"));
    let mut columns = Columns::new(profile);
    for entry in profile.entries() {
        status = status.max(count(&entry.status().raw));
        for (value, width) in columns.values(entry).zip(&mut channels) {
            *width = count(value.unwrap_or("")).max(*width);
        }
    }
    let mut reached = FRONT + status;
    let fitting = channels.iter().take_while(|width| {
        reached += **width + 2;
        reached <= WIDTH
    });
    let shown = fitting.count().max(1);
    channels.truncate(shown);
    Widths { channels, status }
}

fn titles(text: &mut String, file: &LoadProfileFile<'_>, widths: &Widths, language: Language) {
    let channels = &file.load_profile.channels;
    let time = language.heading("Time");
    let season = language.heading("Season");
    let _ = write!(text, "{time:<19}  {season:<6}  ");
    for (channel, width) in channels.iter().zip(&widths.channels) {
        let _ = write!(text, "{:>width$}  ", printable(&channel.code));
    }
    text.push_str(language.heading("Status"));
    end_line(text);
    let _ = write!(text, "{:<width$}", "", width = FRONT);
    for (channel, width) in channels.iter().zip(&widths.channels) {
        let unit = channel.unit.as_deref().unwrap_or("");
        let _ = write!(text, "{:>width$}  ", printable(unit));
    }
    let hidden = channels.len().saturating_sub(widths.channels.len());
    if hidden > 0 {
        let _ = write!(text, "({hidden} more, all in CSV)");
    }
    end_line(text);
}

fn push_gap(text: &mut String, gap: &Gap) {
    let _ = writeln!(
        text,
        "-- {}, {} to {} --",
        missing_words(gap.missing),
        gap.from.strftime("%Y-%m-%d %H:%M"),
        gap.to.strftime("%Y-%m-%d %H:%M"),
    );
}

fn end_line(text: &mut String) {
    text.truncate(text.trim_end_matches(' ').len());
    text.push('\n');
}

/// Everything that is written as a heading.
#[cfg(test)]
pub(super) fn headings() -> Vec<&'static str> {
    LOGBOOK
        .into_iter()
        .chain(["Season", "Load profile"])
        .collect()
}

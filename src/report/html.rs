//! A report as one HTML file.
//!
//! The page needs nothing but itself: a content security policy forbids scripts and
//! anything from elsewhere, whatever a meter may have sent.

use std::borrow::Cow;
use std::fmt::Write;

use super::{Report, Tally, installation, sections};
use crate::export::is_hidden;
use crate::language::{self, date};
use crate::say;
use crate::worker::WriteOutcome;

const STYLE: &str = include_str!("style.css");

/// The page, UTF-8.
pub fn html(report: &Report) -> String {
    let mut page = Page(String::with_capacity(32 * 1024));
    let title = report.title();
    let _ = write!(
        page.0,
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n\
         <meta name=\"generator\" content=\"Flagport {}\">\n<title>{}</title>\n<style>\n{STYLE}{}</style>\n</head>\n<body>\n",
        language::current().tag(),
        env!("CARGO_PKG_VERSION"),
        escaped(&title),
        running_line(report),
    );
    sections::header(&mut page, report);
    verdict(&mut page, report);
    alarm(&mut page, report);
    sections::meter(&mut page, report);
    sections::changes(&mut page, report);
    sections::clock(&mut page, report);
    sections::actions(&mut page, report);
    sections::raw(&mut page, report);
    installation::section(&mut page, report.installation.as_ref());
    sections::readout(&mut page, report);
    sections::problems(&mut page, report);
    sections::proof(&mut page, report);
    sections::signatures(&mut page, report);
    sections::registers(&mut page, report);
    page.0.push_str("</body>\n</html>\n");
    page.0
}

/// HTML under construction. What is put in by [`Page::tag`] and [`Page::text`] is
/// escaped; only this module and its sections write markup.
pub(super) struct Page(pub(super) String);

impl Page {
    /// Markup of our own.
    pub(super) fn markup(&mut self, markup: &str) {
        self.0.push_str(markup);
    }

    /// Text, escaped.
    pub(super) fn text(&mut self, text: &str) {
        self.0.push_str(&escaped(text));
    }

    /// `<tag>text</tag>`; `tag` may carry attributes of our own.
    pub(super) fn tag(&mut self, tag: &str, text: &str) {
        let name = tag.split(' ').next().unwrap_or(tag);
        let _ = writeln!(self.0, "<{tag}>{}</{name}>", escaped(text));
    }

    /// A term and what it is, if it is anything.
    pub(super) fn fact(&mut self, term: &str, value: Option<&str>) {
        if let Some(value) = value.filter(|value| !value.trim().is_empty()) {
            self.tag("dt", term);
            self.tag("dd", value);
        }
    }

    /// The same over the whole width.
    pub(super) fn wide_fact(&mut self, term: &str, value: Option<&str>) {
        if let Some(value) = value.filter(|value| !value.trim().is_empty()) {
            self.tag("dt class=\"wide\"", term);
            self.tag("dd class=\"wide\"", value);
        }
    }
}

/// Mark and words of an outcome: told apart without colours.
pub(super) fn outcome_words(outcome: WriteOutcome) -> (&'static str, &'static str) {
    match outcome {
        WriteOutcome::Verified => ("✓", say!("report-verified")),
        WriteOutcome::Refused => ("✕", say!("report-refused")),
        WriteOutcome::NotVerified => ("≠", say!("report-not-verified")),
        WriteOutcome::Unknown => ("?", say!("report-unknown")),
        WriteOutcome::NotSent => ("–", say!("report-not-sent")),
    }
}

/// What the page comes to, in one line.
fn verdict(page: &mut Page, report: &Report) {
    let tally = report.tally();
    let (mark, line) = verdict_words(tally);
    page.markup("<div class=\"verdict\">\n<p class=\"line\"><span class=\"mark\">");
    page.text(mark);
    page.markup("</span> ");
    page.text(&line);
    page.markup("</p>\n");
    let counts = counts(tally);
    if counts.len() > 1 {
        page.tag("p class=\"counts\"", &counts.join(" · "));
    }
    page.markup("</div>\n");
}

fn verdict_words(tally: Tally) -> (&'static str, String) {
    let total = tally.total();

    if total == 0 {
        return ("–", say!("report-nothing-changed").to_owned());
    }
    if tally.verified == total {
        return ("✓", say!("report-all-written", count = total));
    }
    if tally.verified + tally.acknowledged == total {
        return ("✓", say!("report-all-confirmed", count = total));
    }
    let open = total - tally.verified - tally.acknowledged;
    match (tally.unknown, open) {
        (0, _) if total == 1 => ("!", say!("report-one-failed").to_owned()),
        (0, open) => ("!", say!("report-some-failed", open = open, all = total)),
        (_, _) if total == 1 => ("?", say!("report-one-unknown").to_owned()),
        (unknown, _) => (
            "?",
            say!("report-some-unknown", unknown = unknown, all = total),
        ),
    }
}

fn counts(tally: Tally) -> Vec<String> {
    let told = |count: usize, words: fn(usize) -> String| (count > 0).then(|| words(count));
    [
        told(tally.verified, |n| say!("report-count-verified", count = n)),
        told(tally.acknowledged, |n| {
            say!("report-count-acknowledged", count = n)
        }),
        told(tally.refused, |n| say!("report-count-refused", count = n)),
        told(tally.not_verified, |n| {
            say!("report-count-different", count = n)
        }),
        told(tally.unknown, |n| say!("report-count-unknown", count = n)),
        told(tally.not_sent, |n| say!("report-count-not-sent", count = n)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What has to be settled before the meter is relied on.
fn alarm(page: &mut Page, report: &Report) {
    let changes = report
        .changes
        .iter()
        .filter(|change| change.outcome == WriteOutcome::Unknown)
        .map(|change| format!("{} {}: {}", change.address, change.name, change.command));
    let clock = report
        .clock_sets
        .iter()
        .filter(|set| set.outcome == WriteOutcome::Unknown)
        .map(|set| say!("report-clock-line", commands = set.commands.join(", ")));
    let actions = report
        .actions
        .iter()
        .filter(|action| action.outcome == WriteOutcome::Unknown)
        .map(|action| format!("{}: {}", action.name, action.commands.join(", ")));
    let raw = report
        .raw
        .iter()
        .filter(|raw| raw.outcome == Some(WriteOutcome::Unknown))
        .map(|raw| raw.command.clone());
    let mut lines: Vec<String> = changes.chain(clock).chain(actions).chain(raw).collect();
    lines.extend(report.unsettled.iter().cloned());
    if lines.is_empty() {
        return;
    }
    page.markup("<section class=\"alarm\">\n");
    page.tag("h2", say!("report-alarm"));
    page.tag("p", say!("report-alarm-about"));
    page.markup("<ul>\n");
    for line in &lines {
        page.tag("li", line);
    }
    page.markup("</ul>\n</section>\n");
}

/// The line at the foot of every printed page: letters and digits only, because it
/// stands in the style sheet.
fn running_line(report: &Report) -> String {
    let serial = report.meter.serial_number.as_deref().unwrap_or("");
    let plain: String = serial
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == '-')
        .take(40)
        .collect();
    let meter = match plain.as_str() {
        "" => String::new(),
        serial => format!("{} - ", say!("report-meter-named", meter = serial)),
    };
    let at = date::day_and_minute(report.made_at.datetime());
    format!(
        "@page {{ @bottom-left {{ content: \"{meter}{at}\"; font: 8pt sans-serif; color: #545b64; }} }}\n"
    )
}

/// `text` as it may stand in HTML, in an attribute too. Characters that control a
/// terminal or turn the direction of writing around become `·`.
pub(super) fn escaped(text: &str) -> Cow<'_, str> {
    let is_plain = |c: char| !matches!(c, '&' | '<' | '>' | '"' | '\'') && !is_hidden(c);
    if text.chars().all(is_plain) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\n' => escaped.push('\n'),
            c if is_hidden(c) => escaped.push('·'),
            c => escaped.push(c),
        }
    }
    Cow::Owned(escaped)
}

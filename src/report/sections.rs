//! The sections of the page, each left out where there is nothing to tell.

use crate::language::date;
use crate::say;
use jiff::Zoned;

use super::html::{Page, outcome_words};
use super::{Checksum, Drift, RegisterLine, Report, ValueText};
use crate::profile::Verified;
use crate::worker::WriteOutcome;

/// Date and time by this computer's clock.
fn at(time: &Zoned) -> String {
    format!(
        "{} {}",
        date::day_and_second(time.datetime()),
        time.strftime("%:z")
    )
}

/// So many registers need no page of their own.
const FEW: usize = 10;

pub(super) fn header(page: &mut Page, report: &Report) {
    let meter = &report.meter;
    let serial = meter.serial_number.as_deref().unwrap_or("");
    page.markup("<header>\n<div>\n");
    page.tag("p class=\"kind\"", say!("report-kind"));
    let name = match serial.trim() {
        "" => meter.identification.as_deref(),
        serial => Some(serial),
    };
    let name = name.map(|name| say!("report-meter-named", meter = name));
    page.tag(
        "h1",
        name.as_deref()
            .unwrap_or(say!("report-unknown-meter-title")),
    );
    let maker = meter.manufacturer_name.as_deref();
    let maker = maker.or(meter.manufacturer.as_deref());
    let kind = meter.device_type.as_deref();
    let about: Vec<&str> = maker.into_iter().chain(kind).collect();
    page.tag("p class=\"sub\"", &about.join(" · "));
    page.markup("</div>\n<dl class=\"head\">\n");
    page.fact(say!("report-date"), Some(&date::day(report.made_at.date())));
    page.fact(say!("report-operator"), Some(&report.operator));
    page.fact(say!("report-order"), Some(&report.order));
    page.markup("</dl>\n</header>\n");
}

pub(super) fn meter(page: &mut Page, report: &Report) {
    let meter = &report.meter;
    page.markup("<section>\n");
    page.tag("h2", say!("report-meter"));
    page.markup("<dl class=\"facts\">\n");
    let maker = match (&meter.manufacturer_name, &meter.manufacturer) {
        (Some(name), Some(code)) => Some(format!("{name} ({code})")),
        (name, code) => name.clone().or_else(|| code.clone()),
    };
    let mode = meter
        .mode
        .map(|mode| say!("report-mode", mode = mode.letter().to_string()));
    let baud = meter.baud.map(|baud| format!("{baud} Bd"));
    let line: Vec<String> = Some(report.port.clone())
        .filter(|port| !port.is_empty())
        .into_iter()
        .chain(mode)
        .chain(baud)
        .collect();
    page.fact(say!("report-serial"), meter.serial_number.as_deref());
    page.fact(
        say!("report-identification"),
        meter.identification_line.as_deref(),
    );
    page.fact(say!("report-manufacturer"), maker.as_deref());
    page.fact(say!("report-device-type"), meter.device_type.as_deref());
    page.fact(say!("report-property"), meter.property_number.as_deref());
    page.fact(say!("meter-firmware"), meter.firmware.as_deref());
    page.wide_fact(say!("report-line"), Some(&line.join(", ")));
    if let Some(profile) = &report.profile {
        page.tag("dt class=\"wide\"", say!("report-profile"));
        page.markup("<dd class=\"wide\">");
        page.text(&format!("{} ({}) ", profile.title, profile.name));
        page.tag("span class=\"badge\"", verified_words(profile.verified));
        page.markup("</dd>\n");
    }
    page.markup("</dl>\n");
    if !report.notes.trim().is_empty() {
        page.tag("h3", say!("report-notes"));
        page.tag("p class=\"notes\"", &report.notes);
    }
    page.markup("</section>\n");
}

fn verified_words(verified: Verified) -> &'static str {
    match verified {
        Verified::Manual => say!("report-by-manual"),
        Verified::Telegram => say!("report-by-telegram"),
        Verified::Code => say!("report-by-tools"),
        Verified::Unverified => say!("report-unverified"),
    }
}

pub(super) fn changes(page: &mut Page, report: &Report) {
    if report.changes.is_empty() {
        return;
    }
    page.markup("<section>\n");
    page.tag("h2", say!("report-changes"));
    page.markup("<table>\n<thead>\n<tr>");
    for title in [
        say!("visits-column-register"),
        say!("report-before"),
        say!("report-wanted"),
        say!("report-read-back"),
        say!("report-outcome"),
        say!("report-time"),
    ] {
        page.tag("th", title);
    }
    page.markup("</tr>\n</thead>\n");
    for change in &report.changes {
        page.markup("<tbody class=\"one\">\n<tr>");
        register_cell(page, &change.address, &change.name);
        value_cell(page, change.before.as_ref());
        value_cell(page, Some(&change.wanted));
        value_cell(page, change.after.as_ref());
        outcome_cell(page, change.outcome);
        page.tag("td class=\"when\"", &date::second(change.ended_at.time()));
        page.markup("</tr>\n<tr class=\"under\"><td colspan=\"6\">");
        page.tag("span class=\"code\"", &change.command);
        if let Some(detail) = &change.detail {
            page.text(" · ");
            page.text(detail);
        }
        page.markup("</td></tr>\n</tbody>\n");
    }
    page.markup("</table>\n</section>\n");
}

pub(super) fn clock(page: &mut Page, report: &Report) {
    if report.drifts.is_empty() && report.clock_sets.is_empty() {
        return;
    }
    page.markup("<section>\n");
    page.tag("h2", say!("page-clock"));
    page.markup("<table>\n<thead>\n<tr>");
    for title in [
        "",
        say!("report-meter-clock"),
        say!("report-computer-clock"),
        say!("report-drift"),
    ] {
        page.tag("th", title);
    }
    page.markup("</tr>\n</thead>\n<tbody>\n");
    let was_set = !report.clock_sets.is_empty();
    for (number, drift) in report.drifts.iter().enumerate() {
        let words = match (was_set, number, report.drifts.len()) {
            (true, 0, _) => say!("report-before"),
            (true, _, _) => say!("report-after"),
            (false, 0, 2..) => say!("report-first"),
            (false, 1.., _) => say!("report-last"),
            (false, _, _) => say!("report-measured"),
        };
        drift_row(page, words, drift);
    }
    page.markup("</tbody>\n</table>\n");
    for set in &report.clock_sets {
        page.markup("<p>");
        mark(page, set.outcome, outcome_words(set.outcome).1);
        page.text(&format!(" · {} ", say!("report-clock-set-with")));
        page.tag("code", &set.commands.join(", "));
        page.markup("</p>\n");
        if let Some(detail) = &set.detail {
            page.tag("p class=\"detail\"", detail);
        }
    }
    page.markup("</section>\n");
}

fn drift_row(page: &mut Page, words: &str, drift: &Drift) {
    page.markup("<tr>");
    page.tag("td", words);
    page.tag("td", &drift.meter_text());
    page.tag("td", &at(&drift.computer));
    page.tag("td", &drift.text());
    page.markup("</tr>\n");
}

pub(super) fn actions(page: &mut Page, report: &Report) {
    if report.actions.is_empty() {
        return;
    }
    page.markup("<section>\n");
    page.tag("h2", say!("report-commands"));
    for action in &report.actions {
        page.tag("h3", &action.name);
        page.markup("<p>");
        let words = match action.outcome {
            WriteOutcome::NotVerified if action.by_its_word => say!("report-acknowledged"),
            outcome => outcome_words(outcome).1,
        };
        mark(page, action.outcome, words);
        page.text(" · ");
        page.tag("code", &action.commands.join(", "));
        page.markup("</p>\n");
        for sentence in action.detail.iter().chain([&action.cannot_be_undone]) {
            if !sentence.is_empty() {
                page.tag("p class=\"detail\"", sentence);
            }
        }
        if action.watched.is_empty() {
            continue;
        }
        page.markup("<table>\n<thead>\n<tr>");
        for title in [
            say!("visits-column-register"),
            say!("report-before"),
            say!("report-after"),
        ] {
            page.tag("th", title);
        }
        page.markup("</tr>\n</thead>\n<tbody>\n");
        for watched in &action.watched {
            page.markup("<tr>");
            register_cell(page, &watched.address, &watched.name);
            value_cell(page, watched.before.as_ref());
            value_cell(page, watched.after.as_ref());
            page.markup("</tr>\n");
        }
        page.markup("</tbody>\n</table>\n");
    }
    page.markup("</section>\n");
}

pub(super) fn raw(page: &mut Page, report: &Report) {
    if report.raw.is_empty() {
        return;
    }
    page.markup("<section>\n");
    page.tag("h2", say!("report-by-hand"));
    page.markup("<table>\n<thead>\n<tr>");
    for title in [
        say!("report-command"),
        say!("report-answer"),
        say!("report-outcome"),
    ] {
        page.tag("th", title);
    }
    page.markup("</tr>\n</thead>\n<tbody>\n");
    for raw in &report.raw {
        page.markup("<tr>");
        page.tag("td class=\"code\"", &raw.command);
        match &raw.answer {
            Ok(answer) => page.tag("td class=\"sent\"", answer),
            Err(sentence) => page.tag("td", sentence),
        }
        match raw.outcome {
            Some(outcome) => outcome_cell(page, outcome),
            None => page.tag("td class=\"none\"", say!("report-read-only")),
        }
        page.markup("</tr>\n");
    }
    page.markup("</tbody>\n</table>\n</section>\n");
}

pub(super) fn readout(page: &mut Page, report: &Report) {
    let Some(readout) = &report.readout else {
        return;
    };
    page.markup("<section>\n");
    page.tag("h2", say!("report-readout"));
    page.markup("<dl class=\"facts\">\n");

    let read_at = readout.read_at.as_ref().map(at);
    page.fact(say!("report-read-at"), read_at.as_deref());
    let block = if readout.complete {
        say!("report-block-complete", count = readout.data_sets)
    } else {
        say!("report-block-cut", count = readout.data_sets)
    };
    page.fact(say!("report-block"), Some(&block));
    let check = match readout.block_check_ok {
        Some(true) => say!("report-check-correct"),
        Some(false) => say!("report-check-wrong"),
        None => say!("report-check-none"),
    };
    page.fact(say!("report-check"), Some(check));
    page.fact(say!("report-errors"), readout.errors.as_deref());
    page.markup("</dl>\n");
    if !readout.main_values.is_empty() {
        page.markup("<table>\n<thead>\n<tr>");
        page.tag("th", say!("report-code"));
        page.tag("th", say!("visits-column-register"));
        page.tag("th class=\"num\"", say!("report-value"));
        page.markup("</tr>\n</thead>\n<tbody>\n");
        for [code, name, value] in &readout.main_values {
            page.markup("<tr>");
            page.tag("td class=\"code\"", code);
            page.tag("td", name);
            page.tag("td class=\"num\"", value);
            page.markup("</tr>\n");
        }
        page.markup("</tbody>\n</table>\n");
    }
    page.markup("</section>\n");
}

pub(super) fn problems(page: &mut Page, report: &Report) {
    if report.problems.is_empty() {
        return;
    }
    page.markup("<section>\n");
    page.tag("h2", say!("report-problems"));
    page.markup("<ul>\n");
    for problem in &report.problems {
        page.tag("li", problem);
    }
    page.markup("</ul>\n</section>\n");
}

pub(super) fn registers(page: &mut Page, report: &Report) {
    if report.registers.is_empty() {
        return;
    }
    // A short list stays on the page of the signatures.
    page.markup(match report.registers.len() {
        0..=FEW => "<section>\n",
        _ => "<section class=\"appendix\">\n",
    });
    page.tag("h2", say!("report-appendix"));
    page.markup("<table>\n<thead>\n<tr>");
    for title in [
        say!("report-address"),
        say!("visits-column-register"),
        say!("report-value"),
        say!("report-as-sent"),
        say!("report-time"),
    ] {
        page.tag("th", title);
    }
    page.markup("</tr>\n</thead>\n<tbody>\n");
    let mut group = "";
    for line in &report.registers {
        if line.group != group {
            group = &line.group;
            page.markup("<tr class=\"group\">");
            page.tag("th colspan=\"5\"", group);
            page.markup("</tr>\n");
        }
        register_row(page, line);
    }
    page.markup("</tbody>\n</table>\n</section>\n");
}

fn register_row(page: &mut Page, line: &RegisterLine) {
    page.markup("<tr>");
    page.tag("td class=\"code\"", &line.address);
    page.tag("td", &line.name);
    match &line.value {
        Ok(value) => {
            page.tag("td", &value.shown);
            let raw = Some(value.raw.as_str()).filter(|raw| *raw != value.shown);
            page.tag("td class=\"sent\"", raw.unwrap_or(""));
        }
        Err(sentence) => page.tag("td colspan=\"2\"", &format!("! {sentence}")),
    }
    page.tag("td class=\"when\"", &date::second(line.read_at.time()));
    page.markup("</tr>\n");
}

pub(super) fn proof(page: &mut Page, report: &Report) {
    let telegram = report.readout.as_ref().and_then(|readout| readout.telegram);
    let sums = [
        (say!("report-telegram"), telegram),
        (say!("report-trace"), report.trace),
    ];
    if sums.iter().all(|(_, sum)| sum.is_none()) {
        return;
    }
    page.markup("<section>\n");
    page.tag("h2", say!("report-checksums"));
    page.tag("p", say!("report-checksums-about"));
    page.markup("<table>\n<tbody>\n");
    for (name, sum) in sums {
        if let Some(sum) = sum {
            checksum_row(page, name, sum);
        }
    }
    page.markup("</tbody>\n</table>\n</section>\n");
}

fn checksum_row(page: &mut Page, name: &str, sum: Checksum) {
    page.markup("<tr>");
    page.tag("td", name);
    page.tag(
        "td class=\"when\"",
        &say!("report-bytes", count = sum.bytes),
    );
    page.markup("<td class=\"digest\">");
    page.tag("code", &sum.hex());
    page.markup("</td></tr>\n");
}

pub(super) fn signatures(page: &mut Page, report: &Report) {
    page.markup("<div class=\"signatures\">\n");
    page.tag("p", say!("report-place-date"));
    page.tag("p", say!("report-operator"));
    page.tag("p", say!("report-customer"));
    page.markup("</div>\n<footer>\n");
    page.text(&say!(
        "report-made-by",
        version = env!("CARGO_PKG_VERSION"),
        time = at(&report.made_at)
    ));
    if !report.changes.is_empty() || !report.clock_sets.is_empty() {
        page.text(" ");
        page.text(say!("report-verified-means"));
    }
    page.markup("\n</footer>\n");
}

fn register_cell(page: &mut Page, address: &str, name: &str) {
    page.markup("<td>");
    if !name.is_empty() {
        page.tag("span class=\"name\"", name);
    }
    page.tag("span class=\"code\"", address);
    page.markup("</td>");
}

fn value_cell(page: &mut Page, value: Option<&ValueText>) {
    let Some(value) = value else {
        page.tag("td class=\"none\"", "–");
        return;
    };
    page.markup("<td>");
    match value.shown.as_str() {
        "" => page.tag("span class=\"none\"", say!("report-empty")),
        shown => page.text(shown),
    }
    if value.raw != value.shown {
        page.tag("span class=\"sent\"", &value.raw);
    }
    page.markup("</td>");
}

fn outcome_cell(page: &mut Page, outcome: WriteOutcome) {
    page.markup("<td>");
    mark(page, outcome, outcome_words(outcome).1);
    page.markup("</td>");
}

fn mark(page: &mut Page, outcome: WriteOutcome, words: &str) {
    page.markup("<span class=\"outcome\">");
    page.tag("span class=\"mark\"", outcome_words(outcome).0);
    page.text(words);
    page.markup("</span>");
}

//! The sections of the page, each left out where there is nothing to tell.

use super::html::{Page, outcome_words};
use super::{Checksum, Drift, RegisterLine, Report, ValueText};
use crate::profile::Verified;
use crate::worker::WriteOutcome;

/// Date and time by this computer's clock.
const AT: &str = "%Y-%m-%d %H:%M:%S %:z";
const CLOCK: &str = "%H:%M:%S";

/// So many registers need no page of their own.
const FEW: usize = 10;

pub(super) fn header(page: &mut Page, report: &Report) {
    let meter = &report.meter;
    let serial = meter.serial_number.as_deref().unwrap_or("");
    page.markup("<header>\n<div>\n");
    page.tag("p class=\"kind\"", "Visit report");
    let name = match serial.trim() {
        "" => meter.identification.as_deref(),
        serial => Some(serial),
    };
    let name = name.map(|name| format!("Meter {name}"));
    page.tag("h1", name.as_deref().unwrap_or("Unknown meter"));
    let maker = meter.manufacturer_name.as_deref();
    let maker = maker.or(meter.manufacturer.as_deref());
    let kind = meter.device_type.as_deref();
    let about: Vec<&str> = maker.into_iter().chain(kind).collect();
    page.tag("p class=\"sub\"", &about.join(" · "));
    page.markup("</div>\n<dl class=\"head\">\n");
    page.fact(
        "Date",
        Some(&report.made_at.strftime("%Y-%m-%d").to_string()),
    );
    page.fact("Operator", Some(&report.operator));
    page.fact("Order", Some(&report.order));
    page.markup("</dl>\n</header>\n");
}

pub(super) fn meter(page: &mut Page, report: &Report) {
    let meter = &report.meter;
    page.markup("<section>\n");
    page.tag("h2", "Meter");
    page.markup("<dl class=\"facts\">\n");
    let maker = match (&meter.manufacturer_name, &meter.manufacturer) {
        (Some(name), Some(code)) => Some(format!("{name} ({code})")),
        (name, code) => name.clone().or_else(|| code.clone()),
    };
    let mode = meter.mode.map(|mode| format!("mode {}", mode.letter()));
    let baud = meter.baud.map(|baud| format!("{baud} Bd"));
    let line: Vec<String> = Some(report.port.clone())
        .filter(|port| !port.is_empty())
        .into_iter()
        .chain(mode)
        .chain(baud)
        .collect();
    page.fact("Serial number", meter.serial_number.as_deref());
    page.fact("Identification", meter.identification_line.as_deref());
    page.fact("Manufacturer", maker.as_deref());
    page.fact("Device type", meter.device_type.as_deref());
    page.fact("Property number", meter.property_number.as_deref());
    page.fact("Firmware", meter.firmware.as_deref());
    page.wide_fact("Line", Some(&line.join(", ")));
    if let Some(profile) = &report.profile {
        page.tag("dt class=\"wide\"", "Device profile");
        page.markup("<dd class=\"wide\">");
        page.text(&format!("{} ({}) ", profile.title, profile.name));
        page.tag("span class=\"badge\"", verified_words(profile.verified));
        page.markup("</dd>\n");
    }
    page.markup("</dl>\n");
    if !report.notes.trim().is_empty() {
        page.tag("h3", "Notes");
        page.tag("p class=\"notes\"", &report.notes);
    }
    page.markup("</section>\n");
}

fn verified_words(verified: Verified) -> &'static str {
    match verified {
        Verified::Manual => "✓ from the maker's manual",
        Verified::Telegram => "seen in telegrams",
        Verified::Code => "from other tools",
        Verified::Unverified => "! unverified",
    }
}

pub(super) fn changes(page: &mut Page, report: &Report) {
    if report.changes.is_empty() {
        return;
    }
    page.markup("<section>\n");
    page.tag("h2", "Changes");
    page.markup("<table>\n<thead>\n<tr>");
    for title in [
        "Register",
        "Before",
        "Wanted",
        "Read back",
        "Outcome",
        "Time",
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
        page.tag(
            "td class=\"when\"",
            &change.ended_at.strftime(CLOCK).to_string(),
        );
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
    page.tag("h2", "Clock");
    page.markup("<table>\n<thead>\n<tr>");
    for title in ["", "Meter's clock", "This computer's clock", "Drift"] {
        page.tag("th", title);
    }
    page.markup("</tr>\n</thead>\n<tbody>\n");
    let was_set = !report.clock_sets.is_empty();
    for (number, drift) in report.drifts.iter().enumerate() {
        let words = match (was_set, number, report.drifts.len()) {
            (true, 0, _) => "Before",
            (true, _, _) => "After",
            (false, 0, 2..) => "First",
            (false, 1.., _) => "Last",
            (false, _, _) => "Measured",
        };
        drift_row(page, words, drift);
    }
    page.markup("</tbody>\n</table>\n");
    for set in &report.clock_sets {
        page.markup("<p>");
        mark(page, set.outcome, outcome_words(set.outcome).1);
        page.text(" · The clock was set with ");
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
    page.tag("td", &drift.computer.strftime(AT).to_string());
    page.tag("td", &drift.text());
    page.markup("</tr>\n");
}

pub(super) fn actions(page: &mut Page, report: &Report) {
    if report.actions.is_empty() {
        return;
    }
    page.markup("<section>\n");
    page.tag("h2", "Commands");
    for action in &report.actions {
        page.tag("h3", &action.name);
        page.markup("<p>");
        let words = match action.outcome {
            WriteOutcome::NotVerified if action.by_its_word => "acknowledged by the meter",
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
        for title in ["Register", "Before", "After"] {
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
    page.tag("h2", "Commands typed by hand");
    page.markup("<table>\n<thead>\n<tr>");
    for title in ["Command", "Answer", "Outcome"] {
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
            None => page.tag("td class=\"none\"", "read only"),
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
    page.tag("h2", "Data readout");
    page.markup("<dl class=\"facts\">\n");
    let at = readout.read_at.as_ref();
    page.fact(
        "Read at",
        at.map(|at| at.strftime(AT).to_string()).as_deref(),
    );
    let sets = match readout.data_sets {
        1 => "1 data set".to_owned(),
        count => format!("{count} data sets"),
    };
    let whole = if readout.complete {
        "complete"
    } else {
        "! cut short, the end is missing"
    };
    page.fact("Data block", Some(&format!("{sets}, {whole}")));
    let check = match readout.block_check_ok {
        Some(true) => "correct",
        Some(false) => "! wrong: the data may be damaged",
        None => "none was sent",
    };
    page.fact("Block check", Some(check));
    page.fact("Errors", readout.errors.as_deref());
    page.markup("</dl>\n");
    if !readout.main_values.is_empty() {
        page.markup("<table>\n<thead>\n<tr>");
        page.tag("th", "Code");
        page.tag("th", "Register");
        page.tag("th class=\"num\"", "Value");
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
    page.tag("h2", "Problems");
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
    page.tag("h2", "Appendix: registers read");
    page.markup("<table>\n<thead>\n<tr>");
    for title in ["Address", "Register", "Value", "As sent", "Time"] {
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
    page.tag(
        "td class=\"when\"",
        &line.read_at.strftime(CLOCK).to_string(),
    );
    page.markup("</tr>\n");
}

pub(super) fn proof(page: &mut Page, report: &Report) {
    let telegram = report.readout.as_ref().and_then(|readout| readout.telegram);
    let sums = [("Telegram", telegram), ("Line trace", report.trace)];
    if sums.iter().all(|(_, sum)| sum.is_none()) {
        return;
    }
    page.markup("<section>\n");
    page.tag("h2", "Checksums");
    page.tag(
        "p",
        "SHA-256 of the files of this visit, as they were received. A file that was changed since has another one.",
    );
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
    page.tag("td class=\"when\"", &format!("{} bytes", sum.bytes));
    page.markup("<td class=\"digest\">");
    page.tag("code", &sum.hex());
    page.markup("</td></tr>\n");
}

pub(super) fn signatures(page: &mut Page, report: &Report) {
    page.markup("<div class=\"signatures\">\n");
    page.tag("p", "Place, date");
    page.tag("p", "Operator");
    page.tag("p", "Customer");
    page.markup("</div>\n<footer>\n");
    page.text(&format!(
        "Made by Flagport {} on {}. Times are those of this computer where nothing else is said.",
        env!("CARGO_PKG_VERSION"),
        report.made_at.strftime(AT)
    ));
    if !report.changes.is_empty() || !report.clock_sets.is_empty() {
        page.text(
            " Verified means that the meter acknowledged the command and, read again, holds the value that was wanted.",
        );
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
        "" => page.tag("span class=\"none\"", "empty"),
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

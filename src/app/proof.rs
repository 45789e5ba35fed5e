//! Deeds with what proves a visit: the journal and the report.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use eframe::egui::{Context, OpenUrl};
use jiff::Zoned;

use super::Flagport;
use super::background::Finished;
use super::dialogs::Purpose;
use super::library::file_url;
use super::model::{Source, is_same_meter};
use super::text;
use super::views::trace_panel;
use crate::archive;
use crate::archive::checks::record_in;
use crate::export::programme::writes_from_json;
use crate::export::{FileNameTemplate, Overwrite};
use crate::installation::{Instant, check};
use crate::journal::{Entry, Journal};
use crate::profile::Library;
use crate::report::{self, Report};
use crate::say;

impl Flagport {
    /// Reads the journal on a thread of its own.
    pub(super) fn list_changes(&mut self) {
        let changes = &mut self.model.changes;
        if changes.is_listing {
            return;
        }
        changes.is_stale = false;
        let Some(folder) = self.journal.clone() else {
            changes.listed = Some(Ok(Arc::from([])));
            return;
        };
        changes.is_listing = true;
        self.background.run(move || {
            let journal = Journal::at(folder);
            let contents = journal.contents();
            let result = contents.map(|mut contents| {
                let damage = contents.damage(journal.path());
                contents.entries.reverse();
                (contents.entries, damage)
            });
            Finished::ChangesListed(result.map_err(|error| error.to_string()))
        });
    }

    /// Takes over the journal. Damage is said when it is seen first.
    pub(super) fn changes_listed(&mut self, result: Result<(Vec<Entry>, Option<String>), String>) {
        let changes = &mut self.model.changes;
        changes.is_listing = false;
        let (listed, damage) = match result {
            Ok((entries, damage)) => (Ok(Arc::from(entries)), damage),
            Err(reason) => (Err(reason), None),
        };
        changes.listed = Some(listed);
        if damage != changes.damage {
            changes.damage.clone_from(&damage);
            if let Some(sentence) = damage {
                self.say_problem(text::sentence(&sentence));
            }
        }
    }

    /// Asks where to save the report of this visit.
    pub(super) fn ask_for_report(&mut self, ctx: &Context) {
        if !self.model.has_something_to_report() {
            let words = say!("notice-nothing-to-report");
            self.say_problem(words.to_owned());
            return;
        }
        self.views.visits.reporting = None;
        let name = self.report().file_name(&self.template());
        self.ask(ctx, Purpose::SaveReport, name);
    }

    /// Asks where to save the report of the visit in `folder`.
    pub(super) fn ask_for_report_of(&mut self, ctx: &Context, folder: PathBuf) {
        let name = folder.file_name().unwrap_or(folder.as_os_str());
        let name = format!("{}_report.html", name.to_string_lossy());
        self.views.visits.reporting = Some(folder);
        self.ask(ctx, Purpose::SaveReport, name);
    }

    /// Saves the report that was asked for at `path`.
    pub(super) fn save_report(&mut self, path: PathBuf, overwrite: Overwrite) {
        let Some(folder) = self.views.visits.reporting.take() else {
            let report = self.report();
            self.save(path, overwrite, move || {
                Ok(report::html(&report).into_bytes())
            });
            return;
        };
        let operator = self.store.get().operator.clone();
        let profiles = self.model.profiles.clone();
        self.save(path, overwrite, move || {
            let report = report_of_visit(&folder, &operator, &profiles)?;
            Ok(report::html(&report).into_bytes())
        });
    }

    fn template(&self) -> FileNameTemplate {
        let template = &self.store.get().exports.file_name;
        template.parse().unwrap_or_default()
    }

    /// The report of this visit, as far as it went.
    fn report(&self) -> Report {
        let settings = self.store.get();
        let model = &self.model;
        let programme = &model.programme;
        let profile = model.profile(settings.profile.as_deref());
        let clock: Vec<_> = match (&programme.first_clock, &programme.clock) {
            (Some(first), Some(last)) if first != last => vec![first.clone(), last.clone()],
            (first, _) => first.iter().cloned().collect(),
        };
        let port = match model.reading.as_ref().map(|reading| &reading.source) {
            Some(Source::Line(port)) => port.to_string(),
            Some(Source::File { path, .. }) => path.display().to_string(),
            None => settings.port.clone().unwrap_or_default(),
        };
        let meter = model.meter_key();
        let unsettled: Vec<String> = model
            .changes
            .unknown()
            .filter(|entry| {
                meter
                    .as_ref()
                    .is_some_and(|key| is_same_meter(key, &entry.meter))
            })
            .map(text::unknown_change)
            .collect();
        let failure = model.failure().or(programme.failure.as_ref());
        let problems: Vec<String> = failure
            .map(|failure| format!("{}. {}", failure.headline, failure.cause))
            .into_iter()
            .collect();
        let trace = trace_panel::as_text(model);
        let visit = report::Visit {
            operator: &settings.operator,
            port: &port,
            profile: profile.as_deref(),
            readout: model.readout(),
            telegram: model.reading.as_ref().map_or(&[], |reading| &reading.raw),
            readings: &programme.readings,
            writes: &programme.writes,
            clock: &clock,
            clock_sets: &programme.clock_sets,
            actions: &programme.actions,
            raw: &programme.raw,
            check: model.inspection.found.as_ref().map(|found| &found.check),
            record: model.inspection.noted.record(),
            trace: (!model.trace.is_empty()).then_some(trace.as_str()),
            problems: &problems,
            unsettled: &unsettled,
            ..report::Visit::default()
        };
        Report::of(&visit, &Zoned::now())
    }
}

/// The report of a visit that was stored: its readout, its writes and its trace.
fn report_of_visit(folder: &Path, operator: &str, profiles: &Library) -> Result<Report, String> {
    let visit = archive::Visit::load(folder).map_err(|error| error.to_string())?;
    let profile = visit.readout.profile.as_deref();
    let profile = profile.and_then(|name| profiles.find(name));
    let writes = visit.writes.as_deref();
    let writes = writes.map(|bytes| writes_from_json(bytes, profile.as_deref()));
    let writes = writes.transpose().map_err(|error| error.to_string())?;
    let record = record_in(folder)?;
    let (taken, circumstances) = match &record {
        Some(record) => (record.taken, record.circumstances),
        None => Default::default(),
    };
    let instant = Instant::of(&visit.readout.data_sets, taken);
    let check = (!instant.is_empty() && record.is_some()).then(|| check(&instant, circumstances));
    let pieces = report::Visit {
        operator,
        port: &visit.info.port,
        readout: Some(&visit.readout),
        telegram: &visit.raw,
        profile: profile.as_deref(),
        writes: writes.as_deref().unwrap_or_default(),
        check: check.as_ref(),
        record: record.as_ref(),
        trace: Some(&visit.trace),
        ..report::Visit::default()
    };
    Ok(Report::of(&pieces, &Zoned::now()))
}

/// Opens a file with the program that the desktop has for it.
pub(super) fn open_file(ctx: &Context, path: &Path) {
    ctx.open_url(OpenUrl::new_tab(file_url(path)));
}

//! The installation check in a report: verdict, phases, what was ticked, seals, photos.

use jiff::Zoned;

use super::html::Page;
use crate::installation::list::{ListKind, Record};
use crate::installation::{Check, Measured, State};
use crate::language::{date, number};
use crate::say;

/// What was found and noted of the installation.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct InstallationProof {
    /// The verdict, and mark and words of it.
    pub verdict: Option<(&'static str, String)>,
    /// Which way power flowed, as the technician said.
    pub flow: String,
    /// Phase, verdict, voltage, current, angle, power.
    pub phases: Vec<[String; 6]>,
    /// What was found, each with what it means.
    pub findings: Vec<(String, String)>,
    pub lists: Vec<ListProof>,
    pub seals_old: String,
    pub seals_new: String,
    pub notes: String,
    /// Name of the file in the visit, name it had, size.
    pub photos: Vec<[String; 3]>,
}

/// A list that was begun.
#[derive(Debug, Clone, PartialEq)]
pub struct ListProof {
    pub title: &'static str,
    /// Point, when it was ticked, note.
    pub points: Vec<(String, Option<Zoned>, String)>,
}

impl InstallationProof {
    /// Puts a verdict and notes together; `None` where there is neither.
    pub(super) fn of(check: Option<&Check>, record: Option<&Record>) -> Option<InstallationProof> {
        let record = record.filter(|record| record.is_begun());
        if check.is_none() && record.is_none() {
            return None;
        }
        let mut proof = InstallationProof::default();
        if let Some(check) = check {
            proof.take_check(check);
        }
        if let Some(record) = record {
            proof.take_record(record);
        }
        Some(proof)
    }

    fn take_check(&mut self, check: &Check) {
        self.verdict = Some((mark(check.state), check.state.to_string()));
        self.flow = check.circumstances.flow.to_string();
        self.phases = check
            .phases
            .iter()
            .map(|phase| {
                let values = check.instant.phases.get(phase.line.index());
                let text = |value: Option<&Measured>| value.map(value_text).unwrap_or_default();
                [
                    phase.line.to_string(),
                    format!("{} {}", mark(phase.state), phase.state),
                    text(values.and_then(|values| values.voltage.as_ref())),
                    text(values.and_then(|values| values.current.as_ref())),
                    phase
                        .angle
                        .map(|angle| format!("{}°", number::rounded(angle, 1)))
                        .unwrap_or_default(),
                    text(values.and_then(|values| values.active.as_ref())),
                ]
            })
            .collect();
        let findings = check.all_findings().into_iter();
        self.findings = findings
            .filter(|finding| finding.state > State::Correct)
            .map(|finding| (finding.to_string(), finding.advice_in_full()))
            .collect();
    }

    fn take_record(&mut self, record: &Record) {
        self.lists = record
            .lists
            .iter()
            .filter(|list| {
                list.points
                    .iter()
                    .any(|p| p.ticked_at.is_some() || !p.note.is_empty())
            })
            .map(|list| ListProof {
                title: match list.kind {
                    ListKind::Commissioning => say!("report-commissioning"),
                    ListKind::Removal => say!("report-removal"),
                },
                points: list
                    .points
                    .iter()
                    .map(|point| {
                        (
                            point.text.clone(),
                            point.ticked_at.clone(),
                            point.note.clone(),
                        )
                    })
                    .collect(),
            })
            .collect();
        self.seals_old.clone_from(&record.seals_old);
        self.seals_new.clone_from(&record.seals_new);
        self.notes.clone_from(&record.notes);
        self.photos = record
            .photos
            .iter()
            .map(|photo| {
                let size = say!(
                    "report-photo-size",
                    width = photo.width,
                    height = photo.height,
                    count = photo.bytes
                );
                [photo.file.clone(), photo.original.clone(), size]
            })
            .collect();
    }
}

fn mark(state: State) -> &'static str {
    match state {
        State::Correct => "✓",
        State::Incomplete => "–",
        State::Doubtful => "?",
        State::Faulty => "✕",
    }
}

fn value_text(value: &Measured) -> String {
    match &value.unit {
        Some(unit) => format!("{} {unit}", value.digits),
        None => value.digits.clone(),
    }
}

/// The section of the page.
pub(super) fn section(page: &mut Page, proof: Option<&InstallationProof>) {
    let Some(proof) = proof else {
        return;
    };
    page.markup("<section>\n");
    page.tag("h2", say!("page-installation-check"));
    page.markup("<dl class=\"facts\">\n");
    let verdict = proof.verdict.as_ref();
    let verdict = verdict.map(|(mark, words)| format!("{mark} {words}"));
    page.fact(say!("report-verdict"), verdict.as_deref());
    page.fact(say!("report-flows"), Some(&proof.flow));
    page.fact(say!("report-seals-found"), Some(&proof.seals_old));
    page.fact(say!("report-seals-put"), Some(&proof.seals_new));
    page.markup("</dl>\n");
    if !proof.phases.is_empty() {
        let titles = [
            say!("report-phase"),
            say!("report-verdict"),
            say!("report-voltage"),
            say!("report-current"),
            say!("report-angle"),
            say!("report-power"),
        ];
        table(page, &titles, &proof.phases);
    }
    for (finding, advice) in &proof.findings {
        page.tag("p", &format!("{finding}. {advice}"));
    }
    if !proof.notes.trim().is_empty() {
        page.tag("p class=\"notes\"", &proof.notes);
    }
    for list in &proof.lists {
        page.tag("h3", list.title);
        let rows: Vec<[String; 3]> = list
            .points
            .iter()
            .map(|(point, ticked_at, note)| {
                let ticked = match ticked_at {
                    Some(at) => format!("✓ {}", date::day_and_second(at.datetime())),
                    None => say!("report-not-ticked").to_owned(),
                };
                [point.clone(), ticked, note.clone()]
            })
            .collect();
        table(
            page,
            &[
                say!("report-point"),
                say!("report-ticked"),
                say!("report-note"),
            ],
            &rows,
        );
    }
    if !proof.photos.is_empty() {
        page.tag("h3", say!("report-photos"));
        table(
            page,
            &[
                say!("report-photo-file"),
                say!("report-photo-from"),
                say!("report-photo-bytes"),
            ],
            &proof.photos,
        );
    }
    page.markup("</section>\n");
}

fn table<const N: usize>(page: &mut Page, titles: &[&str; N], rows: &[[String; N]]) {
    page.markup("<table>\n<thead>\n<tr>");
    for title in titles {
        page.tag("th", title);
    }
    page.markup("</tr>\n</thead>\n<tbody>\n");
    for row in rows {
        page.markup("<tr>");
        for cell in row {
            page.tag("td", cell);
        }
        page.markup("</tr>\n");
    }
    page.markup("</tbody>\n</table>\n");
}

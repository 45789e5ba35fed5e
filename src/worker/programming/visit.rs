//! The visit that a job in programming mode leaves.

use jiff::Zoned;

use super::desk::Desk;
use super::signed::Signed;
use crate::archive::{NewVisit, REGISTERS, SERIES, VisitKind, WRITES, series};
use crate::codec::DataMessage;
use crate::export::programme::{Registers, Writes, render_registers, render_writes};
use crate::export::{Format, Style};
use crate::meter::{self, Context, DataSet, MeterIdentity, Readout};
use crate::worker::{Event, ProgrammeSummary, Series, event};

impl Signed<'_, '_> {
    /// Puts who the meter is into the summary.
    pub(super) fn describe(&self, summary: &mut ProgrammeSummary) {
        let identification = self.identification();
        let mut meter = readout_of(summary, identification.as_ref(), None).meter;
        meter.mode = Some(crate::codec::Mode::C);
        meter.baud = self.baud();
        meter.identification_line = Some(self.meter.identification_line.clone());
        if self.meter.serial_number.is_some() {
            meter.serial_number = self.meter.serial_number.clone();
        }
        summary.meter = meter;
        summary.profile = Some(self.profile.name.clone());
    }
}

/// The same where only the line tells who the meter is.
pub(super) fn describe_from_trace(desk: &Desk<'_>, summary: &mut ProgrammeSummary) {
    let teller = desk.teller.borrow();
    let identification = teller.identification().cloned();
    summary.meter = readout_of(summary, identification.as_ref(), None).meter;
    summary.profile = teller.profile_name();
}

/// Stores what a job read or changed, and tells it.
pub(super) fn store(desk: &Desk<'_>, summary: &ProgrammeSummary) {
    let Some(archive) = &desk.keep.archive else {
        return;
    };
    if !summary.has_anything() {
        return;
    }
    let mut readout = readout_of(summary, None, Some(desk.now()));
    readout.meter = MeterIdentity::clone(&summary.meter);
    readout.complete = summary.is_complete();
    let mut telegram = Vec::new();
    let mut files = files_of(summary);
    if let Some(record) = &summary.series {
        let line = summary.meter.identification_line.as_deref();
        let profile = desk.profile();
        match series::files_of(record, line.unwrap_or_default(), profile.as_deref()) {
            Ok((answers, json)) => {
                telegram = answers;
                files.push((SERIES, json));
            }
            Err(error) => log::warn!("{SERIES} was left out of the visit: {error}"),
        }
    }
    let trace = crate::trace::text::write(&desk.teller.borrow().trace);
    let visit = NewVisit {
        readout: &readout,
        raw: &telegram,
        trace: &trace,
        port: &desk.port.to_string(),
        duration: summary.duration,
        stored_at: &desk.now(),
    };
    let more: Vec<(&'static str, &[u8])> = files
        .iter()
        .map(|(name, bytes)| (*name, bytes.as_slice()))
        .collect();
    let kind = match summary.series.as_ref().map(|record| &record.series) {
        Some(Series::LoadProfile(_)) => VisitKind::LoadProfile,
        Some(Series::Logbook(_)) => VisitKind::Logbook,
        None => VisitKind::Programming,
    };
    desk.tell(Event::VisitStored {
        id: desk.id,
        stored: event::store(archive, kind, &visit, &more),
    });
}

/// What was read and what was written, each in its own form.
fn files_of(summary: &ProgrammeSummary) -> Vec<(&'static str, Vec<u8>)> {
    let (meter, profile) = (&summary.meter, summary.profile.as_deref());
    let style = Style::default();
    let registers = (!summary.readings.is_empty()).then(|| {
        let registers = Registers {
            meter,
            profile,
            read_at: summary.readings.first().map(|reading| &reading.read_at),
            readings: &summary.readings,
            problems: &[],
        };
        (REGISTERS, render_registers(&registers, Format::Json, style))
    });
    let writes = (!summary.writes.is_empty()).then(|| {
        let writes = Writes {
            meter,
            profile,
            read_at: summary.writes.first().map(|write| &write.ended_at),
            writes: &summary.writes,
            problems: &[],
        };
        (WRITES, render_writes(&writes, Format::Json, style))
    });
    let files = registers.into_iter().chain(writes);
    files
        .filter_map(|(name, bytes)| match bytes {
            Ok(bytes) => Some((name, bytes)),
            Err(error) => {
                log::warn!("{name} was left out of the visit: {error}");
                None
            }
        })
        .collect()
}

/// What was read last of each register, as a readout.
fn readout_of(
    summary: &ProgrammeSummary,
    identification: Option<&crate::codec::Identification>,
    read_at: Option<Zoned>,
) -> Readout {
    let mut lines: Vec<(String, String)> = Vec::new();
    let mut put = |address: &str, groups: String| {
        lines.retain(|(known, _)| known != address);
        lines.push((address.to_owned(), groups));
    };
    for set in summary
        .readings
        .iter()
        .filter_map(|r| r.answer.as_ref().ok())
    {
        put(&set.address, groups_of(set));
    }
    let action = summary.action.iter();
    for set in action.flat_map(|act| act.before.iter().chain(&act.after)) {
        if let Ok(set) = &set.answer {
            put(&set.address, groups_of(set));
        }
    }
    for write in &summary.writes {
        if let Some(value) = write.after.as_ref().or(write.before.as_ref()) {
            put(&write.register.address, format!("({value})"));
        }
    }
    let text: String = lines
        .into_iter()
        .map(|(address, groups)| format!("{address}{groups}\r\n"))
        .collect();
    let context = Context {
        profile: summary.profile.clone(),
        read_at,
        ..Context::default()
    };
    meter::decode(identification, &DataMessage::framed(text), context)
}

fn groups_of(set: &DataSet) -> String {
    let groups = set.values.iter().map(|value| format!("({})", value.raw));
    groups.collect()
}

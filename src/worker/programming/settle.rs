//! What earlier jobs left unknown, settled by reading back.

use super::change::{first_value, holds, in_words};
use super::clock;
use super::desk::Stop;
use super::signed::Signed;
use crate::export::civil_time_text;
use crate::journal::{Ending, Entry, Subject};
use crate::secret::MASK;
use crate::worker::{ProgrammeSummary, WriteOutcome, WriteRecord, failure};

/// Reads back what the journal left unfinished for this meter, and completes the
/// entries.
pub(super) fn run(signed: &mut Signed<'_, '_>, summary: &mut ProgrammeSummary) -> Result<(), Stop> {
    let desk = signed.desk;
    let Some(journal) = &desk.keep.journal else {
        return Err(failure::of_no_journal().into());
    };
    let mut entries = journal
        .unfinished()
        .map_err(|error| failure::of_journal(&error))?;
    entries.retain(|entry| entry.meter.may_be(&signed.meter));
    let count = entries.len();
    for (index, entry) in entries.iter().enumerate() {
        if desk.cancel.is_cancelled() {
            return Err(Stop::cancelled());
        }
        let record = settle(signed, entry, summary)?;
        if record.outcome != WriteOutcome::Unknown {
            let ending = Ending {
                at: &record.ended_at,
                outcome: record.outcome,
                read_back: record.after.as_deref(),
                detail: record.detail.as_deref(),
            };
            journal
                .settle(&entry.id, &ending)
                .map_err(|error| failure::of_journal(&error))?;
        }
        summary.writes.push(record);
        desk.tell_steps(index + 1, count);
    }
    Ok(())
}

/// What the meter has now, and what that tells of the entry.
fn settle(
    signed: &mut Signed<'_, '_>,
    entry: &Entry,
    summary: &mut ProgrammeSummary,
) -> Result<WriteRecord, Stop> {
    let register = signed.register(&entry.address);
    let mut record = WriteRecord {
        register: register.clone(),
        command: entry.command.clone(),
        before: entry.old.clone(),
        wanted: entry.new.clone().unwrap_or_default(),
        after: None,
        outcome: WriteOutcome::NotVerified,
        detail: None,
        ended_at: signed.desk.now(),
    };
    if entry.subject == Subject::Clock {
        return settle_clock(signed, summary, record);
    }
    let is_secret = entry.new.as_deref() == Some(MASK);
    if entry.address.is_empty() || is_secret || !register.is_readable() {
        let sentence = "nothing it can be read from tells whether it was carried out";
        record.detail = Some(sentence.to_owned());
        return Ok(record);
    }
    signed.read_and_tell(&register, &mut summary.readings)?;
    record.ended_at = signed.desk.now();
    let value = match summary.readings.last().map(|reading| &reading.answer) {
        Some(Ok(set)) => first_value(set),
        Some(Err(problem)) => {
            record.outcome = WriteOutcome::Unknown;
            record.detail = Some(format!("it cannot be read back: {}", in_words(problem)));
            return Ok(record);
        }
        None => return Ok(record),
    };
    let is_same = |other: &Option<String>| {
        other
            .as_deref()
            .is_some_and(|other| register.is_same(other, &value))
    };
    let new = entry.new.as_deref();
    let is_new = new.is_some_and(|new| holds(&register, new, &value));
    let (outcome, detail) = match entry.subject {
        Subject::Register | Subject::Raw if is_new => (WriteOutcome::Verified, None),
        Subject::Action if entry.old.is_some() && !is_same(&entry.old) => {
            (WriteOutcome::Verified, None)
        }
        _ if is_same(&entry.old) => (
            WriteOutcome::NotVerified,
            Some("the meter still has the old value".to_owned()),
        ),
        _ => (
            WriteOutcome::NotVerified,
            Some(format!("the meter has {}", register.show(&value))),
        ),
    };
    record.after = Some(value);
    record.outcome = outcome;
    record.detail = detail;
    Ok(record)
}

/// The clock is measured: it is right, or it was not set.
fn settle_clock(
    signed: &mut Signed<'_, '_>,
    summary: &mut ProgrammeSummary,
    mut record: WriteRecord,
) -> Result<WriteRecord, Stop> {
    let reading = clock::measure(signed)?;
    let drift = reading.drift_from(reading.base_kept());
    if clock::is_right(drift, reading.uncertainty) {
        record.outcome = WriteOutcome::Verified;
    } else {
        let off = format!("the clock is {:+.1} s off", drift.as_secs_f64());
        record.detail = Some(off);
    }
    record.after = Some(civil_time_text(reading.meter));
    record.ended_at = signed.desk.now();
    summary.clock = Some(reading);
    Ok(record)
}

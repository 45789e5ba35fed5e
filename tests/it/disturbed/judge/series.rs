//! Load profiles and logbooks: no row twice, none missing without being told.

use flagport::meter::load_profile::EntryRef;
use flagport::sim::archive::{Held, held};
use flagport::worker::{Series, SeriesRange, SeriesRecord};
use jiff::civil::DateTime;
use rust_decimal::Decimal;

use super::{Clean, Judged, Verdict};
use crate::disturbed::draw::Draw;
use crate::disturbed::kinds::Kind;
use crate::disturbed::session::Ran;

/// Time, and numbers.
#[derive(Debug, Clone, PartialEq)]
struct Row {
    time: DateTime,
    values: Vec<Decimal>,
}

fn rows(record: &SeriesRecord) -> Vec<Row> {
    match &record.series {
        Series::LoadProfile(profile) => {
            let channels = profile.channels.len();
            let row = |entry: EntryRef<'_>| Row {
                time: entry.time().unwrap_or(DateTime::MIN),
                values: (0..channels).filter_map(|c| entry.number(c)).collect(),
            };
            // What an answer without times leaves empty is missing, and so is what is
            // flagged as such (Energomera).
            let is_missing = |row: &Row, status: &str| {
                row.values.is_empty() || status == "80" && row.values == [Decimal::ZERO]
            };
            let entries = profile.entries();
            let rows = entries.map(|entry| (row(entry), entry.status().raw.clone()));
            rows.filter(|(row, status)| !is_missing(row, status))
                .map(|(row, _)| row)
                .collect()
        }
        Series::Logbook(logbook) => {
            let times = logbook.entries.iter().map(|entry| {
                let civil = entry.time.and_then(|time| Some((time.date?, time.time?)));
                civil.map_or(DateTime::MIN, |(date, time)| date.to_datetime(time))
            });
            let row = |time| Row {
                time,
                values: Vec::new(),
            };
            times.map(row).collect()
        }
    }
}

fn is_same(row: &Row, held: &Held) -> bool {
    let numbers: Vec<Decimal> = held
        .values
        .iter()
        .map(|text| text.parse().unwrap())
        .collect();
    let has_values =
        numbers.is_empty() || row.values.windows(numbers.len()).any(|own| own == numbers);
    row.time == held.time && has_values
}

/// What the archive of a kind of session holds from when to when it is asked for.
pub(super) fn held_within(kind: &Kind, address: &str) -> Vec<Held> {
    let mut held = held(kind.meter, address, kind.clock()).unwrap();
    held.retain(|row| is_within(kind.range(), row.time));
    held
}

fn is_within(range: SeriesRange, time: DateTime) -> bool {
    range.from.is_none_or(|from| time >= from) && range.to.is_none_or(|to| time <= to)
}

pub(super) fn judge(ran: &Ran, clean: &Clean, draw: &Draw, judged: &mut Judged) {
    let Some(record) = ran.programme().and_then(|summary| summary.series.as_ref()) else {
        return;
    };
    let held = &clean.held;
    let mut rows = rows(record);
    rows.retain(|row| is_within(ran.kind.range(), row.time) || row.time == DateTime::MIN);
    let twice = rows
        .windows(2)
        .find(|two| two[0] == two[1] && !two[0].values.is_empty());
    let strange = rows
        .iter()
        .find(|row| !held.iter().any(|own| is_same(row, own)));
    let whole = rows.len() == held.len() && rows.iter().zip(held).all(|(r, h)| is_same(r, h));
    let untrue = match (twice, strange) {
        (Some(twice), _) => Some(format!("twice {:?}", twice[0])),
        (None, Some(strange)) => Some(format!("{strange:?}")),
        (None, None) if !whole => Some(format!("{} of {} rows", rows.len(), held.len())),
        (None, None) => None,
    };
    if whole && record.complete != ran.is_done() && ran.failure().is_none() {
        judged
            .broken
            .push("all is there and it is not told".to_owned());
    }
    let Some(untrue) = untrue else {
        return;
    };
    // What is missing is told by the failure; what is strange has to be told beside it.
    let is_told = strange.is_none() && twice.is_none() || !problems(record).is_empty();
    match (ran.is_done(), is_told) {
        (false, true) => return,
        (true, true) if !problems(record).is_empty() => judged.verdict = Verdict::Remarked,
        _ => judged.verdict = Verdict::Undetected,
    }
    // Values whose times are told to be unknown are true.
    let is_timeless = |row: &Row| row.time == DateTime::MIN;
    let is_known = strange.is_some_and(is_timeless) && is_told && twice.is_none();
    let has_to_be_told =
        draw.trouble.is_one_character() || !draw.trouble.may_forge() || twice.is_some();
    if has_to_be_told && !is_known {
        judged.broken.push(format!("untold: {untrue}"));
    }
    judged.untrue = Some(untrue);
}

fn problems(record: &SeriesRecord) -> Vec<String> {
    let list = match &record.series {
        Series::LoadProfile(profile) => &profile.problems,
        Series::Logbook(logbook) => &logbook.problems,
    };
    list.iter().map(|problem| problem.message.clone()).collect()
}

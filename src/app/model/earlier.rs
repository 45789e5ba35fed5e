//! What an earlier visit to the meter at hand says of what is new.

use super::{Model, SeriesOrigin, Source, is_same_meter};
use crate::archive::{Entry, VisitInfo, VisitKind};
use crate::meter::logbook::LogEntry;
use crate::worker::MeterKey;

impl Model {
    /// The newest stored visit to the meter at hand before the day of what is shown
    /// now; a visit of several readouts on one day is one.
    pub fn visit_before(&self) -> Option<&VisitInfo> {
        let meter = self.meter_key()?;
        let today = self.day_of_visit();
        let infos = self.visits.entries().iter().map(|entry| &entry.info);
        infos.filter_map(|info| info.as_ref().ok()).find(|info| {
            is_of(info, &meter) && today.is_none_or(|today| info.stored_at.date() < today)
        })
    }

    /// The newest stored readout of the meter at hand before the one shown, whose
    /// registers can be compared with it.
    pub fn readout_before(&self) -> Option<(&Entry, &VisitInfo)> {
        let meter = self.meter_key()?;
        let shown = self.readout_at_hand()?.readout.read_at.as_ref();
        let visits = self.visits.entries().iter();
        let mut visits = visits.filter_map(|entry| Some((entry, entry.info.as_ref().ok()?)));
        visits.find(|(_, info)| {
            info.kind == VisitKind::Readout
                && info.data_sets > 0
                && is_of(info, &meter)
                && shown.is_none_or(|shown| info.stored_at < *shown)
        })
    }

    /// The day that something was read of the meter at hand.
    fn day_of_visit(&self) -> Option<jiff::civil::Date> {
        let reading = self.reading.as_ref();
        let read = reading
            .filter(|reading| matches!(reading.source, Source::Line(_)))
            .and_then(|reading| reading.readout.read_at.as_ref());
        let origins = self.series.logbooks.iter().map(|shown| &shown.origin);
        let fetched = origins.filter_map(|origin| match origin {
            SeriesOrigin::Fetched { record, .. } => record.read_at.as_ref(),
            SeriesOrigin::File(_) => None,
        });
        read.into_iter().chain(fetched).map(|at| at.date()).max()
    }

    /// How many entries of the logbooks that were fetched are newer than the visit
    /// before. The meter's clock and this computer's are taken for the same.
    pub fn new_log_entries(&self) -> usize {
        if self.series.logbooks.is_empty() {
            return 0;
        }
        let Some(since) = self.visit_before() else {
            return 0;
        };
        let since = since.stored_at.datetime();
        let is_new = |entry: &&LogEntry| {
            let time = entry
                .time
                .and_then(|time| Some(time.date?.to_datetime(time.time?)));
            time.is_some_and(|time| time > since)
        };
        let fetched = |origin: &SeriesOrigin| matches!(origin, SeriesOrigin::Fetched { .. });
        let books = self.series.logbooks.iter();
        let books = books.filter(|shown| fetched(&shown.origin));
        let entries = books.flat_map(|shown| &shown.logbook.entries);
        entries.filter(is_new).count()
    }
}

/// Whether a visit is one to this meter.
fn is_of(info: &VisitInfo, meter: &MeterKey) -> bool {
    let key = info.identification_line.clone().map(|line| MeterKey {
        identification_line: line,
        serial_number: info.serial_number.clone(),
    });
    key.is_some_and(|key| is_same_meter(meter, &key))
}

//! The line trace of all sessions, with times of day.

use jiff::Zoned;

use crate::trace::{TraceEntry, TraceRecord, TraceRow, TraceRows};

/// The line trace, and when its sessions began.
#[derive(Debug, Default)]
pub struct Trace {
    rows: TraceRows,
    /// The number of the first row of a session, counted from the start of the
    /// program, and when its port was opened.
    opened: Vec<(usize, Zoned)>,
}

impl Trace {
    /// Takes the next records, which came until `now`.
    pub(super) fn apply(&mut self, records: Vec<TraceRecord>, now: &Zoned) {
        let until = records.last().map(|record| record.at.0).unwrap_or_default();
        for record in records {
            if matches!(record.entry, TraceEntry::Opened { .. }) {
                let opened_at = now.checked_sub(until).unwrap_or_else(|_| now.clone());
                self.opened.push((self.len(), opened_at));
            }
            self.rows.apply(&record);
        }
        // Of the sessions whose rows are all forgotten, nobody asks the time.
        let forgotten = self.rows.left_out();
        let gone = self
            .opened
            .partition_point(|(first, _)| *first <= forgotten);
        self.opened.drain(..gone.saturating_sub(1));
    }

    /// How many rows there were since the start, also those that are forgotten.
    pub fn len(&self) -> usize {
        self.rows.left_out() + self.rows.rows().len()
    }

    /// Whether nothing went over the line yet.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The rows that are kept, oldest first.
    pub fn rows(&self) -> impl DoubleEndedIterator<Item = &TraceRow> + ExactSizeIterator {
        self.rows.rows().iter()
    }

    /// The row at `index` of those that are kept, with the time of day.
    pub fn row(&self, index: usize) -> Option<(&TraceRow, Option<Zoned>)> {
        let row = self.rows.rows().get(index)?;
        let number = index + self.rows.left_out();
        let session = self.opened.partition_point(|(first, _)| *first <= number);
        let opened_at = session
            .checked_sub(1)
            .and_then(|session| self.opened.get(session))
            .map(|(_, at)| at);
        let at = opened_at.and_then(|opened_at| opened_at.checked_add(row.at().0).ok());
        Some((row, at))
    }
}

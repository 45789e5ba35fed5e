//! What is told of a load profile or a logbook while one answer still grows.

use std::sync::Arc;
use std::time::Duration;

use jiff::civil::DateTime;

use super::series::{Assembly, SeriesRange, SeriesRecord};
use crate::transport::LineTime;

/// Least time between two looks at what came.
const EVERY: Duration = Duration::from_millis(500);

/// Characters of an answer after which it is looked at half as often.
const MANY_CHARACTERS: usize = 250_000;

/// Entries put together after which it is looked at half as often.
const MANY_ENTRIES: usize = 20_000;

/// The answer that is coming in.
#[derive(Debug)]
pub(super) struct Live {
    pub(super) assembly: Assembly,
    /// What there is without it.
    pub(super) record: SeriesRecord,
    /// What it was asked for.
    pub(super) range: SeriesRange,
    /// From when to when all of it goes.
    pub(super) whole: (Option<DateTime>, DateTime),
    /// It comes in partial blocks, which are told as they are whole.
    pub(super) in_blocks: bool,
    /// When it was looked at last.
    pub(super) told: LineTime,
}

impl Live {
    /// All there is with `body` of the answer, and how much of the whole that is, 0 to
    /// 1; nothing if that was told a moment ago.
    pub(super) fn look(
        &mut self,
        body: &[u8],
        now: LineTime,
    ) -> Option<(Arc<SeriesRecord>, Option<f32>)> {
        let slower = body.len() / MANY_CHARACTERS + self.assembly.len() / MANY_ENTRIES;
        let every = EVERY * u32::try_from(slower.saturating_add(1)).unwrap_or(u32::MAX);
        if now.since(self.told) < every {
            return None;
        }
        self.told = now;
        let mut assembly = self.assembly.clone();
        let piece = assembly.read_growing(body, self.range);
        if piece.is_empty() || !assembly.join(piece) {
            return None;
        }
        let share = share(&assembly, self.whole);
        let record = SeriesRecord {
            series: assembly.series(),
            ..self.record.clone()
        };
        Some((Arc::new(record), share))
    }
}

/// How much of `whole` is there, 0 to 1.
pub(super) fn share(assembly: &Assembly, whole: (Option<DateTime>, DateTime)) -> Option<f32> {
    let (first, last) = assembly.span()?;
    let begin = whole.0.unwrap_or(first);
    let length = whole.1.duration_since(begin).as_secs_f64();
    let done = last.duration_since(begin).as_secs_f64();
    (length > 0.0).then(|| (done / length).clamp(0.0, 1.0) as f32)
}

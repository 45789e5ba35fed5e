//! What a meter has that refused to be asked for more than that: many refuse a range as a
//! whole that begins before their oldest entry, or that is written in another way.

use jiff::civil::DateTime;

use super::{SHIFT_MIN, Trouble, Way, has_edges};
use crate::profile::RangeForm;
use crate::worker::SeriesRange;
use crate::worker::programming::desk::Stop;
use crate::worker::programming::series::command::Digits;
use crate::worker::programming::series::{Fetch, minutes_after};
use crate::worker::series::minutes_between;

/// Minutes of a day, and of the longest step back.
const DAY: i64 = 1440;
const LONGEST_STEP: i64 = 31 * DAY;

/// How many requests go back at most: each may bring a month.
const MAX_STEPS: u32 = 400;

impl Way {
    /// Asks for the last day where all was refused, in each way to write it.
    pub(super) fn newest(&mut self, fetch: &mut Fetch<'_, '_, '_>) -> Result<(), Stop> {
        let asked = fetch.plan.range;
        if fetch.assembly.len() > 0 || !self.is_refused || !has_edges(fetch) {
            return Ok(());
        }
        let end = asked.to.map_or(fetch.now(), |to| to.min(fetch.now()));
        let day_before = minutes_after(end, -DAY);
        let from = asked.from.map_or(day_before, |from| from.max(day_before));
        if from > end {
            return Ok(());
        }
        let range = SeriesRange {
            from: Some(from),
            to: asked.to.map(|_| end),
        };
        let is_first = asked.from == range.from && asked.to == range.to;
        for digits in [Digits::Eleven, Digits::Thirteen, Digits::Ten] {
            let is_other = digits != Digits::Eleven;
            if is_other && fetch.form.range != RangeForm::Vdew11
                || is_first && digits != Digits::Ten
            {
                continue;
            }
            fetch.stamps.digits = digits;
            self.tried_thirteen = true;
            self.extra_at_last(fetch, range)?;
            if fetch.assembly.len() > 0 {
                return Ok(());
            }
        }
        fetch.stamps.digits = Digits::Eleven;
        Ok(())
    }

    /// Goes back from the first entry, in steps that become shorter where they are
    /// refused, until there is nothing more or all is there.
    pub(super) fn back(&mut self, fetch: &mut Fetch<'_, '_, '_>) -> Result<(), Stop> {
        let period = fetch.assembly.period_min().unwrap_or(15).max(1);
        let limit = fetch.plan.range.from;
        let mut step = LONGEST_STEP;
        let mut steps = 0;
        while let Some((first, _)) = fetch.assembly.span() {
            let room = limit.map_or(i64::MAX, |from| minutes_between(from, first));
            if room < period || steps >= MAX_STEPS {
                break;
            }
            steps += 1;
            let from = minutes_after(first, -step.min(room));
            if self.step(fetch, from, first)? {
                continue;
            }
            if step == period {
                break;
            }
            step = (step.min(room) / 2).max(period);
        }
        Ok(())
    }

    /// Asks for what is from `from` on before the `first` entry. Whether there is any.
    fn step(
        &mut self,
        fetch: &mut Fetch<'_, '_, '_>,
        from: DateTime,
        first: DateTime,
    ) -> Result<bool, Stop> {
        let range = SeriesRange {
            from: Some(from),
            to: Some(minutes_after(first, SHIFT_MIN)),
        };
        let entries = fetch.assembly.len();
        loop {
            match self.request(fetch, range) {
                Ok(Some((answer, piece))) => {
                    let is_older = piece.span.is_some_and(|(begin, _)| begin < first);
                    if is_older {
                        fetch.keep_before(answer, piece);
                    }
                    return Ok(is_older);
                }
                Ok(None) => return Ok(false),
                Err(Trouble::Final(stop)) => return Err(stop),
                Err(trouble) => self.after(fetch, trouble, entries)?,
            }
        }
    }
}

//! A line of ten years in a thousand pixels, without losing a peak.
//!
//! Values are steps: each holds for its whole interval. Where there are more than two
//! for a column of pixels, the column gets its first, least, greatest and last one, so
//! that what is drawn covers the same pixels as all of them would. A `Pyramid` made
//! once tells the extremes of any stretch in a few dozen steps.
//!
//! Knows nothing of screens: a column is a stretch of time.

use std::ops::Range;

/// Intervals in order of time; positions as of [`crate::meter::load_profile::Axis`].
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Timeline {
    /// The begin of each interval.
    pub begins: Vec<i64>,
    /// The end of each; never decreasing.
    pub ends: Vec<i64>,
}

/// One line: a value for each interval, NaN where there is none.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Line {
    values: Vec<f64>,
    pyramid: Pyramid,
}

/// The stretch of time in view.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct View {
    pub from: f64,
    pub to: f64,
    /// Columns of pixels.
    pub columns: usize,
}

/// What is to be drawn: runs of points, each a line of steps of its own.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Runs {
    /// Position and value, in the order of drawing.
    pub points: Vec<(f64, f64)>,
    /// Where each run ends among `points`; it begins where the one before ends.
    pub ends: Vec<usize>,
}

/// For each column of a view the intervals that end in it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Columns {
    /// One more than there are columns.
    bounds: Vec<usize>,
}

/// Values of one block at the foot of a pyramid, and blocks of one above it.
const FOOT: usize = 8;
const STEP: usize = 4;

/// The extremes of blocks, of blocks of blocks, and so on.
#[derive(Debug, Clone, PartialEq, Default)]
struct Pyramid {
    levels: Vec<Vec<Extremes>>,
}

/// What a stretch of values comes to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Extremes {
    /// Infinite if there is no value.
    pub min: f64,
    pub max: f64,
    /// Of value times seconds, and of the seconds of what has a value.
    sum: f64,
    seconds: f64,
    /// Each interval has a value and begins where the one before ends.
    pub whole: bool,
}

const NOTHING: Extremes = Extremes {
    min: f64::INFINITY,
    max: f64::NEG_INFINITY,
    sum: 0.0,
    seconds: 0.0,
    whole: true,
};

impl Extremes {
    fn with(self, other: Extremes) -> Extremes {
        Extremes {
            min: self.min.min(other.min),
            max: self.max.max(other.max),
            sum: self.sum + other.sum,
            seconds: self.seconds + other.seconds,
            whole: self.whole && other.whole,
        }
    }

    /// The mean of what has a value, each for as long as it lasted.
    pub fn mean(&self) -> Option<f64> {
        // Rounding does not carry it past an extreme.
        (self.seconds > 0.0).then(|| (self.sum / self.seconds).clamp(self.min, self.max))
    }

    /// Whether there is a value at all.
    pub fn is_some(&self) -> bool {
        self.min <= self.max
    }
}

impl Timeline {
    /// How many intervals there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// From when to when an interval is.
    pub fn interval(&self, index: usize) -> Option<(i64, i64)> {
        Some((*self.begins.get(index)?, *self.ends.get(index)?))
    }

    /// The interval at a position, or the nearest one.
    pub fn nearest(&self, position: f64) -> Option<usize> {
        let index = self.ends.partition_point(|end| (*end as f64) <= position);
        let (begin, _) = match self.interval(index) {
            Some(interval) => interval,
            None => return self.len().checked_sub(1),
        };
        let before = index.checked_sub(1);
        let far = |end: i64| position - end as f64;
        match before.and_then(|before| Some((before, self.ends.get(before)?))) {
            // In a gap: the end of the one before may be nearer.
            Some((before, end))
                if (begin as f64) > position && far(*end) < begin as f64 - position =>
            {
                Some(before)
            }
            _ => Some(index),
        }
    }

    /// The intervals that overlap a stretch of time.
    pub fn within(&self, from: f64, to: f64) -> Range<usize> {
        let first = self.ends.partition_point(|end| (*end as f64) <= from);
        let mut last = self.ends.partition_point(|end| (*end as f64) <= to);
        while self
            .begins
            .get(last)
            .is_some_and(|begin| (*begin as f64) < to)
        {
            last += 1;
        }
        first..last.max(first)
    }

    /// Whether an interval begins where the one before it ends.
    fn follows(&self, index: usize) -> bool {
        let before = index.checked_sub(1).and_then(|index| self.ends.get(index));
        before.is_some_and(|end| self.begins.get(index) == Some(end))
    }

    /// The intervals of each column of a view.
    pub fn columns(&self, view: &View) -> Columns {
        let width = (view.to - view.from) / view.columns.max(1) as f64;
        let bound = |column: usize| {
            let position = view.from + width * column as f64;
            self.ends.partition_point(|end| (*end as f64) <= position)
        };
        Columns {
            bounds: (0..=view.columns).map(bound).collect(),
        }
    }
}

impl Columns {
    fn iter(&self) -> impl Iterator<Item = (usize, Range<usize>)> {
        let pairs = self.bounds.windows(2).enumerate();
        pairs.filter_map(|(column, pair)| match pair {
            [from, to] if from < to => Some((column, *from..*to)),
            _ => None,
        })
    }

    /// How many intervals all columns hold.
    fn held(&self) -> usize {
        match (self.bounds.first(), self.bounds.last()) {
            (Some(first), Some(last)) => last - first,
            _ => 0,
        }
    }

    /// Whether each interval has room for itself.
    pub fn is_roomy(&self) -> bool {
        self.held() <= 2 * self.bounds.len()
    }
}

impl Line {
    /// A line over the intervals of `timeline`, one value for each.
    pub fn new(timeline: &Timeline, mut values: Vec<f64>) -> Line {
        values.resize(timeline.len(), f64::NAN);
        let mut line = Line {
            pyramid: Pyramid::default(),
            values,
        };
        let foot = (0..line.values.len()).step_by(FOOT).map(|first| {
            let last = (first + FOOT).min(line.values.len());
            line.scan(timeline, first..last)
        });
        let mut level: Vec<Extremes> = foot.collect();
        let mut levels = Vec::new();
        while level.len() > STEP {
            let fold = |block: &[Extremes]| block.iter().fold(NOTHING, |sum, one| sum.with(*one));
            let above = level.chunks(STEP).map(fold).collect();
            levels.push(std::mem::replace(&mut level, above));
        }
        levels.push(level);
        line.pyramid = Pyramid { levels };
        line
    }

    /// The value of each interval.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// The extremes of all values.
    pub fn extremes(&self, timeline: &Timeline) -> Extremes {
        self.over(timeline, 0..self.values.len())
    }

    /// The extremes of a stretch; it is whole if every interval follows the one before,
    /// the first one its own before too.
    pub fn over(&self, timeline: &Timeline, range: Range<usize>) -> Extremes {
        let (mut from, mut to) = (range.start, range.end.min(self.values.len()));
        let mut sum = NOTHING;
        let mut level = None;
        loop {
            let block = if level.is_none() { FOOT } else { STEP };
            // What does not fill a block of the level above, at both ends.
            let head = from.next_multiple_of(block).min(to);
            sum = sum.with(self.at_level(timeline, level, from..head));
            from = head;
            let tail = (to / block * block).max(from);
            sum = sum.with(self.at_level(timeline, level, tail..to));
            to = tail;
            if from >= to {
                return sum;
            }
            (from, to) = (from / block, to / block);
            level = Some(level.map_or(0, |level| level + 1));
            if level >= Some(self.pyramid.levels.len()) {
                // Above the top there is one block: all of it.
                let top = self.pyramid.levels.len().checked_sub(1);
                let all = self.pyramid.levels.last().map_or(0, Vec::len);
                return sum.with(self.at_level(timeline, top, 0..all));
            }
        }
    }

    fn at_level(&self, timeline: &Timeline, level: Option<usize>, range: Range<usize>) -> Extremes {
        let Some(level) = level else {
            return self.scan(timeline, range);
        };
        let blocks = self.pyramid.levels.get(level);
        let blocks = blocks.and_then(|level| level.get(range)).unwrap_or(&[]);
        blocks.iter().fold(NOTHING, |sum, one| sum.with(*one))
    }

    fn scan(&self, timeline: &Timeline, range: Range<usize>) -> Extremes {
        let Range { start, end } = range;
        let values = self.values.get(start..end).unwrap_or(&[]);
        let begins = timeline.begins.get(start..end).unwrap_or(&[]);
        let mut sum = NOTHING;
        // Nothing goes before the first.
        let before = start.checked_sub(1).and_then(|at| timeline.ends.get(at));
        let mut before = before.copied().unwrap_or(i64::MIN);
        let ends = timeline.ends.get(start..end).unwrap_or(&[]);
        for ((value, begin), end) in values.iter().zip(begins).zip(ends) {
            // Comparing with what is not a number changes neither.
            sum.min = if *value < sum.min { *value } else { sum.min };
            sum.max = if *value > sum.max { *value } else { sum.max };
            sum.whole &= !value.is_nan() && *begin == before;
            if !value.is_nan() {
                let seconds = (*end - *begin) as f64;
                sum.sum += *value * seconds;
                sum.seconds += seconds;
            }
            before = *end;
        }
        sum
    }

    fn value(&self, index: usize) -> f64 {
        self.values.get(index).copied().unwrap_or(f64::NAN)
    }

    /// The points that draw this line in a view: at most four for each column.
    pub fn thin(&self, timeline: &Timeline, view: &View, columns: &Columns) -> Runs {
        let mut runs = Runs::default();
        if columns.is_roomy() {
            self.all(timeline, view, &mut runs);
        } else {
            self.columns(timeline, view, columns, &mut runs);
        }
        runs.end();
        runs
    }

    /// Each interval as it is.
    fn all(&self, timeline: &Timeline, view: &View, runs: &mut Runs) {
        for index in timeline.within(view.from, view.to) {
            let value = self.value(index);
            let Some((begin, end)) = timeline.interval(index) else {
                continue;
            };
            if value.is_nan() {
                runs.end();
                continue;
            }
            if !timeline.follows(index) {
                runs.end();
            }
            runs.points.push((begin as f64, value));
            runs.points.push((end as f64, value));
        }
    }

    fn columns(&self, timeline: &Timeline, view: &View, columns: &Columns, runs: &mut Runs) {
        let width = (view.to - view.from) / view.columns.max(1) as f64;
        for (column, range) in columns.iter() {
            let (first, last) = (range.start, range.end - 1);
            let left = view.from + width * column as f64;
            let middle = left + width / 2.0;
            // The first interval may follow or not: what counts is inside.
            let inside = self.over(timeline, first + 1..range.end);
            let begins = self.over(timeline, first..first + 1);
            let all = begins.with(inside);
            if !all.is_some() {
                runs.end();
                continue;
            }
            let is_broken = !inside.whole || !begins.is_some();
            if is_broken || !begins.whole || self.value(first.wrapping_sub(1)).is_nan() {
                runs.end();
            }
            let begin = timeline
                .begins
                .get(first)
                .map_or(middle, |begin| *begin as f64);
            if !is_broken && begin < left - width {
                // A long one that began in an earlier column.
                runs.points.push((begin, self.value(first)));
            }
            let mut push = |value: f64| {
                if runs.points.last() != Some(&(middle, value)) {
                    runs.points.push((middle, value));
                }
            };
            if is_broken {
                push(all.min);
                push(all.max);
                runs.end();
                continue;
            }
            push(self.value(first));
            if self.value(last) < self.value(first) {
                push(all.max);
                push(all.min);
            } else {
                push(all.min);
                push(all.max);
            }
            push(self.value(last));
        }
    }

    /// The mean between each two of `bounds`, as steps. `seen` seconds can be told apart:
    /// where more than that is missing within one step, the step is broken there.
    pub fn means(&self, timeline: &Timeline, bounds: &[i64], seen: f64) -> Runs {
        let mut runs = Runs::default();
        let ends = |bound: i64| timeline.ends.partition_point(|end| *end <= bound);
        let mut last: Option<i64> = None;
        for pair in bounds.windows(2) {
            let [from, to] = *pair else { continue };
            let range = ends(from)..ends(to);
            let all = self.over(timeline, range.clone());
            let (Some(mean), Some((first, _)), Some((_, end))) = (
                all.mean(),
                timeline.interval(range.start),
                range
                    .end
                    .checked_sub(1)
                    .and_then(|at| timeline.interval(at)),
            ) else {
                continue;
            };
            let mut add = |begin: i64, end: i64| {
                if last.is_none_or(|last| (begin - last) as f64 > seen) {
                    runs.end();
                }
                last = Some(end);
                runs.points.push((begin as f64, mean));
                runs.points.push((end as f64, mean));
            };
            if (end - first) as f64 - all.seconds <= seen {
                add(first, end);
                continue;
            }
            for index in range {
                if let (false, Some((begin, end))) =
                    (self.value(index).is_nan(), timeline.interval(index))
                {
                    add(begin, end);
                }
            }
        }
        runs.end();
        runs
    }

    /// For each column that has values, its number, the least and the greatest.
    pub fn peaks(&self, timeline: &Timeline, columns: &Columns) -> Vec<(usize, Extremes)> {
        let peaks = columns
            .iter()
            .map(|(column, range)| (column, self.over(timeline, range)));
        peaks.filter(|(_, peak)| peak.is_some()).collect()
    }
}

impl Runs {
    fn end(&mut self) {
        if self.ends.last().copied().unwrap_or(0) < self.points.len() {
            self.ends.push(self.points.len());
        }
    }

    /// The points of each run.
    pub fn iter(&self) -> impl Iterator<Item = &[(f64, f64)]> {
        let begins = std::iter::once(0).chain(self.ends.iter().copied());
        begins
            .zip(&self.ends)
            .filter_map(|(begin, end)| self.points.get(begin..*end))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Intervals of 900 s with gaps of so many intervals before each.
    fn timeline(gaps: &[u8]) -> Timeline {
        let mut timeline = Timeline::default();
        let mut at = 0;
        for gap in gaps {
            at += i64::from(*gap) * 900;
            timeline.begins.push(at);
            at += 900;
            timeline.ends.push(at);
        }
        timeline
    }

    fn some_series() -> impl Strategy<Value = (Timeline, Vec<f64>)> {
        let value = prop_oneof![20 => -5.0..50.0_f64, 1 => Just(f64::NAN)];
        let gap = prop_oneof![40 => Just(0_u8), 1 => 1..30_u8];
        prop::collection::vec((gap, value), 1..1500).prop_map(|rows| {
            let (gaps, values): (Vec<u8>, Vec<f64>) = rows.into_iter().unzip();
            (timeline(&gaps), values)
        })
    }

    fn window() -> impl Strategy<Value = (f64, f64, usize)> {
        (0.0..0.9_f64, 0.05..1.2_f64, 1..200_usize)
    }

    fn view_of(timeline: &Timeline, (from, length, columns): (f64, f64, usize)) -> View {
        let whole = *timeline.ends.last().unwrap() as f64;
        View {
            from: whole * from,
            to: whole * (from + length),
            columns,
        }
    }

    proptest! {
        #[test]
        fn every_extreme_in_view_is_drawn((timeline, values) in some_series(), place in window()) {
            let view = view_of(&timeline, place);
            let line = Line::new(&timeline, values.clone());
            let columns = timeline.columns(&view);
            let runs = line.thin(&timeline, &view, &columns);
            let width = (view.to - view.from) / view.columns as f64;
            for column in 0..view.columns {
                let (left, right) = (
                    view.from + width * column as f64,
                    view.from + width * (column + 1) as f64,
                );
                let of_column = |index: &usize| {
                    let end = timeline.ends[*index] as f64;
                    end > left && end <= right && !values[*index].is_nan()
                };
                let raw: Vec<f64> = (0..values.len())
                    .filter(of_column)
                    .map(|index| values[index])
                    .collect();
                let near = |at: f64| at >= left - 1.0 && at <= right + 1.0;
                let drawn: Vec<f64> = runs
                    .points
                    .iter()
                    .filter(|(at, _)| near(*at))
                    .map(|(_, value)| *value)
                    .collect();
                for extreme in [f64::min as fn(f64, f64) -> f64, f64::max] {
                    if let Some(wanted) = raw.iter().copied().reduce(extreme) {
                        prop_assert!(drawn.contains(&wanted), "{wanted} in column {column}");
                    }
                }
            }
        }

        #[test]
        fn no_gap_is_bridged((timeline, values) in some_series(), place in window()) {
            let view = view_of(&timeline, place);
            let line = Line::new(&timeline, values.clone());
            let columns = timeline.columns(&view);
            let runs = line.thin(&timeline, &view, &columns);
            let width = (view.to - view.from) / view.columns as f64;
            for run in runs.iter() {
                for pair in run.windows(2) {
                    let (from, to) = (pair[0].0, pair[1].0);
                    prop_assert!(from <= to);
                    // What lies between the columns of the two points has values.
                    let between = |index: &usize| {
                        timeline.begins[*index] as f64 >= from + width / 2.0
                            && timeline.ends[*index] as f64 <= to - width / 2.0
                    };
                    for index in (0..values.len()).filter(between) {
                        prop_assert!(!values[index].is_nan());
                    }
                    for index in 1..values.len() {
                        let (end, begin) = (timeline.ends[index - 1], timeline.begins[index]);
                        let gap = end < begin && end as f64 >= from && begin as f64 <= to;
                        prop_assert!(!gap || from == to, "{end} to {begin} is bridged");
                    }
                }
            }
        }

        #[test]
        fn the_pyramid_tells_what_a_scan_tells(
            (timeline, values) in some_series(),
            from in 0..1500_usize,
            length in 0..1500_usize,
        ) {
            let line = Line::new(&timeline, values.clone());
            let to = (from + length).min(values.len());
            let from = from.min(to);
            let (told, scanned) = (line.over(&timeline, from..to), line.scan(&timeline, from..to));
            prop_assert_eq!(
                (told.min, told.max, told.whole, told.seconds),
                (scanned.min, scanned.max, scanned.whole, scanned.seconds)
            );
            prop_assert!((told.sum - scanned.sum).abs() < 1e-3);
        }

        #[test]
        fn every_value_lies_in_the_range_of_its_column(
            (timeline, values) in some_series(),
            place in window(),
        ) {
            let view = view_of(&timeline, place);
            let line = Line::new(&timeline, values.clone());
            let columns = timeline.columns(&view);
            let peaks = line.peaks(&timeline, &columns);
            let width = (view.to - view.from) / view.columns as f64;
            for (index, value) in values.iter().enumerate().filter(|(_, value)| !value.is_nan()) {
                let end = timeline.ends[index] as f64;
                let column = (end - view.from) / width;
                // What ends on a border may be counted on either side of it.
                if column <= 0.0 || column >= view.columns as f64 || column.fract() < 1e-6 {
                    continue;
                }
                let peak = peaks.iter().find(|(known, _)| *known == column as usize);
                prop_assert!(peak.is_some(), "{index}");
                let (_, peak) = peak.unwrap();
                prop_assert!(peak.min <= *value && *value <= peak.max, "{index}");
            }
        }

        #[test]
        fn a_mean_is_that_of_the_values_of_its_stretch(
            (timeline, values) in some_series(),
            step in 1..60_i64,
        ) {
            let line = Line::new(&timeline, values.clone());
            let last = *timeline.ends.last().unwrap();
            let step = step * 900;
            let bounds: Vec<i64> = (0..=last / step + 1).map(|at| at * step).collect();
            let runs = line.means(&timeline, &bounds, 0.0);
            for run in runs.iter() {
                for pair in run.chunks(2) {
                    let (begin, mean) = pair[0];
                    let block = begin as i64 / step;
                    let within = |index: &usize| {
                        let end = timeline.ends[*index];
                        end > block * step && end <= (block + 1) * step && !values[*index].is_nan()
                    };
                    let of: Vec<f64> =
                        (0..values.len()).filter(within).map(|index| values[index]).collect();
                    let wanted = of.iter().sum::<f64>() / of.len() as f64;
                    prop_assert!((mean - wanted).abs() < 1e-6, "{mean} is not {wanted}");
                }
            }
        }

        #[test]
        fn no_gap_that_can_be_seen_is_bridged_by_means((timeline, values) in some_series()) {
            let line = Line::new(&timeline, values.clone());
            let last = *timeline.ends.last().unwrap();
            let bounds: Vec<i64> = (0..=last / 86_400 + 1).map(|at| at * 86_400).collect();
            let runs = line.means(&timeline, &bounds, 0.0);
            for run in runs.iter() {
                let (from, to) = (run[0].0, run[run.len() - 1].0);
                for (index, value) in values.iter().enumerate() {
                    let (begin, end) = (timeline.begins[index] as f64, timeline.ends[index] as f64);
                    let within = begin >= from && end <= to;
                    prop_assert!(!within || !value.is_nan());
                    let before = index.checked_sub(1).map(|index| timeline.ends[index] as f64);
                    let gap = before.filter(|before| *before < begin);
                    prop_assert!(gap.is_none_or(|gap| gap < from || begin > to));
                }
            }
        }

        #[test]
        fn a_column_has_at_most_five_points((timeline, values) in some_series(), place in window()) {
            let view = view_of(&timeline, place);
            let line = Line::new(&timeline, values);
            let columns = timeline.columns(&view);
            let runs = line.thin(&timeline, &view, &columns);
            prop_assert!(runs.points.len() <= 5 * (view.columns + 2));
        }
    }

    #[test]
    fn what_has_room_is_drawn_as_it_is() {
        let timeline = timeline(&[0, 0, 2, 0]);
        let line = Line::new(&timeline, vec![1.0, 2.0, f64::NAN, 3.0]);
        let view = View {
            from: 0.0,
            to: 5400.0,
            columns: 100,
        };
        let runs = line.thin(&timeline, &view, &timeline.columns(&view));
        let runs: Vec<_> = runs.iter().collect();
        assert_eq!(
            runs,
            [
                &[(0.0, 1.0), (900.0, 1.0), (900.0, 2.0), (1800.0, 2.0)][..],
                &[(4500.0, 3.0), (5400.0, 3.0)],
            ]
        );
    }

    #[test]
    fn the_nearest_interval_is_found_in_gaps_and_beyond_the_ends() {
        let timeline = timeline(&[0, 0, 4, 0]);
        let check = |position: f64, index: usize| {
            assert_eq!(timeline.nearest(position), Some(index), "{position}");
        };
        check(-500.0, 0);
        check(0.0, 0);
        check(899.0, 0);
        check(900.0, 1);
        check(2000.0, 1);
        check(5000.0, 2);
        check(99_999.0, 3);
        assert_eq!(Timeline::default().nearest(0.0), None);
    }
}

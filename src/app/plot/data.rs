//! A load profile made ready for drawing: once, not in each frame.

use super::marks::{self, Mark};
use super::thin::{Line, Timeline};
use crate::meter::LoadProfile;
use crate::meter::load_profile::{
    Aggregate, Aggregates, Axis, Shown, Stretch, View, aggregate, channel_view,
};

/// The lines of a load profile over one timeline.
#[derive(Debug, Clone, Default)]
pub struct Plotted {
    pub timeline: Timeline,
    /// For each interval the number of its entry, in the order sent; empty where intervals
    /// are summed up.
    pub entries: Vec<u32>,
    /// One for each channel; empty where it is not drawn.
    pub lines: Vec<Line>,
    /// The unit of each line; empty if it is not known or not drawn.
    pub units: Vec<String>,
    /// Gaps, flagged intervals and changes of season, in order of time.
    pub marks: Vec<Mark>,
    /// From the begin of the first interval to the end of the last.
    pub span: (i64, i64),
}

impl Plotted {
    /// The entries of `profile` in order of time, looked at as `view` says, with the lines
    /// of the channels that are `wanted`.
    pub fn of(profile: &LoadProfile, axis: &Axis, view: View, wanted: &[usize]) -> Plotted {
        let mut timeline = Timeline::default();
        timeline.begins.reserve_exact(profile.len());
        timeline.ends.reserve_exact(profile.len());
        let mut entries = Vec::with_capacity(profile.len());
        for (entry, end) in axis.entries() {
            let begin = axis.begin(profile, entry).unwrap_or(end);
            timeline.begins.push(begin.min(end - 1));
            timeline.ends.push(end);
            entries.push(u32::try_from(entry).unwrap_or(u32::MAX));
        }
        let mut plotted = Plotted {
            span: span(&timeline),
            marks: marks::of(profile, axis, &timeline, &entries),
            timeline,
            entries,
            lines: vec![Line::default(); profile.channels.len()],
            units: vec![String::new(); profile.channels.len()],
        };
        plotted.draw(profile, axis, view, wanted);
        plotted
    }

    /// Whether there are lines of the channels that are `wanted`, and of no other.
    pub fn draws(&self, wanted: &[usize]) -> bool {
        let mut lines = self.lines.iter().enumerate();
        self.timeline.is_empty()
            || lines.all(|(channel, line)| wanted.contains(&channel) != line.values().is_empty())
    }

    /// Makes the lines of the channels that are `wanted` and drops the others: one of ten
    /// years of quarter hours takes 4 MB and a moment to make.
    pub fn draw(&mut self, profile: &LoadProfile, axis: &Axis, view: View, wanted: &[usize]) {
        let lines = self.lines.iter_mut().zip(&mut self.units);
        for (channel, (line, unit)) in lines.enumerate() {
            if !wanted.contains(&channel) {
                *line = Line::default();
            } else if line.values().is_empty() {
                let viewed = channel_view(profile, axis, channel, view);
                let value = |entry: &u32| {
                    let value = viewed.values.get(*entry as usize);
                    value.copied().unwrap_or(f64::NAN)
                };
                let values = self.entries.iter().map(value).collect();
                *line = Line::new(&self.timeline, values);
                *unit = viewed.unit;
            }
        }
    }

    /// The same summed up by a stretch of the calendar, for the channels that are
    /// `wanted`: energy as its sum, anything else as its mean.
    pub fn summed_up(
        &self,
        profile: &LoadProfile,
        axis: &Axis,
        view: View,
        stretch: Stretch,
        wanted: &[usize],
    ) -> (Plotted, Vec<Aggregates>) {
        let mut timeline = Timeline::default();
        let parts = axis.parts(profile, stretch);
        for part in &parts {
            timeline.begins.push(part.begin);
            timeline.ends.push(part.end);
        }
        let mut plotted = Plotted {
            span: span(&timeline),
            marks: self.marks.clone(),
            ..Plotted::default()
        };
        let mut all = Vec::new();
        for channel in 0..profile.channels.len() {
            let summed = if wanted.contains(&channel) {
                aggregate(profile, axis, channel, view, stretch)
            } else {
                Aggregates::default()
            };
            let drawn = |row: &Aggregate| {
                let value = shown_of(row, view).and_then(|value| f64::try_from(value).ok());
                value.unwrap_or(f64::NAN)
            };
            let values = summed.rows.iter().map(drawn).collect();
            plotted.lines.push(Line::new(&timeline, values));
            plotted.units.push(unit_of(&summed, view).to_owned());
            all.push(summed);
        }
        plotted.timeline = timeline;
        (plotted, all)
    }
}

/// What is drawn of a stretch.
pub fn shown_of(row: &Aggregate, view: View) -> Option<rust_decimal::Decimal> {
    match view.as_ {
        Shown::Energy => row.sum,
        Shown::AsSent | Shown::Power => row.mean,
    }
}

/// The unit of what is drawn.
pub fn unit_of(summed: &Aggregates, view: View) -> &str {
    match view.as_ {
        Shown::Energy if !summed.sum_unit.is_empty() => &summed.sum_unit,
        _ => &summed.unit,
    }
}

fn span(timeline: &Timeline) -> (i64, i64) {
    let first = timeline.begins.first().copied().unwrap_or_default();
    let last = timeline.ends.last().copied().unwrap_or_default();
    (first, last.max(first + 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::meter::load_profile::sample;

    #[test]
    fn only_the_lines_that_are_drawn_are_kept() {
        let power = sample::POWER;
        let mut profile = sample::profile(&[power, power, power]);
        sample::begin(&mut profile, Some(15));
        sample::run(&mut profile, "2024-01-01T00:15", 40, None, |at| {
            at.to_string()
        });
        let axis = Axis::of(&profile);
        let view = View::default();
        let mut plotted = Plotted::of(&profile, &axis, view, &[0, 2]);
        assert!(plotted.draws(&[0, 2]) && !plotted.draws(&[0, 1]) && !plotted.draws(&[0, 1, 2]));
        plotted.draw(&profile, &axis, view, &[1]);
        assert!(plotted.draws(&[1]));
        let counts: Vec<usize> = plotted
            .lines
            .iter()
            .map(|line| line.values().len())
            .collect();
        assert_eq!(counts, [0, 40, 0]);
        assert_eq!(plotted.units, ["kW"; 3]);
    }
}

//! A load profile made ready for drawing: once, not in each frame.

use super::marks::{self, Mark};
use super::thin::{Line, Timeline};
use crate::meter::LoadProfile;
use crate::meter::load_profile::Axis;

/// The lines of a load profile over one timeline.
#[derive(Debug, Clone, Default)]
pub struct Plotted {
    pub timeline: Timeline,
    /// For each interval the number of its entry, in the order sent.
    pub entries: Vec<u32>,
    /// One for each channel.
    pub lines: Vec<Line>,
    /// Gaps, flagged intervals and changes of season, in order of time.
    pub marks: Vec<Mark>,
    /// From the begin of the first interval to the end of the last.
    pub span: (i64, i64),
}

impl Plotted {
    /// The entries of `profile` in order of time.
    pub fn of(profile: &LoadProfile, axis: &Axis) -> Plotted {
        let entries = axis.order().to_vec();
        let mut timeline = Timeline {
            begins: Vec::with_capacity(entries.len()),
            ends: Vec::with_capacity(entries.len()),
        };
        for entry in &entries {
            let end = axis.end(*entry as usize).unwrap_or_default();
            timeline
                .begins
                .push(end - period(profile, *entry as usize).max(1));
            timeline.ends.push(end);
        }
        let lines = (0..profile.channels.len()).map(|channel| {
            let sent = profile.column(channel);
            let value = |entry: &u32| sent.get(*entry as usize).copied().unwrap_or(f64::NAN);
            Line::new(&timeline, entries.iter().map(value).collect())
        });
        let lines = lines.collect();
        let marks = marks::of(profile, axis, &timeline, &entries);
        let first = timeline.begins.first().copied().unwrap_or_default();
        let last = timeline.ends.last().copied().unwrap_or_default();
        Plotted {
            timeline,
            entries,
            lines,
            marks,
            span: (first, last.max(first + 1)),
        }
    }
}

/// Seconds of the interval of an entry.
fn period(profile: &LoadProfile, entry: usize) -> i64 {
    let section = profile.entry(entry).and_then(|entry| entry.section());
    section
        .and_then(|section| section.period_min)
        .map_or(0, |minutes| i64::from(minutes) * 60)
}

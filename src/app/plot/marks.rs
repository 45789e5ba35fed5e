//! What is to be seen beside the values: gaps, flagged intervals, changes of season;
//! and where their tags stand above the plot.

use std::sync::Arc;

use super::thin::Timeline;
use crate::app::event;
use crate::language::date;
use crate::meter::LoadProfile;
use crate::meter::load_profile::Axis;
use crate::meter::readout::Season;
use crate::meter::status::{Flag, FlagKind};
use crate::say;

/// Something over a stretch of time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    pub begin: i64,
    pub end: i64,
    pub what: What,
}

/// What a mark tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// So many intervals are missing.
    Gap(u32),
    /// Intervals that the meter flagged; the word that weighs most, and how many others.
    Flagged {
        kind: FlagKind,
        text: Arc<str>,
        others: usize,
    },
    ClockForward,
    ClockBack,
}

/// The group that marks are counted in, the weightiest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    PowerFailure,
    Flag,
    Gap,
    Season,
}

impl Mark {
    pub fn group(&self) -> Group {
        match &self.what {
            What::Gap(_) => Group::Gap,
            What::Flagged {
                kind: FlagKind::PowerFailure,
                ..
            } => Group::PowerFailure,
            What::Flagged { .. } => Group::Flag,
            What::ClockForward | What::ClockBack => Group::Season,
        }
    }

    /// In a few words, `No data, 13 entries`.
    pub fn words(&self, axis: &Axis) -> String {
        match &self.what {
            What::Gap(missing) => say!("plot-no-data", count = *missing),
            What::Flagged { text, others, .. } => {
                let (from, to) = (axis.civil_begin(self.begin).0, axis.civil(self.end).0);
                let more = match others {
                    0 => String::new(),
                    more => format!(" +{more}"),
                };
                let end = if to.date() == from.date() || to.hour() + to.minute() == 0 {
                    ends_at(to)
                } else {
                    format!(
                        "{} {}",
                        date::month_and_day(to.date()),
                        date::minute(to.time())
                    )
                };
                format!(
                    "{}{more} {}–{end}",
                    event::flag(text),
                    date::minute(from.time())
                )
            }
            What::ClockForward => say!("plot-clock-forward", day = self.day(axis)),
            What::ClockBack => say!("plot-clock-back", day = self.day(axis)),
        }
    }
}

impl Mark {
    /// The day it begins on, `03-29`.
    pub fn day(&self, axis: &Axis) -> String {
        date::month_and_day(axis.civil(self.begin).0.date())
    }
}

/// The time at which an interval ends; midnight is 24:00.
pub fn ends_at(to: jiff::civil::DateTime) -> String {
    match to.strftime("%H:%M").to_string().as_str() {
        "00:00" => "24:00".to_owned(),
        time => time.to_owned(),
    }
}

/// So many of a group, `2 power failures`.
pub fn counted(group: Group, count: usize) -> String {
    match group {
        Group::PowerFailure => say!("plot-power-failures", count = count),
        Group::Flag => say!("plot-flagged", count = count),
        Group::Gap => say!("plot-gaps", count = count),
        Group::Season => say!("plot-clock-changes", count = count),
    }
}

/// A flag that more than half of many entries have tells of no event.
const MANY: usize = 96;

/// The marks of a load profile, in order of time.
pub(super) fn of(
    profile: &LoadProfile,
    axis: &Axis,
    timeline: &Timeline,
    entries: &[u32],
) -> Vec<Mark> {
    let standing = standing(profile);
    let told_by_axis = !axis.season_changes().is_empty();
    let counts = |flag: &&Flag| match flag.kind() {
        // Neither of them says that a value is not what it seems.
        FlagKind::SummerTime | FlagKind::Reset => false,
        FlagKind::SeasonChange if told_by_axis => false,
        _ => !standing.contains(&flag.bit),
    };
    let mut marks: Vec<Mark> = Vec::new();
    // Neighbours of the same flags are one mark.
    let mut last: Option<Vec<&Flag>> = None;
    for (index, entry) in entries.iter().enumerate() {
        let Some(entry) = profile.entry(*entry as usize) else {
            continue;
        };
        let mut flags: Vec<&Flag> = entry.status().flags.iter().filter(counts).collect();
        if flags.is_empty() {
            last = None;
            continue;
        }
        flags.sort_by_key(|flag| (flag.kind(), flag.bit));
        let (Some((begin, end)), Some(first)) = (timeline.interval(index), flags.first()) else {
            continue;
        };
        match (&last, marks.last_mut()) {
            (Some(before), Some(mark)) if *before == flags && mark.end >= begin => {
                mark.end = end.max(mark.end);
            }
            _ => marks.push(Mark {
                begin,
                end,
                what: What::Flagged {
                    kind: first.kind(),
                    text: Arc::clone(&first.text),
                    others: flags.len() - 1,
                },
            }),
        }
        last = Some(flags);
    }
    marks.extend(axis.gaps().iter().map(|gap| Mark {
        begin: gap.begin,
        end: gap.end,
        what: What::Gap(gap.missing),
    }));
    marks.extend(axis.season_changes().iter().map(|change| Mark {
        begin: change.position,
        end: change.position,
        what: match change.to {
            Season::Summer => What::ClockForward,
            _ => What::ClockBack,
        },
    }));
    marks.sort_by_key(|mark| (mark.begin, mark.end));
    marks
}

/// The bits that are set most of the time.
fn standing(profile: &LoadProfile) -> Vec<u8> {
    let mut counts = [0_usize; 64];
    for entry in profile.entries() {
        for flag in &entry.status().flags {
            if let Some(count) = counts.get_mut(usize::from(flag.bit)) {
                *count += 1;
            }
        }
    }
    let many = |count: usize| count > MANY && count > profile.len() / 2;
    let bits = counts.iter().enumerate().filter(|(_, count)| many(**count));
    bits.filter_map(|(bit, _)| u8::try_from(bit).ok()).collect()
}

/// A tag above the plot: one mark, or several that have no room of their own.
#[derive(Debug, Clone, PartialEq)]
pub struct Tag {
    /// Its left and right end.
    pub left: f32,
    pub right: f32,
    /// The numbers of its marks.
    pub marks: Vec<usize>,
    pub group: Group,
    pub words: String,
}

/// The least width of a tag; marks that are closer share one.
const LEAST: f32 = 64.0;
/// Between two tags.
const APART: f32 = 8.0;

/// Where tags stand between `left` and `right`, none over another. `shown` are the
/// numbers and places of marks from left to right, `words` names one of them, `short` in
/// less room, and `width` says how wide a tag with such words is.
///
/// Changes of season happen as planned: each has a tag of its own, or a short one, where
/// the others leave room for it near its place, and none elsewhere.
pub fn lay_out(
    shown: &[(usize, Group, f32)],
    ends: (f32, f32),
    words: &dyn Fn(usize) -> String,
    short: &dyn Fn(usize) -> String,
    width: &dyn Fn(&str) -> f32,
) -> Vec<Tag> {
    let is_season = |mark: &&(usize, Group, f32)| mark.1 == Group::Season;
    let others: Vec<_> = shown
        .iter()
        .filter(|mark| !is_season(mark))
        .copied()
        .collect();
    let mut tags = bunched(&others, ends, words, width);
    for (mark, group, place) in shown.iter().filter(is_season) {
        for words in [words(*mark), short(*mark)] {
            let wide = width(&words);
            let Some((at, left)) = room(&tags, ends, *place, wide) else {
                continue;
            };
            let tag = Tag {
                left,
                right: left + wide,
                marks: vec![*mark],
                group: *group,
                words,
            };
            tags.insert(at, tag);
            break;
        }
    }
    tags
}

/// Where a tag so wide has room near `place`: before which tag, and its left end.
fn room(tags: &[Tag], ends: (f32, f32), place: f32, wide: f32) -> Option<(usize, f32)> {
    let begins = std::iter::once(ends.0).chain(tags.iter().map(|tag| tag.right + APART));
    let stops = tags.iter().map(|tag| tag.left - APART).chain([ends.1]);
    let free = begins.zip(stops).enumerate();
    let fits = free.filter(|(_, (from, to))| to - from >= wide);
    let near = fits.map(|(at, (from, to))| {
        let left = (place - wide / 2.0).clamp(from, to - wide);
        (at, left)
    });
    // It stands over its place, or begins or ends close by.
    let far = |left: f32| (left + wide / 2.0 - place).abs();
    let nearest = near.min_by(|a, b| far(a.1).total_cmp(&far(b.1)));
    nearest.filter(|(_, left)| far(*left) <= wide / 2.0 + LEAST)
}

/// Tags of marks that share one where they have no room of their own.
fn bunched(
    shown: &[(usize, Group, f32)],
    (left, right): (f32, f32),
    words: &dyn Fn(usize) -> String,
    width: &dyn Fn(&str) -> f32,
) -> Vec<Tag> {
    struct Bunch {
        marks: Vec<(usize, Group)>,
        /// The first and the last place.
        from: f32,
        to: f32,
    }
    let tag = |bunch: &Bunch| {
        let group = bunch.marks.iter().map(|(_, group)| *group).min();
        let words = match bunch.marks.as_slice() {
            [(mark, _)] => words(*mark),
            marks => together(marks),
        };
        let wide = width(&words);
        let middle = (bunch.from + bunch.to) / 2.0;
        let least = left.min(right - wide);
        let begin = (middle - wide / 2.0).min(right - wide).max(least);
        Tag {
            left: begin,
            right: begin + wide,
            marks: bunch.marks.iter().map(|(mark, _)| *mark).collect(),
            group: group.unwrap_or(Group::Flag),
            words,
        }
    };
    let mut bunches: Vec<(Bunch, Tag)> = Vec::new();
    let mut open: Option<Bunch> = None;
    let close = |bunches: &mut Vec<(Bunch, Tag)>, bunch: Bunch| {
        let mut bunch = bunch;
        let mut now = tag(&bunch);
        while let Some((before, there)) = bunches.pop() {
            if there.right + APART <= now.left {
                bunches.push((before, there));
                break;
            }
            let mut marks = before.marks;
            marks.extend(bunch.marks);
            bunch = Bunch {
                marks,
                from: before.from,
                to: bunch.to,
            };
            now = tag(&bunch);
        }
        bunches.push((bunch, now));
    };
    for (mark, group, place) in shown {
        match &mut open {
            Some(bunch) if place - bunch.from < LEAST => {
                bunch.marks.push((*mark, *group));
                bunch.to = *place;
            }
            _ => {
                let next = Bunch {
                    marks: vec![(*mark, *group)],
                    from: *place,
                    to: *place,
                };
                if let Some(bunch) = open.replace(next) {
                    close(&mut bunches, bunch);
                }
            }
        }
    }
    if let Some(bunch) = open {
        close(&mut bunches, bunch);
    }
    bunches.into_iter().map(|(_, tag)| tag).collect()
}

/// `2 power failures, 1 gap`.
fn together(marks: &[(usize, Group)]) -> String {
    let groups = [Group::PowerFailure, Group::Flag, Group::Gap, Group::Season];
    let counted: Vec<String> = groups
        .into_iter()
        .filter_map(|group| {
            let count = marks.iter().filter(|(_, known)| *known == group).count();
            (count > 0).then(|| counted(group, count))
        })
        .collect();
    counted.join(", ")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn tags_stand_apart_and_within(mut places in prop::collection::vec(0.0..900.0_f32, 0..60)) {
            places.sort_by(f32::total_cmp);
            let shown: Vec<_> = places
                .iter()
                .enumerate()
                .map(|(index, place)| (index, Group::Flag, *place))
                .collect();
            let tags = lay_out(
                &shown,
                (0.0, 900.0),
                &|index| format!("Clock set {index}"),
                &|_| String::new(),
                &|words| 40.0 + 7.0 * words.len() as f32,
            );
            for pair in tags.windows(2) {
                prop_assert!(pair[0].right + APART <= pair[1].left);
            }
            for tag in &tags {
                prop_assert!(tag.left >= 0.0 && tag.right <= 900.0);
            }
            let marks: Vec<usize> = tags.into_iter().flat_map(|tag| tag.marks).collect();
            prop_assert_eq!(marks, (0..shown.len()).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_change_of_season_stands_alone_near_its_place_or_not_at_all() {
        let lay_out = |shown: &[(usize, Group, f32)]| {
            let words = |index: usize| match index {
                9 => "Clock back 10-25".to_owned(),
                _ => "Power failure 03:07–04:31".to_owned(),
            };
            let short = |_: usize| "10-25".to_owned();
            let tags = lay_out(shown, (0.0, 900.0), &words, &short, &|words| {
                words.len() as f32 * 7.0
            });
            let words = tags.into_iter().map(|tag| (tag.left.round(), tag.words));
            words.collect::<Vec<_>>()
        };
        let failure = "Power failure 03:07–04:31".to_owned();
        let back = "Clock back 10-25".to_owned();
        // Beside a power failure close by, on the side with room.
        let wide = failure.len() as f32 * 7.0;
        assert_eq!(
            lay_out(&[(0, Group::PowerFailure, 400.0), (9, Group::Season, 440.0)]),
            [
                ((400.0 - wide / 2.0).round(), failure.clone()),
                ((400.0 + wide / 2.0 + APART).round(), back.clone())
            ]
        );
        // At the end of what is in view it is moved in.
        assert_eq!(lay_out(&[(9, Group::Season, 899.0)]), [(788.0, back)]);
        // Between two with little room it is but a day.
        let between = [
            (0, Group::PowerFailure, 300.0),
            (9, Group::Season, 416.0),
            (1, Group::PowerFailure, 540.0),
        ];
        assert_eq!(lay_out(&between)[1].1, "10-25");
        // Where the others need all the room, there is none.
        let crowd: Vec<_> = (0..9)
            .map(|index| (index, Group::PowerFailure, 60.0 + 90.0 * index as f32))
            .chain([(9, Group::Season, 420.0)])
            .collect();
        let tags = lay_out(&crowd);
        assert!(
            tags.iter()
                .all(|(_, words)| !words.contains("clock change")),
            "{tags:?}"
        );
    }

    #[test]
    fn what_has_no_room_of_its_own_is_counted() {
        let shown = [
            (0, Group::Gap, 100.0),
            (1, Group::PowerFailure, 120.0),
            (2, Group::PowerFailure, 130.0),
            (3, Group::Gap, 700.0),
        ];
        let tags = lay_out(
            &shown,
            (0.0, 900.0),
            &|_| "No data, 3 entries".to_owned(),
            &|_| String::new(),
            &|words| words.len() as f32 * 7.0,
        );
        let words: Vec<&str> = tags.iter().map(|tag| tag.words.as_str()).collect();
        assert_eq!(words, ["2 power failures, 1 gap", "No data, 3 entries"]);
        assert_eq!(tags[0].group, Group::PowerFailure);
    }
}

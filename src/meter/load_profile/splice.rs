//! Parts of one load profile put together: windows that were asked for one after the
//! other, and what came before a line dropped with what came after.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use jiff::ToSpan as _;
use jiff::civil::DateTime;

use super::{Channel, Entry, LoadProfile, NewEntry, Section};
use crate::meter::readout::{Problem, Season};

impl LoadProfile {
    /// Replaces everything from the first entry at or after `from`, in the order sent,
    /// by `newer`; `None` replaces nothing and puts `newer` behind.
    ///
    /// Where the first entry of `newer` tells its season, `from` is a time in that
    /// season, so that the first of the two equal hours in autumn stays when it goes on
    /// with the second. Entries of `newer` from before `from`, which meters send that
    /// round a request, are left out where they are here already.
    pub fn splice(&mut self, from: Option<DateTime>, newer: LoadProfile) {
        let Some(from) = from else {
            self.append(newer, 0);
            return;
        };
        let season = newer.entries.iter().find(|entry| entry.time.is_some());
        let season = season.and_then(|entry| entry.season);
        let limit = Moment::of(from, season);
        let is_behind = |entry: &Entry| entry.moment().is_some_and(|at| at.is_from(limit));
        let keep = self.entries.iter().position(is_behind);
        self.truncate(keep.unwrap_or(self.entries.len()));
        let skipped = self.known_in_front(&newer, is_behind);
        self.append(newer, skipped);
    }

    /// Keeps the first `entries` entries, and the headers that they stand under.
    pub fn truncate(&mut self, entries: usize) {
        let Some(first) = self.entries.get(entries) else {
            return;
        };
        self.ends.truncate(first.first_value as usize);
        self.text
            .truncate(self.ends.last().map_or(0, |end| *end as usize));
        self.entries.truncate(entries);
        let sections = &mut self.sections;
        sections.truncate(sections.partition_point(|section| section.first_entry < entries));
    }

    /// The same with the entries of `range` only, whole as they were sent. A section
    /// that begins before them is told as beginning with the first of them.
    pub(crate) fn kept(&self, range: Range<usize>) -> LoadProfile {
        let mut kept = LoadProfile {
            code: self.code.clone(),
            channels: self.channels.clone(),
            problems: self.problems.clone(),
            ..LoadProfile::default()
        };
        for (index, section) in self.sections.iter().enumerate() {
            let first = section.first_entry.max(range.start);
            let end = self.end_of_section(index).min(range.end);
            let Some(begin) = self.entries.get(first).filter(|_| first < end) else {
                continue;
            };
            let cut = first > section.first_entry;
            let status = self.statuses.get(begin.status as usize).filter(|_| cut);
            kept.begin(Section {
                stamp: begin.time.or(section.stamp),
                season: begin.season.or(section.season),
                status: status.unwrap_or(&section.status).clone(),
                ..section.clone()
            });
            for entry in (first..end).filter_map(|entry| self.entries.get(entry)) {
                kept.take_entry(self, entry);
            }
        }
        kept
    }

    /// Tells its lines as those of the block in which it begins behind so many lines.
    pub(in crate::meter) fn move_lines(&mut self, lines: usize) {
        for section in &mut self.sections {
            section.line += lines;
        }
        for problem in &mut self.problems {
            problem.line += lines;
        }
    }

    /// How many entries of `newer` from its begin on are here already.
    fn known_in_front(&self, newer: &LoadProfile, is_behind: impl Fn(&Entry) -> bool) -> usize {
        let in_front = || newer.entries.iter().take_while(|entry| !is_behind(entry));
        if in_front().next().is_none() {
            return 0;
        }
        let key = |entry: &Entry| Some((entry.time?, entry.season));
        let known: HashSet<_> = self.entries.iter().filter_map(key).collect();
        in_front()
            .take_while(|entry| key(entry).is_some_and(|key| known.contains(&key)))
            .count()
    }

    /// Puts `newer` behind, but for its first `skipped` entries. Channels are the same
    /// if they have the same address and unit.
    fn append(&mut self, newer: LoadProfile, skipped: usize) {
        if self.code.is_empty() {
            self.code.clone_from(&newer.code);
        }
        let numbers = self.take_channels(&newer.channels);
        let mut translated = Translated::default();
        for (index, section) in newer.sections.iter().enumerate() {
            let end = newer.end_of_section(index);
            let first = section.first_entry.max(skipped);
            if first >= end && section.first_entry < skipped {
                continue;
            }
            self.begin(Section {
                columns: translated.columns(&section.columns, &numbers),
                ..section.clone()
            });
            for entry in (first..end).filter_map(|entry| newer.entries.get(entry)) {
                if !self.take_entry(&newer, entry) {
                    self.problems.push(Problem {
                        line: section.line,
                        message: "there is no room for what comes from here on".to_owned(),
                    });
                    return;
                }
            }
        }
        self.problems.extend(newer.problems);
    }

    fn take_entry(&mut self, newer: &LoadProfile, entry: &Entry) -> bool {
        let Some(status) = newer.statuses.get(entry.status as usize) else {
            return true;
        };
        let first = entry.first_value as usize;
        let values = first..first + usize::from(entry.values);
        let new = NewEntry {
            time: entry.time,
            season: entry.season,
            status,
        };
        self.push(new, values.filter_map(|index| newer.value(index)))
    }

    /// The numbers that the channels of another load profile have here.
    fn take_channels(&mut self, newer: &[Channel]) -> Vec<u16> {
        let known: HashMap<_, usize> = keys(&self.channels).into_iter().zip(0..).collect();
        let known: Vec<Option<usize>> = keys(newer)
            .iter()
            .map(|key| known.get(key).copied())
            .collect();
        let take = |(channel, known): (&Channel, Option<usize>)| {
            let number = known.unwrap_or_else(|| {
                self.channels.push(channel.clone());
                self.channels.len() - 1
            });
            if let Some(here) = self.channels.get_mut(number)
                && here.name.is_none()
            {
                here.name.clone_from(&channel.name);
            }
            u16::try_from(number).unwrap_or(u16::MAX)
        };
        newer.iter().zip(known).map(take).collect()
    }
}

/// Address, unit and the how manieth with both: a header may name a column twice.
fn keys(channels: &[Channel]) -> Vec<(&str, Option<&str>, usize)> {
    let mut seen: HashMap<(&str, Option<&str>), usize> = HashMap::new();
    let mut keys = Vec::with_capacity(channels.len());
    for Channel { address, unit, .. } in channels {
        let (address, unit) = (address.as_str(), unit.as_deref());
        let times = seen.entry((address, unit)).or_default();
        *times += 1;
        keys.push((address, unit, *times));
    }
    keys
}

/// The columns of a section in the numbers of another load profile; those of the
/// section before once more where they are the same.
#[derive(Default)]
struct Translated {
    from: Arc<[u16]>,
    to: Arc<[u16]>,
}

impl Translated {
    fn columns(&mut self, columns: &Arc<[u16]>, numbers: &[u16]) -> Arc<[u16]> {
        if self.from != *columns {
            let number = |column: &u16| numbers.get(usize::from(*column)).copied();
            self.to = columns
                .iter()
                .map(|column| number(column).unwrap_or(u16::MAX))
                .collect();
            self.from = Arc::clone(columns);
        }
        Arc::clone(&self.to)
    }
}

/// A civil time, and the same in normal time where its season is told.
#[derive(Debug, Clone, Copy)]
struct Moment {
    civil: DateTime,
    normal: Option<DateTime>,
}

impl Moment {
    fn of(civil: DateTime, season: Option<Season>) -> Moment {
        let normal = match season {
            Some(Season::Summer) => civil.checked_sub(1.hour()).ok(),
            Some(Season::Normal | Season::Utc) => Some(civil),
            None => None,
        };
        Moment { civil, normal }
    }

    /// Whether it is at or after another.
    fn is_from(self, limit: Moment) -> bool {
        match (self.normal, limit.normal) {
            (Some(own), Some(limit)) => own >= limit,
            _ => self.civil >= limit.civil,
        }
    }
}

impl Entry {
    fn moment(&self) -> Option<Moment> {
        self.time.map(|time| Moment::of(time, self.season))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::meter::load_profile::{Hints, decode};

    fn of(text: &str) -> LoadProfile {
        decode(text, &Hints::default())
    }

    fn at(text: &str) -> Option<DateTime> {
        Some(text.parse().unwrap())
    }

    /// Entries as `season time status value|value`.
    fn shown(profile: &LoadProfile) -> Vec<String> {
        let entry = |index: usize| {
            let entry = profile.entry(index).unwrap();
            let channels = 0..profile.channels.len();
            let values: Vec<&str> = channels.map(|c| entry.raw(c).unwrap_or("-")).collect();
            let season = match entry.season() {
                Some(Season::Summer) => "summer ",
                _ => "",
            };
            let time = entry.time().map_or_else(String::new, |t| t.to_string());
            format!("{season}{time} {} {}", entry.status().raw, values.join("|"))
        };
        (0..profile.len()).map(entry).collect()
    }

    #[test]
    fn entries_that_are_kept_are_whole_with_what_is_missing_in_them_and_what_is_too_much() {
        let profile = of(
            "P.01(0231113000000)(80)(15)(2)(1.5)(kW)(2.5)(kW)\r\n(1)(2)\r\n(--)(4)\r\n()(6)\r\n\
            P.01(0231113004500)(00)(15)(2)(1.5)(kW)(2.5)(kW)\r\n(7)(8)(9)\r\n(10)\r\n(11)(12)\r\n",
        );
        let kept = profile.kept(1..5);
        assert_eq!(
            shown(&kept),
            [
                "2023-11-13T00:15:00  -|4",
                "2023-11-13T00:30:00  -|6",
                "2023-11-13T00:45:00 00 7|8",
                "2023-11-13T01:00:00 00 10|-",
            ]
        );
        assert_eq!(kept.entry(0).unwrap().sent(0), Some("--"));
        assert_eq!(kept.entry(2).unwrap().surplus().collect::<Vec<_>>(), ["9"]);
        assert_eq!(kept.problems, profile.problems);
        assert_eq!(kept.sections[0].status.raw, "", "the failure was before");
        assert_eq!(kept.sections[0].stamp, at("2023-11-13T00:15"));
        assert!(profile.kept(6..9).is_empty());
        assert!(profile.kept(3..3).sections.is_empty());
    }

    const DAY: &str = "P.01(0231113000000)(00)(15)(2)(1.5)(kW)(2.5)(kW)\r\n(1)(2)\r\n(3)(4)\r\n(5)(6)\r\n\
        P.01(0231113004500)(80)(15)(2)(1.5)(kW)(2.5)(kW)\r\n(7)(8)\r\n(9)(10)\r\n";

    #[test]
    fn a_line_that_dropped_is_gone_on_with_and_no_entry_comes_twice() {
        let whole = of(DAY);
        let mut cut = of(DAY
            .split_inclusive("\r\n")
            .take(4)
            .collect::<String>()
            .as_str());
        assert_eq!(cut.len(), 3);
        let rest = DAY.split_inclusive("\r\n").skip(4).collect::<String>();
        cut.splice(at("2023-11-13T00:45"), of(&rest));
        assert_eq!(shown(&cut), shown(&whole));
        assert_eq!(cut.sections.len(), 2);
        assert_eq!(cut.sections[1].first_entry, 3);
        let mut known = of(DAY);
        known.splice(at("2023-11-13T00:45"), of(&rest));
        assert_eq!(shown(&known), shown(&whole));
        known.splice(None, of(&rest));
        assert_eq!(known.len(), 7);
    }

    #[test]
    fn what_a_meter_sends_from_before_the_request_does_not_come_twice() {
        let mut profile = of(DAY);
        profile.splice(at("2023-11-13T01:00"), of(DAY));
        assert_eq!(shown(&profile), shown(&of(DAY)));
        assert_eq!(profile.sections.len(), 3);
        // What is not here yet is taken, though it is from before.
        let mut profile = of("P.01(0231113003000)(00)(15)(2)(1.5)(kW)(2.5)(kW)\r\n(5)(6)\r\n");
        profile.splice(at("2023-11-13T00:30"), of(DAY));
        assert_eq!(profile.len(), 5);
    }

    #[test]
    fn the_first_of_two_equal_hours_stays_when_it_goes_on_with_the_second() {
        let summer = "P.01(1231029021500)(08)(15)(1)(1.5)(kW)\r\n(1)\r\n(2)\r\n(3)\r\n(4)\r\n";
        let normal = "P.01(0231029021500)(00)(15)(1)(1.5)(kW)\r\n(5)\r\n(6)\r\n";
        let mut profile = of(summer);
        profile.splice(at("2023-10-29T02:15"), of(normal));
        assert_eq!(profile.len(), 6);
        profile.splice(at("2023-10-29T02:15"), of(normal));
        assert_eq!(profile.len(), 6);
        assert_eq!(shown(&profile)[4], "2023-10-29T02:15:00 00 5");
        let mut again = of(summer);
        again.splice(at("2023-10-29T02:15"), of(summer));
        assert_eq!(shown(&again), shown(&of(summer)));
    }

    #[test]
    fn channels_meet_by_address_and_unit_also_in_another_order() {
        let mut profile = of("P.01(0231113001500)(00)(15)(2)(1.5)(kW)(2.5)(kW)\r\n(1)(2)\r\n");
        profile.splice(
            at("2023-11-13T00:30"),
            of("P.01(0231113003000)(00)(15)(3)(2.5)(kW)(1.5)(W)(1.5)(kW)\r\n(3)(4)(5)\r\n"),
        );
        let names: Vec<&str> = profile
            .channels
            .iter()
            .filter_map(|channel| channel.unit.as_deref())
            .collect();
        assert_eq!(names, ["kW", "kW", "W"]);
        assert_eq!(
            shown(&profile),
            [
                "2023-11-13T00:15:00 00 1|2|-",
                "2023-11-13T00:30:00 00 5|3|4"
            ]
        );
        assert_eq!(profile.column(1), [2.0, 3.0]);
        assert!(profile.column(2)[0].is_nan());
        assert_eq!(profile.column(2)[1], 4.0);
    }

    #[test]
    fn an_empty_load_profile_takes_all_there_is() {
        let mut profile = LoadProfile::default();
        profile.splice(at("2023-11-13T00:15"), of(DAY));
        assert_eq!(profile, of(DAY));
        profile.splice(at("2000-01-01T00:00"), LoadProfile::default());
        assert!(profile.is_empty());
        assert!(profile.sections.is_empty());
        assert_eq!(profile.channels.len(), 2);
    }

    #[test]
    fn many_windows_and_many_statuses_take_no_time() {
        let mut profile = LoadProfile::default();
        for window in 0..2000 {
            let text = format!(
                "P.01(0231113001500)({window:08X})(15)(1)(1.5)(kW)\r\n({window})\r\n(0)\r\n"
            );
            profile.splice(None, of(&text));
        }
        assert_eq!(profile.len(), 4000);
        let last = profile.entry(3998).unwrap();
        assert_eq!(last.status().raw, "000007CF");
        assert_eq!(last.raw(0), Some("1999"));
    }
}

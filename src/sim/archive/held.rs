//! What an archive holds, whatever its answers look like: what a reading of it is
//! measured by.

use jiff::ToSpan as _;
use jiff::civil::DateTime;

use super::request::Range;
use super::series::{Row, intervals, midnights};
use super::{Archive, Content, Layout, Named, Source, StatusForm, lis200, log, named};
use crate::sim::digits::Digits;
use crate::sim::load::calendar::{DAY, Day, Seconds, instant, shown, shown_in};
use crate::sim::load::find;
use crate::sim::{Faults, catalog};

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// What the clock showed at its end.
    pub time: DateTime,
    /// In summer time.
    pub summer: bool,
    /// What stands in its columns; nothing for events.
    pub values: Vec<String>,
}

/// What stands at `address` of the simulated meter `name` when its clock shows `now`,
/// oldest first, with its usual capture period and without what was ordered or set.
/// `None` if there is no such archive.
pub fn held(name: &str, address: &str, now: DateTime) -> Option<Vec<Held>> {
    let programming = catalog::find(name).ok()?.programming()?;
    let mut archives = programming.archives.iter();
    let archive = archives.find(|archive| archive.is_at(address))?;
    let load = find(name)?;
    let source = Source {
        load,
        period: load.period,
        now: instant(now),
        resets: &[],
        settings: &[],
        faults: &Faults::default(),
    };
    Some(archive.held(&source))
}

impl Archive {
    fn held(&self, source: &Source<'_>) -> Vec<Held> {
        let oldest = source.now - self.days * DAY;
        let range = |after| Range {
            after,
            to: source.now,
        };
        let columns = match self.content {
            Content::Intervals(columns) | Content::Midnights(columns) => columns,
            Content::Log(_) => return self.held_events(source, range(oldest)),
        };
        let forms: Vec<Digits> = columns
            .iter()
            .filter_map(|column| Digits::parse(column.form))
            .collect();
        let mut held = Vec::new();
        let sink = |row: &Row<'_>| {
            let written = |(form, value): (&Digits, &i128)| {
                let mut text = String::new();
                form.push(*value, &mut text);
                text
            };
            held.push(Held {
                time: shown_in(row.end, row.summer),
                summer: row.summer,
                values: forms.iter().zip(row.values).map(written).collect(),
            });
        };
        match (self.content, self.layout) {
            (_, Layout::Named { form, .. }) => match form {
                Named::DayEnd | Named::MonthEnd => return self.held_ends(source, form),
                Named::Day => intervals(source, columns, range(0), sink),
                Named::DaysBack => {
                    let first = Day::of(source.now).number - named::NUMBERED;
                    intervals(source, columns, range(Day::number(first).begin), sink);
                }
            },
            (_, Layout::Packed { .. }) => {
                let first = Day::of(source.now).number - self.days + 1;
                intervals(source, columns, range(Day::number(first).begin), sink);
            }
            (Content::Midnights(_), _) => midnights(source, columns, range(oldest), sink),
            (_, Layout::Lis200) => intervals(source, columns, range(oldest - 1), sink),
            _ => intervals(source, columns, range(oldest), sink),
        }
        if matches!(self.layout, Layout::Named { .. }) {
            // Without stamps an hour that comes twice is told once.
            let mut times = std::collections::BTreeSet::new();
            held.retain(|row| times.insert(row.time));
        }
        held
    }

    fn held_events(&self, source: &Source<'_>, range: Range) -> Vec<Held> {
        let (Content::Log(kind), status) = (self.content, self.status()) else {
            return Vec::new();
        };
        let times: Vec<(Seconds, bool)> = match self.layout {
            Layout::Lis200 => {
                let told = lis200::events(source, range);
                told.into_iter()
                    .map(|(at, _)| (at, shown(at).summer))
                    .collect()
            }
            _ => log::times(kind, source, range, status),
        };
        let entry = |(at, summer)| Held {
            time: shown_in(at, summer),
            summer,
            values: Vec::new(),
        };
        times.into_iter().map(entry).collect()
    }

    fn status(&self) -> StatusForm {
        match self.layout {
            Layout::Vdew { status, .. } => status,
            _ => StatusForm::Vdew32,
        }
    }

    /// The ends of days or months.
    fn held_ends(&self, source: &Source<'_>, form: Named) -> Vec<Held> {
        let oldest = source.now - self.days * DAY;
        let columns = match self.content {
            Content::Intervals(columns) | Content::Midnights(columns) => columns,
            Content::Log(_) => &[],
        };
        let mut date = shown(oldest).at.date();
        let mut held = Vec::new();
        loop {
            let at = instant(date.at(0, 0, 0, 0));
            if at > source.now {
                return held;
            }
            if at >= oldest && (form == Named::DayEnd || date.day() == 1) {
                held.push(Held {
                    time: date.at(0, 0, 0, 0),
                    summer: shown(at).summer,
                    values: named::tariffs(columns, source, at),
                });
            }
            let Ok(next) = date.checked_add(1.day()) else {
                return held;
            };
            date = next;
        }
    }
}

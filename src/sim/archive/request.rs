//! One read command to an archive, from its brackets to the text of the answer.

use jiff::civil::{Date, DateTime, Time};

use super::{
    Archive, Content, Edges, Empty, Layout, Source, Stamps, lis200, log, mass, named, packed, vdew,
};
use crate::sim::Faults;
use crate::sim::cell::Stamp;
use crate::sim::load::calendar::{DAY, Seconds, instant, instant_in, shown_in};
use crate::sim::load::find;

/// What a meter knows when it is asked.
#[derive(Debug, Clone)]
pub(in crate::sim) struct Ask<'m> {
    /// The name of the meter, and of its load.
    pub(in crate::sim) meter: &'m str,
    /// How many days of packets were asked for before.
    pub(in crate::sim) days: i64,
    /// What its clock shows.
    pub(in crate::sim) now: DateTime,
    /// The capture period that is set, in minutes.
    pub(in crate::sim) period: Option<i64>,
    /// Ordered resets, by its clock.
    pub(in crate::sim) resets: &'m [DateTime],
    /// What the clock showed before and after it was set by command.
    pub(in crate::sim) settings: &'m [(DateTime, DateTime)],
    /// What goes wrong with it.
    pub(in crate::sim) faults: &'m Faults,
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sim) enum Denied {
    /// What stands in the brackets is no range.
    Syntax,
    /// It asks for what the meter cannot have.
    Range,
    /// There is nothing in it.
    Empty,
    /// The meter has a text for it.
    Says(&'static str),
}

/// From later than the first to the second, in normal time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Range {
    pub(super) after: Seconds,
    pub(super) to: Seconds,
}

/// The records of an answer: each as many lines as belong together.
pub(super) type Records = Vec<String>;

impl Archive {
    /// The answer to what stands in the brackets of a read command.
    pub(in crate::sim) fn answer(
        &self,
        groups: &[String],
        ask: &Ask<'_>,
    ) -> Result<Answer, Denied> {
        let load = find(ask.meter).ok_or(Denied::Empty)?;
        let now = instant(ask.now);
        let given = groups.first().map_or("", String::as_str);
        let mut parts = given.split(';');
        let mut part = || parts.next().map_or("", str::trim);
        let (from, to, count) = (part(), part(), part());
        let block = match count {
            _ if self.layout == Layout::Lis200 => match part() {
                "" => self.block,
                number => number.parse().map_err(|_| Denied::Syntax)?,
            },
            "" => self.block,
            number => number.parse().map_err(|_| Denied::Syntax)?,
        };
        let resets: Vec<Seconds> = ask.resets.iter().copied().map(instant).collect();
        let both = |(old, new): &(DateTime, DateTime)| (instant(*old), instant(*new));
        let settings: Vec<(Seconds, Seconds)> = ask.settings.iter().map(both).collect();
        let period = ask.period.filter(|minutes| *minutes > 0);
        let source = Source {
            load,
            period: period.map_or(load.period, |minutes| minutes * 60),
            now,
            resets: &resets,
            settings: &settings,
            faults: ask.faults,
        };
        let records = match (self.content, self.layout) {
            (content, Layout::Lis200) => {
                let columns = match content {
                    Content::Intervals(columns) | Content::Midnights(columns) => columns,
                    Content::Log(_) => &[],
                };
                let range = lis200::range(self, given, now)?;
                lis200::records(self, columns, &source, range)?
            }
            (
                Content::Intervals(columns) | Content::Midnights(columns),
                Layout::Named { form, on_each_line },
            ) => named::records(self, form, on_each_line, columns, &source, given)
                .map_err(|denied| self.denied(denied))?,
            (Content::Intervals(columns) | Content::Midnights(columns), Layout::Packed { .. }) => {
                packed::packets(columns, &source, ask.days.clamp(0, self.days))
            }
            (Content::Log(_), Layout::Named { .. } | Layout::Packed { .. }) => Records::new(),
            (
                Content::Intervals(columns) | Content::Midnights(columns),
                Layout::Vdew { status, daily },
            ) => vdew::records(
                self,
                columns,
                &source,
                self.range(from, to, now)?,
                status,
                daily,
            ),
            (Content::Intervals(columns) | Content::Midnights(columns), Layout::Mass) => {
                mass::records(self, columns, &source, self.range(from, to, now)?)
            }
            (Content::Log(_), Layout::Mass) => Records::new(),
            (Content::Log(kind), Layout::Vdew { status, .. }) => log::vdew(
                self.address,
                kind,
                &source,
                self.range(from, to, now)?,
                status,
            ),
        };
        if records.is_empty() {
            return match self.empty {
                Empty::Says(text) => Err(Denied::Says(text)),
                Empty::Brackets => Ok(Answer {
                    records: vec![format!("{}()", self.address)],
                    block,
                }),
            };
        }
        Ok(Answer { records, block })
    }

    /// How this archive says it.
    fn denied(&self, denied: Denied) -> Denied {
        match (denied, self.empty) {
            (Denied::Empty, Empty::Says(text)) => Denied::Says(text),
            _ => denied,
        }
    }

    fn range(&self, from: &str, to: &str, now: Seconds) -> Result<Range, Denied> {
        let oldest = now - self.days * DAY;
        let begin = match from {
            "" => oldest,
            text => self.moment(text).ok_or(Denied::Syntax)?,
        };
        let end = match to {
            "" => now,
            text => self.moment(text).ok_or(Denied::Syntax)?,
        };
        if begin > end {
            return Err(Denied::Range);
        }
        let is_open = from.is_empty() || to.is_empty();
        if !is_open && self.most_days.is_some_and(|most| end - begin > most * DAY) {
            return Err(Denied::Range);
        }
        let (after, to) = match self.edges {
            Edges::After => (begin, end),
            Edges::Both => (begin - 1, end),
            Edges::BothRounded => {
                let quarter = |at: Seconds| at.div_euclid(900) * 900;
                (quarter(begin) - 1, quarter(end))
            }
        };
        Ok(Range {
            after: after.max(oldest),
            to: to.min(now),
        })
    }

    fn moment(&self, text: &str) -> Option<Seconds> {
        if self.stamps == Stamps::Mass {
            let stamp = Stamp::parse("%y-%m-%d,%H:%M", text)?;
            return Some(instant(stamp.applied_to(DateTime::MIN)));
        }
        if !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let (season, digits) = text.split_at_checked(text.len().checked_sub(10)? % 2)?;
        let part = |at: usize| -> Option<i8> { digits.get(at..at + 2)?.parse().ok() };
        let seconds = match digits.len() {
            10 => 0,
            12 => part(10)?,
            _ => return None,
        };
        let year = 2000 + i16::from(part(0)?);
        let date = Date::new(year, part(2)?, part(4)?).ok()?;
        let at = match (part(6)?, part(8)?) {
            (24, 0) => date.tomorrow().ok()?.at(0, 0, 0, 0),
            (hour, minute) => date.to_datetime(Time::new(hour, minute, seconds, 0).ok()?),
        };
        match (self.stamps, season) {
            (Stamps::VdewWithoutSeason | Stamps::Mass, _) => Some(instant(at)),
            (Stamps::Vdew, "0") => Some(instant_in(at, false)),
            (Stamps::Vdew, "1") => Some(instant_in(at, true)),
            // Coordinated time: Central Europe is an hour ahead.
            (Stamps::Vdew, "2") => Some(instant_in(at, false) + 3_600),
            (Stamps::Vdew, "") => Some(instant(at)),
            (Stamps::Vdew, _) => None,
        }
    }
}

/// An answer, record by record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::sim) struct Answer {
    records: Records,
    block: usize,
}

impl Answer {
    /// The whole of it.
    pub(in crate::sim) fn whole(&self) -> String {
        self.records.concat()
    }

    /// Record by record: the packets of a packed archive.
    pub(in crate::sim) fn records(self) -> Vec<String> {
        self.records
    }

    /// In partial blocks.
    pub(in crate::sim) fn blocks(&self) -> Vec<String> {
        let blocks = self.records.chunks(self.block.max(1));
        blocks.map(|records| records.concat()).collect()
    }
}

/// A stamp with its season, `1220823161500`.
pub(super) fn seasoned(at: Seconds, summer: bool) -> String {
    let season = u8::from(summer);
    let at = shown_in(at, summer);
    let (date, time) = (at.date(), at.time());
    format!(
        "{season}{:02}{:02}{:02}{:02}{:02}{:02}",
        date.year().rem_euclid(100),
        date.month(),
        date.day(),
        time.hour(),
        time.minute(),
        time.second()
    )
}

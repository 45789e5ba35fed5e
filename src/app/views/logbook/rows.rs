//! The entries of a logbook as rows: words, kinds, filter, order. Knows nothing of
//! drawing.

use jiff::ToSpan as _;
use jiff::civil::DateTime;

use crate::app::event;
use crate::app::views::grid::Sort;
use crate::app::views::meter::words::{clock, season};
use crate::meter::logbook::LogEntry;
use crate::meter::status::FlagKind;
use crate::meter::{Logbook, Season};
use crate::say;

/// What a filter chip stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Group {
    Power,
    Clock,
    Reset,
    Faults,
    Settings,
    Other,
}

impl Group {
    pub(super) const ALL: [Group; 6] = [
        Group::Power,
        Group::Clock,
        Group::Reset,
        Group::Faults,
        Group::Settings,
        Group::Other,
    ];

    pub(super) fn name(self) -> &'static str {
        match self {
            Group::Power => say!("logbook-kind-power"),
            Group::Clock => say!("logbook-kind-clock"),
            Group::Reset => say!("logbook-kind-reset"),
            Group::Faults => say!("logbook-kind-faults"),
            Group::Settings => say!("logbook-kind-settings"),
            Group::Other => say!("logbook-kind-other"),
        }
    }

    /// What the chip that filters by it is called.
    pub(super) fn show(self, count: usize) -> String {
        match self {
            Group::Power => say!("logbook-show-power", count = count),
            Group::Clock => say!("logbook-show-clock", count = count),
            Group::Reset => say!("logbook-show-reset", count = count),
            Group::Faults => say!("logbook-show-faults", count = count),
            Group::Settings => say!("logbook-show-settings", count = count),
            Group::Other => say!("logbook-show-other", count = count),
        }
    }

    fn of(kind: FlagKind) -> Group {
        match kind {
            FlagKind::PowerFailure | FlagKind::PowerRestored => Group::Power,
            FlagKind::ClockSet | FlagKind::SeasonChange | FlagKind::SummerTime => Group::Clock,
            FlagKind::Reset => Group::Reset,
            FlagKind::Incomplete | FlagKind::Fault => Group::Faults,
            FlagKind::Changed => Group::Settings,
            FlagKind::Other => Group::Other,
        }
    }

    fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// One entry in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    /// Its place among the entries as sent.
    pub(super) number: usize,
    /// In normal time, to sort by.
    at: Option<DateTime>,
    /// `2022-08-26 23:56:46`; as sent where it could not be read.
    pub(super) time: String,
    pub(super) season: &'static str,
    pub(super) event: String,
    /// The gravest of its flags.
    pub(super) kind: FlagKind,
    /// The groups of all its flags.
    groups: u8,
    /// What stands beside it, as sent.
    pub(super) values: String,
    pub(super) status: String,
    /// All of it in small letters, to search in.
    text: String,
}

impl Row {
    fn of(number: usize, entry: &LogEntry) -> Row {
        let kinds = || entry.status.flags.iter().map(|flag| flag.kind());
        let mut groups = kinds()
            // Summer time in force is no event where there is another.
            .filter(|kind| *kind != FlagKind::SummerTime || entry.status.flags.len() == 1)
            .fold(0, |groups, kind| groups | Group::of(kind).bit());
        if groups == 0 {
            groups = Group::Other.bit();
        }
        let told = entry.time.and_then(|time| time.season);
        let values: Vec<String> = entry
            .values
            .iter()
            .map(|value| {
                let code = value.code.as_deref().unwrap_or_default();
                let unit = value.unit.as_deref().unwrap_or_default();
                let words = format!("{code} {} {unit}", value.raw);
                words.split_whitespace().collect::<Vec<_>>().join(" ")
            })
            .collect();
        let mut row = Row {
            number,
            at: entry.time.and_then(|time| {
                let at = time.date?.to_datetime(time.time?);
                match time.season {
                    Some(Season::Summer) => at.checked_sub(1.hour()).ok(),
                    _ => Some(at),
                }
            }),
            time: entry.time.map_or_else(|| entry.stamp.clone(), clock),
            season: told.map_or("", season),
            event: match entry.event.is_empty() {
                true => say!("logbook-nothing-flagged").to_owned(),
                false => event::event(&entry.event),
            },
            kind: gravest(kinds()),
            groups,
            values: values.join(", "),
            status: entry.status.raw.clone(),
            text: String::new(),
        };
        let flags = entry
            .status
            .flags
            .iter()
            .map(|flag| event::flag(&flag.text));

        let mut text: Vec<&str> = vec![&row.time, row.season, &row.event, &row.values, &row.status];
        text.push(&entry.stamp);
        text.extend(flags);
        row.text = text.join(" ").to_lowercase();
        row
    }

    fn is_of(&self, groups: u8) -> bool {
        groups == 0 || self.groups & groups != 0
    }
}

/// The flag that an entry is shown by. What was lost or broken goes before what was
/// done, and summer time in force comes last.
fn gravest(kinds: impl Iterator<Item = FlagKind>) -> FlagKind {
    let rank = |kind: &FlagKind| match kind {
        FlagKind::Fault => 0,
        FlagKind::PowerFailure => 1,
        FlagKind::PowerRestored => 2,
        FlagKind::ClockSet => 3,
        FlagKind::Reset => 4,
        FlagKind::Changed => 5,
        FlagKind::Incomplete => 6,
        FlagKind::SeasonChange => 7,
        FlagKind::Other => 8,
        FlagKind::SummerTime => 9,
    };
    kinds.min_by_key(rank).unwrap_or(FlagKind::Other)
}

/// The rows of a logbook and which of them are shown.
#[derive(Debug, Default)]
pub(super) struct Rows {
    /// In the order sent.
    rows: Vec<Row>,
    shown: Vec<usize>,
    by: (String, u8, Sort),
}

impl Rows {
    pub(super) fn of(logbook: &Logbook) -> Rows {
        let entries = logbook.entries.iter().enumerate();
        let rows: Vec<Row> = entries.map(|(number, e)| Row::of(number, e)).collect();
        Rows {
            shown: (0..rows.len()).collect(),
            rows,
            by: (String::new(), 0, Sort::AsSent),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// How many rows a group has.
    pub(super) fn count(&self, group: Group) -> usize {
        let is_of = |row: &&Row| row.groups & group.bit() != 0;
        self.rows.iter().filter(is_of).count()
    }

    /// The rows that are shown, from top to bottom.
    pub(super) fn shown(&self) -> &[usize] {
        &self.shown
    }

    /// The row at `place` from the top.
    pub(super) fn at(&self, place: usize) -> Option<&Row> {
        self.rows.get(*self.shown.get(place)?)
    }

    /// Filters and sorts anew where something changed; whether it did.
    pub(super) fn arrange(&mut self, search: &str, groups: &[Group], sort: Sort) -> bool {
        let bits = groups.iter().fold(0, |bits, group| bits | group.bit());
        let (known, known_bits, known_sort) = &self.by;
        if known == search && *known_bits == bits && *known_sort == sort {
            return false;
        }
        self.by = (search.to_owned(), bits, sort);
        let search = search.to_lowercase();
        let words: Vec<&str> = search.split_whitespace().collect();
        let fits = |row: &Row| row.is_of(bits) && words.iter().all(|word| row.text.contains(word));
        let rows = &self.rows;
        let fitting = rows.iter().filter(|row| fits(row)).map(|row| row.number);
        let mut shown: Vec<usize> = fitting.collect();
        let row = |number: &usize| rows.get(*number);
        match sort {
            Sort::AsSent => {}
            Sort::Up(column) => shown.sort_by(|a, b| compare(row(a), row(b), column)),
            Sort::Down(column) => {
                // Of entries at one time the one sent last is the newest.
                shown.reverse();
                shown.sort_by(|a, b| compare(row(b), row(a), column));
            }
        }
        self.shown = shown;
        true
    }
}

fn compare(a: Option<&Row>, b: Option<&Row>, column: usize) -> std::cmp::Ordering {
    let key = |row: Option<&Row>| -> (Option<DateTime>, String) {
        let Some(row) = row else {
            return (None, String::new());
        };
        // As the columns of the page stand.
        match column {
            1 => (None, row.event.to_lowercase()),
            2 => (None, row.status.to_lowercase()),
            3 => (None, row.season.to_owned()),
            4 => (None, row.values.clone()),
            _ => (row.at, String::new()),
        }
    };
    key(a).cmp(&key(b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::meter::logbook::{LogHints, decode};
    use crate::meter::status::StatusTable;

    const LOG: &str = "P.98(1220826235646)(00008020)()(2)(0.9.1)()(0.9.2)()(1235703)(1220826)\r\n\
        P.98(1220901000000)(00000010)()(0)\r\n\
        P.98(1220906115553)(00000080)()(0)\r\n\
        P.98(1220906115553)(00000040)()(0)\r\n\
        P.98(0221101000000)(00000000)()(0)\r\n";

    fn rows() -> Rows {
        let status = StatusTable::new([
            (4, "Reset"),
            (5, "Clock set"),
            (6, "Power restored"),
            (7, "Power failure"),
            (15, "Before clock set"),
        ]);
        let hints = LogHints {
            status,
            ..LogHints::default()
        };
        Rows::of(&decode(LOG, &hints))
    }

    fn shown(rows: &Rows) -> Vec<usize> {
        rows.shown().to_vec()
    }

    #[test]
    fn rows_are_counted_by_what_their_flags_say() {
        let rows = rows();
        assert_eq!(rows.len(), 5);
        let counts = Group::ALL.map(|group| rows.count(group));
        assert_eq!(counts, [2, 1, 1, 0, 0, 1]);
    }

    #[test]
    fn of_equal_times_the_one_sent_last_is_the_newest() {
        let mut rows = rows();
        assert_eq!(shown(&rows), [0, 1, 2, 3, 4]);
        assert!(rows.arrange("", &[], Sort::Down(0)));
        assert_eq!(shown(&rows), [4, 3, 2, 1, 0]);
        assert!(rows.arrange("", &[], Sort::Up(0)));
        assert_eq!(shown(&rows), [0, 1, 2, 3, 4]);
        assert!(!rows.arrange("", &[], Sort::Up(0)), "nothing changed");
    }

    #[test]
    fn search_and_kinds_narrow_together() {
        let mut rows = rows();
        rows.arrange("09-06 power", &[], Sort::AsSent);
        assert_eq!(shown(&rows), [2, 3]);
        rows.arrange("restored", &[Group::Power], Sort::AsSent);
        assert_eq!(shown(&rows), [3]);
        rows.arrange("restored", &[Group::Reset], Sort::AsSent);
        assert!(shown(&rows).is_empty());
        rows.arrange("", &[Group::Reset, Group::Other], Sort::AsSent);
        assert_eq!(shown(&rows), [1, 4]);
        rows.arrange("00008020", &[], Sort::AsSent);
        assert_eq!(shown(&rows), [0]);
    }
}

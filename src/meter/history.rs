//! Stored values side by side with the present ones, by billing period.
//!
//! Knows nothing about columns and colours; gives numbers of data sets, so that a
//! history can be kept beside the readout it was made of.
//!
//! Meters number periods in three ways: a running count (the newest is the reset
//! count 0.1.0), a ring of 00 to 99 (the count, wrapped), or 1 for the newest.
//! Dates decide where the meter sends them.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};

use jiff::civil::DateTime;

use super::readout::{Billing, CivilTime, Content, DataSet, Readout, Reset};

/// A ring of billing indexes has this many places.
const RING: u16 = 100;

/// The billing periods of a readout and where their values are.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct History {
    /// Newest first.
    pub periods: Vec<Period>,
    /// One for each register, in the order sent.
    pub rows: Vec<Row>,
}

/// A closed billing period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    pub billing: Billing,
    /// When it was closed, as 0.1.2 with the same index tells, or 0.1.2 and 0.1.3
    /// where these hold time and date apart.
    pub closed: Option<CivilTime>,
}

/// A register through time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The data set of the present value; `None` where only stored ones were sent.
    pub present: Option<usize>,
    /// Pairs of period and data set, both as numbers, by period. A period may be
    /// missing.
    pub stored: Vec<(usize, usize)>,
}

impl Row {
    /// The data set that holds the value of a period.
    pub fn in_period(&self, period: usize) -> Option<usize> {
        let found = self
            .stored
            .binary_search_by_key(&period, |(period, _)| *period);
        let (_, set) = self.stored.get(found.ok()?)?;
        Some(*set)
    }

    /// A data set that stands for the register: the present one, else the newest.
    pub fn representative(&self) -> Option<usize> {
        self.present
            .or_else(|| self.stored.first().map(|(_, set)| *set))
    }
}

impl History {
    /// Sorts the data sets of `readout` by register and billing period.
    pub fn of(readout: &Readout) -> History {
        let sets = &readout.data_sets;
        let periods = periods(sets);
        let numbers: HashMap<&Billing, usize> = periods
            .iter()
            .enumerate()
            .map(|(number, period)| (&period.billing, number))
            .collect();
        let mut rows: Vec<Row> = Vec::new();
        let mut row_of: HashMap<&str, usize> = HashMap::new();
        for (number, set) in sets.iter().enumerate() {
            let period = set
                .billing
                .as_ref()
                .and_then(|billing| numbers.get(billing));
            let register = register(set);
            match (period, row_of.get(register)) {
                (Some(period), Some(row)) => {
                    if let Some(row) = rows.get_mut(*row) {
                        row.stored.push((*period, number));
                    }
                }
                (Some(period), None) => {
                    row_of.insert(register, rows.len());
                    rows.push(Row {
                        present: None,
                        stored: vec![(*period, number)],
                    });
                }
                (None, known) => {
                    // Stored values may come before their present one.
                    let waiting = known
                        .and_then(|row| rows.get_mut(*row))
                        .filter(|row| row.present.is_none());
                    match waiting {
                        Some(row) => row.present = Some(number),
                        None => {
                            row_of.insert(register, rows.len());
                            rows.push(Row {
                                present: Some(number),
                                stored: Vec::new(),
                            });
                        }
                    }
                }
            }
        }
        for row in &mut rows {
            row.stored.sort_by_key(|(period, _)| *period);
        }
        History { periods, rows }
    }
}

/// What tells registers apart: the normal form without F, else the address.
fn register(set: &DataSet) -> &str {
    let text = set.code.as_deref().unwrap_or(&set.address);
    if set.billing.is_none() {
        return text;
    }
    text.split(['*', '&']).next().unwrap_or(text)
}

/// A period while it is looked for its place.
struct Candidate {
    period: Period,
    /// The latest time that any of its values tells.
    latest: Option<DateTime>,
}

/// All periods, newest first.
fn periods(sets: &[DataSet]) -> Vec<Period> {
    let mut candidates: Vec<Candidate> = Vec::new();
    let mut known: HashMap<&Billing, usize> = HashMap::new();
    for set in sets {
        let Some(billing) = &set.billing else {
            continue;
        };
        let number = *known.entry(billing).or_insert_with(|| {
            candidates.push(Candidate {
                period: Period {
                    billing: billing.clone(),
                    closed: None,
                },
                latest: None,
            });
            candidates.len() - 1
        });
        if let Some(candidate) = candidates.get_mut(number) {
            note_times(candidate, set);
        }
    }
    let ages = Ages::new(sets, candidates.iter().map(|c| &c.period.billing));
    // A stable sort by age first: it orders what the times leave open.
    candidates.sort_by_key(|candidate| ages.of(&candidate.period.billing));
    let closed = |candidate: &Candidate| candidate.period.closed.and_then(instant);
    if candidates
        .iter()
        .all(|candidate| closed(candidate).is_some())
    {
        candidates.sort_by_key(|candidate| Reverse(closed(candidate)));
    } else if candidates
        .iter()
        .all(|candidate| candidate.latest.is_some())
    {
        candidates.sort_by_key(|candidate| Reverse(candidate.latest));
    }
    candidates
        .into_iter()
        .map(|candidate| Period {
            closed: candidate.period.closed.filter(|time| time.date.is_some()),
            ..candidate.period
        })
        .collect()
}

fn note_times(candidate: &mut Candidate, set: &DataSet) {
    let register = register(set);
    let is_reset_time = register.ends_with(":0.1.2") || register.ends_with(":0.1.3");
    for value in &set.values {
        let Content::Time(time) = value.content else {
            continue;
        };
        candidate.latest = candidate.latest.max(instant(time));
        if is_reset_time {
            let closed = candidate.period.closed.get_or_insert(time);
            closed.date = closed.date.or(time.date);
            closed.time = closed.time.or(time.time);
        }
    }
}

fn instant(time: CivilTime) -> Option<DateTime> {
    let date = time.date?;
    Some(date.to_datetime(time.time.unwrap_or_default()))
}

/// How old a period is by its index alone.
enum Ages {
    /// 1 is the newest.
    Downward,
    /// A ring or a running count with the newest index.
    Ring { newest: u16 },
}

impl Ages {
    fn new<'a>(sets: &[DataSet], billings: impl Iterator<Item = &'a Billing>) -> Ages {
        let indexes: BTreeSet<u16> = billings.map(number).collect();
        let is_running = !indexes.contains(&1) || indexes.contains(&0);
        match reset_count(sets).filter(|count| indexes.contains(count)) {
            Some(newest) if is_running || newest != 1 && !starts_at_one(&indexes) => {
                Ages::Ring { newest }
            }
            _ if is_running => Ages::Ring {
                newest: newest_in_ring(&indexes),
            },
            _ => Ages::Downward,
        }
    }

    /// 0 for the newest.
    fn of(&self, billing: &Billing) -> (u16, Reverse<u16>, Option<Reset>) {
        let index = number(billing);
        let age = match self {
            Ages::Downward => index,
            Ages::Ring { newest } if index >= RING => index.abs_diff(*newest),
            Ages::Ring { newest } => (newest % RING + RING - index) % RING,
        };
        (age, Reverse(index), billing.reset)
    }
}

/// Whether the indexes are 1, 2, 3 and on, without a gap.
fn starts_at_one(indexes: &BTreeSet<u16>) -> bool {
    indexes
        .iter()
        .copied()
        .eq(1..=u16::try_from(indexes.len()).unwrap_or(0))
}

fn number(billing: &Billing) -> u16 {
    billing.index.parse().unwrap_or(u16::MAX)
}

/// The present reset count, 0.1.0, as an index of the ring.
fn reset_count(sets: &[DataSet]) -> Option<u16> {
    let set = sets.iter().find(|set| {
        set.billing.is_none()
            && set
                .code
                .as_deref()
                .is_some_and(|code| code.ends_with(":0.1.0"))
    })?;
    let Content::Number { value, .. } = &set.values.first()?.content else {
        return None;
    };
    u16::try_from(value.mantissa().rem_euclid(i128::from(RING))).ok()
}

/// The index before the widest gap of the ring: what comes after it is oldest.
fn newest_in_ring(indexes: &BTreeSet<u16>) -> u16 {
    let next = indexes
        .iter()
        .skip(1)
        .copied()
        .chain(indexes.first().map(|first| first + RING));
    indexes
        .iter()
        .copied()
        .zip(next)
        .max_by_key(|(index, next)| (next.saturating_sub(*index), *index))
        .map_or(0, |(index, _)| index)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::DataMessage;
    use crate::meter::{Context, decode};

    fn order(body: &str) -> Vec<String> {
        let readout = decode(None, &DataMessage::framed(body), Context::default());
        History::of(&readout)
            .periods
            .into_iter()
            .map(|period| {
                let mark = match period.billing.reset {
                    Some(Reset::Automatic) => "*",
                    Some(Reset::Manual) => "&",
                    None => ".",
                };
                format!("{mark}{}", period.billing.index)
            })
            .collect()
    }

    #[test]
    fn periods_come_newest_first_however_they_are_numbered() {
        let check = |body: &str, expected: &[&str]| assert_eq!(order(body), expected, "{body}");
        // Dates decide.
        check(
            "1.8.0*01(1)1.8.0*02(2)1.8.0*03(3)0.1.2*01(2301010000)0.1.2*02(2303010000)0.1.2*03(2302010000)",
            &["*02", "*03", "*01"],
        );
        // 1 is the newest.
        check(
            "1.8.0(9)1.8.0*1(8)1.8.0*2(7)1.8.0*3(6)",
            &["*1", "*2", "*3"],
        );
        check("0.1.0(45)1.8.0*1(8)1.8.0*2(7)", &["*1", "*2"]);
        // A running count.
        check("1.8.0*12(1)1.8.0*11(2)1.8.0*10(3)", &["*12", "*11", "*10"]);
        // A ring, with and without the count.
        check(
            "1.8.0*98(1)1.8.0*99(2)1.8.0*00(3)1.8.0*01(4)",
            &["*01", "*00", "*99", "*98"],
        );
        check(
            "0.1.0(101)1.8.0*99(2)1.8.0*00(3)1.8.0*01(4)",
            &["*01", "*00", "*99"],
        );
        // Closed by hand and by itself.
        check("0.1.0(20)1.8.0*19(1)1.8.0&20(2)", &["&20", "*19"]);
        // Times of maxima order what has no other dates.
        check(
            "1.6.1*01(1*kW)(2301010000)1.6.1*02(2*kW)(2303010000)",
            &["*02", "*01"],
        );
        check(
            "1.8.0*101(1)1.8.0*102(2)1.8.0*103(3)",
            &["*103", "*102", "*101"],
        );
        check("1.8.0(1)", &[]);
    }

    #[test]
    fn a_period_may_tell_date_and_time_of_its_end_apart() {
        let body = "0.1.2*19(0015)\r\n0.1.3*19(171001)\r\n0.1.2*18(0000)";
        let readout = decode(None, &DataMessage::framed(body), Context::default());
        let history = History::of(&readout);
        let closed = history.periods[0].closed.and_then(instant);
        assert_eq!(closed.unwrap().to_string(), "2017-10-01T00:15:00");
        assert_eq!(history.periods[1].closed, None);
    }

    #[test]
    fn rows_follow_the_order_sent() {
        let body = "1.8.0(9*kWh)\r\n1.8.0*02(8)\r\n1.8.0*01(7)\r\n2.8.0*02(6)\r\n0.2.0(a)\r\n0.2.0(b)\r\n2.8.0(5)";
        let readout = decode(None, &DataMessage::framed(body), Context::default());
        let history = History::of(&readout);
        let address = |number: usize| readout.data_sets[number].address.as_str();
        let rows: Vec<_> = history
            .rows
            .iter()
            .map(|row| (row.present.map(address), row.stored.len()))
            .collect();
        assert_eq!(
            rows,
            [
                (Some("1.8.0"), 2),
                (Some("2.8.0"), 1),
                (Some("0.2.0"), 0),
                (Some("0.2.0"), 0)
            ]
        );
        let first = &history.rows[0];
        assert_eq!(first.in_period(0).map(address), Some("1.8.0*01"));
        assert_eq!(first.representative(), Some(0));
    }
}

//! A readout as rows, one per value, for the forms that are tables.
//!
//! A number and the time that belongs to it, such as a maximum demand and when it
//! occurred, share a row. They do where the two stand side by side; whether the
//! time comes first, as in `(161129200000W)(00981.443*m3)`, or second, as in
//! `(000.01*kW)(17-10-02 08:45)`, is decided by the first such pair of a set, so
//! that lists of times and durations are not paired crosswise.

use std::collections::HashMap;

use rust_decimal::Decimal;

use crate::meter::{CivilTime, Content, DataSet, Readout, Value};

/// One row: a value, or a number with its time.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row<'a> {
    /// `None` on a row that holds a problem and nothing else.
    pub(super) set: Option<&'a DataSet>,
    pub(super) cell: Cell<'a>,
    pub(super) time: Option<CivilTime>,
    /// The text between the brackets as sent; where a row joins two values, from
    /// the first opening to the last closing bracket.
    pub(super) raw: String,
    /// What is odd about the line, joined with `; `.
    pub(super) problem: String,
}

/// What stands in the value column.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Cell<'a> {
    Nothing,
    Number {
        value: Decimal,
        unit: Option<&'a str>,
    },
    Text(&'a str),
}

impl Row<'_> {
    /// The billing index, empty on a current value.
    pub(super) fn billing(&self) -> &str {
        self.set
            .and_then(|set| set.billing.as_ref())
            .map_or("", |billing| &billing.index)
    }

    /// The unit, empty where there is none.
    pub(super) fn unit(&self) -> &str {
        match self.cell {
            Cell::Number { unit, .. } => unit.unwrap_or(""),
            Cell::Nothing | Cell::Text(_) => "",
        }
    }
}

/// All rows in the order sent. A problem stands on the first row of its line; one
/// that belongs to no data set gets a row of its own at the end.
pub(super) fn rows(readout: &Readout) -> Vec<Row<'_>> {
    let mut rows: Vec<Row<'_>> = readout.data_sets.iter().flat_map(rows_of_set).collect();
    let mut first_of_line = HashMap::new();
    for (index, row) in rows.iter().enumerate() {
        if let Some(set) = row.set {
            first_of_line.entry(set.line).or_insert(index);
        }
    }
    let mut alone = Vec::new();
    for problem in &readout.problems {
        let row = first_of_line.get(&problem.line);
        match row.and_then(|index| rows.get_mut(*index)) {
            Some(row) if row.problem.is_empty() => row.problem.clone_from(&problem.message),
            Some(row) => {
                row.problem.push_str("; ");
                row.problem.push_str(&problem.message);
            }
            None => alone.push(Row {
                set: None,
                cell: Cell::Nothing,
                time: None,
                raw: String::new(),
                problem: match problem.line {
                    0 => problem.message.clone(),
                    line => format!("line {line}: {}", problem.message),
                },
            }),
        }
    }
    rows.append(&mut alone);
    rows
}

/// Which of a pair comes first in a set.
#[derive(Clone, Copy, PartialEq, Eq)]
enum PairOrder {
    NumberFirst,
    TimeFirst,
}

pub(super) fn rows_of_set(set: &DataSet) -> Vec<Row<'_>> {
    let order = set.values.windows(2).find_map(pair_order);
    let mut rows = Vec::new();
    let mut rest = set.values.as_slice();
    loop {
        let joined = rest
            .get(..2)
            .filter(|pair| order.is_some() && pair_order(pair) == order);
        let taken = joined.or_else(|| rest.get(..1)).unwrap_or(&[]);
        if taken.is_empty() && !rows.is_empty() {
            return rows;
        }
        rows.push(row_of(set, taken));
        rest = rest.get(taken.len()..).unwrap_or(&[]);
        if taken.is_empty() {
            return rows;
        }
    }
}

fn pair_order(pair: &[Value]) -> Option<PairOrder> {
    let [first, second] = pair else { return None };
    match (&first.content, &second.content) {
        (Content::Number { .. }, Content::Time(_)) => Some(PairOrder::NumberFirst),
        (Content::Time(_), Content::Number { .. }) => Some(PairOrder::TimeFirst),
        _ => None,
    }
}

fn row_of<'a>(set: &'a DataSet, values: &'a [Value]) -> Row<'a> {
    let mut row = Row {
        set: Some(set),
        cell: Cell::Nothing,
        time: None,
        raw: String::new(),
        problem: String::new(),
    };
    for (index, value) in values.iter().enumerate() {
        if index > 0 {
            row.raw.push_str(")(");
        }
        row.raw.push_str(&value.raw);
        match &value.content {
            Content::Empty => {}
            Content::Number { value, unit } => {
                row.cell = Cell::Number {
                    value: *value,
                    unit: unit.as_deref(),
                }
            }
            Content::Time(time) => row.time = Some(*time),
            Content::Flags | Content::Text => row.cell = Cell::Text(&value.raw),
        }
    }
    row
}

#[cfg(test)]
mod tests {
    use jiff::civil;

    use super::*;

    fn number(raw: &str) -> Value {
        Value {
            raw: raw.to_owned(),
            content: Content::Number {
                value: raw.parse().unwrap(),
                unit: None,
            },
        }
    }

    fn time(raw: &str) -> Value {
        Value {
            raw: raw.to_owned(),
            content: Content::Time(CivilTime {
                date: Some(civil::date(2024, 1, 2)),
                time: None,
                season: None,
            }),
        }
    }

    fn text(raw: &str) -> Value {
        Value {
            raw: raw.to_owned(),
            content: Content::Text,
        }
    }

    #[test]
    fn numbers_and_their_times_share_a_row() {
        let check = |values: Vec<Value>, expected: &[&str]| {
            let set = DataSet {
                line: 1,
                address: "x".to_owned(),
                code: None,
                name: None,
                billing: None,
                values,
            };
            let raws: Vec<String> = rows_of_set(&set).into_iter().map(|row| row.raw).collect();
            assert_eq!(raws, expected);
        };
        check(vec![], &[""]);
        check(vec![number("1")], &["1"]);
        check(vec![number("1"), time("t")], &["1)(t"]);
        check(vec![time("t"), number("1")], &["t)(1"]);
        check(
            vec![number("1"), time("t"), number("2"), time("u")],
            &["1)(t", "2)(u"],
        );
        // A power failure log: count, code, then times and durations.
        check(
            vec![
                number("2"),
                text("c"),
                time("t"),
                number("1"),
                time("u"),
                number("3"),
            ],
            &["2", "c", "t)(1", "u)(3"],
        );
        // A history of peaks: two times and a value each.
        check(
            vec![
                text("c"),
                time("t"),
                time("u"),
                number("1"),
                time("v"),
                time("w"),
                number("2"),
            ],
            &["c", "t", "u)(1", "v", "w)(2"],
        );
    }
}

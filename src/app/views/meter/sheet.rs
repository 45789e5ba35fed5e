//! The rows of the table: registers with their history, filtered and sorted. Knows
//! nothing of egui.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::Arc;

use super::words;
use crate::app::text;
use crate::meter::code::{Code, Medium};
use crate::meter::{
    CivilTime, Content, DataSet, History, Problem, Readout, Value, clock, hex_text,
};
use crate::say;

/// The table of one readout.
#[derive(Debug)]
pub struct Sheet {
    pub readout: Arc<Readout>,
    pub history: History,
    /// In the order sent.
    pub lines: Vec<Line>,
    /// What is odd, by line of the data block.
    problems: HashMap<usize, Vec<usize>>,
}

/// A register.
#[derive(Debug)]
pub struct Line {
    /// The data set that stands for it: the present one, else the newest stored.
    pub set: usize,
    /// The row of the history.
    pub row: usize,
    /// Sent, but without a value in any period.
    pub is_empty: bool,
    /// What the search looks at, in lower case.
    haystack: String,
    /// What sorting by address looks at; codes come before other addresses.
    order: (bool, [u8; 5]),
}

/// Which lines are shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Found as a whole, or else each word of it.
    pub search: String,
    pub empty_ones: bool,
    pub sort: Sort,
}

/// The order of the lines.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sort {
    #[default]
    AsSent,
    Up(Column),
    Down(Column),
}

/// What can be sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Column {
    Address,
    Name,
    Now,
    Unit,
    /// A billing period, 0 for the newest.
    Period(usize),
}

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell<'a> {
    /// Not sent.
    Nothing,
    /// Sent but empty.
    Empty,
    /// A number as sent; its leading zeros say nothing.
    Digits(&'a str),
    /// Digits that are no number, as sent: flags, times, serial numbers. Every zero
    /// counts.
    Word(&'a str),
    Text(&'a str),
}

impl Sort {
    /// After a click on a column: up, down, and as sent again.
    pub fn clicked(self, column: Column) -> Sort {
        match self {
            Sort::Up(now) if now == column => Sort::Down(column),
            Sort::Down(now) if now == column => Sort::AsSent,
            _ => Sort::Up(column),
        }
    }

    /// The direction that `column` is sorted in.
    pub fn of(self, column: Column) -> Option<bool> {
        match self {
            Sort::Up(now) if now == column => Some(true),
            Sort::Down(now) if now == column => Some(false),
            _ => None,
        }
    }
}

impl Sheet {
    /// The table of `readout`.
    pub fn of(readout: Arc<Readout>) -> Sheet {
        let history = History::of(&readout);
        let lines = history
            .rows
            .iter()
            .enumerate()
            .filter_map(|(row, registers)| {
                let number = registers.representative()?;
                let set = readout.data_sets.get(number)?;
                let stored = registers.stored.iter().map(|(_, set)| *set);
                let is_empty = registers.present.into_iter().chain(stored).all(|number| {
                    let set = readout.data_sets.get(number);
                    set.is_none_or(|set| cell(set) == Cell::Empty)
                });
                Some(Line {
                    set: number,
                    row,
                    is_empty,
                    haystack: haystack(set),
                    order: order(set),
                })
            })
            .collect();
        let mut problems: HashMap<usize, Vec<usize>> = HashMap::new();
        for (number, problem) in readout.problems.iter().enumerate() {
            problems.entry(problem.line).or_default().push(number);
        }
        Sheet {
            readout,
            history,
            lines,
            problems,
        }
    }

    /// The numbers of the lines to show, in order.
    pub fn shown(&self, filter: &Filter) -> Vec<usize> {
        let search = filter.search.to_lowercase().replace(',', "");
        // As a whole where that is found: `tariff 2` means no other tariff.
        let whole = search.trim();
        let is_found = self.lines.iter().any(|line| line.haystack.contains(whole));
        let words: Vec<&str> = match whole {
            "" => Vec::new(),
            whole if is_found => vec![whole],
            whole => whole.split_whitespace().collect(),
        };
        let mut shown: Vec<usize> = self
            .lines
            .iter()
            .enumerate()
            .filter(|(_, line)| filter.empty_ones || !line.is_empty || !words.is_empty())
            .filter(|(_, line)| words.iter().all(|word| line.haystack.contains(word)))
            .map(|(number, _)| number)
            .collect();
        match filter.sort {
            Sort::AsSent => {}
            Sort::Up(column) => shown.sort_by(|a, b| self.compare(column, *a, *b, false)),
            Sort::Down(column) => shown.sort_by(|a, b| self.compare(column, *a, *b, true)),
        }
        shown
    }

    /// How many lines are empty.
    pub fn empty_lines(&self) -> usize {
        self.lines.iter().filter(|line| line.is_empty).count()
    }

    /// The data set of a line.
    pub fn set(&self, line: usize) -> Option<&DataSet> {
        self.readout.data_sets.get(self.lines.get(line)?.set)
    }

    /// The present data set of a line.
    pub fn present(&self, line: usize) -> Option<&DataSet> {
        let row = self.history.rows.get(self.lines.get(line)?.row)?;
        self.readout.data_sets.get(row.present?)
    }

    /// The data set of a line in a billing period.
    pub fn stored(&self, line: usize, period: usize) -> Option<&DataSet> {
        let row = self.history.rows.get(self.lines.get(line)?.row)?;
        self.readout.data_sets.get(row.in_period(period)?)
    }

    /// How many values of earlier billing periods a line has.
    pub fn earlier_values(&self, line: usize) -> usize {
        let row = self.lines.get(line).map(|line| line.row);
        row.and_then(|row| self.history.rows.get(row))
            .map_or(0, |row| row.stored.len())
    }

    /// The line that shows a data set.
    pub fn line_of_set(&self, number: usize) -> Option<usize> {
        let row = self.history.rows.iter().position(|row| {
            row.present == Some(number) || row.stored.iter().any(|(_, set)| *set == number)
        })?;
        self.lines.iter().position(|line| line.row == row)
    }

    /// The line that shows what stands in a line of the data block.
    pub fn line_of_block(&self, block_line: usize) -> Option<usize> {
        let sets = &self.readout.data_sets;
        let number = sets.iter().position(|set| set.line == block_line)?;
        self.line_of_set(number)
    }

    /// What is odd about the present and stored values of a line.
    pub fn problems(&self, line: usize) -> Vec<&Problem> {
        if self.problems.is_empty() {
            return Vec::new();
        }
        let Some(row) = self
            .lines
            .get(line)
            .and_then(|line| self.history.rows.get(line.row))
        else {
            return Vec::new();
        };
        let stored = row.stored.iter().map(|(_, set)| *set);
        let mut found: Vec<usize> = row
            .present
            .into_iter()
            .chain(stored)
            .filter_map(|number| self.readout.data_sets.get(number))
            .flat_map(|set| self.problems_of(set))
            .collect();
        found.sort_unstable();
        found.dedup();
        found
            .into_iter()
            .filter_map(|number| self.readout.problems.get(number))
            .collect()
    }

    /// The numbers of the problems of a data set. Where several sets share a line of
    /// the block, a problem that quotes a value belongs to the set that holds it.
    fn problems_of<'a>(&'a self, set: &'a DataSet) -> impl Iterator<Item = usize> + 'a {
        let quotes = |problem: &Problem, set: &DataSet| {
            let quoted = |value: &Value| problem.message.contains(&format!("'{}'", value.raw));
            set.values.iter().any(quoted)
        };
        let numbers = self.problems.get(&set.line).into_iter().flatten().copied();
        numbers.filter(move |number| {
            let Some(problem) = self.readout.problems.get(*number) else {
                return false;
            };
            let first = self
                .readout
                .data_sets
                .partition_point(|other| other.line < set.line);
            let mut beside = self
                .readout
                .data_sets
                .get(first..)
                .unwrap_or_default()
                .iter()
                .take_while(|other| other.line == set.line);
            quotes(problem, set) || !beside.any(|other| quotes(problem, other))
        })
    }

    /// What the present value of a line means beyond its digits: times, what stands
    /// in further brackets, how far off the clock is.
    pub fn meaning(&self, line: usize) -> String {
        let Some(set) = self.present(line) else {
            return String::new();
        };
        let mut said: Vec<String> = Vec::new();
        let quantity = set.quantity();
        let main = main_value(set);
        for (index, value) in set.values.iter().enumerate() {
            let is_main = main.is_some_and(|main| std::ptr::eq(main, value));
            match &value.content {
                Content::Time(time) => {
                    let words = words::moment_in_season(*time);
                    // `22:19:26` needs no explanation.
                    if !is_main || words != value.raw.trim() {
                        said.push(words);
                    }
                }
                // A text that was sent as hex.
                Content::Text if let Some(text) = hex_text(&value.raw) => said.push(text),
                _ if is_main => {}
                Content::Empty => {}
                _ => said.push(value.raw.clone()),
            }
            const TOLD: usize = 4;
            if index == TOLD {
                let rest = set.values.len() - index - 1;
                if rest > 0 {
                    said.push(say!("meter-and-more", rest = rest));
                }
                break;
            }
        }
        if quantity.is_none()
            && let Some(drift) = self.readout.clock_drift
            && is_time_of_day(set, &self.readout)
        {
            said.push(text::drift(drift));
        }
        said.join(" · ")
    }

    fn compare(&self, column: Column, a: usize, b: usize, down: bool) -> Ordering {
        let turned = |ordering: Ordering| if down { ordering.reverse() } else { ordering };
        match column {
            Column::Address => {
                let key = |line: usize| {
                    let line = self.lines.get(line)?;
                    Some((line.order, &self.readout.data_sets.get(line.set)?.address))
                };
                turned(key(a).cmp(&key(b)))
            }
            Column::Name => self.by(a, b, down, |sheet, line| {
                let name = sheet.set(line)?.name.as_deref()?;
                Some(text::register_name(name).to_lowercase())
            }),
            Column::Unit => self.by(a, b, down, |sheet, line| {
                sheet.present(line)?.quantity()?.unit.map(str::to_owned)
            }),
            Column::Now => self.by(a, b, down, |sheet, line| sort_value(sheet.present(line)?)),
            Column::Period(period) => self.by(a, b, down, |sheet, line| {
                sort_value(sheet.stored(line, period)?)
            }),
        }
    }

    /// Compares by a key; lines without one stay at the end either way.
    fn by<K: Ord>(
        &self,
        a: usize,
        b: usize,
        down: bool,
        key: impl Fn(&Sheet, usize) -> Option<K>,
    ) -> Ordering {
        match (key(self, a), key(self, b)) {
            (Some(a), Some(b)) if down => b.cmp(&a),
            (Some(a), Some(b)) => a.cmp(&b),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => Ordering::Equal,
        }
    }
}

/// Numbers come before texts.
fn sort_value(set: &DataSet) -> Option<(bool, rust_decimal::Decimal, String)> {
    if let Some(quantity) = set.quantity() {
        return Some((false, quantity.value, String::new()));
    }
    match cell(set) {
        Cell::Digits(text) | Cell::Word(text) | Cell::Text(text) => {
            Some((true, rust_decimal::Decimal::ZERO, text.to_owned()))
        }
        Cell::Nothing | Cell::Empty => None,
    }
}

/// The value that stands in the column *Now*.
fn main_value(set: &DataSet) -> Option<&Value> {
    let first = set.values.first()?;
    let is_time_first = matches!(first.content, Content::Time(_));
    match set.values.get(1) {
        Some(second) if is_time_first && set.quantity().is_some() => Some(second),
        _ => Some(first),
    }
}

/// What the column *Now* or a billing period says of a data set.
pub fn cell(set: &DataSet) -> Cell<'_> {
    if let Some(quantity) = set.quantity() {
        return Cell::Digits(quantity.digits);
    }
    let Some(value) = main_value(set) else {
        return Cell::Nothing;
    };
    let text = value.raw.trim();
    match value.content {
        Content::Empty if set.values.iter().all(|v| v.content == Content::Empty) => Cell::Empty,
        Content::Empty => Cell::Nothing,
        _ if text.len() <= 20 && is_figures(text) => Cell::Word(text),
        Content::Flags if text.len() <= 16 => Cell::Word(text),
        _ => Cell::Text(&value.raw),
    }
}

/// Digits, with the signs that stand in times: `145051`, `14:50:51`, `26-11-22`.
fn is_figures(text: &str) -> bool {
    let is_sign = |byte: u8| matches!(byte, b':' | b'-' | b'.' | b',' | b'/' | b' ');
    text.starts_with(|first: char| first.is_ascii_digit())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || is_sign(byte))
}

/// The data set as the meter sent it: `1.6.0(02.468*kW)(1703100930)`.
pub fn as_sent(set: &DataSet) -> String {
    let mut text = set.address.clone();
    for value in &set.values {
        text.push('(');
        text.push_str(&value.raw);
        text.push(')');
    }
    text
}

fn is_time_of_day(set: &DataSet, readout: &Readout) -> bool {
    let told = clock::clock(readout).and_then(|told| told.time);
    let is_clock = set.values.iter().any(|value| match value.content {
        Content::Time(CivilTime {
            time: Some(time), ..
        }) => Some(time) == told,
        _ => false,
    });
    let code = set.code.as_deref().unwrap_or_default();
    is_clock
        && [":0.9.1", ":0.9.4", "0-0:1.0.0", ":9.36.0"]
            .iter()
            .any(|end| code.ends_with(end))
}

fn haystack(set: &DataSet) -> String {
    let mut text = set.address.to_lowercase();
    let mut add = |part: &str| {
        text.push(' ');
        text.push_str(&part.to_lowercase());
    };
    add(set.code.as_deref().unwrap_or_default());
    if let Some(name) = set.name.as_deref() {
        add(name);
        add(&text::register_name(name));
    }
    for value in set.values.iter().take(64) {
        add(&value.raw);
    }
    text.replace(',', "")
}

fn order(set: &DataSet) -> (bool, [u8; 5]) {
    let code = set
        .code
        .as_deref()
        .and_then(|code| Code::parse(code, Medium::Electricity));
    match code {
        Some(code) => (false, [code.a, code.b, code.c, code.d, code.e]),
        None => (true, [0; 5]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::open_bytes;

    fn sheet(body: &str) -> Sheet {
        let telegram = format!("/XYZ5TEST\r\n\r\n{body}!\r\n");
        let found = open_bytes(telegram.as_bytes()).unwrap().remove(0);
        Sheet::of(Arc::new(found.readout))
    }

    fn addresses(sheet: &Sheet, filter: &Filter) -> Vec<String> {
        sheet
            .shown(filter)
            .into_iter()
            .map(|line| sheet.set(line).unwrap().address.clone())
            .collect()
    }

    const BODY: &str = "1-0:1.8.0(0008.5*kWh)\r\n1-0:1.8.0*01(0007.5*kWh)\r\n0.9.1(145051)\r\n1.6.2()\r\n\
        1-0:1.6.0(02.4*kW)(1703100930)\r\nF.F(00000000)\r\nMODEL(CE102M)\r\n2.8.0(0010.0*kWh)\r\n";

    #[test]
    fn stored_values_share_the_line_of_their_register() {
        let sheet = sheet(BODY);
        assert_eq!(sheet.lines.len(), 7);
        assert_eq!(cell(sheet.present(0).unwrap()), Cell::Digits("0008.5"));
        assert_eq!(cell(sheet.stored(0, 0).unwrap()), Cell::Digits("0007.5"));
        assert_eq!(sheet.line_of_set(1), Some(0));
        assert_eq!(sheet.line_of_block(3), Some(1));
    }

    #[test]
    fn the_search_finds_addresses_names_and_values() {
        let sheet = sheet(BODY);
        let check = |search: &str, expected: &[&str]| {
            let filter = Filter {
                search: search.to_owned(),
                ..Filter::default()
            };
            assert_eq!(addresses(&sheet, &filter), expected, "{search}");
        };
        check("1.8.0", &["1-0:1.8.0"]);
        check("IMPORT dem", &["1.6.2", "1-0:1.6.0"]);
        check("ce102", &["MODEL"]);
        check("nowhere", &[]);
        check("0010", &["2.8.0"]);
        check("import, maximum", &["1.6.2", "1-0:1.6.0"]);
    }

    #[test]
    fn empty_ones_are_left_out_until_they_are_wanted() {
        let sheet = sheet(BODY);
        assert_eq!(sheet.empty_lines(), 1);
        assert_eq!(addresses(&sheet, &Filter::default()).len(), 6);
        let all = Filter {
            empty_ones: true,
            ..Filter::default()
        };
        assert_eq!(addresses(&sheet, &all).len(), 7);
    }

    #[test]
    fn lines_sort_up_down_and_as_sent_again() {
        let sheet = sheet(BODY);
        let sort = Sort::AsSent.clicked(Column::Now);
        let check = |sort, expected: &[&str]| {
            let filter = Filter {
                sort,
                ..Filter::default()
            };
            let found = addresses(&sheet, &filter);
            assert_eq!(found.get(..expected.len()).unwrap(), expected);
        };
        check(sort, &["1-0:1.6.0", "1-0:1.8.0", "2.8.0"]);
        check(sort.clicked(Column::Now), &["MODEL", "0.9.1", "F.F"]);
        assert_eq!(sort.clicked(Column::Now).clicked(Column::Now), Sort::AsSent);
        check(
            Sort::Up(Column::Address),
            &["F.F", "0.9.1", "1-0:1.6.0", "1-0:1.8.0", "2.8.0", "MODEL"],
        );
        // What was never stored stays at the end, whatever the direction.
        check(Sort::Down(Column::Period(0)), &["1-0:1.8.0"]);
        check(Sort::Up(Column::Period(0)), &["1-0:1.8.0"]);
    }

    #[test]
    fn meanings_tell_times_and_further_brackets() {
        let sheet = sheet(
            "1.6.0(02.4*kW)(1703100930)\r\n0.9.1(145051)\r\nET0PE(1.0)(2.0)(3.0)\r\n1.8.0(1*kWh)\r\n\
             X(1)(2)(3)(4)(5)(6)(7)\r\n",
        );
        let meanings: Vec<String> = (0..5).map(|line| sheet.meaning(line)).collect();
        assert_eq!(
            meanings,
            [
                "2017-03-10 09:30",
                "14:50:51",
                "2.0 · 3.0",
                "",
                "2 · 3 · 4 · 5 · and 2 more"
            ]
        );
    }

    #[test]
    fn a_time_that_reads_by_itself_is_not_told_twice() {
        let sheet = sheet("0.9.1(22:19:26)\r\n0.9.2(26-11-22)\r\n");
        assert_eq!(sheet.meaning(0), "");
        assert_eq!(sheet.meaning(1), "2026-11-22");
    }

    #[test]
    fn a_problem_belongs_to_the_set_that_holds_its_value() {
        let sheet = sheet("6.8(032A.871*GJ)6.26(03329.67*m3)9.21(66153690)\r\n1.8.0(5*kWh)\r\n");
        let marked: Vec<bool> = (0..sheet.lines.len())
            .map(|line| !sheet.problems(line).is_empty())
            .collect();
        assert_eq!(marked, [true, false, false, false]);
    }

    #[test]
    fn cells_show_digits_as_sent_and_tell_empty_from_nothing() {
        let sheet = sheet(
            "1.8.0()\r\n0.0.0(63355730)\r\nA.B(KOM21 X)\r\n0.9.1(22:19:26)\r\nC.D\r\nF.F(00FF)\r\n",
        );
        let cells: Vec<Cell<'_>> = (0..sheet.lines.len())
            .map(|line| cell(sheet.set(line).unwrap()))
            .collect();
        assert_eq!(cells.first(), Some(&Cell::Empty));
        assert_eq!(cells.get(1), Some(&Cell::Word("63355730")));
        assert_eq!(cells.get(2), Some(&Cell::Text("KOM21 X")));
        assert_eq!(cells.get(3), Some(&Cell::Word("22:19:26")));
        assert_eq!(cells.last(), Some(&Cell::Word("00FF")));
    }
}

//! A comparison as the lines of a table: settings first, the rest under headings of
//! their own. Knows nothing of egui.

use std::collections::BTreeSet;

use crate::app::model::Staging;
use crate::app::widgets::State;
use crate::parameter_set::{Class, Comparison, Row, Warning};
use crate::profile::normal_address;
use crate::say;

/// A line of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// A heading and how many rows follow.
    Heading(Part, usize),
    /// The number of the row in the comparison.
    Row(usize),
}

/// The parts of the table, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    Settings,
    OnlyRight,
    OnlyLeft,
    ReadOnly,
    Identity,
    Volatile,
    NeverCopy,
    Unlisted,
    Same,
}

impl Part {
    /// The part of a row.
    pub fn of(row: &Row) -> Part {
        if row.is_same {
            return Part::Same;
        }
        match row.class {
            Class::Identity => Part::Identity,
            Class::Volatile => Part::Volatile,
            Class::NeverCopy => Part::NeverCopy,
            _ if row.left.is_none() => Part::OnlyRight,
            _ if row.right.is_none() => Part::OnlyLeft,
            Class::Setting => Part::Settings,
            Class::ReadOnly => Part::ReadOnly,
            Class::Unlisted => Part::Unlisted,
        }
    }

    /// What stands above its rows; the sides are called `left` and `right`.
    pub fn title(self, left: &str, right: &str) -> String {
        match self {
            Part::Settings => say!("sets-part-settings").to_owned(),
            Part::OnlyRight => say!("sets-part-only-in", side = right),
            Part::OnlyLeft => say!("sets-part-only-in", side = left),
            Part::ReadOnly => say!("registers-read-only").to_owned(),
            Part::Identity => say!("sets-part-identity").to_owned(),
            Part::Volatile => say!("sets-part-volatile").to_owned(),
            Part::NeverCopy => say!("sets-part-never-copy").to_owned(),
            Part::Unlisted => say!("sets-part-unlisted").to_owned(),
            Part::Same => say!("sets-part-same").to_owned(),
        }
    }
}

/// The lines to show. `search` is looked for in addresses and names; equal rows are
/// shown if `all`.
pub fn lines(comparison: &Comparison, search: &str, all: bool) -> Vec<Line> {
    let search = search.to_lowercase();
    let words: Vec<&str> = search.split_whitespace().collect();
    let fits = |row: &Row| {
        let text = format!("{} {}", row.address, row.name).to_lowercase();
        words.iter().all(|word| text.contains(word))
    };
    let mut rows: Vec<(Part, usize)> = comparison
        .rows
        .iter()
        .enumerate()
        .map(|(number, row)| (Part::of(row), number, row))
        .filter(|(part, _, row)| (all || *part != Part::Same) && fits(row))
        .map(|(part, number, _)| (part, number))
        .collect();
    rows.sort();
    let mut lines = Vec::with_capacity(rows.len() + 9);
    for (at, (part, number)) in rows.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| rows.get(at));
        if before.is_none_or(|(before, _)| before != part) {
            let count = rows.iter().filter(|(of, _)| of == part).count();
            lines.push(Line::Heading(*part, count));
        }
        lines.push(Line::Row(*number));
    }
    lines
}

/// The addresses of all rows that may be staged.
pub fn stageable(comparison: &Comparison) -> BTreeSet<String> {
    comparison
        .rows
        .iter()
        .filter(|row| row.may_be_copied())
        .map(|row| row.address.clone())
        .collect()
}

/// The state of a row, and what there is to say.
pub fn state(row: &Row, staging: &Staging) -> (State, String) {
    let wanted = normal_address(&row.address);
    let staged = staging
        .staged()
        .iter()
        .find(|staged| normal_address(&staged.change.register.address) == wanted);
    match row.to_send() {
        Some(Ok(value)) => match staged {
            Some(staged) if staged.change.wanted == value => {
                (State::Staged, say!("sets-staged").to_owned())
            }
            _ if row.left.is_none() => (State::Unknown, say!("sets-not-read").to_owned()),
            _ => (State::Warning, say!("sets-differs").to_owned()),
        },
        Some(Err(error)) => (
            State::Wrong,
            say!("sets-not-taken", reason = error.to_string()),
        ),
        None if row.is_same => (State::Good, say!("sets-same").to_owned()),
        None if row.left.is_none() || row.right.is_none() => {
            (State::Unknown, say!("sets-one-side").to_owned())
        }
        None => match Part::of(row) {
            Part::ReadOnly => (State::ReadOnly, say!("registers-read-only").to_owned()),
            Part::Unlisted => (State::ReadOnly, say!("sets-part-unlisted").to_owned()),
            Part::NeverCopy => (State::ReadOnly, say!("sets-part-never-copy").to_owned()),
            _ => (State::Unknown, say!("sets-as-expected").to_owned()),
        },
    }
}

/// A warning as a headline and what follows from it.
pub fn warning(warning: &Warning) -> (String, &'static str) {
    let consequence = match warning {
        Warning::OtherProfile { .. } => say!("sets-other-profile-note"),
        Warning::OtherType { .. } => say!("sets-other-type-note"),
        Warning::OtherFirmware { .. } => say!("sets-other-firmware-note"),
        Warning::Incomplete(_) => say!("sets-incomplete-note"),
    };
    (warning.to_string(), consequence)
}

/// A value in shown units; as sent where the profile does not know the register.
pub fn shown(row: &Row, raw: Option<&String>) -> String {
    let Some(raw) = raw else {
        return String::new();
    };
    match &row.register {
        Some(register) => register.show(raw).to_string(),
        None => raw.clone(),
    }
}

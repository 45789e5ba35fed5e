//! What came of all sessions, as a table.

use std::collections::BTreeMap;
use std::fmt;

use super::draw::Trouble;
use super::judge::{Judged, Verdict};

/// Sessions by what came of them.
#[derive(Debug, Clone, Copy, Default)]
struct Cell {
    sessions: u64,
    whole: u64,
    partial: u64,
    failed: u64,
    remarked: u64,
    undetected: u64,
    left: u64,
}

/// Sessions by kind and disturbance.
#[derive(Debug, Default)]
pub(super) struct Table {
    cells: BTreeMap<(&'static str, Trouble), Cell>,
}

impl Table {
    pub(super) const fn new() -> Table {
        Table {
            cells: BTreeMap::new(),
        }
    }

    pub(super) fn add(&mut self, group: &'static str, trouble: Trouble, judged: &Judged) {
        let cell = self.cells.entry((group, trouble)).or_default();
        cell.sessions += 1;
        cell.left += u64::from(judged.left);
        *match judged.verdict {
            Verdict::Whole => &mut cell.whole,
            Verdict::Partial => &mut cell.partial,
            Verdict::Failed => &mut cell.failed,
            Verdict::Remarked => &mut cell.remarked,
            Verdict::Undetected => &mut cell.undetected,
        } += 1;
    }

    pub(super) fn join(&mut self, other: Table) {
        for (key, cell) in other.cells {
            let own = self.cells.entry(key).or_default();
            *own = own.with(&cell);
        }
    }

    pub(super) fn sessions(&self) -> u64 {
        self.total().sessions
    }

    fn total(&self) -> Cell {
        let cells = self.cells.values();
        cells.fold(Cell::default(), |sum, cell| sum.with(cell))
    }
}

impl Cell {
    fn with(&self, other: &Cell) -> Cell {
        Cell {
            sessions: self.sessions + other.sessions,
            whole: self.whole + other.whole,
            partial: self.partial + other.partial,
            failed: self.failed + other.failed,
            remarked: self.remarked + other.remarked,
            undetected: self.undetected + other.undetected,
            left: self.left + other.left,
        }
    }

    fn row(&self, f: &mut fmt::Formatter<'_>, kind: &str, trouble: &str) -> fmt::Result {
        writeln!(
            f,
            "{kind:<13} {trouble:<9} {:>8} {:>8} {:>8} {:>8} {:>8} {:>10} {:>8}",
            self.sessions,
            self.whole,
            self.partial,
            self.failed,
            self.remarked,
            self.undetected,
            self.left
        )
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{:<13} {:<9} {:>8} {:>8} {:>8} {:>8} {:>8} {:>10} {:>8}",
            "kind",
            "",
            "sessions",
            "whole",
            "partial",
            "failed",
            "remarked",
            "undetected",
            "left on"
        )?;
        for ((group, trouble), cell) in &self.cells {
            cell.row(f, group, trouble.name())?;
        }
        self.total().row(f, "all", "")
    }
}

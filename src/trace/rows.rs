//! Message rows: what the trace panel shows and the text form writes.

use std::collections::VecDeque;
use std::time::Duration;

use super::meaning::{self, Context};
use super::scanner::{MASK, RowEnd, Scanner, Shown};
use super::{TraceEntry, TraceRecord};
use crate::meter::code::Medium;
use crate::meter::decode::medium;
use crate::transport::{LineSettings, LineTime};

/// Which way a row went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// From us to the meter.
    Out,
    /// From the meter to us.
    In,
    /// Our own bytes, reflected by the head.
    Echo,
    /// Nothing that went over the line: settings, notes.
    Line,
}

/// One row: a message, or one line of a data message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TraceRow {
    /// When its first byte came, and its bytes, passwords masked.
    pub record: TraceRecord,
    /// What it means, in plain words; empty where there is nothing to say.
    pub meaning: String,
}

impl TraceRow {
    /// The time of the first byte.
    pub fn at(&self) -> LineTime {
        self.record.at
    }

    /// Which way it went.
    pub fn direction(&self) -> Direction {
        Direction::of(&self.record.entry)
    }

    /// The bytes as they went over the line, passwords masked.
    pub fn bytes(&self) -> &[u8] {
        self.record.entry.bytes()
    }
}

impl Direction {
    fn of(entry: &TraceEntry) -> Direction {
        match entry {
            TraceEntry::Sent(_) => Direction::Out,
            TraceEntry::Received(_) => Direction::In,
            TraceEntry::Echoed(_) => Direction::Echo,
            TraceEntry::Opened { .. }
            | TraceEntry::Configured(_)
            | TraceEntry::Noted(_)
            | TraceEntry::Closed => Direction::Line,
        }
    }
}

/// A silence inside a line that is longer than this begins a new row: whoever looks
/// for a slow meter must see it.
const ROW_PAUSE: Duration = Duration::from_millis(500);

/// A line that is longer than this, in bytes, goes on in the next row.
const MAX_ROW: usize = 2048;

/// Rows made of records, one record at a time. Only the newest are kept.
#[derive(Debug, Clone)]
pub struct TraceRows {
    rows: VecDeque<TraceRow>,
    limit: usize,
    left_out: usize,
    /// The last row may grow; this is when its last byte came.
    open: Option<LineTime>,
    out: Scanner,
    into: Scanner,
    echo: Scanner,
    settings: Option<LineSettings>,
    medium: Option<Medium>,
}

impl Default for TraceRows {
    fn default() -> TraceRows {
        TraceRows::new()
    }
}

impl TraceRows {
    /// How many rows [`TraceRows::new`] keeps: some ten long readouts.
    pub const LIMIT: usize = 20_000;

    /// No rows yet; at most [`TraceRows::LIMIT`] are kept.
    pub fn new() -> TraceRows {
        TraceRows::with_limit(TraceRows::LIMIT)
    }

    /// No rows yet; at most `limit` are kept.
    pub fn with_limit(limit: usize) -> TraceRows {
        TraceRows {
            rows: VecDeque::new(),
            limit: limit.max(1),
            left_out: 0,
            open: None,
            out: Scanner::default(),
            into: Scanner::default(),
            echo: Scanner::default(),
            settings: None,
            medium: None,
        }
    }

    /// Takes the next record: the last row grows, or rows are added.
    pub fn apply(&mut self, record: &TraceRecord) {
        match &record.entry {
            TraceEntry::Sent(bytes) => {
                // An answer that was cut is over when the next message goes out.
                self.into = Scanner::default();
                self.apply_bytes(record.at, Direction::Out, bytes);
            }
            TraceEntry::Received(bytes) => self.apply_bytes(record.at, Direction::In, bytes),
            TraceEntry::Echoed(bytes) => self.apply_bytes(record.at, Direction::Echo, bytes),
            // Being set to what it is already tells nothing.
            TraceEntry::Configured(settings) if self.settings == Some(*settings) => {}
            TraceEntry::Configured(settings) => {
                self.settings = Some(*settings);
                self.add_other(record);
            }
            TraceEntry::Opened { .. } => {
                self.out = Scanner::default();
                self.into = Scanner::default();
                self.echo = Scanner::default();
                self.settings = None;
                self.medium = None;
                self.add_other(record);
            }
            TraceEntry::Noted(_) | TraceEntry::Closed => self.add_other(record),
        }
    }

    /// The rows, oldest first.
    pub fn rows(&self) -> &VecDeque<TraceRow> {
        &self.rows
    }

    /// How many rows were left out at the beginning to stay within the limit.
    pub fn left_out(&self) -> usize {
        self.left_out
    }

    /// Forgets all rows.
    pub fn clear(&mut self) {
        self.rows.clear();
        self.left_out = 0;
        self.open = None;
    }

    fn apply_bytes(&mut self, at: LineTime, direction: Direction, bytes: &[u8]) {
        let mut unexplained = false;
        for byte in bytes {
            let scanner = match direction {
                Direction::Out => &mut self.out,
                Direction::Echo => &mut self.echo,
                Direction::In | Direction::Line => &mut self.into,
            };
            let step = scanner.push(*byte);
            let begins = step.begins || !self.goes_on(at, direction);
            if begins {
                if unexplained {
                    self.explain(None);
                }
                self.begin_row(at, direction);
            }
            self.open = Some(at);
            unexplained = true;
            let star: &[u8] = b"*";
            match step.shown {
                Shown::Byte => self.push(std::slice::from_ref(byte)),
                // A password that goes on in another row is masked there too: a row
                // with nothing in it would tell that nothing was sent.
                Shown::Nothing if begins => self.push(MASK),
                Shown::Nothing => {}
                Shown::ByteAndMask => {
                    self.push(std::slice::from_ref(byte));
                    self.push(MASK);
                }
                Shown::Mask => self.push(MASK),
                Shown::Star => self.push(star),
            }
            if let Some(end) = step.ends {
                self.explain(Some(end));
                unexplained = false;
                self.open = None;
            }
        }
        if unexplained {
            self.explain(None);
        }
    }

    /// Whether a byte at `at` belongs to the last row.
    fn goes_on(&self, at: LineTime, direction: Direction) -> bool {
        let (Some(last_byte), Some(row)) = (self.open, self.rows.back()) else {
            return false;
        };
        row.direction() == direction
            && at.since(last_byte) <= ROW_PAUSE
            && row.bytes().len() < MAX_ROW
    }

    fn begin_row(&mut self, at: LineTime, direction: Direction) {
        let entry = match direction {
            Direction::Out => TraceEntry::Sent(Vec::new()),
            Direction::Echo => TraceEntry::Echoed(Vec::new()),
            Direction::In | Direction::Line => TraceEntry::Received(Vec::new()),
        };
        self.add(TraceRow {
            record: TraceRecord { at, entry },
            meaning: String::new(),
        });
    }

    fn push(&mut self, shown: &[u8]) {
        if let Some(row) = self.rows.back_mut() {
            match &mut row.record.entry {
                TraceEntry::Sent(bytes)
                | TraceEntry::Received(bytes)
                | TraceEntry::Echoed(bytes) => bytes.extend(shown),
                _ => {}
            }
        }
    }

    fn explain(&mut self, end: Option<RowEnd>) {
        let context = Context {
            settings: self.settings,
            medium: self.medium,
            check: match end {
                Some(RowEnd::Checked(check)) => Some(check),
                Some(RowEnd::Plain) | None => None,
            },
        };
        if let Some(row) = self.rows.back_mut() {
            row.meaning = meaning::of(&row.record.entry, &context);
            if let (TraceEntry::Received(bytes), Some(_)) = (&row.record.entry, end)
                && let Some(identification) = meaning::identification_in(bytes)
            {
                self.medium = Some(medium(Some(&identification), ""));
            }
        }
    }

    fn add_other(&mut self, record: &TraceRecord) {
        self.open = None;
        self.add(TraceRow {
            record: record.clone(),
            meaning: meaning::of(&record.entry, &Context::default()),
        });
    }

    fn add(&mut self, row: TraceRow) {
        while self.rows.len() >= self.limit {
            self.rows.pop_front();
            self.left_out = self.left_out.saturating_add(1);
        }
        self.rows.push_back(row);
    }
}

//! Where the columns of the table are. Knows nothing of egui but its ranges.

use eframe::egui::Rangef;

use crate::app::text;
use crate::app::views::meter::facts::plain_address;
use crate::app::views::meter::sheet::{Cell, Sheet, cell};
use crate::app::views::meter::words;

/// A digit of the text style Body.
const DIGIT: f32 = 8.4;
/// A character of the text style Mono.
const MONO: f32 = 7.8;
/// What a character of a name takes on average, with a margin.
const LETTER: f32 = 7.1;
/// Left and right of a cell.
const PADDING: f32 = 12.0;
/// Left of the first and right of the last column.
const EDGE: f32 = 20.0;
/// The least width of a column with meanings.
const MEANING_LEAST: f32 = 140.0;
/// A name may be cut to this for one more history column.
const NAME_USUAL: f32 = 240.0;
/// The least that a name is cut to while history columns are folded away instead.
const NAME_LEAST: f32 = 140.0;

/// The longest texts of each column, in characters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Longest {
    address: usize,
    name: usize,
    now: usize,
    unit: usize,
    stored: usize,
}

impl Longest {
    /// What columns are laid out for while rows arrive, so that they stay where they
    /// are whatever comes next.
    pub const ARRIVING: Longest = Longest {
        address: 12,
        name: 42,
        now: 12,
        unit: 5,
        stored: 0,
    };

    /// The longer of both in each column.
    pub fn or_longer(self, other: Longest) -> Longest {
        Longest {
            address: self.address.max(other.address),
            name: self.name.max(other.name),
            now: self.now.max(other.now),
            unit: self.unit.max(other.unit),
            stored: self.stored.max(other.stored),
        }
    }

    /// Measures a sheet.
    pub fn of(sheet: &Sheet) -> Longest {
        let mut longest = Longest::default();
        let digits = |cell: Cell<'_>| match cell {
            Cell::Digits(digits) | Cell::Word(digits) => digits.chars().count(),
            Cell::Empty => 5,
            Cell::Text(_) | Cell::Nothing => 0,
        };
        for (number, line) in sheet.lines.iter().enumerate() {
            let Some(set) = sheet.set(number) else {
                continue;
            };
            let count = |text: &str| text.chars().count();
            longest.address = longest.address.max(count(plain_address(set)));
            longest.name = longest.name.max(
                set.name
                    .as_deref()
                    .map_or(0, |name| count(&text::register_name(name))),
            );
            let unit = set.quantity().and_then(|quantity| quantity.unit);
            longest.unit = longest
                .unit
                .max(unit.map_or(0, |unit| count(words::unit(unit))));
            if let Some(present) = sheet.present(number) {
                longest.now = longest.now.max(digits(cell(present)));
            }
            let stored = sheet.history.rows.get(line.row).into_iter();
            for (_, set) in stored.flat_map(|row| &row.stored) {
                if let Some(set) = sheet.readout.data_sets.get(*set) {
                    longest.stored = longest.stored.max(match cell(set) {
                        // Not for a reset time, which is in the head of its column.
                        Cell::Word(_) => 0,
                        cell => digits(cell),
                    });
                }
            }
        }
        longest
    }
}

/// The columns of the table, each with its padding.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Columns {
    pub address: Rangef,
    pub name: Rangef,
    pub now: Rangef,
    pub unit: Rangef,
    /// The window on the history columns.
    pub history: Rangef,
    /// What a history column takes.
    pub period: f32,
    /// How many history columns are seen at a time.
    pub periods: usize,
    /// Empty where there is no room for it.
    pub meaning: Rangef,
}

impl Columns {
    /// Lays out a table from `left` to `right` with `periods` history columns, as many
    /// of them as there is room for.
    pub fn of(longest: Longest, left: f32, right: f32, periods: usize) -> Columns {
        let width = right - left;
        let address = (longest.address as f32 * MONO + EDGE + PADDING)
            .clamp(108.0, 240.0)
            .ceil();
        let name = (longest.name as f32 * LETTER + 2.0 * PADDING)
            .clamp(180.0, 320.0)
            .ceil();
        let now = (longest.now as f32 * DIGIT + 2.0 * PADDING)
            .clamp(96.0, 320.0)
            .ceil();
        let unit = (longest.unit as f32 * DIGIT + 2.0 * PADDING)
            .clamp(56.0, 96.0)
            .ceil();
        let period = (longest.stored as f32 * DIGIT + 2.0 * PADDING)
            .max(112.0)
            .ceil();
        let fixed = address + now + unit;
        let room = |name: f32| ((width - fixed - name - EDGE + PADDING) / period).max(0.0) as usize;
        let mut seen = room(name.min(NAME_USUAL)).min(periods);
        if seen < 2 {
            seen = room(NAME_LEAST).min(periods);
        }
        let history = if seen > 0 {
            seen as f32 * period + EDGE - PADDING
        } else {
            0.0
        };
        let rest = width - fixed - history;
        // Without history a name may give way to what the value means.
        let name = if seen == 0 && rest - name < MEANING_LEAST {
            (rest - MEANING_LEAST).max(NAME_USUAL).min(name)
        } else {
            name
        };
        let meaning = rest - name;
        let has_meaning = meaning >= MEANING_LEAST;
        let name = if has_meaning { name } else { rest.max(0.0) };
        let mut at = left;
        let mut next = |width: f32| {
            let range = Rangef::new(at, at + width);
            at += width;
            range
        };
        Columns {
            address: next(address),
            name: next(name),
            now: next(now),
            unit: next(unit),
            history: next(history),
            period,
            periods: seen,
            meaning: next(if has_meaning { meaning } else { 0.0 }),
        }
    }

    /// How wide all `total` history columns are.
    pub fn history_width(&self, total: usize) -> f32 {
        total as f32 * self.period
    }

    /// Where the text of a history column ends, with the columns shifted by `offset`.
    pub fn period_right(&self, period: usize, offset: f32) -> f32 {
        self.history.min + (period as f32 + 1.0) * self.period - PADDING - offset
    }
}

/// The range of the text in a cell, without its padding.
pub fn inner(column: Rangef) -> Rangef {
    Rangef::new(column.min + PADDING, column.max - PADDING)
}

/// The same for the first column.
pub fn inner_first(column: Rangef) -> Rangef {
    Rangef::new(column.min + EDGE, column.max)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONGEST: Longest = Longest {
        address: 9,
        name: 30,
        now: 12,
        unit: 5,
        stored: 11,
    };

    #[test]
    fn history_takes_the_room_that_there_is() {
        let columns = Columns::of(LONGEST, 0.0, 1014.0, 15);
        assert_eq!(columns.periods, 4);
        assert!(columns.name.span() >= NAME_LEAST);
        let narrow = Columns::of(LONGEST, 0.0, 560.0, 15);
        assert!(narrow.periods < 2);
        let wide = Columns::of(LONGEST, 0.0, 1650.0, 3);
        assert_eq!(wide.periods, 3);
        assert!(wide.meaning.span() >= MEANING_LEAST);
    }

    #[test]
    fn columns_stay_where_they_are_while_rows_arrive() {
        let few = Longest {
            address: 5,
            name: 14,
            now: 8,
            unit: 0,
            stored: 0,
        };
        let layout = |longest: Longest| Columns::of(longest, 0.0, 1014.0, 0);
        let (first, last) = (
            Longest::ARRIVING.or_longer(few),
            Longest::ARRIVING.or_longer(LONGEST),
        );
        assert_eq!(layout(first).now, layout(last).now);
        assert_eq!(layout(first).meaning, layout(last).meaning);
        assert!(layout(last).meaning.span() >= MEANING_LEAST);
        let small = Columns::of(last, 0.0, 772.0, 0);
        assert!(small.meaning.span() >= MEANING_LEAST);
        assert!(small.name.span() >= NAME_USUAL);
    }

    #[test]
    fn columns_follow_each_other_up_to_the_right_edge() {
        for (width, periods) in [(600.0, 0), (784.0, 15), (1014.0, 15), (1660.0, 2)] {
            let columns = Columns::of(LONGEST, 10.0, 10.0 + width, periods);
            assert_eq!(columns.address.min, 10.0);
            assert_eq!(columns.name.min, columns.address.max);
            assert_eq!(columns.now.min, columns.name.max);
            assert_eq!(columns.history.min, columns.unit.max);
            assert!((columns.meaning.max - 10.0 - width).abs() < 0.5);
        }
    }

    #[test]
    fn a_number_never_gets_less_than_its_digits_take() {
        let columns = Columns::of(LONGEST, 0.0, 784.0, 15);
        assert!(inner(columns.now).span() >= 12.0 * DIGIT);
        assert!(columns.period - 2.0 * PADDING >= 11.0 * DIGIT);
    }
}

//! The header of a VDEW load profile, `P.01(time)(status)(period)(n)` with n pairs
//! `(code)(unit)`, also where it lies about n or is split over lines.

use super::builder::{MAX_COLUMNS, MAX_PERIOD};
use crate::meter::code::{Code, Medium};
use crate::meter::number;

/// What stands in front of the pairs.
pub(super) const FRONT: usize = 4;

/// A header taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Header {
    /// How many channels it promises; `None` if that is no number.
    pub(super) promised: Option<usize>,
    /// How many pairs there are.
    pub(super) pairs: usize,
    /// How many groups belong to it.
    pub(super) used: usize,
}

impl Header {
    /// Takes apart what begins with a header. The groups behind it belong to rows.
    pub(super) fn of(groups: &[&str]) -> Header {
        let count = groups.get(3).and_then(|raw| raw.trim().parse().ok());
        let promised = count.filter(|count| *count <= MAX_COLUMNS);
        let behind = groups.get(FRONT..).unwrap_or(&[]);
        let is_pair = |index: usize, pair: &[&str]| match pair {
            [code, unit] if index < promised.unwrap_or(0) => is_code(code) && !is_number(unit),
            [code, unit] => is_code(code) && is_unit(unit),
            _ => false,
        };
        let pairs = behind
            .chunks(2)
            .enumerate()
            .take(MAX_COLUMNS)
            .take_while(|(index, pair)| is_pair(*index, pair))
            .count();
        Header {
            promised,
            pairs,
            used: groups.len().min(FRONT + 2 * pairs),
        }
    }

    /// Whether groups on the next line may still belong to it: it ended before all
    /// that it promises.
    pub(super) fn is_open(&self, groups: &[&str]) -> bool {
        let behind = groups.len().saturating_sub(self.used);
        groups.len() < FRONT || self.promised.is_some_and(|n| self.pairs < n) && behind <= 1
    }

    /// Whether `next`, from the line behind, goes on with it.
    pub(super) fn goes_on(&self, groups: &[&str], next: &[&str]) -> bool {
        if groups.len() < FRONT {
            return true;
        }
        // A pair may be split between its code and its unit.
        let (tail, next) = match (groups.len() - self.used, next) {
            (1, [unit, rest @ ..]) if !is_number(unit) => (is_unit(unit), rest),
            (1, _) => return false,
            (_, next) => (false, next),
        };
        let is_pair = |pair: &[&str]| match pair {
            [code, unit] => is_code(code) && !is_number(unit),
            [code] => is_code(code),
            _ => false,
        };
        let has_unit = next.chunks(2).any(|pair| pair.get(1).is_some_and(is_unit));
        (tail || has_unit) && next.chunks(2).all(is_pair)
    }
}

/// Whether the groups of a line that begins with a bracket are a header without its
/// code: a stamp, a status, a period and a count, then codes with units.
pub(in crate::meter) fn is_nameless(groups: &[&str]) -> bool {
    let [stamp, status, period, count, rest @ ..] = groups else {
        return false;
    };
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    is_stamp(stamp)
        && status.bytes().all(|byte| byte.is_ascii_hexdigit())
        && matches!(status.len(), 0..=8)
        && period.len() <= 5
        && digits(period)
        && matches!(count.len(), 1..=3)
        && digits(count)
        && match rest {
            [] => true,
            [code] => is_code(code),
            [code, unit, ..] => is_code(code) && !is_number(unit),
        }
}

/// Digits alone, as many as a time has: 10 to 14.
pub(super) fn is_stamp(text: &str) -> bool {
    matches!(text.len(), 10..=14) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Minutes of an interval, 1 to 44640.
pub(super) fn period(raw: &str) -> Option<u32> {
    let minutes: u32 = raw.trim().parse().ok()?;
    (1..=MAX_PERIOD).contains(&minutes).then_some(minutes)
}

fn is_code(text: &str) -> bool {
    let text = text.trim();
    Code::parse(text, Medium::Electricity).is_some()
        || text.bytes().any(|byte| byte.is_ascii_alphabetic())
}

fn is_number(text: impl AsRef<str>) -> bool {
    let text = text.as_ref().trim();
    number::parse(text).is_some() || text.bytes().all(|byte| byte == b'-') && !text.is_empty()
}

fn is_unit(text: impl AsRef<str>) -> bool {
    let text = text.as_ref();
    text.bytes()
        .any(|byte| byte.is_ascii_alphabetic() || byte == b'%')
        && !is_number(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(groups: &[&str], pairs: usize, used: usize) {
        let header = Header::of(groups);
        assert_eq!((header.pairs, header.used), (pairs, used), "{groups:?}");
    }

    #[test]
    fn what_the_pairs_show_wins_over_what_the_count_says() {
        let front = ["1220823161500", "00", "15", "2"];
        let with = |rest: &[&'static str]| [&front[..], rest].concat();
        check(&with(&["1.5", "kW", "2.5", "kW"]), 2, 8);
        check(&with(&["1.5", "kW", "2.5", "kW", "0.1", "0.2"]), 2, 8);
        check(&with(&["1.5", "kW", "2.5", "kW", "5.5", "kvar"]), 3, 10);
        check(&with(&["1.5", "kW", "0.1", "0.2"]), 1, 6);
        check(&with(&["1.5", "kW"]), 1, 6);
        check(&with(&["13.5", "", "1.5", "kW", "0.1", ""]), 2, 8);
        check(&with(&["1.5", "kW", "2.5"]), 1, 6);
        check(&with(&[]), 0, 4);
        check(&["1220823161500", "00"], 0, 2);
        check(&["1220823161500", "00", "15", "x", "1.5", "kW"], 1, 6);
    }

    #[test]
    fn a_header_without_its_code_is_known_by_its_form() {
        let check = |groups: &[&str], expected| assert_eq!(is_nameless(groups), expected);
        check(&["0191128152324", "00", "01", "5", "1.5", "W"], true);
        check(&["191128152324", "00000000", "15", "1", "1.5", "W"], true);
        check(&["0191128152324", "00", "01", "5"], true);
        check(&["0000012345", "00", "15", "1", "0.5", "0.7"], false);
        check(&["0191128152324", "00"], false);
        check(&["00123", "0.53", "231.2", "0.99", "50.0"], false);
        check(&["0000012345", "0.53", "15", "1"], false);
    }
}

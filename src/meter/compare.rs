//! A readout against an earlier one of the same meter: what differs, and how much
//! was drawn per day.
//!
//! Only present values are compared: stored ones move to other numbers with every
//! reset. Differences are exact; where the meter sent no number there is none.

use std::collections::HashMap;

use jiff::SignedDuration;
use rust_decimal::{Decimal, RoundingStrategy};

use super::clock::clock;
use super::readout::{DataSet, Readout};

/// The least time between two readouts that a consumption per day is told for.
const LEAST_SPAN: SignedDuration = SignedDuration::from_hours(1);

/// A consumption per day has at least so many decimals.
const LEAST_DECIMALS: u32 = 2;

const SECONDS_A_DAY: i64 = 86_400;

/// Two readouts side by side.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// The later readout minus the earlier one; `None` where neither computer nor
    /// meter told both times.
    pub span: Option<SignedDuration>,
    /// In the order of the later readout, then what only the earlier one has.
    pub rows: Vec<Row>,
}

/// One register in both readouts.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The data set of the later readout.
    pub now: Option<usize>,
    /// The data set of the earlier readout.
    pub then: Option<usize>,
    pub change: Change,
}

/// What became of a register.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    Same,
    /// Another number of the same unit.
    Number {
        difference: Decimal,
        /// Of what is counted up, with the decimals of the difference but two at
        /// least; where the readouts are an hour apart or more.
        per_day: Option<Decimal>,
    },
    /// Something else than a number, or another unit.
    Other,
    OnlyNow,
    OnlyThen,
}

impl Comparison {
    /// Compares `now` with `then`.
    pub fn of(now: &Readout, then: &Readout) -> Comparison {
        let span = span(now, then);
        let mut earlier: HashMap<(&str, usize), usize> = HashMap::new();
        let mut order = Vec::new();
        for (key, number) in keys(then) {
            earlier.insert(key, number);
            order.push((key, number));
        }
        let mut rows: Vec<Row> = keys(now)
            .map(|(key, number)| {
                let then_number = earlier.remove(&key);
                let pair = now
                    .data_sets
                    .get(number)
                    .zip(then_number.and_then(|number| then.data_sets.get(number)));
                Row {
                    now: Some(number),
                    then: then_number,
                    change: pair.map_or(Change::OnlyNow, |(now, then)| change(now, then, span)),
                }
            })
            .collect();
        let gone = order.iter().filter(|(key, _)| earlier.contains_key(key));
        rows.extend(gone.map(|(_, number)| Row {
            now: None,
            then: Some(*number),
            change: Change::OnlyThen,
        }));
        Comparison { span, rows }
    }

    /// How many registers differ.
    pub fn differences(&self) -> usize {
        let differ = |row: &&Row| row.change != Change::Same;
        self.rows.iter().filter(differ).count()
    }
}

/// The present values of a readout, each with what tells it apart: its code or
/// address, and how many of the same came before.
fn keys(readout: &Readout) -> impl Iterator<Item = ((&str, usize), usize)> {
    let mut seen: HashMap<&str, usize> = HashMap::new();
    let present = readout
        .data_sets
        .iter()
        .enumerate()
        .filter(|(_, set)| set.billing.is_none());
    present.map(move |(number, set)| {
        let name = set.code.as_deref().unwrap_or(&set.address);
        let before = seen.entry(name).or_default();
        *before += 1;
        ((name, *before), number)
    })
}

/// By this computer's clock, else by the meter's.
fn span(now: &Readout, then: &Readout) -> Option<SignedDuration> {
    if let (Some(now), Some(then)) = (&now.read_at, &then.read_at) {
        return Some(now.timestamp().duration_since(then.timestamp()));
    }
    let told = |readout: &Readout| {
        let time = clock(readout)?;
        Some(time.date?.to_datetime(time.time?))
    };
    Some(told(now)?.duration_since(told(then)?))
}

fn change(now: &DataSet, then: &DataSet, span: Option<SignedDuration>) -> Change {
    if now.values.len() == then.values.len()
        && now
            .values
            .iter()
            .zip(&then.values)
            .all(|(now, then)| now.raw == then.raw)
    {
        return Change::Same;
    }
    let (Some(new), Some(old)) = (now.quantity(), then.quantity()) else {
        return Change::Other;
    };
    if new.unit != old.unit {
        return Change::Other;
    }
    let Some(difference) = new.value.checked_sub(old.value) else {
        return Change::Other;
    };
    if difference.is_zero() {
        return Change::Other;
    }
    Change::Number {
        difference,
        per_day: span
            .filter(|_| new.is_counted())
            .and_then(|span| per_day(difference, span)),
    }
}

/// `difference` over `span`, as a number for one day.
fn per_day(difference: Decimal, span: SignedDuration) -> Option<Decimal> {
    if span < LEAST_SPAN {
        return None;
    }
    let seconds = Decimal::from(span.as_secs());
    let a_day = difference
        .checked_mul(Decimal::from(SECONDS_A_DAY))?
        .checked_div(seconds)?;
    let decimals = difference.scale().max(LEAST_DECIMALS);
    let mut rounded =
        a_day.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero);
    rounded.rescale(decimals);
    Some(rounded)
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use jiff::tz::TimeZone;

    use super::*;
    use crate::codec::DataMessage;
    use crate::meter::{Context, decode};

    fn readout(body: &str, read_at: Option<&str>) -> Readout {
        let context = Context {
            read_at: read_at.map(|at| at.parse::<Timestamp>().unwrap().to_zoned(TimeZone::UTC)),
            ..Context::default()
        };
        decode(None, &DataMessage::framed(body), context)
    }

    fn told(comparison: &Comparison) -> Vec<String> {
        let number = |row: &Row| match row.change {
            Change::Number {
                difference,
                per_day,
            } => match per_day {
                Some(per_day) => format!("{difference} {per_day}"),
                None => difference.to_string(),
            },
            other => format!("{other:?}"),
        };
        comparison.rows.iter().map(number).collect()
    }

    #[test]
    fn differences_are_exact_and_consumption_is_per_day() {
        let then = "1.8.0(0007904.135*kWh)\r\n1.6.0(02.468*kW)(1703100930)\r\n0.0.0(1)\r\n1.7.0(0.5*kW)\r\nC.1(A)\r\nC.9(old)\r\n1.8.0*01(1*kWh)\r\n";
        let now = "1.8.0(0008048.375*kWh)\r\n1.6.0(02.468*kW)(1703110930)\r\n0.0.0(1)\r\n1.7.0(0.4*kW)\r\nC.1(B)\r\nC.8(new)\r\n1.8.0*01(2*kWh)\r\n";
        let comparison = Comparison::of(
            &readout(now, Some("2026-03-18T12:00:00Z")),
            &readout(then, Some("2026-03-01T00:00:00Z")),
        );
        assert_eq!(
            comparison.span,
            Some(SignedDuration::from_hours(17 * 24 + 12))
        );
        assert_eq!(
            told(&comparison),
            [
                "144.240 8.242",
                "Other",
                "Same",
                "-0.1",
                "Other",
                "OnlyNow",
                "OnlyThen"
            ]
        );
        assert_eq!(comparison.differences(), 6);
    }

    #[test]
    fn the_meters_own_clocks_serve_where_the_computer_told_no_time() {
        let then = "0.9.1(000000)\r\n0.9.2(170301)\r\n1.8.0(10*kWh)\r\n";
        let now = "0.9.1(000000)\r\n0.9.2(170311)\r\n1.8.0(35*kWh)\r\n";
        let comparison = Comparison::of(&readout(now, None), &readout(then, None));
        assert_eq!(told(&comparison), ["Same", "Other", "25 2.50"]);
        let timeless = Comparison::of(&readout("1.8.0(2*kWh)\r\n", None), &readout(then, None));
        assert_eq!(timeless.span, None);
        assert_eq!(told(&timeless).first().map(String::as_str), Some("-8"));
    }

    #[test]
    fn minutes_apart_tell_no_consumption_per_day_and_units_are_never_mixed() {
        let then = readout(
            "1.8.0(10*kWh)\r\n2.8.0(1*kWh)\r\n",
            Some("2026-03-01T00:00:00Z"),
        );
        let now = readout(
            "1.8.0(11*kWh)\r\n2.8.0(1*MWh)\r\n",
            Some("2026-03-01T00:30:00Z"),
        );
        assert_eq!(told(&Comparison::of(&now, &then)), ["1", "Other"]);
    }

    #[test]
    fn equal_addresses_are_compared_in_order() {
        let then = readout("1.1(a)\r\n1.1(b)\r\n", None);
        let now = readout("1.1(a)\r\n1.1(c)\r\n1.1(d)\r\n", None);
        assert_eq!(
            told(&Comparison::of(&now, &then)),
            ["Same", "Other", "OnlyNow"]
        );
    }
}

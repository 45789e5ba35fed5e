//! The sum check: what the intervals add up to, against the advance of the register
//! between two readings.
//!
//! A reading falls into an interval, not between two, so that a part of an interval at
//! each end belongs to the advance alone. Intervals that are missing belong to it too.
//! What is left must fit into the last digit.

use std::fmt;

use jiff::civil::DateTime;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::axis::{Axis, Periods};
use super::convert::{Shown, View, exact, tidied};
use super::{Channel, ChannelKind, LoadProfile};
use crate::language::number;
use crate::meter::code::{Code, Medium};
use crate::meter::readout::{Readout, Season};
use crate::meter::{clock, quantity::Quantity};
use crate::say;

/// A register at one time of the meter's clock.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    pub value: Decimal,
    /// Normal spelling, `kWh`.
    pub unit: String,
    pub at: DateTime,
    /// `None` if the clock does not tell it; then it is that of the load profile.
    pub season: Option<Season>,
}

/// What came of comparing the sum of the intervals with a register.
#[derive(Debug, Clone, PartialEq)]
pub struct SumCheck {
    /// The energy of all whole intervals between the readings that are there.
    pub intervals: Decimal,
    /// Of the register.
    pub advance: Decimal,
    /// The advance minus the intervals.
    pub difference: Decimal,
    /// Of all three.
    pub unit: String,
    /// How many intervals are there.
    pub present_intervals: u32,
    pub missing_intervals: u32,
    /// Minutes before the first and behind the last whole interval, and between intervals
    /// that do not meet.
    pub edge_minutes: u32,
    /// What the edges and the last digits may make up at most.
    pub tolerance: Decimal,
    /// What the missing intervals would have drawn at the mean of those that are there.
    pub expected_missing: Decimal,
    pub verdict: Verdict,
}

/// Whether the intervals and the register agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// But for the last digit and the parts of intervals at the ends.
    Fits,
    /// The intervals that are missing may well have drawn the difference.
    FitsTheGap,
    /// By a ratio that transformers have: one side is primary, the other secondary.
    Ratio {
        /// 10, 20, 100, ...
        ratio: Decimal,
        /// The register is the larger one.
        register_is_primary: bool,
    },
    Differs,
}

/// Why there is nothing to compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoSumCheck {
    NoRegister,
    NoReading,
    NoClock,
    NoTimeBetween,
    WentBack,
    OtherUnit,
    NoPeriod,
    NoInterval,
}

impl std::error::Error for NoSumCheck {}

impl fmt::Display for NoSumCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            NoSumCheck::NoRegister => say!("load-sum-no-register"),
            NoSumCheck::NoReading => say!("load-sum-no-reading"),
            NoSumCheck::NoClock => say!("load-sum-no-clock"),
            NoSumCheck::NoTimeBetween => say!("load-sum-no-time-between"),
            NoSumCheck::WentBack => say!("load-sum-went-back"),
            NoSumCheck::OtherUnit => say!("load-sum-other-unit"),
            NoSumCheck::NoPeriod => say!("load-sum-no-period"),
            NoSumCheck::NoInterval => say!("load-sum-no-interval"),
        })
    }
}

/// The register that counts what a channel shows, `1-0:1.8.0` for `1-0:1.5.0`.
pub fn register_of(channel: &Channel) -> Option<Code> {
    let code = Code::parse(&channel.code, Medium::Electricity)?;
    match channel.shown_kind() {
        ChannelKind::Register => Some(code.present()),
        ChannelKind::Average | ChannelKind::Energy if code.a == 1 && code.is_measured() => {
            let total = format!("{}-{}:{}.8.0", code.a, code.b, code.c);
            Code::parse(&total, Medium::Electricity)
        }
        _ => None,
    }
}

/// A register in a readout, with the time that the meter's clock showed.
pub fn reading_of(readout: &Readout, register: &Code) -> Result<Reading, NoSumCheck> {
    let present = readout.data_sets.iter().filter(|set| set.billing.is_none());
    let quantity: Quantity<'_> = present
        .filter(|set| {
            let code = set.code.as_deref();
            let code = code.and_then(|code| Code::parse(code, Medium::Electricity));
            code.is_some_and(|code| code == *register)
        })
        .find_map(|set| set.quantity())
        .ok_or(NoSumCheck::NoReading)?;
    let time = clock(readout).ok_or(NoSumCheck::NoClock)?;
    let (Some(date), Some(clock)) = (time.date, time.time) else {
        return Err(NoSumCheck::NoClock);
    };
    Ok(Reading {
        value: quantity.value,
        unit: quantity.unit.unwrap_or_default().to_owned(),
        at: date.to_datetime(clock),
        season: time.season,
    })
}

/// Compares a channel with its register in two readouts, the earlier one first.
pub fn sum_check_of(
    profile: &LoadProfile,
    axis: &Axis,
    channel: usize,
    first: &Readout,
    second: &Readout,
) -> Result<SumCheck, NoSumCheck> {
    let known = profile.channels.get(channel);
    let register = known.and_then(register_of).ok_or(NoSumCheck::NoRegister)?;
    let first = reading_of(first, &register)?;
    let second = reading_of(second, &register)?;
    sum_check(profile, axis, channel, &first, &second)
}

/// Compares a channel with two readings of its register.
pub fn sum_check(
    profile: &LoadProfile,
    axis: &Axis,
    channel: usize,
    first: &Reading,
    second: &Reading,
) -> Result<SumCheck, NoSumCheck> {
    let known = profile
        .channels
        .get(channel)
        .ok_or(NoSumCheck::NoRegister)?;
    if first.unit != second.unit {
        return Err(NoSumCheck::OtherUnit);
    }
    let scale = ratio_of_units(known.shown_unit(Shown::Energy), &second.unit)
        .ok_or(NoSumCheck::OtherUnit)?;
    let begin = axis.position_in(first.at, first.season);
    let end = axis.position_in(second.at, second.season);
    if end <= begin {
        return Err(NoSumCheck::NoTimeBetween);
    }
    let advance = second.value.checked_sub(first.value);
    let advance = advance.filter(|advance| *advance >= Decimal::ZERO);
    let advance = advance.ok_or(NoSumCheck::WentBack)?;
    let sums = Sums::between(profile, axis, channel, begin, end)?;
    sums.judge(scale, advance, first, second)
        .ok_or(NoSumCheck::OtherUnit)
}

/// The intervals between two positions.
#[derive(Debug, Default)]
struct Sums {
    total: Decimal,
    highest: Decimal,
    /// Of the interval values.
    decimals: u32,
    present: u32,
    missing: i64,
    edge: i64,
    /// Seconds.
    period: i64,
}

impl Sums {
    fn between(
        profile: &LoadProfile,
        axis: &Axis,
        channel: usize,
        begin: i64,
        end: i64,
    ) -> Result<Sums, NoSumCheck> {
        let minutes = profile.period_min().ok_or(NoSumCheck::NoPeriod)?;
        let mut sums = Sums {
            period: i64::from(minutes) * 60,
            ..Sums::default()
        };
        if sums.period == 0 {
            return Err(NoSumCheck::NoPeriod);
        }
        let view = View {
            as_: Shown::Energy,
            factor: None,
        };
        let mut periods = Periods::new(profile);
        let mut reached = begin;
        for (entry, at) in axis.entries() {
            let length = periods.of(entry);
            if at <= begin || at > end || at - length < begin || length <= 0 {
                continue;
            }
            sums.skip(at - length - reached, length);
            reached = at;
            match exact(profile, axis, entry, channel, view) {
                Some(value) => sums.add(value)?,
                None => sums.missing += 1,
            }
        }
        let period = sums.period;
        sums.skip(end - reached, period);
        if sums.present == 0 {
            return Err(NoSumCheck::NoInterval);
        }
        Ok(sums)
    }

    /// Time without intervals.
    fn skip(&mut self, seconds: i64, period: i64) {
        let seconds = seconds.max(0);
        self.missing += seconds / period;
        self.edge += seconds % period;
    }

    fn add(&mut self, value: Decimal) -> Result<(), NoSumCheck> {
        let total = self.total.checked_add(value);
        self.total = total.ok_or(NoSumCheck::OtherUnit)?;
        self.highest = self.highest.max(value);
        self.decimals = self.decimals.max(value.scale());
        self.present = self.present.saturating_add(1);
        Ok(())
    }

    fn judge(
        &self,
        scale: Decimal,
        advance: Decimal,
        first: &Reading,
        second: &Reading,
    ) -> Option<SumCheck> {
        let intervals = self.total.checked_mul(scale)?;
        let difference = advance.checked_sub(intervals)?;
        let highest = self.highest.checked_mul(scale)?;
        let periods = Decimal::from(self.edge).checked_div(Decimal::from(self.period))?;
        let edges = highest.checked_mul(periods)?;
        // Both readings are cut off behind their last digit.
        let last_digit = Decimal::new(1, first.value.scale().min(second.value.scale()));
        let present = Decimal::from(self.present);
        let of_intervals = Decimal::new(5, self.decimals.saturating_add(1).min(28))
            .checked_mul(scale)?
            .checked_mul(present)?
            .min(intervals.checked_mul(Decimal::new(2, 3))?);
        let digits = last_digit.checked_add(of_intervals)?;
        let tolerance = edges.checked_add(digits)?;
        let missing = Decimal::from(self.missing);
        let most = tolerance.checked_add(highest.checked_mul(missing)?)?;
        let mean = intervals.checked_div(present)?;
        let expected_missing = mean.checked_mul(missing)?;
        let verdict = if -digits <= difference && difference <= tolerance {
            Verdict::Fits
        } else if self.missing > 0 && -digits <= difference && difference <= most {
            Verdict::FitsTheGap
        } else {
            let whole = intervals.checked_add(expected_missing)?;
            ratio(whole, advance).unwrap_or(Verdict::Differs)
        };
        let decimals = second.value.scale().max(first.value.scale());
        let tidy = |value: Decimal| tidied(value, decimals, decimals.saturating_add(3));
        Some(SumCheck {
            intervals: tidy(intervals),
            advance,
            difference: tidy(difference),
            unit: second.unit.clone(),
            present_intervals: self.present,
            missing_intervals: u32::try_from(self.missing).unwrap_or(u32::MAX),
            edge_minutes: u32::try_from((self.edge + 30) / 60).unwrap_or(u32::MAX),
            tolerance: tidy(tolerance),
            expected_missing: tidy(expected_missing),
            verdict,
        })
    }
}

/// How many of `to` one `from` is, for multiples of one unit.
fn ratio_of_units(from: &str, to: &str) -> Option<Decimal> {
    let (from, from_power) = split_prefix(from)?;
    let (to, to_power) = split_prefix(to)?;
    let power = from_power - to_power;
    let ten = Decimal::from(10_i64.checked_pow(power.unsigned_abs())?);
    (from == to).then_some(())?;
    if power >= 0 {
        Some(ten)
    } else {
        Decimal::ONE.checked_div(ten)
    }
}

/// `kWh` as `Wh` and 3.
fn split_prefix(unit: &str) -> Option<(&str, i32)> {
    let bases = ["Wh", "varh", "VAh", "Ah", "m3", "l"];
    let prefixes = [("", 0), ("k", 3), ("M", 6), ("G", 9)];
    prefixes.iter().find_map(|(prefix, power)| {
        let base = unit.strip_prefix(prefix)?;
        bases.contains(&base).then_some((base, *power))
    })
}

/// The figures that ratios of transformers begin with.
const ROUND: [f64; 13] = [
    1.0, 1.2, 1.25, 1.5, 1.6, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 7.5, 8.0,
];

/// A ratio is taken for a round one if it is this near.
const NEAR: f64 = 0.01;

fn ratio(intervals: Decimal, advance: Decimal) -> Option<Verdict> {
    let (intervals, advance) = (intervals.to_f64()?, advance.to_f64()?);
    if intervals <= 0.0 || advance <= 0.0 {
        return None;
    }
    let register_is_primary = advance > intervals;
    let ratio = (advance / intervals).max(intervals / advance);
    let magnitude = 10_f64.powf(ratio.log10().floor());
    let mut candidates = ROUND
        .iter()
        .map(|figure| figure * magnitude)
        .chain([10.0 * magnitude]);
    let round = candidates.find(|round| (ratio / round - 1.0).abs() < NEAR)?;
    (ratio > 4.5).then_some(Verdict::Ratio {
        ratio: Decimal::from_f64_retain(round)?.round_dp(3).normalize(),
        register_is_primary,
    })
}

impl SumCheck {
    /// What came of it, in one sentence.
    pub fn sentence(&self) -> String {
        let SumCheck {
            intervals,
            advance,
            difference,
            unit,
            missing_intervals,
            ..
        } = self;
        let told = |number: &Decimal| number::decimal(&number.to_string());
        let head = say!(
            "load-sum-head",
            intervals = told(intervals),
            advance = told(advance),
            unit = unit
        );
        let difference_told = told(difference);
        let missing = match missing_intervals {
            0 => say!("load-sum-none-missing").to_owned(),
            count => say!("load-sum-intervals-missing", count = *count),
        };
        match self.verdict {
            Verdict::Fits if difference.is_zero() => say!("load-sum-agree", head = head),
            Verdict::Fits => say!(
                "load-sum-fits",
                head = head,
                difference = difference_told,
                unit = unit,
                minutes = self.edge_minutes
            ),
            Verdict::FitsTheGap => say!(
                "load-sum-fits-gap",
                head = head,
                difference = difference_told,
                unit = unit,
                missing = missing,
                expected = told(&self.expected_missing)
            ),
            Verdict::Ratio {
                ratio,
                register_is_primary: true,
            } => say!("load-sum-ratio-more", head = head, ratio = told(&ratio)),
            Verdict::Ratio {
                ratio,
                register_is_primary: false,
            } => say!("load-sum-ratio-less", head = head, ratio = told(&ratio)),
            Verdict::Differs => say!(
                "load-sum-differs",
                head = head,
                difference = difference_told,
                unit = unit,
                missing = missing,
                minutes = self.edge_minutes
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{POWER, begin, profile, run};
    use super::*;
    use crate::codec::DataMessage;
    use crate::meter::{Context, decode};

    fn reading(value: &str, unit: &str, at: &str) -> Reading {
        Reading {
            value: value.parse().unwrap(),
            unit: unit.to_owned(),
            at: at.parse().unwrap(),
            season: None,
        }
    }

    /// Two days of 4 kW, 1 kWh each quarter hour; so many hours are left out.
    fn days(hours_missing: i64) -> LoadProfile {
        let mut profile = profile(&[POWER]);
        begin(&mut profile, Some(15));
        let four = |_| "4.000".to_owned();
        run(&mut profile, "2023-11-13T00:15:00", 48, None, four);
        let behind = format!("2023-11-13T{:02}:15:00", 12 + hours_missing);
        run(&mut profile, &behind, 144 - 4 * hours_missing, None, four);
        profile
    }

    fn check(profile: &LoadProfile, first: &Reading, second: &Reading) -> SumCheck {
        sum_check(profile, &Axis::of(profile), 0, first, second).unwrap()
    }

    #[test]
    fn whole_intervals_agree_with_the_register() {
        let first = reading("1000.0", "kWh", "2023-11-13T06:00:00");
        let second = reading("1096.0", "kWh", "2023-11-14T06:00:00");
        let sum = check(&days(0), &first, &second);
        assert_eq!(sum.verdict, Verdict::Fits);
        assert_eq!((sum.present_intervals, sum.edge_minutes), (96, 0));
        assert_eq!(
            sum.sentence(),
            "The intervals add up to 96.0 kWh, the register advanced by 96.0 kWh: they agree"
        );
    }

    #[test]
    fn the_ends_belong_to_the_register_alone() {
        // 06:05 to 06:15 and 06:00 to 06:10: 20 minutes, 1.33 kWh.
        let first = reading("1000.0", "kWh", "2023-11-13T06:05:00");
        let second = reading("1096.3", "kWh", "2023-11-14T06:10:00");
        let sum = check(&days(0), &first, &second);
        assert_eq!(sum.intervals.to_string(), "95.0");
        assert_eq!((sum.edge_minutes, sum.missing_intervals), (20, 0));
        assert_eq!(sum.verdict, Verdict::Fits);
        let much = reading("1098.0", "kWh", "2023-11-14T06:10:00");
        assert_eq!(check(&days(0), &first, &much).verdict, Verdict::Differs);
        let little = reading("1094.0", "kWh", "2023-11-14T06:10:00");
        assert_eq!(check(&days(0), &first, &little).verdict, Verdict::Differs);
    }

    #[test]
    fn missing_intervals_may_explain_a_difference_and_are_never_zero() {
        let first = reading("1000.0", "kWh", "2023-11-13T06:00:00");
        let second = reading("1096.0", "kWh", "2023-11-14T06:00:00");
        let sum = check(&days(3), &first, &second);
        assert_eq!(sum.verdict, Verdict::FitsTheGap);
        assert_eq!(
            (sum.missing_intervals, sum.difference.to_string()),
            (12, "12.0".to_owned())
        );
        assert_eq!(sum.expected_missing.to_string(), "12.0");
        assert!(
            sum.sentence().contains("12 intervals are missing"),
            "{}",
            sum.sentence()
        );
        let much = reading("1120.0", "kWh", "2023-11-14T06:00:00");
        assert_eq!(check(&days(3), &first, &much).verdict, Verdict::Differs);
    }

    #[test]
    fn a_ratio_of_transformers_is_told() {
        let first = reading("0", "kWh", "2023-11-13T06:00:00");
        let second = reading("384000", "kWh", "2023-11-14T06:00:00");
        let sum = check(&days(0), &first, &second);
        let expected = Verdict::Ratio {
            ratio: Decimal::from(4000),
            register_is_primary: true,
        };
        assert_eq!(sum.verdict, expected);
        let second = reading("4.8", "kWh", "2023-11-14T06:00:00");
        let sum = check(
            &days(0),
            &reading("0.0", "kWh", "2023-11-13T06:00:00"),
            &second,
        );
        let expected = Verdict::Ratio {
            ratio: Decimal::from(20),
            register_is_primary: false,
        };
        assert_eq!(sum.verdict, expected);
    }

    #[test]
    fn units_are_brought_together() {
        let first = reading("1.0000", "MWh", "2023-11-13T06:00:00");
        let second = reading("1.0960", "MWh", "2023-11-14T06:00:00");
        assert_eq!(check(&days(0), &first, &second).verdict, Verdict::Fits);
        let profile = days(0);
        let other = reading("1", "kvarh", "2023-11-14T06:00:00");
        let told = sum_check(&profile, &Axis::of(&profile), 0, &other, &other);
        assert_eq!(told, Err(NoSumCheck::OtherUnit));
    }

    #[test]
    fn two_readouts_are_enough() {
        let readout = |value: &str, time: &str| {
            let body = format!(
                "0.9.1({time})\r\n0.9.2(231113)\r\n1.8.0({value}*kWh)\r\n1.8.1(7*kWh)\r\n!\r\n"
            );
            decode(
                None,
                &DataMessage::framed(body.as_str()),
                Context::default(),
            )
        };
        let profile = days(0);
        let axis = Axis::of(&profile);
        let (first, second) = (readout("0100.00", "010000"), readout("0108.00", "030000"));
        let sum = sum_check_of(&profile, &axis, 0, &first, &second).unwrap();
        assert_eq!((sum.verdict, sum.present_intervals), (Verdict::Fits, 8));
        let turned = sum_check_of(&profile, &axis, 0, &second, &first);
        assert_eq!(turned, Err(NoSumCheck::NoTimeBetween));
        assert_eq!(
            register_of(&profile.channels[0]).unwrap().to_string(),
            "1-0:1.8.0"
        );
    }
}

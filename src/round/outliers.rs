//! Meters that are unlike the others of a round, or unlike themselves before.
//!
//! Settings are compared among meters with the same identification; what is counted a
//! day, with the meter's own closed billing periods where it tells enough of them, else
//! with the others. The measure is the median and how far the values usually lie from it
//! (the median of the distances), which a few odd ones do not move. Too few meters, or
//! too short a time, give no verdict.

use std::collections::{BTreeMap, HashMap};

use jiff::civil::DateTime;
use rust_decimal::Decimal;

use super::Remark;
use super::remark::ComparedWith;
use super::{Round, State};
use crate::meter::code::Medium;
use crate::meter::consumption::drawn;
use crate::meter::{CivilTime, Code, DataSet, History, Readout, clock, main_values};
use crate::profile::{Access, Profile};

/// So many meters of a type make a usual setting.
const MIN_SIBLINGS: usize = 4;

/// So many meters of a type make a usual consumption.
const MIN_CONSUMERS: usize = 6;

/// So many closed billing periods make a usual consumption.
const MIN_PERIODS: usize = 4;

/// A billing period that runs for fewer days tells nothing.
const MIN_DAYS: i64 = 3;

/// How many times the usual distance from the median is out of line.
const DISTANCES: Decimal = Decimal::from_parts(7, 0, 0, false, 0);

/// And how many times the median it must be, or what part of it.
const TIMES: Decimal = Decimal::from_parts(3, 0, 0, false, 0);

/// What is compared of a meter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Digest {
    /// What meters of the same type have in common.
    family: String,
    /// By address.
    settings: BTreeMap<String, String>,
    consumption: Vec<Consumption>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Consumption {
    code: String,
    unit: String,
    /// In the running billing period.
    a_day: Decimal,
    /// The same in the closed ones.
    earlier: Vec<Decimal>,
}

impl Digest {
    /// What is compared of a readout; `None` where it does not tell what the meter is.
    pub fn of(readout: &Readout, profile: &Profile) -> Option<Digest> {
        let family = readout.meter.identification_line.clone()?;
        let settings = readout.data_sets.iter().filter_map(|set| {
            let values: Vec<&str> = set.values.iter().map(|value| value.raw.trim()).collect();
            is_setting(set, profile).then(|| (set.address.clone(), values.join(" ")))
        });
        Some(Digest {
            family,
            settings: settings.collect(),
            consumption: consumption(readout),
        })
    }
}

/// Groups D of what is set in a meter, among the general values of group C = 0: program
/// numbers, constants, ratios, nominal values and periods.
const SETTINGS: [u8; 5] = [2, 3, 4, 6, 8];

fn is_setting(set: &DataSet, profile: &Profile) -> bool {
    if set.billing.is_some() {
        return false;
    }
    if let Some(register) = profile.register(&set.address) {
        return !register.volatile
            && !register.identity
            && matches!(register.access, Access::Write(_));
    }
    let code = set.code.as_deref();
    let code = code.and_then(|code| Code::parse(code, Medium::Electricity));
    code.is_some_and(|code| code.c == 0 && SETTINGS.contains(&code.d))
}

/// What its energies or volumes grew by a day, in the running period and in closed ones.
fn consumption(readout: &Readout) -> Vec<Consumption> {
    let history = History::of(readout);
    let Some(now) = clock(readout).and_then(at) else {
        return Vec::new();
    };
    let closed: Vec<Option<DateTime>> = history
        .periods
        .iter()
        .map(|period| period.closed.and_then(at))
        .collect();
    let main = main_values(readout);
    let rows = history
        .rows
        .iter()
        .filter(|row| row.present.is_some_and(|present| main.contains(&present)));
    let mut found = Vec::new();
    for row in rows {
        let set = row.present.and_then(|number| readout.data_sets.get(number));
        let (Some(set), mut present, mut earlier) = (set, None, Vec::new()) else {
            continue;
        };
        for amount in drawn(readout, &history, row) {
            let (begin, end) = match amount.period {
                None => (closed.first().copied().flatten(), Some(now)),
                Some(period) => (
                    closed.get(period.saturating_add(1)).copied().flatten(),
                    closed.get(period).copied().flatten(),
                ),
            };
            let a_day = begin.zip(end).and_then(|span| a_day(amount.amount, span));
            match (amount.period, a_day) {
                (None, Some(a_day)) => present = Some(a_day),
                (Some(_), Some(a_day)) => earlier.push(a_day),
                (_, None) => {}
            }
        }
        if let (Some(a_day), Some(quantity)) = (present, set.quantity()) {
            found.push(Consumption {
                code: set.code.clone().unwrap_or_else(|| set.address.clone()),
                unit: quantity.unit.unwrap_or_default().to_owned(),
                a_day,
                earlier,
            });
        }
    }
    found
}

fn at(time: CivilTime) -> Option<DateTime> {
    Some(time.date?.to_datetime(time.time.unwrap_or_default()))
}

fn a_day(amount: Decimal, (begin, end): (DateTime, DateTime)) -> Option<Decimal> {
    let hours = end.duration_since(begin).as_hours();
    let long_enough = hours >= MIN_DAYS.saturating_mul(24);
    let a_day = amount
        .checked_mul(Decimal::from(24))?
        .checked_div(Decimal::from(hours))?;
    long_enough.then_some(a_day)
}

/// What is unlike the others, by the number of the meter in the round.
pub fn among(digests: &BTreeMap<usize, Digest>) -> HashMap<usize, Vec<Remark>> {
    let mut families: BTreeMap<&str, Vec<(usize, &Digest)>> = BTreeMap::new();
    for (stop, digest) in digests {
        let family = families.entry(digest.family.as_str()).or_default();
        family.push((*stop, digest));
    }
    let mut found: HashMap<usize, Vec<Remark>> = HashMap::new();
    for family in families.values() {
        odd_settings(family, &mut found);
        odd_consumption(family, &mut found);
    }
    found
}

fn odd_settings(family: &[(usize, &Digest)], found: &mut HashMap<usize, Vec<Remark>>) {
    let mut by_address: BTreeMap<&str, Vec<(usize, &str)>> = BTreeMap::new();
    for (stop, digest) in family {
        for (address, value) in &digest.settings {
            let values = by_address.entry(address).or_default();
            values.push((*stop, value));
        }
    }
    for (address, values) in by_address {
        let Some(usual) = usual(values.iter().map(|(_, value)| *value)) else {
            continue;
        };
        for (stop, own) in values.iter().filter(|(_, own)| *own != usual) {
            found.entry(*stop).or_default().push(Remark::Setting {
                address: address.to_owned(),
                own: (*own).to_owned(),
                usual: usual.to_owned(),
            });
        }
    }
}

/// The value that more than two thirds have.
fn usual<'v>(values: impl Iterator<Item = &'v str>) -> Option<&'v str> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut total: usize = 0;
    for value in values {
        *counts.entry(value).or_default() += 1;
        total += 1;
    }
    let (value, count) = counts.into_iter().max_by_key(|(_, count)| *count)?;
    (total >= MIN_SIBLINGS && count * 3 > total * 2).then_some(value)
}

fn odd_consumption(family: &[(usize, &Digest)], found: &mut HashMap<usize, Vec<Remark>>) {
    let mut by_register: BTreeMap<(&str, &str), Vec<Decimal>> = BTreeMap::new();
    for consumption in family.iter().flat_map(|(_, digest)| &digest.consumption) {
        let register = (consumption.code.as_str(), consumption.unit.as_str());
        by_register
            .entry(register)
            .or_default()
            .push(consumption.a_day);
    }
    for (stop, digest) in family {
        for own in &digest.consumption {
            let others = by_register.get(&(own.code.as_str(), own.unit.as_str()));
            let others = others.filter(|others| others.len() >= MIN_CONSUMERS);
            let (compared_with, usual) = if own.earlier.len() >= MIN_PERIODS {
                (ComparedWith::Earlier, out_of_line(own.a_day, &own.earlier))
            } else {
                let odd = others.and_then(|others| out_of_line(own.a_day, others));
                (ComparedWith::Others, odd)
            };
            if let Some(usual) = usual {
                found.entry(*stop).or_default().push(Remark::Consumption {
                    code: own.code.clone(),
                    unit: own.unit.clone(),
                    a_day: shown(own.a_day),
                    usual: shown(usual),
                    compared_with,
                });
            }
        }
    }
}

/// The median of `usual`, if `value` is far from it by both measures.
fn out_of_line(value: Decimal, usual: &[Decimal]) -> Option<Decimal> {
    let middle = median(usual.to_vec())?;
    let distances = usual.iter().map(|other| (*other - middle).abs());
    let spread = median(distances.collect())?;
    let is_far = (value - middle).abs() > spread.checked_mul(DISTANCES)?;
    let is_other = value > middle.checked_mul(TIMES)? || value.checked_mul(TIMES)? < middle;
    (is_far && is_other).then_some(middle)
}

fn median(mut values: Vec<Decimal>) -> Option<Decimal> {
    values.sort_unstable();
    let middle = values.len() / 2;
    let upper = *values.get(middle)?;
    if values.len() % 2 == 1 {
        return Some(upper);
    }
    let lower = *values.get(middle.checked_sub(1)?)?;
    lower.checked_add(upper)?.checked_div(Decimal::TWO)
}

/// Three digits say enough of what is compared.
fn shown(value: Decimal) -> String {
    let rounded = value.round_sf(3).unwrap_or(value);
    rounded.normalize().to_string()
}

impl Round {
    /// Puts what was found by comparing in the place of what was found before.
    pub fn mark(&mut self, mut found: HashMap<usize, Vec<Remark>>) {
        for (index, stop) in self.stops.iter_mut().enumerate() {
            if let State::Read { remarks, .. } = &mut stop.state {
                remarks.retain(|remark| !remark.is_comparison());
                remarks.extend(found.remove(&index).unwrap_or_default());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::open_bytes;
    use crate::profile;

    fn meter(body: &str) -> Digest {
        let telegram = format!("/ISk5MT174-0001\r\n{body}!\r\n");
        let found = open_bytes(telegram.as_bytes()).unwrap();
        let profile = profile::find("iskra-mt174").unwrap();
        Digest::of(&found[0].readout, profile).unwrap()
    }

    fn among_these(bodies: &[String]) -> HashMap<usize, Vec<Remark>> {
        let digests = bodies.iter().map(|body| meter(body)).enumerate();
        among(&digests.collect())
    }

    #[test]
    fn the_one_that_is_set_differently_is_found() {
        let body = |period: &str| format!("0.0.0(1)\r\n0.8.0({period}*min)\r\n");
        let mut bodies = vec![body("15"); 4];
        bodies.push(body("60"));
        let found = among_these(&bodies);
        let expected = Remark::Setting {
            address: "0.8.0".to_owned(),
            own: "60*min".to_owned(),
            usual: "15*min".to_owned(),
        };
        assert_eq!(found, HashMap::from([(4, vec![expected])]));
        // Three against two is no rule, and two meters are no crowd.
        bodies.push(body("60"));
        assert!(among_these(&bodies[2..]).is_empty());
        assert!(among_these(&[body("15"), body("60")]).is_empty());
    }

    #[test]
    fn serial_numbers_clocks_and_counters_differ_and_are_no_settings() {
        let bodies: Vec<String> = (1..=5)
            .map(|n| format!("0.0.0({n})\r\n0.9.1(10000{n})\r\n0.1.0({n})\r\nC.7.0({n})\r\n1.8.0({n}*kWh)\r\n"))
            .collect();
        assert!(among_these(&bodies).is_empty());
    }

    /// A meter that counted `a_day` since the 1st, and 10 kWh a day in the five months before.
    fn consumer(a_day: u32, with_history: bool) -> String {
        let now = 3000 + a_day * 20;
        let mut body =
            format!("0.9.1(000000)\r\n0.9.2(161121)\r\n0.1.0(11)\r\n1.8.0({now}*kWh)\r\n");
        for (index, value) in [
            (11, 3000),
            (10, 2690),
            (9, 2390),
            (8, 2080),
            (7, 1770),
            (6, 1470),
        ] {
            if with_history || index >= 11 {
                body += &format!(
                    "1.8.0*{index:02}({value}*kWh)\r\n0.1.2*{index:02}(16{index:02}010000)\r\n"
                );
            }
        }
        body
    }

    #[test]
    fn a_meter_that_counts_far_less_than_before_is_out_of_line() {
        let found = among_these(&[consumer(0, true), consumer(9, true), consumer(40, true)]);
        let consumption = |stop: usize| match &found[&stop][..] {
            [
                Remark::Consumption {
                    a_day,
                    usual,
                    compared_with: ComparedWith::Earlier,
                    ..
                },
            ] => {
                format!("{a_day} of {usual}")
            }
            other => panic!("{other:?}"),
        };
        assert_eq!(found.len(), 2, "{found:?}");
        assert_eq!(consumption(0), "0 of 10");
        assert_eq!(consumption(2), "40 of 10");
    }

    #[test]
    fn without_a_past_of_its_own_a_meter_is_compared_with_the_others() {
        let bodies: Vec<String> = [10, 11, 12, 9, 10, 90]
            .map(|a_day| consumer(a_day, false))
            .to_vec();
        let found = among_these(&bodies);
        assert_eq!(found.keys().collect::<Vec<_>>(), [&5], "{found:?}");
        assert!(among_these(&bodies[1..]).is_empty(), "five are too few");
    }

    #[test]
    fn comparing_again_replaces_what_was_found_before() {
        let mut round = crate::round::tests::round();
        let remark = Remark::Setting {
            address: "0.8.0".to_owned(),
            own: "60".to_owned(),
            usual: "15".to_owned(),
        };
        round.stops[0].state = State::Read {
            visit: None,
            remarks: vec![Remark::Incomplete, remark.clone()],
        };
        round.mark(HashMap::new());
        assert_eq!(round.stops[0].state.remarks(), [Remark::Incomplete]);
        round.mark(HashMap::from([
            (0, vec![remark.clone()]),
            (1, vec![remark.clone()]),
        ]));
        assert_eq!(round.stops[0].state.remarks(), [Remark::Incomplete, remark]);
        assert_eq!(round.stops[1].state, State::Open);
    }
}

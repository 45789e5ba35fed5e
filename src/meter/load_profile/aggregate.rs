//! What comes together in an hour, a day, a week or a month.
//!
//! What is missing is missing: it is counted, and never taken for zero.

use rust_decimal::Decimal;

use super::axis::Axis;
use super::convert::{Shown, View, exact, tidied};
use super::days::{Part, Stretch};
use super::{ChannelKind, LoadProfile};

/// A channel in stretches of the calendar.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Aggregates {
    /// Of `mean`, `min` and `max`; empty if it is not known.
    pub unit: String,
    /// Of `sum`.
    pub sum_unit: String,
    /// In order of time.
    pub rows: Vec<Aggregate>,
}

/// A channel in one stretch.
#[derive(Debug, Clone, PartialEq)]
pub struct Aggregate {
    pub part: Part,
    /// The energy or volume of the intervals that are there; `None` without any, or if the
    /// channel has none.
    pub sum: Option<Decimal>,
    /// Of the values shown.
    pub mean: Option<Decimal>,
    pub min: Option<Extreme>,
    pub max: Option<Extreme>,
    /// How many values there are.
    pub present: u32,
}

/// The lowest or the highest value, and where it is; of equal ones the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extreme {
    pub value: Decimal,
    /// In the order sent.
    pub entry: usize,
    /// The position of its end.
    pub end: i64,
}

/// The decimals that a mean has more than its values.
const MORE_DECIMALS: u32 = 3;

impl Aggregate {
    /// How many values are missing, as far as one can tell.
    pub fn missing(&self) -> u32 {
        let expected = self.part.expected.unwrap_or(self.part.present);
        expected.saturating_sub(self.present)
    }
}

/// A channel, stretch by stretch.
pub fn aggregate(
    profile: &LoadProfile,
    axis: &Axis,
    channel: usize,
    view: View,
    stretch: Stretch,
) -> Aggregates {
    aggregate_parts(profile, axis, channel, view, axis.parts(profile, stretch))
}

/// A channel, for parts that [`Axis::parts`] made.
pub fn aggregate_parts(
    profile: &LoadProfile,
    axis: &Axis,
    channel: usize,
    view: View,
    parts: Vec<Part>,
) -> Aggregates {
    let Some(known) = profile.channels.get(channel) else {
        return Aggregates::default();
    };
    let summed = View {
        as_: Shown::Energy,
        ..view
    };
    let has_sum = known.shown_kind() != ChannelKind::Other && known.can_show(Shown::Energy);
    let entries: Vec<(usize, i64)> = axis.entries().collect();
    let rows = parts.into_iter().map(|part| {
        let mut sums = Sums::default();
        for (entry, end) in entries.get(part.entries.clone()).unwrap_or_default() {
            let (entry, end) = (*entry, *end);
            if let Some(value) = exact(profile, axis, entry, channel, view) {
                sums.add(Extreme { value, entry, end });
            }
            let energy = has_sum
                .then(|| exact(profile, axis, entry, channel, summed))
                .flatten();
            sums.add_energy(energy);
        }
        sums.finish(part)
    });
    Aggregates {
        rows: rows.collect(),
        unit: known.shown_unit(view.as_).to_owned(),
        sum_unit: if has_sum {
            known.shown_unit(Shown::Energy).to_owned()
        } else {
            String::new()
        },
    }
}

#[derive(Default)]
struct Sums {
    energy: Option<Decimal>,
    total: Option<Decimal>,
    min: Option<Extreme>,
    max: Option<Extreme>,
    present: u32,
}

impl Sums {
    fn add(&mut self, value: Extreme) {
        self.present = self.present.saturating_add(1);
        self.total = match self.total {
            Some(total) => total.checked_add(value.value),
            None => Some(value.value),
        };
        if self.min.is_none_or(|min| value.value < min.value) {
            self.min = Some(value);
        }
        if self.max.is_none_or(|max| value.value > max.value) {
            self.max = Some(value);
        }
    }

    fn add_energy(&mut self, energy: Option<Decimal>) {
        let Some(energy) = energy else { return };
        self.energy = match self.energy {
            Some(sum) => sum.checked_add(energy),
            None => Some(energy),
        };
    }

    fn finish(self, part: Part) -> Aggregate {
        let mean = self.total.and_then(|total| {
            let mean = total.checked_div(Decimal::from(self.present))?;
            let decimals = total.scale().saturating_add(MORE_DECIMALS);
            Some(tidied(mean, total.scale(), decimals))
        });
        Aggregate {
            part,
            sum: self.energy,
            mean,
            min: self.min,
            max: self.max,
            present: self.present,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::sample::{POWER, begin, profile, push, run};
    use super::*;

    #[test]
    fn a_day_has_its_energy_mean_and_extremes_and_tells_what_is_missing() {
        let mut profile = profile(&[POWER]);
        begin(&mut profile, Some(15));
        run(&mut profile, "2023-11-13T12:15:00", 47, None, |i| {
            if i == 20 || i == 30 { "8.0" } else { "4.0" }.to_owned()
        });
        push(&mut profile, "2023-11-14T00:00:00", None, "", &[""]);
        let axis = Axis::of(&profile);
        let days = aggregate(&profile, &axis, 0, View::default(), Stretch::Day);
        assert_eq!((days.unit.as_str(), days.sum_unit.as_str()), ("kW", "kWh"));
        let [day] = days.rows.as_slice() else {
            panic!()
        };
        assert_eq!(day.sum, Some("49.0".parse().unwrap()));
        assert_eq!(day.mean, Some("4.1702".parse().unwrap()));
        let max = day.max.unwrap();
        assert_eq!((max.value.to_string(), max.entry), ("8.0".to_owned(), 20));
        assert_eq!(axis.civil(max.end).0.to_string(), "2023-11-13T17:15:00");
        assert_eq!((day.present, day.part.present, day.missing()), (47, 48, 49));
        assert!(!day.part.is_complete());
    }

    #[test]
    fn a_day_without_values_has_no_sum_which_is_not_zero() {
        let mut profile = profile(&[POWER]);
        begin(&mut profile, Some(15));
        run(&mut profile, "2023-11-13T00:15:00", 96, None, |_| {
            "1".to_owned()
        });
        run(&mut profile, "2023-11-15T00:15:00", 96, None, |_| {
            String::new()
        });
        let days = aggregate(
            &profile,
            &Axis::of(&profile),
            0,
            View::default(),
            Stretch::Day,
        );
        let sums: Vec<Option<String>> = days
            .rows
            .iter()
            .map(|d| d.sum.map(|s| s.to_string()))
            .collect();
        assert_eq!(sums, [Some("24.00".to_owned()), None, None]);
        assert_eq!(days.rows[1].missing(), 96);
        assert_eq!(days.rows[2].missing(), 96);
    }

    proptest! {
        #[test]
        fn stretches_add_up_to_the_whole(
            values in prop::collection::vec(prop::option::weighted(0.9, 0_i32..100_000), 1..400),
            start in 0_i64..800,
        ) {
            let mut profile = profile(&[POWER]);
            begin(&mut profile, Some(60));
            let begin: jiff::civil::DateTime = "2023-12-01T01:00:00".parse().unwrap();
            let first = begin.checked_add(jiff::SignedDuration::from_hours(start)).unwrap();
            run(&mut profile, &first.to_string(), i64::try_from(values.len()).unwrap(), None, |i| {
                let value = values[usize::try_from(i).unwrap()];
                value.map_or(String::new(), |value| Decimal::new(value.into(), 2).to_string())
            });
            let axis = Axis::of(&profile);
            let whole: Decimal = values.iter().flatten().map(|v| Decimal::new((*v).into(), 2)).sum();
            let highest = values.iter().flatten().max().map(|v| Decimal::new((*v).into(), 2));
            for stretch in [Stretch::Hour, Stretch::Day, Stretch::Week, Stretch::Month] {
                let rows = aggregate(&profile, &axis, 0, View::default(), stretch).rows;
                let sum: Decimal = rows.iter().filter_map(|row| row.sum).sum();
                prop_assert_eq!(sum, whole);
                let max = rows.iter().filter_map(|row| row.max).map(|max| max.value).max();
                prop_assert_eq!(max, highest);
                let present: u32 = rows.iter().map(|row| row.present).sum();
                prop_assert_eq!(present as usize, values.iter().flatten().count());
            }
        }
    }
}

//! The maximum demand of a channel, in all and month by month.

use jiff::civil::Date;

use super::LoadProfile;
use super::aggregate::{Extreme, aggregate};
use super::axis::Axis;
use super::convert::{Shown, View};
use super::days::Stretch;

/// The highest values of a channel.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Maximum {
    /// Empty if it is not known.
    pub unit: String,
    /// `None` if the channel has no value. Of equal ones the first.
    pub highest: Option<Extreme>,
    /// The first of each month that has a value, and the highest value in it.
    pub months: Vec<(Date, Extreme)>,
}

/// The maximum of a channel: as power, where it can be shown as that.
pub fn maximum(profile: &LoadProfile, axis: &Axis, channel: usize, view: View) -> Maximum {
    let as_power = View {
        as_: Shown::Power,
        ..view
    };
    let months = aggregate(profile, axis, channel, as_power, Stretch::Month);
    let highest: Vec<(Date, Extreme)> = months
        .rows
        .iter()
        .filter_map(|month| Some((month.part.date(), month.max?)))
        .collect();
    let first_highest = |highest: Option<Extreme>, (_, month): &(Date, Extreme)| match highest {
        Some(known) if known.value >= month.value => Some(known),
        _ => Some(*month),
    };
    Maximum {
        unit: months.unit,
        highest: highest.iter().fold(None, first_highest),
        months: highest,
    }
}

#[cfg(test)]
mod tests {
    use super::super::ChannelKind;
    use super::super::sample::{begin, profile, run};
    use super::*;

    #[test]
    fn the_first_of_equal_maxima_counts_and_each_month_has_its_own() {
        let energy = ("1-0:1.29.0", "kWh", ChannelKind::Energy);
        let mut profile = profile(&[energy]);
        begin(&mut profile, Some(15));
        run(&mut profile, "2023-11-30T00:15:00", 3 * 96, None, |i| {
            match i {
                90 | 91 | 200 => "2.5",
                250 => "2.0",
                _ => "1.0",
            }
            .to_owned()
        });
        let axis = Axis::of(&profile);
        let maximum = maximum(&profile, &axis, 0, View::default());
        assert_eq!(maximum.unit, "kW");
        let highest = maximum.highest.unwrap();
        assert_eq!(
            (highest.entry, highest.value.to_string()),
            (90, "10.0".to_owned())
        );
        assert_eq!(axis.civil(highest.end).0.to_string(), "2023-11-30T22:45:00");
        let months: Vec<_> = maximum
            .months
            .iter()
            .map(|(d, m)| (d.to_string(), m.entry))
            .collect();
        assert_eq!(
            months,
            [
                ("2023-11-01".to_owned(), 90),
                ("2023-12-01".to_owned(), 200)
            ]
        );
    }
}

//! The load duration curve: for how many hours a load was reached or exceeded.

use super::LoadProfile;
use super::axis::{Axis, Periods};
use super::convert::{View, channel_view};

/// The values of a channel sorted downwards.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DurationCurve {
    /// Empty if it is not known.
    pub unit: String,
    /// Hours up to which a value is reached or exceeded, and the value. The hours grow and
    /// the values fall.
    pub points: Vec<(f64, f64)>,
    /// All hours with a value.
    pub hours: f64,
    /// The hours in which the highest value would have given the same in all. `None`
    /// without a value above zero.
    pub utilisation_hours: Option<f64>,
}

/// The curve of a channel between two positions, of everything where they are `None`,
/// with at most about `points` points. Its ends stay, and every step in it that is
/// higher than its height divided by `points`.
pub fn duration_curve(
    profile: &LoadProfile,
    axis: &Axis,
    channel: usize,
    view: View,
    range: Option<(i64, i64)>,
    points: usize,
) -> DurationCurve {
    let viewed = channel_view(profile, axis, channel, view);
    let mut periods = Periods::new(profile);
    let mut sorted: Vec<(f64, f64)> = Vec::new();
    for (entry, end) in axis.entries() {
        let is_inside = range.is_none_or(|(begin, until)| begin < end && end <= until);
        let value = viewed.values.get(entry).copied().unwrap_or(f64::NAN);
        let seconds = i32::try_from(periods.of(entry)).unwrap_or(0);
        if is_inside && !value.is_nan() && seconds > 0 {
            sorted.push((f64::from(seconds) / 3600.0, value));
        }
    }
    sorted.sort_by(|(_, one), (_, other)| other.total_cmp(one));
    let mut sum = 0.0;
    let mut hours = 0.0;
    for (length, value) in &mut sorted {
        sum += *length * *value;
        hours += *length;
        *length = hours;
    }
    let highest = sorted.first().map_or(0.0, |(_, value)| *value);
    DurationCurve {
        unit: viewed.unit,
        points: thinned(sorted, points),
        hours,
        utilisation_hours: (highest > 0.0).then(|| sum / highest),
    }
}

/// Leaves out points that lie close to the one kept before them, never the ends.
fn thinned(points: Vec<(f64, f64)>, most: usize) -> Vec<(f64, f64)> {
    let (Some(first), Some(last)) = (points.first().copied(), points.last().copied()) else {
        return points;
    };
    if points.len() <= most.max(2) {
        return points;
    }
    // Each kept point uses up one of these widths or heights, and two are kept at a step.
    let parts = u32::try_from((most / 4).max(1)).map_or(1.0, f64::from);
    let (width, height) = ((last.0 - first.0) / parts, (first.1 - last.1) / parts);
    let mut kept = vec![first];
    let (mut reached, mut before) = (first, first);
    for point in points.into_iter().skip(1) {
        if reached.1 - point.1 > height {
            if before != reached {
                kept.push(before);
            }
            kept.push(point);
            reached = point;
        } else if point.0 - reached.0 >= width {
            kept.push(point);
            reached = point;
        }
        before = point;
    }
    if reached != last {
        kept.push(last);
    }
    kept
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::sample::{POWER, begin, profile, push, run};
    use super::*;

    fn curve(values: &[&str], points: usize) -> DurationCurve {
        let mut profile = profile(&[POWER]);
        begin(&mut profile, Some(15));
        let count = i64::try_from(values.len()).unwrap();
        run(&mut profile, "2023-11-13T00:15:00", count, None, |i| {
            values[usize::try_from(i).unwrap()].to_owned()
        });
        push(&mut profile, "", None, "", &["99"]);
        duration_curve(
            &profile,
            &Axis::of(&profile),
            0,
            View::default(),
            None,
            points,
        )
    }

    #[test]
    fn values_are_sorted_downwards_over_their_hours() {
        let curve = curve(&["1", "4", "", "2", "1"], 100);
        assert_eq!(
            curve.points,
            [(0.25, 4.0), (0.5, 2.0), (0.75, 1.0), (1.0, 1.0)]
        );
        assert_eq!((curve.hours, curve.unit.as_str()), (1.0, "kW"));
        // 2 kWh would have come in half an hour of 4 kW.
        assert_eq!(curve.utilisation_hours, Some(0.5));
    }

    #[test]
    fn without_values_there_is_no_curve() {
        let curve = curve(&["", "x"], 100);
        assert!(curve.points.is_empty());
        assert_eq!(curve.utilisation_hours, None);
    }

    #[test]
    fn a_stretch_of_it_is_counted_alone() {
        let mut profile = profile(&[POWER]);
        begin(&mut profile, Some(15));
        run(&mut profile, "2023-11-13T00:15:00", 96, None, |i| {
            i.to_string()
        });
        let axis = Axis::of(&profile);
        let begin = axis.end(9).unwrap();
        let range = Some((begin, begin + 3600));
        let curve = duration_curve(&profile, &axis, 0, View::default(), range, 100);
        let values: Vec<f64> = curve.points.iter().map(|(_, value)| *value).collect();
        assert_eq!(values, [13.0, 12.0, 11.0, 10.0]);
    }

    proptest! {
        #[test]
        fn thinning_keeps_the_ends_and_stays_close(
            values in prop::collection::vec(-1000.0_f64..1000.0, 1..3000),
            most in 4_usize..200,
        ) {
            let mut values = values;
            values.sort_by(|one, other| other.total_cmp(one));
            let points: Vec<(f64, f64)> =
                values.iter().enumerate().map(|(i, v)| (f64::from(u32::try_from(i).unwrap()), *v)).collect();
            let kept = thinned(points.clone(), most);
            prop_assert_eq!(kept.first(), points.first());
            prop_assert_eq!(kept.last(), points.last());
            prop_assert!(kept.len() <= most + 8, "{} of {}", kept.len(), most);
            prop_assert!(kept.windows(2).all(|pair| pair[0].0 <= pair[1].0 && pair[0].1 >= pair[1].1));
            let height = (values[0] - values[values.len() - 1]) / f64::from(u32::try_from((most / 4).max(1)).unwrap());
            for (x, y) in &points {
                let near = kept.iter().rev().find(|(at, _)| at <= x).unwrap();
                prop_assert!((near.1 - y).abs() <= height + 1e-9);
            }
        }
    }
}

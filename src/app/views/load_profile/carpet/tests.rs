//! The carpet without a screen.

use std::sync::Arc;

use eframe::egui::{Color32, vec2};

use super::cells::{Cell, Cells, Flagged, dates, notes};
use super::{Carpet, CarpetInput};
use crate::app::picture::{Form, Picture, render};
use crate::app::plot::data::Plotted;
use crate::app::theme::Colors;
use crate::meter::load_profile::sample::{POWER, begin, profile, push, run};
use crate::meter::load_profile::{Axis, View};
use crate::meter::{LoadProfile, Season};

struct Data {
    profile: Arc<LoadProfile>,
    axis: Axis,
    plotted: Plotted,
}

fn data(profile: LoadProfile) -> Data {
    let axis = Axis::of(&profile);
    let plotted = Plotted::of(&profile, &axis, View::default(), &[0]);
    Data {
        profile: Arc::new(profile),
        axis,
        plotted,
    }
}

fn cells(data: &Data) -> Cells {
    Cells::of(&data.profile, &data.axis, &data.plotted, 0)
}

fn quarters(time: &str, count: i64, value: impl Fn(i64) -> String) -> LoadProfile {
    let mut profile = profile(&[POWER]);
    begin(&mut profile, Some(15));
    run(&mut profile, time, count, None, value);
    profile
}

/// Three days; of the second the quarter hours from 10:00 to 11:30 are missing.
fn with_gap() -> LoadProfile {
    let mut profile = quarters("2024-11-25T00:15:00", 96 + 40, |i| format!("{i}"));
    run(&mut profile, "2024-11-26T11:45:00", 50 + 96, None, |_| {
        "1.5".to_owned()
    });
    profile
}

#[test]
fn values_stand_at_the_begin_of_their_interval_and_gaps_are_none() {
    let data = data(with_gap());
    let cells = cells(&data);
    assert_eq!((cells.days.len(), cells.slots), (3, 96));
    assert_eq!(cells.at(0, 0), Cell::Value(0.0));
    assert_eq!(cells.at(1, 39), Cell::Value(135.0));
    assert_eq!(cells.at(1, 40), Cell::Missing);
    assert_eq!(cells.at(1, 45), Cell::Missing);
    assert_eq!(cells.at(1, 46), Cell::Value(1.5));
    assert_eq!(cells.at(2, 95), Cell::Value(1.5));
    assert_eq!(cells.range(), Some((0.0, 135.0)));
    // Of several the largest value, but no value where most is missing.
    assert_eq!(cells.gravest(0..1, 10..20), Cell::Value(19.0));
    assert_eq!(cells.gravest(1..2, 39..44), Cell::Missing);
}

#[test]
fn before_the_first_interval_and_after_the_last_nothing_is_missing() {
    let data = data(quarters("2024-11-25T10:15:00", 4, |i| i.to_string()));
    let cells = cells(&data);
    assert_eq!(cells.at(0, 39), Cell::Outside);
    assert_eq!(cells.at(0, 40), Cell::Value(0.0));
    assert_eq!(cells.at(0, 44), Cell::Outside);
}

#[test]
fn a_day_of_25_hours_shows_the_larger_of_the_hour_that_comes_twice_and_says_so() {
    let mut profile = profile(&[POWER]);
    begin(&mut profile, Some(15));
    let summer = Some(Season::Summer);
    let value = |summer: bool| {
        move |i: i64| {
            if i == 5 {
                "9"
            } else if summer {
                "2"
            } else {
                "1"
            }
            .to_owned()
        }
    };
    run(&mut profile, "2024-10-27T00:15:00", 12, summer, value(true));
    let normal = Some(Season::Normal);
    run(
        &mut profile,
        "2024-10-27T02:15:00",
        88,
        normal,
        value(false),
    );
    let data = data(profile);
    let cells = cells(&data);
    assert_eq!(cells.days.len(), 1);
    // 02:00 to 03:00 in summer time was 2, in normal time 1.
    assert_eq!(cells.at(0, 8), Cell::Value(2.0));
    assert_eq!(cells.at(0, 12), Cell::Value(1.0));
    assert_eq!(cells.at(0, 95), Cell::Value(1.0));
    assert_eq!(
        notes(&data.axis, &cells),
        ["Sunday 10-27 has 25 hours: the hour 02:00 is shown twice in the table"]
    );
}

#[test]
fn the_hour_left_out_in_spring_is_not_missing() {
    let mut profile = profile(&[POWER]);
    begin(&mut profile, Some(15));
    let one = |_: i64| "1".to_owned();
    run(
        &mut profile,
        "2024-03-31T00:15:00",
        8,
        Some(Season::Normal),
        one,
    );
    run(
        &mut profile,
        "2024-03-31T03:15:00",
        84,
        Some(Season::Summer),
        one,
    );
    let data = data(profile);
    let cells = cells(&data);
    assert_eq!(cells.at(0, 7), Cell::Value(1.0));
    assert_eq!(cells.at(0, 8), Cell::Outside);
    assert_eq!(cells.at(0, 11), Cell::Outside);
    assert_eq!(cells.at(0, 12), Cell::Value(1.0));
    assert_eq!(
        notes(&data.axis, &cells),
        ["Sunday 03-31 has 23 hours: there is no 02:00"]
    );
}

#[test]
fn flagged_intervals_are_framed_by_their_times_and_days() {
    let mut profile = quarters("2024-11-25T00:15:00", 92, |_| "1".to_owned());
    for (time, status) in [
        ("2024-11-25T23:15:00", "00"),
        ("2024-11-25T23:30:00", "80"),
        ("2024-11-25T23:45:00", "80"),
        ("2024-11-26T00:00:00", "80"),
        ("2024-11-26T00:15:00", "80"),
        ("2024-11-26T00:30:00", "00"),
    ] {
        push(&mut profile, time, None, status, &["2"]);
    }
    let data = data(profile);
    let frame = |day, from, to| Flagged {
        first_day: day,
        last_day: day,
        from,
        to,
    };
    assert_eq!(cells(&data).flagged, [frame(0, 93, 96), frame(1, 0, 1)]);
}

#[test]
fn the_pointer_is_told_day_time_and_value_as_sent() {
    let data = data(with_gap());
    let cells = cells(&data);
    let told = |across: f64, down: f64| {
        let told = cells
            .told(across, down, &data.profile, &data.axis, 0)
            .unwrap();
        (told.time, told.value, told.position)
    };
    let position = data.axis.end(0).unwrap() - 450;
    assert_eq!(
        told(0.1, 0.0),
        (
            "Mon 11-25 00:00–00:15".to_owned(),
            Some("0".to_owned()),
            position
        )
    );
    let (time, value, _) = told(0.5, 41.5 / 96.0);
    assert_eq!((time.as_str(), value), ("Tue 11-26 10:15–10:30", None));
    let (time, value, _) = told(1.0, 1.0);
    assert_eq!(
        (time.as_str(), value.as_deref()),
        ("Wed 11-27 23:45–24:00", Some("1.5"))
    );
}

#[test]
fn where_the_plot_looks_is_where_the_frame_is() {
    let data = data(with_gap());
    let cells = cells(&data);
    let begin = cells.days[1].begin as f64;
    assert_eq!(cells.across(begin), Some(1.0 / 3.0));
    assert_eq!(cells.across(begin + 43_200.0), Some(0.5));
    assert_eq!(cells.across(begin - 1e9), Some(0.0));
    assert_eq!(cells.across(begin + 1e9), Some(1.0));
}

#[test]
fn dates_are_named_as_there_is_room() {
    let data = data(quarters("2024-11-25T00:15:00", 96 * 40, |_| "1".to_owned()));
    let cells = cells(&data);
    let named = |width: f32| {
        let dates = dates(&cells.days, width);
        dates
            .into_iter()
            .map(|(_, words)| words)
            .collect::<Vec<_>>()
    };
    assert_eq!(named(60.0).len(), 40);
    assert_eq!(named(17.0)[..2], ["11-25", "12-02"]);
    assert_eq!(named(2.0), ["2024-12", "2025-01"]);
    assert_eq!(named(0.2), ["2025"]);
}

#[test]
fn daily_values_and_no_values_have_no_carpet() {
    let mut daily = profile(&[POWER]);
    begin(&mut daily, Some(1440));
    run(&mut daily, "2024-11-25T00:00:00", 5, None, |i| {
        i.to_string()
    });
    for profile in [
        daily,
        profile(&[POWER]),
        quarters("2024-11-25T00:15:00", 0, |_| String::new()),
    ] {
        let data = data(profile);
        assert!(cells(&data).days.is_empty());
        drawn(&data, false, 220.0).png().unwrap();
    }
}

#[test]
fn ten_years_keep_each_peak() {
    let data = data(quarters("2015-01-01T00:15:00", 96 * 3650, |i| {
        if i == 200_000 {
            "99".to_owned()
        } else {
            "1".to_owned()
        }
    }));
    let cells = cells(&data);
    assert_eq!(cells.days.len(), 3650);
    let picture = drawn(&data, true, 220.0);
    let high = super::scale::Scale::of(cells.range()).color(99.0);
    assert!(colors(&picture).contains(&high), "the one peak is not seen");
}

fn drawn(data: &Data, dark: bool, height: f32) -> Picture {
    let mut carpet = Carpet::default();
    let form = Form {
        size: vec2(1024.0, height),
        pixels_per_point: 1.0,
        dark,
        high_contrast: false,
        margin: 0,
    };
    let shown = data.plotted.span.1 as f64;
    render(form, |ui| {
        let input = CarpetInput {
            profile: &data.profile,
            axis: &data.axis,
            plotted: &data.plotted,
            channel: 0,
            unit: "kW",
            shown: Some((shown - 43_200.0, shown)),
            height,
            corner: 0.0,
            revision: 0,
        };
        assert_eq!(carpet.ui(ui, &input), None);
    })
}

/// All colours of a picture.
fn colors(picture: &Picture) -> std::collections::HashSet<Color32> {
    picture.pixels().into_iter().collect()
}

#[test]
fn the_picture_has_the_map_the_hatching_and_the_frames() {
    let data = data(with_gap());
    let picture = drawn(&data, true, 220.0);
    let found = colors(&picture);
    let c = Colors::of(true, false);
    for (what, color) in [
        ("the least value", super::scale::color(0.0)),
        ("hatching", c.unknown_soft),
        ("the frame of what is shown above", Color32::WHITE),
    ] {
        assert!(found.contains(&color), "{what} is missing");
    }
    let svg = picture.svg();
    let words = [
        "one column a day",
        "No data",
        "Flagged by the meter",
        "Shown above",
    ];
    for words in words.into_iter().chain(["24:00", "150 kW", "11-26"]) {
        assert!(svg.contains(words), "{words}");
    }
}

//! The table of entries without a screen.

use std::sync::Arc;

use eframe::egui::{Key, Ui, vec2};

use super::rows::{Line, Rows, told};
use super::{EntriesTable, TableInput, TableWish};
use crate::app::action::Action;
use crate::app::model::Model;
use crate::app::plot::data::Plotted;
use crate::app::settings::Settings;
use crate::app::views::stage::{Stage, Staged};
use crate::meter::load_profile::Axis;
use crate::meter::load_profile::View;
use crate::meter::load_profile::sample::{POWER, begin, profile, push, run};
use crate::meter::{LoadProfile, Season};

/// Two days with a gap of 13 entries, and a power failure behind it.
fn sample() -> LoadProfile {
    let mut profile = profile(&[POWER, ("1-0:2.5.0", "kW", POWER.2)]);
    begin(&mut profile, Some(15));
    for quarter in 1..=8 {
        let time = format!(
            "2024-11-27T{:02}:{:02}:00",
            7 + quarter / 4,
            quarter % 4 * 15
        );
        push(&mut profile, &time, None, "00", &["003.32", ""]);
    }
    push(&mut profile, "2024-11-27T12:30:00", None, "80", &["0.2"]);
    push(
        &mut profile,
        "2024-11-27T12:45:00",
        None,
        "00",
        &["1.5", "2"],
    );
    push(&mut profile, "", None, "00", &["7", "8"]);
    profile
}

#[derive(Default)]
struct Shown {
    table: EntriesTable,
    of: Option<(Arc<LoadProfile>, Axis, Plotted)>,
    cursor: Option<f64>,
    wishes: Vec<TableWish>,
}

impl Staged for Shown {
    fn draw(&mut self, ui: &mut Ui, _: &Model, _: &Settings, actions: &mut Vec<Action>) {
        let (profile, axis, plotted) = self.of.get_or_insert_with(|| {
            let profile = sample();
            let axis = Axis::of(&profile);
            let plotted = Plotted::of(&profile, &axis, View::default(), &[0]);
            (Arc::new(profile), axis, plotted)
        });
        let input = TableInput {
            profile,
            axis,
            plotted,
            cursor: self.cursor,
        };
        self.wishes.extend(self.table.ui(ui, &input, actions));
    }
}

fn stage() -> Stage<Shown> {
    Stage::new(vec2(1000.0, 620.0), Model::default())
}

#[test]
fn rows_are_in_order_of_time_with_what_is_missing_between() {
    let stage = stage();
    let rows = stage.rows();
    assert_eq!(rows[0], "2024-11-27 07:00–07:15 003.32 00");
    assert_eq!(rows[8], "2024-11-27 09:00–12:15 13 entries missing");
    assert_eq!(rows[9], "2024-11-27 12:15–12:30 0.2 80 Power failure");
    assert_eq!(rows[11], "Time not known 7 8 00");
    stage.shows("12 rows");
}

#[test]
fn only_what_is_flagged_or_missing_is_left_by_the_filter() {
    let mut stage = stage();
    stage.click("Show only what the meter flagged, and gaps");
    let rows = stage.rows();
    assert_eq!(rows.len(), 3, "{rows:?}");
    assert!(rows[0].contains("13 entries missing") && rows[1].contains("Power failure"));
    stage.shows("3 of 12 rows");
}

#[test]
fn the_table_and_the_cursor_of_the_plot_follow_each_other() {
    let mut stage = stage();
    let row = stage.rows()[9].clone();
    stage.click(&row);
    let shown = &mut stage.harness.state_mut().view;
    let end = shown.of.as_ref().unwrap().1.end(8).unwrap();
    assert_eq!(shown.wishes, [TableWish::PutCursor(end - 450)]);
    shown.wishes.clear();
    stage.press(Key::ArrowUp);
    stage.press(Key::ArrowUp);
    let shown = &mut stage.harness.state_mut().view;
    assert_eq!(shown.wishes.len(), 2, "{:?}", shown.wishes);
    shown.wishes.clear();
    // The cursor of the plot moves the row, and no wish comes back.
    shown.cursor = Some(end as f64 + 60.0);
    stage.harness.run();
    let shown = &mut stage.harness.state_mut().view;
    assert_eq!(shown.table.chosen, Some(10));
    assert!(shown.wishes.is_empty());
}

#[test]
fn a_row_is_copied_with_a_place_for_each_channel() {
    let mut stage = stage();
    let row = stage.rows()[9].clone();
    stage.click(&row);
    stage.harness.event(eframe::egui::Event::Copy);
    stage.harness.run();
    assert_eq!(
        stage.wishes(),
        [Action::Copy {
            text: "2024-11-27 12:15–12:30\t\t0.2\t\t80\tPower failure".to_owned(),
            what: "The row".to_owned(),
        }]
    );
}

#[test]
fn the_hour_that_comes_twice_is_told_apart() {
    let mut profile = profile(&[POWER]);
    begin(&mut profile, Some(15));
    let one = |_: i64| "1".to_owned();
    run(
        &mut profile,
        "2024-10-27T01:15:00",
        8,
        Some(Season::Summer),
        one,
    );
    run(
        &mut profile,
        "2024-10-27T02:15:00",
        8,
        Some(Season::Normal),
        one,
    );
    let axis = Axis::of(&profile);
    let rows = Rows::of(
        &profile,
        &axis,
        &Plotted::of(&profile, &axis, View::default(), &[0]),
        false,
    );
    let seasons: Vec<(String, &str)> = rows
        .lines
        .iter()
        .map(|line| told(&profile, &axis, *line))
        .map(|told| (told.time, told.season))
        .collect();
    let at = |row: usize| (seasons[row].0.as_str(), seasons[row].1);
    assert_eq!(at(3), ("2024-10-27 01:45–02:00", "Summer"));
    assert_eq!(at(4), ("2024-10-27 02:00–02:15", "Summer, first"));
    assert_eq!(at(7), ("2024-10-27 02:45–03:00", "Summer, first"));
    assert_eq!(at(8), ("2024-10-27 02:00–02:15", "Normal, second"));
    assert_eq!(at(12), ("2024-10-27 03:00–03:15", "Normal"));
    assert_eq!(rows.lines[0], Line::Entry(0));
}

#[test]
fn channels_that_do_not_fit_are_reached_by_stepping() {
    let mut profile = profile(&[POWER; 8].map(|(_, unit, kind)| ("1-0:1.5.0", unit, kind)));
    begin(&mut profile, Some(15));
    let values = ["1", "2", "3", "4", "5", "6", "7", "8"];
    push(&mut profile, "2024-11-27T12:30:00", None, "00", &values);
    let axis = Axis::of(&profile);
    let plotted = Plotted::of(&profile, &axis, View::default(), &[0]);
    let mut stage: Stage<Shown> = Stage::new(vec2(820.0, 420.0), Model::default());
    stage.harness.state_mut().view.of = Some((Arc::new(profile), axis, plotted));
    stage.harness.run();
    stage.shows("Channels 1 to ");
    stage.click("Channels behind");
    stage.shows("Channels 2 to ");
    for _ in 0..6 {
        if stage.harness.state().view.table.first < 8 {
            stage.click("Channels behind");
        }
    }
    stage.shows(" to 8 of 8");
}

//! The page Meter without a screen.

use std::path::PathBuf;
use std::sync::Arc;

use eframe::egui::{Event, Key, Ui, vec2};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::MeterView;
use crate::app::action::Action;
use crate::app::model::{Earlier, Model};
use crate::app::page::Page;
use crate::app::settings::Settings;
use crate::app::views::stage::{Stage, Staged, USUAL, model_of, model_read};
use crate::archive::{Entry, VisitInfo, open_bytes};

const MT174: &[u8] = include_bytes!("../../../../tests/data/captures/iskra-mt174-0001-full.iec");

impl Staged for MeterView {
    fn draw(&mut self, ui: &mut Ui, model: &Model, settings: &Settings, actions: &mut Vec<Action>) {
        self.ui(ui, model, settings, actions);
    }
}

fn stage(model: Model) -> Stage<MeterView> {
    Stage::new(USUAL, model)
}

#[test]
fn identity_health_and_main_values_are_shown() {
    let stage = stage(model_read(MT174));
    for text in [
        "Complete",
        "343 data sets in 11.4 s",
        "Iskraemeco MT174 /ISk5MT174-0001",
        "Serial number: 63355730",
        "Last reset: 2017-03-01 00:00",
        "No errors F.F.0 0000000",
        "3 tamper events last 2014-07-16 10:10:53",
        "Main value 1.8.0 Active import, total: 0008048.375 kWh 144.240 kWh since the last reset",
    ] {
        stage.shows(text);
    }
    // A file tells no clock drift, so none is shown.
    stage.does_not_show("slow");
}

#[test]
fn only_rows_in_sight_are_drawn() {
    let mut telegram = "/XYZ5TEST\r\n\r\n".to_owned();
    for number in 0..5_000 {
        telegram.push_str(&format!("X{number}({number}*kWh)\r\n"));
    }
    telegram.push_str("!\r\n");
    let mut stage = stage(model_of(telegram.as_bytes()));
    assert!(stage.rows().len() < 40, "{}", stage.rows().len());
    stage.click(&stage.rows()[0].clone());
    stage.press(Key::End);
    assert_eq!(stage.rows().last().unwrap(), "X4999 4999 kWh");
    stage.press(Key::Home);
    assert_eq!(stage.rows()[0], "X0 0 kWh");
}

#[test]
fn the_search_narrows_the_rows_and_escape_clears_it() {
    let mut stage = stage(model_of(MT174));
    stage.type_text("Address or name", "export tariff 2");
    assert_eq!(
        stage.rows(),
        ["1-0:2.8.2 Active export, tariff 2 0000000.000 kWh"]
    );
    stage.press(Key::Escape);
    assert!(stage.rows().len() > 3);
}

#[test]
fn a_click_on_a_column_sorts_and_the_third_one_undoes_it() {
    let mut stage = stage(model_of(MT174));
    let as_sent = stage.rows();
    stage.click("Column Name");
    assert_ne!(stage.rows(), as_sent);
    stage.click("Column Name, smallest first");
    stage.click("Column Name, largest first");
    assert_eq!(stage.rows(), as_sent);
}

#[test]
fn history_columns_are_headed_by_reset_dates_and_can_be_folded() {
    let mut stage = stage(model_of(MT174));
    stage.shows("Column 2017-03-01");
    stage.click("Show history columns");
    stage.does_not_show("Column 2017-03-01");
}

#[test]
fn a_main_value_leads_to_its_row_and_enter_shows_all_about_it() {
    let mut stage = stage(model_of(MT174));
    stage.click(
        "Main value 1.8.0 Active import, total: 0008048.375 kWh 144.240 kWh since the last reset",
    );
    stage.shows("As sent 1-0:1.8.0*255(0008048.375*kWh)");
    stage.click("1-0:1.8.0 Active import, total 0008048.375 kWh");
    stage.press(Key::Enter);
    stage.shows("Drawn in each billing period, kWh");
    stage.shows("2017-02-01 to 2017-03-01: 243.809 kWh");
    stage.click("Close the details of the data set");
    stage.does_not_show("Drawn in each billing period");
}

#[test]
fn rows_are_copied_by_menu_and_by_keys() {
    let mut stage = stage(model_of(MT174));
    let row = "1-0:0.0.0 Serial number 63355730";
    stage.click(row);
    stage.click("Copy the line as sent");
    let copied = |what: &str, text: &str| Action::Copy {
        text: text.to_owned(),
        what: what.to_owned(),
    };
    let sent = copied("The line as sent", "1-0:0.0.0*255(63355730)");
    assert_eq!(stage.wishes(), [sent]);
    stage.click(row);
    stage.harness.event(Event::Copy);
    stage.harness.run();
    let plain = copied("The row", "1-0:0.0.0*255\tSerial number\t63355730");
    assert_eq!(stage.wishes(), [plain]);
}

#[test]
fn problems_are_listed_and_lead_to_their_rows() {
    let body = "1.8.0(0005.0*kWh)\r\n2.8.0(00x5.0*kWh)\r\n";
    let telegram = format!("/XYZ5TEST\r\n\r\n{body}!\r\n");
    let mut stage = stage(model_of(telegram.as_bytes()));
    stage.click("List what is odd about the telegram");
    let problem = stage
        .model()
        .readout()
        .unwrap()
        .problems
        .first()
        .unwrap()
        .clone();
    stage.click(&format!("Line {}: {}", problem.line, problem.message));
    stage.shows("As sent 2.8.0(00x5.0*kWh)");
}

#[test]
fn nothing_is_lost_at_the_edge_of_low_and_narrow_windows() {
    for size in [vec2(784.0, 512.0), vec2(765.0, 405.0), vec2(600.0, 480.0)] {
        let stage: Stage<MeterView> = Stage::new(size, model_read(MT174));
        assert!(!stage.rows().is_empty(), "{size}");
        for name in ["Save the readout…", "Compare with an earlier visit…"] {
            let place = stage.place(name);
            assert!(
                place.right() <= size.x && place.left() >= 0.0,
                "{size} {name}"
            );
        }
        stage.shows("63355730");
        stage.shows("tamper events");
    }
}

fn visit(day: &str, serial: &str) -> Entry {
    Entry {
        path: PathBuf::from(format!("/visits/{day}")),
        info: Ok(VisitInfo {
            kind: crate::archive::VisitKind::Readout,
            serial_number: Some(serial.to_owned()),
            manufacturer: None,
            device_type: None,
            identification_line: None,
            stored_at: format!("{day}T10:00:00Z")
                .parse::<Timestamp>()
                .unwrap()
                .to_zoned(TimeZone::UTC),
            complete: true,
            data_sets: 343,
            port: "COM4".to_owned(),
            duration_ms: 11_400,
        }),
    }
}

#[test]
fn registers_are_compared_with_an_earlier_readout_and_not_with_a_load_profile() {
    let mut model = model_of(MT174);
    let line = model.meter_key().unwrap().identification_line;
    let of = |day: &str, kind| {
        let mut entry = visit(day, "63355730");
        if let Ok(info) = &mut entry.info {
            info.identification_line = Some(line.clone());
            info.kind = kind;
        }
        entry
    };
    let readout = of("2017-01-02", crate::archive::VisitKind::Readout);
    let fetched = of("2017-01-03", crate::archive::VisitKind::LoadProfile);
    model.visits.listed = Some(Ok(Arc::from([fetched, readout.clone()])));
    let found = model.readout_before().map(|(entry, _)| entry.path.clone());
    assert_eq!(found, Some(readout.path));
}

#[test]
fn earlier_visits_of_the_same_meter_are_offered_to_compare_with() {
    let mut stage = stage(model_of(MT174));
    stage.click("Compare with an earlier visit…");
    assert_eq!(stage.wishes().first(), Some(&Action::ListVisits));
    let entries = vec![visit("2026-10-02", "63355730"), visit("2026-10-01", "1")];
    stage.model().visits.listed = Some(Ok(Arc::from(entries)));
    stage.harness.run();
    stage.does_not_show("2026-10-01 10:00:00");
    stage.click("Of other meters too");
    stage.shows("2026-10-01 10:00:00");
    stage.wishes();
    stage.click("2026-10-02 10:00:00");
    let path = PathBuf::from("/visits/2026-10-02");
    assert_eq!(stage.wishes(), [Action::CompareWith(path)]);
}

#[test]
fn a_comparison_shows_differences_and_warns_of_another_meter() {
    let text = String::from_utf8_lossy(MT174)
        .replace("0008048.375", "0008000.000")
        .replace("63355730", "99999999");
    let earlier = open_bytes(text.as_bytes()).unwrap().remove(0);
    let mut model = model_of(MT174);
    model.earlier = Some(Earlier {
        path: PathBuf::from("/visits/x"),
        readout: Arc::new(earlier.readout),
    });
    let mut stage = stage(model);
    stage.shows("The serial number differs: now 63355730, then 99999999");
    stage.shows("1-0:1.8.0 Active import, total 0008048.375 0008000.000 +48.375 kWh");
    stage.does_not_show("1-0:2.8.0 Active export, total");
    stage.click("Show only what differs");
    stage.type_text("Address or name", "export");
    stage.shows("1-0:2.8.0 Active export, total 0000000.000 0000000.000 same");
    stage.click("Stop comparing");
    assert_eq!(stage.wishes(), [Action::StopComparing]);
}

#[test]
fn the_health_of_the_meter_leads_to_pages_that_have_something_to_show() {
    let mut stage = stage(model_of(MT174));
    stage.shows("3 tamper events last 2014-07-16 10:10:53");
    let link = "Go to Logbook from the health of the meter";
    if Page::Logbook.is_ready() {
        stage.click(link);
        assert_eq!(stage.wishes(), [Action::Show(Page::Logbook)]);
    } else {
        stage.does_not_show(link);
    }
}

#[test]
fn details_have_the_place_of_the_cards_where_there_is_no_other_and_escape_closes_them() {
    let mut stage: Stage<MeterView> = Stage::new(vec2(700.0, 560.0), model_of(MT174));
    let name = stage.rows()[0].clone();
    stage.double_click(&name);
    stage.shows("As sent");
    stage.does_not_show("Main value 1.8.0");
    stage.press(Key::Escape);
    stage.shows("Main value 1.8.0");
    stage.shows(&name);
}

#[test]
fn a_search_that_leaves_the_chosen_row_out_shows_nothing_of_it() {
    let mut stage = stage(model_of(MT174));
    let name = stage.rows()[0].clone();
    stage.click(&name);
    stage.shows("As sent");
    stage.type_text("Address or name", "export");
    stage.does_not_show("As sent");
}

/// Opening every capture and drawing it with all details: nothing panics.
#[test]
fn every_capture_is_drawn() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/captures");
    let mut drawn = 0;
    // Making a stage takes longer than drawing on it.
    let mut stage: Stage<MeterView> = Stage::new(vec2(900.0, 640.0), Model::default());
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let Ok(bytes) = std::fs::read(&path) else {
            continue;
        };
        let Ok(found) = open_bytes(&bytes) else {
            continue;
        };
        assert!(!found.is_empty());
        let played = stage.harness.state_mut();
        played.model = model_of(&bytes);
        played.view = MeterView::default();
        stage.harness.run();
        let first = stage.rows().into_iter().next();
        let table = &mut stage.harness.state_mut().view;
        table.details = true;
        table.table.selected = first.map(|_| 0);
        stage.harness.run();
        for _ in 0..3 {
            stage.press(Key::ArrowDown);
        }
        drawn += 1;
    }
    assert!(drawn > 40, "{drawn}");
}

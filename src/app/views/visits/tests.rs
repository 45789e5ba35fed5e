//! The page Visits without a screen.

use std::path::PathBuf;
use std::sync::Arc;

use eframe::egui::{Key, Ui};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::VisitsView;
use crate::app::action::Action;
use crate::app::model::Model;
use crate::app::settings::Settings;
use crate::app::views::stage::{Stage, Staged, USUAL};
use crate::archive::{Entry, VisitInfo, VisitKind};

impl Staged for VisitsView {
    fn draw(&mut self, ui: &mut Ui, model: &Model, settings: &Settings, actions: &mut Vec<Action>) {
        self.ui(ui, model, settings, actions);
    }
}

fn visit(day: u32, serial: &str, complete: bool) -> Entry {
    let at = format!("2026-11-{day:02}T10:00:00Z");
    Entry {
        path: PathBuf::from(format!("/visits/{day}")),
        info: Ok(VisitInfo {
            kind: VisitKind::Readout,
            serial_number: Some(serial.to_owned()),
            manufacturer: Some("Iskraemeco, Slovenia".to_owned()),
            device_type: Some("MT174".to_owned()),
            identification_line: None,
            stored_at: at.parse::<Timestamp>().unwrap().to_zoned(TimeZone::UTC),
            complete,
            data_sets: 343,
            port: "COM4".to_owned(),
            duration_ms: 11_400,
        }),
    }
}

fn stage(entries: Vec<Entry>) -> Stage<VisitsView> {
    let mut model = Model::default();
    model.visits.listed = Some(Ok(Arc::from(entries)));
    Stage::new(USUAL, model)
}

fn three() -> Vec<Entry> {
    vec![
        visit(22, "63355730", true),
        visit(21, "97734234", false),
        Entry {
            path: PathBuf::from("/visits/2026-11-20_1"),
            info: Err("visit.json: it is cut".to_owned()),
        },
    ]
}

const FIRST: &str =
    "2026-11-22 10:00:00 63355730 Iskraemeco MT174 343 data sets Complete 11.4 s COM4";

#[test]
fn visits_are_listed_with_their_states() {
    let stage = stage(three());
    assert_eq!(
        stage.rows(),
        [
            FIRST,
            "2026-11-21 10:00:00 97734234 Iskraemeco MT174 343 data sets Damaged 11.4 s COM4",
            "2026-11-20_1 visit.json: it is cut Unreadable",
        ]
    );
}

#[test]
fn the_list_is_asked_for_when_it_is_missing_or_out_of_date() {
    let mut stage: Stage<VisitsView> = Stage::new(USUAL, Model::default());
    assert_eq!(stage.wishes().first(), Some(&Action::ListVisits));
    stage.model().visits.listed = Some(Ok(Arc::from(three())));
    stage.wishes();
    stage.harness.run();
    assert_eq!(stage.wishes(), []);
    stage.model().visits.is_stale = true;
    stage.harness.run();
    assert_eq!(stage.wishes().first(), Some(&Action::ListVisits));
}

#[test]
fn words_and_dates_narrow_the_list() {
    let mut stage = stage(three());
    stage.type_text("Serial number, type or port", "9773");
    assert_eq!(stage.rows().len(), 1);
    stage.shows("1 of 3");
    stage.press(Key::Escape);
    assert_eq!(stage.rows().len(), 3);
    stage.type_text("From, 2026-11", "2026-11-22");
    assert_eq!(stage.rows(), [FIRST]);
}

#[test]
fn a_double_click_or_enter_opens_a_visit() {
    let open = [Action::OpenFile(PathBuf::from("/visits/22"))];
    let mut stage = stage(three());
    stage.click(FIRST);
    assert_eq!(stage.wishes(), []);
    stage.press(Key::Enter);
    assert_eq!(stage.wishes(), open);
    stage.press(Key::ArrowDown);
    stage.press(Key::Enter);
    assert_eq!(
        stage.wishes(),
        [Action::OpenFile(PathBuf::from("/visits/21"))]
    );
    stage.double_click(FIRST);
    assert_eq!(stage.wishes(), open);
}

#[test]
fn what_can_be_done_with_the_chosen_visit_stands_below() {
    let mut stage = stage(three());
    stage.does_not_show("Open folder");
    stage.click(FIRST);
    let path = PathBuf::from("/visits/22");
    stage.click("Open folder: the chosen visit");
    stage.click("Save a copy as…: the chosen visit");
    stage.click("Copy path: the chosen visit");
    assert_eq!(
        stage.wishes(),
        [
            Action::ShowFolder(path.clone()),
            Action::SaveVisit(path.clone()),
            Action::Copy {
                text: path.display().to_string(),
                what: "The path of the visit".to_owned(),
            },
        ]
    );
}

#[test]
fn without_visits_one_button_gets_the_first() {
    let mut stage = stage(Vec::new());
    stage.shows("No visits yet");
    stage.click("Read a meter");
    assert_eq!(stage.wishes(), [Action::Read { every_way: false }]);
}

#[test]
fn each_visit_tells_what_was_fetched() {
    let told = |kind: VisitKind| {
        let mut entry = visit(22, "1", true);
        entry.info.as_mut().unwrap().kind = kind;
        super::what_of(entry.info.as_ref().unwrap())
    };
    assert_eq!(told(VisitKind::Readout), "343 data sets");
    assert_eq!(told(VisitKind::LoadProfile), "Load profile");
    assert_eq!(told(VisitKind::Logbook), "Logbook");
    assert_eq!(told(VisitKind::Programming), "Registers");
}

//! The page Round without a screen.

use std::path::PathBuf;
use std::sync::Arc;

use eframe::egui::{Key, Modifiers, Ui};
use jiff::Zoned;

use super::RoundView;
use crate::app::action::Action;
use crate::app::model::{Model, OpenedList, StopReading, WrongMeter};
use crate::app::rounds::RoundWish;
use crate::app::settings::Settings;
use crate::app::views::stage::{Stage, Staged, USUAL};
use crate::round::list::{Column, Sheet};
use crate::round::{Found, Planned, Remark, Round, RoundFile, State};
use crate::worker::JobId;

impl Staged for RoundView {
    fn draw(&mut self, ui: &mut Ui, model: &Model, settings: &Settings, actions: &mut Vec<Action>) {
        self.ui(ui, model, settings, actions);
    }
}

fn now() -> Zoned {
    "2026-11-23T08:00:00+01:00[+01:00]".parse().unwrap()
}

fn round() -> Round {
    let planned = |line, serial: &str, place: &str, street: &str| Planned {
        line,
        serial: serial.to_owned(),
        place: place.to_owned(),
        street: street.to_owned(),
        ..Planned::default()
    };
    let mut round = Round::new(
        "Montag",
        now(),
        vec![
            planned(2, "11", "Wels", "Ring 9"),
            planned(3, "22", "Linz", "Hof 1"),
            planned(4, "33", "Wels", "Ring 1"),
        ],
    );
    let remarks = vec![Remark::Clock { seconds: -192 }];
    round.set(
        1,
        State::Read {
            visit: None,
            remarks,
        },
        now(),
    );
    round
}

fn stage_of(round: Round) -> Stage<RoundView> {
    let mut model = Model::default();
    model.visits.listed = Some(Ok(Arc::from([])));
    model.round.has_looked = true;
    model.round.file = Some(RoundFile {
        path: PathBuf::from("/rounds/montag.json"),
        round,
    });
    Stage::new(USUAL, model)
}

fn stage() -> Stage<RoundView> {
    stage_of(round())
}

fn wish(wish: RoundWish) -> [Action; 1] {
    [Action::Round(wish)]
}

const LINZ: &str = "Linz Hof 1 22 Read, look at it Clock 3 min 12 s slow";
const RING_1: &str = "Wels Ring 1 33 Open";

#[test]
fn without_a_round_one_button_gets_a_list() {
    let mut stage: Stage<RoundView> = Stage::new(USUAL, Model::default());
    assert_eq!(
        stage.wishes().first(),
        Some(&Action::Round(RoundWish::Look))
    );
    stage.model().round.has_looked = true;
    stage.harness.run();
    stage.wishes();
    stage.shows("No round yet");
    stage.click("Open a day list…");
    assert_eq!(stage.wishes(), wish(RoundWish::AskForList));
}

#[test]
fn meters_are_listed_by_place_with_what_became_of_them() {
    let stage = stage();
    assert_eq!(stage.rows(), [LINZ, RING_1, "Wels Ring 9 11 Open"]);
    stage.shows("Montag · 1 of 3 done");
    stage.shows("1 read, look at it · 2 open");
}

#[test]
fn the_next_meter_is_read_by_a_key_and_the_chosen_one_by_enter() {
    let mut stage = stage();
    stage
        .harness
        .key_press_modifiers(Modifiers::COMMAND, Key::N);
    stage.harness.run();
    assert_eq!(
        stage.wishes(),
        wish(RoundWish::Read(2)),
        "the first open one by place"
    );
    stage.click(LINZ);
    stage.press(Key::Enter);
    assert_eq!(stage.wishes(), wish(RoundWish::Read(1)));
    stage.press(Key::ArrowDown);
    stage.press(Key::Enter);
    assert_eq!(stage.wishes(), wish(RoundWish::Read(2)));
    stage.click("Read next");
    assert_eq!(
        stage.wishes(),
        wish(RoundWish::Read(0)),
        "behind the chosen one"
    );
}

#[test]
fn a_meter_is_ticked_skipped_with_a_reason_and_opened_again() {
    let mut stage = stage();
    stage.click(RING_1);
    stage.click("Tick: the chosen meter");
    assert_eq!(stage.wishes(), wish(RoundWish::Tick(2)));
    stage.click("Skip…: the chosen meter");
    stage.click("No access");
    let reason = "No access".to_owned();
    assert_eq!(stage.wishes(), wish(RoundWish::Skip { stop: 2, reason }));
    stage.click(LINZ);
    stage.does_not_show("Tick");
    stage.click("Reopen: the chosen meter");
    assert_eq!(stage.wishes(), wish(RoundWish::Reopen(1)));
}

#[test]
fn a_note_is_taken_over_when_its_field_is_left() {
    let mut stage = stage();
    stage.click(RING_1);
    stage.type_text("Note", "new seal");
    stage.press(Key::Enter);
    let note = "new seal".to_owned();
    // Until somebody grants it, it is wished for in each frame.
    assert_eq!(stage.wishes()[..1], wish(RoundWish::Note { stop: 2, note }));
}

#[test]
fn words_and_a_choice_narrow_the_list() {
    let mut stage = stage();
    stage.click("Which meters: To look at");
    assert_eq!(stage.rows(), [LINZ]);
    stage.click("Which meters: All");
    stage.type_text("Serial number, place or note", "ring 1");
    assert_eq!(stage.rows(), [RING_1]);
    stage.press(Key::Escape);
    assert_eq!(stage.rows().len(), 3);
}

#[test]
fn another_meter_is_told_at_once_and_its_readout_goes_where_it_belongs() {
    let mut stage = stage();
    stage.model().round.reading = Some(StopReading {
        job: JobId(1),
        stop: 0,
        visit: None,
    });
    stage.model().round.wrong = Some(WrongMeter {
        stop: 0,
        told: "33".to_owned(),
        found: None,
    });
    stage.harness.run();
    stage.shows("This is meter 33, not 11");
    stage.does_not_show("Tick line");
    let shelf = &mut stage.model().round;
    shelf.reading = None;
    shelf.wrong.as_mut().unwrap().found = Some(Found::Nothing(String::new()));
    stage.harness.run();
    stage.shows("It stands in line 4 of the list: Wels, Ring 1");
    stage.click("Tick line 4");
    assert_eq!(stage.wishes(), wish(RoundWish::TakeOver { from: 0, to: 2 }));
}

#[test]
fn handing_over_is_offered_when_something_became_of_a_meter() {
    let mut stage = stage();
    stage.click("Hand over…");
    stage.click("As a ZIP file…");
    assert_eq!(stage.wishes(), wish(RoundWish::HandOver { as_zip: true }));
    let mut fresh = round();
    fresh.set(1, State::Open, now());
    let mut stage = stage_of(fresh);
    stage.click("Hand over…");
    stage.does_not_show("As a ZIP file…");
}

fn opened(text: &str) -> Stage<RoundView> {
    let mut model = Model::default();
    model.round.has_looked = true;
    model.round.list = Some(Arc::new(OpenedList {
        path: PathBuf::from("/lists/Montag.csv"),
        sheet: Sheet::read(text.as_bytes()).unwrap(),
    }));
    Stage::new(USUAL, model)
}

#[test]
fn a_list_is_looked_at_before_it_becomes_a_round() {
    let mut stage = opened("Zählernummer;Ort\n11;Wels\n;Linz\n22;Gmünd\n");
    stage.shows("Montag.csv · UTF-8, ; · 3 rows");
    stage.shows("1 row is left out");
    stage.shows("Line 3: no serial number");
    assert_eq!(stage.rows(), ["2 11 Wels", "4 22 Gmünd"]);
    stage.click("Begin with 2 meters");
    let [Action::Round(RoundWish::Begin(matching))] = &stage.wishes()[..] else {
        panic!("the round does not begin");
    };
    assert_eq!(matching.place_of(Column::Serial), Some(0));
    assert_eq!(matching.place_of(Column::Place), Some(1));
}

#[test]
fn columns_without_known_names_are_matched_by_hand() {
    let mut stage = opened("Nr;Wo\n11;Wels\n22;Linz\n");
    stage.shows("Say which column holds the serial numbers");
    stage.click("Begin with 0 meters");
    assert_eq!(stage.wishes(), []);
    stage.click("Serial number column");
    stage.click("#1");
    assert_eq!(
        stage.rows().len(),
        3,
        "without a known name the first row is one as well"
    );
    stage
        .harness
        .key_press_modifiers(Modifiers::COMMAND, Key::N);
    stage.harness.run();
    assert!(matches!(
        &stage.wishes()[..],
        [Action::Round(RoundWish::Begin(_))]
    ));
}

#[test]
fn ten_thousand_meters_are_drawn_as_far_as_they_are_seen() {
    let planned = (0..10_000).map(|number: u64| Planned {
        line: number + 2,
        serial: format!("{number:08}"),
        place: format!("Place {:03}", number % 300),
        ..Planned::default()
    });
    let stage = stage_of(Round::new("long", now(), planned.collect()));
    assert!(
        (5..40).contains(&stage.rows().len()),
        "{}",
        stage.rows().len()
    );
    stage.shows("0 of 10000 done");
}

//! The page Parameter sets without a screen.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use eframe::egui::{Key, Ui};

use super::ParameterSetsView;
use super::sides::SideChoice;
use crate::app::action::Action;
use crate::app::model::{Model, SetEntry, SetInfo, SideSource};
use crate::app::settings::Settings;
use crate::app::views::stage::{Stage, Staged, USUAL};
use crate::parameter_set::fixture::{meter, reading, set};
use crate::parameter_set::{Flag, ParameterSet};
use crate::profile::{Level, Library, Login, PasswordForm, Profile, Programming, to_text};
use crate::worker::{MeterKey, Task};

impl Staged for ParameterSetsView {
    fn draw(&mut self, ui: &mut Ui, model: &Model, settings: &Settings, actions: &mut Vec<Action>) {
        self.ui(ui, model, settings, actions);
    }
}

/// The profile of the fixture, for the meter of the fixture.
fn profile() -> Profile {
    let mut profile = crate::parameter_set::fixture::profile();
    profile.title = "Test meter".to_owned();
    profile.source = "made up".to_owned();
    profile.matches.manufacturers = vec!["ISK".to_owned()];
    let level = |number| Level {
        number,
        name: String::new(),
        login: Login::P1,
        password: PasswordForm::default(),
        help: String::new(),
    };
    profile.programming = Some(Programming {
        levels: vec![level(1), level(2)],
        ..Programming::default()
    });
    profile.matches.identifications = vec!["MT174-0001".to_owned()];
    profile
}

/// A model with the meter of the fixture at hand; `values` of some of its registers
/// were read.
fn model(values: &[(&str, &str)]) -> Model {
    let folder = tempfile::tempdir().unwrap();
    let profile = profile();
    fs::write(folder.path().join("test.ron"), to_text(&profile)).unwrap();
    let profiles = Library::load(folder.path());
    assert_eq!(profiles.problems(), []);
    let mut model = Model {
        profiles,
        ..Model::default()
    };
    model.parameter_sets.listed = Some(Ok(Arc::from([])));
    model.visits.listed = Some(Ok(Arc::from([])));
    let origin = meter();
    model.programme.meter = Some(MeterKey {
        identification_line: origin.identification.unwrap(),
        serial_number: origin.serial_number,
    });
    model.programme.readings = values
        .iter()
        .map(|(address, raw)| reading(&profile, address, &[raw]))
        .collect();
    model
}

fn path() -> PathBuf {
    PathBuf::from("/sets/mine.ron")
}

/// The set of another meter: 60 minutes, another serial number.
fn other() -> ParameterSet {
    let mut set = set();
    for register in &mut set.registers {
        let value = match register.address.as_str() {
            "0.8.0" => "60*min",
            "0.0.0" => "87654321",
            "C.1.0" => "OTHER",
            _ => continue,
        };
        register.values = vec![value.to_owned()];
    }
    set
}

fn compared(set: ParameterSet, values: &[(&str, &str)]) -> Stage<ParameterSetsView> {
    let mut model = model(values);
    let side = SideSource::Set(Arc::new(set));
    model.parameter_sets.open(path(), side);
    let mut stage: Stage<ParameterSetsView> = Stage::new(USUAL, model);
    stage.harness.state_mut().view.opened(path());
    stage.harness.run();
    stage.wishes();
    stage
}

const READ: &[(&str, &str)] = &[
    ("0.0.0", "12345678"),
    ("0.8.0", "15*min"),
    ("C.1.0", "SAME"),
];

#[test]
fn a_saved_set_is_opened_by_enter() {
    let mut model = model(&[]);
    let entry = SetEntry {
        path: path(),
        info: Ok(SetInfo::from(&set())),
    };
    model.parameter_sets.listed = Some(Ok(Arc::from([entry])));
    let mut stage: Stage<ParameterSetsView> = Stage::new(USUAL, model);
    assert_eq!(stage.rows().len(), 1);
    assert!(
        stage.rows()[0].contains("mine.ron 12345678 test"),
        "{:?}",
        stage.rows()
    );
    let row = stage.rows()[0].clone();
    stage.click(&row);
    stage.press(Key::Enter);
    assert_eq!(stage.wishes(), [Action::OpenSide(path())]);
}

#[test]
fn the_lists_are_asked_for_when_they_are_missing() {
    let mut stage: Stage<ParameterSetsView> = Stage::new(USUAL, Model::default());
    let wishes = stage.wishes();
    assert!(wishes.contains(&Action::ListSets) && wishes.contains(&Action::ListVisits));
    stage.shows("No parameter sets yet");
}

#[test]
fn only_differences_are_shown_and_settings_come_first() {
    let mut stage = compared(other(), READ);
    let rows = stage.rows();
    assert_eq!(rows[0], "0.8.0 Measuring period 15 min 60 min Differs");
    assert!(rows.iter().any(|row| row.contains("87654321")));
    stage.shows("Settings that differ 2");
    stage.shows("Identity: tells this meter apart 1");
    stage.shows("Only in mine.ron");
    stage.does_not_show("The same");
    let shown = stage.rows().len();
    stage.click("Show equal registers too");
    assert!(stage.rows().len() >= shown);
    stage.type_text("Address or name", "period");
    assert_eq!(stage.rows().len(), 1);
}

#[test]
fn what_is_ticked_is_staged_with_where_it_is_from_and_nothing_else() {
    let mut stage = compared(other(), READ);
    stage.does_not_show("Take over 0.0.0");
    stage.click("Take over 0.8.0");
    stage.shows("can be taken over. Staging sends nothing");
    stage.click("Stage what is ticked");
    let wishes = stage.wishes();
    let Some(Action::Stage(staged)) = wishes.first() else {
        panic!("{wishes:?}");
    };
    assert_eq!(staged.len(), 1);
    assert_eq!(staged[0].change.register.address, "0.8.0");
    assert_eq!(staged[0].change.wanted, "060");
    assert_eq!(staged[0].change.shown.as_deref(), Some("15*min"));
    assert_eq!(staged[0].reason.as_deref(), Some("From mine.ron"));
    assert_eq!(wishes.get(1), Some(&Action::ShowReview));
    assert!(
        !wishes
            .iter()
            .any(|wish| matches!(wish, Action::Programme { .. }))
    );
}

#[test]
fn the_space_bar_ticks_and_one_button_ticks_all() {
    let mut stage = compared(other(), READ);
    let row = stage.rows()[0].clone();
    stage.click(&row);
    stage.press(Key::Space);
    let ticked = |stage: &Stage<ParameterSetsView>| stage.harness.state().view.ticked.len();
    assert_eq!(ticked(&stage), 1);
    stage.press(Key::Space);
    assert_eq!(ticked(&stage), 0);
    stage.click("Tick all that can be taken over");
    assert_eq!(ticked(&stage), 2);
}

#[test]
fn values_are_only_taken_over_by_the_meter() {
    let mut stage = compared(other(), READ);
    stage.click("Swap the sides");
    stage.shows("Put the meter on the left");
    stage.does_not_show("Take over 0.8.0");
}

#[test]
fn another_type_and_an_incomplete_read_are_warned_of_first() {
    let mut set = other();
    set.meter.identification = Some("/ISk5MT382-1000".to_owned());
    set.complete = false;
    let stage = compared(set, READ);
    stage.shows("Other type of meter");
    stage.shows("Not all registers of the meter were read");
    stage.shows("What is missing shows up on one side only");
}

#[test]
fn a_value_beyond_the_limits_is_not_taken() {
    let mut set = other();
    let period = set
        .registers
        .iter_mut()
        .find(|register| register.address == "0.8.0");
    period.unwrap().values = vec!["90*min".to_owned()];
    let stage = compared(set, READ);
    stage.shows("Not taken");
    stage.does_not_show("Take over 0.8.0");
}

#[test]
fn a_meter_that_was_not_read_is_read_by_one_button() {
    let mut stage = compared(other(), &[]);
    stage.shows("Nothing was read of this meter's registers yet");
    stage.click("Read 6 registers");
    let wishes = stage.wishes();
    let [
        Action::Programme {
            task: Task::Get(registers),
            ..
        },
    ] = wishes.as_slice()
    else {
        panic!("{wishes:?}");
    };
    assert_eq!(registers.len(), 6);
}

#[test]
fn the_makers_values_are_a_side_of_their_own() {
    let mut stage: Stage<ParameterSetsView> = Stage::new(USUAL, model(&[("0.8.0", "60*min")]));
    stage.harness.state_mut().view.right = Some(SideChoice::Defaults);
    stage.harness.run();
    assert_eq!(
        stage.rows()[0],
        "0.8.0 Measuring period 60 min 15 min Differs"
    );
    // Of the other registers the profile knows no values.
    assert_eq!(stage.rows().len(), 1);
    stage.click("End the comparison");
    stage.shows("No parameter sets yet");
}

#[test]
fn flags_of_a_file_keep_a_value_from_being_taken_over() {
    let mut set = other();
    let period = set
        .registers
        .iter_mut()
        .find(|register| register.address == "0.8.0");
    period.unwrap().flags = vec![Flag::NeverCopy];
    let stage = compared(set, READ);
    // One by the profile, one by the file.
    stage.shows("Never copied 2");
    stage.does_not_show("Take over 0.8.0");
}

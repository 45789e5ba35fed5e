//! The page Registers without a screen.

mod review;

use std::sync::Arc;

use eframe::egui::{Key, Modifiers, Ui, UiBuilder, Vec2, vec2};
use jiff::Zoned;

use super::RegistersView;
use crate::app::action::Action;
use crate::app::model::{Model, Staged as StagedChange};
use crate::app::settings::Settings;
use crate::app::views::stage::{Stage, Staged, model_read};
use crate::codec::CommandKind;
use crate::profile::{
    Access, Characters, Kind, Level, Library, LockOut, Login, Match, PasswordForm, Precondition,
    PreconditionKind, Profile, Programming, RegisterDef, WriteForm,
};
use crate::secret::Password;
use crate::worker::{
    Change, Credentials, Event, JobId, MeterKey, Outcome, PortChoice, ProgrammeSummary,
    ReadProblem, RegisterReading, Task, Tries, WriteOutcome, WriteRecord, WriteState,
};

const TELEGRAM: &[u8] =
    b"/LGZ5\\2ZMD3104107.B32\r\n\x020.0.0(97734234)\r\n0.8.0(60*min)\r\n1.8.0(00043802*kWh)\r\n!\r\n\x03";

const WIDE: Vec2 = vec2(1064.0, 704.0);
const NARROW: Vec2 = vec2(640.0, 437.0);

impl Staged for RegistersView {
    fn draw(&mut self, ui: &mut Ui, model: &Model, _: &Settings, actions: &mut Vec<Action>) {
        let settings = Settings {
            port: Some("COM4".to_owned()),
            ..Settings::default()
        };
        let area = ui.max_rect();
        let window = area.width() + 216.0;
        let Some(sheet) = self.sheet_place(area, window) else {
            self.ui(ui, model, &settings, actions);
            return;
        };
        if sheet.left() > area.left() {
            let mut page = area;
            page.max.x = sheet.left() - 24.0;
            let mut child = ui.new_child(UiBuilder::new().max_rect(page));
            child.shrink_clip_rect(page);
            self.ui(&mut child, model, &settings, actions);
        }
        self.sheet_ui(ui, sheet, model, &settings, actions);
    }
}

fn register(address: &str, name: &str, group: &str) -> RegisterDef {
    RegisterDef {
        address: address.to_owned(),
        name: name.to_owned(),
        group: group.to_owned(),
        ..RegisterDef::default()
    }
}

fn profile() -> Profile {
    let number = Kind::Number {
        min: Some(1.into()),
        max: Some(60.into()),
        decimals: 0,
        width: 0,
        scale: 0,
    };
    let choices = [("15", "15 min"), ("60", "60 min")];
    let choices = choices.map(|(raw, label)| (raw.to_owned(), label.to_owned()));
    Profile {
        version: crate::profile::VERSION,
        name: "lgz-zmd".to_owned(),
        title: "E650".to_owned(),
        matches: Match {
            manufacturers: vec!["LGZ".to_owned()],
            identifications: vec!["ZMD".to_owned()],
        },
        source: "Made for tests".to_owned(),
        programming: Some(Programming {
            write: WriteForm {
                command: CommandKind::new(b'W', b'5'),
                ..WriteForm::default()
            },
            levels: vec![Level {
                number: 1,
                name: String::new(),
                login: Login::InWrite,
                password: PasswordForm {
                    min: 8,
                    max: 8,
                    characters: Characters::Digits,
                },
                help: String::new(),
            }],
            lock_out: Some(LockOut {
                tries: 15,
                minutes: Some(24 * 60),
                note: String::new(),
            }),
            preconditions: vec![Precondition {
                kind: PreconditionKind::CoverOpen,
                text: "Open the terminal cover first".to_owned(),
                level: None,
            }],
            ..Programming::default()
        }),
        registers: vec![
            register("0.0.0", "Serial number", "Identification"),
            RegisterDef {
                unit: "min".to_owned(),
                kind: number,
                access: Access::Write(1),
                help: "How long demand is averaged".to_owned(),
                warning: "The running demand period ends early".to_owned(),
                ..register("0.8.0", "Demand period", "Periods")
            },
            RegisterDef {
                kind: Kind::Choice(choices.to_vec()),
                access: Access::Write(1),
                ..register("0.8.4", "Profile period", "Periods")
            },
            RegisterDef {
                kind: Kind::Flags {
                    digits: 4,
                    bits: vec![
                        (0, "Reset by hand".to_owned()),
                        (9, "Summer time".to_owned()),
                    ],
                },
                access: Access::Write(1),
                ..register("C.4.0", "Control inputs", "Status")
            },
            RegisterDef {
                access: Access::WriteOnly(1),
                ..register("D104", "Password, level 1", "Status")
            },
        ],
        ..Profile::default()
    }
}

/// A meter that was read, of a type that the profile knows.
fn model() -> Model {
    let mut model = model_read(TELEGRAM);
    let folder = tempfile::tempdir().unwrap();
    let text = crate::profile::to_text(&profile());
    std::fs::write(folder.path().join("lgz-zmd.ron"), text).unwrap();
    model.profiles = Library::load(folder.path());
    assert_eq!(model.profiles.problems(), []);
    model.may_write = true;
    model
}

fn stage_of(size: Vec2, model: Model) -> Stage<RegistersView> {
    Stage::new(size, model)
}

fn stage() -> Stage<RegistersView> {
    stage_of(WIDE, model())
}

fn def(address: &str) -> Arc<RegisterDef> {
    let profile = profile();
    Arc::new(profile.register(address).unwrap().clone())
}

fn change(address: &str, wanted: &str, shown: Option<&str>) -> Change {
    Change {
        register: def(address),
        wanted: wanted.to_owned(),
        shown: shown.map(str::to_owned),
    }
}

fn staged(address: &str, wanted: &str, shown: Option<&str>) -> StagedChange {
    StagedChange {
        change: change(address, wanted, shown),
        reason: None,
    }
}

fn now() -> Zoned {
    "2026-11-22T14:52:00+00:00[UTC]".parse().unwrap()
}

fn record(address: &str, wanted: &str, after: Option<&str>, outcome: WriteOutcome) -> WriteRecord {
    WriteRecord {
        register: def(address),
        command: format!("W5 {address}({wanted})(•••)"),
        before: Some("60*min".to_owned()),
        wanted: wanted.to_owned(),
        after: after.map(str::to_owned),
        outcome,
        detail: (outcome == WriteOutcome::Refused).then(|| "ER05".to_owned()),
        ended_at: now(),
    }
}

const PASSWORD: &str = "Password, level 1";

/// Two staged changes in their review.
fn review() -> Stage<RegistersView> {
    let mut model = model();
    model.staging.stage(staged("0.8.0", "15", Some("60*min")));
    model.staging.stage(staged("0.8.4", "15", None));
    let mut stage = stage_of(WIDE, model);
    open(&mut stage);
    stage
}

fn open(stage: &mut Stage<RegistersView>) {
    let played = stage.harness.state_mut();
    played.view.open_review(&played.model);
    stage.harness.run();
}

/// Carries out what the window would do with the wishes.
fn send(stage: &mut Stage<RegistersView>) -> Option<(Task, Vec<Credentials>)> {
    let sent = stage.wishes().into_iter().find_map(|wish| match wish {
        Action::Programme { task, credentials } => Some((task, credentials)),
        _ => None,
    })?;
    let port = PortChoice::Serial("COM4".to_owned());
    stage.model().programme_sent(JobId(1), port, &sent.0);
    stage.harness.run();
    Some(sent)
}

fn tell(stage: &mut Stage<RegistersView>, event: Event) {
    stage.model().apply(event, &now());
    stage.harness.run();
}

fn ended(stage: &mut Stage<RegistersView>, index: usize, record: WriteRecord) {
    tell(
        stage,
        Event::WriteProgressed {
            id: JobId(1),
            index,
            state: WriteState::Ended(record),
        },
    );
}

fn done(stage: &mut Stage<RegistersView>) {
    let outcome = Box::new(Outcome::Done(ProgrammeSummary::default()));
    tell(
        stage,
        Event::ProgrammeFinished {
            id: JobId(1),
            outcome,
        },
    );
}

#[test]
fn registers_show_what_the_readout_brought_and_what_is_not_read() {
    let stage = stage();
    assert_eq!(
        stage.rows(),
        [
            "0.0.0 Serial number 97734234 Read only",
            "0.8.0 Demand period 60 min As read",
            "0.8.4 Profile period Not read",
            "C.4.0 Control inputs Not read",
            "D104 Password, level 1 Hidden",
            "1.8.0 Active import, total 00043802 kWh Read only",
        ]
    );
}

#[test]
fn a_group_the_search_and_the_filters_narrow_the_list() {
    let mut stage = stage();
    stage.click("Group: Periods");
    assert_eq!(stage.rows().len(), 2);
    stage.click("Group: All registers");
    stage.type_text("Address, name or help", "averaged");
    assert_eq!(stage.rows(), ["0.8.0 Demand period 60 min As read"]);
    stage.press(Key::Escape);
    assert_eq!(stage.rows().len(), 6);
    stage.model().staging.stage(staged("0.8.4", "15", None));
    stage.click("Only registers with staged changes");
    assert_eq!(stage.rows(), ["0.8.4 Profile period → 15 min Staged"]);
}

#[test]
fn read_all_reads_what_the_profile_knows_and_can_be_read() {
    let mut stage = stage();
    stage.click("Read the registers shown");
    let Some((Task::Get(registers), _)) = send(&mut stage) else {
        panic!("registers are read");
    };
    let addresses: Vec<&str> = registers.iter().map(|r| r.address.as_str()).collect();
    assert_eq!(addresses, ["0.0.0", "0.8.0", "0.8.4", "C.4.0"]);
}

#[test]
fn what_the_meter_says_to_a_read_is_shown_in_its_words() {
    let mut stage = stage();
    stage.click("Read the registers shown");
    send(&mut stage);
    let reading = RegisterReading {
        register: def("0.8.4"),
        answer: Err(ReadProblem::Refused {
            answer: "ER05".to_owned(),
            meaning: None,
        }),
        read_at: now(),
    };
    let id = JobId(1);
    tell(&mut stage, Event::RegisterRead { id, reading });
    done(&mut stage);
    stage.click("0.8.4 Profile period Refused to read");
    stage.shows("The meter refused 0.8.4 and answered (ER05)");
}

#[test]
fn a_number_is_checked_as_it_is_typed_and_staged_by_enter() {
    let mut stage = stage();
    stage.click("0.8.0 Demand period 60 min As read");
    stage.press(Key::F2);
    stage.type_text("New value of 0.8.0", "90");
    stage.shows("60 min is the most that 0.8.0 takes");
    stage.press(Key::Enter);
    assert_eq!(stage.wishes(), [], "what does not fit is not staged");
    stage.press(Key::Backspace);
    stage.press(Key::Backspace);
    stage.type_text("New value of 0.8.0", "15");
    stage.press(Key::Enter);
    let expected = staged("0.8.0", "15", Some("60*min"));
    assert_eq!(stage.wishes(), [Action::Stage(vec![expected])]);
    stage.does_not_show("New value of 0.8.0");
}

#[test]
fn a_panel_over_a_row_that_is_searched_away_closes() {
    let mut stage = stage();
    stage.click("0.8.0 Demand period 60 min As read");
    stage.press(Key::F2);
    stage.shows("New value of 0.8.0");
    stage.type_text("Address, name or help", "0.9.1");
    for _ in 0..5 {
        stage.press(Key::Backspace);
    }
    stage.does_not_show("New value of 0.8.0");
}

#[test]
fn escape_leaves_the_value_as_it_was() {
    let mut stage = stage();
    stage.click("0.8.0 Demand period 60 min As read");
    stage.press(Key::F2);
    stage.type_text("New value of 0.8.0", "15");
    stage.press(Key::Escape);
    stage.does_not_show("New value of 0.8.0");
    assert_eq!(stage.wishes(), []);
}

#[test]
fn enter_reads_what_was_not_read_and_delete_unstages() {
    let mut stage = stage();
    stage.click("0.8.4 Profile period Not read");
    stage.press(Key::Enter);
    let read = Task::Get(vec![def("0.8.4")]);
    let read = Action::Programme {
        task: read,
        credentials: Vec::new(),
    };
    assert_eq!(stage.wishes(), [read]);
    stage.press(Key::Delete);
    assert_eq!(stage.wishes(), [Action::Unstage("0.8.4".to_owned())]);
}

#[test]
fn choices_and_flags_are_put_in_words() {
    let mut stage = stage();
    stage.click("0.8.4 Profile period Not read");
    stage.press(Key::F2);
    stage.click("15 min");
    let expected = staged("0.8.4", "15", None);
    assert_eq!(stage.wishes(), [Action::Stage(vec![expected])]);
    stage.click("C.4.0 Control inputs Not read");
    stage.press(Key::F2);
    stage.click("9: Summer time");
    stage.shows("Sent as 0200");
    stage.press(Key::Enter);
    let expected = staged("C.4.0", "0200", None);
    assert_eq!(stage.wishes(), [Action::Stage(vec![expected])]);
}

#[test]
fn a_value_typed_as_it_is_unstages() {
    let mut stage = stage();
    stage.click("0.8.0 Demand period 60 min As read");
    stage.press(Key::F2);
    stage.type_text("New value of 0.8.0", "060 min");
    stage.press(Key::Enter);
    assert_eq!(stage.wishes(), [Action::Unstage("0.8.0".to_owned())]);
}

#[test]
fn without_a_meter_one_button_reads_it() {
    let mut stage = stage_of(WIDE, Model::default());
    stage.click("Read this meter");
    assert_eq!(stage.wishes(), [Action::Read { every_way: false }]);
}

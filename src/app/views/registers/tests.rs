//! The page Registers without a screen.

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
fn send(stage: &mut Stage<RegistersView>) -> Option<(Task, Option<Credentials>)> {
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
    let Some((Task::Get(registers), None)) = send(&mut stage) else {
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
        credentials: None,
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
fn a_review_shows_each_exact_command_and_what_it_causes() {
    let stage = review();
    for text in [
        "60 min → 15 min, W5 0.8.0(15)(•••)",
        "not read → 15 min, W5 0.8.4(15)(•••)",
        "The running demand period ends early",
        "Open the terminal cover first",
        "The present value was not read",
    ] {
        stage.shows(text);
    }
}

#[test]
fn nothing_is_written_without_a_whole_password() {
    let mut stage = review();
    stage.click("Write 2 changes");
    stage.type_text(PASSWORD, "1234567");
    let write = |stage: &mut Stage<RegistersView>| {
        let harness = &mut stage.harness;
        harness.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
        harness.run();
        send(stage)
    };
    assert_eq!(write(&mut stage), None, "it has 8 digits");
    stage.type_text(PASSWORD, "8");
    let (task, credentials) = write(&mut stage).unwrap();
    let changes = vec![
        change("0.8.0", "15", Some("60*min")),
        change("0.8.4", "15", None),
    ];
    assert_eq!(
        task,
        Task::Set {
            changes,
            stop_at_first_failure: true,
        }
    );
    let password = Password::new("12345678".to_owned());
    let expected = Credentials { level: 1, password };
    assert_eq!(credentials, Some(expected));
}

#[test]
fn read_only_keeps_the_button_off_until_it_is_switched_off() {
    let mut stage = review();
    stage.model().may_write = false;
    stage.harness.run();
    stage.type_text(PASSWORD, "12345678");
    stage.click("Write 2 changes");
    assert_eq!(send(&mut stage), None);
    stage.click("Switch writing on for this visit");
    assert_eq!(stage.wishes(), [Action::AllowWriting(true)]);
}

#[test]
fn a_password_is_in_no_name_and_no_value() {
    let mut stage = review();
    stage.type_text(PASSWORD, "12345678");
    stage.click("Show: Password, level 1");
    stage.does_not_show("12345678");
    for node in egui_kittest::kittest::NodeT::children_recursive(&stage.harness.root()) {
        let node = egui_kittest::kittest::NodeT::accesskit_node(&node);
        assert!(!node.value().unwrap_or_default().contains("1234"));
    }
}

/// A review that is sent.
fn sent() -> Stage<RegistersView> {
    let mut stage = review();
    stage.type_text(PASSWORD, "12345678");
    stage.click("Write 2 changes");
    assert!(send(&mut stage).is_some());
    stage
}

#[test]
fn each_change_gets_its_outcome_in_place_and_the_protocol_stays() {
    let mut stage = sent();
    stage.shows("0.8.0: Waiting");
    let (id, index, state) = (JobId(1), 0, WriteState::Writing);
    tell(&mut stage, Event::WriteProgressed { id, index, state });
    stage.shows("0.8.0: Writing");
    stage.shows("0.8.0 Demand period 60 min → 15 min Writing");
    let verified = record("0.8.0", "15", Some("015*min"), WriteOutcome::Verified);
    ended(&mut stage, 0, verified);
    let not = record("0.8.4", "15", Some("60"), WriteOutcome::NotVerified);
    ended(&mut stage, 1, not);
    done(&mut stage);
    stage.shows("0.8.0: Verified");
    stage.shows("0.8.4: Not verified");
    stage.shows("0.8.0 Demand period 15 min Verified");
    stage.click("Close the protocol");
    stage.does_not_show("0.8.0: Verified");
    assert_eq!(stage.model().staging.len(), 1, "what failed stays staged");
}

#[test]
fn put_back_stages_what_the_meter_had() {
    let mut stage = sent();
    for (index, address) in ["0.8.0", "0.8.4"].into_iter().enumerate() {
        let verified = record(address, "15", Some("15"), WriteOutcome::Verified);
        ended(&mut stage, index, verified);
    }
    done(&mut stage);
    stage.click("Stage the values from before");
    let wishes = stage.wishes();
    let [Action::Stage(staged)] = wishes.as_slice() else {
        panic!("{wishes:?}");
    };
    let wanted: Vec<_> = staged
        .iter()
        .map(|staged| (staged.change.wanted.as_str(), staged.reason.as_deref()))
        .collect();
    assert_eq!(wanted, [("60", Some("Put back")); 2]);
}

#[test]
fn an_unknown_write_is_offered_to_be_read_back() {
    let mut stage = sent();
    let unknown = record("0.8.0", "15", None, WriteOutcome::Unknown);
    ended(&mut stage, 0, unknown);
    done(&mut stage);
    stage.shows("0.8.0: Unknown");
    stage.shows("0.8.4: Not sent");
    stage.click("Read back 0.8.0");
    let (task, _) = send(&mut stage).unwrap();
    assert_eq!(task, Task::Settle);
    let verified = record("0.8.0", "15", Some("15"), WriteOutcome::Verified);
    let summary = ProgrammeSummary {
        writes: vec![verified],
        ..ProgrammeSummary::default()
    };
    let (id, outcome) = (JobId(1), Box::new(Outcome::Done(summary)));
    tell(&mut stage, Event::ProgrammeFinished { id, outcome });
    stage.shows("0.8.0: Verified");
}

#[test]
fn a_refused_password_is_told_once_and_the_field_is_empty() {
    let mut stage = sent();
    let event = Event::PasswordRefused {
        id: JobId(1),
        meter: MeterKey {
            identification_line: "/LGZ5".to_owned(),
            serial_number: None,
        },
        level: 1,
        answer: "ER07".to_owned(),
        tries: Tries {
            wrong: 2,
            lock_out: profile().programming.unwrap().lock_out,
        },
    };
    tell(&mut stage, event);
    done(&mut stage);
    stage.shows("The meter refused the password for level 1");
    stage.shows("2 of 15 used; then locked for 24 hours");
    stage.click("Write 2 changes");
    assert_eq!(send(&mut stage), None, "the field is empty");
    assert_eq!(stage.model().staging.len(), 2);
}

#[test]
fn in_a_small_window_the_sheet_takes_the_page() {
    let mut model = model();
    model.staging.stage(staged("0.8.0", "15", None));
    let mut stage = stage_of(NARROW, model);
    open(&mut stage);
    assert_eq!(stage.rows(), [] as [String; 0]);
    for name in ["Write 1 change", "Back to editing", PASSWORD] {
        let place = stage.place(name);
        assert!(
            place.bottom() <= NARROW.y && place.right() <= NARROW.x,
            "{name}"
        );
    }
    stage.press(Key::Escape);
    assert!(!stage.rows().is_empty());
}

#[test]
fn a_raw_command_is_completed_and_one_that_writes_is_reviewed() {
    let mut stage = stage();
    stage.click("Group: Raw command");
    stage.type_text("Command as typed", "R1 0.8");
    stage.shows("R1 0.8.4()");
    stage.press(Key::Tab);
    stage.press(Key::Enter);
    let wishes = stage.wishes();
    let read = Action::Programme {
        task: Task::Raw("R1 0.8.0()".parse().unwrap()),
        credentials: None,
    };
    assert!(wishes.contains(&read), "{wishes:?}");
    stage.type_text("Command as typed", "W5 0.8.0(15)({password})");
    stage.press(Key::Enter);
    assert_eq!(stage.wishes(), [Action::LookUpAccess(1)]);
    stage.shows("Review 1 command");
    stage.shows("Sent as it stands");
    stage.type_text(PASSWORD, "12345678");
    stage.click("Send the command");
    let (task, _) = send(&mut stage).unwrap();
    assert_eq!(task, Task::Raw("W5 0.8.0(15)({password})".parse().unwrap()));
}

#[test]
fn without_a_meter_one_button_reads_it() {
    let mut stage = stage_of(WIDE, Model::default());
    stage.click("Read this meter");
    assert_eq!(stage.wishes(), [Action::Read { every_way: false }]);
}

#[test]
fn a_write_that_failed_leaves_the_value_that_was_read_back_before() {
    let mut stage = sent();
    let verified = record("0.8.0", "15", Some("15*min"), WriteOutcome::Verified);
    ended(&mut stage, 0, verified);
    let refused = record("0.8.0", "60", None, WriteOutcome::Refused);
    stage.model().programme.writes.push(refused);
    done(&mut stage);
    stage.shows("0.8.0 Demand period 15 min Refused");
}

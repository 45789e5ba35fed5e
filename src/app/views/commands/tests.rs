//! The commands of a profile without a screen.

use std::sync::Arc;

use eframe::egui::{Key, Ui};
use egui_kittest::kittest::{NodeT, Queryable};
use jiff::Zoned;

use super::CommandsView;
use crate::app::action::Action;
use crate::app::model::{Model, Session};
use crate::app::settings::Settings;
use crate::app::views::stage::{Stage, Staged, USUAL};
use crate::meter::{Content, DataSet, Value};
use crate::profile::{
    ActionCommand, ActionDef, ActionKind, Characters, Level, Library, Login, PasswordForm, Profile,
    Programming, RegisterDef,
};
use crate::worker::{
    ActionRecord, JobId, MeterKey, PortChoice, RegisterReading, Role, Task, WriteOutcome,
};

impl Staged for CommandsView {
    fn draw(&mut self, ui: &mut Ui, model: &Model, known: &Settings, actions: &mut Vec<Action>) {
        let settings = Settings {
            port: Some("COM4".to_owned()),
            role: known.role,
            ..Settings::default()
        };
        let place = ui.max_rect();
        self.ui(ui, place, model, &settings, actions);
    }
}

fn action(name: &str, kind: ActionKind, command: &str, data: &str) -> ActionDef {
    ActionDef {
        name: name.to_owned(),
        kind,
        commands: vec![ActionCommand {
            command: command.parse().unwrap(),
            data: data.to_owned(),
        }],
        level: Some(1),
        help: format!("What {name} does"),
        cannot_be_undone: String::new(),
        watch: Vec::new(),
        proof: None,
        disable_min: None,
    }
}

fn reset() -> ActionDef {
    ActionDef {
        cannot_be_undone: "The billing period ends now".to_owned(),
        watch: vec!["1.6.0".to_owned()],
        proof: Some("0.1.0".to_owned()),
        disable_min: Some(60),
        ..action("Billing reset", ActionKind::BillingReset, "E2", "0001()")
    }
}

fn change_password() -> ActionDef {
    let kind = ActionKind::ChangePassword { level: 1 };
    action("Change password", kind, "W2", "96.96({new})")
}

fn model() -> Model {
    let profile = Profile {
        name: "generic".to_owned(),
        programming: Some(Programming {
            levels: vec![Level {
                number: 1,
                name: String::new(),
                login: Login::P1,
                password: PasswordForm {
                    min: 4,
                    max: 8,
                    characters: Characters::Digits,
                },
                help: String::new(),
            }],
            ..Programming::default()
        }),
        registers: vec![RegisterDef {
            address: "0.1.0".to_owned(),
            name: "Resets".to_owned(),
            ..RegisterDef::default()
        }],
        actions: vec![reset(), change_password()],
        ..Profile::default()
    };
    let mut model = Model {
        profiles: Library::only(profile),
        may_write: true,
        ..Model::default()
    };
    model.programme.meter = Some(MeterKey {
        identification_line: "/EMH5\\@01LZQJL0014E".to_owned(),
        serial_number: None,
    });
    model
}

fn stage(model: Model) -> Stage<CommandsView> {
    Stage::new(USUAL, model)
}

fn read(raw: &str) -> RegisterReading {
    let set = DataSet {
        line: 1,
        address: "0.1.0".to_owned(),
        code: None,
        name: None,
        billing: None,
        values: vec![Value {
            raw: raw.to_owned(),
            content: Content::Text,
        }],
    };
    RegisterReading {
        register: Arc::new(RegisterDef {
            address: "0.1.0".to_owned(),
            name: "Resets".to_owned(),
            ..RegisterDef::default()
        }),
        answer: Ok(set),
        read_at: Zoned::now(),
    }
}

#[test]
fn each_command_tells_what_it_does_and_what_cannot_be_undone() {
    let stage = stage(model());
    for text in [
        "Billing reset",
        "What Billing reset does",
        "E2 0001()",
        "The billing period ends now",
        "Level 1 · proved by 0.1.0 Resets · the meter takes the next one after 60 min",
        "W2 96.96(•••)",
    ] {
        stage.shows(text);
    }
}

#[test]
fn a_role_and_the_read_only_switch_are_respected() {
    let mut model = model();
    model.may_write = false;
    let stage = stage(model);
    for name in ["Run Billing reset", "Run Change password"] {
        let run = stage.harness.get_by_label(name);
        assert!(run.accesskit_node().is_disabled(), "{name}");
    }
    let why = |action: &ActionDef, role| {
        let settings = Settings {
            port: Some("COM4".to_owned()),
            role,
            ..Settings::default()
        };
        let mut model = super::tests::model();
        model.may_write = true;
        super::words::why_not(action, &model, &settings)
    };
    assert_eq!(why(&reset(), Role::ClockAndReset), None);
    assert!(why(&change_password(), Role::ClockAndReset).is_some());
    assert!(why(&reset(), Role::Read).is_some());
}

#[test]
fn a_billing_reset_is_reviewed_run_and_proved() {
    let mut stage = stage(model());
    stage.click("Run Billing reset");
    stage.shows("Billing reset. Nothing is sent yet");
    stage.shows("The meter is read out first, and the readout is stored with the visits");
    stage.wishes();
    stage.type_text("Password, level 1", "1234");
    stage.click("Reset billing");
    let wishes = stage.wishes();
    let [Action::Programme { task, credentials }] = wishes.as_slice() else {
        panic!("{wishes:?}");
    };
    let expected = Task::Act {
        action: Arc::new(reset()),
        new_password: None,
    };
    assert_eq!(*task, expected);
    assert_eq!(credentials[0].password.reveal(), "1234");
    let port = PortChoice::Serial("COM4".to_owned());
    stage.model().programme_sent(JobId(1), port, &expected);
    stage.harness.run();
    stage.shows("Under way");
    stage.model().programme.actions.push(ActionRecord {
        action: Arc::new(reset()),
        commands: vec!["E2 0001()".to_owned()],
        before: vec![read("15")],
        after: vec![read("16")],
        outcome: WriteOutcome::Verified,
        detail: None,
    });
    stage.model().session = Session::Idle;
    stage.harness.run();
    stage.shows("Verified");
    stage.shows("0.1.0 Resets: 15 → 16");
    stage.press(Key::Escape);
    stage.shows("What Billing reset does");
}

#[test]
fn a_new_password_is_typed_twice_and_has_its_form() {
    let mut stage = stage(model());
    stage.click("Run Change password");
    stage.shows("signed on anew with the new password, once, which proves it");
    stage.wishes();
    let off = |stage: &Stage<CommandsView>| {
        let go = stage.harness.get_all_by_label("Change password").last();
        go.is_none_or(|go| go.accesskit_node().is_disabled())
    };
    stage.type_text("Password, level 1", "1234");
    stage.type_text("New password", "12a4");
    stage.type_text("The same again", "12a4");
    assert!(off(&stage), "it has a letter");
    stage.type_text("New password", "5");
    assert!(off(&stage), "it differs");
    let names = ["New password", "The same again"];
    for name in names {
        for _ in 0..5 {
            stage.harness.get_by_label(name).focus();
            stage.harness.run();
            stage.press(Key::Backspace);
        }
        stage.type_text(name, "87654321");
    }
    assert!(!off(&stage));
    stage
        .harness
        .get_all_by_label("Change password")
        .last()
        .unwrap()
        .click();
    stage.harness.run();
    let wishes = stage.wishes();
    let [Action::Programme { task, .. }] = wishes.as_slice() else {
        panic!("{wishes:?}");
    };
    let Task::Act { new_password, .. } = task else {
        panic!("{task:?}");
    };
    assert_eq!(new_password.as_ref().unwrap().reveal(), "87654321");
}

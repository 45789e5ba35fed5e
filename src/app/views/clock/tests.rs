//! The page Clock without a screen.

use std::time::Duration;

use eframe::egui::{Key, Modifiers, Ui};
use egui_kittest::kittest::{NodeT, Queryable};
use jiff::{SignedDuration, Zoned};

use super::ClockView;
use crate::app::action::Action;
use crate::app::model::{Model, RefusedPassword};
use crate::app::settings::Settings;
use crate::app::views::stage::{Stage, Staged, USUAL};
use crate::clock::{ClockReading, TimeBase};
use crate::meter::CivilTime;
use crate::profile::{
    ClockForm, ClockPart, Level, Library, LockOut, Login, PasswordForm, Profile, Programming,
};
use crate::worker::{
    ClockOrder, ClockRecord, JobId, MeterKey, PortChoice, Task, Tries, WriteOutcome,
};

impl Staged for ClockView {
    fn draw(&mut self, ui: &mut Ui, model: &Model, _: &Settings, actions: &mut Vec<Action>) {
        let settings = Settings {
            port: Some("COM4".to_owned()),
            ..Settings::default()
        };
        self.ui(ui, model, &settings, actions);
    }
}

fn now() -> Zoned {
    "2026-02-03T13:41:02.4+01:00[Europe/Vienna]"
        .parse()
        .unwrap()
}

fn reading(millis: i64) -> ClockReading {
    let drift = SignedDuration::from_millis(millis);
    let shown = (now() + drift).datetime();
    ClockReading {
        meter: CivilTime {
            date: Some(shown.date()),
            time: Some(shown.time().with().subsec_nanosecond(0).build().unwrap()),
            season: None,
        },
        computer: now(),
        drift,
        uncertainty: Duration::from_millis(110),
    }
}

fn part(address: &str, form: &str) -> ClockPart {
    ClockPart {
        address: address.to_owned(),
        form: form.to_owned(),
        command: None,
    }
}

/// A meter whose commands carry their password, and that tells its clock to anybody.
fn profile() -> Profile {
    Profile {
        name: "generic".to_owned(),
        programming: Some(Programming {
            levels: vec![Level {
                number: 1,
                name: "W5 password".to_owned(),
                login: Login::InWrite,
                password: PasswordForm {
                    min: 8,
                    max: 8,
                    ..PasswordForm::default()
                },
                help: String::new(),
            }],
            lock_out: Some(LockOut {
                tries: 3,
                minutes: Some(360),
                note: String::new(),
            }),
            ..Programming::default()
        }),
        clock: Some(ClockForm {
            read: vec![part("0.9.1", "hhmmss"), part("0.9.2", "YYMMDD")],
            write: vec![part("0.9.1", "shhmmss"), part("0.9.2", "sYYMMDD")],
            together: false,
            level: Some(1),
            synchronise_limit_s: Some(2),
            period_min: 15,
            warning: "The logbook counts it".to_owned(),
        }),
        ..Profile::default()
    }
}

fn model(drift: Option<i64>) -> Model {
    let mut model = Model {
        profiles: Library::only(profile()),
        may_write: true,
        ..Model::default()
    };
    model.programme.meter = Some(meter());
    model.programme.clock = drift.map(reading);
    model
}

fn meter() -> MeterKey {
    MeterKey {
        identification_line: "/EMH5\\@01LZQJL0014E".to_owned(),
        serial_number: None,
    }
}

fn stage(model: Model) -> Stage<ClockView> {
    Stage::new(USUAL, model)
}

/// Opens the review of setting the clock.
fn review(stage: &mut Stage<ClockView>, synchronise: bool) {
    let played = stage.harness.state_mut();
    played
        .view
        .review(&played.model, TimeBase::Local, synchronise, now());
    stage.harness.run();
}

fn job(stage: &mut Stage<ClockView>, task: &Task) {
    let port = PortChoice::Serial("COM4".to_owned());
    stage.model().programme_sent(JobId(1), port, task);
    stage.harness.run();
}

fn order(synchronise_only: bool) -> Task {
    Task::SetClock(ClockOrder {
        base: TimeBase::Local,
        synchronise_only,
    })
}

#[test]
fn nothing_is_said_of_a_clock_that_nobody_looked_at() {
    let mut stage = stage(model(None));
    stage.shows("Not measured yet");
    stage.shows("The meter's clock will be here");
    stage.does_not_show("Set the clock");
    stage.click("Measure the clock");
    let measure = Action::Programme {
        task: Task::ReadClock,
        credentials: Vec::new(),
    };
    assert_eq!(stage.wishes(), std::slice::from_ref(&measure));
    stage
        .harness
        .key_press_modifiers(Modifiers::COMMAND, Key::R);
    stage.harness.run();
    assert_eq!(stage.wishes(), [measure]);
}

#[test]
fn both_clocks_and_what_setting_comes_to_are_shown() {
    let mut stage = stage(model(Some(-12_340)));
    for text in [
        "Measured 13:41:02",
        "13:40:50",
        "13:41:02.4",
        "12.3 s slow",
        "to within 0.2 s",
        "The meter seems to keep local time",
        "Puts the clock forward by 12.3 s: that sets the clock",
    ] {
        stage.shows(text);
    }
    stage.shows("(shhmmss)(•••)");
    stage.click("Set…");
    let wish = Action::ReviewClock {
        base: TimeBase::Local,
        synchronise: false,
    };
    assert_eq!(stage.wishes(), [wish]);
    // It is off by more than the meter synchronises.
    let synchronise = stage.harness.get_by_label("Synchronise…");
    assert!(synchronise.accesskit_node().is_disabled());
}

#[test]
fn a_clock_that_is_nearly_right_is_synchronised() {
    let mut stage = stage(model(Some(1_500)));
    stage.shows("Puts the clock back by 1.5 s: the meter synchronises up to 2 s");
    stage.click("Time: UTC");
    stage.shows("The meter keeps local time. Tariffs and load profile then go by UTC");
    stage.click("Time: Local time");
    stage.click("Synchronise…");
    let wish = Action::ReviewClock {
        base: TimeBase::Local,
        synchronise: true,
    };
    assert_eq!(stage.wishes(), [wish]);
}

#[test]
fn while_writing_is_off_nothing_can_be_set() {
    let mut model = model(Some(-12_340));
    model.may_write = false;
    let mut stage = stage(model);
    stage.shows("Read only is on. Switch it off for this visit to set the clock");
    assert!(
        stage
            .harness
            .get_by_label("Set…")
            .accesskit_node()
            .is_disabled()
    );
    stage.click("Read only");
    assert_eq!(stage.wishes(), [Action::AllowWriting(true)]);
}

#[test]
fn a_review_shows_what_is_sent_and_asks_for_the_password() {
    let mut stage = stage(model(Some(-12_340)));
    review(&mut stage, false);
    for text in [
        "Nothing is sent yet",
        "Local time of this computer",
        "The meter synchronises up to 2 s; this change is larger and sets the clock",
        "Setting it ends the running quarter hour early; 4 min are left in it",
        "The logbook counts it",
        "3 wrong ones lock it for 6 h",
    ] {
        stage.shows(text);
    }
    assert_eq!(stage.wishes(), [Action::LookUpAccess(1)]);
    let go = |stage: &Stage<ClockView>| {
        let go = stage.harness.get_all_by_label("Set the clock").last();
        go.is_some_and(|go| !go.accesskit_node().is_disabled())
    };
    assert!(!go(&stage));
    stage.type_text("Password, level 1", "0000000");
    assert!(!go(&stage), "it is a character short");
    stage.type_text("Password, level 1", "0");
    assert!(go(&stage));
    stage
        .harness
        .key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    stage.harness.run();
    let wishes = stage.wishes();
    let [Action::Programme { task, credentials }] = wishes.as_slice() else {
        panic!("{wishes:?}");
    };
    assert_eq!(*task, order(false));
    let given = &credentials[0];
    assert_eq!((given.level, given.password.reveal()), (1, "00000000"));
}

#[test]
fn the_review_becomes_the_protocol() {
    let mut stage = stage(model(Some(-12_340)));
    review(&mut stage, false);
    stage.type_text("Password, level 1", "00000000");
    stage
        .harness
        .key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    stage.harness.run();
    job(&mut stage, &order(false));
    stage.shows("Setting and measuring");
    stage.click("Cancel what is under way");
    assert!(stage.wishes().contains(&Action::Cancel));
    let record = ClockRecord {
        before: reading(-12_340),
        commands: vec!["W5 0.9.1(0134105)(•••)".to_owned()],
        after: Some(reading(-60)),
        outcome: WriteOutcome::Verified,
        detail: None,
    };
    stage.model().programme.clock_sets.push(record);
    stage.model().session = crate::app::model::Session::Idle;
    stage.harness.run();
    for text in [
        "Verified",
        "12.3 s slow → exact",
        "W5 0.9.1(0134105)(•••)",
        "Measured after it: exact, to within 0.2 s",
    ] {
        stage.shows(text);
    }
    stage.click("Close the outcome");
    stage.does_not_show("Measured after it");
    stage.shows("Set in this visit");
}

#[test]
fn a_refused_password_is_told_with_what_it_leads_to() {
    let mut stage = stage(model(Some(-12_340)));
    review(&mut stage, false);
    stage.type_text("Password, level 1", "00000001");
    stage
        .harness
        .key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    stage.harness.run();
    let rule = profile().programming.unwrap().lock_out;
    stage.model().programme.refused = Some(RefusedPassword {
        meter: meter(),
        level: 1,
        answer: "ER02".to_owned(),
        tries: Tries {
            wrong: 1,
            lock_out: rule,
        },
    });
    stage.harness.run();
    stage.shows("The meter refused the password of level 1 with ER02");
    stage.shows("1 of 3 used; then locked for 6 hours");
}

#[test]
fn measuring_asks_for_the_password_where_reading_needs_one() {
    let mut guarded = profile();
    let programming = guarded.programming.as_mut().unwrap();
    programming.read_level = Some(1);
    programming.levels[0].login = Login::P1;
    let mut model = model(None);
    model.profiles = Library::only(guarded);
    let mut stage = stage(model);
    stage.click("Measure the clock");
    stage.shows("This meter tells its clock only to those who know the password");
    stage.wishes();
    stage.type_text("Password, level 1", "00000000");
    stage.click("Measure");
    let wishes = stage.wishes();
    let [Action::Programme { task, credentials }] = wishes.as_slice() else {
        panic!("{wishes:?}");
    };
    assert_eq!(*task, Task::ReadClock);
    assert_eq!(credentials.first().map(|given| given.level), Some(1));
}

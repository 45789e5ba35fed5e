//! The review sheet, its password, its protocol; and raw commands.

use super::*;

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
    assert_eq!(credentials, [expected]);
}

#[test]
fn each_level_that_is_needed_has_a_password_field_of_its_own() {
    let mut profile = profile();
    let programming = profile.programming.as_mut().unwrap();
    programming.levels[0].number = 2;
    programming.levels.insert(
        0,
        Level {
            number: 1,
            name: String::new(),
            login: Login::P1,
            password: PasswordForm::default(),
            help: String::new(),
        },
    );
    programming.read_level = Some(1);
    for register in &mut profile.registers {
        if register.write_level().is_some() {
            register.access = Access::Write(2);
        }
    }
    let mut wanted = staged("0.8.0", "15", Some("60*min"));
    wanted.change.register = Arc::new(profile.register("0.8.0").unwrap().clone());
    let mut model = model();
    model.profiles = Library::only(profile);
    model.staging.stage(wanted);
    let mut stage = stage_of(WIDE, model);
    open(&mut stage);
    let lookups = [Action::LookUpAccess(1), Action::LookUpAccess(2)];
    assert_eq!(stage.wishes(), lookups);
    let go = |stage: &mut Stage<RegistersView>| {
        let harness = &mut stage.harness;
        harness.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
        harness.run();
        send(stage)
    };
    stage.type_text("Password, level 2", "12345678");
    assert_eq!(go(&mut stage), None, "level 1 has one of its own");
    stage.type_text(PASSWORD, "reading");
    let (_, credentials) = go(&mut stage).unwrap();
    let given = [(1, "reading"), (2, "12345678")].map(|(level, text)| Credentials {
        level,
        password: Password::new(text.to_owned()),
    });
    assert_eq!(credentials, given);
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
        credentials: Vec::new(),
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
fn a_write_that_failed_leaves_the_value_that_was_read_back_before() {
    let mut stage = sent();
    let verified = record("0.8.0", "15", Some("15*min"), WriteOutcome::Verified);
    ended(&mut stage, 0, verified);
    let refused = record("0.8.0", "60", None, WriteOutcome::Refused);
    stage.model().programme.writes.push(refused);
    done(&mut stage);
    stage.shows("0.8.0 Demand period 15 min Refused");
}

//! The window with folders on the disk: profiles, parameter sets, journal, report.

use std::fs;
use std::path::Path;

use super::*;
use crate::journal::{Beginning, Ending, Journal, Subject};
use crate::order::Order;
use crate::profile;
use crate::worker::{MeterKey, Task, WriteOutcome};

/// A window whose files are in `folder`.
pub(super) fn window_in(folder: &Path) -> Window {
    let line = RecordedLine::default();
    let picker = Answering::default();
    let parts = Parts {
        store: Store::in_memory(ready()),
        line: Box::new(line.clone()),
        ports: Box::new(None),
        picker: Box::new(picker.clone()),
        archive: None,
        profile_folder: Some(folder.join("profiles")),
        keyring: false,
        language: Language::English,
        journal: Some(folder.to_owned()),
        set_folder: Some(folder.join("parameter-sets")),
        checks: Some(crate::archive::checks::Checks::at(folder.join("checks"))),
    };
    let mut harness = Harness::builder()
        .with_size(USUAL)
        .with_max_steps(MAX_STEPS)
        .build_eframe(move |creation| Flagport::new(&creation.egui_ctx, parts));
    harness.run();
    Window {
        harness,
        line,
        picker,
    }
}

/// Waits for a thread in the background.
#[track_caller]
pub(super) fn wait(window: &mut Window, done: impl Fn(&Flagport) -> bool) {
    let deadline = std::time::Instant::now() + Duration::from_secs(60);
    while !done(window.harness.state()) {
        assert!(std::time::Instant::now() < deadline, "it never came");
        std::thread::yield_now();
        // Single steps: a toast repaints for a while.
        window.harness.step();
    }
    window.harness.step();
}

fn read_a_meter(window: &mut Window) {
    let id = window.start_reading();
    window.tell(Event::JobFinished {
        id,
        outcome: Outcome::Done(summary()),
    });
}

/// Asks the window to close.
pub(super) fn close(window: &mut Window) {
    let input = window.harness.input_mut();
    let viewport = input.viewports.get_mut(&ViewportId::ROOT).unwrap();
    viewport.events.push(ViewportEvent::Close);
    window.harness.step();
    let input = window.harness.input_mut();
    let viewport = input.viewports.get_mut(&ViewportId::ROOT).unwrap();
    viewport.events.clear();
    window.harness.run();
}

/// Leaves an entry in the journal that nobody completed.
fn left_unknown(folder: &Path) {
    let journal = Journal::at(folder);
    let order: Order = "W5 0.8.0(15)({password})".parse().unwrap();
    let begun = journal.begin(&Beginning {
        at: &jiff::Zoned::now(),
        operator: "Ünal",
        meter: &MeterKey {
            identification_line: "/LGZ5\\2ZMD3104107.B32".to_owned(),
            serial_number: Some("97734234".to_owned()),
        },
        port: "COM4",
        profile: Some("lgz-zmd"),
        subject: Subject::Register,
        address: "0.8.0",
        name: "Demand period",
        order: &order,
        old: Some("60"),
        new: Some("15"),
    });
    drop(begun);
}

#[test]
fn a_profile_is_made_of_a_meter_saved_by_a_key_and_offered_in_the_bar() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = window_in(folder.path());
    read_a_meter(&mut window);
    window.click("Device profiles");
    window.click("New profile from this meter");
    window.shows("New, in no file yet");
    let unsaved = window.harness.state().views.profiles.unsaved();
    assert_eq!(unsaved.len(), 1);
    window.every_control_has_a_name_of_its_own("the editor");
    window
        .harness
        .key_press_modifiers(Modifiers::COMMAND, Key::S);
    window.harness.step();
    wait(&mut window, |window| {
        window.views.profiles.unsaved().is_empty()
            && window.model.profiles.profiles().len() > profile::built_in().len()
    });
    let files: Vec<_> = fs::read_dir(folder.path().join("profiles"))
        .unwrap()
        .collect();
    assert_eq!(files.len(), 1);
    let text = fs::read_to_string(files[0].as_ref().unwrap().path()).unwrap();
    let saved = profile::parse("", &text).unwrap();
    window.harness.run();
    window.click("Device profile");
    window.shows(&saved.title);
}

#[test]
fn a_profile_that_is_deleted_comes_back_by_undo() {
    let folder = tempfile::tempdir().unwrap();
    let profiles = folder.path().join("profiles");
    let text = profile::source("lgz-zmd")
        .unwrap()
        .replace("\"lgz-zmd\"", "\"my-zmd\"");
    let path = profile::save(&profiles, &text, crate::export::Overwrite::Never).unwrap();
    let mut window = window_in(folder.path());
    wait(&mut window, |window| {
        window.model.profiles.find("my-zmd").is_some()
    });
    window.click("Device profiles");
    window.click("Landis+Gyr E650 and E230, yours, Manual");
    window.click("Delete the profile");
    wait(&mut window, |window| {
        window.model.profiles.find("my-zmd").is_none()
    });
    assert!(!path.exists());
    window.click("Put the deleted profile back");
    wait(&mut window, |window| {
        window.model.profiles.find("my-zmd").is_some()
    });
    assert_eq!(fs::read_to_string(path).unwrap(), text);
}

#[test]
fn a_file_that_is_no_profile_is_imported_into_the_editor() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("theirs.ron");
    let text = profile::source("lgz-zmd")
        .unwrap()
        .replace("verified:", "verifed:");
    fs::write(&path, &text).unwrap();
    let mut window = window_in(folder.path());
    *window.picker.with.borrow_mut() = Some(Answer::Chosen(path));
    window.click("Device profiles");
    window.click("Import…");
    wait(&mut window, |window| {
        !window.views.profiles.unsaved().is_empty()
    });
    window.shows("verifed");
    assert!(!folder.path().join("profiles/lgz-zmd.ron").exists());
}

#[test]
fn a_profile_that_is_opened_as_a_file_is_imported() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("theirs.ron");
    let text = profile::source("lgz-zmd").unwrap();
    fs::write(&path, text.replace("\"lgz-zmd\"", "\"their-zmd\"")).unwrap();
    let mut window = window_in(folder.path());
    let ctx = window.harness.ctx.clone();
    let open = crate::app::Action::OpenFile(path);
    window.harness.state_mut().perform(&ctx, vec![open]);
    wait(&mut window, |window| {
        window.model.profiles.find("their-zmd").is_some()
    });
    window.harness.run();
    assert_eq!(window.harness.state().page, Page::DeviceProfiles);
    assert!(folder.path().join("profiles/their-zmd.ron").exists());
}

#[test]
fn a_change_that_nobody_completed_stands_above_every_page_until_it_is_settled() {
    let folder = tempfile::tempdir().unwrap();
    left_unknown(folder.path());
    let mut window = window_in(folder.path());
    wait(&mut window, |window| {
        window.model.changes.unknown().count() == 1
    });
    for page in [Page::Meter, Page::Visits, Page::Settings] {
        window.click(page.title());
        window.shows("while the write to 0.8.0 was under way");
        window.shows("meter 97734234, 0.8.0 Demand period: 60 → 15");
        window.every_control_has_a_name_of_its_own(page.title());
    }
    // Not before that meter was met.
    window.click("Read it back");
    assert_eq!(window.line.commands.borrow().len(), 0);
    read_a_meter(&mut window);
    window.click("Read it back");
    let commands = window.line.commands.borrow();
    let Some(Command::Programme { plan, .. }) = commands.last() else {
        panic!("{commands:?}");
    };
    assert_eq!(plan.task, Task::Settle);
    drop(commands);
    // The line thread completes the entry; the window says what came out.
    let journal = Journal::at(folder.path());
    let entry = journal.unfinished().unwrap().pop().unwrap();
    let ending = Ending {
        at: &jiff::Zoned::now(),
        outcome: WriteOutcome::Verified,
        read_back: Some("015"),
        detail: None,
    };
    journal.settle(&entry.id, &ending).unwrap();
    window.harness.state_mut().model.changes.is_stale = true;
    window.harness.run();
    wait(&mut window, |window| {
        window.model.changes.unknown().count() == 0
    });
    window.harness.run();
    window.shows("No longer unknown");
    window.shows("0.8.0 Demand period: the meter says 015");
    window.does_not_show("was under way");
    window.click("Close what is settled");
    window.does_not_show("No longer unknown");
}

#[test]
fn the_journal_lists_changes_and_is_searched() {
    let folder = tempfile::tempdir().unwrap();
    left_unknown(folder.path());
    let mut window = window_in(folder.path());
    wait(&mut window, |window| {
        window.model.changes.unknown().count() == 1
    });
    window.click("Show what is unknown in the journal");
    window.shows("Ünal");
    window.shows("97734234 0.8.0 Demand period 60 min 15 min");
    window.every_control_has_a_name_of_its_own("the journal");
    window.press(Modifiers::COMMAND, Key::F);
    window
        .harness
        .get_by_role_and_label(Role::TextInput, "Meter, register, value or name")
        .type_text("63355730");
    window.harness.run();
    window.shows("No change fits");
}

#[test]
fn the_report_of_the_visit_is_saved_by_a_key() {
    let folder = tempfile::tempdir().unwrap();
    left_unknown(folder.path());
    let path = folder.path().join("report.html");
    let mut window = window_in(folder.path());
    wait(&mut window, |window| {
        window.model.changes.unknown().count() == 1
    });
    window.press(Modifiers::COMMAND, Key::P);
    window.shows("There is nothing to report yet");
    window.click("Close notice 1");
    window.click("Settings");
    let field = window
        .harness
        .get_by_role_and_label(Role::TextInput, "Operator");
    field.focus();
    field.type_text("Ana Kovač");
    window.harness.run();
    read_a_meter(&mut window);
    *window.picker.with.borrow_mut() = Some(Answer::Chosen(path.clone()));
    window
        .harness
        .key_press_modifiers(Modifiers::COMMAND, Key::P);
    window.harness.step();
    wait(&mut window, |window| window.model.last_saved.is_some());
    let text = fs::read_to_string(path).unwrap();
    for words in ["97734234", "Ana Kovač", "0.8.0", "</html>"] {
        assert!(text.contains(words), "{words} is not in the report");
    }
    assert_eq!(window.picker.asked.borrow()[0].purpose, Purpose::SaveReport);
    assert!(window.picker.asked.borrow()[0].name.ends_with(".html"));
    window.shows("Saved as report.html");
    window.shows("Open");
}

#[test]
fn the_role_is_chosen_and_said_in_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = window_in(folder.path());
    window.click("Settings");
    window.shows("Reads and changes everything");
    window.click("Role: Read");
    window.shows("changes nothing, not even the clock");
    let role = window.harness.state().store.get().role;
    assert_eq!(role, crate::worker::Role::Read);
}

#[test]
fn a_parameter_set_is_opened_beside_the_meter_without_a_word_to_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine.ron");
    let set = crate::parameter_set::fixture::set();
    fs::write(&path, set.to_text()).unwrap();
    let mut window = window_in(folder.path());
    *window.picker.with.borrow_mut() = Some(Answer::Chosen(path.clone()));
    window.click("Parameter sets");
    window.click("Open a set…");
    wait(&mut window, |window| {
        window.model.parameter_sets.opened(&path).is_some()
    });
    window.harness.run();
    window.shows("Nothing was read of this meter's registers yet");
    window.every_control_has_a_name_of_its_own("the comparison");
    assert_eq!(window.line.commands.borrow().len(), 0);
    let asked = window.picker.asked.borrow();
    assert_eq!(asked[0].folder, Some(folder.path().join("parameter-sets")));
}

#[test]
fn a_text_that_is_not_saved_is_not_lost_by_closing() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = window_in(folder.path());
    window.click("Device profiles");
    window.click("Duplicate to edit");
    window.click("Meter");
    close(&mut window);
    window.shows("A device profile is not saved");
    window.click("Back to the text");
    assert_eq!(window.harness.state().page, Page::DeviceProfiles);
    assert_eq!(window.harness.state().views.profiles.unsaved().len(), 1);
    close(&mut window);
    window.harness.get_by_label("Close without saving").click();
    window.harness.step();
    window.harness.step();
    assert!(window.harness.state().views.profiles.unsaved().is_empty());
}

#[test]
fn the_page_meter_stays_while_another_job_runs() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = window_in(folder.path());
    read_a_meter(&mut window);
    window.press(Modifiers::COMMAND, Key::Num5);
    window.press(Modifiers::COMMAND, Key::R);
    window.press(Modifiers::COMMAND, Key::Num1);
    window.shows("Cancel");
    window.shows("Complete");
}

#[test]
fn what_is_damaged_at_the_start_is_said_above_the_page() {
    let folder = tempfile::tempdir().unwrap();
    let journal = folder.path().join("journal.jsonl");
    fs::write(&journal, b"\0\xFFgarbage\n").unwrap();
    let profiles = folder.path().join("profiles");
    fs::create_dir(&profiles).unwrap();
    fs::write(profiles.join("mine.ron"), "(version: 2, na").unwrap();
    let mut window = window_in(folder.path());
    wait(&mut window, |app| app.problems.len() == 2);
    window.shows("A device profile is not used");
    window.shows("journal.jsonl is damaged; it is kept and passed over");
    assert_eq!(fs::read(journal).unwrap(), b"\0\xFFgarbage\n");
    assert!(profiles.join("mine.ron").is_file());
}

//! The page Device profiles without a screen.

use std::fs;

use eframe::egui::{Key, Ui, vec2};
use egui_kittest::kittest::Queryable;

use super::ProfilesView;
use crate::app::action::{Action, ProfileText};
use crate::app::model::Model;
use crate::app::settings::Settings;
use crate::app::views::stage::{Stage, Staged, USUAL, model_of};
use crate::profile::{self, Library};

impl Staged for ProfilesView {
    fn draw(&mut self, ui: &mut Ui, model: &Model, settings: &Settings, actions: &mut Vec<Action>) {
        self.ui(ui, model, settings, actions);
    }
}

const ZMD: &[u8] = b"/LGZ5\\2ZMD3104107.B32\r\n\x02F.F(00000000)\r\n0.0.0(97734234)\r\n!\r\n\x03";
/// How the list tells the profile that the identification of the meter picks.
const USED: &str = "Landis+Gyr E650 and E230, built in, Manual, in use";

/// A folder with one profile of the user's own and one broken file.
fn folder() -> (tempfile::TempDir, Library) {
    let folder = tempfile::tempdir().unwrap();
    let text = profile::source("lgz-zmd").unwrap();
    let own = text
        .replace("\"lgz-zmd\"", "\"my-zmd\"")
        .replace("\"Landis+Gyr E650 and E230\"", "\"My ZMD\"")
        .replace("identifications: [\"ZMD\",", "identifications: [\"ZMQ\",");
    fs::write(folder.path().join("my-zmd.ron"), own).unwrap();
    let broken = text.replace("verified:", "verifed:");
    fs::write(folder.path().join("broken.ron"), broken).unwrap();
    let library = Library::load(folder.path());
    assert_eq!(library.problems().len(), 1);
    (folder, library)
}

fn stage() -> (tempfile::TempDir, Stage<ProfilesView>) {
    let (folder, library) = folder();
    let mut model = model_of(ZMD);
    model.profiles = library;
    model.profile_folder = Some(folder.path().to_owned());
    let stage = Stage::new(USUAL, model);
    (folder, stage)
}

fn view(stage: &mut Stage<ProfilesView>) -> &mut ProfilesView {
    &mut stage.harness.state_mut().view
}

/// Does what the window does when a text was asked for.
fn give_text(stage: &mut Stage<ProfilesView>) -> bool {
    let library = stage.model().profiles.clone();
    let asked = stage.wishes().into_iter().find_map(|wish| match wish {
        Action::ReadProfile { path, copy } => Some((path, copy)),
        _ => None,
    });
    let Some((path, copy)) = asked else {
        return false;
    };
    let text = fs::read_to_string(&path).unwrap();
    view(stage).text_read(path, text, copy, &library);
    stage.harness.run();
    true
}

/// Narrows the list to the user's own profiles.
fn only_own(stage: &mut Stage<ProfilesView>) {
    view(stage).search = "LGZ".to_owned();
    stage.harness.run();
}

/// The text that the editor would save.
fn saved_text(stage: &mut Stage<ProfilesView>) -> Option<String> {
    match view(stage).wish_to_save() {
        Some(Action::SaveProfile { text, .. }) => Some(text),
        _ => None,
    }
}

#[test]
fn own_and_broken_profiles_are_listed_and_the_one_in_use_is_shown() {
    let (_folder, mut stage) = stage();
    let built_in = profile::built_in().len();
    stage.shows(&format!("{built_in} built in, 2 of yours, 1 file broken"));
    stage.shows(USED);
    stage
        .harness
        .get_by_label("List of device profiles")
        .focus();
    stage.press(Key::Home);
    stage.shows("My ZMD, yours, Manual");
    stage.shows("broken.ron, yours, Broken");
    only_own(&mut stage);
    stage.click(USED);
    stage.shows("In use for this meter");
    stage.shows("LGZ (Landis+Gyr");
    stage.shows("Read in the maker's manual");
}

#[test]
fn a_search_narrows_the_list_and_escape_shows_all() {
    let (_folder, mut stage) = stage();
    stage.type_text("Name or maker", "iskra");
    stage.shows("Iskraemeco MT174");
    stage.does_not_show("My ZMD, yours");
    stage.press(Key::Escape);
    stage.shows("My ZMD, yours");
}

#[test]
fn a_built_in_profile_is_copied_under_a_name_of_its_own() {
    let (_folder, mut stage) = stage();
    stage.click("Duplicate to edit");
    stage.shows("Landis+Gyr E650 and E230 (copy), yours, Not saved");
    stage.shows("New, in no file yet");
    let text = saved_text(&mut stage).unwrap();
    assert_eq!(profile::parse("", &text).unwrap().name, "lgz-zmd-copy");
    // A text that waits for the disk is not written a second time.
    assert_eq!(saved_text(&mut stage), None);
}

#[test]
fn a_fault_is_told_with_its_place_and_is_not_saved() {
    let (_folder, mut stage) = stage();
    stage.click("Duplicate to edit");
    let draft = &mut view(&mut stage).drafts[0];
    draft.text = draft.text.replace("verified:", "verifed:");
    let line = draft
        .text
        .lines()
        .position(|line| line.contains("verifed"))
        .unwrap()
        + 1;
    stage.harness.run();
    stage.shows(&format!("Line {line}, column "));
    stage.click("Save the profile");
    assert_eq!(stage.wishes(), [], "a text with a fault is not saved");
    assert_eq!(saved_text(&mut stage), None);
    stage.click("Go to the fault");
    stage.click("Part of the profile: About");
    stage.shows("Read in the maker's manual");
}

#[test]
fn what_is_typed_stays_when_another_profile_is_looked_at() {
    let (folder, mut stage) = stage();
    only_own(&mut stage);
    stage.click("My ZMD, yours, Manual");
    stage.click("Edit the profile");
    assert!(give_text(&mut stage));
    stage.shows("Saved");
    assert_eq!(view(&mut stage).unsaved(), Vec::<String>::new());
    let field = stage.harness.get_by_label("Text of the profile");
    field.focus();
    field.type_text(" ");
    stage.harness.run();
    assert_eq!(view(&mut stage).unsaved(), ["My ZMD"]);
    stage.click(USED);
    stage.shows("My ZMD, yours, Not saved");
    stage.click("My ZMD, yours, Not saved");
    stage.click("Part of the profile: Text");
    let path = folder.path().join("my-zmd.ron");
    let Some(Action::SaveProfile { text, replaces, .. }) = view(&mut stage).wish_to_save() else {
        panic!("nothing to save");
    };
    assert_eq!(replaces, Some(path.clone()));
    assert_ne!(text, fs::read_to_string(&path).unwrap());
    let id = view(&mut stage).drafts[0].id;
    view(&mut stage).saved(Some(id), Ok(path));
    stage.harness.run();
    assert_eq!(view(&mut stage).unsaved(), Vec::<String>::new());
}

#[test]
fn why_a_text_was_not_saved_stands_below_it() {
    let (_folder, mut stage) = stage();
    stage.click("Duplicate to edit");
    let id = view(&mut stage).drafts[0].id;
    assert!(saved_text(&mut stage).is_some());
    view(&mut stage).saved(Some(id), Err("the disk is full".to_owned()));
    stage.harness.run();
    stage.shows("the disk is full");
    assert!(saved_text(&mut stage).is_some(), "it can be tried again");
}

#[test]
fn a_broken_file_is_its_text_and_can_be_mended() {
    let (_folder, mut stage) = stage();
    view(&mut stage).search = "broken".to_owned();
    stage.harness.run();
    stage.click("broken.ron, yours, Broken");
    assert!(give_text(&mut stage));
    stage.shows("verifed");
    stage.does_not_show("Part of the profile: About");
}

#[test]
fn a_deleted_profile_can_be_put_back() {
    let (folder, mut stage) = stage();
    let path = folder.path().join("my-zmd.ron");
    only_own(&mut stage);
    stage.click("My ZMD, yours, Manual");
    stage.click("Delete the profile");
    assert_eq!(stage.wishes(), [Action::DeleteProfile(path.clone())]);
    view(&mut stage).deleted(path, "the text".to_owned());
    stage.harness.run();
    stage.shows("my-zmd.ron was deleted");
    stage.click("Put the deleted profile back");
    let back = Action::SaveProfile {
        draft: None,
        text: "the text".to_owned(),
        replaces: None,
    };
    assert_eq!(stage.wishes(), [back]);
    stage.does_not_show("was deleted");
}

#[test]
fn a_profile_is_chosen_for_the_meter_and_exported() {
    let (folder, mut stage) = stage();
    only_own(&mut stage);
    stage.click("My ZMD, yours, Manual");
    stage.click("Use for this meter");
    stage.click("Export the profile…");
    let path = folder.path().join("my-zmd.ron");
    assert_eq!(
        stage.wishes(),
        [
            Action::ChooseProfile(Some("my-zmd".to_owned())),
            Action::ExportProfile {
                name: "my-zmd.ron".to_owned(),
                text: ProfileText::File(path),
            },
        ]
    );
    stage.click("New profile from this meter");
    assert_eq!(stage.wishes(), [Action::NewProfile]);
}

#[test]
fn every_profile_can_be_read_as_a_page_with_its_registers() {
    let (_folder, mut stage) = stage();
    for known in Library::default().profiles() {
        let title = &known.profile.title;
        stage.type_text("Name or maker", title);
        view(&mut stage).choose(super::list::Chosen::BuiltIn(known.profile.name.clone()));
        stage.harness.run();
        stage.shows(super::words::verified_in_full(known.profile.verified));
        stage.click(&format!(
            "Part of the profile: Registers {}",
            known.profile.registers.len()
        ));
        if let Some(register) = known.profile.registers.first() {
            stage.shows(&register.name);
        }
        stage.click("Part of the profile: About");
        view(&mut stage).search.clear();
        stage.harness.run();
    }
}

#[test]
fn in_a_narrow_window_list_and_profile_take_turns() {
    let (folder, library) = folder();
    let model = Model {
        profiles: library,
        profile_folder: Some(folder.path().to_owned()),
        ..Model::default()
    };
    let mut stage: Stage<ProfilesView> = Stage::new(vec2(584.0, 420.0), model);
    stage.does_not_show("Part of the profile");
    stage.click("My ZMD, yours, Manual");
    stage.shows("Part of the profile: About");
    stage.does_not_show("broken.ron");
    stage.click("Back to the list of profiles");
    stage.shows("broken.ron");
}

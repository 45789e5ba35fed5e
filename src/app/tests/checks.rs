//! Check lists in the window: every tick is kept, also when the window is gone.

use std::fs;
use std::path::Path;

use super::pages::{wait, window_in};
use super::*;
use crate::app::action::Action;
use crate::app::model::{Note, Noted};
use crate::archive::Archive;
use crate::archive::checks::Checks;
use crate::installation::list::{ListKind, Record};

const TELEGRAM: &[u8] = b"/LGZ5\\2ZMD3104107.B32\r\n\r\n0.0.0(97734234)\r\n\
    32.7(231.4*V)\r\n52.7(230.9*V)\r\n72.7(232.1*V)\r\n\
    31.7(4.82*A)\r\n51.7(5.10*A)\r\n71.7(3.00*A)\r\n\
    81.7.4(8.0*Deg)\r\n81.7.15(6.0*Deg)\r\n81.7.26(7.0*Deg)\r\n!\r\n";

fn perform(window: &mut Window, action: Action) {
    let ctx = window.harness.ctx.clone();
    window.harness.state_mut().perform(&ctx, vec![action]);
    window.harness.step();
}

/// A window that shows the meter's readout, and its commissioning list.
fn at_the_list(folder: &Path) -> Window {
    let path = folder.join("meter.iec");
    fs::write(&path, TELEGRAM).unwrap();
    let mut window = window_in(folder);
    window.harness.state_mut().archive = Some(Archive::at(folder.join("visits")));
    perform(&mut window, Action::OpenFile(path));
    wait(&mut window, |window| window.model.reading.is_some());
    window.click("Installation check");
    window.harness.step();
    perform(&mut window, Action::LookForNotes);
    wait(&mut window, |window| {
        matches!(window.model.inspection.noted, Noted::UnderWay(_))
    });
    window
}

fn record(window: &Window) -> Record {
    let noted = &window.harness.state().model.inspection.noted;
    noted.record().unwrap().clone()
}

fn saved(window: &mut Window) {
    wait(window, |window| {
        window.unsaved_notes.is_none() && !window.saving_notes
    });
}

#[test]
fn half_a_list_is_there_again_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = at_the_list(folder.path());
    window.click("Part: Commissioning");
    window.click("Voltage links closed, fuses in place");
    window.shows("1 of 14 points ticked");
    let kind = ListKind::Commissioning;
    perform(
        &mut window,
        Action::Note(Note::Point(kind, 2, "not here".to_owned())),
    );
    perform(
        &mut window,
        Action::Note(Note::SealsNew("4711, 4712".to_owned())),
    );
    let before = record(&window);
    saved(&mut window);
    drop(window);
    let window = at_the_list(folder.path());
    assert_eq!(record(&window), before);
    let list = before.list(kind).unwrap();
    assert!(list.points[0].ticked_at.is_some());
    assert_eq!(list.points[2].note, "not here");
}

#[test]
fn a_file_that_is_no_picture_is_refused_in_words_and_a_picture_becomes_part_of_the_visit() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = at_the_list(folder.path());
    let text = folder.path().join("photo.jpg");
    fs::write(&text, "no picture at all").unwrap();
    window.harness.state_mut().attach_photo(text);
    wait(&mut window, |window| !window.problems.is_empty());
    let problem = window.harness.state().problems[0].clone();
    assert!(problem.contains("is no picture: PNG, JPEG"), "{problem}");
    let picture = folder.path().join("meter before.png");
    let bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\x80\0\0\x01\xe0\x08\x02\0\0\0";
    fs::write(&picture, bytes).unwrap();
    window.harness.state_mut().attach_photo(picture.clone());
    wait(&mut window, |window| {
        let record = window.model.inspection.noted.record();
        record.is_some_and(|record| record.photos.len() == 1)
    });
    // The copy counts, not the file.
    fs::remove_file(&picture).unwrap();
    saved(&mut window);
    perform(&mut window, Action::StoreCheck);
    wait(&mut window, |window| window.model.last_saved.is_some());
    let saved = window.harness.state().model.last_saved.clone().unwrap();
    assert_eq!(fs::read(saved.path.join("photo-1.png")).unwrap(), bytes);
    let checks = Checks::at(folder.path().join("checks"));
    let meter = window.harness.state().model.meter_checked().unwrap();
    assert_eq!(checks.load(&meter), Ok(None), "it is a visit now");

    // The visit shows its check again, and nothing of it can be changed.
    let mut window = window_in(folder.path());
    perform(&mut window, Action::OpenFile(saved.path));
    wait(&mut window, |window| {
        matches!(window.model.inspection.noted, Noted::Past(_))
    });
    assert_eq!(window.harness.state().page, Page::InstallationCheck);
    let past = record(&window);
    assert_eq!(past.photos[0].original, "meter before.png");
    perform(&mut window, Action::Note(Note::Notes("later".to_owned())));
    assert_eq!(record(&window), past);
    let found = window.harness.state().model.inspection.found.clone();
    assert!(found.is_some());
}

#[test]
fn notes_that_cannot_be_read_are_left_alone_and_told() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = at_the_list(folder.path());
    let kind = ListKind::Removal;
    perform(&mut window, Action::Note(Note::Tick(kind, 0)));
    saved(&mut window);
    drop(window);
    let kept = folder.path().join("checks/LGZ_97734234/check.json");
    fs::write(&kept, "{").unwrap();
    let path = folder.path().join("meter.iec");
    let mut window = window_in(folder.path());
    perform(&mut window, Action::OpenFile(path));
    wait(&mut window, |window| window.model.reading.is_some());
    perform(&mut window, Action::LookForNotes);
    wait(&mut window, |window| {
        matches!(window.model.inspection.noted, Noted::Unreadable(_))
    });
    perform(&mut window, Action::Note(Note::Tick(kind, 1)));
    assert_eq!(fs::read_to_string(&kept).unwrap(), "{");
}

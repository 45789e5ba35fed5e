//! A visit that the disk did not take: told above every page, stored by another attempt
//! or elsewhere, and never lost by closing unasked.

use std::fs;
use std::path::Path;

use super::pages::{close, wait, window_in};
use super::*;
use crate::archive::{Archive, NewVisit, PackedVisit, Visit, VisitKind};
use crate::worker::NotStored;

/// A window after a readout whose visit was not stored: a file stands in the place of the
/// folder of visits.
fn unstored(folder: &Path) -> Window {
    let visits = folder.join("visits");
    fs::write(&visits, "in the way").unwrap();
    let archive = Archive::at(visits);
    let summary = summary();
    let visit = NewVisit {
        readout: &summary.readout,
        raw: &summary.raw,
        trace: "",
        port: "/dev/ttyUSB0",
        duration: summary.duration,
        stored_at: &"2026-11-22T20:00:00+01:00[+01:00]".parse().unwrap(),
    };
    let packed = PackedVisit::new(VisitKind::Readout, &visit, &[]).unwrap();
    let error = archive.put(&packed).unwrap_err();
    let mut window = window_in(folder);
    window.harness.state_mut().archive = Some(archive);
    let id = window.start_reading();
    window.tell(Event::VisitStored {
        id,
        stored: Err(NotStored {
            reason: error.to_string(),
            hint: error.hint(),
            visit: Some(Arc::new(packed)),
        }),
    });
    window.tell(Event::JobFinished {
        id,
        outcome: Outcome::Done(summary),
    });
    window
}

const NOTICE: &str = "Not stored: the visit 2026-11-22_200000_97734234";

fn is_stored(app: &Flagport) -> bool {
    app.model.unstored.is_empty()
}

#[test]
fn it_stands_above_every_page_and_is_stored_by_another_attempt() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = unstored(folder.path());
    for page in Page::numbered() {
        window.harness.state_mut().page = page;
        window.harness.run();
        window.shows(NOTICE);
        window.shows("To do: move away what stands in its place");
        window.every_control_has_a_name_of_its_own(page.title());
    }
    window.click("Store the visit again");
    wait(&mut window, |app| !app.model.unstored.is_storing);
    window.shows(NOTICE);

    let visits = folder.path().join("visits");
    fs::remove_file(&visits).unwrap();
    window.click("Store the visit again");
    wait(&mut window, is_stored);
    window.does_not_show(NOTICE);
    window.shows("Stored as 2026-11-22_200000_97734234");
    let visit = Visit::load(&visits.join("2026-11-22_200000_97734234")).unwrap();
    assert_eq!(visit.raw, &*summary().raw);
}

#[test]
fn it_is_saved_elsewhere() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = unstored(folder.path());
    let elsewhere = folder.path().join("stick");
    *window.picker.with.borrow_mut() = Some(Answer::Chosen(elsewhere.clone()));
    window.click("Save elsewhere…");
    wait(&mut window, is_stored);
    assert_eq!(
        window.picker.asked.borrow()[0].purpose,
        Purpose::StoreVisits
    );
    window.does_not_show(NOTICE);
    Visit::load(&elsewhere.join("2026-11-22_200000_97734234")).unwrap();
}

#[test]
fn closing_the_window_asks_before_it_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = unstored(folder.path());
    close(&mut window);
    window.shows("A visit is not stored");
    window.click("Keep open");
    window.does_not_show("Close and lose what was read");
    assert!(!is_stored(window.harness.state()));

    close(&mut window);
    let elsewhere = folder.path().join("stick");
    *window.picker.with.borrow_mut() = Some(Answer::Chosen(elsewhere.clone()));
    window.click("Save before closing");
    wait(&mut window, is_stored);
    assert_eq!(fs::read_dir(&elsewhere).unwrap().count(), 1);
}

#[test]
fn what_the_user_gives_up_is_given_up() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = unstored(folder.path());
    close(&mut window);
    let button = "Close and lose what was read";
    window.harness.get_by_label(button).click();
    window.harness.step();
    let commands = &window.harness.output().viewport_output[&ViewportId::ROOT].commands;
    assert!(
        commands.contains(&eframe::egui::ViewportCommand::Close),
        "{commands:?}"
    );
    assert!(is_stored(window.harness.state()));
}

#[test]
fn it_is_rescued_when_the_window_goes_by_a_fault() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = unstored(folder.path());
    window.harness.state_mut().rescue(folder.path());
    let rescued = folder.path().join("rescued/2026-11-22_200000_97734234");
    assert_eq!(Visit::load(&rescued).unwrap().raw, &*summary().raw);
    let note = fs::read_to_string(folder.path().join("fault.txt")).unwrap();
    assert!(note.contains("The visit 2026-11-22_200000_97734234 was not stored"));
}

#[test]
fn an_attempt_that_breaks_leaves_it_to_be_tried_again() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = unstored(folder.path());
    let app = window.harness.state_mut();
    app.model.unstored.is_storing = true;
    app.work_broke("Flagport made a mistake");
    fs::remove_file(folder.path().join("visits")).unwrap();
    window.harness.run();
    window.click("Store the visit again");
    wait(&mut window, is_stored);
}

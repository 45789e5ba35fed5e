//! The window in rough use: ports that come and go, threads that panic, texts that are
//! rescued.

use std::fs;

use super::*;
use crate::app::line::Ports;

/// Lists of ports made by hand.
#[derive(Clone, Default)]
struct Plugged(Rc<RefCell<VecDeque<Vec<PortInfo>>>>);

impl Ports for Plugged {
    fn changed(&mut self) -> Option<Vec<PortInfo>> {
        self.0.borrow_mut().pop_front()
    }
}

fn window_at(ports: Plugged, settings: Settings) -> Window {
    let line = RecordedLine::default();
    let picker = Answering::default();
    let parts = Parts {
        store: Store::in_memory(settings),
        line: Box::new(line.clone()),
        ports: Box::new(ports),
        picker: Box::new(picker.clone()),
        archive: None,
        profile_folder: None,
        journal: None,
        set_folder: None,
        checks: None,
        keyring: false,
        language: Language::English,
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

#[test]
fn a_head_that_is_unplugged_and_comes_back_is_the_chosen_one_again() {
    let head = || {
        vec![port(
            PortChoice::Serial("/dev/ttyUSB7".to_owned()),
            "CP2102",
        )]
    };
    let plugged = Plugged::default();
    plugged.0.borrow_mut().push_back(head());
    let settings = Settings {
        port: Some("/dev/ttyUSB7".to_owned()),
        ..Settings::default()
    };
    let mut window = window_at(plugged.clone(), settings);
    window.does_not_show("is not plugged in");
    for _ in 0..3 {
        plugged.0.borrow_mut().push_back(Vec::new());
        window.harness.run();
        window.shows("ttyUSB7 is not plugged in");
        plugged.0.borrow_mut().push_back(head());
        window.harness.run();
        window.does_not_show("is not plugged in");
    }
    window.start_reading();
    let commands = window.line.commands.borrow();
    assert!(
        matches!(commands.last(), Some(Command::Read { port, .. }) if *port
            == PortChoice::Serial("/dev/ttyUSB7".to_owned())),
        "{commands:?}"
    );
}

/// Waits for a thread in the background.
#[track_caller]
fn wait(window: &mut Window, done: impl Fn(&Flagport) -> bool) {
    let deadline = std::time::Instant::now() + Duration::from_secs(60);
    while !done(window.harness.state()) {
        assert!(std::time::Instant::now() < deadline, "it never came");
        std::thread::yield_now();
        window.harness.step();
    }
    window.harness.step();
}

#[test]
fn work_with_files_that_panics_is_told_and_nothing_waits_for_it() {
    let mut window = window(USUAL, ready());
    let app = window.harness.state_mut();
    app.model.visits.is_listing = true;
    app.model.changes.is_listing = true;
    app.saving_settings = true;
    app.background
        .run(|| std::panic::resume_unwind(Box::new("slice of `00000003`".to_owned())));
    wait(&mut window, |app| !app.problems.is_empty());
    window.shows("Work with a file did not end");
    window.does_not_show("00000003");
    let app = window.harness.state();
    assert!(!app.model.visits.is_listing && !app.model.changes.is_listing);
    assert!(!app.saving_settings);
    let reason = app.model.visits.listed.as_ref().unwrap().as_ref();
    assert!(reason.unwrap_err().contains("Flagport made a mistake"));

    // The next piece of work is done.
    let path = std::path::PathBuf::from("nowhere");
    let app = window.harness.state_mut();
    app.problems.clear();
    app.compare_with(path);
    wait(&mut window, |app| !app.problems.is_empty());
    window.shows("cannot be compared");
}

#[test]
fn a_text_that_was_not_saved_is_found_again_after_a_fault_of_the_window() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = window(USUAL, ready());
    let app = window.harness.state_mut();
    app.views
        .profiles
        .edit_new("( version: 2, half typed".to_owned(), None);
    app.rescue(folder.path());
    let rescued = fs::read_dir(folder.path().join("rescued")).unwrap();
    let texts: Vec<String> = rescued
        .map(|entry| fs::read_to_string(entry.unwrap().path()).unwrap())
        .collect();
    assert_eq!(texts, ["( version: 2, half typed"]);
    let note = fs::read_to_string(folder.path().join("fault.txt")).unwrap();
    assert!(note.contains("rescued"), "{note}");
}

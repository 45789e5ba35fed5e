//! A round in the window, by keyboard: from the list to what is handed over.

use std::net::TcpListener;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use super::pages::wait;
use super::*;
use crate::archive::Archive;
use crate::round::{Remark, Round, StateKind};
use crate::sim::serve::{ServePace, ServePlan, serve_tcp};

/// A window whose files are in `folder`, which dialogs answer with `answer`.
fn window_at(folder: &Path) -> Window {
    let line = RecordedLine::default();
    let picker = Answering::default();
    let parts = Parts {
        store: Store::in_memory(ready()),
        line: Box::new(line.clone()),
        ports: Box::new(None),
        picker: Box::new(picker.clone()),
        archive: Some(Archive::at(folder.join("visits"))),
        profile_folder: None,
        keyring: false,
        language: Language::English,
        journal: None,
        set_folder: None,
        checks: None,
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

fn answer(window: &Window, path: &Path) {
    *window.picker.with.borrow_mut() = Some(Answer::Chosen(path.to_owned()));
}

fn key(window: &mut Window, key: Key) {
    window.harness.key_press_modifiers(Modifiers::COMMAND, key);
    window.harness.step();
}

/// Presses *Read next* and returns the job, its port and its device address.
fn read_next(window: &mut Window) -> (JobId, String, String) {
    key(window, Key::N);
    let commands = window.line.commands.borrow();
    match commands.last() {
        Some(Command::Read { id, port, plan, .. }) => {
            (*id, port.to_string(), plan.line.address.clone())
        }
        other => panic!("{other:?}"),
    }
}

fn done(window: &mut Window, id: JobId, outcome: Outcome) {
    window.tell(Event::JobFinished { id, outcome });
}

fn shown(window: &Window) -> &Round {
    let file = window.harness.state().model.round.file.as_ref();
    &file.expect("a round goes on").round
}

/// A window in which a round of this list has begun.
fn begun(folder: &Path, list: &str) -> Window {
    let path = folder.join("Monday.csv");
    std::fs::write(&path, list).unwrap();
    let mut window = window_at(folder);
    key(&mut window, Key::D);
    answer(&window, &path);
    key(&mut window, Key::O);
    wait(&mut window, |window| window.model.round.list.is_some());
    key(&mut window, Key::N);
    wait(&mut window, |window| window.model.round.file.is_some());
    window.harness.run();
    window
}

const LIST: &str = "Serial,Place,Port,Order\n\
    97734234,Wels,tcp://bus:1,A-1\n\
    22,Wels,tcp://bus:1,A-2\n\
    33,Xanten,tcp://alone:1,A-3\n";

#[test]
fn a_round_is_read_by_keyboard_kept_and_handed_over() {
    let folder = tempfile::tempdir().unwrap();
    let list = folder.path().join("Monday.csv");
    std::fs::write(&list, LIST).unwrap();
    let mut window = window_at(folder.path());
    key(&mut window, Key::D);
    window.harness.run();
    window.every_control_has_a_name_of_its_own("the empty page Round");
    answer(&window, &list);
    key(&mut window, Key::O);
    wait(&mut window, |window| window.model.round.list.is_some());
    window.harness.run();
    window.every_control_has_a_name_of_its_own("the preview of a list");
    key(&mut window, Key::N);
    wait(&mut window, |window| window.model.round.file.is_some());

    // The meter that is expected: read and ticked.
    let (id, port, address) = read_next(&mut window);
    assert_eq!(
        (port.as_str(), address.as_str()),
        ("tcp://bus:1", "97734234")
    );
    done(&mut window, id, Outcome::Done(summary()));
    assert_eq!(shown(&window).stops[0].state.kind(), StateKind::Read);
    assert_eq!(window.harness.state().page, Page::Round);

    // Another one: said before its readout ends, and never ticked.
    let (id, _, address) = read_next(&mut window);
    assert_eq!(address, "22", "on a line with others it is asked for");
    let readout = Arc::clone(&summary().readout);
    window.tell(Event::DataReceived { id, readout });
    window.shows("This is meter 97734234, not 22");
    done(&mut window, id, Outcome::Done(summary()));
    assert_eq!(shown(&window).stops[1].state.kind(), StateKind::WrongMeter);

    // One that does not answer.
    let (id, port, address) = read_next(&mut window);
    assert_eq!((port.as_str(), address.as_str()), ("tcp://alone:1", ""));
    done(&mut window, id, Outcome::Failed(failure()));
    assert_eq!(shown(&window).stops[2].state.kind(), StateKind::NotReached);
    window.shows("The meter does not answer");
    window.every_control_has_a_name_of_its_own("the page Round");

    let zip = folder.path().join("handed.zip");
    answer(&window, &zip);
    key(&mut window, Key::S);
    wait(&mut window, |_| zip.is_file());
    let mut zip = zip::ZipArchive::new(std::fs::File::open(&zip).unwrap()).unwrap();
    let mut json = Vec::new();
    let mut file = zip.by_name("round.json").unwrap();
    std::io::Read::read_to_end(&mut file, &mut json).unwrap();
    let handed = Round::from_json(&json).unwrap();
    assert_eq!(handed.to_json(), shown(&window).to_json());
}

#[test]
fn the_round_goes_on_after_the_window_was_closed() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = begun(folder.path(), LIST);
    window.click("Wels 97734234 Open");
    window.click("Tick: the chosen meter");
    wait(&mut window, |window| {
        let round = &window.model.round;
        !round.is_unsaved && !round.is_saving
    });
    drop(window);
    let mut window = window_at(folder.path());
    key(&mut window, Key::D);
    wait(&mut window, |window| window.model.round.file.is_some());
    let stops = &shown(&window).stops;
    assert_eq!(stops[0].state.remarks(), [Remark::ByHand]);
    assert_eq!(stops[1].state.kind(), StateKind::Open);
}

#[test]
fn a_file_that_is_no_list_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let list = folder.path().join("empty.csv");
    std::fs::write(&list, b"").unwrap();
    let mut window = window_at(folder.path());
    answer(&window, &list);
    key(&mut window, Key::D);
    key(&mut window, Key::O);
    wait(&mut window, |window| !window.problems.is_empty());
    window.harness.run();
    window.shows("was not opened: the list is empty");
}

#[test]
fn all_meters_over_the_network_are_read_at_once() {
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let gateways = ["lgz-zmd", "lem-em4tii@11/lem-em4tii@22"].map(|meters| {
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            let address = listener.local_addr().unwrap();
            let plan = ServePlan {
                bus: meters.parse().unwrap(),
                pace: ServePace::None,
                clock: jiff::Zoned::now().datetime(),
            };
            let stop = &stop;
            scope.spawn(move || serve_tcp(&listener, &plan, stop).unwrap());
            address
        });
        let [alone, bus] = gateways;
        let folder = tempfile::tempdir().unwrap();
        let list = format!("Serial,Port\n95316177,{alone}\n11,{bus}\n22,{bus}\n33,COM4\n");
        let mut window = begun(folder.path(), &list);
        window.click("More for the round");
        window.click("Read 3 meters over the network");
        wait(&mut window, |window| window.model.round.many.is_none());
        stop.store(true, Ordering::Relaxed);
        window.harness.run();
        let states: Vec<StateKind> = shown(&window)
            .stops
            .iter()
            .map(|stop| stop.state.kind())
            .collect();
        let expected = [
            StateKind::WrongMeter,
            StateKind::Read,
            StateKind::Read,
            StateKind::Open,
        ];
        assert_eq!(states, expected, "a head is put on by hand");
        window.shows("This is meter 95316176, not 95316177");
    });
}

#[test]
fn closing_the_window_signs_off_all_that_are_being_read() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = silent.local_addr().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut window = begun(folder.path(), &format!("Serial,Port\n11,{address}\n"));
    window.click("More for the round");
    window.click("Read 1 meter over the network");
    let (mut connection, _) = silent.accept().unwrap();
    std::io::Read::read_exact(&mut connection, &mut [0; 5]).unwrap();
    window.harness.state_mut().end_many();
    let mut heard = Vec::new();
    std::io::Read::read_to_end(&mut connection, &mut heard).unwrap();
    assert!(heard.ends_with(b"\x01B0\x03q"), "{}", heard.escape_ascii());
    assert_eq!(shown(&window).stops[0].state.kind(), StateKind::Open);
}

//! The window without a screen: found by names, driven by clicks and keys, against
//! events made by hand.

mod checks;
mod hostile;
mod languages;
mod pages;
mod registers;
mod rough;
mod round;
mod series;
mod unstored;

use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use eframe::egui::accesskit::Role;
use eframe::egui::{
    self, Key, Modifiers, MouseWheelUnit, Pos2, Rect, TouchPhase, Vec2, ViewportEvent, ViewportId,
    vec2,
};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};

use super::dialogs::{Answer, FilePicker, Purpose, Wanted};
use super::line::Line;
use super::page::Page;
use super::settings::{Settings, Store};
use super::{Flagport, Parts};
use crate::archive::open_bytes;
use crate::language::Language;
use crate::message;
use crate::trace::{TraceEntry, TraceRecord};
use crate::transport::{LineSettings, LineTime};
use crate::worker::{
    Check, Command, Event, Failure, JobId, Outcome, PortChoice, PortInfo, Progress, Stage, Summary,
};

/// Keeps what it is sent and gives events made by hand.
#[derive(Clone, Default)]
struct RecordedLine {
    commands: Rc<RefCell<Vec<Command>>>,
    events: Rc<RefCell<VecDeque<Event>>>,
}

impl Line for RecordedLine {
    fn send(&mut self, command: Command) {
        self.commands.borrow_mut().push(command);
    }

    fn try_recv(&mut self) -> Option<Event> {
        self.events.borrow_mut().pop_front()
    }
}

/// Answers every question with the same answer.
#[derive(Clone, Default)]
struct Answering {
    with: Rc<RefCell<Option<Answer>>>,
    asked: Rc<RefCell<Vec<Wanted>>>,
    pending: Rc<RefCell<Option<Wanted>>>,
}

impl FilePicker for Answering {
    fn ask(&mut self, wanted: Wanted, wake: Box<dyn FnOnce() + Send>) {
        self.asked.borrow_mut().push(wanted.clone());
        *self.pending.borrow_mut() = Some(wanted);
        wake();
    }

    fn answer(&mut self) -> Option<(Wanted, Answer)> {
        let answer = self.with.borrow().clone()?;
        let wanted = self.pending.borrow_mut().take()?;
        Some((wanted, answer))
    }
}

struct Window {
    harness: Harness<'static, Flagport>,
    line: RecordedLine,
    picker: Answering,
}

fn window(size: Vec2, settings: Settings) -> Window {
    let ports = vec![
        port(PortChoice::Serial("/dev/ttyUSB0".to_owned()), "CP2102"),
        port(
            PortChoice::Simulated("lgz-zmd".to_owned()),
            "Landis+Gyr E650, mode C",
        ),
    ];
    window_with(size, settings, Some(ports))
}

/// A window on a computer with these ports; `None` while they are not listed yet.
fn window_with(size: Vec2, settings: Settings, ports: Option<Vec<PortInfo>>) -> Window {
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
        .with_size(size)
        // Threads in the background wake the window at times of their own.
        .with_max_steps(MAX_STEPS)
        .build_eframe(move |creation| Flagport::new(&creation.egui_ctx, parts));
    harness.run();
    Window {
        harness,
        line,
        picker,
    }
}

fn port(choice: PortChoice, product: &str) -> PortInfo {
    PortInfo {
        choice,
        product: Some(product.to_owned()),
        manufacturer: None,
        usb_id: None,
        serial_number: None,
    }
}

fn ready() -> Settings {
    Settings {
        port: Some("/dev/ttyUSB0".to_owned()),
        ..Settings::default()
    }
}

const USUAL: Vec2 = vec2(1280.0, 800.0);

/// A window that is not at rest after so many frames never will be.
const MAX_STEPS: u64 = 60;

impl Window {
    fn tell(&mut self, event: Event) {
        self.line.events.borrow_mut().push_back(event);
        self.harness.run();
    }

    fn press(&mut self, modifiers: Modifiers, key: Key) {
        self.harness.key_press_modifiers(modifiers, key);
        self.harness.run();
    }

    fn click(&mut self, name: &str) {
        self.harness.get_by_label(name).click();
        self.harness.run();
    }

    #[track_caller]
    fn shows(&self, text: &str) {
        let found = self.harness.query_all_by_label_contains(text).count();
        assert!(found > 0, "{text:?} is not shown");
    }

    #[track_caller]
    fn does_not_show(&self, text: &str) {
        let found = self.harness.query_all_by_label_contains(text).count();
        assert_eq!(found, 0, "{text:?} is shown");
    }

    /// Presses F5 and lets the line say that it began.
    fn start_reading(&mut self) -> JobId {
        self.press(Modifiers::NONE, Key::F5);
        let id = self.read_commands().last().unwrap().0;
        self.tell(Event::Progressed {
            id,
            progress: Progress {
                stage: Stage::DataSets,
                bytes: 500,
                data_sets: 19,
                rate: 960.0,
                baud: 9600,
                steps: None,
                share: None,
            },
        });
        id
    }

    /// Number, port and whether every way is tried, of each command.
    fn read_commands(&self) -> Vec<(JobId, PortChoice, bool)> {
        let commands = self.line.commands.borrow();
        commands
            .iter()
            .filter_map(|command| match command {
                Command::Read { id, port, plan, .. } => Some((*id, port.clone(), plan.every_way)),
                _ => None,
            })
            .collect()
    }

    #[track_caller]
    fn every_control_has_a_name_of_its_own(&self, place: &str) {
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        for (role, name) in self.controls() {
            assert!(!name.is_empty(), "a {role:?} without a name on {place}");
            *seen.entry(name).or_default() += 1;
        }
        let twice: Vec<_> = seen.iter().filter(|(_, count)| **count > 1).collect();
        assert!(twice.is_empty(), "{twice:?} on {place}");
    }

    /// Every control: its role and its name.
    fn controls(&self) -> Vec<(Role, String)> {
        let roles = [
            Role::Button,
            Role::CheckBox,
            Role::ComboBox,
            Role::MenuItem,
            Role::RadioButton,
            Role::Tab,
            Role::TextInput,
        ];
        self.harness
            .root()
            .children_recursive()
            .map(|node| {
                let node = node.accesskit_node();
                (node.role(), node.label().unwrap_or_default())
            })
            .filter(|(role, _)| roles.contains(role))
            .collect()
    }
}

fn failure() -> Failure {
    let check = |title| Check {
        title,
        detail: message!("failure-shade-with-your-hand-sunlight"),
    };
    Failure {
        headline: message!("failure-meter-does-not-answer"),
        cause: message!("failure-cause-no-answer", requests = 3),
        checks: vec![
            check(message!("failure-seat-head-again")),
            check(message!("failure-keep-light-off-port")),
        ],
        wider_attempt_helps: true,
    }
}

fn summary() -> Summary {
    let telegram = b"/LGZ5\\2ZMD3104107.B32\r\n\x02F.F(00000000)\r\n0.0.0(97734234)\r\n1.8.0(00043802*kWh)\r\n!\r\n\x03";
    let found = open_bytes(telegram).unwrap().pop().unwrap();
    Summary {
        readout: Arc::new(found.readout),
        raw: telegram.to_vec().into(),
        duration: Duration::from_millis(2700),
    }
}

#[test]
fn the_first_start_shows_three_steps_and_two_other_ways() {
    let window = window(USUAL, ready());
    for text in [
        "Ready to read a meter",
        "Put the head on the meter",
        "Check the port",
        "Found: ttyUSB0, CP2102",
        "Press Read meter",
        "No meter at hand",
        "A saved readout",
    ] {
        window.shows(text);
    }
}

#[test]
fn f5_reads_at_the_chosen_port_and_cancel_takes_its_place() {
    let mut window = window(USUAL, ready());
    let id = window.start_reading();
    let port = PortChoice::Serial("/dev/ttyUSB0".to_owned());
    assert_eq!(window.read_commands(), [(id, port, false)]);
    window.shows("Cancel");
    window.shows("Reading data sets");
    window.does_not_show("Read meter");
    window.press(Modifiers::NONE, Key::F5);
    assert_eq!(window.read_commands().len(), 1, "one session at a time");
}

#[test]
fn escape_cancels_and_says_so_at_once() {
    let mut window = window(USUAL, ready());
    let id = window.start_reading();
    window.press(Modifiers::NONE, Key::Escape);
    let command = window.line.commands.borrow()[0].clone();
    let cancel = command.cancel_token().unwrap();
    assert!(cancel.is_cancelled());
    window.shows("Cancelling");
    window.tell(Event::JobFinished {
        id,
        outcome: Outcome::Cancelled(None),
    });
    window.shows("Read meter");
}

#[test]
fn without_a_head_one_key_reads_the_simulated_meter() {
    let mut window = window(USUAL, Settings::default());
    window.press(Modifiers::NONE, Key::F5);
    let simulated = PortChoice::Simulated("lgz-zmd".to_owned());
    assert_eq!(window.read_commands()[0].1, simulated);
}

#[test]
fn without_a_port_reading_opens_the_port_menu() {
    let mut window = window_with(USUAL, Settings::default(), None);
    window.press(Modifiers::NONE, Key::F5);
    assert_eq!(window.read_commands(), []);
    window.shows("Another port");
    window
        .harness
        .get_by_role_and_label(
            Role::TextInput,
            "Path, tcp://host:port or rfc2217://host:port",
        )
        .type_text("tcp://10.0.0.1:8000");
    window.harness.run();
    window.press(Modifiers::NONE, Key::Enter);
    let chosen = window.harness.state().store.get().port.clone();
    assert_eq!(chosen.as_deref(), Some("tcp://10.0.0.1:8000"));
}

#[test]
fn a_text_that_names_no_port_is_told() {
    let mut window = window(USUAL, ready());
    window.press(Modifiers::COMMAND, Key::L);
    window
        .harness
        .get_by_role_and_label(
            Role::TextInput,
            "Path, tcp://host:port or rfc2217://host:port",
        )
        .type_text("tcp://nowhere");
    window.harness.run();
    window.click("Use this port");
    window.shows("needs a host and a port number");
    assert_eq!(window.harness.state().store.get().port, ready().port);
}

#[test]
fn an_error_card_says_what_to_check_and_tries_again() {
    let mut window = window(USUAL, ready());
    let id = window.start_reading();
    let records = [
        TraceEntry::Opened {
            port: "ttyUSB0".to_owned(),
        },
        TraceEntry::Configured(LineSettings::OPENING),
        TraceEntry::Sent(b"/?!\r\n".to_vec()),
        TraceEntry::Closed,
    ];
    let records = records.map(|entry| TraceRecord {
        at: LineTime::START,
        entry,
    });
    window.tell(Event::Traced(records.to_vec()));
    window.tell(Event::JobFinished {
        id,
        outcome: Outcome::Failed(failure()),
    });
    for text in [
        "The meter does not answer",
        "nothing came back",
        "What to check",
        "Seat the head again",
        "Keep light off the port",
        "Request message",
    ] {
        window.shows(text);
    }
    window.click("Try every way, about 60 s");
    assert!(
        window.read_commands().last().unwrap().2,
        "every way is tried"
    );
}

#[test]
fn what_came_is_kept_when_the_line_breaks_off() {
    let mut window = window(USUAL, ready());
    let id = window.start_reading();
    let readout = summary().readout;
    window.tell(Event::DataReceived { id, readout });
    window.tell(Event::JobFinished {
        id,
        outcome: Outcome::Failed(failure()),
    });
    window.shows("Incomplete");
    window.shows("The meter does not answer");
    window.shows("19 data sets are kept");
    assert!(window.harness.state().model.reading.is_some());
}

#[test]
fn a_whole_readout_is_told_in_the_title_row_and_the_status_bar() {
    let mut window = window(USUAL, ready());
    let id = window.start_reading();
    window.tell(Event::JobFinished {
        id,
        outcome: Outcome::Done(summary()),
    });
    window.every_control_has_a_name_of_its_own("a readout");
    window.shows("Complete");
    window.shows("3 data sets in 2.7 s");
    window.shows("Link: Signed off");
    window.shows("97734234");
}

#[test]
fn the_number_keys_go_through_the_pages() {
    let mut window = window(USUAL, ready());
    let keys = [
        Key::Num9,
        Key::Num8,
        Key::Num7,
        Key::Num6,
        Key::Num5,
        Key::Num4,
        Key::Num3,
        Key::Num2,
        Key::Num1,
    ];
    let pages: Vec<Page> = Page::numbered().collect();
    for (key, page) in keys.into_iter().zip(pages.into_iter().rev()) {
        window.press(Modifiers::COMMAND, key);
        assert_eq!(window.harness.state().page, page);
    }
}

#[test]
fn the_tab_key_reaches_every_control_in_the_order_of_the_window() {
    let mut window = window(USUAL, ready());
    let mut reached = Vec::new();
    for _ in 0..20 {
        window.press(Modifiers::NONE, Key::Tab);
        let focused = window
            .harness
            .root()
            .children_recursive()
            .find(|node| node.is_focused())
            .and_then(|node| node.accesskit_node().label());
        reached.extend(focused);
    }
    let order = [
        "Port",
        "Device address",
        "Device profile",
        "Read meter",
        "Meter",
        "Registers",
        "Settings",
        "Open…",
    ];
    let places: Vec<_> = order
        .iter()
        .map(|name| reached.iter().position(|reached| reached == name))
        .collect();
    assert!(places.iter().all(Option::is_some), "{reached:?}");
    assert!(places.is_sorted(), "{reached:?}");
}

#[test]
fn every_control_has_a_name_of_its_own() {
    let mut window = window(USUAL, ready());
    for page in Page::numbered().chain([Page::Settings]) {
        window.click(page.title());
        window.every_control_has_a_name_of_its_own(page.title());
    }
    window.press(Modifiers::COMMAND, Key::T);
    window.every_control_has_a_name_of_its_own("the line trace");
    let id = window.start_reading();
    window.every_control_has_a_name_of_its_own("reading");
    window.tell(Event::JobFinished {
        id,
        outcome: Outcome::Failed(failure()),
    });
    window.every_control_has_a_name_of_its_own("the error card");
    window.press(Modifiers::COMMAND, Key::L);
    window.every_control_has_a_name_of_its_own("the port menu");
}

#[test]
fn every_control_is_inside_the_window_at_every_size() {
    let sizes = [
        vec2(1024.0, 640.0),
        vec2(1280.0, 800.0),
        vec2(1920.0, 1080.0),
        vec2(1280.0 / 1.5, 800.0 / 1.5),
        vec2(640.0, 400.0),
    ];
    for size in sizes {
        let mut window = window(size, ready());
        for reading in [false, true] {
            if reading {
                window.start_reading();
            }
            for node in window.harness.root().children_recursive() {
                let role = node.accesskit_node().role();
                let scrolls = size.y < 500.0;
                if matches!(role, Role::Button | Role::ComboBox | Role::TextInput) && !scrolls {
                    let rect = node.rect();
                    let name = node.accesskit_node().label();
                    let inside = Rect::from_min_size(Pos2::ZERO, size)
                        .expand(0.5)
                        .contains_rect(rect);
                    assert!(inside, "{name:?} at {rect:?} in {size:?}");
                    assert!(
                        rect.width() >= 36.0 || role == Role::TextInput,
                        "{name:?} is too narrow in {size:?}"
                    );
                }
            }
        }
    }
}

#[test]
fn an_idle_window_asks_for_no_frame() {
    let mut window = window(USUAL, ready());
    window.harness.run();
    let output = &window.harness.output().viewport_output;
    assert_eq!(output[&ViewportId::ROOT].repaint_delay, Duration::MAX);
}

#[test]
fn the_scale_and_the_trace_are_remembered_as_settings() {
    let mut window = window(USUAL, ready());
    window.press(Modifiers::COMMAND, Key::Plus);
    window.press(Modifiers::COMMAND, Key::T);
    let settings = window.harness.state().store.get();
    assert_eq!(settings.appearance.scale, 110);
    assert!(settings.trace.open);
    window.press(Modifiers::COMMAND, Key::Num0);
    assert_eq!(window.harness.state().store.get().appearance.scale, 100);
}

#[test]
fn settings_are_changed_by_their_controls() {
    let mut window = window(vec2(1280.0, 1000.0), ready());
    window.click("Settings");
    window.click("Theme: Dark");
    window.click("High contrast");
    window.click("Numbers in CSV: Spreadsheet");
    window.click("Language of exports: Deutsch");
    let settings = window.harness.state().store.get().clone();
    assert_eq!(settings.appearance.theme, super::theme::ThemeChoice::Dark);
    assert!(settings.appearance.high_contrast);
    assert_eq!(
        settings.exports.numbers,
        super::settings::NumberStyle::Excel
    );
    assert_eq!(settings.exports.language, crate::export::Language::German);
}

#[test]
fn without_a_dialog_service_the_window_asks_for_the_path() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("meter.iec");
    std::fs::write(&path, &*summary().raw).unwrap();
    let mut window = window(USUAL, ready());
    *window.picker.with.borrow_mut() = Some(Answer::NoService);
    window.press(Modifiers::COMMAND, Key::O);
    assert_eq!(window.picker.asked.borrow()[0].purpose, Purpose::OpenFile);
    window.shows("Open a saved readout");
    let prompt = window.harness.state_mut().prompt.as_mut().unwrap();
    prompt.text = path.display().to_string();
    window.harness.run();
    window.press(Modifiers::NONE, Key::Enter);
    open_is_done(&mut window);
    window.shows("meter.iec · 3 data sets");
}

#[test]
fn a_readout_is_saved_in_the_language_of_the_settings() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("meter.csv");
    let mut settings = ready();
    settings.exports.language = crate::export::Language::German;
    let mut window = window(USUAL, settings);
    let id = window.start_reading();
    window.tell(Event::JobFinished {
        id,
        outcome: Outcome::Done(summary()),
    });
    *window.picker.with.borrow_mut() = Some(Answer::Chosen(path.clone()));
    // Single steps: the message that tells of the file repaints for a while.
    let harness = &mut window.harness;
    harness.key_press_modifiers(Modifiers::COMMAND, Key::S);
    let deadline = std::time::Instant::now() + Duration::from_secs(10);
    while harness.state().model.last_saved.is_none() && std::time::Instant::now() < deadline {
        std::thread::yield_now();
        harness.step();
    }
    let text = std::fs::read_to_string(path).unwrap();
    assert!(text.contains("\"Wirkarbeit Bezug, gesamt\""), "{text}");
}

/// Waits for the thread that opens a file.
fn open_is_done(window: &mut Window) {
    let deadline = std::time::Instant::now() + Duration::from_secs(10);
    while window.harness.state().model.reading.is_none() && std::time::Instant::now() < deadline {
        std::thread::yield_now();
        window.harness.run();
    }
}

#[test]
fn a_file_that_is_no_readout_is_told_above_the_page() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("letter.txt");
    std::fs::write(&path, "Dear meter").unwrap();
    let mut window = window(USUAL, ready());
    *window.picker.with.borrow_mut() = Some(Answer::Chosen(path));
    window.click("Open…");
    let deadline = std::time::Instant::now() + Duration::from_secs(10);
    while window.harness.state().problems.is_empty() && std::time::Instant::now() < deadline {
        std::thread::yield_now();
        window.harness.run();
    }
    window.shows("holds no telegram");
    window.click("Close notice 1");
    window.does_not_show("holds no telegram");
}

#[test]
fn closing_while_a_session_runs_asks_first() {
    let mut window = window(USUAL, ready());
    let id = window.start_reading();
    let viewport = window
        .harness
        .input_mut()
        .viewports
        .get_mut(&ViewportId::ROOT)
        .unwrap();
    viewport.events.push(ViewportEvent::Close);
    window.harness.step();
    window
        .harness
        .input_mut()
        .viewports
        .get_mut(&ViewportId::ROOT)
        .unwrap()
        .events
        .clear();
    window.harness.run();
    window.shows("The meter is being read");
    window.click("End the session and close");
    let command = window.line.commands.borrow()[0].clone();
    let cancel = command.cancel_token().unwrap();
    assert!(cancel.is_cancelled());
    window
        .line
        .events
        .borrow_mut()
        .push_back(Event::JobFinished {
            id,
            outcome: Outcome::Cancelled(None),
        });
    window.harness.step();
    let commands = &window.harness.output().viewport_output[&ViewportId::ROOT].commands;
    assert!(
        commands.contains(&eframe::egui::ViewportCommand::Close),
        "{commands:?}"
    );
}

#[test]
fn a_port_that_is_gone_is_told_on_the_first_page() {
    let settings = Settings {
        port: Some("/dev/ttyUSB7".to_owned()),
        ..Settings::default()
    };
    window(USUAL, settings).shows("ttyUSB7 is not plugged in");
}

#[test]
fn a_trace_row_shows_all_its_bytes_when_clicked() {
    let mut window = window(USUAL, ready());
    window.press(Modifiers::COMMAND, Key::T);
    window.tell(Event::Traced(vec![TraceRecord {
        at: LineTime::START,
        entry: TraceEntry::Sent(b"/?!\r\n".to_vec()),
    }]));
    window.harness.get_by_role(Role::Row).click();
    window.harness.run();
    window.shows("2F 3F 21 0D 0A");
}

#[test]
fn follow_lets_go_when_the_user_scrolls_up_and_takes_hold_again() {
    let mut window = window(USUAL, ready());
    window.press(Modifiers::COMMAND, Key::T);
    let entry = TraceEntry::Sent(b"/?!\r\n".to_vec());
    let record = TraceRecord {
        at: LineTime::START,
        entry,
    };
    window.tell(Event::Traced(vec![record; 100]));
    let follows = |window: &Window| window.harness.state().store.get().trace.follow;
    assert!(follows(&window));
    window.harness.hover_at(Pos2::new(500.0, 700.0));
    window.harness.event(egui::Event::MouseWheel {
        unit: MouseWheelUnit::Point,
        delta: vec2(0.0, 60.0),
        phase: TouchPhase::Move,
        source: egui::MouseWheelSource::Wheel,
        modifiers: Modifiers::NONE,
    });
    window.harness.run();
    assert!(!follows(&window));
    window.click("Follow");
    assert!(follows(&window));
}

#[test]
fn dropped_paths_are_opened() {
    let missing = PathBuf::from("/nowhere/meter.iec");
    let mut window = window(USUAL, ready());
    let ctx = window.harness.ctx.clone();
    window
        .harness
        .state_mut()
        .perform(&ctx, vec![super::Action::OpenFile(missing)]);
    let deadline = std::time::Instant::now() + Duration::from_secs(10);
    while window.harness.state().problems.is_empty() && std::time::Instant::now() < deadline {
        std::thread::yield_now();
        window.harness.run();
    }
    window.shows("there is no file");
}

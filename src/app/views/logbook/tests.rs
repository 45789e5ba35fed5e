//! The page Logbook without a screen.

use std::path::PathBuf;
use std::sync::Arc;

use eframe::egui::{Key, Modifiers, Ui, vec2};
use egui_kittest::kittest::Queryable as _;
use jiff::Zoned;
use jiff::civil::date;

use super::LogbookView;
use crate::app::action::Action;
use crate::app::model::{Model, SeriesOrigin, ShownLogbook};
use crate::app::settings::Settings;
use crate::app::views::stage::{Stage, Staged, USUAL};
use crate::archive::{Entry, VisitInfo};
use crate::codec::CommandKind;
use crate::meter::logbook::{LogHints, decode};
use crate::meter::status::StatusTable;
use crate::profile::{
    Level, Library, Login, PasswordForm, Profile, Programming, RangeForm, RowForm, SeriesForm,
};
use crate::worker::{MeterKey, Series, SeriesKind, SeriesPlan, SeriesRange, SeriesRecord, Task};

/// The event log of an EMH LZQJ, without its frame.
const LONG: &[u8] = include_bytes!("../../../../tests/data/captures/emh-p98-long-log.iec");

impl Staged for LogbookView {
    fn draw(&mut self, ui: &mut Ui, model: &Model, _: &Settings, actions: &mut Vec<Action>) {
        let settings = Settings {
            port: Some("COM4".to_owned()),
            ..Settings::default()
        };
        self.ui(ui, model, &settings, actions);
    }
}

fn form(address: &str, name: &str) -> SeriesForm {
    SeriesForm {
        address: address.to_owned(),
        name: name.to_owned(),
        command: "R5".parse::<CommandKind>().unwrap(),
        range: RangeForm::Vdew11,
        rows: RowForm::VdewLog,
        block: None,
        window_days: None,
        period_min: None,
        period_register: None,
        channels: Vec::new(),
        column_register: None,
        time_column: None,
    }
}

fn profile() -> Profile {
    Profile {
        name: "emh-lzqj".to_owned(),
        logbooks: vec![form("P.98", "Event log"), form("P.210", "Manipulation log")],
        ..Profile::default()
    }
}

fn statuses() -> StatusTable {
    StatusTable::new([
        (4, "Reset"),
        (5, "Clock set"),
        (6, "Power restored"),
        (7, "Power failure"),
        (15, "Before clock set"),
    ])
}

/// What fetching this answer brought.
fn record(text: &str, asked: SeriesRange, complete: bool) -> Arc<SeriesRecord> {
    let hints = LogHints {
        code: "P.98".to_owned(),
        status: statuses(),
        ..LogHints::default()
    };
    Arc::new(SeriesRecord {
        form: form("P.98", "Event log"),
        asked,
        series: Series::Logbook(Arc::new(decode(text, &hints))),
        complete,
        windows: (2, 5),
        answers: Vec::new(),
        read_at: Some("2022-10-21T10:00:00+02:00[Europe/Vienna]".parse().unwrap()),
    })
}

fn long_log() -> String {
    let text = String::from_utf8_lossy(LONG);
    let body = text.trim_start_matches('\u{2}');
    body.split('\u{3}').next().unwrap().to_owned()
}

fn model(fetched: Option<Arc<SeriesRecord>>) -> Model {
    let mut model = Model {
        profiles: Library::only(profile()),
        ..Model::default()
    };
    model.programme.meter = Some(MeterKey {
        identification_line: "/EMH5\\@01LZQJL0014E".to_owned(),
        serial_number: Some("06205102".to_owned()),
    });
    if let Some(record) = fetched {
        model.series.take(&record);
    }
    model.visits.listed = Some(Ok(Arc::from([])));
    model
}

fn stage(model: Model) -> Stage<LogbookView> {
    Stage::new(USUAL, model)
}

fn read_long() -> Stage<LogbookView> {
    stage(model(Some(record(
        &long_log(),
        SeriesRange::default(),
        true,
    ))))
}

fn fetch(address: Option<&str>, range: SeriesRange) -> Action {
    Action::Programme {
        task: Task::Series(SeriesPlan {
            kind: SeriesKind::Logbook,
            address: address.map(str::to_owned),
            range,
            command: None,
            block: None,
            have: None,
        }),
        credentials: Vec::new(),
    }
}

#[test]
fn the_newest_entry_is_on_top_and_a_third_click_is_as_sent() {
    let mut stage = read_long();
    stage.shows("13 entries");
    stage.shows("2022-08-26 to 2022-10-20");
    let first = |stage: &Stage<LogbookView>| stage.rows().first().cloned().unwrap();
    assert!(first(&stage).starts_with("2022-10-20 12:56:09 Clock set"));
    stage.click("Sort by Time");
    assert!(first(&stage).starts_with("2022-08-26 23:56:46 "));
    stage.click("Sort by Event");
    stage.click("Sort by Event");
    assert!(first(&stage).contains("Reset"), "{}", first(&stage));
    stage.click("Sort by Event");
    assert!(first(&stage).starts_with("2022-08-26 23:56:46 "), "as sent");
    // Status raw and the values beside it can be read too.
    assert!(first(&stage).contains("00008020"));
}

#[test]
fn kinds_are_counted_and_filter() {
    let mut stage = read_long();
    stage.click("Show power (2)");
    let rows = stage.rows();
    assert_eq!(rows.len(), 2, "{rows:?}");
    assert!(rows[0].contains("Power restored") && rows[1].contains("Power failure"));
    stage.shows("2 of 13");
    stage.click("Show reset (2)");
    assert_eq!(stage.rows().len(), 4);
    stage.does_not_show("Show settings");
    stage.click("Show power (2)");
    stage.click("Show reset (2)");
    assert_eq!(stage.rows().len(), 13);
}

#[test]
fn search_goes_through_all_that_is_there_and_escape_clears_it() {
    let mut stage = read_long();
    stage.type_text("Time, event, status or value", "09-06 fail");
    assert_eq!(stage.rows().len(), 1);
    stage.press(Key::Escape);
    assert_eq!(stage.rows().len(), 13);
    stage.type_text("Time, event, status or value", "nothing like this");
    stage.shows("No entry fits");
}

#[test]
fn the_chosen_entry_is_shown_as_sent_and_stays_chosen_in_another_order() {
    let mut stage = read_long();
    stage.shows("Choose an entry");
    let row = stage.rows()[3].clone();
    assert!(row.starts_with("2022-10-01 00:00:00 Reset"), "{row}");
    stage.click(&row);
    stage.shows("Line 10   1221001000000   Status 00000010");
    stage.click("Sort by Time");
    stage.shows("Line 10   1221001000000");
    stage.harness.event(eframe::egui::Event::Copy);
    stage.click(&row);
    stage.harness.event(eframe::egui::Event::Copy);
    stage.harness.run();
    let wishes = stage.wishes();
    let Some(Action::Copy { text, .. }) = wishes.last() else {
        panic!("{wishes:?}");
    };
    assert!(
        text.starts_with("2022-10-01 00:00:00\tSummer time\tReset"),
        "{text}"
    );
}

#[test]
fn read_log_asks_for_what_is_chosen() {
    let mut stage = stage(model(None));
    stage.shows("The events that the meter has written down will be here");
    stage.click("Read the log");
    assert_eq!(stage.wishes(), [fetch(None, SeriesRange::default())]);
    stage.click("Logbook to show");
    stage
        .harness
        .get_by_label_contains("Manipulation log")
        .click();
    stage.harness.run();
    stage.shows("The logbook P.210 was not read yet");
    stage
        .harness
        .key_press_modifiers(Modifiers::COMMAND, Key::R);
    stage.harness.run();
    assert_eq!(
        stage.wishes(),
        [fetch(Some("P.210"), SeriesRange::default())]
    );
    stage.click("What to read: From–to");
    stage.type_text("From", "2022-10-01");
    stage.type_text("To", "tomorrow");
    stage.shows("Type times as");
    stage.click("Read the log");
    assert!(stage.wishes().is_empty(), "an end that is not understood");
}

#[test]
fn since_the_last_visit_is_offered_where_there_was_one() {
    let mut model = model(Some(record(&long_log(), SeriesRange::default(), true)));
    let visit = |day: &str| Entry {
        path: PathBuf::from(day),
        info: Ok(VisitInfo {
            kind: Default::default(),
            serial_number: Some("06205102".to_owned()),
            manufacturer: None,
            device_type: None,
            identification_line: Some("/EMH5\\@01LZQJL0014E".to_owned()),
            stored_at: format!("{day}T09:30:00+02:00[Europe/Vienna]")
                .parse::<Zoned>()
                .unwrap(),
            complete: true,
            data_sets: 40,
            port: "COM4".to_owned(),
            duration_ms: 4000,
        }),
    };
    // What was stored on the day of the fetch is this visit.
    let visits = ["2022-10-21", "2022-10-01", "2022-09-01"].map(visit);
    model.visits.listed = Some(Ok(Arc::from(visits)));
    assert_eq!(model.new_log_entries(), 3);
    let mut stage = stage(model);
    stage.click("What to read: Since last visit");
    stage.shows("from 2022-10-01 09:30");
    stage.click("Read the log");
    let from = Some(date(2022, 10, 1).at(9, 30, 0, 0));
    let range = SeriesRange { from, to: None };
    assert_eq!(stage.wishes(), [fetch(Some("P.98"), range)]);
}

#[test]
fn an_empty_log_is_something_else_than_one_that_was_not_read() {
    let all = SeriesRange::default();
    let stage1 = stage(model(Some(record("P.98(ERROR)\r\n", all, true))));
    stage1.shows("The log is empty: the meter has nothing to tell");
    let range = SeriesRange {
        from: Some(date(2022, 1, 1).at(0, 0, 0, 0)),
        to: None,
    };
    let stage2 = stage(model(Some(record("", range, true))));
    stage2.shows("The meter has no entries in this range");
}

#[test]
fn what_broke_off_is_gone_on_with() {
    let record = record(&long_log(), SeriesRange::default(), false);
    let mut stage = stage(model(Some(Arc::clone(&record))));
    stage.shows("The log is not whole. 2 of 5 requests are done; what came is kept");
    stage.click("Continue reading the log");
    let wishes = stage.wishes();
    let [
        Action::Programme {
            task: Task::Series(plan),
            ..
        },
    ] = wishes.as_slice()
    else {
        panic!("{wishes:?}");
    };
    assert_eq!(plan.have, Some(record));
}

#[test]
fn a_password_is_asked_for_where_reading_needs_one() {
    let mut model = model(None);
    model.profiles = Library::only(Profile {
        programming: Some(Programming {
            levels: vec![Level {
                number: 2,
                name: "P1 password".to_owned(),
                login: Login::P1,
                password: PasswordForm::default(),
                help: String::new(),
            }],
            read_level: Some(2),
            ..Programming::default()
        }),
        ..profile()
    });
    let mut stage = stage(model);
    stage.click("Read the log");
    stage.shows("This meter gives its logbook only to those who know the password");
    let wishes = stage.wishes();
    assert!(
        !wishes
            .iter()
            .any(|wish| matches!(wish, Action::Programme { .. }))
    );
    stage.press(Key::Escape);
    stage.does_not_show("This meter gives its logbook only");
}

#[test]
fn logs_of_a_file_are_shown_as_well_and_nothing_is_asked_of_a_visit() {
    let mut model = model(None);
    let hints = LogHints {
        status: statuses(),
        code: "P.99".to_owned(),
        ..LogHints::default()
    };
    model.series.logbooks.push(ShownLogbook {
        logbook: Arc::new(decode(&long_log(), &hints)),
        origin: SeriesOrigin::File(PathBuf::from("/readouts/log.iec")),
    });
    assert_eq!(model.new_log_entries(), 0);
    let stage = stage(model);
    stage.shows("from log.iec");
    assert_eq!(stage.rows().len(), 13);
}

#[test]
fn nothing_clips_in_a_small_window() {
    let record = record(&long_log(), SeriesRange::default(), true);
    for size in [vec2(800.0, 544.0), vec2(637.0, 437.0)] {
        let stage: Stage<LogbookView> = Stage::new(size, model(Some(Arc::clone(&record))));
        assert!(stage.rows().len() >= 4, "{size}: {:?}", stage.rows());
        for name in ["Read the log", "Export the log…", "Show power (2)"] {
            let place = stage.place(name);
            assert!(place.right() <= size.x - 16.0, "{name} at {place}");
        }
    }
}

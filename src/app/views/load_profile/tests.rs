//! The page Load profile without a screen.

use std::path::Path;
use std::sync::Arc;

use eframe::egui::{Key, Modifiers, Ui, vec2};
use egui_kittest::kittest::{NodeT, Queryable};
use jiff::Zoned;
use jiff::civil::{DateTime, date};

use super::export::SeriesFormat;
use super::{LoadProfileView, RangePreset};
use crate::app::action::Action;
use crate::app::model::{Model, Session};
use crate::app::settings::Settings;
use crate::app::views::stage::{Stage, Staged, USUAL};
use crate::codec::CommandKind;
use crate::meter::LoadProfile;
use crate::meter::load_profile::{self, Hints};
use crate::meter::status::StatusTable;
use crate::profile::{
    Level, Library, Login, PasswordForm, Profile, Programming, RangeForm, RowForm, SeriesForm,
};
use crate::worker::{
    Event, JobId, MeterKey, Outcome, PortChoice, ProgrammeSummary, Progress, Series, SeriesKind,
    SeriesPlan, SeriesRange, SeriesRecord, Task,
};

impl Staged for LoadProfileView {
    fn draw(&mut self, ui: &mut Ui, model: &Model, _: &Settings, actions: &mut Vec<Action>) {
        let settings = Settings {
            port: Some("COM4".to_owned()),
            ..Settings::default()
        };
        self.ui(ui, model, &settings, actions);
    }
}

const PLOT: &str = "Load profile P.01 from";

/// Three days of quarter hours in two channels; three hours are missing on the second,
/// after a power failure.
fn answer() -> String {
    let row = |index: u32| {
        format!(
            "({}.{:02})(0.{:02})\r\n",
            index % 7,
            index % 100,
            index % 90
        )
    };
    let block = |stamp: &str, status: &str, rows: u32| {
        let mut text = format!("P.01({stamp})({status})(15)(2)(1.5.0)(kW)(3.5.0)(kvar)\r\n");
        (0..rows).for_each(|index| text.push_str(&row(index)));
        text
    };
    let mut text = block("0241125001500", "00", 96 + 40);
    text.push_str(&block("0241126131500", "80", 96 * 3 - 136 - 12));
    text
}

fn profile() -> LoadProfile {
    let hints = Hints {
        status: StatusTable::new([(7, "Power failure"), (5, "Clock set")]),
        ..Hints::default()
    };
    load_profile::decode(&answer(), &hints)
}

fn form(address: &str, name: &str) -> SeriesForm {
    SeriesForm {
        address: address.to_owned(),
        name: name.to_owned(),
        command: CommandKind {
            letter: b'R',
            digit: b'5',
        },
        range: RangeForm::Vdew11,
        rows: RowForm::Vdew,
        block: None,
        window_days: None,
        period_min: None,
        period_register: None,
        channels: Vec::new(),
        column_register: None,
        time_column: None,
    }
}

fn record(profile: LoadProfile, complete: bool) -> SeriesRecord {
    SeriesRecord {
        form: form("P.01", "Load profile"),
        asked: SeriesRange {
            from: None,
            to: Some(date(2024, 11, 30).at(0, 0, 0, 0)),
        },
        series: Series::LoadProfile(Arc::new(profile)),
        complete,
        windows: (1, 1),
        answers: Vec::new(),
        read_at: Some(now()),
    }
}

fn now() -> Zoned {
    "2024-11-28T00:05:00+01:00[Europe/Vienna]".parse().unwrap()
}

fn device(login: Option<Login>) -> Profile {
    Profile {
        name: "generic".to_owned(),
        load_profiles: vec![form("P.01", "Load profile"), form("P.02", "Daily values")],
        programming: Some(Programming {
            read_level: login.as_ref().map(|_| 1),
            levels: login
                .into_iter()
                .map(|login| Level {
                    number: 1,
                    name: String::new(),
                    login,
                    password: PasswordForm::default(),
                    help: String::new(),
                })
                .collect(),
            ..Programming::default()
        }),
        ..Profile::default()
    }
}

fn meter(serial: &str) -> MeterKey {
    MeterKey {
        identification_line: "/ABC5\\@V1.00".to_owned(),
        serial_number: Some(serial.to_owned()),
    }
}

/// A meter whose profile knows two load profiles, nothing fetched.
fn bare(login: Option<Login>) -> Model {
    let mut model = Model {
        profiles: Library::only(device(login)),
        ..Model::default()
    };
    model.programme.meter = Some(meter("1"));
    model
}

const ID: JobId = JobId(7);

fn fetch(model: &mut Model) {
    let task = Task::Series(SeriesPlan {
        kind: SeriesKind::LoadProfile,
        address: None,
        range: SeriesRange::default(),
        command: None,
        block: None,
        have: None,
    });
    let port = PortChoice::Serial("COM4".to_owned());
    model.programme_sent(ID, port, &task);
}

fn fetched(complete: bool) -> Model {
    let mut model = bare(None);
    fetch(&mut model);
    let record = Arc::new(record(profile(), complete));
    model.apply(Event::SeriesReceived { id: ID, record }, &now());
    model.session = Session::Idle;
    model
}

fn stage(model: Model) -> Stage<LoadProfileView> {
    Stage::new(USUAL, model)
}

/// The plan of the one job that is wished for.
#[track_caller]
fn planned(stage: &mut Stage<LoadProfileView>) -> SeriesPlan {
    let wishes = stage.wishes();
    let mut plans = wishes.into_iter().filter_map(|wish| match wish {
        Action::Programme {
            task: Task::Series(plan),
            ..
        } => Some(plan),
        _ => None,
    });
    let plan = plans.next().expect("no job is wished for");
    assert!(plans.next().is_none(), "two jobs are wished for");
    plan
}

fn cursor(stage: &Stage<LoadProfileView>) -> String {
    let plot = stage.harness.get_by_label_contains(PLOT);
    plot.accesskit_node().value().unwrap_or_default()
}

#[test]
fn an_unknown_meter_is_to_be_read_first() {
    let mut stage = stage(Model::default());
    stage.shows("The load profile will be here");
    stage.click("Read this meter");
    assert!(stage.wishes().contains(&Action::Read { every_way: false }));
}

#[test]
fn a_profile_without_load_profiles_says_so() {
    let mut model = bare(None);
    model.profiles = Library::only(Profile {
        load_profiles: Vec::new(),
        ..device(None)
    });
    let mut stage = stage(model);
    stage.shows("The device profile generic knows no load profile");
    stage.click("Go to device profiles");
    let page = crate::app::page::Page::DeviceProfiles;
    assert!(stage.wishes().contains(&Action::Show(page)));
}

#[test]
fn all_is_read_with_one_click_or_ctrl_r() {
    let mut stage = stage(bare(None));
    stage.shows("The load profile P.01 was not read yet");
    stage.click("Read the range");
    let plan = planned(&mut stage);
    assert_eq!(
        (plan.kind, plan.range),
        (SeriesKind::LoadProfile, SeriesRange::default())
    );
    stage
        .harness
        .key_press_modifiers(Modifiers::COMMAND, Key::R);
    stage.harness.run();
    assert_eq!(planned(&mut stage), plan);
}

#[test]
fn a_typed_range_is_asked_for_and_nonsense_is_told() {
    let mut stage = stage(bare(None));
    stage.type_text("From", "2024-10-21 08:15");
    stage.type_text("To", "2024-11-30");
    stage.click("Read the range");
    let at = |day: DateTime| Some(day);
    let range = SeriesRange {
        from: at(date(2024, 10, 21).at(8, 15, 0, 0)),
        to: at(date(2024, 12, 1).at(0, 0, 0, 0)),
    };
    assert_eq!(planned(&mut stage).range, range);
    stage.type_text("To", "x");
    stage.shows("Type times as 2026-01-31");
    stage.click("Read the range");
    let jobs = |wish: &Action| matches!(wish, Action::Programme { .. });
    assert!(!stage.wishes().iter().any(jobs));
}

#[test]
fn a_day_is_picked_from_the_calendar() {
    let mut stage = stage(fetched(true));
    stage.click("Pick the day: From");
    stage.shows("2024-11-25");
    stage.click("2024-11-26");
    stage.click("Read the range");
    let from = planned(&mut stage).range.from;
    assert_eq!(from, Some(date(2024, 11, 26).at(0, 0, 0, 0)));
}

#[test]
fn a_preset_is_wished_for_and_fills_the_fields() {
    let mut stage = stage(bare(None));
    stage.click("Range: Last month");
    let wish = Action::ChooseRange(RangePreset::LastMonth);
    assert!(stage.wishes().contains(&wish));
    let state = stage.harness.state_mut();
    let now = "2024-11-28T10:00:00+01:00[Europe/Vienna]".parse().unwrap();
    state
        .view
        .choose_range(RangePreset::LastMonth, &state.model, &now);
    stage.harness.run();
    stage.click("Read the range");
    let range = planned(&mut stage).range;
    assert_eq!(range.from, Some(date(2024, 10, 1).at(0, 0, 0, 0)));
    assert_eq!(range.to, Some(date(2024, 11, 1).at(0, 0, 0, 0)));
}

#[test]
fn a_password_is_asked_for_where_reading_needs_one() {
    let mut stage = stage(bare(Some(Login::P1)));
    stage.click("Read the range");
    stage.shows("only to those who know the password");
    let jobs = |wish: &Action| matches!(wish, Action::Programme { .. });
    assert!(!stage.wishes().iter().any(jobs));
}

#[test]
fn another_load_profile_is_chosen_and_read() {
    let mut stage = stage(fetched(true));
    stage.click("Load profile to show");
    stage.click("P.02");
    stage.shows("was not read yet");
    stage.click("Read the range");
    assert_eq!(planned(&mut stage).address.as_deref(), Some("P.02"));
}

#[test]
fn the_head_counts_what_is_there_and_what_is_missing() {
    let stage = stage(fetched(true));
    stage.shows("15 min · 2 channels · 276 of 288 entries");
    stage.shows("1 gap");
    stage.shows("1 power failure");
    stage.shows("3 of 3 days");
    stage.shows("1.5.0 between 0 and 6.97 kW");
}

#[test]
fn what_is_missing_of_a_range_is_told_and_gone_on_with() {
    let mut stage = stage(fetched(false));
    stage.shows("Read up to 2024-11-28 00:00, 2 days are missing");
    stage.click("Continue reading");
    let plan = planned(&mut stage);
    assert_eq!(plan.address.as_deref(), Some("P.01"));
    assert!(plan.have.is_some_and(|have| !have.complete));
}

#[test]
fn the_cursor_tells_values_as_sent_by_interval_and_by_day() {
    let mut stage = stage(fetched(true));
    stage.press(Key::ArrowRight);
    let middle = cursor(&stage);
    assert!(middle.contains("Tue 11-26 "), "{middle}");
    stage.press(Key::ArrowRight);
    stage.press(Key::ArrowLeft);
    assert_eq!(cursor(&stage), middle);
    stage
        .harness
        .key_press_modifiers(Modifiers::SHIFT, Key::ArrowLeft);
    stage.harness.run();
    let before = cursor(&stage);
    let interval = |told: &str| told.split(',').next().map(str::to_owned);
    let a_day_later = before.replace("Mon 11-25", "Tue 11-26");
    assert_eq!(interval(&a_day_later), interval(&middle));
    assert!(
        before.contains("1.5.0") && before.contains(" kvar"),
        "{before}"
    );
    assert!(
        before.ends_with("nothing flagged") || before.ends_with("No status sent"),
        "{before}"
    );
}

#[test]
fn keys_and_buttons_zoom_and_home_shows_all() {
    let mut stage = stage(fetched(true));
    stage.press(Key::Plus);
    stage.shows("1.5 of 3 days");
    stage.click("Zoom in");
    stage.shows("18 h of 3 days");
    stage.click("Zoom out");
    stage.shows("1.5 of 3 days");
    stage.press(Key::Home);
    stage.shows("3 of 3 days");
}

#[test]
fn the_pointer_zooms_pans_draws_a_box_and_resets() {
    let mut stage = stage(fetched(true));
    let rect = stage.harness.get_by_label_contains(PLOT).rect();
    let at = |share: f32| {
        eframe::egui::pos2(
            rect.left() + 44.0 + (rect.width() - 92.0) * share,
            rect.center().y,
        )
    };
    // A box over the second day, drawn with the other button.
    let other = |at: eframe::egui::Pos2, pressed: bool| eframe::egui::Event::PointerButton {
        pos: at,
        button: eframe::egui::PointerButton::Secondary,
        pressed,
        modifiers: Modifiers::NONE,
    };
    stage.harness.hover_at(at(1.0 / 3.0));
    stage.harness.event(other(at(1.0 / 3.0), true));
    stage.harness.run();
    stage.harness.hover_at(at(0.5));
    stage.harness.run();
    stage.harness.hover_at(at(2.0 / 3.0));
    stage.harness.run();
    stage.harness.event(other(at(2.0 / 3.0), false));
    stage.harness.run();
    stage.shows("1 of 3 days");
    let name = |stage: &Stage<LoadProfileView>| {
        let plot = stage.harness.get_by_label_contains(PLOT);
        plot.accesskit_node().label().unwrap_or_default()
    };
    let day = name(&stage);
    assert!(day.contains("from 2024-11-2"), "{day}");
    // Dragging to the left shows what is later.
    stage.harness.drag_at(at(0.8));
    stage.harness.hover_at(at(0.6));
    stage.harness.run();
    stage.harness.hover_at(at(0.4));
    stage.harness.run();
    stage.harness.drop_at(at(0.4));
    stage.harness.run();
    assert!(name(&stage) > day, "{} is not behind {day}", name(&stage));
    for _ in 0..2 {
        stage.harness.drag_at(at(0.5));
        stage.harness.drop_at(at(0.5));
    }
    stage.harness.run();
    stage.shows("3 of 3 days");
}

#[test]
fn tags_tell_of_gaps_and_flags_and_lead_to_them() {
    let mut stage = stage(fetched(true));
    // From afar the two are one.
    stage.click("Go to: 1 power failure, 1 gap");
    stage.shows("Go to: Power failure 13:00–13:15");
    stage.click("Go to: No data, 12 entries");
    stage.shows("1 of 3 days");
    let said = cursor(&stage);
    assert!(
        said.starts_with("No data, 12 entries, From Tue 11-26 10:00"),
        "{said}"
    );
}

#[test]
fn lines_are_switched_and_drawn_as_bars() {
    let mut stage = stage(fetched(true));
    stage.shows("3.5.0 between");
    stage.click("Line 3.5.0 Reactive import, kvar");
    stage.does_not_show("3.5.0 between");
    stage.click("How it is drawn");
    stage.click("Draw: Bars");
    stage.shows("1.5.0 between");
}

#[test]
fn intervals_are_summed_up_by_day_and_converted() {
    let mut stage = stage(fetched(true));
    stage.click("How it is drawn");
    stage.click("One for each: Day");
    stage.shows("Days · 3 of 3 days");
    stage.press(Key::Escape);
    stage.press(Key::ArrowRight);
    let day = cursor(&stage);
    assert!(day.starts_with("Tue 2024-11-26, 1.5.0 3."), "{day}");
    assert!(day.contains("1.5.0 12 of 96 intervals missing"), "{day}");
    assert!(day.contains("1.5.0 highest 6.9"), "{day}");
    stage.click("How it is drawn");
    stage.click("One for each: Interval");
    stage.click("Values: Energy");
    stage.press(Key::Escape);
    stage.shows("Energy · 3 of 3 days");
    stage.press(Key::ArrowRight);
    let interval = cursor(&stage);
    assert!(
        interval.contains(" kWh") && interval.contains(" kvarh"),
        "{interval}"
    );
}

#[test]
fn rows_appear_while_they_arrive_and_nothing_can_be_asked_meanwhile() {
    let mut model = bare(None);
    fetch(&mut model);
    let progress = Progress {
        stage: crate::watch::Stage::DataSets,
        bytes: 0,
        data_sets: 0,
        rate: 0.0,
        baud: 9600,
        steps: None,
        share: Some(0.25),
    };
    model.apply(Event::Progressed { id: ID, progress }, &now());
    assert_eq!(model.running().unwrap().part(), Some(0.25));
    let mut stage = stage(model);
    stage.shows("The load profile is on its way");
    let record = Arc::new(record(profile(), false));
    stage
        .model()
        .apply(Event::SeriesReceived { id: ID, record }, &now());
    stage.harness.run();
    stage.shows("276 of 288 entries");
    stage.does_not_show("are missing");
    stage.click("Read the range");
    let jobs = |wish: &Action| matches!(wish, Action::Programme { .. });
    assert!(!stage.wishes().iter().any(jobs));
}

#[test]
fn nothing_is_shown_of_another_meter() {
    let mut model = fetched(true);
    let summary = |serial: &str, series: Option<SeriesRecord>| {
        let mut summary = ProgrammeSummary::default();
        summary.meter.identification_line = Some("/ABC5\\@V1.00".to_owned());
        summary.meter.serial_number = Some(serial.to_owned());
        summary.series = series;
        Event::ProgrammeFinished {
            id: ID,
            outcome: Box::new(Outcome::Done(summary)),
        }
    };
    fetch(&mut model);
    model.apply(summary("1", None), &now());
    assert_eq!(model.series.load_profiles.len(), 1);
    fetch(&mut model);
    model.apply(summary("2", None), &now());
    assert!(model.series.load_profiles.is_empty());
    fetch(&mut model);
    let record = record(profile(), true);
    model.apply(summary("3", Some(record)), &now());
    assert_eq!(model.series.load_profiles.len(), 1);
}

#[test]
fn a_gap_is_read_again_and_put_into_what_is_there() {
    let mut stage = stage(fetched(true));
    stage.click("Go to gap");
    assert!(cursor(&stage).starts_with("No data, 12 entries"));
    stage.click("Read gap again");
    let range = planned(&mut stage).range;
    let at = |hour| Some(date(2024, 11, 26).at(hour, 0, 0, 0));
    assert_eq!((range.from, range.to), (at(10), at(13)));
    let mut text = "P.01(0241126101500)(00)(15)(2)(1.5.0)(kW)(3.5.0)(kvar)\r\n".to_owned();
    for rows in [4, 12] {
        // It grows while it comes.
        text.push_str(&"(1.00)(0.50)\r\n".repeat(rows - text.matches("(1.00)").count()));
        let newer = load_profile::decode(&text, &Hints::default());
        let record = SeriesRecord {
            asked: range,
            ..record(newer, rows == 12)
        };
        let model = stage.model();
        fetch(model);
        let record = Arc::new(record);
        model.apply(Event::SeriesReceived { id: ID, record }, &now());
        model.session = Session::Idle;
        stage.harness.run();
        let count = format!("{} of 288 entries", 276 + rows);
        stage.shows(if rows == 12 { "288 entries" } else { &count });
    }
    stage.does_not_show("1 gap");
}

#[test]
fn the_sum_of_the_intervals_is_told_and_what_the_check_lacks() {
    let stage = stage(fetched(true));
    stage.shows("Sum of 1.5.0");
    stage.shows("Highest");
    stage.shows("The register is compared once the meter is read out");
}

#[test]
fn nothing_is_cut_off_in_a_small_window() {
    for size in [vec2(784.0, 560.0), vec2(580.0, 480.0), USUAL] {
        let stage = Stage::<LoadProfileView>::new(size, fetched(true));
        let root = stage.harness.root();
        for node in root.children_recursive() {
            let name = node.accesskit_node().label();
            if node.accesskit_node().raw_bounds().is_none() {
                continue;
            }
            let rect = node.rect();
            assert!(
                rect.right() <= size.x + 0.5,
                "{name:?} at {rect:?} in {size:?}"
            );
        }
        for name in ["From", "To", "Read the range", "Zoom in"] {
            assert!(stage.place(name).is_positive(), "{name} in {size:?}");
        }
    }
}

#[test]
fn opening_a_file_shows_its_load_profile() {
    let mut model = Model::default();
    let mut readout = crate::app::views::stage::model_of(b"/ABC5V1\r\n\r\n1.8.0(1*kWh)\r\n!\r\n")
        .reading
        .unwrap();
    let mut changed = readout.readout.as_ref().clone();
    changed.load_profiles.push(Arc::new(profile()));
    readout.readout = Arc::new(changed.clone());
    model.open(
        Path::new("/visits/a.iec"),
        crate::archive::Opened {
            readouts: vec![crate::archive::Found {
                readout: changed,
                raw: Vec::new(),
            }],
            cut: false,
        },
    );
    let stage = stage(model);
    stage.shows("276 of 288 entries");
}

#[test]
fn the_entries_take_the_place_of_days_and_sum_and_share_the_cursor() {
    let mut stage = stage(fetched(true));
    stage.does_not_show("Table of entries");
    stage.click("Show the entries as a table");
    stage.does_not_show("Sum of 1.5.0");
    let first = stage.rows().first().cloned().unwrap();
    assert!(first.starts_with("2024-11-25 00:00–00:15"), "{first}");
    stage.click(&first);
    let told = cursor(&stage);
    assert!(told.starts_with("Mon 11-25 00:00–00:15"), "{told}");
    // The row follows the keys of the plot.
    stage.harness.get_by_label_contains(PLOT).focus();
    stage.press(Key::ArrowRight);
    let told = cursor(&stage);
    assert!(told.starts_with("Mon 11-25 00:15–00:30"), "{told}");
    stage.click("Show the entries as a table");
    stage.shows("Sum of 1.5.0");
}

#[test]
fn days_give_way_to_the_load_duration() {
    let mut stage = stage(fetched(true));
    stage.shows("one column a day");
    stage.click("Below the plot: Duration");
    stage.does_not_show("one column a day");
    stage.shows("Load duration");
    stage.click("Below the plot: Days");
    stage.shows("one column a day");
}

#[test]
fn each_form_of_export_is_wished_for_and_pictures_bring_their_drawing() {
    let mut stage = stage(fetched(true));
    for (entry, format, is_drawn) in [
        ("Workbook…", SeriesFormat::Xlsx, false),
        ("CSV…", SeriesFormat::Csv, false),
        ("JSON…", SeriesFormat::Json, false),
        ("Picture…", SeriesFormat::Png, true),
        ("Drawing…", SeriesFormat::Svg, true),
    ] {
        stage.click("Export the load profile…");
        let row = stage.harness.get_by_label_contains(entry);
        row.click();
        stage.harness.run();
        let wishes = stage.wishes();
        let wish = wishes.iter().find_map(|wish| match wish {
            Action::ExportLoadProfile { format, drawing } => Some((*format, drawing.is_some())),
            _ => None,
        });
        assert_eq!(wish, Some((format, is_drawn)), "{entry}");
    }
}

#[test]
fn all_of_the_page_is_seen_in_a_usual_window() {
    // What the window leaves to the page at 1280x800.
    let stage = Stage::<LoadProfileView>::new(vec2(1048.0, 704.0), fetched(true));
    let foot = stage.place("Go to gap");
    assert!(foot.bottom() <= 704.0 - 16.0, "{foot:?}");
    let plot = stage.harness.get_by_label_contains(PLOT).rect();
    assert!(plot.height() >= 200.0, "{plot:?}");
}

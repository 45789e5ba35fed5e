//! Load profiles and logbooks leave the window as files.

use std::fs;

use super::*;
use crate::app::action::Action;
use crate::app::model::{SeriesOrigin, ShownLoadProfile, ShownLogbook};
use crate::app::plot::data::Plotted;
use crate::app::views::load_profile::export::{Depicted, DepictedLine, Drawing, SeriesFormat};
use crate::meter::load_profile::Axis;
use crate::meter::load_profile::View;
use crate::meter::load_profile::sample::{POWER, begin, profile, run};
use crate::meter::logbook::{LogHints, decode};

/// Waits for a file that a thread writes.
#[track_caller]
fn wait_for(window: &mut Window, path: &std::path::Path) {
    let deadline = std::time::Instant::now() + Duration::from_secs(60);
    while window.harness.state().model.last_saved.is_none() {
        assert!(std::time::Instant::now() < deadline, "{path:?} never came");
        std::thread::yield_now();
        window.harness.step();
    }
}

fn with_series() -> Window {
    let mut window = window(USUAL, ready());
    let mut of = profile(&[POWER]);
    begin(&mut of, Some(15));
    run(&mut of, "2024-11-25T00:15:00", 96 * 5, None, |i| {
        format!("{}.5", i % 7)
    });
    let origin = SeriesOrigin::File(PathBuf::from("/readouts/p01.iec"));
    let series = &mut window.harness.state_mut().model.series;
    series.load_profiles.push(ShownLoadProfile {
        axis: Arc::new(Axis::of(&of)),
        profile: Arc::new(of),
        origin: origin.clone(),
    });
    let hints = LogHints {
        code: "P.98".to_owned(),
        ..LogHints::default()
    };
    let text = "P.98(1220901000000)(00000010)()(0)\r\n";
    series.logbooks.push(ShownLogbook {
        logbook: Arc::new(decode(text, &hints)),
        origin,
    });
    window
}

#[test]
fn a_logbook_is_saved_in_the_form_that_the_name_says() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.csv");
    let mut window = with_series();
    window.harness.state_mut().page = Page::Logbook;
    *window.picker.with.borrow_mut() = Some(Answer::Chosen(path.clone()));
    window.press(Modifiers::COMMAND, Key::S);
    let asked = window.picker.asked.borrow()[0].clone();
    assert_eq!(asked.purpose, Purpose::SaveLogbook);
    assert!(
        asked.name.contains("logbook_P.98") && asked.name.ends_with(".xlsx"),
        "{}",
        asked.name
    );
    wait_for(&mut window, &path);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.starts_with("time,season,status,flags"), "{text}");
    assert!(text.contains("2022-09-01"), "{text}");
}

fn drawing(window: &Window) -> Drawing {
    let shown = &window.harness.state().model.series.load_profiles[0];
    let plotted = Arc::new(Plotted::of(
        &shown.profile,
        &shown.axis,
        View::default(),
        &[0],
    ));
    Drawing::of(Depicted {
        title: "97734234 · P.01".to_owned(),
        said: "2024-11-25 to 2024-11-29, 15 min".to_owned(),
        profile: Arc::clone(&shown.profile),
        axis: Arc::clone(&shown.axis),
        days: Some((Arc::clone(&plotted), 0)),
        plotted,
        view: None,
        lines: vec![DepictedLine {
            line: 0,
            series: 0,
            name: "1.5.0 Active import, kW".to_owned(),
            unit: "kW".to_owned(),
        }],
        bars: false,
        events: Vec::new(),
        unit: "kW".to_owned(),
    })
}

fn exported(format: SeriesFormat, with_drawing: bool) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder
        .path()
        .join(format!("profile.{}", format.extension()));
    let mut window = with_series();
    *window.picker.with.borrow_mut() = Some(Answer::Chosen(path.clone()));
    let drawing = with_drawing.then(|| drawing(&window));
    let ctx = window.harness.ctx.clone();
    let wish = Action::ExportLoadProfile { format, drawing };
    window.harness.state_mut().perform(&ctx, vec![wish]);
    window.harness.step();
    wait_for(&mut window, &path);
    let asked = window.picker.asked.borrow()[0].clone();
    let name = format!("load-profile_P.01.{}", format.extension());
    assert!(asked.name.ends_with(&name), "{}", asked.name);
    fs::read(&path).unwrap()
}

#[test]
fn a_load_profile_is_saved_as_data() {
    let csv = String::from_utf8(exported(SeriesFormat::Csv, false)).unwrap();
    assert_eq!(csv.lines().count(), 1 + 96 * 5);
    let json: serde_json::Value =
        serde_json::from_slice(&exported(SeriesFormat::Json, false)).unwrap();
    assert_eq!(json["format"], "flagport.load-profile.v1");
}

#[test]
fn a_name_without_an_ending_gets_that_of_the_format_chosen() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = with_series();
    let bare = folder.path().join("January 2026");
    *window.picker.with.borrow_mut() = Some(Answer::Chosen(bare.clone()));
    let ctx = window.harness.ctx.clone();
    let wish = Action::ExportLoadProfile {
        format: SeriesFormat::Csv,
        drawing: None,
    };
    window.harness.state_mut().perform(&ctx, vec![wish]);
    window.harness.step();
    let path = folder.path().join("January 2026.csv");
    wait_for(&mut window, &path);
    assert!(!bare.exists());
    assert!(fs::read_to_string(&path).unwrap().starts_with("time,"));
}

#[test]
fn a_load_profile_is_saved_as_a_picture_of_its_plot_and_its_days() {
    let png = exported(SeriesFormat::Png, true);
    let number = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap());
    assert_eq!((number(16), number(20)), (1600, 900));
    let svg = String::from_utf8(exported(SeriesFormat::Svg, true)).unwrap();
    for words in [
        "97734234 · P.01",
        "1.5.0 Active import, kW",
        "one column a day",
        "24:00",
    ] {
        assert!(svg.contains(words), "{words}");
    }
}

#[test]
fn a_problem_that_is_told_covers_nothing_of_the_page() {
    for page in [Page::LoadProfile, Page::Logbook, Page::Clock] {
        let mut window = with_series();
        window.harness.state_mut().page = page;
        window.harness.run();
        let title = |window: &Window| {
            let found = window.harness.query_all_by_label(page.title());
            let tops = found
                .map(|node| node.rect())
                .filter(|rect| rect.left() > 230.0);
            tops.map(|rect| rect.top()).reduce(f32::min).unwrap()
        };
        let before = title(&window);
        let app = window.harness.state_mut();
        app.say_problem("Nothing was saved".to_owned());
        window.harness.run();
        assert!(title(&window) > before + 40.0, "{page:?}");
    }
}

#[test]
fn a_file_that_is_nothing_but_a_load_profile_lands_on_its_page() {
    let captures = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/captures");
    for (name, page) in [
        ("emh-p01-8ch-kwh-deltas.iec", Page::LoadProfile),
        ("emh-p98-log.iec", Page::Logbook),
        ("iskra-mt174-0001-full.iec", Page::Meter),
    ] {
        let mut window = window(USUAL, ready());
        window.harness.state_mut().page = Page::Settings;
        let ctx = window.harness.ctx.clone();
        let open = Action::OpenFile(captures.join(name));
        window.harness.state_mut().perform(&ctx, vec![open]);
        let deadline = std::time::Instant::now() + std::time::Duration::from_secs(20);
        while window.harness.state().page == Page::Settings {
            assert!(std::time::Instant::now() < deadline, "{name} never came");
            std::thread::yield_now();
            window.harness.step();
        }
        assert_eq!(window.harness.state().page, page, "{name}");
    }
}

//! Ten years of quarter hours of eight channels: decoded, laid out, drawn, exported.

use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use egui_kittest::Harness;
use flagport::app::model::Model;
use flagport::app::settings::Settings;
use flagport::app::theme;
use flagport::app::views::load_profile::LoadProfileView;
use flagport::archive;
use flagport::meter::load_profile::{Axis, Hints, decode};

use crate::child::Running;
use crate::decoding::best;
use crate::made_up::{self, ENTRIES};
use crate::table::{Goal, Table};

pub(crate) fn measure(table: &mut Table) {
    let text = made_up::text();
    let took = best(5, || decode(&text, &Hints::default()));
    let what = format!("{ENTRIES} rows of 8 channels: decoding");
    table.add(what, Goal::AtMost(0.5), "s", 3, &[took.as_secs_f64()]);
    let profile = decode(&text, &Hints::default());
    assert_eq!(profile.len(), ENTRIES);
    let took = best(5, || Axis::of(&profile));
    table.add("the same: time axis", Goal::None, "ms", 1, &[ms(took)]);
    drop(profile);
    frames(table);
    page(table);
    export(table);
}

/// Panning at three depths of zoom: each frame is at another place.
fn frames(table: &mut Table) {
    let (timeline, lines) = made_up::lines();
    let end = *timeline.ends.last().unwrap() as f64;
    let took = [3653.0, 30.0, 2.0].map(|days| {
        let at = |step: u32| (end - days * 86_400.0).max(0.0) * f64::from(step) / 40.0;
        ms(median((0..41).map(|step| {
            once(|| made_up::frame(&timeline, &lines, at(step), days))
        })))
    });
    let what = "the same: drawing the plot; ten years, a month, two days in view";
    table.add(what, Goal::AtMost(4.0), "ms", 2, &took);
}

/// A frame of the whole page as the window makes it, without painting.
fn page(table: &mut Table) {
    let opened = archive::open_stream(made_up::telegram().as_bytes(), "ten-years.iec").unwrap();
    let mut model = Model::default();
    model.open(Path::new("ten-years.iec"), opened);
    let mut harness = Harness::builder()
        .with_size([1280.0, 800.0])
        .build_eframe(move |creation| {
            theme::install_fonts(&creation.egui_ctx);
            theme::install(&creation.egui_ctx, Settings::default().appearance);
            SeriesPage {
                view: LoadProfileView::default(),
                model,
            }
        });
    harness.run_steps(4);
    let took = median((0..41).map(|_| once(|| harness.step())));
    let what = "the same: a frame of the page Load profile, without painting";
    table.add(what, Goal::AtMost(4.0), "ms", 2, &[ms(took)]);
}

struct SeriesPage {
    view: LoadProfileView,
    model: Model,
}

impl eframe::App for SeriesPage {
    fn ui(&mut self, ui: &mut eframe::egui::Ui, _frame: &mut eframe::Frame) {
        let mut actions = Vec::new();
        self.view
            .ui(ui, &self.model, &Settings::default(), &mut actions);
        black_box(actions);
    }
}

/// The whole program from file to CSV.
fn export(table: &mut Table) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ten-years.iec");
    fs::write(&file, made_up::telegram()).unwrap();
    let began = Instant::now();
    let mut child = Running::start(
        Command::new(env!("CARGO_BIN_EXE_flagport"))
            .args(["decode", "--format", "csv", "--out"])
            .args([folder.path().join("ten-years.csv"), file])
            .stdout(Stdio::null()),
    );
    let peak = child.wait_and_watch();
    let took = began.elapsed();
    let what = "the same: from file to CSV by `flagport decode`";
    table.add(what, Goal::None, "s", 2, &[took.as_secs_f64()]);
    let what = "the same: most memory of that";
    match peak {
        Some(peak) => table.add(what, Goal::AtMost(200.0), "MB", 0, &[peak]),
        None => table.skip(what, Goal::AtMost(200.0), "MB", "this system has no /proc"),
    }
}

fn once<T>(work: impl FnOnce() -> T) -> Duration {
    let began = Instant::now();
    black_box(work());
    began.elapsed()
}

/// The middle one of them.
pub(crate) fn median(times: impl Iterator<Item = Duration>) -> Duration {
    let mut times: Vec<Duration> = times.collect();
    times.sort_unstable();
    times[times.len() / 2]
}

pub(crate) fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

//! Throughput and frame times in detail: `cargo bench --bench speed`. The table of goals
//! is `cargo bench --bench goals`.

#![allow(clippy::unwrap_used, reason = "a bench fails by panicking")]

#[path = "goals/made_up.rs"]
mod made_up;

use std::hint::black_box;
use std::path::Path;
use std::process::Command;

use divan::Bencher;
use divan::counter::BytesCount;
use egui_kittest::Harness;
use flagport::app::model::Model;
use flagport::app::plot::thin::{Line, Timeline};
use flagport::app::settings::Settings;
use flagport::app::theme;
use flagport::app::views::load_profile::LoadProfileView;
use flagport::app::views::meter::MeterView;
use flagport::archive;
use flagport::codec::{Decoder, Message, Role};
use flagport::meter::load_profile::{self, Axis, Hints, LoadProfile};
use flagport::meter::{self, Context, data_block};

/// 343 data sets of an Iskraemeco MT174, and 578 of a Köhler AEL.TF.21.
const MT174: &[u8] = include_bytes!("../tests/data/captures/iskra-mt174-0001-full.iec");
const KOHLER: &[u8] = include_bytes!("../tests/data/captures/tr-kohler.iec");

/// What is decoded at a time, in bytes.
const AMOUNT: usize = 100_000_000;

fn main() {
    divan::main();
}

/// Telegrams, one behind the other.
fn telegrams() -> Vec<u8> {
    MT174.repeat(AMOUNT / MT174.len())
}

/// Goal: 300 MB/s on one core.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn framing_and_block_check(bencher: Bencher<'_, '_>) {
    let bytes = telegrams();
    bencher
        .counter(BytesCount::of_slice(&bytes))
        .bench_local(|| {
            let mut decoder = Decoder::new(Role::ReadingDevice);
            let mut rest = bytes.as_slice();
            let mut right = 0;
            while !rest.is_empty() {
                let (taken, message) = decoder.push(rest);
                rest = rest.get(taken..).unwrap_or(&[]);
                if let Some(Message::Data(data)) = message {
                    right += usize::from(data.check.is_ok() == Some(true));
                }
            }
            assert_eq!(right, bytes.len() / MT174.len());
        });
}

/// Goal: 100 MB/s on one core, from bytes to addresses and values.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn frames_to_data_sets(bencher: Bencher<'_, '_>) {
    let bytes = telegrams();
    bencher
        .counter(BytesCount::of_slice(&bytes))
        .bench_local(|| {
            let mut sets = 0;
            for message in Decoder::new(Role::ReadingDevice).push_all(&bytes) {
                if let Message::Data(data) = message {
                    sets += data_block::parse(&data.body).sets.len();
                }
            }
            sets
        });
}

/// The same with codes, names, units, numbers and times of every set.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn frames_to_readouts(bencher: Bencher<'_, '_>) {
    let bytes = telegrams();
    bencher
        .counter(BytesCount::of_slice(&bytes))
        .bench_local(|| {
            let mut sets = 0;
            let mut decoder = Decoder::new(Role::ReadingDevice);
            let mut rest = bytes.as_slice();
            while !rest.is_empty() {
                let (taken, message) = decoder.push(rest);
                rest = rest.get(taken..).unwrap_or(&[]);
                if let Some(Message::Data(data)) = message {
                    let readout = meter::decode(None, &data, Context::default());
                    sets += readout.data_sets.len();
                }
            }
            sets
        });
}

/// Goal: 0.5 s, and 100 bytes of memory for an entry beside its digits.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn load_profile_of_ten_years_and_8_channels(bencher: Bencher<'_, '_>) {
    let text = made_up::text();
    bencher
        .counter(BytesCount::of_str(&text))
        .bench_local(|| load_profile::decode(&text, &Hints::default()));
}

fn decoded_ten_years() -> LoadProfile {
    let profile = load_profile::decode(&made_up::text(), &Hints::default());
    assert_eq!(profile.len(), made_up::ENTRIES);
    profile
}

/// One of the eight channels as numbers to draw.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn column_of_ten_years(bencher: Bencher<'_, '_>) {
    let profile = decoded_ten_years();
    bencher.bench_local(|| profile.column(5));
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn axis_of_ten_years(bencher: Bencher<'_, '_>) {
    let profile = decoded_ten_years();
    bencher.bench_local(|| Axis::of(&profile));
}

/// A frame of the page Meter with 578 data sets, layout without painting. Goal: 4 ms.
#[divan::bench(sample_count = 200, sample_size = 1)]
fn frame_of_578_data_sets(bencher: Bencher<'_, '_>) {
    let mut harness = meter_page();
    bencher.bench_local(|| harness.step());
}

/// A frame of the page Load profile with ten years of eight channels, layout without
/// painting. Goal: 4 ms.
#[divan::bench(sample_count = 100, sample_size = 1)]
fn a_frame_of_the_page_with_ten_years(bencher: Bencher<'_, '_>) {
    let telegram = made_up::telegram();
    let opened = archive::open_stream(telegram.as_bytes(), "ten-years.iec").unwrap();
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
    bencher.bench_local(|| harness.step());
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

/// Start of the command line until it has answered. Goal: 20 ms.
#[divan::bench(sample_count = 50, sample_size = 1)]
fn command_line_start() {
    let program = env!("CARGO_BIN_EXE_flagport");
    let output = Command::new(program).arg("--version").output().unwrap();
    assert!(black_box(output).status.success());
}

fn meter_page() -> Harness<'static, Page> {
    let opened = archive::open_stream(KOHLER, "kohler.iec").unwrap();
    let mut model = Model::default();
    model.open(Path::new("kohler.iec"), opened);
    Harness::builder()
        .with_size([1280.0, 800.0])
        .build_eframe(move |creation| {
            theme::install_fonts(&creation.egui_ctx);
            theme::install(&creation.egui_ctx, Settings::default().appearance);
            Page {
                view: MeterView::default(),
                model,
            }
        })
}

struct Page {
    view: MeterView,
    model: Model,
}

impl eframe::App for Page {
    fn ui(&mut self, ui: &mut eframe::egui::Ui, _frame: &mut eframe::Frame) {
        let mut actions = Vec::new();
        self.view
            .ui(ui, &self.model, &Settings::default(), &mut actions);
        black_box(actions);
    }
}

/// Goal: 4 ms for all of a frame, whatever is in view: all of it, a month, two days.
#[divan::bench(args = [3653.0, 30.0, 2.0], sample_count = 50)]
fn a_frame_of_eight_lines_of_ten_years(bencher: Bencher<'_, '_>, days: f64) {
    let (timeline, lines) = made_up::lines();
    let end = *timeline.ends.last().unwrap() as f64;
    let mut step = 0;
    bencher.bench_local(|| {
        // Another place in each frame, as in panning.
        step = (step + 1) % 40;
        let from = (end - days * 86_400.0).max(0.0) * f64::from(step) / 40.0;
        made_up::frame(&timeline, &lines, from, days)
    });
}

/// Once for each load profile that is opened: what frames are drawn from.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn preparing_ten_years_of_eight_lines() -> (Timeline, Vec<Line>) {
    made_up::lines()
}

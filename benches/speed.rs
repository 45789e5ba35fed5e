//! Speed as figures that anyone can repeat: `cargo bench`.
//!
//! First a table of session times over the least that the line allows, in virtual
//! time and thus exact; then throughput and frame times, measured by divan. The goals
//! stand behind each figure.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a bench fails by panicking and tells on standard output"
)]

use std::env;
use std::hint::black_box;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use divan::Bencher;
use divan::counter::BytesCount;
use eframe::egui::{Mesh, Rect, pos2, vec2};
use egui_kittest::Harness;
use flagport::app::model::Model;
use flagport::app::plot::shapes::{self, Pen, Place};
use flagport::app::plot::thin::{Line, Timeline, View};
use flagport::app::plot::ticks::MeanOf;
use flagport::app::settings::Settings;
use flagport::app::theme;
use flagport::app::views::load_profile::LoadProfileView;
use flagport::app::views::meter::MeterView;
use flagport::archive;
use flagport::codec::{Decoder, Identification, Message, Role};
use flagport::link::{CancelToken, Link};
use flagport::meter::load_profile::{self, Axis, Hints, LoadProfile};
use flagport::meter::{self, Context, data_block};
use flagport::session::{self, LineOptions, Telegram};
use flagport::sim::{Pace, SimTransport, catalog};
use flagport::trace::TraceRecord;
use flagport::transport::{LineSettings, LineTime};
use flagport::watch::{Stage, Watch};

/// 343 data sets of an Iskraemeco MT174, and 578 of a Köhler AEL.TF.21.
const MT174: &[u8] = include_bytes!("../tests/data/captures/iskra-mt174-0001-full.iec");
const KOHLER: &[u8] = include_bytes!("../tests/data/captures/tr-kohler.iec");

/// What is decoded at a time, in bytes.
const AMOUNT: usize = 100_000_000;

fn main() {
    sessions();
    first_frame();
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

/// Ten years of quarter hours of eight channels, a header for each day.
fn ten_years() -> String {
    use std::fmt::Write as _;
    let mut text = String::with_capacity(27 << 20);
    let mut day = jiff::civil::date(2014, 1, 1);
    for row in 0..350_000 {
        if row % 96 == 0 {
            let stamp = day.strftime("%y%m%d");
            write!(text, "P.01(0{stamp}001500)(00)(15)(8)").unwrap();
            for code in [
                "1.5", "2.5", "5.5", "6.5", "7.5", "8.5", "1-2:1.29", "1-3:2.29",
            ] {
                write!(text, "({code})(kW)").unwrap();
            }
            text.push_str("\r\n");
            day = day.tomorrow().unwrap();
        }
        for channel in 0..8 {
            let value = (row * 7919 + channel * 104_729) % 100_000;
            write!(text, "(0.{value:05})").unwrap();
        }
        text.push_str("\r\n");
    }
    text
}

/// Goal: 0.5 s, and 100 bytes of memory for an entry beside its digits.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn load_profile_of_350_000_rows_and_8_channels(bencher: Bencher<'_, '_>) {
    let text = ten_years();
    bencher
        .counter(BytesCount::of_str(&text))
        .bench_local(|| load_profile::decode(&text, &Hints::default()));
}

fn decoded_ten_years() -> LoadProfile {
    let profile = load_profile::decode(&ten_years(), &Hints::default());
    assert_eq!(profile.len(), 350_000);
    profile
}

/// One of the eight channels as numbers to draw.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn column_of_350_000_rows(bencher: Bencher<'_, '_>) {
    let profile = decoded_ten_years();
    bencher.bench_local(|| profile.column(5));
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn axis_of_350_000_rows(bencher: Bencher<'_, '_>) {
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
    let telegram = format!("/ABC5V1\r\n\r\n{}!\r\n", ten_years());
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

/// Prints the time of whole sessions over the least that the line allows: every
/// character of both sides, the meter's reaction, and ours. Goal: 1.02.
fn sessions() {
    println!("session time over the least the line allows (goal 1.02)");
    let ms = Duration::from_millis;
    for (mode, name, reaction, ours, select) in [
        ("A", "kamstrup-382", ms(400), ms(0), 0),
        ("B", "landis-uh50", ms(400), ms(0), 0),
        ("C", "lgz-zmd", ms(400), ms(200), 6),
        ("C", "iskra-mt174", ms(40), ms(20), 6),
        ("C", "itron-ace3000", ms(400), ms(200), 6),
    ] {
        let (telegram, asked) = read_out(name);
        let identification = telegram.identification.as_ref().map(Identification::line);
        let head = identification.map_or(0, |line| line.len() + 2);
        let opening = LineSettings::OPENING.duration_of(5 + head + select);
        let block = LineSettings::seven_even(telegram.baud).duration_of(telegram.raw.len() - head);
        let least = opening + block + reaction + ours;
        let took = telegram.ended_at.since(asked);
        let ratio = took.as_secs_f64() / least.as_secs_f64();
        println!(
            "  mode {mode}  {name:16} {:7.3} s of {:7.3} s  {ratio:.4}",
            took.as_secs_f64(),
            least.as_secs_f64()
        );
    }
    println!();
}

/// Prints the time from start to first frame, where there is a display. Goal: 0.5 s.
fn first_frame() {
    let is_set = |name| env::var_os(name).is_some_and(|display| !display.is_empty());
    if !is_set("DISPLAY") && !is_set("WAYLAND_DISPLAY") {
        println!("start to first frame: skipped, there is no display\n");
        return;
    }
    let data = tempfile::tempdir().unwrap();
    let mut window = Command::new(env!("CARGO_BIN_EXE_flagport"))
        .arg("-v")
        .env("FLAGPORT_DATA", data.path())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let said = BufReader::new(window.stderr.take().unwrap());
    let told = said.lines().map_while(Result::ok).find_map(|line| {
        line.split_once("first frame")
            .map(|(_, after)| after.to_owned())
    });
    window.kill().unwrap();
    window.wait().unwrap();
    println!(
        "start to first frame (goal 500 ms):{}\n",
        told.unwrap_or_else(|| " none, the window did not open".to_owned())
    );
}

/// When the request message went out that was answered.
#[derive(Default)]
struct Asked(LineTime);

impl Watch for Asked {
    fn traced(&mut self, record: TraceRecord) {
        if matches!(&record.entry, flagport::trace::TraceEntry::Sent(b) if b.starts_with(b"/?")) {
            self.0 = record.at;
        }
    }

    fn reached(&mut self, _stage: Stage, _settings: LineSettings) {}

    fn identified(&mut self, _identification: &Identification) {}

    fn receiving(&mut self, _block: &[u8], _now: LineTime) {}

    fn waiting(&mut self, _now: LineTime) {}
}

fn read_out(name: &str) -> (Telegram, LineTime) {
    let clock = jiff::civil::date(2026, 3, 18).at(20, 15, 7, 0);
    let mut line = SimTransport::open(*catalog::find(name).unwrap(), clock, Pace::Virtual);
    let mut asked = Asked::default();
    let options = LineOptions::default();
    let mut link = Link::new(
        &mut line,
        &mut asked,
        CancelToken::new(),
        options.timing(),
        options.parity,
        LineSettings::OPENING,
    )
    .unwrap();
    let telegram = session::read_out(&mut link, &options, false).unwrap();
    drop(link);
    (telegram, asked.0)
}

/// Entries of ten years of quarter hours, and the channels of each.
const ENTRIES: usize = 350_000;
const CHANNELS: usize = 8;

/// Ten years of quarter hours as lines, with a gap now and then.
fn ten_years_of_lines() -> (Timeline, Vec<Line>) {
    let mut timeline = Timeline::default();
    let mut at = 0;
    for entry in 0..ENTRIES {
        if entry % 9_000 == 8_999 {
            at += 13 * 900;
        }
        timeline.begins.push(at);
        at += 900;
        timeline.ends.push(at);
    }
    let value = |entry: usize, channel: usize| {
        let step = entry.wrapping_mul(2_654_435_761).wrapping_add(channel * 97);
        (step % 10_007) as f64 / 1_000.0
    };
    let line = |channel| {
        let values = (0..ENTRIES).map(|entry| value(entry, channel)).collect();
        Line::new(&timeline, values)
    };
    let lines = (0..CHANNELS).map(line).collect();
    (timeline, lines)
}

/// Goal: 4 ms for all of a frame, whatever is in view: all of it, a month, two days.
#[divan::bench(args = [3653.0, 30.0, 2.0], sample_count = 50)]
fn a_frame_of_eight_lines_of_ten_years(bencher: Bencher<'_, '_>, days: f64) {
    let (timeline, lines) = ten_years_of_lines();
    let axis = Axis::default();
    let end = *timeline.ends.last().unwrap() as f64;
    let rect = Rect::from_min_size(pos2(0.0, 0.0), vec2(1000.0, 400.0));
    let colors = theme::Colors::of(true, false);
    let mut frame = 0;
    bencher.bench_local(|| {
        // Another place in each frame, as in panning.
        frame = (frame + 1) % 40;
        let from = (end - days * 86_400.0).max(0.0) * f64::from(frame) / 40.0;
        let view = View {
            from,
            to: from + days * 86_400.0,
            columns: 1000,
        };
        let place = Place::new(rect, &view, (0.0, 11.0), 1.0);
        let columns = timeline.columns(&view);
        let mut mesh = Mesh::default();
        let second = (view.to - view.from) / view.columns as f64;
        let bounds = MeanOf::of_pixel(second).bounds(&axis, (view.from, view.to));
        for (series, line) in lines.iter().enumerate() {
            let pen = Pen::of(colors, series);
            let soft = (series == 0).then(|| pen.color.gamma_multiply(0.16));
            if columns.is_roomy() {
                let runs = line.thin(&timeline, &view, &columns);
                if let Some(soft) = soft {
                    shapes::fill(&runs, &place, soft, &mut mesh);
                }
                shapes::line(&runs, &place, &pen, false, &mut mesh);
                continue;
            }
            let peaks = line.peaks(&timeline, &columns);
            let pale = (pen.color.gamma_multiply(0.45), soft);
            shapes::ranges(&peaks, &place, view.columns, pale, &mut mesh);
            let means = line.means(&timeline, &bounds, second);
            shapes::line(&means, &place, &pen, false, &mut mesh);
        }
        black_box(mesh)
    });
}

/// Once for each load profile that is opened: what frames are drawn from.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn preparing_ten_years_of_eight_lines() -> (Timeline, Vec<Line>) {
    ten_years_of_lines()
}

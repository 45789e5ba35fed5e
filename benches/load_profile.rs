//! Speed with ten years of quarter hours: `cargo bench --bench load_profile`.
//!
//! 350,400 entries of eight channels, 27 MB as the meter sends them. The goals stand
//! behind each figure.

use std::fmt::Write as _;
use std::hint::black_box;
use std::sync::LazyLock;

use divan::Bencher;
use flagport::export::{Format, LoadProfileFile, Style, render_load_profile};
use flagport::meter::load_profile::{
    Axis, Hints, Shown, Stretch, View, aggregate, channel_view, decode, duration_curve,
};
use flagport::meter::{LoadProfile, MeterIdentity};
use jiff::ToSpan as _;
use jiff::civil::{DateTime, date};

fn main() {
    divan::main();
}

/// A header each day.
const DAYS: usize = 3650;

static TEXT: LazyLock<String> = LazyLock::new(text);
static PROFILE: LazyLock<LoadProfile> = LazyLock::new(|| decode(&TEXT, &Hints::default()));
static AXIS: LazyLock<Axis> = LazyLock::new(|| Axis::of(&PROFILE));

fn text() -> String {
    let mut text = String::new();
    let mut midnight: DateTime = date(2014, 1, 1).at(0, 0, 0, 0);
    let mut noise = 12_345_u32;
    for _ in 0..DAYS {
        let stamp = midnight.strftime("%y%m%d001500");
        let _ = write!(text, "P.01(0{stamp})(00000000)(15)(8)");
        for code in ["1.5", "2.5", "5.5", "6.5", "7.5", "8.5", "1.9", "2.9"] {
            let unit = if code.ends_with('9') { "kWh" } else { "kW" };
            let _ = write!(text, "({code})({unit})");
        }
        text.push_str("\r\n");
        for _ in 0..96 {
            for _ in 0..8 {
                noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let _ = write!(text, "({}.{:05})", noise >> 29, (noise >> 8) % 100_000);
            }
            text.push_str("\r\n");
        }
        midnight = midnight.checked_add(1.day()).unwrap_or(midnight);
    }
    text
}

fn rendered(format: Format) -> usize {
    let meter = MeterIdentity::default();
    let file = LoadProfileFile {
        meter: &meter,
        profile: None,
        read_at: None,
        load_profile: &PROFILE,
        complete: true,
        raw: b"",
    };
    render_load_profile(&file, format, Style::default()).map_or(0, |bytes| bytes.len())
}

/// Goal: 500 ms.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn decoding(bencher: Bencher<'_, '_>) {
    let text: &str = &TEXT;
    bencher.bench(|| decode(black_box(text), &Hints::default()));
}

/// Goal: 50 ms.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn axis(bencher: Bencher<'_, '_>) {
    let profile: &LoadProfile = &PROFILE;
    bencher.bench(|| Axis::of(black_box(profile)));
}

/// Goal: 50 ms.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn days(bencher: Bencher<'_, '_>) {
    let axis: &Axis = &AXIS;
    bencher.bench(|| axis.days(black_box(&PROFILE)));
}

/// Goal: 50 ms.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn one_channel_as_energy(bencher: Bencher<'_, '_>) {
    let axis: &Axis = &AXIS;
    let view = View {
        as_: Shown::Energy,
        factor: None,
    };
    bencher.bench(|| channel_view(&PROFILE, axis, 0, black_box(view)));
}

/// Goal: 200 ms.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn one_channel_by_day(bencher: Bencher<'_, '_>) {
    let axis: &Axis = &AXIS;
    let view = View::default();
    bencher.bench(|| aggregate(&PROFILE, axis, 0, black_box(view), Stretch::Day));
}

/// Goal: 200 ms.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn duration(bencher: Bencher<'_, '_>) {
    let axis: &Axis = &AXIS;
    let view = View::default();
    bencher.bench(|| duration_curve(&PROFILE, axis, 0, black_box(view), None, 2000));
}

/// Goal: 1 s.
#[divan::bench(sample_count = 3, sample_size = 1, args = [Format::Json, Format::Csv])]
fn file(bencher: Bencher<'_, '_>, format: Format) {
    LazyLock::force(&PROFILE);
    bencher.bench(|| rendered(black_box(format)));
}

/// Goal: 10 s.
#[divan::bench(sample_count = 1, sample_size = 1)]
fn workbook(bencher: Bencher<'_, '_>) {
    LazyLock::force(&PROFILE);
    bencher.bench(|| rendered(black_box(Format::Xlsx)));
}

//! Speed with ten years of quarter hours: `cargo bench --bench load_profile`.
//!
//! 350,400 entries of eight channels, 27 MB as the meter sends them. The goals stand
//! behind each figure.

#[allow(dead_code, reason = "the plot is measured by another bench")]
#[path = "goals/made_up.rs"]
mod made_up;

use std::hint::black_box;
use std::sync::LazyLock;

use divan::Bencher;
use flagport::export::{Format, LoadProfileFile, Style, render_load_profile};
use flagport::meter::load_profile::{
    Axis, Hints, Shown, Stretch, View, aggregate, channel_view, decode, duration_curve,
};
use flagport::meter::{LoadProfile, MeterIdentity};

fn main() {
    divan::main();
}

static TEXT: LazyLock<String> = LazyLock::new(made_up::text);
static PROFILE: LazyLock<LoadProfile> = LazyLock::new(|| decode(&TEXT, &Hints::default()));
static AXIS: LazyLock<Axis> = LazyLock::new(|| Axis::of(&PROFILE));

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

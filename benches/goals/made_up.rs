//! Ten years of quarter hours of eight channels, made up: as a meter sends them, as lines
//! of the plot, as a frame of it.

use std::fmt::Write as _;

use eframe::egui::{Mesh, Rect, pos2, vec2};
use flagport::app::plot::shapes::{self, Pen, Place};
use flagport::app::plot::thin::{Line, Timeline, View};
use flagport::app::plot::ticks::MeanOf;
use flagport::app::theme;
use flagport::meter::load_profile::Axis;
use jiff::ToSpan as _;
use jiff::civil::{DateTime, date};

/// A header each day.
const DAYS: usize = 3650;
pub(crate) const ENTRIES: usize = DAYS * 96;
const CHANNELS: usize = 8;

/// What a meter sends of them: a header each day, 27 MB.
pub(crate) fn text() -> String {
    text_of(DAYS)
}

/// The same of so many days.
pub(crate) fn text_of(days: usize) -> String {
    let mut text = String::new();
    let mut midnight: DateTime = date(2014, 1, 1).at(0, 0, 0, 0);
    let mut noise = 12_345_u32;
    for _ in 0..days {
        let stamp = midnight.strftime("%y%m%d001500");
        let _ = write!(text, "P.01(0{stamp})(00000000)(15)(8)");
        for code in ["1.5", "2.5", "5.5", "6.5", "7.5", "8.5", "1.9", "2.9"] {
            let unit = if code.ends_with('9') { "kWh" } else { "kW" };
            let _ = write!(text, "({code})({unit})");
        }
        text.push_str("\r\n");
        for _ in 0..96 {
            for _ in 0..CHANNELS {
                noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let _ = write!(text, "({}.{:05})", noise >> 29, (noise >> 8) % 100_000);
            }
            text.push_str("\r\n");
        }
        midnight = midnight.checked_add(1.day()).unwrap_or(midnight);
    }
    text
}

/// The same as a file that the program opens.
pub(crate) fn telegram() -> String {
    format!("/ABC5V1\r\n\r\n{}!\r\n", text())
}

/// The lines of ten years, with a gap now and then.
pub(crate) fn lines() -> (Timeline, Vec<Line>) {
    lines_of(ENTRIES)
}

/// The same of so many entries.
pub(crate) fn lines_of(entries: usize) -> (Timeline, Vec<Line>) {
    let mut timeline = Timeline::default();
    let mut at = 0;
    for entry in 0..entries {
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
        let values = (0..entries).map(|entry| value(entry, channel)).collect();
        Line::new(&timeline, values)
    };
    let lines = (0..CHANNELS).map(line).collect();
    (timeline, lines)
}

/// One frame of the plot with all lines, as a mesh: `from` and `days` are in view.
pub(crate) fn frame(timeline: &Timeline, lines: &[Line], from: f64, days: f64) -> Mesh {
    let rect = Rect::from_min_size(pos2(0.0, 0.0), vec2(1000.0, 400.0));
    let colors = theme::Colors::of(true, false);
    let view = View {
        from,
        to: from + days * 86_400.0,
        columns: 1000,
    };
    let place = Place::new(rect, &view, (0.0, 11.0), 1.0);
    let columns = timeline.columns(&view);
    let mut mesh = Mesh::default();
    let second = (view.to - view.from) / view.columns as f64;
    let bounds = MeanOf::of_pixel(second).bounds(&Axis::default(), (view.from, view.to));
    for (series, line) in lines.iter().enumerate() {
        let pen = Pen::of(colors, series);
        let soft = (series == 0).then(|| pen.color.gamma_multiply(0.16));
        if columns.is_roomy() {
            let runs = line.thin(timeline, &view, &columns);
            if let Some(soft) = soft {
                shapes::fill(&runs, &place, soft, &mut mesh);
            }
            shapes::line(&runs, &place, &pen, false, &mut mesh);
            continue;
        }
        let peaks = line.peaks(timeline, &columns);
        let pale = (pen.color.gamma_multiply(0.45), soft);
        shapes::ranges(&peaks, &place, view.columns, pale, &mut mesh);
        let means = line.means(timeline, &bounds, second);
        shapes::line(&means, &place, &pen, false, &mut mesh);
    }
    mesh
}

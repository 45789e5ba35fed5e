//! The cursor of the chart: a line, a ring on each series, and a box that says what the
//! meter sent.

use eframe::egui::{Mesh, Rect, Shape, Stroke, StrokeKind, Ui, pos2, vec2};

use super::super::marks::What;
use super::super::shapes::{self, Pen};
use super::{ChartInput, Parts, Told};
use crate::app::theme::{self, Text, size};
use crate::app::widgets::paint;
use crate::language::date;
use crate::say;
use jiff::civil::DateTime;

/// What is under the cursor.
pub(super) struct Under {
    /// The middle of the interval, or where the cursor is in a gap.
    position: f64,
    /// `None` in a gap.
    interval: Option<usize>,
    pub(super) told: Told,
}

/// What is at a position: an interval, or a gap.
pub(super) fn under(position: f64, input: &ChartInput<'_>) -> Option<Under> {
    let timeline = &input.data.timeline;
    let index = timeline.nearest(position)?;
    let (begin, end) = timeline.interval(index)?;
    let within = (begin as f64..end as f64).contains(&position);
    let gap = input.data.marks.iter().find(|mark| {
        matches!(mark.what, What::Gap(_))
            && (mark.begin as f64..mark.end as f64).contains(&position)
    });
    if let (false, Some(gap)) = (within, gap) {
        let (from, to) = (
            input.axis.civil(gap.begin).0,
            input.axis.civil_begin(gap.end).0,
        );
        return Some(Under {
            position,
            interval: None,
            told: Told {
                title: gap.words(input.axis),
                values: Vec::new(),
                status: vec![
                    (None, say!("plot-from", time = time_of(from))),
                    (None, say!("plot-to", time = time_of(to))),
                ],
            },
        });
    }
    Some(Under {
        position: (begin + end) as f64 / 2.0,
        interval: Some(index),
        told: (input.told)(index),
    })
}

/// `Tue 11-26 03:07`
fn time_of(at: DateTime) -> String {
    format!(
        "{} {}",
        date::weekday_and_day(at.date()),
        date::minute(at.time())
    )
}

/// The whole of it in one line.
pub(super) fn in_a_line(told: &Told) -> String {
    let mut words = told.title.clone();
    for (_, name, value, unit) in &told.values {
        words.push_str(&format!(", {name} {value} {unit}"));
    }
    for (_, status) in &told.status {
        words.push_str(&format!(", {status}"));
    }
    words
}

const WIDTH: f32 = 180.0;
const LINE: f32 = 18.0;
const PAD: f32 = 12.0;

/// Draws line, rings and box.
pub(super) fn draw(ui: &Ui, parts: &Parts<'_>, input: &ChartInput<'_>, under: &Under) {
    let c = theme::colors(ui);
    let Some(first) = parts.groups.first() else {
        return;
    };
    if under.position < parts.view.from || under.position > parts.view.to {
        return;
    }
    let x = first.place.x(under.position);
    ui.painter()
        .vline(x, parts.plot.y_range(), Stroke::new(1.0, c.text));
    if let Some(index) = under.interval {
        for shown in input.shown {
            let group = parts.groups.iter().find(|group| group.unit == shown.unit);
            let line = input.data.lines.get(shown.line);
            let value = line.and_then(|line| line.values().get(index));
            if let (Some(group), Some(value)) = (group, value)
                && value.is_finite()
            {
                let at = pos2(x, group.place.y(*value));
                if parts.plot.expand(2.0).contains(at) {
                    let ring = Stroke::new(2.0, Pen::of(c, shown.series).color);
                    ui.painter().circle(at, 4.0, c.surface, ring);
                }
            }
        }
    }
    let place = place(ui, x, parts, input, &under.told);
    board(ui, place, &under.told);
}

/// How wide the parts of the box are: names, values, units.
fn widths(ui: &Ui, told: &Told) -> (f32, f32, f32) {
    let mut widths = (44.0_f32, 28.0_f32, 0.0_f32);
    for (_, name, value, unit) in &told.values {
        widths.0 = widths.0.max(paint::width(ui, Text::Small, name));
        widths.1 = widths.1.max(paint::width(ui, Text::SmallStrong, value));
        widths.2 = widths.2.max(paint::width(ui, Text::Small, unit));
    }
    widths
}

fn icon_room(has: bool) -> f32 {
    if has { 22.0 } else { 0.0 }
}

/// Beside the cursor, on the side away from flags, within the plot if it can be.
fn place(ui: &Ui, x: f32, parts: &Parts<'_>, input: &ChartInput<'_>, told: &Told) -> Rect {
    let (names, values, units) = widths(ui, told);
    let mut wide = paint::width(ui, Text::SmallStrong, &told.title);
    wide = wide.max(28.0 + names + 16.0 + values + 8.0 + units);
    for (state, words) in &told.status {
        wide = wide.max(icon_room(state.is_some()) + paint::width(ui, Text::Small, words));
    }
    let width = (wide + 2.0 * PAD).max(WIDTH).min(parts.plot.width());
    let lines = 1 + told.values.len() + told.status.len();
    let height = LINE * lines as f32 + 2.0 * 8.0;
    let (right, left) = (x + 12.0, x - 12.0 - width);
    let fits_right = right + width <= parts.plot.right();
    let fits_left = left >= parts.plot.left();
    let on_left = if fits_right && fits_left {
        covered(parts, input, right, right + width) > covered(parts, input, left, left + width)
    } else {
        !fits_right && fits_left
    };
    let from = if on_left { left } else { right };
    let from = from.min(parts.plot.right() - width).max(parts.plot.left());
    let top = (parts.plot.top() + 20.0).min(parts.plot.bottom() - height - 4.0);
    let top = top.max(parts.plot.top() - 20.0);
    Rect::from_min_size(pos2(from, top), vec2(width, height))
}

/// How many marks a box from `left` to `right` would cover.
fn covered(parts: &Parts<'_>, input: &ChartInput<'_>, left: f32, right: f32) -> usize {
    let Some(group) = parts.groups.first() else {
        return 0;
    };
    let (from, to) = (
        group.place.position(pos2(left, 0.0)),
        group.place.position(pos2(right, 0.0)),
    );
    let hit =
        |mark: &&super::super::marks::Mark| (mark.begin as f64) < to && (mark.end as f64) > from;
    input.data.marks.iter().filter(hit).count()
}

fn board(ui: &Ui, place: Rect, told: &Told) {
    let c = theme::colors(ui);
    let edge = Stroke::new(c.control_width(), c.control);
    ui.painter().rect(
        place,
        size::RADIUS_CONTROL,
        c.raised,
        edge,
        StrokeKind::Inside,
    );
    let (left, right) = (place.left() + PAD, place.right() - PAD);
    let mut middle = place.top() + 8.0 + LINE / 2.0;
    paint::line_cut(
        ui,
        left,
        right,
        middle,
        Text::SmallStrong,
        c.text,
        &told.title,
    );
    let (names, values, _) = widths(ui, told);
    let value_right = left + 28.0 + names + 16.0 + values;
    let value_right = value_right.min(right);
    for (series, name, value, unit) in &told.values {
        middle += LINE;
        if let Some(series) = series {
            sample(ui, left, middle, *series);
        }
        paint::line(ui, left + 28.0, middle, Text::Small, c.text2, name);
        paint::line_right(ui, value_right, middle, Text::SmallStrong, c.text, value);
        paint::line(ui, value_right + 8.0, middle, Text::Small, c.text2, unit);
    }
    for (state, words) in &told.status {
        middle += LINE;
        let from = left + icon_room(state.is_some());
        if let Some(state) = state {
            let (symbol, weight) = state.icon();
            let at = pos2(left + 8.0, middle);
            paint::icon(ui.painter(), at, symbol, weight, 16.0, state.color(c));
            paint::line_cut(ui, from, right, middle, Text::Small, c.text, words);
        } else {
            paint::line_cut(ui, from, right, middle, Text::Small, c.text2, words);
        }
    }
}

/// A piece of the line of a series, 20 long.
pub fn sample(ui: &Ui, left: f32, middle: f32, series: usize) {
    let pen = Pen::of(theme::colors(ui), series);
    let mut mesh = Mesh::default();
    let middle = middle.round();
    shapes::piece((left.round(), left.round() + 20.0), middle, &pen, &mut mesh);
    ui.painter().add(Shape::mesh(mesh));
}

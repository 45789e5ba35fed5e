//! What the chart draws, from the ground up: grid, gaps and flags, lines, axes, tags.

use std::sync::Arc;

use eframe::egui::{
    Color32, Galley, Mesh, Rect, Response, Role, Sense, Shape, Stroke, StrokeKind, Ui, WidgetInfo,
    pos2, vec2,
};

use super::super::marks::{self, Group as Kind, What};
use super::super::shapes::{self, Pen};
use super::super::ticks;
use super::{ChartInput, ChartState, Parts};
use crate::app::theme::{self, Colors, Icon, IconWeight, Text, icon, size};
use crate::app::widgets::paint;
use crate::say;

/// Gaps and flags are at least this wide, so that none is lost from afar.
const LEAST: f32 = 3.0;

pub(super) fn draw(ui: &Ui, rect: Rect, parts: &Parts<'_>, input: &ChartInput<'_>) {
    let c = theme::colors(ui);
    let ticks = ticks::of_time(
        input.axis,
        parts.view.from,
        parts.view.to,
        parts.plot.width(),
    );
    values(ui, parts, c);
    times(ui, &ticks, parts, c);
    bands(ui, parts, input, c);
    lines(ui, parts, input, c);
    labels(ui, &ticks, rect, parts, c);
    events(ui, parts, input, c);
}

/// The grid of the first scale, and the numbers of all.
fn values(ui: &Ui, parts: &Parts<'_>, c: &Colors) {
    let plot = parts.plot;
    let mut right = plot.right();
    for (index, group) in parts.groups.iter().enumerate() {
        let left = index == 0;
        let unit_at = plot.top() - 17.0;
        if left {
            paint::line_right(
                ui,
                plot.left() - 8.0,
                unit_at,
                Text::Caption,
                c.text2,
                group.unit,
            );
        } else {
            paint::line(ui, right + 8.0, unit_at, Text::Caption, c.text2, group.unit);
        }
        for (value, label) in ticks::Scale::ticks(group.low, group.high, group.step) {
            let y = group.place.y(value);
            if left {
                ui.painter()
                    .hline(plot.x_range(), y, Stroke::new(1.0, grid(c)));
                paint::line_right(ui, plot.left() - 8.0, y, Text::Caption, c.text2, &label);
            } else {
                let tick = right..=right + 4.0;
                ui.painter().hline(tick, y, Stroke::new(1.0, c.control));
                paint::line(ui, right + 8.0, y, Text::Caption, c.text2, &label);
            }
        }
        if !left {
            ui.painter()
                .vline(right, plot.y_range(), Stroke::new(1.0, c.control));
            right += super::RIGHT;
        }
    }
}

/// Lines of the grid stand back, in high contrast too.
fn grid(c: &Colors) -> Color32 {
    if c.high_contrast {
        c.line.gamma_multiply(0.35)
    } else {
        c.line
    }
}

/// The line of a flag that is seen from afar.
fn faint(c: &Colors) -> Color32 {
    if c.high_contrast {
        c.warn
    } else {
        c.warn.gamma_multiply(0.45)
    }
}

fn times(ui: &Ui, ticks: &[ticks::Tick], parts: &Parts<'_>, c: &Colors) {
    let Some(group) = parts.groups.first() else {
        return;
    };
    for tick in ticks.iter().filter(|tick| !tick.is_before) {
        let x = group.place.x(tick.position as f64);
        if tick.is_major {
            let edge = Stroke::new(1.0, c.control.gamma_multiply(0.8));
            ui.painter().vline(x, parts.plot.y_range(), edge);
        } else {
            let (top, bottom) = (pos2(x, parts.plot.top()), pos2(x, parts.plot.bottom()));
            let edge = Stroke::new(1.0, grid(c));
            ui.painter()
                .extend(Shape::dashed_line(&[top, bottom], edge, 2.0, 4.0));
        }
    }
}

/// Gaps are hatched, flagged intervals are bands with two edges.
fn bands(ui: &Ui, parts: &Parts<'_>, input: &ChartInput<'_>, c: &Colors) {
    let Some(group) = parts.groups.first() else {
        return;
    };
    let painter = ui.painter().with_clip_rect(parts.plot);
    let mut done = [f32::NEG_INFINITY; 2];
    for mark in in_view(parts, input).map(|(_, mark)| mark) {
        let (mut left, mut right) = (
            group.place.x(mark.begin as f64),
            group.place.x(mark.end as f64),
        );
        if right - left < LEAST {
            let middle = (left + right) / 2.0;
            (left, right) = (middle - LEAST / 2.0, middle + LEAST / 2.0);
        }
        let kind = usize::from(matches!(mark.what, What::Gap(_)));
        let Some(done) = done.get_mut(kind) else {
            continue;
        };
        // From afar many lie within one pixel.
        if right <= *done + 0.5 {
            continue;
        }
        let area = Rect::from_min_max(
            pos2(left.max(*done), parts.plot.top()),
            pos2(right, parts.plot.bottom()),
        );
        match mark.what {
            What::Gap(_) => {
                shapes::hatch(&painter, area, c.unknown_soft, c.unknown);
                *done = right;
            }
            What::Flagged { .. } if area.width() <= LEAST + 0.5 => {
                // From afar a flag on top, and a thin line down.
                let x = area.center().x;
                painter.vline(x, area.y_range(), Stroke::new(1.0, faint(c)));
                let top = area.top()..=area.top() + 6.0;
                painter.vline(x, top, Stroke::new(LEAST, c.warn));
                *done = right;
            }
            What::Flagged { .. } => {
                painter.rect_filled(area, 0, c.warn_soft);
                let edge = Stroke::new(1.0, c.warn);
                painter.vline(area.left() + 0.5, area.y_range(), edge);
                painter.vline(area.right() - 0.5, area.y_range(), edge);
                *done = right;
            }
            What::ClockForward | What::ClockBack => {
                let edge = Stroke::new(1.0, c.text2);
                let ends = [area.center_top(), area.center_bottom()];
                painter.extend(Shape::dashed_line(&ends, edge, 6.0, 3.0));
            }
        }
    }
}

/// The marks in view with their numbers.
fn in_view<'a>(
    parts: &Parts<'_>,
    input: &'a ChartInput<'_>,
) -> impl Iterator<Item = (usize, &'a marks::Mark)> {
    let (from, to) = (parts.view.from, parts.view.to);
    let marks = input.data.marks.iter().enumerate();
    marks.filter(move |(_, mark)| mark.begin as f64 <= to && mark.end as f64 >= from)
}

fn lines(ui: &Ui, parts: &Parts<'_>, input: &ChartInput<'_>, c: &Colors) {
    let mesh = mesh(parts, input, c);
    ui.painter()
        .with_clip_rect(parts.plot.expand(1.0))
        .add(Shape::mesh(mesh));
}

/// How much of the colour of a line the ground below it has, and the range of values
/// where there are too many for a line.
const FILL: f32 = 0.16;
const RANGE: f32 = 0.45;

/// All lines as one mesh: each interval where it has room, else the range of each column
/// of pixels and the mean over it.
pub(super) fn mesh(parts: &Parts<'_>, input: &ChartInput<'_>, c: &Colors) -> Mesh {
    let timeline = &input.data.timeline;
    let view = &parts.view;
    let columns = timeline.columns(view);
    let mut mesh = Mesh::default();
    let group_of = |shown: &super::Shown<'_>| {
        let group = parts.groups.iter().find(|group| group.unit == shown.unit)?;
        Some((input.data.lines.get(shown.line)?, group))
    };
    if let Some(means) = parts.means {
        let second = (view.to - view.from) / view.columns.max(1) as f64;
        let bounds = means.bounds(input.axis, (view.from, view.to));
        for (index, shown) in input.shown.iter().enumerate().rev() {
            let Some((line, group)) = group_of(shown) else {
                continue;
            };
            let color = Pen::of(c, shown.series).color;
            let soft = (index == 0).then(|| color.gamma_multiply(FILL));
            let colors = (color.gamma_multiply(RANGE), soft);
            let peaks = line.peaks(timeline, &columns);
            shapes::ranges(&peaks, &group.place, view.columns, colors, &mut mesh);
        }
        for shown in input.shown.iter().rev() {
            let Some((line, group)) = group_of(shown) else {
                continue;
            };
            let runs = line.means(timeline, &bounds, second);
            let pen = Pen::of(c, shown.series);
            shapes::line(&runs, &group.place, &pen, false, &mut mesh);
        }
        return mesh;
    }
    for (index, shown) in input.shown.iter().enumerate().rev() {
        let Some((line, group)) = group_of(shown) else {
            continue;
        };
        let pen = Pen::of(c, shown.series);
        if input.bars {
            let of = |index: usize| {
                let (begin, end) = timeline.interval(index)?;
                Some((begin, end, *line.values().get(index)?))
            };
            let intervals = timeline.within(view.from, view.to).filter_map(of);
            let slot = (index, input.shown.len());
            shapes::bars(intervals, &group.place, slot, pen.color, &mut mesh);
        } else {
            let runs = line.thin(timeline, view, &columns);
            if index == 0 {
                let soft = pen.color.gamma_multiply(FILL);
                shapes::fill(&runs, &group.place, soft, &mut mesh);
            }
            shapes::line(&runs, &group.place, &pen, false, &mut mesh);
        }
    }
    mesh
}

/// The axes, over the lines.
pub(super) fn frame(ui: &Ui, parts: &Parts<'_>, response: &Response) {
    let c = theme::colors(ui);
    let plot = parts.plot;
    let edge = Stroke::new(1.0, c.control);
    ui.painter()
        .hline(plot.x_range(), plot.bottom() - 0.5, edge);
    ui.painter().vline(plot.left() + 0.5, plot.y_range(), edge);
    paint::focus_ring(ui, response, plot, c);
}

/// The names of days and times, majors first, none over another.
fn labels(ui: &Ui, ticks: &[ticks::Tick], rect: Rect, parts: &Parts<'_>, c: &Colors) {
    let Some(group) = parts.groups.first() else {
        return;
    };
    let middle = parts.plot.bottom() + 14.0;
    let mut taken: Vec<(f32, f32)> = Vec::new();
    let majors = ticks.iter().filter(|tick| tick.is_major && !tick.is_before);
    let before = ticks.iter().filter(|tick| tick.is_before);
    let minors = ticks.iter().filter(|tick| !tick.is_major);
    for tick in majors.chain(before).chain(minors) {
        let (style, color) = if tick.is_major {
            (Text::SmallStrong, c.text)
        } else {
            (Text::Caption, c.text2)
        };
        let galley: Arc<Galley> = ui.painter().layout_job(style.job(&tick.label, color));
        let width = galley.size().x;
        let x = group.place.x(tick.position as f64);
        let left = if tick.is_major {
            x + 6.0
        } else {
            x - width / 2.0
        };
        let right = left + width;
        let free = taken
            .iter()
            .all(|(from, to)| right + 8.0 <= *from || to + 8.0 <= left);
        if !free || right > rect.right() || left < rect.left() {
            continue;
        }
        taken.push((left, right));
        let at = pos2(left, middle - galley.size().y / 2.0);
        ui.painter().galley(at, galley, color);
    }
}

/// Small marks on the time axis.
fn events(ui: &Ui, parts: &Parts<'_>, input: &ChartInput<'_>, c: &Colors) {
    let Some(group) = parts.groups.first() else {
        return;
    };
    let (from, to) = (parts.view.from as i64, parts.view.to as i64);
    let first = input.events.partition_point(|event| event.position < from);
    let last = input.events.partition_point(|event| event.position <= to);
    let shown = input.events.get(first..last).unwrap_or(&[]);
    let mut rest = shown;
    while let Some(event) = rest.first() {
        let x = group.place.x(event.position as f64);
        let near = |event: &super::Event| group.place.x(event.position as f64) < x + 8.0;
        let count = rest.partition_point(near).max(1);
        let (these, others) = rest.split_at(count.min(rest.len()));
        rest = others;
        let tip = pos2(x, parts.plot.bottom() - 8.0);
        let foot = parts.plot.bottom() - 1.0;
        let mark = vec![tip, pos2(x + 4.5, foot), pos2(x - 4.5, foot)];
        let edge = Stroke::new(1.0, c.surface);
        ui.painter().add(Shape::convex_polygon(mark, c.text, edge));
        let spot = Rect::from_center_size(pos2(x, foot - 4.0), vec2(14.0, 16.0));
        let words = told_together(these);
        let id = ui.scope_id().with(("event", event.position));
        let response = ui.interact(spot, id, Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, words.clone()));
        response.on_hover_text(words);
    }
}

/// A line for each event, the first eight.
fn told_together(events: &[super::Event]) -> String {
    let mut lines: Vec<&str> = events.iter().take(8).map(|e| e.words.as_str()).collect();
    let more = say!("plot-more", count = events.len().saturating_sub(8));
    if events.len() > 8 {
        lines.push(&more);
    }
    lines.join("\n")
}

fn look(kind: Kind, c: &Colors) -> (Icon, Color32, Color32) {
    match kind {
        Kind::PowerFailure => (icon::LIGHTNING, c.warn, c.warn_soft),
        Kind::Flag => (icon::WARNING, c.warn, c.warn_soft),
        Kind::Gap => (icon::QUESTION, c.unknown, c.unknown_soft),
        Kind::Season => (icon::CLOCK, c.text2, c.unknown_soft),
    }
}

const TAG: f32 = 24.0;

/// Tags above the plot; a click looks at what they tell of.
pub(super) fn tags(
    ui: &Ui,
    state: &mut ChartState,
    rect: Rect,
    parts: &Parts<'_>,
    input: &ChartInput<'_>,
) {
    let Some(group) = parts.groups.first() else {
        return;
    };
    let c = theme::colors(ui);
    let shown: Vec<(usize, Kind, f32)> = in_view(parts, input)
        .map(|(index, mark)| {
            let (begin, end) = (mark.begin as f64, mark.end as f64);
            let middle = (begin.max(parts.view.from) + end.min(parts.view.to)) / 2.0;
            (index, mark.group(), group.place.x(middle))
        })
        .collect();
    let words = |index: usize| {
        let mark = input.data.marks.get(index);
        mark.map_or(String::new(), |mark| mark.words(input.axis))
    };
    let short = |index: usize| {
        let mark = input.data.marks.get(index);
        mark.map_or(String::new(), |mark| mark.day(input.axis).to_string())
    };
    let width = |words: &str| 34.0 + paint::width(ui, Text::SmallStrong, words) + 10.0;
    let ends = (parts.plot.left(), parts.plot.right());
    let top = rect.top();
    for tag in marks::lay_out(&shown, ends, &words, &short, &width) {
        let spot = Rect::from_min_max(pos2(tag.left, top), pos2(tag.right, top + TAG));
        let first = tag.marks.first().copied().unwrap_or_default();
        let id = ui.scope_id().with(("tag", first));
        let response = ui.interact(spot, id, Sense::click());
        let whole = match tag.marks.as_slice() {
            [mark] => words(*mark),
            _ => tag.words.clone(),
        };
        let name = say!("plot-go-to", what = whole);
        response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), &name));
        let (symbol, color, soft) = look(tag.group, c);
        let fill = if response.hovered() { c.select } else { soft };
        let strong = !matches!(tag.group, Kind::Gap | Kind::Season);
        let edge = Stroke::new(c.control_width(), if strong { color } else { c.control });
        let painter = ui.painter();
        painter.rect(spot, size::RADIUS_TAG, fill, edge, StrokeKind::Inside);
        paint::focus_ring(ui, &response, spot, c);
        let at = pos2(spot.left() + 16.0, spot.center().y);
        paint::icon(painter, at, symbol, IconWeight::Fill, 16.0, color);
        let left = spot.left() + 30.0;
        let middle = spot.center().y;
        paint::line(ui, left, middle, Text::SmallStrong, c.text, &tag.words);
        if response.clicked() {
            let marks = tag
                .marks
                .iter()
                .filter_map(|mark| input.data.marks.get(*mark));
            let begin = marks.clone().map(|mark| mark.begin).min();
            let end = marks.map(|mark| mark.end).max();
            if let (Some(begin), Some(end)) = (begin, end) {
                if tag.marks.len() == 1 {
                    state.go_to(input.data.span, begin, end);
                } else {
                    state.spread(input.data.span, begin, end);
                }
            }
        }
    }
}

//! Lines of steps, bars and hatching as meshes of rectangles on whole pixels: crisp, and
//! cheap enough for eight lines in each frame.

use eframe::egui::{Color32, Mesh, Painter, Pos2, Rect, Stroke, pos2, vec2};
use egui_plot::{PlotBounds, PlotTransform};

use super::thin::{Extremes, Runs, View};
use crate::app::theme::Colors;

/// How a line is drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pen {
    pub color: Color32,
    pub width: f32,
    /// On, off, on, off; empty for a line without gaps.
    pub dash: &'static [f32],
}

impl Pen {
    /// The pen of the series with this number, from 0. More than six repeat the colours,
    /// each with the next dash.
    pub fn of(colors: &Colors, series: usize) -> Pen {
        const PENS: [(f32, &[f32]); 6] = [
            (2.0, &[]),
            (2.0, &[5.0, 3.0]),
            (2.0, &[1.0, 3.0]),
            (2.0, &[8.0, 3.0, 1.0, 3.0]),
            (1.0, &[]),
            (1.0, &[5.0, 3.0]),
        ];
        let place = series % PENS.len();
        let (width, dash) = PENS
            .get((series + series / PENS.len()) % PENS.len())
            .copied()
            .unwrap_or((2.0, &[]));
        Pen {
            color: colors.series.get(place).copied().unwrap_or(colors.text),
            width,
            dash,
        }
    }
}

/// Where positions and values are on the screen.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    pub rect: Rect,
    transform: PlotTransform,
    /// Pixels of a point.
    pixels: f32,
}

impl Place {
    /// `view` and the values from `low` to `high` fill `rect`.
    pub fn new(rect: Rect, view: &View, (low, high): (f64, f64), pixels: f32) -> Place {
        let bounds = PlotBounds::from_min_max([view.from, low], [view.to, high]);
        Place {
            rect,
            transform: PlotTransform::new(rect, bounds, [false, false]),
            pixels: pixels.max(0.1),
        }
    }

    /// On a whole pixel; never far outside.
    pub fn x(&self, position: f64) -> f32 {
        let x = self.transform.position_from_point_x(position);
        self.snap(x.clamp(self.rect.left() - 8.0, self.rect.right() + 8.0))
    }

    /// On a whole pixel; never far outside.
    pub fn y(&self, value: f64) -> f32 {
        let y = self.transform.position_from_point_y(value);
        self.snap(y.clamp(self.rect.top() - 8.0, self.rect.bottom() + 8.0))
    }

    /// The position at a place on the screen.
    pub fn position(&self, at: Pos2) -> f64 {
        self.transform.value_from_position(at).x
    }

    /// The line that bars and fills stand on.
    pub fn ground(&self) -> f32 {
        self.y(0.0).clamp(self.rect.top(), self.rect.bottom())
    }

    fn snap(&self, at: f32) -> f32 {
        (at * self.pixels).round() / self.pixels
    }
}

/// Adds a line of steps to `mesh`. `solid_jumps`: leaps are drawn without gaps, because
/// each may be the only mark of an extreme.
pub fn line(runs: &Runs, place: &Place, pen: &Pen, solid_jumps: bool, mesh: &mut Mesh) {
    for run in runs.iter() {
        let mut points = run
            .iter()
            .map(|(at, value)| (place.x(*at), place.y(*value)));
        let Some((mut x, mut y)) = points.next() else {
            continue;
        };
        let mut walk = Walk::default();
        let (mut top, mut bottom) = (y, y);
        let mut moved = false;
        for (to_x, to_y) in points {
            if to_x != x {
                if top < bottom {
                    jump(x, (top, bottom), pen, solid_jumps, &mut walk, mesh);
                }
                flat((x, to_x), y, pen, &mut walk, mesh);
                (top, bottom) = (y, y);
                x = to_x;
                moved = true;
            }
            (top, bottom) = (top.min(to_y), bottom.max(to_y));
            y = to_y;
        }
        if top < bottom {
            jump(x, (top, bottom), pen, solid_jumps, &mut walk, mesh);
        } else if !moved {
            // All of the run lies within one pixel.
            let half = pen.width / 2.0;
            let size = vec2(pen.width, pen.width);
            let dot = Rect::from_min_size(pos2(x - half, y - half), size);
            mesh.add_colored_rect(dot, pen.color);
        }
    }
}

/// Where a line is within its dash.
#[derive(Default)]
struct Walk {
    part: usize,
    done: f32,
}

impl Walk {
    /// The pieces that are drawn of a stretch so long.
    fn along(&mut self, length: f32, dash: &[f32], mut draw: impl FnMut(f32, f32)) {
        let mut at = 0.0;
        while at < length {
            let whole = dash.get(self.part).copied().unwrap_or(1.0).max(0.5);
            let piece = (whole - self.done).min(length - at);
            if self.part.is_multiple_of(2) {
                draw(at, at + piece);
            }
            at += piece;
            self.done += piece;
            if self.done + 0.01 >= whole {
                self.done = 0.0;
                self.part = (self.part + 1) % dash.len().max(1);
            }
        }
    }
}

/// A piece of a line that goes nowhere up or down.
pub fn piece(ends: (f32, f32), y: f32, pen: &Pen, mesh: &mut Mesh) {
    flat(ends, y, pen, &mut Walk::default(), mesh);
}

fn flat((from, to): (f32, f32), y: f32, pen: &Pen, walk: &mut Walk, mesh: &mut Mesh) {
    let half = pen.width / 2.0;
    let mut draw = |from: f32, to: f32| {
        let piece = Rect::from_min_max(pos2(from, y - half), pos2(to, y + half));
        mesh.add_colored_rect(piece, pen.color);
    };
    if pen.dash.is_empty() {
        draw(from - half, to + half);
    } else {
        walk.along(to - from, pen.dash, |a, b| draw(from + a, from + b));
    }
}

fn jump(
    x: f32,
    (top, bottom): (f32, f32),
    pen: &Pen,
    solid: bool,
    walk: &mut Walk,
    mesh: &mut Mesh,
) {
    let half = pen.width / 2.0;
    let mut draw = |from: f32, to: f32| {
        let piece = Rect::from_min_max(pos2(x - half, from), pos2(x + half, to));
        mesh.add_colored_rect(piece, pen.color);
    };
    if pen.dash.is_empty() || solid {
        draw(top - half, bottom + half);
    } else {
        walk.along(bottom - top, pen.dash, |a, b| draw(top + a, top + b));
    }
}

/// Fills the space between a line of steps and the ground.
pub fn fill(runs: &Runs, place: &Place, color: Color32, mesh: &mut Mesh) {
    let ground = place.ground();
    for run in runs.iter() {
        let mut before: Option<(f32, f32)> = None;
        for (at, value) in run {
            let (x, y) = (place.x(*at), place.y(*value));
            if let Some((from, height)) = before
                && from < x
            {
                let area = Rect::from_two_pos(pos2(from, height), pos2(x, ground));
                mesh.add_colored_rect(area, color);
            }
            before = Some((x, y));
        }
    }
}

/// Bars of intervals: begin, end and value of each. `slot`: which of how many lines.
pub fn bars(
    intervals: impl Iterator<Item = (i64, i64, f64)>,
    place: &Place,
    (slot, slots): (usize, usize),
    color: Color32,
    mesh: &mut Mesh,
) {
    let ground = place.ground();
    for (begin, end, value) in intervals {
        if value.is_nan() {
            continue;
        }
        let (left, right) = (place.x(begin as f64), place.x(end as f64));
        let apart = if right - left >= 4.0 * slots as f32 {
            1.0
        } else {
            0.0
        };
        let width = (right - left - apart) / slots.max(1) as f32;
        let from = left + width * slot as f32;
        let bar = Rect::from_two_pos(
            pos2(from, place.y(value)),
            pos2((from + width).max(from + 1.0), ground),
        );
        mesh.add_colored_rect(bar, color);
    }
}

/// For each column of pixels a bar from the least to the greatest value, in `color`, and
/// below it the ground in `soft`, if any.
pub fn ranges(
    peaks: &[(usize, Extremes)],
    place: &Place,
    columns: usize,
    (color, soft): (Color32, Option<Color32>),
    mesh: &mut Mesh,
) {
    let width = place.rect.width() / columns.max(1) as f32;
    let ground = place.ground();
    for (column, peak) in peaks {
        let left = place.rect.left() + width * *column as f32;
        let right = left + width;
        let (top, bottom) = (place.y(peak.max) - 0.5, place.y(peak.min) + 0.5);
        let bar = Rect::from_min_max(pos2(left, top), pos2(right, bottom));
        mesh.add_colored_rect(bar, color);
        if let Some(soft) = soft {
            let area = match (bottom < ground, top > ground) {
                (true, _) => Rect::from_min_max(pos2(left, bottom), pos2(right, ground)),
                (_, true) => Rect::from_min_max(pos2(left, ground), pos2(right, top)),
                _ => continue,
            };
            mesh.add_colored_rect(area, soft);
        }
    }
}

/// Hatching: no data here.
pub fn hatch(painter: &Painter, rect: Rect, fill: Color32, color: Color32) {
    painter.rect_filled(rect, 0, fill);
    let painter = painter.with_clip_rect(rect.intersect(painter.clip_rect()));
    let clip = painter.clip_rect();
    if !clip.is_positive() {
        return;
    }
    // Lines that go on from one hatched place to the next.
    const APART: f32 = 6.0;
    let first = ((clip.left() + clip.top()) / APART).floor();
    let last = ((clip.right() + clip.bottom()) / APART).ceil();
    let mut line = first;
    while line <= last {
        let sum = line * APART;
        let from = pos2(sum - clip.top(), clip.top());
        let to = pos2(sum - clip.bottom(), clip.bottom());
        painter.line_segment([from, to], Stroke::new(1.0, color));
        line += 1.0;
    }
}

#[cfg(test)]
mod tests {
    use super::super::thin::{Line, Timeline};
    use super::*;

    fn place() -> Place {
        let rect = Rect::from_min_size(pos2(10.0, 10.0), vec2(100.0, 100.0));
        let view = View {
            from: 0.0,
            to: 100.0,
            columns: 100,
        };
        Place::new(rect, &view, (0.0, 10.0), 1.0)
    }

    fn drawn(dash: &'static [f32]) -> Mesh {
        let timeline = Timeline {
            begins: vec![0, 10, 40],
            ends: vec![10, 20, 50],
        };
        let steps = Line::new(&timeline, vec![2.0, 6.0, 4.0]);
        let view = View {
            from: 0.0,
            to: 100.0,
            columns: 100,
        };
        let runs = steps.thin(&timeline, &view, &timeline.columns(&view));
        let mut mesh = Mesh::default();
        let pen = Pen {
            color: Color32::RED,
            width: 2.0,
            dash,
        };
        line(&runs, &place(), &pen, false, &mut mesh);
        mesh
    }

    #[test]
    fn steps_are_flat_and_jump_and_nothing_is_drawn_over_a_gap() {
        let mesh = drawn(&[]);
        // Two flats and a jump, and the flat behind the gap.
        assert_eq!(mesh.vertices.len(), 4 * 4);
        let over_gap = |x: f32| x > 32.0 && x < 48.0;
        assert!(!mesh.vertices.iter().any(|vertex| over_gap(vertex.pos.x)));
        let top = mesh.vertices.iter().map(|v| v.pos.y).reduce(f32::min);
        assert_eq!(top, Some(50.0 - 1.0));
    }

    #[test]
    fn dashes_leave_gaps() {
        let all: f32 = area(&drawn(&[]));
        let dashed = area(&drawn(&[5.0, 3.0]));
        assert!(
            dashed < 0.75 * all && dashed > 0.4 * all,
            "{dashed} of {all}"
        );
    }

    fn area(mesh: &Mesh) -> f32 {
        mesh.vertices
            .chunks(4)
            .map(|corners| {
                let (a, b) = (corners[0].pos, corners[3].pos);
                ((b.x - a.x) * (b.y - a.y)).abs()
            })
            .sum()
    }

    #[test]
    fn seven_series_differ_in_colour_or_dash() {
        let c = Colors::of(true, false);
        let pens: Vec<Pen> = (0..12).map(|series| Pen::of(c, series)).collect();
        for (index, pen) in pens.iter().enumerate() {
            assert!(!pens[..index].contains(pen), "{index}");
        }
    }

    #[test]
    fn what_lies_far_outside_is_drawn_at_the_edge() {
        let place = place();
        assert_eq!(place.x(1e15), 118.0);
        assert_eq!(place.y(-1e15), 118.0);
        assert_eq!(place.ground(), 110.0);
    }
}

//! The phasor diagram: U1 up, angles clockwise, lengths to scale among voltages and
//! among currents.

use eframe::egui::epaint::PathShape;
use eframe::egui::{
    Align2, Color32, Painter, Pos2, Rect, Role, Sense, Shape, Stroke, Ui, Vec2, WidgetInfo, pos2,
    vec2,
};

use super::words;
use crate::app::theme::{self, Colors, Text};
use crate::app::widgets::paint;
use crate::installation::{Check, Phasor, behind, phasors};

/// The longest voltage and the longest current, as parts of the radius.
const VOLTAGE: f32 = 0.98;
const CURRENT: f32 = 0.70;
/// Room for names around the dial.
const AROUND: f32 = 36.0;
const LEGEND: f32 = 32.0;

/// Draws the diagram of `check`, `width` wide and `height` high.
pub(super) fn ui(ui: &mut Ui, check: &Check, width: f32, height: f32) {
    let c = theme::colors(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(width, height), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, words::diagram(check)));
    let mut dial = rect;
    dial.max.y -= LEGEND;
    let radius = (dial.width().min(dial.height()) / 2.0 - AROUND).max(24.0);
    let dial = Dial {
        centre: dial.center(),
        radius,
    };
    let painter = ui.painter_at(rect);
    dial.scale(&painter, c);
    for phase in &check.phases {
        if let Some((from, to)) = phase.expected {
            dial.sector(ui, &painter, c, from, to, &words::expected(phase.line));
        }
    }
    let arrows = phasors(check);
    let largest = |all: &[Phasor]| all.iter().map(|one| one.size).fold(0.0, f64::max);
    let (volts, amperes) = (largest(&arrows.voltages), largest(&arrows.currents));
    let mut taken = Vec::new();
    for phasor in &arrows.voltages {
        let length = part(phasor.size, volts) * VOLTAGE;
        let color = color(c, phasor);
        dial.voltage(&painter, phasor.angle, length, color);
        let name = format!("U{}", phasor.line.index() + 1);
        let place = NamePlace::beyond(phasor.angle, 1.0, 22.0);
        dial.name(&painter, &mut taken, place, &name, color);
    }
    for phasor in &arrows.currents {
        let length = part(phasor.size, amperes) * CURRENT;
        if length <= 0.0 {
            continue;
        }
        let color = color(c, phasor);
        dial.current(&painter, phasor.angle, length, color);
        let name = format!("I{}", phasor.line.index() + 1);
        let place = NamePlace {
            side: side(phasor.angle, &arrows.voltages),
            ..NamePlace::beyond(phasor.angle, length, 16.0)
        };
        dial.name(&painter, &mut taken, place, &name, color);
    }
    painter.circle_filled(dial.centre, 4.0, c.text);
    legend(ui, rect, check, c);
}

/// `size` of the largest, 0 to 1.
fn part(size: f64, largest: f64) -> f32 {
    if largest > 0.0 {
        (size / largest).clamp(0.0, 1.0) as f32
    } else {
        0.0
    }
}

fn color(c: &Colors, phasor: &Phasor) -> Color32 {
    c.series.get(phasor.line.index()).copied().unwrap_or(c.text)
}

/// Where a name goes: beyond the tip of an arrow, or beside it.
#[derive(Clone, Copy)]
struct NamePlace {
    angle: f64,
    length: f32,
    gap: f32,
    /// Counter-clockwise of the arrow, 1, or clockwise, −1.
    side: Option<f32>,
}

impl NamePlace {
    fn beyond(angle: f64, length: f32, gap: f32) -> NamePlace {
        NamePlace {
            angle,
            length,
            gap,
            side: None,
        }
    }
}

/// On which side of a current its name is clear of a voltage that runs beside it.
fn side(angle: f64, voltages: &[Phasor]) -> Option<f32> {
    const NEAR: f64 = 25.0;
    let ahead = voltages.iter().map(|voltage| behind(angle - voltage.angle));
    let nearest = ahead.min_by(|one, two| one.abs().total_cmp(&two.abs()))?;
    let side = if nearest < 0.0 { 1.0 } else { -1.0 };
    (nearest.abs() < NEAR).then_some(side)
}

struct Dial {
    centre: Pos2,
    radius: f32,
}

impl Dial {
    /// The direction of an angle, clockwise from the top.
    fn towards(angle: f64) -> Vec2 {
        let (sine, cosine) = angle.to_radians().sin_cos();
        vec2(sine as f32, -cosine as f32)
    }

    fn at(&self, angle: f64, part: f32) -> Pos2 {
        self.centre + Dial::towards(angle) * self.radius * part
    }

    fn scale(&self, painter: &Painter, c: &Colors) {
        for part in [1.0 / 3.0, 2.0 / 3.0] {
            painter.circle_stroke(self.centre, self.radius * part, Stroke::new(1.0, c.line));
        }
        painter.circle_stroke(self.centre, self.radius, Stroke::new(1.0, c.control));
        for axis in [0.0, 90.0] {
            let ends = [self.at(axis, 1.0), self.at(axis + 180.0, 1.0)];
            painter.line_segment(ends, Stroke::new(1.0, c.line));
        }
        for tick in 0..12 {
            let angle = f64::from(tick) * 30.0;
            let out = Dial::towards(angle) * 6.0;
            let edge = self.at(angle, 1.0);
            painter.line_segment([edge, edge + out], Stroke::new(1.0, c.control));
        }
    }

    /// Where a current should lie.
    fn sector(&self, ui: &Ui, painter: &Painter, c: &Colors, from: f64, to: f64, name: &str) {
        const STEPS: u32 = 24;
        let reach = CURRENT + 0.1;
        let step = (to - from) / f64::from(STEPS);
        let arc = (0..=STEPS).map(|number| self.at(from + step * f64::from(number), reach));
        let points: Vec<Pos2> = std::iter::once(self.centre).chain(arc).collect();
        let edge = Stroke::new(1.0, c.text3);
        let mut outline = points.clone();
        outline.push(self.centre);
        painter.add(Shape::Path(PathShape::convex_polygon(
            points,
            c.unknown_soft,
            Stroke::NONE,
        )));
        painter.extend(Shape::dashed_line(&outline, edge, 3.0, 3.0));
        // Beside the voltage, which runs through the sector.
        let middle = self.at(from + 0.74 * (to - from), reach * 0.72);
        let half = paint::width(ui, Text::Caption, name) / 2.0;
        paint::line(ui, middle.x - half, middle.y, Text::Caption, c.text2, name);
    }

    /// Dashed, with an open head.
    fn voltage(&self, painter: &Painter, angle: f64, length: f32, color: Color32) {
        let tip = self.at(angle, length);
        let along = Dial::towards(angle);
        let stroke = Stroke::new(2.0, color);
        let head = head(tip, along, 14.0, 7.0);
        let foot = tip - along * 14.0;
        painter.extend(Shape::dashed_line(&[self.centre, foot], stroke, 5.0, 4.0));
        painter.add(Shape::closed_line(head, Stroke::new(1.5, color)));
    }

    /// Solid, with a filled head.
    fn current(&self, painter: &Painter, angle: f64, length: f32, color: Color32) {
        let tip = self.at(angle, length);
        let along = Dial::towards(angle);
        let long = (self.radius * length).min(18.0);
        let foot = tip - along * (long * 0.8);
        painter.line_segment([self.centre, foot], Stroke::new(4.0, color));
        let head = head(tip, along, long, long * 0.45);
        painter.add(Shape::convex_polygon(head, color, Stroke::NONE));
    }

    /// A name beyond a tip, or beside it where another one stands already.
    fn name(
        &self,
        painter: &Painter,
        taken: &mut Vec<Rect>,
        place: NamePlace,
        name: &str,
        color: Color32,
    ) {
        let NamePlace {
            angle,
            length,
            gap,
            side,
        } = place;
        let tip = self.at(angle, length);
        let along = Dial::towards(angle);
        let across = along.rot90();
        let beside = |side: f32| tip + along * (gap * 0.3) + across * (18.0 * side);
        let beyond = tip + along * gap;
        let far = tip + along * (gap + 18.0);
        let places = match side {
            Some(side) => [beside(side), beside(-side), beyond, far],
            None => [beyond, beside(1.0), beside(-1.0), far],
        };
        let sized = |place: Pos2| Rect::from_center_size(place, vec2(22.0, 18.0));
        let is_free = |place: &&Pos2| !taken.iter().any(|one| one.intersects(sized(**place)));
        let place = places.iter().find(is_free).copied();
        let place = place.unwrap_or(tip + along * gap);
        taken.push(sized(place));
        let font = Text::Strong.font();
        painter.text(place, Align2::CENTER_CENTER, name, font, color);
    }
}

/// The three corners of an arrow head.
fn head(tip: Pos2, along: Vec2, long: f32, half: f32) -> Vec<Pos2> {
    let back = tip - along * long;
    let across = along.rot90() * half;
    vec![tip, back + across, back - across]
}

fn legend(ui: &Ui, rect: Rect, check: &Check, c: &Colors) {
    let (voltage, current, angles) = words::legend(check);
    let middle = rect.bottom() - LEGEND / 2.0;
    let widths = [voltage, current, angles].map(|word| paint::width(ui, Text::Body, word));
    let whole: f32 = widths.iter().sum::<f32>() + 2.0 * 36.0 + 2.0 * 20.0;
    let [.., last] = widths;
    let has_room = whole <= rect.width();
    let total = if has_room { whole } else { whole - last - 20.0 };
    let mut left = rect.center().x - total / 2.0;
    let painter = ui.painter();
    let stroke = [Stroke::new(2.0, c.text), Stroke::new(4.0, c.text2)];
    for (number, (word, stroke)) in [voltage, current].into_iter().zip(stroke).enumerate() {
        let line = [pos2(left, middle), pos2(left + 28.0, middle)];
        if number == 0 {
            painter.extend(Shape::dashed_line(&line, stroke, 5.0, 3.0));
        } else {
            painter.line_segment(line, stroke);
        }
        left = paint::line(ui, left + 36.0, middle, Text::Body, c.text, word) + 20.0;
    }
    if has_room {
        paint::line(ui, left, middle, Text::Body, c.text2, angles);
    }
}

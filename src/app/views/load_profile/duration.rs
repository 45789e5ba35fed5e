//! The load duration curve: for how many hours a load was reached or exceeded.

use std::sync::Arc;

use eframe::egui::{Mesh, Rect, Role, Sense, Shape, Stroke, Ui, WidgetInfo, pos2, vec2};

use crate::app::plot::shapes::Pen;
use crate::app::theme::{self, Text};
use crate::app::widgets::{card, paint};
use crate::language::number::{decimal, rounded};
use crate::meter::LoadProfile;
use crate::meter::load_profile::{Axis, DurationCurve, View, duration_curve};
use crate::say;

/// Room for values at the left and hours below, and the line with the title.
const LEFT: f32 = 48.0;
const BELOW: f32 = 24.0;
const TITLE: f32 = 24.0;
/// More points than this are not told apart on a screen.
const POINTS: usize = 1200;

/// What is drawn.
pub struct DurationInput<'a> {
    pub profile: &'a Arc<LoadProfile>,
    pub axis: &'a Axis,
    /// The number of the channel, and of the series that gives it its colour.
    pub channel: usize,
    pub series: usize,
    /// Whether it is converted.
    pub view: View,
    /// Positions; `None` is all there is.
    pub range: Option<(i64, i64)>,
    /// Of the card.
    pub height: f32,
    /// Room that is kept free at the right end of the title.
    pub corner: f32,
}

/// The widget and what it keeps.
#[derive(Debug, Default)]
pub struct Duration {
    made: Option<Made>,
}

#[derive(Debug)]
struct Made {
    profile: Arc<LoadProfile>,
    channel: usize,
    view: View,
    range: Option<(i64, i64)>,
    curve: DurationCurve,
}

impl Duration {
    /// Draws the card.
    pub fn ui(&mut self, ui: &mut Ui, input: &DurationInput<'_>) {
        self.take_over(input);
        let Some(made) = &self.made else { return };
        let curve = &made.curve;
        card(ui, |ui| {
            let c = theme::colors(ui);
            let height = (input.height - 34.0).max(TITLE + BELOW + 60.0);
            let (_, all) = ui.allocate_space(vec2(ui.available_width(), height));
            let middle = all.top() + TITLE / 2.0;
            let left = all.left();
            let end = paint::line(
                ui,
                left,
                middle,
                Text::Strong,
                c.text,
                say!("load-duration"),
            );
            let title = Rect::from_min_max(
                pos2(end + 8.0, all.top()),
                pos2(all.right() - input.corner, all.top() + TITLE),
            );
            let channel = input.profile.channels.get(input.channel);
            let address = channel.map_or("", super::words::short_code);
            paint::label(ui, title, Text::Body, c.text2, &said(address, curve));
            let mut plot = all;
            // Behind the title, and the unit above the values.
            plot.min.y += TITLE + 20.0;
            plot.min.x += LEFT;
            plot.max.x -= 12.0;
            plot.max.y -= BELOW;
            if curve.points.is_empty() || !plot.is_positive() {
                let words = say!("load-nothing-to-sort");
                paint::label(ui, plot, Text::Body, c.text2, words);
                return;
            }
            draw(ui, plot, curve, input.series);
        });
    }

    /// Sorts anew where it is about something else.
    fn take_over(&mut self, input: &DurationInput<'_>) {
        let known = self.made.as_ref().is_some_and(|made| {
            Arc::ptr_eq(&made.profile, input.profile)
                && made.channel == input.channel
                && made.view == input.view
                && made.range == input.range
        });
        if known {
            return;
        }
        let (profile, axis) = (input.profile, input.axis);
        let curve = duration_curve(
            profile,
            axis,
            input.channel,
            input.view,
            input.range,
            POINTS,
        );
        self.made = Some(Made {
            profile: Arc::clone(input.profile),
            channel: input.channel,
            view: input.view,
            range: input.range,
            curve,
        });
    }
}

/// `1.5.0, at most 8 kW, 960 h, 221 h of it at full load`
fn said(address: &str, curve: &DurationCurve) -> String {
    let mut parts = vec![address.to_owned()];
    if let Some((_, most)) = curve.points.first() {
        let value = format!("{} {}", number(*most), curve.unit);
        parts.push(say!("load-at-most", value = value.trim_end()));
    }
    parts.push(format!("{} h", number(curve.hours)));
    if let Some(full) = curve.utilisation_hours {
        parts.push(say!("load-full-load", hours = number(full)));
    }
    parts.join(", ")
}

/// For how many hours a value is reached or exceeded.
fn hours_of(curve: &DurationCurve, value: f64) -> f64 {
    let reached = curve.points.partition_point(|(_, known)| *known >= value);
    let last = reached.checked_sub(1).and_then(|at| curve.points.get(at));
    last.map_or(0.0, |(hours, _)| *hours)
}

/// Two decimals at most.
fn number(value: f64) -> String {
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    match text {
        "-0" | "" => "0".to_owned(),
        text => decimal(text),
    }
}

/// A round step so that about `count` of them make `length`.
fn step(length: f64, count: f64) -> f64 {
    let raw = (length / count.max(1.0)).max(f64::MIN_POSITIVE);
    let ten = 10_f64.powf(raw.log10().floor());
    let steps = [1.0, 2.0, 5.0, 10.0].into_iter();
    let step = steps.map(|step| step * ten).find(|step| *step >= raw);
    step.unwrap_or(raw)
}

fn draw(ui: &mut Ui, plot: Rect, curve: &DurationCurve, series: usize) {
    let c = theme::colors(ui);
    let most = curve.points.first().map_or(0.0, |(_, value)| *value);
    let least = curve.points.last().map_or(0.0, |(_, value)| *value);
    let (low, high) = (least.min(0.0), most.max(0.0));
    let up = step((high - low).max(1e-9), f64::from(plot.height() / 40.0));
    let low = (low / up).floor() * up;
    let high = ((high / up).ceil() * up).max(low + up);
    let hours = curve.hours.max(1e-9);
    let x = |at: f64| plot.left() + plot.width() * (at / hours) as f32;
    let y = |value: f64| plot.bottom() - plot.height() * ((value - low) / (high - low)) as f32;

    let line = Stroke::new(1.0, c.line);
    let mut value = low;
    for _ in 0..64 {
        if value > high + up / 2.0 {
            break;
        }
        ui.painter().hline(plot.x_range(), y(value), line);
        let (right, words) = (plot.left() - 8.0, number(value));
        paint::line_right(ui, right, y(value), Text::Caption, c.text2, &words);
        value += up;
    }
    paint::line_right(
        ui,
        plot.left() - 8.0,
        plot.top() - 14.0,
        Text::Caption,
        c.text2,
        &curve.unit,
    );
    let across = step(hours, f64::from(plot.width() / 96.0));
    let mut at = 0.0;
    for _ in 0..64 {
        if at > hours + across * 0.01 {
            break;
        }
        let words = format!("{} h", number(at));
        let half = paint::width(ui, Text::Caption, &words) / 2.0;
        let middle = plot.bottom() + 13.0;
        if x(at) + half < plot.right() + 12.0 {
            ui.painter()
                .vline(x(at), plot.bottom()..=plot.bottom() + 4.0, line);
            let left = x(at) - half;
            paint::line(ui, left, middle, Text::Caption, c.text2, &words);
        }
        at += across;
    }

    let pen = Pen::of(c, series);
    let ground = y(0.0_f64.clamp(low, high));
    let mut area = Mesh::default();
    let mut path = Vec::with_capacity(curve.points.len() * 2);
    let mut from = plot.left();
    for (until, value) in &curve.points {
        let (right, top) = (x(*until), y(*value));
        let fill = pen.color.gamma_multiply(0.16);
        let piece = Rect::from_two_pos(pos2(from, top), pos2(right, ground));
        area.add_colored_rect(piece, fill);
        path.extend([pos2(from, top), pos2(right, top)]);
        from = right;
    }
    ui.painter().add(Shape::mesh(area));
    let stroke = Stroke::new(2.0, pen.color);
    ui.painter().add(Shape::line(path, stroke));
    ui.painter()
        .hline(plot.x_range(), ground, Stroke::new(1.0, c.control));

    let response = ui.interact(plot, ui.scope_id().with("duration"), Sense::hover());
    response.widget_info(|| {
        let words = say!("load-duration-curve", hours = number(curve.hours));
        WidgetInfo::labeled(Role::Image, true, words)
    });
    let Some(pointer) = response.hover_pos() else {
        return;
    };
    let share = f64::from((plot.bottom() - pointer.y) / plot.height());
    let value = low + (high - low) * share;
    let reached = hours_of(curve, value);
    let cursor = Stroke::new(1.0, c.text);
    ui.painter().hline(plot.x_range(), pointer.y, cursor);
    let at = pos2(x(reached), pointer.y);
    ui.painter()
        .circle(at, 4.0, c.surface, Stroke::new(2.0, pen.color));
    let words = told(curve, value, reached);
    let width = paint::width(ui, Text::Small, &words) + 16.0;
    let left = (at.x + 12.0).min(plot.right() - width).max(plot.left());
    let above = pointer.y - 30.0;
    let top = if above < plot.top() {
        pointer.y + 6.0
    } else {
        above
    };
    let field = Rect::from_min_size(pos2(left, top), vec2(width, 24.0));
    let edge = Stroke::new(1.0, c.control);
    let inside = eframe::egui::StrokeKind::Inside;
    ui.painter().rect(field, 4, c.raised, edge, inside);
    let middle = field.center().y;
    paint::line(ui, field.left() + 8.0, middle, Text::Small, c.text, &words);
}

/// `3.2 kW or more for 41.25 h, 4.3 %`
fn told(curve: &DurationCurve, value: f64, reached: f64) -> String {
    let share = if curve.hours > 0.0 {
        reached / curve.hours * 100.0
    } else {
        0.0
    };
    let value = format!("{} {}", number(value), curve.unit);
    say!(
        "load-reached",
        value = value.trim_end(),
        hours = number(reached),
        share = rounded(share, 1)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::picture::{Form, render};
    use crate::meter::load_profile::sample::{POWER, begin, profile, run};

    fn curve() -> DurationCurve {
        DurationCurve {
            unit: "kW".to_owned(),
            points: vec![(0.25, 4.0), (0.5, 2.0), (0.75, 1.0), (1.0, 1.0)],
            hours: 1.0,
            utilisation_hours: Some(0.5),
        }
    }

    #[test]
    fn hours_above_a_value_are_told() {
        let curve = curve();
        let of = |value: f64| hours_of(&curve, value);
        assert_eq!((of(5.0), of(4.0), of(3.0), of(2.0)), (0.0, 0.25, 0.25, 0.5));
        assert_eq!((of(1.0), of(0.0)), (1.0, 1.0));
        assert_eq!(told(&curve, 2.0, 0.5), "2 kW or more for 0.5 h, 50.0 %");
        assert_eq!(
            said("1.5.0", &curve),
            "1.5.0, at most 4 kW, 1 h, as much as 0.5 h at full load"
        );
        assert_eq!(of(f64::NAN), 0.0);
    }

    #[test]
    fn steps_are_round() {
        assert_eq!(step(960.0, 8.0), 200.0);
        assert_eq!(step(7.3, 5.0), 2.0);
        assert!(step(0.0, 5.0).is_finite());
    }

    fn svg(values: &[&str]) -> String {
        let mut profile = profile(&[POWER]);
        begin(&mut profile, Some(15));
        let count = i64::try_from(values.len()).unwrap();
        run(&mut profile, "2023-11-13T00:15:00", count, None, |i| {
            values[usize::try_from(i).unwrap()].to_owned()
        });
        let axis = Axis::of(&profile);
        let profile = Arc::new(profile);
        let mut duration = Duration::default();
        let form = Form {
            size: vec2(800.0, 300.0),
            pixels_per_point: 1.0,
            dark: false,
            high_contrast: false,
            margin: 0,
        };
        let picture = render(form, |ui| {
            let input = DurationInput {
                profile: &profile,
                axis: &axis,
                channel: 0,
                series: 0,
                view: View::default(),
                range: None,
                height: 300.0,
                corner: 0.0,
            };
            duration.ui(ui, &input);
        });
        picture.png().unwrap();
        picture.svg()
    }

    #[test]
    fn the_card_tells_the_most_and_its_hours() {
        let svg = svg(&["1", "4", "2", "1"]);
        for words in ["Load duration", "at most 4 kW, 1 h", "0.5 h"] {
            assert!(svg.contains(words), "{words}");
        }
    }

    #[test]
    fn nothing_and_nonsense_are_drawn_too() {
        assert!(svg(&[]).contains("There are no values to sort"));
        assert!(svg(&["x", ""]).contains("There are no values to sort"));
        assert!(svg(&["-3", "0"]).contains("at most 0 kW"));
        assert!(svg(&["99999999999999999999", "0"]).contains("Load duration"));
    }
}

//! The chart of a load profile: lines of steps or bars over civil time, with gaps,
//! flagged intervals and events in their places, and a cursor that reads values as sent.
//!
//! It draws what it is given and keeps what is in view; what the values are it is told.

mod hand;
mod ink;
mod read_out;

use eframe::egui::{Rect, Response, Role, Sense, Ui, WidgetInfo, pos2, vec2};

pub use read_out::sample;

use super::data::Plotted;
use super::shapes::Place;
use super::thin::View;
use super::ticks::{self, MeanOf, Scale};
use crate::app::widgets::State;
use crate::meter::load_profile::Axis;

/// What there is to draw.
pub struct ChartInput<'a> {
    /// A sentence that tells what is drawn, for who cannot see it.
    pub name: &'a str,
    pub data: &'a Plotted,
    pub axis: &'a Axis,
    /// The lines that are switched on.
    pub shown: &'a [Shown<'a>],
    /// Bars in place of steps.
    pub bars: bool,
    /// What happened, in order of time.
    pub events: &'a [Event],
    /// What is to be said of the interval with this number.
    pub told: &'a dyn Fn(usize) -> Told,
    pub height: f32,
}

/// One line that is drawn.
#[derive(Debug, Clone, Copy)]
pub struct Shown<'a> {
    /// Its number among the lines of the data.
    pub line: usize,
    /// Its number among the series, which gives it colour and dash.
    pub series: usize,
    pub unit: &'a str,
}

/// A mark on the time axis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    pub position: i64,
    /// `Tue 11-26 03:07 Power failure`
    pub words: String,
}

/// What the box beside the cursor says.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Told {
    /// `Tue 11-26 11:15–11:30`
    pub title: String,
    /// Series, name, value as sent, unit.
    pub values: Vec<(Option<usize>, String, String, String)>,
    pub status: Vec<(Option<State>, String)>,
}

/// What is in view of a chart.
#[derive(Debug, Clone, PartialEq)]
pub struct ChartState {
    /// From when to when; `None` is all.
    pub view: Option<(f64, f64)>,
    /// Which part of the height of the scales, from below.
    pub values: (f64, f64),
    /// Where the cursor is.
    pub cursor: Option<f64>,
    /// The pointer put it there, and takes it away when it leaves.
    by_pointer: bool,
    /// The other corner of the box that is being drawn.
    box_from: Option<eframe::egui::Pos2>,
    takes_focus: bool,
    /// Of what the mean was drawn last, where intervals could not be told apart.
    pub means: Option<MeanOf>,
}

impl Default for ChartState {
    fn default() -> ChartState {
        ChartState {
            view: None,
            values: (0.0, 1.0),
            cursor: None,
            by_pointer: false,
            box_from: None,
            takes_focus: false,
            means: None,
        }
    }
}

/// The least that can be looked at, in seconds.
const CLOSEST: f64 = 60.0;

impl ChartState {
    /// From when to when is in view of so much.
    pub fn in_view(&self, span: (i64, i64)) -> (f64, f64) {
        let all = (span.0 as f64, span.1 as f64);
        let Some((from, to)) = self.view else {
            return all;
        };
        let length = (to - from).clamp(CLOSEST.min(all.1 - all.0), all.1 - all.0);
        let from = from.clamp(all.0, all.1 - length);
        (from, from + length)
    }

    /// Shows from `from` to `to`.
    pub fn show(&mut self, from: f64, to: f64) {
        self.view = Some((from, to));
        self.values = (0.0, 1.0);
    }

    /// Shows everything.
    pub fn reset(&mut self) {
        self.view = None;
        self.values = (0.0, 1.0);
    }

    /// Shows `factor` times as much around the place that is `share` of the width from
    /// the left.
    pub fn zoom(&mut self, span: (i64, i64), factor: f64, share: f64) {
        let (from, to) = self.in_view(span);
        let all = (span.1 - span.0) as f64;
        let length = ((to - from) * factor).clamp(CLOSEST.min(all), all);
        if length >= all && self.values == (0.0, 1.0) {
            self.view = None;
            return;
        }
        let at = from + (to - from) * share;
        self.view = Some((at - length * share, at + length * (1.0 - share)));
    }

    /// Shows what is later by so many seconds.
    pub fn pan(&mut self, span: (i64, i64), by: f64) {
        if self.view.is_some() {
            let (from, to) = self.in_view(span);
            self.view = Some((from + by, to + by));
            self.view = Some(self.in_view(span));
        }
    }

    /// Looks at marks from `begin` to `end`, so close that they come apart.
    fn spread(&mut self, span: (i64, i64), begin: i64, end: i64) {
        let length = (end - begin).max(900) as f64;
        self.show(begin as f64 - 0.3 * length, end as f64 + 0.3 * length);
        self.view = Some(self.in_view(span));
    }

    /// Puts the cursor there and looks at it with what is around it.
    pub fn go_to(&mut self, span: (i64, i64), begin: i64, end: i64) {
        let length = ((end - begin) * 4).max(86_400) as f64;
        let middle = (begin + end) as f64 / 2.0;
        self.show(middle - length / 2.0, middle + length / 2.0);
        self.view = Some(self.in_view(span));
        self.put_cursor(middle);
    }

    /// Shows `position` in the middle; from afar four days around it.
    pub fn centre(&mut self, span: (i64, i64), position: i64) {
        let (from, to) = self.in_view(span);
        let length = if self.view.is_some() {
            to - from
        } else {
            4.0 * 86_400.0
        };
        let middle = position as f64;
        self.view = Some((middle - length / 2.0, middle + length / 2.0));
        self.view = Some(self.in_view(span));
    }

    /// Puts the cursor there, where it stays when the pointer leaves.
    pub fn put_cursor(&mut self, position: f64) {
        self.cursor = Some(position);
        self.by_pointer = false;
    }

    /// Where the cursor is, unless it only follows the pointer.
    pub fn settled_cursor(&self) -> Option<f64> {
        self.cursor.filter(|_| !self.by_pointer)
    }

    /// Gives the chart the keyboard in the next frame.
    pub fn focus(&mut self) {
        self.takes_focus = true;
    }
}

/// Lines of one unit, and where its values are on the screen.
pub(super) struct Group<'a> {
    unit: &'a str,
    /// What is in view of the scale, and the step of its ticks.
    low: f64,
    high: f64,
    step: f64,
    place: Place,
}

/// The parts of the chart on the screen.
struct Parts<'a> {
    plot: Rect,
    view: View,
    groups: Vec<Group<'a>>,
    /// Of what the mean is drawn, where intervals cannot be told apart.
    means: Option<MeanOf>,
}

/// Room for the numbers at the left and for each axis at the right.
const LEFT: f32 = 44.0;
const RIGHT: f32 = 48.0;
/// Room for the tags above and the times below.
const ABOVE: f32 = 32.0;
const BELOW: f32 = 26.0;

/// Draws the chart as wide as there is room, and lets the user move it.
pub fn chart(ui: &mut Ui, state: &mut ChartState, input: &ChartInput<'_>) -> Response {
    let size = vec2(ui.available_width(), input.height);
    let (rect, mut response) = ui.allocate_exact_size(size, Sense::click_and_drag());
    let units = units(input.shown);
    let right = match units.len().saturating_sub(1) {
        0 => 8.0,
        axes => RIGHT * axes as f32,
    };
    let plot = Rect::from_min_max(
        pos2(rect.left() + LEFT, rect.top() + ABOVE),
        pos2(rect.right() - right, rect.bottom() - BELOW),
    );
    if !plot.is_positive() {
        return response;
    }
    if std::mem::take(&mut state.takes_focus) {
        response.request_focus();
    }
    if !input.data.timeline.is_empty() {
        hand::keys(ui, state, &response, input);
        hand::pointer(ui, state, &mut response, plot, input);
    }
    let (from, to) = state.in_view(input.data.span);
    let columns = (plot.width() * ui.pixels_per_point()).round().max(1.0) as usize;
    let view = View { from, to, columns };
    let groups = units
        .into_iter()
        .map(|unit| group(ui, unit, state, input, plot, &view));
    let second = (to - from) / columns as f64;
    let roomy = input.data.timeline.columns(&view).is_roomy();
    let parts = Parts {
        plot,
        view,
        groups: groups.collect(),
        means: (!roomy).then(|| MeanOf::of_pixel(second)),
    };
    state.means = parts.means;
    let under = state.cursor.and_then(|at| read_out::under(at, input));
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::Canvas, true, input.name);
        info.current_text_value = under.as_ref().map(|under| read_out::in_a_line(&under.told));
        info
    });
    if ui.is_rect_visible(rect) {
        ink::draw(ui, rect, &parts, input);
        if let Some(under) = &under {
            read_out::draw(ui, &parts, input, under);
        }
        ink::frame(ui, &parts, &response);
        hand::draw_box(ui, state, plot);
    }
    ink::tags(ui, state, rect, &parts, input);
    response
}

/// The units of the lines, in the order met first.
fn units<'a>(shown: &[Shown<'a>]) -> Vec<&'a str> {
    let mut units: Vec<&str> = Vec::new();
    for line in shown {
        if !units.contains(&line.unit) {
            units.push(line.unit);
        }
    }
    if units.is_empty() {
        units.push("");
    }
    units
}

/// Units whose heights can be compared have one scale.
fn family(unit: &str) -> &str {
    match unit {
        "kW" | "kvar" | "kVA" => "kW",
        "W" | "var" | "VA" => "W",
        "kWh" | "kvarh" | "kVAh" => "kWh",
        "Wh" | "varh" | "VAh" => "Wh",
        unit => unit,
    }
}

fn group<'a>(
    ui: &Ui,
    unit: &'a str,
    state: &ChartState,
    input: &ChartInput<'_>,
    plot: Rect,
    view: &View,
) -> Group<'a> {
    let (mut min, mut max) = (f64::INFINITY, f64::NEG_INFINITY);
    let related = |line: &&Shown<'_>| family(line.unit) == family(unit);
    for line in input.shown.iter().filter(related) {
        if let Some(line) = input.data.lines.get(line.line) {
            let extremes = line.extremes(&input.data.timeline);
            (min, max) = (min.min(extremes.min), max.max(extremes.max));
        }
    }
    let steps = (plot.height() / 40.0).clamp(2.0, 8.0) as usize;
    let scale = Scale::of(min, max, steps);
    let height = scale.high - scale.low;
    let (low, high) = (
        scale.low + height * state.values.0,
        scale.low + height * state.values.1,
    );
    let step = if state.values == (0.0, 1.0) {
        scale.step
    } else {
        ticks::round_step((high - low) / steps as f64)
    };
    Group {
        unit,
        low,
        high,
        step,
        place: Place::new(plot, view, (low, high), ui.pixels_per_point()),
    }
}

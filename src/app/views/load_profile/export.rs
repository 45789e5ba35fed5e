//! Taking a load profile out of the window: as data, or as a picture of its plot and its
//! days.

use std::fmt;
use std::sync::Arc;

use eframe::egui::{Id, Popup, Rect, Shape, Stroke, Ui, pos2, vec2};

use super::carpet::{Carpet, CarpetInput};
use crate::app::action::Action;
use crate::app::plot::chart::{self, ChartInput, ChartState, Event, Shown, Told};
use crate::app::plot::data::Plotted;
use crate::app::plot::shapes::Pen;
use crate::app::theme::{self, Icon, Text, icon};
use crate::app::widgets::{Button, menu_row, paint};
use crate::meter::LoadProfile;
use crate::meter::load_profile::Axis;
use crate::say;

/// A form that a load profile can be taken out in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SeriesFormat {
    Xlsx,
    Csv,
    Json,
    Png,
    Svg,
}

impl SeriesFormat {
    pub const ALL: [SeriesFormat; 5] = [
        SeriesFormat::Xlsx,
        SeriesFormat::Csv,
        SeriesFormat::Json,
        SeriesFormat::Png,
        SeriesFormat::Svg,
    ];

    /// The ending of its files, without a point.
    pub fn extension(self) -> &'static str {
        match self {
            SeriesFormat::Xlsx => "xlsx",
            SeriesFormat::Csv => "csv",
            SeriesFormat::Json => "json",
            SeriesFormat::Png => "png",
            SeriesFormat::Svg => "svg",
        }
    }

    /// Whether it is a picture.
    pub fn is_picture(self) -> bool {
        matches!(self, SeriesFormat::Png | SeriesFormat::Svg)
    }

    fn words(self) -> (Icon, &'static str, &'static str) {
        match self {
            SeriesFormat::Xlsx => (
                icon::FILE,
                say!("load-workbook"),
                say!("load-workbook-note"),
            ),
            SeriesFormat::Csv => (icon::FILE_CSV, "CSV…", say!("load-csv-note")),
            SeriesFormat::Json => (icon::FILE_TEXT, "JSON…", say!("load-json-note")),
            SeriesFormat::Png => (
                icon::CHART_LINE,
                say!("load-picture"),
                say!("load-picture-note"),
            ),
            SeriesFormat::Svg => (
                icon::CHART_LINE,
                say!("load-drawing"),
                say!("load-drawing-note"),
            ),
        }
    }
}

/// What a picture is drawn from.
pub struct Depicted {
    /// `97734234 · P.01`
    pub title: String,
    /// `2024-11-25 to 2024-11-28, 15 min`
    pub said: String,
    pub profile: Arc<LoadProfile>,
    pub axis: Arc<Axis>,
    /// What the plot shows, which may be converted or summed up.
    pub plotted: Arc<Plotted>,
    /// From when to when; `None` is all.
    pub view: Option<(f64, f64)>,
    pub lines: Vec<DepictedLine>,
    pub bars: bool,
    pub events: Vec<Event>,
    /// What the days show: the values in the intervals of the meter, and the number of
    /// the channel. `None` leaves the days out.
    pub days: Option<(Arc<Plotted>, usize)>,
    /// The unit of the days.
    pub unit: String,
}

/// One line of the plot.
#[derive(Debug, Clone, PartialEq)]
pub struct DepictedLine {
    /// Its number among the lines of `plotted`.
    pub line: usize,
    /// Its number among the series, which gives it colour and dash.
    pub series: usize,
    /// `1.5.0 Active import, kW`
    pub name: String,
    pub unit: String,
}

/// A picture that is wanted: drawn later, on a thread of its own.
#[derive(Clone)]
pub struct Drawing(Arc<Depicted>);

impl fmt::Debug for Drawing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Drawing").field(&self.0.title).finish()
    }
}

impl PartialEq for Drawing {
    fn eq(&self, other: &Drawing) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

/// Draws the button with its menu, which `opens` without a click too. `depicted` is asked
/// for when a picture is wanted.
pub fn menu(
    ui: &mut Ui,
    off: Option<&str>,
    opens: bool,
    depicted: impl FnOnce() -> Option<Depicted>,
    actions: &mut Vec<Action>,
) {
    let button = Button::plain(say!("logbook-export"))
        .icon(icon::EXPORT)
        .off(off);
    let button = ui.add(button.name(say!("load-export-name")));
    let mut chosen = None;
    let id = Id::unique("export of the load profile");
    if opens && off.is_none() {
        Popup::open_id(ui.ctx(), id);
    }
    Popup::menu(&button).id(id).show(|ui| {
        ui.set_width(280.0);
        ui.spacing_mut().item_spacing.y = 2.0;
        for format in SeriesFormat::ALL {
            let (symbol, words, note) = format.words();
            if menu_row(ui, Some(symbol), words, note, false).clicked() {
                chosen = Some(format);
                ui.close();
            }
        }
    });
    let Some(format) = chosen else { return };
    let drawing = match format.is_picture() {
        true => depicted().map(|depicted| Drawing(Arc::new(depicted))),
        false => None,
    };
    actions.push(Action::ExportLoadProfile { format, drawing });
}

impl Drawing {
    /// A drawing of this.
    pub fn of(depicted: Depicted) -> Drawing {
        Drawing(Arc::new(depicted))
    }

    /// Draws it so that it fills the place.
    pub fn ui(&self, ui: &mut Ui, carpet: &mut Carpet) {
        let depicted = self.0.as_ref();
        ui.spacing_mut().item_spacing.y = 8.0;
        let c = theme::colors(ui);
        let width = ui.available_width();
        let (_, head) = ui.allocate_space(vec2(width, 28.0));
        let middle = head.center().y;
        let end = paint::line(
            ui,
            head.left(),
            middle,
            Text::Title,
            c.text,
            &depicted.title,
        );
        let (left, right) = (end + 12.0, head.right());
        paint::line_cut(ui, left, right, middle, Text::Body, c.text2, &depicted.said);
        key(ui, depicted);
        let days = depicted.days.as_ref();
        let height = ui.available_height();
        let below = match days {
            Some(_) => (height * 0.38).clamp(200.0, 420.0),
            None => 0.0,
        };
        plot(ui, depicted, (height - below - 8.0).max(160.0));
        if let Some((plotted, channel)) = days {
            let mut state = ChartState::default();
            state.view = depicted.view;
            let shown = depicted.view.map(|_| state.in_view(depicted.plotted.span));
            let input = CarpetInput {
                profile: &depicted.profile,
                axis: &depicted.axis,
                plotted,
                channel: *channel,
                unit: &depicted.unit,
                shown,
                height: below,
                corner: 0.0,
                revision: 0,
            };
            carpet.ui(ui, &input);
        }
    }
}

/// Which line is which.
fn key(ui: &mut Ui, depicted: &Depicted) {
    let c = theme::colors(ui);
    let (_, row) = ui.allocate_space(vec2(ui.available_width(), 20.0));
    let mut left = row.left();
    for line in &depicted.lines {
        let pen = Pen::of(c, line.series);
        let stroke = Stroke::new(pen.width, pen.color);
        let points = [
            pos2(left, row.center().y),
            pos2(left + 24.0, row.center().y),
        ];
        match pen.dash {
            [on, off, ..] => {
                ui.painter()
                    .extend(Shape::dashed_line(&points, stroke, *on, *off));
            }
            _ => {
                ui.painter().line_segment(points, stroke);
            }
        }
        let middle = row.center().y;
        left = paint::line(ui, left + 32.0, middle, Text::Body, c.text, &line.name) + 24.0;
    }
}

fn plot(ui: &mut Ui, depicted: &Depicted, height: f32) {
    let lines: Vec<Shown<'_>> = depicted
        .lines
        .iter()
        .map(|line| Shown {
            line: line.line,
            series: line.series,
            unit: &line.unit,
        })
        .collect();
    let told = |_: usize| Told::default();
    let input = ChartInput {
        name: &depicted.title,
        data: &depicted.plotted,
        axis: &depicted.axis,
        shown: &lines,
        bars: depicted.bars,
        events: &depicted.events,
        told: &told,
        height,
    };
    let mut state = ChartState::default();
    state.view = depicted.view;
    let place = Rect::from_min_size(ui.cursor().min, vec2(ui.available_width(), height));
    let mut child = ui.new_child(eframe::egui::UiBuilder::new().max_rect(place));
    chart::chart(&mut child, &mut state, &input);
    ui.allocate_space(place.size());
}

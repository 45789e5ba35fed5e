//! A day list before it is a round: which column holds what, and what its rows say.

use std::sync::Arc;

use eframe::egui::{Frame, Key, KeyboardShortcut, Margin, Modifiers, Stroke, Ui, vec2};

use super::words::{self, heads};
use crate::app::action::Action;
use crate::app::model::OpenedList;
use crate::app::rounds::RoundWish;
use crate::app::theme::{self, Colors, Text, icon, size};
use crate::app::views::grid::{Cell, Column as GridColumn, Content, Grid};
use crate::app::widgets::{Button, State, card, choice, paint, table_card, title_row};
use crate::profile::Library;
use crate::round::Planned;
use crate::round::list::{Column, Listed, Matching, stops};

/// The most problems that are told one by one.
const MOST_PROBLEMS: usize = 3;

/// What was matched so far.
#[derive(Debug, Default)]
pub(super) struct ImportView {
    made: Option<Made>,
    grid: Grid,
}

/// A matching, and what the rows become with it.
#[derive(Debug)]
struct Made {
    list: Arc<OpenedList>,
    matching: Matching,
    /// `None` while no column holds the serial numbers.
    listed: Option<Listed>,
}

impl ImportView {
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        list: &Arc<OpenedList>,
        library: &Library,
        actions: &mut Vec<Action>,
    ) {
        let known = self.made.take_if(|made| Arc::ptr_eq(&made.list, list));
        let make = |matching: Matching| Made {
            list: Arc::clone(list),
            matching,
            listed: stops(&list.sheet, &matching, library),
        };
        let mut made = known.unwrap_or_else(|| make(Matching::of(&list.sheet.columns)));
        title(ui, &made, actions);
        if let Some(matching) = columns_ui(ui, &made) {
            made = make(matching);
        }
        if let Some(listed) = &made.listed {
            problems_ui(ui, listed);
            self.table(ui, listed);
        }
        self.made = Some(made);
    }

    fn table(&mut self, ui: &mut Ui, listed: &Listed) {
        let c = theme::colors(ui);
        table_card(ui, |ui| {
            let body = ui.available_rect_before_wrap();
            ui.allocate_space(body.size());
            let narrow = body.width() < 900.0;
            let columns = preview_columns(narrow);
            let content = Content {
                name: words::preview(),
                columns: &columns,
                rows: listed.stops.len(),
                row: &|row| {
                    let planned = listed.stops.get(row);
                    planned.map_or_else(Vec::new, |planned| cells(planned, narrow, c))
                },
            };
            self.grid.ui(ui, body, &content, |_, _| {});
        });
    }
}

fn title(ui: &mut Ui, made: &Made, actions: &mut Vec<Action>) {
    let c = theme::colors(ui);
    let path = &made.list.path;
    let name = path
        .file_name()
        .unwrap_or(path.as_os_str())
        .to_string_lossy();
    let said = words::about_list(&name, &made.list.sheet);
    let key = KeyboardShortcut::new(Modifiers::COMMAND, Key::N);
    let wants_to_begin = ui.input_mut(|input| input.consume_shortcut(&key));
    title_row(
        ui,
        words::title(),
        |ui| {
            let room = ui.available_width();
            ui.label(paint::cut(ui, room, Text::Body, c.text2, &said));
        },
        |ui| {
            let count = made.listed.as_ref().map_or(0, |listed| listed.stops.len());
            let off = match &made.listed {
                None => Some(words::no_serial_column()),
                Some(_) if count == 0 => Some(words::no_meters()),
                Some(_) => None,
            };
            let label = words::begin(count);
            let begin = Button::accented(&label).icon(icon::LIST_CHECKS);
            let clicked = ui.add(begin.key("Ctrl N").off(off)).clicked();
            if clicked || wants_to_begin && off.is_none() {
                actions.push(Action::Round(RoundWish::Begin(made.matching)));
            }
            let other = Button::plain(words::another_list()).icon(icon::FILE);
            if ui.add(other).clicked() {
                actions.push(Action::Round(RoundWish::AskForList));
            }
            if ui.add(Button::quiet(words::leave_list())).clicked() {
                actions.push(Action::Round(RoundWish::LeaveList));
            }
        },
    );
}

/// A field for each thing that a column can hold; what was chosen now.
fn columns_ui(ui: &mut Ui, made: &Made) -> Option<Matching> {
    let names = made.list.sheet.columns.iter().enumerate();
    let mut options = vec![(None, words::not_in_list().to_owned())];
    options.extend(names.map(|(place, name)| (Some(place), name.clone())));
    let mut now = None;
    card(ui, |ui| {
        ui.spacing_mut().item_spacing = vec2(12.0, 12.0);
        let width = ((ui.available_width() - 3.0 * 12.0) / 4.0)
            .floor()
            .max(120.0);
        for row in Column::ALL.chunks(4) {
            ui.horizontal(|ui| {
                for column in row {
                    let place = made.matching.place_of(*column);
                    let caption = words::column(*column);
                    if let Some(chosen) = choice(ui, caption, width, &place, &options) {
                        let mut matching = made.matching;
                        matching.set(*column, chosen);
                        now = Some(matching);
                    }
                }
            });
        }
        if made.listed.is_none() {
            let c = theme::colors(ui);
            ui.label(Text::Body.rich(words::no_serial_column()).color(c.text));
        }
    });
    now
}

fn problems_ui(ui: &mut Ui, listed: &Listed) {
    if listed.problems.is_empty() {
        return;
    }
    let c = theme::colors(ui);
    Frame::new()
        .fill(c.warn_soft)
        .stroke(Stroke::new(1.0, c.warn))
        .corner_radius(size::RADIUS_CARD)
        .inner_margin(Margin::symmetric(16, 8))
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            ui.horizontal(|ui| {
                ui.set_min_width(ui.available_width());
                let (symbol, weight) = State::Warning.icon();
                let (_, spot) = ui.allocate_space(vec2(24.0, 24.0));
                paint::icon(ui.painter(), spot.center(), symbol, weight, 20.0, c.warn);
                ui.label(Text::Strong.rich(words::left_out(listed)).color(c.text));
            });
            for problem in listed.problems.iter().take(MOST_PROBLEMS) {
                let room = ui.available_width();
                let said = words::problem(problem);
                let galley = paint::cut(ui, room, Text::Body, c.text, &said);
                let elided = galley.elided;
                let response = ui.label(galley);
                if elided {
                    response.on_hover_text(theme::laid_out(&said));
                }
            }
            if let Some(more @ 1..) = listed.problems.len().checked_sub(MOST_PROBLEMS) {
                ui.label(Text::Body.rich(words::more_problems(more)).color(c.text));
            }
        });
}

fn preview_columns(narrow: bool) -> Vec<GridColumn> {
    let column = |title, width| GridColumn {
        title,
        width,
        right: false,
    };
    let mut columns = vec![
        column(heads::line(), 76.0),
        column(heads::serial(), 160.0),
        column(heads::place(), 140.0),
        column(heads::street(), 0.0),
        column(heads::port(), 0.0),
        column(heads::address(), 132.0),
    ];
    if !narrow {
        columns.push(column(heads::order(), 110.0));
        columns.push(column(heads::note(), 140.0));
    }
    columns
}

fn cells(planned: &Planned, narrow: bool, c: &Colors) -> Vec<Cell> {
    let text = |text: &str| Cell::Text(Text::Body, c.text, text.to_owned());
    let port = planned
        .port
        .as_ref()
        .map(ToString::to_string)
        .unwrap_or_default();
    let mut cells = vec![
        Cell::Text(Text::Body, c.text2, planned.line.to_string()),
        Cell::Text(Text::MonoStrong, c.text, planned.serial.clone()),
        text(&planned.place),
        text(&planned.street),
        text(&port),
        Cell::Text(Text::Mono, c.text, planned.address.clone()),
    ];
    if !narrow {
        cells.push(text(&planned.order));
        cells.push(text(&planned.note));
    }
    cells
}

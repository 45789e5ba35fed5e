//! The chosen meter of the round: what is known of it, and what can be done.

use eframe::egui::{Align, Id, Layout, Popup, Rect, Stroke, Ui, UiBuilder, vec2};

use super::words;
use crate::app::action::Action;
use crate::app::model::Model;
use crate::app::rounds::RoundWish;
use crate::app::theme::{self, Text, icon};
use crate::app::widgets::{Button, EditField, menu_row, paint};
use crate::round::{Round, State, StateKind, Stop};

/// Of the place below the table.
pub(super) const HEIGHT: f32 = 96.0;

/// The line with what is known.
const LINE: f32 = 32.0;

/// What is being typed.
#[derive(Debug, Default)]
pub(super) struct Foot {
    /// The meter whose note is being typed, and the note.
    note: Option<(usize, String)>,
}

impl Foot {
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        rect: Rect,
        round: &Round,
        chosen: Option<usize>,
        model: &Model,
        actions: &mut Vec<Action>,
    ) {
        let c = theme::colors(ui);
        let edge = Stroke::new(1.0, c.line);
        ui.painter().hline(rect.x_range(), rect.top() + 0.5, edge);
        let mut line = rect;
        line.min.x += 20.0;
        line.max.x -= 20.0;
        line.max.y = rect.top() + LINE;
        let found = chosen.and_then(|number| Some((number, round.stops.get(number)?)));
        let Some((number, stop)) = found else {
            paint::label(ui, line, Text::Body, c.text2, words::choose_a_meter());
            return;
        };
        paint::label(ui, line, Text::Body, c.text, &about(stop));
        let mut place = rect;
        place.min.y = line.bottom();
        let mut row = ui.new_child(
            UiBuilder::new()
                .id_salt("round deeds")
                .max_rect(place.shrink2(vec2(12.0, 8.0)))
                .layout(Layout::left_to_right(Align::Center)),
        );
        row.spacing_mut().item_spacing.x = 8.0;
        buttons(&mut row, number, stop, model, actions);
        self.note_ui(&mut row, number, stop, actions);
    }

    /// The note, taken over when the field is left.
    fn note_ui(&mut self, ui: &mut Ui, number: usize, stop: &Stop, actions: &mut Vec<Action>) {
        if self.note.as_ref().is_none_or(|(of, _)| *of != number) {
            // What was typed for the one before was taken over when it lost the cursor.
            self.note = Some((number, stop.note.clone()));
        }
        let Some((_, text)) = &mut self.note else {
            return;
        };
        let field = ui.add(EditField {
            caption: words::note(),
            text,
            hint: &stop.planned.note,
            width: ui.available_width().max(120.0),
            enabled: true,
            mono: false,
            id: Id::unique(("note of the round", number)),
        });
        if field.lost_focus() && *text != stop.note {
            actions.push(Action::Round(RoundWish::Note {
                stop: number,
                note: text.clone(),
            }));
        } else if !field.has_focus() && *text != stop.note {
            text.clone_from(&stop.note);
        }
    }
}

/// Why no meter can be read now.
fn busy(model: &Model) -> Option<&'static str> {
    if model.round.many.is_some() {
        Some(words::all_are_read())
    } else {
        model.running().map(|_| words::session_runs())
    }
}

/// What is known of a meter besides its row: all remarks, order, address and port.
fn about(stop: &Stop) -> String {
    let planned = &stop.planned;
    let mut parts = vec![planned.serial.clone()];
    let told = |head: &str, text: &str| (!text.is_empty()).then(|| format!("{head} {text}"));
    let port = planned
        .port
        .as_ref()
        .map(ToString::to_string)
        .unwrap_or_default();
    parts.extend(Some(words::remarks(&stop.state)).filter(|text| !text.is_empty()));
    parts.extend(told(words::heads::order(), &planned.order));
    parts.extend(told(words::heads::address(), &planned.address));
    parts.extend(told(words::heads::port(), &port));
    parts.join(" · ")
}

fn buttons(ui: &mut Ui, number: usize, stop: &Stop, model: &Model, actions: &mut Vec<Action>) {
    let kind = stop.state.kind();
    let off = busy(model);
    let label = match kind {
        StateKind::Read | StateKind::ReadWithRemarks => words::read_again(),
        _ => words::read(),
    };
    let spoken = words::of_chosen(label);
    let read = Button::plain(label)
        .icon(icon::ARROW_CIRCLE_DOWN)
        .name(&spoken);
    if ui.add(read.off(off)).clicked() {
        actions.push(Action::Round(RoundWish::Read(number)));
    }
    if kind == StateKind::Open {
        let spoken = words::of_chosen(words::tick());
        let tick = Button::quiet(words::tick()).icon(icon::CHECK).name(&spoken);
        if ui.add(tick).clicked() {
            actions.push(Action::Round(RoundWish::Tick(number)));
        }
        let spoken = words::of_chosen(words::skip());
        let skip = Button::quiet(words::skip()).icon(icon::MINUS).name(&spoken);
        let response = ui.add(skip);
        Popup::menu(&response).show(|ui| {
            ui.set_width(280.0);
            reasons(ui, number, actions);
        });
    } else {
        let spoken = words::of_chosen(words::reopen());
        let reopen = Button::quiet(words::reopen());
        let reopen = reopen.icon(icon::ARROW_COUNTER_CLOCKWISE).name(&spoken);
        if ui.add(reopen).clicked() {
            actions.push(Action::Round(RoundWish::Reopen(number)));
        }
    }
    if let Some(path) = visit_of(stop, model) {
        let spoken = words::of_chosen(words::open_visit());
        let open = Button::quiet(words::open_visit()).icon(icon::FOLDER_OPEN);
        if ui.add(open.name(&spoken).off(off)).clicked() {
            actions.push(Action::OpenFile(path));
        }
    }
}

fn reasons(ui: &mut Ui, stop: usize, actions: &mut Vec<Action>) {
    ui.spacing_mut().item_spacing.y = 2.0;
    for reason in words::reasons() {
        if menu_row(ui, None, reason, "", false).clicked() {
            let reason = reason.to_owned();
            actions.push(Action::Round(RoundWish::Skip { stop, reason }));
            ui.close();
        }
    }
}

/// The folder of the visit, as the list of visits knows it.
fn visit_of(stop: &Stop, model: &Model) -> Option<std::path::PathBuf> {
    let name = stop.state.visit()?;
    let Some(Ok(entries)) = &model.visits.listed else {
        return None;
    };
    let entry = entries
        .iter()
        .find(|entry| entry.path.file_name().is_some_and(|known| known == name));
    entry.map(|entry| entry.path.clone())
}

/// The menu of a row.
pub(super) fn menu(
    ui: &mut Ui,
    number: usize,
    stop: &Stop,
    model: &Model,
    actions: &mut Vec<Action>,
) {
    ui.set_width(280.0);
    ui.spacing_mut().item_spacing.y = 2.0;
    let read = (
        words::read(),
        icon::ARROW_CIRCLE_DOWN,
        RoundWish::Read(number),
    );
    let tick = (words::tick(), icon::CHECK, RoundWish::Tick(number));
    let reopen = (
        words::reopen(),
        icon::ARROW_COUNTER_CLOCKWISE,
        RoundWish::Reopen(number),
    );
    let mut deeds = Vec::new();
    if busy(model).is_none() {
        deeds.push(read);
    }
    deeds.push(if stop.state == State::Open {
        tick
    } else {
        reopen
    });
    for (name, symbol, wish) in deeds {
        if menu_row(ui, Some(symbol), name, "", false).clicked() {
            actions.push(Action::Round(wish));
            ui.close();
        }
    }
    if stop.state == State::Open {
        reasons(ui, number, actions);
    }
}

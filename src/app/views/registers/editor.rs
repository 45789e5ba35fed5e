//! Typing a new value: a small panel over the row, in the manner of the register.
//!
//! Enter stages, Esc leaves. What is typed is checked as it is typed; nothing of it
//! goes to the meter.

use std::sync::Arc;

use eframe::egui::text::{CCursor, CCursorRange};
use eframe::egui::{
    Align, Area, Frame, Id, Key, Layout, Margin, Modifiers, Order, Pos2, Rect, ScrollArea, Stroke,
    StrokeKind, TextEdit, Ui, UiBuilder, vec2,
};

use super::rows::Row;
use super::{value, words};
use crate::app::theme::{self, Text, size};
use crate::app::widgets::{State, check_box, key_cap, menu_row, paint};
use crate::profile::{Kind, RegisterDef};
use crate::say;

/// How wide the panel is at least.
const LEAST: f32 = 280.0;

/// A value that is being typed.
#[derive(Debug)]
pub(super) struct Editor {
    pub(super) register: Arc<RegisterDef>,
    /// As sent, what the table shows as the present one.
    pub(super) shown: Option<String>,
    input: Input,
    /// As it was when the panel opened.
    begun_with: Input,
    fresh: bool,
}

/// What is being put in.
#[derive(Debug, Clone, PartialEq)]
enum Input {
    Typed(String),
    /// The number of a choice; `None` while none is chosen.
    Chosen(Option<usize>),
    /// One bit for each flag.
    Flags(u128),
}

/// What became of the panel in this frame.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Done {
    No,
    Left,
    /// To be staged, as it will be sent.
    Stage(String),
}

impl Editor {
    /// For the register of `row`, beginning with what is staged or known.
    pub(super) fn of(row: &Row) -> Editor {
        let register = Arc::clone(&row.register);
        let now = row.staged.as_ref().or(row.value.as_ref());
        let raw = now.map_or("", |(raw, _)| raw.as_str());
        let input = match &register.kind {
            Kind::Choice(choices) => {
                let same = |(choice, _): &(String, String)| register.is_same(choice, raw);
                Input::Chosen(choices.iter().position(same))
            }
            Kind::Flags { .. } => Input::Flags(u128::from_str_radix(raw, 16).unwrap_or(0)),
            Kind::Text { .. } | Kind::Number { .. } | Kind::Time(_) => {
                Input::Typed(now.map_or_else(String::new, |(_, shown)| shown.text.clone()))
            }
        };
        Editor {
            register,
            shown: row.value.as_ref().map(|(raw, _)| raw.clone()),
            begun_with: input.clone(),
            input,
            fresh: true,
        }
    }

    /// What would be sent, or why nothing can be.
    fn wanted(&self) -> Result<String, String> {
        match (&self.input, &self.register.kind) {
            (Input::Typed(typed), _) => value::encode(&self.register, typed),
            (Input::Chosen(Some(number)), Kind::Choice(choices)) => choices
                .get(*number)
                .map(|(raw, _)| raw.clone())
                .ok_or_else(|| say!("registers-choose-one").to_owned()),
            (Input::Flags(bits), Kind::Flags { digits, .. }) => {
                let width = usize::from(*digits);
                value::encode(&self.register, &format!("{bits:0width$X}"))
            }
            _ => Err(say!("registers-choose-one").to_owned()),
        }
    }

    /// What clicking elsewhere does: stages what is whole and new, leaves the rest.
    fn elsewhere(&self) -> Done {
        match self.wanted() {
            Ok(wanted) if self.input != self.begun_with => Done::Stage(wanted),
            _ => Done::Left,
        }
    }

    /// Draws the panel at the new value of the row.
    pub(super) fn ui(&mut self, ui: &Ui, cell: Rect) -> Done {
        let mut done = Done::No;
        // Before the field sees them: it would let go of the keyboard.
        let (enter, escape) = ui.ctx().input_mut(|input| {
            (
                input.consume_key(Modifiers::NONE, Key::Enter),
                input.consume_key(Modifiers::NONE, Key::Escape),
            )
        });
        let width = cell.width().max(LEAST);
        let id = Id::unique("new value");
        let area = Area::new(id)
            .order(Order::Foreground)
            .fixed_pos(self.place(ui, cell, width))
            .constrain_to(ui.ctx().content_rect().shrink(8.0))
            .show(ui.ctx(), |ui| {
                let c = theme::colors(ui);
                Frame::new()
                    .fill(c.raised)
                    .stroke(Stroke::new(2.0, c.accent))
                    .corner_radius(size::RADIUS_CONTROL)
                    .inner_margin(Margin::same(8))
                    .show(ui, |ui| {
                        ui.set_width(width);
                        ui.spacing_mut().item_spacing = vec2(8.0, 4.0);
                        self.input_ui(ui, &mut done);
                        self.foot(ui);
                    });
            });
        let outside = area.response.clicked_elsewhere() && !self.fresh;
        self.fresh = false;
        if done != Done::No {
            return done;
        }
        match (escape, enter, self.wanted()) {
            (true, _, _) => Done::Left,
            (false, true, Ok(wanted)) => Done::Stage(wanted),
            _ if outside => self.elsewhere(),
            _ => Done::No,
        }
    }

    /// Over the cell, as far left as the window asks for.
    fn place(&self, ui: &Ui, cell: Rect, width: f32) -> Pos2 {
        let right = ui.ctx().content_rect().right() - 8.0;
        let left = cell.left().min(right - width - 20.0);
        Pos2::new(left - 8.0, cell.top() - 4.0)
    }

    fn input_ui(&mut self, ui: &mut Ui, done: &mut Done) {
        let caption = say!("registers-new-value-of", address = &self.register.address);
        match (&mut self.input, &self.register.kind) {
            (Input::Typed(typed), _) => {
                typed_ui(ui, typed, &self.register.unit, &caption, self.fresh);
            }
            (Input::Chosen(chosen), Kind::Choice(choices)) => {
                let last = choices.len().saturating_sub(1);
                let (down, up) = ui.input_mut(|input| {
                    let mut count = |key| input.count_and_consume_key(Modifiers::NONE, key);
                    (count(Key::ArrowDown), count(Key::ArrowUp))
                });
                if down + up > 0 {
                    let from = chosen.map_or(0, |at| at + 1);
                    *chosen = Some((from + down).saturating_sub(1 + up).min(last));
                }
                ScrollArea::vertical().max_height(300.0).show(ui, |ui| {
                    ui.spacing_mut().item_spacing.y = 2.0;
                    for (number, (raw, label)) in choices.iter().enumerate() {
                        let is_chosen = *chosen == Some(number);
                        let note = if raw == label { "" } else { raw };
                        let label = value::shown(&self.register, raw);
                        if menu_row(ui, None, &label, note, is_chosen).clicked() {
                            *chosen = Some(number);
                            *done = Done::Stage(raw.clone());
                        }
                    }
                });
            }
            (Input::Flags(bits), Kind::Flags { bits: named, .. }) => {
                ScrollArea::vertical().max_height(360.0).show(ui, |ui| {
                    ui.spacing_mut().item_spacing.y = 0.0;
                    for (bit, label) in named {
                        let mask = 1u128.checked_shl(u32::from(*bit)).unwrap_or(0);
                        let mut on = *bits & mask != 0;
                        let name = format!("{bit}: {label}");
                        if check_box(ui, &mut on, &name).changed() {
                            *bits ^= mask;
                        }
                    }
                });
            }
            _ => {}
        }
    }

    /// The limits, or what is wrong with what is typed; and the keys.
    fn foot(&self, ui: &mut Ui) {
        let c = theme::colors(ui);
        let untouched = self.input == self.begun_with;
        match self.wanted() {
            Err(message) if !untouched => {
                ui.horizontal_top(|ui| {
                    let (symbol, weight) = State::Wrong.icon();
                    let (_, spot) = ui.allocate_space(vec2(16.0, 18.0));
                    paint::icon(ui.painter(), spot.center(), symbol, weight, 16.0, c.error);
                    ui.label(Text::Small.rich(&message).color(c.error));
                });
            }
            Ok(wanted) if !untouched && !matches!(self.input, Input::Typed(_)) => {
                let words = say!("registers-sent-as", value = wanted);
                ui.label(Text::Small.rich(words).color(c.text2));
            }
            _ => {
                let words = words::limits(&self.register);
                ui.label(Text::Small.rich(words).color(c.text2));
            }
        }
        let (_, place) = ui.allocate_space(vec2(ui.available_width(), 24.0));
        let mut x = place.left();
        for (key, words) in [
            ("Enter", say!("registers-key-stages")),
            ("Esc", say!("registers-key-leaves")),
        ] {
            let at = Pos2::new(x, place.center().y);
            key_cap::draw(ui, at, key, c.text2, c.control);
            x += key_cap::width(ui, key) + 6.0;
            x = paint::line(ui, x, at.y, Text::Caption, c.text2, words) + 16.0;
        }
    }
}

/// A line to type into, its unit behind it.
fn typed_ui(ui: &mut Ui, typed: &mut String, unit: &str, caption: &str, fresh: bool) {
    let c = theme::colors(ui);
    let id = Id::unique("typed value");
    let (_, rect) = ui.allocate_space(vec2(ui.available_width(), size::CONTROL));
    ui.painter().rect(
        rect,
        size::RADIUS_TAG,
        c.surface,
        Stroke::new(c.control_width(), c.control),
        StrokeKind::Inside,
    );
    let mut right = rect.right() - 10.0;
    if !unit.is_empty() {
        right = paint::line_right(ui, right, rect.center().y, Text::Body, c.text2, unit) - 8.0;
    }
    let place = Rect::from_min_max(
        Pos2::new(rect.left() + 10.0, rect.center().y - 10.0),
        Pos2::new(right, rect.center().y + 10.0),
    );
    let layout = Layout::left_to_right(Align::Center);
    let mut child = ui.new_child(UiBuilder::new().max_rect(place).layout(layout));
    let edit = TextEdit::singleline(typed)
        .id(id)
        .frame(Frame::NONE)
        .margin(Margin::ZERO)
        .font(Text::Mono.font())
        .text_color(c.text)
        .desired_width(place.width());
    let output = edit.show(&mut child);
    if fresh {
        // All of it is chosen, so that a new value takes its place.
        let mut state = output.state;
        let end = CCursor::new(typed.chars().count());
        let range = CCursorRange::two(CCursor::new(0), end);
        state.cursor.set_char_range(Some(range));
        state.store(ui.ctx(), id);
        ui.memory_mut(|memory| memory.request_focus(id));
    }
    output.response.response.accessible_name(caption);
}

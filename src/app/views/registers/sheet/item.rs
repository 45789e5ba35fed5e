//! One change of the review, and what came of it.

use eframe::egui::{
    Align, Color32, Frame, Label, Layout, Margin, Rect, Response, Role, Sense, Stroke, Ui,
    UiBuilder, WidgetInfo, pos2, vec2,
};

use super::super::review::Item;
use super::super::{rows, value, words};
use crate::app::model::Model;
use crate::app::text;
use crate::app::theme::{self, IconWeight, Text, icon, size};
use crate::app::widgets::{Button, State, paint};
use crate::order::Order;
use crate::profile::Profile;
use crate::say;
use crate::worker::{WriteOutcome, WriteRecord};

/// How far a change is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum How {
    Staged,
    Waiting,
    NotSent,
    Writing,
    ReadingBack,
    Ended(Box<WriteRecord>),
}

impl How {
    pub(super) fn is_verified(&self) -> bool {
        matches!(self, How::Ended(record) if record.outcome == WriteOutcome::Verified)
    }

    fn is_unknown(&self) -> bool {
        matches!(self, How::Ended(record) if record.outcome == WriteOutcome::Unknown)
    }

    /// Its state and its word; nothing while it is only staged.
    fn state(&self) -> Option<(State, &'static str)> {
        Some(match self {
            How::Staged => return None,
            How::Waiting => (State::Unknown, say!("registers-state-waiting")),
            How::NotSent => (State::Unknown, say!("registers-not-sent")),
            How::Writing => (State::UnderWay, say!("registers-state-writing")),
            How::ReadingBack => (State::UnderWay, say!("registers-state-reading-back")),
            How::Ended(record) => match record.outcome {
                WriteOutcome::Verified => (State::Good, say!("registers-state-verified")),
                WriteOutcome::Refused => (State::Wrong, say!("registers-state-refused")),
                WriteOutcome::NotVerified => (State::Wrong, say!("registers-state-not-verified")),
                WriteOutcome::Unknown => (State::Warning, say!("registers-state-unknown")),
                WriteOutcome::NotSent => (State::Unknown, say!("registers-not-sent")),
            },
        })
    }
}

/// What a card needs to know besides.
pub(super) struct Told<'a> {
    pub(super) number: usize,
    pub(super) profile: Option<&'a Profile>,
    /// It waits for another password than the one asked for.
    pub(super) another_level: bool,
}

/// What is wished for on a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wish {
    Unstage,
    ReadBack,
}

/// Draws the card of a change.
pub(super) fn ui(ui: &mut Ui, item: &Item, how: &How, told: &Told<'_>) -> Option<Wish> {
    let mut wish = None;
    card(ui, |ui| {
        let register = &item.change.register;
        let name = match register.name.as_str() {
            "" => register.address.as_str().into(),
            name => text::register_name(name),
        };
        let number = told.number.to_string();
        let address = (*name != register.address).then_some(register.address.as_str());
        head(ui, &number, &name, address, |ui| match how.state() {
            None => {
                let button =
                    Button::quiet(say!("registers-unstage")).icon(icon::ARROW_COUNTER_CLOCKWISE);
                let spoken = say!("registers-unstage-address", address = &register.address);
                if ui.add(button.name(&spoken)).clicked() {
                    wish = Some(Wish::Unstage);
                }
            }
            Some((state, word)) => {
                let spoken = format!("{}: {word}", register.address);
                state_ui(ui, state, word, &spoken);
            }
        });
        values(ui, item, how);
        if let (How::Staged, Some(reason)) = (how, &item.reason) {
            small(ui, reason);
        }
        if let (How::Staged, true, Some(level)) = (how, told.another_level, item.level) {
            let level = words::level(told.profile, level);
            small(ui, &say!("registers-needs-level", level = level));
        }
        match how {
            How::Staged => {
                for words in &item.warnings {
                    warning(ui, words);
                }
                if let Err(reason) = &item.order {
                    sentence(ui, State::Wrong, reason);
                }
            }
            How::Ended(record) => {
                let (state, _) = how.state().unwrap_or((State::Unknown, ""));
                sentence(ui, state, &rows::outcome(record));
                if how.is_unknown() {
                    let button =
                        Button::plain(say!("registers-read-it-back")).icon(icon::ARROW_CIRCLE_DOWN);
                    let spoken = say!("registers-read-back-address", address = &register.address);
                    inset(ui, |ui| {
                        if ui.add(button.name(&spoken)).clicked() {
                            wish = Some(Wish::ReadBack);
                        }
                    });
                }
            }
            How::Waiting | How::NotSent | How::Writing | How::ReadingBack => {}
        }
    });
    wish
}

/// Draws the card of a raw command, and its answer once there is one.
pub(super) fn raw_ui(ui: &mut Ui, order: &Order, is_review: bool, model: &Model) {
    card(ui, |ui| {
        head(
            ui,
            "1",
            say!("registers-raw"),
            Some(order.address()),
            |_| {},
        );
        chip_row(ui, &order.to_string());
        if is_review {
            let words = say!("registers-raw-as-it-stands");
            warning(ui, words);
        } else if model.running().is_none()
            && let Some(record) = model.programme.raw.last()
        {
            match &record.answer {
                Ok(answer) => sentence(
                    ui,
                    State::Good,
                    &say!("registers-meter-answered", answer = answer),
                ),
                Err(reason) => sentence(ui, State::Wrong, &value::sentence(reason)),
            }
        }
    });
}

fn card(ui: &mut Ui, contents: impl FnOnce(&mut Ui)) {
    let c = theme::colors(ui);
    Frame::new()
        .fill(c.surface)
        .stroke(Stroke::new(1.0, c.line))
        .corner_radius(size::RADIUS_CARD)
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing = vec2(8.0, 8.0);
            contents(ui);
            ui.add_space(4.0);
        });
}

/// Number, name, address; at the right what `right` adds.
fn head(ui: &mut Ui, number: &str, name: &str, address: Option<&str>, right: impl FnOnce(&mut Ui)) {
    let c = theme::colors(ui);
    let (_, place) = ui.allocate_space(vec2(ui.available_width(), 40.0));
    let edge = Stroke::new(1.0, c.line);
    ui.painter()
        .hline(place.x_range(), place.bottom() - 0.5, edge);
    let middle = place.center().y;
    let circle = pos2(place.left() + 26.0, middle);
    ui.painter().circle_filled(circle, 10.0, c.staged_soft);
    let half = paint::width(ui, Text::SmallStrong, number) / 2.0;
    let style = Text::SmallStrong;
    paint::line(ui, circle.x - half, middle, style, c.staged, number);
    let mut room = place;
    room.max.x -= 8.0;
    let layout = Layout::right_to_left(Align::Center);
    let mut child = ui.new_child(UiBuilder::new().max_rect(room).layout(layout));
    right(&mut child);
    let end = child.min_rect().left() - 8.0;
    let left = place.left() + 46.0;
    let galley = paint::cut(ui, end - left, Text::Strong, c.text, name);
    let after = left + galley.size().x + 10.0;
    paint::line_cut(ui, left, end, middle, Text::Strong, c.text, name);
    if let Some(address) = address {
        paint::line_cut(ui, after, end, middle, Text::Mono, c.text2, address);
    }
}

/// Before → after, and the command at the right or, without room, below.
fn values(ui: &mut Ui, item: &Item, how: &How) {
    let c = theme::colors(ui);
    let found = match how {
        How::Ended(record) => record.before.as_deref(),
        _ => None,
    };
    let found = found.map(|raw| item.change.register.show(raw).to_string());
    let before = item.before.as_deref().or(found.as_deref());
    let before = before.unwrap_or(say!("registers-before-not-read"));
    let command = match &item.order {
        Ok(order) => order.to_string(),
        Err(_) => String::new(),
    };
    let plain = Text::Serial;
    let widths = paint::width(ui, plain, before) + paint::width(ui, plain, &item.after) + 40.0;
    let chip = match command.as_str() {
        "" => 0.0,
        command => paint::width(ui, Text::Mono, command) + 16.0,
    };
    let room = ui.available_width() - 32.0;
    let beside = widths + 16.0 + chip <= room;
    let (_, place) = ui.allocate_space(vec2(ui.available_width(), 28.0));
    let response = ui.interact(place, ui.next_auto_id().with("values"), Sense::hover());
    spoken(&response, format!("{before} → {}, {command}", item.after));
    let middle = place.center().y;
    let left = place.left() + 16.0;
    let right = place.right() - 16.0;
    let mut regular = Text::Mono.job(before, c.text2);
    for section in &mut regular.sections {
        section.format.font_id.size = plain.size();
    }
    regular.wrap.max_width = (room * 0.45).max(40.0);
    regular.wrap.max_rows = 1;
    regular.wrap.break_anywhere = true;
    let galley = ui.painter().layout_job(regular);
    let end = left + galley.size().x;
    let at = pos2(left, middle - galley.size().y / 2.0);
    let cut = galley.elided;
    ui.painter().galley(at, galley, c.text2);
    let arrow = pos2(end + 18.0, middle);
    paint::icon(
        ui.painter(),
        arrow,
        icon::ARROW_RIGHT,
        IconWeight::Regular,
        16.0,
        c.text2,
    );
    let to = if beside { right - chip - 8.0 } else { right };
    let after_cut = paint::line_cut(ui, end + 36.0, to, middle, plain, c.staged, &item.after);
    if cut || after_cut {
        response.on_hover_text(theme::laid_out(format!("{before} → {}", item.after)));
    }
    if command.is_empty() {
        return;
    }
    if beside {
        let rect = Rect::from_min_max(
            pos2(right - chip, middle - 12.0),
            pos2(right, middle + 12.0),
        );
        draw_chip(ui, rect, &command);
    } else {
        chip_row(ui, &command);
    }
}

/// The command in a row of its own, wrapped where it is long: it is never cut.
fn chip_row(ui: &mut Ui, command: &str) {
    let c = theme::colors(ui);
    inset(ui, |ui| {
        Frame::new()
            .fill(c.unknown_soft)
            .corner_radius(size::RADIUS_TAG)
            .inner_margin(Margin::symmetric(8, 2))
            .show(ui, |ui| {
                ui.add(Label::new(Text::Mono.rich(command).color(c.text2)).wrap());
            });
    });
}

fn draw_chip(ui: &Ui, rect: Rect, command: &str) {
    let c = theme::colors(ui);
    ui.painter()
        .rect_filled(rect, size::RADIUS_TAG, c.unknown_soft);
    let middle = rect.center().y;
    paint::line(ui, rect.left() + 8.0, middle, Text::Mono, c.text2, command);
}

fn inset(ui: &mut Ui, contents: impl FnOnce(&mut Ui)) {
    Frame::new()
        .inner_margin(Margin::symmetric(16, 0))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            contents(ui);
        });
}

/// What else a change causes.
fn warning(ui: &mut Ui, words: &str) {
    let c = theme::colors(ui);
    inset(ui, |ui| {
        let edge = if c.high_contrast {
            c.warn
        } else {
            Color32::TRANSPARENT
        };
        Frame::new()
            .fill(c.warn_soft)
            .stroke(Stroke::new(1.0, edge))
            .corner_radius(size::RADIUS_CONTROL)
            .inner_margin(Margin::symmetric(10, 6))
            .show(ui, |ui| {
                ui.set_width(ui.available_width());
                line(ui, State::Warning, words, c.text);
            });
    });
}

/// What came of it.
fn sentence(ui: &mut Ui, state: State, words: &str) {
    let c = theme::colors(ui);
    inset(ui, |ui| line(ui, state, words, c.text));
}

fn line(ui: &mut Ui, state: State, words: &str, color: Color32) {
    let c = theme::colors(ui);
    ui.horizontal_top(|ui| {
        let (symbol, weight) = state.icon();
        let (_, spot) = ui.allocate_space(vec2(16.0, 18.0));
        paint::icon(
            ui.painter(),
            spot.center(),
            symbol,
            weight,
            16.0,
            state.color(c),
        );
        ui.add(Label::new(Text::Small.rich(words).color(color)).wrap());
    });
}

fn small(ui: &mut Ui, words: &str) {
    let c = theme::colors(ui);
    inset(ui, |ui| {
        ui.add(Label::new(Text::Small.rich(words).color(c.text2)).wrap());
    });
}

fn state_ui(ui: &mut Ui, state: State, word: &str, name: &str) {
    let c = theme::colors(ui);
    let width = 24.0 + paint::width(ui, Text::Strong, word) + 8.0;
    let (rect, response) = ui.allocate_exact_size(vec2(width, 24.0), Sense::hover());
    spoken(&response, name.to_owned());
    let (symbol, weight) = state.icon();
    let at = pos2(rect.left() + 8.0, rect.center().y);
    let color = state.color(c);
    paint::icon(ui.painter(), at, symbol, weight, 16.0, color);
    let left = rect.left() + 22.0;
    paint::line(ui, left, rect.center().y, Text::Strong, color, word);
}

fn spoken(response: &Response, words: String) {
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &words));
}

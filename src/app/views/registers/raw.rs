//! Commands as an expert types them: `R1 1.8.0()`, with completion and history.
//!
//! What reads is sent at once, what changes the meter goes through the review.
//! Whatever may hold a password is kept nowhere.

use std::sync::Arc;

use eframe::egui::text::{CCursor, CCursorRange};
use eframe::egui::{
    Frame, Id, Key, Label, Margin, Modifiers, Rect, ScrollArea, Stroke, StrokeKind, TextEdit, Ui,
    UiBuilder, pos2, vec2,
};

use super::value;
use crate::app::action::Action;
use crate::app::model::Model;
use crate::app::settings::Settings;
use crate::app::theme::{self, Text, size};
use crate::app::widgets::{Button, State, menu_row, paint, table_card};
use crate::order::Order;
use crate::profile::{Access, Profile, RegisterDef, normal_address};
use crate::say;
use crate::worker::WriteOutcome;

/// How many commands are kept.
const KEPT: usize = 100;
/// How many completions are offered.
const OFFERED: usize = 6;

/// The line and where it stands in the history.
#[derive(Debug, Default)]
pub(super) struct RawLine {
    text: String,
    /// How far back in the history, from 1; 0 is what is typed.
    back: usize,
    /// What was typed before the history was leafed through.
    typed: String,
    to_end: bool,
}

/// What is asked for.
pub(super) enum Asked {
    /// Nothing changes: it can be sent.
    Read(Order),
    /// It changes the meter, or may.
    Review(Order),
}

impl RawLine {
    /// Draws the line, what it may become, and what was answered so far.
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        registers: &[Arc<RegisterDef>],
        profile: Option<&Profile>,
        model: &Model,
        settings: &Settings,
        actions: &mut Vec<Action>,
    ) -> Option<Asked> {
        let c = theme::colors(ui);
        let mut asked = None;
        table_card(ui, |ui| {
            let card = ui.available_rect_before_wrap();
            ui.allocate_space(card.size());
            let inner = card.shrink2(vec2(20.0, 16.0));
            let mut child = ui.new_child(UiBuilder::new().id_salt("raw line").max_rect(inner));
            let ui = &mut child;
            ui.spacing_mut().item_spacing = vec2(8.0, 8.0);
            ui.label(Text::Heading.rich(say!("registers-raw")).color(c.text));
            let words = say!("registers-raw-how");
            ui.label(Text::Body.rich(words).color(c.text2));
            let order = self.text.trim().parse::<Order>();
            let problem = self.problem(&order, model);
            let send = self.line_ui(
                ui,
                &problem,
                order.as_ref().ok(),
                settings,
                registers,
                profile,
            );
            if let (Some(words), false) = (&problem, self.text.trim().is_empty()) {
                ui.label(Text::Small.rich(words).color(c.text2));
            }
            let offers = self.completions(registers, profile).into_iter().enumerate();
            for (number, text) in offers {
                let key = if number == 0 { "Tab" } else { "" };
                if menu_row(ui, None, &text, key, false).clicked() {
                    self.complete(text);
                }
            }
            if let (true, None, Ok(order)) = (send, &problem, order) {
                self.keep(&order, registers, settings, actions);
                asked = Some(match order.kind.changes_the_meter() || order.is_secret() {
                    true => Asked::Review(order),
                    false => Asked::Read(order),
                });
            }
            ui.add_space(8.0);
            answers(ui, model);
        });
        asked
    }

    /// Why the line cannot be sent; `None` if it can.
    fn problem(
        &self,
        order: &Result<Order, crate::order::OrderError>,
        model: &Model,
    ) -> Option<String> {
        match order {
            _ if self.text.trim().is_empty() => Some(say!("registers-raw-type-first").to_owned()),
            Err(error) => Some(value::sentence(&error.to_string())),
            Ok(order) if matches!(order.kind.letter, b'P' | b'B') => {
                Some(say!("registers-raw-own-way").to_owned())
            }
            Ok(_) if model.running().is_some() => Some(say!("registers-session-ended").to_owned()),
            Ok(_) => None,
        }
    }

    /// The line with its button; true when it is to be sent.
    fn line_ui(
        &mut self,
        ui: &mut Ui,
        problem: &Option<String>,
        order: Option<&Order>,
        settings: &Settings,
        registers: &[Arc<RegisterDef>],
        profile: Option<&Profile>,
    ) -> bool {
        let c = theme::colors(ui);
        let id = Id::unique("raw command");
        let (_, row) = ui.allocate_space(vec2(ui.available_width(), size::CONTROL));
        let changes = order.is_some_and(|order| order.kind.changes_the_meter());
        let label = if changes {
            say!("registers-review-open")
        } else {
            say!("registers-send")
        };
        let button = Rect::from_min_max(pos2(row.right() - 104.0, row.top()), row.max);
        let mut field = row;
        field.max.x = button.left() - 8.0;
        ui.painter()
            .rect_filled(field, size::RADIUS_CONTROL, c.surface);
        let inner = Rect::from_min_max(
            pos2(field.left() + 12.0, field.center().y - 10.0),
            pos2(field.right() - 8.0, field.center().y + 10.0),
        );
        let focused = ui.memory(|memory| memory.has_focus(id));
        let mut enter = false;
        let mut has_offer = false;
        if focused {
            let offer = self.completions(registers, profile).into_iter().next();
            has_offer = offer.is_some();
            let (up, down, tab) = ui.input_mut(|input| {
                enter = input.consume_key(Modifiers::NONE, Key::Enter);
                (
                    input.consume_key(Modifiers::NONE, Key::ArrowUp),
                    input.consume_key(Modifiers::NONE, Key::ArrowDown),
                    has_offer && input.consume_key(Modifiers::NONE, Key::Tab),
                )
            });
            if up {
                self.leaf(&settings.raw_history, self.back + 1);
            } else if down {
                self.leaf(&settings.raw_history, self.back.saturating_sub(1));
            }
            if let (true, Some(offer)) = (tab, offer) {
                self.complete(offer);
            }
        }
        let mut child = ui.new_child(UiBuilder::new().max_rect(inner));
        let output = TextEdit::singleline(&mut self.text)
            .id(id)
            .frame(Frame::NONE)
            .margin(Margin::ZERO)
            .font(Text::Mono.font())
            .text_color(c.text)
            .hint_text(Text::Mono.rich("R1 1.8.0()").color(c.text3))
            .lock_focus(has_offer)
            .desired_width(inner.width())
            .show(&mut child);
        if output.response.changed() {
            self.back = 0;
        }
        if std::mem::take(&mut self.to_end) {
            let end = CCursor::new(self.text.chars().count());
            let mut state = output.state;
            let range = CCursorRange::one(end);
            state.cursor.set_char_range(Some(range));
            state.store(ui.ctx(), id);
            output.response.request_focus();
        }
        let response = output
            .response
            .response
            .accessible_name(say!("registers-raw-field"));
        let stroke = match response.has_focus() {
            true => Stroke::new(2.0, c.accent),
            false => Stroke::new(c.control_width(), c.control),
        };
        ui.painter()
            .rect_stroke(field, size::RADIUS_CONTROL, stroke, StrokeKind::Inside);
        let mut child = ui.new_child(UiBuilder::new().max_rect(button));
        let send = Button::plain(label)
            .width(button.width())
            .off(problem.as_deref())
            .name(say!("registers-send-raw"));
        child.add(send).clicked() || enter
    }

    fn leaf(&mut self, history: &[String], back: usize) {
        if self.back == 0 {
            self.typed.clone_from(&self.text);
        }
        let text = match back {
            0 => Some(&self.typed),
            back => history.iter().rev().nth(back - 1),
        };
        if let Some(text) = text {
            self.text.clone_from(text);
            self.back = back;
            self.to_end = true;
        }
    }

    fn complete(&mut self, text: String) {
        self.text = text;
        self.back = 0;
        self.to_end = true;
    }

    /// What the line may become, by what the profile knows.
    fn completions(
        &self,
        registers: &[Arc<RegisterDef>],
        profile: Option<&Profile>,
    ) -> Vec<String> {
        let typed = self.text.trim_start();
        let Some(profile) = profile.filter(|_| !typed.is_empty()) else {
            return Vec::new();
        };
        let wanted = typed.to_lowercase();
        let fits = |text: &str| text.to_lowercase().starts_with(&wanted) && text != typed;
        let reads = registers
            .iter()
            .filter(|register| register.is_readable())
            .map(|register| Order::read(profile, register).to_string());
        // Only the beginning of a write: its value is for the expert to give.
        let writes = registers.iter().filter_map(|register| {
            register.write_level()?;
            let order = Order::write(profile, register, "").ok()?;
            Some(format!("{} {}(", order.kind, register.address))
        });
        let actions = profile.actions.iter().flat_map(|action| {
            let commands = action.commands.iter();
            commands.map(|command| format!("{} {}", command.command, command.data))
        });
        reads
            .chain(writes)
            .chain(actions)
            .filter(|text| fits(text))
            .take(OFFERED)
            .collect()
    }

    /// Keeps the line in the history, unless it may hold a secret.
    fn keep(
        &mut self,
        order: &Order,
        registers: &[Arc<RegisterDef>],
        settings: &Settings,
        actions: &mut Vec<Action>,
    ) {
        let text = std::mem::take(&mut self.text).trim().to_owned();
        self.back = 0;
        if !may_be_kept(order, &text, registers) {
            return;
        }
        let mut settings = settings.clone();
        settings.raw_history.retain(|kept| *kept != text);
        settings.raw_history.push(text);
        let excess = settings.raw_history.len().saturating_sub(KEPT);
        settings.raw_history.drain(..excess);
        actions.push(Action::Change(Box::new(settings)));
    }
}

/// Whether a command may be kept: one that reads, or one that writes a single value to
/// a register that can be read back. Anything else may hold a password.
fn may_be_kept(order: &Order, text: &str, registers: &[Arc<RegisterDef>]) -> bool {
    if order.is_secret() {
        return false;
    }
    if order.kind.letter == b'R' {
        return true;
    }
    let address = normal_address(order.address());
    let known = registers
        .iter()
        .find(|register| normal_address(&register.address) == address);
    let is_open = known.is_some_and(|register| matches!(register.access, Access::Write(_)));
    is_open && text.matches('(').count() == 1
}

/// What was answered in this visit, the newest first.
fn answers(ui: &mut Ui, model: &Model) {
    let c = theme::colors(ui);
    if model.programme.raw.is_empty() {
        let words = say!("registers-raw-answers");
        ui.label(Text::Body.rich(words).color(c.text3));
        return;
    }
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 4.0;
        for record in model.programme.raw.iter().rev() {
            let state = match (&record.answer, record.outcome) {
                (_, Some(WriteOutcome::Unknown)) => State::Warning,
                (Err(_), _) => State::Wrong,
                (Ok(_), _) => State::Good,
            };
            let (answer, style) = match &record.answer {
                Ok(answer) => (answer.clone(), Text::Mono),
                Err(reason) => (value::sentence(reason), Text::Body),
            };
            ui.label(Text::MonoStrong.rich(&record.command).color(c.text));
            ui.horizontal_top(|ui| {
                let (symbol, weight) = state.icon();
                let (_, spot) = ui.allocate_space(vec2(16.0, 20.0));
                let color = state.color(c);
                paint::icon(ui.painter(), spot.center(), symbol, weight, 16.0, color);
                ui.add(
                    Label::new(style.rich(answer).color(c.text))
                        .wrap()
                        .selectable(true),
                );
            });
            let (_, line) = ui.allocate_space(vec2(ui.available_width(), 5.0));
            let edge = Stroke::new(1.0, c.line);
            ui.painter().hline(line.x_range(), line.center().y, edge);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn register(address: &str, access: Access) -> Arc<RegisterDef> {
        Arc::new(RegisterDef {
            address: address.to_owned(),
            access,
            ..RegisterDef::default()
        })
    }

    #[test]
    fn what_may_hold_a_password_is_not_kept() {
        let registers = [
            register("0.8.0", Access::Write(1)),
            register("96.96", Access::WriteOnly(1)),
        ];
        let check = |text: &str, kept: bool| {
            let order: Order = text.parse().unwrap();
            assert_eq!(may_be_kept(&order, text, &registers), kept, "{text}");
        };
        check("R1 1.8.0()", true);
        check("R5 96.96()", true);
        check("W1 0.8.0(15)", true);
        check("W5 0.8.0(15)(00000000)", false);
        check("W5 0.8.0(15)({password})", false);
        check("W1 96.96(12345678)", false);
        check("W1 3:171.0(12345678)", false);
        check("E2 0.0(1)", false);
    }

    #[test]
    fn the_history_is_leafed_through_and_left_again() {
        let history = ["R1 0.0.0()", "R1 1.8.0()"].map(str::to_owned);
        let mut line = RawLine {
            text: "R5 2".to_owned(),
            ..RawLine::default()
        };
        line.leaf(&history, 1);
        assert_eq!(line.text, "R1 1.8.0()");
        line.leaf(&history, 2);
        line.leaf(&history, 3);
        assert_eq!((line.text.as_str(), line.back), ("R1 0.0.0()", 2));
        line.leaf(&history, 1);
        line.leaf(&history, 0);
        assert_eq!(line.text, "R5 2");
    }
}

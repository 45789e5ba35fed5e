//! The commands of a profile: what a meter can be told to do, what that cannot undo,
//! and what came of it. Shown within the page Registers.

mod sheet;
#[cfg(test)]
mod tests;
mod words;

use std::sync::Arc;

use eframe::egui::{Align, Label, Layout, Rect, ScrollArea, Ui, UiBuilder, vec2};

use super::confirm::{command, note};
use crate::app::action::Action;
use crate::app::model::Model;
use crate::app::settings::Settings;
use crate::app::text;
use crate::app::theme::{self, Text, icon, size};
use crate::app::widgets::empty::empty_state;
use crate::app::widgets::{Button, State, card, status};
use crate::order::Order;
use crate::profile::{ActionDef, Profile};
use crate::say;
use crate::worker::ActionRecord;
use sheet::Sheet;

/// What is open in the list of commands.
#[derive(Debug, Default)]
pub struct CommandsView {
    sheet: Option<Sheet>,
}

impl CommandsView {
    /// Whether a review is open, which has the one filled button of the window.
    pub fn is_reviewing(&self) -> bool {
        self.sheet.as_ref().is_some_and(Sheet::is_asking)
    }

    /// Whether a review or its outcome is shown.
    pub fn is_open(&self) -> bool {
        self.sheet.is_some()
    }

    /// Draws the list into `place`, or the review in its stead.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        place: Rect,
        model: &Model,
        settings: &Settings,
        actions: &mut Vec<Action>,
    ) {
        let profile = model.profile(settings.profile.as_deref());
        let Some(profile) = profile.filter(|profile| !profile.actions.is_empty()) else {
            self.sheet = None;
            let mut child = ui.new_child(UiBuilder::new().id_salt("no commands").max_rect(place));
            empty_state(
                &mut child,
                icon::PLAY_CIRCLE,
                say!("commands-none"),
                say!("commands-none-how"),
            );
            return;
        };
        if let Some(sheet) = &mut self.sheet {
            if sheet.ui(ui, place, &profile, model, settings, actions) {
                self.sheet = None;
            }
            return;
        }
        let mut child = ui.new_child(UiBuilder::new().id_salt("commands").max_rect(place));
        child.spacing_mut().item_spacing.y = size::GAP;
        let records = &model.programme.actions;
        let mut chosen = None;
        ScrollArea::vertical()
            .auto_shrink(false)
            .show(&mut child, |ui| {
                for action in &profile.actions {
                    let off = words::why_not(action, model, settings);
                    let last = records.iter().rev().find(|r| r.action.name == action.name);
                    if one(ui, &profile, action, last, off.as_deref()) {
                        chosen = Some(action);
                    }
                }
            });
        if let Some(action) = chosen {
            self.sheet = Some(Sheet::of(Arc::new(action.clone())));
        }
    }
}

/// One command; says whether it shall be run.
fn one(
    ui: &mut Ui,
    profile: &Profile,
    action: &ActionDef,
    last: Option<&ActionRecord>,
    off: Option<&str>,
) -> bool {
    let c = theme::colors(ui);
    let mut run = false;
    card(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 8.0;
        let (_, row) = ui.allocate_space(vec2(ui.available_width(), size::CONTROL));
        let right_to_left = Layout::right_to_left(Align::Center);
        let mut right = ui.new_child(UiBuilder::new().max_rect(row).layout(right_to_left));
        let name = say!("commands-run-name", command = &action.name);
        run = right
            .add(Button::plain(say!("commands-run")).name(&name).off(off))
            .clicked();
        let mut rest = row;
        rest.max.x = right.min_rect().left() - 12.0;
        let left_to_right = Layout::left_to_right(Align::Center);
        let mut left = ui.new_child(UiBuilder::new().max_rect(rest).layout(left_to_right));
        left.spacing_mut().item_spacing.x = 12.0;
        left.shrink_clip_rect(rest);
        left.label(Text::Heading.rich(&action.name).color(c.text));
        if let Some(last) = last {
            let (state, word) = super::clock::outcome(last.outcome);
            status(&mut left, state, Text::Body, word);
        }
        described(ui, profile, action);
    });
    run
}

/// What a command does, what is sent, and what cannot be undone.
fn described(ui: &mut Ui, profile: &Profile, action: &ActionDef) {
    let c = theme::colors(ui);
    ui.add(
        Label::new(
            Text::Body
                .rich(text::of_profile(&action.help))
                .color(c.text),
        )
        .wrap(),
    );
    for sent in &action.commands {
        command(ui, &Order::of_action(sent).to_string());
    }
    if !action.cannot_be_undone.is_empty() {
        note(
            ui,
            State::Warning,
            text::of_profile(&action.cannot_be_undone),
        );
    }
    let traits = words::traits(profile, action);
    if !traits.is_empty() {
        ui.add(Label::new(Text::Small.rich(traits).color(c.text2)).wrap());
    }
}

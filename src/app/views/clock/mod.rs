//! The page Clock: how far is the meter's clock off, and what does setting it cause?
//!
//! Both clocks are shown as they were when they were compared; they do not run here.

mod sheet;
#[cfg(test)]
mod tests;
mod words;

use eframe::egui::{Align, Key, Label, Layout, Modifiers, Rect, ScrollArea, Ui, UiBuilder, vec2};
use jiff::Zoned;

use super::confirm::{command, note};
use crate::app::action::Action;
use crate::app::model::{ClockSeen, Model};
use crate::app::page::Page;
use crate::app::settings::Settings;
use crate::app::text;
use crate::app::theme::{self, Text, icon, size};
use crate::app::widgets::empty::empty_state;
use crate::app::widgets::{Button, State, card, segments, status, title_row, toggle};
use crate::clock::{ChangeKind, ClockReading, Judgement, TimeBase, judge, period_min};
use crate::profile::{ClockForm, Profile};
use crate::say;
use crate::worker::{ClockRecord, Task};
use sheet::Sheet;
pub(super) use words::{failure, outcome, why_no_change};

/// The review beside the page, and the least width of a window with both.
const SHEET: f32 = 496.0;
const BESIDE: f32 = 1100.0;

/// What is chosen on the page.
#[derive(Debug, Default)]
pub struct ClockView {
    /// The time that the meter shall keep; `None` is the one that it keeps.
    base: Option<TimeBase>,
    sheet: Option<Sheet>,
}

impl ClockView {
    /// Opens the review of setting the clock, as things are at `now`.
    pub fn review(&mut self, model: &Model, base: TimeBase, synchronise: bool, now: Zoned) {
        if let Some(seen) = model.clock_seen() {
            let reading = seen.reading();
            self.sheet = Some(Sheet::to_set(base, synchronise, reading, now));
        }
    }

    /// Whether a review is open, which has the one filled button of the window.
    pub fn is_reviewing(&self) -> bool {
        self.sheet.as_ref().is_some_and(Sheet::is_asking)
    }

    /// Draws the page and its sheet.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        model: &Model,
        settings: &Settings,
        actions: &mut Vec<Action>,
    ) {
        let profile = model.profile(settings.profile.as_deref());
        let profile = profile.as_deref();
        let area = ui.clip_rect();
        let mut page = ui.available_rect_before_wrap();
        let mut place = None;
        if self.sheet.is_some() {
            let beside = ui.ctx().content_rect().width() >= BESIDE;
            let mut sheet = area;
            if beside {
                sheet.min.x = area.max.x - SHEET;
                page.max.x = sheet.min.x - 24.0;
            }
            place = Some((sheet, beside));
        }
        if place.is_none_or(|(_, beside)| beside) {
            self.page(ui, page, profile, model, settings, actions);
        }
        if let (Some((place, _)), Some(sheet)) = (place, &mut self.sheet)
            && sheet.ui(ui, place, profile, model, settings, actions)
        {
            self.sheet = None;
        }
    }

    fn page(
        &mut self,
        ui: &mut Ui,
        page: Rect,
        profile: Option<&Profile>,
        model: &Model,
        settings: &Settings,
        actions: &mut Vec<Action>,
    ) {
        let mut child = ui.new_child(UiBuilder::new().id_salt("clock page").max_rect(page));
        let ui = &mut child;
        self.title(ui, profile, model, actions);
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            if let Some(failure) = model
                .programme
                .failure
                .as_ref()
                .filter(|_| self.sheet.is_none() && words::is_about_the_clock(model))
            {
                note(ui, State::Wrong, &words::failure(failure));
            }
            match model.clock_seen() {
                None => {
                    let (title, how) = words::empty();
                    empty_state(ui, icon::CLOCK, title, how);
                }
                Some(seen) => faces(ui, seen),
            }
            let form = profile.and_then(|profile| Some((profile, profile.clock.as_ref()?)));
            match (form, model.clock_seen()) {
                (Some((profile, form)), Some(seen)) => {
                    let reading = seen.reading();
                    self.set_card(ui, profile, form, &reading, model, settings, actions);
                }
                (None, _) if profile.is_some() => {
                    note(ui, State::Unknown, &words::no_form(profile));
                }
                _ => {}
            }
            records(ui, &model.programme.clock_sets);
        });
    }

    fn title(
        &mut self,
        ui: &mut Ui,
        profile: Option<&Profile>,
        model: &Model,
        actions: &mut Vec<Action>,
    ) {
        let c = theme::colors(ui);
        let off = words::why_no_measuring(profile, model, self.sheet.is_some());
        let mut read_only = !model.may_write;
        let mut measure = false;
        title_row(
            ui,
            Page::Clock.title(),
            |ui| {
                ui.label(Text::Body.rich(words::said(model)).color(c.text2));
            },
            |ui| {
                let button = Button::accented(say!("clock-measure"))
                    .icon(icon::CLOCK)
                    .key("Ctrl R");
                measure = ui
                    .add(button.name(say!("clock-measure-name")).off(off.as_deref()))
                    .clicked();
                toggle(
                    ui,
                    &mut read_only,
                    say!("registers-read-only"),
                    say!("registers-read-only"),
                )
                .on_hover_text(words::read_only(model.may_write));
            },
        );
        if read_only == model.may_write {
            actions.push(Action::AllowWriting(!read_only));
        }
        let key = ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::R));
        if (measure || key) && off.is_none() {
            self.measure(profile, actions);
        }
    }

    /// Measures, once the password is there that reading needs.
    fn measure(&mut self, profile: Option<&Profile>, actions: &mut Vec<Action>) {
        let programming = profile.and_then(|profile| profile.programming.as_ref());
        let level = programming.and_then(|programming| {
            let level = programming.level(programming.read_level?)?;
            (level.login != crate::profile::Login::Open).then_some(level.number)
        });
        match level {
            Some(level) => self.sheet = Some(Sheet::to_measure(level)),
            None => actions.push(Action::Programme {
                task: Task::ReadClock,
                credentials: Vec::new(),
            }),
        }
    }

    /// What the clock can be set to, what that comes to, and the buttons for it.
    #[expect(
        clippy::too_many_arguments,
        reason = "each is a different thing to draw"
    )]
    fn set_card(
        &mut self,
        ui: &mut Ui,
        profile: &Profile,
        form: &ClockForm,
        reading: &ClockReading,
        model: &Model,
        settings: &Settings,
        actions: &mut Vec<Action>,
    ) {
        let c = theme::colors(ui);
        let kept = reading.base_kept();
        let mut base = self.base.unwrap_or(kept);
        let period = period_min(form, model.period_told());
        let judged = judge(form, reading, base, period, &reading.computer);
        card(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 12.0;
            ui.label(Text::Heading.rich(say!("clock-set-title")).color(c.text));
            let kept_words = words::kept(reading, kept);
            let beside = ui.available_width() >= 620.0;
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = 12.0;
                segments(ui, say!("clock-time-base"), &mut base, &words::bases());
                if beside {
                    ui.label(Text::Body.rich(&kept_words).color(c.text2));
                }
            });
            if !beside {
                ui.add(Label::new(Text::Body.rich(&kept_words).color(c.text2)).wrap());
            }
            if base != kept {
                note(ui, State::Warning, &words::another_base(kept, base));
            }
            let words = Text::Body
                .rich(words::change(form, &judged, reading))
                .color(c.text);
            ui.add(Label::new(words).wrap());
            commands(ui, profile, form);
            self.buttons(ui, profile, form, base, &judged, model, settings, actions);
        });
        if base != kept || self.base.is_some() {
            self.base = Some(base);
        }
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "each is a different thing to ask"
    )]
    fn buttons(
        &self,
        ui: &mut Ui,
        profile: &Profile,
        form: &ClockForm,
        base: TimeBase,
        judged: &Judgement,
        model: &Model,
        settings: &Settings,
        actions: &mut Vec<Action>,
    ) {
        let off = why_no_setting(profile, form, model, settings).or_else(|| {
            self.sheet
                .is_some()
                .then(|| say!("clock-review-open").to_owned())
        });
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = 12.0;
            if let Some(limit) = form.synchronise_limit_s {
                let too_far = (judged.kind == ChangeKind::Set)
                    .then(|| say!("clock-synchronises-limit", limit = limit));
                let off = off.clone().or(too_far);
                let button = Button::plain(say!("clock-synchronise")).off(off.as_deref());
                if ui.add(button).clicked() {
                    let synchronise = true;
                    actions.push(Action::ReviewClock { base, synchronise });
                }
            }
            if ui
                .add(Button::plain(say!("clock-set")).off(off.as_deref()))
                .clicked()
            {
                let synchronise = false;
                actions.push(Action::ReviewClock { base, synchronise });
            }
            if let Some(reason) = &off {
                status(ui, State::ReadOnly, Text::Small, reason);
            }
        });
    }
}

/// Why the clock cannot be set now; `None` if it can.
fn why_no_setting(
    profile: &Profile,
    form: &ClockForm,
    model: &Model,
    settings: &Settings,
) -> Option<String> {
    if settings.port.is_none() {
        return Some(say!("registers-choose-port-first").to_owned());
    }
    if model.running().is_some() {
        return Some(say!("clock-under-way").to_owned());
    }
    if form.write.is_empty() {
        return Some(say!("clock-no-set", profile = &profile.name));
    }
    words::why_no_change(model.may_write, settings.role).map(str::to_owned)
}

/// The exact commands, with the form in the place of the value.
fn commands(ui: &mut Ui, profile: &Profile, form: &ClockForm) {
    match crate::clock::commands_shown(profile, form) {
        Ok(orders) => {
            for order in orders {
                command(ui, &order.to_string());
            }
        }
        Err(crate::clock::WriteError::NoCommand) => {}
        Err(error) => note(ui, State::Warning, &text::sentence(&error.to_string())),
    }
}

/// The meter's clock beside this computer's, and the difference in words.
fn faces(ui: &mut Ui, seen: ClockSeen<'_>) {
    let c = theme::colors(ui);
    let reading = seen.reading();
    card(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 12.0;
        let width = ui.available_width();
        let columns = if width >= 620.0 { 3.0 } else { 2.0 };
        let one = (width - (columns - 1.0) * size::GAP) / columns;
        let layout = Layout::left_to_right(Align::Min).with_main_wrap(true);
        let rows = if columns > 2.5 { 1.0 } else { 2.0 };
        ui.allocate_ui_with_layout(vec2(width, rows * 76.0), layout, |ui| {
            ui.spacing_mut().item_spacing = vec2(size::GAP, 8.0);
            let (time, date) = words::face(&reading.meter);
            face(ui, one, say!("clock-of-meter"), &time, &date, c.text);
            let (time, date) = words::computer(&reading);
            face(ui, one, say!("clock-of-computer"), &time, &date, c.text);
            let drift = words::drift(&seen);
            let (state, _) = text::clock(reading.drift.round(jiff::Unit::Second).ok());
            let color = if state == State::Good {
                c.text
            } else {
                state.color(c)
            };
            let within = words::within(&seen);
            face(ui, one, say!("clock-is"), &drift, &within, color);
        });
        let words = Text::Small.rich(words::how(&seen)).color(c.text2);
        ui.add(Label::new(words).wrap());
    });
}

fn face(
    ui: &mut Ui,
    width: f32,
    caption: &str,
    big: &str,
    small: &str,
    color: eframe::egui::Color32,
) {
    let c = theme::colors(ui);
    ui.allocate_ui_with_layout(vec2(width, 68.0), Layout::top_down(Align::LEFT), |ui| {
        ui.set_width(width);
        ui.spacing_mut().item_spacing.y = 0.0;
        ui.label(Text::Caption.rich(caption).color(c.text2));
        ui.add(Label::new(Text::Display.rich(big).color(color)).truncate());
        ui.add(Label::new(Text::Body.rich(small).color(c.text2)).truncate());
    });
}

/// What was set in this visit, the newest first.
fn records(ui: &mut Ui, records: &[ClockRecord]) {
    if records.is_empty() {
        return;
    }
    let c = theme::colors(ui);
    card(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 8.0;
        ui.label(Text::Heading.rich(say!("clock-set-in-visit")).color(c.text));
        for record in records.iter().rev() {
            ui.horizontal_wrapped(|ui| {
                ui.spacing_mut().item_spacing.x = 12.0;
                let (state, word) = words::outcome(record.outcome);
                status(ui, state, Text::Strong, word);
                let words = Text::Body.rich(words::record(record)).color(c.text);
                ui.add(Label::new(words).wrap());
            });
        }
    });
}

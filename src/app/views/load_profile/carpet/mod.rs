//! The carpet: one column a day, midnight on top, the value as a colour.
//!
//! What repeats each day is a band, what is missing or flagged is seen at a glance.
//! Colours, hatching and all are one texture in the pixels of the screen, made anew
//! only when what it shows or its size changes; no value is left out in it, because
//! where several share a pixel the largest is shown.

pub mod cells;
mod image;
mod legend;
mod scale;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use eframe::egui::{
    Align, Color32, Label, Layout, Mesh, Rect, Response, Role, Sense, Shape, Stroke, StrokeKind,
    TextureHandle, TextureOptions, Ui, UiBuilder, WidgetInfo, pos2, vec2,
};

use crate::app::plot::data::Plotted;
use crate::app::theme::{self, Colors, Text};
use crate::app::widgets::{card, paint};
use crate::meter::LoadProfile;
use crate::meter::load_profile::Axis;
use crate::say;
use cells::Cells;
use image::Look;
use scale::Scale;

/// The hours at the left of the days.
const HOURS: f32 = 44.0;
/// The dates below them.
const DATES: f32 = 24.0;
/// The key at the right, and the width from which there is room for it.
const KEY: f32 = 208.0;
const WITH_KEY: f32 = 620.0;
/// The line with the title.
const TITLE: f32 = 24.0;

/// What is drawn.
pub struct CarpetInput<'a> {
    pub profile: &'a Arc<LoadProfile>,
    pub axis: &'a Axis,
    pub plotted: &'a Plotted,
    /// The number of the channel among those of the profile and the lines of `plotted`.
    pub channel: usize,
    /// `kW`
    pub unit: &'a str,
    /// What the plot above has in view, as positions.
    pub shown: Option<(f64, f64)>,
    /// Of the card.
    pub height: f32,
    /// Room that is kept free at the right end of the title.
    pub corner: f32,
    /// Another number where the values of the same profile are other ones.
    pub revision: u64,
}

/// What is wished for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum CarpetWish {
    /// Show this position in the middle of the plot above.
    Show(i64),
}

/// The widget and what it keeps.
#[derive(Default)]
pub struct Carpet {
    made: Option<Made>,
    drawn: Option<Drawn>,
}

impl std::fmt::Debug for Carpet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Carpet").finish_non_exhaustive()
    }
}

/// What is made of a channel.
struct Made {
    of: (Arc<LoadProfile>, usize, u64),
    cells: Cells,
    scale: Scale,
}

/// The picture of it.
struct Drawn {
    look: Look,
    texture: TextureHandle,
}

impl Carpet {
    /// Draws the card.
    pub fn ui(&mut self, ui: &mut Ui, input: &CarpetInput<'_>) -> Option<CarpetWish> {
        self.take_over(input);
        let made = self.made.take()?;
        let wish = card(ui, |ui| self.card(ui, &made, input));
        self.made = Some(made);
        wish
    }

    /// Sorts the values into days where they are other ones.
    fn take_over(&mut self, input: &CarpetInput<'_>) {
        let key = (input.channel, input.revision);
        let known = self.made.as_ref().is_some_and(|made| {
            let (profile, channel, revision) = &made.of;
            Arc::ptr_eq(profile, input.profile) && (*channel, *revision) == key
        });
        if known {
            return;
        }
        let cells = Cells::of(input.profile, input.axis, input.plotted, input.channel);
        let scale = Scale::of(cells.range());
        self.made = Some(Made {
            of: (Arc::clone(input.profile), input.channel, input.revision),

            cells,
            scale,
        });
        self.drawn = None;
    }

    fn card(&mut self, ui: &mut Ui, made: &Made, input: &CarpetInput<'_>) -> Option<CarpetWish> {
        let c = theme::colors(ui);
        let width = ui.available_width();
        let inner = (input.height - 34.0).max(TITLE + DATES + 48.0);
        let (_, all) = ui.allocate_space(vec2(width, inner));
        let title = Rect::from_min_size(all.min, vec2(width, TITLE));
        let end = paint::line(
            ui,
            title.left(),
            title.center().y,
            Text::Strong,
            c.text,
            say!("load-days"),
        );
        let said = self.said(made, input);
        let mut rest = Rect::from_min_max(pos2(end + 8.0, title.top()), title.max);
        rest.max.x -= input.corner;
        paint::label(ui, rest, Text::Body, c.text2, &said);
        let mut body = all;
        body.min.y = title.bottom() + 8.0;
        if made.cells.days.is_empty() {
            let words = match made.cells.slots {
                0 => say!("load-no-course"),
                _ => say!("load-no-known-time"),
            };
            paint::label(ui, body, Text::Body, c.text2, words);
            return None;
        }
        let with_key = width >= WITH_KEY;
        let mut carpet = body;
        carpet.min.x += HOURS;
        carpet.max.y -= DATES;
        if with_key {
            carpet.max.x -= KEY + 24.0;
        }
        let wish = self.days(ui, carpet, made, input);
        if with_key {
            let mut key = body;
            key.min.x = body.right() - KEY;
            let builder = UiBuilder::new().id_salt("key").max_rect(key);
            let layout = Layout::top_down(Align::LEFT);
            let mut key = ui.new_child(builder.layout(layout));
            legend::ui(&mut key, &made.scale, input.unit);
            for note in cells::notes(input.axis, &made.cells) {
                key.add(Label::new(Text::Caption.rich(note).color(c.text2)).wrap());
            }
        }
        wish
    }

    /// `1.5.0, one column a day, 00:00 on top`
    fn said(&self, made: &Made, input: &CarpetInput<'_>) -> String {
        let channel = input.profile.channels.get(input.channel);
        let address = channel.map_or("", super::words::short_code);
        let shared = self
            .drawn
            .as_ref()
            .map_or(1, |drawn| drawn.look.days_in_column(made.cells.days.len()));
        match shared {
            0 | 1 => say!("load-column-a-day", address = address),
            days => say!("load-column-days", address = address, count = days),
        }
    }

    fn days(
        &mut self,
        ui: &mut Ui,
        place: Rect,
        made: &Made,
        input: &CarpetInput<'_>,
    ) -> Option<CarpetWish> {
        let c = theme::colors(ui);
        if place.width() < 16.0 || place.height() < 16.0 {
            return None;
        }
        let pixels = ui.ctx().pixels_per_point();
        let most = ui.input(|input| input.max_texture_side);
        let look = Look::of(place.size(), pixels, most, c);
        if self.drawn.as_ref().is_none_or(|drawn| drawn.look != look) {
            let image = look.paint(&made.cells, &made.scale);
            let options = TextureOptions::NEAREST;
            match &mut self.drawn {
                Some(drawn) => {
                    drawn.texture.set(image, options);
                    drawn.look = look;
                }
                None => {
                    let texture = ui.ctx().load_texture("carpet", image, options);
                    self.drawn = Some(Drawn { look, texture });
                }
            }
        }
        let drawn = self.drawn.as_ref()?;
        let mut mesh = Mesh::with_texture(drawn.texture.id());
        let uv = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
        mesh.add_rect_with_uv(place, uv, Color32::WHITE);
        ui.painter().add(Shape::mesh(mesh));
        axes(ui, place, &made.cells);
        frames(ui, place, &made.cells, c);
        if let Some((from, to)) = input.shown {
            window(ui, place, &made.cells, from, to);
        }
        let response = ui.interact(place, ui.scope_id().with("carpet"), Sense::click_and_drag());
        response.widget_info(|| WidgetInfo::labeled(Role::Image, true, made.cells.in_words()));
        self.hand(&response, place, made, input)
    }

    /// What the pointer is on, in words, and where it wants to go.
    fn hand(
        &self,
        response: &Response,
        place: Rect,
        made: &Made,
        input: &CarpetInput<'_>,
    ) -> Option<CarpetWish> {
        let at = response.hover_pos().or(response.interact_pointer_pos())?;
        let across = f64::from((at.x - place.left()) / place.width());
        let down = f64::from((at.y - place.top()) / place.height());
        let told = made
            .cells
            .told(across, down, input.profile, input.axis, input.channel)?;
        let unit = input.unit;
        let moves = response.clicked() || response.dragged();
        if !response.dragged() {
            response.clone().on_hover_ui_at_pointer(|ui| {
                let c = theme::colors(ui);
                ui.spacing_mut().item_spacing.y = 2.0;
                ui.label(Text::SmallStrong.rich(&told.time).color(c.text));
                let value = match &told.value {
                    Some(raw) => format!("{raw} {unit}"),
                    None => say!("load-no-data").to_owned(),
                };
                ui.label(Text::Body.rich(value.trim_end()).color(c.text));
                if !told.flags.is_empty() {
                    ui.label(Text::Small.rich(&told.flags).color(c.text2));
                }
            });
        }
        moves.then_some(CarpetWish::Show(told.position))
    }
}

/// Hours at the left and dates below.
fn axes(ui: &Ui, place: Rect, cells: &Cells) {
    let c = theme::colors(ui);
    let step = if place.height() >= 90.0 { 6 } else { 12 };
    for hour in (0..=24_i16).step_by(step) {
        let y = place.top() + place.height() * f32::from(hour) / 24.0;
        let words = format!("{hour:02}:00");
        let right = place.left() - 8.0;
        let middle = y.clamp(place.top() + 2.0, place.bottom() - 1.0);
        paint::line_right(ui, right, middle, Text::Caption, c.text2, &words);
    }
    let line = Stroke::new(1.0, c.control);
    let width = place.width() / cells.days.len().max(1) as f32;
    let mut free = place.left() - 2.0;
    for (day, label) in cells::dates(&cells.days, width) {
        let x = place.left() + width * day as f32;
        let long = paint::width(ui, Text::Caption, &label);
        if x < free || x + long > place.right() + 24.0 {
            continue;
        }
        ui.painter()
            .vline(x, place.bottom()..=place.bottom() + 5.0, line);
        let middle = place.bottom() + 14.0;
        free = paint::line(ui, x + 4.0, middle, Text::Caption, c.text2, &label) + 12.0;
    }
}

/// Frames around what the meter flagged, with a hair of the surface around them: the map
/// has colours near that of the frame.
fn frames(ui: &Ui, place: Rect, cells: &Cells, c: &Colors) {
    let (width, height) = (place.width(), place.height());
    let days = cells.days.len().max(1) as f32;
    let slots = cells.slots.max(1) as f32;
    let painter = ui.painter_at(place);
    for flagged in &cells.flagged {
        let x = |day: usize| place.left() + width * day as f32 / days;
        let y = |slot: usize| place.top() + height * slot as f32 / slots;
        let mut frame = Rect::from_min_max(
            pos2(x(flagged.first_day), y(flagged.from)),
            pos2(x(flagged.last_day + 1), y(flagged.to)),
        );
        // Never too small to be seen.
        let more = vec2(
            (6.0 - frame.width()).max(0.0) / 2.0,
            (6.0 - frame.height()).max(0.0) / 2.0,
        );
        frame = frame.expand2(more);
        let (hair, stroke) = (Stroke::new(1.0, c.surface), Stroke::new(1.5, c.warn));
        painter.rect_stroke(frame, 0, hair, StrokeKind::Outside);
        painter.rect_stroke(frame, 0, stroke, StrokeKind::Inside);
    }
}

/// The frame around the days that the plot above has in view.
fn window(ui: &Ui, place: Rect, cells: &Cells, from: f64, to: f64) {
    let c = theme::colors(ui);
    let (Some(from), Some(to)) = (cells.across(from), cells.across(to)) else {
        return;
    };
    let x = |share: f64| place.left() + place.width() * share as f32;
    let mut frame = Rect::from_min_max(pos2(x(from), place.top()), pos2(x(to), place.bottom()));
    frame = frame.expand2(vec2((4.0 - frame.width()).max(0.0) / 2.0, 0.0));
    let white = Stroke::new(2.0, Color32::WHITE);
    ui.painter()
        .rect_stroke(frame, 1, white, StrokeKind::Outside);
    if !c.dark {
        // White is not seen on white.
        let edge = Stroke::new(1.0, c.text);
        let outside = frame.expand(2.0);
        ui.painter()
            .rect_stroke(outside, 2, edge, StrokeKind::Outside);
    }
}

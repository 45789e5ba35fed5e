//! What is known of the chosen register, below the table.

use eframe::egui::{Align, Label, Layout, Margin, Rect, Stroke, Ui, UiBuilder, vec2};

use super::rows::Row;
use super::table::Wish;
use super::words;
use crate::app::text;
use crate::app::theme::{self, Text, icon, size};
use crate::app::widgets::{Button, paint};
use crate::order::Order;
use crate::profile::Profile;
use crate::say;

/// The whole of it, and a line where there is little room.
const WHOLE: f32 = 152.0;
const LINE: f32 = 48.0;
/// From this height of the card on there is room for the whole.
const ROOMY: f32 = 400.0;

/// How high it is in a card so high.
pub(super) fn height(card: f32) -> f32 {
    if card >= ROOMY { WHOLE } else { LINE }
}

/// Draws it; returns what is wished for.
pub(super) fn ui(
    ui: &mut Ui,
    place: Rect,
    row: &Row,
    profile: Option<&Profile>,
    busy: bool,
) -> Option<Wish> {
    let c = theme::colors(ui);
    let edge = Stroke::new(1.0, c.line);
    ui.painter().hline(place.x_range(), place.top() + 0.5, edge);
    let inner = place.shrink2(vec2(20.0, 6.0));
    let mut ui = ui.new_child(
        UiBuilder::new()
            .id_salt("register detail")
            .max_rect(inner)
            .layout(Layout::top_down(Align::LEFT)),
    );
    ui.shrink_clip_rect(place);
    ui.spacing_mut().item_spacing = vec2(8.0, 2.0);
    if place.height() < WHOLE {
        return deeds(&mut ui, inner, row, profile, busy);
    }
    let register = &row.register;
    ui.add_space(2.0);
    let (_, head) = ui.allocate_space(vec2(ui.available_width(), 20.0));
    let middle = head.center().y;
    let name = match register.name.as_str() {
        "" => register.address.as_str().into(),
        name => text::register_name(name),
    };
    let end = paint::line(&ui, head.left(), middle, Text::Strong, c.text, &name);
    let (left, right) = (end + 12.0, head.right());
    let sent = match (&row.sent, &row.value) {
        (Some(sent), _) => format!("{}{sent}", register.address),
        (None, Some((raw, _))) => format!("{}({raw})", register.address),
        (None, None) => register.address.clone(),
    };
    paint::line_cut(&ui, left, right, middle, Text::Mono, c.text2, &sent);
    let said = row.state.detail();
    let (words, color) = match (said, &row.reason, register.help.as_str()) {
        ("", Some(reason), "") => (reason.as_str(), c.staged),
        ("", _, "") => (say!("registers-says-nothing-else"), c.text3),
        ("", _, help) => (text::of_profile(help), c.text2),
        (said, ..) => {
            let color = row.state.state().map_or(c.text, |state| state.color(c));
            (said, color)
        }
    };
    let (_, room) = ui.allocate_space(vec2(ui.available_width(), 40.0));
    let mut text = ui.new_child(UiBuilder::new().max_rect(room));
    text.shrink_clip_rect(room);
    text.add(Label::new(Text::Body.rich(words).color(color)).wrap())
        .on_hover_text(words);
    let mut traits = words::traits(register, profile);
    if register.write_level().is_some() {
        traits = format!("{} · {traits}", words::limits(register));
    }
    let (_, line) = ui.allocate_space(vec2(ui.available_width(), 20.0));
    let (left, right, middle) = (line.left(), line.right(), line.center().y);
    paint::line_cut(&ui, left, right, middle, Text::Small, c.text2, &traits);
    let mut foot = inner;
    foot.min.y = inner.bottom() - size::CONTROL - 4.0;
    deeds(&mut ui, foot, row, profile, busy)
}

/// The exact command that reads it, and what can be done.
fn deeds(
    ui: &mut Ui,
    place: Rect,
    row: &Row,
    profile: Option<&Profile>,
    busy: bool,
) -> Option<Wish> {
    let c = theme::colors(ui);
    let register = &row.register;
    let mut wish = None;
    let layout = Layout::right_to_left(Align::Center);
    let mut right = ui.new_child(UiBuilder::new().max_rect(place).layout(layout));
    right.spacing_mut().item_spacing.x = 4.0;
    let off = busy.then_some(say!("registers-session-ended"));
    if register.write_level().is_some() {
        let button = Button::plain(say!("registers-edit"))
            .icon(icon::PENCIL_SIMPLE)
            .key("F2");
        if right
            .add(button.name(say!("registers-edit-name")))
            .clicked()
        {
            wish = Some(Wish::Edit);
        }
    }
    if row.staged.is_some() {
        let button = Button::quiet(say!("registers-unstage")).name(say!("registers-unstage-name"));
        if right.add(button).clicked() {
            wish = Some(Wish::Unstage);
        }
    }
    let speaks = profile.filter(|profile| profile.programming.is_some());
    if register.is_readable() && speaks.is_some() {
        let button = Button::quiet(say!("registers-read")).off(off);
        if right
            .add(button.name(say!("registers-read-name")))
            .clicked()
        {
            wish = Some(Wish::Read);
        }
    }
    if let Some(profile) = speaks
        && register.is_readable()
    {
        let end = right.min_rect().left() - 8.0;
        let command = Order::read(profile, register).to_string();
        chip(ui, place, end, &command, c.unknown_soft);
    }
    wish
}

/// A command on a soft fill, from the left of `place`.
fn chip(ui: &Ui, place: Rect, end: f32, command: &str, fill: eframe::egui::Color32) {
    let c = theme::colors(ui);
    let pad = Margin::symmetric(8, 4);
    let room = end - place.left() - 2.0 * f32::from(pad.left);
    let width = paint::width(ui, Text::Mono, command).min(room);
    let mut rect = place;
    rect.max.x = rect.min.x + width + 2.0 * f32::from(pad.left);
    rect.min.y = place.center().y - 12.0;
    rect.max.y = place.center().y + 12.0;
    ui.painter().rect_filled(rect, size::RADIUS_TAG, fill);
    let (left, right) = (rect.left() + 8.0, rect.right() - 7.0);
    let middle = rect.center().y;
    paint::line_cut(ui, left, right, middle, Text::Mono, c.text2, command);
}

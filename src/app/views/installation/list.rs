//! A check list: points to tick, each with its time and a note; seals, notes, photos.

use eframe::egui::{Frame, Id, Label, Margin, ScrollArea, TextEdit, Ui, vec2};

use super::words;
use crate::app::action::Action;
use crate::app::model::{Model, Note, Noted};
use crate::app::text;
use crate::app::theme::{self, Text, icon, size};
use crate::app::views::confirm::note;
use crate::app::widgets::{Button, EditField, State, card, check_box};
use crate::installation::list::{CheckList, ListKind, Photo, Record};

/// What a note beside a point needs at least; below this it stands under the point.
const NOTE: f32 = 240.0;
const TIME: f32 = 72.0;

/// Draws the list of that kind.
pub(super) fn ui(ui: &mut Ui, kind: ListKind, model: &Model, actions: &mut Vec<Action>) {
    let noted = &model.inspection.noted;
    if *noted == Noted::NotLooked && model.meter_checked().is_some() {
        actions.push(Action::LookForNotes);
    }
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 12.0;
        if let Noted::Unreadable(reason) = noted {
            note(ui, State::Wrong, &words::unreadable(reason));
        }
        let Some(record) = noted.record() else {
            if model.meter_checked().is_none() {
                note(ui, State::Unknown, words::no_meter());
            }
            return;
        };
        let is_open = matches!(noted, Noted::UnderWay(_));
        let meter = model.meter_checked();
        if is_open && meter.is_some_and(|meter| meter.serial_number.is_none()) {
            note(ui, State::Warning, words::no_serial());
        }
        if !is_open {
            note(ui, State::ReadOnly, words::past());
        }
        ui.add_enabled_ui(is_open, |ui| {
            if let Some(list) = record.list(kind) {
                points(ui, list, actions);
            }
            beside(ui, record, actions);
            photos(ui, &record.photos, actions);
        });
        if is_open {
            let off = (!record.is_begun()).then(|| words::nothing_noted().to_owned());
            let button = Button::accented(words::store()).icon(icon::FLOPPY_DISK);
            if ui.add(button.off(off.as_deref())).clicked() {
                actions.push(Action::StoreCheck);
            }
        }
    });
}

fn points(ui: &mut Ui, list: &CheckList, actions: &mut Vec<Action>) {
    let c = theme::colors(ui);
    card(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        let done = words::ticked(list.ticked(), list.points.len());
        ui.label(Text::Heading.rich(done).color(c.text));
        ui.add_space(4.0);
        for (number, point) in list.points.iter().enumerate() {
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = 8.0;
                let whole = ui.available_width();
                let mut ticked = point.ticked_at.is_some();
                let room = (whole - TIME - NOTE - 16.0).max(200.0);
                ui.allocate_ui(vec2(room, size::CONTROL), |ui| {
                    ui.set_min_width(room);
                    if check_box(ui, &mut ticked, &text::register_name(&point.text)).changed() {
                        actions.push(Action::Note(Note::Tick(list.kind, number)));
                    }
                });
                ui.allocate_ui(vec2(TIME, size::CONTROL), |ui| {
                    ui.set_min_width(TIME);
                    if let Some(at) = &point.ticked_at {
                        let time = at.strftime("%H:%M:%S").to_string();
                        ui.label(Text::Small.rich(time).color(c.text2))
                            .on_hover_text(at.strftime("%Y-%m-%d %H:%M:%S %:z").to_string());
                    }
                });
                let mut text = point.note.clone();
                let name = words::note_on(&text::register_name(&point.text));
                let id = Id::unique(("note on point", words::list_name(list.kind), number));
                if written(ui, &mut text, &name, id, NOTE.min(whole * 0.3)) {
                    actions.push(Action::Note(Note::Point(list.kind, number, text)));
                }
            });
        }
    });
}

/// A line to write on; `true` when it was changed.
fn written(ui: &mut Ui, text: &mut String, name: &str, id: Id, width: f32) -> bool {
    let c = theme::colors(ui);
    let edit = TextEdit::singleline(text)
        .id(id)
        .frame(
            Frame::new()
                .inner_margin(Margin::symmetric(8, 6))
                .fill(c.sunken),
        )
        .margin(Margin::ZERO)
        .font(Text::Small.font())
        .text_color(c.text)
        .hint_text(Text::Small.rich(words::note_hint()).color(c.text3))
        .desired_width(width);
    ui.add(edit).accessible_name(name).changed()
}

/// Seals and notes.
fn beside(ui: &mut Ui, record: &Record, actions: &mut Vec<Action>) {
    card(ui, |ui| {
        ui.spacing_mut().item_spacing = vec2(12.0, 12.0);
        ui.horizontal_wrapped(|ui| {
            let width = ((ui.available_width() - 12.0) / 2.0).clamp(200.0, 480.0);
            let [old, new] = words::seals();
            let mut text = record.seals_old.clone();
            if field(ui, old, &mut text, width) {
                actions.push(Action::Note(Note::SealsOld(text)));
            }
            let mut text = record.seals_new.clone();
            if field(ui, new, &mut text, width) {
                actions.push(Action::Note(Note::SealsNew(text)));
            }
        });
        let mut text = record.notes.clone();
        let width = ui.available_width();
        if field(ui, words::notes(), &mut text, width) {
            actions.push(Action::Note(Note::Notes(text)));
        }
    });
}

fn field(ui: &mut Ui, caption: &str, text: &mut String, width: f32) -> bool {
    let enabled = ui.is_enabled();
    ui.add(EditField {
        caption,
        text,
        hint: "",
        width,
        enabled,
        mono: false,
        id: Id::unique(("check list", caption)),
    })
    .changed()
}

fn photos(ui: &mut Ui, photos: &[Photo], actions: &mut Vec<Action>) {
    let c = theme::colors(ui);
    card(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 6.0;
        ui.horizontal(|ui| {
            ui.label(
                Text::Heading
                    .rich(words::photos(photos.len()))
                    .color(c.text),
            );
            ui.add_space(8.0);
            let button = Button::plain(words::attach()).icon(icon::PLUS);
            if ui.add(button).clicked() {
                actions.push(Action::AskForPhoto);
            }
        });
        if photos.is_empty() {
            let words = Text::Small.rich(words::no_photos()).color(c.text2);
            ui.add(Label::new(words).wrap());
        }
        for (number, photo) in photos.iter().enumerate() {
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = 12.0;
                ui.label(Text::Body.rich(&photo.original).color(c.text));
                ui.label(Text::Small.rich(words::photo(photo)).color(c.text2));
                let name = words::drop_photo(&photo.original);
                if ui.add(Button::square(icon::X, &name)).clicked() {
                    actions.push(Action::Note(Note::DropPhoto(number)));
                }
            });
        }
    });
}

//! A field for a password.
//!
//! What is typed is wiped when it is dropped. It is in no undo, on no clipboard and
//! in no value of the accessibility tree, which is why this is not a text field of
//! egui. Knows nothing about levels and meters.

use std::fmt;

use eframe::egui::{
    Context, Event, EventFilter, Id, Key, Modifiers, Rect, Response, Role, Sense, Stroke,
    StrokeKind, Ui, UiBuilder, Widget, WidgetInfo, pos2, vec2,
};
use zeroize::{Zeroize, Zeroizing};

use super::{Button, paint};
use crate::app::theme::{self, IconWeight, Text, icon, size};
use crate::say;
use crate::secret::Password;

/// The most characters that are taken.
const LONGEST: usize = 128;
/// Enough for any of them, so that the text never moves and leaves a copy behind.
const CAPACITY: usize = LONGEST * 4;
/// What stands for a character.
const DOT: &str = "•";

/// A password while it is typed.
#[derive(Clone)]
pub struct TypedPassword {
    text: Zeroizing<String>,
    /// Before which character the cursor is.
    cursor: usize,
    /// The next character takes the place of all.
    all: bool,
    /// Whether it is shown.
    shown: bool,
}

impl Default for TypedPassword {
    fn default() -> TypedPassword {
        TypedPassword {
            text: Zeroizing::new(String::with_capacity(CAPACITY)),
            cursor: 0,
            all: false,
            shown: false,
        }
    }
}

impl fmt::Debug for TypedPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(crate::secret::MASK)
    }
}

impl TypedPassword {
    /// Whether nothing is typed.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// How many characters are typed.
    pub fn len(&self) -> usize {
        self.text.chars().count()
    }

    /// What is typed.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Empties the field and hands over what was in it.
    pub fn take(&mut self) -> Password {
        let password = Password::new(self.text.to_string());
        self.clear();
        password
    }

    /// Wipes what is typed.
    pub fn clear(&mut self) {
        self.text.zeroize();
        *self = TypedPassword::default();
    }

    fn at(&self, cursor: usize) -> usize {
        self.text
            .char_indices()
            .nth(cursor)
            .map_or(self.text.len(), |(at, _)| at)
    }

    fn insert(&mut self, text: &str) {
        self.drop_chosen();
        for c in text.chars().filter(|c| !c.is_control()) {
            if self.len() < LONGEST {
                let at = self.at(self.cursor);
                self.text.insert(at, c);
                self.cursor += 1;
            }
        }
    }

    fn drop_chosen(&mut self) -> bool {
        let chosen = std::mem::take(&mut self.all);
        if chosen {
            self.text.zeroize();
            self.cursor = 0;
        }
        chosen
    }

    /// Takes the character in front of (`back`) or behind the cursor away.
    fn erase(&mut self, back: bool) {
        if self.drop_chosen() || back && self.cursor == 0 {
            return;
        }
        if back {
            self.cursor -= 1;
        }
        if self.cursor < self.len() {
            let at = self.at(self.cursor);
            self.text.remove(at);
        }
    }

    /// Takes an event; `false` leaves it to others.
    fn heed(&mut self, event: &Event) -> bool {
        match event {
            Event::Text(text) | Event::Paste(text) => self.insert(text),
            Event::Key {
                key,
                pressed: true,
                modifiers,
                ..
            } => return self.press(*key, *modifiers),
            // Nothing of it goes to the clipboard.
            Event::Copy | Event::Cut => {}
            _ => return false,
        }
        true
    }

    fn press(&mut self, key: Key, modifiers: Modifiers) -> bool {
        match key {
            Key::A if modifiers.command => {
                self.all = true;
                return true;
            }
            // Undoing here must not undo elsewhere.
            Key::Z | Key::Y if modifiers.command => return true,
            Key::Backspace if modifiers.command => self.clear(),
            Key::Backspace => self.erase(true),
            Key::Delete => self.erase(false),
            Key::ArrowLeft => self.cursor = self.cursor.saturating_sub(1),
            Key::ArrowRight => self.cursor = (self.cursor + 1).min(self.len()),
            Key::Home => self.cursor = 0,
            Key::End => self.cursor = self.len(),
            _ => return false,
        }
        self.all = false;
        true
    }
}

/// The field: caption over dots, an eye at its right. 44 high.
pub struct PasswordField<'a> {
    /// `Password, level 1`; also its name.
    pub caption: &'a str,
    pub typed: &'a mut TypedPassword,
    pub width: f32,
    pub enabled: bool,
    pub id: Id,
}

impl Widget for PasswordField<'_> {
    fn ui(self, ui: &mut Ui) -> Response {
        let c = theme::colors(ui);
        let (rect, _) = ui.allocate_exact_size(vec2(self.width, size::CONTROL_BIG), Sense::hover());
        let mut place = rect;
        place.max.x -= size::CONTROL_BIG;
        let sense = if self.enabled {
            Sense::click()
        } else {
            Sense::hover()
        };
        let mut response = ui.interact(place, self.id, sense);
        response
            .widget_info(|| WidgetInfo::labeled(Role::PasswordInput, self.enabled, self.caption));
        if response.clicked() {
            response.request_focus();
        }
        let focused = response.has_focus() && self.enabled;
        if focused && take_events(ui, self.id, self.typed) {
            response.mark_changed();
        }
        let fill = if self.enabled { c.surface } else { c.sunken };
        let edge = match (self.enabled, focused) {
            (false, _) => Stroke::new(1.0, c.line),
            (true, true) => Stroke::new(2.0, c.accent),
            (true, false) => Stroke::new(c.control_width(), c.control),
        };
        ui.painter()
            .rect(rect, size::RADIUS_CONTROL, fill, edge, StrokeKind::Inside);
        let key = pos2(rect.left() + 23.0, rect.center().y);
        paint::icon(
            ui.painter(),
            key,
            icon::KEY,
            IconWeight::Regular,
            20.0,
            c.text2,
        );
        draw_text(ui, place, self.caption, self.typed, focused);
        eye(ui, rect, self.caption, self.typed);
        response
    }
}

/// Whether a password is being typed.
pub fn is_focused(ctx: &Context) -> bool {
    let last: Option<Id> = ctx.data(|data| data.get_temp(Id::unique(Focused)));
    last.is_some() && ctx.memory(|memory| memory.focused()) == last
}

#[derive(Debug, Hash)]
struct Focused;

/// Hands the keyboard to the field; says whether anything came of it.
fn take_events(ui: &Ui, id: Id, typed: &mut TypedPassword) -> bool {
    ui.data_mut(|data| data.insert_temp(Id::unique(Focused), id));
    ui.memory_mut(|memory| {
        memory.set_focus_lock_filter(
            id,
            EventFilter {
                horizontal_arrows: true,
                ..EventFilter::default()
            },
        );
    });
    ui.input_mut(|input| {
        let before = input.events.len();
        input.events.retain(|event| !typed.heed(event));
        input.events.len() != before
    })
}

fn draw_text(ui: &Ui, place: Rect, caption: &str, typed: &TypedPassword, focused: bool) {
    let c = theme::colors(ui);
    let (left, right) = (place.left() + 42.0, place.right() - 4.0);
    let top = place.top() + 13.0;
    paint::line_cut(ui, left, right, top, Text::Caption, c.text2, caption);
    let middle = place.top() + 29.0;
    let painter = ui.painter_at(Rect::from_x_y_ranges(left..=right, place.y_range()));
    let text = Zeroizing::new(if typed.shown {
        typed.text.to_string()
    } else {
        DOT.repeat(typed.len())
    });
    let before: Zeroizing<String> = Zeroizing::new(text.chars().take(typed.cursor).collect());
    let cursor = paint::width(ui, Text::Mono, &before);
    // A long one is shifted so that the cursor stays in sight.
    let shift = (cursor - (right - left) + 4.0).max(0.0);
    if typed.all && !typed.is_empty() {
        let width = paint::width(ui, Text::Mono, &text);
        let chosen = Rect::from_min_size(pos2(left, middle - 9.0), vec2(width, 18.0));
        painter.rect_filled(chosen, 2, c.select);
    }
    let galley = painter.layout_job(Text::Mono.job(text.as_str(), c.text));
    let at = pos2(left - shift, middle - galley.size().y / 2.0);
    painter.galley(at, galley, c.text);
    if focused {
        let x = left - shift + cursor + 0.5;
        painter.vline(x, middle - 9.0..=middle + 9.0, Stroke::new(2.0, c.text));
    }
}

fn eye(ui: &mut Ui, field: Rect, caption: &str, typed: &mut TypedPassword) {
    let place = Rect::from_min_max(
        pos2(field.right() - 40.0, field.top() + 4.0),
        pos2(field.right() - 4.0, field.bottom() - 4.0),
    );
    let mut child = ui.new_child(UiBuilder::new().max_rect(place));
    let (symbol, name) = if typed.shown {
        (icon::EYE_SLASH, say!("widget-hide", field = caption))
    } else {
        (icon::EYE, say!("widget-show", field = caption))
    };
    if child.add(Button::square(symbol, &name)).clicked() {
        typed.shown = !typed.shown;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str) -> TypedPassword {
        let mut typed = TypedPassword::default();
        typed.insert(text);
        typed
    }

    fn press(typed: &mut TypedPassword, keys: &[Key]) {
        for key in keys {
            assert!(typed.press(*key, Modifiers::NONE), "{key:?}");
        }
    }

    #[test]
    fn keys_edit_at_the_cursor() {
        let mut field = typed("1234");
        press(&mut field, &[Key::ArrowLeft, Key::Backspace]);
        assert_eq!(field.as_str(), "124");
        press(&mut field, &[Key::Home, Key::Backspace, Key::Delete]);
        assert_eq!(field.as_str(), "24");
        field.insert("é\n");
        assert_eq!(field.as_str(), "é24");
        press(&mut field, &[Key::End, Key::ArrowRight, Key::Backspace]);
        assert_eq!(field.as_str(), "é2");
        assert!(
            !field.press(Key::Enter, Modifiers::NONE),
            "it is for others"
        );
    }

    #[test]
    fn all_of_it_is_replaced_by_the_next_character() {
        let mut field = typed("1234");
        assert!(field.press(Key::A, Modifiers::COMMAND));
        field.insert("9");
        assert_eq!(field.as_str(), "9");
        assert_eq!(field.take().reveal(), "9");
        assert!(field.is_empty());
    }

    #[test]
    fn it_never_moves_in_memory_and_never_prints_itself() {
        let mut field = typed("1");
        let place = field.text.as_ptr();
        field.insert(&"é".repeat(500));
        assert_eq!(field.len(), LONGEST);
        assert_eq!(field.text.as_ptr(), place);
        assert_eq!(format!("{field:?}"), "•••");
    }
}

//! The keyboard: which key means which wish.

use eframe::egui::{Context, InputState, Key, KeyboardShortcut, Modifiers};

use super::action::Action;
use super::page::Page;
use super::settings::Settings;
use super::theme::Appearance;
use super::widgets::password;

const PAGE_KEYS: [Key; 9] = [
    Key::Num1,
    Key::Num2,
    Key::Num3,
    Key::Num4,
    Key::Num5,
    Key::Num6,
    Key::Num7,
    Key::Num8,
    Key::Num9,
];

/// Turns the keys of this frame into wishes. `running`: Esc cancels.
pub(super) fn collect(
    ctx: &Context,
    settings: &Settings,
    running: bool,
    actions: &mut Vec<Action>,
) {
    let typing = ctx.text_edit_focused() || password::is_focused(ctx);
    ctx.input_mut(|input| {
        if pressed(input, Modifiers::NONE, Key::F5) && !running {
            actions.push(Action::Read { every_way: false });
        }
        if running && !typing && pressed(input, Modifiers::NONE, Key::Escape) {
            actions.push(Action::Cancel);
        }
        for (page, key) in Page::numbered().zip(PAGE_KEYS) {
            if pressed(input, Modifiers::COMMAND, key) {
                actions.push(Action::Show(page));
            }
        }
        for (key, action) in [
            (Key::D, Action::Show(Page::Round)),
            (Key::T, Action::ToggleTrace),
            (Key::L, Action::FocusPort),
            (Key::F, Action::FocusSearch),
            (Key::S, Action::Save),
            (Key::E, Action::Save),
            (Key::O, Action::Open),
            (Key::P, Action::Report),
        ] {
            if pressed(input, Modifiers::COMMAND, key) {
                actions.push(action);
            }
        }
        if pressed(input, Modifiers::COMMAND | Modifiers::SHIFT, Key::Enter) {
            actions.push(Action::ShowReview);
        }
        if !typing && pressed(input, Modifiers::COMMAND, Key::Z) {
            actions.push(Action::UndoStaging);
        }
        let now = settings.appearance;
        let scaled = if pressed(input, Modifiers::COMMAND, Key::Plus)
            || pressed(input, Modifiers::COMMAND, Key::Equals)
        {
            now.larger()
        } else if pressed(input, Modifiers::COMMAND, Key::Minus) {
            now.smaller()
        } else if pressed(input, Modifiers::COMMAND, Key::Num0) {
            Appearance { scale: 100, ..now }
        } else {
            now
        };
        if scaled != now {
            actions.push(Action::Change(Box::new(Settings {
                appearance: scaled,
                ..settings.clone()
            })));
        }
    });
}

fn pressed(input: &mut InputState, modifiers: Modifiers, key: Key) -> bool {
    input.consume_shortcut(&KeyboardShortcut::new(modifiers, key))
}

//! The window in other languages than English.

use super::*;
use crate::language;

fn speaking(language: Language) -> Settings {
    Settings {
        language: Some(language),
        ..ready()
    }
}

impl Window {
    /// Opens the field of this name.
    fn open(&mut self, field: &str) {
        self.harness
            .get_by_role_and_label(Role::ComboBox, field)
            .click();
        self.harness.run();
    }
}

#[test]
fn the_language_is_switched_at_once_and_remembered() {
    let mut window = window(vec2(1280.0, 1000.0), ready());
    window.click("Settings");
    window.open("Language");
    window.click("Deutsch");
    for german in ["Lastgang", "Einstellungen", "Hoher Kontrast"] {
        window.shows(german);
    }
    window.does_not_show("Load profile");
    let chosen = window.harness.state().store.get().language;
    assert_eq!(chosen, Some(Language::German));
    window.open("Sprache");
    window.click("Wie der Computer");
    window.shows("Load profile");
    assert_eq!(window.harness.state().store.get().language, None);
}

#[test]
fn a_started_language_says_so_and_is_filled_up_with_english() {
    let mut window = window(vec2(1280.0, 1000.0), speaking(Language::Turkish));
    window.click("Ayarlar");
    window.shows("Yük profili");
    window.shows("Time limits");
    window.open("Language");
    window.shows("Русский, in part");
    window.does_not_show("Deutsch, in part");
}

#[test]
fn a_window_speaks_the_language_of_the_computer_unless_another_is_chosen() {
    let mut window = window(USUAL, ready());
    window.harness.state_mut().language = Language::Russian;
    window.harness.run();
    window.shows("Счётчик");
    let english = Settings {
        language: Some(Language::English),
        ..ready()
    };
    window.harness.state_mut().store.set(english);
    window.harness.run();
    window.shows("Load profile");
    assert_eq!(language::current(), Language::English);
}

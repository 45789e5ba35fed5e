//! The window in other languages than English.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::*;
use crate::language::{self, Words};

fn speaking(language: Language) -> Settings {
    Settings {
        language: Some(language),
        ..ready()
    }
}

/// The texts that take no arguments and are others in German, English and German.
fn translated() -> BTreeMap<String, &'static str> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/languages/en");
    let mut translated = BTreeMap::new();
    for file in fs::read_dir(folder).unwrap() {
        let text = fs::read_to_string(file.unwrap().path()).unwrap();
        for (id, english) in text.lines().filter_map(|line| line.split_once(" = ")) {
            let german = Words::of(Language::German).plain(id);
            if let Some(german) = german.filter(|german| *german != english) {
                translated.insert(english.to_owned(), german);
            }
        }
    }
    translated
}

impl Window {
    /// Opens the field of this name.
    fn open(&mut self, field: &str) {
        self.harness
            .get_by_role_and_label(Role::ComboBox, field)
            .click();
        self.harness.run();
    }

    /// Looks for English where German is spoken.
    #[track_caller]
    fn speaks_german(&self, place: &str) {
        let translated = translated();
        let nodes = self.harness.root().children_recursive();
        let words = nodes.flat_map(|node| {
            let node = node.accesskit_node();
            [
                node.label(),
                node.value(),
                node.placeholder().map(str::to_owned),
            ]
        });
        let left: Vec<String> = words
            .flatten()
            .filter_map(|english| {
                let german = translated.get(&english)?;
                Some(format!("{english:?} for {german:?}"))
            })
            .collect();
        assert!(left.is_empty(), "{left:#?} on {place}");
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
    window.open("Dil");
    window.shows("Русский, kısmen");
    window.does_not_show("Deutsch, kısmen");
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

#[test]
fn no_page_of_a_german_window_speaks_english() {
    let mut window = window(vec2(1280.0, 1000.0), speaking(Language::German));
    window.speaks_german("the first start");
    for page in [
        Page::Meter,
        Page::Registers,
        Page::LoadProfile,
        Page::Logbook,
        Page::Clock,
        Page::InstallationCheck,
        Page::Round,
        Page::ParameterSets,
        Page::Visits,
        Page::DeviceProfiles,
        Page::Settings,
    ] {
        let title = language::within(Language::German, || page.title());
        window.click(title);
        window.speaks_german(title);
    }
}

#[test]
fn a_readout_and_its_failure_speak_the_language_that_is_switched_to() {
    let mut window = window(vec2(1280.0, 1000.0), ready());
    let id = window.start_reading();
    window.tell(Event::JobFinished {
        id,
        outcome: Outcome::Partly {
            summary: summary(),
            failure: failure(),
        },
    });
    window.shows("The meter does not answer");
    window.shows("Active import, total");
    window
        .harness
        .state_mut()
        .store
        .set(speaking(Language::German));
    window.harness.run();
    window.shows("Der Zähler antwortet nicht");
    window.shows("Wirkarbeit Bezug, gesamt");
    window.speaks_german("Zähler");
    for page in ["Register", "Uhr"] {
        window.click(page);
        window.speaks_german(page);
    }
}

#[test]
fn what_a_frame_says_costs_next_to_nothing() {
    // A frame asks for about 500 texts. None of them is copied.
    let first = crate::say!("page-meter");
    assert!((0..500).all(|_| std::ptr::eq(crate::say!("page-meter"), first)));
}

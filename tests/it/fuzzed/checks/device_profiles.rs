//! Device profiles: what is read is written as the same; what is wrong is told at a line
//! and a column; and whatever a profile says of values stands any text.

use flagport::meter::History;
use flagport::order::Order;
use flagport::parameter_set::{Side, compare};
use flagport::profile::{Profile, parse, problems, to_text};

/// What a meter may answer, and what a user may type.
const TEXTS: [&str; 6] = ["", "0012.50*kWh", "-1", "00FF", "231113101500", "(\u{e9}"];

pub fn check(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    match parse("a.ron", &text) {
        Ok(profile) => {
            assert!(problems("a.ron", &text).is_empty());
            comes_back(&profile);
            stands_any_value(&profile);
        }
        Err(first) => {
            let all = problems("a.ron", &text);
            assert_eq!(all.first(), Some(&first));
            for problem in &all {
                assert_eq!(problem.file(), "a.ron");
                assert!(!problem.message().is_empty());
                assert!(problem.place().starts_with("a.ron"), "{}", problem.place());
            }
        }
    }
}

fn comes_back(profile: &Profile) {
    let written = to_text(profile);
    let again = parse("b.ron", &written);
    let again = again.unwrap_or_else(|error| panic!("{error}\n{written}"));
    assert_eq!(&again, profile, "{written}");
    assert_eq!(to_text(&again), written);
}

fn stands_any_value(profile: &Profile) {
    for register in &profile.registers {
        let _ = Order::read(profile, register);
        for text in TEXTS {
            register.show(text);
            assert!(register.is_same(text, text), "{text:?} is not like itself");
            if let Ok(raw) = register.encode(text) {
                register.show(&raw);
                register.sendable(&raw);
            }
        }
    }
    let defaults = Side::of_defaults(profile);
    let same = compare(profile, &defaults, &defaults);
    assert_eq!(same.differing().count(), 0, "defaults are like themselves");
    let _ = History::default();
}

//! Settings: what cannot be read is kept aside and leaves the defaults in force; what can
//! is written as the same.

use flagport::app::{Settings, Store};

use super::place::Place;

thread_local! {
    static PLACE: Place = Place::default();
}

const NAME: &str = "settings.ron";
const ASIDE: &str = "settings.ron.broken";

pub fn check(data: &[u8]) {
    PLACE.with(|place| {
        place.take(ASIDE);
        let path = place.put(NAME, data);
        let (mut store, said) = Store::load(path.clone());
        if said.is_some() {
            assert_eq!(store.get(), &Settings::default());
            let aside = std::fs::read(place.path().join(ASIDE)).expect("it is kept aside");
            assert_eq!(aside, data, "what cannot be read is kept as it is");
            return;
        }
        let read = store.get().clone();
        assert!((100..=200).contains(&read.appearance.scale));
        assert!((1.0..=20.0).contains(&read.line.timeout_scale));
        assert!(read.trace.height.is_finite());
        // Something changes, and changes back.
        store.set(Settings {
            operator: format!("{}.", read.operator),
            ..read.clone()
        });
        store.set(read.clone());
        let unsaved = store.take_unsaved().expect("it changed");
        unsaved.write().expect("there is room for a file");
        let (again, said) = Store::load(path);
        assert_eq!(said, None, "what was written can be read");
        assert_eq!(again.get(), &read);
    });
}

//! OBIS and EDIS codes: what is understood is written in a form that is understood as
//! the same.

use flagport::meter::code::{Code, Medium};
use flagport::meter::names;

/// What a readout may be of.
const MEDIA: [Medium; 9] = [
    Medium::Abstract,
    Medium::Electricity,
    Medium::HeatCostAllocator,
    Medium::Cooling,
    Medium::Heat,
    Medium::Gas,
    Medium::ColdWater,
    Medium::HotWater,
    Medium::Other,
];

/// `255-255:255.255.255*255`
const LONGEST: usize = 24;

pub fn check(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    names::of_address(&text);
    for medium in MEDIA {
        let Some(code) = Code::parse(&text, medium) else {
            continue;
        };
        let normal = code.normal_form();
        assert!(normal.len() <= LONGEST, "{text:?} became {normal:?}");
        assert_eq!(code.to_string(), normal);
        let again = Code::parse(&normal, medium);
        let again = again.unwrap_or_else(|| panic!("{normal:?} of {text:?} is no code"));
        assert_eq!(again.normal_form(), normal, "{text:?}");
        // What separates F tells how it was reset, and only some separators do.
        let stored = |code: &Code| code.f.map(|stored| (stored.index, stored.text()));
        let groups = |code: &Code| (code.a, code.b, code.c, code.d, code.e, stored(code));
        assert_eq!(groups(&again), groups(&code), "{text:?} {normal:?}");
        assert_eq!(again.medium(), code.medium());
        let present = code.present();
        assert_eq!(present.f, None);
        assert_eq!(present.present(), present);
        assert_eq!(names::of_code(&again), names::of_code(&code), "{text:?}");
        assert!(!names::of_code(&code).is_some_and(|name| name.is_empty()));
        if let Some(billing) = code.billing() {
            let stored = code.f.map(|stored| stored.text());
            assert_eq!(Some(billing.index), stored);
        }
    }
}

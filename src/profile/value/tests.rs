//! Typed values: what is shown, what is typed, what is sent.

use proptest::prelude::*;

use super::*;

fn register(unit: &str, kind: Kind) -> RegisterDef {
    RegisterDef {
        address: "0.8.0".to_owned(),
        unit: unit.to_owned(),
        kind,
        ..RegisterDef::default()
    }
}

fn number(limits: Option<(i64, i64)>, decimals: u8, width: u8, scale: i8) -> Kind {
    Kind::Number {
        min: limits.map(|(min, _)| min.into()),
        max: limits.map(|(_, max)| max.into()),
        decimals,
        width,
        scale,
    }
}

fn text(max: u8, characters: Characters) -> Kind {
    Kind::Text { max, characters }
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs
        .iter()
        .map(|(raw, label)| ((*raw).to_owned(), (*label).to_owned()))
        .collect()
}

fn check_encode(register: &RegisterDef, typed: &str, expected: Result<&str, &str>) {
    let encoded = register.encode(typed).map_err(|error| error.to_string());
    let expected = expected.map(str::to_owned).map_err(str::to_owned);
    assert_eq!(encoded, expected, "{typed}");
}

#[test]
fn numbers_are_checked_in_shown_units() {
    let period = register("min", number(Some((1, 60)), 0, 3, 0));
    let check = |typed, expected| check_encode(&period, typed, expected);
    check("15", Ok("015"));
    check(" 15 min ", Ok("015"));
    check("15*min", Ok("015"));
    check("15min", Ok("015"));
    check("15.0", Ok("015"));
    check("+15", Ok("015"));
    check("61", Err("60 min is the most that 0.8.0 takes"));
    check("0", Err("1 min is the least that 0.8.0 takes"));
    check("-5", Err("1 min is the least that 0.8.0 takes"));
    check("15*h", Err("\"h\" is not the unit of 0.8.0; it is min"));
    check(
        "15 hours",
        Err("\"hours\" is not the unit of 0.8.0; it is min"),
    );
    check("15*", Err("\"\" is not the unit of 0.8.0; it is min"));
    check("15.5", Err("0.8.0 takes whole numbers"));
    check("", Err("0.8.0 takes a value; nothing was typed"));
    let long = "9".repeat(35);
    for typed in ["min", "1,5", "1.2.3", "--5", "5-", &long] {
        let refused = format!("{typed:?} is not a number; write it with digits and a point");
        check_encode(&period, typed, Err(&refused));
    }
    check("1e3", Err("\"e3\" is not the unit of 0.8.0; it is min"));
}

#[test]
fn a_number_without_unit_takes_none() {
    let plain = register("", number(None, 0, 0, 0));
    check_encode(&plain, "7", Ok("7"));
    check_encode(&plain, "-7", Ok("-7"));
    check_encode(&plain, "-0", Ok("0"));
    check_encode(
        &plain,
        "7 kW",
        Err("\"kW\" is not needed; 0.8.0 has no unit"),
    );
}

#[test]
fn numbers_are_sent_with_their_digits() {
    let scaled = register("kWh", number(None, 0, 8, -3));
    check_encode(&scaled, "1.5", Ok("00001500"));
    check_encode(&scaled, "1.5 KWH", Ok("00001500"));
    check_encode(&scaled, "0.0005", Err("0.8.0 takes steps of 0.001 kWh"));
    check_encode(
        &scaled,
        "1000000",
        Err("1000000 does not fit into 0.8.0; it holds 8 digits before the point"),
    );
    let fine = register("A", number(None, 2, 0, 0));
    check_encode(&fine, "0.5", Ok("0.50"));
    check_encode(&fine, "-0.05", Ok("-0.05"));
    check_encode(&fine, "0.005", Err("0.8.0 takes steps of 0.01 A"));
    let coarse = register("s", number(None, 0, 0, 1));
    check_encode(&coarse, "150", Ok("15"));
    check_encode(&coarse, "155", Err("0.8.0 takes steps of 10 s"));
}

#[test]
fn numbers_are_shown_with_their_unit() {
    let check = |register: &RegisterDef, raw: &str, expected: &str| {
        assert_eq!(register.show(raw).to_string(), expected, "{raw}");
    };
    let period = register("min", number(None, 0, 3, 0));
    check(&period, "015*min", "15 min");
    check(&period, "015", "15 min");
    check(&period, "015*h", "15 h");
    check(&period, "-5", "-5 min");
    check(&period, "????*min", "???? min");
    check(&period, "", "");
    let scaled = register("kWh", number(None, 0, 8, -3));
    check(&scaled, "00001500", "1.500 kWh");
    check(&scaled, "00001500*Wh", "1.500 kWh");
    check(&scaled, "1.5*kWh", "1.5 kWh");
    check(&scaled, "1.5*MWh", "1.5 MWh");
    let comma = register("GJ", number(None, 1, 0, 0));
    check(&comma, "0013,5*GJ", "13.5 GJ");
}

#[test]
fn what_was_read_back_is_compared_by_its_meaning() {
    let check = |register: &RegisterDef, wrote: &str, read: &str, expected: bool| {
        assert_eq!(register.is_same(wrote, read), expected, "{wrote} {read}");
    };
    let period = register("min", number(None, 0, 3, 0));
    check(&period, "15", "015*min", true);
    check(&period, "15", "15.0", true);
    check(&period, "15", "15*h", false);
    check(&period, "15", "16", false);
    check(&period, "15", "", false);
    check(&period, "15", "ERROR", false);
    let scaled = register("kWh", number(None, 0, 0, -3));
    check(&scaled, "1500", "1.5*kWh", true);
    check(&scaled, "1500", "1500*kWh", false);
    let plain = register("", number(None, 0, 0, 0));
    check(&plain, "500", "0500*Imp/kWh", true);
    check(&plain, "500", "501*Imp/kWh", false);
    let id = register("", text(8, Characters::Digits));
    check(&id, "77", "77  ", true);
    check(&id, "77", "0077", false);
    let choice = register("", Kind::Choice(pairs(&[("0", "off"), ("1", "on")])));
    check(&choice, "1", "01", true);
    check(&choice, "1", "0", false);
    check(&choice, "7", "7", true);
    check(&choice, "1", "", false);
    let flags = register(
        "",
        Kind::Flags {
            digits: 4,
            bits: vec![],
        },
    );
    check(&flags, "00FF", "ff", true);
    check(&flags, "00FF", "00FE", false);
    check(&flags, "00FF", "xyz", false);
}

#[test]
fn choices_are_typed_as_sent_or_in_words() {
    let choices = pairs(&[("0", "Off"), ("1", "On (all day)")]);
    let register = register("", Kind::Choice(choices));
    check_encode(&register, "1", Ok("1"));
    check_encode(&register, "on (ALL day)", Ok("1"));
    check_encode(
        &register,
        "2",
        Err("\"2\" is not among the values of 0.8.0: 0 (Off), 1 (On (all day))"),
    );
    assert_eq!(register.show("01").text, "On (all day)");
    assert_eq!(register.show("7").text, "7");
    let long = register.encode(&"x".repeat(4000)).unwrap_err();
    assert!(long.to_string().len() < 200, "{long}");
    let periods = Kind::Choice(pairs(&[("15", "15"), ("30", "30")]));
    let register = super::tests::register("min", periods);
    check_encode(&register, "30 min", Ok("30"));
    check_encode(&register, "30*min", Ok("30"));
    assert_eq!(register.show("015*min").to_string(), "15 min");
    check_encode(
        &register,
        "20 min",
        Err("\"20 min\" is not among the values of 0.8.0: 15, 30"),
    );
}

#[test]
fn flags_are_typed_in_hex_or_by_name() {
    let bits = vec![(0, "Clock".to_owned()), (8, "Cover, terminal".to_owned())];
    let register = register("", Kind::Flags { digits: 4, bits });
    check_encode(&register, "0101", Ok("0101"));
    check_encode(&register, "ff", Ok("00FF"));
    check_encode(&register, "clock; cover, terminal", Ok("0101"));
    check_encode(&register, "bit 3", Ok("0008"));
    check_encode(&register, "none", Ok("0000"));
    let refused = |typed: &str| {
        format!("{typed:?} is not a flag of 0.8.0; give 4 hex digits, or the flags by name")
    };
    for typed in ["", "12345", "bit 16", "bit 64", "bit 999", "Clock;", "x"] {
        check_encode(&register, typed, Err(&refused(typed)));
    }
    assert_eq!(register.show("0109").text, "Clock; bit 3; Cover, terminal");
    assert_eq!(register.show("0000").text, "no flag");
    assert_eq!(register.show("12345").text, "12345");
}

#[test]
fn text_is_what_a_command_can_carry() {
    let name = register("", text(8, Characters::Any));
    check_encode(&name, "Hall 3", Ok("Hall 3"));
    check_encode(&name, "a*b", Ok("a*b"));
    check_encode(&name, "", Ok(""));
    check_encode(
        &name,
        "123456789",
        Err("9 characters are too many; 0.8.0 takes 8"),
    );
    let carried = |c: char| {
        format!(
            "the value holds {c:?}, which a command cannot carry; use printable ASCII without brackets"
        )
    };
    for c in ['(', ')', '\u{2}', '\r', '\u{7f}', 'µ', '\u{1F600}'] {
        check_encode(&name, &format!("a{c}b"), Err(&carried(c)));
    }
    let digits = register("", text(8, Characters::Digits));
    check_encode(
        &digits,
        "12x",
        Err("0.8.0 takes digits; 'x' is none of them"),
    );
    check_encode(&digits, "", Err("0.8.0 takes a value; nothing was typed"));
    let hex = register("", text(8, Characters::Hex));
    check_encode(&hex, "12aF", Ok("12aF"));
    let upper = register("", text(8, Characters::Upper));
    check_encode(
        &upper,
        "a",
        Err("0.8.0 takes upper case letters and digits; 'a' is none of them"),
    );
    assert!(name.encode(&"1".repeat(4000)).is_err());
}

#[test]
fn times_are_typed_in_their_form_or_as_people_write_them() {
    let check = |form: &str, typed: &str, expected: Result<&str, &str>| {
        let register = register("", Kind::Time(form.to_owned()));
        check_encode(&register, typed, expected);
    };
    check("hh:mm:ss", "14:18:06", Ok("14:18:06"));
    check("hhmmss", "141806", Ok("141806"));
    check("hhmmss", "14:18:06", Ok("141806"));
    check("hh:mm", "06:00", Ok("06:00"));
    check("sYYMMDD", "2017-10-21 summer", Ok("1171021"));
    check("sYYMMDD", "1171021", Ok("1171021"));
    check("YYMMDDhhmmss", "2017-10-21T14:30:00", Ok("171021143000"));
    check(
        "YYYY-MM-DD,hh:mm:ss",
        "2024-01-31 12:00:00",
        Ok("2024-01-31,12:00:00"),
    );
    check(
        "hhmmss",
        "14:18",
        Err("\"14:18\" is nothing that 0.8.0 takes; write it as 14:18:06, or hhmmss"),
    );
    check(
        "sYYMMDD",
        "2017-10-21",
        Err(
            "\"2017-10-21\" is nothing that 0.8.0 takes; write it as 2026-01-31 summer, or sYYMMDD",
        ),
    );
    for typed in [
        "",
        "25:00:00",
        "240000",
        "2017-10-21 14:18:06",
        "14:18:06 14:18:06",
        "now",
    ] {
        let register = register("", Kind::Time("hh:mm:ss".to_owned()));
        assert!(register.encode(typed).is_err(), "{typed}");
    }
}

#[test]
fn times_are_shown_as_people_write_them() {
    let check = |form: &str, raw: &str, expected: &str| {
        let register = register("", Kind::Time(form.to_owned()));
        assert_eq!(register.show(raw).text, expected, "{raw}");
    };
    check("hhmmss", "141806", "14:18:06");
    check("sYYMMDD", "1171021", "2017-10-21 summer");
    check("YYMMDDhhmmss", "171021143000", "2017-10-21 14:30:00");
    check("hh:mm", "06:00", "06:00");
    // The week is a wrong one; what is shown loses nothing.
    check("YYMMDDwwn", "1710210102", "1710210102");
    check("hhmmss", "?", "?");
}

#[test]
fn a_clock_runs_on_from_what_was_written() {
    let mut register = register("", Kind::Time("hhmmss".to_owned()));
    assert!(!register.is_same("141806", "141809"));
    register.volatile = true;
    assert!(register.is_same("141806", "141806"));
    assert!(register.is_same("141806", "141809"));
    assert!(!register.is_same("141806", "141805"));
    assert!(!register.is_same("141806", "151806"));
    assert!(!register.is_same("141806", ""));
}

fn any_kind() -> impl Strategy<Value = Kind> {
    let number = (0u8..4, 0u8..9, -4i8..4).prop_map(|(decimals, width, scale)| Kind::Number {
        min: None,
        max: None,
        decimals,
        width,
        scale,
    });
    let choices = Kind::Choice(pairs(&[("0", "off"), ("1", "on"), ("02", "at night")]));
    let flags = (1u8..=16).prop_map(|digits| Kind::Flags {
        digits,
        bits: vec![(0, "Clock".to_owned()), (3, "Cover, L1".to_owned())],
    });
    prop_oneof![
        number,
        Just(choices),
        flags,
        Just(text(16, Characters::Any)),
        prop_oneof![Just("hhmmss"), Just("sYYMMDD"), Just("YYMMDDhhmmsswwn")]
            .prop_map(|form| Kind::Time(form.to_owned())),
    ]
}

proptest! {
    #[test]
    fn what_is_shown_is_sent_as_the_same(
        kind in any_kind(),
        typed in prop_oneof!["-?[0-9]{1,9}(\\.[0-9]{1,3})?", "[0-9A-F]{1,16}", "\\PC{0,12}", "on|off|at night",
            "[01][0-9]{5}([01][0-9]){0,4}"],
    ) {
        let unit = if matches!(kind, Kind::Number { .. }) { "min" } else { "" };
        let register = register(unit, kind);
        if let Ok(raw) = register.encode(&typed) {
            let shown = register.show(&raw);
            prop_assert_eq!(register.encode(&shown.text), Ok(raw.clone()));
            prop_assert_eq!(register.encode(&shown.to_string()), Ok(raw.clone()));
            prop_assert!(register.is_same(&raw, &raw));
        }
    }

    #[test]
    fn anything_is_taken_or_refused(kind in any_kind(), typed in "\\PC{0,40}", read in any::<String>()) {
        let register = register("kWh", kind);
        if let Ok(raw) = register.encode(&typed) {
            prop_assert!(crate::order::check_value(&raw).is_ok());
        }
        let _ = register.show(&read);
        let _ = register.is_same(&typed, &read);
    }
}

#[test]
fn a_number_of_unknown_unit_is_known_again() {
    let unlisted = RegisterDef {
        address: "0.8.0".to_owned(),
        ..RegisterDef::default()
    };
    let check = |wrote: &str, read: &str, expected: bool| {
        assert_eq!(unlisted.is_same(wrote, read), expected, "{wrote} {read}");
    };
    check("30", "30*min", true);
    check("12.500", "12.500*kW", true);
    check("30", "60*min", false);
    check("30", "030*min", true);
    check("12.5", "0012.500*kW", true);
    check("12.55", "12.5*kW", false);
    check("30", "030", false);
    check("30", "30*x9", false);
    check("A", "A*min", false);
    check("", "*min", false);
}

#[test]
fn what_is_never_read_back_is_shown_masked() {
    let register = RegisterDef {
        access: crate::profile::Access::WriteOnly(1),
        ..RegisterDef::default()
    };
    assert_eq!(register.show("12345678").to_string(), "•••");
}

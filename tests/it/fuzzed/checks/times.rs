//! Times in the forms that meters send and take: what is understood exists in the
//! calendar, and what is written in a form is read back as the same.

use flagport::export::civil_time_text;
use flagport::meter::time::{Form, is_never, parse, parse_evident, parse_watch};
use flagport::meter::{CivilTime, Season};
use flagport::profile::TimeForm;
use jiff::civil::date;

pub fn check(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    for form in [Form::Clock, Form::Calendar, Form::Stamp] {
        if let Some(time) = parse(&text, form) {
            exists(&text, time);
        }
    }
    let evident = [parse_evident(&text), parse_watch(&text)];
    for time in evident.into_iter().flatten() {
        exists(&text, time);
    }
    is_never(&text);
    if let Some((form, value)) = text.split_once('\n') {
        in_a_form(form, value);
    }
}

/// What was understood stands in the text, digit by digit.
fn exists(text: &str, time: CivilTime) {
    assert!(
        time.date.is_some() || time.time.is_some(),
        "{text:?} tells neither a date nor a time"
    );
    let digits = text.chars().filter(char::is_ascii_digit).count();
    assert!(digits >= 3, "{text:?} became {time:?}");
    let written = civil_time_text(time);
    assert!(!written.is_empty());
    // What tells a date and a time in words of ours is evident.
    if time.date.is_some_and(|date| date.year() > 0) && time.time.is_some() {
        let spaced = written.replace('T', " ");
        let again = parse_evident(&spaced);
        let again = again.unwrap_or_else(|| panic!("{spaced:?} of {text:?} is no time"));
        assert_eq!((again.date, again.time), (time.date, time.time), "{text:?}");
    }
}

fn in_a_form(form: &str, value: &str) {
    let Ok(known) = TimeForm::parse_form(form) else {
        return;
    };
    assert_eq!(known.to_string(), form);
    if let Ok(parts) = known.parse(value) {
        assert_eq!(parts.date.is_some(), known.has_date());
        assert_eq!(parts.time.is_some(), known.has_time());
        assert!(parts.season.is_none() || known.has_season());
        assert!(parts.weekday.is_none_or(|day| (1..=7).contains(&day)));
    }
    // The year has four digits or none, so that none of them is lost.
    let moments = [
        (date(2000, 1, 1).at(0, 0, 0, 0), Season::Normal),
        (date(2024, 2, 29).at(23, 59, 59, 0), Season::Summer),
        (date(2099, 12, 31).at(12, 34, 56, 0), Season::Utc),
    ];
    for (at, season) in moments {
        let written = known.format(at, season);
        let parts = known.parse(&written);
        let parts = parts.unwrap_or_else(|error| panic!("{written:?}: {error}"));
        assert_eq!(parts.date, known.has_date().then(|| at.date()), "{form:?}");
        if let Some(time) = parts.time {
            assert_eq!((time.hour(), time.minute()), (at.hour(), at.minute()));
            assert!(!known.has_seconds() || time.second() == at.second());
        }
        assert_eq!(parts.season, known.has_season().then_some(season));
    }
}

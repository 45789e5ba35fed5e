//! Dates and times of registers: as the meter has them, and as people write them,
//! `2026-01-31 14:18:06 summer`.

use jiff::civil::{Date, DateTime, Time};

use crate::meter::Season;
use crate::profile::{TimeForm, time_form::TimeParts};

/// So many seconds a clock may have run on between a write and the read that follows.
const RUNS_ON_S: i64 = 15;

/// Words for the season, the one that is shown first.
const SEASONS: [(&str, Season); 4] = [
    ("normal", Season::Normal),
    ("summer", Season::Summer),
    ("UTC", Season::Utc),
    ("winter", Season::Normal),
];

/// `2026-01-31 14:18:06` for a value of that form. `None` where that would lose
/// something, or where the value does not have the form.
pub(super) fn show(form: &str, sent: &str) -> Option<String> {
    let form = TimeForm::parse_form(form).ok()?;
    let told = form.parse(sent).ok()?;
    let mut words = Vec::new();
    if let Some(date) = told.date {
        words.push(date.to_string());
    }
    if let Some(time) = told.time {
        words.push(in_words(&form, time));
    }
    if let Some(season) = told.season {
        let (word, _) = SEASONS.iter().find(|(_, known)| *known == season)?;
        words.push((*word).to_owned());
    }
    let text = words.join(" ");
    (from_words(&form, &text)? == sent).then_some(text)
}

/// What is sent for what was typed, in the form or as people write it.
pub(super) fn encode(form: &str, typed: &str) -> Option<String> {
    let form = TimeForm::parse_form(form).ok()?;
    match form.parse(typed) {
        Ok(_) => Some(typed.to_owned()),
        Err(_) => from_words(&form, typed),
    }
}

/// How a value of that form is written, for a sentence.
pub(super) fn example(form: &str) -> String {
    let Ok(form) = TimeForm::parse_form(form) else {
        return form.to_owned();
    };
    let words = [
        (form.has_date(), "2026-01-31"),
        (form.has_time() && form.has_seconds(), "14:18:06"),
        (form.has_time() && !form.has_seconds(), "14:18"),
        (form.has_season(), "summer"),
    ];
    let words: Vec<&str> = words
        .iter()
        .filter(|(has, _)| *has)
        .map(|(_, word)| *word)
        .collect();
    match words.as_slice() {
        [] => form.to_string(),
        words => format!("{}, or {form}", words.join(" ")),
    }
}

/// Whether a clock that was set to `wrote` may show `read` soon after.
pub(super) fn ran_on(form: &str, wrote: &str, read: &str) -> bool {
    let instant = |text: &str| {
        let told = TimeForm::parse_form(form).ok()?.parse(text).ok()?;
        Some((at(told)?, told.season))
    };
    match (instant(wrote), instant(read)) {
        (Some((wrote, wrote_season)), Some((read, read_season))) => {
            let passed = wrote.duration_until(read).as_secs();
            wrote_season == read_season && (0..=RUNS_ON_S).contains(&passed)
        }
        _ => false,
    }
}

/// The instant that is told; without a date on any day.
fn at(told: TimeParts) -> Option<DateTime> {
    let date = told.date.unwrap_or(Date::ZERO);
    Some(date.to_datetime(told.time?))
}

fn in_words(form: &TimeForm, time: Time) -> String {
    match form.has_seconds() {
        true => time.to_string(),
        false => format!("{:02}:{:02}", time.hour(), time.minute()),
    }
}

/// Everything that the form tells has to be among the words, and nothing else.
fn from_words(form: &TimeForm, typed: &str) -> Option<String> {
    let mut date: Option<Date> = None;
    let mut time: Option<Time> = None;
    let mut season: Option<Season> = None;
    for word in typed.split([' ', 'T']).filter(|word| !word.is_empty()) {
        let named = SEASONS
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(word));
        if let Some((_, named)) = named {
            season.replace(*named).is_none().then_some(())?;
        } else if word.contains(':') {
            time.replace(clock_time(word, form)?)
                .is_none()
                .then_some(())?;
        } else {
            date.replace(word.parse().ok()?).is_none().then_some(())?;
        }
    }
    let fits = date.is_some() == form.has_date()
        && time.is_some() == form.has_time()
        && season.is_some() == form.has_season()
        && (date.is_some() || time.is_some());
    let date = date.unwrap_or(Date::ZERO);
    let at = date.to_datetime(time.unwrap_or(Time::midnight()));
    fits.then(|| form.format(at, season.unwrap_or(Season::Normal)))
}

/// `14:18:06`, or `14:18` where the form has no seconds.
fn clock_time(word: &str, form: &TimeForm) -> Option<Time> {
    let long = word.bytes().filter(|byte| *byte == b':').count() == 2;
    (long == form.has_seconds()).then(|| word.parse().ok())?
}

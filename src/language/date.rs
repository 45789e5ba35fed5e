//! Dates and times of day of this computer: visits, files, the journal.
//!
//! English writes the ISO form, `2026-11-23 08:51`; the other languages write the day
//! first, `23.11.2026 08:51`. Never used for what a meter sent, nor in files.

use std::borrow::Cow;

use jiff::civil::{Date, DateTime, Time};

use super::{Language, current};
use crate::say;

/// `2026-11-23`, `23.11.2026`.
pub fn day(date: Date) -> String {
    date.strftime(day_format()).to_string()
}

/// `08:51`.
pub fn minute(time: Time) -> String {
    time.strftime("%H:%M").to_string()
}

/// `08:51:07`.
pub fn second(time: Time) -> String {
    time.strftime("%H:%M:%S").to_string()
}

/// `2026-11-23 08:51`, `23.11.2026 08:51`.
pub fn day_and_minute(at: DateTime) -> String {
    format!("{} {}", day(at.date()), minute(at.time()))
}

/// `2026-11-23 08:51:07`, `23.11.2026 08:51:07`.
pub fn day_and_second(at: DateTime) -> String {
    format!("{} {}", day(at.date()), second(at.time()))
}

/// `November 2026`.
pub fn month(of: Date) -> String {
    let name = match of.month() {
        1 => say!("time-january"),
        2 => say!("time-february"),
        3 => say!("time-march"),
        4 => say!("time-april"),
        5 => say!("time-may"),
        6 => say!("time-june"),
        7 => say!("time-july"),
        8 => say!("time-august"),
        9 => say!("time-september"),
        10 => say!("time-october"),
        11 => say!("time-november"),
        _ => say!("time-december"),
    };
    format!("{name} {}", of.year())
}

/// The days of the week, short, from Monday on.
pub fn weekdays() -> [&'static str; 7] {
    [
        say!("time-monday"),
        say!("time-tuesday"),
        say!("time-wednesday"),
        say!("time-thursday"),
        say!("time-friday"),
        say!("time-saturday"),
        say!("time-sunday"),
    ]
}

/// A day without its year: `11-26`, `26.11.`
pub fn month_and_day(date: Date) -> String {
    let form = match current() {
        Language::English => "%m-%d",
        Language::German | Language::Turkish | Language::Russian => "%d.%m.",
    };
    date.strftime(form).to_string()
}

/// `2026-11`, `11.2026`.
pub fn month_in_digits(of: Date) -> String {
    let form = match current() {
        Language::English => "%Y-%m",
        Language::German | Language::Turkish | Language::Russian => "%m.%Y",
    };
    of.strftime(form).to_string()
}

/// `Tue`, `Di`.
pub fn weekday(of: Date) -> String {
    let at = of.weekday().to_monday_zero_offset();
    let short = usize::try_from(at)
        .ok()
        .and_then(|at| weekdays().get(at).copied());
    match (current(), short) {
        // Two letters are few in English.
        (Language::English, _) | (_, None) => of.strftime("%a").to_string(),
        (_, Some(short)) => short.to_owned(),
    }
}

/// `Tue 11-26`, `Di 26.11.`
pub fn weekday_and_day(date: Date) -> String {
    format!("{} {}", weekday(date), month_and_day(date))
}

/// The same with the day of the week as long as there is room in a sentence.
pub fn long_weekday_and_day(date: Date) -> String {
    match current() {
        Language::English => date.strftime("%A %m-%d").to_string(),
        Language::German | Language::Turkish | Language::Russian => weekday_and_day(date),
    }
}

/// A typed day in the ISO form, and what follows it as it is: `2.11.2026 08:15` is
/// `2026-11-02 08:15`. What is not written with points, or
/// misses a part, is left alone.
pub fn iso(typed: &str) -> Cow<'_, str> {
    let end = typed.find([' ', 'T']).unwrap_or(typed.len());
    let (day, rest) = typed.split_at(end);
    if !day.contains('.') || day.split('.').any(str::is_empty) {
        return Cow::Borrowed(typed);
    }
    let parts: Vec<String> = day.rsplit('.').map(|part| format!("{part:0>2}")).collect();
    Cow::Owned(parts.join("-") + rest)
}

fn day_format() -> &'static str {
    match current() {
        Language::English => "%Y-%m-%d",
        Language::German | Language::Turkish | Language::Russian => "%d.%m.%Y",
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::super::within;
    use super::*;

    #[test]
    fn a_day_is_typed_in_either_order() {
        for (typed, read) in [
            ("2026-11-02", "2026-11-02"),
            ("2.11.2026", "2026-11-02"),
            ("02.11.2026 08:15", "2026-11-02 08:15"),
            ("2.11.2026T08:15:07.5", "2026-11-02T08:15:07.5"),
            ("11.2026", "2026-11"),
            ("2026-11-02 08:15:07.5", "2026-11-02 08:15:07.5"),
            ("2.11.", "2.11."),
            ("soon", "soon"),
            ("", ""),
        ] {
            assert_eq!(iso(typed), read);
        }
    }

    #[test]
    fn the_order_of_day_and_month_follows_the_language() {
        let at = date(2026, 11, 3).at(8, 5, 7, 0);
        assert_eq!(day_and_minute(at), "2026-11-03 08:05");
        assert_eq!(day_and_second(at), "2026-11-03 08:05:07");
        assert_eq!(weekday_and_day(at.date()), "Tue 11-03");
        assert_eq!(month_in_digits(at.date()), "2026-11");
        within(Language::German, || {
            assert_eq!(day_and_minute(at), "03.11.2026 08:05");
            assert_eq!(day_and_second(at), "03.11.2026 08:05:07");
            assert_eq!(weekday_and_day(at.date()), "Di 03.11.");
            assert_eq!(month_in_digits(at.date()), "11.2026");
        });
    }
}

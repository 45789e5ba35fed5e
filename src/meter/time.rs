//! Time stamps in the forms that meters send.
//!
//! Knows no zone: a meter tells civil time. Two-digit years 00 to 79 are 2000 to
//! 2079, years 80 to 99 are 1980 to 1999. A stamp of "never" (zeros, nines, `?`)
//! and anything else that is no time gives `None`.

use jiff::civil::{Date, Time};

use super::readout::{CivilTime, Season};

/// What a text of digits alone stands for; the register tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Time of day.
    Clock,
    /// Date.
    Calendar,
    /// Date and time, or a date, or a time of four digits.
    Stamp,
}

/// A time whose form shows that it is one: with separators and a date, or a P1
/// stamp with its season letter. Times of day alone are not taken: durations and
/// switching times look the same.
pub fn parse_evident(text: &str) -> Option<CivilTime> {
    let text = text.trim();
    let bytes = text.as_bytes();
    match bytes {
        [digits @ .., season @ (b'S' | b'W')] if digits.len() == 12 => {
            let season = if *season == b'S' {
                Season::Summer
            } else {
                Season::Normal
            };
            stamp_of_digits(digits, Some(season))
        }
        _ if bytes.contains(&b'-') => dashed(bytes),
        _ => None,
    }
}

/// A time in a register that holds times of the given form.
pub fn parse(text: &str, form: Form) -> Option<CivilTime> {
    let text = text.trim();
    if let Some(time) = parse_evident(text) {
        return Some(time);
    }
    let bytes = text.as_bytes();
    if !bytes.iter().all(u8::is_ascii_digit) {
        return match form {
            Form::Clock | Form::Stamp => only_time(coloned(bytes)?, None),
            Form::Calendar => dotted(bytes),
        };
    }
    match (form, bytes.len()) {
        (Form::Clock, 4 | 6) => only_time(time_of_digits(bytes)?, None),
        (Form::Clock, 7) => {
            let (season, rest) = season(bytes)?;
            only_time(time_of_digits(rest)?, Some(season))
        }
        (Form::Calendar, 6) | (Form::Stamp, 6) => only_date(date_of_digits(bytes)?, None),
        (Form::Calendar, 7) | (Form::Stamp, 7) => {
            let (season, rest) = season(bytes)?;
            only_date(date_of_digits(rest)?, Some(season))
        }
        (Form::Calendar, 8) => only_date(date_of_digits(bytes)?, None),
        (Form::Stamp, 4) => only_time(time_of_digits(bytes)?, None),
        (Form::Stamp, 10 | 12 | 14) => stamp_of_digits(bytes, None),
        (Form::Stamp, 11 | 13) => {
            let (season, rest) = season(bytes)?;
            stamp_of_digits(rest, Some(season))
        }
        _ => None,
    }
}

/// The clock of Energomera meters, `hh:mm:ss,ww.dd.mm.yy,s`.
pub fn parse_watch(text: &str) -> Option<CivilTime> {
    let mut parts = text.trim().split(',');
    let time = coloned(parts.next()?.as_bytes())?;
    let date = dotted(parts.next()?.as_bytes())?.date?;
    Some(CivilTime {
        date: Some(date),
        time: Some(time),
        season: None,
    })
}

/// Whether `text` is how meters write that something never happened: nothing but
/// zeros, nines, question marks, dashes, S, W and separators.
pub fn is_never(text: &str) -> bool {
    let is_filled = |with: u8| {
        text.bytes().all(|byte| {
            byte == with || matches!(byte, b'-' | b':' | b',' | b'.' | b' ' | b'&' | b'/')
        })
    };
    is_filled(b'0') || is_filled(b'9') || text.contains('?') || text.starts_with("6325252525")
}

fn only_time(time: Time, season: Option<Season>) -> Option<CivilTime> {
    Some(CivilTime {
        date: None,
        time: Some(time),
        season,
    })
}

fn only_date(date: Date, season: Option<Season>) -> Option<CivilTime> {
    Some(CivilTime {
        date: Some(date),
        time: None,
        season,
    })
}

fn season(digits: &[u8]) -> Option<(Season, &[u8])> {
    let (first, rest) = digits.split_first()?;
    let season = match first {
        b'0' => Season::Normal,
        b'1' => Season::Summer,
        b'2' => Season::Utc,
        _ => return None,
    };
    Some((season, rest))
}

/// `YY-MM-DD` or `YYYY-MM-DD`, alone or with `hh:mm` or `hh:mm:ss` behind a blank,
/// a comma, `&` or `T`.
fn dashed(bytes: &[u8]) -> Option<CivilTime> {
    let first = bytes.iter().position(|byte| *byte == b'-')?;
    let date_length = match first {
        2 => 8,
        4 => 10,
        _ => return None,
    };
    let (date, rest) = bytes.split_at_checked(date_length)?;
    let date = date_of_parts(date, b'-')?;
    let time = match rest {
        [] => None,
        [b' ' | b',' | b'&' | b'T', time @ ..] => Some(time.trim_ascii_start()),
        _ => return None,
    };
    let Some(time) = time else {
        return only_date(date, None);
    };
    at(date, clock(time)?, None)
}

/// `dd.mm.yy`, with or without the day of the week in front.
fn dotted(bytes: &[u8]) -> Option<CivilTime> {
    let (day, month, year) = match bytes {
        [d1, d2, b'.', m1, m2, b'.', y1, y2] | [_, _, b'.', d1, d2, b'.', m1, m2, b'.', y1, y2] => {
            ([*d1, *d2], [*m1, *m2], [*y1, *y2])
        }
        _ => return None,
    };
    let year = full_year(number(&year)?);
    let date = Date::new(year, small(&month)?, small(&day)?).ok()?;
    only_date(date, None)
}

fn date_of_parts(bytes: &[u8], separator: u8) -> Option<Date> {
    let mut parts = bytes.split(|byte| *byte == separator);
    let year = parts.next()?;
    let year = if year.len() == 4 {
        number(year)?
    } else {
        full_year(number(year)?)
    };
    let (month, day) = (parts.next()?, parts.next()?);
    if month.len() != 2 || day.len() != 2 || parts.next().is_some() {
        return None;
    }
    Date::new(year, small(month)?, small(day)?).ok()
}

/// `YYMMDD` or `YYYYMMDD`.
fn date_of_digits(digits: &[u8]) -> Option<Date> {
    let (year, rest) = match digits.len() {
        6 => {
            let (year, rest) = digits.split_at_checked(2)?;
            (full_year(number(year)?), rest)
        }
        8 => {
            let (year, rest) = digits.split_at_checked(4)?;
            (number(year)?, rest)
        }
        _ => return None,
    };
    let (month, day) = rest.split_at_checked(2)?;
    Date::new(year, small(month)?, small(day)?).ok()
}

/// `hhmm` or `hhmmss`.
fn time_of_digits(digits: &[u8]) -> Option<Time> {
    clock_of_digits(digits)?.within_day()
}

/// `YYMMDDhhmm`, `YYMMDDhhmmss` or `YYYYMMDDhhmmss`.
fn stamp_of_digits(digits: &[u8], season: Option<Season>) -> Option<CivilTime> {
    let date_length = if digits.len() == 14 { 8 } else { 6 };
    let (date, time) = digits.split_at_checked(date_length)?;
    at(date_of_digits(date)?, clock_of_digits(time)?, season)
}

/// Hour, minute and second, up to 24:00:00.
#[derive(Clone, Copy)]
struct Clock {
    hour: i8,
    minute: i8,
    second: i8,
}

impl Clock {
    fn within_day(self) -> Option<Time> {
        Time::new(self.hour, self.minute, self.second, 0).ok()
    }

    fn is_end_of_day(self) -> bool {
        (self.hour, self.minute, self.second) == (24, 0, 0)
    }
}

fn clock_of_digits(digits: &[u8]) -> Option<Clock> {
    let (hour, rest) = digits.split_at_checked(2)?;
    let (minute, second) = rest.split_at_checked(2)?;
    Some(Clock {
        hour: small(hour)?,
        minute: small(minute)?,
        second: if second.is_empty() { 0 } else { small(second)? },
    })
}

/// `hh:mm` or `hh:mm:ss`.
fn clock(bytes: &[u8]) -> Option<Clock> {
    let mut parts = bytes.split(|byte| *byte == b':');
    let (hour, minute) = (parts.next()?, parts.next()?);
    let second = parts.next();
    if parts.next().is_some() || hour.len() > 2 || minute.len() != 2 {
        return None;
    }
    Some(Clock {
        hour: small(hour)?,
        minute: small(minute)?,
        second: match second {
            Some(second) if second.len() == 2 => small(second)?,
            Some(_) => return None,
            None => 0,
        },
    })
}

fn coloned(bytes: &[u8]) -> Option<Time> {
    clock(bytes)?.within_day()
}

/// A date with a time of day; 24:00 is the next day's 00:00.
fn at(date: Date, clock: Clock, season: Option<Season>) -> Option<CivilTime> {
    let (date, time) = if clock.is_end_of_day() {
        (date.tomorrow().ok()?, Time::midnight())
    } else {
        (date, clock.within_day()?)
    };
    Some(CivilTime {
        date: Some(date),
        time: Some(time),
        season,
    })
}

fn full_year(two_digits: i16) -> i16 {
    if two_digits >= 80 {
        1900 + two_digits
    } else {
        2000 + two_digits
    }
}

/// Up to four digits.
fn number(digits: &[u8]) -> Option<i16> {
    if digits.is_empty() || digits.len() > 4 {
        return None;
    }
    digits.iter().try_fold(0, |value, byte| {
        byte.is_ascii_digit()
            .then(|| value * 10 + i16::from(byte - b'0'))
    })
}

/// One or two digits.
fn small(digits: &[u8]) -> Option<i8> {
    (digits.len() <= 2)
        .then(|| number(digits))
        .flatten()
        .and_then(|value| i8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(time: Option<CivilTime>) -> String {
        let Some(time) = time else {
            return "none".to_owned();
        };
        let season = match time.season {
            None => "",
            Some(Season::Normal) => " normal",
            Some(Season::Summer) => " summer",
            Some(Season::Utc) => " utc",
        };
        match (time.date, time.time) {
            (Some(date), Some(time)) => format!("{date} {time}{season}"),
            (Some(date), None) => format!("{date}{season}"),
            (None, Some(time)) => format!("{time}{season}"),
            (None, None) => "nothing".to_owned(),
        }
    }

    #[test]
    fn evident_forms() {
        let check =
            |text: &str, expected: &str| assert_eq!(shown(parse_evident(text)), expected, "{text}");
        check("17-10-02 08:45", "2017-10-02 08:45:00");
        check("19-04-01,00:00", "2019-04-01 00:00:00");
        check("2024-01-31,12:00:00", "2024-01-31 12:00:00");
        check("2022-05-19&19:41:17", "2022-05-19 19:41:17");
        check("2021-07-12 22:20:17", "2021-07-12 22:20:17");
        check("2018-03-03", "2018-03-03");
        check("00-05-20", "2000-05-20");
        check("93-12-31 12:53", "1993-12-31 12:53:00");
        check("93-12-31 24:00", "1994-01-01 00:00:00");
        check("161116201035W", "2016-11-16 20:10:35 normal");
        check("230605105510S", "2023-06-05 10:55:10 summer");
        check("632525252525S", "none");
        check("00-00-00", "none");
        check("99-99-99,99:99", "none");
        check("01-01&00:00", "none");
        check("07:00:01", "none");
        check("2211120730", "none");
        check("18-04-07,10:46,00-00-00,00:00", "none");
        check("--__5_--", "none");
        check("1-0:1.8.0", "none");
        check("", "none");
        check("-", "none");
    }

    #[test]
    fn forms_that_the_register_tells() {
        let check = |form, text: &str, expected: &str| {
            assert_eq!(shown(parse(text, form)), expected, "{text}");
        };
        check(Form::Clock, "145051", "14:50:51");
        check(Form::Clock, "14:18:06", "14:18:06");
        check(Form::Clock, "1185411", "18:54:11 summer");
        check(Form::Clock, "0000", "00:00:00");
        check(Form::Clock, "240000", "none");
        check(Form::Clock, "256199", "none");
        check(Form::Clock, "3185411", "none");
        check(Form::Calendar, "241129", "2024-11-29");
        check(Form::Calendar, "0170318", "2017-03-18 normal");
        check(Form::Calendar, "19-04-25", "2019-04-25");
        check(Form::Calendar, "01.29.08.16", "2016-08-29");
        check(Form::Calendar, "29.08.16", "2016-08-29");
        check(Form::Stamp, "2211120730", "2022-11-12 07:30:00");
        check(Form::Stamp, "01301310800", "2013-01-31 08:00:00 normal");
        check(Form::Stamp, "1190701000000", "2019-07-01 00:00:00 summer");
        check(Form::Stamp, "221112073015", "2022-11-12 07:30:15");
        check(Form::Stamp, "20221112073015", "2022-11-12 07:30:15");
        check(Form::Stamp, "241101", "2024-11-01");
        check(Form::Stamp, "0000", "00:00:00");
        check(Form::Stamp, "0000000000", "none");
        check(Form::Stamp, "121120??", "none");
        check(Form::Stamp, "CS3T", "none");
    }

    #[test]
    fn the_clock_of_energomera() {
        assert_eq!(
            shown(parse_watch("15:49:37,01.29.08.16,0")),
            "2016-08-29 15:49:37"
        );
        assert_eq!(shown(parse_watch("15:49:37")), "none");
        assert_eq!(shown(parse_watch("")), "none");
    }

    #[test]
    fn never_is_no_time() {
        for text in ["0000000000", "00-00-00,00:00", "99-99-99", "121120??", ""] {
            assert!(is_never(text), "{text}");
        }
        assert!(!is_never("2211120730"));
    }
}

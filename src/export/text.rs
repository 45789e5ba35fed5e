//! Text of single cells: civil times, and what terminals and spreadsheets must
//! not take for something else.

use std::borrow::Cow;

use jiff::civil;

use crate::meter::CivilTime;

/// A civil time in ISO 8601: `2017-10-02T08:45:00`, `2024-11-29` or `14:50:51`.
/// Empty if neither date nor time is set.
pub fn civil_time_text(time: CivilTime) -> String {
    let date = time.date.map(|date| date.to_string());
    let clock = time
        .time
        .map(|t| format!("{:02}:{:02}:{:02}", t.hour(), t.minute(), t.second()));
    match (date, clock) {
        (Some(date), Some(clock)) => format!("{date}T{clock}"),
        (Some(date), None) => date,
        (None, Some(clock)) => clock,
        (None, None) => String::new(),
    }
}

/// Adds a civil time in ISO 8601 to the second, `2023-11-13T10:15:00`.
pub(super) fn push_civil(text: &mut String, time: civil::DateTime) {
    let year = i64::from(time.year());
    if year < 0 {
        text.push('-');
    }
    push_digits(text, year.unsigned_abs(), 4);
    let parts = [
        ('-', time.month()),
        ('-', time.day()),
        ('T', time.hour()),
        (':', time.minute()),
        (':', time.second()),
    ];
    for (sign, number) in parts {
        text.push(sign);
        push_digits(text, u64::from(number.unsigned_abs()), 2);
    }
}

fn push_digits(text: &mut String, number: u64, digits: u32) {
    for place in (0..digits).rev() {
        let digit = u8::try_from(number / 10_u64.pow(place) % 10).unwrap_or(0);
        text.push(char::from(b'0' + digit));
    }
}

/// Reads what [`civil_time_text`] wrote; the season is not part of the text.
pub(super) fn parse_civil_time(text: &str) -> Option<CivilTime> {
    let (date, time) = match text.split_once('T') {
        Some((date, time)) => (Some(date), Some(time)),
        None if text.contains(':') => (None, Some(text)),
        None => (Some(text), None),
    };
    let date: Option<civil::Date> = date.map(str::parse).transpose().ok()?;
    let time: Option<civil::Time> = time.map(str::parse).transpose().ok()?;
    Some(CivilTime {
        date,
        time,
        season: None,
    })
}

/// `text` without characters that would move a cursor, break a line, hide something or
/// turn the direction of writing: each becomes `·`.
pub fn printable(text: &str) -> Cow<'_, str> {
    if text.chars().any(is_hidden) {
        let shown = |c: char| if is_hidden(c) { '·' } else { c };
        Cow::Owned(text.chars().map(shown).collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// `text` printable and at most `longest` characters long, ending in `…` where it was cut.
pub(crate) fn brief(text: &str, longest: usize) -> Cow<'_, str> {
    match text.char_indices().nth(longest) {
        Some((end, _)) => {
            let head = text.get(..end).unwrap_or_default();
            Cow::Owned(format!("{}…", printable(head)))
        }
        None => printable(text),
    }
}

/// Whether a character controls a terminal or the direction of writing, or has no width.
pub(crate) fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
}

/// `text` as a CSV cell that no spreadsheet takes for a formula, and no terminal for a
/// command: what begins like a formula, and is no number, gets an apostrophe in front;
/// control characters become `·`, but for those that lay a text out.
pub(super) fn disarmed(text: &str) -> Cow<'_, str> {
    let is_harmful = |c: char| is_hidden(c) && !matches!(c, '\t' | '\r' | '\n');
    let suspicious = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
    let apostrophe = if suspicious && !is_number(text) {
        "'"
    } else if text.contains(is_harmful) {
        ""
    } else {
        return Cow::Borrowed(text);
    };
    let shown = |c| if is_harmful(c) { '·' } else { c };
    let shown = text.chars().map(shown);
    Cow::Owned(apostrophe.chars().chain(shown).collect())
}

/// Whether `text` is a decimal, perhaps with its unit as meters send it: `-73.69*W`.
/// A spreadsheet may stumble over the unit, but there is nothing in it to run.
fn is_number(text: &str) -> bool {
    let (number, unit) = text.split_once('*').unwrap_or((text, "W"));
    let digits = number.strip_prefix(['+', '-']).unwrap_or(number);
    let points = digits.matches(['.', ',']).count();
    digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.ends_with(|c: char| c.is_ascii_digit())
        && points <= 1
        && digits
            .chars()
            .all(|c| c.is_ascii_digit() || c == '.' || c == ',')
        && unit.chars().all(|c| c.is_ascii_alphabetic() || c == '%')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_disarmed_and_numbers_are_not() {
        let check = |text: &str, expected: &str| assert_eq!(disarmed(text), expected);
        check("=1+1", "'=1+1");
        check("@SUM(A1)", "'@SUM(A1)");
        check("-2+3", "'-2+3");
        check("-73.69*W", "-73.69*W");
        check("-1*A1+cmd|' /C calc'!A0", "'-1*A1+cmd|' /C calc'!A0");
        check("+00026*W", "+00026*W");
        check("-", "'-");
        check("-1.5", "-1.5");
        check("+00026", "+00026");
        check("-1,5", "-1,5");
        check("\t=1", "'\t=1");
        check("1=1", "1=1");
        check("\u{1b}[2J=1", "·[2J=1");
        check("=\u{1b}1", "'=·1");
        check("1\u{202e}2", "1·2");
        check("one\r\ntwo", "one\r\ntwo");
        check("", "");
    }

    #[test]
    fn civil_times_to_the_second_have_all_their_digits() {
        let mut text = String::from("at ");
        push_civil(&mut text, civil::date(2023, 1, 3).at(4, 5, 6, 0));
        assert_eq!(text, "at 2023-01-03T04:05:06");
    }

    #[test]
    fn civil_times_come_back() {
        for text in ["2017-10-02T08:45:00", "2024-11-29", "14:50:51"] {
            let time = parse_civil_time(text).unwrap();
            assert_eq!(civil_time_text(time), text);
        }
        assert_eq!(parse_civil_time("2024-13-01"), None);
        assert_eq!(parse_civil_time("25:00:00"), None);
        assert_eq!(parse_civil_time(""), None);
    }
}

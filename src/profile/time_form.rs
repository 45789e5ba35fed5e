//! The form in which a meter tells and takes a date, a time or both.
//!
//! Pure: reads no clock and knows no zone; a meter tells civil time.
//!
//! ```
//! use flagport::meter::Season;
//! use flagport::profile::TimeForm;
//!
//! let form = TimeForm::parse_form("sYYMMDD")?;
//! let at = jiff::civil::date(2017, 10, 21).at(14, 30, 0, 0);
//! assert_eq!(form.format(at, Season::Summer), "1171021");
//! assert_eq!(form.parse("1171021")?.date, Some(at.date()));
//! # Ok::<(), flagport::profile::TimeFormError>(())
//! ```

use std::fmt;

use jiff::civil::{Date, DateTime, Time};
use thiserror::Error;

use crate::meter::{CivilTime, Season};

/// A form such as `YYMMDDhhmmss`, `hh:mm:ss` or `sYYMMDD`.
///
/// | token | stands for |
/// |---|---|
/// | `YYYY`, `YY` | year; two digits are 2000 to 2099 |
/// | `MM`, `DD` | month, day of the month |
/// | `hh`, `mm`, `ss` | hour, minute, second |
/// | `s` | season: 0 normal time, 1 summer time, 2 UTC |
/// | `n` | day of the week, 1 is Monday; Sunday may be read as 0 |
/// | `ww` | week of the year (ISO 8601) |
///
/// Everything else stands for itself. The longest token counts: `hhmmss` ends with
/// seconds, `hhmms` with a season.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeForm {
    text: String,
    parts: Vec<Part>,
}

/// What a text of such a form tells; what the form does not name is `None`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TimeParts {
    /// Where year, month and day are told.
    pub date: Option<Date>,
    /// Where hour and minute are told.
    pub time: Option<Time>,
    pub season: Option<Season>,
    /// 1 is Monday, 7 is Sunday.
    pub weekday: Option<i8>,
}

impl TimeParts {
    /// Date, time and season; `None` if it is neither date nor time.
    pub fn civil(self) -> Option<CivilTime> {
        (self.date.is_some() || self.time.is_some()).then_some(CivilTime {
            date: self.date,
            time: self.time,
            season: self.season,
        })
    }
}

/// A form that cannot be, or a text that does not have the form.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TimeFormError {
    #[error("the form {0:?} names no part of a date or a time")]
    Nothing(String),
    #[error("{text:?} does not have the form {form}")]
    Mismatch { text: String, form: String },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Token(Token),
    Literal(char),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token {
    LongYear,
    Year,
    Month,
    Day,
    Hour,
    Minute,
    Second,
    Week,
    Season,
    Weekday,
}

/// Longer ones first where one begins another.
const TOKENS: [(&str, Token); 10] = [
    ("YYYY", Token::LongYear),
    ("YY", Token::Year),
    ("MM", Token::Month),
    ("DD", Token::Day),
    ("hh", Token::Hour),
    ("mm", Token::Minute),
    ("ss", Token::Second),
    ("ww", Token::Week),
    ("s", Token::Season),
    ("n", Token::Weekday),
];

/// The numbers of a text, by their tokens.
#[derive(Default)]
struct Numbers {
    year: Option<i16>,
    month: Option<i8>,
    day: Option<i8>,
    hour: Option<i8>,
    minute: Option<i8>,
    second: Option<i8>,
    season: Option<Season>,
    weekday: Option<i8>,
}

impl TimeForm {
    /// Reads a form as it stands in a device profile.
    pub fn parse_form(text: &str) -> Result<TimeForm, TimeFormError> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let token = TOKENS
                .into_iter()
                .find_map(|(name, token)| Some((token, rest.strip_prefix(name)?)));
            let (part, behind) = match token {
                Some((token, behind)) => (Part::Token(token), behind),
                None => {
                    let behind = rest.get(first.len_utf8()..).unwrap_or("");
                    (Part::Literal(first), behind)
                }
            };
            parts.push(part);
            rest = behind;
        }
        if !parts.iter().any(|part| matches!(part, Part::Token(_))) {
            return Err(TimeFormError::Nothing(text.to_owned()));
        }
        Ok(TimeForm {
            text: text.to_owned(),
            parts,
        })
    }

    /// Reads a text that has this form, from its first character to its last.
    pub fn parse(&self, text: &str) -> Result<TimeParts, TimeFormError> {
        self.numbers(text)
            .and_then(Numbers::parts)
            .ok_or_else(|| TimeFormError::Mismatch {
                text: text.to_owned(),
                form: self.text.clone(),
            })
    }

    /// Writes `at` in this form. A year that needs two digits loses its century.
    pub fn format(&self, at: DateTime, season: Season) -> String {
        self.parts
            .iter()
            .map(|part| match part {
                Part::Literal(literal) => literal.to_string(),
                Part::Token(token) => token.format(at, season),
            })
            .collect()
    }

    /// Whether year, month and day are told.
    pub fn has_date(&self) -> bool {
        let year = self.has(Token::Year) || self.has(Token::LongYear);
        year && self.has(Token::Month) && self.has(Token::Day)
    }

    /// Whether hour and minute are told.
    pub fn has_time(&self) -> bool {
        self.has(Token::Hour) && self.has(Token::Minute)
    }

    /// Whether seconds are told.
    pub fn has_seconds(&self) -> bool {
        self.has(Token::Second)
    }

    /// Whether the season is told.
    pub fn has_season(&self) -> bool {
        self.has(Token::Season)
    }

    fn has(&self, token: Token) -> bool {
        self.parts.contains(&Part::Token(token))
    }

    fn numbers(&self, text: &str) -> Option<Numbers> {
        let mut numbers = Numbers::default();
        let mut rest = text;
        for part in &self.parts {
            rest = match part {
                Part::Literal(literal) => rest.strip_prefix(*literal)?,
                Part::Token(token) => {
                    let digits = rest.get(..token.width())?;
                    numbers.take(*token, number(digits)?)?;
                    rest.get(token.width()..)?
                }
            };
        }
        rest.is_empty().then_some(numbers)
    }
}

impl fmt::Display for TimeForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Token {
    /// Its digits in a value.
    fn width(self) -> usize {
        match self {
            Token::LongYear => 4,
            Token::Season | Token::Weekday => 1,
            _ => 2,
        }
    }

    fn format(self, at: DateTime, season: Season) -> String {
        match self {
            Token::LongYear => format!("{:04}", at.year()),
            Token::Year => format!("{:02}", at.year().rem_euclid(100)),
            Token::Month => format!("{:02}", at.month()),
            Token::Day => format!("{:02}", at.day()),
            Token::Hour => format!("{:02}", at.hour()),
            Token::Minute => format!("{:02}", at.minute()),
            Token::Second => format!("{:02}", at.second()),
            Token::Week => format!("{:02}", at.date().iso_week_date().week()),
            Token::Weekday => at.weekday().to_monday_one_offset().to_string(),
            Token::Season => season_digit(season).to_string(),
        }
    }
}

impl Numbers {
    /// Takes over one number; `None` if it is out of its range.
    fn take(&mut self, token: Token, number: i16) -> Option<()> {
        let within = |range: std::ops::RangeInclusive<i16>| {
            let small = i8::try_from(number).ok()?;
            range.contains(&number).then_some(small)
        };
        match token {
            Token::LongYear => self.year = Some(number),
            Token::Year => self.year = Some(2000 + number),
            Token::Month => self.month = Some(within(1..=12)?),
            Token::Day => self.day = Some(within(1..=31)?),
            Token::Hour => self.hour = Some(within(0..=23)?),
            Token::Minute => self.minute = Some(within(0..=59)?),
            Token::Second => self.second = Some(within(0..=59)?),
            Token::Week => {
                within(0..=53)?;
            }
            Token::Season => self.season = Some(season_of(number)?),
            Token::Weekday => {
                let day = within(0..=7)?;
                self.weekday = Some(if day == 0 { 7 } else { day });
            }
        }
        Some(())
    }

    fn parts(self) -> Option<TimeParts> {
        let date = match (self.year, self.month, self.day) {
            (Some(year), Some(month), Some(day)) => Some(Date::new(year, month, day).ok()?),
            _ => None,
        };
        let time = match (self.hour, self.minute) {
            (Some(hour), Some(minute)) => {
                Some(Time::new(hour, minute, self.second.unwrap_or(0), 0).ok()?)
            }
            _ => None,
        };
        Some(TimeParts {
            date,
            time,
            season: self.season,
            weekday: self.weekday,
        })
    }
}

fn season_digit(season: Season) -> u8 {
    match season {
        Season::Normal => 0,
        Season::Summer => 1,
        Season::Utc => 2,
    }
}

fn season_of(digit: i16) -> Option<Season> {
    match digit {
        0 => Some(Season::Normal),
        1 => Some(Season::Summer),
        2 => Some(Season::Utc),
        _ => None,
    }
}

/// Up to four digits and nothing else.
fn number(digits: &str) -> Option<i16> {
    let all = digits.bytes().all(|byte| byte.is_ascii_digit());
    all.then(|| digits.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time};
    use proptest::prelude::*;

    use super::*;

    fn form(text: &str) -> TimeForm {
        TimeForm::parse_form(text).unwrap()
    }

    /// Forms of the field, and one instant in each.
    const FORMS: [(&str, &str); 14] = [
        ("hhmmss", "092239"),
        ("shhmmss", "1092239"),
        ("sYYMMDD", "1130703"),
        ("YYMMDD", "130703"),
        ("YYMMDDhhmmss", "130703092239"),
        ("YYMMDDhhmmsswwns", "1307030922392731"),
        ("YYMMDDhhmmss0002", "1307030922390002"),
        ("hh:mm:ss", "09:22:39"),
        ("YY-MM-DD", "13-07-03"),
        ("YYYY-MM-DD,hh:mm:ss", "2013-07-03,09:22:39"),
        ("DD.MM.YY", "03.07.13"),
        ("hh:mm:ss,0n.DD.MM.YY,s", "09:22:39,03.03.07.13,1"),
        ("n", "3"),
        ("YYYYMMDD hh:mm", "20130703 09:22"),
    ];

    #[test]
    fn one_instant_in_every_form() {
        let at = date(2013, 7, 3).at(9, 22, 39, 0);
        for (name, expected) in FORMS {
            let form = form(name);
            assert_eq!(form.format(at, Season::Summer), expected, "{name}");
            let parts = form.parse(expected).unwrap();
            assert_eq!(parts.date.is_some(), form.has_date(), "{name}");
            assert_eq!(parts.date.unwrap_or(at.date()), at.date(), "{name}");
            assert_eq!(parts.time.is_some(), form.has_time(), "{name}");
            assert_eq!(parts.season.is_some(), form.has_season(), "{name}");
            assert_eq!(form.to_string(), name);
        }
    }

    #[test]
    fn what_a_form_does_not_tell_is_not_made_up() {
        let day = form("n").parse("0").unwrap();
        assert_eq!(day.weekday, Some(7));
        assert_eq!(day.civil(), None);
        assert_eq!(form("MM-DD").parse("03-31").unwrap().date, None);
        let clock = form("hh:mm").parse("24:00");
        assert!(clock.is_err());
        let seconds = form("hhmmss").parse("172751").unwrap();
        assert_eq!(seconds.time, Some(time(17, 27, 51, 0)));
        assert_eq!(seconds.civil().unwrap().date, None);
    }

    #[test]
    fn other_texts_do_not_have_the_form() {
        let check = |name: &str, text: &str| {
            let error = form(name).parse(text).unwrap_err();
            let expected = format!("{text:?} does not have the form {name}");
            assert_eq!(error.to_string(), expected);
        };
        check("hhmmss", "");
        check("hhmmss", "09223");
        check("hhmmss", "0922391");
        check("hhmmss", "+92239");
        check("hh:mm:ss", "09.22.39");
        check("shhmmss", "3092239");
        check("YYMMDD", "130230");
        check("YYMMDD", "000000");
        check("YYMMDDhhmmss0002", "1307030922390003");
        check("DD.MM.YY", "½3.07.13");
        assert_eq!(
            TimeForm::parse_form("--").unwrap_err().to_string(),
            "the form \"--\" names no part of a date or a time"
        );
        assert!(TimeForm::parse_form("").is_err());
    }

    proptest! {
        #[test]
        fn what_was_written_is_read(
            days in 0_i32..36_524,
            second in 0_i32..86_400,
            summer: bool,
            index in 0..FORMS.len(),
        ) {
            let day = date(2000, 1, 1).checked_add(jiff::Span::new().days(days)).unwrap();
            let at = day.at(0, 0, 0, 0).checked_add(jiff::Span::new().seconds(second)).unwrap();
            let season = if summer { Season::Summer } else { Season::Normal };
            let form = form(FORMS[index].0);
            let parts = form.parse(&form.format(at, season)).unwrap();
            prop_assert_eq!(parts.date, form.has_date().then_some(at.date()));
            let shown = if form.has_seconds() {
                at.time()
            } else {
                at.time().with().second(0).build().unwrap()
            };
            prop_assert_eq!(parts.time, form.has_time().then_some(shown));
            prop_assert_eq!(parts.season, form.has_season().then_some(season));
            prop_assert!(parts.weekday.is_none_or(|told| told == day.weekday().to_monday_one_offset()));
        }

        #[test]
        fn no_form_and_no_text_is_too_odd(name: String, text: String) {
            if let Ok(form) = TimeForm::parse_form(&name) {
                let _ = form.parse(&text);
                let at = date(2013, 7, 3).at(9, 22, 39, 0);
                let written = form.format(at, Season::Utc);
                // What it writes itself it can read, whatever stands around it.
                let read = form.parse(&written);
                prop_assert!(read.is_ok(), "{} {}", name, written);
            }
        }
    }
}

//! Times and units of the page Meter in words.

use jiff::SignedDuration;

use crate::meter::{CivilTime, Season};
use crate::say;

/// `2017-03-10 09:30`, with seconds where there are any.
pub fn moment(time: CivilTime) -> String {
    let date = time.date.map(|date| date.to_string());
    let clock = time.time.map(|t| match t.second() {
        0 => format!("{:02}:{:02}", t.hour(), t.minute()),
        second => format!("{:02}:{:02}:{second:02}", t.hour(), t.minute()),
    });
    [date, clock]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" ")
}

/// `2017-03-18 20:14:55`, always with seconds: a clock.
pub fn clock(time: CivilTime) -> String {
    let date = time.date.map(|date| date.to_string());
    let clock = time
        .time
        .map(|t| format!("{:02}:{:02}:{:02}", t.hour(), t.minute(), t.second()));
    [date, clock]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" ")
}

/// What a season is called.
pub fn season(season: Season) -> &'static str {
    match season {
        Season::Normal => say!("meter-season-normal"),
        Season::Summer => say!("meter-season-summer"),
        Season::Utc => "UTC",
    }
}

/// The same within a sentence.
fn season_within(season: Season) -> &'static str {
    match season {
        Season::Normal => say!("meter-season-normal-within"),
        Season::Summer => say!("meter-season-summer-within"),
        Season::Utc => "UTC",
    }
}

/// A moment with its season where it is told.
pub fn moment_in_season(time: CivilTime) -> String {
    match time.season {
        Some(told) => say!(
            "meter-in-season",
            time = moment(time),
            season = season_within(told)
        ),
        None => moment(time),
    }
}

/// How units are written in the window.
pub fn unit(unit: &str) -> &str {
    match unit {
        "m3" => "m³",
        "m3/h" => "m³/h",
        "C" => "°C",
        "deg" => "°",
        other => other,
    }
}

/// `17 days 12 h`, `40 min`: how far two readouts are apart, in two units at most.
pub fn span(span: SignedDuration) -> String {
    let secs = span.as_secs().unsigned_abs();
    let days = say!("time-days", days = secs / 86_400);
    match secs {
        0..60 => format!("{secs} s"),
        60..3_600 => format!("{} min", secs / 60),
        3_600..86_400 => format!("{} h {} min", secs / 3_600, secs / 60 % 60),
        _ if secs < 30 * 86_400 => format!("{days} {} h", secs / 3_600 % 24),
        _ => days,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time};

    use super::*;

    #[test]
    fn moments_read_as_iso() {
        let moment_of = |date, time| {
            moment(CivilTime {
                date,
                time,
                season: None,
            })
        };
        let day = Some(date(2017, 3, 10));
        assert_eq!(moment_of(day, Some(time(9, 30, 0, 0))), "2017-03-10 09:30");
        assert_eq!(
            moment_of(day, Some(time(9, 30, 5, 0))),
            "2017-03-10 09:30:05"
        );
        assert_eq!(moment_of(day, None), "2017-03-10");
        assert_eq!(moment_of(None, Some(time(0, 0, 0, 0))), "00:00");
    }

    #[test]
    fn spans_have_two_units_at_most() {
        for (secs, expected) in [
            (42, "42 s"),
            (2_400, "40 min"),
            (7_260, "2 h 1 min"),
            (86_400, "1 day 0 h"),
            (1_512_000, "17 days 12 h"),
            (-40 * 86_400, "40 days"),
        ] {
            assert_eq!(span(SignedDuration::from_secs(secs)), expected);
        }
    }
}

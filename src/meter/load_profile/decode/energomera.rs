//! Archives of Energomera meters: names and values, the name on each line or on the
//! first only.
//!
//! Interval profiles (`GRAPE`, `VPR01`) have a value for each interval, some with a
//! flag byte behind it. Archives of days and months (`ENDPE`, `EADPE`, `ENMPE`,
//! `EAMPE`) have a value for each tariff, the total first. Neither tells its time but
//! for the first row of `VPR`, so what was asked for is the begin.
//!
//! Seen in captures: the names on lines. From the CE208/308 protocol description:
//! `VPR` and its flags. `GRAPE` is known by name only; that its values are average
//! powers in kW is unverified.

use std::sync::Arc;

use jiff::ToSpan as _;
use jiff::civil::{Date, DateTime};

use super::builder::{Builder, Step, channel, period_of_day};
use super::{ChannelHint, Hints};
use crate::meter::load_profile::{Channel, ChannelKind, LoadProfile, NewEntry, Section};
use crate::meter::problems::quote;
use crate::meter::scan::{Groups, Lines};
use crate::meter::status::Status;
use crate::meter::time::{self, Form};
use crate::meter::value::is_meter_error;

/// The most tariffs that are believed, with the total.
const MAX_TARIFFS: usize = 64;

/// One group, taken apart.
struct Row<'a> {
    line: usize,
    date: Option<Date>,
    value: &'a str,
    flag: &'a str,
}

/// An interval profile.
pub(super) fn intervals(text: &str, hints: &Hints) -> LoadProfile {
    let mut builder = Builder::new(hints, text);
    let rows = rows(text, &mut builder);
    let Some(first) = rows.first() else {
        return builder.finish();
    };
    let period_min = hints.period_min.or_else(|| period_of_day(rows.len()));
    let begin = begin_of(first.date, hints.from);
    if period_min.is_none() || begin.is_none() {
        let what = if begin.is_none() {
            "when the first interval began"
        } else {
            "how long an interval is"
        };
        builder.problems.add(first.line, || {
            format!("{what} is not known, so the entries have no times")
        });
    }
    let step = Step::of(period_min, begin);
    let mut next = begin.and_then(|begin| step.after(begin));
    let named = builder.profile.code.clone();
    let number = builder.add_channel(of_intervals(&named, hints.channels.first()));
    let columns: Arc<[u16]> = [number].into();
    builder.begin(Section {
        line: first.line,
        stamp: next,
        season: None,
        status: Arc::default(),
        period_min,
        columns,
        first_entry: 0,
    });
    let mut status: Arc<Status> = Arc::default();
    for (index, row) in rows.iter().enumerate() {
        if index > 0
            && let Some(date) = row.date
        {
            next = step.after(date.to_datetime(jiff::civil::Time::midnight()));
        }
        if status.raw != row.flag {
            status = Arc::new(hints.status.read(row.flag));
        }
        let entry = NewEntry {
            time: next,
            season: None,
            status: &status,
        };
        builder.push(row.line, entry, &[row.value]);
        next = next.and_then(|time| step.after(time));
    }
    builder.finish()
}

/// The tariffs of one day or month, as one entry.
pub(super) fn tariffs(text: &str, hints: &Hints) -> LoadProfile {
    let mut builder = Builder::new(hints, text);
    let mut rows = rows(text, &mut builder);
    rows.truncate(MAX_TARIFFS);
    let Some(first) = rows.first() else {
        return builder.finish();
    };
    let named = builder.profile.code.clone();
    let is_month = named.get(2..3) == Some("M");
    let date = first.date.or(hints.from.map(DateTime::date));
    let begin = date.map(|date| {
        if is_month {
            date.first_of_month()
        } else {
            date
        }
    });
    let length = if is_month { 1.month() } else { 1.day() };
    let end = begin.and_then(|begin| begin.checked_add(length).ok());
    let days = begin
        .zip(end)
        .and_then(|(begin, end)| u32::try_from(end.duration_since(begin).as_hours() / 24).ok());
    if end.is_none() {
        builder.problems.add(first.line, || {
            "which day or month it is of is not known, so the entry has no time".to_owned()
        });
    }
    let numbers = (0..rows.len()).map(|tariff| {
        let hint = hints.channels.get(tariff);
        builder.add_channel(of_tariff(&named, tariff, hint))
    });
    let columns: Arc<[u16]> = numbers.collect();
    let time = end.map(|end| end.to_datetime(jiff::civil::Time::midnight()));
    let status: Arc<Status> = Arc::default();
    builder.begin(Section {
        line: first.line,
        stamp: time,
        season: None,
        status: Arc::clone(&status),
        period_min: days.map(|days| days * 1440),
        columns,
        first_entry: 0,
    });
    let values: Vec<&str> = rows.iter().map(|row| row.value).collect();
    let entry = NewEntry {
        time,
        season: None,
        status: &status,
    };
    builder.push(first.line, entry, &values);
    builder.finish()
}

/// All groups of the answer; its name becomes the code.
fn rows<'a>(text: &'a str, builder: &mut Builder<'_>) -> Vec<Row<'a>> {
    let mut rows: Vec<Row<'a>> = Vec::new();
    let mut groups = Groups::default();
    let mut called: Option<&str> = None;
    for line in Lines::of(text) {
        let bracket = line.text.find('(').unwrap_or(line.text.len());
        let (name, rest) = line
            .text
            .split_at_checked(bracket)
            .unwrap_or((line.text, ""));
        let name = name.trim();
        if name.starts_with('!') {
            continue;
        }
        if !name.is_empty() {
            let code = *called.get_or_insert(name);
            if rest.is_empty() || name != code {
                builder.problems.add(line.number, || {
                    format!("text outside brackets: {}", quote(name))
                });
                continue;
            }
            name.clone_into(&mut builder.profile.code);
        }
        groups.take(rest);
        let before = rows.len();
        for group in &groups.texts {
            let text = group.trim();
            if is_meter_error(text) {
                tell_refusal(builder, line.number, text);
            } else if !text.is_empty() || groups.texts.len() > 1 {
                rows.push(row(line.number, text));
            }
        }
        if let Some(damaged) = groups.damaged {
            if line.ended {
                builder.problems.add(line.number, || {
                    format!("no closing bracket after {}", quote(damaged))
                });
                rows.push(row(line.number, ""));
            } else {
                builder.problems.add(line.number, || {
                    format!("the last row is cut off and left out: {}", quote(damaged))
                });
            }
        } else if rows.len() == before && rest == "()" && !rows.is_empty() {
            rows.push(row(line.number, ""));
        }
    }
    rows
}

/// ERR18 says that there is no such date: nothing to tell.
fn tell_refusal(builder: &mut Builder<'_>, line: usize, text: &str) {
    if text != "ERROR" && text != "ERR18" {
        builder.problems.add(line, || {
            format!(
                "the meter answered {} in place of a load profile",
                quote(text)
            )
        });
    }
}

/// `dd.mm.yy,value,flag`, `value,flag` or `value`.
fn row(line: usize, text: &str) -> Row<'_> {
    let (front, rest) = text.split_once(',').unwrap_or((text, ""));
    let date = time::parse(front, Form::Calendar).and_then(|told| told.date);
    let (value, flag) = match date {
        Some(_) => rest.split_once(',').unwrap_or((rest, "")),
        None => (front, rest),
    };
    Row {
        line,
        date,
        value: value.trim(),
        flag: flag.trim(),
    }
}

/// The begin of the first interval: what was asked for, unless the meter tells
/// another day.
fn begin_of(told: Option<Date>, from: Option<DateTime>) -> Option<DateTime> {
    match (told, from) {
        (Some(date), Some(from)) if from.date() == date => Some(from),
        (Some(date), _) => Some(date.to_datetime(jiff::civil::Time::midnight())),
        (None, from) => from,
    }
}

fn of_intervals(name: &str, hint: Option<&ChannelHint>) -> Channel {
    let address = hint.map_or(name, |hint| hint.address.as_str());
    let mut own = channel(address, "", hint);
    if name.starts_with("GRA") && own.kind == ChannelKind::Other {
        own.kind = ChannelKind::Average;
        let unit = if name.get(3..4) == Some("Q") {
            "kvar"
        } else {
            "kW"
        };
        own.unit.get_or_insert_with(|| unit.to_owned());
    }
    own
}

/// `ENDPE`: N counter or A consumption, D day or M month, P active or Q reactive, E
/// import or I export.
fn of_tariff(name: &str, tariff: usize, hint: Option<&ChannelHint>) -> Channel {
    if let Some(hint) = hint {
        return channel(&hint.address, "", Some(hint));
    }
    let mut own = channel(name, "", None);
    let quantity = match name.get(3..5) {
        Some("PE") => 1,
        Some("PI") => 2,
        Some("QE") => 3,
        Some("QI") => 4,
        _ => return own,
    };
    own.unit = Some(if quantity < 3 { "kWh" } else { "kvarh" }.to_owned());
    if name.starts_with("EN") {
        own.kind = ChannelKind::Register;
        own.code = format!("1-0:{quantity}.8.{tariff}");
    } else {
        own.kind = ChannelKind::Energy;
    }
    if tariff > 0 {
        own.address = format!("{name} T{tariff}");
        if !name.starts_with("EN") {
            own.code.clone_from(&own.address);
        }
        if let Some(name) = &mut own.name {
            name.push_str(&format!(", tariff {tariff}"));
        }
    }
    own
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::meter::load_profile::decode as detect;

    fn hints(from: &str, period_min: Option<u32>) -> Hints {
        Hints {
            from: Some(from.parse().unwrap()),
            period_min,
            ..Hints::default()
        }
    }

    /// Entries as `time flags value|value`, then problems.
    fn told(profile: &LoadProfile) -> Vec<String> {
        let entries = profile.entries().map(|entry| {
            let values = (0..profile.channels.len()).map(|c| entry.raw(c).unwrap_or("-"));
            let values: Vec<&str> = values.collect();
            let flags: Vec<String> = entry.status().flags.iter().map(|f| f.slug()).collect();
            let time = entry
                .time()
                .map_or_else(|| "-".to_owned(), super::super::builder::shown);
            format!("{time} {} {}", flags.join(","), values.join("|"))
        });
        let problems = profile.problems.iter();
        let problems = problems.map(|problem| format!("{}! {}", problem.line, problem.message));
        entries.chain(problems).collect()
    }

    #[test]
    fn intervals_count_from_what_was_asked_for() {
        let expected = [
            "2016-10-24 00:30  0.5",
            "2016-10-24 01:00  0.25",
            "2016-10-24 01:30  -",
        ];
        for text in [
            "GRAPE(0.5)\r\n(0.25)\r\n()\r\n",
            "GRAPE(0.5)\r\nGRAPE(0.25)\r\nGRAPE()\r\n",
        ] {
            let profile = detect(text, &hints("2016-10-24T00:00", Some(30)));
            assert_eq!(told(&profile), expected, "{text}");
            assert_eq!(profile.code, "GRAPE");
            assert_eq!(profile.channels[0].unit.as_deref(), Some("kW"));
            assert_eq!(profile.channels[0].kind, ChannelKind::Average);
        }
        let day = "GRAPE(1)\r\n(2)\r\n".replace("(2)\r\n", &"(2)\r\n".repeat(47));
        let profile = detect(&day, &hints("2016-10-24T00:00", None));
        assert_eq!(profile.period_min(), Some(30));
        assert_eq!(told(&profile)[47], "2016-10-25 00:00  2");
        let profile = detect("GRAPE(1)\r\n(2)\r\n", &hints("2016-10-24T00:00", None));
        assert_eq!(
            told(&profile),
            [
                "-  1",
                "-  2",
                "1! how long an interval is is not known, so the entries have no times"
            ]
        );
    }

    #[test]
    fn the_first_row_of_vpr_tells_its_day_and_bit_7_is_damage() {
        let text = "VPR01(24.10.16,1.5,00)\r\n(1.6,80)\r\n(1.7,00)\r\n";
        let expected = [
            "2016-10-24 00:30  1.5",
            "2016-10-24 01:00 record-damaged 1.6",
            "2016-10-24 01:30  1.7",
        ];
        let profile = detect(text, &hints("2016-01-01T00:00", Some(30)));
        assert_eq!(told(&profile), expected);
        // It stays as sent, and nothing is drawn or summed up of it.
        assert!(profile.entry(1).unwrap().number(0).is_none());
        let column = profile.column(0);
        assert!(column[0] == 1.5 && column[1].is_nan() && column[2] == 1.7);
        let later = detect(text, &hints("2016-10-24T12:00", Some(30)));
        assert_eq!(told(&later)[0], "2016-10-24 12:30  1.5");
        let cut = detect(
            "VPR01(24.10.16,1.5,00)\r\n(1.6,8",
            &hints("2016-10-24T00:00", Some(30)),
        );
        assert_eq!(
            told(&cut),
            [
                "2016-10-24 00:30  1.5",
                "2! the last row is cut off and left out: '1.6,8'"
            ]
        );
    }

    #[test]
    fn tariffs_of_a_day_or_a_month_are_one_entry_at_its_end() {
        let check = |name: &str, from: &str, expected: &str, kind, unit: &str, period| {
            let text = format!("{name}(68.42)\r\n(45.54)\r\n(22.88)\r\n");
            let profile = detect(&text, &hints(from, None));
            assert_eq!(told(&profile), [expected], "{name}");
            assert_eq!(profile.channels[2].kind, kind);
            assert_eq!(profile.channels[2].unit.as_deref(), Some(unit));
            assert_eq!(profile.period_min(), Some(period));
        };
        let (register, energy) = (ChannelKind::Register, ChannelKind::Energy);
        check(
            "ENDPE",
            "2016-10-24T00:00",
            "2016-10-25 00:00  68.42|45.54|22.88",
            register,
            "kWh",
            1440,
        );
        check(
            "ENMPE",
            "2016-02-24T00:00",
            "2016-03-01 00:00  68.42|45.54|22.88",
            register,
            "kWh",
            29 * 1440,
        );
        check(
            "EADQI",
            "2016-12-31T00:00",
            "2017-01-01 00:00  68.42|45.54|22.88",
            energy,
            "kvarh",
            1440,
        );
        let profile = detect("ENDPE(1)\r\nENDPE(2)\r\n", &hints("2016-10-24T00:00", None));
        assert_eq!(profile.channels[0].code, "1-0:1.8.0");
        assert_eq!(profile.channels[1].code, "1-0:1.8.1");
        assert_eq!(profile.channels[1].address, "ENDPE T1");
    }

    #[test]
    fn a_day_that_is_not_there_is_empty_and_a_refusal_is_told() {
        let of = |text: &str| {
            let hints = Hints {
                layout: Some(super::super::Layout::Energomera),
                ..hints("2016-10-24T00:00", Some(30))
            };
            told(&detect(text, &hints))
        };
        assert!(of("(ERR18)").is_empty());
        assert!(of("GRAPE()\r\n").is_empty());
        assert!(of("").is_empty());
        assert_eq!(
            of("(ERR15)"),
            ["1! the meter answered 'ERR15' in place of a load profile"]
        );
    }
}

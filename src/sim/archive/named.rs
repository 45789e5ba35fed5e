//! Archives of Energomera meters: a day, a month or some intervals for each request,
//! without times.

use jiff::ToSpan as _;
use jiff::civil::{Date, DateTime};

use super::request::{Denied, Records};
use super::series::{Row, intervals};
use super::{Archive, Column, Named, Source};
use crate::sim::cell::Stamp;
use crate::sim::digits::Digits;
use crate::sim::load::Tariff;
use crate::sim::load::calendar::{DAY, Day, Seconds, instant, shown};

/// Days that a profile by number goes back.
pub(super) const NUMBERED: i64 = 127;

/// The lines of an answer; `asked` is what stands in the brackets.
pub(super) fn records(
    archive: &Archive,
    form: Named,
    on_each_line: bool,
    columns: &[Column],
    source: &Source<'_>,
    asked: &str,
) -> Result<Records, Denied> {
    let today = shown(source.now).at.date();
    let lines = match form {
        Named::Day => {
            let day = date("%d.%m.%y", asked).ok_or(Denied::Syntax)?;
            if instant(day.at(0, 0, 0, 0)) < source.now - archive.days * DAY {
                return Err(Denied::Empty);
            }
            let lines = of_day(columns, source, day);
            lines
                .into_iter()
                .map(|value| value.unwrap_or_default())
                .collect()
        }
        Named::DayEnd | Named::MonthEnd => {
            let at = match form {
                Named::DayEnd => date("%d.%m.%y", asked).and_then(|day| day.tomorrow().ok()),
                _ => date("%m.%y", asked).and_then(|day| day.checked_add(1.month()).ok()),
            };
            let at = instant(at.ok_or(Denied::Syntax)?.at(0, 0, 0, 0));
            if at > source.now || at < source.now - archive.days * DAY {
                return Err(Denied::Empty);
            }
            tariffs(columns, source, at)
        }
        Named::DaysBack => numbered(columns, source, today, asked)?,
    };
    if lines.is_empty() {
        return Err(Denied::Empty);
    }
    let line = |(index, value): (usize, String)| {
        let name = if index == 0 || on_each_line {
            archive.address
        } else {
            ""
        };
        format!("{name}({value})\r\n")
    };
    Ok(lines.into_iter().enumerate().map(line).collect())
}

fn date(form: &str, text: &str) -> Option<Date> {
    let stamp = Stamp::parse(form, text)
        .or_else(|| Stamp::parse(&format!("%d.{form}"), &format!("01.{text}")))?;
    Some(stamp.applied_to(DateTime::MIN).date())
}

/// The intervals of a day by the clock, those that are over; `None` for one that is
/// missing. An hour that the clock left out is missing, and of one that came twice the
/// first is told.
fn of_day(columns: &[Column], source: &Source<'_>, date: Date) -> Vec<Option<String>> {
    let day = Day::of(instant(date.at(12, 0, 0, 0)));
    let range = super::request::Range {
        after: day.begin,
        to: day.end.min(source.now),
    };
    let Some(form) = columns
        .first()
        .and_then(|column| Digits::parse(column.form))
    else {
        return Vec::new();
    };
    let clock = |at: Seconds| {
        let since = at - day.begin;
        match (day.skips, day.repeats) {
            (Some(from), _) if since >= from => since + 3_600,
            (_, Some(from)) if since >= from + 3_600 => since - 3_600,
            _ => since,
        }
    };
    let over = clock(range.to.max(day.begin)).max(0) / source.period;
    let mut values = vec![None; usize::try_from(over).unwrap_or(0)];
    intervals(source, columns, range, |row: &Row<'_>| {
        let index = usize::try_from(clock(row.begin) / source.period).unwrap_or(usize::MAX);
        if let Some(place @ None) = values.get_mut(index) {
            let mut text = String::new();
            form.push(row.values.first().copied().unwrap_or(0), &mut text);
            *place = Some(text);
        }
    });
    if values.iter().all(Option::is_none) {
        return Vec::new();
    }
    values
}

/// The registers at an instant: all of it, then two tariffs.
pub(super) fn tariffs(columns: &[Column], source: &Source<'_>, at: Seconds) -> Vec<String> {
    let value = |column: &Column| {
        let form = Digits::parse(column.form)?;
        let energy = source.load.total(column.flow, column.tariff, at);
        let units = (i128::from(energy) * form.scale()).div_euclid(1_000_000);
        Some(form.plus(units)?.text())
    };
    let unused = [Tariff::All; 3].map(|_| "0.00".to_owned());
    columns.iter().filter_map(value).chain(unused).collect()
}

/// `day,interval,count`: intervals of a day counted back from today.
fn numbered(
    columns: &[Column],
    source: &Source<'_>,
    today: Date,
    asked: &str,
) -> Result<Vec<String>, Denied> {
    let numbers: Result<Vec<i64>, _> = asked.split(',').map(str::parse).collect();
    let numbers = numbers.map_err(|_| Denied::Syntax)?;
    let (back, first, count) = match numbers.as_slice() {
        [back] => (*back, 1, i64::MAX),
        [back, first] => (*back, *first, 1),
        [back, first, count] => (*back, *first, *count),
        _ => return Err(Denied::Syntax),
    };
    if !(0..=NUMBERED).contains(&back) || first < 1 || count < 1 {
        return Err(Denied::Range);
    }
    let date = today.checked_sub(back.days()).map_err(|_| Denied::Range)?;
    let values = of_day(columns, source, date).into_iter();
    let skipped = usize::try_from(first - 1).unwrap_or(usize::MAX);
    let wanted = usize::try_from(count).unwrap_or(usize::MAX);
    let line = |(index, value): (usize, Option<String>)| {
        let (value, flag) = match value {
            Some(value) => (value, "00"),
            None => ("0.0000".to_owned(), "80"),
        };
        match index {
            0 => format!("{},{value},{flag}", date.strftime("%d.%m.%y")),
            _ => format!("{value},{flag}"),
        }
    };
    Ok(values
        .skip(skipped)
        .take(wanted)
        .enumerate()
        .map(line)
        .collect())
}

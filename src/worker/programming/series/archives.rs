//! Archives that are named by a day, a month or days back: one request for each.

use jiff::ToSpan as _;
use jiff::civil::{Date, DateTime, Time};

use super::command::of_argument;
use super::{Fetch, Got, minutes_after};
use crate::profile::RangeForm;
use crate::worker::programming::desk::Stop;
use crate::worker::series::{Assembly, Piece};
use crate::worker::{SeriesAnswer, SeriesRange, failure};

/// How many days or months in a row hold nothing where the memory is over.
const EMPTY: usize = 10;

/// The most days or months that are asked for: ten years of days.
const MAX_REQUESTS: usize = 3660;

/// The oldest day of an archive that is counted back.
const MAX_DAYS_BACK: i64 = 127;

/// The register that tells the meter's date, where days are counted back from it.
const DATE: &str = "DATE_";

/// The most intervals of one answer at first.
const MOST_INTERVALS: i64 = 48;

/// What the meter says at the end of an answer that is longer than it may be.
const LIMIT_REACHED: &str = "ERR22";

pub(super) fn run(fetch: &mut Fetch<'_, '_, '_>) -> Result<(), Stop> {
    if fetch.form.range == RangeForm::DaysBack {
        return days_back(fetch);
    }
    let (begin, end) = fetch.whole();
    // Midnight ends the day before.
    let last = step_of(fetch, minutes_after(end, -1).date());
    let known = fetch.assembly.last().map(|(time, _)| time);
    match known.or(begin) {
        Some(begin) => {
            let first = step_of(fetch, minutes_after(begin, -1).date());
            forward(fetch, first, last)
        }
        None => backward(fetch, last),
    }
}

/// The day, or the first day of its month.
fn step_of(fetch: &Fetch<'_, '_, '_>, date: Date) -> Date {
    match fetch.form.range {
        RangeForm::Month => date.first_of_month(),
        _ => date,
    }
}

/// So many days or months after `date`.
fn after(fetch: &Fetch<'_, '_, '_>, date: Date, count: i64) -> Option<Date> {
    match fetch.form.range {
        RangeForm::Month => date.checked_add(count.months()).ok(),
        _ => date.checked_add(count.days()).ok(),
    }
}

fn forward(fetch: &mut Fetch<'_, '_, '_>, first: Date, last: Date) -> Result<(), Stop> {
    let mut dates = Vec::new();
    let mut date = Some(first);
    while let Some(at) = date.filter(|date| *date <= last && dates.len() < MAX_REQUESTS) {
        dates.push(at);
        date = after(fetch, at, 1);
    }
    fetch.windows = (0, u32::try_from(dates.len().max(1)).unwrap_or(u32::MAX));
    for date in dates {
        if let Some((answer, piece)) = one(fetch, date)? {
            fetch.keep(answer, piece);
        }
        fetch.windows.0 += 1;
        fetch.tell();
    }
    Ok(())
}

/// From the newest back, until the memory is over.
fn backward(fetch: &mut Fetch<'_, '_, '_>, last: Date) -> Result<(), Stop> {
    let begun = fetch.assembly.clone();
    let mut found: Vec<(SeriesAnswer, Piece)> = Vec::new();
    let mut empty = 0;
    let mut result = Ok(());
    let mut date = Some(last);
    for count in 0..MAX_REQUESTS {
        let Some(at) = date.filter(|_| empty < EMPTY) else {
            break;
        };
        match one(fetch, at) {
            Ok(Some((answer, piece))) => {
                empty = if holds_nothing(&answer, &piece) {
                    empty + 1
                } else {
                    0
                };
                found.push((answer, piece));
            }
            Ok(None) => empty += 1,
            Err(stop) => {
                result = Err(stop);
                break;
            }
        }
        date = after(fetch, at, -1);
        fetch.windows = (fetch.windows.0 + 1, fetch.windows.0 + 2);
        if count % 8 == 0 {
            put_together(fetch, &begun, &found);
            fetch.tell();
        }
    }
    put_together(fetch, &begun, &found);
    fetch.windows.1 = fetch.windows.0.max(1);
    result
}

/// Puts the newest first into order.
fn put_together(fetch: &mut Fetch<'_, '_, '_>, begun: &Assembly, found: &[(SeriesAnswer, Piece)]) {
    fetch.assembly = begun.clone();
    fetch.answers.clear();
    for (answer, piece) in found.iter().rev() {
        fetch.keep(answer.clone(), piece.clone());
    }
}

/// Asks for one day or month.
fn one(fetch: &mut Fetch<'_, '_, '_>, date: Date) -> Result<Option<(SeriesAnswer, Piece)>, Stop> {
    let form = if fetch.form.range == RangeForm::Month {
        "%m.%y"
    } else {
        "%d.%m.%y"
    };
    let argument = date.strftime(form).to_string();
    let from = Some(date.to_datetime(Time::midnight()));
    let to = after(fetch, date, 1).map(|next| next.to_datetime(Time::midnight()));
    match request(fetch, &argument, SeriesRange { from, to })? {
        Got::Answer(answer, piece) => Ok(Some((answer, *piece))),
        Got::Nothing => Ok(None),
        Got::Refused(order, words) => Err(fetch.refused(&order, &words)),
    }
}

fn request(fetch: &mut Fetch<'_, '_, '_>, argument: &str, range: SeriesRange) -> Result<Got, Stop> {
    let order = of_argument(fetch.form.command, &fetch.form.address, argument);
    let order = order.map_err(|error| {
        let failure = failure::of_unfit_series(&fetch.form.address, &error);
        Stop::from(failure)
    })?;
    fetch.get(&order, range)
}

/// Days counted back from the meter's date, in parts that the meter can bear.
fn days_back(fetch: &mut Fetch<'_, '_, '_>) -> Result<(), Stop> {
    let told = fetch.values_of(DATE)?;
    let today = told.first().and_then(|raw| date_in(raw));
    let today = today.unwrap_or_else(|| fetch.now().date());
    let (begin, end) = fetch.whole();
    let back = |time: DateTime| {
        let days = today
            .duration_since(minutes_after(time, -1).date())
            .as_hours()
            / 24;
        days.clamp(0, MAX_DAYS_BACK)
    };
    let known = fetch.assembly.last().map(|(time, _)| time);
    let first = known.or(begin).map_or(MAX_DAYS_BACK, back);
    let last = if fetch.plan.range.to.is_some() {
        back(end)
    } else {
        0
    };
    let days: Vec<i64> = (last..=first).rev().collect();
    fetch.windows = (0, u32::try_from(days.len().max(1)).unwrap_or(u32::MAX));
    let mut most = MOST_INTERVALS;
    for day in days {
        one_day(fetch, today, day, &mut most)?;
        fetch.windows.0 += 1;
        fetch.tell();
    }
    Ok(())
}

/// Fetches a day; `most` is how many intervals an answer can have.
fn one_day(
    fetch: &mut Fetch<'_, '_, '_>,
    today: Date,
    day: i64,
    most: &mut i64,
) -> Result<(), Stop> {
    let Ok(date) = today.checked_sub(day.days()) else {
        return Ok(());
    };
    let period = fetch.form.period_min.map_or(30, i64::from).max(1);
    let intervals = (1440 / period).max(1);
    let midnight = date.to_datetime(Time::midnight());
    let mut next = 1;
    while next <= intervals {
        let count = (*most).min(intervals - next + 1);
        let range = SeriesRange {
            from: Some(minutes_after(midnight, (next - 1) * period)),
            to: Some(minutes_after(midnight, (next - 1 + count) * period)),
        };
        match request(fetch, &format!("{day},{next},{count}"), range)? {
            Got::Nothing => return Ok(()),
            Got::Refused(_, words) if words == LIMIT_REACHED && count > 1 => *most = count / 2,
            Got::Refused(order, words) => return Err(fetch.refused(&order, &words)),
            Got::Answer(answer, piece) => {
                let is_cut = ends_with_limit(&answer.raw);
                if is_cut && count > 1 {
                    // It is asked for again, in parts that fit.
                    *most = count / 2;
                    continue;
                }
                if holds_nothing(&answer, &piece) {
                    return Ok(());
                }
                fetch.keep(answer, *piece);
                next += count;
            }
        }
    }
    Ok(())
}

/// Whether an answer has no value: `GRAPE()`.
fn holds_nothing(answer: &SeriesAnswer, piece: &Piece) -> bool {
    let body = answer.raw.split_last().map_or(&[][..], |(_, body)| body);
    piece.untrimmed == 0 && !body.iter().any(u8::is_ascii_digit)
}

fn ends_with_limit(raw: &[u8]) -> bool {
    raw.windows(LIMIT_REACHED.len())
        .any(|part| part == LIMIT_REACHED.as_bytes())
}

/// `22.11.26`, also behind the day of the week: `00.22.11.26`.
fn date_in(raw: &str) -> Option<Date> {
    let parts: Vec<i16> = raw
        .split('.')
        .map(|part| part.trim().parse().ok())
        .collect::<Option<_>>()?;
    let [.., day, month, year] = parts.as_slice() else {
        return None;
    };
    let small = |part: &i16| i8::try_from(*part).ok();
    Date::new(year.checked_add(2000)?, small(month)?, small(day)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_date_of_the_meter_is_understood_with_and_without_the_day_of_the_week() {
        let day = jiff::civil::date(2026, 11, 22);
        assert_eq!(date_in("22.11.26"), Some(day));
        assert_eq!(date_in("00.22.11.26"), Some(day));
        assert_eq!(date_in("22.13.26"), None);
        assert_eq!(date_in("2026"), None);
        assert_eq!(date_in("aa.bb.cc"), None);
    }
}

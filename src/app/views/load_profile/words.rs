//! What the page says.

use std::fmt::Write as _;

use jiff::civil::DateTime;

use super::prepared::How;
use super::range::told;
use super::range::told as told_of;
use crate::app::event;
use crate::app::model::{Model, SeriesOrigin, ShownLoadProfile};
use crate::app::plot::chart::Told;
use crate::app::plot::data::{self, Plotted};
use crate::app::plot::marks::{self, Group, ends_at};
use crate::app::plot::ticks::MeanOf;
use crate::app::text;
use crate::app::widgets::State;
use crate::language::{date, number};
use crate::meter::LoadProfile;
use crate::meter::load_profile::{
    Aggregates, Axis, Channel, ChannelKind, Shown, Stretch, View, exact,
};
use crate::meter::readout::Season;
use crate::meter::status::FlagKind;
use crate::profile::Profile;
use crate::say;
use crate::worker::SeriesRecord;

/// `15 min · 3 channels · 3831 of 3844 entries`
pub(super) fn said(shown: &ShownLoadProfile) -> String {
    let profile = &shown.profile;
    let mut parts = Vec::new();
    if let Some(minutes) = profile.period_min() {
        parts.push(period(minutes));
    }
    parts.push(say!("load-channels", count = profile.channels.len()));
    let missing: usize = shown
        .axis
        .gaps()
        .iter()
        .map(|gap| gap.missing as usize)
        .sum();
    parts.push(match missing {
        0 => say!("load-entries", count = profile.len()),
        missing => say!(
            "load-entries-of",
            count = profile.len(),
            all = profile.len() + missing
        ),
    });
    parts.join(" · ")
}

/// `15 min`, `1 h`, `1 day`.
fn period(minutes: u32) -> String {
    match minutes {
        1440 => say!("load-one-day").to_owned(),
        minutes if minutes.is_multiple_of(60) => format!("{} h", minutes / 60),
        minutes => format!("{minutes} min"),
    }
}

/// `1.5.0` where the medium is electricity and its channel the first.
pub(super) fn short_code(channel: &Channel) -> &str {
    match channel.code.split_once(':') {
        Some(("1-0" | "1-1", rest)) => rest,
        _ => &channel.code,
    }
}

/// `Active import, kW`
pub(super) fn channel(channel: &Channel, shown: Shown) -> String {
    let name = channel.name.as_deref().unwrap_or_default();
    // That it is of an interval goes without saying here.
    let name = match channel.kind {
        ChannelKind::Average | ChannelKind::Energy | ChannelKind::Register => {
            name.split_once(", ").map_or(name, |(short, _)| short)
        }
        ChannelKind::Other => name,
    };
    match (name, channel.shown_unit(shown)) {
        (name, "") => name.to_owned(),
        ("", unit) => unit.to_owned(),
        (name, unit) => format!("{name}, {unit}"),
    }
}

/// How many marks of each kind there are, for the chips: kind and words.
pub(super) fn chips(plotted: &Plotted) -> Vec<(State, String)> {
    let groups = [
        (Group::PowerFailure, State::PowerFailure),
        (Group::Flag, State::Warning),
        (Group::Gap, State::Unknown),
    ];
    let counted = groups.into_iter().filter_map(|(group, state)| {
        let marks = plotted.marks.iter();
        let count = marks.filter(|mark| mark.group() == group).count();
        (count > 0).then(|| (state, marks::counted(group, count)))
    });
    counted.collect()
}

/// The name of a form of values.
pub(super) fn of_form(shown: Shown) -> &'static str {
    match shown {
        Shown::AsSent => say!("load-as-sent"),
        Shown::Power => say!("load-power"),
        Shown::Energy => say!("load-energy"),
    }
}

/// Where what is shown comes from, if it is not what was sent: `from register readings`.
pub(super) fn derived(profile: &LoadProfile, how: &How) -> Option<&'static str> {
    let mut shown = how
        .lines
        .iter()
        .filter_map(|line| profile.channels.get(*line));
    let is_derived =
        how.view.as_ != Shown::AsSent && shown.any(|channel| channel.kind == ChannelKind::Register);
    is_derived.then_some(say!("load-derived"))
}

/// What the box beside the cursor says of an entry.
pub(super) fn of_entry(
    profile: &LoadProfile,
    axis: &Axis,
    entry: u32,
    (begin, end): (i64, i64),
    how: &How,
) -> Told {
    let number = entry as usize;
    let Some(entry) = profile.entry(number) else {
        return Told::default();
    };
    let ((from, _), (to, _)) = (axis.civil_begin(begin), axis.civil(end));
    // The meter's own stamp is the last word.
    let to = entry.time().unwrap_or(to);
    let mut title = if end - begin >= 86_400 {
        format!(
            "{} {}–{} {}",
            date::weekday_and_day(from.date()),
            date::minute(from.time()),
            date::month_and_day(to.date()),
            date::minute(to.time())
        )
    } else {
        format!(
            "{} {}–{}",
            date::weekday_and_day(from.date()),
            date::minute(from.time()),
            ends_at(to)
        )
    };
    if let Some(season) = twice(axis, to, entry.season()) {
        let _ = write!(title, " {season}");
    }
    let values = how.lines.iter().filter_map(|line| {
        let channel = profile.channels.get(*line)?;
        let name = short_code(channel).to_owned();
        if how.view != View::default() {
            let value = exact(profile, axis, number, *line, how.view);
            let value = value.map_or_else(
                || say!("load-no-value").to_owned(),
                |value| number::decimal(&value.to_string()),
            );
            let unit = channel.shown_unit(how.view.as_).to_owned();
            return Some((Some(*line), name, value, unit));
        }
        let (value, unit) = match entry.raw(*line).map(str::trim) {
            None | Some("") => (say!("load-no-value").to_owned(), String::new()),
            Some(raw) => (raw.to_owned(), channel.unit.clone().unwrap_or_default()),
        };
        Some((Some(*line), name, value, unit))
    });
    let values = values.collect();
    let status = entry.status();
    let mut said: Vec<(Option<State>, String)> = status
        .flags
        .iter()
        .map(|flag| {
            let state = match flag.kind() {
                FlagKind::PowerFailure => Some(State::PowerFailure),
                FlagKind::SummerTime => None,
                _ => Some(State::Warning),
            };
            (state, event::flag(&flag.text).to_owned())
        })
        .collect();
    match (status.raw.as_str(), said.is_empty()) {
        ("", true) => said.push((None, say!("load-no-status").to_owned())),
        (raw, true) => said.push((None, say!("load-status-nothing", status = raw))),
        ("", false) => {}
        (raw, false) => said.push((None, say!("logbook-status", status = raw))),
    }
    Told {
        title,
        values,
        status: said,
    }
}

/// The season of a time that comes twice on this day.
fn twice(axis: &Axis, time: DateTime, season: Option<Season>) -> Option<&'static str> {
    let season = season?;
    let first = axis.position(time);
    let is_twice = axis.civil(first).0 == time && axis.civil(first + 3600).0 == time;
    is_twice.then_some(match season {
        Season::Summer => say!("load-summer-within"),
        _ => say!("load-normal-within"),
    })
}

/// What is drawn where intervals cannot be told apart.
pub(super) fn of_means(means: MeanOf) -> String {
    let words = match means {
        MeanOf::Hour => say!("load-mean-of-hour"),
        MeanOf::Day => say!("load-mean-of-day"),
        MeanOf::Week => say!("load-mean-of-week"),
        MeanOf::Month => say!("load-mean-of-month"),
    };
    words.to_owned()
}

/// `means by day`
pub(super) fn means_by(means: MeanOf) -> &'static str {
    match means {
        MeanOf::Hour => say!("load-means-by-hour"),
        MeanOf::Day => say!("load-means-by-day"),
        MeanOf::Week => say!("load-means-by-week"),
        MeanOf::Month => say!("load-means-by-month"),
    }
}

/// `4 of 40 days`
pub(super) fn days_shown((from, to): (f64, f64), span: (i64, i64)) -> String {
    let days = |seconds: f64| seconds / 86_400.0;
    let (part, all) = (days(to - from), days((span.1 - span.0) as f64));
    let told = |days: f64| {
        if days >= 9.95 || (days - days.round()).abs() < 0.02 {
            number::rounded(days, 0)
        } else {
            number::rounded(days, 1)
        }
    };
    if all < 1.0 {
        let hours = |days: f64| told(days * 24.0);
        return say!("load-hours-of", part = hours(part), all = hours(all));
    }
    if part < 1.0 {
        return say!(
            "load-hours-of-days",
            part = told(part * 24.0),
            all = told(all)
        );
    }

    match told(all).as_str() {
        "1" => say!("load-days-of-one", part = told(part)),
        all => say!("load-days-of", part = told(part), all = all),
    }
}

/// A sentence of what the plot shows.
pub(super) fn of_plot(
    shown: &ShownLoadProfile,
    plotted: &Plotted,
    lines: &[usize],
    (from, to): (f64, f64),
) -> String {
    let civil = |position: f64| told(shown.axis.civil(position as i64).0);
    let code = &shown.profile.code;
    let mut words = say!(
        "load-plot",
        code = code,
        first = civil(from),
        last = civil(to)
    );
    let range = plotted.timeline.within(from, to);
    for line in lines {
        let (Some(channel), Some(drawn)) =
            (shown.profile.channels.get(*line), plotted.lines.get(*line))
        else {
            continue;
        };
        let extremes = drawn.over(&plotted.timeline, range.clone());
        let name = short_code(channel);
        let unit = plotted.units.get(*line).map_or("", String::as_str);
        if extremes.is_some() {
            let (min, max) = (extremes.min, extremes.max);

            words = say!(
                "load-plot-between",
                plot = words,
                name = name,
                least = number::decimal(&min.to_string()),
                most = number::decimal(&max.to_string()),
                unit = unit
            );
        } else {
            words = say!("load-plot-without", plot = words, name = name);
        }
    }
    for (_, counted) in chips(plotted) {
        words = say!("load-plot-in-all", plot = words, counted = counted);
    }
    words
}

/// What is missing of a record that did not come whole:
/// `Read up to 2025-03-02 14:15, 8 days are missing`.
pub(super) fn unfinished(
    record: &SeriesRecord,
    last: Option<DateTime>,
    now: Option<DateTime>,
) -> String {
    let Some(last) = last else {
        return say!("load-nothing-came").to_owned();
    };

    let time = told(last);
    let end = record.asked.to.or(now).filter(|end| *end > last);
    match end.map(|end| end.duration_since(last).as_secs() / 3600) {
        None => say!("load-rest-missing", time = time),
        Some(hours @ ..48) => say!("load-hours-missing", time = time, count = hours.max(1)),
        Some(hours) => say!("load-days-missing", time = time, count = hours / 24),
    }
}

/// What will be here and what to do for it, while nothing was read.
pub(super) fn not_read(profile: Option<&Profile>, model: &Model) -> (String, String) {
    if model
        .running()
        .is_some_and(|running| running.job == crate::app::model::Job::FetchSeries)
    {
        return (
            say!("load-on-its-way").to_owned(),
            say!("load-rows-appear").to_owned(),
        );
    }
    match profile {
        None => (
            say!("load-will-be-here").to_owned(),
            say!("load-read-first").to_owned(),
        ),
        Some(profile) if profile.load_profiles.is_empty() => (
            say!("fetch-no-load-profile", profile = &profile.name),
            say!("load-manual").to_owned(),
        ),
        Some(profile) => {
            let first = profile.load_profiles.first();
            let code = first.map_or("", |form| form.address.as_str());
            (
                say!("load-not-read", code = code),
                say!("load-fetches").to_owned(),
            )
        }
    }
}

/// Where it is from, for the tooltip of the title.
pub(super) fn origin(shown: &ShownLoadProfile) -> String {
    match &shown.origin {
        SeriesOrigin::Fetched { record, visit } => {
            let at = record.read_at.as_ref();
            let read = at.map_or_else(
                || say!("load-read-from-meter").to_owned(),
                |at| say!("load-read-at", time = told(at.datetime())),
            );
            match visit {
                Some(folder) => say!(
                    "load-kept-in",
                    read = read,
                    folder = folder.display().to_string()
                ),
                None => read,
            }
        }
        SeriesOrigin::File(path) if path.as_os_str().is_empty() => {
            say!("load-of-readout").to_owned()
        }
        SeriesOrigin::File(path) => say!("load-of-file", file = path.display().to_string()),
    }
}

/// What is said of a load profile without a row that has a time.
pub(super) fn without_entries(shown: &ShownLoadProfile) -> (String, String) {
    let rows = shown.profile.len();
    if rows > 0 {
        return (
            say!("load-no-times", count = rows),
            say!("load-trace-has-it").to_owned(),
        );
    }
    let asked = match &shown.origin {
        SeriesOrigin::Fetched { record, .. } => record.asked,
        SeriesOrigin::File(_) => crate::worker::SeriesRange::default(),
    };

    let what = match (asked.from, asked.to) {
        (None, None) => say!("load-has-none").to_owned(),
        (from, to) => say!(
            "load-no-entries-within",
            first = from.map_or_else(|| say!("load-oldest").to_owned(), told),
            last = to.map_or_else(|| say!("load-newest").to_owned(), told)
        ),
    };
    (what, say!("load-all-reads").to_owned())
}

/// How values are looked at, where that is not as sent: `Days, energy, times 200`.
pub(super) fn how(how: &How) -> String {
    let mut words = Vec::new();
    words.extend(how.stretch.map(|stretch| {
        match stretch {
            Stretch::Hour => say!("load-hours"),
            Stretch::Day => say!("load-days"),
            Stretch::Week => say!("load-weeks"),
            Stretch::Month => say!("load-months"),
        }
        .to_owned()
    }));
    match how.view.as_ {
        Shown::AsSent => {}
        Shown::Power => words.push(say!("load-power-within").to_owned()),
        Shown::Energy => words.push(say!("load-energy-within").to_owned()),
    }
    words.extend(
        how.view
            .factor
            .map(|factor| say!("load-times", factor = number::decimal(&factor.to_string()))),
    );
    text::sentence(&words.join(", "))
}

/// What the box beside the cursor says of a stretch of the calendar.
pub(super) fn of_part(
    profile: &LoadProfile,
    axis: &Axis,
    summed: &[Aggregates],
    index: usize,
    stretch: Stretch,
    how: &How,
) -> Told {
    let mut told = Told::default();
    for line in &how.lines {
        let (Some(channel), Some(summed)) = (profile.channels.get(*line), summed.get(*line)) else {
            continue;
        };
        let Some(row) = summed.rows.get(index) else {
            continue;
        };
        let from = row.part.from;
        let day = from.date();
        told.title = match stretch {
            Stretch::Hour => format!("{} {}", date::weekday(day), told_of(from)),
            Stretch::Day => format!("{} {}", date::weekday(day), date::day(day)),
            Stretch::Week => say!(
                "load-week-from",
                week = from.strftime("%V").to_string(),
                day = date::day(day)
            ),
            Stretch::Month => date::month(day),
        };
        let name = short_code(channel).to_owned();
        let unit = data::unit_of(summed, how.view).to_owned();
        match data::shown_of(row, how.view) {
            Some(value) => {
                let value = number::decimal(&value.to_string());
                told.values.push((Some(*line), name.clone(), value, unit));
            }
            None => {
                let none = say!("load-no-value").to_owned();
                told.values
                    .push((Some(*line), name.clone(), none, String::new()));
            }
        }
        if let Some(max) = &row.max {
            let at = axis.civil(max.end).0;
            let at = format!(
                "{} {}",
                date::month_and_day(at.date()),
                date::minute(at.time())
            );
            let value = number::decimal(&max.value.to_string());
            let words = match summed.unit.as_str() {
                "" => say!(
                    "load-highest-of-bare",
                    name = &name,
                    value = value,
                    time = at
                ),
                unit => say!(
                    "load-highest-of",
                    name = &name,
                    value = value,
                    unit = unit,
                    time = at
                ),
            };
            told.status.push((None, words));
        }
        let missing = row.missing();
        if missing > 0 {
            let of = row.part.expected.unwrap_or(0);
            let words = say!(
                "load-intervals-missing",
                name = name,
                count = missing,
                all = of
            );
            told.status.push((Some(State::Unknown), words));
        }
    }
    let sums = how.view.as_ == Shown::Energy;
    let words = if sums {
        say!("load-sums")
    } else {
        say!("load-means")
    };
    told.status.push((None, words.to_owned()));
    told
}

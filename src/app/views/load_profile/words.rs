//! What the page says.

use std::fmt::Write as _;

use jiff::civil::DateTime;

use super::prepared::How;
use super::range::told;
use crate::app::model::{Model, SeriesOrigin, ShownLoadProfile};
use crate::app::plot::chart::Told;
use crate::app::plot::data::{self, Plotted};
use crate::app::plot::marks::{self, Group, ends_at};
use crate::app::plot::ticks::MeanOf;
use crate::app::text;
use crate::app::widgets::State;
use crate::meter::LoadProfile;
use crate::meter::load_profile::{
    Aggregates, Axis, Channel, ChannelKind, Shown, Stretch, View, exact,
};
use crate::meter::readout::Season;
use crate::meter::status::FlagKind;
use crate::profile::Profile;
use crate::worker::SeriesRecord;

/// `15 min · 3 channels · 3831 of 3844 entries`
pub(super) fn said(shown: &ShownLoadProfile) -> String {
    let profile = &shown.profile;
    let mut parts = Vec::new();
    if let Some(minutes) = profile.period_min() {
        parts.push(period(minutes));
    }
    parts.push(text::count(profile.channels.len(), "channel", "channels"));
    let missing: usize = shown
        .axis
        .gaps()
        .iter()
        .map(|gap| gap.missing as usize)
        .sum();
    parts.push(match missing {
        0 => text::count(profile.len(), "entry", "entries"),
        missing => format!("{} of {} entries", profile.len(), profile.len() + missing),
    });
    parts.join(" · ")
}

/// `15 min`, `1 h`, `1 day`.
fn period(minutes: u32) -> String {
    match minutes {
        1440 => "1 day".to_owned(),
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
        Shown::AsSent => "As sent",
        Shown::Power => "Power",
        Shown::Energy => "Energy",
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
    is_derived.then_some("from register readings")
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
            "{}–{}",
            from.strftime("%a %m-%d %H:%M"),
            to.strftime("%m-%d %H:%M")
        )
    } else {
        format!("{}–{}", from.strftime("%a %m-%d %H:%M"), ends_at(to))
    };
    if let Some(season) = twice(axis, to, entry.season()) {
        let _ = write!(title, " {season}");
    }
    let values = how.lines.iter().filter_map(|line| {
        let channel = profile.channels.get(*line)?;
        let name = short_code(channel).to_owned();
        if how.view != View::default() {
            let value = exact(profile, axis, number, *line, how.view);
            let value = value.map_or_else(|| "no value".to_owned(), |value| value.to_string());
            let unit = channel.shown_unit(how.view.as_).to_owned();
            return Some((Some(*line), name, value, unit));
        }
        let (value, unit) = match entry.raw(*line).map(str::trim) {
            None | Some("") => ("no value".to_owned(), String::new()),
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
            (state, flag.text.to_string())
        })
        .collect();
    match (status.raw.as_str(), said.is_empty()) {
        ("", true) => said.push((None, "No status sent".to_owned())),
        (raw, true) => said.push((None, format!("Status {raw}, nothing flagged"))),
        ("", false) => {}
        (raw, false) => said.push((None, format!("Status {raw}"))),
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
        Season::Summer => "summer time",
        _ => "normal time",
    })
}

/// What is drawn where intervals cannot be told apart.
pub(super) fn of_means(means: MeanOf) -> String {
    let word = means.word();
    format!(
        "Several intervals share a pixel: the pale range reaches from the lowest to the highest \
         of them, the line is the mean of each {word}. Zoom in to see each interval"
    )
}

/// `4 of 40 days`
pub(super) fn days_shown((from, to): (f64, f64), span: (i64, i64)) -> String {
    let days = |seconds: f64| seconds / 86_400.0;
    let (part, all) = (days(to - from), days((span.1 - span.0) as f64));
    let told = |days: f64| {
        if days >= 9.95 || (days - days.round()).abs() < 0.02 {
            format!("{days:.0}")
        } else {
            format!("{days:.1}")
        }
    };
    if all < 1.0 {
        let hours = |days: f64| told(days * 24.0);
        return format!("{} of {} h", hours(part), hours(all));
    }
    if part < 1.0 {
        return format!("{} h of {} days", told(part * 24.0), told(all));
    }
    let word = if told(all) == "1" { "day" } else { "days" };
    format!("{} of {} {word}", told(part), told(all))
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
    let mut words = format!("Load profile {code} from {} to {}", civil(from), civil(to));
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
            let _ = write!(words, ", {name} between {min} and {max} {unit}");
        } else {
            let _ = write!(words, ", {name} without a value");
        }
    }
    for (_, counted) in chips(plotted) {
        let _ = write!(words, ", {counted} in all");
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
        return "Nothing of the range came yet".to_owned();
    };
    let mut words = format!("Read up to {}", told(last));
    let end = record.asked.to.or(now);
    if let Some(end) = end.filter(|end| *end > last) {
        let hours = end.duration_since(last).as_secs() / 3600;
        let missing = match hours {
            0..48 => text::count(
                usize::try_from(hours.max(1)).unwrap_or(1),
                "hour is",
                "hours are",
            ),
            hours => text::count(
                usize::try_from(hours / 24).unwrap_or(2),
                "day is",
                "days are",
            ),
        };
        let _ = write!(words, ", {missing} missing");
    } else {
        words.push_str(", the rest is missing");
    }
    words
}

/// What will be here and what to do for it, while nothing was read.
pub(super) fn not_read(profile: Option<&Profile>, model: &Model) -> (String, String) {
    if model
        .running()
        .is_some_and(|running| running.job == crate::app::model::Job::FetchSeries)
    {
        return (
            "The load profile is on its way".to_owned(),
            "Rows appear here as the meter sends them".to_owned(),
        );
    }
    match profile {
        None => (
            "The load profile will be here: what was drawn in each interval, and when".to_owned(),
            "Read the meter first, it tells which type it is. A saved readout opens with Ctrl+O"
                .to_owned(),
        ),
        Some(profile) if profile.load_profiles.is_empty() => (
            format!("The device profile {} knows no load profile", profile.name),
            "What the meter has may be told by its manual; add it on the page Device profiles"
                .to_owned(),
        ),
        Some(profile) => {
            let first = profile.load_profiles.first();
            let code = first.map_or("", |form| form.address.as_str());
            (
                format!("The load profile {code} was not read yet"),
                "Read range fetches it in windows that the meter can bear; what came is kept"
                    .to_owned(),
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
                || "Read from the meter".to_owned(),
                |at| format!("Read {}", at.strftime("%Y-%m-%d %H:%M")),
            );
            match visit {
                Some(folder) => format!("{read}, kept in {}", folder.display()),
                None => read,
            }
        }
        SeriesOrigin::File(path) if path.as_os_str().is_empty() => "Part of the readout".to_owned(),
        SeriesOrigin::File(path) => format!("From {}", path.display()),
    }
}

/// What is said of a load profile without a row that has a time.
pub(super) fn without_entries(shown: &ShownLoadProfile) -> (String, String) {
    let rows = shown.profile.len();
    if rows > 0 {
        return (
            format!("None of the {rows} rows tells its time"),
            "The line trace has the answer as it was received".to_owned(),
        );
    }
    let asked = match &shown.origin {
        SeriesOrigin::Fetched { record, .. } => record.asked,
        SeriesOrigin::File(_) => crate::worker::SeriesRange::default(),
    };
    let within = match (asked.from, asked.to) {
        (None, None) => String::new(),
        (from, to) => format!(
            " from {} to {}",
            from.map_or_else(|| "the oldest".to_owned(), told),
            to.map_or_else(|| "the newest".to_owned(), told)
        ),
    };
    (
        format!("The meter has no entries{within}"),
        "All reads whatever it has".to_owned(),
    )
}

/// How values are looked at, where that is not as sent: `Days, energy, times 200`.
pub(super) fn how(how: &How) -> String {
    let mut words = Vec::new();
    words.extend(how.stretch.map(|stretch| {
        match stretch {
            Stretch::Hour => "Hours",
            Stretch::Day => "Days",
            Stretch::Week => "Weeks",
            Stretch::Month => "Months",
        }
        .to_owned()
    }));
    match how.view.as_ {
        Shown::AsSent => {}
        Shown::Power => words.push("power".to_owned()),
        Shown::Energy => words.push("energy".to_owned()),
    }
    words.extend(how.view.factor.map(|factor| format!("times {factor}")));
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
        told.title = match stretch {
            Stretch::Hour => from.strftime("%a %Y-%m-%d %H:%M").to_string(),
            Stretch::Day => from.strftime("%a %Y-%m-%d").to_string(),
            Stretch::Week => from.strftime("Week %V, from %Y-%m-%d").to_string(),
            Stretch::Month => from.strftime("%B %Y").to_string(),
        };
        let name = short_code(channel).to_owned();
        let unit = data::unit_of(summed, how.view).to_owned();
        match data::shown_of(row, how.view) {
            Some(value) => {
                let value = value.to_string();
                told.values.push((Some(*line), name.clone(), value, unit));
            }
            None => {
                let none = "no value".to_owned();
                told.values
                    .push((Some(*line), name.clone(), none, String::new()));
            }
        }
        if let Some(max) = &row.max {
            let at = axis.civil(max.end).0.strftime("%m-%d %H:%M");
            let words = format!("{name} highest {} {}, to {at}", max.value, summed.unit);
            told.status.push((None, words.trim().to_owned()));
        }
        let missing = row.missing();
        if missing > 0 {
            let of = row.part.expected.unwrap_or(0);
            let words = format!("{name} {missing} of {of} intervals missing");
            told.status.push((Some(State::Unknown), words));
        }
    }
    let sums = how.view.as_ == Shown::Energy;
    let words = if sums {
        "Sums of what is there"
    } else {
        "Means of what is there"
    };
    told.status.push((None, words.to_owned()));
    told
}

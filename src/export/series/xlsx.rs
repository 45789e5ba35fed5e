//! Load profiles and logbooks as workbooks: times are times, numbers are numbers with
//! the decimals sent, and a load profile has charts of its own.
//!
//! A gap has a row in which nothing was measured, so that no line is drawn across it.

use std::collections::HashMap;

use jiff::civil::{Date, DateTime, date};
use rust_xlsxwriter::{
    Chart, ChartFont, ChartFormat, ChartLegendPosition, ChartLine, ChartSolidFill, ChartType,
    ColNum, Format, RowNum, Workbook, Worksheet,
};

use super::super::file::has_room_for;
use super::super::table::about_meter;
use super::super::text::printable;
use super::super::xlsx::{
    MAX_ROWS, column_number, exact, number_format, of_head, row_number, write_text,
};
use super::super::{Language, RenderError};
use super::csv::{flags, time_or_stamp, values};
use super::{
    Columns, LoadProfileFile, LogbookFile, channel_title, followed_gaps, missing_words, season_word,
};
use crate::meter::load_profile::{
    Aggregates, Axis, ChannelKind, Part, Shown, View, aggregate_parts,
};
use crate::meter::logbook::LogEntry;
use crate::meter::{LoadProfile, number};

/// The columns in front of the values.
const FIRST: [(&str, u16); 4] = [("Time", 19), ("Season", 9), ("Status", 10), ("Flags", 24)];

const LOGBOOK: [(&str, u16); 6] = [
    ("Time", 19),
    ("Season", 9),
    ("Status", 10),
    ("Flags", 30),
    ("Event", 60),
    ("Values", 50),
];

const DAYS: [(&str, u16); 3] = [("Day", 12), ("Intervals", 10), ("Present", 10)];

const GAPS: [(&str, u16); 3] = [("From", 19), ("To", 19), ("Missing", 10)];

const SHEETS: [&str; 5] = ["Load profile", "Days", "Gaps", "Chart", "Logbook"];

/// What the sheet of days says of each channel.
const OF_A_DAY: [&str; 4] = ["Sum", "Mean", "Maximum", "Time"];

/// Channels that have columns among the days.
const MAX_DAILY: usize = 64;

/// Lines in a chart.
const MAX_LINES: usize = 4;

/// Points of a line that spreadsheets draw.
const MAX_POINTS: usize = 32_000;

/// How many days are drawn where all of them are too many points.
const LAST_DAYS: i64 = 31;

/// The most that a cell of a sheet takes in its file, in bytes, but for texts: these are
/// kept elsewhere.
const CELL: usize = 64;

/// Problems that are listed.
const MAX_PROBLEMS: usize = 200;

const MOMENT: &str = "yyyy-mm-dd hh:mm:ss";
const CALENDAR: &str = "yyyy-mm-dd";

const COLORS: [u32; MAX_LINES] = [0x00_72B2, 0xD5_5E00, 0x00_9E73, 0x7A_5195];

pub(super) fn load_profile(
    file: &LoadProfileFile<'_>,
    language: Language,
) -> Result<Vec<u8>, RenderError> {
    let profile = file.load_profile;
    let axis = Axis::of(profile);
    let mut head = about_meter(file.meter, file.profile, file.read_at, language);
    head.extend(about_profile(file, &axis, language));
    let mut workbook = of_head(file.read_at, &head, language)?;
    let [name, days_name, gaps_name, chart_name, _] = SHEETS.map(|name| language.heading(name));
    let columns = FIRST.len().saturating_add(profile.channels.len());
    let rows = {
        // A sheet of low memory lives in a temporary file, and a disk that is full then is
        // no error to the library: it panics.
        let sheet = if has_room_for(sheet_size(profile.len(), columns)) {
            workbook.add_worksheet_with_low_memory()?
        } else {
            workbook.add_worksheet()
        };
        sheet.set_name(name)?;
        write_entries(sheet, profile, &axis, language)?
    };
    let days = Days::new(profile, &axis);
    days.write(
        workbook.add_worksheet().set_name(days_name)?,
        &axis,
        language,
    )?;
    write_gaps(
        workbook.add_worksheet().set_name(gaps_name)?,
        &axis,
        language,
    )?;
    let sheet = workbook.add_worksheet();
    sheet.set_name(chart_name)?;
    sheet.set_landscape().set_print_fit_to_pages(1, 1);
    let mut line: RowNum = 1;
    if let Some(chart) = chart_of_entries(profile, name, &rows) {
        sheet.insert_chart(line, 1, &chart)?;
        line = line.saturating_add(24);
    }
    if let Some(chart) = days.chart(profile, days_name, language) {
        sheet.insert_chart(line, 1, &chart)?;
    }
    Ok(workbook.save_to_buffer()?)
}

/// The most that a sheet takes in its file, in bytes. A gap has a row of its own.
fn sheet_size(rows: usize, columns: usize) -> u64 {
    let cells = columns.saturating_add(1).saturating_mul(CELL);
    let size = rows
        .saturating_add(1)
        .saturating_mul(2)
        .saturating_mul(cells);
    u64::try_from(size).unwrap_or(u64::MAX)
}

pub(super) fn logbook(file: &LogbookFile<'_>, language: Language) -> Result<Vec<u8>, RenderError> {
    let mut head = about_meter(file.meter, file.profile, file.read_at, language);
    head.push((language.heading("Logbook"), file.logbook.code.clone()));
    let count = file.logbook.entries.len().to_string();
    head.push((language.heading("Entries"), count));
    head.push((language.heading("Complete"), yes_or_no(file.complete)));
    let mut workbook = of_head(file.read_at, &head, language)?;
    write_log(&mut workbook, &file.logbook.entries, language)?;
    Ok(workbook.save_to_buffer()?)
}

fn about_profile(
    file: &LoadProfileFile<'_>,
    axis: &Axis,
    language: Language,
) -> Vec<(&'static str, String)> {
    let profile = file.load_profile;
    let mut lines = vec![
        ("Load profile", profile.code.clone()),
        ("Complete", yes_or_no(file.complete)),
        ("Entries", profile.len().to_string()),
    ];
    if let Some(minutes) = profile.period_min() {
        lines.push(("Period", format!("{minutes} min")));
    }
    if let Some((begin, end)) = axis.span(profile) {
        let text = |time: DateTime| time.strftime("%Y-%m-%d %H:%M:%S").to_string();
        lines.push(("From", text(axis.civil_begin(begin).0)));
        lines.push(("To", text(axis.civil(end).0)));
    }
    lines.push(("Gaps", axis.gaps().len().to_string()));
    for problem in profile.problems.iter().take(MAX_PROBLEMS) {
        let text = format!("line {}: {}", problem.line, problem.message);
        lines.push(("Problem", text));
    }
    let translated = |(name, value)| (language.heading(name), value);
    lines.into_iter().map(translated).collect()
}

fn yes_or_no(complete: bool) -> String {
    let word = if complete {
        "yes"
    } else {
        "no, a part is missing"
    };
    word.to_owned()
}

/// Formats of numbers by their decimals, and of times.
struct Formats {
    numbers: Vec<Format>,
    moment: Format,
    calendar: Format,
    bold: Format,
    title: Format,
}

impl Formats {
    fn new() -> Formats {
        let of = |text: String| Format::new().set_num_format(text);
        Formats {
            numbers: (0..=28)
                .map(|decimals| of(number_format(decimals)))
                .collect(),
            moment: of(MOMENT.to_owned()),
            calendar: of(CALENDAR.to_owned()),
            bold: Format::new().set_bold(),
            title: Format::new().set_bold().set_text_wrap(),
        }
    }

    fn number(
        &self,
        sheet: &mut Worksheet,
        line: RowNum,
        column: ColNum,
        value: rust_decimal::Decimal,
    ) -> Result<(), RenderError> {
        let format = usize::try_from(value.scale()).ok();
        match (
            exact(value),
            format.and_then(|scale| self.numbers.get(scale)),
        ) {
            (Some(number), Some(format)) => {
                sheet.write_number_with_format(line, column, number, format)?;
                Ok(())
            }
            _ => write_text(sheet, line, column, &value.to_string()),
        }
    }

    fn moment(
        &self,
        sheet: &mut Worksheet,
        line: RowNum,
        column: ColNum,
        time: DateTime,
    ) -> Result<(), RenderError> {
        match serial(time) {
            Some(serial) => {
                sheet.write_number_with_format(line, column, serial, &self.moment)?;
                Ok(())
            }
            None => write_text(sheet, line, column, &time.to_string()),
        }
    }

    fn head<'t>(
        &self,
        sheet: &mut Worksheet,
        titles: impl Iterator<Item = (&'t str, u16)>,
    ) -> Result<(), RenderError> {
        for (column, (title, width)) in titles.enumerate() {
            let column = column_number(column);
            sheet.write_string_with_format(0, column, title, &self.title)?;
            sheet.set_column_width(column, width)?;
        }
        sheet.set_freeze_panes(1, 1)?;
        Ok(())
    }
}

/// A time as workbooks count it: days since 1899-12-30. `None` for years in which they
/// do not, or do it wrongly.
fn serial(time: DateTime) -> Option<f64> {
    const ZERO: DateTime = date(1899, 12, 30).at(0, 0, 0, 0);
    let seconds = u32::try_from(time.duration_since(ZERO).as_secs() / 86_400).ok()?;
    let of_day = time.duration_since(ZERO).as_secs().rem_euclid(86_400);
    let of_day = f64::from(u32::try_from(of_day).ok()?) / 86_400.0;
    (1901..=9999)
        .contains(&time.year())
        .then_some(f64::from(seconds) + of_day)
}

/// Which rows hold the entries, 0-based, and what is drawn of them.
struct Rows {
    /// The row of the last entry; 0 without any.
    last: RowNum,
    /// Serial times of each row from row 1 on, where there is one.
    times: Vec<Option<f64>>,
}

fn write_entries(
    sheet: &mut Worksheet,
    profile: &LoadProfile,
    axis: &Axis,
    language: Language,
) -> Result<Rows, RenderError> {
    let formats = Formats::new();
    let titles: Vec<String> = profile.channels.iter().map(channel_title).collect();
    let first = FIRST.map(|(title, width)| (language.heading(title), width));
    let channels = titles.iter().map(|title| (title.as_str(), 18));
    formats.head(sheet, first.into_iter().chain(channels))?;
    let gaps: HashMap<usize, _> = followed_gaps(axis).collect();
    let mut columns = Columns::new(profile);
    let mut rows = Rows {
        last: 0,
        times: Vec::with_capacity(profile.len()),
    };
    let room = MAX_ROWS.saturating_sub(2);
    for (index, entry) in profile.entries().enumerate() {
        let needed = if gaps.contains_key(&index) { 2 } else { 1 };
        if rows.times.len() + needed > room {
            let note = format!(
                "{} more entries do not fit in a sheet",
                profile.len() - index
            );
            write_text(sheet, rows.last.saturating_add(1), 3, &note)?;
            break;
        }
        if let Some(gap) = gaps.get(&index) {
            let line = rows.next(Some(gap.from));
            formats.moment(sheet, line, 0, gap.from)?;
            write_text(sheet, line, 3, &missing_words(gap.missing))?;
        }
        let line = rows.next(entry.time());
        if let Some(time) = entry.time() {
            formats.moment(sheet, line, 0, time)?;
        }
        write_text(sheet, line, 1, entry.season().map_or("", season_word))?;
        let status = entry.status();
        write_text(sheet, line, 2, &status.raw)?;
        if !status.flags.is_empty() {
            write_text(sheet, line, 3, &flags(status))?;
        }
        for (channel, value) in columns.values(entry).enumerate() {
            let column = column_number(channel + FIRST.len());
            let Some(value) = value else { continue };
            match number::parse(value) {
                Some(number) => formats.number(sheet, line, column, number)?,
                None => write_text(sheet, line, column, value)?,
            }
        }
    }
    let last_column = column_number((FIRST.len() + profile.channels.len()).saturating_sub(1));
    sheet.autofilter(0, 0, rows.last, last_column)?;
    Ok(rows)
}

impl Rows {
    fn next(&mut self, time: Option<DateTime>) -> RowNum {
        self.times.push(time.and_then(serial));
        self.last = row_number(self.times.len());
        self.last
    }
}

/// The channels by day.
struct Days {
    parts: Vec<Part>,
    /// Of the channels.
    codes: Vec<String>,
    channels: Vec<Aggregates>,
}

impl Days {
    fn new(profile: &LoadProfile, axis: &Axis) -> Days {
        let mut parts = axis.days(profile);
        parts.truncate(MAX_ROWS.saturating_sub(1));
        let channels = profile.channels.iter().take(MAX_DAILY).enumerate();
        let channels = channels.map(|(channel, known)| {
            let view = View {
                as_: match known.shown_kind() {
                    ChannelKind::Register => Shown::Energy,
                    _ => Shown::AsSent,
                },
                factor: None,
            };
            aggregate_parts(profile, axis, channel, view, parts.clone())
        });
        Days {
            channels: channels.collect(),
            codes: profile
                .channels
                .iter()
                .map(|known| known.code.clone())
                .collect(),
            parts,
        }
    }

    fn write(
        &self,
        sheet: &mut Worksheet,
        axis: &Axis,
        language: Language,
    ) -> Result<(), RenderError> {
        let formats = Formats::new();
        let of_a_day = OF_A_DAY.map(|title| language.heading(title));
        let titles: Vec<String> = self.titles(of_a_day);
        let first = DAYS.map(|(title, width)| (language.heading(title), width));
        let channels = titles.iter().map(|title| (title.as_str(), 19));
        formats.head(sheet, first.into_iter().chain(channels))?;
        for (index, day) in self.parts.iter().enumerate() {
            let line = row_number(index + 1);
            write_date(sheet, line, day.date(), &formats)?;
            if let Some(expected) = day.expected {
                sheet.write_number(line, 1, expected)?;
            }
            if day.is_complete() {
                sheet.write_number(line, 2, day.present)?;
            } else {
                sheet.write_number_with_format(line, 2, day.present, &formats.bold)?;
            }
            for (channel, aggregates) in self.channels.iter().enumerate() {
                let Some(row) = aggregates.rows.get(index) else {
                    continue;
                };
                let column = |at: usize| column_number(DAYS.len() + OF_A_DAY.len() * channel + at);
                let numbers = [row.sum, row.mean, row.max.map(|max| max.value)];
                for (at, number) in numbers.into_iter().enumerate() {
                    if let Some(number) = number {
                        formats.number(sheet, line, column(at), number)?;
                    }
                }
                if let Some(max) = row.max {
                    formats.moment(sheet, line, column(3), axis.civil(max.end).0)?;
                }
            }
        }
        Ok(())
    }

    fn titles(&self, of_a_day: [&str; 4]) -> Vec<String> {
        let [sum, mean, max, time] = of_a_day;
        let title = |code: &str, what: &str, unit: &str| match unit {
            "" => format!("{code} {what}"),
            unit => format!("{code} {what} [{unit}]"),
        };
        let channels = self.channels.iter().zip(&self.codes);
        let titles = channels.flat_map(|(channel, code)| {
            [
                title(code, sum, &channel.sum_unit),
                title(code, mean, &channel.unit),
                title(code, max, &channel.unit),
                title(code, time, ""),
            ]
        });
        titles.collect()
    }
    /// The energy of each day as columns, the mean where there is none: of the channels
    /// that share the first one's unit.
    fn chart(&self, profile: &LoadProfile, sheet: &str, language: Language) -> Option<Chart> {
        let last = row_number(self.parts.len());
        let unit = &profile.channels.first()?.unit;
        let mut drawn = lines(profile);
        drawn.retain(|channel| {
            let known = profile.channels.get(*channel);
            *channel < MAX_DAILY && known.is_some_and(|known| known.unit == *unit)
        });
        if last == 0 || drawn.is_empty() {
            return None;
        }
        let has_sum = |channel: &usize| {
            let aggregates = self.channels.get(*channel);
            aggregates.is_some_and(|known| known.rows.iter().any(|row| row.sum.is_some()))
        };
        let place = if drawn.iter().all(has_sum) { 0 } else { 1 };
        let mut chart = Chart::new(ChartType::Column);
        chart.set_width(WIDTH).set_height(HEIGHT);
        let day = language.heading("Day");
        let what = if place == 0 { "Sum" } else { "Mean" };
        chart.title().set_name(&caption(&format!(
            "{}, {}",
            profile.code,
            language.heading(what)
        )));
        for (at, channel) in drawn.iter().enumerate() {
            let column = column_number(DAYS.len() + OF_A_DAY.len() * channel + place);
            let color = COLORS.get(at).copied().unwrap_or_default();
            chart
                .add_series()
                .set_categories((sheet, 1, 0, last, 0))
                .set_values((sheet, 1, column, last, column))
                .set_name((sheet, 0, column))
                .set_format(
                    ChartFormat::new().set_solid_fill(ChartSolidFill::new().set_color(color)),
                );
        }
        chart
            .x_axis()
            .set_name(day)
            .set_num_format(CALENDAR)
            .set_date_axis(true)
            .set_font(ChartFont::new().set_rotation(-45));
        let unit = drawn
            .first()
            .and_then(|channel| self.channels.get(*channel));
        let unit = unit.map(|known| {
            if place == 0 {
                &known.sum_unit
            } else {
                &known.unit
            }
        });
        chart
            .y_axis()
            .set_name(&caption(unit.map_or("", String::as_str)));
        chart.legend().set_position(ChartLegendPosition::Bottom);
        Some(chart)
    }
}

/// Words of a chart: what looks like a reference to cells would be taken for one.
fn caption(text: &str) -> String {
    let shown = |c: char| if matches!(c, '!' | '=') { '·' } else { c };
    printable(text).chars().map(shown).collect()
}

/// Pixels.
const WIDTH: u32 = 1100;
const HEIGHT: u32 = 440;

/// The first channels that share a unit with the first one or with the next other one.
fn lines(profile: &LoadProfile) -> Vec<usize> {
    let mut units: Vec<&Option<String>> = Vec::new();
    let mut lines = Vec::new();
    for (channel, known) in profile.channels.iter().enumerate() {
        if !units.contains(&&known.unit) {
            units.push(&known.unit);
        }
        let is_drawn = units.iter().take(2).any(|unit| **unit == known.unit);
        if is_drawn && lines.len() < MAX_LINES {
            lines.push(channel);
        }
    }
    lines
}

/// The first channels over time: all of it, or the last days where that is too much.
fn chart_of_entries(profile: &LoadProfile, sheet: &str, rows: &Rows) -> Option<Chart> {
    let drawn = lines(profile);
    if rows.last == 0 || drawn.is_empty() {
        return None;
    }
    let minutes = profile.period_min().map_or(15, i64::from).max(1);
    let count = if rows.times.len() > MAX_POINTS {
        let of_days = LAST_DAYS * 24 * 60 / minutes;
        usize::try_from(of_days)
            .unwrap_or(MAX_POINTS)
            .clamp(96, MAX_POINTS)
    } else {
        rows.times.len()
    };
    let skipped = rows.times.len() - count;
    let first = row_number(skipped + 1);
    let mut chart = Chart::new(ChartType::ScatterStraight);
    chart.set_width(WIDTH).set_height(HEIGHT);
    let title = if skipped > 0 {
        format!("{}, last {LAST_DAYS} days", profile.code)
    } else {
        profile.code.clone()
    };
    chart.title().set_name(&caption(&title));
    let unit_of = |channel: usize| {
        profile
            .channels
            .get(channel)
            .and_then(|c| c.unit.as_deref())
    };
    let left = drawn.first().and_then(|channel| unit_of(*channel));
    let mut right = None;
    for (at, channel) in drawn.iter().enumerate() {
        let column = column_number(FIRST.len() + channel);
        let color = COLORS.get(at).copied().unwrap_or_default();
        let unit = unit_of(*channel);
        let series = chart.add_series();
        series
            .set_categories((sheet, first, 0, rows.last, 0))
            .set_values((sheet, first, column, rows.last, column))
            .set_name((sheet, 0, column))
            .set_format(
                ChartFormat::new().set_line(ChartLine::new().set_color(color).set_width(1.25)),
            );
        if unit != left {
            series.set_secondary_axis(true);
            right = Some(unit.unwrap_or_default());
        }
    }
    let shown = rows.times.get(skipped..).unwrap_or_default();
    let times = || shown.iter().filter_map(|time| *time);
    let (begin, end) = (
        times().fold(f64::MAX, f64::min),
        times().fold(0.0, f64::max),
    );
    let form = if end - begin > 3.0 {
        CALENDAR
    } else {
        "yyyy-mm-dd hh:mm"
    };
    let axis = chart.x_axis();
    axis.set_num_format(form)
        .set_font(ChartFont::new().set_rotation(-45));
    if begin < end {
        axis.set_min(begin).set_max(end);
    }
    chart.y_axis().set_name(&caption(left.unwrap_or_default()));
    if let Some(right) = right {
        chart.y2_axis().set_name(&caption(right));
        let axis = chart.x2_axis();
        if begin < end {
            axis.set_min(begin).set_max(end);
        }
    }
    chart.legend().set_position(ChartLegendPosition::Bottom);
    Some(chart)
}

fn write_date(
    sheet: &mut Worksheet,
    line: RowNum,
    day: Date,
    formats: &Formats,
) -> Result<(), RenderError> {
    match serial(day.at(0, 0, 0, 0)) {
        Some(serial) => {
            sheet.write_number_with_format(line, 0, serial, &formats.calendar)?;
            Ok(())
        }
        None => write_text(sheet, line, 0, &day.to_string()),
    }
}

fn write_gaps(sheet: &mut Worksheet, axis: &Axis, language: Language) -> Result<(), RenderError> {
    let formats = Formats::new();
    let titles = GAPS.map(|(title, width)| (language.heading(title), width));
    formats.head(sheet, titles.into_iter())?;
    for (index, gap) in axis
        .gaps()
        .iter()
        .take(MAX_ROWS.saturating_sub(1))
        .enumerate()
    {
        let line = row_number(index + 1);
        formats.moment(sheet, line, 0, gap.from)?;
        formats.moment(sheet, line, 1, gap.to)?;
        sheet.write_number(line, 2, gap.missing)?;
    }
    Ok(())
}

fn write_log(
    workbook: &mut Workbook,
    entries: &[LogEntry],
    language: Language,
) -> Result<(), RenderError> {
    let formats = Formats::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name(language.heading("Logbook"))?;
    let titles = LOGBOOK.map(|(title, width)| (language.heading(title), width));
    formats.head(sheet, titles.into_iter())?;
    let room = MAX_ROWS.saturating_sub(2);
    for (index, entry) in entries.iter().take(room).enumerate() {
        let line = row_number(index + 1);
        let time = entry
            .time
            .and_then(|time| Some(time.date?.to_datetime(time.time?)));
        match time {
            Some(time) => formats.moment(sheet, line, 0, time)?,
            None => write_text(sheet, line, 0, &time_or_stamp(entry))?,
        }
        let season = entry.time.and_then(|time| time.season);
        write_text(sheet, line, 1, season.map_or("", season_word))?;
        write_text(sheet, line, 2, &entry.status.raw)?;
        write_text(sheet, line, 3, &flags(&entry.status))?;
        write_text(sheet, line, 4, &entry.event)?;
        write_text(sheet, line, 5, &values(&entry.values))?;
    }
    let last = row_number(entries.len().min(room));
    sheet.autofilter(0, 0, last, column_number(LOGBOOK.len() - 1))?;
    if entries.len() > room {
        let note = format!(
            "{} more entries do not fit in a sheet",
            entries.len() - room
        );
        write_text(sheet, last.saturating_add(1), 4, &note)?;
    }
    Ok(())
}

/// Everything that is written as a heading.
#[cfg(test)]
pub(super) fn headings() -> Vec<&'static str> {
    let columns = FIRST.iter().chain(&LOGBOOK).chain(&DAYS).chain(&GAPS);
    let titles = columns.map(|(title, _)| *title);
    let lines = ["Complete", "Entries", "Period"];
    titles.chain(SHEETS).chain(OF_A_DAY).chain(lines).collect()
}

//! CSV of load profiles and logbooks: a row per entry.
//!
//! Columns: `time,season,status,flags`, then one per channel, `1-0:1.5.0 [kW]`; of a
//! logbook `event` and `values`. Several flags stand side by side with a blank between
//! them. A missing value is an empty cell. Cells that a spreadsheet would take for a
//! formula get an apostrophe in front.

use std::borrow::Cow;

use super::super::csv::{finish, writer};
use super::super::text::{civil_time_text, disarmed, push_civil};
use super::super::{CsvStyle, RenderError, Style};
use super::{Columns, channel_title, flag_words, season_word};
use crate::meter::logbook::{LogEntry, LogValue};
use crate::meter::status::Status;
use crate::meter::{LoadProfile, Logbook, number};

const LOGBOOK: [&str; 6] = ["time", "season", "status", "flags", "event", "values"];

pub(super) fn load_profile(profile: &LoadProfile, style: Style) -> Result<Vec<u8>, RenderError> {
    let mut writer = writer(style, profile.len() * (40 + 8 * profile.channels.len()));
    for title in LOGBOOK.iter().take(4) {
        writer.write_field(title)?;
    }
    for channel in &profile.channels {
        writer.write_field(disarmed(&channel_title(channel)).as_ref())?;
    }
    writer.write_record(None::<&[u8]>)?;
    let mut columns = Columns::new(profile);
    let mut text = String::with_capacity(20);
    for entry in profile.entries() {
        text.clear();
        if let Some(time) = entry.time() {
            push_civil(&mut text, time);
        }
        writer.write_field(&text)?;
        writer.write_field(entry.season().map_or("", season_word))?;
        let status = entry.status();
        writer.write_field(disarmed(&status.raw).as_ref())?;
        writer.write_field(flags(status))?;
        for value in columns.values(entry) {
            writer.write_field(cell(value.unwrap_or(""), style.csv).as_ref())?;
        }
        writer.write_record(None::<&[u8]>)?;
    }
    finish(writer)
}

pub(super) fn logbook(logbook: &Logbook, style: Style) -> Result<Vec<u8>, RenderError> {
    let mut writer = writer(style, logbook.entries.len() * 96);
    writer.write_record(LOGBOOK)?;
    for entry in &logbook.entries {
        let season = entry.time.and_then(|time| time.season);
        let cells = [
            Cow::Owned(time_or_stamp(entry)),
            season.map_or("", season_word).into(),
            entry.status.raw.as_str().into(),
            flags(&entry.status).into(),
            entry.event.as_str().into(),
            values(&entry.values).into(),
        ];
        writer.write_record(cells.iter().map(|cell| disarmed(cell).into_owned()))?;
    }
    finish(writer)
}

/// The time of an entry, as sent where it could not be read.
pub(super) fn time_or_stamp(entry: &LogEntry) -> String {
    match entry.time {
        Some(time) => civil_time_text(time),
        None => entry.stamp.clone(),
    }
}

/// `power-failure clock-set`
pub(super) fn flags(status: &Status) -> String {
    let words: Vec<String> = flag_words(status).collect();
    words.join(" ")
}

/// `0.9.1=1235703 0.9.2=1220826`
pub(super) fn values(values: &[LogValue]) -> String {
    let told = values.iter().map(|value| {
        let unit = value
            .unit
            .as_ref()
            .map_or(String::new(), |u| format!(" {u}"));
        match &value.code {
            Some(code) => format!("{code}={}{unit}", value.raw),
            None => format!("{}{unit}", value.raw),
        }
    });
    told.collect::<Vec<String>>().join("; ")
}

/// A value as sent, with the decimal sign of the style.
fn cell(value: &str, style: CsvStyle) -> Cow<'_, str> {
    let (sent, wanted) = match style {
        CsvStyle::Plain => (',', "."),
        CsvStyle::Excel => ('.', ","),
    };
    if value.contains(sent) && number::parse(value).is_some() {
        return Cow::Owned(value.replace(sent, wanted));
    }
    disarmed(value)
}

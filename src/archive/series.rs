//! `series.json`: what the answers in the telegram of a visit are, so that a load
//! profile or a logbook is put together from them again.

use std::sync::Arc;

use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

use super::{Archive, ArchiveError, SERIES, read};
use crate::export::{ReadJsonError, instant_text, parse_instant};
use crate::profile::{Profile, SeriesForm, StatusBit};
use crate::worker::series::Assembly;
use crate::worker::{Series, SeriesAnswer, SeriesKind, SeriesRange, SeriesRecord};

const FORMAT: &str = "flagport.series.v1";

/// The last entry of a meter's load profile or logbook that any visit holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastSeries {
    /// The folder of the visit.
    pub path: std::path::PathBuf,
    /// In the meter's civil time.
    pub last_entry: DateTime,
}

#[derive(Serialize, Deserialize)]
struct SeriesFile {
    format: String,
    kind: SeriesKind,
    /// How it was asked for, and what was found out about that.
    form: SeriesForm,
    /// What the bits of its status words say.
    #[serde(default)]
    status_bits: Vec<StatusBit>,
    asked: RangeFile,
    complete: bool,
    windows: (u32, u32),
    read_at: Option<String>,
    entries: usize,
    first_entry: Option<String>,
    last_entry: Option<String>,
    answers: Vec<AnswerFile>,
}

/// What is needed of it to find the last entry.
#[derive(Deserialize)]
struct HeadFile {
    format: String,
    form: SeriesForm,
    last_entry: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct RangeFile {
    from: Option<String>,
    to: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct AnswerFile {
    command: String,
    from: Option<String>,
    to: Option<String>,
    /// Where it begins in the telegram, in bytes.
    offset: usize,
    length: usize,
    complete: bool,
}

impl Archive {
    /// The last entry of the load profile or logbook `code` that any visit of this meter
    /// holds. Meters are the same by their serial numbers; where either has none, by
    /// their identification lines. Reads two small files of a visit.
    pub fn last_series(
        &self,
        serial: Option<&str>,
        identification_line: &str,
        code: &str,
    ) -> Result<Option<LastSeries>, ArchiveError> {
        let mut last: Option<LastSeries> = None;
        for entry in self.list()? {
            let Ok(info) = &entry.info else {
                continue;
            };
            let is_it = match (serial, info.serial_number.as_deref()) {
                (Some(one), Some(other)) => one.trim() == other.trim(),
                _ => info.identification_line.as_deref() == Some(identification_line),
            };
            if !is_it || !entry.path.join(SERIES).is_file() {
                continue;
            }
            let Some(last_entry) = last_entry_of(&read(&entry.path, SERIES)?, code) else {
                continue;
            };
            if last
                .as_ref()
                .is_none_or(|last| last.last_entry < last_entry)
            {
                last = Some(LastSeries {
                    path: entry.path.clone(),
                    last_entry,
                });
            }
        }
        Ok(last)
    }
}

fn last_entry_of(text: &[u8], code: &str) -> Option<DateTime> {
    let head: HeadFile = serde_json::from_slice(text).ok()?;
    (head.format == FORMAT && head.form.address == code)
        .then(|| head.last_entry?.parse().ok())
        .flatten()
}

fn text_of(time: DateTime) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%S").to_string()
}

/// A time that cannot be read counts as an open end.
fn time_in(text: Option<String>) -> Option<DateTime> {
    text?.parse().ok()
}

/// The telegram of a visit, the identification line and all answers as received, and the
/// file that tells them apart.
pub(crate) fn files_of(
    record: &SeriesRecord,
    identification_line: &str,
    profile: Option<&Profile>,
) -> Result<(Vec<u8>, Vec<u8>), serde_json::Error> {
    let mut telegram = Vec::new();
    if !identification_line.is_empty() {
        telegram.extend(identification_line.bytes());
        telegram.extend(b"\r\n");
    }
    let mut answers = Vec::new();
    for answer in &record.answers {
        answers.push(AnswerFile {
            command: answer.command.clone(),
            from: answer.range.from.map(text_of),
            to: answer.range.to.map(text_of),
            offset: telegram.len(),
            length: answer.raw.len(),
            complete: answer.complete,
        });
        telegram.extend(answer.raw.iter());
    }
    let (entries, span) = match &record.series {
        Series::LoadProfile(profile) => (profile.len(), Assembly::span_of_profile(profile)),
        Series::Logbook(logbook) => (logbook.entries.len(), Assembly::span_of_logbook(logbook)),
    };
    let mut json = serde_json::to_vec_pretty(&SeriesFile {
        format: FORMAT.to_owned(),
        kind: match record.series {
            Series::LoadProfile(_) => SeriesKind::LoadProfile,
            Series::Logbook(_) => SeriesKind::Logbook,
        },
        form: record.form.clone(),
        status_bits: profile.map_or_else(Vec::new, |profile| profile.status_bits.clone()),
        asked: RangeFile {
            from: record.asked.from.map(text_of),
            to: record.asked.to.map(text_of),
        },
        complete: record.complete,
        windows: record.windows,
        read_at: record.read_at.as_ref().map(instant_text),
        entries,
        first_entry: span.map(|(first, _)| text_of(first)),
        last_entry: span.map(|(_, last)| text_of(last)),
        answers,
    })?;
    json.push(b'\n');
    Ok((telegram, json))
}

/// What a visit holds, put together again from its telegram.
pub(super) fn record_of(
    json: &[u8],
    telegram: &[u8],
    identification_line: &str,
) -> Result<SeriesRecord, ReadJsonError> {
    let file: SeriesFile = serde_json::from_slice(json)?;
    if file.format != FORMAT {
        return Err(ReadJsonError::Version { found: file.format });
    }
    let asked = SeriesRange {
        from: time_in(file.asked.from),
        to: time_in(file.asked.to),
    };
    let mut assembly = Assembly::new(
        file.kind,
        &file.form,
        &file.status_bits,
        identification_line,
        asked,
    );
    let mut answers = Vec::new();
    // Answers stand one behind the other, so that all of them are no longer than the
    // telegram, however many the file tells.
    let mut reached = 0;
    for answer in file.answers {
        if answer.offset < reached {
            return Err(ReadJsonError::Value {
                what: "place behind the answer before",
                text: answer.offset.to_string(),
            });
        }
        let end = answer.offset.saturating_add(answer.length);
        reached = end;
        let raw = telegram.get(answer.offset..end).unwrap_or_default();
        let answer = SeriesAnswer {
            command: answer.command,
            range: SeriesRange {
                from: time_in(answer.from),
                to: time_in(answer.to),
            },
            raw: raw.into(),
            complete: answer.complete,
        };
        let piece = assembly.read(&answer);
        assembly.join(piece);
        answers.push(answer);
    }
    Ok(SeriesRecord {
        form: file.form,
        asked,
        series: assembly.into_series(),
        complete: file.complete,
        windows: file.windows,
        answers,
        read_at: file.read_at.as_deref().map(parse_instant).transpose()?,
    })
}

/// The record as part of a readout.
pub(super) fn put_into(readout: &mut crate::meter::Readout, record: &SeriesRecord) {
    match &record.series {
        Series::LoadProfile(profile) => readout.load_profiles = vec![Arc::clone(profile)],
        Series::Logbook(logbook) => readout.logbooks = vec![Arc::clone(logbook)],
    }
}

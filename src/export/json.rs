//! The JSON form `flagport.readout.v1`, written and read.
//!
//! The structs here are the file format, key by key in file order; the meter's own
//! types stay free of it. Members may be added, never changed, within version 1.

use std::io::Write;

use jiff::fmt::temporal::Pieces;
use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, Zoned};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::RenderError;
use super::series::{LoadProfileBody, LogbookBody};
use super::text::{civil_time_text, parse_civil_time};
use crate::codec::{BlockCheck, BlockCheckKind, Mode};
use crate::meter::load_profile::Axis;
use crate::meter::{
    Billing, CivilTime, Content, DataSet, MeterIdentity, Problem, Readout, Reset, Season, Value,
};

const FORMAT: &str = "flagport.readout.v1";

/// Why a text is no readout.
#[derive(Debug, Error)]
pub enum ReadJsonError {
    #[error("this is no readout in JSON: {0}")]
    Shape(#[from] serde_json::Error),
    #[error("this is {found:?}, which this version does not read; it reads {FORMAT:?}")]
    Version { found: String },
    #[error("{text:?} is no {what}")]
    Value { what: &'static str, text: String },
}

pub(super) fn render(readout: &Readout) -> Result<Vec<u8>, RenderError> {
    let mut bytes = Vec::new();
    write(readout, &mut bytes)?;
    Ok(bytes)
}

/// The same without all of it in memory at once.
pub(super) fn write(readout: &Readout, mut out: impl Write) -> serde_json::Result<()> {
    serde_json::to_writer_pretty(&mut out, &ReadoutFile::from(readout))?;
    out.write_all(b"\n").map_err(serde_json::Error::io)
}

/// Reads a readout that was written as JSON.
///
/// The clock drift comes back in whole seconds, the time of reading with a fixed
/// offset in place of its time zone.
pub fn readout_from_json(text: &[u8]) -> Result<Readout, ReadJsonError> {
    #[derive(Deserialize)]
    struct Head {
        format: String,
    }
    let head: Head = serde_json::from_slice(text)?;
    if head.format != FORMAT {
        return Err(ReadJsonError::Version { found: head.format });
    }
    serde_json::from_slice::<ReadoutFile<'_>>(text)?.into_readout()
}

#[derive(Serialize, Deserialize)]
struct ReadoutFile<'a> {
    format: String,
    meter: MeterFile,
    profile: Option<String>,
    read_at: Option<String>,
    #[serde(default)]
    clock_drift_seconds: Option<i64>,
    complete: bool,
    block_check: BlockCheckFile,
    /// Only where there are some.
    #[serde(default, skip_serializing_if = "is_zero")]
    damaged_characters: usize,
    data_sets: Vec<DataSetFile>,
    /// Not read back: they are understood again from the telegram.
    #[serde(skip_deserializing)]
    load_profiles: Vec<LoadProfileBody<'a>>,
    #[serde(skip_deserializing)]
    logbooks: Vec<LogbookBody<'a>>,
    problems: Vec<ProblemFile>,
}

fn is_zero(count: &usize) -> bool {
    *count == 0
}

#[derive(Serialize, Deserialize)]
pub(super) struct MeterFile {
    identification_line: Option<String>,
    manufacturer: Option<String>,
    manufacturer_name: Option<String>,
    identification: Option<String>,
    mode: Option<Mode>,
    baud: Option<u32>,
    serial_number: Option<String>,
    #[serde(default)]
    device_type: Option<String>,
    #[serde(default)]
    property_number: Option<String>,
    #[serde(default)]
    firmware: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct BlockCheckFile {
    kind: BlockCheckKind,
    /// In hex, two digits, four for a CRC.
    received: Option<String>,
    computed: Option<String>,
    ok: Option<bool>,
}

#[derive(Serialize, Deserialize)]
struct DataSetFile {
    line: usize,
    address: String,
    code: Option<String>,
    name: Option<String>,
    billing: Option<BillingFile>,
    values: Vec<ValueFile>,
}

#[derive(Serialize, Deserialize)]
struct BillingFile {
    index: String,
    reset: Option<ResetFile>,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum ResetFile {
    Automatic,
    Manual,
}

#[derive(Serialize, Deserialize)]
pub(super) struct ValueFile {
    raw: String,
    #[serde(flatten)]
    content: ContentFile,
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum ContentFile {
    Number {
        value: String,
        unit: Option<String>,
    },
    Time {
        value: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        season: Option<SeasonFile>,
    },
    Text,
    Flags,
    Empty,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum SeasonFile {
    Normal,
    Summer,
    Utc,
}

#[derive(Serialize, Deserialize)]
struct ProblemFile {
    line: usize,
    message: String,
}

impl<'a> From<&'a Readout> for ReadoutFile<'a> {
    fn from(readout: &'a Readout) -> ReadoutFile<'a> {
        let complete = readout.complete;
        ReadoutFile {
            format: FORMAT.to_owned(),
            meter: MeterFile::from(&readout.meter),
            profile: readout.profile.clone(),
            read_at: readout.read_at.as_ref().map(instant_text),
            clock_drift_seconds: readout.clock_drift.map(|drift| drift.as_secs()),
            complete: readout.complete,
            block_check: BlockCheckFile::from(readout.block_check),
            damaged_characters: readout.damaged,
            data_sets: readout.data_sets.iter().map(DataSetFile::from).collect(),
            load_profiles: readout
                .load_profiles
                .iter()
                .map(|profile| LoadProfileBody::new(profile, &Axis::of(profile), complete))
                .collect(),
            logbooks: readout
                .logbooks
                .iter()
                .map(|logbook| LogbookBody::new(logbook, complete))
                .collect(),
            problems: readout
                .problems
                .iter()
                .map(|problem| ProblemFile {
                    line: problem.line,
                    message: problem.message.clone(),
                })
                .collect(),
        }
    }
}

impl ReadoutFile<'_> {
    fn into_readout(self) -> Result<Readout, ReadJsonError> {
        Ok(Readout {
            meter: self.meter.into_identity(),
            profile: self.profile,
            read_at: self.read_at.as_deref().map(parse_instant).transpose()?,
            complete: self.complete,
            block_check: self.block_check.into_check()?,
            damaged: self.damaged_characters,
            data_sets: self
                .data_sets
                .into_iter()
                .map(DataSetFile::into_data_set)
                .collect::<Result<_, _>>()?,
            problems: self
                .problems
                .into_iter()
                .map(|problem| Problem {
                    line: problem.line,
                    message: problem.message,
                })
                .collect(),
            load_profiles: Vec::new(),
            logbooks: Vec::new(),
            clock_drift: self.clock_drift_seconds.map(SignedDuration::from_secs),
        })
    }
}

impl From<&MeterIdentity> for MeterFile {
    fn from(meter: &MeterIdentity) -> MeterFile {
        let meter = meter.clone();
        MeterFile {
            identification_line: meter.identification_line,
            manufacturer: meter.manufacturer,
            manufacturer_name: meter.manufacturer_name,
            identification: meter.identification,
            mode: meter.mode,
            baud: meter.baud,
            serial_number: meter.serial_number,
            device_type: meter.device_type,
            property_number: meter.property_number,
            firmware: meter.firmware,
        }
    }
}

impl MeterFile {
    fn into_identity(self) -> MeterIdentity {
        MeterIdentity {
            identification_line: self.identification_line,
            manufacturer: self.manufacturer,
            manufacturer_name: self.manufacturer_name,
            identification: self.identification,
            device_type: self.device_type,
            mode: self.mode,
            baud: self.baud,
            serial_number: self.serial_number,
            property_number: self.property_number,
            firmware: self.firmware,
        }
    }
}

impl From<BlockCheck> for BlockCheckFile {
    fn from(check: BlockCheck) -> BlockCheckFile {
        let hex = |value: u16| match check.kind {
            BlockCheckKind::Crc16 => format!("{value:04X}"),
            _ => format!("{value:02X}"),
        };
        BlockCheckFile {
            kind: check.kind,
            received: check.received.map(hex),
            computed: (check.kind != BlockCheckKind::None).then(|| hex(check.computed)),
            ok: check.is_ok(),
        }
    }
}

impl BlockCheckFile {
    fn into_check(self) -> Result<BlockCheck, ReadJsonError> {
        let number = |text: String| match u16::from_str_radix(&text, 16) {
            Ok(number) => Ok(number),
            Err(_) => Err(ReadJsonError::Value {
                what: "block check",
                text,
            }),
        };
        Ok(BlockCheck {
            kind: self.kind,
            received: self.received.map(number).transpose()?,
            computed: self.computed.map(number).transpose()?.unwrap_or(0),
        })
    }
}

impl From<&DataSet> for DataSetFile {
    fn from(set: &DataSet) -> DataSetFile {
        DataSetFile {
            line: set.line,
            address: set.address.clone(),
            code: set.code.clone(),
            name: set.name.clone(),
            billing: set.billing.as_ref().map(|billing| BillingFile {
                index: billing.index.clone(),
                reset: billing.reset.map(|reset| match reset {
                    Reset::Automatic => ResetFile::Automatic,
                    Reset::Manual => ResetFile::Manual,
                }),
            }),
            values: set.values.iter().map(ValueFile::from).collect(),
        }
    }
}

impl DataSetFile {
    fn into_data_set(self) -> Result<DataSet, ReadJsonError> {
        Ok(DataSet {
            line: self.line,
            address: self.address,
            code: self.code,
            name: self.name,
            billing: self.billing.map(|billing| Billing {
                index: billing.index,
                reset: billing.reset.map(|reset| match reset {
                    ResetFile::Automatic => Reset::Automatic,
                    ResetFile::Manual => Reset::Manual,
                }),
            }),
            values: self
                .values
                .into_iter()
                .map(ValueFile::into_value)
                .collect::<Result<_, _>>()?,
        })
    }
}

impl From<&Value> for ValueFile {
    fn from(value: &Value) -> ValueFile {
        let content = match &value.content {
            Content::Empty => ContentFile::Empty,
            Content::Number { value, unit } => ContentFile::Number {
                value: value.to_string(),
                unit: unit.clone(),
            },
            Content::Time(time) => ContentFile::Time {
                value: civil_time_text(*time),
                season: time.season.map(|season| match season {
                    Season::Normal => SeasonFile::Normal,
                    Season::Summer => SeasonFile::Summer,
                    Season::Utc => SeasonFile::Utc,
                }),
            },
            Content::Flags => ContentFile::Flags,
            Content::Text => ContentFile::Text,
        };
        ValueFile {
            raw: value.raw.clone(),
            content,
        }
    }
}

impl ValueFile {
    fn into_value(self) -> Result<Value, ReadJsonError> {
        let content = match self.content {
            ContentFile::Empty => Content::Empty,
            ContentFile::Number { value, unit } => match value.parse() {
                Ok(value) => Content::Number { value, unit },
                Err(_) => {
                    return Err(ReadJsonError::Value {
                        what: "number",
                        text: value,
                    });
                }
            },
            ContentFile::Time { value, season } => match parse_civil_time(&value) {
                Some(time) => Content::Time(CivilTime {
                    season: season.map(|season| match season {
                        SeasonFile::Normal => Season::Normal,
                        SeasonFile::Summer => Season::Summer,
                        SeasonFile::Utc => Season::Utc,
                    }),
                    ..time
                }),
                None => {
                    return Err(ReadJsonError::Value {
                        what: "time",
                        text: value,
                    });
                }
            },
            ContentFile::Flags => Content::Flags,
            ContentFile::Text => Content::Text,
        };
        Ok(Value {
            raw: self.raw,
            content,
        })
    }
}

/// `2026-11-22T20:00:00+01:00`
pub(crate) fn instant_text(at: &Zoned) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

/// Reads what [`instant_text`] wrote.
pub(crate) fn parse_instant(text: &str) -> Result<Zoned, ReadJsonError> {
    let parse = || {
        let pieces = Pieces::parse(text).ok()?;
        let offset: Offset = pieces.to_numeric_offset()?;
        pieces
            .date()
            .to_datetime(pieces.time()?)
            .to_zoned(TimeZone::fixed(offset))
            .ok()
    };
    parse().ok_or_else(|| ReadJsonError::Value {
        what: "time with an offset",
        text: text.to_owned(),
    })
}

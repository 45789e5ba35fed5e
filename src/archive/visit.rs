//! `visit.json`: what the list of visits shows without opening a readout.

use jiff::Zoned;
use serde::{Deserialize, Serialize};

use crate::export::{ReadJsonError, instant_text, parse_instant};

const FORMAT: &str = "flagport.visit.v1";

/// What was done at the meter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum VisitKind {
    /// It was read out.
    #[default]
    Readout,
    /// Registers were read or changed in programming mode; there is no telegram.
    Programming,
    /// A load profile was fetched.
    LoadProfile,
    /// A logbook was fetched.
    Logbook,
    /// An installation was checked, with a list that was ticked.
    Installation,
}

/// What a visit is.
#[derive(Debug, Clone, PartialEq)]
pub struct VisitInfo {
    pub kind: VisitKind,
    pub serial_number: Option<String>,
    /// The maker's name, or its three letters.
    pub manufacturer: Option<String>,
    pub device_type: Option<String>,
    /// The identification message without CR LF.
    pub identification_line: Option<String>,
    /// When it was stored, by this computer's clock.
    pub stored_at: Zoned,
    /// Whether the end of the data was seen and its block check is not wrong.
    pub complete: bool,
    /// How many data sets there are.
    pub data_sets: usize,
    /// The port, as it was named.
    pub port: String,
    /// How long the session took, in milliseconds.
    pub duration_ms: u64,
}

#[derive(Serialize, Deserialize)]
struct VisitFile {
    format: String,
    #[serde(default)]
    kind: VisitKind,
    serial_number: Option<String>,
    manufacturer: Option<String>,
    device_type: Option<String>,
    identification_line: Option<String>,
    stored_at: String,
    complete: bool,
    data_sets: usize,
    port: String,
    duration_ms: u64,
}

impl VisitInfo {
    pub(super) fn to_json(&self) -> Result<Vec<u8>, serde_json::Error> {
        let info = self.clone();
        let mut bytes = serde_json::to_vec_pretty(&VisitFile {
            format: FORMAT.to_owned(),
            kind: info.kind,
            serial_number: info.serial_number,
            manufacturer: info.manufacturer,
            device_type: info.device_type,
            identification_line: info.identification_line,
            stored_at: instant_text(&self.stored_at),
            complete: info.complete,
            data_sets: info.data_sets,
            port: info.port,
            duration_ms: info.duration_ms,
        })?;
        bytes.push(b'\n');
        Ok(bytes)
    }

    pub(super) fn from_json(text: &[u8]) -> Result<VisitInfo, ReadJsonError> {
        let file: VisitFile = serde_json::from_slice(text)?;
        if file.format != FORMAT {
            return Err(ReadJsonError::Version { found: file.format });
        }
        Ok(VisitInfo {
            kind: file.kind,
            stored_at: parse_instant(&file.stored_at)?,
            serial_number: file.serial_number,
            manufacturer: file.manufacturer,
            device_type: file.device_type,
            identification_line: file.identification_line,
            complete: file.complete,
            data_sets: file.data_sets,
            port: file.port,
            duration_ms: file.duration_ms,
        })
    }
}

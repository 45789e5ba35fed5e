//! Writes as they were stored, read back for a report.

use std::sync::Arc;

use serde::Deserialize;

use super::super::ReadJsonError;
use super::super::json::parse_instant;
use crate::profile::{Profile, RegisterDef};
use crate::worker::{WriteOutcome, WriteRecord};

const FORMAT: &str = "flagport.writes.v1";

#[derive(Deserialize)]
struct File {
    format: String,
    writes: Vec<Write>,
}

#[derive(Deserialize)]
struct Write {
    address: String,
    name: Option<String>,
    before: Option<String>,
    wanted: String,
    after: Option<String>,
    outcome: WriteOutcome,
    detail: Option<String>,
    command: String,
    ended_at: String,
}

/// Reads what [`render_writes`](super::render_writes) wrote as JSON. Registers are those
/// of `profile` where it knows them.
pub fn writes_from_json(
    bytes: &[u8],
    profile: Option<&Profile>,
) -> Result<Vec<WriteRecord>, ReadJsonError> {
    let file: File = serde_json::from_slice(bytes)?;
    if file.format != FORMAT {
        return Err(ReadJsonError::Version { found: file.format });
    }
    let writes = file.writes.into_iter().map(|write| record(write, profile));
    writes.collect()
}

fn record(write: Write, profile: Option<&Profile>) -> Result<WriteRecord, ReadJsonError> {
    let known = profile.and_then(|profile| profile.register(&write.address));
    let register = known.cloned().unwrap_or_else(|| RegisterDef {
        address: write.address,
        name: write.name.unwrap_or_default(),
        ..RegisterDef::default()
    });
    Ok(WriteRecord {
        register: Arc::new(register),
        command: write.command,
        before: write.before,
        wanted: write.wanted,
        after: write.after,
        outcome: write.outcome,
        detail: write.detail,
        ended_at: parse_instant(&write.ended_at)?,
    })
}

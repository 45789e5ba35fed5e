//! `flagport.registers.v1` and `flagport.writes.v1`: the structs are the format, key
//! by key in file order. Members may be added, never changed, within version 1.

use serde::Serialize;

use super::super::RenderError;
use super::super::json::{MeterFile, ValueFile, instant_text};
use super::{Registers, Writes, code_and_name, name_of, outcome_word};
use crate::worker::{RegisterReading, WriteRecord};

#[derive(Serialize)]
struct RegistersFile<'a> {
    format: &'static str,
    meter: MeterFile,
    profile: Option<&'a str>,
    read_at: Option<String>,
    /// Whether every register that was asked for has a value.
    complete: bool,
    registers: Vec<RegisterFile>,
    problems: Vec<ProblemFile<'a>>,
}

#[derive(Serialize)]
struct RegisterFile {
    address: String,
    code: Option<String>,
    name: Option<String>,
    values: Vec<ValueFile>,
    /// The value for people, where the device profile knows the register.
    shown: Option<String>,
    error: Option<String>,
    read_at: String,
}

#[derive(Serialize)]
struct WritesFile<'a> {
    format: &'static str,
    meter: MeterFile,
    profile: Option<&'a str>,
    read_at: Option<String>,
    /// Whether every write was verified.
    complete: bool,
    writes: Vec<WriteFile>,
    problems: Vec<ProblemFile<'a>>,
}

#[derive(Serialize)]
struct WriteFile {
    address: String,
    name: Option<String>,
    before: Option<String>,
    wanted: String,
    after: Option<String>,
    outcome: &'static str,
    detail: Option<String>,
    /// As it was sent, secrets masked.
    command: String,
    ended_at: String,
}

#[derive(Serialize)]
struct ProblemFile<'a> {
    message: &'a str,
}

pub(super) fn registers(registers: &Registers<'_>) -> Result<Vec<u8>, RenderError> {
    let readings = registers.readings;
    to_bytes(&RegistersFile {
        format: "flagport.registers.v1",
        meter: MeterFile::from(registers.meter),
        profile: registers.profile,
        read_at: registers.read_at.map(instant_text),
        complete: readings.iter().all(|reading| reading.answer.is_ok()),
        registers: readings.iter().map(register).collect(),
        problems: problems(registers.problems),
    })
}

pub(super) fn writes(writes: &Writes<'_>) -> Result<Vec<u8>, RenderError> {
    let records = writes.writes;
    to_bytes(&WritesFile {
        format: "flagport.writes.v1",
        meter: MeterFile::from(writes.meter),
        profile: writes.profile,
        read_at: writes.read_at.map(instant_text),
        complete: records
            .iter()
            .all(|write| write.outcome == crate::worker::WriteOutcome::Verified),
        writes: records.iter().map(write).collect(),
        problems: problems(writes.problems),
    })
}

fn register(reading: &RegisterReading) -> RegisterFile {
    let register = &reading.register;
    let set = reading.answer.as_ref().ok();
    let sent = set.and_then(|set| set.name.as_deref());
    let is_known = !register.name.is_empty();
    let shown = match set.map_or(&[][..], |set| &set.values) {
        [value] if is_known => Some(register.show(&value.raw).to_string()),
        _ => None,
    };
    RegisterFile {
        address: register.address.clone(),
        code: set
            .and_then(|set| set.code.clone())
            .or_else(|| code_and_name(&register.address).0),
        name: filled(name_of(&register.name, sent, &register.address)),
        values: set.map_or(Vec::new(), |set| {
            set.values.iter().map(ValueFile::from).collect()
        }),
        shown,
        error: reading.answer.as_ref().err().map(ToString::to_string),
        read_at: instant_text(&reading.read_at),
    }
}

fn write(record: &WriteRecord) -> WriteFile {
    let register = &record.register;
    WriteFile {
        address: register.address.clone(),
        name: filled(name_of(&register.name, None, &register.address)),
        before: record.before.clone(),
        wanted: record.wanted.clone(),
        after: record.after.clone(),
        outcome: outcome_word(record.outcome),
        detail: record.detail.clone(),
        command: record.command.clone(),
        ended_at: instant_text(&record.ended_at),
    }
}

fn problems(problems: &[String]) -> Vec<ProblemFile<'_>> {
    problems
        .iter()
        .map(|message| ProblemFile { message })
        .collect()
}

fn filled(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}

fn to_bytes(file: &impl Serialize) -> Result<Vec<u8>, RenderError> {
    let mut bytes = serde_json::to_vec_pretty(file)?;
    bytes.push(b'\n');
    Ok(bytes)
}

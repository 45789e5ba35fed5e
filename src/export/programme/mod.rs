//! What programming mode brought as files: registers that were read, and writes.
//!
//! `flagport.registers.v1` and `flagport.writes.v1` are the complete forms.

mod json;
mod registers;
mod stored;
mod writes;

use jiff::Zoned;

pub use self::stored::writes_from_json;

use super::{Format, RenderError, Style};
use crate::meter::code::Medium;
use crate::meter::names::{of_address, of_code};
use crate::meter::{Code, MeterIdentity};
use crate::worker::{RegisterReading, WriteOutcome, WriteRecord};

/// Registers that were read, of one meter.
#[derive(Debug, Clone, Copy)]
pub struct Registers<'a> {
    pub meter: &'a MeterIdentity,
    /// The device profile by name.
    pub profile: Option<&'a str>,
    /// When the session began, by this computer's clock.
    pub read_at: Option<&'a Zoned>,
    /// In the order asked for.
    pub readings: &'a [RegisterReading],
    /// What else went wrong, in sentences.
    pub problems: &'a [String],
}

/// Writes and what came of them, of one meter.
#[derive(Debug, Clone, Copy)]
pub struct Writes<'a> {
    pub meter: &'a MeterIdentity,
    /// The device profile by name.
    pub profile: Option<&'a str>,
    /// When the session began, by this computer's clock.
    pub read_at: Option<&'a Zoned>,
    /// In the order asked for.
    pub writes: &'a [WriteRecord],
    /// What else went wrong, in sentences.
    pub problems: &'a [String],
}

/// The bytes of registers in `format`; raw are the answers as sent.
pub fn render_registers(
    registers: &Registers<'_>,
    format: Format,
    style: Style,
) -> Result<Vec<u8>, RenderError> {
    match format {
        Format::Table => Ok(registers::table(registers, style.language).into_bytes()),
        Format::Json => json::registers(registers),
        Format::Csv => registers::csv(registers, style),
        Format::Xlsx => registers::xlsx(registers, style.language),
        Format::Raw => Ok(registers::raw(registers).into_bytes()),
    }
}

/// The bytes of writes in `format`; raw are the values read back as sent.
pub fn render_writes(
    writes: &Writes<'_>,
    format: Format,
    style: Style,
) -> Result<Vec<u8>, RenderError> {
    match format {
        Format::Table => Ok(writes::table(writes, style.language).into_bytes()),
        Format::Json => json::writes(writes),
        Format::Csv => writes::csv(writes, style),
        Format::Xlsx => writes::xlsx(writes, style.language),
        Format::Raw => Ok(writes::raw(writes).into_bytes()),
    }
}

/// The word that stands for an outcome in files.
pub fn outcome_word(outcome: WriteOutcome) -> &'static str {
    match outcome {
        WriteOutcome::Verified => "verified",
        WriteOutcome::Refused => "refused",
        WriteOutcome::NotVerified => "not-verified",
        WriteOutcome::Unknown => "unknown",
        WriteOutcome::NotSent => "not-sent",
    }
}

/// The normal form of an address, and the name that it has without a profile.
fn code_and_name(address: &str) -> (Option<String>, Option<String>) {
    match Code::parse(address, Medium::Electricity) {
        Some(code) => (Some(code.normal_form()), of_code(&code)),
        None => (None, of_address(address).map(str::to_owned)),
    }
}

/// The first name that says something.
fn name_of(profile: &str, sent: Option<&str>, address: &str) -> String {
    [Some(profile), sent]
        .into_iter()
        .flatten()
        .find(|name| !name.is_empty())
        .map(str::to_owned)
        .or_else(|| code_and_name(address).1)
        .unwrap_or_default()
}

/// Everything that is written as a heading.
#[cfg(test)]
pub(super) fn headings() -> Vec<&'static str> {
    writes::headings()
}

#[cfg(test)]
mod tests;

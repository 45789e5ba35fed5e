//! A report out of what a visit left.

use jiff::Zoned;

use super::{
    ActionLine, ChangeLine, Checksum, ClockSet, Drift, InstallationProof, ProfileUsed, RawLine,
    ReadoutProof, RegisterLine, Report, ValueText, Watched,
};
use crate::export::civil_time_text;
use crate::installation::Check;
use crate::installation::list::Record;
use crate::meter::error_flags::{error_flags, error_register};
use crate::meter::main_values::main_values;
use crate::meter::{Content, DataSet, MeterIdentity, Readout};
use crate::profile::{Profile, RegisterDef};
use crate::say;
use crate::worker::{
    ActionRecord, ClockReading, ClockRecord, ProgrammeSummary, RawRecord, RegisterReading,
    WriteRecord,
};

/// What a visit left; every piece may be missing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Visit<'a> {
    pub operator: &'a str,
    pub order: &'a str,
    pub notes: &'a str,
    /// The port, as it was named.
    pub port: &'a str,
    /// Who the meter is; the readout says it where this is missing.
    pub meter: Option<&'a MeterIdentity>,
    pub profile: Option<&'a Profile>,
    pub readout: Option<&'a Readout>,
    /// Identification message and data block as received.
    pub telegram: &'a [u8],
    pub readings: &'a [RegisterReading],
    pub writes: &'a [WriteRecord],
    /// Measurements of the clock, the first one first.
    pub clock: &'a [ClockReading],
    pub clock_sets: &'a [ClockRecord],
    pub actions: &'a [ActionRecord],
    /// The verdict on the installation.
    pub check: Option<&'a Check>,
    /// What was ticked and noted of it.
    pub record: Option<&'a Record>,
    pub raw: &'a [RawRecord],
    /// The line trace in its text form, passwords masked.
    pub trace: Option<&'a str>,
    /// What went wrong, in sentences.
    pub problems: &'a [String],
    /// What the journal left unknown for this meter, in sentences.
    pub unsettled: &'a [String],
}

impl Report {
    /// Puts the pieces of a visit together.
    pub fn of(visit: &Visit<'_>, made_at: &Zoned) -> Report {
        let of_readout = visit.readout.map(|readout| &readout.meter);
        let meter = match (visit.meter, of_readout) {
            (Some(meter), Some(readout)) => merged(meter, readout),
            (meter, readout) => meter.or(readout).cloned().unwrap_or_default(),
        };
        Report {
            operator: visit.operator.to_owned(),
            order: visit.order.to_owned(),
            notes: visit.notes.to_owned(),
            made_at: made_at.clone(),
            port: visit.port.to_owned(),
            meter,
            profile: visit.profile.map(|profile| ProfileUsed {
                name: profile.name.clone(),
                title: profile.title.clone(),
                verified: profile.verified,
            }),
            drifts: drifts(visit),
            clock_sets: visit.clock_sets.iter().map(clock_set).collect(),
            changes: visit.writes.iter().map(change_line).collect(),
            actions: visit.actions.iter().map(action_line).collect(),
            raw: visit.raw.iter().map(raw_line).collect(),
            registers: visit.readings.iter().map(register_line).collect(),
            readout: visit.readout.map(|readout| proof(readout, visit)),
            installation: InstallationProof::of(visit.check, visit.record),
            trace: visit.trace.map(|trace| Checksum::of(trace.as_bytes())),
            problems: visit.problems.to_vec(),
            unsettled: visit.unsettled.to_vec(),
        }
    }

    /// The report of one job of programming mode.
    pub fn of_summary(summary: &ProgrammeSummary, visit: &Visit<'_>, made_at: &Zoned) -> Report {
        let clock: Vec<ClockReading> = summary.clock.clone().into_iter().collect();
        let clock_sets: Vec<ClockRecord> = summary.clock_set.clone().into_iter().collect();
        let actions: Vec<ActionRecord> = summary.action.clone().into_iter().collect();
        let raw: Vec<RawRecord> = summary.raw.clone().into_iter().collect();
        let visit = Visit {
            meter: Some(&summary.meter),
            readings: &summary.readings,
            writes: &summary.writes,
            clock: &clock,
            clock_sets: &clock_sets,
            actions: &actions,
            raw: &raw,
            ..*visit
        };
        Report::of(&visit, made_at)
    }
}

/// What programming mode told of the meter, filled up from the readout of the same
/// meter.
fn merged(meter: &MeterIdentity, readout: &MeterIdentity) -> MeterIdentity {
    let (meter, other) = (meter.clone(), readout.clone());
    let serials = meter
        .serial_number
        .as_ref()
        .zip(other.serial_number.as_ref());
    if serials.is_some_and(|(one, other)| one != other) {
        return meter;
    }
    MeterIdentity {
        identification_line: meter.identification_line.or(other.identification_line),
        manufacturer: meter.manufacturer.or(other.manufacturer),
        manufacturer_name: meter.manufacturer_name.or(other.manufacturer_name),
        identification: meter.identification.or(other.identification),
        device_type: meter.device_type.or(other.device_type),
        mode: meter.mode.or(other.mode),
        baud: meter.baud.or(other.baud),
        serial_number: meter.serial_number.or(other.serial_number),
        property_number: meter.property_number.or(other.property_number),
        firmware: meter.firmware.or(other.firmware),
    }
}

/// The first and the last measurement; where the clock was never measured, what the
/// readout told of it.
fn drifts(visit: &Visit<'_>) -> Vec<Drift> {
    let of_sets = visit.clock_sets.iter().flat_map(|set| {
        let after = set.after.iter();
        std::iter::once(&set.before).chain(after)
    });
    let mut all: Vec<&ClockReading> = visit.clock.iter().chain(of_sets).collect();
    all.sort_by_key(|reading| reading.computer.timestamp());
    let ends = match all.as_slice() {
        [] => Vec::new(),
        [only] => vec![drift(only)],
        [first, .., last] if first == last => vec![drift(first)],
        [first, .., last] => vec![drift(first), drift(last)],
    };
    if !ends.is_empty() {
        return ends;
    }
    let of_readout = visit.readout.and_then(|readout| {
        Some(Drift {
            computer: readout.read_at.clone()?,
            meter: crate::meter::clock::clock(readout),
            drift: readout.clock_drift?,
            uncertainty: None,
        })
    });
    of_readout.into_iter().collect()
}

fn drift(reading: &ClockReading) -> Drift {
    Drift {
        computer: reading.computer.clone(),
        meter: Some(reading.meter),
        drift: reading.drift,
        uncertainty: Some(reading.uncertainty),
    }
}

fn clock_set(record: &ClockRecord) -> ClockSet {
    ClockSet {
        commands: record.commands.clone(),
        before: drift(&record.before),
        after: record.after.as_ref().map(drift),
        outcome: record.outcome,
        detail: record.detail.clone(),
    }
}

fn change_line(record: &WriteRecord) -> ChangeLine {
    let register = &record.register;
    let text = |raw: &String| value_text(register, raw);
    ChangeLine {
        address: register.address.clone(),
        name: register.name.clone(),
        command: record.command.clone(),
        before: record.before.as_ref().map(text),
        wanted: text(&record.wanted),
        after: record.after.as_ref().map(text),
        outcome: record.outcome,
        detail: record.detail.clone(),
        ended_at: record.ended_at.clone(),
    }
}

fn action_line(record: &ActionRecord) -> ActionLine {
    let of = |readings: &[RegisterReading], address: &str| {
        let mut readings = readings.iter();
        let reading = readings.find(|reading| reading.register.address == address)?;
        reading_text(reading).ok()
    };
    let mut watched: Vec<Watched> = Vec::new();
    for reading in record.before.iter().chain(&record.after) {
        let register = &reading.register;
        if watched
            .iter()
            .all(|known| known.address != register.address)
        {
            watched.push(Watched {
                address: register.address.clone(),
                name: register.name.clone(),
                before: of(&record.before, &register.address),
                after: of(&record.after, &register.address),
            });
        }
    }
    ActionLine {
        name: record.action.name.clone(),
        commands: record.commands.clone(),
        watched,
        outcome: record.outcome,
        by_its_word: record.action.proof.is_none(),
        detail: record.detail.clone(),
        cannot_be_undone: record.action.cannot_be_undone.clone(),
    }
}

fn raw_line(record: &RawRecord) -> RawLine {
    RawLine {
        command: record.command.clone(),
        answer: record.answer.clone(),
        outcome: record.outcome,
    }
}

fn register_line(reading: &RegisterReading) -> RegisterLine {
    let register = &reading.register;
    RegisterLine {
        group: register.group.clone(),
        address: register.address.clone(),
        name: register.name.clone(),
        value: reading_text(reading),
        read_at: reading.read_at.clone(),
    }
}

fn reading_text(reading: &RegisterReading) -> Result<ValueText, String> {
    match &reading.answer {
        Ok(set) => {
            let raws: Vec<&str> = set.values.iter().map(|value| value.raw.as_str()).collect();
            match raws.as_slice() {
                [raw] => Ok(value_text(&reading.register, raw)),
                raws => Ok(ValueText {
                    shown: raws.join(" · "),
                    raw: raws.join(")("),
                }),
            }
        }
        Err(problem) => Err(problem.to_string()),
    }
}

fn value_text(register: &RegisterDef, raw: &str) -> ValueText {
    ValueText {
        shown: register.show(raw).to_string(),
        raw: raw.to_owned(),
    }
}

fn proof(readout: &Readout, visit: &Visit<'_>) -> ReadoutProof {
    let main_values = main_values(readout)
        .into_iter()
        .filter_map(|number| readout.data_sets.get(number))
        .map(|set| {
            let code = set.code.as_deref().unwrap_or(&set.address);
            let name = set.name.clone().unwrap_or_default();
            [code.to_owned(), name, set_text(set)]
        })
        .collect();
    let errors = visit.profile.and_then(|profile| {
        let register = error_register(readout, profile)?;
        let flags = error_flags(readout, profile);
        let raw = register
            .values
            .first()
            .map_or("", |value| value.raw.as_str());
        let texts: Vec<String> = flags
            .iter()
            .map(|flag| {
                let number = || say!("report-flag", bit = flag.bit);
                flag.text.clone().unwrap_or_else(number)
            })
            .collect();
        Some(match texts.as_slice() {
            [] if raw.trim().bytes().all(|byte| byte == b'0') => {
                say!("report-no-errors").to_owned()
            }
            [] => raw.to_owned(),
            texts => format!("{} ({raw})", texts.join(", ")),
        })
    });
    ReadoutProof {
        read_at: readout.read_at.clone(),
        data_sets: readout.data_sets.len(),
        complete: readout.complete,
        block_check_ok: readout.block_check.is_ok(),
        main_values,
        errors,
        telegram: (!visit.telegram.is_empty()).then(|| Checksum::of(visit.telegram)),
    }
}

/// The values of a data set, `123.4 kWh`.
fn set_text(set: &DataSet) -> String {
    let texts: Vec<String> = set
        .values
        .iter()
        .filter_map(|value| match &value.content {
            Content::Empty => None,
            Content::Number { value, unit } => Some(match unit {
                Some(unit) => format!("{value} {unit}"),
                None => value.to_string(),
            }),
            Content::Time(time) => Some(civil_time_text(*time).replace('T', " ")),
            Content::Flags | Content::Text => Some(value.raw.clone()),
        })
        .collect();
    texts.join(" · ")
}

//! A first profile for a type of meter out of one readout.
//!
//! Says only what the readout shows: nothing can be changed with it until somebody who
//! knows the meter adds how. Groups are guessed by the codes.

use super::{
    ClockForm, ClockPart, ErrorRegister, Kind, LineHints, Match, Profile, Programming, RegisterDef,
    VERSION, Verified, normal_address,
};
use crate::codec::{BlockCheckKind, Identification};
use crate::meter::code::Medium;
use crate::meter::{Code, Content, DataSet, Readout};
use crate::order;

/// The longest name of a file that is made up here.
const MAX_NAME: usize = 40;

/// The longest address that is taken for one.
const MAX_ADDRESS: usize = 32;

/// Forms of a clock that can be told by looking at a value.
const TIMES: [&str; 3] = ["hh:mm:ss", "hhmmss", "shhmmss"];
const DATES: [&str; 4] = ["YY-MM-DD", "YYMMDD", "sYYMMDD", "DD.MM.YY"];

/// Why there is something in the group of identity.
const IDENTITY: &str = "Identity";

/// A profile with the registers that the readout shows, read only.
pub fn from_readout(readout: &Readout) -> Profile {
    let meter = &readout.meter;
    let line = meter.identification_line.as_deref().unwrap_or_default();
    let identification = Identification::parse(line);
    let maker = meter.manufacturer.clone().unwrap_or_default();
    let kind = identification.as_ref().map(beginning).unwrap_or_default();
    let mut profile = Profile {
        version: VERSION,
        name: name_of(&maker, &kind),
        title: title_of(readout, &maker, &kind),
        matches: matches_of(&maker, kind),
        line: LineHints {
            block_check: Some(readout.block_check.kind)
                .filter(|kind| *kind == BlockCheckKind::Sum7),
            ..LineHints::default()
        },
        programming: Some(Programming::default()),
        clock: clock_of(readout),
        verified: if readout.complete {
            Verified::Telegram
        } else {
            Verified::Unverified
        },
        source: source_of(readout, line),
        ..Profile::default()
    };
    for set in &readout.data_sets {
        if is_register(set) && profile.register(&set.address).is_none() {
            profile.registers.push(register_of(set));
        }
    }
    let serial = meter.serial_number.as_deref();
    profile.serial_register = readout
        .data_sets
        .iter()
        .find(|set| set.values.first().map(|value| value.raw.trim()) == serial && serial.is_some())
        .map(|set| set.address.clone())
        .filter(|address| profile.register(address).is_some());
    profile.error_register = ["F.F", "97.97.0"]
        .iter()
        .find_map(|address| profile.register(address))
        .map(|register| ErrorRegister {
            address: normal_address(&register.address).to_owned(),
            bits: Vec::new(),
        });
    profile
}

/// Whether a data set shows a register by its present value.
fn is_register(set: &DataSet) -> bool {
    let address = set.address.as_str();
    set.billing.is_none()
        && !address.is_empty()
        && address.len() <= MAX_ADDRESS
        && !address.contains(char::is_whitespace)
        && order::check_value(address).is_ok()
}

fn register_of(set: &DataSet) -> RegisterDef {
    let group = group_of(set);
    let value = set.values.first();
    let unit = match value.map(|value| &value.content) {
        Some(Content::Number {
            unit: Some(unit), ..
        }) => unit.clone(),
        _ => String::new(),
    };
    RegisterDef {
        address: set.address.clone(),
        name: set.name.clone().unwrap_or_else(|| set.address.clone()),
        group: group.to_owned(),
        unit,
        kind: value.map_or_else(Kind::default, |value| match &value.content {
            Content::Number { value, .. } => Kind::Number {
                min: None,
                max: None,
                decimals: u8::try_from(value.scale()).unwrap_or_default(),
                width: 0,
                scale: 0,
            },
            _ => Kind::default(),
        }),
        volatile: is_volatile(group),
        identity: group == IDENTITY,
        ..RegisterDef::default()
    }
}

fn is_volatile(group: &str) -> bool {
    matches!(
        group,
        "Clock" | "Energies" | "Maxima" | "Instantaneous values" | "Errors and events"
    )
}

/// The group that a code belongs to.
fn group_of(set: &DataSet) -> &'static str {
    let code = set.code.as_deref();
    let Some(code) = code.and_then(|code| Code::parse(code, Medium::Electricity)) else {
        return "Others";
    };
    match (code.medium(), code.c, code.d) {
        (Medium::Heat, 6 | 26, _) => "Energies",
        (_, 0, 0 | 2) | (_, 96, 1) | (Medium::Heat, 9, 20..=22) => IDENTITY,
        (_, 0, 9) | (Medium::Heat, 9, 36) => "Clock",
        (_, 0, 3 | 4) => "Constants",
        (_, 0, 1 | 8) => "Demand and load profile",
        (_, 0, _) => "Others",
        (_, 96..=99, _) => "Errors and events",
        (_, 1..=95, 8 | 9 | 29) => "Energies",
        (_, 1..=95, 2 | 6) => "Maxima",
        (_, 1..=95, 4 | 5) => "Demand and load profile",
        (_, 1..=95, 7) => "Instantaneous values",
        _ => "Others",
    }
}

/// The clock, where its values have forms that can be told by looking at them.
fn clock_of(readout: &Readout) -> Option<ClockForm> {
    let part = |code: &str, forms: &[&str]| {
        let set = readout.data_sets.iter().find(|set| {
            set.code.as_deref().map(normal_address) == Some(code) && set.billing.is_none()
        })?;
        let raw = set.values.first()?.raw.trim();
        let form = forms.iter().find(|form| has_form(raw, form))?;
        Some(ClockPart {
            address: set.address.clone(),
            form: (*form).to_owned(),
            command: None,
        })
    };
    Some(ClockForm {
        read: vec![part("0.9.1", &TIMES)?, part("0.9.2", &DATES)?],
        write: Vec::new(),
        together: false,
        level: None,
        synchronise_limit_s: None,
        period_min: 15,
        warning: String::new(),
    })
}

fn has_form(raw: &str, form: &str) -> bool {
    raw.len() == form.len()
        && raw.chars().zip(form.chars()).all(|(found, wanted)| {
            found == wanted || wanted.is_ascii_alphabetic() && found.is_ascii_digit()
        })
}

/// The part of the ident that other meters of the type share: up to the first
/// separator.
fn beginning(identification: &Identification) -> String {
    let text = identification.text();
    let end = text
        .char_indices()
        .skip(2)
        .find(|(_, c)| matches!(c, '.' | '-' | '_' | ' ' | ':'))
        .map_or(text.len(), |(at, _)| at);
    text.get(..end).unwrap_or(text).to_owned()
}

fn matches_of(maker: &str, kind: String) -> Match {
    let is_code = maker.len() == 3 && maker.bytes().all(|byte| byte.is_ascii_alphabetic());
    Match {
        manufacturers: Vec::from_iter(is_code.then(|| maker.to_ascii_uppercase())),
        identifications: Vec::from_iter((!kind.is_empty()).then_some(kind)),
    }
}

/// A name that a profile may have: lower case letters, digits and `-`.
fn name_of(maker: &str, kind: &str) -> String {
    let mut name = String::new();
    for c in format!("{maker}-{kind}").to_ascii_lowercase().chars() {
        if c.is_ascii_alphanumeric() {
            name.push(c);
        } else if !name.is_empty() && !name.ends_with('-') {
            name.push('-');
        }
    }
    name.truncate(MAX_NAME);
    match name.trim_end_matches('-') {
        "" => "my-meter".to_owned(),
        name => name.to_owned(),
    }
}

fn title_of(readout: &Readout, maker: &str, kind: &str) -> String {
    let meter = &readout.meter;
    let maker = meter.manufacturer_name.as_deref().unwrap_or(maker);
    let device = meter.device_type.as_deref().unwrap_or(kind);
    match format!("{maker} {device}").trim() {
        "" => "My meter".to_owned(),
        title => title.to_owned(),
    }
}

fn source_of(readout: &Readout, line: &str) -> String {
    let read_at = readout.read_at.as_ref();
    let date = read_at.map_or(String::new(), |at| format!(" of {}", at.date()));
    match line {
        "" => format!("a readout{date}"),
        line => format!("a readout{date} of the meter {line}"),
    }
}

#[cfg(test)]
mod tests;

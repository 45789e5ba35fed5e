//! What the cards above the table say, made once of a readout. Knows nothing of
//! egui.
//!
//! What a meter does not tell has no place here: nothing is shown in its stead.

use std::borrow::Cow;

use jiff::SignedDuration;

use super::words;
use crate::app::page::Page;
use crate::app::text;
use crate::app::widgets::State;
use crate::codec::{Identification, Mode};
use crate::meter::code::{Code, Medium};
use crate::meter::flag_codes::short_name;
use crate::meter::{
    CivilTime, Content, DataSet, ErrorFlag, History, Readout, clock, consumption, error_flags,
    main_values,
};
use crate::profile::{self, Profile};
use crate::say;

/// Identity, health and main values.
#[derive(Debug, Default)]
pub struct Facts {
    /// `Iskraemeco MT174`
    pub name: String,
    /// The identification message.
    pub line: String,
    pub fields: Vec<Field>,
    pub health: Vec<Health>,
    pub energies: Vec<Energy>,
}

/// A labelled value.
#[derive(Debug, PartialEq, Eq)]
pub struct Field {
    pub caption: &'static str,
    pub value: String,
    pub kind: FieldKind,
}

/// How a labelled value is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// Told by the meter as a text.
    Sent,
    Serial,
    Words,
}

/// One line about the health of the meter.
#[derive(Debug, PartialEq, Eq)]
pub struct Health {
    pub state: State,
    /// `Clock 12 s slow`
    pub said: String,
    /// `limit 5 s`
    pub detail: String,
    /// The page that is about this.
    pub page: Option<Page>,
}

/// A main value.
#[derive(Debug, PartialEq, Eq)]
pub struct Energy {
    /// `Active import, total`
    pub name: String,
    /// `1.8.0`
    pub address: String,
    /// As sent.
    pub digits: String,
    pub unit: String,
    /// `144.240 kWh since the last reset`
    pub note: String,
    /// The data set.
    pub set: usize,
}

impl Facts {
    /// The facts of `readout`; `history` is its history.
    pub fn of(readout: &Readout, history: &History) -> Facts {
        let profile = profile_of(readout);
        Facts {
            name: name(readout),
            line: text::shown(
                readout
                    .meter
                    .identification_line
                    .as_deref()
                    .unwrap_or_default(),
            )
            .into_owned(),
            fields: fields(readout, history),
            health: health(readout, profile),
            energies: energies(readout, history),
        }
    }

    /// The serial number, if the meter tells one.
    pub fn serial(&self) -> Option<&str> {
        let serial = |field: &&Field| field.kind == FieldKind::Serial;
        let field = self.fields.iter().find(serial)?;
        Some(&field.value)
    }
}

/// The device profile that the readout was made with, or the one that fits.
fn profile_of(readout: &Readout) -> &'static Profile {
    let named = readout.profile.as_deref().and_then(profile::find);
    named.unwrap_or_else(|| {
        let line = readout.meter.identification_line.as_deref();
        line.and_then(Identification::parse)
            .map_or_else(profile::generic, |told| profile::choose(&told))
    })
}

fn name(readout: &Readout) -> String {
    let meter = &readout.meter;
    let maker = meter.manufacturer_name.as_deref().map(short_name);
    let kind = meter
        .device_type
        .as_deref()
        .or(meter.identification.as_deref());
    let parts: Vec<Cow<'_, str>> = [maker.or(meter.manufacturer.as_deref()), kind]
        .into_iter()
        .flatten()
        .filter(|part| !part.is_empty())
        .map(text::shown)
        .collect();
    if parts.is_empty() {
        return say!("session-without-name").to_owned();
    }
    parts.join(" ")
}

fn fields(readout: &Readout, history: &History) -> Vec<Field> {
    let meter = &readout.meter;
    let told = clock::clock(readout);
    let line = [
        meter.mode.map(|mode| {
            let letter = match mode {
                Mode::A => 'A',
                Mode::B => 'B',
                Mode::C => 'C',
                Mode::D => 'D',
                Mode::E => 'E',
            };
            say!("meter-mode", mode = letter.to_string())
        }),
        meter.baud.map(|baud| format!("{baud} Bd")),
    ];
    let line: Vec<String> = line.into_iter().flatten().collect();
    let reset = history
        .periods
        .first()
        .and_then(|period| period.closed)
        .or_else(|| last_reset(readout));
    let field = |caption, kind, value: Option<String>| {
        value.filter(|value| !value.is_empty()).map(|value| Field {
            caption,
            value: text::shown(&value).into_owned(),
            kind,
        })
    };
    let resets = present(readout, ":0.1.0").and_then(|set| set.values.first());
    [
        field(
            say!("meter-serial"),
            FieldKind::Serial,
            meter.serial_number.clone(),
        ),
        field(
            say!("meter-property"),
            FieldKind::Sent,
            meter.property_number.clone(),
        ),
        field(
            say!("meter-firmware"),
            FieldKind::Sent,
            meter.firmware.clone(),
        ),
        field(
            say!("meter-line-field"),
            FieldKind::Words,
            Some(line.join(", ")),
        ),
        field(say!("meter-time"), FieldKind::Sent, told.map(words::clock)),
        field(
            say!("meter-last-reset"),
            FieldKind::Sent,
            reset.map(words::moment),
        ),
        field(
            say!("meter-resets"),
            FieldKind::Sent,
            resets.map(|value| value.raw.clone()),
        ),
        field(
            say!("meter-season"),
            FieldKind::Words,
            told.and_then(|told| told.season)
                .map(|season| words::season(season).to_owned()),
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The register of present values whose code ends so.
fn present<'a>(readout: &'a Readout, ending: &str) -> Option<&'a DataSet> {
    readout.data_sets.iter().find(|set| {
        let is_it = set
            .code
            .as_deref()
            .is_some_and(|code| code.ends_with(ending));
        is_it && set.billing.is_none()
    })
}

fn last_reset(readout: &Readout) -> Option<CivilTime> {
    let set = present(readout, ":0.1.2")?;
    time_of(set).filter(|time| time.date.is_some())
}

fn time_of(set: &DataSet) -> Option<CivilTime> {
    set.values.iter().find_map(|value| match value.content {
        Content::Time(time) => Some(time),
        _ => None,
    })
}

fn health(readout: &Readout, profile: &Profile) -> Vec<Health> {
    let mut lines = errors(readout, profile);
    lines.extend(readout.clock_drift.map(drift));
    lines.extend(tampering(readout));
    lines.extend(power_failures(readout));
    lines
}

fn errors(readout: &Readout, profile: &Profile) -> Vec<Health> {
    let Some(set) = error_flags::error_register(readout, profile) else {
        return Vec::new();
    };
    let Some(value) = set.values.first() else {
        return Vec::new();
    };
    let sent = format!(
        "{} {}",
        text::shown(&short_address(set)),
        text::shown(&value.raw)
    );
    let flags = error_flags::error_flags(readout, profile);
    let line = |state, said: String| {
        vec![Health {
            state,
            said,
            detail: sent.clone(),
            page: None,
        }]
    };
    match (&value.content, flags.as_slice()) {
        (Content::Empty, _) => Vec::new(),
        (Content::Flags, []) => line(State::Good, say!("meter-no-errors").to_owned()),
        (Content::Flags, [flag]) => line(State::Warning, flag_words(flag)),
        (Content::Flags, flags) => {
            let mut lines = line(
                State::Warning,
                say!("meter-error-flags", count = flags.len()),
            );
            let known = flags.iter().filter(|flag| flag.text.is_some());
            lines.extend(known.map(|flag| Health {
                state: State::Warning,
                said: flag_words(flag),
                detail: String::new(),
                page: None,
            }));
            lines
        }
        _ => line(State::Unknown, say!("meter-errors-unknown").to_owned()),
    }
}

fn flag_words(flag: &ErrorFlag) -> String {
    flag.text
        .clone()
        .unwrap_or_else(|| say!("meter-error-flag", bit = flag.bit))
}

fn drift(drift: SignedDuration) -> Health {
    let (state, _) = text::clock(Some(drift));
    let detail = match state {
        State::Warning => say!("meter-limit", seconds = text::DRIFT_LIMIT),
        _ => String::new(),
    };
    Health {
        state,
        said: say!("meter-clock", drift = text::drift(drift)),
        detail,
        page: (state == State::Warning).then_some(Page::Clock),
    }
}

fn tampering(readout: &Readout) -> Option<Health> {
    let count = count_of(readout, ":C.51.1")?;
    let last = present(readout, ":C.51.2").and_then(time_of);
    Some(counted(Counted::Tampering, count, last))
}

/// Of all phases together, however the meter calls them.
fn power_failures(readout: &Readout) -> Option<Health> {
    let count = [":C.7.0", ":96.7.21", ":96.7.0"]
        .into_iter()
        .find_map(|ending| count_of(readout, ending))?;
    Some(counted(Counted::PowerFailures, count, None))
}

fn count_of(readout: &Readout, ending: &str) -> Option<String> {
    let quantity = present(readout, ending)?.quantity()?;
    Some(quantity.value.normalize().to_string())
}

/// What a meter counts of what happened to it.
#[derive(Clone, Copy)]
enum Counted {
    Tampering,
    PowerFailures,
}

fn counted(what: Counted, count: String, last: Option<CivilTime>) -> Health {
    let none = count == "0";
    let detail = match last {
        Some(last) if !none => say!("meter-last", time = words::moment(last)),
        _ => String::new(),
    };
    let (state, said) = match (what, count.as_str()) {
        (Counted::Tampering, "0") => (State::Good, say!("meter-no-tampering").to_owned()),
        (Counted::Tampering, "1") => (State::Warning, say!("meter-one-tampering").to_owned()),
        (Counted::Tampering, many) => (State::Warning, say!("meter-tampering", count = many)),
        (Counted::PowerFailures, "0") => (State::Good, say!("meter-no-power-failures").to_owned()),
        (Counted::PowerFailures, "1") => {
            let said = say!("meter-one-power-failure").to_owned();
            (State::PowerFailure, said)
        }
        (Counted::PowerFailures, many) => (
            State::PowerFailure,
            say!("meter-power-failures", count = many),
        ),
    };
    Health {
        state,
        said,
        detail,
        page: (!none).then_some(Page::Logbook),
    }
}

/// The address without medium, channel and the mark of a present value: `1.8.0`.
pub fn short_address(set: &DataSet) -> String {
    let text = plain_address(set);
    text.split_once(':')
        .map_or(text, |(_, rest)| rest)
        .to_owned()
}

/// The address without the mark of a present value, `*255`.
pub fn plain_address(set: &DataSet) -> &str {
    set.address.strip_suffix("*255").unwrap_or(&set.address)
}

fn energies(readout: &Readout, history: &History) -> Vec<Energy> {
    main_values(readout)
        .into_iter()
        .filter_map(|number| energy(readout, history, number))
        .collect()
}

fn energy(readout: &Readout, history: &History, number: usize) -> Option<Energy> {
    let set = readout.data_sets.get(number)?;
    let quantity = set.quantity()?;
    let unit = quantity.unit.map(words::unit).unwrap_or_default();
    let row = history.rows.iter().find(|row| row.present == Some(number));
    let since = row.and_then(|row| consumption::since_last_reset(readout, row));
    let code = set
        .code
        .as_deref()
        .and_then(|code| Code::parse(code, Medium::Electricity));
    // Other meters than those of electricity store values without a reset.
    let since_stored = code.is_some_and(|code| code.a != 1);
    let is_now = code.is_some_and(|code| (code.a, code.d) == (1, 7));
    let note = match (since, quantity.time) {
        (Some(amount), _) if since_stored => {
            say!(
                "meter-since-stored",
                amount = amount.to_string(),
                unit = unit
            )
        }
        (Some(amount), _) => say!(
            "meter-since-reset",
            amount = amount.to_string(),
            unit = unit
        ),
        (None, Some(time)) => words::moment(time),
        (None, None) if is_now => say!("meter-when-read").to_owned(),
        (None, None) => String::new(),
    };
    Some(Energy {
        name: set.name.as_deref().map_or_else(
            || text::shown(&set.address).into_owned(),
            |name| text::shown(&text::register_name(name)).into_owned(),
        ),
        address: text::shown(&short_address(set)).into_owned(),
        digits: text::shown(quantity.digits).into_owned(),
        unit: unit.to_owned(),
        note,
        set: number,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::open_bytes;

    fn facts(telegram: &[u8]) -> Facts {
        let readout = &open_bytes(telegram).unwrap()[0].readout;
        Facts::of(readout, &History::of(readout))
    }

    fn said(facts: &Facts) -> Vec<String> {
        facts
            .health
            .iter()
            .map(|line| format!("{} | {}", line.said, line.detail))
            .collect()
    }

    #[test]
    fn a_real_meter_in_facts() {
        let telegram = include_bytes!("../../../../tests/data/captures/iskra-mt174-0001-full.iec");
        let facts = facts(telegram);
        assert_eq!(facts.name, "Iskraemeco MT174");
        assert_eq!(facts.line, "/ISk5MT174-0001");
        let fields: Vec<_> = facts
            .fields
            .iter()
            .map(|field| (field.caption, field.value.as_str()))
            .collect();
        assert_eq!(
            fields,
            [
                ("Serial number", "63355730"),
                ("Property number", "1ISK0063355730"),
                ("Firmware", "1.03"),
                ("Line", "Mode C, 9600 Bd"),
                ("Meter time", "2017-03-18 20:14:55"),
                ("Last reset", "2017-03-01 00:00"),
                ("Resets", "33"),
                ("Season", "Normal time"),
            ]
        );
        assert_eq!(
            said(&facts),
            [
                "No errors | F.F.0 0000000",
                "3 tamper events | last 2014-07-16 10:10:53",
            ]
        );
        let energies: Vec<_> = facts
            .energies
            .iter()
            .map(|e| (e.address.as_str(), e.digits.as_str(), e.note.as_str()))
            .collect();
        assert_eq!(
            energies,
            [
                ("1.8.0", "0008048.375", "144.240 kWh since the last reset"),
                ("2.8.0", "0000000.000", "0.000 kWh since the last reset"),
                ("1.6.0", "02.468", "2017-03-10 09:30"),
                ("1.7.0", "0.908", "when read"),
            ]
        );
    }

    #[test]
    fn error_flags_and_counts_are_told_in_words() {
        let check = |body: &str, expected: &[&str]| {
            let telegram = format!("/XYZ5TEST\r\n\r\n{body}!\r\n");
            assert_eq!(said(&facts(telegram.as_bytes())), expected, "{body}");
        };
        check("F.F(00000010)\r\n", &["Error flag 4 | F.F 00000010"]);
        check("F.F(00000011)\r\n", &["2 error flags | F.F 00000011"]);
        check("F.F()\r\n", &[]);
        check("F.F(???)\r\n", &["Errors not known | F.F ???"]);
        check("C.7.0(0000)\r\n", &["No power failures | "]);
        check("C.7.0(0001)\r\n", &["1 power failure | "]);
        check("C.51.1(0)\r\n", &["No tamper events | "]);
        check("1.8.0(5*kWh)\r\n", &[]);
    }

    #[test]
    fn a_heat_meter_stores_values_without_a_reset() {
        let telegram = include_bytes!("../../../../tests/data/captures/landis-uh50-gj.iec");
        let facts = facts(telegram);
        let notes: Vec<_> = facts.energies.iter().map(|e| e.note.as_str()).collect();
        assert_eq!(
            notes,
            [
                "14.213 GJ since the value stored last",
                "141.60 m³ since the value stored last",
                "",
                "",
            ]
        );
    }

    #[test]
    fn a_meter_that_tells_little_has_few_facts() {
        let facts = facts(b"/XYZ5TEST\r\n\r\n5.5(abc)\r\n!\r\n");
        assert_eq!(facts.name, "XYZ TEST");
        assert!(facts.fields.iter().all(|field| field.caption == "Line"));
        assert!(facts.health.is_empty());
        assert!(facts.energies.is_empty());
    }
}

//! An installation check as text for a terminal and as JSON.

use std::borrow::Cow;
use std::fmt::Write;

use serde::Serialize;

use super::RenderError;
use super::table::{head_text, push_grid};
use super::text::printable;
use crate::installation::{Check, Finding, Measured, Order, State};
use crate::language::{self, Language};

/// The check as aligned text: verdict, phases, what belongs together, and why.
pub fn check_table(check: &Check) -> String {
    let mut text = head_text(&facts(check));
    let titles = [
        "Phase",
        "Verdict",
        "Voltage",
        "Current",
        "Angle U-I",
        "Power",
        "Factor",
    ];
    let rows: Vec<[Cow<'_, str>; 7]> = check
        .phases
        .iter()
        .map(|phase| {
            let values = check.instant.phases.get(phase.line.index());
            let shown = |value: Option<&Measured>| value.map_or(String::new(), in_words);
            let of = |pick: fn(&crate::installation::Phase) -> Option<&Measured>| {
                Cow::Owned(shown(values.and_then(pick)))
            };
            [
                Cow::Owned(phase.line.to_string()),
                Cow::Owned(phase.state.to_string()),
                of(|phase| phase.voltage.as_ref()),
                of(|phase| phase.current.as_ref()),
                Cow::Owned(phase.angle.map_or(String::new(), degrees)),
                of(|phase| phase.active.as_ref()),
                of(|phase| phase.factor.as_ref()),
            ]
        })
        .collect();
    push_grid(&mut text, &titles.map(Cow::Borrowed), &rows, None);
    let findings = check.all_findings();
    if !findings.is_empty() {
        text.push('\n');
    }
    for finding in findings {
        let advice = finding.advice_in_full();
        let _ = writeln!(text, "{}\n  {}", printable(&finding.to_string()), advice);
    }
    text
}

/// What is true of all phases together, as name and value.
fn facts(check: &Check) -> Vec<(&'static str, String)> {
    let mut facts = vec![("Verdict", check.state.to_string())];
    facts.push(("Connection", check.connection.to_string()));
    facts.push(("Power flows", check.circumstances.flow.to_string()));
    facts.push(("Phase order", order(check.order).to_owned()));
    if let Some(nominal) = check.nominal {
        let assumed = if check.nominal_is_assumed {
            ", assumed"
        } else {
            ""
        };
        facts.push((
            "Nominal voltage",
            format!("{} V{assumed}", nominal.normalize()),
        ));
    }
    let total = &check.instant.total;
    let told = [
        ("Frequency", &total.frequency),
        ("Active power", &total.active),
        ("Reactive power", &total.reactive),
        ("Neutral current", &check.instant.neutral),
    ];
    let told = told
        .into_iter()
        .filter_map(|(name, value)| Some((name, in_words(value.as_ref()?))));
    facts.extend(told);
    facts
}

fn order(order: Order) -> &'static str {
    match order {
        Order::Unknown => "not told",
        Order::Normal => "L1 L2 L3",
        Order::Reversed => "L1 L3 L2",
    }
}

fn in_words(value: &Measured) -> String {
    match &value.unit {
        Some(unit) => printable(&format!("{} {unit}", value.digits)).into_owned(),
        None => printable(&value.digits).into_owned(),
    }
}

fn degrees(angle: f64) -> String {
    format!("{angle:.1}°")
}

/// `flagport.check.v1`: members may be added, never changed.
#[derive(Serialize)]
struct CheckFile<'a> {
    format: &'static str,
    /// `correct`, `incomplete`, `doubtful`, `faulty`.
    state: &'static str,
    connection: crate::installation::Connection,
    flow: crate::installation::Flow,
    phase_order: &'static str,
    nominal_voltage: Option<String>,
    nominal_is_assumed: bool,
    frequency: Option<ValueFile<'a>>,
    active_power: Option<ValueFile<'a>>,
    reactive_power: Option<ValueFile<'a>>,
    neutral_current: Option<ValueFile<'a>>,
    phases: Vec<PhaseFile<'a>>,
    findings: Vec<FindingFile>,
}

#[derive(Serialize)]
struct PhaseFile<'a> {
    phase: String,
    state: &'static str,
    voltage: Option<ValueFile<'a>>,
    current: Option<ValueFile<'a>>,
    active_power: Option<ValueFile<'a>>,
    reactive_power: Option<ValueFile<'a>>,
    power_factor: Option<ValueFile<'a>>,
    /// By which the current is behind its voltage.
    angle_degrees: Option<f64>,
}

#[derive(Serialize)]
struct ValueFile<'a> {
    /// As sent.
    value: &'a str,
    unit: Option<&'a str>,
}

#[derive(Serialize)]
struct FindingFile {
    state: &'static str,
    phase: Option<String>,
    text: String,
    advice: String,
}

/// The check as JSON.
///
/// # Errors
///
/// None that a check could cause.
pub fn check_json(check: &Check) -> Result<Vec<u8>, RenderError> {
    // A file for programs, in English whoever asks for it.
    language::within(Language::English, || json_of(check))
}

fn json_of(check: &Check) -> Result<Vec<u8>, RenderError> {
    fn value(measured: Option<&Measured>) -> Option<ValueFile<'_>> {
        measured.map(|measured| ValueFile {
            value: &measured.digits,
            unit: measured.unit.as_deref(),
        })
    }
    let phases = check.phases.iter().map(|phase| {
        let values = check.instant.phases.get(phase.line.index());
        PhaseFile {
            phase: phase.line.to_string(),
            state: state(phase.state),
            voltage: value(values.and_then(|values| values.voltage.as_ref())),
            current: value(values.and_then(|values| values.current.as_ref())),
            active_power: value(values.and_then(|values| values.active.as_ref())),
            reactive_power: value(values.and_then(|values| values.reactive.as_ref())),
            power_factor: value(values.and_then(|values| values.factor.as_ref())),
            angle_degrees: phase.angle.map(|angle| (angle * 10.0).round() / 10.0),
        }
    });
    let finding = |finding: &Finding| FindingFile {
        state: state(finding.state),
        phase: finding.line.map(|line| line.to_string()),
        text: finding.reason.to_string(),
        advice: finding.advice_in_full(),
    };
    let total = &check.instant.total;
    let mut bytes = serde_json::to_vec_pretty(&CheckFile {
        format: "flagport.check.v1",
        state: state(check.state),
        connection: check.connection,
        flow: check.circumstances.flow,
        phase_order: order(check.order),
        nominal_voltage: check.nominal.map(|nominal| nominal.normalize().to_string()),
        nominal_is_assumed: check.nominal_is_assumed,
        frequency: value(total.frequency.as_ref()),
        active_power: value(total.active.as_ref()),
        reactive_power: value(total.reactive.as_ref()),
        neutral_current: value(check.instant.neutral.as_ref()),
        phases: phases.collect(),
        findings: check.all_findings().into_iter().map(finding).collect(),
    })?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn state(state: State) -> &'static str {
    match state {
        State::Correct => "correct",
        State::Incomplete => "incomplete",
        State::Doubtful => "doubtful",
        State::Faulty => "faulty",
    }
}

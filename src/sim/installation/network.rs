//! Conductors with voltages and loads, and what a meter that is connected to them shows.

use std::f64::consts::PI;

use jiff::civil::DateTime;

use super::Installation;
use crate::sim::content::{address_of, reduced};

/// Three conductors and the three elements of a meter.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Network {
    conductors: [Conductor; 3],
    elements: [Element; 3],
    /// Angles are shown between −180° and 180°, not from 0° to 360°.
    is_signed: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Conductor {
    volts: f64,
    amperes: f64,
    /// By which the current is behind the voltage, in degrees.
    behind: f64,
}

/// Which conductors an element is connected to, from 0.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Element {
    voltage: usize,
    current: usize,
    /// What it sees of the current: 1, or −1 if it is reversed.
    sense: f64,
}

/// What an element sees.
struct Sight {
    volts: f64,
    amperes: f64,
    behind: f64,
    active: f64,
    reactive: f64,
}

/// Loads are so far behind where the meter does not tell: a little inductive.
const BEHIND: [f64; 3] = [8.0, 12.0, 6.0];
/// cos φ 0.3.
const REACTIVE: f64 = 72.5;
/// Where the meter tells no voltage.
const VOLTS: f64 = 230.0;
/// What is left on a terminal whose conductor is missing.
const STRAY_VOLTS: f64 = 1.4;

impl Network {
    /// The network that the values in `source` come from, right as it should be. `None`
    /// if they name no currents.
    pub(super) fn of(source: &str) -> Option<Network> {
        let value = |c: usize, e: usize| {
            let line = source
                .split("\r\n")
                .find(|line| code(line) == Some((c, e)))?;
            number(line)
        };
        let conductor = |element: usize| {
            let offset = 20 * (element + 1);
            let volts = value(offset + 12, 0).unwrap_or(VOLTS);
            let own = value(81, 11 * element + 4);
            let to_first = value(81, element + 4).map(|angle| angle - 120.0 * element as f64);
            let behind = own.or(to_first).unwrap_or(BEHIND.get(element).copied()?);
            Some(Conductor {
                volts,
                amperes: value(offset + 11, 0)?,
                behind,
            })
        };
        let is_negative = |line: &str| line.contains("(-") && matches!(code(line), Some((81, _)));
        Some(Network {
            conductors: [conductor(0)?, conductor(1)?, conductor(2)?],
            elements: [0, 1, 2].map(|number| Element {
                voltage: number,
                current: number,
                sense: 1.0,
            }),
            is_signed: source.split("\r\n").any(is_negative),
        })
    }

    pub(super) fn apply(&mut self, installation: Installation, now: DateTime) {
        match installation {
            Installation::CurrentReversed(element) => self.element(element, |e| e.sense = -1.0),
            Installation::AllReversed => {
                for element in &mut self.elements {
                    element.sense = -1.0;
                }
            }
            Installation::CurrentsSwapped(one, two) => {
                self.element(one, |e| e.current = two);
                self.element(two, |e| e.current = one);
            }
            Installation::CurrentsShifted => {
                for element in &mut self.elements {
                    element.current = (element.current + 1) % 3;
                }
            }
            Installation::CurrentOfOther(element, other) => {
                self.element(element, |e| e.current = other);
            }
            Installation::VoltagesSwapped(one, two) => {
                self.element(one, |e| e.voltage = two);
                self.element(two, |e| e.voltage = one);
            }
            Installation::PhasesSwapped => {
                for (element, other) in [(1, 2), (2, 1)] {
                    self.element(element, |e| {
                        e.voltage = other;
                        e.current = other;
                    });
                }
            }
            Installation::SameVoltage => self.element(1, |e| e.voltage = 0),
            Installation::VoltageMissing(phase) => self.conductor(phase, |c| {
                c.volts = STRAY_VOLTS;
                c.amperes = 0.0;
            }),
            Installation::VoltageLow(phase) => self.conductor(phase, |c| c.volts *= 0.86),
            Installation::VoltageHigh(phase) => self.conductor(phase, |c| c.volts *= 1.17),
            Installation::NoLoad => self.load(|load| load.amperes = 0.0),
            Installation::NoLoadOn(phase) => self.conductor(phase, |c| c.amperes = 0.0),
            Installation::SinglePhase => {
                self.conductor(1, |c| c.amperes = 0.0);
                self.conductor(2, |c| c.amperes = 0.0);
            }
            Installation::Inductive => self.load(|load| load.behind = REACTIVE),
            Installation::Capacitive => self.load(|load| load.behind = -REACTIVE),
            Installation::FeedIn => self.load(|load| load.behind += 180.0),
            Installation::FeedInOn(phase) => self.conductor(phase, |c| c.behind += 180.0),
            Installation::Unbalanced => self.conductor(0, |c| c.amperes *= 10.0),
            Installation::LoadChanges => {
                let second = now.second();
                self.load(|load| {
                    if second % 2 == 0 {
                        load.amperes *= 6.0;
                        load.behind += 20.0;
                    } else {
                        load.amperes *= 0.2;
                        load.behind -= 20.0;
                    }
                });
            }
        }
    }

    fn element(&mut self, number: usize, change: impl Fn(&mut Element)) {
        if let Some(element) = self.elements.get_mut(number) {
            change(element);
        }
    }

    fn conductor(&mut self, number: usize, change: impl Fn(&mut Conductor)) {
        if let Some(conductor) = self.conductors.get_mut(number) {
            change(conductor);
        }
    }

    fn load(&mut self, change: impl Fn(&mut Conductor)) {
        for conductor in &mut self.conductors {
            change(conductor);
        }
    }

    /// Where the voltage of an element points, clockwise from that of the first one.
    fn voltage_angle(&self, number: usize) -> Option<f64> {
        let phase = |number: usize| Some(120.0 * self.elements.get(number)?.voltage as f64);
        Some(phase(number)? - phase(0)?)
    }

    fn sight(&self, number: usize) -> Option<Sight> {
        let element = self.elements.get(number)?;
        let voltage = self.conductors.get(element.voltage)?;
        let current = self.conductors.get(element.current)?;
        let turn = if element.sense < 0.0 { 180.0 } else { 0.0 };
        let shift = 120.0 * (element.current as f64 - element.voltage as f64);
        let behind = current.behind + shift + turn;
        let apparent = voltage.volts * current.amperes;
        let (sine, cosine) = (behind * PI / 180.0).sin_cos();
        Some(Sight {
            volts: voltage.volts,
            amperes: current.amperes,
            behind,
            active: apparent * cosine,
            reactive: apparent * sine,
        })
    }

    /// `body` with the values of this network in the places of instantaneous values.
    pub(super) fn shown(&self, body: &str) -> String {
        let has = |wanted: usize| {
            let mut codes = body.split("\r\n").filter_map(code);
            codes.any(|(c, e)| (c, e) == (wanted, 0))
        };
        let line = |line: &str| {
            let (c, e) = code(line)?;
            let value = self.value(c, e, has(c + 1))?;
            put(line, value)
        };
        let lines = body.split("\r\n");
        let lines: Vec<String> = lines
            .map(|text| line(text).unwrap_or_else(|| text.to_owned()))
            .collect();
        lines.join("\r\n")
    }

    /// The value of a code in its base unit. `has_export` says that the meter tells its
    /// export by the code behind this one.
    fn value(&self, c: usize, e: usize, has_export: bool) -> Option<f64> {
        if c == 81 {
            return self.angle(e);
        }
        let sights: Vec<Sight> = match c / 20 {
            0 => (0..3).filter_map(|number| self.sight(number)).collect(),
            number => vec![self.sight(number - 1)?],
        };
        let active: f64 = sights.iter().map(|sight| sight.active).sum();
        let reactive: f64 = sights.iter().map(|sight| sight.reactive).sum();
        let import = |power: f64| if has_export { power.max(0.0) } else { power };
        Some(match c % 20 {
            1 => import(active),
            2 => (-active).max(0.0),
            3 => import(reactive),
            4 => (-reactive).max(0.0),
            16 => active,
            13 => active / active.hypot(reactive).max(1e-9),
            11 if c > 20 => sights.first()?.amperes,
            12 if c > 20 => sights.first()?.volts,
            _ => return None,
        })
    }

    fn angle(&self, e: usize) -> Option<f64> {
        let angle = match e {
            0..=2 => self.voltage_angle(e)?,
            4..=6 => self.voltage_angle(e - 4)? + self.sight(e - 4)?.behind,
            15 | 26 => self.sight(e / 10)?.behind,
            _ => return None,
        };
        let turned = angle.rem_euclid(360.0);
        Some(if self.is_signed && turned > 180.0 {
            turned - 360.0
        } else {
            turned
        })
    }
}

/// The value groups C and E of an instantaneous value.
fn code(line: &str) -> Option<(usize, usize)> {
    let address = reduced(address_of(line));
    let mut groups = address.split('.');
    let c = groups.next()?.parse().ok()?;
    if groups.next()? != "7" {
        return None;
    }
    let e = groups.next().map_or(Some(0), |e| e.parse().ok())?;
    Some((c, e))
}

/// The number between the brackets of `line`, in its base unit.
fn number(line: &str) -> Option<f64> {
    let (digits, unit) = parts(line)?;
    let number: f64 = digits.trim().trim_start_matches('+').parse().ok()?;
    Some(number * factor(unit))
}

fn parts(line: &str) -> Option<(&str, &str)> {
    let (_, rest) = line.split_once('(')?;
    let (value, _) = rest.split_once(')')?;
    Some(value.split_once('*').unwrap_or((value, "")))
}

fn factor(unit: &str) -> f64 {
    if unit.starts_with('k') { 1000.0 } else { 1.0 }
}

/// `line` with `value` in place of its number, in as many digits.
fn put(line: &str, value: f64) -> Option<String> {
    let (digits, unit) = parts(line)?;
    let bare = digits.trim_start_matches(['+', '-', ' ']);
    let decimals = bare.split_once('.').map_or(0, |(_, behind)| behind.len());
    let width = bare.len();
    let value = value / factor(unit);
    let size = format!("{:0width$.decimals$}", value.abs());
    let is_zero = !size.contains(|c: char| ('1'..='9').contains(&c));
    let sign = match (value < 0.0 && !is_zero, digits.starts_with('+')) {
        (true, _) => "-",
        (false, true) => "+",
        (false, false) => "",
    };
    let (address, rest) = line.split_once('(')?;
    let (_, behind) = rest.split_once(')')?;
    let unit = if unit.is_empty() {
        String::new()
    } else {
        format!("*{unit}")
    };
    Some(format!("{address}({sign}{size}{unit}){behind}"))
}

//! Instantaneous values of a meter, element by element, out of its data sets.
//!
//! Decides nothing: what is missing stays missing.

use std::collections::BTreeMap;

use super::angle::{AngleOf, angle_of, behind};
use super::measured::{Kind, Measured};
use crate::meter::code::Medium;
use crate::meter::{Code, DataSet, Readout};

/// What a meter measured at one time, or nearly so.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Instant {
    /// L1, L2, L3: what the elements of the meter measure.
    pub phases: [Phase; 3],
    pub total: Total,
    /// The current in the neutral conductor, measured.
    pub neutral: Option<Measured>,
    /// Clockwise from the voltage of the first element, in degrees, as sent.
    pub voltage_angles: [Option<f64>; 3],
    /// Clockwise from the voltage of the first element, in degrees, as sent.
    pub(super) current_angles: [Option<f64>; 3],
    pub taken: Taken,
}

/// What one element measures.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Phase {
    pub voltage: Option<Measured>,
    pub current: Option<Measured>,
    /// Import is positive.
    pub active: Option<Measured>,
    /// Whether an export would be seen in `active`: a meter that sends only its import
    /// shows zero instead.
    pub tells_export: bool,
    /// Import of reactive power, that of an inductive load, is positive.
    pub reactive: Option<Measured>,
    pub factor: Option<Measured>,
    /// By which the current is behind its voltage, in degrees, as sent.
    pub angle: Option<f64>,
}

/// What is measured of all phases together.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Total {
    pub active: Option<Measured>,
    /// The code that `active` came from, `16.7.0` or `1.7.0`.
    pub active_code: Option<&'static str>,
    pub tells_export: bool,
    pub reactive: Option<Measured>,
    pub factor: Option<Measured>,
    pub frequency: Option<Measured>,
}

/// How the values came.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Taken {
    /// In one telegram.
    #[default]
    Together,
    /// One after the other: the load may have changed between two of them.
    OneByOne,
}

impl Instant {
    /// What a readout tells.
    pub fn of_readout(readout: &Readout) -> Instant {
        Instant::of(&readout.data_sets, Taken::Together)
    }

    /// What data sets tell; of those with equal codes, the last one.
    pub fn of<'a>(sets: impl IntoIterator<Item = &'a DataSet>, taken: Taken) -> Instant {
        let mut found = Found::default();
        for set in sets {
            found.take(set);
        }
        let mut instant = Instant {
            phases: [20, 40, 60].map(|offset| found.phase(offset)),
            total: found.total(),
            neutral: found.quantity(91, Kind::Current),
            taken,
            ..Instant::default()
        };
        found.place_angles(&mut instant);
        found.place_named(&mut instant);
        found.place_single(&mut instant);
        instant
    }

    /// Whether anything is there that a check could begin with.
    pub fn is_empty(&self) -> bool {
        self.phases.iter().all(Phase::is_empty)
    }
}

impl Phase {
    /// Whether the meter told nothing of this element.
    pub fn is_empty(&self) -> bool {
        self.voltage.is_none()
            && self.current.is_none()
            && self.active.is_none()
            && self.angle.is_none()
    }
}

/// Instantaneous values by their value group C, of angles by E, and by the names of
/// meters that send no codes.
#[derive(Default)]
struct Found<'a> {
    by_c: BTreeMap<u8, &'a DataSet>,
    angles: BTreeMap<u8, &'a DataSet>,
    named: BTreeMap<&'a str, Vec<&'a crate::meter::Value>>,
}

/// Instantaneous, value group D.
const INSTANTANEOUS: u8 = 7;
/// Angles, value group C.
const ANGLES: u8 = 81;
/// Names of Energomera's registers: voltages, currents, powers of the phases in kW, all
/// of them together, frequency.
const NAMED: [&str; 5] = ["VOLTA", "CURRE", "POWPP", "POWEP", "FREQU"];

impl<'a> Found<'a> {
    fn take(&mut self, set: &'a DataSet) {
        if let Some(name) = NAMED.iter().find(|name| **name == set.address) {
            self.named.entry(name).or_default().extend(&set.values);
            return;
        }
        let code = set.code.as_deref();
        let Some(code) = code.and_then(|code| Code::parse(code, Medium::Electricity)) else {
            return;
        };
        if code.a != 1 || code.d != INSTANTANEOUS || code.f.is_some() {
            return;
        }
        match (code.c, code.e) {
            (ANGLES, e) => {
                self.angles.insert(e, set);
            }
            (c, 0 | 255) => {
                self.by_c.insert(c, set);
            }
            _ => {}
        }
    }

    fn quantity(&self, c: u8, kind: Kind) -> Option<Measured> {
        Measured::of(self.by_c.get(&c)?, kind)
    }

    /// A power with its direction: what is sent signed, or import without export. And
    /// whether an export would be seen.
    fn directed(&self, signed: u8, import: u8, export: u8) -> (Option<Measured>, bool) {
        if let Some(sum) = self.quantity(signed, Kind::Power) {
            return (Some(sum), true);
        }
        let import = self.quantity(import, Kind::Power);
        let export = self.quantity(export, Kind::Power);
        let is_negative = import
            .as_ref()
            .is_some_and(|import| import.value.is_sign_negative());
        let tells = export.is_some() || is_negative;
        match import {
            Some(import) => (Some(import.less(export)), tells),
            None => (export.map(|export| export.negated()), tells),
        }
    }

    /// Reactive power, from +Q and −Q or from the quadrants.
    fn reactive(&self, offset: u8) -> Option<Measured> {
        let import = self.quantity(offset + 3, Kind::Power);
        let export = self.quantity(offset + 4, Kind::Power);
        let quadrants = [(5, false), (6, false), (7, true), (8, true)].map(|(c, is_export)| {
            let power = self.quantity(offset + c, Kind::Power)?;
            Some(if is_export { power.negated() } else { power })
        });
        import
            .into_iter()
            .chain(export.map(|export| export.negated()))
            .chain(quadrants.into_iter().flatten())
            .max_by_key(|power| power.value.abs())
    }

    fn phase(&self, offset: u8) -> Phase {
        let (active, tells_export) = self.directed(offset + 16, offset + 1, offset + 2);
        Phase {
            voltage: self.quantity(offset + 12, Kind::Voltage),
            current: self.quantity(offset + 11, Kind::Current),
            active,
            tells_export,
            reactive: self.reactive(offset),
            factor: self.quantity(offset + 13, Kind::Factor),
            angle: None,
        }
    }

    fn total(&self) -> Total {
        let (active, tells_export) = self.directed(16, 1, 2);
        let active_code = active
            .is_some()
            .then_some(match self.by_c.contains_key(&16) {
                true => "16.7.0",
                false if self.by_c.contains_key(&1) => "1.7.0",
                false => "2.7.0",
            });
        Total {
            active,
            active_code,
            tells_export,
            reactive: self.reactive(0),
            factor: self.quantity(13, Kind::Factor),
            frequency: [14, 34, 54, 74]
                .into_iter()
                .filter_map(|c| self.quantity(c, Kind::Frequency))
                .find(|frequency| !frequency.value.is_zero()),
        }
    }

    fn place_angles(&self, instant: &mut Instant) {
        for (e, set) in &self.angles {
            let (Some(of), Some(angle)) = (angle_of(*e), Measured::of(set, Kind::Angle)) else {
                continue;
            };
            let angle = Some(behind(angle.get()));
            let place = match of {
                AngleOf::Voltage(element) => instant.voltage_angles.get_mut(element),
                AngleOf::CurrentToFirst(element) => instant.current_angles.get_mut(element),
                AngleOf::Current(element) => instant
                    .phases
                    .get_mut(element)
                    .map(|phase| &mut phase.angle),
            };
            if let Some(place) = place {
                *place = angle;
            }
        }
    }

    fn place_named(&self, instant: &mut Instant) {
        let of = |name: &str, element: usize, kind| {
            Measured::of_value(self.named.get(name)?.get(element)?, kind)
        };
        for (element, phase) in instant.phases.iter_mut().enumerate() {
            phase.voltage = phase.voltage.take().or(of("VOLTA", element, Kind::Voltage));
            phase.current = phase.current.take().or(of("CURRE", element, Kind::Current));
            if let Some(power) = of("POWPP", element, Kind::Power) {
                phase.tells_export = power.value.is_sign_negative();
                phase.active = power.in_kilo();
            }
        }
        let total = &mut instant.total;
        total.frequency = total.frequency.take().or(of("FREQU", 0, Kind::Frequency));
        if let Some(power) = of("POWEP", 0, Kind::Power) {
            total.active = power.in_kilo();
            total.active_code = Some("POWEP");
        }
        // One voltage, one phase: its power is all there is.
        let count = self.named.get("VOLTA").map_or(0, Vec::len);
        let [first, ..] = &mut instant.phases;
        if count == 1 && first.active.is_none() {
            first.active = instant.total.active.clone();
        }
    }

    /// A meter with one element sends its values without the number of a phase.
    fn place_single(&self, instant: &mut Instant) {
        let has_phases = instant.phases.iter().any(|phase| phase.voltage.is_some());
        let (Some(voltage), false) = (self.quantity(12, Kind::Voltage), has_phases) else {
            return;
        };
        let [first, ..] = &mut instant.phases;
        first.voltage = Some(voltage);
        first.current = first.current.take().or(self.quantity(11, Kind::Current));
        if first.active.is_none() {
            first.active = instant.total.active.clone();
            first.tells_export = instant.total.tells_export;
            first.reactive = first.reactive.take().or(instant.total.reactive.clone());
            first.factor = first.factor.take().or(instant.total.factor.clone());
        }
    }
}

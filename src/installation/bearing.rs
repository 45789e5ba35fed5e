//! Where the current of one element points, as far as its values tell.

use super::angle::behind;
use super::finding::Reason;
use super::instant::{Instant, Phase, Taken};
use super::measured::Measured;

/// Where a current points.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Bearing {
    /// There is no current to speak of.
    NoLoad,
    /// There is a current and nothing that tells more.
    Unknown(Reason),
    /// Behind its voltage by so many degrees.
    Angle(f64),
    /// Only the power is known: along or against the voltage, and its factor lies
    /// between two bounds.
    Power { imports: bool, low: f64, high: f64 },
}

/// Currents below this are no load, in A.
const LEAST_CURRENT: f64 = 0.02;
/// The same behind current and voltage transformers.
const LEAST_SECONDARY: f64 = 0.005;
/// Nominal voltages up to this one are secondary, in V.
const SECONDARY: f64 = 130.0;
/// Power without a current is a load from here, in W.
const LEAST_POWER: f64 = 5.0;
/// Power that is more than this times U and I belongs to another load or another scale.
const TOO_MUCH: f64 = 1.15;

/// Which way angles are counted, if reactive power tells: `true` if what is inductive
/// is sent as a negative angle.
pub(super) fn is_turned(instant: &Instant) -> Option<bool> {
    // Angle and power of two moments prove nothing.
    if instant.taken == Taken::OneByOne {
        return None;
    }
    let agrees = |sine: f64, reactive: f64| (sine > 0.0) == (reactive > 0.0);
    let mut votes = Vec::new();
    let mut all = 0.0;
    for phase in &instant.phases {
        let (Some(angle), Some(current)) = (phase.angle, &phase.current) else {
            continue;
        };
        let sine = angle.to_radians().sin();
        let volts = phase.voltage.as_ref().map_or(1.0, Measured::get);
        all += volts * current.get() * sine;
        if let Some(reactive) = &phase.reactive
            && is_clear(reactive)
            && sine.abs() > 0.2
        {
            votes.push(agrees(sine, reactive.get()));
        }
    }
    if let Some(reactive) = &instant.total.reactive
        && votes.is_empty()
        && is_clear(reactive)
        && all.abs() > 0.2 * reactive.get().abs()
    {
        votes.push(agrees(all, reactive.get()));
    }
    let first = *votes.first()?;
    votes.iter().all(|vote| *vote == first).then_some(!first)
}

/// Whether it is so many of its last digits that its sign means something.
fn is_clear(power: &Measured) -> bool {
    power.get().abs() > 3.0 * power.step()
}

/// By which P is more than U and I give, alike on all phases: P of the primary side and
/// I of the secondary one.
pub(super) fn scale(instant: &Instant) -> Option<f64> {
    let ratios: Vec<f64> = instant
        .phases
        .iter()
        .filter_map(|phase| {
            let current = phase.current.as_ref()?.get();
            let apparent = phase.voltage.as_ref()?.get() * current;
            let active = phase.active.as_ref()?;
            let is_loaded = current > LEAST_CURRENT && is_clear(active) && apparent > 0.0;
            let reactive = phase.reactive.as_ref().map_or(0.0, Measured::get);
            is_loaded.then(|| active.get().hypot(reactive) / apparent)
        })
        .collect();
    let highest = ratios.iter().copied().reduce(f64::max)?;
    let lowest = ratios.iter().copied().reduce(f64::min)?;
    (ratios.len() > 1 && lowest > 1.5 && highest < 1.6 * lowest).then_some(highest)
}

/// Where the current of `phase` points. `turned` and `scale` are what was found out of
/// the meter as a whole; `nominal` stands in for a voltage that was not sent.
pub(super) fn bearing(
    phase: &Phase,
    angle: Option<f64>,
    taken: Taken,
    scale: Option<f64>,
    nominal: Option<f64>,
) -> Bearing {
    let volts = phase.voltage.as_ref().map(Measured::get).or(nominal);
    let is_secondary = nominal.is_some_and(|nominal| nominal <= SECONDARY);
    if !is_loaded(phase, is_secondary) {
        return match (&phase.current, &phase.active) {
            (None, None) => Bearing::Unknown(Reason::NoCurrentTold),
            _ => Bearing::NoLoad,
        };
    }
    let apparent = volts.zip(phase.current.as_ref().map(Measured::get));
    let apparent = apparent.map(|(volts, amperes)| volts * amperes * scale.unwrap_or(1.0));
    if let Some(angle) = angle {
        return by_angle(phase, behind(angle), apparent);
    }
    let Some(active) = &phase.active else {
        return by_factor(phase);
    };
    if !phase.tells_export && !active.is_felt() {
        return Bearing::Unknown(Reason::NoImport);
    }
    if let (Some(reactive), Taken::Together) = (&phase.reactive, taken)
        && (is_clear(active) || is_clear(reactive))
    {
        return Bearing::Angle(reactive.get().atan2(active.get()).to_degrees());
    }
    by_power(phase, active, volts, scale)
}

fn is_loaded(phase: &Phase, is_secondary: bool) -> bool {
    let least = if is_secondary {
        LEAST_SECONDARY
    } else {
        LEAST_CURRENT
    };
    let by_current = phase
        .current
        .as_ref()
        .map(|current| current.get().abs() >= least);
    // A current that is sent in whole amperes may be 0 under load.
    let by_power = phase
        .active
        .as_ref()
        .is_some_and(|power| is_clear(power) && power.get().abs() >= LEAST_POWER);
    let is_coarse = |current: &Measured| current.step() > 2.0 * least;
    match by_current {
        Some(true) => true,
        Some(false) => by_power && phase.current.as_ref().is_some_and(is_coarse),
        None => by_power,
    }
}

/// The angle, unless the power says that it belongs to another moment.
fn by_angle(phase: &Phase, angle: f64, apparent: Option<f64>) -> Bearing {
    let Some(active) = &phase.active else {
        return Bearing::Angle(angle);
    };
    let cosine = angle.to_radians().cos();
    let contradicts = is_clear(active) && (active.get() > 0.0) != (cosine > 0.0);
    let expected = apparent.map_or(0.0, |apparent| apparent * cosine);
    let is_gone = !active.is_felt()
        && expected.abs() > 20.0 * active.step()
        && (expected > 0.0 || phase.tells_export);
    let is_too_much =
        is_clear(active) && apparent.is_some_and(|apparent| active.get().abs() > 1.6 * apparent);
    if (contradicts && cosine.abs() > 0.17) || is_gone || is_too_much {
        return Bearing::Unknown(Reason::LoadChanged);
    }
    Bearing::Angle(angle)
}

fn by_factor(phase: &Phase) -> Bearing {
    match &phase.factor {
        Some(factor) => {
            let size = factor.get().abs().min(1.0);
            Bearing::Power {
                imports: !factor.value.is_sign_negative(),
                low: size,
                high: size,
            }
        }
        None => Bearing::Unknown(Reason::NoDirectionTold),
    }
}

/// The sign of the power, and the bounds of its factor as the digits allow.
fn by_power(phase: &Phase, active: &Measured, volts: Option<f64>, scale: Option<f64>) -> Bearing {
    let imports = !active.value.is_sign_negative();
    if let Some(factor) = phase.factor.as_ref().filter(|factor| factor.is_felt()) {
        let size = factor.get().abs().min(1.0);
        return Bearing::Power {
            imports,
            low: size,
            high: size,
        };
    }
    let (Some(volts), Some(current), None) = (volts, &phase.current, scale) else {
        return Bearing::Power {
            imports,
            low: 0.0,
            high: 1.0,
        };
    };
    let watts = active.get().abs();
    let most = volts * (current.get().abs() + current.step());
    let least = volts * (current.get().abs() - current.step()).max(0.0);
    if most <= 0.0 {
        return Bearing::Unknown(Reason::TooCoarse);
    }
    let low = (watts - active.step()).max(0.0) / most;
    if low > TOO_MUCH {
        return Bearing::Unknown(Reason::LoadChanged);
    }
    let high = if least > 0.0 {
        (watts + active.step()) / least
    } else {
        1.0
    };
    if !active.is_felt() && most < 20.0 * active.step() {
        return Bearing::Unknown(Reason::TooCoarse);
    }
    Bearing::Power {
        imports,
        low: low.min(1.0),
        high: high.min(1.0),
    }
}

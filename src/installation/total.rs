//! What concerns all phases together: sums, the neutral conductor, and how alike the
//! currents are.

use rust_decimal::Decimal;

use super::bearing::Bearing;
use super::finding::{Finding, Reason, State};
use super::instant::{Instant, Taken};
use super::measured::Measured;
use super::phasor::vector_sum;
use super::voltage::Voltages;

/// A sum may be off by so much of the powers that it is made of.
const SUM_PART: f64 = 0.05;
/// A neutral current may be off by so much of the largest current.
const NEUTRAL_PART: f64 = 0.3;
/// Currents of which one is less than this part of another are told as unequal.
const UNEQUAL: f64 = 0.3;

/// Judges sums and balance.
pub(super) fn together(
    instant: &Instant,
    bearings: &[Bearing; 3],
    volts: &Voltages,
    times: Option<f64>,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    findings.extend(sum(instant));
    findings.extend(neutral(instant, bearings, volts));
    findings.extend(unequal(instant, bearings));
    let scaled = times.map(|times| Finding::of_all(State::Correct, Reason::Scaled { times }));
    findings.extend(scaled);
    findings
}

/// Values that were read one after the other, or that changed on the way, differ.
fn at_most_incomplete(instant: &Instant) -> State {
    match instant.taken {
        Taken::Together => State::Doubtful,
        Taken::OneByOne => State::Correct,
    }
}

/// The sum of the phases against the total.
fn sum(instant: &Instant) -> Option<Finding> {
    let total = instant.total.active.as_ref()?;
    let powers: Vec<&Measured> = instant
        .phases
        .iter()
        .filter_map(|phase| phase.active.as_ref())
        .collect();
    // Import without export, on either side, is no sum.
    let tells = |measured: &Measured, tells: bool| tells || measured.is_felt();
    let is_told = instant.phases.iter().all(|phase| {
        let power = phase.active.as_ref();
        power.is_none_or(|power| tells(power, phase.tells_export))
    });
    if powers.len() < 2 || !is_told || !tells(total, instant.total.tells_export) {
        return None;
    }
    let phases = powers
        .iter()
        .try_fold(Decimal::ZERO, |sum, power| sum.checked_add(power.value))?;
    let sizes: f64 = powers.iter().map(|power| power.get().abs()).sum();
    let steps: f64 = powers.iter().map(|power| power.step()).sum();
    let allowed = (SUM_PART * sizes)
        .max(2.0 * (steps + total.step()))
        .max(5.0);
    let off = total.value.checked_sub(phases)?;
    let off = rust_decimal::prelude::ToPrimitive::to_f64(&off)?.abs();
    (off > allowed).then(|| {
        let reason = Reason::SumDiffers {
            phases,
            total: total.value,
        };
        Finding::of_all(at_most_incomplete(instant), reason)
    })
}

/// The neutral current that was measured against the one that the phases add up to.
fn neutral(instant: &Instant, bearings: &[Bearing; 3], volts: &Voltages) -> Option<Finding> {
    let measured = instant.neutral.as_ref()?;
    let expected = vector_sum(instant, bearings, &volts.angles)?;
    let largest = instant
        .phases
        .iter()
        .filter_map(|phase| phase.current.as_ref())
        .map(Measured::get)
        .fold(measured.get(), f64::max);
    let allowed = (NEUTRAL_PART * largest)
        .max(10.0 * measured.step())
        .max(0.1);
    ((measured.get() - expected).abs() > allowed).then(|| {
        let reason = Reason::NeutralDiffers {
            measured: measured.get(),
            expected,
        };
        Finding::of_all(at_most_incomplete(instant), reason)
    })
}

fn unequal(instant: &Instant, bearings: &[Bearing; 3]) -> Option<Finding> {
    let currents: Vec<f64> = instant
        .phases
        .iter()
        .zip(bearings)
        .filter(|(_, bearing)| !matches!(bearing, Bearing::NoLoad))
        .filter_map(|(phase, _)| Some(phase.current.as_ref()?.get()))
        .collect();
    let highest = currents.iter().copied().reduce(f64::max)?;
    let lowest = currents.iter().copied().reduce(f64::min)?;
    (lowest < UNEQUAL * highest).then(|| Finding::of_all(State::Correct, Reason::CurrentsUnequal))
}

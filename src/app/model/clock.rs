//! What is known of the meter's clock: the newest of readout and measurement.

use std::time::Duration;

use jiff::{SignedDuration, Zoned};

use super::Model;
use crate::clock::{ClockReading, PERIOD_REGISTERS};
use crate::meter::{self, CivilTime};
use crate::profile::normal_address;

/// A look at the meter's clock.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ClockSeen<'a> {
    /// To a fraction of a second.
    Measured(&'a ClockReading),
    /// In whole seconds, with the readout.
    ReadOut {
        meter: CivilTime,
        computer: &'a Zoned,
        drift: SignedDuration,
    },
}

impl ClockSeen<'_> {
    /// When it was.
    pub fn at(&self) -> &Zoned {
        match self {
            ClockSeen::Measured(reading) => &reading.computer,
            ClockSeen::ReadOut { computer, .. } => computer,
        }
    }

    /// The same as a measurement; a readout is right to a second.
    pub fn reading(&self) -> ClockReading {
        match self {
            ClockSeen::Measured(reading) => (*reading).clone(),
            ClockSeen::ReadOut {
                meter,
                computer,
                drift,
            } => ClockReading {
                meter: *meter,
                computer: (*computer).clone(),
                drift: *drift,
                uncertainty: Duration::from_secs(1),
            },
        }
    }

    /// The meter's clock minus this computer's.
    pub fn drift(&self) -> SignedDuration {
        match self {
            ClockSeen::Measured(reading) => reading.drift,
            ClockSeen::ReadOut { drift, .. } => *drift,
        }
    }
}

impl Model {
    /// The newest look at the clock of the meter at hand.
    pub fn clock_seen(&self) -> Option<ClockSeen<'_>> {
        let measured = self.programme.clock.as_ref().map(ClockSeen::Measured);
        let read = self.readout().and_then(|readout| {
            Some(ClockSeen::ReadOut {
                meter: meter::clock(readout)?,
                computer: readout.read_at.as_ref()?,
                drift: readout.clock_drift?,
            })
        });
        match (measured, read) {
            (Some(measured), Some(read)) if read.at() > measured.at() => Some(read),
            (measured, read) => measured.or(read),
        }
    }

    /// How far the clock is off, in whole seconds.
    pub fn clock_drift(&self) -> Option<SignedDuration> {
        let drift = self.clock_seen()?.drift();
        drift.round(jiff::Unit::Second).ok()
    }

    /// What a register says of the measuring period, as sent.
    pub fn period_told(&self) -> Option<&str> {
        let read = PERIOD_REGISTERS.into_iter().find_map(|address| {
            let set = self.programme.reading(address)?.answer.as_ref().ok()?;
            set.values.first()
        });
        let in_readout = || {
            let sets = &self.readout()?.data_sets;
            PERIOD_REGISTERS.into_iter().find_map(|address| {
                let set = sets
                    .iter()
                    .find(|set| set.billing.is_none() && normal_address(&set.address) == address)?;
                set.values.first()
            })
        };
        read.or_else(in_readout).map(|value| value.raw.as_str())
    }
}

//! Which meter is at hand, and what is forgotten when it is another one.

use std::path::Path;

use super::{AccessBook, Inspection, Model, Programme, Reading, Source};
use crate::codec::Identification;
use crate::meter::MeterIdentity;
use crate::say;
use crate::worker::MeterKey;

impl Model {
    /// A file says what meter is at hand only while none has answered.
    pub(super) fn opened_meter(&mut self) {
        self.shelve_readout();
        if self.programme.meter.is_none()
            && let Some(meter) = self.key_read()
        {
            self.met(meter);
        }
    }

    /// Puts down the load profiles and logbooks of the readout shown.
    pub(super) fn shelve_readout(&mut self) {
        let meter = self.key_read();
        let Some(reading) = &self.reading else { return };
        let path = match &reading.source {
            Source::File { path, .. } => path.as_path(),
            Source::Line(_) => Path::new(""),
        };
        self.series.open(path, &reading.readout, meter);
    }

    /// Remembers which meter answered. What was told of another one is forgotten, and
    /// writing is switched off again.
    pub(super) fn met(&mut self, meter: MeterKey) {
        match &self.at_hand {
            Some(before) if before.may_be(&meter) => {
                // What told its number once keeps it.
                if meter.serial_number.is_some() {
                    self.at_hand = Some(meter);
                }
                return;
            }
            Some(_) => self.at_hand = Some(meter),
            None => {
                self.at_hand = Some(meter);
                return;
            }
        }
        let staged = self.staging.len();
        self.notice = match (staged, self.may_write) {
            (0, false) => self.notice.take(),
            (0, true) => Some(say!("notice-other-meter-no-writing").to_owned()),
            (count, false) => Some(say!("notice-other-meter-dropped", count = count)),
            (count, true) => Some(say!("notice-other-meter-dropped-no-writing", count = count)),
        };
        self.programme = Programme::default();
        let meter = self.at_hand.clone();
        self.series.is_of(meter.as_ref());
        self.access = AccessBook::default();
        self.staging.forget();
        self.inspection = Inspection::default();
        self.may_write = false;
    }

    /// What has to be said once because another meter appeared.
    pub fn take_notice(&mut self) -> Option<String> {
        self.notice.take()
    }

    /// Which meter is at hand, by the last readout or the last session.
    pub fn meter_key(&self) -> Option<MeterKey> {
        self.programme.meter.clone().or_else(|| self.key_read())
    }

    /// Which meter the last readout is of, if it tells.
    pub(super) fn key_read(&self) -> Option<MeterKey> {
        let readout = &self.reading.as_ref()?.readout;
        let line = readout.meter.identification_line.as_deref()?;
        let named = readout.profile.as_deref();
        let profile = match named.and_then(|name| self.profiles.find(name)) {
            Some(profile) => profile,
            None => self.profiles.choose(&Identification::parse(line)?),
        };
        Some(MeterKey::of_readout(readout, &profile))
    }

    /// The last readout, if it is one of the meter at hand.
    pub fn readout_at_hand(&self) -> Option<&Reading> {
        let reading = self.reading.as_ref()?;
        let is_it = match (&self.programme.meter, self.key_read()) {
            (None, _) => true,
            (Some(meter), Some(read)) => meter.may_be(&read),
            (Some(_), None) => false,
        };
        is_it.then_some(reading)
    }
}

/// What a meter is known by, as far as it told who it is.
pub(super) fn key_of(meter: &MeterIdentity) -> Option<MeterKey> {
    Some(MeterKey {
        identification_line: meter.identification_line.clone()?,
        serial_number: meter.serial_number.clone(),
    })
}

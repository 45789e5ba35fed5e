//! The meter's clock in a readout, and how far it is off.
//!
//! Reads no clock itself: what this computer's clock said comes from outside.

use jiff::{SignedDuration, Zoned};

use super::code::{Code, Medium};
use super::readout::{CivilTime, Content, DataSet, Readout, Season};

/// The meter's date and time, where the readout tells both: from one register
/// (0.9.4, 0-0:1.0.0, 9.36 of heat meters, WATCH) or from 0.9.1 with 0.9.2.
pub fn clock(readout: &Readout) -> Option<CivilTime> {
    let mut date = None;
    let mut time = None;
    for set in &readout.data_sets {
        let Some(part) = part(set) else { continue };
        match part {
            CivilTime {
                date: Some(_),
                time: Some(_),
                ..
            } => return Some(part),
            CivilTime { date: Some(_), .. } => date = date.or(Some(part)),
            _ => time = time.or(Some(part)),
        }
        if let (Some(date), Some(time)) = (date, time) {
            return Some(CivilTime {
                date: date.date,
                time: time.time,
                season: time.season.or(date.season),
            });
        }
    }
    None
}

/// What a set says of the present date and time.
fn part(set: &DataSet) -> Option<CivilTime> {
    let Content::Time(time) = set.values.first()?.content else {
        return None;
    };
    let is_clock = match &set.code {
        Some(code) => is_clock(code),
        None => matches!(set.address.as_str(), "DATE_" | "TIME_" | "WATCH"),
    };
    (is_clock && set.billing.is_none()).then_some(time)
}

fn is_clock(code: &str) -> bool {
    let Some(code) = Code::parse(code, Medium::Electricity) else {
        return false;
    };
    match (code.c, code.d, code.e) {
        (0, 9, 1 | 2 | 4) => true,
        (1, 0, _) => code.a == 0,
        (9, 36, 0) => code.medium() == Medium::Heat,
        _ => false,
    }
}

/// The meter's clock minus this computer's, which said `at` when the meter's was
/// looked at.
///
/// Where the meter tells its season, its time is taken to be of that season, or
/// UTC, whatever the computer observes; else it is the civil time of `at`'s zone.
/// In whole seconds, as meters tell them.
pub fn drift(readout: &Readout, at: &Zoned) -> Option<SignedDuration> {
    let clock = clock(readout)?;
    let meter = clock.date?.to_datetime(clock.time?);
    let zone = at.time_zone().to_offset_info(at.timestamp());
    let an_hour = if zone.dst().is_dst() { 3600 } else { 0 };
    let standard = zone.offset().seconds() - an_hour;
    let seconds = match clock.season {
        Some(Season::Utc) => 0,
        Some(Season::Normal) => standard,
        Some(Season::Summer) => standard + 3600,
        None => zone.offset().seconds(),
    };
    let offset = jiff::tz::Offset::from_seconds(seconds).ok()?;
    let computer = offset.to_datetime(at.timestamp());
    meter
        .duration_since(computer)
        .round(jiff::Unit::Second)
        .ok()
}

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

#[cfg(test)]
mod tests {
    use crate::codec::DataMessage;
    use crate::meter::{Context, decode};

    fn drift_of(body: &str, at: &str) -> Option<i64> {
        let context = Context {
            read_at: Some(at.parse().unwrap()),
            ..Context::default()
        };
        let readout = decode(None, &DataMessage::framed(body), context);
        readout.clock_drift.map(|drift| drift.as_secs())
    }

    #[test]
    fn drift_is_the_meter_minus_the_computer() {
        let check = |body: &str, at: &str, expected: Option<i64>| {
            assert_eq!(drift_of(body, at), expected, "{body} at {at}");
        };
        let winter = "2017-03-18T20:15:07+01:00[Europe/Vienna]";
        check("0.9.1(201455)\r\n0.9.2(170318)", winter, Some(-12));
        check("0.9.2(17-03-18)\r\n0.9.1(20:15:10)", winter, Some(3));
        check("0-0:1.0.0(170318201507W)", winter, Some(0));
        check("0.9.1(0201507)\r\n0.9.2(0170318)", winter, Some(0));
        check("0.9.1(2191507)\r\n0.9.2(2170318)", winter, Some(0));
        check("0.9.1(201455)", winter, None);
        check("1.8.0(1*kWh)", winter, None);
        let summer = "2017-07-18T20:15:07+02:00[Europe/Vienna]";
        check("0.9.1(201507)\r\n0.9.2(170718)", summer, Some(0));
        check("0-0:1.0.0(170718201507S)", summer, Some(0));
        check("0-0:1.0.0(170718191507W)", summer, Some(0));
        check("0.9.1(1201507)\r\n0.9.2(1170718)", summer, Some(0));
    }

    #[test]
    fn a_clock_kept_in_the_past_is_far_off() {
        assert_eq!(
            drift_of("0-0:1.0.0(800101000000W)", "2020-01-01T00:00:00+00:00[UTC]"),
            Some(-14610 * 24 * 3600)
        );
    }
}

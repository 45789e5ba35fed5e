//! Load profiles put together by tests.

use std::sync::Arc;

use jiff::ToSpan as _;
use jiff::civil::DateTime;

use super::{Channel, ChannelKind, LoadProfile, NewEntry, Section};
use crate::meter::readout::Season;
use crate::meter::status::{Status, StatusTable};

/// A channel of average power in kW and one of energy in kWh.
pub(crate) const POWER: (&str, &str, ChannelKind) = ("1-0:1.5.0", "kW", ChannelKind::Average);

/// A load profile with channels of code, unit and kind, and no section yet.
pub(crate) fn profile(channels: &[(&str, &str, ChannelKind)]) -> LoadProfile {
    let channel = |&(code, unit, kind): &(&str, &str, ChannelKind)| Channel {
        address: code.to_owned(),
        code: code.to_owned(),
        name: None,
        unit: (!unit.is_empty()).then(|| unit.to_owned()),
        kind,
    };
    LoadProfile {
        code: "P.01".to_owned(),
        channels: channels.iter().map(channel).collect(),
        ..LoadProfile::default()
    }
}

/// Begins a section of all channels.
pub(crate) fn begin(profile: &mut LoadProfile, period_min: Option<u32>) {
    let columns = (0..profile.channels.len()).map(|channel| u16::try_from(channel).unwrap());
    profile.begin(Section {
        line: 1,
        stamp: None,
        season: None,
        status: Arc::new(Status::default()),
        period_min,
        columns: columns.collect(),
        first_entry: 0,
    });
}

/// Adds an entry, `2023-11-13T10:15:00`, an empty text for no time.
pub(crate) fn push(
    profile: &mut LoadProfile,
    time: &str,
    season: Option<Season>,
    status: &str,
    values: &[&str],
) {
    let table = StatusTable::new([(7, "Power failure"), (5, "Clock set")]);
    let status = Arc::new(table.read(status));
    let time: Option<DateTime> = (!time.is_empty()).then(|| time.parse().unwrap());
    profile.push(
        NewEntry {
            time,
            season,
            status: &status,
        },
        values.iter().copied(),
    );
}

/// Adds `count` entries of one value each, a period apart in civil time, the first
/// ending at `time`.
pub(crate) fn run(
    profile: &mut LoadProfile,
    time: &str,
    count: i64,
    season: Option<Season>,
    value: impl Fn(i64) -> String,
) {
    let period = profile.sections.last().and_then(|s| s.period_min).unwrap();
    let first: DateTime = time.parse().unwrap();
    let status = Arc::new(Status::default());
    for index in 0..count {
        let time = first
            .checked_add((index * i64::from(period)).minutes())
            .unwrap();
        let value = value(index);
        let values = profile.channels.iter().map(|_| value.as_str());
        let values: Vec<&str> = values.collect();
        profile.push(
            NewEntry {
                time: Some(time),
                season,
                status: &status,
            },
            values,
        );
    }
}

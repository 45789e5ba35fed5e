//! An answer with a load profile as text, and what it means.

use std::sync::Arc;

use jiff::ToSpan as _;
use jiff::civil::DateTime;

use super::{Channel, ChannelKind, LoadProfile, NewEntry, Section};
use crate::meter::code::{Code, Medium};
use crate::meter::names;
use crate::meter::status::StatusTable;
use crate::meter::time::{self, Form};
use crate::meter::unit;

/// How the rows come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Layout {
    /// A header with channels, then rows without a time (VDEW).
    Vdew,
    /// A time and one group of values with commas (MASS).
    Mass,
    /// Names and values, a line for each interval (Energomera).
    Energomera,
    /// Names and values, a line for each tariff of one instant (Energomera).
    EnergomeraTariffs,
    /// One group for each column (LIS-200).
    Lis200,
    /// Packed digits, as the hexadecimal text of the packets (A1140, A1700).
    Packed,
}

/// What is known beside the answer.
#[derive(Debug, Clone, Default)]
pub struct Hints {
    /// `None`: as the answer shows.
    pub layout: Option<Layout>,
    /// What was asked for, `P.01`, where the answer does not say.
    pub code: String,
    /// The begin of what was asked for, where the answer has no times.
    pub from: Option<DateTime>,
    /// Minutes of an interval, where the answer does not say.
    pub period_min: Option<u32>,
    /// The columns, where the answer does not say. Without the one of the time.
    pub channels: Vec<ChannelHint>,
    pub status: StatusTable,
}

/// A column as the device profile or another register of the meter tells it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ChannelHint {
    /// `1.8.0`, or a name of the maker's own.
    pub address: String,
    pub name: Option<String>,
    pub unit: Option<String>,
}

/// Decodes the body of an answer, or what there is of one. Rows that are sure are
/// kept; what is odd is told at its line.
pub fn decode(text: &str, hints: &Hints) -> LoadProfile {
    let mut profile = LoadProfile {
        code: hints.code.clone(),
        ..LoadProfile::default()
    };
    let mut row = 0_i64;
    for (index, line) in text.lines().enumerate() {
        let (address, rest) = line.split_once('(').unwrap_or((line, ""));
        let groups: Vec<&str> = rest.trim_end().trim_end_matches(')').split(")(").collect();
        if !address.is_empty() && groups.len() >= 4 {
            address.clone_into(&mut profile.code);
            let stamp = groups.first().and_then(|raw| time::parse(raw, Form::Stamp));
            let pairs = groups.get(4..).unwrap_or_default().chunks(2);
            let columns = pairs.map(|pair| {
                let unit = pair.get(1).copied().unwrap_or_default();
                channel_number(
                    &mut profile,
                    pair.first().copied().unwrap_or_default(),
                    unit,
                )
            });
            let columns: Arc<[u16]> = columns.collect();
            profile.begin(Section {
                line: index + 1,
                stamp: stamp.and_then(|s| Some(s.date?.to_datetime(s.time?))),
                season: stamp.and_then(|s| s.season),
                status: Arc::new(
                    hints
                        .status
                        .read(groups.get(1).copied().unwrap_or_default()),
                ),
                period_min: groups.get(2).and_then(|raw| raw.trim().parse().ok()),
                columns,
                first_entry: 0,
            });
            row = 0;
        } else if address.is_empty() && !rest.is_empty() {
            let Some(section) = profile.sections.last() else {
                continue;
            };
            let (season, status) = (section.season, Arc::clone(&section.status));
            let minutes = i64::from(section.period_min.unwrap_or(0)) * row;
            let time = section
                .stamp
                .and_then(|stamp| stamp.checked_add(minutes.minutes()).ok());
            let plain = Arc::new(hints.status.read(""));
            let status = if row == 0 { &status } else { &plain };
            profile.push(
                NewEntry {
                    time,
                    season,
                    status,
                },
                groups,
            );
            row += 1;
        }
    }
    profile
}

fn channel_number(profile: &mut LoadProfile, address: &str, sent_unit: &str) -> u16 {
    let channel = channel(address, sent_unit);
    let known = profile.channels.iter().position(|known| *known == channel);
    let index = known.unwrap_or_else(|| {
        profile.channels.push(channel);
        profile.channels.len() - 1
    });
    u16::try_from(index).unwrap_or(u16::MAX)
}

fn channel(address: &str, sent_unit: &str) -> Channel {
    let code = Code::parse(address, Medium::Electricity);
    let spelled = unit::normal(sent_unit).unwrap_or(sent_unit);
    Channel {
        address: address.to_owned(),
        code: code
            .as_ref()
            .map_or_else(|| address.to_owned(), ToString::to_string),
        name: code.as_ref().and_then(names::of_code),
        unit: (!spelled.is_empty()).then(|| spelled.to_owned()),
        kind: code.map_or(ChannelKind::Other, |code| match code.d {
            4 | 5 => ChannelKind::Average,
            9 | 29 => ChannelKind::Energy,
            8 => ChannelKind::Register,
            _ => ChannelKind::Other,
        }),
    }
}

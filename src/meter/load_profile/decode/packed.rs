//! The load profile of Elster A1140 and A1700: packets of packed digits, as the
//! hexadecimal text in which they are sent, put together.
//!
//! All of this is unverified: it rests on two published clients that agree, for one
//! family of firmware. A mark E4 begins a day with its time; other marks from E5 to ED
//! tell events; the rest are intervals of a status byte and three bytes for each
//! channel, five digits and how many of them are decimals. The times are taken as the
//! meter's civil time. No length is trusted: what does not fit ends the reading and is
//! told. How many channels there are is found out by which number explains the bytes.

use std::sync::Arc;

use jiff::ToSpan as _;
use jiff::civil::{DateTime, date};

use super::Hints;
use super::builder::{Builder, Step, period_of_day};
use crate::meter::load_profile::{LoadProfile, NewEntry, Section};
use crate::meter::status::{Flag, Status, StatusTable};

const DAY: u8 = 0xE4;
const CLOCK: u8 = 0xEA;
/// The first of an event.
const FIRST_MARK: u8 = 0xE5;
const LAST_MARK: u8 = 0xED;
/// Fills the last packet.
const FILLER: u8 = 0xFF;

/// The mark, four bytes of time, and three that are not understood.
const DAY_LENGTH: usize = 8;
/// The mark and four bytes of time.
const EVENT_LENGTH: usize = 5;
/// Five digits and an exponent.
const VALUE_LENGTH: usize = 3;

/// Bits of the flags for marks, behind those of the status byte.
const MARK_BIT: u8 = 16;

/// The most channels that are tried where none are hinted.
const MAX_CHANNELS: usize = 16;

pub(super) fn decode(text: &str, hints: &Hints) -> LoadProfile {
    let mut builder = Builder::new(hints, text);
    let bytes = bytes_of(text);
    let channels = match hints.channels.len() {
        0 => channels_of(&bytes),
        hinted => hinted,
    };
    let reader = Reader::new(&bytes, channels);
    let columns = builder.hinted_columns(channels);
    let period_min = hints.period_min.or_else(|| reader.clone().period());
    let mut state: Option<(Option<DateTime>, Step)> = None;
    let mut events: Vec<Flag> = Vec::new();
    for record in reader {
        match record {
            Record::Day(stamp) | Record::Event(CLOCK, stamp) => {
                if let Record::Event(mark, _) = record {
                    events.push(flag_of(mark));
                }
                let step = Step::of(period_min, Some(stamp));
                let end = step.after(aligned(stamp, period_min));
                builder.begin(Section {
                    line: 1,
                    stamp: end,
                    season: None,
                    status: Arc::default(),
                    period_min,
                    columns: Arc::clone(&columns),
                    first_entry: 0,
                });
                state = Some((end, step));
            }
            Record::Event(mark, _) => events.push(flag_of(mark)),
            Record::Interval(bytes) => {
                let Some((next, step)) = &mut state else {
                    continue;
                };
                let (word, digits) = bytes.split_first().unwrap_or((&0, &[]));
                let mut status = StatusTable::default().read(&format!("{word:02X}"));
                status.flags.append(&mut events);
                let values: Vec<String> = digits.chunks(VALUE_LENGTH).map(value).collect();
                let values: Vec<&str> = values.iter().map(String::as_str).collect();
                let status: Arc<Status> = Arc::new(status);
                let entry = NewEntry {
                    time: *next,
                    season: None,
                    status: &status,
                };
                builder.push(1, entry, &values);
                *next = next.and_then(|time| step.after(time));
            }
            Record::Unknown(byte) => builder.problems.add(1, || {
                format!("the packets hold {byte:02X} where a record begins; the rest is left out")
            }),
        }
    }
    if period_min.is_none() && !builder.profile.is_empty() {
        builder.problems.add(1, || {
            "how long an interval is is not known, so the entries have no times".to_owned()
        });
    }
    builder.finish()
}

/// The bytes that the hexadecimal digits of the text are, whatever is between them.
fn bytes_of(text: &str) -> Vec<u8> {
    let nibbles: Vec<u8> = text
        .chars()
        .filter_map(|c| c.to_digit(16))
        .filter_map(|digit| u8::try_from(digit).ok())
        .collect();
    let pairs = nibbles.chunks_exact(2);
    pairs
        .filter_map(|pair| match pair {
            [high, low] => Some(high << 4 | low),
            _ => None,
        })
        .collect()
}

/// The least number of channels with which most of the bytes are records.
fn channels_of(bytes: &[u8]) -> usize {
    let explained = |channels: &usize| Reader::new(bytes, *channels).explained();
    // Of equal ones the last is taken.
    (1..=MAX_CHANNELS).rev().max_by_key(explained).unwrap_or(1)
}

enum Record<'a> {
    Day(DateTime),
    Event(u8, DateTime),
    Interval(&'a [u8]),
    Unknown(u8),
}

#[derive(Clone)]
struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    /// Bytes of an interval record.
    interval: usize,
}

impl<'a> Reader<'a> {
    fn new(bytes: &'a [u8], channels: usize) -> Reader<'a> {
        Reader {
            bytes,
            at: 0,
            interval: 1 + VALUE_LENGTH * channels,
        }
    }

    /// How many bytes are records whose values are digits, from the first on.
    fn explained(mut self) -> usize {
        let mut before = 0;
        while let Some(record) = self.next() {
            let fits = match record {
                Record::Day(_) | Record::Event(..) => true,
                Record::Interval(bytes) => {
                    let digits = bytes.get(1..).unwrap_or_default();
                    digits
                        .chunks(VALUE_LENGTH)
                        .all(|part| value(part) != NO_DIGITS)
                }
                Record::Unknown(_) => false,
            };
            if !fits {
                break;
            }
            before = self.at;
        }
        before
    }

    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let taken = self.bytes.get(self.at..self.at.checked_add(length)?)?;
        self.at += length;
        Some(taken)
    }

    /// Minutes of an interval, where the intervals of a whole day are there.
    fn period(self) -> Option<u32> {
        let mut count: Option<usize> = None;
        for record in self {
            match record {
                Record::Day(_) => {
                    if let Some(period) = count.and_then(period_of_day) {
                        return Some(period);
                    }
                    count = Some(0);
                }
                Record::Interval(_) => count = count.map(|count| count + 1),
                _ => {}
            }
        }
        count.and_then(period_of_day)
    }
}

impl<'a> Iterator for Reader<'a> {
    type Item = Record<'a>;

    fn next(&mut self) -> Option<Record<'a>> {
        let mark = *self.bytes.get(self.at)?;
        match mark {
            DAY => stamp(self.take(DAY_LENGTH)?).map(Record::Day),
            FIRST_MARK..=LAST_MARK => {
                stamp(self.take(EVENT_LENGTH)?).map(|stamp| Record::Event(mark, stamp))
            }
            0..0x80 => self.take(self.interval).map(Record::Interval),
            FILLER => None,
            _ => {
                self.at = self.bytes.len();
                Some(Record::Unknown(mark))
            }
        }
    }
}

/// Seconds since 1970 behind a mark, lowest byte first.
fn stamp(record: &[u8]) -> Option<DateTime> {
    let [_, a, b, c, d, ..] = record else {
        return None;
    };
    let seconds = u32::from_le_bytes([*a, *b, *c, *d]);
    let epoch = date(1970, 1, 1).at(0, 0, 0, 0);
    epoch.checked_add(i64::from(seconds).seconds()).ok()
}

/// The begin of the interval in which a time lies.
fn aligned(stamp: DateTime, period_min: Option<u32>) -> DateTime {
    let minutes = i64::from(stamp.hour()) * 60 + i64::from(stamp.minute());
    let over = match period_min {
        Some(period) if period > 0 => minutes % i64::from(period),
        _ => 0,
    };
    let over = over * 60 + i64::from(stamp.second());
    stamp.checked_sub(over.seconds()).unwrap_or(stamp)
}

/// What stands for a value that is no digits.
const NO_DIGITS: &str = "--";

/// Five digits and how many of them are decimals.
fn value(packed: &[u8]) -> String {
    let mut nibbles = packed.iter().flat_map(|byte| [byte >> 4, byte & 0x0F]);
    let digits: Vec<u8> = nibbles.by_ref().take(5).collect();
    let decimals = usize::from(nibbles.next().unwrap_or(0));
    if digits.len() < 5 || decimals > 5 || digits.iter().any(|digit| *digit > 9) {
        return NO_DIGITS.to_owned();
    }
    let mut text: String = digits
        .iter()
        .map(|digit| char::from(b'0' + digit))
        .collect();
    if decimals > 0 {
        text.insert(5 - decimals, '.');
    }
    if text.starts_with('.') {
        text.insert(0, '0');
    }
    text
}

fn flag_of(mark: u8) -> Flag {
    let text = match mark {
        CLOCK => "Clock set".to_owned(),
        _ => format!("Event {mark:02X}"),
    };
    Flag {
        bit: MARK_BIT + mark.saturating_sub(FIRST_MARK),
        text: text.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{ChannelHint, Layout};
    use super::*;
    use crate::meter::load_profile::decode as detect;

    fn hints(channels: usize) -> Hints {
        let hint = |n: usize| ChannelHint {
            address: format!("{n}.8.0"),
            ..ChannelHint::default()
        };
        Hints {
            layout: Some(Layout::Packed),
            period_min: Some(30),
            channels: (1..=channels).map(hint).collect(),
            ..Hints::default()
        }
    }

    fn told(profile: &LoadProfile) -> Vec<String> {
        let entries = profile.entries().map(|entry| {
            let values = (0..profile.channels.len()).map(|c| entry.raw(c).unwrap_or("-"));
            let values: Vec<&str> = values.collect();
            let flags: Vec<String> = entry.status().flags.iter().map(|f| f.slug()).collect();
            let time = entry
                .time()
                .map_or_else(|| "-".to_owned(), super::super::builder::shown);
            format!(
                "{time} {} {} {}",
                entry.status().raw,
                flags.join(","),
                values.join("|")
            )
        });
        let problems = profile.problems.iter();
        let problems = problems.map(|problem| format!("{}! {}", problem.line, problem.message));
        entries.chain(problems).collect()
    }

    /// 2023-11-14 00:00, which is 1,699,920,000 seconds or 6552B880.
    const DAY_RECORD: &str = "E480B85265030100";

    #[test]
    fn days_and_intervals() {
        let text = format!("({DAY_RECORD}00123452000010)\r\n(00ABCDE2000011)FFFF");
        assert_eq!(
            told(&detect(&text, &hints(2))),
            [
                "2023-11-14 00:30 00  123.45|00001",
                "2023-11-14 01:00 00  -|0000.1",
            ]
        );
    }

    #[test]
    fn the_number_of_channels_is_the_one_that_explains_the_packets() {
        let rows = ["00012343883453", "00912343183453", "00012343083453"];
        for channels in [1, 2] {
            // The first bytes of each row, which end behind its channels.
            let rows = rows.map(|row| &row[..2 + 6 * channels]).concat();
            let text = format!("({DAY_RECORD}{rows}FFFF)");
            let profile = detect(&text, &hints(0));
            assert_eq!(
                (profile.len(), profile.channels.len()),
                (3, channels),
                "{:?}",
                told(&profile)
            );
        }
    }

    #[test]
    fn events_are_flags_of_the_interval_behind_them() {
        let text = format!("{DAY_RECORD}00123450E590B8526502054325");
        assert_eq!(
            told(&detect(&text, &hints(1))),
            [
                "2023-11-14 00:30 00  12345",
                "2023-11-14 01:00 02 bit-1,event-e5 0.05432",
            ]
        );
    }

    #[test]
    fn what_does_not_fit_ends_the_reading() {
        let text = format!("{DAY_RECORD}00123450C300123450");
        assert_eq!(
            told(&detect(&text, &hints(1))),
            [
                "2023-11-14 00:30 00  12345",
                "1! the packets hold C3 where a record begins; the rest is left out",
            ]
        );
        assert!(detect("E4", &hints(1)).is_empty());
        assert!(detect("", &hints(1)).is_empty());
        assert!(detect("(ERROR)", &hints(1)).is_empty());
        let cut = format!("{DAY_RECORD}001234");
        assert!(detect(&cut, &hints(1)).is_empty());
    }
}

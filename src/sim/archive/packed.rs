//! The load profile of Elster A1140 and A1700: marks and packed digits, in packets of 64
//! bytes. As unverified as what is known of it.

use super::request::Range;
use super::series::{Marks, Row, intervals};
use super::{Column, Source};
use crate::sim::load::calendar::{DAY, Day, Seconds, shown_in};

/// Bytes of a packet.
pub(super) const PACKET: usize = 64;

const DAY_MARK: u8 = 0xE4;
const POWER_DOWN: u8 = 0xE5;
const POWER_UP: u8 = 0xE6;
const FILLER: u8 = 0xFF;

/// Digits behind the point of each value.
const DECIMALS: i128 = 3;

/// From 1970 to the anchor, in seconds.
const EPOCH: Seconds = 19_723 * DAY;

/// The packets of so many days, oldest first.
pub(super) fn packets(columns: &[Column], source: &Source<'_>, days: i64) -> Vec<String> {
    let mut bytes: Vec<u8> = Vec::new();
    let mut last: Option<(Seconds, bool, Seconds)> = None;
    let today = Day::of(source.now).number;
    let range = Range {
        after: Day::number(today - days + 1).begin,
        to: source.now,
    };
    intervals(source, columns, range, |row: &Row<'_>| {
        let stamp = |at: Seconds| {
            // Civil time, counted as if it were coordinated.
            let shown = shown_in(at, row.summer);
            let civil = EPOCH + shown.duration_since(crate::sim::template::ANCHOR).as_secs();
            u32::try_from(civil).unwrap_or(0).to_le_bytes()
        };
        let goes_on = last.is_some_and(|(end, summer, midnight)| {
            end == row.begin && summer == row.summer && row.begin < midnight
        });
        if row.marks.has(Marks::FAILED) {
            bytes.push(POWER_DOWN);
            bytes.extend(stamp(row.begin));
        }
        if row.marks.has(Marks::RESTORED) {
            bytes.push(POWER_UP);
            bytes.extend(stamp(row.end));
        }
        if !goes_on {
            bytes.push(DAY_MARK);
            bytes.extend(stamp(row.begin));
            let minutes = u8::try_from(source.period / 60).unwrap_or(0);
            bytes.extend([0x03, 0x00, minutes]);
        }
        let odd = row.marks != Marks::default();
        bytes.push(if odd { 0x02 } else { 0x00 });
        for value in row.values {
            let digits = format!("{:05}", value.clamp(&0, &99_999));
            let nibbles: Vec<u8> = digits
                .bytes()
                .map(|digit| digit - b'0')
                .chain([u8::try_from(DECIMALS).unwrap_or(0)])
                .collect();
            let pair = |pair: &[u8]| pair.iter().fold(0, |byte, nibble| byte << 4 | nibble);
            bytes.extend(nibbles.chunks(2).map(pair));
        }
        last = Some((row.end, row.summer, row.midnight));
    });
    let packet = |part: &[u8]| {
        let filler = std::iter::repeat_n(&FILLER, PACKET - part.len());
        part.iter()
            .chain(filler)
            .map(|byte| format!("{byte:02X}"))
            .collect()
    };
    bytes.chunks(PACKET).map(packet).collect()
}

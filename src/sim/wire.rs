//! Characters on a wire: eight bits between a start and a stop bit, and what a
//! receiver makes of them, also at the wrong speed.
//!
//! Both formats are ten bits long, so a character is its *pattern*: the eight
//! bits as an 8N1 receiver sees them. A 7E1 character has its parity in bit 7.

use crate::transport::{CharacterFormat, LineTime};

/// The bits of `byte` in `format`.
pub(super) fn pattern(byte: u8, format: CharacterFormat) -> u8 {
    match format {
        CharacterFormat::EightNone => byte,
        CharacterFormat::SevenEven => {
            let code = byte & 0x7F;
            code | if parity_fits(code) { 0 } else { 0x80 }
        }
    }
}

/// Whether a pattern has even weight, as every 7E1 character does.
pub(super) fn parity_fits(pattern: u8) -> bool {
    pattern.count_ones().is_multiple_of(2)
}

/// A character on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Character {
    pub(super) pattern: u8,
    /// First edge of the start bit.
    pub(super) start: LineTime,
    /// End of the stop bit.
    pub(super) end: LineTime,
    pub(super) baud: u32,
}

/// A receiver that looks at the middle of each bit, as a UART does.
///
/// At the sender's speed every character arrives as it is. At another one it sees
/// characters that nobody sent.
#[derive(Debug, Clone, Default)]
pub(super) struct Receiver {
    underway: Option<Underway>,
    /// Up to where the line was seen, in nanoseconds.
    seen: u64,
}

#[derive(Debug, Clone, Copy)]
struct Underway {
    /// First edge of what is taken for a start bit, in nanoseconds.
    edge: u64,
    /// Levels seen so far, the start bit lowest.
    bits: u16,
    taken: u32,
}

const BITS: u32 = 10;

impl Receiver {
    /// Forgets a character that is under way: the speed was set.
    pub(super) fn reset(&mut self) {
        self.underway = None;
    }

    /// When a character is complete even if the line stays quiet.
    pub(super) fn due(&self, baud: u32) -> Option<LineTime> {
        let underway = self.underway?;
        Some(time(underway.edge + u64::from(BITS) * bit_length(baud)))
    }

    /// Listens to one character at `baud`; returns the patterns completed by its
    /// end.
    pub(super) fn hear(&mut self, character: Character, baud: u32) -> Vec<u8> {
        let (start, end) = (nanos(character.start), nanos(character.end));
        let mut heard = self.hear_quiet(character.start, baud);
        if character.baud == baud && self.underway.is_none() {
            self.seen = end;
            heard.push(character.pattern);
            return heard;
        }
        // Start bit 0, then the pattern from bit 0, then stop bit 1.
        let levels = (u16::from(character.pattern) << 1) | 0x200;
        let mut before = true;
        for bit in 0..BITS {
            let level = levels & (1 << bit) != 0;
            let edge = |bit: u32| start + (end.saturating_sub(start)) * u64::from(bit) / 10;
            let falls = before && !level;
            self.watch(level, falls, (edge(bit), edge(bit + 1)), baud, &mut heard);
            before = level;
        }
        heard
    }

    /// Listens to a quiet line until `until`.
    pub(super) fn hear_quiet(&mut self, until: LineTime, baud: u32) -> Vec<u8> {
        let mut heard = Vec::new();
        let span = (self.seen, nanos(until));
        self.watch(true, false, span, baud, &mut heard);
        heard
    }

    /// Sees one level from `from` to `to`.
    fn watch(
        &mut self,
        high: bool,
        falls: bool,
        (from, to): (u64, u64),
        baud: u32,
        heard: &mut Vec<u8>,
    ) {
        self.seen = self.seen.max(to);
        let bit = bit_length(baud);
        if self.underway.is_none() && falls {
            self.underway = Some(Underway {
                edge: from,
                bits: 0,
                taken: 0,
            });
        }
        let Some(mut underway) = self.underway.take() else {
            return;
        };
        loop {
            let middle = underway.edge + (2 * u64::from(underway.taken) + 1) * bit / 2;
            if middle >= to {
                self.underway = Some(underway);
                return;
            }
            if underway.taken == 0 && high {
                return;
            }
            underway.bits |= u16::from(high) << underway.taken;
            underway.taken += 1;
            if underway.taken == BITS {
                heard.push(((underway.bits >> 1) & 0xFF) as u8);
                return;
            }
        }
    }
}

fn bit_length(baud: u32) -> u64 {
    1_000_000_000 / u64::from(baud.max(1))
}

fn nanos(at: LineTime) -> u64 {
    u64::try_from(at.0.as_nanos()).unwrap_or(u64::MAX)
}

fn time(nanos: u64) -> LineTime {
    LineTime(std::time::Duration::from_nanos(nanos))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transport::LineSettings;

    fn receive(text: &[u8], sent: u32, listening: u32) -> Vec<u8> {
        let settings = LineSettings::seven_even(sent);
        let mut receiver = Receiver::default();
        let mut heard = Vec::new();
        for (index, byte) in text.iter().enumerate() {
            let character = Character {
                pattern: pattern(*byte, CharacterFormat::SevenEven),
                start: LineTime::START + settings.duration_of(index),
                end: LineTime::START + settings.duration_of(index + 1),
                baud: sent,
            };
            heard.extend(receiver.hear(character, listening));
        }
        let later = LineTime::START + settings.duration_of(text.len()) * 100;
        heard.extend(receiver.hear_quiet(later, listening));
        heard
    }

    #[test]
    fn equal_speeds_understand_each_other() {
        assert_eq!(receive(b"/?!\r\n", 300, 300), b"\xAF?!\x8D\n");
        assert_eq!(receive(b"/?!\r\n", 115_200, 115_200), b"\xAF?!\x8D\n");
    }

    #[test]
    fn a_fast_receiver_hears_too_many_characters() {
        let heard = receive(b"/?!\r\n", 300, 9600);
        assert!(heard.len() > 5, "{heard:02X?}");
        assert!(
            heard.iter().all(|p| !b"/?!".contains(&(p & 0x7F))),
            "{heard:02X?}"
        );
    }

    #[test]
    fn a_slow_receiver_hears_too_few() {
        let text = b"1.8.0(0008048.375*kWh)\r\n".repeat(20);
        let heard = receive(&text, 9600, 300);
        assert!(
            !heard.is_empty() && heard.len() <= text.len() / 20,
            "{}",
            heard.len()
        );
        assert_eq!(heard, receive(&text, 9600, 300), "and always the same");
    }

    #[test]
    fn a_near_speed_garbles() {
        let heard = receive(b"1.8.0(0008048.375*kWh)\r\n", 9600, 4800);
        assert!(!heard.is_empty());
        assert!(
            !heard
                .windows(3)
                .any(|w| w.iter().map(|p| p & 0x7F).eq(*b"kWh"))
        );
    }
}

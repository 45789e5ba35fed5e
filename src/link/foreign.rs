//! Recognises what is not IEC 62056-21 on the line, so that it can be named.

use std::fmt;

use crate::codec::charset::ParityVerdict;

/// How many received bytes are looked at.
pub(super) const SAMPLE: usize = 512;

/// What is on the line instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Foreign {
    /// HDLC frames, as DLMS uses: 7E with a format byte A0 to A7.
    Hdlc,
    /// SML: 1B 1B 1B 1B 01 01 01 01.
    Sml,
    /// A long frame of M-Bus: 68 L L 68.
    MBus,
    /// 00, 7F or FF without end: the head is turned or the line inverted.
    Inverted,
    /// Most bytes break even parity: the speed or the parity is another.
    WrongSpeed,
}

impl fmt::Display for Foreign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Foreign::Hdlc => "DLMS over HDLC (7E seen)",
            Foreign::Sml => "SML (1B 1B 1B 1B seen)",
            Foreign::MBus => "M-Bus (68 seen)",
            Foreign::Inverted => "an inverted line",
            Foreign::WrongSpeed => "another speed or parity",
        })
    }
}

impl Foreign {
    /// The protocol that these bytes begin with, if it is a known one.
    pub fn of(bytes: &[u8]) -> Option<Foreign> {
        protocol(bytes.get(..SAMPLE).unwrap_or(bytes))
    }
}

/// What the first bytes of an unreadable answer look like.
pub(super) fn recognise(sample: &[u8], verdict: ParityVerdict) -> Option<Foreign> {
    if let Some(protocol) = protocol(sample) {
        return Some(protocol);
    }
    let stuck = |byte: &&u8| matches!(**byte, 0x00 | 0x7F | 0xFF | 0x80);
    if sample.len() >= 8 && sample.iter().filter(stuck).count() * 10 >= sample.len() * 9 {
        return Some(Foreign::Inverted);
    }
    (verdict == ParityVerdict::Broken && sample.len() >= 8).then_some(Foreign::WrongSpeed)
}

fn protocol(sample: &[u8]) -> Option<Foreign> {
    let sml = [0x1B, 0x1B, 0x1B, 0x1B];
    if sample.windows(4).any(|w| w == sml) {
        return Some(Foreign::Sml);
    }
    let hdlc =
        |w: &[u8]| matches!(w, [0x7E, format, length] if format & 0xF0 == 0xA0 && *length >= 7);
    if sample.windows(3).any(hdlc) {
        return Some(Foreign::Hdlc);
    }
    let m_bus = |w: &[u8]| matches!(w, [0x68, a, b, 0x68] if a == b && *a >= 3);
    sample.windows(4).any(m_bus).then_some(Foreign::MBus)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(sample: &[u8], expected: Option<Foreign>) {
        let verdict = if sample.iter().any(|b| *b > 0x7F) {
            ParityVerdict::Broken
        } else {
            ParityVerdict::Absent
        };
        assert_eq!(recognise(sample, verdict), expected, "{sample:02X?}");
    }

    #[test]
    fn other_protocols_are_named() {
        check(&[0, 0x7E, 0xA0, 0x1E, 0x21], Some(Foreign::Hdlc));
        check(
            &[0x1B, 0x1B, 0x1B, 0x1B, 1, 1, 1, 1, 0x76],
            Some(Foreign::Sml),
        );
        check(&[0x68, 0x20, 0x20, 0x68, 8], Some(Foreign::MBus));
        check(&[0; 20], Some(Foreign::Inverted));
        check(
            &[0x83, 0x91, 0xE0, 0x91, 0xA1, 0x07, 0xF8, 0xB0],
            Some(Foreign::WrongSpeed),
        );
        check(b"abc", None);
        check(b"", None);
    }
}

//! 7E1 in software: even parity in bit 7 of a byte.
//!
//! Where a port or a converter passes 8 bits through, the parity bit of each
//! character arrives as bit 7. Meters always send even parity (clause 4.2), so
//! what was received tells which case it is.

/// `byte` with bit 7 set so that the number of ones is even.
pub fn with_even_parity(byte: u8) -> u8 {
    let code = byte & 0x7F;
    if code.count_ones() % 2 == 1 {
        code | 0x80
    } else {
        code
    }
}

/// Puts even parity on every byte.
pub fn encode(codes: &[u8]) -> Vec<u8> {
    codes.iter().copied().map(with_even_parity).collect()
}

/// Where bytes break even parity.
pub fn odd(bytes: &[u8]) -> impl Iterator<Item = usize> {
    let odd = bytes
        .iter()
        .enumerate()
        .filter(|(_, byte)| byte.count_ones() % 2 == 1);
    odd.map(|(place, _)| place)
}

/// Takes bit 7 off every byte.
pub fn strip(bytes: &mut [u8]) {
    for byte in bytes {
        *byte &= 0x7F;
    }
}

/// Counts what tells parity from noise in the bytes received so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ParitySurvey {
    /// All bytes.
    pub total: usize,
    /// Bytes with bit 7 set.
    pub high: usize,
    /// Bytes with an odd number of ones.
    pub odd: usize,
}

/// What a survey says of the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParityVerdict {
    /// Nothing was received.
    Nothing,
    /// No byte has bit 7 set: clean 7-bit codes.
    Absent,
    /// Bit 7 carries even parity; `errors` bytes break it.
    Even { errors: usize },
    /// More than one byte in four breaks even parity: the wrong speed, the wrong
    /// parity, or a binary protocol.
    Broken,
}

impl ParitySurvey {
    /// Takes the bytes, bit 7 still on, into the count.
    pub fn add(&mut self, bytes: &[u8]) {
        self.total += bytes.len();
        for byte in bytes {
            self.high += usize::from(byte >> 7);
            self.odd += usize::from(byte.count_ones() % 2 == 1);
        }
    }

    /// What was received so far looks like.
    pub fn verdict(&self) -> ParityVerdict {
        if self.total == 0 {
            ParityVerdict::Nothing
        } else if self.high == 0 {
            ParityVerdict::Absent
        } else if self.odd * 4 <= self.total {
            ParityVerdict::Even { errors: self.odd }
        } else {
            ParityVerdict::Broken
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slash_and_carriage_return_gain_bit_7_but_line_feed_and_mark_do_not() {
        assert_eq!(encode(b"/?!\r\n"), [0xAF, 0x3F, 0x21, 0x8D, 0x0A]);
    }

    #[test]
    fn parity_is_told_from_plain_codes_and_from_noise() {
        let verdict = |bytes: &[u8]| {
            let mut survey = ParitySurvey::default();
            survey.add(bytes);
            survey.verdict()
        };
        assert_eq!(verdict(b""), ParityVerdict::Nothing);
        assert_eq!(verdict(b"/ISk5ME162-0033\r\n"), ParityVerdict::Absent);
        assert_eq!(
            verdict(&encode(b"/ISk5ME162-0033\r\n")),
            ParityVerdict::Even { errors: 0 }
        );
        assert_eq!(verdict(&[0x80, 0x01, 0x13, 0x0A]), ParityVerdict::Broken);
    }
}

//! The block check character (clause 6.3.1 item 8, ISO 1155) and the checks that
//! meters use in its place.

use serde::{Deserialize, Serialize};

/// How the check over a message was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BlockCheckKind {
    /// Exclusive or of the 7-bit codes, as ISO 1155 says.
    Xor,
    /// Sum of the 7-bit codes modulo 128: Energomera, Kamstrup MC66, SATEC.
    Sum7,
    /// CRC-16/ARC over a P1 telegram, `/` to `!` inclusive.
    Crc16,
    /// The message came without a check.
    None,
}

/// What the check of one received message said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BlockCheck {
    pub kind: BlockCheckKind,
    /// As the meter sent it; `None` when it sent no check.
    pub received: Option<u16>,
    /// As it should be by `kind`; 0 where `kind` is [`BlockCheckKind::None`].
    pub computed: u16,
}

impl BlockCheck {
    /// A message that carries no check.
    pub const ABSENT: BlockCheck = BlockCheck {
        kind: BlockCheckKind::None,
        received: None,
        computed: 0,
    };

    /// Judges the check character `received` behind `checked`, the codes after the
    /// first SOH or STX up to and including ETX or EOT.
    ///
    /// XOR is tried before the sum; when neither fits, the kind named is XOR.
    pub fn of_frame(checked: &[u8], received: u8) -> BlockCheck {
        let (xor, sum) = (xor(checked), sum7(checked));
        let sum_only = received == sum && received != xor;
        let (kind, computed) = if sum_only {
            (BlockCheckKind::Sum7, sum)
        } else {
            (BlockCheckKind::Xor, xor)
        };
        BlockCheck {
            kind,
            received: Some(u16::from(received)),
            computed: u16::from(computed),
        }
    }

    /// Whether what was received agrees with what was computed. A message without
    /// a check is neither right nor wrong: `None`.
    pub fn is_ok(&self) -> Option<bool> {
        self.received.map(|received| received == self.computed)
    }

    /// Whether a check was received and does not agree.
    pub fn is_wrong(&self) -> bool {
        self.is_ok() == Some(false)
    }
}

/// Exclusive or of the 7-bit codes.
pub fn xor(codes: &[u8]) -> u8 {
    codes.iter().fold(0, |check, code| check ^ code) & 0x7F
}

/// Sum of the 7-bit codes modulo 128.
pub fn sum7(codes: &[u8]) -> u8 {
    codes
        .iter()
        .fold(0u8, |check, code| check.wrapping_add(*code))
        & 0x7F
}

/// CRC-16/ARC: polynomial A001 reflected, initial value 0, no final exclusive or
/// (DSMR 5.0.2 P1, clause 5.2). Bytes count whole, with bit 7.
pub fn crc16(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0, |crc, byte| {
        let index = usize::from((crc as u8) ^ byte);
        (crc >> 8) ^ CRC16_TABLE[index & 0xFF]
    })
}

const CRC16_TABLE: [u16; 256] = {
    let mut table = [0u16; 256];
    let mut index = 0;
    while index < 256 {
        let mut crc = index as u16;
        let mut bit = 0;
        while bit < 8 {
            crc = if crc & 1 == 1 {
                (crc >> 1) ^ 0xA001
            } else {
                crc >> 1
            };
            bit += 1;
        }
        table[index] = crc;
        index += 1;
    }
    table
};

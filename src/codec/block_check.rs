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
    /// XOR is tried before the sum; when neither fits, the kind named is XOR. About
    /// one damaged frame in a hundred fits the sum by chance, so whoever knows the
    /// meter's rule, or of a parity error, asks [`BlockCheck::of_frame_by`].
    pub fn of_frame(checked: &[u8], received: u8) -> BlockCheck {
        let kind = if received == sum7(checked) && received != xor(checked) {
            BlockCheckKind::Sum7
        } else {
            BlockCheckKind::Xor
        };
        BlockCheck::of_frame_by(kind, checked, received)
    }

    /// Judges as [`BlockCheck::of_frame`] does, by one rule alone; any kind but the
    /// sum counts as XOR.
    pub fn of_frame_by(kind: BlockCheckKind, checked: &[u8], received: u8) -> BlockCheck {
        let (kind, computed) = match kind {
            BlockCheckKind::Sum7 => (BlockCheckKind::Sum7, sum7(checked)),
            _ => (BlockCheckKind::Xor, xor(checked)),
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
    crc16_extend(0, bytes)
}

/// The CRC of what gave `crc` followed by `bytes`.
pub fn crc16_extend(crc: u16, bytes: &[u8]) -> u16 {
    bytes.iter().fold(crc, |crc, byte| {
        let [low, high] = crc.to_le_bytes();
        let entry = CRC16_TABLE.get(usize::from(low ^ byte));
        u16::from(high) ^ entry.copied().unwrap_or_default()
    })
}

#[expect(
    clippy::indexing_slicing,
    reason = "evaluated by the compiler, which would refuse an index out of range"
)]
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

//! The acknowledgement / option select message, `ACK V Z Y CR LF` (clause 6.3.2).

use super::control::{ACK, CR, LF};

/// Chooses protocol, speed and mode after an identification in mode C or E.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OptionSelect {
    /// V: `0` normal procedure, `2` HDLC.
    pub protocol: char,
    /// Z: the baud rate identification, `0` for staying at 300 Bd.
    pub baud: char,
    /// Y: `0` data readout, `1` programming mode, `6` to `9` the maker's own.
    pub mode: char,
}

impl OptionSelect {
    /// Data readout at the speed that `baud` stands for.
    pub fn readout(baud: char) -> OptionSelect {
        OptionSelect {
            protocol: '0',
            baud,
            mode: '0',
        }
    }

    /// Programming mode at the speed that `baud` stands for.
    pub fn programming(baud: char) -> OptionSelect {
        OptionSelect {
            protocol: '0',
            baud,
            mode: '1',
        }
    }

    pub(super) fn encode(self) -> Vec<u8> {
        let code = |c: char| u8::try_from(c).unwrap_or(b'?') & 0x7F;
        vec![
            ACK,
            code(self.protocol),
            code(self.baud),
            code(self.mode),
            CR,
            LF,
        ]
    }
}

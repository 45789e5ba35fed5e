//! The identification message, `/ X X X Z ident CR LF` (clause 6.3.2, annex E).

use serde::{Deserialize, Serialize};

use super::control::{CR, LF};

/// What the meter says of itself before anything else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identification {
    line: String,
    baud_char: char,
    escapes: Vec<char>,
    text: String,
}

/// The protocol modes of IEC 62056-21, clause 6.4.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Mode {
    /// Readout at 300 Bd without asking back.
    A,
    /// Readout at the announced speed without asking back.
    B,
    /// The reading device chooses speed and mode.
    C,
    /// The meter pushes, unasked.
    D,
    /// HDLC after the option select; only recognised here.
    E,
}

impl Mode {
    /// The letter of the mode.
    pub fn letter(self) -> char {
        match self {
            Mode::A => 'A',
            Mode::B => 'B',
            Mode::C => 'C',
            Mode::D => 'D',
            Mode::E => 'E',
        }
    }
}

impl Identification {
    /// Takes apart a line without CR LF. `None` unless it starts with `/`, three
    /// letters and a baud rate identification.
    ///
    /// The standard allows 16 characters of ident; meters send up to about 40.
    pub fn parse(line: &str) -> Option<Identification> {
        let mut chars = line.strip_prefix('/')?.chars();
        if !chars.by_ref().take(3).all(|c| c.is_ascii_alphabetic()) {
            return None;
        }
        let baud_char = chars.next()?;
        if baud_char == '/' || baud_char == '!' || baud_char.is_control() {
            return None;
        }
        let mut rest = chars.as_str();
        let mut escapes = Vec::new();
        while let Some(pair) = rest.strip_prefix('\\') {
            let mut pair = pair.chars();
            let Some(code) = pair.next() else { break };
            escapes.push(code);
            rest = pair.as_str();
        }
        Some(Identification {
            line: line.to_owned(),
            baud_char,
            escapes,
            text: rest.to_owned(),
        })
    }

    /// The whole line as sent, without CR LF.
    pub fn line(&self) -> &str {
        &self.line
    }

    /// The three letters of the maker as sent; a lower-case third one means a
    /// reaction time of 20 ms.
    pub fn manufacturer(&self) -> &str {
        self.line.get(1..4).unwrap_or("")
    }

    /// Z, the baud rate identification.
    pub fn baud_char(&self) -> char {
        self.baud_char
    }

    /// The characters after each `\` in front of the ident; `2` offers HDLC.
    pub fn escapes(&self) -> &[char] {
        &self.escapes
    }

    /// The ident without escape pairs.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether the meter offers HDLC (mode E). Means nothing in a pushed telegram.
    pub fn offers_hdlc(&self) -> bool {
        self.escapes.contains(&'2')
    }

    /// The mode that Z announces: digits C, letters A to F mode B, all others A.
    /// A pushed telegram is mode D whatever Z says.
    pub fn announced_mode(&self) -> Mode {
        match self.baud_char {
            '0'..='9' => Mode::C,
            'A'..='I' => Mode::B,
            _ => Mode::A,
        }
    }

    /// The speed that Z announces, in baud; 300 in mode A. `None` for a reserved
    /// letter.
    pub fn announced_baud(&self) -> Option<u32> {
        match self.announced_mode() {
            Mode::A => Some(300),
            _ => baud_of(self.baud_char),
        }
    }

    pub(super) fn encode(&self) -> Vec<u8> {
        let mut bytes: Vec<u8> = self
            .line
            .chars()
            .map(|c| u8::try_from(c).unwrap_or(b'?') & 0x7F)
            .collect();
        bytes.extend([CR, LF]);
        bytes
    }
}

/// The speed of a baud rate identification in modes B and C, in baud. 7 to 9 are
/// the extensions that SATEC documents for serial ports.
pub fn baud_of(baud_char: char) -> Option<u32> {
    Some(match baud_char {
        '0' => 300,
        '1' | 'A' => 600,
        '2' | 'B' => 1200,
        '3' | 'C' => 2400,
        '4' | 'D' => 4800,
        '5' | 'E' => 9600,
        '6' | 'F' => 19200,
        '7' => 38400,
        '8' => 57600,
        '9' => 115_200,
        _ => return None,
    })
}

/// The baud rate identification of mode C for a speed in baud.
pub fn baud_char_of(baud: u32) -> Option<char> {
    ('0'..='9').find(|c| baud_of(*c) == Some(baud))
}

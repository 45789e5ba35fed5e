//! The control characters of ISO 646 that IEC 62056-21 uses.

pub const NUL: u8 = 0x00;
pub const SOH: u8 = 0x01;
pub const STX: u8 = 0x02;
pub const ETX: u8 = 0x03;
pub const EOT: u8 = 0x04;
pub const ACK: u8 = 0x06;
pub const LF: u8 = 0x0A;
pub const CR: u8 = 0x0D;
pub const NAK: u8 = 0x15;
pub const DEL: u8 = 0x7F;

/// The short name of a control character, `None` for a printable one.
pub fn name(byte: u8) -> Option<&'static str> {
    const NAMES: [&str; 32] = [
        "NUL", "SOH", "STX", "ETX", "EOT", "ENQ", "ACK", "BEL", "BS", "HT", "LF", "VT", "FF", "CR",
        "SO", "SI", "DLE", "DC1", "DC2", "DC3", "DC4", "NAK", "SYN", "ETB", "CAN", "EM", "SUB",
        "ESC", "FS", "GS", "RS", "US",
    ];
    match byte {
        DEL => Some("DEL"),
        _ => NAMES.get(usize::from(byte)).copied(),
    }
}

/// Whether `byte` may stand in the text of a line.
pub fn is_printable(byte: u8) -> bool {
    (0x20..DEL).contains(&byte)
}

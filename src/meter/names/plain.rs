//! Names of registers whose addresses are no codes.

/// Addresses and names. Sources: the CE208/308 protocol description and line
/// captures of CE102M and CE301; annex C of IEC 62056-21 for the codes of four hex
/// digits.
pub(super) const NAMES: [(&str, &str); 39] = [
    ("ET0PE", "Active import, total and tariffs"),
    ("ET0PI", "Active export, total and tariffs"),
    ("ET0QE", "Reactive import, total and tariffs"),
    ("ET0QI", "Reactive export, total and tariffs"),
    ("ENMPE", "Active import, end of month"),
    ("ENMPI", "Active export, end of month"),
    ("ENDPE", "Active import, end of day"),
    ("ENDPI", "Active export, end of day"),
    ("EAMPE", "Active import, of a month"),
    ("EADPE", "Active import, of a day"),
    ("ECMPE", "Active import, this month"),
    ("ECDPE", "Active import, today"),
    ("VOLTA", "Voltages"),
    ("CURRE", "Currents"),
    ("POWEP", "Active power"),
    ("POWPP", "Active power by phase"),
    ("POWEQ", "Reactive power"),
    ("POWPQ", "Reactive power by phase"),
    ("COS_f", "Power factors"),
    ("FREQU", "Frequency"),
    ("CORUU", "Angles between voltages"),
    ("CORIU", "Angles of current to voltage"),
    ("SNUMB", "Serial number"),
    ("MODEL", "Model"),
    ("IDENT", "Identification"),
    ("IDPAS", "Device identifier"),
    ("HELLO", "Greeting"),
    ("DATE_", "Date"),
    ("TIME_", "Time"),
    ("WATCH", "Date and time"),
    ("CTIME", "Date and time"),
    ("STAT_", "Operating status"),
    ("TAVER", "Measuring period"),
    ("C003", "Date and time"),
    ("C000", "Date and time"),
    ("C006", "Last parameter change"),
    ("C140", "Battery hours"),
    ("C150", "Error register"),
    ("D000", "Serial number"),
];

pub(super) fn name(address: &str) -> Option<&'static str> {
    let listed = NAMES.iter().find(|(known, _)| *known == address);
    listed
        .map(|(_, name)| *name)
        .or_else(|| is_schedule(address).then_some("Tariff times"))
}

/// `GRF01`: the switching times of a day, hour, minute and tariff.
fn is_schedule(address: &str) -> bool {
    address
        .strip_prefix("GRF")
        .is_some_and(|number| number.len() == 2 && number.bytes().all(|b| b.is_ascii_digit()))
}

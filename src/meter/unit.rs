//! Spelling of units: meters write `kVArh`, `KVARH` and `kvarh` for the same.
//!
//! Knows nothing about values; converts nothing.

/// The normal spellings, in ASCII as meters send them. `M` and `m` mean different
/// things at the front, so only the rest of a unit may differ in case.
const NORMAL: [&str; 56] = [
    "kWh",
    "kW",
    "kvarh",
    "kvar",
    "V",
    "A",
    "Wh",
    "W",
    "varh",
    "var",
    "VA",
    "kVA",
    "kVAh",
    "VAh",
    "MWh",
    "MW",
    "GWh",
    "GW",
    "Mvarh",
    "Mvar",
    "MVA",
    "MVAh",
    "Gvarh",
    "Hz",
    "kHz",
    "kV",
    "mV",
    "mA",
    "kA",
    "GJ",
    "MJ",
    "kJ",
    "J",
    "Gcal",
    "m3",
    "m3/h",
    "l",
    "l/h",
    "d",
    "h",
    "s",
    "min",
    "C",
    "K",
    "deg",
    "bar",
    "mbar",
    "Pa",
    "kPa",
    "kg",
    "t",
    "%",
    "dB",
    "imp/kWh",
    "imp/kvarh",
    "Ah",
];

/// Spellings that differ by more than case.
const ALIASES: [(&str, &str); 15] = [
    ("m3ph", "m3/h"),
    ("m^3", "m3"),
    ("m³", "m3"),
    ("m³/h", "m3/h"),
    ("L", "l"),
    ("M3", "m3"),
    ("sec", "s"),
    ("secs", "s"),
    ("deg C", "C"),
    ("degC", "C"),
    ("°C", "C"),
    ("°", "deg"),
    ("cbm", "m3"),
    ("hours", "h"),
    ("days", "d"),
];

/// The normal spelling of `unit`; `None` for a unit that is not known.
pub fn normal(unit: &str) -> Option<&'static str> {
    NORMAL
        .iter()
        .copied()
        .find(|normal| *normal == unit)
        .or_else(|| NORMAL.iter().copied().find(|normal| is_same(normal, unit)))
        .or_else(|| {
            ALIASES
                .iter()
                .find(|(alias, _)| alias.eq_ignore_ascii_case(unit) && is_case_safe(alias, unit))
                .map(|(_, normal)| *normal)
        })
}

/// Whether `unit` is `normal` but for its case, where case has no meaning.
fn is_same(normal: &str, unit: &str) -> bool {
    normal.len() > 1 && normal.eq_ignore_ascii_case(unit) && is_case_safe(normal, unit)
}

/// One letter alone, and a leading `m` or `M`, mean something by their case.
fn is_case_safe(known: &str, unit: &str) -> bool {
    let first = known.as_bytes().first();
    let is_scaled = matches!(first, Some(b'm' | b'M'));
    known == unit || (known.len() > 1 && (!is_scaled || unit.as_bytes().first() == first))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_get_their_normal_spelling() {
        let check =
            |sent: &str, expected: Option<&str>| assert_eq!(normal(sent), expected, "{sent}");
        check("kWh", Some("kWh"));
        check("KWH", Some("kWh"));
        check("kVArh", Some("kvarh"));
        check("kVAr", Some("kvar"));
        check("m3ph", Some("m3/h"));
        check("Deg", Some("deg"));
        check("secs", Some("s"));
        check("Imp/kWh", Some("imp/kWh"));
        check("MWh", Some("MWh"));
        check("mWh", None);
        check("mw", None);
        check("a", None);
        check("k", None);
        check("P/S", None);
        check("", None);
    }

    #[test]
    fn every_normal_spelling_is_its_own() {
        for unit in NORMAL {
            assert_eq!(normal(unit), Some(unit));
        }
    }
}

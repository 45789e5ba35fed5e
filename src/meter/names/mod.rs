//! English names of registers, built from the value groups of their codes.
//!
//! One scheme: quantity, phase, kind, then tariff, harmonic or limit, parted by
//! commas: `Active import, L1, maximum demand, tariff 2`. A counter says no kind,
//! an instantaneous voltage, current, factor or frequency neither. Where tariffs
//! exist, E = 0 says `total`.
//!
//! Stored values carry the name of their present value. A register that is not
//! known has no name; nothing is guessed.

mod electricity;
#[cfg(test)]
mod every;
mod general;
mod others;
mod plain;

use super::code::{Code, Medium};

#[cfg(test)]
pub(crate) use every::every_name;

/// The name of the register that `code` points to.
pub fn of_code(code: &Code) -> Option<String> {
    let mut name = Name::default();
    let known = match code.c {
        0 if code.a <= 1 => general::general(code, &mut name),
        96..=99 => general::service(code, &mut name),
        _ => match code.medium() {
            Medium::Abstract => general::abstract_data(code, &mut name),
            Medium::Electricity => electricity::name(code, &mut name),
            Medium::Other => None,
            medium => others::name(code, medium, &mut name),
        },
    };
    known.map(|()| name.text)
}

/// The name of a register whose address is no code: the names of Energomera
/// meters and the formatted codes of annex C.
pub fn of_address(address: &str) -> Option<&'static str> {
    plain::name(address)
}

/// A name under construction.
#[derive(Default)]
struct Name {
    text: String,
}

impl Name {
    /// Adds a part; an empty one adds nothing.
    fn part(&mut self, part: &str) {
        if part.is_empty() {
            return;
        }
        if self.text.is_empty() {
            self.text.reserve(48);
        } else {
            self.text.push_str(", ");
        }
        self.text.push_str(part);
    }

    /// Adds a part that ends in a number.
    fn numbered(&mut self, part: &str, number: u8) {
        self.part(part);
        self.text.push(' ');
        for place in [100, 10, 1] {
            if number >= place || place == 1 {
                self.text.push(char::from(b'0' + number / place % 10));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn name(address: &str) -> String {
        name_in(address, Medium::Electricity)
    }

    fn name_in(address: &str, medium: Medium) -> String {
        let code = Code::parse(address, medium).unwrap();
        of_code(&code).unwrap_or_else(|| "none".to_owned())
    }

    #[test]
    fn names_follow_one_scheme() {
        let check =
            |address: &str, expected: &str| assert_eq!(name(address), expected, "{address}");
        check("1.8.0", "Active import, total");
        check("1.8.1*05", "Active import, tariff 1");
        check("1-0:1.6.1*19", "Active import, maximum demand, tariff 1");
        check("2.6.0", "Active export, maximum demand, total");
        check("1.2.2", "Active import, cumulated maximum demand, tariff 2");
        check("1.7.0", "Active import, power");
        check("1-0:1.7.255*255", "Active import, power");
        check("21.7.0", "Active import, L1, power");
        check("62.7.0", "Active export, L3, power");
        check("5.8.0", "Reactive quadrant 1, total");
        check("16.7.0", "Active net, power");
        check("1.5", "Active import, last average demand");
        check("1-1:1.29", "Active import, interval energy");
        check("32.7", "Voltage, L1");
        check("71.7.0", "Current, L3");
        check("14.7", "Frequency");
        check("34.7.0", "Frequency, L1");
        check("53.7.0", "Power factor, L2");
        check("31.7.5", "Current, L1, harmonic 5");
        check("32.7.124", "Voltage, L1, total harmonic distortion");
        check("1-0:32.32.0", "Voltage, L1, sags");
        check("1-0:72.36.0", "Voltage, L3, swells");
        check("81.7.1", "Angle, U1 to U2");
        check("81.7.4", "Angle, U1 to I1");
        check("81.7.26", "Angle, U3 to I3");
        check("91.7.0", "Neutral current");
        check("90.7.0", "Sum of currents");
        check("2.35.0.01", "Active export, upper limit");
        check("1-0:1.4.0", "Active import, running average demand");
        check("1.99.0", "none");
    }

    #[test]
    fn general_and_service_entries_have_names() {
        let check =
            |address: &str, expected: &str| assert_eq!(name(address), expected, "{address}");
        check("0.0.0", "Serial number");
        check("0.0.1", "Property number");
        check("0.1.0", "Resets");
        check("0.1.2*07", "Reset time");
        check("0.2.0", "Firmware");
        check("0.9.1", "Time");
        check("0.9.2", "Date");
        check("F.F", "Error register");
        check("0-0:F.F.0*255", "Error register");
        check("1-0:97.97.0", "Error register");
        check("C.1.0", "Maker's serial number");
        check("C.7.0", "Power failures");
        check("0-0:96.7.21", "Power failures");
        check("0-0:96.7.9", "Long power failures");
        check("C.51.1", "Tamper events");
        check("C.51.2*01", "Tamper event, last time");
        check("P.01", "Load profile 1");
        check("P.98", "Logbook");
        check("0-0:1.0.0", "Date and time");
        check("0-1:24.2.1", "Sub-meter reading");
        check("0-1:96.1.0", "Sub-meter serial number");
        check("1-0:99.97.0", "Power failure log");
        check("96.71*1", "Terminal cover, last opened");
    }

    #[test]
    fn heat_meters_have_names() {
        let check = |address: &str, expected: &str| {
            assert_eq!(name_in(address, Medium::Heat), expected, "{address}");
        };
        check("6.8", "Heat energy, total");
        check("6.8.1", "Heat energy, tariff 1");
        check("6.26*01", "Volume, total");
        check("9.36", "Date and time");
        check("0.0", "Serial number");
        check("9.4", "Maximum temperatures, flow and return");
        check("F", "Error register");
    }

    #[test]
    fn names_of_addresses_that_are_no_codes() {
        assert_eq!(
            of_address("ET0PE"),
            Some("Active import, total and tariffs")
        );
        assert_eq!(of_address("C003"), Some("Date and time"));
        assert_eq!(of_address("XYZ"), None);
    }

    /// Every code of electricity, the general and service entries, and heat.
    fn every_name() -> BTreeMap<String, String> {
        let mut names = BTreeMap::new();
        for (prefix, highest) in [("1-0:", 99), ("0-0:", 99), ("0-1:", 99), ("6-0:", 99)] {
            for c in 0..=highest {
                for d in (0..=60).chain([97, 98]) {
                    for e in [0, 1, 2, 3, 4, 255] {
                        let address = format!("{prefix}{c}.{d}.{e}");
                        let code = Code::parse(&address, Medium::Electricity).unwrap();
                        names.extend(of_code(&code).map(|name| (code.normal_form(), name)));
                    }
                }
            }
        }
        names
    }

    #[test]
    fn at_least_four_hundred_codes_have_names() {
        let named = every_name();
        let distinct: std::collections::BTreeSet<_> = named.values().collect();
        assert!(named.len() >= 400, "{}", named.len());
        assert!(distinct.len() >= 400, "{}", distinct.len());
    }

    #[test]
    fn names_are_written_alike() {
        for (code, name) in every_name() {
            assert!(
                name.starts_with(|c: char| c.is_ascii_uppercase()),
                "{code} {name}"
            );
            assert!(!name.ends_with([',', ' ', '.']), "{code} {name}");
            assert!(
                !name.contains("  ") && !name.contains(",,"),
                "{code} {name}"
            );
            for part in name.split(", ").skip(1) {
                let is_label = ["L1", "L2", "L3", "U", "I", "S"]
                    .iter()
                    .any(|l| part.starts_with(l));
                assert!(
                    is_label || part.starts_with(|c: char| c.is_ascii_lowercase()),
                    "{code} {name}"
                );
            }
        }
    }

    #[test]
    fn a_name_stands_for_one_quantity_of_a_medium() {
        let mut seen: BTreeMap<String, String> = BTreeMap::new();
        for (code, name) in every_name() {
            if !code.starts_with("1-0:") || code.ends_with(".255") {
                continue;
            }
            let (_, groups) = code.split_once(':').unwrap();
            if !(1..=95).contains(&groups.split('.').next().unwrap().parse::<u8>().unwrap()) {
                continue;
            }
            if let Some(other) = seen.insert(name.clone(), code.clone()) {
                panic!("{other} and {code} are both called {name}");
            }
        }
    }
}

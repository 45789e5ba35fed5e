//! The simulated meters there are.
//!
//! Their passwords and what can be written to them are listed in
//! `assets/sim/README.md`; the meter that a demonstration reads takes `00000000`.

use thiserror::Error;

use super::kind::MeterType;

/// The meter that a demonstration reads.
pub const DEFAULT: &str = "lgz-zmd";

/// All simulated meters, the default one first.
pub fn all() -> &'static [MeterType] {
    &METERS
}

/// The simulated meter with this name.
pub fn find(name: &str) -> Result<&'static MeterType, UnknownMeter> {
    all()
        .iter()
        .find(|kind| kind.name == name)
        .ok_or_else(|| UnknownMeter {
            name: name.to_owned(),
        })
}

/// A text that names no simulated meter.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("there is no simulated meter {name:?}; there are {}", names().join(", "))]
pub struct UnknownMeter {
    pub name: String,
}

fn names() -> Vec<&'static str> {
    all().iter().map(|kind| kind.name).collect()
}

/// The content of a file in `assets/sim`.
macro_rules! content {
    ($name:literal) => {
        include_str!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/assets/sim/",
            $name,
            ".txt"
        ))
    };
}

mod elster;
mod emh;
mod energomera;
mod gas;
mod iskra;
mod landis;
mod mass;
mod metcom;
mod pushing;
mod read_only;
mod single;

static METERS: [MeterType; 22] = [
    landis::LGZ_ZMD,
    iskra::ISKRA_MT174,
    emh::EMH_LZQJ,
    emh::EMH_LZQJ_SOLAR,
    metcom::METCOM_MCS301,
    elster::ELSTER_AS1440,
    elster::ELSTER_A1140,
    gas::ELS_EK280,
    read_only::KAMSTRUP_MC66,
    read_only::KAMSTRUP_382,
    read_only::LANDIS_UH50,
    energomera::ENERGOMERA_CE102M,
    energomera::ENERGOMERA_CE208,
    mass::MAKEL_C500,
    mass::KOEHLER_MF,
    emh::LEM_EM4TII,
    single::SATEC_EM720,
    single::YTL_DRS110M,
    read_only::ITRON_ACE3000,
    pushing::EASYMETER_Q3D,
    pushing::HAGER_EHZ,
    pushing::DSMR_P1,
];

#[cfg(test)]
mod tests {
    use super::super::bench::*;
    use super::super::cell::{Cell, Form, Rule};
    use super::super::kind::Manner;
    use super::super::{Faults, content, template};
    use super::*;
    use crate::codec::BlockCheckKind;

    #[test]
    fn every_meter_reads_and_its_check_is_right() {
        for kind in all() {
            let heard = read_out(kind, CLOCK, Faults::default());
            let data = data_message(&heard);
            let data = data.unwrap_or_else(|| panic!("{}: no data message", kind.name));
            assert!(data.is_complete(), "{}", kind.name);
            assert_eq!(data.check.kind, kind.check, "{}", kind.name);
            if kind.check != BlockCheckKind::None {
                assert_eq!(data.check.is_ok(), Some(true), "{}", kind.name);
            }
        }
    }

    #[test]
    fn no_placeholder_is_left() {
        for kind in all() {
            let text = template::render(kind.readout, CLOCK);
            assert!(!text.contains(['{', '}', '@']), "{}: {text}", kind.name);
            assert!(text.is_ascii(), "{}", kind.name);
        }
    }

    /// Registers of programming mode that every type with one has to have.
    #[test]
    fn there_is_enough_to_read_and_to_write_and_no_energy_among_it() {
        for kind in all() {
            let Manner::Answers(answers) = kind.manner else {
                continue;
            };
            let Some(programming) = answers.programming else {
                continue;
            };
            let name = kind.name;
            let cells = programming.cells;
            let lines = template::render(kind.readout, CLOCK).matches('(').count();
            assert!(lines + cells.len() >= 10, "{name}");
            let is_written = |cell: &&Cell| matches!(cell.rule, Rule::Write { .. });
            assert!(cells.iter().filter(is_written).count() >= 2, "{name}");
            for cell in cells.iter().filter(is_written) {
                let code = cell.address.trim_start_matches("1-0:");
                assert!(!code.contains(".8.0") || code == "0.8.0", "{name} {code}");
            }
        }
    }

    /// What a register shows at first can be written back to it: putting back an old
    /// value must not be refused.
    #[test]
    fn what_a_register_shows_it_also_takes() {
        for kind in all() {
            let Manner::Answers(answers) = kind.manner else {
                continue;
            };
            let cells = answers.programming.map_or(&[][..], |p| p.cells);
            let readout = template::render(kind.readout, CLOCK);
            for cell in cells {
                let Rule::Write { form, keeping, .. } = cell.rule else {
                    continue;
                };
                if matches!(form, Form::Password { .. }) {
                    continue;
                }
                let line = content::lines(&readout, cell.address);
                let own = template::render(cell.value, CLOCK);
                let shown = match line {
                    Some(lines) if cell.value.is_empty() => lines[0].to_owned(),
                    _ => format!("({})", own.trim_end()),
                };
                let value = shown.split(['(', ')']).nth(1).unwrap();
                let bare = value.split('*').next().unwrap();
                let name = format!("{} {} {bare}", kind.name, cell.address);
                // An error register takes zero and shows what happened.
                if cell.address.starts_with("F.F") {
                    assert!(
                        form.take(&"0".repeat(bare.len()), keeping).is_some(),
                        "{name}"
                    );
                } else {
                    assert_eq!(form.take(bare, keeping).as_deref(), Some(bare), "{name}");
                }
            }
        }
    }

    #[test]
    fn a_wrong_name_is_told_the_right_ones() {
        let message = find("lgz").unwrap_err().to_string();
        assert!(
            message.starts_with("there is no simulated meter \"lgz\"; there are lgz-zmd, "),
            "{message}"
        );
    }

    /// The first number of the data set `address` in the readout at `clock`.
    fn number(kind: &MeterType, clock: jiff::civil::DateTime, address: &str) -> Option<f64> {
        let text = template::render(kind.readout, clock);
        let (_, after) = text.split_once(&format!("{address}("))?;
        let digits = |c: char| !c.is_ascii_digit() && !matches!(c, '.' | ',');
        after.split(digits).next()?.replace(',', ".").parse().ok()
    }

    #[test]
    fn registers_grow_and_clocks_run() {
        let later = CLOCK.checked_add(jiff::Span::new().days(1)).unwrap();
        for (name, address, a_day) in [
            ("kamstrup-382", "1.20", 9.2),
            ("landis-uh50", "6.26", 0.41),
            ("landis-uh50", "6.31", 24.0),
            ("itron-ace3000", "1.8.0", 5.83),
            ("easymeter-q3d", "2.8.0*255", 9.21),
            ("dsmr-p1", "1-0:1.8.1", 4.92),
        ] {
            let kind = find(name).unwrap();
            let gain =
                number(kind, later, address).unwrap() - number(kind, CLOCK, address).unwrap();
            assert!(
                (gain - a_day).abs() <= 0.1 * a_day,
                "{name} {address}: {gain}"
            );
        }
        for (name, address, within) in [
            // A Sunday evening, a Monday: this customer works.
            ("lgz-zmd", "\n1.8.0", 13.0..21.0),
            ("iskra-mt174", "1.8.0*255", 7.0..12.0),
            ("emh-lzqj", "\n1.8.0", 8.0..14.0),
            ("emh-lzqj-solar", "\n2.8.0", 1.0..20.0),
            ("energomera-ce102m", "ET0PE", 5.0..9.5),
            ("makel-c500", "1.8.0", 6.0..11.0),
            ("els-ek280", "2:300.0", 110.0..190.0),
        ] {
            let kind = find(name).unwrap();
            let gain =
                number(kind, later, address).unwrap() - number(kind, CLOCK, address).unwrap();
            assert!(within.contains(&gain), "{name} {address}: {gain}");
        }
        let iskra = read_out(find("iskra-mt174").unwrap(), CLOCK, Faults::default());
        let text = String::from_utf8(iskra).unwrap();
        assert!(
            text.contains("0.9.1*255(195948)"),
            "12 s slow, in the first second"
        );
        assert!(text.contains("0.9.2*255(0261122)"));
    }

    #[test]
    fn stored_values_are_older_and_smaller() {
        for (name, registers, depth) in [
            ("lgz-zmd", ["\n1.8.1", "\n1.8.2", "\n2.8.0"].as_slice(), 12),
            ("iskra-mt174", &["1-0:1.8.0", "1-0:1.8.1"], 15),
            ("emh-lzqj", &["\n1.8.1", "\n1.8.2"], 15),
            ("metcom-mcs301", &["\n1.8.0", "\n8.8.0"], 12),
            ("elster-as1440", &["\n1.8.1", "\n2.8.1"], 15),
            ("makel-c500", &["\n1.8.0"], 2),
        ] {
            let kind = find(name).unwrap();
            let text = template::render(kind.readout, CLOCK);
            for register in registers {
                let stored = text
                    .split(register)
                    .skip(1)
                    .filter(|t| t.starts_with(['(', '*', '&']));
                let values: Vec<f64> = stored
                    .map(|t| {
                        t.split(['(', '*', '&', ')'])
                            .find(|v| v.contains('.'))
                            .unwrap()
                    })
                    .map(|v| v.parse().unwrap())
                    .collect();
                assert_eq!(values.len(), depth + 1, "{name} {register}");
                assert!(
                    values.is_sorted_by(|new, old| new > old),
                    "{name} {register}: {values:?}"
                );
            }
        }
    }

    #[test]
    fn billing_stamps_are_the_last_months() {
        let text = template::render(find("lgz-zmd").unwrap().readout, CLOCK);
        assert!(
            text.contains("\r\n0.1.0(39)\r\n0.1.2*39(26-11-01 00:00)\r\n0.1.2*38(26-10-01 00:00)")
        );
        assert!(text.contains("\r\n0.1.2&35(26-07-01 00:00)"), "{text}");
        let text = template::render(find("iskra-mt174").unwrap().readout, CLOCK);
        assert_eq!(text.lines().filter(|line| line.contains('(')).count(), 343);
        assert!(text.contains("0.1.2*15(2509010000)"));
    }
}

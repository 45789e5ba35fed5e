//! The simulated meters there are.

use std::time::Duration;

use thiserror::Error;

use super::kind::{Answers, Manner, MeterType, Programming};
use crate::codec::BlockCheckKind;

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

static METERS: [MeterType; 2] = [LGZ_ZMD, ISKRA_MT174];

const LGZ_ZMD: MeterType = MeterType {
    name: "lgz-zmd",
    summary: "Landis+Gyr E650 (ZMD310), three-phase, mode C at 9600 Bd, a year of billing values",
    manufacturer: "Landis+Gyr",
    identification: r"/LGZ5\2ZMD3104107.B32",
    check: BlockCheckKind::Xor,
    clock_error: 7,
    readout: include_str!("../../assets/sim/lgz-zmd.txt"),
    manner: Manner::Answers(Answers {
        addresses: &["95316176"],
        programming: Some(Programming {
            operand: "00000000",
            ..Programming::STANDARD
        }),
        ..Answers::STANDARD
    }),
};

const ISKRA_MT174: MeterType = MeterType {
    name: "iskra-mt174",
    summary: "Iskraemeco MT174, three-phase, mode C at 9600 Bd, reacts in 20 ms, 343 data sets",
    manufacturer: "Iskraemeco",
    identification: "/ISk5MT174-0001",
    check: BlockCheckKind::Xor,
    clock_error: -12,
    readout: include_str!("../../assets/sim/iskra-mt174.txt"),
    manner: Manner::Answers(Answers {
        addresses: &["63355730"],
        reaction: Duration::from_millis(20),
        programming: Some(Programming::STANDARD),
        ..Answers::STANDARD
    }),
};

#[cfg(test)]
mod tests {
    use super::super::bench::*;
    use super::super::{Faults, template};
    use super::*;

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

    #[test]
    fn a_wrong_name_is_told_the_right_ones() {
        let message = find("lgz").unwrap_err().to_string();
        assert!(
            message.starts_with("there is no simulated meter \"lgz\"; there are lgz-zmd, "),
            "{message}"
        );
    }
}

//! The simulated meters there are.

use std::time::Duration;

use thiserror::Error;

use super::kind::{
    AnswerForm, Answers, Manner, MeterType, Opener, OpenerAnswer, Programming, SpeedSwitch,
};
use crate::codec::BlockCheckKind;
use crate::transport::LineSettings;

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
        include_str!(concat!("../../assets/sim/", $name, ".txt"))
    };
}

static METERS: [MeterType; 14] = [
    LGZ_ZMD,
    ISKRA_MT174,
    EMH_LZQJ,
    METCOM_MCS301,
    ELSTER_AS1440,
    KAMSTRUP_MC66,
    KAMSTRUP_382,
    LANDIS_UH50,
    ENERGOMERA_CE102M,
    MAKEL_C500,
    ITRON_ACE3000,
    EASYMETER_Q3D,
    HAGER_EHZ,
    DSMR_P1,
];

const LGZ_ZMD: MeterType = MeterType {
    name: "lgz-zmd",
    summary: "Landis+Gyr E650 (ZMD310), three-phase, mode C at 9600 Bd, a year of billing values",
    manufacturer: "Landis+Gyr",
    identification: r"/LGZ5\2ZMD3104107.B32",
    check: BlockCheckKind::Xor,
    clock_error: 7,
    readout: content!("lgz-zmd"),
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
    readout: content!("iskra-mt174"),
    manner: Manner::Answers(Answers {
        addresses: &["63355730"],
        reaction: Duration::from_millis(20),
        speed_switch: SpeedSwitch::Insisted,
        programming: Some(Programming::STANDARD),
        ..Answers::STANDARD
    }),
};

const EMH_LZQJ: MeterType = MeterType {
    name: "emh-lzqj",
    summary: "EMH LZQJ load profile meter, mode C at 4800 Bd, more lists on /2! and /3!",
    manufacturer: "EMH",
    identification: r"/EMH4\@01LZQJL0014F",
    check: BlockCheckKind::Xor,
    clock_error: 3,
    readout: content!("emh-lzqj"),
    manner: Manner::Answers(Answers {
        addresses: &["05939068", "1EMH0005939068"],
        openers: &[
            Opener {
                text: "/2!",
                answer: OpenerAnswer::List(content!("emh-lzqj-list2")),
            },
            Opener {
                text: "/3!",
                answer: OpenerAnswer::List(content!("emh-lzqj-list3")),
            },
        ],
        programming: Some(Programming::STANDARD),
        ..Answers::STANDARD
    }),
};

const METCOM_MCS301: MeterType = MeterType {
    name: "metcom-mcs301",
    summary: r"MetCom MCS301, mode C at 9600 Bd, \@ in the identification, a bare second list on /2!",
    manufacturer: "MetCom Solutions",
    identification: r"/MCS5\@0050010067967",
    check: BlockCheckKind::Xor,
    clock_error: -31,
    readout: content!("metcom-mcs301"),
    manner: Manner::Answers(Answers {
        addresses: &["10067967"],
        openers: &[Opener {
            text: "/2!",
            answer: OpenerAnswer::ListOnly(content!("metcom-mcs301-list2")),
        }],
        programming: Some(Programming {
            operand: "00000001",
            ..Programming::STANDARD
        }),
        ..Answers::STANDARD
    }),
};

const ELSTER_AS1440: MeterType = MeterType {
    name: "elster-as1440",
    summary: "Elster AS1440, mode C at 9600 Bd, stored values without units",
    manufacturer: "Elster",
    identification: r"/ABB5\@V9.21",
    check: BlockCheckKind::Xor,
    clock_error: 95,
    readout: content!("elster-as1440"),
    manner: Manner::Answers(Answers {
        addresses: &["03224928"],
        programming: Some(Programming::STANDARD),
        ..Answers::STANDARD
    }),
};

const KAMSTRUP_MC66: MeterType = MeterType {
    name: "kamstrup-mc66",
    summary: "Kamstrup Multical 66 heat meter, mode A at 300 Bd, sum check",
    manufacturer: "Kamstrup",
    identification: "/KAM MC",
    check: BlockCheckKind::Sum7,
    clock_error: 0,
    readout: content!("kamstrup-mc66"),
    manner: Manner::Answers(Answers {
        addresses: &["00005077354"],
        reaction: Duration::from_millis(1_200),
        ..Answers::STANDARD
    }),
};

const KAMSTRUP_382: MeterType = MeterType {
    name: "kamstrup-382",
    summary: "Kamstrup 382, mode A at 300 Bd, decimal comma, end mark on the last data line",
    manufacturer: "Kamstrup",
    identification: "/KAM 685-382-QR-10",
    check: BlockCheckKind::Xor,
    clock_error: 0,
    readout: content!("kamstrup-382"),
    manner: Manner::Answers(Answers {
        addresses: &["16124207"],
        ..Answers::STANDARD
    }),
};

const LANDIS_UH50: MeterType = MeterType {
    name: "landis-uh50",
    summary: "Landis+Gyr Ultraheat UH50, on battery: needs a wake-up, mode B at 2400 Bd",
    manufacturer: "Landis+Gyr",
    identification: "/LUGCUH50",
    check: BlockCheckKind::Xor,
    clock_error: 214,
    readout: content!("landis-uh50"),
    manner: Manner::Answers(Answers {
        addresses: &["66153690"],
        openers: &[Opener {
            text: "/#!",
            answer: OpenerAnswer::SignOn,
        }],
        wake_up: Some(40),
        ..Answers::STANDARD
    }),
};

const ENERGOMERA_CE102M: MeterType = MeterType {
    name: "energomera-ce102m",
    summary: "Energomera CE102M, mode C at 9600 Bd, sum check, names in place of codes",
    manufacturer: "Energomera",
    identification: "/EKT5CE102Mv01",
    check: BlockCheckKind::Sum7,
    clock_error: -4,
    readout: content!("energomera-ce102m"),
    manner: Manner::Answers(Answers {
        addresses: &["010748065001474"],
        reaction: Duration::from_millis(250),
        lists: &[('6', content!("energomera-ce102m"))],
        programming: Some(Programming {
            operand: "www.energomera.ru",
            password: "777777",
            registers: content!("energomera-ce102m-registers"),
            answer: AnswerForm::Line,
            refusal: "ERR12",
        }),
        ..Answers::STANDARD
    }),
};

const MAKEL_C500: MeterType = MeterType {
    name: "makel-c500",
    summary: "Makel C500 (Türkiye), mode C at 9600 Bd, answers to /?MSY80099921! too",
    manufacturer: "Makel",
    identification: "/MSY5<1>C500.KMY.2556",
    check: BlockCheckKind::Xor,
    clock_error: -65,
    readout: content!("makel-c500"),
    manner: Manner::Answers(Answers {
        addresses: &["80099921", "MSY80099921"],
        reaction: Duration::from_millis(250),
        lists: &[('6', content!("makel-c500-short"))],
        programming: Some(Programming::STANDARD),
        ..Answers::STANDARD
    }),
};

const ITRON_ACE3000: MeterType = MeterType {
    name: "itron-ace3000",
    summary: "Itron ACE3000, mode C that stays at 300 Bd",
    manufacturer: "Itron",
    identification: r"/ACE0\3k260V01.18",
    check: BlockCheckKind::Xor,
    clock_error: 0,
    readout: content!("itron-ace3000"),
    manner: Manner::Answers(Answers {
        addresses: &["1126110052708491"],
        ..Answers::STANDARD
    }),
};

const EASYMETER_Q3D: MeterType = MeterType {
    name: "easymeter-q3d",
    summary: "EasyMeter Q3D, sends unasked every 2 s at 9600 Bd, feeds in",
    manufacturer: "EasyMeter",
    identification: "/ESY5Q3DA1024 V3.03",
    check: BlockCheckKind::None,
    clock_error: 0,
    readout: content!("easymeter-q3d"),
    manner: Manner::Pushes {
        settings: LineSettings::seven_even(9600),
        period: Duration::from_secs(2),
    },
};

const HAGER_EHZ: MeterType = MeterType {
    name: "hager-ehz",
    summary: "Hager eHZ, sends unasked every second at 9600 Bd",
    manufacturer: "Hager",
    identification: "/HAG5eHZ010C_EHZ1vA02",
    check: BlockCheckKind::None,
    clock_error: 0,
    readout: content!("hager-ehz"),
    manner: Manner::Pushes {
        settings: LineSettings::seven_even(9600),
        period: Duration::from_secs(1),
    },
};

const DSMR_P1: MeterType = MeterType {
    name: "dsmr-p1",
    summary: "Kaifa MA105 with a P1 port (DSMR 4), sends unasked every 10 s at 115200 Bd 8N1",
    manufacturer: "Kaifa",
    identification: "/KFM5KAIFA-METER",
    check: BlockCheckKind::Crc16,
    clock_error: 1,
    readout: content!("dsmr-p1"),
    manner: Manner::Pushes {
        settings: LineSettings::eight_none(115_200),
        period: Duration::from_secs(10),
    },
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
            ("lgz-zmd", "\n1.8.0", 14.32),
            ("iskra-mt174", "1.8.0*255", 8.27),
            ("emh-lzqj", "\n1.8.0", 6.12),
            ("kamstrup-382", "1.20", 9.2),
            ("landis-uh50", "6.26", 0.41),
            ("landis-uh50", "6.31", 24.0),
            ("energomera-ce102m", "ET0PE", 6.44),
            ("makel-c500", "1.8.0", 7.31),
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

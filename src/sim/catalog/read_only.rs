//! Meters without a programming mode.

use std::time::Duration;

use crate::codec::BlockCheckKind;
use crate::sim::kind::{Answers, Manner, MeterType, Opener, OpenerAnswer};

pub(super) const KAMSTRUP_MC66: MeterType = MeterType {
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

pub(super) const KAMSTRUP_382: MeterType = MeterType {
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

pub(super) const LANDIS_UH50: MeterType = MeterType {
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

pub(super) const ITRON_ACE3000: MeterType = MeterType {
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

//! MetCom: what bills needs a pressed button.

use crate::codec::BlockCheckKind;
use crate::sim::kind::{Answers, Manner, MeterType, Opener, OpenerAnswer};
use crate::sim::programming::{Greeting, Programming};

pub(super) const METCOM_MCS301: MeterType = MeterType {
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
            greeting: Greeting::Operand("00000001"),
            ..Programming::STANDARD
        }),
        ..Answers::STANDARD
    }),
};

//! EMH: the password comes with the command.

use crate::codec::BlockCheckKind;
use crate::sim::kind::{Answers, Manner, MeterType, Opener, OpenerAnswer};
use crate::sim::programming::Programming;

pub(super) const EMH_LZQJ: MeterType = MeterType {
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

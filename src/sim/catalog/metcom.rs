//! MetCom: what bills needs a pressed button.

use crate::codec::BlockCheckKind;
use crate::sim::cell::{Cell, Form};
use crate::sim::kind::{Answers, Manner, MeterType, Opener, OpenerAnswer};
use crate::sim::programming::{
    Act, Effect, Greeting, Level, Login, Programming, Refusal, Refusals,
};

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
        programming: Some(MCS301),
        ..Answers::STANDARD
    }),
};

const MCS301: Programming = Programming {
    greeting: Greeting::Operand("00000001"),
    commands: "R5 R6 W5",
    levels: &[
        Level::new(0, Login::P1, "00000000"),
        Level::new(1, Login::InWrite, "00000000"),
    ],
    wrong_password: Refusal::Nak,
    cells: &CELLS,
    acts: &[Act {
        command: "W5",
        address: "0.1.0",
        argument: "",
        level: 1,
        effect: Effect::BillingReset { disable: 15 },
    }],
    refusals: Refusals {
        unknown: Refusal::Nak,
        ..Refusals::all(Refusal::Text("ERROR"))
    },
    ..Programming::STANDARD
};

const PERIODS: Form = Form::Choice(&["1", "5", "15", "30", "60"]);
const RATIO: Form = Form::Number {
    min: 1,
    max: 99_999,
    whole: 1,
    decimals: 0,
};

static CELLS: [Cell; 10] = [
    Cell::writable("0.9.1", "", 1, Form::Clock(&["%H%M%S", "$s%H%M%S"])),
    Cell::writable("0.9.2", "", 1, Form::Clock(&["%y%m%d", "$s%y%m%d"])),
    Cell::writable("0.0.1", "", 1, Form::Text(16)),
    Cell::writable("0.0.2", "UW Nord", 1, Form::Text(16)),
    Cell::writable("0.4.2", "1", 1, RATIO).hands_on(),
    Cell::writable("0.4.3", "1", 1, RATIO).hands_on(),
    Cell::writable("0.8.0", "15*min", 1, PERIODS),
    Cell::writable("0.8.4", "15*min", 1, PERIODS),
    Cell::writable("C.90.1", "0000003F", 1, Form::Hex(8)),
    Cell::writable("F.F", "", 1, Form::Choice(&["00000000"])),
];

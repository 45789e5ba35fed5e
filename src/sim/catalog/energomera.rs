//! Energomera: names in place of codes, and a sum as check.

use std::time::Duration;

use crate::codec::BlockCheckKind;
use crate::sim::cell::{Cell, Form};
use crate::sim::kind::{Answers, Manner, MeterType};
use crate::sim::programming::{
    AnswerAddress, AnswerForm, AnswerLines, Greeting, Level, Login, Programming, Refusal, Refusals,
};

pub(super) const ENERGOMERA_CE102M: MeterType = MeterType {
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
        programming: Some(CE102M),
        ..Answers::STANDARD
    }),
};

const CE102M: Programming = Programming {
    greeting: Greeting::Operand("www.energomera.ru"),
    commands: "R1 W1",
    levels: &[Level::new(1, Login::P1, "777777")],
    registers: content!("energomera-ce102m-registers"),
    cells: &CELLS,
    answer: AnswerForm {
        address: AnswerAddress::Own,
        lines: AnswerLines::Ended,
    },
    refusals: REFUSALS,
    ..Programming::STANDARD
};

const REFUSALS: Refusals = Refusals {
    command: Refusal::Text("ERR11"),
    unknown: Refusal::Text("ERR12"),
    syntax: Refusal::Text("ERR13"),
    hands_on: Refusal::Text("ERR14"),
    value: Refusal::Text("ERR17"),
    ..Refusals::all(Refusal::Text("ERR15"))
};

const POWER: Form = Form::Number {
    min: 0,
    max: 9_999,
    whole: 2,
    decimals: 2,
};

static CELLS: [Cell; 8] = [
    Cell::writable("TIME_", "{time %H:%M:%S}", 1, Form::Clock(&["%H:%M:%S"])).hands_on(),
    Cell::writable(
        "DATE_",
        "{time 0%u.%d.%m.%y}",
        1,
        Form::Clock(&["0%u.%d.%m.%y"]),
    )
    .hands_on(),
    Cell::writable("CTIME", "{time %H:%M:%S}", 1, Form::Clock(&["%H:%M:%S"])),
    Cell::writable(
        "TAVER",
        "15",
        1,
        Form::Choice(&["1", "3", "5", "10", "15", "30", "60"]),
    )
    .hands_on(),
    Cell::writable("TRSUM", "1", 1, Form::Choice(&["0", "1"])).hands_on(),
    Cell::writable("HELLO", "CE102M", 1, Form::Text(20)).hands_on(),
    Cell::writable("LIMP_", "10.00", 1, POWER).hands_on(),
    Cell::writable(
        "PSWRD",
        "",
        1,
        Form::Password {
            level: 1,
            min: 1,
            max: 8,
        },
    )
    .hands_on(),
];

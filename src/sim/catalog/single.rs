//! Meters of makers with one type each here.

use crate::codec::BlockCheckKind;
use crate::sim::cell::{Cell, Form};
use crate::sim::kind::{Answers, Manner, MeterType, SpeedSwitch};
use crate::sim::programming::{
    AnswerAddress, AnswerForm, AnswerLines, Greeting, Level, Login, Programming, Refusal, Refusals,
};

pub(super) const SATEC_EM720: MeterType = MeterType {
    name: "satec-em720",
    summary: "SATEC EM720, mode C at 19200 Bd, sum check, several data sets in one command",
    manufacturer: "SATEC",
    identification: "/SAT6EM72000656621",
    check: BlockCheckKind::Sum7,
    clock_error: 44,
    readout: content!("satec-em720"),
    manner: Manner::Answers(Answers {
        addresses: &["1", "00656621"],
        programming: Some(EM720),
        ..Answers::STANDARD
    }),
};

pub(super) const YTL_DRS110M: MeterType = MeterType {
    name: "ytl-drs110m",
    summary: "Yongtailong DRS110M, stays at 300 Bd, addresses of 8 digits, breaks off with a sum check",
    manufacturer: "Yongtailong",
    identification: "/YTL:001511420144",
    check: BlockCheckKind::Xor,
    clock_error: -120,
    readout: content!("ytl-drs110m"),
    manner: Manner::Answers(Answers {
        addresses: &["001511420144"],
        speed_switch: SpeedSwitch::Never,
        programming: Some(DRS110M),
        ..Answers::STANDARD
    }),
};

const VALUE_ALONE: AnswerForm = AnswerForm {
    address: AnswerAddress::None,
    lines: AnswerLines::Bare,
};

const EM720: Programming = Programming {
    commands: "R1 W1",
    levels: &[Level::new(1, Login::P1, "9")],
    read_level: 1,
    cells: &EM720_CELLS,
    answer: VALUE_ALONE,
    together: 4,
    ..Programming::STANDARD
};

static EM720_CELLS: [Cell; 2] = [
    Cell::writable("0.9.1", "", 1, Form::Clock(&["%H%M%S"])),
    Cell::writable("0.9.2", "", 1, Form::Clock(&["%y%m%d"])),
];

const DRS110M: Programming = Programming {
    greeting: Greeting::Operand("00000000"),
    commands: "R1 W1",
    read_level: 1,
    wrong_password: Refusal::BreakWithSum,
    cells: &DRS110M_CELLS,
    answer: VALUE_ALONE,
    refusals: Refusals::all(Refusal::Nak),
    ..Programming::STANDARD
};

static DRS110M_CELLS: [Cell; 12] = [
    Cell::shown("00000000", "{grow 002711.48 6.30}"),
    Cell::shown("00000001", "{grow 001804.11 4.10}"),
    Cell::shown("00000002", "{grow 000907.37 2.20}"),
    Cell::shown("00000010", "{wander 229.8 2.1}"),
    Cell::shown("00000011", "{wander 01.92 0.60}"),
    Cell::shown("00000012", "{wander 0.441 0.130}"),
    Cell::shown("00000013", "{wander 50.01 0.02}"),
    Cell::writable(
        "00000031",
        "{time %y%m%d%H%M%S}",
        1,
        Form::Clock(&["%y%m%d%H%M%S"]),
    ),
    Cell::writable("00000032", "11420144", 1, Form::Text(8)),
    Cell::writable("00000033", "2", 1, Form::Choice(&["1", "2", "4"])),
    Cell::shown("00000034", "001511420144"),
    Cell::writable(
        "00000035",
        "",
        1,
        Form::Password {
            level: 1,
            min: 8,
            max: 8,
        },
    ),
];

//! Landis+Gyr: the electricity meter E650.

use crate::codec::BlockCheckKind;
use crate::sim::archive::{Archive, Column, Content, Edges, Layout, Log, StatusForm};
use crate::sim::cell::{Cell, Form, Keeping};
use crate::sim::kind::{Answers, Manner, MeterType};
use crate::sim::load::Flow;
use crate::sim::programming::{
    Act, Effect, Greeting, Level, LockEffect, LockOut, Login, Programming, Refusal, Refusals,
};

pub(super) const LGZ_ZMD: MeterType = MeterType {
    name: "lgz-zmd",
    summary: "Landis+Gyr E650 (ZMD310), three-phase, mode C at 9600 Bd, a year of billing values",
    manufacturer: "Landis+Gyr",
    identification: r"/LGZ5\2ZMD3104107.B32",
    check: BlockCheckKind::Xor,
    clock_error: 7,
    readout: content!("lgz-zmd"),
    manner: Manner::Answers(Answers {
        addresses: &["95316176"],
        programming: Some(ZMD),
        ..Answers::STANDARD
    }),
};

const ZMD: Programming = Programming {
    greeting: Greeting::Operand("00000000"),
    commands: "R1 R2 R3 R4 R5 R6 W1 W2 W3 W4 W5 E2",
    levels: &[
        Level::new(1, Login::InWrite, "00000000"),
        Level::new(2, Login::P1, "00000000"),
    ],
    wrong_in_write: Refusal::Text("ER02"),
    lock_out: Some(LockOut {
        tries: 15,
        minutes: 24 * 60,
        effect: LockEffect::Refuses(Some(("F.F", "02000000"))),
    }),
    registers: content!("lgz-zmd-registers"),
    cells: &ZMD_CELLS,
    acts: &[
        Act {
            command: "E2",
            address: "0001",
            argument: "",
            level: 2,
            effect: Effect::BillingReset { disable: 15 },
        },
        Act {
            command: "W2",
            address: "C150",
            argument: "",
            level: 2,
            effect: Effect::Store {
                address: "F.F",
                value: "00000000",
            },
        },
    ],
    refusals: Refusals {
        no_right: Refusal::Text("ER04"),
        value: Refusal::Text("ER05"),
        disabled: Refusal::Text("ER06"),
        locked: Refusal::Text("ER03"),
        ..Refusals::all(Refusal::Text("ERROR"))
    },
    archives: &ZMD_ARCHIVES,
    last_change: Some(("C.2.1", "%y-%m-%d")),
    ..Programming::STANDARD
};

const PERIODS: Form = Form::Choice(&["5", "10", "15", "30", "60"]);
const RATIO: Form = Form::Number {
    min: 1,
    max: 10_000,
    whole: 5,
    decimals: 0,
};
const PASSWORD_1: Form = Form::Password {
    level: 1,
    min: 8,
    max: 8,
};
const PASSWORD_2: Form = Form::Password {
    level: 2,
    min: 8,
    max: 8,
};

const EITHER: Archive = Archive {
    layout: Layout::Vdew {
        status: StatusForm::Vdew8,
        daily: true,
    },
    edges: Edges::Both,
    ..Archive::VDEW
};

static ZMD_ARCHIVES: [Archive; 3] = [
    Archive {
        content: Content::Intervals(&[
            Column::average("1.5.0", "kW", Flow::Import, "00.000"),
            Column::average("2.5.0", "kW", Flow::Export, "00.000"),
            Column::average("5.5.0", "kvar", Flow::Q1, "00.000"),
            Column::average("8.5.0", "kvar", Flow::Q4, "00.000"),
        ]),
        ..EITHER
    },
    Archive {
        address: "P.02",
        content: Content::Midnights(&[
            Column::register("1.8.0", "kWh", Flow::Import, "00043801.62"),
            Column::register("2.8.0", "kWh", Flow::Export, "00005983.07"),
            Column::register("5.8.0", "kvarh", Flow::Q1, "00021203.90"),
            Column::register("8.8.0", "kvarh", Flow::Q4, "00006222.51"),
        ]),
        ..EITHER
    },
    EITHER.log("P.98", Log::Operation),
];

static ZMD_CELLS: [Cell; 30] = [
    Cell::writable("0.0.1", "", 1, Form::Text(16)),
    Cell::writable("0.0.2", "", 1, Form::Text(16)),
    Cell::writable("0.0.3", "Z1-204", 1, Form::Text(16)),
    Cell::shown("0.2.0", "B32"),
    Cell::shown("0.2.1", "005"),
    Cell::writable("0.4.2", "00001", 2, RATIO),
    Cell::writable("0.4.3", "00001", 2, RATIO),
    Cell::writable("0.8.0", "60*min", 1, PERIODS),
    Cell::writable("0.8.4", "60*min", 1, PERIODS),
    Cell::writable("0.9.1", "", 1, Form::Clock(&["%H:%M:%S"])),
    Cell::writable("0.9.2", "", 1, Form::Clock(&["%y-%m-%d"])),
    Cell::writable(
        "C003",
        "{time %y%m%d%H%M%S%V%u$s}",
        2,
        Form::Clock(&["%y%m%d%H%M%S%V%u$s", "%y%m%d%H%M%S"]),
    ),
    Cell::writable("1.35.0", "12.00*kW", 1, THRESHOLD).keeping(Keeping::Rounded(10)),
    Cell::shown("C.2.1", "20-05-14"),
    Cell::shown("C.3.0", "5000"),
    Cell::shown("C.3.1", "___-----"),
    Cell::shown("C.4.0", "60C00183"),
    Cell::shown("C.5.0", "0020E0F0"),
    Cell::shown("C.6.0", "{grow 0009811 24}*h"),
    Cell::shown("C.7.0", "00000041"),
    Cell::shown("C.7.1", "00000043"),
    Cell::shown("C.7.2", "00000041"),
    Cell::shown("C.7.3", "00000042"),
    Cell::shown("13.7", "{wander 0.97 0.02}"),
    Cell::shown("14.7", "{wander 50.00 0.02}*Hz"),
    Cell::shown("D000", "95316176"),
    Cell::writable("D110", "95316176", 2, Form::Text(32)),
    Cell::writable("C.90.1", "00", 1, Form::Hex(2)).keeping(Keeping::NotKept),
    Cell::writable("D104", "", 1, PASSWORD_1),
    Cell::writable("D105", "", 2, PASSWORD_2),
];

const THRESHOLD: Form = Form::Number {
    min: 0,
    max: 9_999,
    whole: 2,
    decimals: 2,
};

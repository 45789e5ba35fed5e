//! Iskraemeco: three passwords, and values without their addresses.

use std::time::Duration;

use crate::codec::BlockCheckKind;
use crate::sim::archive::{Archive, Column, Content, Edges, Layout, Log, StatusForm};
use crate::sim::cell::{Cell, Form};
use crate::sim::kind::{Answers, Manner, MeterType, SpeedSwitch};
use crate::sim::load::Flow;
use crate::sim::programming::{
    Act, AnswerAddress, AnswerForm, AnswerLines, Effect, Level, LockEffect, LockOut, Login,
    Programming, Refusal,
};

pub(super) const ISKRA_MT174: MeterType = MeterType {
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
        programming: Some(MT174),
        ..Answers::STANDARD
    }),
};

const MT174: Programming = Programming {
    commands: "R1 R2 W1 W2 E2",
    levels: &[
        Level::new(1, Login::P1, "00000000"),
        Level::new(2, Login::P1, "00000002"),
        Level::new(3, Login::P1, "00000003"),
    ],
    wrong_password: Refusal::Nak,
    lock_out: Some(LockOut {
        tries: 3,
        minutes: 15,
        effect: LockEffect::Deaf,
    }),
    cells: &MT174_CELLS,
    acts: &[Act {
        command: "E2",
        address: "0001",
        argument: "",
        level: 2,
        effect: Effect::BillingReset { disable: 60 },
    }],
    answer: AnswerForm {
        address: AnswerAddress::None,
        lines: AnswerLines::Bare,
    },
    archives: &MT174_ARCHIVES,
    last_change: Some(("C.2.1", "%y%m%d")),
    ..Programming::STANDARD
};

const OWN: Archive = Archive {
    layout: Layout::Vdew {
        status: StatusForm::Vdew8,
        daily: false,
    },
    commands: "R1 R5 R6",
    edges: Edges::Both,
    ..Archive::VDEW
};

static MT174_ARCHIVES: [Archive; 2] = [
    Archive {
        content: Content::Intervals(&[
            Column::energy("1-0:1.29.0", "kWh", Flow::Import, "0000.000"),
            Column::energy("1-0:2.29.0", "kWh", Flow::Export, "0000.000"),
        ]),
        ..OWN
    },
    OWN.log("P.98", Log::Operation),
];

const PERIODS: Form = Form::Choice(&["5", "15", "30", "60"]);
const THRESHOLD: Form = Form::Number {
    min: 0,
    max: 99_999,
    whole: 2,
    decimals: 3,
};
const DAY: Form = Form::Number {
    min: 1,
    max: 28,
    whole: 2,
    decimals: 0,
};

const fn password(level: u8) -> Form {
    Form::Password {
        level,
        min: 1,
        max: 12,
    }
}

static MT174_CELLS: [Cell; 18] = [
    Cell::writable("0.9.1", "", 2, Form::Clock(&["%H%M%S"])),
    Cell::writable("0.9.2", "", 2, Form::Clock(&["$s%y%m%d", "%y%m%d"])),
    Cell::writable(
        "C003",
        "{time %y%m%d%H%M%S}",
        2,
        Form::Clock(&["%y%m%d%H%M%S"]),
    ),
    Cell::writable("0.0.1", "", 3, Form::Text(16)),
    Cell::writable("0.0.2", "00000417", 3, Form::Text(8)),
    Cell::shown("0.2.1", "MT174-D2"),
    Cell::shown("0.3.0", "1000*imp/kWh"),
    Cell::writable("0.8.0", "15*min", 3, PERIODS),
    Cell::writable("0.8.4", "15*min", 3, PERIODS),
    Cell::shown(
        "1-0:1.6.1*255",
        "{peak 01.184 02.188}*kW)({peak-time %y%m%d%H%M}",
    ),
    Cell::writable("1.35.0", "10.000*kW", 3, THRESHOLD),
    Cell::shown("C.2.1", "140716"),
    Cell::writable("C.60.9", "01", 3, DAY),
    Cell::writable("C.90.0", "0A81", 3, Form::Hex(4)),
    Cell::writable("F.F.0", "", 2, Form::Choice(&["0000000"])),
    Cell::writable("C.96.1", "", 3, password(1)),
    Cell::writable("C.96.2", "", 3, password(2)),
    Cell::writable("C.96.3", "", 3, password(3)),
];

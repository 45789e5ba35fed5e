//! Elster's electricity meters, of the German house and of the English one.

use crate::codec::BlockCheckKind;
use crate::sim::archive::{Archive, Column, Content, Edges, Layout, Log, StatusForm};
use crate::sim::cell::{Cell, Form};
use crate::sim::kind::{Answers, Manner, MeterType};
use crate::sim::load::Flow;
use crate::sim::programming::{
    Act, AnswerAddress, AnswerForm, AnswerLines, Effect, Greeting, Level, LockEffect, LockOut,
    Login, Programming, ReadCount, Refusal, Refusals,
};

pub(super) const ELSTER_AS1440: MeterType = MeterType {
    name: "elster-as1440",
    summary: "Elster AS1440, mode C at 9600 Bd, stored values without units",
    manufacturer: "Elster",
    identification: r"/ABB5\@V9.21",
    check: BlockCheckKind::Xor,
    clock_error: 95,
    readout: content!("elster-as1440"),
    manner: Manner::Answers(Answers {
        addresses: &["03224928"],
        programming: Some(AS1440),
        ..Answers::STANDARD
    }),
};

pub(super) const ELSTER_A1140: MeterType = MeterType {
    name: "elster-a1140",
    summary: "Elster A1140, mode C at 9600 Bd, secure password, addresses and values in hexadecimal",
    manufacturer: "Elster",
    identification: "/GEC5090100150400@000",
    check: BlockCheckKind::Xor,
    clock_error: -9,
    readout: content!("elster-a1140"),
    manner: Manner::Answers(Answers {
        addresses: &["A114007731"],
        programming: Some(A1140),
        ..Answers::STANDARD
    }),
};

const AS1440: Programming = Programming {
    commands: "R1 R2 R5 W1 W2",
    lock_out: Some(LockOut {
        tries: 5,
        minutes: 60,
        effect: LockEffect::Refuses(None),
    }),
    cells: &AS1440_CELLS,
    acts: &[
        Act {
            command: "W1",
            address: "S01",
            argument: "",
            level: 1,
            effect: Effect::BillingReset { disable: 15 },
        },
        Act {
            command: "W1",
            address: "S07",
            argument: "",
            level: 1,
            effect: Effect::Store {
                address: "F.F",
                value: "00000000",
            },
        },
        Act {
            command: "W1",
            address: "S08",
            argument: "",
            level: 1,
            effect: Effect::Nothing,
        },
        Act {
            command: "W1",
            address: "S0D",
            argument: "",
            level: 1,
            effect: Effect::Nothing,
        },
    ],
    archives: &AS1440_ARCHIVES,
    answer: VALUE_ALONE,
    ..Programming::STANDARD
};

const AS1440_OWN: Archive = Archive {
    layout: Layout::Vdew {
        status: StatusForm::Vdew8,
        daily: true,
    },
    edges: Edges::Both,
    most_days: Some(200),
    ..Archive::VDEW
};

static AS1440_ARCHIVES: [Archive; 2] = [
    Archive {
        content: Content::Intervals(&[
            Column::average("1.5.0", "kW", Flow::Import, "00.000"),
            Column::average("2.5.0", "kW", Flow::Export, "00.000"),
        ]),
        ..AS1440_OWN
    },
    AS1440_OWN.log("P.98", Log::Operation),
];

const VALUE_ALONE: AnswerForm = AnswerForm {
    address: AnswerAddress::None,
    lines: AnswerLines::Bare,
};

const PERIODS: Form = Form::Choice(&["5", "10", "15", "30", "60"]);
const PULSES: Form = Form::Number {
    min: 1,
    max: 10_000,
    whole: 1,
    decimals: 0,
};

static AS1440_CELLS: [Cell; 7] = [
    Cell::writable("0.9.1", "", 1, Form::Clock(&["%H%M%S"])),
    Cell::writable("0.9.2", "", 1, Form::Clock(&["%y%m%d"])),
    Cell::writable(
        "C003",
        "{time %y%m%d%H%M%S}",
        1,
        Form::Clock(&["%y%m%d%H%M%S"]),
    ),
    Cell::writable("0.0.1", "03224928", 1, Form::Text(16)),
    Cell::writable("0.3.3", "500", 1, PULSES),
    Cell::writable("0.8.0", "15*min", 1, PERIODS),
    Cell::writable("0.8.4", "15*min", 1, PERIODS),
];

const A1140: Programming = Programming {
    greeting: Greeting::Random(16),
    commands: "R1 W1",
    levels: &[
        Level::new(1, Login::Zeros, ""),
        Level::new(1, Login::Elster, "FEDC0001"),
        Level::new(2, Login::Elster, "AAAA0000"),
    ],
    read_level: 1,
    wrong_password: Refusal::Nak,
    lock_out: Some(LockOut {
        tries: 5,
        minutes: 30,
        effect: LockEffect::Refuses(None),
    }),
    cells: &A1140_CELLS,
    archives: &A1140_ARCHIVES,
    answer: VALUE_ALONE,
    count: ReadCount::HexBytes,
    refusals: Refusals {
        unknown: Refusal::Text("ERR2"),
        value: Refusal::Text("ERR4"),
        locked: Refusal::Text("ERR1"),
        ..Refusals::all(Refusal::Text("ERR3"))
    },
    ..Programming::STANDARD
};

/// What was written to the address is how many days the packets are of.
static A1140_ARCHIVES: [Archive; 1] = [Archive {
    address: "551001",
    content: Content::Intervals(&[
        Column::energy("1.29.0", "kWh", Flow::Import, "0.000"),
        Column::energy("3.29.0", "kvarh", Flow::ReactiveImport, "0.000"),
    ]),
    layout: Layout::Packed { packets: "550" },
    commands: "R1",
    ..Archive::VDEW
}];

static A1140_CELLS: [Cell; 13] = [
    Cell::shown("798001", "41313134303037373331202020202020"),
    Cell::writable("795001", "0000000000000001", 2, Form::Hex(16)),
    Cell::writable(
        "861001",
        "{time %S%M%H%d%m00%y}",
        2,
        Form::Clock(&["%S%M%H%d%m00%y"]),
    ),
    // Two registers in use, in millionths, the lowest byte first.
    Cell::shown(
        "507001",
        "00709148301300000000000000000000\
         00000000000000000000000000000000\
         00000051480220000000000000000000\
         00000000000000000000000000000000",
    ),
    Cell::shown("507002", UNUSED),
    Cell::shown("508001", TARIFFS),
    Cell::shown("606001", TARIFFS),
    Cell::writable("616001", "0100000001000000", 2, Form::Hex(16)),
    Cell::writable("777001", "0003", 2, Form::Hex(4)),
    Cell::writable("551001", "0000", 1, Form::Hex(4)),
    Cell::writable("605001", "00000000", 1, Form::Hex(8)),
    Cell::shown("510001", "0000000041000000"),
    Cell::hidden("797001"),
];

const UNUSED: &str = "00000000000000000000000000000000\
                      00000000000000000000000000000000\
                      00000000000000000000000000000000\
                      00000000000000000000000000000000";
const TARIFFS: &str = "0060730529100000009713130201000000000000000000000000000000000000";

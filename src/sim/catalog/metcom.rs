//! MetCom: what bills needs a pressed button.

use crate::codec::BlockCheckKind;
use crate::sim::archive::{Archive, Column, Content, Edges, Layout, Log, Stamps, StatusForm};
use crate::sim::cell::{Cell, Form};
use crate::sim::kind::{Answers, Manner, MeterType, Opener, OpenerAnswer};
use crate::sim::load::Flow;
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
    archives: &ARCHIVES,
    refusals: Refusals {
        unknown: Refusal::Nak,
        ..Refusals::all(Refusal::Text("ERROR"))
    },
    ..Programming::STANDARD
};

const OWN: Archive = Archive {
    layout: Layout::Vdew {
        status: StatusForm::Metcom8,
        daily: false,
    },
    stamps: Stamps::VdewWithoutSeason,
    edges: Edges::BothRounded,
    ..Archive::VDEW
};

static ARCHIVES: [Archive; 6] = [
    Archive {
        content: Content::Intervals(&[
            Column::average("1-0:1.5.0", "kW", Flow::Import, "0.00000"),
            Column::average("1-0:2.5.0", "kW", Flow::Export, "0.00000"),
            Column::average("1-0:5.5.0", "kvar", Flow::Q1, "0.00000"),
            Column::average("1-0:6.5.0", "kvar", Flow::Q2, "0.00000"),
            Column::average("1-0:7.5.0", "kvar", Flow::Q3, "0.00000"),
            Column::average("1-0:8.5.0", "kvar", Flow::Q4, "0.00000"),
        ]),
        ..OWN
    },
    Archive {
        address: "P.02",
        content: Content::Midnights(&[
            Column::register("1-0:1.8.0", "kWh", Flow::Import, "01281.6601"),
            Column::register("1-0:2.8.0", "kWh", Flow::Export, "00000.0000"),
            Column::register("1-0:5.8.0", "kvarh", Flow::Q1, "00049.1785"),
            Column::register("1-0:6.8.0", "kvarh", Flow::Q2, "00000.0000"),
            Column::register("1-0:7.8.0", "kvarh", Flow::Q3, "00000.0000"),
            Column::register("1-0:8.8.0", "kvarh", Flow::Q4, "00079.9454"),
        ]),
        ..OWN
    },
    OWN.log("P.98", Log::Operation),
    OWN.log("P.99", Log::Certification),
    OWN.log("P.200", Log::User),
    OWN.log("P.210", Log::Manipulation),
];

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

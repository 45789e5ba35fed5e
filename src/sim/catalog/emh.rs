//! EMH and what is built on its meters: the password comes with the command.

use crate::codec::BlockCheckKind;
use crate::sim::archive::{Archive, Column, Content, Edges, Log};
use crate::sim::cell::{Cell, Form, Keeping};
use crate::sim::kind::{Answers, Manner, MeterType, Opener, OpenerAnswer};
use crate::sim::load::Flow;
use crate::sim::programming::{
    Act, AnswerAddress, AnswerForm, AnswerLines, Effect, Level, Login, Programming, Refusal,
};

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
        programming: Some(LZQJ),
        ..Answers::STANDARD
    }),
};

pub(super) const EMH_LZQJ_SOLAR: MeterType = MeterType {
    name: "emh-lzqj-solar",
    summary: "EMH LZQJ at a solar roof that feeds in, mode C at 4800 Bd, 15 minute load profile",
    readout: content!("emh-lzqj-solar"),
    clock_error: -6,
    manner: Manner::Answers(Answers {
        addresses: &["05939112", "1EMH0005939112"],
        programming: Some(Programming {
            archives: &SOLAR_ARCHIVES,
            ..LZQJ
        }),
        ..Answers::STANDARD
    }),
    ..EMH_LZQJ
};

pub(super) const LEM_EM4TII: MeterType = MeterType {
    name: "lem-em4tii",
    summary: r"LEM EM4TII traction meter, mode C at 9600 Bd, \@ in the identification, full codes",
    manufacturer: "EMH",
    identification: r"/EMH5\@D4EM4TIIW001--",
    check: BlockCheckKind::Xor,
    clock_error: 18,
    readout: content!("lem-em4tii"),
    manner: Manner::Answers(Answers {
        addresses: &["03878504"],
        programming: Some(EM4TII),
        ..Answers::STANDARD
    }),
};

const LZQJ: Programming = Programming {
    commands: "R5 R6 W5",
    levels: &[
        Level::new(0, Login::P1, "00000000"),
        Level::new(1, Login::InWrite, "00000000"),
    ],
    cells: &LZQJ_CELLS,
    acts: &[RESET],
    archives: &LZQJ_ARCHIVES,
    ..Programming::STANDARD
};

static POWERS: [Column; 6] = [
    Column::average("1.5", "kW", Flow::Import, "0.00000"),
    Column::average("2.5", "kW", Flow::Export, "0.00000"),
    Column::average("5.5", "kvar", Flow::Q1, "0.00000"),
    Column::average("6.5", "kvar", Flow::Q2, "0.00000"),
    Column::average("7.5", "kvar", Flow::Q3, "0.00000"),
    Column::average("8.5", "kvar", Flow::Q4, "0.00000"),
];

static LZQJ_ARCHIVES: [Archive; 6] = [
    Archive {
        content: Content::Intervals(&POWERS),
        ..Archive::VDEW
    },
    Archive {
        address: "P.02",
        content: Content::Midnights(&[
            Column::register("1.8.0", "kWh", Flow::Import, "00004211.873"),
            Column::register("2.8.0", "kWh", Flow::Export, "00000012.044"),
            Column::register("3.8.0", "kvarh", Flow::ReactiveImport, "00000318.220"),
            Column::register("4.8.0", "kvarh", Flow::ReactiveExport, "00000902.007"),
        ]),
        ..Archive::VDEW
    },
    Archive::VDEW.log("P.98", Log::Operation),
    Archive::VDEW.log("P.99", Log::Certification),
    Archive::VDEW.log("P.200", Log::User),
    Archive::VDEW.log("P.210", Log::Manipulation),
];

static SOLAR_ARCHIVES: [Archive; 6] = [
    Archive {
        content: Content::Intervals(&POWERS),
        ..Archive::VDEW
    },
    Archive {
        address: "P.02",
        content: Content::Midnights(&[
            Column::register("1.8.0", "kWh", Flow::Import, "00000108.310"),
            Column::register("2.8.0", "kWh", Flow::Export, "00011872.665"),
        ]),
        ..Archive::VDEW
    },
    Archive::VDEW.log("P.98", Log::Operation),
    Archive::VDEW.log("P.99", Log::Certification),
    Archive::VDEW.log("P.200", Log::User),
    Archive::VDEW.log("P.210", Log::Manipulation),
];

const RESET: Act = Act {
    command: "W5",
    address: "0.1.0",
    argument: "",
    level: 1,
    effect: Effect::BillingReset { disable: 15 },
};

const PERIODS: Form = Form::Choice(&["5", "10", "15", "30", "60"]);

static LZQJ_CELLS: [Cell; 11] = [
    Cell::writable("0.9.1", "", 1, Form::Clock(&["$s%H%M%S", "%H%M%S"])),
    Cell::writable("0.9.2", "", 1, Form::Clock(&["$s%y%m%d", "%y%m%d"])),
    Cell::writable("0.0.1", "05939068", 1, Form::Text(16)),
    Cell::writable("0.0.2", "Feld 7", 1, Form::Text(16)),
    Cell::writable("0.4.2", "00100", 1, whole(99_999)),
    Cell::writable("0.4.3", "00001", 1, whole(99_999)),
    Cell::writable("0.8.0", "15*min", 1, PERIODS),
    Cell::writable("0.8.4", "15*min", 1, PERIODS),
    Cell::writable("1.35.0", "7.0000*kW", 1, THRESHOLD).keeping(Keeping::Rounded(1_000)),
    Cell::writable("C.90.1", "0641555010", 1, Form::Text(16)),
    Cell::writable("F.F", "", 1, Form::Choice(&["00000000"])),
];

const THRESHOLD: Form = Form::Number {
    min: 0,
    max: 99_999,
    whole: 1,
    decimals: 4,
};

const fn whole(max: i64) -> Form {
    Form::Number {
        min: 1,
        max,
        whole: 5,
        decimals: 0,
    }
}

const EM4TII: Programming = Programming {
    commands: "R5 R6 W5",
    levels: &[
        Level::new(1, Login::P1, "00000000"),
        Level::new(2, Login::InWrite, "00000000"),
    ],
    read_level: 1,
    wrong_in_write: Refusal::Text("ER01"),
    cells: &EM4TII_CELLS,
    answer: AnswerForm {
        address: AnswerAddress::Asked,
        lines: AnswerLines::Bare,
    },
    archives: &EM4TII_ARCHIVES,
    full_codes: true,
    ..Programming::STANDARD
};

const RATIO: Form = Form::Number {
    min: 100,
    max: 999_999,
    whole: 4,
    decimals: 2,
};

const IN_BLOCKS: Archive = Archive {
    commands: "R6",
    edges: Edges::Both,
    ..Archive::VDEW
};

static EM4TII_ARCHIVES: [Archive; 5] = [
    Archive {
        content: Content::Intervals(&[
            Column::energy("1-0:1.29.0*255", "kWh", Flow::Import, "0000.0"),
            Column::energy("1-0:2.29.0*255", "kWh", Flow::Export, "0000.0"),
            Column::energy("1-0:3.29.0*255", "kvarh", Flow::ReactiveImport, "0000.0"),
            Column::energy("1-0:4.29.0*255", "kvarh", Flow::ReactiveExport, "0000.0"),
            Column::register("1-0:1.8.0*255", "kWh", Flow::Import, "000184203.4"),
            Column::register("1-0:2.8.0*255", "kWh", Flow::Export, "000021876.9"),
        ]),
        ..IN_BLOCKS
    },
    IN_BLOCKS.log("P.98", Log::Operation),
    IN_BLOCKS.log("P.99", Log::Certification),
    IN_BLOCKS.log("P.200", Log::User),
    IN_BLOCKS.log("P.210", Log::Manipulation),
];

static EM4TII_CELLS: [Cell; 8] = [
    Cell::shown("1-0:0.0.0*255", "03878504"),
    Cell::writable(
        "1-0:0.9.129*255",
        "{time %y%m%d%H%M%S%V%u$s}",
        2,
        Form::Clock(&["%y%m%d%H%M%S%V%u$s"]),
    ),
    Cell::writable("1-0:0.8.4*255", "", 2, Form::Choice(&["1", "5", "15"])),
    Cell::writable("0-0:C.1.9*255", "", 2, Form::Text(16)),
    Cell::writable("1-0:0.0.1*255", "", 2, Form::Text(16)),
    Cell::writable("1-0:0.4.2*255", "0400.00", 2, RATIO),
    Cell::writable("1-0:0.4.3*255", "0150.00", 2, RATIO),
    Cell::writable("0-0:F.F.0*255", "", 2, Form::Choice(&["00000000"])),
];

//! Elster's gas converter: lock registers in place of passwords.

use std::time::Duration;

use crate::codec::BlockCheckKind;
use crate::sim::archive::{Archive, Column, Content, Layout, Log};
use crate::sim::cell::{Cell, Form};
use crate::sim::kind::{Answers, Manner, MeterType};
use crate::sim::load::Flow;
use crate::sim::programming::{Greeting, Level, Login, Programming, ReadCount, Refusal, Refusals};

pub(super) const ELS_EK280: MeterType = MeterType {
    name: "els-ek280",
    summary: "Elster EK280 gas converter (LIS-200), mode C at 19200 Bd, lock registers, no readout needed",
    manufacturer: "Elster",
    identification: r"/Els6\2EK280",
    check: BlockCheckKind::Xor,
    clock_error: -41,
    readout: content!("els-ek280"),
    manner: Manner::Answers(Answers {
        addresses: &["11400628"],
        reaction: Duration::from_millis(20),
        programming: Some(EK280),
        ..Answers::STANDARD
    }),
};

const EK280: Programming = Programming {
    greeting: Greeting::Operand("1234567"),
    commands: "R1 R3 W1",
    levels: &[
        Level::new(
            1,
            Login::Lock {
                open: "4:171.0",
                close: "4:170.0",
            },
            "0",
        ),
        Level::new(
            2,
            Login::Lock {
                open: "3:171.0",
                close: "3:170.0",
            },
            "00000000",
        ),
    ],
    read_level: 1,
    wrong_password: Refusal::Text("#0017"),
    cells: &CELLS,
    archives: &ARCHIVES,
    registers: COLUMNS,
    count: ReadCount::One,
    refusals: Refusals {
        command: Refusal::Text("#0200"),
        syntax: Refusal::Text("#0200"),
        unknown: Refusal::Text("#0001"),
        read_only: Refusal::Text("#0011"),
        hidden: Refusal::Text("#0018"),
        closed: Refusal::Text("#0020"),
        no_right: Refusal::Text("#0019"),
        value: Refusal::Text("#0013"),
        ..Refusals::all(Refusal::Text("#0020"))
    },
    ..Programming::STANDARD
};

const OWN: Archive = Archive {
    layout: Layout::Lis200,
    commands: "R1 R3",
    block: 10,
    ..Archive::VDEW
};

static ARCHIVES: [Archive; 2] = [
    Archive {
        address: "3:V.0",
        content: Content::Intervals(&[
            Column::register("2:300.0", "m3", Flow::Import, "0018204.7"),
            Column::register("4:300.0", "m3", Flow::Q1, "0003911.2"),
        ]),
        ..OWN
    },
    Archive {
        address: "4:V.0",
        content: Content::Log(Log::Operation),
        ..OWN
    },
];

/// What the columns of the archives are called, and their units.
const COLUMNS: &str = "\
3:V.4(AONr)(GONr)(Zeit)(Vb)(V)(p.Mp)(T.Mp)(K.Mp)(St.2)(St.4)(Er)(Check)
3:V.3()()()(m3)(m3)(bar)(C)()()()()()
4:V.4(AONr)(GONr)(Zeit)(Er)(Check)
4:V.3()()()()()
";

/// In hundredths of a bar.
const PRESSURE: Form = Form::Number {
    min: 50,
    max: 8_000,
    whole: 2,
    decimals: 2,
};

/// In tenths of a degree.
const TEMPERATURE: Form = Form::Number {
    min: -400,
    max: 700,
    whole: 2,
    decimals: 1,
};

static CELLS: [Cell; 15] = [
    Cell::writable("1:400.0", "", 2, Form::Clock(&["%Y-%m-%d,%H:%M:%S"])),
    Cell::writable(
        "4:150.0",
        "60*min",
        2,
        Form::Choice(&["5", "15", "30", "60"]),
    ),
    Cell::writable("2:141.0", "06:00", 2, Form::Time("%H:%M")),
    Cell::writable("7:320.0", "02.00*bar", 2, PRESSURE),
    Cell::writable("7:321.0", "16.00*bar", 2, PRESSURE),
    Cell::writable("6:1C0.0", "60.0*C", 1, TEMPERATURE),
    Cell::writable("2:1A0.0", "Sued 2", 1, Form::Text(16)),
    Cell::shown("2:300.2", "Vb"),
    Cell::shown("2:300.3", "m3"),
    Cell::shown("4:300.3", "m3"),
    Cell::shown("7:310.3", "bar"),
    Cell::hidden("1:1E0.0"),
    Cell::shown("1:130.0", "5"),
    Cell::writable("3:172.0", "", 2, code(2)),
    Cell::writable("4:172.0", "", 1, code(1)),
];

const fn code(level: u8) -> Form {
    Form::Password {
        level,
        min: 1,
        max: 8,
    }
}

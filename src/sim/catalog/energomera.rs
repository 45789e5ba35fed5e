//! Energomera: names in place of codes, and a sum as check.

use std::time::Duration;

use crate::codec::BlockCheckKind;
use crate::sim::archive::{Archive, Column, Content, Empty, Layout, Named};
use crate::sim::cell::{Cell, Form};
use crate::sim::kind::{Answers, Manner, MeterType};
use crate::sim::load::{Flow, Tariff};
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
    cells: &CE102M_CELLS,
    archives: &CE102M_ARCHIVES,
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

const fn archive(address: &'static str, form: Named, on_each_line: bool) -> Archive {
    Archive {
        address,
        layout: Layout::Named { form, on_each_line },
        commands: "R1",
        empty: Empty::Says("ERR18"),
        ..Archive::VDEW
    }
}

const fn powers(flow: Flow) -> Column {
    Column::average("1.5.0", "kW", flow, "0.000000")
}

static CE102M_ENDS: [Column; 3] = [
    Column::register("ET0PE", "kWh", Flow::Import, "9832.39"),
    Column::register("T1", "kWh", Flow::Import, "6383.96").of(Tariff::High),
    Column::register("T2", "kWh", Flow::Import, "3448.25").of(Tariff::Low),
];

static CE208_ENDS: [Column; 3] = [
    Column::register("ET0PE", "kWh", Flow::Import, "1204.91"),
    Column::register("T1", "kWh", Flow::Import, "801.44").of(Tariff::High),
    Column::register("T2", "kWh", Flow::Import, "403.47").of(Tariff::Low),
];

static CE102M_ARCHIVES: [Archive; 4] = [
    Archive {
        content: Content::Intervals(&[powers(Flow::Import)]),
        ..archive("GRAPE", Named::Day, false)
    },
    Archive {
        content: Content::Intervals(&[powers(Flow::Q1)]),
        ..archive("GRAQE", Named::Day, false)
    },
    Archive {
        content: Content::Midnights(&CE102M_ENDS),
        ..archive("ENDPE", Named::DayEnd, false)
    },
    Archive {
        content: Content::Midnights(&CE102M_ENDS),
        ..archive("ENMPE", Named::MonthEnd, false)
    },
];

/// The first one goes back 127 days, as it numbers them.
static CE208_ARCHIVES: [Archive; 3] = [
    Archive {
        content: Content::Intervals(&[Column::average("1.5.0", "kW", Flow::Import, "0.0000")]),
        ..archive("VPR01", Named::DaysBack, true)
    },
    Archive {
        content: Content::Midnights(&CE208_ENDS),
        ..archive("ENDPE", Named::DayEnd, true)
    },
    Archive {
        content: Content::Midnights(&CE208_ENDS),
        ..archive("ENMPE", Named::MonthEnd, true)
    },
];

const POWER: Form = Form::Number {
    min: 0,
    max: 9_999,
    whole: 2,
    decimals: 2,
};

const TIME: Form = Form::Clock(&["%H:%M:%S"]);
const AVERAGING: Form = Form::Choice(&["1", "3", "5", "10", "15", "30", "60"]);

const fn own(name: &'static str, value: &'static str, form: Form) -> Cell {
    Cell::writable(name, value, 1, form).hands_on()
}

const CLOCK: Cell = own("TIME_", "{time %H:%M:%S}", TIME);
const DATE: Cell = own(
    "DATE_",
    "{time 0%u.%d.%m.%y}",
    Form::Clock(&["0%u.%d.%m.%y"]),
);
const NEW_PASSWORD: Cell = own(
    "PSWRD",
    "",
    Form::Password {
        level: 1,
        min: 1,
        max: 8,
    },
);

static CE102M_CELLS: [Cell; 8] = [
    CLOCK,
    DATE,
    Cell::writable("CTIME", "{time %H:%M:%S}", 1, TIME),
    own("TAVER", "15", AVERAGING),
    own("TRSUM", "1", Form::Choice(&["0", "1"])),
    own("HELLO", "CE102M", Form::Text(20)),
    own("LIMP_", "10.00", POWER),
    NEW_PASSWORD,
];

pub(super) const ENERGOMERA_CE208: MeterType = MeterType {
    name: "energomera-ce208",
    summary: "Energomera CE208, mode C at 9600 Bd, sum check, random operand and CRC-32 password",
    manufacturer: "Energomera",
    identification: r"/EMR5\2CE2089.1",
    check: BlockCheckKind::Sum7,
    clock_error: 2,
    readout: content!("energomera-ce208"),
    manner: Manner::Answers(Answers {
        addresses: &["009114135064195"],
        reaction: Duration::from_millis(250),
        programming: Some(CE208),
        ..Answers::STANDARD
    }),
};

const CE208: Programming = Programming {
    greeting: Greeting::Random(8),
    levels: &[
        Level::new(1, Login::Crc32, "777777"),
        Level::new(1, Login::P1, "777777"),
    ],
    registers: content!("energomera-ce208-registers"),
    cells: &CE208_CELLS,
    archives: &CE208_ARCHIVES,
    answer: AnswerForm {
        address: AnswerAddress::Own,
        lines: AnswerLines::Named,
    },
    ..CE102M
};

static CE208_CELLS: [Cell; 9] = [
    CLOCK,
    DATE,
    Cell::writable("CTIME", "{time %H:%M:%S}", 1, TIME),
    own("TAVER", "30", AVERAGING),
    own("TRSUM", "0", Form::Choice(&["0", "1"])),
    own("HELLO", "CE208", Form::Text(20)),
    own("LIMP_", "15.00", POWER),
    own("VFEEA", "05", Form::Hex(2)),
    NEW_PASSWORD,
];

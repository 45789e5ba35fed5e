//! Meters after the Turkish specification, which writes with the cover open.

use std::time::Duration;

use crate::codec::BlockCheckKind;
use crate::sim::archive::{Archive, Column, Content};
use crate::sim::cell::{Cell, Form, Keeping};
use crate::sim::kind::{Answers, Manner, MeterType};
use crate::sim::load::Flow;
use crate::sim::programming::{
    Act, Effect, Greeting, Level, LockEffect, LockOut, Login, Programming, Refusal, Refusals,
};

pub(super) const MAKEL_C500: MeterType = MeterType {
    name: "makel-c500",
    summary: "Makel C500 (Türkiye), mode C at 9600 Bd, answers to /?MSY80099921! too",
    manufacturer: "Makel",
    identification: "/MSY5<1>C500.KMY.2556",
    check: BlockCheckKind::Xor,
    clock_error: -65,
    readout: content!("makel-c500"),
    manner: Manner::Answers(Answers {
        addresses: &["80099921", "MSY80099921"],
        reaction: Duration::from_millis(250),
        lists: &[('6', content!("makel-c500-short"))],
        programming: Some(MAKEL),
        ..Answers::STANDARD
    }),
};

pub(super) const KOEHLER_MF: MeterType = MeterType {
    name: "koehler-mf",
    summary: "Köhler AEL.MF (Türkiye), mode C at 4800 Bd, acknowledges in place of P0, cover was opened",
    manufacturer: "Köhler",
    identification: "/AEL4<1>AEL.MF.14",
    check: BlockCheckKind::Xor,
    clock_error: 26,
    readout: content!("koehler-mf"),
    manner: Manner::Answers(Answers {
        addresses: &["00000002", "AEL00000002"],
        reaction: Duration::from_millis(250),
        lists: &[('6', content!("koehler-mf-short"))],
        programming: Some(KOEHLER),
        ..Answers::STANDARD
    }),
};

const MAKEL: Programming = Programming {
    commands: "R2 W2 E2",
    wrong_password: Refusal::Text("ERROR"),
    lock_out: Some(LockOut {
        tries: 3,
        minutes: 6 * 60,
        effect: LockEffect::Refuses(None),
    }),
    registers: "97.1.0(1.8.0,5.8.0,8.8.0)\n97.2.0(1.5.0)\n",
    cells: &CELLS,
    acts: &[Act {
        command: "E2",
        address: "1.6.0",
        argument: "",
        level: 1,
        effect: Effect::BillingReset { disable: 60 },
    }],
    archives: &MAKEL_ARCHIVES,
    ..Programming::STANDARD
};

/// What the registers showed at the end of each hour.
static MAKEL_ARCHIVES: [Archive; 2] = [
    Archive {
        content: Content::Intervals(&[
            Column::register("1.8.0", "kWh", Flow::Import, "003215.015"),
            Column::register("5.8.0", "kvarh", Flow::Q1, "000102.008"),
            Column::register("8.8.0", "kvarh", Flow::Q4, "000731.004"),
        ]),
        ..Archive::MASS
    },
    Archive {
        address: "P.02",
        content: Content::Intervals(&[Column::average("1.5.0", "kW", Flow::Import, "000.000")]),
        ..Archive::MASS
    },
];

/// What flowed in each quarter hour.
static KOEHLER_ARCHIVES: [Archive; 2] = [
    Archive {
        content: Content::Intervals(&[
            Column::energy("1.29.0", "kWh", Flow::Import, "000.000"),
            Column::energy("5.29.0", "kvarh", Flow::Q1, "000.000"),
            Column::energy("8.29.0", "kvarh", Flow::Q4, "000.000"),
        ]),
        ..Archive::MASS
    },
    Archive {
        address: "P.02",
        content: Content::Midnights(&[
            Column::register("1.8.0", "kWh", Flow::Import, "004920.317"),
            Column::register("5.8.0", "kvarh", Flow::Q1, "000310.442"),
            Column::register("8.8.0", "kvarh", Flow::Q4, "001022.907"),
        ]),
        ..Archive::MASS
    },
];

const KOEHLER: Programming = Programming {
    greeting: Greeting::Ack,
    levels: &[Level::new(1, Login::P1, "12345678")],
    wrong_password: Refusal::Nak,
    registers: "97.1.0(1.29.0,5.29.0,8.29.0)\n97.2.0(1.8.0,5.8.0,8.8.0)\n",
    archives: &KOEHLER_ARCHIVES,
    refusals: Refusals {
        unknown: Refusal::Nak,
        ..Refusals::all(Refusal::Text("ERROR"))
    },
    ..MAKEL
};

const PERIODS: Form = Form::Choice(&["15", "30", "60"]);
const SWITCH: Form = Form::Choice(&["0", "1"]);
const WEEKDAYS: Form = Form::Choice(&["1", "2", "3", "4", "5", "6", "7"]);
const CHANGE: Form = Form::Time("%y-%m-%d,%H:%M");
const PASSWORD: Form = Form::Password {
    level: 1,
    min: 8,
    max: 8,
};

static CELLS: [Cell; 22] = [
    Cell::writable("0.9.1", "", 1, Form::Clock(&["%H:%M:%S"])).hands_on(),
    Cell::writable("0.9.2", "", 1, Form::Clock(&["%y-%m-%d"])).hands_on(),
    Cell::writable("0.9.5", "", 1, WEEKDAYS)
        .keeping(Keeping::NotKept)
        .hands_on(),
    Cell::writable("0.8.0", "15*min", 1, PERIODS).hands_on(),
    Cell::writable("0.8.4", "60*min", 1, PERIODS).hands_on(),
    Cell::writable("96.50", "", 1, Form::Digits(32)).hands_on(),
    Cell::writable("96.51", "", 1, Form::Digits(32)).hands_on(),
    Cell::writable("96.52", "", 1, Form::Digits(32)).hands_on(),
    Cell::writable("96.60", "", 1, Form::Digits(8)).hands_on(),
    Cell::writable("96.61", "", 1, Form::Digits(8)).hands_on(),
    Cell::writable("96.62", "", 1, Form::Digits(8)).hands_on(),
    Cell::writable("96.90.0", "1", 1, SWITCH).hands_on(),
    Cell::writable("96.90.1", "26-03-29,03:00", 1, CHANGE).hands_on(),
    Cell::writable("96.90.2", "26-10-25,04:00", 1, CHANGE).hands_on(),
    Cell::shown("96.6.1", "1"),
    Cell::shown("96.7.0", "04"),
    Cell::shown("96.7.1", "02"),
    Cell::shown("96.7.2", "01"),
    Cell::shown("96.7.3", "01"),
    Cell::writable("96.3.10", "1", 1, SWITCH).hands_on(),
    Cell::writable("F.F.0", "00000000", 1, Form::Choice(&["00000000"])).hands_on(),
    Cell::writable("96.96", "", 1, PASSWORD).hands_on(),
];

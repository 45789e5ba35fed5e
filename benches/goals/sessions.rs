//! Session times over the least that the line allows, in virtual time and thus exact.

#[allow(dead_code, reason = "the tests look at more of it")]
#[path = "../../tests/it/pace/jobs.rs"]
pub(crate) mod jobs;
#[allow(dead_code, reason = "the tests look at more of it")]
#[path = "../../tests/it/pace/line.rs"]
mod line;

use std::sync::Arc;
use std::time::Duration;

use flagport::profile::Library;
use flagport::session::{LineOptions, ModeChoice, WakeUp};
use flagport::worker::{SeriesKind, SeriesPlan, SeriesRange, Task};
use jiff::civil::date;

use crate::table::{Goal, Table};
use jobs::{Job, run};

const GOAL: Goal = Goal::AtMost(1.02);

/// At hand, and behind a converter that takes so long each way.
pub(crate) const DELAYS: [Duration; 2] = [Duration::ZERO, Duration::from_millis(40)];

/// What all these rows are about.
pub(crate) const SESSION: &str = "session / least";

/// Rows with two figures: at hand, and behind the converter.
pub(crate) fn measure(table: &mut Table) {
    let usual = LineOptions::default();
    let woken = LineOptions {
        wake_up: WakeUp::Short,
        ..LineOptions::default()
    };
    let pushed = |baud| LineOptions {
        mode: ModeChoice::D,
        start_baud: Some(baud),
        ..LineOptions::default()
    };
    for (what, meter, options) in [
        ("mode A, 300 Bd", "kamstrup-382", &usual),
        ("mode B, 2400 Bd, after waking", "landis-uh50", &woken),
        ("mode C, 300 Bd", "itron-ace3000", &usual),
        ("mode C, 4800 Bd", "emh-lzqj", &usual),
        ("mode C, 9600 Bd", "lgz-zmd", &usual),
        ("mode C, 9600 Bd, short reaction", "iskra-mt174", &usual),
        ("mode C, 19 200 Bd, short reaction", "els-ek280", &usual),
        ("mode D, 9600 Bd", "hager-ehz", &pushed(9600)),
        ("mode D, 115 200 Bd (P1)", "dsmr-p1", &pushed(115_200)),
    ] {
        row(table, &format!("readout, {what}"), meter, || {
            Job::Read(options.clone())
        });
    }
    for meter in ["lgz-zmd", "iskra-mt174"] {
        let what = format!("programming mode, 20 registers, {meter}");
        row(table, &what, meter, || Job::Programme(twenty(meter)));
    }
    for (what, command, block) in [
        ("load profile of 4 days, in one answer", None, None),
        (
            "load profile of 4 days, in blocks of 8",
            "R6".parse().ok(),
            Some(8),
        ),
    ] {
        let plan = SeriesPlan {
            kind: SeriesKind::LoadProfile,
            address: None,
            range: SeriesRange {
                from: Some(date(2026, 3, 1).at(0, 0, 0, 0)),
                to: Some(date(2026, 3, 5).at(0, 0, 0, 0)),
            },
            command,
            block,
            have: None,
        };
        row(table, what, "lgz-zmd", || {
            Job::Programme(Task::Series(plan.clone()))
        });
    }
}

fn row(table: &mut Table, what: &str, meter: &'static str, job: impl Fn() -> Job) {
    let ratios = DELAYS.map(|delay| {
        let done = run(meter, delay, job());
        assert!(done.whole, "{what}\n{}", done.book.told());
        done.ratio()
    });
    table.add(format!("{SESSION}: {what}"), GOAL, "", 4, &ratios);
}

/// Reads the first twenty registers of the profile that is called like its meter.
pub(crate) fn twenty(meter: &str) -> Task {
    let library = Library::default();
    let profile = library.find(meter).expect("the profile is built in");
    let registers = profile.registers.iter().filter(|r| r.is_readable());
    Task::Get(registers.take(20).cloned().map(Arc::new).collect())
}

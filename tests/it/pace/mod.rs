//! A session takes as long as its bytes take on the line, and no longer: at hand and
//! behind a network that takes 40 ms each way. All times are those of the line, which is
//! virtual, and thus exact.

pub(crate) mod jobs;
pub(crate) mod line;

use std::sync::Arc;
use std::time::Duration;

use flagport::profile::Library;
use flagport::session::{LineOptions, ModeChoice, WakeUp};
use flagport::worker::{SeriesKind, SeriesPlan, SeriesRange, Task};
use jiff::civil::date;

use jobs::{Done, Job, run};

const DELAYS: [Duration; 2] = [Duration::ZERO, Duration::from_millis(40)];

/// How much longer than the least a session may take.
const GOAL: f64 = 1.02;

const REQUEST: &str = "/?!\\r\\n";
const BREAK: &str = "\\x01B0\\x03q";

/// Runs the job over each line, and looks at what was said and how long it took.
fn check(name: &'static str, job: impl Fn() -> Job, expected: impl Fn(&[String])) {
    for delay in DELAYS {
        let done = run(name, delay, job());
        assert!(done.whole, "{name} {delay:?}\n{}", done.book.told());
        assert_prompt(name, &done);
        expected(&done.book.said());
    }
}

fn assert_prompt(name: &str, done: &Done) {
    let (took, least, ratio) = (done.book.took(), done.least(), done.ratio());
    assert!(
        (0.999..=GOAL).contains(&ratio),
        "{name}: {took:?} of {least:?}, {ratio:.4}\n{}",
        done.book.told()
    );
}

#[test]
fn a_readout_is_asked_for_once_and_ends_with_its_last_character() {
    for (name, select) in [
        ("lgz-zmd", Some("\\x06050\\r\\n")),
        ("iskra-mt174", Some("\\x06050\\r\\n")),
        ("emh-lzqj", Some("\\x06040\\r\\n")),
        ("els-ek280", Some("\\x06060\\r\\n")),
        ("itron-ace3000", Some("\\x06000\\r\\n")),
        ("kamstrup-mc66", None),
        ("kamstrup-382", None),
    ] {
        let job = || Job::Read(LineOptions::default());
        check(name, job, |said| {
            let expected: Vec<&str> = [REQUEST].into_iter().chain(select).collect();
            assert_eq!(said.split_last().unwrap().1, expected, "{name}");
        });
    }
}

#[test]
fn a_woken_meter_is_asked_right_behind_the_wake_up() {
    let options = LineOptions {
        wake_up: WakeUp::Short,
        ..LineOptions::default()
    };
    check(
        "landis-uh50",
        || Job::Read(options.clone()),
        |said| {
            assert_eq!(said[1..], [REQUEST, BREAK]);
        },
    );
}

#[test]
fn a_pushed_telegram_is_taken_as_soon_as_it_ends() {
    for (name, baud) in [
        ("easymeter-q3d", 9600),
        ("hager-ehz", 9600),
        ("dsmr-p1", 115_200),
    ] {
        let options = LineOptions {
            mode: ModeChoice::D,
            start_baud: Some(baud),
            ..LineOptions::default()
        };
        check(
            name,
            || Job::Read(options.clone()),
            |said| {
                assert_eq!(said, [""; 0], "{name}");
            },
        );
    }
}

#[test]
fn every_register_is_one_turn_and_the_serial_number_is_none_more() {
    let library = Library::default();
    for (name, profile) in [
        ("lgz-zmd", "lgz-zmd"),
        ("iskra-mt174", "iskra-mt174"),
        ("emh-lzqj", "emh-lzqj"),
        ("energomera-ce102m", "energomera-ce"),
        ("makel-c500", "turkish-mass"),
    ] {
        let profile = library.find(profile).unwrap();
        let serial = profile.serial_register.as_deref().unwrap();
        let known = profile.registers.iter().filter(|r| r.is_readable());
        let registers: Vec<_> = known.take(12).cloned().map(Arc::new).collect();
        assert!(registers.iter().any(|r| r.address == serial), "{name}");
        let job = || Job::Programme(Task::Get(registers.clone()));
        check(name, job, |said| {
            assert_eq!(said.len(), 2 + registers.len() + 1, "{name} {said:#?}");
        });
    }
}

#[test]
fn a_load_profile_flows_as_fast_as_the_line() {
    for (name, command, block) in [
        ("lgz-zmd", None, None),
        ("lgz-zmd", "R6".parse().ok(), Some(8)),
        ("iskra-mt174", None, None),
        ("energomera-ce102m", None, None),
        ("makel-c500", None, None),
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
        let job = || Job::Programme(Task::Series(plan.clone()));
        check(name, job, |said| {
            assert!(said.len() > 4, "{name} {said:#?}");
        });
    }
}

/// One character of the telegram before is heard: nothing follows it for longer than a
/// line may pause.
#[test]
fn the_tail_of_a_telegram_does_not_end_the_wait_for_the_next() {
    let options = LineOptions {
        mode: ModeChoice::D,
        start_baud: Some(115_200),
        ..LineOptions::default()
    };
    let line = Duration::from_nanos(86_806);
    for characters in 0..12 {
        let delay = Duration::from_micros(39_700) + line * characters;
        let done = run("dsmr-p1", delay, Job::Read(options.clone()));
        assert!(done.whole, "{delay:?}");
    }
}

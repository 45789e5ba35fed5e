//! Many gateways at once, in real time: a round must cost little more than its slowest
//! line alone.

use std::net::TcpListener;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use flagport::profile::Library;
use flagport::round::many::{ManyPlan, Task, Told, read_all};
use flagport::sim::serve::{ServePace, ServePlan, serve_tcp};
use flagport::worker::{CancelToken, LineOptions, Outcome, PortChoice, RealPorts};

use crate::table::{Goal, Table};

/// How many gateways there are.
const LINES: usize = 256;

/// One type after the other, at 4800 and 9600 Bd.
const METERS: [&str; 3] = ["emh-lzqj", "lem-em4tii", "elster-as1440"];

pub(crate) fn measure(table: &mut Table) {
    let stop = AtomicBool::new(false);
    thread::scope(|scope| {
        let tasks: Vec<Task> = (0..LINES)
            .map(|line| {
                let listener = TcpListener::bind("127.0.0.1:0").unwrap();
                let address = listener.local_addr().unwrap();
                let meter = METERS[line % METERS.len()];
                let plan = ServePlan {
                    bus: format!("{meter}@{}", 10_000_000 + line).parse().unwrap(),
                    pace: ServePace::Line,
                    clock: jiff::civil::date(2026, 3, 18).at(20, 15, 7, 0),
                };
                let stop = &stop;
                scope.spawn(move || serve_tcp(&listener, &plan, stop).unwrap());
                Task {
                    stop: line,
                    port: PortChoice::Tcp(address.to_string()),
                    address: String::new(),
                    profile: None,
                }
            })
            .collect();
        let each = tasks.iter().take(METERS.len());
        let alone = each.map(|task| read(vec![task.clone()]).1).max().unwrap();
        let (whole, took) = read(tasks);
        stop.store(true, Ordering::Relaxed);
        let what = format!("round of {LINES} meters, a TCP gateway each");
        let figures = [whole as f64 / LINES as f64];
        table.add(
            format!("{what}: read whole"),
            Goal::AtLeast(1.0),
            "",
            3,
            &figures,
        );
        let share = alone.as_secs_f64() / took.as_secs_f64();
        let what = format!("{what}: time of the slowest line alone over that of all");
        table.add(what, Goal::AtLeast(0.9), "", 3, &[share]);
    });
}

/// How many meters were read whole, each with its own serial number, and how long it took.
fn read(tasks: Vec<Task>) -> (usize, Duration) {
    let plan = ManyPlan {
        line: LineOptions::default(),
        profile: None,
        profiles: Library::default(),
        every_way: false,
        jobs: LINES,
        archive: None,
    };
    let mut whole = 0;
    let began = Instant::now();
    read_all(
        tasks,
        &plan,
        &CancelToken::new(),
        || RealPorts,
        |told| {
            if let Told::Ended { stop, reading } = told
                && let Outcome::Done(summary) = reading.outcome
            {
                let own = (10_000_000 + stop).to_string();
                whole += usize::from(summary.readout.meter.serial_number == Some(own));
            }
        },
    )
    .unwrap();
    (whole, began.elapsed())
}

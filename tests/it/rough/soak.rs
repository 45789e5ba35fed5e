//! Thousands of jobs in one process: what it takes of its computer does not grow.
//!
//! `FLAGPORT_READOUTS=10000 cargo test --release --test it soak -- --nocapture`

use std::fs;
use std::time::Instant;

use flagport::app::Model;
use flagport::archive::Archive;
use flagport::clock::TimeBase;
use flagport::link::CancelToken;
use flagport::trace::TraceRows;
use flagport::worker::{ClockOrder, Command, Event, Outcome, Task};
use jiff::Zoned;

use super::child::{Taken, done_alone, wanted};
use super::rig::{Act, Rig};

/// How much more memory may be resident at the end than after the first tenth, in KiB,
/// once the trace that the window keeps has all the rows it may have: what the allocator
/// moves. A leak of 240 bytes a readout would take more in 9 000 of them.
const MOST_GROWTH: u64 = 2 * 1024;

/// The same while the trace still grows to its 20 000 rows.
const MOST_GROWTH_OF_TRACE: u64 = 16 * 1024;

/// So many jobs have one of each kind that is no undisturbed readout.
const ROUND: usize = 40;

/// The most visits that are kept; those before are deleted.
const VISITS: usize = 50;

/// The meter that is read at this turn: mostly one whose telegram is short.
fn meter_of(number: usize) -> &'static str {
    match number % 20 {
        4 => "iskra-mt174",
        14 => "lgz-zmd",
        _ => "energomera-ce102m",
    }
}

/// A window as far as it keeps anything, at a worker.
struct Desk {
    rig: Rig,
    model: Model,
    archive: Archive,
    ended: [usize; 4],
    visits: usize,
}

impl Desk {
    fn new() -> Desk {
        let rig = Rig::new();
        Desk {
            archive: Archive::at(rig.folder.path().join("visits")),
            rig,
            model: Model::default(),
            ended: [0; 4],
            visits: 0,
        }
    }

    /// Sends a command and takes its events as the window does.
    fn run(&mut self, command: Command) {
        match &command {
            Command::Read { id, port, .. } => self.model.job_sent(*id, port.clone()),
            Command::Programme { id, port, plan, .. } => {
                self.model.programme_sent(*id, port.clone(), &plan.task);
            }
            Command::SignOff => {}
        }
        self.rig.worker.send(command);
        while self.model.running().is_some() {
            let event = self.rig.worker.recv().expect("the worker is there");
            self.count(&event);
            self.model.apply(event, &Zoned::now());
        }
        // What comes after the end of a job.
        while let Some(event) = self.rig.worker.try_recv() {
            self.model.apply(event, &Zoned::now());
        }
    }

    fn count(&mut self, event: &Event) {
        fn kind<S>(outcome: &Outcome<S>) -> usize {
            match outcome {
                Outcome::Done(_) => 0,
                Outcome::Partly { .. } => 1,
                Outcome::Cancelled(_) => 2,
                Outcome::Failed(_) => 3,
            }
        }
        match event {
            Event::JobFinished { outcome, .. } => self.ended[kind(outcome)] += 1,
            Event::ProgrammeFinished { outcome, .. } => self.ended[kind(outcome)] += 1,
            Event::VisitStored { stored, .. } => {
                self.visits += 1;
                assert!(stored.is_ok(), "{stored:?}");
            }
            _ => {}
        }
    }

    /// One job.
    fn work(&mut self, number: usize) {
        let meter = meter_of(number);
        let round = number / ROUND;
        let command = match number % ROUND {
            3 => {
                let period = ["30", "15"][round % 2];
                let task = self.rig.set(&[("0.8.0", period)]);
                self.rig.programming(task, false)
            }
            8 => {
                let task = self.rig.get(&["0.0.0", "0.8.0", "0.8.4"]);
                self.rig.programming(task, true)
            }
            13 => {
                let order = ClockOrder {
                    base: TimeBase::Local,
                    synchronise_only: false,
                };
                self.rig.programming(Task::SetClock(order), true)
            }
            18 => self.rig.fetching_a_day("emh-lzqj"),
            23 => {
                let cancel = CancelToken::new();
                cancel.cancel();
                self.rig.reading_until(meter, cancel)
            }
            28 => {
                self.rig.line.set_trap(round as u64 * 13 % 400, Act::Panic);
                self.rig.reading(meter)
            }
            33 => {
                self.rig.line.set_trap(round as u64 * 7 % 200, Act::Gone);
                self.rig.reading(meter)
            }
            _ => self.rig.reading(meter),
        };
        self.run(command);
        self.rig.line.take_trap();
        self.rig.line.take_sent();
        if number % VISITS == VISITS - 1 {
            // As the page of visits does.
            let listed = self.archive.list().unwrap();
            self.model.visits.listed = Some(Ok(listed.into()));
            let visits = fs::read_dir(self.rig.folder.path().join("visits")).unwrap();
            for visit in visits {
                fs::remove_dir_all(visit.unwrap().path()).unwrap();
            }
        }
    }
}

#[test]
fn thousands_of_readouts_leave_nothing_behind() {
    if let Some(told) = done_alone("rough::soak::thousands_of_readouts_leave_nothing_behind") {
        told.iter().for_each(|line| println!("{line}"));
        return;
    }
    let count = wanted(40);
    let mut desk = Desk::new();
    let began = Instant::now();
    let tenth = (count / 10).max(1);
    let mut taken = Vec::new();
    let mut most_growth = MOST_GROWTH;
    for number in 0..count {
        desk.work(number);
        if number + 1 == tenth && desk.model.trace.len() < TraceRows::LIMIT {
            most_growth = MOST_GROWTH_OF_TRACE;
        }
        if number % tenth == tenth - 1 {
            taken.push(Taken::now());
            println!("* after {} jobs {:?}", number + 1, Taken::now());
        }
    }
    let [done, partly, cancelled, failed] = desk.ended;
    println!(
        "* {count} jobs in {:.0} s: {done} done, {partly} in part, {cancelled} cancelled, {failed} failed; {} visits",
        began.elapsed().as_secs_f64(),
        desk.visits,
    );
    assert_eq!(
        done + partly + cancelled + failed,
        count,
        "each job ends once"
    );
    assert!(done * 10 >= count * 9, "{:?}", desk.ended);
    assert!(desk.model.trace.rows().len() <= TraceRows::LIMIT);
    assert_eq!(desk.rig.line.in_use(), 0, "every port is closed");
    let (Some(Some(before)), Some(Some(after))) = (taken.first(), taken.last()) else {
        println!("* skipped in part: this system does not tell what a process takes");
        return;
    };
    assert_eq!(after.threads, before.threads);
    assert!(
        after.handles <= before.handles + 1,
        "a kept session may hold one"
    );
    assert!(
        after.memory <= before.memory + most_growth,
        "{before:?} {after:?}"
    );
}

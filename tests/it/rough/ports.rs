//! Ports that go and come back, hundreds of times.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

use flagport::worker::{
    CancelToken, Command, Event, Failure, JobId, Keep, LineOptions, Outcome, PortChoice, PortInfo,
    PortWatch, ReadPlan, Worker,
};

use super::child::{Taken, done_alone, wanted};
use super::terminal::{Habit, Meter, unplug};

/// Reads the meter behind `port`, quickly.
fn read(worker: &mut Worker, port: &Path) -> Outcome {
    let line = LineOptions {
        start_baud: Some(9600),
        ..LineOptions::default()
    };
    worker.send(Command::Read {
        id: JobId(1),
        port: PortChoice::Serial(port.to_str().unwrap().to_owned()),
        plan: Box::new(ReadPlan {
            line,
            ..ReadPlan::default()
        }),
        cancel: CancelToken::new(),
    });
    loop {
        if let Event::JobFinished { outcome, .. } = worker.recv().unwrap() {
            return outcome;
        }
    }
}

fn failure(outcome: &Outcome) -> &Failure {
    match outcome {
        Outcome::Failed(failure) | Outcome::Partly { failure, .. } => failure,
        other => panic!("{other:?}"),
    }
}

/// One name, as those in `/dev/serial/by-id` are: the head behind it is read, is
/// unplugged while it is read, is not there, and is another device each time it is
/// plugged in again.
#[test]
fn a_head_that_is_plugged_in_again_and_again_is_read_each_time() {
    if let Some(told) =
        done_alone("rough::ports::a_head_that_is_plugged_in_again_and_again_is_read_each_time")
    {
        told.iter().for_each(|line| println!("{line}"));
        return;
    }
    let cycles = wanted(12);
    let folder = tempfile::tempdir().unwrap();
    let link = folder.path().join("usb-head");
    let mut worker = Worker::spawn(Keep::default(), || {}).unwrap();
    let mut before = None;
    for cycle in 0..cycles {
        let meter = Meter::plug_in(&link, Habit::Plain);
        let outcome = read(&mut worker, &link);
        let Outcome::Done(summary) = outcome else {
            panic!("{cycle}: {outcome:?}");
        };
        assert_eq!(summary.readout.data_sets.len(), 3);
        drop(meter);
        unplug(&link);

        let meter = Meter::plug_in(&link, Habit::Unplugged);
        let outcome = read(&mut worker, &link);
        assert_eq!(failure(&outcome).headline, "The port is gone", "{cycle}");
        drop(meter);
        unplug(&link);

        let outcome = read(&mut worker, &link);
        assert_eq!(failure(&outcome).headline, "The port is not there");
        if cycle == cycles / 4 {
            before = Taken::now();
        }
    }
    let (Some(before), Some(after)) = (before, Taken::now()) else {
        println!("* skipped in part: this system does not tell what a process takes");
        return;
    };
    println!("* {cycles} cycles: {before:?}, then {after:?}");
    assert_eq!(after.handles, before.handles);
    assert_eq!(after.threads, before.threads);
}

/// A name that points to another device while a job runs leads there with the next one.
#[test]
fn a_name_that_points_elsewhere_leads_there_with_the_next_job() {
    let folder = tempfile::tempdir().unwrap();
    let link = folder.path().join("usb-head");
    let first = Meter::plug_in(&link, Habit::Waiting);
    let mut worker = Worker::spawn(Keep::default(), || {}).unwrap();
    let second = std::thread::scope(|scope| {
        let running = scope.spawn(|| {
            let outcome = read(&mut worker, &link);
            assert!(matches!(outcome, Outcome::Done(_)), "{outcome:?}");
        });
        first.wait_until_asked();
        let second = Meter::plug_in(&link, Habit::Plain);
        assert_ne!(first.path(), second.path());
        first.let_go();
        running.join().unwrap();
        second
    });
    drop(first);
    let outcome = read(&mut worker, &link);
    assert!(matches!(outcome, Outcome::Done(_)), "{outcome:?}");
    second.wait_until_asked();
}

fn listed(number: usize) -> Vec<PortInfo> {
    let port = |number: usize| PortInfo {
        choice: PortChoice::Serial(format!("/dev/ttyUSB{number}")),
        product: None,
        manufacturer: None,
        usb_id: None,
        serial_number: None,
    };
    // Two looks see the same, then another head is there; now and then none is.
    match number / 2 % 5 {
        0 => Vec::new(),
        _ => vec![port(number / 2)],
    }
}

#[test]
fn the_watch_tells_every_change_of_the_ports_also_after_a_listing_that_panics() {
    let looks = 1000;
    let count = AtomicUsize::new(0);
    let (told, changes) = mpsc::channel();
    let (ended, end) = mpsc::channel::<()>();
    let list = move || {
        let number = count.fetch_add(1, Ordering::SeqCst);
        if number == looks {
            // What this holds is dropped with the thread.
            let _ = told.send(());
        }
        let _ = &ended;
        if number % 7 == 3 {
            std::panic::resume_unwind(Box::new("a folder is missing"));
        }
        listed(number.min(looks))
    };
    let wakes = Arc::<AtomicUsize>::default();
    let woken = Arc::clone(&wakes);
    let wake = move || {
        woken.fetch_add(1, Ordering::SeqCst);
    };
    let watch = PortWatch::spawn_with(list, Duration::from_micros(100), wake).unwrap();
    changes
        .recv_timeout(Duration::from_secs(60))
        .expect("it looks again and again");
    let limit = Instant::now() + Duration::from_secs(60);
    let mut newest = watch.changed();
    while newest.as_ref() != Some(&listed(looks)) {
        assert!(
            Instant::now() < limit,
            "the last list is not told: {newest:?}"
        );
        std::thread::yield_now();
        newest = watch.changed().or(newest);
    }
    let wakes = wakes.load(Ordering::SeqCst);
    assert!(wakes > 300, "each change wakes the window: {wakes}");
    drop(watch);
    assert_eq!(
        end.recv_timeout(Duration::from_secs(60)),
        Err(mpsc::RecvTimeoutError::Disconnected),
        "its thread has ended"
    );
}

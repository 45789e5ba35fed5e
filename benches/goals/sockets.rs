//! The same in real time: through a socket, through a network that takes 40 ms each way,
//! and through a pseudo terminal. All three at once, because they mostly wait.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use flagport::sim::serve::{ServePace, ServePlan, serve_tcp};
use flagport::trace::TraceEntry;
use flagport::worker::{Event, Keep, LineOptions, Outcome, PortChoice, Worker};

use crate::sessions::jobs::{Job, command, run};
use crate::sessions::{DELAYS, SESSION, twenty};
use crate::table::{Goal, Table};

const READ: &str = "lgz-zmd";
const PROGRAMMED: &str = "iskra-mt174";
const GOAL: Goal = Goal::AtMost(1.02);

pub(crate) fn measure(table: &mut Table) {
    let stop = AtomicBool::new(false);
    thread::scope(|scope| {
        let [near, programmed] = [READ, PROGRAMMED].map(|meter| {
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            let address = listener.local_addr().unwrap();
            let stop = &stop;
            scope.spawn(move || serve_tcp(&listener, &plan(meter), stop).unwrap());
            address
        });
        let far = delayed(near, DELAYS[1]);
        let readings = [(near, DELAYS[0]), (far, DELAYS[1])];
        let readings = readings.map(|(address, delay)| {
            scope.spawn(move || {
                ratio(tcp(address), READ, delay, || {
                    Job::Read(LineOptions::default())
                })
            })
        });
        let programming = scope.spawn(move || {
            let job = || Job::Programme(twenty(PROGRAMMED));
            ratio(tcp(programmed), PROGRAMMED, DELAYS[0], job)
        });
        let terminal = scope.spawn(through_terminal);
        let what = format!("{SESSION}, in real time: ");
        let ratios = readings.map(|reading| reading.join().unwrap());
        table.add(format!("{what}mode C, 9600 Bd, TCP"), GOAL, "", 4, &ratios);
        let ratio = programming.join().unwrap();
        let programmed = "programming mode, 20 registers, short reaction, TCP";
        table.add(format!("{what}{programmed}"), GOAL, "", 4, &[ratio]);
        let terminal = terminal.join().unwrap();
        stop.store(true, Ordering::Relaxed);
        let what = format!("{what}mode C, 9600 Bd, serial port (pseudo terminal)");
        match terminal {
            Some(ratio) => table.add(what, GOAL, "", 4, &[ratio]),
            None => table.skip(what, GOAL, "", "this system has no pseudo terminals"),
        }
    });
}

fn tcp(address: SocketAddr) -> PortChoice {
    PortChoice::Tcp(address.to_string())
}

fn plan(meter: &str) -> ServePlan {
    ServePlan {
        bus: meter.parse().unwrap(),
        pace: ServePace::Line,
        clock: jiff::civil::date(2026, 3, 18).at(20, 15, 7, 0),
    }
}

#[cfg(unix)]
fn through_terminal() -> Option<f64> {
    let stop = AtomicBool::new(false);
    let stop = &stop;
    let folder = tempfile::tempdir().unwrap();
    let link = folder.path().join("head");
    let (ready, is_ready) = mpsc::channel();
    thread::scope(|scope| {
        scope.spawn(|| {
            let plan = plan(READ);
            flagport::sim::serve::serve_pty(&link, &plan, stop, || ready.send(()).unwrap())
                .unwrap();
        });
        is_ready.recv().unwrap();
        let path = link.to_str().unwrap().to_owned();
        let job = || Job::Read(LineOptions::default());
        let ratio = ratio(PortChoice::Serial(path), READ, DELAYS[0], job);
        stop.store(true, Ordering::Relaxed);
        Some(ratio)
    })
}

#[cfg(not(unix))]
fn through_terminal() -> Option<f64> {
    None
}

/// The time of a job from its first message until the port is closed, over the least
/// that it could have taken.
fn ratio(port: PortChoice, meter: &'static str, delay: Duration, job: impl Fn() -> Job) -> f64 {
    let mut worker = Worker::spawn(Keep::default(), || {}).unwrap();
    worker.send(command(port, job()));
    let (mut asked, mut closed) = (None, None);
    loop {
        let whole = match worker.recv().unwrap() {
            Event::Traced(records) => {
                for record in records {
                    match record.entry {
                        TraceEntry::Sent(_) => {
                            asked.get_or_insert(record.at);
                        }
                        TraceEntry::Closed => closed = Some(record.at),
                        _ => {}
                    }
                }
                continue;
            }
            Event::JobFinished { outcome, .. } => matches!(outcome, Outcome::Done(_)),
            Event::ProgrammeFinished { outcome, .. } => matches!(*outcome, Outcome::Done(_)),
            _ => continue,
        };
        assert!(whole, "the meter {meter} told all of it");
        break;
    }
    let took = closed.unwrap().since(asked.unwrap());
    let least = run(meter, delay, job()).least();
    took.as_secs_f64() / least.as_secs_f64()
}

/// A way to `target` that holds every chunk back for `delay`, each way, for one client.
fn delayed(target: SocketAddr, delay: Duration) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        let (client, _) = listener.accept().unwrap();
        let server = TcpStream::connect(target).unwrap();
        for (from, to) in [(&client, &server), (&server, &client)] {
            let (from, to) = (from.try_clone().unwrap(), to.try_clone().unwrap());
            to.set_nodelay(true).unwrap();
            pass_on(from, to, delay);
        }
    });
    address
}

/// Passes chunks on in two threads, so that a chunk under way holds none back.
fn pass_on(mut from: TcpStream, mut to: TcpStream, delay: Duration) {
    let (sender, chunks) = mpsc::channel::<(Instant, Vec<u8>)>();
    thread::spawn(move || {
        let mut buffer = [0; 4096];
        while let Ok(count @ 1..) = from.read(&mut buffer) {
            if sender
                .send((Instant::now() + delay, buffer[..count].to_vec()))
                .is_err()
            {
                break;
            }
        }
    });
    thread::spawn(move || {
        for (due, chunk) in chunks {
            thread::sleep(due.saturating_duration_since(Instant::now()));
            if to.write_all(&chunk).is_err() {
                return;
            }
        }
        // The other side may have hung up before.
        let _ = to.shutdown(Shutdown::Write);
    });
}

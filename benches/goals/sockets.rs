//! The same in real time: through a socket, through a network that takes 40 ms each way,
//! and through a pseudo terminal. All three at once, because they mostly wait.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use flagport::sim::serve::{ServePace, ServePlan, serve_tcp};
use flagport::sim::{Faults, catalog};
use flagport::trace::TraceEntry;
use flagport::worker::{
    CancelToken, Command, Event, JobId, Keep, Outcome, PortChoice, ReadPlan, Worker,
};

use crate::sessions::{DELAYS, SESSION, least_of_readout};
use crate::table::{Goal, Table};

const METER: &str = "lgz-zmd";
const GOAL: Goal = Goal::AtMost(1.02);

pub(crate) fn measure(table: &mut Table) {
    let stop = AtomicBool::new(false);
    thread::scope(|scope| {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let near = listener.local_addr().unwrap();
        let far = delayed(near, DELAYS[1]);
        let stop = &stop;
        scope.spawn(move || serve_tcp(&listener, &plan(), stop).unwrap());
        let readings = [(near, DELAYS[0]), (far, DELAYS[1])];
        let sockets = readings.map(|(address, delay)| {
            scope.spawn(move || read(PortChoice::Tcp(address.to_string()), delay))
        });
        let terminal = scope.spawn(through_terminal);
        let ratios = sockets.map(|reading| reading.join().unwrap());
        let what = format!("{SESSION}, in real time: mode C, 9600 Bd");
        table.add(format!("{what}, TCP"), GOAL, "", 4, &ratios);
        let terminal = terminal.join().unwrap();
        stop.store(true, Ordering::Relaxed);
        let what = format!("{what}, serial port (pseudo terminal)");
        match terminal {
            Some(ratio) => table.add(what, GOAL, "", 4, &[ratio]),
            None => table.skip(what, GOAL, "", "this system has no pseudo terminals"),
        }
    });
}

fn plan() -> ServePlan {
    ServePlan {
        kind: *catalog::find(METER).unwrap(),
        faults: Faults::default(),
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
            let plan = plan();
            flagport::sim::serve::serve_pty(&link, &plan, stop, || ready.send(()).unwrap())
                .unwrap();
        });
        is_ready.recv().unwrap();
        let path = link.to_str().unwrap().to_owned();
        let ratio = read(PortChoice::Serial(path), Duration::ZERO);
        stop.store(true, Ordering::Relaxed);
        Some(ratio)
    })
}

#[cfg(not(unix))]
fn through_terminal() -> Option<f64> {
    None
}

/// The time of a readout from its first message until the port is closed, over the least
/// that it could have taken.
fn read(port: PortChoice, delay: Duration) -> f64 {
    let mut worker = Worker::spawn(Keep::default(), || {}).unwrap();
    worker.send(Command::Read {
        id: JobId(1),
        port,
        plan: Box::new(ReadPlan::default()),
        cancel: CancelToken::new(),
    });
    let (mut asked, mut closed) = (None, None);
    loop {
        match worker.recv().unwrap() {
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
            }
            Event::JobFinished { outcome, .. } => {
                assert!(matches!(outcome, Outcome::Done(_)), "the readout is whole");
                break;
            }
            _ => {}
        }
    }
    let took = closed.unwrap().since(asked.unwrap());
    took.as_secs_f64() / least_of_readout(METER, delay).as_secs_f64()
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

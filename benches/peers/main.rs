//! Flagport beside reading devices of others: `cargo bench --bench peers`.
//!
//! The same simulated meter at line pace, read by each program from its start to its
//! end, and the same telegram parsed many times. The peers are looked for where `.ci/run`
//! puts them, or where `FLAGPORT_PYTHON` and `FLAGPORT_NODE_MODULES` say; one that is
//! missing is skipped.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a bench fails by panicking and tells what it measured"
)]

use std::env;
use std::fs;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use flagport::codec::{Decoder, Message, Role};
use flagport::meter::{self, Context};
use flagport::sim::serve::{ServePace, ServePlan, serve_tcp};
use flagport::sim::{Bus, Fault, Faults, Station, catalog};

/// 343 data sets of an Iskraemeco MT174, STX to block check.
const TELEGRAM: &[u8] = include_bytes!("../../tests/data/captures/iskra-mt174-0001-full.iec");

fn main() {
    let python = found("FLAGPORT_PYTHON", "python/bin/python");
    let modules = found("FLAGPORT_NODE_MODULES", "node_modules");
    println!("| what | program | measured | over Flagport |");
    println!("|---|---|---|---|");
    thread::scope(|scope| {
        let over_tcp = scope.spawn(|| over_tcp(python.as_deref()));
        let over_port = scope.spawn(|| over_port(modules.as_deref()));
        let what = "readout of 9.5 kB at 9600 Bd over TCP, from start to end of the program";
        rows(what, "s", over_tcp.join().unwrap());
        let what =
            "readout of 1.2 kB at 9600 Bd on a serial port, from start to end of the program";
        rows(what, "s", over_port.join().unwrap());
    });
    let mut parsed = vec![("Flagport", Some(ours()))];
    parsed.push((
        "iec62056-21 (Python)",
        python.map(|python| parsed_by(Command::new(python).arg(script("peers/parse.py")))),
    ));
    parsed.push((
        "smartmeter-obis (Node)",
        modules.map(|modules| {
            let mut node = Command::new("node");
            parsed_by(node.arg(script("peers/parse.js")).env("NODE_PATH", modules))
        }),
    ));
    rows(
        "parsing that telegram, with codes, units and numbers",
        "µs",
        parsed,
    );
}

fn rows(what: &str, unit: &str, figures: Vec<(&str, Option<f64>)>) {
    let ours = figures.first().and_then(|(_, figure)| *figure);
    for (program, figure) in &figures {
        match figure.zip(ours) {
            Some((figure, ours)) => {
                println!(
                    "| {what} | {program} | {figure:.2} {unit} | {:.2} |",
                    figure / ours
                );
            }
            None => println!("| {what} | {program} | skipped: it is not here, see .ci/run | |"),
        }
    }
}

/// Where a peer is, if it is there.
fn found(variable: &str, usual: &str) -> Option<PathBuf> {
    let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("target");
    let path = env::var_os(variable).map(PathBuf::from);
    let path = path.unwrap_or_else(|| target.join("peers").join(usual));
    path.exists().then_some(path)
}

fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("benches")
        .join(name)
}

fn plan(meter: &str, faults: Faults) -> ServePlan {
    ServePlan {
        bus: Bus::of(Station::new(*catalog::find(meter).unwrap()).with_faults(faults)),
        pace: ServePace::Line,
        clock: jiff::civil::date(2026, 3, 18).at(20, 15, 7, 0),
    }
}

/// Seconds until a program has ended well.
fn seconds(command: &mut Command) -> f64 {
    let began = Instant::now();
    let status = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap();
    assert!(status.success(), "{command:?}: {status}");
    began.elapsed().as_secs_f64()
}

fn flagport(port: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_flagport"));
    command.args(["read", port, "--format", "csv", "--no-archive"]);
    command
}

fn over_tcp(python: Option<&Path>) -> Vec<(&'static str, Option<f64>)> {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address: SocketAddr = listener.local_addr().unwrap();
    let stop = AtomicBool::new(false);
    let served = plan("iskra-mt174", Faults::default());
    thread::scope(|scope| {
        scope.spawn(|| serve_tcp(&listener, &served, &stop).unwrap());
        // Each has a line of its own.
        let ours = scope.spawn(move || seconds(&mut flagport(&format!("tcp://{address}"))));
        let theirs = scope.spawn(move || {
            let (host, port) = (address.ip().to_string(), address.port().to_string());
            let reader = script("../tests/it/interop/readout.py");
            Some(seconds(
                Command::new(python?).arg(reader).args([host, port]),
            ))
        });
        let figures = vec![
            ("Flagport", Some(ours.join().unwrap())),
            ("iec62056-21 (Python)", theirs.join().unwrap()),
        ];
        stop.store(true, Ordering::Relaxed);
        figures
    })
}

/// The peer takes half a second to switch its speed and forgets what comes meanwhile, so
/// the meter answers that much later, to both.
#[cfg(unix)]
fn over_port(modules: Option<&Path>) -> Vec<(&'static str, Option<f64>)> {
    let ours = on_terminal(flagport);
    let theirs = modules.map(|modules| {
        on_terminal(|link| {
            let mut node = Command::new("node");
            node.arg(script("../tests/it/interop/readout.js"))
                .args([link, "SerialRequestResponseTransport", "300"])
                .env("NODE_PATH", modules);
            node
        })
    });
    vec![("Flagport", Some(ours)), ("smartmeter-obis (Node)", theirs)]
}

#[cfg(unix)]
fn on_terminal(reader: impl Fn(&str) -> Command) -> f64 {
    let folder = tempfile::tempdir().unwrap();
    let link = folder.path().join("head");
    let stop = AtomicBool::new(false);
    let served = plan("elster-as1440", Faults::only(Fault::LateAnswer));
    thread::scope(|scope| {
        let serve = || flagport::sim::serve::serve_pty(&link, &served, &stop, || {});
        let server = scope.spawn(serve);
        while !link.exists() && !server.is_finished() {
            thread::sleep(Duration::from_millis(1));
        }
        let took = seconds(&mut reader(link.to_str().unwrap()));
        stop.store(true, Ordering::Relaxed);
        took
    })
}

#[cfg(not(unix))]
fn over_port(_modules: Option<&Path>) -> Vec<(&'static str, Option<f64>)> {
    vec![("Flagport", None), ("smartmeter-obis (Node)", None)]
}

/// Microseconds for one telegram, from bytes to a readout with all that is told of it.
fn ours() -> f64 {
    const TIMES: u32 = 2000;
    let began = Instant::now();
    for _ in 0..TIMES {
        for message in Decoder::new(Role::ReadingDevice).push_all(TELEGRAM) {
            if let Message::Data(data) = message {
                let readout = meter::decode(None, &data, Context::default());
                assert_eq!(readout.data_sets.len(), 343);
            }
        }
    }
    began.elapsed().as_secs_f64() * 1e6 / f64::from(TIMES)
}

/// The same by a script that is given the block and how often to parse it.
fn parsed_by(command: &mut Command) -> f64 {
    const TIMES: u32 = 200;
    let begin = TELEGRAM.iter().position(|code| *code == 2).unwrap();
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(&file, TELEGRAM.get(begin..).unwrap()).unwrap();
    let output = command
        .arg(file.path())
        .arg(TIMES.to_string())
        .output()
        .unwrap();
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let seconds: f64 = told.split(' ').next().unwrap().parse().unwrap();
    seconds * 1e6 / f64::from(TIMES)
}

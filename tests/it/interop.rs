//! Reading devices of others read our simulated meters, and find what we find.
//!
//! Their tools are looked for where `FLAGPORT_PYTHON` (an interpreter with the
//! package `iec62056-21`) and `FLAGPORT_NODE_MODULES` (a folder with
//! `smartmeter-obis`) say, else in `target/peers`, where `.ci/run` puts them.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use flagport::sim::serve::{ServePace, ServePlan, serve_pty, serve_tcp};

use crate::peers::peer;
use crate::program::Place;

fn plan(meter: &str, pace: ServePace) -> ServePlan {
    ServePlan {
        bus: meter.parse().unwrap(),
        pace,
        clock: crate::bench::clock(),
    }
}

/// Ends a server when the test ends, however that is.
struct StopAtEnd<'s>(&'s AtomicBool);

impl Drop for StopAtEnd<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

pub(crate) fn python() -> Option<PathBuf> {
    peer("python", "FLAGPORT_PYTHON", &["python/bin/python"])
}

#[cfg(unix)]
fn node() -> Option<PathBuf> {
    peer("node", "FLAGPORT_NODE_MODULES", &["node_modules"])
}

pub(crate) fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/it/interop")
        .join(name)
}

/// What `command` prints. One that hangs is ended after a minute.
fn printed(mut command: Command) -> String {
    let child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let id = child.id().to_string();
    let (ended, wait) = mpsc::channel::<()>();
    let watchdog = thread::spawn(move || {
        if wait.recv_timeout(Duration::from_secs(60)).is_err() {
            let _ = Command::new("kill").arg(id).status();
        }
    });
    let output = child.wait_with_output().unwrap();
    let _ = ended.send(());
    watchdog.join().unwrap();
    assert!(
        output.status.success(),
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

/// The addresses of a readout and the first values, as our own program reads them.
fn our_readout(port: &str) -> Vec<(String, String)> {
    let ended = Place::new().run(&["read", port, "--format", "json", "--no-archive"]);
    assert_eq!(ended.status, 0, "{}", ended.stderr);
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let sets = ended.json()["data_sets"].as_array().unwrap().clone();
    sets.iter()
        .map(|set| (text(&set["address"]), text(&set["values"][0]["raw"])))
        .collect()
}

#[test]
fn python_reads_mode_c_over_tcp() {
    let Some(python) = python() else {
        return;
    };
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let stop = AtomicBool::new(false);
    let served = plan("iskra-mt174", ServePace::None);
    thread::scope(|scope| {
        scope.spawn(|| serve_tcp(&listener, &served, &stop).unwrap());
        let _stop = StopAtEnd(&stop);
        let mut command = Command::new(python);
        command.arg(script("readout.py"));
        command.args([address.ip().to_string(), address.port().to_string()]);
        let printed = printed(command);
        let theirs: Vec<&str> = printed
            .lines()
            .skip(1)
            .map(|line| line.split(' ').next().unwrap())
            // The second value of a set has no address of its own.
            .filter(|address| *address != "None")
            .collect();
        let ours = our_readout(&format!("tcp://{address}"));
        let ours: Vec<&str> = ours.iter().map(|(address, _)| address.as_str()).collect();
        assert_eq!(theirs, ours);
        assert!(printed.contains("1-0:0.0.0*255 63355730"), "{printed}");
    });
}

#[test]
fn python_reads_and_writes_in_programming_mode_over_tcp() {
    let Some(python) = python() else {
        return;
    };
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let stop = AtomicBool::new(false);
    let served = plan("iskra-mt174", ServePace::None);
    thread::scope(|scope| {
        scope.spawn(|| serve_tcp(&listener, &served, &stop).unwrap());
        let _stop = StopAtEnd(&stop);
        let mut command = Command::new(python);
        command.arg(script("programming.py"));
        command.args([address.ip().to_string(), address.port().to_string()]);
        command.args(["00000003", "0.8.0", "30"]);
        let printed = printed(command);
        let lines: Vec<&str> = printed.lines().collect();
        assert_eq!(lines, ["P0", "ACK", "15*min", "30*min"]);
        // What their tool wrote, ours reads.
        let port = format!("tcp://{address}");
        let ended = Place::new().run(&["get", &port, "0.8.0", "--no-archive"]);
        assert_eq!(ended.status, 0, "{}", ended.stderr);
        let raw = &ended.json()["registers"][0]["values"][0]["raw"];
        assert_eq!(raw, "30*min");
    });
}

/// What smartmeter-obis reads of `meter` behind a pseudo terminal.
#[cfg(unix)]
fn read_by_node(served: &ServePlan, transport: &str, baud: &str) -> Option<String> {
    let modules = node()?;
    let folder = tempfile::tempdir().unwrap();
    let link = folder.path().join("head");
    let stop = AtomicBool::new(false);
    let printed = thread::scope(|scope| {
        let server = scope.spawn(|| serve_pty(&link, served, &stop, || {}));
        let _stop = StopAtEnd(&stop);
        while !link.exists() {
            assert!(!server.is_finished(), "the meter is not served");
            thread::yield_now();
        }
        let mut command = Command::new("node");
        command
            .arg(script("readout.js"))
            .arg(&link)
            .args([transport, baud])
            .env("NODE_PATH", modules);
        printed(command)
    });
    Some(printed)
}

/// A line `address value unit` in what was printed.
#[cfg(unix)]
fn assert_holds(printed: &str, line: &str) {
    assert!(printed.lines().any(|l| l == line), "{line}\n{printed}");
}

#[cfg(unix)]
#[test]
fn node_reads_mode_a_on_a_serial_port() {
    // This reader takes what comes after the identification only if it comes later.
    let served = plan("kamstrup-382", ServePace::Line);
    if let Some(printed) = read_by_node(&served, "SerialRequestResponseTransport", "300") {
        assert_holds(&printed, "1-0:0.0 00000016124207");
    }
}

#[cfg(unix)]
#[test]
fn node_reads_mode_c_on_a_serial_port() {
    // This reader takes half a second to switch, and forgets what came meanwhile.
    let served = ServePlan {
        bus: "elster-as1440+late-answer".parse().unwrap(),
        ..plan("elster-as1440", ServePace::Line)
    };
    if let Some(printed) = read_by_node(&served, "SerialRequestResponseTransport", "300") {
        assert_holds(&printed, "1-0:0.0.0 03224928");
    }
}

#[cfg(unix)]
#[test]
fn node_reads_mode_d_on_a_serial_port() {
    let served = plan("easymeter-q3d", ServePace::None);
    if let Some(printed) = read_by_node(&served, "SerialResponseTransport", "9600") {
        assert_holds(&printed, "1-0:0.0.0*255 111940207");
        assert_holds(&printed, "0-0:96.1.255*255 1ESY1127000167");
    }
}

//! Meters behind serial servers of others: ser2net, raw and by RFC 2217, and pyserial's
//! RFC 2217. `FLAGPORT_SER2NET` names the program, else it is looked for where Debian
//! puts it; Python as in `interop`.
//!
//! The meter is behind a pseudo terminal, which tells at what speed ser2net has set it;
//! at a wrong one the simulated meter hears and says noise.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use flagport::codec::{BlockCheckKind, DataMessage, Message, encode};
use flagport::sim::serve::{ServePace, ServePlan, serve_pty};
use flagport::sim::{Bus, Fault};
use flagport::transport::rfc2217::Rfc2217Transport;
use flagport::transport::{LineSettings, ParityCarrier, Transport};
use flagport::worker;
use flagport::worker::{CancelToken, Event, JobId, Keep, Outcome, ReadPlan, Worker};
use rustix::termios::tcgetattr;
use tempfile::TempDir;

use crate::peers;
use crate::program::{Ended, Place};
use crate::pty::{Terminal, hear_piece};

/// What ser2net makes of its port.
#[derive(Clone, Copy)]
enum Kind {
    Rfc2217,
    /// At so many baud, whatever the meter wants.
    Raw(u32),
}

/// A running ser2net with one port.
struct Ser2net {
    child: EndedAtEnd,
    /// The name that the program is given.
    port: String,
    address: String,
    _folder: TempDir,
}

impl Ser2net {
    /// Serves the serial port at `device`; `None` if there is no ser2net.
    fn start(kind: Kind, device: &Path) -> Option<Ser2net> {
        let usual = ["/usr/sbin/ser2net", "/usr/local/sbin/ser2net"];
        let program = peers::peer("ser2net", "FLAGPORT_SER2NET", &usual)?;
        let folder = tempfile::tempdir().unwrap();
        let number = free_port();
        let address = format!("127.0.0.1:{number}");
        let (port, telnet, baud) = match kind {
            Kind::Rfc2217 => (format!("rfc2217://{address}"), "telnet(rfc2217),", 1200),
            Kind::Raw(baud) => (format!("tcp://{address}"), "", baud),
        };
        let file = folder.path().join("ser2net.yaml");
        let device = device.display();
        fs::write(
            &file,
            format!(
                "%YAML 1.1\n---\nconnection: &meter\n  \
                 accepter: {telnet}tcp,127.0.0.1,{number}\n  \
                 connector: serialdev,{device},{baud}n81,local\n"
            ),
        )
        .unwrap();
        let child = Command::new(program)
            .args(["-n", "-u", "-c"])
            .arg(&file)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut server = Ser2net {
            child: EndedAtEnd(child),
            port,
            address,
            _folder: folder,
        };
        server.wait_until_it_listens(number);
        Some(server)
    }

    /// Connecting would take the one connection that ser2net grants.
    fn wait_until_it_listens(&mut self, number: u16) {
        let line = format!("0100007F:{number:04X} 00000000:0000 0A");
        let since = Instant::now();
        while !fs::read_to_string("/proc/net/tcp").unwrap().contains(&line) {
            assert!(
                since.elapsed() < Duration::from_secs(20),
                "it never listens"
            );
            assert!(
                self.child.0.try_wait().unwrap().is_none(),
                "it ended at once"
            );
            thread::yield_now();
        }
    }

    /// Waits until it has noticed that its last client is gone.
    fn wait_until_it_is_free(&self) {
        let since = Instant::now();
        loop {
            let mut stream = TcpStream::connect(&self.address).unwrap();
            let timeout = Some(Duration::from_millis(100));
            stream.set_read_timeout(timeout).unwrap();
            let mut said = Vec::new();
            if stream.read_to_end(&mut said).is_err() {
                // It waits for us: the port is ours, and must be free for the program.
                drop(stream);
                self.wait_until_nobody_is_connected();
                return;
            }
            assert!(since.elapsed() < Duration::from_secs(20), "never free");
        }
    }

    fn wait_until_nobody_is_connected(&self) {
        let number: u16 = self.address.rsplit(':').next().unwrap().parse().unwrap();
        let local = format!("0100007F:{number:04X} ");
        let since = Instant::now();
        loop {
            let table = fs::read_to_string("/proc/net/tcp").unwrap();
            let is_open = |line: &str| {
                let mut fields = line.split_whitespace().skip(1);
                let is_ours = fields.next().is_some_and(|at| local.trim() == at);
                is_ours && matches!(fields.nth(1), Some("01" | "08"))
            };
            if !table.lines().any(is_open) {
                return;
            }
            assert!(since.elapsed() < Duration::from_secs(20), "never free");
            thread::yield_now();
        }
    }
}

/// A program that is ended with the test, however that ends.
struct EndedAtEnd(Child);

impl Drop for EndedAtEnd {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A port number that nobody listens on.
fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

/// Ends a server when the test ends, however that is.
struct StopAtEnd<'s>(&'s AtomicBool);

impl Drop for StopAtEnd<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Runs `work` with a ser2net before the simulated meter.
fn with_meter(
    kind: Kind,
    meter: &str,
    pace: ServePace,
    faults: &[Fault],
    work: impl FnOnce(&mut Ser2net),
) {
    serve_meter(meter, pace, faults, |device| {
        if let Some(mut server) = Ser2net::start(kind, device) {
            work(&mut server);
        }
    });
}

/// Runs `work` while the simulated meter is served at the serial port it is given.
fn serve_meter(meter: &str, pace: ServePace, faults: &[Fault], work: impl FnOnce(&Path)) {
    let folder = tempfile::tempdir().unwrap();
    let device = folder.path().join("head");
    let plan = ServePlan {
        bus: meter.parse::<Bus>().unwrap().with_faults(faults),
        pace,
        clock: crate::bench::clock(),
    };
    let stop = AtomicBool::new(false);
    thread::scope(|scope| {
        let served = scope.spawn(|| serve_pty(&device, &plan, &stop, || {}));
        let _stop = StopAtEnd(&stop);
        while !device.exists() {
            assert!(!served.is_finished(), "the meter is not served");
            thread::yield_now();
        }
        work(&device);
    });
}

/// Runs the program with this password; all must be well.
fn done(arguments: &[&str]) -> Ended {
    let place = Place::new();
    let mut command = place.command(&[arguments, &["--trace", "line.trace"]].concat());
    command.env("FLAGPORT_PASSWORD", "00000003");
    let ended = Ended::of(&command.output().unwrap());
    let trace = fs::read_to_string(place.path("line.trace")).unwrap_or_default();
    assert_eq!(ended.status, 0, "{ended:?}\n{trace}");
    ended
}

/// The meter behind `port`, read out whole.
fn read(port: &str, options: &[&str]) -> serde_json::Value {
    let json = done(&[&["read", port, "--format", "json"], options].concat()).json();
    assert_eq!(json["complete"], true);
    assert_eq!(json["block_check"]["ok"], true);
    json
}

/// The RFC 2217 of pyserial before the simulated meter.
#[test]
fn the_server_of_pyserial_serves_as_well() {
    let Some(python) = crate::interop::python() else {
        return;
    };
    serve_meter("iskra-mt174", ServePace::Line, &[], |device| {
        let mut child = Command::new(python)
            .arg(crate::interop::script("rfc2217_server.py"))
            .arg(device)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut number = String::new();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        stdout.read_line(&mut number).unwrap();
        let server = EndedAtEnd(child);
        let port = format!("rfc2217://127.0.0.1:{}", number.trim());
        assert_eq!(read(&port, &[])["meter"]["baud"], 9600);
        drop(server);
    });
}

#[test]
fn a_readout_goes_from_300_to_9600_baud() {
    with_meter(
        Kind::Rfc2217,
        "energomera-ce102m",
        ServePace::Line,
        &[],
        |server| {
            let json = read(&server.port, &[]);
            assert_eq!(json["meter"]["mode"], "C");
            assert_eq!(json["meter"]["baud"], 9600);
        },
    );
}

/// What the terminal hears until it has heard `message`, with the speed of each piece.
fn hear(terminal: &Terminal, message: &[u8]) -> Vec<u32> {
    let mut heard: Vec<u8> = Vec::new();
    let mut speeds = Vec::new();
    while heard.len() < message.len() {
        heard.extend(hear_piece(&terminal.master));
        speeds.push(tcgetattr(&terminal.master).unwrap().output_speed());
    }
    assert_eq!(heard, message, "{}", heard.escape_ascii());
    speeds.dedup();
    speeds
}

#[test]
fn each_message_leaves_at_its_speed() {
    let terminal = Terminal::open();
    let Some(server) = Ser2net::start(Kind::Rfc2217, &terminal.path) else {
        return;
    };
    let place = Place::new();
    let child = place
        .command(&[
            "read",
            &server.port,
            "--format",
            "json",
            "--trace",
            "line.trace",
        ])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut master = &terminal.master;
    assert_eq!(hear(&terminal, b"/?!\r\n"), [300]);
    // The third letter is lower case: an answer may begin after 20 ms.
    master.write_all(b"/ISk5MT174-0001\r\n").unwrap();
    assert_eq!(hear(&terminal, b"\x06050\r\n"), [300]);
    let since = Instant::now();
    while tcgetattr(&terminal.master).unwrap().output_speed() != 9600 {
        assert!(
            since.elapsed() < Duration::from_secs(60),
            "it never switches"
        );
        thread::yield_now();
    }
    let block = DataMessage::framed("0.0.0(63355730)\r\n1.8.0(0008048.375*kWh)\r\n!\r\n");
    let block = encode(&Message::Data(block), BlockCheckKind::Xor);
    master.write_all(&block).unwrap();
    assert_eq!(hear(&terminal, b"\x01B0\x03q"), [9600]);
    let ended = Ended::of(&child.wait_with_output().unwrap());
    assert_eq!(ended.status, 0, "{ended:?}");
    assert_eq!(ended.json()["meter"]["serial_number"], "63355730");
    let trace = fs::read_to_string(place.path("line.trace")).unwrap();
    for words in ["300 Bd 7E1", "9600 Bd 7E1"] {
        assert!(trace.contains(words), "{trace}");
    }
}

#[test]
fn mode_a_is_read_by_rfc_2217_and_raw() {
    for kind in [Kind::Rfc2217, Kind::Raw(300)] {
        with_meter(kind, "kamstrup-mc66", ServePace::None, &[], |server| {
            assert_eq!(read(&server.port, &[])["meter"]["mode"], "A");
        });
    }
}

#[test]
fn a_raw_socket_reads_at_the_speed_of_the_converter() {
    let pace = ServePace::None;
    with_meter(Kind::Raw(300), "iskra-mt174", pace, &[], |server| {
        let json = read(&server.port, &["--max-baud", "300"]);
        assert_eq!(json["meter"]["baud"], 300);
    });
    with_meter(Kind::Raw(9600), "easymeter-q3d", pace, &[], |server| {
        let ended = done(&["read", &server.port, "--mode", "d", "--format", "json"]);
        assert_eq!(ended.json()["meter"]["mode"], "D");
        assert_eq!(ended.json()["complete"], true);
    });
}

#[test]
fn registers_are_read_and_set_through_a_server() {
    with_meter(
        Kind::Rfc2217,
        "iskra-mt174",
        ServePace::None,
        &[],
        |server| {
            let set = done(&[
                "set",
                &server.port,
                "0.8.0=30",
                "--level",
                "3",
                "--format",
                "json",
            ]);
            assert_eq!(set.json()["writes"][0]["outcome"], "verified");
            server.wait_until_it_is_free();
            let get = done(&["get", &server.port, "0.8.0", "--format", "json"]);
            assert_eq!(get.json()["registers"][0]["values"][0]["raw"], "30*min");
        },
    );
}

#[test]
fn a_load_profile_comes_in_blocks_through_a_server() {
    for kind in [Kind::Rfc2217, Kind::Raw(300)] {
        with_meter(kind, "emh-lzqj", ServePace::None, &[], |server| {
            let span = ["--from", "2026-03-16T00:15", "--to", "2026-03-17T00:00"];
            let get = ["load-profile", &server.port, "--format", "json"];
            let json = done(&[get.as_slice(), &span].concat()).json();
            assert_eq!(json["complete"], true);
            assert_eq!(json["entries"].as_array().unwrap().len(), 96);
        });
    }
}

#[test]
fn all_8_bits_pass_both_ways() {
    let terminal = Terminal::open();
    let Some(server) = Ser2net::start(Kind::Rfc2217, &terminal.path) else {
        return;
    };
    let port = Rfc2217Transport::connect(&server.address, &|| false).unwrap();
    let mut port = port.unwrap();
    let settings = LineSettings::eight_none(9600);
    assert_eq!(port.configure(settings).unwrap(), ParityCarrier::Caller);
    let bytes: Vec<u8> = (0..=255).chain((0..=255).rev()).chain([0xFF; 9]).collect();
    port.send(&bytes).unwrap();
    let mut heard: Vec<u8> = Vec::new();
    while heard.len() < bytes.len() {
        heard.extend(hear_piece(&terminal.master));
    }
    assert_eq!(heard, bytes);
    assert_eq!(tcgetattr(&terminal.master).unwrap().output_speed(), 9600);

    (&terminal.master).write_all(&bytes).unwrap();
    let mut heard: Vec<u8> = Vec::new();
    let deadline = port.now() + Duration::from_secs(60);
    while heard.len() < bytes.len() {
        let mut buffer = [0; 100];
        let count = port.recv(&mut buffer, deadline).unwrap();
        assert!(count > 0, "only {} came", heard.len());
        heard.extend(&buffer[..count]);
    }
    assert_eq!(heard, bytes);
}

/// What the program says to a port that somebody else holds.
fn told_of_a_held_port(kind: Kind) -> Option<String> {
    let terminal = Terminal::open();
    let server = Ser2net::start(kind, &terminal.path)?;
    let mut first = TcpStream::connect(&server.address).unwrap();
    // What it sends to the port tells that it was let in.
    first.write_all(b"first").unwrap();
    while hear_piece(&terminal.master).is_empty() {}
    let place = Place::new();
    let ended = place.run(&["read", &server.port]);
    assert_eq!(ended.status, 1, "{ended:?}");
    assert_eq!(place.visits(), 0);
    Some(ended.stderr)
}

#[test]
fn a_second_connection_is_turned_away_with_the_words_of_the_server() {
    if let Some(told) = told_of_a_held_port(Kind::Rfc2217) {
        assert!(told.contains("turned the connection away"), "{told}");
        assert!(told.contains("Port already in use"), "{told}");
        assert!(told.contains("check: Close other connections"), "{told}");
    }
    // On a raw socket these words might be the meter's.
    if let Some(told) = told_of_a_held_port(Kind::Raw(300)) {
        assert!(told.contains("The port is gone"), "{told}");
        assert!(told.contains("check: Close other connections"), "{told}");
    }
}

#[test]
fn a_raw_port_is_told_from_one_under_control() {
    let terminal = Terminal::open();
    let Some(server) = Ser2net::start(Kind::Raw(300), &terminal.path) else {
        return;
    };
    let ended = Place::new().run(&["read", &format!("rfc2217://{}", server.address)]);
    assert_eq!(ended.status, 1, "{ended:?}");
    let told = &ended.stderr;
    assert!(told.contains("no control of its port"), "{told}");
    assert!(told.contains("check: Use tcp://"), "{told}");
}

/// Kills the server when some data sets have come; what came must be kept.
#[test]
fn what_came_before_the_server_died_is_kept() {
    for kind in [Kind::Rfc2217, Kind::Raw(300)] {
        with_meter(kind, "kamstrup-382", ServePace::Line, &[], |server| {
            let folder = tempfile::tempdir().unwrap();
            let keep = Keep {
                archive: Some(flagport::archive::Archive::at(folder.path().join("visits"))),
                journal: None,
            };
            let mut reading = Worker::spawn(keep, || {}).unwrap();
            reading.send(worker::Command::Read {
                id: JobId(1),
                port: server.port.parse().unwrap(),
                plan: Box::new(ReadPlan::default()),
                cancel: CancelToken::new(),
            });
            let mut stored = 0;
            let outcome = loop {
                match reading.recv().unwrap() {
                    Event::DataReceived { readout, .. } if readout.data_sets.len() > 1 => {
                        let _ = server.child.0.kill();
                    }
                    Event::VisitStored { stored: Ok(_), .. } => stored += 1,
                    Event::JobFinished { outcome, .. } => break outcome,
                    _ => {}
                }
            };
            let Outcome::Partly { summary, failure } = outcome else {
                panic!("{outcome:?}");
            };
            assert_eq!(failure.headline, "The port is gone");
            assert!(summary.readout.data_sets.len() > 1);
            assert!(!summary.readout.complete);
            assert_eq!(stored, 1);
        });
    }
}

#[test]
fn a_write_is_settled_although_the_port_went_away_behind_the_server() {
    let faults = [Fault::DiesAfterWrite];
    for kind in [Kind::Rfc2217, Kind::Raw(300)] {
        with_meter(kind, "iskra-mt174", ServePace::None, &faults, |server| {
            let set = done(&[
                "set",
                &server.port,
                "0.8.0=30",
                "--level",
                "3",
                "--format",
                "json",
            ]);
            assert_eq!(set.json()["writes"][0]["outcome"], "verified", "{set:?}");
        });
    }
}

#[test]
fn a_meter_that_was_away_is_read_when_it_is_back() {
    with_meter(
        Kind::Rfc2217,
        "iskra-mt174",
        ServePace::None,
        &[Fault::DiesAfterWrite],
        |server| {
            let place = Place::new();
            let mut command = place.command(&["set", &server.port, "0.8.0=30", "--level", "3"]);
            command
                .env("FLAGPORT_PASSWORD", "00000003")
                .output()
                .unwrap();
            server.wait_until_it_is_free();
            assert_eq!(read(&server.port, &[])["meter"]["baud"], 9600);
        },
    );
}

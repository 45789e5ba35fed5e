//! The program on a serial port: a meter behind a pseudo terminal, which also tells
//! at what speed the program listens and speaks.
//!
//! A pseudo terminal refuses 7E1, as some adapters do, so all of this runs with
//! parity made in software.

use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;
use std::process::Stdio;

use flagport::codec::{BlockCheckKind, DataMessage, Message, charset, encode};
use flagport::transport::serial::SerialTransport;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::OFlags;
use rustix::io::{FdFlags, fcntl_setfd};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{OptionalActions, tcgetattr, tcsetattr};

use crate::program::{Ended, Place};

/// Both ends of a pseudo terminal.
pub(crate) struct Terminal {
    pub(crate) master: File,
    slave: File,
    pub(crate) path: PathBuf,
}

impl Terminal {
    pub(crate) fn open() -> Terminal {
        let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
        fcntl_setfd(&master, FdFlags::CLOEXEC).unwrap();
        grantpt(&master).unwrap();
        unlockpt(&master).unwrap();
        let name = ptsname(&master, Vec::new()).unwrap();
        let path = PathBuf::from(std::ffi::OsStr::from_bytes(name.as_bytes()));
        let slave = OpenOptions::new()
            .read(true)
            .write(true)
            .custom_flags(OFlags::NOCTTY.bits().cast_signed())
            .open(&path)
            .unwrap();
        let mut termios = tcgetattr(&slave).unwrap();
        termios.make_raw();
        tcsetattr(&slave, OptionalActions::Now, &termios).unwrap();
        Terminal {
            master: File::from(master),
            slave,
            path,
        }
    }

    fn name(&self) -> String {
        self.path.to_str().unwrap().to_owned()
    }
}

/// Bytes that reached a master in one piece. Nothing within a minute fails the
/// test; a client that is gone gives nothing.
pub(crate) fn hear_piece(mut master: &File) -> Vec<u8> {
    let minute = Timespec {
        tv_sec: 60,
        tv_nsec: 0,
    };
    let mut ready = [PollFd::new(master, PollFlags::IN)];
    let count = poll(&mut ready, Some(&minute)).unwrap();
    assert_eq!(count, 1, "the program says nothing");
    let mut piece = [0; 4096];
    let length = master.read(&mut piece).unwrap_or(0);
    piece[..length].to_vec()
}

/// A meter behind the master.
struct Meter {
    terminal: Terminal,
    /// What came, parity in bit 7, each piece with the speed of the port in baud.
    heard: Vec<(u32, Vec<u8>)>,
}

impl Meter {
    fn new() -> Meter {
        Meter {
            terminal: Terminal::open(),
            heard: Vec::new(),
        }
    }

    /// Listens until the message `codes` was heard, after nothing else; returns the
    /// speeds at which it came.
    fn expect(&mut self, codes: &[u8]) -> Vec<u32> {
        let expected = charset::encode(codes);
        let mut heard = Vec::new();
        let mut speeds = Vec::new();
        while heard.len() < expected.len() {
            let piece = hear_piece(&self.terminal.master);
            let speed = tcgetattr(&self.terminal.master).unwrap().output_speed();
            heard.extend_from_slice(&piece);
            self.heard.push((speed, piece));
            speeds.push(speed);
        }
        assert_eq!(heard, expected, "{}", heard.escape_ascii());
        speeds.dedup();
        speeds
    }

    fn say(&self, codes: &[u8]) {
        let mut master = &self.terminal.master;
        master.write_all(&charset::encode(codes)).unwrap();
    }
}

/// An identification with the fast reaction of 20 ms.
const IDENTIFICATION: &[u8] = b"/ISk5MT174-0001\r\n";
const REQUEST: &[u8] = b"/?!\r\n";
const OPTION_SELECT: &[u8] = b"\x06050\r\n";
const BREAK: &[u8] = b"\x01B0\x03q";

fn block() -> Vec<u8> {
    let text = "0.0.0(63355730)\r\n1.8.0(0008048.375*kWh)\r\n2.8.0(0000000.000*kWh)\r\n!\r\n";
    let message = Message::Data(DataMessage::framed(text));
    encode(&message, BlockCheckKind::Xor)
}

#[test]
fn a_meter_behind_a_serial_port_is_read_at_the_speed_it_announces() {
    let place = Place::new();
    let mut meter = Meter::new();
    let port = meter.terminal.name();
    let child = place
        .command(&["read", &port, "--format", "json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();

    assert_eq!(meter.expect(REQUEST), [300]);
    meter.say(IDENTIFICATION);
    assert_eq!(meter.expect(OPTION_SELECT), [300]);
    meter.say(&block());
    assert_eq!(meter.expect(BREAK), [9600]);

    let ended = Ended::of(&child.wait_with_output().unwrap());
    assert_eq!(ended.status, 0, "{}", ended.stderr);
    let readout = ended.json();
    assert_eq!(readout["complete"], true);
    assert_eq!(readout["block_check"]["ok"], true);
    assert_eq!(readout["meter"]["mode"], "C");
    assert_eq!(readout["meter"]["baud"], 9600);
    assert_eq!(readout["meter"]["serial_number"], "63355730");
    assert_eq!(readout["data_sets"].as_array().unwrap().len(), 3);
    assert_eq!(place.visits(), 1);
}

#[test]
fn a_pseudo_terminal_refuses_7e1_and_the_trace_says_so() {
    let place = Place::new();
    let mut meter = Meter::new();
    let port = meter.terminal.name();
    let child = place
        .command(&["read", &port, "--format", "json", "--trace", "line.trace"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    meter.expect(REQUEST);
    meter.say(IDENTIFICATION);
    meter.expect(OPTION_SELECT);
    meter.say(&block());
    meter.expect(BREAK);
    let ended = Ended::of(&child.wait_with_output().unwrap());
    assert_eq!(ended.status, 0, "{}", ended.stderr);
    let trace = std::fs::read_to_string(place.path("line.trace")).unwrap();
    assert!(trace.contains("300 Bd 8N1"), "{trace}");
    assert!(trace.contains("9600 Bd 8N1"), "{trace}");
    assert!(!trace.contains("7E1"), "{trace}");
    // Parity is no matter of the trace: it holds 7-bit codes.
    assert!(trace.contains(r"/?!\r\n"), "{trace}");
}

#[test]
fn a_port_in_use_is_left_alone() {
    let place = Place::new();
    let terminal = Terminal::open();
    let owner = SerialTransport::open(&terminal.name()).unwrap();
    let ended = place.run(&["read", &terminal.name()]);
    assert_eq!(ended.status, 1, "{}", ended.stderr);
    assert!(
        ended.stderr.contains("in use by another program"),
        "{}",
        ended.stderr
    );
    assert!(ended.stderr.contains("check: "), "{}", ended.stderr);
    assert!(ended.stdout.is_empty(), "{}", ended.stdout);
    assert_eq!(place.visits(), 0);
    drop(owner);
}

#[test]
fn a_port_that_is_not_there_is_named() {
    let place = Place::new();
    let ended = place.run(&["read", "/dev/ttyNONE7"]);
    assert_eq!(ended.status, 1, "{}", ended.stderr);
    assert!(
        ended.stderr.contains("/dev/ttyNONE7 does not exist"),
        "{}",
        ended.stderr
    );
}

#[test]
fn what_came_before_the_head_was_unplugged_is_kept() {
    let place = Place::new();
    let mut meter = Meter::new();
    let port = meter.terminal.name();
    // The program tells its progress on a terminal only.
    let Terminal {
        master: screen,
        slave: stderr,
        ..
    } = Terminal::open();
    let mut command = place.command(&["read", &port, "--format", "json"]);
    command.stdout(Stdio::piped()).stderr(Stdio::from(stderr));
    let child = command.spawn().unwrap();
    drop(command);

    meter.expect(REQUEST);
    meter.say(IDENTIFICATION);
    meter.expect(OPTION_SELECT);
    meter.say(b"\x020.0.0(63355730)\r\n1.8.0(0008048.375*kWh)\r\n2.8.0(00000");
    // A terminal that hangs up drops what was not read.
    let mut shown = Vec::new();
    while memchr::memmem::find(&shown, b"bytes/s").is_none() {
        shown.extend(hear_piece(&screen));
    }
    drop(meter);
    loop {
        let piece = hear_piece(&screen);
        if piece.is_empty() {
            break;
        }
        shown.extend(piece);
    }

    let mut output = child.wait_with_output().unwrap();
    output.stderr = shown;
    let ended = Ended::of(&output);
    assert_eq!(ended.status, 3, "{}", ended.stderr);
    assert!(ended.stderr.contains("The port is gone"), "{ended:?}");
    let readout = ended.json();
    assert_eq!(readout["complete"], false);
    assert_eq!(readout["data_sets"][1]["values"][0]["value"], "8048.375");
    assert_eq!(readout["data_sets"][2]["values"][0]["kind"], "text");
    assert_eq!(place.visits(), 1, "a part is kept as well");
}

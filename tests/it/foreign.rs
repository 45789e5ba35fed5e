//! `flagport get` and `flagport set` against meters of nobody's make, behind a raw
//! socket: what is told of them, and exactly what reaches the wire.

use std::io::{ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;

use flagport::codec::{Command, Decoder, Message, Role};

use crate::program::{Ended, Place};
use crate::scripted::{data, p0};

const ACK: &[u8] = b"\x06";
const NAK: &[u8] = b"\x15";

/// What a meter does after a command.
enum Does {
    Says(Vec<u8>),
    /// The converter drops the connection.
    Hangs,
}

/// One register, which holds 55 at first.
struct Register(String);

impl Register {
    fn new() -> Register {
        Register("55".to_owned())
    }

    /// Answers as the standard has it, without an address where `is_bare`.
    fn answer(&mut self, command: &Command, is_bare: bool) -> Vec<u8> {
        let text = String::from_utf8(command.data.clone().unwrap_or_default()).unwrap();
        let (address, rest) = text.split_once('(').unwrap_or((&text, ""));
        let value = rest.split(')').next().unwrap();
        match (command.kind.letter, address) {
            (b'P', _) => ACK.to_vec(),
            (b'R', "C.1.0") if is_bare => data(&format!("({})", self.0)),
            (b'R', "C.1.0") => data(&format!("C.1.0({})", self.0)),
            (b'W', "C.1.0") => {
                value.clone_into(&mut self.0);
                ACK.to_vec()
            }
            _ => data("(ERROR)"),
        }
    }
}

/// What a test says when the program has ended, to know that all of it was heard.
const LAST: &str = "/?LAST!";
const LAST_REQUEST: &[u8] = b"/?LAST!\r\n";

/// A meter of a maker that nobody knows, which ends with the test.
struct Foreign {
    port: String,
    heard: Receiver<String>,
}

impl Foreign {
    /// Answers requests and option selects by itself, and commands as `answers` says.
    fn serve(mut answers: impl FnMut(&Command) -> Does + Send + 'static) -> Foreign {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = format!("tcp://{}", listener.local_addr().unwrap());
        let (tell, heard) = mpsc::channel();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let ended = stream.and_then(|stream| talk(stream, &tell, &mut answers));
                if ended.is_err() {
                    break;
                }
            }
        });
        Foreign { port, heard }
    }

    fn set(&self, place: &Place, more: &[&str]) -> Ended {
        let arguments = [&["set", &self.port, "C.1.0=77"], more].concat();
        let mut command = place.command(&arguments);
        Ended::of(
            &command
                .env("FLAGPORT_PASSWORD", "00000000")
                .output()
                .unwrap(),
        )
    }

    /// The commands that came, as `W1 C.1.0(77)`.
    fn commands(&self) -> Vec<String> {
        // Connections are served one after the other: when this one is, all before it were.
        let address = self.port.trim_start_matches("tcp://");
        if let Ok(mut last) = TcpStream::connect(address) {
            let _ = last.write_all(LAST_REQUEST);
        }
        let commands = self.heard.iter();
        commands.take_while(|told| told != LAST).collect()
    }
}

fn talk(
    mut stream: TcpStream,
    tell: &Sender<String>,
    answers: &mut impl FnMut(&Command) -> Does,
) -> std::io::Result<()> {
    let mut decoder = Decoder::new(Role::TariffDevice);
    let mut buffer = [0; 512];
    loop {
        let count = match stream.read(&mut buffer) {
            Ok(0) => return Ok(()),
            Ok(count) => count,
            Err(error) if error.kind() == ErrorKind::ConnectionReset => return Ok(()),
            Err(error) => return Err(error),
        };
        let codes: Vec<u8> = buffer[..count].iter().map(|byte| byte & 0x7F).collect();
        for message in decoder.push_all(&codes) {
            let answer = match &message {
                Message::Request(request) if request.text() == LAST => {
                    let _ = tell.send(LAST.to_owned());
                    return Ok(());
                }
                Message::Request(_) => b"/XYZ5ODD-METER\r\n".to_vec(),
                Message::OptionSelect(_) => p0("(00000000)"),
                Message::Command(command) => {
                    let data = command.data.clone().unwrap_or_default();
                    let text = String::from_utf8_lossy(&data).into_owned();
                    let _ = tell.send(format!("{} {text}", command.kind).trim().to_owned());
                    if command.kind.letter == b'B' {
                        continue;
                    }
                    match answers(command) {
                        Does::Says(bytes) => bytes,
                        Does::Hangs => return Ok(()),
                    }
                }
                _ => continue,
            };
            stream.write_all(&answer)?;
        }
    }
}

/// Address, before, wanted, after, outcome of the only write.
fn told(ended: &Ended) -> [String; 5] {
    let write = &ended.json()["writes"][0];
    let keys = ["address", "before", "wanted", "after", "outcome"];
    keys.map(|key| write[key].as_str().unwrap_or("-").to_owned())
}

const VERIFIED: [&str; 5] = ["C.1.0", "55", "77", "77", "verified"];

#[test]
fn a_meter_of_an_unknown_maker_is_changed_by_the_contract() {
    for is_bare in [false, true] {
        let mut register = Register::new();
        let meter = Foreign::serve(move |command| Does::Says(register.answer(command, is_bare)));
        let ended = meter.set(&Place::new(), &[]);
        assert_eq!(ended.status, 0, "{ended:?}");
        assert_eq!(told(&ended), VERIFIED);
        let expected = [
            "P1 (00000000)",
            "R1 C.1.0()",
            "W1 C.1.0(77)",
            "R1 C.1.0()",
            "B0",
        ];
        assert_eq!(meter.commands(), expected);
    }
}

#[test]
fn a_write_is_said_again_after_nak_and_only_then() {
    let mut register = Register::new();
    let mut naks = 1;
    let meter = Foreign::serve(move |command| {
        if command.kind.letter == b'W' && naks > 0 {
            naks -= 1;
            return Does::Says(NAK.to_vec());
        }
        Does::Says(register.answer(command, false))
    });
    let ended = meter.set(&Place::new(), &[]);
    assert_eq!(told(&ended), VERIFIED, "{ended:?}");
    let writes = meter
        .commands()
        .iter()
        .filter(|c| c.starts_with('W'))
        .count();
    assert_eq!(writes, 2);
}

#[test]
fn another_operand_at_once_is_the_answer_to_a_password() {
    let meter = Foreign::serve(|_| Does::Says(p0("(5678)")));
    let place = Place::new();
    let ended = meter.set(&place, &[]);
    assert_eq!(ended.status, 1, "{ended:?}");
    assert!(ended.stderr.contains(": P0."), "{ended:?}");
    assert_eq!(meter.commands(), ["P1 (00000000)", "B0"]);
}

#[test]
fn a_connection_that_drops_with_the_acknowledgement_leaves_nothing_unknown() {
    let mut register = Register::new();
    let meter = Foreign::serve(move |command| {
        let answer = register.answer(command, false);
        if command.kind.letter == b'W' {
            Does::Hangs
        } else {
            Does::Says(answer)
        }
    });
    let ended = meter.set(&Place::new(), &[]);
    assert_eq!(told(&ended), VERIFIED, "{ended:?}");
    let commands = meter.commands();
    let writes = commands.iter().filter(|c| c.starts_with('W')).count();
    assert_eq!(writes, 1, "{commands:?}");
}

#[test]
fn what_cannot_be_sent_disturbs_no_meter() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let port = format!("tcp://{}", listener.local_addr().unwrap());
    let long = format!("C.1.0={}", "1".repeat(129));
    for assignment in [
        "C.1.0=a(b",
        "C.1.0=a\u{3}b",
        "C.1.0=ü",
        "C.1.0",
        "=1",
        &long,
    ] {
        for more in [None, Some("--as-sent")] {
            let mut arguments = vec!["set", &port, assignment];
            arguments.extend(more);
            let ended = Place::new().run(&arguments);
            assert_eq!(ended.status, 2, "{assignment}: {ended:?}");
            let nobody = listener.accept().unwrap_err();
            assert_eq!(nobody.kind(), ErrorKind::WouldBlock, "{assignment}");
        }
    }
}

#[test]
fn a_user_s_own_profile_says_how_its_meter_is_spoken_to() {
    let profile = r#"(
        version: 2, name: "odd", title: "Odd meter",
        match: (manufacturers: ["XYZ"], identifications: ["ODD"]),
        programming: (
            read: (command: "R5"), write: (command: "W5"),
            levels: [(number: 1, name: "W5", login: InWrite, password: (min: 4, max: 12))],
        ),
        registers: [(address: "C.1.0", name: "Number", group: "Identity", access: Write(1))],
        verified: Unverified, source: "none",
    )"#;
    for more in [&[][..], &["--profile", "odd"]] {
        let place = Place::new();
        std::fs::create_dir_all(place.path("data/profiles")).unwrap();
        place.file("data/profiles/odd.ron", profile.as_bytes());
        let mut register = Register::new();
        let meter = Foreign::serve(move |command| Does::Says(register.answer(command, false)));
        let ended = meter.set(&place, more);
        assert_eq!(told(&ended), VERIFIED, "{ended:?}");
        let expected = ["R5 C.1.0()", "W5 C.1.0(77)(00000000)", "R5 C.1.0()", "B0"];
        assert_eq!(meter.commands(), expected);
    }
}

//! `flagport load-profile` and `flagport logbook` as others start them.

use std::io::{ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

use flagport::codec::{Command, Decoder, Message, Role};

use crate::program::{Ended, Place};
use crate::scripted::{data, p0};

const ROWS: &str =
    "P.01(0240302001500)(80)(15)(2)(1.5)(kW)(2.5)(kW)\r\n(0.1)(0.2)\r\n(0.3)(0.4)\r\n";

/// Serves a meter that answers commands as `answers` says; `None` drops the connection.
fn serve(mut answers: impl FnMut(&str) -> Option<Vec<u8>> + Send + 'static) -> String {
    serve_messages(move |message| match message {
        Message::Request(_) => Some(b"/XYZ5ODD-METER\r\n".to_vec()),
        Message::OptionSelect(_) => Some(p0("(00000000)")),
        Message::Command(command) => answers(&text_of(command)),
        _ => Some(Vec::new()),
    })
}

/// Serves a meter that answers every message but the break as `answers` says; `None` drops
/// the connection.
pub(crate) fn serve_messages(
    mut answers: impl FnMut(&Message) -> Option<Vec<u8>> + Send + 'static,
) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = format!("tcp://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming() {
            if stream
                .and_then(|stream| talk(stream, &mut answers))
                .is_err()
            {
                break;
            }
        }
    });
    port
}

fn talk(
    mut stream: TcpStream,
    answers: &mut impl FnMut(&Message) -> Option<Vec<u8>>,
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
            if matches!(&message, Message::Command(command) if command.kind.letter == b'B') {
                continue;
            }
            match answers(&message) {
                Some(bytes) => stream.write_all(&bytes)?,
                None => return Ok(()),
            }
        }
    }
}

fn text_of(command: &Command) -> String {
    let data = command.data.clone().unwrap_or_default();
    format!("{} {}", command.kind, String::from_utf8_lossy(&data))
}

/// Fetches the two quarter hours.
fn fetch(place: &Place, port: &str, more: &[&str]) -> Ended {
    let range = [
        "load-profile",
        port,
        "--from",
        "2024-03-02T00:15",
        "--to",
        "2024-03-02T00:30",
    ];
    place.run(&[&range, more].concat())
}

#[test]
fn a_load_profile_is_json_with_exit_0() {
    let port = serve(|command| {
        assert_eq!(command, "R5 P.01(02403020015;02403020030)");
        Some(data(ROWS))
    });
    let place = Place::new();
    let ended = fetch(&place, &port, &[]);
    assert_eq!(ended.status, 0, "{ended:?}");
    let json = ended.json();
    assert_eq!(json["format"], "flagport.load-profile.v1");
    assert_eq!(json["code"], "P.01");
    assert_eq!(json["complete"], true);
    let entries = json["entries"].as_array().unwrap();
    assert_eq!(entries.len(), 2);
    assert_eq!(entries[1]["time"], "2024-03-02T00:30:00");
    assert_eq!(entries[1]["values"][1], "0.4");
    assert_eq!(place.visits(), 1);
}

#[test]
fn an_empty_range_is_exit_0_without_entries() {
    let port = serve(|command| match command.split_once('(') {
        Some(("R5 P.02", _)) => Some(data("(ERROR)")),
        _ => Some(data("0.0.0(4711)")),
    });
    let ended = fetch(
        &Place::new(),
        &port,
        &["--profile", "emh-lzqj", "--number", "2"],
    );
    assert_eq!(ended.status, 0, "{ended:?}");
    let json = ended.json();
    assert_eq!(json["code"], "P.02");
    assert_eq!(json["entries"].as_array().unwrap().len(), 0);
}

#[test]
fn a_meter_that_refuses_is_exit_1_with_a_hint() {
    let port = serve(|_| Some(data("(ERROR)")));
    let ended = fetch(&Place::new(), &port, &[]);
    assert_eq!(ended.status, 1, "{ended:?}");
    assert!(ended.stdout.is_empty(), "{ended:?}");
    assert!(
        ended.stderr.contains("The meter refused the request"),
        "{ended:?}"
    );
    assert!(
        ended.stderr.contains("Choose the device profile"),
        "{ended:?}"
    );
}

#[test]
fn what_came_of_a_damaged_answer_is_exit_3() {
    let port = serve(|_| {
        let mut answer = data(ROWS);
        *answer.last_mut().unwrap() ^= 1;
        Some(answer)
    });
    let ended = fetch(&Place::new(), &port, &[]);
    assert_eq!(ended.status, 3, "{ended:?}");
    let json = ended.json();
    assert_eq!(json["complete"], false);
    assert_eq!(json["entries"].as_array().unwrap().len(), 2);
    assert!(!json["problems"].as_array().unwrap().is_empty());
}

#[test]
fn raw_is_the_answers_as_received_and_another_command_is_sent_as_it_is_named() {
    let port = serve(|command| {
        assert_eq!(command, "R6 P.01(02403020015;02403020030;4)");
        Some(data(ROWS))
    });
    let more = [
        "--format",
        "raw",
        "--read-command",
        "r6",
        "--block-size",
        "4",
    ];
    let ended = fetch(&Place::new(), &port, &more);
    assert_eq!(ended.stdout.as_bytes(), data(ROWS));
}

#[test]
fn since_the_last_visit_begins_with_its_last_entry() {
    let mut times = 0;
    let port = serve(move |command| {
        times += 1;
        if times > 1 {
            assert_eq!(command, "R5 P.01(02403020030;02403020030)");
        }
        Some(data(ROWS))
    });
    let place = Place::new();
    let since = [
        "load-profile",
        &port,
        "--since-last-visit",
        "--to",
        "2024-03-02T00:30",
    ];
    let ended = place.run(&since);
    assert_eq!(ended.status, 1, "{ended:?}");
    assert!(
        ended.stderr.contains("no visit of this meter holds P.01"),
        "{ended:?}"
    );
    assert_eq!(fetch(&place, &port, &[]).status, 0);
    let ended = place.run(&since);
    assert_eq!(ended.status, 0, "{ended:?}");
    assert_eq!(ended.json()["entries"].as_array().unwrap().len(), 1);
}

#[test]
fn a_range_that_makes_no_sense_is_usage() {
    for arguments in [
        &["load-profile", "sim:emh-lzqj"][..],
        &["load-profile", "sim:emh-lzqj", "--from", "yesterday"],
        &[
            "load-profile",
            "sim:emh-lzqj",
            "--from",
            "2024-03-02T00:00",
            "--to",
            "2024-03-01T00:00",
        ],
        &[
            "load-profile",
            "sim:emh-lzqj",
            "--all",
            "--read-command",
            "W5",
        ],
        &[
            "load-profile",
            "sim:emh-lzqj",
            "--all",
            "--to",
            "2024-03-01T00:00",
        ],
        &["logbook", "sim:emh-lzqj", "--number", "0"],
    ] {
        let ended = Place::new().run(arguments);
        assert_eq!(ended.status, 2, "{ended:?}");
    }
}

#[test]
fn a_logbook_needs_no_range() {
    let port = serve(|command| {
        assert_eq!(command, "R5 P.98(;)");
        Some(data("P.98(0240302101500)(80)()(0)\r\n"))
    });
    let ended = Place::new().run(&["logbook", &port]);
    assert_eq!(ended.status, 0, "{ended:?}");
    let json = ended.json();
    assert_eq!(json["format"], "flagport.logbook.v1");
    assert_eq!(json["entries"][0]["time"], "2024-03-02T10:15:00");
}

//! Two Flagports at one meter: the second is told, the first is not disturbed, and a
//! program that was killed blocks nobody.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::process::{Child, Stdio};
use std::thread;
use std::time::Duration;

use flagport::codec::{BlockCheckKind, DataMessage, Message, encode};

use super::terminal::{Habit, Meter};
use crate::program::{Ended, Place};

fn start(place: &Place, port: &str) -> Child {
    let mut command = place.command(&["read", port, "--format", "json"]);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().unwrap()
}

#[test]
fn the_second_program_at_a_port_is_told_and_the_first_goes_on() {
    let (one, two) = (Place::new(), Place::new());
    let link = one.path("head");
    let meter = Meter::plug_in(&link, Habit::Waiting);
    let device = meter.path().to_str().unwrap().to_owned();
    let first = start(&one, link.to_str().unwrap());
    meter.wait_until_asked();
    // By the same name and by another one.
    for port in [link.to_str().unwrap(), &device] {
        let second = two.run(&["read", port]);
        assert_eq!(second.status, 1, "{}", second.stderr);
        let told = &second.stderr;
        assert!(told.contains("in use by another program"), "{told}");
        assert!(told.contains("Another Flagport"), "{told}");
        assert_eq!(two.visits(), 0);
    }
    meter.let_go();
    let first = Ended::of(&first.wait_with_output().unwrap());
    assert_eq!(first.status, 0, "{}", first.stderr);
    assert_eq!(first.json()["block_check"]["ok"], true);
    let second = two.run(&["read", &device]);
    assert_eq!(second.status, 0, "{}", second.stderr);
}

#[test]
fn a_program_that_was_killed_holds_no_port() {
    let place = Place::new();
    let link = place.path("head");
    let meter = Meter::plug_in(&link, Habit::Waiting);
    for _ in 0..3 {
        let mut killed = start(&place, link.to_str().unwrap());
        meter.wait_until_asked();
        killed.kill().unwrap();
        killed.wait().unwrap();
    }
    meter.let_go();
    let next = place.run(&["read", link.to_str().unwrap()]);
    assert_eq!(next.status, 0, "{}", next.stderr);
}

/// A converter for one connection, which closes every other one at once.
#[test]
fn the_second_program_at_a_converter_is_told_and_the_first_goes_on() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = format!("tcp://{}", listener.local_addr().unwrap());
    let (one, two) = (Place::new(), Place::new());
    let first = start(&one, &port);
    let (mut stream, _) = listener.accept().unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(60)))
        .unwrap();
    let hear = |end: &[u8], stream: &mut std::net::TcpStream| {
        let mut heard = Vec::new();
        let mut byte = [0];
        while !heard.ends_with(end) && stream.read(&mut byte).unwrap_or(0) > 0 {
            heard.push(byte[0] & 0x7F);
        }
    };
    hear(b"/?!\r\n", &mut stream);
    stream.write_all(b"/ISk5MT174-0001\r\n").unwrap();
    hear(b"\r\n", &mut stream);
    let second = thread::scope(|scope| {
        let second = scope.spawn(|| two.run(&["read", &port]));
        drop(listener.accept().unwrap());
        second.join().unwrap()
    });
    assert_eq!(second.status, 1, "{}", second.stderr);
    let told = &second.stderr;
    assert!(told.contains("The port is gone"), "{told}");
    assert!(told.contains("Close other connections"), "{told}");
    let text = "0.0.0(63355730)\r\n1.8.0(0008048.375*kWh)\r\n!\r\n";
    let block = Message::Data(DataMessage::framed(text));
    stream
        .write_all(&encode(&block, BlockCheckKind::Xor))
        .unwrap();
    let first = Ended::of(&first.wait_with_output().unwrap());
    assert_eq!(first.status, 0, "{}", first.stderr);
    assert_eq!(first.json()["block_check"]["ok"], true);
}

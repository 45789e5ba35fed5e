//! The program behind a converter: raw TCP sockets that refuse, fall silent, break
//! off, push, and pass parity through.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use flagport::codec::{BlockCheckKind, DataMessage, Message, charset, encode};
use flagport::trace::TraceEntry;
use flagport::worker::{
    CancelToken, Command, Event, JobId, Keep, Outcome, PortChoice, ReadPlan, Worker,
};

use crate::program::{Place, capture};

const REQUEST: &[u8] = b"/?!\r\n";
const BREAK: &[u8] = b"\x01B0\x03q";

/// A converter for one connection, with `talk` at its other end.
fn converter<T: Send + 'static>(
    talk: impl FnOnce(TcpStream) -> T + Send + 'static,
) -> (SocketAddr, JoinHandle<T>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let thread = thread::spawn(move || {
        let (stream, _) = listener.accept().unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(60)))
            .unwrap();
        talk(stream)
    });
    (address, thread)
}

/// What comes until `end` was heard or the program hangs up.
fn hear(stream: &mut TcpStream, end: &[u8]) -> Vec<u8> {
    let mut heard = Vec::new();
    let mut byte = [0];
    while !heard.ends_with(end) && stream.read(&mut byte).unwrap_or(0) > 0 {
        heard.push(byte[0]);
    }
    heard
}

fn block(text: &str) -> Vec<u8> {
    encode(
        &Message::Data(DataMessage::framed(text)),
        BlockCheckKind::Xor,
    )
}

#[test]
fn a_refused_connection_names_the_port_number() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let ended = Place::new().run(&["read", &format!("tcp://{address}")]);
    assert_eq!(ended.status, 1);
    let told = &ended.stderr;
    assert!(told.contains("refused the connection"), "{told}");
    assert!(told.contains("check: Check the port number"), "{told}");
}

#[test]
fn a_name_without_an_address_cannot_be_reached() {
    // No label may be longer than 63 characters, so nobody is asked.
    let host = format!("{}.example", "a".repeat(64));
    let ended = Place::new().run(&["read", &format!("tcp://{host}:8000")]);
    assert_eq!(ended.status, 1);
    let told = &ended.stderr;
    assert!(told.contains("cannot be reached"), "{told}");
    assert!(told.contains("check: Check the address"), "{told}");
}

#[test]
fn what_came_before_the_converter_hung_up_is_kept() {
    let (address, converter) = converter(|mut stream| {
        hear(&mut stream, REQUEST);
        let answer = b"/KAM MC\r\n\x020.0(00000000040)\r\n6.8(00012.34*MWh)\r\n6.26(0000";
        stream.write_all(answer).unwrap();
    });
    let place = Place::new();
    let ended = place.run(&["read", &format!("tcp://{address}"), "--format", "json"]);
    converter.join().unwrap();
    assert_eq!(ended.status, 3, "{}", ended.stderr);
    let told = &ended.stderr;
    assert!(told.contains("The port is gone"), "{told}");
    assert!(told.contains("check: Check the converter"), "{told}");
    let readout = ended.json();
    assert_eq!(readout["complete"], false);
    assert_eq!(readout["data_sets"][1]["values"][0]["value"], "12.34");
    assert_eq!(place.visits(), 1);
}

#[test]
fn a_cancelled_job_leaves_a_silent_converter_with_a_sign_off() {
    let (address, converter) = converter(|mut stream| hear(&mut stream, b"nothing ends this"));
    let mut worker = Worker::spawn(Keep::default(), || {}).unwrap();
    let cancel = CancelToken::new();
    worker.send(Command::Read {
        id: JobId(1),
        port: PortChoice::Tcp(address.to_string()),
        plan: Box::new(ReadPlan::default()),
        cancel: cancel.clone(),
    });
    let outcome = loop {
        match worker.recv().unwrap() {
            Event::Traced(records) => {
                let is_sent = |entry: &TraceEntry| matches!(entry, TraceEntry::Sent(_));
                if records.iter().any(|record| is_sent(&record.entry)) {
                    cancel.cancel();
                }
            }
            Event::JobFinished { outcome, .. } => break outcome,
            _ => {}
        }
    };
    assert!(matches!(outcome, Outcome::Cancelled(None)), "{outcome:?}");
    let heard = converter.join().unwrap();
    assert_eq!(heard, [REQUEST, BREAK].concat());
}

#[test]
fn a_pushed_telegram_comes_through_a_converter() {
    let telegram = std::fs::read(capture("dsmr/telegram_v4_2.txt")).unwrap();
    for mode in ["auto", "d"] {
        let telegram = telegram.clone();
        let (address, converter) = converter(move |mut stream| {
            stream.write_all(&telegram).unwrap();
            hear(&mut stream, b"nothing ends this")
        });
        let port = format!("tcp://{address}");
        let ended = Place::new().run(&["read", &port, "--mode", mode, "--format", "json"]);
        assert_eq!(ended.status, 0, "{mode}: {}", ended.stderr);
        let readout = ended.json();
        assert_eq!(readout["meter"]["mode"], "D");
        assert_eq!(readout["block_check"]["received"], "6796");
        assert_eq!(readout["block_check"]["ok"], true);
        let said = converter.join().unwrap();
        assert!(mode == "auto" || said.is_empty(), "{}", said.escape_ascii());
    }
}

/// A meter that hears nothing without even parity, behind a converter set to 8N1:
/// the first request goes out plain, the next one with parity.
#[test]
fn parity_passed_through_by_a_converter_is_found_out() {
    let (address, converter) = converter(|mut stream| {
        let request = charset::encode(REQUEST);
        let before = hear(&mut stream, &request);
        stream
            .write_all(&charset::encode(b"/ISk5MT174-0001\r\n"))
            .unwrap();
        let select = hear(&mut stream, &charset::encode(b"\x06050\r\n"));
        let block = block("0.0.0(63355730)\r\n1.8.0(0008048.375*kWh)\r\n!\r\n");
        stream.write_all(&charset::encode(&block)).unwrap();
        let end = hear(&mut stream, &charset::encode(BREAK));
        (before, select, end)
    });
    let place = Place::new();
    let ended = place.run(&["read", &format!("tcp://{address}"), "--format", "json"]);
    assert_eq!(ended.status, 0, "{}", ended.stderr);
    assert_eq!(ended.json()["block_check"]["ok"], true);
    let (before, select, end) = converter.join().unwrap();
    assert_eq!(before, [REQUEST, &charset::encode(REQUEST)].concat());
    assert_eq!(select, charset::encode(b"\x06050\r\n"));
    assert_eq!(end, charset::encode(BREAK));
}

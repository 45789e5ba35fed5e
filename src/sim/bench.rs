//! A little reading device for the tests of the simulated meters.

use std::time::Duration;

use jiff::civil::{DateTime, date};

use super::{Faults, MeterType, Pace, SimTransport, catalog};
use crate::codec::{DataMessage, Decoder, Message, Role};
use crate::transport::{LineSettings, LineTime, Transport};

/// The clock of all tests.
pub(super) const CLOCK: DateTime = date(2026, 11, 22).at(20, 0, 0, 0);

pub(super) const fn millis(ms: u64) -> LineTime {
    LineTime(Duration::from_millis(ms))
}

/// A virtual line to the meter `name`.
pub(super) fn open(name: &str) -> SimTransport {
    open_faulty(name, Faults::default())
}

pub(super) fn open_faulty(name: &str, faults: Faults) -> SimTransport {
    SimTransport::open_faulty(*catalog::find(name).unwrap(), CLOCK, Pace::Virtual, faults)
}

/// Everything that arrives within `seconds`, each byte with its time.
pub(super) fn listen_timed(line: &mut SimTransport, seconds: u64) -> Vec<(u8, LineTime)> {
    let deadline = line.now() + Duration::from_secs(seconds);
    let mut heard = Vec::new();
    let mut byte = [0];
    while line.recv(&mut byte, deadline).unwrap() > 0 {
        heard.push((byte[0], line.now()));
    }
    heard
}

/// Everything that arrives within `seconds`.
pub(super) fn listen(line: &mut SimTransport, seconds: u64) -> Vec<u8> {
    listen_timed(line, seconds)
        .into_iter()
        .map(|(byte, _)| byte)
        .collect()
}

/// Everything until the line is quiet for two and a half seconds.
pub(super) fn listen_out(line: &mut SimTransport) -> Vec<u8> {
    let mut heard = Vec::new();
    let mut byte = [0];
    while line
        .recv(&mut byte, line.now() + Duration::from_millis(2_500))
        .unwrap()
        > 0
    {
        heard.push(byte[0]);
    }
    heard
}

/// Sends and waits until the last bit has left.
pub(super) fn say(line: &mut SimTransport, bytes: &[u8]) {
    let end = line.send(bytes).unwrap();
    let mut heard = [0];
    while line.recv(&mut heard, end).unwrap() > 0 {}
}

pub(super) fn set_baud(line: &mut SimTransport, baud: u32) {
    line.configure(LineSettings::seven_even(baud)).unwrap();
}

/// Request, identification, option select `0 Z Y`; the line is then at the speed
/// of Z.
pub(super) fn sign_on(line: &mut SimTransport, z: char, y: char) -> String {
    say(line, b"/?!\r\n");
    let identification = read_line(line);
    say(line, format!("\x060{z}{y}\r\n").as_bytes());
    set_baud(line, crate::codec::identification::baud_of(z).unwrap());
    identification
}

fn read_line(line: &mut SimTransport) -> String {
    let deadline = line.now() + Duration::from_secs(5);
    let mut text = String::new();
    let mut byte = [0];
    while !text.ends_with("\r\n") && line.recv(&mut byte, deadline).unwrap() > 0 {
        text.push(char::from(byte[0]));
    }
    text.trim_end().to_owned()
}

/// The data message in `bytes`.
pub(super) fn data_message(bytes: &[u8]) -> Option<DataMessage> {
    let mut decoder = Decoder::new(Role::ReadingDevice);
    let mut messages = decoder.push_all(bytes);
    messages.extend(decoder.finish());
    messages.into_iter().find_map(|message| match message {
        Message::Data(data) => Some(data),
        _ => None,
    })
}

/// Reads a meter of any kind, as its type says that it wants to be read.
pub(super) fn read_out(kind: &MeterType, clock: DateTime, faults: Faults) -> Vec<u8> {
    use super::kind::Manner;
    use crate::codec::{Identification, Mode};
    let mut line = SimTransport::open_faulty(*kind, clock, Pace::Virtual, faults);
    let answers = match kind.manner {
        Manner::Pushes { settings, period } => {
            line.configure(settings).unwrap();
            let deadline = line.now() + period;
            let mut byte = [0];
            while line.recv(&mut byte, deadline).unwrap() > 0 {}
            return listen(&mut line, period.as_secs());
        }
        Manner::Answers(answers) => answers,
    };
    if let Some(count) = answers.wake_up {
        say(&mut line, &vec![0; usize::from(count)]);
    }
    let identification = Identification::parse(kind.identification).unwrap();
    if identification.announced_mode() == Mode::C {
        sign_on(&mut line, identification.baud_char(), '0');
    } else {
        say(&mut line, b"/?!\r\n");
        read_line(&mut line);
        set_baud(&mut line, identification.announced_baud().unwrap());
    }
    listen_out(&mut line)
}

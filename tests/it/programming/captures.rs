//! Recorded sessions with real meters, held again: everything that is said must be what
//! was said then, to the block check, and every answer must be understood.

use std::path::Path;

use flagport::codec::{Command, Decoder, Message, Role};
use flagport::profile::Login;
use flagport::session::LineOptions;
use flagport::session::programming::{Answer, LoginAnswer, Programming};
use flagport::trace::{TraceEntry, text};
use flagport::transport::replay::{Exchange, ReplayTransport};

use super::{order, password};
use crate::bench::{Record, link, told};
use flagport::link::CancelToken;

/// The sessions in programming mode that a capture holds.
fn sessions(name: &str) -> Vec<Vec<Exchange>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/captures");
    let text_of = std::fs::read_to_string(folder.join(name)).unwrap();
    let mut sessions: Vec<Vec<Exchange>> = Vec::new();
    for record in text::read(&text_of).unwrap() {
        match record.entry {
            TraceEntry::Sent(sent) => {
                if sent.starts_with(b"/?") {
                    sessions.push(Vec::new());
                }
                if let Some(session) = sessions.last_mut() {
                    session.push(Exchange {
                        sent,
                        received: Vec::new(),
                    });
                }
            }
            TraceEntry::Received(received) => {
                if let Some(exchange) = sessions.last_mut().and_then(|s| s.last_mut()) {
                    exchange.received.extend(received);
                }
            }
            _ => {}
        }
    }
    sessions.retain(|s| matches!(&s[..], [_, select, ..] if select.sent.ends_with(b"1\r\n")));
    sessions
}

fn command(bytes: &[u8]) -> Option<Command> {
    let messages = Decoder::new(Role::TariffDevice).push_all(bytes);
    messages.into_iter().find_map(|message| match message {
        Message::Command(command) => Some(command),
        _ => None,
    })
}

fn hold(session: &[Exchange]) -> usize {
    let mut line = ReplayTransport::new(session.to_vec());
    let request = String::from_utf8_lossy(&session[0].sent);
    let address = request.trim_start_matches("/?").split('!').next().unwrap();
    let options = LineOptions {
        address: address.to_owned(),
        ..LineOptions::default()
    };
    let mut record = Record::default();
    let mut link = link(&mut line, &options, CancelToken::new(), &mut record);
    let mut programming = Programming::sign_on(&mut link, &options, '1').unwrap();
    let mut read = 0;
    for exchange in &session[2..] {
        let Some(command) = command(&exchange.sent) else {
            continue;
        };
        let data = String::from_utf8(command.data.unwrap_or_default()).unwrap();
        match command.kind.letter {
            b'P' => {
                let word = password(data.trim_matches(['(', ')']));
                let answer = programming.log_in(&mut link, &Login::P1, &word);
                assert_eq!(answer, Ok(LoginAnswer::Accepted));
            }
            b'R' => {
                let answer =
                    programming.read(&mut link, &order(&format!("{} {data}", command.kind)));
                let Ok(Answer::Data(found)) = answer else {
                    panic!("{data}: {answer:?}");
                };
                let body = &exchange.received[1..exchange.received.len() - 2];
                assert_eq!(found.body, body);
                read += 1;
            }
            _ => {}
        }
    }
    programming.sign_off(&mut link);
    assert_eq!(line.remaining(), 0, "{}", told(&record));
    read
}

#[test]
fn recorded_sessions_are_held_again_word_for_word() {
    for (name, held, read) in [
        ("energomera-ce301v11-r1-sessions.trace", 13, 23),
        ("energomera-ce102m-v01-r1-2.trace", 1, 5),
        ("energomera-ce102m-addressed.trace", 1, 3),
        ("metcom-mcs301-p98-session.trace", 1, 1),
        ("iskra-me162-readout-then-r1.trace", 1, 2),
    ] {
        let sessions = sessions(name);
        let all: usize = sessions.iter().map(|session| hold(session)).sum();
        assert_eq!((sessions.len(), all), (held, read), "{name}");
    }
}

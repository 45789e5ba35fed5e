//! Faults of heads, lines and meters against whole sessions in programming mode: each
//! ends, each with a result that holds, and no change goes out twice that nobody asked
//! for again.

use std::time::Duration;

use flagport::codec::{Command, CommandKind, Decoder, Message, Role};
use flagport::link::{CancelToken, WriteGuard};
use flagport::order::Secrets;
use flagport::profile::Login;
use flagport::session::LineOptions;
use flagport::session::programming::{Acknowledgement, Answer, LoginAnswer, Programming};
use flagport::sim::fault::{Fault, Faults};
use flagport::trace::{TraceEntry, TraceRecord};
use flagport::transport::{LineSettings, LineTime, ParityCarrier, Transport, TransportError};

use proptest::prelude::*;

use super::{BREAK, in_session, order, password};
use crate::bench::{Record, faulty_line, link, told};
use crate::scripted::{Does, Scripted};

/// A line that keeps what was sent over it.
struct Tapped<T> {
    line: T,
    sent: Vec<Vec<u8>>,
}

impl<T: Transport> Transport for Tapped<T> {
    fn now(&self) -> LineTime {
        self.line.now()
    }

    fn configure(&mut self, settings: LineSettings) -> Result<ParityCarrier, TransportError> {
        self.line.configure(settings)
    }

    fn send(&mut self, bytes: &[u8]) -> Result<LineTime, TransportError> {
        self.sent.push(bytes.to_vec());
        self.line.send(bytes)
    }

    fn recv(&mut self, buffer: &mut [u8], deadline: LineTime) -> Result<usize, TransportError> {
        self.line.recv(buffer, deadline)
    }
}

impl<T> Tapped<T> {
    /// The commands that were sent, in order.
    fn commands(&self) -> Vec<Command> {
        let mut meter = Decoder::new(Role::TariffDevice);
        let messages = self.sent.iter().flat_map(|bytes| meter.push_all(bytes));
        messages
            .filter_map(|message| match message {
                Message::Command(command) => Some(command),
                _ => None,
            })
            .collect()
    }
}

/// A meter, its password, and what is read and written there. The value that is read
/// back, and one that it never is.
struct Case {
    meter: &'static str,
    password: &'static str,
    read: &'static str,
    write: &'static str,
    written: &'static str,
    before: &'static str,
}

const CASES: [Case; 3] = [
    Case {
        meter: "lgz-zmd",
        password: "00000000",
        read: "R5 0.8.0()",
        write: "W5 0.8.0(15)({password})",
        written: "0.8.0(15*min)",
        before: "0.8.0(60*min)",
    },
    Case {
        meter: "iskra-mt174",
        password: "00000003",
        read: "R1 0.0.1()",
        write: "W1 0.0.1(A)",
        written: "(A)",
        before: "(1ISK0063355730)",
    },
    Case {
        meter: "koehler-mf",
        password: "12345678",
        read: "R2 0.8.0()",
        write: "W2 0.8.0(30)",
        written: "0.8.0(30*min)",
        before: "0.8.0(15*min)",
    },
];

/// What the parts of a session brought.
struct Visit {
    login: Option<LoginAnswer>,
    before: Option<Answer>,
    change: Option<Acknowledgement>,
    after: Option<Answer>,
}

fn visit(case: &Case, faults: Faults) -> (Visit, Tapped<impl Transport + use<>>, Record) {
    let mut line = Tapped {
        line: faulty_line(case.meter, faults),
        sent: Vec::new(),
    };
    let mut record = Record::default();
    let mut visit = Visit {
        login: None,
        before: None,
        change: None,
        after: None,
    };
    let options = LineOptions::default();
    let mut link = link(&mut line, &options, CancelToken::new(), &mut record);
    link.set_guard(WriteGuard::Everything);
    if let Ok(mut session) = Programming::sign_on(&mut link, &options, '1') {
        let secret = password(case.password);
        let secrets = Secrets {
            password: Some(&secret),
            new_password: None,
        };
        visit.login = session.log_in(&mut link, &Login::P1, &secret).ok();
        visit.before = session.read(&mut link, &order(case.read)).ok();
        let change = session.change(&mut link, &order(case.write), secrets, 64);
        visit.change = change.ok();
        visit.after = session.read(&mut link, &order(case.read)).ok();
        session.sign_off(&mut link);
    }
    (visit, line, record)
}

/// How many answers of the meter were a NAK, whether or not they were understood so.
fn naks(record: &Record) -> usize {
    let is_nak = |byte: &&u8| **byte == 0x15;
    let received = record.trace.iter().filter_map(|r| match &r.entry {
        TraceEntry::Received(bytes) => Some(bytes),
        _ => None,
    });
    received
        .map(|bytes| bytes.iter().filter(is_nak).count())
        .sum()
}

#[test]
fn no_fault_makes_a_session_endless_or_sends_a_change_twice_unasked() {
    for case in &CASES {
        for fault in Fault::ALL {
            let random = matches!(fault, Fault::Noise | Fault::Parity);
            for seed in 0..if random { 8 } else { 1 } {
                let faults = Faults {
                    list: vec![fault],
                    seed,
                };
                run(case, &faults);
            }
        }
    }
}

#[test]
fn two_faults_at_once_do_no_more() {
    let case = &CASES[0];
    // Beside these two nothing else shows.
    let all = Fault::ALL.into_iter();
    let all = all.filter(|fault| !matches!(fault, Fault::Garbage | Fault::Silence));
    for (index, one) in all.clone().enumerate() {
        for other in all.clone().skip(index + 1) {
            let faults = Faults {
                list: vec![one, other],
                seed: index as u64,
            };
            run(case, &faults);
        }
    }
}

fn run(case: &Case, faults: &Faults) {
    let (visit, line, record) = visit(case, faults.clone());
    let commands = line.commands();
    let context = || format!("{} {faults:?}\n{}", case.meter, told(&record));
    assert!(line.now().0 < Duration::from_secs(400), "{}", context());
    let of = |letter| commands.iter().filter(|c| c.kind.letter == letter).count();
    assert!(of(b'P') <= 1, "a password goes out once: {}", context());
    assert!(of(b'W') <= 1 + naks(&record).min(3), "{}", context());
    if visit.change.is_some() {
        assert!(of(b'W') >= 1, "{}", context());
    }
    if matches!(visit.change, Some(Acknowledgement::Unanswered(_))) {
        assert!(of(b'W') <= 1 + naks(&record), "{}", context());
    }
    // Signed off, unless the port is gone or nothing was ever said.
    let last = commands.last().map(|command| command.kind);
    assert_eq!(last, Some(CommandKind::B0), "{}", context());
    let bodies = [&visit.before, &visit.after].map(|answer| match answer {
        Some(Answer::Data(data)) => Some(String::from_utf8_lossy(&data.body).into_owned()),
        _ => None,
    });
    // A value without an address may be another register's: nobody can tell.
    let tells_address = !case.before.starts_with('(');
    let is_hidden = !tells_address && faults.has(Fault::WrongAddress);
    for body in bodies.iter().flatten().filter(|_| !is_hidden) {
        let right = [case.before, case.written]
            .iter()
            .any(|right| body.ends_with(right));
        assert!(right, "{body} is no value of the register: {}", context());
    }
    if visit.login == Some(LoginAnswer::Accepted)
        && visit.change == Some(Acknowledgement::Accepted(None))
        && let Some(after) = &bodies[1]
        && !is_hidden
    {
        let kept = after.ends_with(case.written);
        let lies = faults.has(Fault::WriteNotKept);
        assert_eq!(kept, !lies, "{}", context());
    }
    let secret = format!("({})", case.password);
    let traced =
        |r: &TraceRecord| memchr::memmem::find(r.entry.bytes(), secret.as_bytes()).is_some();
    assert!(!record.trace.iter().any(traced), "{}", context());
}

#[test]
fn faults_of_the_meter_are_told_as_what_they_are() {
    let case = &CASES[0];
    let change_at = |fault| {
        let (visit, line, record) = visit(case, Faults::only(fault));
        let said = line
            .commands()
            .iter()
            .filter(|c| c.kind.letter == b'W')
            .count();
        (visit.change, visit.after.is_some(), said, told(&record))
    };
    for fault in [
        Fault::AckLost,
        Fault::DiesAfterWrite,
        Fault::DiesBeforeWrite,
    ] {
        let (change, read, said, told) = change_at(fault);
        let unknown = matches!(change, Some(Acknowledgement::Unanswered(_)));
        assert!(unknown && said == 1, "{fault}: {change:?}\n{told}");
        assert_eq!(read, fault == Fault::AckLost, "{fault}\n{told}");
    }
    let (change, _, said, told) = change_at(Fault::BreaksOff);
    assert_eq!(
        (change, said),
        (Some(Acknowledgement::BrokenOff), 1),
        "{told}"
    );
    let (change, _, said, told) = change_at(Fault::NakFirst);
    assert_eq!(change, Some(Acknowledgement::Accepted(None)), "{told}");
    assert_eq!(said, 2, "{told}");
    let (visit, _, record) = visit(case, Faults::only(Fault::WrongAddress));
    let another = matches!(visit.before, Some(Answer::AnotherAddress(_)));
    assert!(another, "{}", crate::bench::told(&record));
}

/// What a meter that means no good says: bytes that are likely in messages, any bytes,
/// and nothing.
fn anything() -> impl Strategy<Value = Vec<u8>> {
    let likely = prop::sample::select(b"\x01\x02\x03\x04\x06\x15\r\n()/!0158.BPREW#*".to_vec());
    prop_oneof![
        prop::collection::vec(likely, 0..30),
        prop::collection::vec(any::<u8>().prop_map(|byte| byte & 0x7F), 0..60),
        Just(b"\x06".to_vec()),
        Just(b"\x15".to_vec()),
        Just(crate::scripted::partial("0.8.0(1)")),
        Just(crate::scripted::data("0.8.0(1)")),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn whatever_a_meter_says_a_session_ends_and_changes_are_said_again_after_nak_alone(
        answers in prop::collection::vec(anything(), 1..30),
    ) {
        let mut turn = 0;
        let mut line = Scripted::programming(|_| {
            turn += 1;
            let answer = answers.get(turn - 1).cloned().unwrap_or_default();
            vec![Does::Says(200, answer)]
        });
        let ((), record) = in_session(&mut line, |session, link| {
            let _ = session.log_in(link, &Login::P1, &password("73519264"));
            for text in ["R6 0.8.0()", "R1 0.8.0()"] {
                if let Ok(Answer::Data(data)) = session.read(link, &order(text)) {
                    assert!(data.body.starts_with(b"0.8.0(") || !data.body.contains(&b'('));
                }
            }
            let _ = session.change(link, &order("W1 0.8.0(15)"), Secrets::default(), 8);
        });
        prop_assert!(line.now().0 < Duration::from_secs(300));
        prop_assert_eq!(&line.sent.last().unwrap().1, BREAK);
        prop_assert!(line.count("P1") <= 1);
        prop_assert!(line.count("W1") <= 1 + naks(&record).min(3));
    }
}

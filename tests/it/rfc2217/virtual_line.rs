//! Sessions over a serial server in virtual time: the switch of speed at every delay of
//! the network, and servers with habits of their own.

use std::collections::VecDeque;
use std::time::Duration;

use flagport::session::programming::Answer;
use flagport::session::{LineOptions, Telegram};
use flagport::sim::{Channel, Fault, Faults};
use flagport::trace::TraceEntry;
use flagport::transport::rfc2217::Rfc2217Transport;
use flagport::transport::{
    LineSettings, LineTime, ParityCarrier, PortProblem, Transport, TransportError,
};
use proptest::prelude::*;

use super::server::{Habits, Log, Network};
use crate::bench::{self, Record};
use crate::programming::{in_session, order};

fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

/// The port behind a server with these habits, and the meter `name` at it.
fn open(name: &str, habits: Habits) -> Result<Rfc2217Transport<Network>, TransportError> {
    open_at(Network::to(bench::line(name), habits))
}

fn open_at(network: Network) -> Result<Rfc2217Transport<Network>, TransportError> {
    Rfc2217Transport::open(network, "rfc2217://server:2217", &|| false)
        .map(|port| port.expect("nobody cancelled"))
}

/// The meter `name` read out behind a server with these habits.
fn read(name: &str, habits: Habits) -> (Telegram, Record, Log, LineTime) {
    let mut port = open(name, habits).unwrap();
    let (telegram, record) = bench::read_out(&mut port, &LineOptions::default());
    let telegram = telegram.unwrap_or_else(|error| panic!("{error:?}\n{}", bench::told(&record)));
    let ended = port.now();
    (telegram, record, port.into_wire().log(), ended)
}

/// The same on a port of this computer.
fn read_directly(name: &str) -> (Telegram, LineTime) {
    let mut line = bench::line(name);
    let (telegram, _) = bench::read_out(&mut line, &LineOptions::default());
    (telegram.unwrap(), line.now())
}

/// The digits of energies that grow differ by the moment of reading; the shape does not.
fn addresses(telegram: &Telegram) -> Vec<String> {
    let text = String::from_utf8_lossy(&telegram.data.body).into_owned();
    let address = |line: &str| line.split('(').next().unwrap_or_default().to_owned();
    text.lines().map(address).collect()
}

#[test]
fn every_mode_is_read_at_every_delay() {
    for name in [
        "kamstrup-382",
        "landis-uh50",
        "energomera-ce102m",
        "iskra-mt174",
    ] {
        let (direct, direct_end) = read_directly(name);
        for delay in [0, 1, 5, 40, 120] {
            // In mode B the meter goes on by itself after 200 ms, however far we are.
            if name == "landis-uh50" && delay > 90 {
                continue;
            }
            let habits = Habits {
                delay: ms(delay),
                ..Habits::default()
            };
            let (telegram, record, log, end) = read(name, habits);
            let told = || format!("{name} at {delay} ms\n{}", bench::told(&record));
            assert_ne!(telegram.data.check.is_ok(), Some(false), "{}", told());
            assert_eq!(addresses(&telegram), addresses(&direct), "{}", told());
            assert_eq!(telegram.baud, direct.baud, "{}", told());
            assert!(log.cut.is_empty(), "{log:?}\n{}", told());
            // A round trip for the opening, and one for each time that the meter speaks.
            let turns = record.sent().len() + 1;
            let least = direct_end + 2 * ms(delay) * u32::try_from(turns).unwrap();
            assert!(end <= least + ms(5), "{end:?} {least:?}\n{}", told());
        }
    }
}

#[test]
fn the_speed_changes_between_the_last_bit_sent_and_the_first_of_the_answer() {
    // The third letter of ISk is lower case: it may answer after 20 ms.
    for delay in [0, 3, 40, 300] {
        let habits = Habits {
            delay: ms(delay),
            ..Habits::default()
        };
        let (telegram, record, log, _) = read("iskra-mt174", habits);
        assert_eq!(telegram.data.check.is_ok(), Some(true));
        assert_eq!(log.bauds[..2], [300, 9600], "{}", bench::told(&record));
        let idle = log.idle_before[1];
        assert!(idle >= ms(5) && idle < ms(20), "{idle:?} at {delay} ms");
    }
}

#[test]
fn a_network_that_holds_packets_up_does_not_cut_the_option_select() {
    let mut cut = Vec::new();
    for seed in 1..=cases().into() {
        let habits = Habits {
            delay: ms(10),
            jitter: ms(60),
            seed,
            ..Habits::default()
        };
        let (telegram, record, log, _) = read("energomera-ce102m", habits);
        let told = || format!("seed {seed} {log:?}\n{}", bench::told(&record));
        assert_eq!(telegram.data.check.is_ok(), Some(true), "{}", told());
        cut.extend(log.cut.iter().map(|_| log.idle_before[1]));
        assert_eq!(telegram.baud, 9600, "{}", told());
    }
    assert!(cut.is_empty(), "{cut:?}");
}

#[test]
fn a_server_without_7e1_hands_parity_through() {
    let line = bench::line("iskra-mt174").with_channel(Channel::EightBit);
    let habits = Habits {
        has_seven_even: false,
        delay: ms(10),
        ..Habits::default()
    };
    let mut port = open_at(Network::to(line, habits)).unwrap();
    let (telegram, record) = bench::read_out(&mut port, &LineOptions::default());
    assert_eq!(telegram.unwrap().data.check.is_ok(), Some(true));
    let told = bench::told(&record);
    assert!(told.contains("line 300 Bd 8N1"), "{told}");
    assert!(!told.contains("7E1"), "{told}");
}

#[test]
fn an_echo_behind_a_server_is_taken_out() {
    for delay in [0, 40] {
        let line = bench::faulty_line("iskra-mt174", Faults::only(Fault::Echo));
        let habits = Habits {
            delay: ms(delay),
            ..Habits::default()
        };
        let mut port = open_at(Network::to(line, habits)).unwrap();
        let (telegram, record) = bench::read_out(&mut port, &LineOptions::default());
        let told = bench::told(&record);
        assert_eq!(telegram.unwrap().data.check.is_ok(), Some(true), "{told}");
        assert!(told.contains("= /?!"), "{told}");
    }
}

/// A command of 5 characters at 9600 Bd is over long before its echo is back.
#[test]
fn an_echo_that_comes_late_is_taken_out_in_programming_mode_too() {
    for delay in [0, 20, 40, 80] {
        let line = bench::faulty_line("iskra-mt174", Faults::only(Fault::Echo));
        let habits = Habits {
            delay: ms(delay),
            ..Habits::default()
        };
        let mut port = open_at(Network::to(line, habits)).unwrap();
        let (read, record) = in_session(&mut port, |session, link| {
            ["R1 0.8.0()", "R1 0.0.0()"].map(|command| session.read(link, &order(command)))
        });
        let told = bench::told(&record);
        for answer in read {
            assert!(
                matches!(answer, Ok(Answer::Data(_))),
                "{delay} ms {answer:?}\n{told}"
            );
        }
        let count = |mark: &str| told.lines().filter(|line| line.contains(mark)).count();
        assert_eq!(count("> \\x01R1"), 2, "{delay} ms\n{told}");
        assert_eq!(count("= \\x01R1"), 2, "{delay} ms\n{told}");
    }
}

#[test]
fn babble_and_splits_change_nothing() {
    let (direct, _) = read_directly("lgz-zmd");
    for (babbles, splits) in [(true, false), (false, true), (true, true)] {
        let habits = Habits {
            babbles,
            splits,
            ..Habits::default()
        };
        let (telegram, _, log, _) = read("lgz-zmd", habits);
        assert_eq!(telegram.data.check.is_ok(), Some(true));
        assert_eq!(addresses(&telegram), addresses(&direct));
        assert!(log.cut.is_empty(), "{log:?}");
    }
}

#[test]
fn what_a_server_leaves_unanswered_is_said_and_does_no_harm() {
    let habits = Habits {
        answers_lines: false,
        answers_marks: false,
        ..Habits::default()
    };
    let (telegram, record, log, _) = read("iskra-mt174", habits);
    assert_eq!(telegram.data.check.is_ok(), Some(true));
    let told = bench::told(&record);
    assert!(
        told.contains("does not say whether DTR and RTS are on"),
        "{told}"
    );
    assert_eq!(log.controls, [1, 8, 11], "no flow control, DTR and RTS on");
    assert!(log.idle_before[1] < ms(20), "{log:?}");

    let (_, record, _, _) = read("iskra-mt174", Habits::default());
    let told = bench::told(&record);
    assert!(!told.contains("DTR"), "{told}");
}

#[test]
fn troubles_that_a_server_reports_stand_in_the_trace() {
    let habits = Habits {
        line_state: Some(0x0E),
        ..Habits::default()
    };
    let (telegram, record, _, _) = read("iskra-mt174", habits);
    assert_eq!(telegram.data.check.is_ok(), Some(true));
    let noted: Vec<&str> = record
        .trace
        .iter()
        .filter_map(|record| match &record.entry {
            TraceEntry::Noted(text) => Some(text.as_str()),
            _ => None,
        })
        .collect();
    for words in ["overrun", "parity", "framing"] {
        let told = noted.iter().filter(|text| text.contains(words)).count();
        assert!((1..20).contains(&told), "{words}: {noted:?}");
    }
}

#[test]
fn a_server_that_takes_settings_only_after_it_agreed_is_asked_again() {
    let habits = Habits {
        is_strict: true,
        delay: ms(40),
        ..Habits::default()
    };
    let (telegram, _, log, _) = read("iskra-mt174", habits);
    assert_eq!(telegram.data.check.is_ok(), Some(true));
    assert_eq!(log.bauds[..2], [300, 9600]);
}

/// Why a server with these habits is no port to read through.
fn refused(habits: Habits) -> PortProblem {
    open("lgz-zmd", habits).map(|_| ()).unwrap_err().problem
}

#[test]
fn a_server_that_gives_no_control_is_told_from_one_that_does() {
    for (agrees, reflects) in [(Some(false), false), (None, false), (None, true)] {
        let habits = Habits {
            agrees,
            reflects,
            ..Habits::default()
        };
        assert_eq!(refused(habits), PortProblem::NotControllable);
    }
}

#[test]
fn a_server_that_hangs_up_is_quoted() {
    let said = |turns_away| {
        refused(Habits {
            turns_away,
            ..Habits::default()
        })
    };
    assert_eq!(
        said(Some(b"\xFF\xFB\x03\xFF\xFD\x2CPort already in use\r\n")),
        PortProblem::TurnedAway {
            said: Some("Port already in use".to_owned())
        }
    );
    assert_eq!(
        said(Some(b"\xFF\xFB\x03")),
        PortProblem::TurnedAway { said: None }
    );
}

#[test]
fn a_server_that_sets_another_speed_is_told_at_the_opening_and_at_the_switch() {
    let told = refused(Habits {
        only_baud: Some(9600),
        ..Habits::default()
    })
    .to_string();
    assert_eq!(
        told,
        "the port refused 300 Bd 7E1: the server has set 9600 Bd"
    );

    let habits = Habits {
        only_baud: Some(300),
        delay: ms(20),
        ..Habits::default()
    };
    let mut port = open("lgz-zmd", habits).unwrap();
    let (telegram, record) = bench::read_out(&mut port, &LineOptions::default());
    let cause = telegram.unwrap_err().cause.to_string();
    let wanted = "the port refused 9600 Bd 7E1: the server has set 300 Bd";
    assert!(cause.contains(wanted), "{cause}\n{}", bench::told(&record));

    // With the top speed that the message asks for it works.
    let habits = Habits {
        only_baud: Some(300),
        ..Habits::default()
    };
    let mut port = open("lgz-zmd", habits).unwrap();
    let options = LineOptions {
        max_baud: Some(300),
        ..LineOptions::default()
    };
    let (telegram, _) = bench::read_out(&mut port, &options);
    assert_eq!(telegram.unwrap().data.check.is_ok(), Some(true));
}

#[test]
fn a_speed_as_the_divisor_makes_it_is_the_speed() {
    let habits = Habits {
        only_baud: Some(301),
        ..Habits::default()
    };
    open("kamstrup-382", habits).unwrap();
}

#[test]
fn a_cancelled_opening_ends_at_once() {
    let habits = Habits {
        agrees: None,
        ..Habits::default()
    };
    let network = Network::to(bench::line("lgz-zmd"), habits);
    let port = Rfc2217Transport::open(network, "rfc2217://server:2217", &|| true);
    assert!(port.unwrap().is_none());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases()))]

    /// Whatever becomes of the packets, the meter is read and never cut, as long as a
    /// round trip is shorter than the option select message.
    #[test]
    fn a_readout_survives_any_network(
        seed in 1u64..,
        delay in 0u64..55,
        jitter in 0u64..40,
        babbles: bool,
        splits: bool,
        answers_marks: bool,
    ) {
        // Without marks nobody can know what is held up.
        let jitter = if answers_marks { jitter } else { 0 };
        let habits = Habits {
            delay: ms(delay),
            jitter: ms(jitter),
            seed,
            babbles,
            splits,
            answers_marks,
            ..Habits::default()
        };
        let (telegram, _, log, _) = read("energomera-ce102m", habits);
        prop_assert_eq!(telegram.data.check.is_ok(), Some(true));
        prop_assert!(log.cut.is_empty(), "{:?}", log);
        prop_assert_eq!(telegram.baud, 9600);
    }
}

/// A server that says anything at all, in pieces of any size.
struct Anything {
    now: LineTime,
    pieces: VecDeque<Vec<u8>>,
    said: usize,
}

impl Transport for Anything {
    fn now(&self) -> LineTime {
        self.now
    }

    fn configure(&mut self, _settings: LineSettings) -> Result<ParityCarrier, TransportError> {
        panic!("the settings of the connection are left alone");
    }

    fn send(&mut self, bytes: &[u8]) -> Result<LineTime, TransportError> {
        self.said += bytes.len();
        Ok(self.now)
    }

    fn recv(&mut self, buffer: &mut [u8], deadline: LineTime) -> Result<usize, TransportError> {
        let Some(piece) = self.pieces.pop_front() else {
            self.now = self.now.max(deadline);
            return Ok(0);
        };
        self.now = self.now + ms(1);
        buffer[..piece.len()].copy_from_slice(&piece);
        Ok(piece.len())
    }
}

/// An agreement to everything that is asked at the opening.
const AGREED: &[u8] = b"\xFF\xFD\x2C\xFF\xFD\x00\xFF\xFB\x00\xFF\xFD\x03\xFF\xFB\x03\xFF\xFC\x06\
    \xFF\xFA\x2C\x65\x00\x00\x01\x2C\xFF\xF0\xFF\xFA\x2C\x66\x07\xFF\xF0\
    \xFF\xFA\x2C\x67\x03\xFF\xF0\xFF\xFA\x2C\x68\x01\xFF\xF0";

proptest! {
    /// Nothing that a server says is a panic, goes on for ever, or makes more data or
    /// more words of ours than it said.
    #[test]
    fn a_server_may_say_anything(
        pieces in prop::collection::vec(
            prop_oneof![
                prop::collection::vec(any::<u8>(), 1..40),
                prop::collection::vec(0xEFu8.., 1..40),
                prop::collection::vec(prop::sample::select(AGREED), 1..40),
            ],
            0..60,
        ),
        agrees: bool,
    ) {
        let mut all = VecDeque::from(pieces);
        if agrees {
            all.push_front(AGREED.to_vec());
        }
        let length: usize = all.iter().map(Vec::len).sum();
        let wire = Anything { now: LineTime::START, pieces: all, said: 0 };
        let Ok(Some(mut port)) = Rfc2217Transport::open(wire, "rfc2217://server:2217", &|| false)
        else {
            prop_assert!(!agrees);
            return Ok(());
        };
        let mut data = 0;
        let until = port.now() + ms(60_000);
        while port.now() < until {
            let mut buffer = [0; 16];
            match port.recv(&mut buffer, until) {
                Ok(count) => data += count,
                Err(error) => {
                    let is_told = matches!(error.problem, PortProblem::Settings { .. });
                    prop_assert!(is_told, "{}", error);
                }
            }
            while let Some(notice) = port.notice() {
                prop_assert!(notice.len() < 200);
            }
        }
        prop_assert!(data <= length, "{} of {}", data, length);
        let said = port.into_wire().said;
        prop_assert!(said <= length + 200, "{} for {}", said, length);
    }
}

/// How many networks are tried; `FLAGPORT_CASES` for more.
fn cases() -> u32 {
    let asked = std::env::var("FLAGPORT_CASES").ok();
    asked.and_then(|cases| cases.parse().ok()).unwrap_or(24)
}

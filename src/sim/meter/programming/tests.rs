//! What meters make of passwords, read and write commands, byte by byte.

mod families;
mod faults;
mod series;

use std::time::Duration;

use super::super::super::bench::*;
use super::super::super::{Fault, Faults, MeterMemory, Pace, SimTransport, catalog};
use super::*;
use crate::transport::{PortProblem, Transport};

/// A line to a meter in programming mode.
struct Desk {
    line: SimTransport,
    check: BlockCheckKind,
}

impl Desk {
    fn at(name: &str) -> Desk {
        Desk::faulty(name, &[])
    }

    fn faulty(name: &str, faults: &[Fault]) -> Desk {
        Desk::with(name, faults, MeterMemory::new())
    }

    fn with(name: &str, faults: &[Fault], memory: MeterMemory) -> Desk {
        let kind = catalog::find(name).unwrap();
        let faults = Faults {
            list: faults.to_vec(),
            seed: 1,
        };
        let line = SimTransport::open_again(*kind, CLOCK, Pace::Virtual, faults, memory);
        let mut desk = Desk {
            line,
            check: kind.check,
        };
        let baud = kind.identification.chars().nth(4).unwrap();
        say(&mut desk.line, b"/?!\r\n");
        listen(&mut desk.line, 1);
        say(&mut desk.line, format!("\x060{baud}1\r\n").as_bytes());
        desk.line.configure(desk.line.meter_settings()).unwrap();
        desk
    }

    /// Waits for `P0`; the text in its brackets.
    fn operand(&mut self) -> String {
        let heard = String::from_utf8(listen(&mut self.line, 2)).unwrap();
        let operand = heard.split_once('(').and_then(|(_, b)| b.split_once(')'));
        operand.map_or("", |(operand, _)| operand).to_owned()
    }

    /// A desk whose meter said `P0` and accepted this.
    fn logged_in(name: &str, kind: &str, password: &str) -> Desk {
        let mut desk = Desk::at(name);
        desk.operand();
        assert_eq!(desk.ask(kind, &format!("({password})")), "ACK", "{name}");
        desk
    }

    fn send(&mut self, kind: &str, data: &str, more: bool) {
        let kind: CommandKind = kind.parse().unwrap();
        let mut command = Command::new(kind, data);
        command.more = more;
        say(
            &mut self.line,
            &encode(&Message::Command(command), self.check),
        );
        self.line.configure(self.line.meter_settings()).ok();
    }

    /// The answer to a command: `ACK`, `NAK`, `B0`, the data between STX and ETX or
    /// EOT (then with `…`), or nothing.
    fn ask(&mut self, kind: &str, data: &str) -> String {
        self.send(kind, data, false);
        self.heard()
    }

    fn heard(&mut self) -> String {
        let settings = self.line.meter_settings();
        let text = String::from_utf8(listen(&mut self.line, 4)).unwrap();
        let body = |end| text.strip_prefix('\x02').and_then(|t| t.rsplit_once(end));
        match text.as_str() {
            "\x06" => "ACK".to_owned(),
            "\x15" => "NAK".to_owned(),
            _ if text.starts_with("\x01B0\x03") => {
                self.line.configure(settings).ok();
                "B0".to_owned()
            }
            _ => match (body('\x03'), body('\x04')) {
                (Some((data, _)), _) => data.to_owned(),
                (None, Some((data, _))) => format!("{data}…"),
                _ => text,
            },
        }
    }

    #[track_caller]
    fn check(&mut self, steps: &[(&str, &str, &str)]) {
        for (kind, data, expected) in steps {
            assert_eq!(self.ask(kind, data), *expected, "{kind} {data}");
        }
    }

    fn wait(&mut self, time: Duration) {
        let until = self.line.now() + time;
        while self.line.recv(&mut [0; 64], until).unwrap() > 0 {}
    }
}

#[test]
fn what_is_written_with_the_right_level_is_read_back_and_stands_in_the_readout() {
    let memory = MeterMemory::new();
    let mut desk = Desk::with("lgz-zmd", &[], memory.clone());
    desk.operand();
    desk.check(&[
        ("R5", "0.8.0()", "0.8.0(60*min)"),
        ("W5", "0.8.0(15)", "(ER04)"),
        ("W5", "0.8.0(15)(11111111)", "(ER02)"),
        ("W5", "0.8.0(17)(00000000)", "(ER05)"),
        ("R5", "0.8.0()", "0.8.0(60*min)"),
        ("W5", "0.8.0(15)(00000000)", "ACK"),
        ("R5", "0.8.0()", "0.8.0(15*min)"),
        ("W5", "0.0.1(40175531)(00000000)", "ACK"),
        ("R5", "0.0.1()", "0.0.1(40175531)"),
        ("R5", "C.2.1()", "C.2.1(26-11-22)"),
        ("W5", "1.8.0(0)(00000000)", "(ERROR)"),
        ("W5", "9.9.9(0)(00000000)", "(ERROR)"),
        ("R5", "D104()", "(ERROR)"),
    ]);
    let kind = catalog::find("lgz-zmd").unwrap();
    let mut again =
        SimTransport::open_again(*kind, CLOCK, Pace::Virtual, Faults::default(), memory);
    sign_on(&mut again, '5', '0');
    let readout = String::from_utf8(listen_out(&mut again)).unwrap();
    assert!(readout.contains("0.0.0(95316176)\r\n0.0.1(40175531)\r\n"));
}

#[test]
fn another_meter_of_the_type_knows_nothing_of_it_and_the_kept_one_does() {
    let name = "lgz-zmd";
    let write = |memory| {
        let mut desk = Desk::with(name, &[], memory);
        desk.operand();
        desk.check(&[("W5", "0.8.4(5)(00000000)", "ACK")]);
    };
    let read = |memory| {
        let mut desk = Desk::with(name, &[], memory);
        desk.operand();
        desk.ask("R5", "0.8.4()")
    };
    let of_this_test = "a meter of this test";
    write(MeterMemory::kept(of_this_test));
    assert_eq!(read(MeterMemory::new()), "0.8.4(60*min)");
    assert_eq!(read(MeterMemory::kept(of_this_test)), "0.8.4(5*min)");
}

#[test]
fn the_clock_is_set_when_the_last_character_arrives_and_runs_on() {
    let mut desk = Desk::logged_in("lgz-zmd", "P1", "00000000");
    desk.check(&[("W5", "0.9.2(27-03-04)", "ACK")]);
    desk.send("W5", "0.9.1(07:59:58)", false);
    let landed = desk.line.now();
    assert_eq!(desk.heard(), "ACK");
    desk.send("R5", "0.9.1()", false);
    let asked = desk.line.now();
    let shown = desk.heard();
    let passed = asked.since(landed).as_secs() + 58;
    let expected = format!("0.9.1(08:00:{:02})", passed - 60);
    assert_eq!(
        shown, expected,
        "whole seconds, as of the end of the command"
    );
    desk.check(&[("R5", "0.9.2()", "0.9.2(27-03-04)")]);

    let mut desk = Desk::logged_in("lgz-zmd", "P1", "00000000");
    desk.check(&[("W2", "C003(300102030405)", "ACK")]);
    assert!(desk.ask("R2", "C003()").starts_with("C003(30010203040"));
    desk.check(&[("W2", "C003(300102253405)", "(ER05)")]);
}

#[test]
fn three_wrong_passwords_kill_the_port_of_an_iskra_for_a_quarter_of_an_hour() {
    let mut desk = Desk::at("iskra-mt174");
    desk.operand();
    desk.check(&[
        ("P1", "(1)", "NAK"),
        ("P1", "(2)", "NAK"),
        ("P1", "(3)", ""),
    ]);
    desk.line.configure(LineSettings::OPENING).unwrap();
    let request = |desk: &mut Desk| {
        say(&mut desk.line, b"/?!\r\n");
        listen(&mut desk.line, 1).len()
    };
    desk.wait(Duration::from_secs(14 * 60));
    assert_eq!(request(&mut desk), 0);
    desk.wait(Duration::from_secs(60));
    assert!(request(&mut desk) > 0);
}

#[test]
fn a_right_password_forgives_the_wrong_ones() {
    let mut desk = Desk::at("iskra-mt174");
    desk.operand();
    for _ in 0..3 {
        desk.check(&[("P1", "(1)", "NAK"), ("P1", "(2)", "NAK")]);
        desk.check(&[("P1", "(00000000)", "ACK")]);
    }
}

#[test]
fn a_locked_meter_says_so_and_shows_it_for_a_day() {
    let memory = MeterMemory::new();
    let mut desk = Desk::with("lgz-zmd", &[Fault::Locked], memory.clone());
    desk.operand();
    desk.check(&[
        ("R5", "F.F()", "F.F(02000000)"),
        ("W5", "0.8.0(15)(00000000)", "(ER03)"),
        ("P1", "(00000000)", "(ER03)"),
    ]);
    let kind = catalog::find("lgz-zmd").unwrap();
    let tomorrow = CLOCK.saturating_add(SignedDuration::from_hours(24));
    let mut meter = Meter::with(*kind, tomorrow, memory, Faults::default());
    assert!(!meter.is_locked(LineTime(Duration::from_secs(1))));
    meter.lock();
    assert!(meter.is_locked(LineTime::START));
}

#[test]
fn the_fifteenth_wrong_password_in_a_write_locks_too() {
    let mut desk = Desk::at("lgz-zmd");
    desk.operand();
    for _ in 0..15 {
        desk.check(&[("W5", "0.8.0(15)(11111111)", "(ER02)")]);
    }
    desk.check(&[("W5", "0.8.0(15)(00000000)", "(ER03)")]);
}

#[test]
fn a_billing_reset_counts_stores_and_is_refused_for_a_while() {
    let mut desk = Desk::logged_in("lgz-zmd", "P1", "00000000");
    let running = desk.ask("R5", "1.6.1()");
    let (value, time) = running.split_once("*kW)").unwrap();
    desk.check(&[
        ("R5", "0.1.0()", "0.1.0(39)"),
        ("E2", "0001()", "ACK"),
        ("R5", "0.1.0()", "0.1.0(40)"),
    ]);
    assert!(desk.ask("R5", "1.6.1()").starts_with("1.6.1(00.00*kW)"));
    let stored = desk.ask("R5", "1.6.1*40()");
    let expected = format!("1.6.1*40{}){time}", value.trim_start_matches("1.6.1"));
    assert_eq!(stored, expected);
    desk.check(&[("E2", "0001()", "(ER06)"), ("R5", "0.1.0()", "0.1.0(40)")]);
    for _ in 0..15 {
        desk.wait(Duration::from_secs(60));
        desk.ask("R5", "0.1.0()");
    }
    desk.check(&[("E2", "0001()", "ACK"), ("R5", "0.1.0()", "0.1.0(41)")]);
    desk.check(&[("E2", "0009()", "(ERROR)")]);
}

#[test]
fn registers_may_round_or_forget() {
    let mut desk = Desk::logged_in("lgz-zmd", "P1", "00000000");
    desk.check(&[
        ("W5", "1.35.0(7.77)", "ACK"),
        ("R5", "1.35.0()", "1.35.0(07.80*kW)"),
        ("W5", "C.90.1(0F)", "ACK"),
        ("R5", "C.90.1()", "C.90.1(00)"),
        ("W2", "C150()", "ACK"),
        ("W2", "D110(Station 4)", "ACK"),
        ("R2", "D110()", "D110(Station 4)"),
    ]);
}

#[test]
fn a_changed_password_is_asked_for_from_then_on() {
    let memory = MeterMemory::new();
    let mut desk = Desk::with("lgz-zmd", &[], memory.clone());
    desk.operand();
    desk.check(&[
        ("P1", "(00000000)", "ACK"),
        ("W2", "D105(12345678)", "ACK"),
        ("W2", "D105(1234)", "(ER05)"),
    ]);
    let mut desk = Desk::with("lgz-zmd", &[], memory.clone());
    desk.operand();
    desk.check(&[("P1", "(00000000)", "B0")]);
    let mut desk = Desk::with("lgz-zmd", &[], memory);
    desk.operand();
    desk.check(&[
        ("P1", "(12345678)", "ACK"),
        ("W5", "0.8.0(15)(00000000)", "ACK"),
    ]);
}

#[test]
fn long_answers_come_in_blocks_that_are_acknowledged_or_repeated() {
    let mut desk = Desk::at("lgz-zmd");
    desk.operand();
    let whole = desk.ask("R5", "1.6.1()");
    assert_eq!(desk.ask("R6", "1.6.1()"), format!("{}…", &whole[..16]));
    say(&mut desk.line, b"\x15");
    assert_eq!(desk.heard(), format!("{}…", &whole[..16]));
    say(&mut desk.line, b"\x06");
    assert_eq!(desk.heard(), whole[16..]);
    say(&mut desk.line, b"\x06");
    assert_eq!(desk.heard(), "", "the last one is not acknowledged");
    desk.check(&[("R6", "0.1.0()", "0.1.0(39)")]);
}

#[test]
fn damaged_commands_are_not_understood() {
    let mut desk = Desk::at("lgz-zmd");
    desk.operand();
    say(&mut desk.line, b"\x01R5\x020.1.0()\x03\x00");
    assert_eq!(desk.heard(), "NAK");
    desk.check(&[
        ("R5", "0.1.0", "(ERROR)"),
        ("R5", "0.1.0(()", "(ERROR)"),
        ("R5", "", "(ERROR)"),
        ("R9", "0.1.0()", "(ERROR)"),
        ("W9", "0.1.0(1)", "(ERROR)"),
        ("R5", "0.1.0()", "0.1.0(39)"),
    ]);
}

#[test]
fn partial_blocks_of_a_write_are_put_together_before_anything_happens() {
    let mut desk = Desk::logged_in("lgz-zmd", "P1", "00000000");
    desk.send("W4", "D110(Stat)", true);
    assert_eq!(desk.heard(), "ACK");
    desk.send("W4", "(ion)", true);
    assert_eq!(desk.heard(), "ACK");
    desk.check(&[("R5", "D110()", "D110(95316176)")]);
    desk.send("W4", "D110(Stat)", true);
    assert_eq!(desk.heard(), "ACK");
    desk.check(&[
        ("W4", "(ion 4)", "ACK"),
        ("R5", "D110()", "D110(Station 4)"),
    ]);
}

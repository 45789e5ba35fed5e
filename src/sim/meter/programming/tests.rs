//! What meters make of passwords, read and write commands, byte by byte.

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
fn an_iskra_tells_three_passwords_apart_and_answers_with_values_alone() {
    let mut desk = Desk::logged_in("iskra-mt174", "P1", "00000002");
    desk.check(&[
        ("R1", "0.0.1()", "(1ISK0063355730)"),
        ("W1", "0.0.1(A)", "(ERROR)"),
        ("W1", "0.9.1(120000)", "ACK"),
    ]);
    let mut desk = Desk::logged_in("iskra-mt174", "P1", "00000003");
    desk.check(&[
        ("W1", "0.0.1(A)", "ACK"),
        ("R1", "0.0.1()", "(A)"),
        ("W1", "C.96.2(set)", "ACK"),
        ("P1", "(00000002)", "NAK"),
        ("P1", "(set)", "ACK"),
        ("W1", "C.60.9(29)", "(ERROR)"),
        ("W1", "C.60.9(7)", "ACK"),
        ("R1", "C.60.9()", "(07)"),
    ]);
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
fn a_dead_line_is_gone_like_an_unplugged_head_and_works_when_opened_again() {
    for (fault, written) in [
        (Fault::DiesBeforeWrite, "0.8.0(60*min)"),
        (Fault::DiesAfterWrite, "0.8.0(15*min)"),
    ] {
        let memory = MeterMemory::new();
        let mut desk = Desk::with("lgz-zmd", &[fault], memory.clone());
        desk.operand();
        desk.check(&[("R5", "0.8.0()", "0.8.0(60*min)")]);
        let command = Command::new(CommandKind::new(b'W', b'5'), "0.8.0(15)(00000000)");
        let bytes = encode(&Message::Command(command), desk.check);
        desk.line.send(&bytes).unwrap();
        let deadline = desk.line.now() + Duration::from_secs(5);
        let gone = desk.line.recv(&mut [0], deadline).unwrap_err();
        assert_eq!(gone.problem, PortProblem::Gone, "{fault}");
        assert!(desk.line.now() < deadline, "told at once");
        assert!(desk.line.send(b"/?!\r\n").is_err());
        assert!(desk.line.configure(LineSettings::OPENING).is_err());

        let mut desk = Desk::with("lgz-zmd", &[fault], memory);
        desk.operand();
        desk.check(&[
            ("R5", "0.8.0()", written),
            ("W5", "0.8.0(30)(00000000)", "ACK"),
            ("R5", "0.8.0()", "0.8.0(30*min)"),
        ]);
    }
}

#[test]
fn a_port_that_stays_away_is_gone_for_a_minute() {
    let memory = MeterMemory::new();
    let faults = [Fault::DiesAfterWrite, Fault::StaysAway];
    let mut desk = Desk::with("lgz-zmd", &faults, memory.clone());
    desk.operand();
    let command = Command::new(CommandKind::new(b'W', b'5'), "0.9.2(30-01-01)(00000000)");
    let bytes = encode(&Message::Command(command), desk.check);
    desk.line.send(&bytes).unwrap();
    let deadline = desk.line.now() + Duration::from_secs(1);
    assert!(desk.line.recv(&mut [0], deadline).is_err());

    let kind = catalog::find("lgz-zmd").unwrap();
    let opened_after = |seconds| {
        let clock = CLOCK.saturating_add(SignedDuration::from_secs(seconds));
        let none = Faults::default();
        let again = memory.clone();
        let mut line = SimTransport::open_again(*kind, clock, Pace::Virtual, none, again);
        line.configure(LineSettings::OPENING)
    };
    assert_eq!(opened_after(10).unwrap_err().problem, PortProblem::Gone);
    assert!(opened_after(70).is_ok());
}

#[test]
fn faults_of_programming_mode_do_what_they_are_named_for() {
    let write = ("W5", "0.8.0(15)(00000000)");
    for (fault, acknowledged, read) in [
        (Fault::WriteNotKept, "ACK", "0.8.0(60*min)"),
        (Fault::AckLost, "", "0.8.0(15*min)"),
        (Fault::WrongAddress, "ACK", "F.F(00000000)"),
    ] {
        let mut desk = Desk::faulty("lgz-zmd", &[fault]);
        desk.operand();
        desk.check(&[(write.0, write.1, acknowledged), ("R5", "0.8.0()", read)]);
    }
    let mut desk = Desk::faulty("lgz-zmd", &[Fault::NakFirst]);
    desk.operand();
    desk.check(&[
        (write.0, write.1, "NAK"),
        (write.0, write.1, "ACK"),
        ("P1", "(00000000)", "ACK"),
        ("R5", "0.8.0()", "NAK"),
        ("R5", "0.8.0()", "0.8.0(15*min)"),
    ]);
    let mut desk = Desk::faulty("lgz-zmd", &[Fault::BreaksOff]);
    desk.operand();
    desk.check(&[("R5", "0.8.0()", "0.8.0(60*min)"), (write.0, write.1, "B0")]);
}

#[test]
fn a_garbled_answer_has_a_wrong_check_and_the_next_is_whole() {
    let mut desk = Desk::faulty("lgz-zmd", &[Fault::GarbledAnswer]);
    desk.operand();
    let mut check = || {
        desk.send("R5", "0.0.0()", false);
        let bytes = listen(&mut desk.line, 2);
        data_message(&bytes).unwrap().check.is_ok()
    };
    assert_eq!(check(), Some(false));
    assert_eq!(check(), Some(true));
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

#[test]
fn an_energomera_answers_in_lines_refuses_with_numbers_and_takes_a_crc() {
    let mut desk = Desk::at("energomera-ce102m");
    assert_eq!(desk.operand(), "www.energomera.ru");
    assert_eq!(desk.ask("R1", "ET0PE()").matches("\r\n").count(), 6);
    desk.check(&[
        ("R1", "TAVER()", "TAVER(15)\r\n"),
        ("W1", "TAVER(30)", "(ERR15)"),
        ("P1", "(777777)", "ACK"),
        ("W1", "TAVER(31)", "(ERR17)"),
        ("W1", "TAVER(30)", "ACK"),
        ("R1", "TAVER()", "TAVER(30)\r\n"),
        ("W1", "DATE_(01.04.01.27)", "ACK"),
        ("R1", "DATE_()", "DATE_(01.04.01.27)\r\n"),
        ("R1", "NONE_()", "(ERR12)"),
        ("R2", "TAVER()", "(ERR11)"),
        ("R1", "TAVER", "(ERR13)"),
        ("P1", "(123456)", "B0"),
    ]);
    let mut desk = Desk::faulty("energomera-ce102m", &[Fault::CoverClosed]);
    desk.operand();
    desk.check(&[("P1", "(777777)", "ACK"), ("W1", "TAVER(30)", "(ERR14)")]);

    let mut desk = Desk::at("energomera-ce208");
    let answer = algorithm::crc32(&desk.operand(), "777777").unwrap();
    desk.check(&[("P2", &format!("({answer})"), "ACK")]);
    let answer = desk.ask("R1", "ET0PE()");
    assert_eq!(answer.matches("ET0PE(").count(), 5, "{answer}");
    let mut desk = Desk::at("energomera-ce208");
    desk.operand();
    desk.check(&[("P2", "(00000000)", "B0")]);
}

#[test]
fn operands_are_random_and_the_same_for_the_same_history() {
    let operand = |memory| Desk::with("elster-a1140", &[], memory).operand();
    let memory = MeterMemory::new();
    let first = operand(memory.clone());
    assert_eq!(first.len(), 16);
    assert_ne!(operand(memory), first);
    assert_eq!(operand(MeterMemory::new()), first);
}

#[test]
fn an_a1140_opens_by_its_algorithm_and_counts_bytes() {
    let mut desk = Desk::at("elster-a1140");
    let operand = desk.operand();
    desk.check(&[
        ("R1", "798001(10)", "(ERR3)"),
        ("P2", "(0000000000000000)", "ACK"),
        ("R1", "798001(02)", "(4131)"),
        ("R1", "798001(FF)", "(ERR4)"),
        ("R1", "798001()", "(ERR3)"),
        ("W1", "777001(000F)", "(ERR3)"),
    ]);
    let answer = algorithm::elster(&operand, "AAAA0000").unwrap();
    desk.check(&[
        ("P2", &format!("({answer})"), "ACK"),
        ("W1", "777001(000F)", "ACK"),
        ("R1", "777001(02)", "(000F)"),
        ("W1", "861001(00002001030027)", "ACK"),
        ("R1", "797001(01)", "(ERR3)"),
    ]);
    assert!(desk.ask("R1", "861001(07)").contains("002001030027)"));
    desk.check(&[("P2", "(1111111111111111)", "NAK")]);
}

#[test]
fn a_gas_converter_opens_by_its_locks_and_stays_open_until_it_is_closed() {
    let memory = MeterMemory::new();
    let mut desk = Desk::with("els-ek280", &[], memory.clone());
    assert_eq!(desk.operand(), "1234567");
    desk.check(&[
        ("R1", "3:171.0(1)", "3:171.0(0)"),
        ("R1", "2:300.3(1)", "(#0020)"),
        ("W1", "4:171.0(1)", "(#0017)"),
        ("W1", "4:171.0(0)", "ACK"),
        ("R1", "2:300.3(1)", "2:300.3(m3)"),
        ("R1", "02:0300.3(1)", "2:300.3(m3)"),
        ("R1", "2:300.3()", "(#0200)"),
        ("R1", "9:300.3(1)", "(#0001)"),
        ("R1", "1:1E0.0(1)", "(#0018)"),
        ("W1", "2:300.0(0)", "(#0011)"),
        ("W1", "4:150.0(15)", "(#0019)"),
        ("W1", "3:171.0(00000000)", "ACK"),
        ("W1", "4:150.0(16)", "(#0013)"),
        ("W1", "4:150.0(15)", "ACK"),
        ("R1", "4:150.0(1)", "4:150.0(15*min)"),
        ("W1", "6:1C0.0(-12.5)", "ACK"),
        ("R1", "6:1C0.0(1)", "6:1C0.0(-12.5*C)"),
        ("W1", "1:400.0(2027-01-02,03:04:05)", "ACK"),
    ]);
    assert!(
        desk.ask("R1", "1:400.0(1)")
            .starts_with("1:400.0(2027-01-02,03:04:")
    );
    let mut desk = Desk::with("els-ek280", &[], memory);
    desk.operand();
    desk.check(&[
        ("R1", "3:171.0(1)", "3:171.0(1)"),
        ("W1", "3:170.0(0)", "ACK"),
        ("W1", "4:150.0(5)", "(#0019)"),
        ("W1", "4:170.0(0)", "ACK"),
        ("R1", "4:150.0(1)", "(#0020)"),
    ]);
}

#[test]
fn a_turkish_meter_acknowledges_writes_under_its_cover_and_locks_changes_for_hours() {
    let mut desk = Desk::at("koehler-mf");
    assert_eq!(desk.heard(), "ACK", "in place of P0");
    desk.check(&[
        ("R2", "0.0.0()", "0.0.0(00000002)"),
        ("W2", "0.8.0(30)", "(ERROR)"),
        ("P1", "(12345678)", "ACK"),
        ("W2", "0.8.0(30)", "ACK"),
        ("R2", "0.8.0()", "0.8.0(30*min)"),
        ("W2", "0.9.2(17-06-30)", "ACK"),
        ("R2", "0.9.2()", "0.9.2(17-06-30)"),
        ("R2", "0.9.5()", "0.9.5(5)"),
        ("W2", "0.9.5(2)", "ACK"),
        ("R2", "0.9.5()", "0.9.5(5)"),
        ("R2", "F.F.0()", "F.F.0(00000020)"),
        ("W2", "F.F.0(00000000)", "ACK"),
        ("R2", "F.F.0()", "F.F.0(00000000)"),
        ("W2", "96.96(87654321)", "ACK"),
        ("E2", "1.6.0()", "ACK"),
        ("R2", "9.9.9()", "NAK"),
        ("P1", "(12345678)", "NAK"),
        ("P1", "(12345678)", "NAK"),
        ("P1", "(12345678)", "NAK"),
        ("P1", "(87654321)", "(ERROR)"),
        ("W2", "0.8.0(15)", "(ERROR)"),
        ("R2", "0.8.0()", "0.8.0(30*min)"),
    ]);
    let mut desk = Desk::faulty("makel-c500", &[Fault::CoverClosed]);
    desk.operand();
    desk.check(&[
        ("P1", "(00000000)", "ACK"),
        ("W2", "0.8.0(30)", "(ERROR)"),
        ("R2", "0.8.0()", "0.8.0(15*min)"),
    ]);
}

#[test]
fn a_satec_takes_time_and_date_in_one_command_or_neither() {
    let mut desk = Desk::at("satec-em720");
    desk.operand();
    desk.check(&[
        ("R1", "0.9.2()", "(ERROR)"),
        ("P1", "(9)", "ACK"),
        ("W1", "0.9.1(175000)0.9.2(300230)", "(ERROR)"),
        ("R1", "0.9.2()", "(261122)"),
        ("W1", "0.9.1(175000) 0.9.2(300209)", "ACK"),
        ("W1", "0.0.0(1)", "(ERROR)"),
    ]);
    let both = desk.ask("R1", "0.9.1()0.9.2()");
    assert!(
        both.starts_with("(1750") && both.ends_with(")(300209)"),
        "{both}"
    );
}

#[test]
fn a_traction_meter_wants_full_codes_and_the_password_with_the_command() {
    let mut desk = Desk::at("lem-em4tii");
    desk.operand();
    desk.check(&[
        ("R5", "0.9.2()", "(ERROR)"),
        ("P1", "(00000000)", "ACK"),
        ("R5", "0.9.2()", "0.9.2(261122)"),
        ("W5", "1-0:0.9.129*255(1301031605000002)", "(ERROR)"),
        ("W5", "0.9.129(1301031605000002)(00000000)", "(ERROR)"),
        ("W5", "1-0:0.9.129*255(1301031605000002)(1)", "(ER01)"),
        ("W5", "1-0:0.9.129*255(1301031605000002)(00000000)", "ACK"),
        ("R5", "0.9.2()", "0.9.2(130103)"),
    ]);
}

#[test]
fn a_drs110m_stays_slow_and_breaks_off_with_the_other_check() {
    let mut desk = Desk::at("ytl-drs110m");
    assert_eq!(desk.line.meter_settings(), LineSettings::OPENING);
    assert_eq!(desk.operand(), "00000000");
    desk.check(&[
        ("R1", "00000034()", "NAK"),
        ("P1", "(00000000)", "ACK"),
        ("R1", "00000034()", "(001511420144)"),
        ("W1", "00000033(4)", "ACK"),
        ("R1", "00000033()", "(4)"),
    ]);
    desk.send("P1", "(11111111)", false);
    assert_eq!(listen(&mut desk.line, 2), b"\x01B0\x03\x75");
}

#[test]
fn meters_that_take_the_password_with_the_command() {
    for name in ["emh-lzqj", "metcom-mcs301"] {
        let mut desk = Desk::at(name);
        desk.operand();
        desk.check(&[
            ("P1", "(00000000)", "ACK"),
            ("W5", "0.8.0(30)", "(ERROR)"),
            ("W5", "0.8.0(30)(00000001)", "(ERROR)"),
            ("W5", "0.8.0(30)(00000000)", "ACK"),
            ("R5", "0.8.0()", "0.8.0(30*min)"),
            ("W5", "0.1.0()(00000000)", "ACK"),
            ("W5", "0.1.0()(00000000)", "(ERROR)"),
        ]);
    }
    let mut desk = Desk::at("metcom-mcs301");
    desk.operand();
    desk.check(&[
        ("R5", "9.9.9()", "NAK"),
        ("W5", "0.4.2(200)(00000000)", "ACK"),
        ("R5", "0.4.2()", "0.4.2(200)"),
    ]);
    let mut desk = Desk::faulty("metcom-mcs301", &[Fault::CoverClosed]);
    desk.operand();
    desk.check(&[
        ("W5", "0.4.2(200)(00000000)", "(ERROR)"),
        ("W5", "0.8.0(30)(00000000)", "ACK"),
    ]);
}

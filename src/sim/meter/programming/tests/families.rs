//! Programming mode as each family of meters speaks it.

use super::*;

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

//! What goes wrong in programming mode on demand.

use super::*;

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

//! Passwords: said once, in the way of the level, and what the meter makes of them.

use flagport::link::{LinkError, WriteGuard};
use flagport::profile::{Algorithm, Login};
use flagport::session::programming::{Answer, LoginAnswer, Programming, permits_of};
use flagport::session::{LineOptions, SessionError, UnfitPassword};

use super::{BREAK, in_session, order, password};
use crate::bench::{Record, line, link, told};
use crate::scripted::{Does, Scripted, ack, damaged, data, nak, p0, says};

fn lock() -> Login {
    Login::Lock {
        address: "3:171.0".to_owned(),
        close: Some(("3:170.0".to_owned(), "0".to_owned())),
    }
}

#[test]
fn every_answer_to_a_password_is_told_in_the_meters_words_and_none_is_sent_twice() {
    let refused = |words: &str| LoginAnswer::Refused(words.to_owned());
    let mut two = p0("(1234)");
    two.extend(b"\x06");
    let cases: [(Vec<Does>, LoginAnswer); 14] = [
        (ack(), LoginAnswer::Accepted),
        (says(b"\x00\x7F\x06"), LoginAnswer::Accepted),
        (nak(), refused("NAK")),
        (says(&data("(ER05)")), refused("ER05")),
        (says(&data("(#0201)")), refused("#0201")),
        (says(&data("(01)")), refused("01")),
        (says(BREAK), refused("B0")),
        (says(b"\x01B0\x03u"), refused("B0")),
        (says(&p0("(5678)")), refused("P0")),
        (vec![Does::Says(4500, vec![6])], LoginAnswer::Accepted),
        (Vec::new(), LoginAnswer::Unanswered),
        (says(&damaged(data("(ER05)"))), LoginAnswer::Unanswered),
        (says(b"\x05\x15\x05"), LoginAnswer::Unanswered),
        (vec![Does::Unplugs], LoginAnswer::Unanswered),
    ];
    for (does, expected) in cases {
        for login in [Login::P1, lock()] {
            let answers = does.clone();
            let mut line = Scripted::programming(|_| answers.clone());
            let (answer, record) = in_session(&mut line, |session, link| {
                session.log_in(link, &login, &password("12345678"))
            });
            assert_eq!(
                answer.as_ref(),
                Ok(&expected),
                "{does:?}\n{}",
                told(&record)
            );
            let given = line.count("P1") + line.count("W1\x023:171.0");
            assert_eq!(given, 1, "{does:?}\n{}", told(&record));
        }
    }
}

#[test]
fn after_a_break_nothing_is_said_to_the_meter_any_more() {
    let mut line = Scripted::programming(|_| says(BREAK));
    let ((over, read, again), record) = in_session(&mut line, |session, link| {
        session
            .log_in(link, &Login::P1, &password("12345678"))
            .unwrap();
        let over = session.is_over();
        let read = session.read(link, &order("R1 1.8.0()"));
        let again = session.log_in(link, &Login::P1, &password("12345678"));
        (over, read, again)
    });
    assert!(over);
    assert_eq!(read, Err(SessionError::BrokenOff));
    assert_eq!(again, Err(SessionError::BrokenOff));
    assert_eq!(
        (line.count("P1"), line.count("R1")),
        (1, 0),
        "{}",
        told(&record)
    );
}

#[test]
fn a_level_that_asks_for_nothing_is_not_told_anything() {
    let mut line = Scripted::programming(|_| Vec::new());
    let (answers, _) = in_session(&mut line, |session, link| {
        [Login::Open, Login::InWrite]
            .map(|login| session.log_in(link, &login, &password("12345678")))
    });
    assert_eq!(
        answers,
        [Ok(LoginAnswer::Accepted), Ok(LoginAnswer::Accepted)]
    );
    assert_eq!(line.sent.len(), 3, "request, option select, break");
}

#[test]
fn the_secure_algorithms_answer_the_operand_of_p0() {
    let check = |operand: &str, algorithm, pass: &str, expected: &[u8]| {
        let p0 = p0(operand);
        let mut line = Scripted::new(|asked| match asked.bytes {
            b"/?!\r\n" => says(b"/ABC5X\r\n"),
            b"\x06051\r\n" => says(&p0),
            bytes if bytes == expected => ack(),
            _ => nak(),
        });
        in_session(&mut line, |session, link| {
            session.log_in(link, &Login::P2(algorithm), &password(pass))
        })
        .0
    };
    let elster = b"\x01P2\x02(0C76F3FF6DCC0CBD)\x03b";
    let accepted = Ok(LoginAnswer::Accepted);
    assert_eq!(
        check("(1A2B3C4D5E6F7081)", Algorithm::Elster, "AAAA0000", elster),
        accepted
    );
    let crc = b"\x01P2\x02(5ED5C89A)\x03";
    let crc = [&crc[..], &[flagport::codec::block_check::xor(&crc[1..])]].concat();
    assert_eq!(
        check("(12345678)", Algorithm::Crc32, "777777", &crc),
        accepted
    );
    assert_eq!(
        check("(www.energomera.ru)", Algorithm::Crc32, "777777", b""),
        Err(SessionError::UnfitOperand)
    );
    assert_eq!(
        check("(1A2B3C4D5E6F7081)", Algorithm::Elster, "AAAA", b""),
        Err(SessionError::UnfitPassword(UnfitPassword::Length(8)))
    );
}

#[test]
fn a_password_that_a_command_cannot_carry_is_not_sent() {
    for text in ["1)(2", "1\u{3}", "pässword", "\u{1}W1\u{2}0.9.1(1)"] {
        let mut line = Scripted::programming(|_| ack());
        let (answer, _) = in_session(&mut line, |session, link| {
            session.log_in(link, &Login::P1, &password(text))
        });
        let error = answer.unwrap_err();
        assert_eq!(
            error,
            SessionError::UnfitPassword(UnfitPassword::Characters)
        );
        assert_eq!(line.count("P1"), 0);
    }
}

#[test]
fn a_lock_is_closed_before_the_break_also_when_the_job_is_cancelled() {
    for cancelled in [false, true] {
        let mut line = Scripted::programming(|asked| match asked.bytes {
            // The first attempt to close it is not understood.
            [1, b'W', ..] if asked.bytes.windows(3).any(|w| w == b"170") && asked.times == 1 => {
                nak()
            }
            _ => ack(),
        });
        let options = LineOptions::default();
        let cancel = flagport::link::CancelToken::new();
        let mut record = Record::default();
        let mut link = link(&mut line, &options, cancel.clone(), &mut record);
        link.set_guard(WriteGuard::Only(permits_of(&lock())));
        let mut session = Programming::sign_on(&mut link, &options, '1').unwrap();
        let answer = session.log_in(&mut link, &lock(), &password("00000000"));
        assert_eq!(answer, Ok(LoginAnswer::Accepted));
        if cancelled {
            cancel.cancel();
            let read = session.read(&mut link, &order("R1 1:400.0(1)"));
            let cause = LinkError::Cancelled;
            assert!(matches!(read, Err(SessionError::Link { cause: found, .. }) if found == cause));
        }
        session.sign_off(&mut link);
        let sent: Vec<_> = line.sent.iter().rev().take(3).map(|(_, b)| b).collect();
        assert_eq!(sent[0], BREAK);
        assert!(
            sent[1].starts_with(b"\x01W1\x023:170.0(0)"),
            "{}",
            told(&record)
        );
        assert_eq!(sent[1], sent[2], "{}", told(&record));
    }
}

#[test]
fn a_lock_that_was_not_opened_is_not_closed() {
    let mut line = Scripted::programming(|_| says(&data("(#0017)")));
    let (answer, _) = in_session(&mut line, |session, link| {
        session.log_in(link, &lock(), &password("1"))
    });
    assert_eq!(answer, Ok(LoginAnswer::Refused("#0017".to_owned())));
    assert_eq!(line.count("W1"), 1);
}

#[test]
fn closing_a_lock_by_itself_tells_if_it_stays_open() {
    let mut line = Scripted::programming(|asked| match asked.bytes {
        [1, b'W', b'1', 2, b'3', b':', b'1', b'7', b'1', ..] => ack(),
        _ => says(&data("(#0019)")),
    });
    let (closed, _) = in_session(&mut line, |session, link| {
        session.log_in(link, &lock(), &password("1")).unwrap();
        session.close_lock(link, &lock())
    });
    let error = closed.unwrap_err().to_string();
    assert!(
        error.contains("3:170.0") && error.contains("#0019"),
        "{error}"
    );
    assert_eq!(
        line.count("W1\x023:170"),
        1,
        "once closed, or not, it is done"
    );
}

#[test]
fn opening_a_lock_needs_a_permit() {
    let mut line = Scripted::programming(|_| ack());
    let options = LineOptions::default();
    let mut record = Record::default();
    let mut link = link(
        &mut line,
        &options,
        flagport::link::CancelToken::new(),
        &mut record,
    );
    let mut session = Programming::sign_on(&mut link, &options, '1').unwrap();
    let answer = session.log_in(&mut link, &lock(), &password("1"));
    session.sign_off(&mut link);
    let Err(SessionError::Link { cause, .. }) = answer else {
        panic!("{answer:?}");
    };
    assert!(matches!(cause, LinkError::NotPermitted { .. }));
    assert_eq!(line.count("W1"), 0);
}

#[test]
fn a_simulated_meter_breaks_off_after_a_wrong_password() {
    let mut line = line("lgz-zmd");
    let ((answer, read), record) = in_session(&mut line, |session, link| {
        let answer = session.log_in(link, &Login::P1, &password("99999999"));
        (answer, session.read(link, &order("R1 F.F()")))
    });
    assert_eq!(answer, Ok(LoginAnswer::Refused("B0".to_owned())));
    assert_eq!(read, Err(SessionError::BrokenOff), "{}", told(&record));
    // A new session can be had at once.
    let (read, record) = in_session(&mut line, |session, link| {
        session.read(link, &order("R1 F.F()"))
    });
    assert!(matches!(read, Ok(Answer::Data(_))), "{}", told(&record));
}

//! Read commands: repeated until they are understood, put together, and not believed
//! where they answer something else.

use std::time::Duration;

use flagport::codec::block_check::sum7;
use flagport::link::LinkError;
use flagport::session::SessionError;
use flagport::session::programming::Answer;

use super::{BREAK, in_session, order};
use crate::bench::told;
use crate::scripted::{Asked, Does, Scripted, ack, damaged, data, nak, partial, says};

/// What comes of `R1 1.8.0()` if each saying of it is answered in turn, and how often it
/// was said.
fn read(answers: &[Vec<Does>]) -> (Result<Answer, SessionError>, usize) {
    read_as("R1 1.8.0()", answers)
}

fn read_as(text: &str, answers: &[Vec<Does>]) -> (Result<Answer, SessionError>, usize) {
    let mut turn = 0;
    let mut line = Scripted::programming(|_| {
        turn += 1;
        answers.get(turn - 1).cloned().unwrap_or_default()
    });
    let (answer, _) = in_session(&mut line, |session, link| session.read(link, &order(text)));
    (answer, line.count("R"))
}

fn body(answer: Result<Answer, SessionError>) -> String {
    match answer {
        Ok(Answer::Data(data)) => String::from_utf8(data.body).unwrap(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_read_is_repeated_three_times_after_nak_damage_and_silence() {
    let good = || says(&data("1.8.0(1)"));
    let bad = || says(&damaged(data("1.8.0(1)")));
    let cut = || says(b"\x021.8.0(1");
    let unchecked = || says(b"\x021.8.0(1)\x03");
    let noise = || says(b"xyz");
    let none = Vec::new;
    for trouble in [nak(), bad(), cut(), unchecked(), noise(), none()] {
        for times in 0..=3 {
            let mut answers = vec![trouble.clone(); times];
            answers.push(good());
            let (answer, said) = read(&answers);
            assert_eq!(body(answer), "1.8.0(1)", "{trouble:?}");
            assert_eq!(said, times + 1, "{trouble:?}");
        }
    }
    assert_eq!(read(&vec![nak(); 5]), (Ok(Answer::NotAcknowledged), 4));
    let command = || "R1 1.8.0()".to_owned();
    let damaged = SessionError::Damaged {
        command: command(),
        times: 4,
    };
    assert_eq!(read(&vec![bad(); 5]), (Err(damaged), 4));
    let silent = SessionError::NoReply {
        command: command(),
        times: 4,
    };
    assert_eq!(read(&[]), (Err(silent), 4));
}

#[test]
fn an_answer_without_an_end_is_given_up_and_not_asked_for_again() {
    let endless = |step: u64, count: u64| -> Vec<Does> {
        let begun = Does::Says(200, b"\x021.8.0(".to_vec());
        let more = (1..count).map(|n| Does::Says(200 + n * step, b"5".to_vec()));
        std::iter::once(begun).chain(more).collect()
    };
    for (step, count) in [(1000, 600), (50, 12_000)] {
        let (answer, said) = read(&[endless(step, count)]);
        let Err(SessionError::Link { cause, .. }) = answer else {
            panic!("{answer:?}");
        };
        let LinkError::Endless { waited } = cause else {
            panic!("{cause:?}");
        };
        assert!(waited < Duration::from_secs(21), "{waited:?}");
        assert_eq!(said, 1);
    }
    // One that is merely slow is waited for.
    let mut slow = endless(1000, 15);
    slow.push(Does::Says(
        15_200,
        data("1.8.0(55555555555555)")[21..].to_vec(),
    ));
    let (answer, _) = read(&[slow]);
    assert_eq!(body(answer), "1.8.0(55555555555555)");
}

#[test]
fn an_error_message_is_the_answer_and_not_asked_for_again() {
    for (text, words) in [
        ("(ER05)", "ER05"),
        ("(ERROR)", "ERROR"),
        ("(#0020)", "#0020"),
        ("(E12)", "E12"),
        ("C003(ER07)", "ER07"),
    ] {
        let (answer, said) = read_as("R1 C003()", &[says(&data(text))]);
        assert_eq!(answer, Ok(Answer::Refused(words.to_owned())));
        assert_eq!(said, 1);
    }
    assert_eq!(read(&[says(BREAK)]), (Err(SessionError::BrokenOff), 1));
}

#[test]
fn answers_come_with_an_address_without_or_in_another_form() {
    for (command, answer) in [
        ("R1 1.8.0()", "(0032835.698*kWh)"),
        ("R1 1.8.0()", "1-0:1.8.0*255(0032835.698*kWh)"),
        ("R5 1-0:1.8.0*255()", "1.8.0(0032835.698*kWh)"),
        ("R1 1:202.0(1)", "01:0202.0(5)"),
        ("R1 0.9.1()0.9.2()", "(174635)(100209)"),
        ("R1 0.9.1()0.9.2()", "0.9.1(174635)0.9.2(100209)"),
        ("R1 ET0PE()", "ET0PE(1)\r\nET0PE(2)\r\n"),
        ("R2 P.01(;)", "P.01\r\n(24-07-13,13:00)(1,2)\r\n"),
        ("R1 1.8.0()", "()"),
    ] {
        let (found, said) = read_as(command, &[says(&data(answer))]);
        assert_eq!(body(found), answer);
        assert_eq!(said, 1, "{command} {answer}");
    }
}

#[test]
fn the_data_of_another_address_are_never_believed() {
    let other = || says(&data("2.8.0(7)"));
    let good = || says(&data("1.8.0(1)"));
    let (answer, said) = read(&[other(), good()]);
    assert_eq!((body(answer).as_str(), said), ("1.8.0(1)", 2));
    let another = Ok(Answer::AnotherAddress("2.8.0".to_owned()));
    assert_eq!(read(&vec![other(); 4]), (another, 4));
}

#[test]
fn what_another_master_says_on_the_line_is_passed_over() {
    let strange = [
        &b"\x01R1\x027:310.0(1)\x03u"[..],
        &data("7:310.0(1.01325)"),
        &data("1:202.0(5)"),
    ]
    .concat();
    let (answer, said) = read_as("R1 1:202.0(1)", &[says(&strange)]);
    assert_eq!((body(answer).as_str(), said), ("1:202.0(5)", 1));
}

#[test]
fn a_late_answer_is_not_taken_for_that_of_the_next_command() {
    // Each command is answered after three seconds, without an address, in order.
    let mut line = Scripted::programming(|asked| match asked.bytes {
        [1, b'R', ..] => {
            let value = if asked.bytes.contains(&b'9') {
                "(9)"
            } else {
                "(1)"
            };
            vec![Does::Says(3000, data(value))]
        }
        _ => Vec::new(),
    });
    let ((one, nine), record) = in_session(&mut line, |session, link| {
        let one = session.read(link, &order("R1 1.8.0()"));
        (one, session.read(link, &order("R1 0.9.1()")))
    });
    assert_eq!(body(one), "(1)", "{}", told(&record));
    assert_eq!(body(nine), "(9)", "{}", told(&record));
}

/// A meter with an answer in blocks: each ACK brings the next one, NAK the same again.
fn in_blocks<'a>(
    blocks: &'a [&'a str],
    mut spoil: impl FnMut(usize, usize, Vec<u8>) -> Vec<u8> + 'a,
) -> impl FnMut(&Asked<'_>) -> Vec<Does> + 'a {
    let mut at = 0;
    let mut said = 0;
    move |asked| {
        match asked.bytes {
            [6] => (at, said) = (at + 1, 0),
            [0x15] => {}
            _ => (at, said) = (0, 0),
        }
        let block = blocks.get(at).copied().unwrap_or_default();
        let message = if at + 1 == blocks.len() {
            data(block)
        } else {
            partial(block)
        };
        said += 1;
        says(&spoil(at, said, message))
    }
}

#[test]
fn partial_blocks_are_acknowledged_and_put_together_with_nothing_in_between() {
    let blocks = ["P.01(1)(15)\r\n(0.12", "300)\r\n(0.4", "", "5600)\r\n"];
    let whole = blocks.concat();
    let mut line = Scripted::programming(in_blocks(&blocks, |_, _, message| message));
    let (answer, _) = in_session(&mut line, |session, link| {
        session.read(link, &order("R6 P.01(;)"))
    });
    assert_eq!(body(answer), whole);
    let sent: Vec<_> = line.sent.iter().map(|(_, b)| b.clone()).collect();
    assert_eq!(
        sent[3..6],
        [vec![6], vec![6], vec![6]],
        "the last one is not acknowledged"
    );
    assert_eq!(sent.len(), 7);

    // The second block comes damaged three times.
    let spoil = |at: usize, said: usize, message: Vec<u8>| match (at, said) {
        (1, 1..=3) => damaged(message),
        _ => message,
    };
    let mut line = Scripted::programming(in_blocks(&blocks, spoil));
    let (answer, record) = in_session(&mut line, |session, link| {
        session.read(link, &order("R6 P.01(;)"))
    });
    assert_eq!(body(answer), whole, "{}", told(&record));
    assert_eq!(
        (line.count("R6"), line.sent.len()),
        (1, 10),
        "{}",
        told(&record)
    );
}

#[test]
fn after_silence_between_two_blocks_the_read_begins_anew() {
    let blocks = ["P.01(1)\r\n", "(0)\r\n", "(0)\r\n"];
    let mut lost = false;
    let mut line = Scripted::programming(in_blocks(&blocks, move |at, _, message| {
        if at == 1 && !std::mem::replace(&mut lost, true) {
            return Vec::new();
        }
        message
    }));
    let (answer, record) = in_session(&mut line, |session, link| {
        session.read(link, &order("R6 P.01(;)"))
    });
    assert_eq!(body(answer), blocks.concat(), "{}", told(&record));
    assert_eq!(line.count("R6"), 2);
}

#[test]
fn a_block_that_never_comes_whole_ends_the_read() {
    let blocks = ["P.01(1)\r\n", "(0)\r\n", "(0)\r\n"];
    let mut line = Scripted::programming(in_blocks(&blocks, |at, _, message| match at {
        1 => damaged(message),
        _ => message,
    }));
    let (answer, _) = in_session(&mut line, |session, link| {
        session.read(link, &order("R6 P.01(;)"))
    });
    assert!(
        matches!(answer, Err(SessionError::Damaged { .. })),
        "{answer:?}"
    );
    assert!(line.sent.len() < 30, "{}", line.sent.len());
}

#[test]
fn blocks_without_end_come_to_one() {
    for block in ["", "(1)\r\n"] {
        let block = partial(&block.repeat(if block.is_empty() { 1 } else { 100_000 }));
        let mut line = Scripted::programming(|_| says(&block));
        let (answer, _) = in_session(&mut line, |session, link| {
            session.read(link, &order("R6 P.01(;)"))
        });
        let bounded = match &answer {
            Ok(Answer::Data(data)) => !data.is_complete() && data.body.len() <= 8 << 20,
            Err(SessionError::Damaged { .. }) => true,
            _ => false,
        };
        assert!(bounded);
        assert!(line.sent.len() < 100);
    }
}

#[test]
fn an_error_message_in_place_of_a_block_is_the_answer() {
    let blocks = ["(1)(2)\r\n", "(#0109)"];
    let mut line = Scripted::programming(in_blocks(&blocks, |_, _, message| message));
    let (answer, _) = in_session(&mut line, |session, link| {
        session.read(link, &order("R3 3:V.0(3;;;10)"))
    });
    assert_eq!(answer, Ok(Answer::Refused("#0109".to_owned())));
}

#[test]
fn data_that_fit_the_sum_by_chance_are_damaged_once_the_meter_has_shown_xor() {
    let mut by_sum = data("1.8.0(1)");
    let end = by_sum.len() - 1;
    by_sum[end] = sum7(&by_sum[1..end]);
    let (answer, said) = read(&[says(&by_sum), says(&data("1.8.0(1)"))]);
    assert_eq!((body(answer).as_str(), said), ("1.8.0(1)", 2));
}

#[test]
fn only_read_commands_are_read() {
    for text in ["P1 (12345678)", "W1 0.8.0(15)", "B0 ()", "E2 0001()"] {
        let (answer, _) = read_as(text, &[ack()]);
        assert!(
            matches!(answer, Err(SessionError::NotACommand { .. })),
            "{text}"
        );
    }
    let (answer, said) = read_as("R5 0.8.0()({password})", &[ack()]);
    assert_eq!((answer, said), (Err(SessionError::SecretMissing), 0));
}

#[test]
fn a_plug_that_is_pulled_ends_the_read() {
    let (answer, said) = read(&[vec![Does::Unplugs]]);
    let Err(SessionError::Link { cause, .. }) = answer else {
        panic!("{answer:?}");
    };
    assert!(matches!(cause, LinkError::Transport(_)));
    assert_eq!(said, 1);
}

#[test]
fn a_range_is_waited_for_longer_than_a_register() {
    let late = |ms| vec![Does::Says(ms, data("P.01(1)"))];
    assert_eq!(read_as("R5 P.01(;)", &[late(4900)]).1, 1);
    assert_eq!(read_as("R5 P.01()", &[late(1900)]).1, 1);
    let mut line = Scripted::programming(|_| Vec::new());
    let (took, _) = in_session(&mut line, |session, link| {
        let began = link.now();
        let _ = session.read(link, &order("R1 1.8.0()"));
        link.now().since(began)
    });
    assert!(took < Duration::from_secs(9), "{took:?}");
}

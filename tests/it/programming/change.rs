//! Commands that change the meter: repeated after NAK alone, never sent against the
//! guard, and told to be unknown where they are.

use std::time::Duration;

use flagport::link::{CancelToken, LinkError, Permit, WriteGuard};
use flagport::order::Secrets;
use flagport::session::programming::{Acknowledgement, Programming};
use flagport::session::{LineOptions, SessionError};
use flagport::transport::LineTime;

use super::{BREAK, in_session, order, password};
use crate::bench::{Record, link, told};
use crate::scripted::{Does, Scripted, ack, damaged, data, nak, p0, says};

/// What comes of a command if each saying of it is answered in turn, and how often it
/// reached the line.
fn change(text: &str, answers: &[Vec<Does>]) -> (Result<Acknowledgement, SessionError>, usize) {
    let mut turn = 0;
    let mut line = Scripted::programming(|_| {
        turn += 1;
        answers.get(turn - 1).cloned().unwrap_or_default()
    });
    let (answer, _) = in_session(&mut line, |session, link| {
        session.change(link, &order(text), Secrets::default(), 8)
    });
    (answer, line.count(&text[..2]))
}

#[test]
fn a_write_is_said_again_after_nak_alone() {
    let write = |answers: &[Vec<Does>]| change("W1 0.8.0(15)", answers);
    let accepted = || Ok(Acknowledgement::Accepted(None));
    let refused = |words: &str| Ok(Acknowledgement::Refused(words.to_owned()));
    assert_eq!(write(&[ack()]), (accepted(), 1));
    assert_eq!(write(&[nak(), ack()]), (accepted(), 2));
    assert_eq!(write(&[nak(), nak(), nak(), ack()]), (accepted(), 4));
    assert_eq!(write(&vec![nak(); 6]), (refused("NAK"), 4));
    for (answer, words) in [
        ("(ER05)", "ER05"),
        ("(01)", "01"),
        ("0.8.0(ERROR)", "ERROR"),
    ] {
        assert_eq!(write(&[says(&data(answer))]), (refused(words), 1));
    }
    assert_eq!(write(&[says(BREAK)]), (Ok(Acknowledgement::BrokenOff), 1));
    // The meter began anew.
    let again = write(&[says(&p0("(1)"))]);
    assert_eq!(again, (Ok(Acknowledgement::BrokenOff), 1));
    let unknown: [Vec<Does>; 9] = [
        Vec::new(),
        says(&damaged(data("(ER05)"))),
        says(b"\x02(ER"),
        says(b"garbage"),
        // A NAK out of noise would send it twice.
        says(b"\x15\x15x"),
        says(b"x\x15"),
        // The data of another command.
        says(&data("1.8.0(1)")),
        vec![Does::Says(6000, vec![6])],
        vec![Does::Unplugs],
    ];
    for does in unknown {
        let told = format!("{does:?}");
        // Whatever came of a second saying must not matter.
        let (answer, said) = write(&[does, ack(), ack()]);
        let answer = answer.unwrap();
        if said == 2 {
            // The first of two NAKs stood alone when it was heard.
            assert!(told.contains("[21, 21"), "{told}");
            continue;
        }
        assert!(
            matches!(answer, Acknowledgement::Unanswered(_)),
            "{told} {answer:?}"
        );
        assert_eq!(said, 1, "{told}");
    }
}

#[test]
fn an_execute_command_may_bring_data() {
    let body = |answer: Result<Acknowledgement, SessionError>| match answer {
        Ok(Acknowledgement::Accepted(Some(data))) => String::from_utf8(data.body).unwrap(),
        other => panic!("{other:?}"),
    };
    for text in ["(1)", "0001(1)"] {
        assert_eq!(body(change("E2 0001()", &[says(&data(text))]).0), text);
    }
    assert_eq!(
        change("E2 0001()", &[ack()]).0,
        Ok(Acknowledgement::Accepted(None))
    );
    let (strange, said) = change("E2 0001()", &[says(&data("1.8.0(1)"))]);
    assert!(matches!(strange, Ok(Acknowledgement::Unanswered(_))));
    assert_eq!(said, 1);
}

#[test]
fn a_long_value_is_written_in_partial_blocks() {
    let frames = [
        &b"\x01W3\x020000(30313233)\x04c"[..],
        b"\x01W3\x02(34353637)\x04c",
        b"\x01W3\x02(3839)\x03e",
    ];
    let text = "W3 0000(30313233343536373839)";
    // The second block is not understood at first.
    let answers = [ack(), nak(), ack(), ack()];
    let mut turn = 0;
    let mut line = Scripted::programming(|_| {
        turn += 1;
        answers.get(turn - 1).cloned().unwrap_or_default()
    });
    let mut record = Record::default();
    let options = LineOptions::default();
    let mut link = link(&mut line, &options, CancelToken::new(), &mut record);
    link.set_guard(WriteGuard::Only(Permit::all_of(
        "W3".parse().unwrap(),
        "0000()",
    )));
    let mut session = Programming::sign_on(&mut link, &options, '1').unwrap();
    let answer = session.change(&mut link, &order(text), Secrets::default(), 8);
    // A block without an address belongs to nothing that was permitted.
    let mut loose = |text: &str| session.change(&mut link, &order(text), Secrets::default(), 8);
    let strange = [loose("W3 (3839)"), loose("W3 0001(3839)")];
    session.sign_off(&mut link);
    assert_eq!(
        answer,
        Ok(Acknowledgement::Accepted(None)),
        "{}",
        told(&record)
    );
    let sent: Vec<&[u8]> = line.sent[2..].iter().map(|(_, b)| &b[..]).collect();
    assert_eq!(sent, [frames[0], frames[1], frames[1], frames[2], BREAK]);
    let [
        Err(SessionError::NotACommand { .. }),
        Err(SessionError::Link { cause, .. }),
    ] = strange
    else {
        panic!("{strange:?}");
    };
    assert!(matches!(cause, LinkError::NotPermitted { .. }));

    for (answers, said) in [
        (vec![ack(), nak(), nak(), nak(), nak(), ack()], 5),
        (vec![ack(), Vec::new(), ack()], 2),
        (vec![ack(), says(&data("(ER05)")), ack()], 2),
        (vec![ack(), vec![Does::Unplugs]], 2),
    ] {
        let (answer, found) = change(text, &answers);
        assert!(
            !matches!(answer, Ok(Acknowledgement::Accepted(_))),
            "{answer:?}"
        );
        assert_eq!(found, said, "{answers:?}");
    }
}

#[test]
fn a_command_that_the_guard_keeps_back_never_reaches_the_line() {
    let permit = Permit {
        kind: "W1".parse().unwrap(),
        address: "0.8.0".to_owned(),
    };
    let only = WriteGuard::Only(vec![permit]);
    for (guard, text, passes) in [
        (WriteGuard::READ_ONLY, "W1 0.8.0(15)", false),
        (WriteGuard::READ_ONLY, "W5 0.8.0(15)({password})", false),
        (WriteGuard::READ_ONLY, "E2 0001()", false),
        (WriteGuard::READ_ONLY, "X9 0001()", false),
        (only.clone(), "W1 0.8.0(15)", true),
        (only.clone(), "W1 0.8.1(15)", false),
        (only.clone(), "W2 0.8.0(15)", false),
        (only.clone(), "W1 0.8.0(15)0.9.1(1)", false),
        (only, "W1 0.9.1(1)0.8.0(15)", false),
        (WriteGuard::Everything, "W1 0.9.1(1)", true),
    ] {
        let mut line = Scripted::programming(|_| ack());
        let mut record = Record::default();
        let options = LineOptions::default();
        let mut link = link(&mut line, &options, CancelToken::new(), &mut record);
        link.set_guard(guard);
        let mut session = Programming::sign_on(&mut link, &options, '1').unwrap();
        let secret = password("12345678");
        let secrets = Secrets {
            password: Some(&secret),
            new_password: None,
        };
        let answer = session.change(&mut link, &order(text), secrets, 8);
        session.sign_off(&mut link);
        assert_eq!(answer.is_ok(), passes, "{text}");
        assert_eq!(line.count(&text[..2]), usize::from(passes), "{text}");
        assert_eq!(line.sent.len(), 3 + usize::from(passes), "{text}");
        if let Err(error) = answer {
            assert!(!format!("{error:?} {error}").contains("12345678"));
            let traced = record.trace.iter().any(|r| r.entry.bytes().contains(&b'W'));
            assert!(!traced, "{}", told(&record));
        }
    }
}

#[test]
fn what_cannot_be_sent_as_it_is_shown_is_not_sent() {
    let mut line = Scripted::programming(|_| ack());
    let ((missing, new), _) = in_session(&mut line, |session, link| {
        let mut change = |text| session.change(link, &order(text), Secrets::default(), 8);
        (
            change("W5 0.8.0(15)({password})"),
            change("W2 96.96({new})"),
        )
    });
    assert_eq!(missing, Err(SessionError::SecretMissing));
    assert_eq!(new, Err(SessionError::SecretMissing));
    assert_eq!(line.sent.len(), 3);
    // A device profile may hold anything; control characters would end the command early.
    let register = flagport::profile::RegisterDef {
        address: "1.8.0()\u{3}x\u{1}W1\u{2}0.8.0(9)\u{3}".to_owned(),
        ..flagport::profile::RegisterDef::default()
    };
    let profile = flagport::profile::Profile::default();
    let strange = flagport::order::Order::read(&profile, &register);
    let (answer, _) = in_session(&mut line, |session, link| session.read(link, &strange));
    let Err(SessionError::Link { cause, .. }) = answer else {
        panic!("{answer:?}");
    };
    assert!(matches!(cause, LinkError::NotSendable { .. }));
    assert_eq!((line.count("R1"), line.count("W1")), (0, 0));
}

#[test]
fn only_commands_that_change_something_are_changes() {
    for text in ["R1 1.8.0()", "P1 (12345678)", "B0 ()"] {
        let (answer, said) = change(text, &[ack()]);
        assert!(
            matches!(answer, Err(SessionError::NotACommand { .. })),
            "{text}"
        );
        assert_eq!(said, usize::from(text.starts_with('B')), "{text}");
    }
}

/// Cancelled at every instant from before the write to after its acknowledgement: either
/// it never left, or its acknowledgement was heard.
#[test]
fn cancelling_waits_for_the_acknowledgement_of_a_write() {
    let mut outcomes = [0, 0];
    for at in (1200..2500).step_by(10) {
        for answer in [1000, 6000] {
            let mut line = Scripted::programming(|_| vec![Does::Says(answer, vec![6])]);
            let cancel = CancelToken::new();
            let mut record = Record {
                cancel: Some((LineTime(Duration::from_millis(at)), cancel.clone())),
                ..Record::default()
            };
            let options = LineOptions::default();
            let mut link = link(&mut line, &options, cancel, &mut record);
            link.set_guard(WriteGuard::Everything);
            let Ok(mut session) = Programming::sign_on(&mut link, &options, '1') else {
                continue;
            };
            let text = "W3 0000(30313233343536373839)";
            let changed = session.change(&mut link, &order(text), Secrets::default(), 8);
            let ended = link.now();
            session.sign_off(&mut link);
            let said = line.count("W3");
            match changed {
                Ok(Acknowledgement::Accepted(None)) => {
                    assert_eq!((said, answer), (3, 1000), "{at}\n{}", told(&record));
                    outcomes[0] += 1;
                }
                Ok(Acknowledgement::Unanswered(_)) => {
                    assert_eq!((said, answer), (1, 6000), "{at}\n{}", told(&record));
                    assert!(ended.0 < Duration::from_secs(10), "{at} {ended:?}");
                }
                Err(SessionError::Link { cause, .. }) => {
                    assert_eq!((said, cause), (0, LinkError::Cancelled), "{at}");
                    outcomes[1] += 1;
                }
                other => panic!("{at}: {other:?}"),
            }
            assert_eq!(line.sent.last().unwrap().1, BREAK);
        }
    }
    assert!(outcomes.iter().all(|count| *count > 5), "{outcomes:?}");
}

#[test]
fn an_acknowledgement_that_came_late_is_not_taken_for_the_next_ones() {
    // The first write is acknowledged after its limit, the second never.
    let mut line = Scripted::programming(|asked| match asked.bytes {
        b if b.windows(5).any(|w| w == b"0.8.0") => vec![Does::Says(5100, vec![6])],
        _ => Vec::new(),
    });
    let ((first, second), record) = in_session(&mut line, |session, link| {
        let mut change = |text| session.change(link, &order(text), Secrets::default(), 8);
        (change("W1 0.8.0(15)"), change("W1 0.8.4(15)"))
    });
    assert_eq!(line.count("W1"), 2);
    assert!(
        matches!(first, Ok(Acknowledgement::Unanswered(_))),
        "{}",
        told(&record)
    );
    assert!(
        matches!(second, Ok(Acknowledgement::Unanswered(_))),
        "{}",
        told(&record)
    );
}

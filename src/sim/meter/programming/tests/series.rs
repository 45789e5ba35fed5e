//! Load profiles and logbooks over the line, and what goes wrong with long ones.

use super::*;

const DAY: &str = "P.01(02611210000;02611220000)";

fn desk(name: &str, faults: &[Fault]) -> Desk {
    let mut desk = Desk::faulty(name, faults);
    desk.operand();
    desk
}

/// Everything until the line is quiet, as text.
fn whole(desk: &mut Desk) -> String {
    String::from_utf8(listen_out(&mut desk.line)).unwrap()
}

#[test]
fn a_load_profile_comes_whole_or_in_blocks_of_so_many_rows() {
    let mut desk = desk("emh-lzqj", &[]);
    desk.send("R5", DAY, false);
    let text = whole(&mut desk);
    let (data, _) = text[1..].rsplit_once('\x03').unwrap();
    assert_eq!(data.lines().count(), 1 + 96);

    desk.send("R6", "P.01(02611210000;02611220000;40)", false);
    let mut blocks = Vec::new();
    loop {
        let block = whole(&mut desk);
        let is_last = block.contains('\x03');
        let end = if is_last { '\x03' } else { '\x04' };
        let (data, _) = block[1..].rsplit_once(end).unwrap();
        blocks.push(data.to_owned());
        if is_last {
            break;
        }
        say(&mut desk.line, b"\x06");
    }
    assert_eq!(blocks.len(), 3);
    assert_eq!(blocks[1].lines().count(), 40);
    assert_eq!(blocks.concat(), data);
}

#[test]
fn ranges_without_entries_and_archives_that_are_not_there_are_refused() {
    let mut emh = desk("emh-lzqj", &[]);
    emh.check(&[
        ("R5", "P.01(02711210000;02711220000)", "(ERROR)"),
        ("R5", "P.03(02611210000;02611220000)", "(ERROR)"),
        ("R1", DAY, "(ERROR)"),
    ]);
    let mut lgz = desk("lgz-zmd", &[]);
    lgz.check(&[
        ("R5", "P.01(02711210000;02711220000)", "(ERROR)"),
        ("R5", "P.01(02611220000;02611210000)", "(ER05)"),
    ]);
    let mut makel = desk("makel-c500", &[]);
    makel.check(&[
        ("R2", "97.1.0()", "97.1.0(1.8.0,5.8.0,8.8.0)"),
        ("R2", "P.01(27-11-21,00:00;27-11-22,00:00)", "P.01()"),
        ("R2", "P.01(2611210000;2611220000)", "(ERROR)"),
    ]);
    let mut lem = Desk::logged_in("lem-em4tii", "P1", "00000000");
    lem.check(&[("R5", DAY, "(ERROR)")]);
    let mut lem = desk("lem-em4tii", &[]);
    lem.check(&[("R6", DAY, "(ERROR)")]);
}

#[test]
fn what_is_ordered_and_set_stands_in_the_logbook_and_in_the_profile() {
    let mut desk = desk("emh-lzqj", &[]);
    desk.check(&[
        ("W5", "0.1.0()(00000000)", "ACK"),
        ("W5", "0.9.1(0201000)(00000000)", "ACK"),
    ]);
    let log = desk.ask("R5", "P.98(02611221930;02611222030)");
    let entries: Vec<&str> = log.lines().collect();
    assert_eq!(entries.len(), 2, "{log}");
    assert!(entries[0].starts_with("P.98(02611222000") && entries[0].ends_with("(00000010)()(0)"));
    assert!(
        entries[1].ends_with("(00008020)()(2)(0.9.1)()(0.9.2)()(0201000)(0261122)"),
        "{log}"
    );
    // The quarter hour is over when the clock shows it.
    desk.check(&[("W5", "0.9.1(0201600)(00000000)", "ACK")]);
    let row = desk.ask("R5", "P.01(02611222000;02611222030)");
    assert!(
        row.starts_with("P.01(0261122201500)(00000030)(15)"),
        "{row}"
    );
}

#[test]
fn a_line_dies_once_in_the_middle_of_a_profile_and_works_when_opened_again() {
    for command in ["R5", "R6"] {
        let memory = MeterMemory::new();
        let faults = [Fault::DiesMidProfile];
        let mut desk = Desk::with("emh-lzqj", &faults, memory.clone());
        desk.operand();
        desk.send(command, DAY, false);
        let mut heard = Vec::new();
        let gone = loop {
            let deadline = desk.line.now() + Duration::from_secs(5);
            let mut byte = [0];
            match desk.line.recv(&mut byte, deadline) {
                Ok(0) => {
                    desk.line.send(b"\x06").unwrap();
                }
                Ok(_) => heard.push(byte[0]),
                Err(error) => break error,
            }
        };
        assert_eq!(gone.problem, PortProblem::Gone, "{command}");
        let rows = heard.iter().filter(|byte| **byte == b'\n').count();
        assert!((30..70).contains(&rows), "{command}: {rows}");

        let mut desk = Desk::with("emh-lzqj", &faults, memory);
        desk.operand();
        desk.send("R5", DAY, false);
        assert!(whole(&mut desk).contains('\x03'));
    }
}

#[test]
fn blocks_that_are_spoiled_come_whole_when_they_are_asked_for_again() {
    for (fault, ends) in [(Fault::CutsBlock, false), (Fault::GarbledBlock, true)] {
        let mut desk = desk("emh-lzqj", &[fault]);
        let once = "P.01(02611210000;02611210200;3)";
        desk.send("R6", once, false);
        let mut blocks = 0;
        let mut spoiled = 0;
        loop {
            blocks += 1;
            let bytes = listen_out(&mut desk.line);
            let is_ok = data_message(&bytes).is_some_and(|data| data.check.is_ok() == Some(true));
            if !is_ok {
                spoiled += 1;
                let has_end = bytes.iter().any(|byte| matches!(byte, 3 | 4));
                assert_eq!(has_end, ends, "{fault}");
                say(&mut desk.line, b"\x15");
                let again = listen_out(&mut desk.line);
                assert_eq!(
                    data_message(&again).unwrap().check.is_ok(),
                    Some(true),
                    "{fault}"
                );
                if again.contains(&3) {
                    break;
                }
            } else if bytes.contains(&3) {
                break;
            }
            say(&mut desk.line, b"\x06");
        }
        assert_eq!((blocks, spoiled), (3, 1), "{fault}");
    }
}

#[test]
fn an_endless_profile_goes_on_until_a_break() {
    let mut desk = desk("emh-lzqj", &[Fault::EndlessProfile]);
    desk.send("R5", DAY, false);
    let heard = listen(&mut desk.line, 600);
    let lines = heard.iter().filter(|byte| **byte == b'\n').count();
    assert!(lines > 3_000, "{lines}");
    assert!(!heard.contains(&3) && heard.iter().filter(|byte| **byte == 2).count() == 1);
    say(&mut desk.line, b"\x01B0\x03q");
    listen_out(&mut desk.line);
    desk.line.configure(LineSettings::OPENING).unwrap();
    say(&mut desk.line, b"/?!\r\n");
    assert!(!listen(&mut desk.line, 2).is_empty());
}

#[test]
fn what_profiles_get_wrong_is_in_their_text() {
    let text = |fault| {
        let mut desk = desk("emh-lzqj", &[fault]);
        desk.send("R5", "P.01(02611190000;02611210000)", false);
        whole(&mut desk)
    };
    assert!(text(Fault::LyingHeader).contains("(15)(8)(1.5)"));
    assert!(text(Fault::PeriodZero).contains("(0)(6)(1.5)"));
    assert!(text(Fault::OddStatus).contains(")(000000000)("));
    assert!(!text(Fault::UnendedProfile).contains('\x03'));
    let ragged = text(Fault::RaggedRows);
    let lengths = |text: &str| -> Vec<usize> {
        let rows = text.lines().filter(|line| line.starts_with('('));
        let mut lengths: Vec<usize> = rows.map(|row| row.matches('(').count()).collect();
        lengths.sort_unstable();
        lengths.dedup();
        lengths
    };
    assert_eq!(lengths(&ragged), [5, 6, 7]);
    let stamps = |text: &str| -> Vec<String> {
        let headers = text
            .lines()
            .filter_map(|line| line.trim_start_matches('\x02').strip_prefix("P.01("));
        headers.map(|header| header[1..7].to_owned()).collect()
    };
    let told = stamps(&text(Fault::StampsBackwards));
    assert!(!told.is_sorted(), "{told:?}");
    assert!(
        text(Fault::StaysAway).contains("(00000000)(15)(6)(1.5)"),
        "sound otherwise"
    );
}

#[test]
fn energomera_tells_a_day_or_a_month_at_a_time() {
    let mut desk = desk("energomera-ce102m", &[]);
    let day = desk.ask("R1", "GRAPE(21.11.26)");
    assert!(day.starts_with("GRAPE(0."), "{day}");
    assert_eq!(day.lines().count(), 96, "{day}");
    let today = desk.ask("R1", "GRAPE(22.11.26)");
    assert_eq!(today.lines().count(), 80, "up to eight");
    // The records that are missing have their places.
    let gap = desk.ask("R1", "GRAPE(20.11.26)");
    assert_eq!(gap.lines().count(), 96);
    assert_eq!(gap.lines().filter(|line| *line == "()").count(), 13);
    let end = desk.ask("R1", "ENDPE(31.10.26)");
    assert_eq!(end.lines().count(), 6, "{end}");
    assert_eq!(
        desk.ask("R1", "ENMPE(10.26)").replace("ENMPE", "ENDPE"),
        end
    );
    let now = desk.ask("R1", "ET0PE()");
    assert!(now > end.replace("ENDPE", "ET0PE"), "{now}");
    desk.check(&[
        ("R1", "GRAPE(21.11.27)", "(ERR18)"),
        ("R1", "ENDPE(21.11.19)", "(ERR18)"),
        ("R1", "GRAPE(32.11.26)", "(ERR13)"),
        ("R1", "GRAPI(21.11.26)", "(ERR12)"),
    ]);

    let mut desk = self::desk("energomera-ce208", &[]);
    let some = desk.ask("R1", "VPR01(1,17,3)");
    let lines: Vec<&str> = some.lines().collect();
    assert_eq!(lines.len(), 3);
    assert!(
        lines[0].starts_with("VPR01(21.11.26,") && lines[0].ends_with(",00)"),
        "{some}"
    );
    assert!(lines[1].starts_with("VPR01(0."), "{some}");
    assert_eq!(desk.ask("R1", "VPR01(1)").lines().count(), 48);
    desk.check(&[
        ("R1", "VPR01(128)", "(ERR17)"),
        ("R1", "VPR01(a)", "(ERR13)"),
    ]);
}

#[test]
fn gas_archives_need_an_open_lock_and_come_in_blocks() {
    let mut desk = desk("els-ek280", &[]);
    let hours = "3:V.0(3;2026-11-21,06:00:00;2026-11-22,06:00:00;10)";
    desk.check(&[
        ("R3", hours, "(#0020)"),
        ("W1", "4:171.0(0)", "ACK"),
        ("R3", "3:V.0(9;2026-11-21,06:00:00;;10)", "(#0101)"),
        ("R3", "3:V.0(3;2027-11-21,06:00:00;;10)", "(#0104)"),
        ("R3", "3:V.0(3;;2020-11-21,06:00:00;10)", "(#0105)"),
        (
            "R3",
            "3:V.0(3;2026-11-21,06:00:01;2026-11-21,06:59:59;10)",
            "(#0103)",
        ),
        ("R3", "3:V.0(3;gestern;;10)", "(#0200)"),
        (
            "R1",
            "3:V.4(1)",
            "3:V.4(AONr)(GONr)(Zeit)(Vb)(V)(p.Mp)(T.Mp)(K.Mp)(St.2)(St.4)(Er)(Check)",
        ),
    ]);
    desk.send("R3", hours, false);
    let mut rows = Vec::new();
    loop {
        let block = whole(&mut desk);
        let is_last = block.contains('\x03');
        rows.extend(block[1..block.len() - 2].lines().map(str::to_owned));
        if is_last {
            break;
        }
        assert_eq!(block.lines().count(), 11, "ten, and the check");
        say(&mut desk.line, b"\x06");
    }
    assert_eq!(rows.len(), 25);
    assert!(rows[0].contains("(2026-11-21,06:00:00)(0"), "{}", rows[0]);
    assert!(rows.iter().all(|row| row.matches('(').count() == 12));
    let log = desk.ask("R1", "4:V.0(3;2026-11-01,00:00:00;;)");
    assert_eq!(log.lines().count(), 4, "{log}");

    // An entry has the same numbers whatever is asked for.
    let last = log.lines().last().unwrap();
    let begin = last.split(['(', ')']).nth(5).unwrap();
    let again = desk.ask("R1", &format!("4:V.0(3;{begin};;)"));
    assert_eq!(again.lines().collect::<Vec<_>>(), [last]);
}

#[test]
fn packets_are_of_the_days_that_were_written() {
    let mut desk = Desk::at("elster-a1140");
    desk.operand();
    desk.check(&[
        ("P2", "(0000000000000000)", "ACK"),
        ("W1", "551001(0200)", "ACK"),
    ]);
    let count = desk.ask("R1", "551001(02)");
    // Yesterday and today until a quarter to eight: 48 + 39 intervals of 7 bytes, two marks.
    assert_eq!(
        count,
        format!("({:02X}00)", ((48 + 39) * 7 + 16_usize).div_ceil(64))
    );
    let first = desk.ask("R1", "550001(40)");
    assert_eq!(first.len(), 2 + 128);
    assert!(first.starts_with("(E4"), "{first}");
    assert!(desk.ask("R1", "55000A(40)").ends_with("FF)"));
    desk.check(&[("R1", "55000B(40)", "(ERR2)")]);
}

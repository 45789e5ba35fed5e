//! Logbooks of real meters, and what is odd about them.

use proptest::prelude::*;

use super::*;
use crate::meter::status::StatusTable;

fn hints(maker: &str) -> LogHints {
    LogHints {
        status: StatusTable::of_maker(Some(maker)),
        manufacturer: Some(maker.to_owned()),
        ..LogHints::default()
    }
}

/// Entries as `time status event [code=raw ...]`, then problems as `line! message`.
fn shown(book: &Logbook) -> Vec<String> {
    let entries = book.entries.iter().map(|entry| {
        let time = entry.time.map_or_else(
            || "-".to_owned(),
            |told| {
                let parts = [
                    told.date.map(|d| d.to_string()),
                    told.time.map(|t| t.to_string()),
                ];
                parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
            },
        );
        let values = entry.values.iter().map(|value| match &value.code {
            Some(code) => format!(" {code}={}", value.raw),
            None => format!(" {}", value.raw),
        });
        let values: String = values.collect();
        format!("{time} {} {}{values}", entry.status.raw, entry.event)
    });
    let problems = book.problems.iter();
    let problems = problems.map(|problem| format!("{}! {}", problem.line, problem.message));
    entries.chain(problems).collect()
}

#[track_caller]
fn check(maker: &str, text: &str, expected: &[&str]) {
    assert_eq!(shown(&decode(text, &hints(maker))), expected, "{text:?}");
}

#[test]
fn a_clock_that_was_set_is_told_with_its_new_time() {
    check(
        "EMH",
        "P.98(1220826235646)(00008020)()(2)(0.9.1)()(0.9.2)()(1235703)(1220826)\r\nP.98(1220901000000)(00000010)()(0)\r\n",
        &[
            "2022-08-26 23:56:46 00008020 Clock set to 2022-08-26 23:57:03 0.9.1=1235703 0.9.2=1220826",
            "2022-09-01 00:00:00 00000010 Reset",
        ],
    );
    check(
        "EMH",
        "P.98(1220826235646)(00000020)()(0)\r\nP.98(1220826235646)(00008000)()(0)\r\nP.98(1220826235646)(00000020)()(1)(0.9.1)()(1235703)\r\n",
        &[
            "2022-08-26 23:56:46 00000020 Clock set",
            "2022-08-26 23:56:46 00008000 Before clock set",
            "2022-08-26 23:56:46 00000020 Clock set to 23:57:03 0.9.1=1235703",
        ],
    );
}

#[test]
fn an_event_is_never_without_words() {
    check(
        "EMH",
        "P.200(1180807015448)(00002000)()(0)\r\nP.200(1180807015448)(00001C00)()(0)\r\nP.200(1180807015448)(00000000)()(0)\r\nP.200(1180807015448)()()(0)\r\nP.200(1180807015448)(00001080)()(0)\r\n",
        &[
            "2018-08-07 01:54:48 00002000 Log cleared",
            "2018-08-07 01:54:48 00001C00 Event 00001C00",
            "2018-08-07 01:54:48 00000000 Event 00000000",
            "2018-08-07 01:54:48  Event",
            "2018-08-07 01:54:48 00001080 Power failure, Bit 12",
        ],
    );
}

#[test]
fn metcom_tells_events_by_number() {
    check(
        "MCS",
        "P.98(1220906234904)(00)()(2)(0-0:C.11.0)()(0-0:C.11.10)()(4)(0)\r\nP.98(1220919161837)(00)()(2)(0-0:C.11.0)()(0-0:C.11.10)()(17)(1)\r\nP.98(0180813152310)(00)()(2)(91.11.0)()(91.11.10)()(1)(0)\r\nP.98(0180813152310)(00)()(2)(C.11.0)()(C.11.10)()(77)(0)\r\n",
        &[
            "2022-09-06 23:49:04 00 Before clock set 0-0:C.11.0=4 0-0:C.11.10=0",
            "2022-09-19 16:18:37 00 Firmware ready for activation (1) 0-0:C.11.0=17 0-0:C.11.10=1",
            "2018-08-13 15:23:10 00 Power failure 91.11.0=1 91.11.10=0",
            "2018-08-13 15:23:10 00 Event 77 C.11.0=77 C.11.10=0",
        ],
    );
    check(
        "XYZ",
        "P.98(1220906234904)(00)()(1)(C.11.0)()(4)\r\n",
        &["2022-09-06 23:49:04 00 Event 4 C.11.0=4"],
    );
}

#[test]
fn values_may_follow_on_the_next_line() {
    let expected = [
        "2022-08-26 23:56:46 00008020 Clock set to 2022-08-26 23:57:03 0.9.1=1235703 0.9.2=1220826",
        "2022-09-06 11:55:53 00000080 Power failure",
    ];
    for text in [
        "P.98(1220826235646)(00008020)()(2)(0.9.1)()(0.9.2)()\r\n(1235703)(1220826)\r\nP.98(1220906115553)(00000080)()(0)\r\n",
        "P.98(1220826235646)(00008020)()(2)\r\n(0.9.1)()(0.9.2)()\r\n(1235703)(1220826)\r\nP.98(1220906115553)(00000080)()(0)",
        "P.98(1220826235646)(00008020)()(2)(0.9.1)()(0.9.2)()(1235703)(1220826)P.98(1220906115553)(00000080)()(0)",
        "P.98\r\n(1220826235646)(00008020)()(2)(0.9.1)()(0.9.2)()(1235703)(1220826)\r\n(1220906115553)(00000080)()(0)\r\n!\r\n",
    ] {
        check("EMH", text, &expected);
    }
}

#[test]
fn entries_that_lie_about_their_values_keep_them_all() {
    check(
        "EMH",
        "P.98(1220826235646)(00000080)()(0)(0.9.1)()(1235703)\r\nP.98(1220826235646)(00000080)()(2)(5)(6)\r\nP.98(1220826235646)(00000080)()(x)\r\nP.98(1220826235646)(00000080)(7)(0)\r\n",
        &[
            "2022-08-26 23:56:46 00000080 Power failure 0.9.1=1235703",
            "2022-08-26 23:56:46 00000080 Power failure 5 6",
            "2022-08-26 23:56:46 00000080 Power failure",
            "2022-08-26 23:56:46 00000080 Power failure 7",
            "1! the entry says 0 values and has 1",
            "2! the entry says 2 values and has 2",
            "3! the entry says x values and has 0",
        ],
    );
}

#[test]
fn nothing_there_is_an_empty_logbook() {
    for text in [
        "(ERROR)",
        "P.98(ERROR)",
        "P.200()",
        "",
        "P.98\r\n",
        "P.99(ERROR)\r\n!\r\n",
    ] {
        let book = decode(text, &hints("EMH"));
        assert!(
            book.entries.is_empty() && book.problems.is_empty(),
            "{text}"
        );
    }
    assert_eq!(decode("P.99(ERROR)", &hints("EMH")).code, "P.99");
    check(
        "EGM",
        "(ERR12)",
        &["1! the meter answered 'ERR12' in place of a logbook"],
    );
}

#[test]
fn what_is_cut_off_or_damaged_is_left_out_and_told() {
    let whole = "P.98(1220901000000)(00000010)()(0)\r\n";
    check(
        "EMH",
        &format!("{whole}P.98(1220826235646)(00008020)()(2)(0.9.1)()(0.9"),
        &[
            "2022-09-01 00:00:00 00000010 Reset",
            "2! the last entry is cut off and left out: '0.9'",
        ],
    );
    check(
        "EMH",
        &format!("{whole}P.98(1220826235646)(00008020)()(2)(0.9.1)()(0.9.2)()(1235703)"),
        &[
            "2022-09-01 00:00:00 00000010 Reset",
            "2! the last entry is cut off and left out: '1235703'",
        ],
    );
    check(
        "EMH",
        &format!("P.98(1220826235646)(00008020\r\n{whole}"),
        &[
            "2022-09-01 00:00:00 00000010 Reset",
            "1! the entry is damaged and left out: '00008020'",
        ],
    );
    check(
        "EMH",
        "P.98(0239913101500)(00000080)()(0)\r\nP.98(0231113101500)(080)()(0)\r\n",
        &[
            "- 00000080 Power failure",
            "2023-11-13 10:15:00 080 Power failure",
            "1! '0239913101500' is no time",
            "2! the status '080' has 3 digits in place of 2 or 8",
        ],
    );
}

#[test]
fn other_makers_write_a_group_for_each_column_or_one_for_all() {
    check(
        "Els",
        "(12)(3)(2019-10-01,06:00:00)(0x8105)\r\n(13)(4)(2019-10-01,07:00:00)(0x0105)\r\n",
        &[
            "2019-10-01 06:00:00  Event 12 12 3 0x8105",
            "2019-10-01 07:00:00  Event 13 13 4 0x0105",
        ],
    );
    check(
        "EKT",
        "LOE01(24.10.16,15:42,01)\r\nLOE01(25.10.16,15:42:10)\r\n(26.10.16,7)\r\n",
        &[
            "2016-10-24 15:42:00  Event 01 01",
            "2016-10-25 15:42:10  Event",
            "2016-10-26  Event 7 7",
        ],
    );
}

proptest! {
    #[test]
    fn nothing_panics_and_problems_are_in_line_order(
        pieces in proptest::collection::vec(proptest::sample::select(vec![
            "(", ")", "!", "\r\n", "P.98", "(1220826235646)", "(00008020)", "()", "(2)", "(0.9.1)",
            "(1235703)", "(2019-10-01,06:00:00)", "LOE01", "(24.10.16,15:42,01)", "(ERROR)", "\u{e9}",
        ]), 0..60),
    ) {
        let text = pieces.concat();
        let book = decode(&text, &hints("EMH"));
        prop_assert!(book.problems.is_sorted_by_key(|problem| problem.line));
        prop_assert!(book.entries.iter().all(|entry| !entry.event.is_empty()));
    }
}

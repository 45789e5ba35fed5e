//! VDEW load profiles, from what real meters sent to what none should.

use proptest::prelude::*;

use super::*;
use crate::meter::load_profile::ChannelKind;
use crate::meter::status::StatusTable;

fn hints() -> Hints {
    Hints {
        status: StatusTable::of_maker(Some("EMH")),
        ..Hints::default()
    }
}

fn of(text: &str) -> LoadProfile {
    super::decode(text, &hints())
}

/// Entries as `time season status flags: value|value`, then problems as
/// `line! message`.
fn shown(profile: &LoadProfile) -> Vec<String> {
    let entries = profile.entries().map(|entry| {
        let time = entry.time().map_or_else(
            || "-".to_owned(),
            |time| time.strftime("%Y-%m-%d %H:%M:%S").to_string(),
        );
        let season = match entry.season() {
            Some(Season::Normal) => "n",
            Some(Season::Summer) => "s",
            Some(Season::Utc) => "u",
            None => "-",
        };
        let flags: Vec<String> = entry.status().flags.iter().map(|f| f.slug()).collect();
        let values = (0..profile.channels.len()).map(|c| entry.raw(c).unwrap_or("-"));
        let values: Vec<&str> = values.collect();
        format!(
            "{time} {season} {}{}: {}",
            entry.status().raw,
            flags.join(","),
            values.join("|")
        )
    });
    let problems = profile.problems.iter();
    let problems = problems.map(|problem| format!("{}! {}", problem.line, problem.message));
    entries.chain(problems).collect()
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    assert_eq!(shown(&of(text)), expected, "{text:?}");
}

const HEAD: &str = "P.01(1220823161500)(00)(15)(2)(1.5)(kW)(2.5)(kW)\r\n";

#[test]
fn rows_follow_the_header_each_a_period_later() {
    check(
        &format!("{HEAD}(0.18)(0.00)\r\n(0.16)(0.02)\r\n"),
        &[
            "2022-08-23 16:15:00 s 00: 0.18|0.00",
            "2022-08-23 16:30:00 s 00: 0.16|0.02",
        ],
    );
    let profile = of(&format!("{HEAD}(0.18)(0.00)\r\n"));
    assert_eq!(profile.code, "P.01");
    assert_eq!(profile.period_min(), Some(15));
    let channel = &profile.channels[1];
    assert_eq!(channel.code, "1-0:2.5.0");
    assert_eq!(
        channel.name.as_deref(),
        Some("Active export, last average demand")
    );
    assert_eq!(channel.unit.as_deref(), Some("kW"));
    assert_eq!(channel.kind, ChannelKind::Average);
}

#[test]
fn a_status_belongs_to_the_first_row_and_only_a_state_holds_on() {
    let text = "P.01(0231113101500)(80)(15)(1)(1.5)(kW)\r\n(1)\r\n(2)\r\n";
    check(
        text,
        &[
            "2023-11-13 10:15:00 n 80power-failure: 1",
            "2023-11-13 10:30:00 n : 2",
        ],
    );
    let metcom = Hints {
        status: StatusTable::of_maker(Some("MCS")),
        ..Hints::default()
    };
    let text = "P.01(1230713101500)(88)(15)(1)(1.5)(kW)\r\n(1)\r\n(2)\r\n\
        P.01(1230713104500)(08)(15)(1)(1.5)(kW)\r\n(3)\r\n(4)\r\n";
    assert_eq!(
        shown(&super::decode(text, &metcom)),
        [
            "2023-07-13 10:15:00 s 88summer-time,power-failure: 1",
            "2023-07-13 10:30:00 s summer-time: 2",
            "2023-07-13 10:45:00 s 08summer-time: 3",
            "2023-07-13 11:00:00 s 08summer-time: 4",
        ]
    );
}

#[test]
fn a_header_may_stand_anywhere() {
    let expected = [
        "2023-11-13 10:15:00 n 00: 1",
        "2023-11-13 10:30:00 n 00: 2",
        "2023-11-13 12:00:00 n 00: 3",
        "2023-11-13 12:15:00 n 00: 4",
    ];
    let (first, second) = (
        "(0231113101500)(00)(15)(1)(1.5)(kW)",
        "(0231113120000)(00)(15)(1)(1.5)(kW)",
    );
    // On lines of their own, behind rows, in front of rows, all on one line.
    check(
        &format!("P.01{first}\r\n(1)\r\n(2)\r\nP.01{second}\r\n(3)\r\n(4)\r\n"),
        &expected,
    );
    check(
        &format!("P.01{first}(1)\r\n(2)P.01{second}\r\n(3)\r\n(4)\r\n"),
        &expected,
    );
    check(&format!("P.01{first}(1)(2)P.01{second}(3)(4)"), &expected);
    // Without its code, with other line ends.
    check(
        &format!("{first}\n(1)\n(2)\n{second}\n(3)\n(4)\n"),
        &expected,
    );
    check(
        &format!("P.01{first}\r(1)\r(2)\r\rP.01{second}\r(3)\r(4)\r!\r"),
        &expected,
    );
}

#[test]
fn a_header_may_be_split_over_lines() {
    let expected = ["2019-11-28 15:23:24 n 00: 7|0.5|"];
    let expected: Vec<String> = expected.iter().map(|row| format!("{row}9")).collect();
    let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
    for text in [
        "P.01(0191128152324)(00)\r\n(15)(3)(1.5)(W)(11.5)(A)(13.5)()\r\n(7)(0.5)(9)\r\n",
        "P.01(0191128152324)(00)(15)(3)\r\n(1.5)(W)\r\n(11.5)(A)(13.5)()\r\n(7)(0.5)(9)\r\n",
        "P.01(0191128152324)(00)(15)(3)(1.5)(W)(11.5)\r\n(A)(13.5)()\r\n(7)(0.5)(9)\r\n",
        "P.01(0191128152324)\r\n(00)(15)(3)(1.5)(W)(11.5)(A)(13.5)()(7)(0.5)(9)\r\n",
        "(0191128152324)(00)(15)(3)(1.5)(W)\r\n(11.5)(A)(13.5)()\r\n(7)(0.5)(9)\r\n",
    ] {
        check(text, &expected);
    }
}

#[test]
fn the_channels_may_change_with_every_header() {
    let text = "P.01(0231113101500)(00)(15)(2)(1.5)(kW)(2.5)(kW)\r\n(1)(2)\r\n\
        P.01(0231113103000)(00)(15)(3)(2.5)(kW)(32.7)(V)(1.5)(kW)\r\n(3)(231.4)(4)\r\n\
        P.01(0231113104500)(00)(30)(1)(1.29)(kWh)\r\n(5)\r\n";
    check(
        text,
        &[
            "2023-11-13 10:15:00 n 00: 1|2|-|-",
            "2023-11-13 10:30:00 n 00: 4|3|231.4|-",
            "2023-11-13 10:45:00 n 00: -|-|-|5",
        ],
    );
    let profile = of(text);
    assert_eq!(profile.column(0)[..2], [1.0, 4.0]);
    assert!(profile.column(0)[2].is_nan());
    assert_eq!(profile.column(2)[1], 231.4);
    // A column that is named twice is two channels.
    check(
        "P.01(0231113101500)(00)(15)(2)(1.5)(kW)(1.5)(kW)\r\n(1)(2)\r\n",
        &["2023-11-13 10:15:00 n 00: 1|2"],
    );
}

#[test]
fn stamps_have_seconds_and_a_season_or_not() {
    let check = |stamp: &str, expected: &str| {
        let text = format!("P.01({stamp})(00)(15)(1)(1.5)(kW)\r\n(1)\r\n");
        let shown = shown(&of(&text));
        assert!(shown[0].starts_with(expected), "{stamp} {shown:?}");
    };
    check("1230713101524", "2023-07-13 10:15:24 s");
    check("0231113101500", "2023-11-13 10:15:00 n");
    check("2231113101500", "2023-11-13 10:15:00 u");
    check("02311131015", "2023-11-13 10:15:00 n");
    check("231113101500", "2023-11-13 10:15:00 -");
    check("2311131015", "2023-11-13 10:15:00 -");
    check("0231113240000", "2023-11-14 00:00:00 n");
    check("23-11-13 10:15", "2023-11-13 10:15:00 -");
    check("0231124", "2023-11-24 00:00:00 n");
}

#[test]
fn a_period_is_one_minute_to_a_month() {
    let check = |period: &str, expected: &str| {
        let text = format!("P.01(0231101000000)(00)({period})(1)(1.5)(kW)\r\n(1)\r\n(2)\r\n");
        let profile = of(&text);
        assert!(profile.problems.is_empty(), "{period}");
        assert!(shown(&profile)[1].starts_with(expected), "{period}");
    };
    check("01", "2023-11-01 00:01:00");
    check("15", "2023-11-01 00:15:00");
    check("60", "2023-11-01 01:00:00");
    check("1440", "2023-11-02 00:00:00");
    check("43200", "2023-12-01 00:00:00");
    check("44640", "2023-12-01 00:00:00");
}

#[test]
fn without_a_period_only_the_first_row_has_a_time_and_it_is_said() {
    for period in ["0", "00", "-5", "x", "44641", ""] {
        let text = format!("P.01(0231101000000)(00)({period})(1)(1.5)(kW)\r\n(1)\r\n(2)\r\n");
        let problem = format!(
            "1! the period '{period}' is no number of minutes from 1 to 44640, so only the first entry has a time"
        );
        check(
            &text,
            &["2023-11-01 00:00:00 n 00: 1", "- n 00: 2", &problem],
        );
    }
}

#[test]
fn a_status_of_odd_length_is_told_and_kept() {
    let check = |status: &str, problem: Option<&str>| {
        let text = format!("P.01(0231101000000)({status})(15)(1)(1.5)(kW)\r\n(1)\r\n");
        let profile = of(&text);
        let told = profile.problems.first().map(|p| p.message.as_str());
        assert_eq!(told, problem, "{status}");
        assert_eq!(profile.entry(0).unwrap().status().raw, status);
    };
    check("00", None);
    check("00000000", None);
    check("", None);
    check(
        "080",
        Some("the status '080' has 3 digits in place of 2 or 8"),
    );
    check("8", Some("the status '8' has 1 digits in place of 2 or 8"));
    check("4G", Some("the status '4G' is no hexadecimal number"));
}

#[test]
fn missing_values_are_not_zero() {
    let text = format!("{HEAD}(0.10)()\r\n(--)(0.02)\r\n");
    let profile = of(&text);
    let entry = |index| profile.entry(index).unwrap();
    assert_eq!(entry(0).number(0).unwrap().to_string(), "0.10");
    assert_eq!(entry(0).number(1), None);
    assert_eq!(entry(0).raw(1), None);
    assert_eq!(entry(1).raw(0), None);
    assert_eq!(entry(1).sent(0), Some("--"));
    assert!(profile.column(0)[1].is_nan());
    assert!(profile.problems.is_empty());
}

#[test]
fn a_header_that_lies_about_its_channels_is_believed_by_its_pairs() {
    check(
        "P.01(0231101000000)(00)(15)(3)(1.5)(kW)(2.5)(kW)\r\n(1)(2)\r\n(3)(4)\r\n",
        &[
            "2023-11-01 00:00:00 n 00: 1|2",
            "2023-11-01 00:15:00 n 00: 3|4",
            "1! the header says 3 channels and names 2",
        ],
    );
    check(
        "P.01(0231101000000)(00)(15)(1)(1.5)(kW)(2.5)(kW)\r\n(1)(2)\r\n",
        &[
            "2023-11-01 00:00:00 n 00: 1|2",
            "1! the header says 1 channels and names 2",
        ],
    );
    check(
        "P.01(0231101000000)(00)(15)(x)(1.5)(kW)\r\n(1)\r\n",
        &[
            "2023-11-01 00:00:00 n 00: 1",
            "1! the header says x channels and names 1",
        ],
    );
    // No channels at all: the columns are numbered.
    check(
        "P.01(0231101000000)(00)(15)(0)\r\n(1)(2)\r\n(3)(4)\r\n",
        &[
            "2023-11-01 00:00:00 n 00: 1|2",
            "2023-11-01 00:15:00 n 00: 3|4",
        ],
    );
}

#[test]
fn rows_of_other_lengths_take_their_interval_and_are_told() {
    let text = format!("{HEAD}(1)\r\n(2)(3)(4)(5)\r\n(6)(7)\r\n");
    check(
        &text,
        &[
            "2022-08-23 16:15:00 s 00: 1|-",
            "2022-08-23 16:30:00 s 00: 2|3",
            "2022-08-23 16:45:00 s 00: 6|7",
            "2! the row has 1 values for 2 channels",
            "3! the row has 4 values for 2 channels, too many are '4 5'",
        ],
    );
    let profile = of(&text);
    let surplus: Vec<&str> = profile.entry(1).unwrap().surplus().collect();
    assert_eq!(surplus, ["4", "5"]);
    assert_eq!(profile.entry(0).unwrap().surplus().count(), 0);
}

#[test]
fn a_damaged_row_takes_its_interval_and_keeps_what_is_sure() {
    check(
        &format!("{HEAD}(1)(2)\r\n(3)(4\r\n5)(6)\r\n(7)(8)\r\n"),
        &[
            "2022-08-23 16:15:00 s 00: 1|2",
            "2022-08-23 16:30:00 s 00: 3|-",
            "2022-08-23 16:45:00 s 00: -|-",
            "2022-08-23 17:00:00 s 00: 7|8",
            "3! no closing bracket after '4'",
            "4! the row is damaged and left without values: '5)'",
        ],
    );
    check(
        &format!("{HEAD}(1(2)\r\n(3)(4) abc\r\n"),
        &[
            "2022-08-23 16:15:00 s 00: -|-",
            "2022-08-23 16:30:00 s 00: 3|4",
            "2! no closing bracket after '1(2'",
            "3! text outside brackets: 'abc'",
        ],
    );
}

#[test]
fn stamps_that_go_back_or_lie_far_off_are_kept_and_told() {
    let section = |stamp: &str| format!("P.01({stamp})(00)(15)(1)(1.5)(kW)\r\n(1)\r\n(2)\r\n");
    let told = |stamps: &[&str]| -> Vec<String> {
        let text: String = stamps.iter().map(|stamp| section(stamp)).collect();
        let profile = of(&text);
        assert_eq!(profile.len(), 2 * stamps.len());
        assert!(profile.entries().all(|entry| entry.time().is_some()));
        profile.problems.into_iter().map(|p| p.message).collect()
    };
    assert_eq!(
        told(&["0231113101500", "0231113001500"]),
        ["the time goes back from 2023-11-13 10:30 to 2023-11-13 00:15"]
    );
    assert_eq!(
        told(&["0231113101500", "0231113103000"]),
        ["2023-11-13 10:30 comes twice"]
    );
    assert_eq!(
        told(&["0231113101500", "20991113001500", "0231113110000"]),
        [
            "2099-11-13 00:15 is an unlikely time",
            "the time goes back from 2099-11-13 00:30 to 2023-11-13 11:00"
        ]
    );
    assert!(told(&["0991113101500"]).is_empty());
    // The hour that comes twice in autumn goes back by the clock alone.
    assert!(told(&["1231029021500", "0231029021500"]).is_empty());
    assert!(told(&["231029024500", "231029021500"]).is_empty());
}

#[test]
fn a_stamp_that_is_no_time_leaves_its_rows_without_one() {
    check(
        "P.01(0239913101500)(00)(15)(1)(1.5)(kW)\r\n(1)\r\n(2)\r\n",
        &[
            "- - 00: 1",
            "- - 00: 2",
            "1! '0239913101500' is no time, so the entries behind it have none",
        ],
    );
}

#[test]
fn nothing_there_is_an_empty_load_profile_and_no_problem() {
    for text in [
        "P.01(ERROR)",
        "(ERROR)",
        "P.01()",
        "",
        "P.01\r\n",
        HEAD,
        "P.01()\r\n!\r\n",
    ] {
        let profile = of(text);
        assert!(profile.is_empty(), "{text}");
        assert!(profile.problems.is_empty(), "{text} {:?}", profile.problems);
    }
    assert_eq!(of("P.01(ERROR)").code, "P.01");
}

#[test]
fn what_the_meter_says_in_place_of_a_load_profile_is_told_in_its_words() {
    let told = |text: &str, expected: &str| {
        let profile = of(text);
        assert!(profile.is_empty(), "{text}");
        assert_eq!(profile.problems[0].message, expected);
    };
    told(
        "(ERR12)",
        "the meter answered 'ERR12' in place of a load profile",
    );
    told(
        "P.01(ER05)\r\n",
        "the meter answered 'ER05' in place of a load profile",
    );
    told(
        "(#0020)",
        "the meter answered '#0020' in place of a load profile",
    );
}

#[test]
fn other_things_in_between_are_told_and_change_nothing() {
    check(
        &format!("{HEAD}(1)(2)\r\n1.8.0(12*kWh)\r\nabc\r\n(3)(4)\r\n"),
        &[
            "2022-08-23 16:15:00 s 00: 1|2",
            "2022-08-23 16:30:00 s 00: -|-",
            "2022-08-23 16:45:00 s 00: 3|4",
            "3! the row is damaged and left without values: '1.8.0'",
            "4! text outside brackets: 'abc'",
        ],
    );
    check(
        "(1)(2)\r\n",
        &["- - : 1|2", "1! values without a header have no time"],
    );
}

#[test]
fn endless_oddities_make_few_problems() {
    let text = format!("{HEAD}{}", "(1)\r\n".repeat(100_000));
    let profile = of(&text);
    assert_eq!(profile.len(), 100_000);
    assert_eq!(
        profile.problems.len(),
        crate::meter::problems::MAX_PROBLEMS + 1
    );
    assert!(of(&"(".repeat(1_000_000)).is_empty());
    assert!(of(&"P.01(".repeat(200_000)).is_empty());
    let text = "P.01(0231113101500)(00)(15)(1)(1.5)(kW)\r\n".repeat(100_000);
    assert_eq!(of(&text).sections.len(), 100_000);
}

/// Where a whole answer may be cut, the rows that were whole stay as they are.
#[test]
fn wherever_it_is_cut_the_sure_rows_stay() {
    let text = format!(
        "{HEAD}(0.18)(0.00)\r\n(0.16)(0.02)\r\nP.01(1220823170000)(80)(15)(2)(1.5)(kW)(2.5)(kW)\r\n(0.5)(0.6)\r\n"
    );
    let whole = shown(&of(&text));
    for end in 0..text.len() {
        let cut = of(&text[..end]);
        let rows = shown(&cut);
        let count = cut.len();
        assert_eq!(rows[..count], whole[..count], "{end}");
        let sure = text[..end]
            .lines()
            .filter(|line| line.starts_with('(') && line.matches(')').count() == 2)
            .count();
        assert_eq!(count, sure, "{end}");
        // Anything that is lost is told.
        let tail = text[..end].rsplit('\n').next().unwrap();
        let tail = tail.trim_end();
        let is_whole = tail.is_empty() || tail.matches(')').count() == 2 && tail.starts_with('(');
        let header_is_whole = tail.ends_with("(2.5)(kW)");
        let is_nothing = tail.trim().is_empty() || series_code::is_series(tail);
        if !is_whole && !header_is_whole && !is_nothing {
            assert!(!cut.problems.is_empty(), "{end} {tail}");
        }
    }
}

/// Soup of what load profiles are made of.
fn soup() -> impl Strategy<Value = String> {
    let piece = proptest::sample::select(vec![
        "(",
        ")",
        "!",
        "\r\n",
        "\n",
        "P.01",
        "P.98",
        "(0231113101500)",
        "(00)",
        "(15)",
        "(2)",
        "(1.5)",
        "(kW)",
        "()",
        "(--)",
        "(0.18374)",
        "(ERROR)",
        "1.8.0",
        "(23-11-13,10:15)",
        "(1.0,2.0)",
        "GRAPE",
        "VPR01",
        "ENDPE",
        "(13.11.23,1.5,80)",
        "E4",
        "(2023-11-13,10:15:00)",
        "\u{e9}",
        " ",
        "(00000000)",
    ]);
    proptest::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn nothing_panics_and_problems_are_in_line_order(text in soup()) {
        let profile = crate::meter::load_profile::decode(&text, &hints());
        prop_assert!(profile.problems.is_sorted_by_key(|problem| problem.line));
        for entry in profile.entries() {
            for channel in 0..profile.channels.len() {
                let _ = entry.number(channel);
            }
        }
        for channel in 0..=profile.channels.len() {
            prop_assert_eq!(profile.column(channel).len(), profile.len());
        }
    }

    #[test]
    fn rows_that_are_whole_come_out_as_sent(
        rows in proptest::collection::vec(proptest::collection::vec("[0-9]{1,5}\\.[0-9]{0,5}", 3), 1..30),
        period in 1u32..1440,
    ) {
        let mut text = format!("P.01(0231113101500)(00)({period})(3)(1.5)(kW)(2.5)(kW)(1.8.0)(kWh)\r\n");
        for row in &rows {
            for value in row {
                text.push_str(&format!("({value})"));
            }
            text.push_str("\r\n");
        }
        let profile = of(&text);
        prop_assert_eq!(profile.len(), rows.len());
        let start: DateTime = "2023-11-13T10:15".parse().unwrap();
        for (index, row) in rows.iter().enumerate() {
            let entry = profile.entry(index).unwrap();
            let minutes = jiff::SignedDuration::from_mins(i64::from(period) * index as i64);
            prop_assert_eq!(entry.time(), start.checked_add(minutes).ok());
            for (channel, value) in row.iter().enumerate() {
                prop_assert_eq!(entry.raw(channel), Some(value.as_str()));
            }
        }
    }
}

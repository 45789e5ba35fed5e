//! The commands of makers with forms of their own.

use flagport::worker::{SeriesPlan, SeriesRange};
use jiff::civil::date;

use super::meter::{Bench, Meter, plan, range};

/// A profile with one load profile.
fn profile(form: &str) -> String {
    format!(
        r#"(
    version: 2,
    name: "bench-profile",
    title: "A load profile for tests",
    match: (manufacturers: ["ABC"], identifications: ["X"]),
    programming: Some((read: (command: "R1"))),
    load_profiles: [{form}],
    verified: Unverified,
    source: "made up",
)"#
    )
}

/// What the meter says to commands that begin like this, the last of it for ever.
fn bench(form: &str, says: &[(&str, &[&str])]) -> Bench {
    let mut meter = Meter::of_days(1);
    let owned = |answers: &[&str]| answers.iter().map(|text| (*text).to_owned()).collect();
    meter.says = says
        .iter()
        .map(|(start, answers)| ((*start).to_owned(), owned(answers)))
        .collect();
    Bench::with_profile(meter, &profile(form))
}

#[test]
fn a_day_archive_is_asked_for_day_by_day() {
    let form = r#"(
        address: "GRAPE", name: "Active import", command: "R1", range: Day, rows: Energomera,
        period_register: Some("TAVER"),
    )"#;
    let mut bench = bench(
        form,
        &[
            ("R1 TAVER", &["TAVER(30)\r\n"]),
            (
                "R1 GRAPE",
                &["GRAPE(0.1)\r\n(0.2)\r\n", "(ERR18)", "GRAPE(0.3)\r\n"],
            ),
        ],
    );
    let asked = range(
        date(2024, 2, 28).at(0, 30, 0, 0),
        date(2024, 3, 2).at(0, 0, 0, 0),
    );
    let done = bench.fetch(plan(asked));
    assert!(done.is_done(), "{:?}", done.outcome);
    let expected = [
        "R1 TAVER()",
        "R1 GRAPE(28.02.24)",
        "R1 GRAPE(29.02.24)",
        "R1 GRAPE(01.03.24)",
    ];
    assert_eq!(bench.asked(), expected);
    let record = done.record();
    assert_eq!(record.form.period_min, Some(30));
    assert_eq!((record.answers.len(), record.windows), (2, (3, 3)));
}

#[test]
fn a_month_archive_goes_back_until_nothing_comes() {
    let form = r#"(
        address: "ENMPE", name: "Months", command: "R1", range: Month, rows: EnergomeraTariffs,
    )"#;
    let mut bench = bench(
        form,
        &[("R1 ENMPE", &["ENMPE(2.0)\r\n", "ENMPE(1.0)\r\n", "(ERR18)"])],
    );
    let asked = SeriesRange {
        from: None,
        to: Some(date(2024, 3, 1).at(0, 0, 0, 0)),
    };
    let done = bench.fetch(plan(asked));
    assert!(done.is_done(), "{:?}", done.outcome);
    let commands = bench.asked();
    let first = ["R1 ENMPE(02.24)", "R1 ENMPE(01.24)", "R1 ENMPE(12.23)"];
    assert_eq!(commands[..3], first);
    assert_eq!(commands.len(), 12);
    let kept: Vec<&str> = done
        .record()
        .answers
        .iter()
        .map(|a| a.command.as_str())
        .collect();
    assert_eq!(kept, ["R1 ENMPE(01.24)", "R1 ENMPE(02.24)"], "oldest first");
}

#[test]
fn days_are_counted_back_from_the_meters_date_in_parts_that_it_bears() {
    let form = r#"(
        address: "VPR01", name: "Intervals", command: "R1", range: DaysBack, rows: Energomera,
        period_min: Some(60),
    )"#;
    let mut bench = bench(
        form,
        &[
            ("R1 DATE_", &["DATE_(00.03.03.24)\r\n"]),
            ("R1 VPR01(1,1,24)", &["(ERR22)"]),
            ("R1 VPR01", &["VPR01(02.03.24,1.0,00)\r\n"]),
        ],
    );
    let asked = range(
        date(2024, 3, 2).at(1, 0, 0, 0),
        date(2024, 3, 3).at(0, 0, 0, 0),
    );
    let done = bench.fetch(plan(asked));
    let commands = bench.asked();
    let first = ["R1 DATE_()", "R1 VPR01(1,1,24)", "R1 VPR01(1,1,12)"];
    assert_eq!(commands[..3], first, "{:?}", done.outcome);
}

#[test]
fn an_archive_of_gas_meters_tells_its_columns_first() {
    let form = r#"(
        address: "3:V.0", name: "Interval archive", command: "R3", range: Lis200, rows: Lis200,
        block: Some(10), time_column: Some(3),
    )"#;
    let mut bench = bench(
        form,
        &[
            ("R3 3:V.4", &["(GONr)(AONr)(Zeit)(VnMP)(p)\r\n"]),
            ("R3 3:V.3", &["()()()(m3)(bar)\r\n"]),
            ("R3 3:V.0", &["(#0103)"]),
        ],
    );
    let asked = range(
        date(2024, 3, 2).at(1, 0, 0, 0),
        date(2024, 3, 9).at(0, 0, 0, 0),
    );
    let done = bench.fetch(plan(asked));
    assert!(done.is_done(), "{:?}", done.outcome);
    let expected = [
        "R3 3:V.4(3;;;1)",
        "R3 3:V.3(3;;;1)",
        "R3 3:V.0(3;2024-03-02,01:00:00;2024-03-09,00:00:00;10)",
    ];
    assert_eq!(bench.asked(), expected);
    let channels = &done.record().form.channels;
    let told: Vec<_> = channels
        .iter()
        .map(|c| (c.address.as_str(), c.unit.as_deref()))
        .collect();
    let expected = [
        ("GONr", None),
        ("AONr", None),
        ("VnMP", Some("m3")),
        ("p", Some("bar")),
    ];
    assert_eq!(told, expected);
}

#[test]
fn an_archive_whose_columns_are_values_is_asked_for_them_so() {
    let form = r#"(
        address: "3:V.0", name: "Interval archive", command: "R3", range: Lis200, rows: Lis200,
        block: Some(10), time_column: Some(3),
    )"#;
    let mut bench = bench(
        form,
        &[
            ("R3 3:V.4", &["(#0200)"]),
            ("R1 3:V.4(1)", &["3:V.4(GONr)(AONr)(Zeit)(Vb)"]),
            ("R3 3:V.3", &["(#0200)"]),
            ("R1 3:V.3(1)", &["3:V.3()()()(m3)"]),
            ("R3 3:V.0", &["(#0103)"]),
        ],
    );
    let done = bench.fetch(plan(range(
        date(2024, 3, 2).at(1, 0, 0, 0),
        date(2024, 3, 9).at(0, 0, 0, 0),
    )));
    assert!(done.is_done(), "{:?}", done.outcome);
    let channels = &done.record().form.channels;
    let last = channels
        .last()
        .map(|c| (c.address.as_str(), c.unit.as_deref()));
    assert_eq!(channels.len(), 3);
    assert_eq!(last, Some(("Vb", Some("m3"))));
}

#[test]
fn choosing_packets_is_the_only_write_that_leaves_a_link_that_only_reads() {
    let form = r#"(
        address: "550001", name: "Load profile", command: "R1", range: Packets, rows: Packed,
    )"#;
    let (first, second) = ("E4".repeat(64), "12".repeat(64));
    let mut bench = bench(
        form,
        &[
            ("W1 551001(FFFF)", &["\u{6}"]),
            ("R1 551001(02)", &["(02)"]),
            ("R1 550001(40)", &[&format!("({first})")]),
            ("R1 550002(40)", &[&format!("({second})")]),
        ],
    );
    let done = bench.fetch(plan(SeriesRange::default()));
    assert!(done.is_done(), "{:?}", done.outcome);
    let expected = [
        "W1 551001(FFFF)",
        "R1 551001(02)",
        "R1 550001(40)",
        "R1 550002(40)",
    ];
    assert_eq!(bench.asked(), expected);
    let [answer] = done.record().answers.as_slice() else {
        panic!("{:?}", done.record());
    };
    let text = String::from_utf8_lossy(&answer.raw).into_owned();
    assert!(text.contains(&first) && text.contains(&second), "{text}");
    assert!(!bench.folder.path().join("journal.jsonl").exists());
}

#[test]
fn an_address_of_its_own_takes_the_form_of_the_first() {
    let form = r#"(
        address: "P.01", name: "Load profile", command: "R2", range: Mass, rows: Mass,
        column_register: Some("97.1.0"), period_register: Some("0.8.4"),
    )"#;
    let mut bench = bench(
        form,
        &[
            ("R1 0.8.4", &["0.8.4(15*min)"]),
            ("R1 97.1.0", &["97.1.0(0.9.1,1.8.0,5.8.0)"]),
            ("R2 P.07", &["(ERROR)"]),
        ],
    );
    let asked = range(
        date(2024, 3, 2).at(0, 0, 0, 0),
        date(2024, 3, 3).at(0, 0, 0, 0),
    );
    let done = bench.fetch(SeriesPlan {
        address: Some("P.07".to_owned()),
        ..plan(asked)
    });
    assert!(done.is_done(), "{:?}", done.outcome);
    let expected = [
        "R1 0.8.4()",
        "R1 97.1.0()",
        "R2 P.07(24-03-02,00:00;24-03-03,00:00)",
    ];
    assert_eq!(bench.asked(), expected);
    let form = &done.record().form;
    let channels: Vec<&str> = form.channels.iter().map(|c| c.address.as_str()).collect();
    assert_eq!(
        (form.period_min, channels),
        (Some(15), vec!["1.8.0", "5.8.0"])
    );
    let units = form.channels.iter().map(|channel| channel.unit.as_deref());
    assert_eq!(units.collect::<Vec<_>>(), [Some("kWh"), Some("kvarh")]);
}

#[test]
fn data_that_are_not_ready_are_waited_for() {
    let form = r#"(address: "P.01", name: "P", command: "R5", range: Vdew11, rows: Vdew)"#;
    let answer = "P.01(0240302001500)(00)(15)(1)(1.5)(kW)\r\n(1.0)\r\n";
    let mut bench = bench(form, &[("R5 P.01", &["(ERR12)", "(ERR12)", answer])]);
    let asked = range(
        date(2024, 3, 2).at(0, 15, 0, 0),
        date(2024, 3, 2).at(0, 15, 0, 0),
    );
    let done = bench.fetch(plan(asked));
    assert!(done.is_done(), "{:?}", done.outcome);
    assert_eq!((done.profile().len(), bench.asked().len()), (1, 3));
}

#[test]
fn a_refusal_that_is_not_about_the_range_is_a_failure() {
    let form = r#"(address: "P.01", name: "P", command: "R5", range: Vdew11, rows: Vdew)"#;
    let mut bench = bench(form, &[("R5 P.01", &["(ERR15)"])]);
    let asked = range(
        date(2024, 3, 2).at(0, 15, 0, 0),
        date(2024, 3, 3).at(0, 15, 0, 0),
    );
    let done = bench.fetch(plan(asked));
    assert_eq!(done.headline(), "The meter refused the request");
}

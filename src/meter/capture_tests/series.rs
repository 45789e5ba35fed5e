//! Load profiles and logbooks.

use super::*;
use crate::meter::load_profile::{self, ChannelKind, Hints};
use crate::meter::logbook::{self, LogHints};
use crate::meter::status::StatusTable;

fn told(entry: &load_profile::EntryRef<'_>) -> String {
    let season = match entry.season() {
        Some(Season::Summer) => "s",
        Some(Season::Normal) => "n",
        _ => "-",
    };
    let time = entry.time().unwrap().strftime("%y-%m-%d %H:%M").to_string();
    let flags: Vec<String> = entry
        .status()
        .flags
        .iter()
        .map(|flag| flag.slug())
        .collect();
    format!("{time} {season} {} {}", entry.status().raw, flags.join(","))
}

fn values_of(entry: &load_profile::EntryRef<'_>, channels: usize) -> String {
    let values: Vec<&str> = (0..channels).map(|c| entry.raw(c).unwrap_or("-")).collect();
    values.join(" ")
}

#[track_caller]
fn check_rows(name: &str, channels: &[(&str, &str)], rows: &[(&str, &str)]) {
    let readout = read(name);
    let [profile] = readout.load_profiles.as_slice() else {
        panic!("{name}: {} load profiles", readout.load_profiles.len());
    };
    let found: Vec<(&str, &str)> = profile
        .channels
        .iter()
        .map(|channel| (channel.code.as_str(), channel.unit.as_deref().unwrap()))
        .collect();
    assert_eq!(found, channels, "{name}");
    let found: Vec<(String, String)> = profile
        .entries()
        .map(|entry| (told(&entry), values_of(&entry, channels.len())))
        .collect();
    let found: Vec<(&str, &str)> = found
        .iter()
        .map(|(a, b)| (a.as_str(), b.as_str()))
        .collect();
    assert_eq!(found, rows, "{name}");
    assert!(profile.problems.is_empty(), "{name} {:?}", profile.problems);
    assert!(readout.logbooks.is_empty());
    assert!(readout.problems.is_empty(), "{name}");
}

#[test]
fn load_profiles_of_emh() {
    check_rows(
        "emh-lzqj-p01-6ch.iec",
        &[
            ("1-0:1.5.0", "kW"),
            ("1-0:2.5.0", "kW"),
            ("1-0:5.5.0", "kvar"),
            ("1-0:6.5.0", "kvar"),
            ("1-0:7.5.0", "kvar"),
            ("1-0:8.5.0", "kvar"),
        ],
        &[
            (
                "22-08-23 16:15 s 00000000 ",
                "0.18374 0.00078 0.00000 0.00006 0.00087 0.02431",
            ),
            (
                "22-08-23 16:30 s 00000000 ",
                "0.16832 0.00000 0.00000 0.00000 0.00000 0.02686",
            ),
        ],
    );
    check_rows(
        "emh-p01-8ch-kwh-deltas.iec",
        &[
            ("1-1:1.29.0", "kWh"),
            ("1-1:2.29.0", "kWh"),
            ("1-1:5.29.0", "kvarh"),
            ("1-1:6.29.0", "kvarh"),
            ("1-1:7.29.0", "kvarh"),
            ("1-1:8.29.0", "kvarh"),
            ("1-2:1.29.0", "kWh"),
            ("1-3:2.29.0", "kWh"),
        ],
        &[
            (
                "22-10-05 00:15 s 00000000 ",
                "0.00000 0.04088 0.00000 0.00358 0.00000 0.00000 0.00000 0.00000",
            ),
            (
                "22-10-05 00:30 s 00000000 ",
                "0.00000 0.03964 0.00000 0.00350 0.00000 0.00000 0.00000 0.00000",
            ),
        ],
    );
    let readout = read("emh-p01-8ch-kwh-deltas.iec");
    let kinds = readout.load_profiles[0].channels.iter().map(|c| c.kind);
    assert!(kinds.into_iter().all(|kind| kind == ChannelKind::Energy));
}

#[test]
fn load_profiles_of_metcom_and_others() {
    let six = [
        ("1-0:1.5.0", "kW"),
        ("1-0:2.5.0", "kW"),
        ("1-0:5.5.0", "kvar"),
        ("1-0:6.5.0", "kvar"),
        ("1-0:7.5.0", "kvar"),
        ("1-0:8.5.0", "kvar"),
    ];
    check_rows(
        "metcom-p01-6ch.iec",
        &six,
        &[
            (
                "22-08-23 15:00 s 08 summer-time",
                "0.00000 0.12683 0.00000 0.11411 0.00000 0.00000",
            ),
            (
                "22-08-23 15:15 s 08 summer-time",
                "0.00028 0.06188 0.00059 0.07409 0.00000 0.00000",
            ),
            (
                "22-08-23 15:30 s 08 summer-time",
                "0.00000 0.11250 0.00000 0.11677 0.00000 0.00000",
            ),
            (
                "22-08-23 15:45 s 08 summer-time",
                "0.00006 0.04656 0.00082 0.09270 0.00000 0.00000",
            ),
        ],
    );
    check_rows(
        "metcom-p01-mcs5-4rows.iec",
        &six,
        &[
            (
                "22-04-01 01:00 s 08 summer-time",
                "0.30499 0.00000 0.00000 0.00000 0.00000 0.00728",
            ),
            (
                "22-04-01 01:15 s 08 summer-time",
                "0.31774 0.00000 0.00001 0.00000 0.00000 0.00480",
            ),
            (
                "22-04-01 01:30 s 08 summer-time",
                "0.33878 0.00000 0.00206 0.00000 0.00000 0.00366",
            ),
            (
                "22-04-01 01:45 s 08 summer-time",
                "0.30506 0.00000 0.00000 0.00000 0.00000 0.00713",
            ),
        ],
    );
    check_rows(
        "p01-4ch-kvarh-interval-energy.iec",
        &[
            ("1-0:1.9.0", "kWh"),
            ("1-0:3.9.0", "kvarh"),
            ("1-0:2.9.0", "kWh"),
            ("1-0:4.9.0", "kvarh"),
        ],
        &[
            ("21-04-30 00:15 s 00 ", "0.116 0.060 0.000 0.022"),
            ("21-04-30 00:30 s 00 ", "0.078 0.000 0.000 0.032"),
            ("21-04-30 00:45 s 00 ", "0.088 0.012 0.000 0.030"),
        ],
    );
}

#[test]
fn daily_registers_have_a_header_for_each_row() {
    let readout = read("metcom-p02-daily-registers.iec");
    let [profile] = readout.load_profiles.as_slice() else {
        panic!("{}", readout.load_profiles.len());
    };
    assert_eq!(
        (profile.code.as_str(), profile.period_min()),
        ("P.02", Some(1440))
    );
    assert_eq!((profile.len(), profile.sections.len()), (4, 4));
    let kinds = profile.channels.iter().map(|channel| channel.kind);
    assert!(kinds.into_iter().all(|kind| kind == ChannelKind::Register));
    let rows: Vec<String> = profile
        .entries()
        .map(|entry| format!("{} {}", told(&entry), entry.raw(0).unwrap()))
        .collect();
    assert_eq!(
        rows,
        [
            "23-11-22 00:00 n 00  02704.2331",
            "23-11-23 00:00 n 00  02709.9431",
            "23-11-24 00:00 n 00  02717.5189",
            "23-11-25 00:00 n 00  02725.7063",
        ]
    );
    assert_eq!(profile.sections[3].line, 7);
}

/// Entries as `time season status event`.
fn events(readout: &Readout) -> Vec<String> {
    let [book] = readout.logbooks.as_slice() else {
        panic!("{} logbooks", readout.logbooks.len());
    };
    assert!(readout.load_profiles.is_empty());
    assert!(book.problems.is_empty(), "{:?}", book.problems);
    let entry = |entry: &logbook::LogEntry| {
        let CivilTime { date, time, season } = entry.time.unwrap();
        let season = if season == Some(Season::Summer) {
            "s"
        } else {
            "n"
        };
        let (date, time) = (date.unwrap(), time.unwrap());
        format!(
            "{date} {time} {season} {} {}",
            entry.status.raw, entry.event
        )
    };
    book.entries.iter().map(entry).collect()
}

#[test]
fn logbooks_of_emh() {
    assert_eq!(
        events(&read("emh-p98-log.iec")),
        [
            "2004-10-07 09:57:03 s 00002000 Log cleared",
            "2004-10-07 09:57:03 s 00004000 Load profile cleared",
            "2004-10-07 09:58:07 s 00000100 Setting changed",
            "2004-10-07 09:59:14 s 00000080 Power failure",
        ]
    );
    assert_eq!(
        events(&read("emh-p98-log-with-old-new-time.iec")),
        [
            "2022-08-26 23:56:46 s 00008020 Clock set to 2022-08-26 23:57:03",
            "2022-08-28 23:57:23 s 00008020 Clock set to 2022-08-28 23:57:10",
            "2022-08-29 23:57:16 s 00008020 Clock set to 2022-08-29 23:57:06",
            "2022-09-01 00:00:00 s 00000010 Reset",
            "2022-09-06 11:55:53 s 00000080 Power failure",
            "2022-09-06 12:08:14 s 00000040 Power restored",
        ]
    );
    let long = read("emh-p98-long-log.iec");
    assert_eq!(long.logbooks[0].entries.len(), 13);
    assert_eq!(
        events(&long)[12],
        "2022-10-20 12:56:09 s 00008020 Clock set to 2022-10-20 12:56:20"
    );
    let values = &long.logbooks[0].entries[12].values;
    assert_eq!(values.len(), 2);
    assert_eq!(values[1].code.as_deref(), Some("0.9.2"));
    assert_eq!(
        (values[1].raw.as_str(), &values[1].unit),
        ("1221020", &None)
    );
    assert_eq!(
        events(&read("emh-p200-same-timestamp.iec")),
        [
            "2018-08-07 01:54:48 s 00002000 Log cleared",
            "2018-08-07 01:54:48 s 00001C00 Event 00001C00",
        ]
    );
    assert_eq!(
        read("emh-p200-same-timestamp.iec").logbooks[0].code,
        "P.200"
    );
}

#[test]
fn logbooks_of_metcom_stay_in_the_order_sent() {
    assert_eq!(
        events(&read("metcom-p98-log.iec")),
        [
            "2022-09-06 23:49:04 s 00 Before clock set",
            "2022-09-06 23:48:49 s 00 Clock set",
            "2022-09-06 23:48:50 s 00 Before clock set",
            "2022-09-06 23:49:07 s 00 Clock set",
            "2022-09-19 16:18:37 s 00 Firmware ready for activation (1)",
            "2022-09-19 16:21:43 s 00 Firmware activated (1)",
        ]
    );
    let answers = answers("metcom-mcs301-p98-session.trace");
    let [readout] = answers.as_slice() else {
        panic!("{}", answers.len());
    };
    assert_eq!(
        events(readout),
        [
            "2018-08-13 15:23:10 n 00 Power failure",
            "2018-08-13 16:12:05 n 00 Power restored",
            "2018-08-14 11:00:04 n 00 Before clock set",
            "2018-08-14 11:05:00 n 00 Clock set",
            "2018-08-17 17:03:20 n 00 Power failure",
            "2018-08-17 17:14:07 n 00 Power restored",
        ]
    );
}

#[test]
fn readouts_without_any_have_none() {
    for name in [
        "tr-kohler.iec",
        "tr-luna.iec",
        "tr-makel.iec",
        "kamstrup-162-dsmr22.iec",
    ] {
        let readout = read(name);
        assert!(readout.load_profiles.is_empty(), "{name}");
        assert!(readout.logbooks.is_empty(), "{name}");
    }
}

#[test]
fn a_load_profile_and_a_logbook_within_a_readout_are_found_with_their_lines() {
    let body = "0.0.0(1)\r\nP.01(0231113101500)(080)(15)(1)(1.5)(kW)\r\n(1)\r\n(2)(3)\r\n\
        1.8.0(12*kWh)\r\nP.98(0231113101500)(00000080)()(0)\r\nP.01(0231113110000)(00)(15)(1)(1.5)(kW)\r\n(4)\r\n!\r\n";
    let (_, message) = split(format!("/EMH5LZQJ\r\n\x02{body}\x03").as_bytes());
    let identification = Identification::parse("/EMH5LZQJ");
    let readout = decode(identification.as_ref(), &message, Context::default());
    assert_eq!(readout.data_sets.len(), 5);
    let profile = &readout.load_profiles[0];
    assert_eq!(profile.len(), 3);
    assert_eq!(profile.sections[1].line, 7);
    assert_eq!(readout.logbooks[0].entries[0].line, 6);
    assert_eq!(
        problems(&readout)[1..],
        [
            "2: the status '080' has 3 digits in place of 2 or 8",
            "4: the row has 2 values for 1 channels, too many are '3'"
        ]
    );
}

#[test]
fn vectors_of_load_profiles_and_logbooks() {
    let path = format!("{}/tests/data/vectors.json", env!("CARGO_MANIFEST_DIR"));
    let vectors: serde_json::Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let body = |name: &str| -> String {
        let vector = vectors
            .as_array()
            .unwrap()
            .iter()
            .find(|v| v["name"] == name)
            .unwrap();
        let hex: String = vector["bytes_hex"]
            .as_str()
            .unwrap()
            .split_whitespace()
            .collect();
        let bytes = (0..hex.len()).step_by(2);
        let bytes: Vec<u8> = bytes
            .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap())
            .collect();
        let (_, message) = split(&bytes);
        String::from_utf8(message.body).unwrap()
    };
    let rows = |name: &str| -> Vec<String> {
        let hints = Hints {
            status: StatusTable::of_maker(None),
            ..Hints::default()
        };
        let profile = load_profile::decode(&body(name), &hints);
        let channels = profile.channels.len();
        let rows = profile.entries();
        rows.map(|entry| format!("{} {}", told(&entry), values_of(&entry, channels)))
            .collect()
    };
    assert_eq!(rows("p01_emh_6ch").len(), 2);
    assert_eq!(rows("p01_metcom_4rows").len(), 4);
    assert_eq!(
        rows("p01_powerfail_split"),
        [
            "23-11-13 10:15 n 80 power-failure 0.00000",
            "23-11-13 10:30 n 00  0.00086",
            "23-11-13 10:45 n 00  0.00091",
        ]
    );
    assert_eq!(
        rows("p01_row_truncated"),
        ["23-09-20 20:30 s 08 summer-time 0.26 0.00 0.00 0.00 0.00 0.05"]
    );
    assert_eq!(
        rows("p01_gap_empty_value"),
        ["23-01-01 00:15 n 00  0.10 -", "23-01-01 00:30 n 00  - 0.02"]
    );
    assert_eq!(rows("p02_daily"), ["23-11-24 00:00 n 00  12345.6 0.0"]);
    assert_eq!(
        rows("p01_no_kz_sem16"),
        ["19-11-28 15:23 n 00  00123 0.53 231.2 0.99 50.0"]
    );
    assert!(rows("p01_error_reply").is_empty());
    let log = |name: &str| -> Vec<String> {
        let hints = LogHints {
            status: StatusTable::of_maker(Some("EMH")),
            ..LogHints::default()
        };
        let book = logbook::decode(&body(name), &hints);
        book.entries.into_iter().map(|entry| entry.event).collect()
    };
    assert_eq!(log("p98_clock_set"), ["Clock set to 2022-08-26 23:57:03"]);
    assert_eq!(
        log("p98_power_fail_restore"),
        ["Power failure", "Power restored"]
    );
}

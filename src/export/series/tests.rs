//! Load profiles and logbooks as files.

use std::sync::Arc;

use super::super::CsvStyle;
use super::*;
use crate::meter::load_profile::ChannelKind;
use crate::meter::load_profile::sample::{POWER, begin, profile, push, run};
use crate::meter::logbook::{LogEntry, LogValue};
use crate::meter::readout::Problem;
use crate::meter::status::StatusTable;
use crate::meter::{CivilTime, number};

/// Two channels, a gap of an hour, a missing value, and a unit that would be a formula.
fn sample() -> LoadProfile {
    let mut profile = profile(&[POWER, ("=1+1", "kW", ChannelKind::Other)]);
    begin(&mut profile, Some(15));
    let winter = Some(Season::Normal);
    push(
        &mut profile,
        "2023-11-13T10:15:00",
        winter,
        "80",
        &["00.00000", "-1.5"],
    );
    push(&mut profile, "2023-11-13T10:30:00", winter, "", &["1,250"]);
    push(
        &mut profile,
        "2023-11-13T11:45:00",
        winter,
        "A0",
        &["", "=2"],
    );
    push(&mut profile, "", None, "", &["7", "----"]);
    profile.problems.push(Problem {
        line: 6,
        message: "a row of 1 value in place of 2".to_owned(),
    });
    profile
}

fn rendered(profile: &LoadProfile, format: Format, csv: CsvStyle) -> String {
    let meter = MeterIdentity {
        serial_number: Some("95316176".to_owned()),
        ..MeterIdentity::default()
    };
    let file = LoadProfileFile {
        meter: &meter,
        profile: Some("emh-lzq"),
        read_at: None,
        load_profile: profile,
        complete: false,
        raw: b"P.01(ERROR)",
    };
    let style = Style {
        csv,
        ..Style::default()
    };
    String::from_utf8(render_load_profile(&file, format, style).unwrap()).unwrap()
}

#[test]
fn a_load_profile_in_json_has_every_entry_on_a_line() {
    let text = rendered(&sample(), Format::Json, CsvStyle::Plain);
    let line = r#"    {"time":"2023-11-13T10:15:00","season":"normal","status":"80","flags":["power-failure"],"values":["00.00000","-1.5"]},"#;
    assert!(text.lines().any(|known| known == line), "{text}");
    let file: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(file["format"], "flagport.load-profile.v1");
    assert_eq!(file["meter"]["serial_number"], "95316176");
    assert_eq!(file["profile"], "emh-lzq");
    assert_eq!(file["code"], "P.01");
    assert_eq!(file["complete"], false);
    assert_eq!(file["period_minutes"], 15);
    assert_eq!(file["channels"][0]["code"], "1-0:1.5.0");
    assert_eq!(file["channels"][0]["unit"], "kW");
    let entries = file["entries"].as_array().unwrap();
    assert_eq!(entries.len(), 4);
    assert_eq!(entries[1]["values"], serde_json::json!(["1,250", null]));
    assert_eq!(entries[1]["status"], serde_json::Value::Null);
    assert_eq!(entries[1]["flags"], serde_json::json!([]));
    assert_eq!(
        entries[2]["flags"],
        serde_json::json!(["clock-set", "power-failure"])
    );
    assert_eq!(entries[2]["values"], serde_json::json!([null, "=2"]));
    assert_eq!(entries[3]["time"], serde_json::Value::Null);
    assert_eq!(entries[3]["season"], serde_json::Value::Null);
    assert_eq!(
        file["gaps"],
        serde_json::json!([{"from": "2023-11-13T10:30:00", "to": "2023-11-13T11:30:00", "missing": 4}])
    );
    assert_eq!(file["problems"][0]["line"], 6);
}

#[test]
fn a_load_profile_in_csv_has_a_column_per_channel() {
    assert_eq!(
        rendered(&sample(), Format::Csv, CsvStyle::Plain),
        "time,season,status,flags,1-0:1.5.0 [kW],'=1+1 [kW]\r\n\
         2023-11-13T10:15:00,normal,80,power-failure,00.00000,-1.5\r\n\
         2023-11-13T10:30:00,normal,,,1.250,\r\n\
         2023-11-13T11:45:00,normal,A0,clock-set power-failure,,'=2\r\n\
         ,,,,7,'----\r\n"
    );
    assert_eq!(
        rendered(&sample(), Format::Csv, CsvStyle::Excel),
        "\u{FEFF}time;season;status;flags;1-0:1.5.0 [kW];'=1+1 [kW]\r\n\
         2023-11-13T10:15:00;normal;80;power-failure;00,00000;-1,5\r\n\
         2023-11-13T10:30:00;normal;;;1,250;\r\n\
         2023-11-13T11:45:00;normal;A0;clock-set power-failure;;'=2\r\n\
         ;;;;7;'----\r\n"
    );
}

#[test]
fn a_load_profile_goes_out_raw_as_it_came() {
    let text = rendered(&sample(), Format::Raw, CsvStyle::Plain);
    assert_eq!(text, "P.01(ERROR)");
}

#[test]
fn the_columns_of_each_section_are_its_own() {
    let mut profile = profile(&[POWER, ("1-0:2.5.0", "kW", ChannelKind::Average)]);
    begin(&mut profile, Some(15));
    push(&mut profile, "2023-11-13T10:15:00", None, "", &["1", "2"]);
    let turned = crate::meter::load_profile::Section {
        columns: Arc::from([1, 0]),
        ..profile.sections[0].clone()
    };
    profile.begin(turned);
    push(&mut profile, "2023-11-13T10:30:00", None, "", &["4", "3"]);
    let text = rendered(&profile, Format::Csv, CsvStyle::Plain);
    let rows: Vec<&str> = text.lines().skip(1).collect();
    assert_eq!(
        rows,
        ["2023-11-13T10:15:00,,,,1,2", "2023-11-13T10:30:00,,,,3,4"]
    );
    assert_eq!(profile.entry(1).unwrap().number(1), number::parse("4"));
}

fn logbook() -> Logbook {
    let status = |raw| Arc::new(StatusTable::new([(5, "Clock set")]).read(raw));
    let time = "2022-08-26T23:56:46"
        .parse::<jiff::civil::DateTime>()
        .unwrap();
    let value = |code: Option<&str>, raw: &str| LogValue {
        code: code.map(str::to_owned),
        unit: None,
        raw: raw.to_owned(),
    };
    let entry = LogEntry {
        line: 1,
        time: Some(CivilTime {
            date: Some(time.date()),
            time: Some(time.time()),
            season: Some(Season::Summer),
        }),
        stamp: "1220826235646".to_owned(),
        status: status("20"),
        values: vec![value(Some("0.9.1"), "1235703"), value(None, "=x")],
        event: "Clock set".to_owned(),
    };
    let odd = LogEntry {
        line: 2,
        time: None,
        stamp: "=9".to_owned(),
        status: status(""),
        values: Vec::new(),
        event: String::new(),
    };
    Logbook {
        code: "P.98".to_owned(),
        entries: vec![entry, odd],
        problems: Vec::new(),
    }
}

fn rendered_logbook(format: Format) -> String {
    let logbook = logbook();
    let file = LogbookFile {
        meter: &MeterIdentity::default(),
        profile: None,
        read_at: None,
        logbook: &logbook,
        complete: true,
        raw: b"P.98()",
    };
    String::from_utf8(render_logbook(&file, format, Style::default()).unwrap()).unwrap()
}

#[test]
fn a_logbook_in_json_holds_what_was_sent() {
    let file: serde_json::Value = serde_json::from_str(&rendered_logbook(Format::Json)).unwrap();
    assert_eq!(file["format"], "flagport.logbook.v1");
    assert_eq!(file["code"], "P.98");
    assert_eq!(file["complete"], true);
    assert_eq!(
        file["entries"][0],
        serde_json::json!({
            "time": "2022-08-26T23:56:46", "season": "summer", "stamp": "1220826235646",
            "status": "20", "flags": ["clock-set"], "event": "Clock set",
            "values": [
                {"code": "0.9.1", "unit": null, "raw": "1235703"},
                {"code": null, "unit": null, "raw": "=x"},
            ],
        })
    );
    assert_eq!(file["entries"][1]["time"], serde_json::Value::Null);
    assert_eq!(file["entries"][1]["stamp"], "=9");
}

#[test]
fn a_logbook_in_csv_has_a_row_per_entry() {
    assert_eq!(
        rendered_logbook(Format::Csv),
        "time,season,status,flags,event,values\r\n\
         2022-08-26T23:56:46,summer,20,clock-set,Clock set,0.9.1=1235703; =x\r\n\
         '=9,,,,,\r\n"
    );
    assert_eq!(rendered_logbook(Format::Raw), "P.98()");
}

#[test]
fn a_load_profile_as_a_table_has_codes_and_units_above_and_tells_gaps() {
    let mut profile = sample();
    profile.channels[1].code = "1-0:2.5.0".to_owned();
    let text = rendered(&profile, Format::Table, CsvStyle::Plain);
    let (_, rows) = text.split_once("\n\n").unwrap();
    assert_eq!(
        rows,
        "Time                 Season  1-0:1.5.0  1-0:2.5.0  Status\n\
         \u{20}                                   kW         kW\n\
         2023-11-13 10:15:00  normal   00.00000       -1.5  80      power-failure\n\
         2023-11-13 10:30:00  normal      1,250          -\n\
         -- 4 intervals missing, 2023-11-13 10:30 to 2023-11-13 11:30 --\n\
         2023-11-13 11:45:00  normal          -         =2  A0      clock-set power-failure\n\
         \u{20}                                    7       ----\n\
         \n\
         Problem: line 6: a row of 1 value in place of 2\n"
    );
    assert!(text.contains("P.01, 15 min, 4 entries"), "{text}");
    assert!(text.contains("no, a part is missing"), "{text}");
}

#[test]
fn a_table_is_no_wider_than_a_terminal() {
    let codes: Vec<String> = (1..=40).map(|c| format!("1-0:{c}.5.0")).collect();
    let channels: Vec<_> = codes
        .iter()
        .map(|code| (code.as_str(), "kW", ChannelKind::Average))
        .collect();
    let mut profile = profile(&channels);
    begin(&mut profile, Some(15));
    let long = "\u{1b}[31m".repeat(50);
    push(
        &mut profile,
        "2023-11-13T10:15:00",
        None,
        "",
        &["1.5", &long],
    );
    let text = rendered(&profile, Format::Table, CsvStyle::Plain);
    assert!(!text.contains('\u{1b}'));
    assert!(text.contains("more, all in CSV"), "{text}");
    let title = text.lines().find(|line| line.starts_with("Time")).unwrap();
    assert!(title.chars().count() <= 120, "{title}");
}

/// The parts of a workbook by name.
fn parts(bytes: Vec<u8>) -> Vec<(String, String)> {
    use std::io::Read as _;
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut parts = Vec::new();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).unwrap();
        let name = file.name().unwrap().into_owned();
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        parts.push((name, text));
    }
    parts
}

fn workbook(profile: &LoadProfile) -> Vec<(String, String)> {
    let file = LoadProfileFile {
        meter: &MeterIdentity::default(),
        profile: None,
        read_at: None,
        load_profile: profile,
        complete: true,
        raw: b"",
    };
    parts(render_load_profile(&file, Format::Xlsx, Style::default()).unwrap())
}

fn part<'a>(parts: &'a [(String, String)], name: &str) -> &'a str {
    let part = parts.iter().find(|(known, _)| known == name);
    &part.unwrap_or_else(|| panic!("no {name}")).1
}

#[test]
fn a_workbook_has_times_numbers_gaps_days_and_charts() {
    let mut profile = profile(&[POWER]);
    begin(&mut profile, Some(15));
    run(&mut profile, "2023-11-13T00:15:00", 95, None, |i| {
        format!("{i}.50")
    });
    run(&mut profile, "2023-11-14T12:15:00", 48, None, |_| {
        "1".to_owned()
    });
    let parts = workbook(&profile);
    let book = part(&parts, "xl/workbook.xml");
    for sheet in ["Meter info", "Load profile", "Days", "Gaps", "Chart"] {
        assert!(book.contains(&format!("name=\"{sheet}\"")), "{sheet}");
    }
    let rows = part(&parts, "xl/worksheets/sheet2.xml");
    // 2023-11-13T00:15 and a value of two decimals.
    assert!(rows.contains("<v>45243.010416666664</v>"), "{rows}");
    assert!(rows.contains("<v>94.5</v>"));
    assert_eq!(rows.matches("<row ").count(), 1 + 95 + 1 + 48);
    assert!(!rows.contains("<f>"));
    let strings = part(&parts, "xl/sharedStrings.xml");
    assert!(strings.contains("49 intervals missing"), "{strings}");
    assert!(strings.contains("1-0:1.5.0 Sum [kWh]"), "{strings}");
    let styles = part(&parts, "xl/styles.xml");
    assert!(styles.contains("yyyy-mm-dd hh:mm:ss"), "{styles}");
    let charts: Vec<&str> = parts
        .iter()
        .filter(|(name, _)| name.starts_with("xl/charts/chart"))
        .map(|(_, text)| text.as_str())
        .collect();
    assert_eq!(charts.len(), 2);
    assert!(charts[0].contains("<c:scatterChart>"));
    assert!(
        charts[0].contains("'Load profile'!$E$2:$E$145"),
        "{}",
        charts[0]
    );
    assert!(charts[1].contains("<c:barChart>"));
}

#[test]
fn a_long_load_profile_has_a_chart_of_its_last_days() {
    let mut profile = profile(&[POWER]);
    begin(&mut profile, Some(15));
    run(&mut profile, "2022-01-01T00:15:00", 40_000, None, |i| {
        (i % 96).to_string()
    });
    let parts = workbook(&profile);
    let chart = part(&parts, "xl/charts/chart1.xml");
    assert!(
        chart.contains("'Load profile'!$E$37026:$E$40001"),
        "{chart}"
    );
    assert!(chart.contains("last 31 days"));
}

#[test]
fn hostile_words_do_not_spoil_a_workbook() {
    let mut profile = profile(&[("=1+1", "=Sheet9!A1", ChannelKind::Other)]);
    profile.code = "=cmd|' /C calc'!A0\u{1}".to_owned();
    begin(&mut profile, Some(15));
    push(&mut profile, "2023-11-13T10:15:00", None, "", &["=1+1"]);
    push(
        &mut profile,
        "1899-11-13T10:30:00",
        None,
        "=2",
        &["99999999999999999999.5"],
    );
    let parts = workbook(&profile);
    assert!(parts.iter().all(|(_, text)| !text.contains("<f>")));
    let chart = part(&parts, "xl/charts/chart1.xml");
    assert!(!chart.contains("Sheet9!A1</c:f>"), "{chart}");
}

#[test]
fn a_workbook_without_entries_opens_too() {
    let parts = workbook(&LoadProfile::default());
    assert!(!parts.iter().any(|(name, _)| name.starts_with("xl/charts/")));
}

#[test]
fn a_logbook_goes_out_as_table_and_workbook() {
    let logbook = logbook();
    let file = LogbookFile {
        meter: &MeterIdentity::default(),
        profile: None,
        read_at: None,
        logbook: &logbook,
        complete: true,
        raw: b"",
    };
    let text = rendered_logbook(Format::Table);
    assert!(
        text.contains("2022-08-26 23:56:46  20      Clock set  0.9.1=1235703; =x\n=9\n"),
        "{text}"
    );
    let parts = parts(render_logbook(&file, Format::Xlsx, Style::default()).unwrap());
    let rows = part(&parts, "xl/worksheets/sheet2.xml");
    assert_eq!(rows.matches("<row ").count(), 3);
    assert!(!rows.contains("<f>"));
}

/// A readout of `body` in which the load profile was found.
fn readout(body: &str) -> Readout {
    let data = crate::codec::DataMessage::framed(body);
    let mut readout = crate::meter::decode(None, &data, crate::meter::Context::default());
    readout.load_profiles = vec![Arc::new(sample())];
    readout.logbooks.clear();
    readout
}

const ALONE: &str = "P.01(0231113101500)(80)(15)(1)(1.5)(kW)\r\n(0.5)\r\n!\r\n";

#[test]
fn a_telegram_that_is_nothing_but_a_load_profile_becomes_a_file_of_it() {
    let render = |body: &str, format| {
        let bytes = super::super::render(&readout(body), b"raw", format, Style::default());
        String::from_utf8(bytes.unwrap()).unwrap()
    };
    let csv = render(ALONE, Format::Csv);
    assert!(
        csv.starts_with("time,season,status,flags,1-0:1.5.0 [kW]"),
        "{csv}"
    );
    assert!(render(ALONE, Format::Table).contains("P.01, 15 min, 4 entries"));
    assert_eq!(render(ALONE, Format::Raw), "raw");
    let with_registers = format!("1.8.0(1*kWh)\r\n{ALONE}");
    let csv = render(&with_registers, Format::Csv);
    assert!(csv.starts_with("serial,address,code"), "{csv}");
}

#[test]
fn a_readout_in_json_holds_its_load_profiles_and_is_read_back() {
    let bytes = super::super::render(&readout(ALONE), b"", Format::Json, Style::default());
    let bytes = bytes.unwrap();
    let file: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
    let profile = &file["load_profiles"][0];
    assert_eq!(profile["code"], "P.01");
    assert_eq!(profile["entries"].as_array().unwrap().len(), 4);
    assert_eq!(profile["gaps"][0]["missing"], 4);
    assert_eq!(profile["channels"][0]["unit"], "kW");
    assert!(profile.get("format").is_none() && profile.get("meter").is_none());
    let back = super::super::readout_from_json(&bytes).unwrap();
    assert_eq!(back.data_sets, readout(ALONE).data_sets);
}

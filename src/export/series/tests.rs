//! Load profiles and logbooks as files.

use std::sync::Arc;

use super::super::CsvStyle;
use super::*;
use crate::meter::load_profile::ChannelKind;
use crate::meter::load_profile::sample::{POWER, begin, profile, push};
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

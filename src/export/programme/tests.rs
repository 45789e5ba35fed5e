//! Files of registers and writes against what was read and written.

use std::sync::Arc;

use super::*;
use crate::export::CsvStyle;
use crate::meter::{Context, decode};
use crate::profile::{Access, Kind, RegisterDef};
use crate::worker::ReadProblem;

fn at() -> Zoned {
    "2026-11-22T20:00:00+01:00[Europe/Berlin]".parse().unwrap()
}

fn meter() -> MeterIdentity {
    MeterIdentity {
        identification_line: Some("/ISk5MT174-0001".to_owned()),
        manufacturer: Some("ISk".to_owned()),
        serial_number: Some("12345678".to_owned()),
        ..MeterIdentity::default()
    }
}

fn named(address: &str, name: &str, kind: Kind) -> Arc<RegisterDef> {
    Arc::new(RegisterDef {
        address: address.to_owned(),
        name: name.to_owned(),
        access: Access::Write(1),
        kind,
        ..RegisterDef::default()
    })
}

fn reading(register: Arc<RegisterDef>, answer: &str) -> RegisterReading {
    let data = crate::codec::DataMessage::framed(answer);
    let mut readout = decode(None, &data, Context::default());
    RegisterReading {
        register,
        answer: Ok(readout.data_sets.remove(0)),
        read_at: at(),
    }
}

fn readings() -> Vec<RegisterReading> {
    let choice = Kind::Choice(vec![("2".to_owned(), "Both directions".to_owned())]);
    vec![
        reading(
            named("1.8.0", "", Kind::default()),
            "1-0:1.8.0(000123.4*kWh)",
        ),
        reading(
            named("1.6.0", "", Kind::default()),
            "1.6.0(0.5*kW)(2211120730)",
        ),
        reading(named("C.50", "Metering", choice), "C.50(2)"),
        RegisterReading {
            answer: Err(ReadProblem::Refused {
                answer: "ER05".to_owned(),
                meaning: None,
            }),
            ..reading(named("0.8.0", "", Kind::default()), "0.8.0()")
        },
    ]
}

fn writes() -> Vec<WriteRecord> {
    let write = |address: &str, wanted: &str, outcome| WriteRecord {
        register: named(address, "Text", Kind::default()),
        command: format!("W1 {address}({wanted})"),
        before: Some("55".to_owned()),
        wanted: wanted.to_owned(),
        after: (outcome == WriteOutcome::Verified).then(|| wanted.to_owned()),
        outcome,
        detail: (outcome == WriteOutcome::Refused).then(|| "ER05".to_owned()),
        ended_at: at(),
    };
    vec![
        write("C.1.0", "77", WriteOutcome::Verified),
        write("C.1.1", "=1+1", WriteOutcome::Refused),
    ]
}

fn registers_as(format: Format, style: Style, check: impl Fn(&[u8])) {
    let (meter, at, readings) = (meter(), at(), readings());
    let problems = ["the line failed".to_owned()];
    let registers = Registers {
        meter: &meter,
        profile: Some("test"),
        read_at: Some(&at),
        readings: &readings,
        problems: &problems,
    };
    check(&render_registers(&registers, format, style).unwrap());
}

fn writes_as(format: Format, style: Style, check: impl Fn(&[u8])) {
    let (meter, at, writes) = (meter(), at(), writes());
    let writes = Writes {
        meter: &meter,
        profile: None,
        read_at: Some(&at),
        writes: &writes,
        problems: &[],
    };
    check(&render_writes(&writes, format, style).unwrap());
}

#[test]
fn registers_are_json_by_the_contract() {
    registers_as(Format::Json, Style::default(), |bytes| {
        let json: serde_json::Value = serde_json::from_slice(bytes).unwrap();
        assert_eq!(json["format"], "flagport.registers.v1");
        assert_eq!(json["meter"]["serial_number"], "12345678");
        assert_eq!(json["complete"], false);
        let energy = &json["registers"][0];
        assert_eq!(energy["address"], "1.8.0");
        assert_eq!(energy["code"], "1-0:1.8.0");
        assert_eq!(energy["name"], "Active import, total");
        assert_eq!(energy["values"][0]["raw"], "000123.4*kWh");
        assert_eq!(energy["values"][0]["value"], "123.4");
        assert_eq!(energy["values"][0]["unit"], "kWh");
        assert!(energy["error"].is_null() && energy["shown"].is_null());
        assert_eq!(json["registers"][1]["values"][1]["kind"], "time");
        assert_eq!(json["registers"][2]["name"], "Metering");
        assert_eq!(json["registers"][2]["shown"], "Both directions");
        let refused = &json["registers"][3];
        assert_eq!(refused["error"], "refused with ER05");
        assert_eq!(refused["values"].as_array().unwrap().len(), 0);
        assert_eq!(json["problems"][0]["message"], "the line failed");
    });
}

#[test]
fn registers_are_rows_like_those_of_a_readout() {
    registers_as(Format::Csv, Style::default(), |bytes| {
        let expected = "serial,address,code,name,value,unit,time,billing,raw,problem\r\n\
            12345678,1.8.0,1-0:1.8.0,\"Active import, total\",123.4,kWh,,,000123.4*kWh,\r\n\
            12345678,1.6.0,1-0:1.6.0,\"Active import, maximum demand, total\",0.5,kW,2022-11-12T07:30:00,,0.5*kW)(2211120730,\r\n\
            12345678,C.50,0-0:C.50.0,Metering,Both directions,,,,2,\r\n\
            12345678,0.8.0,1-0:0.8.0,Measuring period,,,,,,refused with ER05\r\n\
            12345678,,,,,,,,,the line failed\r\n";
        assert_eq!(std::str::from_utf8(bytes).unwrap(), expected);
    });
    registers_as(Format::Raw, Style::default(), |bytes| {
        let expected = "1-0:1.8.0(000123.4*kWh)\r\n1.6.0(0.5*kW)(2211120730)\r\nC.50(2)\r\n";
        assert_eq!(std::str::from_utf8(bytes).unwrap(), expected);
    });
    registers_as(Format::Table, Style::default(), |bytes| {
        let text = std::str::from_utf8(bytes).unwrap();
        assert!(text.starts_with("Serial number    12345678\n"), "{text}");
        assert!(!text.contains("Block check"), "{text}");
        assert!(text.contains("Both directions"), "{text}");
        assert!(text.ends_with("\nProblem: the line failed\n"), "{text}");
    });
}

#[test]
fn writes_are_json_by_the_contract() {
    writes_as(Format::Json, Style::default(), |bytes| {
        let json: serde_json::Value = serde_json::from_slice(bytes).unwrap();
        assert_eq!(json["format"], "flagport.writes.v1");
        assert_eq!(json["complete"], false);
        let first = &json["writes"][0];
        let told = ["address", "before", "wanted", "after", "outcome"].map(|key| &first[key]);
        assert_eq!(told, ["C.1.0", "55", "77", "77", "verified"]);
        assert!(first["detail"].is_null());
        let second = &json["writes"][1];
        assert_eq!(second["outcome"], "refused");
        assert_eq!(second["detail"], "ER05");
        assert!(second["after"].is_null());
    });
}

#[test]
fn writes_are_tables_in_which_nothing_is_a_formula() {
    let excel = Style {
        csv: CsvStyle::Excel,
        ..Style::default()
    };
    writes_as(Format::Csv, excel, |bytes| {
        let text = std::str::from_utf8(bytes).unwrap();
        assert!(text.starts_with("\u{FEFF}serial;address;code;name;before;"));
        assert!(text.contains(";'=1+1;;refused;ER05;"), "{text}");
    });
    writes_as(Format::Table, Style::default(), |bytes| {
        let text = std::str::from_utf8(bytes).unwrap();
        let row = text.lines().find(|line| line.starts_with("C.1.0"));
        let words: Vec<&str> = row.unwrap().split_whitespace().collect();
        assert_eq!(words, ["C.1.0", "Text", "55", "77", "77", "verified"]);
    });
    writes_as(Format::Raw, Style::default(), |bytes| {
        assert_eq!(bytes, b"C.1.0(77)\r\n");
    });
}

#[test]
fn workbooks_are_made_of_both() {
    let is_workbook = |bytes: &[u8]| assert!(bytes.starts_with(b"PK\x03\x04"));
    registers_as(Format::Xlsx, Style::default(), is_workbook);
    writes_as(Format::Xlsx, Style::default(), is_workbook);
}

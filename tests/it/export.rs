//! Readouts as files: the JSON and CSV contract, workbooks, names, safe writing.

use std::fs;
use std::io::{Cursor, Read};
use std::path::Path;

use flagport::codec::{BlockCheck, BlockCheckKind, Mode};
use flagport::export::{
    CsvStyle, FileNameTemplate, Format, Language, Overwrite, Style, WriteError, readout_from_json,
    render, write_file,
};
use flagport::meter::{
    Billing, CivilTime, Content, DataSet, MeterIdentity, Problem, Readout, Reset, Season, Value,
};
use jiff::civil::{date, time};
use jiff::{SignedDuration, Timestamp, tz};

/// A readout with one of everything.
pub(crate) fn sample() -> Readout {
    let read_at = "2026-11-22T19:00:00Z".parse::<Timestamp>().unwrap();
    Readout {
        meter: MeterIdentity {
            identification_line: Some("/LGZ5\\2ZMD3104107.B32".to_owned()),
            manufacturer: Some("LGZ".to_owned()),
            manufacturer_name: Some("Landis+Gyr (Zug)".to_owned()),
            identification: Some("ZMD3104107.B32".to_owned()),
            device_type: Some("ZMD310".to_owned()),
            mode: Some(Mode::C),
            baud: Some(9600),
            serial_number: Some("95316176".to_owned()),
            property_number: None,
            firmware: None,
        },
        profile: Some("lgz-zmd".to_owned()),
        read_at: Some(read_at.to_zoned(tz::TimeZone::fixed(tz::offset(1)))),
        complete: true,
        block_check: BlockCheck {
            kind: BlockCheckKind::Xor,
            received: Some(0x66),
            computed: 0x66,
        },
        damaged: 0,
        data_sets: vec![
            set(1, "F.F", None, vec![flags("00000000")]),
            set(
                2,
                "0.9.1",
                None,
                vec![moment("20:00:00", None, Some((20, 0, 0)))],
            ),
            set(
                3,
                "1.8.0",
                None,
                vec![number("000123.40*kWh", "123.40", Some("kWh"))],
            ),
            set(
                4,
                "1.6.1*19",
                Some("19"),
                vec![
                    number("000.01*kW", "0.01", Some("kW")),
                    moment("17-10-02 08:45", Some((2017, 10, 2)), Some((8, 45, 0))),
                ],
            ),
            set(5, "C.1.1", None, vec![empty()]),
            set(6, "0.2.0", None, vec![text("=HYPERLINK(\"x\")")]),
            set(
                7,
                "16.7.0",
                None,
                vec![number("-000073.69*W", "-73.69", Some("W"))],
            ),
        ],
        problems: vec![
            problem(6, "no unit after '*'"),
            problem(6, "a second oddity"),
            problem(0, "the end mark is missing"),
        ],
        load_profiles: Vec::new(),
        logbooks: Vec::new(),
        clock_drift: Some(SignedDuration::from_secs(-12)),
    }
}

fn set(line: usize, address: &str, billing: Option<&str>, values: Vec<Value>) -> DataSet {
    DataSet {
        line,
        address: address.to_owned(),
        code: Some(format!("1-0:{address}")),
        name: Some(format!("Name, of {address}")),
        billing: billing.map(|index| Billing {
            index: index.to_owned(),
            reset: Some(Reset::Automatic),
        }),
        values,
    }
}

fn value(raw: &str, content: Content) -> Value {
    Value {
        raw: raw.to_owned(),
        content,
    }
}

fn number(raw: &str, digits: &str, unit: Option<&str>) -> Value {
    value(
        raw,
        Content::Number {
            value: digits.parse().unwrap(),
            unit: unit.map(str::to_owned),
        },
    )
}

fn moment(raw: &str, day: Option<(i16, i8, i8)>, clock: Option<(i8, i8, i8)>) -> Value {
    value(
        raw,
        Content::Time(CivilTime {
            date: day.map(|(y, m, d)| date(y, m, d)),
            time: clock.map(|(h, m, s)| time(h, m, s, 0)),
            season: day.map(|_| Season::Summer),
        }),
    )
}

fn text(raw: &str) -> Value {
    value(raw, Content::Text)
}

fn flags(raw: &str) -> Value {
    value(raw, Content::Flags)
}

fn empty() -> Value {
    value("", Content::Empty)
}

fn problem(line: usize, message: &str) -> Problem {
    Problem {
        line,
        message: message.to_owned(),
    }
}

fn rendered(readout: &Readout, format: Format, csv: CsvStyle) -> String {
    let style = Style {
        csv,
        language: Language::English,
    };
    String::from_utf8(render(readout, b"", format, style).unwrap()).unwrap()
}

#[test]
fn json_has_the_shape_of_the_contract() {
    let text = rendered(&sample(), Format::Json, CsvStyle::Plain);
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    let check = |pointer: &str, expected: serde_json::Value| {
        assert_eq!(json.pointer(pointer), Some(&expected), "{pointer}");
    };
    check("/format", "flagport.readout.v1".into());
    check(
        "/meter/identification_line",
        "/LGZ5\\2ZMD3104107.B32".into(),
    );
    check("/meter/mode", "C".into());
    check("/meter/baud", 9600.into());
    check("/profile", "lgz-zmd".into());
    check("/read_at", "2026-11-22T20:00:00+01:00".into());
    check("/clock_drift_seconds", (-12).into());
    check("/complete", true.into());
    check(
        "/block_check",
        serde_json::json!({"kind": "xor", "received": "66", "computed": "66", "ok": true}),
    );
    check(
        "/data_sets/3",
        serde_json::json!({
            "line": 4, "address": "1.6.1*19", "code": "1-0:1.6.1*19", "name": "Name, of 1.6.1*19",
            "billing": {"index": "19", "reset": "automatic"},
            "values": [
                {"raw": "000.01*kW", "kind": "number", "value": "0.01", "unit": "kW"},
                {"raw": "17-10-02 08:45", "kind": "time", "value": "2017-10-02T08:45:00", "season": "summer"},
            ],
        }),
    );
    check(
        "/data_sets/0/values/0",
        serde_json::json!({"raw": "00000000", "kind": "flags"}),
    );
    check("/data_sets/0/billing", serde_json::Value::Null);
    check("/data_sets/1/values/0/value", "20:00:00".into());
    check("/data_sets/2/values/0/value", "123.40".into());
    check(
        "/data_sets/4/values/0",
        serde_json::json!({"raw": "", "kind": "empty"}),
    );
    check("/load_profiles", serde_json::json!([]));
    check("/logbooks", serde_json::json!([]));
    check(
        "/problems/0",
        serde_json::json!({"line": 6, "message": "no unit after '*'"}),
    );

    let keys = [
        "format",
        "meter",
        "profile",
        "read_at",
        "complete",
        "block_check",
        "data_sets",
        "load_profiles",
        "logbooks",
        "problems",
    ];
    let places: Vec<usize> = keys
        .iter()
        .map(|key| text.find(&format!("\n  \"{key}\"")).unwrap())
        .collect();
    assert!(
        places.is_sorted(),
        "the keys stand in the order of the contract"
    );
}

#[test]
fn json_is_read_back() {
    let readout = sample();
    let text = rendered(&readout, Format::Json, CsvStyle::Plain);
    assert_eq!(readout_from_json(text.as_bytes()).unwrap(), readout);
}

#[test]
fn json_of_a_telegram_without_a_check_says_so() {
    let readout = Readout {
        block_check: BlockCheck::ABSENT,
        damaged: 2,
        read_at: None,
        ..sample()
    };
    let text = rendered(&readout, Format::Json, CsvStyle::Plain);
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(
        json["block_check"],
        serde_json::json!({"kind": "none", "received": null, "computed": null, "ok": null})
    );
    assert_eq!(readout_from_json(text.as_bytes()).unwrap(), readout);
}

#[test]
fn json_that_is_no_readout_is_refused_in_words() {
    let check = |text: &str, expected: &str| {
        let error = readout_from_json(text.as_bytes()).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    };
    check("{}", "missing field `format`");
    check(
        "{\"format\": \"flagport.readout.v9\"}",
        "\"flagport.readout.v9\"",
    );
    let text = rendered(&sample(), Format::Json, CsvStyle::Plain);
    check(
        &text.replace("\"0.01\"", "\"0.0.1\""),
        "\"0.0.1\" is no number",
    );
    check(&text.replace("+01:00", ""), "is no time with an offset");
}

#[test]
fn csv_has_one_row_per_value() {
    let text = rendered(&sample(), Format::Csv, CsvStyle::Plain);
    let lines: Vec<&str> = text.split_terminator("\r\n").collect();
    assert_eq!(
        lines,
        [
            "serial,address,code,name,value,unit,time,billing,raw,problem",
            "95316176,F.F,1-0:F.F,\"Name, of F.F\",00000000,,,,00000000,",
            "95316176,0.9.1,1-0:0.9.1,\"Name, of 0.9.1\",,,20:00:00,,20:00:00,",
            "95316176,1.8.0,1-0:1.8.0,\"Name, of 1.8.0\",123.40,kWh,,,000123.40*kWh,",
            "95316176,1.6.1*19,1-0:1.6.1*19,\"Name, of 1.6.1*19\",0.01,kW,2017-10-02T08:45:00,19,000.01*kW)(17-10-02 08:45,",
            "95316176,C.1.1,1-0:C.1.1,\"Name, of C.1.1\",,,,,,",
            "95316176,0.2.0,1-0:0.2.0,\"Name, of 0.2.0\",\"'=HYPERLINK(\"\"x\"\")\",,,,\"'=HYPERLINK(\"\"x\"\")\",no unit after '*'; a second oddity",
            "95316176,16.7.0,1-0:16.7.0,\"Name, of 16.7.0\",-73.69,W,,,-000073.69*W,",
            "95316176,,,,,,,,,the end mark is missing",
        ]
    );
}

#[test]
fn csv_for_excel_has_a_mark_semicolons_and_commas() {
    let text = rendered(&sample(), Format::Csv, CsvStyle::Excel);
    let text = text.strip_prefix('\u{FEFF}').unwrap();
    assert!(text.starts_with("serial;address;code;"));
    assert!(text.contains(";123,40;kWh;;;000123.40*kWh;"), "{text}");
    assert!(text.contains(";-73,69;W;"), "{text}");
}

#[test]
fn tables_are_aligned_and_free_of_control_characters() {
    let mut readout = sample();
    readout
        .data_sets
        .push(set(8, "1.1", None, vec![text("\u{1b}[31mred")]));
    let table = rendered(&readout, Format::Table, CsvStyle::Plain);
    assert!(!table.contains('\u{1b}'));
    assert!(table.contains("·[31mred"));
    assert!(table.contains("12 s slow"));
    assert!(table.contains("Problem: the end mark is missing"));
    let column = |address: &str, value: &str| {
        let line = table
            .lines()
            .find(|line| line.starts_with(address))
            .unwrap();
        line.find(value).unwrap() + value.len()
    };
    assert_eq!(column("1.8.0 ", "123.40"), column("16.7.0", "-73.69"));
}

/// One file out of a workbook.
fn part(workbook: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(workbook)).unwrap();
    let mut text = String::new();
    let mut file = archive.by_name(name).unwrap();
    file.read_to_string(&mut text).unwrap();
    text
}

#[test]
fn workbooks_hold_numbers_as_numbers_and_no_formulas() {
    let workbook = render(&sample(), b"", Format::Xlsx, Style::default()).unwrap();
    let names = part(&workbook, "xl/workbook.xml");
    for sheet in ["Meter info", "Registers", "History"] {
        assert!(names.contains(&format!("name=\"{sheet}\"")), "{names}");
    }
    let registers = part(&workbook, "xl/worksheets/sheet2.xml");
    assert!(registers.contains("<v>123.4</v>"), "{registers}");
    assert!(registers.contains("<v>-73.69</v>"), "{registers}");
    assert!(!registers.contains("<f>"), "{registers}");
    assert!(registers.contains("state=\"frozen\""), "{registers}");
    let formats = part(&workbook, "xl/styles.xml");
    assert!(
        formats.contains("0.00"),
        "two decimals are shown: {formats}"
    );
    let texts = part(&workbook, "xl/sharedStrings.xml");
    assert!(texts.contains("<t>000123.40*kWh</t>"), "{texts}");
    assert!(texts.contains("=HYPERLINK(&quot;x&quot;)") || texts.contains("=HYPERLINK(\"x\")"));

    let history = part(&workbook, "xl/worksheets/sheet3.xml");
    assert!(history.contains("<v>0.01</v>"), "{history}");
    assert!(texts.contains("<t>1-0:1.6.1</t>"), "{texts}");
    assert!(texts.contains("<t>2017-10-02T08:45:00</t>"), "{texts}");
}

#[test]
fn a_german_workbook_has_german_sheets_headings_and_names() {
    let mut readout = sample();
    for set in &mut readout.data_sets {
        if set.address == "1.6.1*19" {
            set.name = Some("Active import, maximum demand, tariff 1".to_owned());
        }
    }
    let style = Style {
        language: Language::German,
        ..Style::default()
    };
    let workbook = render(&readout, b"", Format::Xlsx, style).unwrap();
    let sheets = part(&workbook, "xl/workbook.xml");
    for sheet in ["Zählerdaten", "Register", "Vorwerte"] {
        assert!(sheets.contains(&format!("name=\"{sheet}\"")), "{sheets}");
    }
    let texts = part(&workbook, "xl/sharedStrings.xml");
    for text in [
        "Seriennummer",
        "Adresse",
        "Wie gesendet",
        "Wirkleistung Bezug, Maximum, Tarif 1",
        "Wirkleistung Bezug, Maximum, Tarif 1, Zeitstempel",
        "no unit after '*'; a second oddity",
    ] {
        assert!(texts.contains(&format!("<t>{text}</t>")), "{text}: {texts}");
    }
    assert!(!texts.contains("<t>Address</t>"), "{texts}");
}

#[test]
fn the_language_changes_neither_json_nor_the_telegram() {
    let german = Style {
        language: Language::German,
        ..Style::default()
    };
    for format in [Format::Json, Format::Raw] {
        let bytes = |style| render(&sample(), b"1.8.0(1)", format, style).unwrap();
        assert_eq!(bytes(german), bytes(Style::default()));
    }
}

#[test]
fn workbooks_keep_numbers_that_a_float_cannot_hold_as_text() {
    let mut readout = sample();
    let digits = "1234567890.1234567";
    readout
        .data_sets
        .push(set(8, "1.1", None, vec![number(digits, digits, None)]));
    let workbook = render(&readout, b"", Format::Xlsx, Style::default()).unwrap();
    let registers = part(&workbook, "xl/worksheets/sheet2.xml");
    assert!(!registers.contains("<v>1234567890"), "{registers}");
    let texts = part(&workbook, "xl/sharedStrings.xml");
    assert!(texts.contains(&format!("<t>{digits}</t>")), "{texts}");
}

#[test]
fn equal_readouts_make_equal_workbooks() {
    let workbook = || render(&sample(), b"", Format::Xlsx, Style::default()).unwrap();
    assert_eq!(workbook(), workbook());
}

#[test]
fn the_extension_names_the_format() {
    let check = |name: &str, expected: Option<Format>| {
        assert_eq!(Format::of_path(Path::new(name)).ok(), expected, "{name}");
    };
    check("a.json", Some(Format::Json));
    check("a.b/A.JSON", Some(Format::Json));
    check("a.csv", Some(Format::Csv));
    check("a.xlsx", Some(Format::Xlsx));
    check("a.iec", Some(Format::Raw));
    check("a.raw", Some(Format::Raw));
    check("a.txt", Some(Format::Table));
    check("a.pdf", None);
    check("json", None);
    let error = Format::of_path(Path::new("a.pdf")).unwrap_err().to_string();
    for (extension, _) in Format::EXTENSIONS {
        assert!(error.contains(&format!(".{extension}")), "{error}");
    }
}

#[test]
fn file_names_are_filled_in() {
    let fill = |template: &str, readout: &Readout| {
        let template: FileNameTemplate = template.parse().unwrap();
        template.fill(readout, "readout")
    };
    let readout = sample();
    assert_eq!(
        FileNameTemplate::default().fill(&readout, "x"),
        "95316176_2026-11-22_200000"
    );
    assert_eq!(
        fill("out/{kind}-{meter}.csv", &readout),
        "out/readout-ZMD3104107.B32.csv"
    );

    let mut nameless = readout.clone();
    nameless.meter.serial_number = Some("????????".to_owned());
    assert_eq!(fill("{serial}", &nameless), "ZMD3104107.B32");
    nameless.meter = MeterIdentity::default();
    assert_eq!(fill("{serial}", &nameless), "meter");
}

#[test]
fn files_are_written_whole_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.json");
    write_file(&path, b"one", Overwrite::Never).unwrap();
    assert_eq!(
        write_file(&path, b"two", Overwrite::Never),
        Err(WriteError::Exists(path.clone()))
    );
    assert_eq!(fs::read(&path).unwrap(), b"one");
    write_file(&path, b"two", Overwrite::Replace).unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"two");

    let missing = folder.path().join("no/a.json");
    assert_eq!(
        write_file(&missing, b"x", Overwrite::Replace),
        Err(WriteError::FolderMissing(folder.path().join("no")))
    );
    assert_eq!(
        write_file(folder.path(), b"x", Overwrite::Replace),
        Err(WriteError::IsFolder(folder.path().to_owned()))
    );
    let left: Vec<_> = fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(left.len(), 1, "nothing temporary is left");
}

#[cfg(unix)]
#[test]
fn devices_are_never_replaced_and_files_are_ordinary() {
    use std::os::unix::fs::PermissionsExt;

    let null = Path::new("/dev/null");
    assert_eq!(
        write_file(null, b"x", Overwrite::Replace),
        Err(WriteError::NotAFile(null.to_owned()))
    );
    let folder = tempfile::tempdir().unwrap();
    let (ours, usual) = (folder.path().join("ours"), folder.path().join("usual"));
    write_file(&ours, b"x", Overwrite::Never).unwrap();
    fs::write(&usual, b"x").unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode();
    assert_eq!(mode(&ours), mode(&usual));
}

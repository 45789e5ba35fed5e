//! Exports: whatever a telegram holds, its readout is written in every form, and what
//! other programs read of it is what was written.

use flagport::archive::{Found, open_bytes};
use flagport::export::{
    CsvStyle, Format, Language, LoadProfileFile, LogbookFile, Style, readout_from_json, render,
    render_load_profile, render_logbook,
};
use flagport::meter::Readout;
use flagport::profile;
use flagport::report::{Report, Visit, html};
use jiff::Zoned;
use serde_json::Value;

/// One input in so many is written as a workbook too: that is slow.
const WORKBOOKS: usize = 64;

/// What the report is made of; anything else between `<` and `>` came from the meter.
const TAGS: &str = "!DOCTYPE html head meta title style body header main section h1 h2 h3 p div \
     span table thead tbody tr th td dl dt dd ul ol li b strong em i small code pre br hr \
     footer caption colgroup col figure a svg path";

pub fn check(data: &[u8]) {
    let Ok(found) = open_bytes(data) else {
        return;
    };
    for found in &found {
        written(found, data.len().is_multiple_of(WORKBOOKS));
    }
}

/// Writes a readout in every form.
pub fn written(found: &Found, with_workbook: bool) {
    json_comes_back(&found.readout);
    for csv in [CsvStyle::Plain, CsvStyle::Excel] {
        csv_has_its_columns(found, csv);
    }
    let style = Style {
        language: Language::German,
        ..Style::default()
    };
    let plain = render(&found.readout, &found.raw, Format::Table, style).expect("it is written");
    let plain = String::from_utf8(plain).expect("a table is text");
    assert!(
        !plain.contains('\u{1b}'),
        "a terminal obeys what a meter sent"
    );
    let raw = render(&found.readout, &found.raw, Format::Raw, style).expect("it is written");
    assert_eq!(raw, found.raw);
    if with_workbook {
        let book = render(&found.readout, &found.raw, Format::Xlsx, style).expect("it is written");
        assert!(book.starts_with(b"PK"));
    }
    series_are_written(&found.readout);
    report_is_made_of_its_own_tags(&found.readout);
}

fn json_comes_back(readout: &Readout) {
    let json = render(readout, b"", Format::Json, Style::default()).expect("it is written");
    let again = readout_from_json(&json).expect("what was written can be read");
    let whole = |readout: &Readout| Readout {
        load_profiles: Vec::new(),
        logbooks: Vec::new(),
        read_at: None,
        ..readout.clone()
    };
    // They are understood again from the telegram.
    assert_eq!(whole(&again), whole(readout));
    let value: Value = serde_json::from_slice(&json).expect("it is JSON");
    let count = |name: &str| value.get(name).and_then(Value::as_array).map(Vec::len);
    assert_eq!(count("load_profiles"), Some(readout.load_profiles.len()));
    assert_eq!(count("logbooks"), Some(readout.logbooks.len()));
}

fn csv_has_its_columns(found: &Found, csv: CsvStyle) {
    let style = Style {
        csv,
        ..Style::default()
    };
    let bytes = render(&found.readout, &found.raw, Format::Csv, style).expect("it is written");
    let (delimiter, text) = match csv {
        CsvStyle::Plain => (b',', bytes.as_slice()),
        CsvStyle::Excel => (b';', bytes.strip_prefix(b"\xEF\xBB\xBF").expect("a mark")),
    };
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .from_reader(text);
    let columns = reader.headers().expect("it has a header").len();
    assert!(columns >= 4, "{columns} columns");
    for record in reader.records() {
        let record = record.expect("every record has all its cells");
        for cell in &record {
            let is_formula = cell.starts_with(['=', '@', '\t', '\r']);
            assert!(!is_formula, "a spreadsheet runs {cell:?}");
        }
    }
}

fn series_are_written(readout: &Readout) {
    for load_profile in &readout.load_profiles {
        let file = LoadProfileFile {
            meter: &readout.meter,
            profile: None,
            read_at: None,
            load_profile,
            complete: readout.complete,
            raw: b"",
        };
        let json = render_load_profile(&file, Format::Json, Style::default());
        let value: Value = serde_json::from_slice(&json.expect("it is written")).expect("JSON");
        let entries = value.get("entries").and_then(Value::as_array).map(Vec::len);
        assert_eq!(entries, Some(load_profile.len()));
        let csv = render_load_profile(&file, Format::Csv, Style::default());
        let csv = csv.expect("it is written");
        let records = csv::Reader::from_reader(csv.as_slice()).into_records();
        assert_eq!(records.filter(Result::is_ok).count(), load_profile.len());
        render_load_profile(&file, Format::Table, Style::default()).expect("it is written");
    }
    for logbook in &readout.logbooks {
        let file = LogbookFile {
            meter: &readout.meter,
            profile: None,
            read_at: None,
            logbook,
            complete: readout.complete,
            raw: b"",
        };
        let json = render_logbook(&file, Format::Json, Style::default());
        let value: Value = serde_json::from_slice(&json.expect("it is written")).expect("JSON");
        let entries = value.get("entries").and_then(Value::as_array).map(Vec::len);
        assert_eq!(entries, Some(logbook.entries.len()));
        for format in [Format::Csv, Format::Table] {
            render_logbook(&file, format, Style::default()).expect("it is written");
        }
    }
}

fn report_is_made_of_its_own_tags(readout: &Readout) {
    let at: Zoned = "2026-11-22T20:00:00+01:00[+01:00]"
        .parse()
        .expect("it is an instant");
    let visit = Visit {
        operator: "Ada",
        readout: Some(readout),
        profile: Some(profile::generic()),
        ..Visit::default()
    };
    let report = Report::of(&visit, &at);
    assert!(!report.title().is_empty());
    let page = html(&report);
    let (_, body) = page.split_once("</style>").expect("it has a style");
    for piece in body.split('<').skip(1) {
        let name = piece.trim_start_matches('/');
        let end = name
            .find(|c: char| !c.is_ascii_alphanumeric())
            .unwrap_or(name.len());
        let name = name.get(..end).unwrap_or("");
        assert!(
            TAGS.split_whitespace().any(|known| known == name),
            "the page holds a tag {name:?} that is not its own"
        );
        assert!(piece.contains('>'), "a tag is open at its end");
    }
}

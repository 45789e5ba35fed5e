//! The report of a visit: what stands on it, and that nothing of a meter gets out of
//! its place.

use std::sync::Arc;
use std::time::Duration;

use flagport::archive;
use flagport::export::FileNameTemplate;
use flagport::language::{Language, within};
use flagport::meter::{CivilTime, Content, DataSet, MeterIdentity, Value};
use flagport::profile::{
    Access, ActionCommand, ActionDef, ActionKind, Kind, Profile, RegisterDef, Verified,
};
use flagport::report::{Checksum, Report, Visit, html};
use flagport::worker::{
    ActionRecord, ClockReading, ClockRecord, RawRecord, ReadProblem, RegisterReading, WriteOutcome,
    WriteRecord,
};
use jiff::{SignedDuration, Zoned};

use crate::program::capture;

fn at(time: &str) -> Zoned {
    format!("2026-11-22T{time}+01:00[Europe/Berlin]")
        .parse()
        .unwrap()
}

fn register(group: &str, address: &str, name: &str, unit: &str) -> RegisterDef {
    RegisterDef {
        address: address.to_owned(),
        name: name.to_owned(),
        group: group.to_owned(),
        unit: unit.to_owned(),
        access: Access::Write(1),
        kind: match unit {
            "" => Kind::default(),
            _ => Kind::Number {
                min: None,
                max: None,
                decimals: 0,
                width: 2,
                scale: 0,
            },
        },
        ..RegisterDef::default()
    }
}

fn reading(register: RegisterDef, raw: &str) -> RegisterReading {
    let answer = DataSet {
        line: 1,
        address: register.address.clone(),
        code: None,
        name: None,
        billing: None,
        values: vec![Value {
            raw: raw.to_owned(),
            content: Content::Text,
        }],
    };
    RegisterReading {
        register: Arc::new(register),
        answer: Ok(answer),
        read_at: at("20:01:10"),
    }
}

fn write(
    register: RegisterDef,
    before: &str,
    wanted: &str,
    after: Option<&str>,
    outcome: WriteOutcome,
    detail: Option<&str>,
) -> WriteRecord {
    WriteRecord {
        command: format!("W5 {}({wanted})(•••)", register.address),
        register: Arc::new(register),
        before: Some(before.to_owned()),
        wanted: wanted.to_owned(),
        after: after.map(str::to_owned),
        outcome,
        detail: detail.map(str::to_owned),
        ended_at: at("20:04:31"),
    }
}

fn drift(computer: &str, millis: i64) -> ClockReading {
    let computer = at(computer);
    let meter = computer.datetime() + SignedDuration::from_millis(millis);
    ClockReading {
        meter: CivilTime {
            date: Some(meter.date()),
            time: Some(meter.time()),
            season: None,
        },
        computer,
        drift: SignedDuration::from_millis(millis),
        uncertainty: Duration::from_millis(40),
    }
}

fn period() -> RegisterDef {
    register("Measuring", "0.8.0", "Measuring period", "min")
}

fn label() -> RegisterDef {
    register("Display", "C.1.0", "Text on the display", "")
}

/// The pieces of a visit, as the window or a command has them.
#[derive(Default)]
struct Pieces {
    meter: Option<MeterIdentity>,
    profile: Profile,
    readings: Vec<RegisterReading>,
    writes: Vec<WriteRecord>,
    clock: Vec<ClockReading>,
    clock_sets: Vec<ClockRecord>,
    actions: Vec<ActionRecord>,
    raw: Vec<RawRecord>,
    problems: Vec<String>,
    unsettled: Vec<String>,
}

/// A long visit in which everything happened.
fn pieces() -> Pieces {
    let profile = Profile {
        name: "lgz-zmd".to_owned(),
        title: "Landis+Gyr ZMD, ZFD".to_owned(),
        verified: Verified::Telegram,
        ..Profile::default()
    };
    let mut readings: Vec<RegisterReading> = (0..40)
        .map(|n| {
            let name = format!("Display list, line {n}");
            let address = format!("C.90.{n}");
            reading(register("Display", &address, &name, ""), "1-0:1.8.0*255")
        })
        .collect();
    readings.insert(0, reading(period(), "15*min"));
    let refused = RegisterReading {
        answer: Err(ReadProblem::Refused {
            answer: "ER05".to_owned(),
            meaning: Some("this level may not read it".to_owned()),
        }),
        ..reading(register("Display", "C.99.1", "Service switch", ""), "")
    };
    readings.push(refused);
    let reset = ActionDef {
        name: "Billing reset".to_owned(),
        kind: ActionKind::BillingReset,
        commands: vec![ActionCommand {
            command: "E2".parse().unwrap(),
            data: "1.6.0()".to_owned(),
        }],
        level: Some(1),
        help: String::new(),
        cannot_be_undone: "The maximum starts again from zero.".to_owned(),
        watch: vec!["0.1.0".to_owned()],
        proof: Some("0.1.0".to_owned()),
        disable_min: Some(60),
    };
    let counter = || register("Billing", "0.1.0", "Resets", "");
    Pieces {
        meter: None,
        profile,
        readings,
        writes: vec![
            write(
                period(),
                "15*min",
                "30",
                Some("30*min"),
                WriteOutcome::Verified,
                None,
            ),
            write(
                label(),
                "L+G",
                "HALL 3 EAST",
                Some("HALL 3 EAST"),
                WriteOutcome::Verified,
                None,
            ),
            write(
                register("Pulses", "0.3.0", "Meter constant, active energy", "1/kWh"),
                "1000",
                "5000",
                None,
                WriteOutcome::Refused,
                Some("ER05: the terminal cover is closed"),
            ),
            write(
                register("Pulses", "0.4.2", "Current ratio", ""),
                "50",
                "100",
                None,
                WriteOutcome::Unknown,
                Some("the line went silent after the command; the meter did not answer again"),
            ),
        ],
        clock: vec![drift("20:00:40", -14_370), drift("20:06:02", 40)],
        clock_sets: vec![ClockRecord {
            before: drift("20:00:40", -14_370),
            commands: vec![
                "W5 0.9.1(0200500)(•••)".to_owned(),
                "W5 0.9.2(0261122)(•••)".to_owned(),
            ],
            after: Some(drift("20:06:02", 40)),
            outcome: WriteOutcome::Verified,
            detail: None,
        }],
        actions: vec![ActionRecord {
            action: Arc::new(reset),
            commands: vec!["E2 1.6.0()".to_owned()],
            before: vec![reading(counter(), "18")],
            after: vec![reading(counter(), "19")],
            outcome: WriteOutcome::Verified,
            detail: None,
        }],
        raw: vec![RawRecord {
            command: "R5 C.2.1()".to_owned(),
            answer: Ok("C.2.1(0261122200431)".to_owned()),
            outcome: None,
        }],
        problems: vec!["C.99.1 was refused with ER05".to_owned()],
        unsettled: Vec::new(),
    }
}

fn report_of(pieces: &Pieces) -> Report {
    let file = capture("lgz-zmd120apt-g03.iec");
    let telegram = std::fs::read(&file).unwrap();
    let opened = archive::open(std::path::Path::new(&file)).unwrap();
    let visit = Visit {
        operator: "M. Berger",
        order: "WO-2026-1173, Hall 3, transformer station east",
        notes: "Seal 4711 removed, seal 4712 set.\nCustomer was present.",
        port: "/dev/ttyUSB0",
        meter: pieces.meter.as_ref(),
        profile: Some(&pieces.profile),
        readout: opened.readouts.first().map(|found| &found.readout),
        telegram: &telegram,
        readings: &pieces.readings,
        writes: &pieces.writes,
        clock: &pieces.clock,
        clock_sets: &pieces.clock_sets,
        actions: &pieces.actions,
        check: None,
        record: None,
        raw: &pieces.raw,
        trace: Some("a trace"),
        problems: &pieces.problems,
        unsettled: &pieces.unsettled,
    };
    Report::of(&visit, &at("20:10:00"))
}

/// Where the page can be looked at.
fn keep(name: &str, page: &str) {
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(path, page).unwrap();
}

#[test]
fn a_report_tells_everything_that_happened() {
    let page = html(&report_of(&pieces()));
    keep("report.html", &page);
    for wanted in [
        "M. Berger",
        "WO-2026-1173",
        "W5 0.8.0(30)(•••)",
        "30 min",
        "✓",
        "verified",
        "refused",
        "ER05: the terminal cover is closed",
        "? Unknown: read it back",
        "14.37 s slow, ± 0.04 s",
        "0.04 s fast, ± 0.04 s",
        "E2 1.6.0()",
        "The maximum starts again from zero.",
        "R5 C.2.1()",
        "refused with ER05: this level may not read it",
        "seen in telegrams",
        "Seal 4711 removed",
    ] {
        assert!(page.contains(wanted), "{wanted}");
    }
    assert!(page.contains("It is unknown what came of 1 of 6 changes"));
    let telegram = std::fs::read(capture("lgz-zmd120apt-g03.iec")).unwrap();
    assert!(page.contains(&Checksum::of(&telegram).hex()));
}

#[test]
fn nothing_that_a_meter_sends_gets_out_of_its_place() {
    let evil = "\"'><script>alert(1)</script><img src=x onerror=y>&amp;\u{1b}[31m\u{202e}\u{0}";
    let mut pieces = pieces();
    pieces.meter = Some(MeterIdentity {
        identification_line: Some(evil.to_owned()),
        serial_number: Some(format!("12\"; }} body {{ display: none }} </style>{evil}")),
        firmware: Some(evil.to_owned()),
        manufacturer: Some(evil.to_owned()),
        ..MeterIdentity::default()
    });
    let hostile = register(evil, "0.8.1", evil, "");
    pieces.readings.push(reading(hostile.clone(), evil));
    let record = write(
        hostile,
        evil,
        evil,
        Some(evil),
        WriteOutcome::Unknown,
        Some(evil),
    );
    pieces.writes.push(record);
    pieces.raw.push(RawRecord {
        command: evil.to_owned(),
        answer: Err(evil.to_owned()),
        outcome: Some(WriteOutcome::Unknown),
    });
    pieces.problems.push(evil.to_owned());
    pieces.unsettled.push(evil.to_owned());
    let page = html(&report_of(&pieces));
    keep("report-hostile.html", &page);
    for forbidden in [
        "<script",
        "<img",
        "\u{1b}",
        "\u{202e}",
        "\u{0}",
        "\"; } body",
    ] {
        assert!(!page.contains(forbidden), "{forbidden:?}");
    }
    assert_eq!(page.matches("</style>").count(), 1);
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    // Twice escaped, because it came escaped.
    assert!(page.contains("&amp;amp;"));
    // Every `<` begins a tag of ours.
    let tags = page.split('<').skip(1).map(|rest| {
        let name = rest.trim_start_matches(['/', '!']);
        name.split(|c: char| !c.is_ascii_alphanumeric())
            .next()
            .unwrap()
    });
    let known = [
        "DOCTYPE", "html", "head", "meta", "title", "style", "body", "header", "div", "p", "h1",
        "h2", "h3", "dl", "dt", "dd", "section", "span", "table", "thead", "tbody", "tr", "th",
        "td", "ul", "li", "code", "footer",
    ];
    for tag in tags {
        assert!(known.contains(&tag), "{tag}");
    }
}

#[test]
fn the_page_needs_nothing_from_elsewhere() {
    let page = html(&report_of(&pieces()));
    for forbidden in [
        "http://", "https://", "src=", "href=", "url(", "@import", "<link",
    ] {
        assert!(!page.contains(forbidden), "{forbidden}");
    }
    assert!(page.contains("default-src 'none'"));
}

#[test]
fn a_report_is_in_the_language_it_was_made_in() {
    let page = within(Language::German, || html(&report_of(&pieces())));
    keep("report-german.html", &page);
    for wanted in [
        "<html lang=\"de\">",
        "Besuchsbericht",
        "22.11.2026",
        "Vorher",
        "bestätigt",
        "Prüfsummen",
        "Ort, Datum",
        // What the meter sent stays as sent.
        "30 min",
    ] {
        assert!(page.contains(wanted), "{wanted}");
    }
    for absent in ["Visit report", ">Before<", "verified", ">Outcome<"] {
        assert!(!page.contains(absent), "{absent}");
    }
}

#[test]
fn a_visit_without_changes_says_so() {
    let made_at = at("20:10:00");
    let page = html(&Report::of(&Visit::default(), &made_at));
    keep("report-empty.html", &page);
    assert!(page.contains("Nothing was changed in the meter"));
    assert!(page.contains("Unknown meter"));
    for absent in [
        "Unknown: read it back",
        ">Changes<",
        ">Clock<",
        ">Checksums<",
    ] {
        assert!(!page.contains(absent), "{absent}");
    }
}

#[test]
fn the_verdict_is_never_better_than_the_worst_outcome() {
    let check = |outcomes: &[WriteOutcome], expected: &str| {
        let writes: Vec<WriteRecord> = outcomes
            .iter()
            .map(|outcome| write(label(), "a", "b", None, *outcome, None))
            .collect();
        let visit = Visit {
            writes: &writes,
            ..Visit::default()
        };
        let page = html(&Report::of(&visit, &at("20:10:00")));
        assert!(page.contains(expected), "{outcomes:?}");
        let is_open = outcomes.contains(&WriteOutcome::Unknown);
        assert_eq!(page.contains("? Unknown: read it back"), is_open);
    };
    use WriteOutcome::{NotSent, NotVerified, Refused, Unknown, Verified};
    check(
        &[Verified],
        "The change was written, read back and found equal",
    );
    check(&[Verified, Verified], "All 2 changes were written");
    check(&[Verified, Refused], "1 of 2 changes did not come out");
    check(&[NotVerified], "The change did not come out as wanted");
    check(&[NotSent, NotVerified], "2 of 2 changes did not come out");
    check(&[Unknown], "It is unknown what came of the change");
    check(&[Verified, Unknown, Refused], "what came of 1 of 3 changes");
}

#[test]
fn what_an_earlier_visit_left_unknown_is_told_first() {
    let unsettled = ["0.8.0: 15 to 30, written on 2026-11-20".to_owned()];
    let visit = Visit {
        unsettled: &unsettled,
        ..Visit::default()
    };
    let page = html(&Report::of(&visit, &at("20:10:00")));
    let told = page.find("0.8.0: 15 to 30").unwrap();
    assert!(told < page.find(">Meter<").unwrap());
}

#[test]
fn the_file_is_named_after_the_meter() {
    let report = report_of(&pieces());
    let template: FileNameTemplate = "{serial}_{date}_{time}_{kind}".parse().unwrap();
    let expected = "20000_2026-11-22_201000_report.html";
    assert_eq!(report.file_name(&template), expected);
    assert_eq!(report.title(), "Visit report · 20000 · 2026-11-22 20:10");
}

#[test]
fn the_checksum_is_the_one_that_other_tools_make() {
    let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    assert_eq!(Checksum::of(b"").hex(), empty);
}

#[test]
fn drifts_are_told_as_exactly_as_they_were_measured() {
    let check = |millis: i64, exact: bool, expected: &str| {
        let mut reading = drift("20:00:40", millis);
        reading.uncertainty = Duration::from_millis(if exact { 20 } else { 150 });
        let clock = [reading];
        let visit = Visit {
            clock: &clock,
            ..Visit::default()
        };
        let report = Report::of(&visit, &at("20:10:00"));
        assert_eq!(report.drifts[0].text(), expected);
    };
    check(0, true, "right, ± 0.02 s");
    check(-340, true, "0.34 s slow, ± 0.02 s");
    check(59_990, false, "59.99 s fast, ± 0.15 s");
    check(-61_000, true, "1 min 1 s slow, ± 0.02 s");
    check(7_380_000, true, "2 h 3 min fast, ± 0.02 s");
    check(-90_000_000, true, "1 d 1 h slow, ± 0.02 s");
}

//! What a hostile meter, a curious colleague and a lost laptop must not get: formulas,
//! markup and paths that take effect elsewhere, and passwords.

use std::collections::BTreeSet;
use std::fs;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

use flagport::codec::{Message, OptionSelect};
use serde_json::Value;

use crate::cli::Simulated;
use crate::program::{Ended, Place};
use crate::scripted::{data, p0};
use crate::series::program::serve_messages;

/// Every file below `folder`, and every part of those that are packed.
fn everything_below(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(everything_below(&path));
            continue;
        }
        let bytes = fs::read(&path).unwrap();
        for (name, part) in parts(&bytes) {
            found.push((path.join(name), part));
        }
        found.push((path, bytes));
    }
    found
}

/// The files in a workbook; none in other files.
fn parts(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let Ok(mut packed) = zip::ZipArchive::new(Cursor::new(bytes)) else {
        return Vec::new();
    };
    let count = packed.len();
    let read = |index| {
        let mut file = packed.by_index(index).unwrap();
        let name = file.name().unwrap().into_owned();
        let mut part = Vec::new();
        file.read_to_end(&mut part).unwrap();
        (name, part)
    };
    (0..count).map(read).collect()
}

/// The forms in which a text could stand in a file: as it is, in UTF-16, as hex digits.
fn forms(text: &str) -> Vec<Vec<u8>> {
    let hex = |gap: &str| {
        let digits: Vec<String> = text.bytes().map(|byte| format!("{byte:02x}")).collect();
        digits.join(gap)
    };
    let wide = |unit: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(unit).collect();
    let mut forms = vec![text.into(), wide(u16::to_le_bytes), wide(u16::to_be_bytes)];
    for gap in ["", " ", ":"] {
        forms.push(hex(gap).into());
        forms.push(hex(gap).to_uppercase().into());
    }
    forms
}

#[track_caller]
fn stands_nowhere(secret: &str, place: &Place, said: &[Ended]) {
    for form in forms(secret) {
        let holds = |bytes: &[u8]| bytes.windows(form.len()).any(|window| window == form);
        for (path, bytes) in everything_below(&place.path("")) {
            assert!(!holds(&bytes), "{secret} in {}", path.display());
        }
        for ended in said {
            assert!(!holds(ended.stdout.as_bytes()), "{secret}: {ended:?}");
            assert!(!holds(ended.stderr.as_bytes()), "{secret}: {ended:?}");
        }
    }
}

/// Runs the program with a password in the environment; `~` stands for the meter's port.
fn run(place: &Place, port: &str, password: &str, line: &str) -> Ended {
    let arguments: Vec<&str> = line
        .split(' ')
        .map(|word| if word == "~" { port } else { word })
        .collect();
    let mut command = place.command(&arguments);
    Ended::of(&command.env("FLAGPORT_PASSWORD", password).output().unwrap())
}

#[test]
fn no_password_stands_in_any_file_or_text_of_a_whole_visit() {
    // The meter, its password, a wrong one, and what is read and changed.
    let meters = [
        ("iskra-mt174", "00000003", "73519482", "0.8.0", "0.8.0=30"),
        ("koehler-mf", "12345678", "73519482", "0.0.0", "0.8.0=30"),
        (
            "energomera-ce102m",
            "777777",
            "735194",
            "SNUMB()",
            "TAVER=30",
        ),
    ];
    for (meter, password, wrong, address, change) in meters {
        let place = Place::new();
        // The password is served by another program, which is none of ours here.
        let served = Place::new();
        let simulated = Simulated::start(&served, &[meter, "--pace", "none"]);
        let steps = [
            "read ~ -v --trace read.trace --out readout.json".to_owned(),
            "read ~ --out readout.xlsx".to_owned(),
            "read ~ --out readout.csv".to_owned(),
            format!("get ~ {address} -v --trace get.trace --out registers.csv"),
            format!("set ~ {change} -v --trace set.trace --out writes.json --report report.html"),
            format!("set ~ {change} --out writes.csv"),
            format!("set ~ {change} --dry-run"),
            "logbook ~ --all -v --trace logbook.trace --out logbook.json".to_owned(),
        ];
        let mut said: Vec<Ended> = steps
            .iter()
            .map(|step| run(&place, &simulated.port, password, step))
            .collect();
        assert_eq!(said[4].status, 0, "{meter}: {:?}", said[4]);
        assert!(place.visits() > 3, "{meter}: {} visits", place.visits());
        let refused = format!("set ~ {change} -v --trace wrong.trace");
        said.push(run(&place, &simulated.port, wrong, &refused));
        assert_ne!(said.last().unwrap().status, 0, "{meter}: {said:?}");
        stands_nowhere(password, &place, &said);
        stands_nowhere(wrong, &place, &said);
        // The search does find what is there.
        let trace = fs::read_to_string(place.path("set.trace")).unwrap();
        assert!(trace.contains("(***)"), "{meter}: {trace}");
    }
}

/// Formulas, markup, characters for terminals, and paths, as a meter could send them.
const HOSTILE: &str = "F.F(<script>alert(1)</script>)\r\n\
    0.0.0(../../../../../tmp/flagport-owned)\r\n\
    0.0.1(=cmd|'/C calc'!A0)\r\n\
    0.2.0(@SUM(1+1))\r\n\
    C.1.0(\"><img src=x onerror=alert(1)>)\r\n\
    C.1.1(+HYPERLINK(\"http://x\";\"y\"))\r\n\
    C.1.2(\x1b]0;owned\x07\x1b[2J)\r\n\
    C.1.3(-2+3+cmd|' /C calc'!A0)\r\n\
    1.8.0(=1+1*kWh)\r\n\
    1.8.0*01(000123.40*kWh)\r\n\
    !\r\n";

/// A meter that answers everything with hostile text.
fn hostile_meter() -> String {
    serve_messages(|message| {
        Some(match message {
            Message::Request(_) => b"/XXX5../..\\<b>=1+1|'\"\r\n".to_vec(),
            Message::OptionSelect(OptionSelect { mode: '0', .. }) => data(HOSTILE),
            Message::OptionSelect(_) => p0("(=1+1)"),
            Message::Command(_) => data("0.0.0(=1+1<script>alert(1)</script>\x1b[2J)"),
            _ => Vec::new(),
        })
    })
}

/// The names of everything in a folder.
fn names(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).unwrap();
    entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect()
}

#[test]
fn what_a_hostile_meter_sends_takes_effect_nowhere() {
    let port = hostile_meter();
    let place = Place::new();
    let run = |line: &str| run(&place, &port, "1", line);
    let steps = [
        "read ~ -v --out out-{serial}-{meter}.json --trace read.trace",
        "read ~ -v --out out.csv",
        "read ~ -v --out out.xlsx",
        "read ~ -v --out out.txt",
        "read ~ --format table",
        "read ~ --format csv",
        "get ~ 0.0.0 1.8.0 -v --out get.csv --report get.html --trace get.trace",
        "get ~ 0.0.0 --format table",
        "load-profile ~ --all -v --out profile.csv",
    ];
    for step in steps {
        let ended = run(step);
        assert_ne!(ended.status, 2, "{step}: {ended:?}");
        for said in [&ended.stdout, &ended.stderr] {
            let harmful = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
            assert!(!said.contains(harmful), "{step}: {ended:?}");
        }
    }

    // Nothing was made outside the places that were named.
    let outside = ["out.csv", "out.xlsx", "out.txt", "get.csv", "get.html"];
    let here = names(&place.path(""));
    assert!(outside.iter().all(|name| here.contains(*name)), "{here:?}");
    let expected = ["out.", "out-", "get.", "read.trace", "profile.csv", "data"];
    let known = |name: &String| expected.iter().any(|start| name.starts_with(start));
    assert!(here.iter().all(known), "{here:?}");
    assert_eq!(names(&place.path("data")), ["visits".to_owned()].into());
    assert!(!Path::new("/tmp/flagport-owned").exists());

    for (path, bytes) in everything_below(&place.path("")) {
        let text = String::from_utf8_lossy(&bytes);
        let name = path.display();
        match path.extension().and_then(|extension| extension.to_str()) {
            Some("csv") => cells_are_no_formulas(&bytes, &name.to_string()),
            Some("html") => {
                assert!(!text.contains("<script"), "{name}: {text}");
                assert!(!text.contains("<img"), "{name}: {text}");
                assert!(text.contains("&lt;b&gt;"), "{name}: {text}");
            }
            Some("xml") => {
                for word in ["<f>", "<hyperlink ", "<script", "<img"] {
                    assert!(!text.contains(word), "{name}: {word} in {text}");
                }
            }
            _ => {}
        }
    }
}

/// No cell begins as a spreadsheet's formula does, unless it is a number.
fn cells_are_no_formulas(csv: &[u8], name: &str) {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(csv);
    let mut cells = 0;
    for row in reader.records() {
        for cell in &row.unwrap() {
            let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
            let number = cell.replace(',', ".").parse::<f64>().is_ok();
            assert!(!formula || number, "{name}: {cell:?}");
            cells += 1;
        }
    }
    assert!(cells > 0, "{name}");
}

#[test]
fn what_a_meter_refuses_with_is_told_in_a_sentence_with_an_end() {
    let port = serve_messages(|message| {
        let long = "\x1b[2J owned ".repeat(500);
        Some(match message {
            Message::Request(_) => b"/XXX5ODD\x1b[2J\r\n".to_vec(),
            Message::OptionSelect(_) => p0(&format!("({long})")),
            Message::Command(_) => data(&format!("(ERROR {long})")),
            _ => Vec::new(),
        })
    });
    let place = Place::new();
    let steps = ["get ~ 0.0.0", "set ~ 0.8.0=15 --as-sent"];
    for step in steps {
        let ended = run(&place, &port, "1", step);
        assert_ne!(ended.status, 0, "{step}: {ended:?}");
        for line in ended.stderr.lines() {
            let length = line.chars().count();
            assert!(length < 1000, "{step}: {length} characters: {line}");
            assert!(!line.contains('\x1b'), "{step}: {line}");
        }
    }
}

#[test]
fn a_simulated_meter_listens_on_this_computer_unless_told() {
    let place = Place::new();
    for address in ["0", ":0"] {
        let mut child = place
            .command(&["simulate", "lgz-zmd", "--listen", address])
            .stderr(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = String::new();
        let mut byte = [0];
        let mut stderr = child.stderr.take().unwrap();
        while !said.ends_with('\n') && stderr.read(&mut byte).unwrap() > 0 {
            said.push(char::from(byte[0]));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(said.contains("tcp://127.0.0.1:"), "{address}: {said}");
    }
}

#[test]
fn a_visit_cannot_name_files_outside_its_folder() {
    let place = Place::new();
    let simulated = Simulated::start(&place, &["emh-lzqj", "--pace", "none"]);
    let fetched = run(&place, &simulated.port, "", "logbook ~ --all --out x.json");
    assert!(matches!(fetched.status, 0 | 3), "{fetched:?}");
    let visits = place.path("data/visits");
    let visit = visits.join(names(&visits).first().unwrap());
    let series: Value =
        serde_json::from_slice(&fs::read(visit.join("series.json")).unwrap()).unwrap();
    // Answers are told apart by where they stand in the telegram, never by a name.
    for answer in series["answers"].as_array().unwrap() {
        let keys: Vec<&String> = answer.as_object().unwrap().keys().collect();
        assert_eq!(
            keys,
            ["command", "complete", "from", "length", "offset", "to"]
        );
    }
    // Places beyond the telegram hold nothing, and take nothing from anywhere.
    let mut series = series;
    series["answers"][0]["offset"] = Value::from(u64::MAX);
    fs::write(visit.join("series.json"), series.to_string()).unwrap();
    let path = visit.to_str().unwrap();
    let opened = place.run(&["decode", path, "--format", "json"]);
    assert!(matches!(opened.status, 0 | 1 | 3), "{opened:?}");
}

//! `flagport read --list`: the program with a day list, meters behind TCP gateways.

use std::io::Read;
use std::net::TcpListener;
use std::path::Path;
#[cfg(unix)]
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use flagport::round::{Remark, Round, State, StateKind};
use flagport::sim::serve::{ServePace, ServePlan, serve_tcp};
use zip::ZipArchive;

#[cfg(unix)]
use crate::program::Ended;
use crate::program::Place;

/// Runs `work` with the addresses of gateways, each with the meters of one text.
fn with_gateways<const N: usize>(meters: [&str; N], work: impl FnOnce([String; N])) {
    let stop = &AtomicBool::new(false);
    thread::scope(|scope| {
        let gateways = meters.map(|meters| {
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            let address = listener.local_addr().unwrap().to_string();
            let plan = ServePlan {
                bus: meters.parse().unwrap(),
                pace: ServePace::None,
                clock: jiff::Zoned::now().datetime(),
            };
            scope.spawn(move || serve_tcp(&listener, &plan, stop).unwrap());
            address
        });
        // Also after a test that failed the servers end.
        struct End<'s>(&'s AtomicBool);
        impl Drop for End<'_> {
            fn drop(&mut self) {
                self.0.store(true, Ordering::Relaxed);
            }
        }
        let _end = End(stop);
        work(gateways);
    });
}

/// The states of a round by serial number.
fn states(round: &Round) -> Vec<(&str, StateKind)> {
    let state = |stop| {
        let stop: &flagport::round::Stop = stop;
        (stop.planned.serial.as_str(), stop.state.kind())
    };
    round.stops.iter().map(state).collect()
}

fn text_of(zip: &mut ZipArchive<std::fs::File>, name: &str) -> String {
    let mut text = String::new();
    zip.by_name(name)
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    text
}

#[test]
fn a_round_over_a_bus_and_two_gateways_is_handed_over_and_tells_what_was() {
    let bus = "iskra-mt174@10000001/emh-lzqj@10000002+silence/lgz-zmd@10000003+clock-slow/\
               lgz-zmd@10000004+ct-reversed-l2";
    // A gateway that hangs: the system takes the connection, and nobody ever looks at it.
    let hanging = TcpListener::bind("127.0.0.1:0").unwrap();
    let hangs = hanging.local_addr().unwrap();
    with_gateways(
        [bus, "elster-as1440", "makel-c500"],
        |[bus, first, second]| {
            let list = format!(
                "Zählernummer;Ort;Straße;Anschluss;Auftrag\r\n\
             10000001;Wels;Ring 1;{bus};A-1\r\n\
             10000002;Wels;Ring 2;{bus};A-2\r\n\
             10000003;Wels;Ring 3;{bus};A-3\r\n\
             03224928;Linz;Hof 1;{first};A-4\r\n\
             80099922;Linz;Hof 2;{second};A-5\r\n\
             77;Linz;Hof 3;{hangs};A-6\r\n\
             10000004;Wels;Ring 4;{bus};A-7\r\n"
            );
            let place = Place::new();
            let list = place.file("Montag.csv", list.as_bytes());
            let arguments = [
                "read",
                "--list",
                &list,
                "--out",
                "round.zip",
                "--language",
                "de",
                "--parity",
                "hardware",
            ];
            let ended = place.run(&arguments);
            assert_eq!(ended.status, 3, "{}", ended.stderr);
            let said =
                |text: &str| assert!(ended.stderr.contains(text), "{text}: {}", ended.stderr);
            said("10000002 (Wels, Ring 2): Not reached. The meter does not answer");
            said("10000003 (Wels, Ring 3): Read, look at it. Clock 2 min 5");
            said("80099922 (Linz, Hof 2): meter 80099921 answers in its place");
            let file = std::fs::File::open(place.path("round.zip")).unwrap();
            let mut zip = ZipArchive::new(file).unwrap();
            let round = Round::from_json(text_of(&mut zip, "round.json").as_bytes()).unwrap();
            assert_eq!(
                states(&round),
                [
                    ("10000001", StateKind::Read),
                    ("10000002", StateKind::NotReached),
                    ("10000003", StateKind::ReadWithRemarks),
                    ("03224928", StateKind::ReadWithRemarks),
                    ("80099922", StateKind::WrongMeter),
                    ("77", StateKind::NotReached),
                    ("10000004", StateKind::ReadWithRemarks),
                ],
                "{:?}",
                round.stops
            );
            assert!(matches!(
                round.stops[2].state.remarks(),
                [Remark::Clock {
                    seconds: -180..=-170
                }]
            ));
            let overview = text_of(&mut zip, "overview.csv");
            let rows: Vec<&str> = overview.lines().collect();
            assert!(rows[0].starts_with("Zeile,Zählernummer,Ort,"), "{overview}");
            assert!(rows[2].contains(",Nicht erreicht,"), "{overview}");
            assert!(rows[3].contains("Uhr geht 2 min 5"), "{overview}");
            assert!(
                rows[7].contains("Anschluss prüfen: L2: Strom verkehrt herum"),
                "{overview}"
            );
            assert!(rows[5].contains(",Falscher Zähler,"), "{overview}");
            assert!(rows[5].contains(",80099921,"), "{overview}");
            let names: Vec<String> = zip
                .file_names()
                .map(|name| name.unwrap().into_owned())
                .collect();
            let in_folder =
                |folder: &str| names.iter().filter(|name| name.starts_with(folder)).count();
            assert_eq!(in_folder("reports/"), 5, "{names:?}");
            assert_eq!(in_folder("visits/"), 5 * 4, "{names:?}");
            assert!(
                names.contains(&"reports/00006_80099921.html".to_owned()),
                "its own name: {names:?}"
            );
            assert!(
                !names.iter().any(|name| name.contains("80099922")),
                "{names:?}"
            );
            assert!(
                names
                    .iter()
                    .all(|name| Path::new(name).is_relative() && !name.contains(".."))
            );
        },
    );
}

#[test]
fn a_round_that_was_begun_goes_on_with_what_is_left() {
    with_gateways(["lgz-zmd", "iskra-mt174"], |[first, second]| {
        let place = Place::new();
        let list = format!("Serial,Port\n95316176,{first}\n63355730,{second}\n5,sim:none\n");
        let list = place.file("list.csv", list.as_bytes());
        let begun = place.run(&["read", "--list", &list, "--format", "json"]);
        assert_eq!(begun.status, 3, "{}", begun.stderr);
        assert!(
            begun.stderr.contains("line 4: the port cannot be used"),
            "{}",
            begun.stderr
        );
        assert_eq!(place.visits(), 2);
        let again = place.run(&["read", "--list", &list, "--resume", "--out", "all"]);
        assert_eq!(again.status, 3, "{}", again.stderr);
        assert_eq!(place.visits(), 2, "nothing was read twice");
        let json = std::fs::read(place.path("all/round.json")).unwrap();
        let round = Round::from_json(&json).unwrap();
        assert_eq!(round.tally().read, 2);
        let State::NotReached { reason } = &round.stops[2].state else {
            panic!("{round:?}");
        };
        assert!(reason.contains("no port"), "{reason}");
        assert!(place.path("all/overview.xlsx").is_file());
        let refused = place.run(&["read", "--list", &list, "--resume", "--out", "all"]);
        assert_eq!(refused.status, 1);
        assert!(refused.stderr.contains("already"), "{}", refused.stderr);
    });
}

#[test]
fn the_overview_alone_comes_in_the_form_asked_for() {
    with_gateways(["lgz-zmd"], |[port]| {
        let place = Place::new();
        let port = format!("tcp://{port}");
        let list = place.file("list.csv", b"Serial;Place\n95316176;Wels\n");
        let ended = place.run(&["read", &port, "--list", &list, "--format", "table"]);
        assert_eq!(ended.status, 0, "{}", ended.stderr);
        let lines: Vec<&str> = ended.stdout.lines().collect();
        assert!(
            lines[0].starts_with("Line  Serial number  Place"),
            "{lines:?}"
        );
        assert!(
            lines[1].starts_with("2     95316176       Wels"),
            "{lines:?}"
        );
        for name in ["overview.csv", "overview.xlsx", "overview.json"] {
            let ended = place.run(&["read", &port, "--list", &list, "--resume", "--out", name]);
            assert_eq!(ended.status, 0, "{name}: {}", ended.stderr);
            assert!(place.path(name).metadata().unwrap().len() > 50, "{name}");
        }
        assert_eq!(place.visits(), 1, "it was read once");
    });
}

#[test]
fn a_list_that_cannot_be_used_says_what_it_lacks() {
    let place = Place::new();
    let said = |content: &[u8], more: &[&str], text: &str| {
        let list = place.file("list.csv", content);
        let mut arguments = vec!["read", "--list", &list];
        arguments.extend(more);
        let ended = place.run(&arguments);
        assert_ne!(ended.status, 0);
        assert!(ended.stderr.contains(text), "{text}: {}", ended.stderr);
    };
    let sim = ["sim:lgz-zmd"];
    said(b"", &sim, "the list is empty");
    said(
        b"Ort;Bemerkung\nWels;x\n",
        &sim,
        "its columns are Ort, Bemerkung",
    );
    said(b"Serial;Place\n", &sim, "the list names no meters");
    said(b"Serial\n1\n", &[], "the list names no ports");
    said(b"Serial\n1\n", &["--format", "raw"], "a table, JSON or CSV");
    said(b"Serial\n1\n", &["--out", "{serial}"], "under one name");
    said(b"Serial\n1\n", &["--jobs", "0"], "0 is not in");
    assert_eq!(place.run(&["read"]).status, 2);
    assert_eq!(place.run(&["read", "sim:lgz-zmd", "--jobs", "2"]).status, 2);
    let ended = place.run(&["read", "sim:lgz-zmd", "--list", "none.csv"]);
    assert!(ended.stderr.contains("cannot be read"), "{}", ended.stderr);
}

/// Ctrl+C signs the meter off, keeps what came, and hands over what there is.
#[cfg(unix)]
#[test]
fn an_interrupted_round_keeps_what_was_read_and_goes_on() {
    with_gateways(["lgz-zmd"], |[first]| {
        let silent = TcpListener::bind("127.0.0.1:0").unwrap();
        let silent_at = silent.local_addr().unwrap();
        let place = Place::new();
        let list = format!("Serial,Port\n95316176,{first}\n5,{silent_at}\n6,{silent_at}\n");
        let list = place.file("list.csv", list.as_bytes());
        let mut command = place.command(&["read", "--list", &list, "--out", "all.zip"]);
        let child = command.stderr(Stdio::piped()).spawn().unwrap();
        // One line brings its meter; on the other nothing is heard for a while.
        let (mut connection, _) = silent.accept().unwrap();
        while place.visits() == 0 {
            thread::yield_now();
        }
        let process = child.id().to_string();
        let interrupted = Command::new("kill").args(["-INT", &process]).status();
        assert!(interrupted.unwrap().success());
        let mut heard = Vec::new();
        connection.read_to_end(&mut heard).unwrap();
        assert!(heard.ends_with(b"\x01B0\x03q"), "{}", heard.escape_ascii());
        let ended = Ended::of(&child.wait_with_output().unwrap());
        assert_eq!(ended.status, 3, "{}", ended.stderr);
        assert!(
            ended.stderr.contains("--resume goes on"),
            "{}",
            ended.stderr
        );
        let file = std::fs::File::open(place.path("all.zip")).unwrap();
        let json = text_of(&mut ZipArchive::new(file).unwrap(), "round.json");
        let round = Round::from_json(json.as_bytes()).unwrap();
        let states: Vec<StateKind> = states(&round).into_iter().map(|(_, kind)| kind).collect();
        assert_eq!(states, [StateKind::Read, StateKind::Open, StateKind::Open]);
    });
}

//! `flagport get` and `flagport set` as other programs meet them, against simulated
//! meters: what is read and written, what is told, and what never leaves.

use std::fs;
use std::path::Path;
use std::thread;

use serde_json::Value;

use crate::cli::Simulated;
use crate::program::{Ended, Place};

/// A password that stands nowhere else in what a meter sends.
const PASSWORD: &str = "00000003";

fn run_with(place: &Place, password: &str, arguments: &[&str]) -> Ended {
    let mut command = place.command(arguments);
    Ended::of(&command.env("FLAGPORT_PASSWORD", password).output().unwrap())
}

/// Address, before, wanted, after, outcome of every write.
fn told(json: &Value) -> Vec<[String; 5]> {
    let keys = ["address", "before", "wanted", "after", "outcome"];
    let writes = json["writes"].as_array().unwrap();
    writes
        .iter()
        .map(|write| keys.map(|key| write[key].as_str().unwrap_or("-").to_owned()))
        .collect()
}

/// The names of all files below `folder` in which `needle` stands.
fn files_with(folder: &Path, needle: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let bytes = fs::read(&path).unwrap();
                let holds = bytes.windows(needle.len()).any(|w| w == needle.as_bytes());
                found.extend(holds.then(|| path.display().to_string()));
            }
        }
    }
    found
}

#[test]
fn registers_are_read_by_the_contract() {
    let place = Place::new();
    let ended = place.run(&["get", "sim:iskra-mt174", "1.8.0", "0.0.0", "9.9.9"]);
    assert_eq!(ended.status, 3, "{ended:?}");
    assert!(ended.stderr.contains("9.9.9"), "{ended:?}");
    assert!(ended.stderr.contains("  check: "), "{ended:?}");
    let json = ended.json();
    assert_eq!(json["format"], "flagport.registers.v1");
    assert_eq!(json["profile"], "iskra-mt174");
    assert_eq!(json["meter"]["manufacturer"], "ISk");
    let registers = json["registers"].as_array().unwrap();
    let addresses: Vec<&Value> = registers.iter().map(|r| &r["address"]).collect();
    assert_eq!(addresses, ["1.8.0", "0.0.0", "9.9.9"]);
    assert_eq!(registers[0]["values"][0]["unit"], "kWh");
    assert_eq!(registers[0]["name"], "Active import, total");
    assert!(registers[0]["error"].is_null());
    assert!(registers[2]["error"].as_str().unwrap().contains("ERROR"));
    assert_eq!(registers[2]["values"].as_array().unwrap().len(), 0);
    assert_eq!(json["problems"].as_array().unwrap().len(), 0);
}

#[test]
fn nothing_but_refusals_is_a_failure() {
    let place = Place::new();
    let ended = place.run(&["get", "sim:iskra-mt174", "9.9.9"]);
    assert_eq!(ended.status, 1, "{ended:?}");
    assert!(ended.stderr.contains("9.9.9"), "{ended:?}");
}

#[test]
fn an_address_may_be_written_in_full_and_with_brackets() {
    let place = Place::new();
    let ended = place.run(&["get", "sim:lgz-zmd", "1-0:1.8.0*255", "C.1.0"]);
    assert_eq!(ended.json()["registers"][0]["address"], "1-0:1.8.0*255");
    assert_eq!(ended.json()["registers"][0]["values"][0]["unit"], "kWh");
    let trace = place.path("line.trace");
    let trace_name = trace.to_str().unwrap();
    let meter = "sim:energomera-ce102m";
    let ended = place.run(&["get", meter, "ENMPE(04.22)", "ET0PE", "--trace", trace_name]);
    assert_ne!(ended.status, 2, "{ended:?}");
    assert_eq!(ended.json()["registers"][0]["address"], "ENMPE(04.22)");
    let trace = fs::read_to_string(trace).unwrap();
    assert!(trace.contains("ENMPE(04.22)"), "{trace}");
}

#[test]
fn whole_groups_are_read_by_their_names() {
    let place = Place::new();
    let arguments = ["get", "sim:lgz-zmd", "--group", "clock", "--format", "csv"];
    let ended = place.run(&arguments);
    assert_eq!(ended.status, 0, "{ended:?}");
    let lines: Vec<&str> = ended.stdout.lines().collect();
    let head = "serial,address,code,name,value,unit,time,billing,raw,problem";
    assert_eq!(lines[0], head);
    assert!(lines[1].starts_with("95316176,0.9.1,"), "{}", lines[1]);
    let unknown = place.run(&["get", "sim:lgz-zmd", "--group", "colours"]);
    assert_eq!(unknown.status, 2);
    assert!(unknown.stderr.contains("Clock"), "{unknown:?}");
}

#[test]
fn changes_are_written_read_back_and_verified() {
    // A simulated meter takes its time: all of them at once.
    type Case<'a> = (&'a str, &'a str, &'a str, [&'a str; 5]);
    let check = |(meter, password, assignment, expected): Case<'_>| {
        let place = Place::new();
        let port = format!("sim:{meter}");
        let ended = run_with(&place, password, &["set", &port, assignment]);
        assert_eq!(ended.status, 0, "{meter}: {ended:?}");
        let json = ended.json();
        assert_eq!(json["format"], "flagport.writes.v1");
        assert_eq!(told(&json), [expected], "{meter}");
    };
    let period = ["0.8.0", "15*min", "30", "30*min", "verified"];
    let cases: [Case<'_>; 9] = [
        ("iskra-mt174", PASSWORD, "0.8.0=30", period),
        ("iskra-mt174", PASSWORD, "1-0:0.8.0=30 min", period),
        ("emh-lzqj", "00000000", "0.8.0=30", period),
        ("metcom-mcs301", "00000000", "0.8.0=30", period),
        ("koehler-mf", "12345678", "0.8.0=30", period),
        (
            "lgz-zmd",
            "00000000",
            "0.8.0=30",
            ["0.8.0", "60*min", "30", "30*min", "verified"],
        ),
        (
            "energomera-ce208",
            "777777",
            "LIMP_=10",
            ["LIMP_", "15.00", "10.00", "10.00", "verified"],
        ),
        (
            "els-ek280",
            "00000000",
            "2:141.0=07:00",
            ["2:141.0", "06:00", "07:00", "07:00", "verified"],
        ),
        // The value itself may hold the sign.
        (
            "energomera-ce208",
            "777777",
            "HELLO=A=B",
            ["HELLO", "CE208", "A=B", "A=B", "verified"],
        ),
    ];
    thread::scope(|scope| {
        for case in cases {
            scope.spawn(move || check(case));
        }
    });
}

#[test]
fn each_level_that_is_needed_has_its_own_password() {
    let place = Place::new();
    let set = |passwords: &[(&str, &str)]| {
        let arguments = ["set", "sim:lem-em4tii", "1-0:0.8.4*255=15"];
        let mut command = place.command(&arguments);
        let command = command.envs(passwords.iter().copied());
        Ended::of(&command.output().unwrap())
    };
    let (write, read) = ("FLAGPORT_PASSWORD", "FLAGPORT_PASSWORD_1");
    let ended = set(&[(write, "00000000")]);
    assert_eq!(ended.status, 2, "never the same one for both: {ended:?}");
    assert!(ended.stderr.contains("level 1 (Reading)"), "{ended:?}");
    assert!(ended.stderr.contains(read), "{ended:?}");
    let ended = set(&[(write, "00000000"), (read, "00000000")]);
    assert_eq!(ended.status, 0, "{ended:?}");
    let expected = ["1-0:0.8.4*255", "5*min", "15", "15*min", "verified"];
    assert_eq!(told(&ended.json()), [expected]);
    let ended = set(&[("FLAGPORT_PASSWORD_2", "00000000"), (read, "00000000")]);
    assert_eq!(ended.status, 0, "{ended:?}");
}

#[test]
fn a_level_that_reads_as_well_takes_one_password() {
    let place = Place::new();
    let arguments = ["set", "sim:elster-a1140", "777001=0004", "--as-sent"];
    let ended = run_with(&place, "AAAA0000", &arguments);
    assert_eq!(ended.status, 0, "{ended:?}");
    assert_eq!(ended.json()["writes"][0]["outcome"], "verified");
}

#[test]
fn a_lost_acknowledgement_is_settled_by_reading_back() {
    let place = Place::new();
    let port = "sim:iskra-mt174+ack-lost";
    let ended = run_with(&place, PASSWORD, &["set", port, "0.8.0=30"]);
    assert_eq!(ended.status, 0, "{ended:?}");
    let write = &ended.json()["writes"][0];
    assert_eq!(write["outcome"], "verified");
    assert!(write["detail"].as_str().unwrap().contains("lost"));
}

#[test]
fn a_change_that_the_meter_does_not_keep_is_not_verified() {
    let place = Place::new();
    let port = "sim:iskra-mt174+write-not-kept";
    let ended = run_with(&place, PASSWORD, &["set", port, "0.8.0=30"]);
    assert_eq!(ended.status, 3, "{ended:?}");
    let expected = ["0.8.0", "15*min", "30", "15*min", "not-verified"];
    assert_eq!(told(&ended.json()), [expected]);
    assert!(ended.stderr.contains("  check: "), "{ended:?}");
}

#[test]
fn a_served_meter_is_changed_like_one_in_this_process() {
    let place = Place::new();
    let simulated = Simulated::start(&place, &["iskra-mt174", "--pace", "none"]);
    let set = run_with(&place, PASSWORD, &["set", &simulated.port, "0.8.0=30"]);
    assert_eq!(set.status, 0, "{set:?}");
    let get = place.run(&["get", &simulated.port, "0.8.0"]);
    assert_eq!(get.json()["registers"][0]["values"][0]["raw"], "30*min");
}

#[test]
fn a_wrong_password_is_sent_once_and_told() {
    let check = |meter: &str, address: &str, command: &str| {
        let place = Place::new();
        let trace = place.path("line.trace");
        let port = format!("sim:{meter}");
        let assignments = [format!("{address}=30"), "0.8.4=30".to_owned()];
        let arguments = [
            "set",
            &port,
            &assignments[0],
            &assignments[1],
            "--trace",
            trace.to_str().unwrap(),
        ];
        let ended = run_with(&place, "73519482", &arguments);
        assert_eq!(ended.status, 1, "{meter}: {ended:?}");
        assert!(ended.stderr.contains("password"), "{ended:?}");
        let trace = fs::read_to_string(trace).unwrap();
        assert_eq!(trace.matches(command).count(), 1, "{meter}: {trace}");
        assert!(!ended.stdout.contains("\"verified\""), "{ended:?}");
        assert!(!ended.stderr.contains("73519482"), "{ended:?}");
        assert_eq!(files_with(&place.path(""), "73519482"), [""; 0]);
    };
    check("iskra-mt174", "0.8.0", "\\x01P1");
    check("lgz-zmd", "0.8.0", "\\x01W5");
}

#[test]
fn a_password_is_found_nowhere_afterwards() {
    let place = Place::new();
    let secret = "00000003";
    let arguments = [
        "set",
        "sim:iskra-mt174",
        "0.8.0=30",
        "--trace",
        "line.trace",
        "--out",
        "writes.json",
        "-v",
    ];
    let ended = run_with(&place, secret, &arguments);
    assert_eq!(ended.status, 0, "{ended:?}");
    assert!(!ended.stdout.contains(secret), "{ended:?}");
    assert!(!ended.stderr.contains(secret), "{ended:?}");
    assert!(place.visits() > 0);
    assert_eq!(files_with(&place.path(""), secret), [""; 0]);
}

#[test]
fn a_password_comes_from_the_first_line_of_a_file() {
    for content in ["00000003", "00000003\n", "00000003\r\nsecond line\n"] {
        let place = Place::new();
        let file = place.file("password", content.as_bytes());
        let arguments = [
            "set",
            "sim:iskra-mt174",
            "0.8.0=30",
            "--password-file",
            &file,
        ];
        // It goes before the environment.
        let ended = run_with(&place, "99999999", &arguments);
        assert_eq!(ended.status, 0, "{content:?}: {ended:?}");
    }
    let place = Place::new();
    let arguments = [
        "set",
        "sim:iskra-mt174",
        "0.8.0=30",
        "--password-file",
        "none",
    ];
    let missing = place.run(&arguments);
    assert_eq!(missing.status, 1);
    assert!(missing.stderr.contains("--password-file"), "{missing:?}");
}

#[test]
fn a_password_is_asked_for_only_where_one_is_needed() {
    let place = Place::new();
    let set = place.run(&["set", "sim:iskra-mt174", "0.8.0=30"]);
    assert_eq!(set.status, 2, "{set:?}");
    assert!(set.stderr.contains("FLAGPORT_PASSWORD"), "{set:?}");
    assert_eq!(set.stdout, "");
    // This one takes a password for reading, too.
    let get = place.run(&["get", "sim:els-ek280", "2:141.0"]);
    assert_eq!(get.status, 2, "{get:?}");
    let get = run_with(&place, "0", &["get", "sim:els-ek280", "2:141.0"]);
    assert_eq!(get.status, 0, "{get:?}");
    // This one does not take that password at all: it stays here.
    let trace = place.path("line.trace");
    let arguments = [
        "set",
        "sim:lgz-zmd",
        "0.8.0=30",
        "--trace",
        trace.to_str().unwrap(),
    ];
    let unfit = run_with(&place, "more characters than any level takes", &arguments);
    assert_eq!(unfit.status, 2, "{unfit:?}");
    assert!(unfit.stderr.contains("it was not sent"), "{unfit:?}");
    assert!(!fs::read_to_string(trace).unwrap().contains("W5"));
}

#[test]
fn registers_of_two_passwords_are_told_apart_before_one_is_sent() {
    let place = Place::new();
    let port = "sim:lgz-zmd";
    let arguments = ["set", port, "0.8.0=30", "D110=7", "--trace", "line.trace"];
    let ended = run_with(&place, "00000000", &arguments);
    assert_eq!(ended.status, 2, "{ended:?}");
    assert!(
        ended.stderr.contains("0.8.0 is written at level 1"),
        "{ended:?}"
    );
    let trace = fs::read_to_string(place.path("line.trace")).unwrap();
    for command in ["\\x01P1", "\\x01W"] {
        assert!(!trace.contains(command), "{trace}");
    }
}

#[test]
fn what_cannot_be_is_refused_before_anything_is_written() {
    let long = format!("C.1.0={}", "1".repeat(129));
    let check = |arguments: &[&str], expected: &str| {
        let place = Place::new();
        let arguments = [&["set", "sim:iskra-mt174"], arguments].concat();
        let ended = run_with(&place, PASSWORD, &arguments);
        assert_eq!(ended.status, 2, "{arguments:?}: {ended:?}");
        assert!(ended.stderr.contains(expected), "{arguments:?}: {ended:?}");
        assert_eq!(ended.stdout, "");
        assert_eq!(place.visits(), 0);
    };
    check(&["0.8.0"], "'='");
    check(&["=15"], "address");
    check(&["0.8 0(=15"], "an address cannot hold");
    check(&["C.1.0=1(5"], "C.1.0");
    check(&["C.1.0=1\u{3}5"], "C.1.0");
    check(&["C.1.0=15 µs"], "C.1.0");
    check(&[&long], "129 characters");
    check(&["0.8.0=31"], "5, 15, 30, 60");
    check(&["0.8.0=15 kWh"], "0.8.0");
    check(&["C.60.9=29"], "28 is the most");
    check(&["1.35.0=12.3456"], "1.35.0");
    check(&["1.8.0=4"], "only read");
    // One that cannot be holds back all of them.
    check(&["0.8.4=30", "1.8.0=4"], "1.8.0");
    check(&["0.8.0=30", "1-0:0.8.0*255=60"], "0.8.0 is set twice");
}

#[test]
fn the_profile_s_limits_can_be_put_aside() {
    let place = Place::new();
    let arguments = ["set", "sim:iskra-mt174", "0.8.0=31", "--as-sent"];
    let ended = run_with(&place, PASSWORD, &arguments);
    assert_eq!(ended.status, 3, "{ended:?}");
    assert_eq!(ended.json()["writes"][0]["outcome"], "refused");
}

#[test]
fn a_dry_run_shows_the_commands_and_opens_no_port() {
    let check = |profile: &str, assignments: &[&str], expected: &str| {
        let place = Place::new();
        let fixed = [
            "set",
            "/dev/no-such-port",
            "--dry-run",
            "--profile",
            profile,
        ];
        let ended = place.run(&[&fixed, assignments].concat());
        assert_eq!(ended.status, 0, "{ended:?}");
        assert_eq!(ended.stdout, expected);
    };
    check(
        "iskra-mt174",
        &["0.8.0=30 min", "1.35.0=12.5"],
        "W1 0.8.0(30)\nW1 1.35.0(12.500)\n",
    );
    check("lgz-zmd", &["0.8.0=30"], "W5 0.8.0(30)(•••)\n");
    check("generic", &["X.1=", "X.2=a=b"], "W1 X.1()\nW1 X.2(a=b)\n");
}

#[test]
fn results_go_into_files_of_every_form() {
    let place = Place::new();
    for name in ["w.csv", "w.xlsx", "w.txt", "{serial}_{kind}.json"] {
        let arguments = ["set", "sim:iskra-mt174", "0.8.0=30", "--out", name];
        let ended = run_with(&place, PASSWORD, &arguments);
        assert_eq!(ended.status, 0, "{name}: {ended:?}");
        assert_eq!(ended.stdout, "");
    }
    let text = fs::read_to_string(place.path("w.csv")).unwrap();
    assert!(text.starts_with("serial,address,code,name,before,wanted,after,outcome,"));
    assert!(place.path("63355730_writes.json").is_file());
    let again = run_with(
        &place,
        PASSWORD,
        &["set", "sim:iskra-mt174", "0.8.0=30", "--out", "w.csv"],
    );
    // Nothing is written to a meter if its proof cannot be.
    assert_eq!(again.status, 1, "{again:?}");
    assert!(again.stderr.contains("--overwrite"), "{again:?}");
    let raw = place.run(&["get", "sim:lgz-zmd", "0.0.0", "--format", "raw"]);
    assert_eq!(raw.stdout, "0.0.0(95316176)\r\n");
}

#[test]
fn the_journal_holds_every_change() {
    let place = Place::new();
    let arguments = [
        "set",
        "sim:iskra-mt174",
        "0.8.0=30",
        "--operator",
        "M. Berger",
    ];
    assert_eq!(run_with(&place, PASSWORD, &arguments).status, 0);
    let journal = fs::read_to_string(place.path("data/journal.jsonl")).unwrap();
    assert!(journal.contains("W1 0.8.0(30)"), "{journal}");
    assert!(journal.contains("M. Berger"), "{journal}");
}

#[test]
fn a_meter_without_programming_mode_says_so() {
    let place = Place::new();
    let ended = place.run(&["get", "sim:kamstrup-382", "1.8.0"]);
    assert_eq!(ended.status, 1, "{ended:?}");
    assert!(ended.stderr.contains("  check: "), "{ended:?}");
}

#[test]
fn a_report_of_the_visit_is_written_beside() {
    let place = Place::new();
    let arguments = [
        "set",
        "sim:iskra-mt174",
        "0.8.0=30",
        "--report",
        "{serial}_{kind}.html",
        "--operator",
        "M. Berger",
        "--order",
        "WO-17",
    ];
    let ended = run_with(&place, PASSWORD, &arguments);
    assert_eq!(ended.status, 0, "{ended:?}");
    let page = fs::read_to_string(place.path("63355730_report.html")).unwrap();
    for wanted in ["M. Berger", "WO-17", "W1 0.8.0(30)", "30 min", "verified"] {
        assert!(page.contains(wanted), "{wanted}");
    }
    assert!(!page.contains(PASSWORD));
}

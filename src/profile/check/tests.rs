//! Every fault that a profile can have, told with its place.

use crate::profile::{parse, problems, source, to_text};

/// A profile that is right, with a field of every kind that can be wrong.
const GOOD: &str = r#"(
    version: 2,
    name: "my-meter",
    title: "My meter",
    match: (manufacturers: ["ABC"], identifications: ["X"]),
    line: (switch_delay_ms: 300, request: "/?1!", start_baud: 300),
    error_register: (address: "F.F", bits: [(bit: 0, text: "Clock")]),
    programming: (
        select: '1',
        read: (argument: "1", together: 2),
        write: (block: 64),
        read_level: 1,
        levels: [
            (number: 1, login: P1, password: (min: 4, max: 8, characters: Digits)),
            (number: 2, login: Lock(address: "3:171.0", close: ("3:170.0", "1"))),
        ],
        lock_out: (tries: 3, minutes: 360),
        preconditions: [(kind: CoverOpen, text: "Open the cover.", level: 2)],
        inactivity_s: 5,
        refusals: [(answer: "ER05", text: "locked")],
    ),
    serial_register: "0.0.0",
    registers: [
        (address: "0.0.0", name: "Number", kind: Text(max: 8, characters: Digits), default: "0"),
        (address: "0.8.0", name: "Period", unit: "min", access: Write(1),
            kind: Number(min: "1", max: "60", width: 3), default: "015*min"),
        (address: "1:1.0", name: "Mode", access: Write(2), kind: Choice([("0", "off"), ("1", "on")])),
        (address: "F.F", name: "Errors", kind: Flags(digits: 2, bits: [(0, "Clock"), (7, "Cover")])),
        (address: "0.9.1", name: "Time", kind: Time("hh:mm:ss")),
    ],
    clock: (
        read: [(address: "0.9.1", form: "hh:mm:ss")],
        write: [(address: "0.9.1", form: "hh:mm:ss", command: "W2"), (address: "0.9.2", form: "YY-MM-DD")],
        together: true,
        level: 1,
    ),
    actions: [
        (name: "Reset", kind: BillingReset, commands: [(command: "E2", data: "1.6.0()")],
            help: "Closes the period.", watch: ["F.F"], proof: "F.F"),
        (name: "Password", kind: ChangePassword(level: 1), commands: [(command: "W2", data: "96.96({new})")],
            level: 1, help: "Changes the password."),
    ],
    load_profiles: [(address: "P.01", name: "Load profile", command: "R5", range: Vdew11, rows: Vdew)],
    logbooks: [(address: "P.98", name: "Log", command: "R5", range: Vdew11, rows: VdewLog, block: 8)],
    status_bits: [(bit: 7, text: "Power failure")],
    verified: Unverified,
    source: "nowhere",
)
"#;

#[test]
fn a_good_profile_has_no_faults_and_keeps_its_meaning_as_text() {
    let profile = parse("good.ron", GOOD).unwrap();
    let text = to_text(&profile);
    assert_eq!(parse("good.ron", &text), Ok(profile));
    assert!(!text.contains("Some("), "{text}");
    assert!(!text.contains("inactivity_s: 60"), "{text}");
}

/// Replaces `old` by `new` in the good profile: the fault is told at the place of `at`
/// in the changed text.
fn check(old: &str, new: &str, at: &str, message: &str) {
    assert!(GOOD.contains(old), "{old}");
    let text = GOOD.replacen(old, new, 1);
    let offset = text.find(new).unwrap() + new.find(at).unwrap();
    let before = &text[..offset];
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap().chars().count() + 1;
    let found: Vec<String> = problems("my.ron", &text)
        .iter()
        .map(ToString::to_string)
        .collect();
    let expected = format!("my.ron, line {line}, column {column}: {message}");
    assert!(found.contains(&expected), "{expected}\n{found:#?}");
}

#[test]
fn faults_of_the_head_are_told() {
    check(
        "\"my-meter\"",
        "\"My meter\"",
        "\"My",
        "the name \"My meter\" must be lower case letters, digits and '-'",
    );
    check("\"My meter\"", "\"  \"", "\"", "the title is empty");
    check(
        "\"ABC\"",
        "\"AB\"",
        "\"AB",
        "the FLAG code \"AB\" must be three letters",
    );
    check(
        "[\"X\"]",
        "[\"\"]",
        "\"",
        "the beginning of an identification is empty",
    );
    check(
        "switch_delay_ms: 300",
        "switch_delay_ms: 3000",
        "3000",
        "a switch delay of 3000 ms is longer than 1000 ms",
    );
    check(
        "start_baud: 300",
        "start_baud: 301",
        "301",
        "301 Bd is no speed of this standard; there are 300, 600, 1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200",
    );
    check(
        "(bit: 0, text: \"Clock\")",
        "(bit: 64, text: \"Clock\")",
        "(",
        "the error bit 64 is not below 64",
    );
    check(
        "(bit: 0, text: \"Clock\")",
        "(bit: 0, text: \"a\"), (bit: 0, text: \"b\")",
        "(bit: 0, text: \"b\")",
        "the error bit 0 stands here a second time",
    );
    check(
        "serial_register: \"0.0.0\"",
        "serial_register: \"0.0.1\"",
        "\"",
        "the register 0.0.1 is not among the registers",
    );
}

#[test]
fn faults_of_programming_mode_are_told() {
    check(
        "select: '1'",
        "select: '('",
        "'",
        "'(' cannot stand in an option select message",
    );
    check(
        "read: (argument: \"1\"",
        "read: (command: \"W1\", argument: \"1\"",
        "\"W1\"",
        "the command W1 does not read; one with R is needed",
    );
    check(
        "argument: \"1\"",
        "argument: \"(1\"",
        "\"",
        "the value holds '(', which a command cannot carry; use printable ASCII without brackets",
    );
    check(
        "together: 2",
        "together: 0",
        "0",
        "together is 0; it must be from 1 to 16",
    );
    check(
        "block: 64",
        "block: 4",
        "4",
        "block is 4; it must be from 8 to 128",
    );
    check(
        "read_level: 1",
        "read_level: 7",
        "7",
        "there is no level 7 in this profile",
    );
    check(
        "(number: 2",
        "(number: 1, name: \"second\"",
        "(",
        "the level 1 stands here a second time",
    );
    check(
        "number: 2",
        "number: 0",
        "0",
        "number is 0; it must be from 1 to 9",
    );
    check(
        "min: 4",
        "min: 9",
        "9",
        "the shortest password, 9, is longer than the longest, 8",
    );
    check(
        "max: 8, characters: Digits)),\n",
        "max: 99)),\n",
        "99",
        "max is 99; it must be from 1 to 32",
    );
    check(
        "address: \"3:171.0\"",
        "address: \"3 171\"",
        "\"",
        "the address \"3 171\" holds a blank",
    );
    check(
        "tries: 3",
        "tries: 0",
        "0",
        "tries is 0; it must be from 1 to 255",
    );
    check(
        "minutes: 360",
        "minutes: 0",
        "0",
        "a lock of 0 minutes is none; leave it out if it is not known",
    );
    check("\"Open the cover.\"", "\"\"", "\"", "the text is empty");
    check(
        "level: 2)],",
        "level: 3)],",
        "3",
        "there is no level 3 in this profile",
    );
    check(
        "inactivity_s: 5",
        "inactivity_s: 4",
        "4",
        "an inactivity of 4 s is less than 5 s",
    );
    check(
        "text: \"locked\")",
        "text: \"locked\"), (answer: \"er05\", text: \"x\")",
        "(answer",
        "the refusal ER05 stands here a second time",
    );
}

#[test]
fn faults_of_registers_are_told() {
    check(
        "(address: \"0.8.0\"",
        "(address: \"1-0:0.0.0*255\"",
        "(",
        "the address 0.0.0 stands here a second time",
    );
    check(
        "address: \"0.8.0\"",
        "address: \"0.8(\"",
        "\"",
        "the address \"0.8(\" cannot stand in a command: the value holds '(', which a command cannot carry; use printable ASCII without brackets",
    );
    check(
        "address: \"0.8.0\"",
        "address: \"\"",
        "\"",
        "the address is empty",
    );
    check("name: \"Period\"", "name: \"\"", "\"", "the name is empty");
    check(
        "access: Write(1)",
        "access: Write(5)",
        "Write",
        "there is no level 5 in this profile",
    );
    check(
        "max: \"60\"",
        "max: \"0\"",
        "\"",
        "the least value, 1, is above the most, 0",
    );
    check(
        "width: 3",
        "width: 29",
        "29",
        "width is 29; it must be from 0 to 28",
    );
    check(
        "\"015*min\"",
        "\"090\"",
        "\"",
        "the default \"090\" is not taken: 60 min is the most that 0.8.0 takes",
    );
    check(
        "Choice([(\"0\", \"off\"), (\"1\", \"on\")])",
        "Choice([])",
        "Choice",
        "there are no choices",
    );
    check(
        "(\"1\", \"on\")",
        "(\"0\", \"on\")",
        "(",
        "the choice \"0\" stands here a second time",
    );
    check(
        "(\"1\", \"on\")",
        "(\"1\", \"OFF\")",
        "(",
        "two choices are called \"OFF\"",
    );
    check(
        "(\"1\", \"on\")",
        "(\"1\", \"0\")",
        "(",
        "the words \"0\" are what another choice is sent as",
    );
    check(
        "(7, \"Cover\")",
        "(8, \"Cover\")",
        "(",
        "the bit 8 is not below 8, which 2 hex digits have",
    );
    check(
        "(7, \"Cover\")",
        "(0, \"Cover\")",
        "(",
        "the bit 0 stands here a second time",
    );
    check(
        "(7, \"Cover\")",
        "(7, \"FF\")",
        "(",
        "\"FF\" cannot be the name of a flag; it could be typed for something else",
    );
    check(
        "Flags(digits: 2",
        "Flags(digits: 0",
        "0",
        "digits is 0; it must be from 1 to 16",
    );
    check(
        "Time(\"hh:mm:ss\")",
        "Time(\"xx\")",
        "Time",
        "the form \"xx\" names no part of a date or a time",
    );
    check(
        "characters: Digits), default",
        "characters: Hex), read: \"E1\", default",
        "\"E1\"",
        "the command E1 does not read; one with R is needed",
    );
}

#[test]
fn faults_of_the_clock_and_of_actions_are_told() {
    check(
        "read: [(address: \"0.9.1\", form: \"hh:mm:ss\")]",
        "read: []",
        "[",
        "nothing says how the clock is read",
    );
    check(
        "form: \"YY-MM-DD\"",
        "form: \"\"",
        "\"",
        "the form \"\" names no part of a date or a time",
    );
    check(
        "command: \"W2\"), (a",
        "command: \"R2\"), (a",
        "\"R2\"",
        "the command R2 does not write; one with W is needed",
    );
    check(
        ", (address: \"0.9.2\", form: \"YY-MM-DD\")],\n        together: true",
        "],\n        together: true",
        "true",
        "there are no parts that could be sent together",
    );
    check(
        "level: 1,\n    ),\n    actions",
        "level: 4,\n    ),\n    actions",
        "4",
        "there is no level 4 in this profile",
    );
    check(
        "data: \"1.6.0()\"",
        "data: \"1.6.0(\"",
        "\"",
        "the command E2 1.6.0( cannot be sent: the brackets of \"1.6.0(\" do not match",
    );
    check(
        "command: \"E2\"",
        "command: \"R2\"",
        "\"",
        "the command R2 changes nothing in a meter",
    );
    check(
        "[(command: \"E2\", data: \"1.6.0()\")]",
        "[(command: \"E2\", data: \"1.6.0({new})\")]",
        "[",
        "{new} stands only in an action of the kind ChangePassword",
    );
    check(
        "[(command: \"W2\", data: \"96.96({new})\")]",
        "[(command: \"W2\", data: \"96.96()\")]",
        "[",
        "no command of \"Password\" has a place {new} for the new password",
    );
    check(
        "watch: [\"F.F\"]",
        "watch: [\"F.X\"]",
        "\"",
        "the register F.X is not among the registers",
    );
    check(
        "proof: \"F.F\"",
        "proof: \"0.0.0\"",
        "\"",
        "the proof 0.0.0 is not among the watched registers",
    );
    check("\"Closes the period.\"", "\"\"", "\"", "the help is empty");
    check(
        "(name: \"Password\"",
        "(name: \"Reset\", disable_min: 1",
        "(",
        "the action Reset stands here a second time",
    );
    check(
        "ChangePassword(level: 1)",
        "ChangePassword(level: 3)",
        "3",
        "there is no level 3 in this profile",
    );
}

#[test]
fn faults_of_series_are_told() {
    check(
        "name: \"Load profile\"",
        "name: \"\"",
        "\"",
        "the name is empty",
    );
    check(
        "rows: Vdew)]",
        "rows: Packed)]",
        "Packed",
        "packed rows come in packets, and only they do",
    );
    check("block: 8", "block: 0", "0", "a block of no records");
    check("block: 8", "window_days: 0", "0", "a window of no days");
    check(
        "block: 8",
        "period_min: 2000",
        "2000",
        "period_min is 2000; it must be from 1 to 1440",
    );
    check(
        "block: 8",
        "time_column: 2",
        "2",
        "only ranges of LIS-200 name a column",
    );
    check(
        "(bit: 7, text: \"Power failure\")",
        "(bit: 64, text: \"x\")",
        "(",
        "the bit 64 is not below 64",
    );
}

#[test]
fn what_changes_a_meter_needs_programming_mode() {
    let start = GOOD.find("    programming: (").unwrap();
    let end = GOOD.find("    serial_register").unwrap();
    let text = format!("{}{}", &GOOD[..start], &GOOD[end..]);
    let found: Vec<String> = problems("my.ron", &text)
        .iter()
        .map(|problem| problem.message())
        .collect();
    let sentence = "this changes the meter, and the profile has no programming mode";
    let count = found.iter().filter(|message| *message == sentence).count();
    // Two registers, the clock and two actions.
    assert_eq!(count, 5, "{found:#?}");
}

#[test]
fn all_faults_are_told_at_once() {
    let text = GOOD
        .replace("\"My meter\"", "\"\"")
        .replace("tries: 3", "tries: 0");
    assert_eq!(problems("my.ron", &text).len(), 2);
    assert!(parse("my.ron", &text).is_err());
    let text = source("generic").unwrap().replace("title", "titel");
    assert_eq!(problems("my.ron", &text).len(), 1);
}

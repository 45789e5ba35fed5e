//! Device profiles: on the command line, and against meters of their type.

use std::fs;
use std::path::Path;

use flagport::codec::{Identification, Mode};
use flagport::link::{CancelToken, Link, WriteGuard};
use flagport::order::{Order, Secrets};
use flagport::profile::{self, Kind, Login, Profile, RegisterDef};
use flagport::secret::Password;
use flagport::session::programming::{Acknowledgement, Answer, LoginAnswer, Programming};
use flagport::session::{LineOptions, ModeChoice};
use flagport::sim::{SimTransport, catalog};

use crate::bench::{Record, line, link, read_out};
use crate::program::Place;

const MINE: &str = r#"(
    version: 2,
    name: "mine",
    title: "Our own meter",
    match: (manufacturers: ["LGZ"], identifications: ["ZMD3104107"]),
    verified: Unverified,
    source: "nowhere",
)
"#;

fn own(place: &Place, name: &str, text: &str) {
    let folder = place.path("data/profiles");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join(name), text).unwrap();
}

#[test]
fn profiles_are_listed_with_the_users_own() {
    let place = Place::new();
    own(&place, "mine.ron", MINE);
    let count = profile::built_in().len() + 1;
    for arguments in [vec!["profiles"], vec!["profiles", "list"]] {
        let ended = place.run(&arguments);
        assert_eq!(ended.status, 0, "{ended:?}");
        assert_eq!(ended.stdout.lines().count(), count + 1, "{}", ended.stdout);
        assert!(ended.stdout.starts_with("name "), "{}", ended.stdout);
        assert!(ended.stdout.contains("Our own meter (your own)"));
    }
    for arguments in [
        vec!["profiles", "--json"],
        vec!["profiles", "list", "--json"],
    ] {
        let json = place.run(&arguments).json();
        assert_eq!(json["format"], "flagport.profiles.v1");
        assert_eq!(json["profiles"].as_array().unwrap().len(), count);
        assert_eq!(json["profiles"][0]["name"], "mine");
        assert_eq!(json["problems"], serde_json::json!([]));
    }
}

#[test]
fn a_broken_file_of_the_user_is_told_and_hides_nothing() {
    let place = Place::new();
    own(&place, "mine.ron", &MINE.replace("title", "titel"));
    let ended = place.run(&["profiles"]);
    assert_eq!(ended.status, 3);
    assert!(ended.stdout.contains("lgz-zmd"));
    assert!(
        ended.stderr.contains("mine.ron, line 4, column 5: "),
        "{}",
        ended.stderr
    );
    let ended = place.run(&["read", "sim:lgz-zmd", "--profile", "mine"]);
    assert_eq!(ended.status, 2);
    assert!(
        ended.stderr.contains("mine.ron, line 4, column 5: "),
        "{}",
        ended.stderr
    );
}

#[test]
fn files_are_checked_with_line_and_column() {
    let place = Place::new();
    let good = place.file("good.ron", MINE.as_bytes());
    let ended = place.run(&["profiles", "check", &good]);
    assert_eq!((ended.status, ended.stdout), (0, format!("{good}: ok\n")));
    let form = place.file("form.ron", MINE.replace("title", "titel").as_bytes());
    let wrong = MINE.replace("Our own meter", "").replace("LGZ", "LG");
    let content = place.file("content.ron", wrong.as_bytes());
    let missing = place.path("missing.ron").display().to_string();
    let ended = place.run(&["profiles", "check", &good, &form, &content, &missing]);
    assert_eq!(ended.status, 1);
    let lines: Vec<&str> = ended.stdout.lines().collect();
    assert_eq!(lines.len(), 5, "{lines:#?}");
    assert_eq!(lines[0], format!("{good}: ok"));
    assert!(lines[1].starts_with(&format!("{form}:4:5: ")), "{lines:#?}");
    assert_eq!(lines[2], format!("{content}:4:12: the title is empty"));
    assert_eq!(
        lines[3],
        format!("{content}:5:29: the FLAG code \"LG\" must be three letters")
    );
    assert!(lines[4].starts_with(&format!("{missing}: cannot be read: ")));
    assert!(ended.stderr.contains("3 files are no device profiles"));
}

#[test]
fn a_profile_is_shown_as_its_file_says() {
    let place = Place::new();
    own(&place, "mine.ron", MINE);
    let ended = place.run(&["profiles", "show", "mine"]);
    assert_eq!((ended.status, ended.stdout.as_str()), (0, MINE));
    let ended = place.run(&["profiles", "show", "lgz-zmd"]);
    assert_eq!(Some(ended.stdout.as_str()), profile::source("lgz-zmd"));
    let ended = place.run(&["profiles", "show", "lgz-zdm"]);
    assert_eq!((ended.status, ended.stdout.as_str()), (2, ""));
    assert!(
        ended.stderr.contains("close to it are lgz-zmd"),
        "{}",
        ended.stderr
    );
}

#[test]
fn a_meter_is_read_with_the_users_own_profile() {
    let place = Place::new();
    own(&place, "mine.ron", MINE);
    // It asks for more of the identification than the one built in.
    for profile in [&["--profile", "mine"][..], &[]] {
        let arguments = [
            &["read", "sim:lgz-zmd", "--no-archive", "--format", "json"],
            profile,
        ];
        let ended = place.run(&arguments.concat());
        assert_eq!(ended.status, 0, "{}", ended.stderr);
        assert_eq!(ended.json()["profile"], "mine");
    }
}

/// A profile, the simulated meter of its type, and the passwords of its levels.
type Counterpart = (&'static str, &'static str, &'static [&'static str]);

const COUNTERPARTS: [Counterpart; 15] = [
    ("lgz-zmd", "lgz-zmd", &["00000000", "00000000"]),
    (
        "iskra-mt174",
        "iskra-mt174",
        &["00000000", "00000002", "00000003"],
    ),
    ("emh-lzqj", "emh-lzqj", &["00000000"]),
    ("metcom-mcs301", "metcom-mcs301", &["00000000"]),
    ("elster-as1440", "elster-as1440", &["00000000"]),
    ("energomera-ce", "energomera-ce102m", &["777777"]),
    ("energomera-ce208", "energomera-ce208", &["777777"]),
    ("elster-lis200", "els-ek280", &["0", "00000000"]),
    ("turkish-mass", "makel-c500", &["00000000"]),
    ("turkish-mass", "koehler-mf", &["12345678"]),
    ("satec-em720", "satec-em720", &["9"]),
    ("lem-em4tii", "lem-em4tii", &["00000000", "00000000"]),
    ("elster-a1140", "elster-a1140", &["FEDC0001", "AAAA0000"]),
    ("yongtailong-drs", "ytl-drs110m", &["00000000"]),
    ("generic", "iskra-mt174", &["00000003"]),
];

/// Simulated meters that can only be read out, and profiles of their types.
const READ_ONLY: [(&str, &str); 7] = [
    ("lgz-uh50", "landis-uh50"),
    ("kamstrup-mc66", "kamstrup-mc66"),
    ("kamstrup-382", "kamstrup-382"),
    ("itron-ace3000", "itron-ace3000"),
    ("easymeter-q3", "easymeter-q3d"),
    ("hager-ehz", "hager-ehz"),
    ("dsmr-p1", "dsmr-p1"),
];

/// What real meters sent, and profiles of their types.
const CAPTURES: [(&str, &str); 7] = [
    ("iskra-me162", "iskra-me162-readout.iec"),
    ("iskra-mt382", "iskra-mt382-1000-dsmr3.iec"),
    ("apator-norax", "apator-norax3-fragment.iec"),
    ("logarex-lk13", "logarex-lk13.iec"),
    ("siemens-td3511", "siemens-td3511.iec"),
    ("energomera-ce", "energomera-ce301v11-r1-sessions.trace"),
    ("neva-mt", "neva-mt-r1.trace"),
];

#[test]
fn every_profile_is_tried_with_a_meter_of_its_type() {
    let tried: Vec<&str> = COUNTERPARTS
        .iter()
        .map(|(profile, ..)| profile)
        .chain(READ_ONLY.iter().map(|(profile, _)| profile))
        .chain(CAPTURES.iter().map(|(profile, _)| profile))
        .copied()
        .collect();
    for known in profile::built_in() {
        assert!(tried.contains(&known.name.as_str()), "{}", known.name);
    }
}

#[test]
fn a_profile_is_chosen_by_the_identification_of_its_meters() {
    let meters = COUNTERPARTS.map(|(profile, meter, _)| (profile, meter));
    for (profile, meter) in meters.into_iter().chain(READ_ONLY) {
        if profile == profile::GENERIC {
            continue;
        }
        let line = catalog::find(meter).unwrap().identification;
        let told = Identification::parse(line).unwrap();
        assert_eq!(profile::choose(&told).name, profile, "{line}");
    }
}

/// A session in programming mode with a simulated meter.
struct Talk {
    transport: SimTransport,
    record: Record,
}

impl Talk {
    fn with(meter: &str) -> Talk {
        Talk {
            transport: line(meter),
            record: Record::default(),
        }
    }

    /// Signs on, gives the password of the level and does `work`.
    fn hold(
        &mut self,
        profile: &Profile,
        level: Option<(u8, &Password)>,
        work: impl FnOnce(&mut Programming, &mut Link<'_>),
    ) {
        let options = LineOptions {
            block_check: profile.line.block_check,
            mode: match profile.line.mode {
                Some(Mode::C) => ModeChoice::C,
                _ => ModeChoice::Auto,
            },
            ..LineOptions::default()
        };
        let programming = profile.programming.as_ref().unwrap();
        let mut link = link(
            &mut self.transport,
            &options,
            CancelToken::new(),
            &mut self.record,
        );
        link.set_guard(WriteGuard::Everything);
        let mut session = Programming::sign_on(&mut link, &options, programming.select).unwrap();
        if let Some((number, password)) = level {
            let login = &programming.level(number).unwrap().login;
            if !matches!(login, Login::InWrite | Login::Open) {
                let answer = session.log_in(&mut link, login, password).unwrap();
                assert_eq!(answer, LoginAnswer::Accepted, "{} {number}", profile.name);
            }
        }
        work(&mut session, &mut link);
        session.sign_off(&mut link);
    }
}

/// The first value that the meter tells of a register.
fn value_of(
    session: &mut Programming,
    link: &mut Link<'_>,
    profile: &Profile,
    register: &RegisterDef,
) -> String {
    let order = Order::read(profile, register);
    let answer = session.read(link, &order).unwrap();
    let Answer::Data(data) = answer else {
        panic!("{}: {order}: {answer:?}", profile.name);
    };
    let body = String::from_utf8(data.body).unwrap();
    let (_, behind) = body.split_once('(').unwrap();
    behind.split_once(')').unwrap().0.to_owned()
}

/// Whether a value is of the register's kind.
fn is_of_its_kind(register: &RegisterDef, raw: &str) -> bool {
    let shown = register.show(raw).text;
    match &register.kind {
        Kind::Number { .. } => {
            !shown.is_empty() && shown.chars().all(|c| "+-.0123456789".contains(c))
        }
        Kind::Choice(choices) => choices.iter().any(|(_, label)| *label == shown),
        Kind::Text { .. } if register.write_level().is_none() => true,
        // All zeros where there was nothing yet.
        Kind::Time(_) if !raw.contains(|c: char| ('1'..='9').contains(&c)) => true,
        Kind::Flags { .. } | Kind::Time(_) | Kind::Text { .. } => register.encode(&shown).is_ok(),
    }
}

#[test]
fn every_register_of_a_profile_is_answered_by_the_simulated_meter() {
    let mut complaints = Vec::new();
    for (name, meter, passwords) in COUNTERPARTS {
        let profile = profile::find(name).unwrap();
        let number = profile.programming.as_ref().unwrap().read_level;
        let password = Password::new(passwords[0].to_owned());
        let level = number.map(|number| (number, &password));
        Talk::with(meter).hold(profile, level, |session, link| {
            for register in profile.registers.iter().filter(|r| r.is_readable()) {
                let order = Order::read(profile, register);
                match session.read(link, &order) {
                    Ok(Answer::Data(data)) => {
                        let body = String::from_utf8(data.body).unwrap();
                        let raw = body.split(['(', ')']).nth(1).unwrap_or("nothing");
                        if !is_of_its_kind(register, raw) {
                            complaints.push(format!("{meter}: {order}: {raw} is of another kind"));
                        }
                    }
                    // The one for any meter names what many have, and none has all of.
                    Ok(Answer::Refused(_)) if name == profile::GENERIC => {}
                    other => complaints.push(format!("{meter}: {order}: {other:?}")),
                }
            }
        });
    }
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}

#[test]
fn every_register_that_a_profile_calls_writable_can_be_written_at_its_level() {
    for (name, meter, passwords) in COUNTERPARTS {
        let profile = profile::find(name).unwrap();
        let programming = profile.programming.as_ref().unwrap();
        for (level, password) in programming.levels.iter().zip(passwords) {
            let password = Password::new((*password).to_owned());
            let secrets = Secrets {
                password: Some(&password),
                new_password: None,
            };
            let registers: Vec<&RegisterDef> = profile
                .registers
                .iter()
                .filter(|register| register.write_level() == Some(level.number))
                .collect();
            // A meter that asks for a level to be read has it signed on first.
            let read = Password::new(passwords[0].to_owned());
            let asked = match level.login {
                Login::InWrite => programming.read_level.map(|number| (number, &read)),
                _ => Some((level.number, &password)),
            };
            Talk::with(meter).hold(profile, asked, |session, link| {
                for register in registers {
                    let before = value_of(session, link, profile, register);
                    let order =
                        Order::write(profile, register, register.sendable(&before)).unwrap();
                    let said = session
                        .change(link, &order, secrets, programming.write.block)
                        .unwrap();
                    assert_eq!(said, Acknowledgement::Accepted(None), "{meter}: {order}");
                    let after = value_of(session, link, profile, register);
                    assert!(
                        register.is_same(register.sendable(&before), &after),
                        "{meter}: {order}: {after}"
                    );
                }
            });
        }
    }
}

#[test]
fn registers_of_meters_that_are_only_read_out_are_in_their_readouts() {
    for (name, meter) in READ_ONLY {
        let profile = profile::find(name).unwrap();
        let (telegram, _) = read_out(&mut line(meter), &LineOptions::default());
        let telegram = telegram.unwrap_or_else(|_| panic!("{meter}"));
        let block = String::from_utf8_lossy(&telegram.data.body).into_owned();
        told_in(&block, profile);
    }
}

#[test]
fn registers_are_in_what_real_meters_sent() {
    for (name, capture) in CAPTURES {
        let profile = profile::find(name).unwrap();
        let folder = format!("{}/tests/data/captures", env!("CARGO_MANIFEST_DIR"));
        let path = Path::new(&folder).join(capture);
        let opened = flagport::archive::open(&path).unwrap();
        let found = &opened.readouts.first().unwrap().readout;
        if found.meter.identification_line.is_some() {
            assert_eq!(found.profile.as_deref(), Some(name), "{capture}");
        }
        let text = String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned();
        if capture.ends_with(".iec") {
            told_in(&text, profile);
            continue;
        }
        let read = |register: &RegisterDef| text.contains(&format!("02{}(", register.address));
        assert!(profile.registers.iter().any(read), "{name}");
    }
}

/// Checks that a readout tells most registers of a profile, each in its kind.
fn told_in(block: &str, profile: &Profile) {
    let mut found = 0;
    for register in &profile.registers {
        let start = format!("{}(", register.address);
        let Some((_, behind)) = block.split_once(&start) else {
            continue;
        };
        let raw = behind.split(')').next().unwrap();
        assert!(
            is_of_its_kind(register, raw),
            "{}: {start}{raw})",
            profile.name
        );
        found += 1;
    }
    let count = profile.registers.len();
    assert!(2 * found >= count, "{}: {found} of {count}", profile.name);
}

#[test]
fn a_profile_can_be_made_of_every_readout() {
    let folder = format!("{}/tests/data/captures", env!("CARGO_MANIFEST_DIR"));
    let mut made = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let Ok(opened) = flagport::archive::open(&path) else {
            continue;
        };
        for found in opened.readouts {
            let text = profile::to_text(&profile::from_readout(&found.readout));
            assert_eq!(profile::problems("new", &text), [], "{}", path.display());
            made += 1;
        }
    }
    assert!(made > 40, "{made}");
}

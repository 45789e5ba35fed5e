//! Device profiles: on the command line, and against meters of their type.

use std::fs;

use flagport::profile;

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

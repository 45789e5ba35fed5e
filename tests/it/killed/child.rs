//! The child that is killed: it does one deed after the other until then.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::deeds::{self, Deed};
use super::session;

/// The deed by name, the folder it works in, and the number of the first.
pub(super) const VARIABLES: [&str; 3] = [
    "FLAGPORT_CHILD_DEED",
    "FLAGPORT_CHILD_FOLDER",
    "FLAGPORT_CHILD_FIRST",
];

/// The test below, as the parent starts it.
pub(super) const NAME: &str = "killed::child::every_deed_leaves_what_its_check_accepts";

/// The most deeds of one child: a parent that is gone kills nobody.
const MOST: u32 = 100_000;

fn all() -> [&'static Deed; 6] {
    [
        &deeds::VISITS,
        &deeds::JOURNAL,
        &deeds::SETTINGS,
        &deeds::EXPORTS,
        &deeds::PROFILES,
        &session::SESSION,
    ]
}

/// Alone it does every deed twice and checks it; started by a parent it is a child.
#[test]
fn every_deed_leaves_what_its_check_accepts() {
    let [name, folder, first] = VARIABLES.map(std::env::var);
    if let (Ok(name), Ok(folder), Ok(first)) = (name, folder, first) {
        let deed = *all().iter().find(|deed| deed.name == name).unwrap();
        return until_killed(deed, &PathBuf::from(folder), first.parse().unwrap());
    }
    for deed in all() {
        let folder = tempfile::tempdir().unwrap();
        let mut told = Vec::new();
        for number in 1..=2 {
            (deed.act)(folder.path(), number, &mut |word| told.push(word));
        }
        let seen = deeds::Seen {
            done: 2,
            begun: 2,
            told,
        };
        (deed.check)(folder.path(), &seen);
        assert_eq!(deeds::left_in(folder.path()), Vec::<PathBuf>::new());
    }
}

fn until_killed(deed: &Deed, folder: &Path, first: u32) {
    // The name of the test stands on the line already.
    say("");
    for number in (first..).take(MOST as usize) {
        say(&format!("begin {number}"));
        (deed.act)(folder, number, &mut |word| say(&word));
        say(&format!("done {number}"));
    }
}

fn say(line: &str) {
    let mut out = io::stdout().lock();
    writeln!(out, "{line}").unwrap();
    out.flush().unwrap();
}

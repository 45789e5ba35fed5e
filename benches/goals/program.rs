//! The program file, what it is made of, and the start of the command line.

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::process::Command;

use crate::decoding::best;
use crate::table::{Goal, Table};
use crate::ten_years::ms;

pub(crate) fn measure(table: &mut Table) {
    let program = env!("CARGO_BIN_EXE_flagport");
    let start = best(50, || {
        let output = Command::new(program).arg("--version").output().unwrap();
        assert!(output.status.success());
    });
    table.add(
        "start of the command line until it has answered",
        Goal::AtMost(20.0),
        "ms",
        1,
        &[ms(start)],
    );
    let (what, goal) = ("size of the program, stripped", Goal::AtMost(25.0));
    if cfg!(debug_assertions) {
        table.skip(what, goal, "MB", "this is no release build");
    } else {
        let size = fs::metadata(program).unwrap().len() as f64 / 1e6;
        table.add(what, goal, "MB", 1, &[size]);
    }
    let what = "crates in the program for this system; in two versions at once";
    match (crates(&[]), crates(&["--duplicates"])) {
        (Some(all), Some(twice)) => table.add(what, Goal::None, "", 0, &[all, twice]),
        _ => table.skip(what, Goal::None, "", "cargo tree does not answer"),
    }
}

/// How many crates `cargo tree` names; of those in several versions, how many names.
fn crates(arguments: &[&str]) -> Option<f64> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args([
            "tree",
            "--locked",
            "--offline",
            "-e",
            "normal",
            "--prefix",
            "none",
        ])
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .ok()?;
    let text = String::from_utf8(output.stdout)
        .ok()
        .filter(|_| output.status.success())?;
    let lines = text.lines().map(|line| line.trim_end_matches(" (*)"));
    let lines = lines.filter(|line| line.contains(" v"));
    if arguments.is_empty() {
        return Some(lines.collect::<BTreeSet<_>>().len() as f64);
    }
    let mut names: std::collections::BTreeMap<&str, BTreeSet<&str>> = Default::default();
    for line in lines {
        let (name, version) = line.split_once(' ')?;
        names.entry(name).or_default().insert(version);
    }
    Some(names.values().filter(|versions| versions.len() > 1).count() as f64)
}

//! Tells the program its version with the commit it is made from, `FLAGPORT_VERSION`. The
//! commit is that of the clone, or the one that `FLAGPORT_COMMIT` names where a package is
//! built from an archive.

use std::path::Path;
use std::process::Command;

fn main() {
    println!("cargo::rerun-if-env-changed=FLAGPORT_COMMIT");
    println!("cargo::rerun-if-changed=build.rs");
    let version = env!("CARGO_PKG_VERSION");
    let commit = std::env::var("FLAGPORT_COMMIT").ok().or_else(of_clone);
    let version = commit.map_or(version.to_owned(), |commit| format!("{version} ({commit})"));
    println!("cargo::rustc-env=FLAGPORT_VERSION={version}");
}

/// The commit that is checked out, in short. The build looks again when another one is.
fn of_clone() -> Option<String> {
    let top = git(&["rev-parse", "--show-toplevel"])?;
    // Within the repository of somebody else it is not ours.
    if Path::new(&top).canonicalize().ok()? != Path::new(".").canonicalize().ok()? {
        return None;
    }
    // Written at each commit and checkout, whatever HEAD names.
    let log = git(&["rev-parse", "--git-path", "logs/HEAD"])?;
    if Path::new(&log).exists() {
        println!("cargo::rerun-if-changed={log}");
    }
    git(&["rev-parse", "--short=10", "HEAD"])
}

/// What git answers; `None` if there is no clone or no git.
fn git(arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").args(arguments).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim().to_owned())
}

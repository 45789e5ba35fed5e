//! Tools of others that some tests talk to.
//!
//! A test whose peer is missing says that it was skipped. `FLAGPORT_PEERS` names those
//! that must not be missing, as `.ci/run` does with what it has installed: `python`,
//! `node`, `ser2net`.

use std::path::{Path, PathBuf};

/// The peer `name`: where `variable` says, else the first of `usual` that is there.
/// Relative ones are looked for in `target/peers`, where `.ci/run` puts them.
pub(crate) fn peer(name: &str, variable: &str, usual: &[&str]) -> Option<PathBuf> {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent()?;
    let places: Vec<PathBuf> = match std::env::var_os(variable) {
        Some(path) => vec![PathBuf::from(path)],
        None => usual
            .iter()
            .map(|usual| target.join("peers").join(usual))
            .collect(),
    };
    let found = places.iter().find(|path| path.exists());
    if found.is_none() {
        missing(name, &format!("there is no {}", places[0].display()));
    }
    found.cloned()
}

/// Says that a test is skipped for want of the peer `name`, or fails if it must not be.
#[expect(clippy::print_stdout, reason = "a skipped test says so")]
pub(crate) fn missing(name: &str, why: &str) {
    let required = std::env::var("FLAGPORT_PEERS").unwrap_or_default();
    let is_required = is_named(&required, name);
    assert!(!is_required, "{name} must be there, and {why}");
    println!("skipped: {why}; see .ci/run");
}

/// Whether a list of peers names this one.
fn is_named(list: &str, name: &str) -> bool {
    list.split([' ', ',']).any(|required| required == name)
}

#[test]
fn only_peers_that_are_named_must_be_there() {
    assert!(is_named("python ser2net", "ser2net"));
    assert!(is_named("python,node", "node"));
    assert!(!is_named("python ser2net", "node"));
    assert!(!is_named("", "python"));
}

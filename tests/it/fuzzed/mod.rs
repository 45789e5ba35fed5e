//! The property tests of everything that is read: each takes what meters sent and users
//! keep, damages it, and checks what must hold for any bytes.
//!
//! The same checks are fuzzed; see `fuzz/README.md`. `FLAGPORT_CASES` is how many inputs
//! each test tries, `FLAGPORT_SEED` what they are made from. With `FLAGPORT_CORPUS` the
//! seeds are written into a folder for each target, for the fuzzer to begin with.

mod checks;
mod found;
mod inputs;
mod seeds;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};
use sha2::{Digest, Sha256};

use checks::{TARGETS, Target};

/// How many inputs a test tries where nobody says so.
const CASES: u32 = 100;

/// From what they are made where nobody says so.
const SEED: u64 = 62_056_021;

fn variable<T: std::str::FromStr>(name: &str, usual: T) -> T {
    match std::env::var(name) {
        Ok(text) => text
            .parse()
            .unwrap_or_else(|_| panic!("{name}={text} is no number")),
        Err(_) => usual,
    }
}

fn target(name: &str) -> &'static Target {
    TARGETS.iter().find(|target| target.name == name).unwrap()
}

/// Tries the check of a target on its seeds and on damaged ones.
fn hold(name: &str) {
    let target = target(name);
    let seeds = seeds::of(name, target.longest);
    assert!(!seeds.is_empty(), "{name} has no seeds");
    if let Some(folder) = std::env::var_os("FLAGPORT_CORPUS") {
        write_corpus(&Path::new(&folder).join(name), &seeds);
        return;
    }
    for seed in &seeds {
        (target.check)(seed);
    }
    let cases = variable("FLAGPORT_CASES", CASES);
    let seed: u64 = variable("FLAGPORT_SEED", SEED);
    let config = Config {
        cases,
        failure_persistence: None,
        max_shrink_iters: 4096,
        ..Config::default()
    };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &Sha256::digest(seed.to_le_bytes()));
    let mut runner = TestRunner::new_with_rng(config, rng);
    let inputs = inputs::of(seeds, seeds::words(name), target.longest);
    let result = runner.run(&inputs, |input| {
        (target.check)(&input);
        Ok::<(), TestCaseError>(())
    });
    match result {
        Ok(()) => {}
        Err(TestError::Fail(reason, input)) => {
            panic!(
                "FLAGPORT_SEED={seed}: {reason}\nb\"{}\"",
                input.escape_ascii()
            )
        }
        Err(other) => panic!("{other}"),
    }
}

/// One file for each seed, named by what it holds.
fn write_corpus(folder: &Path, seeds: &[Vec<u8>]) {
    fs::create_dir_all(folder).unwrap();
    for seed in seeds {
        let name: String = Sha256::digest(seed)
            .iter()
            .take(8)
            .map(|b| format!("{b:02x}"))
            .collect();
        fs::write(folder.join(name), seed).unwrap();
    }
}

/// A test for each target, so that they run side by side.
macro_rules! twins {
    ($($name:ident),+ $(,)?) => {
        $(
            #[test]
            fn $name() {
                hold(stringify!($name));
            }
        )+

        /// All that are tested.
        const TWINS: &[&str] = &[$(stringify!($name)),+];
    };
}

twins!(
    codes,
    data_sets,
    day_lists,
    decoder,
    device_profiles,
    exports,
    journal,
    load_profile,
    logbook,
    p1,
    parameter_sets,
    rfc2217,
    rounds,
    series_json,
    settings,
    times,
    traces,
    visits,
);

#[test]
fn every_fuzz_target_has_a_property_test_and_the_other_way_round() {
    let known: BTreeSet<String> = TARGETS
        .iter()
        .map(|target| target.name.to_owned())
        .collect();
    let tested: BTreeSet<String> = TWINS.iter().map(ToString::to_string).collect();
    assert_eq!(known, tested);
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
    let stem = |path: PathBuf| path.file_stem().unwrap().to_string_lossy().into_owned();
    let entries = fs::read_dir(fuzz.join("fuzz_targets")).unwrap();
    let fuzzed: BTreeSet<String> = entries.map(|entry| stem(entry.unwrap().path())).collect();
    assert_eq!(known, fuzzed);
    let manifest = include_str!("../../../fuzz/Cargo.toml");
    for name in &known {
        let path = format!("path = \"fuzz_targets/{name}.rs\"");
        assert!(
            manifest.contains(&path),
            "fuzz/Cargo.toml does not build {name}"
        );
    }
}

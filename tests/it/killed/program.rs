//! The program itself, killed while it exports and while it reads a meter.

use std::fs;
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use flagport::archive::{Archive, Visit};

use super::parent::Random;
use super::{kills, seed};
use crate::program::{Place, capture};

/// About as long as a small export takes.
const EXPORT: Duration = Duration::from_millis(80);

/// About as long as the readout of a fast meter takes.
const READOUT: Duration = Duration::from_millis(2_500);

/// Starts a command, kills it after a part of `usual`, and tells whether it had ended in
/// good order.
fn cut_off(place: &Place, arguments: &[&str], random: &mut Random, usual: Duration) -> bool {
    let mut command = place.command(arguments);
    let mut child = command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let end = Instant::now() + usual.mul_f64(random.below(1_000) as f64 / 1_000.0);
    let ended = loop {
        match child.try_wait().unwrap() {
            Some(status) => break status.success(),
            None if Instant::now() >= end => break false,
            None => thread::yield_now(),
        }
    };
    let _ = child.kill();
    child.wait().unwrap();
    ended
}

#[test]
fn an_export_by_the_program_is_old_or_new() {
    let place = Place::new();
    let captures = ["iskra-mt174-0001-full.iec", "lgz-zmd310ct-c3-status.iec"].map(capture);
    let [old, new] = captures.each_ref().map(|capture| {
        let ended = place.run(&["decode", capture, "--format", "csv"]);
        assert_eq!(ended.status, 0, "{ended:?}");
        ended.stdout
    });
    assert_ne!(old, new);
    let mut random = Random(seed());
    let out = place.file("out.csv", old.as_bytes());
    for kill in 0..kills() {
        fs::write(&out, &old).unwrap();
        let arguments = ["decode", &captures[1], "--out", &out, "--overwrite"];
        let ended = cut_off(&place, &arguments, &mut random, EXPORT);
        let text = fs::read_to_string(&out).unwrap();
        assert!(text == new || text == old && !ended, "kill {kill}");
    }
}

#[test]
fn a_readout_that_is_cut_off_leaves_a_whole_visit_or_none() {
    // A simulated meter takes its time: all of them at once.
    thread::scope(|scope| {
        for round in 0..kills().div_ceil(4) {
            scope.spawn(move || {
                let place = Place::new();
                let mut random = Random(seed() + u64::from(round));
                let arguments = ["read", "sim:energomera-ce102m", "--out", "out.json"];
                let ended = cut_off(&place, &arguments, &mut random, READOUT);
                let entries = Archive::at(place.path("data/visits")).list().unwrap();
                for entry in &entries {
                    Visit::load(&entry.path).unwrap();
                }
                let out = fs::read(place.path("out.json"));
                assert!(!ended || (out.is_ok() && entries.len() == 1));
                if let Ok(bytes) = out {
                    flagport::export::readout_from_json(&bytes).unwrap();
                    assert_eq!(entries.len(), 1, "the visit is kept first");
                }
            });
        }
    });
}

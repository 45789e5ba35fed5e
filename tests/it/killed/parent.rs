//! The parent: starts a child, kills it at some instant, and looks at what is left.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use super::child;
use super::deeds::{Deed, Seen, left_in};
use super::{kills, seed};

/// A child that says nothing for so long never will.
const SILENT: Duration = Duration::from_secs(30);

/// How old what a kill left is made, so that the next to write removes it.
const LONG_AGO: Duration = Duration::from_secs(3 * 24 * 60 * 60);

/// After so many deeds nothing may be left.
const DEEDS_TO_REMOVE: usize = 5;

/// When a child is killed, after it said that it begins.
#[derive(Debug, Clone, Copy)]
enum Instance {
    /// After so long.
    After(Duration),
    /// As soon as the files below the folder have changed so often, or after so long.
    Changed(u64, Duration),
}

/// Kills children while they do `deed`, each going on in the folder of the one before.
#[expect(clippy::print_stdout, reason = "the figures of a large run")]
pub(super) fn kill_often(deed: &Deed) {
    let folder = tempfile::tempdir().unwrap();
    let mut random = Random(seed());
    // The first is done here, which tells how long it takes.
    let begin = Instant::now();
    (deed.act)(folder.path(), 1, &mut |_| {});
    let latest = begin.elapsed().mul_f64(2.0);
    let (mut first, mut last) = (2, 1);
    let (mut interrupted, mut done) = (0, 0);
    for kill in 0..kills() {
        let instance = match random.below(3) {
            0 => Instance::Changed(1 + random.below(12), latest),
            _ => Instance::After(latest.mul_f64(random.below(1_000) as f64 / 1_000.0)),
        };
        let seen = kill_once(deed, folder.path(), (first, last), instance);
        let what = format!(
            "{} of FLAGPORT_SEED={}, kill {kill}, {instance:?}, {seen:?}",
            deed.name,
            seed()
        );
        let checked = std::panic::catch_unwind(|| (deed.check)(folder.path(), &seen));
        assert!(checked.is_ok(), "{what}");
        interrupted += u32::from(seen.begun > seen.done);
        done += (seen.done + 1).saturating_sub(first);
        (first, last) = (seen.begun + 1, seen.done);
    }
    // Instants that never hit anything prove nothing.
    assert!(interrupted > 0, "{}: no deed was interrupted", deed.name);
    println!(
        "{}: {} children killed, {interrupted} in the middle of a deed, {done} deeds done",
        deed.name,
        kills()
    );
    removed_at_last(deed, folder.path(), first);
}

/// What kills left behind is gone after the next deed of a later day.
fn removed_at_last(deed: &Deed, folder: &Path, number: u32) {
    for left in left_in(folder) {
        make_old(&left);
    }
    // A child that another test starts at that moment holds what is open here until it
    // begins to run, also the lock of a journal that is looked at: it goes the next time.
    for number in (number..).take(DEEDS_TO_REMOVE) {
        (deed.act)(folder, number, &mut |_| {});
        if left_in(folder).is_empty() {
            return;
        }
    }
    panic!("{}: {:?} are left", deed.name, left_in(folder));
}

fn make_old(path: &Path) {
    // A folder has a time of its own only where it can be opened like a file.
    if path.is_dir() && cfg!(windows) {
        fs::remove_dir_all(path).unwrap();
        return;
    }
    let file = fs::File::open(path).unwrap();
    file.set_modified(SystemTime::now() - LONG_AGO).unwrap();
}

/// Kills a child that begins with the deed `first`; `last` is the last that was done.
fn kill_once(deed: &Deed, folder: &Path, (first, last): (u32, u32), instance: Instance) -> Seen {
    let (mut child, lines) = start(deed, folder, first);
    let mut seen = Seen {
        begun: first - 1,
        done: last,
        told: Vec::new(),
    };
    while seen.begun < first {
        let line = lines.recv_timeout(SILENT).expect("the child begins");
        seen.take(&line);
    }
    match instance {
        Instance::After(delay) => {
            // What the child says meanwhile may as well be taken now.
            let end = Instant::now() + delay;
            while let Some(left) = end.checked_duration_since(Instant::now()) {
                if let Ok(line) = lines.recv_timeout(left) {
                    seen.take(&line);
                }
            }
        }
        Instance::Changed(times, latest) => {
            let (mut state, mut changes) = (state_of(folder), 0);
            let end = Instant::now() + latest;
            while changes < times && Instant::now() < end {
                let now = state_of(folder);
                changes += u64::from(now != state);
                state = now;
            }
        }
    }
    child.kill().unwrap();
    child.wait().unwrap();
    // All that it said is still in the pipe.
    for line in lines {
        seen.take(&line);
    }
    seen
}

/// How many files and folders there are below `folder`, and how many bytes.
fn state_of(folder: &Path) -> (usize, u64) {
    let (mut count, mut bytes) = (0, 0);
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        count += 1;
        match entry.metadata() {
            Ok(found) if found.is_dir() && entry.file_name().to_string_lossy().starts_with('.') => {
                let (more, longer) = state_of(&entry.path());
                count += more;
                bytes += longer;
            }
            Ok(found) => bytes += found.len(),
            Err(_) => {}
        }
    }
    (count, bytes)
}

fn start(deed: &Deed, folder: &Path, first: u32) -> (Child, Receiver<String>) {
    let [name, place, from] = child::VARIABLES;
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", child::NAME, "--nocapture", "--test-threads=1"])
        .env(name, deed.name)
        .env(place, folder)
        .env(from, first.to_string())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let stdout = BufReader::new(child.stdout.take().unwrap());
    let (sender, lines) = mpsc::channel();
    thread::spawn(move || {
        for line in stdout.lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                return;
            }
        }
    });
    (child, lines)
}

/// A seeded sequence (splitmix64).
pub(super) struct Random(pub(super) u64);

impl Random {
    /// A number below `limit`.
    pub(super) fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % limit
    }
}

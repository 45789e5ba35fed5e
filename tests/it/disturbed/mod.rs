//! Sessions of every kind over lines to which everything happens, by the seed.
//!
//! Each session is drawn from a number: its kind, its meter, and what happens to which byte
//! of its line. Whatever that is, it ends in time and tells why, signs the meter off, shows
//! nothing untrue that a check could catch, says no change twice, and keeps what came; the
//! meter's own memory is what it is measured by. Much of a second on the line takes no time
//! here.
//!
//! `FLAGPORT_SESSIONS=100000 cargo test --release --test it disturbed -- --nocapture` runs
//! so many and prints what came of them.

#![expect(
    clippy::print_stdout,
    reason = "the table of what came of all sessions is what a long run is for"
)]

mod bits;
mod draw;
mod found;
mod judge;
mod kinds;
mod line;
mod session;
mod table;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Instant;

use flagport::profile::Library;
use flagport::sim::Channel;

use draw::{Draw, Random, turns};
use judge::{Clean, judge};
use kinds::{Kind, PROGRAMMING, READOUTS, SERIES};
use table::Table;

/// What came of the families that are through.
static THROUGH: Mutex<(usize, Table)> = Mutex::new((0, Table::new()));

/// How many sessions there are of each family, of a hundred.
const SHARES: [(&str, usize); 3] = [("readouts", 40), ("programming", 40), ("series", 20)];

/// Sessions where nobody asks for more.
const USUAL: usize = 400;

/// Failing sessions that are told.
const TOLD: usize = 12;

/// The number in an environment variable.
fn number(variable: &str) -> Option<u64> {
    let text = std::env::var(variable).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{variable}={text}")))
}

/// Undisturbed sessions, made when they are needed first.
struct Undisturbed<'k> {
    kinds: &'k [Kind],
    library: Library,
    cleans: Mutex<BTreeMap<(usize, bool), Arc<Clean>>>,
}

impl Undisturbed<'_> {
    fn of(&self, kind: usize, channel: Channel) -> Arc<Clean> {
        let key = (kind, channel == Channel::EightBit);
        if let Some(clean) = self.cleans.lock().unwrap().get(&key) {
            return Arc::clone(clean);
        }
        let ran = session::run(self.kinds[kind], &self.library, channel, &[], 0);
        let name = self.kinds[kind].name();
        assert!(
            ran.is_done(),
            "{name} without a disturbance: {:?}",
            ran.ended
        );
        let clean = Arc::new(Clean::of(ran));
        let mut cleans = self.cleans.lock().unwrap();
        Arc::clone(cleans.entry(key).or_insert(clean))
    }

    /// Runs the session with this number; gives its place in the table, what came of it,
    /// and what happened to it.
    fn session(&self, seed: u64) -> (Kind, Draw, judge::Judged) {
        let mut random = Random::new(seed);
        let number = random.below(self.kinds.len());
        let kind = self.kinds[number];
        let turns = turns(&self.of(number, Channel::SevenBit).ran.wire().host);
        let draw = Draw::new(&mut random, &turns);
        let clean = self.of(number, draw.channel);
        let ran = session::run(
            kind,
            &self.library,
            draw.channel,
            &draw.disturbances,
            draw.away,
        );
        let judged = judge(&ran, &clean, &draw);
        if std::env::var_os("FLAGPORT_TRACE").is_some() {
            for (who, bytes) in &ran.wire().host.pieces {
                println!("{who:?} {}", bytes.escape_ascii());
            }
            println!("{:?}\n{:?}", ran.ended, ran.entries);
        }
        (kind, draw, judged)
    }
}

/// Runs a family's share of the sessions, on all processors.
fn sweep(family: &'static str, kinds: &[Kind]) {
    let share = SHARES.iter().find(|(name, _)| *name == family).unwrap().1;
    let wanted = number("FLAGPORT_SESSIONS");
    let all = wanted.map_or(USUAL, |wanted| usize::try_from(wanted).unwrap());
    let count = u64::try_from((all * share).div_ceil(100)).unwrap();
    let first = number("FLAGPORT_SEED").unwrap_or(1);
    let began = Instant::now();
    let undisturbed = Undisturbed {
        kinds,
        library: Library::default(),
        cleans: Mutex::default(),
    };
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let threads = u64::try_from(threads).unwrap();
    let work = |thread: u64| {
        let mut table = Table::default();
        let mut broken = Vec::new();
        for seed in (first + thread..first + count).step_by(usize::try_from(threads).unwrap()) {
            let (kind, draw, judged) = undisturbed.session(seed);
            table.add(kind.group, draw.trouble, &judged);
            if !judged.broken.is_empty() {
                broken.push((seed, kind, draw, judged));
            } else if let Some(untrue) = &judged.untrue
                && std::env::var_os("FLAGPORT_UNTRUE").is_some()
            {
                println!(
                    "{seed} {} {:?} {:?}: {:?} {untrue}",
                    kind.name(),
                    draw.channel,
                    draw.disturbances,
                    judged.verdict
                );
            }
        }
        (table, broken)
    };
    let (mut table, mut broken) = (Table::default(), Vec::new());
    thread::scope(|scope| {
        let work = &work;
        let running: Vec<_> = (0..threads)
            .map(|thread| scope.spawn(move || work(thread)))
            .collect();
        for thread in running {
            let (own, of_it) = thread.join().unwrap();
            table.join(own);
            broken.extend(of_it);
        }
    });
    println!(
        "{family}: {} sessions from seed {first} in {:.1} s\n{table}",
        table.sessions(),
        began.elapsed().as_secs_f64()
    );
    let mut through = THROUGH.lock().unwrap();
    through.0 += 1;
    through.1.join(table);
    if through.0 == SHARES.len() {
        println!("all: {} sessions\n{}", through.1.sessions(), through.1);
    }
    drop(through);
    let told = broken.iter().take(TOLD).map(|(seed, kind, draw, judged)| {
        format!(
            "{}, {:?} {:?}:\n    {}\n    again: FLAGPORT_SESSIONS=1 FLAGPORT_SEED={seed} \
             cargo test --test it disturbed::{family} -- --nocapture",
            kind.name(),
            draw.channel,
            draw.disturbances,
            judged.broken.join("\n    ")
        )
    });
    let told: Vec<String> = told.collect();
    assert!(
        broken.is_empty(),
        "{} broken:\n{}",
        broken.len(),
        told.join("\n")
    );
}

#[test]
fn readouts() {
    sweep("readouts", &READOUTS);
}

#[test]
fn programming() {
    sweep("programming", &PROGRAMMING);
}

#[test]
fn series() {
    sweep("series", &SERIES);
}

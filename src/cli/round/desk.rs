//! What comes of the meters of a round, noted and said.

use std::collections::{BTreeMap, HashSet};
use std::io::{self, IsTerminal};
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Zoned};

use crate::archive::Archive;
use crate::cli::follow::sentence_of;
use crate::cli::terminal::{ProgressLine, say, say_failure};
use crate::export::Language;
use crate::profile::Library;
use crate::round::many::{Reading, Told};
use crate::round::outliers::{Digest, among};
use crate::round::serial::{Match, compare};
use crate::round::{Found, RoundFile, State, StateKind, Stop, hand_over, words};
use crate::worker::{Event, Outcome, Summary};

/// How often the round is kept while meters are read, at most.
const KEEP_EVERY: Duration = Duration::from_secs(2);

/// Notes what comes of the meters, and says it.
pub(super) struct Desk<'d> {
    pub(super) file: RoundFile,
    verbose: bool,
    clock_limit: SignedDuration,
    library: &'d Library,
    line: ProgressLine,
    digests: BTreeMap<usize, Digest>,
    /// Meters that said they are others, said already.
    said_wrong: Vec<usize>,
    kept_at: Instant,
    has_failed_to_keep: bool,
    running: usize,
    done: usize,
    total: usize,
}

impl<'d> Desk<'d> {
    pub(super) fn new(
        file: RoundFile,
        verbose: bool,
        clock_limit: SignedDuration,
        archive: &Archive,
        library: &'d Library,
    ) -> Desk<'d> {
        let digests = file.round.digests(archive, library).collect();
        Desk {
            file,
            verbose,
            clock_limit,
            library,
            line: ProgressLine::new(),
            digests,
            said_wrong: Vec::new(),
            kept_at: Instant::now(),
            has_failed_to_keep: false,
            running: 0,
            done: 0,
            total: 0,
        }
    }

    /// The meters that are still to be read: those that are open, and those that were tried
    /// in vain.
    pub(super) fn wanted(&self) -> Vec<usize> {
        let is_wanted = |stop: &Stop| match stop.state.kind() {
            StateKind::Open | StateKind::WrongMeter | StateKind::NotReached => true,
            StateKind::Read | StateKind::ReadWithRemarks | StateKind::Skipped => false,
        };
        let stops = self.file.round.stops.iter().enumerate();
        let wanted = stops.filter(|(_, stop)| is_wanted(stop));
        wanted.map(|(index, _)| index).collect()
    }

    /// Notes the meters that no port leads to.
    pub(super) fn begin(&mut self, wanted: &[usize], with_port: impl Iterator<Item = usize>) {
        let with_port: HashSet<usize> = with_port.collect();
        self.total = with_port.len();
        for index in wanted.iter().filter(|index| !with_port.contains(index)) {
            let reason = "The list names no port for it".to_owned();
            let state = State::NotReached { reason };
            self.file.round.set(*index, state, Zoned::now());
            self.say_state(*index);
        }
    }

    pub(super) fn apply(&mut self, told: Told) {
        match told {
            Told::Begun { .. } => self.running += 1,
            Told::Event { stop, event } => {
                if let Event::DataReceived { readout, .. } = *event {
                    self.say_if_wrong(stop, readout.meter.serial_number.as_deref());
                }
            }
            Told::Ended { stop, reading } => {
                if !reading.was_left {
                    self.running = self.running.saturating_sub(1);
                }
                self.done += 1;
                self.note(stop, *reading);
            }
        }
        let (done, total, running) = (self.done, self.total, self.running);
        self.line
            .show(&format!("{done} of {total} meters · {running} lines"));
    }

    /// Says at once that another meter answers.
    fn say_if_wrong(&mut self, index: usize, told: Option<&str>) {
        let Some(stop) = self.file.round.stops.get(index) else {
            return;
        };
        let is_wrong = compare(&stop.planned.serial, told) == Match::Different;
        if !is_wrong || self.said_wrong.contains(&index) {
            return;
        }
        self.said_wrong.push(index);
        let told = told.unwrap_or_default();
        let sentence = format!(
            "{}: meter {told} answers in its place; its readout is kept as its own",
            name_of(stop)
        );
        self.line.clear();
        say(sentence);
    }

    fn note(&mut self, index: usize, reading: Reading) {
        let summary = match &reading.outcome {
            Outcome::Done(summary)
            | Outcome::Partly { summary, .. }
            | Outcome::Cancelled(Some(summary)) => Some(summary.clone()),
            Outcome::Cancelled(None) => return,
            Outcome::Failed(_) => None,
        };
        let found = match (&summary, &reading.outcome) {
            (Some(summary), _) => self.readout(index, summary, &reading),
            (None, Outcome::Failed(failure)) => {
                let left = if reading.was_left {
                    " (not tried again)"
                } else {
                    ""
                };
                let sentence = sentence_of(failure);
                Found::Nothing(format!("{}{left}", sentence.trim_end_matches('.')))
            }
            (None, _) => return,
        };
        self.file.round.record(index, found, reading.at);
        self.say_state(index);
        if self.kept_at.elapsed() >= KEEP_EVERY {
            self.keep();
        }
    }

    /// What a readout tells of a meter.
    fn readout(&mut self, index: usize, summary: &Summary, reading: &Reading) -> Found {
        let readout = &summary.readout;
        let serial = readout.meter.serial_number.as_deref();
        self.say_if_wrong(index, serial);
        let visit = reading.visit.as_ref();
        let (found, digest) = Found::of(readout, visit, self.library, self.clock_limit);
        let expected = self.file.round.stops.get(index);
        let is_expected =
            expected.is_some_and(|stop| compare(&stop.planned.serial, serial) == Match::Same);
        if let Some(digest) = digest.filter(|_| is_expected) {
            self.digests.insert(index, digest);
        }
        found
    }

    /// Says what became of a meter, where that is not what everybody expects.
    fn say_state(&mut self, index: usize) {
        let Some(stop) = self.file.round.stops.get(index) else {
            return;
        };
        let kind = stop.state.kind();
        let is_news = match kind {
            StateKind::Read => self.verbose,
            // It was said when it answered.
            StateKind::WrongMeter => false,
            _ => true,
        };
        if is_news {
            let language = Language::English;
            let mut sentence = format!("{}: {}", name_of(stop), words::state(kind, language));
            for more in words::sentences(&stop.state, language) {
                sentence.push_str(". ");
                sentence.push_str(more.trim_end_matches('.'));
            }
            self.line.clear();
            say(sentence);
        }
    }

    fn keep(&mut self) {
        self.kept_at = Instant::now();
        if let Err(error) = self.file.save()
            && !std::mem::replace(&mut self.has_failed_to_keep, true)
        {
            self.line.clear();
            say_failure(&error, error.hint());
        }
    }

    /// Marks what is unlike the others, and keeps the round as it ends.
    pub(super) fn finish(&mut self) {
        self.line.clear();
        let found = among(&self.digests);
        let odd: Vec<usize> = found.keys().copied().collect();
        self.file.round.mark(found);
        for index in odd {
            self.say_state(index);
        }
        self.has_failed_to_keep = false;
        self.keep();
        if self.verbose || io::stderr().is_terminal() {
            let tally = self.file.round.tally();
            let counts = hand_over::summary(&tally, Language::English);
            let counts = counts.iter().filter(|(_, count)| *count > 0);
            let counts: Vec<String> = counts
                .map(|(word, count)| format!("{count} {}", word.to_lowercase()))
                .collect();
            say(counts.join(" · "));
        }
    }
}

/// `63355730 (Wels, Ring 1)`
fn name_of(stop: &Stop) -> String {
    let planned = &stop.planned;
    let places = [&planned.place, &planned.street];
    let places: Vec<&str> = places
        .into_iter()
        .map(String::as_str)
        .filter(|place| !place.is_empty())
        .collect();
    match places.as_slice() {
        [] => planned.serial.clone(),
        places => format!("{} ({})", planned.serial, places.join(", ")),
    }
}

//! Following a job: progress and trace on standard error, Ctrl+C, and what to say
//! when it failed.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use super::Exit;
use super::args::OutputArguments;
use super::deliver::{overwrite_of, say_not_written};
use super::terminal::{ProgressLine, say, say_failure};
use crate::archive::Archive;
use crate::export::programme::outcome_word;
use crate::export::{printable, write_file};
use crate::journal::Journal;
use crate::trace::{Direction, TraceRow, TraceRows, text};
use crate::worker::{CancelToken, Event, Failure, Keep, Progress, Worker, WriteState};

/// Starts the thread that owns the line. What it keeps of a visit goes to this
/// user's data folder, unless `no_archive`; changes are not possible without a
/// journal.
pub(super) fn spawn(no_archive: bool, journal: Option<Journal>) -> Result<Worker, Exit> {
    let archive = if no_archive {
        None
    } else {
        Archive::of_user()
            .inspect_err(|error| {
                say_failure(format!("no visit will be kept: {error}"), error.hint());
            })
            .ok()
    };
    Worker::spawn(Keep { archive, journal }, || {}).map_err(|error| {
        say_failure(
            format!("the system gives no thread: {error}"),
            "whether the computer is out of memory",
        );
        Exit::Failed
    })
}

/// Ctrl+C asks the job to stop, which still signs the meter off; a second one ends
/// the program at once.
pub(super) fn cancel_on_interrupt(cancel: &CancelToken) {
    let cancel = cancel.clone();
    let asked = AtomicBool::new(false);
    let handler = move || {
        if asked.swap(true, Ordering::Relaxed) {
            std::process::exit(1);
        }
        cancel.cancel();
    };
    if let Err(error) = ctrlc::set_handler(handler) {
        say(format!("Ctrl+C will not sign the meter off: {error}"));
    }
}

/// Says what failed and what to check.
pub(super) fn say_what_failed(failure: &Failure) {
    say(sentence_of(failure));
    for check in &failure.checks {
        let line = format!("  check: {}: {}", check.title, check.detail);
        let _ = writeln!(io::stderr(), "{}", printable(&line));
    }
}

/// `The meter does not answer. It was asked 3 times.`
pub(super) fn sentence_of(failure: &Failure) -> String {
    let headline = failure.headline.to_string();
    let headline = headline.trim_end_matches('.');
    format!("{headline}. {}", failure.cause)
}

/// Writes the trace that was asked for; says so if it is missing afterwards.
pub(super) fn write_trace(path: &Path, rows: &TraceRows, output: &OutputArguments) -> Exit {
    let trace = text::write_rows(rows.rows());
    match write_file(path, trace.as_bytes(), overwrite_of(output)) {
        Ok(()) => Exit::Done,
        Err(error) => {
            say_not_written(&error);
            Exit::Failed
        }
    }
}

/// Turns events into progress, and keeps the trace.
pub(super) struct Follower {
    verbose: bool,
    line: ProgressLine,
    pub(super) rows: TraceRows,
    /// How many rows were said.
    said: usize,
    /// Where the readout is kept.
    pub(super) visit: Option<PathBuf>,
}

/// The most rows of a trace that are kept for its file.
const MAX_ROWS: usize = 500_000;

impl Follower {
    pub(super) fn new(verbose: bool) -> Follower {
        Follower {
            verbose,
            line: ProgressLine::new(),
            rows: TraceRows::with_limit(MAX_ROWS),
            said: 0,
            visit: None,
        }
    }

    pub(super) fn apply(&mut self, event: Event) {
        match event {
            Event::Progressed { progress, .. } if !self.verbose => {
                self.line.show(&progress_text(&progress));
            }
            Event::Traced(records) => {
                for record in &records {
                    self.rows.apply(record);
                }
                // The last row may still grow.
                self.say_rows(1);
            }
            Event::WriteProgressed { state, .. } => self.tell_write(&state),
            Event::CancelDeferred { deferred: true, .. } if self.verbose => {
                say("Ctrl+C waits until the change is read back");
            }
            Event::PasswordRefused { tries, .. } => {
                if let Some(sentence) = tries.sentence() {
                    self.line.clear();
                    say(format!("wrong passwords at this level: {sentence}"));
                }
            }
            Event::VisitStored { stored, .. } => match stored {
                Ok(folder) => self.visit = Some(folder),
                Err(not) => {
                    self.line.clear();
                    say_failure(format!("no visit was kept: {not}"), not.hint);
                }
            },
            _ => {}
        }
    }

    /// Leaves the line of progress empty for others.
    pub(super) fn pause(&mut self) {
        self.line.clear();
    }

    pub(super) fn finish(&mut self) {
        self.say_rows(0);
        self.line.clear();
        if let (true, Some(folder)) = (self.verbose, &self.visit) {
            say(format!("kept in {}", folder.display()));
        }
    }

    /// A line for each change that has ended, on a terminal or where all is said.
    fn tell_write(&mut self, state: &WriteState) {
        let WriteState::Ended(record) = state else {
            return;
        };
        if self.verbose || self.line.is_shown() {
            self.line.clear();
            let outcome = outcome_word(record.outcome);
            let detail = record.detail.as_deref();
            let detail = detail.map_or(String::new(), |detail| format!(" ({detail})"));
            say(format!("{} {outcome}{detail}", record.register.address));
        }
    }

    /// Says the rows that were not said yet, but for the last `open` ones.
    fn say_rows(&mut self, open: usize) {
        if !self.verbose {
            return;
        }
        let first = self.rows.left_out();
        let ready = self.rows.rows().len().saturating_sub(open);
        let skip = self.said.saturating_sub(first);
        for row in self.rows.rows().iter().take(ready).skip(skip) {
            let _ = writeln!(io::stderr(), "{}", row_text(row));
        }
        self.said = self.said.max(first.saturating_add(ready));
    }
}

/// `  0.167 out  /?!\r\n  Request message to any meter · 300 Bd 7E1`
fn row_text(row: &TraceRow) -> String {
    let way = match row.direction() {
        Direction::Out => "out",
        Direction::In => "in",
        Direction::Echo => "echo",
        Direction::Line => "line",
    };
    let bytes = row.bytes().escape_ascii();
    let text = format!(
        "{:>9.3} {way:<4} {bytes:<40} {}",
        row.at().0.as_secs_f64(),
        printable(&row.meaning)
    );
    text.trim_end().to_owned()
}

fn progress_text(progress: &Progress) -> String {
    let stage = progress.stage;
    let baud = progress.baud;
    if let Some(share) = progress.share {
        let (done, total) = progress.steps.unwrap_or((0, 1));
        let done = done.saturating_add(1).min(total);
        return format!(
            "{stage} · {:.0} % · request {done} of {total} · {:.0} bytes/s · {baud} Bd",
            share * 100.0,
            progress.rate
        );
    }
    if let Some((done, total)) = progress.steps {
        return format!("{stage} · {done} of {total} · {baud} Bd");
    }
    if progress.bytes == 0 {
        return format!("{stage} · {baud} Bd");
    }
    format!(
        "{stage} · {} data sets · {} bytes · {:.0} bytes/s · {baud} Bd",
        progress.data_sets, progress.bytes, progress.rate
    )
}

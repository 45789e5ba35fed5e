//! `flagport read`: sign on, data readout.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use super::Exit;
use super::args::{OutputArguments, ReadArguments};
use super::deliver::{Delivery, check_path, overwrite_of, say_not_written};
use super::terminal::{ProgressLine, put, say, say_failure};
use crate::archive::{Archive, Found};
use crate::export::{Format, Style, printable, render, write_file};
use crate::trace::{Direction, TraceRow, TraceRows, text};
use crate::worker::{
    CancelToken, Command, Event, Failure, JobId, Keep, Outcome, Progress, Summary, Worker,
};

pub(super) fn run(arguments: &ReadArguments) -> Exit {
    match prepare(arguments) {
        Ok((delivery, worker)) => {
            let cancel = CancelToken::new();
            cancel_on_interrupt(&cancel);
            read(arguments, &delivery, worker, cancel)
        }
        Err(exit) => exit,
    }
}

/// Everything that can be found out before the meter is disturbed.
fn prepare(arguments: &ReadArguments) -> Result<(Delivery, Worker), Exit> {
    let delivery = Delivery::prepare(&arguments.output)?;
    if let Some(path) = &arguments.line.trace {
        check_path(path, overwrite_of(&arguments.output))?;
    }
    let archive = if arguments.no_archive {
        None
    } else {
        Archive::of_user()
            .inspect_err(|error| say(format!("no visit will be kept: {error}")))
            .ok()
    };
    let keep = Keep {
        archive,
        journal: None,
    };
    let worker = Worker::spawn(keep, || {}).map_err(|error| {
        say_failure(
            format!("the system gives no thread: {error}"),
            "whether the computer is out of memory",
        );
        Exit::Failed
    })?;
    Ok((delivery, worker))
}

/// Ctrl+C asks the job to stop, which still signs the meter off; a second one ends
/// the program at once.
fn cancel_on_interrupt(cancel: &CancelToken) {
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

fn read(
    arguments: &ReadArguments,
    delivery: &Delivery,
    mut worker: Worker,
    cancel: CancelToken,
) -> Exit {
    worker.send(Command::Read {
        id: JobId(1),
        port: arguments.port.clone(),
        plan: Box::new(arguments.line.plan(arguments.every_way)),
        cancel,
    });
    let mut follower = Follower::new(arguments.line.verbose);
    let outcome = loop {
        match worker.recv() {
            Some(Event::JobFinished { outcome, .. }) => break Some(outcome),
            Some(event) => follower.apply(event),
            None => break None,
        }
    };
    follower.finish();
    if let Some(path) = &arguments.line.trace {
        write_trace(path, &follower.rows, &arguments.output);
    }
    let Some(outcome) = outcome else {
        say_failure("the reading ended without a result", "try again");
        return Exit::Failed;
    };
    conclude(outcome, delivery, follower.visit.as_deref())
}

/// Delivers what was read, and says what is missing.
fn conclude(outcome: Outcome, delivery: &Delivery, visit: Option<&Path>) -> Exit {
    match outcome {
        Outcome::Done(summary) => deliver(&summary, delivery, visit),
        Outcome::Partly { summary, failure } => {
            say_what_failed(&failure);
            deliver(&summary, delivery, visit).and(Exit::Partly)
        }
        Outcome::Cancelled(Some(summary)) => {
            let kept = summary.readout.data_sets_in_words();
            say(format!("cancelled; {kept} kept"));
            deliver(&summary, delivery, visit).and(Exit::Partly)
        }
        Outcome::Cancelled(None) => {
            say("cancelled before the meter had sent any data");
            Exit::Failed
        }
        Outcome::Failed(failure) => {
            say_what_failed(&failure);
            Exit::Failed
        }
    }
}

/// Where a file cannot be written and no visit was kept either, the data goes to
/// standard output rather than nowhere.
fn deliver(summary: &Summary, delivery: &Delivery, visit: Option<&Path>) -> Exit {
    let found = Found {
        readout: summary.readout.as_ref().clone(),
        raw: summary.raw.to_vec(),
    };
    let exit = delivery.deliver(std::slice::from_ref(&found));
    if exit == Exit::Done {
        return exit;
    }
    if let Some(folder) = visit {
        say(format!("the readout is kept in {}", folder.display()));
    } else if let Ok(bytes) = render(&found.readout, &found.raw, Format::Json, Style::default()) {
        say("the readout goes to standard output instead");
        put(&bytes);
    }
    exit
}

fn say_what_failed(failure: &Failure) {
    let headline = failure.headline.trim_end_matches('.');
    say(format!("{headline}. {}", failure.cause));
    for check in &failure.checks {
        let line = format!("  check: {}: {}", check.title, check.detail);
        let _ = writeln!(io::stderr(), "{}", printable(&line));
    }
}

fn write_trace(path: &Path, rows: &TraceRows, output: &OutputArguments) {
    let trace = text::write_rows(rows.rows());
    if let Err(error) = write_file(path, trace.as_bytes(), overwrite_of(output)) {
        say_not_written(&error);
    }
}

/// Turns events into progress, and keeps the trace.
struct Follower {
    verbose: bool,
    line: ProgressLine,
    rows: TraceRows,
    /// How many rows were said.
    said: usize,
    visit: Option<PathBuf>,
}

/// The most rows of a trace that are kept for its file.
const MAX_ROWS: usize = 500_000;

impl Follower {
    fn new(verbose: bool) -> Follower {
        Follower {
            verbose,
            line: ProgressLine::new(),
            rows: TraceRows::with_limit(MAX_ROWS),
            said: 0,
            visit: None,
        }
    }

    fn apply(&mut self, event: Event) {
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
            Event::VisitStored { stored, .. } => match stored {
                Ok(folder) => self.visit = Some(folder),
                Err(reason) => {
                    self.line.clear();
                    say(format!("no visit was kept: {reason}"));
                }
            },
            _ => {}
        }
    }

    fn finish(&mut self) {
        self.say_rows(0);
        self.line.clear();
        if let (true, Some(folder)) = (self.verbose, &self.visit) {
            say(format!("kept in {}", folder.display()));
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
    if progress.bytes == 0 {
        return format!("{stage} · {baud} Bd");
    }
    format!(
        "{stage} · {} data sets · {} bytes · {:.0} bytes/s · {baud} Bd",
        progress.data_sets, progress.bytes, progress.rate
    )
}

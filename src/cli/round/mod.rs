//! `flagport read --list`: all meters of a day list, many lines at once.

mod desk;
mod out;

use std::path::Path;

use jiff::{SignedDuration, Zoned};

use self::desk::Desk;
use self::out::{Out, deliver, out_of};
use super::Exit;
use super::args::ReadArguments;
use super::follow::cancel_on_interrupt;
use super::profiles::say_broken;
use super::terminal::{say, say_failure};
use crate::archive::Archive;
use crate::export::file::read_at_most;
use crate::profile::Library;
use crate::round::list::{self, Column, Listed, Matching, Sheet};
use crate::round::many::{ManyPlan, read_all, tasks};
use crate::round::{Round, RoundError, RoundFile, Rounds, Stop};
use crate::worker::{CancelToken, RealPorts};

/// The most problems of rows that are said one by one.
const MOST_PROBLEMS: usize = 20;

pub(super) fn run(arguments: &ReadArguments, list: &Path) -> Exit {
    match prepare(arguments, list) {
        Ok(prepared) => read(arguments, prepared),
        Err(exit) => exit,
    }
}

/// What is known before any meter is disturbed.
struct Prepared {
    out: Out,
    file: RoundFile,
    archive: Archive,
    library: Library,
    /// Rows of the list that became no meter of the round.
    left_out: usize,
}

fn prepare(arguments: &ReadArguments, path: &Path) -> Result<Prepared, Exit> {
    let out = out_of(&arguments.output)?;
    let library = Library::of_user();
    say_broken(&library);
    let listed = listed(path, &library)?;
    let left_out = listed.left_out();
    let archive = Archive::of_user().map_err(|error| {
        say_failure(&error, error.hint());
        Exit::Failed
    })?;
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    let round = Round::new(name, Zoned::now(), listed.stops);
    let file = kept(round, arguments.round.resume)?;
    let has_port = |stop: &Stop| arguments.port.is_some() || stop.planned.port.is_some();
    if !file.round.stops.iter().any(has_port) {
        say_failure(
            "the list names no ports",
            "give it a column `port`, or name the port before --list",
        );
        return Err(Exit::Failed);
    }
    Ok(Prepared {
        out,
        file,
        archive,
        library,
        left_out,
    })
}

/// The meters of the list; says what is wrong with it.
fn listed(path: &Path, library: &Library) -> Result<Listed, Exit> {
    let bytes = read_at_most(path, list::MAX_FILE).map_err(|error| {
        say_failure(
            format!("the list {path:?} cannot be read: {error}"),
            "the name after --list",
        );
        Exit::Failed
    })?;
    let sheet = Sheet::read(&bytes).map_err(|error| {
        say_failure(&error, error.hint());
        Exit::Failed
    })?;
    let matching = Matching::of(&sheet.columns);
    let Some(listed) = list::stops(&sheet, &matching, library) else {
        say_failure(
            format!(
                "no column of the list holds the serial numbers; its columns are {}",
                sheet.columns.join(", ")
            ),
            format!("call one of them `{}`", Column::Serial),
        );
        return Err(Exit::Failed);
    };
    for problem in listed.problems.iter().take(MOST_PROBLEMS) {
        say(problem);
    }
    if let Some(more @ 1..) = listed.problems.len().checked_sub(MOST_PROBLEMS) {
        say(format!(
            "{more} more rows of the list have something like that"
        ));
    }
    if sheet.is_cut {
        say(format!(
            "the list is longer than {} rows; the others are left",
            list::MAX_ROWS
        ));
    }
    if listed.stops.is_empty() {
        say_failure("the list names no meters", "whether it has rows");
        return Err(Exit::Failed);
    }
    Ok(listed)
}

/// The round in its file: a new one, or the one of this list that was begun last.
fn kept(round: Round, resume: bool) -> Result<RoundFile, Exit> {
    let failed = |error: RoundError| {
        say_failure(&error, error.hint());
        Exit::Failed
    };
    let rounds = Rounds::of_user().map_err(failed)?;
    if resume {
        let paths = rounds.list().map_err(failed)?;
        let is_same = |file: &RoundFile| {
            let planned = |round: &Round| -> Vec<_> {
                round
                    .stops
                    .iter()
                    .map(|stop| stop.planned.clone())
                    .collect()
            };
            file.round.name == round.name && planned(&file.round) == planned(&round)
        };
        let mut files = paths.iter().filter_map(|path| RoundFile::load(path).ok());
        if let Some(file) = files.find(is_same) {
            return Ok(file);
        }
        say("no round was begun with this list; it begins now");
    }
    rounds.keep(round).map_err(failed)
}

fn read(arguments: &ReadArguments, prepared: Prepared) -> Exit {
    let cancel = CancelToken::new();
    cancel_on_interrupt(&cancel);
    let plan = ManyPlan {
        line: arguments.line.options(),
        profile: arguments.line.profile.clone(),
        profiles: prepared.library.clone(),
        every_way: arguments.every_way,
        jobs: usize::from(arguments.round.jobs),
        archive: Some(prepared.archive.clone()),
    };
    let limit = SignedDuration::from_secs(i64::from(arguments.round.clock_limit));
    let mut desk = Desk::new(
        prepared.file,
        arguments.line.verbose,
        limit,
        &prepared.archive,
        &prepared.library,
    );
    let wanted = desk.wanted();
    let planned = wanted.iter().filter_map(|index| {
        let stop = desk.file.round.stops.get(*index)?;
        Some((*index, &stop.planned))
    });
    let tasks = tasks(planned, arguments.port.as_ref());
    desk.begin(&wanted, tasks.iter().map(|task| task.stop));
    let threads = read_all(tasks, &plan, &cancel, || RealPorts, |told| desk.apply(told));
    desk.finish();
    if let Err(error) = threads {
        say_failure(
            format!("the system gives no thread: {error}"),
            "fewer at once, with --jobs",
        );
    }
    if cancel.is_cancelled() {
        say("cancelled; what was read is kept, and --resume goes on");
    }
    let round = &desk.file.round;
    let handed = deliver(
        arguments,
        &prepared.out,
        round,
        &prepared.archive,
        &prepared.library,
    );
    exit_of(round, prepared.left_out).and_delivered(handed)
}

/// What of the round was read.
fn exit_of(round: &Round, left_out: usize) -> Exit {
    let tally = round.tally();
    let read = tally.read + tally.with_remarks;
    if read == 0 {
        Exit::Failed
    } else if read == tally.total() && left_out == 0 {
        Exit::Done
    } else {
        Exit::Partly
    }
}

impl Exit {
    /// What did not arrive makes less of what was read; nothing makes more of it.
    fn and_delivered(self, delivered: Exit) -> Exit {
        match self {
            Exit::Done => self.and(delivered),
            exit => exit,
        }
    }
}

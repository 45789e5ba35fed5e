//! `flagport read`: sign on, data readout; with a day list see [`super::round`].

use std::path::Path;

use super::Exit;
use super::args::ReadArguments;
use super::deliver::{Delivery, check_path, overwrite_of};
use super::follow::{Follower, cancel_on_interrupt, say_what_failed, spawn, write_trace};
use super::profiles::say_broken;
use super::terminal::{put, say, say_failure};
use crate::archive::Found;
use crate::export::{Format, Style, render};
use crate::worker::{CancelToken, Command, Event, JobId, Outcome, PortChoice, Summary, Worker};

pub(super) fn run(arguments: &ReadArguments) -> Exit {
    match (&arguments.round.list, &arguments.port) {
        (Some(list), _) => super::round::run(arguments, list),
        (None, Some(port)) => run_one(arguments, port),
        (None, None) => {
            say_failure("no port was named", "`flagport ports` lists what there is");
            Exit::Usage
        }
    }
}

fn run_one(arguments: &ReadArguments, port: &PortChoice) -> Exit {
    match prepare(arguments) {
        Ok((delivery, worker)) => {
            let cancel = CancelToken::new();
            cancel_on_interrupt(&cancel);
            read(arguments, port, &delivery, worker, cancel)
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
    let worker = spawn(arguments.no_archive, None)?;
    Ok((delivery, worker))
}

fn read(
    arguments: &ReadArguments,
    port: &PortChoice,
    delivery: &Delivery,
    mut worker: Worker,
    cancel: CancelToken,
) -> Exit {
    let plan = arguments.line.plan(arguments.every_way);
    say_broken(&plan.profiles);
    worker.send(Command::Read {
        id: JobId(1),
        port: port.clone(),
        plan: Box::new(plan),
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
    let traced = match &arguments.line.trace {
        Some(path) => write_trace(path, &follower.rows, &arguments.output),
        None => Exit::Done,
    };
    let Some(outcome) = outcome else {
        say_failure("the reading ended without a result", "try again");
        return Exit::Failed;
    };
    // A trace that is missing does not take away what came.
    match conclude(outcome, delivery, follower.visit.as_deref()) {
        Exit::Done => Exit::Done.and(traced),
        exit => exit,
    }
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

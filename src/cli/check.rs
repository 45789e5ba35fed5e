//! `flagport check`: whether a meter is wired right, from its instantaneous values.

use std::path::Path;
use std::sync::Arc;

use super::Exit;
use super::args::{CheckArguments, CheckForm, OutputArguments};
use super::follow::{Follower, cancel_on_interrupt, say_what_failed, spawn, write_trace};
use super::password::credentials;
use super::profiles::say_broken;
use super::programme::{Job, Programming, Shared, level, say_lost};
use super::terminal::{put, say, say_failure};
use crate::archive;
use crate::export::{self, check_json, check_table};
use crate::installation::{Circumstances, Instant, State, Taken, check};
use crate::profile::{Profile, RegisterDef};
use crate::worker::{
    CancelToken, Command, Event, JobId, Outcome, Permission, PortChoice, ProgrammeSummary, Task,
};

pub(super) fn run(arguments: &CheckArguments) -> Exit {
    let instant = match &arguments.target {
        CheckTarget::File(path) => of_file(path),
        CheckTarget::Port(port) if arguments.registers => of_registers(arguments, port),
        CheckTarget::Port(port) => of_meter(arguments, port),
    };
    instant.map_or_else(|exit| exit, |instant| judge(arguments, &instant))
}

/// Where the values come from.
#[derive(Debug, Clone, PartialEq)]
pub enum CheckTarget {
    Port(PortChoice),
    File(std::path::PathBuf),
}

impl std::str::FromStr for CheckTarget {
    type Err = String;

    /// What is there as a file or folder is one, and what is called like a file would be
    /// one; anything else is a port.
    fn from_str(text: &str) -> Result<CheckTarget, String> {
        let path = Path::new(text);
        let is_place =
            text.contains("://") || text.starts_with("sim:") || text.starts_with("/dev/");
        let is_named = !is_place && path.extension().is_some();
        if text == "-" || is_named || path.is_file() || path.is_dir() {
            return Ok(CheckTarget::File(path.to_owned()));
        }
        let port = text.parse();
        port.map(CheckTarget::Port)
            .map_err(|error: <PortChoice as std::str::FromStr>::Err| error.to_string())
    }
}

fn of_file(path: &Path) -> Result<Instant, Exit> {
    let opened = if path == Path::new("-") {
        archive::open_stream(std::io::stdin().lock(), "standard input")
    } else {
        archive::open(path)
    };
    let opened = opened.map_err(|error| {
        say_failure(format!("{}: {error}", path.display()), "the file");
        Exit::Failed
    })?;
    // Answers in programming mode came one after the other.
    let sets = opened
        .readouts
        .iter()
        .flat_map(|found| &found.readout.data_sets);
    let taken = match opened.readouts.len() {
        0 | 1 => Taken::Together,
        _ => Taken::OneByOne,
    };
    Ok(Instant::of(sets, taken))
}

/// What the readout of a meter tells.
fn of_meter(arguments: &CheckArguments, port: &PortChoice) -> Result<Instant, Exit> {
    let mut worker = spawn(arguments.access.no_archive, None)?;
    let cancel = CancelToken::new();
    cancel_on_interrupt(&cancel);
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
            Some(Event::JobFinished { outcome, .. }) => break outcome,
            Some(event) => follower.apply(event),
            None => return Err(say_lost()),
        }
    };
    follower.finish();
    if let Some(path) = &arguments.line.trace {
        write_trace(path, &follower.rows, &nowhere());
    }
    let summary = match outcome {
        Outcome::Done(summary) => summary,
        Outcome::Partly { summary, failure } => {
            say_what_failed(&failure);
            summary
        }
        Outcome::Failed(failure) => {
            say_what_failed(&failure);
            return Err(Exit::Failed);
        }
        Outcome::Cancelled(_) => {
            say("cancelled before the meter had sent all its values");
            return Err(Exit::Failed);
        }
    };
    Ok(Instant::of_readout(&summary.readout))
}

/// What the registers tell that the device profile names.
fn of_registers(arguments: &CheckArguments, port: &PortChoice) -> Result<Instant, Exit> {
    let output = nowhere();
    let shared = Shared {
        port,
        line: &arguments.line,
        access: &arguments.access,
        output: &output,
    };
    let mut programming = Programming::prepare(shared)?;
    let summary = read_registers(arguments, &mut programming);
    let exit = if summary.is_ok() {
        Exit::Done
    } else {
        Exit::Failed
    };
    programming.finish(exit);
    let summary = summary?;
    let sets = summary
        .readings
        .iter()
        .filter_map(|reading| reading.answer.as_ref().ok());
    Ok(Instant::of(sets, Taken::OneByOne))
}

fn read_registers(
    arguments: &CheckArguments,
    programming: &mut Programming<'_>,
) -> Result<ProgrammeSummary, Exit> {
    let profile = programming.profile()?;
    let registers = registers(&profile);
    if registers.is_empty() {
        say_failure(
            format!(
                "{} names no registers with instantaneous values",
                profile.name
            ),
            "leave --registers out to check by the readout, or add them to a profile of your own",
        );
        return Err(Exit::Usage);
    }
    let level = level(&profile, arguments.line.level, std::iter::empty());
    programming.tell_tries(&profile, level);
    let credentials = credentials(&arguments.access, &profile, level)?;
    let outcome = programming.run(Job {
        task: Task::Get(registers),
        profile: Some(profile.name.clone()),
        credentials,
        permission: Permission::READ_ONLY,
        keep_open: false,
    });
    match outcome.ok_or_else(say_lost)? {
        Outcome::Done(summary) => {
            programming.keep(&summary, &profile, &[]);
            Ok(summary)
        }
        Outcome::Partly { summary, failure } => {
            say_what_failed(&failure);
            programming.keep(&summary, &profile, &[]);
            Ok(summary)
        }
        Outcome::Cancelled(_) => {
            say("cancelled before the meter had sent all its values");
            Err(Exit::Failed)
        }
        Outcome::Failed(failure) => {
            say_what_failed(&failure);
            Err(Exit::Failed)
        }
    }
}

/// The registers of the profile with instantaneous values, as it knows them.
fn registers(profile: &Profile) -> Vec<Arc<RegisterDef>> {
    let of = |address: &String| {
        let known = profile.register(address).cloned();
        Arc::new(known.unwrap_or_else(|| RegisterDef {
            address: address.clone(),
            ..RegisterDef::default()
        }))
    };
    profile.installation.instantaneous.iter().map(of).collect()
}

fn nowhere() -> OutputArguments {
    OutputArguments {
        format: None,
        out: None,
        overwrite: false,
        csv_style: export::CsvStyle::default(),
        language: export::Language::default(),
    }
}

fn judge(arguments: &CheckArguments, instant: &Instant) -> Exit {
    if instant.is_empty() {
        say_failure(
            "the meter told no instantaneous values",
            "whether it tells them in programming mode: --registers",
        );
        return Exit::Failed;
    }
    let found = check(
        instant,
        Circumstances {
            flow: arguments.flow.into(),
            connection: arguments.connection.into(),
            nominal: arguments.nominal,
        },
    );
    let text = match arguments.form {
        CheckForm::Table => Ok(check_table(&found).into_bytes()),
        CheckForm::Json => check_json(&found),
    };
    let delivered = match text {
        Ok(bytes) => put(&bytes),
        Err(error) => {
            say_failure(error, "the table: --format table");
            Exit::Failed
        }
    };
    if delivered != Exit::Done || found.state == State::Correct {
        return delivered;
    }
    let findings = found.all_findings();
    let worst = findings.first().map(|finding| finding.to_string());
    say(format!(
        "the installation is not found correct: {}",
        worst.unwrap_or_else(|| found.state.to_string())
    ));
    Exit::Partly
}

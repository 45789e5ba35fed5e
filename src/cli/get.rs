//! `flagport get`: read registers in programming mode.

use std::sync::Arc;

use super::Exit;
use super::args::{Address, GetArguments};
use super::deliver::Delivery;
use super::follow::{say_what_failed, sentence_of};
use super::password::credentials;
use super::programme::{Job, Programming, Shared, level, say_lost};
use super::terminal::{say, say_failure};
use crate::export::programme::{Registers, render_registers};
use crate::profile::{Profile, RegisterDef};
use crate::worker::{Outcome, Permission, ProgrammeSummary, ReadProblem, RegisterReading, Task};

/// What word stands for `{kind}` in file names.
const KIND: &str = "registers";

/// A register to read, and how it was asked for.
struct Asked {
    typed: String,
    register: Arc<RegisterDef>,
}

pub(super) fn run(arguments: &GetArguments) -> Exit {
    let prepared = Delivery::prepare(&arguments.output).and_then(|delivery| {
        let shared = Shared {
            port: &arguments.port,
            line: &arguments.line,
            access: &arguments.access,
            output: &arguments.output,
        };
        Ok((delivery, Programming::prepare(shared)?))
    });
    match prepared {
        Ok((delivery, mut programming)) => {
            let exit = get(arguments, &delivery, &mut programming);
            programming.finish(exit.unwrap_or_else(|exit| exit))
        }
        Err(exit) => exit,
    }
}

fn get(
    arguments: &GetArguments,
    delivery: &Delivery,
    programming: &mut Programming<'_>,
) -> Result<Exit, Exit> {
    let profile = programming.profile()?;
    let asked = asked(arguments, &profile)?;
    let level = level(&profile, arguments.line.level, std::iter::empty());
    programming.tell_tries(&profile, level);
    let credentials = credentials(&arguments.access, &profile, level)?;
    let registers = asked.iter().map(|asked| Arc::clone(&asked.register));
    let outcome = programming.run(Job {
        task: Task::Get(registers.collect()),
        profile: Some(profile.name.clone()),
        credentials,
        permission: Permission::READ_ONLY,
        keep_open: false,
    });
    let (summary, problems) = match outcome.ok_or_else(say_lost)? {
        Outcome::Done(summary) => (summary, Vec::new()),
        Outcome::Partly { summary, failure } => {
            say_what_failed(&failure);
            // What is wrong with single registers stands beside them.
            let all_asked = summary.readings.len() >= asked.len();
            let sentence = (!all_asked).then(|| sentence_of(&failure));
            (summary, sentence.into_iter().collect())
        }
        Outcome::Cancelled(Some(summary)) => {
            say("cancelled; what was read so far is kept");
            (summary, vec!["cancelled".to_owned()])
        }
        Outcome::Cancelled(None) => {
            say("cancelled before the meter had sent any data");
            return Err(Exit::Failed);
        }
        Outcome::Failed(failure) => {
            say_what_failed(&failure);
            return Err(Exit::Failed);
        }
    };
    programming.keep(&summary, &profile, &problems);
    Ok(deliver(delivery, &asked, &summary, &problems))
}

/// The registers that are asked for, each once, as the profile knows them.
fn asked(arguments: &GetArguments, profile: &Profile) -> Result<Vec<Asked>, Exit> {
    let mut asked: Vec<Asked> = arguments
        .addresses
        .iter()
        .map(|address| of_address(address, profile))
        .collect();
    let of_group = |register: &&RegisterDef| {
        let mut groups = arguments.group.iter();
        register.is_readable()
            && (arguments.all || groups.any(|group| group.eq_ignore_ascii_case(&register.group)))
    };
    let known = profile.registers.iter().filter(of_group);
    asked.extend(known.map(|register| Asked {
        typed: register.address.clone(),
        register: Arc::new(register.clone()),
    }));
    for group in &arguments.group {
        let mut known = profile.registers.iter();
        if !known.any(|register| register.group.eq_ignore_ascii_case(group)) {
            let mut groups: Vec<&str> = Vec::new();
            for register in &profile.registers {
                if !groups.contains(&register.group.as_str()) {
                    groups.push(&register.group);
                }
            }
            say_failure(
                format!("{} has no group {group:?}", profile.name),
                format!("the groups there are: {}", groups.join(", ")),
            );
            return Err(Exit::Usage);
        }
    }
    if asked.is_empty() {
        say_failure(
            format!("the device profile {} knows no registers", profile.name),
            "name them by their addresses, or choose a profile with --profile",
        );
        return Err(Exit::Usage);
    }
    for asked in &asked {
        if !asked.register.is_readable() {
            say_failure(
                format!("{} can be written and not read", asked.typed),
                "leave it out",
            );
            return Err(Exit::Usage);
        }
    }
    Ok(asked)
}

fn of_address(address: &Address, profile: &Profile) -> Asked {
    let known = profile.register(&address.address).cloned();
    let mut register = known.unwrap_or_else(|| RegisterDef {
        address: address.address.clone(),
        ..RegisterDef::default()
    });
    if address.argument.is_some() {
        register.argument.clone_from(&address.argument);
    }
    Asked {
        typed: address.typed.clone(),
        register: Arc::new(register),
    }
}

/// Hands out what came, and says what is missing.
fn deliver(
    delivery: &Delivery,
    asked: &[Asked],
    summary: &ProgrammeSummary,
    problems: &[String],
) -> Exit {
    let readings: Vec<RegisterReading> = asked
        .iter()
        .enumerate()
        .map(|(number, asked)| reading(number, asked, summary))
        .collect();
    let registers = Registers {
        meter: &summary.meter,
        profile: summary.profile.as_deref(),
        read_at: readings.first().map(|reading| &reading.read_at),
        readings: &readings,
        problems,
    };
    let delivered = delivery.deliver_data(&summary.meter, KIND, |format, style| {
        render_registers(&registers, format, style)
    });
    for reading in &readings {
        if let Err(problem) = &reading.answer {
            say(format!("{}: {problem}", reading.register.address));
        }
    }
    let good = readings.iter().filter(|reading| reading.answer.is_ok());
    let read = match good.count() {
        0 => Exit::Failed,
        count if count == readings.len() && problems.is_empty() => Exit::Done,
        _ => Exit::Partly,
    };
    match delivered {
        Exit::Done => read,
        exit => exit,
    }
}

/// The reading of what was asked for, under the address that was typed.
fn reading(number: usize, asked: &Asked, summary: &ProgrammeSummary) -> RegisterReading {
    let is_it = |reading: &&RegisterReading| {
        reading.register.address == asked.register.address
            && reading.register.argument == asked.register.argument
    };
    let readings = &summary.readings;
    let found = readings
        .get(number)
        .filter(is_it)
        .or_else(|| readings.iter().find(is_it));
    let register = Arc::new(RegisterDef {
        address: asked.typed.clone(),
        ..asked.register.as_ref().clone()
    });
    match found {
        Some(reading) => RegisterReading {
            register,
            ..reading.clone()
        },
        None => RegisterReading {
            register,
            answer: Err(ReadProblem::Line(
                "the session ended before it was read".to_owned(),
            )),
            read_at: jiff::Zoned::now(),
        },
    }
}

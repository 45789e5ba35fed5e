//! `flagport set`: change registers in programming mode. Each is written, read back
//! and compared; nothing counts as written that was not read back.

use std::io::{self, IsTerminal};
use std::sync::Arc;

use super::Exit;
use super::args::{Assignment, SetArguments};
use super::deliver::Delivery;
use super::follow::{say_what_failed, sentence_of};
use super::password::credentials;
use super::programme::{Job, Programming, Shared, level, say_lost};
use super::terminal::{put, say, say_failure};
use crate::export::programme::{Writes, outcome_word, render_writes};
use crate::order::{Order, check_value};
use crate::profile::{Access, GENERIC, Library, Login, Profile, RegisterDef};
use crate::secret::MASK;
use crate::worker::{
    Change, Outcome, Permission, ProgrammeSummary, Role, Task, WriteOutcome, WriteRecord,
};

/// What word stands for `{kind}` in file names.
const KIND: &str = "writes";

/// The level of registers that no profile knows.
const FIRST_LEVEL: u8 = 1;

pub(super) fn run(arguments: &SetArguments) -> Exit {
    if let Err(exit) = check(arguments) {
        return exit;
    }
    if arguments.dry_run {
        return dry_run(arguments);
    }
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
            let exit = set(arguments, &delivery, &mut programming);
            programming.finish(exit.unwrap_or_else(|exit| exit))
        }
        Err(exit) => exit,
    }
}

/// What no profile can make right is refused before the meter is disturbed.
fn check(arguments: &SetArguments) -> Result<(), Exit> {
    let named = match &arguments.line.profile {
        Some(name) => Library::of_user().find(name),
        None => None,
    };
    if let Some(profile) = named {
        return changes(arguments, &profile).map(|_| ());
    }
    let mut exit = Ok(());
    for Assignment { address, value } in &arguments.assignments {
        if let Err(error) = check_value(value) {
            say_failure(
                format!("{address}: {error}"),
                format!("the value after {address}="),
            );
            exit = Err(Exit::Usage);
        }
    }
    exit
}

fn set(
    arguments: &SetArguments,
    delivery: &Delivery,
    programming: &mut Programming<'_>,
) -> Result<Exit, Exit> {
    let profile = programming.profile()?;
    let changes = changes(arguments, &profile)?;
    let needed = changes
        .iter()
        .filter_map(|change| change.register.write_level());
    let level = level(&profile, arguments.line.level, needed);
    check_levels(&profile, &changes, level)?;
    programming.tell_tries(&profile, level);
    let credentials = credentials(&arguments.access, &profile, level)?;
    for change in &changes {
        let order = order(&profile, change)?;
        if arguments.line.verbose || io::stderr().is_terminal() {
            say(format!("to be sent: {order}"));
        }
    }
    let outcome = programming.run(Job {
        task: Task::Set {
            changes: changes.clone(),
            stop_at_first_failure: arguments.stop_at_first_failure,
        },
        profile: Some(profile.name.clone()),
        credentials,
        permission: Permission {
            read_only: false,
            role: Role::Full,
        },
        keep_open: false,
    });
    let (summary, problems) = match outcome.ok_or_else(say_lost)? {
        Outcome::Done(summary) => (summary, Vec::new()),
        Outcome::Partly { summary, failure } => {
            say_what_failed(&failure);
            // What is wrong with single changes stands beside them.
            let was_sent = |write: &WriteRecord| write.outcome != WriteOutcome::NotSent;
            let all_sent =
                summary.writes.len() >= changes.len() && summary.writes.iter().all(was_sent);
            let sentence = (!all_sent).then(|| sentence_of(&failure));
            (summary, sentence.into_iter().collect())
        }
        Outcome::Cancelled(Some(summary)) => {
            say("cancelled; what was sent so far was read back");
            (summary, vec!["cancelled".to_owned()])
        }
        Outcome::Cancelled(None) => {
            say("cancelled before anything was sent");
            return Err(Exit::Failed);
        }
        Outcome::Failed(failure) => {
            say_what_failed(&failure);
            return Err(Exit::Failed);
        }
    };
    programming.keep(&summary, &profile, &problems);
    let of_password = programming.password_refused;
    Ok(deliver(
        delivery,
        &changes,
        &summary,
        &problems,
        of_password,
    ))
}

/// Whether one password serves all changes. One that goes with each command serves its
/// own level only.
fn check_levels(profile: &Profile, changes: &[Change], chosen: Option<u8>) -> Result<(), Exit> {
    let Some(programming) = &profile.programming else {
        return Ok(());
    };
    for change in changes {
        let needed = change.register.write_level();
        let Some(level) = needed.and_then(|number| programming.level(number)) else {
            continue;
        };
        let of_its_own = level.login == Login::InWrite;
        if of_its_own && chosen != needed {
            say_failure(
                format!(
                    "{} is written at level {}, which has a password of its own; nothing was sent",
                    change.register.address, level.number
                ),
                "change the registers of each level with a command of their own, and --level",
            );
            return Err(Exit::Usage);
        }
    }
    Ok(())
}

/// The commands that would be sent, by the profile that was named.
fn dry_run(arguments: &SetArguments) -> Exit {
    let library = Library::of_user();
    let name = arguments.line.profile.as_deref().unwrap_or(GENERIC);
    if arguments.line.profile.is_none() {
        say("without --profile these are the commands for a meter that is not known");
    }
    let profile = library.find(name).unwrap_or_else(|| library.generic());
    let orders = changes(arguments, &profile).and_then(|changes| {
        changes
            .iter()
            .map(|change| order(&profile, change))
            .collect::<Result<Vec<String>, Exit>>()
    });
    match orders {
        Ok(orders) => {
            let lines = orders.iter().map(|order| format!("{order}\n"));
            put(lines.collect::<String>().as_bytes())
        }
        Err(exit) => exit,
    }
}

/// What was typed as changes, all of them or none; every argument that cannot be is
/// named.
fn changes(arguments: &SetArguments, profile: &Profile) -> Result<Vec<Change>, Exit> {
    let mut changes: Vec<Change> = Vec::new();
    let mut good = true;
    for assignment in &arguments.assignments {
        match change(assignment, arguments, profile) {
            Ok(change) => {
                let address = &change.register.address;
                if changes
                    .iter()
                    .any(|known| &known.register.address == address)
                {
                    say_failure(format!("{address} is set twice"), "leave one of them out");
                    good = false;
                }
                changes.push(change);
            }
            Err(sentence) => {
                let address = &assignment.address;
                let hint = format!("the value after {address}=; nothing was written");
                if sentence.contains(address.as_str()) {
                    say_failure(sentence, hint);
                } else {
                    say_failure(format!("{address}: {sentence}"), hint);
                }
                good = false;
            }
        }
    }
    if good { Ok(changes) } else { Err(Exit::Usage) }
}

fn change(
    assignment: &Assignment,
    arguments: &SetArguments,
    profile: &Profile,
) -> Result<Change, String> {
    let Assignment { address, value } = assignment;
    let mut register = match profile.register(address) {
        Some(known) if known.write_level().is_none() => {
            return Err(format!("{address} is only read, says {}", profile.name));
        }
        Some(known) => known.clone(),
        None => unlisted(address, profile),
    };
    if let Some(level) = arguments.line.level {
        register.access = match register.access {
            Access::WriteOnly(_) => Access::WriteOnly(level),
            Access::Write(_) | Access::ReadOnly => Access::Write(level),
        };
    }
    let wanted = if arguments.as_sent {
        check_value(value).map_err(|error| error.to_string())?;
        value.clone()
    } else {
        register.encode(value).map_err(|error| error.to_string())?
    };
    Ok(Change {
        register: Arc::new(register),
        wanted,
        shown: None,
    })
}

/// A register that the profile does not know: any text, at the first level.
fn unlisted(address: &str, profile: &Profile) -> RegisterDef {
    if profile.name != GENERIC {
        say(format!(
            "{} knows no register {address}; the value is sent as it was typed",
            profile.name
        ));
    }
    let mut levels = profile.programming.iter().flat_map(|known| &known.levels);
    let level = levels.next().map_or(FIRST_LEVEL, |level| level.number);
    RegisterDef {
        address: address.to_owned(),
        access: Access::Write(level),
        ..RegisterDef::default()
    }
}

/// The command as it will be sent, with what must not be seen masked.
fn order(profile: &Profile, change: &Change) -> Result<String, Exit> {
    let register = &change.register;
    match Order::write(profile, register, &change.wanted) {
        Ok(order) => Ok(order.to_string()),
        Err(error) => {
            say_failure(
                format!("{}: {error}", register.address),
                "the value; nothing was written",
            );
            Err(Exit::Usage)
        }
    }
}

/// Hands out what came of the changes, and says what did not come out as wanted.
fn deliver(
    delivery: &Delivery,
    changes: &[Change],
    summary: &ProgrammeSummary,
    problems: &[String],
    of_password: bool,
) -> Exit {
    let records: Vec<WriteRecord> = changes
        .iter()
        .enumerate()
        .map(|(number, change)| match summary.writes.get(number) {
            Some(record) => record.clone(),
            None => not_sent(change),
        })
        .collect();
    let writes = Writes {
        meter: &summary.meter,
        profile: summary.profile.as_deref(),
        read_at: records.first().map(|record| &record.ended_at),
        writes: &records,
        problems,
    };
    let delivered = delivery.deliver_data(&summary.meter, KIND, |format, style| {
        render_writes(&writes, format, style)
    });
    for record in &records {
        say_outcome(record, records.len() == 1);
    }
    match delivered {
        Exit::Done => exit_of(&records, of_password),
        exit => exit.and(exit_of(&records, of_password)),
    }
}

/// 0 only if everything was verified; 1 if the meter has nothing of it because of
/// the password, which it refused if `of_password`, or because nothing was sent.
fn exit_of(records: &[WriteRecord], of_password: bool) -> Exit {
    let all = |wanted: &[WriteOutcome]| records.iter().all(|r| wanted.contains(&r.outcome));
    let has_none = all(&[WriteOutcome::NotSent, WriteOutcome::Refused]);
    if all(&[WriteOutcome::Verified]) {
        Exit::Done
    } else if all(&[WriteOutcome::NotSent]) || has_none && of_password {
        Exit::Failed
    } else {
        Exit::Partly
    }
}

/// Says what came of a change, unless the sentence about the only one was said.
fn say_outcome(record: &WriteRecord, is_only: bool) {
    let address = &record.register.address;
    if record.outcome != WriteOutcome::Verified && !is_only {
        let outcome = outcome_word(record.outcome);
        let detail = record.detail.as_deref();
        let detail = detail.map_or(String::new(), |detail| format!(": {detail}"));
        say(format!("{address} {outcome}{detail}"));
    }
    if record.outcome == WriteOutcome::Unknown {
        say(format!("read {address} back before you rely on it"));
    }
}

/// A change that was not reached.
fn not_sent(change: &Change) -> WriteRecord {
    let register = &change.register;
    let wanted = if register.is_readable() {
        change.wanted.clone()
    } else {
        MASK.to_owned()
    };
    WriteRecord {
        register: Arc::clone(register),
        command: String::new(),
        before: None,
        wanted,
        after: None,
        outcome: WriteOutcome::NotSent,
        detail: Some("the session ended before it was sent".to_owned()),
        ended_at: jiff::Zoned::now(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exit_status_is_never_better_than_the_worst_outcome() {
        let check = |outcomes: &[WriteOutcome], of_password, expected: Exit| {
            let record = |outcome: &WriteOutcome| WriteRecord {
                outcome: *outcome,
                ..not_sent(&Change {
                    register: Arc::new(RegisterDef::default()),
                    wanted: "1".to_owned(),
                    shown: None,
                })
            };
            let records: Vec<WriteRecord> = outcomes.iter().map(record).collect();
            assert_eq!(exit_of(&records, of_password), expected, "{outcomes:?}");
        };
        use WriteOutcome::{NotSent, NotVerified, Refused, Unknown, Verified};
        check(&[Verified], false, Exit::Done);
        check(&[Verified, Refused], false, Exit::Partly);
        check(&[Refused], false, Exit::Partly);
        check(&[Unknown], false, Exit::Partly);
        check(&[NotVerified], false, Exit::Partly);
        check(&[NotSent, NotSent], false, Exit::Failed);
        check(&[Refused], true, Exit::Failed);
        check(&[Refused, NotSent], true, Exit::Failed);
        check(&[Verified, Refused], true, Exit::Partly);
        check(&[Unknown, NotSent], false, Exit::Partly);
    }

    #[test]
    fn a_value_that_is_never_read_back_is_not_shown() {
        let change = Change {
            register: Arc::new(RegisterDef {
                address: "96.96".to_owned(),
                access: Access::WriteOnly(1),
                ..RegisterDef::default()
            }),
            wanted: "87654321".to_owned(),
            shown: None,
        };
        assert_eq!(not_sent(&change).wanted, MASK);
        let shown = order(&Profile::default(), &change).unwrap();
        assert_eq!(shown, "W1 96.96(•••)");

        // There the password of the level goes with every write.
        let profile = Library::default().find("lgz-zmd").unwrap();
        let shown = order(&profile, &change).unwrap();
        assert!(shown.ends_with(" 96.96(•••)(•••)"), "{shown}");
    }
}

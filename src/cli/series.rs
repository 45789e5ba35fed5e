//! `flagport load-profile` and `flagport logbook`: fetch in programming mode.

use jiff::civil::DateTime;

use super::Exit;
use super::args::{LoadProfileArguments, LogbookArguments, SeriesArguments};
use super::deliver::Delivery;
use super::follow::{say_what_failed, sentence_of};
use super::password::credentials;
use super::programme::{Job, Programming, Shared, level, say_lost};
use super::terminal::{say, say_failure};
use crate::archive::Archive;
use crate::export::{
    LoadProfileFile, LogbookFile, render_load_profile, render_logbook, write_load_profile_json,
};
use crate::profile::{Profile, SeriesForm};
use crate::worker::{
    Outcome, Permission, ProgrammeSummary, Series, SeriesKind, SeriesPlan, SeriesRange,
    SeriesRecord, Task,
};

pub(super) fn run_load_profile(arguments: &LoadProfileArguments) -> Exit {
    run(SeriesKind::LoadProfile, &arguments.series)
}

pub(super) fn run_logbook(arguments: &LogbookArguments) -> Exit {
    run(SeriesKind::Logbook, &arguments.series)
}

fn run(kind: SeriesKind, arguments: &SeriesArguments) -> Exit {
    let range = arguments.from.zip(arguments.to);
    if range.is_some_and(|(from, to)| from > to) {
        say_failure("--from is later than --to", "the order of the two times");
        return Exit::Usage;
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
            let exit = fetch(kind, arguments, &delivery, &mut programming);
            programming.finish(exit.unwrap_or_else(|exit| exit))
        }
        Err(exit) => exit,
    }
}

fn fetch(
    kind: SeriesKind,
    arguments: &SeriesArguments,
    delivery: &Delivery,
    programming: &mut Programming<'_>,
) -> Result<Exit, Exit> {
    let profile = programming.profile()?;
    let address = address(kind, arguments, &profile)?;
    let level = level(&profile, arguments.line.level, std::iter::empty());
    programming.tell_tries(&profile, level);
    let credentials = credentials(&arguments.access, &profile, level)?;
    let from = if arguments.since_last_visit {
        Some(last_visit(kind, address.as_deref(), &profile, programming)?)
    } else {
        arguments.from
    };
    let outcome = programming.run(Job {
        task: Task::Series(SeriesPlan {
            kind,
            address,
            range: SeriesRange {
                from,
                to: arguments.to,
            },
            command: arguments.read_command,
            block: arguments.block_size,
            have: None,
        }),
        profile: Some(profile.name.clone()),
        credentials,
        permission: Permission::READ_ONLY,
        keep_open: false,
    });
    let (summary, problems) = match outcome.ok_or_else(say_lost)? {
        Outcome::Done(summary) => (summary, Vec::new()),
        Outcome::Partly { summary, failure } => {
            say_what_failed(&failure);
            (summary, vec![sentence_of(&failure)])
        }
        Outcome::Cancelled(Some(summary)) => {
            say("cancelled; what was fetched so far is kept");
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
    let Some(record) = &summary.series else {
        return Err(Exit::Failed);
    };
    if !record.complete && entries(record) == 0 {
        return Err(Exit::Failed);
    }
    let delivered = deliver(delivery, &summary, record);
    Ok(match delivered {
        Exit::Done if record.complete && problems.is_empty() => Exit::Done,
        Exit::Done => Exit::Partly,
        exit => exit,
    })
}

fn entries(record: &SeriesRecord) -> usize {
    match &record.series {
        Series::LoadProfile(profile) => profile.len(),
        Series::Logbook(logbook) => logbook.entries.len(),
    }
}

/// Hands out what came.
fn deliver(delivery: &Delivery, summary: &ProgrammeSummary, record: &SeriesRecord) -> Exit {
    let mut raw = Vec::new();
    if delivery.needs_raw() {
        for answer in &record.answers {
            raw.extend_from_slice(&answer.raw);
        }
    }
    let profile = summary.profile.as_deref();
    let read_at = record.read_at.as_ref();
    match &record.series {
        Series::LoadProfile(load_profile) => {
            let file = LoadProfileFile {
                meter: &summary.meter,
                profile,
                read_at,
                load_profile,
                complete: record.complete,
                raw: &raw,
            };
            if delivery.is_json() {
                return delivery.deliver_written(&summary.meter, "load-profile", |out| {
                    write_load_profile_json(&file, out)
                });
            }
            delivery.deliver_data(&summary.meter, "load-profile", |format, style| {
                render_load_profile(&file, format, style)
            })
        }
        Series::Logbook(logbook) => {
            let file = LogbookFile {
                meter: &summary.meter,
                profile,
                read_at,
                logbook,
                complete: record.complete,
                raw: &raw,
            };
            delivery.deliver_data(&summary.meter, "logbook", |format, style| {
                render_logbook(&file, format, style)
            })
        }
    }
}

/// What is asked for: by its code, by its number, or the first that the profile knows.
fn address(
    kind: SeriesKind,
    arguments: &SeriesArguments,
    profile: &Profile,
) -> Result<Option<String>, Exit> {
    if let Some(code) = &arguments.code {
        return Ok(Some(code.clone()));
    }
    let Some(number) = arguments.number else {
        return Ok(None);
    };
    let forms = forms(kind, profile);
    if forms.is_empty() || forms.iter().any(|form| form.address.starts_with("P.")) {
        return Ok(Some(format!("P.{number:02}")));
    }
    let index = usize::from(number).checked_sub(1);
    let form = index.and_then(|index| forms.get(index));
    form.map(|form| Some(form.address.clone())).ok_or_else(|| {
        let known = forms.iter().map(|form| form.address.as_str());
        say_failure(
            format!("{} has no number {number}", profile.name),
            format!(
                "the ones there are: {}",
                known.collect::<Vec<_>>().join(", ")
            ),
        );
        Exit::Usage
    })
}

fn forms(kind: SeriesKind, profile: &Profile) -> &[SeriesForm] {
    match kind {
        SeriesKind::LoadProfile => &profile.load_profiles,
        SeriesKind::Logbook => &profile.logbooks,
    }
}

/// The time of the last entry that an earlier visit brought.
fn last_visit(
    kind: SeriesKind,
    address: Option<&str>,
    profile: &Profile,
    programming: &mut Programming<'_>,
) -> Result<DateTime, Exit> {
    let first = forms(kind, profile).first();
    let usual = match kind {
        SeriesKind::LoadProfile => "P.01",
        SeriesKind::Logbook => "P.98",
    };
    let code = address.or(first.map(|form| form.address.as_str()));
    let code = code.unwrap_or(usual);
    let meter = programming.meter()?;
    let last = Archive::of_user().and_then(|archive| {
        archive.last_series(
            meter.serial_number.as_deref(),
            &meter.identification_line,
            code,
        )
    });
    match last {
        Ok(Some(last)) => Ok(last.last_entry),
        Ok(None) => {
            say_failure(
                format!("no visit of this meter holds {code}"),
                "name a range with --from and --to, or fetch it with --all",
            );
            Err(Exit::Failed)
        }
        Err(error) => {
            say_failure(error, "the data folder of this user");
            Err(Exit::Failed)
        }
    }
}

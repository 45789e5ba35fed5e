//! What `get` and `set` share: a worker for programming mode, the profile of the
//! meter, levels, one job after the other.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Zoned;

use super::Exit;
use super::args::{AccessArguments, LineArguments, OutputArguments};
use super::deliver::{check_path, overwrite_of, say_not_written};
use super::follow::{Follower, cancel_on_interrupt, say_what_failed, spawn, write_trace};
use super::profiles::say_broken;
use super::terminal::{say, say_failure};

use crate::export::{FileNameTemplate, write_file};
use crate::journal::{Entry, Journal};
use crate::profile::{Library, Profile};
use crate::report::{self, Report, Visit};
use crate::trace;
use crate::worker::{
    CancelToken, Command, Credentials, Event, JobId, MeterKey, Outcome, Permission, PortChoice,
    ProgrammePlan, ProgrammeSummary, Task, Worker,
};

/// The arguments that both commands have.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shared<'a> {
    pub(super) port: &'a PortChoice,
    pub(super) line: &'a LineArguments,
    pub(super) access: &'a AccessArguments,
    pub(super) output: &'a OutputArguments,
}

/// A worker and what its jobs have in common.
pub(super) struct Programming<'a> {
    shared: Shared<'a>,
    library: Library,
    worker: Worker,
    cancel: CancelToken,
    follower: Follower,
    jobs: u64,
    /// The meter that answered first; no other one is changed.
    meter: Option<MeterKey>,
    began_at: Zoned,
    /// What the report is made of.
    done: Option<Done>,
    /// The meter refused a password.
    pub(super) password_refused: bool,
}

/// A job that is over.
struct Done {
    summary: ProgrammeSummary,
    profile: Arc<Profile>,
    problems: Vec<String>,
}

/// What one job is to do.
pub(super) struct Job {
    pub(super) task: Task,
    pub(super) profile: Option<String>,
    pub(super) credentials: Vec<Credentials>,
    pub(super) permission: Permission,
    pub(super) keep_open: bool,
}

impl<'a> Programming<'a> {
    /// Everything that can be found out before the meter is disturbed.
    pub(super) fn prepare(shared: Shared<'a>) -> Result<Programming<'a>, Exit> {
        if let Some(path) = &shared.line.trace {
            check_path(path, overwrite_of(shared.output))?;
        }
        if let Some(report) = &shared.access.report
            && report.is_fixed()
        {
            let path = PathBuf::from(report.to_string());
            check_path(&path, overwrite_of(shared.output))?;
        }
        let journal = Journal::of_user().map_err(|error| {
            say_failure(format!("there is no journal: {error}"), error.hint());
            Exit::Failed
        })?;
        let damage = journal.contents().map(|held| held.damage(journal.path()));
        if let Ok(Some(sentence)) = damage {
            say(sentence);
        }
        let library = Library::of_user();
        say_broken(&library);
        let worker = spawn(shared.access.no_archive, Some(journal))?;
        let cancel = CancelToken::new();
        cancel_on_interrupt(&cancel);
        Ok(Programming {
            shared,
            library,
            worker,
            cancel,
            follower: Follower::new(shared.line.verbose),
            jobs: 0,
            meter: None,
            began_at: Zoned::now(),
            done: None,
            password_refused: false,
        })
    }

    /// The profile that was named, or the one of the meter that answers.
    pub(super) fn profile(&mut self) -> Result<Arc<Profile>, Exit> {
        if let Some(name) = &self.shared.line.profile {
            return self.library.find(name).ok_or_else(|| {
                say_failure(format!("there is no device profile {name}"), "its name");
                Exit::Usage
            });
        }
        let outcome = self.run(Job {
            task: Task::Get(Vec::new()),
            profile: None,
            credentials: Vec::new(),
            permission: Permission::READ_ONLY,
            keep_open: true,
        });
        let summary = match outcome {
            Some(Outcome::Done(summary) | Outcome::Partly { summary, .. }) => summary,
            Some(Outcome::Failed(failure)) => {
                say_what_failed(&failure);
                return Err(Exit::Failed);
            }
            Some(Outcome::Cancelled(_)) => {
                say("cancelled before anything was sent to the registers");
                return Err(Exit::Failed);
            }
            None => return Err(say_lost()),
        };
        let name = summary.profile.as_deref();
        let profile = name.and_then(|name| self.library.find(name));
        self.meter = key_of(&summary);
        Ok(profile.unwrap_or_else(|| self.library.generic()))
    }

    /// What the meter is known by, which is asked for if no job has found it out yet.
    pub(super) fn meter(&mut self) -> Result<MeterKey, Exit> {
        if self.meter.is_none() {
            let outcome = self.run(Job {
                task: Task::Get(Vec::new()),
                profile: self.shared.line.profile.clone(),
                credentials: Vec::new(),
                permission: Permission::READ_ONLY,
                keep_open: true,
            });
            match outcome {
                Some(Outcome::Done(summary) | Outcome::Partly { summary, .. }) => {
                    self.meter = key_of(&summary);
                }
                Some(Outcome::Failed(failure)) => {
                    say_what_failed(&failure);
                    return Err(Exit::Failed);
                }
                Some(Outcome::Cancelled(_)) => return Err(Exit::Failed),
                None => return Err(say_lost()),
            }
        }
        self.meter.clone().ok_or_else(say_lost)
    }

    /// Runs a job to its end; `None` if the thread was lost.
    pub(super) fn run(&mut self, job: Job) -> Option<Outcome<ProgrammeSummary>> {
        self.jobs += 1;
        self.worker.send(Command::Programme {
            id: JobId(self.jobs),
            port: self.shared.port.clone(),
            plan: Box::new(ProgrammePlan {
                profile: job.profile,
                profiles: self.library.clone(),
                line: self.shared.line.options(),
                task: job.task,
                credentials: job.credentials,
                permission: job.permission,
                expected: self.meter.clone(),
                operator: operator(self.shared.access),
                keep_open: job.keep_open,
            }),
            cancel: self.cancel.clone(),
        });
        loop {
            match self.worker.recv()? {
                Event::ProgrammeFinished { outcome, .. } => {
                    self.follower.pause();
                    return Some(*outcome);
                }
                event => self.take(event),
            }
        }
    }

    /// Keeps what a job brought for the report.
    pub(super) fn keep(
        &mut self,
        summary: &ProgrammeSummary,
        profile: &Arc<Profile>,
        problems: &[String],
    ) {
        self.done = Some(Done {
            summary: summary.clone(),
            profile: Arc::clone(profile),
            problems: problems.to_vec(),
        });
    }

    /// Signs the meter off if it still is signed on, says what was left unknown
    /// before, and writes trace and report. What came is not all if one of them is
    /// missing.
    pub(super) fn finish(mut self, exit: Exit) -> Exit {
        self.worker.close();
        while let Some(event) = self.worker.recv() {
            self.take(event);
        }
        self.follower.finish();
        let mut missing = Exit::Done;
        if let Some(path) = &self.shared.line.trace {
            missing = write_trace(path, &self.follower.rows, self.shared.output);
        }
        if let Some(done) = &self.done {
            missing = missing.and(self.conclude(done));
        }
        match exit {
            Exit::Done => Exit::Done.and(missing),
            exit => exit,
        }
    }

    /// Says what is not known, and writes the report.
    fn conclude(&self, done: &Done) -> Exit {
        let unsettled = self.unsettled(&done.summary);
        for sentence in &unsettled {
            say(format!("not known of this meter: {sentence}; read it back"));
        }
        match &self.shared.access.report {
            Some(template) => self.write_report(done, &unsettled, template),
            None => Exit::Done,
        }
    }

    /// Says how many wrong passwords this level of the meter has seen, before the
    /// next one is sent.
    pub(super) fn tell_tries(&self, profile: &Profile, level: Option<u8>) {
        let (Some(meter), Some(level)) = (&self.meter, level) else {
            return;
        };
        let programming = profile.programming.as_ref();
        let rule = programming.and_then(|known| known.lock_out.clone());
        let tries = Journal::of_user().and_then(|journal| journal.tries(meter, level, rule));
        if let Ok(tries) = tries
            && tries.wrong > 0
            && let Some(sentence) = tries.sentence()
        {
            say(format!(
                "wrong passwords at level {level} of this meter: {sentence}"
            ));
        }
    }

    /// What earlier jobs left unknown for this meter, in sentences.
    fn unsettled(&self, summary: &ProgrammeSummary) -> Vec<String> {
        let Some(meter) = key_of(summary) else {
            return Vec::new();
        };
        let entries = Journal::of_user().and_then(|journal| journal.unfinished());
        let of_this = |entry: &Entry| entry.began_at < self.began_at && entry.meter.may_be(&meter);
        let entries = entries.unwrap_or_default();
        let sentences = entries.iter().filter(|entry| of_this(entry)).map(|entry| {
            let at = entry.began_at.strftime("%Y-%m-%d %H:%M");
            format!("{} of {at}", entry.command)
        });
        sentences.collect()
    }

    fn write_report(&self, done: &Done, unsettled: &[String], template: &FileNameTemplate) -> Exit {
        let trace = trace::text::write_rows(self.follower.rows.rows());
        let operator = operator(self.shared.access);
        let visit = Visit {
            operator: &operator,
            order: self.shared.access.order.as_deref().unwrap_or(""),
            port: &self.shared.port.to_string(),
            profile: Some(&done.profile),
            trace: Some(&trace),
            problems: &done.problems,
            unsettled,
            ..Visit::default()
        };
        let made_at = Zoned::now();
        let report = Report::of_summary(&done.summary, &visit, &made_at);
        let name = template.fill_for(&report.meter, Some(&made_at), report::KIND);
        let page = report::html(&report);
        let overwrite = overwrite_of(self.shared.output);
        match write_file(Path::new(&name), page.as_bytes(), overwrite) {
            Ok(()) => Exit::Done,
            Err(error) => {
                say_not_written(&error);
                Exit::Failed
            }
        }
    }

    fn take(&mut self, event: Event) {
        self.password_refused |= matches!(event, Event::PasswordRefused { .. });
        self.follower.apply(event);
    }
}

/// What the meter of a job is known by.
fn key_of(summary: &ProgrammeSummary) -> Option<MeterKey> {
    let identification_line = summary.meter.identification_line.clone()?;
    Some(MeterKey {
        identification_line,
        serial_number: summary.meter.serial_number.clone(),
    })
}

/// Says that the line thread ended.
pub(super) fn say_lost() -> Exit {
    say_failure("the session ended without a result", "try again");
    Exit::Failed
}

/// The level that was chosen, or the highest that is needed.
pub(super) fn level(
    profile: &Profile,
    chosen: Option<u8>,
    needed: impl Iterator<Item = u8>,
) -> Option<u8> {
    let programming = profile.programming.as_ref();
    let to_read = programming.and_then(|known| known.read_level);
    if let (Some(chosen), Some(known)) = (chosen, programming)
        && !known.levels.is_empty()
        && known.level(chosen).is_none()
    {
        say(format!(
            "{} knows no level {chosen}; it is taken for one with a plain password",
            profile.name
        ));
    }
    chosen.or_else(|| needed.chain(to_read).max())
}

/// Who is at work: as said, else as the system knows the user.
fn operator(access: &AccessArguments) -> String {
    let of_system = || std::env::var("USER").or_else(|_| std::env::var("USERNAME"));
    match &access.operator {
        Some(name) => name.clone(),
        None => of_system().unwrap_or_default(),
    }
}

//! What every step of a job in programming mode needs to know.

use std::cell::RefCell;
use std::sync::Arc;
use std::time::Duration;

use jiff::Zoned;

use super::line::Line;
use super::set;
use crate::link::LinkError;
use crate::profile::{Level, Login, PasswordForm, Profile};
use crate::secret::Password;
use crate::session::{LineOptions, SessionError};
use crate::transport::TransportError;
use crate::watch::Stage;
use crate::worker::open_port::OpenPort;
use crate::worker::read::with_hints;
use crate::worker::teller::Teller;
use crate::worker::wall::Moment;
use crate::worker::{
    CancelToken, Event, Failure, JobId, Keep, Outbox, PortChoice, ProgrammePlan, ProgrammeSummary,
    Task, failure,
};

/// How long a port that is gone is waited for: time to plug it in again.
const RETURN_LIMIT: Duration = Duration::from_secs(20);

/// Pause between two looks for it.
const RETURN_PAUSE: Duration = Duration::from_millis(500);

/// One job: what is wanted, and who is told.
pub(in crate::worker) struct Desk<'a> {
    pub(in crate::worker) id: JobId,
    pub(in crate::worker) port: &'a PortChoice,
    pub(in crate::worker) plan: &'a ProgrammePlan,
    pub(in crate::worker) cancel: &'a CancelToken,
    pub(in crate::worker) keep: &'a Keep,
    pub(in crate::worker) ports: RefCell<&'a mut dyn OpenPort>,
    pub(in crate::worker) outbox: &'a Outbox<'a>,
    pub(in crate::worker) teller: RefCell<Teller<'a>>,
}

/// Why a job goes no further.
#[derive(Debug, Clone)]
pub(in crate::worker) enum Stop {
    /// In words already.
    Failed(Box<Failure>),
    Session(Box<SessionError>),
}

impl From<SessionError> for Stop {
    fn from(error: SessionError) -> Stop {
        Stop::Session(Box::new(error))
    }
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Stop {
        Stop::Failed(Box::new(failure))
    }
}

impl Stop {
    /// The user stopped it.
    pub(super) fn cancelled() -> Stop {
        let cause = LinkError::Cancelled;
        let stage = Stage::DataSets;
        SessionError::Link { stage, cause }.into()
    }

    /// Whether the user stopped it.
    pub(super) fn is_cancel(&self) -> bool {
        matches!(self.link_error(), Some(LinkError::Cancelled))
    }

    /// Whether the port itself failed.
    pub(super) fn is_of_port(&self) -> bool {
        matches!(self.link_error(), Some(LinkError::Transport(_)))
    }

    /// Whether another command may fare better.
    pub(super) fn is_of_one_command(&self) -> bool {
        matches!(self, Stop::Session(error) if matches!(
            **error,
            SessionError::NoReply { .. } | SessionError::Damaged { .. }
        ))
    }

    /// Whether the meter is still there for another job.
    pub(super) fn leaves_the_session(&self) -> bool {
        self.is_cancel() || matches!(self, Stop::Failed(_))
    }

    /// In words for the technician.
    pub(super) fn into_failure(self, port: &PortChoice) -> Failure {
        match self {
            Stop::Failed(failure) => *failure,
            Stop::Session(error) => failure::of_session(&error, port, true),
        }
    }

    fn link_error(&self) -> Option<&LinkError> {
        match self {
            Stop::Failed(_) => None,
            Stop::Session(error) => match &**error {
                SessionError::Link { cause, .. } => Some(cause),
                _ => None,
            },
        }
    }

    /// One sentence without an end, for a detail.
    pub(super) fn in_words(&self) -> String {
        match self {
            Stop::Failed(failure) => failure.cause.to_string().trim_end_matches('.').to_owned(),
            Stop::Session(error) => error.to_string(),
        }
    }
}

impl Desk<'_> {
    pub(super) fn tell(&self, event: Event) {
        self.outbox.send(event);
    }

    /// Tells that so many steps of so many are done.
    pub(super) fn tell_steps(&self, done: usize, of: usize) {
        let number = |count| u32::try_from(count).unwrap_or(u32::MAX);
        let mut teller = self.teller.borrow_mut();
        teller.tell_steps(number(done), number(of));
    }

    /// The profile that was chosen so far.
    pub(super) fn profile(&self) -> Option<Arc<Profile>> {
        self.teller.borrow().profile.clone()
    }

    /// Tells of the changes that nothing was told of yet that they are not sent.
    pub(super) fn refuse(&self, reason: &str, summary: &mut ProgrammeSummary) {
        if let Task::Set { changes, .. } = &self.plan.task {
            set::none_sent(self, changes, reason, summary);
        }
    }

    /// Now, by this computer's clock.
    pub(super) fn now(&self) -> Zoned {
        self.ports.borrow().wall_clock()
    }

    /// Now, by this computer's clock and by the time that nobody sets.
    pub(super) fn moment(&self) -> Moment {
        Moment::now(&**self.ports.borrow())
    }

    /// The options of the line with what `profile` knows of it.
    pub(super) fn line_options(&self, profile: Option<&Profile>) -> LineOptions {
        with_hints(&self.plan.line, profile)
    }

    /// Opens the port anew and lets `line` go on over it. Waits for one that is gone.
    pub(super) fn reopen(&self, line: &Line) -> Result<(), TransportError> {
        let mut waited = Duration::ZERO;
        let mut ports = self.ports.borrow_mut();
        // A write is being settled, which is not cut short.
        let cancel = match self.plan.task {
            Task::Series(_) => self.cancel.clone(),
            _ => CancelToken::new(),
        };
        loop {
            match ports.open(self.port, &cancel) {
                Ok(Some(transport)) => {
                    line.replace(transport);
                    return Ok(());
                }
                Ok(None) => {}
                Err(error) if waited >= RETURN_LIMIT || cancel.is_cancelled() => return Err(error),
                Err(_) => {}
            }
            ports.wait(RETURN_PAUSE);
            waited += RETURN_PAUSE;
        }
    }
}

/// The level with this number; one that the profile does not know takes a plain
/// password.
pub(super) fn level_of(profile: &Profile, number: u8) -> Level {
    let known = profile.programming.as_ref().and_then(|p| p.level(number));
    known.cloned().unwrap_or_else(|| Level {
        number,
        name: String::new(),
        login: Login::P1,
        password: PasswordForm::default(),
        help: String::new(),
    })
}

/// Whether a password has the form that the level takes; a failure if not.
pub(super) fn check_password(level: &Level, password: &Password) -> Result<(), Failure> {
    let form = &level.password;
    let text = password.reveal();
    let length = text.chars().count();
    let fits = (usize::from(form.min)..=usize::from(form.max)).contains(&length);
    if fits && text.chars().all(|c| form.characters.allow(c)) {
        Ok(())
    } else {
        Err(failure::of_password_form(level))
    }
}

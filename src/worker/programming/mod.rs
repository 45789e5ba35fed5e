//! The job in programming mode: opens the port or goes on with a session that was
//! kept, finds out which meter it is, logs in, does what is wanted, and tells all of
//! it.
//!
//! What the dialogue with the meter is made of stands in
//! [`session::programming`](crate::session::programming); here is decided what is
//! written down before it is sent, what is read back, and when something is unknown.

mod act;
mod answer;
mod change;
mod clock;
mod desk;
mod line;
mod login;
mod mishap;
mod raw;
mod reset;
mod series;
mod set;
mod settle;
mod signed;
mod together;
mod visit;

use std::cell::RefCell;
use std::time::Duration;

use self::desk::{Desk, Stop};
use self::line::{Line, Listener, Plug};
use self::signed::{Known, Signed};
use super::mishap::guarded;
use super::open_port::OpenPort;
use super::teller::Teller;
use super::{
    CancelToken, Event, Failure, JobId, Keep, LineOptions, Outbox, Outcome, PortChoice,
    ProgrammePlan, ProgrammeSummary, Task, failure,
};
use crate::journal::Journal;
use crate::link::{Link, LinkError};
use crate::profile::Library;
use crate::session::SessionError;
use crate::trace::TraceEntry;
use crate::transport::{LineSettings, LineTime};
use crate::watch::Stage;

/// A meter that stays signed on between two jobs.
pub(super) struct Kept {
    port: PortChoice,
    options: LineOptions,
    /// The profile that was asked for by name.
    asked: Option<String>,
    line: Line,
    known: Known,
}

impl Kept {
    /// Whether a job can go on with it.
    pub(super) fn serves(&self, port: &PortChoice, plan: &ProgrammePlan) -> bool {
        let is_profile = match &plan.profile {
            None => self.asked.is_none(),
            Some(name) => *name == self.known.profile.name,
        };
        // It may have been edited meanwhile.
        let profile = plan.profiles.find(&self.known.profile.name);
        let is_present = profile.is_some_and(|profile| profile == self.known.profile);
        self.port == *port && self.options == plan.line && is_profile && is_present
    }

    /// How long it can be left alone.
    pub(super) fn patience(&self) -> Duration {
        let programming = self.known.profile.programming.clone().unwrap_or_default();
        let inactivity = Duration::from_secs(u64::from(programming.inactivity_s));
        self.known
            .session
            .idle_until(inactivity)
            .since(self.line.now())
    }

    /// Signs the meter off, and tells it.
    pub(super) fn sign_off(self, id: JobId, outbox: &Outbox<'_>) {
        let profile = Some(self.known.profile.name.as_str());
        let teller = RefCell::new(Teller::new(id, profile, &Library::default(), outbox));
        let mut plug = Plug(&self.line);
        let mut listener = Listener(&teller);
        let settings = self.known.session.settings();
        let link = link(
            &mut plug,
            &mut listener,
            CancelToken::new(),
            &self.options,
            settings,
        );
        if let Ok(mut link) = link
            && self.known.session.resume(&mut link).is_ok()
        {
            link.set_guard(super::Permission::READ_ONLY.guard(&self.known.profile));
            self.known.session.sign_off(&mut link);
        }
        close(&teller, &self.line);
        outbox.send(Event::SessionKept { kept: false });
    }
}

/// What a job needs to begin.
pub(super) struct Order<'a> {
    pub(super) id: JobId,
    pub(super) port: &'a PortChoice,
    pub(super) plan: &'a ProgrammePlan,
    pub(super) cancel: &'a CancelToken,
}

/// Does what the plan says. Gives back the session if it is kept.
pub(super) fn run(
    order: &Order<'_>,
    keep: &Keep,
    ports: &mut dyn OpenPort,
    kept: Option<Kept>,
    outbox: &Outbox<'_>,
) -> (Outcome<ProgrammeSummary>, Option<Kept>) {
    let plan = order.plan;
    log::info!("programming mode with the meter at {}", order.port);
    let profile = match &kept {
        Some(kept) => Some(kept.known.profile.name.as_str()),
        None => plan.profile.as_deref(),
    };
    let teller = Teller::new(order.id, profile, &plan.profiles, outbox);
    let desk = Desk {
        id: order.id,
        port: order.port,
        plan,
        cancel: order.cancel,
        keep,
        ports: RefCell::new(ports),
        outbox,
        teller: RefCell::new(teller),
    };
    let mut summary = ProgrammeSummary::default();
    if let Err(failure) = check_plan(plan) {
        desk.refuse(&failure.headline.to_string(), &mut summary);
        return (ended(&desk, summary, Some(failure.into())), kept);
    }
    let (line, known) = match kept {
        Some(kept) => (kept.line, Some(kept.known)),
        None => match open(&desk) {
            Ok(line) => (line, None),
            Err(stop) => {
                desk.refuse("the session did not begin", &mut summary);
                return (ended(&desk, summary, Some(stop)), None);
            }
        },
    };
    let began = line.now();
    let place = keep.journal.as_ref().map(Journal::place);
    let (known, stop) =
        guarded(|| dialogue(&desk, &line, known, &mut summary)).unwrap_or_else(|panic| {
            (
                None,
                Some(mishap::end(&desk, &line, place, &panic, &mut summary)),
            )
        });
    summary.duration = line.now().since(began);
    if known.is_none() {
        close(&desk.teller, &line);
    }
    visit::store(&desk, &summary);
    let kept = known.map(|known| Kept {
        port: order.port.clone(),
        options: plan.line.clone(),
        asked: plan.profile.clone(),
        line,
        known,
    });
    desk.teller.borrow_mut().flush();
    (ended(&desk, summary, stop), kept)
}

/// What cannot be done whatever the meter says.
fn check_plan(plan: &ProgrammePlan) -> Result<(), Failure> {
    if plan.task.changes_the_meter() && plan.permission.forbids_changes() {
        return Err(failure::of_permission(plan.permission));
    }
    if matches!(&plan.task, Task::Raw(order) if order.kind.changes_the_meter())
        && plan.permission.role != super::Role::Full
    {
        return Err(failure::of_permission(plan.permission));
    }
    Ok(())
}

fn open(desk: &Desk<'_>) -> Result<Line, Stop> {
    let opened = desk.ports.borrow_mut().open(desk.port, desk.cancel);
    let transport = match opened {
        Ok(Some(transport)) => transport,
        Ok(None) => return Err(Stop::cancelled()),
        Err(error) => {
            return Err(SessionError::Link {
                stage: Stage::Opening,
                cause: LinkError::Transport(error),
            }
            .into());
        }
    };
    let port = desk.port.to_string();
    let mut teller = desk.teller.borrow_mut();
    teller.record(LineTime::START, TraceEntry::Opened { port });
    Ok(Line::new(transport))
}

fn close(teller: &RefCell<Teller<'_>>, line: &Line) {
    let mut teller = teller.borrow_mut();
    teller.record(line.now(), TraceEntry::Closed);
    teller.flush();
}

/// Everything that goes over the line. Gives back what is known of the session if it
/// is kept.
fn dialogue(
    desk: &Desk<'_>,
    line: &Line,
    known: Option<Known>,
    summary: &mut ProgrammeSummary,
) -> (Option<Known>, Option<Stop>) {
    let options = desk.line_options(desk.teller.borrow().profile.as_deref());
    let settings = known.as_ref().map(|known| known.session.settings());
    let settings = settings.unwrap_or(LineSettings::OPENING);
    let mut plug = Plug(line);
    let mut listener = Listener(&desk.teller);
    let cancel = desk.cancel.clone();
    let mut link = match link(&mut plug, &mut listener, cancel, &options, settings) {
        Ok(link) => link,
        Err(stop) => {
            desk.refuse("the session did not begin", summary);
            return (None, Some(stop));
        }
    };
    let prepared = match reset::prepare(desk, &mut link, known) {
        Ok(prepared) => prepared,
        Err(stop) => return (None, Some(stop)),
    };
    let mut signed = match Signed::begin(desk, line, link, prepared.known) {
        Ok(signed) => signed,
        Err(stop) => {
            desk.refuse("the session did not begin", summary);
            return (None, Some(stop));
        }
    };
    if let Err(stop) = reset::check_is_stored(prepared.stored.as_ref(), &signed.meter) {
        desk.refuse("the session did not begin", summary);
        signed.sign_off();
        return (None, Some(stop));
    }
    let stop = perform(&mut signed, summary).err();
    // Said in the trace: it explains times that do not fit each other.
    signed.clock_was_set();
    desk.refuse("the session ended before it", summary);
    signed.describe(summary);
    let goes_on = desk.plan.keep_open && stop.as_ref().is_none_or(Stop::leaves_the_session);
    let known = if goes_on { signed.known() } else { None };
    if known.is_none() {
        signed.sign_off();
    }
    (known, stop)
}

/// Logs in and does the task.
fn perform(signed: &mut Signed<'_, '_>, summary: &mut ProgrammeSummary) -> Result<(), Stop> {
    let desk = signed.desk;
    if matches!(&desk.plan.task, Task::Get(registers) if registers.is_empty()) {
        // It was only to be found out which meter answers.
        return Ok(());
    }
    let programming = signed.profile.programming.as_ref();
    let read_level = programming.and_then(|programming| programming.read_level);
    let own_level = match &desk.plan.task {
        Task::Set { changes, .. } => set::level(changes),
        Task::Act { action, .. } => action.level,
        Task::SetClock(_) => signed.profile.clock.as_ref().and_then(|clock| clock.level),
        Task::Get(_)
        | Task::Watch(_)
        | Task::ReadClock
        | Task::Raw(_)
        | Task::Settle
        | Task::Series(_) => None,
    };
    signed.log_in(read_level.max(own_level))?;
    match &desk.plan.task {
        Task::Get(registers) => together::read(signed, registers, &mut summary.readings),
        Task::Watch(registers) => together::watch(signed, registers, &mut summary.readings),
        Task::Set {
            changes,
            stop_at_first_failure,
        } => set::run(signed, changes, *stop_at_first_failure, summary),
        Task::Act {
            action,
            new_password,
        } => act::run(signed, action, new_password.as_ref(), summary),
        Task::Raw(order) => raw::run(signed, order, summary),
        Task::Settle => settle::run(signed, summary),
        Task::Series(plan) => series::run(signed, plan, summary),
        Task::ReadClock => clock::read(signed, summary),
        Task::SetClock(order) => clock::set(signed, *order, summary),
    }
}

/// How the job ended. What was read is kept in every case.
fn ended(
    desk: &Desk<'_>,
    summary: ProgrammeSummary,
    stop: Option<Stop>,
) -> Outcome<ProgrammeSummary> {
    let brought = summary.has_anything();
    match stop {
        None => match failure::of_summary(&summary, desk.profile().as_deref()) {
            Some(failure) => Outcome::Partly { summary, failure },
            None => Outcome::Done(summary),
        },
        Some(stop) if stop.is_cancel() => Outcome::Cancelled(brought.then_some(summary)),
        Some(stop) => {
            let failure = stop.into_failure(desk.port);
            if brought {
                Outcome::Partly { summary, failure }
            } else {
                Outcome::Failed(failure)
            }
        }
    }
}

fn link<'a>(
    plug: &'a mut Plug<'_>,
    listener: &'a mut Listener<'_, '_>,
    cancel: CancelToken,
    options: &LineOptions,
    settings: LineSettings,
) -> Result<Link<'a>, Stop> {
    let timing = options.timing();
    let link = Link::new(plug, listener, cancel, timing, options.parity, settings);
    link.map_err(|cause| {
        SessionError::Link {
            stage: Stage::Opening,
            cause,
        }
        .into()
    })
}

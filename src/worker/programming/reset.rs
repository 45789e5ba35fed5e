//! Before a billing reset: the values are read and stored.

use std::sync::Arc;

use super::desk::{Desk, Stop};
use super::signed::Known;
use crate::link::Link;
use crate::profile::ActionKind;
use crate::session;
use crate::transport::LineTime;
use crate::worker::{Event, MeterKey, Summary, Task, failure, read};

/// What is known before the session in programming mode.
pub(super) struct Prepared {
    /// The session that was kept, if it goes on.
    pub(super) known: Option<Known>,
    /// The meter whose values were stored.
    pub(super) stored: Option<MeterKey>,
}

/// Reads the meter out and stores the visit if the task ends a billing period. A
/// session that was kept is signed off for that, and a new one has to be begun.
pub(super) fn prepare(
    desk: &Desk<'_>,
    link: &mut Link<'_>,
    known: Option<Known>,
) -> Result<Prepared, Stop> {
    match &desk.plan.task {
        Task::Act { action, .. } if action.kind == ActionKind::BillingReset => {}
        _ => {
            let stored = None;
            return Ok(Prepared { known, stored });
        }
    }
    let Some(archive) = &desk.keep.archive else {
        return Err(failure::of_no_archive().into());
    };
    if let Some(known) = known {
        let resumed = known.session.resume(link);
        if resumed.is_ok() {
            link.set_guard(crate::worker::Permission::READ_ONLY.guard(&known.profile));
            known.session.sign_off(link);
        }
    }
    let began = desk.now();
    let before = link.now();
    let profile = desk.teller.borrow().profile.clone();
    let options = desk.line_options(profile.as_deref());
    let telegram = session::read_out(link, &options, false).map_err(|interrupted| {
        let cause = interrupted.cause;
        log::info!("the values were not read: {cause}");
        Stop::from(cause)
    })?;
    let elapsed = telegram.ended_at.since(before);
    let opened = began
        .checked_sub(before.since(LineTime::START))
        .unwrap_or(began);
    let teller = desk.teller.borrow();
    let readout = Arc::new(teller.decode(&telegram, &opened));
    if !readout.complete || readout.block_check.is_wrong() {
        return Err(failure::of_damaged_values().into());
    }
    let profile = teller.profile.clone();
    let meter = MeterKey::of_readout(&readout, profile.as_deref().unwrap_or(&Default::default()));
    if let Some(expected) = &desk.plan.expected
        && !expected.may_be(&meter)
    {
        return Err(failure::of_another_meter(expected, &meter).into());
    }
    let summary = Summary {
        readout,
        raw: telegram.raw.into(),
        duration: elapsed,
    };
    let stored = read::store(
        desk.id,
        archive,
        &summary,
        desk.port,
        &teller.trace,
        desk.now(),
    );
    drop(teller);
    let problem = match &stored {
        Event::VisitStored {
            stored: Err(problem),
            ..
        } => Some(problem.to_string()),
        _ => None,
    };
    desk.tell(stored);
    match problem {
        Some(problem) => Err(failure::of_unstored_values(&problem).into()),
        None => Ok(Prepared {
            known: None,
            stored: Some(meter),
        }),
    }
}

/// The values that were stored have to be those of the meter that is signed on: the
/// head may have been put on another one since, or its identification came damaged.
pub(super) fn check_is_stored(stored: Option<&MeterKey>, meter: &MeterKey) -> Result<(), Stop> {
    match stored {
        Some(stored) if !stored.may_be(meter) => {
            Err(failure::of_another_meter(stored, meter).into())
        }
        _ => Ok(()),
    }
}

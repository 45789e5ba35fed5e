//! Changing registers, one by one: looked at, written down, written, read back,
//! compared.

use super::change::{Fate, Held, Matter, first_value, holds, in_words};
use super::desk::{Desk, Stop};
use super::signed::Signed;
use std::sync::Arc;

use crate::journal::Subject;
use crate::order::Order;
use crate::secret::{MASK, Password};
use crate::worker::{
    Change, Event, Failure, ProgrammeSummary, WriteOutcome, WriteRecord, WriteState,
};

/// The level that all of the changes need.
pub(super) fn level(changes: &[Change]) -> Option<u8> {
    let levels = changes.iter().map(|change| change.register.write_level());
    levels.max().flatten()
}

/// Carries the changes out. What came of each is told and put into `summary`, also of
/// those that were not sent.
pub(super) fn run(
    signed: &mut Signed<'_, '_>,
    changes: &[Change],
    stop_at_first_failure: bool,
    summary: &mut ProgrammeSummary,
) -> Result<(), Stop> {
    let mut stopped: Option<(String, Option<Stop>)> = None;
    for (index, change) in changes.iter().enumerate() {
        if stopped.is_none() && signed.desk.cancel.is_cancelled() {
            stopped = Some(("cancelled".to_owned(), Some(Stop::cancelled())));
        }
        let record = match &stopped {
            Some((reason, _)) => record(signed, change, Fate::not_sent(reason.clone()), None),
            None => {
                let (record, held) = write(signed, index, change);
                let failed = record.outcome != WriteOutcome::Verified;
                if let Some(failure) = held {
                    let reason = failure.headline.to_string();
                    stopped = Some((reason, Some(Stop::Failed(failure))));
                } else if failed && stop_at_first_failure {
                    stopped = Some(("an earlier change did not succeed".to_owned(), None));
                } else if failed && !signed.is_alive() && !signed.goes_on() {
                    stopped = Some(("the session ended".to_owned(), None));
                }
                record
            }
        };
        tell(signed, index, WriteState::Ended(record.clone()));
        summary.writes.push(record);
        signed.desk.tell_steps(index + 1, changes.len());
    }
    match stopped {
        Some((_, Some(stop))) => Err(stop),
        _ => Ok(()),
    }
}

/// Tells that none of the changes was sent.
pub(super) fn none_sent(
    desk: &Desk<'_>,
    changes: &[Change],
    reason: &str,
    summary: &mut ProgrammeSummary,
) {
    for (index, change) in changes.iter().enumerate().skip(summary.writes.len()) {
        let record = WriteRecord {
            register: Arc::clone(&change.register),
            command: String::new(),
            before: None,
            wanted: wanted(change),
            after: None,
            outcome: WriteOutcome::NotSent,
            detail: Some(reason.to_owned()),
            ended_at: desk.now(),
        };
        desk.tell(Event::WriteProgressed {
            id: desk.id,
            index,
            state: WriteState::Ended(record.clone()),
        });
        summary.writes.push(record);
    }
}

/// One change. A failure says why nothing that follows may be sent either.
fn write(
    signed: &mut Signed<'_, '_>,
    index: usize,
    change: &Change,
) -> (WriteRecord, Option<Box<Failure>>) {
    let register = &change.register;
    let held = |signed: &Signed<'_, '_>, before, reason: String| {
        (record(signed, change, Fate::not_sent(reason), before), None)
    };
    if register.write_level().is_none() {
        return held(signed, None, "this register can only be read".to_owned());
    }
    let order = match Order::write(&signed.profile, register, &change.wanted) {
        Ok(order) => order,
        Err(error) => return held(signed, None, error.to_string()),
    };
    let before = match look(signed, change) {
        Ok(before) => before,
        Err(reason) => return held(signed, None, reason),
    };
    if let (Some(shown), Some(before)) = (&change.shown, &before)
        && !register.is_same(shown, before)
    {
        let now = format!(
            "the meter has {} by now, not {}",
            register.show(before),
            register.show(shown)
        );
        return held(signed, Some(before.clone()), now);
    }
    if let Some(before) = &before
        && holds(register, &change.wanted, before)
    {
        let fate = Fate {
            outcome: WriteOutcome::Verified,
            after: Some(before.clone()),
            detail: Some("the meter had this value already; nothing was sent".to_owned()),
        };
        return (record(signed, change, fate, Some(before.clone())), None);
    }

    signed.defer_cancel(true);
    tell(signed, index, WriteState::Writing);
    let secret = (!register.is_readable()).then(|| Password::new(change.wanted.clone()));
    let wanted = wanted(change);
    let matter = Matter {
        subject: Subject::Register,
        address: &register.address,
        name: &register.name,
        old: before.as_deref(),
        new: Some(&wanted),
    };
    let sent = signed.send(&order, secret.as_ref(), &matter);
    let (fate, failure) = match sent {
        Err(Held::This(reason)) => (Fate::not_sent(reason), None),
        Err(Held::All(failure)) => (Fate::not_sent(failure.cause.to_string()), Some(failure)),
        Ok((begun, said)) => {
            if said.needs_reading() {
                tell(signed, index, WriteState::ReadingBack);
            }
            let mut fate = signed.settle(said, register, &change.wanted, before.as_deref());
            signed.complete(begun, &mut fate);
            (fate, signed.password_refused.clone())
        }
    };
    signed.defer_cancel(false);
    let mut record = record(signed, change, fate, before);
    if record.outcome != WriteOutcome::NotSent {
        record.command = order.to_string();
    }
    (record, failure)
}

/// The present value; `None` of a register that can only be written.
fn look(signed: &mut Signed<'_, '_>, change: &Change) -> Result<Option<String>, String> {
    if !change.register.is_readable() {
        return Ok(None);
    }
    let told = signed.read(&change.register);
    let told = told.map_err(|stop| stop.in_words())?;
    match told {
        Ok(set) => Ok(Some(first_value(&set))),
        Err(problem) => Err(format!(
            "its present value could not be read: {}",
            in_words(&problem)
        )),
    }
}

/// The value that a change asks for, as it may be shown.
pub(super) fn wanted(change: &Change) -> String {
    if change.register.is_readable() {
        change.wanted.clone()
    } else {
        MASK.to_owned()
    }
}

fn record(
    signed: &Signed<'_, '_>,
    change: &Change,
    fate: Fate,
    before: Option<String>,
) -> WriteRecord {
    WriteRecord {
        register: Arc::clone(&change.register),
        command: String::new(),
        before,
        wanted: wanted(change),
        after: fate.after,
        outcome: fate.outcome,
        detail: fate.detail,
        ended_at: signed.desk.now(),
    }
}

fn tell(signed: &Signed<'_, '_>, index: usize, state: WriteState) {
    signed.desk.tell(Event::WriteProgressed {
        id: signed.desk.id,
        index,
        state,
    });
}

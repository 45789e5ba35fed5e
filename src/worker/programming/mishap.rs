//! The end of a job that a panic cut short: a command that was under way is unknown, in
//! the journal and in what is told, and those after it were not sent.

use std::sync::Arc;

use super::desk::{Desk, Stop};
use super::line::{Line, Listener, Plug};
use super::{set, visit};
use crate::journal::{Entry, JournalError, Place, Subject};
use crate::worker::mishap::{Panic, guarded, sign_off};
use crate::worker::{
    Change, Event, ProgrammeSummary, Task, WriteOutcome, WriteRecord, WriteState, failure,
};

/// What is written down of a command that a panic left.
const LEFT: &str = "Flagport made a mistake before it was read back";

/// Signs the meter off, completes what was begun since `place`, and tells what came of
/// the changes.
pub(super) fn end(
    desk: &Desk<'_>,
    line: &Line,
    place: Option<Place>,
    panic: &Panic,
    summary: &mut ProgrammeSummary,
) -> Stop {
    desk.teller.borrow_mut().note_mishap(panic);
    let profile = desk.profile();
    let options = desk.line_options(profile.as_deref());
    let settings = desk.teller.borrow().settings();
    sign_off(
        &mut Plug(line),
        &mut Listener(&desk.teller),
        &options,
        settings,
    );
    // What goes wrong from here on must not take the failure with it.
    let told = guarded(|| {
        let begun = given_up(desk, place);
        let is_unknown = match &begun {
            Ok(begun) => begun.iter().any(|entry| entry.ended.is_none()),
            Err(_) => desk.plan.task.changes_the_meter(),
        };
        if let Task::Set { changes, .. } = &desk.plan.task {
            tell_change_under_way(desk, changes, begun.as_deref().ok(), summary);
            set::none_sent(desk, changes, "Flagport made a mistake before it", summary);
        }
        visit::describe_from_trace(desk, summary);
        is_unknown
    });
    let is_unknown = told.unwrap_or_else(|_| {
        log::error!("telling what was under way ended by a panic");
        desk.plan.task.changes_the_meter()
    });
    match is_unknown {
        true => failure::of_panic_in_change(panic).into(),
        false => failure::of_panic(panic).into(),
    }
}

/// Completes as unknown what was begun, and gives all of it as it was before.
fn given_up(desk: &Desk<'_>, place: Option<Place>) -> Result<Vec<Entry>, JournalError> {
    let (Some(journal), Some(place)) = (&desk.keep.journal, place) else {
        return Ok(Vec::new());
    };
    let given_up = journal.give_up_since(place, &desk.now(), LEFT);
    given_up.inspect_err(|error| log::error!("{error}"))
}

/// The change that follows those in `summary`, if its command was written down, as
/// `begun` tells: it may have been sent. Without the journal, nobody knows.
fn tell_change_under_way(
    desk: &Desk<'_>,
    changes: &[Change],
    begun: Option<&[Entry]>,
    summary: &mut ProgrammeSummary,
) {
    let index = summary.writes.len();
    let Some(change) = changes.get(index) else {
        return;
    };
    let address = &change.register.address;
    let is_of_it = |entry: &&Entry| entry.subject == Subject::Register && entry.address == *address;
    let sent = summary.writes.iter();
    let told = sent.filter(|write| write.register.address == *address && !write.command.is_empty());
    let mut record = WriteRecord {
        register: Arc::clone(&change.register),
        command: String::new(),
        before: None,
        wanted: set::wanted(change),
        after: None,
        outcome: WriteOutcome::Unknown,
        detail: Some(LEFT.to_owned()),
        ended_at: desk.now(),
    };
    if let Some(begun) = begun {
        let Some(entry) = begun.iter().filter(is_of_it).nth(told.count()) else {
            return;
        };
        record.command = entry.command.clone();
        record.before = entry.old.clone();
        if let Some(ended) = &entry.ended {
            record.after = ended.read_back.clone();
            record.outcome = ended.outcome;
            record.detail = ended.detail.clone();
        }
    }
    desk.tell(Event::WriteProgressed {
        id: desk.id,
        index,
        state: WriteState::Ended(record.clone()),
    });
    summary.writes.push(record);
}

//! Measuring the clock and setting it: the commands are written down before they are
//! sent, and the clock is measured again afterwards.

use std::time::Duration;

use jiff::SignedDuration;

use super::change::{Fate, Held, Matter, Said};
use super::desk::Stop;
use super::signed::Signed;
use crate::clock::{ChangeKind, ClockReading, judge, period_min};
use crate::journal::{Begun, Subject, Tried};
use crate::link::LinkError;
use crate::order::Secrets;
use crate::session::SessionError;
use crate::session::programming::{ClockError, Landed, Landing, measure_clock};
use crate::watch::Stage;
use crate::worker::{ClockOrder, ClockRecord, Event, ProgrammeSummary, WriteOutcome, failure};

/// A clock that is off by no more than this, beside what the measurement leaves open,
/// was set: meters show whole seconds, and some begin theirs anew when they are set.
const SET_WITHIN: SignedDuration = SignedDuration::from_millis(1000);

/// How often the second is missed before it is given up.
const MOST_LANDINGS: u32 = 3;

/// Measures the clock and tells it.
pub(super) fn read(
    signed: &mut Signed<'_, '_>,
    summary: &mut ProgrammeSummary,
) -> Result<(), Stop> {
    signed.desk.tell_steps(0, 1);
    let reading = measure(signed)?;
    signed.desk.tell_steps(1, 1);
    summary.clock = Some(reading);
    Ok(())
}

/// Measures the clock and tells it.
pub(super) fn measure(signed: &mut Signed<'_, '_>) -> Result<ClockReading, Stop> {
    signed.wake()?;
    if !signed.is_alive() {
        signed.sign_on_anew()?;
    }
    signed.clock_was_set();
    let mut reading = look(signed)?;
    // What was measured by two different clocks tells nothing.
    if signed.clock_was_set() {
        reading = look(signed)?;
        if signed.clock_was_set() {
            return Err(failure::of_unsteady_clock().into());
        }
    }
    signed.desk.tell(Event::ClockRead {
        id: signed.desk.id,
        reading: reading.clone(),
    });
    Ok(reading)
}

fn look(signed: &mut Signed<'_, '_>) -> Result<ClockReading, Stop> {
    let profile = std::sync::Arc::clone(&signed.profile);
    let anchor = signed.anchor.clone();
    let (session, link) = signed.session_and_link()?;
    let measured = measure_clock(session, link, &profile, &anchor);
    measured.map_err(|error| stop_of(signed, error))
}

/// Sets the clock. What came of it is put into `summary`.
pub(super) fn set(
    signed: &mut Signed<'_, '_>,
    order: ClockOrder,
    summary: &mut ProgrammeSummary,
) -> Result<(), Stop> {
    signed.desk.tell_steps(0, 3);
    let before = measure(signed)?;
    signed.desk.tell_steps(1, 3);
    summary.clock = Some(before.clone());
    let mut record = ClockRecord {
        before,
        commands: Vec::new(),
        after: None,
        outcome: WriteOutcome::NotSent,
        detail: None,
    };
    if let Some(reason) = too_far(signed, order, &record.before) {
        record.detail = Some(reason);
        summary.clock_set = Some(record);
        return Ok(());
    }
    signed.defer_cancel(true);
    let stop = carry_out(signed, order, &mut record);
    signed.defer_cancel(false);
    if let Some(after) = &record.after {
        summary.clock = Some(after.clone());
    }
    summary.clock_set = Some(record);
    stop
}

/// Why the change is more than it may be; `None` if it is not.
fn too_far(signed: &Signed<'_, '_>, order: ClockOrder, before: &ClockReading) -> Option<String> {
    let form = signed.profile.clock.as_ref()?;
    let now = signed.anchor.computer_at(signed.link.now());
    let judged = judge(form, before, order.base, period_min(form, None), &now);
    let too_far = order.synchronise_only && judged.kind == ChangeKind::Set;
    too_far.then(|| {
        let limit = form.synchronise_limit_s.unwrap_or_default();
        format!(
            "the clock is {:.1} s off, and up to {limit} s are synchronising",
            judged.change.abs().as_secs_f64()
        )
    })
}

fn carry_out(
    signed: &mut Signed<'_, '_>,
    order: ClockOrder,
    record: &mut ClockRecord,
) -> Result<(), Stop> {
    let mut fate = Fate::not_sent("this computer was too slow to hit the second");
    for _ in 0..MOST_LANDINGS {
        match land(signed, order, record) {
            Ok(Flight::Late) => {}
            Ok(Flight::Over(begun, said, tried)) => {
                signed.desk.tell_steps(2, 3);
                fate = settle(signed, order, &said, record);
                signed.desk.tell_steps(3, 3);
                complete(signed, begun, &said, &mut fate);
                if let Some(tried) = tried {
                    // A clock that was right before proves nothing.
                    let drift = record.before.drift_from(order.base);
                    let was_right = is_right(drift, record.before.uncertainty);
                    let is_proved = fate.outcome == WriteOutcome::Verified && !was_right;
                    signed.end_lost_try(tried, is_proved);
                }
                break;
            }
            Err(Held::This(reason)) => {
                fate = Fate::not_sent(reason);
                break;
            }
            Err(Held::All(failure)) => {
                record.detail = Some(failure.cause.to_string());
                return Err(Stop::Failed(failure));
            }
        }
    }
    record.outcome = fate.outcome;
    record.detail = fate.detail;
    match signed.password_refused.clone() {
        Some(failure) => Err(Stop::Failed(failure)),
        None => Ok(()),
    }
}

/// How one attempt to hit a second ended.
enum Flight<'d> {
    /// Nothing was sent.
    Late,
    /// An entry for each command, and what the meter said to those that were sent.
    /// The try of the password, if the meter did not answer to it.
    Over(Vec<Begun<'d>>, Vec<Said>, Option<Tried<'d>>),
}

/// Writes the commands down and sends them so that they arrive on the second.
fn land<'d>(
    signed: &mut Signed<'_, 'd>,
    order: ClockOrder,
    record: &mut ClockRecord,
) -> Result<Flight<'d>, Held> {
    let profile = std::sync::Arc::clone(&signed.profile);
    let held = |error: crate::clock::WriteError| Held::This(error.to_string());
    let shown = profile
        .clock
        .as_ref()
        .map(|form| crate::clock::commands_shown(&profile, form))
        .transpose()
        .map_err(held)?
        .unwrap_or_default();
    let mut password = None;
    for order in &shown {
        signed.check_guard(order)?;
        password = signed.password_in_write(order)?.or(password);
    }
    let secrets = Secrets {
        password: password.as_ref(),
        new_password: None,
    };
    let anchor = signed.anchor.clone();
    let before = &record.before;
    let landing = Landing::plan(&signed.link, &profile, order.base, before, &anchor, secrets);
    let landing = landing.map_err(held)?;
    let old = crate::export::civil_time_text(record.before.meter);
    let new = landing.at.strftime("%Y-%m-%dT%H:%M:%S").to_string();
    let mut begun = Vec::new();
    for order in landing.orders() {
        let matter = Matter {
            subject: Subject::Clock,
            address: order.address(),
            name: "Clock",
            old: Some(&old),
            new: Some(&new),
        };
        match signed.begin_entry(order, &matter) {
            Ok(entry) => begun.push(entry),
            Err(held) => return Err(withdraw(signed, begun, held)),
        }
    }
    let tried = match &password {
        Some(_) if !signed.password_proved => match signed.begin_try() {
            Ok(tried) => Some(tried),
            Err(held) => return Err(withdraw(signed, begun, held)),
        },
        _ => None,
    };
    if signed.clock_was_set() {
        // The second that was planned is another one by now.
        let reason = "this computer's clock was set meanwhile";
        for entry in begun {
            signed.complete_entry(entry, &mut Fate::not_sent(reason));
        }
        if let Some(tried) = tried {
            signed.end_try(tried, &Said::Unsent(String::new()));
        }
        return Err(Held::This(reason.to_owned()));
    }
    let orders: Vec<String> = landing.orders().map(ToString::to_string).collect();
    let block = signed.block();
    let landed = signed.in_session(|session, link| landing.send(session, link, secrets, block));
    let said = match landed {
        Ok(Landed::Late) => {
            for entry in begun {
                let late = "the second was missed; it was planned anew";
                signed.complete_entry(entry, &mut Fate::not_sent(late));
            }
            if let Some(tried) = tried {
                signed.end_try(tried, &Said::Unsent(String::new()));
            }
            return Ok(Flight::Late);
        }
        Ok(Landed::Sent(sent)) => sent
            .into_iter()
            .map(|(order, answer)| {
                record.commands.push(order.to_string());
                signed.understand(Ok(answer))
            })
            .collect(),
        Err(Stop::Session(error)) => {
            record.commands = orders;
            vec![signed.understand(Err(*error))]
        }
        Err(stop) => vec![Said::Nothing(stop.in_words())],
    };
    let tried = match (tried, said.last()) {
        (Some(tried), Some(said)) => signed.end_try(tried, said),
        (tried, _) => tried,
    };
    Ok(Flight::Over(begun, said, tried))
}

/// Completes entries of commands that are not sent after all.
fn withdraw(signed: &Signed<'_, '_>, begun: Vec<Begun<'_>>, held: Held) -> Held {
    for entry in begun {
        signed.complete_entry(
            entry,
            &mut Fate::not_sent("the journal could not be written"),
        );
    }
    held
}

/// What came of the commands: the clock is measured again.
fn settle(
    signed: &mut Signed<'_, '_>,
    order: ClockOrder,
    said: &[Said],
    record: &mut ClockRecord,
) -> Fate {
    let last = said.last().cloned();
    if let Some(Said::Unsent(reason)) = &last
        && said.len() <= 1
    {
        return Fate::not_sent(reason.clone());
    }
    let measured = measure(signed).or_else(|_| {
        signed.sign_on_anew()?;
        measure(signed)
    });
    let trouble = match &last {
        None | Some(Said::Yes(_)) => None,
        Some(Said::No(refused)) => Some(match taken(signed, said, record) {
            Some(taken) => format!("{taken}: {}", refused.words),
            None => refused.words.clone(),
        }),
        Some(Said::Nothing(why) | Said::Unsent(why)) => Some(why.clone()),
        Some(Said::BrokeOff) => Some("the meter broke the session off".to_owned()),
    };
    let after = match measured {
        Ok(after) => after,
        Err(stop) => {
            let why = stop.in_words();
            let outcome = match last {
                Some(Said::No(_)) if said.len() <= 1 => WriteOutcome::Refused,
                _ => WriteOutcome::Unknown,
            };
            let trouble = trouble.map_or(String::new(), |trouble| format!("{trouble}; "));
            let detail = format!("{trouble}the clock could not be measured again: {why}");
            return Fate::new(outcome, Some(detail));
        }
    };
    // A refusal is all there is to say only where nothing was taken before it.
    let refused = last.filter(|last| matches!(last, Said::No(_)) && said.len() <= 1);
    let fate = judged(order, refused.is_some(), trouble, &after);
    record.after = Some(after);
    fate
}

/// What was set before the last command was refused: `Time was set, Date was not`.
fn taken(signed: &Signed<'_, '_>, said: &[Said], record: &ClockRecord) -> Option<String> {
    let (_, taken) = said.split_last()?;
    let names: Vec<String> = record
        .commands
        .iter()
        .filter_map(|command| command.split(&[' ', '('][..]).nth(1))
        .map(|address| signed.register(address).name.clone())
        .collect();
    let (last, before) = names.get(..said.len())?.split_last()?;
    let was_set = before.join(", ");
    (!taken.is_empty()).then(|| format!("{was_set} was set, {last} was not"))
}

fn judged(order: ClockOrder, refused: bool, trouble: Option<String>, after: &ClockReading) -> Fate {
    let drift = after.drift_from(order.base);
    let off = format!("the clock is {:+.1} s off", drift.as_secs_f64());
    let is_right = is_right(drift, after.uncertainty);
    let (outcome, detail) = match (refused, trouble) {
        (true, Some(words)) => (WriteOutcome::Refused, Some(words)),
        (_, None) if is_right => (WriteOutcome::Verified, None),
        (_, Some(why)) if is_right => (
            WriteOutcome::Verified,
            Some(format!("{why}; the clock is right")),
        ),
        (_, None) => (WriteOutcome::NotVerified, Some(off)),
        (_, Some(why)) => (WriteOutcome::NotVerified, Some(format!("{why}; {off}"))),
    };
    Fate {
        outcome,
        after: Some(crate::export::civil_time_text(after.meter)),
        detail,
    }
}

/// Whether a clock with this drift was set.
pub(super) fn is_right(drift: SignedDuration, uncertainty: Duration) -> bool {
    let open = SignedDuration::try_from(uncertainty).unwrap_or(SignedDuration::ZERO);
    drift.abs() <= SET_WITHIN + open
}

/// Completes the entries: those of commands that were not sent say so.
fn complete(signed: &Signed<'_, '_>, begun: Vec<Begun<'_>>, said: &[Said], fate: &mut Fate) {
    for (index, entry) in begun.into_iter().enumerate() {
        match said.get(index) {
            Some(Said::No(refused)) => {
                let words = refused.words.clone();
                let mut fate = Fate::new(WriteOutcome::Refused, Some(words));
                signed.complete_entry(entry, &mut fate);
            }
            Some(_) => {
                signed.complete_entry(entry, fate);
            }
            None => {
                let reason = "the command before it was not acknowledged";
                signed.complete_entry(entry, &mut Fate::not_sent(reason));
            }
        }
    }
}

fn stop_of(signed: &mut Signed<'_, '_>, error: ClockError) -> Stop {
    match error {
        ClockError::NoForm => failure::of_no_clock().into(),
        ClockError::Session(error) => signed.noted(error.into()),
        ClockError::Link(cause) => signed.noted(in_session(cause)),
        ClockError::Form(_) | ClockError::Refused { .. } | ClockError::NoValue(_) => {
            failure::of_unread_clock(&error).into()
        }
    }
}

fn in_session(cause: LinkError) -> Stop {
    let stage = Stage::DataSets;
    SessionError::Link { stage, cause }.into()
}

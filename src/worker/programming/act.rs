//! Commands of the profile that make the meter do something, proved by what they
//! change.

use std::sync::Arc;

use super::change::{Fate, Held, Matter, Said, Sent, first_value};
use super::desk::{Desk, Stop, check_password, level_of};
use super::signed::Signed;
use crate::journal::{Entry, Subject};
use crate::order::Order;
use crate::profile::{ActionDef, ActionKind, Login, normal_address};
use crate::secret::Password;
use crate::session::programming::LoginAnswer;
use crate::worker::{
    ActionRecord, MeterKey, ProgrammeSummary, ReadProblem, RegisterReading, WriteOutcome, failure,
};

/// What is known of an action while it goes on.
struct Work<'a, 'd, 's> {
    signed: &'s mut Signed<'a, 'd>,
    action: &'s Arc<ActionDef>,
    new_password: Option<&'s Password>,
}

/// Carries `action` out. What came of it is put into `summary`.
pub(super) fn run(
    signed: &mut Signed<'_, '_>,
    action: &Arc<ActionDef>,
    new_password: Option<&Password>,
    summary: &mut ProgrammeSummary,
) -> Result<(), Stop> {
    let changes_password = matches!(action.kind, ActionKind::ChangePassword { .. });
    if let ActionKind::ChangePassword { level } = action.kind {
        let level = level_of(&signed.profile, level);
        match new_password {
            Some(new) => check_password(&level, new)?,
            None => return Err(failure::of_missing_password(&level).into()),
        }
    }
    check_pause(signed.desk, action, &signed.meter)?;
    let mut work = Work {
        signed,
        action,
        new_password: new_password.filter(|_| changes_password),
    };
    let before = work.watched()?;
    if let Some(reason) = work.lost_proof(&before) {
        return Err(failure::of_lost_proof(action, reason).into());
    }
    let mut record = ActionRecord {
        action: Arc::clone(action),
        commands: Vec::new(),
        before,
        after: Vec::new(),
        outcome: WriteOutcome::NotSent,
        detail: None,
    };
    work.signed.defer_cancel(true);
    let stop = work.carry_out(&mut record);
    work.signed.defer_cancel(false);
    summary.action = Some(record);
    stop
}

/// A second command before the meter takes one is not sent.
fn check_pause(desk: &Desk<'_>, action: &ActionDef, meter: &MeterKey) -> Result<(), Stop> {
    let (Some(minutes), Some(journal)) = (action.disable_min, &desk.keep.journal) else {
        return Ok(());
    };
    let entries = journal
        .entries()
        .map_err(|error| failure::of_journal(&error))?;
    let was_carried_out = |entry: &&Entry| {
        let outcome = entry.ended.as_ref().map(|ended| ended.outcome);
        let was_not = match outcome {
            Some(WriteOutcome::Refused | WriteOutcome::NotSent) => true,
            // Its proof was read back, and it did not change.
            Some(WriteOutcome::NotVerified) => !entry.address.is_empty(),
            _ => false,
        };
        entry.subject == Subject::Action
            && entry.name == action.name
            && entry.meter.may_be(meter)
            && !was_not
    };
    let last = entries.iter().rev().find(was_carried_out);
    let Some(last) = last else {
        return Ok(());
    };
    let passed = desk.now().duration_since(&last.began_at).as_mins();
    if passed >= i64::from(minutes) {
        return Ok(());
    }
    Err(failure::of_pause(action, minutes, &last.began_at).into())
}

impl<'d> Work<'_, 'd, '_> {
    /// Sends the commands and finds out what came of them.
    fn carry_out(&mut self, record: &mut ActionRecord) -> Result<(), Stop> {
        let old = self.proof_in(&record.before);
        let mut begun: Vec<Sent<'d>> = Vec::new();
        let mut said = Said::Unsent("the profile names no command".to_owned());
        let mut stop = Ok(());
        for command in &self.action.commands {
            let order = Order::of_action(command);
            let matter = Matter {
                subject: Subject::Action,
                address: self.action.proof.as_deref().unwrap_or_default(),
                name: &self.action.name,
                old: old.as_deref(),
                new: None,
            };
            match self.signed.send(&order, self.new_password, &matter) {
                Ok((entry, answer)) => {
                    if !matches!(answer, Said::Unsent(_)) {
                        record.commands.push(order.to_string());
                    }
                    begun.push(entry);
                    said = answer;
                }
                Err(Held::This(reason)) => said = Said::Unsent(reason),
                Err(Held::All(failure)) => {
                    said = Said::Unsent(failure.cause.to_string());
                    stop = Err(Stop::Failed(failure));
                }
            }
            if !matches!(said, Said::Yes(_)) {
                break;
            }
        }
        let refused = match &said {
            Said::No(refused) => Some(refused.words.clone()),
            _ => None,
        };
        let mut fate = self.settle(said, old.as_deref(), record);
        let last = begun.len();
        for (number, entry) in (1..).zip(begun) {
            match &refused {
                Some(_) if number < last => {
                    let detail = "the meter took it, and refused a later command of the action";
                    let mut fate = Fate::new(WriteOutcome::NotVerified, Some(detail.to_owned()));
                    self.signed.complete(entry, &mut fate);
                }
                Some(words) => {
                    let mut fate = Fate::new(WriteOutcome::Refused, Some(words.clone()));
                    self.signed.complete(entry, &mut fate);
                }
                None => {
                    self.signed.complete(entry, &mut fate);
                }
            }
        }
        record.outcome = fate.outcome;
        record.detail = fate.detail;
        match self.signed.password_refused.clone() {
            Some(failure) => Err(Stop::Failed(failure)),
            None => stop,
        }
    }

    /// What came of the commands, the last of which was answered with `said`.
    fn settle(&mut self, said: Said, old: Option<&str>, record: &mut ActionRecord) -> Fate {
        let partly = partly(&said, &record.commands);
        let is_partly = partly.is_some();
        let lost = match said {
            _ if is_partly => partly,
            Said::Unsent(reason) => return Fate::not_sent(reason),
            Said::No(refused) => return Fate::new(WriteOutcome::Refused, Some(refused.words)),
            Said::Yes(_) => None,
            Said::Nothing(why) => Some(why),
            Said::BrokeOff => Some("the meter broke the session off".to_owned()),
        };
        if let ActionKind::ChangePassword { level } = self.action.kind {
            return self.prove_password(level, lost);
        }
        let new = match self.action.proof.clone() {
            None => None,
            Some(address) => {
                let register = self.signed.register(&address);
                match self.signed.read_back(&register) {
                    Ok(read) => read.ok(),
                    Err(why) => {
                        let lost = lost.map_or(String::new(), |lost| format!("{lost}; "));
                        let detail = format!("{lost}reading back did not succeed: {why}");
                        return Fate::new(WriteOutcome::Unknown, Some(detail));
                    }
                }
            }
        };
        // It tells more, and proves nothing.
        record.after = self.watched().unwrap_or_default();
        let fate = self.judge(old, new, lost);
        if is_partly && fate.outcome == WriteOutcome::Verified {
            // What changed does not stand for what was not done.
            let outcome = WriteOutcome::NotVerified;
            return Fate { outcome, ..fate };
        }
        fate
    }

    fn judge(&self, old: Option<&str>, new: Option<String>, lost: Option<String>) -> Fate {
        let proof = self.action.proof.as_deref().unwrap_or_default();
        // An answer that holds nothing tells nothing.
        let new = new.filter(|new| !new.is_empty());
        let (outcome, detail) = match (old, &new) {
            (Some(old), Some(new)) if old != new => (WriteOutcome::Verified, None),
            (_, Some(new)) if self.action.kind == ActionKind::ClearErrors && is_clear(new) => {
                (WriteOutcome::Verified, None)
            }
            (Some(_), Some(new)) => (
                WriteOutcome::NotVerified,
                Some(format!("{proof} still is {new}")),
            ),
            _ if lost.is_some() => (WriteOutcome::Unknown, None),
            (None, Some(new)) => (
                WriteOutcome::NotVerified,
                Some(format!(
                    "the meter took it; {proof} is {new}, and what it was before could not be read"
                )),
            ),
            _ => (
                WriteOutcome::NotVerified,
                Some("the meter took it; nothing it can be read from proves it".to_owned()),
            ),
        };
        let detail = match (lost, detail) {
            (Some(lost), Some(detail)) => Some(format!("{lost}; {detail}")),
            (lost, detail) => lost.or(detail),
        };
        Fate {
            outcome,
            after: new,
            detail,
        }
    }

    /// Signs on anew and gives the new password, once.
    fn prove_password(&mut self, number: u8, lost: Option<String>) -> Fate {
        let level = level_of(&self.signed.profile, number);
        let Some(new) = self.new_password else {
            return Fate::not_sent("no new password was given");
        };
        if matches!(level.login, Login::Open | Login::InWrite) {
            let outcome = match lost {
                None => WriteOutcome::NotVerified,
                Some(_) => WriteOutcome::Unknown,
            };
            let detail = "it shows with the next write whether the new password holds";
            return Fate::new(outcome, Some(lost.unwrap_or_else(|| detail.to_owned())));
        }
        self.signed.forget_level();
        let answer = self
            .signed
            .sign_on_anew()
            .and_then(|()| self.signed.try_password(number, new));
        let after = match lost {
            None => String::new(),
            Some(lost) => format!("{lost}; "),
        };
        match answer {
            Ok(LoginAnswer::Accepted) => Fate::new(WriteOutcome::Verified, None),
            Ok(LoginAnswer::Refused(words)) => Fate::new(
                WriteOutcome::NotVerified,
                Some(format!(
                    "{after}the meter refused the new password ({words}); the old one may still hold"
                )),
            ),
            Ok(LoginAnswer::Unanswered) => Fate::new(
                WriteOutcome::Unknown,
                Some(format!(
                    "{after}the meter did not answer to the new password"
                )),
            ),
            Err(stop) => Fate::new(
                WriteOutcome::Unknown,
                Some(format!(
                    "{after}signing on anew did not succeed: {}",
                    stop.in_words()
                )),
            ),
        }
    }

    /// Reads the registers that the action is watched by.
    fn watched(&mut self) -> Result<Vec<RegisterReading>, Stop> {
        let mut readings = Vec::new();
        for address in &self.action.watch {
            let register = self.signed.register(address);
            self.signed.read_and_tell(&register, &mut readings)?;
        }
        Ok(readings)
    }

    fn proof_in(&self, readings: &[RegisterReading]) -> Option<String> {
        let reading = self.reading_of_proof(readings)?;
        let value = reading.answer.as_ref().ok().map(first_value);
        value.filter(|value| !value.is_empty())
    }

    /// Why the line did not carry the register that proves the action. What it changes
    /// could not be told then, and is not begun.
    fn lost_proof<'r>(&self, readings: &'r [RegisterReading]) -> Option<&'r str> {
        match &self.reading_of_proof(readings)?.answer {
            Err(ReadProblem::Line(reason)) => Some(reason),
            _ => None,
        }
    }

    fn reading_of_proof<'r>(&self, readings: &'r [RegisterReading]) -> Option<&'r RegisterReading> {
        let proof = normal_address(self.action.proof.as_deref()?);
        readings
            .iter()
            .find(|reading| normal_address(&reading.register.address) == proof)
    }
}

/// Whether an error register tells of no error: it has digits, and all are zero.
fn is_clear(value: &str) -> bool {
    let mut digits = value.chars().filter(char::is_ascii_hexdigit).peekable();
    digits.peek().is_some() && digits.all(|c| c == '0')
}

/// What was taken and what was not, where the meter took some of the commands that were
/// sent and it is known of which.
fn partly(said: &Said, sent: &[String]) -> Option<String> {
    let (last, before) = sent.split_last()?;
    match said {
        Said::No(refused) if !before.is_empty() => Some(format!(
            "the meter took {} and refused {last}: {}",
            before.join(" and "),
            refused.words
        )),
        Said::Unsent(reason) => Some(format!(
            "the meter took {}; the rest was not sent: {reason}",
            sent.join(" and ")
        )),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_register_is_clear_by_its_zeros_only() {
        for (value, expected) in [
            ("00000000", true),
            ("0", true),
            ("00 00", true),
            ("00000020", false),
            ("A0", false),
            ("", false),
            ("--", false),
        ] {
            assert_eq!(is_clear(value), expected, "{value}");
        }
    }
}

//! One command that changes the meter: written down, sent once, and found out what
//! came of it.
//!
//! What was not acknowledged is never sent again: the meter is read back, on a new
//! session if need be.

use super::desk::level_of;
use super::signed::Signed;
use crate::codec::Command;
use crate::journal::{Attempt, Beginning, Begun, Ending, Subject, Tried};
use crate::link::LinkError;
use crate::order::{Order, Secrets};
use crate::profile::{Login, RefusalAbout, RegisterDef, WriteForm};
use crate::secret::Password;
use crate::session::SessionError;
use crate::session::programming::Acknowledgement;
use crate::worker::{Failure, ReadProblem, WriteOutcome, failure};

/// What a command is about, for the journal.
pub(super) struct Matter<'m> {
    pub(super) subject: Subject,
    /// What tells whether it was carried out; empty if nothing does.
    pub(super) address: &'m str,
    pub(super) name: &'m str,
    pub(super) old: Option<&'m str>,
    pub(super) new: Option<&'m str>,
}

/// What came of a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fate {
    pub(super) outcome: WriteOutcome,
    /// What was read back.
    pub(super) after: Option<String>,
    pub(super) detail: Option<String>,
}

impl Fate {
    pub(super) fn new(outcome: WriteOutcome, detail: Option<String>) -> Fate {
        Fate {
            outcome,
            after: None,
            detail,
        }
    }

    pub(super) fn not_sent(detail: impl Into<String>) -> Fate {
        Fate::new(WriteOutcome::NotSent, Some(detail.into()))
    }
}

/// What the meter said to a command, as far as it tells what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Said {
    /// ACK, with the text of the data where some came.
    Yes(Option<String>),
    No(Refused),
    /// Nothing that could be understood; why.
    Nothing(String),
    /// It ended the session.
    BrokeOff,
    /// The command did not leave this computer; why.
    Unsent(String),
}

/// What the meter refused a command with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refused {
    /// Its own words, `ER05`.
    pub(super) answer: String,
    /// Its own words, and what they mean where that is known.
    pub(super) words: String,
    pub(super) about: RefusalAbout,
}

/// What was written down before a command was sent. It has to be completed with
/// [`Signed::complete`].
pub(super) struct Sent<'d> {
    begun: Begun<'d>,
    /// The password in it was not answered: the outcome tells whether it was right.
    tried: Option<Tried<'d>>,
    old: Option<String>,
}

impl Said {
    /// Whether only the meter can tell what came of it.
    pub(super) fn needs_reading(&self) -> bool {
        !matches!(self, Said::No(_) | Said::Unsent(_))
    }
}

/// Why a command is not sent, before anything is written down.
#[derive(Debug, Clone)]
pub(super) enum Held {
    /// This one; others may be.
    This(String),
    /// This one and all that follow.
    All(Box<Failure>),
}

impl From<Failure> for Held {
    fn from(failure: Failure) -> Held {
        Held::All(Box::new(failure))
    }
}

impl<'a, 'd> Signed<'a, 'd> {
    /// Writes down that a command is about to be sent, sends it, and gives what the
    /// meter said. The entry has to be completed with [`Signed::complete`].
    ///
    /// *Cancel* has to be deferred from before this to the end of reading back.
    pub(super) fn send(
        &mut self,
        order: &Order,
        new_password: Option<&Password>,
        matter: &Matter<'_>,
    ) -> Result<(Sent<'d>, Said), Held> {
        self.check_guard(order)?;
        let password = self.password_in_write(order)?;
        let ready = self.wake().and_then(|()| match self.is_alive() {
            true => Ok(()),
            false => self.sign_on_anew(),
        });
        ready.map_err(|stop| Held::This(stop.in_words()))?;
        let begun = self.begin_entry(order, matter)?;
        let tried = match &password {
            Some(_) if !self.password_proved => match self.begin_try() {
                Ok(tried) => Some(tried),
                Err(held) => {
                    self.complete_entry(
                        begun,
                        &mut Fate::not_sent("the journal could not be written"),
                    );
                    return Err(held);
                }
            },
            _ => None,
        };
        let secrets = Secrets {
            password: password.as_ref(),
            new_password,
        };
        let block = self.block();
        let answer =
            self.in_session(|session, link| Ok(session.change(link, order, secrets, block)));
        let said = match answer.map_or_else(|stop| Err(stop.in_words()), Ok) {
            Err(sentence) => Said::Unsent(sentence),
            Ok(answer) => self.understand(answer),
        };
        let tried = tried.and_then(|tried| self.end_try(tried, &said));
        let old = matter.old.map(str::to_owned);
        Ok((Sent { begun, tried, old }, said))
    }

    pub(super) fn understand(&mut self, answer: Result<Acknowledgement, SessionError>) -> Said {
        match answer {
            Ok(Acknowledgement::Accepted(data)) => Said::Yes(data.map(|data| {
                let text = String::from_utf8_lossy(&data.body);
                text.escape_debug().to_string()
            })),
            Ok(Acknowledgement::Refused(words)) => Said::No(self.refused_with(words)),
            Ok(Acknowledgement::BrokenOff) => Said::BrokeOff,
            Ok(Acknowledgement::Unanswered(trouble)) => {
                self.note(&trouble);
                Said::Nothing(trouble.to_string())
            }
            Err(error) if was_held_back(&error) => Said::Unsent(error.to_string()),
            Err(error) => {
                if let SessionError::Link { cause, .. } = &error {
                    self.note(cause);
                }
                Said::Nothing(error.to_string())
            }
        }
    }

    /// The most characters of a partial block.
    pub(super) fn block(&self) -> u16 {
        let programming = self.profile.programming.as_ref();
        let write = programming.map(|programming| programming.write.block);
        write.unwrap_or_else(|| WriteForm::default().block)
    }

    fn refused_with(&self, answer: String) -> Refused {
        let programming = self.profile.programming.as_ref();
        Refused {
            words: self.with_meaning(&answer),
            about: programming.map_or(RefusalAbout::Other, |known| known.about(&answer)),
            answer,
        }
    }

    /// `ER05: value out of range`
    pub(super) fn with_meaning(&self, words: &str) -> String {
        match self.meaning(words) {
            Some(meaning) => format!("{words}: {meaning}"),
            None => words.to_owned(),
        }
    }

    /// What came of a write to `register` that was sent: read back and compared.
    pub(super) fn settle(
        &mut self,
        said: Said,
        register: &RegisterDef,
        wanted: &str,
        before: Option<&str>,
    ) -> Fate {
        let lost = match said {
            Said::Unsent(sentence) => return Fate::not_sent(sentence),
            Said::No(refused) => return Fate::new(WriteOutcome::Refused, Some(refused.words)),
            Said::Yes(_) => None,
            Said::Nothing(why) => Some(why),
            Said::BrokeOff => Some("the meter broke the session off".to_owned()),
        };
        if !register.is_readable() {
            return match lost {
                None => Fate::new(
                    WriteOutcome::NotVerified,
                    Some("the meter took it; it cannot be read back".to_owned()),
                ),
                Some(why) => Fate::new(WriteOutcome::Unknown, Some(why)),
            };
        }
        let read = match self.read_back(register) {
            Ok(read) => read,
            Err(why) => {
                let detail = match &lost {
                    None => format!("the meter took it; reading back did not succeed: {why}"),
                    Some(lost) => format!("{lost}; reading back did not succeed: {why}"),
                };
                return Fate::new(WriteOutcome::Unknown, Some(detail));
            }
        };
        let after = match read {
            Ok(value) => value,
            // It can be read, and now it cannot: nobody knows what it holds.
            Err(problem) if lost.is_some() => {
                let detail = format!("it cannot be read back: {}", in_words(&problem));
                return Fate::new(WriteOutcome::Unknown, Some(detail));
            }
            Err(problem) => {
                let detail = format!(
                    "the meter took it; it cannot be read back: {}",
                    in_words(&problem)
                );
                return Fate::new(WriteOutcome::NotVerified, Some(detail));
            }
        };
        let is_old = before.is_some_and(|before| register.is_same(before, &after));
        let (outcome, detail) = match (holds(register, wanted, &after), &lost) {
            (true, None) => (WriteOutcome::Verified, None),
            (true, Some(_)) => (
                WriteOutcome::Verified,
                Some("the acknowledgement was lost; the meter has the value".to_owned()),
            ),
            (false, Some(why)) if is_old => (
                WriteOutcome::NotVerified,
                Some(format!("{why}; the meter still has the old value")),
            ),
            (false, _) => (
                WriteOutcome::NotVerified,
                Some(format!("the meter has {}", register.show(&after))),
            ),
        };
        Fate {
            outcome,
            after: Some(after),
            detail,
        }
    }

    /// Reads a register back, on a new session if the present one does not serve. The
    /// error says why even that did not succeed.
    pub(super) fn read_back(
        &mut self,
        register: &RegisterDef,
    ) -> Result<Result<String, ReadProblem>, String> {
        let first = if self.is_alive() {
            self.read(register)
        } else {
            self.sign_on_anew().and_then(|()| self.read(register))
        };
        let told = match first {
            Ok(Err(problem)) if !self.is_alive() => {
                log::info!("reading back anew: {}", in_words(&problem));
                self.sign_on_anew().and_then(|()| self.read(register))
            }
            Ok(told) => Ok(told),
            Err(_) => self.sign_on_anew().and_then(|()| self.read(register)),
        };
        let told = told.map_err(|stop| stop.in_words())?;
        Ok(told.map(|set| first_value(&set)))
    }

    /// Completes what was written down of a command. A password that was not answered
    /// is proved by a change that came of it. `false` if the journal lacks it.
    pub(super) fn complete(&mut self, sent: Sent<'_>, fate: &mut Fate) -> bool {
        let Sent { begun, tried, old } = sent;
        let is_written = self.complete_entry(begun, fate);
        let Some(tried) = tried else {
            return is_written;
        };
        let changed = fate.after.is_some() && fate.after != old;
        let is_proved = fate.outcome == WriteOutcome::Verified && changed;
        self.end_lost_try(tried, is_proved);
        is_written
    }

    /// Completes a try that the meter did not answer.
    pub(super) fn end_lost_try(&mut self, tried: Tried<'_>, is_proved: bool) {
        if is_proved {
            self.prove_password();
        } else {
            self.doubt_password();
        }
        let accepted = is_proved.then_some(true);
        if let Err(error) = tried.answered(&self.desk.now(), accepted, None) {
            log::warn!("{error}");
        }
    }

    /// The meter did what came with the password.
    fn prove_password(&mut self) {
        self.password_proved = true;
        let level = self.level_in_write();
        if let Some(password) = self.password(level) {
            self.grant(level, &password);
        }
    }

    /// Completes the entry of a command. What cannot be written down stays unfinished
    /// in the journal, and the fate says so; `false` then.
    pub(super) fn complete_entry(&self, begun: Begun<'_>, fate: &mut Fate) -> bool {
        let ending = Ending {
            at: &self.desk.now(),
            outcome: fate.outcome,
            read_back: fate.after.as_deref(),
            detail: fate.detail.as_deref(),
        };
        let Err(error) = begun.complete(&ending) else {
            return true;
        };
        log::warn!("{error}");
        let detail = fate.detail.take();
        fate.detail = Some(with_unwritten(detail.as_deref()));
        false
    }

    /// Whether the user's role lets a command out.
    pub(super) fn check_guard(&self, order: &Order) -> Result<(), Held> {
        let bare = Command::new(order.kind, order.data(Secrets::default()).as_slice());
        if self.guard.permits(&bare) {
            return Ok(());
        }
        let sentence = "your role does not reach that far";
        Err(Held::This(sentence.to_owned()))
    }

    /// The password that a write command carries.
    pub(super) fn password_in_write(&self, order: &Order) -> Result<Option<Password>, Held> {
        if !order.needs_password() {
            return Ok(None);
        }
        if let Some(failure) = &self.password_refused {
            return Err(Held::All(failure.clone()));
        }
        if self.password_doubted {
            return Err(failure::of_doubted_password().into());
        }
        let level = level_of(&self.profile, self.level_in_write());
        match self.password(level.number) {
            Some(password) => Ok(Some(password)),
            None => Err(failure::of_missing_password(&level).into()),
        }
    }

    /// The level whose password comes with write commands.
    fn level_in_write(&self) -> u8 {
        let programming = self.profile.programming.as_ref();
        let levels = programming.into_iter().flat_map(|p| &p.levels);
        let in_write = levels.filter(|level| level.login == Login::InWrite);
        let mut in_write: Vec<u8> = in_write.map(|level| level.number).collect();
        let given = &self.desk.plan.credentials;
        if in_write.is_empty() {
            in_write.extend(given.iter().map(|given| given.level).max());
        }
        let is_known = |level: &&u8| self.password(**level).is_some();
        let level = in_write.iter().find(is_known).or(in_write.first());
        level.copied().unwrap_or(1)
    }

    pub(super) fn begin_entry(
        &self,
        order: &Order,
        matter: &Matter<'_>,
    ) -> Result<Begun<'d>, Held> {
        let desk = self.desk;
        let Some(journal) = &desk.keep.journal else {
            return Err(failure::of_no_journal().into());
        };
        let begun = journal.begin(&Beginning {
            at: &desk.now(),
            operator: &desk.plan.operator,
            meter: &self.meter,
            port: &desk.port.to_string(),
            profile: Some(&self.profile.name),
            subject: matter.subject,
            address: matter.address,
            name: matter.name,
            order,
            old: matter.old,
            new: matter.new,
        });
        begun.map_err(|error| failure::of_journal(&error).into())
    }

    /// A password in a write command is a try like any other.
    pub(super) fn begin_try(&self) -> Result<Tried<'d>, Held> {
        let desk = self.desk;
        let Some(journal) = &desk.keep.journal else {
            return Err(failure::of_no_journal().into());
        };
        let level = self.level_in_write();
        let tried = journal.try_password(&Attempt {
            at: &desk.now(),
            operator: &desk.plan.operator,
            meter: &self.meter,
            port: &desk.port.to_string(),
            level,
        });
        tried.map_err(|error| failure::of_journal(&error).into())
    }

    /// Completes a try that was answered; gives it back if it was not. A refusal that
    /// may be about the value or about the password leaves the password in doubt: it is
    /// not sent again.
    pub(super) fn end_try<'t>(&mut self, tried: Tried<'t>, said: &Said) -> Option<Tried<'t>> {
        let at = self.desk.now();
        let written = match said {
            Said::Unsent(_) => tried.held_back(&at),
            Said::Yes(_) => {
                self.prove_password();
                tried.answered(&at, Some(true), None)
            }
            Said::No(refused) => {
                self.doubt_password();
                let accepted = (refused.about == RefusalAbout::WrongPassword).then_some(false);
                tried.answered(&at, accepted, Some(&refused.words))
            }
            Said::Nothing(_) | Said::BrokeOff => return Some(tried),
        };
        if let Err(error) = written {
            log::warn!("{error}");
        }
        if let Said::No(refused) = said
            && refused.about != RefusalAbout::Other
        {
            let level = self.level_in_write();
            let failure = self.tell_refused_password(level, &refused.answer);
            self.password_refused = Some(Box::new(failure));
        }
        None
    }

    fn doubt_password(&mut self) {
        self.password_doubted = true;
        self.revoke(self.level_in_write());
    }
}

/// What there is to say, and that the journal lacks it.
pub(super) fn with_unwritten(detail: Option<&str>) -> String {
    let unwritten = "the journal could not be written again: it has this as unfinished";
    match detail {
        Some(detail) => format!("{detail}; {unwritten}"),
        None => unwritten.to_owned(),
    }
}

/// Whether the command did not leave this computer.
fn was_held_back(error: &SessionError) -> bool {
    match error {
        SessionError::Link { cause, .. } => matches!(
            cause,
            LinkError::NotPermitted { .. } | LinkError::NotSendable { .. } | LinkError::Cancelled
        ),
        SessionError::NotACommand { .. }
        | SessionError::SecretMissing
        | SessionError::UnfitPassword(_) => true,
        _ => false,
    }
}

/// Whether a register that was written has the value: as it was sent, or with a unit
/// behind it that the profile does not know of.
pub(super) fn holds(register: &RegisterDef, wanted: &str, read: &str) -> bool {
    let without_unit = read.split_once('*').map(|(value, _)| value);
    register.is_same(wanted, read) || register.unit.is_empty() && without_unit == Some(wanted)
}

/// The first value of a data set, as sent.
pub(super) fn first_value(set: &crate::meter::DataSet) -> String {
    let first = set.values.first();
    first.map_or_else(String::new, |value| value.raw.clone())
}

/// Why a register has no value, without an end.
pub(super) fn in_words(problem: &ReadProblem) -> String {
    match problem {
        ReadProblem::Refused {
            answer,
            meaning: Some(meaning),
        } => format!("the meter refused ({answer}: {meaning})"),
        ReadProblem::Refused {
            answer,
            meaning: None,
        } => format!("the meter refused ({answer})"),
        ReadProblem::NotUnderstood(sentence) | ReadProblem::Line(sentence) => sentence.clone(),
    }
}

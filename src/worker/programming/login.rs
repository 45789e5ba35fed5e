//! Logging in: a password is checked, written down that it is sent, and sent once.

use super::desk::{Stop, check_password, level_of};
use super::signed::Signed;
use crate::journal::Attempt;
use crate::profile::{Level, Login, RefusalAbout};
use crate::secret::Password;
use crate::session::programming::LoginAnswer;
use crate::worker::{Credentials, Event, Failure, Tries, failure};

impl Signed<'_, '_> {
    /// Sees to it that commands of `needed` may be said; `None` needs no level.
    pub(super) fn log_in(&mut self, needed: Option<u8>) -> Result<(), Stop> {
        let given = self
            .desk
            .plan
            .credentials
            .iter()
            .map(|given| given.level)
            .max();
        let Some(level) = needed.max(given) else {
            return Ok(());
        };
        self.heed_other_passwords()?;
        if self.level >= Some(level) {
            return Ok(());
        }
        // One that nobody hears may count as wrong.
        self.wake()?;
        self.log_in_up_to(level)?;
        // Some registers answer only now.
        self.learn_meter()
    }

    /// Gives up what the meter granted for a password where another one is given now:
    /// a kept session may stand on one that opens less.
    fn heed_other_passwords(&mut self) -> Result<(), Stop> {
        let given = &self.desk.plan.credentials;
        let is_other = |granted: &&Credentials| {
            given
                .iter()
                .any(|given| given.level == granted.level && given.password != granted.password)
        };
        let others: Vec<u8> = self
            .granted
            .iter()
            .filter(is_other)
            .map(|g| g.level)
            .collect();
        let stands_on = |number: &u8| level_of(&self.profile, *number).login != Login::InWrite;
        let begins_anew = others.iter().any(stands_on);
        for number in others {
            self.revoke(number);
        }
        if begins_anew {
            self.level = None;
            self.sign_on_anew()?;
        }
        Ok(())
    }

    /// Logs in at a level. A password that comes with each write command opens nothing
    /// for reading, which then needs its own level first.
    pub(super) fn log_in_up_to(&mut self, number: u8) -> Result<(), Stop> {
        let programming = self.profile.programming.as_ref();
        let read_level = programming.and_then(|programming| programming.read_level);
        let level = level_of(&self.profile, number);
        if level.login == Login::InWrite
            && let Some(read_level) = read_level.filter(|level| *level != number)
            && self.level < Some(read_level)
        {
            self.log_in_at(&level_of(&self.profile, read_level))?;
        }
        self.log_in_at(&level)
    }

    fn log_in_at(&mut self, level: &Level) -> Result<(), Stop> {
        if level.login == Login::Open {
            let none = Password::new(String::new());
            self.in_session(|session, link| session.log_in(link, &level.login, &none))?;
            self.level = Some(level.number);
            return Ok(());
        }
        let Some(password) = self.password(level.number) else {
            return Err(failure::of_missing_password(level).into());
        };
        check_password(level, &password)?;
        // In a write command it is tried with the first of them.
        if level.login != Login::InWrite {
            match self.try_password(level.number, &password)? {
                LoginAnswer::Accepted => self.grant(level.number, &password),
                refused => {
                    // It is sent again on the user's word only.
                    self.revoke(level.number);
                    return Err(self.password_refused(level.number, &refused));
                }
            }
        }
        self.level = Some(level.number);
        Ok(())
    }

    /// Sends a password, once, after it was written down that it is sent.
    pub(super) fn try_password(
        &mut self,
        number: u8,
        password: &Password,
    ) -> Result<LoginAnswer, Stop> {
        let level = level_of(&self.profile, number);
        let desk = self.desk;
        let Some(journal) = &desk.keep.journal else {
            return Err(failure::of_no_journal().into());
        };
        let port = desk.port.to_string();
        let attempt = Attempt {
            at: &desk.now(),
            operator: &desk.plan.operator,
            meter: &self.meter,
            port: &port,
            level: number,
        };
        let tried = journal
            .try_password(&attempt)
            .map_err(|error| failure::of_journal(&error))?;
        let answer = self.in_session(|session, link| session.log_in(link, &level.login, password));
        let at = desk.now();
        let written = match &answer {
            Ok(LoginAnswer::Accepted) => tried.answered(&at, Some(true), None),
            // A meter that is locked did not look at it.
            Ok(LoginAnswer::Refused(words)) if self.is_locked(words) => {
                tried.answered(&at, None, Some(words))
            }
            Ok(LoginAnswer::Refused(words)) => tried.answered(&at, Some(false), Some(words)),
            Ok(LoginAnswer::Unanswered) => tried.answered(&at, None, None),
            Err(_) => tried.held_back(&at),
        };
        if let Err(error) = written {
            log::warn!("{error}");
        }
        answer
    }

    /// Tells that a password was refused, and why the job ends.
    pub(super) fn password_refused(&self, number: u8, answer: &LoginAnswer) -> Stop {
        let words = match answer {
            LoginAnswer::Refused(words) => words.as_str(),
            LoginAnswer::Accepted | LoginAnswer::Unanswered => "no answer",
        };
        self.tell_refused_password(number, words).into()
    }

    /// Tells that a password was refused with `words`, and says it in a failure.
    pub(super) fn tell_refused_password(&self, number: u8, words: &str) -> Failure {
        let tries = self.tries(number);
        self.desk.tell(Event::PasswordRefused {
            id: self.desk.id,
            meter: self.meter.clone(),
            level: number,
            answer: words.to_owned(),
            tries: tries.clone(),
        });
        let level = level_of(&self.profile, number);
        let programming = self.profile.programming.as_ref();
        let about = programming.map_or(RefusalAbout::Other, |known| known.about(words));
        let meaning = self.meaning(words);
        failure::of_refused_password(&level, words, meaning.as_deref(), about, &tries)
    }

    fn is_locked(&self, words: &str) -> bool {
        let programming = self.profile.programming.as_ref();
        programming.is_some_and(|known| known.about(words) == RefusalAbout::Locked)
    }

    /// How many wrong passwords the meter has seen.
    fn tries(&self, level: u8) -> Tries {
        let programming = self.profile.programming.as_ref();
        let rule = programming.and_then(|programming| programming.lock_out.clone());
        let journal = self.desk.keep.journal.as_ref();
        let tries = journal.map(|journal| journal.tries(&self.meter, level, rule.clone()));
        tries.and_then(Result::ok).unwrap_or(Tries {
            wrong: 1,
            lock_out: rule,
        })
    }

    /// The password of a level: as it was given, or as the meter took it before.
    pub(super) fn password(&self, level: u8) -> Option<Password> {
        let given = self.desk.plan.credentials.iter();
        let mut known = given.chain(&self.granted);
        let found = known.find(|known| known.level == level)?;
        Some(found.password.clone())
    }

    /// Remembers a password that the meter took.
    pub(super) fn grant(&mut self, level: u8, password: &Password) {
        self.revoke(level);
        self.granted.push(Credentials {
            level,
            password: password.clone(),
        });
    }

    /// Forgets the password of a level that the meter took before.
    pub(super) fn revoke(&mut self, level: u8) {
        self.granted.retain(|known| known.level != level);
    }
}

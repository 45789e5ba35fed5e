//! Deeds with passwords: what the journal and the keyring know of a level, and what
//! the keyring keeps. All of it on threads of its own, for a keyring may ask its user.

use std::sync::Arc;

use super::Flagport;
use super::background::Finished;
use super::model::{Keyring, LevelAccess};
use crate::journal::Journal;
use crate::keystore;
use crate::profile::Profile;
use crate::worker::{Credentials, Event, Outcome};

impl Flagport {
    /// Looks up wrong passwords so far and the keyring for a level of the meter at
    /// hand.
    pub(super) fn look_up_access(&mut self, level: u8) {
        let Some(profile) = self.profile() else {
            return;
        };
        let meter = self.model.meter_key();
        let journal = self.journal.clone();
        let keyring = self.keyring;
        self.background.run(move || {
            let lock_out = profile
                .programming
                .as_ref()
                .and_then(|programming| programming.lock_out.clone());
            let tries = journal.zip(meter).and_then(|(folder, meter)| {
                Journal::at(folder).tries(&meter, level, lock_out).ok()
            });
            let keyring = match keyring.then(|| keystore::load(&profile.name, level)) {
                Some(Ok(Some(password))) => Keyring::Holds(password),
                Some(Ok(None)) => Keyring::Empty,
                Some(Err(_)) | None => Keyring::Missing,
            };
            Finished::AccessLookedUp(LevelAccess {
                level,
                tries,
                keyring,
            })
        });
    }

    /// The levels of `credentials` whose password is the one of the keyring.
    pub(super) fn levels_from_keyring(&self, credentials: &[Credentials]) -> Vec<u8> {
        credentials
            .iter()
            .filter(|credentials| {
                let known = self.model.access.of(credentials.level);
                known.password().as_ref() == Some(&credentials.password)
            })
            .map(|credentials| credentials.level)
            .collect()
    }

    /// What a password's fate asks of the keyring.
    pub(super) fn heed_password(&mut self, event: &Event) {
        match event {
            Event::PasswordRefused { level, .. } => {
                self.remembering.clear();
                if std::mem::take(&mut self.from_keyring).contains(level) {
                    self.forget_password(*level);
                }
            }
            Event::ProgrammeFinished { outcome, .. } => {
                let remembering = std::mem::take(&mut self.remembering);
                let profile = self.profile();
                let profile = profile.filter(|_| matches!(**outcome, Outcome::Done(_)));
                for (level, password) in remembering {
                    let Some(profile) = profile.clone() else {
                        break;
                    };
                    self.background.run(move || {
                        let stored = keystore::store(&profile.name, level, &password);
                        Finished::PasswordKept(stored.map_err(|error| error.to_string()))
                    });
                }
            }
            _ => {}
        }
    }

    /// A password that the meter refuses is not kept.
    fn forget_password(&mut self, level: u8) {
        let known = self.model.access.of(level);
        self.model.access.tell(LevelAccess {
            keyring: Keyring::Empty,
            ..known
        });
        if let Some(profile) = self.profile() {
            self.background.run(move || {
                let forgotten = keystore::forget(&profile.name, level);
                Finished::PasswordKept(forgotten.map_err(|error| error.to_string()))
            });
        }
    }

    fn profile(&self) -> Option<Arc<Profile>> {
        self.model.profile(self.store.get().profile.as_deref())
    }
}

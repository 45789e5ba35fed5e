//! The journal: every command that changes a meter, and every password that is tried,
//! written down before it is sent and completed afterwards.
//!
//! `journal.jsonl` in the data folder holds one JSON object a line and only grows.
//! [`Journal::begin`] puts a command on the disk and says so; only then may it be
//! sent. What was begun and never completed, because the computer or the line went
//! away, is [`Journal::unfinished`]: unknown until it is read back.
//!
//! Several programs may write at the same time: a file lock makes their lines follow
//! each other whole. Each keeps a locked file `.journal-…` of its own while it has
//! entries, so that the others can tell a command under way from one that was left:
//! the system lets go of the lock when a program ends, however it ends.
//!
//! Holds no passwords: commands come as they may be shown. Reads no clock.

mod line;
mod store;

use std::path::{Path, PathBuf};

use jiff::Zoned;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::archive::{self, ArchiveError, DATA_VARIABLE};
use crate::export::file::{disk_words, hint_for_data};
use crate::order::Order;
use crate::profile::LockOut;
use crate::worker::{MeterKey, Tries, WriteOutcome};

use line::{BegunFact, Fact};
use store::Store;

/// The commands that changed meters, and the passwords tried, of this user.
#[derive(Debug)]
pub struct Journal {
    store: Store,
}

/// Why the journal could not be written or read.
#[derive(Debug, Error)]
pub enum JournalError {
    #[error(transparent)]
    NoDataFolder(#[from] ArchiveError),
    #[error(
        "the journal {path:?} could not be {operation}: {}",
        disk_words(reason)
    )]
    Io {
        operation: &'static str,
        path: PathBuf,
        reason: std::io::Error,
    },
    #[error("the entry could not be put into words: {0}")]
    Form(#[from] serde_json::Error),
    #[error("the journal {0:?} has no entry {1:?}")]
    NoEntry(PathBuf, String),
}

impl JournalError {
    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            JournalError::NoDataFolder(error) => error.hint(),
            JournalError::Io { reason, .. } => format!(
                "{}, or set {DATA_VARIABLE} to another folder",
                hint_for_data(reason)
            ),
            JournalError::Form(_) | JournalError::NoEntry(..) => {
                "list the changes again".to_owned()
            }
        }
    }
}

/// What a command is for, which tells how it can be settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Subject {
    /// A register got a value: it holds it or not.
    Register,
    /// The clock was set.
    Clock,
    /// A command of the profile; `address` is its proof, if it has one.
    Action,
    /// A command as it was typed.
    Raw,
}

/// Who changes what, before it is sent.
#[derive(Debug, Clone)]
pub struct Beginning<'a> {
    pub at: &'a Zoned,
    pub operator: &'a str,
    pub meter: &'a MeterKey,
    /// The port, as it was named.
    pub port: &'a str,
    /// The device profile by name.
    pub profile: Option<&'a str>,
    pub subject: Subject,
    /// What tells whether it was carried out; empty if nothing does.
    pub address: &'a str,
    /// What it is called, for people.
    pub name: &'a str,
    pub order: &'a Order,
    /// Values as sent between the brackets, secrets masked.
    pub old: Option<&'a str>,
    pub new: Option<&'a str>,
}

/// A password that is about to be sent.
#[derive(Debug, Clone)]
pub struct Attempt<'a> {
    pub at: &'a Zoned,
    pub operator: &'a str,
    pub meter: &'a MeterKey,
    pub port: &'a str,
    pub level: u8,
}

/// What came of a command.
#[derive(Debug, Clone, Copy)]
pub struct Ending<'a> {
    pub at: &'a Zoned,
    pub outcome: WriteOutcome,
    pub read_back: Option<&'a str>,
    pub detail: Option<&'a str>,
}

/// One command that changed a meter, or was meant to.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Unique among all programs that write this journal.
    pub id: String,
    pub began_at: Zoned,
    pub operator: String,
    pub meter: MeterKey,
    pub port: String,
    pub profile: Option<String>,
    pub subject: Subject,
    pub address: String,
    pub name: String,
    /// With secrets masked.
    pub command: String,
    pub old: Option<String>,
    pub new: Option<String>,
    /// The newest completion; `None` while there is none.
    pub ended: Option<Ended>,
    /// The program that wrote it still runs.
    pub is_under_way: bool,
}

/// What the file holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Contents {
    /// The oldest first.
    pub entries: Vec<Entry>,
    /// Lines that say nothing any more. They stay in the file and are passed over.
    pub damaged: usize,
}

impl Contents {
    /// What has to be said of damage, if there is any.
    pub fn damage(&self, journal: &Path) -> Option<String> {
        let path = journal.display();
        match self.damaged {
            0 => None,
            1 => Some(format!(
                "a line of the journal {path} is damaged; it is kept and passed over"
            )),
            many => Some(format!(
                "{many} lines of the journal {path} are damaged; they are kept and passed over"
            )),
        }
    }
}

/// The completion of an entry.
#[derive(Debug, Clone, PartialEq)]
pub struct Ended {
    pub at: Zoned,
    pub outcome: WriteOutcome,
    pub read_back: Option<String>,
    pub detail: Option<String>,
}

/// A place between two entries of one program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place(u64);

/// An entry that was begun. It stays unfinished if this is dropped.
#[derive(Debug)]
#[must_use = "what was begun has to be completed"]
pub struct Begun<'a> {
    journal: &'a Journal,
    id: String,
}

/// A password attempt that was begun. It counts as a wrong one if this is dropped.
#[derive(Debug)]
#[must_use = "what was begun has to be completed"]
pub struct Tried<'a> {
    journal: &'a Journal,
    id: String,
}

impl Journal {
    /// The journal in `folder`, which is made with the first entry.
    pub fn at(folder: impl Into<PathBuf>) -> Journal {
        Journal {
            store: Store::at(folder.into()),
        }
    }

    /// The journal of this user.
    pub fn of_user() -> Result<Journal, JournalError> {
        Ok(Journal::at(archive::data_folder()?))
    }

    /// The file.
    pub fn path(&self) -> &Path {
        self.store.path()
    }

    /// Puts a command on the disk. It may be sent when this returns `Ok`, and must not
    /// otherwise.
    pub fn begin(&self, beginning: &Beginning<'_>) -> Result<Begun<'_>, JournalError> {
        let id = self.store.begin(beginning.at, |writer| {
            Fact::Begun(BegunFact {
                writer,
                operator: beginning.operator.to_owned(),
                meter: beginning.meter.clone(),
                port: beginning.port.to_owned(),
                profile: beginning.profile.map(str::to_owned),
                subject: beginning.subject,
                address: beginning.address.to_owned(),
                name: beginning.name.to_owned(),
                command: beginning.order.to_string(),
                old: beginning.old.map(str::to_owned),
                new: beginning.new.map(str::to_owned),
            })
        })?;
        Ok(Begun { journal: self, id })
    }

    /// Puts on the disk that a password is about to be sent. It may be sent when this
    /// returns `Ok`, and must not otherwise.
    pub fn try_password(&self, attempt: &Attempt<'_>) -> Result<Tried<'_>, JournalError> {
        let id = self.store.begin(attempt.at, |writer| Fact::PasswordTried {
            writer,
            operator: attempt.operator.to_owned(),
            meter: attempt.meter.clone(),
            port: attempt.port.to_owned(),
            level: attempt.level,
        })?;
        Ok(Tried { journal: self, id })
    }

    /// All entries that are kept in reach, the oldest first.
    pub fn entries(&self) -> Result<Vec<Entry>, JournalError> {
        Ok(self.contents()?.entries)
    }

    /// All entries that are kept in reach, and how much of the file is damaged.
    pub fn contents(&self) -> Result<Contents, JournalError> {
        self.store.contents()
    }

    /// The entries whose outcome is not known, the oldest first: begun and not
    /// completed, or completed as unknown. Not among them are those that a program
    /// which still runs may yet complete.
    pub fn unfinished(&self) -> Result<Vec<Entry>, JournalError> {
        let mut entries = self.entries()?;
        entries.retain(Entry::is_unfinished);
        Ok(entries)
    }

    /// Completes an entry of whoever wrote it, after reading back.
    pub fn settle(&self, id: &str, ending: &Ending<'_>) -> Result<(), JournalError> {
        if !self.entries()?.iter().any(|entry| entry.id == id) {
            return Err(JournalError::NoEntry(self.path().to_owned(), id.to_owned()));
        }
        self.end(id, ending)
    }

    /// A place in this journal: what this program begins from now on comes after it.
    pub fn place(&self) -> Place {
        Place(self.store.begun())
    }

    /// The entries that this program began since `place`, the oldest first. Those that
    /// nobody completed are completed as unknown: for when nobody is left who could.
    pub fn give_up_since(
        &self,
        place: Place,
        at: &Zoned,
        detail: &str,
    ) -> Result<Vec<Entry>, JournalError> {
        let is_own = |entry: &Entry| {
            let number = self.store.own_number(&entry.id);
            number.is_some_and(|number| number >= place.0)
        };
        let mut entries = self.entries()?;
        entries.retain(is_own);
        let ending = Ending {
            at,
            outcome: WriteOutcome::Unknown,
            read_back: None,
            detail: Some(detail),
        };
        for entry in entries.iter().filter(|entry| entry.ended.is_none()) {
            self.end(&entry.id, &ending)?;
        }
        Ok(entries)
    }

    /// How many wrong passwords a level of a meter has had since the last right one;
    /// one whose fate is not known counts.
    pub fn tries(
        &self,
        meter: &MeterKey,
        level: u8,
        lock_out: Option<LockOut>,
    ) -> Result<Tries, JournalError> {
        let wrong = self.store.wrong_passwords(meter, level)?;
        Ok(Tries { wrong, lock_out })
    }

    fn end(&self, id: &str, ending: &Ending<'_>) -> Result<(), JournalError> {
        let fact = Fact::Ended {
            outcome: ending.outcome,
            read_back: ending.read_back.map(str::to_owned),
            detail: ending.detail.map(str::to_owned),
        };
        self.store.append(id, ending.at, fact)
    }
}

impl Begun<'_> {
    /// Completes the entry.
    pub fn complete(self, ending: &Ending<'_>) -> Result<(), JournalError> {
        self.journal.end(&self.id, ending)
    }
}

impl Tried<'_> {
    /// Completes the attempt; `accepted` is `None` if the meter said nothing.
    pub fn answered(
        self,
        at: &Zoned,
        accepted: Option<bool>,
        answer: Option<&str>,
    ) -> Result<(), JournalError> {
        let fact = Fact::PasswordAnswered {
            accepted,
            answer: answer.map(str::to_owned),
        };
        self.journal.store.append(&self.id, at, fact)
    }

    /// Completes an attempt that was not made after all.
    pub fn held_back(self, at: &Zoned) -> Result<(), JournalError> {
        self.journal
            .store
            .append(&self.id, at, Fact::PasswordHeldBack)
    }
}

impl Entry {
    /// Whether nobody knows what came of it, and nobody is at it.
    pub fn is_unfinished(&self) -> bool {
        match &self.ended {
            None => !self.is_under_way,
            Some(ended) => ended.outcome == WriteOutcome::Unknown,
        }
    }
}

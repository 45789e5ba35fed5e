//! Work with files, each on a thread of its own, so that no frame waits for a disk.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::{self, JoinHandle};

use super::checks::CheckNews;
use super::model::{Attempt, Expected, LevelAccess};
use super::rounds::RoundNews;
use super::sets::SetNews;
use super::shelf::ProfileNews;
use crate::accident::{guarded, words_of};
use crate::archive::{Entry, Opened};
use crate::installation::list::Record;
use crate::journal;
use crate::language;
use crate::profile::Library;
use crate::say;
use crate::worker::JobId;

/// What came of a piece of work.
#[derive(Debug)]
pub enum Finished {
    /// A file was opened, or a sentence says why not.
    Opened {
        path: PathBuf,
        result: Result<Opened, String>,
        /// The installation check that a visit holds, if it holds one.
        record: Result<Option<Record>, String>,
    },
    /// What an earlier visit says of the readout under way.
    Expected {
        id: JobId,
        expected: Option<Expected>,
    },
    /// What is known of a level.
    AccessLookedUp(LevelAccess),
    /// The keyring took or forgot a password, or a sentence says why not.
    PasswordKept(Result<(), String>),
    /// The settings were written, or a sentence says why not.
    SettingsSaved(Result<(), String>),
    /// A file was written, or a sentence says why not.
    Saved {
        path: PathBuf,
        result: Result<(), String>,
    },
    /// Visits that were in memory only were stored, or not.
    StoredAgain(Vec<Attempt>),
    /// The visits were listed, or a sentence says why not.
    VisitsListed(Result<Vec<Entry>, String>),
    /// The device profiles, the user's own among them.
    ProfilesLoaded(Library),
    /// The journal was read, the newest entry first, with what has to be said of damage,
    /// or a sentence says why not.
    ChangesListed(Result<(Vec<journal::Entry>, Option<String>), String>),
    /// Something was done with rounds.
    Round(RoundNews),
    /// Something was done with parameter sets.
    Sets(SetNews),
    /// Something was done with one of the user's profiles.
    Profile(ProfileNews),
    /// Something was done with a check list.
    Checks(CheckNews),
    /// The work did not end: a sentence says why.
    Broken(String),
    /// A readout to compare with was opened, or a sentence says why not.
    EarlierOpened {
        path: PathBuf,
        result: Result<Opened, String>,
    },
}

/// Starts work and hands back what came of it.
pub struct Background {
    sender: Sender<Finished>,
    receiver: Receiver<Finished>,
    wake: Arc<dyn Fn() + Send + Sync>,
}

impl Background {
    /// `wake` asks for a frame.
    pub fn new(wake: Arc<dyn Fn() + Send + Sync>) -> Background {
        let (sender, receiver) = mpsc::channel();
        Background {
            sender,
            receiver,
            wake,
        }
    }

    /// Runs `work` on a thread of its own, which speaks the language of this one: what
    /// came of it is told to people. Reports and pictures speak it too; other files have
    /// a language of their own.
    pub fn run(&self, work: impl FnOnce() -> Finished + Send + 'static) {
        let sender = self.sender.clone();
        let wake = Arc::clone(&self.wake);
        let language = language::current();
        let job = move || {
            let work = || language::within(language, work);
            let finished = guarded(work).unwrap_or_else(|panic| {
                let words = words_of(panic.as_ref());
                let sentence = language::within(language, || say!("notice-fault", words = words));
                Finished::Broken(sentence)
            });
            // The window may be gone by now; then nobody wants to know.
            let _ = sender.send(finished);
            wake();
        };
        if let Err(error) = thread::Builder::new().name("file".to_owned()).spawn(job) {
            let sentence = say!("notice-no-thread", error = error.to_string());
            // The receiver lives as long as this does.
            let _ = self.sender.send(Finished::Broken(sentence));
            (self.wake)();
        }
    }

    /// Runs `work`, which tells more than once, on a thread that can be waited for.
    pub fn run_telling(
        &self,
        work: impl FnOnce(&dyn Fn(Finished)) + Send + 'static,
    ) -> std::io::Result<JoinHandle<()>> {
        let sender = self.sender.clone();
        let wake = Arc::clone(&self.wake);
        let spoken = language::current();
        let job = move || {
            language::set(spoken);
            let tell = |finished| {
                // The window may be gone by now; then nobody wants to know.
                let _ = sender.send(finished);
                wake();
            };
            if let Err(panic) = guarded(|| work(&tell)) {
                let words = words_of(panic.as_ref());
                tell(Finished::Broken(say!("notice-fault", words = words)));
            }
        };
        thread::Builder::new().name("round".to_owned()).spawn(job)
    }

    /// What came of the work that is done, one at a time.
    pub fn finished(&self) -> Option<Finished> {
        self.receiver.try_recv().ok()
    }
}

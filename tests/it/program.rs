//! The program as others start it: a process with a data folder of its own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// A folder for one test: the program's data, and files that it reads and writes.
pub(crate) struct Place(TempDir);

impl Place {
    pub(crate) fn new() -> Place {
        Place(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// A file with this content, and its path as an argument.
    pub(crate) fn file(&self, name: &str, content: &[u8]) -> String {
        let path = self.path(name);
        fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_flagport"));
        command
            .args(arguments)
            .current_dir(self.0.path())
            .env("FLAGPORT_DATA", self.path("data"))
            .env_remove("FLAGPORT_PASSWORD");
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Ended {
        Ended::of(&self.command(arguments).output().unwrap())
    }

    /// How many visits were kept.
    pub(crate) fn visits(&self) -> usize {
        let folder = self.path("data/visits");
        fs::read_dir(folder).map_or(0, |visits| visits.count())
    }
}

/// How the program ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) status: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ended {
    /// Takes the output apart; nothing may end in a panic, and no failure without a
    /// sentence.
    pub(crate) fn of(output: &Output) -> Ended {
        let ended = Ended {
            status: output.status.code().unwrap(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        };
        for word in ["panicked", "RUST_BACKTRACE", "stack backtrace"] {
            assert!(!ended.stderr.contains(word), "{}", ended.stderr);
        }
        assert!(ended.status == 0 || !ended.stderr.is_empty(), "{ended:?}");
        ended
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

/// The path of a capture as an argument.
pub(crate) fn capture(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/captures");
    path.join(name).to_str().unwrap().to_owned()
}

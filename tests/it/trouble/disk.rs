//! Small disks that only a child sees.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use super::writers::{Told, try_all};

/// What is wrong with a disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Not a byte is free.
    Full,
    /// Small files find room.
    Nearly,
    /// It is mounted for reading only.
    ReadOnly,
}

/// A disk of that kind, for programs that are started through it.
pub(super) struct Disk {
    kind: Kind,
    folder: TempDir,
}

/// Asks the child for its part.
const VARIABLE: &str = "FLAGPORT_TROUBLE_PLACE";

/// The test below, as it is started in a child.
const NAME: &str = "trouble::disk::a_place_without_trouble_takes_everything";

impl Disk {
    /// `None` where this computer gives no such disk to this user.
    pub(super) fn new(kind: Kind) -> Option<Disk> {
        let disk = Disk {
            kind,
            folder: tempfile::tempdir().unwrap(),
        };
        fs::create_dir(disk.place()).unwrap();
        let tried = disk.command("true").output();
        match tried {
            Ok(output) if output.status.success() => Some(disk),
            Ok(output) => skipped(&String::from_utf8_lossy(&output.stderr)),
            Err(error) => skipped(&error.to_string()),
        }
    }

    /// Where the disk is, for programs that are started through it.
    pub(super) fn place(&self) -> PathBuf {
        self.folder.path().join("place")
    }

    /// A program that sees the disk.
    pub(super) fn command(&self, program: &str) -> Command {
        let script = match self.kind {
            Kind::Full => {
                "mount -t tmpfs -o size=4k flagport \"$0\" \
                 && head -c 4096 /dev/zero > \"$0/full\" && exec \"$@\""
            }
            Kind::Nearly => "mount -t tmpfs -o size=72k flagport \"$0\" && exec \"$@\"",
            Kind::ReadOnly => "mount -t tmpfs -o ro flagport \"$0\" && exec \"$@\"",
        };
        let mut command = Command::new("unshare");
        command
            .args(["--user", "--map-root-user", "--mount", "sh", "-c", script])
            .arg(self.place())
            .arg(program);
        command
    }

    /// Lets everything write on the disk, in a child.
    pub(super) fn try_all(&self) -> Vec<Told> {
        let program = std::env::current_exe().unwrap();
        let output = self
            .command(program.to_str().unwrap())
            .args(["--exact", NAME, "--nocapture"])
            .env(VARIABLE, self.place())
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "{text}\n{output:?}");
        let lines = text.lines().filter_map(|line| line.split_once('|'));
        let told = |(what, failed): (&str, &str)| Told {
            what: what.to_owned(),
            failed: (!failed.is_empty()).then(|| failed.to_owned()),
        };
        lines.map(told).collect()
    }
}

#[expect(clippy::print_stdout, reason = "a skipped test says so")]
fn skipped(why: &str) -> Option<Disk> {
    println!("skipped: this computer gives no small disk: {}", why.trim());
    None
}

/// Alone it writes into an ordinary folder; started by a test it is the child.
#[test]
fn a_place_without_trouble_takes_everything() {
    if let Some(place) = std::env::var_os(VARIABLE) {
        println!();
        for told in try_all(Path::new(&place)) {
            println!("{}|{}", told.what, told.failed.unwrap_or_default());
        }
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let told = try_all(folder.path());
    assert!(told.iter().all(|told| told.failed.is_none()), "{told:?}");
}

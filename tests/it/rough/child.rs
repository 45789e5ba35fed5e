//! One test in a process of its own, where nothing else takes memory, handles or
//! threads.

use std::process::Command;

/// Set in the process that was started for one test.
const CHILD: &str = "FLAGPORT_TEST_ALONE";

/// Runs the test `name` of this program alone, in a process of its own, and gives the
/// lines with a star that it told; `None` in that process itself, which has to do the
/// work.
pub(super) fn done_alone(name: &str) -> Option<Vec<String>> {
    if std::env::var_os(CHILD).is_some() {
        return None;
    }
    let output = Command::new(std::env::current_exe().unwrap())
        .args([name, "--exact", "--nocapture", "--test-threads=1"])
        .env(CHILD, "1")
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    let wrong = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}{wrong}");
    assert!(told.contains("1 passed"), "{name} was not run: {told}");
    // The name of the test may stand before the first of them.
    let starred = |line: &str| {
        line.find("* ")
            .and_then(|at| line.get(at..).map(str::to_owned))
    };
    Some(told.lines().filter_map(starred).collect())
}

/// What this process takes of its computer; `None` where the system does not tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Taken {
    /// Resident memory in KiB.
    pub(super) memory: u64,
    pub(super) handles: usize,
    pub(super) threads: usize,
}

impl Taken {
    pub(super) fn now() -> Option<Taken> {
        let status = std::fs::read_to_string("/proc/self/status").ok()?;
        let resident = status
            .lines()
            .find_map(|line| line.strip_prefix("VmRSS:"))?;
        let count = |folder| std::fs::read_dir(folder).ok().map(Iterator::count);
        Some(Taken {
            memory: resident.trim().trim_end_matches(" kB").parse().ok()?,
            handles: count("/proc/self/fd")?,
            threads: count("/proc/self/task")?,
        })
    }
}

/// `FLAGPORT_READOUTS`, or `usual`.
pub(super) fn wanted(usual: usize) -> usize {
    let wanted = std::env::var("FLAGPORT_READOUTS").ok();
    wanted.map_or(usual, |wanted| wanted.parse().unwrap())
}

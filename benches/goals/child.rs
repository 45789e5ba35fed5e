//! Programs that are started to be measured, and what the system tells of them.

use std::fs;
use std::process::{Child, Command};
use std::thread;
use std::time::Duration;

/// A running program, which ends with this value.
pub(crate) struct Running {
    pub(crate) child: Child,
}

/// What of a program is in memory, in megabytes.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Memory {
    pub(crate) resident: f64,
    /// Its own, not from any file.
    pub(crate) private: f64,
    /// From the files of the graphics driver and the compiler in it.
    pub(crate) graphics: f64,
}

impl Running {
    pub(crate) fn start(command: &mut Command) -> Running {
        Running {
            child: command.spawn().unwrap(),
        }
    }

    /// Waits for its end. Returns the most memory it held in megabytes, where the
    /// system tells.
    pub(crate) fn wait_and_watch(&mut self) -> Option<f64> {
        let mut peak = None;
        loop {
            peak = self.status("VmHWM:").or(peak);
            if let Some(status) = self.child.try_wait().unwrap() {
                assert!(status.success(), "{status}");
                return peak;
            }
            thread::sleep(Duration::from_millis(1));
        }
    }

    /// A line of its status, in megabytes.
    pub(crate) fn status(&self, field: &str) -> Option<f64> {
        let status = fs::read_to_string(self.file("status")).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix(field))?;
        Some(megabytes(line))
    }

    /// What it holds now, where the system tells.
    pub(crate) fn memory(&self) -> Option<Memory> {
        let mut memory = Memory {
            resident: self.status("VmRSS:")?,
            private: self.status("RssAnon:")?,
            graphics: 0.0,
        };
        let mut is_graphics = false;
        for line in fs::read_to_string(self.file("smaps")).ok()?.lines() {
            match line.strip_prefix("Rss:") {
                Some(size) if is_graphics => memory.graphics += megabytes(size),
                Some(_) => {}
                None => {
                    let drivers = ["libLLVM", "libgallium", "/dri/", "libGLX", "libEGL"];
                    // The line of a mapping holds its file, the others a name and a size.
                    if line.contains('/') {
                        is_graphics = drivers.iter().any(|driver| line.contains(driver));
                    } else if line.contains('-') {
                        is_graphics = false;
                    }
                }
            }
        }
        Some(memory)
    }

    /// How long it has computed in ticks of 10 ms, threads that ended with it, where the
    /// system tells.
    pub(crate) fn ticks(&self) -> Option<u64> {
        let told = fs::read_to_string(self.file("stat")).ok()?;
        let fields = told.rsplit_once(')')?.1.split_whitespace();
        let times = fields
            .skip(11)
            .take(2)
            .filter_map(|ticks| ticks.parse::<u64>().ok());
        Some(times.sum())
    }

    /// How long the threads that it has now have computed, where the system tells.
    pub(crate) fn computed(&self) -> Option<Duration> {
        let threads = fs::read_dir(self.file("task")).ok()?;
        let nanoseconds = threads.filter_map(|thread| {
            let told = fs::read_to_string(thread.ok()?.path().join("schedstat")).ok()?;
            told.split(' ').next()?.parse::<u64>().ok()
        });
        Some(Duration::from_nanos(nanoseconds.sum()))
    }

    fn file(&self, name: &str) -> String {
        format!("/proc/{}/{name}", self.child.id())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A size such as `1234 kB`.
fn megabytes(size: &str) -> f64 {
    let kilobytes = size.trim().trim_end_matches("kB").trim().parse::<f64>();
    kilobytes.unwrap_or(0.0) * 1024.0 / 1e6
}

//! The real window on a virtual display: its start, its idleness, its memory.

use std::env;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use crate::child::Running;
use crate::table::{Goal, Table};
use crate::{made_up, ten_years};

const START: (&str, Goal, &str) = ("start to first frame", Goal::AtMost(500.0), "ms");
const FRAMES: (&str, Goal, &str) = (
    "idle window: frames in 10 s; the same with ten years open",
    Goal::AtMost(0.0),
    "",
);
const COMPUTED: (&str, Goal, &str) = (
    "idle window: CPU of 10 s; the same with ten years open",
    Goal::AtMost(10.0),
    "ms",
);
const MEMORY: (&str, Goal, &str) = (
    "memory with ten years of 8 channels open, without the files of the graphics driver",
    Goal::AtMost(200.0),
    "MB",
);

/// How long idleness is watched.
const WATCHED: Duration = Duration::from_secs(10);
/// Longest wait for a window to come to rest.
const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) fn measure(table: &mut Table) {
    let display = match Display::open() {
        Ok(display) => display,
        Err(why) => {
            for (what, goal, unit) in [START, FRAMES, COMPUTED, MEMORY] {
                table.skip(what, goal, unit, &why);
            }
            return;
        }
    };
    let folder = tempfile::tempdir().unwrap();
    let starts = (0..5).map(|_| Window::open(&display, folder.path(), None).first_frame);
    let start = ten_years::median(starts);
    table.add(START.0, START.1, START.2, 0, &[ten_years::ms(start)]);

    let file = folder.path().join("ten-years.iec");
    fs::write(&file, made_up::telegram()).unwrap();
    let mut idle = Vec::new();
    let mut memory = None;
    for file in [None, Some(file.as_path())] {
        let window = Window::open(&display, folder.path(), file);
        window.settle();
        idle.push(window.watch());
        memory = window.running.memory();
    }
    let frames: Vec<f64> = idle.iter().map(|(frames, _)| *frames as f64).collect();
    table.add(FRAMES.0, FRAMES.1, FRAMES.2, 0, &frames);
    let computed: Option<Vec<f64>> = idle
        .iter()
        .map(|(_, time)| time.map(ten_years::ms))
        .collect();
    match computed {
        Some(computed) => table.add(COMPUTED.0, COMPUTED.1, COMPUTED.2, 1, &computed),
        None => table.skip(
            COMPUTED.0,
            COMPUTED.1,
            COMPUTED.2,
            "this system has no /proc",
        ),
    }
    match memory {
        Some(memory) => {
            let own = memory.resident - memory.graphics;
            table.add(MEMORY.0, MEMORY.1, MEMORY.2, 0, &[own]);
            let all = [memory.resident, memory.private];
            table.add(
                "the same: all that is resident; of it private",
                Goal::None,
                "MB",
                0,
                &all,
            );
        }
        None => table.skip(MEMORY.0, MEMORY.1, MEMORY.2, "this system has no /proc"),
    }
}

/// A virtual display of our own, or the one that is there.
struct Display {
    name: String,
    _server: Option<Running>,
}

impl Display {
    fn open() -> Result<Display, String> {
        let server = Command::new("Xvfb")
            .args([
                "-displayfd",
                "1",
                "-screen",
                "0",
                "1280x800x24",
                "-nolisten",
                "tcp",
            ])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        if let Ok(child) = server {
            let mut server = Running { child };
            let mut number = String::new();
            let said = server.child.stdout.as_mut().unwrap();
            let read = BufReader::new(said).read_line(&mut number);
            if read.is_ok() && !number.trim().is_empty() {
                return Ok(Display {
                    name: format!(":{}", number.trim()),
                    _server: Some(server),
                });
            }
        }
        match env::var("DISPLAY") {
            Ok(name) if !name.is_empty() => Ok(Display {
                name,
                _server: None,
            }),
            _ => Err("there is no display, and no Xvfb to make one".to_owned()),
        }
    }
}

/// The program with its window open.
struct Window {
    running: Running,
    first_frame: Duration,
    /// One for each further frame.
    frames: Receiver<()>,
}

impl Window {
    fn open(display: &Display, data: &Path, file: Option<&Path>) -> Window {
        let mut command = Command::new(env!("CARGO_BIN_EXE_flagport"));
        command
            .arg("-vv")
            .env("DISPLAY", &display.name)
            .env_remove("WAYLAND_DISPLAY")
            .env("LIBGL_ALWAYS_SOFTWARE", "1")
            .env("FLAGPORT_DATA", data)
            .stderr(Stdio::piped());
        if let Some(file) = file {
            command.arg("--open").arg(file);
        }
        let mut running = Running::start(&mut command);
        let mut said = BufReader::new(running.child.stderr.take().unwrap()).lines();
        let first = said.by_ref().map_while(Result::ok).find_map(|line| {
            let (_, after) = line.split_once("first frame after ")?;
            after.trim_end_matches(" ms").parse().ok()
        });
        let first_frame = Duration::from_millis(first.expect("the window opens"));
        let (sender, frames) = mpsc::channel();
        thread::spawn(move || {
            for line in said.map_while(Result::ok) {
                if line.contains(" frame ") && sender.send(()).is_err() {
                    return;
                }
            }
        });
        Window {
            running,
            first_frame,
            frames,
        }
    }

    /// Waits until no frame came for two seconds and next to nothing was computed.
    fn settle(&self) {
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            let before = self.running.ticks();
            let frames = self.count(Duration::from_secs(2));
            let ticks = self.running.ticks().zip(before);
            let is_at_rest = ticks.is_none_or(|(after, before)| after <= before + 2);
            if frames == 0 && is_at_rest {
                return;
            }
        }
    }

    /// The frames of the time that is watched, and the time computed.
    fn watch(&self) -> (usize, Option<Duration>) {
        let before = self.running.computed();
        let frames = self.count(WATCHED);
        let after = self.running.computed();
        let computed = after
            .zip(before)
            .map(|(after, before)| after.saturating_sub(before));
        (frames, computed)
    }

    fn count(&self, time: Duration) -> usize {
        let until = Instant::now() + time;
        let mut count = 0;
        loop {
            match self
                .frames
                .recv_timeout(until.saturating_duration_since(Instant::now()))
            {
                Ok(()) => count += 1,
                Err(RecvTimeoutError::Timeout) => return count,
                Err(RecvTimeoutError::Disconnected) => panic!("the window closed"),
            }
        }
    }
}

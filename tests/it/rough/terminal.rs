//! A meter behind a pseudo terminal, with a name of its own that points to it.

use std::fs::{self, File};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};

use flagport::codec::{BlockCheckKind, DataMessage, Message, charset, encode};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{OFlags, fcntl_setfl};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{OptionalActions, tcgetattr, tcsetattr};

/// How a meter behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Habit {
    /// It answers at once.
    Plain,
    /// Its head is unplugged in the middle of the data block.
    Unplugged,
    /// It waits with its data block until it is let go.
    Waiting,
}

/// The meter, and the thread that is it.
pub(super) struct Meter {
    path: PathBuf,
    thread: Option<JoinHandle<()>>,
    stop: Arc<AtomicBool>,
    go: Arc<AtomicBool>,
    /// It was asked for its data.
    asked: Arc<AtomicBool>,
}

impl Meter {
    /// Plugs it in: `link` points to it from now on.
    pub(super) fn plug_in(link: &Path, habit: Habit) -> Meter {
        let master =
            openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC).unwrap();
        grantpt(&master).unwrap();
        unlockpt(&master).unwrap();
        let name = ptsname(&master, Vec::new()).unwrap();
        let path = PathBuf::from(std::ffi::OsStr::from_bytes(name.as_bytes()));
        let mut termios = tcgetattr(&master).unwrap();
        termios.make_raw();
        tcsetattr(&master, OptionalActions::Now, &termios).unwrap();
        fcntl_setfl(&master, OFlags::NONBLOCK).unwrap();
        unplug(link);
        symlink(&path, link).unwrap();
        let [stop, go, asked] = [(); 3].map(|()| Arc::new(AtomicBool::new(false)));
        let flags = [Arc::clone(&stop), Arc::clone(&go), Arc::clone(&asked)];
        let thread = thread::spawn(move || serve(File::from(master), habit, &flags));
        Meter {
            path,
            thread: Some(thread),
            stop,
            go,
            asked,
        }
    }

    /// The device itself.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Waits until it was asked for its data, once more if it was before.
    pub(super) fn wait_until_asked(&self) {
        let limit = std::time::Instant::now() + std::time::Duration::from_secs(60);
        while !self.asked.swap(false, Ordering::SeqCst) {
            assert!(std::time::Instant::now() < limit, "nobody asks the meter");
            thread::yield_now();
        }
    }

    /// Lets it go on.
    pub(super) fn let_go(&self) {
        self.go.store(true, Ordering::SeqCst);
    }
}

impl Drop for Meter {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        if let Some(thread) = self.thread.take() {
            thread.join().unwrap();
        }
    }
}

/// Takes the name away.
pub(super) fn unplug(link: &Path) {
    if let Err(error) = fs::remove_file(link) {
        assert_eq!(error.kind(), ErrorKind::NotFound);
    }
}

fn serve(mut master: File, habit: Habit, [stop, go, asked]: &[Arc<AtomicBool>; 3]) {
    let text = "0.0.0(63355730)\r\n1.8.0(0008048.375*kWh)\r\n2.8.0(0000000.000*kWh)\r\n!\r\n";
    let message = Message::Data(DataMessage::framed(text));
    let block = charset::encode(&encode(&message, BlockCheckKind::Xor));
    let mut heard: Vec<u8> = Vec::new();
    while !stop.load(Ordering::SeqCst) {
        let pause = Timespec {
            tv_sec: 0,
            tv_nsec: 5_000_000,
        };
        let mut ready = [PollFd::new(&master, PollFlags::IN)];
        poll(&mut ready, Some(&pause)).unwrap();
        let mut piece = [0; 256];
        // Nobody at the other end is an error and not the end.
        let count = master.read(&mut piece).unwrap_or(0);
        heard.extend(piece[..count].iter().map(|byte| byte & 0x7F));
        if count == 0 {
            // A hangup is told at once, again and again.
            thread::yield_now();
        }
        if heard.ends_with(b"/?!\r\n") {
            heard.clear();
            let _ = master.write_all(&charset::encode(b"/ISk5MT174-0001\r\n"));
        }
        if heard.starts_with(b"\x06") && heard.ends_with(b"\r\n") {
            if count > 0 {
                asked.store(true, Ordering::SeqCst);
            }
            if habit == Habit::Waiting && !go.load(Ordering::SeqCst) {
                continue;
            }
            heard.clear();
            if habit == Habit::Unplugged {
                let _ = master.write_all(&block[..block.len() / 2]);
                return;
            }
            let _ = master.write_all(&block);
        }
    }
}

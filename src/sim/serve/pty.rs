//! A simulated meter behind a pseudo terminal, for programs that want a serial
//! port.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Write};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{OpenOptionsExt, symlink};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{OFlags, fcntl_getfl, fcntl_setfl};
use rustix::io::{FdFlags, fcntl_setfd};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{OptionalActions, tcgetattr, tcsetattr};
use thiserror::Error;

use super::{Endpoint, Memories, SLICE, ServePace, ServePlan};
use crate::transport::LineSettings;

/// How many times [`SLICE`] a client may leave its port full at [`ServePace::None`].
const PATIENCE: u32 = 100;

/// How long a port that went dead stays away.
const PLUGGED_IN_AGAIN: Duration = Duration::from_secs(3);

/// Why a pseudo terminal cannot be served.
#[derive(Debug, Error)]
pub enum PtyError {
    #[error("{path} is not a symbolic link; name another path or remove it", path = path.display())]
    NotALink { path: PathBuf },
    #[error("the link {path} cannot be made: {source}; check the folder", path = path.display())]
    Link { path: PathBuf, source: io::Error },
    #[error("the system gives no pseudo terminal: {operation}: {source}")]
    Terminal {
        operation: &'static str,
        source: io::Error,
    },
}

/// Serves the planned meter on a new pseudo terminal, with `link` leading to it,
/// until `stop` is set (felt within 50 ms). A symbolic link that is there already
/// is replaced; at the end the link is removed. `ready` is called once it is there.
///
/// At [`ServePace::Line`] the speed that the client sets matters: at a wrong one
/// both sides hear noise. Parity does not, because a pseudo terminal has none:
/// plain codes are answered with plain codes, parity in bit 7 with parity.
///
/// A line that goes dead takes the terminal with it; after three seconds, or at once
/// at [`ServePace::None`], there is another one, and the link leads to it.
pub fn serve_pty(
    link: &Path,
    plan: &ServePlan,
    stop: &AtomicBool,
    ready: impl FnOnce(),
) -> Result<(), PtyError> {
    let memories = Memories::of(&plan.bus);
    let since = Instant::now();
    let mut terminal = Terminal::open()?;
    let mut at_link = Link::make(link, &terminal.path)?;
    ready();
    loop {
        log::info!("{} leads to {}", link.display(), terminal.path.display());
        let paced = plan.pace == ServePace::Line;
        let baud = paced.then_some(terminal.speed()?);
        let mut endpoint = Endpoint::new(plan, &memories, since.elapsed(), baud);
        serve_terminal(&mut terminal, &mut endpoint, stop)?;
        if stop.load(Ordering::Relaxed) {
            return Ok(());
        }
        drop((at_link, terminal));
        let gone = Instant::now();
        let away = if paced {
            PLUGGED_IN_AGAIN
        } else {
            Duration::ZERO
        };
        while gone.elapsed() < away && !stop.load(Ordering::Relaxed) {
            std::thread::sleep(SLICE);
        }
        terminal = Terminal::open()?;
        at_link = Link::make(link, &terminal.path)?;
    }
}

/// Serves one terminal until its line goes dead or `stop` is set.
fn serve_terminal(
    terminal: &mut Terminal,
    endpoint: &mut Endpoint,
    stop: &AtomicBool,
) -> Result<(), PtyError> {
    let paced = endpoint.pace == ServePace::Line;
    let mut speed = terminal.speed()?;
    let mut buffer = [0; 1024];
    while !stop.load(Ordering::Relaxed) && !endpoint.is_dead() {
        let heard = terminal.read(&mut buffer, endpoint.idle())?;
        let mut sent_at = None;
        if paced {
            // A client may set the speed right before it writes or right after:
            // either counts for the bytes in between.
            let before = std::mem::replace(&mut speed, terminal.speed()?);
            let meter = endpoint.line.meter().settings().baud;
            sent_at = Some(if before == meter { before } else { speed });
            endpoint.line.set_host_baud(speed);
        }
        if heard > 0 {
            endpoint.receive(buffer.get(..heard).unwrap_or_default(), sent_at);
        }
        let mut patience = if paced { 0 } else { PATIENCE };
        let is_patient = || {
            patience = u32::saturating_sub(patience, 1);
            patience > 0 && !stop.load(Ordering::Relaxed)
        };
        terminal.write(&endpoint.run(), is_patient)?;
    }
    Ok(())
}

/// Both ends of a pseudo terminal; ours is the master.
struct Terminal {
    master: File,
    /// Kept open so that the master outlives its clients.
    _slave: File,
    path: PathBuf,
}

impl Terminal {
    fn open() -> Result<Terminal, PtyError> {
        let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY)
            .map_err(|errno| failed("opening the master", errno.into()))?;
        // A child that inherits the master would keep the terminal alive.
        fcntl_setfd(&master, FdFlags::CLOEXEC)
            .and_then(|()| grantpt(&master))
            .and_then(|()| unlockpt(&master))
            .map_err(|errno| failed("unlocking the slave", errno.into()))?;
        let name = ptsname(&master, Vec::new())
            .map_err(|errno| failed("naming the slave", errno.into()))?;
        let path = PathBuf::from(std::ffi::OsStr::from_bytes(name.as_bytes()));
        let slave = OpenOptions::new()
            .read(true)
            .write(true)
            .custom_flags(OFlags::NOCTTY.bits().cast_signed())
            .open(&path)
            .map_err(|error| failed("opening the slave", error))?;
        make_raw(&slave)
            .and_then(|()| fcntl_setfl(&master, fcntl_getfl(&master)? | OFlags::NONBLOCK))
            .map_err(|errno| failed("setting up the slave", errno.into()))?;
        Ok(Terminal {
            master: File::from(master),
            _slave: slave,
            path,
        })
    }

    /// The speed that the client set, in baud.
    fn speed(&self) -> Result<u32, PtyError> {
        let termios =
            tcgetattr(&self.master).map_err(|errno| failed("reading the speed", errno.into()))?;
        Ok(termios.output_speed())
    }

    /// Waits for bytes for at most `limit`; returns how many came.
    fn read(&mut self, buffer: &mut [u8], limit: Duration) -> Result<usize, PtyError> {
        let mut ready = [PollFd::new(&self.master, PollFlags::IN)];
        match poll(&mut ready, Some(&timespec(limit))) {
            Ok(0) | Err(rustix::io::Errno::INTR) => return Ok(0),
            Ok(_) => {}
            Err(errno) => return Err(failed("waiting for the client", errno.into())),
        }
        match self.master.read(buffer) {
            Ok(count) => Ok(count),
            Err(error) if is_no_news(&error) => Ok(0),
            Err(error) => Err(failed("reading from the client", error)),
        }
    }

    /// Writes what the client has room for. If it makes none while `is_patient` the
    /// rest is lost, as it is in a real port that nobody reads.
    fn write(
        &mut self,
        mut bytes: &[u8],
        mut is_patient: impl FnMut() -> bool,
    ) -> Result<(), PtyError> {
        while !bytes.is_empty() {
            match self.master.write(bytes) {
                Ok(count) => bytes = bytes.get(count..).unwrap_or_default(),
                Err(error) if is_no_news(&error) => {
                    if !is_patient() {
                        return Ok(());
                    }
                    self.wait_for_room()?;
                }
                Err(error) => return Err(failed("writing to the client", error)),
            }
        }
        Ok(())
    }

    /// Waits for room for at most [`SLICE`].
    fn wait_for_room(&self) -> Result<(), PtyError> {
        let mut ready = [PollFd::new(&self.master, PollFlags::OUT)];
        match poll(&mut ready, Some(&timespec(SLICE))) {
            Ok(_) | Err(rustix::io::Errno::INTR) => Ok(()),
            Err(errno) => Err(failed("waiting for room", errno.into())),
        }
    }
}

/// No echo, no line editing, and the speed that sessions begin with.
fn make_raw(slave: &File) -> rustix::io::Result<()> {
    let mut termios = tcgetattr(slave)?;
    termios.make_raw();
    termios.set_speed(LineSettings::OPENING.baud)?;
    tcsetattr(slave, OptionalActions::Now, &termios)
}

/// A symbolic link that is removed at the end.
struct Link<'p>(&'p Path);

impl<'p> Link<'p> {
    fn make(path: &'p Path, target: &Path) -> Result<Link<'p>, PtyError> {
        let failed = |source| PtyError::Link {
            path: path.to_owned(),
            source,
        };
        match fs::symlink_metadata(path) {
            Ok(found) if found.is_symlink() => fs::remove_file(path).map_err(failed)?,
            Ok(_) => {
                return Err(PtyError::NotALink {
                    path: path.to_owned(),
                });
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(failed(error)),
        }
        symlink(target, path).map_err(failed)?;
        Ok(Link(path))
    }
}

impl Drop for Link<'_> {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_file(self.0) {
            log::warn!("{} was not removed: {error}", self.0.display());
        }
    }
}

/// A time-out of less than a second.
fn timespec(duration: Duration) -> Timespec {
    Timespec {
        tv_sec: 0,
        tv_nsec: duration.subsec_nanos().into(),
    }
}

fn failed(operation: &'static str, source: io::Error) -> PtyError {
    PtyError::Terminal { operation, source }
}

fn is_no_news(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted)
}

#[cfg(test)]
mod tests {
    use super::super::super::bench::{CLOCK, data_message};
    use super::*;
    use std::thread;

    fn plan() -> ServePlan {
        ServePlan {
            bus: "lgz-zmd".parse().unwrap(),
            pace: ServePace::None,
            clock: CLOCK,
        }
    }

    /// Runs `client` with the open port while the meter is served at `link`.
    fn with_served(link: &Path, client: impl FnOnce(File)) {
        with_plan(link, &plan(), client);
    }

    fn with_plan(link: &Path, plan: &ServePlan, client: impl FnOnce(File)) {
        let stop = AtomicBool::new(false);
        thread::scope(|scope| {
            let server = scope.spawn(|| serve_pty(link, plan, &stop, || {}));
            let port = loop {
                if let Ok(port) = OpenOptions::new().read(true).write(true).open(link) {
                    break port;
                }
                assert!(!server.is_finished(), "{:?}", server.join());
                thread::yield_now();
            };
            client(port);
            stop.store(true, Ordering::Relaxed);
            server.join().unwrap().unwrap();
        });
    }

    fn read_until(port: &mut File, end: impl Fn(&[u8]) -> bool) -> Vec<u8> {
        let mut heard = Vec::new();
        let mut byte = [0];
        while !end(&heard) {
            port.read_exact(&mut byte).unwrap();
            heard.push(byte[0]);
        }
        heard
    }

    #[test]
    fn a_pseudo_terminal_is_read_with_either_parity() {
        let folder = tempfile::tempdir().unwrap();
        let link = folder.path().join("meter");
        with_served(&link, |mut port| {
            port.write_all(b"/?!\r\n").unwrap();
            let line = read_until(&mut port, |heard| heard.ends_with(b"\n"));
            assert_eq!(line, b"/LGZ5\\2ZMD3104107.B32\r\n");
            port.write_all(b"\x06050\r\n").unwrap();
            let block = read_until(&mut port, |h| h.len() > 1 && h[h.len() - 2] == 3);
            assert_eq!(data_message(&block).unwrap().check.is_ok(), Some(true));

            port.write_all(b"\xAF?!\x8D\n").unwrap();
            let line = read_until(&mut port, |heard| heard.ends_with(b"\n"));
            assert!(line.starts_with(b"\xAF\xCC\x47\x5A"), "{line:02X?}");
        });
        assert!(!link.is_symlink(), "the link is gone");
    }

    #[test]
    fn a_readout_longer_than_the_terminal_has_room_for_is_not_cut_at_full_speed() {
        let folder = tempfile::tempdir().unwrap();
        let link = folder.path().join("meter");
        let long = ServePlan {
            bus: "iskra-mt174".parse().unwrap(),
            ..plan()
        };
        with_plan(&link, &long, |mut port| {
            port.write_all(b"/?!\r\n").unwrap();
            read_until(&mut port, |heard| heard.ends_with(b"\n"));
            port.write_all(b"\x06050\r\n").unwrap();
            // Nothing is read before the terminal is full.
            let mut full = [PollFd::new(&port, PollFlags::IN)];
            poll(&mut full, None).unwrap();
            let block = read_until(&mut port, |h| h.len() > 1 && h[h.len() - 2] == 3);
            assert!(block.len() > 8192, "{}", block.len());
            assert_eq!(data_message(&block).unwrap().check.is_ok(), Some(true));
        });
    }

    #[test]
    fn a_line_that_dies_takes_the_terminal_with_it_and_there_is_another_one() {
        let folder = tempfile::tempdir().unwrap();
        let link = folder.path().join("meter");
        let dying = ServePlan {
            bus: "lgz-zmd+dies-after-write".parse().unwrap(),
            ..plan()
        };
        with_plan(&link, &dying, |mut port| {
            enter(&mut port);
            let write = command(b"W5\x020.8.0(15)(00000000)\x03");
            port.write_all(&write).unwrap();
            let ended = port.read(&mut [0]);
            assert!(!matches!(ended, Ok(1..)), "no acknowledgement: {ended:?}");

            let mut port = loop {
                match OpenOptions::new().read(true).write(true).open(&link) {
                    Ok(port) => break port,
                    Err(_) => thread::yield_now(),
                }
            };
            enter(&mut port);
            port.write_all(&command(b"R5\x020.8.0()\x03")).unwrap();
            let answer = read_until(&mut port, |h| h.len() > 1 && h[h.len() - 2] == 3);
            assert!(answer.starts_with(b"\x020.8.0(15*min)\x03"));
        });
    }

    /// Into programming mode.
    fn enter(port: &mut File) {
        port.write_all(b"/?!\r\n").unwrap();
        read_until(port, |heard| heard.ends_with(b"\n"));
        port.write_all(b"\x06051\r\n").unwrap();
        read_until(port, |h| h.len() > 1 && h[h.len() - 2] == 3);
    }

    fn command(text: &[u8]) -> Vec<u8> {
        let mut bytes = vec![1];
        bytes.extend(text);
        bytes.push(crate::codec::block_check::xor(text));
        bytes
    }

    #[test]
    fn only_a_link_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let link = folder.path().join("meter");
        symlink("/nowhere", &link).unwrap();
        with_served(&link, drop);
        fs::write(&link, "precious").unwrap();
        let error = serve_pty(&link, &plan(), &AtomicBool::new(true), || {}).unwrap_err();
        assert!(
            error.to_string().contains("is not a symbolic link"),
            "{error}"
        );
        assert_eq!(fs::read(&link).unwrap(), b"precious");
    }
}

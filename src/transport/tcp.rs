//! Raw TCP: serial-to-Ethernet converters and gateways.
//!
//! The converter has a speed and a character format of its own; what is set here
//! only tells how long a character takes.

use std::io::{ErrorKind, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use socket2::{SockRef, TcpKeepalive};

use super::{LineSettings, LineTime, ParityCarrier, PortProblem, Transport, TransportError};

/// Longest wait for one address of a converter to answer.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// Longest wait for the system to take bytes that are to be sent.
const WRITE_TIMEOUT: Duration = Duration::from_secs(5);
/// A connection without traffic is tried after so long, and then again every so often: a
/// network that forgets quiet connections keeps this one, and a converter that lost
/// power is noticed.
const KEEP_ALIVE: (Duration, Duration) = (Duration::from_secs(20), Duration::from_secs(5));
/// How often a connection under way looks for a cancelled job.
const SLICE: Duration = Duration::from_millis(40);

/// A connection to a converter.
pub struct TcpTransport {
    stream: TcpStream,
    name: String,
    opened: Instant,
    settings: LineSettings,
    busy_until: LineTime,
    /// How long connecting took: a round trip.
    delay: Duration,
}

impl TcpTransport {
    /// Connects to `host:port`. Gives up within 50 ms when `cancelled` says so,
    /// with `None`.
    pub fn connect(
        address: &str,
        cancelled: &dyn Fn() -> bool,
    ) -> Result<Option<TcpTransport>, TransportError> {
        TcpTransport::connect_as(&format!("tcp://{address}"), address, cancelled)
    }

    /// The same for a port that errors call `name`.
    pub(super) fn connect_as(
        name: &str,
        address: &str,
        cancelled: &dyn Fn() -> bool,
    ) -> Result<Option<TcpTransport>, TransportError> {
        let name = name.to_owned();
        let (done, result) = mpsc::channel();
        let target = address.to_owned();
        // Looking up a name and connecting cannot be interrupted; a thread that is
        // given up ends by itself.
        let spawned = thread::Builder::new()
            .name("flagport-connect".to_owned())
            .spawn(move || {
                // Nobody waits for the result of a cancelled job.
                let _ = done.send(connect_to(&target));
            });
        let failed = |problem| TransportError {
            port: name.clone(),
            problem,
        };
        if let Err(error) = spawned {
            return Err(failed(PortProblem::Other {
                operation: "connecting",
                reason: error.to_string(),
            }));
        }
        let (stream, delay) = loop {
            match result.recv_timeout(SLICE) {
                Ok(connected) => break connected.map_err(failed)?,
                Err(RecvTimeoutError::Timeout) if cancelled() => return Ok(None),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => {
                    return Err(failed(PortProblem::Unreachable(
                        "connecting ended unexpectedly".to_owned(),
                    )));
                }
            }
        };
        Ok(Some(TcpTransport {
            stream,
            name,
            opened: Instant::now(),
            settings: LineSettings::OPENING,
            busy_until: LineTime::START,
            delay,
        }))
    }

    fn io_error(&self, operation: &'static str, error: &std::io::Error) -> TransportError {
        let problem = match error.kind() {
            ErrorKind::BrokenPipe
            | ErrorKind::ConnectionReset
            | ErrorKind::ConnectionAborted
            | ErrorKind::NotConnected
            | ErrorKind::UnexpectedEof => PortProblem::Gone,
            _ => PortProblem::Other {
                operation,
                reason: error.to_string(),
            },
        };
        TransportError {
            port: self.name.clone(),
            problem,
        }
    }
}

/// A connection, and how long it took to make it.
fn connect_to(address: &str) -> Result<(TcpStream, Duration), PortProblem> {
    let unreachable = |error: std::io::Error| PortProblem::Unreachable(error.to_string());
    let mut problem = PortProblem::Unreachable("the name has no address".to_owned());
    for address in address.to_socket_addrs().map_err(unreachable)? {
        let began = Instant::now();
        match TcpStream::connect_timeout(&address, CONNECT_TIMEOUT) {
            Ok(stream) => {
                let took = began.elapsed();
                stream.set_nodelay(true).map_err(unreachable)?;
                let (after, every) = KEEP_ALIVE;
                let keep_alive = TcpKeepalive::new().with_time(after).with_interval(every);
                if let Err(error) = SockRef::from(&stream).set_tcp_keepalive(&keep_alive) {
                    log::debug!("{address}: the connection is not kept alive: {error}");
                }
                stream
                    .set_write_timeout(Some(WRITE_TIMEOUT))
                    .map_err(unreachable)?;
                return Ok((stream, took));
            }
            Err(error) if error.kind() == ErrorKind::ConnectionRefused => {
                problem = PortProblem::Refused;
            }
            Err(error) => problem = unreachable(error),
        }
    }
    Err(problem)
}

/// Reads what is there within `wait`, as [`Read::read`] does; after that it is
/// [`ErrorKind::TimedOut`]. The timeout of a socket ends up to two ticks of the system
/// late, which is 8 ms in each turn of a session; waiting for the socket is exact.
#[cfg(unix)]
pub(crate) fn read_within(
    stream: &mut TcpStream,
    buffer: &mut [u8],
    wait: Duration,
) -> std::io::Result<usize> {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    let timeout = Timespec::try_from(wait).ok();
    let mut wanted = [PollFd::new(&*stream, PollFlags::IN)];
    match poll(&mut wanted, timeout.as_ref())? {
        0 => Err(ErrorKind::TimedOut.into()),
        _ => stream.read(buffer),
    }
}

/// The same where the system cannot be asked that way.
#[cfg(not(unix))]
pub(crate) fn read_within(
    stream: &mut TcpStream,
    buffer: &mut [u8],
    wait: Duration,
) -> std::io::Result<usize> {
    // Zero would be no timeout at all.
    stream.set_read_timeout(Some(wait.max(Duration::from_millis(1))))?;
    stream.read(buffer)
}

impl Transport for TcpTransport {
    fn now(&self) -> LineTime {
        LineTime(self.opened.elapsed())
    }

    fn configure(&mut self, settings: LineSettings) -> Result<ParityCarrier, TransportError> {
        self.settings = settings;
        Ok(ParityCarrier::Unknown)
    }

    fn send(&mut self, bytes: &[u8]) -> Result<LineTime, TransportError> {
        let start = self.now().max(self.busy_until);
        self.stream
            .write_all(bytes)
            .map_err(|error| self.io_error("sending", &error))?;
        self.busy_until = start + self.settings.duration_of(bytes.len());
        Ok(self.busy_until)
    }

    fn recv(&mut self, buffer: &mut [u8], deadline: LineTime) -> Result<usize, TransportError> {
        loop {
            let wait = deadline.since(self.now());
            match read_within(&mut self.stream, buffer, wait) {
                Ok(0) => {
                    return Err(TransportError {
                        port: self.name.clone(),
                        problem: PortProblem::Gone,
                    });
                }
                Ok(count) => return Ok(count),
                Err(error) => match error.kind() {
                    ErrorKind::TimedOut | ErrorKind::WouldBlock | ErrorKind::Interrupted => {
                        if self.now() >= deadline {
                            return Ok(0);
                        }
                    }
                    _ => return Err(self.io_error("receiving", &error)),
                },
            }
        }
    }

    fn delay(&self) -> Duration {
        self.delay
    }
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;

    #[test]
    fn a_connection_sends_at_once_and_is_kept_alive() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let connected = TcpTransport::connect(&address, &|| false).unwrap().unwrap();
        assert!(connected.stream.nodelay().unwrap());
        assert!(SockRef::from(&connected.stream).keepalive().unwrap());
    }
}

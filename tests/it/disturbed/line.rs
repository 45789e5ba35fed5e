//! The port of a session: a simulated meter, a course of disturbances, and ears on both
//! sides of them.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use flagport::sim::{Channel, MeterMemory, Pace, SimTransport, catalog};
use flagport::transport::disturbed::{Course, Disturbed};
use flagport::transport::{
    LineSettings, LineTime, ParityCarrier, PortProblem, Transport, TransportError,
};
use flagport::worker::{CancelToken, OpenPort, PortChoice};
use jiff::civil::DateTime;

/// So many calls are more than any session needs that ends.
const CALLS: u64 = 3_000_000;

/// So much time of the line is more than any session takes.
const FOREVER: Duration = Duration::from_secs(6 * 3600);

/// How long the meter is watched after the session, and again if it talked meanwhile: so
/// many times at most, for one that pushes does not stop.
const AFTERWARDS: (Duration, usize) = (Duration::from_secs(3), 4);

/// Who said something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Who {
    Host,
    Meter,
}

/// What an ear heard: pieces in the order of time, parity taken off.
#[derive(Debug, Clone, Default)]
pub(super) struct Heard {
    pub(super) pieces: Vec<(Who, Vec<u8>)>,
    /// What the host said, parity and all.
    pub(super) said: Vec<u8>,
}

impl Heard {
    fn add(&mut self, who: Who, bytes: &[u8]) {
        if bytes.is_empty() {
            return;
        }
        if who == Who::Host {
            self.said.extend(bytes);
        }
        let codes = bytes.iter().map(|byte| byte & 0x7F);
        match self.pieces.last_mut() {
            Some((last, piece)) if *last == who => piece.extend(codes),
            _ => self.pieces.push((who, codes.collect())),
        }
    }

    /// Everything that one side said.
    pub(super) fn all(&self, who: Who) -> Vec<u8> {
        let own = self.pieces.iter().filter(|(other, _)| *other == who);
        own.flat_map(|(_, bytes)| bytes.iter().copied()).collect()
    }
}

/// Everything about the line of one session.
#[derive(Debug)]
pub(super) struct Wire {
    /// What the host said and heard.
    pub(super) host: Heard,
    /// What the meter heard and said.
    pub(super) meter: Heard,
    /// How often the port was opened.
    pub(super) openings: u32,
    /// Opening it again fails so many times.
    pub(super) away: u32,
    pub(super) calls: u64,
    /// It did not end by itself.
    pub(super) ran_away: bool,
    /// The port was gone when it was used last.
    pub(super) is_gone: bool,
    sim: SimTransport,
}

pub(super) type Shared = Arc<Mutex<Wire>>;

impl Wire {
    pub(super) fn new(
        meter: &str,
        clock: DateTime,
        memory: MeterMemory,
        channel: Channel,
        away: u32,
    ) -> Shared {
        let kind = *catalog::find(meter).unwrap();
        let sim = SimTransport::open_again(
            kind,
            clock,
            Pace::Virtual,
            flagport::sim::Faults::default(),
            memory,
        );
        Arc::new(Mutex::new(Wire {
            host: Heard::default(),
            meter: Heard::default(),
            openings: 0,
            away,
            calls: 0,
            ran_away: false,
            is_gone: false,
            sim: sim.with_channel(channel),
        }))
    }

    /// How long the line was in use.
    pub(super) fn now(&self) -> LineTime {
        self.sim.now()
    }

    /// What the meter's clock shows.
    pub(super) fn meter_clock(&self) -> DateTime {
        self.sim.meter_clock()
    }

    /// Whether nobody is signed on to the meter some seconds after the session. One that
    /// still sends is heard out: in mode A it was asked twice, sends its list twice, and no
    /// break message stops it.
    pub(super) fn comes_to_rest(&mut self) -> bool {
        let (time, times) = AFTERWARDS;
        for _ in 0..times {
            if self.pass(self.sim.now() + time) == 0 {
                break;
            }
        }
        self.sim.meter_is_at_rest()
    }

    /// Lets time pass in which nobody is at the port; gives how much the meter said.
    fn pass(&mut self, until: LineTime) -> usize {
        let mut buffer = [0; 256];
        let mut count = 0;
        while self.sim.now() < until
            && let Ok(more) = self.sim.recv(&mut buffer, until)
        {
            count += more;
        }
        count
    }
}

/// Opens the port of a session.
pub(super) struct Ports {
    pub(super) wire: Shared,
    pub(super) course: Course,
}

impl OpenPort for Ports {
    fn open(
        &mut self,
        port: &PortChoice,
        _cancel: &CancelToken,
    ) -> Result<Option<Box<dyn Transport>>, TransportError> {
        let mut wire = self.wire.lock().unwrap();
        if wire.openings > 0 && wire.away > 0 {
            wire.away -= 1;
            return Err(TransportError {
                port: port.to_string(),
                problem: PortProblem::Missing,
            });
        }
        wire.openings += 1;
        wire.is_gone = false;
        let opened = wire.now();
        drop(wire);
        let behind = Behind {
            wire: Arc::clone(&self.wire),
            opened,
        };
        Ok(Some(Box::new(Before {
            line: Disturbed::new(behind, self.course.clone()),
            wire: Arc::clone(&self.wire),
        })))
    }

    /// The meter goes on while the port is away.
    fn wait(&mut self, duration: Duration) {
        let mut wire = self.wire.lock().unwrap();
        let until = wire.now() + duration;
        wire.pass(until);
    }
}

/// The line behind the disturbances: what the meter hears and says.
struct Behind {
    wire: Shared,
    opened: LineTime,
}

impl Transport for Behind {
    fn now(&self) -> LineTime {
        LineTime(self.wire.lock().unwrap().now().since(self.opened))
    }

    fn configure(&mut self, settings: LineSettings) -> Result<ParityCarrier, TransportError> {
        self.wire.lock().unwrap().sim.configure(settings)
    }

    fn send(&mut self, bytes: &[u8]) -> Result<LineTime, TransportError> {
        let mut wire = self.wire.lock().unwrap();
        wire.meter.add(Who::Host, bytes);
        let sent = wire.sim.send(bytes)?;
        Ok(LineTime(sent.since(self.opened)))
    }

    fn recv(&mut self, buffer: &mut [u8], deadline: LineTime) -> Result<usize, TransportError> {
        let mut wire = self.wire.lock().unwrap();
        let until = deadline + self.opened.0;
        let count = wire.sim.recv(buffer, until)?;
        wire.meter.add(Who::Meter, &buffer[..count]);
        Ok(count)
    }
}

/// The line before the disturbances: what the host says and hears.
struct Before {
    line: Disturbed<Behind>,
    wire: Shared,
}

impl Before {
    /// Ends a session that does not end.
    fn count(&self) -> Result<(), TransportError> {
        let mut wire = self.wire.lock().unwrap();
        wire.calls += 1;
        if wire.calls > CALLS || wire.now().0 > FOREVER {
            wire.ran_away = true;
            wire.away = u32::MAX;
            return Err(TransportError {
                port: "run away".to_owned(),
                problem: PortProblem::Gone,
            });
        }
        Ok(())
    }

    fn noted<T>(&self, result: Result<T, TransportError>) -> Result<T, TransportError> {
        if result.is_err() {
            self.wire.lock().unwrap().is_gone = true;
        }
        result
    }
}

impl Transport for Before {
    fn now(&self) -> LineTime {
        self.line.now()
    }

    fn configure(&mut self, settings: LineSettings) -> Result<ParityCarrier, TransportError> {
        self.count()?;
        let configured = self.line.configure(settings);
        self.noted(configured)
    }

    fn send(&mut self, bytes: &[u8]) -> Result<LineTime, TransportError> {
        self.count()?;
        // What a port did not take may have left it all the same.
        self.wire.lock().unwrap().host.add(Who::Host, bytes);
        let sent = self.line.send(bytes);
        self.noted(sent)
    }

    fn recv(&mut self, buffer: &mut [u8], deadline: LineTime) -> Result<usize, TransportError> {
        self.count()?;
        let count = self.line.recv(buffer, deadline);
        let count = self.noted(count)?;
        let mut wire = self.wire.lock().unwrap();
        wire.host.add(Who::Meter, &buffer[..count]);
        Ok(count)
    }
}

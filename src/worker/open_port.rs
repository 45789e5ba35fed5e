//! Opening ports of every kind.

use std::thread;
use std::time::{Duration, Instant};

use jiff::Zoned;

use super::{CancelToken, PortChoice};
use crate::sim::station::StationError;
use crate::sim::{Bus, Pace, SimTransport};
use crate::transport::rfc2217::Rfc2217Transport;
use crate::transport::serial::SerialTransport;
use crate::transport::tcp::TcpTransport;
use crate::transport::{PortProblem, Transport, TransportError};

/// Where the line thread gets its lines from.
pub trait OpenPort {
    /// Opens a port; `None` when the job was cancelled meanwhile.
    fn open(
        &mut self,
        port: &PortChoice,
        cancel: &CancelToken,
    ) -> Result<Option<Box<dyn Transport>>, TransportError>;

    /// Waits before a port is tried again that was gone.
    fn wait(&mut self, duration: Duration);

    /// What this computer's clock shows now: the only place where a job reads it.
    fn wall_clock(&self) -> Zoned {
        Zoned::now()
    }

    /// A time that nobody sets, to tell by whether the clock was.
    fn steady_clock(&self) -> Instant {
        Instant::now()
    }
}

/// The ports of this computer, and simulated meters at real pace.
#[derive(Debug, Clone, Copy, Default)]
pub struct RealPorts;

impl OpenPort for RealPorts {
    fn open(
        &mut self,
        port: &PortChoice,
        cancel: &CancelToken,
    ) -> Result<Option<Box<dyn Transport>>, TransportError> {
        Ok(match port {
            PortChoice::Serial(path) => Some(Box::new(SerialTransport::open(path)?)),
            PortChoice::Tcp(address) => {
                let connected = TcpTransport::connect(address, &|| cancel.is_cancelled())?;
                connected.map(|transport| Box::new(transport) as Box<dyn Transport>)
            }
            PortChoice::Rfc2217(address) => {
                let connected = Rfc2217Transport::connect(address, &|| cancel.is_cancelled())?;
                connected.map(|transport| Box::new(transport) as Box<dyn Transport>)
            }
            PortChoice::Simulated(name) => {
                let bus: Bus = name.parse().map_err(|error: StationError| TransportError {
                    port: port.to_string(),
                    problem: PortProblem::NoSuchMeter(error.to_string()),
                })?;
                let clock = self.wall_clock().datetime();
                Some(Box::new(SimTransport::open_bus(&bus, clock, Pace::Real)))
            }
        })
    }

    fn wait(&mut self, duration: Duration) {
        thread::sleep(duration);
    }
}

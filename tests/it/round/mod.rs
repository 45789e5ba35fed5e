//! Rounds: many meters on one bus, many lines at once, and the program with a day list.

mod bus;
mod many;
mod program;

use flagport::link::CancelToken;
use flagport::sim::station::StationError;
use flagport::sim::{Bus, Pace, SimTransport};
use flagport::transport::{PortProblem, Transport, TransportError};
use flagport::worker::{OpenPort, PortChoice};
use jiff::Zoned;

/// The clock of all tests.
fn now() -> Zoned {
    "2026-11-23T08:00:00+01:00[Europe/Vienna]".parse().unwrap()
}

/// Simulated lines in virtual time; every other port is gone.
#[derive(Debug, Clone, Copy)]
struct VirtualPorts;

impl OpenPort for VirtualPorts {
    fn open(
        &mut self,
        port: &PortChoice,
        _cancel: &CancelToken,
    ) -> Result<Option<Box<dyn Transport>>, TransportError> {
        let gone = |problem| TransportError {
            port: port.to_string(),
            problem,
        };
        let PortChoice::Simulated(name) = port else {
            return Err(gone(PortProblem::Gone));
        };
        let bus: Bus = name
            .parse()
            .map_err(|error: StationError| gone(PortProblem::NoSuchMeter(error.to_string())))?;
        let line = SimTransport::open_bus(&bus, now().datetime(), Pace::Virtual);
        Ok(Some(Box::new(line)))
    }

    fn wait(&mut self, _duration: std::time::Duration) {}

    fn wall_clock(&self) -> Zoned {
        now()
    }
}

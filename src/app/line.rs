//! The threads of the line and of the ports as the window sees them.

use crate::worker::{Command, Event, PortInfo, PortWatch, Worker};

/// Where commands go to and events come from.
pub trait Line {
    fn send(&mut self, command: Command);

    /// The next event, if there is one; never waits.
    fn try_recv(&mut self) -> Option<Event>;
}

/// Where the list of ports comes from.
pub trait Ports {
    /// The newest list, if it changed since it was asked for last; never waits.
    fn changed(&mut self) -> Option<Vec<PortInfo>>;
}

impl Ports for PortWatch {
    fn changed(&mut self) -> Option<Vec<PortInfo>> {
        PortWatch::changed(self)
    }
}

/// A list that was made once.
impl Ports for Option<Vec<PortInfo>> {
    fn changed(&mut self) -> Option<Vec<PortInfo>> {
        self.take()
    }
}

impl Line for Worker {
    fn send(&mut self, command: Command) {
        Worker::send(self, command);
    }

    fn try_recv(&mut self) -> Option<Event> {
        Worker::try_recv(self)
    }
}

/// A line that leads nowhere, for a computer that gives no thread to the line.
pub struct NoLine;

impl Line for NoLine {
    fn send(&mut self, _command: Command) {}

    fn try_recv(&mut self) -> Option<Event> {
        None
    }
}

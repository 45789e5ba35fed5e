//! A line that outlives its port: when the port was unplugged and has come back, it
//! goes on over the new one, in one flow of time.

use std::cell::{Cell, RefCell};
use std::time::Duration;

use crate::codec::Identification;
use crate::trace::TraceRecord;
use crate::transport::{LineSettings, LineTime, ParityCarrier, Transport, TransportError};
use crate::watch::{Stage, Watch};
use crate::worker::teller::Teller;

/// An open port, and how long the line has existed before it.
pub(in crate::worker) struct Line {
    transport: RefCell<Box<dyn Transport>>,
    before: Cell<Duration>,
}

impl Line {
    pub(super) fn new(transport: Box<dyn Transport>) -> Line {
        Line {
            transport: RefCell::new(transport),
            before: Cell::new(Duration::ZERO),
        }
    }

    /// Goes on over another port, or the same one opened anew.
    pub(super) fn replace(&self, transport: Box<dyn Transport>) {
        let gone = self.now().since(transport.now());
        self.before.set(gone);
        self.transport.replace(transport);
    }

    pub(super) fn now(&self) -> LineTime {
        self.transport.borrow().now() + self.before.get()
    }
}

/// The end of a [`Line`] that a link holds.
pub(super) struct Plug<'a>(pub(super) &'a Line);

impl Transport for Plug<'_> {
    fn now(&self) -> LineTime {
        self.0.now()
    }

    fn configure(&mut self, settings: LineSettings) -> Result<ParityCarrier, TransportError> {
        self.0.transport.borrow_mut().configure(settings)
    }

    fn send(&mut self, bytes: &[u8]) -> Result<LineTime, TransportError> {
        let sent = self.0.transport.borrow_mut().send(bytes)?;
        Ok(sent + self.0.before.get())
    }

    fn recv(&mut self, buffer: &mut [u8], deadline: LineTime) -> Result<usize, TransportError> {
        let deadline = LineTime(deadline.0.saturating_sub(self.0.before.get()));
        self.0.transport.borrow_mut().recv(buffer, deadline)
    }

    fn delay(&self) -> Duration {
        self.0.transport.borrow().delay()
    }

    fn notice(&mut self) -> Option<String> {
        self.0.transport.borrow_mut().notice()
    }
}

/// The teller of a job as a link's watch, while the job goes on telling things itself.
pub(super) struct Listener<'a, 't>(pub(super) &'a RefCell<Teller<'t>>);

impl Watch for Listener<'_, '_> {
    fn traced(&mut self, record: TraceRecord) {
        self.0.borrow_mut().traced(record);
    }

    fn reached(&mut self, stage: Stage, settings: LineSettings) {
        self.0.borrow_mut().reached(stage, settings);
    }

    fn identified(&mut self, identification: &Identification) {
        self.0.borrow_mut().identified(identification);
    }

    fn receiving(&mut self, block: &[u8], now: LineTime) {
        self.0.borrow_mut().receiving(block, now);
    }

    fn gathered(&mut self, body: &[u8], now: LineTime) {
        self.0.borrow_mut().gathered(body, now);
    }

    fn waiting(&mut self, now: LineTime) {
        self.0.borrow_mut().waiting(now);
    }
}

//! The list of ports, and a thread that sees heads come and go.

use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::mishap::guarded;
use super::{PortChoice, PortInfo};
use crate::sim::catalog;
use crate::transport::serial;

/// How often the ports are looked at.
const EVERY: Duration = Duration::from_millis(1500);

/// All ports there are now: serial ones first, then the simulated meters. May take a
/// while: not for the thread of the window.
pub fn ports() -> Vec<PortInfo> {
    let serial = serial::available().into_iter().map(|port| PortInfo {
        choice: PortChoice::Serial(port.path),
        product: port.product,
        manufacturer: port.manufacturer,
        usb_id: port.usb_id,
        serial_number: port.serial_number,
    });
    let simulated = catalog::all().iter().map(|kind| PortInfo {
        choice: PortChoice::Simulated(kind.name.to_owned()),
        product: Some(kind.summary.to_owned()),
        manufacturer: Some(kind.manufacturer.to_owned()),
        usb_id: None,
        serial_number: None,
    });
    serial.chain(simulated).collect()
}

/// Looks at the ports again and again, and tells when they changed.
#[derive(Debug)]
pub struct PortWatch {
    changes: Receiver<Vec<PortInfo>>,
    /// Dropped to end the thread.
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl PortWatch {
    /// Starts the thread. `wake` is called after every change, from that thread; the
    /// first list counts as one.
    pub fn spawn(wake: impl Fn() + Send + 'static) -> std::io::Result<PortWatch> {
        PortWatch::spawn_with(ports, EVERY, wake)
    }

    /// Starts the thread with another `list` of ports, which is asked for `every` so
    /// often.
    pub fn spawn_with(
        list: impl Fn() -> Vec<PortInfo> + Send + 'static,
        every: Duration,
        wake: impl Fn() + Send + 'static,
    ) -> std::io::Result<PortWatch> {
        let (stop, stopped) = mpsc::channel::<()>();
        let (sender, changes) = mpsc::channel();
        let thread = thread::Builder::new()
            .name("flagport-ports".to_owned())
            .spawn(move || {
                let mut known = None;
                loop {
                    // A listing that panics is tried again with the next look.
                    let found = guarded(&list).ok();
                    if found.is_some() && found != known {
                        known = found;
                        let told = known.clone().map(|ports| sender.send(ports));
                        if !matches!(told, Some(Ok(()))) {
                            return;
                        }
                        if guarded(&wake).is_err() {
                            log::error!("the window could not be woken for the ports");
                        }
                    }
                    if stopped.recv_timeout(every) != Err(RecvTimeoutError::Timeout) {
                        return;
                    }
                }
            })?;
        Ok(PortWatch {
            changes,
            stop: Some(stop),
            thread: Some(thread),
        })
    }

    /// The newest list, if it changed since it was asked for last.
    pub fn changed(&self) -> Option<Vec<PortInfo>> {
        self.changes.try_iter().last()
    }
}

impl Drop for PortWatch {
    fn drop(&mut self) {
        self.stop = None;
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            log::error!("the thread that watches the ports ended by a panic");
        }
    }
}

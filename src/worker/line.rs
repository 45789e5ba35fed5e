//! What the line thread does from its first command to its last: one job after the
//! other, and a session that is kept between two of them.

use std::sync::mpsc::{Receiver, RecvTimeoutError};

use super::mishap::guarded;
use super::open_port::OpenPort;
use super::programming::{self, Kept};
use super::{
    CancelToken, Command, Event, JobId, Keep, Outbox, Outcome, PortChoice, ProgrammePlan, ReadPlan,
    failure, read,
};

/// Serves commands until nobody can send any more, then signs off.
pub(super) fn serve(
    inbox: &Receiver<Command>,
    ports: impl OpenPort,
    keep: &Keep,
    outbox: &Outbox<'_>,
) {
    let mut line = LineThread {
        ports,
        keep,
        outbox,
        kept: None,
        job: JobId(0),
    };
    loop {
        let command = match &line.kept {
            None => inbox.recv().map_err(|_| RecvTimeoutError::Disconnected),
            // What cannot tell how long it may be left alone is signed off.
            Some(kept) => inbox.recv_timeout(guarded(|| kept.patience()).unwrap_or_default()),
        };
        match command {
            Ok(command) => line.run(command),
            Err(RecvTimeoutError::Timeout) => line.sign_off(),
            Err(RecvTimeoutError::Disconnected) => break,
        }
    }
    line.sign_off();
}

/// The thread between two commands.
struct LineThread<'a, P> {
    ports: P,
    keep: &'a Keep,
    outbox: &'a Outbox<'a>,
    kept: Option<Kept>,
    /// The job that was carried out last.
    job: JobId,
}

impl<P: OpenPort> LineThread<'_, P> {
    /// Carries out one command. A panic is a fault of this program: it ends the job,
    /// not the thread.
    fn run(&mut self, command: Command) {
        match command {
            Command::Read {
                id,
                port,
                plan,
                cancel,
            } => {
                self.sign_off();
                self.job = id;
                self.read(&port, &plan, &cancel);
            }
            Command::Programme {
                id,
                port,
                plan,
                cancel,
            } => {
                let serves = |kept: &Kept| kept.serves(&port, &plan);
                if !self.kept.as_ref().is_some_and(serves) {
                    self.sign_off();
                }
                self.job = id;
                self.programme(&port, &plan, &cancel);
            }
            Command::SignOff => self.sign_off(),
        }
    }

    fn read(&mut self, port: &PortChoice, plan: &ReadPlan, cancel: &CancelToken) {
        let (id, outbox) = (self.job, self.outbox);
        let port_told = port.clone();
        outbox.send(Event::JobStarted {
            id,
            port: port_told,
        });
        let archive = self.keep.archive.as_ref();
        let ports = &mut self.ports;
        let job = || read::run(id, port, plan, cancel, archive, ports, outbox);
        let outcome =
            guarded(job).unwrap_or_else(|panic| Outcome::Failed(failure::of_panic(&panic)));
        outbox.send(Event::JobFinished { id, outcome });
    }

    fn programme(&mut self, port: &PortChoice, plan: &ProgrammePlan, cancel: &CancelToken) {
        let (id, outbox) = (self.job, self.outbox);
        let port_told = port.clone();
        outbox.send(Event::JobStarted {
            id,
            port: port_told,
        });
        let order = programming::Order {
            id,
            port,
            plan,
            cancel,
        };
        let kept = self.kept.take();
        let was_kept = kept.is_some();
        let (keep, ports) = (self.keep, &mut self.ports);
        let job = || programming::run(&order, keep, ports, kept, outbox);
        let (outcome, kept) =
            guarded(job).unwrap_or_else(|panic| (Outcome::Failed(failure::of_panic(&panic)), None));
        self.kept = kept;
        let kept = self.kept.is_some();
        if kept != was_kept {
            outbox.send(Event::SessionKept { kept });
        }
        let outcome = Box::new(outcome);
        outbox.send(Event::ProgrammeFinished { id, outcome });
    }

    /// Signs the meter off if its session is kept.
    fn sign_off(&mut self) {
        if let Some(kept) = self.kept.take() {
            let (job, outbox) = (self.job, self.outbox);
            if guarded(|| kept.sign_off(job, outbox)).is_err() {
                log::error!("signing off ended by a panic");
                // Who waits for it must not wait for ever.
                outbox.send(Event::SessionKept { kept: false });
            }
        }
    }
}

//! Reading many meters of a round at once, over the network, on lines of their own.
//!
//! Serial ports are left to the line of the window: a head is put on by hand.

use std::collections::BTreeSet;
use std::thread::JoinHandle;

use super::Flagport;
use super::background::Finished;
use super::model::ManyNow;
use super::rounds::RoundNews;
use crate::round::State;
use crate::round::many::{ManyPlan, Told, read_all, tasks};
use crate::say;
use crate::worker::{CancelToken, Event, PortChoice, RealPorts};

/// How many lines run at once.
const JOBS: usize = 16;

/// Many meters that are being read.
#[derive(Debug)]
pub(super) struct ManyRun {
    cancel: CancelToken,
    thread: JoinHandle<()>,
}

/// Whether meters behind this port can be read without a hand on them.
pub(super) fn is_remote(port: &PortChoice) -> bool {
    match port {
        PortChoice::Tcp(_) | PortChoice::Rfc2217(_) | PortChoice::Simulated(_) => true,
        PortChoice::Serial(_) => false,
    }
}

impl Flagport {
    /// Begins with all open meters that the list names a remote port for.
    pub(super) fn read_all_stops(&mut self) {
        let Some(file) = &self.model.round.file else {
            return;
        };
        if self.many.is_some() || self.model.running().is_some() {
            return;
        }
        let stops = file.round.stops.iter();
        let mut tasks = tasks(stops.map(|stop| &stop.planned).enumerate(), None);
        tasks.retain(|task| {
            let stop = file.round.stops.get(task.stop);
            is_remote(&task.port) && stop.is_some_and(|stop| stop.state == State::Open)
        });
        if tasks.is_empty() {
            return;
        }
        let settings = self.store.get();
        let plan = ManyPlan {
            line: settings.line.clone(),
            profile: None,
            profiles: self.model.profiles.clone(),
            every_way: false,
            jobs: JOBS,
            archive: self.archive.clone(),
        };
        let now = ManyNow {
            total: tasks.len(),
            ..ManyNow::default()
        };
        let cancel = CancelToken::new();
        let asked = cancel.clone();
        let thread = self.background.run_telling(move |tell| {
            let mut heard = BTreeSet::new();
            let ended = read_all(
                tasks,
                &plan,
                &asked,
                || RealPorts,
                |told| {
                    if is_news(&told, &mut heard) {
                        tell(Finished::Round(RoundNews::Told(told)));
                    }
                },
            );
            let ended = ended.map_err(|error| say!("notice-no-thread", error = error.to_string()));
            tell(Finished::Round(RoundNews::AllEnded(ended)));
        });
        match thread {
            Ok(thread) => {
                self.model.round.wrong = None;
                self.model.round.many = Some(now);
                self.many = Some(ManyRun { cancel, thread });
            }
            Err(error) => self.say_problem(say!("notice-no-thread", error = error.to_string())),
        }
    }

    /// Begins with no other meter; those that are being read are signed off.
    pub(super) fn stop_all(&mut self) {
        if let (Some(run), Some(many)) = (&self.many, &mut self.model.round.many) {
            run.cancel.cancel();
            many.is_stopping = true;
        }
    }

    /// Takes what is told of a meter; nothing of a round that was left meanwhile.
    pub(super) fn told_of_stop(&mut self, told: Told) {
        let Some(many) = &mut self.model.round.many else {
            return;
        };
        match told {
            Told::Begun { stop } => {
                many.running.insert(stop);
            }
            Told::Event { stop, event } => {
                if let Event::DataReceived { readout, .. } = *event {
                    self.say_if_wrong(stop, readout.meter.serial_number.as_deref());
                }
            }
            Told::Ended { stop, reading } => {
                many.running.remove(&stop);
                many.done = many.done.saturating_add(1);
                if let Some(Err(not)) = &reading.visit {
                    self.model.unstored.keep(not);
                }
                self.model.visits.is_stale = true;
                let visit = reading.visit.as_ref();
                self.note_outcome(stop, &reading.outcome, visit, reading.at);
            }
        }
    }

    pub(super) fn all_ended(&mut self, result: Result<(), String>) {
        self.model.round.many = None;
        self.many = None;
        if let Err(reason) = result {
            self.say_problem(reason);
        }
    }

    /// Signs all meters off before the window closes, and notes what came until then.
    pub(super) fn end_many(&mut self) {
        let Some(run) = self.many.take() else {
            return;
        };
        run.cancel.cancel();
        if run.thread.join().is_err() {
            log::error!("the thread of a round ended by a panic");
        }
        self.take_finished();
    }
}

/// Whether the window has to know: of what is read, only who tells it, once.
fn is_news(told: &Told, heard: &mut BTreeSet<usize>) -> bool {
    match told {
        Told::Begun { .. } | Told::Ended { .. } => true,
        Told::Event { stop, event } => match &**event {
            Event::DataReceived { readout, .. } => {
                readout.meter.serial_number.is_some() && heard.insert(*stop)
            }
            _ => false,
        },
    }
}

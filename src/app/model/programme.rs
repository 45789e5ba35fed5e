//! What programming mode told of the meter at hand, since it was met first.

use crate::profile::normal_address;
use crate::worker::{
    ActionRecord, Change, ClockReading, ClockRecord, Event, Failure, JobId, MeterKey, Outcome,
    ProgrammeSummary, RawRecord, RegisterReading, Task, Tries, WriteOutcome, WriteRecord,
    WriteState,
};

/// Everything that programming mode told of the meter at hand in this visit.
#[derive(Debug, Clone, Default)]
pub struct Programme {
    /// Which meter it is; `None` until one answered.
    pub meter: Option<MeterKey>,
    /// The newest reading of each register, in the order they were read first.
    pub readings: Vec<RegisterReading>,
    /// The changes of the last review and how far each is; kept until the next.
    pub run: Vec<(Change, WriteState)>,
    /// All writes of this visit, the oldest first.
    pub writes: Vec<WriteRecord>,
    /// The first and the newest measurement of the clock.
    pub first_clock: Option<ClockReading>,
    pub clock: Option<ClockReading>,
    pub clock_sets: Vec<ClockRecord>,
    pub actions: Vec<ActionRecord>,
    pub raw: Vec<RawRecord>,
    /// The password that was refused last; gone with the next job.
    pub refused: Option<RefusedPassword>,
    /// Why the last job ended early; gone with the next.
    pub failure: Option<Failure>,
    /// The meter is still signed on.
    pub session_kept: bool,
    /// *Cancel* has to wait for a write to be read back.
    pub cancel_deferred: bool,
}

/// A password that the meter refused.
#[derive(Debug, Clone, PartialEq)]
pub struct RefusedPassword {
    pub meter: MeterKey,
    pub level: u8,
    /// The meter's own words.
    pub answer: String,
    pub tries: Tries,
}

impl Programme {
    /// The newest reading of a register.
    pub fn reading(&self, address: &str) -> Option<&RegisterReading> {
        let wanted = normal_address(address);
        self.readings
            .iter()
            .find(|reading| normal_address(&reading.register.address) == wanted)
    }

    /// The last write of this visit to a register.
    pub fn last_write(&self, address: &str) -> Option<&WriteRecord> {
        let wanted = normal_address(address);
        self.writes
            .iter()
            .rev()
            .find(|write| normal_address(&write.register.address) == wanted)
    }

    /// Remembers that a job was sent.
    pub(super) fn job_sent(&mut self, task: &Task) {
        self.refused = None;
        self.failure = None;
        self.cancel_deferred = false;
        if let Task::Set { changes, .. } = task {
            self.run = changes
                .iter()
                .map(|change| (change.clone(), WriteState::Waiting))
                .collect();
        }
    }

    /// Takes over what a job told; `false` if it is not about programming mode.
    pub(super) fn apply(&mut self, event: &Event, is_current: impl Fn(JobId) -> bool) -> bool {
        match event {
            Event::SessionKept { kept } => self.session_kept = *kept,
            Event::RegisterRead { id, reading } if is_current(*id) => self.read(reading.clone()),
            Event::WriteProgressed { id, index, state } if is_current(*id) => {
                if let Some((_, now)) = self.run.get_mut(*index) {
                    *now = state.clone();
                }
                if let WriteState::Ended(record) = state {
                    self.writes.push(record.clone());
                }
            }
            Event::ClockRead { id, reading } if is_current(*id) => {
                self.first_clock.get_or_insert_with(|| reading.clone());
                self.clock = Some(reading.clone());
            }
            Event::PasswordRefused {
                id,
                meter,
                level,
                answer,
                tries,
            } if is_current(*id) => {
                self.refused = Some(RefusedPassword {
                    meter: meter.clone(),
                    level: *level,
                    answer: answer.clone(),
                    tries: tries.clone(),
                });
            }
            Event::CancelDeferred { id, deferred } if is_current(*id) => {
                self.cancel_deferred = *deferred;
            }
            Event::RegisterRead { .. }
            | Event::WriteProgressed { .. }
            | Event::ClockRead { .. }
            | Event::PasswordRefused { .. }
            | Event::CancelDeferred { .. } => {}
            _ => return false,
        }
        true
    }

    /// Takes over how a job ended.
    pub(super) fn finished(&mut self, outcome: &Outcome<ProgrammeSummary>) {
        self.cancel_deferred = false;
        let (summary, failure) = match outcome {
            Outcome::Done(summary) | Outcome::Cancelled(Some(summary)) => (Some(summary), None),
            Outcome::Partly { summary, failure } => (Some(summary), Some(failure)),
            Outcome::Cancelled(None) => (None, None),
            Outcome::Failed(failure) => (None, Some(failure)),
        };
        self.failure = failure.cloned();
        if let Some(summary) = summary {
            self.clock_sets.extend(summary.clock_set.clone());
            self.actions.extend(summary.action.clone());
            self.raw.extend(summary.raw.clone());
            for write in &summary.writes {
                self.settled(write);
            }
        }
    }

    /// Takes over a write that was told at the end of the job only: one that an
    /// earlier job left unknown.
    fn settled(&mut self, write: &WriteRecord) {
        if self.writes.contains(write) {
            return;
        }
        self.writes.push(write.clone());
        let wanted = normal_address(&write.register.address);
        for (change, state) in &mut self.run {
            let is_unknown = matches!(
                state,
                WriteState::Ended(record) if record.outcome == WriteOutcome::Unknown
            );
            if is_unknown && normal_address(&change.register.address) == wanted {
                *state = WriteState::Ended(write.clone());
            }
        }
    }

    fn read(&mut self, reading: RegisterReading) {
        let wanted = normal_address(&reading.register.address);
        let known = self
            .readings
            .iter_mut()
            .find(|known| normal_address(&known.register.address) == wanted);
        match known {
            Some(known) => *known = reading,
            None => self.readings.push(reading),
        }
    }
}

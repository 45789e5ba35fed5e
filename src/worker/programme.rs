//! A job in programming mode: what is wanted, and what came of it.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use jiff::Zoned;

use super::{LineOptions, SeriesPlan, SeriesRecord};
use crate::clock::{ClockReading, TimeBase};
use crate::language::Message;
use crate::message;
use crate::meter::{DataSet, MeterIdentity, Readout};
use crate::order::Order;
use crate::profile::{ActionDef, Library, LockOut, Profile, RegisterDef, normal_address};
use crate::secret::{MASK, Password};

/// A job in programming mode.
#[derive(Debug, Clone)]
pub struct ProgrammePlan {
    /// The device profile by name; `None` picks one by the identification.
    pub profile: Option<String>,
    pub profiles: Library,
    pub line: LineOptions,
    pub task: Task,
    /// One for each level that is needed, in any order.
    pub credentials: Vec<Credentials>,
    pub permission: Permission,
    /// The meter that the task is for; another one is left alone.
    pub expected: Option<MeterKey>,
    /// Who is at work, for the journal.
    pub operator: String,
    /// Keep the session for the next job, until shortly before the meter's own limit.
    pub keep_open: bool,
}

/// A level and its password.
#[derive(Debug, Clone, PartialEq)]
pub struct Credentials {
    pub level: u8,
    pub password: Password,
}

/// What the user may do, and has switched on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Permission {
    /// Nothing that changes the meter leaves this computer.
    pub read_only: bool,
    pub role: Role,
}

/// How far a user may go, from least to most.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Default,
    serde::Serialize,
    serde::Deserialize,
)]
pub enum Role {
    Read,
    /// Read, set the clock and reset billing.
    ClockAndReset,
    #[default]
    Full,
}

/// What a meter is known by across sessions.
#[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct MeterKey {
    /// The identification message without CR LF.
    pub identification_line: String,
    /// As the register that the profile names tells it.
    pub serial_number: Option<String>,
}

impl MeterKey {
    /// What a readout tells of the meter, in terms of `profile`. A serial number from
    /// another register than the profile's is none: it may be the owner's number.
    pub fn of_readout(readout: &Readout, profile: &Profile) -> MeterKey {
        let wanted = profile.serial_register.as_deref().map(normal_address);
        let serial = readout
            .data_sets
            .iter()
            .find(|set| Some(normal_address(&set.address)) == wanted)
            .and_then(|set| set.values.first())
            .map(|value| value.raw.trim().to_owned())
            .filter(|serial| !serial.is_empty());
        MeterKey {
            identification_line: readout
                .meter
                .identification_line
                .clone()
                .unwrap_or_default(),
            serial_number: serial,
        }
    }

    /// Whether both can be the same meter: of one maker with the same serial number;
    /// where either has none, the identification message decides.
    pub fn may_be(&self, other: &MeterKey) -> bool {
        match (&self.serial_number, &other.serial_number) {
            (Some(one), Some(two)) => {
                let maker = |key: &MeterKey| {
                    let letters = key.identification_line.trim_start_matches('/').get(..3);
                    letters.unwrap_or_default().to_ascii_uppercase()
                };
                one.trim() == two.trim() && maker(self) == maker(other)
            }
            _ => self.identification_line == other.identification_line,
        }
    }
}

/// What is wanted of the meter.
#[derive(Debug, Clone, PartialEq)]
pub enum Task {
    /// Read these registers, one by one. Without any, the meter is only asked who it is.
    Get(Vec<Arc<RegisterDef>>),
    /// Read these registers over and over, until it is cancelled.
    Watch(Vec<Arc<RegisterDef>>),
    /// Write, read back, compare, one by one.
    Set {
        changes: Vec<Change>,
        stop_at_first_failure: bool,
    },
    /// Measure how far the clock is off.
    ReadClock,
    SetClock(ClockOrder),
    /// Carry out a command of the profile.
    Act {
        action: Arc<ActionDef>,
        /// For [`ActionKind::ChangePassword`](crate::profile::ActionKind).
        new_password: Option<Password>,
    },
    /// Say one command as it was typed.
    Raw(Order),
    /// Read back what the journal left unsettled for this meter.
    Settle,
    /// Fetch a load profile or a logbook.
    Series(SeriesPlan),
}

impl Task {
    /// Whether it sends what changes the meter.
    pub fn changes_the_meter(&self) -> bool {
        match self {
            Task::Set { .. } | Task::SetClock(_) | Task::Act { .. } => true,
            Task::Raw(order) => order.kind.changes_the_meter(),
            Task::Get(_) | Task::Watch(_) | Task::ReadClock | Task::Settle | Task::Series(_) => {
                false
            }
        }
    }
}

/// One register and the value that it gets.
#[derive(Clone, PartialEq)]
pub struct Change {
    pub register: Arc<RegisterDef>,
    /// As it will be sent.
    pub wanted: String,
    /// The value that the review showed as the present one, as sent. If the meter
    /// has another one by now, nothing is written.
    pub shown: Option<String>,
}

impl fmt::Debug for Change {
    /// Without a value that is never read back: it is a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_secret = !self.register.is_readable();
        f.debug_struct("Change")
            .field("register", &self.register)
            .field("wanted", if is_secret { &MASK } else { &self.wanted })
            .field("shown", &self.shown)
            .finish()
    }
}

/// How the clock is to be set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockOrder {
    pub base: TimeBase,
    /// Only if the change is within what the profile calls synchronising.
    pub synchronise_only: bool,
}

/// One register as it was read.
#[derive(Debug, Clone, PartialEq)]
pub struct RegisterReading {
    pub register: Arc<RegisterDef>,
    /// All values of the answer in one data set, or why there is none.
    pub answer: Result<DataSet, ReadProblem>,
    pub read_at: Zoned,
}

/// Why a register has no value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReadProblem {
    /// The meter's own words, `ER05`, and what they mean where that is known.
    Refused {
        answer: String,
        meaning: Option<String>,
    },
    /// Something came that was not the answer, in a sentence.
    NotUnderstood(String),
    /// The line failed, in a sentence.
    Line(String),
}

impl fmt::Display for ReadProblem {
    /// `refused with ER05: no access at this level`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ReadProblem::Refused {
                answer,
                meaning: Some(meaning),
            } => write!(f, "refused with {answer}: {meaning}"),
            ReadProblem::Refused { answer, .. } => write!(f, "refused with {answer}"),
            ReadProblem::NotUnderstood(sentence) | ReadProblem::Line(sentence) => {
                f.write_str(sentence)
            }
        }
    }
}

/// How far one write is.
#[derive(Debug, Clone, PartialEq)]
pub enum WriteState {
    Waiting,
    Writing,
    ReadingBack,
    Ended(WriteRecord),
}

/// One write and what came of it.
#[derive(Debug, Clone, PartialEq)]
pub struct WriteRecord {
    pub register: Arc<RegisterDef>,
    /// The command that was sent, secrets masked.
    pub command: String,
    /// Values as sent between the brackets.
    pub before: Option<String>,
    pub wanted: String,
    pub after: Option<String>,
    pub outcome: WriteOutcome,
    /// The meter's own words, or what else there is to say.
    pub detail: Option<String>,
    pub ended_at: Zoned,
}

/// What came of a write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WriteOutcome {
    /// Read back equal.
    Verified,
    /// The meter said no.
    Refused,
    /// Acknowledged, and read back different.
    NotVerified,
    /// The line failed after the write went out, and no later read could settle it.
    Unknown,
    NotSent,
}

/// What came of setting the clock.
#[derive(Debug, Clone, PartialEq)]
pub struct ClockRecord {
    pub before: ClockReading,
    /// The commands that were sent, secrets masked.
    pub commands: Vec<String>,
    pub after: Option<ClockReading>,
    pub outcome: WriteOutcome,
    pub detail: Option<String>,
}

/// What came of an action.
#[derive(Debug, Clone, PartialEq)]
pub struct ActionRecord {
    pub action: Arc<ActionDef>,
    /// The commands that were sent, secrets masked.
    pub commands: Vec<String>,
    /// The watched registers before and after.
    pub before: Vec<RegisterReading>,
    pub after: Vec<RegisterReading>,
    /// Verified if the proof shows it; not verified if the meter's word is all there is.
    pub outcome: WriteOutcome,
    pub detail: Option<String>,
}

/// What a raw command brought.
#[derive(Debug, Clone, PartialEq)]
pub struct RawRecord {
    /// The command that was sent, secrets masked.
    pub command: String,
    /// The answer as text, control characters escaped; `ACK` or `NAK`.
    pub answer: Result<String, String>,
    /// For a command that changes the meter.
    pub outcome: Option<WriteOutcome>,
}

/// Everything that a job in programming mode brought.
#[derive(Debug, Clone, Default)]
pub struct ProgrammeSummary {
    pub meter: MeterIdentity,
    pub profile: Option<String>,
    pub readings: Vec<RegisterReading>,
    pub writes: Vec<WriteRecord>,
    pub clock: Option<ClockReading>,
    pub clock_set: Option<ClockRecord>,
    pub action: Option<ActionRecord>,
    pub raw: Option<RawRecord>,
    pub series: Option<SeriesRecord>,
    /// From the first byte sent to the last received.
    pub duration: Duration,
}

impl ProgrammeSummary {
    /// Whether anything was read or sent.
    pub fn has_anything(&self) -> bool {
        let was_sent = |outcome| outcome != WriteOutcome::NotSent;
        !self.readings.is_empty()
            || self.writes.iter().any(|write| was_sent(write.outcome))
            || self.clock.is_some()
            || self.clock_set.is_some()
            || self.action.is_some()
            || self.raw.is_some()
            || self.series.is_some()
    }

    /// Whether all of it came out as it was wanted.
    pub fn is_complete(&self) -> bool {
        let verified = |outcome| outcome == WriteOutcome::Verified;
        self.readings.iter().all(|reading| reading.answer.is_ok())
            && self.writes.iter().all(|write| verified(write.outcome))
            && self.clock_set.iter().all(|set| verified(set.outcome))
            && self.action.iter().all(|act| {
                // Where nothing can prove it, the meter's word has to do.
                verified(act.outcome)
                    || act.outcome == WriteOutcome::NotVerified && act.action.proof.is_none()
            })
            && self.raw.iter().all(|raw| raw.answer.is_ok())
            && self.series.iter().all(|series| series.complete)
    }
}

/// How many wrong passwords a level of a meter has seen from this computer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tries {
    /// Wrong ones since the last right one; one whose fate is unknown counts.
    pub wrong: u32,
    pub lock_out: Option<LockOut>,
}

impl Tries {
    /// `2 of 3 used; then locked for 6 hours`; `None` if nothing is known to be lost.
    pub fn sentence(&self) -> Option<Message> {
        let Some(rule) = &self.lock_out else {
            return (self.wrong > 0).then(|| message!("change-tries-wrong", count = self.wrong));
        };
        let (used, all) = (self.wrong, rule.tries);
        Some(match rule.minutes {
            None => message!("change-tries-then-locked", used = used, all = all),
            Some(minutes) => message!(
                "change-tries-then-locked-for",
                used = used,
                all = all,
                time = in_words(minutes)
            ),
        })
    }

    /// Whether the next wrong one may lock the meter.
    pub fn is_last(&self) -> bool {
        let rule = self.lock_out.as_ref();
        rule.is_some_and(|rule| self.wrong + 1 >= u32::from(rule.tries))
    }
}

fn in_words(minutes: u32) -> Message {
    if minutes >= 60 && minutes.is_multiple_of(60) {
        message!("time-hours", hours = minutes / 60)
    } else {
        message!("time-minutes", minutes = minutes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::Access;

    #[test]
    fn tries_are_told_with_what_they_lead_to() {
        let check = |wrong, rule: Option<(u8, Option<u32>)>, expected: Option<&str>| {
            let lock_out = rule.map(|(tries, minutes)| LockOut {
                tries,
                minutes,
                note: String::new(),
            });
            let tries = Tries { wrong, lock_out };
            let told = tries.sentence().map(|told| told.to_string());
            assert_eq!(told.as_deref(), expected);
        };
        check(0, None, None);
        check(1, None, Some("1 wrong one so far"));
        check(
            2,
            Some((3, Some(360))),
            Some("2 of 3 used; then locked for 6 hours"),
        );
        check(
            0,
            Some((15, Some(60))),
            Some("0 of 15 used; then locked for 1 hour"),
        );
        check(1, Some((4, None)), Some("1 of 4 used; then locked"));
    }

    #[test]
    fn a_change_to_a_secret_does_not_print_it() {
        let change = |access| Change {
            register: Arc::new(RegisterDef {
                access,
                ..RegisterDef::default()
            }),
            wanted: "47114711".to_owned(),
            shown: None,
        };
        let printed = |access| format!("{:?}", change(access)).contains("47114711");
        assert!(printed(Access::Write(1)) && !printed(Access::WriteOnly(1)));
    }

    #[test]
    fn the_last_try_is_known() {
        let lock_out = Some(LockOut {
            tries: 3,
            minutes: None,
            note: String::new(),
        });
        let tries = |wrong| Tries {
            wrong,
            lock_out: lock_out.clone(),
        };
        assert!(!tries(1).is_last());
        assert!(tries(2).is_last());
        assert!(!Tries::default().is_last());
    }
}

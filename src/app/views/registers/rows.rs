//! The registers of the page: what the profile knows, what the readout brought
//! besides, and what is known of each by now.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use jiff::Zoned;

use super::value;
use crate::app::model::{Model, Source, Staged};
use crate::app::text;
use crate::app::widgets::State;
use crate::meter::{DataSet, Readout};
use crate::profile::{Access, Profile, RegisterDef, Shown, normal_address};
use crate::say;
use crate::worker::{ReadProblem, RegisterReading, WriteOutcome, WriteRecord, WriteState};

/// The group of registers that the profile does not know.
pub const OTHERS: &str = "Others in the readout";
/// The group of registers without one.
pub const UNGROUPED: &str = "Registers";

/// What a group is called: the profile's own name for it, or ours.
pub fn group_name(name: &str) -> Cow<'_, str> {
    match name {
        OTHERS => say!("registers-group-others").into(),
        UNGROUPED => say!("registers-group-none").into(),
        name => text::register_name(name),
    }
}

/// What the page lists.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Group {
    #[default]
    All,
    /// A group of the profile.
    Named(String),
    /// The commands of the profile.
    Commands,
    /// Commands as an expert types them.
    Raw,
}

/// The registers there are, made once of a profile and a readout.
#[derive(Debug)]
pub struct Listing {
    pub profile: Option<Arc<Profile>>,
    readout: Option<Arc<Readout>>,
    pub registers: Vec<Arc<RegisterDef>>,
    /// Names and how many registers they have, in order.
    pub groups: Vec<(String, usize)>,
}

impl Listing {
    /// The registers of `profile` and those of `readout` that it does not know.
    pub fn of(profile: Option<Arc<Profile>>, readout: Option<Arc<Readout>>) -> Listing {
        let mut registers: Vec<Arc<RegisterDef>> = Vec::new();
        if let Some(profile) = &profile {
            registers.extend(profile.registers.iter().map(|register| {
                let mut register = register.clone();
                if register.group.is_empty() {
                    register.group = UNGROUPED.to_owned();
                }
                Arc::new(register)
            }));
        }
        let mut known: HashMap<String, ()> = registers
            .iter()
            .map(|register| (normal_address(&register.address).to_owned(), ()))
            .collect();
        for set in readout.iter().flat_map(|readout| &readout.data_sets) {
            let address = normal_address(&set.address).to_owned();
            let is_new = set.billing.is_none() && !address.is_empty();
            if is_new && known.insert(address, ()).is_none() {
                registers.push(Arc::new(unknown_register(set)));
            }
        }
        let mut groups: Vec<(String, usize)> = Vec::new();
        for register in &registers {
            match groups.iter_mut().find(|(name, _)| *name == register.group) {
                Some((_, count)) => *count += 1,
                None => groups.push((register.group.clone(), 1)),
            }
        }
        Listing {
            profile,
            readout,
            registers,
            groups,
        }
    }

    /// Whether it was made of these.
    pub fn is_of(&self, profile: Option<&Arc<Profile>>, readout: Option<&Arc<Readout>>) -> bool {
        same(self.profile.as_ref(), profile) && same(self.readout.as_ref(), readout)
    }
}

fn same<T>(one: Option<&Arc<T>>, other: Option<&Arc<T>>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => Arc::ptr_eq(one, other),
        (None, None) => true,
        _ => false,
    }
}

/// A register that only the readout tells of.
fn unknown_register(set: &DataSet) -> RegisterDef {
    RegisterDef {
        address: set.address.clone(),
        name: set.name.clone().unwrap_or_default(),
        group: OTHERS.to_owned(),
        volatile: true,
        ..RegisterDef::default()
    }
}

/// A value in shown units. Of a register that only the readout tells of, the unit is
/// the one that was sent.
fn shown(register: &RegisterDef, raw: &str) -> Shown {
    match raw.split_once('*') {
        Some((text, unit)) if register.group == OTHERS => Shown {
            text: text.to_owned(),
            unit: unit.to_owned(),
        },
        _ => register.show(raw),
    }
}

/// What is known of one register.
#[derive(Debug, Clone)]
pub struct Row {
    pub register: Arc<RegisterDef>,
    /// As sent between the brackets, and in shown units.
    pub value: Option<(String, Shown)>,
    /// All values of the answer as sent, where there are several.
    pub sent: Option<String>,
    pub read_at: Option<Zoned>,
    /// Read in an earlier visit: the day matters more than the second.
    pub is_old: bool,
    /// As it will be sent, and in shown units.
    pub staged: Option<(String, Shown)>,
    pub reason: Option<String>,
    pub state: RowState,
}

/// What a register is like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowState {
    NotRead,
    ReadOnly,
    AsRead,
    Hidden,
    Staged,
    UnderWay(&'static str),
    Verified,
    /// The meter's own words, and what they mean.
    Refused(String),
    NotVerified(String),
    Unknown(String),
    /// It was asked and gave no value.
    NoValue(String, String),
}

impl RowState {
    /// Its word.
    pub fn word(&self) -> &str {
        match self {
            RowState::NotRead => say!("registers-state-not-read"),
            RowState::ReadOnly => say!("registers-read-only"),
            RowState::AsRead => say!("registers-state-as-read"),
            RowState::Hidden => say!("registers-state-hidden"),
            RowState::Staged => say!("registers-state-staged"),
            RowState::UnderWay(word) => word,
            RowState::Verified => say!("registers-state-verified"),
            RowState::Refused(_) => say!("registers-state-refused"),
            RowState::NotVerified(_) => say!("registers-state-not-verified"),
            RowState::Unknown(_) => say!("registers-state-unknown"),
            RowState::NoValue(word, _) => word,
        }
    }

    /// What else there is to say, empty for nothing.
    pub fn detail(&self) -> &str {
        match self {
            RowState::Refused(words)
            | RowState::NotVerified(words)
            | RowState::Unknown(words)
            | RowState::NoValue(_, words) => words,
            _ => "",
        }
    }

    /// Colour and icon; `None` for what is as it should be and has an open circle.
    pub fn state(&self) -> Option<State> {
        match self {
            RowState::NotRead | RowState::Unknown(_) => Some(State::Unknown),
            RowState::ReadOnly => Some(State::ReadOnly),
            RowState::AsRead => None,
            RowState::Hidden => Some(State::Hidden),
            RowState::Staged => Some(State::Staged),
            RowState::UnderWay(_) => Some(State::UnderWay),
            RowState::Verified => Some(State::Good),
            RowState::Refused(_) | RowState::NotVerified(_) => Some(State::Wrong),
            RowState::NoValue(..) => Some(State::Warning),
        }
    }
}

/// Everything told of registers, found by address.
pub struct Told<'a> {
    readings: HashMap<&'a str, &'a RegisterReading>,
    writes: HashMap<&'a str, &'a WriteRecord>,
    /// The last write of each that was read back.
    read_back: HashMap<&'a str, &'a WriteRecord>,
    run: HashMap<&'a str, &'a WriteState>,
    staged: HashMap<&'a str, &'a Staged>,
    sets: HashMap<&'a str, &'a DataSet>,
    sets_read_at: Option<&'a Zoned>,
    sets_are_old: bool,
}

impl<'a> Told<'a> {
    /// What `model` knows.
    pub fn of(model: &'a Model) -> Told<'a> {
        let programme = &model.programme;
        let reading = model.readout_at_hand();
        let readout = reading.map(|reading| &reading.readout);
        let mut sets = HashMap::new();
        for set in readout.iter().flat_map(|readout| &readout.data_sets) {
            if set.billing.is_none() {
                sets.entry(normal_address(&set.address)).or_insert(set);
            }
        }
        Told {
            readings: programme
                .readings
                .iter()
                .map(|reading| (normal_address(&reading.register.address), reading))
                .collect(),
            writes: programme
                .writes
                .iter()
                .map(|write| (normal_address(&write.register.address), write))
                .collect(),
            read_back: programme
                .writes
                .iter()
                .filter(|write| write.after.is_some())
                .map(|write| (normal_address(&write.register.address), write))
                .collect(),
            run: programme
                .run
                .iter()
                .map(|(change, state)| (normal_address(&change.register.address), state))
                .collect(),
            staged: model
                .staging
                .staged()
                .iter()
                .map(|staged| (normal_address(&staged.change.register.address), staged))
                .collect(),
            sets,
            sets_read_at: readout.and_then(|readout| readout.read_at.as_ref()),
            sets_are_old: reading
                .is_some_and(|reading| matches!(reading.source, Source::File { .. })),
        }
    }

    /// The row of a register. `writing`: the last review is being carried out.
    pub fn row(&self, register: &Arc<RegisterDef>, writing: bool) -> Row {
        let address = normal_address(&register.address);
        let reading = self.readings.get(address).copied();
        let write = self.writes.get(address).copied();
        let staged = self.staged.get(address).copied();
        let (value, sent, read_at) = self.value(register, address, reading);
        let has_value = value.is_some();
        let state = match self.run.get(address) {
            Some(WriteState::Writing) if writing => {
                RowState::UnderWay(say!("registers-state-writing"))
            }
            Some(WriteState::ReadingBack) if writing => {
                RowState::UnderWay(say!("registers-state-reading-back"))
            }
            _ if staged.is_some() => RowState::Staged,
            _ => state_of(register, reading, write, has_value),
        };
        Row {
            register: Arc::clone(register),
            value: value.map(|raw| {
                let shown = shown(register, &raw);
                (raw, shown)
            }),
            sent,
            is_old: self.sets_are_old && read_at.as_ref() == self.sets_read_at,
            read_at,
            staged: staged.map(|staged| {
                let wanted = staged.change.wanted.clone();
                let shown = register.show(&wanted);
                (wanted, shown)
            }),
            reason: staged.and_then(|staged| staged.reason.clone()),
            state,
        }
    }

    /// The newest value, all of the answer if it has several, and when it was read.
    fn value(
        &self,
        register: &RegisterDef,
        address: &str,
        reading: Option<&RegisterReading>,
    ) -> (Option<String>, Option<String>, Option<Zoned>) {
        if !register.is_readable() {
            return (None, None, None);
        }
        let several = |set: &DataSet| (set.values.len() > 1).then(|| value::as_sent(set));
        let from_set = |set: &DataSet, at: Option<&Zoned>| {
            let raw = set.values.first().map(|value| value.raw.clone());
            (raw, several(set), at.cloned())
        };
        let read = reading.and_then(|reading| {
            let set = reading.answer.as_ref().ok()?;
            Some((from_set(set, Some(&reading.read_at)), &reading.read_at))
        });
        let written = self
            .read_back
            .get(address)
            .and_then(|write| Some((write.after.clone()?, &write.ended_at)));
        match (read, written) {
            (Some((_, read_at)), Some((after, ended_at))) if ended_at > read_at => {
                (Some(after), None, Some(ended_at.clone()))
            }
            (Some((read, _)), _) => read,
            (None, Some((after, ended_at))) => (Some(after), None, Some(ended_at.clone())),
            (None, None) => match self.sets.get(address) {
                Some(set) => from_set(set, self.sets_read_at),
                None => (None, None, None),
            },
        }
    }
}

fn state_of(
    register: &RegisterDef,
    reading: Option<&RegisterReading>,
    write: Option<&WriteRecord>,
    has_value: bool,
) -> RowState {
    if let Some(write) = write {
        let read_since = reading.is_some_and(|reading| reading.read_at > write.ended_at);
        let still = || match reading.and_then(|reading| reading.answer.as_ref().ok()) {
            Some(set) => set
                .values
                .first()
                .is_some_and(|value| register.is_same(&write.wanted, &value.raw)),
            None => false,
        };
        if !read_since || write.outcome == WriteOutcome::Verified && still() {
            match write.outcome {
                WriteOutcome::Verified => return RowState::Verified,
                WriteOutcome::Refused => return RowState::Refused(outcome(write)),
                WriteOutcome::NotVerified => return RowState::NotVerified(outcome(write)),
                WriteOutcome::Unknown => return RowState::Unknown(outcome(write)),
                WriteOutcome::NotSent => {}
            }
        }
    }
    if let Some(Err(problem)) = reading.map(|reading| &reading.answer) {
        let (word, words) = no_value(&register.address, problem);
        return RowState::NoValue(word.to_owned(), words);
    }
    match register.access {
        Access::WriteOnly(_) => RowState::Hidden,
        _ if !has_value => RowState::NotRead,
        Access::ReadOnly => RowState::ReadOnly,
        Access::Write(_) => RowState::AsRead,
    }
}

/// Why a register has no value: a word, and a sentence.
pub fn no_value(address: &str, problem: &ReadProblem) -> (&'static str, String) {
    match problem {
        ReadProblem::Refused { answer, meaning } => (
            say!("registers-refused-to-read"),
            refused(address, answer, meaning.as_deref()),
        ),
        ReadProblem::NotUnderstood(words) => {
            (say!("registers-not-understood"), value::sentence(words))
        }
        ReadProblem::Line(words) => (say!("session-no-answer"), value::sentence(words)),
    }
}

/// `The meter refused 0.8.4 and answered (ER05). This profile has no meaning for ER05`
fn refused(address: &str, answer: &str, meaning: Option<&str>) -> String {
    match meaning {
        Some(meaning) => say!(
            "registers-meter-refused-meaning",
            address = address,
            answer = answer,
            meaning = meaning
        ),
        None => say!(
            "registers-meter-refused-answer",
            address = address,
            answer = answer
        ),
    }
}

/// What came of a write, in a sentence.
pub fn outcome(write: &WriteRecord) -> String {
    let address = &write.register.address;
    let shown = |raw: &str| value::shown(&write.register, raw);
    match write.outcome {
        WriteOutcome::Verified => match (&write.after, &write.detail) {
            (Some(after), Some(words)) => {
                say!(
                    "registers-read-back-and",
                    value = shown(after),
                    detail = value::sentence(words)
                )
            }
            (Some(after), None) => say!("registers-read-back", value = shown(after)),
            (None, _) => say!("registers-cannot-read-back").to_owned(),
        },
        WriteOutcome::Refused => match &write.detail {
            Some(words) if words.contains(' ') => value::sentence(words),
            Some(answer) => refused(address, answer, None),
            None => say!("registers-meter-refused", address = address),
        },
        WriteOutcome::NotVerified => match &write.after {
            Some(after) => say!(
                "registers-wrote-now-says",
                wanted = shown(&write.wanted),
                address = address,
                value = shown(after)
            ),
            None => match &write.detail {
                Some(words) => value::sentence(words),
                None => say!("registers-took-unread", address = address),
            },
        },
        WriteOutcome::Unknown => say!("registers-unknown-outcome", address = address),
        WriteOutcome::NotSent => match &write.detail {
            Some(words) => value::sentence(words),
            None => say!("registers-not-sent").to_owned(),
        },
    }
}

//! What changes a meter: write and execute commands.

use jiff::{SignedDuration, Unit};

use super::Meter;
use super::programming::{CommandSet, Reaction, sets_of};
use super::reading::cell;
use crate::codec::Command;
use crate::sim::Fault;
use crate::sim::cell::{Form, Keeping, Rule, Stamp};
use crate::sim::content::reduced;
use crate::sim::memory::Contents;
use crate::sim::programming::{Act, Effect, Login, Programming, Refusal};
use crate::transport::LineTime;

/// For how long a port stays away that does not come back at once.
pub(super) const AWAY: SignedDuration = SignedDuration::from_secs(60);

/// Something that a command changes, judged and ready.
enum Change {
    Value {
        address: String,
        value: String,
    },
    Clock(Stamp),
    Password {
        level: u8,
        password: String,
    },
    Open(u8),
    Close(u8),
    Reset,
    /// Acknowledged, and that is all.
    Nothing,
}

impl Meter {
    pub(super) fn change(
        &mut self,
        programming: &Programming,
        command: &Command,
        data: &str,
        at: LineTime,
    ) -> Reaction {
        let mut whole = match self.session.underway.take() {
            Some((_, so_far)) => joined(so_far, data),
            None => data.to_owned(),
        };
        if command.more {
            self.session.underway = Some((command.kind, std::mem::take(&mut whole)));
            return Reaction::Acknowledged;
        }
        if self.faults.has(Fault::BreaksOff) {
            return Reaction::Refused(Refusal::Break);
        }
        let name = command.kind.to_string();
        match self.judged(programming, &name, &whole, at) {
            Ok(changes) => self.carry_out(programming, changes, at),
            Err(refusal) => Reaction::Refused(refusal),
        }
    }

    fn carry_out(
        &mut self,
        programming: &Programming,
        changes: Vec<Change>,
        at: LineTime,
    ) -> Reaction {
        let first_death = self.memory.with(|memory| !memory.has_died);
        let dies = |fault| first_death && self.faults.has(fault);
        let (before, after) = (dies(Fault::DiesBeforeWrite), dies(Fault::DiesAfterWrite));
        if before || after {
            self.die(at);
        }
        if !before && !self.faults.has(Fault::WriteNotKept) {
            for change in changes {
                self.apply(change, at);
            }
            if let Some((address, form)) = programming.last_change {
                let today = self.clock(at).strftime(form).to_string();
                self.memory
                    .with(|memory| memory.values.insert(address.to_owned(), today));
            }
        }
        if self.faults.has(Fault::AckLost) {
            return Reaction::Silent;
        }
        Reaction::Acknowledged
    }

    fn apply(&mut self, change: Change, at: LineTime) {
        let now = self.clock(at);
        let change = |memory: &mut Contents| match change {
            Change::Value { address, value } => {
                memory.values.insert(address, value);
            }
            Change::Clock(stamp) => {
                let set = stamp.applied_to(now);
                let added = set.duration_since(now);
                memory.settings.push((whole_second(now), whole_second(set)));
                memory.clock_shift = memory.clock_shift.saturating_add(added);
            }
            Change::Password { level, password } => {
                memory.passwords.insert(level, password);
            }
            Change::Open(level) => {
                memory.open_locks.insert(level);
            }
            Change::Close(level) => {
                memory.open_locks.remove(&level);
            }
            Change::Reset => memory.resets.push(whole_second(now)),
            Change::Nothing => {}
        };
        self.memory.with(change);
    }

    /// What a command would change, or why it may not.
    fn judged(
        &mut self,
        programming: &Programming,
        command: &str,
        data: &str,
        at: LineTime,
    ) -> Result<Vec<Change>, Refusal> {
        let refusals = programming.refusals;
        if self.is_locked(at) {
            return Err(refusals.locked);
        }
        let sets =
            sets_of(data).filter(|sets| !sets.is_empty() && sets.len() <= programming.together);
        let sets = sets.ok_or(refusals.syntax)?;
        let mut changes = Vec::new();
        for set in &sets {
            let own = |act: &&Act| {
                let argument = set.groups.first().map_or("", String::as_str);
                act.command == command && act.address == set.address && act.argument == argument
            };
            let change = match programming.acts.iter().find(own) {
                Some(act) => self.judged_act(programming, act, set, at)?,
                None if command.starts_with('E') => return Err(refusals.unknown),
                None => match self.judged_lock(programming, set, at) {
                    Some(change) => change?,
                    None => self.judged_write(programming, set, at)?,
                },
            };
            changes.push(change);
        }
        Ok(changes)
    }

    fn judged_act(
        &mut self,
        programming: &Programming,
        act: &Act,
        set: &CommandSet,
        at: LineTime,
    ) -> Result<Change, Refusal> {
        let level = self.level_with(programming, set, at)?;
        if level < act.level {
            return Err(programming.refusals.no_right);
        }
        match act.effect {
            Effect::Nothing => Ok(Change::Nothing),
            Effect::Store { address, value } => Ok(Change::Value {
                address: reduced(address).into_owned(),
                value: value.to_owned(),
            }),
            Effect::BillingReset { disable } => {
                let last = self.memory.with(|memory| memory.resets.last().copied());
                let now = self.clock(at);
                let free =
                    |last| now.duration_since(last).abs() >= SignedDuration::from_mins(disable);
                match last.is_none_or(free) {
                    true => Ok(Change::Reset),
                    false => Err(programming.refusals.disabled),
                }
            }
        }
    }

    /// What is written to a lock register; `None` if it is another one.
    fn judged_lock(
        &mut self,
        programming: &Programming,
        set: &CommandSet,
        at: LineTime,
    ) -> Option<Result<Change, Refusal>> {
        let value = set.groups.first().map_or("", String::as_str);
        let same = |own: &str| reduced(own) == reduced(&set.address);
        programming
            .levels
            .iter()
            .find_map(|level| match level.login {
                Login::Lock { open, .. } if same(open) => {
                    if value == self.password_of(level.number, level.password) {
                        return Some(Ok(Change::Open(level.number)));
                    }
                    self.count_wrong_password(programming, at);
                    Some(Err(programming.wrong_password))
                }
                Login::Lock { close, .. } if same(close) => Some(match value {
                    "0" => Ok(Change::Close(level.number)),
                    _ => Err(programming.refusals.value),
                }),
                _ => None,
            })
    }

    fn judged_write(
        &mut self,
        programming: &Programming,
        set: &CommandSet,
        at: LineTime,
    ) -> Result<Change, Refusal> {
        let refusals = programming.refusals;
        let Some(cell) = cell(programming, &set.address) else {
            let is_readable = self.answer_exists(programming, &set.address, at);
            return Err(match is_readable {
                true => refusals.read_only,
                false => refusals.unknown,
            });
        };
        let Rule::Write {
            level,
            form,
            keeping,
            hands_on,
        } = cell.rule
        else {
            return Err(refusals.read_only);
        };
        if programming.full_codes && !is_full(&set.address) {
            return Err(refusals.unknown);
        }
        if self.level_with(programming, set, at)? < level {
            return Err(refusals.no_right);
        }
        if hands_on && self.faults.has(Fault::CoverClosed) {
            return Err(refusals.hands_on);
        }
        let written = set.groups.first().map_or("", String::as_str);
        let value = form.take(written, keeping).ok_or(refusals.value)?;
        Ok(match (form, keeping) {
            (_, Keeping::NotKept) => Change::Nothing,
            (Form::Clock(forms), _) => {
                let mut forms = forms.iter();
                let stamp = forms.find_map(|form| Stamp::parse(form, &value));
                Change::Clock(stamp.ok_or(refusals.value)?)
            }
            (Form::Password { level, .. }, _) => Change::Password {
                level,
                password: value,
            },
            _ => Change::Value {
                address: reduced(cell.address).into_owned(),
                value,
            },
        })
    }

    /// The level that a command has, with the password in its second group if it
    /// brings one.
    fn level_with(
        &mut self,
        programming: &Programming,
        set: &CommandSet,
        at: LineTime,
    ) -> Result<u8, Refusal> {
        let mut levels = programming.levels.iter();
        let in_write = levels.find(|level| level.login == Login::InWrite);
        match (set.groups.as_slice(), in_write) {
            ([_], _) => Ok(self.level()),
            ([_, given], Some(level)) => {
                if *given == self.password_of(level.number, level.password) {
                    self.memory.with(|memory| memory.wrong = 0);
                    return Ok(self.level().max(level.number));
                }
                self.count_wrong_password(programming, at);
                Err(programming.wrong_in_write)
            }
            _ => Err(programming.refusals.syntax),
        }
    }
}

/// Two blocks of one command: brackets that were closed only because the block ended
/// are opened again.
fn joined(mut so_far: String, data: &str) -> String {
    match (so_far.strip_suffix(')'), data.strip_prefix('(')) {
        (Some(before), Some(behind)) => format!("{before}{behind}"),
        _ => {
            so_far.push_str(data);
            so_far
        }
    }
}

/// Whether a code has its medium, its channel and a value group F.
fn is_full(address: &str) -> bool {
    address.contains('-') && address.contains(':') && address.contains('*')
}

fn whole_second(at: jiff::civil::DateTime) -> jiff::civil::DateTime {
    let rounding = jiff::civil::DateTimeRound::new()
        .smallest(Unit::Second)
        .mode(jiff::RoundMode::Trunc);
    at.round(rounding).unwrap_or(at)
}

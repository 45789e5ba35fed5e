//! Read commands: where a value stands, and what its answer looks like.

use super::Meter;
use super::programming::{CommandSet, Reaction, sets_of};
use crate::codec::CommandKind;
use crate::sim::Fault;
use crate::sim::cell::{Cell, Form, Rule};
use crate::sim::content::{self, address_of, overlaid, reduced, with_unit_of};
use crate::sim::installation::measured;
use crate::sim::kind::OpenerAnswer;
use crate::sim::programming::{
    AnswerAddress, AnswerLines, LockEffect, Login, Programming, ReadCount, Refusal,
};
use crate::sim::template::render_after;
use crate::transport::LineTime;

impl Meter {
    pub(super) fn read(
        &mut self,
        programming: &Programming,
        kind: CommandKind,
        data: &str,
        at: LineTime,
    ) -> Reaction {
        if let Some(reaction) = self.archived(programming, kind, data, at) {
            return reaction;
        }
        match self.answer(programming, data, at) {
            Ok(text) if kind.is_in_blocks() => Reaction::InBlocks(text),
            Ok(text) => Reaction::Answered(text),
            Err(refusal) => Reaction::Refused(refusal),
        }
    }

    fn answer(
        &self,
        programming: &Programming,
        data: &str,
        at: LineTime,
    ) -> Result<String, Refusal> {
        let refusals = programming.refusals;
        let sets =
            sets_of(data).filter(|sets| !sets.is_empty() && sets.len() <= programming.together);
        let sets = sets.ok_or(refusals.syntax)?;
        let answers: Result<Vec<String>, Refusal> = sets
            .iter()
            .map(|set| self.answer_to(programming, set, at))
            .collect();
        Ok(answers?.concat())
    }

    fn answer_to(
        &self,
        programming: &Programming,
        set: &CommandSet,
        at: LineTime,
    ) -> Result<String, Refusal> {
        let refusals = programming.refusals;
        let address = set.address.as_str();
        let count = set.groups.first().map_or("", String::as_str);
        if let Some(state) = self.lock_state(programming, address) {
            return Ok(format!("{address}({state})"));
        }
        if programming.count == ReadCount::One && count != "1" {
            return Err(refusals.syntax);
        }
        if self.level() < programming.read_level {
            return Err(refusals.closed);
        }
        let lines = self.lines(programming, address, at)?;
        let mut lines: Vec<String> = lines.ok_or(refusals.unknown)?;
        if programming.count == ReadCount::HexBytes {
            let bytes = usize::from_str_radix(count, 16).map_err(|_| refusals.syntax)?;
            for line in &mut lines {
                let (own, value) = line.split_once('(').unwrap_or(("", line));
                let value = value.trim_end_matches(')');
                let wanted = value.get(..bytes * 2).ok_or(refusals.value)?;
                *line = format!("{own}({wanted})");
            }
        }
        if self.faults.has(Fault::WrongAddress) {
            lines = self.another(address, at).unwrap_or(lines);
        }
        Ok(in_form(programming, address, &lines))
    }

    /// The data set `address`: a register of programming mode, of the readout, or of
    /// another list.
    pub(super) fn lines(
        &self,
        programming: &Programming,
        address: &str,
        at: LineTime,
    ) -> Result<Option<Vec<String>>, Refusal> {
        let found = |body: &str| {
            let lines = content::lines(body, address)?;
            Some(lines.into_iter().map(str::to_owned).collect())
        };
        if let Some(cell) = cell(programming, address) {
            let is_password = matches!(
                cell.rule,
                Rule::Write {
                    form: Form::Password { .. },
                    ..
                }
            );
            if cell.rule == Rule::Hidden || is_password {
                return Err(programming.refusals.hidden);
            }
        }
        let readout = self.body(self.kind.readout, at);
        if let Some(lines) = found(&readout) {
            return Ok(Some(lines));
        }
        if let Some(cell) = cell(programming, address) {
            return Ok(Some(vec![self.shown(cell, at)]));
        }
        if let Some(lines) = found(&self.body(programming.registers, at)) {
            return Ok(Some(lines));
        }
        Ok(self
            .other_lists()
            .find_map(|list| found(&self.body(list, at))))
    }

    /// Whether there is such a data set at all.
    pub(super) fn answer_exists(
        &self,
        programming: &Programming,
        address: &str,
        at: LineTime,
    ) -> bool {
        let lines = self.lines(programming, address, at);
        lines.is_ok_and(|lines| lines.is_some())
    }

    /// The data line of a register that no readout has.
    fn shown(&self, cell: &Cell, at: LineTime) -> String {
        let value = render_after(cell.value, self.clock(at), &self.resets());
        let value = value.trim_end();
        let written = self
            .memory
            .with(|memory| memory.values.get(&*reduced(cell.address)).cloned());
        let is_clock = matches!(
            cell.rule,
            Rule::Write {
                form: Form::Clock(_),
                ..
            }
        );
        match written {
            Some(written) if !is_clock => {
                format!("{}({})", cell.address, with_unit_of(value, &written))
            }
            _ => format!("{}({value})", cell.address),
        }
    }

    /// The data block of `template` with what was written in it.
    pub(super) fn body(&self, template: &str, at: LineTime) -> String {
        let body = render_after(template, self.clock(at), &self.resets());
        let body = self.installed(template, body, at);
        let mut values = self.memory.with(|memory| memory.values.clone());
        let lock_out = self.programming().and_then(|p| p.lock_out);
        if let Some(LockEffect::Refuses(Some((address, value)))) = lock_out.map(|l| l.effect)
            && self.is_locked(at)
        {
            values.insert(address.to_owned(), value.to_owned());
        }
        overlaid(self.in_own_name(body), &values)
    }

    /// `body` with the instantaneous values of the installation: where something is
    /// chosen of it, and in registers that belong to the values of the readout.
    fn installed(&self, template: &str, body: String, at: LineTime) -> String {
        let list = self.faults.installation();
        let registers = self
            .programming()
            .map_or("", |programming| programming.registers);
        if list.is_empty() && (template != registers || registers.is_empty()) {
            return body;
        }
        let now = self.clock(at);
        let readout = || render_after(self.kind.readout, now, &self.resets());
        let own = || measured(&body, &body, &list, now);
        let new = measured(&body, &readout(), &list, now).or_else(own);
        new.unwrap_or(body)
    }

    fn resets(&self) -> Vec<jiff::civil::DateTime> {
        self.memory.with(|memory| memory.resets.clone())
    }

    fn other_lists(&self) -> impl Iterator<Item = &'static str> {
        let answers = self.answers();
        let openers = answers.map_or(&[][..], |answers| answers.openers);
        let selected = answers.map_or(&[][..], |answers| answers.lists);
        let opened = openers.iter().filter_map(|opener| match opener.answer {
            OpenerAnswer::List(list) | OpenerAnswer::ListOnly(list) => Some(list),
            OpenerAnswer::SignOn => None,
        });
        opened.chain(selected.iter().map(|(_, list)| *list))
    }

    /// What a lock register shows: whether it is open. The one that opens tells
    /// nothing else than the one that closes.
    fn lock_state(&self, programming: &Programming, address: &str) -> Option<u8> {
        let level = programming.levels.iter().find(|level| {
            matches!(level.login, Login::Lock { open, close }
                if [open, close].iter().any(|own| reduced(own) == reduced(address)))
        })?;
        let is_open = self
            .memory
            .with(|memory| memory.open_locks.contains(&level.number));
        Some(u8::from(is_open))
    }

    /// The first data set of the readout that has another address.
    fn another(&self, address: &str, at: LineTime) -> Option<Vec<String>> {
        let body = self.body(self.kind.readout, at);
        let other = body.split("\r\n").find(|line| {
            let own = address_of(line);
            !own.is_empty() && reduced(own) != reduced(address)
        });
        other.map(|line| vec![line.to_owned()])
    }
}

/// The register `address` of programming mode.
pub(super) fn cell(programming: &Programming, address: &str) -> Option<&'static Cell> {
    let mut cells = programming.cells.iter();
    cells.find(|cell| reduced(cell.address) == reduced(address))
}

/// The lines of a data set as an answer.
fn in_form(programming: &Programming, asked: &str, lines: &[String]) -> String {
    let form = programming.answer;
    let own = lines.first().map_or("", |line| address_of(line));
    let address = match form.address {
        AnswerAddress::Own => own,
        AnswerAddress::Asked => asked,
        AnswerAddress::None => "",
    };
    let mut answer = String::new();
    for (index, line) in lines.iter().enumerate() {
        if index > 0 && form.lines == AnswerLines::Bare {
            answer.push_str("\r\n");
        }
        if index == 0 || form.lines == AnswerLines::Named {
            answer.push_str(address);
        }
        answer.push_str(line.strip_prefix(own).unwrap_or(line));
        if form.lines != AnswerLines::Bare {
            answer.push_str("\r\n");
        }
    }
    answer
}

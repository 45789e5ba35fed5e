//! Load profiles and logbooks: their answers, and what goes wrong with long ones.

use std::collections::BTreeSet;

use jiff::SignedDuration;

use super::programming::{Reaction, sets_of};
use super::writing::AWAY;
use super::{Meter, Reply, ReplyKind, State, Then};
use crate::codec::CommandKind;
use crate::codec::control::{LF, STX};
use crate::sim::Fault;
use crate::sim::archive::{Answer, Ask, Denied, Layout};
use crate::sim::programming::{Programming, Refusal};
use crate::transport::{LineSettings, LineTime};

/// The registers that tell the capture period of some meter.
const PERIODS: [&str; 3] = ["0.8.4", "TAVER", "4:150.0"];

/// Characters from which an answer is a long one.
const LONG: usize = 1_500;

/// Rows that an endless answer repeats.
const REPEATED: usize = 40;

/// What a session knows of the load profile that it sends.
#[derive(Debug, Clone, Default)]
pub(super) struct Series {
    /// How many blocks it has; 0 for any other answer.
    pub(super) blocks: usize,
    /// The blocks that were spoiled already, by how many were left.
    spoiled: BTreeSet<usize>,
    /// What an endless answer says again.
    endless: Vec<u8>,
    /// Those of a packed archive, until others are asked for.
    packets: Option<Vec<String>>,
}

impl Meter {
    /// The answer of a load profile or a logbook, if the command is to one.
    pub(super) fn archived(
        &mut self,
        programming: &Programming,
        kind: CommandKind,
        data: &str,
        at: LineTime,
    ) -> Option<Reaction> {
        let sets = sets_of(data)?;
        let [set] = sets.as_slice() else {
            return None;
        };
        let mut archives = programming.archives.iter();
        let archive = archives
            .find(|archive| archive.is_at(&set.address) && archive.takes(&kind.to_string()))?;
        let asked = set.groups.first().map_or("", String::as_str);
        if matches!(archive.layout, Layout::Named { .. }) && asked.is_empty() {
            return None;
        }
        if matches!(archive.layout, Layout::Packed { .. }) && archive.address == set.address {
            self.session.series.packets = None;
        }
        let refusals = programming.refusals;
        if self.level() < programming.read_level {
            return Some(Reaction::Refused(refusals.closed));
        }
        let register = |address: &str| {
            let lines = self.lines(programming, address, at).ok().flatten()?;
            let (_, value) = lines.first()?.split_once('(')?;
            Some(value.split(['*', ')']).next()?.to_owned())
        };
        let mut periods = PERIODS.iter().filter_map(|address| register(address));
        let period = periods.next().and_then(|value| value.parse().ok());
        let days = match archive.layout {
            Layout::Packed { .. } => register(archive.address).map_or(0, |hex| little(&hex)),
            _ => 0,
        };
        let (resets, settings) = self
            .memory
            .with(|memory| (memory.resets.clone(), memory.settings.clone()));
        let ask = Ask {
            meter: self.kind.name,
            days,
            now: self.clock(at),
            period,
            resets: &resets,
            settings: &settings,
            faults: &self.faults,
        };
        let answer = match archive.layout {
            // They are asked for one by one.
            Layout::Packed { .. } if self.session.series.packets.is_some() => None,
            _ => Some(archive.answer(&set.groups, &ask)),
        };
        if let Layout::Packed { packets } = archive.layout {
            return Some(self.packet(programming, packets, &set.address, answer));
        }
        Some(match answer? {
            Ok(answer) if kind.is_in_blocks() => Reaction::Series(answer.blocks()),
            Ok(answer) => Reaction::Series(vec![answer.whole()]),
            Err(Denied::Says(text)) => Reaction::Refused(Refusal::Text(text)),
            Err(Denied::Syntax) => Reaction::Refused(refusals.syntax),
            Err(Denied::Range | Denied::Empty) => Reaction::Refused(refusals.value),
        })
    }

    /// The number of packets, or one of them.
    fn packet(
        &mut self,
        programming: &Programming,
        prefix: &str,
        address: &str,
        fresh: Option<Result<Answer, Denied>>,
    ) -> Reaction {
        let kept = &mut self.session.series.packets;
        match fresh {
            Some(Ok(answer)) => *kept = Some(answer.records()),
            Some(Err(_)) => *kept = Some(Vec::new()),
            None => {}
        }
        let packets = kept.as_deref().unwrap_or_default();
        let Some(number) = address.strip_prefix(prefix) else {
            let [low, high, ..] = packets.len().to_le_bytes();
            return Reaction::Answered(format!("({low:02X}{high:02X})"));
        };
        let number = usize::from_str_radix(number, 16).unwrap_or(0);
        match number.checked_sub(1).and_then(|index| packets.get(index)) {
            Some(packet) => Reaction::Series(vec![format!("({packet})")]),
            None => Reaction::Refused(programming.refusals.unknown),
        }
    }

    /// Takes up the answer of an archive; `again` if it was asked for just before.
    pub(super) fn begin_series(&mut self, blocks: Vec<String>, again: bool) {
        let series = &mut self.session.series;
        series.blocks = blocks.len();
        if !again {
            series.spoiled.clear();
        }
        self.session.blocks = blocks.into();
    }

    /// Does to a block of an archive what goes wrong with it; what follows it then.
    pub(super) fn spoil_series(&mut self, bytes: &mut Vec<u8>, settings: LineSettings) -> Then {
        let stay = Then::Program(settings);
        let left = self.session.blocks.len();
        let series = &mut self.session.series;
        if series.blocks == 0 {
            return stay;
        }
        let has_died = self.memory.with(|memory| memory.has_died);
        let is_long = series.blocks > 2 || bytes.len() > LONG;
        let middle = bytes.len() / 2;
        let faults = &self.faults;
        if faults.has(Fault::DiesMidProfile)
            && is_long
            && !has_died
            && left * 2 <= series.blocks + 1
        {
            bytes.truncate(middle);
            return Then::Die;
        }
        let is_third = left % 3 == 1;
        let garbles = faults.has(Fault::GarbledAnswer) && left == series.blocks
            || faults.has(Fault::GarbledBlock) && is_third;
        let cuts = faults.has(Fault::CutsBlock) && is_third;
        if (garbles || cuts) && series.spoiled.insert(left) {
            if cuts {
                bytes.truncate(middle);
            } else if let Some(byte) = bytes.get_mut(middle) {
                *byte ^= 0x01;
            }
        }
        let is_endless = faults.has(Fault::EndlessProfile);
        if is_endless || faults.has(Fault::UnendedProfile) {
            // ETX or EOT, and the check.
            bytes.truncate(bytes.len().saturating_sub(2));
        }
        if is_endless {
            let ends = bytes
                .iter()
                .enumerate()
                .rev()
                .filter(|(_, byte)| **byte == LF);
            let from = ends.map(|(index, _)| index + 1).nth(REPEATED);
            let rows = bytes.get(from.unwrap_or(1)..).unwrap_or_default();
            series.endless = rows.iter().copied().filter(|byte| *byte != STX).collect();
            return Then::Repeat(settings);
        }
        stay
    }

    /// The last rows once more.
    pub(super) fn repeat_series(&mut self, settings: LineSettings, at: LineTime) {
        let reply = Reply {
            kind: ReplyKind::Answer,
            bytes: self.session.series.endless.clone(),
            start: at,
            settings,
        };
        self.state = State::Preparing {
            reply,
            then: Then::Repeat(settings),
        };
    }

    /// The port is gone; it comes back at once, or after a while.
    pub(super) fn die(&mut self, at: LineTime) {
        self.is_dead = true;
        let back: SignedDuration = AWAY;
        let back = self.clock_never_set(at).saturating_add(back);
        let stays = self.faults.has(Fault::StaysAway);
        self.memory.with(|memory| {
            memory.has_died = true;
            memory.gone_until = stays.then_some(back);
        });
        self.rest(at);
    }
}

/// Two bytes in hexadecimal digits, the lower first.
fn little(hex: &str) -> i64 {
    let byte = |at: usize| i64::from_str_radix(hex.get(at..at + 2)?, 16).ok();
    byte(0)
        .zip(byte(2))
        .map_or(0, |(low, high)| low + high * 256)
}

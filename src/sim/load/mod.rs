//! What simulated meters measure: households, a factory, a roof with solar cells.
//!
//! A [`Load`] is a function of time: how much energy has flowed in a direction until a
//! second, in milliwatt hours (or millilitres of gas), in integers. Energy of a day comes from the day's number
//! alone and is spread over its slots by weights, so that any second is cheap, intervals
//! of any length add up to the registers, and two meters of a type are equal. In a power
//! failure nothing flows.
//!
//! Knows nothing about registers, digits or answers.

pub(super) mod calendar;
pub(super) mod event;
mod shape;

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use self::calendar::{DAY, Day, HOUR, Seconds};
use self::event::What;
use self::shape::Hours;

/// Something that is metered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Load {
    /// The meter it is at; also the seed.
    pub(super) name: &'static str,
    pub(super) character: Character,
    /// Energy taken on a usual day, Wh (l of gas).
    pub(super) import: i64,
    /// Energy that a roof feeds in on a fine day in June, Wh.
    pub(super) export: i64,
    /// The usual capture period, in seconds.
    pub(super) period: Seconds,
}

/// Who takes the energy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Character {
    /// A family.
    Household,
    /// Two shifts, a short Saturday.
    Industry,
    /// Electronics of a solar roof: takes a little, at night only.
    Standby,
    /// An electric train, that feeds back when it brakes.
    Train,
    /// Gas for heating.
    Heating,
}

/// A direction of energy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Flow {
    Import,
    Export,
    Q1,
    Q2,
    Q3,
    Q4,
    /// Reactive import: first and second quadrant.
    ReactiveImport,
    /// Reactive export: third and fourth quadrant.
    ReactiveExport,
}

/// Which hours count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Tariff {
    All,
    /// From 6 to 22 hours.
    High,
    Low,
    /// Most of the high tariff.
    HighDay,
    /// The rest of it.
    HighEvening,
}

const fn load(
    name: &'static str,
    character: Character,
    import: i64,
    export: i64,
    minutes: i64,
) -> Load {
    Load {
        name,
        character,
        import,
        export,
        period: minutes * 60,
    }
}

static LOADS: [Load; 13] = [
    load("emh-lzqj", Character::Household, 9_400, 0, 15),
    load("emh-lzqj-solar", Character::Standby, 900, 52_000, 15),
    load("metcom-mcs301", Character::Industry, 9_300, 0, 15),
    load("lgz-zmd", Character::Industry, 14_000, 3_900, 60),
    load("iskra-mt174", Character::Household, 8_300, 0, 15),
    load("elster-as1440", Character::Household, 9_100, 38_000, 15),
    load("lem-em4tii", Character::Train, 910_000, 0, 5),
    load("makel-c500", Character::Household, 7_300, 0, 60),
    load("koehler-mf", Character::Industry, 42_000, 0, 15),
    load("energomera-ce102m", Character::Household, 6_400, 0, 15),
    load("energomera-ce208", Character::Household, 5_700, 0, 30),
    load("els-ek280", Character::Heating, 96_200, 0, 60),
    load("elster-a1140", Character::Industry, 21_300, 0, 30),
];

/// Energy until each day from the anchor on, by meter, flow and tariff.
type Sums = BTreeMap<(&'static str, Flow, Tariff), Vec<i64>>;

/// The same for all meters of a name, and long to add up.
static SUMS: Mutex<Sums> = Mutex::new(Sums::new());

/// Days that are told apart, before and behind the anchor.
const OLDEST: i64 = 40_000;

/// The load at the meter `name`.
pub(super) fn find(name: &str) -> Option<&'static Load> {
    LOADS.iter().find(|load| load.name == name)
}

impl Flow {
    /// The flow that a template names, `+A`.
    pub(super) fn named(name: &str) -> Option<Flow> {
        Some(match name {
            "+A" => Flow::Import,
            "-A" => Flow::Export,
            "+R" => Flow::ReactiveImport,
            "-R" => Flow::ReactiveExport,
            "Q1" => Flow::Q1,
            "Q2" => Flow::Q2,
            "Q3" => Flow::Q3,
            "Q4" => Flow::Q4,
            _ => return None,
        })
    }

    /// The flows that it is the sum of; one may come twice as nothing.
    fn parts(self) -> (Flow, Option<Flow>) {
        match self {
            Flow::ReactiveImport => (Flow::Q1, Some(Flow::Q2)),
            Flow::ReactiveExport => (Flow::Q3, Some(Flow::Q4)),
            other => (other, None),
        }
    }
}

impl Load {
    /// Energy that has flowed from the anchor until `at`, mWh; negative before it.
    pub(super) fn total(&self, flow: Flow, tariff: Tariff, at: Seconds) -> i64 {
        let high = || self.total(flow, Tariff::High, at);
        match tariff {
            Tariff::HighDay => return high() / 100 * 68,
            Tariff::HighEvening => return high() - high() / 100 * 68,
            Tariff::All | Tariff::High | Tariff::Low => {}
        }
        let day = Day::of(at);
        let curve = self.curve(flow, tariff, day);
        self.until_day(flow, tariff, day.number) + curve.at(at)
    }

    /// The same until a day begins.
    pub(super) fn until_day(&self, flow: Flow, tariff: Tariff, number: i64) -> i64 {
        // Meters are not that old; a clock may be set to anything.
        let number = number.clamp(-OLDEST, OLDEST);
        if number < 0 {
            let energy = |day| self.of_day(flow, tariff, day);
            return -(number..0).map(energy).sum::<i64>();
        }
        let mut sums = SUMS.lock().unwrap_or_else(PoisonError::into_inner);
        let sums = sums.entry((self.name, flow, tariff)).or_default();
        let index = usize::try_from(number).unwrap_or(0);
        let mut sum = sums.last().copied().unwrap_or(0);
        for (day, _) in (0_i64..).zip(0..=index).skip(sums.len()) {
            if day > 0 {
                sum += self.of_day(flow, tariff, day - 1);
            }
            sums.push(sum);
        }
        sums.get(index).copied().unwrap_or(0)
    }

    /// Energy of a day, mWh.
    pub(super) fn of_day(&self, flow: Flow, tariff: Tariff, number: i64) -> i64 {
        let (one, other) = flow.parts();
        let energy = |flow| {
            let part = |hours| self.energy(flow, number, hours);
            match tariff {
                Tariff::All => part(Hours::Night) + part(Hours::Daytime),
                Tariff::High | Tariff::HighDay | Tariff::HighEvening => part(Hours::Daytime),
                Tariff::Low => part(Hours::Night),
            }
        };
        energy(one) + other.map_or(0, energy)
    }

    /// How a flow grows during a day.
    pub(super) fn curve(&self, flow: Flow, tariff: Tariff, day: Day) -> Curve {
        let slots = Slots::of(self, day);
        let (one, other) = flow.parts();
        let mut curve = Curve {
            begin: day.begin,
            slot: slots.length,
            sums: vec![0; slots.of_day.len() + 1],
        };
        for flow in [Some(one), other].into_iter().flatten() {
            for hours in [Hours::Night, Hours::Daytime] {
                let counts = match tariff {
                    Tariff::All => true,
                    Tariff::High | Tariff::HighDay | Tariff::HighEvening => hours == Hours::Daytime,
                    Tariff::Low => hours == Hours::Night,
                };
                if counts {
                    self.spread(flow, hours, day, &slots, &mut curve);
                }
            }
        }
        curve
    }

    /// Adds the energy of some hours of a day to its curve.
    fn spread(&self, flow: Flow, hours: Hours, day: Day, slots: &Slots, curve: &mut Curve) {
        let energy = self.energy(flow, day.number, hours);
        if energy == 0 {
            return;
        }
        let kind = self.kind(day.number);
        let weights: Vec<i64> = slots
            .of_day
            .iter()
            .map(|slot| match hours == Hours::at(slot.minute) {
                true => self.weight(flow, kind, day.number, slot.minute) * slot.live,
                false => 0,
            })
            .collect();
        let all: i64 = weights.iter().sum::<i64>().max(1);
        let mut so_far = 0;
        for (sum, weight) in curve.sums.iter_mut().skip(1).zip(&weights) {
            so_far += weight;
            let part = i128::from(energy) * i128::from(so_far) / i128::from(all);
            *sum += i64::try_from(part).unwrap_or(energy);
        }
    }
}

/// The energy of a flow since midnight, slot by slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Curve {
    begin: Seconds,
    slot: Seconds,
    /// At the begin of each slot and at the end of the last.
    sums: Vec<i64>,
}

impl Curve {
    /// Energy from midnight until `at`, mWh.
    pub(super) fn at(&self, at: Seconds) -> i64 {
        let since = (at - self.begin).max(0);
        let slot = usize::try_from(since / self.slot).unwrap_or(0);
        let sum = |index: usize| self.sums.get(index).or(self.sums.last()).copied();
        let (before, after) = (sum(slot).unwrap_or(0), sum(slot + 1).unwrap_or(0));
        before + (after - before) * (since % self.slot) / self.slot
    }
}

/// The slots of a day: a day of a season change has fewer or more of them.
struct Slots {
    length: Seconds,
    of_day: Vec<Slot>,
}

struct Slot {
    /// Of the day by the clock.
    minute: i64,
    /// Per mille of it with power.
    live: i64,
}

impl Slots {
    fn of(load: &Load, day: Day) -> Slots {
        let length = load.slot();
        let mut of_day = Vec::with_capacity(usize::try_from(DAY / length).unwrap_or(0) + 12);
        let dead: Vec<(Seconds, Seconds)> = load
            .events_of(day)
            .filter(|event| {
                matches!(
                    event.what,
                    What::PowerFailure { .. } | What::ClockSet { .. }
                )
            })
            .map(|event| (event.at, event.end()))
            .collect();
        let mut at = day.begin;
        while at < day.end {
            let since = at - day.begin;
            let clock = match (day.skips, day.repeats) {
                (Some(from), _) if since >= from => since + HOUR,
                (_, Some(from)) if since >= from + HOUR => since - HOUR,
                _ => since,
            };
            let lost = |(from, to): &(Seconds, Seconds)| {
                ((*to).min(at + length) - (*from).max(at)).clamp(0, length)
            };
            let lost: Seconds = dead.iter().map(lost).sum();
            of_day.push(Slot {
                minute: clock / 60,
                live: (length - lost).max(0) * 1_000 / length,
            });
            at += length;
        }
        Slots { length, of_day }
    }
}

#[cfg(test)]
mod tests;

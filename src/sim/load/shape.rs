//! The shapes of days, weeks and years.
//!
//! Every number is a hundred-percent sum of hashes and straight lines: nothing here is
//! measured, it only looks like it.

use super::calendar::{Seconds, day_of_year};
use super::{Character, Flow, Load};
use crate::sim::random::hash;

/// Parts of a day whose energy is settled apart, as two tariffs count them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hours {
    /// Before 6 and from 22 hours on.
    Night,
    Daytime,
}

impl Hours {
    pub(super) fn at(minute: i64) -> Hours {
        if (360..1_320).contains(&minute) {
            Hours::Daytime
        } else {
            Hours::Night
        }
    }
}

/// Days of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Workday,
    Saturday,
    Sunday,
    /// Nobody is at home.
    Away,
}

impl Load {
    /// The length of the slots that a day is made of.
    pub(super) fn slot(&self) -> Seconds {
        match self.character {
            Character::Train => 300,
            _ => 900,
        }
    }

    /// Energy of some hours of a day, mWh.
    pub(super) fn energy(&self, flow: Flow, number: i64, hours: Hours) -> i64 {
        let (whole, night) = match flow {
            Flow::Import => self.import_of(number),
            Flow::Export => self.export_of(number),
            Flow::Q1 | Flow::Q4 => {
                let (whole, night) = self.import_of(number);
                (whole / 1_000 * self.reactive(flow, number), night)
            }
            Flow::Q2 | Flow::Q3 => {
                let (whole, night) = self.export_of(number);
                (whole / 1_000 * self.reactive(flow, number), night)
            }
            Flow::ReactiveImport | Flow::ReactiveExport => return 0,
        };
        let night = whole / 1_000 * night;
        match hours {
            Hours::Night => night,
            Hours::Daytime => whole - night,
        }
    }

    /// Energy taken on a day, mWh, and the part of it at night, per mille.
    fn import_of(&self, number: i64) -> (i64, i64) {
        let winter = winter(number);
        let kind = self.kind(number);
        let noise = 900 + self.noise("day", number, 200);
        let (share, night) = match (self.character, kind) {
            (Character::Household, Kind::Workday) => (960, 215),
            (Character::Household, Kind::Away) => (290, 330),
            (Character::Household, _) => (1_150, 225),
            (Character::Industry, Kind::Workday) => (1_280, 75),
            (Character::Industry, Kind::Saturday) => (520, 130),
            (Character::Industry, _) => (190, 333),
            (Character::Standby, _) => (1_000, 540),
            (Character::Train, Kind::Sunday) => (700, 90),
            (Character::Train, _) => (1_050, 80),
            (Character::Heating, _) => (1_000, 290),
        };
        let season = match self.character {
            Character::Household => 1_000 + 270 * winter / 1_000,
            Character::Industry => 1_000 + 70 * winter / 1_000,
            Character::Standby => 1_000 + 250 * winter / 1_000,
            Character::Train => 1_000 + 60 * winter / 1_000,
            Character::Heating => 1_000 + 860 * winter / 1_000,
        };
        (self.import * share / 1_000 * season / 1_000 * noise, night)
    }

    /// Energy fed in on a day, mWh, and the part of it at night, per mille.
    fn export_of(&self, number: i64) -> (i64, i64) {
        match self.character {
            Character::Train => {
                let (import, night) = self.import_of(number);
                (import / 100 * 13, night)
            }
            _ => {
                let summer = (1_000 - winter(number)) / 2;
                let bell = 130 + 870 * summer / 1_000;
                (self.export * bell / 1_000 * self.sky(number), 0)
            }
        }
    }

    /// Reactive energy for each 1000 of active energy.
    fn reactive(&self, flow: Flow, number: i64) -> i64 {
        if self.character == Character::Heating {
            // Gas as it is measured, before it is converted: a fifth of the volume.
            return if flow == Flow::Q1 { 212 } else { 0 };
        }
        let noise = 850 + self.noise("reactive", number, 300);
        let share = match (self.character, flow) {
            (Character::Industry, Flow::Q1) => 420,
            (Character::Industry, Flow::Q4) => 12,
            (Character::Train, Flow::Q1) => 190,
            (Character::Train, Flow::Q4) => 70,
            (_, Flow::Q1) => 70,
            (_, Flow::Q2) => 25,
            (_, Flow::Q3) => 45,
            _ => 210,
        };
        share * noise / 1_000
    }

    /// How much of a day's sunshine gets through the clouds, per mille.
    fn sky(&self, number: i64) -> i64 {
        match self.noise("sky", number, 10) {
            0..3 => 180 + self.noise("grey", number, 220),
            3..7 => 450 + self.noise("mixed", number, 350),
            _ => 860 + self.noise("clear", number, 140),
        }
    }

    pub(super) fn kind(&self, number: i64) -> Kind {
        let (year, of_year) = day_of_year(number);
        let leap = i64::from(year % 4 == 0);
        let after_february = if of_year > 58 {
            of_year - leap
        } else {
            of_year
        };
        // 1 January, 1 May, 3 October, 25 and 26 December.
        let holiday = matches!(after_february, 0 | 120 | 275 | 358 | 359);
        if self.character == Character::Household {
            let begin = |salt: &str, first, span| first + self.noise(salt, year, span);
            let away = |begin: i64, days| (begin..begin + days).contains(&of_year);
            if away(begin("summer holidays", 190, 30), 9) || away(begin("winter", 35, 25), 6) {
                return Kind::Away;
            }
        }
        match number.rem_euclid(7) {
            _ if holiday => Kind::Sunday,
            5 => Kind::Saturday,
            6 => Kind::Sunday,
            _ => Kind::Workday,
        }
    }

    /// What part of its hours' energy flows around a minute of the day, in comparison
    /// with others.
    pub(super) fn weight(&self, flow: Flow, kind: Kind, number: i64, minute: i64) -> i64 {
        let slot = number * 1_440 + minute;
        let import = || self.import_weight(kind, number, minute, slot);
        match flow {
            Flow::Import => import(),
            Flow::Q1 | Flow::Q4 => {
                let salt = if flow == Flow::Q1 { "q1" } else { "q4" };
                (import() + 250) * (800 + self.noise(salt, slot, 400)) / 1_000
            }
            Flow::Export => self.export_weight(number, minute, slot),
            Flow::Q2 | Flow::Q3 => {
                let salt = if flow == Flow::Q2 { "q2" } else { "q3" };
                self.export_weight(number, minute, slot) * (800 + self.noise(salt, slot, 400))
                    / 1_000
            }
            Flow::ReactiveImport | Flow::ReactiveExport => 0,
        }
    }

    fn import_weight(&self, kind: Kind, number: i64, minute: i64, slot: i64) -> i64 {
        let hill = |at: i64, width: i64, height: i64| {
            let away = (minute - at).abs().min(width);
            height * (width * width - away * away) / (width * width)
        };
        match self.character {
            Character::Household => {
                // The refrigerator comes and goes.
                let base = 90 + if slot.div_euclid(15) % 5 < 2 { 45 } else { 0 };
                let people = match kind {
                    Kind::Away => 0,
                    Kind::Workday => {
                        hill(405, 75, 330) + hill(750, 70, 110) + hill(1_140, 190, 430)
                    }
                    _ => hill(560, 130, 300) + hill(745, 90, 340) + hill(1_150, 200, 400),
                } + if kind == Kind::Away {
                    0
                } else {
                    hill(1_310, 90, 120)
                };
                let kettle = match self.noise("kettle", slot, 22) {
                    0 if kind != Kind::Away && (390..1_350).contains(&minute) => 420,
                    _ => 0,
                };
                (base + people + kettle) * (720 + self.noise("people", slot, 560)) / 1_000 + 1
            }
            Character::Industry => {
                let ramp = |from: i64, to: i64| {
                    ((minute - from) * 1_000 / (to - from).max(1)).clamp(0, 1_000)
                };
                let shifts = match kind {
                    Kind::Workday => {
                        let lunch = hill(735, 35, 380) + hill(550, 20, 160) + hill(840, 20, 210);
                        let second = if minute >= 840 { 900 } else { 1_000 };
                        (ramp(330, 405) - ramp(1_290, 1_350)) * (second - lunch).max(0) / 1_000
                    }
                    Kind::Saturday => (ramp(345, 405) - ramp(750, 810)) * 680 / 1_000,
                    Kind::Sunday | Kind::Away => 0,
                };
                let spike = match self.noise("furnace", slot, 40) {
                    0 if shifts > 500 => 330,
                    _ => 0,
                };
                (110 + shifts + spike) * (940 + self.noise("machines", slot, 120)) / 1_000
            }
            Character::Standby => match sun(number, minute) {
                0 => 100 + self.noise("standby", slot, 8),
                _ => 0,
            },
            Character::Train => {
                let runs = (290..1_400).contains(&minute);
                let stop = self.noise("station", slot, 7) == 0;
                match (runs, stop) {
                    (true, false) => 350 + self.noise("gradient", slot, 900),
                    (true, true) => 60,
                    (false, _) => 40 + self.noise("depot", slot, 10),
                }
            }
            Character::Heating => {
                let heat = 300 + hill(400, 150, 500) + hill(1_110, 240, 380);
                heat * (850 + self.noise("burner", slot, 300)) / 1_000
            }
        }
    }

    fn export_weight(&self, number: i64, minute: i64, slot: i64) -> i64 {
        if self.character == Character::Train {
            return 1 + self.noise("brake", slot, 700);
        }
        let sun = sun(number, minute);
        let cloud = match self.sky(number) {
            860.. => 960 + self.noise("haze", slot, 40),
            450..860 => 350 + self.noise("cloud", slot.div_euclid(30), 650),
            _ => 600 + self.noise("drizzle", slot, 400),
        };
        sun * cloud / 1_000
    }

    /// A number below `limit` for one day, slot or year.
    fn noise(&self, what: &str, number: i64, limit: i64) -> i64 {
        let salt = hash(what, number);
        let mixed = hash(self.name, salt.cast_signed());
        (mixed % limit.cast_unsigned().max(1)).cast_signed()
    }
}

/// 1000 in the middle of January, -1000 in the middle of July.
fn winter(number: i64) -> i64 {
    let (_, of_year) = day_of_year(number);
    let away = (of_year - 14).abs();
    let away = away.min(365 - away);
    let line = 1_000 - away * 2_000 / 183;
    line * (3_000_000 - line * line) / 2_000_000
}

/// How high the sun is at a minute of the clock, 0 at night.
fn sun(number: i64, minute: i64) -> i64 {
    let (_, of_year) = day_of_year(number);
    let summer = (1_000 - winter(number)) / 2;
    let half = 235 + 205 * summer / 1_000;
    // Noon is an hour later in summer time; a day more or less does not matter here.
    let noon = if (88..300).contains(&of_year) {
        800
    } else {
        740
    };
    let away = (minute + 7 - noon).abs();
    if away >= half {
        return 0;
    }
    1_000 * (half * half - away * away) / (half * half)
}

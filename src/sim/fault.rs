//! Faults on demand: what heads, lines and meters get wrong, by name.
//!
//! [`FaultyMeter`] stands between a [`Meter`] and its line and does the damage; what
//! goes wrong in programming mode, the meter does itself. Without faults everything is
//! passed on. Equal seeds give equal damage.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use jiff::civil::DateTime;
use thiserror::Error;

use super::installation::{self, Installation};
use super::kind::{Manner, MeterType, SpeedSwitch};
use super::memory::MeterMemory;
use super::meter::{Meter, Reply, ReplyKind};
use super::random::Random;
use super::station::Station;
use super::wire;
use crate::codec::control::{ETX, STX};
use crate::codec::{BlockCheckKind, block_check};
use crate::transport::{CharacterFormat, LineSettings, LineTime};

/// Something that goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Fault {
    /// The head reflects what is sent.
    Echo,
    /// Stray light: characters out of nowhere, and now and then a damaged one.
    Noise,
    /// The check of every data block is wrong.
    BadCheck,
    /// The meter never says anything.
    Silence,
    /// The head falls off in the middle of the data block.
    Cut,
    /// Every answer takes three seconds more.
    LateAnswer,
    /// The meter stays at 300 Bd whatever it announced.
    WrongBaud,
    /// Random characters at full speed, for ever.
    Garbage,
    /// Somebody left the meter in a session: it is mute at 300 Bd.
    StuckSession,
    /// The first character of the data block is lost.
    LostStx,
    /// Some characters come with wrong parity, the code itself being right.
    Parity,
    /// The line with the end mark `!` is missing.
    NoEnd,
    /// The data block comes without STX, ETX and a check.
    Unframed,
    /// The data block ends with ETX, without a check.
    NoCheck,
    /// The first request message is not heard.
    DeafOnce,
    /// Changes are acknowledged and not made.
    WriteNotKept,
    /// The port is gone when a change has arrived, before it is made. Once in the life of the
    /// meter: opened again, the line works.
    DiesBeforeWrite,
    /// The port is gone when a change was made, before the acknowledgement leaves. Once, as
    /// before.
    DiesAfterWrite,
    /// A port that dies stays away for a minute: opening it again finds it gone.
    StaysAway,
    /// Changes are made, and never acknowledged.
    AckLost,
    /// Every change is answered with a break, and not made.
    BreaksOff,
    /// Read commands are answered with another register.
    WrongAddress,
    /// Every command is understood only when it is said again.
    NakFirst,
    /// The first answer to every read command is damaged.
    GarbledAnswer,
    /// Somebody used up the wrong passwords.
    Locked,
    /// The cover is closed and no button is pressed.
    CoverClosed,
    /// The port is gone in the middle of the first long load profile. Once in the life of the
    /// meter: opened again, the line works.
    DiesMidProfile,
    /// Blocks of load profiles and logbooks stop in their middle when they are sent first.
    CutsBlock,
    /// Every third of their blocks is damaged when it is sent first.
    GarbledBlock,
    /// Load profiles never end: their last rows come again and again.
    EndlessProfile,
    /// Load profiles and logbooks come without ETX and check, always.
    UnendedProfile,
    /// Headers of load profiles name two channels more than there are.
    LyingHeader,
    /// Stamps of load profiles jump back by days, and once to 2099.
    StampsBackwards,
    /// Some rows of load profiles have a value too many or too few.
    RaggedRows,
    /// The status of load profiles has an odd number of digits.
    OddStatus,
    /// Headers of load profiles tell a capture period of 0.
    PeriodZero,
    /// The clock is three minutes slow.
    ClockSlow,
    /// Something about the installation that the meter is in.
    Installation(Installation),
}

impl Fault {
    /// All faults of head, line and meter; those of the installation are in
    /// [`installation::ALL`].
    pub const ALL: [Fault; 37] = [
        Fault::Echo,
        Fault::Noise,
        Fault::BadCheck,
        Fault::Silence,
        Fault::Cut,
        Fault::LateAnswer,
        Fault::WrongBaud,
        Fault::Garbage,
        Fault::StuckSession,
        Fault::LostStx,
        Fault::Parity,
        Fault::NoEnd,
        Fault::Unframed,
        Fault::NoCheck,
        Fault::DeafOnce,
        Fault::WriteNotKept,
        Fault::DiesBeforeWrite,
        Fault::DiesAfterWrite,
        Fault::StaysAway,
        Fault::AckLost,
        Fault::BreaksOff,
        Fault::WrongAddress,
        Fault::NakFirst,
        Fault::GarbledAnswer,
        Fault::Locked,
        Fault::CoverClosed,
        Fault::DiesMidProfile,
        Fault::CutsBlock,
        Fault::GarbledBlock,
        Fault::EndlessProfile,
        Fault::UnendedProfile,
        Fault::LyingHeader,
        Fault::StampsBackwards,
        Fault::RaggedRows,
        Fault::OddStatus,
        Fault::PeriodZero,
        Fault::ClockSlow,
    ];

    /// The name that [`Fault::from_str`] takes.
    pub fn name(self) -> &'static str {
        match self {
            Fault::Echo => "echo",
            Fault::Noise => "noise",
            Fault::BadCheck => "bad-check",
            Fault::Silence => "silence",
            Fault::Cut => "cut",
            Fault::LateAnswer => "late-answer",
            Fault::WrongBaud => "wrong-baud",
            Fault::Garbage => "garbage",
            Fault::StuckSession => "stuck-session",
            Fault::LostStx => "lost-stx",
            Fault::Parity => "parity",
            Fault::NoEnd => "no-end",
            Fault::Unframed => "unframed",
            Fault::NoCheck => "no-check",
            Fault::DeafOnce => "deaf-once",
            Fault::WriteNotKept => "write-not-kept",
            Fault::DiesBeforeWrite => "dies-before-write",
            Fault::DiesAfterWrite => "dies-after-write",
            Fault::StaysAway => "stays-away",
            Fault::AckLost => "ack-lost",
            Fault::BreaksOff => "breaks-off",
            Fault::WrongAddress => "wrong-address",
            Fault::NakFirst => "nak-first",
            Fault::GarbledAnswer => "garbled-answer",
            Fault::Locked => "locked",
            Fault::CoverClosed => "cover-closed",
            Fault::DiesMidProfile => "dies-mid-profile",
            Fault::CutsBlock => "cuts-block",
            Fault::GarbledBlock => "garbled-block",
            Fault::EndlessProfile => "endless-profile",
            Fault::UnendedProfile => "unended-profile",
            Fault::LyingHeader => "lying-header",
            Fault::StampsBackwards => "stamps-backwards",
            Fault::RaggedRows => "ragged-rows",
            Fault::OddStatus => "odd-status",
            Fault::PeriodZero => "period-zero",
            Fault::ClockSlow => "clock-slow",
            Fault::Installation(installation) => installation.name(),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A text that names no fault.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("there is no fault {name:?}; there are {}", names().join(", "))]
pub struct UnknownFault {
    pub name: String,
}

fn names() -> Vec<&'static str> {
    let installations = installation::ALL.iter().map(|(name, _)| *name);
    Fault::ALL
        .into_iter()
        .map(Fault::name)
        .chain(installations)
        .collect()
}

impl FromStr for Fault {
    type Err = UnknownFault;

    fn from_str(text: &str) -> Result<Fault, UnknownFault> {
        let found = Fault::ALL.into_iter().find(|fault| fault.name() == text);
        let installation = || Installation::find(text).map(Fault::Installation);
        found.or_else(installation).ok_or_else(|| UnknownFault {
            name: text.to_owned(),
        })
    }
}

/// A choice of faults and the seed of their damage. The default has none.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Faults {
    pub list: Vec<Fault>,
    pub seed: u64,
}

impl Faults {
    /// One fault.
    pub fn only(fault: Fault) -> Faults {
        Faults {
            list: vec![fault],
            seed: 1,
        }
    }

    /// What is to be said of the installation.
    pub(super) fn installation(&self) -> Vec<Installation> {
        let of = |fault: &Fault| match fault {
            Fault::Installation(installation) => Some(*installation),
            _ => None,
        };
        self.list.iter().filter_map(of).collect()
    }

    /// Whether `fault` is among them.
    pub fn has(&self, fault: Fault) -> bool {
        self.list.contains(&fault)
    }
}

/// Characters on their way to the host: patterns of 8 bits, back to back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Burst {
    pub(super) patterns: Vec<u8>,
    pub(super) start: LineTime,
    pub(super) baud: u32,
}

/// A meter and what is wrong with it.
#[derive(Debug, Clone)]
pub struct FaultyMeter {
    meter: Meter,
    faults: Faults,
    random: Random,
    hearing: Hearing,
}

#[derive(Debug, Clone)]
enum Hearing {
    Good,
    /// Deaf until after the next end of a line.
    DeafToOneLine,
    /// The head is off, or there is no meter: nothing goes either way.
    Nothing,
    /// Drowned by random characters; the next ones start at the time.
    Drowned(LineTime),
}

/// The extra time of [`Fault::LateAnswer`].
const LATE: Duration = Duration::from_secs(3);

/// How slow a clock with [`Fault::ClockSlow`] is, in seconds.
const SLOW: i32 = 180;

/// One character in so many is hit by [`Fault::Noise`] and [`Fault::Parity`].
const HIT_ONE_IN: u64 = 300;

/// Random characters of [`Fault::Garbage`] come in bursts of so many, at
/// [`GARBAGE_BAUD`].
const GARBAGE_LENGTH: usize = 32;
const GARBAGE_BAUD: u32 = 9600;

impl FaultyMeter {
    /// A meter of the type `kind` with `faults`, as `memory` knows it; `clock` is the
    /// right time when the line is opened.
    pub fn new(
        mut kind: MeterType,
        clock: DateTime,
        faults: Faults,
        memory: MeterMemory,
    ) -> FaultyMeter {
        if let Manner::Answers(answers) = &mut kind.manner {
            if faults.has(Fault::LateAnswer) {
                answers.reaction += LATE;
            }
            if faults.has(Fault::WrongBaud) {
                answers.speed_switch = SpeedSwitch::Never;
            }
        }
        if faults.has(Fault::ClockSlow) {
            kind.clock_error -= SLOW;
        }
        let hearing = if faults.has(Fault::Silence) {
            Hearing::Nothing
        } else if faults.has(Fault::Garbage) {
            Hearing::Drowned(LineTime::START)
        } else if faults.has(Fault::DeafOnce) {
            Hearing::DeafToOneLine
        } else {
            Hearing::Good
        };
        let mut meter = Meter::with(kind, clock, memory, faults.clone());
        if faults.has(Fault::StuckSession) {
            meter = meter.left_in_session();
        }
        if faults.has(Fault::Locked) {
            meter.lock();
        }
        FaultyMeter {
            meter,
            random: Random::new(faults.seed),
            faults,
            hearing,
        }
    }

    /// The meter of a station, as `memory` knows it.
    pub(super) fn at_station(
        station: &Station,
        clock: DateTime,
        memory: MeterMemory,
    ) -> FaultyMeter {
        let mut faulty = FaultyMeter::new(station.kind, clock, station.faults.clone(), memory);
        faulty.meter = faulty.meter.numbered(station.serial.clone());
        faulty
    }

    /// Whether what the host sends comes back.
    pub(super) fn reflects(&self) -> bool {
        self.faults.has(Fault::Echo)
    }

    /// The speed and format that the meter listens and speaks at now.
    pub fn settings(&self) -> LineSettings {
        self.meter.settings()
    }

    /// See [`Meter::is_at_rest`].
    pub(super) fn is_at_rest(&self) -> bool {
        self.meter.is_at_rest()
    }

    /// See [`Meter::clock`].
    pub(super) fn clock(&self, at: LineTime) -> DateTime {
        self.meter.clock(at)
    }

    /// See [`Meter::is_dead`].
    pub(super) fn is_dead(&self) -> bool {
        self.meter.is_dead()
    }

    /// The name of the type.
    pub(super) fn name(&self) -> &'static str {
        self.meter.kind().name
    }

    /// See [`Meter::is_busy`].
    pub(super) fn is_busy(&self) -> bool {
        match self.hearing {
            Hearing::Good | Hearing::DeafToOneLine => self.meter.is_busy(),
            Hearing::Nothing | Hearing::Drowned(_) => false,
        }
    }

    /// See [`Meter::due`].
    pub(super) fn due(&self) -> Option<LineTime> {
        match self.hearing {
            Hearing::Good | Hearing::DeafToOneLine => self.meter.due(),
            Hearing::Nothing => None,
            Hearing::Drowned(next) => Some(next),
        }
    }

    /// A character of 8 bits arrived, its last bit at `at`.
    pub(super) fn hear(&mut self, pattern: u8, at: LineTime) {
        match self.hearing {
            Hearing::Good => {}
            Hearing::DeafToOneLine => {
                if pattern & 0x7F == b'\n' {
                    self.hearing = Hearing::Good;
                }
                return;
            }
            Hearing::Nothing | Hearing::Drowned(_) => return,
        }
        match self.meter.settings().format {
            CharacterFormat::EightNone => self.meter.on_byte(pattern, at),
            CharacterFormat::SevenEven if wire::parity_fits(pattern) => {
                self.meter.on_byte(pattern & 0x7F, at);
            }
            CharacterFormat::SevenEven => self.meter.on_damage(at),
        }
    }

    /// What starts to leave by `now`; call again until there is nothing.
    pub(super) fn poll(&mut self, now: LineTime) -> Option<Burst> {
        match self.hearing {
            Hearing::Nothing => None,
            Hearing::Drowned(start) if start <= now => Some(self.garbage(start)),
            Hearing::Drowned(_) => None,
            Hearing::Good | Hearing::DeafToOneLine => {
                let reply = self.meter.poll(now)?;
                Some(self.spoil(reply))
            }
        }
    }

    fn garbage(&mut self, start: LineTime) -> Burst {
        let settings = LineSettings::seven_even(GARBAGE_BAUD);
        self.hearing = Hearing::Drowned(start + settings.duration_of(GARBAGE_LENGTH));
        Burst {
            patterns: (0..GARBAGE_LENGTH).map(|_| self.random.byte()).collect(),
            start,
            baud: GARBAGE_BAUD,
        }
    }

    fn spoil(&mut self, mut reply: Reply) -> Burst {
        if reply.kind == ReplyKind::Data {
            self.spoil_block(&mut reply.bytes);
        }
        let format = reply.settings.format;
        let encode = |byte: &u8| wire::pattern(*byte, format);
        let mut patterns: Vec<u8> = reply.bytes.iter().map(encode).collect();
        if self.faults.has(Fault::Parity) {
            self.hit(&mut patterns, |_| 0x80);
        }
        if self.faults.has(Fault::Noise) {
            self.hit(&mut patterns, |random| 1 << random.below(8));
            let stray = 1 + self.random.below(4);
            let stray: Vec<u8> = (0..stray).map(|_| self.random.byte()).collect();
            patterns.splice(0..0, stray);
        }
        Burst {
            patterns,
            start: reply.start,
            baud: reply.settings.baud,
        }
    }

    /// Changes bits in a few characters, at least in one of a long message.
    fn hit(&mut self, patterns: &mut [u8], bits: impl Fn(&mut Random) -> u8) {
        for pattern in patterns {
            if self.random.below(HIT_ONE_IN) == 0 {
                *pattern ^= bits(&mut self.random);
            }
        }
    }

    fn spoil_block(&mut self, bytes: &mut Vec<u8>) {
        let framed = bytes.first() == Some(&STX);
        let check = if framed {
            self.meter.kind().check
        } else {
            BlockCheckKind::None
        };
        if self.faults.has(Fault::NoEnd) {
            remove_end_mark(bytes, check);
        }
        if self.faults.has(Fault::BadCheck) {
            spoil_check(bytes, framed);
        }
        if self.faults.has(Fault::Cut) {
            bytes.truncate(bytes.len() / 2);
            self.hearing = Hearing::Nothing;
        }
        if !framed {
            return;
        }
        if self.faults.has(Fault::NoCheck) || self.faults.has(Fault::Unframed) {
            let end = bytes.iter().rposition(|byte| *byte == ETX);
            let keep = usize::from(!self.faults.has(Fault::Unframed));
            bytes.truncate(end.map_or(bytes.len(), |end| end + keep));
        }
        if self.faults.has(Fault::LostStx) || self.faults.has(Fault::Unframed) {
            bytes.remove(0);
        }
    }
}

/// Takes the `!` line out of a block and makes the check anew.
fn remove_end_mark(bytes: &mut Vec<u8>, check: BlockCheckKind) {
    let Some(mark) = bytes.iter().rposition(|byte| *byte == b'!') else {
        return;
    };
    bytes.truncate(mark);
    if check != BlockCheckKind::None {
        bytes.push(ETX);
        let checked = bytes.get(1..).unwrap_or_default();
        bytes.push(match check {
            BlockCheckKind::Sum7 => block_check::sum7(checked),
            _ => block_check::xor(checked),
        });
    }
}

/// Changes the check character, or a digit of the check behind `!`.
fn spoil_check(bytes: &mut [u8], framed: bool) {
    if framed {
        if let Some(check) = bytes.last_mut() {
            *check ^= 0x01;
        }
    } else if let Some(digit) = bytes.iter_mut().rfind(|byte| byte.is_ascii_hexdigit()) {
        *digit = if *digit == b'0' { b'1' } else { b'0' };
    }
}

#[cfg(test)]
mod tests;

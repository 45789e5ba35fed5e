//! Which disturbances happen to a session, drawn from its seed.

use std::fmt;
use std::time::Duration;

use flagport::codec::identification::baud_of;
use flagport::sim::Channel;
use flagport::transport::disturbed::{Disturbance, Harm, Way};

use super::line::{Heard, Who};

/// Numbers that look random and are the same every time (splitmix64).
#[derive(Debug, Clone)]
pub(super) struct Random(u64);

impl Random {
    pub(super) fn new(seed: u64) -> Random {
        // Seeds that follow each other shall not give sequences that do.
        Random(seed.wrapping_mul(0xD134_2543_DE82_EF95) ^ 0x2545_F491_4F6C_DD1D)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `limit`.
    pub(super) fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(limit).unwrap()).unwrap()
    }

    pub(super) fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }

    fn ms(&mut self, least: u64, most: u64) -> Duration {
        // As likely short as long.
        let ratio = most / least;
        let power = self.next() % (u64::from(ratio.ilog2()) + 1);
        let base = least << power;
        Duration::from_millis((base + self.next() % base).min(most))
    }
}

/// The columns of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Trouble {
    Drop,
    OneBit,
    TwoBits,
    Blank,
    Duplicate,
    Insert,
    Delay,
    Split,
    Cut,
    Echo,
    WrongSpeed,
    Unplug,
    /// Two or three of the others.
    Several,
}

impl Trouble {
    pub(super) const ALL: [Trouble; 13] = [
        Trouble::Drop,
        Trouble::OneBit,
        Trouble::TwoBits,
        Trouble::Blank,
        Trouble::Duplicate,
        Trouble::Insert,
        Trouble::Delay,
        Trouble::Split,
        Trouble::Cut,
        Trouble::Echo,
        Trouble::WrongSpeed,
        Trouble::Unplug,
        Trouble::Several,
    ];

    /// Whether a block check has to notice it: no more than one character is changed.
    pub(super) fn is_one_character(self) -> bool {
        matches!(self, Trouble::OneBit | Trouble::Blank)
    }

    /// Whether characters can become others, in place of being late, lost or more.
    pub(super) fn may_forge(self) -> bool {
        !matches!(
            self,
            Trouble::Delay | Trouble::Split | Trouble::Cut | Trouble::Unplug
        )
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Trouble::Drop => "drop",
            Trouble::OneBit => "one bit",
            Trouble::TwoBits => "two bits",
            Trouble::Blank => "blank",
            Trouble::Duplicate => "double",
            Trouble::Insert => "insert",
            Trouble::Delay => "delay",
            Trouble::Split => "split",
            Trouble::Cut => "cut",
            Trouble::Echo => "echo",
            Trouble::WrongSpeed => "speed",
            Trouble::Unplug => "unplug",
            Trouble::Several => "several",
        }
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// What happens to a session.
#[derive(Debug, Clone)]
pub(super) struct Draw {
    pub(super) trouble: Trouble,
    pub(super) channel: Channel,
    pub(super) disturbances: Vec<Disturbance>,
    /// Opening the port again fails so many times.
    pub(super) away: u32,
}

/// A turn of an undisturbed session: who speaks, from which byte on, and how many.
pub(super) type Turn = (Way, usize, usize);

/// The turns of what was heard.
pub(super) fn turns(heard: &Heard) -> Vec<Turn> {
    let (mut host, mut meter) = (0, 0);
    let mut turns = Vec::new();
    for (who, bytes) in &heard.pieces {
        let (way, count) = match who {
            Who::Host => (Way::ToMeter, &mut host),
            Who::Meter => (Way::FromMeter, &mut meter),
        };
        turns.push((way, *count, bytes.len()));
        *count += bytes.len();
    }
    turns
}

impl Draw {
    /// What happens by chance to a session that has these turns.
    pub(super) fn new(random: &mut Random, turns: &[Turn]) -> Draw {
        let trouble = random.one(&Trouble::ALL);
        // A port that checks parity is one that has it.
        let channel = match trouble {
            Trouble::Blank => Channel::SevenBit,
            _ => random.one(&[Channel::SevenBit, Channel::EightBit]),
        };
        let mut disturbances = Vec::new();
        let others = &Trouble::ALL[..Trouble::ALL.len() - 1];
        let count = match trouble {
            Trouble::Several => 2 + random.below(2),
            _ => 1,
        };
        for _ in 0..count {
            let trouble = match trouble {
                Trouble::Several => random.one(others),
                one => one,
            };
            let (way, at) = place(random, turns);
            disturbances.push(Disturbance {
                way,
                at,
                harm: harm(random, trouble, channel),
            });
        }
        Draw {
            trouble,
            channel,
            disturbances,
            away: random.one(&[0, 0, 0, 2, u32::MAX]),
        }
    }
}

/// A byte: of every message as likely as of any other, and its ends more than its middle.
fn place(random: &mut Random, turns: &[Turn]) -> (Way, usize) {
    let (way, begin, length) = random.one(turns);
    let within = match random.below(4) {
        0 => random.below(length.min(3)),
        1 => length - 1 - random.below(length.min(4)),
        _ => random.below(length),
    };
    (way, begin + within)
}

fn harm(random: &mut Random, trouble: Trouble, channel: Channel) -> Harm {
    let bits = match channel {
        Channel::SevenBit => 7,
        Channel::EightBit => 8,
    };
    match trouble {
        Trouble::Drop => Harm::Drop(random.one(&[1, 1, 1, 2, 3, 8, 40])),
        Trouble::OneBit => Harm::Flip(1 << random.below(bits)),
        Trouble::TwoBits => {
            let first = random.below(bits);
            let other = (first + 1 + random.below(bits - 1)) % bits;
            Harm::Flip(1 << first | 1 << other)
        }
        Trouble::Blank => Harm::Blank,
        Trouble::Duplicate => Harm::Duplicate,
        Trouble::Insert => {
            let telling = b"\x00\x01\x02\x03\x04\x06\x15\r\n/!()?B09\x7f\xff";
            let any = u8::try_from(random.below(256)).unwrap();
            Harm::Insert(random.one(&[any, random.clone().one(telling)]))
        }
        Trouble::Delay => Harm::Delay(random.ms(10, 12_000)),
        Trouble::Split => Harm::Split(random.ms(4, 600)),
        Trouble::Cut => Harm::Cut,
        Trouble::Echo => Harm::Echo,
        Trouble::WrongSpeed => {
            let baud = baud_of(char::from(b'0' + u8::try_from(random.below(7)).unwrap()));
            Harm::WrongSpeed(baud.unwrap())
        }
        Trouble::Unplug | Trouble::Several => Harm::Unplug,
    }
}

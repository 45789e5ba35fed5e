//! Inputs: seeds with flipped bits, cut, spliced, doubled; words put together; anything.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// One thing that is done to an input. Places are shares of its length.
#[derive(Debug, Clone)]
enum Damage {
    Flip {
        at: Index,
        bit: u8,
    },
    Set {
        at: Index,
        byte: u8,
    },
    /// From one place to another nothing is left.
    Drop {
        from: Index,
        length: usize,
    },
    /// What stands there stands there many times.
    Repeat {
        from: Index,
        length: usize,
        times: usize,
    },
    Insert {
        at: Index,
        bytes: Vec<u8>,
    },
    /// Nothing is left from there on.
    Cut {
        at: Index,
    },
    /// The rest is that of another seed.
    Splice {
        at: Index,
        other: Index,
        from: Index,
    },
}

/// Inputs of at most `longest` bytes.
pub(crate) fn of(
    seeds: Vec<Vec<u8>>,
    words: Vec<Vec<u8>>,
    longest: usize,
) -> impl Strategy<Value = Vec<u8>> {
    let word = select(words);
    let others = seeds.clone();
    let damaged =
        (select(seeds), vec(damage(word.clone()), 1..6)).prop_map(move |(mut input, damages)| {
            for damage in &damages {
                damage.apply(&mut input, &others);
            }
            input
        });
    let piece = prop_oneof![
        9 => word,
        1 => vec(any::<u8>(), 1..4),
    ];
    let soup = vec(piece, 0..60).prop_map(|pieces| pieces.concat());
    let anything = vec(any::<u8>(), 0..300);
    prop_oneof![8 => damaged, 3 => soup, 1 => anything].prop_map(move |mut input| {
        input.truncate(longest);
        input
    })
}

fn damage(word: impl Strategy<Value = Vec<u8>>) -> impl Strategy<Value = Damage> {
    let at = || any::<Index>();
    prop_oneof![
        3 => (at(), 0..8_u8).prop_map(|(at, bit)| Damage::Flip { at, bit }),
        2 => (at(), any::<u8>()).prop_map(|(at, byte)| Damage::Set { at, byte }),
        2 => (at(), 1..64_usize).prop_map(|(from, length)| Damage::Drop { from, length }),
        2 => (at(), 1..64_usize, 1..40_usize).prop_map(|(from, length, times)| Damage::Repeat {
            from,
            length,
            times,
        }),
        4 => (at(), word).prop_map(|(at, bytes)| Damage::Insert { at, bytes }),
        1 => at().prop_map(|at| Damage::Cut { at }),
        2 => (at(), at(), at()).prop_map(|(at, other, from)| Damage::Splice { at, other, from }),
    ]
}

impl Damage {
    fn apply(&self, input: &mut Vec<u8>, others: &[Vec<u8>]) {
        // A place may also be behind the last byte.
        let place = |at: &Index, bytes: &[u8]| at.index(bytes.len() + 1);
        match self {
            Damage::Flip { at, bit } => {
                let at = place(at, input);
                if let Some(byte) = input.get_mut(at) {
                    *byte ^= 1 << bit;
                }
            }
            Damage::Set { at, byte } => {
                let at = place(at, input);
                if let Some(there) = input.get_mut(at) {
                    *there = *byte;
                }
            }
            Damage::Drop { from, length } => {
                let from = place(from, input);
                input.drain(from..input.len().min(from + length));
            }
            Damage::Repeat {
                from,
                length,
                times,
            } => {
                let from = place(from, input);
                let piece = input[from..input.len().min(from + length)].repeat(*times);
                input.splice(from..from, piece);
            }
            Damage::Insert { at, bytes } => {
                let at = place(at, input);
                input.splice(at..at, bytes.iter().copied());
            }
            Damage::Cut { at } => input.truncate(place(at, input)),
            Damage::Splice { at, other, from } => {
                let other = &others[other.index(others.len())];
                input.truncate(place(at, input));
                input.extend(&other[place(from, other)..]);
            }
        }
    }
}

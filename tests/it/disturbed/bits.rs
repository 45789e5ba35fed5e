//! Every single bit of what a meter says and hears, turned over on a line whose parity
//! nobody checks: what the block check catches, what the form catches, and what passes
//! where there is no check.

use std::collections::BTreeMap;

use flagport::codec::{
    BlockCheckKind, Command, CommandKind, DataMessage, Decoder, Message, Role, encode,
};
use flagport::meter::{Context, decode};
use flagport::profile::Library;
use flagport::sim::Channel;

use super::kinds::READOUTS;
use super::line::Who;
use super::session;

/// What became of one bit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fate {
    /// The check tells it.
    Check,
    /// No whole message comes of it, or one with a remark.
    Form,
    /// Nothing that is told is another.
    Harmless,
    /// The identification message is another, and nothing tells it.
    Identification,
    /// A value or an address is another, and nothing tells it.
    Data,
}

const BITS: u32 = 7;

/// The identification and the data block in what a meter said.
fn heard(bytes: &[u8], rule: BlockCheckKind) -> (Option<String>, Option<DataMessage>) {
    let mut decoder = Decoder::new(Role::ReadingDevice);
    // A session knows the rule by the profile, or by what the meter showed before.
    decoder.set_rule((rule == BlockCheckKind::Sum7).then_some(rule));
    let mut messages = decoder.push_all(bytes);
    messages.extend(decoder.finish());
    let mut identification = None;
    let mut block = None;
    for message in messages {
        match message {
            Message::Identification(told) => identification = Some(told.line().to_owned()),
            Message::Data(data) if block.is_none() => block = Some(data),
            _ => {}
        }
    }
    (identification, block)
}

fn fate(bytes: &[u8], truth: &(Option<String>, Option<DataMessage>)) -> Fate {
    let true_block = truth.1.as_ref().unwrap();
    let (identification, block) = heard(bytes, true_block.check.kind);
    let Some(block) = block else {
        return Fate::Form;
    };
    if block.check.is_wrong() {
        return Fate::Check;
    }
    if !block.is_complete() || block.framing != true_block.framing {
        return Fate::Form;
    }
    if block.body != true_block.body {
        let has_check = true_block.check.kind != BlockCheckKind::None;
        if has_check && block.check.is_ok() != Some(true) {
            return Fate::Form;
        }
        let context = Context::default;
        let (own, known) = (
            decode(None, &block, context()),
            decode(None, true_block, context()),
        );
        let told = |readout: &flagport::meter::Readout| {
            let sets = readout.data_sets.iter();
            sets.map(|set| (set.address.clone(), super::judge::groups(set)))
                .collect::<Vec<_>>()
        };
        return match (own.problems.is_empty(), told(&own) == told(&known)) {
            (_, true) => Fate::Harmless,
            (false, false) => Fate::Form,
            (true, false) => Fate::Data,
        };
    }
    match identification == truth.0 {
        true => Fate::Harmless,
        false if identification.is_none() => Fate::Form,
        false => Fate::Identification,
    }
}

#[test]
fn every_single_bit_that_a_check_covers_is_caught() {
    let library = Library::default();
    let mut counts: BTreeMap<(&str, &str), BTreeMap<Fate, usize>> = BTreeMap::new();
    let mut passed = Vec::new();
    for kind in READOUTS
        .iter()
        .filter(|kind| kind.profile.is_some() || kind.group != "mode D")
    {
        let ran = session::run(*kind, &library, Channel::SevenBit, &[], 0);
        let said = ran.wire().meter.all(Who::Meter);
        // Of a pushed telegram the first one that is whole.
        let begin = memchr::memchr(b'/', &said).unwrap();
        let said = &said[begin..];
        let truth = heard(
            said,
            flagport::sim::catalog::find(kind.meter).unwrap().check,
        );
        let has_check = truth.1.as_ref().unwrap().check.kind != BlockCheckKind::None;
        // A long one by samples: every so many bits, all of them in turn.
        let step = said.len() / 600 + 1;
        let fates = counts.entry((kind.group, kind.meter)).or_default();
        for number in (0..said.len() * BITS as usize).step_by(step) {
            let (place, bit) = (number / BITS as usize, number % BITS as usize);
            let mut bytes = said.to_vec();
            bytes[place] ^= 1 << bit;
            let fate = fate(&bytes, &truth);
            *fates.entry(fate).or_default() += 1;
            if fate == Fate::Data && has_check {
                passed.push(format!("{} byte {place} bit {bit}", kind.name()));
            }
        }
    }
    println!("{:<8} {:<18} single bits turned over", "kind", "meter");
    for ((group, meter), fates) in &counts {
        let all: usize = fates.values().sum();
        println!("{group:<8} {meter:<18} {all:>6} {fates:?}");
    }
    assert!(passed.is_empty(), "{}", passed.join("\n"));
}

#[test]
fn no_single_bit_makes_another_command_of_one() {
    for rule in [BlockCheckKind::Xor, BlockCheckKind::Sum7] {
        for (kind, data) in [
            (CommandKind::W1, "0.8.0(30)"),
            (CommandKind::W1, "C003(260317100721)"),
            ("E2".parse().unwrap(), "0001()"),
            (CommandKind::P1, "(00000003)"),
        ] {
            let command = Command::new(kind, data);
            let bytes = encode(&Message::Command(command), rule);
            for place in 0..bytes.len() {
                for bit in 0..BITS {
                    let mut damaged = bytes.clone();
                    damaged[place] ^= 1 << bit;
                    let mut meter = Decoder::new(Role::TariffDevice);
                    meter.set_rule(Some(rule));
                    let mut messages = meter.push_all(&damaged);
                    messages.extend(meter.finish());
                    let is_taken = messages.iter().any(|message| {
                        matches!(message, Message::Command(c) if c.check.is_ok() == Some(true))
                    });
                    assert!(
                        !is_taken,
                        "{kind} {data}: byte {place} bit {bit} {messages:?}"
                    );
                }
            }
        }
    }
}

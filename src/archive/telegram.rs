//! Telegrams in the bytes of a file: with or without an identification line, a
//! frame, a check, and parity in bit 7.

use super::answers::{Joined, is_series};
use super::open::Found;
use crate::codec::charset::{self, ParitySurvey, ParityVerdict};
use crate::codec::control::{ACK, CR, DEL, EOT, ETX, LF, NAK, NUL, SOH, STX, is_printable};
use crate::codec::{
    BlockCheckKind, DataMessage, Decoder, Ending, Framing, Identification, Message, Mode, Role,
};
use crate::meter;
use crate::profile;

/// All telegrams in `bytes`, each as a readout. Data without a frame and without an
/// identification line must hold a register with a known form of address: many
/// things that are no telegram have brackets.
pub(super) fn telegrams(mut bytes: Vec<u8>) -> Vec<Found> {
    if is_binary(&bytes) {
        return Vec::new();
    }
    charset::strip(&mut bytes);
    let mut decoder = Decoder::new(Role::ReadingDevice);
    let mut found = Vec::new();
    let mut identification: Option<Identification> = None;
    // Of the telegram before, which answers of the same session may follow.
    let mut session: Option<Identification> = None;
    let mut joined = Joined::default();
    let mut blocks: Vec<u8> = Vec::new();
    let mut begin = 0usize;
    let mut end = 0usize;
    loop {
        let rest = bytes.get(end..).unwrap_or(&[]);
        let message = if rest.is_empty() {
            let Some(message) = decoder.finish() else {
                return found;
            };
            Some(message)
        } else {
            let (taken, message) = decoder.push(rest);
            end = end.saturating_add(taken);
            message
        };
        match message {
            Some(Message::Identification(line)) => identification = Some(line),
            Some(Message::Data(data)) if data.ending == Ending::Partial => {
                blocks.extend(data.body);
            }
            Some(Message::Data(mut data)) => {
                let raw = bytes.get(begin..end).unwrap_or(&[]);
                begin = end;
                data.body.splice(..0, blocks.drain(..));
                let own = identification.take();
                if own.is_some() {
                    session.clone_from(&own);
                }
                let goes_on = own.is_none() && found.last().is_some_and(is_series);
                let of = if goes_on { &session } else { &own };
                let Some(next) = read_one(of.as_ref(), &data, raw) else {
                    continue;
                };
                match found.last_mut().filter(|_| goes_on) {
                    Some(last) if is_series(&next) => joined.join(last, next),
                    _ => {
                        joined = Joined::default();
                        found.push(next);
                    }
                }
            }
            _ => {}
        }
    }
}

/// Whether more than one byte in ten has no place in a telegram: among megabytes of
/// anything there are always some that look like one.
fn is_binary(bytes: &[u8]) -> bool {
    let mut survey = ParitySurvey::default();
    survey.add(bytes);
    let plain = survey.verdict() == ParityVerdict::Broken;
    let is_strange = |byte: u8| match byte & 0x7F {
        _ if plain && byte >= 0x80 => true,
        SOH | STX | ETX | EOT | ACK | NAK | CR | LF => false,
        code => !is_printable(code) && code != DEL,
    };
    // Padding and wake-up characters say nothing either way.
    let told = bytes.iter().filter(|byte| **byte != NUL).count();
    let strange = bytes
        .iter()
        .filter(|byte| **byte != NUL && is_strange(**byte));
    strange.count().saturating_mul(10) > told
}

fn read_one(
    identification: Option<&Identification>,
    data: &DataMessage,
    raw: &[u8],
) -> Option<Found> {
    let readout = meter::decode(identification, data, context_of(identification, data));
    let framed = data.framing != Framing::Unframed && data.is_complete();
    let known = readout.data_sets.iter().any(|set| set.code.is_some());
    (identification.is_some() || framed || known).then(|| Found {
        readout,
        raw: raw.to_vec(),
    })
}

/// What the telegram alone tells of its session.
pub(super) fn context_of(
    identification: Option<&Identification>,
    data: &DataMessage,
) -> meter::Context {
    let pushed = data.framing == Framing::Unframed;
    // What only P1 telegrams have; their Z tells neither mode nor speed.
    let checked = data.check.kind == BlockCheckKind::Crc16;
    let mode = identification.map(|told| match told.announced_mode() {
        Mode::C if pushed => Mode::D,
        _ if checked => Mode::D,
        mode => mode,
    });
    meter::Context {
        mode,
        profile: identification.map(|told| profile::choose(told).name.clone()),
        baud: identification
            .filter(|_| !checked)
            .and_then(Identification::announced_baud),
        ..meter::Context::default()
    }
}

//! Readouts: what is shown is what the meter sent, or it is told.

use flagport::codec::{DataMessage, Decoder, Identification, Message, Role};
use flagport::meter::{Context, Readout, decode};

use super::{Judged, Verdict, groups, whole_lines};
use crate::disturbed::draw::Draw;
use crate::disturbed::line::Who;
use crate::disturbed::session::Ran;

/// What the meter really sent.
struct Truth {
    identifications: Vec<Identification>,
    blocks: Vec<DataMessage>,
}

impl Truth {
    fn of(ran: &Ran) -> Truth {
        let heard = ran.wire().meter.clone();
        // All of it, and turn by turn: noise of one turn may swallow the beginning of the
        // next.
        let turns = heard.pieces.iter().filter(|(who, _)| *who == Who::Meter);
        let mut messages = Vec::new();
        let all = heard.all(Who::Meter);
        for said in turns.map(|(_, bytes)| bytes).chain([&all]) {
            let mut decoder = Decoder::new(Role::ReadingDevice);
            messages.extend(decoder.push_all(said));
            messages.extend(decoder.finish());
        }
        let mut truth = Truth {
            identifications: Vec::new(),
            blocks: Vec::new(),
        };
        for message in messages {
            match message {
                Message::Identification(identification) => {
                    truth.identifications.push(identification);
                }
                Message::Data(data) if !data.check.is_wrong() => truth.blocks.push(data),
                _ => {}
            }
        }
        truth
    }

    /// Whether one of the meter's blocks says the same.
    fn has(&self, readout: &Readout) -> bool {
        self.blocks.iter().any(|block| {
            let own = decode(self.identifications.first(), block, Context::default());
            sets(&own) == sets(readout)
        })
    }
}

/// What a readout tells, address by address.
fn sets(readout: &Readout) -> Vec<(&str, String)> {
    let sets = readout.data_sets.iter();
    sets.map(|set| (set.address.as_str(), groups(set)))
        .collect()
}

pub(super) fn judge(ran: &Ran, draw: &Draw, judged: &mut Judged) {
    let truth = Truth::of(ran);
    nothing_is_lost(ran, judged);
    let Some(summary) = ran.readout() else {
        return;
    };
    let readout = &summary.readout;
    let told = readout.meter.identification_line.as_deref();
    let is_known = told.is_none_or(|line| truth.identifications.iter().any(|i| i.line() == line));
    let is_true = truth.has(readout);
    if !ran.is_done() {
        return;
    }
    if !is_true {
        judged.untrue = Some("a value".to_owned());
    } else if !is_known {
        judged.untrue = Some("the identification".to_owned());
    } else {
        return;
    }
    judged.verdict = match readout.problems.is_empty() {
        true => Verdict::Undetected,
        false => Verdict::Remarked,
    };
    // The check is one character by one of two rules. Where nobody knows the meter's, a
    // bit that happens to turn what the one gives into what the other gives cannot be told;
    // where the profile or the user names it, it is.
    let rule = flagport::sim::catalog::find(ran.kind.meter).unwrap().check;
    let check = &readout.block_check;
    let has_check = check.is_ok() == Some(true) && check.kind == rule;
    if !is_true && has_check && draw.trouble.is_one_character() {
        judged.broken.push(format!(
            "one damaged character passed the check: {:?}",
            draw.disturbances
        ));
    }
    if !draw.trouble.may_forge() {
        judged
            .broken
            .push(format!("data were made up: {:?}", sets(readout)));
    }
}

/// Where a meter said who it is and then some lines, lines are kept. (The tail of a pushed
/// telegram whose beginning nobody heard is nobody's.)
fn nothing_is_lost(ran: &Ran, judged: &mut Judged) {
    let heard = ran.wire().host.all(Who::Meter);
    let name = flagport::sim::catalog::find(ran.kind.meter)
        .unwrap()
        .identification;
    let begin = memchr::memmem::find(&heard, &name.as_bytes()[..4]);
    let lines = begin.map_or(0, |begin| whole_lines(&heard[begin..]).len());
    let kept = ran
        .readout()
        .map_or(0, |summary| summary.readout.data_sets.len());
    if kept == 0 && lines > 1 {
        judged
            .broken
            .push(format!("{lines} lines came and nothing is kept"));
    }
}

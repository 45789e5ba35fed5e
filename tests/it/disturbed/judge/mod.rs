//! What has to hold for every session, whatever happened to its line.

mod programme;
mod readout;
mod series;

use std::time::Duration;

use flagport::link::Timing;
use flagport::sim::archive::Held;
use flagport::transport::LineSettings;
use flagport::transport::disturbed::{Disturbance, Harm};
use flagport::worker::{Event, Outcome};

use super::draw::Draw;
use super::kinds::{Kind, Wanted};
use super::line::{Heard, Who};
use super::session::{Ended, Ran};

/// What came of a session, for the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Verdict {
    /// All that was wanted, and all of it true.
    Whole,
    /// Some of it, and a failure that tells what is missing.
    Partial,
    /// Nothing, and a failure that tells why.
    Failed,
    /// Something untrue, with a remark beside it and no failure.
    Remarked,
    /// Something untrue, and nothing told it.
    Undetected,
}

/// What was found out about a session.
#[derive(Debug)]
pub(super) struct Judged {
    pub(super) verdict: Verdict,
    /// What is untrue, for those to whom it is not told.
    pub(super) untrue: Option<String>,
    /// The meter was left signed on: the break message did not reach it.
    pub(super) left: bool,
    /// Broken promises.
    pub(super) broken: Vec<String>,
}

/// An undisturbed session of the same kind.
pub(super) struct Clean {
    pub(super) ran: Ran,
    pub(super) duration: Duration,
    /// Messages of ours.
    pub(super) messages: usize,
    /// Bytes in both directions.
    pub(super) bytes: usize,
    /// What its archive holds.
    pub(super) held: Vec<Held>,
}

impl Clean {
    pub(super) fn of(ran: Ran) -> Clean {
        let held = match ran.kind.wanted {
            Wanted::Series(_, address, _, _) => series::held_within(&ran.kind, address),
            _ => Vec::new(),
        };
        let wire = ran.wire();
        let duration = wire.now().0;
        let said = |who| wire.host.pieces.iter().filter(move |(w, _)| *w == who);
        let messages = said(Who::Host).count();
        let bytes = wire.host.pieces.iter().map(|(_, bytes)| bytes.len()).sum();
        drop(wire);
        Clean {
            ran,
            duration,
            messages,
            bytes,
            held,
        }
    }

    /// The longest that a session may take on the line that takes `duration` if nothing
    /// happens to it.
    ///
    /// Getting a meter to identify itself is given up after [`search`]. A readout is made
    /// twice at most, and each time signed on anew once, with three waits for a block and
    /// one block at the opening speed. In programming mode each message of ours is said
    /// [`Timing::repeats`] times more at most, with the longest wait for an answer each
    /// time, and whatever ended a session is looked for on new ones: one for every change,
    /// and two more.
    pub(super) fn bound(&self, kind: &Kind) -> Duration {
        let timing = Timing::default();
        let opening = LineSettings::OPENING;
        let at_opening_speed = opening.duration_of(self.bytes);
        if !kind.is_programme() {
            let block = timing.for_block(opening);
            let wait = block.first + block.gap + block.noise;
            return (search(&timing) + wait * 3 + at_opening_speed + self.duration) * 4;
        }
        let answer = timing.for_answer(opening);
        let acknowledged = timing.for_acknowledgement(opening);
        let wait = answer.first.max(acknowledged.first) + answer.gap + answer.noise;
        let messages = u32::try_from(self.messages).unwrap();
        let changes = match kind.wanted {
            Wanted::Set(changes) => u32::try_from(changes.len()).unwrap(),
            Wanted::Clock | Wanted::Reset => 2,
            Wanted::ReadOut | Wanted::Get(_) | Wanted::Series(..) => 0,
        };
        let sessions = changes + 3;
        (search(&timing) + self.duration + at_opening_speed) * sessions
            + wait * messages * (timing.repeats + 1)
    }
}

/// The longest search for a meter that does not say anything that can be read: requests,
/// pushed telegrams at every usual speed, breaks at two speeds, and a wake-up.
fn search(timing: &Timing) -> Duration {
    let identification = timing.for_identification();
    let request = identification.first + identification.gap + identification.noise;
    let push = timing.push_p1 + timing.character + timing.noise;
    let pause = timing.request_pause + timing.after_break + timing.after_wake_up;
    (request + pause) * (timing.attempts + 3) + push * 4
}

/// Judges a session.
pub(super) fn judge(ran: &Ran, clean: &Clean, draw: &Draw) -> Judged {
    let mut judged = Judged {
        verdict: verdict(ran),
        untrue: None,
        left: false,
        broken: Vec::new(),
    };
    of_every_session(ran, clean, draw, &mut judged);
    match ran.kind.wanted {
        Wanted::ReadOut => readout::judge(ran, draw, &mut judged),
        Wanted::Series(..) => series::judge(ran, clean, draw, &mut judged),
        Wanted::Get(_) | Wanted::Set(_) | Wanted::Clock | Wanted::Reset => {
            programme::judge(ran, clean, draw, &mut judged);
        }
    }
    judged
}

fn verdict(ran: &Ran) -> Verdict {
    match (ran.failure(), ran.is_done()) {
        (None, true) => Verdict::Whole,
        _ if ran.readout().is_some() || ran.programme().is_some() => Verdict::Partial,
        _ => Verdict::Failed,
    }
}

/// It ends in time, tells why, and signs the meter off.
fn of_every_session(ran: &Ran, clean: &Clean, draw: &Draw, judged: &mut Judged) {
    let mut wire = ran.wire();
    let broken = &mut judged.broken;
    if wire.ran_away {
        broken.push("it does not end".to_owned());
    }
    let (took, bound) = (wire.now().0, clean.bound(&ran.kind));
    if took > bound {
        broken.push(format!("it took {took:?} of at most {bound:?}"));
    }
    if let Some(failure) = ran.failure() {
        if failure.headline == "Flagport made a mistake" {
            broken.push("it panicked".to_owned());
        }
        let is_told = !failure.headline.to_string().is_empty()
            && !failure.cause.to_string().is_empty()
            && !failure.checks.is_empty()
            && failure
                .checks
                .iter()
                .all(|check| !check.title.to_string().is_empty());
        if !is_told {
            broken.push(format!("its failure tells too little: {failure:?}"));
        }
    }
    if is_cancelled(ran) {
        broken.push("it ended as if it was cancelled".to_owned());
    }
    let has_spoken = !wire.host.all(Who::Host).is_empty();
    if has_spoken && !wire.is_gone && !ends_with_break(&wire.host) && !is_pushed(ran) {
        broken.push("its last word is no break message".to_owned());
    }
    judged.left = !wire.comes_to_rest();
    // A break message at another speed, with a parity bit turned over or with a character
    // before it that nobody said is none, and a meter that still talks does not listen.
    let is_another_speed = |d: &Disturbance| matches!(d.harm, Harm::WrongSpeed(_));
    let break_arrived = ends_with_break(&wire.meter)
        && tail(&wire.meter.said, 6) == tail(&wire.host.said, 6)
        && !draw.disturbances.iter().any(is_another_speed);
    let meter_talked_last = wire
        .meter
        .pieces
        .last()
        .is_some_and(|(w, _)| *w == Who::Meter);
    if judged.left && ran.is_done() && break_arrived && !meter_talked_last {
        let heard = wire.meter.all(Who::Host);
        let told = tail(&heard, 12).escape_ascii().to_string();
        broken.push(format!("the meter is still signed on after {told}"));
    }
}

fn is_cancelled(ran: &Ran) -> bool {
    match &ran.ended {
        Ended::Read(outcome) => matches!(outcome, Outcome::Cancelled(_)),
        Ended::Programme(outcome) => matches!(**outcome, Outcome::Cancelled(_)),
    }
}

/// Whether a telegram was listened to that nobody asked for.
fn is_pushed(ran: &Ran) -> bool {
    let mode = ran.readout().map(|summary| summary.readout.meter.mode);
    mode == Some(Some(flagport::codec::Mode::D))
}

/// Whether the last that was said is a break message, by either check.
fn ends_with_break(heard: &Heard) -> bool {
    let said = heard.all(Who::Host);
    // Some break messages are followed by nothing, some by what the speed makes of them.
    matches!(tail(&said, 5), b"\x01B0\x03q" | b"\x01B0\x03u")
}

/// The last so many bytes.
fn tail(said: &[u8], count: usize) -> &[u8] {
    &said[said.len().saturating_sub(count)..]
}

/// The registers that events told, and the values they told.
fn told_values(ran: &Ran) -> Vec<(String, String)> {
    let told = ran.events.iter().filter_map(|event| match event {
        Event::RegisterRead { reading, .. } => {
            let set = reading.answer.as_ref().ok()?;
            Some((reading.register.address.clone(), groups(set)))
        }
        _ => None,
    });
    told.collect()
}

/// The values of a data set, as they were sent.
pub(super) fn groups(set: &flagport::meter::DataSet) -> String {
    let groups = set.values.iter().map(|value| format!("({})", value.raw));
    groups.collect()
}

/// Data lines that are whole: `1.8.0(0008048.375*kWh)` CR LF.
fn whole_lines(bytes: &[u8]) -> Vec<&[u8]> {
    let lines = bytes.split_inclusive(|byte| *byte == b'\n');
    let is_whole = |line: &&[u8]| line.ends_with(b")\r\n") && line.contains(&b'(');
    lines.filter(is_whole).collect()
}

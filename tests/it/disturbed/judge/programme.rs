//! Programming mode: nothing counts as done that the meter does not hold, nothing is said
//! twice unasked, and the journal tells what was said.

use flagport::journal::Entry;
use flagport::worker::{ProgrammeSummary, RegisterReading, WriteOutcome};

use super::{Clean, Judged, Verdict, told_values};
use crate::disturbed::draw::{Draw, Trouble};
use crate::disturbed::kinds::Wanted;
use crate::disturbed::line::{Heard, Who};
use crate::disturbed::session::Ran;

const NAK: u8 = 0x15;

pub(super) fn judge(ran: &Ran, clean: &Clean, draw: &Draw, judged: &mut Judged) {
    let said = changes(&ran.wire().host);
    once(&said, judged);
    journal(ran, &said, judged);
    values(ran, clean, draw, judged);
    let Some(summary) = ran.programme() else {
        return;
    };
    // A reading that proves a change passed its check although it was damaged: the check
    // is one character, and more than one was hit.
    let may_mislead = matches!(
        draw.trouble,
        Trouble::Several | Trouble::Drop | Trouble::TwoBits | Trouble::Insert | Trouble::WrongSpeed
    );
    let mut wrong = Vec::new();
    match ran.kind.wanted {
        Wanted::Set(_) => writes(ran, summary, &said, &mut wrong),
        Wanted::Clock => clock(ran, summary, &said, &mut wrong),
        Wanted::Reset => reset(ran, summary, &said, &mut wrong, judged),
        _ => {}
    }
    if let (true, Some(first)) = (may_mislead, wrong.first()) {
        judged.verdict = Verdict::Undetected;
        judged.untrue = Some(first.clone());
    } else {
        judged.broken.extend(wrong);
    }
}

/// A command that changes the meter, as it was said.
struct Said {
    /// `W1 0.8.0(30)`
    command: String,
    /// The meter was heard to say that it did not understand it before.
    was_refused: bool,
}

/// Commands that change the meter, in the order they were said.
fn changes(heard: &Heard) -> Vec<Said> {
    let mut said: Vec<Said> = Vec::new();
    let mut last = Vec::new();
    for (who, bytes) in &heard.pieces {
        match who {
            Who::Meter => last.clone_from(bytes),
            Who::Host => {
                for message in bytes.split(|byte| *byte == 0x01).skip(1) {
                    let [kind @ (b'W' | b'E'), digit, rest @ ..] = message else {
                        continue;
                    };
                    let rest = rest.strip_prefix(b"\x02").unwrap_or(rest);
                    let end = rest.iter().position(|byte| *byte == 3 || *byte == 4);
                    let data = String::from_utf8_lossy(&rest[..end.unwrap_or(rest.len())]);
                    said.push(Said {
                        command: format!("{}{} {data}", char::from(*kind), char::from(*digit)),
                        was_refused: last.contains(&NAK),
                    });
                }
                last.clear();
            }
        }
    }
    said
}

/// Locks are opened and closed by writing, once in every session.
fn is_lock(command: &str) -> bool {
    ["3:171.0", "4:171.0", "3:170.0", "4:170.0"]
        .iter()
        .any(|lock| command.contains(lock))
}

fn once(said: &[Said], judged: &mut Judged) {
    for (index, one) in said.iter().enumerate() {
        let before = said[..index]
            .iter()
            .any(|other| other.command == one.command);
        if before && !one.was_refused && !is_lock(&one.command) {
            judged
                .broken
                .push(format!("{} was said twice", one.command));
        }
    }
}

fn journal(ran: &Ran, said: &[Said], judged: &mut Judged) {
    let entries = &ran.entries;
    let shown = |said: &Said| masked(&said.command);
    for one in said.iter().filter(|one| !is_lock(&one.command)) {
        let command = shown(one);
        let count = entries
            .iter()
            .filter(|entry| entry.command == command)
            .count();
        if count != 1 {
            judged
                .broken
                .push(format!("{command} stands {count} times in the journal"));
        }
    }
    for entry in entries {
        let Some(ended) = &entry.ended else {
            judged
                .broken
                .push(format!("{} has no end in the journal", entry.command));
            continue;
        };
        let was_said = said.iter().any(|one| shown(one) == entry.command);
        if was_said == (ended.outcome == WriteOutcome::NotSent) {
            judged.broken.push(format!(
                "{} was {} and stands as {:?} in the journal",
                entry.command,
                if was_said { "said" } else { "not said" },
                ended.outcome
            ));
        }
    }
}

/// The command as it may be shown: the second group of a write command is a password.
fn masked(command: &str) -> String {
    match command.split_once(")(") {
        Some((before, _)) => format!("{before})(•••)"),
        None => command.to_owned(),
    }
}

/// What was read is what the meter says when nothing disturbs it, or what it said here.
fn values(ran: &Ran, clean: &Clean, draw: &Draw, judged: &mut Judged) {
    let Wanted::Get(_) = ran.kind.wanted else {
        return;
    };
    let usual = told_values(&clean.ran);
    let said = String::from_utf8_lossy(&ran.wire().meter.all(Who::Meter)).into_owned();
    let mut readings = told_values(ran);
    readings.retain(|reading| !usual.contains(reading));
    // Energies go on; what was said of them is what was sent.
    readings
        .retain(|(address, value)| !address.ends_with("1.8.0") || !said.contains(value.as_str()));
    let Some((address, value)) = readings.first() else {
        return;
    };
    judged.verdict = Verdict::Undetected;
    judged.untrue = Some(format!("{address} {value}"));
    if draw.trouble.is_one_character() || !draw.trouble.may_forge() {
        judged
            .broken
            .push(format!("{address}{value} is not what the meter has"));
    }
}

fn writes(ran: &Ran, summary: &ProgrammeSummary, said: &[Said], wrong: &mut Vec<String>) {
    for write in &summary.writes {
        let address = &write.register.address;
        let held = ran.memory.written(address);
        let has_it = held
            .as_deref()
            .is_some_and(|held| write.register.is_same(&write.wanted, held));
        let was_said = said.iter().any(|one| masked(&one.command) == write.command);
        let is_right = match write.outcome {
            WriteOutcome::Verified => has_it,
            WriteOutcome::Refused | WriteOutcome::NotVerified => !has_it,
            WriteOutcome::NotSent => !has_it && !was_said,
            WriteOutcome::Unknown => was_said,
        };
        if !is_right {
            wrong.push(format!(
                "{} is told as {:?} ({:?}); the meter holds {held:?}",
                write.command, write.outcome, write.detail
            ));
        }
        let entry = |entry: &&Entry| entry.command == write.command;
        let written = ran
            .entries
            .iter()
            .find(entry)
            .and_then(|e| e.ended.as_ref());
        if was_said && written.map(|ended| ended.outcome) != Some(write.outcome) {
            wrong.push(format!(
                "{}: {:?} in the journal {written:?}",
                write.command, write.outcome
            ));
        }
    }
    // Whatever the outcome, the meter holds what was wanted or what it had.
    let Wanted::Set(changes) = ran.kind.wanted else {
        return;
    };
    for (address, wanted) in changes {
        if let Some(held) = ran.memory.written(address)
            && !summary.writes.iter().any(|write| {
                write.register.address == *address && write.register.is_same(wanted, &held)
            })
        {
            wrong.push(format!(
                "the meter holds {held} in {address}, which nobody wrote"
            ));
        }
    }
}

fn clock(ran: &Ran, summary: &ProgrammeSummary, said: &[Said], wrong: &mut Vec<String>) {
    let Some(record) = &summary.clock_set else {
        return;
    };
    let wire = ran.wire();
    let passed = jiff::SignedDuration::try_from(wire.now().0).unwrap();
    let right = ran.clock.checked_add(passed).unwrap();
    let off = wire.meter_clock().duration_since(right).as_secs_f64();
    drop(wire);
    let was_said = said.iter().any(|one| !is_lock(&one.command));
    let is_true = match record.outcome {
        WriteOutcome::Verified => off.abs() < 3.0,
        WriteOutcome::NotSent => !was_said,
        WriteOutcome::Unknown => was_said,
        WriteOutcome::Refused | WriteOutcome::NotVerified => true,
    };
    if !is_true {
        wrong.push(format!("the clock is {off} s off: {record:?}"));
    }
}

fn reset(
    ran: &Ran,
    summary: &ProgrammeSummary,
    said: &[Said],
    wrong: &mut Vec<String>,
    judged: &mut Judged,
) {
    let resets = ran.memory.resets();
    if resets > 1 {
        judged
            .broken
            .push(format!("billing was reset {resets} times"));
    }
    let was_said = !said.is_empty();
    if was_said && ran.visits == 0 {
        judged
            .broken
            .push("the values were not stored before".to_owned());
    }
    let Some(record) = &summary.action else {
        return;
    };
    let proof = record.action.proof.as_deref();
    let has_proof = |readings: &[RegisterReading]| {
        let is_told = |r: &RegisterReading| Some(&*r.register.address) == proof && r.answer.is_ok();
        readings.iter().any(is_told)
    };
    let is_provable = has_proof(&record.before) && has_proof(&record.after);
    let is_true = match record.outcome {
        WriteOutcome::Verified => resets == 1,
        // The meter's word is all there is where nothing can prove it.
        WriteOutcome::NotVerified => resets == 0 || !is_provable,
        WriteOutcome::Refused => resets == 0,
        WriteOutcome::NotSent => resets == 0 && !was_said,
        WriteOutcome::Unknown => was_said,
    };
    if !is_true {
        wrong.push(format!(
            "{resets} resets, told as {:?} ({:?})",
            record.outcome, record.detail
        ));
    }
}

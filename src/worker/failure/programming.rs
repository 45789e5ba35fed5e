//! Why a job in programming mode went no further, in words for the technician.

use jiff::Zoned;

use super::{failure, sentence};
use crate::journal::JournalError;
use crate::order::{Order, OrderError};
use crate::profile::{ActionDef, Level, Precondition, Profile, RefusalAbout};
use crate::session::programming::ClockError;
use crate::worker::{
    Failure, MeterKey, Permission, ProgrammeSummary, Tries, WriteOutcome, WriteRecord,
};

const SAVE_THE_TRACE: (&str, &str) = (
    "Look at the line trace",
    "It shows each command and the meter's answer",
);
const CHECK_PROFILE: (&str, &str) = (
    "Check the device profile",
    "It says which level and which commands this type takes",
);

/// `Customer lock`, `Level 1`
fn name_of(level: &Level) -> String {
    match level.name.as_str() {
        "" => format!("Level {}", level.number),
        name => format!("Level {} ({name})", level.number),
    }
}

pub(in crate::worker) fn of_missing_password(level: &Level) -> Failure {
    failure(
        "A password is needed",
        format!("{} takes a password, and none was given.", name_of(level)),
        &[
            (
                "Give the password of this level",
                "It is sent once and never tried again by itself",
            ),
            CHECK_PROFILE,
        ],
    )
}

pub(in crate::worker) fn of_unsteady_clock() -> Failure {
    failure(
        "This computer's clock is being set",
        "It was set again and again while the meter's clock was measured, so nothing can be told of its drift."
            .to_owned(),
        &[
            (
                "Wait until this computer's clock is right",
                "It may be taking its time from the network just now",
            ),
            ("Then measure again", "Nothing was changed in the meter"),
        ],
    )
}

pub(in crate::worker) fn of_password_form(level: &Level) -> Failure {
    let form = &level.password;
    let length = if form.min == form.max {
        form.min.to_string()
    } else {
        format!("{} to {}", form.min, form.max)
    };
    failure(
        "The password was not sent",
        format!(
            "{} takes {length} characters: {}. The one that was given is different.",
            name_of(level),
            form.characters.in_words()
        ),
        &[
            (
                "Type the password again",
                "The meter counts wrong ones, so this one was held back",
            ),
            CHECK_PROFILE,
        ],
    )
}

pub(in crate::worker) fn of_refused_password(
    level: &Level,
    answer: &str,
    meaning: Option<&str>,
    about: RefusalAbout,
    tries: &Tries,
) -> Failure {
    let meaning = meaning.map_or(String::new(), |meaning| format!(", {meaning}"));
    let counted = tries.sentence();
    let counted = counted.map_or(String::new(), |sentence| format!(" {sentence}."));
    let note = tries.lock_out.as_ref().map(|rule| rule.note.as_str());
    let note = match note {
        None | Some("") => String::new(),
        Some(note) => format!(" {note}"),
    };
    let locked = tries
        .lock_out
        .as_ref()
        .is_some_and(|rule| tries.wrong >= u32::from(rule.tries));
    let headline = if about == RefusalAbout::Locked {
        "The meter is locked after wrong passwords"
    } else if locked {
        "The meter refused the password and may be locked"
    } else {
        "The meter refused the password"
    };
    failure(
        headline,
        format!(
            "{}: {answer}{meaning}. It was not tried again.{counted}{note}",
            name_of(level)
        ),
        &[
            (
                "Make sure of the password before the next try",
                "The meter locks itself after too many wrong ones",
            ),
            (
                "Check the level",
                "Each level has a password of its own, and some need a cover open or a button pressed",
            ),
        ],
    )
}

/// A write command with the password in it was refused.
pub(in crate::worker) fn of_doubted_password() -> Failure {
    failure(
        "The password may be wrong",
        "The meter refused a command that carried the password, so it was not sent with another one."
            .to_owned(),
        &[
            (
                "Make sure of the password",
                "The refusal may also be about the value that was written",
            ),
            SAVE_THE_TRACE,
        ],
    )
}

pub(in crate::worker) fn of_no_journal() -> Failure {
    failure(
        "Nothing was sent",
        "There is no journal to write the command down in before it is sent.".to_owned(),
        &[(
            "Check the folder for the user's data",
            "FLAGPORT_DATA names another one",
        )],
    )
}

pub(in crate::worker) fn of_journal(error: &JournalError) -> Failure {
    failure(
        "Nothing was sent: the journal cannot be written",
        sentence(&error.to_string()),
        &[
            (
                "Make room on the disk, or allow the folder to be written",
                "Every change is written down before it is sent",
            ),
            (
                "Choose another folder",
                "FLAGPORT_DATA names one for all data of the program",
            ),
        ],
    )
}

pub(in crate::worker) fn of_another_meter(expected: &MeterKey, found: &MeterKey) -> Failure {
    let name = |key: &MeterKey| match &key.serial_number {
        Some(serial) => format!("{serial} ({})", key.identification_line),
        None => key.identification_line.clone(),
    };
    failure(
        "This is another meter",
        format!(
            "The task is for {}; {} answered. Nothing was sent to it.",
            name(expected),
            name(found)
        ),
        &[
            (
                "Put the head back on the meter that was read",
                "Or read this one first, and review the changes for it",
            ),
            (
                "Name the device address on a bus",
                "Several meters may answer to a request for any",
            ),
        ],
    )
}

pub(in crate::worker) fn of_pause(action: &ActionDef, minutes: u16, last: &Zoned) -> Failure {
    failure(
        "Nothing was sent: it is too early",
        format!(
            "{} was sent to this meter at {}; it takes another one after {minutes} min.",
            action.name,
            last.strftime("%H:%M")
        ),
        &[(
            "Wait until the pause is over",
            "A second one would be refused, or end a period of minutes",
        )],
    )
}

pub(in crate::worker) fn of_own_way(order: &Order) -> Failure {
    failure(
        "Nothing was sent",
        format!(
            "{} is not said as a raw command: passwords and the break have a way of their own.",
            order.kind
        ),
        &[(
            "Choose a level and give its password",
            "It is then masked, counted and sent once",
        )],
    )
}

/// A raw command would write a secret to `address`.
pub(in crate::worker) fn of_secret_place(address: &str) -> Failure {
    failure(
        "Nothing was sent",
        format!(
            "{address} takes a password or another secret, and a raw command stands in the \
             trace and in the journal as it was typed."
        ),
        &[(
            "Change it on the page Registers or Commands",
            "It is then masked, and sent once",
        )],
    )
}

/// A raw command seems to hold the password of its level.
pub(in crate::worker) fn of_typed_password(order: &Order) -> Failure {
    failure(
        "Nothing was sent",
        format!(
            "This meter takes a password in the last group of {}, and a raw command stands in \
             the trace and in the journal as it was typed.",
            order.kind
        ),
        &[(
            "Type {password} in place of it",
            "The password of the level is then put in, masked and counted",
        )],
    )
}

pub(in crate::worker) fn of_permission(permission: Permission) -> Failure {
    let (cause, check) = if permission.read_only {
        (
            "The read-only switch is on: nothing that changes the meter leaves this computer.",
            ("Switch writing on", "It is off at the start of every visit"),
        )
    } else {
        (
            "Your role does not reach that far.",
            ("Choose another role", "Read; read, clock and reset; full"),
        )
    };
    failure("Nothing was sent", cause.to_owned(), &[check])
}

pub(in crate::worker) fn of_no_clock() -> Failure {
    failure(
        "The clock cannot be reached",
        "The device profile does not say how this meter tells its time.".to_owned(),
        &[CHECK_PROFILE],
    )
}

pub(in crate::worker) fn of_unread_clock(error: &ClockError) -> Failure {
    failure(
        "The clock could not be read",
        sentence(&error.to_string()),
        &[CHECK_PROFILE, SAVE_THE_TRACE],
    )
}

pub(in crate::worker) fn of_no_archive() -> Failure {
    failure(
        "Nothing was reset",
        "The values are stored before a billing reset, and there is nowhere to store them."
            .to_owned(),
        &[(
            "Check the folder for the user's data",
            "FLAGPORT_DATA names another one",
        )],
    )
}

pub(in crate::worker) fn of_damaged_values() -> Failure {
    failure(
        "Nothing was reset",
        "The values are read before a billing reset, and they arrived damaged.".to_owned(),
        &[super::RESEAT, super::KEEP_LIGHT_OFF],
    )
}

pub(in crate::worker) fn of_unstored_values(problem: &str) -> Failure {
    failure(
        "Nothing was reset",
        format!("The values were read and could not be stored: {problem}."),
        &[(
            "Make room on the disk, or allow the folder to be written",
            "The values are stored before a billing reset",
        )],
    )
}

/// The register that would prove an action could not be read before it.
pub(in crate::worker) fn of_lost_proof(action: &ActionDef, reason: &str) -> Failure {
    let proof = action.proof.as_deref().unwrap_or_default();
    failure(
        "Nothing was sent",
        format!(
            "{}: {proof}, which proves it, was not read before: {reason}.",
            action.name
        ),
        &[(
            "Seat the head again, then try again",
            "Without this register nobody could tell whether the meter carried it out",
        )],
    )
}

/// The meter refused to give a load profile or a logbook.
pub(in crate::worker) fn of_refused_series(
    order: &Order,
    answer: &str,
    meaning: Option<&str>,
    is_guess: bool,
) -> Failure {
    let meaning = meaning.map_or(String::new(), |meaning| format!(", {meaning}"));
    let cause = format!("{order} brought {answer}{meaning}.");
    let other_command = (
        "Try another read command or number",
        "R5, R6, R1 and R2 are in use; the number is that of P.01, P.02",
    );
    let checks = if is_guess {
        let profile = (
            "Choose the device profile",
            "This one knows none, so the usual form was tried",
        );
        [profile, other_command]
    } else {
        [CHECK_PROFILE, other_command]
    };
    failure("The meter refused the request", cause, &checks)
}

/// It answered with the data of another address.
pub(in crate::worker) fn of_strange_series(order: &Order, address: &str) -> Failure {
    failure(
        "The meter answered with something else",
        format!("{order} brought the data of {address}."),
        &[CHECK_PROFILE, SAVE_THE_TRACE],
    )
}

/// An answer that does not end.
pub(in crate::worker) fn of_endless_series(order: &Order) -> Failure {
    failure(
        "The answer does not end",
        format!("{order} brought more than the range can hold; the meter was signed off."),
        &[SAVE_THE_TRACE, CHECK_PROFILE],
    )
}

/// An address that no command can carry.
pub(in crate::worker) fn of_unfit_series(address: &str, error: &OrderError) -> Failure {
    failure(
        "Nothing was sent",
        format!("{address:?} cannot be asked for: {error}."),
        &[CHECK_PROFILE],
    )
}

/// The same failure with what can be done about what is missing.
pub(in crate::worker) fn with_rest_to_fetch(mut failure: Failure) -> Failure {
    failure.checks.truncate(3);
    failure.checks.push(crate::worker::Check {
        title: "Fetch the rest".to_owned(),
        detail: "What came is kept; it goes on behind the last entry".to_owned(),
    });
    failure
}

/// What came of a load profile or a logbook is not all right.
fn of_damaged_series() -> Failure {
    failure(
        "Some of it arrived damaged",
        "At least one answer came without a right block check each time; its entries are kept and told."
            .to_owned(),
        &[(
            "Fetch it again",
            "Keep light off the head and seat it well",
        )],
    )
}

/// What did not come out as it was wanted, if anything.
pub(in crate::worker) fn of_summary(
    summary: &ProgrammeSummary,
    profile: Option<&Profile>,
) -> Option<Failure> {
    if summary.is_complete() {
        return None;
    }
    let failed = |write: &&WriteRecord| write.outcome != WriteOutcome::Verified;
    let wrong: Vec<_> = summary.writes.iter().filter(failed).collect();
    if let Some(first) = wrong.first() {
        return Some(of_writes(first, wrong.len(), summary.writes.len(), profile));
    }
    if let Some(action) = &summary.action
        && action.outcome != WriteOutcome::Verified
    {
        return Some(of_outcome(
            &action.action.name,
            action.outcome,
            action.detail.as_deref(),
            profile,
            action.action.level,
        ));
    }
    if let Some(set) = &summary.clock_set
        && set.outcome != WriteOutcome::Verified
    {
        return Some(of_outcome(
            "The clock",
            set.outcome,
            set.detail.as_deref(),
            profile,
            None,
        ));
    }
    if summary.series.iter().any(|series| !series.complete) {
        return Some(of_damaged_series());
    }
    if let Some(raw) = &summary.raw
        && let Err(answer) = &raw.answer
    {
        return Some(failure(
            "The meter did not carry it out",
            format!("{}: {answer}.", raw.command),
            &[SAVE_THE_TRACE],
        ));
    }
    let count = summary.readings.len();
    let read = summary.readings.iter().filter(|r| r.answer.is_ok()).count();
    Some(failure(
        "Not every register could be read",
        format!("{read} of {count} came."),
        &[
            (
                "Check the level",
                "Some registers are read at a level with a password",
            ),
            CHECK_PROFILE,
        ],
    ))
}

fn of_writes(first: &WriteRecord, wrong: usize, all: usize, profile: Option<&Profile>) -> Failure {
    let name = match first.register.name.as_str() {
        "" => first.register.address.clone(),
        name => format!("{name} ({})", first.register.address),
    };
    let level = first.register.write_level();
    let mut told = of_outcome(
        &name,
        first.outcome,
        first.detail.as_deref(),
        profile,
        level,
    );
    if all > 1 {
        told.cause = format!("{} of {all} are verified. {}", all - wrong, told.cause);
    }
    told
}

fn of_outcome(
    name: &str,
    outcome: WriteOutcome,
    detail: Option<&str>,
    profile: Option<&Profile>,
    level: Option<u8>,
) -> Failure {
    let headline = match outcome {
        WriteOutcome::Verified => "Not everything was carried out",
        WriteOutcome::Refused => "The meter refused the change",
        WriteOutcome::NotVerified => "The change is not verified",
        WriteOutcome::Unknown => "It is unknown whether the change was carried out",
        WriteOutcome::NotSent => "Nothing was sent",
    };
    let cause = match detail {
        Some(detail) => format!("{name}: {}", detail.trim_end_matches('.')) + ".",
        None => format!("{name}."),
    };
    let mut checks: Vec<(&str, &str)> = Vec::new();
    match outcome {
        WriteOutcome::Unknown => checks.push((
            "Read it back",
            "The journal keeps it as unknown until then; it is not sent again by itself",
        )),
        WriteOutcome::Refused | WriteOutcome::NotVerified => {
            let preconditions = profile.and_then(|profile| profile.programming.as_ref());
            let preconditions = preconditions.into_iter().flat_map(|p| &p.preconditions);
            let applies = |known: &&Precondition| known.level.is_none() || known.level == level;
            let texts = preconditions
                .filter(applies)
                .map(|known| known.text.as_str());
            checks.extend(
                texts
                    .take(2)
                    .map(|text| (text, "The meter asks for it before a change")),
            );
            checks.push(CHECK_PROFILE);
            checks.push(SAVE_THE_TRACE);
        }
        WriteOutcome::Verified | WriteOutcome::NotSent => checks.push(SAVE_THE_TRACE),
    }
    failure(headline, cause, &checks)
}

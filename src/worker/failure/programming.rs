//! Why a job in programming mode went no further, in words for the technician.

use jiff::Zoned;

use super::{check, failure, sentence};
use crate::journal::JournalError;
use crate::language::{Message, date};
use crate::message;
use crate::order::{Order, OrderError};
use crate::profile::{ActionDef, Level, Precondition, Profile, RefusalAbout};
use crate::session::programming::ClockError;
use crate::worker::{
    Check, Failure, MeterKey, Permission, ProgrammeSummary, Tries, WriteOutcome, WriteRecord,
};

fn save_the_trace() -> Check {
    check(
        message!("failure-look-at-line-trace"),
        message!("failure-shows-each-command-meter-answer"),
    )
}
fn check_profile() -> Check {
    check(
        message!("failure-check-device-profile"),
        message!("failure-says-which-level-which-commands"),
    )
}

/// `Customer lock`, `Level 1`
fn name_of(level: &Level) -> Message {
    match level.name.as_str() {
        "" => message!("failure-level", level = level.number),
        name => message!("failure-level-named", level = level.number, name = name),
    }
}

/// Words of a device profile, as they are.
fn quoted(text: &str) -> Message {
    message!("failure-quoted", text = text)
}

pub(in crate::worker) fn of_missing_password(level: &Level) -> Failure {
    failure(
        message!("failure-password-needed"),
        message!("failure-cause-no-password", level = name_of(level)),
        [
            check(
                message!("failure-give-password-level"),
                message!("failure-sent-once-never-tried-again"),
            ),
            check_profile(),
        ],
    )
}

pub(in crate::worker) fn of_unsteady_clock() -> Failure {
    failure(
        message!("failure-computer-clock-being-set"),
        message!("failure-was-set-again-again-while"),
        [
            check(
                message!("failure-wait-until-computer-clock-right"),
                message!("failure-may-be-taking-time-from"),
            ),
            check(
                message!("failure-then-measure-again"),
                message!("failure-nothing-was-changed-in-meter"),
            ),
        ],
    )
}

pub(in crate::worker) fn of_password_form(level: &Level) -> Failure {
    let form = &level.password;
    let length = if form.min == form.max {
        message!("failure-length", length = form.min)
    } else {
        message!("failure-length-range", least = form.min, most = form.max)
    };
    failure(
        message!("failure-password-was-not-sent"),
        message!(
            "failure-cause-password-form",
            level = name_of(level),
            length = length,
            characters = form.characters.in_words()
        ),
        [
            check(
                message!("failure-type-password-again"),
                message!("failure-meter-counts-wrong-ones-so"),
            ),
            check_profile(),
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
    let mut cause = match meaning {
        Some(meaning) => message!(
            "failure-cause-password-meaning",
            level = name_of(level),
            answer = answer,
            meaning = meaning
        ),
        None => message!(
            "failure-cause-password",
            level = name_of(level),
            answer = answer
        ),
    };
    if let Some(counted) = tries.sentence() {
        cause = message!(
            "failure-and-then",
            first = cause,
            then = message!("failure-said-so", words = counted)
        );
    }
    let note = tries.lock_out.as_ref().map(|rule| rule.note.as_str());
    if let Some(note) = note.filter(|note| !note.is_empty()) {
        cause = message!("failure-and-then", first = cause, then = quoted(note));
    }
    let locked = tries
        .lock_out
        .as_ref()
        .is_some_and(|rule| tries.wrong >= u32::from(rule.tries));
    let headline = if about == RefusalAbout::Locked {
        message!("failure-meter-locked-after-wrong-passwords")
    } else if locked {
        message!("failure-meter-refused-password-may-be")
    } else {
        message!("failure-meter-refused-password")
    };
    failure(
        headline,
        cause,
        [
            check(
                message!("failure-make-sure-password-before-next"),
                message!("failure-meter-locks-itself-after-too"),
            ),
            check(
                message!("failure-check-level"),
                message!("failure-each-level-has-password-own"),
            ),
        ],
    )
}

/// A write command with the password in it was refused.
pub(in crate::worker) fn of_doubted_password() -> Failure {
    failure(
        message!("failure-password-may-be-wrong"),
        message!("failure-meter-refused-command-carried-password"),
        [
            check(
                message!("failure-make-sure-password"),
                message!("failure-refusal-may-also-be-about"),
            ),
            save_the_trace(),
        ],
    )
}

pub(in crate::worker) fn of_no_journal() -> Failure {
    failure(
        message!("failure-nothing-was-sent"),
        message!("failure-there-no-journal-write-command"),
        [check(
            message!("failure-check-folder-for-user-data"),
            message!("failure-flagport-data-names-another-one"),
        )],
    )
}

pub(in crate::worker) fn of_journal(error: &JournalError) -> Failure {
    failure(
        message!("failure-nothing-was-sent-journal-cannot"),
        sentence(&error.to_string()),
        [
            check(
                message!("failure-make-room-on-disk-or"),
                message!("failure-every-change-written-down-before"),
            ),
            check(
                message!("failure-choose-another-folder"),
                message!("failure-flagport-data-names-one-for"),
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
        message!("failure-another-meter"),
        message!(
            "failure-cause-another-meter",
            expected = name(expected),
            found = name(found)
        ),
        [
            check(
                message!("failure-put-head-back-on-meter"),
                message!("failure-or-read-one-first-review"),
            ),
            check(
                message!("failure-name-device-address-on-bus"),
                message!("failure-several-meters-may-answer-request"),
            ),
        ],
    )
}

pub(in crate::worker) fn of_pause(action: &ActionDef, minutes: u16, last: &Zoned) -> Failure {
    failure(
        message!("failure-nothing-was-sent-too-early"),
        message!(
            "failure-cause-pause",
            command = &action.name,
            time = date::minute(last.time()),
            minutes = minutes
        ),
        [check(
            message!("failure-wait-until-pause-over"),
            message!("failure-second-one-would-be-refused"),
        )],
    )
}

pub(in crate::worker) fn of_own_way(order: &Order) -> Failure {
    failure(
        message!("failure-nothing-was-sent"),
        message!("failure-cause-own-way", command = order.kind.to_string()),
        [check(
            message!("failure-choose-level-give-password"),
            message!("failure-then-masked-counted-sent-once"),
        )],
    )
}

/// A raw command would write a secret to `address`.
pub(in crate::worker) fn of_secret_place(address: &str) -> Failure {
    failure(
        message!("failure-nothing-was-sent"),
        message!("failure-cause-secret-place", address = address),
        [check(
            message!("failure-change-on-page-registers-or"),
            message!("failure-then-masked-sent-once"),
        )],
    )
}

/// A raw command seems to hold the password of its level.
pub(in crate::worker) fn of_typed_password(order: &Order) -> Failure {
    failure(
        message!("failure-nothing-was-sent"),
        message!(
            "failure-cause-typed-password",
            command = order.kind.to_string()
        ),
        [check(
            message!("failure-type-password-in-place", placeholder = "{password}"),
            message!("failure-password-level-then-put-in"),
        )],
    )
}

pub(in crate::worker) fn of_permission(permission: Permission) -> Failure {
    let (cause, check) = if permission.read_only {
        (
            message!("failure-read-only-switch-on-nothing"),
            check(
                message!("failure-switch-writing-on"),
                message!("failure-off-at-start-every-visit-too"),
            ),
        )
    } else {
        (
            message!("failure-your-role-does-not-reach"),
            check(
                message!("failure-choose-another-role"),
                message!("failure-read-read-clock-reset-full"),
            ),
        )
    };
    failure(
        message!("failure-nothing-was-sent"),
        cause.to_owned(),
        [check],
    )
}

pub(in crate::worker) fn of_no_clock() -> Failure {
    failure(
        message!("failure-clock-cannot-be-reached"),
        message!("failure-device-profile-does-not-say"),
        [check_profile()],
    )
}

pub(in crate::worker) fn of_unread_clock(error: &ClockError) -> Failure {
    failure(
        message!("failure-clock-could-not-be-read"),
        sentence(&error.to_string()),
        [check_profile(), save_the_trace()],
    )
}

pub(in crate::worker) fn of_no_archive() -> Failure {
    failure(
        message!("failure-nothing-was-reset"),
        message!("failure-values-stored-before-billing-reset-there"),
        [check(
            message!("failure-check-folder-for-user-data"),
            message!("failure-flagport-data-names-another-one"),
        )],
    )
}

pub(in crate::worker) fn of_damaged_values() -> Failure {
    failure(
        message!("failure-nothing-was-reset"),
        message!("failure-values-read-before-billing-reset"),
        [super::reseat(), super::keep_light_off()],
    )
}

pub(in crate::worker) fn of_unstored_values(problem: &str) -> Failure {
    failure(
        message!("failure-nothing-was-reset"),
        message!("failure-cause-unstored", problem = problem),
        [check(
            message!("failure-make-room-on-disk-or"),
            message!("failure-values-stored-before-billing-reset"),
        )],
    )
}

/// The register that would prove an action could not be read before it.
pub(in crate::worker) fn of_lost_proof(action: &ActionDef, reason: &str) -> Failure {
    let proof = action.proof.as_deref().unwrap_or_default();
    failure(
        message!("failure-nothing-was-sent"),
        message!(
            "failure-cause-lost-proof",
            action = action.name.as_str(),
            proof = proof,
            reason = reason
        ),
        [check(
            message!("failure-seat-head-then-try"),
            message!("failure-proof-is-needed"),
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
    let command = order.to_string();
    let cause = match meaning {
        Some(meaning) => message!(
            "failure-cause-brought-meaning",
            command = command,
            answer = answer,
            meaning = meaning
        ),
        None => message!("failure-cause-brought", command = command, answer = answer),
    };
    let other_command = check(
        message!("failure-try-another-read-command-or"),
        message!("failure-r5-r6-r1-r2-in"),
    );
    let checks = if is_guess {
        let profile = check(
            message!("failure-choose-device-profile"),
            message!("failure-one-knows-none-so-usual"),
        );
        [profile, other_command]
    } else {
        [check_profile(), other_command]
    };
    failure(message!("failure-meter-refused-request"), cause, checks)
}

/// It answered with the data of another address.
pub(in crate::worker) fn of_strange_series(order: &Order, address: &str) -> Failure {
    failure(
        message!("failure-meter-answered-with-something-else"),
        message!(
            "failure-cause-strange",
            command = order.to_string(),
            address = address
        ),
        [check_profile(), save_the_trace()],
    )
}

/// An answer that does not end.
pub(in crate::worker) fn of_endless_series(order: &Order) -> Failure {
    failure(
        message!("failure-answer-does-not-end"),
        message!("failure-cause-endless-series", command = order.to_string()),
        [save_the_trace(), check_profile()],
    )
}

/// An address that no command can carry.
pub(in crate::worker) fn of_unfit_series(address: &str, error: &OrderError) -> Failure {
    failure(
        message!("failure-nothing-was-sent"),
        message!(
            "failure-cause-unfit",
            address = format!("{address:?}"),
            error = error.to_string()
        ),
        [check_profile()],
    )
}

/// The same failure with what can be done about what is missing.
pub(in crate::worker) fn with_rest_to_fetch(mut failure: Failure) -> Failure {
    failure.checks.truncate(3);
    failure.checks.push(crate::worker::Check {
        title: message!("failure-fetch-rest"),
        detail: message!("failure-what-came-kept-goes-on"),
    });
    failure
}

/// What came of a load profile or a logbook is not all right.
fn of_damaged_series() -> Failure {
    failure(
        message!("failure-some-arrived-damaged"),
        message!("failure-at-least-one-answer-came"),
        [check(
            message!("failure-fetch-again"),
            message!("failure-keep-light-off-head-seat"),
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
            quoted(&action.action.name),
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
            message!("failure-clock"),
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
            message!("failure-meter-did-not-carry-out"),
            message!("failure-cause-raw", command = &raw.command, answer = answer),
            [save_the_trace()],
        ));
    }
    let count = summary.readings.len();
    let read = summary.readings.iter().filter(|r| r.answer.is_ok()).count();
    Some(failure(
        message!("failure-not-every-register-could-be"),
        message!("failure-cause-some-came", read = read, count = count),
        [
            check(
                message!("failure-check-level"),
                message!("failure-some-registers-read-at-level"),
            ),
            check_profile(),
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
        quoted(&name),
        first.outcome,
        first.detail.as_deref(),
        profile,
        level,
    );
    if all > 1 {
        let (verified, cause) = (all - wrong, told.cause);
        told.cause = message!(
            "failure-cause-of-all",
            verified = verified,
            all = all,
            cause = cause
        );
    }
    told
}

fn of_outcome(
    name: Message,
    outcome: WriteOutcome,
    detail: Option<&str>,
    profile: Option<&Profile>,
    level: Option<u8>,
) -> Failure {
    let headline = match outcome {
        WriteOutcome::Verified => message!("failure-not-everything-was-carried-out"),
        WriteOutcome::Refused => message!("failure-meter-refused-change"),
        WriteOutcome::NotVerified => message!("failure-change-not-verified"),
        WriteOutcome::Unknown => message!("failure-unknown-whether-change-was-carried"),
        WriteOutcome::NotSent => message!("failure-nothing-was-sent"),
    };
    let cause = match detail {
        Some(detail) => {
            let detail = detail.trim_end_matches('.');
            message!("failure-cause-detail", name = name, detail = detail)
        }
        None => message!("failure-said-so", words = name),
    };
    let mut checks = Vec::new();
    match outcome {
        WriteOutcome::Unknown => checks.push(check(
            message!("failure-read-back"),
            message!("failure-journal-keeps-as-unknown-until"),
        )),
        WriteOutcome::Refused | WriteOutcome::NotVerified => {
            let preconditions = profile.and_then(|profile| profile.programming.as_ref());
            let preconditions = preconditions.into_iter().flat_map(|p| &p.preconditions);
            let applies = |known: &&Precondition| known.level.is_none() || known.level == level;
            let texts = preconditions
                .filter(applies)
                .map(|known| known.text.as_str());
            checks.extend(texts.take(2).map(|text| {
                check(
                    quoted(text),
                    message!("failure-meter-asks-for-before-change"),
                )
            }));
            checks.push(check_profile());
            checks.push(save_the_trace());
        }
        WriteOutcome::Verified | WriteOutcome::NotSent => checks.push(save_the_trace()),
    }
    failure(headline, cause, checks)
}

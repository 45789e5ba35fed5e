//! Files that outlive the program: it is killed at some instant while it writes, hundreds
//! of times, and whatever it had told as done is there, and whole.
//!
//! Every [`Deed`](deeds::Deed) runs in a child process, which is this test program
//! started again. It says `begin 7` before the deed of that number, `done 7` after it,
//! and between them what the user would be told. After the kill the parent looks at the
//! folder; the next child goes on in it, so that what one kill leaves meets the next.
//!
//! `FLAGPORT_KILLS=500 cargo test --test it killed` kills so many children for every
//! deed; `FLAGPORT_SEED` chooses other instants.

mod child;
mod deeds;
mod parent;
mod program;
mod session;

/// So many kills of every deed are the usual test.
const USUAL: u32 = 12;

/// How many children are killed for every deed.
fn kills() -> u32 {
    number_of("FLAGPORT_KILLS").map_or(USUAL, |number| u32::try_from(number).unwrap())
}

fn seed() -> u64 {
    number_of("FLAGPORT_SEED").unwrap_or(1)
}

fn number_of(variable: &str) -> Option<u64> {
    let text = std::env::var(variable).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{variable}={text}")))
}

#[test]
fn visits_are_whole_or_not_there() {
    parent::kill_often(&deeds::VISITS);
}

#[test]
fn a_session_keeps_every_visit_and_every_change_that_it_told() {
    parent::kill_often(&session::SESSION);
}

#[test]
fn the_journal_holds_every_line_that_was_told() {
    parent::kill_often(&deeds::JOURNAL);
}

#[test]
fn settings_are_the_old_or_the_new_ones() {
    parent::kill_often(&deeds::SETTINGS);
}

#[test]
fn exports_are_old_or_new_and_never_half() {
    parent::kill_often(&deeds::EXPORTS);
}

#[test]
fn profiles_and_parameter_sets_are_old_or_new() {
    parent::kill_often(&deeds::PROFILES);
}

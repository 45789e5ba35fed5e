//! Rounds in words, for files and the command line: states and remarks, in English and in
//! German.

use super::{ComparedWith, Remark, State, StateKind};
use crate::export::Language::{self, English, German};
use crate::installation;
use crate::language::{Language as Spoken, within};

/// `Read with remarks`
pub fn state(kind: StateKind, language: Language) -> &'static str {
    match (kind, language) {
        (StateKind::Open, English) => "Open",
        (StateKind::Open, German) => "Offen",
        (StateKind::Read, English) => "Read",
        (StateKind::Read, German) => "Gelesen",
        (StateKind::ReadWithRemarks, English) => "Read, look at it",
        (StateKind::ReadWithRemarks, German) => "Gelesen, mit Hinweis",
        (StateKind::WrongMeter, English) => "Wrong meter",
        (StateKind::WrongMeter, German) => "Falscher Zähler",
        (StateKind::NotReached, English) => "Not reached",
        (StateKind::NotReached, German) => "Nicht erreicht",
        (StateKind::Skipped, English) => "Skipped",
        (StateKind::Skipped, German) => "Ausgelassen",
    }
}

/// What there is to say about a state, one sentence each; empty where its name says all.
pub fn sentences(state: &State, language: Language) -> Vec<String> {
    match state {
        State::Open => Vec::new(),
        State::Read { remarks, .. } => {
            let said = |told| remark(told, language);
            remarks.iter().map(said).collect()
        }
        State::WrongMeter { told, .. } => vec![match language {
            English => format!("Meter {told} answered"),
            German => format!("Zähler {told} hat geantwortet"),
        }],
        State::NotReached { reason } | State::Skipped { reason } => vec![reason.clone()],
    }
}

/// `Clock 3 min 12 s slow`
pub fn remark(remark: &Remark, language: Language) -> String {
    match remark {
        Remark::NoSerial => match language {
            English => "The meter tells no serial number".to_owned(),
            German => "Der Zähler nennt keine Zählernummer".to_owned(),
        },
        Remark::ByHand => match language {
            English => "Ticked by hand, not read".to_owned(),
            German => "Von Hand abgehakt, nicht gelesen".to_owned(),
        },
        Remark::Incomplete => match language {
            English => "The readout is incomplete or damaged".to_owned(),
            German => "Die Ablesung ist unvollständig oder beschädigt".to_owned(),
        },
        Remark::NotStored { reason } => match language {
            English => format!("The visit was not stored: {reason}"),
            German => format!("Der Besuch wurde nicht gespeichert: {reason}"),
        },
        Remark::Clock { seconds } => clock(*seconds, language),
        Remark::Errors { register, flags } => {
            let meaning = match flags.as_slice() {
                [] => String::new(),
                flags => format!(": {}", flags.join(", ")),
            };
            match language {
                English => format!("Error register {register}{meaning}"),
                German => format!("Fehlerregister {register}{meaning}"),
            }
        }
        Remark::Wiring { finding } => {
            let is_certain = finding.state == installation::State::Faulty;
            match (is_certain, language) {
                (true, English) => within(Spoken::English, || format!("Wired wrong: {finding}")),
                (true, German) => within(Spoken::German, || {
                    format!("Falsch angeschlossen: {finding}")
                }),
                (false, English) => {
                    within(Spoken::English, || format!("Check the wiring: {finding}"))
                }
                (false, German) => {
                    within(Spoken::German, || format!("Anschluss prüfen: {finding}"))
                }
            }
        }
        Remark::Setting {
            address,
            own,
            usual,
        } => match language {
            English => format!("{address} is {own}, in equal meters {usual}"),
            German => format!("{address} ist {own}, bei gleichen Zählern {usual}"),
        },
        Remark::Consumption {
            code,
            unit,
            a_day,
            usual,
            compared_with,
        } => {
            let whose = match (compared_with, language) {
                (ComparedWith::Earlier, English) => "in earlier periods",
                (ComparedWith::Earlier, German) => "in früheren Zeiträumen",
                (ComparedWith::Others, English) => "in equal meters",
                (ComparedWith::Others, German) => "bei gleichen Zählern",
            };
            match language {
                English => format!("{code} counts {a_day} {unit} a day, {whose} {usual}"),
                German => format!("{code} zählt {a_day} {unit} am Tag, {whose} {usual}"),
            }
        }
    }
}

fn clock(seconds: i64, language: Language) -> String {
    let size = seconds.unsigned_abs();
    let amount = match size {
        0..=59 => format!("{size} s"),
        60..=3_599 => format!("{} min {} s", size / 60, size % 60),
        3_600..=86_399 => format!("{} h {} min", size / 3_600, size / 60 % 60),
        _ => format!("{} d {} h", size / 86_400, size / 3_600 % 24),
    };
    match (seconds.is_negative(), language) {
        (true, English) => format!("Clock {amount} slow"),
        (false, English) => format!("Clock {amount} fast"),
        (true, German) => format!("Uhr geht {amount} nach"),
        (false, German) => format!("Uhr geht {amount} vor"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_is_slow_or_fast_by_hours_minutes_or_seconds() {
        let check = |seconds, english: &str, german: &str| {
            let told = Remark::Clock { seconds };
            assert_eq!(remark(&told, English), english);
            assert_eq!(remark(&told, German), german);
        };
        check(-192, "Clock 3 min 12 s slow", "Uhr geht 3 min 12 s nach");
        check(61, "Clock 1 min 1 s fast", "Uhr geht 1 min 1 s vor");
        check(7_300, "Clock 2 h 1 min fast", "Uhr geht 2 h 1 min vor");
        check(-90_000, "Clock 1 d 1 h slow", "Uhr geht 1 d 1 h nach");
    }
}

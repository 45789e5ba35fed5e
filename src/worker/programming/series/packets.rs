//! Load profiles in packets (Elster A1140, A1700): a number of days is chosen, then
//! packets of 64 bytes are read.
//!
//! The choice is a write command, `W1 551001(0200)`. It says what the next reads bring
//! and leaves nothing behind in the meter, so it is said without switching writing on and
//! is not in the journal. What lets it out is a permit for this one address, made from
//! the profile's form, which is taken back at once. Not tried on a real meter.

use super::command::of_argument;
use super::{Fetch, minutes_after};
use crate::codec::CommandKind;
use crate::link::{LinkError, Permit, WriteGuard};
use crate::order::{Order, OrderError, Secrets};
use crate::session::SessionError;
use crate::session::programming::{Acknowledgement, Answer, FetchEnd};
use crate::watch::Stage;
use crate::worker::programming::desk::Stop;
use crate::worker::{SeriesAnswer, SeriesRange, failure};

/// How many times it is begun anew.
const TIMES: u32 = 3;

/// The argument for all days.
const ALL_DAYS: u16 = u16::MAX;

/// Packets are numbered in three hexadecimal digits.
const MAX_PACKETS: u16 = 0xFFF;

pub(super) fn run(fetch: &mut Fetch<'_, '_, '_>) -> Result<(), Stop> {
    let (begin, end) = (fetch.plan.range.from, fetch.now());
    let days = begin.map_or(ALL_DAYS, |begin| {
        // Today is one of them, and midnight ends the day before.
        let (first, last) = (minutes_after(begin, -1).date(), end.date());
        let days = last.duration_since(first).as_hours() / 24;
        u16::try_from(days.saturating_add(1)).unwrap_or(1)
    });
    let mut raw = Vec::new();
    let mut time = 1;
    let result = loop {
        let mut fresh = Vec::new();
        let result = packets(fetch, days, &mut fresh);
        if fresh.len() > raw.len() {
            raw = fresh;
        }
        match result {
            Err(Stop::Session(error)) if time < TIMES && !is_cancel(&error) => {
                time += 1;
                let stop = fetch.signed.noted(Stop::Session(error));
                if fetch.signed.sign_on_anew().is_err() {
                    break Err(stop);
                }
            }
            other => break other,
        }
    };
    let answer = SeriesAnswer {
        command: format!("{} {}", fetch.form.command, fetch.form.address),
        range: SeriesRange {
            from: begin,
            to: None,
        },
        raw: raw.into(),
        complete: result.is_ok(),
    };
    let piece = fetch.assembly.read(&answer);
    fetch.keep(answer, piece);
    result
}

fn is_cancel(error: &SessionError) -> bool {
    matches!(
        error,
        SessionError::Link {
            cause: LinkError::Cancelled,
            ..
        }
    )
}

/// Chooses the days and reads all packets into `raw`.
fn packets(fetch: &mut Fetch<'_, '_, '_>, days: u16, raw: &mut Vec<u8>) -> Result<(), Stop> {
    if !fetch.signed.is_alive() {
        fetch.signed.sign_on_anew()?;
    }
    let (profile, selection) = addresses(&fetch.form.address);
    choose(fetch, &selection, days)?;
    let order = order(fetch, of_argument(CommandKind::R1, &selection, "02"))?;
    let count = match fetch.signed.ask(&order)? {
        Answer::Data(data) => count_in(&data.body).min(MAX_PACKETS),
        Answer::Refused(words) => return Err(fetch.refused(&order, &words)),
        _ => return Err(fetch.refused(&order, "NAK")),
    };
    fetch.windows = (0, u32::from(count).max(1));
    for number in 1..=count {
        let address = format!("{profile}{number:03X}");
        let order = self::order(fetch, of_argument(CommandKind::R1, &address, "40"))?;
        let range = SeriesRange::default();
        let brought = fetch.ask(&order, range, super::most_for(Some(1)));
        match brought.end {
            FetchEnd::Whole => raw.extend(brought.answer.raw.iter()),
            FetchEnd::Refused(words) => return Err(fetch.refused(&order, &words)),
            FetchEnd::Stopped(error) => return Err(error.into()),
            _ => {
                return Err(SessionError::Damaged {
                    command: order.to_string(),
                    times: fetch.signed.link.timing().repeats.saturating_add(1),
                }
                .into());
            }
        }
        fetch.windows.0 += 1;
        let mut teller = fetch.signed.desk.teller.borrow_mut();
        teller.tell_share(Some(f32::from(number) / f32::from(count)));
        teller.tell_steps(fetch.windows.0, fetch.windows.1);
    }
    Ok(())
}

/// Chooses how many days are read.
fn choose(fetch: &mut Fetch<'_, '_, '_>, selection: &str, days: u16) -> Result<(), Stop> {
    let [low, high] = days.to_le_bytes();
    let order = order(
        fetch,
        of_argument(CommandKind::W1, selection, &format!("{low:02X}{high:02X}")),
    )?;
    let mut guard = fetch.signed.guard.clone();
    if let WriteGuard::Only(permits) = &mut guard {
        permits.push(Permit {
            kind: CommandKind::W1,
            address: selection.to_owned(),
        });
    }
    fetch.signed.link.set_guard(guard);
    let said = fetch
        .signed
        .in_session(|session, link| session.change(link, &order, Secrets::default(), 0));
    let guard = fetch.signed.guard.clone();
    fetch.signed.link.set_guard(guard);
    match said? {
        Acknowledgement::Accepted(_) => Ok(()),
        Acknowledgement::Refused(words) => Err(fetch.refused(&order, &words)),
        Acknowledgement::Unanswered(cause) => Err(SessionError::Link {
            stage: Stage::DataSets,
            cause,
        }
        .into()),
        Acknowledgement::BrokenOff => Err(SessionError::BrokenOff.into()),
    }
}

fn order(fetch: &Fetch<'_, '_, '_>, order: Result<Order, OrderError>) -> Result<Order, Stop> {
    order.map_err(|error| failure::of_unfit_series(&fetch.form.address, &error).into())
}

/// The identity of the packets and the address that chooses them: `550001` is read after
/// `551001` was written.
fn addresses(address: &str) -> (String, String) {
    let identity: String = address.chars().take(3).collect();
    let number: Option<u32> = identity.parse().ok();
    let selection = number.map_or(551, |number| number.saturating_add(1));
    (identity, format!("{selection:03}001"))
}

/// How many packets there are: hexadecimal digits, the lowest byte first.
fn count_in(body: &[u8]) -> u16 {
    let digits: String = body
        .iter()
        .map(|code| char::from(*code))
        .filter(char::is_ascii_hexdigit)
        .collect();
    let byte = |at: usize| {
        let digits = digits.get(at..at.saturating_add(2));
        digits.and_then(|digits| u8::from_str_radix(digits, 16).ok())
    };
    u16::from_le_bytes([byte(0).unwrap_or(0), byte(2).unwrap_or(0)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packets_have_their_own_addresses() {
        let expected = ("550".to_owned(), "551001".to_owned());
        assert_eq!(addresses("550001"), expected);
        assert_eq!(count_in(b"(04)"), 4);
        assert_eq!(count_in(b"(0401)"), 0x104);
        assert_eq!(count_in(b"()"), 0);
    }
}

//! One command as an expert typed it, with the same care as any other.

use super::change::{Fate, Held, Matter, Said, first_value, with_unwritten};
use super::desk::Stop;
use super::signed::Signed;
use crate::journal::Subject;
use crate::link::Permit;
use crate::order::Order;
use crate::profile::{ActionCommand, Login, Profile, normal_address};
use crate::secret::MASK;
use crate::session::programming::Answer;
use crate::worker::{ProgrammeSummary, RawRecord, WriteOutcome, failure};

/// The letters of commands that have a way of their own: passwords and the break.
const OWN_WAY: [u8; 2] = *b"PB";

/// Says `order`. What it brought is put into `summary`.
pub(super) fn run(
    signed: &mut Signed<'_, '_>,
    order: &Order,
    summary: &mut ProgrammeSummary,
) -> Result<(), Stop> {
    if OWN_WAY.contains(&order.kind.letter) {
        return Err(failure::of_own_way(order).into());
    }
    if order.kind.changes_the_meter() {
        check_secrets(&signed.profile, order)?;
        change(signed, order, summary)
    } else {
        summary.raw = Some(read(signed, order)?);
        Ok(())
    }
}

/// A raw command stands in the trace and in the journal as it was typed, so it holds no
/// password and nothing else that is secret.
fn check_secrets(profile: &Profile, order: &Order) -> Result<(), Stop> {
    let places = Permit::all_of(order.kind, &order.data_shown());
    let secret = places
        .iter()
        .find(|place| takes_secret(profile, &place.address));
    if let Some(place) = secret {
        return Err(failure::of_secret_place(&place.address).into());
    }
    let levels = profile.programming.iter().flat_map(|known| &known.levels);
    let in_write = levels
        .into_iter()
        .any(|level| level.login == Login::InWrite);
    let groups = order.data_shown().matches('(').count();
    if in_write && order.kind.letter == b'W' && groups > places.len() && !order.needs_password() {
        return Err(failure::of_typed_password(order).into());
    }
    Ok(())
}

/// Whether what is written to an address is the code of a lock or another secret.
fn takes_secret(profile: &Profile, address: &str) -> bool {
    let address = normal_address(address);
    let is_it = |known: &str| normal_address(known) == address;
    let mut levels = profile.programming.iter().flat_map(|known| &known.levels);
    let is_lock = |login: &Login| matches!(login, Login::Lock { address, .. } if is_it(address));
    let mut commands = profile.actions.iter().flat_map(|action| &action.commands);
    let is_new_password = |command: &ActionCommand| {
        let order = Order::of_action(command);
        order.needs_new_password() && is_it(order.address())
    };
    let register = profile.register(address);
    register.is_some_and(|register| !register.is_readable())
        || levels.any(|level| is_lock(&level.login))
        || commands.any(is_new_password)
}

fn read(signed: &mut Signed<'_, '_>, order: &Order) -> Result<RawRecord, Stop> {
    let answer = match signed.ask(order)? {
        Answer::Data(data) => Ok(escaped(&data.body)),
        Answer::Refused(words) => Err(signed.with_meaning(&words)),
        Answer::NotAcknowledged => Err("NAK".to_owned()),
        Answer::AnotherAddress(address) => Err(format!(
            "the meter answered with {address}, which was not asked for"
        )),
    };
    Ok(RawRecord {
        command: order.to_string(),
        answer,
        outcome: None,
    })
}

fn change(
    signed: &mut Signed<'_, '_>,
    order: &Order,
    summary: &mut ProgrammeSummary,
) -> Result<(), Stop> {
    let plain = plain_write(order);
    let register = signed.register(order.address());
    let before = match &plain {
        Some(_) => signed.read(&register)?.ok().map(|set| first_value(&set)),
        None => None,
    };
    let matter = Matter {
        subject: Subject::Raw,
        address: plain.as_ref().map_or("", |_| order.address()),
        name: &register.name,
        old: before.as_deref(),
        new: plain.as_deref(),
    };
    signed.defer_cancel(true);
    let sent = signed.send(order, None, &matter);
    let mut is_written = true;
    let (fate, said) = match sent {
        Err(Held::This(reason)) => (Fate::not_sent(reason.clone()), Said::Unsent(reason)),
        Err(Held::All(failure)) => {
            signed.defer_cancel(false);
            return Err(Stop::Failed(failure));
        }
        Ok((begun, said)) => {
            let mut fate = match &plain {
                Some(wanted) => signed.settle(said.clone(), &register, wanted, before.as_deref()),
                None => unread(said.clone()),
            };
            is_written = signed.complete(begun, &mut fate);
            (fate, said)
        }
    };
    signed.defer_cancel(false);
    let answer = match said {
        Said::Yes(data) => Ok(data.unwrap_or_else(|| "ACK".to_owned())),
        Said::No(refused) => Err(refused.words),
        Said::Nothing(why) | Said::Unsent(why) => Err(why),
        Said::BrokeOff => Err("B0: the meter broke the session off".to_owned()),
    };
    let told = |words: String| match is_written {
        true => words,
        false => with_unwritten(Some(&words)),
    };
    summary.raw = Some(RawRecord {
        command: order.to_string(),
        answer: answer.map(told).map_err(told),
        outcome: Some(fate.outcome),
    });
    if plain.is_some() && fate.after.is_some() && signed.is_alive() {
        // What it holds now is shown like any reading.
        signed.read_and_tell(&register, &mut summary.readings)?;
    }
    match signed.password_refused.clone() {
        Some(failure) => Err(Stop::Failed(failure)),
        None => Ok(()),
    }
}

/// What came of a command that nothing can be read back from.
fn unread(said: Said) -> Fate {
    match said {
        Said::Unsent(reason) => Fate::not_sent(reason),
        Said::No(refused) => Fate::new(WriteOutcome::Refused, Some(refused.words)),
        Said::Yes(_) => Fate::new(
            WriteOutcome::NotVerified,
            Some("the meter took it; nothing it can be read from proves it".to_owned()),
        ),
        Said::Nothing(why) => Fate::new(WriteOutcome::Unknown, Some(why)),
        Said::BrokeOff => Fate::new(
            WriteOutcome::Unknown,
            Some("the meter broke the session off".to_owned()),
        ),
    }
}

/// The value of a command that writes one value to one address, such as
/// `W1 0.8.0(15)` or `W5 0.8.0(15)(•••)`.
fn plain_write(order: &Order) -> Option<String> {
    if order.kind.letter != b'W' || order.address().is_empty() {
        return None;
    }
    let data = order.data_shown();
    let groups = data.strip_prefix(order.address())?.strip_prefix('(')?;
    let (value, rest) = groups.split_once(')')?;
    let is_password = rest == format!("({MASK})");
    let is_alone = rest.is_empty() || is_password;
    (is_alone && !value.contains(MASK)).then(|| value.to_owned())
}

/// The text of an answer, control characters escaped.
fn escaped(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() {
            shown.extend(c.escape_default());
        } else {
            shown.push(c);
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_write_of_one_value_can_be_read_back() {
        let check = |text: &str, expected: Option<&str>| {
            let order: Order = text.parse().unwrap();
            assert_eq!(plain_write(&order).as_deref(), expected, "{text}");
        };
        check("W1 0.8.0(15)", Some("15"));
        check("W5 0.8.0(15)({password})", Some("15"));
        check("W5 0.8.0()", Some(""));
        check("W5 0.8.0(15)(00000000)", None);
        check("W1 0.9.1(175000)0.9.2(100209)", None);
        check("W2 96.96({new})", None);
        check("E2 1.6.0()", None);
        check("R1 0.8.0()", None);
    }

    #[test]
    fn control_characters_of_an_answer_are_shown() {
        assert_eq!(escaped(b"0.8.0(15)\r\n"), "0.8.0(15)\\r\\n");
    }
}

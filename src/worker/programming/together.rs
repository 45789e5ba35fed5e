//! Reading many registers: several with one command where the profile says that the
//! meter answers to that, otherwise one by one.

use std::sync::Arc;

use super::answer;
use super::desk::Stop;
use super::signed::Signed;
use crate::codec::{DataMessage, Identification};
use crate::meter::DataSet;
use crate::order::Order;
use crate::profile::{Profile, RegisterDef};
use crate::session::SessionError;
use crate::session::programming::Answer;
use crate::worker::{ReadProblem, RegisterReading};

/// What came of a command that named several registers.
enum Shared {
    /// What each of them told, in order.
    Out(Vec<DataSet>),
    /// The answer does not show what each of them told.
    NotHere,
    /// The meter stumbled over the command itself.
    Never,
}

/// Reads `registers`, tells each of them and puts it into `readings`. What cannot be
/// read together is read one by one.
pub(super) fn read(
    signed: &mut Signed<'_, '_>,
    registers: &[Arc<RegisterDef>],
    readings: &mut Vec<RegisterReading>,
) -> Result<(), Stop> {
    let desk = signed.desk;
    let mut rest = registers;
    let mut done = 0;
    let mut joins = true;
    while let Some((first, others)) = rest.split_first() {
        if joins && let Some(joint) = Joint::of(&signed.profile, rest) {
            match ask(signed, &joint) {
                Ok(Shared::Out(sets)) => {
                    for (register, set) in joint.these.iter().zip(sets) {
                        signed.tell_reading(register, Ok(set), readings);
                        done += 1;
                        desk.tell_steps(done, registers.len());
                    }
                    signed.stumbled = false;
                    rest = joint.behind;
                    continue;
                }
                Ok(Shared::NotHere) => {
                    for register in joint.these {
                        signed.read_and_tell(register, readings)?;
                        done += 1;
                        desk.tell_steps(done, registers.len());
                    }
                    rest = joint.behind;
                    continue;
                }
                Ok(Shared::Never) => joins = false,
                Err(stop) if stop.is_cancel() => return Err(stop),
                Err(stop) => {
                    let told = Err(ReadProblem::Line(stop.in_words()));
                    signed.tell_reading(first, told, readings);
                    return Err(stop);
                }
            }
        }
        match signed.take_told(first) {
            Some(set) => signed.tell_reading(first, Ok(set), readings),
            None => signed.read_and_tell(first, readings)?,
        }
        done += 1;
        desk.tell_steps(done, registers.len());
        rest = others;
    }
    Ok(())
}

/// So often registers are read over and over at most: what the line said of it is kept.
const MOST_ROUNDS: usize = 1000;

/// Reads `registers` again and again and tells each reading; the last of each are put
/// into `readings`. Ends when the job is cancelled.
pub(super) fn watch(
    signed: &mut Signed<'_, '_>,
    registers: &[Arc<RegisterDef>],
    readings: &mut Vec<RegisterReading>,
) -> Result<(), Stop> {
    for _ in 0..MOST_ROUNDS {
        let mut round = Vec::new();
        let read = read(signed, registers, &mut round);
        for reading in round {
            let address = &reading.register.address;
            let mut known = readings.iter_mut();
            match known.find(|known| known.register.address == *address) {
                Some(known) => *known = reading,
                None => readings.push(reading),
            }
        }
        read?;
    }
    Ok(())
}

/// Registers that one command names.
struct Joint<'r> {
    order: Order,
    these: &'r [Arc<RegisterDef>],
    behind: &'r [Arc<RegisterDef>],
}

impl<'r> Joint<'r> {
    /// As many of the first `registers` as go together, where that is more than one.
    fn of(profile: &Profile, registers: &'r [Arc<RegisterDef>]) -> Option<Joint<'r>> {
        (2..=registers.len())
            .map_while(|count| {
                let (these, behind) = registers.split_at_checked(count)?;
                let order = Order::read_together(profile, these)?;
                Some(Joint {
                    order,
                    these,
                    behind,
                })
            })
            .last()
    }
}

/// Says the command, and shares its answer out.
fn ask(signed: &mut Signed<'_, '_>, joint: &Joint<'_>) -> Result<Shared, Stop> {
    let data = match signed.ask(&joint.order) {
        Ok(Answer::Data(data)) => data,
        Ok(_) => return Ok(Shared::NotHere),
        Err(Stop::Session(error)) if *error == SessionError::BrokenOff => {
            return Ok(Shared::Never);
        }
        Err(stop) if stop.is_of_one_command() => return Ok(Shared::Never),
        Err(stop) => return Err(stop),
    };
    let identification = signed.identification();
    let sets = share_out(
        identification.as_ref(),
        &signed.profile.name,
        joint.these,
        &data,
    );
    Ok(sets.map_or(Shared::NotHere, Shared::Out))
}

/// What each of `registers` told, in order; `None` unless the answer has one group of
/// brackets for each, all with an address or all without, and none is an error message.
fn share_out(
    identification: Option<&Identification>,
    profile: &str,
    registers: &[Arc<RegisterDef>],
    data: &DataMessage,
) -> Option<Vec<DataSet>> {
    let mut groups: Vec<&[u8]> = data.body.split_inclusive(|byte| *byte == b')').collect();
    groups.pop_if(|group| group.trim_ascii().is_empty());
    let alone = |group: &&[u8]| group.trim_ascii_start().starts_with(b"(");
    let without_address = groups.iter().copied().filter(|group| alone(group)).count();
    let is_uniform = without_address == 0 || without_address == groups.len();
    let is_whole = groups.last().is_some_and(|group| group.ends_with(b")"));
    if groups.len() != registers.len() || !is_uniform || !is_whole {
        return None;
    }
    let one = |(register, group): (&Arc<RegisterDef>, &[u8])| {
        let mut told = data.clone();
        told.body = group.trim_ascii().to_vec();
        match Answer::of(told) {
            Answer::Data(told) => {
                answer::data_set(identification, profile, &register.address, &told).ok()
            }
            _ => None,
        }
    };
    registers.iter().zip(groups).map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_shared_out_only_where_each_register_has_its_group() {
        let registers = ["0.9.1", "0.9.2"].map(|address| {
            Arc::new(RegisterDef {
                address: address.to_owned(),
                ..RegisterDef::default()
            })
        });
        let check = |body: &str, expected: Option<[(&str, &str); 2]>| {
            let told = share_out(None, "generic", &registers, &DataMessage::framed(body));
            let told: Option<Vec<_>> = told.map(|sets| {
                let pair = |set: &DataSet| (set.address.clone(), set.values[0].raw.clone());
                sets.iter().map(pair).collect()
            });
            let expected = expected.map(|both| {
                let owned = |(one, other): (&str, &str)| (one.to_owned(), other.to_owned());
                both.map(owned).to_vec()
            });
            assert_eq!(told, expected, "{body}");
        };
        let both = Some([("0.9.1", "175000"), ("0.9.2", "300209")]);
        check("(175000)(300209)", both);
        check("(175000)\r\n(300209)\r\n", both);
        check("0.9.1(175000)0.9.2(300209)", both);
        check("(175000)", None);
        check("(175000)(300209)(1)", None);
        check("0.9.1(175000)(300209)", None);
        check("(175000)(ERROR)", None);
        check("(175000)(300209", None);
        check("", None);
    }
}

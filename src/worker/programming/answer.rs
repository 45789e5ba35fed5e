//! What the answer to a read command means.

use crate::codec::{DataMessage, Identification};
use crate::meter::{self, Context, DataSet};
use crate::worker::ReadProblem;

/// All values of an answer in one data set. One without an address is of the register
/// that was asked for.
pub(super) fn data_set(
    identification: Option<&Identification>,
    profile: &str,
    asked: &str,
    data: &DataMessage,
) -> Result<DataSet, ReadProblem> {
    let mut data = data.clone();
    if data.body.trim_ascii_start().starts_with(b"(") {
        data.body.splice(..0, asked.bytes());
    }
    let context = Context {
        profile: Some(profile.to_owned()),
        ..Context::default()
    };
    let mut sets = meter::decode(identification, &data, context)
        .data_sets
        .into_iter();
    let Some(mut first) = sets.next() else {
        let text = String::from_utf8_lossy(&data.body).into_owned();
        let sentence = format!("the answer {text:?} holds no value");
        return Err(ReadProblem::NotUnderstood(sentence));
    };
    // One line for each phase or tariff, all of one name.
    for set in sets.filter(|set| set.address == first.address) {
        first.values.extend(set.values);
    }
    Ok(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_values_of_an_answer_are_in_one_data_set() {
        let check = |body: &str, address: &str, values: &[&str]| {
            let set = data_set(None, "generic", "1.8.0", &DataMessage::framed(body)).unwrap();
            assert_eq!(set.address, address, "{body}");
            let raw: Vec<_> = set.values.iter().map(|value| value.raw.as_str()).collect();
            assert_eq!(raw, values, "{body}");
        };
        check("(015*min)", "1.8.0", &["015*min"]);
        check("1-0:1.8.0(1.5*kWh)", "1-0:1.8.0", &["1.5*kWh"]);
        check("(1)(2)\r\n", "1.8.0", &["1", "2"]);
        check(
            "VOLTA(1)\r\nVOLTA(2)\r\nVOLTA(3)\r\n",
            "VOLTA",
            &["1", "2", "3"],
        );
        check("ET0PE(1)\r\n(2)\r\n", "ET0PE", &["1", "2"]);
    }

    #[test]
    fn an_answer_without_brackets_holds_no_value() {
        let told = data_set(None, "generic", "1.8.0", &DataMessage::framed(""));
        assert!(
            matches!(told, Err(ReadProblem::NotUnderstood(_))),
            "{told:?}"
        );
    }
}

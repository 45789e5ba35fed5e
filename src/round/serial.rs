//! Whether two serial numbers are those of one meter.
//!
//! Lists and meters write them differently: with or without leading zeros, in groups, or
//! as the long number on the name plate (`1 EMH00 0593 9068`), whose end the meter tells.

/// How a meter's own serial number compares with the one expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Match {
    Same,
    Different,
    /// The meter tells none.
    NotTold,
}

/// Compares the serial number that is expected with what the meter told.
pub fn compare(expected: &str, told: Option<&str>) -> Match {
    let told = normal(told.unwrap_or_default());
    if told.is_empty() {
        return Match::NotTold;
    }
    let expected = normal(expected);
    if expected == told || is_end_of(&told, &expected) || is_end_of(&expected, &told) {
        Match::Same
    } else {
        Match::Different
    }
}

/// Letters and digits in capitals, without the zeros in front; equal for one meter.
pub(crate) fn normal(serial: &str) -> String {
    let kept = serial.chars().filter(|c| c.is_alphanumeric());
    let text: String = kept.flat_map(char::to_uppercase).collect();
    text.trim_start_matches('0').to_owned()
}

/// The digits behind the maker in the number of a name plate: eight, or more on meters of
/// other kinds.
const MIN_DIGITS: usize = 8;

/// Whether `short` is all digits and stands, filled up with zeros, behind the kind and the
/// maker of `long`: one digit and three letters.
fn is_end_of(short: &str, long: &str) -> bool {
    let mut long = long.chars();
    let kind = long.next().is_some_and(|c| c.is_ascii_digit());
    let maker = long.by_ref().take(3).all(|c| c.is_ascii_uppercase());
    let number = long.as_str();
    let is_number = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    kind && maker
        && number.len() >= MIN_DIGITS
        && is_number(number)
        && is_number(short)
        && number.trim_start_matches('0') == short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_is_written_in_many_ways() {
        let same = |expected: &str, told: &str| {
            assert_eq!(
                compare(expected, Some(told)),
                Match::Same,
                "{expected} {told}"
            );
        };
        same("63355730", "63355730");
        same("63 355 730", "63355730");
        same("5939068", "05939068");
        same("1EMH0005939068", "05939068");
        same("05939068", "1 EMH00 0593 9068");
        same("gwh-4711", "GWH4711");
    }

    #[test]
    fn numbers_that_only_look_alike_are_not_the_same() {
        let differs = |expected: &str, told: &str| {
            assert_eq!(
                compare(expected, Some(told)),
                Match::Different,
                "{expected} {told}"
            );
        };
        differs("63355730", "63355731");
        differs("163355730", "63355730");
        differs("1EMH0015939068", "05939068");
        differs("ABCD05939068", "05939068");
        assert_eq!(compare("1", None), Match::NotTold);
        assert_eq!(compare("1", Some("???")), Match::NotTold);
        assert_eq!(compare("1", Some("000")), Match::NotTold);
    }
}
